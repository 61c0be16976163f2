"""What is said of seats to somebody who asks before they sit there."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from kiosk.messages import load_words
from kiosk.wording.seats import first_notes, notes_text, offers_of
from pos.ids import PerformanceId, PriceTypeId, SeatId, ZoneId
from pos.money import Money
from pos.views.catalogue import SeatKind
from pos.views.seat_features import SeatFeature, SeatFeatures
from pos.views.selling import CartLine
from tests.ui.halls import a_hall, seat_id

WORDS = load_words("en", UTC)
FLAT = SeatFeatures((SeatFeature.STEP_FREE,))


def a_ticket(
    number: str, kind: SeatKind = SeatKind.ORDINARY, offers: SeatFeatures = FLAT
) -> CartLine:
    """Row B of the stalls."""
    seat = ("Stalls", "B", number, ZoneId("z"), "Stalls", PriceTypeId("a"), "Adult")
    money = (Money(1_000), Money(0))
    return CartLine(
        f"line {number}", PerformanceId("p"), SeatId(f"B{number}"), *seat, *money, kind=kind,
        features=offers,
    )  # fmt: skip


def test_seats_of_which_the_same_is_said_are_named_together_and_what_they_are_comes_first() -> None:
    lines = (
        a_ticket("1"),
        a_ticket("2", SeatKind.COMPANION),
        a_ticket("3", SeatKind.WHEELCHAIR),
        a_ticket("4", SeatKind.COMPANION),
        a_ticket("5", offers=SeatFeatures()),
        a_ticket("6", SeatKind.RESTRICTED, SeatFeatures(steps=2)),
    )
    assert notes_text(lines, WORDS).split("\n") == [
        "Stalls B 2, 4: companion seat · no steps on the way",
        "Stalls B 3: wheelchair place · no steps on the way",
        "Stalls B 6: restricted view · 2 steps on the way",
        "Stalls B 1: no steps on the way",
    ]
    assert first_notes(lines, WORDS) == notes_text(lines[1:], WORDS) + " …"
    assert first_notes(lines[1:], WORDS) == notes_text(lines[1:], WORDS)
    assert first_notes(lines[4:5], WORDS) == notes_text(lines[4:5], WORDS) == ""


def test_where_seats_offer_something_is_said_as_far_as_it_is_true() -> None:
    def offers(said: SeatFeatures, *where: tuple[str, range]) -> tuple[str, ...]:
        found = ((seat_id(row, n), said) for row, numbers in where for n in numbers)
        return offers_of(replace(a_hall(seats=4), features=tuple(found)), WORDS)

    whole, two = range(1, 5), range(1, 3)
    assert offers(FLAT, ("A", whole), ("B", two)) == ("no steps on the way: Stalls A; B 1, 2",)
    assert offers(FLAT, ("A", two), ("G", whole)) == (
        "no steps on the way: Stalls A 1, 2; Circle G",
    )
    rows = tuple((row, whole) for row in "ABCDEF")
    assert offers(FLAT, *rows) == ("no steps on the way: Stalls",)
    assert offers(FLAT, *rows[1:]) == ("no steps on the way: some seats of Stalls",)
    assert offers(FLAT, *((row, range(1, 4)) for row in "ABC")) == (
        "no steps on the way: some seats of Stalls",
    )
    steps = tuple((seat_id("A", n), SeatFeatures(steps=9 - n)) for n in whole)
    few, many = (replace(a_hall(), features=steps[:count]) for count in (2, 4))
    assert offers_of(few, WORDS) == (
        "7 steps on the way: Stalls A 2",
        "8 steps on the way: Stalls A 1",
    )
    assert offers_of(many, WORDS) == ("5 to 8 steps on the way: Stalls A 1, 2, 3, 4",)
    assert offers_of(a_hall(), WORDS) == ()
