"""Card sales without the processor: caps, and what becomes of what a terminal stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pos.errors import (
    ApprovalNeeded,
    NotForCertificate,
    OfflineLimit,
    PaymentGone,
    TextRefused,
)
from pos.ports.terminals import CardOutcome
from pos.views.paying import AnswerSource, ExtraKind
from pos.views.paying_rules import PayingRules
from pos.views.people import Permission, SessionView
from pos.views.selling import ExtraLine
from tests.integration.card_sales import (
    answer,
    approved,
    asked,
    audited,
    balances,
    begin,
    card,
    card_house,
    sell_by_card,
    settle,
    state,
    with_rules,
)
from tests.integration.refunds import give_back
from tests.integration.small_house import House, usd
from tests.integration.test_card_payments_forced import force, settled
from tests.integration.test_closing import word_of
from tests.integration.test_selling import cart_of, cash, rows

RULES = PayingRules(
    offline_cards=True, offline_per_sale_minor=9_000, offline_per_terminal_minor=13_500
)


def offline_house(house: House) -> SessionView:
    """A house that allows stored sales, with the switch on."""
    session = card_house(house)
    with_rules(house, RULES)
    switch(house)
    return session


def switch(house: House, *, on: bool = True) -> None:
    lead = house.sign_in("Sue Lead")
    house.office.terminals.switch_offline(house.command(), lead, on=on, reason="The line is down")


def forward(house: House, payment_id: str, *, approved: bool) -> str:
    return house.office.cards.forwarded(
        house.command(), house.sign_in("Sue Lead"), payment_id, approved=approved
    ).state


def test_it_is_off_unless_the_venue_and_a_supervisor_say_so(house: House) -> None:
    session = card_house(house)
    terminals = house.office.terminals
    view = terminals.offline()
    assert (view.allowed, view.on, view.stored) == (False, False, 0)
    with pytest.raises(OfflineLimit) as refused:
        switch(house)
    assert refused.value.params == {"what": "off", "limit": 0}
    with_rules(house, RULES)
    command = house.command()
    with pytest.raises(ApprovalNeeded):
        terminals.switch_offline(command, session, on=True, reason="Line down")
    lead = house.staff["Sue Lead"]
    with pytest.raises(TextRefused):
        terminals.switch_offline(house.command(), lead, on=True, reason="")
    approval = word_of(house, "Sue Lead", command, session, Permission.OFFLINE_CARDS)
    view = terminals.switch_offline(
        command, session, on=True, reason="Line down", approval=approval
    )
    assert (view.on, view.since, view.by) == (True, house.clock.now(), "Ada Clerk")
    switch(house, on=False)
    assert not terminals.offline().on
    switch(house)
    house.clock.advance(timedelta(hours=24))
    assert not terminals.offline().on


def test_a_sale_above_the_cap_is_not_begun(house: House) -> None:
    session = offline_house(house)
    with pytest.raises(OfflineLimit) as refused:
        begin(house, session, ("B", 4), ("B", 5), ("B", 6))
    assert refused.value.params == {"what": "per_sale", "limit": usd(9_000)}
    switch(house, on=False)
    begin(house, session, ("C", 4), ("C", 5), ("C", 6))


def test_what_a_terminal_holds_is_capped_in_sum_and_hours(house: House) -> None:
    session = offline_house(house)
    _, first = sell_by_card(house, session, ("B", 4), ("B", 5), offline=True)
    house.clock.advance(timedelta(hours=20))
    switch(house)
    sell_by_card(house, session, ("B", 6), offline=True)
    with pytest.raises(OfflineLimit) as refused:
        begin(house, session, ("B", 7))
    assert refused.value.params == {"what": "per_terminal", "limit": usd(13_500)}
    view = house.office.terminals.offline()
    assert (view.stored, view.stored_total) == (2, usd(13_500))
    assert view.forward_by == house.clock.now() + timedelta(hours=4)
    house.clock.advance(timedelta(hours=4))
    with pytest.raises(OfflineLimit) as refused:
        begin(house, session, ("B", 8))
    assert refused.value.params == {"what": "hours", "limit": 24}
    forward(house, first.payment_id, approved=True)
    begin(house, session, ("B", 9))


def test_what_is_not_answered_yet_counts_as_stored(house: House) -> None:
    session = offline_house(house)
    begin(house, session, ("B", 4), ("B", 5))
    begin(house, session, ("B", 6))
    with pytest.raises(OfflineLimit) as refused:
        begin(house, session, ("B", 7))
    assert refused.value.params == {"what": "per_terminal", "limit": usd(13_500)}


def test_two_cards_for_one_cart_are_one_sale(house: House) -> None:
    session = offline_house(house)
    cart = cart_of(house, session, ("B", 4), ("B", 5), ("B", 6))
    cards = house.office.cards
    first = cards.begin(house.command(), session, asked(cart, usd(6_000)))
    settle(house, first, replace(approved(first), offline=True))
    with pytest.raises(OfflineLimit) as refused:
        cards.begin(house.command(), session, asked(cart, usd(3_500)))
    assert refused.value.params == {"what": "per_sale", "limit": usd(9_000)}
    cards.begin(house.command(), session, asked(cart, usd(3_000)))


def test_no_certificate_for_what_may_be_declined_tomorrow(house: House) -> None:
    session = offline_house(house)
    cart = cart_of(house, session, ("B", 4))
    cart = replace(cart, extras=(ExtraLine("x", ExtraKind.CERTIFICATE, usd(2_000)),))
    with pytest.raises(NotForCertificate):
        house.office.cards.begin(house.command(), session, asked(cart))


def test_approved_and_declined_come_to_what_was_sold(house: House) -> None:
    session = offline_house(house)
    sale, good = sell_by_card(house, session, ("B", 4), offline=True)
    bad_sale, bad = sell_by_card(house, session, ("B", 6), offline=True)
    assert balances(house)["1045"] == 9_000
    waiting = house.office.cards.awaiting_forwarding()
    assert [view.payment_id for view in waiting] == [good.payment_id, bad.payment_id]
    assert all(view.offline for view in waiting)
    assert forward(house, good.payment_id, approved=True) == "applied"
    assert forward(house, bad.payment_id, approved=False) == "bounced"
    books = balances(house)
    assert (books["1040"], books["1060"], books.get("1045", 0)) == (4_500, 4_500, 0)
    states = (
        "SELECT subject_id, state FROM current_state WHERE machine = 'order' ORDER BY subject_id"
    )
    assert dict(rows(house, states)) == {sale.order_id: "collected", bad_sale.order_id: "unpaid"}
    assert house.office.cards.awaiting_forwarding() == ()
    assert house.office.verify() == ()


def test_a_repeated_result_changes_nothing(house: House) -> None:
    session = offline_house(house)
    _, stored = sell_by_card(house, session, ("B", 4), offline=True)
    lead, command = house.sign_in("Sue Lead"), house.command()
    views = [
        house.office.cards.forwarded(command, lead, stored.payment_id, approved=False)
        for _ in range(2)
    ]
    assert views[0] == views[1]
    before = rows(house, "SELECT count(*), sum(abs(amount_minor)) FROM posting")
    for word in (True, False):
        with pytest.raises(PaymentGone):
            forward(house, stored.payment_id, approved=word)
    assert rows(house, "SELECT count(*), sum(abs(amount_minor)) FROM posting") == before


def test_a_cashier_brings_the_word_and_a_supervisor_stands_for_it(house: House) -> None:
    session = offline_house(house)
    sale, stored = sell_by_card(house, session, ("B", 4), offline=True)
    cards, command = house.office.cards, house.command()
    (waiting,) = cards.awaiting_forwarding()
    assert waiting.forward_by == house.clock.now() + timedelta(hours=24)
    with pytest.raises(ApprovalNeeded):
        cards.forwarded(command, session, stored.payment_id, approved=False)
    word = word_of(house, "Sue Lead", command, session, Permission.OFFLINE_CARDS)
    view = cards.forwarded(command, session, stored.payment_id, approved=False, approval=word)
    assert (view.state, cards.awaiting_forwarding()) == ("bounced", ())
    (owed,) = cards.not_paid()
    assert (owed.order_id, owed.state, owed.owing) == (sale.order_id, "unpaid", usd(4_500))
    assert (owed.name, owed.payment.payment_id) == ("Ann Example", stored.payment_id)
    house.office.will_call.hand_over(house.command(), session, owed.order_id, (cash(4_500),))
    assert cards.not_paid() == ()
    assert house.office.verify() == ()


def test_a_stored_sale_that_is_no_tender_yet(house: House) -> None:
    session = offline_house(house)
    cart, kept = begin(house, session, ("B", 4))
    view = settle(house, kept, replace(approved(kept), offline=True))
    assert forward(house, kept.payment_id, approved=True) == "approved"
    house.office.selling.sell(house.command(), session, cart, (card(view),))
    assert balances(house)["1040"] == 4_500
    _, lost = begin(house, session, ("B", 6))
    settle(house, lost, replace(approved(lost), offline=True))
    assert forward(house, lost.payment_id, approved=False) == "bounced"
    assert house.office.cards.in_doubt() == ()
    assert house.office.verify() == ()


def test_what_a_terminal_stored_unasked_is_kept_and_flagged(house: House) -> None:
    session = card_house(house)
    _, stored = sell_by_card(house, session, ("B", 4), offline=True)
    view = house.office.cards.view(stored.payment_id)
    assert (view.state, view.offline) == ("applied", True)
    assert audited(house, ("payment.stored_unasked",)) == ["payment.stored_unasked"]
    assert balances(house)["1045"] == 4_500
    assert len(house.office.cards.awaiting_forwarding()) == 1


def test_nothing_else_is_forwarded(house: House) -> None:
    session = card_house(house)
    _, begun = sell_by_card(house, session, ("B", 4))
    with pytest.raises(PaymentGone):
        forward(house, begun.payment_id, approved=False)
    assert state(house, begun.payment_id) == "applied"


@pytest.mark.parametrize(("word", "clearing", "owed"), [(True, 0, 0), (False, 4_500, -4_500)])
@pytest.mark.parametrize("forced", [False, True])
def test_a_stored_refund_counts_as_given_back_until_it_is_declined(
    house: House, word: bool, clearing: int, owed: int, forced: bool
) -> None:
    session = card_house(house)
    sale, _ = sell_by_card(house, session, ("B", 4))
    given = give_back(house, session, sale.order_id, sale.ticket_ids)
    back = house.office.cards.send(given.cards[0])
    if forced:
        settle(house, back, answer(back, CardOutcome.UNKNOWN))
        settled(house, force(house, back), charged=True)
    settle(house, back, replace(approved(back), offline=True), AnswerSource.ASKED)
    assert set(balances(house).values()) <= {0}
    assert house.office.verify() == ()
    assert house.office.terminals.offline().stored == 0  # no sale
    (waiting,) = house.office.cards.awaiting_forwarding()
    forward(house, waiting.payment_id, approved=word)
    assert house.office.cards.awaiting_forwarding() == ()
    assert (balances(house).get("1040", 0), balances(house).get("2070", 0)) == (clearing, owed)
    assert house.office.verify() == ()
    for part in house.office.giving_back.owing():
        again = house.office.giving_back.try_again(
            house.command(), session, part.refund_id, part.line
        )
        sent = house.office.cards.send(again)
        settle(house, sent, approved(sent))
    assert set(balances(house).values()) <= {0}
    assert house.office.verify() == ()


def test_a_stored_reversal_that_is_declined_leaves_its_charge_in_doubt(house: House) -> None:
    session = card_house(house)
    _, charge = begin(house, session, ("B", 4))
    settle(house, charge, approved(charge))
    back = house.office.cards.reverse(house.command(), session, charge.payment_id)
    settle(house, back, replace(approved(back), offline=True))
    assert state(house, charge.payment_id) == "reversed"
    assert forward(house, back.payment_id, approved=False) == "bounced"
    assert state(house, charge.payment_id) == "approved"
    assert house.office.verify() == ()


@pytest.mark.parametrize(("word", "books"), [(True, (3_000, 1_500)), (False, (0, 4_500))])
def test_of_a_forced_sale_only_what_was_stored_is_forwarded(
    house: House, word: bool, books: tuple[int, int]
) -> None:
    session = card_house(house)
    cart, begun = begin(house, session, ("B", 4))
    settle(house, begun, answer(begun, CardOutcome.UNKNOWN))
    settled(house, force(house, begun), charged=True)
    tender = card(house.office.cards.view(begun.payment_id))
    house.office.selling.sell(house.command(), session, cart, (tender,))
    stored = replace(approved(begun, usd(3_000)), offline=True)
    settle(house, begun, stored, AnswerSource.ASKED)
    assert (balances(house)["1045"], balances(house)["1060"]) == (3_000, 1_500)
    forward(house, begun.payment_id, approved=word)
    assert (balances(house).get("1040", 0), balances(house)["1060"]) == books
    assert balances(house).get("1045", 0) == 0
    assert house.office.verify() == ()
