"""What would go back, to which tender and how: worked out before it is done, and once more when it
is."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from pos.clock import business_date
from pos.errors import GiveBackTooMuch, NotThisWay
from pos.exchanging.policy import fees_of_cancelled, return_terms
from pos.hub.offline_rules import Act, require_allowed
from pos.ids import OrderId, TicketId
from pos.ledger import Account
from pos.lifecycles import TICKET, TicketState
from pos.money import Money, total
from pos.paying.applying import card_account
from pos.paying.ended import beside_of
from pos.paying.intents import left_of
from pos.paying.lefts import Left, lefts_of
from pos.paying.paying_out import HAD
from pos.paying.series_kept import require_free_dates_back
from pos.paying.sets_kept import stays_cheaper
from pos.paying.ways import shown_of, way_of
from pos.ports.storage import UnitOfWork
from pos.records import Order, OrderExtra, Tender, Ticket
from pos.selling.order_money import owing_of
from pos.selling.orders import counted_tickets
from pos.views.paying import (
    ExtraKind,
    GiveBackLine,
    GiveBackPlan,
    Instead,
    Terms,
    ValueKind,
)
from pos.views.people import Permission, SessionView
from pos.window import Window

NOTHING = "nothing_to_give_back"
STAYS = (ExtraKind.FEE.value, ExtraKind.CREDIT.value)
"""What was put into an order and does not go back by itself: a fee, credit that is the patron's."""


def plan_of(
    uow: UnitOfWork,
    window: Window,
    session: SessionView,
    order_id: str,
    tickets: Sequence[str],
    extras: Sequence[str],
    *,
    by_check: bool = False,
    can_reverse: bool = True,
    instead: Instead | None = None,
    exchange: Exchanged | None = None,
) -> GiveBackPlan:
    """Return what giving back these tickets and extras would do. What was paid too much goes back
    with whatever else does, or alone: two windows took what one order owed.

    ``by_check``: the office writes a check for what a check had paid, instead of cash from the
    till. ``can_reverse``: see ``way_of``. ``instead``: where the money goes that does not go back
    to its tenders. ``exchange``: what takes the tickets' place, under the rules of exchanges
    instead of those of returns.

    Raises:
        NotFound: There is no such order.
        NotThisWay: ``nothing_to_give_back``: one of them is not of this order, or was given back
            already; ``certificate_used``: something was redeemed from a certificate;
            ``membership_used``: a ticket that stays had a member's price; ``free_date_stands``: of
            a series that is paid back a date stays that it had for nothing; ``check_not_cleared``,
            ``card_not_forwarded``: credit for what is no money yet; ``no_account``, ``no_fund``.
        GiveBackTooMuch: The tenders have less left than that.
        NotOffline: The hub is away, and another window may give the same back.
    """
    require_allowed(uow, Act.GIVE_BACK, order_id)
    order = uow.orders.order(order_id)
    going = going_tickets(uow, order, tickets)
    fees = fees_of_cancelled(uow, order, going) if exchange is None else ()
    due = {fee.extra_id for fee in fees}
    wanted = [extra_id for extra_id in extras if extra_id not in due]
    things = (*going_extras(uow, order, wanted), *fees)
    require_unused(uow, order, things, going)
    if exchange is None:
        require_free_dates_back(uow, order, going)
    worth = Money(worth_of(not_paid_back(uow, order, going), things), order.currency)
    before = owing_of(uow, order)
    paid = worth - min(worth, max(before, Money.zero(order.currency)))
    terms = return_terms(uow, order, going, paid) if exchange is None else exchange.terms
    added = exchange.worth if exchange is not None else Money.zero(order.currency)
    owing = before + added + (terms.fee if terms else Money.zero(order.currency))
    amount = worth - min(worth, owing)
    less = before + worth - amount - owing
    rest = None
    if instead is not None:
        _require_instead(uow, order, instead, amount)
        rest, amount = amount, Money.zero(order.currency)
    lines, rounding = _lines(uow, order, amount, by_check=by_check, can_reverse=can_reverse)
    if any(line.how in ("void", "refund", "typed") for line in lines):
        require_allowed(uow, Act.CARD_REFUND, order_id)
    return GiveBackPlan(
        order_id=OrderId(order_id),
        order_number=order.order_number,
        tickets=tuple(TicketId(ticket.ticket_id) for ticket in going),
        amount=amount,
        lines=_cash_there(uow, window, lines),
        rounding=rounding,
        needs=_needs(uow, session, order, going, amount, terms, is_exchange=exchange is not None),
        extras=tuple(extra.extra_id for extra in things),
        terms=terms,
        instead=instead,
        instead_amount=rest,
        fees_back=Money(worth_of((), fees), order.currency) if fees else None,
        cheaper_stay=stays_cheaper(uow, order, [ticket.ticket_id for ticket in going]),
        owes_less=less if less.minor > 0 else None,
    )


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What takes the place of tickets. ``worth``: what the new ones cost; ``terms``: what the rules
    of exchanges say."""

    worth: Money
    terms: Terms


def _require_instead(uow: UnitOfWork, order: Order, instead: Instead, amount: Money) -> None:
    """Return if the money may go there: it is the patron's, and is money by now."""
    if instead.kind is ExtraKind.DONATION:
        if instead.code not in {fund.code for fund in uow.catalogue.funds()}:
            raise NotThisWay(what="no_fund")
        return
    if instead.kind is ExtraKind.CREDIT:
        if uow.values.value(instead.value_id).kind != ValueKind.ACCOUNT.value:
            raise NotThisWay(what="no_account")
        require_allowed(uow, Act.ACCOUNT, instead.value_id)
    lines, _ = _lines(uow, order, amount, by_check=True, can_reverse=True)
    for line in lines:
        if line.refused in ("check_not_cleared", "card_not_forwarded"):
            raise NotThisWay(what=line.refused)


