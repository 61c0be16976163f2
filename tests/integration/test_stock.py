"""Ticket stock over a real file: every blank paper is accounted for, and nothing is written for the
ones that print."""

from __future__ import annotations

import json

import pytest

from pos.errors import (
    AmountInvalid,
    ApprovalNeeded,
    CardNumberRefused,
    CommandReused,
    NotAllowed,
    NotFound,
    SamePerson,
    StockUnsettled,
    TextRefused,
)
from pos.events import StockChanged
from pos.ids import TicketId
from pos.ports.devices import Condition, PrintOutcome, PrintResult
from pos.stock.stock import last_serial
from pos.views.people import Approval, Permission, Role, SessionView
from pos.views.stock import StockKind, StockRow, StockView
from tests.integration.small_house import PINS, House
from tests.integration.test_closing import (
    all_papers,
    close_day,
    close_evening,
    count,
    lock,
    print_all,
    sell,
    sheet,
)
from tests.integration.test_paper import begin
from tests.integration.test_people import audited, of
from tests.integration.test_selling import cash, parcels, rows

AT = "ticket_printer"
SPOILED = PrintResult(PrintOutcome.SPOILED, Condition.JAM)
PRINTED = PrintResult(PrintOutcome.PRINTED)
UNKNOWN = PrintResult(PrintOutcome.UNKNOWN)


def load(house: House, session: SessionView, papers: int = 50) -> StockView:
    return house.office.stock.load(house.command(), session, AT, papers)


def there(house: House) -> int:
    """Return what should be there, asked in both ways."""
    standing = house.office.stock.standing(AT).should_be_there
    assert house.office.stock.left(AT) == standing
    return standing


def figures(view: StockView) -> tuple[int, ...]:
    return (view.start, view.loaded, view.printed, view.spoiled, view.test, view.should_be_there)


# ---- loading ----


def test_before_anything_was_loaded_nobody_knows(house: House) -> None:
    view = house.office.stock.standing(AT)
    assert (view.known, view.since, view.low) == (False, None, False)
    assert house.office.stock.left(AT) is None
    assert house.office.stock.history(AT) == ()


def test_what_is_loaded_is_there(house: House) -> None:
    session, command = house.sign_in("Ada Clerk"), house.command()
    view = house.office.stock.load(command, session, AT, 500, "A-0001", "box 7")
    assert (view.known, view.should_be_there, view.since) == (True, 500, house.clock.now())
    assert house.office.stock.load(command, session, AT, 500, "A-0001", "box 7") == view
    with pytest.raises(CommandReused):
        house.office.stock.load(command, session, AT, 501, "A-0001", "box 7")
    assert there(house) == 500
    (line,) = house.office.stock.history(AT)
    assert (line.who, line.kind, line.papers, line.expected) == (
        "Ada Clerk",
        StockKind.LOAD,
        500,
        0,
    )
    assert (line.first_serial, line.last_serial, line.note) == ("A-0001", "A-0500", "box 7")
    assert audited(house, "stock.loaded") == 1
    assert house.events[-1] == StockChanged(AT)
    assert len(parcels(house)[-1]["stock_entry"]) == 1


@pytest.mark.parametrize(
    ("first", "papers", "last"),
    [("A-0099", 2, "A-0100"), ("17", 1, "17"), ("99", 2, "100"), ("box", 5, ""), ("", 5, "")],
)
def test_the_last_number_follows_from_the_first(first: str, papers: int, last: str) -> None:
    assert last_serial(first, papers) == last


def test_who_does_not_sell_does_not_load(house: House) -> None:
    manager = house.sign_in("Max House")
    house.office.people.add_staff(
        house.command(), manager, "Fay Ledger", Role.FINANCE, "8046", "en"
    )
    finance = house.office.people.sign_in(of(house, "Fay Ledger").user_id, "8046")
    with pytest.raises(NotAllowed):
        load(house, finance)
    with pytest.raises(NotAllowed):
        house.office.stock.count(house.command(), finance, AT, 1, "")


