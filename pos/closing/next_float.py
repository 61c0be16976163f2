"""The next float: what of the counted cash stays in the drawer, and what goes to the bank.

Whatever is chosen, what is left and the rest are what was counted, piece by piece; neither is ever
below zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from pos.errors import AmountInvalid
from pos.views.cash import COINS, NOTES, ROLLS, STRAP, CountSheet

_Pairs = Iterable[tuple[int, int]]
_Piece = tuple[int, int]
"""Note or coin, and its denomination."""
_NOTE, _COIN = 0, 1
_STRAPS = dict.fromkeys(NOTES, STRAP)


def propose(
    counted: CountSheet, target: Sequence[tuple[int, int]]
) -> tuple[CountSheet, CountSheet]:
    """Return (what stays, the rest): of each denomination of ``target``, (minor units, pieces), as
    many as were counted; of a dollar, notes before coins.

    For pieces that are not there others stay, so that the sum comes as near to the target as it
    can and never above: smaller ones than those that are missing first, for they are change as
    well. ``missing_of`` says what is to be got. Loose pieces stay before straps and rolls, which a
    bank likes whole; one is opened where nothing else is there.
    """
    notes, coins = _notes(counted), _coins(counted)
    left = {(_NOTE, v): min(wanted, notes.pieces(v)) for v, wanted in target if v in NOTES}
    left |= {
        (_COIN, v): min(wanted - left.get((_NOTE, v), 0), coins.pieces(v))
        for v, wanted in target
        if v in COINS
    }
    spare = {(_NOTE, v): notes.pieces(v) - left.get((_NOTE, v), 0) for v in NOTES}
    spare |= {(_COIN, v): coins.pieces(v) - left.get((_COIN, v), 0) for v in COINS}
    short = sum(v * wanted for v, wanted in target) - sum(v * n for (_, v), n in left.items())
    gap = max((v for v, wanted in target if wanted > _kept(left, v)), default=0)
    for piece, number in _substitutes(spare, short, gap).items():
        left[piece] = left.get(piece, 0) + number
    stays = _sheet(
        counted.currency,
        notes.take({v: n for (kind, v), n in left.items() if kind == _NOTE}),
        coins.take({v: n for (kind, v), n in left.items() if kind == _COIN}),
    )
    return stays, rest_of(counted, stays)


def missing_of(left: CountSheet, target: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return the pieces of ``target`` that are not in ``left``, (minor units, pieces): what is to
    be got at the safe, whatever stays in their place."""
    notes, coins = _notes(left), _coins(left)
    there = {v: notes.pieces(v) for v in NOTES}
    for v in COINS:
        there[v] = there.get(v, 0) + coins.pieces(v)
    return tuple((v, wanted - there[v]) for v, wanted in target if wanted > there[v])


def _kept(left: Mapping[_Piece, int], value: int) -> int:
    return left.get((_NOTE, value), 0) + left.get((_COIN, value), 0)


def _substitutes(spare: Mapping[_Piece, int], short: int, gap: int) -> dict[_Piece, int]:
    """Return pieces out of ``spare`` whose sum is the largest up to ``short``; as few as can be of
    those above ``gap``, the largest denomination that is missing, and few pieces of the others."""
    order = sorted(spare, key=lambda piece: (piece[1] <= gap, -piece[1], piece[0]))
    sums = [1]  # bit n: n can be made of the pieces from here on to the end
    for piece in reversed(order):
        sums.append(_with(sums[-1], piece[1], spare[piece], short))
    want = sums[-1].bit_length() - 1
    taken: dict[_Piece, int] = {}
    for piece, rest in zip(order, reversed(sums[:-1]), strict=True):
        value = piece[1]
        tries: Iterable[int] = range(min(spare[piece], want // value) + 1)
        if value <= gap:
            tries = reversed(tuple(tries))
        taken[piece] = next(n for n in tries if rest >> (want - n * value) & 1)
        want -= taken[piece] * value
    return taken


def _with(sums: int, value: int, pieces: int, most: int) -> int:
    """Return the sums up to ``most`` that can be made with up to ``pieces`` more of ``value``."""
    pieces, step = min(pieces, most // value), 1
    while pieces > 0:
        step = min(step, pieces)
        sums |= sums << (value * step)
        pieces, step = pieces - step, step * 2
    return sums & ((1 << (most + 1)) - 1)


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
