"""How much a card may be asked for, and for what."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pos.errors import (
    AmountInvalid,
    CardNumberRefused,
    NotFound,
    NotHeld,
    PaymentMismatch,
    PaymentsUnresolved,
    PosError,
    TextRefused,
)
from pos.ids import CartId, OrderId
from pos.money import Money
from pos.ports.terminals import CardOutcome
from pos.views.paying import ExtraKind, PayingFor
from pos.views.people import SessionView
from pos.views.selling import CardAsked, ExtraLine, PaidContent
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
from tests.integration.refunds import give_back
from tests.integration.small_house import House, usd
from tests.integration.test_card_payments_forced import force, settled
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_verify import codes, plant


def for_order(order_id: str, amount: Money) -> CardAsked:
    content = PaidContent(order_id=order_id, name="Ann Example")
    return CardAsked(PayingFor.ORDER, order_id, amount, content, "nexo", SERIAL, MODEL)


def payments(house: House) -> int:
    return int(str(rows(house, "SELECT count(*) FROM card_payment")[0][0]))


def unpaid(house: House, session: SessionView) -> str:
    """Return an order whose card never paid: it owes 45.00."""
    cart, begun = begin(house, session, ("B", 4))
    settle(house, begun, answer(begun, CardOutcome.UNKNOWN))
    exception = force(house, begun)

    view = house.office.cards.view(begun.payment_id)
    sale = house.office.selling.sell(house.command(), session, cart, (card(view),))
    settled(house, exception, charged=False)
    return sale.order_id


def test_money_in_doubt_says_what_the_order_owes_until_it_is_paid(house: House) -> None:
    session = card_house(house)
    order_id = OrderId(unpaid(house, session))
    command, wish = house.command(), for_order(order_id, usd(3_000))
    begun = house.office.cards.begin(command, session, wish)
    view = settle(house, begun, approved(begun))
    assert (view.paid.whole, view.paid.beside) == (usd(4_500), ())
    assert [held.seats for held in view.paid.places] == ["Orchestra B 4"]
    rest = cash(1_500)
    house.office.will_call.hand_over(house.command(), session, order_id, (card(view), rest))
    assert house.office.cards.view(begun.payment_id).paid.whole is None


def test_a_card_pays_no_more_than_its_order_owes(house: House) -> None:
    session = card_house(house)
    paid, _ = sell_by_card(house, session, ("B", 6))
    order_id = unpaid(house, session)
    before = payments(house)
    refused: list[tuple[CardAsked, type[PosError]]] = [
        (for_order(paid.order_id, usd(1)), AmountInvalid),
        (for_order(order_id, usd(4_501)), AmountInvalid),
        (for_order("no such order", usd(1)), NotFound),
        (for_order(order_id, Money(100, "EUR")), PaymentMismatch),
    ]
    for wish, error in refused:
        with pytest.raises(error):
            house.office.cards.begin(house.command(), session, wish)
    assert payments(house) == before
    wish = for_order(order_id, usd(4_500))
    assert house.office.cards.begin(house.command(), session, wish).amount == usd(4_500)


def test_a_card_pays_for_a_cart_that_this_window_holds(house: House) -> None:
    session = card_house(house)
    cart = cart_of(house, session, ("B", 4))
    strange = replace(cart, cart_id=CartId("strange"))
    twice = replace(cart, lines=cart.lines * 2)
    for bad in (strange, twice, replace(cart, lines=())):
        with pytest.raises(NotHeld):
            house.office.cards.begin(house.command(), session, asked(bad, usd(1)))
    with pytest.raises(PaymentMismatch):
        house.office.cards.begin(house.command(), session, asked(cart, Money(100, "EUR")))
    assert payments(house) == 0


@pytest.mark.parametrize("field", ["section", "zone", "comp_reason", "price_type"])
def test_no_card_number_is_kept_in_a_cart_beside_its_payment(house: House, field: str) -> None:
    session = card_house(house)
    cart = cart_of(house, session, ("B", 4))
    said: dict[str, Any] = {field: "4111 1111 1111 1111"}
    bad = replace(cart, lines=(replace(cart.lines[0], **said),))
    certificate = ExtraLine("x", ExtraKind.CERTIFICATE, usd(100), "4111 1111 1111 1111")
    for each in (bad, replace(cart, extras=(certificate,))):
        with pytest.raises(CardNumberRefused):
            house.office.cards.begin(house.command(), session, asked(each))
    assert payments(house) == 0


def standalone(house: House, session: SessionView, seat: int) -> CardAsked:
    cart = cart_of(house, session, ("B", seat))
    return replace(asked(cart), driver="standalone", terminal="", model="")


def with_slips(house: House) -> SessionView:
    session, lead = card_house(house), house.sign_in("Sue Lead")
    house.office.terminals.register(house.command(), lead, "standalone W1", "", "Window 1")
    return session


def test_a_slip_is_typed_where_no_terminal_can_be_asked(house: House) -> None:
    session = with_slips(house)
    typed, slip = house.office.cards.typed, standalone(house, session, 4)
    connected = replace(slip, driver="nexo", terminal=SERIAL)
    with pytest.raises(PaymentMismatch) as refused:
        typed(house.command(), session, connected, "4711", "Visa", "1111")
    assert refused.value.params == {"what": "driver"}
    with pytest.raises(TextRefused):
        typed(house.command(), session, slip, "4711", "Visa", "")
    assert typed(house.command(), session, slip, "4711", "Visa", "1111").state == "approved"


def test_a_slip_pays_once(house: House) -> None:
    session = with_slips(house)
    typed, slip = house.office.cards.typed, standalone(house, session, 4)
    typed(house.command(), session, slip, "4711", "Visa", "1111")
    other = standalone(house, session, 6)
    with pytest.raises(PaymentMismatch) as refused:
        typed(house.command(), session, other, "4711", "Visa", "1111")
    assert refused.value.params == {"what": "approval_code"}
    assert typed(house.command(), session, other, "4712", "Visa", "1111").state == "approved"


def test_a_slip_is_no_way_round_what_an_earlier_life_left_open(house: House) -> None:
    session = with_slips(house)
    _, begun = begin(house, session, ("B", 6))
    house = again(house)
    session = house.sign_in("Ada Clerk")
    slip = standalone(house, session, 4)
    with pytest.raises(PaymentsUnresolved):
        house.office.cards.typed(house.command(), session, slip, "4711", "Visa", "1111")
    assert state(house, begun.payment_id) == "sent"
    house.office.close()


def test_what_a_card_got_after_its_part_went_another_way_is_not_booked(house: House) -> None:
    session, manager = card_house(house), house.sign_in("Max House")
    sale, _ = sell_by_card(house, session, ("B", 4))
    given = give_back(house, session, sale.order_id, sale.ticket_ids)
    back = house.office.cards.send(given.cards[0])
    settle(house, back, answer(back, CardOutcome.UNKNOWN))
    exception = force(house, back, charged=False)
    (owed,) = house.office.giving_back.owing()
    account = house.office.values.open_account(house.command(), session, "Ann Example")
    house.office.giving_back.another_way(
        house.command(), manager, owed.refund_id, owed.line, "on_account", "x", account.value_id
    )
    settled(house, exception, charged=True)
    assert state(house, back.payment_id) == "approved"
    assert [view.payment_id for view in house.office.cards.in_doubt()] == [back.payment_id]
    assert house.office.giving_back.owing() == ()
    assert balances(house) == {"1040": 4_500, "2060": -4_500}
    assert house.office.verify() == ()


def test_what_bounced_and_was_after_all_comes_back_to_the_inbox(house: House) -> None:
    session = card_house(house)
    cart, begun = begin(house, session, ("B", 4))
    settle(house, begun, answer(begun, CardOutcome.UNKNOWN))
    exception = force(house, begun)
    tender = card(house.office.cards.view(begun.payment_id))
    house.office.selling.sell(house.command(), session, cart, (tender,))
    settled(house, exception, charged=False)
    house.clock.advance(timedelta(minutes=5))
    assert settle(house, begun, approved(begun)).state == "approved"
    assert len(house.office.cards.in_doubt()) == 1
    assert house.office.verify() == ()
    back = house.office.cards.reverse(house.command(), session, begun.payment_id)
    settle(house, back, approved(back))
    assert state(house, begun.payment_id) == "reversed"
    assert house.office.verify() == ()
    plant(house, "UPDATE current_state SET state = 'bounced' WHERE state = 'reversed'")
    assert "payment.forgotten" in codes(house)


def test_a_refund_that_bounced_and_was_after_all_is_booked_once(house: House) -> None:
    session = card_house(house)
    sale, _ = sell_by_card(house, session, ("B", 4))
    given = give_back(house, session, sale.order_id, sale.ticket_ids)
    back = house.office.cards.send(given.cards[0])
    settle(house, back, answer(back, CardOutcome.UNKNOWN))
    settled(house, force(house, back), charged=False)
    assert balances(house)["2070"] == -4_500
    for _ in range(2):
        assert settle(house, back, approved(back)).state == "applied"
    assert house.office.giving_back.owing() == ()
    assert balances(house) == {}
    assert house.office.verify() == ()
