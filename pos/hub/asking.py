"""A lease command asked at once, by somebody who waits for the answer."""

from __future__ import annotations

from typing import Protocol

from pos.hub.talk import LeaseAnswer, LeaseCommand
from pos.ports.storage import Storage, UnitOfWork


class Lender(Protocol):
    """What is asked of the hub (``pos.ports.hub.Hub``)."""

    def lease(self, command: LeaseCommand) -> LeaseAnswer: ...


def ask_now(storage: Storage, hub: Lender, wish: LeaseCommand) -> LeaseAnswer:
    """Ask what was kept before, then ``wish``, which is kept, and return its answer; the answers of
    the others are taken in. The syncing may have asked one meanwhile: a repeat is harmless. Raises
    HubTrouble. Thread: ledger."""
    with storage.read() as uow:
        before = [each for each in uow.link.asked() if each.number < wish.number]
    for each in before:
        told = hub.lease(each)
        with storage.begin() as uow:
            take_in(uow, each, told)
            uow.commit()
    return hub.lease(wish)


def take_in(uow: UnitOfWork, command: LeaseCommand, told: LeaseAnswer) -> None:
    """Take an answer in, unless it is here already: a lease that was given back since would come
    back to life."""
    if command in uow.link.asked():
        uow.link.answer(command, told)
