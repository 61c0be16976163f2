"""A processor's file at the window: loaded once, matched, worked through, posted."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.commands import reconcile
from kiosk.settings import Home
from pos.errors import FileRefused, NotAllowed, NotFound, NotThisWay, SamePerson
from pos.views.people import SessionView
from pos.views.settlement import (
    LineClass,
    Matched,
    NextStep,
    OurPayment,
    SettlementView,
)
from tests.integration.card_sales import balances, card_house, sell_by_card
from tests.integration.small_house import House, usd
from tests.integration.test_selling import rows
from tests.unit.pos.closing.settlement.card_season import Moved, other, stripe

C = LineClass


def three_sales(house: House) -> tuple[SessionView, tuple[OurPayment, ...]]:
    """Sell three times by card; return who may reconcile, and the payments."""
    clerk = card_house(house)
    for number in (4, 5, 6):
        sell_by_card(house, clerk, ("A", number))
        house.clock.advance(timedelta(minutes=20))
    manager = house.sign_in("Max House")
    with house.office.storage.read() as uow:
        return manager, uow.settlements.payments()


def moved(payment: OurPayment, payout: str = "po_a") -> Moved:
    return Moved(
        kind="charge",
        movement=f"txn_{payment.keys[0]}",
        own=payment.keys[0],
        payment=payment.keys[0],
        reference=payment.reference,
        minor=payment.amount_minor,
        fee=60,
        at=payment.at + timedelta(seconds=3),
        payout=payout,
        last_four=payment.last_four,
        approval=payment.approval_code,
    )


def load(house: House, session: SessionView | None, data: bytes, name: str = "po.csv"):  # type: ignore[no-untyped-def]
    return house.office.settlement.load(house.command(), session, name, data)


def test_a_file_is_loaded_matched_and_posted_once(house: House) -> None:
    manager, payments = three_sales(house)
    first, second, third = payments
    rogue = replace(
        moved(first),
        movement="txn_x",
        own="pi_x",
        payment="pi_x",
        reference="",
        minor=4500,
        at=first.at + timedelta(hours=3),
    )
    wrong = replace(moved(second), minor=second.amount_minor - 100)
    dispute = replace(
        moved(first),
        kind="chargeback",
        movement="txn_d",
        own="dp",
        minor=-first.amount_minor,
        fee=1500,
    )
    data = stripe([moved(first), wrong, moved(third), rogue, dispute])
    looked = house.office.settlement.look(manager, "po.csv", data)
    assert not looked.loaded
    assert rows(house, "SELECT count(*) FROM settlement_line") == [(0,)]
    view = load(house, manager, data)
    assert view.findings == tuple(view.findings)
    assert {(f.line_class, f.step) for f in view.findings} == {
        (C.CHARGED_NO_ORDER, NextStep.FIND_ORDER),
        (C.AMOUNT_DIFFERS, NextStep.CORRECT),
        (C.CHARGEBACK, NextStep.ANSWER_CHARGEBACK),
    }
    assert view.proof.holds
    assert view.needs_person == 3
    assert [e.kind.value for e in house.office.exceptions.waiting()] == ["settlement"] * 3

    again = load(house, manager, data, "the same under another name.csv")
    assert again.file == view.file
    assert rows(house, "SELECT count(*) FROM settlement_match") == [(5,)]
    assert len(house.office.exceptions.waiting()) == 3

    before = balances(house)["1040"]
    posted = house.office.settlement.post(house.command(), manager, view.file.file_id, "po_a")
    assert posted.payouts[0].posted_on is not None
    after = balances(house)
    net = sum(one.minor - one.fee for one in (moved(first), wrong, moved(third), rogue, dispute))
    assert (after["1010"], after["5010"], after["1055"]) == (net, 1740, first.amount_minor)
    assert after["1040"] == before - (net + 1740 + first.amount_minor)
    with pytest.raises(NotThisWay):
        house.office.settlement.post(house.command(), manager, view.file.file_id, "po_a")
    assert house.office.verify() == ()


def test_a_person_decides_and_the_decision_stands(house: House) -> None:
    manager, payments = three_sales(house)
    first, second, third = payments
    unknown = replace(moved(second), own="x", payment="x", reference="", approval="", movement="tx")
    data = stripe([moved(first), unknown, moved(third)])
    view = load(house, manager, data)
    (finding, waiting) = view.findings
    assert (finding.line_class, finding.step) == (C.CHARGED_NO_ORDER, NextStep.CHOOSE)
    assert [row.payment_id for row in finding.candidates] == [second.payment_id]
    assert (waiting.line_class, waiting.step) == (C.TIMING, NextStep.WAIT)

    def decide(payment: OurPayment, note: str = "slip in the drawer"):  # type: ignore[no-untyped-def]
        return house.office.settlement.decide(
            house.command(),
            manager,
            view.file.file_id,
            finding.row.line,
            payment.payment_id,
            C.AGREED,
            note,
        )

    with pytest.raises(NotThisWay) as refused:
        decide(first)
    assert refused.value.params == {"what": "payment_matched"}
    decided = decide(second)
    assert [(f.line_class, f.how, f.note) for f in decided.findings] == [
        (C.AGREED, Matched.PERSON, "slip in the drawer")
    ]
    assert house.office.settlement.results(manager, view.file.file_id) == decided
    assert house.office.verify() == ()


def test_what_was_explained_needs_nobody_and_what_arrives_after_all_agrees(house: House) -> None:
    manager, payments = three_sales(house)
    first, second, third = payments
    wrong = replace(moved(first), minor=first.amount_minor - 5)
    view = load(house, manager, stripe([wrong, moved(third)]))
    house.clock.advance(timedelta(days=6))
    view = house.office.settlement.results(manager, view.file.file_id)
    assert view.needs_person == 2

    def explain(line: int, payment_id: str, line_class: LineClass) -> SettlementView:
        return house.office.settlement.decide(
            house.command(), manager, view.file.file_id, line, payment_id, line_class, "seen"
        )

    assert explain(2, "", C.AMOUNT_DIFFERS).needs_person == 1
    done = explain(0, second.payment_id, C.ORDER_NO_CHARGE)
    assert done.needs_person == 0
    assert {f.note for f in done.findings} == {"seen"}
    found = load(house, manager, stripe([moved(second, "po_late")]), "late.csv")
    assert [(f.line_class, f.how) for f in found.findings] == []
    whole = house.office.settlement.results(manager, view.file.file_id)
    assert [f.line_class for f in whole.findings] == [C.AMOUNT_DIFFERS]
    assert house.office.verify() == ()


def test_files_may_overlap_and_come_in_any_order(house: House) -> None:
    manager, payments = three_sales(house)
    first, second, third = payments
    one = stripe([moved(first, "po_1"), moved(second, "po_2")])
    two = stripe([moved(second, "po_2"), moved(third, "po_3")])
    load(house, manager, two, "two.csv")
    view = load(house, manager, one, "one.csv")
    assert view.file.lines == 1
    assert view.findings == ()
    told_otherwise = stripe([replace(moved(second, "po_2"), minor=1), moved(third, "po_3")])
    with pytest.raises(FileRefused) as refused:
        load(house, manager, told_otherwise, "three.csv")
    assert [f.code for f in refused.value.findings if f.severity == "error"] == [  # type: ignore[attr-defined]
        "settlement.payout_differs"
    ]


def test_files_without_payouts_may_overlap_and_have_one_name(house: House) -> None:
    manager, _ = three_sales(house)
    head = "Nr;Day;Amount;Kind\n"
    first = head + "K-1;2026-11-20;45.00;Sale\nK-2;2026-11-20;-5.00;Refund\n"
    second = head + "K-2;2026-11-20;-5.00;Refund\nK-3;2026-11-21;9.00;Sale\n"
    columns = {"id": "Nr", "date": "Day", "type": "Kind"}
    house.office.settlement.save_mapping(house.command(), manager, "bank", columns)
    one = load(house, manager, first.encode(), "export.csv")
    two = load(house, manager, second.encode(), "export.csv")
    assert [each.payout for each in (*one.payouts, *two.payouts)] == ["export.csv", "export.csv 2"]
    assert (two.file.lines, two.proof.gross_minor) == (1, 900)
    looked = house.office.settlement.look(
        manager, "b.csv", (second + "K-4;2026-11-21;1;Sale\n").encode()
    )
    assert [fault.code for fault in looked.faults] == ["settlement.lines_known"]
    assert house.office.verify() == ()


def test_lines_without_ids_count_once_by_all_they_say(house: House) -> None:
    card_house(house)
    manager = house.sign_in("Max House")
    head = "Date,Amount,Approval,Last4\n"
    lines = [f"2026-11-20,{sum_},A{sum_},4242\n" for sum_ in (45, 30, 12, 45)]
    first = load(house, manager, (head + "".join(lines)).encode(), "bank.csv")
    spaced = head + "\r\n \n".join(line.strip() for line in lines)
    assert load(house, manager, spaced.encode(), "bank.csv").file == first.file
    more = (head + lines[0] * 3 + lines[2] + "2026-11-21,7,X9,1111\n").encode()
    looked = house.office.settlement.look(manager, "bank.csv", more)
    assert [fault.code for fault in looked.faults] == ["settlement.lines_known"]
    later = load(house, manager, more, "bank.csv")
    assert later.file.net_minor == 4500 + 700
    for view in (first, later):
        house.office.settlement.post(
            house.command(), manager, view.file.file_id, view.payouts[0].payout
        )
    assert balances(house)["1010"] == 4500 + 3000 + 1200 + 4500 + 4500 + 700
    assert house.office.verify() == ()


@pytest.mark.parametrize("ways", [(stripe, other), (other, stripe)])
def test_one_payout_from_two_formats_is_posted_once(
    house: House, ways: tuple[Callable[..., bytes], ...]
) -> None:
    manager, payments = three_sales(house)
    moves = [moved(one) for one in payments]
    first, again = (load(house, manager, way(moves), "po.csv") for way in ways)
    house.office.settlement.post(house.command(), manager, first.file.file_id, "po_a")
    before = balances(house)
    with pytest.raises(NotThisWay) as refused:
        house.office.settlement.post(house.command(), manager, again.file.file_id, "po_a")
    assert refused.value.params == {"what": "payout_paid", "payout": "po_a"}
    rogue = replace(moves[0], movement="m", own="x", payment="x", reference="", minor=7700)
    fresh = load(house, manager, ways[1]([replace(rogue, payout="po_b")]), "fresh.csv")
    house.office.settlement.post(house.command(), manager, fresh.file.file_id, "po_b")
    assert balances(house)["1010"] == before["1010"] + 7640
    assert house.office.verify() == ()


def test_a_payment_no_file_names_is_late_only_after_the_venue_waited(house: House) -> None:
    manager, payments = three_sales(house)
    first, second, third = payments
    data = stripe([moved(first), moved(third)])
    view = load(house, manager, data)
    assert [(f.line_class, f.row.payment_id) for f in view.findings] == [
        (C.TIMING, second.payment_id)
    ]
    assert house.office.exceptions.waiting() == ()
    house.clock.advance(timedelta(days=6))
    later = house.office.settlement.results(manager, view.file.file_id)
    assert [(f.line_class, f.age_days) for f in later.findings] == [(C.ORDER_NO_CHARGE, 6)]
    fee = replace(moved(first, "po_b"), kind="fee", movement="fee", payment="", own="", minor=-99)
    load(house, manager, stripe([fee]), "later.csv")
    (late,) = house.office.exceptions.waiting()
    assert (late.subject_id, late.amount) == (second.payment_id, usd(-second.amount_minor))
    found = load(house, manager, stripe([moved(second, "po_c")]), "found.csv")
    assert found.findings == ()
    assert house.office.verify() == ()


def test_what_nobody_can_tell_apart_is_a_persons_to_choose(house: House) -> None:
    manager, payments = three_sales(house)  # one card, one amount, one approval code
    view = load(house, manager, other([moved(each) for each in payments]))
    assert {f.line_class for f in view.findings} == {C.CHARGED_NO_ORDER, C.TIMING}
    assert {f.step for f in view.findings if f.needs_person} == {NextStep.CHOOSE}
    assert {len(f.candidates) for f in view.findings} == {3}


def test_who_may_and_what_is_saved(house: House) -> None:
    clerk = card_house(house)
    with pytest.raises(NotAllowed):
        house.office.settlement.files(clerk)
    manager = house.sign_in("Max House")
    columns = {"gross": "Sum", "date": "When", "id": "Nr"}
    settlement = house.office.settlement
    settlement.save_mapping(house.command(), manager, "bank", columns)
    assert settlement.mappings() == (("bank", tuple(columns.items())),)
    data = b"Nr;When;Sum;Kind of thing\n7;2026-11-20;12,50;web\n"
    look = settlement.look(manager, "bank.csv", data, mapping="bank")
    assert (look.proof.gross_minor, look.columns) == (
        1250,
        (("gross", "Sum"), ("date", "When"), ("id", "Nr")),
    )
    assert usd(1250).minor == look.file.net_minor


def test_the_command_prints_findings_and_says_by_its_code_that_somebody_must_look(
    house: House,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    _, payments = three_sales(house)
    first, second, _ = payments
    monkeypatch.setattr(reconcile, "office_of", lambda home: nullcontext(house.office))

    def run(*given: str) -> int:
        parser = argparse.ArgumentParser()
        reconcile.add_arguments(parser)
        return reconcile.run(parser.parse_args(given), Home(tmp_path))

    wrong = replace(moved(second), minor=second.amount_minor + 1)
    bad, good = tmp_path / "bad.csv", tmp_path / "good.csv"
    bad.write_bytes(stripe([moved(first), wrong]))
    good.write_bytes(stripe([moved(each) for each in payments]))
    assert run("--settlement", str(bad), "--dry-run") == 1
    printed = capsys.readouterr().out
    assert "! Amounts differ: bad.csv:3  Charge  $45.01" in printed
    assert "(dry run, nothing was kept)" in printed
    assert f"times: {house.office.catalogue.company().zone}" in printed
    assert "ours $135.00 + explained -$44.99 = processor $90.01" in printed
    assert "and 1 that wait or are explained: --all shows them" in printed
    assert "Not there yet: order" not in printed
    assert run("--settlement", str(bad), "--dry-run", "--all") == 1
    assert "Not there yet: order" in capsys.readouterr().out
    assert run("--settlement", str(good)) == 0
    printed = capsys.readouterr().out
    assert "Agreed" in printed
    assert "stripe (kept)" in printed
    renamed = good.rename(tmp_path / "renamed.csv")
    assert run("--settlement", str(renamed)) == 0
    assert capsys.readouterr().out.startswith("renamed.csv: already loaded on ")
    assert run("--json") == 0
    assert '"name": "good.csv"' in capsys.readouterr().out
    with pytest.raises(NotFound):
        run("--settlement", str(bad), "--mapping", "nobody")
    with pytest.raises(NotFound) as refused:
        run("--settlement", str(tmp_path))
    assert refused.value.params["kind"] == "readable_file"
    assert run("--mapping", "bank", "--map", "gross=Sum") == 0
    assert house.office.settlement.mappings() == (("bank", (("gross", "Sum"),)),)


def test_who_took_the_money_settles_its_finding_through_no_door(house: House) -> None:
    taker = card_house(house, "Max House")
    sell_by_card(house, taker, ("A", 4))
    with house.office.storage.read() as uow:
        (payment,) = uow.settlements.payments()
    view = load(house, taker, stripe([replace(moved(payment), minor=100)]))
    (found,) = house.office.exceptions.waiting()
    line = int(found.subject_id.split(":")[1])
    for line_class in (C.AMOUNT_DIFFERS, C.FEE):
        args = (view.file.file_id, line, "", line_class, "so it is")
        house.office.settlement.decide(house.command(), taker, *args)
        assert house.office.exceptions.waiting() == (found,)
    with pytest.raises(SamePerson):
        house.office.exceptions.settle(house.command(), taker, found.exception_id, "fine")
    owner = house.sign_in("Olga Owner")
    house.office.exceptions.settle(house.command(), owner, found.exception_id, "seen")
    assert house.office.exceptions.waiting() == ()
