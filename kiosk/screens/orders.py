"""Orders: a list that is found while typing, and one page for the order that was touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.messages import channel_text, event_text, state_text
from kiosk.presenters.orders import Orders, OrdersState
from kiosk.screens.parts import (
    Choices,
    Pool,
    Scrolled,
    Strip,
    free_text,
    how_many,
    in_column,
    label,
    margins,
    told_of_cards,
    usable,
)
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button, IconButton
from kiosk.widgets.fields import SearchField
from kiosk.widgets.labels import Card, Rule
from kiosk.widgets.lettering import draw_lines, height_of, wrapped
from kiosk.widgets.tiles import ListRow
from pos.lifecycles import OrderState, PrintState, TicketState
from pos.views.selling import OrderEventView, OrderRow, OrderTicketView, OrderView

if TYPE_CHECKING:
    from printing.words import Words

_MOST_EVENT_LINES = 3


class OrdersScreen(QWidget):
    """Shows an ``OrdersState``. GUI thread."""

    def __init__(self, words: Words, presenter: Orders) -> None:
        super().__init__()
        self.setObjectName("orders")
        self._presenter = presenter
        self._list = _ListPage(words, presenter)
        self._page = _OrderPage(words, presenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._list)
        self._pages.addWidget(self._page)
        whole = QVBoxLayout(self)
        margins(whole, 16)
        whole.addWidget(self._pages)
        self.setFocusProxy(self._list)
        presenter.attach(self)

    def draw(self, state: OrdersState) -> None:
        """Show ``state``."""
        if state.order is None:
            self._list.draw(state)
        else:
            self._page.draw(state, state.order)
        self._pages.setCurrentWidget(self._list if state.order is None else self._page)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._list.retranslate(words)
        self._page.retranslate(words)
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
        self._found = label("soft")
        self._refusal = Strip("orders.list.refusal")
        self._list = Scrolled()
        self._pool = Pool(self._make_row, in_column(self._list.column))
        self._list.column.addStretch(1)
        column = QVBoxLayout(self)
        margins(column)
        for widget in (self._search, self._found, self._refusal):
            column.addWidget(widget)
        column.addWidget(self._list, 1)
        self.setFocusProxy(self._search)
        self._search.edited.connect(presenter.type)
        self.retranslate(words)

    def _make_row(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"orders.row.{index}")
        row.clicked.connect(lambda: self._touch(index))
        return row

    def _touch(self, index: int) -> None:
        rows = self._presenter.state.rows
        if index < len(rows):
            self._presenter.open(rows[index].order_id)

    def draw(self, state: OrdersState) -> None:
        """Show the list."""
        words = self._words
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


def _say_order(widget: ListRow, row: OrderRow, words: Words) -> None:
    mark, colour = state_text(OrderState(row.state), words), "text_soft"
    if row.owing:
        mark, colour = words("Owes {amount}", amount=row.owing), "danger"
    under = (
        row.name,
        channel_text(row.channel, words),
        words.day_and_time(row.placed_at),
        words.plural("{n} ticket", "{n} tickets", row.tickets),
    )
    widget.say(
        row.order_number,
        " · ".join(part for part in under if part),
        figure=words.money(row.total),
        mark=mark,
        mark_colour=colour,
    )


class _OrderPage(QWidget):
    """One order: its tickets at the left, its life at the right."""

    def __init__(self, words: Words, presenter: Orders) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._back = IconButton("back", "")
        self._back.setObjectName("orders.back")
        self._title = label("title")
        self._under = label("soft")
        self._total = label("title", wrap=False)
        self._done = Strip("orders.done", "good")
        self._refusal = Strip("orders.refusal")
        self._tickets_name = label("section")
        self._tickets = Scrolled()
        self._ticket_pool = Pool(self._make_ticket, in_column(self._tickets.column))
        self._tickets.column.addStretch(1)
        self._life_name = label("section")
        self._life = Scrolled()
        self._life_pool = Pool(lambda index: _EventLine(), in_column(self._life.column))
        self._life.column.addStretch(1)
        self._why = _WhyCard(presenter)
        self._lay_out()
        self._back.clicked.connect(presenter.close)
        self.retranslate(words)

    def _lay_out(self) -> None:
        said = QVBoxLayout()
        margins(said, spacing=0)
        said.addWidget(self._title)
        said.addWidget(self._under)
        head = QHBoxLayout()
        margins(head)
        head.addWidget(self._back)
        head.addLayout(said, 1)
        head.addWidget(self._total)
        left = QVBoxLayout()
        margins(left)
        left.addWidget(self._tickets_name)
        left.addWidget(self._tickets, 1)
        left.addWidget(self._why)
        right = Card()
        life = QVBoxLayout(right)
        margins(life, 16)
        life.addWidget(self._life_name)
        life.addWidget(self._life, 1)
        body = QHBoxLayout()
        margins(body, spacing=16)
        body.addLayout(left, 7)
        body.addWidget(right, 5)
        whole = QVBoxLayout(self)
        margins(whole)
        whole.addLayout(head)
        whole.addWidget(self._done)
        whole.addWidget(self._refusal)
        whole.addLayout(body, 1)

    def _make_ticket(self, index: int) -> _TicketRow:
        return _TicketRow(index, self._presenter)

    def draw(self, state: OrdersState, order: OrderView) -> None:
        """Show the order."""
        words = self._words
        self._title.setText(words("Order {number}", number=order.order_number))
        under = (
            order.name,
            channel_text(order.channel, words),
            words.day_and_time(order.placed_at),
            state_text(OrderState(order.state), words),
        )
        self._under.setText(" · ".join(part for part in under if part))
        self._total.setText(words.money(order.total))
        tickets = self._ticket_pool.show(len(order.tickets))
        for widget, ticket in zip(tickets, order.tickets, strict=True):
            widget.draw(ticket, words, state)
        events = self._life_pool.show(len(order.events))
        for line, event in zip(events, order.events, strict=True):
            line.draw(event, words)
        self._tickets.settle()
        self._life.settle()
        self._why.draw(state, words)
        self._refusal.say_error(state.refusal, words)
        again = state.reprinted
        said = words("{place} prints again.", place=again.place) if again else ""
        self._done.say(said, words("The old barcode no longer opens the door."), "good")

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self._back.set_name(words("All orders"))
        self._tickets_name.setText(words("Tickets"))
        self._life_name.setText(words("What happened"))
        self._why.retranslate(words)


class _TicketRow(Card):
    """One ticket of the order."""

    def __init__(self, index: int, presenter: Orders) -> None:
        super().__init__()
        self._ticket: OrderTicketView | None = None
        self._place = label("strong")
        self._under = label("soft")
        self._state = label("soft", wrap=False)
        self._reprint = Button("", "plain", "reprint", compact=True)
        self._reprint.setObjectName(f"orders.reprint.{index}")
        said = QVBoxLayout()
        margins(said, spacing=0)
        said.addWidget(self._place)
        said.addWidget(self._under)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(12)
        row.addLayout(said, 1)
        row.addWidget(self._state)
        row.addWidget(self._reprint)
        self._reprint.clicked.connect(lambda: self._want(presenter))

    def _want(self, presenter: Orders) -> None:
        if self._ticket is not None:
            presenter.want_reprint(self._ticket.ticket_id)

    def draw(self, ticket: OrderTicketView, words: Words, state: OrdersState) -> None:
        """Show ``ticket``."""
        self._ticket = ticket
        what = (ticket.place, ticket.price_type, words.money(ticket.all_in))
        self._place.setText(" · ".join(what))
        when = words.day_and_time(ticket.starts_at)
        self._under.setText(words("{show}, {when}", show=ticket.performance, when=when))
        standing = TicketState(ticket.state)
        said = [state_text(standing, words)] if standing is not TicketState.LIVE else []
        if ticket.print_state:
            said.append(state_text(PrintState(ticket.print_state), words))
        self._state.setText(" · ".join(said))
        self._reprint.setText(words("Print again"))
        self._reprint.setAccessibleName(words("Print {place} again", place=ticket.place))
        self._reprint.setVisible(standing is TicketState.LIVE and bool(ticket.print_state))
        usable(self._reprint, yes=not state.busy)


class _EventLine(QWidget):
    """One line of an order's life. Painted: an order may have fifty."""

    def __init__(self) -> None:
        super().__init__()
        self._what = ""
        self._who = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def draw(self, event: OrderEventView, words: Words) -> None:
        """Show what happened, when, by whom."""
        who = (words.day_and_time(event.at), event.who)
        self._what = event_text(event, words)
        self._who = " · ".join(part for part in who if part)
        self.setAccessibleName(f"{self._what}, {self._who}")
        self.updateGeometry()
        self.update()

    def _lines(self, width: int) -> tuple[str, ...]:
        return wrapped(self._what, theme_of(self).font(16), width, _MOST_EVENT_LINES)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        theme = theme_of(self)
        lines = max(len(self._lines(width)), 1)
        return lines * height_of(theme.font(16)) + height_of(theme.font(14))

    @override
    def sizeHint(self) -> QSize:
        wide = max(self.width(), theme_of(self).px(160))
        return QSize(theme_of(self).px(160), self.heightForWidth(wide))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, box = theme_of(self), self.rect()
        painter = QPainter(self)
        used = draw_lines(
            painter, box, self._lines(box.width()), theme.font(16), theme.colour("text")
        )
        box.setTop(box.top() + used)
        who = wrapped(self._who, theme.font(14), box.width(), 1)
        draw_lines(painter, box, who, theme.font(14), theme.colour("text_soft"))
        painter.end()


