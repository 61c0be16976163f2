"""Orders sold elsewhere, by the web shop or by phone: loaded from a will-call list, all of it or
nothing; or where a person says so all that can be.

Their seats become the channel's through the rights command, their orders are placed like a
window's own, paid by a tender *elsewhere*. An order is known by channel and reference: the same
list again changes nothing. A later one brings up to date what was not handed out: names, phone,
e-mail, note, what was paid since; and tells what it left alone: other seats or sums, an order that
was handed out, a name that somebody here put right since. What was sold is never rewritten.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from pos.allowed import require
from pos.audit import audit_entry
from pos.cash.till import day_to_open
from pos.catalogue.faults import FaultCode, Faults, line_of
from pos.catalogue.importing import COMMAND_LINE
from pos.catalogue.order_columns import Columns, Field
from pos.catalogue.order_values import CHANNEL_LONGEST, channel_of
from pos.catalogue.orders_file import OrderDraft, OrdersRead, read_orders
from pos.catalogue.orders_matching import MatchedOrder, MatchedTicket, Matcher, Shelf
from pos.clock import Clock
from pos.errors import FileRefused, NotOffline
from pos.events import HouseChanged
from pos.hub.offline_rules import Act, require_allowed
from pos.hub.rights import RightsAuthority
from pos.ids import CommandId, Ids
from pos.lifecycles import ORDER, OrderState
from pos.money import Money, total
from pos.ports.storage import Storage, UnitOfWork
from pos.records import Order, OrderNamed, OrderNote
from pos.selling.channel_places import Key, command_of, report, reversed_of, wanted_by
from pos.selling.order_money import owing_of
from pos.selling.orders import counted_tickets
from pos.selling.placing import Placing, place, take_tenders
from pos.text import FILE_LONGEST, checked_text
from pos.views.cash import Finding
from pos.views.people import Permission, SessionView
from pos.views.season import ImportView
from pos.views.selling import CartLine, TenderGiven, TenderKind
from pos.window import Window

_IMPORTED, _REASON_LONGEST = "import: ", 200
"""Before the file's name, as the reason of a name that a list gave to an order."""
_NAMED = ("name", "email", "phone", "alternates")
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


_NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Reading:
    """A list, and how it is read."""

    data: bytes
    file: str
    mapping: Mapping[Field, str] | None
    channel: str
    user_id: str


