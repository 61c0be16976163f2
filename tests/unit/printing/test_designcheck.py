"""What a design would spoil is told before its tickets are sold."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest

from pos.views.papers import TicketView
from printing.artwork import Artwork
from printing.design import (
    BarcodeElement,
    BoxElement,
    LineElement,
    LogoElement,
    QrElement,
    Shown,
    TextElement,
    TicketDesign,
)
from printing.designcheck import check, stock_fault
from printing.fonts import FontSource
from printing.profiles import ESCPOS_PROFILES, FGL_PROFILES
from printing.samples import TICKETS
from printing.words import Words
from tests.unit.printing.builders import a_ticket

LOW, HIGH = FGL_PROFILES["boca-200dpi-5.5x2"], FGL_PROFILES["boca-300dpi-5.5x2"]
QR = QrElement(75, 3, 24)
TEXT = TextElement("{production}", 4, 6, 69, 12, 9, 4, max_lines=2)


def a_design(*texts: TextElement, **more: object) -> TicketDesign:
    design = TicketDesign("test", 139.7, 50.8, 1.5, None, texts, (), (), (QR,))
    return dataclasses.replace(design, **more)  # type: ignore[arg-type]


def said(
    design: TicketDesign, views: Sequence[TicketView], words: Words, fonts: FontSource
) -> list[tuple[str, str]]:
    return [(f.code, f.subject) for f in check(design, LOW, views, words, fonts)]


def test_a_cut_text_is_named_once_with_what_is_left(words: Words, fonts: FontSource) -> None:
    long = a_ticket(production="The Wondrous Wanderings " * 4)
    findings = check(a_design(TEXT), LOW, [a_ticket(), long, long], words, fonts)
    (finding,) = findings
    assert finding.code == "ticket_text_cut"
    assert finding.subject == "text[1] {production}, Orchestra, row J, seat 112"
    assert finding.evidence[0] == long.production
    assert finding.evidence[1].endswith("…")


def test_a_missing_character_is_named(words: Words, fonts: FontSource) -> None:
    (finding,) = check(a_design(TEXT), LOW, [a_ticket(production="夜 😀")], words, fonts)
    assert finding.code == "ticket_character_missing"
    assert finding.evidence == ("U+591C, U+1F600", "夜 😀")


def test_what_is_not_shown_is_not_looked_at(words: Words, fonts: FontSource) -> None:
    hidden = dataclasses.replace(TEXT, shown=Shown(unless="seat"))
    assert said(a_design(hidden), [a_ticket(production="x" * 300)], words, fonts) == []


def test_letters_too_wide_for_their_dots_are_told(words: Words, fonts: FontSource) -> None:
    """Hinting widens small letters; without room for it they come out smaller than asked for."""
    narrow = TextElement("{row}", 4, 6, 4.4, 3, 1.5, 1.5)
    (finding,) = check(a_design(narrow), LOW, [a_ticket(row="i" * 12)], words, fonts)
    assert finding.code == "ticket_text_too_small"
    assert finding.evidence[2] == "1.5 mm"
    roomy = dataclasses.replace(narrow, width_mm=8)
    assert said(a_design(roomy), [a_ticket(row="i" * 12)], words, fonts) == []


def test_what_the_printer_cannot_reach_is_told(words: Words, fonts: FontSource) -> None:
    far = dataclasses.replace(TEXT, x_mm=70)
    design = a_design(
        far,
        codes=(),
        logos=(LogoElement("a.png", Artwork(1, 1, b"\0"), 120, 30, 15, 15, shown=Shown("seat")),),
    )
    views = [a_ticket(), a_ticket(production="Giselle")]
    assert said(design, views, words, fonts) == [
        ("ticket_outside_printable", "logo[1] (seat)"),
        ("ticket_outside_printable", "text[1] {production}, Orchestra, row J, seat 112"),
    ]


MARK = Artwork(1, 1, b"\0")


def overlaps(
    design: TicketDesign, views: Sequence[TicketView], words: Words, fonts: FontSource
) -> list[tuple[str, str]]:
    found = check(design, LOW, views, words, fonts)
    return [
        (f.subject.partition(",")[0], f.evidence[1]) for f in found if f.code == "ticket_overlap"
    ]


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_picture_over_a_text_is_told_once(turn: int, words: Words, fonts: FontSource) -> None:
    """Wherever the text is turned to: the picture stands where it begins."""
    title = TextElement("{production}", 10, 4, 40, 8, 5, 4, turn=turn)
    x, y = {0: (10, 4), 90: (13, 4), 180: (45, 5), 270: (10, 39)}[turn]
    design = a_design(title, logos=(LogoElement("disc.png", MARK, x, y, 5, 5),))
    views = [a_ticket(), a_ticket(production="Giselle")]
    assert overlaps(design, views, words, fonts) == [("text[1] {production}", "logo[1] disc.png")]
    (finding,) = check(design, LOW, views[1:], words, fonts)
    assert finding.severity == "error"
    assert finding.evidence[0] == "Giselle"
    assert finding.evidence[2].endswith(" mm")


def test_only_drawn_letters_are_in_the_way(words: Words, fonts: FontSource) -> None:
    """A box is not: a picture may stand where no text of the ticket reaches."""
    title = TextElement("{row}", 4, 4, 60, 8, 5, 4)
    design = a_design(title, logos=(LogoElement("disc.png", MARK, 50, 4, 8, 8),))
    assert overlaps(design, [a_ticket(row="J")], words, fonts) == []
    assert overlaps(design, [a_ticket(row="W" * 14)], words, fonts) != []


def test_what_is_never_on_one_ticket_does_not_overlap(words: Words, fonts: FontSource) -> None:
    title = TextElement("{production}", 4, 4, 60, 8, 5, 4)
    for shown, expected in ((Shown(unless="seat"), 0), (Shown(when="seat"), 1)):
        logo = LogoElement("disc.png", MARK, 4, 4, 8, 8, shown=shown)
        assert len(overlaps(a_design(title, logos=(logo,)), [a_ticket()], words, fonts)) == expected


def test_texts_and_lines_over_texts_are_told(words: Words, fonts: FontSource) -> None:
    title = TextElement("{production}", 4, 4, 60, 8, 5, 4)
    price = TextElement("{price}", 6, 5, 30, 8, 5, 4)
    design = a_design(title, price)
    assert overlaps(design, [a_ticket()], words, fonts) == [
        ("text[1] {production}", "text[2] {price}")
    ]
    through = a_design(title, lines=(LineElement(4, 7, 30, 0.3),))
    assert overlaps(through, [a_ticket()], words, fonts) == [("text[1] {production}", "line[1]")]
    under = a_design(title, lines=(LineElement(4, 10.5, 30, 0.3),))
    assert overlaps(under, [a_ticket()], words, fonts) == []
    framed = a_design(title, boxes=(BoxElement(3, 3, 65, 10, 0.3),))
    assert overlaps(framed, [a_ticket()], words, fonts) == []
    crossed = a_design(title, boxes=(BoxElement(3, 6, 65, 10, 0.3),))
    assert overlaps(crossed, [a_ticket()], words, fonts) == [("text[1] {production}", "box[1]")]


@pytest.mark.parametrize(
    ("codes", "barcodes", "expected"),
    [
        ((QrElement(75, 3, 15),), (), []),
        ((QrElement(75, 3, 9),), (), ["qr[1]"]),
        ((QR,), (BarcodeElement(4, 30, 69, 12),), []),
        ((QR,), (BarcodeElement(4, 30, 68, 12),), ["barcode[1]"]),
    ],
)
def test_a_code_too_small_to_scan_is_told(
    codes: tuple[QrElement, ...],
    barcodes: tuple[BarcodeElement, ...],
    expected: list[str],
    words: Words,
    fonts: FontSource,
) -> None:
    found = said(a_design(codes=codes, barcodes=barcodes), [], words, fonts)
    assert found == [("ticket_code_too_small", subject) for subject in expected]


def test_a_design_for_other_stock_is_told(theatre_ticket: TicketDesign) -> None:
    assert stock_fault(theatre_ticket, LOW) is None
    assert stock_fault(theatre_ticket, HIGH) is None
    wrong = stock_fault(theatre_ticket, FGL_PROFILES["boca-200dpi-8x3.25"])
    assert wrong is not None
    assert wrong.evidence[0] == "139.7 x 50.8 mm"
    assert stock_fault(theatre_ticket, ESCPOS_PROFILES["generic-80mm"]) is None, "along the roll"
    tall = dataclasses.replace(theatre_ticket, width_mm=100)
    assert stock_fault(tall, ESCPOS_PROFILES["generic-58mm"]) is not None


def test_the_samples_fit_the_shipped_ticket_but_for_the_longest(
    theatre_ticket: TicketDesign, words: Words, fonts: FontSource
) -> None:
    for name in ("typical", "general-admission"):
        assert check(theatre_ticket, LOW, [TICKETS[name]], words, fonts) == ()
    cut = check(theatre_ticket, LOW, [TICKETS["longest"]], words, fonts)
    assert {finding.code for finding in cut} == {"ticket_text_cut"}
