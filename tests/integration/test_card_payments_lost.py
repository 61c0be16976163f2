"""What went out to a card twice is written off by two people; what a terminal says of a payment
that a manager had forced counts from then on."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos.errors import (
    ApprovalNeeded,
    NotAllowed,
    NotThisWay,
    PaymentGone,
    SamePerson,
    TextRefused,
    TillNotOpen,
)
from pos.ids import CommandId, OrderId
from pos.money import Money
from pos.ports.terminals import CardOutcome
from pos.views.paying import AnswerSource, CardBegun, PaymentView
from pos.views.people import Permission, SessionView
from tests.integration.card_sales import (
    answer,
    approved,
    balances,
    begin,
    card,
    card_house,
    settle,
    state,
)
from tests.integration.refunds import give_back
from tests.integration.small_house import House, usd
from tests.integration.test_card_payments_forced import force, settled
from tests.integration.test_card_payments_offline import forward
from tests.integration.test_closing import word_of
from tests.integration.test_selling import rows
from tests.integration.test_verify import codes, plant

LATER = ("B", 4)


def sold(house: House, session: SessionView, begun: CardBegun) -> OrderId:
    """Make the sale that a charge pays."""
    view = house.office.cards.view(begun.payment_id)
    cart = house.office.cards.content(begun.payment_id).cart
    assert cart is not None
    return house.office.selling.sell(house.command(), session, cart, (card(view),)).order_id


def forced_sale(house: House, session: SessionView) -> tuple[OrderId, CardBegun]:
    """A charge whose answer was lost, forced as charged, and its sale."""
    _, begun = begin(house, session, LATER)
    settle(house, begun, answer(begun, CardOutcome.UNKNOWN))
    force(house, begun)
    return sold(house, session, begun), begun


def refunded_twice(house: House, session: SessionView, place: tuple[str, int] = LATER) -> CardBegun:
    """A refund forced as not done, made good on account, and shown by evidence to be done."""
    _, charge = begin(house, session, place)
    settle(house, charge, approved(charge))
    order_id = sold(house, session, charge)
    tickets = tuple(t.ticket_id for t in house.office.orders.get(order_id).tickets)
    given = give_back(house, session, order_id, tickets)
    back = house.office.cards.send(given.cards[0])
    settle(house, back, answer(back, CardOutcome.UNKNOWN))
    exception = force(house, back, charged=False)
    (owed,) = house.office.giving_back.owing()
    account = house.office.values.open_account(house.command(), session, "Ann Example")
    house.office.giving_back.another_way(
        house.command(),
        house.sign_in("Max House"),
        owed.refund_id,
        owed.line,
        "on_account",
        "Card is gone",
        account.value_id,
    )
    settled(house, exception, charged=True)
    assert state(house, back.payment_id) == "approved"
    return back


def write_off(
    house: House,
    begun: CardBegun,
    command: CommandId | None = None,
    by: str = "Max House",
    approver: str = "Olga Owner",
) -> PaymentView:
    command, session = command or house.command(), house.sign_in(by)
    word = word_of(house, approver, command, session, Permission.WRITE_OFF)
    return house.office.cards.write_off(command, session, begun.payment_id, "Paid twice", word)


def test_money_that_went_out_twice_is_written_off_by_two_people_once(house: House) -> None:
    session = card_house(house)
    back = refunded_twice(house, session)
    command = house.command()
    for _ in range(2):
        assert write_off(house, back, command).state == "written_off"
    assert balances(house) == {"2060": -4_500, "5045": 4_500}
    assert house.office.cards.in_doubt() == ()
    assert house.office.giving_back.owing() == ()
    assert house.office.verify() == ()
    with pytest.raises(PaymentGone):
        write_off(house, back)
    for planted in (
        "UPDATE card_written_off SET approved_by = user_id",
        "UPDATE card_written_off SET amount_minor = 4499",
        "DELETE FROM card_written_off",
    ):
        plant(house, planted)
        assert "payment.written_off" in codes(house), planted


def test_writing_off_needs_a_manager_and_another_one(house: House) -> None:
    session = card_house(house)
    back = refunded_twice(house, session)
    cards, manager = house.office.cards, house.sign_in("Max House")
    with pytest.raises(NotAllowed):
        cards.write_off(house.command(), session, back.payment_id, "Paid twice")
    with pytest.raises(ApprovalNeeded):
        cards.write_off(house.command(), manager, back.payment_id, "Paid twice")
    with pytest.raises(TextRefused):
        cards.write_off(house.command(), manager, back.payment_id, " ")
    with pytest.raises(SamePerson):
        write_off(house, back, approver="Max House")
    assert state(house, back.payment_id) == "approved"


def test_only_what_is_lost_is_written_off_and_after_the_evidence(house: House) -> None:
    session = card_house(house)
    _, charge = begin(house, session, LATER)
    settle(house, charge, approved(charge))
    with pytest.raises(NotThisWay) as refused:
        write_off(house, charge)
    assert refused.value.params == {"what": "not_lost"}
    undo = house.office.cards.reverse(house.command(), session, charge.payment_id)
    part = settle(house, undo, approved(undo, usd(4_000)))
    assert part.state == "approved"
    with pytest.raises(NotThisWay):
        write_off(house, undo)


def test_a_reversal_shown_done_after_its_sale_was_made(house: House) -> None:
    session = card_house(house)
    _, charge = begin(house, session, LATER)
    settle(house, charge, approved(charge))
    undo = house.office.cards.reverse(house.command(), session, charge.payment_id)
    settle(house, undo, answer(undo, CardOutcome.UNKNOWN))
    exception = force(house, undo, charged=False)
    sold(house, session, charge)
    settle(house, undo, approved(undo), AnswerSource.ASKED)
    with pytest.raises(NotThisWay) as refused:
        write_off(house, undo)
    assert refused.value.params == {"what": "exception_open"}
    settled(house, exception, charged=True)
    assert write_off(house, undo).state == "written_off"
    assert balances(house)["5045"] == 4_500
    assert balances(house).get("1040", 0) == 0
    assert house.office.verify() == ()


def test_of_two_reversals_the_first_that_is_done_ends_the_charge(house: House) -> None:
    session = card_house(house)
    _, charge = begin(house, session, LATER)
    settle(house, charge, approved(charge))
    undo, again = _two_reversals(house, session, charge)
    settle(house, undo, approved(undo), AnswerSource.ASKED)
    assert state(house, charge.payment_id) == "reversed"
    settle(house, again, approved(again))
    assert [one.payment_id for one in house.office.cards.in_doubt()] == [again.payment_id]
    assert write_off(house, again).state == "written_off"
    assert (balances(house)["5045"], balances(house)["1040"]) == (4_500, -4_500)
    assert house.office.verify() == ()


def _two_reversals(
    house: House, session: SessionView, charge: CardBegun
) -> tuple[CardBegun, CardBegun]:
    undo = house.office.cards.reverse(house.command(), session, charge.payment_id)
    settle(house, undo, answer(undo, CardOutcome.UNKNOWN))
    settled(house, force(house, undo, charged=False))
    again = house.office.cards.reverse(house.command(), session, charge.payment_id)
    settle(house, again, answer(again, CardOutcome.UNKNOWN))
    return undo, again


def test_it_stands_in_the_report_of_the_till_that_was_open(house: House) -> None:
    session = card_house(house)
    back = refunded_twice(house, session)
    write_off(house, back)
    report = house.office.closing.x_report(house.sign_in("Sue Lead"))
    assert report.written_off is not None
    assert (report.written_off.count, report.written_off.amount) == (1, usd(4_500))


def test_without_a_till_nobody_would_read_of_it(house: House) -> None:
    session = card_house(house)
    back = refunded_twice(house, session)
    plant(house, "DELETE FROM open_till")
    with pytest.raises(TillNotOpen):
        write_off(house, back)


# ---- a terminal's word after a manager's ----


def told(house: House, begun: CardBegun, minor: int, *, offline: bool = False) -> PaymentView:
    result = replace(approved(begun, Money(minor, "USD")), offline=offline)
    return settle(house, begun, result, AnswerSource.ASKED)


@pytest.mark.parametrize("looked_up", [False, True])
def test_a_card_that_gave_less_than_was_forced_leaves_its_order_owing(
    house: House, looked_up: bool
) -> None:
    session = card_house(house)
    order_id, begun = forced_sale(house, session)
    (exception,) = house.office.cards.exceptions()
    if looked_up:
        settled(house, exception, charged=True)
    for _ in range(2):  # said twice, booked once
        assert told(house, begun, 3_000).approved == usd(3_000)
    assert (balances(house)["1040"], balances(house)["1060"]) == (3_000, 1_500)
    assert house.office.orders.get(order_id).state == "unpaid"
    flagged = house.office.cards.exceptions()[-1]
    assert (flagged.what, flagged.amount) == ("short", usd(1_500))
    for each in house.office.cards.exceptions():
        settled(house, each, charged=True)
    assert (state(house, begun.payment_id), house.office.verify()) == ("applied", ())
    plant(house, "DELETE FROM card_exception WHERE what = 'short'")
    assert {"payment.short", "payment.tender"} & codes(house)


def test_less_than_forced_and_then_nothing_at_all(house: House) -> None:
    session = card_house(house)
    _, begun = forced_sale(house, session)
    told(house, begun, 3_000)
    force_, short = house.office.cards.exceptions()
    settled(house, short)
    settled(house, force_, charged=False)
    assert state(house, begun.payment_id) == "bounced"
    assert (balances(house).get("1040", 0), balances(house)["1060"]) == (0, 4_500)
    assert house.office.verify() == ()


def test_what_was_forced_and_is_no_sale_yet_counts_for_what_the_terminal_says(
    house: House,
) -> None:
    session = card_house(house)
    _, begun = begin(house, session, LATER)
    settle(house, begun, answer(begun, CardOutcome.UNKNOWN))
    settled(house, force(house, begun), charged=True)
    assert told(house, begun, 3_000).approved == usd(3_000)
    assert house.office.cards.exceptions() == ()
    assert house.office.verify() == ()


def test_a_refund_that_gave_less_than_was_forced_is_owed_again(house: House) -> None:
    session = card_house(house)
    _, charge = begin(house, session, LATER)
    settle(house, charge, approved(charge))
    order_id = sold(house, session, charge)
    tickets = tuple(t.ticket_id for t in house.office.orders.get(order_id).tickets)
    given = give_back(house, session, order_id, tickets)
    back = house.office.cards.send(given.cards[0])
    settle(house, back, answer(back, CardOutcome.UNKNOWN))
    settled(house, force(house, back), charged=True)
    told(house, back, 4_000)
    (owed,) = house.office.giving_back.owing()
    assert owed.amount == usd(500)
    (short,) = house.office.cards.exceptions()
    settled(house, short)
    assert (balances(house)["1040"], balances(house)["2070"]) == (500, -500)
    assert house.office.verify() == ()
    again = house.office.giving_back.try_again(house.command(), session, owed.refund_id, owed.line)
    sent = house.office.cards.send(again)
    settle(house, sent, approved(sent))
    assert house.office.giving_back.owing() == ()
    assert house.office.verify() == ()


@pytest.mark.parametrize(("word", "books"), [(True, (4_500, 0)), (False, (0, 4_500))])
def test_a_forced_sale_that_the_terminal_had_only_stored_waits_for_the_processor(
    house: House, word: bool, books: tuple[int, int]
) -> None:
    session = card_house(house)
    order_id, begun = forced_sale(house, session)
    settled(house, house.office.cards.exceptions()[0], charged=True)
    told(house, begun, 4_500, offline=True)
    assert (balances(house)["1045"], balances(house).get("1040", 0)) == (4_500, 0)
    assert house.office.verify() == ()
    (waiting,) = house.office.cards.awaiting_forwarding()
    forward(house, waiting.payment_id, approved=word)
    assert (balances(house).get("1040", 0), balances(house).get("1060", 0)) == books
    assert balances(house).get("1045", 0) == 0
    assert house.office.orders.get(order_id).state == ("collected" if word else "unpaid")
    told_of = "SELECT count(*) FROM audit WHERE event = 'payment.forwarded'"
    assert rows(house, told_of) == [(1,)]
    assert house.office.verify() == ()


def test_what_was_promised_back_of_a_charge_that_never_was_is_not_any_more(house: House) -> None:
    session = card_house(house)
    order_id, _ = forced_sale(house, session)
    tickets = tuple(t.ticket_id for t in house.office.orders.get(order_id).tickets)
    given = give_back(house, session, order_id, tickets)
    back = house.office.cards.send(given.cards[0])
    settle(house, back, answer(back, CardOutcome.DECLINED))
    (exception,) = house.office.cards.exceptions()
    settled(house, exception, charged=False)
    assert house.office.giving_back.owing() == ()
    assert set(balances(house).values()) <= {0}
    assert house.office.verify() == ()


def test_no_more_is_promised_back_than_a_card_gave(house: House) -> None:
    session = card_house(house)
    order_id, begun = forced_sale(house, session)
    tickets = tuple(t.ticket_id for t in house.office.orders.get(order_id).tickets)
    given = give_back(house, session, order_id, tickets)
    back = house.office.cards.send(given.cards[0])
    settle(house, back, answer(back, CardOutcome.DECLINED))
    told(house, begun, 3_000)
    (owed,) = house.office.giving_back.owing()
    assert owed.amount == usd(3_000)
    again = house.office.giving_back.try_again(house.command(), session, owed.refund_id, owed.line)
    sent = house.office.cards.send(again)
    settle(house, sent, approved(sent))
    assert set(balances(house).values()) <= {0}
    assert house.office.verify() == ()
