"""Cuts what a reader sends into readings. No I/O; time is told.

A reading ends with CR, LF or CRLF, or, from a scanner that sends no suffix, with a gap. Once a
suffix was seen on this line, a gap no longer ends one: what stops without its suffix was not read
whole and is refused. Its rest is swallowed; where none has come for a while, the next reading may
still be that rest and is refused too, unless it begins with the prefix. A new line learns afresh.
A reader that reads faster than anybody holds codes before it is faulty and is hung up on.
Source: hardware facts 8 (suffix CR, CRLF or none; documented).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hardware.allowance import Allowance
from hardware.health import NOTHING, Health
from hardware.scanners.codes import AIM_LENGTH, LONGEST, decoded, is_card
from hardware.transports.line import LineDown
from pos.clock import Clock
from pos.ports.devices import Condition
from pos.ports.readers import ReadProblem

GAP_S = 0.06
"""Silence that ends a code without suffix: eight bytes at 1200 baud, several USB frames."""
STALL_S = 0.25
"""Silence after which a code whose suffix must still come is given up."""
REST_S = 1.0
"""Silence after which the rest of a torn code hardly comes any more."""
MOST_READINGS, READINGS_WITHIN_S = 20, 1.0
"""More readings than a scanner on a stand makes, let alone a person."""
MOST_BYTES, BYTES_WITHIN_S = 16 * 1024, 1.0
"""More bytes than so many readings have."""
MOST_SWALLOWED = 8 * 1024
"""Bytes of something that does not end and is no reading."""
PROBATION_S = 1.0
"""How long a reader that was hung up on must be moderate before it is believed again."""
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
        self.swallowed = 0
        """Bytes without meaning since the last end of anything."""
        self._doubtful = False
        self._has_suffix = suffixed

    def feed(self, data: bytes, at_s: float) -> list[Frame]:
        """Take bytes that arrived at ``at_s`` and return the readings that ended, in order."""
        frames = []
        for byte in data:
            if byte in _ENDS:
                self._has_suffix = True
                self.swallowed = 0
                frames += self._ended()
            elif self._swallowing:
                self.swallowed += 1
            else:
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
        self.swallowed = 0
        if self._swallowing:
            self._swallowing, self._doubtful = False, self._has_suffix
            return []
        if self._has_suffix:
            return [self._refused(ReadProblem.UNREADABLE)]
        return self._ended()

    def forget(self) -> None:
        """The line went down: wipe what was collected and what was learned."""
        self._wipe()
        self.swallowed = 0
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

    It says nothing of itself, so READY means no more than that the line is open; after one that was
    hung up on as UNINTELLIGIBLE, also that it was moderate for a while, and nothing that it reads
    until then is told. Nothing is ever sent to it.
    """

    def __init__(
        self, health: Health, clock: Clock, frames: Frames, tell: Callable[[Frame], None]
    ) -> None:
        self._health = health
        self._clock = clock
        self._frames = frames
        self._tell = tell
        self._bytes = Allowance(MOST_BYTES, BYTES_WITHIN_S)
        self._readings = Allowance(MOST_READINGS, READINGS_WITHIN_S)
        self._faulty = False
        self._believed_s: float | None = None  # when a faulty one is believed again

    def line_up(self) -> None:
        self._frames.forget()
        self._bytes.renew()
        self._readings.renew()
        if self._faulty:
            self._believed_s = self._clock.monotonic() + PROBATION_S
        else:
            self._health.report(NOTHING)

    def line_down(self, why: Condition) -> None:
        self._frames.forget()
        self._believed_s = None
        self._faulty = self._faulty or why is Condition.UNINTELLIGIBLE

    def received(self, data: bytes) -> None:
        if not self._bytes.take(len(data), self._clock.monotonic()):
            raise LineDown(Condition.UNINTELLIGIBLE, "it talks without pause")
        self._tell_all(self._frames.feed(data, self._clock.monotonic()))
        if self._frames.swallowed > MOST_SWALLOWED:
            raise LineDown(Condition.UNINTELLIGIBLE, "what it says does not end")

    def outgoing(self) -> bytes:
        return b""

    def wrote(self, count: int) -> None:
        """Nothing is ever written."""

    def due(self) -> float | None:
        dues = [due_s for due_s in (self._frames.due(), self._believed_s) if due_s is not None]
        return min(dues, default=None)

    def tick(self) -> None:
        if self._believed_s is not None and self._clock.monotonic() >= self._believed_s:
            self._believed_s, self._faulty = None, False
            self._health.report(NOTHING)
        self._tell_all(self._frames.quiet(self._clock.monotonic()))

    def end(self) -> None:
        self._frames.forget()

    def _tell_all(self, frames: list[Frame]) -> None:
        for frame in frames:
            if not self._readings.take(1, self._clock.monotonic()):
                raise LineDown(Condition.UNINTELLIGIBLE, "more readings than anybody makes")
            if not self._faulty:
                self._tell(frame)
