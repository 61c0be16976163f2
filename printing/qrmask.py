"""QR codes with the best of their eight masks: the one that readers have least trouble with.

segno makes the codes, and would choose the same mask; but it looks at each module of each mask by
itself, which is most of its work. Here a code is one number, a bit a module, row by row, the first
module highest, a set bit dark: all modules are looked at in one step.

Source: ISO/IEC 18004, 7.8.3. Example: a row of six dark modules costs 4.
"""

from __future__ import annotations

from functools import lru_cache

_MASKS = range(8)
_LARGEST = 41
"""Modules across up to which a code does not say its version; larger ones are left to segno."""

_LONG_RUN = 5
_BLOCK_PENALTY, _CORNER_PENALTY, _UNEVEN_PENALTY = 3, 40, 10
_CORNER, _MARGIN = b"1011101", b"0000"
"""What could be taken for a corner of the code where there is a margin before it or behind it."""
_OVERLAP = 4
"""A corner without a margin may end in the beginning of another, so many modules on."""
_SAID = bytes.maketrans(b"\0\1", b"01")
_DARK = bytes.maketrans(b"01", b"\0\1")


@lru_cache(maxsize=16)
def qr_code(text: str, error: str) -> tuple[bytes, ...]:
    """Return the code's modules row by row, 1 is dark, without the quiet zone.

    ``error``: how much of it may be lost, as segno has it: ``l``, ``m``, ``q`` or ``h``.
    """
    rows = _made(text, error, 0)
    size = len(rows)
    if size > _LARGEST:
        return _made(text, error)
    code, outside = _number(rows), ~_format_places(size)
    best = min(_masks(size, error), key=lambda mask: penalty((code ^ mask) & outside, size))
    modules = f"{code ^ best:0{size * size}b}".encode().translate(_DARK)
    return tuple(modules[at : at + size] for at in range(0, size * size, size))


def penalty(code: int, size: int) -> int:
    """Return how much trouble a code of ``size`` modules across is, its format's places light."""
    later, below = _followers(size)
    along = ~(code ^ code >> 1) & later
    down = ~(code ^ code >> size) & below
    blocks = (along & along >> size & down).bit_count()
    uneven = int(abs(code.bit_count() / size**2 * 100 - 50) / 5)
    return (
        _long_runs(along, 1)
        + _long_runs(down, size)
        + _BLOCK_PENALTY * blocks
        + _CORNER_PENALTY * _corners(code, size)
        + _UNEVEN_PENALTY * uneven
    )


def _long_runs(alike: int, step: int) -> int:
    """Return 3 for every five modules alike in a row, and 1 for each that follows.

    ``alike``: modules that are as the one ``step`` before.
    """
    long = alike
    for before in range(1, _LONG_RUN - 1):
        long &= alike >> before * step
    begun = long & ~(long >> step)
    return long.bit_count() + 2 * begun.bit_count()


def _corners(code: int, size: int) -> int:
    modules = f"{code:0{size * size}b}".encode()
    rows = [modules[at : at + size] for at in range(0, size * size, size)]
    columns = [modules[at::size] for at in range(size)]
    lines = _MARGIN.join((b"", *rows, *columns, b""))
    corners, at = 0, lines.find(_CORNER)
    while at >= 0:
        behind = at + len(_CORNER)
        alone = lines.startswith(_MARGIN, behind) or lines.endswith(_MARGIN, 0, at)
        corners += alone
        at = lines.find(_CORNER, behind if alone else at + _OVERLAP)
    return corners


@lru_cache(maxsize=16)
def _masks(size: int, error: str) -> tuple[int, ...]:
    """Return what makes a code with mask 0 one with each of the masks, its format too."""
    version = (size - 17) // 4
    worn = [_number(_made("0", error, mask, version)) for mask in _MASKS]
    return tuple(worn[0] ^ code for code in worn)


@lru_cache(maxsize=16)
def _followers(size: int) -> tuple[int, int]:
    """Return all modules but the first of each row, and all but the first of each column."""
    row = (1 << size - 1) - 1
    later = sum(row << at for at in range(0, size * size, size))
    return later, (1 << size * (size - 1)) - 1


@lru_cache(maxsize=16)
def _format_places(size: int) -> int:
    """Return the modules beside the corners that say correction and mask, and the dark one among
    them."""
    ends = {*range(6), 7, 8, *range(size - 8, size)}
    places = {(8, at) for at in ends} | {(at, 8) for at in ends}
    return sum(1 << size * size - 1 - (row * size + column) for row, column in places)


def _made(
    text: str, error: str, mask: int | None = None, version: int | None = None
) -> tuple[bytes, ...]:
    import segno

    code = segno.make_qr(text, error=error, version=version, mask=mask, boost_error=False)
    return tuple(bytes(row) for row in code.matrix)


def _number(rows: tuple[bytes, ...]) -> int:
    return int(b"".join(rows).translate(_SAID), 2)
