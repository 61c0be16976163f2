"""The way from the command to the first picture, and on to everything else.

Only light modules are imported before the picture stands; the heavy ones follow a few at a time, so
that the window answers between them. GUI thread.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from kiosk import settings as window_toml
from kiosk.first_picture import FirstPicture
from kiosk.languages import opening_words
from kiosk.settings import Home, WindowSettings
from kiosk.shell import Shell
from kiosk.theme import dots_per_mm, load_fonts, theme_named
from pos.errors import SettingsInvalid

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication

    from kiosk.theme import Theme

USUAL_SIZE = (1280, 800)


def _words() -> None:
    import printing.words  # noqa: F401


def _sign_in() -> None:
    import kiosk.presenters.sign_in
    import kiosk.screens.sign_in_pages  # noqa: F401


def _application() -> None:
    import kiosk.application  # noqa: F401


AFTERWARDS = (_words, _sign_in, _application)
"""Loads what the first picture did without, one after the other."""


class Opening:
    """Shows the first picture at once.

    Args:
        painted: Called when it stands.
        loaded: Called with the window when everything it needs is imported.
    """

    def __init__(
        self,
        app: QApplication,
        home: Home,
        painted: Callable[[], None],
        loaded: Callable[[Shell], None],
    ) -> None:
        self._painted = painted
        self._loaded = loaded
        self._waiting = list(AFTERWARDS)
        load_fonts(app)
        window = _window_of(home)
        theme = theme_named(window.theme, dots_per_mm(app.primaryScreen()))
        self.shell = Shell(None, theme)
        picture = _Told(opening_words(window.language), window.name, theme, self._stands)
        self.shell.show_cover(picture)
        if window.full_screen:
            self.shell.showFullScreen()
        else:
            self.shell.resize(*USUAL_SIZE)
            self.shell.show()

    def _stands(self) -> None:
        self._painted()
        self._next()

    def _next(self) -> None:
        self._waiting.pop(0)()
        if self._waiting:
            QTimer.singleShot(0, self._next)
        else:
            self._loaded(self.shell)


class _Told(FirstPicture):
    """Says once when it was painted."""

    def __init__(self, opening: str, window: str, theme: Theme, told: Callable[[], None]) -> None:
        super().__init__(opening, window, theme)
        self._told: Callable[[], None] | None = told

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint, then say so from the event loop."""
        super().paintEvent(event)
        told, self._told = self._told, None
        if told is not None:
            QTimer.singleShot(0, told)


def _window_of(home: Home) -> WindowSettings:
    """Return what window.toml says of the window; the usual where it is wrong, said later."""
    try:
        return window_toml.read(home.settings_file).window
    except SettingsInvalid:
        return WindowSettings()
