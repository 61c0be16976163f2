"""Driver for FGL ticket printers (BOCA and kin), and the drawer behind them.

One ticket is in flight. Its acknowledgement (``06``) carries no identity, so order is the only
match (hardware facts 1.9); whenever a ticket ended without one, a late ``06`` may still come. From
then on the driver believes an ``06`` only if the printer's own ticket count, asked with ``<S2>``,
has also gone up by one. Nothing is ever sent twice, and nothing leaves that ``fgl_gate`` refuses.

::

    DOWN ──LINE_UP──> ASKING ──ANSWERED──> READY ──BEGIN──> PRINTING ──ACK──> READY
    PRINTING ──ACK_IN_DOUBT──> CONFIRMING ──ACK──> READY
    any but DOWN ──ASK──> ASKING          any ──LINE_DOWN──> DOWN

ASKING: ``<S2>`` is out. It queues behind print data, so its answer means that everything before it
is done, and it tells the count; no answer means the printer is not ready. Silence is never "all
well".

Status modes (hardware facts 1.6, documented; the printer's setting, told to us):

* normal: every change comes unasked.
* s90: acknowledgements come unasked, faults do not. ``<S92>`` is asked before each ticket, while
  one is overdue, while a person is needed, and now and then when idle.
* s91: nothing comes unasked. Behind each ticket ``<S92>`` is asked until all is well, then
  ``<S2>``: the ticket is printed when the count has gone up by one.

A printer that talks is not for that alone believed to get on: signs of life put a deadline off only
so far, and one that says more than a printer has to say is hung up on as UNINTELLIGIBLE.
"""

from __future__ import annotations

import logging
import math
from collections import deque
from collections.abc import Mapping
from enum import Enum

from hardware.allowance import Allowance
from hardware.health import Health
from hardware.printers import fgl_gate, fgl_status
from hardware.printers.fgl_pause import HALF_S, Stopped
from hardware.printers.fgl_replies import Counted, FglReplies, Letter, Said
from hardware.printers.fgl_status import (
    GOOD,
    LOADED,
    OUT_OF_STOCK,
    SPOILS,
    TROUBLE,
    Status,
)
from hardware.printers.job import Job, Outbox
from hardware.printers.kicks import Kick, KickDesk
from hardware.settings import NORMAL, SOLICITED, PrinterSettings
from hardware.transports.line import LineDown
from pos.clock import Clock
from pos.machine import Machine
from pos.ports.devices import WARNINGS, Condition, PrintOutcome

log = logging.getLogger("foyer.device.fgl")

ASKS = 3
"""Unanswered questions before the line is dropped and made again; each waits twice as long."""
SOON_S, LATER_S = 1.0, 10.0
"""How often ``<S92>`` is asked while something is awaited, and when idle or unanswered."""
MUTE = 2
"""Tickets in a row that came out without a word, from a printer never heard unasked, that prove
another status mode than the one set here."""


CAP = 10
"""How many times ``answer_within`` a deadline is put off by signs of life without progress."""
MOST_BYTES, BYTES_WITHIN_S = 4096, 10.0
"""More than a printer says: its answers are 23 bytes, its reports one."""
MOST_NOISE, NOISE_WITHIN_S = 64, 60.0
"""Bytes and counts that nobody asked for and nothing is to be done about, in a row. A button that
prints test tickets says ``05`` for each."""
SMALL = 64
"""Bytes of questions that may go past an X-OFF."""


class Phase(Enum):
    """What the driver is doing."""

    DOWN = "down"
    ASKING = "asking"
    READY = "ready"
    PRINTING = "printing"
    CONFIRMING = "confirming"


class Step(Enum):
    """What moves the driver on."""

    LINE_UP = "line_up"
    LINE_DOWN = "line_down"
    ASK = "ask"
    ANSWERED = "answered"
    BEGIN = "begin"
    ACK = "ack"
    ACK_IN_DOUBT = "ack_in_doubt"


