"""Whose an order is: who might be meant beside a button that writes them down."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.presenters.order_patron import OrderPatron, OrderPatronState
from kiosk.screens.parts import (
    Choices,
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
from kiosk.screens.patron_words import say_row
from kiosk.widgets.buttons import Button
from kiosk.widgets.fields import SearchField
from kiosk.widgets.labels import Card
from kiosk.widgets.tiles import ListRow

if TYPE_CHECKING:
    from pos.views.patrons import PersonOfOrder
    from printing.words import Words


class OrderPatronCard(Card):
    """Shows an ``OrderPatronState`` while its card is open. GUI thread."""

    def __init__(self, presenter: OrderPatron) -> None:
        super().__init__()
        self._presenter = presenter
        self._order = ""
        self._title = label("section")
        self._says = label("body", name="order.patron_says")
        self._same = Choices("order.patron_orders", across=2)
        self._search = SearchField()
        self._search.setObjectName("order.patron_search")
        told_of_cards(self._search)
        self._like_name = label("section")
        self._nobody_like = label("soft", name="order.nobody_like")
        self._like = Scrolled()
        self._pool = Pool(self._make_like, in_column(self._like.column))
        self._like.column.addStretch(1)
        self._name = free_text("order.patron_name")
        self._refusal = Strip("order.patron_refusal")
        self._make = Button("", "primary", "plus", compact=True)
        self._make.setObjectName("order.patron_make")
        self._nobody = Button("", "plain", compact=True)
        self._nobody.setObjectName("order.patron_nobody")
        self._no = Button("", "quiet", compact=True)
        self._no.setObjectName("order.patron_leave")
        self._lay_out()
        self._same.chosen.connect(lambda index: presenter.only_this(yes=index == 1))
        self._make.clicked.connect(self._do)
        self._name.returnPressed.connect(self._do)
        self._nobody.clicked.connect(presenter.nobody)
        self._no.clicked.connect(presenter.close)
        self._search.edited.connect(presenter.type)

    def _lay_out(self) -> None:
        last = QHBoxLayout()
        margins(last)
        last.addWidget(self._make, 1)
        last.addWidget(self._nobody)
        last.addWidget(self._no)
        column = QVBoxLayout(self)
        margins(column, 16)
        for widget in (
            self._title,
            self._says,
            self._same,
            self._search,
            self._like_name,
            self._nobody_like,
        ):
            column.addWidget(widget)
        column.addWidget(self._like, 1)
        column.addWidget(self._name)
        column.addWidget(self._refusal)
        column.addLayout(last)

    def _make_like(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"order.like.{index}")
        row.clicked.connect(lambda: self._touch(index))
        return row

    def _touch(self, index: int) -> None:
        like = self._presenter.state.like
        if index < len(like):
            self._presenter.link(like[index].patron_id)

    def _do(self) -> None:
        self._presenter.make(self._name.text().strip())

    def draw(self, state: OrderPatronState, words: Words) -> None:
        """Show who it might be."""
        order = state.order.order_id if state.order is not None and state.shown else ""
        if order != self._order:
            self._order = order
            self._name.setText("")
        if state.order is None or state.said is None:
            return
        said, like = state.said, state.like
        reached = (state.order.names.phone, state.order.names.email)
        self._says.setText(" · ".join(part for part in (said.person.name, *reached) if part))
        self._draw_same(state, said, words)
        if self._search.text() != state.text:
            self._search.setText(state.text)
        for widget, row in zip(self._pool.show(len(like)), like, strict=True):
            say_row(widget, row, words)
            usable(widget, yes=not state.busy)
        self._nobody_like.setVisible(not like)
        self._like.settle()
        self._name.setVisible(not said.person.name)
        self._name.show_missing(state.refusal, "name")
        self._make.set_kind("plain" if like else "primary")
        self._nobody.setVisible(state.patron is not None)
        self._refusal.say_error(state.refusal, words)
        for button in (self._make, self._nobody, self._no):
            usable(button, yes=not state.busy)

    def _draw_same(self, state: OrderPatronState, said: PersonOfOrder, words: Words) -> None:
        many = len(said.same) + 1
        both = (
            words.plural("{n} order that says so", "All {n} orders that say so", many),
            words("Only this one"),
        )
        self._same.setVisible(many > 1)
        names = ("order.patron_all", "order.patron_one")
        self._same.offer(both, int(state.only_this), names)

    def forget(self) -> None:
        """Empty what was typed."""
        self._search.setText("")
        self._name.setText("")

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._title.setText(words("Whose is this order?"))
        self._same.setAccessibleName(words("Orders that say the same name and number"))
        self._like_name.setText(words("Known already? Touch who it is."))
        self._make.setText(words("Write down as new"))
        self._nobody_like.setText(words("Nobody like that is known."))
        self._search.set_name(words("Find a patron"))
        self._name.set_name(words("Name"))
        self._nobody.setText(words("Nobody's"))
        self._no.setText(words("Leave it"))


def said_words(state: OrderPatronState, words: Words) -> str:
    """Return what was done last; empty when nothing was."""
    if not state.done:
        return ""
    if state.unlinked:
        return words("The order is nobody's now.")
    name = state.patron.name if state.patron is not None else ""
    return words.plural(
        "The order is {name}'s now.", "{n} orders are {name}'s now.", state.done, name=name
    )
