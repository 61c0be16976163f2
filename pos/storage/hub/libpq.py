"""What libpq knows of a failed signing in and psycopg does not pass on: the server's code for it.

Its words are in the server's language. libpq gives out only the words, but may be told which: with
the code, and with the function of the server that said so, which nobody translates. psycopg has no
call for that, so the library that it loaded is asked itself; where that cannot be found the words
have to do.
"""

from __future__ import annotations

import ctypes
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psycopg import pq

_VERBOSE = 2
"""``PQERRORS_VERBOSE`` of libpq-fe.h."""
_MAPS = Path("/proc/self/maps")
_LIBRARY = re.compile(r"(/\S*/libpq[^/\s]*\.so\S*)")


def say_codes(connection: pq.abc.PGconn) -> None:
    """Have the connection's errors say their code (Linux)."""
    library, inside = _library(), getattr(connection, "pgconn_ptr", None)
    if library is not None and inside:
        library.PQsetErrorVerbosity(ctypes.c_void_p(inside), _VERBOSE)


@cache
def _library() -> ctypes.CDLL | None:
    """Return the one libpq that this process has loaded: another one would take our connections
    for something else."""
    try:
        found = {*_LIBRARY.findall(_MAPS.read_text(encoding="utf-8", errors="replace"))}
    except OSError:
        return None
    return ctypes.CDLL(found.pop()) if len(found) == 1 else None
