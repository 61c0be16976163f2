from __future__ import annotations

import pytest
import segno
import zxingcpp
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, ImageOps
from segno.encoder import evaluate_mask

from printing.fonts import FontSource
from printing.qrmask import penalty
from printing.raster import (
    ERROR_CORRECTION,
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


@given(st.text("ABCDEFGHJKMNPQRSTVWXYZ0123456789", min_size=1, max_size=60))
@example(CODE)
@example("https://tickets.example.org/orders/" * 4)
def test_a_code_is_the_one_that_the_library_makes(text: str) -> None:
    library = segno.make_qr(text, error=ERROR_CORRECTION, boost_error=False)
    assert qr_modules(text) == tuple(map(bytes, library.matrix))


@given(st.integers(0, 2**441 - 1))
def test_masks_are_judged_as_the_library_judges_them(code: int) -> None:
    modules = [code >> place & 1 for place in reversed(range(441))]
    matrix = [bytearray(modules[row : row + 21]) for row in range(0, 441, 21)]
    assert penalty(code, 21) == evaluate_mask(matrix, 21, 21)


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
