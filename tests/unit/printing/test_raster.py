from __future__ import annotations

import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from printing.fonts import FontSource
from printing.raster import (
    BLANK_WORTH_A_JUMP,
    Strip,
    aligned,
    blank_page,
    ink,
    qr_modules,
    qr_picture,
    strips,
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


def test_top_dot_is_the_highest_bit() -> None:
    page = blank_page(40, 16)
    page.putpixel((3, 0), 255)
    page.putpixel((4, 7), 255)
    page.putpixel((5, 9), 255)
    assert list(strips(page)) == [Strip(0, 3, b"\x80\x01"), Strip(8, 5, b"\x40")]


def test_blank_paper_makes_no_strips() -> None:
    assert list(strips(blank_page(1050, 384))) == []


def test_long_blanks_part_a_strip_and_short_ones_do_not() -> None:
    page = blank_page(100, 8)
    near, far = 10 + BLANK_WORTH_A_JUMP + 1, 70
    for x in (10, near, far):
        page.putpixel((x, 0), 255)
    assert [(s.column, len(s.data)) for s in strips(page)] == [(10, near - 9), (far, 1)]


@given(st.sets(st.tuples(st.integers(0, 63), st.integers(0, 31)), max_size=60))
def test_strips_hold_every_dot_once(dots: set[tuple[int, int]]) -> None:
    page = blank_page(64, 32)
    for dot in dots:
        page.putpixel(dot, 255)
    found = {
        (strip.column + dx, strip.row + dy)
        for strip in strips(page)
        for dx, byte in enumerate(strip.data)
        for dy in range(8)
        if byte & (0x80 >> dy)
    }
    assert found == dots
    for strip in strips(page):
        assert strip.data[0]
        assert strip.data[-1]


def test_a_picture_of_the_page_survives_the_way(fonts: FontSource) -> None:
    page = blank_page(208, 32)
    ink(page, text_line("Nguyễn", 24, 200, fonts), 3, 1)
    again = blank_page(208, 32)
    for strip in strips(page):
        for dx, byte in enumerate(strip.data):
            for dy in range(8):
                if byte & (0x80 >> dy):
                    again.putpixel((strip.column + dx, strip.row + dy), 255)
    assert again.tobytes() == page.tobytes()


@pytest.mark.parametrize("text", ["Ж", "W"])
def test_text_leaves_ink(text: str, fonts: FontSource) -> None:
    assert text_line(text, 20, 40, fonts).getbbox() is not None
