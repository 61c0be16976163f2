"""What may be behind a difference: proposals, each with the rows that support it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from pos.money import Money


class CauseKind(Enum):
    """What may have happened. Words are in ``kiosk/wording/causes.py``."""

    CHECK_AS_CASH = "check_as_cash"
    """A check lies in the drawer and its sale was rung as cash."""
    CASH_AS_CHECK = "cash_as_check"
    """Cash lies in the drawer and its sale was rung as a check."""
    CARD_AS_CASH = "card_as_cash"
    """A card slip lies in the drawer and its sale was rung as cash."""
    CASH_AS_CARD = "cash_as_card"
    FLOAT_MISCOUNTED = "float_miscounted"
    """The float was counted otherwise than the till before had left it, or two digits of it were
    swapped."""
    FLOAT_TWICE = "float_twice"
    """The difference is the float: not in the count, or in it twice."""
    DIGITS_SWAPPED = "digits_swapped"
    """Of one denomination in the count: 12 for 21."""
    PACK_AS_PIECE = "pack_as_piece"
    """A strap or a roll counted as one piece, one piece as a pack, or a pack left out."""
    OTHER_ROW = "other_row"
    """Pieces counted under the denomination beside theirs."""
    PIECES = "pieces"
    """A few pieces of one denomination too many or too few: the weakest."""
    WRONG_WAY = "wrong_way"
    """Money given out that was rung as taken in, or the reverse: twice its sum."""
    RUNG_TWICE = "rung_twice"
    """Two sales of this sum within minutes, and money for one."""
    ONE_SALE = "one_sale"
    """Exactly the sum of a sale or of money given back: not taken, not given, or not rung."""
    ONE_MOVEMENT = "one_movement"
    """Exactly the sum of a drop, a top-up, of money paid in or out: not made, or made twice."""
    DROP_OTHER_SUM = "drop_other_sum"
    """A drop's bag was off by the same, the other way round: its slip says another sum."""
    DROP_NOT_RECORDED = "drop_not_recorded"
    """A round sum is missing from a drawer that held much more."""
    CHANGE_OF_OTHER = "change_of_other"
    """The change of the sale before or after was given."""
    NOTE_MISTAKEN = "note_mistaken"
    """A note was taken for another, and change given on that."""
    CHANGE_WRONG = "change_wrong"
    """One piece of the change too many, too few, or another."""
    TWO_ROWS = "two_rows"
    """Two rows that together are the difference."""
    PAPER_MISSING = "paper_missing"
    PAPER_EXTRA = "paper_extra"
    PAPER_AMOUNT = "paper_amount"
    """The paper says another sum than was rung."""
    PAPER_DIGITS = "paper_digits"
    """The same, with two digits swapped."""
    PAPERS_MIXED = "papers_mixed"
    """One paper is missing and one of that sum is too many: one paper, noted wrongly."""
    SLIP_TWICE = "slip_twice"
    """One card slip typed for two sales: same card and sum within minutes."""
    LEFT_OUT = "left_out"
    """A till's cash, a drop's bag or a check of a deposit that did not reach the bank, or is there
    twice."""
    SUM_DIGITS = "sum_digits"
    """Two digits of a deposit's sum are swapped, by whoever wrote or typed it."""
    BAGS_SWAPPED = "bags_swapped"
    """The bank's word is about another bag: a deposit's, or a drop's."""
    TILL_OTHERWISE = "till_otherwise"
    """A till of the deposit was off by as much at its close, the other way round."""
    CHANGE_WHOLE = "change_whole"
    """The change of a sale was not given, or given twice."""
    HANDED_BACK = "handed_back"
    """What the patron handed over went back with the change."""
    OTHER_PRICE = "other_price"
    """For places of a sale another price was taken than was rung."""
    PLACE_NOT_PAID = "place_not_paid"
    """Some places of a sale were not paid for."""
    CERTIFICATE_AS_CASH = "certificate_as_cash"
    """A certificate lies in the drawer and its sale was rung as cash."""
    ROW_KEYED = "row_keyed"
    """A row of the count has a digit too many or too few, or dollars where pieces belong."""
    ROW_LEFT_OUT = "row_left_out"
    """A denomination that was in the float is not in the count."""
    CARD_AS_CHECK = "card_as_check"
    CHECK_AS_CARD = "check_as_card"
    SUMS_EXCHANGED = "sums_exchanged"
    """Two papers, each with the other's sum."""
    ONE_FOR_TWO = "one_for_two"
    """One paper that pays two sales."""
    OF_OTHER_TILL = "of_other_till"
    """A paper that another till of the day misses, or has too many."""
    CARD_OTHER_BRAND = "card_other_brand"
    """The terminal counts a payment under another brand than we do."""
    CARD_NOT_THERE = "card_not_there"
    """We count a payment that the terminal does not."""
    CARD_NOT_HERE = "card_not_here"
    """The terminal counts a payment that was not charged here, or nobody knows."""


