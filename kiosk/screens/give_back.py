"""The panel of money that goes back: what is chosen, what would happen, what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.card_desk import CardPhase
from kiosk.messages import state_text
from kiosk.presenters.exchange_state import called_off
from kiosk.presenters.give_back import GiveBack, GiveBackState, Stage
from kiosk.screens.give_back_plan import PlanCard, done_lines, given_here, needs_words, stay_words
from kiosk.screens.instead_words import way_to
from kiosk.screens.order_lines import gift_words
from kiosk.screens.owed_parts import OwedRow
from kiosk.screens.parts import (
    Choices,
    Pool,
    Scrolled,
    Strip,
    in_column,
    label,
    margins,
    usable,
)
from kiosk.screens.reason import Reason
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button, Choice
from kiosk.widgets.panel import InlinePanel
from kiosk.widgets.tiles import ListRow
from kiosk.wording.cards import DECLINED_WORDS, SHOWS_WORDS
from pos.lifecycles import PAYMENT_OPEN, PaymentState, TicketState
from pos.ports.terminals import Declined, TerminalShows
from pos.views.selling import TenderKind

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _LIST_TALL, _PLAN_TALL = 1100, 330, 104


class GiveBackPanel(InlinePanel):
    """Shows a ``GiveBackState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: GiveBack) -> None:
        super().__init__()
        self.setObjectName("give_back")
        self._words = words
        self._presenter = presenter
        self._shown = False
        self._refusal = Strip("give_back.refusal")
        self._choosing = _ChoosePage(presenter)
        self._given = _GivenPage(presenter)
        self._owed = Pool(lambda i: OwedRow(i, presenter, self._words), self._place_owed)
        self._owed_rows = QVBoxLayout()
        margins(self._owed_rows)
        self.body.addWidget(self._refusal)
        self.body.addWidget(self._choosing, 1)
        self.body.addWidget(self._given)
        self.body.addLayout(self._owed_rows)
        self._more = self.add_button(_button("give_back.more", "plain"))
        self._close = self.add_button(_button("give_back.close", "plain"))
        self._go = self.add_button(_button("give_back.go", "danger"))
        self._more.clicked.connect(presenter.choose_more)
        self._close.clicked.connect(presenter.close)
        self._go.clicked.connect(lambda: presenter.give(self._choosing.reason.text()))
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def _place_owed(self, index: int, row: QWidget) -> None:
        self._owed_rows.insertWidget(index, row)

    def draw(self, state: GiveBackState) -> None:
        """Show ``state``."""
        words, order = self._words, state.order
        shown = state.stage is not Stage.AWAY
        if shown and not self._shown:
            self._choosing.reason.clear()
        number = order.order_number if order else ""
        name = order.name if order else ""
        choosing = state.stage is Stage.CHOOSING
        needs = needs_words(state.plan, words) if choosing else ""
        under = " · ".join(part for part in (name, needs) if part)
        self.say(words("Give money back, order {number}", number=number), under)
        self._refusal.say_error(state.refusal or state.another.refusal, words)
        some = bool(state.tickets or state.extras)
        self._choosing.setVisible(choosing and some)
        self._choosing.reason.show_missing(state.refusal)
        self._choosing.draw(state, words)
        another = state.another.part
        self._given.setVisible(state.stage is Stage.GIVEN and another is None)
        self._given.draw(state, words)
        owed = () if choosing or self._presenter.at_terminal else state.owed
        for row, part in zip(self._owed.show(len(owed)), owed, strict=True):
            row.draw(part, state, words)
            row.setVisible(another in (None, part))
        self._draw_buttons(state, choosing=choosing and some)
        self._shown, before = shown, self._shown
        if before != shown:
            self.wanted.emit(shown)

    def _draw_buttons(self, state: GiveBackState, *, choosing: bool) -> None:
        words, plan = self._words, state.plan
        self._go.setVisible(choosing)
        if plan is None or not plan.amount:
            self._go.setText(words("Give back"))
        elif here := given_here(plan):
            self._go.setText(words("Give {amount} back", amount=here))
        else:
            self._go.setText(words("Write it down, nothing is handed out here"))
        usable(self._go, yes=state.can_give)
        self._close.setText(words("Leave it") if choosing else words("Done"))
        some = bool(state.tickets or state.extras)
        self._more.setVisible(state.stage is Stage.GIVEN and state.given is None and some)
        for button in (self._more, self._close):
            usable(button, yes=not state.busy and not self._presenter.at_terminal)

    def forget(self) -> None:
        """Empty the reason."""
        self._choosing.reason.clear()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._choosing.retranslate(words)
        self._given.retranslate(words)
        self._more.setText(words("Give more back"))
        for row in self._owed.made:
            row.retranslate(words)
        self.draw(self._presenter.state)


