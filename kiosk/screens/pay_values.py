"""Gift certificates and patron accounts on the Pay panel: find the balance, use all or part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.pay_state import PayState
from kiosk.presenters.pay_values import ValuesPay, ValuesState
from kiosk.screens.parts import Pool, Strip, in_column, label, margins, usable
from kiosk.widgets.buttons import Button
from kiosk.widgets.fields import GuardedLineEdit, SearchField
from kiosk.widgets.numpad import MoneyEntry
from kiosk.widgets.tiles import ListRow
from pos.money import Money
from pos.views.paying import ValueKind, ValueView
from pos.views.selling import TenderKind

if TYPE_CHECKING:
    from printing.words import Words


class ValuesPage(QWidget):
    """Shows a ``ValuesState``: a code is looked up, or an account is found by name."""

    def __init__(self, words: Words, presenter: ValuesPay) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._remaining = Money.zero()
        self._account = False
        self._code = GuardedLineEdit()
        self._code.setObjectName("pay.value_code")
        self._look = Button("", "plain", "search", compact=True)
        self._look.setObjectName("pay.value_look")
        self._search = SearchField()
        self._search.setObjectName("pay.account_search")
        self._hint = label("soft", name="pay.value_hint")
        self._rows = QVBoxLayout()
        margins(self._rows)
        self._pool: Pool[ListRow] = Pool(self._make_row, in_column(self._rows))
        self._ids: tuple[str, ...] = ()
        self._found = label("title", name="pay.value_found")
        self._left = label("strong", name="pay.value_left")
        self._said = Strip("pay.value_said")
        self.amount = MoneyEntry(words, "pay.value_pad")
        self.amount.setObjectName("pay.value_amount")
        self._use = Button("", "primary")
        self._use.setObjectName("pay.value_use")
        self._lay_out()
        self._look.clicked.connect(lambda: presenter.look_up(self._code.text()))
        self._search.edited.connect(presenter.search)
        self._use.clicked.connect(lambda: presenter.use(self.amount.amount or None))
        self.amount.changed.connect(lambda _amount: self._say_use())
        for field in (self._code, self._search):
            field.card_refused.connect(presenter.refuse_card)
        presenter.watch(lambda _state: self._draw())

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        margins(left)
        for widget in (self._search, self._code, self._look, self._hint, self._said):
            left.addWidget(widget)
        left.addLayout(self._rows)
        left.addWidget(self._found)
        left.addWidget(self._left)
        left.addStretch(1)
        right = QVBoxLayout()
        margins(right)
        right.addWidget(self.amount)
        right.addWidget(self._use)
        right.addStretch(1)
        whole = QHBoxLayout(self)
        margins(whole, spacing=16)
        whole.addLayout(left, 4)
        whole.addLayout(right, 5)

    def _make_row(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"pay.account.{index}")
        row.clicked.connect(lambda: self._presenter.choose(self._ids[index]))
        return row

    def clear(self) -> None:
        """Forget what was typed."""
        self._code.setText("")
        self._search.setText("")
        self.amount.clear()

    def take_focus(self) -> None:
        """Let what is typed next go where something is looked for."""
        field = self._search if self._account else self._code
        field.setFocus(Qt.FocusReason.OtherFocusReason)

    def follow(self, state: PayState, words: Words) -> None:
        """Follow the Pay panel."""
        account = state.kind is TenderKind.ON_ACCOUNT
        if account != self._account or state.remaining != self._remaining:
            self.clear()
        self._words, self._account, self._remaining = words, account, state.remaining
        self._draw()

    def _draw(self) -> None:
        state, words = self._presenter.state, self._words
        for widget in (self._code, self._look):
            widget.setVisible(not self._account)
        self._search.setVisible(self._account)
        usable(self._look, yes=not state.busy)
        self._hint.setText(self._hint_text(state))
        shown = () if state.found is not None else state.accounts
        self._ids = tuple(one.value_id for one in shown)
        for row, one in zip(self._pool.show(len(shown)), shown, strict=True):
            row.say(one.holder or one.serial, one.serial, figure=words.money(one.balance))
        self._said.say_error(state.refusal, words)
        self._draw_found(state)

    def _draw_found(self, state: ValuesState) -> None:
        words, found = self._words, state.found
        some = found is not None
        for widget in (self._found, self._left):
            widget.setVisible(some)
        if found is not None and state.left is not None:
            self._found.setText(_named(found, words))
            self._left.setText(
                words("Not paid") if found.unpaid else words("Balance: {amount}", amount=state.left)
            )
            if state.busy:
                self.amount.clear()
        self.amount.set_offer(self._worth() if some else None)
        usable(self.amount, yes=some)
        usable(self._use, yes=some)
        self._say_use()

    def _worth(self) -> Money:
        left = self._presenter.state.left
        return self._remaining if left is None else min(left, self._remaining)

    def _say_use(self) -> None:
        words = self._words
        if self._presenter.state.found is None:
            self._use.setText(words("Use it"))
        else:
            worth = self.amount.amount or self._worth()
            self._use.setText(words("Use {amount} of it", amount=worth))

    def _hint_text(self, state: ValuesState) -> str:
        words = self._words
        if state.busy:
            return words("Looking…")
        if state.found is not None:
            return ""
        if not self._account:
            return words("Scan the certificate, or type its code.")
        if state.searched and not state.accounts:
            return words("No account fits that.")
        return "" if state.accounts else words("Find the account by name, phone or number.")

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._code.set_name(words("Code of the certificate"))
        self._look.setText(words("Look up"))
        self._search.set_name(words("Whose account?"))
        self.amount.retranslate(words)
        self._draw()


def _named(found: ValueView, words: Words) -> str:
    if found.kind is ValueKind.ACCOUNT:
        return words("Account of {name}", name=found.holder or found.serial)
    if found.kind is ValueKind.PROMOTIONAL:
        return words("Promotional certificate {code}", code=found.shown)
    return words("Gift certificate {code}", code=found.shown)
