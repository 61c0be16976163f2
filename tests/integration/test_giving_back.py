"""Giving money back: to where it came from, once, never more than came in; nothing forgotten."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from pos.clock import ManualClock
from pos.errors import (
    ApprovalNeeded,
    CommandReused,
    GiveBackTooMuch,
    NotFound,
    NotThisWay,
    PaymentOpen,
    PrintNeedsPerson,
    Refused,
    SamePerson,
    TextMissing,
    TextRefused,
    TillNotOpen,
    TillStillNeeded,
)
from pos.events import DrawerToOpen, HouseChanged
from pos.lifecycles import TICKET, TicketTrigger
from pos.paying.intents import intend_back
from pos.ports.devices import PrintOutcome, PrintResult
from pos.ports.terminals import CardOutcome
from pos.views.cash import Blocker, Row
from pos.views.catalogue import SeatStatus
from pos.views.paying import GiveBackPlan, GivenBackView, PaymentKind
from pos.views.paying_rules import CashRounding, PayingRules
from pos.views.people import Permission, SessionView
from tests.integration.card_sales import (
    answer,
    approved,
    asked,
    balances,
    card,
    card_house,
    sell_by_card,
    settle,
    state,
    with_rules,
)
from tests.integration.exchange_house import THURSDAY, open_exchange, places
from tests.integration.refunds import (
    days_on,
    equation,
    give_back,
    sold,
    to_the_card,
    word_of,
)
from tests.integration.small_house import LATE, OPEN, SYMPHONY, House, open_house, seat, usd
from tests.integration.test_closing import check, count, lock, print_all, sheet
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_values import from_value, sell_certificate
from tests.integration.test_will_call import sold_elsewhere


def ways(plan: GiveBackPlan) -> list[tuple[str, int]]:
    return [(line.how, line.amount.minor) for line in plan.lines]


def left_of_tenders(house: House) -> list[tuple[object, ...]]:
    return rows(
        house,
        "SELECT kind, sum(amount_minor) FROM tender GROUP BY kind HAVING sum(amount_minor) <> 0"
        " ORDER BY kind",
    )


# ---- cash, tickets, places ----


def test_cash_goes_back_with_the_ticket_and_the_seat_is_free(house: House) -> None:
    session = house.open_till()
    sale = sold(house, session, (4, 5), cash(9000))
    first, second = sale.ticket_ids
    house.events.clear()
    given = give_back(house, session, sale.order_id, (first,))
    assert (given.amount, given.cash, given.cards) == (usd(4500), usd(4500), ())
    assert DrawerToOpen(given.drawer_opening) in house.events
    assert HouseChanged(SYMPHONY) in house.events
    assert balances(house) == {"1020": 4500, "2010": -4200, "2030": -300}
    seats = house.office.catalogue.house(SYMPHONY).seats
    free = seat("B", 4) if seats.get(seat("B", 5)) is SeatStatus.SOLD else seat("B", 5)
    assert seats.get(free, SeatStatus.FREE) is SeatStatus.FREE
    view = house.office.orders.get(sale.order_id)
    assert [ticket.state for ticket in view.tickets] == ["returned", "live"]
    assert (view.state, view.owing, view.paid) == ("collected", usd(0), usd(4500))
    assert house.office.verify() == ()
    last = give_back(house, session, sale.order_id, (second,))
    assert last.cash == usd(4500)
    assert house.office.orders.get(sale.order_id).state == "cancelled"
    assert balances(house) == {}
    assert house.office.verify() == ()
    again = sold(house, session, (4, 5), cash(9000))
    assert again.total == usd(9000)
    assert house.office.verify() == ()


def test_a_barcode_that_came_back_is_dead(house: House) -> None:
    session = house.open_till()
    sale = sold(house, session, (4,), cash(4500))
    ((code,),) = rows(house, "SELECT code FROM ticket")
    give_back(house, session, sale.order_id, sale.ticket_ids)
    assert house.office.orders.scanned(str(code)).ticket_state == "returned"


def test_places_by_count_are_free_again(house: House) -> None:
    session = house.open_till()
    seating = house.office.seating
    cart = seating.take_places(house.command(), session, seating.new_cart(), LATE, 3, OPEN)
    sale = house.office.selling.sell(house.command(), session, cart, (cash(13_500),))
    give_back(house, session, sale.order_id, sale.ticket_ids[:2])
    assert house.office.catalogue.house(LATE).places_left == 19
    assert house.office.verify() == ()


def test_a_ticket_that_waits_for_paper_is_not_printed_any_more(house: House) -> None:
    session = house.open_till()
    sale = sold(house, session, (4, 5), cash(9000))
    give_back(house, session, sale.order_id, sale.ticket_ids[:1])
    print_all(house)
    states = "SELECT state FROM current_state WHERE machine = 'print' AND subject_id IN"
    jobs = "(SELECT job_id FROM print_job WHERE kind = 'ticket') ORDER BY state"
    assert rows(house, f"{states} {jobs}") == [("cancelled",), ("printed",)]
    kinds = {kind for (kind,) in rows(house, "SELECT kind FROM print_job")}
    assert kinds == {"ticket", "receipt", "refund"}


def test_paper_in_doubt_is_spoiled_paper(house: House) -> None:
    session = house.open_till()
    sale = sold(house, session, (4,), cash(4500))
    work = house.office.prints.begin("ticket_printer")
    assert work is not None
    house.office.prints.settle(work.job_id, PrintResult(PrintOutcome.UNKNOWN))
    give_back(house, session, sale.order_id, sale.ticket_ids)
    assert rows(house, "SELECT what FROM voided_paper") == [("spoiled",)]
    assert house.office.verify() == ()


def test_a_ticket_at_the_printer_waits_for_it(house: House) -> None:
    session = house.open_till()
    sale = sold(house, session, (4,), cash(4500))
    assert house.office.prints.begin("ticket_printer") is not None
    with pytest.raises(PrintNeedsPerson):
        give_back(house, session, sale.order_id, sale.ticket_ids)
    assert balances(house)["1020"] == 4500


def test_a_repeat_gives_nothing_more(house: House) -> None:
    session = house.open_till("Sue Lead")
    sale = sold(house, session, (4,), cash(4500))
    back, command = house.office.giving_back, house.command()
    plan = back.plan(session, sale.order_id, sale.ticket_ids)
    assert plan.needs == ""
    first = back.give_back(command, session, plan, "ill")
    assert back.give_back(command, session, plan, "ill") == first
    assert rows(house, "SELECT count(*) FROM refund") == [(1,)]
    with pytest.raises(CommandReused):
        back.give_back(command, session, plan, "well again")
    with pytest.raises(NotThisWay) as refused:
        back.give_back(house.command(), session, plan, "ill")
    assert refused.value.params == {"what": "nothing_to_give_back"}


def test_nothing_is_no_act_and_a_reason_is_needed(house: House) -> None:
    session = house.open_till("Sue Lead")
    sale = sold(house, session, (4,), cash(4500))
    other = sold(house, session, (5,), cash(4500))
    back = house.office.giving_back
    with pytest.raises(NotThisWay):
        back.plan(session, sale.order_id, other.ticket_ids)
    nothing = back.plan(session, sale.order_id, ())
    with pytest.raises(NotThisWay):
        back.give_back(house.command(), session, nothing, "ill")
    plan = back.plan(session, sale.order_id, sale.ticket_ids)
    with pytest.raises(TextRefused):
        back.give_back(house.command(), session, plan, " ")


def test_a_plan_that_is_not_true_any_more_is_refused(house: House) -> None:
    session = house.open_till("Max House")
    sale = sold(house, session, (4, 5), cash(4500), check(4500))
    back = house.office.giving_back
    plan = back.plan(session, sale.order_id, sale.ticket_ids)
    for lie in (
        replace(plan, amount=usd(9500)),
        replace(plan, lines=(replace(plan.lines[0], refused=""), *plan.lines[1:])),
        replace(plan, needs="none"),
    ):
        with pytest.raises(NotThisWay) as refused:
            back.give_back(house.command(), session, lie, "ill")
        assert refused.value.params == {"what": "plan_changed"}


def test_cash_that_is_not_in_the_till_is_not_promised(house: House) -> None:
    session = house.open_till(float_minor=0)
    sale = sold(house, session, (4,), cash(4500))
    house.office.tills.no_sale(house.command(), session, "change")
    print_all(house)
    count(house, session, sheet(4500))
    lock(house, session, "Sue Lead")
    session = house.open_till("Max House", float_minor=1_000)
    plan = house.office.giving_back.plan(session, sale.order_id, sale.ticket_ids)
    assert plan.lines[0].refused == "no_cash_in_till"
    with pytest.raises(NotThisWay) as refused:
        house.office.giving_back.give_back(house.command(), session, plan, "ill")
    assert refused.value.params == {"what": "no_cash_in_till"}
    assert house.office.verify() == ()


def test_no_till_no_giving_back(house: House) -> None:
    session = house.open_till()
    sale = sold(house, session, (4,), cash(4500))
    print_all(house)
    count(house, session, sheet(14_500))
    lead = house.sign_in("Max House")
    plan = house.office.giving_back.plan(lead, sale.order_id, sale.ticket_ids)
    lock(house, session, "Sue Lead")
    with pytest.raises(TillNotOpen):
        house.office.giving_back.give_back(house.command(), lead, plan, "ill")


# ---- who may ----


def test_who_may_goes_by_role_amount_and_use(house: House) -> None:
    session = house.open_till()
    sale = sold(house, session, (2, 3, 4, 5, 6), cash(22_500))
    back = house.office.giving_back
    one, every = sale.ticket_ids[:1], sale.ticket_ids
    lead, manager = house.sign_in("Sue Lead"), house.sign_in("Max House")
    assert back.plan(session, sale.order_id, one).needs == "give_back"
    assert back.plan(lead, sale.order_id, one).needs == ""
    assert back.plan(lead, sale.order_id, every).needs == "give_back_any"
    assert back.plan(manager, sale.order_id, every).needs == ""
    with house.office.storage.begin() as uow:
        uow.states.advance(TICKET, one[0], TicketTrigger.SCAN, session.user_id)
        uow.commit()
    assert back.plan(lead, sale.order_id, one).needs == "give_back_any"


def test_a_word_counts_for_this_act_only_and_is_proved(house: House) -> None:
    session = house.open_till()
    sale = sold(house, session, (4,), cash(4500))
    back, command = house.office.giving_back, house.command()
    plan = back.plan(session, sale.order_id, sale.ticket_ids)
    with pytest.raises(ApprovalNeeded):
        back.give_back(command, session, plan, "ill")
    other = word_of(house, session, house.command(), Permission.GIVE_BACK, "Sue Lead")
    with pytest.raises(ApprovalNeeded):
        back.give_back(command, session, plan, "ill", other)
    with pytest.raises(ApprovalNeeded):
        back.give_back(command, session, plan, "ill", replace(other, command=command))
    right = word_of(house, session, command, Permission.GIVE_BACK, "Sue Lead")
    with pytest.raises(SamePerson):
        back.give_back(command, session, plan, "ill", replace(right, approver=session.user_id))
    back.give_back(command, session, plan, "ill", right)
    ((approver,),) = rows(house, "SELECT approved_by FROM refund")
    assert approver == house.sign_in("Sue Lead").user_id
    assert house.office.verify() == ()


# ---- cards ----


def test_a_card_gets_its_money_when_the_terminal_says_so(house: House) -> None:
    session = card_house(house)
    sale, charge = sell_by_card(house, session, ("B", 4), ("B", 5))
    given = give_back(house, session, sale.order_id, sale.ticket_ids[:1])
    assert (given.cash, len(given.cards)) == (usd(0), 1)
    assert balances(house)["2070"] == -4500
    (owed,) = house.office.giving_back.owing()
    assert (owed.amount, owed.how, owed.shown, owed.state, owed.stuck) == (
        usd(4500),
        "void",
        "Visa 1111",
        "created",
        False,
    )
    assert house.office.verify() == ()
    to_the_card(house, given)
    assert balances(house) == {"1040": 4500, "2010": -4200, "2030": -300}
    assert house.office.giving_back.owing() == ()
    assert state(house, charge.payment_id) == "applied"
    assert left_of_tenders(house) == [("card", 4500)]
    assert house.office.verify() == ()


def test_void_tonight_and_refund_once_the_day_is_closed(house: House) -> None:
    session = card_house(house)
    sale, _ = sell_by_card(house, session, ("B", 4))
    plan = house.office.giving_back.plan(session, sale.order_id, sale.ticket_ids)
    assert [line.how for line in plan.lines] == ["void"]
    print_all(house)
    count(house, session, sheet(10_000))
    lock(house, session, "Sue Lead")
    command = house.command()
    word = word_of(house, session, command, Permission.CLOSE_DAY, "Sue Lead")
    house.office.closing.close_day(command, session, word)
    session = house.open_till()
    plan = house.office.giving_back.plan(session, sale.order_id, sale.ticket_ids)
    assert [line.how for line in plan.lines] == ["refund"]
    given = give_back(house, session, sale.order_id, sale.ticket_ids)
    to_the_card(house, given)
    assert house.office.orders.get(sale.order_id).state == "cancelled"
    assert house.office.verify() == ()


def test_a_terminal_that_cannot_reverse_refunds(house: House) -> None:
    session = card_house(house, "Max House")
    sale, _ = sell_by_card(house, session, ("B", 4))
    back = house.office.giving_back
    plan = back.plan(session, sale.order_id, sale.ticket_ids, can_reverse=False)
    assert ways(plan) == [("refund", 4500)]
    given = back.give_back(house.command(), session, plan, "ill")
    assert house.office.cards.send(given.cards[0]).kind is PaymentKind.REFUND


def test_a_declined_refund_stays_owed_blocks_the_close_and_is_tried_again(house: House) -> None:
    session = card_house(house)
    sale, charge = sell_by_card(house, session, ("B", 4))
    given = give_back(house, session, sale.order_id, sale.ticket_ids)
    back, cards = house.office.giving_back, house.office.cards
    tried = cards.send(given.cards[0])
    with pytest.raises(PaymentOpen):
        back.try_again(house.command(), session, given.refund_id, 1)
    settle(house, tried, answer(tried, CardOutcome.DECLINED))
    (owed,) = back.owing()
    assert owed.stuck
    print_all(house)
    assert house.office.closing.blockers(sale.till_id) == (
        Blocker("refund_owing", 1, sale.order_number, sale.order_id),
    )
    with pytest.raises(TillStillNeeded):
        house.office.closing.start_count(house.command(), session)
    command = house.command()
    second = back.try_again(command, session, owed.refund_id, owed.line)
    assert back.try_again(command, session, owed.refund_id, owed.line) == second
    asked_again = cards.send(second)
    assert asked_again.kind.value == "refund"  # the reversal came too late, it seems
    settle(house, asked_again, approved(asked_again))
    assert back.owing() == ()
    print_all(house)
    assert house.office.closing.blockers(sale.till_id) == ()
    with pytest.raises(NotFound):
        back.try_again(house.command(), session, owed.refund_id, owed.line)
    assert state(house, charge.payment_id) == "applied"
    assert house.office.verify() == ()


def test_a_late_approval_is_booked_once(house: House) -> None:
    session = card_house(house)
    sale, _ = sell_by_card(house, session, ("B", 4))
    given = give_back(house, session, sale.order_id, sale.ticket_ids)
    sent = house.office.cards.send(given.cards[0])
    settle(house, sent, answer(sent, CardOutcome.DECLINED))
    settle(house, sent, approved(sent))
    settle(house, sent, approved(sent))
    assert house.office.giving_back.owing() == ()
    assert rows(house, "SELECT count(*), sum(amount_minor) FROM tender") == [(2, 0)]
    assert house.office.verify() == ()


def declined(house: House, session: SessionView) -> GivenBackView:
    sale, _ = sell_by_card(house, session, ("B", 4))
    given = give_back(house, session, sale.order_id, sale.ticket_ids)
    sent = house.office.cards.send(given.cards[0])
    settle(house, sent, answer(sent, CardOutcome.DECLINED))
    return given


def test_what_a_card_does_not_take_never_goes_out_in_cash(house: House) -> None:
    session = card_house(house, "Max House")
    given, back = declined(house, session), house.office.giving_back
    with pytest.raises(NotThisWay) as refused:
        back.another_way(house.command(), session, given.refund_id, 1, "cash", "card is gone")
    assert refused.value.params == {"what": "cash_for_card"}
    back.another_way(house.command(), session, given.refund_id, 1, "check", "card is gone")
    (owed,) = back.owing()
    assert (owed.how, owed.amount, owed.stuck) == ("check", usd(4500), False)
    assert house.office.verify() == ()
    finance = house.sign_in("Max House")
    with pytest.raises(TextMissing):
        back.written(house.command(), finance, owed.refund_id, owed.line, " ")
    back.written(house.command(), finance, owed.refund_id, owed.line, "30071")
    assert back.owing() == ()
    assert balances(house) == {"1010": -4500, "1040": 4500}
    assert house.office.verify() == ()


def test_what_a_card_does_not_take_may_go_on_account(house: House) -> None:
    session = card_house(house, "Max House")
    given, back = declined(house, session), house.office.giving_back
    account = house.office.values.open_account(house.command(), session, "Ann Example", "555 0100")
    back.another_way(
        house.command(), session, given.refund_id, 1, "on_account", "gone", account.value_id
    )
    assert house.office.values.view(account.value_id).balance == usd(4500)
    assert back.owing() == ()
    assert house.office.verify() == ()


def test_another_way_needs_a_manager(house: House) -> None:
    session = card_house(house)
    given, back = declined(house, session), house.office.giving_back
    command = house.command()
    with pytest.raises(ApprovalNeeded):
        back.another_way(command, session, given.refund_id, 1, "check", "card is gone")
    word = word_of(house, session, command, Permission.GIVE_BACK_ANY, "Max House")
    back.another_way(command, session, given.refund_id, 1, "check", "card is gone", approval=word)


def test_a_slip_of_a_terminal_that_is_not_connected_goes_back_there_at_once(house: House) -> None:
    lead, terminals = house.sign_in("Sue Lead"), house.office.terminals
    terminals.register(house.command(), lead, "standalone W1", "", "Window 1")
    session = house.open_till()
    cart = cart_of(house, session, ("B", 4))
    wish = replace(asked(cart), driver="standalone", terminal="", model="")
    typed = house.office.cards.typed(house.command(), session, wish, "OK77", "Visa", "1111")
    sale = house.office.selling.sell(house.command(), session, cart, (card(typed),))
    given = give_back(house, session, sale.order_id, sale.ticket_ids)
    assert (given.amount, given.cards) == (usd(4500), ())
    assert house.office.giving_back.owing() == ()
    assert balances(house) == {}
    assert house.office.verify() == ()


def test_split_tenders_go_back_last_taken_first(house: House) -> None:
    session = card_house(house)
    cart = cart_of(house, session, ("B", 4), ("B", 5))
    begun = house.office.cards.begin(house.command(), session, asked(cart, usd(6000)))
    view = settle(house, begun, approved(begun))
    sale = house.office.selling.sell(
        house.command(), session, cart, (card(view), cash(3000)), "Ann Example"
    )
    back = house.office.giving_back
    plan = back.plan(session, sale.order_id, sale.ticket_ids[:1])
    assert ways(plan) == [("cash", 3000), ("void", 1500)]
    assert plan.owes_less is None
    to_the_card(house, give_back(house, session, sale.order_id, sale.ticket_ids[:1]))
    rest = back.plan(session, sale.order_id, sale.ticket_ids[1:])
    assert ways(rest) == [("void", 4500)]
    to_the_card(house, give_back(house, session, sale.order_id, sale.ticket_ids[1:]))
    assert balances(house) == {}
    assert house.office.verify() == ()


# ---- checks, certificates, elsewhere ----


def test_a_check_is_no_money_before_it_has_cleared(house: House) -> None:
    session = house.open_till("Max House")
    sale = sold(house, session, (4, 5), check(9000))
    back = house.office.giving_back
    plan = back.plan(session, sale.order_id, sale.ticket_ids)
    assert [line.refused for line in plan.lines] == ["check_not_cleared"]
    with pytest.raises(NotThisWay):
        back.give_back(house.command(), session, plan, "ill")
    days_on(house, 12)  # from a Saturday: nine days of banks
    plan = back.plan(session, sale.order_id, sale.ticket_ids)
    assert [line.refused for line in plan.lines] == ["check_not_cleared"]
    days_on(house, 1)
    plan = back.plan(session, sale.order_id, sale.ticket_ids[:1])
    assert (ways(plan), plan.lines[0].refused) == ([("cash", 4500)], "")
    by_check = give_back(house, session, sale.order_id, sale.ticket_ids[:1], by_check=True)
    assert by_check.cash == usd(0)
    (owed,) = back.owing()
    assert (owed.how, owed.stuck) == ("check", False)
    in_cash = give_back(house, session, sale.order_id, sale.ticket_ids[1:])
    assert in_cash.cash == usd(4500)
    assert house.office.verify() == ()
    back.written(house.command(), session, owed.refund_id, owed.line, "30071")
    assert balances(house) == {"1010": -4500, "1020": -4500, "1030": 9000}
    assert house.office.verify() == ()


def test_a_certificate_is_whole_again(house: House) -> None:
    session = house.open_till()
    value = sell_certificate(house, session, 5000)
    sale = sold(house, session, (4,), from_value(value, 4500))
    plan = house.office.giving_back.plan(session, sale.order_id, sale.ticket_ids)
    assert ways(plan) == [("certificate", 4500)]
    give_back(house, session, sale.order_id, sale.ticket_ids)
    assert house.office.values.view(value.value_id).balance == usd(5000)
    assert house.office.verify() == ()


def test_a_certificate_that_was_not_used_can_be_given_back_itself(house: House) -> None:
    session = house.open_till()
    value = sell_certificate(house, session, 5000)
    ((extra, order),) = rows(house, "SELECT extra_id, order_id FROM order_extra")
    used = sold(house, session, (4,), from_value(value, 4500))
    back = house.office.giving_back
    with pytest.raises(NotThisWay) as refused:
        back.plan(session, order, (), (str(extra),))  # type: ignore[arg-type]
    assert refused.value.params == {"what": "certificate_used"}
    give_back(house, session, used.order_id, used.ticket_ids)
    given = give_back(house, session, order, (), (str(extra),))  # type: ignore[arg-type]
    assert given.cash == usd(5000)
    assert house.office.values.view(value.value_id).balance == usd(0)
    assert house.office.orders.get(order).state == "cancelled"  # type: ignore[arg-type]
    assert balances(house) == {}
    assert house.office.verify() == ()
    with pytest.raises(NotThisWay):
        back.plan(session, order, (), (str(extra),))  # type: ignore[arg-type]


def test_what_was_paid_elsewhere_is_owed_until_they_gave_it_back(house: House) -> None:
    order = sold_elsewhere(house, "Zoe Sample", 3, 4)
    session = house.open_till("Max House")
    tickets = tuple(ticket.ticket_id for ticket in house.office.orders.get(order).tickets)
    give_back(house, session, order, tickets)
    (owed,) = house.office.giving_back.owing()
    assert (owed.how, owed.amount, owed.stuck) == ("elsewhere", usd(9000), False)
    assert house.office.will_call.find("zoe", SYMPHONY) == ()
    assert house.office.verify() == ()
    house.office.giving_back.written(
        house.command(), session, owed.refund_id, owed.line, "web shop"
    )
    assert balances(house) == {}
    assert house.office.verify() == ()


def test_tickets_that_nobody_paid_for_come_back_without_money(house: House) -> None:
    order = sold_elsewhere(house, "Amy Sample", 3, 4, paid=False)
    session = house.open_till()
    first, second = (t.ticket_id for t in house.office.orders.get(order).tickets)
    assert house.office.giving_back.plan(session, order, (first,)).owes_less == usd(4500)
    given = give_back(house, session, order, (first,))
    assert (given.amount, given.cash) == (usd(0), usd(0))
    assert house.office.orders.get(order).owing == usd(4500)
    (row,) = house.office.will_call.find("amy", SYMPHONY)
    assert (row.owing, row.tickets) == (usd(4500), 1)
    give_back(house, session, order, (second,))
    assert house.office.orders.get(order).state == "cancelled"
    assert house.office.verify() == ()


def test_the_limit_is_for_all_that_goes_back_of_an_order_on_a_day(house: House) -> None:
    lead = open_exchange(house, "Sue Lead")
    later = places(house, lead, THURSDAY, *(("B", number) for number in range(1, 9)))
    sale = house.office.selling.sell(house.command(), lead, later, (cash(36_000),))
    back, first, second = house.office.giving_back, sale.ticket_ids[:4], sale.ticket_ids[4:]
    assert back.plan(lead, sale.order_id, second).needs == ""
    give_back(house, lead, sale.order_id, first)
    plan = back.plan(lead, sale.order_id, second)
    assert plan.needs == "give_back_any"
    with pytest.raises(ApprovalNeeded):
        back.give_back(house.command(), lead, plan, "cannot come")
    with pytest.raises(NotThisWay):
        back.give_back(house.command(), lead, replace(plan, needs=""), "cannot come")
    days_on(house, 1)
    assert back.plan(lead, sale.order_id, second).needs == ""


# ---- rounding ----


@pytest.mark.parametrize(
    ("rule", "taken"), [(CashRounding.NICKEL, 8505), (CashRounding.CUSTOMER, 8500)]
)
def test_rounded_cash_comes_back_in_parts_as_it_went_in(
    house: House, rule: CashRounding, taken: int
) -> None:
    with_rules(house, PayingRules(cash_rounding=rule))
    session = house.open_till("Max House")
    value = sell_certificate(house, session, 5000)
    sale = sold(house, session, (4, 5, 6), from_value(value, 4997), cash(taken))
    out = 0
    for ticket in sale.ticket_ids:
        given = give_back(house, session, sale.order_id, (ticket,))
        out += given.cash.minor
        assert given.cash.minor % 5 == 0
        assert out <= taken
        assert equation(house, sale.order_id) == 0
    assert out == taken
    assert balances(house) == {"1020": 5000, "2020": -5000}
    assert house.office.verify() == ()


def test_cash_handed_over_twice_comes_back_to_the_cent(house: House) -> None:
    with_rules(house, PayingRules(cash_rounding=CashRounding.NICKEL))
    session = house.open_till("Max House")
    value = sell_certificate(house, session, 5000)
    split = from_value(value, 4998), cash(4101), cash(4399, 5000)
    sale = sold(house, session, (4, 5, 6), *split)
    out = [give_back(house, session, sale.order_id, (t,)).cash.minor for t in sale.ticket_ids]
    assert sum(out) == 8500
    assert not any(part % 5 for part in out)
    assert balances(house) == {"1020": 5000, "2020": -5000}
    assert house.office.verify() == ()


# ---- two windows ----


def test_two_windows_at_once_never_give_back_more_than_was_taken(house: House) -> None:
    session = card_house(house, "Max House")
    sale, charge = sell_by_card(house, session, ("B", 4), ("B", 5))
    plan = house.office.giving_back.plan(session, sale.order_id, sale.ticket_ids)
    house.office.close()
    outcomes: list[str] = []
    ready = threading.Barrier(2, timeout=120)  # only so that a failure ends

    def window(seed: int) -> None:
        here = open_house(house.path, ManualClock(house.clock.now()), seed)
        ready.wait()
        try:
            here.office.giving_back.give_back(here.command(), session, plan, "ill")
            outcomes.append("given")
        except Refused as refused:
            outcomes.append(refused.code)
        finally:
            here.office.close()

    threads = [threading.Thread(target=window, args=(seed,)) for seed in (11, 12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["given", "not_this_way"]
    after = open_house(house.path, ManualClock(house.clock.now()), 13)
    house.office = after.office
    assert rows(house, "SELECT count(*) FROM card_payment WHERE kind <> 'charge'") == [(1,)]
    assert house.office.cards.view(charge.payment_id).given_back == usd(9000)
    assert house.office.verify() == ()


def test_a_card_never_gets_more_than_it_gave_whatever_the_plan_says(house: House) -> None:
    session = card_house(house, "Max House")
    sale, charge = sell_by_card(house, session, ("B", 4))
    given = give_back(house, session, sale.order_id, sale.ticket_ids)
    with house.office.storage.begin() as uow, pytest.raises(GiveBackTooMuch):
        intend_back(
            uow,
            house.ids,
            house.office.window,
            session,
            charge.payment_id,
            PaymentKind.REFUND,
            usd(1),
        )
    assert len(given.cards) == 1


def test_a_report_over_a_till_that_gave_back_adds_up(house: House) -> None:
    session = house.open_till("Ada Clerk")
    sale = sold(house, session, (4, 5), cash(9000))
    give_back(house, session, sale.order_id, sale.ticket_ids[:1])
    print_all(house)
    count(house, session, sheet(14_500))
    report = lock(house, session, "Sue Lead")
    assert (report.gross, report.gross_back, report.net) == (usd(9000), usd(4500), usd(4500))
    assert (report.tickets, report.returned, report.net_tickets) == (2, 1, 1)
    assert (report.fees, report.fees_back) == (usd(600), usd(300))
    both_ways = (2, usd(9000), 1, usd(4500), usd(4500))
    for row in (*report.by_performance, *report.by_price_type):
        assert (row.count, row.amount, row.back_count, row.back, row.net) == both_ways
    assert report.by_tender == (Row("cash", 1, usd(9000), None, 1, usd(4500)),)
    assert [amount.minor for _, amount in report.back_by_quarter_hour] == [4500]
    assert [d.kind for d in report.differences] == ["cash"]  # the ticket never came out
    assert house.office.verify() == ()


def test_the_life_of_an_order_tells_of_money_that_went_back(house: House) -> None:
    session = house.open_till()
    sale = sold(house, session, (4,), cash(4500))
    give_back(house, session, sale.order_id, sale.ticket_ids)
    view = house.office.orders.get(sale.order_id)
    (refund,) = view.refunds
    assert (refund.who, refund.approved_by, refund.reason, refund.amount, refund.lines) == (
        "Ada Clerk",
        "Max House",
        "cannot come",
        usd(4500),
        1,
    )
    told = [event.what for event in view.events]
    assert {"tender.taken", "tender.given_back", "ticket.return", "order.cancel"} <= set(told)
