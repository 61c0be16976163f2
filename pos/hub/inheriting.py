"""A window of a hub goes on from a backup on another machine: what the hub knows of the lost one
comes in before anything is kept here.

The hub has all that was sent. What the lost machine sold and could not send lies within its leases,
and those are this window's now: ``Heir.begin`` keeps what is free of them from sale. The orders and
certificates it had in hand are kept back as long. Everything here may be broken off and begun
again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pos.errors import HubRefused
from pos.heir import Heir
from pos.hub.hub_time import HubTime, Reading
from pos.hub.parcels import Position
from pos.hub.portions import Portions
from pos.hub.syncing import Self
from pos.hub.talk import SINCE, Greeting, LeaseAnswer, LeaseCommand, Welcome
from pos.ports.hub import Hub
from pos.ports.link import Link
from pos.ports.storage import Storage
from pos.records import Restored


class Inheriting:
    """Thread: the one that the storage and the hub's driver belong to; waits for the hub."""

    def __init__(
        self, storage: Storage, hub: Hub, own: Self, reading: Callable[[], Reading]
    ) -> None:
        self._storage = storage
        self._hub = hub
        self._own = own
        self._reading = reading

    def go_on(self, heir: Heir) -> Restored | None:
        """Take in all that the hub has, then go on as the heir; None where nothing waits for that.
        Durable on return.

        Raises:
            HubRefused: ``heir_owes``: the hub was restored too, and waits for the lost machine's
                word; ``cloned``: it has under a number what this window never made; as it says.
            HubUnreachable: It did not answer. Nothing is lost, it may be done again.
        """
        with self._storage.read() as uow:
            link = uow.link.link()
        if link is None or link.heir_of is None:
            return None
        self._forget_asked()
        welcome, asked = self._greet()
        self._fetch(link.window_id, welcome.position)
        self._hear(welcome, asked)
        self._pass_numbers()
        return heir.begin(link.heir_of, link.heir_findings)

    def _forget_asked(self) -> None:
        """What was asked and not answered when the backup was made is asked no more: the hub's word
        about rights, which comes, says what became of it. Its numbers are, and the next one at the
        least, under which the lost machine may have asked what was answered to nobody."""
        with self._storage.begin() as uow:
            uow.things.keep_back()
            uow.link.forget_asked()
            if not uow.link.asked():
                uow.link.ask(LeaseCommand(uow.link.next_number(), "", "", uow.now()))
            uow.commit()

    def _greet(self) -> tuple[Welcome, Reading]:
        now, own = self._reading(), self._own
        with self._storage.begin() as uow:
            link = _waiting(uow.link.link())
            kept = replace(link, since=(*link.since, own.instance)[-SINCE:])
            greeting = Greeting(
                instance=own.instance,
                since=link.since[-SINCE + 1 :],
                position=uow.link.last(),
                acknowledged=link.acknowledged,
                asked=uow.link.asked()[0].number - 1,
                known=uow.link.known(),
                schema_version=own.schema,
                version=own.version,
                wall=now.wall,
                generation=link.generation,
                machine=own.machine,
            )
            uow.link.keep(kept)
            uow.commit()
        welcome = self._hub.hello(greeting)
        if welcome.hub_id != link.hub_id:
            raise HubRefused(what="unknown")
        if welcome.claim:
            raise HubRefused(what="heir_owes")
        return welcome, now

    def _fetch(self, window_id: str, there: Position) -> None:
        while True:
            with self._storage.read() as uow:
                known = {**uow.link.known(), window_id: uow.link.last().seq}
            parcels = self._hub.fetch(known, Portions().wire_bytes)
            if not parcels:
                break
            with self._storage.taking_in() as uow:
                uow.restoring.take_back([one for one in parcels if one.window_id == window_id])
                uow.link.take_in([one for one in parcels if one.window_id != window_id])
                uow.commit()
        with self._storage.read() as uow:
            if uow.link.position(there.seq) != there:
                raise HubRefused(what="cloned")

    def _hear(self, welcome: Welcome, asked: Reading) -> None:
        with self._storage.read() as uow:
            versions = uow.link.versions()
        held = self._hub.held_since(versions)
        with self._storage.begin() as uow:
            uow.link.hear(held)
            uow.things.keep_back()
            uow.link.keep(
                replace(
                    _waiting(uow.link.link()),
                    generation=welcome.generation,
                    acknowledged=welcome.position,
                    time=HubTime(welcome.at, asked),
                    watermark=asked.wall,
                    stopped="",
                    lost_at=None,  # what is here was told to the hub since
                    machine=self._own.machine,
                )
            )
            uow.commit()

    def _pass_numbers(self) -> None:
        """Whatever the hub answers to what the lost machine asked is not meant for us."""
        with self._storage.read() as uow:
            asked = uow.link.asked()
        for command in asked:
            self._hub.lease(command)
            with self._storage.begin() as uow:
                nothing = LeaseAnswer(command.number, False, uow.now(), version=0)
                uow.link.answer(command, nothing)
                uow.commit()


def _waiting(link: Link | None) -> Link:
    if link is None:
        raise HubRefused(what="unknown")
    return link
