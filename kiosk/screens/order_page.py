"""One order: what was bought and taken at the left, its life at the right, the newest first;
what can be done about it above both."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.messages import channel_text, state_text
from kiosk.presenters.give_back import STANDING
from kiosk.presenters.order_acts import OrderAct, OrderActsState
from kiosk.presenters.order_patron import OrderPatronState
from kiosk.presenters.orders import Orders, OrdersState
from kiosk.screens.order_acts import OrderActCard, act_name, done_words
from kiosk.screens.order_lines import (
    EventLine,
    MoneyLine,
    TicketRow,
    paid_words,
    say_extra,
    say_tender,
)
from kiosk.screens.order_patron import OrderPatronCard, said_words
from kiosk.screens.parts import Flow, Pool, Scrolled, Strip, in_column, label, margins, usable
from kiosk.screens.why_reprint import WhyCard
from kiosk.widgets.buttons import Button, IconButton
from kiosk.widgets.labels import Card, Label
from kiosk.widgets.pages import ShownPage
from pos.lifecycles import OrderState
from pos.views.patrons import PatronRow
from pos.views.selling import OrderView

if TYPE_CHECKING:
    from printing.words import Words

W = TypeVar("W", bound=QWidget)

_ICONS = {
    OrderAct.NAME: "person",
    OrderAct.PART: "patrons",
    OrderAct.OWN: "companion",
    OrderAct.BACK: "will_call",
    OrderAct.NOTE: "info",
}


class OrderPage(QWidget):
    """Shows one order of an ``OrdersState``."""

    def __init__(self, words: Words, presenter: Orders) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._back = IconButton("back", "")
        self._back.setObjectName("orders.back")
        self._title = label("title")
        self._under = label("soft")
        self._patron = Button("", "quiet", "person", compact=True)
        self._patron.setObjectName("orders.patron")
        self._total = label("title", wrap=False, name="orders.total")
        self._paid = label("soft", name="orders.paid")
        self._paid.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._standing = label("danger", name="orders.standing")
        self._standing.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._take = _act("orders.take", "cash", "primary")
        self._dates = _act("orders.add_dates", "plus")
        self._give_back = _act("orders.give_back", "cash")
        self._exchange = _act("orders.exchange", "next")
        self._correct = _act("orders.correct", "reprint")
        self._check_back = _act("orders.check_back", "check_paper")
        self._copy = _act("orders.copy_receipt", "receipt_printer")
        self._another = IconButton("companion", "")
        self._another.setObjectName("orders.another_patron")
        self._paper = _act("orders.as_pdf", "receipt_printer")
        self._acts = {act: _act(f"orders.act.{act.value}", _ICONS[act]) for act in OrderAct}
        self._buttons = Flow()
        self._notes = label("body", name="orders.notes")
        self._off = Strip("orders.off", "warning")
        self._done = Strip("orders.done", "good")
        self._refusal = Strip("orders.refusal")
        self._tickets_name = label("section")
        self._tickets = Scrolled()
        self._ticket_pool, _ = self._section(self._make_ticket, self._tickets_name)
        self._tenders_name = label("section")
        self._extra_pool, _ = self._section(lambda index: MoneyLine())
        self._tender_pool, self._tenders = self._section(
            lambda index: MoneyLine(), self._tenders_name
        )
        self._tickets.column.addStretch(1)
        self._life_name = label("section")
        self._life = Scrolled()
        self._life.column.setContentsMargins(0, 0, 8, 0)
        self._life_pool = Pool(lambda index: EventLine(), in_column(self._life.column))
        self._life.column.addStretch(1)
        self._why = WhyCard(presenter)
        self._form = OrderActCard(presenter.acts)
        self._whose = OrderPatronCard(presenter.whose)
        self._right = ShownPage()
        self._lay_out()
        self._wire()
        self.retranslate(words)

    def _section(
        self, make: Callable[[int], W], name: Label | None = None
    ) -> tuple[Pool[W], QWidget]:
        """Put a part of the left column under the others, with its name above it."""
        part, rows = QWidget(), QVBoxLayout()
        column = QVBoxLayout(part)
        margins(column)
        margins(rows)
        if name is not None:
            column.addWidget(name)
        column.addLayout(rows)
        self._tickets.column.addWidget(part)
        return Pool(make, in_column(rows)), part

    def _wire(self) -> None:
        presenter = self._presenter
        self._back.clicked.connect(presenter.close)
        self._patron.clicked.connect(presenter.open_patron)
        self._take.clicked.connect(presenter.take)
        self._give_back.clicked.connect(presenter.give_back)
        self._exchange.clicked.connect(presenter.exchange)
        self._dates.clicked.connect(presenter.add_dates)
        self._correct.clicked.connect(presenter.correct)
        self._check_back.clicked.connect(presenter.check_back)
        self._copy.clicked.connect(presenter.copy_receipt)
        self._paper.clicked.connect(presenter.write)
        self._another.clicked.connect(presenter.whose.open)
        for act, button in self._acts.items():
            button.clicked.connect(partial(presenter.acts.open, act))
        presenter.acts.watch(self._draw_acts)
        presenter.whose.watch(self._draw_whose)

    def _lay_out(self) -> None:
        said = QVBoxLayout()
        margins(said, spacing=0)
        said.addWidget(self._title)
        said.addWidget(self._under)
        head = QHBoxLayout()
        margins(head)
        head.addWidget(self._back)
        head.addLayout(said, 3)
        head.addWidget(self._patron)
        head.addWidget(self._another)
        sums = QVBoxLayout()
        margins(sums, spacing=0)
        sums.addWidget(self._total, 0, Qt.AlignmentFlag.AlignRight)
        sums.addWidget(self._standing)
        sums.addWidget(self._paid)
        head.addLayout(sums, 2)
        money = (
            self._take,
            self._exchange,
            self._dates,
            self._give_back,
            self._correct,
            self._check_back,
            self._copy,
        )
        for button in (*money, *self._acts.values(), self._paper):
            self._buttons.add(button)
        left = QVBoxLayout()
        margins(left)
        left.addWidget(self._tickets, 1)
        left.addWidget(self._why)
        left.addWidget(self._form)
        happened = Card()
        life = QVBoxLayout(happened)
        margins(life, 16)
        life.addWidget(self._life_name)
        life.addWidget(self._life, 1)
        body = QHBoxLayout()
        margins(body, spacing=16)
        body.addLayout(left, 7)
        self._right.addWidget(happened)
        self._right.addWidget(self._whose)
        body.addWidget(self._right, 5)
        whole = QVBoxLayout(self)
        margins(whole)
        whole.addLayout(head)
        whole.addWidget(self._buttons)
        whole.addWidget(self._notes)
        whole.addWidget(self._off)
        whole.addWidget(self._done)
        whole.addWidget(self._refusal)
        whole.addLayout(body, 1)

    def _make_ticket(self, index: int) -> TicketRow:
        return TicketRow(index, self._presenter)

    def _draw_acts(self, state: OrderActsState) -> None:
        """Show what can be done that moves no money, and its form."""
        words = self._words
        for act, button in self._acts.items():
            button.setVisible(act in state.offered)
            usable(button, yes=not state.busy)
        self._buttons.settle()
        self._form.draw(state, words)
        for row in self._ticket_pool.made:
            row.draw_choice(state, words)
        self._say_done(self._presenter.state)

    def _draw_whose(self, state: OrderPatronState) -> None:
        """Show whose the order is, and who it might be of."""
        words, patron = self._words, state.patron
        self._patron.setVisible(patron is not None or state.may)
        self._another.setVisible(patron is not None and bool(patron.name) and state.may)
        usable(self._another, yes=not state.busy)
        if patron is not None:
            self._say_patron(patron)
        else:
            self._patron.setText(words("Find or make the patron"))
            self._patron.setAccessibleName(words("Find or make the patron"))
        self._whose.draw(state, words)
        self._right.setCurrentIndex(int(state.shown and state.said is not None))
        self._say_done(self._presenter.state)

    def draw(self, state: OrdersState, order: OrderView) -> None:
        """Show the order."""
        words = self._words
        self._title.setText(words("Order {number}", number=order.order_number))
        was = words("was {name}", name=order.placed_as) if order.placed_as else ""
        under = (
            order.name,
            was,
            channel_text(order.channel, words),
            words.day_and_time(order.placed_at),
            state_text(OrderState(order.state), words),
        )
        self._under.setText(" · ".join(part for part in under if part))
        tickets = self._ticket_pool.show(len(order.tickets))
        for widget, ticket in zip(tickets, order.tickets, strict=True):
            widget.draw(ticket, words, state)
        events = self._life_pool.show(len(order.events))
        for line, event in zip(events, reversed(order.events), strict=True):
            line.draw(event, words)
        self._say_notes(order)
        self._off.say(_off_words(order, words), tone="warning")
        self._draw_money(state, order)
        self._tickets.settle()
        self._life.settle()
        self._why.draw(state, words)
        self._draw_acts(self._presenter.acts.state)
        self._draw_whose(self._presenter.whose.state)
        self._refusal.say_error(state.refusal, words)

    def _draw_money(self, state: OrdersState, order: OrderView) -> None:
        words, ways = self._words, state.ways
        for line, extra in zip(self._extra_pool.show(len(order.extras)), order.extras, strict=True):
            say_extra(line, extra, words)
        for line, tender in zip(
            self._tender_pool.show(len(order.tenders)), order.tenders, strict=True
        ):
            say_tender(line, tender, words)
        self._tenders.setVisible(bool(order.tenders))
        self._total.setText(words.money(order.total if order.costs is None else order.costs))
        said = paid_words(order, words)
        self._paid.setText(said)
        self._paid.setVisible(bool(said))
        owed = []
        if order.owing.minor > 0:
            owed.append(words("Owes {amount}", amount=order.owing))
        if order.owing.minor < 0:
            owed.append(words("{amount} paid too much", amount=-order.owing))
        if order.to_give_back is not None:
            owed.append(words("{amount} still to give back", amount=order.to_give_back))
        self._standing.setText(" · ".join(owed))
        self._standing.setVisible(bool(owed))
        self._take.setText(words("Take {amount}", amount=order.owing))
        for button, there in (
            (self._take, ways.take),
            (self._exchange, ways.exchange),
            (self._dates, bool(state.open_series)),
            (self._give_back, ways.give_back),
            (self._correct, ways.correct),
            (self._check_back, ways.check_back),
            (self._copy, ways.copy),
            (self._paper, True),
        ):
            button.setVisible(there)
            usable(button, yes=not state.busy)

    def _say_notes(self, order: OrderView) -> None:
        """Show what people wrote about the order, the newest first, and what it came with."""
        texts = [note.text for note in reversed(order.notes)]
        names = order.names.alternates
        also = self._words("May also collect: {names}", names=names) if names else ""
        reached = (also, order.names.phone, order.names.email)
        said = " · ".join([*texts, *(part for part in (order.came_with, *reached) if part)])
        self._notes.setText(said)
        self._notes.setVisible(bool(said))

    def _say_patron(self, patron: PatronRow) -> None:
        whose = " · ".join(part for part in (patron.name or patron.number, patron.rank) if part)
        self._patron.setText(whose)
        self._patron.setAccessibleName(self._words("Page of {name}", name=whose))

    def _say_done(self, state: OrdersState) -> None:
        """Say what was done last, or nothing: one of its money, or of the rest of it."""
        words, again = self._words, state.reprinted
        if state.copied:
            self._done.say(
                words("The receipt prints again."), words("It says that it is a copy."), "good"
            )
            return
        if state.written is not None:
            where = words("In the folder {folder}", folder=str(state.written.parent))
            self._done.say(words("Written: {files}", files=state.written.name), where, "good")
            return
        if again is not None:
            dead = words("The old barcode no longer opens the door.")
            self._done.say(words("{place} prints again.", place=again.place), dead, "good")
            return
        whose = said_words(self._presenter.whose.state, words)
        self._done.say(whose or done_words(self._presenter.acts.state, words), "", "good")

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self._back.set_name(words("All orders"))
        self._tickets_name.setText(words("Bought"))
        self._tenders_name.setText(words("Taken"))
        self._life_name.setText(words("What happened"))
        self._exchange.setText(words("Exchange"))
        self._dates.setText(words("Add dates…"))
        self._give_back.setText(words("Give money back"))
        self._correct.setText(words("Correct tender"))
        self._check_back.setText(words("Check came back"))
        self._copy.setText(words("Receipt copy"))
        self._paper.setText(words("As PDF"))
        for act, button in self._acts.items():
            button.setText(act_name(act, words))
        self._why.retranslate(words)
        self._another.set_name(words("Another patron"))
        self._form.retranslate(words)
        self._whose.retranslate(words)

    def forget(self) -> None:
        """Empty what was typed."""
        self._form.forget()
        self._whose.forget()


def _act(name: str, icon: str, kind: str = "plain") -> Button:
    button = Button("", kind, icon, compact=True)
    button.setObjectName(name)
    return button


def _off_words(order: OrderView, words: Words) -> str:
    """Return which performances of the order's tickets do not take place, and why; empty: none."""
    off = {
        (ticket.performance, ticket.starts_at): ticket.called_off
        for ticket in order.tickets
        if ticket.called_off and ticket.state in STANDING
    }
    return "\n".join(
        f"{words('Cancelled: {show}, {when}', show=show, when=words.day_and_time(at))} · {why}"
        for (show, at), why in off.items()
    )
