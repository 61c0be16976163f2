from __future__ import annotations

import dataclasses

import pytest

from printing.paper import TextLine
from printing.profiles import FGL_PROFILES, on_line
from printing.resident import placed

SLOW = on_line(FGL_PROFILES["boca-200dpi-5.5x2"], 9600)


def a_line(text: str, **changes: object) -> TextLine:
    return dataclasses.replace(TextLine(text, 10, 10, 60, 4.0), **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("size_mm", "number", "tall", "wide"),
    [(2.6, 9, 1, 1), (4.0, 3, 1, 1), (5.2, 9, 2, 2), (6.5, 6, 1, 1), (9.0, 3, 2, 2)],
)
def test_the_tallest_typeface_that_is_not_too_tall(
    size_mm: float, number: int, tall: int, wide: int
) -> None:
    (line,) = placed([a_line("SEAT", size_mm=size_mm)], SLOW) or ()
    assert (line.font.number, line.font.tall, line.font.wide) == (number, tall, wide)
    assert line.font.height <= 1.1 * SLOW.dots(size_mm)


def test_a_long_line_takes_a_narrower_one() -> None:
    (wide,) = placed([a_line("A" * 10, size_mm=6.5)], SLOW) or ()
    (narrow,) = placed([a_line("A" * 35, size_mm=6.5)], SLOW) or ()
    assert wide.font.advance * 10 <= SLOW.dots(60)
    assert narrow.font.advance == 13
    assert narrow.font.tall == 2
    assert placed([a_line("A" * 60, size_mm=6.5)], SLOW) is None


def test_signs_are_left_to_be_drawn_and_letters_are_not() -> None:
    (line,) = placed([a_line("A\u00a0\u2013 <B> \u25af")], SLOW) or ()
    assert line.text == "A    B   "
    assert line.signs == ((2, "\u2013"), (4, "<"), (6, ">"), (8, "\u25af"))
    assert placed([a_line("Dvo\u0159\u00e1k")], SLOW) is None
    assert placed([a_line("\u25af\u25af\u25afA")], SLOW) is None
