"""One row of a settlement file after the other: its fields by what they mean, each fault with its
line. Nothing card-like gets past here, and no fault repeats what was found.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo

from pos.catalogue.faults import FaultCode, Faults
from pos.closing.settlement.values import holds_card, minor_of, moment_of, zone_of

LONGEST_TEXT = 200


class Rows:
    """Reads the fields of the row it stands on. ``at``: column -> place; ``header``: as written."""

    def __init__(
        self,
        header: Sequence[str],
        at: Mapping[str, int],
        faults: Faults,
        currency: str,
        zone: tzinfo,
    ) -> None:
        self._header, self._at = header, at
        self.faults, self.currency, self.zone = faults, currency, zone
        self.line, self.path = 0, ""
        self._row: Sequence[str] = ()

    def start(self, line: int, row: list[str], path: str = "") -> bool:
        """Turn to a row; return whether it can be read: as wide as the header, no card in it.

        ``path``: of a row that is known by its path and not by its line.
        """
        self.line, self.path = line, path
        wanted, found = len(self._header), len(row)
        if found > wanted and not any(row[wanted:]):
            row, found = row[:wanted], wanted  # spreadsheets leave empty fields behind
        if found != wanted:
            self.fault("", FaultCode.SETTLEMENT_ROW_SHORT, found, wanted)
            return False
        carded = [place for place, value in enumerate(row) if holds_card(value)]
        for place in carded:
            self._tell(self._header[place], FaultCode.CARD_NUMBER)
        self._row = row
        return not carded

    def has(self, column: str) -> bool:
        """Return whether the file has such a column at all."""
        return column in self._at

    def text(self, column: str) -> str:
        """Return a field without outer blanks and without anything that does not print; empty
        where there is none."""
        place = self._at.get(column)
        if place is None:
            return ""
        value = self._row[place].strip()
        if not value.isprintable():
            value = "".join(c if c.isprintable() else " " for c in value).strip()
        if len(value) > LONGEST_TEXT:
            self.fault(column, FaultCode.FIELD_TOO_LONG, LONGEST_TEXT)
            return ""
        return value

    def minor(self, column: str, missing: int | None = 0) -> int | None:
        """Return an amount; ``missing`` where the field is empty; None, with the fault, where it
        is no amount."""
        value = self.text(column)
        if not value:
            return missing
        found = minor_of(value, self.currency)
        if found is None:
            self.fault(column, FaultCode.FIELD_NOT_AN_AMOUNT, value)
        return found

    def moment(
        self, column: str, zone: tzinfo | None = None, *, also: str = ""
    ) -> tuple[datetime | None, date | None]:
        """Return (UTC moment, day as written) of a field, by its own zone or ``zone``; ``also``: a
        column with the hour."""
        value = self.text(column)
        if not value:
            return None, None
        if also and (hour := self.text(also)):
            value = f"{value} {hour}"
        found = moment_of(value, zone or self.zone)
        if found is None:
            self.fault(column, FaultCode.FIELD_NOT_A_DATE, value)
            return None, None
        return found

    def utc(self, column: str) -> tuple[datetime | None, date | None]:
        """Return a moment that is written in UTC."""
        return self.moment(column, UTC)

    def named_zone(self, column: str) -> tzinfo:
        """Return the zone that a field names; the venue's where it is empty."""
        value = self.text(column)
        if not value:
            return self.zone
        found = zone_of(value)
        if found is None:
            self.fault(column, FaultCode.SETTLEMENT_ZONE_UNKNOWN, value)
        return found or self.zone

    def same_currency(self, column: str) -> bool:
        """Return whether the row is in the venue's currency, or names none."""
        value = self.text(column).upper()
        if value in ("", self.currency):
            return True
        self.fault(column, FaultCode.SETTLEMENT_CURRENCY, value, self.currency)
        return False

    def fault(self, column: str, code: FaultCode, *evidence: object) -> None:
        """Add an error of this row."""
        place = self._at.get(column)
        name = column if place is None else self._header[place]
        self._tell(name, code, *evidence)

    def _tell(self, name: str, code: FaultCode, *evidence: object) -> None:
        if self.path:
            self.faults.error(f"{self.path}.{name}", code, *evidence)
        else:
            self.faults.error(name, code, *evidence, line=self.line)

    def unknown_type(self, column: str) -> None:
        self.fault(column, FaultCode.SETTLEMENT_TYPE_UNKNOWN, self.text(column))
