"""A home is its owner's alone: what is sold, who bought it and what certificates are worth lies in
it.

New folders are made that way. Those an earlier version made are closed when the home is opened;
elsewhere than on POSIX the folder's own rules hold.
"""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

from kiosk.settings import Home

_OTHERS = stat.S_IRWXG | stat.S_IRWXO

_log = logging.getLogger("home")


def close_to_others(home: Home) -> tuple[str, ...]:
    """Take group's and others' rights from the folders of a home that has a database, and return
    which were open. Somebody else's folder, and one that all may write into as ``/tmp``, is left
    alone: it was not made for this.
    """
    if os.name != "posix" or not home.database.exists():
        return ()
    closed = tuple(folder.name for folder in (home.root, home.reports, home.kit) if _close(folder))
    if closed:
        _log.info("folders that others could read are closed to them: %s", ", ".join(closed))
    return closed


def _close(folder: Path) -> bool:
    if not folder.is_dir():
        return False
    found = folder.stat()
    ours = found.st_uid == os.getuid() and not found.st_mode & stat.S_ISVTX
    if not ours or not found.st_mode & _OTHERS:
        return False
    try:
        folder.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)
    except OSError as error:  # a disk without such rights
        _log.info("others may still read %s: %s", folder.name, type(error).__name__)
        return False
    return True
