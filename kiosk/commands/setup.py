"""``foyer setup``: the first run. The owner's account, and a window.toml with this window's
devices; with ``--hub`` no account: the venue that is joined has its people.

There are no default accounts and no default PINs. The PIN is asked for twice, never shown, never
an argument. window.toml is written last: when anything is refused there is none.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import cast

from kiosk import settings
from kiosk.commands import asking, setup_terminal
from kiosk.commands.opening import office_of
from kiosk.commands.setup_terminal import Answer
from kiosk.secrets import FOLDER, Secrets
from kiosk.settings import PAYMENT_TERMINAL, Fault, Home, Settings
from pos.errors import AlreadySetUp, SettingsInvalid, StorageNotWritable, StorageSealed
from pos.ids import CommandId
from pos.people.pins import check_new_pin

HEAD = "# How this window is set up. foyer doctor says which devices work.\n"

PRINTERS = (
    ("ticket_printer", "fgl", "Ticket printer's address, e.g. tcp://10.0.0.192:9100 (none)"),
    ("receipt_printer", "escpos", "Receipt printer's address, e.g. tcp://10.0.0.31:9100 (none)"),
)
"""Section, driver and question of each printer."""

FOR_THE_FILE = ("window", "prefix", "ticket_printer", "receipt_printer", "no_drawer", "key")
"""Options that only say what stands in window.toml."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--owner", metavar="NAME", help="the owner's name; asked for when left out")
    parser.add_argument(
        "--pin-stdin", action="store_true", help="read the PIN as one line of standard input"
    )
    parser.add_argument("--language", default="en", help="the owner's language (en, es, ru, vi)")
    parser.add_argument("--window", metavar="NAME", help="this window's name (Window 1)")
    parser.add_argument("--prefix", help="begins every number made at this window (W1)")
    parser.add_argument(
        "--ticket-printer",
        metavar="ADDRESS",
        help="e.g. tcp://10.0.0.192:9100; asked for at a terminal when left out",
    )
    parser.add_argument(
        "--receipt-printer",
        metavar="ADDRESS",
        help="e.g. tcp://10.0.0.31:9100; asked for at a terminal when left out",
    )
    parser.add_argument(
        "--no-drawer", action="store_true", help="no drawer hangs on the receipt printer"
    )
    parser.add_argument(
        "--key",
        metavar="WHERE",
        help="begin with an encrypted database; its key is keyring:NAME, env:NAME or "
        f"file:{FOLDER}/NAME, which is made if it is not there",
    )
    parser.add_argument(
        "--no-terminal", action="store_true", help="there is no card terminal; nobody is asked"
    )
    parser.add_argument(
        "--hub",
        metavar="URL",
        help="join a venue that has a hub, which has its people and houses: the address that foyer "
        "hub invite printed for this window; no owner is asked for",
    )
    parser.add_argument("--code", help="with --hub: what it printed beside; asked for if left out")
    parser.add_argument(
        "--ca-file",
        type=Path,
        metavar="FILE",
        help="with --hub: the authority of its certificate (any that this machine trusts)",
    )
    parser.set_defaults(terminal=Answer())


def run(arguments: argparse.Namespace, home: Home) -> int:
    """Make the account and write window.toml; what is there already is kept and said."""
    if arguments.hub:
        return _join_venue(arguments, home)
    given = _checked(toml(arguments))  # refuse before anybody is asked
    keeps = home.settings_file.exists()
    window = settings.read(home.settings_file).window if keeps else given.window
    if not keeps:
        _require_new(home, arguments.key)
    if _people_work_here(home):
        print("people work here already; a manager adds others with foyer staff add")
        _devices(arguments, home, keeps=keeps)
        return 0
    pins = asking.Pins(from_stdin=arguments.pin_stdin)
    name = arguments.owner or asking.name("Owner's name")
    pin = pins.new("PIN")
    check_new_pin(pin)  # before anything is made
    if not keeps:
        _ask_devices(arguments)
        _make_key(arguments, home)
    with office_of(home, create=True, window=window) as office:
        session = office.people.set_up(CommandId(office.ids.new()), name, pin, arguments.language)
    _devices(arguments, home, keeps=keeps, asked=True)
    print(f"{session.name} may sign in now")
    if not window.database_key:
        print("the database is not encrypted; foyer encrypt does that, at any time")
    print("next: foyer staff add NAME --role cashier, foyer import season FILE,")
    print("      foyer doctor, foyer window")
    return 0


