"""What lies in the cart beside tickets, the question whether to round up, and the form for a gift
certificate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.cart import Cart
from kiosk.presenters.cart_state import CartState
from kiosk.presenters.extras import ExtrasState
from kiosk.screens.parts import Choices, free_text, label, margins, usable
from kiosk.widgets.buttons import Button, IconButton
from kiosk.widgets.tiles import ListRow
from pos.views.donations import Tribute
from pos.views.paying import ExtraKind
from pos.views.selling import ExtraLine
from printing.fields import extra_name

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from printing.words import Words

_USUAL = (25, 50, 100, 200)
"""Sums of gift certificates that are a tap away, in whole units."""


class ExtraRow(QWidget):
    """Something that is no ticket, with a way to take it out; of goods one more or one fewer."""

    def __init__(self, index: int, presenter: Cart) -> None:
        super().__init__()
        self._line: ExtraLine | None = None
        self._presenter = presenter
        self._row = ListRow()
        self._row.setObjectName(f"cart.extra.{index}")
        self._fewer = IconButton("minus", "")
        self._fewer.setObjectName(f"cart.extra_fewer.{index}")
        self._more = IconButton("plus", "")
        self._more.setObjectName(f"cart.extra_more.{index}")
        self._remove = IconButton("cross", "")
        self._remove.setObjectName(f"cart.extra_remove.{index}")
        across = QHBoxLayout(self)
        margins(across, spacing=4)
        across.addWidget(self._row, 1)
        self._many = label("strong", wrap=False, name=f"cart.extra_many.{index}")
        for part in (self._fewer, self._many, self._more, self._remove):
            across.addWidget(part)
        self._fewer.clicked.connect(lambda: self._pieces(presenter.extras.take_piece))
        self._more.clicked.connect(lambda: self._pieces(presenter.extras.add_piece))
        self._remove.clicked.connect(self._take_out)

    def _pieces(self, change: Callable[[str], None]) -> None:
        if self._line is not None:
            change(self._line.code)

    def _take_out(self) -> None:
        if self._line is not None:
            self._presenter.remove_extra(self._line.line_id)

    def draw(self, extra: ExtraLine, state: CartState, words: Words) -> None:
        """Show ``extra``."""
        self._line = extra
        goods = extra.kind is ExtraKind.GOODS
        what, under = _said(extra, state, words)
        amount = words.money(extra.amount)
        if goods:  # beside its buttons there is no room for a figure at the right
            self._row.say(what, amount)
        else:
            self._row.say(what, under, figure=amount)
        self._many.setText(words.number(extra.quantity))
        self._many.setAccessibleName(
            words("{count} x {what}", count=extra.quantity, what=extra.name)
        )
        self._many.setVisible(goods)
        self._fewer.set_name(words("One fewer: {what}", what=extra.name))
        self._more.set_name(words("One more: {what}", what=extra.name))
        certificate = extra.kind is ExtraKind.CERTIFICATE
        self._remove.set_name(
            words("Take the certificate out of the cart")
            if certificate
            else words("Take out of the cart: {what}", what=what)
        )
        self._remove.setVisible(not goods)
        for button in (self._fewer, self._more):
            button.setVisible(goods)
        for part in (self._row, self._fewer, self._more, self._remove):
            usable(part, yes=not state.frozen and not state.busy)


def _said(extra: ExtraLine, state: CartState, words: Words) -> tuple[str, str]:
    """Return what it is, and more about it."""
    if extra.round_up:
        return words("Up to {amount}", amount=state.total), extra.name
    if extra.kind is ExtraKind.DONATION:
        return words("Donation"), _sake(extra, words)
    return extra_name(extra.kind.value, words, extra.name), extra.text


def _sake(extra: ExtraLine, words: Words) -> str:
    """Return which fund it goes to, and for whose sake."""
    if extra.tribute == Tribute.MEMORY.value:
        return words("In memory of {name} · {fund}", fund=extra.name, name=extra.text)
    if extra.tribute == Tribute.HONOUR.value:
        return words("In honour of {name} · {fund}", fund=extra.name, name=extra.text)
    return extra.name


class RoundUpButton(Button):
    """Asks once and quietly whether the patron rounds up; who does not wish to lets it be."""

    def __init__(self, words: Words, presenter: Cart) -> None:
        super().__init__("", "quiet", compact=True)
        self.setObjectName("cart.round_up")
        self._words = words
        self._presenter = presenter.extras
        self.clicked.connect(presenter.extras.round_up)
        presenter.extras.watch(self.draw)
        presenter.watch(lambda _state: self.draw(presenter.extras.state))

    def draw(self, state: ExtrasState) -> None:
        """Show what is missing, where it is asked."""
        fund, amount = state.rounding_fund, state.rounding
        asks = fund is not None and amount is not None and state.till_ready and not state.frozen
        if fund is not None and amount is not None:
            self.setText(self._words("Round up {amount} to {fund}?", amount=amount, fund=fund.name))
        self.setVisible(asks)
        usable(self, yes=state.can_act)

    def retranslate(self, words: Words) -> None:
        """Ask in another language."""
        self._words = words
        self.draw(self._presenter.state)


class CertificateForm(QWidget):
    """How much, and for whom."""

    def __init__(self, presenter: Cart) -> None:
        super().__init__()
        self._open = False
        self._sums = Choices("cart.gift_sums", across=4)
        self._amount = free_text("cart.gift_amount")
        self._whom = free_text("cart.gift_whom")
        self._add = Button("", "plain", "check", compact=True)
        self._add.setObjectName("cart.gift_add")
        self._back = Button("", "quiet", compact=True)
        self._back.setObjectName("cart.gift_back")
        buttons = QHBoxLayout()
        margins(buttons)
        buttons.addWidget(self._back, 1)
        buttons.addWidget(self._add, 2)
        column = QVBoxLayout(self)
        margins(column)
        for widget in (self._sums, self._amount, self._whom):
            column.addWidget(widget)
        column.addLayout(buttons)
        self._sums.chosen.connect(lambda index: self._amount.setText(str(_USUAL[index])))
        self._back.clicked.connect(presenter.certificate_form)
        self._add.clicked.connect(
            lambda: presenter.add_certificate(self._amount.text(), self._whom.text())
        )

    def clear(self) -> None:
        """Forget what was typed."""
        self._amount.setText("")
        self._whom.setText("")

    def draw(self, state: CartState) -> None:
        """Show the form while it is open; what was typed is gone when it opens again."""
        if state.selling_certificate and not self._open:
            self.clear()
        before, self._open = self._open, state.selling_certificate and state.till_ready
        self.setVisible(self._open)
        if self._open and not before:
            self._amount.setFocus(Qt.FocusReason.OtherFocusReason)
        usable(self._add, yes=not state.busy and not state.frozen)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._sums.offer([str(one) for one in _USUAL], None)
        self._amount.set_name(words("Amount"))
        self._whom.set_name(words("Whom it is for, may be empty"))
        self._add.setText(words("Add"))
        self._back.setText(words("Back"))


def beside_title(extras: Sequence[ExtraLine], words: Words) -> str:
    """Return what a cart without tickets is called."""
    if all(extra.kind is ExtraKind.CERTIFICATE for extra in extras):
        return words("Gift certificate")
    return words.plural("{n} item", "{n} items", sum(extra.quantity for extra in extras))
