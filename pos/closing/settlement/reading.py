"""Reads a processor's settlement file: what it says, in our words, and every fault before anything
is matched.

Pure: bytes in, rows out, one after the other; no database. Amounts are exact. A file with an error
is of no use as a whole: half a payout matches nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from pos.catalogue.csv_text import best_delimiter, decoded, records
from pos.catalogue.faults import FaultCode, Faults, LineOf
from pos.catalogue.lines import json_lines
from pos.closing.settlement import square
from pos.closing.settlement.adyen import Adyen
from pos.closing.settlement.columns import (
    Columns,
    guess_columns,
    mapped_columns,
    missing_columns,
)
from pos.closing.settlement.formats import Format, Stated
from pos.closing.settlement.other import Other
from pos.closing.settlement.rows import Rows
from pos.closing.settlement.stripe import Stripe
from pos.closing.settlement.values import holds_card
from pos.money import MINOR_DIGITS, Money
from pos.views.settlement import FoundLine, PayoutRead, Processor, SettlementRead

LARGEST_FILE = 256 * 2**20
"""Bytes; 100,000 lines of the widest format are near 60 MB."""
_FORMATS: tuple[Format, ...] = (Stripe(), Adyen(), square.Square())
_OTHER = Other()
_LEAST = 3
"""Columns with a meaning; fewer, and the file has nothing in common with a settlement."""


def read_settlement(
    name: str,
    data: bytes,
    mapping: Mapping[str, str] | None = None,
    *,
    currency: str = "USD",
    zone: str = "UTC",
    processor: Processor | None = None,
) -> SettlementRead:
    """Return the lines and payouts of a file, and every fault. Raises nothing.

    Args:
        name: The file's, for the places of faults.
        data: All of its bytes.
        mapping: Fields (``columns.Field``) to headers, for a file of no format known here.
        currency: The venue's; amounts in another are a fault.
        zone: The venue's IANA zone, for times that name none.
        processor: Whose it is; found out from the header when None.
    """
    text_start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if text_start[:1] in (b"{", b"["):
        return _read_json(name, data, currency, zone)
    faults = Faults(name)
    found = decoded(data, faults, LARGEST_FILE)
    if found is None:
        return _refused(faults, processor)
    text = found[0]
    delimiter = best_delimiter(text, meaning)
    rows = records(text, delimiter, faults)
    first = next(rows, None)
    if first is None:
        if not faults.errors:
            faults.error("", FaultCode.FILE_EMPTY)
        return _refused(faults, processor)
    header = [name.strip() for name in first[1]]
    if any(holds_card(each) for each in header):
        faults.error("", FaultCode.CARD_NUMBER, line=first[0])
        return _refused(faults, processor)
    if not text.endswith("\n"):
        faults.warning("", FaultCode.SETTLEMENT_NO_END, line=text.count("\n") + 1)
    form = format_of(header, mapping, processor)
    if form is _OTHER:
        columns = guess_columns(header) if mapping is None else mapped_columns(header, mapping)
        return _read_other(header, columns, first[0], rows, _Setting(faults, currency, zone))
    return _read_known(form, header, first[0], rows, _Setting(faults, currency, zone))


@dataclass(frozen=True, slots=True)
class _Setting:
    faults: Faults
    currency: str
    zone: str

    def rows(self, header: Sequence[str], at: Mapping[str, int]) -> Rows:
        return Rows(header, at, self.faults, self.currency, ZoneInfo(self.zone))


def _refused(faults: Faults, processor: Processor | None = None) -> SettlementRead:
    return SettlementRead(processor or Processor.OTHER, (), (), faults.findings())


def meaning(header: Sequence[str]) -> int:
    """Return how many names of a header mean something to any format."""
    names = frozenset(_folded(header))
    known = max(len(form.known & names) for form in _FORMATS)
    return max(known, len(guess_columns(header).at))


def _folded(header: Sequence[str]) -> list[str]:
    return [name.strip().casefold() for name in header]


def _names_for(form: Format, header: Sequence[str]) -> list[str]:
    return square.flat_header(header)[0] if isinstance(form, square.Square) else _folded(header)


def format_of(
    header: Sequence[str], mapping: Mapping[str, str] | None, processor: Processor | None
) -> Format:
    """Return whose header this is; a mapping says that it is nobody's we know."""
    if mapping is not None or processor is Processor.OTHER:
        return _OTHER
    for form in _FORMATS:
        if processor is form.processor or (
            processor is None and form.signature <= frozenset(_names_for(form, header))
        ):
            return form
    return _OTHER


