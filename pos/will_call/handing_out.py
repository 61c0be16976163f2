"""Handing tickets out: who gets them, what prints, what is written down of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from pos.allowed import require_or_approval
from pos.codec import digest
from pos.errors import AlreadyHandedOver, NotFound, SignatureWanted
from pos.ids import CommandId, Ids, PrintJobId
from pos.names import name_of
from pos.people.approving import approver_of
from pos.ports.storage import UnitOfWork
from pos.records import Handout, HandoutTicket, Order, Signature, Ticket
from pos.selling.fulfilment import queue_prints, reissue
from pos.selling.orders import REASON_LONGEST
from pos.text import checked_text, name_key
from pos.views.people import Approval, Permission, SessionView
from pos.views.will_call import Collects, Signed, Where, Wish
from pos.views.will_call_rules import OthersRule, SignRule
from pos.will_call.standing import Stands, not_given, standing_given
from pos.will_call.strokes import checked_strokes, to_text

NAME_LONGEST = 120
_AND = re.compile(r"[,;/&\n]| and ")


def names_in(alternates: str) -> tuple[str, ...]:
    """Return the people an order names beside its own."""
    return tuple(name for part in _AND.split(alternates) if (name := part.strip()))


def chosen(uow: UnitOfWork, stands: Sequence[Stands], wish: Wish) -> tuple[Stands, ...]:
    """Return the tickets that are to go out: those named, or all that were not given out.

    Raises:
        NotFound: One of them is no live ticket of the order.
        AlreadyHandedOver: One of them was given out; ``at``, ``by``.
    """
    if not wish.tickets:
        return not_given(stands)
    by_id = {each.ticket.ticket_id: each for each in stands}
    found = []
    for ticket_id in dict.fromkeys(wish.tickets):
        if ticket_id not in by_id:
            raise NotFound(kind="ticket", key=ticket_id)
        each = by_id[ticket_id]
        if each.where is Where.GIVEN:
            at, by = given_when(uow, each.ticket)
            raise AlreadyHandedOver(at=at, by=by)
        found.append(each)
    return tuple(found)


def given_when(uow: UnitOfWork, ticket: Ticket) -> tuple[datetime, str]:
    """Return when and by whom a ticket was given out."""
    act = next(
        each.handout
        for each in reversed(standing_given(uow, ticket.order_id))
        if any(t.position == ticket.position for t in each.tickets)
    )
    return act.at, name_of(uow, act.user_id)


def write_down(
    uow: UnitOfWork,
    ids: Ids,
    command: CommandId,
    session: SessionView,
    window_id: str,
    order: Order,
    gone: Sequence[Stands],
    wish: Wish,
    parts: Iterable[str],
    approval: Approval | None,
) -> Handout:
    """Add who got which tickets, and the signature. ``parts``: who picks up what of the order. Of
    an order whose every name was erased nobody's is kept: who collects it says it, and that is all.

    Raises:
        ApprovalNeeded, SamePerson: Somebody named nowhere came, and the house wants a word.
        SignatureWanted, SignatureRefused: The house wants one; what was drawn is none.
        TextMissing, TextRefused, CardNumberRefused: The texts.
    """
    rules = uow.catalogue.company().will_call
    collector = checked_text("collector", wish.collector, longest=NAME_LONGEST)
    standing = _standing(order, collector, parts)
    other = standing is Collects.OTHER
    reason = checked_text("reason", wish.reason, longest=REASON_LONGEST, required=other)
    answers = ""
    if other and rules.others is OthersRule.APPROVAL:
        answers = _answerable(uow, command, session, approval)
    signed = _signed(rules.signature, standing, wish)
    nameless = uow.patrons.is_erased("order", order.order_id)
    act = Handout(
        handout_id=ids.new(),
        order_id=order.order_id,
        window_id=window_id,
        collector="" if nameless else collector,
        standing=standing.value,
        reason="" if nameless else reason,
        asked=rules.ask_id.value,
        seen=wish.seen.value,
        signed=signed.value,
        at=uow.now(),
        user_id=session.user_id,
        approved_by=answers,
    )
    uow.add(act)
    uow.add(
        *(
            HandoutTicket(
                act.handout_id,
                each.ticket.ticket_id,
                each.ticket.position,
                each.where is Where.ENVELOPE,
            )
            for each in gone
        )
    )
    if signed is Signed.SCREEN:
        strokes = to_text(checked_strokes(wish.strokes))
        signs = what_is_signed(order.order_number, [each.ticket.position for each in gone], strokes)
        uow.add(Signature(act.handout_id, "" if nameless else strokes, signs))
    return act


def what_is_signed(order_number: str, positions: Iterable[int], strokes: str) -> str:
    """Return the digest that ties a signature to its order and the tickets it was given for. The
    audit vouches for the digest alone, since the strokes go with a person who is erased."""
    return digest((order_number, tuple(sorted(positions)), strokes))


def papers_for(
    uow: UnitOfWork,
    ids: Ids,
    order: Order,
    gone: Sequence[Stands],
    user_id: str,
    *,
    receipt: bool,
    no_envelope: bool,
) -> tuple[tuple[PrintJobId, ...], tuple[Stands, ...]]:
    """Queue what has to be printed of the tickets that go out: not what lies in the box or is on
    its way to the printer. A ticket of which there may be paper somewhere else gets a new barcode
    first. Return the jobs, and the tickets as they stand after that."""
    reason = "printed_elsewhere"
    now, fresh = [], []
    for each in gone:
        lost = each.where is Where.ELSEWHERE or (no_envelope and each.where is Where.ENVELOPE)
        if lost:
            each = Stands(reissue(uow, ids, each.ticket, user_id, reason), Where.WAITS)
        if each.where is Where.WAITS:
            fresh.append(each.ticket)
        now.append(each)
    jobs = queue_prints(uow, ids, order, fresh, user_id, receipt=receipt)
    return jobs, tuple(now)


def _standing(order: Order, collector: str, parts: Iterable[str]) -> Collects:
    wanted = name_key(collector)
    if not wanted or wanted == name_key(order.name):
        return Collects.BUYER
    named = {name_key(name) for name in (*names_in(order.alternates), *parts)}
    return Collects.ALTERNATE if wanted in named else Collects.OTHER


def _signed(rule: SignRule, standing: Collects, wish: Wish) -> Signed:
    if wish.on_paper:
        return Signed.PAPER
    if wish.strokes:
        return Signed.SCREEN
    others = rule is SignRule.OTHERS and standing is not Collects.BUYER
    if rule is SignRule.EVERYBODY or others:
        raise SignatureWanted()
    return Signed.NO


def _answerable(
    uow: UnitOfWork, command: CommandId, session: SessionView, approval: Approval | None
) -> str:
    """Return who answers for it; an approval counts by its PIN try on disk."""
    may = Permission.HAND_TO_OTHERS
    who = require_or_approval(session, may, command, approval)
    if approval is not None and who != session.user_id:
        approver_of(uow, session, approval, command, (may,))
    return who
