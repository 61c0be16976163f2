"""Pictures on paper: sound ones become dots, all others a refusal that names the reason."""

from __future__ import annotations

import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from printing.artwork import NAME, Artwork, BadPicture, dots, read_png
from tests.unit.printing.pictures import HOSTILE, chunk, png

SOUND = png(37, 21)
DESIGNS = Path(__file__).parents[3] / "assets" / "designs"


@pytest.mark.parametrize(
    ("mode", "colour", "grey"),
    [
        ("1", 0, 0),
        ("L", 90, 90),
        ("P", 0, 0),
        ("RGB", (255, 255, 255), 255),
        ("RGBA", (0, 0, 0, 0), 255),
        ("LA", (0, 255), 0),
    ],
)
def test_every_kind_of_png_becomes_grey(mode: str, colour: object, grey: int) -> None:
    art = read_png(png(4, 3, mode, colour))
    assert (art.width, art.height, art.grey) == (4, 3, bytes([grey]) * 12)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_with_a_reason(name: str) -> None:
    with pytest.raises(BadPicture) as refused:
        read_png(HOSTILE[name])
    large = name in ("wide.png", "bomb.png", "area.png", "heavy.png")
    expected = "design_logo_too_large" if large else "design_logo_unreadable"
    assert refused.value.code == expected
    assert refused.value.evidence


def test_a_huge_comment_is_refused() -> None:
    words = b"Comment\0\0" + zlib.compress(bytes(80 * 2**20))
    data = SOUND[:33] + chunk(b"zTXt", words) + SOUND[33:]
    assert len(data) < 2**20
    with pytest.raises(BadPicture):
        read_png(data)


@given(at=st.integers(0, len(SOUND) - 1), byte=st.integers(0, 255), rest=st.integers(0, 80))
def test_no_damage_comes_through_as_another_error(at: int, byte: int, rest: int) -> None:
    damaged = SOUND[:at] + bytes([byte]) + SOUND[at + 1 :]
    with suppress(BadPicture):
        art = read_png(damaged[: len(damaged) - rest])
        assert len(art.grey) == art.width * art.height


@pytest.mark.parametrize(
    "name",
    [
        "../company.png",
        "/etc/passwd.png",
        "a/b.png",
        "a\\b.png",
        ".hidden.png",
        "company.svg",
        "company.png\n",
        "c\0.png",
        "",
        "http://example.org/a.png",
        "x" * 90 + ".png",
    ],
)
def test_only_plain_names_are_asked_for(name: str) -> None:
    assert not NAME.fullmatch(name)


def test_plain_names_pass() -> None:
    assert NAME.fullmatch("company.png")
    assert NAME.fullmatch("Our mark 2.png")


def test_a_picture_fills_its_box_without_being_stretched() -> None:
    art = read_png(SOUND)
    picture = dots(art, 74, 100, 128)
    assert picture.mode == "1"
    assert picture.size == (74, 42)
    assert picture.getextrema() == (255, 255)


def test_shades_below_the_threshold_are_ink() -> None:
    art = Artwork(2, 1, bytes([100, 200]))
    assert list(dots(art, 2, 1, 101).tobytes()) == [0b10000000]
    assert list(dots(art, 2, 1, 100).tobytes()) == [0]
    assert list(dots(art, 2, 1, 201).tobytes()) == [0b11000000]


def test_dithered_grey_is_as_dark_as_it_was() -> None:
    art = Artwork(64, 64, bytes([191]) * 64 * 64)
    inked = sum(bin(byte).count("1") for byte in dots(art, 64, 64, 0).tobytes())
    assert inked == pytest.approx(64 * 64 / 4, rel=0.05)


def test_the_shipped_mark_is_ink_and_paper() -> None:
    data = (DESIGNS / "company.png").read_bytes()
    assert set(read_png(data).grey) == {0, 255}
    assert Image.open(BytesIO(data)).mode == "1"
