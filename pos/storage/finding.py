"""What orders, patrons and members are found by, kept as their facts are (``finding_schema``)."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import sqlalchemy as sa

from pos.finding.words import MAIL, found_by, keys_of, sound_of
from pos.storage import order_life_schema as life
from pos.storage import schema
from pos.storage.catalogue_schema import performance
from pos.storage.finding_asking import Asking
from pos.storage.finding_question import ROWS, SHELF, SHELVES, quoted
from pos.storage.finding_schema import find_night, find_subject, find_term
from pos.storage.many_rows import write_rows
from pos.storage.reading import at_will_call
from pos.text import folded

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork

_CHUNK = 5_000
_IS_NAME = f"term NOT LIKE '{MAIL}%'"
_Statement = Callable[[], sa.Select[Any] | sa.CompoundSelect[Any]]
_NO_NIGHT = (("", 0),)
Keys = Mapping[tuple[str, str, str], str]
"""Order, reference and receipt number -> ``keys_of`` these."""


def place(shelf: int, minute: int) -> int:
    """Return where the rows of a shelf and a minute stand; each place has ``ROWS`` of them."""
    return shelf * SHELF + max(0, minute)


class Entry(NamedTuple):
    """A row of ``find_subject`` to be."""

    kind: str
    subject_id: str
    performance_id: str
    place: int
    name: str
    words: str
    keys: str


class SqlFinding(Asking):
    """See ``pos.ports.finding.FindingStore``."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        super().__init__(uow)
        self._connection = uow.connection

    def put(
        self,
        kind: str,
        subject_id: str,
        names: Sequence[str],
        numbers: Sequence[str] = (),
        phones: Sequence[str] = (),
        emails: Sequence[str] = (),
    ) -> None:
        entry = Entry(
            kind,
            subject_id,
            "",
            place(SHELVES[kind], 0),
            folded(" ".join(names[:1])),
            found_by(names, emails),
            keys_of(numbers, phones),
        )
        self._replace({subject_id}, kind, (entry,))

    def take_out(self, kind: str, subject_id: str) -> None:
        self._replace({subject_id}, kind, ())

    def forget_for_good(self) -> None:
        """Let nothing be left in the file of words that were taken out: somebody was erased."""
        self._connection.exec_driver_sql("PRAGMA secure_delete=ON")
        for index in ("find_word", "find_part"):
            merge = f"INSERT INTO {index} ({index}) VALUES (?)"  # noqa: S608 - our own words
            self._many(merge, [("optimize",)])
        self._connection.exec_driver_sql("PRAGMA secure_delete=OFF")

    # ---- orders ----

    def follow(self, order_ids: Collection[str], keys: Keys | None = None) -> None:
        """Let orders, and the memberships sold in them, be found by what their facts say now.
        ``keys``: those of numbers that were worked out before."""
        every = sorted(order_ids)
        for start in range(0, len(every), _CHUNK):
            chunk = every[start : start + _CHUNK]
            self._replace(chunk, "order", self.entries(chunk, keys))
            members = self.member_entries(chunk)
            if members:
                self._replace([entry.subject_id for entry in members], "member", members)
        if len(every) > _CHUNK:
            self._many("INSERT INTO find_word (find_word) VALUES (?)", [("optimize",)])

    def follow_nights(self) -> None:
        """Let the orders of performances that begin at another time stand there."""
        moved = (
            sa.select(find_night.c.performance_id, find_night.c.minute)
            .join(performance, performance.c.performance_id == find_night.c.performance_id)
            .where(find_night.c.minute != _minute())
        )
        moves: list[Any] = list(self._uow.execute(moved))
        for performance_id, minute in moves:
            orders: set[str] = set()
            for shelf in (SHELVES["order"], SHELVES["waiting"]):
                first = place(shelf, minute) * ROWS
                stand = sa.select(find_subject.c.subject_id).where(
                    find_subject.c.row.between(first, first + ROWS - 1),
                    find_subject.c.performance_id == performance_id,
                )
                orders.update(self._uow.execute(stand).scalars())
            self.follow(orders)

    def entries(self, order_ids: Collection[str], known: Keys | None = None) -> list[Entry]:
        """Return the rows that orders have by their facts. ``known``: keys of numbers."""
        known = known or {}
        asked = {"ids": json.dumps(list(order_ids))}
        nights: dict[str, list[tuple[str, int]]] = {}
        for order_id, performance_id, minute in self._asked(_nights, asked):
            nights.setdefault(order_id, []).append((performance_id, minute))
        later: dict[str, list[_Texts]] = {}
        for order_id, whole, _, *texts in self._asked(_names, asked):
            later.setdefault(order_id, []).append(_Texts(whole, *texts))
        found = []
        for order_id, waiting, number, ref, receipt, *texts in self._asked(_orders, asked):
            numbers = (number, ref or "", receipt)
            if any(texts) or order_id in later:
                by = _found_by(numbers, (_Texts(True, *texts), *later.get(order_id, ())))
            else:  # a walk-up: most orders of a season
                by = ("", "", known.get(numbers) or keys_of(numbers, ()))
            shelf = SHELVES["waiting" if waiting else "order"]
            for performance_id, minute in nights.get(order_id, _NO_NIGHT):
                found.append(Entry("order", order_id, performance_id, place(shelf, minute), *by))
        return found

    def member_entries(self, order_ids: Collection[str]) -> list[Entry]:
        """Return the rows that the memberships sold in these orders have: whose they are, and the
        level that they began with."""
        asked = {"ids": json.dumps(list(order_ids))}
        where = place(SHELVES["member"], 0)
        return [
            Entry(
                "member",
                member_id,
                "",
                where,
                folded(holder),
                found_by([text for text in (holder, level) if text], ()),
                keys_of((number,), ()),
            )
            for member_id, holder, level, number in self._asked(_members, asked)
        ]

    # ---- rows ----

    def _replace(self, subjects: Collection[str], kind: str, entries: Iterable[Entry]) -> None:
        asked = {"ids": json.dumps(list(subjects)), "kind": kind}
        kept = {}
        for row in self._asked(_kept, asked):
            entry = Entry(row[1], row[2], row[3], row[0] // ROWS, row[4], row[5], row[6])
            kept[entry] = row[0]
        new = [entry for entry in entries if kept.pop(entry, None) is None]
        self._delete([(row, entry) for entry, row in kept.items()])
        self._insert(new)
        self._forget({word for entry in kept for word in entry.words.split()})

    def _delete(self, rows: Sequence[tuple[int, Entry]]) -> None:
        words = [(row, e.words) for row, e in rows if e.words]
        keys = [(key, row) for row, e in rows for key in e.keys.split()]
        self._many("INSERT INTO find_word (find_word, rowid, text) VALUES ('delete', ?, ?)", words)
        self._many("DELETE FROM find_number WHERE key = ? AND row = ?", keys)
        self._many("DELETE FROM find_subject WHERE row = ?", [(row,) for row, _ in rows])

    def _forget(self, words: Collection[str]) -> None:
        """Forget those of the words that nothing has any more."""
        gone = []
        for word in sorted(words):
            used = "SELECT 1 FROM find_word WHERE find_word MATCH ? LIMIT 1"
            if self._connection.exec_driver_sql(used, (quoted(word),)).first() is None:
                gone.append((word,))
        where = "FROM find_term WHERE term = ? "
        self._many(
            "INSERT INTO find_part (find_part, rowid, text) "
            f"SELECT 'delete', term_id, term {where} AND {_IS_NAME}",
            gone,
        )
        self._many(f"DELETE {where}", gone)

    def _remember(self, words: Iterable[str]) -> None:
        """Remember the words that are new, with their sounds."""
        known = sa.select(find_term.c.term).where(_asked(find_term.c.term))
        every = set(words)
        asked = {"ids": json.dumps(list(every))}
        new = sorted(every.difference(self._connection.execute(known, asked).scalars()))
        last = self._connection.exec_driver_sql("SELECT max(term_id) FROM find_term").scalar() or 0
        rows = [
            (last + number, word, "" if word[0] == MAIL else sound_of(word))
            for number, word in enumerate(new, 1)
        ]
        self._many("INSERT INTO find_term (term_id, term, sound) VALUES (?, ?, ?)", rows)
        parts = [(term_id, word) for term_id, word, _ in rows if word[0] != MAIL]
        self._many("INSERT INTO find_part (rowid, text) VALUES (?, ?)", parts)

    def _insert(self, entries: Sequence[Entry]) -> None:
        free: dict[int, int] = {}
        rows = []
        for entry in entries:
            number = free.get(entry.place) or self._free(entry.place)
            free[entry.place] = number + 1
            rows.append((number, entry))
        write_rows(
            self._connection,
            "INSERT OR FAIL INTO find_subject"
            " (row, kind, subject_id, performance_id, name, words, keys)",
            [
                (row, e.kind, e.subject_id, e.performance_id, e.name, e.words, e.keys)
                for row, e in rows
            ],
        )
        words = [(row, e.words) for row, e in rows if e.words]
        self._many("INSERT INTO find_word (rowid, text) VALUES (?, ?)", words)
        if words:
            self._remember(word for _, text in words for word in text.split())
        keys = [(key, row) for row, e in rows for key in e.keys.split()]
        write_rows(self._connection, "INSERT OR IGNORE INTO find_number (key, row)", keys)
        nights = {(e.performance_id, e.place % SHELF) for e in entries if e.performance_id}
        self._many(
            "INSERT OR REPLACE INTO find_night (performance_id, minute) VALUES (?, ?)",
            sorted(nights),
        )

    def _free(self, at: int) -> int:
        """Return the first free row of a place."""
        ((last,),) = self._uow.ask(
            "SELECT max(row) FROM find_subject WHERE row BETWEEN ? AND ?",
            (at * ROWS, at * ROWS + ROWS - 1),
        )
        return at * ROWS if last is None else int(last) + 1

    def _asked(self, make: _Statement, asked: Mapping[str, str]) -> list[Any]:
        sql, given = _words(make)
        return self._uow.ask(sql, {**given, **asked})

    def _many(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        if rows:
            self._connection.exec_driver_sql(statement, rows)


class _Texts(NamedTuple):
    """What an order goes by, or with ``whole`` false a part of it."""

    whole: bool
    name: str
    alternates: str
    phone: str
    email: str


def _found_by(numbers: Sequence[str], every: Sequence[_Texts]) -> tuple[str, str, str]:
    """Return name, words and keys of an order: it is found by every name it ever had, and by who
    picks up a part of it."""
    name = next(each.name for each in reversed(every) if each.whole)
    names = [text for each in every for text in (each.name, each.alternates) if text]
    words = found_by(names, [each.email for each in every if each.email])
    return folded(name), words, keys_of(numbers, [each.phone for each in every if each.phone])


def _asked(column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    each = sa.func.json_each(sa.bindparam("ids")).table_valued("value")
    return column.in_(sa.select(each.c.value))


def _minute() -> sa.ColumnElement[int]:
    starts = sa.type_coerce(performance.c.starts_at, sa.BigInteger)
    return starts.op("/", return_type=sa.BigInteger())(60_000_000)


@cache
def _words(make: _Statement) -> tuple[str, dict[str, Any]]:
    """Return a statement as SQLite takes it, and what is bound in it: every sale asks these."""
    from sqlalchemy.dialects import sqlite

    compiled = make().compile(dialect=sqlite.dialect(paramstyle="named"))
    return str(compiled), dict(compiled.params)


@cache
def _orders() -> sa.Select[Any]:
    order = schema.order
    return sa.select(
        order.c.order_id,
        at_will_call().label("waiting"),
        order.c.order_number,
        order.c.external_ref,
        order.c.receipt_number,
        order.c.name,
        order.c.alternates,
        order.c.phone,
        order.c.email,
    ).where(_asked(order.c.order_id))


@cache
def _names() -> sa.CompoundSelect[Any]:
    """What orders were named after they were placed; ``whole``: not only a part of one."""
    named, part, none = life.order_named, life.order_part, sa.literal("")
    texts = (named.c.name, named.c.alternates, named.c.phone, named.c.email)
    whole, piece, at = sa.true().label("whole"), sa.false().label("whole"), "at"
    return sa.union_all(
        sa.select(named.c.order_id, whole, named.c.naming_id.label(at), *texts).where(
            _asked(named.c.order_id)
        ),
        sa.select(
            part.c.order_id, piece, part.c.part_id.label(at), part.c.name, none, none, none
        ).where(_asked(part.c.order_id)),
    ).order_by(at)


@cache
def _members() -> sa.Select[Any]:
    member = schema.member
    columns = (member.c.member_id, member.c.holder, member.c.level_name, member.c.number)
    return sa.select(*columns).where(_asked(member.c.order_id)).order_by(member.c.member_id)


@cache
def _nights() -> sa.Select[Any]:
    ticket = schema.ticket
    return (
        sa.select(
            ticket.c.order_id,
            ticket.c.performance_id,
            sa.func.coalesce(_minute(), 0).label("minute"),
        )
        .distinct()
        .join(performance, performance.c.performance_id == ticket.c.performance_id, isouter=True)
        .where(_asked(ticket.c.order_id))
        .order_by(ticket.c.order_id, ticket.c.performance_id)
    )


@cache
def _kept() -> sa.Select[Any]:
    return sa.select(*find_subject.c).where(
        _asked(find_subject.c.subject_id), find_subject.c.kind == sa.bindparam("kind")
    )
