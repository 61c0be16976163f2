"""A paper roll as ESC/POS prints it: lines of characters and raster pictures, from the top down.

Source: hardware facts 2.3 (Epson ESC/POS reference). Pictures are exact to the dot; characters are
drawn with the bundled font in font A's 12 x 24 or font B's 9 x 17 dots.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from PIL import Image, ImageChops

from hardware.simulators.lettering import BLACK, glyph

CODE_PAGES = {
    0: "cp437",
    1: "shift_jis",  # katakana in single bytes; a lead byte is refused
    2: "cp850",
    3: "cp860",
    4: "cp863",
    5: "cp865",
    13: "cp857",
    14: "cp737",
    15: "iso8859_7",
    16: "cp1252",
    17: "cp866",
    18: "cp852",
    19: "cp858",
    33: "cp775",
    34: "cp855",
    35: "cp861",
    36: "cp862",
    37: "cp864",
    38: "cp869",
    39: "iso8859_2",
    40: "iso8859_15",
    45: "cp1250",
    46: "cp1251",
    47: "cp1253",
    48: "cp1254",
    49: "cp1255",
    50: "cp1256",
    51: "cp1257",
    52: "cp1258",
}
"""ESC t n by Epson's numbers; what this printer has not is an error."""

_WORDS = re.compile(" +|[^ ]+")
_FONTS = {0: (12, 24), 1: (9, 17)}
_UNDERLINE_GAP = 2
_TAB_COLUMNS = 8


@dataclass(frozen=True, slots=True)
class RollPaper:
    """Dots across that can be printed, dots per inch, and whether the printer has a knife."""

    dots: int
    dpi: int
    cuts: bool = True


ROLLS = {
    **dict.fromkeys(("TM-T88IV", "TM-T88V"), RollPaper(512, 180)),
    **dict.fromkeys(
        ("TM-T20II", "TM-T20III", "TM-m30", "star-80mm", "generic-80mm"), RollPaper(576, 203)
    ),
    "generic-58mm": RollPaper(384, 203, cuts=False),
}
"""By the profile names of window.toml."""


@dataclass(slots=True)
class Pen:
    """How the next characters look; what ESC @ puts back."""

    font: int = 0
    wide: int = 1
    tall: int = 1
    bold: bool = False
    underline: int = 0
    inverse: bool = False
    align: int = 0
    spacing: int = 30
    gap: int = 0
    page: int = 0


@dataclass(frozen=True, slots=True)
class _Word:
    """Characters' dots; ``ink`` is None where they have none."""

    height: int
    ink: Image.Image | None


@lru_cache(maxsize=2048)
def _word(
    text: str, size: tuple[int, int, int], *, bold: bool, underline: int, inverse: bool
) -> _Word:
    """Return characters that are ``size``: wide, high, and so far from one left edge to the
    next."""
    width, height, advance = size
    image = Image.new("1", (advance * len(text), height), 0)
    for place, character in enumerate(text):
        if character != " ":
            image.paste(glyph(character, width, height, bold=bold), (place * advance, 0))
    if underline:
        below = height - _UNDERLINE_GAP
        image.paste(BLACK, (0, below, image.width, below + underline))
    if inverse:
        image = ImageChops.invert(image)
    return _Word(height, image if image.getbbox() else None)


class Roll:
    """The receipt being printed, and the line being filled."""

    def __init__(self, paper: RollPaper) -> None:
        self._paper = paper
        self._parts: list[Image.Image] = []
        self._line: list[tuple[int, _Word]] = []
        self._x = 0
        self.height = 0
        self.pen = self._fresh_pen()

    @property
    def at_line_start(self) -> bool:
        return not self._line

    def initialise(self) -> None:
        """ESC @: forget the line and every setting; printed paper stays."""
        self._line, self._x = [], 0
        self.pen = self._fresh_pen()

    def say(self, data: bytes) -> None:
        """Add characters to the line; a full line is printed and the next begun.

        Raises:
            ValueError: The code page has no such character.
        """
        for word in _WORDS.findall(data.decode(CODE_PAGES[self.pen.page])):
            self._add(word)

    def tab(self) -> None:
        """Go on to the next of the default tab stops, every eight columns."""
        step = _TAB_COLUMNS * (_FONTS[self.pen.font][0] + self.pen.gap)
        self._x = min((self._x // step + 1) * step, self._paper.dots)

    def end_line(self) -> None:
        """Print the line and feed."""
        tallest = max((word.height for _, word in self._line), default=0)
        strip = Image.new("1", (self._paper.dots, max(tallest, self.pen.spacing)), 0)
        start = self._start(self._x)
        for x, word in self._line:
            if word.ink is not None:
                strip.paste(word.ink, (start + x, tallest - word.height))
        self._line, self._x = [], 0
        self._add_part(strip)

    def feed(self, dots: int) -> None:
        """Print what is on the line and move the paper on."""
        if self._line:
            self.end_line()
            dots -= self.pen.spacing
        if dots > 0:
            self._add_part(Image.new("1", (self._paper.dots, dots), 0))

    def picture(self, across: int, data: bytes, *, wide: int = 1, tall: int = 1) -> None:
        """Print rows of ``across`` bytes.

        Raises:
            ValueError: Wider than the paper.
        """
        image = Image.frombytes("1", (across * 8, len(data) // across), data)
        self.stamp(image.resize((image.width * wide, image.height * tall)))

    def stamp(self, image: Image.Image) -> None:
        """Print a picture, aligned, in a strip of its own.

        Raises:
            ValueError: Wider than the paper, or the line before it has not ended.
        """
        if image.width > self._paper.dots:
            raise ValueError(f"a picture of {image.width} dots on {self._paper.dots}")
        if self._line:
            raise ValueError("a picture in the middle of a line")
        strip = Image.new("1", (self._paper.dots, image.height), 0)
        strip.paste(image, (self._start(image.width), 0))
        self._add_part(strip)

    def take(self) -> Image.Image:
        """Return what was printed since the last time, black on white, and begin anew."""
        image = Image.new("1", (self._paper.dots, max(self.height, 1)), 0)
        y = 0
        for part in self._parts:
            image.paste(part, (0, y))
            y += part.height
        self._parts, self.height = [], 0
        return ImageChops.invert(image)

    def _add(self, text: str) -> None:
        pen = self.pen
        width, height = _FONTS[pen.font]
        advance = (width + pen.gap) * pen.wide
        if self._x + advance * len(text) > self._paper.dots:
            if len(text) > 1:
                for character in text:
                    self._add(character)
                return
            self.end_line()
        word = _word(
            text,
            (width * pen.wide, height * pen.tall, advance),
            bold=pen.bold,
            underline=pen.underline,
            inverse=pen.inverse,
        )
        self._line.append((self._x, word))
        self._x += advance * len(text)

    def _start(self, width: int) -> int:
        return (0, (self._paper.dots - width) // 2, self._paper.dots - width)[self.pen.align]

    def _add_part(self, part: Image.Image) -> None:
        self._parts.append(part)
        self.height += part.height

    @property
    def default_spacing(self) -> int:
        """Dots of a sixth of an inch."""
        return round(self._paper.dpi / 6)

    def _fresh_pen(self) -> Pen:
        return Pen(spacing=self.default_spacing)
