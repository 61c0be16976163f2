"""The facts, one frozen record a table: what storage appends and never edits.

Field names are column names. Money is split into ``…_minor`` with the venue's currency beside the
order. Times are UTC.
"""

from __future__ import annotations

from pos.records.books import (
    Batch,
    Posting,
    RightEvent,
    Transition,
)
from pos.records.cards import (
    CardAnswer,
    CardException,
    CardPayment,
    CardWrittenOff,
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
from pos.records.closing import (
    BookedLate,
    CashMovement,
    CloseException,
    CountedPaper,
    Deposit,
    DepositItem,
    DepositStep,
    DropCounted,
    ExceptionStep,
    JournalExport,
    Payout,
    SafeCustody,
    SettlementFile,
    SettlementLine,
    SettlementMapping,
    SettlementMatch,
    SettlementRun,
    StatementMade,
    TerminalTotal,
    TillRelief,
)
from pos.records.exchanging import Exchange, ExchangeLine, OrderSplit
from pos.records.holds import HoldEvent, HoldSeat, SoldFromHold
from pos.records.members import (
    AccountPatron,
    GiftLetter,
    GiftTribute,
    MemberPass,
    MemberTerm,
    MemberTermEnded,
    RenewalEnded,
    RenewalOffered,
    RenewalSeat,
)
from pos.records.order_life import (
    OrderMapping,
    OrderNamed,
    OrderNote,
    OrderPart,
    OrderPartTicket,
    OrderSentBack,
    PerformanceCancelled,
)
from pos.records.orders import (
    CheckReturned,
    CheckTaken,
    LeftAtWillCall,
    Member,
    MemberEnded,
    MemberUse,
    Order,
    OrderExtra,
    OrderSource,
    Refund,
    RefundLine,
    RefundPart,
    Reseated,
    Tender,
    Ticket,
    TicketCharge,
    TicketStep,
)
from pos.records.outage import EmergencyBlock, EmergencySale, EmergencyTicket
from pos.records.packages import PackageAdded, PackageSold, PackageTicket
from pos.records.paper import (
    PrintJob,
    StockEntry,
    VoidedPaper,
)
from pos.records.parked import ParkedCart
from pos.records.patrons import (
    Erased,
    Household,
    HouseholdMember,
    OrderPatron,
    Patron,
    PatronDetail,
    PatronLook,
    PatronMerge,
    PatronNote,
)
from pos.records.people import (
    Badge,
    Credential,
    SignIn,
    Staff,
    StaffStanding,
)
from pos.records.restoring import (
    HouseClosed,
    HouseReleased,
    NumbersLeft,
    Restored,
)
from pos.records.values import (
    StoredValue,
    ValueCode,
    ValueTry,
)
from pos.records.will_call import (
    Envelope,
    EnvelopePaper,
    Handout,
    HandoutTicket,
    HandoutUndone,
    PaperFiled,
    PrintBatch,
    Signature,
)

Fact = (
    Batch
    | Posting
    | Order
    | Ticket
    | TicketStep
    | OrderSource
    | TicketCharge
    | Tender
    | OrderExtra
    | Member
    | MemberUse
    | MemberEnded
    | MemberTerm
    | MemberTermEnded
    | MemberPass
    | RenewalOffered
    | RenewalSeat
    | RenewalEnded
    | GiftTribute
    | GiftLetter
    | AccountPatron
    | PackageAdded
    | PackageSold
    | PackageTicket
    | CardPayment
    | CardAnswer
    | CardException
    | CardWrittenOff
    | ExceptionSettled
    | TerminalEntry
    | TerminalInspection
    | OfflineSpell
    | CheckTaken
    | CheckReturned
    | StoredValue
    | ValueCode
    | ValueTry
    | Restored
    | NumbersLeft
    | HouseClosed
    | HouseReleased
    | Refund
    | RefundLine
    | RefundPart
    | LeftAtWillCall
    | Reseated
    | Exchange
    | ExchangeLine
    | OrderSplit
    | Handout
    | HandoutTicket
    | Signature
    | HandoutUndone
    | PrintBatch
    | Envelope
    | EnvelopePaper
    | PaperFiled
    | OrderNamed
    | OrderMapping
    | OrderNote
    | OrderPart
    | OrderPartTicket
    | OrderSentBack
    | PerformanceCancelled
    | PrintJob
    | DrawerOpening
    | DrawerOutcome
    | DrawerSeen
    | StockEntry
    | VoidedPaper
    | EmergencyBlock
    | EmergencyTicket
    | ParkedCart
    | EmergencySale
    | HoldEvent
    | HoldSeat
    | SoldFromHold
    | Erased
    | Household
    | HouseholdMember
    | OrderPatron
    | Patron
    | PatronDetail
    | PatronLook
    | PatronMerge
    | PatronNote
    | Till
    | TillCount
    | TillClose
    | DayClose
    | Staff
    | StaffStanding
    | Credential
    | SignIn
    | Badge
    | CashMovement
    | DropCounted
    | SafeCustody
    | TillRelief
    | CountedPaper
    | CloseException
    | BookedLate
    | ExceptionStep
    | TerminalTotal
    | Deposit
    | DepositItem
    | DepositStep
    | SettlementFile
    | SettlementLine
    | SettlementMapping
    | SettlementMatch
    | SettlementRun
    | Payout
    | JournalExport
    | StatementMade
    | RightEvent
    | Transition
)

__all__ = [
    "AccountPatron",
    "Badge",
    "Batch",
    "BookedLate",
    "CardAnswer",
    "CardException",
    "CardPayment",
    "CardWrittenOff",
    "CashMovement",
    "CheckReturned",
    "CheckTaken",
    "CloseException",
    "CountedPaper",
    "Credential",
    "DayClose",
    "Deposit",
    "DepositItem",
    "DepositStep",
    "DrawerOpening",
    "DrawerOutcome",
    "DrawerSeen",
    "DropCounted",
    "EmergencyBlock",
    "EmergencySale",
    "EmergencyTicket",
    "Envelope",
    "EnvelopePaper",
    "Erased",
    "ExceptionSettled",
    "ExceptionStep",
    "Exchange",
    "ExchangeLine",
    "Fact",
    "GiftLetter",
    "GiftTribute",
    "Handout",
    "HandoutTicket",
    "HandoutUndone",
    "HoldEvent",
    "HoldSeat",
    "HouseClosed",
    "HouseReleased",
    "Household",
    "HouseholdMember",
    "JournalExport",
    "LeftAtWillCall",
    "Member",
    "MemberEnded",
    "MemberPass",
    "MemberTerm",
    "MemberTermEnded",
    "MemberUse",
    "NumbersLeft",
    "OfflineSpell",
    "Order",
    "OrderExtra",
    "OrderMapping",
    "OrderNamed",
    "OrderNote",
    "OrderPart",
    "OrderPartTicket",
    "OrderPatron",
    "OrderSentBack",
    "OrderSource",
    "OrderSplit",
    "PackageAdded",
    "PackageSold",
    "PackageTicket",
    "PaperFiled",
    "ParkedCart",
    "Patron",
    "PatronDetail",
    "PatronLook",
    "PatronMerge",
    "PatronNote",
    "Payout",
    "PerformanceCancelled",
    "Posting",
    "PrintBatch",
    "PrintJob",
    "Refund",
    "RefundLine",
    "RefundPart",
    "RenewalEnded",
    "RenewalOffered",
    "RenewalSeat",
    "Reseated",
    "Restored",
    "RightEvent",
    "SafeCustody",
    "SettlementFile",
    "SettlementLine",
    "SettlementMapping",
    "SettlementMatch",
    "SettlementRun",
    "SignIn",
    "Signature",
    "SoldFromHold",
    "Staff",
    "StaffStanding",
    "StatementMade",
    "StockEntry",
    "StoredValue",
    "Tender",
    "TerminalEntry",
    "TerminalInspection",
    "TerminalTotal",
    "Ticket",
    "TicketCharge",
    "TicketStep",
    "Till",
    "TillClose",
    "TillCount",
    "TillRelief",
    "Transition",
    "ValueCode",
    "ValueTry",
    "VoidedPaper",
]
