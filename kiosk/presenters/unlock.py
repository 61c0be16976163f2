"""A supervisor lets somebody in again who is locked out: who they are, why, and their PIN.

Nobody is signed in meanwhile, and nobody is afterwards. The PIN passes through as an argument and
is kept nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.presenters.acts import Act
from kiosk.presenters.approval import ApprovalState
from kiosk.presenters.showing import Presenter
from kiosk.presenters.sign_in import SignIn
from kiosk.presenters.tasks import Tasks
from pos.errors import PosError, TextMissing
from pos.ids import Ids, UserId
from pos.views.people import Permission, StaffView


@dataclass(frozen=True, slots=True)
class UnlockState(ApprovalState):
    """``locked``: who is to be let in again; None: the panel is away. ``reason``: why, as it will
    be recorded."""

    locked: StaffView | None = None
    reason: str = ""


class Unlock(Presenter[UnlockState]):
    """The panel on the sign-in screen."""

    def __init__(self, tasks: Tasks, ids: Ids, sign_in: SignIn) -> None:
        super().__init__(UnlockState())
        self._tasks = tasks
        self._sign_in = sign_in
        self._act = Act(ids)

    def begin(self) -> None:
        """Show the panel for the person whose PIN is wanted."""
        locked = self._sign_in.state.person
        if locked is None:
            return
        permission = Permission.UNLOCK_STAFF
        self._become(UnlockState(permission=permission, locked=locked))
        self._tasks.ask(
            lambda office: office.people.approvers(permission),
            lambda people: self._know(locked, people),
            lambda error: self._refuse(locked, error),
            self,
        )

    def _know(self, locked: StaffView, people: tuple[StaffView, ...]) -> None:
        if self._is_for(locked):
            others = tuple(person for person in people if person.user_id != locked.user_id)
            self._now(ready=True, people=others)

    def choose(self, user_id: UserId) -> None:
        """A name tile was touched."""
        if not self.state.busy:
            person = next(p for p in self.state.people if p.user_id == user_id)
            self._now(person=person, refusal=None)

    def back(self) -> None:
        """Show the names again."""
        if not self.state.busy:
            self._now(person=None, refusal=None)

    def say_why(self, reason: str) -> None:
        """A reason was touched."""
        if not self.state.busy:
            self._now(reason=reason, refusal=None)

    def confirm(self, pin: str) -> None:
        """The supervisor chosen gives their PIN."""
        locked, person, reason = self.state.locked, self.state.person, self.state.reason
        if locked is None or person is None or self.state.busy:
            return
        if not reason:
            self._now(refusal=TextMissing(field="reason"))
            return
        command = self._act.begin((locked.user_id, person.user_id, reason))
        if command is None:
            return
        self._now(busy=True, refusal=None)
        self._tasks.change(
            lambda office: office.people.unlock_with(
                command, person.user_id, pin, locked.user_id, reason
            ),
            lambda free: self._unlocked(locked, free),
            lambda error: self._failed(locked, error),
            self,
        )

    def cancel(self) -> None:
        """Put the panel away. A PIN that is being checked still counts."""
        if self.state.locked is not None:
            self._become(UnlockState())

    def _unlocked(self, locked: StaffView, free: StaffView) -> None:
        self._act.succeeded()
        if self._is_for(locked):
            self.cancel()
        self._sign_in.let_try_again(free)

    def _failed(self, locked: StaffView, error: PosError) -> None:
        self._act.failed(error)
        self._refuse(locked, error)

    def _refuse(self, locked: StaffView, error: PosError) -> None:
        if self._is_for(locked):
            self._now(busy=False, ready=True, refusal=error)

    def _is_for(self, locked: StaffView) -> bool:
        now = self.state.locked
        return now is not None and now.user_id == locked.user_id
