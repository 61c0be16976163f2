from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader

from pos.ids import OrderId
from pos.money import Money
from pos.views.donations import DonationLetterView, Duty, duty_of
from printing.fonts import FontSource
from printing.pdf.donation_letter import donation_letter_pdf
from printing.words import Words

VIEW = DonationLetterView(
    company="Willamette Bridge Symphony",
    address=("100 SW River Street", "Portland, OR 97204"),
    tax_id="93-0000000",
    donor="Nguyễn Thị Minh Khai",
    order_id=OrderId("0" * 32),
    order_number="W1-000012",
    fund="Young Strings",
    given_on=date(2026, 11, 21),
    amount=Money(6_000),
    goods=Money(4_000),
    duty=Duty.DISCLOSURE,
)


def read(view: DonationLetterView, words: Words, fonts: FontSource) -> str:
    reader = PdfReader(io.BytesIO(donation_letter_pdf(view, words, fonts)))
    assert len(reader.pages) == 1
    return " ".join(reader.pages[0].extract_text().replace("\u00a0", " ").split())


@pytest.mark.parametrize(
    ("amount", "goods", "duty"),
    [
        (7_500, 0, Duty.NONE),
        (24_999, 0, Duty.NONE),
        (25_000, 0, Duty.ACKNOWLEDGEMENT),
        (3_474, 4_000, Duty.NONE),
        (3_500, 4_000, Duty.NONE),
        (3_501, 4_000, Duty.DISCLOSURE),
        (6_000, 4_000, Duty.DISCLOSURE),
        (20_999, 4_000, Duty.DISCLOSURE),
        (21_000, 4_000, Duty.ACKNOWLEDGEMENT),
    ],
)
def test_thresholds_look_at_the_payment(amount: int, goods: int, duty: Duty) -> None:
    assert duty_of(Money(amount), Money(goods)) is duty


def test_a_letter_says_what_was_paid_what_was_had_for_it_and_what_is_a_donation(
    words: Words, fonts: FontSource
) -> None:
    text = read(VIEW, words, fonts)
    for part in (
        "Nguyễn Thị Minh Khai",
        "Tax number (EIN): 93-0000000",
        "Young Strings",
        "W1-000012",
        "Nov 21, 2026",
        "$100.00",
        "-$40.00",
        "worth $40.00",
        "a donation: $60.00",
    ):
        assert part in text, part


def test_a_donation_alone_was_given_for_nothing(words: Words, fonts: FontSource) -> None:
    alone = replace(VIEW, goods=Money(0), amount=Money(25_000), donor="", tax_id="", fund="")
    text = read(alone, words, fonts)
    assert "no goods or services" in text
    assert "To our donor" in text
    assert "EIN" not in text
    assert donation_letter_pdf(alone, words, fonts) == donation_letter_pdf(alone, words, fonts)
