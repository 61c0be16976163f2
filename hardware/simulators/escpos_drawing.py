"""What each ESC/POS printing command does to the roll. Source: hardware facts 2.3."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from hardware.simulators.escpos_roll import CODE_PAGES, Roll
from hardware.simulators.lettering import BLACK

Draw = Callable[[Roll, bytes], None]

_TURNED_OFF = b"\x00\x30"
_ON_OFF = b"\x00\x01\x30\x31"


def _one_of(value: int, allowed: bytes | range, what: str) -> int:
    if value not in allowed:
        raise ValueError(f"{what} {value}")
    return value


def _digit(value: int, most: int, what: str) -> int:
    """Return a number that may be given as itself or as its ASCII digit."""
    number = value - 48 if value >= 48 else value
    return _one_of(number, range(most + 1), what)


def _mode(roll: Roll, data: bytes) -> None:
    """ESC ! n: font B, bold, double height, double width and underline in one byte."""
    pen, bits = roll.pen, data[0]
    pen.font = bits & 1
    pen.bold = bool(bits & 0x08)
    pen.tall = 2 if bits & 0x10 else 1
    pen.wide = 2 if bits & 0x20 else 1
    pen.underline = 1 if bits & 0x80 else 0


def _size(roll: Roll, data: bytes) -> None:
    if data[0] & 0x88:
        raise ValueError(f"GS ! {data[0]:02x}")
    roll.pen.wide, roll.pen.tall = (data[0] >> 4) + 1, (data[0] & 7) + 1


def _bold(roll: Roll, data: bytes) -> None:
    roll.pen.bold = bool(data[0] & 1)


def _underline(roll: Roll, data: bytes) -> None:
    roll.pen.underline = _digit(data[0], 2, "ESC -")


def _font(roll: Roll, data: bytes) -> None:
    roll.pen.font = _digit(data[0], 1, "ESC M")


def _align(roll: Roll, data: bytes) -> None:
    if not roll.at_line_start:
        raise ValueError("ESC a in the middle of a line has no effect")
    roll.pen.align = _digit(data[0], 2, "ESC a")


def _inverse(roll: Roll, data: bytes) -> None:
    roll.pen.inverse = bool(data[0] & 1)


def _gap(roll: Roll, data: bytes) -> None:
    roll.pen.gap = data[0]


def _spacing(roll: Roll, data: bytes) -> None:
    roll.pen.spacing = data[0]


def _default_spacing(roll: Roll, _: bytes) -> None:
    roll.pen.spacing = roll.default_spacing


def _code_page(roll: Roll, data: bytes) -> None:
    roll.pen.page = _one_of(data[0], bytes(CODE_PAGES), "no code page")


def _off_only(name: str) -> Draw:
    """Settings nobody here uses are accepted only at their default."""

    def check(_: Roll, data: bytes) -> None:
        _one_of(data[0], _TURNED_OFF, f"this printer has only the default of {name}, not")

    return check


def _accept_switch(_: Roll, data: bytes) -> None:
    _one_of(data[0], _ON_OFF, "switch")


def _feed_dots(roll: Roll, data: bytes) -> None:
    roll.feed(data[0])


def _feed_lines(roll: Roll, data: bytes) -> None:
    roll.feed(data[0] * roll.pen.spacing)


DRAWING: dict[str, Draw] = {
    "LF": lambda roll, _: roll.end_line(),
    "CR": lambda roll, _: None,  # ignored while automatic line feed is off
    "HT": lambda roll, _: roll.tab(),
    "ESC !": _mode,
    "GS !": _size,
    "ESC E": _bold,
    "ESC G": _bold,
    "ESC -": _underline,
    "ESC M": _font,
    "ESC a": _align,
    "ESC  ": _gap,
    "ESC 3": _spacing,
    "ESC 2": _default_spacing,
    "ESC t": _code_page,
    "ESC R": _off_only("ESC R"),
    "ESC V": _off_only("ESC V"),
    "ESC {": _off_only("ESC {"),
    "ESC J": _feed_dots,
    "ESC d": _feed_lines,
    "GS B": _inverse,
    "GS b": _accept_switch,
}


class Codes:
    """QR and bar codes: their settings, the stored symbol, the printing."""

    def __init__(self) -> None:
        self._size = 3
        self._correction = "l"
        self._stored: bytes | None = None
        self._bar_height = 162
        self._bar_width = 3

    def qr(self, roll: Roll, data: bytes) -> None:
        """GS ( k with code 49: fn 65 model, 67 size, 69 correction, 80 store, 81 print.

        Raises:
            ValueError: Another code, function or value.
        """
        if len(data) < 3 or data[0] != 49:
            raise ValueError(f"GS ( k {data[:2].hex(' ')} is not in this printer")
        function, rest = data[1], data[2:]
        match function:
            case 65:
                _one_of(rest[0], b"\x31\x32", "QR model")
            case 67:
                self._size = _one_of(rest[0], range(1, 17), "QR size")
            case 69:
                self._correction = "lmqh"[_digit(rest[0], 3, "QR correction")]
            case 80:
                self._stored = rest[1:]
            case 81:
                self._print_qr(roll)
            case _:
                raise ValueError(f"GS ( k function {function}")

    def bars(self, roll: Roll, data: bytes) -> None:
        """GS k: 69 Code 39 and 73 Code 128 are in this printer.

        Raises:
            ValueError: Another symbology, or data that does not suit it.
        """
        import barcode  # type: ignore[import-untyped]  # comes with python-escpos

        text = data[1:].decode("ascii")
        if data[0] == 73 and text[:2] in ("{A", "{B", "{C"):
            modules = barcode.get("code128", text[2:]).build()[0]
        elif data[0] == 69:
            modules = barcode.get("code39", text, options={"add_checksum": False}).build()[0]
        else:
            raise ValueError(f"GS k {data[0]} is not in this printer")
        image = Image.new("1", (len(modules), 1), 0)
        image.putdata([BLACK if module == "1" else 0 for module in modules])
        roll.stamp(image.resize((len(modules) * self._bar_width, self._bar_height)))

    def bar_height(self, _: Roll, data: bytes) -> None:
        """GS h."""
        self._bar_height = _one_of(data[0], range(1, 256), "bar height")

    def bar_width(self, _: Roll, data: bytes) -> None:
        """GS w."""
        self._bar_width = _one_of(data[0], range(2, 7), "bar width")

    def no_bar_text(self, _: Roll, data: bytes) -> None:
        """GS H, GS f: this printer prints bars without text."""
        _one_of(data[0], _TURNED_OFF, "text beside bars")

    def table(self) -> dict[str, Draw]:
        """Return the commands by name."""
        return {
            "GS ( k": self.qr,
            "GS k": self.bars,
            "GS h": self.bar_height,
            "GS w": self.bar_width,
            "GS H": self.no_bar_text,
            "GS f": self.no_bar_text,
        }

    def _print_qr(self, roll: Roll) -> None:
        import segno  # 80 ms, and only receipts with a native code need it

        if self._stored is None:
            raise ValueError("a QR code is printed before it is stored")
        code = segno.make_qr(
            self._stored.decode("utf-8"), error=self._correction, boost_error=False
        )
        image = Image.new("1", (len(code.matrix[0]), len(code.matrix)), 0)
        image.putdata([BLACK if module else 0 for row in code.matrix for module in row])
        roll.stamp(image.resize((image.width * self._size, image.height * self._size)))
