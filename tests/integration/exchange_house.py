"""A house for exchanges: three evenings of one production at two prices, a studio, a promo code,
members, a series, and two funds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pos.catalogue.stable_ids import performance_id, zone_id
from pos.ids import OrderId, PerformanceId, SeatId, TicketId, ZoneId
from pos.views.catalogue import PriceView, ZoneView
from pos.views.exchanging import ExchangedView, ExchangePlan, ExchangeWish
from pos.views.exchanging_rules import ExchangeRules, ReturnRules
from pos.views.paying import Instead
from pos.views.paying_rules import PayingRules
from pos.views.people import Permission, SessionView
from pos.views.season import Fund, Membership, Performance, Season
from pos.views.selling import CartView, SaleView, TenderGiven
from pos.views.subscriptions import Level, Subscription
from tests.integration.refunds import word_of
from tests.integration.small_house import (
    ADULT,
    COMP,
    LATE,
    MAIN,
    STALLS,
    STUDENT,
    SYMPHONY,
    ZONE,
    House,
    season,
    seat,
    usd,
)

CIRCLE = zone_id("main", "Circle")
THURSDAY, SATURDAY = performance_id("SYM-2"), performance_id("SYM-3")
FEE = 250
RULES = ExchangeRules(fee_minor=FEE, free_types=("student",))
PASS = Membership("FRIEND", "Friends", usd(5000), 1000, 2, ())


def exchange_season(
    house: House,
    rules: ExchangeRules = RULES,
    returns: ReturnRules = ReturnRules(),  # noqa: B008 - frozen
    paying: PayingRules = PayingRules(check_clears_days=0),  # noqa: B008 - frozen
) -> Season:
    """Return the season: row C is the Circle, cheaper by 15 dollars; Saturday costs 10 more."""
    loaded = season(house.clock.now().astimezone(ZONE))
    hall = loaded.halls[0]
    seats = tuple(
        replace(each, zone_id=CIRCLE) if each.row == "C" else each for each in hall.view.seats
    )
    zones = (ZoneView(STALLS, "Stalls", "#2f6f9f", 0), ZoneView(CIRCLE, "Circle", "#9f6f2f", 1))
    view = replace(hall.view, seats=seats, zones=zones)
    tonight = loaded.performances[0]
    return replace(
        loaded,
        venues=(replace(loaded.venues[0], exchange=rules, returns=returns, paying=paying),),
        halls=(replace(hall, view=view), loaded.halls[1]),
        performances=(
            _evening(tonight, SYMPHONY, "SYM-1", 0, 0),
            _evening(tonight, THURSDAY, "SYM-2", 2, 0),
            _evening(tonight, SATURDAY, "SYM-3", 4, 1000),
            loaded.performances[1],
        ),
        funds=(
            Fund("annual", "Annual fund", "4030"),
            Fund("youth", "Youth programme", "4035", restricted=True, position=1),
        ),
        memberships=(PASS,),
        subscriptions=(
            Subscription(
                "PAIR",
                "Pair",
                (SYMPHONY, THURSDAY, SATURDAY),
                1000,
                "",
                2,
                2,
                same_seats=False,
                levels=(Level("Stalls", (STALLS,)), Level("Circle", (CIRCLE,))),
            ),
        ),
    )


def _evening(
    like: Performance, key: PerformanceId, code: str, days: int, dearer: int
) -> Performance:
    prices = tuple(
        PriceView(zone, kind, usd(face + (dearer if face else 0)), usd(fee))
        for zone, less in ((STALLS, 0), (CIRCLE, 1500))
        for kind, face, fee in (
            (ADULT, 4200 - less, 300),
            (STUDENT, 1700 - less, 300),
            (COMP, 0, 0),
        )
    )
    starts_at = like.starts_at + timedelta(days=days)
    return replace(like, performance_id=key, code=code, starts_at=starts_at, prices=prices)


def load(house: House, loaded: Season) -> None:
    with house.office.storage.begin() as uow:
        uow.catalogue.save(loaded)
        uow.commit()


def open_exchange(
    house: House,
    name: str = "Ada Clerk",
    rules: ExchangeRules = RULES,
    returns: ReturnRules = ReturnRules(),  # noqa: B008 - frozen
) -> SessionView:
    """Load the season and open a till."""
    load(house, exchange_season(house, rules, returns))
    return house.open_till(name)


def places(
    house: House, session: SessionView, show: PerformanceId, *seats: tuple[str, int]
) -> CartView:
    """Return a cart of its own that holds these seats."""
    cart = house.office.seating.new_cart()
    chosen = tuple(SeatId(seat(*each)) for each in seats)
    return house.office.seating.take_seats(house.command(), session, cart, show, chosen)


def floor(house: House, session: SessionView, number: int) -> CartView:
    """Return a cart that holds places of the studio."""
    from tests.integration.small_house import OPEN

    cart = house.office.seating.new_cart()
    take = house.office.seating.take_places
    return take(house.command(), session, cart, LATE, number, ZoneId(OPEN))


def sell(
    house: House,
    session: SessionView,
    cart: CartView,
    *tenders: TenderGiven,
) -> SaleView:
    return house.office.selling.sell(house.command(), session, cart, tenders, "Ann Example")


def wish(
    order_id: OrderId,
    tickets: tuple[TicketId, ...],
    cart: CartView,
    instead: Instead | None = None,
) -> ExchangeWish:
    return ExchangeWish(order_id, tickets, cart, instead)


def plan(house: House, session: SessionView, wanted: ExchangeWish) -> ExchangePlan:
    return house.office.exchanging.plan(session, wanted)


def exchange(house: House, session: SessionView, wanted: ExchangeWish) -> ExchangedView:
    """Plan and exchange, with a manager's word where one is needed."""
    planned = plan(house, session, wanted)
    command, word = house.command(), None
    if planned.needs:
        word = word_of(house, session, command, Permission(planned.needs), "Max House")
    done = house.office.exchanging.exchange(command, session, planned, "another evening", word)
    again = house.office.exchanging.exchange(command, session, planned, "another evening", word)
    assert again == done  # a repeat moves nothing
    return done


__all__ = ["CIRCLE", "MAIN", "SATURDAY", "THURSDAY"]
