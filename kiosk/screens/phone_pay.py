"""How a call is paid, and what is read back before the patron rings off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from kiosk.presenters.phone import Phone, PhoneState, ReadBack, Step
from kiosk.screens.parts import Flow, label, margins, usable
from kiosk.screens.phone_gift import GiftRow
from kiosk.screens.phone_question import PhoneQuestion
from kiosk.screens.phone_seats import read_out
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card
from kiosk.wording.seats import notes_text
from pos.views.selling import TenderKind

if TYPE_CHECKING:
    from printing.words import Words


class PayQuestion(PhoneQuestion):
    """Shows the ways to pay from afar. GUI thread."""

    step = Step.PAY

    def __init__(self, presenter: Phone) -> None:
        super().__init__(presenter)
        self._gift = GiftRow(presenter)
        self._hint = label("soft")
        self._flow = Flow()
        self._card = Button("", "primary", "card")
        self._card.setObjectName("phone.pay.card")
        self._certificate = Button("", "plain")
        self._certificate.setObjectName("phone.pay.certificate")
        self._account = Button("", "plain")
        self._account.setObjectName("phone.pay.on_account")
        self._then = Button("", "plain")
        self._then.setObjectName("phone.pay.then")
        for button in (self._card, self._certificate, self._account, self._then):
            self._flow.add(button)
        for widget in (self._gift, self._hint, self._flow):
            self.inside.addWidget(widget)
        self._card.clicked.connect(lambda: presenter.pay(TenderKind.CARD))
        self._certificate.clicked.connect(lambda: presenter.pay(TenderKind.CERTIFICATE))
        self._account.clicked.connect(lambda: presenter.pay(TenderKind.ON_ACCOUNT))
        self._then.clicked.connect(presenter.pay_then)

    def asked(self, words: Words) -> str:
        return words("Would you like to add a gift, and how would you like to pay?")

    def answer(self, state: PhoneState, words: Words) -> str:
        return ""

    def draw(self, state: PhoneState, words: Words) -> None:
        self._gift.draw(state, words)
        self._hint.setText(_hint(state, words))
        self._card.setVisible(state.keyed)
        for button in (self._card, self._certificate, self._account):
            usable(button, yes=state.can_pay)
        usable(self._then, yes=state.can_pay_then)
        self._flow.settle()

    def retranslate(self, words: Words) -> None:
        self._card.setText(words("Card, keyed on the terminal"))
        self._certificate.setText(words("Gift certificate"))
        self._account.setText(words("On account"))
        self._then.setText(words("Pays at pick-up"))


def _hint(state: PhoneState, words: Words) -> str:
    """Return how a card is taken, or why something is not to be had."""
    if not state.till_ready:
        return words("Open your till first: a phone order is taken into it.")
    if state.can_pay and not state.can_pay_then:
        return words("What is no ticket is paid now; without it they could pay at pick-up.")
    if state.keyed:
        return words("Key the card on the terminal while it is read out; never type it here.")
    return words("No card can be keyed at this window.")


class ReadBackCard(Card):
    """What is read to the patron: reference, seats, sum, and where the tickets are. GUI thread."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("phone.read_back")
        self._say = label("section")
        self._number = label("display", wrap=False, name="phone.read_back.number")
        self._what = label("title", name="phone.read_back.what")
        self._money = label("title", name="phone.read_back.money")
        self._where = label("body", name="phone.read_back.where")
        column = QVBoxLayout(self)
        margins(column, 16, 12)
        for widget in (self._say, self._number, self._what, self._money, self._where):
            column.addWidget(widget)

    def draw(self, done: ReadBack | None, words: Words) -> None:
        """Show what was sold; hidden while a call is taken."""
        self.setVisible(done is not None)
        if done is None:
            return
        self._say.setText(words("Read this back. The reference is:"))
        self._number.setText(done.order_number)
        lines = []
        for evening in done.evenings:
            show = evening.performance
            if show is not None:
                when = words.day_and_time(show.starts_at)
                lines.append(f"{show.production}, {when}, {show.hall}")
            lines += [read_out(evening, words), notes_text(evening.lines, words)]
        for fund, amount in done.gifts:
            lines.append(f"{words('Gift to {fund}', fund=fund)}: {words.money(amount)}")
        self._what.setText("\n".join(line for line in lines if line))
        if done.owing:
            self._money.setText(words("{amount} to pay at pick-up.", amount=done.owing))
        else:
            self._money.setText(words("{amount} paid.", amount=done.total))
        who = " · ".join(part for part in (done.name, done.contact) if part)
        self._where.setVisible(bool(done.evenings))
        self._where.setText(words("The tickets wait at will call under {name}.", name=who))
