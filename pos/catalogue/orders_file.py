"""Reads will-call lists: orders sold by a web shop or a phone centre, as CSV, one row a ticket or
one row an order.

Encoding (UTF-8 with or without BOM, Windows-1252) and delimiter (comma, semicolon, tab) are found
out; columns are guessed from the header or given. Rows with one reference are one order. Every
fault names line and column. What a performance, a
seat or a price type is, the list does not know: that is matched against the catalogue in
``orders_matching``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time

from pos.card_guard import looks_like_card
from pos.catalogue.csv_text import best_delimiter, decoded, records
from pos.catalogue.faults import FaultCode, Faults
from pos.catalogue.order_columns import (
    Columns,
    Field,
    given_columns,
    guess_columns,
    missing_columns,
    nearest_header,
    nearest_name,
)
from pos.catalogue.order_values import (
    MOST_TICKETS,
    amount_of,
    channel_of,
    count_of,
    day_and_hour,
    hour_of,
    is_cancelled,
    seats_of,
    yes_or_no,
)
from pos.catalogue.orders_pretix import Positions, is_pretix
from pos.errors import CardNumberRefused, TextRefused
from pos.money import LARGEST_MINOR, Money, total
from pos.text import checked_text
from pos.views.cash import Finding

LARGEST_FILE = 32 * 2**20
"""Bytes; 100,000 tickets are near 15 MB."""
_LONGEST: Mapping[Field, int] = {Field.NOTE: 2_000, Field.NAME: 400, Field.ALTERNATES: 400}
_USUAL_LENGTH = 200


@dataclass(frozen=True, slots=True)
class TicketDraft:
    """One ticket as the list says it. ``number`` is empty for general admission; ``price``
    includes fees.
    """

    line: int
    performance: str
    day: date | None
    hour: time | None
    section: str
    row: str
    number: str
    price_type: str
    price: Money | None
    barcode: str = ""
    guid: str = ""


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """One order. ``paid`` and ``owing`` are None where the list does not say."""

    line: int
    reference: str
    channel: str
    name: str
    email: str
    phone: str
    note: str
    alternates: str
    delivery: str
    paid: Money | None
    owing: Money | None
    paid_in_full: bool | None
    tickets: tuple[TicketDraft, ...]
    lines: tuple[int, ...] = ()
    """Of every row that is part of it."""
    cancelled: tuple[TicketDraft, ...] = ()
    """What the list says was sold and is no more. Without a ticket beside it nothing else of the
    order was looked at."""
    unclear: tuple[int, ...] = ()
    """The lines of what is sold no more that do not say which place that was."""

    @property
    def rows_cancelled(self) -> int:
        """How many rows say that they were cancelled."""
        return len({ticket.line for ticket in self.cancelled}.union(self.unclear))


@dataclass(frozen=True, slots=True)
class OrdersRead:
    """What was found out about the file, and its orders; the orders are of no use when there are
    errors. ``shop``: it is a pretix shop's, which has all tickets of an order or none.
    """

    orders: tuple[OrderDraft, ...]
    findings: tuple[Finding, ...]
    columns: Columns | None = None
    encoding: str = ""
    delimiter: str = ""
    shop: bool = False


def read_orders(
    data: bytes,
    file: str,
    *,
    currency: str,
    mapping: Mapping[Field, str] | None = None,
    channel: str = "web",
) -> OrdersRead:
    """Return the orders of a will-call list, and every fault. Raises nothing.

    ``mapping`` corrects the guess of the columns; ``channel`` is where orders were sold that do
    not say so themselves.
    """
    faults = Faults(file)
    found = decoded(data, faults, LARGEST_FILE)
    if found is None:
        return OrdersRead((), faults.findings())
    text, encoding = found
    delimiter = best_delimiter(text, lambda header: len(guess_columns(header).at))
    rows = records(text, delimiter, faults)
    first = next(rows, None)
    if first is None:
        if not faults.errors:
            faults.error("", FaultCode.FILE_EMPTY)
        return OrdersRead((), faults.findings(), None, encoding, delimiter)
    header = tuple(name.strip() for name in first[1])
    positions = Positions(header) if mapping is None and is_pretix(header) else None
    columns = columns_of(header, mapping)
    if positions is not None:
        columns, rows = positions.columns, positions.rows(rows)
    _check_given(header, mapping or {}, first[0], faults)
    _check_columns(columns, mapping or {}, first[0], faults)
    read = OrdersRead((), (), columns, encoding, delimiter, shop=positions is not None)
    if faults.errors:
        return replace(read, findings=faults.findings())
    quiet = _Reader(columns, Faults(file), currency, channel)
    orders = _grouped(rows, _Reader(columns, faults, currency, channel), quiet)
    _check_barcodes(orders, columns, faults)
    return replace(read, orders=orders, findings=faults.findings())


def columns_of(header: tuple[str, ...], mapping: Mapping[Field, str] | None) -> Columns:
    """Return what the header seems to say, corrected by what a person says of it."""
    guessed = guess_columns(header)
    if mapping is None:
        return guessed
    taken = set(mapping.values())
    kept = {field: header[at] for field, at in guessed.at.items() if header[at] not in taken}
    return given_columns(header, {**kept, **mapping})


# ---- columns ----


def _check_given(
    header: tuple[str, ...], mapping: Mapping[Field, str], line: int, faults: Faults
) -> None:
    for what, name in mapping.items():
        if name not in header:
            seen = _seen(header)
            faults.error("", FaultCode.ORDERS_COLUMN_NOT_THERE, name, what.value, seen, line=line)
            if near := nearest_name(name, header):
                faults.warning(near, FaultCode.ORDERS_COLUMN_LIKE, near, what.value, line=line)


def _seen(header: Sequence[str]) -> str:
    return ", ".join(name for name in header if name)


def _check_columns(
    columns: Columns, mapping: Mapping[Field, str], line: int, faults: Faults
) -> None:
    for missing in missing_columns(columns):
        seen = _seen(columns.header)
        faults.error("", FaultCode.ORDERS_COLUMN_MISSING, missing.value, seen, line=line)
        near = "" if missing in mapping else nearest_header(missing, columns.ignored)
        if near:
            faults.warning(near, FaultCode.ORDERS_COLUMN_LIKE, near, missing.value, line=line)
    for repeated, name in columns.repeated:
        faults.error(name, FaultCode.ORDERS_COLUMN_TWICE, repeated.value, line=line)
    for name in columns.ignored:
        if name:
            faults.warning(name, FaultCode.ORDERS_COLUMN_IGNORED, name, line=line)


# ---- one row ----


class _Reader:
    """Reads the values of one row after the other."""

    def __init__(self, columns: Columns, faults: Faults, currency: str, channel: str) -> None:
        self.columns, self.faults, self.currency = columns, faults, currency
        self._channel = channel
        self._line, self._row = 0, [""]

    def start(self, line: int, row: list[str]) -> bool:
        """Turn to a row; return whether it has as many fields as the header."""
        self._line, self._row = line, row
        wanted, found = len(self.columns.header), len(row)
        if found > wanted and not any(row[wanted:]):
            found = wanted  # spreadsheets leave empty fields behind
        if found != wanted:
            self.faults.error("", FaultCode.ORDERS_ROW_SHORT, found, wanted, line=line)
        return found == wanted

    def fault(self, what: Field, code: FaultCode, *evidence: object) -> None:
        self.faults.error(self.columns.named(what), code, *evidence, line=self._line)

    def raw(self, what: Field) -> str:
        place = self.columns.at.get(what)
        return "" if place is None else self._row[place].strip()

    def text(self, what: Field, *, required: bool = False) -> str:
        """Return a free text, cleaned; never one that looks like a card number."""
        raw = self.raw(what)
        if not raw and not required:
            return ""
        longest = _LONGEST.get(what, _USUAL_LENGTH)
        try:
            return checked_text(what.value, raw, longest=longest, required=required)
        except CardNumberRefused:
            self.fault(what, FaultCode.CARD_NUMBER)
        except TextRefused:
            if raw:
                self.fault(what, FaultCode.FIELD_TOO_LONG, longest)
            else:
                self.fault(what, FaultCode.FIELD_EMPTY)
        return ""

    def amount(self, what: Field) -> Money | None:
        raw = self.raw(what)
        if not raw:
            return None
        amount = amount_of(raw, self.currency)
        if amount is None:
            self.fault(what, FaultCode.FIELD_NOT_AN_AMOUNT, raw)
        elif amount.minor < 0:
            self.fault(
                what, FaultCode.FIELD_OUT_OF_RANGE, raw, 0, Money(LARGEST_MINOR, self.currency)
            )
        return amount

    def moment(self) -> tuple[date | None, time | None]:
        """Return day and hour from the date column, the time column, or both."""
        raw_day, raw_hour = self.raw(Field.DATE), self.raw(Field.TIME)
        found = day_and_hour(raw_day) if raw_day else None
        if raw_day and found is None:
            self.fault(Field.DATE, FaultCode.FIELD_NOT_A_DATE, raw_day)
        hour = hour_of(raw_hour) if raw_hour else None
        if raw_hour and hour is None:
            self.fault(Field.TIME, FaultCode.FIELD_NOT_A_TIME, raw_hour)
        day, with_day = found or (None, None)
        return day, hour or with_day

    def channel(self) -> str:
        channel = channel_of(self.text(Field.CHANNEL))
        if looks_like_card(channel):
            self.fault(Field.CHANNEL, FaultCode.CARD_NUMBER)
            return self._channel
        return channel or self._channel

    def reference(self, channel: str) -> str:
        """Return what the order is known by, which is no card number with its channel either."""
        reference = self.text(Field.REFERENCE, required=True)
        if looks_like_card(f"{channel}:{reference}"):
            self.fault(Field.REFERENCE, FaultCode.CARD_NUMBER)
            return ""
        return reference

    def order(self) -> OrderDraft:
        """Return the row as an order of its own."""
        flag = self.raw(Field.PAID_FLAG)
        paid_in_full = yes_or_no(flag) if flag else None
        if flag and paid_in_full is None:
            self.fault(Field.PAID_FLAG, FaultCode.FIELD_NOT_ONE_OF, flag, "yes, no")
        parts = self.text(Field.FIRST_NAME), self.text(Field.LAST_NAME)
        name = self.text(Field.NAME) or " ".join(part for part in parts if part)
        if not name and any(map(self.raw, (Field.NAME, Field.FIRST_NAME, Field.LAST_NAME))):
            name = "?"  # there is one and it has a fault: it is not missing as well
        channel = self.channel()
        return OrderDraft(
            line=self._line,
            reference=self.reference(channel),
            channel=channel,
            name=name,
            email=self.text(Field.EMAIL),
            phone=self.text(Field.PHONE),
            note=self.text(Field.NOTE),
            alternates=self.text(Field.ALTERNATES),
            delivery=self.text(Field.DELIVERY),
            paid=self.amount(Field.PAID),
            owing=self.amount(Field.OWING),
            paid_in_full=paid_in_full,
            tickets=self.tickets(),
        )

    def tickets(self) -> tuple[TicketDraft, ...]:
        raw = self.raw(Field.QUANTITY)
        quantity = count_of(raw) if raw else None
        if raw and quantity is None:
            self.fault(Field.QUANTITY, FaultCode.FIELD_OUT_OF_RANGE, raw, 1, MOST_TICKETS)
            return ()
        numbers = self._numbers(quantity)
        if not numbers:
            return ()
        day, hour = self.moment()
        performance = self.text(Field.PERFORMANCE)
        if not performance and day is None and not self.raw(Field.DATE):
            self.fault(Field.PERFORMANCE, FaultCode.FIELD_EMPTY)
        ticket = TicketDraft(
            line=self._line,
            performance=performance,
            day=day,
            hour=hour,
            section=self.text(Field.SECTION),
            row=self.text(Field.ROW),
            number="",
            price_type=self.text(Field.PRICE_TYPE),
            price=self.amount(Field.PRICE),
            guid=self.text(Field.SEAT_ID) if len(numbers) == 1 else "",
        )
        codes = self._barcodes(len(numbers))
        if numbers == ("",) * len(numbers) == codes:
            return (ticket,) * len(numbers)
        return tuple(
            replace(ticket, number=number, barcode=code)
            for number, code in zip(numbers, codes, strict=True)
        )

    def _numbers(self, quantity: int | None) -> tuple[str, ...]:
        """Return one seat number a ticket, or as many empty ones as places were bought."""
        seat = self.text(Field.SEAT)
        if not seat and quantity is None and self.text(Field.SEAT_ID):
            return ("",)
        if not seat and quantity is None:
            self.fault(Field.SEAT, FaultCode.ORDERS_NO_SEAT)
            return ()
        if not seat:
            return ("",) * (quantity or 0)
        numbers = seats_of(seat, quantity)
        if numbers is None:
            self.fault(Field.SEAT, FaultCode.ORDERS_SEATS_UNCLEAR, seat, quantity or "")
        return numbers or ()

    def _barcodes(self, count: int) -> tuple[str, ...]:
        raw = self.text(Field.BARCODE)
        if not raw:
            return ("",) * count
        codes = tuple(code for code in raw.replace(",", " ").replace(";", " ").split() if code)
        if len(codes) != count:
            self.fault(Field.BARCODE, FaultCode.FIELD_OUT_OF_RANGE, len(codes), count, count)
            return ("",) * count
        return codes


# ---- rows into orders ----


@dataclass(slots=True)
class _Group:
    """An order while its rows are read: the first row that is sold, and what later rows added."""

    order: OrderDraft
    sold: bool = False
    tickets: list[TicketDraft] = field(default_factory=list)
    cancelled: list[TicketDraft] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    unclear: list[int] = field(default_factory=list)

    def whole(self) -> OrderDraft:
        """Return the order of all its rows."""
        return replace(
            self.order,
            tickets=tuple(self.tickets),
            lines=tuple(self.lines),
            cancelled=tuple(self.cancelled),
            unclear=tuple(self.unclear),
        )


_SAME = (
    ("name", Field.NAME),
    ("email", Field.EMAIL),
    ("phone", Field.PHONE),
    ("note", Field.NOTE),
    ("alternates", Field.ALTERNATES),
    ("delivery", Field.DELIVERY),
    ("paid", Field.PAID),
    ("owing", Field.OWING),
    ("paid_in_full", Field.PAID_FLAG),
)
"""What belongs to the order: each row says the same, or nothing."""


def _grouped(
    rows: Iterator[tuple[int, list[str]]], reader: _Reader, quiet: _Reader
) -> tuple[OrderDraft, ...]:
    """Return the orders. ``quiet`` reads what was cancelled: nothing of it is a fault."""
    groups: dict[tuple[str, str], _Group] = {}
    for line, row in rows:
        if not reader.start(line, row):
            continue
        gone = is_cancelled(reader.raw(Field.STATUS))
        if gone is None:
            said, known = reader.raw(Field.STATUS), "paid, pending, cancelled"
            reader.fault(Field.STATUS, FaultCode.FIELD_NOT_ONE_OF, said, known)
        if gone:
            quiet.start(line, row)
        new = (quiet if gone else reader).order()
        if not new.reference:
            if gone:  # nobody can say whose it was
                name = reader.columns.named(Field.REFERENCE)
                reader.faults.warning(name, FaultCode.ORDERS_GONE_NAMELESS, line=line)
            continue
        group = groups.setdefault((new.channel, new.reference), _Group(new))
        group.lines.append(line)
        if gone:
            group.cancelled += new.tickets
            group.unclear += () if new.tickets else (line,)
            continue
        group.order = _joined(group.order, new, reader) if group.sold else new
        group.sold = True
        group.tickets += new.tickets
    for group in groups.values():
        if group.sold:
            _check_order(group.order, tuple(group.tickets), reader)
    return tuple(group.whole() for group in groups.values())


def _joined(first: OrderDraft, new: OrderDraft, reader: _Reader) -> OrderDraft:
    """Return the order with what a later row adds; two rows that contradict each other are a
    fault.
    """
    for name, what in _SAME:
        known, said = getattr(first, name), getattr(new, name)
        if said in ("", None) or said == known:
            continue
        if known in ("", None):
            first = replace(first, **{name: said})
        else:
            reader.fault(what, FaultCode.ORDERS_ROWS_DISAGREE, first.reference, known, said)
    return first


def _check_order(order: OrderDraft, tickets: Sequence[TicketDraft], reader: _Reader) -> None:
    faults, columns = reader.faults, reader.columns
    if not order.name:
        faults.error(columns.named(_name_of(columns)), FaultCode.FIELD_EMPTY, line=order.line)
    elif not _is_name(order.name):
        what = columns.named(_name_of(columns))
        faults.error(what, FaultCode.FIELD_NOT_A_NAME, order.name, line=order.line)
    prices = [ticket.price for ticket in tickets]
    if order.paid is None or order.owing is None or None in prices or not prices:
        return
    due = total((price for price in prices if price is not None), reader.currency)
    said = order.paid + order.owing
    if due != said:
        evidence = (order.reference, due, said)
        faults.error(
            columns.named(Field.OWING),
            FaultCode.ORDERS_AMOUNTS_DISAGREE,
            *evidence,
            line=order.line,
        )


def _name_of(columns: Columns) -> Field:
    return Field.NAME if Field.NAME in columns.at else Field.LAST_NAME


def _is_name(text: str) -> bool:
    """Whether it can be what somebody is called: a date, an amount or an address stands there where
    columns are shifted."""
    return text == "?" or ("@" not in text and any(c.isalpha() for c in text))


def _check_barcodes(orders: tuple[OrderDraft, ...], columns: Columns, faults: Faults) -> None:
    seen: dict[str, int] = {}
    for order in orders:
        for ticket in order.tickets:
            if ticket.barcode and ticket.barcode in seen:
                name, other = columns.named(Field.BARCODE), seen[ticket.barcode]
                faults.error(name, FaultCode.ORDERS_BARCODE_TWICE, other, line=ticket.line)
            seen.setdefault(ticket.barcode, ticket.line)
