"""Driver for FGL ticket printers (BOCA and kin) in their normal status mode.

One ticket is in flight. Its acknowledgement (``06``) carries no identity, so order is the only
match (hardware facts 1.9); whenever a ticket ended without one, a late ``06`` may still come. From
then on the driver believes an ``06`` only if the printer's own ticket count, asked with ``<S2>``,
has also gone up by one. Nothing is ever sent twice.

::

    DOWN ──LINE_UP──> ASKING ──ANSWERED──> READY ──BEGIN──> PRINTING ──ACK──> READY
    PRINTING ──ACK_IN_DOUBT──> CONFIRMING ──ACK──> READY
    any but DOWN ──ASK──> ASKING          any ──LINE_DOWN──> DOWN

ASKING: ``<S2>`` is out. It queues behind print data, so its answer means that everything before it
is done, and it tells the count; no answer means the printer is not ready. Silence is never "all
well".
"""

from __future__ import annotations

import logging
from collections import deque
from enum import Enum

from hardware.health import Health
from hardware.printers import fgl_status
from hardware.printers.fgl_status import LOADED, OUT_OF_STOCK, SPOILS, TROUBLE, Status
from hardware.printers.job import Job, Outbox
from hardware.settings import PrinterSettings
from hardware.transports.line import LineDown
from pos.clock import Clock
from pos.machine import Machine
from pos.ports.devices import WARNINGS, Condition, PrintOutcome

log = logging.getLogger("foyer.device.fgl")

ASKS = 3
"""Unanswered ``<S2>`` before the line is dropped and made again; each waits twice as long."""


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

STOPS = frozenset(
    {Condition.OUT_OF_STOCK, Condition.JAM, Condition.CUTTER_JAM, Condition.MECHANICAL}
)
"""What the printer has told us it waits for a person about: no deadline runs meanwhile."""


