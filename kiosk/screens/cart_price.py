"""The price of a ticket in the cart: all that made it what it is, and another one set by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.cart import Cart
from kiosk.presenters.cart_state import CartState
from kiosk.screens.parts import free_text, label, margins, usable
from kiosk.screens.price_words import whole_price
from kiosk.widgets.buttons import Button
from pos.views.selling import CartLine

if TYPE_CHECKING:
    from printing.words import Words


class PricePart(QWidget):
    """What stands under a ticket that was touched. ``whole``, how its price came about, goes where
    its owner puts it."""

    def __init__(self, index: int, presenter: Cart) -> None:
        super().__init__()
        self._open = False
        self.whole = label("soft", name=f"cart.made_of.{index}")
        self._other = Button("", "quiet", compact=True)
        self._other.setObjectName(f"cart.price_other.{index}")
        self._usual = Button("", "quiet", "back", compact=True)
        self._usual.setObjectName(f"cart.price_usual.{index}")
        self._form = QWidget()
        self._amount = free_text("cart.price_amount")
        self._reason = free_text("cart.price_reason")
        self._set = Button("", "primary", compact=True)
        self._set.setObjectName("cart.price_set")
        form = QVBoxLayout(self._form)
        margins(form)
        for widget in (self._amount, self._reason, self._set):
            form.addWidget(widget)
        buttons = QHBoxLayout()
        margins(buttons)
        buttons.addWidget(self._other, 1)
        buttons.addWidget(self._usual, 1)
        column = QVBoxLayout(self)
        margins(column)
        column.addLayout(buttons)
        column.addWidget(self._form)
        self._other.clicked.connect(presenter.price_form)
        self._usual.clicked.connect(presenter.usual_price)
        self._set.clicked.connect(
            lambda: presenter.set_price(self._amount.text(), self._reason.text())
        )

    def forget(self) -> None:
        """Empty a price that was not set."""
        self._amount.setText("")
        self._reason.setText("")

    @property
    def opened(self) -> bool:
        """Whether the form for another price is open."""
        return self._open

    def shut(self) -> None:
        """Put all of it away."""
        self._open = False
        self.forget()
        self.whole.hide()
        self.hide()

    def draw(self, line: CartLine, state: CartState, words: Words) -> None:
        """Show how the price of ``line`` came about."""
        self.show()
        self.whole.setText(whole_price(line, words))
        self.whole.setVisible(bool(line.steps or line.charges) and not state.pricing)
        self._other.setText(words("Back") if state.pricing else words("Other price"))
        self._other.setVisible(not line.comp_reason)
        self._usual.setText(words("Usual price"))
        self._usual.setVisible(line.by_hand is not None)
        for button in (self._other, self._usual, self._set):
            usable(button, yes=not state.busy)
        begins = state.pricing and not self._open
        if state.pricing != self._open:
            self._open = state.pricing
            self.forget()
        self._form.setVisible(state.pricing)
        if state.pricing:
            self._draw_form(state, words)
        if begins:
            self._amount.setFocus(Qt.FocusReason.OtherFocusReason)

    def _draw_form(self, state: CartState, words: Words) -> None:
        self._amount.set_name(words("Price with everything in it"))
        self._reason.set_name(words("Reason for the price"))
        self._set.setText(words("Set the price"))
        self._reason.show_missing(state.refusal, "price_reason")
