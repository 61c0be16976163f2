"""A table as a picture: what is drawn, the same on paper and on the screen. Who draws it decides
how large."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from pos.money import Money
from pos.views.statements import Cell, ChartKind, Column, Section, Shows
from printing.statement_words import StatementWords
from printing.words import Words

MOST_BARS = 24
"""So many bars can be told apart; of more rows the largest are drawn, in the table's order."""
_FEWEST = 2
"""So few points make a line; one alone is a dot on an empty field."""
COLOURS = (
    "#2f6f9f",
    "#c8843c",
    "#5b8f6b",
    "#8c5a8a",
    "#a99a3c",
    "#5aa0a8",
    "#a14f4f",
    "#7d8591",
)
"""Of the parts of a whole, in turn."""


@dataclass(frozen=True, slots=True)
class Point:
    """One row: ``label`` names it, ``text`` is its figure in words; ``value`` in the column's own
    unit."""

    label: str
    value: int
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """``low`` <= 0 <= ``high``, and ``high`` > ``low``: between them lies every value.
    ``legend``: of a stack, what stands beside each colour."""

    kind: ChartKind
    points: tuple[Point, ...]
    low: int
    high: int
    legend: tuple[str, ...] = ()

    @property
    def whole(self) -> int:
        """Return what the parts of a stack come to, those below zero left out."""
        return sum(max(point.value, 0) for point in self.points)

    def share(self, point: Point) -> int:
        """Return a part of the whole in thousandths, rounded half up; 0 of nothing."""
        return (2000 * max(point.value, 0) + self.whole) // (2 * self.whole) if self.whole else 0


def picture_of(section: Section, words: Words, currency: str) -> Picture | None:
    """Return what is drawn of a table; None where it is not drawn, or has nothing to draw."""
    if section.chart is None:
        return None
    codes = [column.code for column in section.columns]
    place = codes.index(section.chart_of)
    said = StatementWords(words)
    drawn = [row for row in section.rows if isinstance(row[place], int)]
    if section.chart is not ChartKind.LINE and len(drawn) > MOST_BARS:
        by_size = sorted(range(len(drawn)), key=lambda at: -abs(_int(drawn[at][place])))
        drawn = [drawn[at] for at in sorted(by_size[:MOST_BARS])]
    points = tuple(
        Point(
            _label(section.columns, row, words, said, currency),
            _int(row[place]),
            said.cell(row[place], section.columns[place].shows, currency),
        )
        for row in drawn
    )
    values = [point.value for point in points]
    if not any(values) or (section.chart is ChartKind.LINE and len(points) < _FEWEST):
        return None
    high = 1000 if section.columns[place].shows is Shows.SHARE else 0
    made = Picture(section.chart, points, min(0, *values), max(high, 1, *values))
    if section.chart is not ChartKind.STACK:
        return made
    legend = (f"{one.label}: {one.text} ({words.share(made.share(one))})" for one in points)
    return replace(made, legend=tuple(legend))


def amount_text(value: int, section: Section, words: Words, currency: str) -> str:
    """Return a value of the drawn column in words, for an axis."""
    shows = next(one.shows for one in section.columns if one.code == section.chart_of)
    if shows is Shows.MONEY:
        return words.money(Money(value, currency))
    return StatementWords(words).cell(value, shows, currency)


def _label(
    columns: tuple[Column, ...],
    row: tuple[Cell, ...],
    words: Words,
    said: StatementWords,
    currency: str,
) -> str:
    """Return the first cell; a performance's with its day and hour, since productions play more
    than once; a day's with the name beside it."""
    first, cell = columns[0], row[0]
    if first.shows is Shows.MOMENT and isinstance(cell, str):
        return words.time(datetime.fromisoformat(cell))
    if first.shows is Shows.DATE and isinstance(cell, str):
        on = words.month_day(date.fromisoformat(cell))
        named = len(columns) > 1 and columns[1].shows is Shows.TEXT and bool(row[1])
        return f"{on}, {row[1]}" if named else on
    name = said.cell(cell, first.shows, currency)
    if len(columns) > 1 and columns[1].shows is Shows.MOMENT and isinstance(row[1], str):
        at = datetime.fromisoformat(row[1])
        return f"{name}, {words.month_day(at)}, {words.time(at)}"
    return name


def _int(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0
