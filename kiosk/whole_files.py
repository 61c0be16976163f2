"""Files that are there whole or not at all: written aside, put on disk, then given their name."""

from __future__ import annotations

import os
from pathlib import Path

from pos.errors import StorageNotWritable

_ASIDE = ".part"


def write_whole(place: Path, data: bytes, *, private: bool = False) -> Path:
    """Put ``data`` at ``place``, over what was there before, and return the place. ``private``: a
    file that only its owner reads, also in a folder that others see (POSIX).

    Whoever is killed in between leaves the old file, or none; what was written aside is taken over
    by the next try. Durable on return.

    Raises:
        StorageNotWritable: The folder cannot be written; what was there before stays.
    """
    aside = place.with_name(f".{place.name}{_ASIDE}")
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        rights = 0o600 if private else 0o666
        with open(aside, "wb", opener=lambda name, flags: os.open(name, flags, rights)) as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        aside.replace(place)
    except OSError as error:
        raise StorageNotWritable(file=place.name, reason=error.strerror or "") from error
    return place


def sync_folder(folder: Path) -> None:
    """Put on disk which names a folder holds. Raises OSError. Elsewhere than on POSIX the system
    does it by itself."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
