"""How long the cart keeps its places: the time in its head, a warning with one button when it is
nearly over, and what ran out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.cart_clock import CartClock, CartClockState
from kiosk.screens.cart_line import place_words
from kiosk.screens.parts import Strip, label, margins, usable
from kiosk.widgets.buttons import Button

if TYPE_CHECKING:
    from pos.views.selling import CartLine
    from printing.words import Words

_NAMED = 4
"""Places of what ran out that are named; the others are counted."""


class CartTime(QWidget):
    """Shows a ``CartClockState``. ``left`` is for the cart's head. GUI thread."""

    def __init__(self, words: Words, presenter: CartClock) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self.left = label("strong", wrap=False, name="cart.time_left")
        self.left.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        self._warning = Strip("cart.time_warning", "warning")
        self._keep = Button("", "plain", "clock", compact=True)
        self._keep.setObjectName("cart.keep")
        self._gone = Strip("cart.gone", "warning")
        self._again = Button("", "primary", compact=True)
        self._again.setObjectName("cart.take_again")
        self._away = Button("", "quiet", compact=True)
        self._away.setObjectName("cart.gone_away")
        self._refusal = Strip("cart.again_refused")
        both = QHBoxLayout()
        margins(both)
        both.addWidget(self._again, 1)
        both.addWidget(self._away)
        column = QVBoxLayout(self)
        margins(column)
        for widget in (self._warning, self._keep, self._gone, self._refusal):
            column.addWidget(widget)
        column.addLayout(both)
        self._keep.clicked.connect(presenter.keep)
        self._again.clicked.connect(presenter.take_again)
        self._away.clicked.connect(presenter.put_away)
        self.retranslate(words)
        presenter.attach(self)

    def draw(self, state: CartClockState) -> None:
        """Show ``state``."""
        words, left = self._words, state.left_s
        shown = "" if left is None else f"{left // 60}:{left % 60:02d}"
        self.left.setText(shown)
        self.left.setVisible(left is not None and not state.warns)
        told = words("{time} left for this cart", time=shown) if shown else ""
        self.left.setAccessibleName(told)
        self._warning.say(
            words("The places go back in {time}", time=shown) if state.warns else "",
        )
        self._keep.setVisible(state.warns)
        keep = words.plural("Keep for {n} more minute", "Keep for {n} more minutes", state.minutes)
        self._keep.setText(keep)
        over = bool(state.gone)
        self._gone.say(
            words("The cart waited too long; its places went back") if over else "",
            _places(state.gone, words),
        )
        self._refusal.say_error(state.refusal if over else None, words)
        for button in (self._again, self._away):
            button.setVisible(over)
        usable(self._again, yes=not state.busy)
        self.setVisible(state.warns or over)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._again.setText(words("Take them again"))
        self._away.setText(words("Put away"))
        self.draw(self._presenter.state)


def _places(lines: tuple[CartLine, ...], words: Words) -> str:
    """Return what a cart held: its first places by name, and how many others."""
    named = ", ".join(place_words(line, words) for line in lines[:_NAMED])
    more = len(lines) - _NAMED
    if more > 0:
        return words.plural("{places} and {n} more", "{places} and {n} more", more, places=named)
    return named
