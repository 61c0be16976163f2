"""Buy so many, get so many: which tickets pay and which are got. Pure.

Sets are made from the dearest ticket down, whatever performance they are for, and of each set the
cheapest are got: no other way of making sets gives the patron more, and one more ticket never makes
all together cheaper or another one cost more than its own price. A last set that is not full gets
what it has beyond the ones to buy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sets:
    """Positions of the tickets that pay for others, and of those that are got."""

    bought: tuple[int, ...]
    got: tuple[int, ...]


def sets_of(faces: Sequence[int], buy: int, get: int, most: int | None) -> Sets:
    """Return who takes part. ``faces``: face values in minor units, of equal ones the first comes
    first; ``most``: how many tickets take part at most.
    """
    dearest = sorted(range(len(faces)), key=lambda at: (-faces[at], at))[:most]
    bought: list[int] = []
    got: list[int] = []
    for start in range(0, len(dearest), buy + get):
        one = dearest[start : start + buy + get]
        if len(one) > buy:
            bought += one[:buy]
            got += one[buy:]
    return Sets(tuple(bought), tuple(got))
