"""What the thread of a nexo terminal does: keeps in touch, sends one request at a time with an
abort beside it, and concludes from the answers.

What was sent and not answered, or answered by something that does not fit, ends UNKNOWN: nothing is
sent twice, and ``ask`` resolves it. The log and the wire log hold categories, lengths and codes of
ours; no byte of a message. Source: hardware facts 6.1 (documented).
"""

from __future__ import annotations

import logging
import selectors

from hardware.device_loop import IDLE_S
from hardware.health import NOTHING, Health
from hardware.pauses import HELD_REST_S, Pauses
from hardware.terminals import nexo_answers as answers
from hardware.terminals import nexo_messages as messages
from hardware.terminals.nexo_crypto import ANOTHER_KEY
from hardware.terminals.nexo_json import Malformed
from hardware.terminals.nexo_messages import Category, Message
from hardware.terminals.nexo_settings import NexoSettings
from hardware.terminals.nexo_talk import Envelope, RandomBytes, Talk
from hardware.terminals.terminal_jobs import Job, Kind, ended
from hardware.terminals.terminal_thread import TerminalThread
from hardware.transports.line import LineDown, Waker
from hardware.wire_log import Direction
from pos.clock import Clock
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition
from pos.ports.terminals import (
    CardOutcome,
    CardResult,
    TerminalShows,
)

log = logging.getLogger("foyer.device.terminal")


