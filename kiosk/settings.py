"""``window.toml``: how one window is set up, and which drivers its devices take.

Every key is declared once in ``SECTIONS`` with its default, unit and one sentence; the README's
table is made from it. All faults are found at once, each with its place. Secrets never stand here.
Must not know: Qt, drivers (``kiosk/devices.py`` turns these words into devices).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.languages import LANGUAGES
from pos.card_guard import looks_like_card
from pos.card_scrub import HIDDEN
from pos.errors import InvariantBroken, SettingsInvalid, StorageNotWritable

Value = str | int | bool

TICKET_PRINTER = "ticket_printer"
RECEIPT_PRINTER = "receipt_printer"
CASH_DRAWER = "cash_drawer"
BADGE_READER = "badge_reader"
SCANNER = "scanner"
CHECK_READER = "check_reader"
CUSTOMER_DISPLAY = "customer_display"
PAYMENT_TERMINAL = "payment_terminal"
PRINTERS = (TICKET_PRINTER, RECEIPT_PRINTER)
DEVICES = (
    *PRINTERS,
    CASH_DRAWER,
    PAYMENT_TERMINAL,
    BADGE_READER,
    SCANNER,
    CHECK_READER,
    CUSTOMER_DISPLAY,
)

LONGEST = 200
"""Characters in any text value."""

_TELIUM_LINE = "serial:///dev/ttyACM0"
_ADDRESS = re.compile(
    r"tcp://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+):\d{1,5}"
    r"|serial:///\S+|serial://COM\d+\S*"
    r"|usb://[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}(\?\S+)?"
)

_HTTPS = r"https://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(:\d{1,5})?(/[!-~]*)?"
_HTTPS_OR_LOOPBACK = _HTTPS + r"|http://(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?(/[!-~]*)?"

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


_WHERE = "Where it is: ``tcp://``, ``serial://`` or ``usb://``."
_HEX_BYTES = "([0-9A-Fa-f]{2} ?){1,16}"


def _address(*needed_by: str) -> Key:
    return Key("address", str, _WHERE, address=True, optional=bool(needed_by), needed_by=needed_by)


def _secret(name: str, says: str, *needed_by: str) -> Key:
    where = "``keyring:NAME``, ``env:NAME`` or ``file:PATH``; see ``foyer secret``."
    return Key(name, str, f"{says} {where}", optional=True, needed_by=needed_by, secret=True)


def _printer(
    name: str,
    says: str,
    drivers: tuple[str, ...],
    profile: str,
    profile_with: tuple[tuple[str, str], ...] = (),
) -> Section:
    return Section(
        name,
        says,
        (
            Key("driver", str, "Language the printer speaks.", drivers[0], choices=drivers),
            _address(),
            Key(
                "profile",
                str,
                "Printer profile: resolution, paper, fonts.",
                profile,
                default_with=profile_with,
            ),
            Key(
                "design",
                str,
                "Design of its papers: one of Foyer's, or a file in the home's ``designs/``; "
                "without it the one for the profile's stock.",
                optional=True,
            ),
            Key(
                "answer_within",
                int,
                "How long a paper may take before a person is asked what came out.",
                20,
                least=1,
                most=600,
                unit="s",
            ),
            Key(
                "purge",
                bool,
                "fgl: drops its waiting tickets when stock runs out; else as its profile says.",
                optional=True,
            ),
            Key(
                "status_mode",
                str,
                "fgl: how it reports, as set in the printer, which may not be s91; else as its "
                "profile says.",
                optional=True,
                choices=("normal", "s90"),
            ),
            Key(
                "fence",
                str,
                "escpos: how it is asked whether a paper is done; ``auto`` finds out.",
                "auto",
                choices=("auto", "id", "status"),
            ),
        ),
    )


SECTIONS: tuple[Section, ...] = (
    Section(
        "window",
        "The window itself.",
        (
            Key("name", str, "Name on screen, receipts and reports.", "Window 1"),
            Key(
                "prefix",
                str,
                "Begins the numbers made here: a letter, then letters or digits.",
                "W1",
                pattern="[A-Z][A-Z0-9]{0,3}",
            ),
            Key(
                "language",
                str,
                "Language of papers, of the patron's display, and before anybody signs in.",
                "en",
                choices=tuple(LANGUAGES),
            ),
            Key("theme", str, "Colours of the screen.", "day", choices=("day", "house-dark")),
            Key("lock_after", int, "Idle time until it locks.", 5, least=1, most=120, unit="min"),
            Key("full_screen", bool, "Fill the screen, without a title bar.", False),
            Key("sounds", bool, "Play a short sound when a device wants a person.", True),
            Key("report_paper", str, "Paper of reports.", "letter", choices=("letter", "a4")),
        ),
    ),
    _printer(
        TICKET_PRINTER,
        "The ticket printer.",
        ("fgl", "escpos"),
        "boca-200dpi-5.5x2",
        (("escpos", "generic-80mm"),),
    ),
    _printer(RECEIPT_PRINTER, "The receipt printer.", ("escpos",), "TM-T88V"),
    Section(
        CASH_DRAWER,
        "The cash drawer.",
        (
            Key(
                "driver",
                str,
                "``kick``: opened by a printer; ``serial``: by a box on a line of its own.",
                "kick",
                choices=("kick", "serial"),
            ),
            Key("via", str, "kick: the printer it hangs on.", RECEIPT_PRINTER, choices=PRINTERS),
            _address("serial"),
            Key(
                "bytes",
                str,
                "serial: what opens it, in hex.",
                "07",
                pattern=_HEX_BYTES,
            ),
            Key("pin", int, "Connector pin that opens it.", 2, choices=(2, 5)),
            Key("pulse", int, "Length of the pulse.", 100, least=2, most=510, unit="ms"),
            Key(
                "sensor",
                str,
                "Level of the sensor while it is open; ``none`` when it has no sensor.",
                "high",
                choices=("high", "low", "none"),
            ),
            Key(
                "alarm_after",
                int,
                "How long it may stand open before somebody is called.",
                60,
                least=5,
                most=3600,
                unit="s",
            ),
        ),
    ),
    Section(
        PAYMENT_TERMINAL,
        "The card terminal.",
        (
            Key(
                "driver",
                str,
                "``nexo``: Sale to POI 3.0 in the local network; ``telium``: Ingenico, protocol E; "
                "``stripe``: a Stripe reader, through the internet; ``standalone``: not connected, "
                "the amount is keyed on it.",
                "standalone",
                choices=("nexo", "telium", "stripe", "standalone"),
            ),
            Key(
                "address",
                str,
                "nexo: ``https://`` and where it is; telium: ``serial://`` or ``tcp://``; stripe: "
                "left out, or a stand-in's.",
                address=True,
                optional=True,
                needed_by=("nexo", "telium"),
                web=(("nexo", _HTTPS), ("stripe", _HTTPS_OR_LOOPBACK)),
            ),
            Key(
                "poi_id",
                str,
                "nexo: model and serial number as the terminal shows them, e.g. "
                "``P400Plus-123456789``.",
                optional=True,
                needed_by=("nexo",),
                pattern=r"[A-Za-z0-9][A-Za-z0-9._]*-[A-Za-z0-9._-]{1,50}",
                example="P400Plus-123456789",
            ),
            Key(
                "sale_id",
                str,
                "nexo: what this window calls itself there; no two windows alike.",
                optional=True,
                needed_by=("nexo",),
                pattern=r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
                example="Window1",
            ),
            Key(
                "key_identifier",
                str,
                "nexo: name of the shared key, as set at the terminal.",
                optional=True,
                needed_by=("nexo",),
                pattern=r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
                example="foyer",
            ),
            Key("key_version", int, "nexo: version of that key.", 1, least=0, most=999_999),
            _secret("passphrase", "nexo: what both ends make their keys from.", "nexo"),
            Key(
                "ca_file",
                str,
                "nexo: the authority its certificate must come from, a PEM file in the home.",
                optional=True,
                needed_by=("nexo",),
            ),
            Key(
                "pos",
                str,
                "telium: this window's number there, two digits.",
                "01",
                pattern="[0-9]{2}",
            ),
            Key(
                "reader",
                str,
                "stripe: which reader, e.g. ``tmr_FDOt2wlRZEdpd7``.",
                optional=True,
                needed_by=("stripe",),
                pattern="tmr_[A-Za-z0-9_]{1,60}",
                example="tmr_FDOt2wlRZEdpd7",
            ),
            _secret("api_key", "stripe: a restricted key of the account.", "stripe"),
            Key(
                "currency",
                str,
                "What it charges in; with another it is not asked.",
                "USD",
                pattern="[A-Z]{3}",
            ),
        ),
    ),
    Section(
        BADGE_READER,
        "The reader of staff badges and member cards.",
        (
            Key("driver", str, "``pcsc``: any PC/SC reader.", "pcsc", choices=("pcsc",)),
            Key(
                "reader", str, "Part of the reader's name, where there are several.", optional=True
            ),
        ),
    ),
    Section(
        SCANNER,
        "The bar code scanner.",
        (
            Key(
                "driver",
                str,
                "``serial``: on a line of its own; ``keyboard``: types what it reads.",
                "serial",
                choices=("serial", "keyboard"),
            ),
            _address("serial"),
            Key(
                "prefix",
                str,
                "What it sends before each code, in hex; a keyboard scanner wants one.",
                optional=True,
                pattern=_HEX_BYTES,
            ),
        ),
    ),
    Section(
        CHECK_READER,
        "The reader of checks.",
        (
            Key(
                "driver",
                str,
                "``magtek``: its own forms; ``raw``: the line as printed.",
                "magtek",
                choices=("magtek", "raw"),
            ),
            _address(),
            Key(
                "symbols",
                str,
                "raw: its letters for transit, on-us, amount and dash.",
                "TU$-",
                pattern="[!-~]{4}",
            ),
        ),
    ),
    Section(
        CUSTOMER_DISPLAY,
        "What the patron sees.",
        (
            Key(
                "driver",
                str,
                "``screen``: a second screen; ``pole``: two lines of twenty letters.",
                "screen",
                choices=("screen", "pole"),
            ),
            _address("pole"),
            Key(
                "model",
                str,
                "pole: its command set.",
                "cd5220",
                choices=("cd5220", "epson", "utc", "utc-enhanced"),
            ),
            Key("screen", str, "screen: name or serial number of the screen.", optional=True),
        ),
    ),
)


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


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """Keys of ``[window]``; ``lock_after`` in minutes."""

    name: str = "Window 1"
    prefix: str = "W1"
    language: str = "en"
    theme: str = "day"
    lock_after: int = 5
    full_screen: bool = False
    sounds: bool = True
    report_paper: str = "letter"


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


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds all of one window: database, settings, designs, log, reports."""

    root: Path

    def make(self) -> None:
        """Make the folder where there is none, for its owner alone: what is sold, who bought it and
        what certificates are worth lies in it. Raises OSError."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def database(self) -> Path:
        return self.root / "foyer.db"

    @property
    def settings_file(self) -> Path:
        return self.root / "window.toml"

    @property
    def lock_file(self) -> Path:
        """Locked while a window is open here; what stands in it means nothing."""
        return self.root / "window.lock"

    @property
    def designs(self) -> Path:
        """The venue's own ticket and receipt designs with their pictures."""
        return self.root / "designs"

    @property
    def log_file(self) -> Path:
        return self.root / "foyer.log"

    @property
    def reports(self) -> Path:
        return self.root / "reports"

    @property
    def wire_logs(self) -> Path:
        """What went to and from each device, masked: ``wire-DEVICE.log``, turned over by itself."""
        return self.root / "wire"


