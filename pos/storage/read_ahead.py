"""What other windows kept, worked out before it is taken in, in a process of its own.

A new window has hundreds of loads, and to work one out takes two thirds as long as to write it. On
another thread of this process it would hold the ledger up: Python runs one thread at a time. So a
second process does it, begun with the first load and ended with the last (``ReadAhead.rest``). It
has no database, no network and no secret: it is told parcels and answers with rows.
"""

from __future__ import annotations

import gc
import logging
import multiprocessing
import signal
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Any

from pos.errors import ParcelDamaged, StorageNewer
from pos.hub.parcels import Parcel, Position, follows
from pos.storage.loads import Load, chain_of, load_of
from pos.storage.parcel_rows import no_search_for_cycles

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_log = logging.getLogger("storage")

NAME = "foyer-reader"
"""Of the process."""
PATIENCE_S = 30.0
"""For an answer; one takes a fifth of a second, the first as long as Python takes to start."""

Told = tuple[Load, list[Position | None]]
"""A load, and its chain (``pos.storage.loads.chain_of``)."""


@dataclass(frozen=True, slots=True)
class _Ahead:
    parcels: list[Parcel]
    load: Load
    proved: dict[int, Position]
    """Of each parcel by its identity: the position of another one here that it follows."""


class ReadAhead:
    """Loads that were worked out before they are taken in: the last two, so that the one that is
    being taken in is let go of where the next are read, tens of thousands of rows."""

    def __init__(self, stays: Collection[str]) -> None:
        self._stays = stays
        self._aheads: tuple[_Ahead, ...] = ()
        self._reader: _Reader | None = None
        self._lock = Lock()
        """Held to begin or end the process, never while it is at work."""
        self._alone = False
        """No process can be had."""

    def read(self, parcels: Sequence[Parcel]) -> None:
        """Read them. What is damaged or newer, whoever takes them in finds out. Thread: any but the
        ledger's, one at a time."""
        parcels = list(parcels)
        self._aheads = self._aheads[-1:]
        with no_search_for_cycles():
            told = self._told(parcels)
        if told is not None:
            load, chain = told
            proved = {
                id(parcel): before
                for parcel, before in zip(parcels, _own(parcels, chain), strict=True)
                if before is not None
            }
            self._aheads = (*self._aheads, _Ahead(parcels, load, proved))

    def rest(self) -> None:
        """Nothing is read for now: end the process, and forget. Thread: any."""
        with self._lock:
            reader, self._reader = self._reader, None
            self._aheads = ()
        if reader is not None:
            reader.end()

    def follows(self, before: Position, parcel: Parcel) -> bool:
        """See ``pos.hub.parcels.follows``; what was proved is not proved again."""
        proved = any(ahead.proved.get(id(parcel)) is before for ahead in self._aheads)
        return proved or follows(before, parcel)

    def load(self, parcels: Sequence[Parcel], stays: Collection[str]) -> Load:
        """Return what was read of these, or read them now. Raises as ``load_of``."""
        if stays == self._stays:
            for ahead in self._aheads:
                if ahead.parcels == [*parcels]:
                    return ahead.load
        return load_of(parcels, stays)

    def _told(self, parcels: list[Parcel]) -> Told | None:
        reader = None if self._alone else self._begun()
        if reader is not None:
            try:
                return reader.read(parcels, self._stays)
            except (OSError, EOFError) as error:
                if reader.ended:
                    return None
                self._on_this_thread(error)
        return _read(parcels, self._stays)

    def _begun(self) -> _Reader | None:
        try:
            with self._lock:
                if self._reader is None:
                    self._reader = _Reader()
                return self._reader
        except OSError as error:
            self._on_this_thread(error)
            return None

    def _on_this_thread(self, error: Exception) -> None:
        """From now on: it takes longer, and is the same."""
        self._alone = True
        self.rest()
        _log.warning("others' sales are read without a process of its own: %r", error)


class _Reader:
    """The process. Raises OSError where none can be had."""

    def __init__(self) -> None:
        spawning = multiprocessing.get_context("spawn")  # a copy of this one would have its threads
        self._pipe, theirs = spawning.Pipe()
        self._process = spawning.Process(target=_serve, args=(theirs,), name=NAME, daemon=True)
        try:
            self._process.start()
        finally:
            theirs.close()
        self.ended = False

    def read(self, parcels: list[Parcel], stays: Collection[str]) -> Told | None:
        """Raises OSError or EOFError if the process is gone, or does not answer."""
        self._pipe.send((parcels, stays))
        if not self._pipe.poll(PATIENCE_S):
            raise TimeoutError(f"no answer within {PATIENCE_S:.0f} s")
        told: Told | None = self._pipe.recv()
        return told

    def end(self) -> None:
        """It has nothing to lose. Whoever waits for its answer hears that it is gone."""
        self.ended = True
        self._process.kill()
        self._process.join()


def _read(parcels: list[Parcel], stays: Collection[str]) -> Told | None:
    try:
        return load_of(parcels, stays), chain_of(parcels)
    except (ParcelDamaged, StorageNewer):
        return None


def _own(parcels: list[Parcel], chain: list[Position | None]) -> list[Position | None]:
    """Return the chain in the parcels' own positions: those of another process are equal only."""
    last: dict[str, Position] = {}
    own: list[Position | None] = []
    for parcel, before in zip(parcels, chain, strict=True):
        own.append(None if before is None else last[parcel.window_id])
        last[parcel.window_id] = parcel.position
    return own


def _serve(pipe: Connection[Any, Any]) -> None:
    """Answer until the other side is gone. Ctrl-C at a terminal is for the program alone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # rows refer to nothing
    with suppress(EOFError, OSError):
        while True:
            parcels, stays = pipe.recv()
            pipe.send(_read(parcels, stays))
