"""The places of a load of orders sold elsewhere: asked for before anything is written, and put on
sale afterwards as far as no order has them."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from pos.errors import HubTrouble, NotOffline
from pos.hub.offline_rules import Act, require_allowed
from pos.hub.rights import RightsAnswer, RightsAuthority, RightsCommand
from pos.hub.things import LISTS
from pos.ids import CommandId, Ids, PerformanceId
from pos.ports.storage import Storage, UnitOfWork
from pos.selling.channel_places import (
    Key,
    command_of,
    passes_on,
    report,
    reversed_of,
    wanted_by,
)
from pos.selling.elsewhere_checking import Checked, Reading, by_line, refuse_if_any
from pos.selling.elsewhere_idle import idle_of, kept_in_vain, put_on_sale
from pos.selling.elsewhere_loading import Loader
from pos.selling.elsewhere_moved import takes
from pos.selling.elsewhere_portions import freed_of, touched


class ListPlaces:
    """Takes places and gives them back: here, or at the hub (``rights``) of a window that shares
    its houses. Thread: that of the load."""

    def __init__(self, storage: Storage, ids: Ids, rights: RightsAuthority | None) -> None:
        self._storage = storage
        self._ids = ids
        self._rights = rights

    def applier(self, uow: UnitOfWork) -> Callable[[RightsCommand], RightsAnswer]:
        """Return who grants places. Raises NotOffline: a hub does, and cannot be asked."""
        if uow.link.link() is None:
            return self.take
        if self._rights is None:
            raise NotOffline(what=Act.IMPORT.value)
        return self._rights.apply

    def take(self, command: RightsCommand) -> RightsAnswer:
        """Take places here, in a transaction of its own."""
        with self._storage.begin() as uow:
            answer = uow.rights.apply(command)
            if answer.granted:
                uow.publish(command.changes)
                uow.commit()
        return answer

    def ask(
        self, reading: Reading, checked: Checked, loader: Loader, *, ahead: bool
    ) -> frozenset[Key]:
        """Get the new seats of orders that were changed, and every place of a list that wants that
        ``ahead`` (a long one), at a window of a hub of each from there, before any order is
        written; return for which performances and channels that was done. What the list frees
        itself is not asked for.

        Raises:
            FileRefused: A place is not to be had; none is kept.
            NotOffline, HubUnreachable, HubRefused: The hub cannot be asked.
        """
        found, keys = checked.found, reading.progress.keys
        with self._storage.begin() as uow:
            joined = uow.link.link() is not None
            require_lists(uow)
            wanted = wanted_by(found.new)
            keys.update(wanted)
            keys.update((PerformanceId(show), order.channel) for order, show in touched(found))
            moves = [c.moved for c in found.changes if c.moved is not None]
            commands = {}
            if joined or ahead:
                commands = {
                    key: command_of(uow, self._ids, key, of, freed_of(found, key, joined=joined))
                    for key, of in wanted.items()
                }
            apply = self.applier(uow) if commands or moves else self.take
        for moved in moves:
            with self._storage.read() as uow:
                taking = takes(uow, self._ids, moved)
            for command in taking:
                apply(command)
        granted = []
        for key, command in commands.items():
            if not command.take and not command.take_places:
                continue
            with self._storage.read() as uow:
                first = passes_on(uow, self._ids, command)
            if first is not None:
                apply(first)
            answer = apply(command)
            if answer.granted:
                granted.append(command)
            else:
                with self._storage.read() as uow:
                    report(uow, loader.columns, loader.faults, wanted[key], answer)
        if loader.faults.errors:
            for command in granted:
                apply(reversed_of(command, CommandId(self._ids.new())))
        refuse_if_any(reading.file, by_line((*checked.said, *loader.faults.findings())))
        return frozenset(commands)

    def tidy(self, reading: Reading, checked: Checked | None = None) -> None:
        """Put on sale what this load took or freed and gave to nobody, and what was kept for orders
        that the list cancels; where no hub has a say, what loads before it left as well. Without
        the hub it stands as a task."""
        keys = reading.progress.keys
        with self._storage.read() as uow:
            joined = uow.link.link() is not None
            idle = idle_of(uow, keys, every=not joined)
            idle += kept_in_vain(uow, checked.found.changes) if checked is not None else ()
            commands, apply = put_on_sale(uow, self._ids, idle), self.applier(uow)
        with suppress(HubTrouble, NotOffline):
            for command in commands:
                apply(command)


def require_lists(uow: UnitOfWork) -> None:
    """Raise NotOffline without the hub, ThingWanted without its right to load lists."""
    require_allowed(uow, Act.IMPORT)
    require_allowed(uow, Act.IMPORT, LISTS)
