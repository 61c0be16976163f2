"""A preview is what the virtual printer would print, and tells what it would not take."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from hardware.simulators.fgl_page import STOCKS
from hardware.simulators.preview import draw, png

STRIPE = b"<CB><RC10,20><g8>FFFFFFFF<p>"
RECEIPT = b"\x1b@Thank you\n\x1dVB\x03"


def test_a_ticket_is_drawn_to_the_dot() -> None:
    drawn = draw(STRIPE, "boca-200dpi-5.5x2")
    (paper,) = drawn.papers
    stock = STOCKS["boca-200dpi-5.5x2"]
    assert paper.size == (stock.paper_columns, stock.paper_rows)
    black = [(x, y) for x in range(15, 30) for y in range(5, 25) if not paper.getpixel((x, y))]
    assert black == [(x, y) for x in range(20, 24) for y in range(10, 18)]
    assert (drawn.complaints, drawn.clipped) == ((), ())


def test_every_ticket_of_a_job_comes_out() -> None:
    assert len(draw(STRIPE * 3, "boca-200dpi-5.5x2").papers) == 3


def test_a_receipt_is_drawn() -> None:
    (paper,) = draw(RECEIPT, "TM-T88V").papers
    assert paper.width == 512


def test_a_roll_without_a_knife_is_torn_off() -> None:
    (paper,) = draw(b"\x1b@Thank you\n\x1bd\x06", "generic-58mm").papers
    assert paper.width == 384


@pytest.mark.expects_log("unknown command <ZZ9>")
def test_what_the_printer_would_not_take_is_told() -> None:
    drawn = draw(b"<CB><ZZ9><p>", "boca-200dpi-5.5x2")
    assert drawn.papers == ()
    assert drawn.complaints == ("unknown command <ZZ9>",)


def test_what_does_not_fit_is_told() -> None:
    drawn = draw(b"<CB><RC370,20><F3>WIDE<p>", "boca-200dpi-5.5x2")
    assert drawn.clipped


def test_an_unknown_profile_is_the_callers_mistake() -> None:
    with pytest.raises(KeyError):
        draw(STRIPE, "no such printer")


def test_a_paper_becomes_a_png() -> None:
    (paper,) = draw(STRIPE, "boca-200dpi-5.5x2").papers
    opened = Image.open(BytesIO(png(paper)))
    assert opened.format == "PNG"
    assert opened.tobytes() == paper.tobytes()
