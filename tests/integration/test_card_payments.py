"""Card payments: on disk before they are sent, matched or unknown, found again after a crash."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from pos.errors import (
    AmountInvalid,
    CardNumberRefused,
    GiveBackTooMuch,
    KeyedNotHere,
    NotAllowed,
    NotFound,
    PaidAlready,
    PaymentGone,
    PaymentMismatch,
    PaymentOpen,
    PaymentsUnresolved,
    TextRefused,
    TillNotOpen,
    TillNotYours,
)
from pos.events import PaymentsChanged
from pos.paying.answers import NOT_FOUND_COUNTS_AFTER
from pos.paying.applying import apply_payment
from pos.paying.intents import intend_back
from pos.ports.terminals import CardOutcome, CardResult
from pos.views.cash import Blocker
from pos.views.paying import AnswerSource, CardBegun, CheckGiven, PayingFor, PaymentKind
from pos.views.selling import PaidContent, TenderGiven, TenderKind
from tests.integration.card_sales import (
    again,
    answer,
    approved,
    asked,
    audited,
    balances,
    begin,
    card,
    card_house,
    payment,
    sell_by_card,
    settle,
    state,
)
from tests.integration.small_house import House, usd
from tests.integration.test_selling import cart_of, cash, rows

DAY = date(2026, 11, 21)
CHECK = TenderGiven(TenderKind.CHECK, usd(100), usd(100))
ASKED, TERMINAL, TYPED = AnswerSource.ASKED, AnswerSource.TERMINAL, AnswerSource.TYPED


def answers(house: House, begun: CardBegun) -> list[tuple[object, ...]]:
    return rows(
        house,
        "SELECT source, outcome, amount_minor, condition FROM card_answer"
        f" WHERE payment_id = '{begun.payment_id}' ORDER BY seq",
    )


# ---- begin ----


def test_the_intent_is_on_disk_as_sent_before_a_terminal_hears_of_it(house: House) -> None:
    session = card_house(house)
    cart, begun = begin(house, session, ("B", 4))
    assert (begun.kind, begun.amount) == (PaymentKind.CHARGE, usd(4_500))
    assert len(begun.message_id) == 10
    assert begun.reference.isalnum()
    on_disk = rows(house, "SELECT payment_id, reference, message_id FROM card_payment")
    assert on_disk == [(begun.payment_id, begun.reference, begun.message_id)]
    arrows = "SELECT trigger FROM transition WHERE machine = 'payment' ORDER BY seq"
    assert rows(house, arrows) == [("enter",), ("send",)]
    assert house.office.cards.content(begun.payment_id) == PaidContent(
        cart=cart, name="Ann Example"
    )
    assert PaymentsChanged() in house.events
    assert rows(house, "SELECT count(*) FROM posting WHERE account = '1040'") == [(0,)]
    house.office.close()


def test_a_repeated_begin_is_the_same_payment(house: House) -> None:
    session = card_house(house)
    cart, command = cart_of(house, session, ("B", 4)), house.command()
    first = house.office.cards.begin(command, session, asked(cart))
    assert house.office.cards.begin(command, session, asked(cart)) == first
    assert rows(house, "SELECT count(*) FROM card_payment") == [(1,)]


def test_no_second_charge_for_a_cart_while_one_is_not_resolved(house: House) -> None:
    session = card_house(house)
    cart, begun = begin(house, session, ("B", 4))
    with pytest.raises(PaymentOpen) as refused:
        house.office.cards.begin(house.command(), session, asked(cart))
    assert refused.value.params == {"payment": begun.payment_id}
    settle(house, begun, answer(begun, CardOutcome.UNKNOWN))
    with pytest.raises(PaymentOpen):
        house.office.cards.begin(house.command(), session, asked(cart))
    _, other = begin(house, session, ("B", 6))
    assert state(house, other.payment_id) == "sent"
    settle(house, begun, answer(begun, CardOutcome.DECLINED), ASKED)
    second = house.office.cards.begin(house.command(), session, asked(cart))
    assert state(house, second.payment_id) == "sent"


def test_cards_of_a_cart_never_come_to_more_than_it_costs(house: House) -> None:
    session = card_house(house)
    cart, first = begin(house, session, ("B", 4), amount=3_000)
    settle(house, first, approved(first))
    with pytest.raises(PaidAlready):
        house.office.cards.begin(house.command(), session, asked(cart, usd(1_501)))
    rest = house.office.cards.begin(house.command(), session, asked(cart, usd(1_500)))
    assert rest.amount == usd(1_500)


def test_who_may_not_begin(house: House) -> None:
    session = card_house(house)
    cart = cart_of(house, session, ("B", 4))
    wish = asked(cart)
    lead = house.sign_in("Sue Lead")
    nobody = replace(session, permissions=frozenset())
    with pytest.raises(NotAllowed):
        house.office.cards.begin(house.command(), nobody, wish)
    with pytest.raises(AmountInvalid):
        house.office.cards.begin(house.command(), session, asked(cart, usd(-1)))
    with pytest.raises(AmountInvalid):
        house.office.cards.begin(house.command(), session, replace(wish, for_id="another"))
    with pytest.raises(TillNotYours):
        house.office.cards.begin(house.command(), lead, wish)
    keyed = replace(wish, keyed=True)
    unnamed = replace(keyed, content=replace(wish.content, name=""))
    with pytest.raises(KeyedNotHere):
        house.office.cards.begin(house.command(), session, unnamed)
    assert house.office.cards.begin(house.command(), session, keyed).keyed


def test_no_card_without_an_open_till(house: House) -> None:
    session = card_house(house)
    wish = asked(cart_of(house, session, ("B", 4)))
    house.office.seating.release_left_over()
    house.office.closing.start_count(house.command(), session)
    with pytest.raises(TillNotOpen):
        house.office.cards.begin(house.command(), session, wish)


# ---- settle ----


def test_an_approved_payment_becomes_one_tender(house: House) -> None:
    session = card_house(house)
    sale, begun = sell_by_card(house, session, ("B", 4), ("B", 5))
    view = house.office.cards.view(begun.payment_id)
    assert (view.state, view.approved, view.brand, view.last_four) == (
        "applied",
        usd(9_000),
        "Visa",
        "1111",
    )
    assert (view.order_number, view.name, view.cashier) == (
        sale.order_number,
        "Ann Example",
        "Ada Clerk",
    )
    assert rows(house, "SELECT kind, amount_minor, payment_id FROM tender") == [
        ("card", 9_000, begun.payment_id)
    ]
    assert balances(house)["1040"] == 9_000
    assert house.office.cards.in_doubt() == ()
    assert audited(house, ("payment.begun", "payment.approved", "sale.made")) == [
        "payment.begun",
        "payment.approved",
        "sale.made",
    ]
    assert house.office.verify() == ()


def test_a_repeated_answer_changes_nothing(house: House) -> None:
    session = card_house(house)
    _, begun = sell_by_card(house, session, ("B", 4))
    before = [rows(house, f"SELECT count(*) FROM {t}") for t in ("card_answer", "audit", "posting")]
    for source in (TERMINAL, ASKED):
        assert settle(house, begun, approved(begun), source).state == "applied"
    after = [rows(house, f"SELECT count(*) FROM {t}") for t in ("card_answer", "audit", "posting")]
    assert after == before


def test_a_payment_pays_once(house: House) -> None:
    session = card_house(house)
    _, begun = sell_by_card(house, session, ("B", 4))
    cart, tender = (
        cart_of(house, session, ("B", 6)),
        card(house.office.cards.view(begun.payment_id)),
    )
    with pytest.raises(PaymentGone):
        house.office.selling.sell(house.command(), session, cart, (tender,))
    assert rows(house, "SELECT count(*) FROM tender") == [(1,)]


def test_the_answer_of_another_sale_is_never_taken(house: House) -> None:
    """Odoo pull request 75246: a later order got an earlier order's answer."""
    session = card_house(house)
    _, first = begin(house, session, ("B", 4))
    settle(house, first, answer(first, CardOutcome.DECLINED))
    _, second = begin(house, session, ("B", 6))
    view = settle(house, second, approved(first))
    assert (view.state, view.approved, view.condition) == ("unknown", None, "unintelligible")
    assert (view.last_four, view.approval_code) == ("", "")
    assert answers(house, second) == [("terminal", "unknown", None, "unintelligible")]
    assert settle(house, second, approved(second), ASKED).state == "approved"


