"""One virtual device on the bench: how it is, its stock, and the trouble a person can make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from hardware.simulators.faults import FaultKind
from kiosk.settings import RECEIPT_PRINTER
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card, Label

if TYPE_CHECKING:
    from hardware.simulators.control import Json
    from kiosk.bench.link import DeviceLink
    from printing.words import Words

LOADED = 100
"""Papers in the packet that a person loads."""

Trouble = tuple[str, FaultKind, dict[str, object]]


def troubles(device: str, words: Words) -> tuple[Trouble, ...]:
    """Return what can be made to go wrong with a device: the button's word, the fault, its
    values.
    """
    common: tuple[Trouble, ...] = (
        (words("Run out"), FaultKind.OUT_OF_STOCK, {}),
        (words("Open the cover"), FaultKind.COVER, {}),
        (words("Cutter jam"), FaultKind.CUTTER, {}),
        (words("Lose the next answer"), FaultKind.ACK_LOST, {}),
        (words("Pull the plug"), FaultKind.POWER_CYCLE, {}),
        (words("Cut the line"), FaultKind.LINE_CUT, {}),
        (words("Hang for 10 s"), FaultKind.HANG, {"seconds": 10.0}),
    )
    if device == RECEIPT_PRINTER:
        return (*common, (words("Stick the drawer"), FaultKind.DRAWER_STUCK, {}))
    return (
        *common,
        (words("Run out mid-ticket"), FaultKind.OUT_OF_STOCK, {"mid": True}),
        (words("Jam"), FaultKind.JAM, {}),
        (words("Answer late"), FaultKind.ACK_LATE, {"seconds": 5.0}),
        (words("Held by another"), FaultKind.HELD, {}),
    )


class DeviceCard(Card):
    """A device's card. Whatever is touched goes over ``link``."""

    def __init__(
        self, title: str, link: DeviceLink, words: Words, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._link = link
        self._state = Label(role="strong")
        self._detail = Label(role="soft")
        self._drawer = Button(words("Push the drawer shut"), "primary", "cash_drawer")
        self._drawer.setObjectName(f"bench.{link.name}.drawer")
        self._drawer.clicked.connect(lambda: link.do("close_drawer"))
        self._drawer.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        for part in (Label(title, "title"), self._state, self._detail, self._drawer):
            column.addWidget(part)
        column.addLayout(self._buttons())

    def _buttons(self) -> QGridLayout:
        link, words = self._link, self._words
        load = Button(words("Load stock"), "plain", "ticket_printer", compact=True)
        load.setObjectName(f"bench.{link.name}.load")
        load.clicked.connect(lambda: link.do("load_stock", count=LOADED))
        clear = Button(words("Put right"), "plain", "check", compact=True)
        clear.setObjectName(f"bench.{link.name}.clear")
        clear.clicked.connect(lambda: link.do("clear"))
        grid = QGridLayout()
        grid.setSpacing(8)
        grid.addWidget(load, 0, 0)
        grid.addWidget(clear, 0, 1)
        for number, (word, kind, values) in enumerate(troubles(link.name, words), start=2):
            button = Button(word, "danger", compact=True)
            mid = ".mid" if "mid" in values else ""
            button.setObjectName(f"bench.{link.name}.{kind.value}{mid}")
            fault = {"kind": kind.value, **values}
            button.clicked.connect(lambda _=False, fault=fault: link.do("fault", **fault))
            grid.addWidget(button, number // 2, number % 2)
        return grid

    def show_state(self, state: Json) -> None:
        """Say how the device is."""
        words = self._words
        stop = str(state.get("stop") or "")
        self._state.setText(words("Working") if not stop else stop.replace("_", " ").capitalize())
        self._state.set_role("danger" if stop else "good")
        self._detail.setText(
            words(
                "{stock} papers in stock, {papers} printed",
                stock=_whole(state, "stock"),
                papers=_whole(state, "papers"),
            )
        )
        self._drawer.setVisible(bool(state.get("drawer_open")))


def _whole(state: Json, key: str) -> int:
    value = state.get(key)
    return value if isinstance(value, int) else 0
