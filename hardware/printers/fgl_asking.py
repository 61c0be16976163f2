"""What an FGL printer is asked, which answers are still out, and when it is asked by itself.

``<S2>`` queues behind print data and tells the count; ``<S92>`` (s90 only) tells how the printer is
(hardware facts 1.6, documented). On a new line an earlier host may have left half a ticket, which
would swallow the question: before it is asked again, that half is filled up.

Answers name no question and may outlive their line: the printer, or a box between, keeps what
nobody reads. A count from before a ticket that is still to come out would have that one's
acknowledgement pass for the next ticket's. So the count is asked once more for each answer that may
still be on its way, and only the one behind all of those puts us in step.
"""

from __future__ import annotations

from hardware.printers import fgl_status
from hardware.printers.fgl_pause import HALF_S, Stopped
from hardware.printers.fgl_writing import Writing
from hardware.transports.line import LineDown
from pos.ports.devices import Condition

ASKS = 3
"""Unanswered questions before the line is dropped and made again; each waits twice as long."""
SOON_S, LATER_S = 1.0, 10.0
"""How often ``<S92>`` is asked while something is awaited, and when idle or unanswered."""

MOST_STALE = 11
"""Answers of 23 bytes for which the printer's output buffer has room (256 bytes: unconfirmed)."""


class Asking:
    """The questions of one driver. ``solicited``: whether ``<S92>`` is asked."""

    def __init__(self, out: Writing, *, solicited: bool) -> None:
        self.solicited = solicited
        self.answer: int | None = None
        """The newest answer to the questions that are out."""
        self.unanswered = 0
        """How many ``<S2>`` are out."""
        self.state_asked = False
        """Whether ``<S92>`` is out."""
        self.poll_s: float | None = None
        """When ``<S92>`` is asked by itself."""
        self.stop = Stopped()
        self._out = out
        self._asks = 0
        self._fresh = False  # a new line: an earlier host may have left half a ticket
        self._stale = 0  # answers that may still come to questions of before
        self._spare = 0  # questions asked on top, for as many stale answers

    @property
    def times(self) -> int:
        """How often the same has been asked."""
        return self._asks

    @property
    def out(self) -> bool:
        """Whether a question is out."""
        return self.state_asked or self.unanswered > 0

    @property
    def awaited(self) -> bool:
        """Whether a count may come that was asked for."""
        return self.unanswered > 0 or self._stale > 0

    @property
    def in_vain(self) -> bool:
        """Whether it was asked often enough."""
        return self._asks >= ASKS

    # ---- questions ----

    def again(self, before: bytes = b"") -> None:
        """Ask for the count; behind ``before`` as if for the first time."""
        if before or not self._asks:
            self._asks = 0
            self.answer = None
        self._asks += 1
        if self._fresh and self._asks > 1 and not self._out.paused:
            before = fgl_status.FINISH_HALF
        self._out.put(before)
        if self.solicited:
            self.ask_state()
        else:
            self.ask_count()

    def ask_count(self) -> None:
        """``<S2>``, as often as it takes to know one answer from those to earlier questions."""
        spare = max(self._stale - self._spare, 0)
        self._spare += spare
        self._out.put(fgl_status.COUNT_QUERY * spare)
        self.ask_count_behind_ticket()

    def ask_count_behind_ticket(self) -> None:
        """``<S2>``; answers to earlier questions do not count that ticket."""
        self._out.put(fgl_status.COUNT_QUERY)
        self.unanswered += 1

    def ask_state(self) -> None:
        """``<S92>``, past an X-OFF where no bytes are in the way."""
        self._out.put_question(fgl_status.STATE_QUERY)
        self.state_asked = True

    def ask_whether_stopped(self, now_s: float, why: Condition, *, pulsing: bool) -> None:
        """Stopped for long: ask past the X-OFF, unless bytes of a ticket are in the way.

        Raises:
            LineDown: Half a ticket was held back for so long that its word must have been lost.
        """
        self.stop.plan(now_s)
        if not self._out.may_slip_past:
            if self.stop.lasts_s(now_s) >= HALF_S:
                raise LineDown(why, "half a ticket is held back")
        elif not pulsing:
            self._out.put_past_pause(fgl_status.READY_QUERY)
            self.stop.asked = True

    # ---- answers ----

    def counted(self) -> bool:
        """An answer to ``<S2>`` has come; return whether it is surely to a question of now."""
        self.poll_s = None
        if self._stale:
            self._stale -= 1
            return False
        fresh = self.unanswered > 0
        self.unanswered = max(self.unanswered - 1, 0)
        return fresh

    def told_state(self) -> None:
        """The answer to ``<S92>`` has come; the next one is planned anew by what it said."""
        self.state_asked = False
        self.poll_s = None

    def in_step(self) -> None:
        """Everything sent so far is done."""
        self.answer = None
        self._forget()
        self._asks = 0
        self._fresh = False

    def ticket_printed(self) -> None:
        """What was asked before that ticket has been answered before, or never will be."""
        self.unanswered = self._stale = self._spare = 0

    def afresh(self) -> None:
        """The next question is the first of its kind."""
        self._asks = 0

    # ---- the line and time ----

    def line_up(self, now_s: float) -> None:
        """A new line, on which nothing was asked yet."""
        self.stop.note(now_s, stopped=False)
        self._fresh = True

    def line_down(self, now_s: float) -> None:
        """Answers come on the next line, or never."""
        self.stop.note(now_s, stopped=False)
        self.poll_s = None
        self._forget()
        self._asks = 0
        self.state_asked = False

    def printer_restarted(self) -> None:
        """What was out is forgotten, unless it arrived behind that."""
        self._forget()
        self.state_asked = False

    def _forget(self) -> None:
        """What was asked is of no use any more; answers may come all the same."""
        self._stale = min(self._stale + self._spare + self.unanswered, MOST_STALE)
        self.unanswered = self._spare = 0

    def plan_poll(self, now_s: float, *, awaited: bool, waits_for_answer: bool) -> None:
        """Set when the printer is asked how it is, where it does not say so unasked.

        ``awaited``: something is to happen soon. ``waits_for_answer``: the deadline of a question
        runs.
        """
        if not self.solicited or not self._out.empty or waits_for_answer:
            self.poll_s = None
        elif self.poll_s is None:
            self.poll_s = now_s + (SOON_S if awaited and not self.out else LATER_S)
