"""Words that are only read."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget
from typing_extensions import override

_BREAK_HERE = "\u200b"
_LONGEST_WORD = 24
_ENDLESS = re.compile(rf"\S{{{_LONGEST_WORD + 1},}}")
_PIECES = re.compile(r"\S{1,12}")

ROLES = (
    "body",
    "soft",
    "caption",
    "strong",
    "section",
    "title",
    "heading",
    "figure",
    "display",
    "good",
    "warning",
    "danger",
    "soon",
)
"""``figure`` is a total, ``display`` fills a screen; the others say what they are."""


class Label(QLabel):
    """Plain text in one of ``ROLES``; wraps unless told not to. Never reads mark-up: names may
    hold ``<p>``."""

    def __init__(
        self,
        text: str = "",
        role: str = "body",
        parent: QWidget | None = None,
        *,
        wrap: bool = True,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        self.setText(text)

    @override
    def setText(self, text: str) -> None:
        super().setText(_breakable(text) if self.wordWrap() else text)

    @override
    def text(self) -> str:
        return super().text().replace(_BREAK_HERE, "")

    @property
    def role(self) -> str:
        return str(self.property("role"))

    def set_role(self, role: str) -> None:
        """Show the same words in another role."""
        if role != self.role:
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)


def _breakable(text: str) -> str:
    """Return ``text`` with places to break in words that no line can hold."""
    if len(text) <= _LONGEST_WORD:
        return text
    return _ENDLESS.sub(lambda word: _BREAK_HERE.join(_PIECES.findall(word.group())), text)


class Line(Label):
    """One line that is cut with an ellipsis where there is no room; what it says in full stays
    its accessible name."""

    def __init__(self, text: str = "", role: str = "body", parent: QWidget | None = None) -> None:
        super().__init__(text, role, parent, wrap=False)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def say(self, text: str) -> None:
        """Show ``text``; cheap when it is shown already."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)

    @override
    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(
            min(hint.width(), self.fontMetrics().horizontalAdvance("MMMM…")), hint.height()
        )

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, self.width()
        )
        painter.drawText(self.rect(), self.alignment(), shown)
        painter.end()


class Rule(QFrame):
    """A thin line between two things."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("rule", "true")
        self.setFixedHeight(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


class Card(QFrame):
    """A raised surface for things that belong together; ``sunken`` for what stands back."""

    def __init__(self, parent: QWidget | None = None, *, sunken: bool = False) -> None:
        super().__init__(parent)
        self.setProperty("card", "sunken" if sunken else "true")


class Tone(QFrame):
    """A coloured ground for words: ``good``, ``warning``, ``danger`` or ``info``."""

    def __init__(self, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_tone(tone)

    def set_tone(self, tone: str) -> None:
        """Show another tone; labels inside follow."""
        if self.property("tone") == tone:
            return
        self.setProperty("tone", tone)
        for widget in (self, *self.findChildren(QLabel)):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
