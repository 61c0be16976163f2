"""Being in step with an FGL printer: what it says, and what that means for the ticket in flight.

Status modes (hardware facts 1.6, documented; the printer's setting, told to us):

* normal: every change comes unasked.
* s90: acknowledgements come unasked, faults do not. ``<S92>`` is asked before each ticket, while
  one is overdue, while a person is needed, and now and then when idle.

In s91 nothing comes unasked, not even that the printer has started afresh: half a ticket printed
after that counts like a whole one. No acknowledgement, so that mode is not spoken.
"""

from __future__ import annotations

import logging

from hardware.allowance import Allowance
from hardware.health import Health
from hardware.printers import fgl_status
from hardware.printers.fgl_asking import Asking
from hardware.printers.fgl_conditions import STOPS, Conditions
from hardware.printers.fgl_deadline import Deadline
from hardware.printers.fgl_owed import Owed
from hardware.printers.fgl_phases import PHASES, UNDER_WAY, Phase, Step
from hardware.printers.fgl_status import (
    GOOD,
    LOADED,
    OUT_OF_STOCK,
    SPOILS,
    STATES,
    TROUBLE,
    Status,
)
from hardware.printers.fgl_tickets import Tickets
from hardware.printers.fgl_writing import Writing
from hardware.settings import NORMAL, PrinterSettings
from hardware.transports.line import LineDown
from pos.clock import Clock
from pos.ports.devices import WARNINGS, Condition, PrintOutcome

log = logging.getLogger("foyer.device.fgl")

MOST_NOISE, NOISE_WITHIN_S = 64, 60.0
"""Bytes and counts that nobody asked for and nothing is to be done about, in a row. A button that
prints test tickets says ``05`` for each."""


