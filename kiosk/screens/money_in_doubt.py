"""The panel of money in doubt: each payment with what can be done about it, forced ones that wait
for evidence, and cards that were taken offline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.card_desk import CardPhase
from kiosk.messages import state_text
from kiosk.presenters.money_in_doubt import DoubtState, MoneyInDoubt, can_send, is_lost
from kiosk.screens.deciding import ExceptionRow, ForceForm
from kiosk.screens.offline_cards import OfflineCardsSection
from kiosk.screens.paid_for import whole_words, whose_words
from kiosk.screens.parts import Pool, Scrolled, Strip, in_column, label, margins, usable
from kiosk.screens.write_off import WriteOffForm
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card
from kiosk.widgets.panel import InlinePanel
from kiosk.wording.cards import PAYMENT_KIND_WORDS
from pos.lifecycles import PAYMENT_OPEN, PaymentState
from pos.views.paying import AnswerSource, PaymentKind, PaymentView

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _LIST_TALL = 980, 440


class MoneyInDoubtPanel(InlinePanel):
    """Shows a ``DoubtState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: MoneyInDoubt) -> None:
        super().__init__()
        self.setObjectName("money")
        self._words = words
        self._presenter = presenter
        self._shown = False
        self._opened = ""
        self._refusal = Strip("money.refusal")
        self._clear = Strip("money.clear", "good")
        self._list = Scrolled()
        self._list.setMinimumHeight(theme_of(self).px(_LIST_TALL))
        self._offline = OfflineCardsSection(presenter.offline, words)
        rows, forced = QVBoxLayout(), QVBoxLayout()
        for column in (rows, forced):
            margins(column)
            self._list.column.addLayout(column)
        self._list.column.addWidget(self._offline)
        self._list.column.addStretch(1)
        self._payments = Pool(lambda i: _PaymentRow(i, presenter, self._words), in_column(rows))
        self._forced = Pool(
            lambda i: ExceptionRow(i, presenter.deciding, self._words), in_column(forced)
        )
        self.body.addWidget(self._refusal)
        self.body.addWidget(self._clear)
        self.body.addWidget(self._list, 1)
        self._close = Button("", "plain")
        self._close.setObjectName("money.close")
        self.add_button(self._close)
        self._close.clicked.connect(presenter.close)
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def draw(self, state: DoubtState) -> None:
        """Show ``state``."""
        words = self._words
        self._refusal.say_error(state.why, words)
        if state.busy and state.desk.at_work:
            self._clear.say(words("Waiting for the terminal…"), tone="info")
        elif not state.count and not state.offline.count:
            self._clear.say(words("Every card payment stands in an order."), tone="good")
        else:
            self._clear.say("")
        rows = self._payments.show(len(state.payments))
        for row, view in zip(rows, state.payments, strict=True):
            row.draw(view, state, words)
        forced = self._forced.show(len(state.exceptions))
        for line, exception in zip(forced, state.exceptions, strict=True):
            line.draw(exception, state, words)
        self._offline.draw(state, words)
        self._list.settle()
        self._bring_the_form(state)
        before, self._shown = self._shown, state.shown
        if before != state.shown:
            self.wanted.emit(state.shown)

    def _bring_the_form(self, state: DoubtState) -> None:
        """Bring the form that was opened into sight, once."""
        opened = state.deciding.forcing or state.deciding.settling or state.offline.opened
        if opened != self._opened:
            self._opened = opened
            rows: tuple[QWidget, ...] = (
                *self._payments.made,
                *self._forced.made,
                *self._offline.rows,
            )
            for row in rows:
                if row.property("opened"):
                    self._list.ensureWidgetVisible(row)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self.say(
            words("Money in doubt"),
            words("Cards that were charged, or may have been, and whose sale is not made."),
        )
        self._close.setText(words("Back"))
        for row in self._payments.made:
            row.retranslate(words)
        for line in self._forced.made:
            line.retranslate(words)
        self._offline.retranslate(words)
        self.draw(self._presenter.state)


