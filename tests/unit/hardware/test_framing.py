"""Bytes to codes: suffixes, gaps, prefixes, lengths."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.framing import GAP_S, REST_S, STALL_S, Frame, Frames
from pos.ports.readers import ReadProblem

UNREADABLE = Frame(problem=ReadProblem.UNREADABLE)
TOO_LONG = Frame(problem=ReadProblem.TOO_LONG)
CARD = Frame(problem=ReadProblem.PAYMENT_CARD)


@pytest.mark.parametrize("suffix", [b"\r", b"\n", b"\r\n", b"\n\r", b"\r\r\n"])
def test_a_suffix_ends_a_code(suffix: bytes) -> None:
    frames = Frames()
    assert frames.feed(b"ABC" + suffix + b"DEF" + suffix, 0.0) == [Frame("ABC"), Frame("DEF")]
    assert frames.due() is None


def test_without_a_suffix_a_gap_does() -> None:
    frames = Frames()
    assert frames.feed(b"ABC", 1.0) == []
    assert frames.due() == 1.0 + GAP_S
    assert frames.quiet(1.0 + GAP_S / 2) == []
    assert frames.quiet(1.0 + GAP_S) == [Frame("ABC")]
    assert frames.quiet(9.0) == []


def test_bytes_one_by_one_are_one_code() -> None:
    frames = Frames()
    for at, byte in enumerate(b"ABCDEF"):
        assert frames.quiet(at * 0.05) == []
        assert frames.feed(bytes((byte,)), at * 0.05) == []
    assert frames.feed(b"\r", 0.3) == [Frame("ABCDEF")]


def test_once_a_suffix_was_seen_half_a_code_is_none() -> None:
    frames = Frames()
    frames.feed(b"FIRST\r", 0.0)
    frames.feed(b"SEC", 1.0)
    assert frames.quiet(1.0 + GAP_S) == []
    assert frames.quiet(1.0 + STALL_S) == [UNREADABLE]
    assert frames.feed(b"OND\r", 1.5) == []
    assert frames.feed(b"THIRD\r", 2.0) == [Frame("THIRD")]


def test_the_reading_after_a_torn_one_may_be_its_rest() -> None:
    frames = Frames()
    frames.feed(b"FIRST\r", 0.0)
    frames.feed(b"SEC", 1.0)
    assert frames.quiet(1.0 + STALL_S) == [UNREADABLE]
    assert frames.due() == 1.0 + REST_S
    assert frames.quiet(1.0 + REST_S) == []
    assert frames.feed(b"OND\r", 30.0) == [UNREADABLE]
    assert frames.feed(b"THIRD\r", 31.0) == [Frame("THIRD")]


def test_with_a_prefix_a_torn_code_does_not_cost_the_next() -> None:
    frames = Frames(b"\x07")
    frames.feed(b"\x07FIRST\r\x07SEC", 0.0)
    assert frames.quiet(STALL_S) == [UNREADABLE]
    assert frames.quiet(REST_S) == []
    assert frames.feed(b"\x07THIRD\r", 3.0) == [Frame("THIRD")]
    frames.feed(b"\x07FOU", 4.0)
    assert frames.quiet(4.0 + STALL_S) == [UNREADABLE]
    assert frames.quiet(4.0 + REST_S) == []
    assert frames.feed(b"RTH\r\x07FIFTH\r", 9.0) == [UNREADABLE, Frame("FIFTH")]


def test_a_new_line_learns_its_suffix_afresh() -> None:
    frames = Frames()
    frames.feed(b"FIRST\rHAL", 0.0)
    frames.forget()
    frames.feed(b"WHOLE", 1.0)
    assert frames.quiet(2.0) == [Frame("WHOLE")]


def test_a_prefix_is_stripped_and_its_absence_means_a_torn_code() -> None:
    frames = Frames(b"\x07")
    assert frames.feed(b"\x07ABC\rDEF\r\x07GHI\r", 0.0) == [Frame("ABC"), UNREADABLE, Frame("GHI")]


def test_the_longest_code_fits_and_one_more_does_not() -> None:
    frames = Frames(b"\x07")
    assert frames.feed(b"\x07]C0" + b"A" * 200 + b"\r", 0.0) == [Frame("]C0" + "A" * 200)]
    assert frames.feed(b"\x07]C0" + b"A" * 201 + b"\r\x07B\r", 0.0) == [TOO_LONG, Frame("B")]


def test_too_long_without_end_is_told_once_and_ends_in_silence() -> None:
    frames = Frames()
    assert frames.feed(b"A" * 5000, 0.0) == [TOO_LONG]
    assert frames.quiet(GAP_S) == []
    assert frames.feed(b"B\r", 1.0) == [Frame("B")]


def test_a_stripe_too_long_for_a_code_is_called_what_it_is() -> None:
    swipe = b"%B4111111111111111^DOE/JANE^3012101" + b"0" * 300 + b"?\r"
    assert Frames().feed(swipe, 0.0) == [CARD]


def test_bytes_that_are_no_utf_8_are_latin_1() -> None:
    frames = Frames()
    assert frames.feed("Dvořák\r".encode() + b"caf\xe9\r", 0.0) == [Frame("Dvořák"), Frame("café")]


@given(st.lists(st.binary(max_size=300), max_size=8), st.binary(max_size=3))
def test_whatever_arrives_nothing_raises_and_nothing_grows(
    pieces: list[bytes], prefix: bytes
) -> None:
    frames = Frames(prefix)
    for at, piece in enumerate(pieces):
        for frame in (*frames.feed(piece, float(at)), *frames.quiet(at + 0.5)):
            assert len(frame.text) <= 203
            assert frame.text == "" or frame.problem is None


@given(st.lists(st.text("ABC123", min_size=1, max_size=20), max_size=6), st.data())
def test_codes_survive_every_way_of_cutting_the_stream(
    codes: list[str], data: st.DataObject
) -> None:
    stream = b"".join(code.encode() + b"\r\n" for code in codes)
    frames, got = Frames(), []
    while stream:
        size = data.draw(st.integers(1, len(stream)))
        got += frames.feed(stream[:size], 0.0)
        stream = stream[size:]
    assert [frame.text for frame in got] == codes


def test_a_frame_shows_nothing_of_its_text() -> None:
    assert "SECRET" not in repr(Frame("SECRET"))


def test_where_a_suffix_is_sure_to_come_silence_ends_nothing() -> None:
    frames = Frames(suffixed=True)
    frames.feed(b"HALF", 0.0)
    assert frames.quiet(STALL_S) == [UNREADABLE]
    frames.forget()
    frames.feed(b"HALF", 5.0)
    assert frames.quiet(5.0 + STALL_S) == [UNREADABLE]
