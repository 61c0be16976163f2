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
    CauseKind.PACK_AS_PIECE: Say("A strap or a roll too many or too few was counted"),
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
    CauseKind.LEFT_OUT: Say("Left out, or in it twice"),
    CauseKind.SUM_DIGITS: Say("Two digits of the sum itself are swapped"),
    CauseKind.BAGS_SWAPPED: Say("This is the sum of another bag"),
    CauseKind.TILL_OTHERWISE: Say("A till was off by as much, the other way round"),
    CauseKind.CHANGE_WHOLE: Say("The change of a sale was not given, or twice"),
    CauseKind.HANDED_BACK: Say("The patron's money went back with the change"),
    CauseKind.OTHER_PRICE: Say("Another price was taken than was rung"),
    CauseKind.PLACE_NOT_PAID: Say("Not all places of a sale were paid for"),
    CauseKind.CERTIFICATE_AS_CASH: Say("A certificate was rung as cash"),
    CauseKind.ROW_KEYED: Say("A row of the count was typed wrong"),
    CauseKind.ROW_LEFT_OUT: Say("A row of the count was left out"),
    CauseKind.CARD_AS_CHECK: Say("A card was rung as a check"),
    CauseKind.CHECK_AS_CARD: Say("A check was rung as a card"),
    CauseKind.SUMS_EXCHANGED: Say("The sums of two papers were exchanged"),
    CauseKind.ONE_FOR_TWO: Say("One paper pays two sales"),
    CauseKind.OF_OTHER_TILL: Say("It belongs to another till"),
    CauseKind.CARD_OTHER_BRAND: Say("The terminal counts it under another brand"),
    CauseKind.CARD_NOT_THERE: Say("We count a payment that the terminal does not"),
    CauseKind.CARD_NOT_HERE: Say("The terminal counts a payment that we do not"),
}

_WHY: dict[CauseKind, Say] = {
    CauseKind.CHECK_AS_CASH: Say(
        "The cash is short by what the check says. Correct the form of payment of its order."
    ),
    CauseKind.CASH_AS_CHECK: Say(
        "The cash is over by the check that is missing. Correct the form of payment of its order."
    ),
    CauseKind.CARD_AS_CASH: Say(
        "The cash is short by what the slip says. Correct the form of payment of its order."
    ),
    CauseKind.CASH_AS_CARD: Say(
        "The cash is over by the slip that is missing. Correct the form of payment of its order."
    ),
    CauseKind.FLOAT_MISCOUNTED: Say(
        "Hold the float against what the till before left; with this count the cash agrees."
    ),
    CauseKind.FLOAT_TWICE: Say(
        "The difference is the float to the cent. Look whether it lies apart, or was added again."
    ),
    CauseKind.DIGITS_SWAPPED: Say("Written the other way round it agrees. Count these once more."),
    CauseKind.PACK_AS_PIECE: Say(
        "It agrees with one strap or roll fewer or more. Look for it, and count these once more."
    ),
    CauseKind.OTHER_ROW: Say("One row up or down it agrees. Count these once more."),
    CauseKind.PIECES: Say("It would agree with so many pieces. Count these once more."),
    CauseKind.WRONG_WAY: Say(
        "The difference is twice its sum: as if money went out for what was rung as taken in."
    ),
    CauseKind.RUNG_TWICE: Say(
        "Two sales of this sum within minutes, and money for one. Ask whether both patrons came."
    ),
    CauseKind.ONE_SALE: Say(
        "Its money may not have been taken, or not been given. Ask who sold it."
    ),
    CauseKind.ONE_MOVEMENT: Say(
        "Its voucher was written, and the money may have stayed where it was, or moved twice."
    ),
    CauseKind.DROP_OTHER_SUM: Say(
        "Till and bag make up for each other: the slip of the drop says the wrong sum."
    ),
    CauseKind.DROP_NOT_RECORDED: Say(
        "A round sum is missing, and the drawer was fullest here. Look in the safe for a bag "
        "without a slip."
    ),
    CauseKind.CHANGE_OF_OTHER: Say(
        "The change of the two sales differs by just this. Ask who served these patrons."
    ),
    CauseKind.NOTE_MISTAKEN: Say(
        "Change was given on another note than the patron handed over. Ask who served them."
    ),
    CauseKind.CHANGE_WRONG: Say(
        "One note or coin of its change forgotten, doubled or mistaken makes the difference."
    ),
    CauseKind.TWO_ROWS: Say("Neither is the difference alone; together they are, to the cent."),
    CauseKind.PAPER_MISSING: Say(
        "Its sale is there and nothing else explains it. Look in the drawer and the other tills."
    ),
    CauseKind.PAPER_EXTRA: Say("No sale of this till has it. Find the order it pays for."),
    CauseKind.PAPER_AMOUNT: Say("Hold the paper against its order: one of the sums was misread."),
    CauseKind.PAPER_DIGITS: Say(
        "The two sums differ by two digits that changed places. Read the paper once more."
    ),
    CauseKind.PAPERS_MIXED: Say(
        "One is missing and one of that sum is too many: it is the same paper. Tick it instead."
    ),
    CauseKind.SLIP_TWICE: Say(
        "Same card, same sum, minutes apart. Ask the terminal for its list; take one back."
    ),
    CauseKind.LEFT_OUT: Say(
        "It is the difference to the cent. Look where the bag was packed and in the safe."
    ),
    CauseKind.SUM_DIGITS: Say(
        "With two digits changed about, both sums are one. Read the slip and the bank's word again."
    ),
    CauseKind.BAGS_SWAPPED: Say(
        "Compare the number of the bag on both slips: each may have been told for the other."
    ),
    CauseKind.TILL_OTHERWISE: Say(
        "What was missing there turned up here: that till was counted wrong, not the bag."
    ),
    CauseKind.CHANGE_WHOLE: Say(
        "The difference is the whole change of this sale. Ask who served this patron."
    ),
    CauseKind.HANDED_BACK: Say(
        "The difference is what the patron handed over. It may have gone back with the change."
    ),
    CauseKind.OTHER_PRICE: Say(
        "At another price, places of this sale make the difference. Ask what the patron paid."
    ),
    CauseKind.PLACE_NOT_PAID: Say(
        "The difference is what some of its places cost. Ask how many were wanted."
    ),
    CauseKind.CERTIFICATE_AS_CASH: Say(
        "The cash is short by this sale, and a certificate is too many. Correct its order."
    ),
    CauseKind.ROW_KEYED: Say(
        "A digit too many or too few, or dollars instead of pieces. Count these once more."
    ),
    CauseKind.ROW_LEFT_OUT: Say(
        "There were some in the float. Look for them, and count once more."
    ),
    CauseKind.CARD_AS_CHECK: Say(
        "The slip says what the missing check should. Correct the form of payment of its order."
    ),
    CauseKind.CHECK_AS_CARD: Say(
        "The check says what the missing slip should. Correct the form of payment of its order."
    ),
    CauseKind.SUMS_EXCHANGED: Say("Each has the other's sum. Read both papers once more."),
    CauseKind.ONE_FOR_TWO: Say(
        "One says as much more as the other is missing. It may have paid both orders."
    ),
    CauseKind.OF_OTHER_TILL: Say(
        "Another till of the day is off by this paper. Lay it where it was taken."
    ),
    CauseKind.CARD_OTHER_BRAND: Say("Nothing is missing: both sums are right, brand by brand."),
    CauseKind.CARD_NOT_THERE: Say(
        "Ask the terminal for its list; it may have been sent by another terminal, or not at all."
    ),
    CauseKind.CARD_NOT_HERE: Say(
        "The patron may have been charged without an order. Look under money in doubt."
    ),
}


