"""Cash that is no sale, at the window: to the safe, from the safe, paid in, paid out.

Says that cash ought to go to the safe, never how much lies in the drawer.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.acts import Act
from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.approved_act import ApprovedAct
from kiosk.presenters.desk import Desk
from kiosk.presenters.double_tap import DoubleTap
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import PosError
from pos.ids import CommandId, Ids
from pos.money import Money
from pos.views.closing_rules import CashPurpose, CashWay
from pos.views.movements import MovementKind, MovementView
from pos.views.people import Approval, SessionView

if TYPE_CHECKING:
    from pos.office import Office

_WAYS = {MovementKind.PAID_IN: CashWay.IN, MovementKind.PAID_OUT: CashWay.OUT}
_Work = Callable[["Office", CommandId, SessionView, Approval | None], MovementView]


@dataclass(frozen=True, slots=True)
class MovesState:
    """``kind``: the form that is open. ``purposes``: what that kind is for, ``purpose`` the one
    chosen. ``moved``: today's, newest first. ``last``: what was moved just now."""

    kind: MovementKind | None = None
    purposes: tuple[CashPurpose, ...] = ()
    purpose: str = ""
    moved: tuple[MovementView, ...] = ()
    last: MovementView | None = None
    copied: str = ""
    """The voucher that prints once more."""
    busy: bool = False
    refusal: PosError | None = None


class CashMoves(Presenter[MovesState]):
    """The forms of the Till room in which cash is moved, and the list of what was."""

    def __init__(
        self, tasks: Tasks, desk: Desk, ids: Ids, approvals: ApprovalDesk, taps: DoubleTap
    ) -> None:
        super().__init__(MovesState())
        self._tasks = tasks
        self._desk = desk
        self._taps = taps
        self._act = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(busy=False))
        self._copy = Act(ids)
        self.finished: list[Callable[[], None]] = []
        desk.changed.append(self._desk_changed)

    def look(self) -> None:
        """Read today's movements again, and whether cash should go to the safe."""
        session = self._desk.session
        if session is None:
            return

        def read(office: Office) -> tuple[bool, tuple[MovementView, ...]]:
            return office.movements.drop_due(), office.movements.today(session)

        self._tasks.ask(read, self._know, self._refuse, self)

    def _know(self, found: tuple[bool, tuple[MovementView, ...]]) -> None:
        due, moved = found
        self._now(moved=moved)
        self._desk.drop_is_due(due=due)

    def begin(self, kind: MovementKind) -> None:
        """Open the form of ``kind``."""
        company = self._desk.company
        known = company.closing.purposes if company is not None else ()
        offered = tuple(one for one in known if one.way is _WAYS.get(kind))
        only = offered[0].name if len(offered) == 1 else ""
        self._now(kind=kind, purposes=offered, purpose=only, last=None, copied="", refusal=None)

    def leave(self) -> None:
        """Close the form; nothing was moved."""
        self._now(kind=None, refusal=None)

    def choose(self, index: int) -> None:
        """What the cash is paid in or out for."""
        self._now(purpose=self.state.purposes[index].name, refusal=None)

    def drop(self, amount: Money, bag: str) -> None:
        """Put cash into a bag and the bag into the safe."""
        self._move(
            ("drop", amount, bag),
            lambda office, cmd, who, word: office.movements.drop(cmd, who, amount, bag, word),
            Deed(bag=bag, amount=amount),
        )

    def top_up(self, amount: Money) -> None:
        """Put cash of the safe into the drawer."""
        self._move(
            ("top_up", amount),
            lambda office, cmd, who, word: office.movements.top_up(cmd, who, amount, word),
            Deed(amount=amount),
        )

    def pay(self, amount: Money, person: str, reason: str) -> None:
        """Pay cash in or out for the purpose chosen."""
        purpose = self.state.purpose
        self._move(
            ("pay", purpose, amount, person, reason),
            lambda office, cmd, who, word: office.movements.pay(
                cmd, who, purpose, amount, person, reason, word
            ),
            Deed(person, place=purpose, amount=amount, reason=reason.strip()),
        )

    def _move(self, content: tuple[object, ...], work: _Work, about: Deed) -> None:
        self._now(busy=True, refusal=None)
        self._act.do(content, work, self._moved, self._refuse, about=about)

    def _moved(self, moved: MovementView) -> None:
        self._now(kind=None, last=moved, refusal=None)
        self.look()
        for callback in tuple(self.finished):
            callback()

    def print_again(self, index: int) -> None:
        """Print a movement's slip once more, as a copy."""
        moved = self.state.moved[index]
        if self._taps.is_second(("voucher", moved.movement_id)):
            return
        command = self._copy.begin(moved.movement_id)
        if command is None:
            return
        session = self._desk.person

        def done(_job: object) -> None:
            self._copy.succeeded()
            self._now(copied=moved.number, last=None)

        def failed(error: PosError) -> None:
            self._copy.failed(error)
            self._refuse(error)

        self._tasks.change(
            lambda office: office.movements.print_again(command, session, moved.movement_id),
            done,
            failed,
            self,
        )

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _desk_changed(self) -> None:
        if self._desk.session is None:
            self._become(MovesState())