def test_a_slip_of_the_hand_loads_nothing(house: House) -> None:
    session = house.sign_in("Ada Clerk")
    for papers in (0, -1, 100_001):
        with pytest.raises(AmountInvalid):
            load(house, session, papers)
    with pytest.raises(NotFound):
        house.office.stock.load(house.command(), session, "receipt_printer", 1)
    with pytest.raises(CardNumberRefused):
        house.office.stock.load(house.command(), session, AT, 1, note="4111 1111 1111 1111")
    with pytest.raises(TextRefused):
        house.office.stock.load(house.command(), session, AT, 1, "9" * 41)
    assert house.office.stock.left(AT) is None


# ---- what is used ----


def test_each_paper_is_one_thing(house: House) -> None:
    """Printed, spoiled by the printer, in doubt, tested: loaded less all of them remains."""
    session = house.open_till()
    load(house, session)
    sell(house, session, cash(13_500))
    house.office.prints.settle(begin(house).job_id, PRINTED)
    house.office.prints.settle(begin(house).job_id, SPOILED)
    house.office.prints.settle(begin(house).job_id, UNKNOWN)
    house.office.stock.test_printed(house.command(), AT, session, 2)
    view = house.office.stock.standing(AT)
    assert figures(view) == (0, 50, 1, 1, 2, 46)
    assert view.in_doubt == 1
    assert there(house) == 46
    begin(house)  # the spoiled one's replacement, on its way
    assert house.office.stock.standing(AT).in_doubt == 2


def test_a_receipt_uses_no_ticket(house: House) -> None:
    session = house.open_till()
    load(house, session)
    sell(house, session, cash(4_500))
    house.office.prints.settle(begin(house, "receipt_printer").job_id, UNKNOWN)
    assert house.office.stock.standing(AT).in_doubt == 0
    assert there(house) == 50


def test_what_never_left_or_was_refused_used_nothing(house: House) -> None:
    session = house.open_till()
    load(house, session)
    sell(house, session, cash(9_000))
    work = begin(house)
    house.office.prints.settle(
        work.job_id, PrintResult(PrintOutcome.NOT_SENT, Condition.OUT_OF_STOCK)
    )
    house.office.prints.cancel(house.command(), session, work.job_id, "not wanted")
    assert there(house) == 50


@pytest.mark.parametrize(("wasted", "left"), [(True, 49), (False, 50)])
def test_doubt_ends_as_ruined_paper_or_as_none(house: House, wasted: bool, left: int) -> None:
    session = house.open_till()
    load(house, session)
    sell(house, session, cash(4_500))
    work = begin(house)
    house.office.prints.settle(work.job_id, UNKNOWN)
    house.office.prints.decide(
        house.command(),
        session,
        work.job_id,
        came_out=False,
        reason="torn" if wasted else "nothing there",
        stock_serial="A-17" if wasted else "",
        wasted=wasted,
    )
    assert there(house) == left
    what, serial = ("spoiled", "A-17") if wasted else ("nothing", "")
    assert rows(house, "SELECT what, serial, user_id FROM voided_paper") == [
        (what, serial, session.user_id)
    ]
    print_all(house)
    assert there(house) == left - 1
    assert house.office.verify() == ()


def test_doubt_that_ends_well_used_one(house: House) -> None:
    session = house.open_till()
    load(house, session)
    sell(house, session, cash(4_500))
    work = begin(house)
    house.office.prints.settle(work.job_id, UNKNOWN)
    assert there(house) == 50
    house.office.prints.decide(house.command(), session, work.job_id, came_out=True)
    assert there(house) == 49
    assert rows(house, "SELECT count(*) FROM voided_paper") == [(0,)]


def test_a_bad_paper_and_a_lost_one_use_one_more_each(house: House) -> None:
    session, lead = house.open_till(), house.sign_in("Sue Lead")
    load(house, session)
    sell(house, session, cash(9_000))
    print_all(house)
    bad, lost = (TicketId(str(row[0])) for row in rows(house, "SELECT ticket_id FROM ticket"))
    house.office.orders.spoil(house.command(), session, bad, "cut wrong")
    house.office.orders.reprint(house.command(), lead, lost, "lost")
    assert figures(house.office.stock.standing(AT)) == (0, 50, 1, 1, 0, 48)
    print_all(house)
    assert figures(house.office.stock.standing(AT)) == (0, 50, 3, 1, 0, 46)


