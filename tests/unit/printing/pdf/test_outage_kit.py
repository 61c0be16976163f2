"""The papers of an outage, read back from their PDF; codes from the very shapes on the page."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image, ImageDraw
from pypdf import PdfReader

from pos.views.outage import KitView, SeatLine, SeatUse
from printing.door_csv import door_csv
from printing.fonts import FontSource
from printing.pdf.document import A4, PAGES_PT
from printing.pdf.emergency_tickets import emergency_tickets_pdf
from printing.pdf.outage_kit import outage_kit_pdf
from printing.words import Words
from tests.unit.printing.outage_samples import KIT, paper

_DOTS = 4
"""To a point."""
_BAR = re.compile(r"([\d.]+) ([\d.]+) ([\d.]+) ([\d.]+) re\b")


def pages(data: bytes) -> list[str]:
    reader = PdfReader(io.BytesIO(data))
    texts = (page.extract_text().replace("\u00a0", " ") for page in reader.pages)
    return [" ".join(text.split()) for text in texts]


def papers_of(kit: KitView, words: Words, fonts: FontSource) -> dict[str, str]:
    """Return the papers' texts by a word of their titles."""
    titles = ("When nothing works", "Will call", "Who sits where", "Prices", "Tally sheet")
    found: dict[str, str] = {}
    last = ""
    for text in pages(outage_kit_pdf(kit, words, fonts)):
        named = next(
            (t for t in (*titles, "Incident log", "Whom to call") if f"Symphony {t}" in text), last
        )
        found[named] = found.get(named, "") + " " + text
        last = named
    return found


def test_each_paper_says_what_it_is_for_and_of_when_it_is(words: Words, fonts: FontSource) -> None:
    found = papers_of(KIT, words, fonts)
    assert len(found) == 7
    for text in found.values():
        assert "Symphony No. 9, Dvořák: From the New World" in text
        assert "as of Sat, Nov 21, 7:12 PM" in text
    assert "30 places free" in found["When nothing works"]
    assert "3 emergency tickets" in found["When nothing works"]
    waiting = found["Will call"]
    assert "Bo Ábel Orchestra B 3 $45.00 78 Ask for ID" in waiting
    assert "Łucja Ødegård-Falk 3 places Paid W-1 Kim Falk · …4471" in waiting
    assert "given out" in waiting
    seats = found["Who sits where"]
    assert "A 1, 2 Ana Zimmer, at will call 3 W1-000012 4 – 6 3 free" in seats
    assert "7 emergency ticket W1-E0001 8 emergency ticket W1-E0002 9 held back" in seats
    assert "10 not for sale 11, 12 2 free" in seats
    sections = [word for word in seats.split() if word in ("Orchestra", "Balcony")]
    assert sections == ["Orchestra", "Balcony"]  # a heading each, on one page
    assert "Stalls $45.00 $20.00 Balcony $28.00 –" in found["Prices"]
    tally = found["Tally sheet"]
    assert "W1-E0001 Orchestra B 7 W1-E0002 Orchestra B 8 W1-E0003 General admission" in tally
    assert "Max House Manager" in found["Whom to call"]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ("1", "1"),
        ("1 2", "1, 2"),
        ("1 2 3 4", "1 – 4"),
        ("7 5 3 1 101 102 103 2 4 6", "7, 5 … 1, 101 – 103, 2, 4 … 6"),
        ("1 3 4", "1, 3, 4"),
        ("A1 A2", "A1, A2"),
    ],
)
def test_free_seats_are_named_as_they_are_numbered(
    numbers: str, said: str, words: Words, fonts: FontSource
) -> None:
    seats = tuple(SeatLine("Stalls", "A", one, SeatUse.FREE, "") for one in numbers.split())
    found = papers_of(replace(KIT, seats=seats), words, fonts)
    free = f"{len(seats)} free"
    assert f"Who A {said} {free}" in found["Who sits where"]


def test_general_admission_without_papers_says_that_nothing_can_be_sold(
    words: Words, fonts: FontSource
) -> None:
    kit = replace(KIT, general_admission=True, free=17, seats=(), papers=(), will_call=())
    found = papers_of(kit, words, fonts)
    assert "17 places free" in found["Who sits where"]
    assert "nothing can be sold on paper" in found["When nothing works"]
    assert "Nobody waits." in found["Will call"]


def test_the_same_kit_is_the_same_bytes_and_fits_the_paper(words: Words, fonts: FontSource) -> None:
    first = outage_kit_pdf(KIT, words, fonts, A4)
    assert outage_kit_pdf(KIT, words, fonts, A4) == first
    box = PdfReader(io.BytesIO(first)).pages[0].mediabox
    assert abs(float(box.width) - PAGES_PT[A4][0]) < 1


def test_every_emergency_ticket_shows_its_place_its_number_and_a_code_that_reads(
    words: Words, fonts: FontSource
) -> None:
    tickets = [*KIT.papers, *(paper(number) for number in range(4, 11))]
    data = emergency_tickets_pdf(KIT, tickets, words, fonts)
    first, second = pages(data)
    assert "Section Orchestra Row B Seat 8 W1-E0002 Emergency ticket" in first
    assert "General admission W1-E0003" in first
    assert "W1-E0010" in second
    assert "$" not in first + second
    read = {code for page in PdfReader(io.BytesIO(data)).pages for code in _codes(page)}
    assert read == {ticket.code for ticket in tickets}
    assert emergency_tickets_pdf(KIT, tickets, words, fonts) == data


def _codes(page: object) -> set[str]:
    """Draw the rectangles of a page and read what stands on them."""
    stream = page.get_contents().get_data().decode("latin-1")  # type: ignore[attr-defined]
    wide, high = PAGES_PT["letter"]
    image = Image.new("L", (int(wide * _DOTS), int(high * _DOTS)), 255)
    pen = ImageDraw.Draw(image)
    for bar in _BAR.findall(stream):
        x, y, across, up = (float(part) * _DOTS for part in bar)
        if up < 60:  # not the line to cut along
            top = high * _DOTS - y - up
            pen.rectangle(
                (round(x), round(top), round(x + across) - 1, round(top + up) - 1), fill=0
            )
    return {found.text for found in zxingcpp.read_barcodes(image)}


def test_the_list_for_the_door_has_every_code_with_what_it_is_of() -> None:
    lines = door_csv(KIT).decode().split("\r\n")
    assert lines == [
        "code,place,number",
        "0001EMERGENCYTK8Z2QX,Orchestra B 7,W1-E0001",
        "8ZQ2C0DE0F0RDER77AAA,Orchestra A 1,77",
        "",
    ]
