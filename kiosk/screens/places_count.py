"""Where a house has no seats to touch: how many places, in steps."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.screens.parts import label, margins
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card

STEPS = (-10, -1, 1, 10)


class PlacesCount(Card):
    """What of, how many, and the steps; whoever shows it says the words.

    Args:
        name: What the parts' object names begin with.
        count: Is told each step that is touched.
    """

    def __init__(self, name: str, count: Callable[[int], None]) -> None:
        super().__init__(sunken=True)
        self._what = label("title", name=f"{name}.source")
        self._many = label("display", name=f"{name}.places")
        self._how = label("soft")
        self._steps = {step: Button(f"{step:+d}".replace("-", "−"), "plain") for step in STEPS}
        steps = QHBoxLayout()
        margins(steps)
        steps.addStretch(1)
        for step, button in self._steps.items():
            button.setObjectName(f"{name}.count.{step}")
            button.clicked.connect(lambda _=False, step=step: count(step))
            steps.addWidget(button)
        steps.addStretch(1)
        column = QVBoxLayout(self)
        margins(column, 24)
        column.addStretch(1)
        for part in (self._what, self._many):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
        column.addLayout(steps)
        self._how.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self._how)
        column.addStretch(1)
