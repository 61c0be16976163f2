"""A payment terminal that speaks nexo Sale to POI over HTTPS on the local network.

One thread; each message has a connection of its own, so that "not one byte left" is certain. One
message is under way at a time, with an abort beside it. What was sent and not answered, or answered
by something that does not fit, ends UNKNOWN: nothing is sent twice, and ``ask`` resolves it.

The log and the wire log hold categories, lengths and codes of ours; no byte of a message.

Source: hardware facts 6.1 (documented).
"""

from __future__ import annotations

import logging
import secrets
import selectors
import threading
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial

from hardware.device_loop import CLOSE_S, FIRST_REST_S, HELD_REST_S, LONGEST_REST_S
from hardware.health import NOTHING, Health
from hardware.terminals import nexo_answers as answers
from hardware.terminals import nexo_messages as messages
from hardware.terminals.nexo_crypto import (
    NONCE_BYTES,
    REQUEST,
    RESPONSE,
    SharedKey,
    opened,
    sealed,
    shared_key,
)
from hardware.terminals.nexo_exchange import Exchange, Phase
from hardware.terminals.nexo_jobs import Job, Kind, ended
from hardware.terminals.nexo_json import Malformed
from hardware.terminals.nexo_messages import Category, Message
from hardware.terminals.nexo_settings import (
    NexoSettings,
    checked,
    https_address,
    is_terminal,
    tls_context,
)
from hardware.transports.line import LineDown, Waker
from hardware.wire_log import Direction, WireLog
from pos.clock import Clock
from pos.errors import InvariantBroken
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, DeviceStatus, Watcher
from pos.ports.terminals import (
    CardOutcome,
    CardRequest,
    CardResult,
    TerminalCan,
    TerminalIdentity,
    TerminalShows,
    TerminalTotals,
)

log = logging.getLogger("foyer.device.terminal")

RandomBytes = Callable[[int], bytes]

_IDLE_S = 60.0
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
_ID_LENGTH = 10

_SHOWN = {
    CardOutcome.APPROVED: TerminalShows.APPROVED,
    CardOutcome.PARTIAL: TerminalShows.APPROVED,
    CardOutcome.DECLINED: TerminalShows.DECLINED,
}


class _Talk:
    """One message on its way, ``size`` bytes. ``within_s``: for its answer, once it has left;
    ``until_s``: when its time is over.
    """

    def __init__(
        self, message: Message, exchange: Exchange, size: int, within_s: float, until_s: float
    ) -> None:
        self.message = message
        self.exchange = exchange
        self.size = size
        self.within_s = within_s
        self.until_s = until_s
        self.alive = True


