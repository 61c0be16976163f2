"""What the office tells, brought to whoever shows it: on the GUI thread, and once until it was
heard there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from pos.events import (
    CashMoved,
    CatalogueChanged,
    Event,
    ExceptionsChanged,
    HouseChanged,
    PaperPrinted,
    ParkedChanged,
    PatronsChanged,
    PaymentsChanged,
    PrintTasksChanged,
    StockChanged,
    TerminalsChanged,
    TillChanged,
)

if TYPE_CHECKING:
    from kiosk.presenters.rooms import Rooms

E = TypeVar("E")


class OfficeNews:
    """Passes events on to those who asked for their kind.

    What happens before anybody asked is told to nobody: rooms read everything when they are made.

    Args:
        post: Runs a call on the GUI thread.
    """

    def __init__(self, post: Callable[[Callable[[], None]], None]) -> None:
        self._post = post
        self._pending: set[Event] = set()
        self._wanted: dict[type[object], list[Callable[[Any], None]]] = defaultdict(list)

    def tell(self, kind: type[E], about: Callable[[E], None]) -> None:
        """Have each event of this kind told from now on. GUI thread."""
        self._wanted[kind].append(about)

    def wake(self, kind: type[object], call: Callable[[], None]) -> None:
        """Have this called at each event of this kind from now on. GUI thread."""
        self.tell(kind, lambda _event: call())

    def happened(self, event: Event) -> None:
        """Something is committed. Thread: ledger."""
        if event not in self._pending:
            self._pending.add(event)
            self._post(partial(self._pass_on, event))

    def _pass_on(self, event: Event) -> None:
        self._pending.discard(event)
        for about in self._wanted.get(type(event), ()):
            about(event)


def wake_rooms(news: OfficeNews, rooms: Rooms) -> None:
    """Let every room hear of what it shows. GUI thread."""
    news.tell(HouseChanged, lambda of: rooms.house_changed(of.performance_id, of.seats))
    for kind, call in (
        (ParkedChanged, rooms.parked_changed),
        (PatronsChanged, rooms.patrons_changed),
        (TillChanged, rooms.till_changed),
        (CashMoved, rooms.cash_moved),
        (ExceptionsChanged, rooms.exceptions_changed),
        (PrintTasksChanged, rooms.print_tasks_changed),
        (PaymentsChanged, rooms.payments_changed),
        (TerminalsChanged, rooms.terminals_changed),
        (PaperPrinted, rooms.paper_printed),
        (CatalogueChanged, rooms.catalogue_changed),
        (StockChanged, rooms.devices.stock_changed),
    ):
        news.wake(kind, call)
