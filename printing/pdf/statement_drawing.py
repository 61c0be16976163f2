"""Charts of a statement as vector drawings."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from pos.views.statements import ChartKind
from printing.pdf.chart import tick_step
from printing.pdf.document import ACCENT, INK, LINE, QUIET, Sheet
from printing.statement_chart import COLOURS, Picture

_LABEL_PT = 7.5
_ROW_PT = 13.0
_LABELS_PT = 170.0
"""Room for the names of bars; longer ones are cut."""
_FIGURES_PT = 62.0
_LINE_HEIGHT_PT, _LEFT_PT, _FOOT_PT, _TOP_PT = 120.0, 58.0, 18.0, 8.0
_STACK_PT = 20.0

Said = Callable[[int], str]
"""A value of the axis in words."""


def drawing_of(sheet: Sheet, picture: Picture, said: Said) -> Any:
    """Return the chart as a flowable, as wide as the sheet."""
    draw = {ChartKind.BARS: _bars, ChartKind.LINE: _line, ChartKind.STACK: _stack}[picture.kind]
    return draw(_Pen(sheet), picture, said)


class _Pen:
    """Adds shapes in the sheet's typeface."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.width = sheet.width_pt

    def drawing(self, height: float) -> Any:
        from reportlab.graphics.shapes import Drawing

        return Drawing(self.width, height)

    def text(
        self, text: str, x: float, y: float, *, anchor: str = "start", colour: str = QUIET
    ) -> Any:
        from reportlab.graphics.shapes import String
        from reportlab.lib.colors import HexColor

        look = {
            "fontName": self.sheet.regular,
            "fontSize": _LABEL_PT,
            "fillColor": HexColor(colour),
            "textAnchor": anchor,
        }
        return String(x, y, text, **look)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> Any:
        from reportlab.graphics.shapes import Rect
        from reportlab.lib.colors import HexColor

        return Rect(x, y, width, height, fillColor=HexColor(colour), strokeColor=None)

    def line(self, x: float, y: float, to_x: float, to_y: float, colour: str, wide: float) -> Any:
        from reportlab.graphics.shapes import Line
        from reportlab.lib.colors import HexColor

        return Line(x, y, to_x, to_y, strokeColor=HexColor(colour), strokeWidth=wide)

    def wide(self, text: str) -> float:
        """Return how wide a text is, in points."""
        from reportlab.pdfbase.pdfmetrics import stringWidth

        return float(stringWidth(self.sheet.text(text), self.sheet.regular, _LABEL_PT))

    def fitted(self, text: str, room: float) -> str:
        """Return ``text`` cut to ``room`` points, with an ellipsis where it was."""
        text = self.sheet.text(text)
        if self.wide(text) <= room:
            return text
        while text and self.wide(f"{text}…") > room:
            text = text[:-1]
        return f"{text.rstrip()}…"


def _bars(pen: _Pen, picture: Picture, said: Said) -> Any:
    """Return a bar a row, to the left of the axis below zero."""
    drawing = pen.drawing(_ROW_PT * len(picture.points) + 4)
    names = min(max(pen.wide(point.label) for point in picture.points) + 10, _LABELS_PT)
    room = pen.width - names - 2 * _FIGURES_PT
    span = picture.high - picture.low
    axis = names + (_FIGURES_PT if picture.low < 0 else 0)
    room += 0 if picture.low < 0 else _FIGURES_PT
    zero = axis + room * -picture.low / span
    for number, point in enumerate(picture.points):
        y = _ROW_PT * (len(picture.points) - number - 1) + 4
        long = room * point.value / span
        drawing.add(pen.text(pen.fitted(point.label, names - 8), 0, y + 2, colour=INK))
        drawing.add(pen.box(zero + min(long, 0.0), y, max(abs(long), 0.4), _ROW_PT - 4, ACCENT))
        at, anchor = (zero + long + 4, "start") if long >= 0 else (zero + long - 4, "end")
        drawing.add(pen.text(pen.sheet.text(point.text), at, y + 2, anchor=anchor))
    drawing.add(pen.line(zero, 2, zero, drawing.height, QUIET, 0.5))
    return drawing


def _line(pen: _Pen, picture: Picture, said: Said) -> Any:
    """Return a point a row, joined, over an axis with round steps."""
    drawing = pen.drawing(_LINE_HEIGHT_PT)
    step = tick_step(picture.high - picture.low)
    low, high = picture.low // step * step, -(-picture.high // step) * step
    room = _LINE_HEIGHT_PT - _FOOT_PT - _TOP_PT

    def up(value: int) -> float:
        return _FOOT_PT + room * (value - low) / (high - low)

    for value in range(low, high + 1, step):
        colour, wide = (INK, 0.75) if value == 0 else (LINE, 0.4)
        drawing.add(pen.line(_LEFT_PT, up(value), pen.width, up(value), colour, wide))
        label = pen.sheet.text(said(value))
        drawing.add(pen.text(label, _LEFT_PT - 6, up(value) - 2.5, anchor="end"))
    pitch = (pen.width - _LEFT_PT - 20) / max(len(picture.points) - 1, 1)
    spots = [(_LEFT_PT + 10 + n * pitch, up(p.value)) for n, p in enumerate(picture.points)]
    for (x, y), (to_x, to_y) in pairwise(spots):
        drawing.add(pen.line(x, y, to_x, to_y, ACCENT, 1.2))
    every = -(-len(spots) // 8)
    for number, ((x, y), point) in enumerate(zip(spots, picture.points, strict=True)):
        drawing.add(pen.box(x - 2, y - 2, 4, 4, ACCENT))
        if number % every == 0:
            label = pen.fitted(point.label, 60)
            drawing.add(pen.text(label, x, 5, anchor="middle"))
    return drawing


def _stack(pen: _Pen, picture: Picture, said: Said) -> Any:
    """Return one bar of all the parts, and under it which colour is which."""
    parts = [(point, COLOURS[number % len(COLOURS)]) for number, point in enumerate(picture.points)]
    rows = -(-len(parts) // 2)
    drawing = pen.drawing(_STACK_PT + 6 + rows * _ROW_PT)
    x, y = 0.0, drawing.height - _STACK_PT
    for point, colour in parts:
        wide = pen.width * max(point.value, 0) / picture.whole if picture.whole else 0.0
        if wide:
            drawing.add(pen.box(x, y, wide, _STACK_PT, colour))
        x += wide
    half = pen.width / 2
    for number, (_, colour) in enumerate(parts):
        line, column = divmod(number, 2)
        left, foot = column * half, y - (line + 1) * _ROW_PT
        drawing.add(pen.box(left, foot, 7, 7, colour))
        text = pen.fitted(picture.legend[number], half - 20)
        drawing.add(pen.text(text, left + 11, foot + 0.5, colour=INK))
    return drawing
