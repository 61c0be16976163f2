"""Real failures of other systems, each with the report it comes from (money and compliance 2.5),
and what the simulation found in ours: none of them happens here."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.card_desk import CardDesk, CardPhase, CardWay
from pos.clock import ManualClock
from pos.errors import (
    ApprovalNeeded,
    DayNotReady,
    PaymentGone,
    PaymentMismatch,
    PaymentOpen,
    PaymentsUnresolved,
    PosError,
    TenderShort,
    TextRefused,
)
from pos.ports.devices import PrintOutcome, PrintResult
from pos.ports.terminals import CardOutcome, TerminalIdentity
from pos.views.cash import Blocker
from pos.views.paying import AnswerSource, PaymentView
from pos.views.people import SessionView
from pos.views.selling import CartView, SaleView
from tests.conftest import DOORS_OPEN
from tests.integration.card_sales import (
    MODEL,
    SERIAL,
    again,
    answer,
    approved,
    asked,
    balances,
    begin,
    card,
    card_house,
    sell_by_card,
    settle,
    state,
)
from tests.integration.refunds import equation, give_back, to_the_card
from tests.integration.small_house import House, open_house, usd
from tests.integration.test_card_payments_forced import force, in_doubt, settled
from tests.integration.test_closing import close_day, count, lock, print_all
from tests.integration.test_closing import sheet as counted
from tests.integration.test_selling import cart_of, cash, rows
from tests.unit.kiosk.fake_terminal import FakeTerminal
from tests.unit.kiosk.inline_tasks import InlineTasks, ManualTimers


class Window:
    """The card desk of a window over a real office, with a terminal in the test's hands."""

    def __init__(self, house: House, session: SessionView) -> None:
        self.house, self.session = house, session
        self.terminal = FakeTerminal()
        self.terminal.who = TerminalIdentity(MODEL, SERIAL)
        self.timers = ManualTimers()
        self.desk = CardDesk(InlineTasks(house.office), self.timers)  # type: ignore[arg-type]
        self.desk.equip(CardWay.TERMINAL, "nexo", self.terminal, lambda call: call())
        self.told: list[PaymentView] = []
        self.failed: list[PosError] = []

    def charge(self, cart: CartView) -> None:
        command = self.house.command()
        self.desk.charge(
            lambda office: office.cards.begin(command, self.session, asked(cart)),
            self.told.append,
            self.failed.append,
        )


def orders(house: House) -> int:
    return int(str(rows(house, "SELECT count(*) FROM orders")[0][0]))


def test_authorised_then_not_captured_leaves_the_order_unpaid_and_visible(house: House) -> None:
    """odoo pull request 261521: the capture failed, the payment line stayed paid."""
    session = card_house(house)
    sale, stored = sell_by_card(house, session, ("B", 4), offline=True)
    assert balances(house).get("1040", 0) == 0  # not on its way to the bank before it is captured
    lead = house.sign_in("Sue Lead")
    house.office.cards.forwarded(house.command(), lead, stored.payment_id, approved=False)
    order = house.office.orders.get(sale.order_id)
    assert (order.state, order.owing, order.paid) == ("unpaid", usd(4_500), usd(0))
    assert balances(house)["1060"] == 4_500
    assert [row.order_id for row in house.office.orders.find(order.order_number, 5)] == [
        sale.order_id
    ]
    assert house.office.verify() == ()


def test_a_poll_that_is_lost_is_asked_again_and_never_charged_again(house: House) -> None:
    """odoo pull request 75246, first half: "retry" after a lost poll charged again."""
    session = card_house(house)
    cart = cart_of(house, session, ("B", 4))
    window = Window(house, session)
    window.charge(cart)
    window.terminal.answers(CardOutcome.UNKNOWN)
    window.charge(cart)  # the cashier tries again
    assert isinstance(window.failed[0], PaymentsUnresolved)
    window.terminal.answers(CardOutcome.UNKNOWN)
    window.desk.ask_now()
    window.terminal.answers(CardOutcome.APPROVED)
    assert window.terminal.verbs == ["pay", "ask", "ask"]
    assert [view.state for view in window.told] == ["unknown", "approved"]
    with pytest.raises(PosError):  # and not by another way round the desk either
        house.office.cards.begin(house.command(), session, asked(cart))
    assert len(house.office.cards.in_doubt()) == 1


