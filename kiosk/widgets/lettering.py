"""Text in a box: wrapped at words, cut with an ellipsis where it must be. Pure measuring and
painting; GUI thread."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from kiosk.theme import Letters

Align = Qt.AlignmentFlag
_Cut = tuple[str, int, QFont.Weight]
"""All that our fonts differ by: family, size in dots, weight."""


_RIGHT = Qt.TextElideMode.ElideRight


def wrapped(text: str, font: QFont, width: int, most_lines: int) -> tuple[str, ...]:
    """Return ``text`` as lines that fit ``width`` dots, at most ``most_lines``; what does not
    fit ends in an ellipsis."""
    return _wrapped(text, _cut_of(font), width, most_lines)


@lru_cache(maxsize=4096)
def _wrapped(text: str, cut: _Cut, width: int, most_lines: int) -> tuple[str, ...]:
    metrics = _metrics(cut)
    if width <= 0 or not text:
        return ()
    lines: list[str] = []
    left = _words(text)
    while left and len(lines) < most_lines - 1:
        line = left.pop(0)
        while left and metrics.horizontalAdvance(f"{line} {left[0]}") <= width:
            line = f"{line} {left.pop(0)}"
        fits = metrics.horizontalAdvance(line) <= width  # a line that just fits would be cut
        lines.append(line if fits else metrics.elidedText(line, _RIGHT, width))
    if left:
        lines.append(metrics.elidedText(" ".join(left), _RIGHT, width))
    return tuple(lines)


def _words(text: str) -> list[str]:
    """Return what a line may be broken between; a no-break space (``0,00 $``) holds."""
    return [word for word in text.replace("\n", " ").split(" ") if word]


def _cut_of(font: QFont) -> _Cut:
    if isinstance(font, Letters):
        return font.cut
    return font.family(), font.pixelSize(), font.weight()


@lru_cache(maxsize=64)
def _metrics(cut: _Cut) -> QFontMetrics:
    family, dots, weight = cut
    font = QFont(family)
    font.setPixelSize(dots)
    font.setWeight(weight)
    return QFontMetrics(font)


def width_of(text: str, font: QFont) -> int:
    """Return how many dots ``text`` takes on one line."""
    return _width(text, _cut_of(font))


@lru_cache(maxsize=4096)
def _width(text: str, cut: _Cut) -> int:
    return _metrics(cut).horizontalAdvance(text)


def height_of(font: QFont) -> int:
    """Return a line's height in dots."""
    return _height(_cut_of(font))


@lru_cache(maxsize=64)
def _height(cut: _Cut) -> int:
    return _metrics(cut).height()


def narrowest(text: str, font: QFont, most_lines: int, aim: int) -> int:
    """Return the least width, from ``aim`` up, at which ``text`` fits ``most_lines`` without
    being cut."""
    if most_lines == 1:
        return width_of(text, font)
    longest_word = max((width_of(word, font) for word in _words(text)), default=0)
    width = max(aim, longest_word)
    whole = width_of(text, font)
    while width < whole:
        lines = wrapped(text, font, width, most_lines)
        if " ".join(lines) == " ".join(_words(text)):
            return width
        width += 8
    return max(whole, longest_word) if whole > aim else width


def draw_lines(
    painter: QPainter,
    box: QRect,
    lines: tuple[str, ...],
    font: QFont,
    ink: QColor,
    align: Align = Align.AlignLeft,
) -> int:
    """Draw ``lines`` from the top of ``box`` and return the dots they took."""
    painter.setFont(font)
    painter.setPen(ink)
    step = height_of(font)
    for index, line in enumerate(lines):
        row = QRect(box.left(), box.top() + index * step, box.width(), step)
        painter.drawText(row, align | Align.AlignVCenter, line)
    return step * len(lines)