PHASES = Machine(
    "fgl_printer",
    Phase,
    Step,
    Phase.DOWN,
    {
        (Phase.DOWN, Step.LINE_UP): Phase.ASKING,
        (Phase.ASKING, Step.ANSWERED): Phase.READY,
        (Phase.READY, Step.BEGIN): Phase.PRINTING,
        (Phase.PRINTING, Step.ACK): Phase.READY,
        (Phase.PRINTING, Step.ACK_IN_DOUBT): Phase.CONFIRMING,
        (Phase.CONFIRMING, Step.ACK): Phase.READY,
        **{(phase, Step.ASK): Phase.ASKING for phase in Phase if phase is not Phase.DOWN},
        **{(phase, Step.LINE_DOWN): Phase.DOWN for phase in Phase},
    },
)

STATES = OUT_OF_STOCK | frozenset(SPOILS) | TROUBLE | {Status.TICKET_WAITING}
"""Answers to ``<S92>`` that are believed beside the good ones."""

UNDER_WAY = (Phase.PRINTING, Phase.CONFIRMING)

STOPS = frozenset(
    {Condition.OUT_OF_STOCK, Condition.JAM, Condition.CUTTER_JAM, Condition.MECHANICAL}
)
"""What the printer has told us it waits for a person about: no deadline runs meanwhile."""