def test_a_payment_for_one_cart_pays_for_no_other(house: House) -> None:
    session = card_house(house)
    _, begun = begin(house, session, ("B", 4))
    view = settle(house, begun, approved(begun))
    other = cart_of(house, session, ("B", 6))
    with pytest.raises(PaymentMismatch):
        house.office.selling.sell(house.command(), session, other, (card(view),))
    assert state(house, begun.payment_id) == "approved"


def test_a_payment_counts_for_exactly_what_was_captured(house: House) -> None:
    session = card_house(house)
    cart, begun = begin(house, session, ("B", 4))
    view = settle(house, begun, approved(begun, usd(3_000)))
    assert (view.state, view.approved) == ("approved", usd(3_000))
    whole = TenderGiven(TenderKind.CARD, usd(4_500), usd(4_500), payment_id=begun.payment_id)
    with pytest.raises(PaymentMismatch):
        house.office.selling.sell(house.command(), session, cart, (whole,))
    house.office.selling.sell(house.command(), session, cart, (card(view), cash(1_500)))
    assert balances(house)["1040"] == 3_000
    assert house.office.verify() == ()


def test_a_late_approval_after_a_decline_comes_back_to_the_inbox(house: House) -> None:
    session = card_house(house)
    _, begun = begin(house, session, ("B", 4))
    settle(house, begun, answer(begun, CardOutcome.CANCELLED))
    assert house.office.cards.in_doubt() == ()
    settle(house, begun, approved(begun))
    (view,) = house.office.cards.in_doubt()
    assert (view.state, view.has_cart, view.approved) == ("approved", True, usd(4_500))


