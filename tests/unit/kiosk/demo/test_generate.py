"""The demo's files are what the generator makes, and what the demo promises."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections import Counter
from functools import cache

import pytest

from kiosk.demo.generate import ASSETS, files
from pos.catalogue.halls import reserved_hall
from pos.catalogue.plan_reading import read_plan
from pos.views.catalogue import HallView


@cache
def made() -> dict[str, str]:
    return files()


@cache
def rows() -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(made()["will-call.csv"])))


def hall(file: str) -> HallView:
    read = read_plan(made()[file].encode(), file)
    assert read.plan is not None
    assert read.findings == ()
    return reserved_hall("h", "H", "V", read.plan)


@pytest.mark.parametrize(
    "name", ["rosewall-auditorium.json", "lyceum-theatre.json", "will-call.csv"]
)
def test_the_committed_file_is_what_the_generator_makes(name: str) -> None:
    assert (ASSETS / name).read_text(encoding="utf-8") == made()[name]


def test_the_auditorium() -> None:
    view = hall("rosewall-auditorium.json")
    assert len(view.seats) == 2_776
    sections = Counter(seat.section for seat in view.seats)
    assert set(sections) == {
        "Orchestra",
        "Boxes left",
        "Boxes right",
        "Dress circle",
        "Lower balcony",
        "Upper balcony",
    }
    left = {s.number for s in view.seats if (s.section, s.row) == ("Orchestra", "C") and s.x < 900}
    assert {"1", "3", "5"} <= left
    assert {label.text for label in view.labels} >= {"STAGE", "ORCHESTRA", "A", "ZZ", "Box 10"}


def test_the_theatre_is_numbered_straight_through() -> None:
    view = hall("lyceum-theatre.json")
    assert len(view.seats) == 880
    row = sorted(
        (s for s in view.seats if (s.section, s.row) == ("Orchestra", "C")), key=lambda s: s.x
    )
    assert [seat.number for seat in row] == [str(n) for n in range(1, len(row) + 1)]


@pytest.mark.parametrize("file", ["rosewall-auditorium.json", "lyceum-theatre.json"])
def test_no_two_seats_overlap(file: str) -> None:
    seats = sorted(hall(file).seats, key=lambda seat: seat.y)
    for index, seat in enumerate(seats):
        for other in seats[index + 1 :]:
            if other.y - seat.y >= 18:
                break
            assert (other.x - seat.x) ** 2 + (other.y - seat.y) ** 2 >= 18**2, (seat, other)


def test_nine_hundred_orders_most_of_them_for_tonight() -> None:
    orders = {row["Order"]: row["Performance"] for row in rows()}
    assert len(orders) == 900
    tonight = Counter(orders.values())
    assert tonight["NW-2"] + tonight["SWAN-1"] + tonight["LATE-1"] > 500
    assert 1_900 < sum(int(row["Quantity"]) for row in rows()) < 2_200
    assert {row["Channel"] for row in rows()} == {"web", "phone"}
    assert 20 < len({row["Order"] for row in rows() if row["Owing"] != "0.00"}) < 90


def test_names_from_many_languages() -> None:
    names = " ".join(f"{row['First name']} {row['Last name']}" for row in rows())
    scripts = Counter(unicodedata.name(c, "?").split()[0] for c in names if c.isalpha())
    assert scripts["CYRILLIC"] > 200
    assert "Nguyễn" in names
    assert "Łucja" in names
    assert "🎻" in names
    assert max(len(row["Last name"]) for row in rows()) > 80


def test_nobody_can_be_called_or_written_to() -> None:
    for row in rows():
        assert re.fullmatch(r"\(\d{3}\) 555-01\d\d", row["Phone"])
        assert row["Email"].endswith("@example.org")
        assert row["Email"].isascii()
