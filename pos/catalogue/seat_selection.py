"""Names seats the way people do: section, rows, numbers; or by their ids.

Used for seat kinds and holds. A selection is kept and matched again when a plan is replaced, so it
says what is meant and not which ids were found.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from pos.views.season import Selection

_RANGE = re.compile(r"(\d+)\s*-\s*(\d+)(?:\s+(odd|even))?")


class Named(Protocol):
    """A seat as far as a selection looks."""

    @property
    def guid(self) -> str: ...
    @property
    def section(self) -> str: ...
    @property
    def row(self) -> str: ...
    @property
    def number(self) -> str: ...


S = TypeVar("S", bound=Named)


@dataclass(frozen=True, slots=True)
class Matched(Generic[S]):
    """The seats a selection means, in their order, and the parts of it that meant none."""

    seats: tuple[S, ...]
    unmatched: tuple[str, ...]


def matching(selection: Selection, seats: Sequence[S]) -> Matched[S]:
    """Return the seats that are meant. A part that fits no seat is a slip of the pen; the caller
    reports it.
    """
    if selection.guids:
        known = {seat.guid: seat for seat in seats}
        found = tuple(known[guid] for guid in selection.guids if guid in known)
        return Matched(found, tuple(guid for guid in selection.guids if guid not in known))
    here = [seat for seat in seats if seat.section == selection.section]
    if not here:
        return Matched((), (selection.section,))
    unmatched = [row for row in selection.rows if row not in {seat.row for seat in here}]
    if selection.rows:
        here = [seat for seat in here if seat.row in selection.rows]
    if not selection.numbers:
        return Matched(tuple(here), tuple(unmatched))
    chosen: dict[int, S] = {}
    for part in (part.strip() for part in selection.numbers.split(",")):
        found_here = [(i, seat) for i, seat in enumerate(here) if _fits(part, seat.number)]
        chosen.update(found_here)
        if not found_here:
            unmatched.append(part)
    return Matched(tuple(chosen[index] for index in sorted(chosen)), tuple(unmatched))


def _fits(part: str, number: str) -> bool:
    if part == number:
        return True
    match = _RANGE.fullmatch(part)
    if match is None or not number.isascii() or not number.isdigit():
        return False
    first, last, parity = int(match.group(1)), int(match.group(2)), match.group(3)
    right_side = parity is None or int(number) % 2 == (parity == "odd")
    return first <= int(number) <= last and right_side
