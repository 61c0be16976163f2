"""The Pay panel: what is due, cash or check, and the change that fills the screen.

Enter does nothing anywhere on it: a scanner's last byte is an Enter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from kiosk.messages import tender_text
from kiosk.presenters.desk import DrawerState
from kiosk.presenters.pay import TAKEN_HERE, Pay, PayState, Settled, Stage
from kiosk.screens.parts import Choices, Pool, Strip, in_column, in_grid, label, margins, usable
from kiosk.theme import TARGET_GAP, theme_of
from kiosk.widgets.buttons import Button, IconButton
from kiosk.widgets.fields import GuardedLineEdit
from kiosk.widgets.labels import Card, Rule
from kiosk.widgets.lettering import width_of
from kiosk.widgets.notice import ToneIcon
from kiosk.widgets.numpad import MoneyEntry
from pos.money import Money
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
        self._change = _ChangePage(words, presenter)
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
        self.cash = _CashPage(words, presenter)
        self._check = _CheckPage(words, presenter)
        self._free = _FreePage(presenter)
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
        whole.addLayout(left, 5)
        whole.addLayout(right, 9)

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


class _CashPage(QWidget):
    """Exact and the next notes as buttons; a number pad for everything else."""

    def __init__(self, words: Words, presenter: Pay) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._notes_shown: tuple[Money, ...] = ()
        self._exact = Button("", "primary")
        self._exact.setObjectName("pay.exact")
        self._exact.set_text_size(26)
        self._grid = QGridLayout()
        margins(self._grid)
        self._notes = Pool(self._make_note, in_grid(self._grid, 1))
        self.amount = MoneyEntry(words, "pay.pad")
        self.amount.setObjectName("pay.amount")
        self._take = Button("", "plain", "cash")
        self._take.setObjectName("pay.take")
        left = QVBoxLayout()
        margins(left)
        left.addWidget(self._exact)
        left.addLayout(self._grid)
        left.addStretch(1)
        right = QVBoxLayout()
        margins(right)
        right.addWidget(self.amount)
        right.addWidget(self._take)
        right.addStretch(1)
        whole = QHBoxLayout(self)
        margins(whole, spacing=16)
        whole.addLayout(left, 4)
        whole.addLayout(right, 5)
        self._exact.clicked.connect(presenter.exact)
        self._take.clicked.connect(self._take_typed)
        self.amount.changed.connect(self._typed)

    def _make_note(self, index: int) -> Button:
        note = Button("", "plain")
        note.set_text_size(22)
        note.clicked.connect(lambda: self._presenter.cash(self._notes_shown[index]))
        return note

    def _take_typed(self) -> None:
        amount = self.amount.amount
        self.amount.clear()
        self.amount.setFocus(Qt.FocusReason.OtherFocusReason)
        self._presenter.cash(amount)

    def _typed(self, amount: Money) -> None:
        usable(self._take, yes=amount.minor > 0)
        words = self._words
        self._take.setText(words("Take {amount}", amount=amount) if amount else words("Take"))

    def clear(self) -> None:
        """Forget what was typed."""
        self.amount.clear()

    def draw(self, state: PayState, words: Words) -> None:
        """Offer what fits the rest."""
        self._notes_shown = state.notes
        self._exact.setText(words("Exact"))
        self._exact.set_caption(words.money(state.remaining))
        notes = self._notes.show(len(state.notes))
        for button, note in zip(notes, state.notes, strict=True):
            button.setObjectName(f"pay.note.{note.minor}")
            button.setText(words.money(note))
            change = note - state.remaining
            button.set_caption(words("{amount} back", amount=change))

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self.amount.retranslate(words)
        self._typed(self.amount.amount)


class _CheckPage(QWidget):
    """Number and payer of a check; its amount where it is less than the rest."""

    def __init__(self, words: Words, presenter: Pay) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._remaining = Money.zero()
        self._number = GuardedLineEdit()
        self._number.setObjectName("pay.check_number")
        self._payer = GuardedLineEdit()
        self._payer.setObjectName("pay.check_payer")
        self._card = Strip("pay.card_refused")
        self._less = label("soft")
        self.amount = MoneyEntry(words, "pay.check_pad")
        self.amount.setObjectName("pay.check_amount")
        self._take = Button("", "primary", "check_paper")
        self._take.setObjectName("pay.take_check")
        left = QVBoxLayout()
        margins(left)
        for widget in (self._number, self._payer, self._card, self._less):
            left.addWidget(widget)
        left.addStretch(1)
        right = QVBoxLayout()
        margins(right)
        right.addWidget(self.amount)
        right.addWidget(self._take)
        right.addStretch(1)
        whole = QHBoxLayout(self)
        margins(whole, spacing=16)
        whole.addLayout(left, 4)
        whole.addLayout(right, 5)
        self._take.clicked.connect(self._take_typed)
        self.amount.changed.connect(self._typed)
        for field in (self._number, self._payer):
            field.card_refused.connect(self._refuse_card)
            field.edited.connect(lambda: self._card.say(""))

    def _refuse_card(self) -> None:
        self._presenter.refuse_card()

    def _take_typed(self) -> None:
        amount = self.amount.amount
        self._presenter.check(self._number.text(), self._payer.text(), amount or None)

    def _typed(self, amount: Money) -> None:
        worth = amount if amount.minor else self._remaining
        self._take.setText(self._words("Take a check for {amount}", amount=worth))

    def clear(self) -> None:
        """Forget what was typed."""
        self._number.setText("")
        self._payer.setText("")
        self.amount.clear()

    def draw(self, state: PayState, words: Words) -> None:
        """Offer the rest."""
        if state.remaining < self._remaining and state.tenders:
            self.clear()
        self._remaining = state.remaining
        self._typed(self.amount.amount)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._number.set_name(words("Check number"))
        self._payer.set_name(words("Name on the check"))
        self._less.setText(
            words("Made out for less? Type its amount; the rest is taken otherwise.")
        )
        self.amount.retranslate(words)
        self._typed(self.amount.amount)


class _FreePage(QWidget):
    """Nothing is due: comps only."""

    def __init__(self, presenter: Pay) -> None:
        super().__init__()
        self._what = label("title")
        self._issue = Button("", "primary")
        self._issue.setObjectName("pay.issue")
        self._issue.clicked.connect(presenter.exact)
        column = QVBoxLayout(self)
        margins(column, spacing=16)
        column.addStretch(1)
        column.addWidget(self._what)
        column.addWidget(self._issue)
        column.addStretch(2)

    def draw(self, state: PayState, words: Words) -> None:
        """Say so."""
        self._what.setText(words("There is nothing to pay."))
        self._issue.setText(words("Issue the tickets"))


class _Huge(QWidget):
    """A sum as large as the panel lets it be: read across the counter."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text

    def say(self, text: str) -> None:
        """Show ``text``."""
        self._text = text
        self.setAccessibleName(text)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        theme = theme_of(self)
        return QSize(theme.px(400), theme.px(220))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        size = 200
        font = theme.font(size, bold=True)
        while size > 40 and width_of(self._text, font) > self.width():
            size -= 10
            font = theme.font(size, bold=True)
        painter = QPainter(self)
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
        painter.end()


