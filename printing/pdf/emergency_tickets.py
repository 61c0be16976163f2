"""Emergency tickets as sheets to cut: eight on a page, each with place, number and barcode. What it
cost and how it was paid is written on the tally sheet, under its number.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from pos.views.outage import KitView, PaperTicket
from printing.fields import grouped
from printing.fonts import FontSource
from printing.pdf.document import INK, LETTER, PAGES_PT, QUIET, Sheet, sheet
from printing.raster import QUIET_MODULES, qr_modules
from printing.words import Words

_ACROSS, _DOWN = 2, 4
_EDGE_PT, _PAD_PT, _CODE_PT = 30.0, 12.0, 88.0
_SMALLEST_PT = 6.5


def emergency_tickets_pdf(
    view: KitView,
    papers: Sequence[PaperTicket],
    words: Words,
    fonts: FontSource,
    page: str = LETTER,
) -> bytes:
    """Return sheets with ``papers`` on ``LETTER`` or ``A4``; ``view``: their performance. The same
    papers give the same bytes."""
    from reportlab.pdfgen.canvas import Canvas

    on = sheet(page, fonts)
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=PAGES_PT[page], invariant=1, pageCompression=1)
    canvas.setTitle(on.text(words("Emergency tickets: {performance}", performance=view.production)))
    canvas.setAuthor("Foyer")
    pen = _Pen(canvas, on, view, words)
    for number, paper in enumerate(papers):
        place = number % (_ACROSS * _DOWN)
        if number and not place:
            canvas.showPage()
        pen.ticket(paper, *pen.corner(place))
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


class _Pen:
    """Draws tickets on a page."""

    def __init__(self, canvas: Any, on: Sheet, view: KitView, words: Words) -> None:
        self._canvas = canvas
        self._sheet = on
        self._view = view
        self._words = words
        wide, high = PAGES_PT[on.page]
        self._wide = (wide - 2 * _EDGE_PT) / _ACROSS
        self._high = (high - 2 * _EDGE_PT) / _DOWN

    def corner(self, place: int) -> tuple[float, float]:
        """Return the left upper corner of a place on the page, points from its left lower one."""
        down, across = divmod(place, _ACROSS)
        top = PAGES_PT[self._sheet.page][1] - _EDGE_PT
        return _EDGE_PT + across * self._wide, top - down * self._high

    def ticket(self, paper: PaperTicket, x: float, top: float) -> None:
        """Draw one ticket."""
        view, words, canvas = self._view, self._words, self._canvas
        canvas.setStrokeColor(QUIET)
        canvas.setLineWidth(0.5)
        canvas.setDash(3, 3)
        canvas.rect(x, top - self._high, self._wide, self._high)
        canvas.setDash()
        left, room = x + _PAD_PT, self._wide - 2 * _PAD_PT
        beside = room - _CODE_PT - 8
        self._text(view.company, left, top - 20, room, 8, colour=QUIET)
        self._text(view.production, left, top - 36, room, 13, bold=True)
        when = words.day_and_time(view.starts_at)
        self._text(when, left, top - 51, beside, 10.5, bold=True)
        self._text(view.hall, left, top - 63, beside, 8, colour=QUIET)
        self._place(paper, left, top - 84, beside)
        self._text(paper.number, left, top - 138, beside, 17, bold=True)
        self._text(words("Emergency ticket"), left, top - 150, beside, 8, colour=QUIET)
        self._text(paper.zone, left, top - 162, beside, 8)
        self._code(paper.code, x + self._wide - _PAD_PT - _CODE_PT, top - 48 - _CODE_PT)
        self._text(
            grouped(paper.code), x + self._wide - _PAD_PT - _CODE_PT, top - 148, _CODE_PT, 6.5
        )

    def _place(self, paper: PaperTicket, left: float, line: float, room: float) -> None:
        words = self._words
        if not paper.place:
            self._text(words("General admission"), left, line - 18, room, 13, bold=True)
            return
        parts = (
            (words("Section"), paper.section, 0.5),
            (words("Row"), paper.row, 0.22),
            (words("Seat"), paper.seat, 0.28),
        )
        for name, said, share in parts:
            self._text(name, left, line, room * share - 3, 7, colour=QUIET)
            self._text(said, left, line - 18, room * share - 3, 16, bold=True)
            left += room * share

    def _text(
        self,
        text: str,
        x: float,
        y: float,
        room: float,
        size: float,
        *,
        bold: bool = False,
        colour: str = INK,
    ) -> None:
        """Draw a line, smaller or cut where it is too long for ``room``."""
        from reportlab.pdfbase.pdfmetrics import stringWidth

        plain, font = self._sheet.text(text), self._sheet.bold if bold else self._sheet.regular
        while size > _SMALLEST_PT and stringWidth(plain, font, size) > room:
            size -= 0.5
        if stringWidth(plain, font, size) > room:
            while plain and stringWidth(f"{plain}…", font, size) > room:
                plain = plain[:-1]
            plain = f"{plain.rstrip()}…"
        self._canvas.setFillColor(colour)
        self._canvas.setFont(font, size)
        self._canvas.drawString(x, y, plain)

    def _code(self, code: str, x: float, y: float) -> None:
        """Draw the QR code with its quiet zone in a square of ``_CODE_PT``; neighbours are one
        bar, so that no gap shows between them."""
        rows = qr_modules(code)
        module = _CODE_PT / (len(rows) + 2 * QUIET_MODULES)
        path = self._canvas.beginPath()
        for down, row in enumerate(rows):
            foot = y + _CODE_PT - (down + QUIET_MODULES + 1) * module
            for start, length in _bars(row):
                path.rect(x + (start + QUIET_MODULES) * module, foot, length * module, module)
        self._canvas.setFillColor("#000000")
        self._canvas.drawPath(path, stroke=0, fill=1)


def _bars(row: Sequence[int]) -> list[tuple[int, int]]:
    """Return (start, length) of each run of dark modules."""
    found: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if dark and found and sum(found[-1]) == place:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        elif dark:
            found.append((place, 1))
    return found
