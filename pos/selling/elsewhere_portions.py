"""A long list of orders sold elsewhere, cut into the portions that are written one by one: which
orders must stand in the same one, and which come first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pos.catalogue.orders_matching import Place
from pos.records import Order
from pos.selling.channel_places import Freed, Key
from pos.selling.elsewhere_checking import Checked
from pos.selling.elsewhere_known import Change, FromList, external_ref
from pos.selling.elsewhere_loading import Sorted

Portion = tuple[FromList, ...]


def split_known(checked: Checked) -> tuple[Portion, Portion]:
    """Return the orders that are to be written, and those that stay as they are here: of a list
    that is loaded again those are nearly all."""
    found = checked.found
    refs = {external_ref(order.draft) for order in found.new}
    refs |= {change.order.external_ref or "" for change in found.changes}
    refs |= {external_ref(change.draft) for change in found.changes if change.draft is not None}
    sides: tuple[list[FromList], list[FromList]] = [], []
    for order in checked.orders:
        sides[external_ref(order.draft) not in refs].append(order)
    return tuple(sides[0]), tuple(sides[1])


def portions(orders: Portion, changes: Sequence[Change], most: int) -> tuple[Portion, ...]:
    """Return the orders of a list in portions of ``most``, at least one: those of which something
    is cancelled or moved before the others, which may get their places. Orders that take over each
    other's seats are written together, however many they are."""
    if len(orders) <= most:
        return (orders,)
    together = _together(changes)
    groups: dict[str, list[FromList]] = {}
    rest = []
    for order in orders:
        ref = external_ref(order.draft)
        if ref in together:
            groups.setdefault(together[ref], []).append(order)
        else:
            rest.append([order])
    found: list[list[FromList]] = [[]]
    for group in (*groups.values(), *rest):
        if found[-1] and len(found[-1]) + len(group) > most:
            found.append([])
        found[-1] += group
    return tuple(map(tuple, found))


def _together(changes: Sequence[Change]) -> dict[str, str]:
    """Return the orders of which something is cancelled or moved, each with the one of them that
    stands for all that give seats to one another."""
    of: dict[str, str] = {}
    at: dict[Place, str] = {}

    def first(ref: str) -> str:
        while of[ref] != ref:
            ref = of[ref]
        return ref

    for change in changes:
        ref = change.order.external_ref or change.order.order_id
        if change.gone is None and change.moved is None:
            continue
        of.setdefault(ref, ref)
        for place in _seats(change):
            of[first(at.setdefault(place, ref))] = first(ref)
    return {ref: first(ref) for ref in of}


def _seats(change: Change) -> Iterator[Place]:
    """Yield the numbered places that a change frees or takes."""
    gone = () if change.gone is None else change.gone.tickets
    moves = () if change.moved is None else change.moved.moves
    for ticket in (*gone, *(move.ticket for move in moves)):
        if ticket.seat_id:
            yield ticket.performance_id, ticket.seat_id
    for move in moves:
        yield move.place


def touched(found: Sorted) -> Iterator[tuple[Order, str]]:
    """Yield the orders of which places are freed or moved, each with the performances."""
    for change in found.changes:
        gone = () if change.gone is None else change.gone.tickets
        for ticket in gone:
            yield change.order, ticket.performance_id
        if change.moved is not None:
            for show, _ in change.moved.places:
                yield change.order, show


def freed_of(found: Sorted, key: Key, *, joined: bool) -> Freed:
    """Return what the list frees before its orders are placed: at a window of a hub only what
    stays with its channel."""
    return found.freed(key[1] if joined else None)
