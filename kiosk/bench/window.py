"""The hardware bench: real-looking paper from virtual printers, a patron's display, and trouble on
purpose. Demo and training.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from kiosk.bench.device_card import DeviceCard
from kiosk.bench.link import DeviceLink
from kiosk.bench.paper_wall import PaperWall
from kiosk.bench.pole_face import PoleFace
from kiosk.bridge import is_there
from kiosk.settings import (
    BADGE_READER,
    CHECK_READER,
    CUSTOMER_DISPLAY,
    PAYMENT_TERMINAL,
    RECEIPT_PRINTER,
    SCANNER,
    TICKET_PRINTER,
)
from kiosk.theme import Theme, dress
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Label

if TYPE_CHECKING:
    from hardware.simulators.control import Json
    from kiosk.bench.codes import Codes
    from printing.words import Words

CARDS_WIDE = 470
POLE_WIDE = 560
"""On a larger screen the paper gets the room."""
SIZE = (1280, 800)
_SIGNS_ABREAST = 3


class BenchWindow(QWidget):
    """The bench beside the window. GUI thread.

    Args:
        ports: Control port of each device, by section of window.toml.
        folders: Where each printer's papers land.
        codes: Finds codes to scan in the window's books.
        post: Runs a call on the GUI thread.
    """

    def __init__(
        self,
        words: Words,
        theme: Theme,
        ports: Mapping[str, int],
        folders: Mapping[str, Path],
        codes: Codes,
        post: Callable[[Callable[[], None]], None],
    ) -> None:
        super().__init__()
        self.setObjectName("content")
        self.setWindowTitle(words("Foyer: hardware bench"))
        self._words = words
        self._folders = folders
        self.heard: set[str] = set()
        """Devices that have told how they are."""
        self._links = {
            name: DeviceLink(name, port, post, self._told) for name, port in ports.items()
        }
        titles = _titles(words)
        self._cards = {
            name: DeviceCard(titles[name], link, words, codes) for name, link in self._links.items()
        }
        self._walls = {
            name: PaperWall(title, upright=name == RECEIPT_PRINTER)
            for name, title in (
                (TICKET_PRINTER, words("Tickets")),
                (RECEIPT_PRINTER, words("Receipts")),
            )
            if name in ports
        }
        self._pole = PoleFace() if CUSTOMER_DISPLAY in ports else None
        self._lay_out()
        dress(self, theme)
        self.resize(*SIZE)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 16, 16, 16)
        row.setSpacing(16)
        row.addLayout(self._left())
        row.addLayout(self._right(), 1)

    def _left(self) -> QVBoxLayout:
        """Return the cards in a column that scrolls, and above it a sign to each of them."""
        inside = QWidget()
        cards = QVBoxLayout(inside)
        cards.setContentsMargins(0, 0, 8, 0)
        for card in self._cards.values():
            cards.addWidget(card)
        cards.addStretch(1)
        self._scroll = scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inside)
        signs = QGridLayout()
        signs.setSpacing(8)
        for number, name in enumerate(self._cards):
            sign = Button(_signs(self._words)[name], "plain", name, compact=True)
            sign.set_text_size(16)
            sign.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            sign.setObjectName(f"bench.sign.{name}")
            sign.clicked.connect(partial(self.look_at, name))
            signs.addWidget(sign, number // _SIGNS_ABREAST, number % _SIGNS_ABREAST)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addLayout(signs)
        column.addWidget(scroll, 1)
        scroll.setFixedWidth(CARDS_WIDE)
        return column

    def _right(self) -> QVBoxLayout:
        """Return what came out of the printers, under what the patron reads."""
        column = QVBoxLayout()
        column.setSpacing(8)
        if self._pole is not None:
            column.addWidget(Label(self._words("The patron's display"), "section"))
            self._pole.setMaximumWidth(POLE_WIDE)
            column.addWidget(self._pole)
            column.addSpacing(8)
        walls = QHBoxLayout()
        walls.setSpacing(16)
        for name, wall in self._walls.items():
            walls.addWidget(wall, 3 if name == TICKET_PRINTER else 2)
        column.addLayout(walls, 1)
        return column

    def open(self) -> None:
        """Begin to listen to the devices."""
        for link in self._links.values():
            link.open()

    def hang(self, name: str, paper: Path) -> None:
        """Show a paper of a printer; it is the newest now."""
        self._walls[name].add(paper)

    def look_at(self, name: str) -> None:
        """Scroll to a device's card."""
        _bring(self._scroll, self._cards[name])

    def link(self, name: str) -> DeviceLink:
        """Return the line to a device."""
        return self._links[name]

    def _told(self, name: str, event: Json | None, state: Json) -> None:
        if not is_there(self._cards[name]):
            return  # said while the bench was closed
        if event is not None and event.get("event") == "paper":
            self.hang(name, self._folders[name] / str(event["file"]))
        if name == CUSTOMER_DISPLAY and self._pole is not None:
            self._pole.say(str(state.get("upper", "")), str(state.get("lower", "")))
        self._cards[name].show_state(state)
        self.heard.add(name)


def _titles(words: Words) -> dict[str, str]:
    return {
        TICKET_PRINTER: words("Ticket printer"),
        RECEIPT_PRINTER: words("Receipt printer and drawer"),
        SCANNER: words("Scanner"),
        CHECK_READER: words("Check reader"),
        CUSTOMER_DISPLAY: words("Pole display"),
        BADGE_READER: words("Badge reader"),
        PAYMENT_TERMINAL: words("Card terminal"),
    }


def _signs(words: Words) -> dict[str, str]:
    """Return the short names on the signs."""
    return {
        TICKET_PRINTER: words("Tickets"),
        RECEIPT_PRINTER: words("Receipts"),
        SCANNER: words("Scanner"),
        CHECK_READER: words("Checks"),
        CUSTOMER_DISPLAY: words("Pole"),
        BADGE_READER: words("Badges"),
        PAYMENT_TERMINAL: words("Cards"),
    }


def _bring(scroll: QScrollArea, card: QWidget) -> None:
    """Scroll so that the card begins at the top."""
    scroll.verticalScrollBar().setValue(card.y())