class OrdersElsewhere:
    """Loads will-call lists. Thread: ledger. Moves no paper; money only as already taken
    elsewhere. ``rights``: who grants places at a window of a hub.
    """

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        ids: Ids,
        window: Window,
        rights: RightsAuthority | None = None,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._ids = ids
        self._window = window
        self._rights = rights

    def load(
        self,
        session: SessionView | None,
        data: bytes,
        file: str,
        *,
        mapping: Mapping[Field, str] | None = None,
        channel: str = "web",
        dry_run: bool = False,
        what_can: bool = False,
    ) -> ImportView:
        """Load the list. Durable on return.

        ``mapping`` replaces the guess of the columns; ``channel`` is where orders were sold that
        do not say so. ``session`` is None on the command line. A dry run does everything but
        commit. ``what_can`` loads the orders that have no fault and leaves the others out, each
        told as a warning with its line; loading the file again brings them in once they can be. A
        fault that belongs to no order stops that too. A window of a hub asks it for every place
        first: another window may have been given it since. What it grants stays the channel's if
        the load does not come to its end, and the next load goes on from there.

        Raises:
            FileRefused: A fault in the list, or a seat that is not to be had; nothing was changed.
            CardNumberRefused: The channel, or the file's name, looks like a payment card.
            TextMissing, TextRefused: The channel has no letter or digit, or is too long.
            NotFound: No season was loaded yet.
            NotOffline, HubUnreachable, HubRefused: The hub cannot be asked.
        """
        if session is not None:
            require(session, Permission.IMPORT)
        user_id = session.user_id if session is not None else COMMAND_LINE
        file = checked_text("file", file, longest=FILE_LONGEST, required=True)
        reading = _Reading(data, file, mapping, _channel(channel), user_id)
        left: tuple[Finding, ...] = ()
        out: frozenset[str] = frozenset()
        while True:
            try:
                return self._load(reading, left, out, dry_run=dry_run)
            except FileRefused as refused:
                more = self._at_fault(reading, out, refused) if what_can else frozenset()
                if not more:
                    raise
                left += _left_out(refused)
                out |= more

    def _at_fault(
        self, reading: _Reading, out: frozenset[str], refused: FileRefused
    ) -> frozenset[str]:
        """Return the orders that the faults of a refused list belong to; none if one of the faults
        belongs to no order."""
        lines = {line_of(finding) for finding in _errors(refused)}
        with self._storage.read() as uow:
            read = self._read(uow, reading)
        found = {
            of: _key(order) for order in read.orders for of in order.lines if _key(order) not in out
        }
        return frozenset(found[line] for line in lines if line) if lines <= found.keys() else _NONE

    def _read(self, uow: UnitOfWork, reading: _Reading) -> OrdersRead:
        currency = uow.catalogue.company().currency
        return read_orders(
            reading.data,
            reading.file,
            currency=currency,
            mapping=reading.mapping,
            channel=reading.channel,
        )

    def _load(
        self, reading: _Reading, left: tuple[Finding, ...], out: frozenset[str], *, dry_run: bool
    ) -> ImportView:
        """Load all but the orders that are left ``out``."""
        file, user_id = reading.file, reading.user_id

        def opened(uow: UnitOfWork) -> _Opened:
            require_allowed(uow, Act.IMPORT)
            read = self._read(uow, reading)
            orders = [order for order in read.orders if _key(order) not in out]
            gone = {line for order in read.orders if _key(order) in out for line in order.lines}
            said = tuple(each for each in read.findings if line_of(each) not in gone)
            refuse_if_any(file, said)
            faults, columns = Faults(file), read.columns or Columns((), {}, ())
            shelf = _shelf(uow, uow.catalogue.company().currency)
            matched = Matcher(shelf, columns, faults).match(orders)
            loading = _Loading(uow, self._ids, self._window, user_id, columns, faults)
            return said, matched, loading

        asked = frozenset[Key]() if dry_run else self._ask(file, opened)
        with self._storage.begin() as uow:
            read_findings, matched, loading = opened(uow)
            new, changed = loading.sort_out(matched)
            loading.check_barcodes(new)
            loading.take_rights(new, asked)
            findings = (*read_findings, *loading.faults.findings())
            refuse_if_any(file, findings)
            for order in new:
                loading.place(order)
            digest = hashlib.sha256(reading.data).hexdigest()
            counts = (*_counts(matched, new, changed), *((("left_out", len(out)),) if out else ()))
            uow.audit(
                audit_entry(
                    uow.now(),
                    user_id,
                    self._window.window_id,
                    "orders.imported",
                    ("file", file),
                    sha256=digest,
                    counts=dict(counts),
                )
            )
            if not dry_run:
                uow.commit()
        return ImportView(file, not dry_run, counts, (*left, *findings))

    def _ask(self, file: str, opened: Callable[[UnitOfWork], _Opened]) -> frozenset[Key]:
        """Get every place from the hub; return for which performances and channels that was done:
        none at a window without one.

        Raises:
            FileRefused: A fault in the list, or a place that is not to be had; none is kept.
            NotOffline, HubUnreachable, HubRefused: The hub cannot be asked.
        """
        with self._storage.begin() as uow:
            if uow.link.link() is None:
                return frozenset()
            findings, matched, loading = opened(uow)
            new, _ = loading.sort_out(matched)
            loading.check_barcodes(new)
            refuse_if_any(file, (*findings, *loading.faults.findings()))
            wanted = wanted_by(new)
            commands = {key: command_of(uow, self._ids, key, of) for key, of in wanted.items()}
        if self._rights is None:
            raise NotOffline(what=Act.IMPORT.value)
        granted = []
        for key, command in commands.items():
            if not command.take and not command.take_places:
                continue
            answer = self._rights.apply(command)
            if answer.granted:
                granted.append(command)
            else:
                report(loading.columns, loading.faults, wanted[key], answer)
        findings = (*findings, *loading.faults.findings())
        if loading.faults.errors:
            for command in granted:
                self._rights.apply(reversed_of(command, CommandId(self._ids.new())))
        refuse_if_any(file, findings)
        return frozenset(commands)


