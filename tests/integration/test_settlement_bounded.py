"""A file is matched with what may have a part in it, and comes out as if it were matched with all
there ever was; later files answer what earlier ones asked."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest

from pos.cash.till import day_to_open
from pos.closing.settlement import gathering
from pos.closing.settlement.facts import found, rules_of
from pos.closing.settlement.matching import match
from pos.lifecycles import PAYMENT, PaymentTrigger
from pos.ports.storage import UnitOfWork
from pos.records import CardAnswer, CardPayment
from pos.views.settlement import LineClass, OurPayment
from tests.integration.small_house import House
from tests.integration.test_settlement import moved, three_sales
from tests.unit.pos.closing.settlement.card_season import WRITERS, Moved, Season, a_season, stripe
from tests.unit.pos.closing.settlement.test_disputes import dispute

C = LineClass


def put_on_disk(house: House, payments: Sequence[OurPayment]) -> None:
    """Write payments as facts: no terminal is that fast."""
    with house.office.storage.begin() as uow:
        for number, one in enumerate(payments):
            uow.add(_payment(house, one, number), _answer(house, one))
            uow.states.enter(PAYMENT, one.payment_id, "system")
            for trigger in (PaymentTrigger.APPROVE, PaymentTrigger.APPLY):
                uow.states.advance(PAYMENT, one.payment_id, trigger, "system")
        uow.commit()


def _payment(house: House, one: OurPayment, number: int) -> CardPayment:
    return CardPayment(
        payment_id=one.payment_id,
        reference=one.reference,
        message_id=f"m{number:06d}",
        kind=one.kind,
        driver="nexo",
        terminal=one.terminal,
        window_id=house.office.window.window_id,
        till_id=None,
        business_date=one.business_date,
        for_kind="order",
        for_id=one.payment_id,
        amount_minor=abs(one.amount_minor),
        currency="USD",
        keyed=False,
        content="",
        parent_id=one.parent_id,
        at=one.at,
        user_id="system",
    )


def _answer(house: House, one: OurPayment) -> CardAnswer:
    return CardAnswer(
        answer_id=house.office.ids.new(),
        payment_id=one.payment_id,
        seq=1,
        source="terminal",
        outcome="approved",
        amount_minor=abs(one.amount_minor),
        currency="USD",
        brand=one.brand,
        last_four=one.last_four,
        approval_code=one.approval_code,
        terminal_reference=f"tender.{one.keys[0]}@2026-03-02T20:00:00Z",
        entry="chip",
        verified="",
        declined="",
        emv="{}",
        receipts="[]",
        offline=False,
        condition="",
        at=one.at,
        user_id="system",
    )


def with_mistakes(season: Season, chance: random.Random) -> list[Moved]:
    """Return what the processor moved, with a bit of everything gone wrong."""
    moved = []
    for one in season.moved:
        draw = chance.randrange(20)
        if draw == 0 and one.kind == "charge":
            continue
        if draw == 1:
            one = replace(one, minor=one.minor - 1)
        if draw == 2:
            one = replace(one, payout=chance.choice(season.moved).payout)
        moved.append(one)
        if draw == 3 and one.kind != "fee":
            later = chance.choice(season.moved).payout
            moved.append(replace(one, movement=f"{one.movement}b", payout=later))
        if draw == 4 and one.kind == "charge":
            moved.append(replace(dispute(one, len(moved), 3), payout=one.payout))
        if draw in (5, 6) and one.kind == "charge":
            token = f"web{len(moved)}"
            web = replace(one, movement=token, own=token, payment=token, reference="shop-17")
            moved.append(replace(web, approval=f"W{len(moved)}", at=one.at + timedelta(hours=2)))
    return moved


def as_kept(uow: UnitOfWork) -> tuple[set[object], set[object]]:
    """Return what is on disk of lines, and of payments that are missing."""
    newest = uow.settlements.matches()
    lines = {
        (one.file_id, one.line, one.line_class, one.step, one.how, one.payment_id)
        for one in newest
        if one.line
    }
    late = {
        one.payment_id for one in newest if not one.line and one.step not in ("nothing", "wait")
    }
    return lines, late


def as_of_all(uow: UnitOfWork, house: House) -> tuple[set[object], set[object]]:
    """Return the same, of everything there ever was matched at once."""
    files = uow.settlements.files()
    lines = [found(line) for file in files for line in uow.settlements.lines_of(file.file_id)]
    today = day_to_open(uow, house.office.window)
    report = match(lines, uow.settlements.payments(), rules_of(uow), today)
    told = {
        (
            one.row.file_id,
            one.row.line,
            one.line_class.value,
            one.step.value,
            one.how.value,
            one.payment_ids[0] if one.payment_ids else "",
        )
        for one in report.matchings
        if one.row.line
    }
    late = {one.row.payment_id for one in report.matchings if one.row.payment_id}
    return told, {
        each
        for each in late
        for one in report.matchings
        if one.row.payment_id == each and one.needs_person
    }


@pytest.mark.parametrize(("name", "seed"), [("stripe", 1), ("adyen", 2), ("other", 3)])
def test_no_more_than_is_needed_comes_out_as_all_would(
    house: House, monkeypatch: pytest.MonkeyPatch, name: str, seed: int
) -> None:
    monkeypatch.setattr(gathering, "WINDOW", timedelta(0))
    chance = random.Random(seed)
    season = a_season(seed, evenings=14, sales=5)
    put_on_disk(house, season.payments)
    moved = with_mistakes(season, chance)
    payouts = sorted({one.payout for one in moved})
    chance.shuffle(payouts)
    for first in range(0, len(payouts), 2):
        few = [one for one in moved if one.payout in payouts[first : first + 2]]
        data = WRITERS[name](few)
        house.office.settlement.load(house.command(), None, f"{first}.csv", data)
        with house.office.storage.read() as uow:
            kept, every = as_kept(uow), as_of_all(uow, house)
        for one, other in zip(kept, every, strict=True):
            assert (one - other, other - one) == (set(), set())
    view = house.office.settlement.results(None, house.office.settlement.files(None)[0].file_id)
    assert view.proof.holds
    codes = {finding.code for finding in house.office.verify()}
    assert not {code for code in codes if code.startswith(("settlement", "close", "fact"))}


def settled(house: House) -> dict[str, str]:
    """Return what was settled: subject and reason."""
    return {
        one.subject_id: one.reason
        for one in house.office.exceptions.every()
        if one.standing.value == "settled"
    }


def test_what_a_later_file_answers_is_settled_with_the_line_that_answers(house: House) -> None:
    manager, payments = three_sales(house)
    first, second, third = payments
    load = house.office.settlement.load
    back = replace(
        moved(first), kind="chargeback", movement="d1", own="dp_1", minor=-first.amount_minor
    )
    data = stripe([moved(first), moved(third), back])
    view = load(house.command(), manager, "monday.csv", data)
    assert settled(house) == {}
    house.clock.advance(timedelta(days=6))
    later = stripe([replace(moved(first, "po_b"), kind="fee", movement="fee", minor=-99)])
    load(house.command(), manager, "tuesday.csv", later)
    waiting = {one.subject_id for one in house.office.exceptions.waiting()}
    assert waiting == {second.payment_id, f"{view.file.file_id}:4"}
    won = replace(back, kind="chargeback_reversed", movement="d2", minor=first.amount_minor)
    last = stripe([moved(second, "po_c"), replace(won, payout="po_c")])
    found = load(house.command(), manager, "friday.csv", last)
    assert not found.needs_person
    assert house.office.exceptions.waiting() == ()
    assert settled(house) == {
        second.payment_id: "friday.csv #2",
        f"{view.file.file_id}:4": "friday.csv #3",
    }
    assert {one.owner for one in house.office.exceptions.every()} == {""}
    load(house.command(), manager, "friday.csv", last)
    assert house.office.verify() == ()


def test_what_was_settled_and_comes_back_has_an_exception_again(house: House) -> None:
    manager, (first, second, third) = three_sales(house)
    load, fee = house.office.settlement.load, replace(moved(first), kind="fee", movement="", fee=0)
    load(house.command(), manager, "monday.csv", stripe([moved(first), moved(third)]))
    house.clock.advance(timedelta(days=6))
    later = replace(fee, movement="f1", payout="po_b", own="", payment="", minor=-99)
    load(house.command(), manager, "tuesday.csv", stripe([later]))
    found = load(house.command(), manager, "friday.csv", stripe([moved(second, "po_c")]))
    assert settled(house) == {second.payment_id: "friday.csv #2"}
    house.office.settlement.decide(
        house.command(), manager, found.file.file_id, 2, "", C.NOT_OURS, "of the web shop"
    )
    again = stripe([replace(later, movement="f2", payout="po_d")])
    load(house.command(), manager, "saturday.csv", again)
    every = house.office.exceptions.every()
    assert sorted((e.subject_id, e.standing.value) for e in every) == [
        (second.payment_id, "open"),
        (second.payment_id, "settled"),
    ]
    assert house.office.verify() == ()


def test_what_a_person_decides_is_settled_in_the_persons_name(house: House) -> None:
    manager, payments = three_sales(house)
    first, second, third = payments
    wrong = replace(moved(first), minor=first.amount_minor - 5)
    view = house.office.settlement.load(
        house.command(), manager, "a.csv", stripe([wrong, moved(second), moved(third)])
    )
    (open_one,) = house.office.exceptions.waiting()
    decided = house.office.settlement.decide(
        house.command(), manager, view.file.file_id, 2, "", C.AMOUNT_DIFFERS, "keyed wrong"
    )
    assert not decided.needs_person
    assert settled(house) == {open_one.subject_id: "keyed wrong"}
    assert house.office.verify() == ()


def test_old_files_do_not_come_along(house: House) -> None:
    season = a_season(3, evenings=6, sales=6)
    put_on_disk(house, season.payments)
    by_payout: dict[str, list[Moved]] = {}
    for one in season.moved:
        by_payout.setdefault(one.payout, []).append(one)
    for payout, several in sorted(by_payout.items()):
        house.office.settlement.load(house.command(), None, payout, stripe(several))
    newest = house.office.settlement.files(None)[0]
    with house.office.storage.read() as uow:
        rules = replace(rules_of(uow), wait_days=1)
        pool = gathering.Gathering(uow, rules)
        pool.gather(found(line) for line in uow.settlements.lines_of(newest.file_id))
    charges = {one.payment for one in season.moved if one.payout == newest.name}
    assert len(pool.payments) <= 2 * len(charges) + 2
    assert {line.payment_ref for line in pool.lines.values()} <= charges
    assert min(each.business_date for each in pool.payments.values()) > date(2026, 3, 3)
