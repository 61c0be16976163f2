"""Card slips, certificates and endorsements, and what receipts say of cards."""

from __future__ import annotations

import dataclasses
import gettext
import re
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import override

from hardware.simulators.escpos_roll import ROLLS
from pos.card_paper import paper_lines
from pos.money import Money
from pos.views.papers import (
    CardSlipView,
    CertificateView,
    EndorsementView,
    ReceiptLineView,
    ReceiptTenderView,
    SlipView,
)
from printing import escpos, receipts, slips
from printing.card_lines import card_lines, card_name
from printing.design import ReceiptDesign
from printing.fonts import FontSource
from printing.paper import ReceiptCode
from printing.profiles import ESCPOS_PROFILES
from printing.words import Words
from tests.unit.printing.builders import ZONE, a_line, a_receipt
from tests.unit.printing.test_receipts import said
from tests.unit.printing.virtual import a_receipt_of

CHIP = CardSlipView(
    brand="Visa",
    last_four="1111",
    approval_code="123456",
    entry="chip",
    verified="pin",
    emv=(("label", "VISA CREDIT"), ("aid", "A0000000031010"), ("tvr", "0000008000")),
)
ENGLISH = Words("en", gettext.NullTranslations(), ZONE)
AT = datetime(2026, 11, 21, 19, 2, tzinfo=ZONE)


def a_slip(**changes: object) -> SlipView:
    slip = SlipView(
        company="Willamette Bridge Symphony",
        address=("1 Quay Street",),
        at=AT,
        window="Window 1",
        cashier="Dana P.",
        order_number="",
        kind="charge",
        amount=Money(19_500),
        card=dataclasses.replace(CHIP, approval_code="", declined="no_funds"),
        policy="No refunds.",
        declined=True,
    )
    return dataclasses.replace(slip, **changes)  # type: ignore[arg-type]


def a_certificate(**changes: object) -> CertificateView:
    paper = CertificateView(
        code="7KQ2 M9XB 4TCC VH31 Z",
        serial="W1-G000012",
        company="Willamette Bridge Symphony",
        address=("1 Quay Street",),
        amount=Money(5_000),
        holder="Nguyễn Thị Hoa",
        issued_at=AT,
        expires_on=None,
        promotional=False,
        policy="No refunds.",
    )
    return dataclasses.replace(paper, **changes)  # type: ignore[arg-type]


def test_a_chip_card_on_a_receipt(
    receipt_80mm: ReceiptDesign, words: Words, fonts: FontSource
) -> None:
    tender = ReceiptTenderView("card", Money(19_500), Money(19_500), card=CHIP)
    lines = said(
        receipts.compose(a_receipt(tenders=(tender,), change=Money(0)), receipt_80mm, words, fonts)
    )
    begins = lines.index("Card | $195.00")
    assert lines[begins + 1 : begins + 7] == [
        "Visa **** 1111, chip",
        "Approval 123456",
        "Verified by PIN",
        "Application VISA CREDIT",
        "AID A0000000031010",
        "TVR 0000008000",
    ]
    assert "No refunds. Exchanges until noon on the day before the performance." in lines


@pytest.mark.parametrize(
    ("entry", "said_so"),
    [("tap", "contactless"), ("stripe", "magnetic stripe"), ("keyed", "keyed"), ("unknown", "")],
)
def test_how_a_card_was_read_is_said(entry: str, said_so: str, words: Words) -> None:
    first = card_lines(dataclasses.replace(CHIP, entry=entry), words)[0]
    assert first == (f"Visa **** 1111, {said_so}" if said_so else "Visa **** 1111")


def test_the_terminals_own_lines_stand_in_place_of_ours(words: Words) -> None:
    own = dataclasses.replace(CHIP, lines=("VISA CREDIT", "CARD ************1111"), pending=True)
    assert card_lines(own, words) == (
        "VISA CREDIT",
        "CARD ************1111",
        "Not confirmed by the bank yet.",
    )


def test_money_given_back_says_so_and_what_is_still_to_come(
    receipt_80mm: ReceiptDesign, words: Words, fonts: FontSource
) -> None:
    view = a_receipt(
        given_back=True,
        receipt_number="W1-F000007",
        of_receipt="W1-R000318",
        total=Money(8_250),
        tenders=(ReceiptTenderView("cash", Money(250), Money(250)),),
        change=Money(0),
        owing=Money(8_000),
        copy=True,
    )
    lines = said(receipts.compose(view, receipt_80mm, words, fonts))
    assert lines.index("COPY") < lines.index("REFUND")
    assert "Refund receipt W1-F000007 | Nov 21, 2026" in lines
    assert "For receipt W1-R000318" in lines
    assert "Given back | $82.50" in lines
    assert "Still to be paid out | $80.00" in lines
    assert not any(line.startswith("Total") for line in lines)
    assert not any(line.startswith(("Thank you", "No refunds")) for line in lines)


