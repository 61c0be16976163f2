"""A ticket on a 9600-baud line: on its way in nine seconds, and read by a scanner behind it."""

from __future__ import annotations

import dataclasses

import pytest
import zxingcpp

from hardware.printers.fgl_gate import why_not
from hardware.simulators.fgl_page import STOCKS
from kiosk.designs import Designs, usual_ticket
from kiosk.messages import load_words
from printing import fgl
from printing.design import TicketDesign
from printing.fonts import FontSource
from printing.paper import Bars, TicketPaper
from printing.profiles import FGL_PROFILES, RasterForm, on_line
from printing.tickets import compose
from printing.words import Words
from tests.unit.printing.builders import CODE, ZONE, a_ticket
from tests.unit.printing.corpus import CORPUS, RUSSIAN
from tests.unit.printing.virtual import a_ticket_of

BYTES_A_SECOND = 960
BOCA_200 = FGL_PROFILES["boca-200dpi-5.5x2"]
SLOW = on_line(BOCA_200, 9600)


@pytest.mark.parametrize("name", CORPUS)
def test_a_ticket_is_sent_in_nine_seconds_and_is_read(
    name: str, theatre_ticket: TicketDesign, fonts: FontSource
) -> None:
    language, view = CORPUS[name]
    paper = compose(view, theatre_ticket, load_words(language, ZONE), fonts)
    job = fgl.encode(paper, SLOW, fonts)
    assert len(job) / BYTES_A_SECOND < 9
    page = a_ticket_of(job, STOCKS[SLOW.name])
    assert [found.text for found in zxingcpp.read_barcodes(page)] == [CODE]


@pytest.mark.parametrize("name", CORPUS)
def test_nothing_in_a_ticket_can_be_taken_for_flow_control(
    name: str, theatre_ticket: TicketDesign, fonts: FontSource
) -> None:
    language, view = CORPUS[name]
    paper = compose(view, theatre_ticket, load_words(language, ZONE), fonts)
    for baud in (9600, 57600):
        job = fgl.encode(paper, on_line(BOCA_200, baud), fonts)
        assert b"\x11" not in job
        assert b"\x13" not in job


@pytest.mark.parametrize("name", ["boca-200dpi-8x3.25", "boca-200dpi-8x4", "boca-600dpi-5.5x2"])
def test_every_ticket_passes_the_driver_s_gate(name: str, words: Words, fonts: FontSource) -> None:
    profile = FGL_PROFILES[name]
    paper = compose(a_ticket(), Designs().ticket(usual_ticket(name)), words, fonts)
    for used in (profile, on_line(profile, 9600), on_line(profile, 115_200)):
        job = fgl.encode(paper, used, fonts)
        assert why_not(job) is None
        page = a_ticket_of(job, STOCKS[name])
        codes = [found.text for found in zxingcpp.read_barcodes(page)]
        assert codes == [CODE] * (len(paper.codes) + len(paper.bars))


@pytest.mark.parametrize("name", ["boca-200dpi-8x3.25", "boca-200dpi-8x4"])
def test_a_large_ticket_leaves_its_picture_out(name: str, words: Words, fonts: FontSource) -> None:
    slow = on_line(FGL_PROFILES[name], 9600)
    paper = compose(a_ticket(), Designs().ticket(usual_ticket(name)), words, fonts)
    job = fgl.encode(paper, slow, fonts)
    assert len(job) / BYTES_A_SECOND < 9
    assert job == fgl.encode(dataclasses.replace(paper, pictures=()), slow, fonts)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_bars_of_lines_are_the_bars_of_dots(turn: int, fonts: FontSource) -> None:
    room = (75.0, 12.0)
    bars = Bars(CODE, 20, 3, *room, turn=turn)
    paper = TicketPaper(203.2, 101.6, (), (), (), (), bars=(bars,))
    profile = FGL_PROFILES["boca-200dpi-8x4"]
    slow = on_line(profile, 9600)
    drawn, lined = (fgl.encode(paper, one, fonts) for one in (profile, slow))
    pages = [a_ticket_of(job, STOCKS[profile.name]) for job in (drawn, lined)]
    assert pages[0].tobytes() == pages[1].tobytes()
    assert len(lined) < 3500


def test_letters_shrink_no_more_than_they_must(
    theatre_ticket: TicketDesign, words: Words, fonts: FontSource
) -> None:
    russian = compose(a_ticket(**RUSSIAN), theatre_ticket, words, fonts)
    sizes = [len(fgl.encode(russian, on_line(BOCA_200, baud), fonts)) for baud in (9600, 19200)]
    assert sizes[0] <= SLOW.bytes_limit < sizes[1]  # type: ignore[operator]


def test_a_quick_line_draws_as_ethernet_does(
    theatre_ticket: TicketDesign, words: Words, fonts: FontSource
) -> None:
    paper = compose(a_ticket(**RUSSIAN), theatre_ticket, words, fonts)
    quick = on_line(BOCA_200, 115_200)
    assert quick.raster_form is RasterForm.RAW_WITHOUT_FLOW
    pages = [
        a_ticket_of(fgl.encode(paper, profile, fonts), STOCKS[profile.name])
        for profile in (BOCA_200, quick)
    ]
    assert pages[0].tobytes() == pages[1].tobytes()
    assert quick.bytes_limit is None


def test_a_faster_line_is_slow_for_a_finer_printer() -> None:
    assert on_line(BOCA_200, 38400).bytes_limit is None
    assert on_line(FGL_PROFILES["boca-300dpi-5.5x2"], 38400).bytes_limit == 32_640
