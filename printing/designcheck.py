"""Looks a design over before its tickets are sold: what would be cut, shrunk too far or missing,
what the printer cannot reach, which code a scanner could not read.

Each text is looked at once, however many tickets say it, so a season of thousands of places takes a
few seconds. Codes of findings: ``ticket_text_cut``, ``ticket_text_too_small``,
``ticket_character_missing``, ``ticket_outside_printable``, ``ticket_overlap``,
``ticket_code_too_small``. What would spoil a ticket is an error; letters that come out
smaller or as a substitute are warnings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

from pos.views.cash import Finding
from pos.views.papers import TicketView
from printing import code128
from printing.design import (
    Box,
    BoxElement,
    CodeElement,
    LineElement,
    LogoElement,
    Shown,
    TextElement,
    TicketDesign,
)
from printing.designoverlaps import Overlaps
from printing.fields import ticket_fields
from printing.fonts import LINE_HEIGHT, FontSource
from printing.paper import TextLine
from printing.profiles import MM_PER_INCH, EscposProfile, FglProfile
from printing.raster import QUIET_MODULES, qr_modules
from printing.safetext import missing
from printing.tickets import fitted, is_shown, lines, names_in, raw_text
from printing.words import Words

SMALLEST_MODULE_DOTS = 2
"""A single dot grows or vanishes with the heat of the head."""
SMALLEST_QR_MM = 0.33
"""A module that a phone's camera and a scanner at a door read at arm's length."""
SMALLEST_BAR_MM = 0.249
"""The narrowest bar that hand scanners are sold for, a quarter of a millimetre; on 300 dpi, three
dots are a hair less."""
_SHRINK_ALLOWED = 0.95
"""Letters hinted to a printer's dots come out up to a twentieth smaller than was asked for."""
_SLACK_MM = 0.01
_SMALLER_MM = 12.0
"""How much smaller than the stock the printed area may be at the far edges."""
_LONGER_MM, _WIDER_MM = 4.0, 20.0
"""How much larger than the design's stock it may be. A cut or a perforation stands at the end of
the length; across the head a strip just stays blank, as with a 3.25 inch design on 4 inch stock."""
_ANY_CODE = "7KQ2M9XB4TCCVH31ZR5D"
"""As long as every ticket's code, and with few pairs of digits: the widest a Code 128 gets."""

_Mark = LineElement | BoxElement | CodeElement | LogoElement


@dataclass(frozen=True, slots=True)
class Reach:
    """What a printer reaches, millimetres from the top left corner, and its dots."""

    length_mm: float
    width_mm: float
    dots_per_inch: float

    def dots(self, length_mm: float) -> int:
        """Return a length in whole dots."""
        return round(length_mm * self.dots_per_inch / MM_PER_INCH)

    def misses(self, box: Box) -> bool:
        """Return whether part of ``box`` stays blank."""
        right, bottom = box.x + box.width, box.y + box.height
        return right > self.length_mm + _SLACK_MM or bottom > self.width_mm + _SLACK_MM


def reach(profile: FglProfile | EscposProfile, design: TicketDesign) -> Reach:
    """Return what the printer reaches of the design. A roll has no end, and a design that is too
    long to stand upright on it is laid along it."""
    step = MM_PER_INCH / profile.dots_per_inch
    if isinstance(profile, FglProfile):
        return Reach(profile.columns * step, profile.rows * step, profile.dots_per_inch)
    across = profile.dots * step
    if design.length_mm > across >= design.width_mm:
        return Reach(float("inf"), across, profile.dots_per_inch)
    return Reach(across, float("inf"), profile.dots_per_inch)


def stock_fault(design: TicketDesign, profile: FglProfile | EscposProfile) -> Finding | None:
    """Return ``design_not_for_stock`` when the design is for other stock than the profile's. On a
    roll any design will do that is no wider than the roll one way or the other."""
    far = reach(profile, design)
    if isinstance(profile, FglProfile):
        long, wide = design.length_mm - far.length_mm, design.width_mm - far.width_mm
        fits = -_LONGER_MM <= long <= _SMALLER_MM and -_WIDER_MM <= wide <= _SMALLER_MM
    else:
        fits = design.length_mm <= far.length_mm and design.width_mm <= far.width_mm
    if fits:
        return None
    stock = f"{design.length_mm:g} x {design.width_mm:g} mm"
    return Finding("error", "design_not_for_stock", "stock", evidence=(stock, _reached(far)))


