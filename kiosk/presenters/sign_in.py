"""Signing in: a name tile, then the PIN.

The PIN passes through as an argument and is kept nowhere. Never says whether name or PIN was wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import PosError
from pos.ids import UserId

if TYPE_CHECKING:
    from pos.office import Office
    from pos.views.cash import TillView
    from pos.views.people import SessionView, StaffView
    from pos.views.selling import CartView


@dataclass(frozen=True, slots=True)
class SignInState:
    """``ready``: the name tiles are known. ``person``: whose PIN is wanted; None asks who.
    ``busy``: a PIN is being checked, which takes about 150 ms. ``refusal``: why the last try failed
    (SignInFailed, SignInLocked, StorageTrouble)."""

    ready: bool = False
    people: tuple[StaffView, ...] = ()
    person: StaffView | None = None
    busy: bool = False
    refusal: PosError | None = None


class SignIn(Presenter[SignInState]):
    """The first screen."""

    def __init__(self, tasks: Tasks, desk: Desk) -> None:
        super().__init__(SignInState())
        self._tasks = tasks
        self._desk = desk

    @property
    def desk(self) -> Desk:
        """The desk people sit down at."""
        return self._desk

    def refresh(self) -> None:
        """Read the name tiles again; also after somebody was locked or let in."""
        self._tasks.ask(lambda office: office.people.staff(), self._know, self._refuse, self)

    def _know(self, people: tuple[StaffView, ...]) -> None:
        chosen = self.state.person
        newer = next((p for p in people if chosen and p.user_id == chosen.user_id), chosen)
        self._now(ready=True, people=people, person=newer)

    def choose(self, user_id: UserId) -> None:
        """A name tile was touched."""
        if not self.state.busy:
            person = next(p for p in self.state.people if p.user_id == user_id)
            self._now(person=person, refusal=None)

    def back(self) -> None:
        """Not me: show the names again."""
        if not self.state.busy:
            self._now(person=None, refusal=None)

    def let_try_again(self, person: StaffView) -> None:
        """Somebody's lock was undone: whoever is asked for that person's PIN may go on."""
        chosen = self.state.person
        if chosen is not None and chosen.user_id == person.user_id:
            self._now(person=person, refusal=None)
        self.refresh()

    def enter(self, pin: str) -> None:
        """Try the PIN of the person chosen. A second Enter while the first is checked does
        nothing."""
        person = self.state.person
        if person is None or self.state.busy:
            return
        self._now(busy=True, refusal=None)

        def work(office: Office) -> tuple[SessionView, CartView, TillView | None]:
            session = office.people.sign_in(person.user_id, pin)
            return session, office.seating.new_cart(), office.tills.current()

        self._tasks.change(work, self._let_in, self._refuse, self)

    def _let_in(self, found: tuple[SessionView, CartView, TillView | None]) -> None:
        session, fresh, till = found
        self._now(busy=False, person=None, refusal=None)
        self._desk.till = till
        self._desk.sit_down(session, fresh)

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)
        if error.code == "sign_in_locked":
            self.refresh()
