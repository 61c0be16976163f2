"""Who buys: a chip above the cart, and the panel behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.presenters.cart_patron import CartPatron, CartPatronState
from kiosk.screens.parts import Pool, Scrolled, Strip, free_text, in_column, label, margins, usable
from kiosk.screens.patron_words import say_row
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button
from kiosk.widgets.panel import InlinePanel
from kiosk.widgets.tiles import ListRow

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _LIST_TALL = 760, 260


class CartPatronChip(QWidget):
    """Nobody named, or who buys. GUI thread."""

    def __init__(self, words: Words, presenter: CartPatron) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._on_phone = self._away = False
        self._chip = Button("", "quiet", "person", compact=True)
        self._chip.setObjectName("cart.patron")
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._chip)
        self._chip.clicked.connect(presenter.open)
        self.retranslate(words)
        presenter.watch(self.draw)

    def take_call(self, *, yes: bool) -> None:
        """While a call is taken, who is not on file stands on its page and not here."""
        self._on_phone = yes
        self.draw(self._presenter.state)

    def draw(self, state: CartPatronState) -> None:
        """Show ``state``."""
        words, buyer = self._words, state.buyer
        away = buyer is None and self._on_phone
        if away != self._away:  # what has no place yet and is shown is a window of its own
            self._away = away
            self.setVisible(not away)
        if buyer is None:
            self._chip.setText(words("Nobody named"))
        else:
            self._chip.setText(" · ".join(part for part in (buyer.name, buyer.rank) if part))

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self.draw(self._presenter.state)


class CartPatronPanel(InlinePanel):
    """Two fields: who is known stands under them, who is new is written down. ``wanted`` says
    whether it is to lie over the room."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: CartPatron) -> None:
        super().__init__()
        self.setObjectName("cart_patron")
        self._words = words
        self._presenter = presenter
        self._shown = False
        self._name = free_text("cart_patron.name")
        self._contact = free_text("cart_patron.contact")
        self._refusal = Strip("cart_patron.refusal")
        self._none = label("soft", name="cart_patron.none")
        self._list = Scrolled()
        self._list.setMinimumHeight(theme_of(self).px(_LIST_TALL))
        self._rows = Pool(self._make_row, in_column(self._list.column))
        self._list.column.addStretch(1)
        for widget in (self._name, self._contact, self._refusal, self._none):
            self.body.addWidget(widget)
        self.body.addWidget(self._list, 1)
        self._add = self.add_button(Button("", "primary", "plus"))
        self._add.setObjectName("cart_patron.add")
        self._nobody = self.add_button(Button("", "plain"))
        self._nobody.setObjectName("cart_patron.nobody")
        self._back = self.add_button(Button("", "plain"))
        self._back.setObjectName("cart_patron.back")
        for field in (self._name, self._contact):
            field.textEdited.connect(self._edited)
        self._add.clicked.connect(presenter.add)
        self._nobody.clicked.connect(presenter.nobody)
        self._back.clicked.connect(presenter.close)
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def _make_row(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"cart_patron.row.{index}")
        row.clicked.connect(lambda: self._touch(index))
        return row

    def _touch(self, index: int) -> None:
        rows = self._presenter.state.rows
        if index < len(rows):
            self._presenter.choose(rows[index])

    def _edited(self) -> None:
        self._presenter.typed(self._name.text(), self._contact.text())

    def draw(self, state: CartPatronState) -> None:
        """Show ``state``."""
        words = self._words
        for field, text in ((self._name, state.name), (self._contact, state.contact)):
            if field.text() != text:
                field.setText(text)
        self._name.show_missing(state.refusal, "name")
        self._refusal.say_error(state.refusal, words)
        for row, one in zip(self._rows.show(len(state.rows)), state.rows, strict=True):
            say_row(row, one, words)
        typed = bool(state.name.strip() or state.contact.strip())
        self._none.setText(
            words("Nobody like that is known.") if typed else words("Who is known stands here.")
        )
        self._none.setVisible(not state.rows)
        self._nobody.setVisible(state.buyer is not None)
        usable(self._add, yes=not state.busy)
        self._list.settle()
        before, self._shown = self._shown, state.shown
        if before != state.shown:
            self.wanted.emit(state.shown)
            if state.shown:
                self._name.setFocus()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self.say(words("Who buys?"), words("Their orders, needs and membership are found by it."))
        self._name.set_name(words("Name"))
        self._contact.set_name(words("Phone or e-mail, if they like"))
        self._add.setText(words("Write down as new"))
        self._nobody.setText(words("Name nobody"))
        self._back.setText(words("Back"))
        self.draw(self._presenter.state)
