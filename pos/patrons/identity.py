"""Which records are one person.

Each record says by its newest word to which other one it belongs; whoever follows these words ends
at the record that stands for all. Two windows that merge two records into each other, not knowing
of each other, make a ring: there the oldest record of the ring stands for it, at every window.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pos.ports.storage import UnitOfWork


def root_of(uow: UnitOfWork, patron_id: str) -> str:
    """Return the record that stands for the person."""
    way = [patron_id]
    while (onward := uow.patrons.into(way[-1])) != way[-1]:
        if onward in way:
            return min(way[way.index(onward) :])
        way.append(onward)
    return way[-1]


def records_of(uow: UnitOfWork, patron_id: str) -> tuple[str, ...]:
    """Return every record of the person, the one that stands for all first."""
    found = [root_of(uow, patron_id)]
    for each in found:  # grows while it is walked
        found += [under for under in uow.patrons.directly_under(each) if under not in found]
    return tuple(found)
