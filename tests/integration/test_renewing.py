"""Subscriptions from one season to the next: seats kept, renewed, given up, released in time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos.catalogue.stable_ids import performance_id
from pos.clock import ManualClock
from pos.errors import (
    HoldTimePast,
    NotAllowed,
    PerformanceIsCancelled,
    RenewalOver,
    SeatTaken,
    SeriesNotSold,
    TextRefused,
)
from pos.ids import PerformanceId, SeatId
from pos.storage.check_members import MEMBERS
from pos.views.people import Permission, SessionView
from pos.views.renewals import RENEWAL_HOLD, RenewalRow, RenewalState
from pos.views.selling import CartView, SaleView
from pos.views.subscriptions import Level, SeriesWish, Subscription
from tests.integration.refunds import word_of
from tests.integration.small_house import (
    ADULT,
    STALLS,
    STUDENT,
    SYMPHONY,
    ZONE,
    House,
    open_house,
    season,
    usd,
)
from tests.integration.test_closing import print_all
from tests.integration.test_selling import cash, rows
from tests.integration.test_verify import codes, plant

SECOND = performance_id("SYM-2")
OLD = (SYMPHONY, SECOND)
NEW = tuple(performance_id(f"NEW-{number}") for number in (1, 2, 3))
LEVELS = (Level("Stalls", (STALLS,)),)


@pytest.fixture
def house(tmp_path: Path, manual_clock: ManualClock) -> Iterator[House]:
    """A house with the last dates of one season, and the next one on sale to subscribers."""
    opened = open_house(tmp_path / "house.sqlite3", manual_clock)
    loaded = season(manual_clock.now().astimezone(ZONE))
    first = loaded.performances[0]
    days = (7, 100, 110, 120)
    more = [
        replace(
            first, performance_id=show, code=f"S-{day}", starts_at=first.starts_at + timedelta(day)
        )
        for show, day in zip((SECOND, *NEW), days, strict=True)
    ]
    until = first.starts_at.date() + timedelta(days=30)
    series = (
        Subscription("OLD", "Pair of autumn", OLD, 1_000, "", 2, 2, True, LEVELS),
        Subscription(
            "NEW", "Trio of spring", NEW, 1_500, "", 3, 3, True, LEVELS,
            renews="OLD", renew_until=until,
        ),
        Subscription(
            "FREE", "Choice of spring", NEW, 1_500, "", 2, 3, False, LEVELS,
            renews="NONE", renew_until=until,
        ),
    )  # fmt: skip
    with opened.office.storage.begin() as uow:
        shows = (*loaded.performances, *more)
        uow.catalogue.save(replace(loaded, performances=shows, subscriptions=series))
        uow.commit()
    opened.open_till()
    yield opened
    opened.office.close()


def ada(house: House) -> SessionView:
    return house.staff["Ada Clerk"]


def pay(house: House, cart: CartView, name: str = "") -> SaleView:
    office = house.office
    sale = office.selling.sell(house.command(), ada(house), cart, (cash(cart.total.minor),), name)
    print_all(house)
    return sale


def subscribe(house: House, name: str, quantity: int, kind: object = ADULT) -> SaleView:
    """Sell last season's series."""
    wish = SeriesWish("OLD", OLD, quantity, "Stalls", kind)  # type: ignore[arg-type]
    choice = house.office.packages.look(ada(house), wish)
    cart = house.office.seating.new_cart()
    return pay(house, house.office.packages.take(house.command(), ada(house), cart, choice), name)


def seats_of(house: House, sale: SaleView) -> dict[str, set[str]]:
    """Return by performance the seats of an order."""
    found: dict[str, set[str]] = {}
    sql = f"SELECT performance_id, seat_id FROM ticket WHERE order_id = '{sale.order_id}'"
    for show, seat_id in rows(house, sql):
        found.setdefault(str(show), set()).add(str(seat_id))
    return found


def kept(house: House, show: PerformanceId) -> set[str]:
    """Return the seats that are kept for subscribers."""
    holds = house.office.holds.of(show)
    return {str(s) for s, held in holds.seats.items() if held.holder == RENEWAL_HOLD}


def offers(house: House) -> list[RenewalRow]:
    return list(house.office.renewing.rows(ada(house), "NEW"))


def keep(house: House) -> object:
    lead = house.sign_in("Max House")
    return house.office.renewing.keep(house.command(), lead, "NEW")