def worth_of(tickets: Sequence[Ticket], extras: Sequence[OrderExtra]) -> int:
    """Return what these cost, minor units."""
    paid = sum(ticket.cost_minor for ticket in tickets)
    return paid + sum(extra.amount_minor for extra in extras)


def not_paid_back(uow: UnitOfWork, order: Order, tickets: Sequence[Ticket]) -> tuple[Ticket, ...]:
    """Return those of the tickets whose money is still here. Two windows may have given one ticket
    back and printed it again, or printed it twice, not knowing of each other: what stands in its
    place was paid for once, and is worth nothing once that went back."""
    first = _first_of(uow, order)
    refunds = uow.orders.refunds(order.order_id)
    gone = {first(line.ticket_id) for _, lines in refunds for line in lines if line.ticket_id}
    paid_for = []
    for ticket in tickets:
        if first(ticket.ticket_id) not in gone:
            gone.add(first(ticket.ticket_id))
            paid_for.append(ticket)
    return tuple(paid_for)


def _first_of(uow: UnitOfWork, order: Order) -> Callable[[str], str]:
    """Return what leads from a ticket's id to that of the one that was sold, whatever it was
    printed again for."""
    replaced = {each.ticket_id: each.replaces for each in uow.orders.tickets(order.order_id)}

    def first(ticket_id: str) -> str:
        while before := replaced.get(ticket_id):
            ticket_id = before
        return ticket_id

    return first


def going_tickets(uow: UnitOfWork, order: Order, wanted: Sequence[str]) -> tuple[Ticket, ...]:
    """Return the order's tickets that are wanted back. Raises NotThisWay when one does not
    count."""
    counted = {ticket.ticket_id: ticket for ticket in counted_tickets(uow, order.order_id)}
    if not set(wanted) <= counted.keys() or len(set(wanted)) != len(wanted):
        raise NotThisWay(what=NOTHING)
    return tuple(ticket for key, ticket in counted.items() if key in wanted)