def test_a_decline_after_an_approval_is_kept_and_moves_nothing(house: House) -> None:
    session = card_house(house)
    _, begun = begin(house, session, ("B", 4))
    settle(house, begun, approved(begun))
    view = settle(house, begun, answer(begun, CardOutcome.DECLINED), ASKED)
    assert (view.state, view.approved) == ("approved", usd(4_500))
    assert len(answers(house, begun)) == 2


def test_what_a_terminal_stuffs_into_its_digits_is_cut(house: House) -> None:
    session = card_house(house)
    _, begun = begin(house, session, ("B", 4))
    stuffed = replace(approved(begun), last_four="4111 1111 1111 1111")
    assert settle(house, begun, stuffed).last_four == "1111"
    assert rows(house, "SELECT last_four FROM card_answer") == [("1111",)]


def test_a_payment_nobody_began(house: House) -> None:
    card_house(house)
    with pytest.raises(NotFound):
        house.office.cards.settle("nothing", CardResult(CardOutcome.APPROVED, "", ""))
    with pytest.raises(NotFound):
        house.office.cards.view("nothing")


# ---- a start after a crash ----


def test_a_start_asks_about_what_was_sent_before_it_takes_another_card(house: House) -> None:
    session = card_house(house)
    _, begun = begin(house, session, ("B", 4))
    lost_cart, lost = begin(house, session, ("B", 6))
    settle(house, lost, answer(lost, CardOutcome.UNKNOWN))
    house = again(house)
    assert house.office.seating.release_left_over() == 0
    assert house.office.cards.to_resolve() == (begun, lost)
    session = house.sign_in("Ada Clerk")
    new = cart_of(house, session, ("C", 4))
    with pytest.raises(PaymentsUnresolved) as refused:
        house.office.cards.begin(house.command(), session, asked(new))
    assert refused.value.params == {"count": 2}
    settle(house, begun, answer(begun, CardOutcome.DECLINED), ASKED)
    view = settle(house, lost, approved(lost), ASKED)
    assert house.office.cards.to_resolve() == ()
    assert house.office.cards.begin(house.command(), session, asked(new)).amount == usd(4_500)
    assert (view.has_cart, view.can_ask, view.name) == (True, False, "Ann Example")
    content = house.office.cards.content(lost.payment_id)
    assert content.cart == lost_cart
    sale = house.office.selling.sell(
        house.command(), session, lost_cart, (card(view),), content.name
    )
    assert sale.total == usd(4_500)
    house.office.close()


