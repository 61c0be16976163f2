"""Leases that end by the hub's last word, in the simulation: what brings their end about, and what
must be true of a window before it and after."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pos.hub.leases import MARGIN
from pos.hub.portions import GATHERED

if TYPE_CHECKING:
    from tests.torture.hub_machine import Machine
    from tests.torture.hub_world import World

ABOUT_S = (-1, 0.1, 0.1, 0.5, 0.5, 59, 600)
"""When places are wanted, after the last moment that a term leaves for a sale: mostly so little
that the drift of a clock decides."""
AN_EVENING = timedelta(hours=10)
"""At least so long something must be on sale still when time is let go by at once."""
FOR_EVER = datetime.max.replace(tzinfo=UTC)


# ---- what must be true ----


def look_at_term(world: World, machine: Machine, performance: str) -> None:
    """Nothing was taken once a term was over by the hub's own clock, nor after a reboot before the
    hub was heard, but of what is over before that: its lease ends with its performance."""
    told = machine.last_word
    if told.over() and told.ends and told.ends < world.house[performance].ends_at:
        since = "its term ended" if told.proved else "a reboot, its term unknown"
        world.wrong(f"{machine.name} took of {performance} after {since}")


def is_its_own(machine: Machine, performance: str, seats: tuple[str, ...], places: int) -> bool:
    """Return whether a window cannot but know that it may sell this by itself: it leased it, and no
    lease of it is over."""
    disk, told = machine.disk, machine.last_word
    if machine.syncing.connection.unheard:
        return False
    leased = disk.leased(performance)
    if seats:
        return all(seat in leased and told.lasts_until(leased[seat]) for seat in seats)
    word = disk.places.get(performance, {}).get(disk.holder)
    spare = disk.places_leased(performance) - disk.places_used(performance)
    return word is not None and places <= spare and told.lasts_until(word.until)


def look_at_gauge(world: World, machine: Machine) -> None:
    """It says that a window's leases have ended where they have, and only there. While much is sent
    the program looks with its signs of life only."""
    has, told, link = machine.syncing.connection, machine.last_word, machine.disk.link
    if machine.looked_at != world.clock.now() or has.queue >= GATHERED:
        return
    if link and link.time and told.over() and not has.ended:
        world.wrong(f"{machine.name} does not say that its leases have ended")
    elif has.ended and told.lasts_until(FOR_EVER):
        world.wrong(f"{machine.name} says that its leases have ended")
    if has.ended != machine.ended:
        machine.ended = has.ended
        world.did("leases ended" if has.ended else "leases good again")


# ---- what happens ----


def a_term_ends(world: World, _: Machine) -> None:
    """Let it be about as late as when leases of a window end that has some left, and some people
    want places there."""
    machine = _with_a_term(world)
    if machine is None or machine.last_word.ends is None:
        return
    last = max(each.ends_at for each in world.house.values())
    at = machine.last_word.ends - MARGIN + timedelta(seconds=world.chance.choice(ABOUT_S))
    if world.clock.now() < at < last - AN_EVENING:
        machine.line(up=world.chance.random() < 0.3)
        world.clock.advance(at - world.clock.now())
        world.did("waited for the end of a term")
        _want(world, machine)


def started_alone(world: World, _: Machine) -> None:
    """Start the computer of a window that has leases left while the hub is away."""
    machine = _with_a_term(world)
    if machine is not None:
        machine.reboot()
        machine.start()
        machine.line(up=False)
        world.survive(machine, lambda _, one: one.talk(20))
        _want(world, machine)


def _want(world: World, machine: Machine) -> None:
    for _ in range(4):
        if machine.on:
            world.survive(machine, type(world).take)


def _with_a_term(world: World) -> Machine | None:
    """Return a window that has seats left, and a term for them."""
    on = [each for each in world.machines if each.on and not each.waits and each.last_word.ends]
    unsold = [each for each in on if _has_unsold(world, each)]
    return world.chance.choice(unsold) if unsold else None


def _has_unsold(world: World, machine: Machine) -> bool:
    """Return whether a window has seats of its own that it may sell."""
    with machine.storage.read() as unit:
        return any(
            machine.disk.leased(each).keys() - unit.rights.of_seats(each).keys()
            for each in world.on_sale()
        )
