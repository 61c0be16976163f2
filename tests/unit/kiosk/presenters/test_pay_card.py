"""Cards on the Pay panel: what is shown, what blocks, and that nothing charged is ever dropped."""

from __future__ import annotations

import pytest

from kiosk.card_desk import CardWay
from kiosk.presenters.pay_state import Stage
from pos.errors import AmountInvalid, CardNumberRefused, StorageFull, TextRefused, TillNotOpen
from pos.ids import ZoneId
from pos.money import Money
from pos.ports.terminals import CardOutcome, Declined, TerminalCan
from pos.views.selling import TenderKind
from tests.unit.kiosk.fake_terminal import FakeTerminal
from tests.unit.kiosk.presenters.conftest import Bench

DUE = Money(13500)


@pytest.fixture
def terminal(selling: Bench) -> FakeTerminal:
    made = FakeTerminal()
    selling.rooms.cards.equip(CardWay.TERMINAL, "nexo", made, lambda call: call())
    selling.rooms.sell.take_zone(ZoneId("front"))
    selling.rooms.cart.pay(TenderKind.CARD)
    return made


def by_hand(selling: Bench) -> None:
    selling.rooms.cards.equip(CardWay.TYPED, "standalone", None, lambda call: call())
    selling.rooms.sell.take_zone(ZoneId("front"))
    selling.rooms.cart.pay(TenderKind.CARD)


def test_without_a_terminal_cards_are_not_offered(selling: Bench) -> None:
    assert TenderKind.CARD not in selling.rooms.pay.state.kinds


def test_a_card_for_the_whole_sells(selling: Bench, terminal: FakeTerminal) -> None:
    rooms = selling.rooms
    rooms.card_pay.charge()
    assert terminal.asked[0][1].amount == DUE
    assert rooms.pay.state.stage is Stage.CARD
    terminal.answers(CardOutcome.APPROVED)
    assert rooms.pay.state.stage is Stage.DONE
    tender = rooms.pay.state.tenders[0]
    assert (tender.kind, tender.payment_id) == (TenderKind.CARD, "payment4")
    assert tender.reference == "Visa 1111"


def test_a_card_under_way_sells_also_where_the_hub_stops_the_window_meanwhile(
    selling: Bench, terminal: FakeTerminal
) -> None:
    rooms = selling.rooms
    rooms.card_pay.charge()
    rooms.desk.closed_is("written_off")
    terminal.answers(CardOutcome.APPROVED)
    assert rooms.pay.state.stage is Stage.DONE


def test_nothing_else_is_taken_while_the_card_is_at_the_terminal(
    selling: Bench, terminal: FakeTerminal
) -> None:
    pay = selling.rooms.pay
    selling.rooms.card_pay.charge()
    pay.exact()
    pay.use(TenderKind.CASH)
    pay.back()
    selling.rooms.card_pay.charge()
    assert pay.state.stage is Stage.CARD
    assert pay.state.tenders == ()
    assert terminal.verbs == ["pay"]


def test_part_on_a_card_and_the_rest_in_cash_in_any_order(
    selling: Bench, terminal: FakeTerminal
) -> None:
    pay = selling.rooms.pay
    pay.cash(Money(2000))
    selling.rooms.card_pay.charge(Money(10000))
    terminal.answers(CardOutcome.APPROVED)
    assert pay.state.remaining == Money(1500)
    pay.exact()
    assert pay.state.stage is Stage.DONE
    assert [t.kind for t in pay.state.tenders] == [
        TenderKind.CASH, TenderKind.CARD, TenderKind.CASH,
    ]  # fmt: skip


def test_more_than_remains_is_not_asked_of_a_card(selling: Bench, terminal: FakeTerminal) -> None:
    selling.rooms.card_pay.charge(Money(13501))
    assert isinstance(selling.rooms.card_pay.state.refusal, AmountInvalid)
    assert terminal.verbs == []


def test_a_partial_approval_is_a_tender_for_what_the_card_gave(
    selling: Bench, terminal: FakeTerminal
) -> None:
    selling.rooms.card_pay.charge()
    terminal.answers(CardOutcome.PARTIAL, Money(3000))
    pay, card = selling.rooms.pay.state, selling.rooms.card_pay.state
    assert pay.remaining == Money(10500)
    assert card.last is not None
    assert card.last.approved == Money(3000)
    assert pay.stage is Stage.TAKING


