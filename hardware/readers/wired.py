"""A card service whose exchanges are noted: which way and how long, never what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from hardware.readers.service import CardLink, CardService, Seen
from hardware.wire_log import Direction, WireLog
from pos.clock import Clock


class WiredService:
    """Implements ``hardware.readers.service.CardService`` over another one."""

    def __init__(self, service: CardService, wire: WireLog, clock: Clock) -> None:
        self._service = service
        self._wire = wire
        self._clock = clock
        self.readers = service.readers
        self.cancel = service.cancel
        self.release = service.release

    def wait(
        self, readers: Sequence[str], known: Mapping[str, Seen], timeout_s: float
    ) -> dict[str, Seen]:
        return self._service.wait(readers, known, timeout_s)

    @contextmanager
    def connect(self, reader: str) -> Iterator[CardLink]:
        with self._service.connect(reader) as link:
            yield _WiredLink(link, self._wire, self._clock)


class _WiredLink:
    def __init__(self, link: CardLink, wire: WireLog, clock: Clock) -> None:
        self._link = link
        self._wire = wire
        self._clock = clock

    def exchange(self, command: bytes) -> bytes:
        self._wire.note_length(self._clock.monotonic(), Direction.OUT, len(command))
        answer = self._link.exchange(command)
        self._wire.note_length(self._clock.monotonic(), Direction.IN, len(answer))
        return answer
