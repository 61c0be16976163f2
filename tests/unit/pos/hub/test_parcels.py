"""Parcels: what is packed comes out again, and a chain tells who goes on from where."""

from __future__ import annotations

import json
import zlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.errors import ParcelDamaged
from pos.hub import parcels
from pos.hub.parcels import Parcel, Position, following, pack, require_chained, unpack

TEXT = st.text(max_size=20)
CELL = st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXT


@given(
    st.dictionaries(
        TEXT,
        st.lists(st.fixed_dictionaries({"one": CELL, "two": CELL}), min_size=1, max_size=5),
        max_size=4,
    )
)
def test_what_was_packed_comes_out(rows: dict[str, list[dict[str, object]]]) -> None:
    assert unpack(pack(rows)) == rows


def test_times_and_dates_travel_as_they_lie_in_a_database() -> None:
    at = datetime(2026, 11, 22, 12, 0, 0, 5, tzinfo=UTC)
    packed = pack({"till": [{"at": at, "day": date(2026, 11, 22)}], "none": []})
    assert unpack(packed) == {"till": [{"at": 1_795_348_800_000_005, "day": "2026-11-22"}]}


def test_what_is_no_value_of_a_fact_is_our_mistake() -> None:
    with pytest.raises(TypeError):
        pack({"till": [{"at": object()}]})


WHOLE = pack({"till": [{"till_id": "x", "name": "Nguyễn"}] * 3})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no zlib",
        WHOLE[:-1],
        WHOLE + b"x",
        zlib.compress(b"[1]"),
        zlib.compress(b"{"),
        zlib.compress(json.dumps({"till": {"columns": ["a"], "rows": [[1, 2]]}}).encode()),
        zlib.compress(json.dumps({"till": {"columns": ["a"]}}).encode()),
        zlib.compress(json.dumps({"till": {"columns": 5, "rows": [[1]]}}).encode()),
        zlib.compress(json.dumps({"till": {"columns": ["a"], "rows": [[1], [1, 2]]}}).encode()),
        zlib.compress(json.dumps({"till": {"columns": ["a"], "rows": [[1], "a"]}}).encode()),
        zlib.compress(json.dumps({"till": {"columns": [1], "rows": [[1]]}}).encode()),
        zlib.compress(json.dumps({"till": [["a"], [[1]]]}).encode()),
        zlib.compress(b"\xff\xfe"),
    ],
)
def test_what_is_no_parcel_is_refused(content: bytes) -> None:
    with pytest.raises(ParcelDamaged):
        unpack(content)


def test_a_parcel_that_would_fill_the_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parcels, "LARGEST", 1_000)
    with pytest.raises(ParcelDamaged):
        unpack(pack({"till": [{"name": "a" * 5_000}]}))
    monkeypatch.setattr(parcels, "LARGEST", 1_000_000)
    monkeypatch.setattr(parcels, "MOST_VALUES", 1_000)
    assert unpack(pack({"till": [{"a": 1, "b": ""}] * 200}))
    with pytest.raises(ParcelDamaged):
        unpack(pack({"till": [{"a": 1, "b": ""}] * 500}))


def chain(*contents: bytes) -> tuple[Parcel, ...]:
    at, made = Position(), []
    for content in contents:
        at = following(at, content)
        made.append(Parcel("w1", at, content))
    return tuple(made)


def test_a_chain_is_unbroken_from_anywhere() -> None:
    one, two, three = chain(b"1", b"2", b"3")
    assert [each.position.seq for each in (one, two, three)] == [1, 2, 3]
    require_chained(Position(), (one, two, three))
    require_chained(one.position, (two, three))
    require_chained(three.position, ())


def test_a_gap_another_order_or_another_content_breaks_it() -> None:
    one, two, three = chain(b"1", b"2", b"3")
    other = chain(b"1", b"another two", b"3")
    for before, wrong in (
        (Position(), (two,)),
        (Position(), (one, three)),
        (Position(), (two, one)),
        (one.position, (one,)),
        (one.position, (Parcel("w1", two.position, b"changed"),)),
        (one.position, (two, other[2])),
    ):
        with pytest.raises(ParcelDamaged):
            require_chained(before, wrong)
    assert other[1].position.seq == two.position.seq
    assert other[1].position.chain != two.position.chain
