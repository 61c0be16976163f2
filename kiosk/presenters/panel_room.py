"""What the panels over the Close room have in common: they are walked to, they act alone or with a
second person's word, and they wait while an order is looked at."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from kiosk.presenters.approval import ApprovalDesk
from kiosk.presenters.approved_act import ApprovedAct
from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from kiosk.presenters.word_first import WordFirst
from pos.errors import PosError
from pos.ids import Ids, OrderId


@dataclass(frozen=True, slots=True)
class PanelState:
    """``away``: an order is looked at meanwhile."""

    shown: bool = False
    away: bool = False
    read: bool = False
    busy: bool = False
    refusal: PosError | None = None


S = TypeVar("S", bound=PanelState)


class PanelRoom(Presenter[S]):
    """Opened by ``desk.walk_to(name)``. ``fresh``: the state of one that is put away;
    ``open_order``: shows a row where it can be worked at. GUI thread."""

    name: str

    def __init__(
        self,
        fresh: S,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        approvals: ApprovalDesk,
        open_order: Callable[[OrderId], None],
    ) -> None:
        super().__init__(fresh)
        self._fresh = fresh
        self._tasks = tasks
        self._desk = desk
        self._open_order = open_order
        self._act = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(busy=False))
        self._two = WordFirst(tasks, desk, ids, approvals, lambda busy: self._now(busy=busy))
        desk.walks.append(self._walked)
        desk.changed.append(self._desk_changed)

    @abstractmethod
    def may_open(self) -> bool:
        """Whether the person has business here."""

    @abstractmethod
    def refresh(self) -> None:
        """Read again what is shown."""

    @abstractmethod
    def _opened(self) -> S:
        """Return how it looks to the person who opens it."""

    def show_order(self, order_id: OrderId) -> None:
        """A row is of this order: look at it. The panel waits in the Close room."""
        self._now(shown=False, away=True)
        self._desk.walk_to("orders")
        self._open_order(order_id)

    def come_back(self) -> None:
        """The Close room was entered again: go on where it was left."""
        if self.state.away:
            self._now(shown=True, away=False)
            self.refresh()

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _walked(self, where: str) -> None:
        if where == self.name and self._desk.session is not None and self.may_open():
            self._become(self._opened())
            self.refresh()

    def _desk_changed(self) -> None:
        if self._desk.session is None and (self.state.shown or self.state.away):
            self._become(self._fresh)
