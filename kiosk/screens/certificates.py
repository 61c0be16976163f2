"""The panel of gift certificates and patron accounts: found at the left, what is on it and what can
be done at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.certificates import Certificates, CertificatesState, Did, Form
from kiosk.screens.certificate_forms import FormCard
from kiosk.screens.order_lines import MoneyLine
from kiosk.screens.parts import (
    Pool,
    Scrolled,
    Strip,
    free_text,
    in_column,
    label,
    margins,
    told_of_cards,
    usable,
)
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button, IconButton
from kiosk.widgets.fields import SearchField
from kiosk.widgets.labels import Card
from kiosk.widgets.panel import InlinePanel
from kiosk.widgets.tiles import ListRow
from kiosk.wording.values import MOVEMENT_WORDS
from pos.views.paying import ValueKind, ValueLine, ValueView

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _TALL = 1120, 500


class CertificatesPanel(InlinePanel):
    """Shows a ``CertificatesState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: Certificates) -> None:
        super().__init__()
        self.setObjectName("certificates")
        self._words = words
        self._presenter = presenter
        self._shown = False
        self._refusal = Strip("certificates.refusal")
        self._done = Strip("certificates.done", "good")
        self._find = _Find(presenter)
        self._found = _Found(presenter)
        self._form = FormCard(words, presenter)
        right = QVBoxLayout()
        margins(right)
        right.addWidget(self._form)
        right.addWidget(self._found, 1)
        both = QHBoxLayout()
        margins(both, spacing=16)
        both.addWidget(self._find, 4)
        both.addLayout(right, 6)
        self.body.addWidget(self._refusal)
        self.body.addWidget(self._done)
        self.body.addLayout(both, 1)
        self._close = Button("", "plain")
        self._close.setObjectName("certificates.close")
        self.add_button(self._close)
        self._close.clicked.connect(presenter.close)
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def draw(self, state: CertificatesState) -> None:
        """Show ``state``."""
        words = self._words
        if state.shown and not self._shown:
            self.forget()
        self._refusal.say_error(state.refusal, words)
        self._done.say(_done_words(state, words))
        self._find.draw(state, words)
        self._form.draw(state, words)
        self._found.setVisible(state.form is Form.NONE)
        self._found.draw(state, words)
        usable(self._close, yes=not state.busy)
        self._shown, before = state.shown, self._shown
        if before != state.shown:
            self.wanted.emit(state.shown)

    def forget(self) -> None:
        """Empty what was typed."""
        self._find.clear()
        self._form.clear()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self.say(words("Certificates and accounts"))
        self._find.retranslate(words)
        self._found.retranslate(words)
        self._form.retranslate(words)
        self._close.setText(words("Back"))
        self.draw(self._presenter.state)


class _Find(QWidget):
    """By code, by number, by a patron's name; and what can be made new."""

    def __init__(self, presenter: Certificates) -> None:
        super().__init__()
        self._presenter = presenter
        self._code = free_text("certificates.code")
        self._look = IconButton("search", "", "plain")
        self._look.setObjectName("certificates.look")
        self._serial = free_text("certificates.serial")
        self._by_serial = IconButton("search", "", "plain")
        self._by_serial.setObjectName("certificates.by_serial")
        self._search = SearchField()
        self._search.setObjectName("certificates.search")
        told_of_cards(self._search)
        self._hint = label("soft", name="certificates.hint")
        self._list = QVBoxLayout()
        margins(self._list)
        self._pool = Pool(self._make_row, in_column(self._list))
        self._sell = _act("certificates.sell", "cash")
        self._promo = _act("certificates.promotional", "plus")
        self._account = _act("certificates.account", "person")
        column = QVBoxLayout(self)
        margins(column)
        for field, button in ((self._code, self._look), (self._serial, self._by_serial)):
            line = QHBoxLayout()
            margins(line)
            line.addWidget(field, 1)
            line.addWidget(button)
            column.addLayout(line)
        column.addWidget(self._search)
        column.addWidget(self._hint)
        column.addLayout(self._list)
        column.addStretch(1)
        column.addWidget(self._sell)
        column.addWidget(self._promo)
        column.addWidget(self._account)
        self._look.clicked.connect(self._look_up)
        self._by_serial.clicked.connect(lambda: presenter.by_serial(self._serial.text()))
        self._search.edited.connect(presenter.type)
        self._sell.clicked.connect(presenter.sell)
        self._promo.clicked.connect(lambda: presenter.open_form(Form.PROMOTIONAL))
        self._account.clicked.connect(lambda: presenter.open_form(Form.ACCOUNT))
        self.setFocusProxy(self._code)

    def _look_up(self) -> None:
        code = self._code.text()
        self._code.setText("")
        self._presenter.look_up(code)

    def _make_row(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"certificates.account.{index}")
        row.clicked.connect(
            lambda: self._presenter.choose(self._presenter.state.accounts[index].value_id)
        )
        return row

    def clear(self) -> None:
        """Forget what was typed."""
        for field in (self._code, self._serial, self._search):
            field.setText("")

    def draw(self, state: CertificatesState, words: Words) -> None:
        """Show what was found."""
        for widget in (self._serial, self._by_serial):
            widget.setVisible(state.by_number)
        for button in (self._look, self._by_serial, self._sell, self._promo, self._account):
            usable(button, yes=not state.busy)
        rows = self._pool.show(len(state.accounts))
        for row, one in zip(rows, state.accounts, strict=True):
            row.say(one.holder or one.serial, one.serial, figure=words.money(one.balance))
            usable(row, yes=not state.busy)
        nothing = state.searched and not state.accounts and state.found is None
        self._hint.setText(
            words("No account fits that.")
            if nothing
            else words("Scan a certificate, or type its code.")
        )

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._code.set_name(words("Code of the certificate"))
        self._look.set_name(words("Look up"))
        self._serial.set_name(words("Number, if the code is lost"))
        self._by_serial.set_name(words("Find by number"))
        self._search.set_name(words("Name, phone or account number"))
        self._sell.setText(words("Sell a certificate"))
        self._promo.setText(words("Give a certificate away"))
        self._account.setText(words("New account"))