def _join_venue(arguments: argparse.Namespace, home: Home) -> int:
    """Set up a window of a venue that has a hub: its devices are this window's own, its people and
    houses come from there."""
    from kiosk.commands import hub

    address = hub.address_of(arguments.hub, arguments.ca_file)
    if not home.settings_file.exists():
        _require_new(home, arguments.key)
    if _people_work_here(home):
        raise AlreadySetUp(kind="hub")
    keeps = home.settings_file.exists()
    new = hub.new_window(address.user, arguments.window or "")
    if new is not None and not keeps:
        arguments.window, arguments.prefix = new.name, arguments.prefix or new.prefix
    _checked(toml(arguments))
    join = argparse.Namespace(
        act="join",
        url=arguments.hub,
        code=arguments.code,
        ca_file=arguments.ca_file,
        window=None,
    )
    with hub.nothing_left(home):
        if not keeps:
            _make_key(arguments, home)
        _devices(arguments, home, keeps=keeps)
        return hub.run(join, home)


def _require_new(home: Home, key: str | None) -> None:
    """Raises StorageSealed: a key is named, and there is a database that it does not open."""
    from pos.storage.sealed import is_sealed

    if key and is_sealed(home.database) is False:
        raise StorageSealed(file=home.database.name, reason="not_sealed")


def _make_key(arguments: argparse.Namespace, home: Home) -> None:
    """Have the key that was asked for before anything is written with it. Raises
    SettingsInvalid."""
    if arguments.key:
        from kiosk.commands.encrypt import key_at

        key_at(home, arguments.key)


def _people_work_here(home: Home) -> bool:
    if not home.database.exists():
        return False
    with office_of(home) as office:
        return not office.people.needs_setup()


def _devices(
    arguments: argparse.Namespace, home: Home, *, keeps: bool, asked: bool = False
) -> None:
    """Write window.toml, or say that it was kept and which options therefore did nothing."""
    if not keeps:
        if not asked:
            _ask_devices(arguments)
        terminal: Answer = arguments.terminal
        if terminal.secret:
            Secrets(home.root).keep_in_file(terminal.name, terminal.secret)
        _write(home.settings_file, toml(arguments))
        print(f"wrote {home.settings_file}")
        if authority := dict(terminal.keys).get("ca_file"):
            print(f"put the file of the terminal's authority at {home.root / authority}")
        return
    print(f"kept {home.settings_file}")
    ignored = [name for name in FOR_THE_FILE if getattr(arguments, name)]
    if ignored:
        options = ", ".join(f"--{name.replace('_', '-')}" for name in ignored)
        print(f"foyer setup: {options} changed nothing: edit {home.settings_file}", file=sys.stderr)


def _ask_devices(arguments: argparse.Namespace) -> None:
    """Ask for what was not given, if somebody is there; an empty answer is no such device."""
    if arguments.pin_stdin or not asking.at_terminal():
        return
    for name, driver, question in PRINTERS:
        if getattr(arguments, name) is None:
            setattr(arguments, name, _address(name, driver, question))
    if not arguments.no_terminal:
        arguments.terminal = setup_terminal.ask(_terminal, _checked)


def _address(name: str, driver: str, question: str) -> str:
    from kiosk.commands.words import lines_of

    while address := asking.text(question):
        try:
            _checked(_printer(name, driver, address))
        except SettingsInvalid as error:
            print(*lines_of(error), sep="\n", file=sys.stderr)
        else:
            break
    return address


def _checked(text: str) -> Settings:
    """Parse what nobody has seen as a file, so that its faults name no line."""
    try:
        return settings.parse(text)
    except SettingsInvalid as error:
        faults = tuple(replace(cast("Fault", fault), line=0) for fault in error.faults)
        raise SettingsInvalid(faults, **error.params) from None


def toml(arguments: argparse.Namespace) -> str:
    """Return window.toml for what was given."""
    name, prefix = arguments.window or "Window 1", arguments.prefix or "W1"
    key = f"database_key = {_quoted(arguments.key)}\n" if arguments.key else ""
    parts = [HEAD, f"[window]\nname = {_quoted(name)}\nprefix = {_quoted(prefix)}\n{key}"]
    for section, driver, _question in PRINTERS:
        if address := getattr(arguments, section):
            parts.append(_printer(section, driver, address))
    if arguments.receipt_printer and not arguments.no_drawer:
        parts.append('[cash_drawer]\ndriver = "kick"\nvia = "receipt_printer"\n')
    if arguments.terminal.keys:
        parts.append(_terminal(arguments.terminal))
    return "\n".join(parts)


def _printer(name: str, driver: str, address: str) -> str:
    return f'[{name}]\ndriver = "{driver}"\naddress = {_quoted(address)}\n'


def _terminal(answer: Answer) -> str:
    lines = [f"{key} = {_quoted(value)}" for key, value in answer.keys]
    return "\n".join([f"[{PAYMENT_TERMINAL}]", *lines, ""])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageNotWritable(file=str(file), reason=error.strerror or "") from None
