"""The one place that log records go: ``foyer.log`` in the home, scrubbed, turned over by itself.

Whatever reaches a log passes ``scrubbed`` as a whole, tracebacks too, so that card data in an
error's text goes no further. Where the file cannot be written, records go to standard error,
scrubbed as well: a full disk stops no sale.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from typing_extensions import override

from pos.card_scrub import scrubbed

MOST_BYTES = 2_000_000
KEPT = 4
_ONLY_OURS = 0o600
_FORM = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class Scrubbing(logging.Formatter):
    """Formats a record and takes card data out of the whole of it."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        return scrubbed(super().format(record))


class _HomeLog(RotatingFileHandler):
    """A file that only its owner may read; trouble with it goes to standard error."""

    @override
    def _open(self) -> TextIOWrapper:
        os.close(os.open(self.baseFilename, os.O_WRONLY | os.O_APPEND | os.O_CREAT, _ONLY_OURS))
        return super()._open()

    @override
    def handleError(self, record: logging.LogRecord) -> None:
        sys.stderr.write(f"{self.format(record)}\n")


def open_log(file: Path) -> logging.Handler:
    """Send every record at WARNING and above to ``file``; return the handler, to be closed.

    A second call for the same file returns the handler there is. Falls back to standard error where
    the file cannot be opened.
    """
    root = logging.getLogger()
    for known in root.handlers:
        if isinstance(known, _HomeLog) and Path(known.baseFilename) == file.absolute():
            return known
    handler: logging.Handler
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        handler = _HomeLog(
            file.absolute(), maxBytes=MOST_BYTES, backupCount=KEPT - 1, encoding="utf-8"
        )
    except OSError:
        handler = logging.StreamHandler()
    handler.setFormatter(Scrubbing(_FORM))
    handler.setLevel(logging.WARNING)
    root.addHandler(handler)
    return handler


@contextmanager
def keeping_log(file: Path) -> Iterator[None]:
    """Send records to ``file`` for as long as this lasts."""
    handler = open_log(file)
    try:
        yield
    finally:
        close_log(handler)


def close_log(handler: logging.Handler) -> None:
    """Stop sending records there and close it."""
    logging.getLogger().removeHandler(handler)
    handler.close()
