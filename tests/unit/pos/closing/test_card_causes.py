"""What can explain that a terminal's totals are not ours."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from pos.closing.card_causes import explained
from pos.closing.card_totals import MOVED, add_up, totals_of
from pos.money import Money
from pos.ports.terminals import TerminalTotals
from pos.views.card_totals import CardCause
from pos.views.settlement import OurPayment


def payment(name: str, minor: int, brand: str = "visa", state: str = "applied") -> OurPayment:
    return OurPayment(
        payment_id=name,
        kind="charge" if minor > 0 else "refund",
        state=state,
        reference=name,
        keys=(),
        approval_code="",
        brand=brand,
        last_four="1111",
        amount_minor=minor,
        at=datetime(2026, 3, 2, 20, tzinfo=UTC),
        business_date=date(2026, 3, 2),
        terminal="T0",
    )


OURS = (
    payment("a", 4500),
    payment("b", 9000),
    payment("c", 3000, "mc"),
    payment("d", -1500),
    payment("e", 700, "mc", "declined"),
)


def said(charges: list[tuple[str, int, int]], refunds: list[tuple[str, int, int]]):  # type: ignore[no-untyped-def]
    def rows(of: list[tuple[str, int, int]]) -> tuple[tuple[str, int, Money], ...]:
        return tuple((brand, count, Money(minor)) for brand, count, minor in of)

    def total(of: list[tuple[str, int, int]]) -> Money:
        return Money(sum(minor for _, _, minor in of))

    return totals_of(TerminalTotals(rows(charges), rows(refunds), total(charges), total(refunds)))


BACK = [("VISA", 1, 1500)]


def test_brands_are_compared_as_they_spell_themselves() -> None:
    assert said([("VISA", 2, 13_500), ("mastercard", 1, 3000)], BACK) == add_up(OURS, "USD")


@pytest.mark.parametrize(
    ("charges", "refunds", "cause", "ids"),
    [
        ([("VISA", 1, 9000), ("mc", 1, 3000)], BACK, CardCause.NOT_AT_TERMINAL, ("a",)),
        ([("VISA", 2, 13_500), ("mc", 2, 3700)], BACK, CardCause.NOT_WITH_US, ("e",)),
        ([("VISA", 1, 9000), ("mc", 2, 7500)], BACK, CardCause.OTHER_BRAND, ("a",)),
        ([("mc", 1, 3000)], BACK, CardCause.PAIR, ("a", "b")),
        ([("VISA", 2, 13_500), ("mc", 1, 3000)], [], CardCause.NOT_AT_TERMINAL, ("d",)),
    ],
)
def test_the_payment_that_makes_the_difference_is_named(
    charges: list[tuple[str, int, int]],
    refunds: list[tuple[str, int, int]],
    cause: CardCause,
    ids: tuple[str, ...],
) -> None:
    found = explained(said(charges, refunds), add_up(OURS, "USD"), OURS, MOVED)
    assert (found[0].cause, found[0].payment_ids) == (cause, ids)
    assert len(found) <= 5


def test_what_no_row_makes_up_is_not_explained() -> None:
    theirs = said([("VISA", 2, 13_499), ("mc", 1, 3000)], BACK)
    assert explained(theirs, add_up(OURS, "USD"), OURS, MOVED) == ()
