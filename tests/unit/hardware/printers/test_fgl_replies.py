from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.printers.fgl_replies import Counted, FglReplies, Letter, Said

COUNT = b"0004616 PROM = FGL46G42"


def test_the_documented_answer_is_a_count_with_its_firmware() -> None:
    replies = FglReplies()
    assert replies.feed(COUNT) == [Counted(4616)]
    assert replies.firmware == "FGL46G42"


@given(st.lists(st.integers(1, 12)))
def test_pieces_of_any_size_say_the_same(cuts: list[int]) -> None:
    data, heard, replies = b"\x11" + COUNT + b"A" + COUNT + b"@\x06", [], FglReplies()
    for cut in [*cuts, len(data)]:
        heard += replies.feed(data[:cut])
        data = data[cut:]
    wanted = [Said(0x11), Counted(4616), Letter(0x41), Counted(4616), Letter(0x40), Said(0x06)]
    assert heard == wanted


def test_status_bytes_come_in_the_middle_of_a_text() -> None:
    assert FglReplies().feed(COUNT[:9] + b"\x0f" + COUNT[9:]) == [Said(0x0F), Counted(4616)]


def test_a_line_end_behind_text_is_no_status() -> None:
    replies = FglReplies()
    assert replies.feed(COUNT + b"\r\n") == [Counted(4616)]
    replies.asked()
    assert replies.feed(b"\x0a") == [Said(0x0A)]
    assert replies.feed(b"A\r\n") == [Letter(0x41)]


def test_a_digit_alone_is_held_until_it_is_asked_for() -> None:
    replies = FglReplies()
    assert replies.feed(b"4") == []
    assert replies.held() == [Letter(0x34)]
    assert replies.held() == []


def test_what_begins_like_a_count_and_is_none_is_letters() -> None:
    assert FglReplies().feed(b"4A") == [Letter(0x34), Letter(0x41)]


def test_digits_too_many_are_cut_from_the_front() -> None:
    assert FglReplies().feed(b"3" + COUNT) == [Letter(0x33), Counted(4616)]


@pytest.mark.parametrize("firmware", ["FGL46G42", "FGL46D1", "FGL26", ""])
def test_firmware_ends_where_its_form_ends(firmware: str) -> None:
    replies = FglReplies()
    assert replies.feed(b"0000001 PROM = " + firmware.encode() + b"\x11") == [
        Counted(1),
        Said(0x11),
    ]
    assert replies.firmware == firmware


@pytest.mark.parametrize("firmware", [b"FGL46G42", b"FGL46D1", b"FGL26"])
def test_counts_one_behind_the_other_are_told_apart(firmware: bytes) -> None:
    answer = b"0000017 PROM = " + firmware
    heard = FglReplies().feed(answer + answer + b"\x11")
    assert heard == [Counted(17), Counted(17), Said(0x11)]


def test_a_new_line_forgets_what_was_half_said() -> None:
    replies = FglReplies()
    replies.feed(COUNT[:9])
    replies.forget()
    assert replies.feed(COUNT) == [Counted(4616)]
