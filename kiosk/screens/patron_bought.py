"""What somebody, or their household, bought, came to, got back and has left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.messages import channel_text, state_text
from kiosk.screens.parts import Pool, in_column, label, margins
from kiosk.widgets.buttons import Button
from kiosk.widgets.tiles import ListRow
from pos.lifecycles import OrderState

if TYPE_CHECKING:
    from kiosk.presenters.patron_page import PatronPage, PatronPageState
    from pos.views.patrons import BoughtRow, YearRow
    from printing.words import Words

_MOST_YEARS = 6
_MOST_ORDERS = 40
"""Nobody reads further here; the Orders room finds the others."""


class BoughtPart(QWidget):
    """The history on a person's page."""

    def __init__(self, words: Words, presenter: PatronPage) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._title = label("section")
        self._together = Button("", "quiet", "patrons", compact=True)
        self._together.setObjectName("patron.together")
        self._nothing = label("soft", name="patron.nothing_bought")
        years, values, orders = (QVBoxLayout() for _ in range(3))
        for rows in (years, values, orders):
            margins(rows)
        self._years = Pool(lambda index: label(name=f"patron.year.{index}"), in_column(years))
        self._values = Pool(lambda index: label(name=f"patron.value.{index}"), in_column(values))
        self._orders = Pool(self._make_order, in_column(orders))
        head = QHBoxLayout()
        margins(head)
        head.addWidget(self._title, 1)
        head.addWidget(self._together)
        column = QVBoxLayout(self)
        margins(column)
        column.addLayout(head)
        column.addWidget(self._nothing)
        column.addLayout(years)
        column.addLayout(values)
        column.addLayout(orders)
        self._together.clicked.connect(presenter.see_household)
        self.retranslate(words)

    def _make_order(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"patron.order.{index}")
        row.clicked.connect(lambda: self._touch(index))
        return row

    def _touch(self, index: int) -> None:
        history = self._presenter.state.history
        if history is not None and index < len(history.bought):
            self._presenter.open_order(history.bought[index].order_id)

    def draw(self, state: PatronPageState) -> None:
        """Show the history."""
        words, history, view = self._words, state.history, state.patron
        home = view is not None and view.household is not None
        self._together.setVisible(home)
        self._together.setText(
            words("This person alone") if state.household else words("Whole household")
        )
        bought = history.bought[:_MOST_ORDERS] if history is not None else ()
        years = history.years[:_MOST_YEARS] if history is not None else ()
        values = history.values if history is not None else ()
        self._nothing.setVisible(history is not None and not bought and not values)
        for widget, year in zip(self._years.show(len(years)), years, strict=True):
            widget.setText(_year(year, words))
        for widget, value in zip(self._values.show(len(values)), values, strict=True):
            kind = words("Account") if value.kind == "account" else words("Certificate")
            said = words(
                "{kind} {serial}: {balance}", kind=kind, serial=value.serial, balance=value.balance
            )
            widget.setText(said)
        for row, order in zip(self._orders.show(len(bought)), bought, strict=True):
            _say(row, order, words)

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self._title.setText(words("Bought and given"))
        self._nothing.setText(words("Nothing yet."))


def _year(year: YearRow, words: Words) -> str:
    parts = [words("{year}: {amount} paid", year=year.year, amount=year.paid)]
    if year.donated.minor:
        parts.append(words("{amount} of it donated", amount=year.donated))
    if year.given_back.minor:
        parts.append(words("{amount} given back", amount=year.given_back))
    return " · ".join(parts)


def _say(row: ListRow, order: BoughtRow, words: Words) -> None:
    under = [
        channel_text(order.channel, words),
        words.day_and_time(order.placed_at),
        words.plural("{n} ticket", "{n} tickets", order.tickets),
    ]
    if order.attended:
        under.append(words.plural("{n} came", "{n} came", order.attended))
    if order.given_back.minor:
        under.append(words("{amount} given back", amount=order.given_back))
    row.say(
        order.order_number,
        " · ".join(under),
        figure=words.money(order.total),
        mark=state_text(OrderState(order.state), words),
    )
