"""Whatever a design says: it is refused with findings, or every ticket by it stays on the stock."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hardware.simulators.preview import draw
from pos.errors import FileRefused
from printing import fgl
from printing.design import Box, TicketDesign
from printing.designcheck import check
from printing.designfile import ticket_design
from printing.fonts import LINE_HEIGHT, FontSource
from printing.paper import TicketPaper
from printing.profiles import FGL_PROFILES
from printing.tickets import compose
from printing.words import Words
from tests.unit.printing.builders import a_ticket, general_admission
from tests.unit.printing.pictures import png
from tests.unit.printing.random_designs import LENGTH, WIDTH, designs

names = st.text(st.characters(), max_size=60)
PICTURE = png(60, 90)


@given(document=designs(), name=names)
@settings(
    deadline=None,
    max_examples=80,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_a_design_is_refused_or_keeps_to_its_stock(
    document: str, name: str, words: Words, fonts: FontSource
) -> None:
    design = read(document)
    if design is None:
        return
    for view in (a_ticket(production=name, holder=name, row=name), general_admission()):
        paper = compose(view, design, words, fonts)
        for box in placed(paper):
            assert box.x >= 0, box
            assert box.y >= 0, box
            assert box.x + box.width <= LENGTH + 0.001, box
            assert box.y + box.height <= WIDTH + 0.001, box
        assert paper.codes or paper.bars


@given(document=designs(), name=names)
@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
def test_what_the_check_lets_pass_the_printer_prints_whole(
    document: str, name: str, words: Words, fonts: FontSource
) -> None:
    design = read(document)
    if design is None:
        return
    view, profile = a_ticket(production=name), FGL_PROFILES["boca-200dpi-5.5x2"]
    findings = check(design, profile, [view], words, fonts)
    drawn = draw(fgl.encode(compose(view, design, words, fonts), profile, fonts), profile.name)
    assert len(drawn.papers) == 1
    assert not drawn.complaints
    assert not drawn.clipped or "ticket_outside_printable" in {f.code for f in findings}


def read(document: str) -> TicketDesign | None:
    try:
        return ticket_design(document.encode(), "random.toml", lambda _: PICTURE)
    except FileRefused as error:
        assert error.findings, document  # noqa: PT017  # a refusal is one of the two good ends
        return None


def placed(paper: TicketPaper) -> list[Box]:
    """Every part's box on the paper."""
    boxes = [Box(code.x_mm, code.y_mm, code.size_mm, code.size_mm) for code in paper.codes]
    boxes += [Box(f.x_mm, f.y_mm, f.width_mm, f.height_mm) for f in paper.frames]
    for text in paper.texts:
        boxes.append(
            turned(text.x_mm, text.y_mm, text.width_mm, line_height(text.size_mm), text.turn)
        )
    for item in (*paper.bars, *paper.pictures):
        boxes.append(turned(item.x_mm, item.y_mm, item.width_mm, item.height_mm, item.turn))
    for stroke in paper.strokes:
        long, thick = stroke.length_mm, stroke.thickness_mm
        size = (thick, long) if stroke.upright else (long, thick)
        boxes.append(Box(stroke.x_mm, stroke.y_mm, *size))
    return boxes


def line_height(size_mm: float) -> float:
    return size_mm * LINE_HEIGHT


def turned(x: float, y: float, along: float, across: float, turn: int) -> Box:
    return Box(x, y, across, along) if turn in (90, 270) else Box(x, y, along, across)
