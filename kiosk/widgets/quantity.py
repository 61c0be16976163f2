"""How many: one row of numbers to tap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from kiosk.theme import TARGET_GAP
from kiosk.widgets.buttons import Choice

if TYPE_CHECKING:
    from printing.words import Words


class QuantityBar(QWidget):
    """The numbers 1 to ``largest``, one of them chosen. Buttons are named ``<prefix>.<n>``."""

    chosen = Signal(int)

    def __init__(
        self,
        words: Words,
        prefix: str = "sell.quantity",
        largest: int = 8,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TARGET_GAP)
        self._group = QButtonGroup(self)
        for number in range(1, largest + 1):
            choice = Choice(str(number))
            choice.setObjectName(f"{prefix}.{number}")
            choice.set_text_size(20)
            choice.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self._group.addButton(choice, number)
            row.addWidget(choice)
        self._group.idClicked.connect(self.chosen)
        self.set_quantity(1)
        self.retranslate(words)

    @property
    def quantity(self) -> int:
        return self._group.checkedId()

    def set_quantity(self, quantity: int) -> None:
        """Choose ``quantity`` without saying so."""
        button = self._group.button(quantity)
        if button is not None:
            button.setChecked(True)

    def retranslate(self, words: Words) -> None:
        """Name the buttons in another language."""
        self.setAccessibleName(words("How many tickets"))
        for button in self._group.buttons():
            number = self._group.id(button)
            button.setAccessibleName(words.plural("{n} ticket", "{n} tickets", number))
