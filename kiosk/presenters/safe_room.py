"""The safe, at the window: bags of drops counted again, the safe handed to the next person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from kiosk.presenters.word_first import WordFirst
from pos.errors import PosError
from pos.ids import Ids
from pos.money import Money
from pos.views.cash import CountSheet
from pos.views.movements import DropToCount, SafeResult, SafeView
from pos.views.people import Permission


class SafePage(Enum):
    """Where at the safe we are."""

    HOME = "home"
    BAG = "bag"
    COUNT = "count"


@dataclass(frozen=True, slots=True)
class SafeState:
    """``safe``: None until it was read. ``bag``: the one that is being counted, or was: its
    ``result`` is there after. ``sealed``: ids of the bags that lie in the safe."""

    page: SafePage = SafePage.HOME
    safe: SafeView | None = None
    bag: DropToCount | None = None
    sealed: frozenset[str] = frozenset()
    result: SafeResult | None = None
    may_hand_over: bool = False
    busy: bool = False
    refusal: PosError | None = None


class SafeRoom(Presenter[SafeState]):
    """What is done at the safe."""

    def __init__(self, tasks: Tasks, desk: Desk, ids: Ids, approvals: ApprovalDesk) -> None:
        super().__init__(SafeState())
        self._tasks = tasks
        self._desk = desk
        self._two = WordFirst(tasks, desk, ids, approvals, lambda busy: self._now(busy=busy))
        desk.changed.append(self._desk_changed)

    def enter(self) -> None:
        """Begin at the list."""
        self._become(SafeState(safe=self.state.safe, may_hand_over=self._may_hand_over()))
        self.refresh()

    def refresh(self) -> None:
        """Read who has the safe and which bags wait."""
        self._tasks.ask(
            lambda office: office.safe.standing(),
            lambda safe: self._now(safe=safe),
            self._refuse,
            self,
        )

    def back(self) -> None:
        """To the list."""
        self._now(page=SafePage.HOME, bag=None, result=None, refusal=None)

    # ---- a bag ----

    def choose(self, index: int) -> None:
        """Count this bag."""
        if self.state.safe is not None:
            bag = self.state.safe.bags[index]
            self._now(page=SafePage.BAG, bag=bag, result=None, refusal=None)

    def count_bag(self, amount: Money) -> None:
        """This is in the bag; then the second person's word."""
        bag = self.state.bag
        if bag is None or self.state.busy:
            return
        self._now(refusal=None)
        self._two.do(
            Permission.MOVE_CASH,
            ("bag", bag.movement_id, amount),
            lambda office, cmd, who, word: office.safe.count_drop(
                cmd, who, bag.movement_id, amount, word
            ),
            self._counted,
            self._refuse,
            Deed(bag=bag.bag, amount=amount),
        )

    # ---- the safe ----

    def begin_count(self) -> None:
        """Count the whole safe, to hand it over."""
        self._now(page=SafePage.COUNT, result=None, refusal=None, sealed=frozenset())

    def tick(self, index: int) -> None:
        """A sealed bag lies there, or does not after all."""
        if self.state.safe is not None:
            bag = self.state.safe.bags[index].movement_id
            self._now(sealed=self.state.sealed ^ {bag})

    def hand_over(self, sheet: CountSheet) -> None:
        """This lies in the safe; then the word of who takes it."""
        if self.state.busy:
            return
        bags = tuple(sorted(self.state.sealed))
        self._now(refusal=None)
        self._two.do(
            Permission.MOVE_CASH,
            ("safe", sheet, bags),
            lambda office, cmd, who, word: office.safe.hand_over(cmd, who, sheet, bags, word),
            self._counted,
            self._refuse,
            Deed(amount=sheet.total),
        )

    # ---- inside ----

    def _counted(self, result: SafeResult) -> None:
        self._now(result=result, page=SafePage.HOME)
        self.refresh()

    def _may_hand_over(self) -> bool:
        return self._desk.may(Permission.MOVE_CASH)

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _desk_changed(self) -> None:
        if self._desk.session is None:
            self._become(SafeState())
