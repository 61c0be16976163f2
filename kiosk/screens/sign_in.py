"""The first screen: whose window is it? A name tile, then the PIN; the language beside them.

Painted at once with *Opening the box office*; the tiles come when the presenter knows who works
here. Imports nothing heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from kiosk.messages import LANGUAGES, role_text
from kiosk.theme import TARGET_GAP
from kiosk.widgets.buttons import Button, Choice
from kiosk.widgets.curtain import Curtain
from kiosk.widgets.labels import Label
from kiosk.widgets.notice import ErrorStrip
from kiosk.widgets.numpad import PinEntry
from kiosk.widgets.tiles import StaffTile

if TYPE_CHECKING:
    from kiosk.presenters.sign_in import SignIn, SignInState
    from pos.views.people import StaffView
    from printing.words import Words

_COLUMNS = 2


class SignInScreen(QWidget):
    """Covers the window while nobody is at it. Draws ``SignInState``.

    Args:
        window: The window's name, shown at once.
    """

    language_chosen = Signal(str)
    """A locale; the composition gives everybody new words."""

    def __init__(
        self,
        words: Words,
        presenter: SignIn | None = None,
        window: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("cover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._words = words
        self._presenter = presenter
        self._state: SignInState | None = None
        self._people: tuple[StaffView, ...] = ()
        self._tiles: list[StaffTile] = []
        self._house, self._window = "", window
        self._curtain = Curtain()
        self._pages = QStackedWidget()
        self._opening = _Opening()
        self._names = _Names()
        self._pin = _Pin(words)
        for page in (self._opening, self._names, self._pin):
            self._pages.addWidget(page)
        self._languages = _Languages(words.locale)
        self._lay_out()
        self._pin.back.clicked.connect(self._go_back)
        self._pin.entry.pin_entered.connect(self._enter)
        self._pin.entry.changed.connect(self._pin.strip.hide)
        self._languages.chosen.connect(self.language_chosen)
        self.retranslate(words)

    def _lay_out(self) -> None:
        across = QHBoxLayout(self)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addWidget(self._curtain, 38)
        side = QVBoxLayout()
        side.setContentsMargins(48, 40, 48, 24)
        side.setSpacing(16)
        side.addWidget(self._pages, 1)
        side.addWidget(self._languages)
        across.addLayout(side, 62)

    def join(self, presenter: SignIn) -> None:
        """Give the screen its presenter, when it was painted before there was one."""
        self._presenter = presenter

    def set_house(self, house: str, window: str) -> None:
        """Say whose box office this is, and which window."""
        self._house, self._window = house, window
        self._say_curtain()

    def _say_curtain(self) -> None:
        self._curtain.say(self._house, self._window or self._words("Box office"))

    def retranslate(self, words: Words) -> None:
        """Say everything in another language."""
        self._words = words
        self._opening.title.setText(words("Opening the box office…"))
        self._names.title.setText(words("Who is at the window?"))
        self._names.nobody.setText(
            words(
                "Nobody works here yet. Run foyer setup on this machine to make the first account."
            )
        )
        self._pin.retranslate(words)
        self._languages.set_name(words("Language"), words.locale)
        self._say_curtain()
        self._say_people()
        if self._state is not None:
            self.draw(self._state)

    def draw(self, state: SignInState) -> None:
        """Show what the presenter knows."""
        self._state = state
        if state.people != self._people:
            self._make_tiles(state.people)
        self._pin.draw(state, self._words)
        if state.person is not None:
            self._show(self._pin)
        elif state.ready or state.refusal is not None:
            self._names.strip.say_error(state.refusal, self._words)
            self._names.nobody.setVisible(state.ready and not state.people)
            self._show(self._names)
        else:
            self._show(self._opening)

    def _show(self, page: QWidget) -> None:
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)
            if page is self._pin:
                self._pin.entry.setFocus()
            elif self._tiles:
                self._tiles[0].setFocus()

    def _make_tiles(self, people: tuple[StaffView, ...]) -> None:
        self._people = people
        for tile in self._tiles:
            tile.hide()
            tile.deleteLater()
        self._tiles = []
        for index, _person in enumerate(people):
            tile = StaffTile()
            tile.setObjectName(f"signin.tile.{index}")
            tile.clicked.connect(self._choose)
            self._names.grid.addWidget(tile, index // _COLUMNS, index % _COLUMNS)
            self._tiles.append(tile)
        self._say_people()

    def _say_people(self) -> None:
        for tile, person in zip(self._tiles, self._people, strict=True):
            mark = self._words("Locked") if person.locked else ""
            tile.say_person(person.name, role_text(person.role, self._words), mark)

    def _choose(self) -> None:
        tile = self.sender()
        if self._presenter is not None and isinstance(tile, StaffTile):
            self._presenter.choose(self._people[self._tiles.index(tile)].user_id)

    def _go_back(self) -> None:
        if self._presenter is not None:
            self._presenter.back()

    def _enter(self, pin: str) -> None:
        if self._presenter is not None:
            self._presenter.enter(pin)


class _Opening(QWidget):
    """What is seen while the database loads."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Label("", "heading")
        self.title.setObjectName("signin.opening")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        column.addWidget(self.title)
        column.addStretch(2)


