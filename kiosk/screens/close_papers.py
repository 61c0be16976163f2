"""Papers of a till, ticked one by one: a list at the left, the one in hand at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.close import Close
from kiosk.presenters.paper_walk import NO_WALK, PaperWalk, WalkedPaper
from kiosk.screens.parts import Choices, Pool, Scrolled, free_text, in_column, label, margins
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card
from kiosk.widgets.numpad import MoneyEntry
from kiosk.widgets.tiles import ListRow
from pos.views.cash import CARD_SLIP, CHECK
from printing.till_words import paper_name

if TYPE_CHECKING:
    from printing.words import Words

_EXTRA = (CHECK, CARD_SLIP)


class PapersPanel(QWidget):
    """Shows a ``PaperWalk``. Numbers and names, and the amounts that were typed here."""

    def __init__(self, words: Words, presenter: Close) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._walk = NO_WALK
        self._shown: WalkedPaper | None = None
        self._extra_kind: int | None = None
        self._list = Scrolled()
        self._pool = Pool(self._make, in_column(self._list.column))
        self._list.column.addStretch(1)
        self._none = label("soft")
        self._list.column.insertWidget(0, self._none)
        self._beside = Button("", "plain", "plus")
        self._beside.setObjectName("papers.extra")
        left = QVBoxLayout()
        margins(left)
        left.addWidget(self._list, 1)
        left.addWidget(self._form())
        left.addWidget(self._beside)
        whole = QHBoxLayout(self)
        margins(whole, spacing=24)
        whole.addLayout(left, 5)
        whole.addWidget(self._hand(), 4)
        self._beside.clicked.connect(lambda: self._add_another(0))
        self.retranslate(words)

    def _form(self) -> QWidget:
        """What stands on a paper that is not on the list, in the list's place."""
        self._asked = QWidget()
        column = QVBoxLayout(self._asked)
        margins(column)
        self._title = label("section")
        self._kinds = Choices("papers.kinds", across=2)
        self._number, self._payer = free_text("papers.number"), free_text("papers.payer")
        for widget in (self._title, self._kinds, self._number, self._payer):
            column.addWidget(widget)
        column.addStretch(1)
        self._kinds.chosen.connect(self._add_another)
        return self._asked

    def _hand(self) -> QWidget:
        card = Card()
        column = QVBoxLayout(card)
        margins(column, 16)
        self._name = label("section")
        self._amount = MoneyEntry(self._words, "papers.pad")
        self._amount.setObjectName("papers.amount")
        self._there = self._button("papers.there", "primary", "check")
        self._all = self._button("papers.all", "plain", "check")
        self._missing = self._button("papers.missing", "plain", "")
        column.addWidget(self._name)
        column.addWidget(self._amount)
        column.addWidget(self._all)
        answers = QHBoxLayout()
        margins(answers)
        answers.addWidget(self._missing, 1)
        answers.addWidget(self._there, 1)
        column.addLayout(answers)
        column.addStretch(1)
        self._there.clicked.connect(self._say_there)
        self._missing.clicked.connect(self._say_missing)
        self._all.clicked.connect(self._say_all)
        return card

    def _button(self, name: str, kind: str, icon: str) -> Button:
        button = Button("", kind, icon)
        button.setObjectName(name)
        return button

    def _make(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"papers.row.{index}")
        row.setCheckable(True)
        row.clicked.connect(lambda: self._take(index))
        return row

    # ---- acts ----

    def _take(self, index: int) -> None:
        self._extra_kind = None
        self._presenter.papers.take(index)

    def _add_another(self, kind: int) -> None:
        self._extra_kind = kind
        self.draw(self._walk)

    def _say_there(self) -> None:
        if self._extra_kind is None:
            self._presenter.papers.there(self._amount.amount)
            return
        kind = _EXTRA[self._extra_kind]
        amount = self._amount.amount
        if self._presenter.papers.extra(kind, self._number.text(), self._payer.text(), amount):
            self.forget()
            self.draw(self._presenter.state.walk)

    def _say_missing(self) -> None:
        if self._extra_kind is None:
            self._presenter.papers.missing()
        else:
            self.forget()
            self.draw(self._walk)

    def _say_all(self) -> None:
        if self._walk.in_hand is not None:
            self._presenter.papers.all_there(
                self._walk.in_hand.paper.kind, self._amount.amount.currency
            )

    def forget(self) -> None:
        """Empty what was typed and not taken."""
        self._extra_kind = None
        self._number.clear()
        self._payer.clear()
        self._amount.clear()

    # ---- what is shown ----

    def draw(self, walk: PaperWalk) -> None:
        """Show ``walk``."""
        self._walk = walk
        rows = self._pool.show(len(walk.papers))
        for index, (row, walked) in enumerate(zip(rows, walk.papers, strict=True)):
            self._draw_row(row, walked)
            row.setChecked(index == walk.at and self._extra_kind is None)
        self._none.setVisible(not walk.papers)
        self._list.settle()
        self._draw_hand(walk.in_hand if self._extra_kind is None else None)

    def _draw_row(self, row: ListRow, walked: WalkedPaper) -> None:
        words, paper = self._words, walked.paper
        mark, colour = "", "text_soft"
        if walked.told and walked.amount is None:
            mark, colour = words("missing"), "danger"
        elif walked.extra:
            mark, colour = words("not on the list"), "warning"
        elif walked.told:
            mark, colour = words("there"), "good"
        amount = walked.amount if walked.has_amount else None
        row.say(
            " · ".join(part for part in (paper.number, paper.payer) if part),
            self._kind(walked),
            figure=words.money(amount) if amount is not None else "",
            mark=mark,
            mark_colour=colour,
        )

    def _kind(self, walked: WalkedPaper) -> str:
        name = paper_name(walked.paper.kind, self._words)
        return self._words("{paper}, refund", paper=name) if walked.paper.back else name

    def _draw_hand(self, walked: WalkedPaper | None) -> None:
        words, adding = self._words, self._extra_kind is not None
        if walked != self._shown:
            self._shown = walked
            self._amount.clear()
            if walked is not None and walked.amount is not None and walked.has_amount:
                self._amount.set_amount(walked.amount)
        self._asked.setVisible(adding)
        self._list.setVisible(not adding)
        self._beside.setVisible(not adding)
        self._amount.setVisible(adding or (walked is not None and walked.has_amount))
        for button in (self._there, self._missing):
            button.setVisible(adding or walked is not None)
        self._all.setVisible(walked is not None and not walked.has_amount)
        if adding:
            self._name.setText("")
            self._title.setText(words("A paper that is not on the list"))
            names = tuple(paper_name(kind, words) for kind in _EXTRA)
            self._kinds.offer(names, self._extra_kind, ("papers.check", "papers.card_slip"))
            self._there.setText(words("Add it"))
            self._missing.setText(words("Back"))
        elif walked is not None:
            parts = (self._kind(walked), walked.paper.number, walked.paper.payer)
            self._name.setText(" · ".join(part for part in parts if part))
            is_there = words("It is there") if not walked.has_amount else words("It says this")
            self._there.setText(is_there)
            self._missing.setText(words("Take it off") if walked.extra else words("It is missing"))
        else:
            done = words("Every paper is accounted for.")
            self._name.setText(done if self._walk.known else "")
        self._name.setVisible(bool(self._name.text()))

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._none.setText(words("No paper is to be handed in with this till."))
        self._beside.setText(words("One that is not on the list"))
        self._all.setText(words("All of these are there"))
        self._number.set_name(words("Number on it"))
        self._payer.set_name(words("Name on it"))
        self._amount.retranslate(words)
        self.draw(self._walk)
