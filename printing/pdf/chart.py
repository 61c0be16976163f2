"""The evening as a picture: takings by quarter hour, in bars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pos.money import Money
from printing.pdf.document import ACCENT, INK, LINE, QUIET, Sheet
from printing.words import Words

QUARTER_S = 900
_HEIGHT_PT = 150.0
_LEFT_PT, _BOTTOM_PT, _TOP_PT = 58.0, 20.0, 8.0
_MOST_STEPS = 5
_LABEL_ROOM_PT = 44.0
_BAR_SHARE = 0.78
_WIDEST_PITCH_PT = 40.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One quarter hour; ``start`` in UTC."""

    start: datetime
    takings: Money


def bars(quarters: Sequence[tuple[datetime, Money]], currency: str) -> tuple[Bar, ...]:
    """Return every quarter hour from the first with sales to the last, those without as zero."""
    amounts: dict[int, Money] = {}
    for start, amount in quarters:
        slot = int(start.timestamp()) // QUARTER_S
        amounts[slot] = amounts[slot] + amount if slot in amounts else amount
    if not amounts:
        return ()
    zero = Money.zero(currency)
    return tuple(
        Bar(datetime.fromtimestamp(slot * QUARTER_S, UTC), amounts.get(slot, zero))
        for slot in range(min(amounts), max(amounts) + 1)
    )


def tick_step(span_minor: int) -> int:
    """Return the round step (1, 2 or 5 and zeros) that divides ``span_minor`` into few parts."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if span_minor <= step * factor * _MOST_STEPS:
                return step * factor
        step *= 10


def takings_chart(
    sheet: Sheet, words: Words, quarters: Sequence[tuple[datetime, Money]], currency: str
) -> Any:
    """Return the drawing as a flowable, as wide as the sheet; None where nothing was sold."""
    from reportlab.graphics.shapes import Drawing

    shown = bars(quarters, currency)
    if not shown:
        return None
    drawing = Drawing(sheet.width_pt, _HEIGHT_PT)
    scale = _Scale(shown)
    _draw_grid(drawing, sheet, words, scale)
    _draw_bars(drawing, sheet, words, shown, scale)
    return drawing


class _Scale:
    """From cents to points up the page. The axis begins at zero, or below where money went back."""

    def __init__(self, shown: Sequence[Bar]) -> None:
        amounts = [bar.takings.minor for bar in shown]
        low, high = min(0, *amounts), max(1, *amounts)
        self.currency = shown[0].takings.currency
        self.step = tick_step(high - low)
        self.low = low // self.step * self.step
        self.high = -(-high // self.step) * self.step

    def y(self, minor: int) -> float:
        room = _HEIGHT_PT - _BOTTOM_PT - _TOP_PT
        return _BOTTOM_PT + room * (minor - self.low) / (self.high - self.low)


def _draw_grid(drawing: Any, sheet: Sheet, words: Words, scale: _Scale) -> None:
    from reportlab.graphics.shapes import Line, String
    from reportlab.lib.colors import HexColor

    for minor in range(scale.low, scale.high + 1, scale.step):
        y = scale.y(minor)
        colour, width = (INK, 0.75) if minor == 0 else (LINE, 0.4)
        line = Line(_LEFT_PT, y, sheet.width_pt, y, strokeColor=HexColor(colour), strokeWidth=width)
        drawing.add(line)
        label = sheet.text(words.money(Money(minor, scale.currency)))
        drawing.add(_label(String, sheet, label, _LEFT_PT - 6, y - 2.5, anchor="end"))


def _draw_bars(
    drawing: Any, sheet: Sheet, words: Words, shown: Sequence[Bar], scale: _Scale
) -> None:
    from reportlab.graphics.shapes import Rect, String
    from reportlab.lib.colors import HexColor

    pitch = min((sheet.width_pt - _LEFT_PT) / len(shown), _WIDEST_PITCH_PT)
    every = _hours_between_labels(pitch)
    zero = scale.y(0)
    for number, bar in enumerate(shown):
        x = _LEFT_PT + number * pitch
        top = scale.y(bar.takings.minor)
        if bar.takings:
            inset = pitch * (1 - _BAR_SHARE) / 2
            low, height = min(zero, top), abs(top - zero)
            drawing.add(
                Rect(
                    x + inset,
                    low,
                    pitch * _BAR_SHARE,
                    height,
                    fillColor=HexColor(ACCENT),
                    strokeColor=None,
                )
            )
        local = bar.start.astimezone(words.zone)
        if len(shown) <= _FEW or (local.minute == 0 and local.hour % every == 0):
            text = sheet.text(words.time(bar.start))
            drawing.add(_label(String, sheet, text, x, 6, anchor="start"))


_FEW = 6
"""So few bars that each has its hour under it."""


def _hours_between_labels(pitch_pt: float) -> int:
    for hours in (1, 2, 3, 6, 12):
        if pitch_pt * 4 * hours >= _LABEL_ROOM_PT:
            return hours
    return 24


def _label(string: Any, sheet: Sheet, text: str, x: float, y: float, *, anchor: str) -> Any:
    from reportlab.lib.colors import HexColor

    return string(
        x,
        y,
        text,
        fontName=sheet.regular,
        fontSize=7.5,
        fillColor=HexColor(QUIET),
        textAnchor=anchor,
    )


def peak(quarters: Sequence[tuple[datetime, Money]], currency: str) -> Bar | None:
    """Return the best quarter hour, the earliest of equals; None where nothing was taken."""
    best = max(bars(quarters, currency), key=lambda bar: bar.takings.minor, default=None)
    return best if best is not None and best.takings > Money.zero(currency) else None