class _ChoosePage(QWidget):
    """What goes back at the left, what that means at the right."""

    def __init__(self, presenter: GiveBack) -> None:
        super().__init__()
        self._presenter = presenter
        self._ids: tuple[str, ...] = ()
        self._how = label("section")
        self._list = Scrolled()
        self._list.setMinimumHeight(theme_of(self).px(_LIST_TALL))
        self._pool = Pool(self._make_row, in_column(self._list.column))
        self._list.column.addStretch(1)
        self._stay = Strip("give_back.stay", "info")
        self._all = Button("", "plain", "check", compact=True)
        self._all.setObjectName("give_back.all")
        self._plan = PlanCard()
        around = Scrolled()
        around.setObjectName("give_back.plan")
        around.setMinimumHeight(theme_of(self).px(_PLAN_TALL))
        around.column.addWidget(self._plan, 1)
        self._ways = Choices("give_back.ways", across=2)
        self._check = Choice()
        self._check.setObjectName("give_back.by_check")
        self.reason = Reason("give_back")
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            margins(column)
        left.addWidget(self._how)
        left.addWidget(self._list, 1)
        left.addWidget(self._stay)
        left.addWidget(self._all)
        left.addWidget(self._check)
        right.addWidget(around, 1)
        right.addWidget(self._ways)
        right.addWidget(self.reason)
        whole = QHBoxLayout(self)
        margins(whole, spacing=16)
        whole.addLayout(left, 1)
        whole.addLayout(right, 1)
        self._all.clicked.connect(presenter.everything)
        self._check.toggled.connect(lambda on: presenter.by_check(yes=on))
        self._ways.chosen.connect(
            lambda index: presenter.choose_way(None if index == 0 else index - 1)
        )

    def _make_row(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"give_back.item.{index}")
        row.setCheckable(True)
        row.clicked.connect(lambda: self._presenter.toggle(self._ids[index]))
        return row

    def draw(self, state: GiveBackState, words: Words) -> None:
        """Show what can go back and what would."""
        self._ids = (
            *(ticket.ticket_id for ticket in state.tickets),
            *(extra.extra_id for extra in state.extras),
        )
        rows = self._pool.show(len(self._ids))
        for row, ticket in zip(rows, state.tickets, strict=False):
            used = TicketState(ticket.state) is TicketState.SCANNED
            when = words.day_and_time(ticket.starts_at)
            row.say(
                ticket.place,
                words("{show}, {when}", show=ticket.performance, when=when),
                words("part of {series}", series=ticket.series) if ticket.series else "",
                figure=words.money(ticket.all_in),
                mark=state_text(TicketState.SCANNED, words) if used else ticket.price_type,
                mark_colour="warning" if used else "text_soft",
            )
        for row, extra in zip(rows[len(state.tickets) :], state.extras, strict=True):
            row.say(*gift_words(extra, words), figure=words.money(extra.amount))
        for row, item_id in zip(rows, self._ids, strict=True):
            row.setChecked(item_id in state.chosen)
            usable(row, yes=not state.busy)
        self._list.settle()
        self._all.setVisible(len(self._ids) > 1)
        usable(self._all, yes=not state.busy and len(state.chosen) < len(self._ids))
        self._stay.say(stay_words(state.plan, words))
        self._plan.draw(state, words)
        plan = state.plan
        worth = plan is not None and bool(plan.amount or plan.instead_amount)
        self._ways.setVisible(worth or state.way is not None)
        texts = [words("Back where it came from"), *(way_to(way, words) for way in state.ways)]
        chosen = 0 if state.way is None else 1 + state.ways.index(state.way)
        self._ways.offer(texts, chosen, [f"give_back.way_to.{n}" for n in range(len(texts))])
        from_check = plan is not None and any(line.kind == "check" for line in plan.lines)
        self._check.setVisible(from_check or state.by_check)
        self._check.blockSignals(True)
        self._check.setChecked(state.by_check)
        self._check.blockSignals(False)
        self.reason.offer(called_off(state.tickets, state.chosen))
        usable(self.reason, yes=not state.busy)

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._how.setText(words("What comes back?"))
        self._all.setText(words("All of it"))
        self._check.setText(words("The office writes a check for what a check paid"))
        self._plan.retranslate(words)
        usual = (
            words("Cannot come"),
            words("Wrong tickets"),
            words("Show cancelled"),
            words("Service recovery"),
        )
        self.reason.retranslate(usual, words("Usual reasons"), words("Reason"))