def cause_text(cause: Cause, words: Words) -> str:
    """Return what may have happened, as a sentence without its rows."""
    return CAUSE_WORDS[cause.kind].to(words, {})


def cause_why(cause: Cause, words: Words) -> str:
    """Return why it may be so, and what to do about it."""
    return _WHY[cause.kind].to(words, {})


_NAMED = (RowKind.MOVEMENT, RowKind.DEPOSIT)
"""Kinds whose name stands first already."""


def evidence_text(row: Evidence, words: Words) -> str:
    """Return a row as a person looks for it: what it is, when, its numbers, its sum."""
    if row.kind is RowKind.PIECES:
        return _pieces_text(row, words)
    parts = (
        _what(row, words),
        words.time(row.at) if row.at is not None else "",
        row.order_number,
        _number(row, words),
        "" if row.kind in _NAMED else row.name,
        words.money(row.amount),
    )
    return " \N{MIDDLE DOT} ".join(part for part in parts if part)


def _number(row: Evidence, words: Words) -> str:
    if row.kind is RowKind.PAPER and row.number:
        return words("No. {number}", number=row.number)
    if row.kind is RowKind.DEPOSIT:
        return words("Bag {number}", number=row.name) if row.name else ""
    return row.number


def _what(row: Evidence, words: Words) -> str:
    if row.kind is RowKind.FLOAT:
        return words("Float as it was counted")
    if row.kind is RowKind.LEFT:
        return words("Left by the till before")
    if row.kind is RowKind.DEPOSIT:
        return words("Deposit {number}", number=row.number)
    if row.kind is RowKind.MOVEMENT:
        known = {kind.value: kind for kind in MovementKind}
        return movement_text(known[row.name], words) if row.name in known else row.name
    return ""


def _pieces_text(row: Evidence, words: Words) -> str:
    """Return a denomination, what was written down, and what would be right."""
    if row.name == "pack":
        said = words("{amount}: {n} straps or rolls counted", amount=row.amount, n=row.number)
    else:
        said = words("{amount}: {n} counted", amount=row.amount, n=row.number)
    if row.pieces is None:
        return said
    return words("{said}, {right} would agree", said=said, right=row.pieces)
