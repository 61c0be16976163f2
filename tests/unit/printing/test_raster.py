from __future__ import annotations

import pytest
import zxingcpp
from PIL import Image, ImageOps

from printing.fonts import FontSource
from printing.raster import (
    aligned,
    blank_page,
    ink,
    qr_modules,
    qr_picture,
    text_line,
    turned,
)
from tests.unit.printing.builders import CODE


def test_a_code_is_read_back_at_every_size() -> None:
    for dots in (84, 100, 198, 400):
        picture = qr_picture(CODE, dots)
        assert picture.width <= dots
        paper = ImageOps.expand(ImageOps.invert(picture.convert("L")), 20, 255)
        (found,) = zxingcpp.read_barcodes(paper)
        assert found.text == CODE
        assert found.format == zxingcpp.BarcodeFormat.QRCode


def test_a_code_keeps_its_quiet_zone() -> None:
    modules = len(qr_modules(CODE))
    picture = qr_picture(CODE, 33 * 6)
    assert modules == 25
    assert picture.size == (198, 198)
    assert picture.getbbox() == (24, 24, 198 - 24, 198 - 24)


def test_a_code_too_large_for_its_room_stays_readable() -> None:
    assert qr_picture(CODE, 10).width == 33


def test_alignment() -> None:
    assert [aligned(4, 10, align) for align in ("left", "centre", "right")] == [0, 3, 6]


def test_ink_adds_and_never_erases() -> None:
    page = blank_page(16, 8)
    page.putpixel((0, 0), 255)
    ink(page, blank_page(16, 8), 0, 0)
    assert page.getpixel((0, 0)) == 255
    ink(page, Image.new("1", (4, 4), 255), 14, 6)
    assert page.getbbox() == (0, 0, 16, 8)


def test_a_turned_picture_turns_clockwise() -> None:
    picture = blank_page(3, 2)
    picture.putpixel((0, 0), 255)  # top left
    corners = {90: (1, 0), 180: (2, 1), 270: (0, 2)}
    for degrees, corner in corners.items():
        assert turned(picture, degrees).getpixel(corner) == 255
    assert turned(picture, 0).getpixel((0, 0)) == 255


def test_a_text_line_is_as_wide_as_its_room(fonts: FontSource) -> None:
    line = text_line("Ёлка", 24, 300, fonts, align="right")
    assert line.width == 300
    box = line.getbbox()
    assert box is not None
    assert box[0] > 200


@pytest.mark.parametrize("text", ["Ж", "W"])
def test_text_leaves_ink(text: str, fonts: FontSource) -> None:
    assert text_line(text, 20, 40, fonts).getbbox() is not None
