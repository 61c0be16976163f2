"""Answers while somebody types: one tier after the other, until the page is full.

Every question reads a range of rows in the order of the answers and ends with its page, so no
letter costs more than another, however many are called so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from pos.finding.words import (
    MAIL,
    SOUND,
    compact,
    likeness,
    names_in,
    sound_of,
    typed_keys,
    typed_words,
)
from pos.views.finding import Found, Tier

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
_OF_A_NIGHT = 300
"""Looked at of one night before its answers are put in order."""
_WHOLE_NIGHT = 3_000
"""The same where nothing was typed."""
_LOOKED = 200
"""Looked at for parts and sounds."""
_NUMBERS = 2_000
"""Numbers looked at that begin as was typed."""
_ALIKE = 0.7
"""Words that sound alike and are written more differently than this are others."""
_SHORTEST_CODE = 6
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_STATE = "LEFT JOIN current_state c ON c.machine = 'order' AND c.subject_id = s.subject_id"
_COLUMNS = "SELECT s.row, s.kind, s.subject_id, s.name, s.words, s.keys, coalesce(c.state, '')"


class Row(NamedTuple):
    """What is known of one answer."""

    row: int
    kind: str
    subject_id: str
    name: str
    words: str
    keys: str
    state: str


@dataclass(frozen=True, slots=True)
class Segment:
    """Rows of some shelves from one minute to another, in the order in which they are answers."""

    shelves: tuple[int, ...]
    first: int
    last: int
    newest_first: bool = False
    tonight: bool = False


class _Page:
    """The best answers so far; each thing once."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.found: dict[tuple[str, str], Found] = {}

    @property
    def full(self) -> bool:
        return len(self.found) >= self.limit

    def add(self, rows: Iterable[Row], tier: Tier | Callable[[Row], Tier]) -> None:
        for row in rows:
            if self.full:
                return
            key = (row.kind, row.subject_id)
            if key not in self.found:
                of = tier if isinstance(tier, Tier) else tier(row)
                self.found[key] = Found(row.kind, row.subject_id, of)


