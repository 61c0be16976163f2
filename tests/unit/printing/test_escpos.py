from __future__ import annotations

import dataclasses
from collections.abc import Callable

import pytest
import zxingcpp
from escpos.printer import Dummy
from hypothesis import given
from hypothesis import strategies as st
from PIL import ImageOps

from pos.errors import InvariantBroken
from pos.money import Money
from printing import escpos
from printing.design import ReceiptDesign
from printing.fonts import FontSource
from printing.paper import (
    Divider,
    Pair,
    Paragraph,
    ReceiptBlock,
    ReceiptCode,
    ReceiptPaper,
    Space,
)
from printing.profiles import ESCPOS_PROFILES, EscposProfile
from printing.receipts import compose
from printing.words import Words
from tests.unit.printing.builders import a_line, a_receipt
from tests.unit.printing.escpos_paper import Read, read

T88V = ESCPOS_PROFILES["TM-T88V"]
NARROW = ESCPOS_PROFILES["generic-58mm"]


def printed(*blocks: ReceiptBlock, fonts: FontSource, profile: EscposProfile = T88V) -> Read:
    return read(escpos.encode(ReceiptPaper(blocks), profile, fonts))


@pytest.mark.parametrize("name", ["TM-T88V", "TM-T20II", "generic-80mm", "generic-58mm"])
def test_a_receipt_byte_for_byte(
    name: str,
    golden: Callable[[str, bytes], None],
    receipt_80mm: ReceiptDesign,
    words: Words,
    fonts: FontSource,
) -> None:
    view = a_receipt(lines=(a_line("Лебединое озеро, Партер", 8250, 2), a_line("Tosca", 3000)))
    paper = compose(view, receipt_80mm, words, fonts)
    golden(f"receipt-{name}.escpos", escpos.encode(paper, ESCPOS_PROFILES[name], fonts))


def test_dots_are_sent_as_the_library_would_send_them(fonts: FontSource) -> None:
    page = fonts.picture("Ёлка", 46, max_dots=200)
    assert page.width % 8  # the last byte of a row is filled up
    library = Dummy()
    library.image(ImageOps.invert(page.convert("L")))
    assert escpos.raster(page) == library.output


def test_a_job_starts_clean_and_keeps_automatic_status(fonts: FontSource) -> None:
    job = escpos.encode(ReceiptPaper(()), T88V, fonts)
    assert job == b"\x1b@\x1da\x0f\x1dVB\x03"


@pytest.mark.parametrize(
    ("name", "end"),
    [("TM-T88V", b"\x1dVB\x03"), ("TM-T20II", b"\x1dVB\x03"), ("generic-58mm", b"\x1bd\x06")],
)
def test_a_job_ends_fed_and_cut(name: str, end: bytes, fonts: FontSource) -> None:
    job = escpos.encode(ReceiptPaper((Paragraph("x"),)), ESCPOS_PROFILES[name], fonts)
    assert job.endswith(b"x\n" + end)


def test_a_printer_without_automatic_status(fonts: FontSource) -> None:
    profile = dataclasses.replace(T88V, asb=False)
    assert escpos.encode(ReceiptPaper(()), profile, fonts).startswith(b"\x1b@\x1dV")


def test_ascii_goes_as_text_and_the_rest_as_dots(fonts: FontSource) -> None:
    result = printed(Paragraph("Total 7:30\u00a0PM <p>"), Paragraph("Dvořák"), fonts=fonts)
    assert result.text == "Total 7:30 PM <p>"
    (picture,) = result.pictures
    assert picture.size == (42 * 12, T88V.line_step_dots)


def test_a_pair_ends_at_the_last_column(fonts: FontSource) -> None:
    result = printed(Pair("Change", "$5.00"), fonts=fonts)
    assert result.lines == ["Change" + "$5.00".rjust(42 - 6)]


def test_words_wrap_and_the_figure_stays(fonts: FontSource) -> None:
    result = printed(Pair("word " * 12, "$1,234.50", indent=2), fonts=fonts)
    first, *more = result.lines
    assert isinstance(first, str)
    assert first == "  word word word word word word  $1,234.50".ljust(42)[:42]
    assert all(isinstance(line, str) and line.startswith("  word") for line in more)


def test_alignment_in_columns(fonts: FontSource) -> None:
    result = printed(
        Paragraph("ab", "centre"), Paragraph("ab", "right"), Paragraph("ab"), fonts=fonts
    )
    assert result.lines == [" " * 20 + "ab", " " * 40 + "ab", "ab"]


def test_large_type_has_half_the_columns(fonts: FontSource) -> None:
    result = printed(Pair("Total", "$195.00", size="large"), fonts=fonts)
    assert result.lines == ["Total" + "$195.00".rjust(21 - 5)]
    assert b"\x1b!\x30" in result.commands


