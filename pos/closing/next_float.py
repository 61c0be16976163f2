"""The next float: what of the counted cash stays in the drawer, and what goes to the bank.

Whatever is chosen, what is left and the rest are what was counted, piece by piece; neither is ever
below zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pos.errors import AmountInvalid
from pos.views.cash import COINS, NOTES, ROLLS, STRAP, CountSheet

_Pairs = Iterable[tuple[int, int]]
_STRAPS = dict.fromkeys(NOTES, STRAP)


def propose(
    counted: CountSheet, target: Sequence[tuple[int, int]]
) -> tuple[CountSheet, CountSheet]:
    """Return (what stays, the rest): of each denomination of ``target``, (minor units, pieces), as
    many as were counted; of a dollar, notes before coins.

    Loose pieces stay before straps and rolls, which a bank likes whole; one is opened where nothing
    else is there.
    """
    notes, coins = _notes(counted), _coins(counted)
    of_notes = {v: min(wanted, notes.pieces(v)) for v, wanted in target if v in NOTES}
    of_coins = {
        v: min(wanted - of_notes.get(v, 0), coins.pieces(v)) for v, wanted in target if v in COINS
    }
    left = _sheet(counted.currency, notes.take(of_notes), coins.take(of_coins))
    return left, rest_of(counted, left)


def of_amount(counted: CountSheet, minor: int) -> CountSheet:
    """Return pieces out of ``counted`` that come to ``minor``, largest first; less than that where
    the pieces do not allow it."""
    notes, coins = _notes(counted), _coins(counted)
    taken: list[dict[int, int]] = [{}, {}]
    for pile, known, into in ((notes, NOTES, taken[0]), (coins, COINS, taken[1])):
        for value in known:
            into[value] = min(minor // value, pile.pieces(value))
            minor -= value * into[value]
    return _sheet(counted.currency, notes.take(taken[0]), coins.take(taken[1]))


def rest_of(counted: CountSheet, left: CountSheet) -> CountSheet:
    """Return what remains of ``counted`` when ``left`` stays in the drawer.

    Raises:
        AmountInvalid: More of a denomination stays than was counted, or another currency.
    """
    if left.currency != counted.currency:
        raise AmountInvalid(text=left.currency)
    return _sheet(
        counted.currency,
        _notes(counted).less(_notes(left)),
        _coins(counted).less(_coins(left)),
    )


class _Pile:
    """Notes with their straps, or coins with their rolls; ``sizes``: pieces in a pack."""

    def __init__(self, sizes: Mapping[int, int], loose: _Pairs = (), packs: _Pairs = ()) -> None:
        self._sizes, self.loose, self.packs = sizes, dict(loose), dict(packs)

    def pieces(self, value: int) -> int:
        """How many pieces of a denomination there are, loose or not."""
        return self.loose.get(value, 0) + self._sizes[value] * self.packs.get(value, 0)

    def take(self, wanted: dict[int, int]) -> _Pile:
        """Return a pile of so many pieces out of this one; each number is there."""
        taken = _Pile(self._sizes)
        for value, pieces in wanted.items():
            size, loose = self._sizes[value], self.loose.get(value, 0)
            most = min(self.packs.get(value, 0), pieces // size)
            enough = (packs for packs in range(most) if pieces - packs * size <= loose)
            taken.packs[value] = next(enough, most)
            taken.loose[value] = pieces - taken.packs[value] * size
        return taken

    def less(self, other: _Pile) -> _Pile:
        """Return this pile without as many pieces as the other has. Raises AmountInvalid."""
        rest = _Pile(self._sizes)
        for value in {*self.loose, *self.packs, *other.loose, *other.packs}:
            pieces, size = self.pieces(value) - other.pieces(value), self._sizes[value]
            if pieces < 0 or other.loose.get(value, 0) < 0 or other.packs.get(value, 0) < 0:
                raise AmountInvalid(text=f"{value} x {other.pieces(value)}")
            whole = max(self.packs.get(value, 0) - other.packs.get(value, 0), 0)
            rest.packs[value] = min(whole, pieces // size)
            rest.loose[value] = pieces - rest.packs[value] * size
        return rest


def _notes(sheet: CountSheet) -> _Pile:
    return _Pile(_STRAPS, sheet.notes, sheet.straps)


def _coins(sheet: CountSheet) -> _Pile:
    return _Pile(ROLLS, sheet.coins, sheet.rolls)


def _sheet(currency: str, notes: _Pile, coins: _Pile) -> CountSheet:
    """Return the sheet of both, largest first, without what there is none of."""
    return CountSheet(
        notes=_rows(notes.loose, NOTES),
        coins=_rows(coins.loose, COINS),
        currency=currency,
        straps=_rows(notes.packs, NOTES),
        rolls=_rows(coins.packs, COINS),
    )


def _rows(pieces: dict[int, int], known: Sequence[int]) -> tuple[tuple[int, int], ...]:
    return tuple((value, pieces[value]) for value in known if pieces.get(value))