class FglDriver:
    """The protocol half of an FGL printer. Thread: the device's; ``told`` may be read from any."""

    def __init__(self, health: Health, clock: Clock, settings: PrinterSettings) -> None:
        self.kicks = KickDesk()
        self._health = health
        self._clock = clock
        self._settings = settings
        self._solicited = settings.status_mode != NORMAL
        self._by_count = settings.status_mode == SOLICITED
        self._phase = PHASES.start
        self._why_down = Condition.UNREACHABLE
        self._waiting: deque[Job] = deque()
        self._job: Job | None = None
        self._out = Outbox()
        self._paused = False
        self._past_pause = False  # only a question is waiting: it may leave although we are paused
        self._paper = 0  # bytes of a ticket that have still to leave
        self._stop = Stopped()
        self._progress_s = 0.0  # when something last got on
        self._rested = False  # no deadline has run: a person was needed, or nothing was to be done
        self._bytes = Allowance(MOST_BYTES, BYTES_WITHIN_S)
        self._noise = Allowance(MOST_NOISE, NOISE_WITHIN_S)
        self._meant = True  # the byte being heard
        self._stray = False  # acknowledged what never was: the next one is checked
        self._conditions: set[Condition] = set()
        self._deadline_s: float | None = None
        self._poll_s: float | None = None
        self._replies = FglReplies()
        self._owed = 0  # acknowledgements that may still come for tickets given up
        self._count: int | None = None  # the printer's ticket count with nothing in flight
        self._tickets: int | None = None  # newest count told
        self._answer: int | None = None  # newest answer to the questions that are out
        self._unanswered = 0
        self._gone = False  # the last byte of the ticket under way has left
        self._state_asked = False
        self._sound = False  # asked this moment, and all is well
        self._low_by_letter = False
        self._asks = 0
        self._fresh = False  # a new line: an earlier host may have left half a ticket
        self._heard_unasked = False
        self._silent_from: int | None = None  # the count before a ticket given up in silence
        self._mute = 0

    @property
    def told(self) -> Mapping[str, str]:
        """What the printer said about itself; see ``TellsFacts``. Thread: any."""
        if self._tickets is None:
            return {}
        return {
            "firmware": self._replies.firmware,
            "tickets_printed": str(self._tickets),
            "status_mode": self._settings.status_mode,
            "acknowledges_by": "count" if self._by_count else "ticket",
        }

    # ---- jobs and kicks ----

    def accept(self, job: Job) -> None:
        """Queue one ticket. One at a time goes out, and none while a person is needed."""
        if reason := fgl_gate.why_not(job.data):
            log.error("a ticket may not leave: %s", reason)
            job.lose(Condition.ILLEGAL_DATA)
        elif self._phase is Phase.DOWN:
            job.lose(self._why_down)
        elif self._mute >= MUTE:
            job.lose(Condition.UNINTELLIGIBLE)
        else:
            self._waiting.append(job)
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
        if self._phase is Phase.READY and not self._stopped and self._out.empty:
            kick = None if self._paused else self.kicks.next(now_s)
            if kick is not None:
                self._out.put(fgl_status.DRAWERS[kick.pulse.pin])
            elif not self.kicks.pulsing(now_s):
                self._begin_next()
        self._sound = False
        if self._phase is Phase.READY and self._waiting and not self._held:
            self._watch_over_waiting(now_s)
        self._plan_poll()

    def _watch_over_waiting(self, now_s: float) -> None:
        """A ticket waits and cannot begin: not for ever, and not under a green light."""
        if self._deadline_s is None:
            self._deadline_s = now_s + self._settings.answer_within_s

    def _begin_next(self) -> None:
        if not self._waiting or Condition.TICKET_WAITING in self._conditions:
            return
        if (self._in_doubt and self._count is None) or (self._solicited and not self._sound):
            self._ask()
            return
        while self._waiting:
            job = self._waiting.popleft()
            if job.begin():
                self._job = job
                self._gone = False
                self._out.put(job.data)
                self._paper = len(job.data)
                self._move(Step.BEGIN)
                self._rearm()
                return

    def _end_job(self, outcome: PrintOutcome, condition: Condition | None = None) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.end(outcome, condition)

    def _give_up(self, condition: Condition) -> None:
        """No acknowledgement came in time. What has not left may not leave any more."""
        job = self._job
        if job is not None and job.first_byte_s is not None:
            self._owe()
            self._silent_from = None if self._heard_unasked or self._by_count else self._count
        unsent = not self._out.empty
        if job is not None and job.first_byte_s is None:
            self._drop_unsent()
            unsent = False
        self._job = None
        self._conditions.add(condition)
        if job is not None:
            job.lose(condition)
        if unsent:  # half a ticket left: only a new line puts us in step again
            raise LineDown(condition, "the printer stopped taking bytes")
        self._ask()

    def _drop_unsent(self) -> None:
        self._out.clear()
        self._paper = 0
        self._past_pause = False

    def _owe(self) -> None:
        self._owed += not self._by_count  # nothing can come late that never comes

    # ---- the line ----

    def line_up(self) -> None:
        self._move(Step.LINE_UP)
        self._paused = self._past_pause = False
        self._replies.forget()
        self._conditions.clear()
        self._low_by_letter = False
        self._bytes.renew()
        self._noise.renew()
        self._stop.note(self._clock.monotonic(), stopped=False)
        self._fresh = True
        self._ask_again(fgl_status.CLEAR_BUFFER)

    def line_down(self, why: Condition) -> None:
        self._why_down = why
        self._settle(why)

    def end(self) -> None:
        self._settle(None)

    def _settle(self, why: Condition | None) -> None:
        self._move(Step.LINE_DOWN)
        self._drop_unsent()
        self._stop.note(self._clock.monotonic(), stopped=False)
        self._deadline_s = self._poll_s = None
        self._unanswered = self._asks = 0
        self._state_asked = self._sound = False
        self._count = self._silent_from = None
        if self._job is not None:
            if self._job.first_byte_s is not None:
                self._owe()
            job, self._job = self._job, None
            job.lose(why)
        while self._waiting:
            self._waiting.popleft().lose(why)
        self.kicks.lost(why)

    def outgoing(self) -> bytes:
        return b"" if self._paused and not self._past_pause else self._out.next()

    def wrote(self, count: int) -> None:
        now_s = self._clock.monotonic()
        if self._job is not None and self._job.first_byte_s is None:
            self._job.first_byte_s = now_s
        self._replies.asked()
        self._out.took(count)
        if self._paper:
            self._paper = max(self._paper - count, 0)
            self._progress_s = now_s
        asking_only = self._gone and self._phase in UNDER_WAY  # a question is no sign of life
        if self._phase is not Phase.READY and not asking_only:
            self._rearm()
        if self._out.empty:
            self._past_pause = False
            self.kicks.left(now_s)
            self._ticket_left()
        self._plan_poll()

    def _ticket_left(self) -> None:
        """The last byte is out: where nothing comes unasked, ask."""
        if self._phase is Phase.PRINTING and not self._gone:
            self._gone = True
            if self._by_count:
                self._ask_state()

    def received(self, data: bytes) -> None:
        if not self._bytes.take(len(data), self._clock.monotonic()):
            raise LineDown(Condition.UNINTELLIGIBLE, "it talks without pause")
        for heard in self._replies.feed(data):
            match heard:
                case Said():
                    self._heard_unasked = True
                    self._mute = 0
                    self._conditions.discard(Condition.UNINTELLIGIBLE)
                    self._meant = True
                    self._status(heard.byte)
                    if self._meant:
                        self._rearm()
                case Counted():
                    self._answered(heard.tickets)
                case Letter():
                    self._lettered(heard.byte)
        self._report()
        self._next()

    # ---- what the printer says ----

    def _unasked(self) -> None:
        """Something was said that nothing is to be done about: no sign of life either.

        Raises:
            LineDown: Too often.
        """
        self._meant = False
        if not self._noise.take(1, self._clock.monotonic()):
            raise LineDown(Condition.UNINTELLIGIBLE, "what it says means nothing")

    def _status(self, byte: int) -> None:
        if byte == Status.TICKET_ACK:
            self._acknowledged()
        elif byte == Status.X_ON:
            self._ready_again()
        elif byte == Status.X_OFF:
            self._rested = self._rested or (self._phase is Phase.READY and not self._paused)
            self._paused = True
        elif byte == Status.POWER_ON:
            self._restarted()
        elif byte == Status.TICKET_WAITING:
            self._conditions.add(Condition.TICKET_WAITING)
        elif byte == Status.TICKET_TAKEN:
            self._conditions.discard(Condition.TICKET_WAITING)
        elif byte in LOADED:
            self._loaded()
        elif byte == Status.LOW_PAPER:
            self._conditions.add(Condition.LOW_STOCK)
            if self._stop.asked:
                self._ready_again(low=True)
        else:
            self._faulted(byte)

    def _faulted(self, byte: int) -> None:
        """Whatever does not move the conversation on."""
        if byte in OUT_OF_STOCK:
            self._ran_out()
        elif byte in SPOILS:
            self._spoiled(SPOILS[Status(byte)])
        elif byte in TROUBLE:
            self._conditions.add(Condition.MECHANICAL)
            if self._phase is Phase.READY:  # a printer that answers goes on
                self._ask()
        else:
            log.info("status %02x noted", byte)
            self._unasked()

    def _acknowledged(self) -> None:
        if self._by_count:
            log.info("an acknowledgement although the mode has none")
            self._unasked()
        elif self._phase is not Phase.PRINTING or not self._out.empty:
            log.info("acknowledgement without a ticket, %d owed", self._owed)
            idle = self._phase is not Phase.PRINTING
            self._stray = self._stray or (idle and not self._owed)
            if not self._owed:
                self._unasked()
            self._owed = max(self._owed - 1, 0)
        elif self._in_doubt:
            self._move(Step.ACK_IN_DOUBT)
            self._ask_count()
        else:
            self._count = None
            self._printed()

    def _printed(self) -> None:
        self._conditions -= STOPS | {Condition.SILENT, Condition.RESTARTED}
        self._deadline_s = None
        self._noise.renew()
        self._move(Step.ACK)
        self._end_job(PrintOutcome.PRINTED)

    def _spoiled(self, condition: Condition) -> None:
        """A report that ruins the ticket under way, if there is one."""
        if condition is not Condition.ILLEGAL_DATA:
            self._conditions.add(condition)
        if self._phase in UNDER_WAY:
            self._owe()
            self._end_job(PrintOutcome.SPOILED, condition)
            self._ask()

    def _ran_out(self) -> None:
        self._conditions.add(Condition.OUT_OF_STOCK)
        if self._settings.purge and self._phase in UNDER_WAY:
            self._owe()
            self._end_job(PrintOutcome.UNKNOWN, Condition.OUT_OF_STOCK)
            self._ask()

    def _loaded(self) -> None:
        self._conditions -= {Condition.OUT_OF_STOCK, Condition.LOW_STOCK}
        self._try_asking_again()

    def _ready_again(self, *, low: bool = False) -> None:
        self._paused = self._stop.asked = False
        if Condition.OUT_OF_STOCK in self._conditions and not low:
            self._conditions.discard(Condition.LOW_STOCK)
        self._conditions -= STOPS | {Condition.TICKET_WAITING}
        self._try_asking_again()

    def _restarted(self) -> None:
        """Switched off and on: its buffers are empty, and so is what it owed us."""
        doubt = self._owed > 0 or (self._job is not None and self._job.first_byte_s is not None)
        self._paused = False
        self._conditions = {Condition.RESTARTED} if doubt else set()
        job, self._job = self._job, None
        if job is not None and job.first_byte_s is None:
            self._waiting.appendleft(job)  # not a byte of it has left
        elif job is not None:
            job.lose(Condition.RESTARTED)
        self._drop_unsent()
        self._stray = False
        self._owed = self._unanswered = 0
        self._state_asked = False
        self._move(Step.ASK)
        self._ask_again(fgl_status.CLEAR_BUFFER)

    # ---- asking ----

    @property
    def _asked(self) -> bool:
        """Whether a question is out."""
        return self._state_asked or self._unanswered > 0

    def _ask(self) -> None:
        self._move(Step.ASK)
        self._ask_again()

    def _ask_again(self, before: bytes = b"") -> None:
        if before or not self._asks:
            self._asks = 0
            self._answer = None
        self._asks += 1
        if self._fresh and self._asks > 1 and not self._paused:
            before = fgl_status.FINISH_HALF
        self._out.put(before)
        if self._solicited:
            self._ask_state()
        else:
            self._ask_count()
        self._rearm()

    def _ask_whether_stopped(self, now_s: float) -> None:
        """Stopped for long: ask past the X-OFF, unless bytes of a ticket are in the way.

        Raises:
            LineDown: Half a ticket was held back for so long that its word must have been lost.
        """
        self._stop.plan(now_s)
        if self._paper or len(self._out.next()) > SMALL:
            if self._stop.lasts_s(now_s) >= HALF_S:
                raise LineDown(self._why(), "half a ticket is held back")
        elif not self.kicks.pulsing(now_s):
            self._past_pause = True
            self._out.put(fgl_status.READY_QUERY)
            self._stop.asked = True

    def _ask_count(self) -> None:
        self._out.put(fgl_status.COUNT_QUERY)
        self._unanswered += 1

    def _ask_state(self) -> None:
        self._past_pause = self._past_pause or self._out.empty
        self._out.put(fgl_status.STATE_QUERY)
        self._state_asked = True

    def _try_asking_again(self) -> None:
        """What held the printer is over; a question put meanwhile may have been dropped."""
        if self._phase is Phase.ASKING and self._out.empty:
            if self._rested or self._clock.monotonic() < self._last_s():
                self._asks = 0
            self._ask_again()

    def _lettered(self, byte: int) -> None:
        """An answer to ``<S92>``."""
        if not self._solicited or not self._state_asked:
            log.info("letter %02x noted", byte)
            self._unasked()
            return
        self._noise.renew()
        self._state_asked = False
        self._poll_s = None  # planned anew by what it said
        status = byte - fgl_status.SOLICITED_OFFSET
        if status in GOOD:
            self._state_good(low=status == Status.LOW_PAPER)
        elif status in STATES:
            self._status(status)
            self._rearm()
            if status == Status.TICKET_WAITING:
                self._ask_behind_ticket()
        else:  # busy, or what no list has: no reason to believe anything
            log.info("letter %02x noted", byte)

    def _state_good(self, *, low: bool) -> None:
        was_held = self._held
        self._conditions -= STOPS | {Condition.TICKET_WAITING}
        if low:
            self._conditions.add(Condition.LOW_STOCK)
        elif self._low_by_letter:
            self._conditions.discard(Condition.LOW_STOCK)
        self._low_by_letter = low
        if was_held or (self._paused and not self._paper):
            self._paused = False
            self._rearm()
        if self._phase is Phase.READY:
            self._deadline_s = None
        elif self._phase is Phase.ASKING and not self._unanswered:
            self._ask_count()
            self._rearm()
        else:
            self._ask_behind_ticket()

    def _ask_behind_ticket(self) -> None:
        """Where nothing else tells, have the count tell whether the ticket is printed."""
        if self._by_count and self._phase is Phase.PRINTING and not self._unanswered:
            self._ask_count()

    def _answered(self, count: int) -> None:
        if not self._unanswered and self._phase is not Phase.ASKING:
            self._unasked()
        elif not self._paper:  # behind an X-OFF: what holds us was over before it answered
            self._paused = False
            self._noise.renew()
        self._unanswered = max(self._unanswered - 1, 0)
        self._poll_s = None
        self._tickets = count
        if self._phase is Phase.ASKING:
            self._rearm()
            self._answer = count
            if not self._unanswered:
                self._in_step(count)
        elif self._phase is Phase.CONFIRMING:
            self._rearm()
            if self._count == count - 1:
                self._count = count
                self._stray = False
                self._printed()
        elif self._phase is Phase.PRINTING and self._by_count and self._count != count:
            if self._count == count - 1:
                self._count = count
                self._sound = True
                self._printed()
            else:
                self._give_up(Condition.UNINTELLIGIBLE)

    def _in_step(self, count: int) -> None:
        """Everything sent so far is done, and the printer is ready."""
        if self._silent_from is not None and count == self._silent_from + 1:
            self._mute += 1
        self._silent_from = None
        self._count = count
        self._answer = None
        self._noise.renew()
        self._unanswered = self._asks = 0
        self._fresh = False
        self._sound = True
        self._conditions -= STOPS | {Condition.SILENT, Condition.UNINTELLIGIBLE}
        self._deadline_s = None
        self._move(Step.ANSWERED)
        if self._mute >= MUTE:
            self._refuse_to_guess()

    def _refuse_to_guess(self) -> None:
        """It prints and says nothing: its status mode is not the one set here."""
        self._conditions.add(Condition.UNINTELLIGIBLE)
        while self._waiting:
            self._waiting.popleft().lose(Condition.UNINTELLIGIBLE)

    # ---- time ----

    def due(self) -> float | None:
        now_s = self._clock.monotonic()
        due_s = min(
            math.inf if self._deadline_s is None else self._deadline_s,
            math.inf if self._poll_s is None else self._poll_s,
            math.inf if self._stop.due_s is None else self._stop.due_s,
            self.kicks.due(now_s, jobs_wait=bool(self._waiting)),
        )
        return None if math.isinf(due_s) else due_s

    def tick(self) -> None:
        now_s = self._clock.monotonic()
        if self.kicks.stalled(now_s):
            raise LineDown(Condition.SILENT, "a pulse did not leave")
        if self._deadline_s is not None and now_s >= self._deadline_s:
            self._deadline_s = None
            self._overdue()
        if self._poll_s is not None and now_s >= self._poll_s:
            self._poll_s = None
            self._ask_state()
            if self._phase is Phase.READY and not self._stopped:
                self._deadline_s = now_s + self._settings.reply_within_s
        if self._stop.due_s is not None and now_s >= self._stop.due_s:
            self._ask_whether_stopped(now_s)
        self.kicks.tick(now_s, self._why())
        self._report()
        self._next()

    def _overdue(self) -> None:
        for held in self._replies.held() if self._state_asked else ():
            if isinstance(held, Letter):
                self._lettered(held.byte)
                self._rearm()
                return
        if self._phase in UNDER_WAY:
            self._give_up(Condition.SILENT)
        elif self._phase is Phase.READY:
            self._ask()
        elif (
            self._answer is not None and self._out.empty
        ):  # answers keep their order: what is missing was dropped
            self._in_step(self._answer)
        else:
            self._silent()

    def _silent(self) -> None:
        self._conditions.add(Condition.SILENT)
        if self._asks >= ASKS:
            raise LineDown(Condition.SILENT, f"{ASKS} questions without an answer")
        self._ask_again()

    def _rearm(self) -> None:
        """Set the deadline anew after a sign of life; none runs while a person is needed."""
        now_s = self._clock.monotonic()
        idle = self._phase is Phase.READY and not self._paused
        if self._phase is Phase.DOWN or idle or self._held:
            self._deadline_s = None
            self._rested = True
            return
        if self._rested:
            self._rested, self._progress_s = False, now_s
        wait_s = self._settings.answer_within_s
        if self._phase is Phase.ASKING:
            wait_s = self._settings.reply_within_s * 2 ** max(self._asks - 1, 0)
        self._deadline_s = min(now_s + wait_s, max(self._last_s(), now_s))

    def _last_s(self) -> float:
        """Return the second that no sign of life puts a deadline beyond."""
        return self._progress_s + CAP * self._settings.answer_within_s

    def _plan_poll(self) -> None:
        """Set when the printer is asked how it is, where it does not say so unasked."""
        stopped = self._paused or self._stopped
        may_ask = not self._solicited and self._phase is not Phase.DOWN
        self._stop.note(self._clock.monotonic(), stopped=stopped and may_ask)
        if not self._solicited or self._phase is Phase.DOWN or not self._out.empty:
            self._poll_s = None
            return
        if self._phase is Phase.ASKING and not self._held:
            self._poll_s = None  # the deadline of the question runs
        elif self._poll_s is None:
            soon = not self._asked and (self._held or self._phase is not Phase.READY)
            self._poll_s = self._clock.monotonic() + (SOON_S if soon else LATER_S)

    @property
    def _in_doubt(self) -> bool:
        """Whether the next acknowledgement may be another ticket's, or nothing's."""
        return self._owed > 0 or self._stray

    @property
    def _held(self) -> bool:
        """Whether a person is needed before the printer goes on."""
        return self._stopped or Condition.TICKET_WAITING in self._conditions

    @property
    def _stopped(self) -> bool:
        return bool(self._conditions & STOPS)

    def _why(self) -> Condition:
        """Return why the printer takes nothing now."""
        why = self._conditions - WARNINGS
        return min(why, key=lambda one: one.value, default=Condition.SILENT)

    def _move(self, step: Step) -> None:
        if step is not Step.ASK or self._phase is not Phase.ASKING:
            self._progress_s = self._clock.monotonic()
        self._phase = PHASES.advance(self._phase, step)

    def _report(self) -> None:
        """Tell the health. While nothing has answered yet the device is still connecting."""
        if self._phase is not Phase.ASKING or self._conditions - WARNINGS or self._held:
            self._health.report(frozenset(self._conditions))
