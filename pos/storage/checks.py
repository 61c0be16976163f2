"""Raw reads for ``foyer verify``, in plain SQL and apart from the services they check.

Every check returns findings and none raises: all faults are listed at once.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property, partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from pos import lifecycles
from pos.machine import AnyMachine
from pos.storage import (
    check_cash,
    check_closing,
    check_figures,
    check_outage,
    check_parcels,
    check_payments,
    check_refunds,
    check_values,
)
from pos.storage import check_statements as statements
from pos.storage.check_json import as_far_as_it_goes, spoiled
from pos.storage.schema import FACT_TABLES
from pos.storage.taking_in import STAYS
from pos.views.cash import Finding

if TYPE_CHECKING:
    from pos.storage.check_parcels import Own
    from pos.storage.unit_of_work import SqlUnitOfWork

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBERED = re.compile(r"(?P<series>.*?)(?P<number>[0-9]+)")
_LETTERS = {"receipt": "R", "refund": "F", "emergency": "E"}
"""Between the window's prefix and the number; orders have none, values count by their letter."""
_SHOWN = 5
"""Missing numbers named in one finding."""
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
_ARROWS = "SELECT * FROM transition ORDER BY machine, subject_id, seq, transition_id"
_OWN_ONLY = re.compile(rf"\b({'|'.join(sorted({*STAYS, 'open_till'}))})\b")
"""Tables of which a window has its own rows only: a check that asks them tells nothing of what
other windows did."""
_NAMED = {table.name: table for table in FACT_TABLES.values()}


