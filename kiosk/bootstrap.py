"""Where ports meet drivers and configuration is read; the one place that knows everybody.

``open_office`` gives the services of a home: commands use it as it is, the window runs it on its ledger thread.
Heavy imports (SQLAlchemy, argon2) happen inside, on the thread that calls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.settings import Home, WindowSettings
from pos.errors import StorageNotWritable

if TYPE_CHECKING:
    from pos.clock import Clock
    from pos.events import Events
    from pos.ids import Ids
    from pos.office import Office
    from pos.people.pins import PinHasher


def open_office(
    home: Home,
    window: WindowSettings,
    clock: Clock,
    ids: Ids,
    events: Events,
    pins: PinHasher | None = None,
) -> Office:
    """Return the services over the home's database, created or migrated as needed.

    Args:
        window: Name and number prefix of the window.
        pins: How PINs are proved; at the usual cost when None.

    Raises:
        StorageTrouble: The folder or the database cannot be used.

    Thread: the one that will use it.
    """
    from pos import office, window as identity
    from pos.ids import WindowId
    from pos.people.pins import PinHasher
    from pos.storage.unit_of_work import SqlStorage

    try:
        home.root.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageNotWritable(file=str(home.root), reason=error.strerror or "") from None
    storage = SqlStorage(home.database, clock, ids, events)
    this = identity.Window(WindowId(window.prefix), window.name, window.prefix)
    return office.open_office(storage, clock, ids, events, this, pins or PinHasher())
