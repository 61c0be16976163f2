"""Driver for ESC/POS receipt printers, and the drawer behind them.

Prepared bytes go out; what the printer knows comes back three ways (hardware facts 2.1, 2.2):
automatic status pushed at each change, real-time answers to DLE EOT while a fault holds the queue,
and a fence behind each job that is answered when everything before it is on paper: ``GS ( H`` with
an id where the printer has it, ``GS r 1`` where not.

Its phases are in ``escpos_phases.py``, what is said between the two in ``escpos_conversation.py``.
Resuming and clearing (DLE ENQ) are a person's, at the printer; this driver has no such bytes.
"""

from __future__ import annotations

import math

from hardware.printers.escpos_asking import ENABLE_ASB, INITIALISE, Identity
from hardware.printers.escpos_conversation import Conversation
from hardware.printers.escpos_facts import ROUND, Facts
from hardware.printers.escpos_phases import Phase, Step
from hardware.printers.escpos_restart import AT_END
from hardware.printers.job import Job
from hardware.printers.kicks import Kick
from hardware.transports.line import LineDown
from pos.ports.devices import Condition


class EscposDriver(Conversation):
    """The protocol half of an ESC/POS printer. Thread: the device's."""

    # ---- jobs and kicks ----

    def accept(self, job: Job) -> None:
        """Queue one receipt; none goes out while the printer needs a person."""
        if self._phase is Phase.DOWN:
            job.lose(self._why_down)
            return
        self._receipts.add(job)
        self._next()

    def accept_kick(self, kick: Kick) -> None:
        """Queue a kick before all waiting receipts."""
        if self._phase is Phase.DOWN:
            kick.refuse(self._why_down)
            return
        self.kicks.accept(kick, self._clock.monotonic())
        self._next()

    def _next(self) -> None:
        """Send what may be sent: a kick first, then a receipt."""
        now_s = self._clock.monotonic()
        if not self._out.empty or self._round.running:
            return
        if self._phase is Phase.READY and not self._stopped:
            if kick := self.kicks.next(now_s):
                self._out.put(kick.pulse.queued())
            elif not self.kicks.pulsing(now_s) and now_s >= self._fences.free_at_s():
                self._begin()
        elif self._stopped and self._real_time and self.kicks.ready(now_s):
            self._kick_stopped()

    def _kick_stopped(self) -> None:
        """Offline, nothing moves, and a pulse at once is obeyed all the same; but not behind bytes
        of a job that the printer does not take: whether it does is asked first."""
        if self._job_ahead:
            self._ask((1,))
        elif kick := self.kicks.next(self._clock.monotonic()):
            self._out.put(kick.pulse.at_once())

    def _begin(self) -> None:
        if data := self._receipts.begin():
            self._stopped_receipt.begin()
            self._job_ahead = True
            self._move(Step.BEGIN)
            self._put_off()
            self._out.put(self._fenced(data))
            self._rearm()

    def _fenced(self, data: bytes) -> bytes:
        """Return a job with automatic status on again behind its ESC @, and a fence at its end."""
        if data.startswith(INITIALISE):
            data = INITIALISE + ENABLE_ASB + data[len(INITIALISE) :]
        return data + ENABLE_ASB * AT_END + self._fences.behind_job(self._clock.monotonic())

    # ---- the line ----

    def line_up(self) -> None:
        self._move(Step.LINE_UP)
        self._out.clear()
        self._replies.forget()
        self._facts = Facts()
        self._paused = False
        self._real_time = self._trouble = None
        self._claims_offline = self._doubting = self._asb_seen = False
        self._identity = Identity()
        self._fences.settle()
        self._fences.standing(self._clock.monotonic())
        self._job_ahead = False
        self._tries = 0
        self._start_probe()

    def line_down(self, why: Condition) -> None:
        self._why_down = why
        self._settle(why)

    def end(self) -> None:
        self._settle(None)

    def _settle(self, why: Condition | None) -> None:
        self._move(Step.LINE_DOWN)
        self._out.clear()
        self._deadline_s = self._poll_at_s = math.inf
        self._drop_round()
        self._receipts.lose(why)
        self._receipts.lose_waiting(why)
        self.kicks.lost(why)

    def outgoing(self) -> bytes:
        return b"" if self._paused else self._out.next()

    def wrote(self, count: int) -> None:
        now_s = self._clock.monotonic()
        self._receipts.byte_left(now_s)
        self._out.took(count)
        if not self._round.running:
            self._put_off()
        if self._out.empty and self.kicks.left(now_s) and self._real_time:
            self._pulse_out = True  # the answer proves that the pulse has arrived
            self._ask((1,))
        self._rearm()

    def received(self, data: bytes) -> None:
        for reply in self._replies.feed(data):
            self._heard(reply)
        self._report()
        self._next()

    # ---- time ----

    def due(self) -> float | None:
        now_s = self._clock.monotonic()
        busy_s = self.kicks.due(now_s, jobs_wait=self._receipts.wait)
        if self._receipts.wait and self._phase is Phase.READY and self._fences.free_at_s() > now_s:
            busy_s = min(busy_s, self._fences.free_at_s())
        soonest_s = min(self._deadline_s, self._poll_at_s, self._round.until_s, busy_s)
        return None if math.isinf(soonest_s) else soonest_s

    def tick(self) -> None:
        now_s = self._clock.monotonic()
        if self.kicks.stalled(now_s):
            raise LineDown(Condition.SILENT, "the line does not take a drawer pulse")
        if now_s >= self._round.until_s:
            self._round_overdue()
        if now_s >= self._deadline_s:
            self._deadline_s = math.inf
            self._overdue()
        if now_s >= self._poll_at_s:
            self._poll()
        self.kicks.tick(now_s, self._why())
        self._report()
        self._next()

    def _overdue(self) -> None:
        if self._phase is Phase.PROBING:
            self._probe_overdue()
        elif self._phase is Phase.PRINTING:
            if self._real_time and self._out.empty:
                self._last_question = True  # before a person is asked
                self._ask(ROUND)
            else:
                self._give_up(gone=False)

    def _poll(self) -> None:
        self._poll_at_s = math.inf
        if not self._real_time:
            self._beat()
        elif not self._out.empty:
            self._poll_soon()
        elif self._stopped:
            self._ask(ROUND)
        elif self._phase is Phase.READY:
            self._ask((1,))

    def _beat(self) -> None:
        """No DLE EOT to ask: see whether the queue still moves, by the kind of fence it has."""
        if not self._out.empty or self._phase is not Phase.READY or self._stopped:
            self._poll_later()
            return
        self._move(Step.PROBE)
        self._status_seen = False
        self._probed = True
        self._out.put(self._fences.probe(with_id=self._fences.by_id))
        self._put_off()
        self._rearm()
