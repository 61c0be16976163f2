"""What is printed of cards: declines, receipts, the house's copy to sign; four digits at most."""

from __future__ import annotations

from dataclasses import replace

from pos.ports.devices import PrintOutcome, PrintResult
from pos.ports.terminals import CardOutcome, Declined, EntryMode, TerminalReceipt, Verified
from pos.views.paying_rules import PayingRules
from pos.views.selling import TenderGiven, TenderKind
from pos.views.work import PrintWork
from tests.integration.card_sales import (
    answer,
    approved,
    asked,
    begin,
    card,
    card_house,
    sell_by_card,
    settle,
    with_rules,
)
from tests.integration.refunds import give_back, sold, to_the_card
from tests.integration.small_house import House, usd

RECEIPTS = "receipt_printer"
PRINTED = PrintResult(PrintOutcome.PRINTED)


def papers(house: House) -> list[PrintWork]:
    """Print everything that waits for the receipt printer."""
    found = []
    while work := house.office.prints.begin(RECEIPTS):
        house.office.prints.settle(work.job_id, PRINTED)
        found.append(work)
    return found


def test_a_declined_card_gets_one_slip_and_a_cancelled_payment_none(house: House) -> None:
    session = card_house(house)
    _, begun = begin(house, session, ("B", 4))
    settle(house, begun, answer(begun, CardOutcome.CANCELLED))
    assert papers(house) == []
    _, begun = begin(house, session, ("B", 5))
    refused = replace(
        answer(begun, CardOutcome.DECLINED),
        brand="Visa",
        last_four="1111",
        declined=Declined.NO_FUNDS,
    )
    settle(house, begun, refused)
    settle(house, begun, refused)
    (work,) = papers(house)
    assert work.slip is not None
    assert work.slip.declined
    assert (work.slip.card.brand, work.slip.card.last_four) == ("Visa", "1111")
    assert (work.slip.card.declined, work.slip.order_number) == ("no_funds", "")
    assert work.slip.amount == usd(4_500)


def test_a_receipt_says_which_card_and_what_the_chip_said(house: House) -> None:
    session = card_house(house)
    cart, begun = begin(house, session, ("B", 4))
    read = replace(
        approved(begun),
        entry=EntryMode.CHIP,
        verified=Verified.PIN,
        emv=(("aid", "A0000000031010"),),
    )
    view = settle(house, begun, read)
    house.office.selling.sell(house.command(), session, cart, (card(view),), "Ann Example")
    (work,) = papers(house)
    assert work.receipt is not None
    (tender,) = work.receipt.tenders
    assert tender.card is not None
    assert (tender.card.entry, tender.card.verified) == ("chip", "pin")
    assert tender.card.emv == (("aid", "A0000000031010"),)
    assert len(tender.card.last_four) == 4
    assert not tender.card.pending
    assert work.receipt.total == tender.amount


def test_the_house_gets_a_copy_to_sign_only_where_it_wants_signatures(house: House) -> None:
    lines = TerminalReceipt(("MERCHANT COPY",), for_patron=False, signature=True)
    session = card_house(house)
    for wanted in (False, True):
        with_rules(house, PayingRules(signature_line=wanted))
        cart, begun = begin(house, session, ("B", 4 + wanted))
        signed = replace(approved(begun), verified=Verified.SIGNATURE, receipts=(lines,))
        view = settle(house, begun, signed)
        house.office.selling.sell(house.command(), session, cart, (card(view),))
        slips = [work.slip for work in papers(house) if work.slip is not None]
        assert [slip.card.lines for slip in slips] == ([("MERCHANT COPY",)] if wanted else [])
        assert all(slip.card.signature and not slip.declined for slip in slips)


def test_a_stored_sale_says_that_it_is_pending_until_the_processor_has_it(house: House) -> None:
    session = card_house(house)
    sell_by_card(house, session, ("B", 4), offline=True)
    (work,) = papers(house)
    assert work.receipt is not None
    shown = work.receipt.tenders[0].card
    assert shown is not None
    assert shown.pending


def test_a_refund_receipt_waits_for_the_terminal_and_names_the_card(house: House) -> None:
    session = card_house(house)
    sale, _ = sell_by_card(house, session, ("B", 4))
    papers(house)
    given = give_back(house, session, sale.order_id, sale.ticket_ids)
    assert papers(house) == []
    to_the_card(house, given)
    (work,) = papers(house)
    assert work.receipt is not None
    (tender,) = work.receipt.tenders
    assert (work.receipt.given_back, work.receipt.copy, work.receipt.owing) == (True, False, None)
    assert (work.receipt.total, tender.amount) == (usd(4_500), usd(4_500))
    assert (work.receipt.receipt_number, work.receipt.of_receipt) == ("W1-F000001", "W1-R000001")
    assert house.office.orders.scanned("W1-F000001").order_number == sale.order_number
    assert tender.card is not None
    assert (tender.card.brand, tender.card.last_four) == ("Visa", "1111")
    assert tender.card.approval_code == "A1B2C3"


def test_a_refund_receipt_waits_for_the_last_of_several_cards(house: House) -> None:
    session = card_house(house)
    cart, first = begin(house, session, ("B", 4), ("B", 5), amount=3_000)
    one = settle(house, first, approved(first))
    wish = asked(cart, usd(6_000))
    second = house.office.cards.begin(house.command(), session, wish)
    two = settle(house, second, approved(second))
    sale = house.office.selling.sell(house.command(), session, cart, (card(one), card(two)))
    papers(house)
    given = give_back(house, session, sale.order_id, sale.ticket_ids)
    for payment_id, waiting in zip(given.cards, (0, 1), strict=True):
        sent = house.office.cards.send(payment_id)
        settle(house, sent, approved(sent))
        found = papers(house)
        assert len(found) == waiting
    assert found[0].receipt is not None
    assert [t.amount for t in found[0].receipt.tenders] == [usd(6_000), usd(3_000)]


def test_a_declined_refund_says_what_is_owed_and_its_second_try_what_was_paid(
    house: House,
) -> None:
    session = card_house(house)
    sale, _ = sell_by_card(house, session, ("B", 4))
    papers(house)
    given = give_back(house, session, sale.order_id, sale.ticket_ids)
    sent = house.office.cards.send(given.cards[0])
    settle(house, sent, answer(sent, CardOutcome.DECLINED))
    settle(house, sent, answer(sent, CardOutcome.DECLINED))
    owed = [work.receipt for work in papers(house) if work.receipt is not None]
    assert [(paper.tenders, paper.owing) for paper in owed] == [((), usd(4_500))]
    back = house.office.giving_back
    sent = house.office.cards.send(back.try_again(house.command(), session, given.refund_id, 1))
    settle(house, sent, answer(sent, CardOutcome.DECLINED))
    assert papers(house) == []  # it says nothing new
    sent = house.office.cards.send(back.try_again(house.command(), session, given.refund_id, 1))
    settle(house, sent, approved(sent))
    (work,) = papers(house)
    assert work.receipt is not None
    assert (work.receipt.owing, len(work.receipt.tenders)) == (None, 1)


def test_what_is_given_back_in_cash_has_its_paper_at_once(house: House) -> None:
    session = house.open_till("Max House")
    cash = TenderGiven(TenderKind.CASH, usd(4_500), usd(4_500))
    sale = sold(house, session, (4,), cash)
    papers(house)
    give_back(house, session, sale.order_id, sale.ticket_ids)
    (work,) = papers(house)
    assert work.receipt is not None
    assert (work.receipt.given_back, work.receipt.owing) == (True, None)
