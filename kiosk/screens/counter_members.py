"""Memberships: those that were sold, found by card or name; and a new one, whose, which level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from kiosk.presenters.extras import Extras, ExtrasState
from kiosk.presenters.members import Members
from kiosk.screens.counter import CounterPart
from kiosk.screens.member_desk import MemberDesk
from kiosk.screens.parts import Pool, Scrolled, Strip, free_text, in_grid, label, margins, usable
from kiosk.widgets.tiles import Tile

if TYPE_CHECKING:
    from pos.views.season import Membership
    from printing.words import Words

_MOST_BENEFITS = 3


class MembershipPart(CounterPart):
    """Shows the levels of an ``ExtrasState``. GUI thread."""

    key = "membership"

    def __init__(self, words: Words, presenter: Extras, members: Members) -> None:
        super().__init__()
        self._desk = MemberDesk(words, members)
        self._words = words
        self._presenter = presenter
        self._done = 0
        self._refusal = Strip("counter.membership.refusal")
        self._name = free_text("counter.member_name")
        self._means = label("soft")
        scrolled = Scrolled()
        grid = QGridLayout()
        margins(grid)
        self._tiles: Pool[Tile] = Pool(self._make, in_grid(grid, 1))
        scrolled.column.addWidget(self._desk)
        scrolled.column.addWidget(self._name)
        scrolled.column.addWidget(self._means)
        scrolled.column.addLayout(grid)
        scrolled.column.addStretch(1)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._refusal)
        column.addWidget(scrolled, 1)
        presenter.watch(self.draw)

    def _make(self, index: int) -> Tile:
        tile = Tile()
        tile.clicked.connect(
            lambda: self._presenter.add_membership(
                self._presenter.state.shelf.levels[index].code, self._name.text()
            )
        )
        return tile

    def title(self, words: Words) -> str:
        """Return what its choice is called."""
        return words("Membership")

    def draw(self, state: ExtrasState) -> None:
        """Show ``state``."""
        words, levels = self._words, state.shelf.levels
        self._refusal.say_error(state.refusal, words)
        self._means.setText(
            words("Its price for members is good in this cart at once.")
            if levels
            else words("The season names no memberships.")
        )
        for tile, level in zip(self._tiles.show(len(levels)), levels, strict=True):
            tile.setObjectName(f"counter.level.{level.code}")
            tile.say(
                level.name,
                *level.benefits[:_MOST_BENEFITS],
                figure=words.money(level.price),
                mark=_term(level, words),
            )
            usable(tile, yes=state.can_act)
        if state.done != self._done:
            self._done = state.done
            self._name.setText("")

    def forget(self) -> None:
        """Empty the name, and what was looked for."""
        self._name.setText("")
        self._desk.forget()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._desk.retranslate(words)
        self._name.set_name(words("Whose membership it is, may be empty"))
        self.draw(self._presenter.state)


def _term(level: Membership, words: Words) -> str:
    return words.plural("{n} month", "{n} months", level.months)
