from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.simulators.escpos_tokens import AtOnce, Bad, Do, EscposToken, EscposTokens, Rows, Say

RECEIPT = (
    b"\x1b@\x1ba\x01\x1d!\x11Foyer\n\x1bE\x01bold\x1bE\x00\r\n\x1bt\x12Dvo\xfd\xa0k\n"
    b"\x1dv0\x00\x02\x00\x03\x00\x10\x04\x01\xff\x1b@"
    b"\x1d(k\x03\x00\x31\x43\x06\x1dk\x49\x06{BAB12\x1dVB\x03"
)


def shape(found: list[EscposToken]) -> list[object]:
    joined: list[object] = []
    for token in found:
        match token:
            case Do() | AtOnce():
                joined.append((token.name, token.data))
            case Bad():
                joined.append("bad")
            case Say() | Rows():
                kind = "say" if isinstance(token, Say) else "rows"
                if joined and isinstance(joined[-1], list) and joined[-1][0] == kind:
                    joined[-1][1] += token.data
                else:
                    joined.append([kind, token.data])
    return joined


def test_a_receipt() -> None:
    assert shape(EscposTokens().feed(RECEIPT)) == [
        ("ESC @", b""),
        ("ESC a", b"\x01"),
        ("GS !", b"\x11"),
        ["say", b"Foyer"],
        ("LF", b"\n"),
        ("ESC E", b"\x01"),
        ["say", b"bold"],
        ("ESC E", b"\x00"),
        ("CR", b"\r"),
        ("LF", b"\n"),
        ("ESC t", b"\x12"),
        ["say", b"Dvo\xfd\xa0k"],
        ("LF", b"\n"),
        ("GS v 0", b"\x00\x02\x00\x03\x00"),
        ["rows", b"\x10\x04\x01\xff\x1b@"],
        ("GS ( k", b"\x31\x43\x06"),
        ("GS k", b"\x49{BAB12"),
        ("GS V", b"B\x03"),
    ]


@given(st.integers(1, 11))
def test_bytes_may_come_in_any_pieces(size: int) -> None:
    stream, found = EscposTokens(), []
    for start in range(0, len(RECEIPT), size):
        found.extend(stream.feed(RECEIPT[start : start + size]))
    assert shape(found) == shape(EscposTokens().feed(RECEIPT))


@pytest.mark.parametrize(
    ("data", "name", "parameters"),
    [
        (b"\x10\x04\x01", "DLE EOT", b"\x01"),
        (b"\x10\x05\x02", "DLE ENQ", b"\x02"),
        (b"\x10\x14\x01\x00\x02", "DLE DC4", b"\x01\x00\x02"),
    ],
)
def test_real_time_commands(data: bytes, name: str, parameters: bytes) -> None:
    assert EscposTokens().feed(data) == [AtOnce(name, parameters)]


@pytest.mark.parametrize(
    "data",
    [
        b"\x1b\x7f",
        b"\x1dZ",
        b"\x10\x99",
        b"\x01",
        b"\x0c",
        b"\x1c.",
        b"\x1dV\x77",
        b"\x1dv1\0\1\0\1\0",
        b"\x1dk\x04A\x00",
    ],
)
def test_what_is_not_in_the_language_is_bad(data: bytes) -> None:
    assert isinstance(EscposTokens().feed(data + b"xx")[0], Bad)


def test_zero_bytes_between_commands_mean_nothing() -> None:
    found = EscposTokens().feed(b"\0" * 9 + b"\x1b@" + b"\0")
    assert [token for token in found if token != Say(b"")] == [Do("ESC @", b"", 2)]


def test_a_command_is_waited_for_to_its_last_byte() -> None:
    stream = EscposTokens()
    for byte in b"\x1d(k\x03\x00\x31\x43":
        assert stream.feed(bytes((byte,))) == []
    assert stream.feed(b"\x06") == [Do("GS ( k", b"\x31\x43\x06", 8)]