class _Found(Card):
    """One certificate or account: balance, movements, what can be done."""

    def __init__(self, presenter: Certificates) -> None:
        super().__init__(sunken=True)
        self._presenter = presenter
        self._nothing = label("soft")
        self._name = label("title", name="certificates.found")
        self._under = label("soft")
        self._balance = label("heading", name="certificates.balance")
        self._cash = _act("certificates.cash_out", "cash")
        self._lost = _act("certificates.reissue", "reprint")
        self._credit = _act("certificates.credit", "plus")
        self._lines = Scrolled()
        self._lines.setMinimumHeight(theme_of(self).px(_TALL // 3))
        self._pool = Pool(lambda _index: MoneyLine(), in_column(self._lines.column))
        self._lines.column.addStretch(1)
        acts = QHBoxLayout()
        margins(acts)
        for button in (self._cash, self._lost, self._credit):
            acts.addWidget(button)
        acts.addStretch(1)
        column = QVBoxLayout(self)
        margins(column, 16)
        for widget in (self._nothing, self._name, self._under, self._balance):
            column.addWidget(widget)
        column.addLayout(acts)
        column.addWidget(self._lines, 1)
        self._cash.clicked.connect(presenter.cash_out)
        self._lost.clicked.connect(lambda: presenter.open_form(Form.REISSUE))
        self._credit.clicked.connect(lambda: presenter.open_form(Form.CREDIT))

    def draw(self, state: CertificatesState, words: Words) -> None:
        """Show what is looked at."""
        found = state.found
        self._nothing.setVisible(found is None)
        self._nothing.setText(words("Looking…") if state.busy else words("Nothing looked up yet."))
        for widget in (self._name, self._under, self._balance, self._lines):
            widget.setVisible(found is not None)
        account = found is not None and found.kind is ValueKind.ACCOUNT
        self._cash.setVisible(found is not None and found.cash_out is not None)
        self._lost.setVisible(found is not None and not account)
        self._credit.setVisible(account)
        for button in (self._cash, self._lost, self._credit):
            usable(button, yes=not state.busy)
        if found is None:
            return
        self._name.setText(_named(found, words))
        self._under.setText(_facts(found, words))
        self._balance.setText(words("Balance: {amount}", amount=found.balance))
        if found.cash_out is not None:
            self._cash.setText(words("Pay out {amount} in cash", amount=found.cash_out))
        for row, line in zip(self._pool.show(len(state.lines)), state.lines, strict=True):
            row.say(*_movement(line, words), words.money(line.amount))
        self._lines.settle()

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._lost.setText(words("It was lost: new code"))
        self._credit.setText(words("Put credit on it"))


def _act(name: str, icon: str) -> Button:
    button = Button("", "plain", icon, compact=True)
    button.setObjectName(name)
    return button


def _named(found: ValueView, words: Words) -> str:
    if found.kind is ValueKind.ACCOUNT:
        return words("Account of {name}", name=found.holder or found.serial)
    if found.kind is ValueKind.PROMOTIONAL:
        return words("Promotional certificate {code}", code=found.shown)
    return words("Gift certificate {code}", code=found.shown)


def _facts(found: ValueView, words: Words) -> str:
    parts = [found.serial]
    if found.kind is not ValueKind.ACCOUNT:
        parts.append(words("Sold for {amount}", amount=found.face) if not _free(found) else "")
        parts.append(words("For {name}", name=found.holder) if found.holder else "")
    parts.append(words.date(found.issued_at.date()))
    if found.expires_on is not None:
        parts.append(words("Good until {day}", day=words.date(found.expires_on)))
    parts.append(words("Not paid") if found.unpaid else "")
    return " · ".join(part for part in parts if part)


def _free(found: ValueView) -> bool:
    return found.kind is ValueKind.PROMOTIONAL


def _movement(line: ValueLine, words: Words) -> tuple[str, str]:
    known = MOVEMENT_WORDS.get(
        "payment" if line.amount.minor < 0 and line.what == "sale" else line.what
    )
    what = line.what if known is None else words(known.text)
    under = (words.day_and_time(line.at), line.order_number, line.who)
    return what, " · ".join(part for part in under if part)


def _done_words(state: CertificatesState, words: Words) -> str:
    if state.did is Did.PAID_OUT and state.amount is not None:
        return words("Hand over {amount} in cash; the drawer opens.", amount=state.amount)
    if state.did is Did.REISSUED:
        return words("A new certificate prints. The old code opens nothing.")
    if state.did is Did.CREDITED and state.amount is not None:
        return words("{amount} more is on the account.", amount=state.amount)
    if state.did is Did.GIVEN and state.amount is not None:
        return words("A certificate of {amount} prints.", amount=state.amount)
    return words("The account is open.") if state.did is Did.OPENED else ""