def test_an_exchange_says_what_came_back_what_was_taken_and_which_tickets_are_dead(
    receipt_80mm: ReceiptDesign, words: Words, fonts: FontSource
) -> None:
    fee = ReceiptLineView("fee", "", 1, Money(500), Money(500), extra=True, named="exchange")
    view = a_receipt(
        exchange=True,
        given_back=True,
        receipt_number="W1-F000008",
        of_receipt="W1-R000318",
        lines=(a_line("Swan Lake, Orchestra, Adult", 8250, 2, "Row J, seats 112, 113"),),
        taken=(a_line("Giselle, Orchestra, Adult", 6000, 2, "Row B, seats 1, 2"), fee),
        total=Money(4_000),
        tenders=(ReceiptTenderView("cash", Money(4_000), Money(4_000)),),
        change=Money(0),
        fees_included=Money(0),
        dead=("0123456789ABCDEFGHJK",),
    )
    assert said(receipts.compose(view, receipt_80mm, words, fonts))[3:] == [
        "EXCHANGE",
        "Exchange receipt W1-F000008 | Nov 21, 2026",
        "For receipt W1-R000318",
        "Order W1-004217 | 7:02\u00a0PM",
        "Window 1 | Dana P.",
        "Came back",
        "2 x Swan Lake, Orchestra, Adult | -$165.00",
        "Row J, seats 112, 113",
        "$82.50 each",
        "Taken in their place",
        "2 x Giselle, Orchestra, Adult | $120.00",
        "Row B, seats 1, 2",
        "$60.00 each",
        "Exchange fee | $5.00",
        "Difference | -$40.00",
        "Given back | $40.00",
        "Cash | $40.00",
        "The old tickets no longer open the door:",
        "01234 56789 ABCDE FGHJK",
        "Thank you. Enjoy the performance.",
    ]
    returned = a_receipt(given_back=True, taken=(dataclasses.replace(fee, named="return"),))
    assert "Return fee | -$5.00" in said(receipts.compose(returned, receipt_80mm, words, fonts))


def test_a_certificate_tender_says_what_is_left(
    receipt_80mm: ReceiptDesign, words: Words, fonts: FontSource
) -> None:
    tender = ReceiptTenderView("certificate", Money(3_000), Money(3_000), left=Money(2_000))
    lines = said(receipts.compose(a_receipt(tenders=(tender,)), receipt_80mm, words, fonts))
    assert "$20.00 left on it" in lines


def test_a_decline_is_a_slip_of_its_own(words: Words, fonts: FontSource) -> None:
    lines = said(slips.card_slip(a_slip(), words, fonts))
    assert lines[:3] == ["Willamette Bridge Symphony", "1 Quay Street", "DECLINED"]
    assert "Amount | $195.00" in lines
    assert "Refused by the card's bank" in lines
    assert "Nothing was charged." in lines
    assert "TVR 0000008000" in lines


def test_a_signature_line_only_where_it_is_wanted(words: Words, fonts: FontSource) -> None:
    signed = dataclasses.replace(CHIP, signature=True)
    lines = said(slips.card_slip(a_slip(card=signed, declined=False), words, fonts))
    assert lines[2] == "SALE"
    assert "I agree to pay the amount above." in lines
    unsigned = said(slips.card_slip(a_slip(card=CHIP, declined=False), words, fonts))
    assert not any(line.startswith("X__") for line in unsigned)
    declined = said(slips.card_slip(a_slip(card=signed), words, fonts))
    assert not any(line.startswith("X__") for line in declined)


@pytest.mark.parametrize(
    ("kind", "declined", "said_so"),
    [("charge", False, True), ("charge", True, False), ("refund", False, False)],
)
def test_the_refund_policy_stands_on_sales_alone(
    words: Words, fonts: FontSource, kind: str, *, declined: bool, said_so: bool
) -> None:
    lines = said(slips.card_slip(a_slip(kind=kind, declined=declined), words, fonts))
    assert ("No refunds." in lines) is said_so


def test_a_copy_says_so(words: Words, fonts: FontSource) -> None:
    lines = said(slips.card_slip(a_slip(copy=True, kind="refund", declined=False), words, fonts))
    assert lines[2:4] == ["COPY", "REFUND"]


def test_a_certificate_never_expires_unless_it_says_so_in_large_letters(
    words: Words, fonts: FontSource
) -> None:
    paper = slips.certificate(a_certificate(), words, fonts)
    lines = said(paper)
    assert "GIFT CERTIFICATE" in lines
    assert "It does not expire and bears no fee." in lines
    assert "No refunds." not in lines
    assert ReceiptCode("7KQ2M9XB4TCCVH31Z") in paper.blocks
    promotional = a_certificate(promotional=True, expires_on=date(2027, 11, 21))
    lines = said(slips.certificate(promotional, words, fonts))
    assert "PROMOTIONAL CERTIFICATE" in lines
    assert "EXPIRES ON Nov 21, 2027" in lines
    assert "It does not expire and bears no fee." not in lines


