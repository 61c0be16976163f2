"""More ways to count a drawer wrong. Written from the trade's books, without a look at what the
close proposes.

Each is given the pieces as they lie there, and returns what was written down with the row that is
wrong: the denomination, and how many pieces there really are (None: a strap or a roll of it).
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace

from pos.views.cash import STRAP, CountSheet
from tests.torture.closing_drawer import QUARTER, QUARTERS, with_roll, with_strap

Row = tuple[int, int | None]
Wrong = tuple[CountSheet, Row]
Miscount = Callable[[CountSheet, random.Random], Wrong | None]


def strap_twice(sheet: CountSheet, chance: random.Random) -> Wrong | None:
    """The same strap is counted from both ends of the shelf."""
    strapped = with_strap(sheet)
    if not strapped.straps:
        return None
    ((value, number),) = strapped.straps
    return replace(strapped, straps=((value, number + 1),)), (value, None)


def strap_overlooked(sheet: CountSheet, chance: random.Random) -> Wrong | None:
    """It lies under the drawer's insert."""
    strapped = with_strap(sheet)
    return (replace(strapped, straps=()), (100, None)) if strapped.straps else None


def strap_beside_its_notes(sheet: CountSheet, chance: random.Random) -> Wrong | None:
    """The hundred notes of a strap are counted loose as well."""
    strapped = with_strap(sheet)
    if not strapped.straps:
        return None
    notes = dict(strapped.notes)
    notes[100] = notes.get(100, 0) + STRAP
    return replace(strapped, notes=tuple(notes.items())), (100, None)


def roll_overlooked(sheet: CountSheet, chance: random.Random) -> Wrong | None:
    """A roll is put aside: it is of another country's coins."""
    rolled = sheet if sheet.rolls else with_roll(sheet)
    return (replace(rolled, rolls=()), (QUARTER, None)) if rolled.rolls else None


def roll_beside_its_coins(sheet: CountSheet, chance: random.Random) -> Wrong | None:
    """A roll was broken into the tray, and its paper is counted as a roll."""
    coins = dict(sheet.coins)
    if sheet.rolls or coins.get(QUARTER, 0) < QUARTERS:
        return None
    return replace(sheet, rolls=((QUARTER, 1),)), (QUARTER, None)


def key_bounced(sheet: CountSheet, chance: random.Random) -> Wrong | None:
    """A key of the pad bounces: 12 becomes 122 or 112."""
    value, pieces = chance.choice([row for row in sheet.notes if row[0] <= 2_000])
    digits = str(pieces)
    place = chance.randrange(len(digits))
    return _with(sheet, value, int(digits[: place + 1] + digits[place:])), (value, pieces)


def digit_lost(sheet: CountSheet, chance: random.Random) -> Wrong | None:
    """A key does not take: 12 becomes 1 or 2."""
    long = [row for row in sheet.notes if row[1] > 9]
    if not long:
        return None
    value, pieces = chance.choice(long)
    digits = str(pieces)
    place = chance.randrange(len(digits))
    return _with(sheet, value, int(digits[:place] + digits[place + 1 :])), (value, pieces)


def dollars_for_pieces(sheet: CountSheet, chance: random.Random) -> Wrong | None:
    """What the notes are worth is written where their number belongs."""
    value, pieces = chance.choice([row for row in sheet.notes if row[0] > 100])
    return _with(sheet, value, pieces * value // 100), (value, pieces)


def rows_exchanged(sheet: CountSheet, chance: random.Random) -> Wrong | None:
    """Fives lie in the tens' tray and tens in the fives'."""
    pieces = dict(sheet.notes)
    pairs = [
        (one, other)
        for one, other in ((2_000, 1_000), (1_000, 500), (500, 100))
        if pieces.get(one) and pieces.get(other) and pieces[one] != pieces[other]
    ]
    if not pairs:
        return None
    one, other = chance.choice(pairs)
    row = (one, pieces[one])
    pieces[one], pieces[other] = pieces[other], pieces[one]
    return replace(sheet, notes=tuple(pieces.items())), row


def coins_forgotten(sheet: CountSheet, chance: random.Random) -> Wrong | None:
    """The cup of quarters is left out."""
    pieces = dict(sheet.coins).get(QUARTER, 0)
    if not pieces:
        return None
    coins = tuple(row for row in sheet.coins if row[0] != QUARTER)
    return replace(sheet, coins=coins), (QUARTER, pieces)


def _with(sheet: CountSheet, value: int, pieces: int) -> CountSheet:
    notes = dict(sheet.notes)
    notes[value] = pieces
    return replace(sheet, notes=tuple(notes.items()))


MORE_MISCOUNTS: dict[str, tuple[Miscount, str]] = {
    "strap twice": (strap_twice, "One strap of ones too many was counted"),
    "strap overlooked": (strap_overlooked, "A strap of ones was not counted"),
    "strap and its notes": (strap_beside_its_notes, "A strap's notes were counted loose as well"),
    "roll overlooked": (roll_overlooked, "A roll of quarters was not counted"),
    "roll and its coins": (roll_beside_its_coins, "A roll was counted whose quarters lie loose"),
    "key bounced": (key_bounced, "A digit of that row was written twice"),
    "digit lost": (digit_lost, "A digit of that row was not written"),
    "dollars for pieces": (dollars_for_pieces, "That row has dollars where pieces belong"),
    "rows exchanged": (rows_exchanged, "Those two rows were exchanged"),
    "coins forgotten": (coins_forgotten, "The quarters were not counted"),
}
