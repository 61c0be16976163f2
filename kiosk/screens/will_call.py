"""Will call: one field, results while typing, one button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.will_call import WillCall, WillCallState
from kiosk.screens.parts import (
    Choices,
    Pool,
    Scrolled,
    Strip,
    how_many,
    in_column,
    label,
    margins,
    told_of_cards,
    usable,
)
from kiosk.widgets.buttons import Button
from kiosk.widgets.fields import SearchField
from kiosk.widgets.labels import Card, Rule
from kiosk.widgets.tiles import ListRow
from pos.views.selling import TenderKind, WillCallRow

if TYPE_CHECKING:
    from printing.words import Words


class WillCallScreen(QWidget):
    """Shows a ``WillCallState``. GUI thread."""

    def __init__(self, words: Words, presenter: WillCall) -> None:
        super().__init__()
        self.setObjectName("will_call")
        self._words = words
        self._presenter = presenter
        self._search = SearchField()
        self._search.setObjectName("willcall.search")
        told_of_cards(self._search)
        self._nights = Choices("willcall.nights", across=4)
        self._found = label("soft")
        self._list = Scrolled()
        self._pool = Pool(self._make_row, in_column(self._list.column))
        self._list.column.addStretch(1)
        self._order = _OrderCard(presenter)
        left = QVBoxLayout()
        margins(left)
        left.addWidget(self._search)
        left.addWidget(self._nights)
        left.addWidget(self._found)
        left.addWidget(self._list, 1)
        whole = QHBoxLayout(self)
        margins(whole, 16, 16)
        whole.addLayout(left, 8)
        whole.addWidget(self._order, 5)
        self.setFocusProxy(self._search)
        self._search.edited.connect(presenter.type)
        self._nights.chosen.connect(self._choose_night)
        self.retranslate(words)
        presenter.attach(self)

    def _make_row(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"willcall.row.{index}")
        row.setCheckable(True)
        row.clicked.connect(lambda: self._touch(index))
        return row

    def _touch(self, index: int) -> None:
        rows = self._presenter.state.rows
        if index < len(rows):
            self._presenter.select(rows[index].order_id)

    def _choose_night(self, index: int) -> None:
        tonight = self._presenter.state.performances
        self._presenter.only(tonight[index - 1].performance_id if index else None)

    def draw(self, state: WillCallState) -> None:
        """Show ``state``."""
        words = self._words
        if self._search.text() != state.text:
            self._search.setText(state.text)
        self._draw_nights(state)
        if not state.rows and state.looked:
            found = words("Nobody by that name. Try fewer letters, or the order number.")
        else:
            found = how_many(len(state.rows), words)
        self._found.setText(found)
        rows = self._pool.show(len(state.rows))
        for widget, row in zip(rows, state.rows, strict=True):
            _say_row(widget, row, words)
            chosen = state.selected is not None and row.order_id == state.selected.order_id
            widget.setChecked(chosen)
        self._list.settle()
        self._order.draw(state, words)

    def _draw_nights(self, state: WillCallState) -> None:
        words, tonight = self._words, state.performances
        texts = [words("All nights")]
        texts += [f"{words.time(p.starts_at)} {p.production}" for p in tonight]
        ids = [p.performance_id for p in tonight]
        chosen = ids.index(state.performance_id) + 1 if state.performance_id in ids else 0
        names = ["willcall.night.all", *(f"willcall.night.{p.code}" for p in tonight)]
        self._nights.offer(texts, chosen, names)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._search.set_name(words("Name, order number, or last four digits of the phone"))
        self._nights.setAccessibleName(words("Which performance"))
        self._order.retranslate(words)
        self.draw(self._presenter.state)


def _say_row(widget: ListRow, row: WillCallRow, words: Words) -> None:
    mark, colour = standing(row, words)
    widget.say(
        row.name or row.order_number,
        row.seats,
        words("{show}, {when}", show=row.performance, when=words.day_and_time(row.starts_at)),
        mark=mark,
        mark_colour=colour,
    )


def standing(row: WillCallRow, words: Words) -> tuple[str, str]:
    """Return an order's standing in one word or sum, with its colour."""
    if row.collected_at is not None:
        return words("Collected"), "text_soft"
    if row.owing:
        return words("Owes {amount}", amount=row.owing), "danger"
    return words("Paid"), "good"