def _channel(given: str) -> str:
    """Return the channel that a person gave, as a list would say it. Raises CardNumberRefused,
    TextMissing, TextRefused."""
    name = channel_of(checked_text("channel", given, longest=CHANNEL_LONGEST))
    return checked_text("channel", name, longest=CHANNEL_LONGEST, required=True)


def _key(order: OrderDraft) -> str:
    return f"{order.channel}:{order.reference}"


def _errors(refused: FileRefused) -> tuple[Finding, ...]:
    every = (each for each in refused.findings if isinstance(each, Finding))
    return tuple(each for each in every if each.severity == "error")


def _left_out(refused: FileRefused) -> tuple[Finding, ...]:
    """Return the faults of orders that are left out: nothing is wrong with the load."""
    return tuple(replace(each, severity="warning") for each in _errors(refused))


def refuse_if_any(file: str, findings: Sequence[object]) -> None:
    """Raise FileRefused when one of the findings is an error."""
    count = sum(1 for finding in findings if getattr(finding, "severity", "") == "error")
    if count:
        raise FileRefused(tuple(findings), file=file, count=count)


def _shelf(uow: UnitOfWork, currency: str) -> Shelf:
    return Shelf(
        performances=uow.catalogue.performances(_EVER),
        hall=uow.catalogue.hall,
        prices=uow.catalogue.prices,
        price_types=uow.catalogue.price_types(),
        currency=currency,
    )


def _counts(
    matched: Sequence[MatchedOrder], new: Sequence[MatchedOrder], changed: int
) -> tuple[tuple[str, int], ...]:
    return (
        ("orders", len(matched)),
        ("new", len(new)),
        ("changed", changed),
        ("tickets", sum(len(order.tickets) for order in new)),
    )