class _Names(QWidget):
    """A tile for everyone who works here."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Label("", "heading")
        self.nobody = Label("", "soft")
        self.strip = ErrorStrip("signin.trouble")
        tiles = QWidget()
        self.grid = QGridLayout(tiles)
        self.grid.setContentsMargins(0, 0, 4, 0)
        self.grid.setSpacing(12)
        for index in range(_COLUMNS):
            self.grid.setColumnStretch(index, 1)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(tiles)
        inside.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(holder)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self.title)
        column.addWidget(self.strip)
        column.addWidget(self.nobody)
        column.addWidget(scroll, 1)


class _Pin(QWidget):
    """The PIN of the person chosen."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.back = Button("", "quiet", "back", compact=True)
        self.back.setObjectName("signin.back")
        self.name = Label("", "heading")
        self.name.setObjectName("signin.name")
        self.asks = Label("", "soft")
        self.strip = ErrorStrip("signin.refusal")
        self.entry = PinEntry(words, "pin")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.name)
        column.addWidget(self.asks)
        column.addWidget(self.strip)
        column.addStretch(1)
        column.addWidget(self.entry)
        column.addStretch(2)

    def draw(self, state: SignInState, words: Words) -> None:
        """Show whose PIN is wanted and why the last one was wrong."""
        if state.person is not None:
            if self.name.text() != state.person.name:
                self.entry.clear()
            self.name.setText(state.person.name)
        else:
            self.entry.clear()
        self.asks.setText(words("Checking…") if state.busy else words("Enter your PIN"))
        self.entry.setEnabled(not state.busy)
        self.back.setEnabled(not state.busy)
        self.strip.say_error(state.refusal, words)
        if state.refusal is not None:
            self.entry.refuse()
        if state.person is not None and not state.busy:
            self.entry.setFocus()

    def retranslate(self, words: Words) -> None:
        self.back.setText(words("Not me"))
        self.entry.retranslate(words)


class _Languages(QWidget):
    """Each language under its own name; one tap changes everything."""

    chosen = Signal(str)

    def __init__(self, locale: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(TARGET_GAP)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, Choice] = {}
        for language, name in LANGUAGES.items():
            button = Choice(name)
            button.setObjectName(f"signin.language.{language}")
            button.clicked.connect(self._clicked)
            self._group.addButton(button)
            self._buttons[language] = button
            row.addWidget(button)
        row.addStretch(1)
        self._mark(locale)

    def set_name(self, name: str, locale: str) -> None:
        """Say what the row is, and which language is shown."""
        self.setAccessibleName(name)
        self._mark(locale)

    def _mark(self, locale: str) -> None:
        language = locale.replace("-", "_").split("_")[0]
        self._buttons.get(language, self._buttons["en"]).setChecked(True)

    def _clicked(self) -> None:
        for language, button in self._buttons.items():
            if button is self.sender():
                self.chosen.emit(language)
