"""Questions to the tables of finding (``finding_schema``): ranges of rows in the order of the
answers, each read only as far as its page needs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from pos.storage.finding_schema import LISTED

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork

ROWS = 1 << 24
"""Rows that fit where one place of the order of answers is."""
SHELF = 1 << 36
"""Places of a shelf: one for each minute since 1970."""
SHELVES = {"order": 0, "waiting": 1, "patron": 2, "member": 3}
"""``waiting``: orders that are collected at will-call."""

_BEFORE, _AFTER = timedelta(hours=6), timedelta(hours=14)
"""Tonight, seen from now."""
_SOUNDING = 200
"""Words looked at that sound alike."""
_TERMS = 32
"""Words that one beginning is asked for as, at most."""
_FEW, _FEW_TOGETHER = 50, 80
"""So many answers in all are read at once, and put in order here: to a word, and to several, of
which ranges of rows cost almost as much as all."""
_NUMBERS = 1_000
"""Numbers looked at that begin as was typed."""
_LAST = "{"
"""Comes after every letter and digit."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_STATE = "LEFT JOIN current_state c ON c.machine = 'order' AND c.subject_id = s.subject_id"
_ROW = "SELECT s.row, s.kind, s.subject_id, s.name, s.words, s.keys"
_COLUMNS = f"{_ROW}, coalesce(c.state, '')"
_TIME = f"{{0}} % {SHELF * ROWS} * {len(SHELVES)} + {{0}} / {SHELF * ROWS}"
"""By what rows of several shelves are put in order: as ``_time``."""


class Row(NamedTuple):
    """What is known of one answer."""

    row: int
    kind: str
    subject_id: str
    name: str
    words: str
    keys: str
    state: str


_LATELY = 10
"""How many pages of what came last the newest orders are taken from."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Rows of some shelves from one minute to another, in the order in which they are answers."""

    shelves: tuple[int, ...]
    first: int
    last: int
    newest_first: bool = False
    tonight: bool = False


