"""Cards taken offline, as part of the money-in-doubt panel: what waits for the bank's word, and
orders that owe again because the bank declined, or because a card was not charged after all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.money_in_doubt import DoubtState
from kiosk.presenters.offline_cards import OfflineCards, OfflineCardsState
from kiosk.screens.paid_for import whose_words
from kiosk.screens.parts import Pool, free_text, in_column, label, margins, usable
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card, Rule
from kiosk.wording.cards import PAYMENT_KIND_WORDS, span_text
from pos.ids import OrderId
from pos.lifecycles import OrderState
from pos.views.paying import AnswerSource, NotPaidView, PaymentKind, PaymentView

if TYPE_CHECKING:
    from printing.words import Words

_PAID_HERE = (OrderState.UNPAID.value, OrderState.CANCELLED.value)
"""Its tickets are out; what still waits is paid when it is collected."""


class OfflineCardsSection(QWidget):
    """Shows an ``OfflineCardsState``; hidden while there is nothing to work through."""

    def __init__(self, presenter: OfflineCards, words: Words) -> None:
        super().__init__()
        self.setObjectName("offline")
        self._words = words
        self._owed_title, self._title = label("section"), label("section")
        self._owed_says, self._says = label("soft"), label("soft")
        owed, waiting = QVBoxLayout(), QVBoxLayout()
        self._owed = Pool(lambda index: _OwedRow(index, presenter, self._words), in_column(owed))
        self._waiting = Pool(
            lambda index: _WaitingRow(index, presenter, self._words), in_column(waiting)
        )
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(Rule())
        for title, says, rows in (
            (self._owed_title, self._owed_says, owed),
            (self._title, self._says, waiting),
        ):
            margins(rows)
            column.addWidget(title)
            column.addWidget(says)
            column.addLayout(rows)

    @property
    def rows(self) -> Sequence[QWidget]:
        """The rows whose form may be open."""
        return (*self._owed.made, *self._waiting.made)

    def draw(self, state: DoubtState, words: Words) -> None:
        """Show ``state``."""
        offline, free = state.offline, not state.at_work
        self.setVisible(bool(offline.count))
        for widget in (self._owed_title, self._owed_says):
            widget.setVisible(bool(offline.not_paid))
        for widget in (self._title, self._says):
            widget.setVisible(bool(offline.waiting))
        owed = self._owed.show(len(offline.not_paid))
        for row, order in zip(owed, offline.not_paid, strict=True):
            row.draw(order, offline, words, free=free)
        waiting = self._waiting.show(len(offline.waiting))
        for line, view in zip(waiting, offline.waiting, strict=True):
            line.draw(view, offline, words, free=free)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language; the words of the rows come with them."""
        self._words = words
        self._owed_title.setText(words("Not paid after all"))
        self._owed_says.setText(
            words("The money of these cards never came. Call the patron and take another payment.")
        )
        self._title.setText(words("Cards taken offline"))
        self._says.setText(
            words(
                "The terminal does not tell what the bank said. Look it up in the processor's "
                "list, and say it here."
            )
        )
        for row in self._waiting.made:
            row.retranslate(words)
        for order in self._owed.made:
            order.retranslate(words)


class _OwedRow(Card):
    """An order that owes again."""

    def __init__(self, index: int, presenter: OfflineCards, words: Words) -> None:
        super().__init__(sunken=True)
        self._presenter = presenter
        self._order: NotPaidView | None = None
        self._what = label("strong", name=f"offline.owed.{index}")
        self._whose = label("body", name=f"offline.whose.{index}")
        self._why = label("soft", name=f"offline.why.{index}")
        self._more = label("soft")
        self._go = Button("", "quiet", compact=True)
        self._go.setObjectName(f"offline.order.{index}")
        self._take = Button("", "primary", "cash", compact=True)
        self._take.setObjectName(f"offline.take.{index}")
        self._lost = Button("", "quiet", compact=True)
        self._lost.setObjectName(f"offline.lost.{index}")
        self._form = QWidget()
        self._says = label("soft")
        self._reason = free_text(f"offline.reason.{index}")
        self._given_up = Button("", "danger", compact=True)
        self._given_up.setObjectName(f"offline.given_up.{index}")
        self._lay_out()
        self._go.clicked.connect(lambda: self._touched(presenter.go))
        self._take.clicked.connect(lambda: self._touched(presenter.take))
        self._lost.clicked.connect(lambda: self._touched(presenter.form))
        self._given_up.clicked.connect(lambda: presenter.give_up(self._reason.text()))
        self.retranslate(words)

    def _lay_out(self) -> None:
        said = QVBoxLayout()
        margins(said, spacing=0)
        for widget in (self._what, self._whose, self._why, self._more):
            said.addWidget(widget)
        row = QHBoxLayout()
        margins(row)
        row.addLayout(said, 1)
        row.addWidget(self._lost)
        row.addWidget(self._go)
        row.addWidget(self._take)
        across = QHBoxLayout()
        margins(across)
        across.addWidget(self._reason, 1)
        across.addWidget(self._given_up)
        form = QVBoxLayout(self._form)
        margins(form)
        form.addWidget(self._says)
        form.addLayout(across)
        column = QVBoxLayout(self)
        margins(column, 12, 4)
        column.addLayout(row)
        column.addWidget(self._form)

    def _touched(self, act: Callable[[OrderId], None]) -> None:
        if self._order is not None:
            act(self._order.order_id)

    def draw(
        self, order: NotPaidView, offline: OfflineCardsState, words: Words, *, free: bool
    ) -> None:
        """Show ``order``."""
        if self._order is None or self._order.order_id != order.order_id:
            self._reason.setText("")
        self._order = order
        self._what.setText(words("{amount} is owed again", amount=order.owing))
        self._whose.setText(whose_words(order.payment, words))
        self._why.setText(_never_came(order.payment, words))
        parts = (order.phone, _card(order.payment), words.day_and_time(order.payment.begun_at))
        self._more.setText(" · ".join(part for part in parts if part))
        here = order.state in _PAID_HERE
        self._take.setVisible(here)
        usable(self._take, yes=free and offline.may_take)
        usable(self._go, yes=free)
        self._lost.setVisible(here and offline.may_give_up)
        opened = offline.opened == str(order.order_id)
        self.setProperty("opened", opened)
        self._form.setVisible(opened)
        self._reason.show_missing(offline.refusal if opened else None)
        for widget in (self._lost, self._form):
            usable(widget, yes=free)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._go.setText(words("Go to the order"))
        self._take.setText(words("Take a payment"))
        self._lost.setText(words("Nobody pays it"))
        self._says.setText(
            words(
                "For a manager: the order asks for it no more. A second person approves the loss."
            )
        )
        self._reason.set_name(words("Reason"))
        self._given_up.setText(words("It is lost"))


