"""``foyer setup``: the first run. The owner's account, and a window.toml with this window's
devices.

There are no default accounts and no default PINs. The PIN is asked for twice, never shown, never
an argument.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from pathlib import Path

from kiosk import settings
from kiosk.commands.opening import office_of
from kiosk.settings import Home
from pos.errors import StorageNotWritable
from pos.ids import CommandId

HEAD = "# How this window is set up. foyer doctor says which devices work.\n"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--owner", metavar="NAME", help="the owner's name; asked for when left out")
    parser.add_argument(
        "--pin-stdin", action="store_true", help="read the PIN as one line of standard input"
    )
    parser.add_argument("--language", default="en", help="the owner's language (en, es, ru, vi)")
    parser.add_argument("--window", default="Window 1", help="this window's name")
    parser.add_argument("--prefix", default="W1", help="begins every number made at this window")
    parser.add_argument("--ticket-printer", metavar="ADDRESS", help="e.g. tcp://10.0.0.192:9100")
    parser.add_argument("--receipt-printer", metavar="ADDRESS", help="e.g. tcp://10.0.0.31:9100")
    parser.add_argument(
        "--no-drawer", action="store_true", help="no drawer hangs on the receipt printer"
    )


def run(arguments: argparse.Namespace, home: Home) -> int:
    """Make the account and write window.toml; what is there already is kept and said."""
    text = toml(arguments)
    settings.parse(text)  # refuse before anything is written
    if home.settings_file.exists():
        print(f"kept {home.settings_file}")
    else:
        _write(home.settings_file, text)
        print(f"wrote {home.settings_file}")
    with office_of(home, create=True) as office:
        if not office.people.needs_setup():
            print("people work here already; a manager adds others")
            return 0
        name = arguments.owner or input("Owner's name: ")
        pin = _pin(from_stdin=arguments.pin_stdin)
        if pin is None:
            print("foyer setup: the two PINs are not the same; nothing was made", file=sys.stderr)
            return 1
        session = office.people.set_up(CommandId(office.ids.new()), name, pin, arguments.language)
    print(f"{session.name} may sign in now")
    print("next: foyer import season FILE, foyer doctor, foyer window")
    return 0


def toml(arguments: argparse.Namespace) -> str:
    """Return window.toml for what was given."""
    window = f"name = {_quoted(arguments.window)}\nprefix = {_quoted(arguments.prefix)}\n"
    parts = [HEAD, f"[window]\n{window}"]
    for name, driver, address in (
        ("ticket_printer", "fgl", arguments.ticket_printer),
        ("receipt_printer", "escpos", arguments.receipt_printer),
    ):
        if address:
            parts.append(f'[{name}]\ndriver = "{driver}"\naddress = {_quoted(address)}\n')
    if arguments.receipt_printer and not arguments.no_drawer:
        parts.append('[cash_drawer]\ndriver = "kick"\nvia = "receipt_printer"\n')
    return "\n".join(parts)


def _pin(*, from_stdin: bool) -> str | None:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("PIN: ")
    return first if first == getpass.getpass("PIN again: ") else None


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise StorageNotWritable(file=str(file), reason=error.strerror or "") from None