def check(
    design: TicketDesign,
    profile: FglProfile | EscposProfile,
    tickets: Iterable[TicketView],
    words: Words,
    fonts: FontSource,
) -> tuple[Finding, ...]:
    """Return everything that would not come out whole, each with its element and first ticket.

    ``subject`` is the element and the ticket, ``evidence`` what is wrong with it.
    """
    far = reach(profile, design)
    findings = [*_marks(design, far), *_codes(design, far)]
    texts = [(number, text, names_in(text)) for number, text in enumerate(design.texts, 1)]
    known: set[tuple[int, tuple[str, ...]]] = set()
    seen: set[tuple[int, str]] = set()
    missed: set[int] = set()
    overlaps = Overlaps(design, far.dots_per_inch, fonts)
    for view in tickets:
        fields = ticket_fields(view, words)
        for number, element, names in texts:
            said = (number, tuple(map(fields.__getitem__, names)))
            if said in known:
                continue
            known.add(said)
            raw = raw_text(element, fields) if is_shown(element.shown, fields) else ""
            if raw and (number, raw) not in seen:
                seen.add((number, raw))
                subject = f"text[{number}] {element.template}, {fields['place']}"
                look = _Look(subject, number, element, far, fonts)
                for finding in _text(look, raw):
                    if finding.code != "ticket_outside_printable":
                        findings.append(finding)
                    elif number not in missed:  # its place is wrong, whatever it says
                        missed.add(number)
                        findings.append(finding)
        findings.extend(overlaps.on(fields))
    return tuple(findings)


@dataclass(frozen=True, slots=True)
class _Look:
    """One text element under the glass."""

    subject: str
    number: int
    element: TextElement
    far: Reach
    fonts: FontSource

    def say(self, code: str, *evidence: str, severity: str = "warning") -> Finding:
        return Finding(severity, code, self.subject, evidence=evidence)


def _text(look: _Look, raw: str) -> Iterator[Finding]:
    fit = fitted(look.element, raw, look.fonts)
    if fit is None:
        return
    if fit.cut:
        yield look.say("ticket_text_cut", raw, " ".join(fit.lines), severity="error")
    if lacking := missing(raw, look.fonts):
        yield look.say("ticket_character_missing", ", ".join(lacking), raw)
    placed = tuple(lines(look.element, fit, look.number))
    if any(look.far.misses(_box(line)) for line in placed):
        yield look.say("ticket_outside_printable", raw, _reached(look.far), severity="error")
    yield from _letters(look, placed)


def _letters(look: _Look, placed: tuple[TextLine, ...]) -> Iterator[Finding]:
    """Look at the letters as they are drawn: hinted to dots, with all their accents."""
    per_mm = look.far.dots_per_inch / MM_PER_INCH
    for line in placed:
        px, room = line.size_mm * per_mm, look.far.dots(line.width_mm)
        drawn = look.fonts.drawn_px(line.text, px, bold=line.bold, max_dots=room)
        if drawn < look.element.shrink_to_mm * per_mm * _SHRINK_ALLOWED:
            least = f"{look.element.shrink_to_mm:g} mm"
            yield look.say("ticket_text_too_small", line.text, f"{drawn / per_mm:.2f} mm", least)


def _box(line: TextLine) -> Box:
    along, across = line.width_mm, line.size_mm * LINE_HEIGHT
    dx, dy = (across, along) if line.turn in (90, 270) else (along, across)
    return Box(line.x_mm, line.y_mm, dx, dy)


def _marks(design: TicketDesign, far: Reach) -> Iterator[Finding]:
    """Look at what stands in its place whatever the ticket says."""
    groups: tuple[tuple[str, Sequence[_Mark]], ...] = (
        ("line", design.lines),
        ("box", design.boxes),
        ("qr", design.codes),
        ("barcode", design.barcodes),
        ("logo", design.logos),
    )
    for kind, elements in groups:
        for number, element in enumerate(elements, 1):
            if far.misses(element.box):
                right = element.box.x + element.box.width
                bottom = element.box.y + element.box.height
                ends = f"{right:.1f} x {bottom:.1f} mm"
                yield Finding(
                    "error",
                    "ticket_outside_printable",
                    f"{kind}[{number}]{_shown(element.shown)}",
                    evidence=(ends, _reached(far)),
                )


def _codes(design: TicketDesign, far: Reach) -> Iterator[Finding]:
    across = len(qr_modules(_ANY_CODE)) + 2 * QUIET_MODULES
    for number, qr in enumerate(design.codes, 1):
        module = far.dots(qr.size_mm) // across
        yield from _module(f"qr[{number}]", module, SMALLEST_QR_MM, far)
    bars = len(code128.modules(_ANY_CODE)) + 2 * code128.QUIET_MODULES
    for number, barcode in enumerate(design.barcodes, 1):
        module = far.dots(barcode.width_mm) // bars
        yield from _module(f"barcode[{number}]", module, SMALLEST_BAR_MM, far)


def _module(subject: str, dots: int, least_mm: float, far: Reach) -> Iterator[Finding]:
    wide_mm = dots * MM_PER_INCH / far.dots_per_inch
    if dots < SMALLEST_MODULE_DOTS or wide_mm < least_mm:
        found, least = f"{dots} dots, {wide_mm:.2f} mm", f"{SMALLEST_MODULE_DOTS} dots"
        evidence = (found, f"{least}, {least_mm:.2f} mm")
        yield Finding("error", "ticket_code_too_small", subject, evidence=evidence)


def _reached(far: Reach) -> str:
    sides = (far.length_mm, far.width_mm)
    return f"{' x '.join(f'{side:.1f}' for side in sides if isfinite(side))} mm"


def _shown(shown: Shown) -> str:
    condition = shown.when or (f"without {shown.unless}" if shown.unless else "")
    return f" ({condition})" if condition else ""