class _WhyCard(Card):
    """Why a ticket is printed again; the consequence stands beside the button."""

    def __init__(self, presenter: Orders) -> None:
        super().__init__(sunken=True)
        self._presenter = presenter
        self._reasons: tuple[str, ...] = ()
        self._title = label("strong")
        self._what = label("soft")
        self._paper = Choices("orders.paper", across=2)
        self._usual = Choices("orders.reasons", across=3)
        self._reason = free_text("orders.reason")
        self._serial = free_text("orders.stock_serial")
        self._go = Button("", "primary", "reprint")
        self._go.setObjectName("orders.reprint_confirm")
        self._no = Button("", "plain")
        self._no.setObjectName("orders.reprint_cancel")
        buttons = QHBoxLayout()
        margins(buttons)
        buttons.addStretch(1)
        buttons.addWidget(self._no)
        buttons.addWidget(self._go)
        column = QVBoxLayout(self)
        margins(column, 16)
        fields = QHBoxLayout()
        margins(fields)
        fields.addWidget(self._reason, 3)
        fields.addWidget(self._serial, 2)
        for widget in (self._title, self._paper, self._what, Rule(), self._usual):
            column.addWidget(widget)
        column.addLayout(fields)
        column.addLayout(buttons)
        self._usual.chosen.connect(lambda index: self._reason.setText(self._reasons[index]))
        self._paper.chosen.connect(lambda index: presenter.paper_is(here=index == 1))
        self._go.clicked.connect(
            lambda: presenter.reprint(self._reason.text(), self._serial.text())
        )
        self._no.clicked.connect(presenter.no_reprint)

    def draw(self, state: OrdersState, words: Words) -> None:
        """Show the question while there is one."""
        ticket = state.reprinting
        if ticket is None:
            self._reason.setText("")
            self._serial.setText("")
        else:
            self._title.setText(words("Print {place} again: why?", place=ticket.place))
            self._offer(state, ticket, words)
        usable(self._go, yes=not state.busy)
        self.setVisible(ticket is not None)

    def _offer(self, state: OrdersState, ticket: OrderTicketView, words: Words) -> None:
        """Ask where the old paper is, where there was one, and give the usual reasons for it."""
        printed = ticket.print_state == PrintState.PRINTED.value
        self._paper.setVisible(printed)
        self._paper.offer(
            (words("The paper is gone"), words("The paper is here, and bad")), int(state.here)
        )
        dead = words("The ticket gets a new barcode. The old one no longer opens the door.")
        keep = words("Keep the bad paper: it is counted at the close.")
        self._what.setText(f"{dead} {keep}" if state.here else dead)
        if state.here:
            self._reasons = (words("Jammed"), words("Cut wrong"), words("Misprinted"))
        else:
            self._reasons = (words("Lost"), words("Torn or wet"), words("Not delivered"))
        self._usual.offer(self._reasons, None)
        self._serial.setVisible(state.here)

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._usual.setAccessibleName(words("Usual reasons"))
        self._paper.setAccessibleName(words("Where the old paper is"))
        self._reason.set_name(words("Reason"))
        self._serial.set_name(words("Number on the bad paper"))
        self._go.setText(words("Print again"))
        self._no.setText(words("Leave it"))
