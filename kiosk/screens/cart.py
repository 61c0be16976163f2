"""The cart column: lines, promo code, the total in the largest type, and the ways to pay under
it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.cart import Cart
from kiosk.presenters.cart_state import CartState
from kiosk.presenters.phone import PhoneState
from kiosk.screens.cart_clock import CartTime
from kiosk.screens.cart_codes import CodeField, CodeRows
from kiosk.screens.cart_extras import CertificateForm, ExtraRow, RoundUpButton, beside_title
from kiosk.screens.cart_hold import CartHold, EmptyCart
from kiosk.screens.cart_line import TicketRow, place_words
from kiosk.screens.cart_patron import CartPatronChip
from kiosk.screens.charges import charges_line
from kiosk.screens.parts import Pool, Scrolled, Strip, in_column, label, margins, usable
from kiosk.screens.taken_out import TakenOutRow
from kiosk.widgets.buttons import Button, IconButton
from kiosk.widgets.labels import Rule
from pos.views.selling import TenderKind

if TYPE_CHECKING:
    from printing.words import Words


class CartColumn(QWidget):
    """Shows a ``CartState``; ``time``, ``hold`` and ``empty`` show the rest of what a cart is,
    ``buyer`` whose it is. GUI thread."""

    def __init__(
        self,
        words: Words,
        presenter: Cart,
        time: CartTime,
        hold: CartHold,
        empty: EmptyCart,
        buyer: CartPatronChip,
    ) -> None:
        super().__init__()
        self._time, self._hold, self._first = time, hold, empty
        self._buyer = buyer
        self._on_phone = False
        self.setObjectName("cart")
        self._words = words
        self._presenter = presenter
        self._title = label("title", wrap=False)
        self._clear = IconButton("trash", "")
        self._clear.setObjectName("cart.clear")
        self._empty = label("soft")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._list = Scrolled()
        self._pool: Pool[TicketRow] = Pool(self._make_line, in_column(self._list.column))
        self._list.column.addStretch(1)
        self._extras: Pool[ExtraRow] = Pool(
            lambda index: ExtraRow(index, presenter), self._place_extra
        )
        self._offers = CodeRows(presenter, self._list.column)
        self._gift = Button("", "quiet", "plus", compact=True)
        self._gift.setObjectName("cart.gift")
        self._more = Button("", "quiet", "next", compact=True)
        self._more.setObjectName("cart.more")
        self._form = CertificateForm(presenter)
        self._round_up = RoundUpButton(words, presenter)
        self._codes = CodeField(presenter)
        self._of_cart = QWidget()
        """What is about no ticket: it makes room for the one that is touched."""
        self._refusal = Strip("cart.refusal")
        self._moving = Strip("cart.moving", "info")
        self._taken_out = TakenOutRow(words, presenter.taken_out)
        self._fees = label("soft", name="cart.fees")
        self._total_name = label("strong", wrap=False)
        self._total = label("figure", wrap=False, name="cart.total")
        self._till = Strip("cart.till", "warning")
        self._open_till = Button("", "primary", "till")
        self._open_till.setObjectName("cart.open_till")
        self._cash = Button("", "primary", "cash")
        self._cash.setObjectName("cart.pay.cash")
        self._card = Button("", "plain", "card")
        self._card.setObjectName("cart.pay.card")
        self._check = Button("", "plain", "check_paper")
        self._check.setObjectName("cart.pay.check")
        self._lay_out()
        self._wire()
        self.retranslate(words)
        presenter.attach(self)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        margins(head)
        head.addWidget(self._title, 1)
        head.addWidget(self._time.left)
        head.addWidget(self._hold.button)
        head.addWidget(self._clear)
        sums = QHBoxLayout()
        margins(sums)
        sums.addWidget(self._total_name, 0, Qt.AlignmentFlag.AlignBottom)
        sums.addStretch(1)
        sums.addWidget(self._total)
        self._pay = QGridLayout()
        margins(self._pay)
        self._pay.addWidget(self._cash, 0, 0)
        self._pay.addWidget(self._check, 0, 1)
        whole = QVBoxLayout(self)
        margins(whole, 12)
        whole.addWidget(self._buyer)
        whole.addLayout(head)
        whole.addWidget(self._time)
        whole.addWidget(self._empty, 1)
        whole.addWidget(self._first)
        whole.addWidget(self._hold)
        whole.addWidget(self._list, 1)
        whole.addWidget(self._taken_out)
        whole.addWidget(self._moving)
        whole.addWidget(self._refusal)
        whole.addWidget(self._form)
        gifts = QHBoxLayout()
        margins(gifts)
        gifts.addWidget(self._gift, 1)
        gifts.addWidget(self._more, 1)
        whole_cart = QVBoxLayout(self._of_cart)
        margins(whole_cart)
        whole_cart.addLayout(gifts)
        whole_cart.addWidget(self._codes)
        whole_cart.addWidget(self._round_up)
        whole.addWidget(self._of_cart)
        whole.addWidget(Rule())
        whole.addLayout(sums)
        whole.addWidget(self._fees)
        whole.addWidget(self._till)
        whole.addWidget(self._open_till)
        whole.addLayout(self._pay)

    def _wire(self) -> None:
        presenter = self._presenter
        self._clear.clicked.connect(presenter.clear)
        self._gift.clicked.connect(presenter.certificate_form)
        self._more.clicked.connect(presenter.sell_more)
        self._open_till.clicked.connect(presenter.open_till)
        self._cash.clicked.connect(lambda: presenter.pay(TenderKind.CASH))
        self._card.clicked.connect(lambda: presenter.pay(TenderKind.CARD))
        self._check.clicked.connect(lambda: presenter.pay(TenderKind.CHECK))

    def _place_extra(self, index: int, widget: QWidget) -> None:
        """What else is bought stands under the tickets, before what codes say and the stretch."""
        self._list.column.insertWidget(self._list.column.count() - 2, widget)

    def _make_line(self, index: int) -> TicketRow:
        return TicketRow(index, self._presenter, self._words)

    def draw(self, state: CartState) -> None:
        """Show ``state``."""
        words, some = self._words, bool(state.lines or state.extras)
        tickets = words.plural("{n} ticket", "{n} tickets", len(state.lines))
        self._title.setText(tickets if state.lines else beside_title(state.extras, words))
        self._title.setVisible(some)
        self._clear.setVisible(some)
        usable(self._clear, yes=not state.frozen and not state.busy)
        filled = some or bool(state.shown or state.codes or state.source)
        self._empty.setVisible(not filled)
        self._first.setVisible(not some)
        self._list.setVisible(filled)
        several = len({line.performance_id for line in state.lines}) > 1
        shown = self._pool.show(len(state.lines))
        for widget, line in zip(shown, state.lines, strict=True):
            widget.draw(line, state, words, several=several)
        beside = self._extras.show(len(state.extras))
        for row, extra in zip(beside, state.extras, strict=True):
            row.draw(extra, state, words)
        self._offers.draw(state, words)
        self._list.settle()
        for widget in shown:
            if widget.opened:
                self._list.ensureWidgetVisible(widget, 0, 0)
        if self._offers.entered is not None:
            self._list.ensureWidgetVisible(self._offers.entered, 0, 0)
        opens = state.selling_certificate
        self._of_cart.setVisible(not state.selected or state.frozen or opens)
        if not opens:
            self._form.draw(state)
        self._gift.setVisible(state.till_ready and not opens)
        self._more.setVisible(not opens)
        for button in (self._gift, self._more):
            usable(button, yes=not state.frozen and not state.busy)
        self._refusal.say_error(state.refusal, words)
        moving = place_words(state.moving, words) if state.moving is not None else ""
        hint = words("{place}: tap its new seat", place=moving) if moving else ""
        self._moving.say(hint)
        self._codes.setVisible(not opens)
        self._codes.draw(state)
        if opens:  # what gives it room has gone by now: both at once would make the window taller
            self._form.draw(state)
        self._draw_sums(state)
        self._draw_till(state)

    def take_call(self, state: PhoneState) -> None:
        """While a call is taken, who rings and how they pay stands on its page: nobody far away
        pays cash."""
        if state.shown != self._on_phone:
            self._on_phone = state.shown
            self._buyer.take_call(yes=state.shown)
            self._draw_till(self._presenter.state)

    def forget(self) -> None:
        """Empty a promo code that was not applied, and reasons that were not given."""
        self._codes.forget()
        self._form.clear()
        self._hold.forget()
        for line in self._pool.made:
            line.forget()

    def _draw_sums(self, state: CartState) -> None:
        words = self._words
        self._total.setText(words.money(state.total))
        self._total.setAccessibleName(words("Total {amount}", amount=state.total))
        self._fees.setText(charges_line(state.fees, state.charges, words))

    def _draw_till(self, state: CartState) -> None:
        words = self._words
        wanting = not state.till_ready
        what = words("Open the till first") if wanting else ""
        self._till.say(what, words("Count the float first, then sell."))
        self._till.setVisible(wanting)
        self._open_till.setVisible(wanting)
        self._place_card(cards=state.cards)
        paid_here = not wanting and (state.frozen or not self._on_phone)
        for button in (self._cash, self._card, self._check):
            button.setVisible(paid_here and (state.cards or button is not self._card))
            some = bool(state.lines or state.extras)
            usable(button, yes=state.can_pay or (state.frozen and some))

    def _place_card(self, *, cards: bool) -> None:
        """Where cards are taken, a card stands beside cash and the check under them."""
        if cards == (self._pay.indexOf(self._card) >= 0):
            return
        self._pay.removeWidget(self._check)
        if cards:
            self._pay.addWidget(self._card, 0, 1)
            self._pay.addWidget(self._check, 1, 0, 1, 2)
        else:
            self._pay.removeWidget(self._card)
            self._pay.addWidget(self._check, 0, 1)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        for part in (self._time, self._hold, self._first):
            part.retranslate(words)
        self._clear.set_name(words("Give all tickets back"))
        self._empty.setText(words("The cart is empty. Choose seats or touch a price."))
        self._gift.setText(words("Gift certificate"))
        self._gift.setAccessibleName(words("Sell a gift certificate"))
        self._more.setText(words("More…"))
        self._more.setAccessibleName(words("Goods, donations, memberships, series, balances"))
        self._form.retranslate(words)
        self._round_up.retranslate(words)
        self._taken_out.retranslate(words)
        self._codes.retranslate(words)
        self._buyer.retranslate(words)
        self._total_name.setText(words("Total"))
        self._open_till.setText(words("Open the till"))
        self._cash.setText(words("Cash"))
        self._card.setText(words("Card"))
        self._check.setText(words("Check"))
        self.draw(self._presenter.state)