def test_a_large_sum_takes_smaller_type(fonts: FontSource) -> None:
    result = printed(Pair("Total", "$1,234,567.00", size="large"), fonts=fonts, profile=NARROW)
    assert result.lines == ["Total" + "$1,234,567.00".rjust(32 - 5)]
    assert b"\x1b!\x10" in result.commands


def test_style_is_sent_when_it_changes(fonts: FontSource) -> None:
    result = printed(
        Paragraph("a"), Paragraph("b"), Paragraph("c", bold=True), Paragraph("d"), fonts=fonts
    )
    weights = [command for command in result.commands if command.startswith(b"\x1bE")]
    assert weights == [b"\x1bE\x00", b"\x1bE\x01", b"\x1bE\x00"]


def test_a_drawn_pair_reaches_both_edges(fonts: FontSource) -> None:
    (picture,) = printed(Pair("Ёлка", "5,00 ₽"), fonts=fonts).pictures
    box = picture.getbbox()
    assert box is not None
    assert box[0] < 6
    assert box[2] > picture.width - 6


def test_a_long_drawn_text_takes_more_lines(fonts: FontSource) -> None:
    result = printed(Pair("Ж" * 100, "$1.00"), Paragraph("Ж" * 100), fonts=fonts)
    assert len(result.pictures) > 4
    assert {picture.width for picture in result.pictures} == {T88V.line_dots}


def test_a_divider_is_a_line_and_a_space_is_empty(fonts: FontSource) -> None:
    result = printed(Divider(), Space(2), fonts=fonts)
    picture, *rest = result.lines
    assert rest == ["", ""]
    assert not isinstance(picture, str)
    assert picture.getbbox() is not None


@pytest.mark.parametrize("profile", list(ESCPOS_PROFILES.values()), ids=lambda p: p.name)
def test_a_code_is_read_back(profile: EscposProfile, fonts: FontSource) -> None:
    (picture,) = printed(ReceiptCode("W1-004217"), fonts=fonts, profile=profile).pictures
    paper = ImageOps.expand(ImageOps.invert(picture.convert("L")), 10, 255)
    assert [found.text for found in zxingcpp.read_barcodes(paper)] == ["W1-004217"]


def test_a_confirmed_code_page_is_used(fonts: FontSource) -> None:
    profile = dataclasses.replace(T88V, confirmed_code_pages=("CP866", "CP852"))
    job = escpos.encode(ReceiptPaper((Paragraph("Dvořák"),)), profile, fonts)
    assert b"\x1bt\x12" in job
    assert "Dvořák".encode("cp852") in job
    mixed = printed(Paragraph("Nguyễn"), fonts=fonts, profile=profile)
    assert mixed.text == ""
    assert len(mixed.pictures) == 1


def test_text_after_a_code_page_is_plain_again(fonts: FontSource) -> None:
    profile = dataclasses.replace(T88V, confirmed_code_pages=("CP852",))
    blocks = (Paragraph("Dvořák"), Paragraph("Adult"))
    assert b"Adult\n" in escpos.encode(ReceiptPaper(blocks), profile, fonts)


@pytest.mark.parametrize(("pin", "pulse"), [(2, b"\x1bp\x00\x19\x78"), (5, b"\x1bp\x01\x19\x78")])
def test_the_drawer_pulse(pin: int, pulse: bytes) -> None:
    assert escpos.kick_bytes(pin, 50, 240) == pulse


@pytest.mark.parametrize("wrong", [(3, 50, 240), (2, 0, 240), (2, 600, 600), (2, 100, 50)])
def test_a_pulse_that_could_burn_the_drawer_is_our_mistake(wrong: tuple[int, int, int]) -> None:
    with pytest.raises(InvariantBroken):
        escpos.kick_bytes(*wrong)


def test_automatic_status_on_and_off() -> None:
    assert escpos.enable_asb() == b"\x1da\x0f"
    assert escpos.enable_asb(on=False) == b"\x1da\x00"


anything = st.text(st.characters(), max_size=120)


@given(
    text=anything,
    detail=anything,
    policy=anything,
    company=anything,
    minor=st.integers(0, 10**9),
    profile=st.sampled_from([T88V, NARROW]),
)
def test_no_text_can_say_a_command(
    text: str,
    detail: str,
    policy: str,
    company: str,
    minor: int,
    profile: EscposProfile,
    receipt_80mm: ReceiptDesign,
    words: Words,
    fonts: FontSource,
) -> None:
    """The reader fails on any byte that is not one of our commands, ASCII or a whole picture."""
    view = a_receipt(
        lines=(a_line(text, minor, 2, detail),),
        policy=policy,
        company=company,
        total=Money(minor * 2),
    )
    result = read(escpos.encode(compose(view, receipt_80mm, words, fonts), profile, fonts))
    for line in result.lines:
        if isinstance(line, str):
            assert len(line) <= profile.columns
        else:
            assert line.width == profile.line_dots
