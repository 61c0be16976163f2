"""The bytes of database files that this process may have open.

A POSIX system drops all locks that a process has on a file when the process closes any descriptor
of it. SQLite would not know: the next process that closes the database believes itself alone and
removes its log, and whatever is committed here afterwards is gone with this process. So a
descriptor of a database in use, or of what lies beside it, is kept and read again, never closed.
"""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BESIDE = ("-wal", "-shm", "-journal")

_Inode = tuple[int, int]


class _Kept:
    """Which databases were connected to in this process, and what is kept open of them."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.used: set[_Inode] = set()
        self.open: dict[_Inode, int] = {}


_kept = _Kept()


def in_use(file: Path) -> None:
    """Remember that this process has, or had, a connection to a database. Thread: any."""
    if os.name == "posix":
        with _kept.lock:
            _kept.used.add(_inode(file.stat()))


@contextmanager
def opened(file: Path) -> Iterator[BinaryIO]:
    """Open a file to read its bytes. Thread: any. Raises OSError."""
    if not _is_used(file):
        with file.open("rb") as plain:
            yield plain
        return
    with _kept.lock:
        inode = _inode(file.stat())
        if inode not in _kept.open:
            _kept.open[inode] = os.open(file, os.O_RDONLY | os.O_CLOEXEC)
    with io.BufferedReader(_Bytes(_kept.open[inode])) as kept:
        yield kept


class _Bytes(io.RawIOBase):
    """Reads from a place of its own in a descriptor that others read too, and leaves it open."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._at = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        into = memoryview(buffer).cast("B")
        found = os.pread(self._descriptor, len(into), self._at)
        into[: len(found)] = found
        self._at += len(found)
        return len(found)


def _is_used(file: Path) -> bool:
    """Whether the file is a database in use here, or lies beside one."""
    name = str(file)
    ends = next((each for each in _BESIDE if name.endswith(each)), "")
    database = Path(name[: -len(ends)]) if ends else file
    try:
        return _inode(database.stat()) in _kept.used
    except FileNotFoundError:
        return False


def _inode(found: os.stat_result) -> _Inode:
    return found.st_dev, found.st_ino
