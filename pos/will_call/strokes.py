"""A signature as text: compact, bounded, and without a digit, so that it can never look like a
card number.

A point is its distance from the one before, both numbers as letters: each letter but the last of a
number is a capital. Strokes have a dot between them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pos.errors import SignatureRefused
from pos.views.will_call import SIGN_HEIGHT, SIGN_WIDTH, Stroke

MOST_STROKES = 100
MOST_POINTS = 3_000
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_BASE = len(_LETTERS)
_LEAST = 40
"""So long all strokes together must be, in units: less is a finger that slipped."""


def checked_strokes(strokes: Sequence[Stroke]) -> tuple[Stroke, ...]:
    """Return the strokes inside their field, without empty ones.

    Raises:
        SignatureRefused: ``empty``: nothing that is a signature; ``too_long``.
    """
    kept = tuple(
        tuple((_within(x, SIGN_WIDTH), _within(y, SIGN_HEIGHT)) for x, y in stroke)
        for stroke in strokes
        if stroke
    )
    if len(kept) > MOST_STROKES or sum(len(stroke) for stroke in kept) > MOST_POINTS:
        raise SignatureRefused(what="too_long")
    if sum(_length(stroke) for stroke in kept) < _LEAST:
        raise SignatureRefused(what="empty")
    return kept


def to_text(strokes: Sequence[Stroke]) -> str:
    """Return strokes as they are kept."""
    return ".".join("".join(_steps(stroke)) for stroke in strokes)


def from_text(text: str) -> tuple[Stroke, ...]:
    """Return what ``to_text`` was given."""
    return tuple(_stroke(part) for part in text.split(".") if part)


def _within(value: int, most: int) -> int:
    return min(max(value, 0), most)


def _length(stroke: Stroke) -> int:
    return sum(abs(x - u) + abs(y - v) for (u, v), (x, y) in pairwise(stroke))


def _steps(stroke: Stroke) -> Iterator[str]:
    before = (0, 0)
    for x, y in stroke:
        yield _number(x - before[0]) + _number(y - before[1])
        before = (x, y)


def _number(value: int) -> str:
    """Return a whole number as letters, its sign in the lowest bit."""
    rest = value * 2 if value >= 0 else -value * 2 - 1
    letters = [_LETTERS[rest % _BASE]]
    rest //= _BASE
    while rest:
        letters.append(_LETTERS[rest % _BASE].upper())
        rest //= _BASE
    return "".join(reversed(letters))


def _stroke(part: str) -> Stroke:
    numbers, rest = [], 0
    for letter in part:
        rest = rest * _BASE + _LETTERS.index(letter.lower())
        if letter.islower():
            numbers.append(rest // 2 if rest % 2 == 0 else -(rest + 1) // 2)
            rest = 0
    points, x, y = [], 0, 0
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x, y))
    return tuple(points)
