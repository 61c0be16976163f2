"""Moving cash: how much, and what belongs to it; one form for all four ways."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.cash_moves import CashMoves, MovesState
from kiosk.presenters.till import TillRoom
from kiosk.screens.parts import Choices, Strip, free_text, label, margins, usable
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card
from kiosk.widgets.numpad import MoneyEntry
from pos.views.movements import MovementKind

if TYPE_CHECKING:
    from printing.words import Words

_PAID = (MovementKind.PAID_IN, MovementKind.PAID_OUT)


class MovePage(QWidget):
    """Shows the form of a ``MovesState``. GUI thread."""

    def __init__(self, words: Words, presenter: CashMoves, room: TillRoom) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._kind: MovementKind | None = None
        self._ready = False
        self._title = label("title")
        self._how = label("soft")
        self._for_name = label("section")
        self._purposes = Choices("till.purposes", across=2)
        self._bag = free_text("till.bag")
        self._person = free_text("till.person")
        self._reason = free_text("till.paid_reason")
        self._refusal = Strip("till.move_refusal")
        self._amount_name = label("section")
        self._amount = MoneyEntry(words, "till.amount")
        self._amount.setObjectName("till.amount")
        self._back = Button("", "quiet", "back")
        self._back.setObjectName("till.move_back")
        self._go = Button("", "primary", "cash")
        self._go.setObjectName("till.move")
        self._lay_out()
        self._back.clicked.connect(room.home)
        self._go.clicked.connect(self._send)
        self._purposes.chosen.connect(presenter.choose)
        self._amount.changed.connect(lambda _amount: self._name_button())
        self.retranslate(words)

    def _lay_out(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            margins(column, spacing=12)
        for widget in (self._title, self._how, self._for_name, self._purposes, self._bag):
            left.addWidget(widget)
        for below in (self._person, self._reason, self._refusal):
            left.addWidget(below)
        left.addStretch(1)
        left.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        right.addWidget(self._amount_name)
        right.addWidget(self._amount)
        right.addStretch(1)
        right.addWidget(self._go)
        card = Card()
        inside = QHBoxLayout(card)
        margins(inside, 20, 24)
        inside.addLayout(left, 5)
        inside.addLayout(right, 4)
        whole = QVBoxLayout(self)
        margins(whole)
        whole.addWidget(card)
        self.setFocusProxy(self._amount)

    def _send(self) -> None:
        amount, presenter = self._amount.amount, self._presenter
        if self._kind is MovementKind.DROP:
            presenter.drop(amount, self._bag.text())
        elif self._kind is MovementKind.TOP_UP:
            presenter.top_up(amount)
        else:
            presenter.pay(amount, self._person.text(), self._reason.text())

    def draw(self, state: MovesState) -> None:
        """Show the form that is open; a fresh one is empty."""
        if state.kind != self._kind:
            self._kind = state.kind
            self.forget()
            self._name_things()
        if state.kind is None:
            return
        paid = state.kind in _PAID
        names = [purpose.name for purpose in state.purposes]
        chosen = names.index(state.purpose) if state.purpose in names else None
        self._purposes.offer(names, chosen)
        for widget in (self._for_name, self._purposes, self._person, self._reason):
            widget.setVisible(paid)
        self._bag.setVisible(state.kind is MovementKind.DROP)
        self._refusal.say_error(state.refusal, self._words)
        self._reason.show_missing(state.refusal)
        self._bag.show_missing(state.refusal, "bag")
        self._ready = not state.busy and (not paid or bool(state.purpose))
        usable(self._go, yes=self._ready and bool(self._amount.amount))

    def forget(self) -> None:
        """Empty the form."""
        for field in (self._bag, self._person, self._reason):
            field.setText("")
        self._amount.clear()

    def _name_things(self) -> None:
        words, kind = self._words, self._kind
        if kind is None:
            return
        titles = {
            MovementKind.DROP: words("Take cash to the safe"),
            MovementKind.TOP_UP: words("Bring cash from the safe"),
            MovementKind.PAID_OUT: words("Pay cash out"),
            MovementKind.PAID_IN: words("Pay cash in"),
        }
        hows = {
            MovementKind.DROP: words(
                "Put the cash into a numbered bag. Whoever receives it enters their PIN; the slip "
                "goes into the bag."
            ),
            MovementKind.TOP_UP: words("Whoever brings it enters their PIN. Count it together."),
            MovementKind.PAID_OUT: words(
                "The voucher that prints is signed by whoever gets the money and stays in the "
                "drawer."
            ),
            MovementKind.PAID_IN: words("A receipt prints for whoever brought the money."),
        }
        self._title.setText(titles[kind])
        self._how.setText(hows[kind])
        brought = kind is MovementKind.PAID_IN
        self._person.set_name(words("Who brings it") if brought else words("Who gets it"))
        self._name_button()

    def _name_button(self) -> None:
        words, amount = self._words, self._amount.amount
        texts = {
            MovementKind.DROP: words("{amount} to the safe", amount=amount),
            MovementKind.TOP_UP: words("{amount} from the safe", amount=amount),
            MovementKind.PAID_OUT: words("Pay out {amount}", amount=amount),
            MovementKind.PAID_IN: words("Pay in {amount}", amount=amount),
        }
        bare = {
            MovementKind.DROP: words("To the safe"),
            MovementKind.TOP_UP: words("From the safe"),
            MovementKind.PAID_OUT: words("Pay out"),
            MovementKind.PAID_IN: words("Pay in"),
        }
        if self._kind is not None:
            self._go.setText((texts if amount else bare)[self._kind])
        usable(self._go, yes=self._ready and bool(amount))

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self._for_name.setText(words("What for?"))
        self._purposes.setAccessibleName(words("What for?"))
        self._bag.set_name(words("Number on the bag"))
        self._reason.set_name(words("Reason"))
        self._amount_name.setText(words("Amount"))
        self._amount.retranslate(words)
        self._back.setText(words("Back"))
        self._name_things()
