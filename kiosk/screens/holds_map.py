"""A performance's house with its holds: what is free and what the house keeps can be chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import override

from kiosk.presenters.holds import HoldsRoom, HoldsState, seats_of
from kiosk.widgets.seat_map.widget import SeatMap
from pos.views.catalogue import HallView, HouseView, SeatStatus

if TYPE_CHECKING:
    from pos.ids import SeatId
    from printing.words import Words


class HoldsMap(SeatMap):
    """The seat map of the holds panel; a chosen seat looks as one in the cart does."""

    def __init__(self, words: Words, presenter: HoldsRoom) -> None:
        super().__init__(words)
        self.setObjectName("holds.map")
        self._presenter = presenter
        self._hall: HallView | None = None
        self._shown: tuple[HouseView | None, frozenset[SeatId]] = (None, frozenset())
        self.seat_tapped.connect(presenter.tap)
        self.seat_unavailable.connect(presenter.tap)
        self.seats_marked.connect(presenter.mark)

    def show_holds(self, state: HoldsState) -> None:
        """Show ``state``, of a hall with seats."""
        if state.hall is None or state.house is None:
            return
        if state.hall is not self._hall:
            self._hall, self._shown = state.hall, (None, frozenset())
            self.set_hall(state.hall)
        if self._shown != (state.house, state.chosen):
            self._shown = (state.house, state.chosen)
            house = seats_of(state)
            assert house is not None
            self.set_house(house, state.chosen)

    @override
    def is_takeable(self, seat_id: SeatId) -> bool:
        return self._presenter.may_choose(seat_id)

    @override
    def status_text(self, status: SeatStatus) -> str:
        chosen = status is SeatStatus.IN_CART
        return self._words("chosen") if chosen else super().status_text(status)
