"""A window that has just joined hears what the venue knows, in one go and before it is opened."""

from __future__ import annotations

from collections.abc import Callable

from pos.errors import HubRefused, HubTrouble, HubUnreachable
from pos.hub.errands import perform
from pos.hub.hub_time import Reading
from pos.hub.syncing import Self, Syncing
from pos.lifecycles import ConnectionState
from pos.ports.hub import Hub
from pos.ports.storage import Storage, UnitOfWork


def hear_all(storage: Storage, hub: Hub, own: Self, reading: Callable[[], Reading]) -> None:
    """Carry errands until nothing is left to send or to hear. What was taken in is durable, so it
    may be broken off and done again. Waits for the hub; thread: the one that both belong to.

    Raises:
        HubUnreachable: It does not answer, or not any more.
        HubRefused: As it says.
    """
    syncing: Syncing[UnitOfWork] = Syncing(storage, own)
    while (errand := syncing.errand(reading())) is not None:
        answer = perform(hub, errand)
        syncing.came(errand, answer, reading())
        if isinstance(answer, HubTrouble):
            raise answer
    if syncing.connection.state is ConnectionState.STOPPED:
        raise HubRefused(what=syncing.connection.why)
    if syncing.connection.state is not ConnectionState.ONLINE:
        raise HubUnreachable(why="broken")