class SqlChecks:
    """See ``pos.ports.storage.Checks``."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    def _rows(self, sql: str, **parameters: object) -> list[Mapping[str, Any]]:
        found = self._uow.execute(sa.text(sql), parameters)
        return [dict(row) for row in found.mappings()]

    def _value(self, sql: str, **parameters: object) -> int:
        return int(self._uow.execute(sa.text(sql), parameters).scalar_one())

    def _broken(self, invariants: Mapping[str, str]) -> tuple[Finding, ...]:
        return tuple(
            finding
            for code, sql in invariants.items()
            for finding in as_far_as_it_goes(code, partial(self._broken_one, code, sql))
        )

    @cached_property
    def _own(self) -> Own | None:
        """What is this window's own, where facts of others may lie beside it."""
        if not check_parcels.joined(self._uow):
            return None
        return check_parcels.own_parcels(self._uow, opening=True)

    def parcels(self) -> tuple[Finding, ...]:
        own = self._own
        if own is None:
            return tuple(check_parcels.own_parcels(self._uow, opening=False).findings)
        beside = as_far_as_it_goes("parcel", lambda: check_parcels.beside(self._uow, own))
        return (*own.findings, *beside)

    def _is_ours(self, subject: str) -> bool:
        """Whether this window answers for what a finding is about: it did it, or is alone."""
        return self._own is None or self._own.has(subject)

    def _broken_one(self, code: str, sql: str) -> Iterator[Finding]:
        own_only = bool(_OWN_ONLY.search(sql))
        for row in self._rows(sql):
            if own_only and not self._is_ours(str(row["subject"])):
                continue
            yield Finding("error", code, str(row["subject"]), row["expected"], row["actual"])

    def ledger(self) -> tuple[Finding, ...]:
        return self._broken(statements.LEDGER)

    def seats(self) -> tuple[Finding, ...]:
        return self._broken(statements.SEATS)

    def prints(self) -> tuple[Finding, ...]:
        return self._broken(statements.PRINTS)

    def stock(self) -> tuple[Finding, ...]:
        return self._broken(statements.STOCK)

    def people(self) -> tuple[Finding, ...]:
        return self._broken(statements.PEOPLE)

    def tills(self) -> tuple[Finding, ...]:
        broken = self._broken(statements.TILLS) + self._broken(check_cash.TILLS_LEFT)
        broken += self._broken(check_cash.LATE)
        return broken + self._broken(check_cash.MOVEMENTS) + self._broken(check_cash.DEPOSITS)

    def closing(self) -> tuple[Finding, ...]:
        broken = self._broken(check_closing.EXCEPTIONS) + self._broken(check_closing.DAYS)
        broken += self._broken(check_closing.SETTLEMENT)
        return (*broken, *check_closing.beyond_sql(self._rows))

    def orders(self) -> tuple[Finding, ...]:
        broken = self._broken(statements.ORDERS) + self._broken(check_refunds.REFUNDS)
        broken += self._broken(check_values.VALUES) + self._broken(check_payments.PAYMENTS)
        broken += self._broken(check_outage.PAPERS)
        return (*broken, *as_far_as_it_goes("sequence", self._sequences))

    # ---- the file ----

    def database(self) -> tuple[Finding, ...]:
        found = [
            Finding("error", "database.damaged", str(next(iter(row.values()))))
            for row in self._rows("PRAGMA integrity_check")
            if "ok" not in row.values()
        ]
        found += [
            Finding("error", "database.reference", f"{row['table']} {row['rowid']}")
            for row in self._rows("PRAGMA foreign_key_check")
            if self._refers_here(row["table"], row["rowid"])
        ]
        guards = {
            row["name"]
            for row in self._rows("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        }
        tables = sorted({table.name for table in FACT_TABLES.values()} | {"audit", "command"})
        found += [
            Finding("error", "database.unguarded", table)
            for table in tables
            if not {f"{table}_no_update", f"{table}_no_delete"} <= guards
        ]
        found += [
            Finding("error", "database.not_json", str(row["subject"]))
            for sql in spoiled()
            for row in self._rows(sql)
        ]
        return tuple(found)

    def _refers_here(self, table: str, rowid: int) -> bool:
        """Whether a row is this window's: what another one's refers to may still be on its way."""
        if self._own is None:
            return True
        keys = _NAMED[table].primary_key.columns.keys()
        row = self._rows(f'SELECT * FROM "{table}" WHERE rowid = :n', n=rowid)[0]  # noqa: S608
        return self._own.has(str(row[keys[0]]))

    # ---- audit ----

    def audit_chain(self) -> tuple[Finding, ...]:
        return (
            *as_far_as_it_goes("audit", self._first_bad_link),
            *as_far_as_it_goes("audit.untold", self._untold),
            *as_far_as_it_goes("fact", self._facts),
        )

    def _first_bad_link(self) -> Iterator[Finding]:
        previous = "0" * 64
        for number, row in enumerate(self._rows("SELECT * FROM audit ORDER BY seq"), 1):
            if row["seq"] != number:
                yield Finding("error", "audit.row_missing", f"audit {number}")
                return
            if row["previous_hash"] != previous or row["hash"] != _hash(previous, row):
                evidence = (str(row["event"]), str(row["subject_id"]))
                yield Finding("error", "audit.broken", f"audit {number}", evidence=evidence)
                return
            previous = row["hash"]

    def _facts(self) -> Iterator[Finding]:
        """Compare every witnessed fact with the digest that the audit kept of it."""
        told: dict[str, str] = {}
        for row in self._rows(statements.WITNESS):
            told.update(json.loads(row["facts"]))
        for table in FACT_TABLES.values():
            if not table.info["witnessed"]:
                continue
            keys = [column.name for column in table.primary_key.columns]
            for row in self._rows(f"SELECT * FROM {table.name}"):  # noqa: S608 - our own schema
                place = f"{table.name} {'/'.join(str(row[key]) for key in keys)}"
                kept = told.pop(place, None)
                if kept is None and self._own is not None:
                    continue  # another window's, or counted by ``parcels``
                if kept != _digest(row):
                    code = "fact.untold" if kept is None else "fact.changed"
                    yield Finding("error", code, place)
        for place in told:
            yield Finding("error", "fact.gone", place)

    def _untold(self) -> Iterator[Finding]:
        beside = {**check_refunds.UNTOLD, **check_payments.UNTOLD, **check_values.UNTOLD}
        every = {**statements.MISSING_AUDIT, **beside}.items()
        for event, facts in (*every, *check_closing.UNTOLD):
            told = {
                row["subject_id"]
                for row in self._rows(
                    "SELECT subject_id FROM audit WHERE event = :event", event=event
                )
            }
            for row in self._rows(facts):
                if row["subject"] not in told and self._is_ours(str(row["subject"])):
                    yield Finding("error", "audit.untold", str(row["subject"]), evidence=(event,))

    # ---- states ----

    def states(self) -> tuple[Finding, ...]:
        return (*as_far_as_it_goes("state", self._arrows), *self._without_state())

    def _arrows(self) -> Iterator[Finding]:
        """Walk every life along its table, and compare where it ended with the projection."""
        tables = {machine.name: machine for machine in lifecycles.ALL}
        now = {
            (row["machine"], row["subject_id"]): (row["state"], row["seq"])
            for row in self._rows("SELECT * FROM current_state")
        }
        at: dict[tuple[str, str], tuple[str, int]] = {}
        for key, arrows in groupby(self._rows(_ARROWS), lambda r: (r["machine"], r["subject_id"])):
            seq, before, here = -1, frozenset[str](), {""}
            for row in arrows:
                number = seq + 1
                if row["seq"] == seq and self._own is not None:
                    number = seq  # two windows took one each, not knowing of each other
                else:
                    before, here = frozenset(here), set()
                    at[key] = (row["to_state"], row["seq"])
                machine = tables.get(row["machine"])
                follows = row["from_state"] in before and row["seq"] == number
                legal = machine is not None and follows and _legal(machine, row)
                if not legal and self._is_ours(row["subject_id"]):
                    arrow = f"{row['from_state']} {row['trigger']} {row['to_state']}"
                    yield Finding("error", "state.illegal", " ".join(key), evidence=(arrow,))
                here.add(row["to_state"])
                seq = row["seq"]
        for key in sorted(at.keys() | now.keys()):
            if at.get(key) != now.get(key):
                evidence = (str(at.get(key)), str(now.get(key)))
                yield Finding("error", "state.projection", " ".join(key), evidence=evidence)

    def _without_state(self) -> Iterator[Finding]:
        beside = {**check_payments.STATES, **check_closing.STATES}
        for machine, facts in {**statements.MISSING_STATE, **beside}.items():
            known = {
                row["subject_id"]
                for row in self._rows(
                    "SELECT subject_id FROM current_state WHERE machine = :machine",
                    machine=machine,
                )
            }
            for row in self._rows(facts):
                if row["subject"] not in known:
                    yield Finding("error", "state.missing", f"{machine} {row['subject']}")

    # ---- sequences ----

    def _sequences(self) -> tuple[Finding, ...]:
        """A3: the numbers of a window run from 1 to the counter without a gap or a repeat, but for
        those that are left to a machine that was lost."""
        counters = {
            row["name"]: row["value"] for row in self._rows("SELECT name, value FROM counter")
        }
        lost = self._rows("SELECT name, after, gap FROM numbers_left")
        found: list[Finding] = []
        for kind, sql in (
            ("receipt", "SELECT receipt_number AS n FROM orders WHERE receipt_number <> ''"),
            ("order", "SELECT order_number AS n FROM orders WHERE channel = 'window'"),
            ("value", "SELECT serial AS n FROM stored_value"),
            ("refund", "SELECT receipt_number AS n FROM refund"),
            ("emergency", "SELECT number AS n FROM emergency_ticket"),
            ("voucher", "SELECT window_id || '-' || number AS n FROM cash_movement"),
            ("deposit", "SELECT window_id || '-' || number AS n FROM deposit"),
            ("statement", "SELECT name || '-' || number AS n FROM statement_made"),
        ):
            series: dict[str, list[int]] = {}
            for row in self._rows(sql):
                parts = _NUMBERED.fullmatch(row["n"])
                if parts is None:
                    found.append(Finding("error", "sequence.not_a_number", row["n"]))
                else:
                    series.setdefault(parts["series"], []).append(int(parts["number"]))
            for name, numbers in sorted(series.items()):
                counter = f"{kind}:{name.removesuffix(_LETTERS.get(kind, '')).rstrip('-')}"
                if self._own is not None and counter not in counters:
                    continue  # another window's
                if self._own is not None and kind == "statement":
                    numbers = sorted({*numbers})  # two windows may have given one each
                left = [
                    range(row["after"] + 1, row["after"] + row["gap"] + 1)
                    for row in lost
                    if row["name"] == counter
                ]
                found += _gaps(name, numbers, counters.get(counter), left)
        return tuple(found)

    # ---- reports ----

    def reports(self) -> tuple[Finding, ...]:
        found: list[Finding] = []
        for row in self._rows(_TILLS_HERE):
            name = f"Z {row['z_number']}"
            look = partial(self._report_faults, name, row["report"], [row["till_id"]])
            found += as_far_as_it_goes(name, look)
        for row in self._rows(_DAYS_HERE):
            tills = self._rows(
                "SELECT till_id FROM till WHERE window_id = :window AND business_date = :day",
                window=row["window_id"],
                day=row["business_date"],
            )
            name = f"day {row['business_date']}"
            till_ids = [till["till_id"] for till in tills]
            look = partial(self._report_faults, name, row["report"], till_ids)
            found += as_far_as_it_goes(name, look)
        return tuple(found)

    def _report_faults(self, name: str, report: str, till_ids: list[str]) -> Iterator[Finding]:
        said = json.loads(report)
        fresh = self._figures(json.dumps(till_ids))
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
        papers = self._papers(json.dumps(till_ids))
        if papers != [tuple(row[name] for name in ("device", *_PAPERS)) for row in said["stock"]]:
            printed = sum(row[name] or 0 for row in said["stock"] for name in _PAPERS)
            counted = sum(number or 0 for _, *numbers in papers for number in numbers)
            yield _differs(name, "stock", counted, printed)
        moved = [
            (row["kind"], row["times"], row["minor"])
            for row in self._rows(check_figures.MOVED, tills=json.dumps(till_ids))
        ]
        told = [(r["label"], r["count"], r["amount"]["minor"]) for r in said.get("movements", ())]
        if moved != told:
            yield _differs(name, "movements", sum(m[2] for m in moved), sum(m[2] for m in told))
        beside = self._value(check_figures.BESIDE, tills=json.dumps(till_ids))
        taken = _sum(fresh["by_tender"]) + fresh["receivable"] + beside
        net = fresh["gross"] - fresh["gross_back"]
        booked = self._value(check_figures.NET, tills=json.dumps(till_ids))
        if not net == booked == taken:
            yield _differs(name, "net", booked if booked != net else taken, net)

    def _papers(self, tills: str) -> list[tuple[Any, ...]]:
        """Count each printer's blank tickets over a report's time again."""
        found = []
        for row in self._rows(check_figures.STOCK_OF_REPORT, tills=tills):
            used = row["printed"] + row["spoiled"] + row["test"]
            by_the_book = (row["start"] or 0) + row["loaded"] - used
            adjusted = 0 if row["end"] is None else row["end"] - by_the_book
            if row["end"] is not None or row["printed"] or row["spoiled"] or row["test"]:
                figures = {**row, "adjusted": adjusted}
                found.append(tuple(figures[name] for name in ("device", *_PAPERS)))
        return found

    def _figures(self, tills: str) -> dict[str, Any]:
        fresh: dict[str, Any] = {}
        for figure, sql in check_figures.FIGURES.items():
            if figure in _TABLES:
                rows = self._rows(sql, tills=tills)
                fresh[figure] = sorted(
                    (r["label"], r["pieces"], r["minor"], r["back_pieces"], r["back"]) for r in rows
                )
            else:
                fresh[figure] = self._value(sql, tills=tills)
        return fresh

    # ---- texts ----

    def texts(self) -> Iterator[tuple[str, str]]:
        names = self._rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        for table in (row["name"] for row in names):
            for number, row in enumerate(self._rows(f'SELECT * FROM "{table}"'), 1):  # noqa: S608 - a name from the schema itself
                for column, value in row.items():
                    if isinstance(value, str):
                        yield f"{table}.{column} {number}", value


def _hash(previous: str, row: Mapping[str, Any]) -> str:
    """The chain's hash as ``pos/audit.py`` describes it, computed here on its own."""
    at = (_EPOCH + timedelta(microseconds=row["at"])).isoformat()
    names = ("user_id", "window_id", "event", "subject_kind", "subject_id", "outcome", "details")
    fields = [previous, row["seq"], at, *(row[name] for name in names)]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=True).encode()).hexdigest()


