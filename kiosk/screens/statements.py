"""The panel of statements: first which one, then what it is about beside what it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.statements import StatementRoom, StatementsState
from kiosk.screens.parts import Pool, Scrolled, Strip, in_column, in_grid, margins, usable
from kiosk.screens.statement_sheet import StatementSheet
from kiosk.theme import theme_of
from kiosk.viewers import open_file
from kiosk.widgets.buttons import Button
from kiosk.widgets.pages import Pages
from kiosk.widgets.panel import InlinePanel
from kiosk.widgets.tiles import ListRow
from pos.views.statements import Offer
from printing.statement_words import StatementWords

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _TALL, _LIST_WIDE = 1160, 500, 250


class StatementsPanel(InlinePanel):
    """Shows a ``StatementsState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: StatementRoom) -> None:
        super().__init__()
        self.setObjectName("statements")
        self._words = words
        self._presenter = presenter
        self._shown = False
        self._refusal = Strip("statements.refusal")
        self._saved = Strip("statements.saved", "good")
        self._names = _Names(presenter)
        self._abouts = _Abouts(presenter)
        self._sheet = StatementSheet()
        one = QWidget()
        row = QHBoxLayout(one)
        margins(row, spacing=16)
        row.addWidget(self._abouts)
        row.addWidget(self._sheet, 1)
        self._pages = Pages()
        self._pages.addWidget(self._names)
        self._pages.addWidget(one)
        whole = QWidget()
        whole.setMinimumHeight(theme_of(self).px(_TALL))
        column = QVBoxLayout(whole)
        margins(column)
        for widget in (self._refusal, self._saved):
            column.addWidget(widget)
        column.addWidget(self._pages, 1)
        self.body.addWidget(whole, 1)
        self._letters = self._button("statements.letters", "plain")
        self._print = self._button("statements.print", "plain")
        self._save = self._button("statements.save", "plain")
        self._keep = self._button("statements.keep", "primary")
        self._back = self._button("statements.back", "plain")
        presenter.opens = open_file
        self._letters.clicked.connect(presenter.letters)
        self._print.clicked.connect(presenter.show_pdf)
        self._save.clicked.connect(presenter.save)
        self._keep.clicked.connect(presenter.keep)
        self._back.clicked.connect(presenter.close)
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def _button(self, name: str, kind: str) -> Button:
        button = Button("", kind)
        button.setObjectName(name)
        return self.add_button(button)

    def draw(self, state: StatementsState) -> None:
        """Show ``state``."""
        words = self._words
        self._title(state)
        self._refusal.say_error(state.refusal, words)
        self._saved.say(_saved(state, words), tone="warning" if state.viewed is False else "good")
        self._names.draw(state, words)
        self._abouts.draw(state, words)
        self._sheet.draw(state.statement, words)
        self._pages.setCurrentIndex(0 if state.name is None else 1)
        for button in (self._print, self._save, self._keep):
            button.setVisible(state.name is not None)
        self._letters.setVisible(state.may_write)
        for button in (self._letters, self._print, self._save):
            usable(button, yes=state.statement is not None and not state.busy)
        usable(self._keep, yes=state.may_keep and not state.busy)
        before, self._shown = self._shown, state.shown
        if before != state.shown:
            self.wanted.emit(state.shown)

    def _title(self, state: StatementsState) -> None:
        words = self._words
        if state.name is None:
            self.say(words("Reports"), words("What would you like to see?"))
            return
        title = StatementWords(words).title(state.name)
        made = state.statement
        if made is not None and made.number is not None:
            title = words("{title} no. {number}", title=title, number=str(made.number))
        self.say(title)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._letters.setText(words("Write the letters"))
        self._print.setText(words("Open PDF to print"))
        self._save.setText(words("Save as PDF, CSV and XLSX"))
        self._keep.setText(words("Keep with a number"))
        self._back.setText(words("Back"))
        self.draw(self._presenter.state)


def _saved(state: StatementsState, words: Words) -> str:
    """Return what became of the files."""
    if state.none_due:
        return words("No letter is due any more: everything was paid.")
    if not state.saved:
        return ""
    if state.viewed is None:
        return words("Saved as {file}.", file=", ".join(place.name for place in state.saved))
    pdf = state.saved[0]
    if state.viewed:
        return words("{file} is open: print it there.", file=pdf.name)
    return words(
        "This computer has no program for PDF files. Print {file} from {folder}.",
        file=pdf.name,
        folder=str(pdf.parent),
    )


class _Names(Scrolled):
    """The statements there are."""

    def __init__(self, presenter: StatementRoom) -> None:
        super().__init__()
        self._presenter = presenter
        grid = QGridLayout()
        margins(grid)
        self.column.addLayout(grid)
        self.column.addStretch(1)
        self._pool = Pool(self._make, in_grid(grid, 2))

    def _make(self, index: int) -> ListRow:
        row = ListRow()
        row.clicked.connect(lambda: self._presenter.choose(index))
        return row

    def draw(self, state: StatementsState, words: Words) -> None:
        """Show the names."""
        said = StatementWords(words)
        for row, name in zip(self._pool.show(len(state.names)), state.names, strict=True):
            row.setObjectName(f"statements.name.{name.value}")
            row.say(said.title(name))
        self.settle()


class _Abouts(Scrolled):
    """What the chosen statement can be about, and what was kept of it."""

    def __init__(self, presenter: StatementRoom) -> None:
        super().__init__()
        self._presenter = presenter
        self._pool = Pool(self._make, in_column(self.column))
        self.column.addStretch(1)
        self.setFixedWidth(theme_of(self).px(_LIST_WIDE))

    def _make(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"statements.about.{index}")
        row.setCheckable(True)
        row.clicked.connect(lambda: self._presenter.about(index))
        return row

    def draw(self, state: StatementsState, words: Words) -> None:
        """Show the choices, the present one marked."""
        rows = self._pool.show(len(state.offers) + len(state.kept))
        for row, offer in zip(rows, state.offers, strict=False):
            row.say(*_said(offer, words))
        for row, kept in zip(rows[len(state.offers) :], state.kept, strict=True):
            number = words("Kept as no. {number}", number=str(kept.number))
            row.say(number, words.day_and_time(kept.at))
        for index, row in enumerate(rows):
            row.setChecked(index == state.chosen)
        self.settle()


def _said(offer: Offer, words: Words) -> tuple[str, str]:
    """Return what an offer is called, and what stands under it."""
    when = words.day_and_time(offer.at) if offer.at is not None else ""
    if offer.day is not None:
        when = words.date(offer.day)
    number = words("No. {number}", number=str(offer.number)) if offer.number is not None else ""
    first = offer.text or number or when
    rest = (part for part in (number, when) if part and part != first)
    return first, " · ".join(rest)
