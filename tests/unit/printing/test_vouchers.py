"""Slips of cash that is no sale."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from pos.money import Money
from pos.views.movements import MovementKind, MovementView, VoucherView
from printing.fonts import FontSource
from printing.vouchers import voucher
from printing.words import Words
from tests.unit.printing.builders import ZONE
from tests.unit.printing.test_receipts import said

DROP = MovementView(
    movement_id="m1",
    number="V0012",
    kind=MovementKind.DROP,
    amount=Money(40_000),
    purpose="",
    reason="",
    person="",
    bag="B-100418",
    at=datetime(2026, 11, 21, 20, 15, tzinfo=ZONE),
    business_date=date(2026, 11, 21),
    cashier="Dana P.",
    second="Robin L.",
)
PAID_OUT = replace(
    DROP,
    kind=MovementKind.PAID_OUT,
    bag="",
    purpose="Petty cash",
    reason="Light bulbs",
    person="Cora Example",
)


def slip(moved: MovementView, words: Words, fonts: FontSource, *, copy: bool = False) -> list[str]:
    view = VoucherView("Willamette Bridge Symphony", ("1 Quay Street",), "Window 1", moved, copy)
    return said(voucher(view, words, fonts))


def test_a_drops_slip_names_bag_amount_and_both_people(words: Words, fonts: FontSource) -> None:
    lines = slip(DROP, words, fonts)
    assert lines[2] == "CASH TO THE SAFE"
    for line in (
        "Bag | B-100418",
        "Amount | $400.00",
        "Cashier | Dana P.",
        "Received by | Robin L.",
    ):
        assert line in lines
    assert "Voucher V0012 | Window 1" in lines
    assert "COPY" not in lines


def test_a_voucher_says_what_for_and_who_signs(words: Words, fonts: FontSource) -> None:
    lines = slip(PAID_OUT, words, fonts, copy=True)
    assert lines[2:4] == ["COPY", "PAID OUT"]
    for line in ("Purpose: Petty cash", "Reason: Light bulbs", "Paid to | Cora Example"):
        assert line in lines
    assert sum(line.startswith("____") for line in lines) == 3


@pytest.mark.parametrize(
    ("kind", "title"),
    [(MovementKind.TOP_UP, "CASH FROM THE SAFE"), (MovementKind.PAID_IN, "PAID IN")],
)
def test_what_comes_in_has_its_own_title(
    kind: MovementKind, title: str, words: Words, fonts: FontSource
) -> None:
    alone = replace(DROP, kind=kind, bag="", second="")
    lines = slip(alone, words, fonts)
    assert lines[2] == title
    assert not any("Allowed by" in line for line in lines)


def test_after_midnight_it_names_the_business_day(words: Words, fonts: FontSource) -> None:
    late = replace(DROP, at=datetime(2026, 11, 22, 0, 40, tzinfo=ZONE))
    assert any(line.startswith("Business day") for line in slip(late, words, fonts))
