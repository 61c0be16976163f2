"""The Pay panel: what is due, cash or check, and the change that fills the screen.

Enter does nothing anywhere on it: a scanner's last byte is an Enter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kiosk.messages import tender_text
from kiosk.presenters.pay import TAKEN_HERE, Pay, PayState, Stage
from kiosk.screens.parts import Choices, Pool, Strip, in_column, label, margins, usable
from kiosk.screens.pay_change import LEFT, RIGHT, ChangePage
from kiosk.screens.pay_tenders import CashPage, CheckPage, FreePage
from kiosk.theme import TARGET_GAP
from kiosk.widgets.buttons import Button, IconButton
from kiosk.widgets.labels import Card
from pos.views.selling import TenderGiven, TenderKind

if TYPE_CHECKING:
    from printing.words import Words

_WIDE = 1120


class PayPanel(Card):
    """Shows a ``PayState``. ``wanted`` says whether it is to lie over the room. GUI thread."""

    widest_px = _WIDE
    wanted = Signal(bool)

    def __init__(self, words: Words, presenter: Pay) -> None:
        super().__init__()
        self.setObjectName("pay")
        self._words = words
        self._presenter = presenter
        self._stage = Stage.AWAY
        self._taking = _TakingPage(words, presenter)
        self._change = ChangePage(words, presenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._taking)
        self._pages.addWidget(self._change)
        whole = QVBoxLayout(self)
        margins(whole, 24)
        whole.addWidget(self._pages)
        self.setFocusProxy(self._taking.cash.amount)
        self.retranslate(words)
        presenter.attach(self)

    def draw(self, state: PayState) -> None:
        """Show ``state``."""
        if state.stage is Stage.DONE and state.settled is not None:
            self._change.draw(state, state.settled)
            self._pages.setCurrentWidget(self._change)
        elif state.stage is not Stage.AWAY:
            self._taking.draw(state, begins=self._stage is Stage.AWAY)
            self._pages.setCurrentWidget(self._taking)
        before, self._stage = self._stage, state.stage
        if (before is Stage.AWAY) != (state.stage is Stage.AWAY):
            self.wanted.emit(state.stage is not Stage.AWAY)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self.setAccessibleName(words("Pay"))
        self._taking.retranslate(words)
        self._change.retranslate(words)
        self.draw(self._presenter.state)


class _TakingPage(QWidget):
    """Due at the left with what was taken so far; the tender of the moment at the right."""

    def __init__(self, words: Words, presenter: Pay) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._state = PayState()
        self._name = label("title")
        self._tickets = label("soft")
        self._due_name = label("soft")
        self._due = label("display", wrap=False, name="pay.due")
        self._tenders = QVBoxLayout()
        margins(self._tenders)
        self._pool = Pool(self._make_tender, in_column(self._tenders))
        self._refusal = Strip("pay.refusal")
        self._again = Button("", "primary")
        self._again.setObjectName("pay.again")
        self._back = Button("", "plain", "back")
        self._back.setObjectName("pay.back")
        self._kinds = Choices("pay.kinds", across=len(TAKEN_HERE))
        self.cash = CashPage(words, presenter)
        self._check = CheckPage(words, presenter)
        self._free = FreePage(presenter)
        self._pages = QStackedWidget()
        self._lay_out()
        self._again.clicked.connect(presenter.again)
        self._back.clicked.connect(presenter.back)
        self._kinds.chosen.connect(lambda index: presenter.use(TAKEN_HERE[index]))

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        margins(left)
        for widget in (self._name, self._tickets):
            left.addWidget(widget)
        left.addSpacing(TARGET_GAP)
        for widget in (self._due_name, self._due):
            left.addWidget(widget)
        left.addLayout(self._tenders)
        left.addWidget(self._refusal)
        left.addWidget(self._again)
        left.addStretch(1)
        left.addWidget(self._back)
        right = QVBoxLayout()
        margins(right, spacing=12)
        right.addWidget(self._kinds)
        for page in (self.cash, self._check, self._free):
            self._pages.addWidget(page)
        right.addWidget(self._pages, 1)
        whole = QHBoxLayout(self)
        margins(whole, spacing=24)
        whole.addLayout(left, LEFT)
        whole.addLayout(right, RIGHT)

    def _make_tender(self, index: int) -> _TenderRow:
        return _TenderRow(index, self._presenter)

    def draw(self, state: PayState, *, begins: bool) -> None:
        """Show ``state``; when paying begins, nothing typed before is left."""
        self._state, words = state, self._words
        under_way = state.stage is Stage.UNDER_WAY
        covered = not state.remaining and bool(state.due)
        self._name.setText(state.name or words("Walk-up sale"))
        self._tickets.setText(words.plural("{n} ticket", "{n} tickets", state.tickets))
        self._due_name.setText(words("Still to pay") if state.tenders else words("To pay"))
        self._due.setText(words.money(state.remaining))
        rows = self._pool.show(len(state.tenders))
        for row, tender in zip(rows, state.tenders, strict=True):
            row.draw(tender, words, locked=under_way)
        self._refusal.say_error(state.refusal, words)
        self._again.setVisible(covered and not under_way)
        usable(self._back, yes=not under_way)
        self._kinds.setVisible(bool(state.due))
        usable(self._kinds, yes=not under_way and not covered)
        texts = [tender_text(kind, words) for kind in TAKEN_HERE]
        names = [f"pay.kind.{kind.value}" for kind in TAKEN_HERE]
        self._kinds.offer(texts, TAKEN_HERE.index(state.kind), names)
        if begins:
            self.cash.clear()
            self._check.clear()
        page = self._check if state.kind is TenderKind.CHECK else self.cash
        page.draw(state, words)
        self._free.draw(state, words)
        self._pages.setCurrentWidget(page if state.due else self._free)
        usable(self._pages, yes=not under_way and not covered)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._again.setText(words("Try again"))
        self._back.setText(words("Back"))
        self.cash.retranslate(words)
        self._check.retranslate(words)


class _TenderRow(QWidget):
    """A tender that was named, with a way to take it back."""

    def __init__(self, index: int, presenter: Pay) -> None:
        super().__init__()
        self._what = label("strong")
        self._amount = label("strong", wrap=False)
        self._undo = IconButton("cross", "")
        self._undo.setObjectName(f"pay.undo.{index}")
        self._undo.clicked.connect(lambda: presenter.take_back(index))
        row = QHBoxLayout(self)
        margins(row)
        row.addWidget(self._what, 1)
        row.addWidget(self._amount)
        row.addWidget(self._undo)

    def draw(self, tender: TenderGiven, words: Words, *, locked: bool) -> None:
        """Show ``tender``."""
        kind = tender_text(tender.kind, words)
        self._what.setText(f"{kind} {tender.reference}".strip())
        self._amount.setText(words.money(tender.amount))
        self._undo.set_name(words("Take back {kind}", kind=kind))
        usable(self._undo, yes=not locked)
