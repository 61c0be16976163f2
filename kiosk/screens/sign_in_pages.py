"""The two pages behind the first picture: who is at the window, and their PIN."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Label
from kiosk.widgets.notice import ErrorStrip
from kiosk.widgets.numpad import PinEntry
from kiosk.widgets.tiles import StaffTile
from kiosk.wording.roles import role_text

if TYPE_CHECKING:
    from kiosk.presenters.sign_in import SignInState
    from pos.views.people import StaffView
    from printing.words import Words

_COLUMNS = 2


class NamesPage(QWidget):
    """A tile for everyone who works here, ``signin.tile.<n>`` in the order of the list."""

    chosen = Signal(str)
    """A person's id."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._people: tuple[StaffView, ...] = ()
        self._tiles: list[StaffTile] = []
        self._title = Label("", "heading")
        self._nobody = Label("", "soft")
        self._nobody.hide()
        self._strip = ErrorStrip("signin.trouble")
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 4, 0)
        self._grid.setSpacing(12)
        for index in range(_COLUMNS):
            self._grid.setColumnStretch(index, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        for widget in (self._title, self._strip, self._nobody):
            column.addWidget(widget)
        column.addWidget(self._scrolled(), 1)
        self.retranslate(words)

    def _scrolled(self) -> QScrollArea:
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(self._grid)
        inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(holder)
        return scroll

    def draw(self, state: SignInState) -> None:
        """Show the people, or why they cannot be read."""
        if state.people != self._people:
            self._make_tiles(state.people)
        self._strip.say_error(state.refusal, self._words)
        self._nobody.setVisible(state.ready and not state.people)

    def begin(self) -> None:
        """Let the keyboard start at the first name."""
        if self._tiles:
            self._tiles[0].setFocus()

    def retranslate(self, words: Words) -> None:
        """Say everything in another language."""
        self._words = words
        self._title.setText(words("Who is at the window?"))
        self._nobody.setText(
            words(
                "Nobody works here yet. Run foyer setup on this machine to make the first account. "
                "At a window of a hub the people come from there, in a moment."
            )
        )
        self._say_people()

    def _make_tiles(self, people: tuple[StaffView, ...]) -> None:
        self._people = people
        for tile in self._tiles:
            tile.hide()
            tile.deleteLater()
        self._tiles = []
        for index in range(len(people)):
            tile = StaffTile()
            tile.setObjectName(f"signin.tile.{index}")
            tile.clicked.connect(self._clicked)
            self._grid.addWidget(tile, index // _COLUMNS, index % _COLUMNS)
            self._tiles.append(tile)
        self._say_people()

    def _say_people(self) -> None:
        words, named = self._words, Counter(person.name for person in self._people)
        for tile, person in zip(self._tiles, self._people, strict=True):
            mark = words("Locked") if person.locked else ""
            role = role_text(person.role, words)
            if named[person.name] > 1 and person.added_at is not None:  # two windows met
                since = words.day_and_time(person.added_at)
                role = words("{role}, here since {time}", role=role, time=since)
            tile.say_person(person.name, role, mark)

    def _clicked(self) -> None:
        tile = self.sender()
        if isinstance(tile, StaffTile):
            self.chosen.emit(self._people[self._tiles.index(tile)].user_id)


class PinPage(QWidget):
    """The PIN of the person chosen."""

    gone_back = Signal()
    pin_entered = Signal(str)
    unlock_asked = Signal()
    """The person is locked out; a supervisor stands by."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._back = Button("", "quiet", "back", compact=True)
        self._back.setObjectName("signin.back")
        self._name = Label("", "heading")
        self._name.setObjectName("signin.name")
        self._asks = Label("", "soft")
        self._strip = ErrorStrip("signin.refusal")
        self._unlock = Button("", "plain", "person")
        self._unlock.setObjectName("signin.unlock")
        self._entry = PinEntry(words, "pin")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        for widget in (self._name, self._asks, self._strip):
            column.addWidget(widget)
        column.addWidget(self._unlock)
        column.addStretch(1)
        column.addWidget(self._entry)
        column.addStretch(2)
        self._back.clicked.connect(self.gone_back)
        self._entry.pin_entered.connect(self.pin_entered)
        self._unlock.clicked.connect(self.unlock_asked)
        self._entry.changed.connect(self._strip.hide)
        self.retranslate(words)

    def draw(self, state: SignInState, *, unlocks: bool = False) -> None:
        """Show whose PIN is wanted and why the last one was wrong; to somebody locked out, the way
        back where ``unlocks``."""
        words = self._words
        name = state.person.name if state.person is not None else ""
        if name != self._name.text():
            self._entry.clear()
            self._name.setText(name)
        locked = state.person is not None and state.person.locked
        self._asks.setText(self._question(busy=state.busy, locked=locked))
        self._unlock.setVisible(locked and unlocks and not state.busy)
        self._entry.setEnabled(not state.busy)
        self._back.setEnabled(not state.busy)
        self._strip.say_error(state.refusal, words)
        if state.refusal is not None:
            self._entry.refuse()
        if name and not state.busy:
            self.begin()

    def _question(self, *, busy: bool, locked: bool) -> str:
        words = self._words
        if busy:
            return words("Checking…")
        if locked:
            return words("Locked after too many wrong PINs.")
        return words("Enter your PIN")

    def begin(self) -> None:
        """Let typed digits come to the PIN."""
        self._entry.setFocus()

    def retranslate(self, words: Words) -> None:
        """Say everything in another language."""
        self._words = words
        self._back.setText(words("Not me"))
        self._unlock.setText(words("A supervisor can unlock it"))
        self._entry.retranslate(words)
