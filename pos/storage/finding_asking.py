"""Answers while somebody types: one tier after the other, until the page is full.

No letter costs more than another, however many are called so: each tier reads ranges of rows in the
order of the answers (``finding_question``) and ends with its page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from pos.finding.words import (
    ALIKE,
    MAIL,
    compact,
    likeness,
    names_in,
    sound_of,
    typed_keys,
    typed_mail,
    typed_words,
)
from pos.storage.finding_question import Question, Row, Segment, any_of, is_in, quoted
from pos.views.finding import Found, Tier

if TYPE_CHECKING:
    from pos.storage.unit_of_work import SqlUnitOfWork

_OF_A_NIGHT = 100
"""Looked at of one night before its answers are put in order."""
_WHOLE_NIGHT = 3_000
"""The same where nothing was typed."""
_AGAIN = 4
"""Times as many rows are read once more where those of a page are of fewer orders."""
_LOOKED = 100
"""Looked at for a number beside a name."""
_NEAR = 16
"""Words that sound alike which are asked for."""
_ENOUGH = 12
"""Answers by which nobody looks for a part or a sound: more than a screen shows."""
_SHORTEST_CODE, _SHORTEST_SOUND = 6, 2


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
        question = Question(self._uow, tuple(kinds), performance_id or "", will_call)
        if text.strip():
            _Typed(question, page, text).answer()
        elif will_call or performance_id or "order" not in kinds:
            _begin(question, page)
        else:
            page.found = {
                ("order", each): Found("order", each, Tier.PREFIX)
                for each in question.newest(limit)
            }
        return tuple(page.found.values())


class _Page:
    """The best answers so far; each thing once."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.found: dict[tuple[str, str], Found] = {}

    @property
    def left(self) -> int:
        return self.limit - len(self.found)

    @property
    def full(self) -> bool:
        return self.left <= 0

    def add(self, rows: Iterable[Row], tier: Tier | Callable[[Row], Tier]) -> None:
        for row in rows:
            if self.full:
                return
            key = (row.kind, row.subject_id)
            if key not in self.found:
                of = tier if isinstance(tier, Tier) else tier(row)
                self.found[key] = Found(row.kind, row.subject_id, of)


def _begin(question: Question, page: _Page) -> None:
    """Fill the page where nothing was typed: who waits tonight, by name, then who comes next."""
    for segment in question.segments:
        if page.full:
            return
        rows = question.every(segment, _WHOLE_NIGHT if segment.tonight else page.limit)
        if segment.tonight:
            rows.sort(key=lambda row: (row.state == "collected", row.name, row.subject_id))
        page.add(rows, Tier.PREFIX)


