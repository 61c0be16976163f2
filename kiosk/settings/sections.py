"""Every section of window.toml and every key in it, declared once: default, unit, one sentence."""

from __future__ import annotations

from kiosk.languages import LANGUAGES
from kiosk.settings.devices import (
    BADGE_READER,
    CASH_DRAWER,
    CHECK_READER,
    CUSTOMER_DISPLAY,
    PAYMENT_TERMINAL,
    PRINTERS,
    RECEIPT_PRINTER,
    SCANNER,
    TICKET_PRINTER,
)
from kiosk.settings.keys import Key, Section

_HTTPS = r"https://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(:\d{1,5})?(/[!-~]*)?"
_HTTPS_OR_LOOPBACK = _HTTPS + r"|http://(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?(/[!-~]*)?"

_HUB = (
    r"postgresql://[A-Za-z0-9_.-]{1,63}@(\[[0-9A-Fa-f:.]+\]|%2F[A-Za-z0-9_.%-]+|[A-Za-z0-9_.-]+)"
    r"(:\d{1,5})?/[A-Za-z0-9_.-]{1,63}"
)
"""No password and no options: TLS cannot be turned off here."""

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
            _secret("database_key", "Key of the encrypted database, 64 hex digits."),
        ),
    ),
    Section(
        "backup",
        "Where the window puts its backups by itself: after each day's close, and daily.",
        (
            Key(
                "folder",
                str,
                "An existing folder on another disk or machine; without it there are none.",
                optional=True,
            ),
            Key("keep", int, "How many stay there, the newest.", 14, least=1, most=1000),
        ),
    ),
    Section(
        "hub",
        "The venue's hub, where several windows sell the same houses. By ``foyer hub join``.",
        (
            Key(
                "url",
                str,
                "Where it is and this window's role there: ``postgresql://ROLE@HOST:PORT/DATABASE``.",
                pattern=_HUB,
                example="postgresql://foyer_1a2b3c4d_w1@hub.example.org/venue",
            ),
            Key(
                "password",
                str,
                "Where the role's password is: ``keyring:NAME``, ``env:NAME`` or ``file:PATH``.",
                secret=True,
            ),
            Key(
                "ca_file",
                str,
                "The authority its certificate must come from, a PEM file in the home; without it "
                "any that this machine trusts.",
                optional=True,
            ),
            Key(
                "block_minutes",
                int,
                "For how long this window should be able to sell reserved seats alone.",
                120,
                least=10,
                most=1440,
                unit="min",
            ),
            Key(
                "block_least",
                int,
                "Places it holds at the least in the last hours before a curtain: half of them "
                "that day, a tenth before.",
                40,
                least=1,
                most=1000,
            ),
            Key(
                "lease_hours",
                int,
                "How long it sells its own seats after the hub's last word; at 0 until their "
                "performance is over.",
                0,
                least=0,
                most=720,
                unit="h",
            ),
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