def as_table() -> str:
    """Return every key with its default and what it says, as the table in the README."""
    rows = ["| key | default | says |", "|---|---|---|"]
    for section in SECTIONS:
        rows.append(f"| **[{section.name}]** | | {section.says} |")
        rows.extend(_row(key) for key in section.keys)
    return "\n".join(rows)


def _row(key: Key) -> str:
    default = "" if key.default is None else f"`{str(key.default).lower()}`"
    if isinstance(key.default, str):
        default = f'`"{key.default}"`'
    notes = [key.says]
    if key.choices:
        notes.append("One of " + ", ".join(f"`{choice}`" for choice in key.choices) + ".")
    if key.least is not None:
        notes.append(f"{key.least} to {key.most} {key.unit}".rstrip() + ".")
    for driver, usual in key.default_with:
        notes.append(f'With `{driver}`: `"{usual}"`.')
    if key.needed_by:
        notes.append("Must be given with " + ", ".join(f"`{name}`" for name in key.needed_by) + ".")
    given = default or ("" if key.optional else "must be given")
    return f"| `{key.name}` | {given} | {' '.join(notes)} |"


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
        raise _refusal(file, [Fault("", 0, "not_utf8")]) from None
    except OSError as error:
        raise _refusal(file, [Fault("", 0, "not_readable", error.strerror or "")]) from None
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
        raise _refusal(
            None, [Fault("", int(line[1]) if line else len(text.splitlines()), "not_toml")]
        ) from None
    except RecursionError:
        raise _refusal(None, [Fault("", 0, "too_deep")]) from None
    faults = list(_faults(tables, _Lines(text)))
    if faults:
        raise _refusal(None, sorted(faults, key=lambda fault: fault.line))
    return _settings(tables)


