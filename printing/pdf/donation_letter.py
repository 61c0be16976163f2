"""The letter to a donor that the law wants in writing: what was given, and what was had for it.

Which letter is due is decided in ``pos/views/donations.py``; this says it. It names no law and
gives no advice on taxes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pos.views.donations import DonationLetterView, Tribute
from printing.fonts import FontSource
from printing.pdf.document import LETTER, QUIET, Sheet, build, sheet, table
from printing.words import Words

_WIDTHS = (0.72, 0.28)
_SIZE = 11.0


def donation_letter_pdf(
    view: DonationLetterView, words: Words, fonts: FontSource, page: str = LETTER
) -> bytes:
    """Return the letter as PDF on ``LETTER`` or ``A4``. The same view gives the same bytes."""
    return donation_letters_pdf((view,), words, fonts, page)


def donation_letters_pdf(
    views: Sequence[DonationLetterView], words: Words, fonts: FontSource, page: str = LETTER
) -> bytes:
    """Return letters as one PDF, each on a page of its own: for the printer. At least one."""
    from reportlab.platypus import PageBreak

    on = sheet(page, fonts)
    title = words("Thank you for your gift")

    def story() -> list[Any]:
        parts: list[Any] = []
        for view in views:
            parts += [PageBreak()] if parts else []
            parts += _story(view, words, on, title)
        return parts

    return build(on, story, title, views[0].company)


def _story(view: DonationLetterView, words: Words, on: Sheet, title: str) -> list[Any]:
    from reportlab.platypus import Spacer

    parts: list[Any] = [on.paragraph(view.company, 14, bold=True)]
    parts += [on.paragraph(line, 9.5, colour=QUIET) for line in view.address]
    if view.tax_id:
        number = words("Tax number (EIN): {number}", number=view.tax_id)
        parts.append(on.paragraph(number, 9.5, colour=QUIET))
    parts += [Spacer(1, 28), on.paragraph(view.donor or words("To our donor"), _SIZE)]
    if view.number:
        letter = words("Letter {number}", number=view.number)
        parts.append(on.paragraph(letter, 9.5, colour=QUIET))
    parts += [Spacer(1, 20), on.paragraph(title, 15, bold=True), Spacer(1, 12)]
    parts += [on.paragraph(_received(view, words), _SIZE), Spacer(1, 12)]
    if view.tribute is not None:
        parts += [on.paragraph(_tribute(view, words), _SIZE), Spacer(1, 12)]
    parts += [_sums(view, words, on), Spacer(1, 14)]
    for said in _after(view, words):
        parts += [on.paragraph(said, _SIZE), Spacer(1, 8)]
    return parts


def _received(view: DonationLetterView, words: Words) -> str:
    day = words.date(view.given_on)
    if view.fund:
        return words(
            "On {day} we received your donation to {fund} with order {order}.",
            day=day,
            fund=view.fund,
            order=view.order_number,
        )
    return words(
        "On {day} we received your donation with order {order}.",
        day=day,
        order=view.order_number,
    )


def _tribute(view: DonationLetterView, words: Words) -> str:
    if view.tribute is Tribute.MEMORY:
        return words("It was given in memory of {name}.", name=view.of_whom)
    return words("It was given in honour of {name}.", name=view.of_whom)


def _sums(view: DonationLetterView, words: Words, on: Sheet) -> Any:
    rows = [(words("Payment"), words.money(view.paid))]
    if view.goods:
        given = words("Tickets given for it, our estimate of their value")
        rows.append((given, words.money(-view.goods)))
    total = (words("Donation"), words.money(view.amount))
    return table(on, (words("What"), words("Amount")), rows, _WIDTHS, total=total)


def _after(view: DonationLetterView, words: Words) -> tuple[str, ...]:
    if view.goods:
        estimate = words(
            "In return for your payment we gave you tickets. We estimate in good faith that they "
            "are worth {amount}. Only what you paid above that is a donation: {donation}.",
            amount=view.goods,
            donation=view.amount,
        )
    else:
        estimate = words("We gave you no goods or services in return for your donation.")
    return (estimate, words("Please keep this letter for your records."))
