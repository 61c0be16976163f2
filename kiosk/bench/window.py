"""The hardware bench: real-looking paper from virtual printers, and trouble on purpose. Demo and
training.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from kiosk.bench.device_card import DeviceCard
from kiosk.bench.link import DeviceLink
from kiosk.bench.paper_wall import PaperWall
from kiosk.settings import RECEIPT_PRINTER, TICKET_PRINTER
from kiosk.theme import Theme, dress

if TYPE_CHECKING:
    from hardware.simulators.control import Json
    from printing.words import Words

CARDS_WIDE = 470


class BenchWindow(QWidget):
    """The bench beside the window. GUI thread.

    Args:
        ports: Control port of each device, by section of window.toml.
        folders: Where each printer's papers land.
        post: Runs a call on the GUI thread.
    """

    def __init__(
        self,
        words: Words,
        theme: Theme,
        ports: Mapping[str, int],
        folders: Mapping[str, Path],
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        super().__init__()
        self.setObjectName("content")
        self.setWindowTitle(words("Foyer: hardware bench"))
        self._folders = folders
        titles = {
            TICKET_PRINTER: words("Ticket printer"),
            RECEIPT_PRINTER: words("Receipt printer and drawer"),
        }
        self._links = {
            name: DeviceLink(name, port, post, self._told) for name, port in ports.items()
        }
        self._cards = {
            name: DeviceCard(titles[name], link, words) for name, link in self._links.items()
        }
        self._walls = {
            name: PaperWall(title, upright=name == RECEIPT_PRINTER)
            for name, title in (
                (TICKET_PRINTER, words("Tickets")),
                (RECEIPT_PRINTER, words("Receipts")),
            )
            if name in ports
        }
        self._lay_out()
        dress(self, theme)
        self.resize(1280, 860)

    def _lay_out(self) -> None:
        left = QWidget()
        cards = QVBoxLayout(left)
        for card in self._cards.values():
            cards.addWidget(card)
        cards.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFixedWidth(CARDS_WIDE)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(left)
        walls = QHBoxLayout()
        walls.setSpacing(16)
        for name, wall in self._walls.items():
            walls.addWidget(wall, 3 if name == TICKET_PRINTER else 2)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        row.addWidget(scroll)
        row.addLayout(walls, 1)

    def open(self) -> None:
        """Begin to listen to the devices."""
        for link in self._links.values():
            link.open()

    def _told(self, name: str, event: Json | None, state: Json) -> None:
        if event is not None and event.get("event") == "paper":
            self._walls[name].add(self._folders[name] / str(event["file"]))
        self._cards[name].show_state(state)
