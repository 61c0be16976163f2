"""How a line of an order that is no ticket is booked, and booked out again when it comes back."""

from __future__ import annotations

from pos.ledger import Account, Entry
from pos.money import Money
from pos.records import OrderExtra


def post_extra(entry: Entry, extra: OrderExtra) -> None:
    """Book one line as sold: it is owed, and earned or owed back as its account says."""
    amount = Money(extra.amount_minor, extra.currency)
    entry.debit(Account.RECEIVABLE, amount, extra_id=extra.extra_id)
    entry.credit(extra.account, amount, value_id=extra.value_id, extra_id=extra.extra_id)


def post_extra_back(entry: Entry, extra: OrderExtra) -> None:
    """Book one line as taken back; the caller says who is owed for it."""
    amount = Money(extra.amount_minor, extra.currency)
    entry.debit(extra.account, amount, value_id=extra.value_id, extra_id=extra.extra_id)
