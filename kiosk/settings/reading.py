"""A window.toml read: whole, or without the devices that are set up wrongly."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kiosk.settings.checking import faults_of
from kiosk.settings.devices import CASH_DRAWER, DEVICES, RECEIPT_PRINTER
from kiosk.settings.faults import Fault, refusal
from kiosk.settings.keys import Section, Value
from kiosk.settings.lines import Lines
from kiosk.settings.sections import SECTIONS
from kiosk.settings.values import (
    BackupSettings,
    DeviceSettings,
    HubSettings,
    Settings,
    WindowSettings,
)
from pos.errors import SettingsInvalid


def read(file: Path) -> Settings:
    """Return the settings in ``file``; a window without devices when there is no such file.

    Raises:
        SettingsInvalid: With every fault of the file in ``faults``.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return Settings()
    except UnicodeDecodeError:
        raise refusal(file, [Fault("", 0, "not_utf8")]) from None
    except OSError as error:
        raise refusal(file, [Fault("", 0, "not_readable", error.strerror or "")]) from None
    try:
        return parse(text)
    except SettingsInvalid as error:
        raise SettingsInvalid(error.faults, **{**error.params, "file": str(file)}) from None


def parse(text: str) -> Settings:
    """Return the settings in ``text``.

    Raises:
        SettingsInvalid: With every fault in ``faults``.
    """
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"at line (\d+)", str(error))
        raise refusal(
            None, [Fault("", int(line[1]) if line else len(text.splitlines()), "not_toml")]
        ) from None
    except RecursionError:
        raise refusal(None, [Fault("", 0, "too_deep")]) from None
    faults = list(faults_of(tables, Lines(text)))
    if faults:
        raise refusal(None, sorted(faults, key=lambda fault: fault.line))
    return _settings(tables)


def _settings(tables: Mapping[str, Any]) -> Settings:
    filled = {s.name: _filled(s, tables[s.name]) for s in SECTIONS if s.name in tables}
    return Settings(
        WindowSettings(**filled.pop("window", {})),  # type: ignore[arg-type]
        backup=BackupSettings(**filled.pop("backup", {})),  # type: ignore[arg-type]
        hub=HubSettings(**filled.pop("hub", {})),  # type: ignore[arg-type]
        devices={name: DeviceSettings(name, values) for name, values in filled.items()},
    )


@dataclass(frozen=True, slots=True)
class Partly:
    """What of a window.toml is right. ``faulty``: by device what is wrong with its section, nothing
    for a drawer whose printer's is; the settings have no such device."""

    settings: Settings
    faulty: Mapping[str, tuple[Fault, ...]]


def read_partly(file: Path) -> Partly:
    """Return the settings in ``file`` without the devices whose sections are wrong.

    Raises:
        SettingsInvalid: It cannot be read, or something is wrong that is no device's.
    """
    try:
        return Partly(read(file), {})
    except SettingsInvalid as error:
        faults = [fault for fault in error.faults if isinstance(fault, Fault)]
        faulty = {name: _at(name, faults) for name in DEVICES if _at(name, faults)}
        if sum(map(len, faulty.values())) != len(error.faults):
            raise
    tables = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    drawer = tables.get(CASH_DRAWER, {})
    if CASH_DRAWER in tables and drawer.get("via", RECEIPT_PRINTER) in faulty:
        faulty.setdefault(CASH_DRAWER, ())
    return Partly(_settings({n: table for n, table in tables.items() if n not in faulty}), faulty)


def _at(section: str, faults: list[Fault]) -> tuple[Fault, ...]:
    return tuple(fault for fault in faults if fault.place.partition(".")[0] == section)


def _filled(section: Section, given: Mapping[str, Value]) -> dict[str, Value]:
    driver = given.get("driver")
    values = {
        key.name: given.get(key.name, dict(key.default_with).get(str(driver), key.default))
        for key in section.keys
    }
    return {name: value for name, value in values.items() if value is not None}
