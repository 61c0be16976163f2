"""What an import brings along, seen in an interpreter that has imported nothing else."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.architecture.imports import ROOT, modules, top

QT = {"PySide6", "shiboken6"}

HEAVY = {
    "sqlalchemy",
    "alembic",
    "escpos",
    "reportlab",
    "PIL",
    "segno",
    "msgspec",
    "argon2",
    "babel",
    "serial",
    "usb",
}
"""The first picture waits for none of these: each costs from 0.03 s (argon2) to 1.3 s (alembic)."""


def brought_along(*names: str) -> set[str]:
    """Return the top-level modules in memory after importing ``names`` and nothing else."""
    code = f"import importlib, json, sys\nfor name in {names!r}: importlib.import_module(name)\n"
    code += "print(json.dumps(sorted({m.partition('.')[0] for m in sys.modules})))"
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("package", ["pos", "hardware", "printing"])
def test_no_qt_comes_with(package: str) -> None:
    names = [name for name in modules() if top(name) == package]
    assert not brought_along(*names) & QT


def test_nothing_heavy_comes_with_the_command() -> None:
    assert not brought_along("kiosk.__main__") & (HEAVY | QT)


POSIX_ONLY = {
    "hardware.simulators.tty_door": "pseudo-terminals; loaded for serial:// addresses only",
}
"""Modules that Windows need not be able to load, and why."""


def test_hardware_loads_where_nothing_of_posix_is() -> None:
    names = [name for name in modules() if top(name) == "hardware" and name not in POSIX_ONLY]
    missing = ("termios", "tty", "pty", "fcntl", "grp", "pwd", "resource")
    code = f"import importlib, sys\nfor name in {missing!r}: sys.modules[name] = None\n"
    code += f"for name in {names!r}: importlib.import_module(name)\n"
    command = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
