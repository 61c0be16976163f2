"""Last season's subscribers: whose seats are kept, renewed in a touch; and for who looks after
holds the list, the deadline, the release."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from kiosk.presenters.renewals import Renewals, RenewalsState
from kiosk.screens.counter import CounterPart
from kiosk.screens.parts import (
    Choices,
    Pool,
    Scrolled,
    Strip,
    free_text,
    in_column,
    label,
    margins,
    told_of_cards,
    usable,
)
from kiosk.widgets.buttons import Button
from kiosk.widgets.fields import SearchField
from kiosk.widgets.tiles import ListRow
from pos.views.renewals import RenewalPrice, RenewalRow, RenewalState

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from printing.words import Words

from typing_extensions import override

_MOST = 60


class RenewalsPart(CounterPart):
    """Shows a ``RenewalsState``. GUI thread."""

    key = "renewals"

    def __init__(self, words: Words, presenter: Renewals) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._series = Choices("renewals.series", across=3)
        self._progress = label("soft", name="renewals.progress")
        self._search = SearchField()
        self._search.setObjectName("renewals.search")
        told_of_cards(self._search)
        self._refusal = Strip("renewals.refusal")
        self._list = Scrolled()
        self._pool: Pool[ListRow] = Pool(self._make, in_column(self._list.column))
        self._list.column.addStretch(1)
        self._price = label("strong", name="renewals.price")
        self._renew = self._button("renewals.renew", "primary", "check")
        self._elsewhere = self._button("renewals.elsewhere", "plain")
        self._decline = self._button("renewals.decline", "quiet")
        self._keep = self._button("renewals.keep", "plain")
        self._release = self._button("renewals.release", "quiet")
        self._reason = free_text("renewals.reason")
        self._sure = self._button("renewals.sure", "plain")
        self._lay_out()
        self._series.chosen.connect(self._choose)
        self._search.edited.connect(presenter.type)
        self._renew.clicked.connect(presenter.renew)
        self._elsewhere.clicked.connect(self._other_seats)
        self._decline.clicked.connect(presenter.decline)
        self._keep.clicked.connect(presenter.keep)
        self._release.clicked.connect(presenter.ask_release)
        self._sure.clicked.connect(self._release_all)
        presenter.watch(self.draw)

    def _button(self, name: str, kind: str, icon: str = "") -> Button:
        button = Button("", kind, icon, compact=kind != "primary")
        button.setObjectName(name)
        return button

    def _lay_out(self) -> None:
        one = QHBoxLayout()
        margins(one)
        for button, share in ((self._decline, 1), (self._elsewhere, 1), (self._renew, 2)):
            one.addWidget(button, share)
        wide, tall = QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred
        self._renew.setSizePolicy(wide, tall)  # as high as the longer words beside it
        every = QHBoxLayout()
        margins(every)
        every.addWidget(self._keep, 1)
        every.addWidget(self._release, 1)
        why = QHBoxLayout()
        margins(why)
        why.addWidget(self._reason, 2)
        why.addWidget(self._sure, 1)
        column = QVBoxLayout(self)
        margins(column)
        for widget in (self._series, self._progress, self._search, self._refusal):
            column.addWidget(widget)
        column.addWidget(self._list, 1)
        column.addWidget(self._price)
        for row in (one, every, why):
            column.addLayout(row)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._presenter.enter()

    def _make(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"renewals.row.{index}")
        row.setCheckable(True)
        row.clicked.connect(lambda: self._touch(index))
        return row

    def _touch(self, index: int) -> None:
        rows = self._presenter.state.rows
        if index < len(rows):
            self._presenter.look(rows[index].renewal_id)

    def _choose(self, index: int) -> None:
        self._presenter.choose_series(self._presenter.state.series[index].code)

    def _other_seats(self) -> None:
        self._presenter.other_seats()

    def _release_all(self) -> None:
        self._presenter.release(self._reason.text())

    def title(self, words: Words) -> str:
        """Return what its choice is called."""
        return words("Renewals")

    def draw(self, state: RenewalsState) -> None:
        """Show ``state``."""
        words = self._words
        codes = [one.code for one in state.series]
        chosen = codes.index(state.code) if state.code in codes else None
        self._series.offer(
            [one.name for one in state.series], chosen, [f"renewals.series.{c}" for c in codes]
        )
        self._series.setVisible(len(codes) > 1)
        self._progress.setText(_progress(state, words))
        if self._search.text() != state.text:
            self._search.setText(state.text)
        self._refusal.say_error(state.refusal, words)
        rows = state.rows[:_MOST]
        for widget, row in zip(self._pool.show(len(rows)), rows, strict=True):
            under, _ = renewal_says(row, words)
            widget.say(row.name or row.order_number, under, mark=row.order_number)
            widget.setChecked(row.renewal_id == state.chosen)
        self._list.settle()
        self._draw_acts(state)

    def _draw_acts(self, state: RenewalsState) -> None:
        one = state.one
        is_open = one is not None and one.state is RenewalState.OPEN
        for button in (self._renew, self._elsewhere, self._decline):
            button.setVisible(is_open)
        price = state.price if is_open else None
        self._price.setVisible(price is not None)
        if price is not None:
            self._price.setText(_price_says(price, self._words))
        usable(self._renew, yes=state.can_renew)
        usable(self._elsewhere, yes=state.can_renew)
        usable(self._decline, yes=not state.busy)
        current = state.current
        self._keep.setVisible(state.may_keep and current is not None)
        usable(self._keep, yes=not state.busy)
        self._release.setVisible(state.may_keep and current is not None and bool(current.open))
        for part in (self._reason, self._sure):
            part.setVisible(state.releasing)
        if not state.releasing:
            self._reason.setText("")

    def forget(self) -> None:
        """Empty what was typed."""
        self._presenter.type("")

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._series.setAccessibleName(words("Which series"))
        self._search.set_name(words("Subscriber's name, or last season's order"))
        self._renew.setText(words("Renew, same seats"))
        self._elsewhere.setText(words("Other seats or dates"))
        self._decline.setText(words("Does not renew"))
        self._keep.setText(words("Keep last season's seats"))
        self._release.setText(words("Release what is left"))
        self._reason.set_name(words("Why it is released before the deadline"))
        self._sure.setText(words("Release"))
        self.draw(self._presenter.state)


def _progress(state: RenewalsState, words: Words) -> str:
    one = state.current
    if one is None:
        return words("No series of this season renews one of the last.")
    parts = [one.name, words("deadline {when}", when=words.day_and_time(one.until))]
    if one.waiting:
        parts.append(
            words.plural(
                "{n} subscriber's seats not kept yet",
                "{n} subscribers' seats not kept yet",
                one.waiting,
            )
        )
    if one.offered:
        parts.append(words("{open} open, {renewed} renewed", open=one.open, renewed=one.renewed))
    if one.released:
        parts.append(words.plural("{n} given up", "{n} given up", one.released))
    return " · ".join(parts)


def _price_says(price: RenewalPrice, words: Words) -> str:
    """Return what comes of renewing in the same seats."""
    dates = words.plural("{n} date", "{n} dates", price.dates)
    each = words("{amount} a person", amount=price.each)
    parts = [price.name, dates, price.price_type, words.money(price.total)]
    if price.total != price.each:
        parts.append(each)
    said = " · ".join(parts)
    if price.each >= price.single:
        return said
    saves = words("It saves {amount} a person.", amount=price.single - price.each)
    return f"{said}\n{saves}"


def renewal_says(row: RenewalRow, words: Words) -> tuple[str, str]:
    """Return where somebody sat and what stands of it, and what can be done; empty: nothing."""
    seats = words.plural("{n} seat", "{n} seats", row.quantity)
    where = " · ".join(part for part in (row.seats, seats) if part)
    if row.state is RenewalState.RENEWED:
        return f"{where} · {words('renewed')}", ""
    if row.state is RenewalState.DECLINED:
        return f"{where} · {words('given up')}", ""
    if row.state is RenewalState.RELEASED:
        return f"{where} · {words('on sale again')}", ""
    kept = words("{dates} of {most} dates kept", dates=row.dates, most=row.of_dates)
    until = words("until {when}", when=words.day_and_time(row.until))
    return f"{where} · {kept}, {until}", words("Renew")
