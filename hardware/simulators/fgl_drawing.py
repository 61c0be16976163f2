"""What each FGL drawing command does to the page. Source: hardware facts 1.3 and 1.5."""

from __future__ import annotations

from collections.abc import Callable

from hardware.simulators.fgl_page import FACES, FglPage
from hardware.simulators.fgl_tokens import Do, Wrapped

Draw = Callable[[FglPage, Do], None]

_QR_CORRECTION = "mlhq"
"""The QR command's fourth number."""
_QR_SIZES = range(3, 17)
_QR_MODES = ("byte", "alphanumeric", "numeric")
_BAR_UNITS = 4
_SYMBOLOGIES = {"O": "code128", "F": "itf", "N": "code39"}


def _within(value: int, allowed: range, what: str) -> int:
    if value not in allowed:
        raise ValueError(f"{what} {value} is not {allowed.start} to {allowed.stop - 1}")
    return value


def _move(page: FglPage, command: Do) -> None:
    page.move(command.number(0), command.number(1))


def _face(page: FglPage, command: Do) -> None:
    if command.number() not in FACES:
        raise ValueError(f"no typeface F{command.number()}")
    page.pen.face, page.pen.box = command.number(), None


def _scale(page: FglPage, command: Do) -> None:
    page.pen.tall = _within(command.number(0), range(1, 17), "height")
    page.pen.wide = _within(command.number(1), range(1, 17), "width")


def _box_size(page: FglPage, command: Do) -> None:
    width = _within(command.number(0), range(1, 256), "box width")
    page.pen.box = width, _within(command.number(1), range(1, 256), "box height")


def _divide(page: FglPage, command: Do) -> None:
    page.pen.divisor = _within(command.number(), range(1, 17), "divisor")


def _turn(page: FglPage, command: Do) -> None:
    page.pen.turn = command.name


def _inverse(page: FglPage, command: Do) -> None:
    page.pen.inverse = command.name == "EI"


def _overwrite(page: FglPage, command: Do) -> None:
    page.pen.overwrite = command.name == "OWE"


def _thickness(page: FglPage, command: Do) -> None:
    page.pen.thickness = _within(command.number(), range(1, 256), "thickness")


def _line_along(page: FglPage, command: Do) -> None:
    page.line(columns=_within(command.number(), range(1, 10_000), "length"))


def _line_down(page: FglPage, command: Do) -> None:
    page.line(rows=_within(command.number(), range(1, 10_000), "length"))


def _rectangle(page: FglPage, command: Do) -> None:
    rows = _within(command.number(0), range(1, 10_000), "rows")
    page.rectangle(rows, _within(command.number(1), range(1, 10_000), "columns"))


def _bar_width(page: FglPage, command: Do) -> None:
    page.pen.bar_width = _within(command.number(), range(1, 10), "bar width")


def _bar_text(page: FglPage, _: Do) -> None:
    page.pen.bar_text = True


DRAWING: dict[str, Draw] = {
    "RC": _move,
    "F": _face,
    "HW": _scale,
    "BS": _box_size,
    "SD": _divide,
    **dict.fromkeys(("NR", "RR", "RU", "RL"), _turn),
    **dict.fromkeys(("EI", "DI"), _inverse),
    **dict.fromkeys(("OWE", "OWD"), _overwrite),
    "LT": _thickness,
    "HX": _line_along,
    "VX": _line_down,
    "BX": _rectangle,
    "X": _bar_width,
    "BI": _bar_text,
}


def draw_wrapped(page: FglPage, token: Wrapped) -> None:
    """Print a field of text or a code.

    Raises:
        ValueError: The data does not suit the code.
    """
    command = token.command
    if command.name in ("CTR", "RTJ"):
        page.field(token.data, command.number(), right=command.name == "RTJ")
    elif command.name == "QR":
        _qr(page, command, token.data)
    else:
        _bars(page, command, token.data)


def _qr(page: FglPage, command: Do, data: bytes) -> None:
    import segno  # 80 ms, and only tickets with a resident code need it

    size = _within(command.number(0, 6), _QR_SIZES, "QR size")
    _within(command.number(1), range(2), "QR tilde")
    mode = _QR_MODES[_within(command.number(2), range(3), "QR mode")]
    error = _QR_CORRECTION[_within(command.number(3), range(4), "QR correction")]
    text = data.decode("cp437")
    code = segno.make_qr(text, error=error, mode=mode, boost_error=False)
    page.qr([bytes(row) for row in code.matrix], size)


def _bars(page: FglPage, command: Do, data: bytes) -> None:
    import barcode  # type: ignore[import-untyped]  # comes with python-escpos

    name = _SYMBOLOGIES[command.name[0].upper()]
    text = data.decode("ascii")
    if name == "itf" and (len(text) % 2 or not text.isdigit()):
        raise ValueError("Interleaved 2 of 5 takes an even number of digits")
    options = {"add_checksum": False} if name == "code39" else {}
    try:
        modules = barcode.get(name, text, options=options or None).build()[0]
    except barcode.errors.BarcodeError as error:
        raise ValueError(str(error)) from None
    units = command.number(0, _BAR_UNITS)
    ladder, turns = command.name[1] == "L", command.name[0].islower()
    page.bars(modules, units, text, ladder=ladder, turns=turns)
