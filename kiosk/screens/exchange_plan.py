"""What an exchange would do, line by line, before it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout

from kiosk.messages import error_text, permission_text, remedy_text
from kiosk.presenters.exchange_state import ExchangeState
from kiosk.screens.give_back_plan import given_here, new_tickets_words, way_words
from kiosk.screens.instead_words import against_words, goes_to
from kiosk.screens.order_lines import MoneyLine
from kiosk.screens.parts import Pool, Strip, in_column, label, margins
from kiosk.widgets.labels import Card
from kiosk.wording.seats import notes_text, seat_note
from pos.errors import NotThisWay
from pos.views.exchanging import ExchangePlan, FeeWaived
from pos.views.people import Permission

if TYPE_CHECKING:
    from printing.words import Words


class ExchangePlanCard(Card):
    """Shows an ``ExchangePlan``."""

    def __init__(self) -> None:
        super().__init__(sunken=True)
        self._name = label("section")
        self._sum = label("heading", name="exchange.sum")
        self._notes = label("body", name="exchange.notes")
        self._none = label("soft")
        self._rows = QVBoxLayout()
        margins(self._rows)
        self._pool = Pool(lambda _index: MoneyLine(), in_column(self._rows))
        self._against = Strip("exchange.against", "warning")
        self._papers = label("soft", name="exchange.papers")
        self._needs = label("soft", name="exchange.needs")
        column = QVBoxLayout(self)
        margins(column, 16)
        for widget in (self._name, self._sum, self._notes, self._papers, self._none):
            column.addWidget(widget)
        column.addLayout(self._rows)
        column.addWidget(self._against)
        column.addWidget(self._needs)
        column.addStretch(1)

    def draw(self, state: ExchangeState, words: Words) -> None:
        """Show what would happen."""
        plan = state.plan
        self._sum.setVisible(plan is not None)
        self._none.setVisible(plan is None)
        if plan is None:
            looks = words("Looking for the best seats…")
            self._none.setText(looks if state.looking else words("Touch a performance."))
        else:
            self._sum.setText(_sum(plan, words))
        lines = _lines(plan, words) if plan is not None else ()
        for row, line in zip(self._pool.show(len(lines)), lines, strict=True):
            row.say(*line)
        self._say_seats(plan, words)
        self._papers.setVisible(plan is not None)
        if plan is not None:
            there = new_tickets_words(len(plan.lines), words, prints=plan.prints)
            self._papers.setText(f"{there} {words('The old barcodes no longer open the door.')}")
        self._say_against(plan, words)
        needs = plan.needs if plan is not None else ""
        self._needs.setVisible(bool(needs))
        if needs:
            what = permission_text(Permission(needs), words)
            self._needs.setText(words("A second person is asked: {what}.", what=what))

    def _say_seats(self, plan: ExchangePlan | None, words: Words) -> None:
        """Say what the new seats are above the fold; and of each, to who hears its row."""
        seats = plan.cart.lines if plan is not None else ()
        self._notes.setText(notes_text(seats, words))
        self._notes.setVisible(bool(self._notes.text()))
        for row, seat in zip(self._pool.made, seats, strict=False):
            row.say_more(seat_note(seat, words))

    def _say_against(self, plan: ExchangePlan | None, words: Words) -> None:
        refused = [line.refused for line in plan.back.lines if line.refused] if plan else []
        if refused:
            error = NotThisWay(what=refused[0])
            self._against.say(error_text(error, words), remedy_text(error, words))
        else:
            self._against.say(against_words(plan.back.terms if plan else None, words))

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._name.setText(words("What it costs"))


def _sum(plan: ExchangePlan, words: Words) -> str:
    if plan.owing:
        return words("{amount} to pay", amount=plan.owing)
    if plan.back.amount:
        goes = words("{amount} goes back", amount=plan.back.amount)
        if given_here(plan.back) < plan.back.amount:
            return f"{goes} · {words('Whoever sold it gives it back')}"
        return goes
    if plan.back.instead_amount:
        return words("{amount} stays with the house", amount=plan.back.instead_amount)
    return words("Nothing to pay")


def _lines(plan: ExchangePlan, words: Words) -> tuple[tuple[str, str, str], ...]:
    """Return (what, more, sum): each ticket, the fee, what is owed, where the rest goes."""
    lines = []
    for each in plan.lines:
        parts = (words.day_and_time(each.new_starts_at), each.price_type)
        was = words(
            "{place}, {price} before", place=each.old_place or each.old_show, price=each.old_price
        )
        kept = words("keeps {names}", names=", ".join(each.kept)) if each.kept else ""
        more = " · ".join(part for part in (*parts, was, kept) if part)
        lines.append((each.new_place or each.new_show, more, words.money(each.new_price)))
    if plan.fee:
        lines.append((words("Exchange fee"), "", words.money(plan.fee)))
    elif plan.waived:
        lines.append((words("No exchange fee"), _why(FeeWaived(plan.waived), words), ""))
    if plan.owed_before:
        lines.append((words("Owed before"), "", words.money(plan.owed_before)))
    lines += [(way_words(line, words), "", words.money(line.amount)) for line in plan.back.lines]
    if plan.back.instead is not None and plan.back.instead_amount:
        where = goes_to(plan.back.instead, words)
        lines.append((where, "", words.money(plan.back.instead_amount)))
    return tuple(lines)


def _why(waived: FeeWaived, words: Words) -> str:
    if waived is FeeWaived.MEMBER:
        return words("bought with a membership")
    if waived is FeeWaived.EARLY:
        return words("early enough")
    if waived is FeeWaived.PRICE_TYPE:
        return words("none for this kind of ticket")
    return words("the performance stays the same")
