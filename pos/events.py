"""What happened, told after it is on disk. Subscribers are called on the ledger thread, must
return at once and must not raise.

Nothing that may not be lost is an event: that is a print job or a parcel of the outbox.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pos.ids import PerformanceId, SeatId


@dataclass(frozen=True, slots=True)
class HouseChanged:
    """Rights or sales of a performance changed. ``seats``: of these only; None: of any."""

    performance_id: PerformanceId
    seats: frozenset[SeatId] | None = None


FEW_SEATS = 200
"""So many are told of one by one; of more, the house is as well read whole."""


def house_changed(performance_id: str, seats: Iterable[str | None]) -> HouseChanged:
    """Return what to tell of seats that may have changed. None among them: places by count."""
    every = frozenset(seats)
    few = frozenset(SeatId(seat) for seat in every if seat)
    told = few if len(few) == len(every) and 0 < len(few) <= FEW_SEATS else None
    return HouseChanged(PerformanceId(performance_id), told)


@dataclass(frozen=True, slots=True)
class ParkedChanged:
    """A cart was put aside, or is no longer."""


@dataclass(frozen=True, slots=True)
class PatronsChanged:
    """Somebody was written down, corrected, merged or forgotten, or an order got another owner."""


@dataclass(frozen=True, slots=True)
class PrintsQueued:
    """Work waits for a printer."""

    device: str


@dataclass(frozen=True, slots=True)
class DrawerToOpen:
    """The reason to open the drawer is on disk. Published before ``PrintsQueued``: the drawer
    opens before the receipt."""

    opening_id: str


@dataclass(frozen=True, slots=True)
class PrintTasksChanged:
    """A print came into doubt, failed or was settled."""


@dataclass(frozen=True, slots=True)
class PaperPrinted:
    """A paper came out as it should: nobody is wanted, and who counts papers may count again."""

    device: str


@dataclass(frozen=True, slots=True)
class TillChanged:
    """A till session at this window changed its state."""


@dataclass(frozen=True, slots=True)
class DayClosed:
    """A business day was locked for good."""


@dataclass(frozen=True, slots=True)
class CashMoved:
    """Cash moved that was no sale, the safe changed hands, or a deposit took a step."""


@dataclass(frozen=True, slots=True)
class ExceptionsChanged:
    """An exception of the close was opened, settled or carried, or a processor's file was read."""


@dataclass(frozen=True, slots=True)
class StockChanged:
    """Blank tickets of a printer were loaded, counted or used for a test."""

    device: str


@dataclass(frozen=True, slots=True)
class PaymentsChanged:
    """A card payment took an arrow, or an exception was opened or settled."""


@dataclass(frozen=True, slots=True)
class TerminalsChanged:
    """The register of terminals, an inspection or the offline spell changed."""


@dataclass(frozen=True, slots=True)
class CatalogueChanged:
    """Halls, performances or prices were loaded, or a performance was cancelled."""


Event = (
    HouseChanged
    | ParkedChanged
    | PatronsChanged
    | DrawerToOpen
    | PrintsQueued
    | PrintTasksChanged
    | PaperPrinted
    | TillChanged
    | DayClosed
    | CashMoved
    | ExceptionsChanged
    | StockChanged
    | PaymentsChanged
    | TerminalsChanged
    | CatalogueChanged
)


class Events:
    """Subscribers of after-commit events."""

    def __init__(self) -> None:
        self._subscribers: list[Callable[[Event], None]] = []

    def subscribe(self, subscriber: Callable[[Event], None]) -> None:
        self._subscribers.append(subscriber)

    def publish(self, events: tuple[Event, ...]) -> None:
        """Tell every subscriber each distinct event once, in order."""
        for event in dict.fromkeys(events):
            for subscriber in self._subscribers:
                subscriber(event)