class FglDriver:
    """The protocol half of an FGL printer. Thread: the device's."""

    def __init__(self, health: Health, clock: Clock, settings: PrinterSettings) -> None:
        self._health = health
        self._clock = clock
        self._settings = settings
        self._phase = PHASES.start
        self._why_down = Condition.UNREACHABLE
        self._waiting: deque[Job] = deque()
        self._job: Job | None = None
        self._out = Outbox()
        self._paused = False
        self._conditions: set[Condition] = set()
        self._deadline_s: float | None = None
        self._text = bytearray()
        self._in_text = False
        self._owed = 0  # acknowledgements that may still come for tickets given up
        self._count: int | None = None  # the printer's ticket count with nothing in flight
        self._answer: int | None = None  # newest answer to the questions that are out
        self._unanswered = 0
        self._asks = 0
        self._fresh = False  # a new line: an earlier host may have left half a ticket

    # ---- jobs ----

    def accept(self, job: Job) -> None:
        """Queue one ticket. One at a time goes out, and none while a person is needed."""
        if self._phase is Phase.DOWN:
            job.lose(self._why_down)
            return
        self._waiting.append(job)
        self._begin_next()

    def _begin_next(self) -> None:
        if self._phase is not Phase.READY or self._stopped or not self._out.empty:
            return
        if self._waiting and self._owed and self._count is None:
            self._ask()
            return
        while self._waiting:
            job = self._waiting.popleft()
            if job.begin():
                self._job = job
                self._out.put(job.data)
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
        self._owed += job is not None and job.first_byte_s is not None
        unsent = not self._out.empty
        if job is not None and job.first_byte_s is None:
            self._out.clear()
            unsent = False
        self._job = None
        self._conditions.add(condition)
        if job is not None:
            job.lose(condition)
        if unsent:  # half a ticket left: only a new line puts us in step again
            raise LineDown(condition, "the printer stopped taking bytes")
        self._ask()

    # ---- the line ----

    def line_up(self) -> None:
        self._move(Step.LINE_UP)
        self._paused = False
        self._text.clear()
        self._conditions.clear()
        self._fresh = True
        self._ask_again(fgl_status.CLEAR_BUFFER)

    def line_down(self, why: Condition) -> None:
        self._move(Step.LINE_DOWN)
        self._why_down = why
        self._settle(why)

    def end(self) -> None:
        self._move(Step.LINE_DOWN)
        self._settle(None)

    def _settle(self, why: Condition | None) -> None:
        self._out.clear()
        self._deadline_s = None
        self._unanswered = self._asks = 0
        self._count = None
        if self._job is not None:
            self._owed += self._job.first_byte_s is not None
            job, self._job = self._job, None
            job.lose(why)
        while self._waiting:
            self._waiting.popleft().lose(why)

    def outgoing(self) -> bytes:
        return b"" if self._paused else self._out.next()

    def wrote(self, count: int) -> None:
        if self._job is not None and self._job.first_byte_s is None:
            self._job.first_byte_s = self._clock.monotonic()
        self._in_text = False
        self._out.took(count)
        self._rearm()

    def received(self, data: bytes) -> None:
        for byte in data:
            if byte >= 0x20:
                self._readable(byte)
            elif not (self._in_text and byte in fgl_status.LINE_END):
                self._in_text = False
                self._status(byte)
        self._rearm()
        self._report()
        self._begin_next()

    # ---- what the printer says ----

    def _status(self, byte: int) -> None:
        if byte == Status.TICKET_ACK:
            self._acknowledged()
        elif byte == Status.X_ON:
            self._ready_again()
        elif byte == Status.X_OFF:
            self._paused = True
        elif byte == Status.POWER_ON:
            self._restarted()
        elif byte in OUT_OF_STOCK:
            self._ran_out()
        elif byte in LOADED:
            self._loaded()
        elif byte == Status.LOW_PAPER:
            self._conditions.add(Condition.LOW_STOCK)
        elif byte in TROUBLE:
            self._conditions.add(Condition.MECHANICAL)
        elif byte in SPOILS:
            self._spoiled(SPOILS[Status(byte)])
        else:
            log.info("status %02x noted", byte)

    def _acknowledged(self) -> None:
        if self._phase is not Phase.PRINTING or not self._out.empty:
            log.info("acknowledgement without a ticket, %d owed", self._owed)
            self._owed = max(self._owed - 1, 0)
        elif self._owed:
            self._move(Step.ACK_IN_DOUBT)
            self._out.put(fgl_status.COUNT_QUERY)
            self._unanswered += 1
        else:
            self._count = None
            self._printed()

    def _printed(self) -> None:
        self._conditions -= STOPS | {Condition.SILENT, Condition.RESTARTED}
        self._deadline_s = None
        self._move(Step.ACK)
        self._end_job(PrintOutcome.PRINTED)

    def _spoiled(self, condition: Condition) -> None:
        """A report that ruins the ticket under way, if there is one."""
        if condition is not Condition.ILLEGAL_DATA:
            self._conditions.add(condition)
        if self._phase in (Phase.PRINTING, Phase.CONFIRMING):
            self._owed += 1
            self._end_job(PrintOutcome.SPOILED, condition)
            self._ask()

    def _ran_out(self) -> None:
        self._conditions.add(Condition.OUT_OF_STOCK)
        if self._settings.purge and self._phase in (Phase.PRINTING, Phase.CONFIRMING):
            self._owed += 1
            self._end_job(PrintOutcome.UNKNOWN, Condition.OUT_OF_STOCK)
            self._ask()

    def _loaded(self) -> None:
        self._conditions -= {Condition.OUT_OF_STOCK, Condition.LOW_STOCK}
        self._try_asking_again()

    def _ready_again(self) -> None:
        self._paused = False
        if Condition.OUT_OF_STOCK in self._conditions:
            self._conditions.discard(Condition.LOW_STOCK)
        self._conditions -= STOPS
        self._try_asking_again()

    def _restarted(self) -> None:
        """Switched off and on: its buffers are empty, and so is what it owed us."""
        doubt = self._owed > 0 or (self._job is not None and self._job.first_byte_s is not None)
        self._paused = False
        self._conditions = {Condition.RESTARTED} if doubt else set()
        job, self._job = self._job, None
        if job is not None:
            job.lose(Condition.RESTARTED)
        self._out.clear()
        self._owed = self._unanswered = 0
        self._move(Step.ASK)
        self._ask_again(fgl_status.CLEAR_BUFFER)

    # ---- asking for the count ----

    def _ask(self) -> None:
        self._move(Step.ASK)
        self._ask_again()

    def _ask_again(self, before: bytes = b"") -> None:
        if before or not self._asks:
            self._asks = 0
            self._answer = None
        self._asks += 1
        self._unanswered += 1
        if self._fresh and self._asks > 1:
            before = fgl_status.FINISH_HALF
        self._out.put(before + fgl_status.COUNT_QUERY)
        self._rearm()

    def _try_asking_again(self) -> None:
        """What held the printer is over; a question put meanwhile may have been dropped."""
        if self._phase is Phase.ASKING and self._out.empty:
            self._asks = 0
            self._ask_again()

    def _readable(self, byte: int) -> None:
        self._in_text = True
        self._text.append(byte)
        if found := fgl_status.COUNT_REPLY.search(self._text):
            count = int(found[1])
            self._text.clear()
            self._answered(count)
        elif len(self._text) > fgl_status.LONGEST_REPLY:
            del self._text[0]

    def _answered(self, count: int) -> None:
        self._unanswered = max(self._unanswered - 1, 0)
        if self._phase is Phase.ASKING:
            self._answer = count
            if not self._unanswered:
                self._in_step(count)
        elif self._phase is Phase.CONFIRMING and self._count == count - 1:
            self._count = count
            self._printed()

    def _in_step(self, count: int) -> None:
        """Everything sent so far is done, and the printer is ready."""
        self._count = count
        self._answer = None
        self._unanswered = self._asks = 0
        self._fresh = False
        self._conditions -= STOPS | {Condition.SILENT}
        self._deadline_s = None
        self._move(Step.ANSWERED)

    # ---- time ----

    def due(self) -> float | None:
        return self._deadline_s

    def tick(self) -> None:
        if self._deadline_s is None or self._clock.monotonic() < self._deadline_s:
            return
        self._deadline_s = None
        if self._phase in (Phase.PRINTING, Phase.CONFIRMING):
            self._give_up(Condition.SILENT)
        elif self._answer is not None:  # answers keep their order: what is missing was dropped
            self._in_step(self._answer)
        else:
            self._silent()
        self._report()
        self._begin_next()

    def _silent(self) -> None:
        self._conditions.add(Condition.SILENT)
        if self._asks >= ASKS:
            raise LineDown(Condition.SILENT, f"{ASKS} questions without an answer")
        self._ask_again()

    def _rearm(self) -> None:
        """Set the deadline anew after a sign of life; none runs while a person is needed."""
        if self._stopped or self._phase in (Phase.READY, Phase.DOWN):
            self._deadline_s = None
        elif self._phase is Phase.ASKING:
            wait_s = self._settings.reply_within_s * 2 ** max(self._asks - 1, 0)
            self._deadline_s = self._clock.monotonic() + wait_s
        else:
            self._deadline_s = self._clock.monotonic() + self._settings.answer_within_s

    @property
    def _stopped(self) -> bool:
        return bool(self._conditions & STOPS)

    def _move(self, step: Step) -> None:
        self._phase = PHASES.advance(self._phase, step)

    def _report(self) -> None:
        """Tell the health. While nothing has answered yet the device is still connecting."""
        if self._phase is not Phase.ASKING or self._conditions - WARNINGS:
            self._health.report(frozenset(self._conditions))
