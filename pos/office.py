"""The box office: every service of one window, put together.

Built by the composition root on the ledger thread and used on that thread only.
"""

from __future__ import annotations

from dataclasses import dataclass

from pos.cash.tills import Tills
from pos.catalogue.browsing import Catalogue
from pos.clock import Clock
from pos.closing.closing import Closing
from pos.events import Events
from pos.hub.local import LocalRights
from pos.ids import Ids
from pos.people.people import People
from pos.people.pins import PinHasher
from pos.ports.storage import Storage
from pos.seating.seating import Seating
from pos.selling.orders import Orders
from pos.selling.prints import Prints
from pos.selling.selling import Selling
from pos.selling.will_call import WillCall
from pos.views.cash import Finding
from pos.window import Window


@dataclass(frozen=True, slots=True)
class Office:
    """One window's services. See each class for what it promises."""

    window: Window
    storage: Storage
    ids: Ids
    clock: Clock
    events: Events
    catalogue: Catalogue
    seating: Seating
    selling: Selling
    will_call: WillCall
    orders: Orders
    prints: Prints
    people: People
    tills: Tills
    closing: Closing

    def verify(self) -> tuple[Finding, ...]:
        """Return every fault in the audit chain, the ledger and the invariants."""
        from pos.verify import Verify  # loaded when asked for: no start pays for it

        return Verify(self.storage).run()

    def close(self) -> None:
        """Close the database; what was committed is on disk."""
        self.storage.close()


def open_office(
    storage: Storage, clock: Clock, ids: Ids, events: Events, window: Window, pins: PinHasher
) -> Office:
    """Return the services of ``window`` over an open database."""
    return Office(
        window=window,
        storage=storage,
        ids=ids,
        clock=clock,
        events=events,
        catalogue=Catalogue(storage, clock, window),
        seating=Seating(storage, LocalRights(storage), ids, window),
        selling=Selling(storage, clock, ids, window),
        will_call=WillCall(storage, clock, ids, window),
        orders=Orders(storage, ids, window),
        prints=Prints(storage, ids, window),
        people=People(storage, clock, ids, window, pins),
        tills=Tills(storage, ids, window),
        closing=Closing(storage, ids, window),
    )
