"""What is printed of a processor's file says the same as the screen, and proves its sums."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pos.errors import NotFound
from pos.views.settlement import LineClass, Matched, NextStep
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


def test_what_is_not_ours_is_listed_asked_about_once_and_a_chargeback_names_its_order(
    house: House,
) -> None:
    manager, (first, *_) = three_sales(house)
    rows = (
        f"CB-9;2026-11-20;Chargeback;-{first.amount_minor / 100:.2f};{first.reference}",
        "K-1;2026-11-20;Sale;12.34;ZZZ-17",
        "K-2;2026-11-20;Sale;5.00;ZZZ-18",
    )
    data = "\n".join(("Nr;Day;Kind;Amount;Reference", *rows, "")).encode()
    columns = {"id": "Nr", "date": "Day", "type": "Kind", "reference": "Reference"}
    office = house.office
    office.settlement.save_mapping(house.command(), manager, "bank", columns)
    looked = office.settlement.look(manager, "bank.csv", data)
    assert {one.row.file for one in looked.findings if one.row.line} == {"bank.csv"}
    view = office.settlement.load(house.command(), manager, "bank.csv", data)
    assert not view.already
    asked = [one for one in view.findings if one.line_class is LineClass.NOT_OURS]
    assert [(one.row.line, one.step) for one in asked] == [
        (3, NextStep.SAY_NOT_OURS),
        (4, NextStep.SAY_NOT_OURS),
    ]
    (dispute,) = [one for one in view.findings if one.line_class is LineClass.CHARGEBACK]
    assert (dispute.how, dispute.row.shown[0]) == (Matched.REFERENCE, "CB-9")
    assert [(row.payment_id, row.number) for row in dispute.evidence] == [
        (first.payment_id, first.order_number)
    ]

    decided = office.settlement.decide(
        house.command(), manager, view.file.file_id, 3, "", LineClass.NOT_OURS, "the web shop"
    )
    still = [one for one in decided.findings if one.line_class is LineClass.NOT_OURS]
    assert [(one.row.line, one.needs_person) for one in still] == [(3, False), (4, False)]
    assert [each.subject_id for each in office.exceptions.waiting()] == [f"{view.file.file_id}:2"]
    whole = office.statements.make(manager, StatementName.SETTLEMENT, view.file.file_id)
    listed = section(whole, "settlement_explained.step_nothing").rows
    assert [(row[0], row[1], row[4]) for row in listed] == [
        ("class_not_ours", "#3", 1_234),
        ("class_not_ours", "#4", 500),
    ]
    again = office.settlement.load(house.command(), manager, "renamed.csv", data)
    assert (again.already, again.file.name) == (True, "bank.csv")
    assert office.verify() == ()
