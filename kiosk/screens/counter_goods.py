"""Programmes and the like: a tile an article, a tap a piece."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QVBoxLayout

from kiosk.presenters.extras import Extras, ExtrasState
from kiosk.screens.counter import CounterPart
from kiosk.screens.parts import Pool, Scrolled, Strip, in_grid, label, margins, usable
from kiosk.widgets.tiles import Tile

if TYPE_CHECKING:
    from printing.words import Words

ACROSS = 2


class GoodsPart(CounterPart):
    """Shows the goods of an ``ExtrasState``. GUI thread."""

    key = "goods"

    def __init__(self, words: Words, presenter: Extras) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._refusal = Strip("counter.goods.refusal")
        self._none = label("soft")
        scrolled = Scrolled()
        grid = QGridLayout()
        margins(grid)
        self._tiles: Pool[Tile] = Pool(self._make, in_grid(grid, ACROSS))
        scrolled.column.addLayout(grid)
        scrolled.column.addStretch(1)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._refusal)
        column.addWidget(self._none)
        column.addWidget(scrolled, 1)
        presenter.watch(self.draw)

    def _make(self, index: int) -> Tile:
        tile = Tile()
        tile.clicked.connect(
            lambda: self._presenter.add_piece(self._presenter.state.shelf.goods[index].code)
        )
        return tile

    def title(self, words: Words) -> str:
        """Return what its choice is called."""
        return words("Programmes and goods")

    def draw(self, state: ExtrasState) -> None:
        """Show ``state``."""
        words, goods = self._words, state.shelf.goods
        self._refusal.say_error(state.refusal, words)
        self._none.setText(words("The season names no goods."))
        self._none.setVisible(not goods)
        for tile, article in zip(self._tiles.show(len(goods)), goods, strict=True):
            tile.setObjectName(f"counter.article.{article.code}")
            pieces = state.pieces(article.code)
            mark = words("{n} in the cart", n=pieces) if pieces else ""
            tile.say(article.name, figure=words.money(article.price), mark=mark, mark_colour="good")
            usable(tile, yes=state.can_act)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self.draw(self._presenter.state)
