"""Mistakes at the drawer that concern a whole sum: its change, the notes handed over, the price of
places, a paper taken for cash, another till. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from pos.closing.causes.pieces import is_swapped
from pos.closing.causes.rows import Found, TillRows, movement_row, paper_row, tender_row
from pos.money import Money
from pos.views.cash import CERTIFICATE
from pos.views.causes import CauseKind, Evidence, RowKind, TenderRow


def at_the_drawer(rows: TillRows) -> Iterator[Found]:
    """Yield what of this a till's difference may be."""
    yield from _change(rows)
    yield from _places(rows)
    yield from _certificates(rows)
    yield from _digits(rows)
    yield from _other_till(rows)


def _change(rows: TillRows) -> Iterator[Found]:
    """Yield sales whose whole change stayed or went out twice, and those of which what the patron
    handed over went back."""
    off = rows.off
    sales = [row for row in rows.cash if row.amount_minor > 0 and row.change_minor]
    whole = [row for row in sales if row.change_minor == abs(off)]
    back = [row for row in sales if row.given_minor == -off]
    of = len(sales)
    yield Found(CauseKind.CHANGE_WHOLE, off, _tenders(rows, whole), 1, of=2 * of)
    yield Found(CauseKind.HANDED_BACK, off, _tenders(rows, back), 3, of=of)


def _places(rows: TillRows) -> Iterator[Found]:
    """Yield cash sales of which some places were not paid for, or at another price of this till."""
    prices = sorted({price for _, price in rows.places})
    of_order: dict[str, Counter[int]] = defaultdict(Counter)
    for order_id, price in rows.places:
        of_order[order_id][price] += 1
    sold = [row for row in rows.cash if row.amount_minor > 0]
    other = [row for row in sold if _other_price(of_order[row.order_id], prices, rows.off)]
    unpaid = [
        row
        for row in sold
        if -rows.off < row.amount_minor
        and any(
            price and not -rows.off % price and 0 < -rows.off // price <= number
            for price, number in of_order[row.order_id].items()
        )
    ]
    of = len(rows.places)
    others = of * max(len(prices) - 1, 1)
    yield Found(CauseKind.OTHER_PRICE, rows.off, _tenders(rows, other), 1, of=others)
    yield Found(CauseKind.PLACE_NOT_PAID, rows.off, _tenders(rows, unpaid), 1, of=of)


def _other_price(places: Counter[int], prices: Iterable[int], off: int) -> bool:
    """Whether some of a sale's places at another price make the difference."""
    known = tuple(prices)
    return any(
        step and off % step == 0 and 0 < off // step <= number
        for price, number in places.items()
        for step in (other - price for other in known)
        if price
    )


def _certificates(rows: TillRows) -> Iterator[Found]:
    """Yield a certificate that no sale took, with the cash sales of the sum that is short."""
    extra = [each for each in rows.papers if each.kind == CERTIFICATE and each.what == "extra"]
    sales = [row for row in rows.cash if row.amount_minor == -rows.off]
    if extra and sales:
        evidence = (paper_row(extra[0]), *_tenders(rows, sales))
        yield Found(CauseKind.CERTIFICATE_AS_CASH, rows.off, evidence, 0, together=True)


def _digits(rows: TillRows) -> Iterator[Found]:
    """Yield movements that with two digits swapped make the till agree."""
    fits = tuple(
        movement_row(row, rows.currency)
        for row in rows.movements
        if row.minor
        and (row.minor + rows.off) * row.minor > 0
        and is_swapped(abs(row.minor), abs(row.minor + rows.off))
    )
    of = 2 * len(rows.movements)
    yield Found(CauseKind.SUM_DIGITS, rows.off, fits, 1, of=of)


def _other_till(rows: TillRows) -> Iterator[Found]:
    """Yield tills of the day that are off by as much, the other way round."""
    tills = tuple(
        Evidence(
            RowKind.TILL,
            each.till_id,
            Money(each.off, rows.currency),
            name=each.cashier,
            till_id=each.till_id,
        )
        for each in rows.beside
        if each.off == -rows.off
    )
    yield Found(CauseKind.TILL_OTHERWISE, rows.off, tills, 0)


def _tenders(rows: TillRows, found: Iterable[TenderRow]) -> tuple[Evidence, ...]:
    return tuple(tender_row(row, rows.currency) for row in found)
