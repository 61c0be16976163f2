"""The screen locks after idle with the cart kept; the same person comes back by PIN, or another
takes the window."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.presenters.desk import Desk, Presence
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks, Timer, Timers
from pos.errors import PosError
from pos.views.people import SessionView

IDLE_S = 300.0
"""Five minutes without a touch (PCI DSS 8.2.8 asks for fifteen at most)."""


@dataclass(frozen=True, slots=True)
class LockState:
    """``locked``: the lock screen covers the work. ``name``: who is away. ``tickets``: how many
    wait in their cart."""

    locked: bool = False
    name: str = ""
    tickets: int = 0
    busy: bool = False
    refusal: PosError | None = None


class Lock(Presenter[LockState]):
    """Watches for idleness and lets people back in."""

    def __init__(self, tasks: Tasks, desk: Desk, timers: Timers, idle_s: float = IDLE_S) -> None:
        super().__init__(LockState())
        self._tasks = tasks
        self._desk = desk
        self._timers = timers
        self._idle_s = idle_s
        self._timer: Timer | None = None
        desk.changed.append(self._desk_changed)

    def touched(self) -> None:
        """Somebody touched the screen or a key: the idle time starts again."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._desk.presence is Presence.WORKING:
            self._timer = self._timers.after(self._idle_s, self.lock)

    def lock(self) -> None:
        """Lock now: idle for too long, or the cashier walks away."""
        self._desk.lock()

    def unlock(self, pin: str) -> None:
        """The person who is away gives their PIN."""
        if not self.state.locked or self.state.busy:
            return
        self._now(busy=True, refusal=None)
        user_id = self._desk.person.user_id
        self._tasks.change(
            lambda office: office.people.sign_in(user_id, pin), self._back, self._refuse, self
        )

    def switch(self) -> None:
        """Somebody else takes the window: the sign-in screen comes, the cart of the one who left is
        kept."""
        session = self._desk.session
        if session is None or self.state.busy:
            return
        self._desk.stand_up()
        self._tasks.change(
            lambda office: office.people.sign_out(session), _nothing, self._refuse, self
        )

    def _back(self, session: SessionView) -> None:
        self._now(busy=False)
        self._desk.sit_down(session, self._desk.cart)

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _desk_changed(self) -> None:
        presence, session = self._desk.presence, self._desk.session
        if presence is Presence.LOCKED and session is not None:
            self._now(locked=True, name=session.name, tickets=len(self._desk.cart.lines))
        elif self.state.locked:
            self._now(locked=False, busy=False, refusal=None)
        if presence is Presence.WORKING and self._timer is None:
            self.touched()
        if presence is not Presence.WORKING and self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _nothing(_: object) -> None:
    """Signing out has no answer worth showing."""
