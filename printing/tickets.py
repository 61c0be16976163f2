"""Lays out tickets. Nothing grows over its box, whatever the names are."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil

from pos.views.papers import TicketView
from printing.design import (
    BOTTOM,
    FIELD,
    TOP,
    BarcodeElement,
    Element,
    LineElement,
    Shown,
    TextElement,
    TicketDesign,
)
from printing.fields import grouped, ticket_fields
from printing.fitting import Fitted, Room, fit
from printing.fonts import LINE_HEIGHT, FontSource
from printing.paper import CENTRE, Bars, Frame, Picture, QrCode, Stroke, TextLine, TicketPaper
from printing.safetext import clean
from printing.words import Words


def compose(view: TicketView, design: TicketDesign, words: Words, fonts: FontSource) -> TicketPaper:
    """Return the ticket laid out. Always succeeds: what does not fit is cut with an ellipsis
    (``designcheck`` tells beforehand)."""
    return composed(ticket_fields(view, words), view.code, design, fonts)


def composed(
    fields: dict[str, str], code: str, design: TicketDesign, fonts: FontSource
) -> TicketPaper:
    """Return a paper on ticket stock laid out: ``fields`` by the names that the design has, and the
    ``code`` that is to be read from it."""
    texts: list[TextLine] = []
    for number, element in enumerate(design.texts, 1):
        if is_shown(element.shown, fields):
            fit_in = fitted(element, raw_text(element, fields), fonts)
            texts.extend(lines(element, fit_in, number) if fit_in else ())
    barcodes = [e for e in design.barcodes if is_shown(e.shown, fields)]
    texts.extend(
        _below_bars(element, code, number)
        for number, element in enumerate(barcodes, len(design.texts) + 1)
        if element.text_mm
    )
    return TicketPaper(
        length_mm=design.length_mm,
        width_mm=design.width_mm,
        texts=tuple(texts),
        strokes=tuple(
            stroke for e in design.lines if is_shown(e.shown, fields) for stroke in _strokes(e)
        ),
        frames=tuple(
            Frame(e.x_mm, e.y_mm, e.width_mm, e.height_mm, e.thickness_mm)
            for e in design.boxes
            if is_shown(e.shown, fields)
        ),
        codes=tuple(
            QrCode(code, e.x_mm, e.y_mm, e.size_mm)
            for e in design.codes
            if is_shown(e.shown, fields)
        ),
        bars=tuple(_bars(element, code) for element in barcodes),
        pictures=tuple(
            Picture(e.artwork, e.x_mm, e.y_mm, e.width_mm, e.height_mm, e.threshold, e.turn)
            for e in design.logos
            if is_shown(e.shown, fields)
        ),
    )


def is_shown(shown: Shown, fields: dict[str, str]) -> bool:
    """Return whether an element is on the ticket with these fields."""
    return not (shown.when and not fields[shown.when]) and not (
        shown.unless and fields[shown.unless]
    )


def names_in(element: Element) -> tuple[str, ...]:
    """Return the fields that decide whether an element is shown and what a text says; two tickets
    that have these in common are the same to it."""
    template = element.template if isinstance(element, TextElement) else ""
    shown = (element.shown.when, element.shown.unless)
    return tuple(dict.fromkeys(name for name in (*FIELD.findall(template), *shown) if name))


def raw_text(element: TextElement, fields: dict[str, str]) -> str:
    """Return the template filled in, as entered and not yet safe to print."""
    raw = FIELD.sub(lambda match: fields[match.group(1)], element.template)
    return raw.upper() if element.capitals else raw


def fitted(element: TextElement, raw: str, fonts: FontSource) -> Fitted | None:
    """Return the text made safe and broken into lines for its box; None where nothing is left."""
    text = clean(raw, fonts)
    if not text:
        return None
    room = Room(element.width_mm, element.height_mm, element.max_lines)
    return fit(text, room, element.size_mm, element.shrink_to_mm, fonts, bold=element.bold)


def lines(element: TextElement, fitted: Fitted, number: int) -> Iterable[TextLine]:
    """Place each line's box: lines follow one another in the direction that the turned text reads
    downwards."""
    step = fitted.size_mm * LINE_HEIGHT
    across = element.height_mm
    spare = across - step * len(fitted.lines)
    first = 0.0 if element.valign == TOP else spare if element.valign == BOTTOM else spare / 2
    for line, text in enumerate(fitted.lines):
        near = first + line * step
        far = across - near - step
        dx, dy = {0: (0.0, near), 90: (far, 0.0), 180: (0.0, far), 270: (near, 0.0)}[element.turn]
        yield TextLine(
            text=text,
            x_mm=round(element.x_mm + dx, 4),
            y_mm=round(element.y_mm + dy, 4),
            width_mm=element.width_mm,
            size_mm=fitted.size_mm,
            bold=element.bold,
            align=element.align,
            turn=element.turn,
            resident=element.resident,
            element=number,
        )


def _strokes(element: LineElement) -> Iterable[Stroke]:
    """Return the line, or its dashes; the last one may be shorter."""
    length, dash = element.length_mm, element.dash_mm
    count = ceil(length / (2 * dash)) if dash else 1
    for number in range(count):
        far = 2 * dash * number
        x, y = (0.0, far) if element.upright else (far, 0.0)
        yield Stroke(
            round(element.x_mm + x, 4),
            round(element.y_mm + y, 4),
            round(min(dash, length - far), 4) if dash else length,
            element.thickness_mm,
            element.upright,
        )


def _bars(element: BarcodeElement, code: str) -> Bars:
    """Place the bars in what their text leaves of the box."""
    taken = element.text_mm * LINE_HEIGHT
    dx, dy = {90: (taken, 0.0), 180: (0.0, taken)}.get(element.turn, (0.0, 0.0))
    return Bars(
        code,
        round(element.x_mm + dx, 4),
        round(element.y_mm + dy, 4),
        element.width_mm,
        round(element.height_mm - taken, 4),
        element.turn,
    )


def _below_bars(element: BarcodeElement, code: str, number: int) -> TextLine:
    """Place the code in letters on the side of the box that reads as its foot."""
    over = element.height_mm - element.text_mm * LINE_HEIGHT
    dx, dy = {0: (0.0, over), 270: (over, 0.0)}.get(element.turn, (0.0, 0.0))
    return TextLine(
        text=grouped(code),
        x_mm=round(element.x_mm + dx, 4),
        y_mm=round(element.y_mm + dy, 4),
        width_mm=element.width_mm,
        size_mm=element.text_mm,
        align=CENTRE,
        turn=element.turn,
        element=number,
    )
