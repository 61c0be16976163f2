"""Merging two records, joining a household, erasing somebody, and who looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.patron_page import Doing, PatronPage, PatronPageState
from kiosk.screens.parts import (
    Pool,
    Scrolled,
    Strip,
    in_column,
    label,
    margins,
    told_of_cards,
    usable,
)
from kiosk.screens.patron_words import known_lines, say_row
from kiosk.widgets.buttons import Button
from kiosk.widgets.fields import SearchField
from kiosk.widgets.labels import Card
from kiosk.widgets.tiles import ListRow
from kiosk.wording.patrons import LOOK_WORDS

if TYPE_CHECKING:
    from pos.views.patrons import MergeSide
    from printing.words import Words


class OthersPart(QWidget):
    """Looks for another person, and shows both before they become one."""

    def __init__(self, words: Words, presenter: PatronPage) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._title = label("section")
        self._say = label("soft")
        self._search = SearchField()
        self._search.setObjectName("patron.other")
        told_of_cards(self._search)
        self._list = Scrolled()
        self._pool = Pool(self._make_row, in_column(self._list.column))
        self._list.column.addStretch(1)
        self._sides = QWidget()
        sides = QVBoxLayout(self._sides)
        margins(sides)
        self._both = tuple(_Side(index, presenter) for index in range(2))
        for side in self._both:
            sides.addWidget(side)
        sides.addStretch(1)
        self._not = Button("", "plain")
        self._not.setObjectName("patron.other_not")
        column = QVBoxLayout(self)
        margins(column)
        for widget in (self._title, self._say, self._search):
            column.addWidget(widget)
        column.addWidget(self._list, 1)
        column.addWidget(self._sides, 1)
        column.addWidget(self._not)
        self._search.edited.connect(presenter.type)
        self._not.clicked.connect(self._leave)
        self.retranslate(words)

    def _make_row(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"patron.other.{index}")
        row.clicked.connect(lambda: self._touch(index))
        return row

    def _touch(self, index: int) -> None:
        state = self._presenter.state
        if index >= len(state.others):
            return
        other = state.others[index].patron_id
        if state.doing is Doing.MERGING:
            self._presenter.compare(other)
        else:
            self._presenter.join(other)

    def _leave(self) -> None:
        self._presenter.do(self._presenter.state.doing)

    def draw(self, state: PatronPageState) -> None:
        """Show whom there is to choose, or both sides."""
        words, merging = self._words, state.doing is Doing.MERGING
        if merging:
            self._title.setText(words("Merge with"))
            self._say.setText(
                words(
                    "Touch which record is kept: its details count, everything of both is theirs."
                )
                if state.sides
                else words("Who is the same person?")
            )
        else:
            self._title.setText(words("Household"))
            self._say.setText(words("Who lives with them?"))
        if self._search.text() != state.text:
            self._search.setText(state.text)
        self._search.setVisible(not state.sides)
        self._list.setVisible(not state.sides)
        self._sides.setVisible(bool(state.sides))
        for row, other in zip(self._pool.show(len(state.others)), state.others, strict=True):
            say_row(row, other, words)
        for side, one in zip(self._both, state.sides, strict=False):
            side.draw(one, words, busy=state.busy)
        self._list.settle()

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self._search.set_name(words("Name, phone or e-mail"))
        self._not.setText(words("Back"))


class _Side(Card):
    """One of two who may be one person."""

    def __init__(self, index: int, presenter: PatronPage) -> None:
        super().__init__()
        self._name = label("strong", name=f"patron.side.{index}")
        self._said = label("body")
        self._keep = Button("", "primary" if index == 0 else "plain", "check")
        self._keep.setObjectName(f"patron.keep.{index}")
        column = QVBoxLayout(self)
        margins(column, 16, 8)
        for widget in (self._name, self._said, self._keep):
            column.addWidget(widget)
        self._keep.clicked.connect(lambda: presenter.merge(index))

    def draw(self, side: MergeSide, words: Words, *, busy: bool) -> None:
        """Show this side."""
        view = side.patron
        self._name.setText(" · ".join(part for part in (view.name, view.number, view.rank) if part))
        lines = [how for _, how in known_lines(view.details, words)]
        lines.append(words.plural("{n} order", "{n} orders", side.orders))
        lines.append(words("since {day}", day=words.date(view.added_at)))
        self._said.setText(" · ".join(lines))
        self._keep.setText(words("Keep {name}", name=f"{view.name} {view.number}"))
        usable(self._keep, yes=not busy)


class ErasePart(QWidget):
    """What goes and what stays, and the one button."""

    def __init__(self, words: Words, presenter: PatronPage) -> None:
        super().__init__()
        self._words = words
        self._warning = Strip("patron.erase_warning", "warning")
        self._also = Strip("patron.erase_also", "warning")
        self._stays = label("body")
        self._elsewhere = label("soft")
        self._go = Button("", "danger", "trash")
        self._go.setObjectName("patron.erase_go")
        self._not = Button("", "plain")
        self._not.setObjectName("patron.erase_not")
        both = QHBoxLayout()
        margins(both)
        both.addWidget(self._go, 1)
        both.addWidget(self._not)
        column = QVBoxLayout(self)
        margins(column)
        for widget in (self._warning, self._also, self._stays, self._elsewhere):
            column.addWidget(widget)
        column.addLayout(both)
        column.addStretch(1)
        self._go.clicked.connect(presenter.erase)
        self._not.clicked.connect(lambda: presenter.do(Doing.ERASING))
        self.retranslate(words)

    def draw(self, state: PatronPageState) -> None:
        """Show it."""
        words, also = self._words, state.also
        where = [f"{row.name} {row.number}" for row in also.patrons]
        where += [words("Order {number}", number=number) for number in also.numbers]
        self._also.say(
            words("The same name and number stand elsewhere: {where}", where=", ".join(where))
            if where
            else "",
            words("Where it is the same person, merge them or make the orders theirs first."),
            "warning",
        )
        usable(self._go, yes=not state.busy)

    def retranslate(self, words: Words) -> None:
        """Say it in another language."""
        self._words = words
        self._warning.say(
            words("There is no way back."),
            words(
                "Name, phones, e-mails, address, likes, needs and notes go, also from their "
                "orders, certificates and memberships. Their tickets stay good."
            ),
            "warning",
        )
        self._stays.setText(
            words(
                "Sums, seats and dates stay without a name. Checks keep who wrote them: the law "
                "wants these vouchers kept."
            )
        )
        self._elsewhere.setText(
            words(
                "Other windows and the hub do the same as soon as they hear of it. Older backups, "
                "papers, files and what staff typed as a reason still hold the name, and so does "
                "what a lost window has sent."
            )
        )
        self._go.setText(words("Erase for good"))
        self._not.setText(words("Back"))


class LooksPart(Scrolled):
    """Who saw a person's data."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._title = label("section")
        self._nobody = label("soft", name="patron.nobody_looked")
        rows = QVBoxLayout()
        margins(rows)
        self._pool = Pool(lambda index: label(name=f"patron.look.{index}"), in_column(rows))
        self.column.addWidget(self._title)
        self.column.addWidget(self._nobody)
        self.column.addLayout(rows)
        self.column.addStretch(1)
        self.retranslate(words)

    def draw(self, state: PatronPageState) -> None:
        """Show them, newest first."""
        words, looks = self._words, state.looks[:100]
        self._nobody.setVisible(not looks)
        for line, look in zip(self._pool.show(len(looks)), looks, strict=True):
            known = LOOK_WORDS.get(look.screen)
            what = words(known.text) if known is not None else look.screen
            parts = (words.day_and_time(look.at), look.by, what, look.window)
            line.setText(" · ".join(part for part in parts if part))
        self.settle()

    def retranslate(self, words: Words) -> None:
        """Name it in another language."""
        self._words = words
        self._title.setText(words("Who looked"))
        self._nobody.setText(words("Nobody yet."))
