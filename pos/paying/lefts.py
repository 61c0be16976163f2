"""What is left of each tender of an order, and what of its refunds is not paid out yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pos.money import Money
from pos.paying.rounding import cash_due
from pos.ports.storage import UnitOfWork
from pos.records import Order, Refund, RefundPart, Tender
from pos.views.paying_rules import CashRounding

ROUNDING = "rounding"
_NO_MONEY = (ROUNDING, "given_up")
"""Kinds of tender that nobody handed over."""
CANCELLED = "cancelled"
"""The way of a part of which nothing is owed any more."""


@dataclass(frozen=True, slots=True)
class OpenPart:
    """What of a refund still has to reach its patron. ``part``: the newest word on the way."""

    refund: Refund
    part: RefundPart
    rest: Money


@dataclass(frozen=True, slots=True)
class Left:
    """A tender with what may still be given back of it.

    ``rounding``: what its cash payment was rounded by, as a tender of its own, and
    ``rounding_left`` what of that still stands, or, where nothing was rounded when it came, what
    parts that went back were rounded by.
    """

    tender: Tender
    left: Money
    rounding: Tender | None = None
    rounding_left: Money = field(default_factory=Money.zero)

    @property
    def exact(self) -> Money:
        """What it still pays of the order."""
        return self.left + self.rounding_left

    def out_for(self, amount: Money, rule: CashRounding) -> Money:
        """Return what leaves the tender when ``amount`` of the order is given back.

        Rounded on all that was given back so far, by the rule of the sale: parts add up to what
        came in, and no more. What rounding gave ahead, the next part makes up for.
        """
        if self.tender.kind != "cash":
            return amount
        taken = Money(self.tender.amount_minor, self.tender.currency)
        rounded_by = self.rounding.amount_minor if self.rounding else 0
        whole = taken + Money(rounded_by, taken.currency)
        rule = _rule_of_sale(whole, taken, rule)
        out = cash_due(whole - self.exact + amount, rule) - (taken - self.left)
        return max(out, Money.zero(taken.currency))


def _rule_of_sale(whole: Money, taken: Money, now: CashRounding) -> CashRounding:
    """Return the rule by which ``whole`` became ``taken``: today's if it fits."""
    fits = (rule for rule in (now, *CashRounding) if cash_due(whole, rule) == taken)
    return next(fits, CashRounding.OFF)


def open_parts(uow: UnitOfWork, order: Order) -> tuple[OpenPart, ...]:
    """Return what is owed to the patron, oldest first: promised, less cancelled, less paid out."""
    refunds = {refund.refund_id: refund for refund, _ in uow.orders.refunds(order.order_id)}
    if not refunds:
        return ()
    ways: dict[tuple[str, str], list[RefundPart]] = {}
    for part in uow.orders.refund_parts(order.order_id):
        ways.setdefault((part.refund_id, part.tender_id), []).append(part)
    tenders = uow.orders.tenders(order.order_id)
    found = []
    for (refund_id, tender_id), parts in ways.items():
        out = sum(
            t.amount_minor
            for t in tenders
            if (t.refund_id, t.of_tender) == (refund_id, tender_id) and t.kind != ROUNDING
        )
        gone = sum(part.amount_minor for part in parts if part.how == CANCELLED)
        rest = parts[0].amount_minor - gone + out
        if rest:
            found.append(OpenPart(refunds[refund_id], parts[-1], Money(rest, order.currency)))
    return tuple(found)


def lefts_of(uow: UnitOfWork, order: Order) -> tuple[Left, ...]:
    """Return the order's tenders that money may go back to, last taken first."""
    tenders = uow.orders.tenders(order.order_id)
    promised: dict[str, int] = {}
    for each in open_parts(uow, order):
        tender_id = each.part.tender_id
        promised[tender_id] = promised.get(tender_id, 0) + each.rest.minor
    found = []
    for tender in reversed(tenders):
        if tender.amount_minor <= 0 or tender.kind in _NO_MONEY or tender.of_tender is not None:
            continue
        rounding = _rounding_of(tender, tenders)
        left = max(0, _net(tender, tenders) - promised.get(tender.tender_id, 0))
        rounded = _back(tender, tenders, rounding=True)
        rounded += _net(rounding, tenders) if rounding else 0
        found.append(
            Left(
                tender,
                Money(left, order.currency),
                rounding,
                Money(rounded, order.currency),
            )
        )
    return tuple(each for each in found if each.left or each.exact.minor > 0)


def _net(tender: Tender, tenders: Sequence[Tender]) -> int:
    """Return the tender less what gave it back or corrected it."""
    return tender.amount_minor + _back(tender, tenders, rounding=tender.kind == ROUNDING)


def _back(tender: Tender, tenders: Sequence[Tender], *, rounding: bool) -> int:
    """Return what gave the tender back: its money, or what that was rounded by."""
    return sum(
        t.amount_minor
        for t in tenders
        if t.of_tender == tender.tender_id and (t.kind == ROUNDING) is rounding
    )


def _rounding_of(tender: Tender, tenders: Sequence[Tender]) -> Tender | None:
    """Return what a cash tender was rounded by: the one taken with it."""
    cash = [t for t in tenders if t.kind == "cash" and t.amount_minor > 0]
    for rounding in tenders:
        if rounding.kind != ROUNDING or rounding.of_tender is not None:
            continue
        same_act = [t for t in cash if t.at == rounding.at]
        before = [t for t in same_act if t.tender_id < rounding.tender_id]
        if tender in (before[-1:] or same_act[:1]):
            return rounding
    return None
