"""The safe: who has it, the bags that wait to be counted, and handing it over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.safe_room import SafePage, SafeRoom, SafeState
from kiosk.presenters.till import TillRoom
from kiosk.screens.count_panel import CountPanel
from kiosk.screens.parts import Pool, Scrolled, Strip, in_column, in_grid, label, margins, usable
from kiosk.screens.till_form import Form, button
from kiosk.widgets.buttons import Choice
from kiosk.widgets.labels import Card
from kiosk.widgets.numpad import MoneyEntry
from kiosk.widgets.pages import Pages
from kiosk.widgets.tiles import ListRow
from pos.views.movements import DropToCount, SafeResult

if TYPE_CHECKING:
    from printing.words import Words

_BAGS_ACROSS = 5
_BAGS_TALL = 116
"""Two rows of sealed bags; more of them scroll."""


class SafeScreen(QWidget):
    """Shows a ``SafeState``. GUI thread."""

    def __init__(self, words: Words, presenter: SafeRoom, room: TillRoom) -> None:
        super().__init__()
        self._home = _Home(words, presenter, room)
        self._bag = _Bag(words, presenter)
        self._count = _Count(words, presenter)
        self._pages = Pages()
        for page in (self._home, self._bag, self._count):
            self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        margins(whole)
        whole.addWidget(self._pages)

    def draw(self, state: SafeState) -> None:
        """Show ``state``."""
        self._home.draw(state)
        self._bag.draw(state)
        self._count.draw(state)
        pages = {SafePage.BAG: self._bag, SafePage.COUNT: self._count}
        self._pages.setCurrentWidget(pages.get(state.page, self._home))

    def forget(self) -> None:
        """Empty what was counted."""
        self._bag.forget()
        self._count.forget()

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        for page in (self._home, self._bag, self._count):
            page.retranslate(words)


class _Home(Form):
    """Who has the safe, and the bags in it."""

    def __init__(self, words: Words, presenter: SafeRoom, room: TillRoom) -> None:
        back = button("safe.back", "quiet", "back")
        go = button("safe.begin", "primary", "person")
        super().__init__(back, go, "safe.refusal")
        self._words = words
        self._presenter = presenter
        self._result = Strip("safe.result", "good")
        self._bags_name = label("section")
        self._bags_how = label("soft")
        self._list = Scrolled()
        self._rows: Pool[ListRow] = Pool(self._make_row, in_column(self._list.column))
        self._list.column.addStretch(1)
        for widget in (self._result, self._bags_name, self._bags_how):
            self.body.addWidget(widget)
        self.body.addWidget(self._list, 1)
        back.clicked.connect(room.home)
        go.clicked.connect(presenter.begin_count)
        self.retranslate(words)

    def _make_row(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"safe.bag.{index}")
        row.clicked.connect(lambda: self._presenter.choose(index))
        return row

    def draw(self, state: SafeState) -> None:
        """Show ``state``."""
        words, safe = self._words, state.safe
        bags = safe.bags if safe is not None else ()
        if safe is None or safe.since is None:
            self.how.setText(words("Nobody has counted the safe yet."))
        else:
            since = words.day_and_time(safe.since)
            self.how.setText(
                words("{name} has the safe since {time}.", name=safe.holder, time=since)
            )
        _say_result(self._result, state.result, words)
        self.refusal.say_error(state.refusal, words)
        self._bags_how.setText(
            words("Touch a bag to count it with a second person.")
            if bags
            else words("No bag waits to be counted.")
        )
        for row, bag in zip(self._rows.show(len(bags)), bags, strict=True):
            row.say(words("Bag {number}", number=bag.bag), _about(bag, words))
            usable(row, yes=not state.busy)
        self._list.settle()
        self.go.setVisible(state.may_hand_over)
        usable(self.go, yes=not state.busy)

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self.title.setText(words("The safe"))
        self._bags_name.setText(words("Bags to be counted"))
        self.back.setText(words("Back"))
        self.go.setText(words("Hand the safe over"))


class _Bag(Card):
    """What is in one bag."""

    def __init__(self, words: Words, presenter: SafeRoom) -> None:
        super().__init__()
        self._words = words
        self._bag: DropToCount | None = None
        self._title = label("title")
        self._about = label("strong")
        self._how = label("soft")
        self._refusal = Strip("safe.bag_refusal")
        self._amount = MoneyEntry(words, "safe.amount")
        self._amount.setObjectName("safe.amount")
        self._back = button("safe.bag_back", "quiet", "back")
        self._go = button("safe.counted", "primary", "check")
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            margins(column, spacing=12)
        for widget in (self._title, self._about, self._how, self._refusal):
            left.addWidget(widget)
        left.addStretch(1)
        left.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        right.addWidget(self._amount)
        right.addStretch(1)
        right.addWidget(self._go)
        inside = QHBoxLayout(self)
        margins(inside, 20, 24)
        inside.addLayout(left, 5)
        inside.addLayout(right, 4)
        self.setFocusProxy(self._amount)
        self._back.clicked.connect(presenter.back)
        self._go.clicked.connect(lambda: presenter.count_bag(self._amount.amount))
        self._amount.changed.connect(lambda _amount: self._name_button())
        self.retranslate(words)

    def draw(self, state: SafeState) -> None:
        """Show the bag; another one begins empty."""
        if state.bag != self._bag:
            self._bag = state.bag
            self.forget()
        self._refusal.say_error(state.refusal, self._words)
        usable(self._go, yes=not state.busy)
        self._name()

    def forget(self) -> None:
        """Empty the amount."""
        self._amount.clear()

    def _name(self) -> None:
        words, bag = self._words, self._bag
        if bag is not None:
            self._title.setText(words("Bag {number}", number=bag.bag))
            self._about.setText(_about(bag, words))

    def _name_button(self) -> None:
        amount = self._amount.amount
        self._go.setText(self._words("{amount} is in the bag", amount=amount))

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self._how.setText(
            words("Open it together and count it. What its slip says shows when you are done.")
        )
        self._amount.retranslate(words)
        self._back.setText(words("Back"))
        self._name()
        self._name_button()


class _Count(Form):
    """Everything that lies in the safe."""

    def __init__(self, words: Words, presenter: SafeRoom) -> None:
        back = button("safe.count_back", "quiet", "back")
        go = button("safe.hand_over", "primary", "person")
        super().__init__(back, go, "safe.count_refusal", frameless=True)
        self._words = words
        self._presenter = presenter
        self._bags_name = label("section")
        self._bags = Scrolled()
        self._bags.setMaximumHeight(_BAGS_TALL)
        bags = QGridLayout()
        margins(bags)
        self._bags.column.addLayout(bags)
        self._pool: Pool[Choice] = Pool(self._make_bag, in_grid(bags, _BAGS_ACROSS))
        self._sheet = CountPanel(words, "safe")
        self.body.addWidget(self._sheet, 1)
        self.body.addWidget(self._bags_name)
        self.body.addWidget(self._bags)
        self.setFocusProxy(self._sheet)
        back.clicked.connect(presenter.back)
        go.clicked.connect(lambda: presenter.hand_over(self._sheet.sheet()))
        self.retranslate(words)

    def _make_bag(self, index: int) -> Choice:
        choice = Choice()
        choice.setObjectName(f"safe.sealed.{index}")
        choice.clicked.connect(lambda: self._presenter.tick(index))
        return choice

    def draw(self, state: SafeState) -> None:
        """Show the bags that should lie there, to be ticked."""
        words = self._words
        bags = state.safe.bags if state.safe is not None else ()
        self.refusal.say_error(state.refusal, words)
        for widget in (self._bags_name, self._bags):
            widget.setVisible(bool(bags))
        for choice, bag in zip(self._pool.show(len(bags)), bags, strict=True):
            choice.setText(words("Bag {number}", number=bag.bag))
            choice.setChecked(bag.movement_id in state.sealed)
        for each in (self.go, self.back):
            usable(each, yes=not state.busy)
        if state.page is not SafePage.COUNT:
            self.forget()

    def forget(self) -> None:
        """Empty the sheet."""
        self._sheet.clear()

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self.title.setText(words("Hand the safe over: count it"))
        self.how.setText(
            words("Both of you count the loose cash. Leave bags sealed and tick those you see.")
        )
        self._bags_name.setText(words("Sealed bags in the safe"))
        self._sheet.retranslate(words)
        self.back.setText(words("Back"))
        self.go.setText(words("Who takes the safe over?"))


def _about(bag: DropToCount, words: Words) -> str:
    parts = [bag.number, words.day_and_time(bag.at), bag.cashier]
    if bag.received_by:
        parts.append(words("received by {name}", name=bag.received_by))
    return " · ".join(parts)


def _say_result(strip: Strip, result: SafeResult | None, words: Words) -> None:
    """Say what a count came to against what was expected."""
    if result is None:
        strip.say("")
        return
    counted = words("{amount} counted.", amount=result.counted)
    off = result.over_short
    if result.first:
        strip.say(counted, words("The books begin with it."), "good")
    elif not off:
        strip.say(counted, words("That is what it should be."), "good")
    elif off.minor > 0:
        strip.say(counted, words("{amount} over. Somebody looks into it.", amount=off), "warning")
    else:
        strip.say(counted, words("{amount} short. Somebody looks into it.", amount=-off), "warning")