def test_seats_of_an_earlier_cart_that_was_not_charged_are_free_at_once(house: House) -> None:
    session = card_house(house)
    cart, begun = begin(house, session, ("B", 4))
    house = again(house)
    assert house.office.seating.release_left_over() == 0
    assert not house.office.seating.release_cart(cart.cart_id)
    settle(house, begun, answer(begun, CardOutcome.DECLINED), ASKED)
    cart_of(house, house.sign_in("Ada Clerk"), ("B", 4))
    house.office.close()


def test_a_cart_at_the_window_keeps_its_seats_when_its_card_is_declined(house: House) -> None:
    session = card_house(house)
    cart, begun = begin(house, session, ("B", 4))
    settle(house, begun, answer(begun, CardOutcome.DECLINED))
    house.office.selling.sell(house.command(), session, cart, (cash(4_500),))
    assert house.office.seating.release_left_over() == 0


def test_not_found_is_not_charged_only_when_the_terminal_had_its_time(house: House) -> None:
    session = card_house(house)
    _, begun = begin(house, session, ("B", 4))
    house = again(house)
    missing = answer(begun, CardOutcome.NOT_FOUND)
    assert settle(house, begun, missing, ASKED).state == "unknown"
    house.clock.advance(NOT_FOUND_COUNTS_AFTER)
    assert settle(house, begun, missing, ASKED, "V400m-other").state == "unknown"
    assert settle(house, begun, missing, ASKED).state == "declined"
    house.office.close()


def test_an_intent_that_was_never_sent_is_declined_at_the_start(house: House) -> None:
    session = card_house(house)
    sale, begun = sell_by_card(house, session, ("B", 4))
    child = refund_of(house, begun, sale.order_id)
    assert house.office.cards.to_resolve() == ()
    assert state(house, child) == "created"
    house = again(house)
    assert house.office.cards.to_resolve() == ()
    assert state(house, child) == "declined"
    with pytest.raises(PaymentGone):
        house.office.cards.send(child)
    house.office.close()


# ---- giving back ----


def refund_of(house: House, begun: CardBegun, order_id: str, amount: int = 4_500) -> str:
    """Put a refund of a charge on disk, as the act of giving back does it."""
    session = house.staff["Ada Clerk"]
    with house.office.storage.begin() as uow:
        child = intend_back(
            uow,
            house.ids,
            house.office.window,
            session,
            begun.payment_id,
            PaymentKind.REFUND,
            usd(amount),
            order_id=order_id,
        )
        uow.commit()
    return child.payment_id


def test_children_never_come_to_more_than_was_captured(house: House) -> None:
    session = card_house(house)
    sale, begun = sell_by_card(house, session, ("B", 4))
    first = refund_of(house, begun, sale.order_id, 3_000)
    with pytest.raises(GiveBackTooMuch) as refused:
        refund_of(house, begun, sale.order_id, 1_501)
    assert refused.value.params == {"most": usd(1_500)}
    asked_back = house.office.cards.send(first)
    assert asked_back.terminal_reference == f"T-{begun.message_id}"
    with pytest.raises(PaymentGone):
        house.office.cards.send(first)
    settle(house, asked_back, answer(asked_back, CardOutcome.DECLINED))
    refund_of(house, begun, sale.order_id, 4_500)


