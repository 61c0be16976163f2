"""The order that was touched at will call: everything to know before it is handed over, one button,
and pages for what is not usual."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.presenters.will_call import WillCall
from kiosk.presenters.will_call_state import Page, WillCallState
from kiosk.presenters.will_call_wish import called_off, is_settled, taken
from kiosk.screens.parts import Flow, Scrolled, Strip, label, margins, usable
from kiosk.screens.will_call_sign import SignPage
from kiosk.screens.will_call_wish import WishPage
from kiosk.screens.will_call_wrong import WrongPage
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card, Rule
from kiosk.widgets.pages import Pages
from kiosk.widgets.signature import SignatureField
from kiosk.wording.will_call import (
    found_by_text,
    given_text,
    hand_over_text,
    identity_text,
    places_text,
    standing_text,
)
from pos.views.selling import TenderKind, WillCallRow
from pos.views.will_call import WillCallCard

if TYPE_CHECKING:
    from printing.words import Words


class OrderCard(Card):
    """Shows the touched order of a ``WillCallState``."""

    def __init__(self, words: Words, presenter: WillCall) -> None:
        super().__init__()
        self._words = words
        self._empty = label("soft")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._page = _OrderPage(words, presenter)
        self._wish = WishPage(words, presenter)
        self._sign = SignPage(words, presenter)
        self._wrong = WrongPage(words, presenter)
        self._pages = Pages()
        self._of: dict[Page, QWidget] = {
            Page.ORDER: self._page,
            Page.WISH: self._wish,
            Page.SIGN: self._sign,
            Page.WRONG: self._wrong,
        }
        for page in (self._empty, *self._of.values()):
            self._pages.addWidget(page)
        self._refusal = Strip("willcall.refusal")
        column = QVBoxLayout(self)
        margins(column, 16)
        column.addWidget(self._refusal)
        column.addWidget(self._pages, 1)

    def draw(self, state: WillCallState, words: Words) -> None:
        """Show the order touched in ``state``, or how to touch one."""
        self._refusal.say_error(state.refusal, words)
        row = state.selected
        self._empty.setText(words("Touch an order to see it here."))
        if row is None:
            self._pages.setCurrentWidget(self._empty)
            self._wrong.forget()
            self._sign.forget()
            self._wish.forget()
            return
        self._page.draw(state, row, words)
        card = state.card
        if card is not None:
            self._wish.draw(state, card, words)
            self._sign.draw(state, card, words)
            self._wrong.draw(state, row, card, words)
        self._pages.setCurrentWidget(self._of[state.page])

    def retranslate(self, words: Words) -> None:
        """Name what stands there in another language."""
        self._words = words
        for page in (self._wish, self._sign, self._wrong):
            page.retranslate(words)


class _OrderPage(QWidget):
    """What is handed over."""

    def __init__(self, words: Words, presenter: WillCall) -> None:
        super().__init__()
        self._presenter = presenter
        self._name = label("title")
        self._number = label("soft")
        self._show = label("body")
        self._seats = label("strong")
        self._kinds = label("soft")
        self._standing = label("strong", name="willcall.standing")
        self._going = label("strong", name="willcall.going")
        self._identity = label("body", name="willcall.identity")
        self._note = Strip("willcall.note", "info")
        self._warn = Strip("willcall.warn", "warning")
        self._given = label("soft", name="willcall.given")
        self._signature = SignatureField(signing=False)
        self._signature.setObjectName("willcall.signature_shown")
        self._done = Strip("willcall.done", "good")
        self._hand_over = Button("", "primary", "will_call")
        self._hand_over.setObjectName("willcall.hand_over")
        self._pay = Button("", "primary", "cash")
        self._pay.setObjectName("willcall.pay")
        self._check = Button("", "plain", "check_paper")
        self._check.setObjectName("willcall.pay_check")
        self._more = _way("willcall.more")
        self._wrong = _way("willcall.wrong")
        self._exchange = _way("willcall.exchange")
        self._open = _way("willcall.open_order")
        self._ways = Flow()
        for way in (self._more, self._wrong, self._exchange, self._open):
            self._ways.add(way)
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        facts = Scrolled()
        shown = (self._name, self._number, Rule(), self._show, self._seats, self._kinds)
        below = (self._standing, self._going, self._identity, self._note, self._warn)
        for widget in (*shown, *below, self._given, self._signature):
            facts.column.addWidget(widget)
        facts.column.addStretch(1)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(facts, 1)
        acts = (self._done, self._hand_over, self._pay, self._check, self._ways)
        for act in acts:
            column.addWidget(act)

    def _wire(self) -> None:
        presenter = self._presenter
        self._hand_over.clicked.connect(presenter.hand_over)
        self._pay.clicked.connect(lambda: presenter.pay(TenderKind.CASH))
        self._check.clicked.connect(lambda: presenter.pay(TenderKind.CHECK))
        self._more.clicked.connect(lambda: presenter.turn_to(Page.WISH))
        self._wrong.clicked.connect(lambda: presenter.turn_to(Page.WRONG))
        self._exchange.clicked.connect(presenter.exchange)
        self._open.clicked.connect(presenter.open_order)

    def draw(self, state: WillCallState, row: WillCallRow, words: Words) -> None:
        """Show the order."""
        card = state.card
        collected = row.collected_at is not None
        self._name.setText(row.name or row.order_number)
        told = (
            words("Order {number}", number=row.order_number),
            words("Phone ends in {digits}", digits=row.phone_last4) if row.phone_last4 else "",
            row.email_masked,
            row.town,
            row.rank,
        )
        self._number.setText(" · ".join(part for part in told if part))
        self._show.setText(f"{row.performance}\n{words.day_and_time(row.starts_at)}")
        self._seats.setText(row.seats)
        self._seats.setVisible(bool(row.seats))
        self._kinds.setText(row.price_types)
        text, role = standing_text(row, words)
        if row.collected_at is not None:
            when = words.day_and_time(row.collected_at)
            text = words("Collected {when} from {who}", when=when, who=row.collected_by)
        elif card is not None and 0 < len(card.waiting) < len(card.tickets):
            places = ", ".join(each.place for each in card.waiting if each.place)
            text = ": ".join(part for part in (text, places) if part)
        self._standing.setText(text)
        self._standing.set_role({"good": "good", "danger": "danger"}.get(role, "soft"))
        self._note.say(row.note, tone="info")
        self._draw_card(state, row, card, words)
        self._draw_done(state, words)
        self._draw_acts(state, row, card, words, collected=collected)

    def _draw_card(
        self, state: WillCallState, row: WillCallRow, card: WillCallCard | None, words: Words
    ) -> None:
        waits = card is not None and bool(card.waiting)
        came = words("{name} comes", name=state.wish.collector) if state.wish.collector else ""
        asks = identity_text(card, words) if card is not None else ""
        self._identity.setText("\n".join(line for line in (came, asks) if line))
        self._identity.setVisible(waits)
        going = taken(card, state.wish) if card is not None else ()
        apart = card is not None and 0 < len(going) < len(card.waiting)
        self._going.setText(words("Now: {places}", places=places_text(going, words)))
        self._going.setVisible(apart)
        warn, remedy = "", ""
        if card is not None and card.misgiven:
            warn = words("Got the tickets of {orders} by mistake", orders=", ".join(card.misgiven))
            remedy = words("Those open nothing any more. Take them back, and give these.")
        elif row.cancelled:
            when = words.day_and_time(row.starts_at)
            warn = words("Cancelled: {show}, {when}", show=row.performance, when=when)
        elif card is not None and card.other_night:
            warn = words("Not for today: {when}", when=words.day_and_time(row.starts_at))
        elif state.further:
            place = state.rows.index(row) if row in state.rows else -1
            warn = found_by_text(state.further[place], words) if place >= 0 else ""
        self._warn.say(warn, remedy, "warning")
        given = card.given if card is not None else ()
        self._given.setText("\n".join(given_text(each, words) for each in given))
        self._given.setVisible(bool(given))
        signed = next((each for each in reversed(given) if each.strokes and not each.undone), None)
        self._signature.setVisible(signed is not None)
        if signed is not None:
            self._signature.show_strokes(signed.strokes)
            self._signature.setAccessibleName(words("The signature that was given"))

    def _draw_done(self, state: WillCallState, words: Words) -> None:
        done, right = state.handed_over, state.put_right
        if right is not None:
            said = words("Put right: order {number}.", number=right.order_number)
            printing = words("The old tickets open nothing. New ones are printing.")
            waits = words("The old tickets open nothing. The order waits again.")
            self._done.say(said, printing if right.tickets else waits, "good")
        elif done is None:
            self._done.say("")
        else:
            said = words("Handed over: order {number}.", number=done.order_number)
            out = words("The tickets are printing.")
            if not done.print_jobs:
                out = words("Nothing prints: give the envelope.") if done.tickets else ""
            if done.left:
                rest = words.plural("{n} ticket still waits.", "{n} tickets still wait.", done.left)
                out = f"{out} {rest}"
            self._done.say(said, out, "good")

    def _draw_acts(
        self,
        state: WillCallState,
        row: WillCallRow,
        card: WillCallCard | None,
        words: Words,
        *,
        collected: bool,
    ) -> None:
        owing = bool(row.owing) and not collected
        off = called_off(row, card, state.wish)
        self._hand_over.setVisible(not (collected or owing or off or is_settled(row)))
        many = len(taken(card, state.wish)) if card is not None else row.waiting
        self._hand_over.setText(hand_over_text(row, many, words))
        usable(self._hand_over, yes=not state.busy)
        for button in (self._pay, self._check):
            button.setVisible(owing and not off)
        self._pay.setText(words("Take {amount} in cash", amount=row.owing))
        self._check.setText(words("Take a check"))
        out = card is not None and (collected or any(not each.undone for each in card.given))
        waits = card is not None and any(not each.cancelled for each in card.waiting)
        self._more.setVisible(waits and not collected and not (owing and off))
        self._wrong.setVisible(out)
        self._exchange.setVisible(
            self._presenter.exchange_wanted is not None
            and card is not None
            and bool(card.tickets)
            and (card.other_night or bool(row.cancelled))
        )
        self._open.setVisible(self._presenter.order_wanted is not None and card is not None)
        self._more.setText(words("Part, or somebody else…"))
        self._wrong.setText(words("Wrong person, or lost…"))
        self._exchange.setText(words("Exchange for another night"))
        self._open.setText(words("Open the order"))
        self._ways.settle()


def _way(name: str) -> Button:
    button = Button("", "plain", compact=True)
    button.setObjectName(name)
    return button
