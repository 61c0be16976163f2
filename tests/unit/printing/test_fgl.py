from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.errors import InvariantBroken
from printing import fgl
from printing.design import TicketDesign
from printing.fonts import FontSource
from printing.paper import Frame, QrCode, Stroke, TextLine, TicketPaper
from printing.profiles import (
    FGL_PROFILES,
    FglProfile,
    QrForm,
    RasterForm,
    ResidentUse,
    on_line,
)
from printing.resident import PLAIN
from printing.tickets import compose
from printing.words import Words
from tests.unit.printing.builders import CODE, a_ticket, general_admission
from tests.unit.printing.fgl_paper import Read, read

BOCA_200 = FGL_PROFILES["boca-200dpi-5.5x2"]
BOCA_300 = FGL_PROFILES["boca-300dpi-5.5x2"]
SERIAL = on_line(BOCA_200, 9600)
WHEREVER = dataclasses.replace(BOCA_200, resident_use=ResidentUse.WHEREVER_IT_FITS)
DRAWN = dataclasses.replace(BOCA_200, resident_use=ResidentUse.NEVER)


def a_paper(*texts: TextLine, **parts: object) -> TicketPaper:
    fields = {"strokes": (), "frames": (), "codes": ()} | parts
    return TicketPaper(139.7, 50.8, texts, **fields)  # type: ignore[arg-type]


def a_line(text: str, **changes: object) -> TextLine:
    line = TextLine(text, 10, 10, 60, 4.0, resident=True)
    return dataclasses.replace(line, **changes)  # type: ignore[arg-type]


def printed(job: bytes, profile: FglProfile = BOCA_200) -> Read:
    return read(job, profile.rows, profile.columns)


@pytest.mark.parametrize("profile", [BOCA_200, BOCA_300, SERIAL], ids=["200", "300", "serial"])
def test_the_code_on_the_drawn_ticket_is_read(
    profile: FglProfile, theatre_ticket: TicketDesign, words: Words, fonts: FontSource
) -> None:
    paper = compose(a_ticket(holder="Вячеслав"), theatre_ticket, words, fonts)
    page = printed(fgl.encode(paper, profile, fonts), profile).page
    assert [found.text for found in zxingcpp.read_barcodes(page)] == [CODE]


@pytest.mark.parametrize(
    ("name", "profile"),
    [("boca-200dpi", BOCA_200), ("boca-300dpi", BOCA_300), ("boca-200dpi-serial", SERIAL)],
)
def test_a_ticket_byte_for_byte(
    name: str,
    profile: FglProfile,
    golden: Callable[[str, bytes], None],
    theatre_ticket: TicketDesign,
    words: Words,
    fonts: FontSource,
) -> None:
    view = a_ticket(holder="Nguyễn Thị Ánh Tuyết", notes=("Restricted view",))
    paper = compose(view, theatre_ticket, words, fonts)
    golden(f"ticket-{name}.fgl", fgl.encode(paper, profile, fonts))


def test_general_admission_byte_for_byte(
    golden: Callable[[str, bytes], None],
    theatre_ticket: TicketDesign,
    words: Words,
    fonts: FontSource,
) -> None:
    view = general_admission(production="Лебединое озеро", holder="Ana 😀 <p>")
    paper = compose(view, theatre_ticket, words, fonts)
    golden("ticket-general-admission.fgl", fgl.encode(paper, BOCA_200, fonts))


def test_a_job_clears_first_and_cuts_once_at_the_end(
    theatre_ticket: TicketDesign, words: Words, fonts: FontSource
) -> None:
    job = fgl.encode(compose(a_ticket(), theatre_ticket, words, fonts), BOCA_200, fonts)
    commands = printed(job).commands
    assert commands[0] == "CB"
    assert commands[-1] == "p"
    assert commands.count("p") == 1
    assert set(commands) <= fgl.ALLOWED


def test_a_plain_line_goes_as_text_row_first(fonts: FontSource) -> None:
    job = fgl.encode(a_paper(a_line("ORDER W1-7")), BOCA_200, fonts)
    assert job == b"<CB><RC83,80><F3><HW1,1>ORDER W1-7<p>"


