"""Our own number pad, and what is entered with it: a PIN, an amount of money.

Enter on a keyboard confirms a PIN; it never confirms money, because a scanner's last byte is an
Enter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.theme import TARGET_GAP, theme_of
from kiosk.widgets.buttons import Button
from kiosk.widgets.lettering import Align
from pos.errors import AmountInvalid
from pos.money import LARGEST_MINOR, MINOR_DIGITS, Money

if TYPE_CHECKING:
    from printing.words import Words

_KEY_TEXT = 24
_LONGEST_PIN = 12
_PIN_PAD_WIDE = 380


class NumPad(QWidget):
    """Twelve keys: 1 to 9, clear, 0, and a last one that is *enter*, *double zero* or *backspace*.

    Keys are named ``<prefix>.key.<digit>``, ``<prefix>.clear``, ``<prefix>.enter``,
    ``<prefix>.erase``.

    Args:
        last: ``enter``, ``00`` or ``erase``: the key at the lower right.
    """

    digits = Signal(str)
    """``0`` to ``9``, or ``00``."""
    cleared = Signal()
    erased = Signal()
    entered = Signal()

    def __init__(
        self, words: Words, prefix: str, last: str = "enter", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._prefix = prefix
        self._last = last
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(TARGET_GAP)
        for index, digit in enumerate("123456789"):
            grid.addWidget(self._digit(digit), index // 3, index % 3)
        self.clear_key = self._key("clear", "key", self.cleared)
        grid.addWidget(self.clear_key, 3, 0)
        grid.addWidget(self._digit("0"), 3, 1)
        grid.addWidget(self._last_key(), 3, 2)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.retranslate(words)

    def _digit(self, digit: str) -> Button:
        key = Button(digit, "key")
        key.setObjectName(f"{self._prefix}.key.{digit}")
        key.set_text_size(_KEY_TEXT)
        key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        key.clicked.connect(self._digit_clicked)
        return key

    def _digit_clicked(self) -> None:
        key = self.sender()
        if isinstance(key, Button):
            self.digits.emit(key.text())

    def _key(self, name: str, kind: str, signal: object) -> Button:
        key = Button("", kind)
        key.setObjectName(f"{self._prefix}.{name}")
        key.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        key.clicked.connect(signal)
        return key

    def _last_key(self) -> Button:
        if self._last == "00":
            self.last_key = self._digit("00")
        elif self._last == "erase":
            self.last_key = self._key("erase", "key", self.erased)
            self.last_key.set_icon("backspace")
        else:
            self.last_key = self._key("enter", "primary", self.entered)
        return self.last_key

    def retranslate(self, words: Words) -> None:
        """Name the keys in another language."""
        self.clear_key.setText(words("Clear"))
        if self._last == "enter":
            self.last_key.setText(words("Enter"))
        elif self._last == "erase":
            self.last_key.setAccessibleName(words("Erase the last digit"))


class PinDots(QWidget):
    """How many digits of a PIN are in; never which."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._trouble = False
        self._focus = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_count(self, count: int, *, trouble: bool = False) -> None:
        """Fill ``count`` dots; ``trouble`` shows them in the colour of a wrong PIN."""
        self._count, self._trouble = count, trouble
        self.update()

    def show_focus(self, *, focus: bool) -> None:
        """Show whether typed digits come here."""
        self._focus = focus
        self.update()

    @override
    def sizeHint(self) -> QSize:
        theme = theme_of(self)
        return QSize(theme.px(240), theme.px(48))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._focus:
            painter.setPen(QPen(theme.colour("focus"), theme.px(2)))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
        side, gap = theme.px(16), theme.px(14)
        shown = max(self._count, 4)
        left = (self.width() - shown * side - (shown - 1) * gap) / 2
        for index in range(shown):
            box = QRectF(left + index * (side + gap), (self.height() - side) / 2, side, side)
            filled = index < self._count
            colour = theme.colour("danger" if self._trouble else "accent" if filled else "border")
            painter.setPen(colour)
            painter.setBrush(colour if filled else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(box)
        painter.end()


class PinEntry(QWidget):
    """Dots and a pad; says the PIN once, when it is confirmed, and forgets it at once.

    Digits, Backspace, Escape and Enter on a keyboard do what the keys on the pad do.

    Args:
        last: ``enter``, or ``erase`` where another button confirms; see ``NumPad``.
    """

    pin_entered = Signal(str)
    changed = Signal()
    """A digit came or went: a message about the last try is out of date."""

    def __init__(
        self,
        words: Words,
        prefix: str = "pin",
        last: str = "enter",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._pin = ""
        self.dots = PinDots()
        self.pad = NumPad(words, prefix, last)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TARGET_GAP)
        column.addWidget(self.dots)
        column.addWidget(self.pad)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setObjectName(f"{prefix}.entry")
        self.pad.digits.connect(self._add)
        self.pad.cleared.connect(self.clear)
        self.pad.entered.connect(self.confirm)
        self.pad.erased.connect(self._erase)
        _give_focus_to(self, self.pad)
        self.retranslate(words)

    @override
    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(max(hint.width(), theme_of(self).px(_PIN_PAD_WIDE)), hint.height())

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.dots.show_focus(focus=True)
        super().focusInEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.dots.show_focus(focus=False)
        super().focusOutEvent(event)

    @property
    def count(self) -> int:
        """How many digits are in."""
        return len(self._pin)

    def clear(self) -> None:
        """Forget what was typed."""
        self._pin = ""
        self._show()

    def refuse(self) -> None:
        """Forget what was typed and show that it was wrong."""
        self._pin = ""
        self.dots.show_count(0, trouble=True)

    def retranslate(self, words: Words) -> None:
        """Show the pad in another language."""
        self.setAccessibleName(words("PIN"))
        self.pad.retranslate(words)

    def _add(self, digits: str) -> None:
        if len(self._pin) < _LONGEST_PIN:
            self._pin += digits
            self._show()

    def _show(self) -> None:
        self.dots.show_count(len(self._pin))
        self.changed.emit()

    def _erase(self) -> None:
        self._pin = self._pin[:-1]
        self._show()

    def confirm(self) -> None:
        """Say the PIN that was typed, if any, and forget it."""
        pin, self._pin = self._pin, ""
        if pin:
            self.dots.show_count(0)
            self.pin_entered.emit(pin)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        text, key = event.text(), event.key()
        if text.isascii() and text.isdigit():
            self._add(text)
        elif key == Qt.Key.Key_Backspace:
            self._erase()
        elif key == Qt.Key.Key_Escape and self._pin:
            self.clear()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.confirm()
        else:
            super().keyPressEvent(event)


class MoneyDisplay(QWidget):
    """An amount, large, in tabular figures."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._soft = False
        self._focus = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text

    def show_text(self, text: str, *, soft: bool) -> None:
        """Show ``text``; ``soft`` while nothing was typed."""
        self._text, self._soft = text, soft
        self.setAccessibleName(text)
        self.update()

    def show_focus(self, *, focus: bool) -> None:
        """Show whether typed digits come here."""
        self._focus = focus
        self.update()

    @override
    def sizeHint(self) -> QSize:
        theme = theme_of(self)
        return QSize(theme.px(240), theme.px(64))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent" if self._focus else "border"), theme.px(2)))
        painter.setBrush(theme.colour("surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
        font = QFont(theme.font(34, medium=True))
        box = self.rect().adjusted(theme.px(16), 0, -theme.px(16), 0)
        while (
            QFontMetrics(font).horizontalAdvance(self._text) > box.width() and font.pixelSize() > 12
        ):
            font.setPixelSize(font.pixelSize() - 2)
        painter.setFont(font)
        painter.setPen(theme.colour("text_soft" if self._soft else "text"))
        painter.drawText(QRect(box), Align.AlignRight | Align.AlignVCenter, self._text)
        painter.end()


class MoneyEntry(QWidget):
    """An amount typed on a pad or a keyboard.

    Digits fill from the right, 2 0 0 0 is 20.00; a decimal point typed on a keyboard says where the
    whole part ends, 20. is 20.00 too. Emits ``changed`` with the new amount. Enter does nothing
    here.
    """

    changed = Signal(object)
    """The ``Money`` that stands there now."""

    def __init__(
        self, words: Words, prefix: str, currency: str = "USD", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._currency = currency
        self._typed = ""
        self._offer: Money | None = None
        self.display = MoneyDisplay()
        self.pad = NumPad(words, prefix, "00")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(TARGET_GAP)
        column.addWidget(self.display)
        column.addWidget(self.pad)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        _give_focus_to(self, self.pad)
        self.pad.digits.connect(self._add)
        self.pad.cleared.connect(self.clear)
        self.retranslate(words)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.display.show_focus(focus=True)
        super().focusInEvent(event)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.display.show_focus(focus=False)
        super().focusOutEvent(event)

    @property
    def amount(self) -> Money:
        """What was typed; zero when nothing was."""
        if "." not in self._typed:
            return Money(int(self._typed or "0"), self._currency)
        return Money.parse(self._typed if self._typed != "." else "0", self._currency)

    @property
    def typed(self) -> bool:
        """Whether anything was typed, be it a zero."""
        return bool(self._typed)

    def set_amount(self, amount: Money) -> None:
        """Show ``amount`` as if typed."""
        self._currency = amount.currency
        self._typed = str(amount.minor) if amount.minor else ""
        self._show()

    def set_offer(self, offer: Money | None) -> None:
        """Show ``offer`` softly while nothing is typed: what counts then. ``amount`` stays
        zero."""
        self._offer = offer
        self._display()

    def clear(self) -> None:
        """Start again at nothing."""
        self._typed = ""
        self._show()

    def retranslate(self, words: Words) -> None:
        """Show the amount as another language writes it."""
        self._words = words
        self.setAccessibleName(words("Amount"))
        self.pad.retranslate(words)
        self._display()

    def _add(self, digits: str) -> None:
        before = self._typed
        self._typed += digits
        try:
            too_much = self.amount.minor > LARGEST_MINOR // 1000
        except AmountInvalid:
            too_much = True
        if too_much:
            self._typed = before
        else:
            self._show()

    def _display(self) -> None:
        offered = self._offer if self._offer is not None and not self.amount else self.amount
        self.display.show_text(self._words.money(offered), soft=not self._typed)

    def _show(self) -> None:
        self._display()
        self.changed.emit(self.amount)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        if text.isascii() and text.isdigit():
            self._add(text)
        elif text in (".", ",") and text and "." not in self._typed:
            if MINOR_DIGITS[self._currency]:
                self._add(".")
        elif event.key() == Qt.Key.Key_Backspace:
            self._typed = self._typed[:-1]
            self._show()
        elif event.key() == Qt.Key.Key_Delete:
            self.clear()
        else:
            super().keyPressEvent(event)


def _give_focus_to(entry: QWidget, pad: NumPad) -> None:
    """Let the keyboard go on typing after a key of the pad was touched; Tab stops at the entry,
    not at twelve keys."""
    for key in pad.findChildren(Button):
        key.setFocusProxy(entry)
