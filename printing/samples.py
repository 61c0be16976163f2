"""Made-up papers that show a design: an ordinary ticket, one whose every word is long, one without
a numbered seat, and a receipt. Nobody and nothing in them exists."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from pos.money import Money
from pos.views.papers import ReceiptLineView, ReceiptTenderView, ReceiptView, TicketView

_CURTAIN = datetime(2026, 9, 30, 19, 30, tzinfo=UTC)
"""A Wednesday in September: the longest date there is in English."""

TYPICAL = TicketView(
    ticket_id="",
    code="7KQ2M9XB4TCCVH31ZR5D",
    order_number="W1-000217",
    company="Rosewall Performing Arts",
    production="Swan Lake",
    subtitle="Ballet in four acts",
    starts_at=_CURTAIN,
    doors_at=_CURTAIN - timedelta(minutes=45),
    venue="Rosewall Center",
    hall="Rosewall Auditorium",
    section="Orchestra",
    row="J",
    seat="112",
    zone="Zone A",
    price_type="Adult",
    price=Money(9_800),
    fee_included=Money(400),
    holder="",
)

LONGEST = replace(
    TYPICAL,
    company="The Willowmere and West Larkhaven Philharmonic Society",
    production="The Wondrous Wanderings of William Wetherby, or Home by Midnight",
    subtitle="A comic opera in two acts and an epilogue, sung with surtitles",
    venue="Wilhelmina Wetherby Memorial Centre for the Performing Arts",
    section="Lower balcony, left-hand side boxes",
    row="WW",
    seat="W-114",
    price_type="Subscriber, senior or student",
    price=Money(112_850),
    fee_included=Money(12_850),
    holder="Maximiliana Wolkenstein-Wasserburg und Weißenfels",
    notes=("wheelchair", "duplicate"),
    issue=2,
)

GENERAL_ADMISSION = replace(
    TYPICAL,
    production="New Voices",
    subtitle="Readings of plays nobody has seen yet",
    hall="Rosewall Studio",
    section="",
    row="",
    seat="",
    zone="General admission",
    price=Money(1_800),
    fee_included=Money(0),
    doors_at=None,
)

TICKETS = {"typical": TYPICAL, "longest": LONGEST, "general-admission": GENERAL_ADMISSION}
"""By the names that ``foyer design preview --sample`` takes."""

RECEIPT = ReceiptView(
    receipt_number="W1-R000118",
    order_number="W1-000217",
    company=TYPICAL.company,
    address=("100 Rosewall Plaza", "Larkhaven, Oregon"),
    sold_at=_CURTAIN - timedelta(hours=1),
    window="Window 1",
    cashier="Dana P.",
    lines=(
        ReceiptLineView(
            text="Swan Lake",
            detail="Zone A, Adult: Orchestra J 112, 113",
            quantity=2,
            each=Money(9_800),
            amount=Money(19_600),
            starts_at=_CURTAIN,
        ),
    ),
    fees_included=Money(800),
    total=Money(19_600),
    tenders=(ReceiptTenderView("cash", Money(19_600), Money(20_000)),),
    change=Money(400),
    policy="No refunds. Exchanges until noon on the day of the performance.",
)
