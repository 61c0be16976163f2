"""What is wrong in window.toml, and the refusal that says all of it at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kiosk.settings.devices import PAYMENT_TERMINAL
from pos.card_scrub import HIDDEN
from pos.errors import SettingsInvalid

TELIUM_LINE = "serial:///dev/ttyACM0"
"""What a line of a telium terminal looks like."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in the file. ``reason`` is a stable code, ``hint`` what was probably meant.

    ``line`` is 0 where it is unknown.
    """

    place: str
    line: int
    reason: str
    value: str = ""
    hint: str = ""


def drivers_faults(error: SettingsInvalid) -> Iterator[Fault]:
    """Yield what drivers refused, who know no file, as faults of window.toml."""
    for one in error.faults:
        if isinstance(one, SettingsInvalid):
            yield from drivers_faults(one)
        elif isinstance(one, Fault):
            yield one
    if not error.faults:
        yield _drivers_fault(error)


def _drivers_fault(error: SettingsInvalid) -> Fault:
    place, reason = str(error.params["place"]), str(error.params["reason"])
    known = "bad_address" if reason.startswith("address_") else reason
    value, hint = (str(error.params.get(key, "")) for key in ("value", "hint"))
    if place == f"{PAYMENT_TERMINAL}.address" and error.params.get("detail"):
        if value:  # a line's address is named, a web address never
            hint = hint or TELIUM_LINE
        else:
            known = "bad_web_address"
    return Fault(place, 0, known, shown(value), hint)


def settings_fault(*faults: Fault) -> SettingsInvalid:
    """Return the refusal for what only those who use the settings could find, at least one."""
    return refusal(Path("window.toml"), list(faults))


def refusal(file: Path | None, faults: Sequence[Fault]) -> SettingsInvalid:
    """Return the refusal of a file, or of a text, for these faults, at least one."""
    first = faults[0]
    return SettingsInvalid(
        tuple(faults),
        file=str(file) if file else "",
        place=first.place,
        line=first.line,
        reason=first.reason,
        count=len(faults),
    )


def shown(value: object) -> str:
    """Return the value as an error may name it: without the password of somebody's address."""
    _, at, host = str(value).rpartition("@")
    return f"{HIDDEN}{at}{host}" if at else host
