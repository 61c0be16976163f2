"""The list of held carts: whose, what, for how long; one tap takes one in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.presenters.parked_carts import ParkedCarts, ParkedCartsState, WaitingCart
from kiosk.screens.cart_line import place_words
from kiosk.screens.parts import (
    Pool,
    Scrolled,
    Strip,
    in_column,
    label,
    margins,
    told_of_cards,
    usable,
)
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button
from kiosk.widgets.fields import SearchField
from kiosk.widgets.labels import Card
from kiosk.widgets.panel import InlinePanel

if TYPE_CHECKING:
    from pos.views.parked import ParkedView
    from printing.words import Words

_WIDE, _LIST_TALL = 860, 420
_NAMED = 6
"""Places of a cart that are named; the others are counted."""


class ParkedCartsPanel(InlinePanel):
    """Shows a ``ParkedCartsState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: ParkedCarts) -> None:
        super().__init__()
        self.setObjectName("parked")
        self._words = words
        self._presenter = presenter
        self._shown = False
        self._refusal = Strip("parked.refusal")
        self._way = Strip("parked.in_the_way", "warning")
        self._none = label("soft", name="parked.none")
        self._find = SearchField()
        self._find.setObjectName("parked.find")
        told_of_cards(self._find)
        self._list = Scrolled()
        self._list.setMinimumHeight(theme_of(self).px(_LIST_TALL))
        self._rows = Pool(lambda index: _Row(index, presenter), in_column(self._list.column))
        self._list.column.addStretch(1)
        for widget in (self._refusal, self._way, self._find, self._none):
            self.body.addWidget(widget)
        self.body.addWidget(self._list, 1)
        self._close = Button("", "plain")
        self._close.setObjectName("parked.close")
        self.add_button(self._close)
        self._find.edited.connect(presenter.search)
        self._close.clicked.connect(presenter.close)
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def draw(self, state: ParkedCartsState) -> None:
        """Show ``state``."""
        words = self._words
        if state.shown:
            self._refusal.say_error(state.refusal, words)
            way = words("A cart is begun: hold it, sell it or clear it first.")
            self._way.say(way if state.in_the_way and state.carts else "")
            listed = state.listed
            self._find.setVisible(state.many)
            some = (
                words("No held cart is called that.") if state.carts else words("No cart is held.")
            )
            self._none.setText(some)
            self._none.setVisible(not listed)
            rows = self._rows.show(len(listed))
            for row, cart in zip(rows, listed, strict=True):
                row.draw(cart, words, busy=state.busy, in_the_way=state.in_the_way)
            self._list.settle()
        elif self._find.text():
            self._find.setText("")
        before, self._shown = self._shown, state.shown
        if before != state.shown:
            self.wanted.emit(state.shown)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self.say(
            words("Held carts"),
            words("Each keeps its places until the time it shows. Today's prices count."),
        )
        self._find.set_name(words("Find a held cart: name, title, seat, cashier"))
        self._close.setText(words("Back"))
        self.draw(self._presenter.state)


class _Row(Card):
    """One cart with what can be done with it."""

    def __init__(self, index: int, presenter: ParkedCarts) -> None:
        super().__init__(sunken=True)
        self._presenter = presenter
        self._cart: WaitingCart | None = None
        self._name = label("strong", name=f"parked.name.{index}")
        self._shows = label("body", name=f"parked.shows.{index}")
        self._what = label("body", name=f"parked.what.{index}")
        self._whose = label("soft", name=f"parked.whose.{index}")
        self._back = Button("", "plain", compact=True)
        self._back.setObjectName(f"parked.give_back.{index}")
        self._take = Button("", "primary")
        self._take.setObjectName(f"parked.recall.{index}")
        said = QVBoxLayout()
        margins(said, spacing=0)
        for line in (self._name, self._shows, self._what, self._whose):
            said.addWidget(line)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(8)
        row.addLayout(said, 1)
        row.addWidget(self._back)
        row.addWidget(self._take)
        self._back.clicked.connect(self._give_back)
        self._take.clicked.connect(self._recall)

    def _give_back(self) -> None:
        if self._cart is not None:
            self._presenter.give_back(self._cart.view.parked_id)

    def _recall(self) -> None:
        if self._cart is None:
            return
        act = self._presenter.take_again if self._cart.ran_out else self._presenter.recall
        act(self._cart.view.parked_id)

    def draw(self, cart: WaitingCart, words: Words, *, busy: bool, in_the_way: bool) -> None:
        """Show ``cart``."""
        self._cart = cart
        view = cart.view
        name = view.name or words("No name")
        self._name.setText(name)
        self._shows.setText(_shows(cart, words))
        self._shows.setVisible(bool(cart.performances))
        self._what.setText(f"{_what(view, words)} · {words.money(view.cart.total)}")
        left = words("ran out")
        if not cart.ran_out:
            left = words.plural("{n} minute left", "{n} minutes left", cart.minutes_left)
        whose = (view.who, view.window, words.time(view.at), left)
        self._whose.setText(" · ".join(part for part in whose if part))
        self._take.setText(words("Take them again") if cart.ran_out else words("Recall"))
        self._take.setAccessibleName(words("Recall the cart of {name}", name=name))
        self._back.setText(words("Give back"))
        self._back.setAccessibleName(words("Give the places of {name} back", name=name))
        self._back.setVisible(not cart.ran_out)
        usable(self._take, yes=not busy and not in_the_way)
        usable(self._back, yes=not busy)


def _shows(cart: WaitingCart, words: Words) -> str:
    """Return what a cart's tickets are for."""
    return "; ".join(
        words("{show}, {when}", show=show.production, when=words.day_and_time(show.starts_at))
        for show in cart.performances
    )


def _what(view: ParkedView, words: Words) -> str:
    """Return what lies in a cart."""
    lines, extras = view.cart.lines, len(view.cart.extras)
    named = ", ".join(place_words(line, words) for line in lines[:_NAMED])
    more = len(lines) - _NAMED
    parts = [named] if named else []
    if more > 0:
        parts.append(words.plural("{n} more", "{n} more", more))
    if extras:
        parts.append(words.plural("{n} other item", "{n} other items", extras))
    return ", ".join(parts)
