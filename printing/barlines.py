"""A bar code out of a printer's own lines: a third of its dots' bytes on a slow line.

Each dark module is a line of its own, all of one thickness. Towards which side a line grows with
its thickness is not documented; so all move alike, and bars and gaps keep their widths.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from printing import code128
from printing.marks import Dots, module_dots
from printing.paper import Bars


@dataclass(frozen=True, slots=True)
class BarLine:
    """A line in dots from its first row and column on, down where ``upright``."""

    row: int
    column: int
    length: int
    thickness: int
    upright: bool


def bar_lines(bars: Bars, dots: Dots) -> Iterator[BarLine]:
    """Return the code's dark modules where ``marks.draw_marks`` draws them."""
    said = code128.modules(bars.text)
    wide, height = max(1, module_dots(bars, dots)), max(1, dots(bars.height_mm))
    lies = bars.turn in (90, 270)
    along, across = dots(bars.width_mm), dots(bars.height_mm)
    first = (along - len(said) * wide) // 2
    aside = (across - height) // 2
    for place, module in enumerate(said if bars.turn in (0, 90) else said[::-1]):
        if module == "0":
            continue
        step = first + place * wide
        down, right = (step, aside) if lies else (aside, step)
        row, column = dots(bars.y_mm) + down, dots(bars.x_mm) + right
        yield BarLine(row, column, height, wide, upright=not lies)
