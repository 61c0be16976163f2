"""The panel of the books: locked days at the left, the journal of one at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.books_room import BooksRoom, BooksState
from kiosk.screens.parts import Pool, Scrolled, Strip, in_column, margins, usable
from kiosk.screens.statement_sheet import StatementSheet
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button
from kiosk.widgets.panel import InlinePanel
from kiosk.widgets.tiles import ListRow

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _TALL, _LIST_WIDE = 1160, 460, 250


class BooksPanel(InlinePanel):
    """Shows a ``BooksState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: BooksRoom) -> None:
        super().__init__()
        self.setObjectName("books")
        self._words = words
        self._presenter = presenter
        self._shown = False
        self._refusal = Strip("books.refusal")
        self._saved = Strip("books.saved", "good")
        self._days = Scrolled()
        self._days.setFixedWidth(theme_of(self).px(_LIST_WIDE))
        self._pool: Pool[ListRow] = Pool(self._make, in_column(self._days.column))
        self._days.column.addStretch(1)
        self._sheet = StatementSheet()
        whole = QWidget()
        whole.setMinimumHeight(theme_of(self).px(_TALL))
        column = QVBoxLayout(whole)
        margins(column)
        row = QHBoxLayout()
        margins(row, spacing=16)
        row.addWidget(self._days)
        row.addWidget(self._sheet, 1)
        for widget in (self._refusal, self._saved):
            column.addWidget(widget)
        column.addLayout(row, 1)
        self.body.addWidget(whole, 1)
        self._export = self.add_button(Button("", "primary"))
        self._export.setObjectName("books.export")
        self._back = self.add_button(Button("", "plain"))
        self._back.setObjectName("books.back")
        self._export.clicked.connect(presenter.export)
        self._back.clicked.connect(presenter.close)
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def _make(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"books.day.{index}")
        row.setCheckable(True)
        row.clicked.connect(lambda: self._presenter.choose(index))
        return row

    def draw(self, state: BooksState) -> None:
        """Show ``state``."""
        words = self._words
        self._refusal.say_error(state.refusal, words)
        files = ", ".join(place.name for place in state.saved)
        self._saved.say(words("Saved as {file}.", file=files) if files else "", tone="good")
        how = words("One balanced entry for each closed day. Exported again it is the same file.")
        if not state.may_export:
            who = words("A manager, finance or the owner exports it.")
            how = f"{how} {who}"
        empty = words("No day is closed yet.")
        self.say(words("Books"), empty if state.read and not state.days else how)
        for row, (day, number) in zip(self._pool.show(len(state.days)), state.days, strict=True):
            mark = words("not exported")
            if number is not None:
                mark = words("Export {number}", number=str(number))
            row.say(words.date(day), mark)
            row.setChecked(day == state.day)
        self._days.settle()
        self._sheet.draw(state.statement, words)
        again = state.number is not None
        self._export.setText(words("Export again") if again else words("Export"))
        self._export.setVisible(state.may_export)
        usable(self._export, yes=state.statement is not None and not state.busy)
        before, self._shown = self._shown, state.shown
        if before != state.shown:
            self.wanted.emit(state.shown)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._back.setText(words("Back"))
        self.draw(self._presenter.state)