# ---- formats we know ----


def _read_known(
    form: Format,
    header: Sequence[str],
    line: int,
    rows: Iterator[tuple[int, list[str]]],
    setting: _Setting,
) -> SettlementRead:
    names, faults = _names_for(form, header), setting.faults
    at: dict[str, int] = {}
    for place, each in enumerate(names):
        if each in at and each in form.needed:
            faults.error(header[place], FaultCode.SETTLEMENT_COLUMN_TWICE, each, line=line)
        at.setdefault(each, place)
    for needed in form.needed:
        if needed not in at:
            faults.error("", FaultCode.SETTLEMENT_COLUMN_MISSING, needed, line=line)
    if faults.errors:
        return _refused(faults, form.processor)
    columns = tuple((each, header[at[each]]) for each in names if each in form.known)
    unread = tuple(
        written for each, written in zip(names, header, strict=True) if each not in form.known
    )
    if isinstance(form, square.Square):
        collected = _square_rows(form, header, rows, setting)
    else:
        collected = _collected(form, setting.rows(header, at), rows)
    read = _checked(form.processor, collected, setting)
    return replace(read, columns=tuple(dict.fromkeys(columns)), unread=unread)


def _collected(form: Format, reader: Rows, rows: Iterator[tuple[int, list[str]]]) -> _Collected:
    collected = _Collected()
    for line, row in rows:
        if reader.start(line, row):
            collected.add(form.take(reader))
    return collected


def _square_rows(
    form: Format,
    header: Sequence[str],
    rows: Iterator[tuple[int, list[str]]],
    setting: _Setting,
) -> _Collected:
    names, smallest = square.flat_header(header)
    digits, outer = MINOR_DIGITS[setting.currency], setting.rows(header, {})
    reader = setting.rows(square.FLAT, {each: place for place, each in enumerate(square.FLAT)})
    collected = _Collected()
    for line, row in rows:
        if outer.start(line, row):
            whole = row[: len(names)]
            if reader.start(line, square.flat_row(names, smallest, whole, digits)):
                collected.add(form.take(reader))
    return collected


def _read_json(name: str, data: bytes, currency: str, zone: str) -> SettlementRead:
    faults = Faults(name)
    found = decoded(data, faults, LARGEST_FILE)
    if found is None:
        return _refused(faults, Processor.SQUARE)
    text = found[0]
    faults.line_of = _lines_later(text)
    form, setting = square.Square(), _Setting(faults, currency, zone)
    reader = setting.rows(square.FLAT, {each: place for place, each in enumerate(square.FLAT)})
    collected = _Collected(prefix="payout_entries")
    for path, row in square.json_rows(text, faults, MINOR_DIGITS[currency]):
        if isinstance(row, Stated):
            collected.add(row)
            continue
        collected.prefix, _, number = path.rstrip("]").rpartition("[")
        if reader.start(int(number) + 1, row, path):
            collected.add(form.take(reader))
    return _checked(Processor.SQUARE, collected, setting)


def _lines_later(text: str) -> LineOf:
    """Return the line finder of a JSON text, which is looked through when first asked."""
    made: list[LineOf] = []

    def line_of(path: str) -> int | None:
        if not made:
            made.append(json_lines(text))
        return made[0](path)

    return line_of


# ---- any other ----


def _read_other(
    header: Sequence[str],
    columns: Columns,
    line: int,
    rows: Iterator[tuple[int, list[str]]],
    setting: _Setting,
) -> SettlementRead:
    faults = setting.faults
    missing = missing_columns(columns)
    if len(columns.at) < _LEAST:
        faults.error("", FaultCode.SETTLEMENT_UNKNOWN, ", ".join(header[:4]), line=line)
    else:
        for each in missing:
            faults.error("", FaultCode.SETTLEMENT_COLUMN_MISSING, each.value, line=line)
    for twice in columns.twice:
        faults.warning(twice, FaultCode.SETTLEMENT_COLUMN_TWICE, twice, line=line)
    shown = tuple((each.value, header[place]) for each, place in columns.at.items())
    if faults.errors:
        read = _refused(faults)
    else:
        at = {each.value: place for each, place in columns.at.items()}
        read = _checked(
            Processor.OTHER, _collected(_OTHER, setting.rows(header, at), rows), setting
        )
    return replace(read, columns=shown, unread=columns.unread)


