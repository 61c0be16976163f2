from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.printers.escpos_replies import (
    Asb,
    Flow,
    PrintId,
    Queued,
    RealTime,
    Replies,
    Reply,
    Strange,
    Told,
)

EXAMPLES: list[tuple[bytes, Reply]] = [
    (b"\x11", Flow(ready=True)),
    (b"\x13", Flow(ready=False)),
    (b"\x10\x00\x00\x00", Asb(b"\x10\x00\x00\x00")),
    (b"\x10\x00\x03\x00", Asb(b"\x10\x00\x03\x00")),
    (b"\x14\x00\x00\x0f", Asb(b"\x14\x00\x00\x0f")),
    (b"\x12", RealTime(0x12)),
    (b"\x16", RealTime(0x16)),
    (b"\x7e", RealTime(0x7E)),
    (b"\x00", Queued(0)),
    (b"\x0c", Queued(0x0C)),
    (b"\x37\x22AB12\x00", PrintId(b"AB12")),
    (b"\x5fTM-T88V\x00", Told(b"TM-T88V")),
]


@pytest.mark.parametrize(("data", "reply"), EXAMPLES)
def test_each_shape_is_known(data: bytes, reply: Reply) -> None:
    assert Replies().feed(data) == [reply]


@given(st.lists(st.sampled_from(EXAMPLES), max_size=12), st.integers(1, 5))
def test_replies_may_be_cut_anywhere(examples: list[tuple[bytes, Reply]], size: int) -> None:
    stream = b"".join(data for data, _ in examples)
    replies, found = Replies(), []
    for start in range(0, len(stream), size):
        found.extend(replies.feed(stream[start : start + size]))
    assert found == [reply for _, reply in examples]


def test_flow_control_may_come_inside_automatic_status() -> None:
    assert Replies().feed(b"\x10\x00\x13\x00\x00") == [Flow(False), Asb(b"\x10\x00\x00\x00")]


def test_automatic_status_that_breaks_off_is_strange_and_the_rest_is_heard() -> None:
    assert Replies().feed(b"\x10\x00\x12") == [Strange(b"\x10\x00"), RealTime(0x12)]


@pytest.mark.parametrize("data", [b"\x80", b"\xff", b"\x11\x91"[1:], b"\x37\x23@@\x00"])
def test_what_no_printer_says_is_strange(data: bytes) -> None:
    assert Replies().feed(data) == [Strange(data)]


def test_a_block_without_end_does_not_swallow_everything() -> None:
    replies = Replies()
    found = replies.feed(b"\x37" + b"A" * 200)
    assert isinstance(found[0], Strange)


def test_a_new_stream_forgets_the_old_one() -> None:
    replies = Replies()
    replies.feed(b"\x10\x00")
    replies.forget()
    assert replies.feed(b"\x12") == [RealTime(0x12)]
