"""What an ESC/POS driver knows of its printer, and how long it goes without a word from it."""

from __future__ import annotations

import math
from collections.abc import Mapping

from hardware.health import Health
from hardware.printers.escpos_asking import Fences, Identity, Round
from hardware.printers.escpos_facts import Facts
from hardware.printers.escpos_phases import PHASES, Phase, Step
from hardware.printers.escpos_replies import Replies
from hardware.printers.escpos_restart import StoppedReceipt
from hardware.printers.job import Outbox
from hardware.printers.kicks import KickDesk
from hardware.printers.papers import Papers
from hardware.settings import PrinterSettings
from pos.clock import Clock
from pos.ports.devices import WARNINGS, Condition

IDLE_POLL_S = 10.0
FAULT_POLL_S = 1.0
KICK_POLL_S = 0.25
"""How often DLE EOT is asked while nothing is wrong, while something is, and while a drawer should
spring open: not every printer tells that by itself."""
LONGEST = 10
"""How many times its deadline a job or probe may be put off by signs of life alone: a printer that
only chatters is not one that prints. Our own rule."""


class Knowledge:
    """What is known, and when something has to have happened. Thread: the device's."""

    def __init__(self, health: Health, clock: Clock, settings: PrinterSettings) -> None:
        self.kicks = KickDesk()
        self._health = health
        self._clock = clock
        self._settings = settings
        self._phase = PHASES.start
        self._why_down = Condition.UNREACHABLE
        self._receipts = Papers()
        self._stopped_receipt = StoppedReceipt()
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

    @property
    def _stopped(self) -> bool:
        return bool(self._facts.conditions - WARNINGS)

    @property
    def _answer_s(self) -> float:
        """How long a fence may go without a sign of life."""
        if self._phase is Phase.PRINTING:
            return self._settings.answer_within_s
        return self._settings.reply_within_s * 2.0**self._tries

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

    def _poll_soon(self) -> None:
        if self._real_time:
            self._poll_at_s = self._clock.monotonic() + FAULT_POLL_S

    def _poll_later(self) -> None:
        if self._real_time:
            now_s = self._clock.monotonic()
            self._poll_at_s = now_s + (KICK_POLL_S if self.kicks.watching(now_s) else IDLE_POLL_S)
        elif self._phase is Phase.READY:
            self._poll_at_s = self._clock.monotonic() + IDLE_POLL_S

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
