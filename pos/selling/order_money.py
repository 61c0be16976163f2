"""An order's money: what it owes, what it is owed, its tenders and what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pos.ids import TenderId
from pos.ledger import Account
from pos.money import Money, total
from pos.paying.lefts import lefts_of
from pos.paying.ways import check_of, shown_of, slip_of, way_of
from pos.ports.storage import UnitOfWork
from pos.records import Order, OrderExtra, Tender, Ticket
from pos.views.paying import ExtraKind
from pos.views.selling import (
    OrderEventView,
    OrderExtraView,
    OrderRefundView,
    OrderTenderView,
    TenderKind,
)

OWED = (Account.RECEIVABLE.value, Account.NSF.value)
"""Where what an order owes stands."""


def owing_of(uow: UnitOfWork, order: Order) -> Money:
    """Return what the order still owes, the fees of returned checks with it: what stands against it
    in the ledger."""
    return Money(uow.orders.balance(OWED, order.order_id), order.currency)


def to_give_back_of(uow: UnitOfWork, order: Order) -> Money:
    """Return what was promised to be given back and is not paid out yet."""
    payable = uow.orders.balance((Account.REFUNDS_PAYABLE.value,), order.order_id)
    return Money(-payable, order.currency)


def paid_of(uow: UnitOfWork, order: Order) -> Money:
    """Return what all tenders together paid."""
    tenders = uow.orders.tenders(order.order_id)
    return total((Money(t.amount_minor, order.currency) for t in tenders), order.currency)


def costs_of(uow: UnitOfWork, order: Order, counting: Iterable[Ticket]) -> Money:
    """Return what an order costs as it stands: the tickets that count, and what else was bought and
    not given back."""
    tickets = sum(ticket.cost_minor for ticket in counting)
    extras = (extra.amount for extra in order_extras(uow, order) if not extra.returned)
    return total(extras, order.currency) + Money(tickets, order.currency)


def given_back_of(uow: UnitOfWork, order: Order) -> Money:
    """Return what went back of what was paid, by acts of giving money back."""
    tenders = uow.orders.tenders(order.order_id)
    gone = (Money(-t.amount_minor, order.currency) for t in tenders if t.refund_id is not None)
    return total(gone, order.currency)


def order_extras(uow: UnitOfWork, order: Order) -> tuple[OrderExtraView, ...]:
    """Return the order's lines that are no tickets."""
    gone = {line.extra_id for _, lines in uow.orders.refunds(order.order_id) for line in lines}
    members = {member.extra_id: member for member in uow.orders.members(order.order_id)}
    return tuple(
        OrderExtraView(
            extra_id=extra.extra_id,
            kind=ExtraKind(extra.kind),
            amount=Money(extra.amount_minor, extra.currency),
            text=_whom(uow, extra),
            value_id=extra.value_id or "",
            returned=extra.extra_id in gone,
            name=extra.name,
            quantity=extra.quantity,
            member_number=members[extra.extra_id].number if extra.extra_id in members else "",
            until=members[extra.extra_id].ends_on if extra.extra_id in members else None,
        )
        for extra in uow.orders.extras(order.order_id)
    )


def _whom(uow: UnitOfWork, extra: OrderExtra) -> str:
    """Return whom a line is for: what went on an account is whose that is."""
    if extra.kind == ExtraKind.CREDIT.value and extra.value_id is not None:
        return extra.text or uow.values.value(extra.value_id).holder
    return extra.text


def order_tenders(uow: UnitOfWork, order: Order) -> tuple[OrderTenderView, ...]:
    """Return what was taken for the order, oldest first, with what is left of each."""
    lefts = {left.tender.tender_id: left.left for left in lefts_of(uow, order)}
    nothing = Money.zero(order.currency)
    tenders = uow.orders.tenders(order.order_id)
    returned = {check.tender_id for check in uow.orders.checks_returned(order.order_id)}
    corrected = corrected_kinds(tenders, returned)
    return tuple(
        OrderTenderView(
            tender_id=TenderId(tender.tender_id),
            kind=TenderKind(tender.kind),
            amount=Money(tender.amount_minor, tender.currency),
            left=lefts.get(tender.tender_id, nothing),
            shown=shown_of(uow, tender),
            payer=tender.payer,
            at=tender.at,
            integrated=tender.kind == "card" and way_of(uow, tender) != "typed",
            check_returned=tender.tender_id in returned,
            check=check_of(uow, tender),
            slip=slip_of(uow, tender),
            corrected_to=corrected.get(tender.tender_id),
        )
        for tender in tenders
        if tender.amount_minor > 0 and tender.of_tender is None
    )


def corrected_kinds(tenders: Sequence[Tender], returned: set[str]) -> dict[str, TenderKind]:
    """Return what each tender that was put right became: a correction takes the wrong one away and
    adds the right one after it, at the same moment."""
    became = {}
    for index, gone in enumerate(tenders):
        if gone.of_tender is None or _what(gone, returned) != "tender.corrected":
            continue
        later = (one for one in tenders[index + 1 :] if one.of_tender is None)
        fresh = next((one for one in later if one.kind != TenderKind.ROUNDING.value), None)
        if fresh is not None and (fresh.at, fresh.user_id) == (gone.at, gone.user_id):
            became[gone.of_tender] = TenderKind(fresh.kind)
    return became


def order_refunds(
    uow: UnitOfWork, order: Order, names: dict[str, str]
) -> tuple[OrderRefundView, ...]:
    """Return the acts of giving money back, oldest first."""
    return tuple(
        OrderRefundView(
            refund_id=refund.refund_id,
            at=refund.at,
            who=names.get(refund.user_id, ""),
            approved_by=names.get(refund.approved_by, ""),
            reason=refund.reason,
            amount=Money(refund.amount_minor, refund.currency),
            lines=len(lines),
        )
        for refund, lines in uow.orders.refunds(order.order_id)
    )


def money_events(
    uow: UnitOfWork, order: Order, names: dict[str, str]
) -> tuple[OrderEventView, ...]:
    """Return what happened to the order's money."""
    tenders = uow.orders.tenders(order.order_id)
    returned = {check.tender_id for check in uow.orders.checks_returned(order.order_id)}
    return tuple(
        OrderEventView(
            tender.at,
            names.get(tender.user_id, ""),
            _what(tender, returned),
            (("kind", tender.kind), ("amount", _shown_amount(tender))),
        )
        for tender in tenders
    )


def _what(tender: Tender, returned: set[str]) -> str:
    """Return the event that a tender is."""
    if tender.of_tender is None:
        given_up = tender.kind == TenderKind.GIVEN_UP.value
        return "tender.given_up" if given_up else "tender.taken"
    if tender.refund_id is not None:
        return "tender.given_back"
    return "check.returned" if tender.of_tender in returned else "tender.corrected"


def _shown_amount(tender: Tender) -> Money:
    amount = Money(tender.amount_minor, tender.currency)
    return amount if tender.of_tender is None else -amount
