"""Which payments can explain that a terminal's totals are not ours: pure, to the cent, at most
five."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from pos.card_brands import brand_name
from pos.views.card_totals import (
    BrandTotal,
    CardCause,
    CardExplanation,
    CardTotals,
)
from pos.views.settlement import OurPayment

MOST = 5


def explained(
    theirs: CardTotals, ours: CardTotals, payments: Sequence[OurPayment], moved: Collection[str]
) -> tuple[CardExplanation, ...]:
    """Return payments that make up the difference of a brand, the likeliest first: a single one
    under another brand, a single one that only one side counts, two together.

    ``payments``: all of that terminal in that time, in whatever state; ``moved``: the states that
    we count.
    """
    every = [*_other_brand(theirs, ours, payments, moved)]
    named = {each.payment_ids for each in every}
    every += _lonely(theirs, ours, payments, moved)
    return tuple(
        dict.fromkeys(
            each
            for each in every
            if each.cause is CardCause.OTHER_BRAND or each.payment_ids not in named
        )
    )[:MOST]


def _differences(
    theirs: CardTotals, ours: CardTotals, side: Callable[[BrandTotal], tuple[int, int]]
) -> dict[str, tuple[int, int]]:
    """Return brand -> (count, minor units) that the terminal has more of."""
    mine = {one.brand: side(one) for one in ours.brands}
    found = {one.brand: side(one) for one in theirs.brands}
    more = {}
    for brand in {*mine, *found}:
        count, minor = found.get(brand, (0, 0))
        own_count, own_minor = mine.get(brand, (0, 0))
        if (count, minor) != (own_count, own_minor):
            more[brand] = count - own_count, minor - own_minor
    return dict(sorted(more.items()))


def _charges(one: BrandTotal) -> tuple[int, int]:
    return one.charges, one.charged_minor


def _refunds(one: BrandTotal) -> tuple[int, int]:
    return one.refunds, one.refunded_minor


_SIDES = ((_charges, 1), (_refunds, -1))


def _of_side(payments: Sequence[OurPayment], sign: int) -> list[OurPayment]:
    return [payment for payment in payments if payment.amount_minor * sign > 0]


def _other_brand(
    theirs: CardTotals, ours: CardTotals, payments: Sequence[OurPayment], moved: Collection[str]
) -> Iterator[CardExplanation]:
    for side, sign in _SIDES:
        more = _differences(theirs, ours, side)
        for brand, (count, minor) in more.items():
            elsewhere = any(
                (other_count, other) == (-count, -minor)
                for name, (other_count, other) in more.items()
                if name != brand
            )
            if count != -1 or not elsewhere:
                continue
            for payment in _of_side(payments, sign):
                same = abs(payment.amount_minor) == -minor and payment.state in moved
                if same and brand_name(payment.brand) == brand:
                    ids = (payment.payment_id,)
                    yield CardExplanation(CardCause.OTHER_BRAND, brand, ids, payment.amount_minor)


def _lonely(
    theirs: CardTotals, ours: CardTotals, payments: Sequence[OurPayment], moved: Collection[str]
) -> Iterator[CardExplanation]:
    for side, sign in _SIDES:
        for brand, (count, minor) in _differences(theirs, ours, side).items():
            rows = _of_side(payments, sign)
            if count < 0:
                rows = [row for row in rows if row.state in moved]
                rows = [row for row in rows if brand_name(row.brand) == brand]
                cause = CardCause.NOT_AT_TERMINAL
            else:
                rows = [row for row in rows if row.state not in moved]
                cause = CardCause.NOT_WITH_US
            for row in rows:
                if abs(row.amount_minor) == abs(minor):
                    yield CardExplanation(cause, brand, (row.payment_id,), row.amount_minor)
            if abs(count) == 2:
                yield from _pairs(rows, abs(minor), brand, sign)


def _pairs(
    rows: Sequence[OurPayment], minor: int, brand: str, sign: int
) -> Iterator[CardExplanation]:
    """Yield pairs that make the amount together, by hash."""
    seen: dict[int, str] = {}
    for row in rows:
        rest = minor - abs(row.amount_minor)
        if rest in seen:
            ids = (seen[rest], row.payment_id)
            yield CardExplanation(CardCause.PAIR, brand, ids, minor * sign)
        seen.setdefault(abs(row.amount_minor), row.payment_id)
