"""The lock: who is away, what waits for them, and two ways on: their PIN, or somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kiosk.widgets.buttons import Button
from kiosk.widgets.curtain import Curtain
from kiosk.widgets.labels import Label
from kiosk.widgets.notice import ErrorStrip
from kiosk.widgets.numpad import PinEntry

if TYPE_CHECKING:
    from kiosk.presenters.lock import Lock, LockState
    from printing.words import Words


class LockScreen(QWidget):
    """Covers the window while the person at it is away. Draws ``LockState``."""

    def __init__(
        self, words: Words, presenter: Lock, window: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("cover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = words
        self._presenter = presenter
        self._window = window
        self._house = ""
        self._state: LockState | None = None
        self._curtain = Curtain()
        self._name = Label("", "heading")
        self._name.setObjectName("lock.name")
        self._waits = Label("", "soft")
        self._waits.setObjectName("lock.waits")
        self._strip = ErrorStrip("lock.refusal")
        self._entry = PinEntry(words, "lock.pin")
        self._switch = Button("", "plain", "person")
        self._switch.setObjectName("lock.switch")
        self._lay_out()
        self._entry.pin_entered.connect(presenter.unlock)
        self._entry.changed.connect(self._strip.hide)
        self._switch.clicked.connect(presenter.switch)
        self.setFocusProxy(self._entry)
        self.retranslate(words)

    def _lay_out(self) -> None:
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self._curtain, 38)
        right = QWidget()
        right.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        side = QVBoxLayout(right)
        side.setContentsMargins(48, 40, 48, 24)
        side.setSpacing(8)
        side.addWidget(self._name)
        side.addWidget(self._waits)
        side.addWidget(self._strip)
        side.addStretch(1)
        side.addWidget(self._entry)
        side.addStretch(2)
        side.addWidget(self._switch, 0, Qt.AlignmentFlag.AlignLeft)
        across.addWidget(right, 62)

    def set_house(self, house: str, window: str) -> None:
        """Say whose box office this is, and which window."""
        self._house, self._window = house, window
        self._say()

    def draw(self, state: LockState) -> None:
        """Show who is away and why the last PIN was wrong."""
        self._state = state
        self._entry.setEnabled(not state.busy)
        self._switch.setEnabled(not state.busy)
        self._strip.say_error(state.refusal, self._words)
        if state.refusal is not None:
            self._entry.refuse()
        elif not state.locked:
            self._entry.clear()
        self._say()

    def retranslate(self, words: Words) -> None:
        """Say everything in another language."""
        self._words = words
        self._entry.retranslate(words)
        self._switch.setText(words("Somebody else"))
        self._switch.set_caption(words("The cart is kept"))
        self._say()
        if self._state is not None:
            self._strip.say_error(self._state.refusal, words)

    def _say(self) -> None:
        words, state = self._words, self._state
        self._curtain.say(self._house, self._window or words("Box office"), words("Locked"))
        if state is None:
            return
        self._name.setText(words("Welcome back, {name}", name=state.name))
        tickets = words.plural(
            "Your cart with {n} ticket waits for you. Enter your PIN.",
            "Your cart with {n} tickets waits for you. Enter your PIN.",
            state.tickets,
        )
        self._waits.setText(tickets if state.tickets else words("Enter your PIN"))
