"""The one way cash is counted, wherever it is: loose pieces on one leaf, straps and rolls on the
other, what it comes to beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.screens.parts import Choices, Scrolled, margins
from kiosk.widgets.count_grid import CountGrid
from pos.views.cash import CountSheet

if TYPE_CHECKING:
    from printing.words import Words


class CountPanel(QWidget):
    """A ``CountGrid`` with its leaves, named ``<name>.loose`` and ``<name>.packed``. GUI thread.

    A hundred fields and names, in a handful of places of which a shift sees two: made when first
    seen or filled.
    """

    changed = Signal()
    typed = Signal(object)
    """See ``CountGrid``."""

    def __init__(self, words: Words, name: str) -> None:
        super().__init__()
        self._words = words
        self._name = name
        self._leaf = 0
        self._leaves = Choices(f"{name}.leaves", across=2)
        self._made: CountGrid | None = None
        self._sheet = Scrolled()
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._leaves)
        column.addWidget(self._sheet, 1)
        self._leaves.chosen.connect(self._turn_to)

    @property
    def _grid(self) -> CountGrid:
        """The grid, made at the first asking."""
        if self._made is None:
            made = self._made = CountGrid(self._words, packs=True)
            self._sheet.column.addWidget(made)
            self._sheet.column.addStretch(1)
            made.show()
            made.changed.connect(self._draw_leaves)
            made.changed.connect(self.changed)
            made.typed.connect(self.typed)
            self.setFocusProxy(made)
            self._draw_leaves()
        return self._made

    @override
    def showEvent(self, event: QShowEvent) -> None:
        """Be there when it is seen, the keyboard at the first field if it was sent here."""
        waited_for = self._made is None and self.window().focusWidget() is self
        super().showEvent(event)
        grid = self._grid
        if waited_for:
            grid.setFocus()

    def sheet(self) -> CountSheet:
        """Return what was counted."""
        return CountSheet() if self._made is None else self._made.sheet()

    def fill(self, sheet: CountSheet) -> None:
        """Show the pieces of ``sheet``, the loose ones first."""
        self._grid.fill(sheet)
        self._leaf = 0
        self._draw_leaves()

    def clear(self) -> None:
        """Empty every entry and show the loose pieces."""
        if self._made is not None:
            self._made.clear()
            self._leaf = 0
            self._draw_leaves()

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        if self._made is not None:
            self._made.retranslate(words)
            self._draw_leaves()

    def _turn_to(self, leaf: int) -> None:
        self._leaf = leaf
        self._grid.turn_to(leaf)
        self._draw_leaves()

    def _draw_leaves(self) -> None:
        names = (f"{self._name}.loose", f"{self._name}.packed")
        self._leaves.offer(self._grid.tabs(), self._leaf, names)
