"""The till report for spreadsheets and scripts: one figure a line, names that never change."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from pos.money import MINOR_DIGITS, Money
from pos.views.cash import NOTES, ROLLS, STRAP, Row, TenderDifference, TillReportView
from pos.views.stock import StockRow

HEADER = ("section", "item", "count", "amount", "currency", "value")

_Line = tuple[str, str, str, str, str, str]
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def till_report_csv(view: TillReportView) -> bytes:
    """Return the report as CSV: UTF-8, one header row, ISO dates, plain decimals, RFC 4180 line
    ends.

    Section and item names are stable English words, whoever reads it; tender items are tender codes
    as in the view. A blind report's amounts are empty, not zero. A performance's start is in the
    last column, and the printer that a figure of blank tickets is of. Sections of tables come three
    times: what was sold or taken, what came back (``_returned``), what remains (``_net``).
    """
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows(_lines(view))
    return out.getvalue().encode("utf-8")


def decimal_text(amount: Money) -> str:
    """Return the amount in plain decimals, ``-1234.50``, exactly."""
    digits = MINOR_DIGITS[amount.currency]
    sign = "-" if amount.minor < 0 else ""
    whole, part = divmod(abs(amount.minor), 10**digits)
    return f"{sign}{whole}.{part:0{digits}d}" if digits else f"{sign}{whole}"


def _lines(view: TillReportView) -> Iterator[_Line]:
    yield from _facts(view)
    for name, count in (
        ("sales", view.sales),
        ("tickets", view.tickets),
        ("comps", view.comps),
        ("comps_returned", view.comps_back),
        ("no_sales", view.no_sales),
        ("spoiled", view.spoiled),
        ("lost", view.lost),
        ("drawer_by_key", view.by_key),
        ("drawer_left_open", view.left_open),
    ):
        yield ("figure", name, str(count), "", "", "")
    for name, amount in (
        ("opening_float", view.opening_float),
        ("sold", None if view.blind else view.gross),
        ("returned", None if view.blind else view.gross_back),
        ("net", None if view.blind else view.net),
        ("fees", None if view.blind else view.fees),
        ("fees_returned", None if view.blind else view.fees_back),
        ("taxes", None if view.blind else view.taxes),
        ("taxes_returned", None if view.blind else view.taxes_back),
        ("receivable", None if view.blind else view.receivable),
        ("certificates", None if view.blind else view.certificates),
        ("certificates_returned", None if view.blind else view.certificates_back),
        ("cashed_out", None if view.blind else view.cashed_out),
        ("owed_back", None if view.blind else view.owed_back),
        ("check_fees", None if view.blind else view.check_fees),
    ):
        yield _amount("figure", name, amount)
    for extra in view.extras:
        name = f"{extra.kind} {extra.name}"
        amount = None if view.blind else extra.amount
        yield _amount("extra", name, amount, str(extra.count))
        if extra.back_count:
            amount = None if view.blind else extra.back
            yield _amount("extra_returned", name, amount, str(extra.back_count))
    if view.given_back is not None:
        yield ("figure", "tickets_returned", str(view.returned), "", "", "")
        back = None if view.blind else view.given_back.amount
        yield _amount("figure", "given_back", back, str(view.given_back.count))
    if (moved := view.exchanged) is not None:
        sold, back = (None, None) if view.blind else (moved.amount, moved.back)
        yield ("figure", "exchanges", str(view.exchanges), "", "", "")
        yield _amount("figure", "exchanged_sold", sold, str(moved.count))
        yield _amount("figure", "exchanged_returned", back, str(moved.back_count))
    for moved in view.movements:
        yield _amount("cash_moved", moved.label, moved.amount, str(moved.count))
    if view.written_off is not None and view.written_off.count:
        lost = view.written_off
        amount = None if view.blind else lost.amount
        yield _amount("figure", "written_off", amount, str(lost.count))
    if view.elsewhere is not None:
        more = view.elsewhere
        yield _amount("figure", "elsewhere", more.amount, str(more.count))
        yield _amount("figure", "all_channels", view.whole)
    for number, counted in enumerate(view.counts, start=1):
        yield _amount("count", str(number), counted)
    yield from _rows("tender", view.by_tender, blind=view.blind)
    for line in view.differences:
        yield _amount("expected", line.kind, line.expected, _pieces(line, line.expected_count))
        yield _amount("counted", line.kind, line.counted, _pieces(line, line.counted_count))
        yield _amount("over_short", line.kind, line.over_short)
    yield from _papers_counted(view)
    yield from _next_float(view)
    for one in view.carried:
        about = f"{one.owner}: {one.reason}"
        yield _amount("carried", one.kind.value, one.amount, "1", safe_cell(about))
    yield from _rows("performance", view.by_performance, blind=view.blind)
    yield from _rows("price_type", view.by_price_type, blind=view.blind)
    for row in view.stock:
        yield from _papers(row)
    for start, amount in view.by_quarter_hour:
        yield _amount("quarter_hour", start.isoformat(), amount)
    for start, amount in view.back_by_quarter_hour:
        yield _amount("quarter_hour_returned", start.isoformat(), amount)


def _facts(view: TillReportView) -> Iterator[_Line]:
    for name, value in (
        ("scope", view.scope),
        ("blind", "yes" if view.blind else "no"),
        ("z_number", "" if view.z_number is None else str(view.z_number)),
        ("company", safe_cell(view.company)),
        ("window", safe_cell(view.window)),
        ("cashier", safe_cell(view.cashier)),
        ("business_date", view.business_date.isoformat()),
        ("opened_at", view.opened_at.isoformat()),
        ("printed_at", view.printed_at.isoformat()),
        ("reason", safe_cell(view.reason)),
        ("approved_by", safe_cell(view.approved_by)),
        ("counted_by", safe_cell(view.counted_by)),
    ):
        yield ("report", name, "", "", "", value)


def _papers(row: StockRow) -> Iterator[_Line]:
    """A printer's blank tickets, a line a figure; empty where nobody ever counted."""
    for name, papers in (
        ("start", row.start),
        ("loaded", row.loaded),
        ("printed", row.printed),
        ("spoiled", row.spoiled),
        ("test", row.test),
        ("adjusted", row.adjusted),
        ("end", row.end),
    ):
        yield ("stock", name, "" if papers is None else str(papers), "", "", row.device)


