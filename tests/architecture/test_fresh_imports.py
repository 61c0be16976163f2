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
