"""The blind count: cash by the piece, papers one by one. Nothing here tells what is expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.presenters.close import CloseState, CloseStep
from kiosk.screens.close_page import ClosePage
from kiosk.screens.close_papers import PapersPanel
from kiosk.screens.hand_in import HandIn
from kiosk.screens.parts import Choices, Scrolled, Strip, usable
from kiosk.widgets.count_grid import CountGrid
from kiosk.widgets.pages import Pages
from pos.views.cash import CountSheet, HalfCount

if TYPE_CHECKING:
    from printing.words import Words


_PAPERS = 2
"""The last leaf."""


class CountPage(ClosePage):
    """Three leaves: loose pieces, straps and rolls, papers. The count is handed in when each paper
    was spoken of. The grid of pieces is made when a count begins."""

    def _build(self) -> None:
        self._leaves = Choices("count.leaves", across=3)
        self._leaf = 0
        self._filled: HalfCount | None = None
        self._kept = Strip("count.kept", "info")
        self._made: CountGrid | None = None
        self._papers = PapersPanel(self._words, self._presenter)
        self._submit = self._button("count.submit", "primary", "check")
        self._empty = self._button("count.submit_empty", "plain", "check")
        self._nothing = Strip("count.nothing_counted", "warning")
        self._resume = self._button("close.resume", "plain", "back")
        self._sheet = Scrolled()
        self._stack = Pages()
        self._stack.addWidget(self._sheet)
        self._stack.addWidget(self._papers)
        self._body.addWidget(self._kept)
        self._body.addWidget(self._leaves)
        self._body.addWidget(self._stack, 1)
        self._body.addWidget(self._nothing)
        self._foot.addWidget(self._resume)
        self._foot.addWidget(self._empty)
        self._foot.addStretch(1)
        self._foot.addWidget(self._submit)
        self._leaves.chosen.connect(self._turn_to)
        self._hand_in = HandIn(
            self._submit, self._empty, self._nothing, self._counted, self._presenter.submit
        )
        self._resume.clicked.connect(self._presenter.resume)

    @property
    def _grid(self) -> CountGrid:
        """The grid, made at the first asking."""
        if self._made is None:
            made = self._made = CountGrid(self._words, packs=True)
            self._sheet.column.addWidget(made)
            self._sheet.column.addStretch(1)
            made.changed.connect(self._draw_leaves)
            made.changed.connect(self._hand_in.forget)
            made.typed.connect(self._presenter.typed)
        return self._made

    def _counted(self) -> CountSheet:
        return self._grid.sheet()

    def _turn_to(self, leaf: int) -> None:
        self._leaf = leaf
        self._stack.setCurrentIndex(int(leaf == _PAPERS))
        if leaf != _PAPERS:
            self._grid.turn_to(leaf)
        self._draw_leaves()

    def _draw_leaves(self) -> None:
        words, walk = self._words, self._presenter.state.walk
        papers = words("Papers")
        if walk.papers:
            done = len(walk.papers) - walk.left
            papers = words("Papers: {done} of {n}", done=done, n=len(walk.papers))
        names = ("count.loose", "count.packed", "count.papers")
        self._leaves.offer((*self._grid.tabs(), papers), self._leaf, names)

    def draw(self, state: CloseState) -> None:
        words, walk = self._words, state.walk
        left = state.till.counts_left if state.till is not None else 0
        tries = words.plural("{n} count is left.", "{n} counts are left.", left)
        how = words("Count everything in the drawer, float included. Nobody sees what is expected.")
        self._how.setText(f"{how} {tries}")
        self._go_on_from(state.half)
        self._draw_leaves()
        self._papers.draw(walk)
        for button in (self._submit, self._empty):
            usable(button, yes=walk.known and not walk.left and not state.busy)
        self._resume.setVisible(not state.recounting)
        usable(self._resume, yes=not state.busy)

    def _go_on_from(self, half: HalfCount | None) -> None:
        """Show once what was typed before."""
        words = self._words
        kept = words("This is what you had typed. Count again what changed in the drawer since.")
        self._kept.say(kept if half is not None else "")
        if half is not None and half is not self._filled:
            self._filled = half
            self._grid.fill(half.sheet)

    def forget(self) -> None:
        """Empty the sheet for the next count."""
        self._filled = None
        if self._made is not None:
            self._made.clear()
        self._hand_in.forget()
        self._papers.forget()
        self._stack.setCurrentIndex(0)
        self._leaf = 0

    def hideEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        if self._presenter.state.step is not CloseStep.COUNT:
            self.forget()

    def retranslate(self, words: Words) -> None:
        super().retranslate(words)
        self._title.setText(words("Count the drawer"))
        if self._made is not None:
            self._made.retranslate(words)
        self._papers.retranslate(words)
        self._submit.setText(words("Hand in the count"))
        self._empty.setText(words("Yes, it is empty: hand it in"))
        self._hand_in.retranslate(words)
        self._resume.setText(words("Back to selling"))
