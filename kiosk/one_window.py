"""At most one staffed window over a home: two would give the same numbers and wait for one drawer.

The lock is the operating system's, held by the open file and not by what stands in it: it goes with
the process, however that ends, so there is nothing stale to remove. Commands beside a window
(import, report, verify, staff) do not take it; the database lets them take turns. Light, for it
stands before the first picture.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

from kiosk.settings import Home
from pos.errors import HomeInUse, StorageNotWritable


class OneWindow:
    """The lock of one home. ``take`` it, hold on to this object, ``give_back`` at the end."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._file: IO[bytes] | None = None

    def take(self) -> None:
        """Take the lock without waiting. Makes the home's folder where there is none.

        Raises:
            HomeInUse: A window of another process, or another of this one, has it.
            StorageNotWritable: The folder cannot be written.
        """
        path = self._home.lock_file
        try:
            self._home.make()
            self._file = take_lock(path)
        except OSError as error:
            raise StorageNotWritable(file=str(path), reason=error.strerror or "") from None
        if self._file is None:
            raise HomeInUse(folder=str(self._home.root))

    def give_back(self) -> None:
        """Let another window open. The file stays: removing it would let two windows lock two
        files of the same name.
        """
        if self._file is not None:
            self._file.close()
            self._file = None


def take_lock(path: Path) -> IO[bytes] | None:
    """Return the open file at ``path``, made when it is not there, locked until it is closed; None
    when somebody else has it. Raises OSError."""
    file = path.open("ab")
    try:
        _lock(file.fileno())
    except OSError:
        file.close()
        return None
    return file


if sys.platform == "win32":

    def _lock(handle: int) -> None:
        import msvcrt

        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:

    def _lock(handle: int) -> None:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
