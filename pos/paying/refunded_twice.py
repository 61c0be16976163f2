"""What two windows gave back of one ticket, not knowing of each other: its sale is undone once, and
the order owes what went out beyond that. Neither could know; the hub has a task with both sides."""

from __future__ import annotations

from pos.audit import audit_entry
from pos.events import PaymentsChanged
from pos.ids import Ids
from pos.ledger import Account, Entry
from pos.money import Money
from pos.paying.applying import office_batch, unpay
from pos.paying.ticket_postings import credit_ticket
from pos.ports.storage import UnitOfWork
from pos.records import Refund, RefundLine
from pos.window import Window


def book_refunded_twice(uow: UnitOfWork, ids: Ids, window: Window) -> None:
    """Take back (1060 to what was sold) what this window's refunds undid that another one's had
    undone before, each line once. By the refunds' order every window says the same, and only the
    later one's books it. Commits nothing."""
    for refund, line in uow.orders.refunded_again(window.window_id):
        _book(uow, ids, window, refund, line)
        unpay(uow, refund.order_id, refund.user_id)
        uow.publish(PaymentsChanged())


def _book(uow: UnitOfWork, ids: Ids, window: Window, refund: Refund, line: RefundLine) -> None:
    user_id = refund.user_id
    batch = office_batch(uow, ids, window, "refunded_twice", refund.order_id, user_id)
    entry, amount = Entry(batch, refund.currency), Money(line.amount_minor, refund.currency)
    entry.debit(Account.RECEIVABLE, amount)
    if line.ticket_id is not None:
        ticket = uow.orders.ticket(line.ticket_id)
        credit_ticket(entry, ticket, uow.orders.charges(refund.order_id), refund.currency)
    else:
        extras = uow.orders.extras(refund.order_id)
        extra = next(e for e in extras if e.extra_id == line.extra_id)
        entry.credit(extra.account, amount, value_id=extra.value_id, extra_id=extra.extra_id)
    uow.post(entry)
    uow.audit(
        audit_entry(
            uow.now(),
            user_id,
            window.window_id,
            "refund.was_second",
            ("refund", refund.refund_id),
            line=line.line,
            amount_minor=amount.minor,
        )
    )
