"""Driver for ESC/POS receipt printers, and the drawer behind them.

Prepared bytes go out; what the printer knows comes back three ways (hardware facts 2.1, 2.2):
automatic status pushed at each change, real-time answers to DLE EOT while a fault holds the queue,
and a fence behind each job that is answered when everything before it is on paper: ``GS ( H`` with
an id where the printer has it, ``GS r 1`` where not. Without an answer nothing is believed printed,
and silence is never taken for paper.

Its phases are in ``escpos_phases.py``. PROBING asks DLE EOT 1 to 4, then sends GS a, a fence with
an id and GS r 1; because replies keep their order, the first fence answered tells which kind the
printer has.

A printer may answer DLE EOT in bits of its own: Star in emulation says offline whatever happens
(hardware facts 2.4, documented). One that says so, names no cause and works off its queue all the
same is not asked in that way again: what it says then comes from its fences alone. Resuming and
clearing (DLE ENQ) are a person's, at the printer; this driver has no such bytes.
"""

from __future__ import annotations

import logging
import math
from collections import deque
from collections.abc import Mapping

from hardware.health import Health
from hardware.printers.escpos_asking import Fences, Identity, Round
from hardware.printers.escpos_facts import ROUND, Facts, from_asb, with_paper, with_real_time
from hardware.printers.escpos_phases import PHASES, Phase, Step
from hardware.printers.escpos_replies import (
    Asb,
    Flow,
    PrintId,
    Queued,
    RealTime,
    Replies,
    Reply,
    Told,
)
from hardware.printers.job import Job, Outbox
from hardware.printers.kicks import Kick, KickDesk
from hardware.settings import PrinterSettings
from hardware.transports.line import LineDown
from pos.clock import Clock
from pos.ports.devices import WARNINGS, Condition, PrintOutcome

log = logging.getLogger("foyer.device.escpos")

INITIALISE = b"\x1b@"
FINISH_HALF = b"\0" * 4096 + b"\x1b@"
"""Gets a printer back in step that an earlier host left in the middle of a raster picture: white
dots towards its end, then ESC @ clears what is left of the line. Between commands a zero byte means
nothing. Our own rule, from the byte counts in hardware facts 2.3; held against the virtual printer
only.
"""
ENABLE_ASB = b"\x1da\x0f"
"""GS a: drawer, online, error and paper. ESC @ cancels it."""

TRIES = 3
"""Probes without an answer before the line is dropped and made again; each waits twice as long."""
IDLE_POLL_S = 10.0
FAULT_POLL_S = 1.0
KICK_POLL_S = 0.25
"""How often DLE EOT is asked while nothing is wrong, while something is, and while a drawer should
spring open: not every printer tells that by itself."""


LONGEST = 10
"""How many times its deadline a job or probe may be put off by signs of life alone: a printer that
only chatters is not one that prints. Our own rule."""