class _Typed:
    """What was typed, and the tiers of its answers."""

    def __init__(self, question: Question, page: _Page, text: str) -> None:
        self._question = question
        self._page = page
        self._text = text.strip()
        self._words = typed_words(text)

    def answer(self) -> None:
        """Fill the page."""
        if MAIL in self._text:
            sure, further = [self._mails], []
        elif any(c.isdigit() for c in self._text):
            sure, further = [self._numbers, self._names], [self._mails, self._parts, self._sounds]
        else:  # a reference may begin with letters
            sure, further = [self._names], [self._mails, self._parts, self._sounds, self._numbers]
        for step in sure:
            if self._words and not self._page.full:
                step()
        for step in further:
            if self._words and len(self._page.found) < min(_ENOUGH, self._page.limit):
                step()

    # ---- numbers ----

    def _numbers(self) -> None:
        """The whole text as a number; then one of its words, the others being names."""
        self._number(self._text, "")
        names = any(c.isalpha() for c in self._text)
        for piece in self._text.split() if names else ():
            if any(c.isdigit() for c in piece) and piece != self._text:
                self._number(piece, self._text.replace(piece, " ", 1))

    def _number(self, text: str, rest: str) -> None:
        """Add what has this number, and names that begin as the ``rest``."""
        ask, whole, words = self._question, compact(text), typed_words(rest)

        def fits(row: Row) -> bool:
            every = [*names_in(row.words).split(), *row.keys.split()]
            return all(any(has.startswith(word) for has in every) for word in words)

        if not whole:
            return
        if len(whole) >= _SHORTEST_CODE:
            codes = tuple(dict.fromkeys((text, text.upper(), whole.upper())))
            self._page.add(filter(fits, ask.code(codes)), Tier.NUMBER)
        keys = typed_keys(text)
        limit = _LOOKED if words else self._page.limit
        few = ask.few_numbers(keys)
        if few is not None:
            self._page.add(filter(fits, few), Tier.NUMBER)
        for segment in ask.segments if few is None else ():
            for key in keys:
                self._page.add(filter(fits, ask.number(key, segment, limit)), Tier.NUMBER)
        for key in keys[:1]:
            if not self._page.full:
                self._page.add(filter(fits, ask.numbers_from(key, limit)), Tier.NUMBER)

    # ---- names ----

    def _names(self) -> None:
        exact = " AND ".join(map(quoted, self._words))
        begun = self._begun(self._words)
        if not begun:
            return
        few = self._question.few(begun)
        others = []
        for segment in self._question.segments:
            if segment.tonight:
                rows = self._rows(begun, segment, few, _OF_A_NIGHT)
                self._page.add(sorted(rows, key=self._of_tonight), self._tier)
            else:
                others.append(segment)
        if self._page.full:
            return
        if few is not None:
            exact_ones = [row for row in few if self._tier(row) is Tier.EXACT]
            for segment in others:
                rows = [row for row in exact_ones if is_in(row, segment)]
                self._page.add(sorted(rows, key=self._is_not_all), Tier.EXACT)
        elif others and self._question.are_words(self._words):
            for segment in others:
                self._fill(exact, segment, None, Tier.EXACT, self._is_not_all)
            begun = f"({begun}) NOT ({exact})"
        for segment in others:
            self._fill(begun, segment, few, Tier.PREFIX)

    def _fill(
        self,
        match: str,
        segment: Segment,
        few: list[Row] | None,
        tier: Tier,
        key: Callable[[Row], bool] | None = None,
        there: int = 0,
    ) -> None:
        """Add the first rows of a segment. An order with several performances has several; of those
        that the page has, so many may be ``there`` again."""
        first = self._page.left + there
        for limit in (first, first * _AGAIN):
            rows = self._rows(match, segment, few, limit)
            self._page.add(sorted(rows, key=key) if key else rows, tier)
            if few is not None or len(rows) < limit:
                return

    def _rows(self, match: str, segment: Segment, few: list[Row] | None, limit: int) -> list[Row]:
        """Return the first rows of a segment; ``few``: all rows there are, where these are few."""
        if self._page.full:
            return []
        if few is not None:
            return [row for row in few if is_in(row, segment)]
        return self._question.words(match, segment, limit)

    def _begun(self, words: Sequence[str]) -> str:
        """Return the expression for names with words that begin so; empty: there are none."""
        every = [self._question.begun(word) for word in words]
        return " AND ".join(every) if all(every) else ""

    def _tier(self, row: Row) -> Tier:
        has = row.words.split()
        return Tier.EXACT if all(word in has for word in self._words) else Tier.PREFIX

    def _is_not_all(self, row: Row) -> bool:
        """Whether the name has more words than were typed."""
        return set(typed_words(row.name)) != set(self._words)

    def _of_tonight(self, row: Row) -> tuple[bool, bool, bool, str]:
        """Who waits comes before who was there, then a whole word before its beginning."""
        begun = self._tier(row) is not Tier.EXACT
        return row.state == "collected", begun, begun or self._is_not_all(row), row.name

    def _mails(self) -> None:
        typed = typed_mail(self._text)
        begun = self._question.begun(typed) if typed else ""
        if begun:
            self._each(begun, Tier.PREFIX if MAIL in self._text else Tier.PART)

    def _each(self, match: str, tier: Tier) -> None:
        few = self._question.few(match)
        there = len(self._page.found)
        for segment in self._question.segments:
            self._fill(match, segment, few, tier, there=there)

    def _parts(self) -> None:
        """Names that have one of the words inside, the others at least at the beginning."""
        ask = self._question
        inside = {word: any_of(ask.holding(word)) for word in self._words}
        ways = [[way for way in (ask.begun(word), inside[word]) if way] for word in self._words]
        if any(inside.values()) and all(ways):
            self._each(" AND ".join(f"({' OR '.join(way)})" for way in ways), Tier.PART)

    def _sounds(self) -> None:
        """Names with words that sound alike, and are written alike too."""
        ask, ways, alike = self._question, [], dict[str, list[str]]()
        for word in self._words:
            sound = sound_of(word)
            terms = ask.sounding(sound) if len(sound) >= _SHORTEST_SOUND else []
            near = [(likeness(word, term), term) for term in terms if not term.startswith(word)]
            near = sorted((each for each in near if each[0] >= ALIKE), reverse=True)[:_NEAR]
            alike[word] = [term for _, term in near]
            ways.append([way for way in (ask.begun(word), any_of(alike[word])) if way])
        if not any(alike.values()) or not all(ways):
            return
        self._each(" AND ".join(f"({' OR '.join(way)})" for way in ways), Tier.SOUNDS)
