"""The sums of one business day, told apart the same way for every statement about it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from pos.ledger import FEES, SOLD, TENDER_ACCOUNT, Account
from pos.ports.figures import DaySum
from pos.views.paying import ExtraKind
from pos.views.selling import TenderKind

_OF_TENDERS = {account.value for account in TENDER_ACCOUNT.values()} | {
    Account.OFFLINE_CARDS.value,
    Account.BANK.value,
}
_SOLD = {account.value for account in SOLD}
_FEES = {account.value for account in FEES}
_EXTRAS = (
    (ExtraKind.DONATION.value, "donations"),
    (ExtraKind.MEMBERSHIP.value, "memberships"),
    (ExtraKind.GOODS.value, "goods"),
    (ExtraKind.FEE.value, "exchange_fees"),
    (ExtraKind.CREDIT.value, "credited"),
)
"""What is sold beside tickets and certificates, and what a table calls it."""
KINDS = tuple(kind.value for kind in TenderKind)


def total(rows: Iterable[DaySum], fits: Callable[[DaySum], bool]) -> int:
    """Return the sum of the postings that fit."""
    return sum(row.amount for row in rows if fits(row))


def of_ticket(row: DaySum) -> bool:
    """Whether it is part of a ticket's all-in price."""
    return row.of_ticket and row.account in _SOLD


def of_fee(row: DaySum) -> bool:
    """Whether it is a fee in a ticket's price."""
    return row.of_ticket and row.account in _FEES


def of_tax(row: DaySum) -> bool:
    """Whether it is a tax in a ticket's price."""
    return row.of_ticket and row.account == Account.TAXES.value


def of_certificate(row: DaySum) -> bool:
    """Whether a certificate was sold in an order, or one came back."""
    return row.of_order and not row.tender and row.account == Account.CERTIFICATES.value


def of_tender(row: DaySum) -> bool:
    """Whether it is what a tender brought, or took away again."""
    return bool(row.tender) and row.account in _OF_TENDERS


def booked_at(row: DaySum, window_id: str) -> str:
    """Return where it was booked: ``at_tills`` of this window, ``other_windows``, ``imported``, or
    ``without_till``: corrected or found out when nobody had a till."""
    outside = "imported" if row.kind in ("sale", "payment") else "without_till"
    return window_of(row.till_window, window_id, outside)


def window_of(till_window: str, window_id: str, outside: str) -> str:
    """Return where what a till of ``till_window`` booked is shown; ``outside``: what none did."""
    if not till_window:
        return outside
    return "at_tills" if till_window == window_id else "other_windows"


def net(rows: Iterable[DaySum]) -> int:
    """Return the all-in price of the tickets sold, less those that came back."""
    return -total(rows, of_ticket)


def came_back(rows: Iterable[DaySum]) -> int:
    """Return the all-in price of the tickets that came back, above zero: ``net`` and this are what
    was sold."""
    return sum(row.debit for row in rows if of_ticket(row))


def tenders(rows: Iterable[DaySum]) -> tuple[tuple[str, int], ...]:
    """Return (kind, amount) in the order of ``TenderKind``."""
    found: dict[str, int] = {}
    for row in filter(of_tender, rows):
        found[row.tender] = found.get(row.tender, 0) + row.amount
    return tuple((kind, found[kind]) for kind in KINDS if kind in found)


def extras(rows: Iterable[DaySum]) -> tuple[tuple[str, int], ...]:
    """Return (code, amount) of what was sold beside tickets and certificates, less what came back:
    donations, memberships, goods, fees for exchanges and returns, credit."""
    held = tuple(rows)
    sums = {kind: sum(row.amount for row in held if row.extra == kind) for kind, _ in _EXTRAS}
    return tuple((code, -sums[kind]) for kind, code in _EXTRAS)


def rest(rows: Iterable[DaySum]) -> tuple[tuple[str, int], ...]:
    """Return what stands between what was sold and what was taken, each with the sign in which
    tenders and it come to what was sold: still owing, promised back, fees for returned checks,
    donations, memberships, goods, and whatever else orders were booked against."""
    held = [
        row
        for row in rows
        if row.of_order and not of_tender(row) and not of_ticket(row) and not of_certificate(row)
    ]
    receivable = (Account.RECEIVABLE.value, Account.NSF.value)
    payable, fees = Account.REFUNDS_PAYABLE.value, Account.CHECK_FEES.value
    named = (
        ("receivable", total(held, lambda row: row.account in receivable)),
        ("owed_back", total(held, lambda row: row.account == payable)),
        ("check_fees", total(held, lambda row: row.account == fees)),
        *((code, -amount) for code, amount in extras(held)),
    )
    known = {*receivable, payable, fees}
    other = total(held, lambda row: not row.extra and row.account not in known)
    return tuple((code, amount) for code, amount in (*named, ("other", other)) if amount)