def test_a_declined_card_leaves_the_sale_open_with_the_reason(
    selling: Bench, terminal: FakeTerminal
) -> None:
    selling.rooms.card_pay.charge()
    terminal.answers(CardOutcome.DECLINED, declined=Declined.NO_FUNDS)
    card = selling.rooms.card_pay.state
    assert card.last is not None
    assert card.last.declined == "no_funds"
    assert selling.rooms.pay.state.stage is Stage.TAKING
    assert selling.rooms.pay.state.remaining == DUE


def test_an_unknown_card_holds_the_sale_until_the_terminal_tells(
    selling: Bench, terminal: FakeTerminal
) -> None:
    selling.rooms.card_pay.charge()
    terminal.answers(CardOutcome.UNKNOWN)
    assert selling.rooms.card_pay.state.unknown
    selling.rooms.pay.exact()
    selling.rooms.pay.back()
    assert selling.rooms.pay.state.stage is Stage.CARD
    terminal.answers(CardOutcome.APPROVED)
    assert selling.rooms.pay.state.stage is Stage.DONE
    assert selling.office.done("sell") == 1


def test_an_unknown_card_set_aside_keeps_its_cart_and_gives_a_fresh_one(
    selling: Bench, terminal: FakeTerminal
) -> None:
    before = selling.rooms.desk.cart
    selling.rooms.card_pay.charge()
    terminal.answers(CardOutcome.UNKNOWN)
    selling.rooms.pay.set_aside()
    assert selling.rooms.pay.state.stage is Stage.AWAY
    assert selling.rooms.desk.cart.cart_id != before.cart_id
    assert selling.rooms.desk.cart.lines == ()
    selling.rooms.payments_changed()
    assert [p.state for p in selling.rooms.money_in_doubt.state.payments] == ["unknown"]
    terminal.answers(CardOutcome.APPROVED)
    assert selling.office.done("sell") == 0
    selling.rooms.payments_changed()
    assert [p.state for p in selling.rooms.money_in_doubt.state.payments] == ["approved"]


def test_leaving_with_a_charged_card_asks_first_and_gives_it_back(
    selling: Bench, terminal: FakeTerminal
) -> None:
    pay = selling.rooms.pay
    selling.rooms.card_pay.charge(Money(5000))
    terminal.answers(CardOutcome.APPROVED)
    pay.back()
    assert (pay.state.stage, pay.state.leaving) == (Stage.TAKING, True)
    pay.give_back_a_card()
    assert terminal.verbs == ["pay", "reverse T-77"]
    terminal.answers(CardOutcome.APPROVED)
    assert pay.state.stage is Stage.AWAY
    assert selling.office.cards.in_doubt() == ()


def test_a_reversal_that_is_declined_keeps_the_card_tender(
    selling: Bench, terminal: FakeTerminal
) -> None:
    pay = selling.rooms.pay
    selling.rooms.card_pay.charge(Money(5000))
    terminal.answers(CardOutcome.APPROVED)
    pay.take_back(0)
    terminal.answers(CardOutcome.DECLINED, declined=Declined.OTHER)
    assert len(pay.state.tenders) == 1
    assert selling.rooms.card_pay.state.last is not None


def test_taking_a_card_back_undoes_the_charge_and_the_sale_goes_on(
    selling: Bench, terminal: FakeTerminal
) -> None:
    pay = selling.rooms.pay
    selling.rooms.card_pay.charge(Money(5000))
    terminal.answers(CardOutcome.APPROVED)
    pay.take_back(0)
    terminal.answers(CardOutcome.APPROVED)
    assert pay.state.tenders == ()
    assert pay.state.remaining == DUE
    assert pay.state.stage is Stage.TAKING


def test_a_refused_sale_never_drops_the_card(selling: Bench, terminal: FakeTerminal) -> None:
    selling.rooms.card_pay.charge()
    selling.tasks.fails_next = None
    selling.office.tills.till = None
    terminal.answers(CardOutcome.APPROVED)
    state = selling.rooms.pay.state
    assert isinstance(state.refusal, TillNotOpen)
    assert [t.payment_id for t in state.tenders] == ["payment4"]
    assert state.stage is Stage.TAKING


