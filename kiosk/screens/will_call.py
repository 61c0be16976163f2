"""Will call: one field, results while typing, one button; and before doors, all of it printed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.envelopes import Envelopes
from kiosk.presenters.will_call import WillCall
from kiosk.presenters.will_call_state import Page, WillCallState
from kiosk.screens.envelopes import EnvelopesCard
from kiosk.screens.parts import (
    Choices,
    Pool,
    Scrolled,
    how_many,
    in_column,
    label,
    margins,
    told_of_cards,
)
from kiosk.screens.will_call_card import OrderCard
from kiosk.widgets.buttons import Button
from kiosk.widgets.fields import SearchField
from kiosk.widgets.tiles import ListRow
from kiosk.wording.will_call import standing_text
from pos.text import name_key
from pos.views.catalogue import NoneLeft, PerformanceView
from pos.views.selling import HandOverView, WillCallRow

if TYPE_CHECKING:
    from printing.words import Words


class WillCallScreen(QWidget):
    """Shows a ``WillCallState``. GUI thread."""

    def __init__(self, words: Words, presenter: WillCall, envelopes: Envelopes) -> None:
        super().__init__()
        self.setObjectName("will_call")
        self._words = words
        self._presenter = presenter
        self._envelopes = envelopes
        self._given: HandOverView | None = None
        self._search = SearchField()
        self._search.setObjectName("willcall.search")
        told_of_cards(self._search)
        self._nights = Choices("willcall.nights", across=4)
        self._found = label("soft")
        self._further = _small("willcall.further")
        self._print = _small("willcall.print")
        self._list_pdf = _small("willcall.list")
        head = QHBoxLayout()
        margins(head)
        head.addWidget(self._found, 1)
        for button in (self._further, self._list_pdf, self._print):
            head.addWidget(button)
        self._list = Scrolled()
        self._pool = Pool(self._make_row, in_column(self._list.column))
        self._list.column.addStretch(1)
        self._order = OrderCard(words, presenter)
        self._ahead = EnvelopesCard(words, envelopes)
        self._finding = QWidget()
        left = QVBoxLayout(self._finding)
        margins(left)
        left.addWidget(self._search)
        left.addWidget(self._nights)
        left.addLayout(head)
        left.addWidget(self._list, 1)
        left.addWidget(self._ahead)
        whole = QHBoxLayout(self)
        margins(whole, 16, 16)
        whole.addWidget(self._finding, 8)
        whole.addWidget(self._order, 5)
        self.setFocusProxy(self._search)
        self._search.edited.connect(presenter.type)
        self._nights.chosen.connect(self._choose_night)
        self._further.clicked.connect(presenter.look_further)
        self._print.clicked.connect(self._print_ahead)
        self._list_pdf.clicked.connect(self._make_list)
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
            self.draw(self._presenter.state)  # a row that was touched already stays lit

    def _choose_night(self, index: int) -> None:
        tonight = self._presenter.state.performances
        self._presenter.only(tonight[index - 1].performance_id if index else None)

    @property
    def _chosen_night(self) -> PerformanceView | None:
        """The performance that is chosen, or the next one of tonight; none that is cancelled."""
        state = self._presenter.state
        standing = [p for p in state.performances if p.none_left is not NoneLeft.CANCELLED]
        if state.performance_id is not None and state.performance_id not in {
            p.performance_id for p in standing
        }:
            return None
        chosen = (p for p in standing if p.performance_id == state.performance_id)
        return next(chosen, next(iter(standing), None))

    def _print_ahead(self) -> None:
        night = self._chosen_night
        if night is not None:
            self._envelopes.ask(night)

    def _make_list(self) -> None:
        night = self._chosen_night
        if night is not None:
            self._envelopes.list(night.performance_id)

    def draw(self, state: WillCallState) -> None:
        """Show ``state``."""
        words = self._words
        done = state.handed_over or state.put_right
        if done is not None and done is not self._given:
            self._search.setFocus()
        self._given = done
        # Who signs has room for it, and does not read the names of others.
        self._finding.setVisible(state.page is not Page.SIGN or state.selected is None)
        if self._search.text() != state.text:
            self._search.setText(state.text)
        self._draw_nights(state)
        if not state.rows and state.looked:
            found = words("Nobody by that name. Try fewer letters, or look further.")
        else:
            found = how_many(len(state.rows), words)
        self._found.setText(found)
        self._draw_head(state)
        rows = self._pool.show(len(state.rows))
        names = Counter(name_key(row.name) for row in state.rows)
        for widget, row in zip(rows, state.rows, strict=True):
            _say_row(widget, row, words, twins=names[name_key(row.name)] > 1)
            touched = state.whose if state.page is Page.WRONG and state.whose else state.selected
            chosen = touched is not None and row.order_id == touched.order_id
            widget.setChecked(chosen)
        self._list.settle()
        self._order.draw(state, words)

    def _draw_head(self, state: WillCallState) -> None:
        words, night = self._words, self._chosen_night
        self._further.setVisible(bool(state.text.strip()) and state.looked and not state.further)
        self._further.setText(words("Look further"))
        for button in (self._print, self._list_pdf):
            button.setVisible(night is not None and not state.text.strip())
        if night is not None:
            when = words.time(night.starts_at)
            self._print.setText(words("Envelopes {when}", when=when))
            self._list_pdf.setText(words("List {when}", when=when))

    def _draw_nights(self, state: WillCallState) -> None:
        words, tonight = self._words, state.performances
        texts = [words("Tonight")]
        texts += [_night_text(p, words) for p in tonight]
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
        self._ahead.retranslate(words)
        self.draw(self._presenter.state)


def _night_text(night: PerformanceView, words: Words) -> str:
    text = f"{words.time(night.starts_at)} {night.production}"
    if night.none_left is NoneLeft.CANCELLED:
        text = f"{words('Cancelled')} · {text}"  # what is cut is the end
    return text


def _say_row(widget: ListRow, row: WillCallRow, words: Words, *, twins: bool) -> None:
    """Say an order; where several have one name, what tells them apart."""
    mark, colour = standing_text(row, words)
    show = words("{show}, {when}", show=row.performance, when=words.day_and_time(row.starts_at))
    number = words("Order {number}", number=row.order_number)
    phone = f"…{row.phone_last4}" if row.phone_last4 else ""
    apart = (number, phone, row.email_masked, row.town) if twins else ()
    kinds = (row.seats, row.price_types)
    widget.say(
        f"{row.name or row.order_number} · {row.rank}"
        if row.rank
        else row.name or row.order_number,
        " · ".join(part for part in kinds if part),
        " · ".join(part for part in (show, *apart) if part),
        mark=mark,
        mark_colour=colour,
    )


def _small(name: str) -> Button:
    button = Button("", "plain", compact=True)
    button.setObjectName(name)
    return button
