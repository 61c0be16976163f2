"""The folder a processor's files are put into, for the settlement panel. Thread: any; touches the
disk."""

from __future__ import annotations

from pathlib import Path

from pos.errors import NotFound

MOST = 60
"""Files shown, the newest."""
LARGEST = 256 * 2**20
"""Bytes; what is larger is no file of ours and is not read into memory."""
_ENDINGS = frozenset({".csv", ".json", ".txt", ".tsv"})


class SettlementFolder:
    """See ``kiosk.presenters.settlement.SettlementFiles``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def place(self) -> str:
        """Where a person puts them."""
        return str(self._folder)

    def names(self) -> tuple[str, ...]:
        """Return the files there, the newest first."""
        try:
            found = [
                (each.stat().st_mtime, each.name)
                for each in self._folder.iterdir()
                if each.suffix.casefold() in _ENDINGS and each.is_file()
            ]
        except OSError:
            return ()
        return tuple(name for _, name in sorted(found, reverse=True)[:MOST])

    def read(self, name: str) -> bytes:
        """Return a file's bytes.

        Raises:
            NotFound: It is gone, or cannot be read.
        """
        try:
            with (self._folder / Path(name).name).open("rb") as opened:
                return opened.read(LARGEST + 1)
        except OSError:
            raise NotFound(kind="file", key=name) from None
