"""The panel of an exchange: what goes, what comes, and what that costs, side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.messages import state_text
from kiosk.presenters.exchange import Exchange
from kiosk.presenters.exchange_seats import ExchangeSeatsState
from kiosk.presenters.exchange_state import ExchangeState, Stage
from kiosk.screens.exchange_plan import ExchangePlanCard
from kiosk.screens.exchange_seats import ExchangeSeatsPage
from kiosk.screens.give_back_plan import given_here, new_tickets_words
from kiosk.screens.instead_words import way_to
from kiosk.screens.parts import (
    Choices,
    Pool,
    Scrolled,
    Strip,
    free_text,
    in_column,
    label,
    margins,
    usable,
)
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button, Choice
from kiosk.widgets.panel import InlinePanel
from kiosk.widgets.tiles import ListRow
from kiosk.wording.seats import kind_text
from pos.lifecycles import TicketState

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _TALL = 1240, 420
_TICKET, _DATE = 280, 250
"""A ticket's day and hour stand beside what it cost, a date's alone."""
_PLAN, _PLAN_LOW = 250, 175
"""Low where wheelchairs are asked about above it."""


class ExchangePanel(InlinePanel):
    """Shows an ``ExchangeState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: Exchange) -> None:
        super().__init__()
        self.setObjectName("exchange")
        self._words = words
        self._presenter = presenter
        self._shown = False
        self._refusal = Strip("exchange.refusal")
        self._done = Strip("exchange.done", "good")
        self._columns = QWidget()
        self._old = _OldColumn(presenter)
        self._dates = _DateColumn(presenter)
        self._new = _NewColumn(presenter)
        self._seats: ExchangeSeatsPage | None = None
        self._row = QHBoxLayout(self._columns)
        margins(self._row, spacing=16)
        self._row.addWidget(self._old, 3)
        self._row.addWidget(self._dates, 3)
        self._row.addWidget(self._new, 4)
        self.body.addWidget(self._refusal)
        self.body.addWidget(self._done)
        self.body.addWidget(self._columns, 1)
        self._close = self.add_button(_button("exchange.close", "plain"))
        self._go = self.add_button(_button("exchange.go", "primary"))
        self._close.clicked.connect(presenter.close)
        self._go.clicked.connect(self._exchange)
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)
        presenter.seats.watch(self._draw_seats)

    def _exchange(self) -> None:
        self._presenter.exchange(self._new.reason.text())

    def draw(self, state: ExchangeState) -> None:
        """Show ``state``."""
        words, order = self._words, state.order
        shown = state.stage is not Stage.AWAY
        if shown and not self._shown:
            self._new.clear()
        number = order.order_number if order else ""
        self.say(
            words("Exchange tickets, order {number}", number=number), order.name if order else ""
        )
        mapped = self._presenter.seats.state.shown
        self._refusal.say_error(None if mapped else state.refusal, words)
        self._new.reason.show_missing(state.refusal)
        choosing = state.stage is Stage.CHOOSING
        self._columns.setVisible(choosing)
        self._old.draw(state, words)
        self._dates.draw(state, words)
        self._new.draw(state, words)
        if self._seats is not None:
            self._seats.draw_exchange(state)
        self._say_done(state)
        self._draw_buttons(state, choosing=choosing)
        self._shown, before = shown, self._shown
        if before != shown:
            self.wanted.emit(shown)

    def _draw_seats(self, seats: ExchangeSeatsState) -> None:
        """The map is in the place of tickets and dates, or they are there again. It is made when
        it is first wanted: most exchanges never do."""
        if seats.shown and self._seats is None:
            self._seats = ExchangeSeatsPage(self._words, self._presenter)
            self._row.insertWidget(0, self._seats, 6)
        if self._seats is not None:
            self._seats.setVisible(seats.shown)
        for column in (self._old, self._dates):
            column.setVisible(not seats.shown)
        self.draw(self._presenter.state)

    def _say_done(self, state: ExchangeState) -> None:
        words, done = self._words, state.done
        if state.stage is not Stage.DONE or done is None:
            self._done.say("")
            return
        what = new_tickets_words(len(done.tickets), words, prints=done.given.tickets_print)
        self._done.say(what, words("The old barcodes no longer open the door."), "good")

    def _draw_buttons(self, state: ExchangeState, *, choosing: bool) -> None:
        words, plan = self._words, state.plan
        self._go.setVisible(choosing)
        if plan is not None and plan.owing:
            self._go.setText(words("Exchange and take {amount}", amount=plan.owing))
        elif plan is not None and plan.back.amount and given_here(plan.back):
            self._go.setText(words("Exchange and give {amount} back", amount=given_here(plan.back)))
        else:
            self._go.setText(words("Exchange"))
        usable(self._go, yes=state.can_exchange)
        self._close.setText(words("Leave it") if choosing else words("Done"))
        usable(self._close, yes=not (state.busy or state.looking))

    def forget(self) -> None:
        """Empty the reason."""
        self._new.clear()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        for column in (self._old, self._dates, self._new, self._seats):
            if column is not None:
                column.retranslate(words)
        self.draw(self._presenter.state)


