"""Any script on any printer: the paper that the very bytes make, beside the same line drawn with
the bundled typeface, dot for dot."""

from __future__ import annotations

import dataclasses
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL.Image import Image, new
from PIL.ImageChops import invert

from hardware.simulators.escpos_roll import ROLLS
from hardware.simulators.fgl_page import STOCKS
from printing import escpos, fgl
from printing.fonts import SUBSTITUTE, FontSource
from printing.paper import Pair, Paragraph, ReceiptPaper, TextLine, TicketPaper
from printing.profiles import ESCPOS_PROFILES, FGL_PROFILES, EscposProfile, FglProfile, on_line
from printing.safetext import clean
from tests.unit.printing.escpos_paper import read
from tests.unit.printing.virtual import a_receipt_of, a_ticket_of

SCRIPTS = {
    "czech": "Příliš žluťoučký kůň úpěl ďábelské ódy",
    "polish": "Zażółć gęślą jaźń",
    "russian": "Съешь ещё этих мягких булок",
    "vietnamese": "Nguyễn Thị Ánh Tuyết, Hồ Thiên Nga",
    "greek": "Ξεσκεπάζω την ψυχοφθόρα βδελυγμία",
    "turkish": "Pijamalı hasta yağız şoföre çabucak güvendi",
    "chinese among others": "Wei 中 Dvořák",
    "emoji among others": "Ana \U0001f469\u200d\U0001f3a4 Žofie",
    "right to left": "Dana שָׁלוֹם č",
}
EM_MM = 3.2
EM_DOTS = 24

FGL = {
    **FGL_PROFILES,
    "boca-200dpi-5.5x2 at 9600 baud": on_line(FGL_PROFILES["boca-200dpi-5.5x2"], 9600),
}


LETTERED = list(SCRIPTS)[:6]


@pytest.mark.parametrize("script", LETTERED)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_these_scripts_are_printed_as_what_they_are(
    script: str, form: str, fonts: FontSource
) -> None:
    assert clean(spelled(SCRIPTS[script], form), fonts) == SCRIPTS[script]


def spelled(line: str, form: str) -> str:
    return unicodedata.normalize(form, line)


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("profile", FGL.values(), ids=list(FGL))
def test_a_ticket_shows_the_line(
    profile: FglProfile, script: str, form: str, fonts: FontSource
) -> None:
    text = clean(spelled(SCRIPTS[script], form), fonts)
    line = TextLine(text, 10, 10, 100, EM_MM, resident=True)
    job = fgl.encode(TicketPaper(139.7, 50.8, (line,), (), (), ()), profile, fonts)
    paper = a_ticket_of(job, STOCKS[profile.name])
    em = EM_MM * profile.dots_per_inch / 25.4
    drawn = fonts.picture(text, em, max_dots=profile.dots(100))
    expected = on_white(drawn, paper.size, profile.dots(10), profile.dots(10))
    assert paper.tobytes() == expected.tobytes()


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("profile", ESCPOS_PROFILES.values(), ids=list(ESCPOS_PROFILES))
def test_a_receipt_shows_the_line(
    profile: EscposProfile, script: str, form: str, fonts: FontSource
) -> None:
    text = clean(spelled(SCRIPTS[script], form), fonts)[:24].strip()
    job = escpos.encode(ReceiptPaper((Paragraph(text),)), profile, fonts)
    paper = a_receipt_of(job, ROLLS[profile.name])
    drawn = fonts.picture(text, EM_DOTS, max_dots=profile.line_dots)
    height = max(profile.line_step_dots, drawn.height)
    expected = on_white(drawn, (paper.width, height), 0, (height - drawn.height) // 2)
    assert paper.crop((0, 0, paper.width, height)).tobytes() == expected.tobytes()


def on_white(drawn: Image, size: tuple[int, int], x: int, y: int) -> Image:
    page = new("L", size, 255)
    page.paste(invert(drawn.convert("L")), (x, y))
    return page


def test_one_sign_costs_the_line_one_sign(fonts: FontSource) -> None:
    """Its other letters are themselves, and the substitute is seen."""
    text = clean(SCRIPTS["emoji among others"], fonts)
    assert text.count(SUBSTITUTE) == 1
    box = fonts.picture(SUBSTITUTE, EM_DOTS, max_dots=100).getbbox()
    assert box is not None
    assert box[3] - box[1] > EM_DOTS / 2


anything = st.text(st.characters(max_codepoint=0xFFFF), max_size=60)


@given(
    left=anything,
    right=anything,
    profile=st.sampled_from(list(ESCPOS_PROFILES.values())),
    pages=st.sampled_from([(), ("CP852",), ("CP437", "CP866", "CP1252")]),
)
def test_no_question_mark_is_ever_put_in_a_letters_place(
    left: str, right: str, profile: EscposProfile, pages: tuple[str, ...], fonts: FontSource
) -> None:
    left, right = (clean(text.replace("?", ""), fonts) for text in (left, right))
    confirmed = dataclasses.replace(profile, confirmed_code_pages=pages)
    blocks = (Paragraph(left), Pair(left, right), Paragraph(right, bold=True, size="large"))
    job = escpos.encode(ReceiptPaper(blocks), confirmed, fonts)
    assert "?" not in read(job, text=range(0x20, 0x100)).text


@given(text=st.text(st.characters(), max_size=60))
def test_a_text_that_was_not_cleaned_says_no_command_either(text: str, fonts: FontSource) -> None:
    job = escpos.encode(
        ReceiptPaper((Paragraph(text.replace("\n", "")),)), ESCPOS_PROFILES["TM-T88V"], fonts
    )
    read(job)
