"""Protocol E as bytes, against what pyTeliumManager 2.4.2 encodes (MIT; recorded, because it wants
libraries of 2018 that we do not)."""

from __future__ import annotations

import pytest

from hardware.terminals.telium_frames import (
    FULL,
    LARGEST_MINOR,
    SHORT,
    Ask,
    Heard,
    Reader,
    Reply,
    Way,
    fits,
    framed,
    request,
)
from pos.money import Money

CARD = "4" + "1" * 15
ANSWER = b"\x02010000012501978A1B2C3D4E5\x03C"
FULL_ANSWER = (
    b"\x02010000012501"
    + CARD.encode().ljust(55)
    + b"978A1B2C3D4E5\x03f"  # recorded with the test number
)


def heard(data: bytes) -> list[Heard | tuple[object, ...]]:
    reader = Reader()
    return [told(one) for one in reader.feed(data)]


def told(one: Heard | Reply) -> Heard | tuple[object, ...]:
    if isinstance(one, Heard):
        return one
    return one.pos, one.result, one.minor, one.currency, one.private


@pytest.mark.parametrize(
    ("ask", "frame"),
    [
        (
            Ask("01", Way.DEBIT, Money(1250, "EUR"), ""),
            b"\x020100001250010978          A010B010\x03\x00",
        ),
        (
            Ask("01", Way.DEBIT, Money(100, "USD"), ""),
            b"\x020100000100010840          A010B010\x03\r",
        ),
        (
            Ask("42", Way.REFUND, Money(9_999_999, "EUR"), ""),
            b"\x024209999999012978          A010B010\x03\n",
        ),
        (
            Ask("99", Way.REFUND, Money(123_456, "USD"), ""),
            b"\x029900123456012840          A010B010\x03\x08",
        ),
        (
            Ask("01", Way.DEBIT, Money(1250, "EUR"), "A1B2C3D4E5"),
            b"\x020100001250010978A1B2C3D4E5A010B010\x03p",
        ),
    ],
)
def test_a_request_is_34_characters_as_others_write_it(ask: Ask, frame: bytes) -> None:
    assert request(ask) == frame
    assert len(frame) == 34 + 3


def test_every_amount_is_asked_for_to_the_cent() -> None:
    for minor in (1, 2, 29, 57, 1999, 409_735, LARGEST_MINOR):  # 0.29 and 0.57 are no floats
        frame = request(Ask("01", Way.DEBIT, Money(minor, "EUR"), "M1"))
        assert int(frame[3:11]) == minor


@pytest.mark.parametrize(
    ("amount", "numeric", "fit"),
    [
        (Money(1, "EUR"), "978", True),
        (Money(LARGEST_MINOR, "USD"), "840", True),
        (Money(LARGEST_MINOR + 1, "USD"), "840", False),
        (Money(0, "EUR"), "978", False),
        (Money(-1, "EUR"), "978", False),
        (Money(100, "USD"), "978", False),
        (Money(100, "GBP"), "978", False),
    ],
)
def test_what_cannot_be_asked_for(amount: Money, numeric: str, fit: bool) -> None:
    assert fits(amount, numeric) is fit


@pytest.mark.parametrize(
    ("frame", "reply"),
    [
        (ANSWER, ("01", "0", 1250, "978", "A1B2C3D4E5")),
        (
            b"\x02427099999991840          \x036",
            ("42", "7", 9_999_999, "840", " " * 10),
        ),
        (b"\x020190000010019780000000001\x03<", ("01", "9", 100, "978", "0000000001")),
    ],
)
def test_a_short_answer_is_read_as_others_write_it(frame: bytes, reply: tuple[object, ...]) -> None:
    assert len(frame) == SHORT + 3 == 28
    assert heard(frame) == [reply]


def test_an_answer_may_come_byte_by_byte_among_signals_and_noise() -> None:
    reader = Reader()
    stream = b"\x05\xff\x06" + ANSWER + b"\x80\x04\x15"
    said = [told(one) for byte in stream for one in reader.feed(bytes([byte]))]
    assert [one for one in said if isinstance(one, Heard)] == [
        Heard.ENQ,
        Heard.NOISE,
        Heard.ACK,
        Heard.NOISE,
        Heard.EOT,
        Heard.NAK,
    ]
    assert said[3] == heard(ANSWER)[0]


def test_a_full_answer_is_known_and_wiped() -> None:
    assert len(FULL_ANSWER) == FULL + 3 == 83
    reader = Reader()
    for byte in FULL_ANSWER[:-1]:
        assert list(reader.feed(bytes([byte]))) == []
        assert len(reader._held) <= SHORT
    assert not any(reader._held)
    assert list(reader.feed(FULL_ANSWER[-1:])) == [Heard.FULL]
    assert not reader.inside


def test_what_was_held_is_overwritten() -> None:
    reader = Reader()
    list(reader.feed(FULL_ANSWER[:24]))
    held = reader._held
    assert CARD[:10].encode() in held
    reader.forget()
    assert not any(held)
    assert not reader.inside


@pytest.mark.parametrize(
    "data",
    [
        ANSWER[:-1] + b"D",  # check
        ANSWER[:4] + b"1" + ANSWER[5:],
        framed(b"010000012501978A1B2C3D4E"),  # short of one
        framed(b"010000012501978A1B2C3D4E55"),
        framed(b"0100000A2501978A1B2C3D4E5"),  # amount
        framed(b"0!0000012501978A1B2C3D4E5"),
        framed(b""),
        framed(b"9" * 2000),
        FULL_ANSWER[:-1] + b"g",
    ],
)
def test_a_frame_that_says_nothing_is_broken(data: bytes) -> None:
    assert heard(data) == [Heard.BROKEN]
    assert heard(data + ANSWER)[1:] == heard(ANSWER)


def test_a_signal_ends_a_torn_frame_and_is_heard() -> None:
    assert heard(ANSWER[:9] + b"\x05") == [Heard.BROKEN, Heard.ENQ]
    assert heard(ANSWER[:9] + b"\xc1") == [Heard.BROKEN, Heard.NOISE]
    assert heard(ANSWER[:9] + ANSWER) == [Heard.BROKEN, *heard(ANSWER)]


def test_a_frame_without_end_takes_no_memory() -> None:
    reader = Reader()
    assert list(reader.feed(b"\x02" + b"4" * 100_000)) == []
    assert len(reader._held) <= SHORT
    assert [told(one) for one in reader.feed(b"\x03\x00")] == [Heard.BROKEN]


def test_neither_an_answer_nor_its_reader_shows_its_text() -> None:
    (reply,) = Reader().feed(ANSWER)
    assert "A1B2" not in repr(reply)
    assert "A1B2" not in repr(Reader())