def test_a_reversal_ends_a_charge_that_is_no_tender(house: House) -> None:
    session = card_house(house)
    cart, begun = begin(house, session, ("B", 4))
    view = settle(house, begun, approved(begun))
    back = house.office.cards.reverse(house.command(), session, begun.payment_id)
    assert (back.kind, back.amount) == (PaymentKind.REVERSAL, usd(4_500))
    assert back.terminal_reference == f"T-{begun.message_id}"
    with pytest.raises(PaymentOpen):
        house.office.cards.reverse(house.command(), session, begun.payment_id)
    with pytest.raises(PaymentGone):
        house.office.selling.sell(house.command(), session, cart, (card(view),))
    assert settle(house, back, approved(back)).state == "reversed"
    assert state(house, begun.payment_id) == "reversed"
    assert house.office.cards.in_doubt() == ()
    assert balances(house) == {}
    assert house.office.verify() == ()


def test_a_reversal_that_is_declined_leaves_the_charge_as_it_was(house: House) -> None:
    session = card_house(house)
    cart, begun = begin(house, session, ("B", 4))
    view = settle(house, begun, approved(begun))
    back = house.office.cards.reverse(house.command(), session, begun.payment_id)
    settle(house, back, answer(back, CardOutcome.DECLINED))
    (doubt,) = house.office.cards.in_doubt()
    assert (doubt.payment_id, doubt.name) == (begun.payment_id, "Ann Example")
    (held,) = doubt.paid.places
    assert (held.seats, held.count) == ("Orchestra B 4", 1)
    assert (doubt.paid.whole, doubt.paid.beside) == (usd(4_500), ())
    house.office.selling.sell(house.command(), session, cart, (card(view),))
    with pytest.raises(PaymentGone):
        house.office.cards.reverse(house.command(), session, begun.payment_id)


def test_a_reversal_in_part_leaves_the_rest_in_doubt(house: House) -> None:
    session = card_house(house)
    _, begun = begin(house, session, ("B", 4))
    settle(house, begun, approved(begun))
    back = house.office.cards.reverse(house.command(), session, begun.payment_id)
    settle(house, back, approved(back, usd(3_000)))
    assert state(house, begun.payment_id) == "approved"
    rest = house.office.cards.reverse(house.command(), session, begun.payment_id)
    assert rest.amount == usd(1_500)
    settle(house, rest, approved(rest))
    assert {state(house, each.payment_id) for each in (begun, back, rest)} == {"reversed"}


# ---- a terminal that is not connected ----


def test_a_typed_charge_is_approved_and_says_by_whom(house: House) -> None:
    session = card_house(house)
    lead = house.sign_in("Sue Lead")
    house.office.terminals.register(
        house.command(), lead, "", "Desk 3500", "Window 1", driver="standalone"
    )
    cart = cart_of(house, session, ("B", 4))
    wish = replace(asked(cart), driver="standalone", terminal="", model="")
    command = house.command()
    view = house.office.cards.typed(command, session, wish, "004711", "Visa", "1111")
    assert view == house.office.cards.typed(command, session, wish, "004711", "Visa", "1111")
    assert (view.state, view.source, view.can_ask) == ("approved", "typed", False)
    house.office.selling.sell(house.command(), session, cart, (card(view),))
    assert house.office.verify() == ()


@pytest.mark.parametrize(
    ("code", "four", "error"),
    [
        ("", "1111", TextRefused),
        ("4111111111111111", "1111", CardNumberRefused),
        ("004711", "4111 1111 1111 1111", CardNumberRefused),
        ("004711", "11111", TextRefused),
        ("004711", "11a1", TextRefused),
    ],
)
def test_what_is_typed_from_a_slip(
    house: House, code: str, four: str, error: type[Exception]
) -> None:
    session = card_house(house)
    cart = cart_of(house, session, ("B", 4))
    with pytest.raises(error):
        house.office.cards.typed(house.command(), session, asked(cart), code, "Visa", four)
    assert rows(house, "SELECT count(*) FROM card_payment") == [(0,)]


