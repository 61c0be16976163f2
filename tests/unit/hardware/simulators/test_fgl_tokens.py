from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.simulators.fgl_tokens import Bad, Do, Dots, FglToken, FglTokens, Say, Wrapped

TICKET = (
    b"<CB><RC10,20><F3><HW2,2>Row A<G5>\x00<p>\xff<g4>0aFF<RR>up<oP8>^AB12^<QR6,0,1,3>{CODE}"
    b"<CTR200>~centred~<p>"
)


def tokens(data: bytes) -> list[FglToken]:
    return FglTokens().feed(data)


def shape(found: list[FglToken]) -> list[object]:
    """Tokens without sizes, neighbouring dots and texts joined."""
    joined: list[object] = []
    for token in found:
        match token:
            case Do():
                joined.append((token.name, token.numbers))
            case Wrapped():
                joined.append((token.command.name, token.data))
            case Bad():
                joined.append(("bad", token.what))
            case Say() | Dots():
                kind = "say" if isinstance(token, Say) else "dots"
                if joined and isinstance(joined[-1], list) and joined[-1][0] == kind:
                    joined[-1][1] += token.data
                else:
                    joined.append([kind, token.data])
    return joined


def test_a_ticket() -> None:
    assert shape(tokens(TICKET)) == [
        ("CB", ()),
        ("RC", (10, 20)),
        ("F", (3,)),
        ("HW", (2, 2)),
        ["say", b"Row A"],
        ("G", (5,)),
        ["dots", b"\x00<p>\xff"],
        ("g", (4,)),
        ["dots", b"\x0a\xff"],
        ("RR", ()),
        ["say", b"up"],
        ("oP", (8,)),
        ("oP", b"AB12"),
        ("QR", (6, 0, 1, 3)),
        ("QR", b"CODE"),
        ("CTR", (200,)),
        ("CTR", b"centred"),
        ("p", ()),
    ]


@given(st.integers(1, 11))
def test_bytes_may_come_in_any_pieces(size: int) -> None:
    stream, found = FglTokens(), []
    for start in range(0, len(TICKET), size):
        found.extend(stream.feed(TICKET[start : start + size]))
    assert shape(found) == shape(tokens(TICKET))


@pytest.mark.parametrize(
    "data",
    [
        b"<ZZ>",
        b"<rc1,2>",
        b"<RC1>",
        b"<RC1,2,3>",
        b"<RC1;2>",
        b"<p1>",
        b"<RTF3,12>",
        b"<LO1>",
        b"<RC1,2<p>",
        b"<" + b"9" * 60,
        b"text > more",
        b"two\nlines",
        b"\x1b",
        b"<g4>zz00",
        b"<oP8>AB12^",
        b"<oP8>^AB12<p>",
        b"<oP8>^" + b"A" * 600,
        b"<FL>*1234*",
        b"<QR>[CODE]",
        b"<CTR100>plain",
    ],
)
def test_what_is_not_in_the_language_is_bad(data: bytes) -> None:
    assert any(isinstance(token, Bad) for token in tokens(data))


def test_sizes_add_up_to_the_bytes_in_the_buffer() -> None:
    data = b"<RC1,2>Text<p>"
    assert sum(token.size for token in tokens(data)) == len(data)


def test_a_form_feed_prints() -> None:
    assert shape(tokens(b"Text\x0c")) == [["say", b"Text"], ("FF", ())]


def test_an_error_does_not_swallow_what_follows() -> None:
    assert shape(tokens(b"<ZZ><RC1,2>"))[-1] == ("RC", (1, 2))
    assert shape(tokens(b"<RC1<RC3,4>"))[-1] == ("RC", (3, 4))
