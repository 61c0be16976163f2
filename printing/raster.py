"""Dots: QR codes as bits, and a page to draw on.

Pictures are Pillow images in mode ``1`` where a set bit is ink, as printers have it. Pillow is
imported at first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from printing.fonts import INK, FontSource
from printing.paper import CENTRE, RIGHT
from printing.qrmask import qr_code

if TYPE_CHECKING:
    from PIL.Image import Image

QUIET_MODULES = 4
"""White modules round a QR code that its readers rely on (ISO/IEC 18004)."""

ERROR_CORRECTION = "q"
"""A quarter of the code may be lost: thermal paper gets scratched in a pocket."""

_DARK, _FULL = b"\1", b"\xff"
"""A dark module, and ink in eight bits a dot."""


def qr_modules(text: str) -> tuple[bytes, ...]:
    """Return the code's modules row by row, 1 is dark, without the quiet zone."""
    return qr_code(text, ERROR_CORRECTION)


def qr_picture(text: str, max_dots: int, max_module: int | None = None) -> Image:
    """Return the code with its quiet zone, the largest whole-dot modules that ``max_dots`` allow,
    of at most ``max_module`` dots.

    The picture is a square of at most ``max_dots``; below one dot a module it is larger, and a
    check refuses the design.
    """
    from PIL import Image

    modules = qr_modules(text)
    across = len(modules) + 2 * QUIET_MODULES
    dots = b"".join(modules).replace(_DARK, _FULL)
    code = Image.frombytes("L", (len(modules), len(modules)), dots)
    image = Image.new("1", (across, across))
    ink(image, code.convert("1", dither=Image.Dither.NONE), QUIET_MODULES, QUIET_MODULES)
    scale = max(1, min(max_dots // across, max_module or max_dots))
    return image.resize((across * scale, across * scale), Image.Resampling.NEAREST)


def blank_page(width: int, height: int) -> Image:
    """Return paper without ink."""
    from PIL import Image

    return Image.new("1", (width, height))


def ink(page: Image, picture: Image, x: int, y: int) -> None:
    """Put the picture's ink on the page; its blanks leave the page as it is. What lies outside is
    lost."""
    page.paste(INK, (x, y), picture)


def aligned(width: int, room: int, align: str) -> int:
    """Return the offset of something ``width`` wide in ``room``."""
    spare = room - width
    return spare if align == RIGHT else spare // 2 if align == CENTRE else 0


def turned(picture: Image, degrees: int) -> Image:
    """Return the picture turned clockwise by a quarter, a half or three quarters."""
    from PIL import Image

    turns = {
        90: Image.Transpose.ROTATE_270,
        180: Image.Transpose.ROTATE_180,
        270: Image.Transpose.ROTATE_90,
    }
    return picture.transpose(turns[degrees]) if degrees else picture


def text_line(
    text: str, px: float, room: int, fonts: FontSource, *, bold: bool = False, align: str = "left"
) -> Image:
    """Return one line of safe text as a picture exactly ``room`` dots wide."""
    picture = fonts.picture(text, px, bold=bold, max_dots=room)
    page = blank_page(room, picture.height)
    ink(page, picture, aligned(picture.width, room, align), 0)
    return page
