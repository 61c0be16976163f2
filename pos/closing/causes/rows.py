"""What causes are looked for in: a counted till, as plain rows."""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

from pos.money import Money
from pos.views.cash import CountSheet, PaperDifference
from pos.views.causes import Cause, CauseKind, Evidence, MovementRow, RowKind, TenderRow

MOST_CAUSES = 5
MOST_ROWS = 6


@dataclass(frozen=True, slots=True)
class OtherTill:
    """A till of the same day and window whose count is in too. ``off``: of its cash."""

    till_id: str
    cashier: str
    off: int
    papers: tuple[PaperDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class TillRows:
    """A counted till. Minor units. ``off``: of its cash, over above zero. ``left_before``: what the
    till before left in the drawer, None where there was none; ``before``: that till. ``places``:
    order id and price with fee of every place sold for cash; ``beside``: the day's other tills."""

    till_id: str
    currency: str
    off: int
    opening: CountSheet
    counted: CountSheet
    papers: tuple[PaperDifference, ...] = ()
    tenders: tuple[TenderRow, ...] = ()
    movements: tuple[MovementRow, ...] = ()
    before: str = ""
    left_before: int | None = None
    places: tuple[tuple[str, int], ...] = ()
    beside: tuple[OtherTill, ...] = ()

    @property
    def cash(self) -> tuple[TenderRow, ...]:
        """The cash tenders in the order they were taken."""
        return tuple(row for row in self.tenders if row.kind == "cash")


@dataclass(frozen=True, slots=True)
class Found:
    """A cause before it is ranked against others.

    ``weight``: how rare a mistake of this kind is, each step twice as rare as the one before.
    ``of``: among how many it could have been made, each with another sum as its trace: one of two
    hundred sales comes to a given sum by chance far more easily than one of three vouchers.
    ``together``: the rows make it up together, none is an alternative; otherwise ``fits`` says how
    many of them fit, by default each.
    """

    kind: CauseKind
    explains: int
    rows: tuple[Evidence, ...]
    weight: float
    together: bool = False
    of: int = 1
    fits: int = 0

    @property
    def rarity(self) -> float:
        """How rarely this kind of mistake leaves just this trace: lower is likelier."""
        fits = 1 if self.together else self.fits or len(self.rows)
        return self.weight + log2(max(self.of, fits) / fits)


def ranked(found: list[Found], currency: str) -> tuple[Cause, ...]:
    """Return the best causes, the likeliest first."""
    best = sorted((each for each in found if each.rows), key=lambda each: each.rarity)
    return tuple(
        Cause(
            kind=each.kind,
            explains=Money(each.explains, currency),
            rows=each.rows[:MOST_ROWS],
            rank=rank,
            more=max(0, len(each.rows) - MOST_ROWS),
        )
        for rank, each in enumerate(best[:MOST_CAUSES])
    )


def tender_row(row: TenderRow, currency: str) -> Evidence:
    """Return a tender as evidence."""
    return Evidence(
        kind=RowKind.TENDER,
        subject_id=row.tender_id,
        amount=Money(row.amount_minor, currency),
        at=row.at,
        order_id=row.order_id,
        order_number=row.order_number,
        number=row.number,
        name=row.name,
    )


def movement_row(row: MovementRow, currency: str) -> Evidence:
    """Return a movement as evidence; its till's report names it."""
    return Evidence(
        kind=RowKind.MOVEMENT,
        subject_id=row.movement_id,
        amount=Money(row.minor, currency),
        at=row.at,
        number=row.number,
        name=row.name or row.kind,
        till_id=row.till_id,
    )


def paper_row(paper: PaperDifference, of: TenderRow | None = None) -> Evidence:
    """Return a paper as evidence, with the tender it is of."""
    missing = paper.what == "missing"
    return Evidence(
        kind=RowKind.PAPER,
        subject_id=paper.subject_id,
        amount=paper.expected if missing else paper.counted,
        at=of.at if of else None,
        order_id=of.order_id if of else "",
        order_number=of.order_number if of else "",
        number=paper.number,
        name=paper.payer,
    )
