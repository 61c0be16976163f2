"""The one way cash is counted, wherever it is: loose pieces on one leaf, straps and rolls on the
other, what it comes to beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.screens.parts import Choices, Scrolled, margins
from kiosk.widgets.count_grid import CountGrid
from pos.views.cash import CountSheet

if TYPE_CHECKING:
    from printing.words import Words


class CountPanel(QWidget):
    """A ``CountGrid`` with its leaves, named ``<name>.loose`` and ``<name>.packed``. GUI thread."""

    changed = Signal()
    typed = Signal(object)
    """See ``CountGrid``."""

    def __init__(self, words: Words, name: str) -> None:
        super().__init__()
        self._name = name
        self._leaf = 0
        self._leaves = Choices(f"{name}.leaves", across=2)
        self._grid = CountGrid(words, packs=True)
        sheet = Scrolled()
        sheet.column.addWidget(self._grid)
        sheet.column.addStretch(1)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._leaves)
        column.addWidget(sheet, 1)
        self.setFocusProxy(self._grid)
        self._leaves.chosen.connect(self._turn_to)
        self._grid.changed.connect(self._draw_leaves)
        self._grid.changed.connect(self.changed)
        self._grid.typed.connect(self.typed)
        self._draw_leaves()

    def sheet(self) -> CountSheet:
        """Return what was counted."""
        return self._grid.sheet()

    def fill(self, sheet: CountSheet) -> None:
        """Show the pieces of ``sheet``, the loose ones first."""
        self._grid.fill(sheet)
        self._leaf = 0
        self._draw_leaves()

    def clear(self) -> None:
        """Empty every entry and show the loose pieces."""
        self._grid.clear()
        self._leaf = 0
        self._draw_leaves()

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._grid.retranslate(words)
        self._draw_leaves()

    def _turn_to(self, leaf: int) -> None:
        self._leaf = leaf
        self._grid.turn_to(leaf)
        self._draw_leaves()

    def _draw_leaves(self) -> None:
        names = (f"{self._name}.loose", f"{self._name}.packed")
        self._leaves.offer(self._grid.tabs(), self._leaf, names)
