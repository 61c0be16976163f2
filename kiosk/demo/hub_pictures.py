"""Pictures of the hub page and of the map of blocks.

The demo's window has no hub: both pages stand over its room as they would at a venue of two
windows. Drawn only: nothing on them can be touched. GUI thread.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.presenters.blocks import BlocksRoom, BlocksState, Holder
from kiosk.presenters.hub_room import HubRoom, HubState
from kiosk.presenters.hub_task import HubTaskRoom
from kiosk.screens.blocks import BlocksPanel
from kiosk.screens.hub_room import HubPanel
from kiosk.timers import QtTimers
from kiosk.wording.hub_page import connection_text
from pos.hub.connection import Connection
from pos.hub.talk import Standing, TaskKind, WindowThere
from pos.hub.task_views import SideView, TaskView
from pos.ids import Ids, OrderId, TicketId
from pos.lifecycles import ConnectionState
from pos.seat_names import place_label
from pos.views.blocks import NOBODY, BlocksView
from pos.views.catalogue import SeatStatus

if TYPE_CHECKING:
    from kiosk.application import StaffedWindow
    from pos.views.catalogue import HallView, HouseView, PerformanceView, SeatView

HERE, OTHER = "W1", "W2"
_PARTIES = (("Window 1", "W1-10482", "Rosa Delgado"), ("Window 2", "W2-10117", "Ben Okafor"))
_ROWS_OF_A_BLOCK, _CHOSEN = 2, 4


def _unasked(_call: object, _done: object, _failed: object, /) -> None:
    """There is no hub."""


class HubPictures:
    """Both pages, of one performance of the venue. They live as long as the window."""

    def __init__(
        self, window: StaffedWindow, show: PerformanceView, hall: HallView, house: HouseView
    ) -> None:
        self._window = window
        self._show = show
        self._hall = hall
        self._house = house
        shell, approvals = window.shell, window.rooms.approval
        ids, timers = Ids(window.clock), QtTimers(window)
        blocks = BlocksRoom(window.ledger, window.desk, ids, approvals, timers, _unasked)
        room = HubRoom(
            window.ledger,
            window.desk,
            ids,
            approvals,
            timers,
            _unasked,
            window.rooms.orders.show,
            blocks.open,
        )
        settling = HubTaskRoom(window.ledger, window.desk, ids, approvals, room)
        self.page = HubPanel(shell.words, room, settling)
        self.map = BlocksPanel(shell.words, blocks)
        shared = self._blocks()
        left = {one: list(shared.seats.values()).count(one) for one in (HERE, OTHER, NOBODY)}
        state = self._hub(left)
        self.chip = connection_text(state.connection, shell.words)
        """What stands at the top of the screen, and its tone."""
        self.page.draw(state)
        self.map.draw(self._state(shared, left))

    def _hub(self, left: dict[str, int]) -> HubState:
        now = self._window.clock.now()
        heard = WindowThere(
            HERE, "Window 1", HERE, Standing.JOINED, 812, now, "1.0", 0, left[HERE], 20, 0.0, None
        )
        other = replace(
            heard, window_id=OTHER, name="Window 2", prefix=OTHER, seats_left=left[OTHER]
        )
        connection = Connection(
            ConnectionState.ONLINE, seats_left=left[HERE], places_left=20, since=now, open_tasks=1
        )
        return HubState(
            connection,
            shown=True,
            here=HERE,
            read=True,
            windows=(heard, other),
            tasks=(self._task(),),
            selling=self._show,
        )

    def _task(self) -> TaskView:
        now = self._window.clock.now()
        seat = min(self._hall.seats, key=lambda one: one.rank)
        place = place_label(seat.section, seat.row, seat.number)
        sides = tuple(
            SideView(
                OrderId(number),
                number,
                patron,
                window=window,
                at=now - timedelta(minutes=2 - at),
                ticket_id=TicketId(number),
                seat_id=seat.seat_id,
                place=place,
            )
            for at, (window, number, patron) in enumerate(_PARTIES)
        )
        return TaskView(
            "1",
            TaskKind.SEAT_SOLD_TWICE,
            now,
            OTHER,
            "Window 2",
            (sides[0], sides[1]),
            self._show.production,
            self._show.starts_at,
            place,
        )

    def _blocks(self) -> BlocksView:
        """Return whole rows in the hands of each window, as a manager gives them."""
        rows = sorted({_row(seat) for seat in self._hall.seats})
        whose = {
            row: (HERE, NOBODY, OTHER, NOBODY)[position // _ROWS_OF_A_BLOCK % 4]
            for position, row in enumerate(rows)
        }
        gone = {seat: how for seat, how in self._house.seats.items() if how is not SeatStatus.FREE}
        seats = {
            seat.seat_id: whose[_row(seat)] for seat in self._hall.seats if seat.seat_id not in gone
        }
        return BlocksView(self._show.performance_id, seats, gone)

    def _state(self, blocks: BlocksView, left: dict[str, int]) -> BlocksState:
        free = [seat for seat in self._hall.seats if blocks.seats.get(seat.seat_id) == NOBODY]
        best = min(free, key=lambda one: one.rank)
        beside = [seat for seat in free if _row(seat) == _row(best)]
        beside.sort(key=lambda one: abs(one.row_order - best.row_order))
        return BlocksState(
            shown=True,
            performance=self._show,
            hall=self._hall,
            blocks=blocks,
            reached=True,
            holders=(
                Holder(HERE, "Window 1", left[HERE], 0, here=True),
                Holder(NOBODY, "", left[NOBODY], 2),
                Holder(OTHER, "Window 2", left[OTHER], 1),
            ),
            chosen=frozenset(seat.seat_id for seat in beside[:_CHOSEN]),
        )


def _row(seat: SeatView) -> tuple[str, str]:
    return seat.section, seat.row
