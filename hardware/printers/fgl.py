"""Driver for FGL ticket printers (BOCA and kin), and the drawer behind them.

One ticket is in flight. Nothing is ever sent twice, and nothing leaves that ``fgl_gate`` refuses.
Its parts: what the driver is doing (``fgl_phases``), what the printer says (``fgl_replies``,
``fgl_status``) and what that means (``fgl_conversation``), what an acknowledgement is worth
(``fgl_owed``), what is asked (``fgl_asking``, ``fgl_pause``), what has still to leave
(``fgl_writing``) and until when (``fgl_deadline``).

A printer that talks is not for that alone believed to get on: signs of life put a deadline off only
so far, and one that says more than a printer has to say is hung up on as UNINTELLIGIBLE.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Mapping

from hardware.allowance import Allowance
from hardware.health import Health
from hardware.printers import fgl_gate, fgl_status
from hardware.printers.fgl_conversation import Conversation
from hardware.printers.fgl_phases import UNDER_WAY, Phase, Step
from hardware.printers.fgl_replies import Counted, FglReplies, Letter, Said
from hardware.printers.job import Job
from hardware.printers.kicks import Kick, KickDesk
from hardware.settings import PrinterSettings
from hardware.transports.line import LineDown
from pos.clock import Clock
from pos.ports.devices import Condition

log = logging.getLogger("foyer.device.fgl")

MOST_BYTES, BYTES_WITHIN_S = 4096, 10.0
"""More than a printer says: its answers are 23 bytes, its reports one."""


class FglDriver(Conversation):
    """The protocol half of an FGL printer. Thread: the device's; ``told`` may be read from any."""

    def __init__(self, health: Health, clock: Clock, settings: PrinterSettings) -> None:
        super().__init__(health, clock, settings)
        self.kicks = KickDesk()
        self._why_down = Condition.UNREACHABLE
        self._bytes = Allowance(MOST_BYTES, BYTES_WITHIN_S)
        self._replies = FglReplies()

    @property
    def told(self) -> Mapping[str, str]:
        """What the printer said about itself; see ``TellsFacts``. Thread: any."""
        if self._printed_in_all is None:
            return {}
        return {
            "firmware": self._replies.firmware,
            "tickets_printed": str(self._printed_in_all),
            "status_mode": self._settings.status_mode,
            "acknowledges_by": "ticket",
        }

    # ---- jobs and kicks ----

    def accept(self, job: Job) -> None:
        """Queue one ticket. One at a time goes out, and none while a person is needed."""
        if reason := fgl_gate.why_not(job.data):
            log.error("a ticket may not leave: %s", reason)
            job.lose(Condition.ILLEGAL_DATA)
        elif self._phase is Phase.DOWN:
            job.lose(self._why_down)
        elif self._owed.is_mute:
            job.lose(Condition.UNINTELLIGIBLE)
        else:
            self._tickets.add(job)
            self._next()

    def accept_kick(self, kick: Kick) -> None:
        """Queue a pulse before all waiting tickets. It has no sensor: nobody sees it open."""
        if self._phase is Phase.DOWN:
            kick.refuse(self._why_down)
            return
        kick.open_is_high = None
        self.kicks.accept(kick, self._clock.monotonic())
        self._next()

    def _next(self) -> None:
        """Send what may be sent: a kick first, then a ticket."""
        now_s = self._clock.monotonic()
        if self._phase is Phase.READY and not self._conditions.stopped and self._out.empty:
            kick = None if self._out.paused else self.kicks.next(now_s)
            if kick is not None:
                self._out.put(fgl_status.DRAWERS[kick.pulse.pin])
            elif not self.kicks.pulsing(now_s):
                self._begin_next()
        self._sound = False
        if self._phase is Phase.READY and self._tickets.wait and not self._conditions.held:
            self._watch_over_waiting(now_s)
        self._plan()

    def _watch_over_waiting(self, now_s: float) -> None:
        """A ticket waits and cannot begin: not for ever, and not under a green light."""
        if self._deadline.at_s is None:
            self._deadline.start(now_s, self._settings.answer_within_s)

    def _begin_next(self) -> None:
        if not self._tickets.wait or Condition.TICKET_WAITING in self._conditions:
            return
        unsure = self._owed.in_doubt and self._owed.count is None
        if unsure or (self._asking.solicited and not self._sound):
            self._ask()
        elif data := self._tickets.begin():
            self._out.put_ticket(data)
            self._move(Step.BEGIN)
            self._rearm()

    def _give_up(self) -> None:
        """No acknowledgement came in time. What has not left may not leave any more.

        Raises:
            LineDown: Half a ticket has left: only a new line puts us in step again.
        """
        if self._tickets.begun:
            self._owed.one_more(in_silence=True)
        elif self._tickets.in_flight:
            self._out.drop()
        self._conditions.add(Condition.SILENT)
        self._tickets.lose(Condition.SILENT)
        if not self._out.empty:
            raise LineDown(Condition.SILENT, "the printer stopped taking bytes")
        self._ask()

    # ---- the line ----

    def line_up(self) -> None:
        self._move(Step.LINE_UP)
        self._out.drop()
        self._out.paused = False
        self._replies.forget()
        self._conditions.clear()
        self._low_by_letter = False
        self._bytes.renew()
        self._noise.renew()
        self._asking.line_up(self._clock.monotonic())
        self._ask_again(fgl_status.CLEAR_BUFFER)

    def line_down(self, why: Condition) -> None:
        self._why_down = why
        self._settle(why)

    def end(self) -> None:
        self._settle(None)

    def _settle(self, why: Condition | None) -> None:
        self._move(Step.LINE_DOWN)
        self._out.drop()
        self._asking.line_down(self._clock.monotonic())
        self._deadline.off()
        self._sound = False
        self._owed.line_down()
        if self._tickets.begun:
            self._owed.one_more()
        self._tickets.lose(why)
        self._tickets.lose_waiting(why)
        self.kicks.lost(why)

    def outgoing(self) -> bytes:
        return self._out.next()

    def wrote(self, count: int) -> None:
        now_s = self._clock.monotonic()
        self._tickets.byte_left(now_s)
        self._replies.asked()
        if self._out.took(count):
            self._deadline.got_on(now_s)
        asking_only = self._tickets.gone and self._phase in UNDER_WAY  # no sign of life
        if self._phase is not Phase.READY and not asking_only:
            self._rearm()
        if self._out.empty:
            self.kicks.left(now_s)
            if self._phase is Phase.PRINTING:
                self._tickets.gone = True
        self._plan()

    def received(self, data: bytes) -> None:
        if not self._bytes.take(len(data), self._clock.monotonic()):
            raise LineDown(Condition.UNINTELLIGIBLE, "it talks without pause")
        for heard in self._replies.feed(data):
            match heard:
                case Said():
                    self._said(heard.byte)
                case Counted():
                    self._answered(heard.tickets)
                case Letter():
                    self._lettered(heard.byte)
        self._report()
        self._next()

    # ---- time ----

    def due(self) -> float | None:
        now_s = self._clock.monotonic()
        dues = (self._deadline.at_s, self._asking.poll_s, self._asking.stop.due_s)
        due_s = min(
            *(math.inf if one is None else one for one in dues),
            self.kicks.due(now_s, jobs_wait=self._tickets.wait),
        )
        return None if math.isinf(due_s) else due_s

    def tick(self) -> None:
        now_s = self._clock.monotonic()
        asking = self._asking
        if self.kicks.stalled(now_s):
            raise LineDown(Condition.SILENT, "a pulse did not leave")
        if self._deadline.is_over(now_s):
            self._overdue()
        if asking.poll_s is not None and now_s >= asking.poll_s:
            asking.poll_s = None
            asking.ask_state()
            if self._phase is Phase.READY and not self._conditions.stopped:
                self._deadline.start(now_s, self._settings.reply_within_s)
        if asking.stop.due_s is not None and now_s >= asking.stop.due_s:
            asking.ask_whether_stopped(
                now_s, self._conditions.why, pulsing=self.kicks.pulsing(now_s)
            )
        self.kicks.tick(now_s, self._conditions.why)
        self._report()
        self._next()

    def _overdue(self) -> None:
        for held in self._replies.held() if self._asking.state_asked else ():
            if isinstance(held, Letter):
                self._lettered(held.byte)
                self._rearm()
                return
        if self._phase in UNDER_WAY:
            self._give_up()
        elif self._phase is Phase.READY:
            self._ask()
        elif self._asking.answer is not None and self._out.empty:
            # answers keep their order: what is missing was dropped
            self._in_step(self._asking.answer)
        else:
            self._silent()

    def _silent(self) -> None:
        self._conditions.add(Condition.SILENT)
        if self._asking.in_vain:
            raise LineDown(Condition.SILENT, f"{self._asking.times} questions without an answer")
        self._ask_again()

    def _plan(self) -> None:
        """Plan the questions that are asked by themselves."""
        now_s, held = self._clock.monotonic(), self._conditions.held
        down, asking = self._phase is Phase.DOWN, self._phase is Phase.ASKING
        waits = self._out.paused or self._conditions.stopped
        normal = not self._asking.solicited and not down
        self._asking.stop.note(now_s, stopped=waits and normal)
        self._asking.plan_poll(
            now_s,
            awaited=held or self._phase is not Phase.READY,
            waits_for_answer=down or (asking and not held),
        )