def _settings(tables: Mapping[str, Any]) -> Settings:
    filled = {s.name: _filled(s, tables[s.name]) for s in SECTIONS if s.name in tables}
    return Settings(
        WindowSettings(**filled.pop("window", {})),  # type: ignore[arg-type]
        {name: DeviceSettings(name, values) for name, values in filled.items()},
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


def write_key(file: Path, section: str, key: str, value: str) -> None:
    """Set one text key of a window.toml and leave everything else as it stands, comments too.

    What would come out is read before it takes the old file's place, in one step.

    Raises:
        SettingsInvalid: The file is not valid, before or after.
        StorageNotWritable: It cannot be written.
    """
    before = read(file)
    text = _with_key(file.read_text(encoding="utf-8-sig"), section, key, value)
    after = parse(text)
    if after.devices[section].values != {**before.devices[section].values, key: value}:
        raise InvariantBroken("settings.write_key", section=section, key=key)
    beside = file.with_name(f"{file.name}.new")
    try:
        beside.write_text(text, encoding="utf-8")
        beside.replace(file)
    except OSError as error:
        raise StorageNotWritable(file=str(file), reason=error.strerror or "") from error


def _with_key(text: str, section: str, key: str, value: str) -> str:
    lines = text.splitlines()
    said = _Lines(text)
    line = f'{key} = "{value}"'
    at, head = said.of(section, key), said.of(section)
    if at != head:
        comment = re.search(r"\s+#.*$", lines[at - 1])
        lines[at - 1] = line + (comment[0] if comment else "")
    else:
        lines.insert(head, line)
    return "\n".join(lines) + "\n"


def _filled(section: Section, given: Mapping[str, Value]) -> dict[str, Value]:
    driver = given.get("driver")
    values = {
        key.name: given.get(key.name, dict(key.default_with).get(str(driver), key.default))
        for key in section.keys
    }
    return {name: value for name, value in values.items() if value is not None}


def _faults(tables: Mapping[str, object], lines: _Lines) -> Iterator[Fault]:
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


def _shared_lines(tables: Mapping[str, object], lines: _Lines) -> Iterator[Fault]:
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
            yield Fault(place, at, "line_taken", _shown(address), f"[{seen[line]}]")
        seen.setdefault(line, name)


def _section_faults(
    section: Section, table: Mapping[str, object], lines: _Lines
) -> Iterator[Fault]:
    keys = {key.name: key for key in section.keys}
    driver = table.get("driver", keys["driver"].default if "driver" in keys else None)
    for name, value in table.items():
        place, line = f"{section.name}.{name}", lines.of(section.name, name)
        key = keys.get(name)
        if key is None:
            yield Fault(place, line, "unknown_key", hint=_near(name, keys))
        else:
            reason, hint = _value_fault(key, value, driver)
            if reason:
                yield Fault(place, line, reason, "" if key.secret else _shown(value)[:60], hint)
    for key in section.keys:
        needed = not key.optional or driver in key.needed_by
        if key.name not in table and key.default is None and needed:
            yield Fault(f"{section.name}.{key.name}", lines.of(section.name), "missing_key")


def _value_fault(key: Key, value: object, driver: object) -> tuple[str, str]:
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


def _shown(value: object) -> str:
    """Return the value as an error may name it: without the password of somebody's address."""
    _, at, host = str(value).rpartition("@")
    return f"{HIDDEN}{at}{host}" if at else host


def _meant(address: str, driver: object) -> str:
    """Return the address somebody probably meant."""
    given = address.strip()
    if given.startswith("/dev/"):
        return f"serial://{given}"
    if driver == "telium":
        return _TELIUM_LINE
    bare = re.fullmatch(r"(?:tcp://)?([A-Za-z0-9_.-]+?)(?::(\d{1,5}))?/?", given)
    if bare is not None and "." in bare[1]:
        return f"tcp://{bare[1]}:{bare[2] or 9100}"
    return "tcp://10.0.0.192:9100"


def _near(name: str, known: Mapping[str, object]) -> str:
    import difflib  # only once something is wrong

    found = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    return found[0] if found else ""


class _Lines:
    """Which line a section or key stands on; 0 where it cannot tell. Plain files only."""

    _HEADER = re.compile(r"\s*\[\s*([\w.-]+)\s*\]")
    _KEY = re.compile(r"\s*([\w-]+)\s*=")

    def __init__(self, text: str) -> None:
        self._at: dict[tuple[str, str], int] = {}
        section = ""
        for number, line in enumerate(text.splitlines(), start=1):
            if header := self._HEADER.match(line):
                section = header[1]
                self._at.setdefault((section, ""), number)
            elif key := self._KEY.match(line):
                self._at.setdefault((section, key[1]), number)

    def of(self, section: str, key: str = "") -> int:
        return self._at.get((section, key), self._at.get((section, ""), 0))


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
            hint = hint or _TELIUM_LINE
        else:
            known = "bad_web_address"
    return Fault(place, 0, known, _shown(value), hint)


def settings_fault(*faults: Fault) -> SettingsInvalid:
    """Return the refusal for what only those who use the settings could find, at least one."""
    return _refusal(Path("window.toml"), list(faults))


def _refusal(file: Path | None, faults: list[Fault]) -> SettingsInvalid:
    first = faults[0]
    return SettingsInvalid(
        tuple(faults),
        file=str(file) if file else "",
        place=first.place,
        line=first.line,
        reason=first.reason,
        count=len(faults),
    )
