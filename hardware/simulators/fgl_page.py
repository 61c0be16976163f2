"""A ticket as FGL draws it: rows across the head, columns along the feed, 0,0 top left.

Source: hardware facts 1.2 to 1.5. Graphics are exact to the dot; resident typefaces are drawn with
the bundled font in the documented cell (``lettering.py``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from PIL import Image, ImageChops

from hardware.simulators.lettering import BLACK, glyph


@dataclass(frozen=True, slots=True)
class Stock:
    """Ticket stock in dots: its size, and the rows and columns that can be printed."""

    paper_rows: int
    paper_columns: int
    rows: int
    columns: int
    dpi: int


_AT_200 = {
    "5.5x2": Stock(400, 1100, 384, 1050, 200),
    "8x3.25": Stock(650, 1600, 632, 1550, 200),
    "8x4": Stock(800, 1600, 782, 1550, 200),
}

STOCKS = {
    f"boca-{dpi}dpi-{name}": Stock(
        at_200.paper_rows * dpi // 200,
        at_200.paper_columns * dpi // 200,
        at_200.rows * dpi // 200,
        at_200.columns * dpi // 200,
        dpi,
    )
    for dpi in (200, 300, 600)
    for name, at_200 in _AT_200.items()
}
"""By the profile names of window.toml. 384 x 1050 on 5.5 x 2 in is the vendor's guide; finer heads
have more dots on the same stock."""


@dataclass(frozen=True, slots=True)
class Typeface:
    """Dots of a letter, and the step to the next letter and line."""

    width: int
    height: int
    advance: int
    line: int


FACES = {
    1: Typeface(5, 7, 7, 8),
    2: Typeface(8, 16, 10, 18),
    3: Typeface(17, 31, 20, 33),
    4: Typeface(5, 9, 7, 11),
    5: Typeface(5, 11, 7, 13),
    6: Typeface(30, 52, 34, 56),
    7: Typeface(15, 29, 20, 31),
    8: Typeface(20, 40, 20, 33),
    9: Typeface(13, 20, 13, 22),
    10: Typeface(25, 41, 28, 41),
    11: Typeface(25, 49, 26, 49),
    12: Typeface(46, 91, 47, 91),
    13: Typeface(20, 40, 20, 42),
    16: Typeface(18, 31, 20, 33),
}

_TURNS = {
    "RR": Image.Transpose.ROTATE_270,
    "RU": Image.Transpose.ROTATE_180,
    "RL": Image.Transpose.ROTATE_90,
}
_BAR_UNIT = 8
"""Barcode heights count in units of eight dots."""


class OutOfBounds(ValueError):
    """A position or length that is not on the ticket."""


@dataclass(slots=True)
class Pen:
    """Everything a ticket starts with and its commands change."""

    row: int = 0
    column: int = 0
    face: int = 3
    tall: int = 1
    wide: int = 1
    box: tuple[int, int] | None = None
    divisor: int = 1
    turn: str = "NR"
    inverse: bool = False
    overwrite: bool = False
    thickness: int = 1
    bar_width: int = 2
    bar_text: bool = False
    clipped: list[str] = field(default_factory=list)


@lru_cache(maxsize=1024)
def _strip(data: bytes) -> Image.Image:
    """Return columns of eight dots as a picture; most come again on the next ticket."""
    return Image.frombytes("1", (8, len(data)), data).transpose(Image.Transpose.TRANSPOSE)


class FglPage:
    """One ticket being drawn."""

    def __init__(self, stock: Stock) -> None:
        self.stock = stock
        self.pen = Pen()
        self._image = Image.new("1", (stock.paper_columns, stock.paper_rows), 0)
        self.blank = True

    def paper(self, *, half: bool = False) -> Image.Image:
        """Return the ticket, black on white; with ``half`` only what came out before it stopped."""
        image = self._image
        if half:
            image = image.crop((0, 0, image.width // 2, image.height))
        return ImageChops.invert(image)

    def move(self, row: int, column: int) -> None:
        """Put the cursor somewhere.

        Raises:
            OutOfBounds: Beyond the last row or column that can be printed.
        """
        self._inside(row, column)
        self.pen.row, self.pen.column = row, column

    # ---- letters ----

    def text(self, data: bytes) -> None:
        """Print letters from the cursor on, in the code page of a plain printer (CP437)."""
        run = self.lettered(data.decode("cp437"))
        self._stamp(run)
        self._advance(run.width)

    def field(self, data: bytes, dots: int, *, right: bool) -> None:
        """Print text centred, or to the right, in a field that begins at the cursor."""
        run = self.lettered(data.decode("cp437"))
        if run.width > dots:
            self.pen.clipped.append(f"field of {dots} dots")
        start = self.pen.column
        spare = max(dots - run.width, 0)
        self.pen.column += spare if right else spare // 2
        self._stamp(run)
        self.pen.column = start + dots

    def lettered(self, text: str) -> Image.Image:
        """Return text as dots, not turned yet."""
        pen, face = self.pen, FACES[self.pen.face]
        wide, tall = pen.wide / pen.divisor, pen.tall / pen.divisor
        step, line = pen.box or (face.advance, face.line)
        advance = max(round(step * wide), 1)
        width, height = max(round(face.width * wide), 1), max(round(face.height * tall), 1)
        run = Image.new("1", (advance * len(text), max(round(line * tall), height)), 0)
        for place, character in enumerate(text):
            if character != " ":
                run.paste(BLACK, (place * advance, 0), glyph(character, width, height))
        return run

    # ---- lines and dots ----

    def rectangle(self, rows: int, columns: int) -> None:
        """Draw a box from the cursor; its line grows inwards."""
        row, column, thick = self.pen.row, self.pen.column, self.pen.thickness
        self._inside(row + rows - 1, column + columns - 1)
        self._fill(row, column, thick, columns)
        self._fill(row + rows - thick, column, thick, columns)
        self._fill(row, column, rows, thick)
        self._fill(row, column + columns - thick, rows, thick)
        self.pen.thickness = 1

    def line(self, *, rows: int = 0, columns: int = 0) -> None:
        """Draw a line down (``rows``) or along (``columns``); it ignores the rotation."""
        thick = self.pen.thickness
        down, along = rows or thick, columns or thick
        self._inside(self.pen.row + down - 1, self.pen.column + along - 1)
        self._fill(self.pen.row, self.pen.column, down, along)
        self.pen.thickness = 1

    def dots(self, data: bytes) -> None:
        """Print bytes as columns of eight dots from the cursor on, which moves along.

        Raises:
            OutOfBounds: The strip runs over the last column or row.
        """
        self._inside(self.pen.row + 7, self.pen.column + len(data) - 1)
        self._put(_strip(data), self.pen.column, self.pen.row)
        self.pen.column += len(data)

    # ---- codes ----

    def bars(self, modules: str, units: int, text: str, *, ladder: bool, turns: bool) -> None:
        """Print a one-dimensional code; upper-case selectors (``turns`` false) ignore rotation."""
        height, step = units * _BAR_UNIT, self.pen.bar_width
        run = Image.new("1", (len(modules) * step, height), 0)
        for place, module in enumerate(modules):
            if module == "1":
                run.paste(BLACK, (place * step, 0, (place + 1) * step, height))
        if self.pen.bar_text:
            run = self._with_text(run, text)
            self.pen.bar_text = False
        if ladder:
            run = run.transpose(Image.Transpose.ROTATE_270)
        self._stamp(run, turned=turns)

    def qr(self, matrix: list[bytes], size: int) -> None:
        """Print a QR code of ``size`` dots a module from the cursor on."""
        small = Image.new("1", (len(matrix[0]), len(matrix)), 0)
        small.putdata([BLACK if module else 0 for row in matrix for module in row])
        self._stamp(small.resize((small.width * size, small.height * size)))

    def _with_text(self, run: Image.Image, text: str) -> Image.Image:
        label = self.lettered(text)
        both = Image.new("1", (max(run.width, label.width), run.height + label.height), 0)
        both.paste(run, (0, 0))
        both.paste(label, ((both.width - label.width) // 2, run.height))
        return both

    # ---- dots on the page ----

    def _stamp(self, run: Image.Image, *, turned: bool = True) -> None:
        """Put a picture at the cursor, turned about it."""
        if self.pen.inverse:
            run = ImageChops.invert(run)
        turn = self.pen.turn if turned else "NR"
        x, y = self.pen.column, self.pen.row
        if turn != "NR":
            run = run.transpose(_TURNS[turn])
        x -= run.width if turn in ("RR", "RU") else 0
        y -= run.height if turn in ("RL", "RU") else 0
        self._put(run, x, y)

    def _advance(self, dots: int) -> None:
        turn = self.pen.turn
        self.pen.column += {"NR": dots, "RU": -dots}.get(turn, 0)
        self.pen.row += {"RR": dots, "RL": -dots}.get(turn, 0)

    def _put(self, run: Image.Image, x: int, y: int) -> None:
        """Put a picture on the page; what lies outside is cut off and noted."""
        left, top = max(-x, 0), max(-y, 0)
        right = min(self.stock.columns - x, run.width)
        bottom = min(self.stock.rows - y, run.height)
        if (left, top, right, bottom) != (0, 0, run.width, run.height):
            self.pen.clipped.append(f"{run.width}x{run.height} at row {y}, column {x}")
            if right <= left or bottom <= top:
                return
            run = run.crop((left, top, right, bottom))
        if run.width and run.height:
            self.blank = False
            place = (x + left, y + top)
            if self.pen.overwrite:
                self._image.paste(run, place)
            else:
                self._image.paste(BLACK, place, run)

    def _fill(self, row: int, column: int, rows: int, columns: int) -> None:
        self._image.paste(BLACK, (column, row, column + columns, row + rows))
        self.blank = False

    def _inside(self, row: int, column: int) -> None:
        if not 0 <= row < self.stock.rows or not 0 <= column < self.stock.columns:
            raise OutOfBounds(f"row {row}, column {column} is not on the ticket")
