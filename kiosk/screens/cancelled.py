"""The panel of cancelled performances: a list, what cancelling one begins, and its orders until
nothing is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.presenters.cancelled_room import CancelledPage, CancelledRoom, CancelledState
from kiosk.screens.parts import free_text, label, margins, usable
from kiosk.screens.wanted_panel import RowList, WantedPanel
from kiosk.theme import theme_of
from kiosk.widgets.fields import GuardedLineEdit
from kiosk.widgets.pages import Pages
from kiosk.widgets.tiles import ListRow
from pos.views.catalogue import PerformanceView
from pos.views.order_life import CancelledView, CancelPlan, CaseState, CaseView, CaseWay

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _TALL = 1100, 440


class CancelledPanel(WantedPanel):
    """Shows a ``CancelledState``."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: CancelledRoom) -> None:
        super().__init__("cancelled")
        self._words = words
        self._presenter = presenter
        self._list = RowList("cancelled.row", presenter.choose)
        self._plan = _Plan()
        self._pages = Pages()
        self._pages.setMinimumHeight(theme_of(self).px(_TALL))
        self._pages.addWidget(self._list)
        self._pages.addWidget(self._plan)
        self.body.addWidget(self._pages, 1)
        self._begin = self._button("begin")
        self._cancel = self._button("cancel", "danger")
        self._all = self._button("refund_all", "primary")
        self._stop = self._button("stop")
        self._back = self._button("back")
        self._begin.clicked.connect(presenter.begin)
        self._cancel.clicked.connect(lambda: presenter.cancel(self._plan.reason.text()))
        self._plan.reason.returnPressed.connect(lambda: presenter.cancel(self._plan.reason.text()))
        self._all.clicked.connect(presenter.refund_all)
        self._stop.clicked.connect(presenter.stop)
        self._back.clicked.connect(presenter.close)
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def forget(self) -> None:
        """Empty the reason: it was somebody else's."""
        self._plan.reason.setText("")

    def draw(self, state: CancelledState) -> None:
        """Show ``state``."""
        words = self._words
        self._refusal.say_error(state.refusal, words)
        self.say(_title(state, words), _under(state, words))
        if state.page is not CancelledPage.PLAN:
            self.forget()
            self._draw_rows(state)
        self._plan.draw(state, words)
        self._pages.setCurrentIndex(int(state.page is CancelledPage.PLAN))
        self._draw_buttons(state)
        self._come_or_go(shown=state.shown)

    def _draw_rows(self, state: CancelledState) -> None:
        words = self._words
        if state.page is CancelledPage.LIST:
            for row, one in zip(self._list.rows(len(state.every)), state.every, strict=True):
                _say_cancelled(row, one, words)
        elif state.page is CancelledPage.CHOOSE:
            for row, show in zip(self._list.rows(len(state.coming)), state.coming, strict=True):
                _say_show(row, show, words)
        elif state.cases is not None:
            cases = state.cases.cases
            for row, case in zip(self._list.rows(len(cases)), cases, strict=True):
                _say_case(row, case, words)
        self._list.settle()

    def _draw_buttons(self, state: CancelledState) -> None:
        words, page = self._words, state.page
        some = state.may_settle and bool(state.by_itself or state.elsewhere or state.unpaid)
        self._begin.setVisible(page is CancelledPage.LIST and state.may_cancel)
        self._cancel.setVisible(page is CancelledPage.PLAN)
        self._all.setVisible(page is CancelledPage.CASES and some and not state.running)
        self._all.setText(_in_one_go(state, words))
        self._stop.setVisible(state.running)
        usable(self._cancel, yes=not state.busy)
        usable(self._back, yes=not (state.busy or state.running))

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._begin.setText(words("Cancel a performance"))
        self._cancel.setText(words("Cancel it: who approves?"))
        self._stop.setText(words("Stop after this order"))
        self._back.setText(words("Back"))
        self._plan.retranslate(words)
        self.draw(self._presenter.state)


class _Plan(QWidget):
    """What cancelling a performance begins, and why it is cancelled."""

    def __init__(self) -> None:
        super().__init__()
        self._says = tuple(label("body") for _ in range(4))
        self.reason: GuardedLineEdit = free_text("cancelled.reason")
        column = QVBoxLayout(self)
        margins(column, 8, spacing=12)
        for line in self._says:
            column.addWidget(line)
        column.addWidget(self.reason)
        column.addStretch(1)

    def draw(self, state: CancelledState, words: Words) -> None:
        """Show the plan."""
        plan = state.plan
        self.reason.show_missing(state.refusal)
        if plan is None:
            return
        orders = words.plural("{n} order", "{n} orders", plan.orders)
        tickets = words.plural("{n} ticket", "{n} tickets", plan.tickets)
        used = words.plural(
            "{n} ticket was used at the door.", "{n} tickets were used at the door.", plan.used
        )
        texts = (
            words("Nothing of it is sold from now on, at any window. That cannot be taken back."),
            words(
                "{orders} with {tickets} are to be settled: {amount}.",
                orders=orders,
                tickets=tickets,
                amount=plan.amount,
            ),
            _ways(plan, words),
            used
            if plan.used
            else words("Tickets stay good as proof until their order is settled."),
        )
        for line, text in zip(self._says, texts, strict=True):
            line.setText(text)

    def retranslate(self, words: Words) -> None:
        self.reason.set_name(words("Reason"))


