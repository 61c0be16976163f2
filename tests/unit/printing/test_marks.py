"""Logos, bars, dashes and conditions, from the design to the dots."""

from __future__ import annotations

import pytest
import zxingcpp

from hardware.simulators.preview import draw
from pos.views.papers import TicketView
from printing import fgl
from printing.design import TicketDesign
from printing.designfile import ticket_design
from printing.fonts import LINE_HEIGHT, FontSource
from printing.marks import module_dots
from printing.paper import Bars, TicketPaper
from printing.profiles import FGL_PROFILES
from printing.tickets import compose
from printing.words import Words
from tests.unit.printing.builders import CODE, a_ticket, general_admission
from tests.unit.printing.pictures import png

PROFILE = FGL_PROFILES["boca-200dpi-5.5x2"]
HEAD = 'kind = "ticket"\nname = "x"\n[stock]\nlength_mm = 139.7\nwidth_mm = 50.8\n'
QR = "[[qr]]\nx_mm = 100\ny_mm = 3\nsize_mm = 24\n"
BARS = "[[barcode]]\nx_mm = 4\ny_mm = 10\nwidth_mm = 76\nheight_mm = 14\n"
LOGO = '[[logo]]\nfile = "a.png"\nx_mm = 4\ny_mm = 4\nwidth_mm = 20\nheight_mm = 10\n'


def a_design(*parts: str) -> TicketDesign:
    return ticket_design((HEAD + "".join(parts)).encode(), "t", lambda _: png(40, 40))


def laid(
    words: Words, fonts: FontSource, *parts: str, view: TicketView | None = None
) -> TicketPaper:
    return compose(view or a_ticket(), a_design(*parts), words, fonts)


def test_a_code_128_alone_makes_a_ticket(words: Words, fonts: FontSource) -> None:
    paper = laid(words, fonts, BARS)
    assert paper.codes == ()
    assert paper.bars == (Bars(CODE, 4, 10, 76, 14),)


@pytest.mark.parametrize("turn", [0, 180])
def test_printed_bars_are_read_in_every_turn(turn: int, words: Words, fonts: FontSource) -> None:
    paper = laid(words, fonts, BARS, f"text_mm = 2.4\nrotation = {turn}\n")
    (ticket,) = draw(fgl.encode(paper, PROFILE, fonts), PROFILE.name).papers
    (read,) = zxingcpp.read_barcodes(ticket.convert("L"))
    assert (read.text, read.format.name) == (CODE, "Code128")


@pytest.mark.parametrize(
    ("turn", "bars", "text"),
    [
        (0, (4, 10), (4, 21.6)),
        (180, (4, 12.4), (4, 10)),
    ],
)
def test_letters_stand_at_the_foot_of_the_bars(
    turn: int, bars: tuple[float, float], text: tuple[float, float], words: Words, fonts: FontSource
) -> None:
    paper = laid(words, fonts, BARS, f"text_mm = 2\nrotation = {turn}\n")
    (printed,), (letters,) = paper.bars, paper.texts
    assert (printed.x_mm, printed.y_mm) == bars
    assert (letters.x_mm, letters.y_mm) == text
    assert printed.height_mm == pytest.approx(14 - 2 * LINE_HEIGHT)
    assert letters.text == "7KQ2M 9XB4T CCVH3 1ZR5D"


def test_modules_are_whole_dots() -> None:
    assert module_dots(Bars(CODE, 0, 0, 69, 10), PROFILE.dots) == 2
    assert module_dots(Bars(CODE, 0, 0, 68, 10), PROFILE.dots) == 1
    assert module_dots(Bars(CODE, 0, 0, 104, 10), PROFILE.dots) == 3


def test_a_logo_stands_in_the_middle_of_its_box(words: Words, fonts: FontSource) -> None:
    paper = laid(words, fonts, LOGO, QR)
    (ticket,) = draw(fgl.encode(paper, PROFILE, fonts), PROFILE.name).papers
    dots = 80  # ten millimetres
    left = 32 + dots // 2
    black = ticket.crop((0, 0, 300, 200)).point(lambda dot: 255 - dot).getbbox()
    assert black == (left, 32, left + dots, 32 + dots)


def test_a_broken_line_ends_where_it_should(words: Words, fonts: FontSource) -> None:
    line = '[[line]]\nx_mm = 60\ny_mm = 2\nlength_mm = 21\ndirection = "down"\ndash_mm = 2\n'
    strokes = laid(words, fonts, line, QR).strokes
    assert [stroke.y_mm for stroke in strokes] == [2, 6, 10, 14, 18, 22]
    assert [stroke.length_mm for stroke in strokes] == [2, 2, 2, 2, 2, 1]
    assert all(stroke.upright and stroke.x_mm == 60 for stroke in strokes)


def test_only_a_broken_line_may_stand_on_the_perforation() -> None:
    stub = "[stub]\nperforation_mm = 60\n"
    line = '[[line]]\nx_mm = 60\ny_mm = 2\nlength_mm = 45\ndirection = "down"\ndash_mm = 1.5\n'
    assert a_design(stub, line, QR).lines[0].dash_mm == 1.5


def test_a_stub_may_be_on_the_left(words: Words, fonts: FontSource) -> None:
    stub = "[stub]\nperforation_mm = 35\n"
    text = '[[text]]\ntext = "{seat}"\nx_mm = 4\ny_mm = 4\nwidth_mm = 28\nsize_mm = 5\n'
    paper = laid(words, fonts, stub, text, QR)
    assert paper.texts[0].text == "112"


def test_every_element_has_conditions(words: Words, fonts: FontSource) -> None:
    seated = 'when = "seat"\n'
    unseated = 'unless = "seat"\n'
    parts = (LOGO, seated, BARS.replace("y_mm = 10", "y_mm = 30"), seated, QR, unseated)
    with_seat = laid(words, fonts, *parts)
    assert (len(with_seat.pictures), len(with_seat.bars), len(with_seat.codes)) == (1, 1, 0)
    without = laid(words, fonts, *parts, view=general_admission())
    assert (len(without.pictures), len(without.bars), len(without.codes)) == (0, 0, 1)


def test_codes_that_are_never_together_may_share_their_place(
    words: Words, fonts: FontSource
) -> None:
    parts = (BARS, 'when = "seat"\n', QR.replace("x_mm = 100", "x_mm = 10"), 'unless = "seat"\n')
    assert laid(words, fonts, *parts).codes == ()
