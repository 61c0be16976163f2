"""Holding the cart under a name, the way to the held ones, what costs something else in one that
was recalled, and the last sale once more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.parked_carts import ParkedCarts, ParkedCartsState
from kiosk.presenters.same_again import SameAgain, SameAgainState, SamePart
from kiosk.screens.parts import Strip, free_text, margins, usable
from kiosk.widgets.buttons import Button

if TYPE_CHECKING:
    from printing.words import Words


class CartHold(QWidget):
    """Shows of a ``ParkedCartsState`` what belongs into the cart. ``button`` is for its head; the
    rest is hidden while there is nothing to say. GUI thread."""

    def __init__(self, words: Words, presenter: ParkedCarts) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._naming = False
        self.button = Button("", "quiet", compact=True)
        self.button.setObjectName("cart.hold")
        self._moved = Strip("cart.prices_moved", "warning")
        self._read = Button("", "plain", compact=True)
        self._read.setObjectName("cart.prices_read")
        self._name = free_text("cart.hold_name")
        self._go = Button("", "primary", compact=True)
        self._go.setObjectName("cart.hold_go")
        self._not = Button("", "quiet", compact=True)
        self._not.setObjectName("cart.hold_not")
        self._refusal = Strip("cart.hold_refused")
        both = QHBoxLayout()
        margins(both)
        both.addWidget(self._go, 1)
        both.addWidget(self._not)
        column = QVBoxLayout(self)
        margins(column)
        for widget in (self._moved, self._read, self._refusal, self._name):
            column.addWidget(widget)
        column.addLayout(both)
        self.button.clicked.connect(presenter.name_it)
        self._read.clicked.connect(presenter.prices_read)
        for done in (self._go.clicked, self._name.returnPressed):
            done.connect(lambda: presenter.hold(self._name.text()))
        self._not.clicked.connect(presenter.name_it)
        self.retranslate(words)
        presenter.watch(self.draw)

    def draw(self, state: ParkedCartsState) -> None:
        """Show ``state``."""
        words = self._words
        self.button.setVisible(state.in_the_way and not state.naming)
        usable(self.button, yes=state.can_hold)
        for widget in (self._name, self._go, self._not):
            widget.setVisible(state.naming)
        before, self._naming = self._naming, state.naming
        usable(self._go, yes=state.can_hold)
        refused = state.refusal if state.naming else None
        self._name.show_missing(refused, "cart_name")
        self._refusal.say_error(refused, words)
        told = "\n".join(
            words("{place}: {now} instead of {was}", place=one.place, now=one.now, was=one.was)
            for one in state.moved
        )
        self._moved.say(words("Prices have changed since it was held") if told else "", told)
        self._read.setVisible(bool(told))
        self.setVisible(state.naming or bool(told))
        if state.naming and not before:  # or what is typed goes to the button that gives all back
            self._name.setText("")
            self._name.setFocus(Qt.FocusReason.OtherFocusReason)
        elif before and not state.naming and self.button.isVisible():
            self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Empty a name that was typed and not used."""
        self._name.setText("")

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self.button.setText(words("Hold"))
        self.button.setAccessibleName(words("Hold this cart for a patron who comes back"))
        self._read.setText(words("The patron knows"))
        self._name.set_name(words("Name or note"))
        self._go.setText(words("Hold this cart"))
        self._not.setText(words("Back"))
        self.draw(self._presenter.state)


class EmptyCart(QWidget):
    """What an empty cart offers. ``draw`` shows a ``SameAgainState``. GUI thread."""

    def __init__(self, words: Words, parked: ParkedCarts, same: SameAgain) -> None:
        super().__init__()
        self._words = words
        self._parked = parked
        self._same = same
        self._again = Button("", "quiet", "reprint", compact=True)
        self._again.setObjectName("cart.same_again")
        self._held = Button("", "quiet", "shift", compact=True)
        self._held.setObjectName("cart.held")
        self._refusal = Strip("cart.same_refused")
        column = QVBoxLayout(self)
        margins(column)
        for widget in (self._refusal, self._again, self._held):
            column.addWidget(widget)
        self._again.clicked.connect(same.take)
        self._held.clicked.connect(parked.open)
        self.retranslate(words)
        same.attach(self)
        parked.watch(self._draw_held)

    def draw(self, state: SameAgainState) -> None:
        """Show ``state``."""
        words = self._words
        tickets = [_part(part, words) for part in state.parts]
        goods = (f"{extra.quantity} {extra.name}" for extra in state.beside)
        parts = "; ".join([*tickets, *goods])
        self._again.setText(words("Same again"))
        self._again.set_caption(parts)
        self._again.setVisible(bool(parts))
        usable(self._again, yes=not state.busy)
        self._refusal.say_error(state.refusal if parts else None, words)

    def _draw_held(self, state: ParkedCartsState) -> None:
        words = self._words
        self._held.setVisible(bool(state.carts) and not state.in_the_way)
        many = words.plural("{n} held cart", "{n} held carts", state.waiting)
        self._held.setText(many if state.waiting else words("Held carts"))

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self.draw(self._same.state)
        self._draw_held(self._parked.state)


def _part(part: SamePart, words: Words) -> str:
    """Return ``2 Adult, Zone A, tonight``."""
    show = part.performance
    when = words("tonight") if part.tonight else words.day_and_time(show.starts_at)
    return f"{part.count} {part.price_type}, {part.zone}, {when}"
