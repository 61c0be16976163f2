"""A month of the season: a tile for each day, with how much is on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout

from kiosk.presenters.season_calendar import CalendarState, SeasonCalendar
from kiosk.screens.parts import label, margins, usable
from kiosk.widgets.buttons import Button, IconButton
from kiosk.widgets.labels import Card

if TYPE_CHECKING:
    from printing.words import Words

_WEEK, _WEEKS = 7, 6
_MONDAY = date(2024, 1, 1)
"""Any Monday, to name the days of the week by."""


class MonthPanel(Card):
    """Shows a ``CalendarState``. GUI thread."""

    def __init__(self, presenter: SeasonCalendar) -> None:
        super().__init__()
        self._presenter = presenter
        self._days: list[date] = []
        self._earlier = IconButton("back", "")
        self._earlier.setObjectName("sell.month.earlier")
        self._later = IconButton("next", "")
        self._later.setObjectName("sell.month.later")
        self._month = label("section", wrap=False)
        self._month.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._heads = [label("caption", wrap=False) for _ in range(_WEEK)]
        self._tiles = [self._tile(index) for index in range(_WEEK * _WEEKS)]
        head = QHBoxLayout()
        margins(head)
        head.addWidget(self._earlier)
        head.addWidget(self._month, 1)
        head.addWidget(self._later)
        grid = QGridLayout()
        margins(grid, spacing=4)
        for column, name in enumerate(self._heads):
            name.setAlignment(Qt.AlignmentFlag.AlignCenter)
            grid.addWidget(name, 0, column)
            grid.setColumnStretch(column, 1)
        for index, tile in enumerate(self._tiles):
            grid.addWidget(tile, 1 + index // _WEEK, index % _WEEK)
        whole = QVBoxLayout(self)
        margins(whole, 8)
        whole.addLayout(head)
        whole.addLayout(grid)
        self._earlier.clicked.connect(lambda: presenter.leaf(-1))
        self._later.clicked.connect(lambda: presenter.leaf(1))

    def _tile(self, index: int) -> Button:
        tile = Button("", "plain", compact=True)
        tile.setCheckable(True)
        tile.clicked.connect(lambda: self._presenter.choose(self._days[index]))
        return tile

    def draw(self, state: CalendarState, words: Words) -> None:
        """Show ``state``; nothing while the calendar is shut."""
        self.setVisible(state.month is not None)
        if state.month is None:
            return
        first = words.first_weekday
        self._month.setText(words.month(state.month))
        for column, name in enumerate(self._heads):
            name.setText(words.weekday_name(_MONDAY + timedelta(days=first + column)))
        usable(self._earlier, yes=state.earlier)
        usable(self._later, yes=state.later)
        start = state.month - timedelta(days=(state.month.weekday() - first) % _WEEK)
        self._days = [start + timedelta(days=index) for index in range(len(self._tiles))]
        for day, tile in zip(self._days, self._tiles, strict=True):
            tile.setVisible(day.month == state.month.month)
            self._draw_day(tile, day, state, words)

    def _draw_day(self, tile: Button, day: date, state: CalendarState, words: Words) -> None:
        count = state.days.get(day, 0)
        tile.setObjectName(f"sell.day.{day.isoformat()}" if count else "")
        tile.setText(words.number(day.day))
        tile.set_caption(words("Today") if day == state.today else "")
        many = words.plural("{n} performance", "{n} performances", count)
        named = words("{day}, {shows}", day=words.weekday(day), shows=many)
        if day == state.today:
            named = words("Today: {day}", day=named)
        tile.setAccessibleName(named)
        tile.setChecked(bool(count) and day == state.day)
        usable(tile, yes=count > 0)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language; the rest is drawn anew."""
        self._earlier.set_name(words("The month before"))
        self._later.set_name(words("The next month"))