@pytest.mark.parametrize("align", ["left", "centre", "right"])
def test_resident_text_is_aligned_in_its_room(align: str, fonts: FontSource) -> None:
    room, width = BOCA_200.dots(60), 4 * 20
    offset = {"left": 0, "centre": (room - width) // 2, "right": room - width}[align]
    read_back = printed(fgl.encode(a_paper(a_line("W1-7", align=align)), BOCA_200, fonts))
    assert read_back.texts == [(83, 80 + offset, "W1-7")]


@pytest.mark.parametrize(
    "line",
    [
        a_line("<p>"),
        a_line("*A*"),
        a_line("[A]"),
        a_line("Dvořák"),
        a_line("ORDER", turn=90),
        a_line("ORDER", size_mm=1.6),
        a_line("ORDER " * 20),
        a_line("ORDER", resident=False),
        a_line("ORDER", y_mm=45),
    ],
    ids=lambda line: f"{line.text[:6]}-{line.turn}-{line.size_mm}",
)
def test_everything_else_is_drawn(line: TextLine, fonts: FontSource) -> None:
    read_back = printed(fgl.encode(a_paper(line), BOCA_200, fonts))
    assert read_back.texts == []
    assert min(read_back.page.tobytes()) == 0


def test_a_sign_the_printer_lacks_is_drawn_into_its_cell(fonts: FontSource) -> None:
    """``[`` prints as a letter in OCR-B, and nobody knows where ``·`` is."""
    read_back = printed(fgl.encode(a_paper(a_line("NOV 21 · 7:30")), BOCA_200, fonts))
    assert read_back.texts == [(83, 80, "NOV 21   7:30")]
    ink_box = read_back.page.point(lambda dot: 255 - dot).getbbox()
    assert ink_box is not None
    assert 80 + 7 * 20 <= ink_box[0] < ink_box[2] <= 80 + 8 * 20
    assert 83 < ink_box[1] < ink_box[3] < 83 + 31


def test_resident_use_is_the_profiles_choice(fonts: FontSource) -> None:
    paper = a_paper(a_line("ORDER"), a_line("SEAT", y_mm=20, resident=False, element=2))

    def texts(profile: FglProfile) -> list[str]:
        return [text for _, _, text in printed(fgl.encode(paper, profile, fonts)).texts]

    assert texts(DRAWN) == []
    assert texts(BOCA_200) == ["ORDER"]
    assert texts(WHEREVER) == ["ORDER", "SEAT"]


def test_lines_of_one_text_share_a_typeface(fonts: FontSource) -> None:
    """All as text or all drawn, and then by the one that is hardest to place."""
    mixed = a_paper(a_line("ORDER"), a_line("Заказ", y_mm=20))
    assert printed(fgl.encode(mixed, BOCA_200, fonts)).texts == []
    long = a_paper(a_line("ORDER"), a_line("ORDER " * 6, y_mm=20))
    assert printed(fgl.encode(long, BOCA_200, fonts)).texts == []
    both = a_paper(a_line("ORDER"), a_line("SEAT", y_mm=20))
    assert [text for _, _, text in printed(fgl.encode(both, BOCA_200, fonts)).texts] == [
        "ORDER",
        "SEAT",
    ]


def test_turned_text_is_turned_clockwise(fonts: FontSource) -> None:
    """Reading downwards, the line begins at the top: right-aligned text ends at the bottom."""

    def ink_of(turn: int) -> tuple[int, int, int, int]:
        line = TextLine("I", 10, 5, 40, 4.0, align="right", turn=turn)
        page = printed(fgl.encode(a_paper(line), BOCA_200, fonts)).page
        box = page.point(lambda dot: 255 - dot).getbbox()
        assert box is not None
        return box

    left, top, end = BOCA_200.dots(10), BOCA_200.dots(5), BOCA_200.dots(40)
    assert ink_of(0)[0] > left + end - 20
    assert ink_of(90)[1] > top + end - 20
    assert ink_of(180)[0] < left + 20
    assert ink_of(270)[1] < top + 20


def test_lines_and_boxes_use_the_printers_own(fonts: FontSource) -> None:
    paper = a_paper(
        strokes=(Stroke(10, 20, 30, 0.25), Stroke(10, 20, 5, 0.5, upright=True)),
        frames=(Frame(50, 5, 20, 10, 0.25),),
    )
    assert fgl.encode(paper, BOCA_200, fonts) == (
        b"<CB><RC160,80><LT2><HX240><RC160,80><LT4><VX40><RC40,400><LT2><BX80,160><p>"
    )


def test_a_line_ends_where_the_printer_does(fonts: FontSource) -> None:
    paper = a_paper(strokes=(Stroke(100, 20, 39, 0.25), Stroke(139, 20, 5, 0.25)))
    assert fgl.encode(paper, BOCA_200, fonts) == b"<CB><RC160,800><LT2><HX250><p>"


def test_what_lies_outside_is_left_out_and_named(fonts: FontSource) -> None:
    paper = a_paper(
        a_line("Ж", x_mm=135, width_mm=4),
        strokes=(Stroke(10, 49, 30, 0.25), Stroke(10, 40, 10, 0.25, upright=True)),
        frames=(Frame(120, 5, 20, 10, 0.25),),
        codes=(QrCode(CODE, 115, 5, 20),),
    )
    printed(fgl.encode(paper, BOCA_200, fonts))  # the reader fails on dots beyond the paper
    found = [finding.subject for finding in fgl.check(paper, BOCA_200)]
    assert found == ["Ж", "line", "line", "box", "qr"]


def test_raw_and_hex_draw_the_same(
    theatre_ticket: TicketDesign, words: Words, fonts: FontSource
) -> None:
    paper = compose(a_ticket(), theatre_ticket, words, fonts)
    raw = dataclasses.replace(BOCA_200, raster_form=RasterForm.RAW)
    hexed, bare = fgl.encode(paper, BOCA_200, fonts), fgl.encode(paper, raw, fonts)
    assert printed(hexed).page.tobytes() == printed(bare).page.tobytes()
    assert len(bare) < len(hexed)


def test_a_resident_code_where_the_firmware_has_one(fonts: FontSource) -> None:
    profile = dataclasses.replace(BOCA_200, qr_form=QrForm.RESIDENT)
    paper = a_paper(codes=(QrCode(CODE, 75, 1.6, 24.8),))
    job = fgl.encode(paper, profile, fonts)
    assert re.search(rb"<RC\d+,\d+><QR6,0,1,3>\{" + CODE.encode() + rb"\}<p>$", job)
    tiny = fgl.encode(a_paper(codes=(QrCode(CODE, 75, 1.6, 8),)), profile, fonts)
    assert b"<QR" not in tiny
    odd = fgl.encode(a_paper(codes=(QrCode("a}<p>", 75, 1.6, 24.8),)), profile, fonts)
    assert b"}" not in odd


def test_no_other_command_can_be_made() -> None:
    for name in ("pcx", "rte", "S1", "DA", "PP", "q"):
        with pytest.raises(InvariantBroken):
            fgl._command(name)


hostile = st.one_of(
    st.text(st.characters(), max_size=120),
    st.lists(
        st.sampled_from(["<p>", "<RC0,0>", "^", "*", ":", "~", "{", "}", "\x1b", "<QR>", "Å", "A"]),
        max_size=40,
    ).map("".join),
)


@settings(max_examples=20)
@given(
    production=hostile,
    holder=hostile,
    section=hostile,
    order=hostile,
    profile=st.sampled_from([BOCA_200, BOCA_300, SERIAL]),
)
def test_no_text_can_say_a_command(
    production: str,
    holder: str,
    section: str,
    order: str,
    profile: FglProfile,
    theatre_ticket: TicketDesign,
    words: Words,
    fonts: FontSource,
) -> None:
    view = a_ticket(production=production, holder=holder, section=section, order_number=order)
    job = fgl.encode(compose(view, theatre_ticket, words, fonts), profile, fonts)
    if profile.raster_form is RasterForm.HEX:
        job.decode("ascii")
    read_back = printed(job, profile)
    assert set(read_back.commands) <= fgl.ALLOWED
    assert read_back.commands.count("p") == 1
    assert job.endswith(b"<p>")
    for _, _, text in read_back.texts:
        assert PLAIN.issuperset(text)
