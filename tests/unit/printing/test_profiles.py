from __future__ import annotations

import pytest

from hardware.simulators.escpos_roll import ROLLS
from hardware.simulators.fgl_page import FACES, STOCKS
from printing.profiles import (
    CONFIRMED_FONTS,
    ESCPOS_PROFILES,
    FGL_PROFILES,
    SCALED_FONTS,
    RasterForm,
    on_line,
)


def test_every_ticket_profile_has_its_virtual_printer() -> None:
    assert set(FGL_PROFILES) == set(STOCKS)
    for name, profile in FGL_PROFILES.items():
        stock = STOCKS[name]
        assert (profile.rows, profile.columns) == (stock.rows, stock.columns)
        assert profile.nominal_dpi == stock.dpi


def test_every_receipt_profile_has_its_virtual_printer() -> None:
    assert set(ESCPOS_PROFILES) == set(ROLLS)
    for name, profile in ESCPOS_PROFILES.items():
        assert profile.dots == ROLLS[name].dots
        assert profile.line_dots <= profile.dots
        assert profile.line_step_dots == round(ROLLS[name].dpi / 6)


@pytest.mark.parametrize("name", FGL_PROFILES)
def test_the_name_says_the_stock(name: str) -> None:
    """What is printed is a little less than the stock."""
    profile = FGL_PROFILES[name]
    dpi, stock = name.removeprefix("boca-").split("dpi-")
    length, width = (float(side) for side in stock.split("x"))
    assert profile.nominal_dpi == int(dpi)
    assert 0.93 < profile.columns / (length * profile.dots_per_inch) < 1
    assert 0.93 < profile.rows / (width * profile.dots_per_inch) < 1


def test_the_guide_s_own_measure() -> None:
    profile = FGL_PROFILES["boca-200dpi-5.5x2"]
    assert (profile.rows, profile.columns) == (384, 1050)


def test_typefaces_are_the_virtual_printer_s() -> None:
    for font in CONFIRMED_FONTS:
        face = FACES[font.number]
        assert (font.width, font.height) == (face.width, face.height)
        assert (font.advance, font.line) == (face.advance, face.line)
    heights = [font.height for font in SCALED_FONTS]
    assert heights == sorted(heights, reverse=True)
    assert {(font.tall, font.wide) for font in SCALED_FONTS} <= {
        (tall, wide) for tall in range(1, 17) for wide in range(1, 17)
    }


@pytest.mark.parametrize(
    ("name", "baud", "slow"),
    [
        ("boca-200dpi-5.5x2", 9600, True),
        ("boca-200dpi-5.5x2", 19200, True),
        ("boca-200dpi-5.5x2", 38400, False),
        ("boca-300dpi-5.5x2", 38400, True),
        ("boca-300dpi-5.5x2", 57600, False),
        ("boca-600dpi-8x4", 115200, True),
    ],
)
def test_a_line_is_slow_for_what_has_to_go_over_it(name: str, baud: int, slow: bool) -> None:
    profile = on_line(FGL_PROFILES[name], baud)
    assert profile.raster_form is RasterForm.RAW_WITHOUT_FLOW
    assert profile.bytes_limit == (int(baud / 10 * 8.5) if slow else None)
