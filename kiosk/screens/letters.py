"""The panel of letters to donors: what is owed and what was made today, written and printed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.presenters.letters_room import LettersRoom, LettersState
from kiosk.screens.parts import Pool, Scrolled, Strip, in_column, usable
from kiosk.screens.patron_has import gift_says
from kiosk.theme import theme_of
from kiosk.viewers import open_file
from kiosk.widgets.buttons import Button
from kiosk.widgets.panel import InlinePanel
from kiosk.widgets.tiles import ListRow

if TYPE_CHECKING:
    from pos.views.donations import GiftRow
    from printing.words import Words

_WIDE, _TALL = 900, 380
_NAMED = 6
"""Files that are named; the folder has the others."""
_MOST = 200
"""Nobody reads further; what is written all the same is said above the list."""


class LettersPanel(InlinePanel):
    """Shows a ``LettersState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: LettersRoom) -> None:
        super().__init__()
        self.setObjectName("letters")
        self._words = words
        self._presenter = presenter
        self._shown = False
        self._refusal = Strip("letters.refusal")
        self._said = Strip("letters.said", "good")
        self._list = Scrolled()
        self._list.setMinimumHeight(theme_of(self).px(_TALL))
        self._pool: Pool[ListRow] = Pool(self._make, in_column(self._list.column))
        self._list.column.addStretch(1)
        for widget in (self._refusal, self._said):
            self.body.addWidget(widget)
        self.body.addWidget(self._list, 1)
        self._write = self._button("letters.write", "primary", presenter.write_all)
        self._stop = self._button("letters.stop", "plain", presenter.stop)
        self._print = self._button("letters.print", "plain", presenter.print_all)
        self._year = self._button("letters.year", "plain", presenter.print_year)
        self._back = self._button("letters.back", "plain", presenter.close)
        self.closed.connect(presenter.close)
        presenter.opens = open_file
        self.retranslate(words)
        presenter.attach(self)

    def _button(self, name: str, kind: str, act: Callable[[], None]) -> Button:
        button = self.add_button(Button("", kind))
        button.setObjectName(name)
        button.clicked.connect(act)
        return button

    def _make(self, index: int) -> ListRow:
        row = ListRow(title_lines=2)
        row.setObjectName(f"letters.row.{index}")
        row.clicked.connect(lambda: self._touch(index))
        return row

    def _touch(self, index: int) -> None:
        rows = self._presenter.state.rows
        if index < len(rows):
            self._presenter.write(rows[index].extra_id)

    def draw(self, state: LettersState) -> None:
        """Show ``state``."""
        words, owed = self._words, len(state.owed)
        said = words.plural("{n} letter is owed.", "{n} letters are owed.", owed)
        if not owed:
            said = words("No letter is owed.") if state.read else words("Looking…")
        how = words("Each is kept under its number. Touch a row to write one again.")
        self.say(words("Letters to donors"), f"{said} {how}")
        self._refusal.say_error(state.refusal, words)
        self._say(state)
        rows = state.rows[:_MOST]
        for row, gift in zip(self._pool.show(len(rows)), rows, strict=True):
            _draw_row(row, gift, words)
            usable(row, yes=not state.working and not state.busy)
        self._list.settle()
        self._write.setText(words.plural("Write {n} letter", "Write all {n} letters", owed))
        self._write.setVisible(bool(owed) and not state.working)
        self._stop.setVisible(state.working)
        self._print.setVisible(bool(state.made))
        self._print.setText(
            words.plural("Print {n} letter of today", "Print {n} letters of today", len(state.made))
        )
        self._year.setVisible(state.year is not None)
        self._year.setText(words("Year's letters of {year}", year=str(state.year or "")))
        for button in (self._write, self._print, self._year):
            usable(button, yes=not state.busy and not state.working)
        before, self._shown = self._shown, state.shown
        if before != state.shown:
            self.wanted.emit(state.shown)

    def _say(self, state: LettersState) -> None:
        words = self._words
        if state.working:
            done = state.many - len(state.todo)
            self._said.say(words("{n} of {many} written", n=str(done), many=str(state.many)), "")
        elif not state.written:
            self._said.say("")
        else:
            names = ", ".join(place.name for place in state.written[:_NAMED])
            if len(state.written) > _NAMED:
                names = words.plural(
                    "{files} and {n} more", "{files} and {n} more", len(state.written) - _NAMED,
                    files=names,
                )  # fmt: skip
            more = [words("In the folder {folder}", folder=str(state.written[0].parent))]
            if state.viewed is False:
                more.append(words("Open it to print it."))
            said = words("Written: {files}", files=names)
            self._said.say(said, "\n".join(more), "good")

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._stop.setText(words("Stop after this one"))
        self._back.setText(words("Back"))
        self.draw(self._presenter.state)


def _draw_row(row: ListRow, gift: GiftRow, words: Words) -> None:
    who = gift.donor or words("To our donor")
    under = " · ".join(part for part in (gift.fund, gift_says(gift, words)) if part)
    row.say(who, under, figure=words.money(gift.amount))
