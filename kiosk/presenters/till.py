"""The till: opened with a counted float, the drawer opened without a sale for a reason, and the way
to everything else that is done with cash during the day."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kiosk.presenters.cash_moves import CashMoves
from kiosk.presenters.desk import Desk, DrawerState
from kiosk.presenters.one_act import OneAct
from kiosk.presenters.safe_room import SafeRoom
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from kiosk.presenters.till_hand_over import TillHandOver
from pos.errors import PosError, TextMissing
from pos.ids import Ids
from pos.lifecycles import TillState
from pos.views.cash import CountSheet, LeftInDrawer, TillView
from pos.views.movements import MovementKind
from pos.views.people import Permission


class TillPage(Enum):
    """What the Till room shows of an open till; without one it shows the float to count."""

    HOME = "home"
    DROP = "drop"
    TOP_UP = "top_up"
    PAID_OUT = "paid_out"
    PAID_IN = "paid_in"
    NO_SALE = "no_sale"
    HAND_OVER = "hand_over"
    SAFE = "safe"


MOVES = {
    TillPage.DROP: MovementKind.DROP,
    TillPage.TOP_UP: MovementKind.TOP_UP,
    TillPage.PAID_OUT: MovementKind.PAID_OUT,
    TillPage.PAID_IN: MovementKind.PAID_IN,
}


@dataclass(frozen=True, slots=True)
class TillRoomState:
    """``till`` None: the drawer has no session, the float is counted here. ``mine``: it belongs to
    who is signed in."""

    till: TillView | None = None
    left: LeftInDrawer | None = None
    """What the till before left here, to be counted; None where nothing lies there."""
    mine: bool = False
    page: TillPage = TillPage.HOME
    serves: bool = False
    """Who is signed in may take money here: they have the till, or relieve whoever does."""
    drop_due: bool = False
    may_see_safe: bool = False
    drawer: DrawerState = DrawerState.UNKNOWN
    no_sale_reason: str = ""
    """The reason the drawer was opened with last, for the words of success."""
    busy: bool = False
    refusal: PosError | None = None


class TillRoom(Presenter[TillRoomState]):
    """The Till room."""

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        moves: CashMoves,
        hand_over: TillHandOver,
        safe: SafeRoom,
    ) -> None:
        super().__init__(TillRoomState())
        self._moves = moves
        self._hand_over = hand_over
        self._safe = safe
        moves.finished.append(self.home)
        self._tasks = tasks
        self._desk = desk
        self._opening = OneAct(tasks, desk, ids, self._is_busy)
        self._no_sale = OneAct(tasks, desk, ids, self._is_busy)
        desk.changed.append(self._desk_changed)

    def refresh(self) -> None:
        """Read the drawer's session again: at start and when the office says it changed."""
        self._tasks.ask(
            lambda office: (office.tills.current(), office.tills.left_here()),
            self._know,
            self._refuse,
            self,
        )

    def _know(self, found: tuple[TillView | None, LeftInDrawer | None]) -> None:
        till, left = found
        self._now(left=left)
        self._desk.till_is(till)

    def enter(self) -> None:
        """The room was opened: how the till stands, unless something is being counted."""
        self.refresh()
        self._moves.look()
        if self.state.page is TillPage.HAND_OVER:
            self._hand_over.look()
        else:
            self.home()

    def go(self, page: TillPage) -> None:
        """Open a form of the room."""
        self._now(page=page, refusal=None, no_sale_reason="")
        if page in MOVES:
            self._moves.begin(MOVES[page])
        elif page is TillPage.HAND_OVER:
            self._hand_over.look()
        elif page is TillPage.SAFE:
            self._safe.enter()

    def home(self) -> None:
        """Back to how the till stands."""
        self._moves.leave()
        self._now(page=TillPage.HOME, refusal=None)

    def open(self, sheet: CountSheet) -> None:
        """Open the till with what was counted; an empty drawer is a float of nothing."""
        self._now(refusal=None)
        self._opening.do(
            sheet,
            lambda office, cmd, who: office.tills.open(cmd, who, sheet),
            self._opened,
            self._refuse,
        )

    def no_sale(self, reason: str) -> None:
        """Open the drawer for a reason; the reason is on disk before the drawer moves."""
        why = reason.strip()
        if not why:
            self._now(refusal=TextMissing(field="reason"))
            return
        self._now(refusal=None, no_sale_reason="")
        self._no_sale.do(
            why,
            lambda office, cmd, who: office.tills.no_sale(cmd, who, why),
            lambda _opening: self._now(no_sale_reason=why, page=TillPage.HOME),
            self._refuse,
        )

    def certificates(self) -> None:
        """A patron wants the rest of a gift certificate in cash."""
        self._desk.walk_to("certificates")

    def outage(self) -> None:
        """Nothing works, or did not: papers, emergency tickets, paper sales."""
        self._desk.walk_to("outage")

    def offline_cards(self) -> None:
        """Show what terminals stored, and what the bank declined of it."""
        self._desk.walk_to("money_in_doubt")

    def _opened(self, till: TillView) -> None:
        """The float is in: selling begins."""
        self._desk.till_is(till)
        self._desk.walk_to("sell")

    def _is_busy(self, busy: bool) -> None:
        self._now(busy=busy)

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _desk_changed(self) -> None:
        desk = self._desk
        is_open = desk.till is not None and desk.till.state == TillState.OPEN.value
        self._now(
            till=desk.till,
            left=self.state.left if desk.till is None and desk.session is not None else None,
            mine=desk.till_is_mine,
            serves=desk.serves and is_open,
            drop_due=desk.drop_due and desk.serves and is_open,
            may_see_safe=desk.may(Permission.COUNT_TILL) or desk.may(Permission.MOVE_CASH),
            drawer=desk.drawer,
        )
        if desk.session is None or (self.state.page in MOVES and not self.state.serves):
            self._now(page=TillPage.HOME, refusal=None, no_sale_reason="")
