"""A hand-out that went to the wrong person is taken back: the paper they have opens nothing."""

from __future__ import annotations

from pos.audit import audit_entry
from pos.errors import NotFound
from pos.ids import CommandId, Ids, OrderId, TicketId
from pos.lifecycles import ORDER, OrderTrigger
from pos.ports.storage import UnitOfWork
from pos.records import HandoutUndone, Order
from pos.selling.fulfilment import reissue
from pos.selling.orders import (
    REASON_LONGEST,
    answerable_for_paper,
    counted_tickets,
    settle_paper,
)
from pos.text import checked_text
from pos.views.people import Approval, SessionView
from pos.will_call.standing import standing_given


def take_back(
    uow: UnitOfWork,
    ids: Ids,
    command: CommandId,
    session: SessionView,
    order: Order,
    reason: str,
    window_id: str,
    whose: OrderId | None,
    paper_back: bool,
    approval: Approval | None,
) -> tuple[TicketId, ...]:
    """Revoke what the last hand-out of an order gave out and let the order wait again; return the
    tickets that stand in the place of those. See ``WillCall.undo``.

    Raises:
        ApprovalNeeded, SamePerson: The person may not print tickets again.
        TextMissing, TextRefused, CardNumberRefused: The reason.
        NotFound: Nothing of it was handed out.
        PrintNeedsPerson: A ticket is at the printer this moment.
    """
    reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)
    answers = answerable_for_paper(uow, command, session, approval)
    standing = standing_given(uow, order.order_id)
    if not standing:
        raise NotFound(kind="handout", key=order.order_number)
    last, who = standing[-1], session.user_id
    gone = {each.position for each in last.tickets}
    fresh = []
    for ticket in counted_tickets(uow, order.order_id):
        if ticket.position in gone:
            settle_paper(uow, ticket, who, reason, here=paper_back)
            new = reissue(uow, ids, ticket, who, reason)
            fresh.append(TicketId(new.ticket_id))
            event = "ticket.spoiled" if paper_back else "ticket.reprinted"
            subject = ("ticket", ticket.ticket_id)
            uow.audit(
                audit_entry(
                    uow.now(), who, window_id, event, subject, reason=reason, approved_by=answers
                )
            )
    uow.states.advance(ORDER, order.order_id, OrderTrigger.UNDO_HAND_OVER, who, reason)
    uow.add(
        HandoutUndone(
            handout_id=last.handout.handout_id,
            reason=reason,
            whose_order_id=whose,
            paper_back=paper_back,
            at=uow.now(),
            user_id=who,
            approved_by=answers,
        )
    )
    uow.audit(
        audit_entry(
            uow.now(),
            who,
            window_id,
            "order.hand_over_undone",
            ("order", order.order_id),
            "ok",
            tickets=len(fresh),
            reason=reason,
            whose=whose or "",
            approved_by=answers,
        )
    )
    return tuple(fresh)
