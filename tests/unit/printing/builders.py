"""Tickets, receipts and reports that read aloud."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pos.money import Money
from pos.views.cash import Row, TenderDifference, TillReportView
from pos.views.papers import ReceiptLineView, ReceiptTenderView, ReceiptView, TicketView
from pos.views.stock import StockRow

ZONE = ZoneInfo("America/Los_Angeles")
CURTAIN = datetime(2026, 11, 21, 19, 30, tzinfo=ZONE)
DOORS = datetime(2026, 11, 21, 18, 45, tzinfo=ZONE)
CODE = "7KQ2M9XB4TCCVH31ZR5D"


def a_ticket(**changes: Any) -> TicketView:
    """A reserved seat on a Saturday night, sold at the window."""
    fields: dict[str, Any] = {
        "ticket_id": "t1",
        "code": CODE,
        "order_number": "W1-004217",
        "company": "Willamette Bridge Symphony",
        "production": "Swan Lake",
        "subtitle": "Ballet in four acts",
        "starts_at": CURTAIN,
        "doors_at": DOORS,
        "venue": "Riverside Performing Arts Center",
        "hall": "Auditorium",
        "section": "Orchestra",
        "row": "J",
        "seat": "112",
        "zone": "A",
        "price_type": "Adult",
        "price": Money(8250),
        "fee_included": Money(350),
        "holder": "",
    }
    return TicketView(**(fields | changes))


def general_admission(**changes: Any) -> TicketView:
    """A place without a number, in the studio."""
    return a_ticket(
        **({"section": "", "row": "", "seat": "", "hall": "Studio", "doors_at": None} | changes)
    )


def a_line(text: str, minor: int, quantity: int = 1, detail: str = "") -> ReceiptLineView:
    return ReceiptLineView(text, detail, quantity, Money(minor), Money(minor * quantity))


def a_receipt(**changes: Any) -> ReceiptView:
    """Two seats and a student's, paid with two hundred dollars in notes."""
    fields: dict[str, Any] = {
        "receipt_number": "W1-000318",
        "order_number": "W1-004217",
        "company": "Willamette Bridge Symphony",
        "address": ("Riverside Performing Arts Center", "1 Quay Street"),
        "sold_at": datetime(2026, 11, 21, 19, 2, tzinfo=ZONE),
        "window": "Window 1",
        "cashier": "Dana P.",
        "lines": (
            a_line("Swan Lake, Orchestra, Adult", 8250, 2, "Row J, seats 112, 113"),
            a_line("Swan Lake, Lower Balcony Left, Student", 3000),
        ),
        "fees_included": Money(1050),
        "total": Money(19_500),
        "tenders": (ReceiptTenderView("cash", Money(19_500), Money(20_000)),),
        "change": Money(500),
        "policy": "No refunds. Exchanges until noon on the day before the performance.",
    }
    return ReceiptView(**(fields | changes))


def a_till_report(**changes: Any) -> TillReportView:
    """A Z report, five dollars short in cash."""
    fields: dict[str, Any] = {
        "scope": "till",
        "z_number": 42,
        "company": "Willamette Bridge Symphony",
        "window": "Window 1",
        "cashier": "Dana P.",
        "business_date": date(2026, 11, 21),
        "opened_at": CURTAIN - timedelta(hours=3),
        "printed_at": CURTAIN + timedelta(hours=4),
        "opening_float": Money(20_000),
        "by_tender": (Row("cash", 60, Money(612_300)), Row("card", 48, Money(520_950))),
        "by_performance": (Row("Swan Lake, Nov 21", 150, Money(1_133_250)),),
        "by_price_type": (
            Row("Adult", 140, Money(1_133_250)),
            Row("Complimentary", 10, Money(0)),
        ),
        "by_quarter_hour": (
            (CURTAIN - timedelta(minutes=60), Money(700_000)),
            (CURTAIN - timedelta(minutes=15), Money(433_250)),
        ),
        "fees": Money(52_500),
        "sales": 108,
        "tickets": 150,
        "comps": 10,
        "no_sales": 2,
        "gross": Money(1_133_250),
        "differences": (
            TenderDifference("cash", Money(632_300), Money(631_800)),
            TenderDifference("card", Money(520_950), Money(520_950)),
        ),
        "reason": "Too much change given",
        "approved_by": "Morgan S.",
        "spoiled": 1,
        "lost": 1,
        "stock": (StockRow("ticket_printer", 400, 500, 151, 2, 1, -3, 743),),
    }
    return TillReportView(**(fields | changes))
