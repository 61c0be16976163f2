"""What is left of this window's own block while its hub is away: the gauge, and the same in
words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from kiosk.screens.parts import label, margins
from kiosk.widgets.block_gauge import BlockGauge
from kiosk.wording.hub_page import block_text, until_text
from pos.views.catalogue import NoneLeft

if TYPE_CHECKING:
    from kiosk.presenters.hub_room import HubState
    from kiosk.presenters.sell_state import SellState
    from pos.views.catalogue import PerformanceView, ZoneView
    from printing.words import Words


class BlockLine(QWidget):
    """Hidden where the window sells everything, or never had anything of its own. GUI thread."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._gauge = BlockGauge()
        self._gauge.setObjectName(f"{name}.block_gauge")
        self._said = label("soft", name=f"{name}.block")
        row = QHBoxLayout(self)
        margins(row, spacing=8)
        row.addWidget(self._gauge)
        row.addWidget(self._said, 1)
        self.hide()

    def of_house(self, state: SellState, chosen: PerformanceView, words: Words) -> bool:
        """Show how much is left for the house that is sold; return whether there is a block."""
        block = state.house.block if state.house is not None else None
        there = block is not None and block.held > 0
        if block is None or not there or chosen.none_left is NoneLeft.CANCELLED:
            self.hide()
            return False
        own = () if chosen.general_admission else state.own
        left = sum(many for _, many in own) if own else block.left
        has = block_text(left, block.held, words, general_admission=chosen.general_admission)
        self._show(until_text(has, block.until, words), own, left, block.held, words)
        return True

    def of_selling(self, state: HubState, left: tuple[int, int] | None, words: Words) -> None:
        """Show the same of what is sold here, or is next, where its house is not open: ``left`` of
        how much."""
        if left is None or state.selling is None:
            self.hide()
            return
        show = state.selling
        said = block_text(*left, words, general_admission=show.general_admission)
        if state.block is not None and not state.connection.ended:
            said = until_text(said, state.block.until, words)
        self._show(f"{show.production} · {said}", (), *left, words)

    def _show(
        self, said: str, own: tuple[tuple[ZoneView, int], ...], left: int, held: int, words: Words
    ) -> None:
        self._said.setText(said)
        zones = "; ".join(f"{zone.name}: {words.number(many)}" for zone, many in own)
        parts = tuple((zone.position, many) for zone, many in own) or ((None, left),)
        self._gauge.show_parts(parts, held, " · ".join(part for part in (said, zones) if part))
        self.show()