# ---- what all of it comes to ----


@dataclass(slots=True)
class _Collected:
    """``prefix``: the list that lines are numbered in, empty where they are lines of a text."""

    lines: list[FoundLine] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    prefix: str | None = None

    def add(self, taken: FoundLine | Stated | None) -> None:
        if isinstance(taken, Stated):
            self.stated.append(taken)
        elif taken is not None:
            self.lines.append(taken)

    def error(self, faults: Faults, number: int, code: FaultCode, *evidence: object) -> None:
        """Add a fault of the line with that number; 0 for one without."""
        if self.prefix is None or not number:
            faults.error("", code, *evidence, line=number or None)
        else:
            faults.error(f"{self.prefix}[{number - 1}]", code, *evidence)


def _checked(processor: Processor, collected: _Collected, setting: _Setting) -> SettlementRead:
    """Return what was read, with the faults that only the whole of it shows."""
    faults = setting.faults
    if not collected.lines and not faults.errors:
        faults.error("", FaultCode.FILE_EMPTY)
    _check_twice(collected, faults)
    payouts = _payouts(processor, collected, setting)
    days = {payout.payout: payout.paid_on for payout in payouts}
    lines = tuple(
        line if line.paid_on == days[line.payout] else replace(line, paid_on=days[line.payout])
        for line in collected.lines
    )
    return SettlementRead(processor, lines, payouts, faults.findings())


def _check_twice(collected: _Collected, faults: Faults) -> None:
    """One movement is one line: the same id once more is the same money written twice."""
    first: dict[tuple[str, str], int] = {}
    for line in collected.lines:
        if not line.processor_id:
            continue
        key = (line.processor_id, line.kind.value)
        if key in first:
            evidence = line.processor_id, first[key]
            collected.error(faults, line.line, FaultCode.SETTLEMENT_LINE_TWICE, *evidence)
        first.setdefault(key, line.line)


def _payouts(
    processor: Processor, collected: _Collected, setting: _Setting
) -> tuple[PayoutRead, ...]:
    """Return each payout with its sums. One whose lines do not make what the file says it comes to
    is an error, and so is an Adyen batch without that line: the file is not whole."""
    sums: dict[str, list[FoundLine]] = {}
    for line in collected.lines:
        sums.setdefault(line.payout, []).append(line)
    stated: dict[str, list[Stated]] = {}
    for total in collected.stated:
        stated.setdefault(total.payout, []).append(total)
        sums.setdefault(total.payout, [])
    faults, sound = setting.faults, not setting.faults.errors
    found = []
    for payout, lines in sums.items():
        says = stated.get(payout)
        read = _payout(payout, lines, says)
        found.append(read)
        if read.stated_minor is not None and read.stated_minor != read.net_minor:
            amounts = (
                Money(minor, setting.currency) for minor in (read.stated_minor, read.net_minor)
            )
            where = says[-1].line if says else 0
            code = FaultCode.SETTLEMENT_PAYOUT_SUM
            collected.error(faults, where, code, payout, *amounts)
        elif says is None and processor is Processor.ADYEN and sound:
            collected.error(faults, lines[-1].line, FaultCode.SETTLEMENT_NO_TOTAL, payout)
    return tuple(found)


def _payout(payout: str, lines: list[FoundLine], says: list[Stated] | None) -> PayoutRead:
    days = [each.paid_on for each in (*lines, *(says or ())) if each.paid_on is not None]
    return PayoutRead(
        payout=payout,
        paid_on=max(days, default=None),
        lines=len(lines),
        gross_minor=sum(line.gross_minor for line in lines),
        fee_minor=sum(line.fee_minor for line in lines),
        net_minor=sum(line.net_minor for line in lines),
        stated_minor=None if says is None else sum(each.minor for each in says),
    )
