"""The letter about a year's gifts, and the statement of an account: read back from the PDF."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

from pypdf import PdfReader

from pos.ids import OrderId
from pos.money import Money
from pos.views.accounts import AccountLine, AccountStatement
from pos.views.donations import Duty, GiftRow, YearLetterView
from printing.fonts import FontSource
from printing.pdf.account_statement import account_statement_pdf
from printing.pdf.year_letter import year_letter_pdf, year_letters_pdf
from printing.words import Words

AT = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


def gift(minor: int, goods: int) -> GiftRow:
    return GiftRow(
        extra_id="e",
        order_id=OrderId("0" * 32),
        order_number="W1-000012",
        donor="Nguyễn Thị Minh Khai",
        fund="Young Strings",
        given_on=date(2026, 11, 21),
        amount=Money(minor),
        goods=Money(goods),
        duty=Duty.NONE,
    )


def year(*gifts: GiftRow) -> YearLetterView:
    return YearLetterView(
        company="Willamette Bridge Symphony",
        address=("100 SW River Street",),
        tax_id="93-0000000",
        donor="Nguyễn Thị Minh Khai",
        year=2026,
        number="W1-L000007",
        made_on=date(2027, 1, 15),
        gifts=gifts,
        currency="USD",
    )


def text_of(pdf: bytes) -> str:
    pages = PdfReader(io.BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text().replace("\u00a0", " ").split()) for page in pages)


def test_a_years_letter_adds_up_and_says_what_was_given(words: Words, fonts: FontSource) -> None:
    view = year(gift(10_000, 0), gift(2_550, 4_000))
    said = text_of(year_letter_pdf(view, words, fonts))
    for part in ("Your gifts in 2026", "W1-L000007", "Nguyễn Thị Minh Khai", "93-0000000"):
        assert part in said
    assert "$125.50" in said
    assert "in good faith" in said
    assert year_letter_pdf(view, words, fonts) == year_letter_pdf(view, words, fonts)
    alone = text_of(year_letter_pdf(year(gift(10_000, 0)), words, fonts))
    assert "no goods or services" in alone
    both = year_letters_pdf((view, year(gift(10_000, 0))), words, fonts)
    apart = f"{said.replace('1 / 1', '1 / 2', 1)} {alone.replace('1 / 1', '2 / 2', 1)}"
    assert text_of(both) == apart  # each on a page of its own


def test_an_accounts_statement_runs_from_balance_to_balance(
    words: Words, fonts: FontSource
) -> None:
    view = AccountStatement(
        company="Willamette Bridge Symphony",
        address=("100 SW River Street",),
        holder="Ann Example",
        serial="W1-A000003",
        since=date(2026, 11, 1),
        as_of=AT,
        opening=Money(2_000),
        lines=(
            AccountLine(AT, "account_credit", Money(500), Money(2_500)),
            AccountLine(AT, "sale", Money(-1_200), Money(1_300), "W1-000044"),
            AccountLine(AT, "refund", Money(700), Money(2_000), "W1-000044"),
        ),
        closing=Money(2_000),
    )
    said = text_of(account_statement_pdf(view, words, fonts))
    for part in ("W1-A000003", "Balance brought forward", "Credit of the house", "Paid with it"):
        assert part in said
    assert "does not expire" in said
    assert said.count("$20.00") == 3
