"""The on-screen keyboard: letters of the languages patrons' names come in. Takes no focus; types
into who has it."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from kiosk.languages import language_of
from kiosk.theme import TARGET_GAP
from kiosk.widgets.buttons import Button

if TYPE_CHECKING:
    from printing.words import Words

LAYOUTS: dict[str, tuple[str, ...]] = {
    "en": ("1234567890", "qwertyuiop", "asdfghjkl'", "zxcvbnm-.@"),
    "es": ("1234567890", "qwertyuiop", "asdfghjklñ", "zxcvbnm-.@", "áéíóúü'çàè"),
    "ru": ("1234567890", "йцукенгшщзх", "фывапролджэ", "ячсмитьбюъё-"),
    "vi": (
        "1234567890",
        "qwertyuiop",
        "asdfghjklđ",
        "zxcvbnm-.@",
        "ăâêôơư\u0301\u0300\u0309\u0303\u0323",
    ),
}
"""Rows of letters by language. A combining mark goes on to the letter before the cursor."""

NAMES = {"en": "ABC", "es": "ÁÑÜ", "ru": "АБВ", "vi": "ẮĐƠ"}

_MARK_NAMES = {
    "\u0301": "Acute accent",
    "\u0300": "Grave accent",
    "\u0309": "Hook above",
    "\u0303": "Tilde",
    "\u0323": "Dot below",
}


class KeyboardPanel(QFrame):
    """Rows of keys along the foot of the window. The letters follow the reader's language and
    can be changed by a key."""

    hidden_by_user = Signal()

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keyboard")
        self._words = words
        self._layout_name = ""
        self._upper = True
        self._keys: list[Button] = []
        self._body: QWidget | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 12, 8)
        self._column.setSpacing(TARGET_GAP)
        self.hide()

    @property
    def letters(self) -> str:
        """The language whose letters are shown; empty before the first showing."""
        return self._layout_name

    def retranslate(self, words: Words) -> None:
        """Show another language's letters and names."""
        self._words = words
        if self._layout_name:
            self.show_letters(language_of(words.locale))

    def show_letters(self, language: str) -> None:
        """Show the letters of ``language``; English for one we have none of."""
        self._layout_name = language if language in LAYOUTS else "en"
        if self._body is not None:
            self._column.removeWidget(self._body)
            self._body.deleteLater()
        self._keys = []
        self._body = QWidget()
        rows = QVBoxLayout(self._body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(TARGET_GAP)
        for letters in LAYOUTS[self._layout_name]:
            rows.addLayout(self._row(letters))
        rows.addLayout(self._foot())
        self._column.addWidget(self._body)
        self._show_case()

    def showEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if not self._layout_name:
            self.show_letters(language_of(self._words.locale))
        super().showEvent(event)  # type: ignore[arg-type]

    def _row(self, letters: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(TARGET_GAP)
        for letter in letters:
            key = self._key(letter)
            key.setProperty("letter", letter)
            if letter in _MARK_NAMES:
                key.setText(f"\u25cc{letter}")
                key.setAccessibleName(self._words(_MARK_NAMES[letter]))
            key.clicked.connect(self._letter_clicked)
            self._keys.append(key)
            row.addWidget(key, 1)
        return row

    def _key(self, text: str) -> Button:
        key = Button(text, "key", compact=True)
        key.setObjectName(f"keyboard.{text}")
        key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        return key

    def _foot(self) -> QHBoxLayout:
        words = self._words
        row = QHBoxLayout()
        row.setSpacing(TARGET_GAP)
        shift = self._named("shift", "shift", words("Capital letters"))
        shift.clicked.connect(self._shift)
        language = self._named("language", "", words("Other letters"))
        language.setText(NAMES[self._next_letters()])
        language.setAccessibleName(words("Other letters"))
        language.clicked.connect(self._other_letters)
        space = self._named("space", "", words("Space"))
        space.setText(words("Space"))
        space.clicked.connect(self._space)
        erase = self._named("erase", "backspace", words("Erase"))
        erase.setAutoRepeat(True)
        erase.clicked.connect(self._erase)
        done = self._named("done", "", words("Done"))
        done.setText(words("Done"))
        done.clicked.connect(self._done)
        for key, stretch in ((shift, 2), (language, 2), (space, 6), (erase, 2), (done, 2)):
            row.addWidget(key, stretch)
        return row

    def _named(self, name: str, icon: str, said: str) -> Button:
        key = self._key("")
        key.setObjectName(f"keyboard.{name}")
        key.set_icon(icon)
        key.setAccessibleName(said)
        return key

    def _next_letters(self) -> str:
        names = list(LAYOUTS)
        return names[(names.index(self._layout_name) + 1) % len(names)]

    def _other_letters(self) -> None:
        self.show_letters(self._next_letters())

    def _shift(self) -> None:
        self._upper = not self._upper
        self._show_case()

    def _show_case(self) -> None:
        for key in self._keys:
            letter = str(key.property("letter"))
            if letter not in _MARK_NAMES:
                key.setText(letter.upper() if self._upper else letter)

    def _letter_clicked(self) -> None:
        key = self.sender()
        letter = str(key.property("letter"))
        if letter in _MARK_NAMES:
            self._add_mark(letter)
        else:
            self._type(letter.upper() if self._upper else letter)
        if self._upper:
            self._upper = False
            self._show_case()

    def _add_mark(self, mark: str) -> None:
        """Put ``mark`` on the letter before the cursor, where the two make one letter."""
        target = QGuiApplication.focusObject()
        if not isinstance(target, QLineEdit) or not target.cursorPosition():
            return
        before = target.text()[target.cursorPosition() - 1]
        joined = unicodedata.normalize("NFC", before + mark)
        if len(joined) == 1:
            self._erase()
            self._type(joined)

    def _type(self, text: str) -> None:
        self._press(Qt.Key.Key_unknown, text)

    def _space(self) -> None:
        self._press(Qt.Key.Key_Space, " ")
        self._upper = True
        self._show_case()

    def _erase(self) -> None:
        self._press(Qt.Key.Key_Backspace, "\b")

    def _done(self) -> None:
        self.hide()
        self.hidden_by_user.emit()

    def _press(self, key: Qt.Key, text: str) -> None:
        target = QGuiApplication.focusObject()
        if target is None:
            return
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
            QCoreApplication.sendEvent(target, event)
