from __future__ import annotations

from io import BytesIO

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

from printing.fonts import LINE_HEIGHT, SUBSTITUTE, FontSource


def test_coverage_agrees_with_the_font_file(fonts: FontSource) -> None:
    """The character map read by another library says the same, over Latin to Hebrew and beyond."""
    known = TTFontFile(BytesIO(fonts.regular)).charToGlyph
    for code in [*range(0x20, 0x600), *range(0x1E00, 0x2200), 0x4E2D, 0x1F600]:
        character = chr(code)
        if character.isprintable():
            assert fonts.has(character) == (known.get(code, 0) != 0), hex(code)


def test_the_substitute_counts_as_drawable(fonts: FontSource) -> None:
    assert fonts.has(SUBSTITUTE)
    assert fonts.width_em(SUBSTITUTE) > 0.2


def test_widths_add_up_and_bold_is_wider(fonts: FontSource) -> None:
    assert fonts.width_em("AVA") == pytest.approx(2 * fonts.width_em("A") + fonts.width_em("V"))
    assert fonts.width_em("Orchestra", bold=True) > fonts.width_em("Orchestra")


def test_digits_are_tabular(fonts: FontSource) -> None:
    for bold in (False, True):
        assert len({fonts.width_em(digit, bold=bold) for digit in "0123456789"}) == 1


@pytest.mark.parametrize("px", [12, 17.3, 24, 64])
def test_a_picture_stays_in_its_room(px: float, fonts: FontSource) -> None:
    for room in (1, 5, 80, 400):
        picture = fonts.picture("Nguyễn Thị Ánh", px, max_dots=room)
        assert picture.width <= room
        assert picture.height == round(px * LINE_HEIGHT)


def test_nothing_of_a_letter_is_cut_off(fonts: FontSource) -> None:
    """Ink at the picture's edges would mean that the letter went on beyond them."""
    for px in (16, 20, 24, 40, 65):
        for text in ("SECTION", "Ấỵ", "Щ", "Center"):
            picture = fonts.picture(text, px, bold=True, max_dots=2000)
            free = fonts.picture(f" {text} ", px, bold=True, max_dots=2000)
            assert sum(picture.tobytes().hex().count(d) * n for d, n in _BITS) == sum(
                free.tobytes().hex().count(d) * n for d, n in _BITS
            ), (text, px)


def test_sizes_are_not_hoarded(fonts: FontSource) -> None:
    fresh = FontSource(fonts.regular, fonts.bold)
    for tenth in range(100, 400):
        fresh.picture("x", tenth / 10, max_dots=100)
    assert len(fresh._sized) == 128
    assert (False, 39.9) in fresh._sized


_BITS = [(f"{nibble:x}", nibble.bit_count()) for nibble in range(16)]


@pytest.mark.parametrize("word", ["Ễnh Ẫm Ổi", "ẤM ẦM ẨM", "Ệ Ậ Ộ", "Ấng Ậq", "Ẫç", "Ё Щ", "Ǻj"])
def test_stacked_accents_are_never_cut_off(word: str, fonts: FontSource) -> None:
    """The ink of a line is as high as the letters are when nothing limits them."""
    for px in (12, 14.4, 17.6, 20, 33.3):
        picture = fonts.picture(word, px, bold=True, max_dots=900)
        drawn = fonts.drawn_px(word, px, bold=True, max_dots=900)
        free = fonts._font(drawn, True).getmask(word, mode="1").getbbox()
        box = picture.getbbox()
        assert box is not None
        assert free is not None
        assert box[3] - box[1] == free[3] - free[1]
        assert drawn >= px * 0.8