def _rows(section: str, rows: Sequence[Row], *, blind: bool) -> Iterator[_Line]:
    """What was sold or taken, what came back (``_returned``) and what remains (``_net``)."""
    for row in rows:
        starts_at = row.starts_at.isoformat() if row.starts_at else ""
        for name, count, amount in (
            (section, row.count, row.amount),
            (f"{section}_returned", row.back_count, row.back),
            (f"{section}_net", row.net_count, row.net),
        ):
            yield _amount(name, row.label, None if blind else amount, str(count), starts_at)


def _pieces(line: TenderDifference, count: int) -> str:
    return str(count) if line.expected_count or line.counted_count else ""


def _papers_counted(view: TillReportView) -> Iterator[_Line]:
    """Papers that are not as expected: section ``paper_missing``, ``_extra`` or ``_amount``, item
    its kind, the amount by how much it is off, in the last column what stands on it."""
    for paper in view.papers:
        text = " ".join(part for part in (paper.number, paper.payer) if part)
        off = paper.counted - paper.expected
        yield _amount(f"paper_{paper.what}", paper.kind, off, "1", safe_cell(text))


def _next_float(view: TillReportView) -> Iterator[_Line]:
    """What stays in the drawer and what goes to the bank, a line a denomination."""
    for section, sheet in (("float_left", view.left), ("to_bank", view.rest)):
        if sheet is None:
            continue
        for kind, rows, sizes in (
            ("note", sheet.notes, {}),
            ("strap", sheet.straps, dict.fromkeys(NOTES, STRAP)),
            ("coin", sheet.coins, {}),
            ("roll", sheet.rolls, ROLLS),
        ):
            for value, number in rows:
                worth = Money(value * sizes.get(value, 1) * number, sheet.currency)
                yield _amount(section, f"{kind} {value}", worth, str(number))
        yield _amount(section, "total", sheet.total)


def _amount(
    section: str, item: str, amount: Money | None, count: str = "", value: str = ""
) -> _Line:
    written = ("", "") if amount is None else (decimal_text(amount), amount.currency)
    return (section, safe_cell(item), count, *written, value)


def safe_cell(text: str) -> str:
    """Return ``text`` so that no spreadsheet takes it for a formula: names come from anywhere."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
