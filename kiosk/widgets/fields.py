"""Fields for free text. None of them can hold a card number."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QClipboard, QGuiApplication, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from kiosk.card_typed import CardTyped
from kiosk.icons import icon
from kiosk.theme import theme_of
from pos.card_guard import looks_like_card
from pos.errors import PosError, TextMissing

LONGEST_TEXT = 300
_ICON = 24


class GuardedLineEdit(QLineEdit):
    """A line of text that wipes itself when a card number appears in it.

    The field, its undo history and the clipboards that hold the number are emptied before anyone
    else hears of the text; ``card_refused`` says so, and the screen says why. Set the accessible
    name: it is what a screen reader calls the field.

    Args:
        name: What the field is for, in words; also its placeholder.
        keyboard: Whether a touch machine shows the on-screen keyboard for it.
    """

    card_refused = Signal()
    edited = Signal(str)
    """What a person typed, when it is not card-like. Use this instead of ``textEdited``."""

    def __init__(
        self, name: str = "", parent: QWidget | None = None, *, keyboard: bool = True
    ) -> None:
        super().__init__(parent)
        self.wants_keyboard = keyboard
        self._missing: PosError | None = None
        self.setMaxLength(LONGEST_TEXT)
        self.set_name(name)
        self.textChanged.connect(self._guard)
        self.textEdited.connect(self._pass_on)

    def set_name(self, name: str) -> None:
        """Say what the field is for."""
        self.setPlaceholderText(name)
        self.setAccessibleName(name)

    def set_trouble(self, *, trouble: bool) -> None:
        """Show or clear the edge of a field that holds something wrong."""
        if bool(self.property("trouble")) != trouble:
            self.setProperty("trouble", trouble)
            self.style().unpolish(self)
            self.style().polish(self)

    def show_missing(self, error: PosError | None, field: str = "reason") -> None:
        """Mark the field and go there when ``error`` is that it is empty; the mark goes as soon as
        somebody types."""
        told = isinstance(error, TextMissing) and error.params.get("field") == field
        missing = error if told else None
        if missing is self._missing:
            return
        self._missing = missing
        self.set_trouble(trouble=told)
        if told:
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _guard(self, text: str) -> None:
        if self._missing is not None:
            self.set_trouble(trouble=False)
        if looks_like_card(text):
            self._wipe()

    def _pass_on(self, text: str) -> None:
        if not looks_like_card(text) and text == self.text():
            self.edited.emit(text)

    def _wipe(self) -> None:
        self.setText("")  # unlike clear(), this also forgets the undo history
        clipboard = QGuiApplication.clipboard()
        for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
            if mode == QClipboard.Mode.Selection and not clipboard.supportsSelection():
                continue
            if looks_like_card(clipboard.text(mode)):
                clipboard.clear(mode)
        QGuiApplication.sendEvent(self.window(), CardTyped(self.objectName()))
        self.edited.emit("")  # whoever was told of the digits before the last forgets them too
        self.card_refused.emit()

    @override
    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(hint.width(), max(hint.height(), theme_of(self).mm(12)))


class SearchField(GuardedLineEdit):
    """A guarded field with a magnifier; Escape empties it."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self._make_room()

    def _make_room(self) -> None:
        theme = theme_of(self)
        self.setTextMargins(theme.px(_ICON) + theme.px(8), 0, 0, 0)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._make_room()
        super().changeEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.setText("")
            self.edited.emit("")
        else:
            super().keyPressEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        theme = theme_of(self)
        side = theme.px(_ICON)
        painter = QPainter(self)
        drawing = icon("search", theme.colour("text_soft"), side)
        painter.drawPixmap(theme.px(14), (self.height() - side) // 2, drawing)
        painter.end()
