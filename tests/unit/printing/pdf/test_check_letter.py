from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

from pypdf import PdfReader

from pos.money import Money
from pos.views.papers import CheckLetterView
from printing.fonts import FontSource
from printing.pdf.check_letter import check_letter_pdf
from printing.pdf.document import A4, PAGES_PT
from printing.words import Words

LETTER_VIEW = CheckLetterView(
    company="Willamette Bridge Symphony",
    address=("100 SW River Street", "Portland, OR 97204"),
    payer="Zoë Ångström",
    check_number="1043",
    order_number="W1-000012",
    amount=Money(19_600),
    fee=Money(2_500),
    returned_on=date(2026, 11, 30),
    pay_by=date(2026, 12, 30),
    reason="Not enough money",
)


def read(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def test_the_letter_says_what_is_owed_for_what_and_by_when(words: Words, fonts: FontSource) -> None:
    reader = read(check_letter_pdf(LETTER_VIEW, words, fonts))
    assert len(reader.pages) == 1
    text = " ".join(reader.pages[0].extract_text().replace("\u00a0", " ").split())
    for part in (
        "Zoë Ångström",
        "Your check 1043 was returned",
        "W1-000012",
        "Not enough money",
        "$196.00",
        "$25.00",
        "$221.00 by Dec 30, 2026",
        "Nov 30, 2026",
    ):
        assert part in text, part


def test_the_same_letter_is_the_same_bytes_and_another_another(
    words: Words, fonts: FontSource
) -> None:
    first = check_letter_pdf(LETTER_VIEW, words, fonts)
    assert check_letter_pdf(LETTER_VIEW, words, fonts) == first
    assert check_letter_pdf(replace(LETTER_VIEW, fee=Money(0)), words, fonts) != first


def test_it_fits_the_paper_asked_for(words: Words, fonts: FontSource) -> None:
    box = read(check_letter_pdf(LETTER_VIEW, words, fonts, A4)).pages[0].mediabox
    assert abs(float(box.width) - PAGES_PT[A4][0]) < 1
