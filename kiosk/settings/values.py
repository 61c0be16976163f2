"""What a valid window.toml says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from kiosk.settings.keys import Value


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """Keys of ``[window]``; ``lock_after`` in minutes; ``database_key`` says where the key is."""

    name: str = "Window 1"
    prefix: str = "W1"
    language: str = "en"
    theme: str = "day"
    lock_after: int = 5
    full_screen: bool = False
    sounds: bool = True
    report_paper: str = "letter"
    database_key: str = ""


@dataclass(frozen=True, slots=True)
class BackupSettings:
    """Keys of ``[backup]``. No ``folder``: the window makes none by itself."""

    folder: str = ""
    keep: int = 14


@dataclass(frozen=True, slots=True)
class HubSettings:
    """Keys of ``[hub]``. No ``url``: the window is its own hub."""

    url: str = ""
    password: str = ""
    ca_file: str = ""
    block_minutes: int = 120
    block_least: int = 40
    lease_hours: int = 0


@dataclass(frozen=True, slots=True)
class DeviceSettings:
    """One device's section. ``values`` holds every declared key, defaults filled in."""

    device: str
    values: Mapping[str, Value]

    @property
    def driver(self) -> str:
        return str(self.values["driver"])

    def text(self, key: str) -> str:
        """Return the value of ``key`` as text; empty when it was not given."""
        return str(self.values.get(key, ""))

    def number(self, key: str) -> int:
        """Return the value of a whole-number ``key`` in the unit it was declared with."""
        return int(self.values[key])


@dataclass(frozen=True, slots=True)
class Settings:
    """A whole window.toml, valid."""

    window: WindowSettings = field(default_factory=WindowSettings)
    devices: Mapping[str, DeviceSettings] = field(default_factory=dict)
    backup: BackupSettings = field(default_factory=BackupSettings)
    hub: HubSettings = field(default_factory=HubSettings)