def test_signing_out_leaves_the_charge_in_doubt_with_its_cart(
    selling: Bench, terminal: FakeTerminal
) -> None:
    selling.rooms.card_pay.charge(Money(5000))
    terminal.answers(CardOutcome.APPROVED)
    charged = selling.rooms.desk.cart
    selling.rooms.desk.stand_up()
    assert selling.rooms.pay.state.stage is Stage.AWAY
    assert charged not in selling.rooms.desk.carts.values()
    selling.rooms.payments_changed()
    assert len(selling.rooms.money_in_doubt.state.payments) == 1
    assert selling.rooms.money_in_doubt.state.payments[0].has_cart


def test_signing_out_without_a_card_keeps_the_cart(selling: Bench, terminal: FakeTerminal) -> None:
    cart = selling.rooms.desk.cart
    selling.rooms.pay.cash(Money(2000))
    selling.rooms.desk.stand_up()
    assert list(selling.rooms.desk.carts.values()) == [cart]


def test_what_the_pay_panel_has_in_hand_is_in_nobodys_doubt(
    selling: Bench, terminal: FakeTerminal
) -> None:
    doubt = selling.rooms.money_in_doubt
    selling.rooms.card_pay.charge(Money(5000))
    selling.rooms.payments_changed()
    assert doubt.state.payments == ()
    terminal.answers(CardOutcome.APPROVED)
    selling.rooms.payments_changed()
    assert doubt.state.payments == ()


def test_a_card_that_was_declined_is_in_no_doubt_before_the_list_is_read_again(
    selling: Bench, terminal: FakeTerminal
) -> None:
    doubt, seen = selling.rooms.money_in_doubt, []
    selling.rooms.card_pay.charge()
    selling.rooms.payments_changed()
    doubt.watch(lambda state: seen.append(len(state.payments)))
    terminal.answers(CardOutcome.DECLINED)
    assert selling.rooms.pay.state.stage is Stage.TAKING
    assert not any(seen)


def test_an_intent_the_disk_refused_charges_nothing(selling: Bench, terminal: FakeTerminal) -> None:
    selling.tasks.fails_next = StorageFull()
    selling.rooms.card_pay.charge()
    assert "pay" not in terminal.verbs
    assert isinstance(selling.rooms.card_pay.state.refusal, StorageFull)
    assert selling.rooms.pay.state.stage is Stage.TAKING


def test_cancelling_is_asked_of_the_terminal(selling: Bench, terminal: FakeTerminal) -> None:
    selling.rooms.card_pay.charge()
    selling.rooms.card_pay.cancel()
    assert len(terminal.aborted) == 1
    assert selling.rooms.pay.state.stage is Stage.CARD
    terminal.answers(CardOutcome.CANCELLED)
    assert selling.rooms.pay.state.stage is Stage.TAKING


def test_a_card_is_keyed_only_for_an_order_and_where_the_terminal_can(selling: Bench) -> None:
    terminal = FakeTerminal(TerminalCan(keyed=True))
    selling.rooms.cards.equip(CardWay.TERMINAL, "nexo", terminal, lambda call: call())
    selling.rooms.sell.take_zone(ZoneId("front"))
    selling.rooms.cart.pay(TenderKind.CARD)
    selling.rooms.card_pay.key_in(yes=True)
    assert not selling.rooms.card_pay.state.keyed
    selling.rooms.pay.back()
    selling.rooms.enter("will_call")
    row = next(r for r in selling.rooms.will_call.state.rows if r.owing.minor)
    selling.rooms.will_call.select(row.order_id)
    selling.rooms.will_call.pay(TenderKind.CARD)
    selling.rooms.card_pay.key_in(yes=True)
    selling.rooms.card_pay.charge()
    assert terminal.asked[0][1].keyed


def test_the_slip_of_a_terminal_that_is_not_connected(selling: Bench) -> None:
    by_hand(selling)
    card = selling.rooms.card_pay
    card.typed("", "Visa", "1111")
    assert isinstance(card.state.refusal, TextRefused)
    card.typed("4111111111111111", "Visa", "1111")
    assert isinstance(card.state.refusal, CardNumberRefused)
    assert "4111111111111111" not in repr(card.state)
    card.typed("A1B2C3", "Visa", "1111")
    assert selling.rooms.pay.state.stage is Stage.DONE


def test_a_typed_card_is_given_back_by_the_cashiers_word(selling: Bench) -> None:
    by_hand(selling)
    selling.rooms.card_pay.typed("A1B2C3", "Visa", "1111", Money(5000))
    selling.rooms.pay.take_back(0)
    assert selling.rooms.pay.state.tenders == ()
    assert selling.office.cards.in_doubt() == ()
