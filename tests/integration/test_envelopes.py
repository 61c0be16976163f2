"""Will-call printed ahead: in the order of the box, one envelope after the other, to be stopped, to
be gone on with, and handed out without printing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pos.errors import BatchOpen, IllegalTransition
from pos.ids import OrderId
from pos.ports.devices import Condition, PrintOutcome, PrintResult
from pos.views.people import SessionView
from pos.views.will_call import BatchView, Where, Wish
from pos.views.work import PrintWork
from tests.integration.small_house import LATE, SYMPHONY, House
from tests.integration.test_handing_out import Pair, give, pair, print_all, sound, where
from tests.integration.test_selling import cash, rows
from tests.integration.test_will_call import sold_elsewhere

__all__ = ["pair"]

PRINTED = PrintResult(PrintOutcome.PRINTED)


def four(house: House) -> dict[str, OrderId]:
    """Four orders, one of them owing; as filed: Adams, Baker, Clark, Zola."""
    return {
        "Zoe Adams": sold_elsewhere(house, "Zoe Adams", 3, 4),
        "Ann Zola": sold_elsewhere(house, "Ann Zola", 5),
        "Bo Clark": sold_elsewhere(house, "Bo Clark", 6, paid=False),
        "Cy Baker": sold_elsewhere(house, "Cy Baker", 7),
    }


def start(house: House, session: SessionView, *, owing_too: bool = False) -> BatchView:
    return house.office.envelopes.start(house.command(), session, SYMPHONY, owing_too=owing_too)


def feed(house: House, session: SessionView, batch: BatchView) -> BatchView:
    """Queue the next envelope, as the window does."""
    (now,) = (each for each in house.office.envelopes.open() if each.batch_id == batch.batch_id)
    assert now.next_order is not None
    return house.office.envelopes.feed(house.command(), session, batch.batch_id, now.next_order)


def papers(house: House, result: PrintResult = PRINTED) -> list[PrintWork]:
    """Let everything come out so; return what it was."""
    found = []
    for device in ("receipt_printer", "ticket_printer"):
        while (work := house.office.prints.begin(device)) is not None:
            house.office.prints.settle(work.job_id, result)
            found.append(work)
    return found


def print_batch(house: House, session: SessionView, *, owing_too: bool = False) -> list[str]:
    """Print a whole batch; return the names on the slips, with how many tickets each had."""
    batch, said = start(house, session, owing_too=owing_too), []
    while batch.next_order is not None:
        batch = feed(house, session, batch)
        slip, *tickets = papers(house)
        assert slip.envelope is not None
        said.append(f"{slip.envelope.name} {len(tickets)}")
    house.office.envelopes.finish(house.command(), session, batch.batch_id)
    return said


def test_envelopes_come_in_the_order_of_the_box_and_owing_ones_are_slips(house: House) -> None:
    orders, session = four(house), house.sign_in("Ada Clerk")
    plan = house.office.envelopes.plan(SYMPHONY)
    assert (plan.paid, plan.tickets, plan.owing, plan.owing_tickets) == (3, 4, 1, 1)
    assert print_batch(house, session) == ["Zoe Adams 2", "Cy Baker 1", "Bo Clark 0", "Ann Zola 1"]
    assert where(house, orders["Zoe Adams"]) == [Where.ENVELOPE] * 2
    assert where(house, orders["Bo Clark"]) == [Where.WAITS]
    plan = house.office.envelopes.plan(SYMPHONY)
    assert (plan.paid, plan.owing, plan.filed) == (0, 1, 3)
    assert house.office.envelopes.open() == ()
    sound(house)


def test_an_envelope_is_handed_over_and_nothing_prints(house: House) -> None:
    orders, session = four(house), house.sign_in("Ada Clerk")
    print_batch(house, session)
    assert house.office.will_call.find("adams")[0].in_envelope
    assert house.office.will_call.card(orders["Zoe Adams"]).in_envelope
    view = house.office.will_call.hand_over(house.command(), session, orders["Zoe Adams"])
    assert (view.print_jobs, view.tickets, view.left) == ((), 2, 0)
    assert rows(house, "SELECT ahead, count(*) FROM handout_ticket GROUP BY ahead") == [(1, 2)]
    lives = {
        name: [
            (each.what, dict(each.params).get("ahead"))
            for each in house.office.orders.get(orders[name]).events
            if each.what.startswith(("ahead.", "given."))
        ]
        for name in ("Zoe Adams", "Bo Clark")
    }
    assert lives == {
        "Zoe Adams": [("ahead.tickets", None), ("given.buyer", True)],
        "Bo Clark": [("ahead.slip", None)],
    }
    sound(house)


def test_an_envelope_that_is_not_there_is_printed_anew(house: House) -> None:
    orders, session = four(house), house.sign_in("Ada Clerk")
    print_batch(house, session)
    before = {code for (code,) in rows(house, "SELECT code FROM ticket")}
    wish = Wish(no_envelope=True)
    view = house.office.will_call.hand_over(
        house.command(), session, orders["Zoe Adams"], wish=wish
    )
    assert len(view.print_jobs) == 2
    assert not before & set(print_all(house))
    sound(house)


def test_who_pays_gets_the_ticket_and_late_orders_are_printed_since(house: House) -> None:
    orders, session = four(house), house.open_till()
    print_batch(house, session)
    late = sold_elsewhere(house, "Max Latecomer", 8)
    assert print_batch(house, session) == ["Max Latecomer 1"]  # Bo's slip is there already
    assert where(house, late) == [Where.ENVELOPE]
    assert print_batch(house, session, owing_too=True) == ["Bo Clark 1"]
    paid = house.office.will_call.hand_over(
        house.command(), session, orders["Bo Clark"], (cash(4500),)
    )
    assert len(paid.print_jobs) == 1  # the receipt
    print_all(house)
    sound(house)


def test_what_was_handed_out_meanwhile_is_passed_over(house: House) -> None:
    orders, session = four(house), house.sign_in("Ada Clerk")
    batch = start(house, session)
    first = batch.next_order
    assert first == orders["Zoe Adams"]
    house.office.will_call.hand_over(house.command(), session, orders["Zoe Adams"])
    view = house.office.envelopes.feed(house.command(), session, batch.batch_id, first)
    assert (view.envelopes, view.next_order) == (0, orders["Cy Baker"])


def test_a_second_batch_of_a_performance_waits_for_the_first(house: House) -> None:
    four(house)
    session = house.sign_in("Ada Clerk")
    batch = start(house, session)
    with pytest.raises(BatchOpen):
        start(house, session)
    other = house.office.envelopes.start(house.command(), session, LATE)
    assert other.next_order is None
    house.office.envelopes.cancel(house.command(), session, batch.batch_id)
    assert len(start(house, session).to_come) == 4


def test_it_is_stopped_and_gone_on_with_after_the_paper_ran_out(house: House) -> None:
    orders, session = four(house), house.sign_in("Ada Clerk")
    envelopes = house.office.envelopes
    batch = start(house, session)
    feed(house, session, batch)
    work = house.office.prints.begin("ticket_printer")
    assert work is not None
    empty = PrintResult(PrintOutcome.NOT_SENT, Condition.OUT_OF_STOCK)
    house.office.prints.settle(work.job_id, empty)
    (view,) = envelopes.open()
    assert (view.waiting, view.done, view.papers) == (3, 0, 3)
    assert (view.envelopes, len(view.to_come)) == (1, 3)
    envelopes.stop(house.command(), session, batch.batch_id)
    stopped = envelopes.feed(house.command(), session, batch.batch_id, orders["Cy Baker"])
    assert (stopped.envelopes, stopped.state) == (1, "stopped")
    assert len(papers(house)) == 3  # stock is loaded: the same jobs, each once
    envelopes.go_on(house.command(), session, batch.batch_id)
    while feed(house, session, batch).next_order is not None:
        papers(house)
    papers(house)
    (view,) = envelopes.open()
    assert (view.done, view.papers, view.waiting, view.doubt) == (8, 8, 0, 0)
    done = envelopes.finish(house.command(), session, batch.batch_id)
    assert done.state == "done"
    with pytest.raises(IllegalTransition):
        envelopes.cancel(house.command(), session, batch.batch_id)
    sound(house)


def test_the_rest_is_cancelled_and_what_was_sent_is_not(house: House) -> None:
    orders, session = four(house), house.sign_in("Ada Clerk")
    batch = start(house, session)
    feed(house, session, batch)
    work = house.office.prints.begin("ticket_printer")
    assert work is not None
    view = house.office.envelopes.cancel(house.command(), session, batch.batch_id)
    assert (view.state, view.papers, view.waiting) == ("cancelled", 1, 1)
    house.office.prints.settle(work.job_id, PRINTED)
    assert papers(house) == []
    assert where(house, orders["Zoe Adams"]) == [Where.ENVELOPE, Where.WAITS]
    given = house.office.will_call.hand_over(house.command(), session, orders["Zoe Adams"])
    assert len(given.print_jobs) == 1
    print_all(house)
    sound(house)


def test_what_is_in_doubt_asks_a_person_and_ruined_paper_is_followed(house: House) -> None:
    orders, session = four(house), house.sign_in("Ada Clerk")
    batch = start(house, session)
    feed(house, session, batch)
    slip = house.office.prints.begin("receipt_printer")
    assert slip is not None
    house.office.prints.settle(slip.job_id, PrintResult(PrintOutcome.UNKNOWN))
    first = house.office.prints.begin("ticket_printer")
    assert first is not None
    house.office.prints.settle(first.job_id, PrintResult(PrintOutcome.SPOILED))
    (view,) = house.office.envelopes.open()
    assert view.doubt == 1
    decide = house.office.prints.decide
    decide(house.command(), session, slip.job_id, came_out=False, reason="Torn")
    again = papers(house)
    assert [work.envelope is not None for work in again] == [True, False, False]
    assert where(house, orders["Zoe Adams"]) == [Where.ENVELOPE] * 2
    sound(house)


def test_a_ticket_on_its_way_is_not_printed_a_second_time(house: House) -> None:
    orders, session = four(house), house.sign_in("Ada Clerk")
    feed(house, session, start(house, session))
    assert where(house, orders["Zoe Adams"]) == [Where.PRINTING] * 2
    view = house.office.will_call.hand_over(house.command(), session, orders["Zoe Adams"])
    assert view.print_jobs == ()
    assert len(print_all(house)) == 2
    sound(house)


def test_another_window_hands_the_envelope_out(pair: Pair) -> None:
    house, there = pair.one.house, pair.two.house
    order = sold_elsewhere(house, "Ann Example", 9, 10)
    pair.sync()
    batch = pair.one.run(
        lambda office: office.envelopes.start(house.command(), pair.here, SYMPHONY)
    )
    pair.one.run(
        lambda office: office.envelopes.feed(house.command(), pair.here, batch.batch_id, order)
    )
    pair.sync()
    assert where(there, order) == [Where.ELSEWHERE] * 2
    papers(house)
    pair.sync()
    assert where(there, order) == [Where.ENVELOPE] * 2
    pair.venue.clock.advance(timedelta(minutes=1))
    pair.one.beat()
    view = give(pair.two, pair.there, order)
    assert (view.print_jobs, view.left) == ((), 0)
    pair.agree()
