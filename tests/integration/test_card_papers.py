"""What is printed of cards: declines, receipts, the house's copy to sign; four digits at most."""

from __future__ import annotations

from dataclasses import replace

from pos.ports.devices import PrintOutcome, PrintResult
from pos.ports.terminals import CardOutcome, Declined, EntryMode, TerminalReceipt, Verified
from pos.views.paying_rules import PayingRules
from pos.views.work import PrintWork
from tests.integration.card_sales import (
    answer,
    approved,
    begin,
    card,
    card_house,
    sell_by_card,
    settle,
    with_rules,
)
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