def test_a_later_order_never_gets_an_earlier_orders_answer(house: House) -> None:
    """odoo pull request 75246, second half: a late answer was credited to the next basket."""
    session = card_house(house)
    cart, first = begin(house, session, ("B", 4))
    settle(house, first, answer(first, CardOutcome.UNKNOWN))
    with pytest.raises(PaymentOpen):
        house.office.cards.begin(house.command(), session, asked(cart))
    next_cart, second = begin(house, session, ("B", 6))
    view = settle(house, second, approved(first))  # the same amount, the same terminal
    assert (view.state, view.approved) == ("unknown", None)
    wished = card(replace(view, approved=usd(4_500)))
    with pytest.raises(PaymentGone):
        house.office.selling.sell(house.command(), session, next_cart, (wished,))
    late = settle(house, first, approved(first))
    with pytest.raises(PaymentMismatch):
        house.office.selling.sell(house.command(), session, next_cart, (card(late),))
    house.office.selling.sell(house.command(), session, cart, (card(late),))
    assert orders(house) == 1


def test_five_resends_of_each_step_are_one_of_each(house: House) -> None:
    """odoo pull request 40600: a time-out after the server had saved; the resend duplicated."""
    session = card_house(house, "Sue Lead")
    cart = cart_of(house, session, ("B", 4))
    begin_id, sell_id, back_id = house.command(), house.command(), house.command()
    office = house.office
    for _ in range(5):
        begun = office.cards.begin(begin_id, session, asked(cart))
        view = settle(house, begun, approved(begun))
        sale = office.selling.sell(sell_id, session, cart, (card(view),))
    plan = office.giving_back.plan(session, sale.order_id, sale.ticket_ids)
    for _ in range(5):
        given = office.giving_back.give_back(back_id, session, plan, "Cannot come")
    (back,) = (office.cards.send(each) for each in given.cards)
    for _ in range(5):
        settle(house, back, approved(back))
    assert orders(house) == 1
    tenders = rows(house, "SELECT amount_minor FROM tender ORDER BY tender_id")
    assert tenders == [(4_500,), (-4_500,)]
    kinds = rows(house, "SELECT kind, count(*) FROM card_payment GROUP BY 1 ORDER BY 1")
    assert kinds == [("charge", 1), ("reversal", 1)]
    assert office.verify() == ()


def test_nothing_is_printed_before_the_order_is_on_disk(house: House) -> None:
    """odoo issue 60939: the receipt was out, the link was lost, the order never arrived."""
    session = card_house(house)
    cart, begun = begin(house, session, ("B", 4))
    settle(house, begun, approved(begun))
    house = again(house)  # the power goes before the sale: no order, no paper
    house.office.prints.recover()
    assert (orders(house), house.office.prints.tasks()) == (0, ())
    (view,) = house.office.cards.in_doubt()
    sale = house.office.selling.sell(house.command(), session, cart, (card(view),))
    house = again(house, 9)  # the power goes after the sale, before the paper: it waits
    waiting = {task.job_id for task in house.office.prints.tasks()}
    assert waiting == set(sale.print_jobs)


def test_a_power_cut_around_the_print_asks_a_person_and_prints_nothing_twice(house: House) -> None:
    """odoo issue 60939, the other side: the power goes while paper moves."""
    session = card_house(house)
    sale, _ = sell_by_card(house, session, ("B", 4))
    work = house.office.prints.begin("ticket_printer")
    assert work is not None
    house = again(house)
    assert house.office.prints.recover() == 1
    states = {task.job_id: task.state for task in house.office.prints.tasks()}
    assert states[work.job_id] == "unknown"
    assert house.office.prints.begin("ticket_printer") is None
    house.office.prints.decide(house.command(), session, work.job_id, came_out=True)
    receipt = house.office.prints.begin("receipt_printer")
    assert receipt is not None
    house.office.prints.settle(receipt.job_id, PrintResult(PrintOutcome.PRINTED))
    assert house.office.prints.tasks() == ()
    assert house.office.orders.get(sale.order_id).paid == usd(4_500)


