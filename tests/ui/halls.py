"""Small halls that tests can see through."""

from __future__ import annotations

from pos.ids import HallId, PerformanceId, PriceTypeId, SeatId, ZoneId
from pos.money import Money
from pos.views.catalogue import (
    HallView,
    HouseView,
    LabelView,
    PriceView,
    SeatKind,
    SeatStatus,
    SeatView,
    ShapeView,
    ZoneView,
)

STALLS, CIRCLE = ZoneId("stalls"), ZoneId("circle")
ADULT = PriceTypeId("adult")


def seat_id(row: str, number: int) -> SeatId:
    return SeatId(f"{row}{number}")


def a_hall(rows: int = 6, seats: int = 24) -> HallView:
    """Two sections of ``rows`` rows; A1 is top left, twenty plan units to each neighbour."""
    found = []
    for index in range(rows * 2):
        row = chr(ord("A") + index)
        zone = STALLS if index < rows else CIRCLE
        for number in range(1, seats + 1):
            kind = SeatKind.WHEELCHAIR if (row, number) == ("B", 1) else SeatKind.ORDINARY
            y = 60.0 + 20 * index + (40 if index >= rows else 0)
            found.append(
                SeatView(
                    seat_id(row, number),
                    f"guid-{row}{number}",
                    "Stalls" if index < rows else "Circle",
                    row,
                    str(number),
                    20.0 * number,
                    y,
                    zone,
                    kind,
                    len(found),
                    number,
                )
            )
    zones = (
        ZoneView(STALLS, "Stalls", "#000000", 0),
        ZoneView(CIRCLE, "Circle", "#000000", 1),
    )
    stage = ShapeView(((40, 0), (180, 0), (160, 30), (60, 30)), "#cccccc", "#999999")
    labels = (LabelView("STAGE", 110, 15, 14), LabelView("A", 5, 60, 8))
    names = (HallId("h1"), "main", "Main hall", "Venue")
    return HallView(*names, 520, 400, zones, tuple(found), labels, (stage,), 0)


def a_house(**statuses: SeatStatus) -> HouseView:
    """A house where only the named seats are not free."""
    prices = (
        PriceView(STALLS, ADULT, Money(8_000), Money(500)),
        PriceView(CIRCLE, ADULT, Money(5_000), Money(500)),
    )
    seats = {SeatId(name): status for name, status in statuses.items()}
    return HouseView(PerformanceId("p1"), seats, 0, prices)
