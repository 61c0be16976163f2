"""One load of orders sold elsewhere: what of a list can be loaded, and the parts in which it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from pos.cash.till import day_to_open
from pos.catalogue.faults import FaultCode, Faults
from pos.catalogue.order_columns import Columns, Field
from pos.catalogue.orders_matching import MatchedOrder, MatchedTicket
from pos.events import HouseChanged
from pos.ids import Ids
from pos.money import Money
from pos.ports.listing import ListedOrder
from pos.ports.storage import UnitOfWork
from pos.selling.channel_places import Key, check_places, command_of, report, wanted_by
from pos.selling.elsewhere_gone import Taking, take_out
from pos.selling.elsewhere_known import Change, FromList, Known, external_ref
from pos.selling.placing import Placing, place, take_tenders
from pos.views.selling import CartLine, TenderGiven, TenderKind
from pos.window import Window


@dataclass(slots=True)
class Done:
    """What a load did, or would do."""

    orders: int = 0
    new: int = 0
    changed: int = 0
    tickets: int = 0
    taken_back: int = 0

    def add(self, more: Done) -> None:
        """Count what another portion did."""
        self.orders += more.orders
        self.new += more.new
        self.changed += more.changed
        self.tickets += more.tickets
        self.taken_back += more.taken_back

    def counts(self) -> tuple[tuple[str, int], ...]:
        """Return the figures by name; that of what was taken back where there is one."""
        always = (
            ("orders", self.orders),
            ("new", self.new),
            ("changed", self.changed),
            ("tickets", self.tickets),
        )
        return (*always, ("taken_back", self.taken_back)) if self.taken_back else always


@dataclass(frozen=True, slots=True)
class Sorted:
    """Orders of a list: those not seen before, and what it says of the others."""

    new: tuple[MatchedOrder, ...] = ()
    changes: tuple[Change, ...] = ()
    count: int = 0

    def done(self) -> Done:
        """Return what loading them does."""
        return Done(
            orders=self.count,
            new=len(self.new),
            changed=sum(1 for change in self.changes if change.changes),
            tickets=sum(len(order.tickets) for order in self.new),
            taken_back=sum(len(c.gone.tickets) for c in self.changes if c.gone is not None),
        )


@dataclass(frozen=True, slots=True)
class Loader:
    """Who loads, where, from which file. Faults name the columns of that list."""

    ids: Ids
    window: Window
    user_id: str
    columns: Columns
    faults: Faults = field(compare=False)

    def sort_out(self, uow: UnitOfWork, orders: Sequence[FromList]) -> Sorted:
        """Return which orders are new and what changes; tell what is different and stays. Writes
        nothing."""
        known = Known(uow, self.ids, self.user_id, self.columns, self.faults)
        every = known.find(orders)
        new, changes = [], []
        for order in orders:
            listed: ListedOrder | None = every.get(external_ref(order.draft))
            if listed is None and order.matched is not None:
                new.append(order.matched)
            change = None if listed is None else known.compare(listed, order)
            if change is not None:
                changes.append(change)
        count = sum(1 for order in orders if order.matched is not None)
        return Sorted(tuple(new), tuple(changes), count)

    def check_barcodes(self, uow: UnitOfWork, orders: Sequence[MatchedOrder]) -> None:
        """Report barcodes that open the door for another ticket already."""
        lines = {
            ticket.draft.barcode: ticket.draft.line
            for order in orders
            for ticket in order.tickets
            if ticket.draft.barcode
        }
        column = self.columns.named(Field.BARCODE)
        for code in sorted(uow.orders.codes_in_use(tuple(lines))) if lines else ():
            self.faults.error(column, FaultCode.ORDERS_BARCODE_IN_USE, line=lines[code])

    def check_places(self, uow: UnitOfWork, orders: Sequence[MatchedOrder]) -> None:
        """Report places that are not to be had as things are. Takes none."""
        for key, tickets in wanted_by(orders).items():
            answer = check_places(uow, key, tickets)
            if not answer.granted:
                report(self.columns, self.faults, tickets, answer)

    def take_rights(
        self, uow: UnitOfWork, orders: Sequence[MatchedOrder], asked: Collection[Key]
    ) -> None:
        """Take every place for its channel, one rights command a performance and channel; those of
        ``asked`` are the channel's already."""
        for key, tickets in wanted_by(orders).items():
            if key not in asked:
                answer = uow.rights.apply(command_of(uow, self.ids, key, tickets))
                if not answer.granted:
                    report(self.columns, self.faults, tickets, answer)
            uow.publish(HouseChanged(key[0]))

    def write(self, uow: UnitOfWork, found: Sorted) -> None:
        """Place what is new, whose places are the channel's, and bring the others up to date."""
        parts = _Writing(self, uow)
        parts.reserve(found.new)
        for order in found.new:
            parts.place(order)
        for change in found.changes:
            parts.change(change)


