"""The first screen: whose window is it? A name tile, then the PIN; the language beside them.

Painted at once with *Opening the box office*; the tiles come when the presenter knows who works
here. Imports nothing heavy.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.languages import LANGUAGES, language_of
from kiosk.theme import TARGET_GAP
from kiosk.widgets.buttons import Choice
from kiosk.widgets.curtain import Curtain
from kiosk.widgets.labels import Label
from kiosk.widgets.pages import Pages
from pos.ids import UserId

if TYPE_CHECKING:
    from kiosk.presenters.sign_in import SignIn, SignInState
    from kiosk.presenters.unlock import Unlock, UnlockState
    from kiosk.screens.sign_in_pages import NamesPage, PinPage
    from kiosk.screens.unlock import UnlockPanel
    from printing.words import Words


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
        self._unlock: Unlock | None = None
        self._unlock_panel: UnlockPanel | None = None
        self._state: SignInState | None = None
        self._house, self._window, self._line = "", window, ""
        self._curtain = Curtain()
        self._pages = Pages()
        self._opening = _Opening()
        self._pages.addWidget(self._opening)
        self._names: NamesPage | None = None
        self._pin: PinPage | None = None
        self._languages = _Languages(words.locale)
        self._lay_out()
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

    def join(self, presenter: SignIn, unlock: Unlock | None = None) -> None:
        """Give the screen its presenters, when it was painted before there were any."""
        self._presenter = presenter
        self._unlock = unlock
        if self._state is not None:
            self.draw(self._state)

    def set_house(self, house: str, window: str) -> None:
        """Say whose box office this is, and which window."""
        self._house, self._window = house, window
        self._say_curtain()

    def set_line(self, line: str) -> None:
        """Say one line more on the curtain; the demo names its PINs there."""
        self._line = line
        self._say_curtain()

    def _say_curtain(self) -> None:
        self._curtain.say(self._house, self._window or self._words("Box office"), self._line)

    def retranslate(self, words: Words) -> None:
        """Say everything in another language."""
        self._words = words
        self._opening.title.setText(words("Opening the box office…"))
        self._languages.set_name(words("Language"), words.locale)
        self._say_curtain()
        for page in (self._names, self._pin, self._unlock_panel):
            if page is not None:
                page.retranslate(words)
        if self._state is not None:
            self.draw(self._state)

    def draw(self, state: SignInState) -> None:
        """Show what the presenter knows."""
        self._state = state
        if not state.ready and state.refusal is None:
            self._pages.setCurrentWidget(self._opening)
            return
        names, pin = self._behind()
        names.draw(state)
        pin.draw(state, unlocks=self._unlock is not None)
        page = names if state.person is None else pin
        if self._unlocking and state.person is not None:
            return
        if self._pages.currentWidget() is not page:
            self._pages.setCurrentWidget(page)
            page.begin()

    @property
    def _unlocking(self) -> bool:
        return self._unlock is not None and self._unlock.state.locked is not None

    def _show_unlocking(self, state: UnlockState, panel: UnlockPanel) -> None:
        """The supervisor's panel stands where the PIN stood, until it is done or given up."""
        if state.locked is not None:
            self._pages.setCurrentWidget(panel)
        elif self._state is not None:
            self.draw(self._state)

    def _ask_supervisor(self) -> None:
        if self._unlock is None:
            return
        if self._unlock_panel is None:
            from kiosk.screens.unlock import UnlockPanel

            self._unlock_panel = panel = UnlockPanel(self._words, self._unlock)
            panel.drawn.connect(lambda state: self._show_unlocking(state, panel))
            self._pages.addWidget(panel)
            self._unlock.attach(panel)
        self._unlock.begin()

    def _behind(self) -> tuple[NamesPage, PinPage]:
        """Return the pages behind the first picture, made when they are first needed."""
        if self._names is None or self._pin is None:
            from kiosk.screens.sign_in_pages import NamesPage, PinPage

            self._names, self._pin = NamesPage(self._words), PinPage(self._words)
            self._pages.addWidget(self._names)
            self._pages.addWidget(self._pin)
            self._names.chosen.connect(self._choose)
            self._pin.gone_back.connect(self._go_back)
            self._pin.pin_entered.connect(self._enter)
            self._pin.unlock_asked.connect(self._ask_supervisor)
        return self._names, self._pin

    def _choose(self, user_id: str) -> None:
        if self._presenter is not None:
            self._presenter.choose(UserId(user_id))

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
        self._buttons.get(language_of(locale), self._buttons["en"]).setChecked(True)

    def _clicked(self) -> None:
        for language, button in self._buttons.items():
            if button is self.sender():
                self.chosen.emit(language)