def test_an_endorsement_is_for_deposit_only(words: Words, fonts: FontSource) -> None:
    view = EndorsementView(
        "Willamette Bridge Symphony",
        "W1-004217",
        "1021",
        "Пётр Ильич Чайковский",
        Money(4_000),
        date(2026, 11, 21),
    )
    assert said(slips.endorsement(view, words, fonts)) == [
        "FOR DEPOSIT ONLY",
        "Willamette Bridge Symphony",
        "Check 1021 | $40.00",
        "Пётр Ильич Чайковский",
        "Order W1-004217 | Nov 21, 2026",
    ]


class _Elsewhere(gettext.NullTranslations):
    """Every sentence in a language that no bank here reads."""

    @override
    def gettext(self, message: str) -> str:
        return f"«{message}»"


def test_what_a_bank_goes_by_stays_english_whatever_the_window_speaks(fonts: FontSource) -> None:
    view = EndorsementView("Quay Street Opera", "W1-1", "7", "Wu", Money(100), date(2026, 11, 21))
    elsewhere = Words("es", _Elsewhere(), ZONE)
    lines = said(slips.endorsement(view, elsewhere, fonts))
    assert lines[0] == "FOR DEPOSIT ONLY"
    assert lines[2].startswith("«Check 7»")


HOSTILE = st.sampled_from(
    ("4111 1111 1111 1111", "4111111111111111", "1111 12/29", "<p>", "😀" * 40, "", "x" * 400)
)


@settings(max_examples=40, deadline=None)
@given(brand=HOSTILE, last_four=HOSTILE)
def test_no_more_than_four_digits_of_a_card_are_named(brand: str, last_four: str) -> None:
    name = card_name(CardSlipView(brand, last_four, ""), ENGLISH)
    tail = name.rsplit("****", 1)
    assert len(re.sub(r"\D", "", tail[-1] if len(tail) == 2 else "")) <= 4
    assert not re.search(r"\d{5,}", name)


CARDS = ("4111111111111111", "6011000990139424", "378282246310005")
WORDED = st.one_of(
    st.builds(
        "{} {} {}".format,
        st.sampled_from(("CARD", "", "EXP", "VISA")),
        st.sampled_from((*CARDS, "6011 0009 9013 9424", "601100******9424", ";{}=2912101?")),
        st.sampled_from(("12/29", "", "12/2029", "2029-12")),
    ),
    st.sampled_from(("12/29", "12 / 29", "Valid thru 1229", "AMOUNT 42.50")),
)


@settings(max_examples=12, deadline=None)
@given(worded=st.lists(WORDED, min_size=1, max_size=5))
def test_no_paper_has_five_digits_of_a_card_or_its_expiry_date(
    receipt_80mm: ReceiptDesign, fonts: FontSource, worded: list[str]
) -> None:
    """Whatever a terminal says passes ``card_paper`` before it is on disk; then comes the paper."""
    lines = paper_lines([text.replace("{}", CARDS[0]) for text in worded])
    own = dataclasses.replace(CHIP, lines=lines)
    ours = dataclasses.replace(
        CHIP, brand=lines[0], emv=(("label", lines[-1]),), declined="no_funds"
    )
    tender = ReceiptTenderView("card", Money(19_500), Money(19_500), card=own)
    roll = ESCPOS_PROFILES["TM-T88V"]
    slip = slips.card_slip(a_slip(card=ours), ENGLISH, fonts)
    signed = slips.card_slip(a_slip(card=own, declined=False), ENGLISH, fonts)
    receipt = receipts.compose(a_receipt(tenders=(tender,)), receipt_80mm, ENGLISH, fonts)
    parts = {card[at : at + 5] for card in CARDS for at in range(len(card) - 4)}
    for printed in (
        "".join(said(slip)),
        "".join(said(receipt)),
        escpos.encode(signed, roll, fonts).decode("latin-1"),
    ):
        assert not any(part in printed.replace(" ", "") for part in parts)
        assert not re.search(r"12 ?/ ?(20)?29|2029-12|1229", printed)


@pytest.mark.parametrize("roll", ["generic-58mm", "generic-80mm", "TM-T88V"])
def test_every_slip_prints_on_every_roll(roll: str, words: Words, fonts: FontSource) -> None:
    profile = ESCPOS_PROFILES[roll]
    for paper in (
        slips.card_slip(a_slip(), words, fonts),
        slips.certificate(a_certificate(), words, fonts),
    ):
        drawn = a_receipt_of(escpos.encode(paper, profile, fonts), ROLLS[roll])
        assert min(drawn.get_flattened_data()) == 0
