"""The till: opened with a counted float, and the drawer opened without a sale for a reason."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.presenters.acts import Act
from kiosk.presenters.desk import Desk, DrawerState
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import PosError, TextRefused
from pos.ids import Ids
from pos.views.cash import CountSheet, TillView


@dataclass(frozen=True, slots=True)
class TillRoomState:
    """``till`` None: the drawer has no session, the float is counted here. ``mine``: it belongs to
    who is signed in."""

    till: TillView | None = None
    mine: bool = False
    drawer: DrawerState = DrawerState.UNKNOWN
    no_sale_reason: str = ""
    """The reason the drawer was opened with last, for the words of success."""
    busy: bool = False
    refusal: PosError | None = None


class TillRoom(Presenter[TillRoomState]):
    """The Till room."""

    def __init__(self, tasks: Tasks, desk: Desk, ids: Ids) -> None:
        super().__init__(TillRoomState())
        self._tasks = tasks
        self._desk = desk
        self._opening = Act(ids)
        self._no_sale = Act(ids)
        desk.changed.append(self._desk_changed)

    def refresh(self) -> None:
        """Read the drawer's session again: at start and when the office says it changed."""
        self._tasks.ask(
            lambda office: office.tills.current(), self._desk.till_is, self._refuse, self
        )

    def open(self, sheet: CountSheet) -> None:
        """Open the till with what was counted; an empty drawer is a float of nothing."""
        command = self._opening.begin(sheet)
        if command is None:
            return
        session = self._desk.person
        self._now(busy=True, refusal=None)
        self._tasks.change(
            lambda office: office.tills.open(command, session, sheet),
            self._opened,
            self._not_opened,
            self,
        )

    def no_sale(self, reason: str) -> None:
        """Open the drawer for a reason; the reason is on disk before the drawer moves."""
        why = reason.strip()
        if not why:
            self._now(refusal=TextRefused(field="reason", limit=0))
            return
        command = self._no_sale.begin(why)
        if command is None:
            return
        session = self._desk.person
        self._now(busy=True, refusal=None, no_sale_reason="")
        self._tasks.change(
            lambda office: office.tills.no_sale(command, session, why),
            lambda _opening: self._recorded(why),
            self._not_recorded,
            self,
        )

    def certificates(self) -> None:
        """A patron wants the rest of a gift certificate in cash."""
        self._desk.walk_to("certificates")

    def _opened(self, till: TillView) -> None:
        """The float is in: selling begins."""
        self._opening.succeeded()
        self._now(busy=False)
        self._desk.till_is(till)
        self._desk.walk_to("sell")

    def _not_opened(self, error: PosError) -> None:
        self._opening.failed(error)
        self._refuse(error)

    def _recorded(self, why: str) -> None:
        self._no_sale.succeeded()
        self._now(busy=False, no_sale_reason=why)

    def _not_recorded(self, error: PosError) -> None:
        self._no_sale.failed(error)
        self._refuse(error)

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _desk_changed(self) -> None:
        desk = self._desk
        seen = (self.state.till, self.state.mine, self.state.drawer)
        if seen != (desk.till, desk.till_is_mine, desk.drawer):
            self._now(till=desk.till, mine=desk.till_is_mine, drawer=desk.drawer)
        if desk.session is None and (self.state.refusal or self.state.no_sale_reason):
            self._now(refusal=None, no_sale_reason="")
