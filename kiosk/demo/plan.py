"""Who comes to the window tonight: an evening drawn from a seed. Pure, so the same seed gives the
same patrons.

The plan says what patrons want; the played evening finds out at the screens how to give it to them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum


class How(Enum):
    """How a patron gets their places."""

    BEST = "best"
    """A quantity and a zone tile."""
    MAP = "map"
    """Seats touched on the map."""
    PLACES = "places"
    """Counted places."""


class Paid(Enum):
    """What a patron puts on the counter."""

    EXACT = "exact"
    NOTE = "note"
    """The largest sensible note offered; change is due."""
    CHECK = "check"
    SPLIT = "split"
    """A note, the rest by check."""
    CARD = "card"
    CARD_SPLIT = "card_split"
    """Part by card, the rest in cash."""
    CARD_DECLINED = "card_declined"
    """The card has no funds; cash, then."""
    CARD_PARTIAL = "card_partial"
    """Half of it is on the card; the rest in cash."""
    CARD_LOST = "card_lost"
    """The card is charged and the terminal's answer is lost."""
    SET_ASIDE = "set_aside"
    """A card is charged for part, the sale is set aside and finished later, in cash."""
    CERTIFICATE = "certificate"
    """The gift certificate that was sold earlier; the rest in cash."""


CARD_PAYS = frozenset(
    {
        Paid.CARD,
        Paid.CARD_SPLIT,
        Paid.CARD_DECLINED,
        Paid.CARD_PARTIAL,
        Paid.CARD_LOST,
        Paid.SET_ASIDE,
    }
)
"""What begins with a card."""
_WAYS = {
    Paid.EXACT: 34,
    Paid.NOTE: 14,
    Paid.CHECK: 6,
    Paid.SPLIT: 5,
    Paid.CARD: 36,
    Paid.CARD_SPLIT: 5,
}
"""Of a hundred patrons, so many."""


class Event(Enum):
    """What else happens at a window."""

    NO_SALE = "no_sale"
    REPRINT = "reprint"
    OUT_OF_STOCK = "out_of_stock"
    LOST_ANSWER = "lost_answer"
    SEAT_REFUSED = "seat_refused"
    X_REPORT = "x_report"
    LOCK = "lock"
    CARD_DECLINED = "card_declined"
    CARD_PARTIAL = "card_partial"
    CARD_LOST = "card_lost"
    SET_ASIDE = "set_aside"
    GIFT_SOLD = "gift_sold"
    GIFT_USED = "gift_used"
    GIVE_BACK = "give_back"


@dataclass(frozen=True, slots=True)
class Offer:
    """A performance on sale: whether places are counted, and the positions of its zones, dearest
    first.
    """

    code: str
    counted: bool
    zones: tuple[int, ...]
    tonight: bool
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Coupon:
    """A promo code, and a wish it is good for: one of these performances, a zone, a price type."""

    code: str
    performances: tuple[str, ...]
    zone: int
    price_type: str = ""


@dataclass(frozen=True, slots=True)
class Walkup:
    """A patron who buys. ``types`` are price type codes by ticket, empty for the usual one;
    ``pick`` is where on the map the finger goes."""

    performance: str
    quantity: int
    how: How
    zone: int
    types: tuple[str, ...]
    promo: str
    paid: Paid
    pick: int

    @property
    def comps(self) -> int:
        return self.types.count(COMP)


