"""The form of a part that a card did not take back: which other way, and what that way wants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.another_way import WAYS, AnotherState, AnotherWay, Way
from kiosk.screens.parts import (
    Choices,
    Pool,
    Scrolled,
    free_text,
    in_column,
    label,
    margins,
    told_of_cards,
    usable,
)
from kiosk.theme import TARGET_GAP
from kiosk.widgets.buttons import Button
from kiosk.widgets.fields import SearchField
from kiosk.widgets.tiles import ListRow

if TYPE_CHECKING:
    from printing.words import Words

_SEEN = 2
"""Accounts in sight at a time: the panel has no room for more."""


class AnotherWayForm(QWidget):
    """Shows the ``AnotherState`` of one part."""

    def __init__(self, index: int, presenter: AnotherWay) -> None:
        super().__init__()
        self._index = index
        self._presenter = presenter
        self._ways = Choices(f"give_back.ways.{index}", across=2)
        self._says = label("body", name=f"give_back.way_says.{index}")
        self._never = label("soft")
        self._accounts = _Accounts(index, presenter)
        self._field = free_text(f"give_back.field.{index}")
        self._go = Button("", "primary", "check_paper", compact=True)
        self._go.setObjectName(f"give_back.other_go.{index}")
        line = QHBoxLayout()
        margins(line)
        line.addWidget(self._field, 1)
        line.addWidget(self._go)
        column = QVBoxLayout(self)
        margins(column)
        for widget in (self._ways, self._says, self._accounts):
            column.addWidget(widget)
        column.addLayout(line)
        column.addWidget(self._never)
        self._ways.chosen.connect(lambda way: presenter.choose(WAYS[way]))
        self._go.clicked.connect(self._send)

    def _send(self) -> None:
        if self._presenter.state.by_office:
            self._presenter.written(self._field.text())
        else:
            self._presenter.send(self._field.text())

    def begin(self, reason: str) -> None:
        """The form was opened: what was typed is forgotten, ``reason`` is known already."""
        self._field.setText(reason)

    def draw(self, state: AnotherState, words: Words) -> None:
        """Show ``state``, whose part this is."""
        office, account = state.by_office, state.way is Way.ACCOUNT
        for widget in (self._ways, self._never):
            widget.setVisible(not office)
        texts = (words("A check by the office"), words("On the patron's account"))
        names = [f"give_back.way.{way.value}.{self._index}" for way in WAYS]
        self._ways.offer(texts, WAYS.index(state.way), names)
        self._accounts.setVisible(account and not office)
        self._accounts.draw(state, words)
        self._never.setText(words("A card's money never goes back in cash."))
        self._says.setText(_wanted(state, words))
        self._says.setVisible(not state.by_seller)
        self._field.set_name(_asked_for(state, words))
        self._go.setText(_act(state, words))
        usable(self._go, yes=not state.busy if office else state.can_send)
        usable(self._field, yes=not state.busy)
        self._field.show_missing(state.refusal)


class _Accounts(QWidget):
    """Whose account: those that fit the name, or a new one."""

    def __init__(self, index: int, presenter: AnotherWay) -> None:
        super().__init__()
        self._presenter = presenter
        self._index = index
        self._search = SearchField()
        self._search.setObjectName(f"give_back.account_name.{index}")
        told_of_cards(self._search)
        self._list = Scrolled()
        self._pool = Pool(self._make, in_column(self._list.column))
        self._none = label("soft")
        self._open = Button("", "plain", "person", compact=True)
        self._open.setObjectName(f"give_back.open_account.{index}")
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._search)
        column.addWidget(self._list)
        column.addWidget(self._none)
        column.addWidget(self._open)
        self._search.edited.connect(presenter.search)
        self._open.clicked.connect(presenter.open_account)

    def _make(self, number: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"give_back.account.{self._index}.{number}")
        row.setCheckable(True)
        row.clicked.connect(
            lambda: self._presenter.pick(self._presenter.state.accounts[number].value_id)
        )
        return row

    def draw(self, state: AnotherState, words: Words) -> None:
        """Show the accounts that were found."""
        self._search.set_name(words("Name, phone or number of the account"))
        if self._search.text() != state.text:
            self._search.blockSignals(True)
            self._search.setText(state.text)
            self._search.blockSignals(False)
        rows = self._pool.show(len(state.accounts))
        for row, one in zip(rows, state.accounts, strict=True):
            row.say(one.holder or one.serial, one.serial, figure=words.money(one.balance))
            row.setChecked(one == state.account)
            usable(row, yes=not state.busy)
        self._show_list(rows)
        nothing = state.searched and not state.accounts
        self._none.setText(words("No account fits this name."))
        self._none.setVisible(nothing)
        self._open.setText(words("Open an account for {name}", name=state.text.strip()))
        self._open.setVisible(nothing)
        usable(self._open, yes=not state.busy)

    def _show_list(self, rows: Sequence[ListRow]) -> None:
        """Be as tall as a few accounts; the others are scrolled to."""
        self._list.setVisible(bool(rows))
        if rows:
            seen = min(len(rows), _SEEN)
            tall = max(row.sizeHint().height() for row in rows)
            self._list.setFixedHeight(seen * tall + (seen - 1) * TARGET_GAP)
        self._list.settle()


def _wanted(state: AnotherState, words: Words) -> str:
    """Return what the way wants and what comes of it."""
    if state.by_office:
        return words("For finance: the number of the check that was written.")
    if state.way is Way.ACCOUNT:
        return words(
            "Wants a manager's word and an account. The patron pays with it at any window."
        )
    return words("Wants a manager's word. Finance writes the check and enters its number here.")


def _asked_for(state: AnotherState, words: Words) -> str:
    """Return what the field is for."""
    if state.by_seller:
        return words("Reference (optional)")
    return words("Check number") if state.by_office else words("Reason")


def _act(state: AnotherState, words: Words) -> str:
    if state.by_office:
        return words("It was paid")
    if state.way is Way.ACCOUNT:
        if state.part is not None and state.account is not None:
            whom = state.account.holder or state.account.serial
            return words("{amount} to {name}", amount=state.part.amount, name=whom)
        return words("Put it on the account")
    return words("Let the office write a check")