class _Writing:
    """Orders written in one transaction."""

    def __init__(self, loader: Loader, uow: UnitOfWork) -> None:
        self._loader, self._uow = loader, uow
        self._ids, self._window = loader.ids, loader.window
        self._user_id = loader.user_id
        self._day = day_to_open(uow, loader.window)
        self._numbers: set[str] = set()
        """Order numbers in use, as far as these orders ask for them."""

    def reserve(self, orders: Sequence[MatchedOrder]) -> None:
        """Look which order numbers are taken."""
        references = tuple(order.draft.reference for order in orders)
        self._numbers.update(self._uow.orders.numbers_in_use(references))

    def place(self, order: MatchedOrder) -> None:
        """Place one order."""
        placing = self._placing(order, self._tender(order.paid, order), self._number(order))
        place(self._uow, self._ids, placing)

    def change(self, change: Change) -> None:
        """Bring one order up to date."""
        if change.gone is not None:
            why = f"import: {self._loader.faults.file}"[:200]
            here = (self._ids, self._window, self._day, self._user_id)
            take_out(Taking(self._uow, *here, why), change.order, change.gone)
        self._uow.add(*(fact for fact in (change.named, change.note) if fact is not None))
        order = change.matched
        if change.more is not None and order is not None:
            placing = self._placing(order, self._tender(change.more, order), "")
            take_tenders(self._uow, self._ids, placing, change.order, placing.tenders)

    def _tender(self, amount: Money, order: MatchedOrder) -> tuple[TenderGiven, ...]:
        if not amount:
            return ()
        return (TenderGiven(TenderKind.ELSEWHERE, amount, amount, order.draft.reference),)

    def _placing(
        self, order: MatchedOrder, tenders: tuple[TenderGiven, ...], number: str
    ) -> Placing:
        draft = order.draft
        given = [ticket.draft.barcode for ticket in order.tickets]
        return Placing(
            order_number=number,
            window_id=self._window.window_id,
            channel=draft.channel,
            user_id=self._user_id,
            currency=order.paid.currency,
            placed_at=self._uow.now(),
            business_date=self._day,
            lines=tuple(_line(ticket) for ticket in order.tickets),
            codes=tuple(code or self._ids.code() for code in given) if any(given) else (),
            tenders=tenders,
            name=draft.name,
            external_ref=external_ref(draft),
            note=draft.note,
            alternates=draft.alternates,
            phone=draft.phone,
            email=draft.email,
        )

    def _number(self, order: MatchedOrder) -> str:
        """Return the order's number: the reference that the patron knows, or with its channel if
        it is in use.
        """
        reference = order.draft.reference
        taken = reference in self._numbers
        self._numbers.add(reference)
        return external_ref(order.draft) if taken else reference


def _line(ticket: MatchedTicket) -> CartLine:
    seat = ticket.seat
    return CartLine(
        line_id="",
        performance_id=ticket.performance.performance_id,
        seat_id=seat.seat_id if seat else None,
        section=seat.section if seat else "",
        row=seat.row if seat else "",
        number=seat.number if seat else "",
        zone_id=ticket.zone.zone_id,
        zone=ticket.zone.name,
        price_type_id=ticket.price_type.price_type_id,
        price_type=ticket.price_type.name,
        face=ticket.price.face,
        fee=ticket.price.fee,
    )
