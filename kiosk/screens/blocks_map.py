"""A performance's house as blocks: a colour, a mark and letters for each window."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import override

from kiosk.messages import seat_kind_text, seat_status_text, seat_text
from kiosk.presenters.blocks import BlocksState, Holder
from kiosk.widgets.seat_map.widget import SeatMap
from kiosk.wording.seats import features_text
from pos.ids import ZoneId
from pos.views.blocks import NOBODY
from pos.views.catalogue import HallView, HouseView, SeatKind, SeatStatus, ZoneView

if TYPE_CHECKING:
    from pos.ids import SeatId
    from printing.words import Words

_LONGEST = 3
"""Letters that find room in a seat."""


def holder_name(holder: Holder, words: Words) -> str:
    """Return what a window is called here, or what nobody has."""
    if holder.window_id == NOBODY:
        return words("Free for every window")
    return words("{window} (here)", window=holder.name) if holder.here else holder.name


class BlocksMap(SeatMap):
    """Zones are windows; a seat's number is its window's prefix. What is sold or kept cannot be
    touched."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self.setObjectName("blocks.map")
        self._state = BlocksState()
        self._hall: HallView | None = None

    def show_blocks(self, state: BlocksState) -> None:
        """Show ``state``, of a hall with seats."""
        before, self._state = self._state, state
        if state.hall is None or state.blocks is None:
            return
        names = [(one.window_id, one.name) for one in state.holders]
        known = [(one.window_id, one.name) for one in before.holders]
        if self._hall is not state.hall or before.blocks != state.blocks or names != known:
            self._hall = state.hall
            self.regroup(_by_holder(state.hall, state))
        elif before.chosen == state.chosen:
            return
        nobodys = (seat for seat, whose in state.blocks.seats.items() if whose == NOBODY)
        seats = {**dict.fromkeys(nobodys, SeatStatus.AT_HUB), **state.blocks.gone}
        house = HouseView(state.blocks.performance_id, seats, 0, ())
        self.set_house(house, state.chosen)

    @override
    def is_takeable(self, seat_id: SeatId) -> bool:
        blocks = self._state.blocks
        return blocks is not None and seat_id in blocks.seats

    @override
    def status_text(self, status: SeatStatus) -> str:
        own = {
            SeatStatus.IN_CART: self._words("chosen"),
            SeatStatus.AT_HUB: self._words("Free for every window"),
        }
        return own.get(status) or super().status_text(status)

    @override
    def describe(self, seat_id: SeatId) -> str:
        hall, blocks, words = self._hall, self._state.blocks, self._words
        seat = hall.seat(seat_id) if hall is not None else None
        if hall is None or seat is None or blocks is None:
            return ""
        parts = [seat_text(seat.section, seat.row, seat.number, words)]
        if seat.kind is not SeatKind.ORDINARY:
            parts.append(seat_kind_text(seat.kind, words))
        parts.append(features_text(hall.features_of(seat_id), words))
        holder = self._state.holder(blocks.seats[seat_id]) if seat_id in blocks.seats else None
        if holder is not None:
            parts.append(holder_name(holder, words))
        elif seat_id in blocks.gone:
            parts.append(seat_status_text(blocks.gone[seat_id], words))
        if seat_id in self._state.chosen:
            parts.append(words("chosen"))
        return " · ".join(part for part in parts if part)


def _by_holder(hall: HallView, state: BlocksState) -> HallView:
    """Return the hall with its windows for zones."""
    of = state.blocks.seats if state.blocks is not None else {}
    zones = tuple(
        ZoneView(ZoneId(one.window_id), one.name, "", one.position) for one in state.holders
    )
    seats = tuple(
        replace(
            seat,
            zone_id=ZoneId(of.get(seat.seat_id, NOBODY)),
            number=of.get(seat.seat_id, NOBODY)[:_LONGEST],
        )
        for seat in hall.seats
    )
    return replace(hall, zones=zones, seats=seats)
