"""What lies in the cart beside tickets, and the form for a gift certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.cart import Cart, CartState
from kiosk.screens.parts import Choices, free_text, margins, usable
from kiosk.widgets.buttons import Button, IconButton
from kiosk.widgets.tiles import ListRow
from pos.views.selling import ExtraLine

if TYPE_CHECKING:
    from printing.words import Words

_USUAL = (25, 50, 100, 200)
"""Sums of gift certificates that are a tap away, in whole units."""


class CertificateRow(QWidget):
    """A gift certificate that is bought, with a way to take it out."""

    def __init__(self, index: int, presenter: Cart) -> None:
        super().__init__()
        self._line_id = ""
        self._row = ListRow()
        self._row.setObjectName(f"cart.certificate.{index}")
        self._remove = IconButton("cross", "")
        self._remove.setObjectName(f"cart.certificate_remove.{index}")
        across = QHBoxLayout(self)
        margins(across, spacing=4)
        across.addWidget(self._row, 1)
        across.addWidget(self._remove)
        self._remove.clicked.connect(lambda: presenter.remove_extra(self._line_id))

    def draw(self, extra: ExtraLine, state: CartState, words: Words) -> None:
        """Show ``extra``."""
        self._line_id = extra.line_id
        self._row.say(words("Gift certificate"), extra.text, figure=words.money(extra.amount))
        self._remove.set_name(words("Take the certificate out of the cart"))
        for part in (self._row, self._remove):
            usable(part, yes=not state.frozen and not state.busy)


class CertificateForm(QWidget):
    """How much, and for whom."""

    def __init__(self, presenter: Cart) -> None:
        super().__init__()
        self._open = False
        self._sums = Choices("cart.gift_sums", across=4)
        self._amount = free_text("cart.gift_amount")
        self._whom = free_text("cart.gift_whom")
        self._add = Button("", "plain", "check", compact=True)
        self._add.setObjectName("cart.gift_add")
        self._back = Button("", "quiet", compact=True)
        self._back.setObjectName("cart.gift_back")
        buttons = QHBoxLayout()
        margins(buttons)
        buttons.addWidget(self._back, 1)
        buttons.addWidget(self._add, 2)
        column = QVBoxLayout(self)
        margins(column)
        for widget in (self._sums, self._amount, self._whom):
            column.addWidget(widget)
        column.addLayout(buttons)
        self._sums.chosen.connect(lambda index: self._amount.setText(str(_USUAL[index])))
        self._back.clicked.connect(presenter.certificate_form)
        self._add.clicked.connect(
            lambda: presenter.add_certificate(self._amount.text(), self._whom.text())
        )

    def clear(self) -> None:
        """Forget what was typed."""
        self._amount.setText("")
        self._whom.setText("")

    def draw(self, state: CartState) -> None:
        """Show the form while it is open; what was typed is gone when it opens again."""
        if state.selling_certificate and not self._open:
            self.clear()
        self._open = state.selling_certificate and state.till_ready
        self.setVisible(self._open)
        usable(self._add, yes=not state.busy and not state.frozen)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._sums.offer([str(one) for one in _USUAL], None)
        self._amount.set_name(words("Amount"))
        self._whom.set_name(words("Whom it is for, may be empty"))
        self._add.setText(words("Add"))
        self._back.setText(words("Back"))
