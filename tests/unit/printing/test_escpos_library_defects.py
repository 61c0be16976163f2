"""What python-escpos 3.1 does to bytes, and that ours do not (hardware facts 2.4 and 2.5).

Each test shows the library first, so that it tells us when that changes. What it does to status and
lines is in ``tests/unit/hardware/printers/test_escpos_library_defects.py``.
"""

from __future__ import annotations

import dataclasses

import pytest
from escpos.printer import Dummy

from printing import escpos
from printing.fonts import FontSource
from printing.paper import Pair, Paragraph, ReceiptPaper
from printing.profiles import ESCPOS_PROFILES, Cut, EscposProfile
from tests.unit.printing.escpos_paper import read

T88V = ESCPOS_PROFILES["TM-T88V"]
T88IV = ESCPOS_PROFILES["TM-T88IV"]


def naive(text: str, profile: str = "TM-T88V") -> bytes:
    """The library's own way."""
    printer = Dummy(profile=profile)
    printer.text(text)
    return bytes(printer.output)


def ours(text: str, fonts: FontSource, profile: EscposProfile = T88V) -> bytes:
    return escpos.encode(ReceiptPaper((Paragraph(text), Pair(text, "$1.00"))), profile, fonts)


@pytest.mark.parametrize("cut", [Cut.FULL, Cut.PARTIAL])
def test_a_cut_is_the_one_that_was_asked_for(cut: Cut, fonts: FontSource) -> None:
    printer = Dummy()
    printer.cut(mode="FULL", feed=False)
    assert printer.output == b"\x1dV\x42\x00"  # partial, whatever it was asked for
    job = escpos.encode(ReceiptPaper(()), dataclasses.replace(T88V, cut=cut), fonts)
    assert job.endswith(b"\x1dVA\x03" if cut is Cut.FULL else b"\x1dVB\x03")


def test_an_ideograph_does_not_turn_the_line_into_gb18030(fonts: FontSource) -> None:
    text = "Row A \u5ea7\u5e2d 12"
    assert text.encode("gb18030") in naive(text)  # and no code page says so
    job = ours(text, fonts)
    assert "\u5ea7\u5e2d".encode("gb18030") not in job
    assert all(picture.getbbox() for picture in read(job).pictures)


@pytest.mark.parametrize(
    ("text", "profile"),
    [
        ("\N{GRINNING FACE} party", "TM-T88V"),
        ("Nguy\u1ec5n \u0110\u1eb7ng", "TM-T88IV"),
        ("\u0393\u03b9\u03ce\u03c1\u03b3\u03bf\u03c2 \u038f\u03c1\u03b1", "TM-T88IV"),
        ("\u011e\u0131\u015f", "TM-T88IV"),
    ],
)
def test_nothing_becomes_a_question_mark_in_silence(
    text: str, profile: str, fonts: FontSource
) -> None:
    assert b"?" in naive(text, profile)
    job = read(ours(text, fonts, T88IV if profile == "TM-T88IV" else T88V))
    assert "?" not in job.text
    assert job.pictures
    assert all(picture.getbbox() for picture in job.pictures)


def test_no_code_page_is_switched_in_the_middle_of_a_word(fonts: FontSource) -> None:
    assert naive("Dvo\u0159\u00e1k \u0416").count(b"\x1bt") > 1
    assert b"\x1bt" not in ours("Dvo\u0159\u00e1k \u0416", fonts)
    confirmed = dataclasses.replace(T88V, confirmed_code_pages=("CP852", "CP866"))
    assert ours("Dvo\u0159\u00e1k", fonts, confirmed).count(b"\x1bt") == 1
    mixed = ours("Dvo\u0159\u00e1k \u0416", fonts, confirmed)  # no page has both
    assert b"\x1bt" not in mixed
    assert read(mixed).pictures


def test_every_job_says_its_code_page_itself(fonts: FontSource) -> None:
    """The library remembers the page it set; a printer switched off and on does not (issue 272)."""
    printer = Dummy(profile="TM-T88V")
    printer.text("\u0159")
    printer.clear()
    printer.text("\u0159")
    assert b"\x1bt" not in printer.output
    confirmed = dataclasses.replace(T88V, confirmed_code_pages=("CP852",))
    for _ in range(2):
        job = ours("\u0159", fonts, confirmed)
        assert job.startswith(b"\x1b@")
        assert job.index(b"\x1bt\x12") < job.index("\u0159".encode("cp852"))


def test_the_reset_before_each_job_does_not_end_automatic_status(fonts: FontSource) -> None:
    job = ours("Adult", fonts)
    assert job.startswith(b"\x1b@\x1da\x0f")
    assert job.count(b"\x1b@") == 1
