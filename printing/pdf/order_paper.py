"""An order on paper, with the signatures that were given for it, drawn from their strokes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from printing.fonts import FontSource
from printing.pdf.document import INK, LETTER, QUIET, Sheet, build, sheet, table

SIGNATURE_PT = 48.0
"""How high a signature is drawn."""
_WIDTHS = (0.78, 0.22)

Stroke = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class PaperPart:
    """A part under its ``title``: (what, figure) in rows; of ``happened`` what and when by whom."""

    title: str
    figures: str
    rows: tuple[tuple[str, str], ...]
    total: tuple[str, str] | tuple[()] = ()


@dataclass(frozen=True, slots=True)
class PaperEvent:
    """Something that happened, and how it was signed for: points in units of a field that is
    ``field`` wide and high."""

    what: str
    when: str
    strokes: tuple[Stroke, ...] = ()
    field: tuple[int, int] = (1, 1)


@dataclass(frozen=True, slots=True)
class OrderPaper:
    """What stands on the paper, in the words of whoever reads it."""

    company: str
    address: tuple[str, ...]
    title: str
    under: tuple[str, ...]
    parts: tuple[PaperPart, ...]
    life: str
    events: tuple[PaperEvent, ...]


def order_paper_pdf(paper: OrderPaper, fonts: FontSource, page: str = LETTER) -> bytes:
    """Return the paper as PDF on ``LETTER`` or ``A4``. The same paper gives the same bytes."""
    on = sheet(page, fonts)
    return build(on, lambda: _story(paper, on), paper.title, f"{paper.company} · {paper.title}")


def _story(paper: OrderPaper, on: Sheet) -> list[Any]:
    from reportlab.platypus import KeepTogether, Spacer

    story: list[Any] = [on.paragraph(paper.company, 11, bold=True)]
    story += [on.paragraph(line, 9, colour=QUIET) for line in paper.address]
    story += [Spacer(1, 14), on.paragraph(paper.title, 16, bold=True)]
    story += [on.paragraph(line) for line in paper.under]
    for part in paper.parts:
        story += [Spacer(1, 12)]
        story.append(table(on, (part.title, part.figures), part.rows, _WIDTHS, total=part.total))
    story += [Spacer(1, 14), on.paragraph(paper.life, 11, bold=True)]
    for event in paper.events:
        lines = [Spacer(1, 4), on.paragraph(event.what)]
        lines.append(on.paragraph(event.when, 8, colour=QUIET))
        if event.strokes:
            lines.append(_signature(event.strokes, event.field))
        story.append(KeepTogether(lines))
    return story


def _signature(strokes: Sequence[Stroke], field: tuple[int, int]) -> Any:
    """Return the strokes as lines, as high as ``SIGNATURE_PT``."""
    from reportlab.graphics.shapes import Drawing, PolyLine

    scale = SIGNATURE_PT / field[1]
    drawing = Drawing(field[0] * scale, SIGNATURE_PT)
    for stroke in strokes:
        points = [value for x, y in stroke for value in (x * scale, SIGNATURE_PT - y * scale)]
        points = points if len(stroke) > 1 else [*points, points[0] + 0.5, points[1]]
        drawing.add(PolyLine(points, strokeColor=_ink(), strokeWidth=1.2))
    return drawing


def _ink() -> Any:
    from reportlab.lib.colors import HexColor

    return HexColor(INK)
