"""Orders: a list that is found while typing, and one page for the order that was touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.messages import channel_text, state_text
from kiosk.presenters.orders import Orders, OrdersState
from kiosk.screens.order_page import OrderPage
from kiosk.screens.owed_parts import owed_state
from kiosk.screens.parts import (
    Pool,
    Scrolled,
    Strip,
    how_many,
    in_column,
    label,
    margins,
    told_of_cards,
)
from kiosk.widgets.buttons import Button
from kiosk.widgets.fields import SearchField
from kiosk.widgets.pages import ShownPage
from kiosk.widgets.tiles import ListRow
from pos.lifecycles import OrderState
from pos.views.paying import ExtraKind, OwedBackView
from pos.views.selling import OrderRow
from printing.fields import extra_name

if TYPE_CHECKING:
    from printing.words import Words

_MOST_OWED = 3
"""Of what is owed to patrons, so many stand above the list, the oldest first."""


class OrdersScreen(QWidget):
    """Shows an ``OrdersState``. GUI thread."""

    def __init__(self, words: Words, presenter: Orders) -> None:
        super().__init__()
        self.setObjectName("orders")
        self._presenter = presenter
        self._list = _ListPage(words, presenter)
        self._pages = ShownPage()
        self._pages.addWidget(self._list)
        self._page = self._pages.lay(lambda: OrderPage(words, presenter))
        whole = QVBoxLayout(self)
        margins(whole, 16)
        whole.addWidget(self._pages)
        self.setFocusProxy(self._list)
        presenter.attach(self)

    def draw(self, state: OrdersState) -> None:
        """Show ``state``."""
        if state.order is None:
            self._list.draw(state)
            self._pages.setCurrentWidget(self._list)
        else:
            self._page.now().draw(state, state.order)
            self._pages.turn_to(self._page)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._list.retranslate(words)
        self._page.tell(OrderPage.retranslate, words)
        self.draw(self._presenter.state)


class _ListPage(QWidget):
    """Search and rows."""

    def __init__(self, words: Words, presenter: Orders) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._search = SearchField()
        self._search.setObjectName("orders.search")
        told_of_cards(self._search)
        self._values = Button("", "plain", "card")
        self._values.setObjectName("orders.certificates")
        self._cancelled = Button("", "plain", "close")
        self._cancelled.setObjectName("orders.cancelled")
        self._lists = Button("", "plain", "orders")
        self._lists.setObjectName("orders.lists")
        self._owed_name = label("section")
        owed = QVBoxLayout()
        margins(owed)
        self._owed = Pool(self._make_owed, in_column(owed))
        self._found = label("soft")
        self._refusal = Strip("orders.list.refusal")
        self._list = Scrolled()
        self._pool = Pool(self._make_row, in_column(self._list.column))
        self._list.column.addStretch(1)
        head = QHBoxLayout()
        margins(head)
        head.addWidget(self._search, 1)
        head.addWidget(self._lists)
        head.addWidget(self._cancelled)
        head.addWidget(self._values)
        column = QVBoxLayout(self)
        margins(column)
        column.addLayout(head)
        column.addWidget(self._refusal)
        column.addWidget(self._owed_name)
        column.addLayout(owed)
        column.addWidget(self._found)
        column.addWidget(self._list, 1)
        self.setFocusProxy(self._search)
        self._search.edited.connect(presenter.type)
        self._values.clicked.connect(presenter.certificates)
        self._cancelled.clicked.connect(presenter.cancelled)
        self._lists.clicked.connect(presenter.lists)
        self.retranslate(words)

    def _make_row(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"orders.row.{index}")
        row.clicked.connect(lambda: self._presenter.touch(index))
        return row

    def _make_owed(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"orders.owed.{index}")
        row.clicked.connect(
            lambda: self._presenter.open(self._presenter.state.owed[index].order_id)
        )
        return row

    def draw(self, state: OrdersState) -> None:
        """Show the list."""
        words = self._words
        self._values.setVisible(state.values)
        self._cancelled.setVisible(state.cancels)
        self._lists.setVisible(state.imports)
        self._owed_name.setVisible(bool(state.owed))
        first = state.owed[:_MOST_OWED]
        for widget, part in zip(self._owed.show(len(first)), first, strict=True):
            _say_owed(widget, part, words)
        if self._search.text() != state.text:
            self._search.setText(state.text)
        if not state.rows and state.looked:
            self._found.setText(words("No order fits. Try a name or an order number."))
        else:
            self._found.setText(how_many(len(state.rows), words))
        self._refusal.say_error(state.refusal, words)
        rows = self._pool.show(len(state.rows))
        for widget, row in zip(rows, state.rows, strict=True):
            _say_order(widget, row, words)
        self._list.settle()

    def retranslate(self, words: Words) -> None:
        """Name the field in another language."""
        self._words = words
        self._search.set_name(words("Name or order number"))
        self._values.setText(words("Certificates"))
        self._cancelled.setText(words("Cancelled performances"))
        self._lists.setText(words("Load orders"))
        self._owed_name.setText(words("Still to give back"))


def _say_order(widget: ListRow, row: OrderRow, words: Words) -> None:
    mark, colour = state_text(OrderState(row.state), words), "text_soft"
    if row.owing:
        mark, colour = words("Owes {amount}", amount=row.owing), "danger"
    if row.cancelled and row.cancelled == row.tickets:
        mark, colour = words("Cancelled"), "danger"
    under = (
        row.name,
        words("was {name}", name=row.formerly) if row.formerly else "",
        channel_text(row.channel, words),
        words.day_and_time(row.placed_at),
        words.plural("{n} ticket", "{n} tickets", row.tickets),
        _credited(row, words),
        words("Cancelled") if 0 < row.cancelled < row.tickets else "",
    )
    widget.say(
        row.order_number,
        " · ".join(part for part in under if part),
        figure=words.money(row.total),
        mark=mark,
        mark_colour=colour,
    )


def _credited(row: OrderRow, words: Words) -> str:
    """Return what of its sum is no ticket's any more: it went on an account."""
    if row.credited is None:
        return ""
    return f"{extra_name(ExtraKind.CREDIT.value, words)}: {words.money(row.credited)}"


def _say_owed(widget: ListRow, part: OwedBackView, words: Words) -> None:
    under = (part.name, part.shown, words.day_and_time(part.since))
    widget.say(
        part.order_number,
        " · ".join(each for each in under if each),
        figure=words.money(part.amount),
        mark=owed_state(part, words),
        mark_colour="danger" if part.stuck else "warning",
    )