class _PaymentRow(Card):
    """One payment: what is known, and what can be done."""

    def __init__(self, index: int, presenter: MoneyInDoubt, words: Words) -> None:
        super().__init__(sunken=True)
        self._presenter = presenter
        self._id = ""
        self._what = label("strong", name=f"money.what.{index}")
        self._paid = label("body", name=f"money.paid.{index}")
        self._more = label("soft")
        self._advice = label("body", name=f"money.advice.{index}")
        self._send = Button("", "primary", "payment_terminal", compact=True)
        self._send.setObjectName(f"money.send.{index}")
        self._ask = Button("", "primary", "payment_terminal", compact=True)
        self._ask.setObjectName(f"money.ask.{index}")
        self._finish = Button("", "primary", "check", compact=True)
        self._finish.setObjectName(f"money.finish.{index}")
        self._back = Button("", "plain", "card", compact=True)
        self._back.setObjectName(f"money.back.{index}")
        self._force = Button("", "quiet", compact=True)
        self._force.setObjectName(f"money.force.{index}")
        self._form = ForceForm(presenter.deciding, words)
        self._loss = WriteOffForm(presenter.deciding, words)
        self._lost = False
        column = QVBoxLayout(self)
        margins(column, 12, 4)
        for widget in (self._what, self._paid, self._more, self._advice):
            column.addWidget(widget)
        across = QHBoxLayout()
        margins(across)
        across.addStretch(1)
        for button in (self._force, self._back, self._ask, self._send, self._finish):
            across.addWidget(button)
        column.addLayout(across)
        column.addWidget(self._form)
        column.addWidget(self._loss)
        self._send.clicked.connect(lambda: presenter.send(self._id))
        self._ask.clicked.connect(lambda: presenter.ask(self._id))
        self._finish.clicked.connect(lambda: presenter.finish(self._id))
        self._back.clicked.connect(lambda: presenter.give_back(self._id))
        self._force.clicked.connect(lambda: presenter.deciding.force_form(self._id))
        self.retranslate(words)

    def draw(self, view: PaymentView, state: DoubtState, words: Words) -> None:
        """Show ``view``."""
        self._id = view.payment_id
        known = PaymentState(view.state)
        charge = view.kind == PaymentKind.CHARGE.value
        approved = known is PaymentState.APPROVED and charge
        kind = words(PAYMENT_KIND_WORDS[PaymentKind(view.kind)].text)
        amount = view.approved or view.amount
        self._what.setText(f"{kind} {words.money(amount)} · {state_text(known, words)}")
        lines = (whose_words(view, words), whole_words(view, state.payments, words))
        self._paid.setText("\n".join(line for line in lines if line))
        self._paid.setVisible(bool(self._paid.text()))
        card = " ".join(part for part in (view.brand, view.last_four) if part)
        parts = (words.day_and_time(view.begun_at), card, view.cashier)
        self._more.setText(" · ".join(part for part in parts if part))
        self._advice.setText(_advice(view, state, words))
        unsent = can_send(view)
        self._send.setVisible(unsent)
        usable(self._send, yes=not state.at_work and state.desk.free)
        self._ask.setVisible(known in PAYMENT_OPEN and view.can_ask and not unsent)
        usable(self._ask, yes=state.desk.phase is CardPhase.WAITING)
        self._finish.setVisible(approved and (view.has_cart or bool(view.order_number)))
        may = state.can_finish or view.for_id == state.pays_for
        usable(self._finish, yes=not state.at_work and may)
        self._back.setVisible(approved)
        typed = view.source == AnswerSource.TYPED.value
        self._back.setText(
            words("I voided it on the terminal") if typed else words("Give the money back")
        )
        usable(self._back, yes=not state.at_work and (typed or state.desk.free))
        self._lost = is_lost(view)
        self._force.setVisible(known in PAYMENT_OPEN or self._lost)
        self._name_force(words)
        opened = state.deciding.forcing == view.payment_id
        self.setProperty("opened", opened)
        self._form.setVisible(opened and not self._lost)
        self._loss.setVisible(opened and self._lost)
        refusal = state.deciding.refusal if opened else None
        self._form.show_missing(None if self._lost else refusal)
        self._loss.show_missing(refusal if self._lost else None)
        for widget in (self._force, self._form, self._loss):
            usable(widget, yes=not state.at_work)

    def _name_force(self, words: Words) -> None:
        decide = words("Decide without the terminal")
        self._force.setText(words("Write it off") if self._lost else decide)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._send.setText(words("Send it to the terminal"))
        self._ask.setText(words("Ask the terminal"))
        self._finish.setText(words("Finish the sale"))
        self._name_force(words)
        self._form.retranslate(words)
        self._loss.retranslate(words)


def _advice(view: PaymentView, state: DoubtState, words: Words) -> str:
    """Return what to do about a payment, in a sentence or two."""
    held = words("Its seats stay held.") if view.has_cart and view.paid.places else ""
    return " ".join(part for part in (_what_to_do(view, state, words), held) if part)


def _what_to_do(view: PaymentView, state: DoubtState, words: Words) -> str:
    known = PaymentState(view.state)
    if is_lost(view):
        return words("The card has this money, and nobody is owed it: it is written off.")
    if can_send(view):
        return words("The terminal was not asked yet. Nothing went back to the card.")
    if known in PAYMENT_OPEN:
        if state.desk.phase is CardPhase.ASKING and state.desk.payment_id == view.payment_id:
            return words("Asking the terminal…")
        if not view.can_ask:
            return words("Nobody can be asked: a manager decides by slip and processor.")
        return words("It is not known whether money moved. The terminal is asked by itself.")
    if view.has_cart or view.order_number:
        return words("The money is there: finish the sale, or give it back.")
    return words("The money is there and its seats are gone: give it back.")
