"""A ticket on a 9600-baud line: on its way in nine seconds, and read by a scanner behind it."""

from __future__ import annotations

from typing import Any

import pytest
import zxingcpp

from hardware.simulators.fgl_page import STOCKS
from kiosk.messages import load_words
from pos.views.papers import TicketView
from printing import fgl
from printing.design import TicketDesign
from printing.fonts import FontSource
from printing.profiles import FGL_PROFILES, RasterForm, on_line
from printing.tickets import compose
from printing.words import Words
from tests.unit.printing.builders import CODE, ZONE, a_ticket, general_admission
from tests.unit.printing.virtual import a_ticket_of

BYTES_A_SECOND = 960
BOCA_200 = FGL_PROFILES["boca-200dpi-5.5x2"]
SLOW = on_line(BOCA_200, 9600)

CZECH: dict[str, Any] = {
    "production": "Příhody lišky Bystroušky",
    "subtitle": "Opera o třech dějstvích",
    "company": "Říční filharmonie",
    "section": "Přízemí vlevo",
    "holder": "Žofie Černohorská-Přibylová",
}
RUSSIAN: dict[str, Any] = {
    "production": "Лебединое озеро и другие удивительные истории старого города",
    "subtitle": "Балет в четырёх действиях с прологом и эпилогом",
    "company": "Симфонический оркестр",
    "venue": "Речной центр исполнительских искусств",
    "hall": "Большой зал",
    "section": "Партер, левая сторона",
    "price_type": "Абонемент льготный",
    "holder": "Вячеслав Константинопольский",
    "notes": ("restricted_view", "duplicate"),
    "issue": 2,
}
VIETNAMESE: dict[str, Any] = {
    "production": "Hồ Thiên Nga và những câu chuyện kỳ diệu",
    "subtitle": "Vở ba lê bốn màn",
    "company": "Dàn nhạc giao hưởng Sông Nước",
    "venue": "Trung tâm biểu diễn nghệ thuật ven sông",
    "section": "Khán phòng tầng trệt",
    "price_type": "Người lớn",
    "holder": "Nguyễn Thị Ánh Tuyết",
}
LONGEST: dict[str, Any] = {
    "production": "The Extraordinary and Most Lamentable Midsummer Concert of Everybody We Know",
    "subtitle": "With a chorus of two hundred, fireworks, and an interval of thirty minutes",
    "company": "The Willamette Bridge Symphony and Philharmonic Chorus",
    "section": "Lower Balcony Left Centre",
    "holder": "Maximiliana Featherstonehaugh-Montgomery",
    "notes": ("restricted_view", "wheelchair", "companion"),
}

CORPUS: dict[str, tuple[str, TicketView]] = {
    "plain": ("en", a_ticket()),
    "longest": ("en", a_ticket(**LONGEST)),
    "general admission": ("en", general_admission()),
    "czech": ("en", a_ticket(**CZECH)),
    "russian": ("en", a_ticket(**RUSSIAN)),
    "all in russian": ("ru", a_ticket(**RUSSIAN)),
    "vietnamese": ("en", a_ticket(**VIETNAMESE)),
    "all in vietnamese": ("vi", a_ticket(**VIETNAMESE)),
    "russian general admission": ("ru", general_admission(production="Лебединое озеро")),
    "emoji": ("en", a_ticket(production="Rock 🎸 Night 中", holder="Ana 😀")),
}


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
