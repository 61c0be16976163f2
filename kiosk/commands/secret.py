"""``foyer secret set NAME``: keeps what window.toml only names, a terminal's passphrase for one.

It is typed without being shown, or is one line of standard input; never an argument, never
printed, never logged. It goes into ``secrets/NAME`` of the home, which only its owner can read, or
into the keyring of the operating system.
"""

from __future__ import annotations

import argparse
import re
import sys

from kiosk.commands import asking
from kiosk.secrets import FOLDER, LONGEST, NAME_FORM, Secrets
from kiosk.settings import Home
from pos.card_guard import looks_like_card
from pos.errors import CardNumberRefused, TextRefused


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    put = acts.add_parser("set", help="keep a secret, over the one of that name if there is one")
    put.add_argument("name", metavar="NAME", type=_name, help="e.g. terminal")
    put.add_argument("--keyring", action="store_true", help="in the operating system's keyring")
    put.add_argument("--stdin", action="store_true", help="read it as one line of standard input")


def _name(text: str) -> str:
    if not re.fullmatch(NAME_FORM, text) or looks_like_card(text):
        raise argparse.ArgumentTypeError("a name has letters, digits, dots and dashes, at most 64")
    return text


def run(arguments: argparse.Namespace, home: Home) -> int:
    """Keep the secret and say what to write into window.toml."""
    secret = checked(asking.hidden_twice("Secret", from_stdin=arguments.stdin))
    keep = Secrets(home.root)
    if arguments.keyring:
        keep.keep_in_keyring(arguments.name, secret)
        reference = f"keyring:{arguments.name}"
    else:
        keep.keep_in_file(arguments.name, secret)
        reference = f"file:{FOLDER}/{arguments.name}"
    print(f'kept; in window.toml it is "{reference}"', file=sys.stdout)
    return 0


def checked(secret: str) -> str:
    """Return a secret that can be kept.

    Raises:
        TextRefused: It is empty or too long.
        CardNumberRefused: It looks like a card's number.
    """
    if not secret or len(secret) > LONGEST:
        raise TextRefused(field="secret", limit=LONGEST)
    if looks_like_card(secret):
        raise CardNumberRefused(field="secret")
    return secret
