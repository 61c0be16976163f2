"""Cuts what a reader sends into readings. No I/O; time is told.

A reading ends with CR, LF or CRLF, or, from a scanner that sends no suffix, with a gap. Once a
suffix was seen on this line, a gap no longer ends one: what stops without its suffix was not read
whole and is refused. Its rest is swallowed; where none has come for a while, the next reading may
still be that rest and is refused too, unless it begins with the prefix. A new line learns afresh.
Source: hardware facts 8 (suffix CR, CRLF or none; documented).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hardware.health import NOTHING, Health
from hardware.scanners.codes import AIM_LENGTH, LONGEST, decoded, is_card
from pos.clock import Clock
from pos.ports.devices import Condition
from pos.ports.readers import ReadProblem

GAP_S = 0.06
"""Silence that ends a code without suffix: eight bytes at 1200 baud, several USB frames."""
STALL_S = 0.25
"""Silence after which a code whose suffix must still come is given up."""
REST_S = 1.0
"""Silence after which the rest of a torn code hardly comes any more."""
_ENDS = b"\r\n"


@dataclass(frozen=True, slots=True, repr=False)
class Frame:
    """One reading's text without its prefix, or why there is none."""

    text: str = ""
    problem: ReadProblem | None = None


class Frames:
    """Collects bytes.

    Args:
        prefix: A reading that does not begin with it was not read whole.
        suffixed: The device is known to end each reading with CR or LF.
    """

    def __init__(self, prefix: bytes = b"", *, suffixed: bool = False) -> None:
        self._prefix = prefix
        self._most = LONGEST + AIM_LENGTH + len(prefix)
        self._suffixed = suffixed
        self._buffer = bytearray()
        self._heard_s = 0.0
        self._swallowing = False
        self._doubtful = False
        self._has_suffix = suffixed

    def feed(self, data: bytes, at_s: float) -> list[Frame]:
        """Take bytes that arrived at ``at_s`` and return the readings that ended, in order."""
        frames = []
        for byte in data:
            if byte in _ENDS:
                self._has_suffix = True
                frames += self._ended()
            elif not self._swallowing:
                self._buffer.append(byte)
                if len(self._buffer) > self._most:
                    frames.append(self._refused(ReadProblem.TOO_LONG))
        self._heard_s = at_s
        return frames

    def due(self) -> float | None:
        """Return the second at which silence means something; None while nothing is held."""
        if not self._buffer and not self._swallowing:
            return None
        if not self._has_suffix:
            return self._heard_s + GAP_S
        return self._heard_s + (REST_S if self._swallowing else STALL_S)

    def quiet(self, at_s: float) -> list[Frame]:
        """Nothing has arrived up to ``at_s``; return what that ended."""
        due_s = self.due()
        if due_s is None or at_s < due_s:
            return []
        if self._swallowing:
            self._swallowing, self._doubtful = False, self._has_suffix
            return []
        if self._has_suffix:
            return [self._refused(ReadProblem.UNREADABLE)]
        return self._ended()

    def forget(self) -> None:
        """The line went down: wipe what was collected and what was learned."""
        self._wipe()
        self._swallowing = self._doubtful = False
        self._has_suffix = self._suffixed

    def _ended(self) -> list[Frame]:
        if self._swallowing or not self._buffer:
            self._swallowing = False
            return []
        doubtful, self._doubtful = self._doubtful and not self._prefix, False
        if doubtful or not self._buffer.startswith(self._prefix):
            frame = self._refused(ReadProblem.UNREADABLE)
            self._swallowing = False
            return [frame]
        frame = Frame(decoded(self._buffer[len(self._prefix) :]))
        self._wipe()
        return [frame]

    def _refused(self, problem: ReadProblem) -> Frame:
        """Wipe what is there and swallow the rest; a card's number is called by its name."""
        if is_card(decoded(self._buffer)):
            problem = ReadProblem.PAYMENT_CARD
        self._wipe()
        self._swallowing = True
        return Frame(problem=problem)

    def _wipe(self) -> None:
        for place in range(len(self._buffer)):
            self._buffer[place] = 0
        self._buffer.clear()


class FramedDriver:
    """A reader that is only listened to. Implements ``hardware.device_loop.Driver``.

    It says nothing of itself, so READY means no more than that the line is open. Nothing is ever
    sent to it.
    """

    def __init__(
        self, health: Health, clock: Clock, frames: Frames, tell: Callable[[Frame], None]
    ) -> None:
        self._health = health
        self._clock = clock
        self._frames = frames
        self._tell = tell

    def line_up(self) -> None:
        self._frames.forget()
        self._health.report(NOTHING)

    def line_down(self, why: Condition) -> None:
        self._frames.forget()

    def received(self, data: bytes) -> None:
        self._tell_all(self._frames.feed(data, self._clock.monotonic()))

    def outgoing(self) -> bytes:
        return b""

    def wrote(self, count: int) -> None:
        """Nothing is ever written."""

    def due(self) -> float | None:
        return self._frames.due()

    def tick(self) -> None:
        self._tell_all(self._frames.quiet(self._clock.monotonic()))

    def end(self) -> None:
        self._frames.forget()

    def _tell_all(self, frames: list[Frame]) -> None:
        for frame in frames:
            self._tell(frame)
