"""Every kept report of a till and of a day against fresh sums, for ``foyer verify``."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from pos.storage import check_figures
from pos.storage.check_json import as_far_as_it_goes
from pos.views.cash import Finding

if TYPE_CHECKING:
    from pos.storage.check_books import Books

_COUNTS = (
    "sales",
    "tickets",
    "comps",
    "comps_back",
    "no_sales",
    "spoiled",
    "lost",
    "by_key",
    "left_open",
)
_PAPERS = ("start", "loaded", "printed", "spoiled", "test", "adjusted", "end")
_AMOUNTS = (
    "fees",
    "fees_back",
    "gross",
    "gross_back",
    "receivable",
    "opening_float",
    "certificates",
    "certificates_back",
    "cashed_out",
    "owed_back",
    "check_fees",
)
_TABLES = ("by_tender", "by_performance", "by_price_type")


_TILLS_HERE = """SELECT till_id, z_number, report FROM till_close
    WHERE window_id NOT IN (SELECT window_id FROM hub_known)"""
_DAYS_HERE = """SELECT window_id, business_date, report FROM day_close
    WHERE window_id NOT IN (SELECT window_id FROM hub_known)"""


def reports(books: Books) -> tuple[Finding, ...]:
    """Sum every figure of every Z and day report again."""
    found: list[Finding] = []
    for row in books.rows(_TILLS_HERE):
        name = f"Z {row['z_number']}"
        look = partial(_report_faults, books, name, row["report"], [row["till_id"]])
        found += as_far_as_it_goes(name, look)
    for row in books.rows(_DAYS_HERE):
        tills = books.rows(
            "SELECT till_id FROM till WHERE window_id = :window AND business_date = :day",
            window=row["window_id"],
            day=row["business_date"],
        )
        name = f"day {row['business_date']}"
        till_ids = [till["till_id"] for till in tills]
        look = partial(_report_faults, books, name, row["report"], till_ids)
        found += as_far_as_it_goes(name, look)
    return tuple(found)


def _report_faults(books: Books, name: str, report: str, till_ids: list[str]) -> Iterator[Finding]:
    said = json.loads(report)
    fresh = _figures(books, json.dumps(till_ids))
    for figure in (*_AMOUNTS, *_COUNTS):
        printed = said[figure]["minor"] if figure in _AMOUNTS else said[figure]
        if printed != fresh[figure]:
            yield _differs(name, figure, fresh[figure], printed)
    for figure, printed in _kept_later(said):
        if printed != fresh[figure]:
            yield _differs(name, figure, fresh[figure], printed)
    for table in _TABLES:
        rows = sorted(
            (
                row["label"] if table == "by_tender" else "",
                *(row["count"], row["amount"]["minor"]),
                *(row["back_count"], row["back"]["minor"]),
            )
            for row in said[table]
        )
        if rows != fresh[table]:
            yield _differs(name, table, _sum(fresh[table]), _sum(rows))
    sold = sorted(
        (
            f"{row['kind']} {row['name']}",
            *(row["count"], row["amount"]["minor"]),
            *(row["back_count"], row["back"]["minor"]),
        )
        for row in said.get("extras", ())
    )
    if sold != fresh["extras"]:
        yield _differs(name, "extras", _sum(fresh["extras"]), _sum(sold))
    for quarters, whole in (
        ("by_quarter_hour", "gross"),
        ("back_by_quarter_hour", "gross_back"),
    ):
        amounts = sum(amount["minor"] for _, amount in said[quarters])
        if amounts != fresh[whole]:
            yield _differs(name, quarters, fresh[whole], amounts)
    off = sum(
        d["counted"]["minor"] - d["expected"]["minor"]
        for d in said["differences"]
        if d["kind"] in ("cash", "check")
    )
    if off != fresh["over_short"]:
        yield _differs(name, "differences", fresh["over_short"], off)
    papers = _papers(books, json.dumps(till_ids))
    if papers != [tuple(row[name] for name in ("device", *_PAPERS)) for row in said["stock"]]:
        printed = sum(row[name] or 0 for row in said["stock"] for name in _PAPERS)
        counted = sum(number or 0 for _, *numbers in papers for number in numbers)
        yield _differs(name, "stock", counted, printed)
    moved = [
        (row["kind"], row["times"], row["minor"])
        for row in books.rows(check_figures.MOVED, tills=json.dumps(till_ids))
    ]
    told = [(r["label"], r["count"], r["amount"]["minor"]) for r in said.get("movements", ())]
    if moved != told:
        yield _differs(name, "movements", sum(m[2] for m in moved), sum(m[2] for m in told))
    beside = books.value(check_figures.BESIDE, tills=json.dumps(till_ids))
    taken = _sum(fresh["by_tender"]) + fresh["receivable"] + beside
    net = fresh["gross"] - fresh["gross_back"]
    booked = books.value(check_figures.NET, tills=json.dumps(till_ids))
    if not net == booked == taken:
        yield _differs(name, "net", booked if booked != net else taken, net)


def _papers(books: Books, tills: str) -> list[tuple[Any, ...]]:
    """Count each printer's blank tickets over a report's time again."""
    found = []
    for row in books.rows(check_figures.STOCK_OF_REPORT, tills=tills):
        used = row["printed"] + row["spoiled"] + row["test"]
        by_the_book = (row["start"] or 0) + row["loaded"] - used
        adjusted = 0 if row["end"] is None else row["end"] - by_the_book
        if row["end"] is not None or row["printed"] or row["spoiled"] or row["test"]:
            figures = {**row, "adjusted": adjusted}
            found.append(tuple(figures[name] for name in ("device", *_PAPERS)))
    return found


def _figures(books: Books, tills: str) -> dict[str, Any]:
    fresh: dict[str, Any] = {}
    for figure, sql in check_figures.FIGURES.items():
        if figure in (*_TABLES, "extras"):
            rows = books.rows(sql, tills=tills)
            fresh[figure] = sorted(
                (r["label"], r["pieces"], r["minor"], r["back_pieces"], r["back"]) for r in rows
            )
        else:
            fresh[figure] = books.value(sql, tills=tills)
    return fresh


def _kept_later(said: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield the figures that older reports do not have, where this one has them."""
    if (back := said.get("given_back")) is not None:
        yield "given_back", back["amount"]["minor"]
        yield "given_back_times", back["count"]
        yield "returned", said["returned"]
    if (lost := said.get("written_off")) is not None:
        yield "written_off", lost["amount"]["minor"]
        yield "written_off_times", lost["count"]
    if (taxes := said.get("taxes")) is not None:
        yield "taxes", taxes["minor"]
        yield "taxes_back", said["taxes_back"]["minor"]
    if (moved := said.get("exchanged")) is not None:
        yield "exchanges", said["exchanges"]
        yield "exchanged", moved["amount"]["minor"]
        yield "exchanged_tickets", moved["count"]
        yield "exchanged_back", moved["back"]["minor"]
    if (more := said.get("elsewhere")) is not None:
        yield "elsewhere", more["amount"]["minor"]
        yield "elsewhere_times", more["count"]


def _differs(name: str, figure: str, expected: int, actual: int) -> Finding:
    return Finding("error", "report.differs", f"{name} {figure}", expected, actual)


def _sum(rows: list[tuple[str, int, int, int, int]]) -> int:
    return sum(minor - back for _, _, minor, _, back in rows)
