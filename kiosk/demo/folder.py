"""The folder a demo leaves its things in: emptied before it begins, and only if it is a demo's
own."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QLockFile

from pos.errors import FolderTaken, StorageNotWritable

MARK = ".foyer-demo"
"""Lies in every folder a demo made; without it nothing is emptied."""


def claim(out: Path, parts: Iterable[str]) -> QLockFile:
    """Return the lock on ``out`` with its ``parts`` empty; keep it as long as the demo lives.

    Raises:
        FolderTaken: Something that is no demo's lies there, or another demo is using it.
        StorageNotWritable: It cannot be made or emptied.
    """
    try:
        if out.exists() and not (out / MARK).exists() and any(out.iterdir()):
            raise FolderTaken(folder=str(out))
        out.mkdir(parents=True, exist_ok=True)
        (out / MARK).touch()
        lock = QLockFile(str(out / f"{MARK}.lock"))
        lock.setStaleLockTime(0)
        if not lock.tryLock(0):
            raise FolderTaken(folder=str(out))
        (out / "evening.json").unlink(missing_ok=True)
        for part in parts:
            if (out / part).exists():
                shutil.rmtree(out / part)
            (out / part).mkdir()
    except OSError as error:
        raise StorageNotWritable(file=str(out), reason=error.strerror or "") from None
    return lock