class RowKind(Enum):
    """What a piece of evidence is a row of."""

    TENDER = "tender"
    MOVEMENT = "movement"
    FLOAT = "float"
    """``subject_id``: the till."""
    LEFT = "left"
    """What the till before left. ``subject_id``: that till."""
    PIECES = "pieces"
    """A denomination of a count: ``amount`` its value, ``number`` the pieces written down."""
    PAPER = "paper"
    TILL = "till"
    """A till of a deposit."""
    DEPOSIT = "deposit"
    """A deposit: ``number`` its own, ``name`` its bag."""
    PAYMENT = "payment"
    """A card payment; without ``order_id`` it stands in no order."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A row that supports a cause. ``at`` is UTC. ``number``: of the check, slip, voucher or bag;
    ``order_id``, else ``till_id``: where one looks at it. ``pieces``: what the count should have
    said."""

    kind: RowKind
    subject_id: str
    amount: Money
    at: datetime | None = None
    order_id: str = ""
    order_number: str = ""
    number: str = ""
    name: str = ""
    pieces: int | None = None
    till_id: str = ""


@dataclass(frozen=True, slots=True)
class Cause:
    """One proposal. ``explains``: the amount, signed as the difference. ``rows``: alternatives,
    likeliest first, except where they make it up together (``TWO_ROWS`` and whatever names two
    papers or sales). ``more``: further rows that would do. ``rank``: 0 is the surest."""

    kind: CauseKind
    explains: Money
    rows: tuple[Evidence, ...]
    rank: int
    more: int = 0


@dataclass(frozen=True, slots=True)
class Explained:
    """A difference and what may be behind it, at most five, best first. ``tender``: as of a
    ``TenderDifference``, or ``deposit``, ``drop``, ``safe``, ``card_totals``; ``subject_id``: of
    the paper it is about, empty for cash; ``number``: the paper's, a bag's or a terminal's."""

    tender: str
    off: Money
    causes: tuple[Cause, ...]
    subject_id: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class TenderRow:
    """A tender of a till as causes are looked for among. Minor units; money given back is below
    zero. ``subject_id``: as a paper it is known by: a card payment's id, otherwise its own."""

    tender_id: str
    subject_id: str
    order_id: str
    order_number: str
    kind: str
    amount_minor: int
    given_minor: int
    at: datetime
    number: str = ""
    name: str = ""
    last_four: str = ""

    @property
    def change_minor(self) -> int:
        return self.given_minor - self.amount_minor if self.amount_minor > 0 else 0


@dataclass(frozen=True, slots=True)
class MovementRow:
    """Cash moved beside sales. ``minor``: what the drawer gained by the books. ``counted_minor``:
    what a drop's bag came to when it was counted."""

    movement_id: str
    kind: str
    minor: int
    at: datetime
    number: str = ""
    name: str = ""
    counted_minor: int | None = None
    till_id: str = ""