def test_a_force_is_a_managers_with_a_code_and_no_day_closes_over_it(house: House) -> None:
    """odoo pull requests 228406, 173119 and 243263: "force done" was everybody's way out."""
    session, begun = in_doubt(house)
    cards = house.office.cards
    for name, code, error in (
        ("Ada Clerk", "A1B2C3", ApprovalNeeded),
        ("Sue Lead", "A1B2C3", ApprovalNeeded),
        ("Max House", "", TextRefused),
    ):
        with pytest.raises(error):
            cards.force(
                house.command(),
                house.sign_in(name),
                begun.payment_id,
                charged=True,
                reason="It hangs",
                approval_code=code,
            )
    assert state(house, begun.payment_id) == "unknown"
    exception = force(house, begun)
    content = cards.content(begun.payment_id)
    assert content.cart is not None
    tender = card(cards.view(begun.payment_id))
    house.office.selling.sell(house.command(), session, content.cart, (tender,))
    print_all(house)
    count(house, session, counted(10_000))
    lock(house, session)
    blocker = Blocker("exception_open", 1, about=exception.exception_id)
    assert house.office.closing.day_blockers() == (blocker,)
    with pytest.raises(DayNotReady):
        close_day(house, session)
    settled(house, exception)
    house.clock.advance(timedelta(minutes=5))
    close_day(house, session)
    assert house.office.verify() == ()


@pytest.mark.parametrize("outcome", [CardOutcome.DECLINED, CardOutcome.APPROVED])
def test_what_the_terminal_has_answered_cannot_be_forced(
    house: House, outcome: CardOutcome
) -> None:
    """odoo pull request 243263: errors fell into "force done"."""
    session = card_house(house)
    _, begun = begin(house, session, ("B", 4))
    said = approved(begun) if outcome is CardOutcome.APPROVED else answer(begun, outcome)
    before = settle(house, begun, said).state
    with pytest.raises(PaymentGone):
        force(house, begun)
    assert state(house, begun.payment_id) == before
    assert house.office.cards.exceptions() == ()


def test_an_order_is_paid_when_its_tenders_come_to_what_is_due(house: House) -> None:
    """odoo pull request 198014: an exception was swallowed and the order paid though short."""
    session = card_house(house)
    cart, begun = begin(house, session, ("B", 4))
    view = settle(house, begun, approved(begun, usd(3_000)))
    with pytest.raises(TenderShort):
        house.office.selling.sell(house.command(), session, cart, (card(view),))
    more = replace(card(view), amount=usd(4_500), given=usd(4_500))
    with pytest.raises(PaymentMismatch):
        house.office.selling.sell(house.command(), session, cart, (more,))
    assert (orders(house), state(house, begun.payment_id)) == (0, "approved")
    (doubt,) = house.office.cards.in_doubt()
    assert doubt.has_cart
    house.office.selling.sell(house.command(), session, cart, (card(view), cash(1_500)))
    assert house.office.cards.in_doubt() == ()
    assert house.office.verify() == ()


def test_the_next_patrons_card_never_pays_the_old_amount(house: House) -> None:
    """OCA/pos pull request 550: the first patron switched to cash, the terminal still waited, and
    the next one's card paid the old amount."""
    session = card_house(house)
    window = Window(house, session)
    first = cart_of(house, session, ("B", 4), ("B", 5))
    window.charge(first)
    second = cart_of(house, session, ("B", 7))
    window.charge(second)  # busy: nothing reaches the terminal
    assert isinstance(window.failed[0], PaymentsUnresolved)
    assert window.terminal.verbs == ["pay"]
    window.desk.abort()
    assert window.desk.state.phase is CardPhase.AT_TERMINAL  # until it says what became of it
    window.terminal.answers(CardOutcome.CANCELLED)
    assert house.office.cards.in_doubt() == ()
    house.office.selling.sell(house.command(), session, first, (cash(9_000),))
    window.charge(second)
    window.terminal.answers(CardOutcome.APPROVED, usd(9_000))  # not the amount that was asked for
    assert [view.state for view in window.told] == ["declined", "unknown"]
    window.terminal.answers(CardOutcome.APPROVED)
    view = window.told[-1]
    assert (view.state, view.approved, view.for_id) == ("approved", usd(4_500), second.cart_id)
    house.office.selling.sell(house.command(), session, second, (card(view),))
    assert balances(house)["1040"] == 4_500


# ---- found by the simulation (tests/torture/paying_world.py) ----


def forced_refund(house: House) -> tuple[SessionView, SaleView, str]:
    """Give a ticket back to its card; the terminal is silent and a manager says that it did."""
    session = card_house(house, "Max House")
    sale, _ = sell_by_card(house, session, ("B", 4), ("B", 5))
    given = give_back(house, session, sale.order_id, sale.ticket_ids[:1])
    back = house.office.cards.send(given.cards[0])
    settle(house, back, answer(back, CardOutcome.UNKNOWN))
    settled(house, force(house, back), charged=False)
    return session, sale, given.refund_id


