"""What the drivers need to know of each device, as plain data.

``window.toml`` is read and checked by the kiosk; ``printer_settings`` and ``drawer_settings`` take
the checked values of one section and say no only to what the kiosk cannot know: addresses and
combinations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hardware.transports.address import LineAddress, parse_address
from pos.errors import SettingsInvalid

Value = str | int | bool
Section = Mapping[str, Value]

ANSWER_WITHIN_S = 20.0
"""How long a paper may take, from the last sign of life, before it counts as unknown."""
LEVELS = ("high", "low", "none")
FENCES = ("auto", "id", "status")
NORMAL, SINGLE_TICKET = STATUS_MODES = ("normal", "s90")
"""How an FGL printer is set to report (hardware facts 1.6). Not ``s91``: nothing is acknowledged
there, and a printer that has started afresh in the middle of a ticket does not say so."""


@dataclass(frozen=True, slots=True)
class PrinterSettings:
    """One printer.

    ``answer_within_s``: see ``ANSWER_WITHIN_S``. ``reply_within_s``: how long a query may stay
    without its reply. ``purge``: the FGL printer drops unprinted tickets when it runs out
    (``<ppe>``) instead of printing them after loading. ``fence``: how an ESC/POS printer is asked
    whether it has finished: ``id`` GS ( H, ``status`` GS r, ``auto`` finds out. ``status_mode``:
    how an FGL printer is set to report, ``normal`` or ``s90``.
    """

    name: str
    driver: str
    address: LineAddress
    answer_within_s: float = ANSWER_WITHIN_S
    reply_within_s: float = 2.0
    purge: bool = False
    fence: str = "auto"
    status_mode: str = NORMAL


@dataclass(frozen=True, slots=True)
class DrawerSettings:
    """A drawer behind a printer, or behind a box on a line of its own.

    ``via``: that printer's section; ``address`` and ``trigger``: the box's line and the bytes that
    open it. ``pin``: 2 or 5. ``on_ms``: length of the pulse, 2-510
    (hardware facts 4), even. ``open_level``: level of connector pin 3 while the drawer is open,
    ``high`` or ``low``; ``none`` when it has no sensor. ``seen_within_s``: how long it may take to
    spring open. ``kick_within_s``: how long a kick may wait for the printer. ``alarm_after_s``: how
    long it may stand open.
    """

    name: str
    driver: str
    via: str
    pin: int = 2
    on_ms: int = 100
    open_level: str = "high"
    seen_within_s: float = 1.0
    kick_within_s: float = 5.0
    alarm_after_s: float = 60.0
    address: LineAddress | None = None
    trigger: bytes = b"\x07"


def printer_settings(name: str, section: Section) -> PrinterSettings:
    """Return the settings of the printer in section ``name``.

    Raises:
        SettingsInvalid: An address nobody can read, an unknown ``fence`` or ``status_mode``.
    """
    return PrinterSettings(
        name=name,
        driver=str(section.get("driver", "")),
        address=parse_address(str(section.get("address", "")), f"{name}.address"),
        answer_within_s=float(section.get("answer_within", ANSWER_WITHIN_S)),
        purge=bool(section.get("purge", False)),
        fence=_one_of(FENCES, section.get("fence", "auto"), f"{name}.fence"),
        status_mode=_one_of(
            STATUS_MODES, section.get("status_mode", NORMAL), f"{name}.status_mode"
        ),
    )


def drawer_settings(name: str, section: Section) -> DrawerSettings:
    """Return the settings of the drawer in section ``name``.

    Raises:
        SettingsInvalid: A pin other than 2 and 5, a pulse out of limits, an unknown level; for a
            box of its own an address nobody can read, or bytes that are none.
    """
    driver = str(section.get("driver", ""))
    boxed = driver == "serial"
    return DrawerSettings(
        name=name,
        driver=driver,
        via=str(section.get("via", "receipt_printer")),
        pin=_number(section, "pin", 2, (2, 5), name),
        on_ms=_number(section, "pulse", 100, range(2, 511, 2), name),
        open_level=_one_of(LEVELS, section.get("sensor", "high"), f"{name}.sensor"),
        alarm_after_s=float(section.get("alarm_after", 60)),
        address=parse_address(str(section.get("address", "")), f"{name}.address")
        if boxed
        else None,
        trigger=_hex(section.get("bytes", "07"), f"{name}.bytes"),
    )


def _hex(value: Value, place: str) -> bytes:
    try:
        data = bytes.fromhex(str(value))
    except ValueError:
        data = b""
    if not data:
        raise SettingsInvalid(place=place, reason="bad_form", value=str(value)[:200], hint="07")
    return data


def _one_of(choices: tuple[str, ...], value: Value, place: str) -> str:
    if value not in choices:
        raise SettingsInvalid(place=place, reason="not_one_of", hint=", ".join(choices))
    return str(value)


def _number(
    section: Section, key: str, default: int, allowed: range | tuple[int, ...], name: str
) -> int:
    value = int(section.get(key, default))
    if value not in allowed:
        even = ", even" if isinstance(allowed, range) and allowed.step == 2 else ""
        hint = f"{min(allowed)}-{max(allowed)}{even}"
        raise SettingsInvalid(place=f"{name}.{key}", reason="out_of_range", hint=hint)
    return value
