"""The letter about all that somebody gave in a year: what was paid, what was had for it, what is a
donation. It names no law and gives no advice on taxes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pos.views.donations import YearLetterView
from printing.fonts import FontSource
from printing.pdf.document import LETTER, QUIET, Sheet, build, sheet, table
from printing.words import Words

_WIDTHS = (0.17, 0.37, 0.16, 0.15, 0.15)
_SIZE = 11.0


def year_letter_pdf(
    view: YearLetterView, words: Words, fonts: FontSource, page: str = LETTER
) -> bytes:
    """Return the letter as PDF on ``LETTER`` or ``A4``. The same view gives the same bytes."""
    return year_letters_pdf((view,), words, fonts, page)


def year_letters_pdf(
    views: Sequence[YearLetterView], words: Words, fonts: FontSource, page: str = LETTER
) -> bytes:
    """Return letters about one year as one PDF, each on a page of its own: for the printer. At
    least one."""
    from reportlab.platypus import PageBreak

    on = sheet(page, fonts)
    title = words("Your gifts in {year}", year=str(views[0].year))

    def story() -> list[Any]:
        parts: list[Any] = []
        for view in views:
            parts += [PageBreak()] if parts else []
            parts += _story(view, words, on, title)
        return parts

    return build(on, story, title, views[0].company)


def _story(view: YearLetterView, words: Words, on: Sheet, title: str) -> list[Any]:
    from reportlab.platypus import Spacer

    parts: list[Any] = [on.paragraph(view.company, 14, bold=True)]
    parts += [on.paragraph(line, 9.5, colour=QUIET) for line in view.address]
    if view.tax_id:
        number = words("Tax number (EIN): {number}", number=view.tax_id)
        parts.append(on.paragraph(number, 9.5, colour=QUIET))
    letter = words("Letter {number}, {day}", number=view.number, day=words.date(view.made_on))
    parts += [Spacer(1, 28), on.paragraph(view.donor or words("To our donor"), _SIZE)]
    parts += [on.paragraph(letter, 9.5, colour=QUIET), Spacer(1, 20)]
    parts += [on.paragraph(title, 15, bold=True), Spacer(1, 12), _gifts(view, words, on)]
    parts.append(Spacer(1, 14))
    for said in _after(view, words):
        parts += [on.paragraph(said, _SIZE), Spacer(1, 8)]
    return parts


def _gifts(view: YearLetterView, words: Words, on: Sheet) -> Any:
    header = (
        words("Day"),
        words("Fund"),
        words("Order"),
        words("Given for it"),
        words("Donation"),
    )
    rows = [
        (
            words.date(gift.given_on),
            gift.fund,
            gift.order_number,
            words.money(gift.goods),
            words.money(gift.amount),
        )
        for gift in view.gifts
    ]
    total = (words("Together"), "", "", "", words.money(view.amount))
    return table(on, header, rows, _WIDTHS, total=total)


def _after(view: YearLetterView, words: Words) -> tuple[str, ...]:
    if any(gift.goods for gift in view.gifts):
        estimate = words(
            "Where something was given for a payment, we estimate its value in good faith. Only "
            "what you paid above that is a donation."
        )
    else:
        estimate = words("We gave you no goods or services in return for your donations.")
    return (estimate, words("Please keep this letter for your records."))