class _OldColumn(QWidget):
    """Which tickets go."""

    def __init__(self, presenter: Exchange) -> None:
        super().__init__()
        self._presenter = presenter
        self._ids: tuple[str, ...] = ()
        self._name = label("section")
        self._list = Scrolled()
        self._list.setMinimumSize(theme_of(self).px(_TICKET), theme_of(self).px(_TALL))
        self._pool = Pool(self._make_row, in_column(self._list.column))
        self._list.column.addStretch(1)
        self._all = Button("", "plain", "check", compact=True)
        self._all.setObjectName("exchange.all")
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._name)
        column.addWidget(self._list, 1)
        column.addWidget(self._all)
        self._all.clicked.connect(presenter.everything)

    def _make_row(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"exchange.ticket.{index}")
        row.setCheckable(True)
        row.clicked.connect(lambda: self._presenter.toggle(self._ids[index]))
        return row

    def draw(self, state: ExchangeState, words: Words) -> None:
        """Show the tickets."""
        self._ids = tuple(ticket.ticket_id for ticket in state.tickets)
        free = not (state.busy or state.looking)
        for row, ticket in zip(self._pool.show(len(state.tickets)), state.tickets, strict=True):
            used = TicketState(ticket.state) is TicketState.SCANNED
            row.say(
                ticket.place,
                kind_text(ticket.kind, words),
                ticket.performance,
                words.day_and_time(ticket.starts_at),
                words("part of {series}", series=ticket.series) if ticket.series else "",
                figure=words.money(ticket.all_in),
                mark=state_text(TicketState.SCANNED, words) if used else ticket.price_type,
                mark_colour="warning" if used else "text_soft",
            )
            row.setChecked(ticket.ticket_id in state.chosen)
            usable(row, yes=free)
        self._list.settle()
        self._all.setVisible(len(self._ids) > 1)
        usable(self._all, yes=free and len(state.chosen) < len(self._ids))

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._name.setText(words("Which tickets go?"))
        self._all.setText(words("All of them"))


class _DateColumn(QWidget):
    """For which performance."""

    def __init__(self, presenter: Exchange) -> None:
        super().__init__()
        self._presenter = presenter
        self._name = label("section")
        self._none = label("soft")
        self._list = Scrolled()
        self._list.setMinimumSize(theme_of(self).px(_DATE), theme_of(self).px(_TALL))
        self._pool = Pool(self._make_row, in_column(self._list.column))
        self._list.column.addStretch(1)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._name)
        column.addWidget(self._none)
        column.addWidget(self._list, 1)

    def _make_row(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"exchange.date.{index}")
        row.setCheckable(True)
        row.clicked.connect(lambda: self._presenter.pick(index))
        return row

    def draw(self, state: ExchangeState, words: Words) -> None:
        """Show the dates."""
        self._none.setText("" if state.chosen else words("Touch the tickets first."))
        self._none.setVisible(not state.chosen)
        dates = state.dates
        own = {(t.performance, t.starts_at) for t in state.tickets if t.ticket_id in state.chosen}
        for row, date in zip(self._pool.show(len(dates)), dates, strict=True):
            performance = date.performance
            here = (performance.production, performance.starts_at) in own
            left = words.plural("{n} place left", "{n} places left", performance.left)
            if here:
                left = words("other seats, {left}", left=left)
            elif date.in_series:
                left = words("same series, {left}", left=left)
            row.say(
                words.day_and_time(performance.starts_at),
                performance.production,
                performance.hall,
                left,
            )
            row.setChecked(date == state.date)
            usable(row, yes=not (state.busy or state.looking))
        self._list.settle()

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._name.setText(words("For which performance?"))


