"""Between the ledger and the card terminal: one request at a time, on disk before it is sent and
after it is answered.

For every request: *begin* on the ledger (the intent is on disk), the request to the terminal,
*settle* on the ledger (what was learnt is on disk), and only then whoever asked is told. What is
not known is asked for, about the same message id and never by another payment: at once, after
growing pauses, and when the terminal comes back. Nothing new is begun while anything of this
window is not resolved, or while an answer is not on disk.

An answer that the disk refuses is kept and written again before anything else; if the power goes
first, the next start finds the payment sent and asks. Must not know: Qt. Thread: GUI; the terminal
calls back on a thread of its own, which crosses by ``post``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING

from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks, Timer, Timers
from pos.errors import NoTerminal, PaymentsUnresolved, PosError, Refused
from pos.lifecycles import PAYMENT_OPEN, DeviceState, PaymentState
from pos.ports.terminals import CardOutcome, CardRequest, CardResult, TerminalCan, TerminalShows
from pos.views.paying import AnswerSource, PaymentKind, PaymentView

if TYPE_CHECKING:
    from pos.office import Office
    from pos.ports.devices import DeviceStatus
    from pos.ports.terminals import PaymentTerminal, TerminalIdentity, TerminalTotals
    from pos.views.paying import CardBegun

    Begin = Callable[[Office], CardBegun]

Told = Callable[[PaymentView], None]
Failed = Callable[[PosError], None]
Post = Callable[[Callable[[], None]], None]

PAUSES_S = (2.0, 4.0, 8.0, 15.0, 30.0, 60.0)
"""How long until the terminal is asked again; the last one from then on."""

CANCEL_AGAIN_S = 10.0
"""How long the terminal may take over a wish to cancel until it can be wished again."""

_TELLS_NOTHING = frozenset({CardOutcome.UNKNOWN, CardOutcome.IN_PROGRESS, CardOutcome.NOT_SENT})
"""Answers to a question that leave everything as it was."""
_CAN_HEAR = frozenset({DeviceState.READY, DeviceState.ATTENTION})

_log = logging.getLogger("cards")


class CardWay(Enum):
    """How cards are taken at this window."""

    NONE = "none"
    TYPED = "typed"
    """On a terminal that is not connected: the amount is keyed there, the slip typed here."""
    TERMINAL = "terminal"


class CardPhase(Enum):
    """What goes on."""

    FREE = "free"
    LOOKING = "looking"
    """What an earlier life left is being read; nothing is begun before."""
    BEGINNING = "beginning"
    """The intent is on its way to disk."""
    AT_TERMINAL = "at_terminal"
    WRITING = "writing"
    """An answer is on its way to disk."""
    ASKING = "asking"
    WAITING = "waiting"
    """Not known; asks again after a pause, or when somebody says so."""


@dataclass(frozen=True, slots=True)
class CardDeskState:
    """``payment_id``: what is under way or asked about. ``cancelling``: the terminal was asked to
    give up; ``cancel_late``: long ago, and it can be asked once more. ``trouble``: why an answer
    could not be written yet. ``unresolved``: payments that are not known, the one asked about among
    them."""

    way: CardWay = CardWay.NONE
    can: TerminalCan | None = None
    phase: CardPhase = CardPhase.FREE
    payment_id: str = ""
    shows: TerminalShows = TerminalShows.IDLE
    cancelling: bool = False
    cancel_late: bool = False
    unresolved: int = 0
    reachable: bool = False
    trouble: PosError | None = None

    @property
    def free(self) -> bool:
        """Whether something may be begun."""
        return self.phase is CardPhase.FREE

    @property
    def at_work(self) -> bool:
        """Whether a request is on its way to disk, at the terminal, or its answer on its way to
        disk."""
        return self.phase in (CardPhase.BEGINNING, CardPhase.AT_TERMINAL, CardPhase.WRITING)

    @property
    def may_cancel(self) -> bool:
        """Whether the terminal can be asked to give up: not while an earlier wish is fresh."""
        wished = self.cancelling and not self.cancel_late
        return self.phase is CardPhase.AT_TERMINAL and not wished


class CardDesk(Presenter[CardDeskState]):
    """The way from the ledger to the card terminal and back."""

    def __init__(self, tasks: Tasks, timers: Timers) -> None:
        super().__init__(CardDeskState())
        self._tasks = tasks
        self._timers = timers
        self._terminal: PaymentTerminal | None = None
        self._post: Post = lambda call: call()
        self.driver = ""
        self._current: CardBegun | None = None
        self._told: dict[str, Told] = {}
        self._open: tuple[CardBegun, ...] = ()
        self._tries = 0
        self._timer: Timer | None = None
        self._due: Callable[[], None] = lambda: None
        self._stale = False

    def equip(
        self, way: CardWay, driver: str, terminal: PaymentTerminal | None, post: Post
    ) -> None:
        """The devices are there. ``post`` runs a call on the GUI thread."""
        self._terminal, self._post, self.driver = terminal, post, driver
        self._now(way=way, can=None if terminal is None else terminal.can)
        if terminal is not None:
            terminal.watch_display(lambda shows: post(partial(self._shows, shows)))
            terminal.watch(lambda status: post(partial(self._status, status)))
        self.resume()

    def identity(self) -> TerminalIdentity | None:
        """Return which terminal answered last."""
        return None if self._terminal is None else self._terminal.identity()

    # ---- totals ----

    @property
    def tells_totals(self) -> bool:
        """Whether there is a terminal that adds up its own journal."""
        return self._terminal is not None and self._terminal.can.totals

    def totals(self, told: Callable[[TerminalTotals | None], None]) -> None:
        """Ask for the terminal's own totals; None at once while it has other work. No money
        moves."""
        if self._terminal is None or not self._terminal.can.totals or not self.state.free:
            told(None)
            return
        self._terminal.totals().add_done_callback(
            lambda done: self._post(partial(self._totalled, told, done))
        )

    def _totalled(
        self,
        told: Callable[[TerminalTotals | None], None],
        future: Future[TerminalTotals | None],
    ) -> None:
        error = future.exception()
        if error is not None:
            _log.error("the terminal's driver failed on its totals", exc_info=error)
        told(None if error is not None else future.result())

    # ---- begin ----

    def charge(self, begin: Begin, told: Told, failed: Failed) -> None:
        """Put a request on disk and send it.

        Args:
            begin: Makes the intent; ledger thread, durable on return.
            told: Gets the payment each time something about it is on disk, until it is resolved.
            failed: The intent was not made; nothing was sent.
        """
        if self._terminal is None:
            failed(NoTerminal(what=""))
            return
        if not self.state.free:
            failed(PaymentsUnresolved(count=max(self.state.unresolved, 1)))
            return
        self._now(phase=CardPhase.BEGINNING, cancelling=False, shows=TerminalShows.IDLE)
        self._tasks.change(
            begin, lambda begun: self.send(begun, told), partial(self._not_begun, failed), self
        )

    def send(self, begun: CardBegun, told: Told) -> None:
        """Send what is on disk already, once."""
        assert self._terminal is not None
        self._current, self._tries = begun, 0
        self._told[begun.payment_id] = told
        self._now(phase=CardPhase.AT_TERMINAL, payment_id=begun.payment_id)
        request = _request(begun)
        if begun.kind is PaymentKind.CHARGE:
            future = self._terminal.pay(request)
        elif begun.kind is PaymentKind.REFUND:
            future = self._terminal.refund(request, begun.terminal_reference)
        else:
            future = self._terminal.reverse(request, begun.terminal_reference)
        self._await(begun, AnswerSource.TERMINAL, future)

    def _not_begun(self, failed: Failed, error: PosError) -> None:
        self._now(phase=CardPhase.FREE)
        failed(error)
        if not isinstance(error, Refused):
            self.resume()  # the commit may stand all the same

    def abort(self) -> None:
        """Ask the terminal to give up. It may have approved already; its answer says."""
        if self._terminal is None or self._current is None:
            return
        if self.state.may_cancel:
            self._now(cancelling=True, cancel_late=False)
            message_id = self._current.message_id
            self._terminal.abort(message_id)
            self._timers.after(CANCEL_AGAIN_S, partial(self._cancel_is_late, message_id))

    def _cancel_is_late(self, message_id: str) -> None:
        """The wish may never have arrived: a lost one is not the cashier's last."""
        current = self._current
        at_it = self.state.phase is CardPhase.AT_TERMINAL and self.state.cancelling
        if at_it and current is not None and current.message_id == message_id:
            self._now(cancel_late=True)

    # ---- the terminal's word ----

    def _await(self, begun: CardBegun, source: AnswerSource, future: Future[CardResult]) -> None:
        future.add_done_callback(
            lambda done: self._post(partial(self._answered, begun, source, done))
        )

    def _answered(self, begun: CardBegun, source: AnswerSource, future: Future[CardResult]) -> None:
        error = future.exception()
        if error is not None:
            _log.error("the terminal's driver failed on %s", begun.payment_id, exc_info=error)
            result = CardResult(CardOutcome.UNKNOWN, begun.reference, begun.message_id)
        else:
            result = future.result()
        if source is AnswerSource.ASKED and result.outcome in _TELLS_NOTHING:
            self._wait()
        else:
            self._write(begun, source, result)

    def _write(self, begun: CardBegun, source: AnswerSource, result: CardResult) -> None:
        self._now(phase=CardPhase.WRITING)
        who = self.identity()
        serial = "" if who is None else who.serial
        self._tasks.change(
            lambda office: office.cards.settle(begun.payment_id, result, source, serial),
            self._written,
            lambda error: self._not_written(begun, source, result, error),
            self,
        )

    def _not_written(
        self, begun: CardBegun, source: AnswerSource, result: CardResult, error: PosError
    ) -> None:
        """The answer is kept and written again; one that the ledger will not have is asked for."""
        self._now(trouble=error)
        if isinstance(error, Refused):
            _log.error("an answer about %s was refused: %s", begun.payment_id, error.code)
            self._wait()
        else:
            self._later(lambda: self._write(begun, source, result))

    def _written(self, view: PaymentView) -> None:
        self._now(trouble=None)
        known = PaymentState(view.state) not in PAYMENT_OPEN
        told = self._told.get(view.payment_id)
        if known:
            self._resolved(view.payment_id)
        elif self._tries == 0:
            self._ask()
        else:
            self._wait()
        if told is not None:
            told(view)

    def _resolved(self, payment_id: str) -> None:
        self._told.pop(payment_id, None)
        self._open = tuple(one for one in self._open if one.payment_id != payment_id)
        self._current, self._tries, self._stale = None, 0, False
        self._stop_timer()
        self._go_on()

    def _go_on(self) -> None:
        """Ask about the next one that is not known, or be free."""
        if self._open:
            self._current = self._open[0]
            self._now(payment_id=self._current.payment_id, unresolved=len(self._open))
            self._ask()
        else:
            self._now(
                phase=CardPhase.FREE, payment_id="", unresolved=0, cancelling=False, trouble=None
            )

    # ---- what is not known ----

    def resume(self) -> None:
        """Look for what is not resolved: at start and after trouble. What waits for the disk is
        tried at once."""
        held_up = self.state.phase in (CardPhase.WRITING, CardPhase.LOOKING)
        if held_up and self._timer is not None:
            self._stop_timer()
            self._due()
        if self.state.phase not in (CardPhase.FREE, CardPhase.WAITING):
            return
        self._stale = False
        waiting = self.state.phase is CardPhase.WAITING
        asked = self._current.payment_id if waiting and self._current is not None else ""
        if not waiting:
            self._now(phase=CardPhase.LOOKING)
        self._tasks.change(
            lambda office: _look(office, asked), self._looked, self._not_looked, self
        )

    def _looked(self, found: tuple[tuple[CardBegun, ...], PaymentView | None]) -> None:
        opened, view = found
        self._open = opened
        if view is not None and self.state.phase is CardPhase.WAITING:
            told = self._told.get(view.payment_id)
            self._resolved(view.payment_id)
            if told is not None:
                told(view)
        elif self.state.phase is CardPhase.LOOKING:
            self._go_on()
        else:
            self._now(unresolved=len(opened))

    def _not_looked(self, error: PosError) -> None:
        self._now(trouble=error)
        if self.state.phase is CardPhase.LOOKING:
            self._later(self._look_again)

    def _look_again(self) -> None:
        if self.state.phase is CardPhase.LOOKING:
            self._now(phase=CardPhase.FREE)
            self.resume()

    def payments_changed(self) -> None:
        """Somebody may have said what became of the payment that is not known."""
        if self.state.phase is CardPhase.WAITING:
            self.resume()
        elif not self.state.free:
            self._stale = True

    def ask_now(self) -> None:
        """Somebody wants to know now what became of the payment that is not known."""
        if self.state.phase is CardPhase.WAITING:
            self._stop_timer()
            self._ask()

    def _ask(self) -> None:
        if self._current is None or self._terminal is None or not self._terminal.can.ask:
            self._wait()
            return
        self._tries = max(self._tries, 1)
        self._now(phase=CardPhase.ASKING)
        future = self._terminal.ask(_request(self._current))
        self._await(self._current, AnswerSource.ASKED, future)

    def _wait(self) -> None:
        current = self._current
        if current is not None and all(o.payment_id != current.payment_id for o in self._open):
            self._open = (*self._open, current)
        self._now(phase=CardPhase.WAITING, cancelling=False, unresolved=len(self._open))
        if self._terminal is not None and self._terminal.can.ask:
            self._later(self.ask_now)
        if self._stale:
            self.resume()

    def _later(self, call: Callable[[], None]) -> None:
        self._stop_timer()
        pause = PAUSES_S[min(max(self._tries - 1, 0), len(PAUSES_S) - 1)]
        self._tries += 1
        self._due = call
        self._timer = self._timers.after(pause, self._now_due)

    def _now_due(self) -> None:
        self._timer = None
        self._due()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    # ---- what the terminal shows and how it is ----

    def _shows(self, shows: TerminalShows) -> None:
        self._now(shows=shows)

    def _status(self, status: DeviceStatus) -> None:
        could, can = self.state.reachable, status.state in _CAN_HEAR
        self._now(reachable=can)
        if can and not could:
            self.ask_now()


def _request(begun: CardBegun) -> CardRequest:
    return CardRequest(begun.reference, begun.message_id, begun.amount, begun.keyed)


def _look(office: Office, asked: str) -> tuple[tuple[CardBegun, ...], PaymentView | None]:
    """Return what is not resolved, and the payment ``asked`` about when it is resolved by now."""
    opened = office.cards.to_resolve()
    if not asked or any(one.payment_id == asked for one in opened):
        return opened, None
    return opened, office.cards.view(asked)
