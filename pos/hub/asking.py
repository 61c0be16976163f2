"""A lease command asked at once, by somebody who waits for the answer; and what becomes of an
answer that nobody waits for any more."""

from __future__ import annotations

from typing import Protocol

from pos.hub.talk import LeaseAnswer, LeaseCommand
from pos.ports.link import LinkStore
from pos.ports.storage import Storage, UnitOfWork
from pos.views.holds import is_kept, keeper_of


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
            take_in_late(uow.link, each, told)
            uow.commit()
    return hub.lease(wish)


def take_in(uow: UnitOfWork, command: LeaseCommand, told: LeaseAnswer) -> None:
    """Take an answer in, unless it is here already: a lease that was given back since would come
    back to life."""
    if command in uow.link.asked():
        uow.link.answer(command, told)


def take_in_late(store: LinkStore, command: LeaseCommand, told: LeaseAnswer) -> None:
    """The same where nobody waits for it: places by count that came out of a hold for a cart go
    back there. Of seats this window sees by itself that they stayed behind."""
    if command in store.asked():
        store.answer(command, told)
        hold_again(store, command, told)


def hold_again(store: LinkStore, command: LeaseCommand, told: LeaseAnswer) -> None:
    """Ask the hub to hold places by count again that it gave this window out of a hold, and that
    are in no cart."""
    link, out_of = store.link(), command.out_of
    of_house = is_kept(out_of) and keeper_of(out_of) is None
    if link is None or not (told.granted and of_house and command.take_places):
        return
    store.ask(
        LeaseCommand(
            number=store.next_number(),
            performance_id=command.performance_id,
            holder=out_of,
            until=command.until,
            take_places=command.take_places,
            out_of=f"window:{link.window_id}",
        )
    )
