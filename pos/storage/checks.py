"""Raw reads for ``foyer verify``, in plain SQL and apart from the services they check.

Every check returns findings and none raises: all faults are listed at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from pos.card_guard import may_hold_cards
from pos.storage import (
    check_audit,
    check_cash,
    check_closing,
    check_exchanges,
    check_extras,
    check_finding,
    check_lives,
    check_members,
    check_outage,
    check_packages,
    check_parcels,
    check_parked,
    check_patrons,
    check_payments,
    check_prices,
    check_refunds,
    check_reports,
    check_twice,
    check_values,
    check_will_call,
)
from pos.storage import check_statements as statements
from pos.storage.check_books import Books, tables_of
from pos.storage.check_json import as_far_as_it_goes, spoiled
from pos.storage.check_sequences import sequences
from pos.storage.schema import FACT_TABLES
from pos.storage.taking_in import STAYS
from pos.views.cash import Finding

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork

_OWN_ONLY = frozenset({*STAYS, "open_till"})
"""Tables of which a window has its own rows only: a check that asks them tells nothing of what
other windows did."""
_NAMED = {table.name: table for table in FACT_TABLES.values()}


class SqlChecks:
    """See ``pos.ports.storage.Checks``."""

    def __init__(self, uow: SqlUnitOfWork, beside: SqlChecks | None = None) -> None:
        """``beside``: what reads the same moment on another thread."""
        self._uow = uow
        self._books: Books = Books(uow, None if beside is None else beside._books)
        self._twice = check_twice.Twice(self._books)

    def _rows(self, sql: str, **parameters: object) -> list[Mapping[str, Any]]:
        return self._books.rows(sql, **parameters)

    def _broken(self, invariants: Mapping[str, str], **parameters: object) -> tuple[Finding, ...]:
        return tuple(
            finding
            for code, sql in invariants.items()
            for finding in as_far_as_it_goes(
                code, partial(self._broken_one, code, sql, **parameters)
            )
        )

    def parcels(self) -> tuple[Finding, ...]:
        own = self._books.own
        if own is None:
            return tuple(check_parcels.own_parcels(self._uow, opening=False).findings)
        beside = as_far_as_it_goes("parcel", lambda: check_parcels.beside(self._uow, own))
        return (*own.findings, *beside)

    def _broken_one(self, code: str, sql: str, **parameters: object) -> Iterator[Finding]:
        if not self._books.may_find(sql):
            return
        own_only = not _OWN_ONLY.isdisjoint(tables_of(sql))
        for subject, expected, actual in self._books.broken(sql, **parameters):
            if own_only and not self._books.is_ours(str(subject)):
                continue
            yield Finding("error", code, str(subject), expected, actual)

    def ledger(self) -> tuple[Finding, ...]:
        return self._broken(statements.LEDGER, **self._twice.parameters)

    def seats(self) -> tuple[Finding, ...]:
        twice = as_far_as_it_goes("twice", self._twice.findings)
        return (*self._broken(statements.SEATS, **self._twice.parameters), *twice)

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
        broken += self._broken(check_extras.EXTRAS)
        broken += self._broken(check_exchanges.EXCHANGES)
        broken += self._broken(check_members.MEMBERS)
        broken += self._broken(check_outage.PAPERS) + self._broken(check_parked.PARKED)
        broken += self._broken(check_prices.PRICES)
        broken += self._broken(check_packages.PACKAGES)
        return broken + self._broken(check_patrons.PATRONS)

    def numbers(self) -> tuple[Finding, ...]:
        found = as_far_as_it_goes("finding", partial(check_finding.found_by, self._books))
        signed = as_far_as_it_goes("signature", partial(check_will_call.signatures, self._books))
        numbers = as_far_as_it_goes("sequence", partial(sequences, self._books))
        return (*numbers, *found, *signed)

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
            if self._books.may_find(sql)
            for row in self._rows(sql)
        ]
        return tuple(found)

    def _refers_here(self, table: str, rowid: int) -> bool:
        """Whether a row is this window's: what another one's refers to may still be on its way."""
        if self._books.own is None:
            return True
        keys = _NAMED[table].primary_key.columns.keys()
        row = self._rows(f'SELECT * FROM "{table}" WHERE rowid = :n', n=rowid)[0]  # noqa: S608
        return self._books.own.has(str(row[keys[0]]))

    def audit_chain(self) -> tuple[Finding, ...]:
        return check_audit.audit_chain(self._books)

    def states(self) -> tuple[Finding, ...]:
        return check_lives.states(self._books)

    def reports(self) -> tuple[Finding, ...]:
        return check_reports.reports(self._books)

    # ---- texts ----

    def texts(self) -> Iterator[tuple[str, str]]:
        names = self._rows(  # an index of words keeps no rows of its own to be read
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            " AND sql NOT LIKE 'CREATE VIRTUAL TABLE%' ORDER BY name"
        )
        for table in (row["name"] for row in names if not self._books.is_empty(row["name"])):
            number = 1
            every = f'SELECT * FROM "{table}"'  # noqa: S608 - a name from the schema itself
            for columns, rows in self._books.portions(every):
                found = [
                    (at, n, values[at])
                    for n, values in enumerate(zip(*rows, strict=True))
                    for at in may_hold_cards(values)
                ]
                for at, n, text in sorted(found):
                    yield f"{table}.{columns[n]} {number + at}", text
                number += len(rows)
