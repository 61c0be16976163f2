"""What a window needs to speak to its hub, and its rights when there is one."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from pos.clock import BootClock, Clock
from pos.errors import HubRefused, HubUnreachable
from pos.hub.hub_time import MachineClocks, Reading

if TYPE_CHECKING:
    from pos.hub.connection import Connection
    from pos.hub.leased_rights import LeasedRights
    from pos.hub.syncing import Around, Syncing
    from pos.hub.taking_things import Things
    from pos.hub.talk import BeatAnswer, WindowThere
    from pos.ports.hub import Hub
    from pos.ports.storage import Storage, UnitOfWork
    from pos.window import Window


def _fresh_name() -> str:
    return os.urandom(16).hex()


@dataclass(frozen=True, slots=True)
class HubLine:
    """``make`` returns a driver; each thread makes its own. ``version``: the program's, for show.
    ``instance``: a new name for each start of the program, kept when the office is opened again.
    ``machine``: marks of this computer.
    ``block_minutes``, ``block_least``, ``lease_hours``: see ``[hub]`` in ``window.toml``.
    ``loading``: whether a list of orders is being loaded into this home."""

    make: Callable[[], Hub]
    clock: Clock
    version: str = ""
    instance: str = field(default_factory=_fresh_name)
    machine: tuple[str, ...] = ()
    block_minutes: int = 120
    block_least: int = 40
    lease_hours: int = 0
    loading: Callable[[], bool] = lambda: False

    @property
    def lasts(self) -> timedelta | None:
        """How long leases last after the hub's last word, if not to their performance's end."""
        return timedelta(hours=self.lease_hours) if self.lease_hours else None

    @property
    def clocks(self) -> MachineClocks:
        return MachineClocks(BootClock(), self.clock)


def has_joined(storage: Storage) -> bool:
    """Return whether the window of this database belongs to a hub. Thread: ledger.

    Raises:
        HubRefused: ``heir``: it goes on from a backup, and must hear the hub before it keeps
            anything.
    """
    with storage.read() as uow:
        link = uow.link.link()
    if link is not None and link.heir_of is not None:
        raise HubRefused(what="heir")
    return link is not None


def share(
    storage: Storage, window: Window, line: HubLine, schema: int
) -> tuple[LeasedRights, Syncing[UnitOfWork], Things]:
    """Return the rights of a window that shares its houses, its talk with the hub, which somebody
    has to carry (``kiosk.hub_side``), and its rights to things. ``schema``: number of the
    database's form. Thread: ledger."""
    from pos.hub.blocks import Policy
    from pos.hub.leased_rights import LeasedRights
    from pos.hub.planning import BlockPlan
    from pos.hub.syncing import Self, Syncing
    from pos.hub.taking_things import Things
    from pos.hub.things import houses, on_sale

    policy = Policy.of(line.block_minutes, line.block_least)
    own = Self(line.instance, line.version, schema, line.machine)
    blocks, hub, clocks = BlockPlan(window, policy), line.make(), line.clocks
    syncing: Syncing[UnitOfWork] = Syncing(storage, own, houses=houses(), lasts=line.lasts)
    things = Things(storage, hub, syncing, clocks, line.loading)

    def plan(uow: UnitOfWork, told: BeatAnswer, now: Reading) -> None:
        things.plan(uow, told, now)
        blocks(uow, replace(told, wanted_back=on_sale(told.wanted_back)), now)

    syncing.plan = plan
    return LeasedRights(storage, hub, syncing, clocks, line.lasts), syncing, things


class Asking:
    """See ``pos.hub.leased_rights.Line``. Of a command, which asks the hub itself and leaves: it
    takes the hub to be there until it does not answer."""

    @property
    def connection(self) -> Connection:
        from pos.hub.connection import Connection
        from pos.lifecycles import ConnectionState

        return Connection(ConnectionState.ONLINE)

    def lost(self, now: Reading) -> None:
        """The command ends with the error that says so."""


class AskingBeside(Asking):
    """Of a command, or a load beside the window. What the others did is taken in by the window's
    own talk with the hub: here is only looked how far that is."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def catch_up(self, hub: Around) -> tuple[WindowThere, ...]:
        """Return the windows of which something is not known here yet."""
        there = hub.windows()
        with self._storage.read() as uow:
            link, known = uow.link.link(), uow.link.known()
        own = link.window_id if link is not None else ""
        others = (window for window in there if window.window_id != own)
        return tuple(each for each in others if each.position > known.get(each.window_id, 0))


def not_there() -> Hub:
    """Return what stands for the hub of a window whose ``window.toml`` does not say where it is:
    nobody answers, and it sells what it holds."""
    return cast("Hub", _NotThere())


class _NotThere:
    def __getattr__(self, call: str) -> Callable[..., object]:
        return self._fail

    def _fail(self, *_args: object) -> object:
        raise HubUnreachable

    def close(self) -> None:
        """Nothing to let go of."""
