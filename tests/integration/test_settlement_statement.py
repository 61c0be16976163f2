"""What is printed of a processor's file says the same as the screen, and proves its sums."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pos.errors import NotFound
from pos.views.statements import Section, Statement, StatementName
from tests.integration.small_house import House
from tests.integration.test_settlement import moved, three_sales
from tests.unit.pos.closing.settlement.card_season import stripe


def section(statement: Statement, code: str) -> Section:
    return next(each for each in statement.sections if each.code == code)


def test_a_file_and_a_payout_of_it_as_statements(house: House) -> None:
    manager, payments = three_sales(house)
    first, second, third = payments
    unknown = replace(
        moved(third),
        movement="t9",
        own="p9",
        payment="p9",
        reference="",
        minor=1_234,
        at=third.at + timedelta(hours=2),
        payout="po_b",
    )
    wrong = replace(moved(second), minor=second.amount_minor - 100)
    fee = replace(moved(first), kind="fee", movement="f", own="", payment="", minor=-250, fee=0)
    data = stripe([moved(first), wrong, fee, moved(third, "po_b"), unknown])
    view = house.office.settlement.load(house.command(), manager, "monday.csv", data)
    house.office.settlement.post(house.command(), manager, view.file.file_id, "po_b")

    whole = house.office.statements.make(manager, StatementName.SETTLEMENT, view.file.file_id)
    assert whole == house.office.statements.make(manager, StatementName.SETTLEMENT, "monday.csv")
    assert {row[0]: row[1] for row in section(whole, "by_class").rows} == {
        "class_agreed": 2,
        "class_amount_differs": 1,
        "class_fee": 1,
        "class_charged_no_order": 1,
    }
    for proof in ("proof_settlement", "proof_bank"):
        assert section(whole, proof).totals == ("difference", 0)
    for step, row in {
        "correct": ("class_amount_differs", "#3", second.amount_minor - 100),
        "find_order": ("class_charged_no_order", "#6", 1_234),
    }.items():
        ((line_class, line, _, _, amount, *_),) = section(
            whole, f"settlement_waiting.step_{step}"
        ).rows
        assert (line_class, line, amount) == row
    booked = {row[0]: row[2] for row in section(whole, "payouts_booked").rows}
    net = third.amount_minor + 1_234 - 120
    assert booked == {"1010": net, "5010": 120, "1040": -(net + 120)}

    part = house.office.statements.make(manager, StatementName.SETTLEMENT, "po_a")
    assert [row[:3] for row in section(part, "by_class").rows] == [
        ("class_agreed", 1, first.amount_minor),
        ("class_amount_differs", 1, second.amount_minor - 100),
        ("class_fee", 1, -250),
    ]
    assert section(part, "proof_settlement").totals == ("difference", 0)
    assert [row[0] for row in section(part, "payouts").rows] == ["po_a"]
    assert section(part, "payouts_booked").rows == ()
    with pytest.raises(NotFound):
        house.office.statements.make(manager, StatementName.SETTLEMENT, "po_nothing")
    assert house.office.statements.offers(manager, StatementName.SETTLEMENT)[0].text == (
        "monday.csv"
    )