class Asking:
    """The half of ``SqlFinding`` that reads."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    def find(
        self,
        text: str,
        *,
        kinds: Sequence[str] = ("order",),
        performance_id: str | None = None,
        will_call: bool = False,
        limit: int = 50,
    ) -> tuple[Found, ...]:
        self._uow.flush()
        page = _Page(limit)
        question = _Question(self._uow, tuple(kinds), performance_id or "", will_call)
        if text.strip():
            _Typed(question, page, text).answer()
        else:
            question.first(page)
        return tuple(page.found.values())


class _Question:
    """Where answers are looked for."""

    def __init__(
        self, uow: SqlUnitOfWork, kinds: tuple[str, ...], performance_id: str, will_call: bool
    ) -> None:
        self._uow = uow
        self._performance_id = performance_id
        self._will_call = will_call
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
        return self._all(
            "SELECT minute FROM find_night WHERE performance_id = ?", (performance_id,)
        ).scalar()

    def _all(self, sql: str, parameters: tuple[Any, ...]) -> Any:
        return self._uow.connection.exec_driver_sql(sql, parameters)

    def _more(self) -> tuple[str, tuple[str, ...]]:
        """Return what else holds of an answer."""
        sql, parameters = "", ()
        if self._performance_id:
            sql, parameters = " AND s.performance_id = ?", (self._performance_id,)
        if self._will_call:
            sql += " AND coalesce(c.state, '') <> 'cancelled'"
        return sql, parameters

    def words(
        self, match: str, segment: Segment, limit: int, index: str = "find_word"
    ) -> list[Row]:
        """Return the first rows of a segment that an expression of FTS5 is true of."""
        return self._ranged(index, "rowid", (f"f.{index} MATCH ?", match), segment, limit)

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
        sql = (
            f"{_COLUMNS} FROM {table} f CROSS JOIN find_subject s ON s.row = f.{row} {_STATE} "
            f"WHERE {where[0]} AND f.{row} BETWEEN ? AND ?{more} ORDER BY f.{row} {way} LIMIT ?"
        )
        rows = [
            Row(*found)
            for shelf in segment.shelves
            for found in self._all(sql, (where[1], *_rows(shelf, segment), *its, limit))
        ]
        if len(segment.shelves) > 1:
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
        return self._put_in_order(self._all(sql, (key, f"{key}~", *bounds, *its, limit)))

    def code(self, codes: Sequence[str]) -> list[Row]:
        """Return the rows of orders with exactly this code: of a ticket, dead ones too, of a
        certificate or a member's card."""
        more, its = self._more()
        within, bounds = self._within("s.row")
        marks = ", ".join("?" * len(codes))
        sql = (
            f"{_COLUMNS} FROM (SELECT order_id FROM ticket WHERE code IN ({marks}) UNION "  # noqa: S608
            f"SELECT order_id FROM stored_value WHERE serial IN ({marks}) UNION "
            f"SELECT order_id FROM member WHERE code IN ({marks}) OR number IN ({marks})) f "
            f"CROSS JOIN find_subject s ON s.subject_id = f.order_id {_STATE} WHERE {within}{more}"
        )
        return self._put_in_order(self._all(sql, (*codes, *codes, *codes, *codes, *bounds, *its)))

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
            if _is_in(row, segment)
        ]

    def first(self, page: _Page) -> None:
        """Fill the page where nothing was typed: who waits tonight, by name; the newest orders."""
        if not (self._will_call or self._performance_id):
            newest = "SELECT order_id FROM orders ORDER BY order_id DESC LIMIT ?"
            for (order_id,) in self._all(newest, (page.limit,)):
                page.found["order", order_id] = Found("order", order_id, Tier.PREFIX)
            return
        for segment in self.segments:
            if page.full:
                return
            rows = self.every(segment, _WHOLE_NIGHT if segment.tonight else page.limit)
            if segment.tonight:
                rows.sort(key=lambda row: (row.state == "collected", row.name, row.subject_id))
            page.add(rows, Tier.PREFIX)


