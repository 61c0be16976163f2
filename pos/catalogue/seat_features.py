"""What the season file says that single seats offer, put to the seats of a hall."""

from __future__ import annotations

from collections.abc import Sequence

from pos.catalogue.seat_selection import matching
from pos.ids import SeatId
from pos.views.catalogue import SeatView
from pos.views.season import HallRules
from pos.views.seat_features import NOTHING_SAID, SeatFeatures


def features_of(
    seats: Sequence[SeatView], rules: HallRules
) -> tuple[tuple[SeatId, SeatFeatures], ...]:
    """Return what the rules say of single seats; what several say of one holds together."""
    found: dict[SeatId, SeatFeatures] = {}
    for rule in rules.features:
        for seat in matching(rule.selection, seats).seats:
            known = found.get(seat.seat_id, NOTHING_SAID)
            found[seat.seat_id] = known.and_also(rule.features)
    return tuple(found.items())
