from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from pos.ids import CartId, PerformanceId, PriceTypeId, ZoneId
from pos.money import Money, total
from pos.pricing.book import PriceBook
from pos.pricing.packages import series_prices
from pos.pricing.pricing import priced
from pos.views.catalogue import PriceView
from pos.views.pricing import PriceStep, StepKind
from pos.views.selling import CartLine, CartView
from pos.views.subscriptions import InPackage, Level, LevelPrice, Subscription

SHOWS = tuple(PerformanceId(f"show-{number}") for number in range(5))
STALLS, GODS = ZoneId("stalls"), ZoneId("gods")
ADULT, STUDENT = PriceTypeId("adult"), PriceTypeId("student")
LISTED = {show: Money(4_001 + 500 * number) for number, show in enumerate(SHOWS)}


def series(**more: object) -> Subscription:
    """Return three fixed dates at fifteen per cent off."""
    said: dict[str, object] = {
        "code": "TRIO",
        "name": "Trio",
        "performances": SHOWS[:3],
        "discount_bp": 1_500,
        "benefit": "",
        "fewest": 3,
        "most": 3,
        "same_seats": True,
        "levels": (Level("Stalls", (STALLS,)), Level("Gods", (GODS,))),
    }
    return Subscription(**said | more)  # type: ignore[arg-type]


def book(one: Subscription) -> PriceBook:
    prices = {
        show: tuple(
            PriceView(zone, kind, face, Money(300))
            for zone in (STALLS, GODS)
            for kind in (ADULT, STUDENT)
        )
        for show, face in LISTED.items()
    }
    return PriceBook(date(2026, 11, 22), prices, {}, series={one.code: one})


def ticket(number: int, person: int = 1, instance: str = "i", **more: object) -> CartLine:
    line = CartLine(
        line_id=f"{instance}-{person}-{number}",
        performance_id=SHOWS[number],
        seat_id=None,
        section="",
        row="",
        number="",
        zone_id=STALLS,
        zone="Stalls",
        price_type_id=ADULT,
        price_type="Adult",
        face=Money(0),
        fee=Money(0),
        package=InPackage(instance, person, "TRIO", "Trio"),
    )
    return replace(line, **more)  # type: ignore[arg-type]


def cart(*lines: CartLine) -> CartView:
    return CartView(CartId("c"), "USD", lines)


def test_a_whole_series_is_cheaper_ticket_by_ticket_and_says_why() -> None:
    after = priced(cart(ticket(0), ticket(1), ticket(2)), book(series()))
    first = after.lines[0]
    assert (first.face, first.fee) == (Money(3_401), Money(300))  # 15 % of 40.01 is 6.00
    assert first.steps == (PriceStep(StepKind.PACKAGE, "TRIO", "Trio", Money(600)),)
    assert all(line.package is not None and line.package.whole for line in after.lines)


def test_with_one_date_gone_every_ticket_of_that_person_is_a_single_one() -> None:
    whole = [ticket(number, 1) for number in range(3)]
    broken = [ticket(number, 2) for number in range(2)]
    after = priced(cart(*whole, *broken), book(series()))
    assert [bool(line.steps) for line in after.lines] == [True] * 3 + [False] * 2
    assert [line.package.whole for line in after.lines if line.package] == [True] * 3 + [False] * 2
    mended = priced(cart(*after.lines, ticket(2, 2)), book(series()))
    assert all(line.steps for line in mended.lines)


def test_two_of_the_same_series_are_two() -> None:
    lines = [ticket(number, 1, instance) for instance in ("i", "j") for number in range(3)]
    after = priced(cart(*lines), book(series()))
    assert all(line.steps for line in after.lines)
    again = priced(cart(*after.lines[:-1]), book(series()))
    assert [bool(line.steps) for line in again.lines] == [True] * 3 + [False] * 2


def test_one_date_twice_is_no_series() -> None:
    twice = ticket(2, line_id="other")
    after = priced(cart(ticket(0), ticket(2), twice), book(series()))
    assert not any(line.steps for line in after.lines)


def test_of_a_choice_a_date_may_go_while_enough_are_left() -> None:
    chosen = series(performances=SHOWS, fewest=3, most=4, same_seats=False)
    four = [ticket(number) for number in range(4)]
    assert all(line.steps for line in priced(cart(*four), book(chosen)).lines)
    assert all(line.steps for line in priced(cart(*four[:3]), book(chosen)).lines)
    assert not any(line.steps for line in priced(cart(*four[:2]), book(chosen)).lines)
    assert not any(line.steps for line in priced(cart(*four, ticket(4)), book(chosen)).lines)


def test_a_series_that_is_sold_no_more_costs_single_tickets() -> None:
    lines = [ticket(number) for number in range(3)]
    after = priced(cart(*lines), replace(book(series()), series={}))
    assert not any(line.steps for line in after.lines)


def test_a_price_for_all_dates_is_for_one_level_and_one_kind_of_ticket() -> None:
    fixed = series(prices=(LevelPrice("Stalls", ADULT, Money(10_000)),))
    whole = [ticket(number) for number in range(3)]
    after = priced(cart(*whole), book(fixed))
    assert after.total == Money(10_000)
    for other in ({"zone_id": GODS}, {"price_type_id": STUDENT}):
        mixed = priced(cart(*whole[:2], ticket(2, **other)), book(fixed))
        assert not any(line.steps for line in mixed.lines)
    none = [ticket(number, zone_id=GODS) for number in range(3)]
    assert not any(line.steps for line in priced(cart(*none), book(fixed)).lines)


def test_a_price_of_each_ticket_is_never_dearer_than_the_list() -> None:
    each = series(prices=(LevelPrice("Stalls", ADULT, Money(4_500)),), price_each=True)
    after = priced(cart(*(ticket(number) for number in range(3))), book(each))
    assert [line.all_in for line in after.lines] == [Money(4_301), Money(4_500), Money(4_500)]


@given(
    st.lists(st.integers(0, 30_000), min_size=2, max_size=8),
    st.integers(0, 2_000),
    st.integers(0, 200_000),
)
@settings(max_examples=50)
def test_a_price_for_all_dates_is_met_to_the_cent(faces: list[int], fee: int, fixed: int) -> None:
    one = series(prices=(LevelPrice("Stalls", ADULT, Money(fixed)),))
    listed = [PriceView(STALLS, ADULT, Money(face), Money(fee)) for face in faces]
    prices = series_prices(one, listed)
    assert prices is not None
    single = total(price.all_in for price in listed)
    fees = Money(fee * len(faces))
    paid = total(price.all_in for price in prices)
    assert paid == (min(Money(fixed), single) if Money(fixed) >= fees else single)
    assert all(now.face <= was.face for now, was in zip(prices, listed, strict=True))
    assert all(now.face.minor >= 0 for now in prices)
