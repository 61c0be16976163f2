"""The facts, one frozen record a table: what storage appends and never edits.

Field names are column names. Money is split into ``…_minor`` with the venue's currency beside the
order. Times are UTC.
"""

from __future__ import annotations

from pos.records.books import (
    Batch,
    Outbox,
    Posting,
    RightEvent,
    Transition,
)
from pos.records.cards import (
    CardAnswer,
    CardException,
    CardPayment,
    ExceptionSettled,
    OfflineSpell,
    TerminalEntry,
    TerminalInspection,
)
from pos.records.cash import (
    DayClose,
    DrawerOpening,
    DrawerOutcome,
    DrawerSeen,
    Till,
    TillClose,
    TillCount,
)
from pos.records.orders import (
    CheckReturned,
    CheckTaken,
    Order,
    OrderExtra,
    Refund,
    RefundLine,
    RefundPart,
    Tender,
    Ticket,
)
from pos.records.paper import (
    PrintJob,
    StockEntry,
    VoidedPaper,
)
from pos.records.people import (
    Badge,
    Credential,
    SignIn,
    Staff,
    StaffStanding,
)
from pos.records.values import (
    StoredValue,
    ValueCode,
    ValueTry,
)

Fact = (
    Batch
    | Posting
    | Outbox
    | Order
    | Ticket
    | Tender
    | OrderExtra
    | CardPayment
    | CardAnswer
    | CardException
    | ExceptionSettled
    | TerminalEntry
    | TerminalInspection
    | OfflineSpell
    | CheckTaken
    | CheckReturned
    | StoredValue
    | ValueCode
    | ValueTry
    | Refund
    | RefundLine
    | RefundPart
    | PrintJob
    | DrawerOpening
    | DrawerOutcome
    | DrawerSeen
    | StockEntry
    | VoidedPaper
    | Till
    | TillCount
    | TillClose
    | DayClose
    | Staff
    | StaffStanding
    | Credential
    | SignIn
    | Badge
    | RightEvent
    | Transition
)

__all__ = [
    "Badge",
    "Batch",
    "CardAnswer",
    "CardException",
    "CardPayment",
    "CheckReturned",
    "CheckTaken",
    "Credential",
    "DayClose",
    "DrawerOpening",
    "DrawerOutcome",
    "DrawerSeen",
    "ExceptionSettled",
    "Fact",
    "OfflineSpell",
    "Order",
    "OrderExtra",
    "Outbox",
    "Posting",
    "PrintJob",
    "Refund",
    "RefundLine",
    "RefundPart",
    "RightEvent",
    "SignIn",
    "Staff",
    "StaffStanding",
    "StockEntry",
    "StoredValue",
    "Tender",
    "TerminalEntry",
    "TerminalInspection",
    "Ticket",
    "Till",
    "TillClose",
    "TillCount",
    "Transition",
    "ValueCode",
    "ValueTry",
    "VoidedPaper",
]
