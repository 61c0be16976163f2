"""Which of several offers each ticket has, when it can have one and offers are limited. Pure.

All tickets together cost the least that is possible. Tickets come in one after the other; one whose
best offer is used up may push others on to their next best, if that is better for all together
(an augmenting path, which keeps a best assignment best).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Way:
    """What an offer takes off each ticket, in minor units, 0 where it is not for it; ``most``: how
    many tickets it takes in, None without a limit."""

    off: tuple[int, ...]
    most: int | None = None


def cheapest(ways: Sequence[Way], tickets: int) -> tuple[int | None, ...]:
    """Return for each of so many tickets the position of its way, None where it has none. Of ways
    that are as good the first is taken."""
    choice = _Choice(ways, tickets)
    for ticket in range(tickets):
        choice.take(ticket)
    return tuple(choice.of)


@dataclass(frozen=True, slots=True)
class _Link:
    """A ticket that goes on out of a way, or the new one out of none."""

    ticket: int
    out_of: int | None


class _Choice:
    """A best assignment of the tickets that were taken so far."""

    def __init__(self, ways: Sequence[Way], tickets: int) -> None:
        self.of: list[int | None] = [None] * tickets
        self._ways = ways
        self._in: list[list[int]] = [[] for _ in ways]

    def take(self, ticket: int) -> None:
        """Give the ticket the way that is best for all taken so far."""
        gains = {at: way.off[ticket] for at, way in enumerate(self._ways) if way.off[ticket] > 0}
        if not gains:
            return
        best = max(gains, key=lambda at: (gains[at], -at))
        if self._has_room(best):
            self._move(ticket, best)
        else:
            self._push(ticket, gains)

    def _has_room(self, way: int) -> bool:
        most = self._ways[way].most
        return most is None or len(self._in[way]) < most

    def _move(self, ticket: int, to: int | None) -> None:
        was = self.of[ticket]
        if was is not None:
            self._in[was].remove(ticket)
        self.of[ticket] = to
        if to is not None:
            self._in[to].append(ticket)

    def _push(self, ticket: int, gains: dict[int, int]) -> None:
        """Find the best chain: the ticket into a way, one of its tickets into another way or into
        none, and so on until there is room."""
        reached: dict[int | None, int] = {None: 0}
        came: dict[int | None, _Link] = {}
        for way, gain in gains.items():
            reached[way], came[way] = gain, _Link(ticket, None)
        for _ in self._ways:
            before = dict(reached)
            for at, gain in before.items():
                if at is not None and not self._has_room(at):
                    self._reach_on(at, gain, reached, came)
            if reached == before:
                break
        ends = [to for to in reached if to is None or self._has_room(to)]
        end = max(ends, key=lambda to: (reached[to], -1 if to is None else -to))
        for moved, to in _chain(came, end):
            self._move(moved, to)

    def _reach_on(
        self, way: int, gain: int, reached: dict[int | None, int], came: dict[int | None, _Link]
    ) -> None:
        """Look how far one of a full way's tickets gets the chain that ends there."""
        for ticket in self._in[way]:
            here = gain - self._ways[way].off[ticket]
            for to, off in self._onward(way, ticket):
                if here + off > reached.get(to, -1) and not _leads_from(came, way, to):
                    reached[to], came[to] = here + off, _Link(ticket, way)

    def _onward(self, way: int, ticket: int) -> list[tuple[int | None, int]]:
        found: list[tuple[int | None, int]] = [(None, 0)]
        for at, each in enumerate(self._ways):
            if at != way and each.off[ticket] > 0:
                found.append((at, each.off[ticket]))
        return found


def _chain(came: Mapping[int | None, _Link], end: int | None) -> Iterator[tuple[int, int | None]]:
    """Yield the tickets of the chain to ``end``, the last first, and where each goes."""
    to: int | None = end
    while to in came:
        link = came[to]
        yield link.ticket, to
        if link.out_of is None:
            return
        to = link.out_of


def _leads_from(came: Mapping[int | None, _Link], way: int, to: int | None) -> bool:
    """Whether the chain to ``way`` goes through ``to``: a chain that bites its tail gains
    nothing."""
    return to == way or any(link_to == to for _, link_to in _chain(came, way))
