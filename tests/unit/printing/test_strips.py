from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from printing.fonts import FontSource
from printing.raster import blank_page, ink, text_line
from printing.strips import BLANK_WORTH_A_JUMP, Strip, strips


def test_top_dot_is_the_highest_bit() -> None:
    page = blank_page(40, 16)
    page.putpixel((3, 0), 255)
    page.putpixel((4, 7), 255)
    assert list(strips(page)) == [Strip(0, 3, b"\x80\x01")]


def test_no_strip_leaves_the_page() -> None:
    page = blank_page(40, 20)
    page.putpixel((3, 1), 255)
    page.putpixel((39, 19), 255)
    assert list(strips(page)) == [Strip(1, 3, b"\x80"), Strip(12, 39, b"\x01")]


def test_blank_paper_makes_no_strips() -> None:
    assert list(strips(blank_page(1050, 384))) == []


def test_long_blanks_part_a_strip_and_short_ones_do_not() -> None:
    page = blank_page(100, 8)
    near, far = 10 + BLANK_WORTH_A_JUMP + 1, 70
    for x in (10, near, far):
        page.putpixel((x, 0), 255)
    assert [(s.column, len(s.data)) for s in strips(page)] == [(10, near - 9), (far, 1)]


@given(st.sets(st.tuples(st.integers(0, 63), st.integers(0, 31)), max_size=60))
def test_strips_hold_every_dot(dots: set[tuple[int, int]]) -> None:
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
        assert 0 <= strip.row <= 24
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


def test_a_line_that_misses_the_grid_takes_no_strip_more() -> None:
    """Fourteen rows of ink from row 5 on: two strips wherever they lie, not three."""
    page = blank_page(40, 40)
    ink(page, Image.new("1", (20, 14), 255), 4, 5)
    found = list(strips(page))
    assert len(found) == 2
    assert sum(len(strip.data) for strip in found) == 40


def test_words_beside_each_other_have_strips_of_their_own() -> None:
    page = blank_page(120, 40)
    ink(page, Image.new("1", (20, 8), 255), 4, 3)
    ink(page, Image.new("1", (20, 8), 255), 80, 9)
    assert [(strip.row, strip.column) for strip in strips(page)] == [(3, 4), (9, 80)]


def test_a_strip_holds_all_that_the_page_has_in_its_place(fonts: FontSource) -> None:
    """So that it does not matter whether the printer adds dots or overwrites them."""
    page = blank_page(208, 64)
    ink(page, text_line("Nguyễn", 24, 200, fonts), 3, 1)
    ink(page, text_line("Ёлка", 24, 200, fonts), 9, 27)
    overwritten = blank_page(208, 64)
    for strip in strips(page):
        for dx, byte in enumerate(strip.data):
            for dy in range(8):
                dot = 255 * bool(byte & (0x80 >> dy))
                overwritten.putpixel((strip.column + dx, strip.row + dy), dot)
    assert overwritten.tobytes() == page.tobytes()
