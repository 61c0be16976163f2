"""The order positions that a pretix shop exports as CSV, one row a ticket, without a mapping.

They are told by their header, in English or in German: pretix names the columns in the language of
whoever exports. What it says in several columns is put together: who comes to the window (the
invoice's name, or whose tickets they are), which price type (the variation, or the product),
whether it is paid, or sold no more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pos.catalogue.order_columns import Columns, Field

_TOLD_BY = frozenset({"Order code", "Position ID", "Product", "Attendee name"})
"""Columns that no other list has all of."""
_GERMAN = {
    "Kurzname der Veranstaltung": "Event slug",
    "Bestellnummer": "Order code",
    "Position": "Position ID",
    "E-Mail": "Email",
    "Telefonnummer": "Phone number",
    "Beginn": "Start date",
    "Produkt": "Product",
    "Variante": "Variation",
    "Preis": "Price",
    "Name Teilnehmer*in": "Attendee name",
    "Name des Teilnehmers": "Attendee name",
    "Name des/der Teilnehmer*in": "Attendee name",
    "Ticket-Code": "Ticket secret",
    "Sitzplatz-ID": "Seat ID",
    "Sitzbereich": "Seat zone",
    "Sitzreihe": "Seat row",
    "Sitzplatz": "Seat number",
    "Bestellkommentar": "Order comment",
    "Kommentar": "Comment",
    "Rechnungsadresse: Name": "Invoice address name",
    "Verkaufskanal": "Sales channel",
}
"""Source: the German texts of pretix 3.7 and 2025.9 for what ``iterate_positions`` of its order
list exporter writes."""
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
_MADE = {
    Field.NAME: "Attendee name",
    Field.PERFORMANCE: "Event slug",
    Field.PRICE_TYPE: "Product",
    Field.PAID_FLAG: "Status",
    Field.QUANTITY: "Position ID",
    Field.STATUS: "Status",
}
"""What is put together, by the column that it is named after."""
_PAID = {
    "paid": "yes",
    "bezahlt": "yes",
    "pending": "no",
    "pending (confirmed)": "no",
    "approval pending": "no",
    "ausstehend": "no",
    "ausstehend (bestätigt)": "no",
    "freigabe ausstehend": "no",
}


def is_pretix(header: Sequence[str]) -> bool:
    """Return whether these are the columns of pretix's order positions."""
    return {_GERMAN.get(name, name) for name in header} >= _TOLD_BY


@dataclass(frozen=True, slots=True)
class Positions:
    """The rows of one file. ``columns``: those of the file, then what is put together."""

    header: tuple[str, ...]
    _places: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place, name in enumerate(self.header):
            self._places.setdefault(_GERMAN.get(name, name), place)

    @property
    def columns(self) -> Columns:
        """Where each field stands in the rows that ``rows`` returns."""
        at = {}
        for what, names in _AT.items():
            there = [name for name in names if name in self._places]
            if there:
                at[what] = self._places[there[0]]
        at |= {what: len(self.header) + n for n, what in enumerate(_MADE)}
        labels = (self._label(name) for name in _MADE.values())
        return Columns((*self.header, *labels), at, ())

    def _label(self, name: str) -> str:
        place = self._places.get(name)
        return name if place is None else self.header[place]

    def rows(self, rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
        """Yield each ticket's row with what is put together behind it. A row that is too short or
        too long stays so."""
        names: dict[str, str] = {}
        for line, row in rows:
            while len(row) > len(self.header) and not row[-1]:
                row = row[:-1]
            if len(row) != len(self.header):
                yield line, [*row, *([""] * len(_MADE))]
                continue
            status = self._of(row, "Status").casefold()
            code = self._of(row, "Order code")
            name = names.setdefault(code, self._name(row))
            kind = self._of(row, "Variation") or self._of(row, "Product")
            paid = _PAID.get(status, status)
            show = "" if self._of(row, "Start date") else self._of(row, "Event slug")
            yield line, [*row, name, show, kind, paid, "1", status]

    def _name(self, row: list[str]) -> str:
        return self._of(row, "Invoice address name") or self._of(row, "Attendee name")

    def _of(self, row: list[str], name: str) -> str:
        place = self._places.get(name)
        return "" if place is None else row[place].strip()
