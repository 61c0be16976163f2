"""Memberships that were sold: found by card, number or name, and what can be done with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.members import Members, MembersState
from kiosk.screens.parts import (
    Pool,
    Strip,
    free_text,
    in_column,
    in_grid,
    label,
    margins,
    told_of_cards,
    usable,
)
from kiosk.widgets.buttons import Button
from kiosk.widgets.fields import SearchField
from kiosk.widgets.labels import Card
from kiosk.widgets.tiles import ListRow
from pos.views.members import LevelChange, MemberRow, MemberStanding, MemberView, TermKind

if TYPE_CHECKING:
    from printing.words import Words

_MOST_ROWS = 6


class MemberDesk(QWidget):
    """Shows a ``MembersState``. GUI thread."""

    def __init__(self, words: Words, presenter: Members) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._search = SearchField()
        self._search.setObjectName("members.search")
        told_of_cards(self._search)
        self._found = label("soft")
        self._refusal = Strip("members.refusal")
        self._rows = QVBoxLayout()
        margins(self._rows, spacing=4)
        self._pool: Pool[ListRow] = Pool(self._make, in_column(self._rows))
        self._one = MemberCardPanel(presenter)
        column = QVBoxLayout(self)
        margins(column)
        for widget in (self._search, self._refusal, self._found):
            column.addWidget(widget)
        column.addLayout(self._rows)
        column.addWidget(self._one)
        self._search.edited.connect(presenter.type)
        presenter.watch(self.draw)

    def _make(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"members.row.{index}")
        row.clicked.connect(lambda: self._presenter.touch(self._presenter.state.rows[index]))
        return row

    def draw(self, state: MembersState) -> None:
        """Show ``state``."""
        words = self._words
        if self._search.text() != state.text:
            self._search.setText(state.text)
        self._refusal.say_error(state.refusal, words)
        nobody = state.looked and not state.rows
        self._found.setText(words("No membership found. Try fewer letters.") if nobody else "")
        self._found.setVisible(nobody)
        rows = state.rows[:_MOST_ROWS] if state.chosen is None else ()
        for widget, row in zip(self._pool.show(len(rows)), rows, strict=True):
            _say_row(widget, row, words)
            usable(widget, yes=state.can_act)
        self._one.draw(state, words)

    def forget(self) -> None:
        """Empty what was typed."""
        self._presenter.type("")
        self._presenter.leave()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._search.set_name(words("Scan a member card, or type a name or number"))
        self._one.retranslate(words)
        self.draw(self._presenter.state)


class MemberCardPanel(Card):
    """The membership that is looked at: until when, what is left of it, what it may become."""

    def __init__(self, presenter: Members) -> None:
        super().__init__()
        self.setObjectName("members.one")
        self._presenter = presenter
        self._who = label("strong", name="members.who")
        self._says = label("soft", name="members.says")
        grid = QGridLayout()
        margins(grid)
        self._changes: Pool[Button] = Pool(self._make, in_grid(grid, 2))
        self._print = Button("", "plain", "ticket_printer", compact=True)
        self._print.setObjectName("members.print")
        self._lost = Button("", "quiet", compact=True)
        self._lost.setObjectName("members.lost")
        self._back = Button("", "quiet", compact=True)
        self._back.setObjectName("members.back")
        self._reason = free_text("members.reason")
        self._again = Button("", "plain", "check", compact=True)
        self._again.setObjectName("members.card_again")
        buttons = QHBoxLayout()
        margins(buttons)
        for button in (self._back, self._lost, self._print):
            buttons.addWidget(button, 1)
        why = QHBoxLayout()
        margins(why)
        why.addWidget(self._reason, 2)
        why.addWidget(self._again, 1)
        column = QVBoxLayout(self)
        margins(column, 12)
        column.addWidget(self._who)
        column.addWidget(self._says)
        column.addLayout(grid)
        column.addLayout(buttons)
        column.addLayout(why)
        self._offered: tuple[LevelChange, ...] = ()
        self._print.clicked.connect(presenter.print_card)
        self._lost.clicked.connect(presenter.lost)
        self._back.clicked.connect(presenter.leave)
        self._again.clicked.connect(self._made_again)

    def _made_again(self) -> None:
        self._presenter.card_again(self._reason.text())

    def _make(self, index: int) -> Button:
        button = Button("", "plain", compact=True)
        button.setObjectName(f"members.change.{index}")
        button.clicked.connect(lambda: self._touch(index))
        return button

    def _touch(self, index: int) -> None:
        change = self._offered[index]
        if change.kind is TermKind.UPGRADE:
            self._presenter.upgrade(change.level)
        else:
            self._presenter.renew(change.level)

    def draw(self, state: MembersState, words: Words) -> None:
        """Show the chosen membership, or nothing."""
        chosen = state.chosen
        self.setVisible(chosen is not None)
        if chosen is None:
            return
        self._who.setText(" · ".join(p for p in (chosen.row.holder, chosen.row.number) if p))
        self._says.setText("\n".join(member_says(chosen, words)))
        self._offered = (*chosen.renew[:2], *chosen.upgrade[:2])
        buttons = self._changes.show(len(self._offered))
        for button, change in zip(buttons, self._offered, strict=True):
            button.setText(change_words(change, words))
            usable(button, yes=state.can_act)
        self._print.setText(words("Card is printing") if state.printed else words("Print card"))
        usable(self._print, yes=not state.printed)
        self._reason.setVisible(state.losing)
        self._again.setVisible(state.losing)
        if not state.losing:
            self._reason.setText("")

    def retranslate(self, words: Words) -> None:
        """Say what the buttons do in another language."""
        self._lost.setText(words("Card lost"))
        self._back.setText(words("Back"))
        self._reason.set_name(words("Why another card is made"))
        self._again.setText(words("Make another card"))


def member_says(view: MemberView, words: Words) -> list[str]:
    """Return what there is to say of a membership, a line each."""
    row, current = view.row, view.current
    said = [standing_words(row, words)]
    if current is not None and current.tickets:
        said.append(_used_words(view, words))
    if view.renew_now:
        said.append(words("It is time to renew it."))
    if not view.known_whole:
        said.append(words("The hub is away: what other windows gave just now is not counted."))
    return said


def standing_words(row: MemberRow, words: Words) -> str:
    """Return until when a membership is good, or since when it is not."""
    if row.standing is MemberStanding.GIVEN_BACK:
        return words("{level}, given back", level=row.level_name)
    day = words.date(row.ends_on)
    if row.standing is MemberStanding.EXPIRED:
        return words("{level}, expired on {day}", level=row.level_name, day=day)
    return words("{level}, through {day}", level=row.level_name, day=day)


def _used_words(view: MemberView, words: Words) -> str:
    current = view.current
    if current is None or current.tickets_a_year is None:
        return words.plural(
            "{n} ticket at the member's price this year",
            "{n} tickets at the member's price this year",
            view.used,
        )
    return words(
        "{used} of {most} tickets at the member's price this year",
        used=view.used,
        most=current.tickets_a_year,
    )


def change_words(change: LevelChange, words: Words) -> str:
    """Return what a renewal or another level costs, and until when."""
    about = {
        "level": change.level_name,
        "amount": words.money(change.amount),
        "day": words.date(change.ends_on),
    }
    if change.kind is TermKind.UPGRADE:
        return words("Up to {level} · {amount}", level=about["level"], amount=about["amount"])
    return words(
        "Renew {level} · {amount} · through {day}",
        level=about["level"],
        amount=about["amount"],
        day=about["day"],
    )


def _say_row(widget: ListRow, row: MemberRow, words: Words) -> None:
    who = row.holder or row.number
    widget.say(who, standing_words(row, words), mark=row.number)
