"""The sheet every report stands on: typeface, styles, tables, footer with page numbers.

The same story gives the same bytes: reportlab's invariant mode fixes date and document id.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from printing.fonts import SUBSTITUTE, FontSource
from printing.safetext import clean

LETTER, A4 = "letter", "a4"
PAGES_PT = {LETTER: (612.0, 792.0), A4: (595.2756, 841.8898)}

MARGIN_PT = 54.0
FOOTER_PT = 30.0
INK = "#14181f"
QUIET = "#5b6472"
LINE = "#c9ced6"
BAND = "#f2f4f7"
ACCENT = "#2f4b6e"

_SUBSTITUTE = "\ufffd"
"""reportlab leaves out a character without a glyph; this one has one, and can be searched for."""

_BODY_PT = 9.5
_LEADING = 1.3

Story = Callable[[], list[Any]]
"""Makes the flowables anew; a story is used up by laying it out."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Paper size and the two registered typefaces."""

    page: str
    regular: str
    bold: str
    fonts: FontSource

    @property
    def width_pt(self) -> float:
        """Return the width between the margins."""
        return PAGES_PT[self.page][0] - 2 * MARGIN_PT

    def text(self, text: str) -> str:
        """Return any text safe to draw."""
        return clean(text, self.fonts).replace(SUBSTITUTE, _SUBSTITUTE)

    def paragraph(
        self,
        text: str,
        size_pt: float = _BODY_PT,
        *,
        bold: bool = False,
        colour: str = INK,
        align: str = "left",
    ) -> Any:
        """Return a flowable that wraps; no markup in ``text`` has a meaning."""
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import Paragraph

        style = ParagraphStyle(
            "text",
            fontName=self.bold if bold else self.regular,
            fontSize=size_pt,
            leading=size_pt * _LEADING,
            textColor=colour,
            alignment={"left": 0, "centre": 1, "right": 2}[align],
            splitLongWords=1,
        )
        return Paragraph(escape(self.text(text)), style)


def sheet(page: str, fonts: FontSource) -> Sheet:
    """Return a sheet of ``LETTER`` or ``A4`` with the typeface registered at reportlab."""
    return Sheet(page, _registered(fonts.regular), _registered(fonts.bold), fonts)


def build(sheet: Sheet, story: Story, title: str, footer: str) -> bytes:
    """Return the PDF. Laid out twice, since a page's footer says how many pages there are."""
    pages = _build(sheet, story, title, footer, pages=0)[1]
    return _build(sheet, story, title, footer, pages=pages)[0]


def table(
    sheet: Sheet,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    *,
    total: Sequence[str] = (),
) -> Any:
    """Return a table: words at the left, figures at the right, a bold last row for ``total``.

    ``widths`` are parts of the sheet's width. The header repeats on each page.
    """
    from reportlab.platypus import Table, TableStyle

    def line(cells: Sequence[str], *, bold: bool = False, quiet: bool = False) -> list[Any]:
        colour, size = (QUIET, 8.0) if quiet else (INK, _BODY_PT)
        return [
            sheet.paragraph(
                cell, size, bold=bold, colour=colour, align="right" if column else "left"
            )
            for column, cell in enumerate(cells)
        ]

    lines = [line(header, quiet=True), *(line(row) for row in rows)]
    style: list[tuple[Any, ...]] = [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (0, -1), 0),
        ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ("LINEBELOW", (0, 0), (-1, 0), 0.75, QUIET),
    ]
    if rows:
        style.append(("LINEBELOW", (0, 1), (-1, len(rows)), 0.35, LINE))
    if total:
        lines.append(line(total, bold=True))
        style += [("LINEABOVE", (0, -1), (-1, -1), 0.75, INK)]
    return Table(
        lines,
        colWidths=[sheet.width_pt * width for width in widths],
        repeatRows=1,
        style=TableStyle(style),
    )


def _registered(data: bytes) -> str:
    """Return the name under which reportlab knows this font file; the same file has one name."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    name = f"Foyer-{sha256(data).hexdigest()[:12]}"
    if name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, BytesIO(data)))
    return name


def _build(sheet: Sheet, story: Story, title: str, footer: str, *, pages: int) -> tuple[bytes, int]:
    from reportlab.platypus import SimpleDocTemplate

    buffer = BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=PAGES_PT[sheet.page],
        leftMargin=MARGIN_PT - 6,  # a frame pads its sides by six points
        rightMargin=MARGIN_PT - 6,
        topMargin=MARGIN_PT - 6,
        bottomMargin=MARGIN_PT,
        title=sheet.text(title),
        author="Foyer",
        invariant=1,
    )

    def foot(canvas: Any, document: Any) -> None:
        canvas.saveState()
        canvas.setFont(sheet.regular, 8)
        canvas.setFillColor(QUIET)
        canvas.drawString(MARGIN_PT, FOOTER_PT, sheet.text(footer))
        right = PAGES_PT[sheet.page][0] - MARGIN_PT
        canvas.drawRightString(right, FOOTER_PT, f"{document.page} / {pages or document.page}")
        canvas.restoreState()

    document.build(story(), onFirstPage=foot, onLaterPages=foot)
    return buffer.getvalue(), document.page