def going_extras(uow: UnitOfWork, order: Order, wanted: Sequence[str]) -> tuple[OrderExtra, ...]:
    """Return the order's extras that are wanted back.

    Raises:
        NotThisWay: One does not count, or is a certificate that was used.
    """
    gone = _gone_extras(uow, order)
    there = {
        extra.extra_id: extra
        for extra in uow.orders.extras(order.order_id)
        if extra.extra_id not in gone and extra.kind not in STAYS
    }
    if not set(wanted) <= there.keys() or len(set(wanted)) != len(wanted):
        raise NotThisWay(what=NOTHING)
    found = tuple(extra for key, extra in there.items() if key in wanted)
    for extra in found:
        if extra.value_id:
            require_allowed(uow, Act.CERTIFICATE, extra.value_id)
        if extra.value_id and uow.values.balance(extra.value_id) != extra.amount_minor:
            raise NotThisWay(what="certificate_used")
    return found


def _gone_extras(uow: UnitOfWork, order: Order) -> set[str | None]:
    """Return the ids of what was given back before, beside tickets."""
    return {line.extra_id for _, lines in uow.orders.refunds(order.order_id) for line in lines}


def require_unused(
    uow: UnitOfWork, order: Order, extras: Sequence[OrderExtra], going: Sequence[Ticket]
) -> None:
    """Return if no ticket stays that had the price of a membership among ``extras``, unless one of
    the same level stays with it: several give no more than one does.

    Raises:
        NotThisWay: ``membership_used``.
    """
    ending = {extra.extra_id for extra in extras}
    every = uow.orders.members(order.order_id)
    going_or_gone = ending | _gone_extras(uow, order)
    kept = {one.level for one in every if one.extra_id not in going_or_gone}
    lost = {one.level for one in every if one.extra_id in ending} - kept
    members = [one for one in every if one.level in lost]
    first = _first_of(uow, order)
    leaving = {ticket.ticket_id for ticket in going}
    if members:
        counted = counted_tickets(uow, order.order_id)
        staying = {first(t.ticket_id) for t in counted if t.ticket_id not in leaving}
        for member in members:
            if any(first(use.ticket_id) in staying for use in uow.orders.uses(member.member_id)):
                raise NotThisWay(what="membership_used")
    _require_unused_elsewhere(uow, order, ending, {first(each) for each in leaving})


def _require_unused_elsewhere(
    uow: UnitOfWork, order: Order, ending: Collection[str], leaving: Collection[str]
) -> None:
    """Return if no ticket of another order has the price of a term that ends, and none of this one
    that of a renewal or an upgrade, but those that leave.

    Raises:
        NotThisWay: ``membership_used``.
    """
    for extra_id in ending:
        term = uow.members.term_of(extra_id)
        member = uow.members.member_of(extra_id) if term is None else None
        member_id = term.member_id if term is not None else member and member.member_id
        if not member_id:
            continue
        later = [one for one in uow.members.terms(member_id) if one.kind == "renewal"]
        since = term.starts_on if term is not None else date.min
        until = min(
            (one.starts_on for one in later if one.extra_id != extra_id and one.starts_on > since),
            default=date.max,
        )
        for used in uow.members.used(member_id):
            here = term is None and used.order_id == order.order_id
            if since <= used.sold_on < until and not here and used.ticket_id not in leaving:
                raise NotThisWay(what="membership_used")


def _lines(
    uow: UnitOfWork, order: Order, amount: Money, *, by_check: bool, can_reverse: bool
) -> tuple[tuple[GiveBackLine, ...], Money]:
    """Return the parts, last taken first, and what cash is rounded by."""
    rule = uow.catalogue.company().paying.cash_rounding
    lines, rest, rounding = [], amount, Money.zero(order.currency)
    for left in lefts_of(uow, order):
        part = min(rest, left.exact)
        if not part:
            continue
        out = left.out_for(part, rule)
        rest -= part
        rounding += part - out
        how = way_of(uow, left.tender, by_check=by_check, can_reverse=can_reverse)
        how = how if _card_has(uow, left.tender, out) else _instead(uow, left.tender, out)
        lines.append(
            GiveBackLine(
                tender_id=left.tender.tender_id,
                kind=left.tender.kind,
                how=how,
                amount=out,
                payment_id=left.tender.payment_id or "",
                shown=shown_of(uow, left.tender),
                refused=_refused(uow, left, how),
            )
        )
    if rest:
        raise GiveBackTooMuch(most=amount - rest)
    return tuple(lines), rounding


