"""Code 128: what scanners read is what was said, in as few bars as can be."""

from __future__ import annotations

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from printing.code128 import QUIET_MODULES, modules

ticket_codes = st.text(st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"), min_size=1, max_size=24)


def picture(bars: str, dots: int = 2) -> Image.Image:
    image = Image.new("L", ((len(bars) + 2 * QUIET_MODULES) * dots, 60), 255)
    for place, module in enumerate(bars, QUIET_MODULES):
        if module == "1":
            image.paste(0, (place * dots, 0, (place + 1) * dots, 60))
    return image


@given(code=ticket_codes)
@settings(deadline=None)
def test_every_code_is_read_back(code: str) -> None:
    (read,) = zxingcpp.read_barcodes(picture(modules(code)))
    assert read.text == code
    assert read.format.name == "Code128"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("7KQ2M9XB4TCCVH31ZR5D", 20),
        ("12345678901234567890", 10),
        ("A1234567", 1 + 1 + 1 + 1 + 3 - 1),  # A, 1, into C, three pairs
        ("1234AB", 2 + 1 + 2),
        ("12", 1),
        ("123", 1 + 1 + 1),
    ],
)
def test_pairs_of_digits_are_said_in_one(text: str, values: int) -> None:
    start, check, stop = 11, 11, 13
    assert len(modules(text)) == start + 11 * values + check + stop


def test_bars_begin_and_end_with_a_bar() -> None:
    bars = modules("7KQ2M9XB4TCCVH31ZR5D")
    assert bars.startswith("11010010000")  # start in set B
    assert bars.endswith("1100011101011")  # stop


@pytest.mark.parametrize("text", ["", "é", "a\nb", "票"])
def test_what_code_128_b_cannot_say_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="printable ASCII"):
        modules(text)
