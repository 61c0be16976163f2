"""One performance as the papers of an outage see it."""

from __future__ import annotations

from datetime import UTC, datetime

from pos.ids import PerformanceId, SeatId, ZoneId
from pos.money import Money
from pos.views.outage import (
    DoorLine,
    KitView,
    PaperTicket,
    PriceLine,
    SeatLine,
    SeatUse,
    WillCallLine,
)


def paper(number: int, row: str = "B", seat: str = "7") -> PaperTicket:
    """Return an emergency ticket; without a row, for general admission."""
    return PaperTicket(
        emergency_id=f"e{number}",
        number=f"W1-E{number:04d}",
        code=f"{number:04d}EMERGENCYTK8Z2QX"[:20],
        performance_id=PerformanceId("p1"),
        seat_id=SeatId("s1") if row else None,
        section="Orchestra" if row else "",
        row=row,
        seat=seat if row else "",
        zone_id=ZoneId("z1"),
        zone="Stalls",
        state="out",
    )


def _seats() -> tuple[SeatLine, ...]:
    uses = {
        1: (SeatUse.WAITING, "Ana Zimmer"),
        2: (SeatUse.WAITING, "Ana Zimmer"),
        3: (SeatUse.SOLD, "W1-000012"),
        7: (SeatUse.PAPER, "W1-E0001"),
        8: (SeatUse.PAPER, "W1-E0002"),
        9: (SeatUse.HELD, ""),
        10: (SeatUse.CLOSED, ""),
    }
    return tuple(
        SeatLine(section, row, str(seat), *uses.get(seat, (SeatUse.FREE, "")))
        for section in ("Orchestra", "Balcony")
        for row in "ABC"
        for seat in range(1, 13)
    )


KIT = KitView(
    performance_id=PerformanceId("p1"),
    code="SYM-1",
    production="Symphony No. 9, Dvořák: From the New World",
    subtitle="Season opening",
    starts_at=datetime(2026, 11, 22, 3, 30, tzinfo=UTC),
    hall="Main Hall, Test House",
    company="Willamette Bridge Symphony",
    window="Window 1",
    as_of=datetime(2026, 11, 22, 3, 12, tzinfo=UTC),
    will_call=(
        WillCallLine("Bo Ábel", "78", "Orchestra B 3", 1, Money(4500), "Ask for ID", "", "", False),
        WillCallLine("Łucja Ødegård-Falk", "W-1", "", 3, Money(0), "", "Kim Falk", "4471", True),
        WillCallLine("Ana Zimmer", "77", "Orchestra A 1, 2", 2, Money(0), "", "", "0019", False),
    ),
    seats=_seats(),
    general_admission=False,
    free=0,
    prices=(
        PriceLine("Stalls", "Adult", Money(4500)),
        PriceLine("Stalls", "Student", Money(2000)),
        PriceLine("Balcony", "Adult", Money(2800)),
    ),
    papers=(paper(1), paper(2, seat="8"), paper(3, "", "")),
    doors=(
        DoorLine("0001EMERGENCYTK8Z2QX", "Orchestra B 7", "W1-E0001"),
        DoorLine("8ZQ2C0DE0F0RDER77AAA", "Orchestra A 1", "77"),
    ),
    contacts=(("Willamette Bridge Symphony", "100 SW River Street"), ("Max House", "manager")),
    policy="No refunds, no exchanges. Late seating at the first pause.",
)
