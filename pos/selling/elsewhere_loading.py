"""One load of orders sold elsewhere: what of a list can be loaded, and the parts in which it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from pos.cash.till import day_to_open
from pos.catalogue.faults import FaultCode, Faults
from pos.catalogue.order_columns import Columns, Field
from pos.catalogue.orders_matching import MatchedOrder, MatchedTicket, Place
from pos.events import HouseChanged
from pos.hub.rights import AWAY, Refusal, RightsAnswer
from pos.ids import Ids
from pos.money import Money
from pos.ports.listing import ListedOrder
from pos.ports.storage import UnitOfWork
from pos.selling.channel_places import (
    Freed,
    Key,
    Spare,
    check_places,
    command_of,
    passes_on,
    report,
    wanted_by,
)
from pos.selling.elsewhere_gone import Taking, take_out
from pos.selling.elsewhere_known import Change, FromList, Known, Missing, external_ref
from pos.selling.elsewhere_moved import (
    IMPORTED,
    Moved,
    leave,
    place_of_matched,
    sit_down,
    to_be_had,
    without_moves,
)
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
    cancelled: int = 0

    def add(self, more: Done) -> None:
        """Count what another portion did."""
        self.orders += more.orders
        self.new += more.new
        self.changed += more.changed
        self.tickets += more.tickets
        self.taken_back += more.taken_back
        self.cancelled += more.cancelled

    def counts(self) -> tuple[tuple[str, int], ...]:
        """Return the figures by name; those of what was taken back, and of rows that say that they
        were cancelled, where there are any."""
        always = (
            ("orders", self.orders),
            ("new", self.new),
            ("changed", self.changed),
            ("tickets", self.tickets),
        )
        some = (("taken_back", self.taken_back), ("cancelled", self.cancelled))
        return (*always, *(each for each in some if each[1]))


@dataclass(frozen=True, slots=True)
class Sorted:
    """Orders of a list: those not seen before, and what it says of the others."""

    new: tuple[MatchedOrder, ...] = ()
    changes: tuple[Change, ...] = ()
    count: int = 0
    cancelled: int = 0

    def beside(self, same: Sequence[FromList]) -> Sorted:
        """Return these with orders that stay as they are, which are only counted."""
        more = sum(1 for order in same if order.matched is not None)
        rows = sum(order.draft.rows_cancelled for order in same)
        return replace(self, count=self.count + more, cancelled=self.cancelled + rows)

    def done(self) -> Done:
        """Return what loading them does."""
        return Done(
            orders=self.count,
            new=len(self.new),
            changed=sum(1 for change in self.changes if change.changes),
            tickets=sum(len(order.tickets) for order in self.new),
            taken_back=sum(len(c.gone.tickets) for c in self.changes if c.gone is not None),
            cancelled=self.cancelled,
        )

    def freed(self, channel: str | None = None) -> Freed:
        """Return how many tickets of which place cease to count; of a channel alone, if given."""
        found: Freed = Counter()
        for change in self.changes:
            if channel in (None, change.order.channel):
                gone = () if change.gone is None else change.gone.tickets
                moves = () if change.moved is None else change.moved.moves
                every = (*gone, *(move.ticket for move in moves))
                found.update((each.performance_id, each.seat_id or "") for each in every)
        return found

    def kept(self) -> dict[str, Freed]:
        """Return, by channel, what of that the same channel gives to somebody else of the list:
        those places never go on sale in between."""
        wanted: dict[str, Freed] = {}
        for order in self.new:
            of = wanted.setdefault(order.draft.channel, Counter())
            of.update(map(place_of_matched, order.tickets))
        for change in self.changes:
            if change.moved is not None and change.moved.moves:
                wanted.setdefault(change.order.channel, Counter()).update(change.moved.places)
        return {channel: of & self.freed(channel) for channel, of in wanted.items()}


@dataclass(frozen=True, slots=True)
class Loader:
    """Who loads, where, from which file. Faults name the columns of that list."""

    ids: Ids
    window: Window
    user_id: str
    columns: Columns
    faults: Faults = field(compare=False)
    missing: Missing

    def sort_out(self, uow: UnitOfWork, orders: Sequence[FromList], *, now: bool = False) -> Sorted:
        """Return which orders are new and what changes; tell what is different and stays. Writes
        nothing. ``now``: what they change is written in this transaction, and the places that it
        needs were asked for."""
        about = (self.ids, self.user_id, self.columns, self.faults, self.missing)
        known = Known(uow, *about)
        every = known.find(orders)
        new: list[MatchedOrder] = []
        changes: list[Change] = []
        for order in orders:
            listed: ListedOrder | None = every.get(external_ref(order.draft))
            if listed is None and order.matched is not None:
                new.append(order.matched)
            changes += () if listed is None else known.compare(listed, order)
        count = sum(1 for order in orders if order.matched is not None)
        cancelled = sum(each.draft.rows_cancelled for each in orders)
        found = Sorted(tuple(new), tuple(changes), count, cancelled)
        return self._seated(uow, found, now=now)

    def _seated(self, uow: UnitOfWork, found: Sorted, *, now: bool) -> Sorted:
        """Return the same with those moves alone whose new seats are to be had; tell of all. One
        that is not made frees no seat for another."""
        if all(change.moved is None for change in found.changes):
            return found
        while True:
            changes = tuple(self._if_to_be_had(uow, found, each, now=now) for each in found.changes)
            if changes == found.changes:
                break
            found = replace(found, changes=changes)
        for change in found.changes:
            if change.moved is not None:
                self._tell_moved(uow, change, change.moved, found, now=now)
        return found

    def _if_to_be_had(self, uow: UnitOfWork, found: Sorted, change: Change, *, now: bool) -> Change:
        moved = change.moved
        if moved is None or not moved.moves:
            return change
        if to_be_had(uow, moved, found.freed(moved.channel), now=now):
            return change
        return replace(change, moved=without_moves(moved))

    def _tell_moved(
        self, uow: UnitOfWork, change: Change, moved: Moved, found: Sorted, *, now: bool
    ) -> None:
        if moved.moves:
            code = FaultCode.ORDERS_RESEATED
        elif to_be_had(uow, moved, found.freed(moved.channel), now=now):
            code = FaultCode.ORDERS_RESEAT_OPEN
        else:
            code = FaultCode.ORDERS_RESEAT_TAKEN
        draft, column = change.draft, self.columns.named(Field.REFERENCE)
        if draft is not None:
            who = (draft.reference, change.order.name)
            self.faults.warning(column, code, *who, moved.was, moved.now, line=draft.line)

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

    def check_places(self, uow: UnitOfWork, found: Sorted) -> None:
        """Report places that are not to be had once the list has freed what it frees. Takes
        none."""
        freed = found.freed()
        for key, tickets in wanted_by(found.new).items():
            answer = check_places(uow, key, tickets, freed)
            if not answer.granted:
                report(uow, self.columns, self.faults, tickets, answer)

    def take_rights(
        self, uow: UnitOfWork, found: Sorted, asked: Collection[Key], spare: Spare
    ) -> None:
        """Take every place for its channel, one rights command a performance and channel; those of
        ``asked`` are the channel's already, unless somebody put them on sale since: at a window of
        a hub they are not taken anew then. ``spare``: what the portions before have left of what
        has no number."""
        joined = uow.link.link() is not None
        if found.changes:
            spare.forget()
        for key, tickets in wanted_by(found.new).items():
            command = command_of(uow, self.ids, key, tickets, spare=spare)
            spare.sold(key, sum(1 for _, ticket in tickets if ticket.seat is None))
            if not joined or key not in asked:
                if (first := passes_on(uow, self.ids, command)) is not None:
                    uow.rights.apply(first)
                answer = uow.rights.apply(command)
            else:
                refused = tuple(Refusal(seat, AWAY) for seat in command.take)
                had = sum(1 for _, each in tickets if each.seat is None) - command.take_places
                answer = RightsAnswer(not refused and not command.take_places, refused, had)
            if not answer.granted:
                report(uow, self.columns, self.faults, tickets, answer)
            uow.publish(HouseChanged(key[0]))

    def take_out(self, uow: UnitOfWork, found: Sorted, kept: dict[str, Freed]) -> None:
        """Take back what was cancelled and revoke what sits elsewhere now. ``kept``: places that
        stay with their channel for another order of the list."""
        taking = self._taking(uow)
        for change in found.changes:
            of = kept.setdefault(change.order.channel, Counter[Place]())
            if change.gone is not None:
                take_out(taking, change.order, change.gone, of)
            if change.moved is not None:
                leave(taking, change.order, change.moved, of)

    def write(self, uow: UnitOfWork, found: Sorted) -> None:
        """Place what is new, whose places are the channel's, and bring the others up to date."""
        parts = _Writing(self, uow)
        parts.reserve(found.new)
        for order in found.new:
            parts.place(order)
        for change in found.changes:
            parts.change(change)
            if change.moved is not None:
                sit_down(self._taking(uow), change.moved)

    def _taking(self, uow: UnitOfWork) -> Taking:
        why, day = f"{IMPORTED}{self.faults.file}"[:200], day_to_open(uow, self.window)
        return Taking(uow, self.ids, self.window, day, self.user_id, why)


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
