"""Places that a channel has and that no order has: of a load that broke off, or of an order that
the shop changed and that a person has to settle.

A load that comes to its end puts on sale what it took and gave to nobody; at a window that is its
own hub also what loads before it left, since they are not under way any more. Where none comes, the
day does not close before somebody loads the list again, or puts the places on sale.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from pos.hub.rights import Idle, RightsCommand
from pos.ids import CartId, CommandId, Ids, SeatId
from pos.ports.storage import UnitOfWork
from pos.seat_names import places_label
from pos.selling.channel_places import Key
from pos.selling.elsewhere_known import Change
from pos.selling.elsewhere_moved import apart_of

MOST_NAMED = 6
"""Seats that are named."""


def idle_places(uow: UnitOfWork) -> tuple[Idle, ...]:
    """Return every one, those that wait for a person last."""
    return tuple(sorted(uow.rights.idle(), key=lambda each: (each.waits, each.holder)))


def idle_label(uow: UnitOfWork, idle: Idle) -> str:
    """Return which places these are, for a person: the performance's code, and seats, or how many
    where there are more than a few."""
    performance = uow.catalogue.performance(idle.performance_id)
    hall = uow.catalogue.hall_of(idle.performance_id)
    seats = [seat for each in idle.seats if (seat := hall.seat(each)) is not None]
    few = len(seats) == idle.many <= MOST_NAMED
    named = places_label((seat.section, seat.row, seat.number) for seat in seats) if few else ""
    return f"{performance.code}: {named or idle.many}"


def idle_of(uow: UnitOfWork, keys: Collection[Key], *, every: bool) -> tuple[Idle, ...]:
    """Return what a load may put on sale at its end: of the performances and channels that it had
    a hand in (``keys``), or of ``every``; never what waits for a person."""
    holders = {(performance_id, f"channel:{channel}") for performance_id, channel in keys}
    return tuple(
        each
        for each in uow.rights.idle()
        if not each.waits and (every or (each.performance_id, each.holder) in holders)
    )


def kept_in_vain(uow: UnitOfWork, changes: Sequence[Change]) -> tuple[Idle, ...]:
    """Return the seats that wait for a person though the list cancels the order that they were kept
    for, and gives them to no other."""
    found = []
    wanted = {place for c in changes if c.moved is not None for place in c.moved.places}
    never = {(c.order.channel, place) for c in changes for place in c.never if place not in wanted}
    for idle in uow.rights.idle() if never else ():
        channel = next((at for at, _ in never if apart_of(at) == idle.holder), "")
        show = idle.performance_id
        seats = tuple(seat for seat in idle.seats if (channel, (show, seat)) in never)
        if seats:
            found.append(replace(idle, seats=seats, places=0))
    return tuple(found)


def put_on_sale(uow: UnitOfWork, ids: Ids, wanted: Sequence[Idle]) -> tuple[RightsCommand, ...]:
    """Return what gives these back, as far as they are idle still."""
    now = {(each.performance_id, each.holder): each for each in uow.rights.idle()}
    commands = []
    for each in wanted:
        there = now.get((each.performance_id, each.holder))
        if there is None:
            continue
        seats = tuple(SeatId(seat) for seat in each.seats if seat in there.seats)
        places = min(each.places, there.places)
        if seats or places:
            about = (each.holder, each.performance_id, CartId(""))
            command = RightsCommand(CommandId(ids.new()), *about)
            commands.append(replace(command, give_back=seats, give_places=places))
    return tuple(commands)
