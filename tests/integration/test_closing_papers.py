"""Papers of a till over a real file: which ones are asked for, what differs, what it leaves to look
into; the next float, a till its cashier had left, and how far cashiers are off over time."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from pos.closing.next_float import propose
from pos.codec import from_json
from pos.errors import AmountInvalid, DayNotReady, NotAllowed, SamePerson
from pos.ports.devices import Condition, PrintOutcome, PrintResult
from pos.records import TillRelief
from pos.views.cash import CountSheet, OverShort, PaperCounted, PaperToCount
from pos.views.closing import ExceptionKind
from pos.views.closing_rules import LAUNCH_CLOSING, ClosingRules, Tiers
from pos.views.people import SessionView
from tests.integration.card_sales import asked, card
from tests.integration.refunds import give_back
from tests.integration.small_house import ZONE, House, season, usd
from tests.integration.test_closing import (
    EXPECTED_CASH,
    all_papers,
    close_day,
    count,
    evening,
    ledger,
    lock,
    print_all,
    sell,
    sheet,
    word_of,
)
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_values import from_value, sell_certificate

Papers = tuple[PaperCounted, ...]


def to_count(house: House, session: SessionView) -> tuple[PaperToCount, ...]:
    till = house.office.tills.current()
    assert till is not None
    return house.office.closing.papers_to_count(session, till.till_id)


def busy(house: House) -> SessionView:
    """A check, a slip, a certificate used up and one used in part, a ticket spoiled and one that
    came back."""
    lead = house.sign_in("Sue Lead")
    house.office.terminals.register(house.command(), lead, "standalone W1", "", "Window 1")
    session = house.open_till()
    cart = cart_of(house, session, ("B", 1))
    slip = replace(asked(cart), driver="standalone", terminal="", model="")
    paid = house.office.cards.typed(house.command(), session, slip, "004711", "Visa", "1111")
    house.office.selling.sell(house.command(), session, cart, (card(paid),))
    whole, part = (sell_certificate(house, session, amount) for amount in (4_500, 9_000))
    for value, seat in ((whole, 2), (part, 3)):
        cart = cart_of(house, session, ("B", seat))
        tender = from_value(value, 4_500)
        house.office.selling.sell(house.command(), session, cart, (tender,))
    cart = cart_of(house, session, ("B", 8), ("B", 9))
    sale = house.office.selling.sell(house.command(), session, cart, (cash(9_000),))
    work = house.office.prints.begin("ticket_printer")
    assert work is not None
    house.office.prints.settle(work.job_id, PrintResult(PrintOutcome.SPOILED, Condition.JAM))
    print_all(house)
    give_back(house, session, sale.order_id, sale.ticket_ids[:1])
    print_all(house)
    return session


def cash_in(house: House) -> int:
    till = house.office.tills.current()
    assert till is not None
    with house.office.storage.read() as uow:
        return uow.tills.balance("1020", till.till_id)


def test_each_paper_is_asked_for_by_what_stands_on_it_and_never_by_its_amount(
    house: House,
) -> None:
    session = busy(house)
    listed = to_count(house, session)
    told = [(paper.kind, paper.number, paper.payer) for paper in listed]
    assert told[0] == ("card_slip", "004711", "Visa 1111")
    assert [kind for kind, *_ in told] == [
        "card_slip",
        "certificate",  # the other one goes on with the patron
        "void_ticket",
        "void_ticket",
    ]
    assert told[1][2] == "Bo Example"
    assert {seat for kind, _, seat in told if kind == "void_ticket"} == {
        "Orchestra B 1",
        "Orchestra B 8",
    }
    expected = cash_in(house)
    result = count(house, session, sheet(expected))
    assert [(d.kind, d.expected_count, d.counted_count) for d in result.differences] == [
        ("cash", 0, 0),
        ("card", 1, 1),
        ("certificate", 1, 1),
        ("void_ticket", 2, 2),
    ]
    assert not result.needs_reason
    assert lock(house, session).papers == ()
    assert house.office.verify() == ()


def missing(papers: Papers) -> Papers:
    return tuple(replace(paper, counted_minor=None) for paper in papers[:1]) + papers[1:]


def extra(papers: Papers) -> Papers:
    return (*papers, PaperCounted("check", "", "77", "Bo Example", 2_000))


def swapped(papers: Papers) -> Papers:
    """15.00 read as 51.00."""
    return (papers[0], replace(papers[1], counted_minor=5_100))


@pytest.mark.parametrize(
    ("papers_of", "kind", "off"),
    [
        (missing, ExceptionKind.CHECK_MISSING, -9_000),
        (extra, ExceptionKind.CHECK_EXTRA, 2_000),
        (swapped, ExceptionKind.CHECK_AMOUNT, 3_600),
    ],
)
def test_a_check_that_differs_is_booked_and_looked_into(
    house: House, papers_of: Callable[[Papers], Papers], kind: ExceptionKind, off: int
) -> None:
    session = evening(house)
    result = count(house, session, sheet(), papers_of(all_papers(house)))
    (paper,) = result.papers
    assert (paper.counted - paper.expected).minor == off
    assert (result.needs_reason, result.needs_manager) == (True, True)
    view = lock(house, session, "Max House", "it is in the safe already")
    assert view.papers == result.papers
    assert ledger(house)["5020", False] == -off
    found = house.office.exceptions.waiting()
    kinds = {(one.kind, one.amount.minor) for one in found}
    assert (kind, off) in kinds
    assert (ExceptionKind.TILL_DIFFERENCE in {one.kind for one in found}) is (abs(off) > 5_000)
    assert {one.cashier for one in found} == {"Ada Clerk"}
    with pytest.raises(DayNotReady):
        close_day(house, session)
    assert house.office.verify() == ()


def test_a_slip_that_is_missing_is_looked_into_and_not_written_off(house: House) -> None:
    session = busy(house)
    there = cash_in(house)
    result = count(house, session, sheet(there), ())
    assert [paper.kind for paper in result.papers] == [paper.kind for paper in to_count_of(house)]
    lock(house, session, "Max House", "left at the other window")
    assert ("5020", False) not in ledger(house)
    kinds = sorted(one.kind.value for one in house.office.exceptions.waiting())
    assert kinds == [
        "card_slip",
        "certificate_missing",
        "void_ticket_missing",
        "void_ticket_missing",
    ]
    assert house.office.verify() == ()


def to_count_of(house: House) -> tuple[PaperToCount, ...]:
    return to_count(house, house.staff["Ada Clerk"])


def test_every_count_keeps_its_papers(house: House) -> None:
    session = evening(house)
    right = all_papers(house)
    count(house, session, sheet(), missing(right))
    closing = house.office.closing
    closing.recount(house.command(), session)
    closing.submit_count(house.command(), session, sheet(), right)
    kept = rows(
        house,
        "SELECT c.attempt, p.number, p.expected_minor, p.counted_minor FROM counted_paper p"
        " JOIN till_count c ON c.count_id = p.count_id ORDER BY c.attempt, p.line",
    )
    assert [(attempt, counted) for attempt, _, _, counted in kept] == [
        (1, None),
        (1, 1_500),
        (2, 9_000),
        (2, 1_500),
    ]
    assert lock(house, session).papers == ()


def test_no_amount_of_a_paper_is_told_before_the_count_is_in(house: House) -> None:
    session = evening(house)
    house.office.closing.start_count(house.command(), session)
    told = repr(to_count(house, session)) + repr(
        rows(house, "SELECT details FROM audit WHERE event LIKE 'till.%'")
    )
    assert "9000" not in told
    assert "10500" not in told


# ---- the venue's rules ----


def with_closing(house: House, rules: ClosingRules) -> None:
    loaded = season(house.clock.now().astimezone(ZONE))
    venue = replace(loaded.venues[0], closing=rules)
    with house.office.storage.begin() as uow:
        uow.catalogue.save(replace(loaded, venues=(venue,)))
        uow.commit()


def test_tiers_recounts_and_the_next_float_are_the_venues(house: House) -> None:
    rules = ClosingRules(cash=Tiers(0, 1, 2), recounts=0, next_float=((100, 3),))
    with_closing(house, rules)
    result = count(house, evening(house), sheet(EXPECTED_CASH - 3))
    assert result.till.counts_left == 0
    assert (result.needs_reason, result.needs_manager) == (True, True)
    assert result.left == CountSheet(notes=((100, 3),))
    assert result.left.total + result.rest.total == result.counted.total


# ---- the next float ----


@pytest.mark.parametrize("chosen", [None, CountSheet(notes=((100, 50),))])
def test_what_stays_and_what_goes_to_the_bank_are_kept(
    house: House, chosen: CountSheet | None
) -> None:
    session = evening(house)
    till = count(house, session).till
    command = house.command()
    approval = word_of(house, "Sue Lead", command, session)
    view = house.office.closing.approve(command, session, till.till_id, approval, "", chosen)
    ((left, rest),) = rows(house, "SELECT left, rest FROM till_close")
    stays, goes = (from_json(str(text), CountSheet) for text in (left, rest))
    assert (view.left, view.rest) == (stays, goes)
    assert stays == (chosen or propose(sheet(), LAUNCH_CLOSING.next_float)[0])
    assert stays.total + goes.total == usd(EXPECTED_CASH)


def test_more_than_was_counted_cannot_stay(house: House) -> None:
    session = evening(house)
    till = count(house, session).till
    command = house.command()
    approval = word_of(house, "Sue Lead", command, session)
    with pytest.raises(AmountInvalid):
        house.office.closing.approve(
            command, session, till.till_id, approval, "", CountSheet(notes=((2_000, 1),))
        )
    assert rows(house, "SELECT count(*) FROM till_close") == [(0,)]


# ---- a till its cashier had left ----


def test_a_forgotten_till_is_marked_and_looked_into(house: House) -> None:
    evening(house)
    sue = house.sign_in("Sue Lead")
    result = count(house, sue)
    assert result.forgotten
    view = lock(house, sue, "Max House")
    assert (view.cashier, view.counted_by, view.approved_by) == (
        "Ada Clerk",
        "Sue Lead",
        "Max House",
    )
    assert rows(house, "SELECT forgotten FROM till_close") == [(1,)]
    (one,) = house.office.exceptions.waiting()
    assert (one.kind, one.cashier, one.by_user) == (
        ExceptionKind.FORGOTTEN_TILL,
        "Ada Clerk",
        "Sue Lead",
    )
    ((details,),) = rows(house, "SELECT details FROM audit WHERE event = 'till.closed'")
    assert json.loads(str(details))["forgotten"] is True
    assert house.office.verify() == ()


def test_who_relieved_on_a_till_does_not_review_it(house: House) -> None:
    session = evening(house)
    till = house.office.tills.current()
    assert till is not None
    sue = house.sign_in("Sue Lead")
    with house.office.storage.begin() as uow:
        relief = TillRelief(
            house.ids.new(), till.till_id, 1, sue.user_id, True, uow.now(), session.user_id
        )
        uow.add(relief)
        uow.commit()
    count(house, session)
    with pytest.raises(SamePerson):
        lock(house, session, "Sue Lead")
    assert lock(house, session, "Max House").approved_by == "Max House"


# ---- over time ----


def test_over_and_short_of_each_cashier_over_time(house: House) -> None:
    session = evening(house)
    count(house, session, sheet(EXPECTED_CASH - 700), extra(all_papers(house)))
    lock(house, session, "Max House", "change")
    for cents in (10_150, 9_900):
        ben = house.open_till("Ben Clerk")
        count(house, ben, sheet(cents))
        lock(house, ben)
    lead = house.sign_in("Sue Lead")
    off = house.office.closing.over_short(lead, date(2026, 11, 21))
    ada, ben_id = house.staff["Ada Clerk"].user_id, house.staff["Ben Clerk"].user_id
    assert off == (
        OverShort(
            ada,
            "Ada Clerk",
            1,
            usd(1_300),
            usd(2_700),
            (("cash", usd(-700)), ("check", usd(2_000))),
        ),
        OverShort(ben_id, "Ben Clerk", 2, usd(50), usd(250), (("cash", usd(50)),)),
    )
    assert house.office.closing.over_short(lead, date(2026, 11, 22)) == ()
    with pytest.raises(NotAllowed):
        house.office.closing.over_short(house.staff["Ada Clerk"], date(2026, 11, 21))


def test_an_even_till_counts_as_one_that_was_not_off(house: House) -> None:
    session = house.open_till()
    sell(house, session, cash(4_500))
    print_all(house)
    count(house, session, sheet(14_500))
    assert lock(house, session).net == usd(4_500)
    lead = house.sign_in("Sue Lead")
    (row,) = house.office.closing.over_short(lead, date(2026, 11, 1))
    assert (row.tills, row.net, row.absolute) == (1, usd(0), usd(0))