class NexoLoop(TerminalThread):
    """Serves one terminal. Everything but ``take`` is called on the device's thread."""

    def __init__(self, settings: NexoSettings, clock: Clock, random: RandomBytes) -> None:
        super().__init__(Health(settings.name), clock)
        self._settings = settings
        self._envelope = Envelope(settings, random)
        self._front: Talk | None = None
        self._aside: Talk | None = None
        self._category = Category.PAYMENT  # what the request under way is, or is asked about as
        self._abort_again = False  # wanted once more while the first waits for its answer
        self._known = False  # it has answered a login since it was last lost
        self._welcome = False  # and said yes
        self._next_look_s = 0.0
        self._pauses = Pauses()

    # ---- the device's thread ----

    def _work(self, waker: Waker) -> None:
        self._envelope.make_key()
        self._known = self._welcome = False
        self._next_look_s = self._clock.monotonic()
        while self._wanted():
            self._run_posts()
            self._tick()
            self._wait(waker)

    def _end(self) -> None:
        for talk in (self._front, self._aside):
            if talk is not None:
                talk.end()
        self._front = self._aside = None
        if self._job is not None:
            self._settle(self._job, ended(self._job, None, left=self._job.left))

    def _wait(self, waker: Waker) -> None:
        """Sleep until something arrives or is due; then move what can be moved."""
        talks = [talk for talk in (self._front, self._aside) if talk is not None]
        with selectors.DefaultSelector() as selector:
            selector.register(waker, selectors.EVENT_READ)
            for talk in talks:
                selector.register(talk.exchange, talk.exchange.events, talk)
            dues_s = [talk.until_s for talk in talks]
            due_s = min(dues_s if self._front is not None else [*dues_s, self._next_look_s])
            left_s = min(max(due_s - self._clock.monotonic(), 0.0), IDLE_S)
            ready = selector.select(left_s)
        waker.hush()
        for key, _ in ready:
            if isinstance(key.data, Talk):
                self._advance(key.data)

    def _tick(self) -> None:
        now_s = self._clock.monotonic()
        for talk in (self._front, self._aside):
            if talk is not None and now_s >= talk.until_s:
                self._advance(talk)  # what has arrived is heard before it counts as missing
            if talk is not None and talk.alive and now_s >= talk.until_s:
                self._broke(talk, talk.overdue)
        if self._front is None:
            self._next()

    def _next(self) -> None:
        """Begin what is to be done: what somebody wants, else what keeps us in touch."""
        job = self._job
        if job is not None and self._known:
            self._send(job)
        elif self._clock.monotonic() >= self._next_look_s:
            self._look()
        elif job is not None:
            conditions = self.health.status.conditions
            why = next(iter(conditions), Condition.UNREACHABLE)
            self._settle(job, ended(job, why, left=False))

    def _look(self) -> None:
        """Introduce ourselves, or ask how it is."""
        parties, message_id = self._settings.parties, self._envelope.new_id()
        if self.health.status.state is DeviceState.LOST:
            self.health.retrying()
        if self._welcome:
            message = messages.diagnosis(parties, message_id)
        else:
            message = messages.login(parties, message_id, self._clock.now())
        self._front = self._say(message, self._settings.answer_s)

    def _send(self, job: Job) -> None:
        if not job.begin():  # cancelled while it waited
            self._free()
            return
        settings = self._settings
        within_s = settings.payment_s if job.kind.moves_money else settings.answer_s
        self._front = self._say(self._message(job), within_s)

    def _message(self, job: Job) -> Message:
        parties, request, now = self._settings.parties, job.request, self._clock.now()
        if request is None:
            return messages.get_totals(parties, self._envelope.new_id())
        match job.kind:
            case Kind.PAY:
                return messages.payment(parties, request, now)
            case Kind.REFUND:
                return messages.refund(parties, request, now)
            case Kind.REVERSE:
                return messages.reversal(parties, request, job.terminal_reference, now)
            case _:
                own_id, wanted = self._envelope.new_id(), request.message_id
                return messages.transaction_status(parties, own_id, self._category, wanted)

    def _say(self, message: Message, within_s: float) -> Talk | None:
        """Begin to send; None where the terminal cannot even be begun to be reached."""
        try:
            return self._envelope.begin(message, within_s, self._clock.monotonic())
        except LineDown as down:
            if message.category is not Category.ABORT:
                self._lost(down)
            return None

    # ---- what comes back ----

    def _advance(self, talk: Talk) -> None:
        if not talk.alive:
            return
        try:
            if self._moved(talk):
                self._answered(talk)
        except LineDown as down:
            self._broke(talk, down)
        except Malformed as wrong:
            self._unfit(talk, wrong.code)

    def _moved(self, talk: Talk) -> bool:
        """Move its bytes; return whether the answer is there. Raises LineDown, Malformed."""
        before, now_s = talk.exchange.sent, self._clock.monotonic()
        try:
            return talk.exchange.advance()
        finally:  # also where it breaks: what has left has left
            if talk.exchange.sent and not before:
                self._left_us(talk, now_s)

    def _left_us(self, talk: Talk, now_s: float) -> None:
        self._note(Direction.OUT, talk.message.category, talk.size)
        talk.until_s = now_s + talk.within_s
        if talk is self._front and self._job is not None and self._job.running:
            self._job.left = True
            if self._job.kind in (Kind.PAY, Kind.REFUND):
                self._show(TerminalShows.PRESENT_CARD)

    def _answered(self, talk: Talk) -> None:
        """Hand the answer to whom it is for; raises Malformed."""
        data, message = talk.exchange.answer, talk.message
        self._note(Direction.IN, message.category, len(data))
        if talk is self._aside:  # the outcome comes on the message it aborts
            self._drop(talk)
            self._abort_again = False
            return
        header, body = self._envelope.opened(data)
        answers.expect(header, self._settings.parties, message.category, message.message_id)
        self._pauses.afresh()
        match message.category:
            case Category.LOGIN:
                self._logged_in(answers.login_answer(body, self._settings.parties))
            case Category.DIAGNOSIS:
                self._is(answers.diagnosis_answer(body))
            case _:
                self._job_answered(message, body)
        self._drop(talk)

    def _logged_in(self, welcome: answers.Welcome) -> None:
        self.identity = welcome.identity
        self._known = True
        self._welcome = welcome.refused is None
        self._is(welcome.refused)

    def _is(self, condition: Condition | None) -> None:
        """The terminal has answered, and this is the matter with it."""
        again_s = self._settings.check_s if condition is None else HELD_REST_S
        self._next_look_s = self._clock.monotonic() + again_s
        self.health.report(NOTHING if condition is None else frozenset({condition}))

    def _job_answered(self, message: Message, body: object) -> None:
        job = self._job
        assert job is not None
        if job.kind is Kind.TOTALS:
            self._settle(job, answers.totals_answer(body, self._settings.currency))
            return
        assert job.request is not None
        if job.kind is Kind.ASK:
            parties = self._settings.parties
            result = answers.status_answer(body, self._category, job.request, parties)
            if result.outcome is CardOutcome.NOT_FOUND and self._category is Category.PAYMENT:
                self._category = Category.REVERSAL
                return  # begins anew, as a question about a reversal
        else:
            result = answers.card_answer(body, message.category, job.request)
        self._heed(result)
        self._settle(job, result)

    def _heed(self, result: CardResult) -> None:
        """An answer is as good as a diagnosis; one that says nothing of the card makes us look."""
        if result.outcome in (CardOutcome.NOT_SENT, CardOutcome.UNKNOWN):
            # It may have logged us out: nothing is sent before we have introduced ourselves anew.
            self._known = self._welcome = False
            self._next_look_s = self._clock.monotonic()
        elif self._welcome:
            self._is(None)

    def _unfit(self, talk: Talk, code: str) -> None:
        """An answer that is none, or not to what was asked."""
        log.info("%s: %s refused: %s", self.name, talk.message.category.value, code)
        never_fitted = code in ANOTHER_KEY and not self._welcome  # later it is a spoiled answer
        why = Condition.KEY_REFUSED if never_fitted else Condition.UNINTELLIGIBLE
        self._broke(talk, LineDown(why, code))

    def _broke(self, talk: Talk, down: LineDown) -> None:
        """A message ended without an answer."""
        aside = talk is self._aside
        self._drop(talk)
        if aside:
            self._note_line(f"abort: {down.condition.value}: {down.detail}")
            self._abort_once_more()
        else:
            self._lost(down)

    def _lost(self, down: LineDown) -> None:
        """Give the terminal up for a while, and the request under way with it."""
        self._known = self._welcome = False
        self._note_line(f"down: {down.condition.value}: {down.detail}")
        self._next_look_s = self._clock.monotonic() + self._pauses.next_s()
        self.health.lost(down.condition)
        job = self._job
        if job is not None:
            self._settle(job, ended(job, down.condition, left=job.left))

    def _drop(self, talk: Talk) -> None:
        talk.end()
        if talk is self._front:
            self._front = None
        if talk is self._aside:
            self._aside = None

    # ---- the request under way ----

    def _begin_with(self, job: Job) -> None:
        self._job, self._abort_again = job, False
        self._category = Category.REVERSAL if job.kind is Kind.REVERSE else Category.PAYMENT

    def abort(self, message_id: str) -> None:
        """Give a request up that moves money: cancelled where it has not left, else the terminal is
        asked to, and the outcome comes on the request itself."""
        job = self._job
        if job is None or job.request is None or job.request.message_id != message_id:
            return
        if not job.kind.moves_money or not self._wanted():
            return
        if not job.left:
            if self._front is not None and job.running:
                self._drop(self._front)
            request = job.request
            gone = CardResult(CardOutcome.CANCELLED, request.reference, request.message_id)
            self._settle(job, gone)
        elif self._aside is None:
            self._ask_to_abort(message_id)
        else:
            self._abort_again = True

    def _ask_to_abort(self, message_id: str) -> None:
        parties, own_id = self._settings.parties, self._envelope.new_id()
        message = messages.abort(parties, own_id, self._category, message_id)
        self._aside = self._say(message, self._settings.answer_s)

    def _abort_once_more(self) -> None:
        """The abort before may never have arrived, and somebody asked again meanwhile."""
        again, self._abort_again = self._abort_again, False
        job = self._job
        if again and job is not None and job.left and job.request is not None:
            self._ask_to_abort(job.request.message_id)

    def _note(self, way: Direction, category: Category, length: int) -> None:
        now_s = self._clock.monotonic()
        self.wire.note(now_s, Direction.LINE, category.value.encode())
        self.wire.note_length(now_s, way, length)
