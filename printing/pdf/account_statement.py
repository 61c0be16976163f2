"""The statement of a patron's account: every movement between two balances."""

from __future__ import annotations

from typing import Any

from pos.views.accounts import AccountLine, AccountStatement
from printing.fonts import FontSource
from printing.pdf.document import LETTER, QUIET, Sheet, build, sheet, table
from printing.words import Words

_WIDTHS = (0.2, 0.36, 0.16, 0.14, 0.14)
_SIZE = 11.0


def account_statement_pdf(
    view: AccountStatement, words: Words, fonts: FontSource, page: str = LETTER
) -> bytes:
    """Return the statement as PDF on ``LETTER`` or ``A4``. The same view gives the same bytes."""
    on = sheet(page, fonts)
    title = words("Statement of account {number}", number=view.serial)
    return build(on, lambda: _story(view, words, on, title), title, view.company)


def _story(view: AccountStatement, words: Words, on: Sheet, title: str) -> list[Any]:
    from reportlab.platypus import Spacer

    parts: list[Any] = [on.paragraph(view.company, 14, bold=True)]
    parts += [on.paragraph(line, 9.5, colour=QUIET) for line in view.address]
    parts += [Spacer(1, 28), on.paragraph(view.holder, _SIZE), Spacer(1, 20)]
    made = words("As of {day}, {time}", day=words.date(view.as_of), time=words.time(view.as_of))
    parts += [on.paragraph(title, 15, bold=True), on.paragraph(made, 9.5, colour=QUIET)]
    parts += [Spacer(1, 12), _lines(view, words, on), Spacer(1, 14)]
    parts.append(on.paragraph(words("Credit on account does not expire."), _SIZE))
    return parts


def _lines(view: AccountStatement, words: Words, on: Sheet) -> Any:
    header = (words("Day"), words("What"), words("Order"), words("Amount"), words("Balance"))
    since = words.date(view.since) if view.since is not None else ""
    opening = (since, words("Balance brought forward"), "", "", words.money(view.opening))
    rows = [opening, *(_row(line, words) for line in view.lines)]
    total = (words("Balance"), "", "", "", words.money(view.closing))
    return table(on, header, rows, _WIDTHS, total=total)


def _row(line: AccountLine, words: Words) -> tuple[str, ...]:
    return (
        words.date(line.at),
        _what(line, words),
        line.order_number,
        words.money(line.amount),
        words.money(line.balance),
    )


def _what(line: AccountLine, words: Words) -> str:
    if line.what == "account_credit":
        return words("Credit of the house")
    if line.amount.minor < 0:
        return words("Paid with it")
    return words("Given back to it")
