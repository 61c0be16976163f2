"""What is said of seats to somebody who asks before they sit there."""

from __future__ import annotations

from datetime import UTC

from kiosk.messages import load_words
from kiosk.wording.seats import first_notes, notes_text
from pos.ids import PerformanceId, PriceTypeId, SeatId, ZoneId
from pos.money import Money
from pos.views.catalogue import SeatKind
from pos.views.seat_features import SeatFeature, SeatFeatures
from pos.views.selling import CartLine

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