def test_a_typed_charge_is_undone_by_a_typed_reversal(house: House) -> None:
    session = card_house(house)
    lead = house.sign_in("Sue Lead")
    house.office.terminals.register(house.command(), lead, "standalone W1", "", "Window 1")
    wish = replace(asked(cart_of(house, session, ("B", 4))), driver="standalone", terminal="")
    view = house.office.cards.typed(house.command(), session, wish, "4711", "", "1111")
    back = house.office.cards.reverse(house.command(), session, view.payment_id)
    settle(house, back, approved(back), TYPED)
    assert state(house, view.payment_id) == "reversed"


# ---- closing ----


def blocking(house: House) -> tuple[Blocker, ...]:
    till = house.office.tills.current()
    assert till is not None
    return house.office.closing.blockers(till.till_id)


def test_money_in_doubt_holds_up_till_and_day(house: House) -> None:
    session = card_house(house)
    _, begun = begin(house, session, ("B", 4))
    blockers = blocking(house)
    assert Blocker("payment_in_doubt", 1, about=begun.payment_id) in blockers
    assert all(blocker.kind != "open_cart" for blocker in blockers)
    settle(house, begun, approved(begun))
    assert Blocker("payment_in_doubt", 1, about=begun.payment_id) in blocking(house)
    back = house.office.cards.reverse(house.command(), session, begun.payment_id)
    settle(house, back, approved(back))
    kinds = {blocker.kind for blocker in blocking(house)}
    assert "payment_in_doubt" not in kinds
    assert "open_cart" in kinds


def test_applying_names_what_does_not_fit(house: House) -> None:
    session = card_house(house)
    cart, begun = begin(house, session, ("B", 4))
    with house.office.storage.begin() as uow, pytest.raises(PaymentGone):
        apply_payment(uow, begun.payment_id, PayingFor.CART, cart.cart_id, usd(4_500), "u")
    settle(house, begun, approved(begun))
    with house.office.storage.begin() as uow, pytest.raises(PaymentMismatch) as refused:
        apply_payment(uow, begun.payment_id, PayingFor.ORDER, cart.cart_id, usd(4_500), "u")
    assert refused.value.params == {"what": "order"}
    with house.office.storage.begin() as uow, pytest.raises(PaymentMismatch) as refused:
        apply_payment(uow, begun.payment_id, PayingFor.CART, cart.cart_id, usd(4_499), "u")
    assert refused.value.params == {"what": "amount"}
    assert payment(house, begun.payment_id).for_id == cart.cart_id


@pytest.mark.parametrize(
    "content",
    [
        {"name": "Ann 4111 1111 1111 1111"},
        {"tenders": (replace(CHECK, reference="4111111111111111"),)},
        {"tenders": (replace(CHECK, payer="5555-5555-5555-4444"),)},
        {"tenders": (replace(CHECK, check=CheckGiven("1", "Ann", DAY, "378282246310005")),)},
        {"tenders": (replace(CHECK, check=CheckGiven("1", "Ann", DAY, account_last4="12345")),)},
    ],
    ids=["name", "reference", "payer", "phone", "account"],
)
def test_what_may_not_be_kept_is_refused_before_the_card_is_asked_for(
    house: House, content: dict[str, object]
) -> None:
    session = card_house(house)
    cart = cart_of(house, session, ("B", 4))
    wish = asked(cart)
    bad = replace(wish, content=replace(wish.content, **content))  # type: ignore[arg-type]
    with pytest.raises((CardNumberRefused, TextRefused)):
        house.office.cards.begin(house.command(), session, bad)
    assert rows(house, "SELECT count(*) FROM card_payment") == [(0,)]
