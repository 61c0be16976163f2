"""From what a till sold to what came in, and from there to the cash in its drawer.

Both ends of either way are summed by statements of their own; a difference under it is a defect.
"""

from __future__ import annotations

from collections.abc import Sequence

from pos.closing.statements import day_sums
from pos.closing.statements.building import proof
from pos.ledger import Account
from pos.ports.figures import CashSum
from pos.ports.storage import UnitOfWork
from pos.views.cash import Row
from pos.views.selling import TenderKind
from pos.views.statements import Section

MOVED = ("till_float", "top_up", "paid_in", "drop", "paid_out", "cash_out")
"""Batches of cash that is no sale."""
_CLOSE = "till_close"


def cash_of(uow: UnitOfWork, till_id: str) -> list[CashSum]:
    """Return what every kind of batch did to the till's cash before it was locked."""
    return [
        each
        for each in uow.figures.cash_of(till_id)
        if each.account == Account.CASH.value and each.kind != _CLOSE
    ]


def sold_to_taken(
    uow: UnitOfWork, till_id: str, tenders: Sequence[Row], performances: Sequence[Row]
) -> Section:
    """Return what was sold, less what came back, as far as it was paid: what came in."""
    rows = uow.figures.till(till_id)
    sold, back = uow.tills.certificates_total((till_id,))
    lines = [
        ("tickets_sold", sum(row.amount.minor for row in performances)),
        ("tickets_returned", -sum(row.back.minor for row in performances)),
        ("certificates_sold", sold),
        ("certificates_back", -back),
        *((code, -amount) for code, amount in day_sums.rest(rows)),
    ]
    came = sum(row.net.minor for row in tenders)
    shown = [(code, amount) for code, amount in lines if amount]
    return proof(*shown, ("came_in", came), code="proof_sold")


def taken_to_drawer(uow: UnitOfWork, till_id: str, tenders: Sequence[Row]) -> Section:
    """Return what came in, less what is no cash, with the cash that moved otherwise: what is
    expected in the drawer."""
    cash, kind = cash_of(uow, till_id), TenderKind.CASH.value
    came = sum(row.net.minor for row in tenders)
    elsewhere = [(row.label, -row.net.minor) for row in tenders if row.label != kind]
    moved = {each.kind: each.came + each.went for each in cash if each.kind in MOVED}
    lines = [
        ("came_in", came),
        *((code, amount) for code, amount in elsewhere if amount),
        *((code, moved[code]) for code in MOVED if moved.get(code)),
    ]
    expected = sum(each.came + each.went for each in cash)
    return proof(*lines, ("expected", expected), code="proof_drawer")
