"""How a key and a section of window.toml are declared."""

from __future__ import annotations

from dataclasses import dataclass

Value = str | int | bool

LONGEST = 200
"""Characters in any text value."""

SECRET_FORM = r"keyring:[!-~]{1,120}|env:[A-Za-z_][A-Za-z0-9_]{0,120}|file:[^\x00-\x1f]{1,180}"
"""Where a secret is; the secret itself never stands in the file."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key: its type, its default (None: must be given unless ``optional``) and what it says."""

    name: str
    type: type[str] | type[int] | type[bool]
    says: str
    default: Value | None = None
    optional: bool = False
    choices: tuple[Value, ...] = ()
    least: int | None = None
    most: int | None = None
    unit: str = ""
    address: bool = False
    pattern: str = ""
    """The whole text must match; ``says`` explains it."""
    needed_by: tuple[str, ...] = ()
    """Drivers with which an ``optional`` key must be given after all."""
    default_with: tuple[tuple[str, str], ...] = ()
    """Drivers with a default of their own, and that."""
    web: tuple[tuple[str, str], ...] = ()
    """Drivers whose ``address`` is a web address, and its pattern."""
    example: str = ""
    """What is shown beside one that was refused."""
    secret: bool = False
    """Says where a secret is. What is given instead is never shown."""


@dataclass(frozen=True, slots=True)
class Section:
    """One table of window.toml. Without a device's section the window has no such device."""

    name: str
    says: str
    keys: tuple[Key, ...]
