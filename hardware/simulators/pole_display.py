"""A virtual pole display: two lines of twenty, strict about its language, mute.

Source: hardware facts 9, commands as tabled there. String mode of CD5220 is left by CLR or CAN
only; anything else in it is an error. A carriage return by itself is taken everywhere
(unconfirmed). Cut off in the middle of a command it waits for the rest, whoever sends it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from hardware.simulators.device import Answer, BadRequest, VirtualDevice
from hardware.simulators.faults import OF_THE_LINE, BadFault, Fault, FaultKind, FaultPlan
from hardware.simulators.tray import PaperTray
from pos.clock import Clock

if TYPE_CHECKING:
    from PIL.Image import Image

COLUMNS, ROWS = 20, 2
BLANK = " " * COLUMNS
_CELL = (22, 34)
_GAP = 4
_TEXT = rb"[\x20-\xff]"


@dataclass(frozen=True, slots=True)
class Language:
    """``words``: whole commands by what they do. ``begun``: how an unfinished one looks."""

    words: Mapping[str, re.Pattern[bytes]]
    begun: re.Pattern[bytes]


def _language(begun: bytes, **words: bytes) -> Language:
    compiled = {name: re.compile(word, re.DOTALL) for name, word in words.items()}
    text = {"return": re.compile(rb"\r"), "text": re.compile(_TEXT)}
    return Language({**compiled, **text}, re.compile(begun, re.DOTALL))


LANGUAGES = {
    "cd5220": _language(
        rb"\x1b(?:Q(?:[AB]" + _TEXT + rb"{0,20})?|l[\x01-\x14]?|\*|=)?",
        clear=rb"\x0c",
        cancel=rb"\x18",
        begin=rb"\x1b@",
        line=rb"\x1bQ([AB])(" + _TEXT + rb"{0,20})\r",
        move=rb"\x1bl([\x01-\x14])([\x01\x02])",
        bright=rb"\x1b\*[\x01-\x04]",
        select=rb"\x1b=[\x01-\x03]",
    ),
    "epson": _language(
        rb"\x1b=?|\x1f(?:X|\$[\x01-\x14]?)?",
        clear=rb"\x0c",
        cancel=rb"\x18",
        begin=rb"\x1b@",
        move=rb"\x1f\$([\x01-\x14])([\x01\x02])",
        bright=rb"\x1fX[\x01-\x04]",
        select=rb"\x1b=[\x01-\x03]",
    ),
    "utc": _language(rb"\x10", clear=rb"\x1f", place=rb"\x10([\x00-\x27])"),
    "utc-enhanced": _language(
        rb"\x1b(?:u(?:[AB]" + _TEXT + rb"{0,20})?)?",
        enter=rb"\x1bd",
        line=rb"\x1bu([AB])(" + _TEXT + rb"{0,20})\r",
    ),
}
_IN_STRING_MODE = frozenset({"line", "clear", "cancel", "return"})


@dataclass(frozen=True, slots=True)
class Word:
    """One command, or bytes that are none (``name`` empty)."""

    name: str
    data: bytes
    parts: tuple[bytes, ...] = ()

    @property
    def size(self) -> int:
        return len(self.data)


class VirtualPole(VirtualDevice[Word]):
    """See the module. With ``out`` each picture lands there as PNG."""

    kind: ClassVar[str] = "pole-display"
    knows: ClassVar[frozenset[FaultKind]] = frozenset(
        {
            FaultKind.HANG,
            FaultKind.POWER_CYCLE,
            *OF_THE_LINE,
        }
    )

    def __init__(
        self, clock: Clock, plan: FaultPlan, model: str = "cd5220", out: Path | None = None
    ) -> None:
        if model not in LANGUAGES:
            raise BadFault(f"no model is called {model}: {', '.join(LANGUAGES)}")
        self._model = model
        self._draws = out is not None
        super().__init__(clock, PaperTray(out, "display"), plan, 0)
        self.reset()

    def reset(self) -> None:
        self._arrived = b""
        self._shown = self._told = [BLANK, BLANK]
        self._column = self._row = 0
        self._string_mode = False
        self._enhanced = False

    @property
    def lines(self) -> tuple[str, str]:
        """What stands there now, without blanks at the ends."""
        upper, lower = self._shown
        return upper.rstrip(), lower.rstrip()

    # ---- its language ----

    def tokenize(self, data: bytes) -> list[Word]:
        self._arrived += data
        words = []
        while self._arrived and (word := self._next()) is not None:
            words.append(word)
            self._arrived = self._arrived[len(word.data) :]
        return words

    def _next(self) -> Word | None:
        language = LANGUAGES[self._model]
        for name, pattern in language.words.items():
            if (found := pattern.match(self._arrived)) is not None:
                return Word(name, found[0], found.groups())
        if language.begun.fullmatch(self._arrived) is not None:
            return None
        return Word("", self._arrived[:1])

    def able(self) -> bool:
        return True

    def perform(self, token: Word) -> bool:
        if not token.name:
            self.complain(f"unknown byte {token.data.hex()}")
        elif self._string_mode and token.name not in _IN_STRING_MODE:
            self.complain(f"{token.name} in string mode, which only CLR or CAN leaves")
        elif self._model == "utc-enhanced" and token.name == "text":
            self.complain("plain text in enhanced mode")
        elif self._model == "utc-enhanced" and token.name == "line" and not self._enhanced:
            self.complain("ESC u before ESC d")
        else:
            self._do(token)
        return not self._hung

    def _do(self, word: Word) -> None:
        match word.name:
            case "clear" | "begin":
                self._shown = [BLANK, BLANK]
                self._column = self._row = 0
                self._string_mode = False
            case "cancel":
                self._put(self._row, BLANK)
                self._column, self._string_mode = 0, False
            case "enter":
                self._enhanced = True
            case "line":
                which, text = word.parts
                self._put(which == b"B", text.decode("cp437").ljust(COLUMNS))
                self._string_mode = self._model == "cd5220"
            case "move":
                self._column, self._row = word.parts[0][0] - 1, word.parts[1][0] - 1
            case "place":
                self._row, self._column = divmod(word.parts[0][0], COLUMNS)
            case "return":
                self._column = 0
            case "text":
                self._type(word.data.decode("cp437"))

    def _type(self, char: str) -> None:
        line = self._shown[self._row]
        self._put(self._row, line[: self._column] + char + line[self._column + 1 :])
        self._column += 1
        if self._column == COLUMNS:
            self._column, self._row = 0, 1 - self._row

    def _put(self, row: int, line: str) -> None:
        self._shown = [line if at == row else old for at, old in enumerate(self._shown)]

    def worked(self) -> None:
        """Show what has changed, once everything that arrived is worked off."""
        if self._shown == self._told or self._arrived:
            return
        self._told = self._shown
        self.papers += 1
        upper, lower = self.lines
        file = self.tray.put(self._picture()) if self._draws else ""
        self.tell("shown", upper=upper, lower=lower, file=file)

    def _picture(self) -> Image:
        from PIL import Image, ImageOps

        from hardware.simulators.lettering import glyph

        width, height = _CELL
        size = (COLUMNS * (width + _GAP) + _GAP, ROWS * (height + _GAP) + _GAP)
        dots = Image.new("L", size, 0)
        for row, line in enumerate(self._shown):
            for column, char in enumerate(line):
                place = (_GAP + column * (width + _GAP), _GAP + row * (height + _GAP))
                dots.paste(glyph(char, width, height), place)
        return ImageOps.colorize(dots, "#05201d", "#5cf2d6")

    # ---- people ----

    def strike(self, fault: Fault) -> None:
        raise BadFault(f"a pole display has no fault {fault.kind.value}")

    def clear(self) -> None:
        """Nothing of its own can be wrong with it."""

    def load(self, count: int) -> None:
        raise BadRequest("a display holds no stock")

    def state(self) -> Answer:
        upper, lower = self.lines
        return {"upper": upper, "lower": lower, "string_mode": self._string_mode}
