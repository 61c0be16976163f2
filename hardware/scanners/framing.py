"""Cuts what a serial scanner sends into codes. No I/O; time is told.

A code ends with CR, LF or CRLF, or, from a scanner that sends no suffix, with a gap. Once a suffix
was seen on this line, a gap no longer ends a code: what stops without its suffix was not read
whole, is refused, and the rest of it is swallowed. A new line learns afresh. Source: hardware
facts 8 (suffix CR, CRLF or none; documented).
"""

from __future__ import annotations

from dataclasses import dataclass

from hardware.scanners.codes import AIM_LENGTH, LONGEST, decoded, is_card
from pos.ports.readers import ReadProblem

GAP_S = 0.06
"""Silence that ends a code without suffix: eight bytes at 1200 baud, several USB frames."""
REST_S = 1.0
"""Silence after which the rest of a torn code does not come any more."""
_ENDS = b"\r\n"


@dataclass(frozen=True, slots=True, repr=False)
class Frame:
    """One code's text without its prefix, or why there is none."""

    text: str = ""
    problem: ReadProblem | None = None


class ScanFrames:
    """Collects bytes. With a ``prefix`` a code that does not begin with it was not read whole."""

    def __init__(self, prefix: bytes = b"") -> None:
        self._prefix = prefix
        self._most = LONGEST + AIM_LENGTH + len(prefix)
        self._buffer = bytearray()
        self._heard_s = 0.0
        self._swallowing = False
        self._has_suffix = False

    def feed(self, data: bytes, at_s: float) -> list[Frame]:
        """Take bytes that arrived at ``at_s`` and return the codes that ended, in order."""
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
        torn = self._swallowing and self._has_suffix
        return self._heard_s + (REST_S if torn else GAP_S)

    def quiet(self, at_s: float) -> list[Frame]:
        """Nothing has arrived up to ``at_s``; return what that ended."""
        due_s = self.due()
        if due_s is None or at_s < due_s:
            return []
        if self._swallowing:
            self._swallowing = False
            return []
        if self._has_suffix:
            return [self._refused(ReadProblem.UNREADABLE)]
        return self._ended()

    def forget(self) -> None:
        """The line went down: wipe what was collected and what was learned."""
        self._wipe()
        self._swallowing = self._has_suffix = False

    def _ended(self) -> list[Frame]:
        if self._swallowing or not self._buffer:
            self._swallowing = False
            return []
        if not self._buffer.startswith(self._prefix):
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
