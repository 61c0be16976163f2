"""Words for what may be behind a difference, and for the rows that support it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.wording.say import Say
from pos.views.causes import Cause, CauseKind, Evidence, RowKind
from pos.views.movements import MovementKind
from printing.movement_words import movement_text

if TYPE_CHECKING:
    from printing.words import Words

CAUSE_WORDS: dict[CauseKind, Say] = {
    CauseKind.CHECK_AS_CASH: Say("A check was rung as cash"),
    CauseKind.CASH_AS_CHECK: Say("Cash was rung as a check"),
    CauseKind.CARD_AS_CASH: Say("A card was rung as cash"),
    CauseKind.CASH_AS_CARD: Say("Cash was rung as a card"),
    CauseKind.FLOAT_MISCOUNTED: Say("The float was counted wrong"),
    CauseKind.FLOAT_TWICE: Say("The float is not in the count, or in it twice"),
    CauseKind.DIGITS_SWAPPED: Say("Two digits of the count are swapped"),
    CauseKind.PACK_AS_PIECE: Say("A strap or a roll was counted as one piece"),
    CauseKind.OTHER_ROW: Say("Pieces were counted in the row beside theirs"),
    CauseKind.PIECES: Say("A few pieces too many or too few were counted"),
    CauseKind.WRONG_WAY: Say("Money went the other way than it was rung"),
    CauseKind.RUNG_TWICE: Say("A sale was rung twice"),
    CauseKind.ONE_SALE: Say("The sum of exactly one sale"),
    CauseKind.ONE_MOVEMENT: Say("Exactly what was noted as moved"),
    CauseKind.DROP_OTHER_SUM: Say("A drop's bag was off by as much"),
    CauseKind.DROP_NOT_RECORDED: Say("A drop was not noted"),
    CauseKind.CHANGE_OF_OTHER: Say("The change of the sale beside it was given"),
    CauseKind.NOTE_MISTAKEN: Say("A note was taken for another"),
    CauseKind.CHANGE_WRONG: Say("One piece of the change was wrong"),
    CauseKind.TWO_ROWS: Say("Two entries together"),
    CauseKind.PAPER_MISSING: Say("The paper itself is missing"),
    CauseKind.PAPER_EXTRA: Say("A paper that no sale knows"),
    CauseKind.PAPER_AMOUNT: Say("Another sum was rung than stands on it"),
    CauseKind.PAPER_DIGITS: Say("Two digits of its sum are swapped"),
    CauseKind.PAPERS_MIXED: Say("One paper that was noted wrongly"),
    CauseKind.SLIP_TWICE: Say("One card slip was typed twice"),
    CauseKind.LEFT_OUT: Say("Not in the bag, or in it twice"),
}


def cause_text(cause: Cause, words: Words) -> str:
    """Return what may have happened, as a sentence without its rows."""
    return CAUSE_WORDS[cause.kind].to(words, {})


def evidence_text(row: Evidence, words: Words) -> str:
    """Return a row as a person looks for it: what it is, when, its numbers, its sum."""
    if row.kind is RowKind.PIECES:
        return _pieces_text(row, words)
    parts = (
        _what(row, words),
        words.time(row.at) if row.at is not None else "",
        row.order_number,
        _number(row, words),
        "" if row.kind is RowKind.MOVEMENT else row.name,
        words.money(row.amount),
    )
    return " \N{MIDDLE DOT} ".join(part for part in parts if part)


def _number(row: Evidence, words: Words) -> str:
    if row.kind is RowKind.PAPER and row.number:
        return words("No. {number}", number=row.number)
    return row.number


def _what(row: Evidence, words: Words) -> str:
    if row.kind is RowKind.FLOAT:
        return words("Float as it was counted")
    if row.kind is RowKind.LEFT:
        return words("Left by the till before")
    if row.kind is RowKind.MOVEMENT:
        known = {kind.value: kind for kind in MovementKind}
        return movement_text(known[row.name], words) if row.name in known else row.name
    return ""


def _pieces_text(row: Evidence, words: Words) -> str:
    """Return a denomination, what was written down, and what would be right."""
    said = words("{amount}: {n} counted", amount=row.amount, n=row.number)
    if row.pieces is None:
        return said
    return words("{said}, {right} would agree", said=said, right=row.pieces)