class Conversation:
    """Where we stand with the printer. Thread: the device's."""

    def __init__(self, health: Health, clock: Clock, settings: PrinterSettings) -> None:
        self._health = health
        self._clock = clock
        self._settings = settings
        self._phase = PHASES.start
        self._tickets = Tickets()
        self._out = Writing()
        self._asking = Asking(self._out, solicited=settings.status_mode != NORMAL)
        self._owed = Owed()
        self._conditions = Conditions()
        self._deadline = Deadline(settings.answer_within_s)
        self._noise = Allowance(MOST_NOISE, NOISE_WITHIN_S)
        self._meant = True  # the byte being heard
        self._printed_in_all: int | None = None  # newest count told
        self._sound = False  # asked this moment, and all is well
        self._low_by_letter = False

    # ---- unasked ----

    def _unasked(self) -> None:
        """Something was said that nothing is to be done about: no sign of life either.

        Raises:
            LineDown: Too often.
        """
        self._meant = False
        if not self._noise.take(1, self._clock.monotonic()):
            raise LineDown(Condition.UNINTELLIGIBLE, "what it says means nothing")

    def _said(self, byte: int) -> None:
        """A status byte came unasked."""
        self._owed.heard()
        self._conditions.discard(Condition.UNINTELLIGIBLE)
        self._meant = True
        self._status(byte)
        if self._meant:
            self._rearm()

    def _status(self, byte: int) -> None:
        if byte == Status.TICKET_ACK:
            self._acknowledged()
        elif byte == Status.X_ON:
            self._ready_again()
        elif byte == Status.X_OFF:
            if self._phase is Phase.READY and not self._out.paused:
                self._deadline.begin_anew()
            self._out.paused = True
        elif byte == Status.POWER_ON:
            self._restarted()
        elif byte == Status.TICKET_WAITING:
            self._conditions.add(Condition.TICKET_WAITING)
        elif byte == Status.TICKET_TAKEN:
            self._conditions.discard(Condition.TICKET_WAITING)
        elif byte in LOADED:
            self._conditions -= {Condition.OUT_OF_STOCK, Condition.LOW_STOCK}
            self._try_asking_again()
        elif byte == Status.LOW_PAPER:
            self._conditions.add(Condition.LOW_STOCK)
            if self._asking.stop.asked:
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
        if self._phase is not Phase.PRINTING or not self._out.empty:
            log.info("acknowledgement without a ticket, %d owed", self._owed.number)
            if not self._owed.late(idle=self._phase is not Phase.PRINTING):
                self._unasked()
        elif self._owed.in_doubt:
            self._move(Step.ACK_IN_DOUBT)
            self._asking.ask_count_behind_ticket()
        else:
            self._owed.count = None
            self._printed()

    def _printed(self) -> None:
        self._conditions -= STOPS | {Condition.SILENT, Condition.RESTARTED}
        self._deadline.off()
        self._noise.renew()
        self._asking.ticket_printed()
        self._move(Step.ACK)
        self._tickets.end(PrintOutcome.PRINTED)

    def _spoiled(self, condition: Condition) -> None:
        """A report that ruins the ticket under way, if there is one."""
        if condition is not Condition.ILLEGAL_DATA:
            self._conditions.add(condition)
        if self._phase in UNDER_WAY:
            self._owed.one_more()
            self._tickets.end(PrintOutcome.SPOILED, condition)
            self._ask()

    def _ran_out(self) -> None:
        self._conditions.add(Condition.OUT_OF_STOCK)
        if self._settings.purge and self._phase in UNDER_WAY:
            self._owed.one_more()
            self._tickets.end(PrintOutcome.UNKNOWN, Condition.OUT_OF_STOCK)
            self._ask()

    def _ready_again(self, *, low: bool = False) -> None:
        self._out.paused = self._asking.stop.asked = False
        if Condition.OUT_OF_STOCK in self._conditions and not low:
            self._conditions.discard(Condition.LOW_STOCK)
        self._conditions.went_on()
        self._try_asking_again()

    def _restarted(self) -> None:
        """Switched off and on: its buffers are empty, and so is what it owed us, but for a ticket
        that was on its way."""
        doubt = self._owed.number > 0 or self._tickets.begun
        self._owed.printer_restarted(straddled=doubt and self._phase is not Phase.READY)
        self._out.paused = False
        self._conditions.clear()
        if doubt:
            self._conditions.add(Condition.RESTARTED)
        if self._tickets.begun:
            self._tickets.lose(Condition.RESTARTED)
        self._tickets.put_back()
        self._out.drop()
        self._asking.printer_restarted()
        self._move(Step.ASK)
        self._ask_again(fgl_status.CLEAR_BUFFER)

    # ---- asked ----

    def _ask(self) -> None:
        self._move(Step.ASK)
        self._ask_again()

    def _ask_again(self, before: bytes = b"") -> None:
        self._asking.again(before)
        self._rearm()

    def _try_asking_again(self) -> None:
        """What held the printer is over; a question put meanwhile may have been dropped."""
        if self._phase is Phase.ASKING and self._out.empty:
            if self._deadline.may_be_put_off(self._clock.monotonic()):
                self._asking.afresh()
            self._ask_again()

    def _lettered(self, byte: int) -> None:
        """An answer to ``<S92>``."""
        if not self._asking.solicited or not self._asking.state_asked:
            log.info("letter %02x noted", byte)
            self._unasked()
            return
        self._noise.renew()
        self._asking.told_state()
        status = byte - fgl_status.SOLICITED_OFFSET
        if status in GOOD:
            self._state_good(low=status == Status.LOW_PAPER)
        elif status in STATES:
            self._status(status)
            self._rearm()
        else:  # busy, or what no list has: no reason to believe anything
            log.info("letter %02x noted", byte)

    def _state_good(self, *, low: bool) -> None:
        was_held = self._conditions.held
        self._conditions.went_on()
        if low:
            self._conditions.add(Condition.LOW_STOCK)
        elif self._low_by_letter:
            self._conditions.discard(Condition.LOW_STOCK)
        self._low_by_letter = low
        if was_held or (self._out.paused and not self._out.torn):
            self._out.paused = False
            self._rearm()
        if self._phase is Phase.READY:
            self._deadline.off()
        elif self._phase is Phase.ASKING and not self._asking.unanswered:
            self._asking.ask_count()
            self._rearm()

    def _answered(self, count: int) -> None:
        """An answer to ``<S2>``."""
        if not self._asking.awaited:
            self._unasked()
        elif not self._out.torn:  # behind an X-OFF: what holds us was over before it answered
            self._out.paused = False
            self._noise.renew()
        fresh = self._asking.counted()
        self._printed_in_all = count
        if self._phase is Phase.ASKING:
            self._rearm()
            if fresh:
                self._asking.answer = count
                if not self._asking.unanswered:
                    self._in_step(count)
        elif self._phase is Phase.CONFIRMING:
            self._rearm()
            if self._owed.proves(count):
                self._printed()

    def _in_step(self, count: int) -> None:
        """Everything sent so far is done, and the printer is ready."""
        self._owed.in_step(count)
        self._noise.renew()
        self._asking.in_step()
        self._sound = True
        self._conditions -= STOPS | {Condition.SILENT, Condition.UNINTELLIGIBLE}
        self._deadline.off()
        self._move(Step.ANSWERED)
        if self._owed.is_mute:  # rather than guess
            self._conditions.add(Condition.UNINTELLIGIBLE)
            self._tickets.lose_waiting(Condition.UNINTELLIGIBLE)

    # ---- where we stand ----

    def _rearm(self) -> None:
        """Set the deadline anew after a sign of life; none runs while a person is needed."""
        idle = self._phase is Phase.READY and not self._out.paused
        if self._phase is Phase.DOWN or idle or self._conditions.held:
            self._deadline.rest()
            return
        wait_s = self._settings.answer_within_s
        if self._phase is Phase.ASKING:
            wait_s = self._settings.reply_within_s * 2 ** max(self._asking.times - 1, 0)
        self._deadline.put_off(self._clock.monotonic(), wait_s)

    def _move(self, step: Step) -> None:
        if step is not Step.ASK or self._phase is not Phase.ASKING:
            self._deadline.got_on(self._clock.monotonic())
        self._phase = PHASES.advance(self._phase, step)

    def _report(self) -> None:
        """Tell the health. While nothing has answered yet the device is still connecting."""
        met = self._phase is not Phase.ASKING
        if met or self._conditions - WARNINGS or self._conditions.held:
            self._health.report(frozenset(self._conditions))