class EscposDriver:
    """The protocol half of an ESC/POS printer. Thread: the device's."""

    def __init__(self, health: Health, clock: Clock, settings: PrinterSettings) -> None:
        self.kicks = KickDesk()
        self._health = health
        self._clock = clock
        self._settings = settings
        self._phase = PHASES.start
        self._why_down = Condition.UNREACHABLE
        self._waiting: deque[Job] = deque()
        self._job: Job | None = None
        self._out = Outbox()
        self._paused = False
        self._replies = Replies()
        self._facts = Facts()
        self._trouble: Condition | None = None  # SILENT or UNINTELLIGIBLE
        self._deadline_s = self._latest_s = math.inf
        self._poll_at_s = math.inf
        self._stopped_at_s = -math.inf
        self._job_ahead = False  # bytes of a job are out, and nothing proves that all were taken
        self._met = False  # the printer has been in step since this process began
        self._fences = Fences(int(clock.now().timestamp() * 1000), by_id=settings.fence != "status")
        self._status_seen = False
        self._probed = False  # the fence of this probe is out
        self._tries = 0
        self._round = Round(settings.reply_within_s)
        self._real_time: bool | None = None  # whether DLE EOT is answered at all
        self._last_question = False
        self._pulse_out = False  # the question that is out went behind a pulse
        self._claims_offline = False  # DLE EOT says so and names no cause
        self._doubting = False  # asked once more, though the queue is worked off
        self._asb_seen = False
        self._identity = Identity()
        self._told: Mapping[str, str] = {}

    @property
    def told(self) -> Mapping[str, str]:
        """What the printer told, and how it acknowledges; empty before it has answered. Its
        identity is what it claims: clones claim the same (hardware facts 2.6). Thread: any.
        """
        return self._told

    # ---- jobs and kicks ----

    def accept(self, job: Job) -> None:
        """Queue one receipt; none goes out while the printer needs a person."""
        if self._phase is Phase.DOWN:
            job.lose(self._why_down)
            return
        self._waiting.append(job)
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
        while self._waiting:
            job = self._waiting.popleft()
            if job.begin():
                self._job = job
                self._job_ahead = True
                self._move(Step.BEGIN)
                self._put_off()
                self._out.put(self._fenced(job.data))
                self._rearm()
                return

    def _fenced(self, data: bytes) -> bytes:
        """Return a job with automatic status on again behind its ESC @, and a fence at its end."""
        if data.startswith(INITIALISE):
            data = INITIALISE + ENABLE_ASB + data[len(INITIALISE) :]
        return data + ENABLE_ASB + self._fences.behind_job(self._clock.monotonic())

    def _printed(self) -> None:
        self._move(Step.ACK)
        self._fences.settle()
        self._job_ahead = False
        self._deadline_s = math.inf
        self._poll_later()
        job, self._job = self._job, None
        if job is not None:
            job.end(PrintOutcome.PRINTED)

    def _spoil(self, condition: Condition) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.end(PrintOutcome.SPOILED, condition)
        self._probe()

    def _give_up(self, *, gone: bool) -> None:
        """The fence was not answered in time. ``gone``: the printer does not answer at all."""
        self._fences.standing(self._clock.monotonic())
        unsent = not self._out.empty
        job, self._job = self._job, None
        self._trouble = Condition.SILENT
        if job is not None:
            if job.first_byte_s is None:
                self._out.clear()
                unsent = False
            job.lose(Condition.SILENT)
        if gone or unsent:
            raise LineDown(Condition.SILENT, "no answer to a receipt")
        self._probe()

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
        job, self._job = self._job, None
        if job is not None:
            job.lose(why)
        while self._waiting:
            self._waiting.popleft().lose(why)
        self.kicks.lost(why)

    def outgoing(self) -> bytes:
        return b"" if self._paused else self._out.next()

    def wrote(self, count: int) -> None:
        now_s = self._clock.monotonic()
        if self._job is not None and self._job.first_byte_s is None:
            self._job.first_byte_s = now_s
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

    # ---- what the printer says ----

    def _heard(self, reply: Reply) -> None:
        match reply:
            case Asb():
                self._round.answers.clear()  # older than this
                self._asb_seen = True
                self._rearm()
                self._learn(from_asb(reply.data))
            case RealTime():
                self._answered(reply.byte)
            case Queued():
                self._rearm()
                self._status_answered(reply.byte)
            case PrintId():
                self._id_answered(reply.id)
            case Flow():
                self._paused = not reply.ready
            case Told():
                self._identity.heard(reply.text)
                self._remember()
            case _:
                log.info("the printer said %s", reply.data.hex(" "))
                self._trouble = self._trouble or (
                    Condition.UNINTELLIGIBLE if self._phase is Phase.PROBING else None
                )

    def _id_answered(self, print_id: bytes) -> None:
        if not self._fences.is_mine(print_id):
            log.info("a fence given up was answered")
        elif self._phase is Phase.PROBING:
            self._fences.by_id = True
            self._in_step()
        elif self._phase is Phase.PRINTING:
            self._printed()

    def _status_answered(self, byte: int) -> None:
        """An answer to GS r 1: the printer's queue has come this far."""
        if not self._fences.owes_status:
            log.info("the printer said %02x, which nobody had asked", byte)
            return
        was_last = self._fences.status_came(self._clock.monotonic())
        self._learn(with_paper(self._facts, byte))
        if self._phase is Phase.PROBING and self._settings.fence != "id":
            self._status_seen = True
            if self._probed and (self._claims_offline or (was_last and self._met)):
                self._in_step_by_status()
        elif self._phase is Phase.PRINTING and self._fences.proves_job:
            self._printed()

    def _learn(self, facts: Facts) -> None:
        was_stopped = self._stopped
        self._facts = facts
        self.kicks.pin(facts.pin_3_high)
        if self._phase is Phase.PRINTING and (ruin := facts.ruin):
            self._spoil(ruin)
        elif was_stopped and not self._stopped:
            self._helped()
        elif self._stopped and not was_stopped:
            self._stopped_at_s = self._clock.monotonic()
            self._rearm()
            self._poll_soon()

    def _helped(self) -> None:
        """A person put it right; the time that took counts against nobody."""
        now_s = self._clock.monotonic()
        self._latest_s += now_s - self._stopped_at_s
        self._fences.standing(now_s)
        self._round.hurry(now_s + self._settings.answer_within_s)
        if self._phase is Phase.PROBING and not self._probed:
            self._probe()
        else:
            self._rearm()
            self._poll_later()

    # ---- probing ----

    def _probe(self) -> None:
        self._move(Step.PROBE)
        self._start_probe()

    def _start_probe(self) -> None:
        self._fences.settle()
        self._status_seen = self._probed = self._claims_offline = self._doubting = False
        self._deadline_s = math.inf
        if self._real_time is False:
            self._send_probe()
        else:
            self._ask(ROUND)

    def _send_probe(self) -> None:
        """The printer is online, or says nothing at once: ask what only a working one answers."""
        self._probed = True
        with_id = self._settings.fence != "status"
        self._out.put(ENABLE_ASB + self._fences.probe(with_id=with_id))
        self._put_off()
        self._rearm()

    def _in_step(self) -> None:
        self._deadline_s = math.inf
        if self._claims_offline and self._real_time:
            self._doubting = True
            self._ask(ROUND)
            return
        self._move(Step.IN_STEP)
        self._met = True
        self._trouble = None
        self._fences.settle()
        self._tries = 0
        self._poll_later()
        if self._fences.by_id and not self._identity.asked:
            self._out.put(self._identity.ask())
        self._remember()

    def _in_step_by_status(self) -> None:
        self._fences.by_id = False
        self._in_step()

    def _doubted(self) -> None:
        """The queue moves and DLE EOT was asked again: still offline means bits of its own."""
        self._doubting = self._claims_offline = False
        if self._facts.offline_unexplained:
            log.info("DLE EOT is answered unlike Epson's; it is not asked again")
            self._real_time = False
            self._identity.odd = True
            self._facts = Facts()
            self.kicks.pin(None)
        if not self._stopped:
            self._in_step()

    def _remember(self) -> None:
        """Note how this printer is dealt with. Its name is asked only where a fence has an id: an
        answer to GS I of one byte would pass for one to GS r."""
        unlike = "unlike_epson" if self._identity.odd else "no"
        self._told = {
            "acknowledges_by": "id" if self._fences.by_id else "status",
            "real_time_status": "yes" if self._real_time else unlike,
            "automatic_status": "yes" if self._asb_seen else "not_seen",
            **self._identity.told,
        }

    def _probe_overdue(self) -> None:
        if self._status_seen:  # the queue moves; what is missing is counted behind the next job
            self._in_step_by_status()
            return
        self._fences.standing(self._clock.monotonic())
        self._trouble = self._trouble or Condition.SILENT
        self._tries += 1
        if self._tries >= TRIES:
            raise LineDown(self._trouble, f"{TRIES} probes without an answer")
        if not self._real_time:
            self._out.put(FINISH_HALF)
        self._probe()

    # ---- DLE EOT ----

    def _ask(self, numbers: tuple[int, ...]) -> None:
        """Ask one after the other; nothing else is sent until each is answered."""
        self._poll_at_s = math.inf
        self._out.put(self._round.start(numbers, self._clock.monotonic()))

    def _answered(self, byte: int) -> None:
        if not self._round.running:
            log.info("a real-time answer came too late")
            return
        self._real_time = True
        self._job_ahead = False
        if self._round.behind:
            if self._round.came(self._clock.monotonic()):
                self._caught_up()
            return
        if self._pulse_out:
            self._pulse_out = False
            self.kicks.obeyed(self._clock.monotonic())
        self._out.put(self._round.answered(byte, self._clock.monotonic()))
        if not self._round.running:
            self._round_over()

    def _round_over(self) -> None:
        """DLE EOT was answered: act on the facts."""
        final, self._last_question = self._last_question, False
        self._learn(with_real_time(self._facts, self._round.answers))
        if self._doubting:
            self._doubted()
        elif self._stopped:
            self._poll_soon()
            self._try_all_the_same()
        elif self._phase is Phase.PROBING:
            if not self._round.running and not self._probed:
                self._send_probe()
        elif final and self._phase is Phase.PRINTING:
            self._give_up(gone=False)
        else:
            self._poll_later()

    def _try_all_the_same(self) -> None:
        """Offline for no reason: a queue that is worked off would show that this is not so."""
        if self._phase is Phase.PROBING and self._facts.offline_unexplained and not self._probed:
            self._claims_offline = True
            self._send_probe()

    def _round_overdue(self) -> None:
        """DLE EOT was not answered, not even partly.

        That is silence, unless automatic status says why the printer is stopped and bytes of a job
        may fill its buffer: then it takes no question either, and a dead line is noticed by the
        line itself.
        """
        now_s = self._clock.monotonic()
        if self._round.behind and self._round.moves:
            self._caught_up()
            return
        if self._stopped and self._round.behind:
            self._out.put(self._round.again(now_s))
            return
        if self._stopped and self._asb_seen and self._job_ahead:
            self._round.falls_behind(now_s)
            return
        self._drop_round()
        if self._phase is Phase.PROBING and not self._real_time:
            self._real_time = False
            self._send_probe()
        elif self._phase is Phase.PRINTING:
            self._give_up(gone=True)
        else:
            self._trouble = Condition.SILENT
            raise LineDown(Condition.SILENT, "DLE EOT was not answered")

    def _caught_up(self) -> None:
        """The printer takes questions again: ask them all."""
        self._drop_round()
        self._ask(ROUND)

    def _drop_round(self) -> None:
        self._last_question = self._pulse_out = False
        self._round.drop()

    def _poll_soon(self) -> None:
        if self._real_time:
            self._poll_at_s = self._clock.monotonic() + FAULT_POLL_S

    def _poll_later(self) -> None:
        if self._real_time:
            now_s = self._clock.monotonic()
            self._poll_at_s = now_s + (KICK_POLL_S if self.kicks.watching(now_s) else IDLE_POLL_S)
        elif self._phase is Phase.READY:
            self._poll_at_s = self._clock.monotonic() + IDLE_POLL_S

    # ---- time ----

    def due(self) -> float | None:
        now_s = self._clock.monotonic()
        busy_s = self.kicks.due(now_s, jobs_wait=bool(self._waiting))
        if self._waiting and self._phase is Phase.READY and self._fences.free_at_s() > now_s:
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

    def _rearm(self) -> None:
        """Set the deadline anew after a sign of life, but no later than what moves bytes allows;
        none runs while a person is needed."""
        if self._stopped or self._phase in (Phase.READY, Phase.DOWN):
            self._deadline_s = math.inf
        elif self._phase is Phase.PRINTING or not self._round.running:
            self._deadline_s = min(self._clock.monotonic() + self._answer_s, self._latest_s)

    def _put_off(self) -> None:
        """Something has left: from now on signs of life put the deadline off, up to a limit."""
        self._latest_s = self._clock.monotonic() + LONGEST * self._answer_s

    @property
    def _answer_s(self) -> float:
        """How long a fence may go without a sign of life."""
        if self._phase is Phase.PRINTING:
            return self._settings.answer_within_s
        return self._settings.reply_within_s * 2.0**self._tries

    @property
    def _stopped(self) -> bool:
        return bool(self._facts.conditions - WARNINGS)

    def _why(self) -> Condition:
        """Return why the printer takes nothing now."""
        stops = sorted(self._facts.conditions - WARNINGS, key=lambda one: one.value)
        return stops[0] if stops else self._trouble or Condition.SILENT

    def _move(self, step: Step) -> None:
        self._phase = PHASES.advance(self._phase, step)

    def _report(self) -> None:
        """Tell the health; until the printer has answered it is still connecting."""
        conditions = self._facts.conditions
        if self._trouble:
            conditions |= {self._trouble}
        if self._phase is not Phase.PROBING or conditions - WARNINGS:
            self._health.report(conditions)
