"""The written demand for a check that a bank gave back: what is owed, by when, and how to pay it.

What a payer may be sued for and after how many days is the venue's law (money and compliance 4);
this letter says the sum and the day, and threatens nothing.
"""

from __future__ import annotations

from typing import Any

from pos.views.papers import CheckLetterView
from printing.fonts import FontSource
from printing.pdf.document import LETTER, QUIET, Sheet, build, sheet, table
from printing.words import Words

_WIDTHS = (0.72, 0.28)
_SIZE = 11.0


def check_letter_pdf(
    view: CheckLetterView, words: Words, fonts: FontSource, page: str = LETTER
) -> bytes:
    """Return the letter as PDF on ``LETTER`` or ``A4``. The same view gives the same bytes."""
    on = sheet(page, fonts)
    title = words("Your check {number} was returned", number=view.check_number)
    return build(on, lambda: _story(view, words, on, title), title, view.company)


def _story(view: CheckLetterView, words: Words, on: Sheet, title: str) -> list[Any]:
    from reportlab.platypus import Spacer

    def text(said: str) -> Any:
        return on.paragraph(said, _SIZE)

    parts: list[Any] = [on.paragraph(view.company, 14, bold=True)]
    parts += [on.paragraph(line, 9.5, colour=QUIET) for line in view.address]
    parts += [Spacer(1, 28), text(view.payer), Spacer(1, 20)]
    parts += [on.paragraph(title, 15, bold=True), Spacer(1, 12)]
    parts += [text(said) for said in _before(view, words)]
    rows = [
        (words("Check {number}", number=view.check_number), words.money(view.amount)),
        (words("Fee for a returned check"), words.money(view.fee)),
    ]
    total = (words("Owed"), words.money(view.owed))
    header = (words("What"), words("Amount"))
    parts += [Spacer(1, 12), table(on, header, rows, _WIDTHS, total=total), Spacer(1, 14)]
    for said in _after(view, words):
        parts += [text(said), Spacer(1, 8)]
    return parts


def _before(view: CheckLetterView, words: Words) -> tuple[str, ...]:
    return (
        words(
            "On {day} your bank returned the check with which you paid for order {order}. "
            "Its reason: {reason}.",
            day=words.date(view.returned_on),
            order=view.order_number,
            reason=view.reason,
        ),
    )


def _after(view: CheckLetterView, words: Words) -> tuple[str, ...]:
    return (
        words(
            "Please pay {amount} by {day}, in cash or by card, at the box office.",
            amount=view.owed,
            day=words.date(view.pay_by),
        ),
        words("Bring this letter, or name the order. If you have paid already, please tell us."),
        words("Until it is paid we cannot take checks from you."),
    )
