"""Paper: begin, act, settle. Nothing in doubt prints by itself; ruined paper gets a new barcode."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pos.clock import ManualClock
from pos.errors import (
    ApprovalNeeded,
    CardNumberRefused,
    IllegalTransition,
    NotAllowed,
    PrintNeedsPerson,
    TextRefused,
)
from pos.events import Event, PaperPrinted, PrintTasksChanged
from pos.ids import PrintJobId, TicketId
from pos.lifecycles import TICKET, TicketTrigger
from pos.ports.devices import Condition, PrintOutcome, PrintResult
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import SaleView
from pos.views.work import PrintWork
from tests.integration.small_house import ZONE, House, open_house, season
from tests.integration.test_selling import cart_of, cash, rows

PRINTED = PrintResult(PrintOutcome.PRINTED)
IN_DOUBT = PrintResult(PrintOutcome.UNKNOWN, Condition.SILENT)


def sold(house: House, *places: tuple[str, int]) -> tuple[SessionView, SaleView]:
    session = house.staff.get("Ada Clerk") or house.open_till()
    cart = cart_of(house, session, *places)
    paid = (cash(4500 * len(places)),)
    return session, house.office.selling.sell(house.command(), session, cart, paid)


def begin(house: House, device: str = "ticket_printer") -> PrintWork:
    work = house.office.prints.begin(device)
    assert work is not None
    return work


def live_codes(house: House) -> list[str]:
    return [
        str(code)
        for (code,) in rows(
            house,
            "SELECT code FROM ticket JOIN current_state ON subject_id = ticket_id "
            "WHERE machine='ticket' AND state='live' ORDER BY position",
        )
    ]


def test_jobs_come_in_order_and_their_sending_is_durable_first(house: House) -> None:
    _, sale = sold(house, ("B", 4), ("B", 5))
    assert house.office.prints.queued("ticket_printer") == 2
    first, second = begin(house), begin(house)
    assert [first.ticket.seat, second.ticket.seat] == ["4", "5"]  # type: ignore[union-attr]
    assert (first.job_id, second.job_id) == sale.print_jobs[:2]
    assert house.office.prints.begin("ticket_printer") is None
    states = "SELECT state FROM current_state WHERE machine='print' ORDER BY state"
    assert rows(house, states) == [("queued",), ("sent",), ("sent",)]


def test_a_ticket_says_what_the_patron_needs(house: House) -> None:
    sold(house, ("C", 10))
    ticket = begin(house).ticket
    assert ticket is not None
    assert (ticket.company, ticket.production) == ("Test Players", "Symphony No. 9")
    assert (ticket.section, ticket.row, ticket.seat) == ("Orchestra", "C", "10")
    assert ticket.price.minor == 4500
    assert ticket.fee_included.minor == 300
    assert ticket.notes == ("restricted_view",)
    assert ticket.starts_at.strftime("%H:%M %Z") == "19:30 PST"
    assert ticket.code == live_codes(house)[0]


def test_a_receipt_groups_what_was_bought(house: House) -> None:
    sold(house, ("B", 4), ("B", 5), ("C", 2))
    receipt = begin(house, "receipt_printer").receipt
    assert receipt is not None
    (line,) = receipt.lines
    assert (line.quantity, line.each.minor, line.amount.minor) == (3, 4500, 13_500)
    assert line.detail == "Stalls, Adult: Orchestra B 4, 5; C 2"
    assert receipt.cashier == "Ada Clerk"
    assert receipt.policy == "No refunds."
    assert (receipt.total.minor, receipt.fees_included.minor) == (13_500, 900)


def test_what_was_not_sent_prints_again_by_itself(house: House) -> None:
    sold(house, ("B", 4))
    work = begin(house)
    house.office.prints.settle(
        work.job_id, PrintResult(PrintOutcome.NOT_SENT, Condition.UNREACHABLE)
    )
    (task,) = [task for task in house.office.prints.tasks() if task.kind == "ticket"]
    assert (task.state, task.reason) == ("failed_before_send", "unreachable")
    assert task.what == "Symphony No. 9 · Orchestra B 4"
    assert begin(house).job_id == work.job_id


def test_a_waiting_ticket_says_which_of_its_order_came_out(house: House) -> None:
    sold(house, ("B", 4), ("B", 5), ("B", 6))
    house.office.prints.settle(begin(house).job_id, PRINTED)
    short = begin(house)
    house.office.prints.settle(
        short.job_id, PrintResult(PrintOutcome.NOT_SENT, Condition.OUT_OF_STOCK)
    )
    waiting = [task for task in house.office.prints.tasks() if task.kind == "ticket"]
    assert {task.came_out for task in waiting} == {("Symphony No. 9 · Orchestra B 4",)}
    assert [task.what[-3:] for task in waiting] == ["B 5", "B 6"]


def test_each_ticket_of_an_order_is_somewhere(house: House) -> None:
    """Came out, in the printer now, waiting: together as many as were sold."""
    _, sale = sold(house, ("B", 4), ("B", 5), ("B", 6), ("B", 7))
    house.office.prints.settle(begin(house).job_id, PRINTED)
    begin(house)
    tasks = [task for task in house.office.prints.tasks() if task.kind == "ticket"]
    assert [(task.what[-3:], task.state) for task in tasks] == [
        ("B 5", "sent"),
        ("B 6", "queued"),
        ("B 7", "queued"),
    ]
    assert {task.came_out for task in tasks} == {("Symphony No. 9 · Orchestra B 4",)}
    assert house.office.prints.came_out(sale.order_id) == 1


def test_what_came_out_is_counted_again_after_a_spoiled_one(house: House) -> None:
    session, sale = sold(house, ("B", 4), ("B", 5))
    house.office.prints.settle(begin(house).job_id, PRINTED)
    work = begin(house)
    house.office.prints.settle(work.job_id, IN_DOUBT)
    house.office.prints.decide(house.command(), session, work.job_id, came_out=False, reason="torn")
    assert house.office.prints.came_out(sale.order_id) == 1
    house.office.prints.settle(begin(house).job_id, PRINTED)
    assert house.office.prints.came_out(sale.order_id) == 2


def test_a_paper_that_came_out_is_told_and_calls_nobody(house: House) -> None:
    sold(house, ("B", 4), ("B", 5))
    told: list[Event] = []
    house.office.events.subscribe(told.append)
    house.office.prints.settle(begin(house).job_id, PRINTED)
    assert told == [PaperPrinted("ticket_printer")]
    house.office.prints.settle(begin(house).job_id, IN_DOUBT)
    assert told[1:] == [PrintTasksChanged()]


def test_in_doubt_waits_for_a_person_and_then_is_good(house: House) -> None:
    session, _ = sold(house, ("B", 4))
    work = begin(house)
    code = live_codes(house)
    house.office.prints.settle(work.job_id, IN_DOUBT)
    assert house.office.prints.begin("ticket_printer") is None
    house.office.prints.decide(house.command(), session, work.job_id, came_out=True)
    assert house.office.prints.begin("ticket_printer") is None
    assert live_codes(house) == code


def test_in_doubt_and_lost_gets_a_new_barcode(house: House) -> None:
    session, _ = sold(house, ("B", 4))
    work = begin(house)
    house.office.prints.settle(work.job_id, IN_DOUBT)
    command = house.command()
    for _ in range(2):  # a repeat of the same word changes nothing
        house.office.prints.decide(
            command, session, work.job_id, came_out=False, reason="nothing came out"
        )
    fresh = begin(house)
    assert fresh.ticket is not None
    assert work.ticket is not None
    assert fresh.ticket.issue == 2
    assert fresh.ticket.code != work.ticket.code
    assert live_codes(house) == [fresh.ticket.code]
    assert house.office.prints.begin("ticket_printer") is None
    assert rows(house, "SELECT ticket_id FROM live_seat") == [(fresh.ticket.ticket_id,)]


def test_ruined_paper_is_replaced_and_its_barcode_dies(house: House) -> None:
    sold(house, ("B", 4))
    work = begin(house)
    house.office.prints.settle(work.job_id, PrintResult(PrintOutcome.SPOILED, Condition.JAM))
    fresh = begin(house)
    assert fresh.ticket is not None
    assert work.ticket is not None
    assert live_codes(house) == [fresh.ticket.code] != [work.ticket.code]


def test_a_receipt_is_printed_once_more_as_a_copy(house: House) -> None:
    session, sale = sold(house, ("B", 4))
    before = begin(house, "receipt_printer")
    house.office.prints.settle(before.job_id, PRINTED)
    command = house.command()
    for _ in range(2):
        house.office.orders.copy_receipt(command, session, sale.order_id)
    again = begin(house, "receipt_printer").receipt
    assert before.receipt is not None
    assert again is not None
    assert replace(again, copy=False) == before.receipt
    assert again.copy
    assert house.office.prints.queued("receipt_printer") == 0
    nobody = replace(session, permissions=frozenset())
    with pytest.raises(NotAllowed):
        house.office.orders.copy_receipt(house.command(), nobody, sale.order_id)


def test_a_ruined_receipt_prints_again_as_a_copy(house: House) -> None:
    sold(house, ("B", 4))
    work = begin(house, "receipt_printer")
    house.office.prints.settle(work.job_id, PrintResult(PrintOutcome.SPOILED, Condition.JAM))
    again = begin(house, "receipt_printer").receipt
    assert again is not None
    assert work.receipt is not None
    assert (work.receipt.copy, again.copy) == (False, True)


def test_a_restart_puts_what_was_sent_into_doubt(
    house: House, tmp_path: Path, manual_clock: ManualClock
) -> None:
    sold(house, ("B", 4), ("B", 5))
    begin(house)
    house.office.close()
    after = open_house(tmp_path / "foyer.sqlite3", manual_clock, seed=8)
    assert after.office.prints.recover() == 1
    states = {
        task.what: task.state for task in after.office.prints.tasks() if task.kind == "ticket"
    }
    assert states == {
        "Symphony No. 9 · Orchestra B 4": "unknown",
        "Symphony No. 9 · Orchestra B 5": "queued",
    }
    after.office.close()


def test_only_doubt_is_decided_and_only_by_those_who_may(house: House) -> None:
    session, sale = sold(house, ("B", 4))
    queued = sale.print_jobs[0]
    with pytest.raises(PrintNeedsPerson):
        house.office.prints.decide(house.command(), session, queued, came_out=True)
    powerless = session.__class__(
        session.user_id, session.name, session.role, session.locale, frozenset({Permission.SELL})
    )
    with pytest.raises(NotAllowed):
        house.office.prints.decide(house.command(), powerless, queued, came_out=True)


def test_a_waiting_job_can_be_taken_out_and_a_sent_one_not(house: House) -> None:
    session, sale = sold(house, ("B", 4), ("B", 5))
    sent = begin(house)
    house.office.prints.cancel(house.command(), session, sale.print_jobs[1], "not wanted")
    assert house.office.prints.begin("ticket_printer") is None
    with pytest.raises(IllegalTransition):
        house.office.prints.cancel(house.command(), session, sent.job_id, "too late")


def test_a_reprint_needs_a_reason_and_a_second_person(house: House) -> None:
    session, sale = sold(house, ("B", 4))
    old = begin(house)
    house.office.prints.settle(old.job_id, PRINTED)
    ticket, command = sale.ticket_ids[0], house.command()
    with pytest.raises(TextRefused):
        house.office.orders.reprint(command, session, ticket, " ")
    with pytest.raises(ApprovalNeeded):
        house.office.orders.reprint(command, session, ticket, "lost")
    lead = next(p for p in house.office.people.staff() if p.name == "Sue Lead")
    approval = house.office.people.approve(
        lead.user_id, "3691", Permission.REPRINT, command, session
    )
    job = house.office.orders.reprint(command, session, ticket, "lost", approval)
    assert house.office.orders.reprint(command, session, ticket, "lost", approval) == job
    fresh = begin(house)
    assert fresh.ticket is not None
    assert old.ticket is not None
    assert "duplicate" in fresh.ticket.notes
    assert live_codes(house) == [fresh.ticket.code] != [old.ticket.code]
    with pytest.raises(ApprovalNeeded):  # an approval is good for its own command only
        house.office.orders.reprint(house.command(), session, ticket, "lost", approval)


def test_a_reprint_takes_the_waiting_job_out_of_the_queue(house: House) -> None:
    _, sale = sold(house, ("B", 4))
    lead = house.sign_in("Sue Lead")
    house.office.orders.reprint(house.command(), lead, sale.ticket_ids[0], "smudged")
    work = begin(house)
    assert work.ticket is not None
    assert work.ticket.issue == 2
    assert house.office.prints.begin("ticket_printer") is None


def test_a_reprinted_ticket_does_not_change_what_the_order_costs(house: House) -> None:
    _, sale = sold(house, ("B", 4))
    lead = house.sign_in("Sue Lead")
    house.office.orders.reprint(house.command(), lead, sale.ticket_ids[0], "smudged")
    order = house.office.orders.get(sale.order_id)
    assert (order.total.minor, order.owing.minor) == (4500, 0)
    assert [ticket.state for ticket in order.tickets] == ["revoked", "live"]
    assert [row.tickets for row in house.office.orders.find(sale.order_number)] == [1]
    happened = [event.what for event in order.events]
    arrows = [what for what in happened if what.startswith("order.")]
    assert arrows == ["order.enter", "order.pay", "order.hand_over"]
    assert "ticket.revoke" in happened


def test_settling_a_job_twice_is_refused(house: House) -> None:
    sold(house, ("B", 4))
    work = begin(house)
    house.office.prints.settle(work.job_id, PRINTED)
    with pytest.raises(IllegalTransition):
        house.office.prints.settle(PrintJobId(work.job_id), PRINTED)


# ---- ruined and lost ----


def printed(house: House) -> tuple[SessionView, TicketId]:
    """Sell one ticket and print it."""
    session, sale = sold(house, ("B", 4))
    house.office.prints.settle(begin(house).job_id, PRINTED)
    return session, sale.ticket_ids[0]


def test_a_printed_ticket_that_is_bad_is_replaced_without_a_second_person(house: House) -> None:
    session, ticket = printed(house)
    (old,) = live_codes(house)
    command = house.command()
    job = house.office.orders.spoil(command, session, ticket, "cut wrong", "A-0042")
    assert house.office.orders.spoil(command, session, ticket, "cut wrong", "A-0042") == job
    fresh = begin(house)
    assert fresh.job_id == job
    assert fresh.ticket is not None
    assert (fresh.ticket.issue, fresh.ticket.duplicate) == (2, False)
    assert live_codes(house) == [fresh.ticket.code] != [old]
    assert rows(house, "SELECT what, reason, serial, user_id, ticket_id FROM voided_paper") == [
        ("spoiled", "cut wrong", "A-0042", session.user_id, ticket)
    ]
    assert rows(house, "SELECT subject_id FROM audit WHERE event = 'ticket.spoiled'") == [(ticket,)]
    house.office.prints.settle(fresh.job_id, PRINTED)
    assert house.office.verify() == ()


def test_a_bad_ticket_needs_a_reason_and_someone_who_settles_prints(house: House) -> None:
    session, ticket = printed(house)
    with pytest.raises(TextRefused):
        house.office.orders.spoil(house.command(), session, ticket, " ")
    with pytest.raises(CardNumberRefused):
        house.office.orders.spoil(
            house.command(), session, ticket, "cut", stock_serial="4111111111111111"
        )
    powerless = session.__class__(
        session.user_id, session.name, session.role, session.locale, frozenset({Permission.SELL})
    )
    with pytest.raises(NotAllowed):
        house.office.orders.spoil(house.command(), powerless, ticket, "cut")
    assert rows(house, "SELECT count(*) FROM voided_paper") == [(0,)]


def test_only_paper_that_came_out_is_bad(house: House) -> None:
    session, sale = sold(house, ("B", 4))
    ticket = sale.ticket_ids[0]
    with pytest.raises(IllegalTransition):  # it waits
        house.office.orders.spoil(house.command(), session, ticket, "bad")
    begin(house)
    with pytest.raises(PrintNeedsPerson):  # it is at the printer
        house.office.orders.spoil(house.command(), session, ticket, "bad")
    lead = house.sign_in("Sue Lead")
    with pytest.raises(PrintNeedsPerson):
        house.office.orders.reprint(house.command(), lead, ticket, "lost")
    assert rows(house, "SELECT count(*) FROM ticket") == [(1,)]


def test_a_bad_ticket_is_replaced_once(house: House) -> None:
    session, ticket = printed(house)
    house.office.orders.spoil(house.command(), session, ticket, "bad")
    with pytest.raises(IllegalTransition):
        house.office.orders.spoil(house.command(), session, ticket, "bad again")
    lead = house.sign_in("Sue Lead")
    with pytest.raises(IllegalTransition):
        house.office.orders.reprint(house.command(), lead, ticket, "lost")


def test_a_ticket_used_at_the_door_is_replaced_by_a_supervisor_only(house: House) -> None:
    session, ticket = printed(house)
    with house.office.storage.begin() as uow:
        uow.states.advance(TICKET, ticket, TicketTrigger.SCAN, "door")
        uow.commit()
    command = house.command()
    with pytest.raises(ApprovalNeeded):
        house.office.orders.spoil(command, session, ticket, "torn at the door")
    lead = next(p for p in house.office.people.staff() if p.name == "Sue Lead")
    approval = house.office.people.approve(
        lead.user_id, "3691", Permission.REPRINT, command, session
    )
    house.office.orders.spoil(command, session, ticket, "torn at the door", approval=approval)
    assert len(live_codes(house)) == 1


def test_a_lost_ticket_leaves_its_paper_behind(house: House) -> None:
    _, ticket = printed(house)
    lead = house.sign_in("Sue Lead")
    house.office.orders.reprint(house.command(), lead, ticket, "left at home")
    assert rows(house, "SELECT what, reason, user_id FROM voided_paper") == [
        ("lost", "left at home", lead.user_id)
    ]
    fresh = begin(house)
    house.office.prints.settle(fresh.job_id, PRINTED)
    assert rows(
        house,
        "SELECT state FROM current_state s JOIN print_job j ON j.job_id = s.subject_id"
        " WHERE kind = 'ticket'",
    ) == [("printed",), ("printed",)]
    assert house.office.verify() == ()


def test_a_reprint_of_a_ticket_in_doubt_counts_its_paper_as_spoiled(house: House) -> None:
    _, sale = sold(house, ("B", 4))
    house.office.prints.settle(begin(house).job_id, IN_DOUBT)
    lead = house.sign_in("Sue Lead")
    house.office.orders.reprint(house.command(), lead, sale.ticket_ids[0], "patron is waiting")
    assert rows(house, "SELECT what FROM voided_paper") == [("spoiled",)]
    assert house.office.verify() == ()


def test_an_approval_that_nobody_gave_reprints_nothing(house: House) -> None:
    """Not the value is believed but the PIN try on disk."""
    session, ticket = printed(house)
    command = house.command()
    lead = next(p for p in house.office.people.staff() if p.name == "Sue Lead")
    invented = Approval(lead.user_id, lead.name, Permission.REPRINT, command)
    with pytest.raises(ApprovalNeeded):
        house.office.orders.reprint(command, session, ticket, "lost", invented)
    assert len(live_codes(house)) == 1


def test_a_venue_that_does_not_want_it_prints_no_duplicate(house: House) -> None:
    _, ticket = printed(house)
    quiet = season(house.clock.now().astimezone(ZONE))
    venue = replace(quiet.venues[0], reprints_say_duplicate=False)
    with house.office.storage.begin() as uow:
        uow.catalogue.save(replace(quiet, venues=(venue,)))
        uow.commit()
    lead = house.sign_in("Sue Lead")
    house.office.orders.reprint(house.command(), lead, ticket, "lost")
    fresh = begin(house).ticket
    assert fresh is not None
    assert (fresh.issue, fresh.duplicate, fresh.notes) == (2, False, ())


def test_the_printer_that_ruins_paper_says_so_itself(house: House) -> None:
    sold(house, ("B", 4))
    house.office.prints.settle(
        begin(house).job_id, PrintResult(PrintOutcome.SPOILED, Condition.JAM)
    )
    assert rows(house, "SELECT what, reason, user_id FROM voided_paper") == [
        ("spoiled", "jam", "system")
    ]
