"""``foyer encrypt``: encrypts this window's database as a whole, once, while no window is open.

The key is 32 random bytes. It is made here and kept in ``secrets/`` of the home unless it is in the
keyring or the environment already; window.toml says where. Whoever loses it has lost the database
and every backup made from then on.
"""

from __future__ import annotations

import argparse
import os
import secrets as random_secrets
from typing import TYPE_CHECKING

from kiosk import settings
from kiosk.secrets import FOLDER, Secrets
from kiosk.settings import Home
from kiosk.settings.writing import write_window_key
from pos.errors import NotFound, StorageNotWritable, StorageSealed

if TYPE_CHECKING:
    from pathlib import Path

_USUAL = f"file:{FOLDER}/database"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument(
        "--key",
        metavar="WHERE",
        default=_USUAL,
        help=f"keyring:NAME, env:NAME or file:{FOLDER}/NAME (default: {_USUAL}, made if not there)",
    )


def run(arguments: argparse.Namespace, home: Home) -> int:
    """Encrypt it and say where the key is."""
    from kiosk.one_window import OneWindow

    if not home.database.exists():
        raise NotFound(kind="database", key=str(home.database))
    one = OneWindow(home)
    one.take()
    try:
        encrypt(home, arguments.key)
    finally:
        one.give_back()
    print(f"encrypted; its key is {arguments.key}: keep a copy of it apart from the backups.")
    print("Backups and copies made before are not encrypted: delete them when they are not needed.")
    return 0


def encrypt(home: Home, reference: str) -> None:
    """Put an encrypted copy in the place of the database, once it is known to hold the same. Who is
    killed in between finds the old one, or the new one. Durable on return.

    Raises:
        StorageSealed: It is encrypted already, or the library is not there.
        SettingsInvalid: The key cannot be had, or window.toml is not valid.
        StorageTrouble: The disk is full or cannot be written.
    """
    from kiosk.whole_files import sync_folder
    from pos.storage.copying import head_of
    from pos.storage.sealed import is_sealed, seal

    settings.read(home.settings_file)
    if is_sealed(home.database):
        raise StorageSealed(file=home.database.name, reason="sealed_already")
    key = key_at(home, reference)
    aside = home.database.with_name(f".{home.database.name}.sealed")
    aside.unlink(missing_ok=True)
    try:
        os.close(os.open(aside, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        seal(home.database, aside, key)
        if head_of(aside, key) != head_of(home.database):
            raise StorageNotWritable(file=aside.name, reason="not the same")
        _put_on_disk(aside)
        write_window_key(home.settings_file, "database_key", reference)
        aside.replace(home.database)
        for beside in ("-wal", "-shm"):
            home.database.with_name(f"{home.database.name}{beside}").unlink(missing_ok=True)
        sync_folder(home.root)
    except OSError as error:
        raise StorageNotWritable(file=aside.name, reason=error.strerror or "") from error
    finally:
        aside.unlink(missing_ok=True)


def key_at(home: Home, reference: str) -> str:
    """Return the key that ``reference`` names; one in a file of this home is made if it is not
    there. Raises SettingsInvalid."""
    keep = Secrets(home.root)
    folder = f"file:{FOLDER}/"
    name = reference.removeprefix(folder)
    made_here = reference.startswith(folder) and "/" not in name
    if made_here and not (home.root / FOLDER / name).exists():
        keep.keep_in_file(name, _random_key())
    return keep.read(reference, "window.database_key")


def _random_key() -> str:
    """Return a key in which no search finds a card's number."""
    from pos.card_guard import looks_like_card

    while True:
        key = random_secrets.token_hex(32)
        if not looks_like_card(key):
            return key


def _put_on_disk(file: Path) -> None:
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())
