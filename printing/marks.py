"""Bars and pictures on a page of dots, for every encoder alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from printing import artwork, code128
from printing.fonts import INK
from printing.paper import Bars, Picture, TicketPaper
from printing.raster import blank_page, ink, turned

if TYPE_CHECKING:
    from PIL.Image import Image

Dots = Callable[[float], int]
"""Millimetres to whole dots of a printer."""


def draw_marks(page: Image, paper: TicketPaper, dots: Dots) -> None:
    """Put the ticket's pictures and bars on ``page``; what lies outside is lost."""
    for picture in paper.pictures:
        _in_its_box(page, _picture(picture, dots), picture, dots)
    for bars in paper.bars:
        _in_its_box(page, _bars(bars, dots), bars, dots)


def module_dots(bars: Bars, dots: Dots) -> int:
    """Return the width of one module; 0 where the box is too narrow for one dot each."""
    return dots(bars.width_mm) // (len(code128.modules(bars.text)) + 2 * code128.QUIET_MODULES)


def _picture(picture: Picture, dots: Dots) -> Image:
    room = max(1, dots(picture.width_mm)), max(1, dots(picture.height_mm))
    return artwork.dots(picture.artwork, *room, picture.threshold)


def _bars(bars: Bars, dots: Dots) -> Image:
    wide, height = max(1, module_dots(bars, dots)), max(1, dots(bars.height_mm))
    said = code128.modules(bars.text)
    image = blank_page(len(said) * wide, height)
    for place, module in enumerate(said):
        if module == "1":
            image.paste(INK, (place * wide, 0, (place + 1) * wide, height))
    return image


def _in_its_box(page: Image, image: Image, item: Bars | Picture, dots: Dots) -> None:
    room = dots(item.width_mm), dots(item.height_mm)
    across, down = (room[1], room[0]) if item.turn in (90, 270) else room
    image = turned(image, item.turn)
    x = dots(item.x_mm) + (across - image.width) // 2
    y = dots(item.y_mm) + (down - image.height) // 2
    ink(page, image, x, y)