class _Loading:
    """One load inside its transaction."""

    def __init__(
        self,
        uow: UnitOfWork,
        ids: Ids,
        window: Window,
        user_id: str,
        columns: Columns,
        faults: Faults,
    ) -> None:
        self._uow, self._ids, self._window = uow, ids, window
        self._user_id, self.columns, self.faults = user_id, columns, faults
        self._numbers: set[str] = set()
        self._day = day_to_open(uow, window)
        """Order numbers in use, as far as this list asks for them."""

    def sort_out(self, matched: Sequence[MatchedOrder]) -> tuple[list[MatchedOrder], int]:
        """Return the orders not seen before; bring the others up to date and return how many that
        changed.
        """
        new: list[MatchedOrder] = []
        changed = 0
        every = self._uow.orders.by_external_refs([external_ref(order) for order in matched])
        for order in matched:
            known = every.get(external_ref(order))
            if known is None:
                new.append(order)
            else:
                changed += self._update(known, order)
        references = tuple(order.draft.reference for order in new)
        self._numbers.update(self._uow.orders.numbers_in_use(references))
        return new, changed

    def _update(self, known: Order, order: MatchedOrder) -> bool:
        """Bring an order up to date that was not handed out: what it goes by, its note, what was
        paid since; tell what else is different. Return whether anything changed."""
        waits = self._uow.states.of(ORDER, known.order_id) in (OrderState.PLACED, OrderState.PAID)
        other = self._differences(known, order)
        texts = self._texts(known, order)
        if waits and not other:
            return self._name(known, order, texts) | self._pay(known, order)
        if other or texts:
            different = (*texts, *other)
            self._warn(order, FaultCode.ORDERS_CHANGED, order.draft.reference, *different)
        return False

    def _pay(self, known: Order, order: MatchedOrder) -> bool:
        """Add what was paid since; return whether anything was."""
        if self._uow.states.of(ORDER, known.order_id) is not OrderState.PLACED:
            return False
        more = order.paid - (Money(known.total_minor, known.currency) - owing_of(self._uow, known))
        if more.minor <= 0:
            return False
        placing = self._placing(order, self._tender(more, order))
        take_tenders(self._uow, self._ids, placing, known, placing.tenders)
        return True

    def _texts(self, known: Order, order: MatchedOrder) -> tuple[str, ...]:
        """Return which texts the list says in another way than it did before."""
        named = [
            each
            for each in self._uow.order_life.namings(known.order_id)
            if each.reason.startswith(_IMPORTED)
        ]
        said: Order | OrderNamed = named[-1] if named else known
        notes = {known.note, *(n.text for n in self._uow.order_life.notes(known.order_id))}
        changed = [what for what in _NAMED if getattr(said, what) != getattr(order.draft, what)]
        return (*changed, "note") if order.draft.note not in notes else tuple(changed)

    def _name(self, known: Order, order: MatchedOrder, texts: tuple[str, ...]) -> bool:
        """Let the order go by what the list says now, unless somebody here said otherwise since;
        return whether anything changed."""
        draft, namings = order.draft, self._uow.order_life.namings(known.order_id)
        here = bool(namings) and not namings[-1].reason.startswith(_IMPORTED)
        named = set(texts) & set(_NAMED)
        if here and named:
            self._warn(order, FaultCode.ORDERS_CHANGED, draft.reference, *sorted(named))
        now, reason = self._uow.now(), _IMPORTED + self.faults.file
        if named and not here:
            self._uow.add(
                OrderNamed(
                    self._ids.new(),
                    known.order_id,
                    draft.name,
                    draft.alternates,
                    draft.phone,
                    draft.email,
                    reason[:_REASON_LONGEST],
                    now,
                    self._user_id,
                )
            )
        if "note" in texts and draft.note:
            self._uow.add(
                OrderNote(self._ids.new(), known.order_id, draft.note, now, self._user_id)
            )
        return (bool(named) and not here) or ("note" in texts and bool(draft.note))

    def _differences(self, known: Order, order: MatchedOrder) -> tuple[str, ...]:
        """Return what of the order's tickets the list says in another way."""
        different = ("total",) if known.total_minor != _due(order).minor else ()
        tickets = counted_tickets(self._uow, known.order_id)
        places = sorted((t.performance_id, t.seat_id or "") for t in tickets)
        wanted = sorted(
            (t.performance.performance_id, t.seat.seat_id if t.seat else "") for t in order.tickets
        )
        return (*different, "seats") if places != wanted else different

    def _warn(self, order: MatchedOrder, code: FaultCode, *evidence: object) -> None:
        column = self.columns.named(Field.REFERENCE)
        self.faults.warning(column, code, *evidence, line=order.draft.line)

    def check_barcodes(self, orders: Sequence[MatchedOrder]) -> None:
        """Report barcodes that open the door for another ticket already."""
        lines = {
            ticket.draft.barcode: ticket.draft.line
            for order in orders
            for ticket in order.tickets
            if ticket.draft.barcode
        }
        column = self.columns.named(Field.BARCODE)
        for code in sorted(self._uow.orders.codes_in_use(tuple(lines))):
            self.faults.error(column, FaultCode.ORDERS_BARCODE_IN_USE, line=lines[code])

    def take_rights(self, orders: Sequence[MatchedOrder], asked: frozenset[Key]) -> None:
        """Take every place for its channel, one rights command a performance and channel; those of
        ``asked`` are the channel's already."""
        for key, tickets in wanted_by(orders).items():
            if key not in asked:
                answer = self._uow.rights.apply(command_of(self._uow, self._ids, key, tickets))
                if not answer.granted:
                    report(self.columns, self.faults, tickets, answer)
            self._uow.publish(HouseChanged(key[0]))

    def place(self, order: MatchedOrder) -> None:
        """Place one order whose places are the channel's."""
        place(self._uow, self._ids, self._placing(order, self._tender(order.paid, order)))

    def _tender(self, amount: Money, order: MatchedOrder) -> tuple[TenderGiven, ...]:
        if not amount:
            return ()
        return (TenderGiven(TenderKind.ELSEWHERE, amount, amount, order.draft.reference),)

    def _placing(self, order: MatchedOrder, tenders: tuple[TenderGiven, ...]) -> Placing:
        draft = order.draft
        given = [ticket.draft.barcode for ticket in order.tickets]
        return Placing(
            order_number=self._number(order),
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
            external_ref=external_ref(order),
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
        return external_ref(order) if taken else reference


_Opened = tuple[Sequence[Finding], Sequence[MatchedOrder], _Loading]
"""A list that was read: what is odd about it, its orders, and the load."""


def external_ref(order: MatchedOrder) -> str:
    """Return what an order is known by wherever it was sold."""
    return f"{order.draft.channel}:{order.draft.reference}"


def _due(order: MatchedOrder) -> Money:
    return total((ticket.price.all_in for ticket in order.tickets), order.paid.currency)


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
