"""The Outage panel: performances at the left; at the right the kit, emergency tickets, or paper
sales to be keyed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.outage import Outage, OutagePage, OutageState
from kiosk.screens.outage_keying import KeyingPage
from kiosk.screens.outage_kit import KitPage
from kiosk.screens.outage_tickets import TicketsPage
from kiosk.screens.parts import Choices, Pool, Scrolled, in_column, margins, usable
from kiosk.screens.wanted_panel import WantedPanel
from kiosk.theme import theme_of
from kiosk.viewers import open_file
from kiosk.widgets.pages import Pages
from kiosk.widgets.tiles import ListRow

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _NARROWEST, _TALL, _LIST_WIDE = 1200, 1110, 430, 290
_PAGES = tuple(OutagePage)


class OutagePanel(WantedPanel):
    """Shows an ``OutageState``."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: Outage) -> None:
        super().__init__("outage")
        self._words = words
        self._presenter = presenter
        self.setMinimumWidth(theme_of(self).px(_NARROWEST))
        presenter.opens = open_file
        self._ways = Choices("outage.pages", across=len(_PAGES))
        self._list = Scrolled()
        self._list.setFixedWidth(theme_of(self).px(_LIST_WIDE))
        self._rows: Pool[ListRow] = Pool(self._make, in_column(self._list.column))
        self._list.column.addStretch(1)
        self._kit = KitPage(presenter)
        self._tickets = TicketsPage(presenter)
        self._keying = KeyingPage(presenter)
        self._stack = Pages()
        for page in (self._kit, self._tickets, self._keying):
            self._stack.addWidget(page)
        right = QVBoxLayout()
        margins(right)
        right.addWidget(self._ways)
        right.addWidget(self._stack, 1)
        whole = QWidget()
        whole.setMinimumHeight(theme_of(self).px(_TALL))
        row = QHBoxLayout(whole)
        margins(row, spacing=16)
        row.addWidget(self._list)
        row.addLayout(right, 1)
        self.body.addWidget(whole, 1)
        self._ways.chosen.connect(lambda index: presenter.go(_PAGES[index]))
        self._key = self._button("key_in", "primary")
        self._back = self._button("back")
        self._key.clicked.connect(self._keying.key_in)
        self._back.clicked.connect(presenter.close)
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def _make(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"outage.show.{index}")
        row.setCheckable(True)
        row.clicked.connect(lambda: self._choose(index))
        return row

    def _choose(self, index: int) -> None:
        self._presenter.choose(self._presenter.state.shows[index].performance_id)

    def draw(self, state: OutageState) -> None:
        """Show ``state``."""
        words = self._words
        if state.shown and not self._shown:
            self.forget()
        nothing = words("Nothing plays in the next two days.")
        said = words("Papers for when nothing works, and what was sold on them.")
        self.say(words("Outage"), nothing if state.read and not state.shows else said)
        self._refusal.say_error(state.refusal, words)
        names = (
            words("Papers"),
            words("Emergency tickets"),
            words("Key in paper sales"),
        )
        marks = [f"outage.page.{page.value}" for page in _PAGES]
        self._ways.offer(names, _PAGES.index(state.page), marks)
        for row, show in zip(self._rows.show(len(state.shows)), state.shows, strict=True):
            out = words.plural("{n} on paper", "{n} on paper", show.out) if show.out else ""
            when = words.day_and_time(show.starts_at)
            row.say(show.production, " · ".join(part for part in (when, out) if part))
            row.setChecked(show.performance_id == state.chosen)
            usable(row, yes=not state.busy)
        self._list.settle()
        before, number = self._stack.currentIndex(), _PAGES.index(state.page)
        self._stack.setCurrentIndex(number)
        if state.page is OutagePage.KEY and before != number:
            self._keying.setFocus()  # the first thing to do is to scan or to type
        self._kit.draw(state, words)
        self._tickets.draw(state, words)
        self._keying.draw(state, words)
        self._key.setVisible(state.page is OutagePage.KEY)
        usable(self._key, yes=bool(state.lines) and state.serves and not state.busy)
        usable(self._back, yes=not state.busy)
        self._come_or_go(shown=state.shown)

    def forget(self) -> None:
        """Empty what was typed: it was somebody else's."""
        self._tickets.clear()
        self._keying.clear()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._ways.setAccessibleName(words("Outage"))
        self._key.setText(words("Key in"))
        self._back.setText(words("Back"))
        for page in (self._kit, self._tickets, self._keying):
            page.retranslate(words)
        self.draw(self._presenter.state)