def test_a_sale_and_its_printing_write_nothing_about_stock(house: House) -> None:
    session = house.open_till()
    load(house, session)
    sell(house, session, cash(9_000))
    print_all(house)
    assert rows(house, "SELECT count(*) FROM stock_entry") == [(1,)]
    assert there(house) == 48


def test_test_prints_from_the_command_line_have_nobody(house: House) -> None:
    house.office.stock.test_printed(house.command(), AT)
    assert house.office.stock.left(AT) is None
    (line,) = house.office.stock.history(AT)
    assert (line.who, line.kind, line.papers) == ("", StockKind.TEST, 1)
    load(house, house.sign_in("Ada Clerk"), 20)
    assert there(house) == 20
    with pytest.raises(NotFound):
        house.office.stock.test_printed(house.command(), "receipt_printer")
    with pytest.raises(AmountInvalid):
        house.office.stock.test_printed(house.command(), AT, papers=0)
    assert house.office.verify() == ()


def test_a_printer_is_tried_before_a_season_is_loaded(house: House) -> None:
    with house.office.storage.begin() as uow:
        uow.connection.exec_driver_sql("DELETE FROM season")  # type: ignore[attr-defined]
        uow.connection.exec_driver_sql("UPDATE catalogue_version SET stamp = 'none'")  # type: ignore[attr-defined]
        uow.commit()
    view = house.office.stock.test_printed(house.command(), AT)
    assert (view.test, view.low_at, view.low) == (1, 0, False)


# ---- counting ----


def test_a_count_that_is_right_is_anybodys(house: House) -> None:
    session = house.open_till()
    load(house, session)
    sell(house, session, cash(9_000))
    print_all(house)
    view = house.office.stock.count(house.command(), session, AT, 48, "")
    assert figures(view) == (48, 0, 0, 0, 0, 48)
    assert there(house) == 48


def test_the_first_count_finds_what_it_finds(house: House) -> None:
    session = house.open_till()
    sell(house, session, cash(9_000))
    print_all(house)
    house.office.stock.count(house.command(), session, AT, 300, "")
    (line,) = house.office.stock.history(AT)
    assert (line.expected, line.difference) == (300, 0)
    assert there(house) == 300


def test_a_difference_is_explained_and_answered_for(house: House) -> None:
    session, lead = house.open_till(), house.sign_in("Sue Lead")
    load(house, session)
    command, stock = house.command(), house.office.stock
    with pytest.raises(ApprovalNeeded) as refused:
        stock.count(command, session, AT, 47, "torn")
    assert refused.value.params == {"permission": "adjust_stock"}
    with pytest.raises(TextRefused):
        stock.count(house.command(), lead, AT, 47, " ")
    invented = Approval(lead.user_id, lead.name, Permission.ADJUST_STOCK, command)
    with pytest.raises(ApprovalNeeded):  # nobody gave a PIN for it
        stock.count(command, session, AT, 47, "torn", invented)
    approval = house.office.people.approve(
        lead.user_id, PINS["Sue Lead"], Permission.ADJUST_STOCK, command, session
    )
    view = stock.count(command, session, AT, 47, "torn", approval)
    assert stock.count(command, session, AT, 47, "torn", approval) == view
    line = stock.history(AT)[0]
    assert (line.papers, line.expected, line.difference, line.note) == (47, 50, -3, "torn")
    ((details,),) = rows(house, "SELECT details FROM audit WHERE event = 'stock.counted'")
    assert json.loads(str(details))["approved_by"] == lead.user_id
    assert there(house) == 47
    assert house.office.verify() == ()


def test_nobody_approves_their_own_count(house: House) -> None:
    session = house.open_till()
    with pytest.raises(SamePerson):
        house.office.people.approve(
            session.user_id,
            PINS["Ada Clerk"],
            Permission.ADJUST_STOCK,
            house.command(),
            session,
        )


def test_nothing_is_counted_while_a_paper_is_in_doubt(house: House) -> None:
    session = house.open_till()
    load(house, session)
    sell(house, session, cash(4_500))
    house.office.prints.settle(begin(house).job_id, UNKNOWN)
    with pytest.raises(StockUnsettled) as refused:
        house.office.stock.count(house.command(), session, AT, 50, "")
    assert refused.value.params == {"device": AT, "count": 1}