@dataclass(frozen=True, slots=True)
class Collector:
    """A patron who collects an order. ``search`` is what the cashier types; ``brings_code``: there
    is a code on their phone to scan instead."""

    order_number: str
    search: str
    owing: bool
    starts_at: datetime
    brings_code: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn at the window, at a moment of the evening."""

    at: datetime
    what: Walkup | Collector | Event


SALES, PICK_UPS = 126, 64
PATRONS = SALES + PICK_UPS
CODE_EVERY = 3
"""At every third turn, whoever collects brings a code. Counted and not drawn, so that a seed keeps
its evening."""
LATE = timedelta(minutes=10)
"""How long after the curtain people still come for it."""
COMP = "comp"
_QUANTITIES = (1, 2, 2, 2, 2, 2, 3, 4, 4, 6)
_CONCESSIONS = ("senior", "student", "child")


@dataclass(frozen=True, slots=True)
class Evening:
    """The whole plan: one tuple of turns a shift."""

    seed: int
    shifts: tuple[tuple[Turn, ...], ...]

    def count(self, kind: type) -> int:
        """Return how many turns are of that kind."""
        return sum(isinstance(turn.what, kind) for shift in self.shifts for turn in shift)


def evening(
    seed: int,
    offers: Sequence[Offer],
    waiting: Sequence[Collector],
    coupons: Sequence[Coupon],
    opens: datetime,
    *,
    sales: int = SALES,
    pick_ups: int = PICK_UPS,
) -> Evening:
    """Return the evening of ``seed``.

    Args:
        seed: What everything is drawn from.
        offers: Performances on sale, tonight's among them.
        waiting: Orders at will-call, in a fixed order.
        coupons: Codes patrons may have.
        opens: When the first cashier opens the window.
        sales: Walk-up sales in all.
        pick_ups: Orders collected in all; some of them owing.
    """
    rng = random.Random(seed)
    shifts: list[tuple[Turn, ...]] = []
    queue = _queue(rng, waiting)
    for shift in SHIFTS:
        events = len(shift.events)
        walk_ups, collectors = round(sales * shift.share), round(pick_ups * shift.share)
        start, length = opens + shift.begins, shift.length
        whats: list[type | Event] = [*[Walkup] * walk_ups, *[Collector] * collectors]
        rng.shuffle(whats)
        for at, event in reversed(shift.events):
            whats.insert(round(len(whats) * at), event)
        moments = _moments(rng, walk_ups + collectors + events, start, length)
        number = sum(len(before) for before in shifts)
        shifts.append(
            tuple(
                Turn(moment, _turn(rng, what, moment, offers, queue, coupons, number + n))
                for n, (moment, what) in enumerate(zip(moments, whats, strict=True))
            )
        )
    return Evening(seed, tuple(shifts))


def shared_out(patrons: int) -> tuple[int, int]:
    """Return how many of them buy, and how many collect an order."""
    sales = round(patrons * SALES / PATRONS)
    return sales, patrons - sales


def _turn(
    rng: random.Random,
    what: type | Event,
    moment: datetime,
    offers: Sequence[Offer],
    queue: list[Collector],
    coupons: Sequence[Coupon],
    number: int,
) -> Walkup | Collector | Event:
    if isinstance(what, Event):
        return what
    if what is Collector:
        waits = next((c for c in queue if c.starts_at > moment - LATE), None)
        if waits is not None:
            queue.remove(waits)
            return replace(waits, brings_code=number % CODE_EVERY == 0)
    open_still = [each for each in offers if each.starts_at > moment - LATE]
    return _walkup(rng, open_still, coupons, number)


def _queue(rng: random.Random, waiting: Sequence[Collector]) -> list[Collector]:
    """Return those who collect in the order they come, every eighth with something owing."""
    owing = [each for each in waiting if each.owing]
    paid = [each for each in waiting if not each.owing]
    rng.shuffle(owing)
    rng.shuffle(paid)
    queue: list[Collector] = []
    while paid:
        queue += paid[:7]
        del paid[:7]
        if owing:
            queue.append(owing.pop())
    return queue


def _moments(rng: random.Random, count: int, start: datetime, length: timedelta) -> list[datetime]:
    """Spread turns over the time, more of them as the curtain comes near."""
    return [
        start + length * part for part in sorted(rng.betavariate(1.6, 1.2) for _ in range(count))
    ]


@dataclass(frozen=True, slots=True)
class Shift:
    """How much of the evening is one cashier's, when, and what happens besides (share of it,
    what).
    """

    share: float
    begins: timedelta
    length: timedelta
    events: tuple[tuple[float, Event], ...]


SHIFTS = (
    Shift(
        0.56,
        timedelta(minutes=5),
        timedelta(minutes=95),
        (
            (0.10, Event.NO_SALE),
            (0.15, Event.GIFT_SOLD),
            (0.25, Event.SEAT_REFUSED),
            (0.30, Event.CARD_DECLINED),
            (0.40, Event.OUT_OF_STOCK),
            (0.50, Event.CARD_PARTIAL),
            (0.60, Event.REPRINT),
            (0.80, Event.LOCK),
        ),
    ),
    Shift(
        0.44,
        timedelta(minutes=110),
        timedelta(minutes=80),
        (
            (0.10, Event.CARD_LOST),
            (0.20, Event.LOST_ANSWER),
            (0.35, Event.GIFT_USED),
            (0.50, Event.X_REPORT),
            (0.60, Event.SET_ASIDE),
            (0.70, Event.NO_SALE),
            (0.80, Event.GIVE_BACK),
        ),
    ),
)


def _walkup(
    rng: random.Random, offers: Sequence[Offer], coupons: Sequence[Coupon], number: int
) -> Walkup:
    if number % 12 == 5:
        with_coupon = _with_coupon(rng, offers, coupons)
        if with_coupon is not None:
            return with_coupon
    offer = rng.choices(offers, [_weight(each) for each in offers])[0]
    comp = number % 20 == 9
    quantity = rng.randint(1, 2) if comp else rng.choice(_QUANTITIES)
    zone = rng.choices(offer.zones, range(1, len(offer.zones) + 1))[0]
    on_map = quantity <= 3 and rng.random() < 0.3
    how = How.PLACES if offer.counted else How.MAP if on_map else How.BEST
    return Walkup(
        performance=offer.code,
        quantity=quantity,
        how=how,
        zone=zone,
        types=(COMP,) * quantity if comp else _types(rng, quantity),
        promo="",
        paid=_paid(rng),
        pick=rng.randrange(1_000_000),
    )


def _with_coupon(
    rng: random.Random, offers: Sequence[Offer], coupons: Sequence[Coupon]
) -> Walkup | None:
    """Return two tickets that a code is good for, if what it is good for has not begun."""
    on_sale = {offer.code for offer in offers}
    usable = [each for each in coupons if on_sale.intersection(each.performances)]
    if not usable:
        return None
    coupon = rng.choice(usable)
    code = next(each for each in coupon.performances if each in on_sale)
    types = (coupon.price_type,) * 2 if coupon.price_type else ()
    paid = _paid(rng)
    return Walkup(code, 2, How.BEST, coupon.zone, types, coupon.code, paid, 0)


def _paid(rng: random.Random) -> Paid:
    return rng.choices(list(_WAYS), list(_WAYS.values()))[0]


def _types(rng: random.Random, quantity: int) -> tuple[str, ...]:
    if rng.random() > 0.25:
        return ()
    concession = rng.choice(_CONCESSIONS)
    return tuple(concession if n == quantity - 1 else "" for n in range(quantity))


def _weight(offer: Offer) -> int:
    """Return how many patrons want it: tonight's halls most, and no more than a studio holds."""
    if not offer.tonight:
        return 1
    return 2 if offer.counted else 8
