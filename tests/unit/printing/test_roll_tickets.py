"""Tickets on the roll of a receipt printer."""

from __future__ import annotations

import pytest
import zxingcpp
from PIL.ImageChops import invert
from PIL.ImageOps import expand

from hardware.simulators.escpos_roll import ROLLS
from kiosk.designs import Designs
from pos.views.papers import TicketView
from printing import escpos
from printing.bands import BAND_ROWS, Band, Feed, bands
from printing.design import TicketDesign
from printing.drawn import ticket_page
from printing.fonts import FontSource
from printing.profiles import ESCPOS_PROFILES, EscposProfile
from printing.raster import blank_page, turned
from printing.tickets import compose
from printing.words import Words
from tests.unit.printing.builders import CODE, a_ticket, general_admission
from tests.unit.printing.escpos_paper import read
from tests.unit.printing.virtual import a_receipt_of

WIDE = [profile for profile in ESCPOS_PROFILES.values() if profile.dots >= 500]
TICKETS = {
    "reserved": a_ticket(holder="Nguyễn Thị Ánh Tuyết", notes=("restricted_view",)),
    "general admission": general_admission(production="Лебединое озеро"),
}


@pytest.fixture(scope="module")
def roll_ticket() -> TicketDesign:
    return Designs().ticket("ticket-80mm")


@pytest.mark.parametrize("view", TICKETS.values(), ids=list(TICKETS))
@pytest.mark.parametrize("profile", WIDE, ids=lambda profile: profile.name)
def test_the_paper_is_the_ticket_and_its_code_is_read(
    profile: EscposProfile,
    view: TicketView,
    roll_ticket: TicketDesign,
    words: Words,
    fonts: FontSource,
) -> None:
    paper = compose(view, roll_ticket, words, fonts)
    printed = a_receipt_of(escpos.encode_ticket(paper, profile, fonts), ROLLS[profile.name])
    assert [found.text for found in zxingcpp.read_barcodes(printed)] == [CODE]
    page = ticket_page(paper, profile.dots_per_inch, fonts)
    left = (profile.dots - page.width) // 2
    there = printed.crop((left, 0, left + page.width, page.height))
    assert there.tobytes() == invert(page.convert("L")).tobytes()


def test_a_job_is_one_ticket_in_small_bands(
    roll_ticket: TicketDesign, words: Words, fonts: FontSource
) -> None:
    profile = ESCPOS_PROFILES["TM-T88V"]
    paper = compose(a_ticket(), roll_ticket, words, fonts)
    job = escpos.encode_ticket(paper, profile, fonts)
    commands = read(job).commands
    assert sum(command.startswith(b"\x1dV") for command in commands) == 1
    assert job.endswith(b"\x1dVB\x03")
    pictures = read(job).pictures
    assert max(picture.height for picture in pictures) <= BAND_ROWS
    rows = sum(picture.height for picture in pictures)
    fed = sum(command[2] for command in commands if command.startswith(b"\x1bd"))
    assert fed
    assert rows + fed * profile.line_step_dots == round(133 * 180 / 25.4)


def test_a_long_ticket_is_laid_along_the_roll(
    theatre_ticket: TicketDesign, words: Words, fonts: FontSource
) -> None:
    profile = ESCPOS_PROFILES["generic-80mm"]
    paper = compose(a_ticket(), theatre_ticket, words, fonts)
    printed = a_receipt_of(escpos.encode_ticket(paper, profile, fonts), ROLLS[profile.name])
    page = turned(ticket_page(paper, profile.dots_per_inch, fonts), 90)
    left = (profile.dots - page.width) // 2
    there = printed.crop((left, 0, left + page.width, page.height))
    assert there.tobytes() == invert(page.convert("L")).tobytes()
    assert [found.text for found in zxingcpp.read_barcodes(expand(printed, 10, 255))] == [CODE]


def test_blank_lines_are_fed_and_the_rest_goes_with_the_next_band() -> None:
    page = blank_page(64, 300)
    page.paste(255, (10, 70, 20, 80))
    page.paste(255, (0, 95, 5, 96))
    first, picture, last, rest = bands(page, 30)
    assert first == Feed(2)
    assert isinstance(picture, Band)
    assert picture.picture.size == (24, 36)
    assert last == Feed(6)
    assert isinstance(rest, Band)
    assert rest.picture.size == (8, 24)


def test_a_tall_picture_is_cut_into_bands() -> None:
    page = blank_page(64, 300)
    page.paste(255, (0, 0, 64, 300))
    heights = [part.picture.height for part in bands(page, 30) if isinstance(part, Band)]
    assert heights == [128, 128, 44]


def test_a_blank_page_is_fed() -> None:
    assert list(bands(blank_page(64, 90), 30)) == [Feed(3)]
