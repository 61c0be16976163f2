"""Rows of parcels read together are those that they have one by one, and nothing else gets in."""

from __future__ import annotations

import gc
import zlib

import pytest

from pos.errors import ParcelDamaged, StorageNewer
from pos.hub.parcels import FIRST_CHAIN, Parcel, Position, pack
from pos.storage import parcel_rows
from pos.storage.parcel_rows import no_search_for_cycles, rows_of

HEAD = b'{"staff":{"columns":["user_id","name","created_at"],"rows":['


def parcel(content: bytes) -> Parcel:
    return Parcel("w1", Position(1, FIRST_CHAIN), content)


def person(number: int) -> dict[str, object]:
    return {"user_id": f"u{number}", "name": 'Ann "A" Nguyễn, [1]', "created_at": number}


def told(text: bytes) -> Parcel:
    return parcel(zlib.compress(text))


def test_rows_are_the_same_however_they_are_read() -> None:
    two = pack({"staff": [person(1), person(2)]})
    other = dict(reversed(person(3).items()))
    alone = [rows_of([parcel(one)], ())[0]["staff"] for one in (two, pack({"staff": [other]}))]
    together, _ = rows_of([parcel(two), parcel(pack({"staff": [other]}))], ())
    assert together == {"staff": [*alone[0], *alone[1]]}
    same, _ = rows_of([parcel(two), parcel(pack({"staff": [person(3)]}))], ())
    assert same == together
    assert rows_of([parcel(two)], {"staff"}) == ({}, [])
    assert rows_of([told(HEAD + b"]}}")], ())[0].get("staff", []) == []


@pytest.mark.parametrize(
    ("rows", "error"),
    [
        (b'["u1","Ann",1]],"rows":[["u2","Bea"]]}}', ParcelDamaged),
        (b'["u1","Ann",1]],"more":[1]}}', None),
        (b'["u1","Ann","now"]]}}', ParcelDamaged),
        (b'["u1",null,1]]}}', ParcelDamaged),
        (b'["u1","Ann",1.0]]}}', ParcelDamaged),
        (b'["u1",["Ann"],1]]}}', ParcelDamaged),
        (b'["u1","Ann",1]]},"balloon":{"columns":["a"],"rows":[[1]]}}', StorageNewer),
    ],
)
def test_what_is_told_otherwise_is_what_it_is_alone(
    rows: bytes, error: type[Exception] | None
) -> None:
    fine, strange = parcel(pack({"staff": [person(1)]})), told(HEAD + rows)
    if error is None:
        assert [row[0] for row in rows_of([fine, strange], ())[0]["staff"]] == ["u1", "u1"]
        return
    with pytest.raises(error):
        rows_of([fine, strange, fine], ())


def test_much_larger_parcels_than_any_window_makes_are_read_one_by_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one, other = parcel(pack({"staff": [person(1)]})), told(HEAD + b'["u2","Bea",1]],"more":[]}}')
    assert len(rows_of([one, other], ())[0]["staff"]) == 2
    monkeypatch.setattr(parcel_rows, "MOST_TOGETHER", 150)
    for parcels in ([one, other], [other, one]):
        with pytest.raises(ParcelDamaged):
            rows_of(parcels, ())
    assert [rows_of([each], ())[0]["staff"][0][0] for each in (one, other)] == ["u1", "u2"]


def test_garbage_is_looked_for_once_nobody_is_at_work_any_more() -> None:
    first, second = no_search_for_cycles(), no_search_for_cycles()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert not gc.isenabled()
    second.__exit__(None, None, None)
    assert gc.isenabled()
