"""What a refund promised and nobody paid out yet: seen, tried again, sent another way, written."""

from __future__ import annotations

from collections.abc import Iterator

from pos.errors import NotFound, NotThisWay
from pos.hub.offline_rules import Act, require_allowed
from pos.ids import Ids, OrderId
from pos.ledger import Account, Entry
from pos.paying.applying import office_batch
from pos.paying.lefts import OpenPart, open_parts
from pos.paying.paying_out import (
    TO_CARD,
    AtCard,
    at_card,
    begin_card,
    negative,
    refuse_waiting,
)
from pos.paying.promises import next_part
from pos.paying.ways import shown_of, way_of
from pos.ports.storage import UnitOfWork
from pos.records import CardPayment, Tender
from pos.views.paying import OwedBackView, PaymentKind, ValueKind
from pos.views.people import SessionView
from pos.window import Window


def every_open_part(uow: UnitOfWork) -> Iterator[OpenPart]:
    """Yield what is owed to patrons, the oldest refund first."""
    orders = dict.fromkeys(refund.order_id for refund in uow.orders.refunds_not_paid_out())
    for order_id in orders:
        yield from open_parts(uow, uow.orders.order(order_id))


def owed_views(uow: UnitOfWork) -> tuple[OwedBackView, ...]:
    """Return everything that is owed to patrons, as the screens show it."""
    return tuple(_view(uow, part) for part in every_open_part(uow))


def promised_here(uow: UnitOfWork, window: Window, part: OwedBackView) -> bool:
    """Return whether it was this window that took the tickets back: what it promised, it sees to
    before its till closes. Everybody's office may see to it before."""
    refund = uow.orders.refund(part.refund_id)
    if refund.till_id is not None:
        return uow.tills.till(refund.till_id).window_id == window.window_id
    return refund.receipt_number.startswith(f"{window.prefix}-")


def _view(uow: UnitOfWork, open_part: OpenPart) -> OwedBackView:
    part, refund = open_part.part, open_part.refund
    order, tender = uow.orders.order(refund.order_id), uow.orders.tender(part.tender_id)
    at = _at_card(uow, open_part, tender)
    return OwedBackView(
        refund_id=refund.refund_id,
        line=part.line,
        order_id=OrderId(order.order_id),
        order_number=order.order_number,
        name=order.name,
        amount=open_part.rest,
        kind=tender.kind,
        how=part.how,
        shown=shown_of(uow, tender),
        since=refund.at,
        payment_id=at.newest.payment_id if at.newest else "",
        state=at.state,
        waits=at.waits,
        card_takes=at.takes,
    )


def _at_card(uow: UnitOfWork, open_part: OpenPart, tender: Tender) -> AtCard:
    """Return how a part stands at its card: what the screens show of it and what ``again`` and
    ``send_another_way`` go by. A part that is no card's is nowhere there."""
    if open_part.part.how not in TO_CARD or tender.payment_id is None:
        return AtCard(None, "", waits=False, takes=False)
    return at_card(uow, open_part.refund.refund_id, tender.payment_id, open_part.rest)


def open_part_of(uow: UnitOfWork, refund_id: str, line: int) -> OpenPart:
    """Return the part that this line is the newest word on, to pay it out.

    Raises:
        NotFound: Nothing of it is owed.
        NotOffline: The hub is away, and another window may pay the same.
    """
    refund = uow.orders.refund(refund_id)
    require_allowed(uow, Act.GIVE_BACK, refund.order_id)
    for each in open_parts(uow, uow.orders.order(refund.order_id)):
        if (each.part.refund_id, each.part.line) == (refund_id, line):
            return each
    raise NotFound(kind="refund_part", key=f"{refund_id} {line}")


def again(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    session: SessionView,
    open_part: OpenPart,
) -> CardPayment:
    """Add another payment for the rest of a card's part. A reversal that the terminal declined is
    tried as a refund: by then it may have settled. Where ``OwedBackView.card_takes``, this goes.

    Raises:
        NotThisWay: ``card_only``; ``card_has_it``: the card cannot be given as much any more.
        PaymentOpen: One is still under way, or money of the same card is in doubt.
    """
    tender = uow.orders.tender(open_part.part.tender_id)
    if open_part.part.how not in TO_CARD or tender.payment_id is None:
        raise NotThisWay(what="card_only")
    at = _at_card(uow, open_part, tender)
    refuse_waiting(at)
    if not at.takes:
        raise NotThisWay(what="card_has_it")
    how = way_of(uow, tender)
    if how == "void" and _was_reversal(uow, open_part, tender):
        how = "refund"
    return begin_card(
        uow, ids, window, session, open_part.refund, how, open_part.rest, tender.payment_id
    )


def _was_reversal(uow: UnitOfWork, open_part: OpenPart, tender: Tender) -> bool:
    """Return whether a reversal for the part was tried."""
    return any(
        child.refund_id == open_part.refund.refund_id and child.kind == PaymentKind.REVERSAL.value
        for child, _ in uow.payments.children(tender.payment_id or "")
    )


def send_another_way(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    session: SessionView,
    open_part: OpenPart,
    how: str,
    value_id: str,
    approved_by: str,
) -> None:
    """The rest of a card's part goes to a refund check of the office, or on the patron's account.

    Raises:
        NotThisWay: ``cash_for_card``, or it is no card's part, or no account.
        PaymentOpen: A payment that may still succeed is under way, or money of the same card is in
            doubt: it may be this.
    """
    part, rest = open_part.part, open_part.rest
    tender = uow.orders.tender(part.tender_id)
    if how == "cash":
        raise NotThisWay(what="cash_for_card")
    if part.how not in TO_CARD or how not in ("check", "on_account"):
        raise NotThisWay(what="card_only")
    refuse_waiting(_at_card(uow, open_part, tender))
    parts = uow.orders.refund_parts(open_part.refund.order_id)
    next_part(uow, parts, part, how, rest, session.user_id, approved_by)
    if how == "on_account":
        if uow.values.value(value_id).kind != ValueKind.ACCOUNT.value:
            raise NotThisWay(what="no_account")
        pay_from_office(
            uow, ids, window, session, open_part, how, Account.PATRON_CREDIT, value_id=value_id
        )


def pay_from_office(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    session: SessionView,
    open_part: OpenPart,
    kind: str,
    account: Account,
    *,
    value_id: str | None = None,
    reference: str = "",
) -> Tender:
    """Pay the rest of a part out of no till: its negative tender and the postings."""
    refund, rest = open_part.refund, open_part.rest
    tender = negative(
        uow,
        ids,
        refund,
        uow.orders.tender(open_part.part.tender_id),
        kind,
        rest,
        till_id=None,
        user_id=session.user_id,
        value_id=value_id,
        reference=reference,
    )
    batch = office_batch(uow, ids, window, "refund_paid", refund.order_id, session.user_id)
    entry = Entry(batch, rest.currency)
    entry.debit(Account.REFUNDS_PAYABLE, rest, tender_id=tender.tender_id)
    entry.credit(account, rest, tender_id=tender.tender_id, value_id=value_id)
    uow.post(entry)
    return tender
