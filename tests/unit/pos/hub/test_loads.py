"""Parcels packed for the hub: columns as PostgreSQL reads them, in loads of so many bytes."""

from __future__ import annotations

import struct
from dataclasses import replace

import pytest

from pos.errors import ParcelDamaged
from pos.hub.parcels import Parcel, pack
from pos.storage.hub import loads
from pos.storage.hub.line import Value
from pos.storage.hub.loads import Loads
from tests.hub_books import Outbox

TWO = b'{"one","two"}'


def texts(value: Value) -> list[bytes]:
    """Return what an array in the server's binary form holds."""
    dimensions, _, _, count, _ = struct.unpack_from("!iiIii", value.data)
    found, at = [], struct.calcsize("!iiIii")
    for _ in range(count):
        (length,) = struct.unpack_from("!i", value.data, at)
        found.append(value.data[at + 4 : at + 4 + length])
        at += 4 + length
    assert (dimensions, at) == (1, len(value.data))
    return found


def columns(packed: list[Value]) -> dict[str, bytes]:
    names, lists = map(texts, packed[3:])
    return dict(zip([name.decode() for name in names], lists, strict=True))


def parcels(*rows: dict[str, list[dict[str, object]]]) -> list[Parcel]:
    box = Outbox("W1")
    return [box.add(each) for each in rows]


def orders(*numbers: object) -> dict[str, list[dict[str, object]]]:
    return {"orders": [{"order_number": number} for number in numbers]}


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (("one", "two"), TWO),
        (('o"ne', "two"), b'{"o\\"ne","two"}'),
        (("o\\ne", "two"), b'{"o\\\\ne","two"}'),
        (("a\0b", "{,}"), '{"a\ufffdb","{,}"}'.encode()),
        (("NULL", None, ""), b'{"NULL",NULL,""}'),
        ((1, -20, None), b"{1,-20,NULL}"),
        ((True, False), b"{True,False}"),
        ((7, "seven"), b'{"7","seven"}'),
        (("\u017cu",), '{"\u017cu"}'.encode()),
    ],
)
def test_a_column_is_an_array_in_the_servers_words(
    values: tuple[object, ...], words: bytes
) -> None:
    packed = Loads(parcels(orders(*values[:1]), orders(*values[1:]))).packed()
    assert columns(packed)["orders.order_number"] == words


def test_columns_that_only_some_parcels_have_are_null_in_the_others() -> None:
    one = {"orders": [{"order_number": "one", "phone": "5"}]}
    two = {"orders": [{"note": "n", "order_number": "two"}]}
    assert columns(Loads(parcels(one, two, one)).packed()) == {
        "orders.order_number": b'{"one","two","one"}',
        "orders.phone": b'{"5",NULL,"5"}',
        "orders.note": b'{NULL,"n",NULL}',
    }


def test_what_the_hub_has_no_table_for_stays_in_the_parcel() -> None:
    packed = Loads(parcels({"audit": [{"seq": 1}], "unheard_of": [{"a": 1}]})).packed()
    assert columns(packed) == {}
    assert len(texts(packed[2])) == 1


def test_loads_are_of_some_bytes_and_at_least_one_parcel(monkeypatch: pytest.MonkeyPatch) -> None:
    every = parcels(*(orders(f"number {n}") for n in range(5)))
    monkeypatch.setattr(loads, "LOAD_BYTES", 2 * len(every[0].content))
    every[4] = replace(every[4], content=pack(orders("x" * 9, "y", "zz")))
    given, of = [], Loads(every)
    while of.left:
        of.pack()
        packed = of.packed()
        given.append((int.from_bytes(packed[0].data, "big"), len(texts(packed[1]))))
    assert given == [(1, 2), (3, 2), (5, 1)]
    nothing = Loads([])
    assert texts(nothing.packed()[1]) == []
    assert not nothing.left


def test_what_is_packed_already_is_not_packed_again_where_it_is_still_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(loads, "LOAD_BYTES", 1)
    one, two, three = parcels(orders("one"), orders("two"), orders("three"))
    of = Loads([one, two])
    of.packed()
    assert of.ahead is None
    of.pack()
    ahead = of.ahead
    again = Loads([two, three], ahead)
    assert again.ahead == ahead
    assert columns(again.packed()) == columns(Loads([two]).packed())
    erased_since = replace(two, content=three.content)
    for other in ([three], [erased_since, three], []):
        assert Loads(other, ahead).ahead is None


def test_a_load_that_cannot_be_packed_is_told_when_its_turn_comes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(loads, "LOAD_BYTES", 1)
    good = parcels(orders("one"))[0]
    of = Loads([good, replace(good, content=b"no parcel")])
    of.packed()
    of.pack()  # while the server works on the first
    with pytest.raises(ParcelDamaged):
        of.packed()
