"""The order positions that a pretix shop exports as CSV, one row a ticket, without a mapping.

They are told by their header. What pretix says in several columns is put together: who comes to the
window (the invoice's name, or whose tickets they are), which price type (the variation, or the
product), whether it is paid. Rows of orders that were canceled or expired are no tickets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pos.catalogue.order_columns import Columns, Field

_TOLD_BY = frozenset({"Order code", "Position ID", "Product", "Attendee name"})
"""Columns that no other list has all of."""
_AT = {
    Field.REFERENCE: ("Order code",),
    Field.EMAIL: ("Email", "E-mail"),
    Field.PHONE: ("Phone number", "Phone"),
    Field.SECTION: ("Seat zone",),
    Field.ROW: ("Seat row",),
    Field.SEAT: ("Seat number",),
    Field.SEAT_ID: ("Seat ID",),
    Field.PRICE: ("Price",),
    Field.BARCODE: ("Ticket secret",),
    Field.NOTE: ("Order comment", "Comment"),
    Field.CHANNEL: ("Sales channel",),
    Field.DATE: ("Start date",),
}
"""Columns that are taken as they are; the first that is there."""
_NOT_SOLD = frozenset({"canceled", "cancelled", "expired"})
_PAID, _PENDING = "paid", "pending"


def is_pretix(header: Sequence[str]) -> bool:
    """Return whether these are the columns of pretix's order positions."""
    return set(header) >= _TOLD_BY


@dataclass(frozen=True, slots=True)
class Positions:
    """The rows of one file. ``columns``: those of the file, then what is put together."""

    header: tuple[str, ...]

    @property
    def columns(self) -> Columns:
        """Where each field stands in the rows that ``rows`` returns."""
        at = {}
        for field, names in _AT.items():
            there = [name for name in names if name in self.header]
            if there:
                at[field] = self.header.index(there[0])
        made = (Field.NAME, Field.PERFORMANCE, Field.PRICE_TYPE, Field.PAID_FLAG, Field.QUANTITY)
        labels = ("Attendee name", "Event slug", "Product", "Status", "Position ID")
        at |= {field: len(self.header) + n for n, field in enumerate(made)}
        return Columns((*self.header, *labels), at, ())

    def rows(self, rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
        """Yield each ticket's row with what is put together behind it. A row that is too short or
        too long stays so."""
        names: dict[str, str] = {}
        for line, row in rows:
            while len(row) > len(self.header) and not row[-1]:
                row = row[:-1]
            if len(row) != len(self.header):
                yield line, [*row, "", "", "", "", ""]
                continue
            status = self._of(row, "Status").casefold()
            if status.split(" ")[0] in _NOT_SOLD:
                continue
            code = self._of(row, "Order code")
            name = names.setdefault(code, self._name(row))
            kind = self._of(row, "Variation") or self._of(row, "Product")
            paid = {_PAID: "yes", _PENDING: "no"}.get(status, status)
            show = "" if self._of(row, "Start date") else self._of(row, "Event slug")
            yield line, [*row, name, show, kind, paid, "1"]

    def _name(self, row: list[str]) -> str:
        return self._of(row, "Invoice address name") or self._of(row, "Attendee name")

    def _of(self, row: list[str], name: str) -> str:
        return row[self.header.index(name)].strip() if name in self.header else ""