class _Typed:
    """What was typed, and the tiers of its answers."""

    def __init__(self, question: _Question, page: _Page, text: str) -> None:
        self._question = question
        self._page = page
        self._text = text.strip()
        self._words = typed_words(text)

    def answer(self) -> None:
        steps = [self._names, self._mails, self._parts, self._sounds]
        if any(c.isdigit() for c in self._text):
            steps.insert(0, self._numbers)
        else:
            steps.append(self._numbers)  # a reference may begin with letters
        if MAIL in self._text:
            steps.insert(0, self._mails)
        for step in steps:
            if self._page.full:
                return
            step()

    # ---- numbers ----

    def _numbers(self) -> None:
        """The whole text as a number; then one of its words, the others being names."""
        self._number(self._text, lambda _row: True)
        pieces = self._text.split()
        if len(pieces) > 1:
            for piece in pieces:
                if any(c.isdigit() for c in piece):
                    self._number(piece, lambda row, piece=piece: self._has_rest(row, piece))

    def _has_rest(self, row: Row, number: str) -> bool:
        rest = self._text.replace(number, " ", 1)
        every = [*names_in(row.words).split(), *row.keys.split()]
        return all(any(has.startswith(word) for has in every) for word in typed_words(rest))

    def _number(self, text: str, fits: Callable[[Row], bool]) -> None:
        ask, whole = self._question, compact(text)
        if not whole:
            return
        if len(whole) >= _SHORTEST_CODE:
            codes = tuple(dict.fromkeys((text, text.upper(), whole.upper())))
            self._page.add(filter(fits, ask.code(codes)), Tier.NUMBER)
        keys = typed_keys(text)
        for segment in ask.segments:
            for key in keys:
                self._page.add(filter(fits, ask.number(key, segment, _LOOKED)), Tier.NUMBER)
        for key in keys:
            if not self._page.full:
                self._page.add(filter(fits, ask.numbers_from(key, _LOOKED)), Tier.NUMBER)

    # ---- names ----

    def _names(self) -> None:
        if not self._words:
            return
        exact = " AND ".join(f'"{word}"' for word in self._words)
        begun = " AND ".join(f'"{word}" *' for word in self._words)
        segments = self._question.segments
        for segment in segments:
            if segment.tonight:
                rows = self._question.words(begun, segment, _OF_A_NIGHT)
                self._page.add(sorted(rows, key=self._of_tonight), self._tier)
        for match, tier in ((exact, Tier.EXACT), (begun, Tier.PREFIX)):
            for segment in segments:
                if not segment.tonight and not self._page.full:
                    rows = self._question.words(match, segment, self._page.limit)
                    if tier is Tier.EXACT:
                        rows.sort(key=lambda row: not self._is_whole(row))
                    self._page.add(rows, self._tier)

    def _tier(self, row: Row) -> Tier:
        has = row.words.split()
        return Tier.EXACT if all(word in has for word in self._words) else Tier.PREFIX

    def _is_whole(self, row: Row) -> bool:
        """Whether the whole name was typed, in any order."""
        return set(typed_words(row.name)) == set(self._words)

    def _of_tonight(self, row: Row) -> tuple[bool, bool, bool, str]:
        """Who waits comes before who was there, then a whole word before its beginning."""
        exact = self._tier(row) is Tier.EXACT
        return row.state == "collected", not exact, not self._is_whole(row), row.name

    def _mails(self) -> None:
        if self._words:
            begun = " AND ".join(f'"{MAIL}{word}" *' for word in self._words)
            self._each(begun, Tier.PREFIX if MAIL in self._text else Tier.PART)

    def _each(self, match: str, tier: Tier) -> None:
        for segment in self._question.segments:
            if not self._page.full:
                rows = self._question.words(match, segment, self._page.limit)
                self._page.add(rows, tier)

    def _parts(self) -> None:
        """Words that stand inside others; FTS5 knows which have their threes of letters."""
        threes = dict.fromkeys(
            word[at : at + 3] for word in self._words for at in range(len(word) - 2)
        )
        if not threes:
            return
        match = " AND ".join(f'"{three}"' for three in threes)
        for segment in self._question.segments:
            if not self._page.full:
                rows = self._question.words(match, segment, _LOOKED, "find_part")
                self._page.add(filter(self._holds, rows), Tier.PART)

    def _holds(self, row: Row) -> bool:
        name = names_in(row.words)
        return all(word in name for word in self._words)

    def _sounds(self) -> None:
        heard = {word: sound for word in self._words if len(word) > 2 and (sound := sound_of(word))}
        if not heard:
            return
        match = " AND ".join(
            f'("{word}" * OR "{SOUND}{heard[word]}")' if word in heard else f'"{word}" *'
            for word in self._words
        )
        for segment in self._question.segments:
            if not self._page.full:
                rows = self._question.words(match, segment, _LOOKED)
                alike = [(self._likeness(row), row) for row in rows]
                close = [each for each in alike if each[0] >= _ALIKE]
                close.sort(key=lambda each: -round(each[0], 1))
                self._page.add((row for _, row in close), Tier.SOUNDS)

    def _likeness(self, row: Row) -> float:
        """Return how alike the least alike of the typed words is to one of the name's."""
        names = names_in(row.words).split()
        return min(
            max((1.0 if n.startswith(w) else likeness(w, n) for n in names), default=0.0)
            for w in self._words
        )


def _minutes(at: datetime) -> int:
    return (at - _EPOCH) // timedelta(minutes=1)


def _rows(shelf: int, segment: Segment) -> tuple[int, int]:
    """Return the first and the last row of a shelf's part of a segment."""
    at = shelf * SHELF
    return (at + segment.first) * ROWS, (at + segment.last) * ROWS + ROWS - 1


def _time(row: Row) -> int:
    return row.row % (SHELF * ROWS)


def _is_in(row: Row, segment: Segment) -> bool:
    shelf, minute = divmod(row.row // ROWS, SHELF)
    return shelf in segment.shelves and segment.first <= minute <= segment.last
