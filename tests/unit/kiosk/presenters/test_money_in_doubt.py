"""What stands in no order: asked about, finished, given back, or decided by a manager."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kiosk.card_desk import CardWay
from kiosk.presenters.deciding import Forcing
from kiosk.presenters.money_in_doubt import is_lost
from kiosk.presenters.pay_state import Stage
from kiosk.presenters.purposes import CartPurpose
from pos.ids import CommandId, ZoneId
from pos.money import Money
from pos.ports.terminals import CardOutcome
from pos.views.cash import Blocker
from pos.views.people import Permission
from pos.views.selling import TenderKind
from tests.unit.kiosk.fake_office import session_of
from tests.unit.kiosk.fake_terminal import FakeTerminal
from tests.unit.kiosk.presenters.conftest import Bench


def begun(selling: Bench, *cash: Money) -> FakeTerminal:
    """Two seats at 67.50 are being paid; cash may be on the counter already."""
    terminal = FakeTerminal()
    selling.rooms.cards.equip(CardWay.TERMINAL, "nexo", terminal, lambda call: call())
    selling.rooms.sell.take_zone(ZoneId("front"))
    selling.rooms.cart.pay(TenderKind.CARD)
    for notes in cash:
        selling.rooms.pay.cash(notes)
    return terminal


def set_aside(selling: Bench, *cash: Money) -> FakeTerminal:
    """The rest was charged to a card, and then the sale was set aside."""
    terminal = begun(selling, *cash)
    selling.rooms.card_pay.charge(Money(10000))
    terminal.answers(CardOutcome.APPROVED)
    selling.rooms.pay.set_aside()
    selling.rooms.payments_changed()
    return terminal


def all_paid(selling: Bench) -> None:
    """The sale was set aside while the card was at the terminal, which then approved the rest."""
    terminal = begun(selling, Money(3500))
    selling.rooms.card_pay.charge(Money(10000))
    selling.rooms.pay.set_aside()
    terminal.answers(CardOutcome.APPROVED)
    selling.rooms.payments_changed()


def unknown(selling: Bench) -> FakeTerminal:
    terminal = begun(selling)
    selling.rooms.card_pay.charge()
    terminal.answers(CardOutcome.UNKNOWN)
    terminal.answers(CardOutcome.UNKNOWN)
    selling.rooms.pay.set_aside()
    selling.rooms.payments_changed()
    return terminal


def test_a_sale_is_finished_with_what_was_taken_before(selling: Bench) -> None:
    set_aside(selling, Money(2000))
    doubt = selling.rooms.money_in_doubt
    doubt.open()
    doubt.finish(doubt.state.payments[0].payment_id)
    pay = selling.rooms.pay
    assert not doubt.state.shown
    assert pay.state.remaining == Money(1500)
    assert [t.kind for t in pay.state.tenders] == [TenderKind.CASH, TenderKind.CARD]
    pay.exact()
    assert pay.state.stage is Stage.DONE
    assert len(selling.rooms.desk.cart.lines) == 0


def test_a_sale_that_is_all_paid_is_made_at_once(selling: Bench) -> None:
    all_paid(selling)
    doubt = selling.rooms.money_in_doubt
    doubt.finish(doubt.state.payments[0].payment_id)
    assert selling.rooms.pay.state.stage is Stage.DONE


def test_every_card_that_paid_for_the_sale_counts(selling: Bench) -> None:
    terminal = begun(selling)
    for amount in (Money(6000), Money(5000)):
        selling.rooms.card_pay.charge(amount)
        terminal.answers(CardOutcome.APPROVED)
    selling.rooms.pay.set_aside()
    selling.rooms.payments_changed()
    doubt = selling.rooms.money_in_doubt
    doubt.finish(doubt.state.payments[0].payment_id)
    assert selling.rooms.pay.state.remaining == Money(2500)
    assert len(selling.rooms.pay.charged) == 2


def test_the_cart_of_who_finishes_another_sale_is_kept(selling: Bench) -> None:
    all_paid(selling)
    selling.rooms.sell.take_zone(ZoneId("front"))
    mine = selling.rooms.desk.cart
    doubt = selling.rooms.money_in_doubt
    doubt.finish(doubt.state.payments[0].payment_id)
    assert selling.rooms.pay.state.stage is Stage.DONE
    assert selling.rooms.desk.cart == mine


def test_nothing_is_finished_while_something_is_being_paid(selling: Bench) -> None:
    all_paid(selling)
    selling.rooms.sell.take_zone(ZoneId("front"))
    selling.rooms.cart.pay(TenderKind.CASH)
    doubt = selling.rooms.money_in_doubt
    assert not doubt.state.can_finish
    doubt.finish(doubt.state.payments[0].payment_id)
    assert selling.rooms.pay.state.tenders == ()


def test_a_card_that_paid_after_all_finishes_the_sale_that_is_being_paid(selling: Bench) -> None:
    set_aside(selling)
    doubt, pay = selling.rooms.money_in_doubt, selling.rooms.pay
    (view,) = doubt.state.payments
    content = selling.office.cards.content(view.payment_id)
    assert content.cart is not None
    pay.begin(CartPurpose(selling.rooms.desk, content.cart, "Bo Vale"), TenderKind.CARD)
    assert (doubt.state.can_finish, doubt.state.pays_for) == (False, view.for_id)
    doubt.finish(view.payment_id)
    assert [one.payment_id for one in pay.state.tenders] == [view.payment_id]


def test_money_is_given_back_at_the_terminal(selling: Bench) -> None:
    terminal = set_aside(selling)
    doubt = selling.rooms.money_in_doubt
    doubt.give_back(doubt.state.payments[0].payment_id)
    assert terminal.verbs == ["pay", "reverse T-77"]
    assert doubt.state.busy
    terminal.answers(CardOutcome.APPROVED)
    assert doubt.state.payments == ()
    assert not doubt.state.busy


def test_a_typed_card_is_given_back_by_the_cashiers_word(selling: Bench) -> None:
    selling.rooms.cards.equip(CardWay.TYPED, "standalone", None, lambda call: call())
    selling.rooms.sell.take_zone(ZoneId("front"))
    selling.rooms.cart.pay(TenderKind.CARD)
    selling.rooms.card_pay.typed("A1", "Visa", "1111", Money(5000))
    selling.rooms.pay.set_aside()
    selling.rooms.payments_changed()
    doubt = selling.rooms.money_in_doubt
    doubt.give_back(doubt.state.payments[0].payment_id)
    assert doubt.state.payments == ()


def test_the_terminal_is_asked_when_somebody_wants_to_know(selling: Bench) -> None:
    terminal = unknown(selling)
    doubt = selling.rooms.money_in_doubt
    doubt.ask(doubt.state.payments[0].payment_id)
    assert terminal.verbs == ["pay", "ask", "ask"]


def test_a_force_wants_a_manager_and_opens_an_exception(selling: Bench) -> None:
    terminal = unknown(selling)
    doubt = selling.rooms.money_in_doubt
    doubt.open()
    doubt.deciding.force_form(doubt.state.payments[0].payment_id)
    doubt.deciding.force(Forcing(charged=True, reason="The slip says so", approval_code="A1"))
    approval = selling.rooms.approval
    assert approval.state.permission is Permission.FORCE_PAYMENT
    approval.choose(approval.state.people[0].user_id)
    approval.confirm("9753")
    assert [one.approved_by for one in doubt.state.exceptions] == ["Mia Torres"]
    assert doubt.deciding.state.forcing == ""
    assert [p.state for p in doubt.state.payments] == ["approved"]
    assert selling.rooms.cards.state.free
    selling.timers.pass_time(600)
    assert terminal.verbs == ["pay", "ask"]


def test_an_exception_is_settled_by_evidence(selling: Bench) -> None:
    unknown(selling)
    office, doubt = selling.office, selling.rooms.money_in_doubt
    payment = doubt.state.payments[0].payment_id
    office.cards.force(
        CommandId("f"), session_of("mia"), payment, charged=False, reason="Not on the slip"
    )
    selling.rooms.payments_changed()
    assert doubt.state.count == 1
    doubt.deciding.settle_form(doubt.state.exceptions[0].exception_id)
    doubt.deciding.settle(
        doubt.state.exceptions[0], "processor", "Not in the batch", as_forced=True
    )
    assert doubt.state.count == 0
    assert office.cards.turned == [False]


def test_evidence_may_show_that_a_force_was_wrong(selling: Bench) -> None:
    unknown(selling)
    office, doubt = selling.office, selling.rooms.money_in_doubt
    payment = doubt.state.payments[0].payment_id
    office.cards.force(
        CommandId("f"), session_of("mia"), payment, charged=False, reason="Not on the slip"
    )
    selling.rooms.payments_changed()
    doubt.deciding.settle_form(doubt.state.exceptions[0].exception_id)
    doubt.deciding.settle(
        doubt.state.exceptions[0], "processor", "It is in the batch", as_forced=False
    )
    assert office.cards.turned == [True]


@pytest.mark.parametrize("as_forced", [True, False])
def test_what_a_terminal_denies_was_charged_as_decided_or_was_not(
    selling: Bench, as_forced: bool
) -> None:
    unknown(selling)
    office, doubt = selling.office, selling.rooms.money_in_doubt
    payment = doubt.state.payments[0].payment_id
    office.cards.force(
        CommandId("f"), session_of("mia"), payment, charged=True, reason="On the slip"
    )
    office.cards.forced = [replace(each, what="denied") for each in office.cards.forced]
    selling.rooms.payments_changed()
    doubt.deciding.settle_form(doubt.state.exceptions[0].exception_id)
    doubt.deciding.settle(
        doubt.state.exceptions[0], "processor", "So says the batch", as_forced=as_forced
    )
    assert office.cards.turned == [as_forced]


def test_what_went_out_twice_is_written_off_by_another_ones_word(selling: Bench) -> None:
    unknown(selling)
    office, doubt = selling.office, selling.rooms.money_in_doubt
    (kept,) = office.cards.payments.values()
    kept.view = replace(kept.view, kind="refund", state="approved", approved=kept.view.amount)
    selling.rooms.payments_changed()
    assert is_lost(doubt.state.payments[0])
    doubt.deciding.force_form(doubt.state.payments[0].payment_id)
    doubt.deciding.write_off("Paid by check too")
    approval = selling.rooms.approval
    assert approval.state.permission is Permission.WRITE_OFF
    approval.choose(approval.state.people[0].user_id)
    approval.confirm("9753")
    assert (doubt.state.count, doubt.deciding.state.forcing) == (0, "")


def test_what_blocks_a_close_leads_here(selling: Bench) -> None:
    selling.rooms.close.fix(Blocker("payment_in_doubt", 1))
    assert selling.rooms.money_in_doubt.state.shown
    selling.rooms.money_in_doubt.close()
    selling.rooms.close.fix(Blocker("exception_open", 1))
    assert selling.rooms.money_in_doubt.state.shown


def test_signing_out_puts_the_panel_away(selling: Bench) -> None:
    selling.rooms.money_in_doubt.open()
    selling.rooms.desk.stand_up()
    assert not selling.rooms.money_in_doubt.state.shown
