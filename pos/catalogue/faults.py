"""What is wrong with a file, said once for each fault, with its place.

A place reads ``FILE:LINE PATH``, e.g. ``hall.json:214 zones[2].rows[4].seats[0].seat_guid``; the
line is left out where nobody knows it. Codes and evidence only: the words for a code are in
``kiosk/messages.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum

from pos.card_scrub import scrubbed
from pos.money import MINOR_DIGITS, Money
from pos.views.cash import Finding

LineOf = Callable[[str], int | None]
"""Returns the 1-based line on which the thing at a path stands, or None."""


_PLACE = re.compile(r":(\d+)(?:$| (.*))", re.DOTALL)
"""The end of a place. The name of the file before it may have spaces."""

LONGEST_PATH = 300
"""Characters of a path that are shown: keys of a hostile file have any length."""
LONGEST_LOOK = 400
"""Characters of evidence that are looked through for card numbers; the first 80 are shown."""


class FaultCode(Enum):
    """Every fault an import can list. ``evidence`` holds what follows the dash, in that order."""

    FILE_TOO_LARGE = "file.too_large"  # bytes, limit
    FILE_LINE_TOO_LONG = "file.line_too_long"  # characters, limit
    FILE_NOT_TEXT = "file.not_text"  # the file is in no encoding we read
    FILE_NOT_JSON = "file.not_json"  # the parser's reason
    FILE_NOT_TOML = "file.not_toml"  # the parser's reason
    FILE_NOT_CSV = "file.not_csv"  # the parser's reason
    FILE_TRUNCATED = "file.truncated"  # it stops in the middle
    FILE_EMPTY = "file.empty"
    FILE_MISSING = "file.missing"  # a file that another file names: its name
    FILE_FAULTY = "file.faulty"  # a file that another file names has faults: its name

    FIELD_UNKNOWN = "field.unknown"
    FIELD_MISSING = "field.missing"
    FIELD_REPEATED = "field.repeated"
    FIELD_WRONG_TYPE = "field.wrong_type"  # wanted, found
    FIELD_EMPTY = "field.empty"
    FIELD_TOO_LONG = "field.too_long"  # limit
    FIELD_SPACES = "field.spaces"  # leading or trailing space
    FIELD_UNPRINTABLE = "field.unprintable"  # the character's number
    FIELD_OUT_OF_RANGE = "field.out_of_range"  # found, lowest, highest
    FIELD_NOT_ONE_OF = "field.not_one_of"  # found, the choices
    FIELD_NOT_AN_AMOUNT = "field.not_an_amount"  # found
    FIELD_NOT_A_NAME = "field.not_a_name"  # found
    FIELD_NOT_A_DATE = "field.not_a_date"  # found
    FIELD_NOT_A_TIME = "field.not_a_time"  # found
    FIELD_CONFLICT = "field.conflict"  # the fields that exclude each other
    CARD_NUMBER = "field.card_number"  # never with the text

    PLAN_GUID_REPEATED = "plan.guid_repeated"  # guid, place of the first
    PLAN_CATEGORY_UNKNOWN = "plan.category_unknown"  # name
    PLAN_CATEGORY_REPEATED = "plan.category_repeated"  # name
    PLAN_SHAPE_MISMATCH = "plan.shape_mismatch"  # shape
    PLAN_TOO_MANY_SEATS = "plan.too_many_seats"  # seats, limit
    PLAN_NO_SEATS = "plan.no_seats"
    PLAN_SEAT_OUTSIDE = "plan.seat_outside"  # x, y; a warning
    PLAN_PLACE_REPEATED = "plan.place_repeated"  # section, row, number; a warning
    PLAN_SEATS_STACKED = "plan.seats_stacked"  # place of the first on that spot; a warning
    PLAN_COLOUR_UNKNOWN = "plan.colour_unknown"  # found; a warning
    PLAN_SEATS_SOLD = "plan.seats_sold"  # a seat that has sales is gone: guid

    SEASON_CODE_UNKNOWN = "season.code_unknown"  # what, code
    SEASON_CODE_REPEATED = "season.code_repeated"  # what, code
    SEASON_ZONE_UNKNOWN = "season.zone_unknown"  # zone, hall or halls
    SEASON_LEVEL_ACCESSIBLE = "season.level_accessible"  # zone, has, its share; a warning
    SEASON_PRICED_DEARER = "season.priced_dearer"  # priced as, stands in, what shows it
    SEASON_PRICE_MISSING = "season.price_missing"  # zone, price type or types
    SEASON_FEE_ABOVE_PRICE = "season.fee_above_price"  # price, fee
    SEASON_FOR_NOTHING = "season.for_nothing"  # the keys that no ticket meets together
    SEASON_GET_MORE = "season.get_more"  # bought, got
    SEASON_LIMIT_SHORT = "season.limit_short"  # limit, tickets of a whole set
    SEASON_BELOW_ZERO = "season.below_zero"  # the cart that breaks
    SEASON_GROUP_DEARER = "season.group_dearer"  # cart, its price, the price of fewer tickets
    SEASON_TAX_ABOVE_PRICE = "season.tax_above_price"  # the ticket, its face value, taxes in it
    SEASON_WRONG_HALL = "season.wrong_hall"  # price table's hall, performance's hall
    SEASON_HOLD_ELSEWHERE = "season.hold_elsewhere"  # performance, the hold's hall
    SEASON_ALL_BOXES = "season.all_boxes"  # no seat of the hall is left beside them
    SEASON_SECTION_TWICE = "season.section_twice"  # section
    SEASON_SEATS_UNMATCHED = "season.seats_unmatched"  # what matches no seat
    SEASON_SEAT_TWICE = "season.seat_twice"  # guid, the other kind or holder
    SEASON_PLACES_SHORT = "season.places_short"  # held, places there are
    SEASON_CLASH = "season.clash"  # the other performance in the same hall at that hour
    SEASON_NO_SUCH_HOUR = "season.no_such_hour"  # a local time that the clocks skip
    SEASON_TIME_ZONE = "season.time_zone"  # found
    SEASON_CURRENCY = "season.currency"  # found
    SEASON_PERFORMANCE_SOLD = "season.performance_sold"  # code; kept as it was; a warning
    SEASON_SEAT_SOLD = "season.seat_sold"  # guid, performance; cannot be held any more; a warning
    SEASON_HOLD_CODE_GONE = "season.hold_code_gone"  # code, places still under it; a warning
    SEASON_NO_PERFORMANCES = "season.no_performances"
    SEASON_CHOOSE_TOO_MANY = "season.choose_too_many"  # to be chosen, offered
    SEASON_SAME_SEATS = "season.same_seats"  # performance, its hall, the other hall
    SEASON_LEVEL_ZONE = "season.level_zone"  # price level, a hall without one zone of it
    SEASON_SERIES_DEARER = "season.series_dearer"  # price, single tickets, example

    ORDERS_COLUMN_MISSING = "orders.column_missing"  # the column that is needed, those there are
    ORDERS_COLUMN_LIKE = "orders.column_like"  # header, the field it may be; a warning
    ORDERS_COLUMN_NOT_THERE = "orders.column_not_there"  # header, field, those there are
    ORDERS_COLUMN_TWICE = "orders.column_twice"  # field
    ORDERS_COLUMN_IGNORED = "orders.column_ignored"  # header; a warning
    ORDERS_ROW_SHORT = "orders.row_short"  # fields found, wanted
    ORDERS_ROWS_DISAGREE = "orders.rows_disagree"  # reference, the two values
    ORDERS_AMOUNTS_DISAGREE = "orders.amounts_disagree"  # reference; prices, paid + owing
    ORDERS_NO_SEAT = "orders.no_seat"  # neither seat nor quantity
    ORDERS_SEAT_WANTED = "orders.seat_wanted"  # the performance's code
    ORDERS_SEATS_UNCLEAR = "orders.seats_unclear"  # seat, quantity
    ORDERS_SEAT_TWICE = "orders.seat_twice"  # seat, the other order
    ORDERS_PERFORMANCE_UNKNOWN = "orders.performance_unknown"  # as written
    ORDERS_PERFORMANCE_UNCLEAR = "orders.performance_unclear"  # as written, the candidates
    ORDERS_SEAT_UNKNOWN = "orders.seat_unknown"  # section, row, number
    ORDERS_SEAT_UNCLEAR = "orders.seat_unclear"  # row, number, the sections it could be in
    ORDERS_SEAT_TAKEN = "orders.seat_taken"  # place, holder, the order that wants it
    ORDERS_SOLD_OUT = "orders.sold_out"  # wanted, left, performance
    ORDERS_PRICE_TYPE_UNKNOWN = "orders.price_type_unknown"  # as written
    ORDERS_PRICE_UNKNOWN = "orders.price_unknown"  # no price in the file and none in the season
    ORDERS_BARCODE_TWICE = "orders.barcode_twice"  # the place of the other one
    ORDERS_BARCODE_IN_USE = "orders.barcode_in_use"  # another order's ticket has it
    ORDERS_CHANGED = "orders.changed"  # reference, what differs; left as it was; a warning
    ORDERS_UPDATED = "orders.updated"  # reference, name, what it has as the list says; a warning
    ORDERS_TAKEN_BACK = "orders.taken_back"  # reference, name, places; a warning
    ORDERS_FEWER = "orders.fewer"  # reference, name, the places not named any more; a warning
    ORDERS_GONE_GIVEN = "orders.gone_given"  # the same, in somebody's hand; a warning
    ORDERS_GONE_OPEN = "orders.gone_open"  # the same, to be given back by hand; a warning
    ORDERS_GONE_NAMELESS = "orders.gone_nameless"  # cancelled, of no order; a warning
    ORDERS_RESEATED = "orders.reseated"  # reference, name, old places, new ones; a warning
    ORDERS_RESEAT_OPEN = "orders.reseat_open"  # the same, kept until a person did it; a warning
    ORDERS_RESEAT_TAKEN = "orders.reseat_taken"  # the same, not to be had; a warning
    ORDERS_PAID_TWICE = "orders.paid_twice"  # reference, name, paid there, paid here; a warning
    ORDERS_PAID_LESS = "orders.paid_less"  # reference, name, paid there, as loaded; a warning

    PATRONS_NO_CONTACT = "patrons.no_contact"  # as written
    PATRONS_REFERENCE_TWICE = "patrons.reference_twice"  # reference, line of the other
    PATRONS_CHANGED = "patrons.changed"  # reference; left as it was; a warning
    PATRONS_LIKE = "patrons.like"  # number of somebody with the same phone or e-mail; a warning

    SETTLEMENT_UNKNOWN = "settlement.unknown"  # the first names of the header
    SETTLEMENT_COLUMN_MISSING = "settlement.column_missing"  # the column that is needed
    SETTLEMENT_COLUMN_TWICE = "settlement.column_twice"  # header
    SETTLEMENT_ROW_SHORT = "settlement.row_short"  # fields found, wanted
    SETTLEMENT_NO_END = "settlement.no_end"  # its last line has no end; a warning
    SETTLEMENT_MORE_PAGES = "settlement.more_pages"  # a list that goes on elsewhere
    SETTLEMENT_CURRENCY = "settlement.currency"  # found, the venue's
    SETTLEMENT_TYPE_UNKNOWN = "settlement.type_unknown"  # as written
    SETTLEMENT_ZONE_UNKNOWN = "settlement.zone_unknown"  # as written
    SETTLEMENT_LINE_SUM = "settlement.line_sum"  # gross, fee, net
    SETTLEMENT_PAYOUT_SUM = "settlement.payout_sum"  # payout; stated, added up
    SETTLEMENT_NO_TOTAL = "settlement.no_total"  # payout without the line that says its sum
    SETTLEMENT_NO_PAYOUT = "settlement.no_payout"  # a line that belongs to none
    SETTLEMENT_LINE_TWICE = "settlement.line_twice"  # id, line of the first
    SETTLEMENT_PAYOUT_KNOWN = "settlement.payout_known"  # payout, the other file; a warning
    SETTLEMENT_LINES_KNOWN = "settlement.lines_known"
    SETTLEMENT_PAYOUT_DIFFERS = "settlement.payout_differs"  # payout, the other file


def line_of(finding: Finding) -> int | None:
    """Return the line of its file that a finding is about, None without one."""
    found = _PLACE.search(finding.subject)
    return int(found.group(1)) if found else None


def column_of(finding: Finding) -> str:
    """Return the column, or the path in the file, that a finding is about; empty without one."""
    found = _PLACE.search(finding.subject)
    return (found.group(2) or "") if found else ""


class Faults:
    """Collects the faults of one file. Lines are looked up only when somebody asks for the
    findings.
    """

    def __init__(self, file: str, line_of: LineOf | None = None) -> None:
        self.file = file
        self.line_of = line_of
        self._found: list[tuple[str, FaultCode, str, int | None, tuple[str, ...]]] = []
        self.errors = 0

    def error(self, path: str, code: FaultCode, *evidence: object, line: int | None = None) -> None:
        """Add a fault that stops the import. Give ``line`` where it is known already."""
        self.errors += 1
        self._add("error", path, code, evidence, line)

    def warning(
        self, path: str, code: FaultCode, *evidence: object, line: int | None = None
    ) -> None:
        """Add something a person should see and the import can live with."""
        self._add("warning", path, code, evidence, line)

    def _add(
        self,
        severity: str,
        path: str,
        code: FaultCode,
        evidence: tuple[object, ...],
        line: int | None,
    ) -> None:
        shown = tuple(_shown(item) for item in evidence)
        self._found.append((severity, code, path, line, shown))

    def findings(self) -> tuple[Finding, ...]:
        """Return every fault, by line; those of one line, or without one, in the order found."""
        line_of = self.line_of or (lambda _: None)
        placed = [
            (line if line is not None else line_of(path), severity, code, path, evidence)
            for severity, code, path, line, evidence in self._found
        ]
        placed.sort(key=lambda fault: fault[0] or 0)
        return tuple(
            Finding(severity, code.value, self._place(path, line), evidence=evidence)
            for line, severity, code, path, evidence in placed
        )

    def _place(self, path: str, line: int | None) -> str:
        place = self.file if line is None else f"{self.file}:{line}"
        return f"{place} {_printable(path)[:LONGEST_PATH]}" if path else place


def _shown(item: object) -> str:
    """Return the evidence short enough for a list, free of control characters and card numbers."""
    if isinstance(item, Money):
        item = plain(item)
    text = _printable(scrubbed(str(item)[:LONGEST_LOOK]))
    return text if len(text) <= 80 else text[:79] + "…"


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "�" for c in text)


def plain(amount: Money) -> str:
    """Return the amount in plain decimals, as files write it."""
    digits = MINOR_DIGITS[amount.currency]
    sign, size = ("-", -amount.minor) if amount.minor < 0 else ("", amount.minor)
    whole, part = divmod(size, 10**digits)
    return f"{sign}{whole}.{part:0{digits}d}" if digits else f"{sign}{whole}"
