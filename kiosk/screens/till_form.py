"""What every form of the Till room is made of."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.screens.parts import Strip, label, margins
from kiosk.theme import TARGET_GAP
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card


def button(name: str, kind: str = "plain", icon: str = "") -> Button:
    """Return a button without words yet."""
    made = Button("", kind, icon)
    made.setObjectName(name)
    return made


class Form(QWidget):
    """Title, a sentence, why it was refused, ``body``; at the foot the way ``back`` and what it is
    about (``go``). ``frameless``: for a body that has frames of its own."""

    def __init__(self, back: Button, go: Button, refusal: str, *, frameless: bool = False) -> None:
        super().__init__()
        self.title, self.how = label("title"), label("soft")
        self.refusal = Strip(refusal)
        self.back, self.go = back, go
        self.body = QVBoxLayout()
        margins(self.body)
        foot = QHBoxLayout()
        margins(foot)
        foot.addWidget(back)
        foot.addStretch(1)
        foot.addWidget(go)
        inside = QWidget() if frameless else Card()
        column = QVBoxLayout(inside)
        margins(column, 0 if frameless else 20, TARGET_GAP if frameless else 12)
        for widget in (self.title, self.how, self.refusal):
            column.addWidget(widget)
        column.addLayout(self.body, 1)
        column.addLayout(foot)
        whole = QVBoxLayout(self)
        margins(whole)
        whole.addWidget(inside)
