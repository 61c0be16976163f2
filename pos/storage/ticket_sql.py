"""What a ticket cost, in SQL: the one place that knows which columns and which accounts it is."""

from __future__ import annotations

import sqlalchemy as sa

from pos.ledger import FEES as FEE_ACCOUNTS
from pos.ledger import SOLD as SOLD_ACCOUNTS
from pos.ledger import Account
from pos.storage import schema


def _listed(*accounts: Account) -> str:
    return "(" + ", ".join(f"'{account.value}'" for account in accounts) + ")"


COST = "(t.face_minor + t.fee_minor + t.tax_minor)"
"""What a ``ticket t`` cost, everything in it."""
SOLD = _listed(*SOLD_ACCOUNTS)
"""The accounts that its price is credited to; with ``ticket_id IS NOT NULL`` nothing else is."""
FEES = _listed(*FEE_ACCOUNTS)
"""Those of them that are fees."""


def cost(ticket: sa.FromClause = schema.ticket) -> sa.ColumnElement[int]:
    """Return what a ticket cost, as an expression."""
    columns = ticket.c
    return columns.face_minor + columns.fee_minor + columns.tax_minor
