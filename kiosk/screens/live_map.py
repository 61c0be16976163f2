"""The seat map of the house that is sold from: only seats that are another are shown anew, as far
as the presenter says which those are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.widgets.seat_map.widget import SeatMap
from pos.views.catalogue import SeatStatus

if TYPE_CHECKING:
    from kiosk.presenters.sell_state import SellState
    from pos.ids import SeatId
    from pos.views.catalogue import HallView, HouseView
    from printing.words import Words


class LiveMap:
    """Keeps ``map`` as the Sell room's state has it. GUI thread."""

    def __init__(self, words: Words) -> None:
        self.map = SeatMap(words)
        self._hall: HallView | None = None
        self._house: HouseView | None = None
        self._given: tuple[SeatId, ...] = ()

    def draw(self, state: SellState) -> None:
        """Show the house, and go to seats that were just given."""
        if state.hall is not None and state.hall is not self._hall:
            self._hall, self._house = state.hall, None
            self.map.set_hall(state.hall)
        self._show_house(state)
        if state.given and state.given != self._given:
            self.map.show_party(state.given)
        self._given = state.given

    def _show_house(self, state: SellState) -> None:
        house, news, before = state.house, state.news, self._house
        if house is None or house is before:
            return
        self._house = house
        if before is not None and news is not None and news.before == before:
            free = SeatStatus.FREE
            self.map.change_seats({s: house.seats.get(s, free) for s in news.seats}, house)
        else:
            mine = [s for s, status in house.seats.items() if status is SeatStatus.IN_CART]
            self.map.set_house(house, mine)