def test_last_seasons_seats_are_kept_and_renewed_in_place(house: House) -> None:
    office = house.office
    ann = subscribe(house, "Ann Example", 2, STUDENT)
    bo = subscribe(house, "Bo Example", 1)
    with pytest.raises(NotAllowed):
        office.renewing.keep(house.command(), ada(house), "NEW")
    command, lead = house.command(), house.sign_in("Max House")
    done = office.renewing.keep(command, lead, "NEW")
    assert (done.subscribers, done.seats, done.taken) == (2, 9, 0)
    assert office.renewing.keep(command, lead, "NEW") == done
    (progress,) = (one for one in office.renewing.series(ada(house)) if one.code == "NEW")
    assert (progress.waiting, progress.open, progress.offered) == (0, 2, 2)
    (mine, others) = seats_of(house, ann)[SYMPHONY], seats_of(house, bo)[SYMPHONY]
    for show in NEW:
        assert kept(house, show) == mine | others
    first, second = offers(house)
    assert (first.name, first.quantity, first.dates, first.of_dates) == ("Ann Example", 2, 3, 3)
    assert first.seats.startswith("Orchestra")
    # Nobody else has them, not even by touch.
    with pytest.raises(SeatTaken):
        office.seating.take_seats(
            house.command(), ada(house), office.seating.new_cart(), NEW[0], (SeatId(min(mine)),)
        )
    price = office.renewing.price(ada(house), first.renewal_id)
    cart = office.renewing.renew(
        house.command(), ada(house), office.seating.new_cart(), first.renewal_id
    )
    assert price is not None
    assert (price.name, price.dates, price.total) == ("Trio of spring", 3, cart.total)
    assert price.each * 2 == cart.total < price.single * 2
    assert len(cart.lines) == 6
    assert {line.price_type_id for line in cart.lines} == {STUDENT}
    assert all(step.code == "NEW" for line in cart.lines for step in line.steps)
    sale = pay(house, cart)  # nobody said a name
    assert office.orders.get(sale.order_id).name == "Ann Example"
    assert seats_of(house, sale) == dict.fromkeys(NEW, mine)
    assert [row.state for row in offers(house)] == [RenewalState.OPEN, RenewalState.RENEWED]
    with pytest.raises(RenewalOver):
        office.renewing.renew(
            house.command(), ada(house), office.seating.new_cart(), first.renewal_id
        )
    assert office.renewing.let_go() == 0
    assert kept(house, NEW[0]) == others
    assert office.renewing.of_orders(ada(house), (bo.order_id,)) == (second,)
    assert office.verify() == ()


def test_a_cart_that_is_given_up_leaves_the_seats_kept(house: House) -> None:
    office = house.office
    mine = seats_of(house, subscribe(house, "Ann Example", 2))[SYMPHONY]
    keep(house)
    (row,) = offers(house)
    cart = office.renewing.renew(
        house.command(), ada(house), office.seating.new_cart(), row.renewal_id
    )
    office.seating.abandon(house.command(), ada(house), cart)
    assert kept(house, NEW[1]) == mine
    assert offers(house) == [row]
    assert office.verify() == ()


def test_who_sits_better_next_season_leaves_the_old_seats_to_others(house: House) -> None:
    office = house.office
    subscribe(house, "Ann Example", 2)
    keep(house)
    (row,) = offers(house)
    choice = office.packages.look(ada(house), SeriesWish("NEW", NEW, 2, "Stalls", ADULT))
    cart = office.renewing.renew_elsewhere(
        house.command(), ada(house), office.seating.new_cart(), row.renewal_id, choice
    )
    assert kept(house, NEW[0])
    pay(house, cart)
    assert [one.state for one in offers(house)] == [RenewalState.RENEWED]
    assert office.renewing.let_go() == 6
    assert kept(house, NEW[0]) == set()
    assert office.verify() == ()


def test_a_seat_that_is_gone_is_made_good_by_the_best_of_its_zone(house: House) -> None:
    office = house.office
    mine = sorted(seats_of(house, subscribe(house, "Ann Example", 2))[SYMPHONY])
    cart = office.seating.take_seats(
        house.command(), ada(house), office.seating.new_cart(), NEW[1], (SeatId(mine[0]),)
    )
    pay(house, cart)
    keep(house)
    (row,) = offers(house)
    assert (row.dates, row.of_dates) == (2, 3)
    cart = office.renewing.renew(
        house.command(), ada(house), office.seating.new_cart(), row.renewal_id
    )
    sale = pay(house, cart)
    sold = seats_of(house, sale)
    assert sold[NEW[0]] == sold[NEW[2]] == set(mine)
    assert len(sold[NEW[1]]) == 2
    assert mine[1] in sold[NEW[1]]
    assert office.verify() == ()