class Question:
    """Where answers are looked for."""

    def __init__(
        self, uow: SqlUnitOfWork, kinds: tuple[str, ...], performance_id: str, will_call: bool
    ) -> None:
        self._uow = uow
        self._ask = uow.ask
        self._performance_id = performance_id
        self._will_call = will_call
        self._begun: dict[str, str] = {}
        self.segments = self._segments(kinds)

    def _segments(self, kinds: tuple[str, ...]) -> tuple[Segment, ...]:
        orders: tuple[int, ...] = ()
        if "order" in kinds:
            orders = (SHELVES["waiting"],) if self._will_call else (0, SHELVES["waiting"])
        if self._performance_id:
            at = self._minute_of(self._performance_id)
            return () if at is None else (Segment(orders, at, at, tonight=True),)
        now = self._uow.now()
        begins, ends = _minutes(now - _BEFORE), _minutes(now + _AFTER)
        nights = (
            Segment(orders, begins, ends, tonight=True),
            Segment(orders, ends + 1, SHELF - 1),
            Segment(orders, 0, begins - 1, newest_first=True),
        )
        others = [SHELVES[kind] for kind in kinds if kind != "order"]
        return (
            *(nights if orders else ()),
            *(Segment((shelf,), 0, SHELF - 1, newest_first=True) for shelf in others),
        )

    def _minute_of(self, performance_id: str) -> int | None:
        minute = "SELECT minute FROM find_night WHERE performance_id = ?"
        found = self._ask(minute, (performance_id,))
        return int(found[0][0]) if found else None

    def _more(self) -> tuple[str, tuple[str, ...]]:
        """Return what else holds of an answer."""
        sql, parameters = "", tuple[str, ...]()
        if self._performance_id:
            sql, parameters = " AND s.performance_id = ?", (self._performance_id,)
        if self._will_call:
            sql += " AND coalesce(c.state, '') <> 'cancelled'"
        return sql, parameters

    def words(self, match: str, segment: Segment, limit: int) -> list[Row]:
        """Return the first rows of a segment that an expression of FTS5 is true of."""
        return self._ranged("find_word", "rowid", ("f.find_word MATCH ?", match), segment, limit)

    def few(self, match: str) -> list[Row] | None:
        """Return every row that an expression is true of, in the order of the answers; None where
        these are many."""
        source = "SELECT rowid FROM find_word WHERE find_word MATCH ? AND rowid"
        return self._few(source, (match,), _FEW_TOGETHER if " AND " in match else _FEW)

    def few_numbers(self, keys: Sequence[str]) -> list[Row] | None:
        """Return every row with one of these numbers, in the order of the answers; None where these
        are many."""
        marks = ", ".join("?" * len(keys))
        source = f"SELECT row FROM find_number WHERE key IN ({marks}) AND row"  # noqa: S608
        return self._few(source, (*keys,), _FEW)

    def _few(self, source: str, parameters: tuple[str, ...], most: int) -> list[Row] | None:
        ranges = [_rows(shelf, each) for each in self.segments for shelf in each.shelves]
        if len(ranges) < 2:
            return None
        first, last = min(each[0] for each in ranges), max(each[1] for each in ranges)
        rows = self._ask(f"{source} BETWEEN ? AND ? LIMIT ?", (*parameters, first, last, most + 1))
        numbers = [number for (number,) in rows]
        if not numbers:
            return []
        if len(numbers) > most:
            return None
        more, its = self._more()
        sql = (
            f"{_COLUMNS} FROM json_each(?) f CROSS JOIN find_subject s ON s.row = f.value {_STATE} "
            f"WHERE true{more}"
        )
        return self._put_in_order(self._ask(sql, (json.dumps(numbers), *its)))

    def are_words(self, words: Sequence[str]) -> bool:
        """Whether something has each of these as a whole word."""
        marks = ", ".join("?" * len(words))
        found = self._ask(f"SELECT count(*) FROM find_term WHERE term IN ({marks})", (*words,))  # noqa: S608
        return int(found[0][0]) == len(words)

    def begun(self, word: str) -> str:
        """Return the expression for words that begin so; empty: there are none."""
        if word not in self._begun:
            self._begun[word] = self._begin(word)
        return self._begun[word]

    def _begin(self, word: str) -> str:
        if len(word) > LISTED:
            found = self._ask(
                "SELECT term FROM find_term WHERE term >= ? AND term < ? LIMIT ?",
                (word, f"{word}{_LAST}", _TERMS + 1),
            )
            if len(found) <= _TERMS:
                return any_of([term for (term,) in found])
        return f"{quoted(word)} *"

    def holding(self, word: str) -> list[str]:
        """Return words of names that have this one inside, those first that were there first."""
        threes = {word[at : at + 3] for at in range(len(word) - 2)}
        if not threes:
            return []
        found = self._ask(
            "SELECT t.term FROM find_part f CROSS JOIN find_term t ON t.term_id = f.rowid "
            "WHERE f.find_part MATCH ? AND instr(t.term, ?) > 1 ORDER BY f.rowid LIMIT ?",
            (" AND ".join(map(quoted, sorted(threes))), word, _TERMS),
        )
        return [term for (term,) in found]

    def sounding(self, sound: str) -> list[str]:
        """Return words of names that sound so, those first that were there first."""
        found = self._ask(
            "SELECT term FROM find_term WHERE sound = ? AND sound <> '' ORDER BY term_id LIMIT ?",
            (sound, _SOUNDING),
        )
        return [term for (term,) in found]

    def number(self, key: str, segment: Segment, limit: int) -> list[Row]:
        """Return the first rows of a segment with this number."""
        return self._ranged("find_number", "row", ("f.key = ?", key), segment, limit)

    def every(self, segment: Segment, limit: int) -> list[Row]:
        """Return the first rows of a segment."""
        return self._ranged("find_subject", "row", ("? = ''", ""), segment, limit)

    def _ranged(
        self, table: str, row: str, where: tuple[str, str], segment: Segment, limit: int
    ) -> list[Row]:
        more, its = self._more()
        way = "DESC" if segment.newest_first else "ASC"
        stands = (_COLUMNS, _STATE) if segment.tonight or self._will_call else (f"{_ROW}, ''", "")
        ranges = [_rows(shelf, segment) for shelf in segment.shelves]
        if len(ranges) == 1 or more:
            sql = (
                f"{stands[0]} FROM {table} f CROSS JOIN find_subject s ON s.row = f.{row} "
                f"{stands[1]} WHERE {where[0]} AND f.{row} BETWEEN ? AND ?{more} "
                f"ORDER BY f.{row} {way} LIMIT ?"
            )
            found = [
                row for each in ranges for row in self._ask(sql, (where[1], *each, *its, limit))
            ]
        else:
            one = (
                f"SELECT * FROM (SELECT f.{row} AS row, {_TIME.format(f'f.{row}')} AS time "  # noqa: S608
                f"FROM {table} f WHERE {where[0]} AND f.{row} BETWEEN ? AND ? "
                f"ORDER BY f.{row} {way} LIMIT ?)"
            )
            every = " UNION ALL ".join([one] * len(ranges))
            sql = (
                f"{stands[0]} FROM (SELECT row FROM ({every}) ORDER BY time {way} LIMIT ?) f "  # noqa: S608
                f"CROSS JOIN find_subject s ON s.row = f.row {stands[1]}"
            )
            asked = [given for each in ranges for given in (where[1], *each, limit)]
            found = self._ask(sql, (*asked, limit))
        rows = [Row(*row) for row in found]
        if len(ranges) > 1:
            rows.sort(key=_time, reverse=segment.newest_first)
        return rows

    def numbers_from(self, key: str, limit: int) -> list[Row]:
        """Return rows with a number that begins so, in the order of the segments."""
        more, its = self._more()
        within, bounds = self._within("f.row")
        sql = (
            f"{_COLUMNS} FROM (SELECT row FROM find_number WHERE key > ? AND key < ? "  # noqa: S608
            f"LIMIT {_NUMBERS}) f CROSS JOIN find_subject s ON s.row = f.row {_STATE} "
            f"WHERE {within}{more} LIMIT ?"
        )
        return self._put_in_order(self._ask(sql, (key, f"{key}{_LAST}", *bounds, *its, limit)))

    def code(self, codes: Sequence[str]) -> list[Row]:
        """Return the rows of orders with exactly this code: of a ticket, dead ones too, of a
        certificate or a member's card."""
        more, its = self._more()
        within, bounds = self._within("s.row")
        marks = ", ".join("?" * len(codes))
        sql = (
            f"{_COLUMNS} FROM (SELECT order_id FROM ticket WHERE code IN ({marks}) UNION "  # noqa: S608
            f"SELECT order_id FROM stored_value WHERE serial IN ({marks}) UNION "
            f"SELECT order_id FROM member WHERE code IN ({marks}) OR number IN ({marks}) UNION "
            "SELECT m.order_id FROM member_pass p JOIN member m ON m.member_id = p.member_id "
            f"WHERE p.code IN ({marks})) f "
            f"CROSS JOIN find_subject s ON s.subject_id = f.order_id {_STATE} WHERE {within}{more}"
        )
        return self._put_in_order(
            self._ask(sql, (*codes, *codes, *codes, *codes, *codes, *bounds, *its))
        )

    def _within(self, column: str) -> tuple[str, list[int]]:
        """Return that a row lies in one of the segments."""
        ranges = [_rows(shelf, each) for each in self.segments for shelf in each.shelves]
        sql = " OR ".join([f"{column} BETWEEN ? AND ?"] * len(ranges)) or "false"
        return f"({sql})", [bound for each in ranges for bound in each]

    def _put_in_order(self, found: Iterable[Any]) -> list[Row]:
        rows = sorted((Row(*row) for row in found), key=_time)
        return [
            row
            for segment in self.segments
            for row in (reversed(rows) if segment.newest_first else rows)
            if is_in(row, segment)
        ]

    def newest(self, limit: int) -> list[str]:
        """Return the newest orders there are, by when they were placed: of those that came here
        last, which may have been sold elsewhere long before."""
        newest = (
            "SELECT order_id FROM (SELECT order_id, placed_at FROM orders "
            "ORDER BY order_id DESC LIMIT ?) ORDER BY placed_at DESC, order_id DESC LIMIT ?"
        )
        return [order_id for (order_id,) in self._ask(newest, (_LATELY * limit, limit))]


def any_of(words: Sequence[str]) -> str:
    """Return the expression for any of these words; empty without any."""
    return f"({' OR '.join(map(quoted, words))})" if words else ""


def quoted(word: str) -> str:
    """Return a word as FTS5 takes it."""
    return f'"{word}"'


def _minutes(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(minutes=1)


def _rows(shelf: int, segment: Segment) -> tuple[int, int]:
    """Return the first and the last row of a shelf's part of a segment."""
    at = shelf * SHELF
    return (at + segment.first) * ROWS, (at + segment.last) * ROWS + ROWS - 1


def _time(row: Row) -> int:
    shelf, time = divmod(row.row, SHELF * ROWS)
    return time * len(SHELVES) + shelf


def is_in(row: Row, segment: Segment) -> bool:
    """Whether a row stands in a segment."""
    shelf, minute = divmod(row.row // ROWS, SHELF)
    return shelf in segment.shelves and segment.first <= minute <= segment.last
