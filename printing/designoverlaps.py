"""Finds what would be printed over a text: a picture, a code, a line, another text.

Boxes may share room, since most texts do not fill theirs and many are never on one ticket together;
so ink is measured, on tickets. Only pairs whose boxes meet are measured, and each pair is told
once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pos.views.cash import Finding
from printing.design import Box, Element, LogoElement, TextElement, TicketDesign, inked
from printing.fonts import LINE_HEIGHT, FontSource
from printing.paper import TextLine
from printing.profiles import MM_PER_INCH
from printing.raster import aligned
from printing.tickets import fitted, is_shown, lines, names_in, raw_text

_TOUCH_MM = 0.15
"""Less than this is a touch: a dot of a 200 dpi printer."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """A text and what stands near it; ``other`` is a number where that is a text too."""

    number: int
    text: TextElement
    element: Element
    called: str
    other: int = 0


class _Tickets:
    """What a pair was seen to say; on most tickets it says nothing new."""

    def __init__(self, pair: _Pair) -> None:
        both = (*names_in(pair.text), *names_in(pair.element))
        self._names = tuple(dict.fromkeys(both))
        self._said: set[tuple[str, ...]] = set()

    def new(self, fields: dict[str, str]) -> bool:
        """Return whether no ticket before said the same, and remember this one."""
        said = tuple(map(fields.__getitem__, self._names))
        if said in self._said:
            return False
        self._said.add(said)
        return True


class Overlaps:
    """Looks at one ticket of a design after the other. ``dots_per_inch`` is the printer's."""

    def __init__(self, design: TicketDesign, dots_per_inch: float, fonts: FontSource) -> None:
        self._pairs = [(pair, _Tickets(pair)) for pair in _pairs(design)]
        self._per_mm = dots_per_inch / MM_PER_INCH
        self._fonts = fonts
        self._measured: dict[tuple[int, str], tuple[Box, ...]] = {}

    def on(self, fields: dict[str, str]) -> Iterator[Finding]:
        """Yield what overlaps on the ticket with these fields and was not told yet."""
        for each in list(self._pairs):
            pair, tickets = each
            if not tickets.new(fields):
                continue
            if not (is_shown(pair.text.shown, fields) and is_shown(pair.element.shown, fields)):
                continue
            over = self._inked(pair, fields)
            raw = raw_text(pair.text, fields) if over else ""
            deep = max(
                (
                    ink.depth_mm(box)
                    for ink in self._ink(pair.number, pair.text, raw)
                    for box in over
                    if ink.meets(box)
                ),
                default=0.0,
            )
            if deep > _TOUCH_MM:
                self._pairs.remove(each)
                subject = f"text[{pair.number}] {pair.text.template}, {fields['place']}"
                evidence = (raw, pair.called, f"{deep:.1f} mm")
                yield Finding("error", "ticket_overlap", subject, evidence=evidence)

    def _inked(self, pair: _Pair, fields: dict[str, str]) -> tuple[Box, ...]:
        if isinstance(pair.element, TextElement):
            return self._ink(pair.other, pair.element, raw_text(pair.element, fields))
        return inked(pair.element)

    def _ink(self, number: int, element: TextElement, raw: str) -> tuple[Box, ...]:
        """Return where the letters of a text come to stand, line by line."""
        known = self._measured.get((number, raw))
        if known is None:
            fit = fitted(element, raw, self._fonts) if raw else None
            placed = lines(element, fit, number) if fit else ()
            known = tuple(box for line in placed if (box := self._drawn(line)) is not None)
            self._measured[number, raw] = known
        return known

    def _drawn(self, line: TextLine) -> Box | None:
        room = round(line.width_mm * self._per_mm)
        picture = self._fonts.picture(
            line.text, line.size_mm * self._per_mm, bold=line.bold, max_dots=room
        )
        ink = picture.getbbox()
        if ink is None:
            return None
        start = aligned(picture.width, room, line.align)
        left, right = start + ink[0], start + ink[2]
        top, bottom = ink[1], ink[3]
        x, y, across, down = {
            0: (left, top, right - left, bottom - top),
            90: (picture.height - bottom, left, bottom - top, right - left),
            180: (room - right, picture.height - bottom, right - left, bottom - top),
            270: (top, room - right, bottom - top, right - left),
        }[line.turn]
        mm = self._per_mm
        return Box(line.x_mm + x / mm, line.y_mm + y / mm, across / mm, down / mm)


def _pairs(design: TicketDesign) -> Iterator[_Pair]:
    """Yield each text with everything that its letters could meet."""
    groups: tuple[tuple[str, Sequence[Element]], ...] = (
        ("logo", design.logos),
        ("line", design.lines),
        ("box", design.boxes),
        ("qr", design.codes),
        ("barcode", design.barcodes),
    )
    others = [
        (f"{kind}[{number}]", element)
        for kind, elements in groups
        for number, element in enumerate(elements, 1)
    ]
    for number, text in enumerate(design.texts, 1):
        for called, element in others:
            if _could_meet(text, element):
                named = f"{called} {element.file}" if isinstance(element, LogoElement) else called
                yield _Pair(number, text, element, named)
        for other, later in enumerate(design.texts[number:], number + 1):
            if _could_meet(text, later):
                yield _Pair(number, text, later, f"text[{other}] {later.template}", other)


def _could_meet(text: TextElement, other: Element) -> bool:
    boxes = (_room(other),) if isinstance(other, TextElement) else inked(other)
    room = _room(text)
    return not text.shown.never_with(other.shown) and any(room.meets(box) for box in boxes)


def _room(text: TextElement) -> Box:
    """Return all that the letters could fill: more than the box where it is lower than a line."""
    more = max(0.0, text.size_mm * LINE_HEIGHT - text.height_mm)
    box = text.box
    return Box(box.x - more, box.y - more, box.width + 2 * more, box.height + 2 * more)
