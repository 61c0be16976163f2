"""Three short sounds, each unlike the others: *approved*, *declined*, *attention*. They can be off.

Qt's own player is not among the modules we ship, so the machine's is asked; where there is none, it
beeps. Starts a sound and never waits for its end. GUI thread.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from enum import Enum

from PySide6.QtCore import QProcess, QStandardPaths
from PySide6.QtWidgets import QApplication

from kiosk.theme import ASSETS

_PLAYERS: tuple[tuple[str, ...], ...] = (
    ("pw-play",),
    ("paplay",),
    ("aplay", "-q"),
    ("afplay",),
)
"""Programs that play a file, on Linux and macOS; the first one found is used."""


class Sound(Enum):
    """What is heard."""

    APPROVED = "approved"
    DECLINED = "declined"
    ATTENTION = "attention"


def _find(program: str) -> str:
    return str(QStandardPaths.findExecutable(program))


def _start(program: str, arguments: list[str]) -> bool:
    return bool(QProcess.startDetached(program, arguments)[0])


class Sounds:
    """Plays sounds, or keeps quiet.

    Args:
        on: Whether anything is heard.
        find: Returns where a program is, or an empty text.
        start: Starts a program by itself and says whether it began.
        beep: Is heard where nothing else can be.
    """

    def __init__(
        self,
        *,
        on: bool,
        find: Callable[[str], str] = _find,
        start: Callable[[str, list[str]], bool] = _start,
        beep: Callable[[], None] = QApplication.beep,
    ) -> None:
        self.on = on
        self._find = find
        self._start = start
        self._beep = beep
        self._player: tuple[str, ...] | None = None

    def play(self, sound: Sound) -> None:
        """Let ``sound`` be heard; the one before may still be ringing."""
        if not self.on:
            return
        file = str(ASSETS / "sounds" / f"{sound.value}.wav")
        if sys.platform == "win32":
            import winsound

            winsound.PlaySound(file, winsound.SND_FILENAME | winsound.SND_ASYNC)
            return
        player = self._known_player()
        if not player or not self._start(player[0], [*player[1:], file]):
            self._beep()

    def _known_player(self) -> tuple[str, ...]:
        if self._player is None:
            found = ((self._find(name), *options) for name, *options in _PLAYERS)
            self._player = next((player for player in found if player[0]), ())
        return self._player
