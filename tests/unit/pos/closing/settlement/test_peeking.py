"""Which columns a file has, before it is read."""

from __future__ import annotations

import pytest

from pos.closing.settlement.peeking import mapping_for, mapping_view, peek
from tests.unit.pos.closing.settlement.card_season import a_season, other, stripe

TABLE = b"Nr;Wann;Summe\n1;2026-11-20;4,50\n2;2026-11-20;5,50\n"


def test_a_table_nobody_knows_shows_its_columns_and_what_it_lacks() -> None:
    seen = peek(TABLE)
    assert seen is not None
    view = mapping_view(seen, None)
    assert (view.header, view.rows[0], len(view.rows)) == (
        ("Nr", "Wann", "Summe"),
        ("1", "2026-11-20", "4,50"),
        2,
    )
    assert set(view.missing) == {"gross", "date", "id"}
    put = {"id": "Nr", "date": "Wann", "gross": "Summe", "net": ""}
    assert mapping_view(seen, put).missing == ()


@pytest.mark.parametrize("data", [b"", b"[{}]", b"\0\1\2", b"4111 1111 1111 1111,x\n1,2\n"])
def test_what_is_no_table_or_shows_a_card_has_no_columns(data: bytes) -> None:
    assert peek(data) is None


def test_the_mapping_with_most_of_the_headers_is_taken_for_files_like_it() -> None:
    seen, season = peek(TABLE), a_season(evenings=1, sales=2)
    known, plain = peek(stripe(season.moved)), peek(other(season.moved))
    assert seen is not None
    assert known is not None
    assert plain is not None
    few, most = {"gross": "Summe"}, {"gross": "Summe", "date": "Wann", "fee": ""}
    saved = (("few", few), ("most", most), ("others", {"gross": "Amount"}), ("empty", {"net": ""}))
    assert mapping_for(seen, saved) == "most"
    assert mapping_for(plain, saved) == "others"
    assert (known.known, mapping_for(known, (("any", {"gross": "gross"}),))) == (True, "")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_letters_of_any_encoding(encoding: str) -> None:
    seen = peek("Número;Día\r\n1;2\r\n".encode(encoding))
    assert seen is not None
    assert seen.header == ("Número", "Día")
