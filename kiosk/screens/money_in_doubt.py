"""The panel of money in doubt: each payment with what can be done about it, and forced ones that
wait for evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.card_desk import CardPhase
from kiosk.messages import state_text
from kiosk.presenters.money_in_doubt import (
    EVIDENCE,
    DoubtState,
    Forcing,
    MoneyInDoubt,
    can_send,
    is_lost,
)
from kiosk.screens.paid_for import paid_words, whole_words
from kiosk.screens.parts import (
    Choices,
    Pool,
    Scrolled,
    Strip,
    free_text,
    in_column,
    label,
    margins,
    usable,
)
from kiosk.screens.write_off import WriteOffForm
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card
from kiosk.widgets.panel import InlinePanel
from kiosk.wording.cards import DECLINED_WORDS, EVIDENCE_WORDS, PAYMENT_KIND_WORDS
from pos.lifecycles import PAYMENT_OPEN, PaymentState
from pos.ports.terminals import Declined
from pos.views.paying import AnswerSource, ExceptionView, PaymentKind, PaymentView

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _LIST_TALL = 980, 500


class MoneyInDoubtPanel(InlinePanel):
    """Shows a ``DoubtState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE
    wanted = Signal(bool)

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
        rows, forced = QVBoxLayout(), QVBoxLayout()
        for column in (rows, forced):
            margins(column)
            self._list.column.addLayout(column)
        self._list.column.addStretch(1)
        self._payments = Pool(lambda i: _PaymentRow(i, presenter, self._words), in_column(rows))
        self._forced = Pool(lambda i: _ExceptionRow(i, presenter, self._words), in_column(forced))
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
        self._refusal.say_error(state.refusal, words)
        if state.busy and state.desk.at_work:
            self._clear.say(words("Waiting for the terminal…"), tone="info")
        elif not state.count:
            self._clear.say(words("Every card payment stands in an order."), tone="good")
        else:
            self._clear.say("")
        rows = self._payments.show(len(state.payments))
        for row, view in zip(rows, state.payments, strict=True):
            row.draw(view, state, words)
        forced = self._forced.show(len(state.exceptions))
        for line, exception in zip(forced, state.exceptions, strict=True):
            line.draw(exception, state, words)
        self._list.settle()
        self._bring_the_form(state)
        before, self._shown = self._shown, state.shown
        if before != state.shown:
            self.wanted.emit(state.shown)

    def _bring_the_form(self, state: DoubtState) -> None:
        """Bring the form that was opened into sight, once."""
        opened = state.forcing or state.settling
        if opened != self._opened:
            self._opened = opened
            rows: tuple[QWidget, ...] = (*self._payments.made, *self._forced.made)
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
        self._form = _ForceForm(presenter, words)
        self._loss = WriteOffForm(presenter, words)
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
        self._force.clicked.connect(lambda: presenter.force_form(self._id))
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
        lines = (_paid(view, words), whole_words(view, state.payments, words))
        self._paid.setText("\n".join(line for line in lines if line))
        self._paid.setVisible(bool(self._paid.text()))
        card = " ".join(part for part in (view.brand, view.last_four) if part)
        parts = (words.day_and_time(view.begun_at), card, view.cashier)
        self._more.setText(" · ".join(part for part in parts if part))
        self._advice.setText(_advice(view, state, words))
        unsent = can_send(view)
        self._send.setVisible(unsent)
        usable(self._send, yes=not state.busy and state.desk.free)
        self._ask.setVisible(known in PAYMENT_OPEN and view.can_ask and not unsent)
        usable(self._ask, yes=state.desk.phase is CardPhase.WAITING)
        self._finish.setVisible(approved and (view.has_cart or bool(view.order_number)))
        usable(self._finish, yes=not state.busy and state.can_finish)
        self._back.setVisible(approved)
        typed = view.source == AnswerSource.TYPED.value
        self._back.setText(
            words("I voided it on the terminal") if typed else words("Give the money back")
        )
        usable(self._back, yes=not state.busy and (typed or state.desk.free))
        self._lost = is_lost(view)
        self._force.setVisible(known in PAYMENT_OPEN or self._lost)
        self._name_force(words)
        opened = state.forcing == view.payment_id
        self.setProperty("opened", opened)
        self._form.setVisible(opened and not self._lost)
        self._loss.setVisible(opened and self._lost)
        for widget in (self._force, self._form, self._loss):
            usable(widget, yes=not state.busy)

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


