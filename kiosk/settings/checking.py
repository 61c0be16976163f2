"""Whether a window.toml is right: every fault of it, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kiosk.settings.devices import CASH_DRAWER, PRINTERS, RECEIPT_PRINTER
from kiosk.settings.faults import TELIUM_LINE, Fault, shown
from kiosk.settings.keys import LONGEST, SECRET_FORM, Key, Section
from kiosk.settings.lines import Lines
from kiosk.settings.sections import SECTIONS
from pos.card_guard import looks_like_card

_ADDRESS = re.compile(
    r"tcp://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+):\d{1,5}"
    r"|serial:///\S+|serial://COM\d+\S*"
    r"|usb://[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}(\?\S+)?"
)


def faults_of(tables: Mapping[str, object], lines: Lines) -> Iterator[Fault]:
    """Yield everything that is wrong with the tables of a file."""
    known = {section.name: section for section in SECTIONS}
    for name, table in tables.items():
        section = known.get(name)
        if section is None:
            yield Fault(name, lines.of(name), "unknown_section", hint=_near(name, known))
        elif not isinstance(table, dict):
            yield Fault(name, lines.of("", name), "not_a_section", hint=f"[{name}]")
        else:
            yield from _section_faults(section, table, lines)
    yield from _shared_lines(tables, lines)
    drawer = tables.get(CASH_DRAWER)
    if isinstance(drawer, dict):
        via = drawer.get("via", RECEIPT_PRINTER)
        kicked = drawer.get("driver", "kick") == "kick"
        if kicked and via in PRINTERS and via not in tables:
            line = lines.of(CASH_DRAWER, "via")
            yield Fault(f"{CASH_DRAWER}.via", line, "no_such_device", str(via), f"[{via}]")


def _shared_lines(tables: Mapping[str, object], lines: Lines) -> Iterator[Fault]:
    """Two devices on one line would take each other's bytes."""
    seen: dict[str, str] = {}
    for name, table in tables.items():
        address = table.get("address") if isinstance(table, dict) else None
        if not isinstance(address, str):
            continue
        line = address.strip().casefold().partition("?")[0]
        if line in seen and not line.startswith("usb://"):  # told apart by their serial numbers
            place = f"{name}.address"
            at = lines.of(name, "address")
            yield Fault(place, at, "line_taken", shown(address), f"[{seen[line]}]")
        seen.setdefault(line, name)


def _section_faults(section: Section, table: Mapping[str, object], lines: Lines) -> Iterator[Fault]:
    keys = {key.name: key for key in section.keys}
    driver = table.get("driver", keys["driver"].default if "driver" in keys else None)
    for name, value in table.items():
        place, line = f"{section.name}.{name}", lines.of(section.name, name)
        key = keys.get(name)
        if key is None:
            yield Fault(place, line, "unknown_key", hint=_near(name, keys))
        else:
            reason, hint = value_fault(key, value, driver)
            if reason:
                yield Fault(place, line, reason, "" if key.secret else shown(value)[:60], hint)
    for key in section.keys:
        needed = not key.optional or driver in key.needed_by
        if key.name not in table and key.default is None and needed:
            yield Fault(f"{section.name}.{key.name}", lines.of(section.name), "missing_key")


def value_fault(key: Key, value: object, driver: object) -> tuple[str, str]:
    """Return what is wrong with a value and what was probably meant, both empty where it is
    right."""
    if key.secret:
        good = isinstance(value, str) and re.fullmatch(SECRET_FORM, value)
        return ("", "") if good else ("plain_secret", f"file:secrets/{key.name}")
    if type(value) is not key.type:
        return "wrong_type", {str: "text", int: "number", bool: "true_or_false"}[key.type]
    if key.choices and value not in key.choices:
        return "not_one_of", ", ".join(str(choice) for choice in key.choices)
    if isinstance(value, str):
        return _text_fault(key, value, driver)
    if key.least is not None and key.most is not None and not key.least <= value <= key.most:
        return "out_of_range", f"{key.least}-{key.most}"
    return "", ""


def _text_fault(key: Key, value: str, driver: object) -> tuple[str, str]:
    web = dict(key.web).get(str(driver))
    if web is not None:
        if not re.fullmatch(web, value):
            return "bad_web_address", "https://10.0.0.50:8443/nexo"
    elif key.address and not _ADDRESS.fullmatch(value):
        return "bad_address", _meant(value, driver)
    if key.pattern and not re.fullmatch(key.pattern, value):
        return "bad_form", str(key.example or key.default or "07")
    if not value.strip() or len(value) > LONGEST:
        return "empty_or_long", str(LONGEST)
    if not value.isprintable():
        return "not_printable", ""
    if looks_like_card(value):
        return "card_number", ""
    return "", ""


def _meant(address: str, driver: object) -> str:
    """Return the address somebody probably meant."""
    given = address.strip()
    if given.startswith("/dev/"):
        return f"serial://{given}"
    if driver == "telium":
        return TELIUM_LINE
    bare = re.fullmatch(r"(?:tcp://)?([A-Za-z0-9_.-]+?)(?::(\d{1,5}))?/?", given)
    if bare is not None and "." in bare[1]:
        return f"tcp://{bare[1]}:{bare[2] or 9100}"
    return "tcp://10.0.0.192:9100"


def _near(name: str, known: Mapping[str, object]) -> str:
    import difflib  # only once something is wrong

    found = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return found[0] if found else ""