class _OrderCard(Card):
    """The order that was touched: everything to know before it is handed over."""

    def __init__(self, presenter: WillCall) -> None:
        super().__init__()
        self._presenter = presenter
        self._empty = label("soft")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._name = label("title")
        self._number = label("soft")
        self._seats = label("strong")
        self._show = label("body")
        self._standing = label("strong")
        self._note = Strip("willcall.note", "info")
        self._identity = label("soft")
        self._done = Strip("willcall.done", "good")
        self._refusal = Strip("willcall.refusal")
        self._hand_over = Button("", "primary", "will_call")
        self._hand_over.setObjectName("willcall.hand_over")
        self._pay = Button("", "primary", "cash")
        self._pay.setObjectName("willcall.pay")
        self._check = Button("", "plain", "check_paper")
        self._check.setObjectName("willcall.pay_check")
        self._facts = QWidget()
        facts = QVBoxLayout(self._facts)
        margins(facts)
        head: tuple[QWidget, ...] = (self._name, self._number, Rule(), self._show, self._seats)
        for widget in (*head, self._standing, self._identity, self._note):
            facts.addWidget(widget)
        column = QVBoxLayout(self)
        margins(column, 20)
        column.addWidget(self._empty, 1)
        column.addWidget(self._facts)
        column.addStretch(1)
        below: tuple[QWidget, ...] = (self._done, self._refusal, self._hand_over, self._pay)
        for widget in (*below, self._check):
            column.addWidget(widget)
        self._hand_over.clicked.connect(presenter.hand_over)
        self._pay.clicked.connect(lambda: presenter.pay(TenderKind.CASH))
        self._check.clicked.connect(lambda: presenter.pay(TenderKind.CHECK))

    def draw(self, state: WillCallState, words: Words) -> None:
        """Show the order touched in ``state``, or how to touch one."""
        row = state.selected
        self._empty.setVisible(row is None)
        self._facts.setVisible(row is not None)
        self._refusal.say_error(state.refusal, words)
        self._draw_done(state, words)
        owing = row is not None and bool(row.owing) and row.collected_at is None
        free = row is not None and not owing and row.collected_at is None
        self._hand_over.setVisible(free)
        usable(self._hand_over, yes=not state.busy)
        self._pay.setVisible(owing)
        self._check.setVisible(owing)
        if row is not None:
            self._draw_row(row, words)

    def _draw_row(self, row: WillCallRow, words: Words) -> None:
        self._name.setText(row.name)
        self._number.setText(words("Order {number}", number=row.order_number))
        self._show.setText(f"{row.performance}\n{words.day_and_time(row.starts_at)}")
        self._seats.setText(row.seats)
        text, colour = standing(row, words)
        if row.collected_at is not None:
            text = words(
                "Collected {when} from {who}",
                when=words.day_and_time(row.collected_at),
                who=row.collected_by,
            )
        self._standing.setText(text)
        self._standing.set_role({"good": "good", "danger": "danger"}.get(colour, "soft"))
        self._note.say(row.note, tone="info")
        self._identity.setText(_identity(row, words))
        self._identity.setVisible(row.collected_at is None)
        self._pay.setText(words("Take {amount} in cash", amount=row.owing))
        self._check.setText(words("Take a check"))

    def _draw_done(self, state: WillCallState, words: Words) -> None:
        done = state.handed_over
        if done is None:
            self._done.say("")
            return
        said = words("Handed over: order {number}.", number=done.order_number)
        self._done.say(said, words("The tickets are printing."), "good")

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._empty.setText(words("Touch an order to see it here."))
        self._hand_over.setText(words("Print and hand over"))


def _identity(row: WillCallRow, words: Words) -> str:
    """Return whose photo ID to ask for, and who else may collect."""
    lines = [words("Ask for a photo ID in the name of {name}.", name=row.name)]
    if row.alternates:
        lines.append(words("May also collect: {names}", names=row.alternates))
    if row.phone_last4:
        lines.append(words("Phone ends in {digits}", digits=row.phone_last4))
    return "\n".join(lines)