class _ForceForm(QWidget):
    """A manager's word: charged or not, and why."""

    def __init__(self, presenter: MoneyInDoubt, words: Words) -> None:
        super().__init__()
        self._presenter = presenter
        self._says = label("soft")
        self._reason = free_text("money.force_reason")
        self._code = free_text("money.force_code")
        self._four = free_text("money.force_last_four")
        self._four.setMaxLength(4)
        self._yes = Button("", "danger", compact=True)
        self._yes.setObjectName("money.force_charged")
        self._no = Button("", "danger", compact=True)
        self._no.setObjectName("money.force_not_charged")
        fields, buttons = QHBoxLayout(), QHBoxLayout()
        margins(fields)
        margins(buttons)
        fields.addWidget(self._code, 1)
        fields.addWidget(self._four, 1)
        buttons.addStretch(1)
        buttons.addWidget(self._no)
        buttons.addWidget(self._yes)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._says)
        column.addWidget(self._reason)
        column.addLayout(fields)
        column.addLayout(buttons)
        self._yes.clicked.connect(lambda: self._say(charged=True))
        self._no.clicked.connect(lambda: self._say(charged=False))

    def _say(self, *, charged: bool) -> None:
        reason, code, four = self._reason.text(), self._code.text(), self._four.text()
        self._presenter.force(
            Forcing(charged, reason, code if charged else "", four if charged else "")
        )

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._says.setText(
            words(
                "For a manager: what do slip and processor say? The day cannot close until "
                "somebody else has settled it by evidence."
            )
        )
        self._reason.set_name(words("Reason"))
        self._code.set_name(words("Approval code, if charged"))
        self._four.set_name(words("Last four digits"))
        self._yes.setText(words("It was charged"))
        self._no.setText(words("It was not charged"))


class _ExceptionRow(Card):
    """A force that waits for evidence."""

    def __init__(self, index: int, presenter: MoneyInDoubt, words: Words) -> None:
        super().__init__(sunken=True)
        self._presenter = presenter
        self._id = ""
        self._evidence = 0
        self._turned = 0
        self._what = label("strong", name=f"money.forced.{index}")
        self._paid = label("body", name=f"money.forced_paid.{index}")
        self._more = label("soft")
        self._open = Button("", "plain", "check", compact=True)
        self._open.setObjectName(f"money.settle.{index}")
        self._form = QWidget()
        self._kinds = Choices(f"money.evidence.{index}", across=3)
        self._shows = Choices(f"money.shows.{index}", across=2)
        self._note = free_text(f"money.settle_note.{index}")
        self._done = Button("", "primary", compact=True)
        self._done.setObjectName(f"money.settle_done.{index}")
        head = QHBoxLayout()
        margins(head)
        said = QVBoxLayout()
        margins(said, spacing=0)
        for widget in (self._what, self._paid, self._more):
            said.addWidget(widget)
        head.addLayout(said, 1)
        head.addWidget(self._open)
        form = QVBoxLayout(self._form)
        margins(form)
        for part in (self._kinds, self._shows, self._note, self._done):
            form.addWidget(part)
        column = QVBoxLayout(self)
        margins(column, 12, 4)
        column.addLayout(head)
        column.addWidget(self._form)
        self._open.clicked.connect(lambda: presenter.settle_form(self._id))
        self._kinds.chosen.connect(self._choose)
        self._shows.chosen.connect(self._turn)
        self._done.clicked.connect(self._settle)
        self.retranslate(words)

    def _choose(self, index: int) -> None:
        self._evidence = index

    def _turn(self, index: int) -> None:
        self._turned = index

    def _settle(self) -> None:
        self._presenter.settle(
            EVIDENCE[self._evidence], self._note.text(), as_forced=not self._turned
        )

    def draw(self, view: ExceptionView, state: DoubtState, words: Words) -> None:
        """Show ``view``."""
        if self._id != view.exception_id:
            self._id, self._evidence, self._turned = view.exception_id, 0, 0
            self._note.setText("")
        short = view.what == "short"
        if short:
            said = words("The card gave {amount} less than was decided.", amount=view.amount)
        elif view.what == "charged":
            said = words("Decided: the card was charged {amount}.", amount=view.amount)
        elif view.what == "denied":
            decided = words("Decided: the card was charged {amount}.", amount=view.amount)
            said = f"{decided} {words(DECLINED_WORDS[Declined.OTHER].text)}"
        else:
            said = words("Decided: the card was not charged {amount}.", amount=view.amount)
        self._what.setText(said)
        self._paid.setText(_paid(view, words))
        self._paid.setVisible(bool(self._paid.text()))
        who = view.approved_by or view.by
        facts = (words.day_and_time(view.at), who, view.reason)
        self._more.setText(" · ".join(fact for fact in facts if fact))
        self.setProperty("opened", state.settling == view.exception_id)
        self._form.setVisible(state.settling == view.exception_id)
        texts = [words(EVIDENCE_WORDS[one].text) for one in EVIDENCE]
        self._kinds.offer(texts, self._evidence, [f"money.evidence.{one}" for one in EVIDENCE])
        ways = (words("As it was decided"), words("It was the other way"))
        self._shows.offer(ways, self._turned, ("money.shows.same", "money.shows.other"))
        self._shows.setVisible(not short)
        for widget in (self._open, self._form):
            usable(widget, yes=not state.busy)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._open.setText(words("Settle"))
        self._note.set_name(words("What it shows"))
        self._done.setText(words("It is settled"))


def _paid(view: PaymentView | ExceptionView, words: Words) -> str:
    """Return whose it is and what it pays: whose seats wait for it."""
    number = words("Order {number}", number=view.order_number) if view.order_number else ""
    whose = " · ".join(part for part in (number, view.name) if part)
    return "\n".join(part for part in (whose, paid_words(view.paid, words)) if part)


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
