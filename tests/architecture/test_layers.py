"""Who may import whom, and where each outside library lives. The tables are the rule."""

from __future__ import annotations

import sys

import pytest

from tests.architecture.imports import PACKAGES, imports, modules, targets, top, within

MAY_IMPORT = {
    "kiosk": ["kiosk", "pos", "hardware", "printing"],
    "hardware": [
        "hardware",
        "pos.ports.devices",
        "pos.ports.readers",
        "pos.ports.terminals",
        "pos.card_guard",
        "pos.card_paper",
        "pos.lifecycles",
        "pos.money",
        "pos.errors",
        "pos.machine",
        "pos.clock",
    ],
    "printing": ["printing", "pos.views", "pos.money", "pos.errors"],
    "pos": ["pos"],
}
"""Of our own packages. The longest matching importer counts."""

STORAGE_IS_MET_IN = [
    "pos.storage",
    "kiosk.bootstrap",
    "kiosk.commands",
    "kiosk.benchmarks.hub_venue",  # makes a hub to measure, and lets windows in
]

PRESENTERS_NEVER_SEE = ["kiosk.screens", "kiosk.widgets", "kiosk.shell", "kiosk.bridge"]

HOMES = {
    "PySide6": ["kiosk"],
    "shiboken6": ["kiosk"],
    "sqlalchemy": ["pos.storage"],
    "alembic": ["pos.storage"],
    "sqlite3": ["pos.storage"],
    "psycopg": ["pos.storage.hub"],
    "serial": ["hardware"],
    "anyascii": ["hardware.displays", "pos.finding", "printing.safetext"],
    "jellyfish": ["pos.finding"],
    "cryptography": ["hardware.terminals", "hardware.simulators"],
    "h11": ["hardware.terminals", "hardware.simulators"],
    "keyring": ["kiosk.secrets"],
    "requests": ["hardware.terminals"],  # the SDK of Stripe comes with it
    "sqlcipher3": ["pos.storage.sealed"],
    "stripe": ["hardware.terminals"],
    "smartcard": ["hardware.readers"],
    "usb": ["hardware.transports", "hardware.simulators"],
    "escpos": ["printing"],
    "reportlab": ["printing.pdf"],
    "xlsxwriter": ["printing"],
    "segno": ["printing", "hardware.simulators"],  # simulators draw what the paper would show
    "barcode": ["hardware.simulators"],
    "PIL": ["printing", "hardware.simulators", "kiosk.benchmarks"],
    "babel": ["printing", "kiosk.translations"],
    "font_roboto": ["printing", "hardware.simulators", "kiosk"],
    "msgspec": ["pos"],
    "argon2": ["pos.people"],
    "platformdirs": ["kiosk"],
    "typing_extensions": list(PACKAGES),
    "_typeshed": list(PACKAGES),  # type-checking only
    # Of the standard library: whatever reaches the network, a line or another process.
    # A bare send is what a first byte is held against; the hub's driver looks names up.
    "socket": ["hardware", "kiosk.benchmarks", "pos.storage.hub"],
    "ssl": ["hardware", "pos.storage.hub"],
    "selectors": ["hardware", "pos.storage.hub"],
    "select": ["hardware"],
    "socketserver": ["hardware"],
    "termios": ["hardware"],
    "tty": ["hardware"],
    "pty": ["hardware"],
    "subprocess": ["kiosk"],
    "multiprocessing": ["pos.storage.read_ahead"],  # beside a new window; else named threads
    "asyncio": [],
    "http": [],
    "urllib": ["hardware"],  # addresses and forms are taken apart, nothing is fetched
    "pickle": [],
    "ctypes": ["pos.storage.hub"],  # libpq is asked for the code of a refused signing in
    "dbm": [],
}
"""Each outside library has one home; one that is not listed has none yet."""

IMPORTS_BY_NAME = ["kiosk.cli"]  # one module a command, loaded when it is given

PRINTING_IS_PURE = ["time", "random", "secrets", "threading", "tempfile", "shutil"]


def _allowed(importer: str, table: dict[str, list[str]]) -> list[str]:
    owner = max((name for name in table if within(importer, name)), key=len)
    return table[owner]


def test_packages_import_in_one_direction() -> None:
    wrong = [
        str(one)
        for one in imports()
        if top(one.target) in PACKAGES
        and not any(within(one.target, ok) for ok in _allowed(one.importer, MAY_IMPORT))
    ]
    assert wrong == []


def test_every_outside_library_stays_at_home() -> None:
    wrong = [
        str(one)
        for one in imports()
        if top(one.target) in HOMES
        and not any(within(one.importer, home) for home in HOMES[top(one.target)])
    ]
    assert wrong == []


def test_every_outside_library_has_a_home() -> None:
    homeless = {
        str(one)
        for one in imports()
        if top(one.target) not in {*PACKAGES, *HOMES, *sys.stdlib_module_names}
        and not (one.target == "?" and one.importer in IMPORTS_BY_NAME)
    }
    assert homeless == set()


def test_storage_is_met_at_the_composition_root_only() -> None:
    wrong = [
        str(one)
        for one in imports()
        if within(one.target, "pos.storage")
        and not any(within(one.importer, home) for home in STORAGE_IS_MET_IN)
    ]
    assert wrong == []


def test_presenters_know_neither_qt_nor_screens_nor_threads() -> None:
    banned = [*PRESENTERS_NEVER_SEE, "PySide6", "shiboken6", "threading"]
    wrong = [
        str(one)
        for one in imports()
        if within(one.importer, "kiosk.presenters") and any(within(one.target, no) for no in banned)
    ]
    assert wrong == []


def test_printing_has_no_clock_no_chance_and_no_threads() -> None:
    wrong = [
        str(one)
        for one in imports()
        if within(one.importer, "printing") and one.target in PRINTING_IS_PURE
    ]
    assert wrong == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_has_modules_to_judge(package: str) -> None:
    assert sum(top(name) == package for name in modules()) > 1


def test_no_import_escapes_the_walk() -> None:
    source = """
import sqlite3
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from PySide6.QtCore import QObject
def late():
    import serial.tools
    from pos import storage
    importlib.import_module("reportlab.platypus")
    __import__(name)
"""
    assert [target for _, target in targets(source)] == [
        "sqlite3",
        "typing",
        "PySide6.QtCore",
        "serial.tools",
        "pos.storage",
        "reportlab.platypus",
        "?",
    ]
