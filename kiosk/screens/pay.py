"""The Pay panel: what is due, every form of payment, and the change that fills the screen.

Enter does nothing anywhere on it: a scanner's last byte is an Enter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.messages import tender_text
from kiosk.presenters.pay import Pay
from kiosk.presenters.pay_card import CardPay
from kiosk.presenters.pay_state import PayState, Stage
from kiosk.presenters.pay_values import ValuesPay
from kiosk.screens.parts import Choices, Pool, Strip, in_column, label, margins, usable
from kiosk.screens.pay_card import CardPage
from kiosk.screens.pay_change import LEFT, RIGHT, ChangePage
from kiosk.screens.pay_tenders import CashPage, CheckPage, FreePage
from kiosk.screens.pay_values import ValuesPage
from kiosk.theme import TARGET_GAP
from kiosk.widgets.buttons import Button, IconButton
from kiosk.widgets.pages import Pages
from kiosk.widgets.panel import Panel
from pos.views.selling import TenderGiven, TenderKind

if TYPE_CHECKING:
    from printing.words import Words

_WIDE = 1120
_ACROSS = 3
"""Forms of payment in a row."""


class PayPanel(Panel):
    """Shows a ``PayState``. ``wanted`` says whether it is to lie over the room. GUI thread."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: Pay, card: CardPay, values: ValuesPay) -> None:
        super().__init__()
        self.setObjectName("pay")
        self._words = words
        self._presenter = presenter
        self._stage = Stage.AWAY
        self._taking = _TakingPage(words, presenter, card, values)
        self._change = ChangePage(words, presenter)
        self._pages = Pages()
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

    def __init__(self, words: Words, presenter: Pay, card: CardPay, values: ValuesPay) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._state = PayState()
        self._name = label("title")
        self._bought = label("soft", name="pay.bought")
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
        self._leaving = _LeavingPage(presenter)
        self._kinds = Choices("pay.kinds", across=_ACROSS)
        self.cash = CashPage(words, presenter)
        self._check = CheckPage(words, presenter)
        self._card = CardPage(words, presenter, card)
        self._values = ValuesPage(words, values)
        self._free = FreePage(presenter)
        self._pages = Pages()
        self._lay_out()
        self._again.clicked.connect(presenter.again)
        self._back.clicked.connect(presenter.back)
        self._kinds.chosen.connect(self._choose)

    def _choose(self, index: int) -> None:
        kinds = self._state.kinds
        if index < len(kinds):
            self._presenter.use(kinds[index])
        else:
            self._presenter.comp()
            self._offer(self._state)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        margins(left)
        for widget in (self._name, self._bought):
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
        pages = (self.cash, self._check, self._card, self._values, self._free, self._leaving)
        for page in pages:
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
        self._state = state
        under_way = state.stage is Stage.UNDER_WAY
        covered = not state.remaining and bool(state.due)
        locked = state.stage is not Stage.TAKING
        self._draw_due(state, locked=locked)
        self._refusal.say_error(state.refusal, self._words)
        self._again.setVisible(covered and not locked and not state.leaving)
        usable(self._back, yes=not locked)
        self._offer(state)
        usable(self._kinds, yes=not locked and not covered)
        if begins:
            for page in (self.cash, self._check, self._card, self._values):
                page.clear()
        self._draw_page(state)
        at_card = state.stage is Stage.CARD
        usable(self._pages, yes=at_card or state.leaving or not (under_way or covered))

    def _draw_due(self, state: PayState, *, locked: bool) -> None:
        words = self._words
        self._name.setText(state.name or words("Walk-up sale"))
        tickets = words.plural("{n} ticket", "{n} tickets", state.tickets)
        items = words.plural("{n} item", "{n} items", state.items)
        self._bought.setText(
            " · ".join([tickets] * bool(state.tickets) + [items] * bool(state.items))
        )
        self._due_name.setText(words("Still to pay") if state.tenders else words("To pay"))
        self._due.setText(words.money(state.remaining))
        rows = self._pool.show(len(state.tenders))
        for row, tender in zip(rows, state.tenders, strict=True):
            row.draw(tender, words, locked=locked)

    def _offer(self, state: PayState) -> None:
        """Offer the forms of payment; giving tickets away is one more where it is possible."""
        self._kinds.setVisible(bool(state.due) and not state.leaving)
        texts = [tender_text(kind, self._words) for kind in state.kinds]
        names = [f"pay.kind.{kind.value}" for kind in state.kinds]
        if state.free_tickets:
            texts.append(self._words("Comp"))
            names.append("pay.kind.comp")
        chosen = state.kinds.index(state.kind) if state.kind in state.kinds else None
        self._kinds.offer(texts, chosen, names)

    def _draw_page(self, state: PayState) -> None:
        words = self._words
        page: QWidget
        if state.stage is Stage.CARD:
            page = self._card
            self._card.draw(state, words)
        elif state.leaving:
            page = self._leaving
            self._leaving.draw(self._presenter, words)
        elif not state.due:
            page = self._free
            self._free.draw(state, words)
        elif state.kind is TenderKind.CHECK:
            page = self._check
            self._check.draw(state, words)
        elif state.kind is TenderKind.CARD:
            page = self._card
            self._card.draw(state, words)
        elif state.kind in (TenderKind.CERTIFICATE, TenderKind.ON_ACCOUNT):
            page = self._values
            self._values.follow(state, words)
        else:
            page = self.cash
            self.cash.draw(state, words)
        other = self._pages.currentWidget() is not page
        self._pages.setCurrentWidget(page)
        if other and page is self._values:
            self._values.take_focus()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._again.setText(words("Try again"))
        self._back.setText(words("Back"))
        for page in (self.cash, self._check, self._card, self._values, self._leaving):
            page.retranslate(words)


class _LeavingPage(QWidget):
    """Somebody wants to leave and a card was charged: nothing of that is dropped."""

    def __init__(self, presenter: Pay) -> None:
        super().__init__()
        self._what = label("title", name="pay.leaving")
        self._why = label("body")
        self._give_back = Button("", "danger", "card")
        self._give_back.setObjectName("pay.leave_give_back")
        self._stay = Button("", "primary", "back")
        self._stay.setObjectName("pay.leave_stay")
        self._aside = Button("", "plain", "next")
        self._aside.setObjectName("pay.leave_aside")
        column = QVBoxLayout(self)
        margins(column, spacing=12)
        column.addStretch(1)
        for widget in (self._what, self._why, self._give_back, self._stay, self._aside):
            column.addWidget(widget)
        column.addStretch(2)
        self._give_back.clicked.connect(presenter.give_back_a_card)
        self._stay.clicked.connect(presenter.stay)
        self._aside.clicked.connect(presenter.set_aside)

    def draw(self, presenter: Pay, words: Words) -> None:
        """Say what was charged."""
        card = presenter.charged[-1]
        self._what.setText(words("A card was charged {amount}.", amount=card.amount))
        self._why.setText(
            words(
                "Give it back before you leave, or set the sale aside: then it waits in Money in "
                "doubt, with its seats."
            )
        )
        self._give_back.setText(words("Give {amount} back to the card", amount=card.amount))

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._stay.setText(words("Go on with this sale"))
        self._aside.setText(words("Set aside and serve the next patron"))


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
        back = words("Give the card back") if tender.payment_id else ""
        self._undo.set_name(back or words("Take back {kind}", kind=kind))
        usable(self._undo, yes=not locked)
