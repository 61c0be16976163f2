"""How many: one row of numbers to tap, and steps beyond them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QSizePolicy, QWidget
from typing_extensions import override

from kiosk.theme import TARGET_GAP
from kiosk.widgets.buttons import Button, Choice, IconButton
from kiosk.widgets.labels import Label
from kiosk.widgets.pages import Pages

if TYPE_CHECKING:
    from printing.words import Words

_STEPS = (-10, -1, 1, 10)
_MINUS = "\N{MINUS SIGN}"


class QuantityBar(QWidget):
    """The numbers 1 to ``largest``, one of them chosen; buttons are named ``<prefix>.<n>``. Where
    larger parties come, up to ``most``, ``<prefix>.more`` leads to steps
    (``<prefix>.step.<+n>``), and ``<prefix>.fewer`` back to the numbers."""

    chosen = Signal(int)

    def __init__(
        self,
        words: Words,
        prefix: str = "sell.quantity",
        largest: int = 8,
        most: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._largest, self._most = largest, max(most, largest)
        self._quantity = 1
        self._group = QButtonGroup(self)
        self._more, self._fewer = _Way(f"{largest + 1}+"), IconButton("back", "", "plain")
        self._more.setObjectName(f"{prefix}.more")
        self._fewer.setObjectName(f"{prefix}.fewer")
        self._many = Label("", "title", wrap=False)
        self._many.setObjectName(f"{prefix}.many")
        self._steps = {step: _Way(f"{step:+d}".replace("-", _MINUS)) for step in _STEPS}
        self._pages = Pages()
        for page in (self._numbers(prefix), self._beyond(prefix)):
            self._pages.addWidget(page)
        row = _row(self)
        row.addWidget(self._pages)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._group.idClicked.connect(self._choose)
        self._more.clicked.connect(lambda: self._choose(largest + 1))
        self._fewer.clicked.connect(lambda: self._choose(largest))
        self.set_quantity(1)
        self.retranslate(words)

    def _numbers(self, prefix: str) -> QWidget:
        page = QWidget()
        row = _row(page)
        for number in range(1, self._largest + 1):
            choice = _Number(number)
            choice.setObjectName(f"{prefix}.{number}")
            self._group.addButton(choice, number)
            row.addWidget(choice)
        row.addWidget(self._more)
        self._more.setVisible(self._most > self._largest)
        return page

    def _beyond(self, prefix: str) -> QWidget:
        page = QWidget()
        row = _row(page)
        row.addWidget(self._fewer)
        for step in _STEPS[:2]:
            row.addWidget(self._steps[step])
        self._many.setAlignment(Qt.AlignmentFlag.AlignCenter)
        row.addWidget(self._many, 1)
        for step in _STEPS[2:]:
            row.addWidget(self._steps[step])
        for step, button in self._steps.items():
            button.setObjectName(f"{prefix}.step.{step:+d}")
            button.clicked.connect(lambda _=False, step=step: self._step(step))
        return page

    def _step(self, step: int) -> None:
        self._choose(min(max(self._quantity + step, 1), self._most))

    def _choose(self, quantity: int) -> None:
        self.set_quantity(quantity)
        self.chosen.emit(quantity)

    @property
    def quantity(self) -> int:
        return self._quantity

    def set_quantity(self, quantity: int) -> None:
        """Choose ``quantity`` without saying so."""
        self._quantity = quantity
        button = self._group.button(quantity)
        if button is not None:
            button.setChecked(True)
        self._say_many()
        self._turn(int(quantity > self._largest))

    def _turn(self, page: int) -> None:
        """Show the numbers or the steps; who used the keyboard goes on with it there."""
        had = self._pages.currentWidget()
        if page == self._pages.currentIndex():
            return
        focused = had is not None and had.isAncestorOf(self.focusWidget() or self)
        self._pages.setCurrentIndex(page)
        if focused:
            (self._steps[1] if page else self._more).setFocus()

    def _say_many(self) -> None:
        words = self._words
        self._many.setText(words.number(self._quantity))
        self._many.setAccessibleName(words.plural("{n} ticket", "{n} tickets", self._quantity))
        for step, button in self._steps.items():
            button.setEnabled(step < 0 or self._quantity < self._most)

    def retranslate(self, words: Words) -> None:
        """Name the buttons in another language."""
        self._words = words
        self.setAccessibleName(words("How many tickets"))
        for button in self._group.buttons():
            number = self._group.id(button)
            button.setAccessibleName(words.plural("{n} ticket", "{n} tickets", number))
        self._more.setAccessibleName(words("A larger party"))
        self._fewer.set_name(
            words.plural("{n} ticket or fewer", "{n} tickets or fewer", self._largest)
        )
        for step, button in self._steps.items():
            more = words.plural("{n} ticket more", "{n} tickets more", abs(step))
            fewer = words.plural("{n} ticket fewer", "{n} tickets fewer", abs(step))
            button.setAccessibleName(more if step > 0 else fewer)
        self._say_many()


def _row(of: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(of)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(TARGET_GAP)
    return row


class _Number(Choice):
    """A number that stays chosen: as wide as there is room, 12 mm at the least."""

    def __init__(self, number: int) -> None:
        super().__init__(str(number))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_text_size(20)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.touch_side, self.sizeHint().height())


class _Way(Button):
    """A step, or the way to the steps; as wide as a number."""

    def __init__(self, text: str) -> None:
        super().__init__(text, "plain", compact=True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.touch_side, self.sizeHint().height())
