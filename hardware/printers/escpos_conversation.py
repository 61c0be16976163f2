"""The conversation of an ESC/POS driver with its printer: what it is asked, what it says, and what
that means for the receipt going out.

PROBING asks DLE EOT 1 to 4, then sends GS a, a fence with an id and GS r 1; because replies keep
their order, the first fence answered tells which kind the printer has. Without an answer nothing is
believed printed, and silence is never taken for paper.

A printer may answer DLE EOT in bits of its own: Star in emulation says offline whatever happens
(hardware facts 2.4, documented). One that says so, names no cause and works off its queue all the
same is not asked in that way again: what it says then comes from its fences alone.
"""

from __future__ import annotations

import logging
import math

from hardware.printers.escpos_asking import ENABLE_ASB
from hardware.printers.escpos_facts import ROUND, Facts, from_asb, with_paper, with_real_time
from hardware.printers.escpos_knowledge import Knowledge
from hardware.printers.escpos_phases import Phase, Step
from hardware.printers.escpos_replies import (
    Asb,
    Flow,
    PrintId,
    Queued,
    RealTime,
    Reply,
    Told,
)
from hardware.transports.line import LineDown
from pos.ports.devices import Condition, PrintOutcome

log = logging.getLogger("foyer.device.escpos")

FINISH_HALF = b"\0" * 4096 + b"\x1b@"
"""Gets a printer back in step that an earlier host left in the middle of a raster picture: white
dots towards its end, then ESC @ clears what is left of the line. Between commands a zero byte means
nothing. Our own rule, from the byte counts in hardware facts 2.3; held against the virtual printer
only.
"""
TRIES = 3
"""Probes without an answer before the line is dropped and made again; each waits twice as long."""


class Conversation(Knowledge):
    """Everything that answers lead to. Thread: the device's."""

    # ---- what the printer says ----

    def _heard(self, reply: Reply) -> None:
        match reply:
            case Asb():
                self._round.answers.clear()  # older than this
                self._asb_seen = True
                self._rearm()
                self._learn(from_asb(reply.data))
                self._stopped_receipt.told(stopped=self._stopped)
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
            self._fence_came()

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
            self._fence_came()

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

    # ---- what becomes of the receipt ----

    def _fence_came(self) -> None:
        """Everything behind the fence before is on paper, unless the printer was off meanwhile."""
        if self._stopped_receipt.restarted:
            log.info("the printer was switched off and on in a receipt")
            self._receipts.lose(Condition.RESTARTED)
            self._probe()
        else:
            self._printed()

    def _printed(self) -> None:
        self._move(Step.ACK)
        self._fences.settle()
        self._job_ahead = False
        self._deadline_s = math.inf
        self._poll_later()
        self._receipts.end(PrintOutcome.PRINTED)

    def _spoil(self, condition: Condition) -> None:
        self._receipts.end(PrintOutcome.SPOILED, condition)
        self._probe()

    def _give_up(self, *, gone: bool) -> None:
        """The fence was not answered in time. ``gone``: the printer does not answer at all."""
        self._fences.standing(self._clock.monotonic())
        unsent = not self._out.empty
        self._trouble = Condition.SILENT
        if self._receipts.untouched:
            self._out.clear()
            unsent = False
        self._receipts.lose(Condition.SILENT)
        if gone or unsent:
            raise LineDown(Condition.SILENT, "no answer to a receipt")
        self._probe()

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
