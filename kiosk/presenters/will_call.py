"""Will call: one field, results while typing, one button.

Hand over prints the tickets and marks the order collected; what is owing is taken first, in the
same act.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.acts import Act
from kiosk.presenters.desk import Desk
from kiosk.presenters.pay import Pay
from kiosk.presenters.purposes import OrderPurpose
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks, Timers
from kiosk.presenters.typing import MOST_ROWS, Typing
from pos.errors import PosError
from pos.ids import Ids, OrderId, PerformanceId
from pos.views.catalogue import PerformanceView
from pos.views.selling import HandOverView, TenderKind, WillCallRow

if TYPE_CHECKING:
    from pos.office import Office


@dataclass(frozen=True, slots=True)
class WillCallState:
    """``rows`` answer ``text`` for ``performance_id`` (None: all nights). ``handed_over``: the
    order last given out here, for the words of success."""

    text: str = ""
    performance_id: PerformanceId | None = None
    performances: tuple[PerformanceView, ...] = ()
    rows: tuple[WillCallRow, ...] = ()
    looked: bool = False
    selected: WillCallRow | None = None
    busy: bool = False
    handed_over: HandOverView | None = None
    refusal: PosError | None = None


class WillCall(Presenter[WillCallState]):
    """The Will-call room."""

    def __init__(self, tasks: Tasks, desk: Desk, ids: Ids, timers: Timers, pay: Pay) -> None:
        super().__init__(WillCallState())
        self._tasks = tasks
        self._desk = desk
        self._pay = pay
        self._act = Act(ids)
        self._typing = Typing(timers, self._look)
        self._asked = 0
        desk.changed.append(self._desk_changed)

    # ---- find ----

    def enter(self) -> None:
        """The room was opened: tonight's list, newest state."""
        self._look()

    def type(self, text: str) -> None:
        """The field changed; the search starts when the fingers rest."""
        self._now(text=text, handed_over=None, refusal=None)
        self._typing.changed()

    def only(self, performance_id: PerformanceId | None) -> None:
        """Look for one performance only, or for all nights."""
        self._now(performance_id=performance_id)
        self._look()

    def select(self, order_id: OrderId) -> None:
        """A row was touched."""
        row = next(row for row in self.state.rows if row.order_id == order_id)
        self._now(selected=row, handed_over=None, refusal=None)

    def _look(self) -> None:
        self._asked += 1
        number, text, performance_id = self._asked, self.state.text, self.state.performance_id

        def know(rows: tuple[WillCallRow, ...]) -> None:
            if number == self._asked:
                self._know(rows)

        self._tasks.ask(
            lambda office: office.will_call.find(text, performance_id, MOST_ROWS),
            know,
            self._refuse,
            self,
        )

    def _know(self, rows: tuple[WillCallRow, ...]) -> None:
        """Keep the touched row touched; a single answer to something typed is touched by itself."""
        before = self.state.selected
        selected = next((r for r in rows if before and r.order_id == before.order_id), None)
        if selected is None and len(rows) == 1 and self.state.text.strip():
            selected = rows[0]
        self._now(rows=rows, looked=True, selected=selected)

    # ---- hand over ----

    def hand_over(self) -> None:
        """Print and hand over the touched order; takes the money first when some is owing."""
        row = self.state.selected
        if row is None or self._pay_first(row):
            return
        command = self._act.begin(row.order_id)
        if command is None:
            return
        session = self._desk.person
        self._now(busy=True, refusal=None, handed_over=None)

        def work(office: Office) -> HandOverView:
            return office.will_call.hand_over(command, session, row.order_id, ())

        self._tasks.change(work, self._handed_over, self._not_handed_over, self)

    def pay(self, kind: TenderKind = TenderKind.CASH) -> None:
        """Take what is owing on the touched order and hand it over."""
        row = self.state.selected
        if row is not None and row.owing:
            self._pay.begin(OrderPurpose.of_row(row, self._paid), kind)

    def _pay_first(self, row: WillCallRow) -> bool:
        if row.owing and row.collected_at is None:
            self.pay()
            return True
        return False

    def _handed_over(self, done: HandOverView) -> None:
        self._act.succeeded()
        self._now(busy=False, handed_over=done)
        self._look()

    def _not_handed_over(self, error: PosError) -> None:
        self._act.failed(error)
        self._refuse(error)
        self._look()

    def _paid(self, done: HandOverView) -> None:
        self._now(handed_over=done, refusal=None)
        self._look()

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _desk_changed(self) -> None:
        tonight = tuple(p for p in self._desk.performances if self._desk.is_tonight(p))
        if tonight != self.state.performances:
            self._now(performances=tonight)
        left = WillCallState(performances=tonight)
        if self._desk.session is None and self.state != left:
            self._typing.stop()
            self._asked += 1
            self._become(left)
