"""A window that has just joined hears what the venue knows, in one go and before it is opened."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from pos.errors import HubRefused, HubTrouble, HubUnreachable
from pos.hub.carrying import Carrier
from pos.hub.hub_time import Reading
from pos.hub.syncing import Self, Syncing
from pos.lifecycles import ConnectionState
from pos.ports.hub import Hub
from pos.ports.storage import Storage, UnitOfWork


def hear_all(
    storage: Storage, hub: Hub, own: Self, reading: Callable[[], Reading]
) -> tuple[str, ...]:
    """Carry errands until nothing is left to send or to hear; return the windows that sent what
    cannot be read here and is missing. What was taken in is durable, so it may be broken off and
    done again. Waits for the hub, which is asked on a thread of its own; thread: the storage's.

    Raises:
        HubUnreachable: It does not answer, or not any more.
        HubRefused: As it says.
    """
    syncing: Syncing[UnitOfWork] = Syncing(storage, own)
    with ThreadPoolExecutor(1, "hub") as beside:
        try:
            _carry(syncing, Carrier(hub, syncing.read_ahead), beside, reading)
        finally:
            storage.read_ahead(())  # nobody waits for what is being read
    if syncing.connection.state is ConnectionState.STOPPED:
        raise HubRefused(what=syncing.connection.why)
    if syncing.connection.state is not ConnectionState.ONLINE:
        raise HubUnreachable(why="broken")
    return syncing.connection.unread


def _carry(
    syncing: Syncing[UnitOfWork],
    carrier: Carrier,
    beside: ThreadPoolExecutor,
    reading: Callable[[], Reading],
) -> None:
    while (errand := syncing.errand(reading())) is not None:
        answer = beside.submit(carrier.carry, errand).result()
        ahead = beside.submit(carrier.go_ahead, errand, answer)
        syncing.came(errand, answer, reading())
        if isinstance(answer, HubTrouble):
            raise answer
        ahead.result()  # its trouble is the next errand's