class NexoTerminal:
    """Implements ``pos.ports.terminals.PaymentTerminal``.

    What the terminal shows is told by what we know: PRESENT_CARD from the moment a charge has left,
    APPROVED or DECLINED with the answer. The protocol tells no more on a local connection.
    """

    can = TerminalCan()

    def __init__(
        self, settings: NexoSettings, clock: Clock, random: RandomBytes = secrets.token_bytes
    ) -> None:
        self.wire = WireLog()
        self._settings = checked(settings)
        self._address = https_address(settings)
        self._tls = tls_context(settings)
        self._clock = clock
        self._random = random
        self._health = Health(settings.name)
        self._lock = threading.Lock()
        self._inbox: deque[Callable[[], None]] = deque()
        self._thread: threading.Thread | None = None
        self._waker: Waker | None = None
        self._stopping = False
        self._job: Job | None = None
        self._identity: TerminalIdentity | None = None
        self._display: tuple[Callable[[TerminalShows], None], ...] = ()
        # The device's thread only:
        self._key: SharedKey | None = None
        self._front: _Talk | None = None
        self._aside: _Talk | None = None
        self._known = False  # it has answered a login since it was last lost
        self._welcome = False  # and said yes
        self._next_look_s = 0.0
        self._failures = 0
        self._shown = TerminalShows.IDLE

    # ---- any thread ----

    @property
    def name(self) -> str:
        return self._health.status.device

    def open(self) -> None:
        with self._lock:
            if self._thread is not None:
                return
            self._stopping = False
            self._waker = Waker()
            self._thread = threading.Thread(
                target=self._run, args=(self._waker,), name=f"device-{self.name}", daemon=True
            )
        self._health.opening()
        self._thread.start()

    def stop(self) -> None:
        """Begin to close without waiting, so that several devices close at once."""
        self._stopping = True
        self.wake()

    def close(self) -> None:
        thread = self._thread
        if thread is None:
            return
        if thread is threading.current_thread():
            raise InvariantBroken("hardware.close_on_device_thread", thread=thread.name)
        self.stop()
        thread.join(CLOSE_S)
        if thread.is_alive():
            log.warning("%s did not end within %s s", thread.name, CLOSE_S)

    def wake(self) -> None:
        """Have the device's thread look at the clock: for clocks that are moved by hand."""
        with self._lock:
            if self._waker is not None:
                self._waker.ring()

    def status(self) -> DeviceStatus:
        return self._health.status

    def watch(self, watcher: Watcher) -> None:
        self._health.watch(watcher)

    def identity(self) -> TerminalIdentity | None:
        return self._identity

    def facts(self) -> dict[str, str]:
        """Return ``model``, ``serial`` and ``firmware`` as the terminal told them."""
        known = self._identity
        if known is None:
            return {}
        return {"model": known.model, "serial": known.serial, "firmware": known.software}

    def watch_display(self, watcher: Callable[[TerminalShows], None]) -> None:
        self._display = (*self._display, watcher)

    def pay(self, request: CardRequest) -> Future[CardResult]:
        job = Job(Kind.PAY, request)
        self._take(job)
        return job.card

    def refund(self, request: CardRequest, terminal_reference: str = "") -> Future[CardResult]:
        """With ``terminal_reference`` it is a reversal, the only message that names a charge."""
        kind = Kind.REVERSE if terminal_reference else Kind.REFUND
        job = Job(kind, request, terminal_reference)
        self._take(job)
        return job.card

    def reverse(self, request: CardRequest, terminal_reference: str) -> Future[CardResult]:
        job = Job(Kind.REVERSE, request, terminal_reference)
        self._take(job)
        return job.card

    def ask(self, request: CardRequest) -> Future[CardResult]:
        """A message that is not known as a payment is asked for as a reversal too, before it counts
        as NOT_FOUND: which of the two it was, a request does not tell."""
        job = Job(Kind.ASK, request)
        self._take(job)
        return job.card

    def abort(self, message_id: str) -> None:
        self._post(partial(self._abort, message_id))

    def totals(self) -> Future[TerminalTotals | None]:
        job = Job(Kind.TOTALS)
        self._take(job)
        return job.sums

    def _take(self, job: Job) -> None:
        """Make this the request that is under way; end it at once where it cannot be."""
        job.check()
        why: Condition | None = None
        with self._lock:
            if self._waker is None:
                why = Condition.UNREACHABLE
            elif self._job is None:
                self._job = job
                self._waker.ring()
                return
        job.settle(ended(job, why, left=False))

    def _post(self, call: Callable[[], None]) -> None:
        with self._lock:
            if self._waker is not None:
                self._inbox.append(call)
                self._waker.ring()

    # ---- the device's thread ----

    def _run(self, waker: Waker) -> None:
        settings = self._settings
        try:
            self._key = shared_key(
                settings.key_identifier, settings.key_version, settings.passphrase
            )
            self._known = self._welcome = False
            self._next_look_s = self._clock.monotonic()
            while not self._stopping:
                self._run_posts()
                self._tick()
                self._wait(waker)
        finally:
            self._finish(waker)

    def _finish(self, waker: Waker) -> None:
        for talk in (self._front, self._aside):
            if talk is not None:
                talk.exchange.close()
        self._front = self._aside = None
        with self._lock:
            self._waker = None
            self._inbox.clear()
            waker.close()
        if self._job is not None:
            self._settle(self._job, ended(self._job, None, left=self._job.left))
        self._note_line("closed")
        self._health.closed()
        with self._lock:
            self._thread = None

    def _run_posts(self) -> None:
        while True:
            with self._lock:
                if not self._inbox:
                    return
                call = self._inbox.popleft()
            call()

    def _wait(self, waker: Waker) -> None:
        """Sleep until something arrives or is due; then move what can be moved."""
        talks = [talk for talk in (self._front, self._aside) if talk is not None]
        with selectors.DefaultSelector() as selector:
            selector.register(waker, selectors.EVENT_READ)
            for talk in talks:
                selector.register(talk.exchange, talk.exchange.events, talk)
            dues_s = [talk.until_s for talk in talks]
            due_s = min(dues_s if self._front is not None else [*dues_s, self._next_look_s])
            left_s = min(max(due_s - self._clock.monotonic(), 0.0), _IDLE_S)
            ready = selector.select(left_s)
        waker.hush()
        for key, _ in ready:
            if isinstance(key.data, _Talk):
                self._advance(key.data)

    def _tick(self) -> None:
        now_s = self._clock.monotonic()
        for talk in (self._front, self._aside):
            if talk is not None and now_s >= talk.until_s:
                self._advance(talk)  # what has arrived is heard before it counts as missing
            if talk is not None and talk.alive and now_s >= talk.until_s:
                reached = talk.exchange.phase in (Phase.SENDING, Phase.WAITING)
                why = Condition.SILENT if reached else Condition.UNREACHABLE
                self._broke(talk, LineDown(why, "no answer in time"))
        if self._front is None:
            self._next()

    def _next(self) -> None:
        """Begin what is to be done: what somebody wants, else what keeps us in touch."""
        job = self._job
        if job is not None and self._known:
            self._begin_job(job)
        elif self._clock.monotonic() >= self._next_look_s:
            self._look()
        elif job is not None:
            conditions = self._health.status.conditions
            why = next(iter(conditions), Condition.UNREACHABLE)
            self._settle(job, ended(job, why, left=False))

    def _look(self) -> None:
        """Introduce ourselves, or ask how it is."""
        parties, message_id = self._settings.parties, self._new_id()
        if self._health.status.state is DeviceState.LOST:
            self._health.retrying()
        if self._welcome:
            message = messages.diagnosis(parties, message_id)
        else:
            message = messages.login(parties, message_id, self._clock.now())
        self._front = self._say(message, self._settings.answer_s)

    def _begin_job(self, job: Job) -> None:
        if not job.begin():  # cancelled while it waited
            self._free()
            return
        parties, now = self._settings.parties, self._clock.now()
        message = job.message(parties, self._new_id(), now)
        moves = job.kind.moves_money
        self._front = self._say(
            message, self._settings.payment_s if moves else self._settings.answer_s
        )

    def _say(self, message: Message, within_s: float) -> _Talk | None:
        """Begin to send; None where the terminal cannot even be begun to be reached."""
        assert self._key is not None
        nonce = self._random(NONCE_BYTES)
        body = sealed(REQUEST, message.header, message.plain, self._key, nonce)
        try:
            poi_id = self._settings.poi_id
            exchange = Exchange(
                self._address, self._tls, lambda names: is_terminal(names, poi_id), body
            )
        except LineDown as down:
            if message.category is not Category.ABORT:
                self._lost(down)
            return None
        until_s = self._clock.monotonic() + self._settings.answer_s
        return _Talk(message, exchange, len(body), within_s, until_s)

    # ---- what comes back ----

    def _advance(self, talk: _Talk) -> None:
        if not talk.alive:
            return
        try:
            if self._moved(talk):
                self._answered(talk)
        except LineDown as down:
            self._broke(talk, down)
        except Malformed as wrong:
            self._unfit(talk, wrong.code)

    def _moved(self, talk: _Talk) -> bool:
        """Move its bytes; return whether the answer is there. Raises LineDown, Malformed."""
        before, now_s = talk.exchange.sent, self._clock.monotonic()
        try:
            return talk.exchange.advance()
        finally:  # also where it breaks: what has left has left
            if talk.exchange.sent and not before:
                self._left_us(talk, now_s)

    def _left_us(self, talk: _Talk, now_s: float) -> None:
        self._note(Direction.OUT, talk.message.category, talk.size)
        talk.until_s = now_s + talk.within_s
        if talk is self._front and self._job is not None and self._job.running:
            self._job.left = True
            if self._job.kind in (Kind.PAY, Kind.REFUND):
                self._show(TerminalShows.PRESENT_CARD)

    def _answered(self, talk: _Talk) -> None:
        """Hand the answer to whom it is for; raises Malformed."""
        data, message = talk.exchange.answer, talk.message
        self._note(Direction.IN, message.category, len(data))
        if talk is self._aside:  # the outcome comes on the message it aborts
            self._drop(talk)
            return
        assert self._key is not None
        header, body = opened(RESPONSE, data, self._key)
        answers.expect(header, self._settings.parties, message.category, message.message_id)
        self._failures = 0
        match message.category:
            case Category.LOGIN:
                self._logged_in(answers.login_answer(body, self._settings.parties))
            case Category.DIAGNOSIS:
                self._is(answers.diagnosis_answer(body))
            case _:
                self._job_answered(message, body)
        self._drop(talk)

    def _logged_in(self, welcome: answers.Welcome) -> None:
        self._identity = welcome.identity
        self._known = True
        self._welcome = welcome.refused is None
        self._is(welcome.refused)

    def _is(self, condition: Condition | None) -> None:
        """The terminal has answered, and this is the matter with it."""
        again_s = self._settings.check_s if condition is None else HELD_REST_S
        self._next_look_s = self._clock.monotonic() + again_s
        self._health.report(NOTHING if condition is None else frozenset({condition}))

    def _job_answered(self, message: Message, body: object) -> None:
        job = self._job
        assert job is not None
        if job.kind is Kind.TOTALS:
            self._settle(job, answers.totals_answer(body, self._settings.currency))
            return
        assert job.request is not None
        if job.kind is Kind.ASK:
            parties = self._settings.parties
            result = answers.status_answer(body, job.category, job.request, parties)
            if result.outcome is CardOutcome.NOT_FOUND and job.ask_as_reversal():
                return  # begins anew, as a question about a reversal
        else:
            result = answers.card_answer(body, message.category, job.request)
        self._heed(result)
        self._settle(job, result)

    def _heed(self, result: CardResult) -> None:
        """An answer is as good as a diagnosis; one that says nothing of the card makes us look."""
        if result.outcome in (CardOutcome.NOT_SENT, CardOutcome.UNKNOWN):
            self._welcome = False  # it may have logged us out
            self._next_look_s = self._clock.monotonic()
        elif self._welcome:
            self._is(None)

    def _unfit(self, talk: _Talk, code: str) -> None:
        """An answer that is none, or not to what was asked."""
        log.info("%s: %s refused: %s", self.name, talk.message.category.value, code)
        self._broke(talk, LineDown(Condition.UNINTELLIGIBLE, code))

    def _broke(self, talk: _Talk, down: LineDown) -> None:
        """A message ended without an answer."""
        aside = talk is self._aside
        self._drop(talk)
        if aside:
            self._note_line(f"abort: {down.condition.value}: {down.detail}")
        else:
            self._lost(down)

    def _lost(self, down: LineDown) -> None:
        """Give the terminal up for a while, and the request under way with it."""
        self._known = self._welcome = False
        self._note_line(f"down: {down.condition.value}: {down.detail}")
        rest_s = min(FIRST_REST_S * 2**self._failures, LONGEST_REST_S)
        self._failures = min(self._failures + 1, 16)
        self._next_look_s = self._clock.monotonic() + rest_s
        self._health.lost(down.condition)
        job = self._job
        if job is not None:
            self._settle(job, ended(job, down.condition, left=job.left))

    def _drop(self, talk: _Talk) -> None:
        talk.exchange.close()
        talk.alive = False
        if talk is self._front:
            self._front = None
        if talk is self._aside:
            self._aside = None

    # ---- the request under way ----

    def _abort(self, message_id: str) -> None:
        job = self._job
        if job is None or job.request is None or job.request.message_id != message_id:
            return
        if not job.kind.moves_money:
            return
        if not job.left:
            if self._front is not None and job.running:
                self._drop(self._front)
            request = job.request
            gone = CardResult(CardOutcome.CANCELLED, request.reference, request.message_id)
            self._settle(job, gone)
        elif self._aside is None:
            message = messages.abort(
                self._settings.parties, self._new_id(), job.category, message_id
            )
            self._aside = self._say(message, self._settings.answer_s)

    def _settle(self, job: Job, result: CardResult | TerminalTotals | None) -> None:
        if isinstance(result, CardResult) and job.kind.moves_money:
            self._show(_SHOWN.get(result.outcome, TerminalShows.IDLE))
            log.info("%s: %s ended %s", self.name, job.kind.value, result.outcome.value)
        self._free()
        job.settle(result)

    def _free(self) -> None:
        with self._lock:
            self._job = None

    def _show(self, shown: TerminalShows) -> None:
        if shown is not self._shown:
            self._shown = shown
            for watcher in self._display:
                watcher(shown)

    def _new_id(self) -> str:
        """Return a message id of our own: as good as unique, and unlike a caller's."""
        return "".join(_LETTERS[one % len(_LETTERS)] for one in self._random(_ID_LENGTH))

    def _note(self, way: Direction, category: Category, length: int) -> None:
        now_s = self._clock.monotonic()
        self.wire.note(now_s, Direction.LINE, category.value.encode())
        self.wire.note_length(now_s, way, length)

    def _note_line(self, what: str) -> None:
        self.wire.note(self._clock.monotonic(), Direction.LINE, what.encode())
        log.info("%s: %s", self.name, what)


def nexo_terminal(settings: NexoSettings, clock: Clock) -> NexoTerminal:
    """Return a closed terminal.

    Raises:
        SettingsInvalid: A value makes no sense, or the authority's file cannot be read.
    """
    return NexoTerminal(settings, clock)
