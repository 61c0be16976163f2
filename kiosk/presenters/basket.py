"""The only one who changes carts.

A cart is a value: every command takes the cart as it was and answers the cart as it is. So acts
wait in line and each starts from the cart the one before left; two quick touches on two seats give
two seats. While a cart is being paid nothing is put in or taken out.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.desk import Desk
from kiosk.presenters.tasks import Tasks
from pos.errors import PosError, Refused
from pos.ids import CommandId, Ids, UserId
from pos.views.people import SessionView
from pos.views.selling import CartView

if TYPE_CHECKING:
    from pos.office import Office

    Work = Callable[[Office, CommandId, SessionView, CartView], CartView]
    Alone = Callable[[Office, CommandId, CartView], CartView]

Done = Callable[[CartView], None]
Failed = Callable[[PosError], None]


@dataclass(frozen=True, slots=True)
class _Act:
    key: Hashable
    work: Alone
    done: Done
    failed: Failed
    owner: UserId


class Basket:
    """Acts on carts, one after the other. GUI thread."""

    def __init__(self, tasks: Tasks, desk: Desk, ids: Ids) -> None:
        self._tasks = tasks
        self._desk = desk
        self._ids = ids
        self._line: deque[_Act] = deque()
        self._running: _Act | None = None
        self._commands: dict[Hashable, CommandId] = {}

    @property
    def busy(self) -> bool:
        """Whether an act is under way or waits."""
        return self._running is not None or bool(self._line)

    def command(self, key: Hashable) -> CommandId:
        """Return the id that ``key`` is sent under until it succeeds; an approval is made out to
        it."""
        return self._commands.setdefault(key, CommandId(self._ids.new()))

    def act(self, key: Hashable, work: Work, done: Done, failed: Failed) -> bool:
        """Put an act in line.

        Args:
            key: What the act is. The same key while it waits or runs is a double tap and does
                nothing.
            work: Runs on the ledger thread with the cart of the moment; returns the cart after it.
            done: Gets the cart after it, on the GUI thread.
            failed: Gets the refusal; the cart is as it was.

        Returns:
            Whether the act was taken.
        """
        if self._desk.paying:
            return False
        session = self._desk.person

        def signed(office: Office, command: CommandId, cart: CartView) -> CartView:
            return work(office, command, session, cart)

        return self._put(_Act(key, signed, done, failed, session.user_id))

    def act_for(
        self, owner: UserId, key: Hashable, work: Alone, done: Done, failed: Failed
    ) -> bool:
        """Put an act in line that nobody asked for, on the cart of whoever left it here; ``work``
        gets nobody's session. Nothing while that cart is being paid."""
        session = self._desk.session
        if self._desk.paying and session is not None and session.user_id == owner:
            return False
        return self._put(_Act(key, work, done, failed, owner))

    def _put(self, act: _Act) -> bool:
        if self._has(act.key):
            return False
        self._line.append(act)
        self._next()
        return True

    def _has(self, key: Hashable) -> bool:
        running = self._running is not None and self._running.key == key
        return running or any(act.key == key for act in self._line)

    def _next(self) -> None:
        if self._running is not None or not self._line:
            return
        act = self._running = self._line.popleft()
        cart = self._desk.carts[act.owner]
        command = self.command(act.key)
        self._tasks.change(
            lambda office: act.work(office, command, cart),
            lambda after: self._succeed(act, after),
            lambda error: self._fail(act, error),
            self,
        )
        self._desk.tell()

    def _succeed(self, act: _Act, cart: CartView) -> None:
        self._running = None
        self._commands.pop(act.key, None)
        self._desk.keep_cart(act.owner, cart)
        act.done(cart)
        self._go_on()

    def _fail(self, act: _Act, error: PosError) -> None:
        self._running = None
        if isinstance(error, Refused) and error.code != "approval_needed":
            self._commands.pop(act.key, None)
        act.failed(error)
        self._go_on()

    def _go_on(self) -> None:
        self._next()
        self._desk.tell()
