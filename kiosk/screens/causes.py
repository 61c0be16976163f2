"""What may be behind a till's differences: a card of proposals, each one tap from its rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.screens.parts import margins
from kiosk.theme import TARGET_GAP
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card, Label
from kiosk.wording.causes import cause_text, evidence_text
from pos.ids import OrderId
from pos.views.cash import TenderDifference
from pos.views.causes import Cause, Evidence, Explained
from printing.till_words import difference_name, over_short

if TYPE_CHECKING:
    from printing.words import Words


class CausesCard(Card):
    """The proposals of every difference. ``open_order``: the way to a row that is of an order."""

    def __init__(
        self,
        found: tuple[Explained, ...],
        words: Words,
        open_order: Callable[[OrderId], None] | None,
        resized: Callable[[], None],
    ) -> None:
        super().__init__()
        self._words = words
        self._open_order = open_order
        self._resized = resized
        column = QVBoxLayout(self)
        margins(column, 16, 12)
        column.setSpacing(TARGET_GAP)
        column.addWidget(Label(words("What may be behind it"), "section"))
        number = 0
        for each in found:
            if each.causes:
                column.addWidget(Label(_about(each, words), "soft"))
            for cause in each.causes:
                column.addWidget(self._cause(cause, number))
                number += 1

    def _cause(self, cause: Cause, number: int) -> QWidget:
        """Return a proposal with its rows folded away."""
        whole = QWidget()
        column = QVBoxLayout(whole)
        margins(column)
        head = QHBoxLayout()
        head.addWidget(Label(cause_text(cause, self._words), "strong"), 1)
        show = Button(self._words("Show"), "plain", compact=True)
        show.setObjectName(f"causes.show.{number}")
        show.setAccessibleName(f"{self._words('Show')} {cause_text(cause, self._words)}")
        head.addWidget(show)
        column.addLayout(head)
        rows = self._rows(cause, number)
        rows.hide()
        column.addWidget(rows)

        def turn() -> None:
            rows.setVisible(rows.isHidden())
            show.setText(self._words("Show") if rows.isHidden() else self._words("Hide"))
            self._resized()

        show.clicked.connect(turn)
        return whole

    def _rows(self, cause: Cause, number: int) -> QWidget:
        box = Card(sunken=True)
        column = QVBoxLayout(box)
        margins(column, 12, 8)
        for place, row in enumerate(cause.rows):
            column.addLayout(self._row(row, f"causes.order.{number}.{place}"))
        if cause.more:
            more = self._words.plural("and {n} more", "and {n} more", cause.more)
            column.addWidget(Label(more, "soft"))
        return box

    def _row(self, row: Evidence, name: str) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addWidget(Label(evidence_text(row, self._words)), 1)
        look = self._open_order
        if row.order_id and look is not None:
            way = Button(self._words("Open order"), "plain", compact=True)
            way.setObjectName(name)
            way.clicked.connect(lambda _=False: look(OrderId(row.order_id)))
            line.addWidget(way)
        return line


def _about(each: Explained, words: Words) -> str:
    """Return which difference it is: the tender, the paper's number, how far it is off."""
    tender = TenderDifference(each.tender, each.off, each.off)
    parts = (
        words("Deposit") if each.tender == "deposit" else difference_name(tender, words),
        each.number,
        over_short(each.off, words),
    )
    return " \N{MIDDLE DOT} ".join(part for part in parts if part)
