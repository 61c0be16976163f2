"""A panel over an order's page that is about one of its tenders: which one at the left, what is to
be said about it at the right, leaving and doing it at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.screens.order_lines import tender_words
from kiosk.screens.parts import Pool, Strip, in_column, label, margins, usable
from kiosk.screens.reason import Reason
from kiosk.widgets.buttons import Button
from kiosk.widgets.panel import InlinePanel
from kiosk.widgets.tiles import ListRow
from pos.ids import TenderId
from pos.views.selling import OrderTenderView

if TYPE_CHECKING:
    from printing.words import Words

_WIDE = 1000


class TenderPanel(InlinePanel):
    """What such panels share. ``wanted`` says whether it is to lie over the room; ``chosen``: a
    tender was touched, by its id.

    Args:
        name: Begins the object names of everything on it.
        go: The kind of button that does it.
    """

    widest_px = _WIDE
    chosen = Signal(str)

    def __init__(self, name: str, row_name: str, go: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._row_name = row_name
        self._shown = False
        self._ids: tuple[TenderId, ...] = ()
        self._refusal = Strip(f"{name}.refusal")
        self._form = QWidget()
        self._which = label("section")
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        rows = QVBoxLayout()
        for column in (self._left, self._right, rows):
            margins(column)
        self._rows = Pool(self._make_row, in_column(rows))
        self._left.addWidget(self._which)
        self._left.addLayout(rows)
        columns = QHBoxLayout(self._form)
        margins(columns, spacing=16)
        columns.addLayout(self._left, 1)
        columns.addLayout(self._right, 1)
        self._reason = Reason(name)
        self.body.addWidget(self._refusal)
        self.body.addWidget(self._form)
        self._close = self._foot(f"{name}.close", "plain")
        self._go = Button("", go)
        self._go.setObjectName(f"{name}.go")

    def _foot(self, name: str, kind: str) -> Button:
        """Add a button at the foot."""
        button = Button("", kind)
        button.setObjectName(name)
        self.add_button(button)
        return button

    def _make_row(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"{self._row_name}.{index}")
        row.setCheckable(True)
        row.clicked.connect(lambda: self.chosen.emit(self._ids[index]))
        return row

    def _draw_tenders(
        self,
        tenders: Sequence[OrderTenderView],
        marks: Sequence[str],
        chosen: OrderTenderView | None,
        words: Words,
        *,
        busy: bool,
    ) -> None:
        """Show which ones there are; ``marks``: what is to be known of each."""
        self._ids = tuple(tender.tender_id for tender in tenders)
        rows = self._rows.show(len(tenders))
        for row, tender, mark in zip(rows, tenders, marks, strict=True):
            figure = words.money(tender.amount)
            row.say(tender_words(tender, words), tender.payer, figure=figure, mark=mark)
            row.setChecked(tender == chosen)
            usable(row, yes=not busy)

    def _be_there(self, *, shown: bool) -> None:
        """Lie over the room, or not; what was typed for another order is forgotten."""
        if shown and not self._shown:
            self.forget()
        before, self._shown = self._shown, shown
        if before != shown:
            self.wanted.emit(shown)

    def forget(self) -> None:
        """Empty what was typed."""
        self._reason.clear()