def test_what_was_printed_before_a_count_and_is_bad_after_it_is_used_once(house: House) -> None:
    session = house.open_till()
    load(house, session)
    sell(house, session, cash(4_500))
    print_all(house)
    house.office.stock.count(house.command(), session, AT, 49, "")
    ((ticket,),) = rows(house, "SELECT ticket_id FROM ticket")
    house.office.orders.spoil(house.command(), session, TicketId(str(ticket)), "smudged")
    assert figures(house.office.stock.standing(AT)) == (49, 0, -1, 1, 0, 49)
    print_all(house)
    assert there(house) == 48
    assert house.office.verify() == ()


def test_what_came_before_a_count_is_told_apart_without_a_clock(house: House) -> None:
    session = house.open_till()
    load(house, session)
    sell(house, session, cash(9_000))
    house.office.prints.settle(begin(house).job_id, PRINTED)
    begun = begin(house)
    house.office.prints.settle(begun.job_id, UNKNOWN)
    house.office.prints.decide(house.command(), session, begun.job_id, came_out=True)
    house.office.stock.count(house.command(), session, AT, 48, "")
    assert figures(house.office.stock.standing(AT)) == (48, 0, 0, 0, 0, 48)


def test_a_venue_hears_when_little_is_left(house: House) -> None:
    session = house.sign_in("Ada Clerk")
    assert load(house, session, 101).low is False
    house.office.stock.test_printed(house.command(), AT, session)
    view = house.office.stock.standing(AT)
    assert (view.should_be_there, view.low_at, view.low) == (100, 100, True)


def test_history_is_newest_first_and_bounded(house: House) -> None:
    session = house.sign_in("Ada Clerk")
    for papers in (10, 20, 30):
        load(house, session, papers)
    assert [line.papers for line in house.office.stock.history(AT, limit=2)] == [30, 20]
    with pytest.raises(NotFound):
        house.office.stock.history("receipt_printer")


# ---- reports ----


def test_a_z_report_accounts_for_every_paper(house: House) -> None:
    load(house, house.sign_in("Sue Lead"), 100)
    (row,) = close_evening(house).stock
    assert row == StockRow(AT, 100, 0, 5, 0, 0, 0, 95)


def test_a_report_without_stock_says_what_was_used_only(house: House) -> None:
    (row,) = close_evening(house).stock
    assert row == StockRow(AT, None, 0, 5, 0, 0, 0, None)


def test_a_till_that_printed_nothing_has_no_stock_section(house: House) -> None:
    session = house.open_till("Ada Clerk", 0)
    count(house, session, None)
    assert lock(house, session, "Max House", "nothing was in it").stock == ()


def test_the_day_adds_up_over_its_tills(house: House) -> None:
    lead = house.sign_in("Sue Lead")
    load(house, lead, 100)
    close_evening(house)
    load(house, lead, 7)  # between two tills
    ben = house.open_till("Ben Clerk")
    sell(house, ben, cash(4_500))
    house.office.prints.settle(begin(house).job_id, SPOILED)
    print_all(house)
    house.office.stock.count(house.command(), lead, AT, 99, "two were stuck together")
    house.office.stock.test_printed(house.command(), AT, ben)
    house.office.closing.start_count(house.command(), ben)
    papers = all_papers(house)
    house.office.closing.submit_count(house.command(), ben, sheet(14_500), papers)
    (second,) = lock(house, ben).stock
    assert second == StockRow(AT, 102, 0, 1, 1, 1, -1, 98)
    day = close_day(house, ben)
    assert day.stock == (StockRow(AT, 100, 7, 6, 1, 1, -1, 98),)
    assert (day.spoiled, day.lost) == (1, 0)
    assert house.office.verify() == ()


def test_an_x_report_has_the_papers_of_now(house: House) -> None:
    session = house.open_till()
    load(house, session, 30)
    sell(house, session, cash(4_500))
    print_all(house)
    (row,) = house.office.closing.x_report(session).stock
    assert row == StockRow(AT, None, 30, 1, 0, 0, 0, 29)
