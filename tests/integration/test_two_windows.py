"""What one window did is known at the other, and what is one window's own stays its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.events import HouseChanged
from pos.ids import CartId
from pos.views.catalogue import SeatStatus
from tests.integration.small_house import SYMPHONY, House, seat
from tests.integration.test_selling import cart_of, cash
from tests.integration.two_windows import Venue, open_venue


@pytest.fixture
def venue(tmp_path: Path, manual_clock: ManualClock) -> Iterator[Venue]:
    with open_venue(tmp_path, manual_clock) as opened:
        yield opened


def status(house: House, row: str, number: int) -> SeatStatus | None:
    """Return how a seat looks on a map, None where it is free."""
    seats = house.office.catalogue.house(SYMPHONY, CartId("")).seats
    return {str(key): value for key, value in seats.items()}.get(seat(row, number))


def test_a_sale_is_known_at_the_other_window(venue: Venue) -> None:
    one, two = venue.one, venue.two
    session = one.open_till()
    cart = cart_of(one, session, ("B", 1), ("B", 2))
    sale = one.office.selling.sell(one.command(), session, cart, (cash(9000),), "Ann Example")
    two.events.clear()
    venue.carry(one, two)
    found = two.office.orders.find("ann exa")
    assert [each.order_number for each in found] == [sale.order_number]
    assert status(two, "B", 1) is SeatStatus.SOLD
    assert two.events == [HouseChanged(SYMPHONY)]
    view = two.office.orders.get(sale.order_id)
    assert [ticket.print_state for ticket in view.tickets] == ["", ""]
