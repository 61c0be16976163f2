"""What an act on a certificate or an account wants to know: a sum, a name, a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.certificates import Certificates, CertificatesState, Form
from kiosk.screens.parts import Choices, free_text, label, margins, usable
from kiosk.screens.reason import Reason
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card
from kiosk.widgets.numpad import MoneyEntry
from pos.money import Money

if TYPE_CHECKING:
    from printing.words import Words

USUAL_MINOR = (2_500, 5_000, 10_000)
"""What most people give."""


class FormCard(Card):
    """The form that a ``CertificatesState`` has open."""

    def __init__(self, words: Words, presenter: Certificates) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._form = Form.NONE
        self._title = label("title")
        self._means = label("soft")
        self._name = free_text("certificates.name")
        self._phone = free_text("certificates.phone")
        self._money = QWidget()
        self._usual = Choices("certificates.usual", across=3)
        self._amount = MoneyEntry(words, "certificates.pad")
        self._amount.setObjectName("certificates.amount")
        self._reason = Reason("certificates")
        self._go = Button("", "primary", compact=True)
        self._go.setObjectName("certificates.go")
        self._no = Button("", "plain", compact=True)
        self._no.setObjectName("certificates.no")
        self._lay_out()
        self._usual.chosen.connect(
            lambda index: self._amount.set_amount(Money(USUAL_MINOR[index], self._currency))
        )
        self._amount.changed.connect(lambda _amount: self._say_go())
        self._go.clicked.connect(self._do)
        self._no.clicked.connect(lambda: presenter.open_form(Form.NONE))

    def _lay_out(self) -> None:
        money, texts = QVBoxLayout(self._money), QVBoxLayout()
        for column in (money, texts):
            margins(column)
        money.addWidget(self._usual)
        money.addWidget(self._amount)
        for widget in (self._name, self._phone, self._reason):
            texts.addWidget(widget)
        texts.addStretch(1)
        body, buttons = QHBoxLayout(), QHBoxLayout()
        margins(body, spacing=16)
        margins(buttons)
        body.addLayout(texts, 1)
        body.addWidget(self._money, 1)
        buttons.addStretch(1)
        buttons.addWidget(self._no)
        buttons.addWidget(self._go)
        column = QVBoxLayout(self)
        margins(column, 16)
        column.addWidget(self._title)
        column.addWidget(self._means)
        column.addLayout(body)
        column.addLayout(buttons)

    @property
    def _currency(self) -> str:
        return self._amount.amount.currency

    def _do(self) -> None:
        presenter, reason = self._presenter, self._reason.text()
        if self._form is Form.REISSUE:
            presenter.reissue(reason)
        elif self._form is Form.CREDIT:
            presenter.credit(self._amount.amount, reason)
        elif self._form is Form.PROMOTIONAL:
            presenter.give_promotional(self._amount.amount, self._name.text(), reason)
        elif self._form is Form.ACCOUNT:
            presenter.open_account(self._name.text(), self._phone.text())

    def clear(self) -> None:
        """Forget what was typed."""
        for field in (self._name, self._phone):
            field.setText("")
        self._reason.clear()
        self._amount.clear()

    def draw(self, state: CertificatesState, words: Words) -> None:
        """Show the form that is open."""
        self._words = words
        if state.form is not self._form:
            self._form = state.form
            self.clear()
            self._say(words)
        self.setVisible(state.form is not Form.NONE)
        self._reason.show_missing(state.refusal)
        for widget in (self._go, self._no):
            usable(widget, yes=not state.busy)

    def _say(self, words: Words) -> None:
        form = self._form
        self._money.setVisible(form in (Form.CREDIT, Form.PROMOTIONAL))
        self._name.setVisible(form in (Form.PROMOTIONAL, Form.ACCOUNT))
        self._phone.setVisible(form is Form.ACCOUNT)
        self._reason.setVisible(form is not Form.ACCOUNT)
        titles = {
            Form.NONE: "",
            Form.REISSUE: words("Give it a new code"),
            Form.CREDIT: words("Put credit on it"),
            Form.PROMOTIONAL: words("Give a certificate away"),
            Form.ACCOUNT: words("New account"),
        }
        self._title.setText(titles[form])
        means = {
            Form.NONE: "",
            Form.REISSUE: words("A new certificate prints; the old code opens nothing any more."),
            Form.CREDIT: words("The house gives it: no money comes in."),
            Form.PROMOTIONAL: words("The house gives it: no money comes in, and it may expire."),
            Form.ACCOUNT: words("It begins with nothing on it."),
        }
        self._means.setText(means[form])
        self._name.set_name(
            words("Name of the patron") if form is Form.ACCOUNT else words("For whom")
        )
        lost = (words("Lost"), words("Torn or wet"), words("Never came"))
        good = (words("Service recovery"), words("Raffle"), words("Press"), words("Donor"))
        usual = lost if form is Form.REISSUE else good
        self._reason.retranslate(usual, words("Usual reasons"), words("Reason"))
        self._say_go()

    def _say_go(self) -> None:
        words, form = self._words, self._form
        if form is Form.ACCOUNT:
            self._go.setText(words("Open the account"))
        elif form is Form.REISSUE:
            self._go.setText(words("Print it with a new code"))
        else:
            self._go.setText(words("Give {amount}", amount=self._amount.amount))

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._phone.set_name(words("Phone"))
        self._no.setText(words("Leave it"))
        self._usual.setAccessibleName(words("Usual sums"))
        texts = [str(minor // 100) for minor in USUAL_MINOR]
        self._usual.offer(texts, None, [f"certificates.sum.{minor}" for minor in USUAL_MINOR])
        self._amount.retranslate(words)
        self._say(words)
