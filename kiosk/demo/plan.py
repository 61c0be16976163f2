"""Who comes to the window tonight: an evening drawn from a seed. Pure, so the same seed gives the
same patrons.

The plan says what patrons want; the played evening finds out at the screens how to give it to them.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
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


class Event(Enum):
    """What else happens at a window."""

    NO_SALE = "no_sale"
    REPRINT = "reprint"
    OUT_OF_STOCK = "out_of_stock"
    LOST_ANSWER = "lost_answer"
    SEAT_REFUSED = "seat_refused"
    X_REPORT = "x_report"
    LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Offer:
    """A performance on sale: its code, whether places are counted, and the positions of its zones,
    dearest first.
    """

    code: str
    counted: bool
    zones: tuple[int, ...]
    tonight: bool


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
    """A patron who collects an order. ``search`` is what the cashier types."""

    order_number: str
    search: str
    owing: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn at the window, at a moment of the evening."""

    at: datetime
    what: Walkup | Collector | Event


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
    promos: Sequence[str],
    opens: datetime,
    *,
    sales: int = 126,
    pick_ups: int = 64,
) -> Evening:
    """Return the evening of ``seed``.

    Args:
        seed: What everything is drawn from.
        offers: Performances on sale, tonight's among them.
        waiting: Orders at will-call, in a fixed order.
        promos: Codes patrons may have.
        opens: When the first cashier opens the window.
        sales: Walk-up sales in all.
        pick_ups: Orders collected in all; at least six of them owing if there are as many.
    """
    rng = random.Random(seed)
    walkups: list[Walkup | Collector] = [_walkup(rng, offers, promos, n) for n in range(sales)]
    patrons = walkups + _collectors(rng, waiting, pick_ups)
    rng.shuffle(patrons)
    turn_of_shift = round(len(patrons) * 0.55)
    first = _with_events(patrons[:turn_of_shift], _FIRST_SHIFT)
    second = _with_events(patrons[turn_of_shift:], _SECOND_SHIFT)
    changeover = opens + timedelta(minutes=105)
    return Evening(
        seed,
        (
            _timed(rng, first, opens + timedelta(minutes=5), timedelta(minutes=95)),
            _timed(rng, second, changeover + timedelta(minutes=5), timedelta(minutes=80)),
        ),
    )


_FIRST_SHIFT = (
    (0.10, Event.NO_SALE),
    (0.25, Event.SEAT_REFUSED),
    (0.40, Event.OUT_OF_STOCK),
    (0.60, Event.REPRINT),
    (0.80, Event.LOCK),
)
_SECOND_SHIFT = (
    (0.20, Event.LOST_ANSWER),
    (0.50, Event.X_REPORT),
    (0.70, Event.NO_SALE),
)


def _walkup(
    rng: random.Random, offers: Sequence[Offer], promos: Sequence[str], number: int
) -> Walkup:
    offer = rng.choices(offers, [5 if each.tonight else 1 for each in offers])[0]
    quantity = rng.choice(_QUANTITIES)
    zone = rng.choices(offer.zones, range(1, len(offer.zones) + 1))[0]
    on_map = quantity <= 3 and rng.random() < 0.3
    how = How.PLACES if offer.counted else How.MAP if on_map else How.BEST
    return Walkup(
        performance=offer.code,
        quantity=quantity,
        how=how,
        zone=zone,
        types=_types(rng, quantity, number),
        promo=rng.choice(promos) if promos and number % 12 == 5 else "",
        paid=rng.choices(list(Paid), (60, 25, 8, 7))[0],
        pick=rng.randrange(1_000_000),
    )


def _types(rng: random.Random, quantity: int, number: int) -> tuple[str, ...]:
    if number % 20 == 9:
        return (COMP,) * quantity
    if rng.random() > 0.25:
        return ()
    concession = rng.choice(_CONCESSIONS)
    return tuple(concession if n == quantity - 1 else "" for n in range(quantity))


def _collectors(
    rng: random.Random, waiting: Sequence[Collector], count: int
) -> list[Walkup | Collector]:
    owing = [each for each in waiting if each.owing]
    paid = [each for each in waiting if not each.owing]
    some = rng.sample(owing, min(8, len(owing)))
    return [*some, *rng.sample(paid, min(count - len(some), len(paid)))]


def _with_events(
    patrons: Sequence[Walkup | Collector], events: Sequence[tuple[float, Event]]
) -> list[Walkup | Collector | Event]:
    turns: list[Walkup | Collector | Event] = list(patrons)
    for share, event in reversed(events):
        turns.insert(round(len(turns) * share), event)
    return turns


def _timed(
    rng: random.Random,
    turns: Sequence[Walkup | Collector | Event],
    start: datetime,
    length: timedelta,
) -> tuple[Turn, ...]:
    """Spread turns over the time, more of them as the curtain comes near."""
    moments = sorted(rng.betavariate(1.6, 1.2) for _ in turns)
    return tuple(
        Turn(start + length * moment, what) for moment, what in zip(moments, turns, strict=True)
    )
