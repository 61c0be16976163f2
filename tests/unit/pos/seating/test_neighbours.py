"""The free seats beside people who sit already."""

from __future__ import annotations

from pos.seating.neighbours import beside
from tests.unit.pos.seating.test_best_available import a_row


def test_seats_beside_come_by_the_room_that_the_rest_of_the_party_has_there() -> None:
    row = {seat.row_order: seat for seat in a_row("C", "xxxxxxxxxx", 0)}
    sitting = [row[4]]
    free = [row[n] for n in (3, 5, 6, 7, 9)]
    assert beside(free, sitting) == (row[3], row[5])  # the better rank first
    assert beside(free, sitting, party=2) == (row[5], row[3])
    assert beside(free, [row[4], row[8]], party=3) == (row[5], row[7], row[3], row[9])


def test_what_lies_across_an_aisle_or_in_another_row_is_not_beside() -> None:
    row, other = a_row("C", "xx.xx", 0), a_row("D", "xxxx", 0)
    assert beside([*row[2:], *other], row[1:2]) == ()
    assert beside(row[:1], row[1:2]) == (row[0],)