def _card_has(uow: UnitOfWork, tender: Tender, out: Money) -> bool:
    """Return whether a card may still be given as much: what went out to it twice is no more to be
    had from it."""
    if tender.kind != "card" or tender.payment_id is None:
        return True
    return out <= left_of(uow, uow.payments.payment(tender.payment_id))


def _instead(uow: UnitOfWork, tender: Tender, out: Money) -> str:
    """Return how it goes back where the card cannot be given as much any more. The patron is owed
    what was paid less what came back: a card that was given all of it beside what it was owed has
    it, and it is no loss, though it was written off as one. Else the office writes a check."""
    got = total(beside_of(uow, uow.payments.payment(tender.payment_id or "")), out.currency)
    return HAD if out <= got else "check"


def _refused(uow: UnitOfWork, left: Left, how: str) -> str:
    """Return why it cannot go back now, or ""."""
    tender = left.tender
    if tender.kind == "check" and not _cleared(uow, tender):
        return "check_not_cleared"
    if how in ("void", "refund") and tender.payment_id is not None:
        payment = uow.payments.payment(tender.payment_id)
        if card_account(uow, payment) is Account.OFFLINE_CARDS:
            return "card_not_forwarded"
    return ""


def _cleared(uow: UnitOfWork, tender: Tender) -> bool:
    """Return whether a check is old enough to be money: counted in days on which banks work."""
    company = uow.catalogue.company()
    zone = ZoneInfo(company.zone)
    taken = business_date(tender.at, zone, company.cutoff_hour)
    today = business_date(uow.now(), zone, company.cutoff_hour)
    return bank_days(taken, today) >= company.paying.check_clears_days


def bank_days(start: date, end: date) -> int:
    """Return how many days from Monday to Friday come after ``start``, up to and with ``end``."""
    days = (end - start).days
    return sum(1 for n in range(1, days + 1) if (start + timedelta(days=n)).weekday() < 5)


def _cash_there(
    uow: UnitOfWork, window: Window, lines: tuple[GiveBackLine, ...]
) -> tuple[GiveBackLine, ...]:
    """Return the lines; those in cash are refused when the till has less by the books."""
    found = uow.tills.session_at(window.window_id)
    cash = [line.amount for line in lines if line.how == "cash"]
    if found is None or not cash:
        return lines
    till = found[0]
    there = Money(uow.tills.balance(Account.CASH.value, till.till_id), till.currency)
    if total(cash, till.currency) <= there:
        return lines
    return tuple(_refuse_cash(line) for line in lines)


def _refuse_cash(line: GiveBackLine) -> GiveBackLine:
    if line.how != "cash" or line.refused:
        return line
    return replace(line, refused="no_cash_in_till")


def _needs(
    uow: UnitOfWork,
    session: SessionView,
    order: Order,
    tickets: Sequence[Ticket],
    amount: Money,
    terms: Terms | None,
    *,
    is_exchange: bool,
) -> str:
    """Return the permission that has to be asked for, or "" when the person holds it. The limit is
    for all that goes back of an order on a day, in however many acts. Who sells exchanges too,
    where no money goes back."""
    used = any(uow.states.of(TICKET, t.ticket_id) is TicketState.SCANNED for t in tickets)
    used = used or (terms is not None and bool(terms.against))
    if is_exchange and not used and not amount:
        return "" if Permission.SELL in session.permissions else Permission.SELL.value
    limit = uow.catalogue.company().paying.give_back_minor
    above = bool(amount) and amount.minor + _given_back_today(uow, order) > limit
    needed = Permission.GIVE_BACK_ANY if used or above else Permission.GIVE_BACK
    return "" if needed in session.permissions else needed.value


def _given_back_today(uow: UnitOfWork, order: Order) -> int:
    company = uow.catalogue.company()
    zone = ZoneInfo(company.zone)
    today = business_date(uow.now(), zone, company.cutoff_hour)
    return sum(
        refund.amount_minor
        for refund, _ in uow.orders.refunds(order.order_id)
        if business_date(refund.at, zone, company.cutoff_hour) == today
    )