class _NewColumn(QWidget):
    """Which seats, and what it costs."""

    def __init__(self, presenter: Exchange) -> None:
        super().__init__()
        self._presenter = presenter
        self._zones = Choices("exchange.zones", across=3)
        self._next = Button("", "plain", "next", compact=True)
        self._next.setObjectName("exchange.next_best")
        self._map = Button("", "plain", compact=True)
        self._map.setObjectName("exchange.map")
        self._map.setCheckable(True)
        self._wheelchairs = Choice(icon="wheelchair")
        self._wheelchairs.setObjectName("exchange.wheelchairs")
        self._plan = ExchangePlanCard()
        self._around = around = Scrolled()
        around.setMinimumHeight(theme_of(self).px(_PLAN))
        around.column.addWidget(self._plan, 1)
        self._ways = Choices("exchange.ways", across=1)
        around.column.addWidget(self._ways)
        self.reason = free_text("exchange.reason")
        self._usual = ""
        self._offered = ""
        """What stands there until somebody writes another reason."""
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._zones)
        row = QHBoxLayout()
        margins(row)
        row.addWidget(self._next, 1)
        row.addWidget(self._map, 1)
        column.addLayout(row)
        column.addWidget(self._wheelchairs)
        column.addWidget(around, 1)
        column.addWidget(self.reason)
        self._zones.chosen.connect(presenter.pick_zone)
        self._next.clicked.connect(presenter.next_best)
        self._map.clicked.connect(lambda shown: presenter.show_map(shown=shown))
        self._wheelchairs.clicked.connect(lambda yes: presenter.in_wheelchairs(yes=yes))
        self._ways.chosen.connect(self._way)

    def clear(self) -> None:
        """Say the usual reason again."""
        self._offered = self._usual
        self.reason.setText(self._usual)

    def _offer(self, reason: str) -> None:
        """Let this reason stand there, where nobody wrote another one."""
        if reason != self._offered:
            if self.reason.text() == self._offered:
                self.reason.setText(reason)
            self._offered = reason

    def _way(self, index: int) -> None:
        self._presenter.choose_way(None if index == 0 else index - 1)

    def draw(self, state: ExchangeState, words: Words) -> None:
        """Show the new seats and the money."""
        date, plan = state.date, state.plan
        zones = date.zones if date is not None else ()
        at = next((n for n, (zone, _) in enumerate(zones) if zone == state.zone), None)
        self._zones.setVisible(len(zones) > 1)
        names = [f"exchange.zone.{n}" for n in range(len(zones))]
        self._zones.offer([name for _, name in zones], at, names)
        self._next.setVisible(date is not None and date.numbered)
        usable(self._next, yes=state.can_exchange or state.refusal is not None)
        mapped = self._presenter.seats.state.shown
        self._map.setVisible(date is not None and date.numbered)
        self._map.setChecked(mapped)
        usable(self._map, yes=mapped or (state.cart is not None and not state.looking))
        self._draw_wheelchairs(state, words)
        self._plan.draw(state, words)
        back = plan is not None and (plan.back.amount.minor > 0 or plan.back.instead is not None)
        self._ways.setVisible(back or state.way is not None)
        texts = [words("Back where it came from"), *(way_to(way, words) for way in state.ways)]
        chosen = 0 if state.way is None else 1 + state.ways.index(state.way)
        self._ways.offer(texts, chosen, [f"exchange.way.{n}" for n in range(len(texts))])
        self._around.settle()
        usable(self.reason, yes=not state.busy)
        self._offer(state.called_off or self._usual)
        if self.reason.text() == self._offered:
            self.reason.setCursorPosition(0)  # read from its first letter

    def _draw_wheelchairs(self, state: ExchangeState, words: Words) -> None:
        """Show whether those who sit in a wheelchair get a place for it, where some do."""
        many = len(state.date.in_wheelchairs) if state.date is not None else 0
        self._wheelchairs.setVisible(many > 0)
        self._around.setMinimumHeight(theme_of(self).px(_PLAN_LOW if many else _PLAN))
        name, now = words("Wheelchairs in the party"), 0 if state.ordinary else many
        self._wheelchairs.setText(f"{name}: {words.number(now)}")
        self._wheelchairs.setChecked(now > 0)
        usable(self._wheelchairs, yes=not (state.busy or state.looking))

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._next.setText(words("Next best seats"))
        self._map.setText(words("Seat map"))
        self._plan.retranslate(words)
        before, self._usual = self._usual, words("Another date or seat suits better")
        self.reason.set_name(words("Reason"))
        if self.reason.text() in ("", before):
            self.clear()


def _button(name: str, kind: str) -> Button:
    button = Button("", kind)
    button.setObjectName(name)
    return button