class _WaitingRow(Card):
    """What a terminal stored and the bank has not answered."""

    def __init__(self, index: int, presenter: OfflineCards, words: Words) -> None:
        super().__init__(sunken=True)
        self._presenter = presenter
        self._id = ""
        self._what = label("strong", name=f"offline.what.{index}")
        self._whose = label("body", name=f"offline.paid.{index}")
        self._left = label("body", name=f"offline.left.{index}")
        self._more = label("soft")
        self._open = Button("", "plain", "check", compact=True)
        self._open.setObjectName(f"offline.open.{index}")
        self._form = QWidget()
        self._says = label("soft", name=f"offline.says.{index}")
        self._note = free_text(f"offline.note.{index}")
        self._no = Button("", "danger", compact=True)
        self._no.setObjectName(f"offline.declined.{index}")
        self._yes = Button("", "primary", compact=True)
        self._yes.setObjectName(f"offline.approved.{index}")
        self._lay_out()
        self._open.clicked.connect(lambda: presenter.form(self._id))
        self._no.clicked.connect(lambda: presenter.say(self._note.text(), approved=False))
        self._yes.clicked.connect(lambda: presenter.say(self._note.text(), approved=True))
        self.retranslate(words)

    def _lay_out(self) -> None:
        said = QVBoxLayout()
        margins(said, spacing=0)
        for widget in (self._what, self._whose, self._left, self._more):
            said.addWidget(widget)
        head = QHBoxLayout()
        margins(head)
        head.addLayout(said, 1)
        head.addWidget(self._open)
        buttons = QHBoxLayout()
        margins(buttons)
        buttons.addWidget(self._note, 1)
        buttons.addWidget(self._no)
        buttons.addWidget(self._yes)
        form = QVBoxLayout(self._form)
        margins(form)
        form.addWidget(self._says)
        form.addLayout(buttons)
        column = QVBoxLayout(self)
        margins(column, 12, 4)
        column.addLayout(head)
        column.addWidget(self._form)

    def draw(
        self, view: PaymentView, offline: OfflineCardsState, words: Words, *, free: bool
    ) -> None:
        """Show ``view``."""
        if self._id != view.payment_id:
            self._id = view.payment_id
            self._note.setText("")
        kind = words(PAYMENT_KIND_WORDS[PaymentKind(view.kind)].text)
        parts = (f"{kind} {words.money(view.approved or view.amount)}", _card(view))
        self._what.setText(" · ".join(part for part in parts if part))
        whose = whose_words(view, words)
        self._whose.setText(whose)
        self._whose.setVisible(bool(whose))
        self._left.setText(_left(view, offline.left(view), words))
        self._more.setText(" · ".join((words.day_and_time(view.begun_at), view.cashier)))
        opened = offline.opened == view.payment_id
        self.setProperty("opened", opened)
        self._form.setVisible(opened)
        self._says.setText(_follows(view, words))
        for widget in (self._open, self._form):
            usable(widget, yes=free)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._open.setText(words("The bank's answer"))
        self._note.set_name(words("A note, if you want one"))
        self._no.setText(words("It was declined"))
        self._yes.setText(words("It went through"))


def _never_came(view: PaymentView, words: Words) -> str:
    """Return why the money of a card never came."""
    if view.source == AnswerSource.FORWARDED.value:
        return words("Taken offline; the bank declined it later.")
    return words("A manager had it counted as charged; the records show that it was not.")


def _card(view: PaymentView) -> str:
    return " ".join(part for part in (view.brand, view.last_four) if part)


def _left(view: PaymentView, left: timedelta | None, words: Words) -> str:
    """Return until when it has to reach the bank."""
    if view.forward_by is None or left is None:
        return ""
    when = words.day_and_time(view.forward_by)
    if not left:
        return words("It should have reached the bank by {when}. Ask the processor.", when=when)
    span = span_text(max(1, left // timedelta(minutes=1)), words)
    return words("{span} left: it must reach the bank by {when}.", span=span, when=when)


def _follows(view: PaymentView, words: Words) -> str:
    """Return what comes of the bank's word, which is final."""
    if view.kind == PaymentKind.CHARGE.value:
        return words("Declined, the order owes it again. What is said here is final.")
    return words("Declined, the patron is owed it again. What is said here is final.")
