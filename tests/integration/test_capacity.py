"""Where every place of a house is, by zone and in money; and that it is always the whole house."""

from __future__ import annotations

import csv
import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest

from pos.errors import NotAllowed, NotFound
from pos.ids import PerformanceId, SeatId
from pos.views.capacity import CapacityView
from pos.views.holds import HoldWish, Keeper
from pos.views.people import SessionView
from printing.capacity_csv import capacity_csv
from tests.integration.refunds import give_back
from tests.integration.sharing_windows import Venue
from tests.integration.small_house import COMP, LATE, OPEN, SYMPHONY, House, seat, usd
from tests.integration.test_selling import cart_of, cash
from tests.integration.test_will_call import sold_elsewhere


def counts(house: House, who: SessionView, performance: PerformanceId) -> CapacityView:
    """Return the capacity, which adds up in each of its rows."""
    view = house.office.capacity.of(who, performance)
    for row in (*view.zones, view.house):
        assert row.accounted == row.capacity
    return view


def test_every_place_of_a_house_is_in_one_column(house: House) -> None:
    manager, clerk = house.open_till("Max House"), house.sign_in("Ada Clerk")
    seating, selling = house.office.seating, house.office.selling
    paid = cart_of(house, manager, ("B", 1), ("B", 2))
    selling.sell(house.command(), manager, paid, (cash(9_000),))
    gift = cart_of(house, manager, ("B", 3))
    gift = seating.set_price_type(
        house.command(), manager, gift, (gift.lines[0].line_id,), COMP, "a colleague"
    )
    selling.sell(house.command(), manager, gift, ())
    wish = HoldWish(SYMPHONY, "press", (SeatId(seat("B", 4)), SeatId(seat("B", 5))))
    house.office.holds.hold(house.command(), manager, wish)
    cart_of(house, clerk, ("B", 6))
    whole = counts(house, manager, SYMPHONY).house
    assert (whole.capacity, whole.sold, whole.comp, whole.killed) == (30, 2, 1, 1)
    assert (whole.in_carts, whole.elsewhere, whole.free) == (1, 0, 22)
    assert [(each.code.name, each.count) for each in whole.held] == [("House", 1), ("Press", 2)]
    assert whole.potential == usd(29 * 4_500)
    assert (whole.taken, whole.unpaid, whole.given) == (usd(9_000), usd(0), usd(4_500))
    assert counts(house, clerk, SYMPHONY).house.taken is None  # money is for those who see reports
    with closing(sqlite3.connect(house.path)) as db:  # Foyer keeps a seat itself
        db.execute("UPDATE seat_right SET holder = 'hold:paper-w1' WHERE holder = 'hold:house'")
        db.commit()
    kept = counts(house, manager, SYMPHONY).house.held[-1]
    assert (kept.keeper, kept.count) == (Keeper.PAPER, 1)


def test_what_is_sold_and_not_paid_is_not_among_what_was_taken(house: House) -> None:
    manager = house.open_till("Max House")
    cart = cart_of(house, manager, ("B", 1), ("B", 2))
    sale = house.office.selling.sell(house.command(), manager, cart, (cash(9_000),))
    sold_elsewhere(house, "Otto Owes", 6, paid=False)
    whole = counts(house, manager, SYMPHONY).house
    assert (whole.sold, whole.taken, whole.unpaid) == (3, usd(9_000), usd(4_500))
    give_back(house, manager, sale.order_id, sale.ticket_ids[:1])
    whole = counts(house, manager, SYMPHONY).house
    assert (whole.sold, whole.taken, whole.unpaid) == (2, usd(4_500), usd(4_500))
    row = list(csv.DictReader(StringIO(capacity_csv(counts(house, manager, SYMPHONY)).decode())))
    assert [(each["taken"], each["unpaid"]) for each in row[1:]] == [("45.00", "45.00")]


def test_places_by_count_are_counted_once(house: House) -> None:
    clerk, manager = house.open_till(), house.sign_in("Max House")
    seating = house.office.seating
    house.office.holds.hold(house.command(), manager, HoldWish(LATE, "house", places=4))
    house.office.holds.hold(house.command(), manager, HoldWish(LATE, "kill", places=2))
    cart = seating.take_places(house.command(), clerk, seating.new_cart(), LATE, 3, OPEN)
    house.office.selling.sell(house.command(), clerk, cart, (cash(13_500),))
    seating.take_places(house.command(), clerk, seating.new_cart(), LATE, 5, OPEN)
    view = counts(house, manager, LATE)
    whole = view.house
    assert (whole.capacity, whole.sold, whole.held_count, whole.killed) == (20, 3, 4, 2)
    assert (whole.in_carts, whole.elsewhere, whole.free) == (5, 0, 6)
    assert (whole.potential, whole.taken) == (usd(18 * 4_500), usd(13_500))
    rows = list(csv.DictReader(StringIO(capacity_csv(view).decode())))
    assert [row["zone"] for row in rows] == ["Floor", ""]
    assert (rows[1]["free"], rows[1]["taken"], rows[1]["held:house"]) == ("6", "135.00", "4")
    assert house.office.capacity.of_the_house(LATE) == view
    with pytest.raises(NotFound):
        house.office.capacity.of_the_house(PerformanceId("ghost"))
    nobody = SessionView(clerk.user_id, "", clerk.role, "en", frozenset())
    with pytest.raises(NotAllowed):
        house.office.capacity.of(nobody, LATE)


def test_at_a_window_of_a_hub_it_is_the_whole_house_and_verify_finds_where_it_is_not(
    tmp_path: Path,
) -> None:
    venue = Venue(tmp_path)
    one, two = venue.join("w1"), venue.join("w2")
    manager, clerk = one.house.sign_in("Max House"), two.house.open_till()
    two.lease(SYMPHONY, *(seat("B", n) for n in range(1, 6)))
    two.lease(LATE, places=6)
    sold = cart_of(two.house, clerk, ("B", 1), ("B", 2))
    floor = two.house.office.seating.take_places(two.house.command(), clerk, sold, LATE, 2, OPEN)
    two.house.office.selling.sell(two.house.command(), clerk, floor, (cash(18_000),))
    two.sync()
    one.sync()
    whole = counts(one.house, manager, SYMPHONY).house
    assert (whole.sold, whole.elsewhere, whole.held_count, whole.free) == (2, 3, 1, 23)
    floor_here = counts(one.house, manager, LATE).house
    assert (floor_here.sold, floor_here.elsewhere, floor_here.free) == (2, 4, 14)
    mine = counts(two.house, two.house.sign_in("Max House"), SYMPHONY).house
    assert (mine.sold, mine.elsewhere, mine.free) == (2, 0, 26)
    assert one.house.office.verify() == ()
    with closing(sqlite3.connect(one.house.path)) as db:
        db.execute(f"DELETE FROM seat_right WHERE seat_id = '{seat('B', 1)}'")
        db.commit()
    broken = {found.code for found in one.house.office.verify()}
    assert "performance.capacity" in broken
    venue.close()