def test_a_refund_that_was_forced_and_never_was_is_owed_again(house: House) -> None:
    """Its money was in 2070 again, and in nobody's list of what is owed."""
    session, sale, refund_id = forced_refund(house)
    assert house.office.verify() == ()
    (owed,) = house.office.giving_back.owing()
    assert (owed.refund_id, owed.amount, owed.stuck) == (refund_id, usd(4_500), True)
    command = house.command()
    again_id = house.office.giving_back.try_again(command, session, refund_id, owed.line)
    back = house.office.cards.send(again_id)
    settle(house, back, approved(back))
    assert house.office.giving_back.owing() == ()
    assert balances(house)["1040"] == 4_500
    assert equation(house, sale.order_id) == 0
    assert house.office.verify() == ()


def test_what_comes_back_to_a_card_after_a_forced_refund_is_never_taken_twice(
    house: House,
) -> None:
    """The counter-tender of the refund that never was is no tender of the patron."""
    session, sale, _ = forced_refund(house)
    (tender,) = house.office.orders.get(sale.order_id).tenders
    assert (tender.amount, tender.left) == (usd(9_000), usd(4_500))
    given = give_back(house, session, sale.order_id, sale.ticket_ids[1:])
    to_the_card(house, given)
    assert given.amount == usd(4_500)
    (tender,) = house.office.orders.get(sale.order_id).tenders
    assert tender.left == usd(0)
    assert house.office.verify() == ()


def test_a_reversal_that_was_forced_and_never_was_puts_its_charge_in_doubt_again(
    house: House,
) -> None:
    """The card stayed charged, with no order and in no inbox."""
    session = card_house(house)
    _, begun = begin(house, session, ("B", 4))
    settle(house, begun, approved(begun))
    back = house.office.cards.reverse(house.command(), session, begun.payment_id)
    settle(house, back, answer(back, CardOutcome.UNKNOWN))
    exception = force(house, back)
    assert house.office.cards.in_doubt() == ()
    settled(house, exception, charged=False)
    (view,) = house.office.cards.in_doubt()
    assert (view.payment_id, view.state) == (begun.payment_id, "approved")
    assert (view.approved, view.given_back) == (usd(4_500), usd(0))
    assert house.office.verify() == ()
    again_back = house.office.cards.reverse(house.command(), session, begun.payment_id)
    settle(house, again_back, approved(again_back))
    assert house.office.cards.in_doubt() == ()
    settle(house, begun, approved(begun))  # heard once more, and nothing comes of it
    assert state(house, begun.payment_id) == "reversed"
    assert house.office.verify() == ()


def test_a_charge_that_was_forced_before_the_terminal_stored_it_is_forwarded_from_where_it_lies(
    house: House,
) -> None:
    """Its tender lay in 1040; forwarding took it out of 1045, where it never was."""
    session, begun = in_doubt(house)
    exception = force(house, begun)
    cart = house.office.cards.content(begun.payment_id).cart
    assert cart is not None
    tender = card(house.office.cards.view(begun.payment_id))
    house.office.selling.sell(house.command(), session, cart, (tender,))
    settle(house, begun, replace(approved(begun), offline=True))
    assert (balances(house).get("1040", 0), balances(house)["1045"]) == (0, 4_500)
    lead = house.sign_in("Sue Lead")
    house.office.cards.forwarded(house.command(), lead, begun.payment_id, approved=False)
    with pytest.raises(PaymentGone):
        house.office.cards.forwarded(house.command(), lead, begun.payment_id, approved=False)
    settled(house, exception, charged=False)
    assert (balances(house).get("1045", 0), balances(house)["1060"]) == (0, 4_500)
    assert house.office.verify() == ()


def test_a_life_that_ends_without_closing_leaves_nothing_locked(tmp_path: Path) -> None:
    """The office of a life that lost its power is still there; the next one works beside it."""
    dead = open_house(tmp_path / "f.sqlite3", ManualClock(DOORS_OPEN))
    session = card_house(dead)
    cart, begun = begin(dead, session, ("B", 4))
    house = open_house(dead.path, dead.clock, 11)
    assert [one.payment_id for one in house.office.cards.to_resolve()] == [begun.payment_id]
    view = settle(house, begun, approved(begun), AnswerSource.ASKED)
    house.office.selling.sell(house.command(), session, cart, (card(view),))
    assert house.office.verify() == ()
    house.office.close()
    dead.office.close()
