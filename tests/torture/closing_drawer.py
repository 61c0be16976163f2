"""What really lies in a drawer, whatever the books say, and honest and mistaken counts of it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from pos.views.cash import CARD_SLIP, CHECK, NOTES, ROLLS, STRAP, CountSheet, PaperCounted
from pos.views.cash import PaperToCount as Paper

QUARTER, QUARTERS = 25, 40
ROLLED = 0.3
"""How often quarters lie in a roll."""


@dataclass
class Drawer:
    """Cash in minor units; what is written on each check and slip, by kind and number; papers that
    were lost, by kind."""

    cash: int = 0
    papers: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)

    def put(self, kind: str, number: str, payer: str, minor: int) -> None:
        """Lay a check or a slip into it."""
        self.papers[kind, number] = (payer, minor)

    def walk(self, asked: tuple[Paper, ...]) -> tuple[PaperCounted, ...]:
        """Hand papers in as an honest person does who was asked for these."""
        left, told = dict(self.papers), []
        for paper in asked:
            minor: int | None = None if paper.kind in self.lost else 0
            if paper.kind in (CHECK, CARD_SLIP):
                there = left.pop((paper.kind, paper.number), None)
                minor = there[1] if there else None
            elif paper.kind in self.lost:
                self.lost.discard(paper.kind)
            told.append(
                PaperCounted(paper.kind, paper.subject_id, paper.number, paper.payer, minor)
            )
        extra = [
            PaperCounted(kind, "", number, payer, minor)
            for (kind, number), (payer, minor) in left.items()
        ]
        return (*told, *extra)


def honest(total: int, chance: random.Random) -> CountSheet:
    """Return a count that comes to a sum, as a drawer might hold it."""
    quarters = total % 100 // QUARTER + 4 * min(chance.randrange(6, 14), total // 400)
    small = total % QUARTER
    dollars = (total - quarters * QUARTER - small) // 100
    ones = _of(dollars, 1, 5, chance.randrange(8, 24))
    fives = _of(dollars - ones, 5, 10, chance.randrange(3, 12))
    tens = _of(dollars - ones - 5 * fives, 10, 20, chance.randrange(2, 14))
    rest = dollars - ones - 5 * fives - 10 * tens
    hundreds = min(chance.randrange(3), rest // 100)
    rest -= 100 * hundreds
    notes = ((10_000, hundreds), (2_000, rest // 20), (1_000, tens), (500, fives), (100, ones))
    coins = ((25, quarters), (5, small // 5), (1, small % 5))
    sheet = CountSheet(notes=_some(notes), coins=_some(coins))
    assert sheet.total.minor == total
    return with_roll(sheet) if chance.random() < ROLLED else sheet


def with_roll(sheet: CountSheet) -> CountSheet:
    """Return the same sum with forty quarters in a roll, instead of loose ones or of a ten."""
    coins, notes = dict(sheet.coins), dict(sheet.notes)
    if coins.get(QUARTER, 0) >= QUARTERS:
        coins[QUARTER] -= QUARTERS
    elif notes.get(QUARTER * QUARTERS):
        notes[QUARTER * QUARTERS] -= 1
    else:
        return sheet
    loose = {"coins": _some(tuple(coins.items())), "notes": _some(tuple(notes.items()))}
    return replace(sheet, **loose, rolls=((QUARTER, 1),))


def _of(dollars: int, value: int, next_value: int, wish: int) -> int:
    """Return how many pieces of ``value`` leave a multiple of ``next_value``, near a wish."""
    least = dollars % next_value // value
    step = next_value // value
    return min(least + (wish // step) * step, dollars // value)


def _some(rows: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    return tuple((value, pieces) for value, pieces in rows if pieces)


# ---- mistaken counts ----


def digits_swapped(sheet: CountSheet, chance: random.Random) -> CountSheet | None:
    """Swap two digits of one denomination's pieces, if any has two that differ."""
    notes = [(value, n) for value, n in sheet.notes if n > 9 and n % 11]
    if not notes:
        return None
    value, pieces = chance.choice(notes)
    return _with(sheet, value, pieces % 10 * 10 + pieces // 10)


def roll_as_coin(sheet: CountSheet, chance: random.Random) -> CountSheet | None:
    """Count a roll of quarters as one coin."""
    rolled = sheet if sheet.rolls else with_roll(sheet)
    if not rolled.rolls:
        return None
    ((value, number),) = rolled.rolls
    coins = dict(rolled.coins)
    coins[value] = coins.get(value, 0) + number
    return replace(rolled, coins=tuple(coins.items()), rolls=())


def with_strap(sheet: CountSheet) -> CountSheet:
    """Return the same sum with a hundred ones in a strap, if other notes can make room."""
    pieces = dict(sheet.notes)
    for value in (2_000, 1_000, 10_000):
        number = STRAP * 100 // value
        if pieces.get(value, 0) >= number:
            pieces[value] -= number
            notes = _some(tuple(pieces.items()))
            return replace(sheet, notes=notes, straps=((100, 1),))
    return sheet


def strap_as_note(sheet: CountSheet, chance: random.Random) -> CountSheet | None:
    """Count a strap of ones as one note."""
    strapped = with_strap(sheet)
    if not strapped.straps:
        return None
    pieces = dict(strapped.notes)
    pieces[100] = pieces.get(100, 0) + 1
    return replace(strapped, notes=tuple(pieces.items()), straps=())


def other_row(sheet: CountSheet, chance: random.Random) -> CountSheet | None:
    """Write a denomination's pieces down one row too far, where that row is empty."""
    pieces = dict(sheet.notes)
    free = [
        (value, NOTES[place + step])
        for place, value in enumerate(NOTES)
        for step in (-1, 1)
        if pieces.get(value)
        and 0 <= place + step < len(NOTES)
        and NOTES[place + step] not in pieces
    ]
    if not free:
        return None
    value, beside = chance.choice(free)
    pieces[beside] = pieces.pop(value)
    return replace(sheet, notes=tuple(pieces.items()))


def piece_missed(sheet: CountSheet, chance: random.Random) -> CountSheet | None:
    """Leave a note out, or count it twice."""
    value, pieces = chance.choice([*sheet.notes])
    return _with(sheet, value, pieces + chance.choice((-1, 1)))


def _with(sheet: CountSheet, value: int, pieces: int) -> CountSheet:
    notes = dict(sheet.notes)
    notes[value] = pieces
    return replace(sheet, notes=tuple(notes.items()))


def handed(total: int, chance: random.Random) -> int:
    """Return what a patron hands over for a sum in whole cents: notes, sometimes too many."""
    return chance.choice(sorted(set(_offers(total))))


def _offers(total: int) -> Iterator[int]:
    yield total
    for note in (500, 1_000, 2_000, 5_000, 10_000):
        yield -(-total // note) * note


assert ROLLS[QUARTER] == QUARTERS