def _ways(plan: CancelPlan, words: Words) -> str:
    """Return which orders' money comes back how."""
    in_person = plan.orders - plan.by_itself - plan.elsewhere - plan.unpaid
    now = words.plural(
        "{n} order can be refunded at once, to what it was paid with.",
        "{n} orders can be refunded at once, to what they were paid with.",
        plan.by_itself,
    )
    elsewhere = words.plural(
        "{n} order was paid elsewhere: whoever sold it gives that back.",
        "{n} orders were paid elsewhere: whoever sold them gives that back.",
        plan.elsewhere,
    )
    later = words.plural(
        "{n} order is refunded when its patron comes.",
        "{n} orders are refunded when their patrons come.",
        in_person,
    )
    unpaid = words.plural(
        "For {n} order nothing was paid: it is taken off.",
        "For {n} orders nothing was paid: they are taken off.",
        plan.unpaid,
    )
    said = (
        (now, plan.by_itself),
        (elsewhere, plan.elsewhere),
        (later, in_person),
        (unpaid, plan.unpaid),
    )
    return " ".join(sentence for sentence, some in said if some)


def _title(state: CancelledState, words: Words) -> str:
    if state.page is CancelledPage.CHOOSE:
        return words("Which performance does not take place?")
    if state.page is CancelledPage.PLAN and state.plan is not None:
        when = words.day_and_time(state.plan.starts_at)
        return words("Cancel {show}, {when}?", show=state.plan.production, when=when)
    if state.page is CancelledPage.CASES and state.cases is not None:
        one = state.cases.performance
        when = words.day_and_time(one.starts_at)
        return words("Cancelled: {show}, {when}", show=one.production, when=when)
    return words("Cancelled performances")


def _under(state: CancelledState, words: Words) -> str:
    done = words("{done} of {of} orders are done.", done=state.done, of=state.of)
    if state.running:
        return done
    if state.page is CancelledPage.CASES and state.cases is not None:
        standing = _standing(state.cases.performance, words)
        return f"{done} {standing}" if state.refusal is not None and state.of else standing
    if state.page is CancelledPage.LIST and state.read and not state.every:
        return words("None was cancelled.")
    return ""


def _standing(one: CancelledView, words: Words) -> str:
    """Return how much is left to do."""
    if not one.open:
        return words("Every order is settled. Nothing is left.")
    left = words.plural("{n} order is left", "{n} orders are left", one.open)
    return words("{left}, {amount}.", left=left, amount=one.left)


def _in_one_go(state: CancelledState, words: Words) -> str:
    """Return what is done with nobody at the window: money back, and off what nobody paid for or
    was paid elsewhere."""
    back, there, off = len(state.by_itself), len(state.elsewhere), len(state.unpaid)
    refunds = words.plural(
        "Refund {n} order to where it was paid from",
        "Refund {n} orders to where they were paid from",
        back,
    )
    elsewhere = words.plural(
        "Take off {n} order paid elsewhere", "Take off {n} orders paid elsewhere", there
    )
    unpaid = words.plural("Take off {n} order not paid", "Take off {n} orders not paid", off)
    parts = ((refunds, back), (elsewhere, there), (unpaid, off))
    return " · ".join(part for part, some in parts if some)


def _say_cancelled(row: ListRow, one: CancelledView, words: Words) -> None:
    why = words(
        "{reason}, {who} and {approver}", reason=one.reason, who=one.who, approver=one.approved_by
    )
    row.say(
        one.production,
        words.day_and_time(one.starts_at),
        why,
        figure=words.money(one.left),
        mark=words.plural("{n} order is left", "{n} orders are left", one.open)
        if one.open
        else words("Settled"),
        mark_colour="danger" if one.open else "good",
    )


def _say_show(row: ListRow, show: PerformanceView, words: Words) -> None:
    row.say(show.production, " · ".join((words.day_and_time(show.starts_at), show.hall)))


def _say_case(row: ListRow, case: CaseView, words: Words) -> None:
    mark, colour = _case_words(case, words)
    tickets = words.plural("{n} ticket", "{n} tickets", case.tickets) if case.tickets else ""
    under = (case.order_number if case.name else "", tickets, case.phone)
    row.say(
        case.name or case.order_number,
        " · ".join(part for part in under if part),
        figure=words.money(case.amount),
        mark=mark,
        mark_colour=colour,
    )


def _case_words(case: CaseView, words: Words) -> tuple[str, str]:
    """Return how an order stands, and the colour of that."""
    if case.state is CaseState.OPEN:
        return _open_words(case, words)
    if case.way is CaseWay.ELSEWHERE:
        return words("{amount} to come from whoever sold it", amount=case.left), "warning"
    said = {
        CaseState.ON_ITS_WAY: (words("{amount} on its way", amount=case.left), "warning"),
        CaseState.REFUNDED: (words("refunded"), "good"),
        CaseState.EXCHANGED: (words("exchanged"), "good"),
        CaseState.DONATED: (words("donated"), "good"),
        CaseState.VOID: (words("taken back"), "good"),
    }
    return said[case.state]


def _open_words(case: CaseView, words: Words) -> tuple[str, str]:
    if case.way is CaseWay.NOTHING_PAID:
        return _unpaid_words(case, words), "warning"
    if case.way is CaseWay.IN_PERSON:
        return words("when the patron comes"), "warning"
    if case.way is CaseWay.ELSEWHERE:
        return words("Whoever sold it gives it back"), "warning"
    if case.way is CaseWay.IN_PART_ELSEWHERE:
        return words("can be refunded now, in part by whoever sold it"), "danger"
    return words("can be refunded now"), "danger"


def _unpaid_words(case: CaseView, words: Words) -> str:
    if case.owes.minor > 0:
        return words("owes {amount}: nothing to give back, taken off", amount=case.owes)
    return words("nothing to give back, taken off")