def test_the_deadline_releases_by_itself(house: House) -> None:
    office = house.office
    subscribe(house, "Ann Example", 2)
    keep(house)
    (row,) = offers(house)
    house.clock.advance(row.until - house.clock.now())
    released = office.holds.release_due()
    assert sum(one.count for one in released) == 6
    assert kept(house, NEW[0]) == set()
    assert [one.state for one in offers(house)] == [RenewalState.RELEASED]
    with pytest.raises(HoldTimePast):
        keep(house)
    assert office.verify() == ()


def test_a_person_ends_it_earlier_for_one_or_for_all(house: House) -> None:
    office = house.office
    for name in ("Ann Example", "Bo Example", "Cy Example"):
        subscribe(house, name, 1)
    keep(house)
    first = offers(house)[0]
    office.renewing.decline(house.command(), ada(house), first.renewal_id, "moves away")
    assert len(kept(house, NEW[0])) == 2
    lead = house.sign_in("Max House")
    with pytest.raises(TextRefused):
        office.renewing.release(house.command(), lead, "NEW", " ")
    assert office.renewing.release(house.command(), lead, "NEW", "sold out soon") == 2
    assert kept(house, NEW[0]) == set()
    assert {one.state for one in offers(house)} == {RenewalState.DECLINED, RenewalState.RELEASED}
    assert office.verify() == ()


def test_a_series_that_renews_nothing_keeps_nothing(house: House) -> None:
    lead = house.sign_in("Max House")
    with pytest.raises(SeriesNotSold):
        house.office.renewing.keep(house.command(), lead, "OLD")
    assert house.office.renewing.keep(house.command(), lead, "FREE").subscribers == 0


FAULTS = (
    ("renewal.renewed", "UPDATE renewal_offered SET quantity = 9"),
    (
        "renewal.seat",
        "UPDATE renewal_seat SET seat_id = 'x'",
    ),
)


def test_every_invariant_of_renewals_finds_its_fault(house: House) -> None:
    subscribe(house, "Ann Example", 1)
    keep(house)
    (row,) = offers(house)
    office = house.office
    pay(
        house,
        office.renewing.renew(
            house.command(), ada(house), office.seating.new_cart(), row.renewal_id
        ),
    )
    assert office.verify() == ()
    for kind, fault in FAULTS:
        plant(house, fault)
        assert kind in codes(house)
    assert {kind for kind, _ in FAULTS} == {kind for kind in MEMBERS if "renewal" in kind}


def test_what_it_costs_is_what_the_series_costs(house: House) -> None:
    subscribe(house, "Ann Example", 1)
    keep(house)
    (row,) = offers(house)
    cart = house.office.renewing.renew(
        house.command(), ada(house), house.office.seating.new_cart(), row.renewal_id
    )
    assert cart.total == (usd(4200).percent(8_500) + usd(300)) * 3


def test_a_series_with_a_cancelled_date_is_not_renewed_silently(house: House) -> None:
    subscribe(house, "Ann Example", 1)
    subscribe(house, "Bo Example", 1)
    keep(house)
    owner, office = house.sign_in("Olga Owner"), house.office
    command, needed = house.command(), Permission.CANCEL_PERFORMANCE
    word = word_of(house, owner, command, needed, "Max House")
    office.cancelling.cancel(command, owner, NEW[1], "the hall is closed", word)
    row = offers(house)[0]
    assert (row.dates, row.of_dates) == (2, 3)
    with pytest.raises(PerformanceIsCancelled):
        office.renewing.price(ada(house), row.renewal_id)
    cart = office.seating.new_cart()
    with pytest.raises(PerformanceIsCancelled):
        office.renewing.renew(house.command(), ada(house), cart, row.renewal_id)
    assert len(kept(house, NEW[0])) == 2
    subscribe(house, "Cy Example", 1)
    keep(house)  # of whoever comes later no seat is kept for that evening
    assert (len(kept(house, NEW[0])), len(kept(house, NEW[1]))) == (3, 2)
    assert office.verify() == ()


def test_one_date_dropped_of_a_set_that_is_not_paid_keeps_the_rest(house: House) -> None:
    office = house.office
    choice = office.packages.look(ada(house), SeriesWish("FREE", NEW, 1, "Stalls", ADULT))
    cart = office.packages.take(house.command(), ada(house), office.seating.new_cart(), choice)
    without = office.seating.give_back(house.command(), ada(house), cart, (cart.lines[0].line_id,))
    assert [line.performance_id for line in without.lines] == [*NEW[1:]]
    assert all(step.code == "FREE" for line in without.lines for step in line.steps)
    assert without.total == (usd(4200).percent(8_500) + usd(300)) * 2
    pay(house, without)
    assert office.verify() == ()
