"""The part of a till's report about its count: differences, papers, and the next float."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pos.money import Money, total
from pos.views.cash import (
    ROLLS,
    STRAP,
    CountSheet,
    PaperDifference,
    TenderDifference,
    TillReportView,
)
from pos.views.closing import CloseExceptionView
from printing.exception_words import exception_amount, exception_name
from printing.pdf.document import QUIET, Sheet, table
from printing.till_words import (
    WITHOUT_AMOUNT,
    difference_name,
    over_short,
    paper_fault,
    paper_text,
    papers_compared,
)
from printing.words import Words

_DIFFERENCE_WIDTHS = (0.37, 0.21, 0.21, 0.21)
_PAPER_WIDTHS = (0.5, 0.32, 0.18)
_CARRIED_WIDTHS = (0.42, 0.4, 0.18)
_FLOAT_WIDTHS = (0.4, 0.15, 0.15, 0.15, 0.15)


def counted(sheet: Sheet, view: TillReportView, words: Words) -> list[Any]:
    """Return expected against counted, tender by tender, why, and every earlier count."""
    header = ("", words("Expected"), words("Counted"), words("Over or short"))
    shown = [(difference_name(line, words), *_compared(line, words)) for line in view.differences]
    currency = view.gross.currency
    last = (
        words("Total"),
        words.money(total((line.expected for line in view.differences), currency)),
        words.money(total((line.counted for line in view.differences), currency)),
        over_short(total((line.over_short for line in view.differences), currency), words),
    )
    differences = table(sheet, header, shown, _DIFFERENCE_WIDTHS, total=last)
    return [differences, *_explained(sheet, view, words), *_recounted(sheet, view, words)]


def _compared(line: TenderDifference, words: Words) -> tuple[str, str, str]:
    """Return expected, counted and difference: amounts, or papers that stand for none."""
    if line.kind in WITHOUT_AMOUNT:
        return papers_compared(line, words)
    off = over_short(line.over_short, words)
    return words.money(line.expected), words.money(line.counted), off


def _explained(sheet: Sheet, view: TillReportView, words: Words) -> list[Any]:
    from reportlab.platypus import Spacer

    said = []
    if view.counted_by:
        said.append(words("Counted by {name}: its cashier had left.", name=view.counted_by))
    if view.reason:
        said.append(words("Reason: {reason}", reason=view.reason))
    if view.approved_by:
        said.append(words("Approved by {name}", name=view.approved_by))
    return [part for text in said for part in (Spacer(1, 3), sheet.paragraph(text))]


def _recounted(sheet: Sheet, view: TillReportView, words: Words) -> tuple[Any, ...]:
    """Every count of a till that was counted more than once."""
    counts = view.counts
    if len(counts) < 2:
        return ()
    sums = ", ".join(words.money(count) for count in counts)
    said = words("Counted {n} times, the last one stands: {sums}.", n=len(counts), sums=sums)
    return (sheet.paragraph(said, 9.5, colour=QUIET),)


def papers(sheet: Sheet, found: Sequence[PaperDifference], words: Words) -> Any:
    """Return each paper that is not as expected."""
    header = (words("Paper"), words("What is wrong"), words("Over or short"))
    shown = [
        (
            paper_text(paper, words),
            paper_fault(paper, words),
            over_short(off, words) if (off := paper.counted - paper.expected) else "",
        )
        for paper in found
    ]
    return table(sheet, header, shown, _PAPER_WIDTHS)


def carried(sheet: Sheet, found: Sequence[CloseExceptionView], words: Words) -> Any:
    """Return the exceptions over which the day was locked, and who goes on with each."""
    header = (words("Carried"), words("Owner and reason"), words("At risk"))
    shown = [
        (
            exception_name(one, words),
            f"{one.owner}: {one.reason}",
            exception_amount(one, words),
        )
        for one in found
    ]
    return table(sheet, header, shown, _CARRIED_WIDTHS)


def next_float(sheet: Sheet, left: CountSheet, rest: CountSheet, words: Words) -> Any:
    """Return what stays in the drawer and what goes to the bank, a line a denomination."""
    stays, goes = words("Stays in the drawer"), words("Goes to the bank")
    header = ("", stays, words("Amount"), goes, words("Amount"))
    left_pieces, rest_pieces = dict(_pieces(left)), dict(_pieces(rest))
    shown = []
    for key in sorted(left_pieces.keys() | rest_pieces.keys(), key=_order):
        there = [pieces.get(key, 0) for pieces in (left_pieces, rest_pieces)]
        cells = [
            cell
            for number in there
            for cell in (
                words.number(number),
                words.money(Money(key[1] * key[2] * number, left.currency)),
            )
        ]
        shown.append((piece_name(*key, left.currency, words), *cells))
    last = (words("Total"), "", words.money(left.total), "", words.money(rest.total))
    return table(sheet, header, shown, _FLOAT_WIDTHS, total=last)


def _pieces(sheet: CountSheet) -> list[tuple[tuple[str, int, int], int]]:
    """Return ((kind, denomination, pieces in one), number)."""
    return [
        *((("note", value, 1), number) for value, number in sheet.notes),
        *((("strap", value, STRAP), number) for value, number in sheet.straps),
        *((("coin", value, 1), number) for value, number in sheet.coins),
        *((("roll", value, ROLLS[value]), number) for value, number in sheet.rolls),
    ]


def _order(key: tuple[str, int, int]) -> tuple[bool, int, int]:
    kind, value, size = key
    return kind in ("coin", "roll"), -value, size


def piece_name(kind: str, value: int, _size: int, currency: str, words: Words) -> str:
    """Return what one piece is called: ``$20.00 notes``, ``rolls of $0.25``."""
    amount = words.money(Money(value, currency))
    return {
        "note": words("{value} notes", value=amount),
        "strap": words("{value} straps", value=amount),
        "coin": words("{value} coins", value=amount),
        "roll": words("{value} rolls", value=amount),
    }[kind]
