"""What may be behind a difference: a card of proposals, each one tap from its rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.screens.parts import margins
from kiosk.theme import TARGET_GAP
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card, Label
from kiosk.wording.causes import cause_text, cause_why, evidence_text
from pos.ids import OrderId
from pos.views.cash import TenderDifference
from pos.views.causes import Cause, Evidence, Explained
from printing.till_words import difference_name, over_short

if TYPE_CHECKING:
    from printing.words import Words


@dataclass(frozen=True, slots=True)
class Ways:
    """Where a row is looked at: its order, or the report of its till; None where there is no way
    from here."""

    order: Callable[[OrderId], None] | None = None
    till: Callable[[str], None] | None = None


class CausesCard(Card):
    """The proposals of every difference. ``resized`` runs when rows are unfolded."""

    def __init__(
        self,
        found: tuple[Explained, ...],
        words: Words,
        ways: Ways,
        resized: Callable[[], None],
    ) -> None:
        super().__init__()
        self._words = words
        self._ways = ways
        self._resized = resized
        column = QVBoxLayout(self)
        margins(column, 16, 12)
        column.setSpacing(TARGET_GAP)
        column.addWidget(Label(words("What may be behind it"), "section"))
        if not any(each.causes for each in found):
            column.addWidget(Label(words("Nothing on record explains it. Ask who was there.")))
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
        head, said = QHBoxLayout(), QVBoxLayout()
        margins(said)
        said.addWidget(Label(cause_text(cause, self._words), "strong"))
        said.addWidget(Label(cause_why(cause, self._words), "soft"))
        head.addLayout(said, 1)
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
            column.addLayout(self._row(row, f"{number}.{place}"))
        if cause.more:
            more = self._words.plural("and {n} more", "and {n} more", cause.more)
            column.addWidget(Label(more, "soft"))
        return box

    def _row(self, row: Evidence, place: str) -> QHBoxLayout:
        line = QHBoxLayout()
        line.addWidget(Label(evidence_text(row, self._words)), 1)
        order, till = self._ways.order, self._ways.till
        if row.order_id and order is not None:
            open_order = self._way(self._words("Open order"), f"causes.order.{place}")
            open_order.clicked.connect(lambda _=False: order(OrderId(row.order_id)))
            line.addWidget(open_order)
        elif row.till_id and till is not None:
            report = self._way(self._words("Till's report"), f"causes.till.{place}")
            report.clicked.connect(lambda _=False: till(row.till_id))
            line.addWidget(report)
        return line

    def _way(self, text: str, name: str) -> Button:
        way = Button(text, "plain", compact=True)
        way.setObjectName(name)
        return way


class CausesPlace(QWidget):
    """Where proposals stand, made anew when there are others; hidden where nothing is to be
    explained. Where nothing on record explains it, that is said."""

    def __init__(self, ways: Ways, resized: Callable[[], None]) -> None:
        super().__init__()
        self._ways = ways
        self._resized = resized
        self._card: CausesCard | None = None
        self._drawn: tuple[tuple[Explained, ...], Words] | None = None
        self._column = QVBoxLayout(self)
        margins(self._column)

    def draw(self, found: tuple[Explained, ...], words: Words) -> None:
        """Show what may be behind ``found``."""
        if self._drawn != (found, words):
            self._drawn = (found, words)
            if self._card is not None:
                self._column.removeWidget(self._card)
                self._card.deleteLater()
                self._card = None
            if found:
                self._card = CausesCard(found, words, self._ways, self._resized)
                self._column.addWidget(self._card)
        self.setVisible(self._card is not None)


def _about(each: Explained, words: Words) -> str:
    """Return which difference it is: the tender, the paper's number, how far it is off."""
    tender = TenderDifference(each.tender, each.off, each.off)
    names = {
        "deposit": words("Deposit"),
        "drop": words("Drop to the safe"),
        "safe": words("Safe"),
        "card_totals": words("Terminal totals"),
    }
    parts = (
        names.get(each.tender) or difference_name(tender, words),
        each.number,
        over_short(each.off, words),
    )
    return " \N{MIDDLE DOT} ".join(part for part in parts if part)
