"""What the thread of a Stripe reader does: looks how it is, serves one request at a time, and
concludes from what Stripe says.

**One request, one PaymentIntent, one try of the reader.** What may have been charged is looked up,
never sent again; what was not charged is cancelled at Stripe before it is called so, and can then
never be. Source: hardware facts 6.4 and ``stripe_api``.
"""

from __future__ import annotations

import logging

from hardware.health import NOTHING, Health
from hardware.pauses import Pauses
from hardware.terminals.stripe_answers import (
    BUSY,
    OVER,
    PAID,
    Intent,
    Reader,
    charged,
    given_back,
    not_charged,
    told,
)
from hardware.terminals.stripe_api import ApiTrouble, StripeApi
from hardware.terminals.stripe_finding import find_charge, find_refund
from hardware.terminals.stripe_settings import StripeSettings
from hardware.terminals.terminal_jobs import Job, Kind, ended
from hardware.terminals.terminal_thread import TerminalThread
from hardware.transports.line import Waker
from hardware.wire_log import Direction
from pos.clock import Clock
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition
from pos.ports.terminals import (
    CardOutcome,
    CardRequest,
    CardResult,
    Declined,
    TerminalShows,
)

log = logging.getLogger("foyer.device.terminal")


class StripeLoop(TerminalThread):
    """Serves one reader. Everything but ``take`` is called on the device's thread."""

    def __init__(self, settings: StripeSettings, clock: Clock) -> None:
        super().__init__(Health(settings.name), clock)
        self._settings = settings
        self._aborted = ""
        self._intents: dict[str, str] = {}  # message id: PaymentIntent, of this run
        self._next_look_s = 0.0
        self._pauses = Pauses()

    # ---- the device's thread ----

    def abort(self, message_id: str) -> None:
        """Give that request up, if it is the one under way and still can be."""
        request = None if self._job is None else self._job.request
        if request is not None and request.message_id == message_id:
            self._aborted = message_id

    def _begin_with(self, job: Job) -> None:
        self._job, self._aborted = job, ""

    def _work(self, waker: Waker) -> None:
        api = StripeApi(self._settings, self._note)
        try:
            self._serve_all(api, waker)
        finally:
            api.close()

    def _serve_all(self, api: StripeApi, waker: Waker) -> None:
        self._next_look_s = self._clock.monotonic()
        while self._wanted():
            self._run_posts()
            if self._clock.monotonic() >= self._next_look_s:
                self._look(api)
            elif self._job is not None:
                self._serve(api, waker, self._job)
            else:
                waker.wait(self._next_look_s - self._clock.monotonic())

    def _end(self) -> None:
        if self._job is not None:
            self._settle(self._job, ended(self._job, None, left=self._job.left))

    def _look(self, api: StripeApi) -> None:
        """See how the reader is."""
        try:
            self._is(api.reader())
        except ApiTrouble as trouble:
            self._lost(trouble.condition)

    def _is(self, seen: Reader) -> None:
        self.identity = seen.identity
        if not seen.online:
            self._lost(Condition.UNREACHABLE)
            return
        self._pauses.afresh()
        self._next_look_s = self._clock.monotonic() + self._settings.check_s
        if self.health.status.state is DeviceState.LOST:
            self.health.retrying()
        self.health.report(NOTHING)

    def _lost(self, why: Condition) -> None:
        if self.health.status.state is DeviceState.LOST:
            self.health.retrying()
        self._next_look_s = self._clock.monotonic() + self._pauses.next_s()
        self.health.lost(why)

    def _serve(self, api: StripeApi, waker: Waker, job: Job) -> None:
        request = job.request
        if request is None or not job.begin():  # cancelled while it waited
            self._free()
            return
        try:
            result = self._result(api, waker, job, request)
        except ApiTrouble as trouble:
            self._lost(trouble.condition)
            result = told(request, CardOutcome.UNKNOWN, trouble.condition)
        self._settle(job, result)

    def _result(self, api: StripeApi, waker: Waker, job: Job, request: CardRequest) -> CardResult:
        if job.kind is Kind.ASK:
            return self._asked(api, request)
        if self.health.status.state is DeviceState.LOST:
            why = next(iter(self.health.status.conditions), Condition.UNREACHABLE)
            return told(request, CardOutcome.NOT_SENT, why)
        if request.keyed or request.amount.currency != self._settings.currency:
            return told(request, CardOutcome.NOT_SENT)
        if job.kind is Kind.PAY:
            return self._paid(api, waker, job, request)
        return self._returned(api, job, request)

    # ---- a charge ----

    def _paid(self, api: StripeApi, waker: Waker, job: Job, request: CardRequest) -> CardResult:
        try:
            made = api.create(request)
        except ApiTrouble as trouble:  # whatever became of it: no reader was asked
            self._lost(trouble.condition)
            return told(request, CardOutcome.NOT_SENT, trouble.condition)
        if not made.id or not made.is_of(request):
            return told(request, CardOutcome.NOT_SENT, Condition.UNINTELLIGIBLE)
        self._intents[request.message_id] = made.id
        self._run_posts()
        if self._aborted:
            return self._concluded(api, made.id, request)
        job.left = True
        refused = self._process(api, made, request)
        if refused is not None:
            return refused
        self._show(TerminalShows.PRESENT_CARD)
        return self._watched(api, waker, made.id, request)

    def _process(self, api: StripeApi, made: Intent, request: CardRequest) -> CardResult | None:
        """Have the reader ask for a card; a result where it certainly does not."""
        try:
            api.process(made.id, request)
        except ApiTrouble as trouble:
            if not trouble.refused:
                return None  # it may have heard: the look at it tells
            result = self._concluded(api, made.id, request)
            if result.outcome is not CardOutcome.CANCELLED:
                return result
            self._lost(trouble.condition)
            return told(request, CardOutcome.NOT_SENT, trouble.condition)
        return None

    def _watched(
        self, api: StripeApi, waker: Waker, intent_id: str, request: CardRequest
    ) -> CardResult:
        """Look at the reader until it is through; past its time, and past an abort, have it give
        up and look on a little. It is stopped only while it is at this very payment: another till
        may have it by now."""
        gives_up_s = self._clock.monotonic() + self._settings.payment_s
        why, told_to_stop = Condition.SILENT, False
        while self._wanted():
            now_s = self._clock.monotonic()
            try:
                if not api.reader().is_at(intent_id):
                    return self._concluded(api, intent_id, request)
                why = Condition.SILENT
                if not told_to_stop and (self._aborted or now_s >= gives_up_s):
                    told_to_stop = True
                    gives_up_s = min(gives_up_s, now_s)
                    self._stop(api)
            except ApiTrouble as trouble:
                why = trouble.condition
            if now_s >= gives_up_s + self._patience_s():
                break
            waker.wait(self._settings.poll_s)
            self._run_posts()
        return told(request, CardOutcome.UNKNOWN, why if self._wanted() else None)

    def _patience_s(self) -> float:
        """How long a reader may go on after it was told to stop: a card in it is seen through."""
        return self._settings.payment_s / 2

    def _stop(self, api: StripeApi) -> None:
        try:
            api.cancel_action()
        except ApiTrouble as trouble:  # it is past stopping, or away: the next look tells
            log.info("%s: not stopped: %s", self.name, trouble.condition.value)

    def _concluded(self, api: StripeApi, intent_id: str, request: CardRequest) -> CardResult:
        """Return what became of a PaymentIntent that no reader works on. What was not charged is
        cancelled first, so that it never will be. Raises ApiTrouble where Stripe does not say."""
        found = api.intent(intent_id)
        if found.id != intent_id:
            return told(request, CardOutcome.UNKNOWN, Condition.UNINTELLIGIBLE)
        decline = found.decline
        if found.status not in (PAID, OVER) and found.status not in BUSY:
            try:
                found = api.cancel(intent_id)
            except ApiTrouble as trouble:
                if not trouble.refused:
                    raise
                found = api.intent(intent_id)  # charged meanwhile
        if not found.is_of(request):
            return told(request, CardOutcome.UNKNOWN, Condition.UNINTELLIGIBLE)
        if found.status == PAID:
            return charged(found, request)
        if found.status == OVER:
            return not_charged(found.decline or decline, request)
        return told(request, CardOutcome.UNKNOWN)

    # ---- money back, and questions ----

    def _returned(self, api: StripeApi, job: Job, request: CardRequest) -> CardResult:
        reference = job.terminal_reference
        if not reference.startswith("pi_"):  # Stripe gives back to the card of a charge only
            return told(request, CardOutcome.NOT_SENT)
        job.left = True
        try:
            return given_back(api.refund(request, reference), request, asked=False)
        except ApiTrouble as trouble:
            if trouble.condition is Condition.KEY_REFUSED:
                self._lost(trouble.condition)
                return told(request, CardOutcome.NOT_SENT, trouble.condition)
            if not trouble.refused:
                raise
            return told(request, CardOutcome.DECLINED, declined=Declined.NOT_ALLOWED)

    def _asked(self, api: StripeApi, request: CardRequest) -> CardResult:
        """Return what became of an earlier request, of a charge or of a refund."""
        known = self._intents.get(request.message_id, "")
        now = self._clock.now().timestamp()
        found = find_charge(api, request.message_id, now) if not known else None
        intent_id = known or (found.intent.id if found is not None and found.intent else "")
        if intent_id:
            if api.reader().is_at(intent_id):
                return told(request, CardOutcome.IN_PROGRESS)
            result = self._concluded(api, intent_id, request)
            busy = result.outcome is CardOutcome.UNKNOWN and result.condition is None
            return told(request, CardOutcome.IN_PROGRESS) if busy else result
        gone = find_refund(api, request.message_id)
        if gone.back is not None:
            return given_back(gone.back, request, asked=True)
        sure = gone.sure and found is not None and found.sure
        return told(request, CardOutcome.NOT_FOUND if sure else CardOutcome.UNKNOWN)

    # ---- telling ----

    def _note(self, what: str, length: int) -> None:
        """Keep what was asked and how long the answer was; no word of either."""
        now_s = self._clock.monotonic()
        self.wire.note(now_s, Direction.LINE, what.encode())
        if length:
            self.wire.note_length(now_s, Direction.IN, length)
