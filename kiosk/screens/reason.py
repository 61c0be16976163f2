"""Why: usual reasons a tap away, and a field for any other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.screens.parts import Choices, free_text, margins
from pos.errors import PosError


class Reason(QWidget):
    """A reason, chosen or typed; where one answer only is usual, it is chosen already."""

    def __init__(self, name: str, across: int = 2) -> None:
        super().__init__()
        self._reasons: tuple[str, ...] = ()
        self._offered = ""
        self._usual = Choices(f"{name}.reasons", across=across)
        self._field = free_text(f"{name}.reason")
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._usual)
        column.addWidget(self._field)
        self._usual.chosen.connect(lambda index: self._field.setText(self._reasons[index]))

    def text(self) -> str:
        """What stands there."""
        return self._field.text()

    def show_missing(self, error: PosError | None) -> None:
        """Mark the field when ``error`` is that nothing stands there."""
        self._field.show_missing(error)

    def offer(self, reason: str) -> None:
        """Let this reason stand there, which is known, where nobody chose or wrote another."""
        if reason != self._offered:
            if self._field.text() in ("", self._offered):
                self._field.setText(reason)
            self._offered = reason

    def clear(self) -> None:
        """Forget it."""
        self._offered = ""
        self._field.setText(self._only)
        self._usual.offer(self._reasons, 0 if self._only else None)

    @property
    def _only(self) -> str:
        return self._reasons[0] if len(self._reasons) == 1 else ""

    def retranslate(self, usual: Sequence[str], name: str, field: str) -> None:
        """Offer reasons in another language."""
        nobody_chose = self._field.text() in ("", self._only)
        self._reasons = tuple(usual)
        self._usual.setAccessibleName(name)
        self._field.set_name(field)
        if nobody_chose:
            self.clear()
        else:
            self._usual.offer(self._reasons, None)