class _GivenPage(QWidget):
    """What is to be done now, and the card terminal at work."""

    def __init__(self, presenter: GiveBack) -> None:
        super().__init__()
        self._done = label("title", name="give_back.done")
        self._rows = QVBoxLayout()
        margins(self._rows)
        self._pool = Pool(lambda _index: label("strong"), in_column(self._rows))
        self._card = Strip("give_back.card", "info")
        self._abort = Button("", "plain", "cross", compact=True)
        self._abort.setObjectName("give_back.abort")
        column = QVBoxLayout(self)
        margins(column, spacing=12)
        column.addWidget(self._done)
        column.addLayout(self._rows)
        column.addWidget(self._card)
        column.addWidget(self._abort)
        self._abort.clicked.connect(presenter.abort)

    def draw(self, state: GiveBackState, words: Words) -> None:
        """Show what is to be done."""
        lines = done_lines(state, words)
        for each, text in zip(self._pool.show(len(lines)), lines, strict=True):
            each.setText(text)
        self._done.setText(_done_words(state, words))
        what, more, tone = _card_words(state, words)
        self._card.say(what, more, tone)
        can = state.desk.can
        at_it = state.trying and state.desk.phase is CardPhase.AT_TERMINAL
        self._abort.setVisible(at_it and can is not None and can.abort)
        usable(self._abort, yes=state.desk.may_cancel)

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._abort.setText(words("Cancel at the terminal"))


def _done_words(state: GiveBackState, words: Words) -> str:
    """Return how much goes back, and how much does not so far."""
    given, failed = state.given, state.failed
    if given is None or failed == given.amount:
        return words("Still to give back") if state.owed else ""
    if state.plan is not None and given.amount and not given_here(state.plan):
        return words("Nothing is handed out here.")
    if failed is not None:
        return words("{amount} goes back, {failed} not yet.", amount=given.amount, failed=failed)
    return words("{amount} goes back.", amount=given.amount)


def _card_words(state: GiveBackState, words: Words) -> tuple[str, str, str]:
    """Return what goes on at the terminal, what to do about it, and how grave it is."""
    last = state.last
    if state.trying and (last is None or PaymentState(last.state) not in PAYMENT_OPEN):
        if state.desk.phase is CardPhase.AT_TERMINAL and state.desk.shows is not TerminalShows.IDLE:
            return words(SHOWS_WORDS[state.desk.shows].text), "", "info"
        return words("Waiting for the terminal…"), "", "info"
    if last is None:
        return "", "", "info"
    if PaymentState(last.state) in PAYMENT_OPEN:
        return (
            words("It is not known whether the card took it."),
            words("The terminal is asked by itself. Until it is known the money stays owed."),
            "warning",
        )
    if last.state == PaymentState.DECLINED.value:
        why = words(DECLINED_WORDS[Declined(last.declined)].text) if last.declined else ""
        return words("The card did not take it back."), why or words("It stays owed."), "danger"
    card = f"{last.brand} {last.last_four}".strip() or _card_charged(state)
    amount = last.approved or last.amount
    return words("{amount} went back to the card {card}.", amount=amount, card=card), "", "good"


def _card_charged(state: GiveBackState) -> str:
    """Return the card that had paid, where there was one: not every terminal names it again."""
    lines = () if state.plan is None else state.plan.lines
    shown = {line.shown for line in lines if line.kind == TenderKind.CARD.value}
    return shown.pop() if len(shown) == 1 else ""


def _button(name: str, kind: str) -> Button:
    button = Button("", kind)
    button.setObjectName(name)
    return button
