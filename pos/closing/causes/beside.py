"""What may be behind a drop's bag, the safe, or a terminal's totals that are off. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pos.closing.causes.pieces import is_swapped, miscounted
from pos.closing.causes.rows import Found, movement_row, ranked
from pos.money import Money
from pos.views.card_totals import CardCause, CardExplanation
from pos.views.cash import CountSheet
from pos.views.causes import Cause, CauseKind, Evidence, MovementRow, RowKind
from pos.views.settlement import OurPayment


@dataclass(frozen=True, slots=True)
class BagRows:
    """A drop whose bag was counted and was off, the other drops of its day, and what its till's
    cash was off by, zero where that is not known."""

    bag: MovementRow
    currency: str
    others: tuple[MovementRow, ...] = ()
    till_off: int = 0

    @property
    def off(self) -> int:
        """Minor units, over above zero."""
        return (self.bag.counted_minor or 0) + self.bag.minor


@dataclass(frozen=True, slots=True)
class SafeRows:
    """A count of the safe, and the drops before it whose bags were not counted with it."""

    sheet: CountSheet
    off: Money
    drops: tuple[MovementRow, ...] = ()


def explain_bag(rows: BagRows) -> tuple[Cause, ...]:
    """Return what may be behind a drop that was counted otherwise than its slip says."""
    off, bag = rows.off, movement_row(rows.bag, rows.currency)
    if not off or rows.bag.counted_minor is None:
        return ()
    mixed = [
        movement_row(each, rows.currency)
        for each in rows.others
        if each.counted_minor == -rows.bag.minor or -each.minor == rows.bag.counted_minor
    ]
    found = [
        Found(CauseKind.BAGS_SWAPPED, off, tuple(mixed), 1.5),
    ]
    if rows.till_off == -off:
        found.append(Found(CauseKind.DROP_OTHER_SUM, off, (bag,), 1))
    if is_swapped(-rows.bag.minor, rows.bag.counted_minor):
        found.append(Found(CauseKind.SUM_DIGITS, off, (bag,), 2))
    return ranked(found, rows.currency)


def explain_safe(rows: SafeRows) -> tuple[Cause, ...]:
    """Return what may be behind a safe that held something else than the books say."""
    if not rows.off:
        return ()
    off, currency = rows.off.minor, rows.off.currency
    bags = tuple(movement_row(each, currency) for each in rows.drops if each.minor == off)
    found = [Found(CauseKind.LEFT_OUT, off, bags, 1), *miscounted(rows.sheet, off)]
    return ranked(found, currency)


_OF_CARDS = {
    CardCause.OTHER_BRAND: CauseKind.CARD_OTHER_BRAND,
    CardCause.NOT_AT_TERMINAL: CauseKind.CARD_NOT_THERE,
    CardCause.NOT_WITH_US: CauseKind.CARD_NOT_HERE,
    CardCause.PAIR: CauseKind.TWO_ROWS,
}


def card_causes(
    explanations: Sequence[CardExplanation],
    payments: Mapping[str, OurPayment],
    orders: Mapping[str, str],
    currency: str,
) -> tuple[Cause, ...]:
    """Return what explains a terminal's totals, as they rank. ``payments`` and ``orders``: by
    payment id, the payment and the id of the order it stands in."""
    return tuple(
        Cause(
            kind=_OF_CARDS[each.cause],
            explains=Money(each.amount_minor, currency),
            rows=tuple(_payments(each, payments, orders, currency)),
            rank=rank,
        )
        for rank, each in enumerate(explanations)
    )


def _payments(
    each: CardExplanation,
    payments: Mapping[str, OurPayment],
    orders: Mapping[str, str],
    currency: str,
) -> Iterator[Evidence]:
    for payment_id in each.payment_ids:
        paid = payments[payment_id]
        yield Evidence(
            kind=RowKind.PAYMENT,
            subject_id=payment_id,
            amount=Money(paid.amount_minor, currency),
            at=paid.at,
            order_id=orders.get(payment_id, ""),
            order_number=paid.order_number,
            number=paid.approval_code,
            name=" ".join(part for part in (paid.brand, paid.last_four) if part),
        )