def _digest(row: Mapping[str, Any]) -> str:
    """The digest of a fact as ``pos/audit.py`` describes it, computed here on its own."""
    there = {name: value for name, value in row.items() if value is not None}
    digest = hashlib.sha256(json.dumps(there, sort_keys=True).encode()).hexdigest()[:32]
    return "".join(chr(ord("a") + int(nibble, 16)) for nibble in digest)


def _legal(machine: AnyMachine, row: Mapping[str, Any]) -> bool:
    if row["seq"] == 0:
        return (row["trigger"], row["to_state"]) == ("enter", machine.start.value)
    taken = (row["from_state"], row["trigger"], row["to_state"])
    return any(
        taken == (state.value, trigger.value, to.value)
        for (state, trigger), to in machine.table.items()
    )


def _gaps(
    name: str, numbers: list[int], counter: int | None, lost: Sequence[range] = ()
) -> Iterator[Finding]:
    last, given = max(numbers) if counter is None else counter, set(numbers)
    gone = [n for n in range(1, last + 1) if n not in given]
    missing = [str(n) for n in gone if not any(n in left for left in lost)]
    if missing or len(given) != len(numbers) or max(numbers) > last:
        evidence = tuple(missing[:_SHOWN])
        yield Finding("error", "sequence.gap", name, last, len(numbers), evidence)


def _kept_later(said: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Yield the figures that older reports do not have, where this one has them."""
    if (back := said.get("given_back")) is not None:
        yield "given_back", back["amount"]["minor"]
        yield "given_back_times", back["count"]
        yield "returned", said["returned"]
    if (lost := said.get("written_off")) is not None:
        yield "written_off", lost["amount"]["minor"]
        yield "written_off_times", lost["count"]
    if (more := said.get("elsewhere")) is not None:
        yield "elsewhere", more["amount"]["minor"]
        yield "elsewhere_times", more["count"]


def _differs(name: str, figure: str, expected: int, actual: int) -> Finding:
    return Finding("error", "report.differs", f"{name} {figure}", expected, actual)


def _sum(rows: list[tuple[str, int, int, int, int]]) -> int:
    return sum(minor - back for _, _, minor, _, back in rows)