class _ChangePage(QWidget):
    """The sale is on disk: the change, in the largest type there is, until it is given."""

    def __init__(self, words: Words, presenter: Pay) -> None:
        super().__init__()
        self._words = words
        self._name = label("title")
        self._change = _Huge("pay.change")
        self._papers = label("soft")
        self._drawer_icon = ToneIcon("warning")
        self._drawer = label("title", name="pay.drawer")
        self._done = Button("", "primary", "next")
        self._done.setObjectName("pay.done")
        self._done.set_text_size(24)
        column = QVBoxLayout(self)
        margins(column, spacing=12)
        column.addStretch(2)
        self._name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._papers.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for widget in (self._name, self._change, self._papers):
            column.addWidget(widget)
        column.addStretch(1)
        drawer = QHBoxLayout()
        margins(drawer, spacing=12)
        drawer.addStretch(1)
        drawer.addWidget(self._drawer_icon)
        drawer.addWidget(self._drawer)
        drawer.addStretch(1)
        column.addLayout(drawer)
        column.addStretch(1)
        column.addWidget(Rule())
        column.addWidget(self._done)
        self._done.clicked.connect(presenter.done)

    def draw(self, state: PayState, settled: Settled) -> None:
        """Show what to give back and where the papers are."""
        words, some = self._words, bool(settled.change)
        self._name.setText(words("Change") if some else words("No change"))
        self._change.say(words.money(settled.change))
        self._change.setVisible(some)
        tickets = words.plural("{n} ticket prints", "{n} tickets print", settled.tickets)
        self._papers.setText(
            words("{tickets} · order {number}", tickets=tickets, number=settled.order_number)
        )
        shut = settled.cash and state.drawer is DrawerState.OPEN
        self._drawer_icon.setVisible(shut)
        self._drawer.setText(words("Push the drawer shut") if shut else "")
        self._done.setFocus(Qt.FocusReason.OtherFocusReason)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._done.setText(words("Next patron"))
