"""The price of a cart of forty tickets, beside a plain sum of its list prices."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from functools import partial

from kiosk.benchmarks.lines import Figure, middle
from pos.ids import CartId, PerformanceId, PriceTypeId, ZoneId
from pos.money import Money, total
from pos.pricing.book import PriceBook
from pos.pricing.pricing import priced
from pos.views.catalogue import PriceView
from pos.views.season import GroupPrice, Membership, Promo, PromoKind
from pos.views.selling import CartLine, CartView

ROUNDS = 50
LINES = 40
_SHOWS = tuple(PerformanceId(f"show{n}") for n in range(3))
_ZONES = tuple(ZoneId(f"zone{n}") for n in range(6))
_TYPES = tuple(PriceTypeId(f"type{n}") for n in range(4))
_SUM = "looking up and adding the list prices of the same lines"


def figures(rounds: int = ROUNDS) -> Iterator[Figure]:
    """Yield what a cart takes without an offer, and with codes that contend for its tickets, a
    group's price and a member's."""
    plain, rich = _book(), _book(*_promos())
    cart = _cart()
    coded = _cart(*(promo.code for promo in _promos()))
    for name, wanted, book in (
        ("cart_of_40_priced", cart, plain),
        ("cart_of_40_priced_with_offers", coded, rich),
    ):
        ours = _median(rounds, partial(priced, wanted, book))
        listed = _median(rounds, partial(_listed, wanted, book))
        yield Figure(name, ours, "ms", listed, _SUM)


def _listed(cart: CartView, book: PriceBook) -> Money:
    return total(
        book.listed(line.performance_id, line.zone_id, line.price_type_id).all_in
        for line in cart.lines
    )


def _median(rounds: int, work: Callable[[], object]) -> float:
    samples = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        samples.append((time.perf_counter() - begun) * 1000)
    return middle(samples)


def _book(*promos: Promo) -> PriceBook:
    prices = tuple(
        PriceView(zone, kind, Money(9_400 - 1_000 * far - 700 * young), Money(400))
        for far, zone in enumerate(_ZONES)
        for young, kind in enumerate(_TYPES)
    )
    curtain = datetime(2026, 11, 21, 19, 30, tzinfo=UTC)
    group = GroupPrice("G", "Group", PromoKind.PERCENT, Money(0), 10, 1_000)
    return PriceBook(
        day=date(2026, 11, 21),
        prices=dict.fromkeys(_SHOWS, prices),
        promos={promo.code: promo for promo in promos},
        now=curtain,
        starts=dict.fromkeys(_SHOWS, curtain),
        groups=(group,) if promos else (),
        memberships=(Membership("friend", "Friend", Money(7_500), 1_500, 2, ()),),
        members=frozenset({"friend"}) if promos else frozenset(),
    )


def _promos() -> tuple[Promo, ...]:
    nothing = Money(0)
    return (
        Promo("HALF", "Half", PromoKind.PERCENT, nothing, 5_000, per_order=6),
        Promo("TEN", "Ten off", PromoKind.AMOUNT_OFF, Money(1_000), per_order=8),
        Promo("SETS", "Three and one", PromoKind.BUY_GET, nothing, 10_000, buy=3, get=1),
        Promo("TOP", "On top", PromoKind.PERCENT, nothing, 500, stacks=True),
    )


def _cart(*codes: str) -> CartView:
    lines = tuple(
        CartLine(
            line_id=f"{n:02d}",
            performance_id=_SHOWS[n % len(_SHOWS)],
            seat_id=None,
            section="",
            row="",
            number="",
            zone_id=_ZONES[n % len(_ZONES)],
            zone="",
            price_type_id=_TYPES[n % len(_TYPES)],
            price_type="",
            face=Money(0),
            fee=Money(0),
        )
        for n in range(LINES)
    )
    return CartView(CartId("cart"), "USD", lines, codes)
