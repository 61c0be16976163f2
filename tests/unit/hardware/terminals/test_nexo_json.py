from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.terminals.nexo_json import (
    DEEPEST,
    LARGEST,
    Literal,
    Malformed,
    objects,
    parse,
    part,
    text_or,
    texts,
    written,
)


def refused(data: bytes) -> str:
    with pytest.raises(Malformed) as caught:
        parse(data)
    assert caught.value.__context__ is None  # it would hold the message
    return caught.value.code


def test_numbers_stay_what_was_written() -> None:
    assert parse(b'{"a": 10.10, "b": 1E5, "c": 12345678901234567890123}') == {
        "a": "10.10",
        "b": "1E5",
        "c": "12345678901234567890123",
    }


def test_a_number_of_any_length_is_read_without_being_counted() -> None:
    assert len(str(parse(b"1" * 10_000))) == 10_000


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b'{"a": 1} x', "not_json"),
        (b"\xff\xfe", "not_json"),
        (b"NaN", "not_json"),
        (b'{"a": Infinity}', "not_json"),
        (b'{"a": 1, "a": 1}', "duplicate_key"),
        (b'{"x": {"a": 1, "a": 2}}', "duplicate_key"),
        (b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), "too_deep"),
        (b'{"a":' * 100_000, "too_large"),
        (b"[" * 100_000, "too_deep"),
        (b" " * (LARGEST + 1), "too_large"),
        (b'\\"' * (LARGEST // 2), "not_json"),  # an end that never comes is looked for once
    ],
)
def test_what_no_terminal_sends_is_refused_by_a_code(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_brackets_in_texts_are_not_counted() -> None:
    assert parse(json.dumps("[" * 1000 + '"\\').encode()) == "[" * 1000 + '"\\'


def test_as_deep_as_allowed() -> None:
    assert parse(b"[" * DEEPEST + b"]" * DEEPEST)


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(),
        lambda inside: st.lists(inside) | st.dictionaries(st.text(), inside),
        max_leaves=10,
    )
)
def test_what_is_written_reads_the_same(value: object) -> None:
    data = written(value)
    assert json.loads(data) == value
    assert parse(data) == value


def test_a_literal_is_written_without_quotes() -> None:
    assert written({"a": Literal("10.10"), "n": 3}) == b'{"a":10.10,"n":3}'


def test_what_is_not_there_and_what_is_something_else() -> None:
    assert part({}, "a") == {}
    assert text_or({"a": None}, "a") == ""
    assert objects({}, "a") == ()
    assert texts({"a": "x"}, "a") == ("x",)
    assert texts({"a": ["x", None, {}]}, "a") == ("x",)
    for value in ("x", [], [1]):
        with pytest.raises(Malformed, match="no_a"):
            part({"a": value}, "a")
    for other in ("x", [1], {}):
        with pytest.raises(Malformed, match="no_a"):
            objects({"a": other}, "a")
