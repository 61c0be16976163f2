"""The panel of performances that a lost machine may have sold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from kiosk.presenters.house_check import HouseCheck, HouseCheckState
from kiosk.screens.parts import Pool, Scrolled, Strip, free_text, in_column, label, margins, usable
from kiosk.screens.reason import Reason
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button, Choice
from kiosk.widgets.labels import Card
from kiosk.widgets.panel import InlinePanel
from pos.ids import PerformanceId
from pos.views.restoring import ClosedHouseView

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _LIST_TALL = 820, 220


class HouseCheckPanel(InlinePanel):
    """Shows a ``HouseCheckState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: HouseCheck) -> None:
        super().__init__()
        self.setObjectName("house_check")
        self._words = words
        self._presenter = presenter
        self._shown = False
        self._chosen: PerformanceId | None = None
        self._refusal = Strip("house_check.refusal")
        self._done = Strip("house_check.done", "good")
        self._list = Scrolled()
        self._list.setMinimumHeight(theme_of(self).px(_LIST_TALL))
        rows = QVBoxLayout()
        margins(rows)
        self._rows = Pool(lambda index: _HouseRow(index, presenter), in_column(rows))
        self._list.column.addLayout(rows)
        self._list.column.addStretch(1)
        self._sold = free_text("house_check.sold")
        self._why = label("section")
        self._reason = Reason("house_check")
        for widget in (self._refusal, self._done, self._list, self._sold, self._why, self._reason):
            self.body.addWidget(widget)
        self._close = Button("", "plain")
        self._close.setObjectName("house_check.close")
        self._go = Button("", "primary", "check")
        self._go.setObjectName("house_check.release")
        self.add_button(self._close)
        self.add_button(self._go)
        self._close.clicked.connect(presenter.close)
        self.closed.connect(presenter.close)
        self._go.clicked.connect(lambda: presenter.release(self._sold.text(), self._reason.text()))
        self.retranslate(words)
        presenter.attach(self)

    def draw(self, state: HouseCheckState) -> None:
        """Show ``state``."""
        words = self._words
        self._refusal.say_error(state.refusal, words)
        self._reason.show_missing(state.refusal)
        self._done.say(
            ""
            if state.freed is None
            else words.plural(
                "{n} place is on sale again.", "{n} places are on sale again.", state.freed
            )
        )
        houses = state.houses
        for row, house in zip(self._rows.show(len(houses)), houses, strict=True):
            row.draw(house, words, chosen=house.performance_id == state.chosen)
        self._list.settle()
        asking = state.chosen is not None
        looked = next((one for one in houses if one.performance_id == state.chosen), None)
        self._sold.setVisible(looked is not None and looked.kept > 0)
        self._sold.set_name(_asks(looked.example if looked is not None else "", words))
        for widget in (self._why, self._reason):
            widget.setVisible(asking)
        usable(self._go, yes=asking and not state.busy)
        usable(self._close, yes=not state.busy)
        before, self._shown = self._shown, state.shown
        if state.chosen != self._chosen:
            self._chosen = state.chosen
            self.forget()
        if before != state.shown:
            self.wanted.emit(state.shown)

    def forget(self) -> None:
        """Empty what was typed."""
        self._sold.setText("")
        self._reason.clear()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self.say(
            words("What the lost machine sold"),
            words(
                "Nobody here knows what it sold after the last backup. Look at papers, access "
                "list and orders, one performance after the other."
            ),
        )
        self._why.setText(words("How do you know?"))
        usual = (words("Access list and papers"), words("It sold nothing after the backup"))
        self._reason.retranslate(usual, words("Usual reasons"), words("Reason"))
        self._close.setText(words("Back"))
        self._go.setText(words("I looked: sell the rest"))
        self.draw(self._presenter.state)


def _asks(example: str, words: Words) -> str:
    """Return what a field for places asks: by a number of them, or by name as ``example`` is."""
    if not example:
        return words("How many places it sold; or nothing")
    return words("Seats it sold, such as {example}; or nothing", example=example)


class _HouseRow(Card):
    """A performance nobody has looked at."""

    def __init__(self, index: int, presenter: HouseCheck) -> None:
        super().__init__(sunken=True)
        self._house: ClosedHouseView | None = None
        self._presenter = presenter
        self._choice = Choice()
        self._choice.setObjectName(f"house_check.choose.{index}")
        self._more = label("soft", name=f"house_check.more.{index}")
        column = QVBoxLayout(self)
        margins(column, 8, 2)
        column.addWidget(self._choice)
        column.addWidget(self._more)
        self._choice.clicked.connect(self._touched)

    def _touched(self) -> None:
        self._choice.setChecked(True)  # a second touch takes nothing back
        if self._house is not None:
            self._presenter.choose(self._house.performance_id)

    def draw(self, house: ClosedHouseView, words: Words, *, chosen: bool) -> None:
        """Show ``house``."""
        self._house = house
        self._choice.setText(house.title)
        self._choice.setChecked(chosen)
        kept = words.plural("{n} place kept", "{n} places kept", house.kept)
        self._more.setText(f"{words.day_and_time(house.starts_at)} · {kept}")
