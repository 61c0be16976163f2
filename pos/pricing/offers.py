"""What codes, memberships and groups do to a priced cart, and why not more. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pos.money import total
from pos.pricing.book import PriceBook
from pos.pricing.members_said import memberships_said
from pos.pricing.promos import taken_off, why_not
from pos.pricing.ticket import Ticket
from pos.views.pricing import OfferSaid, PriceStep, StepKind, WhyNot
from pos.views.season import Promo, PromoKind


def offers_said(
    codes: Sequence[str], tickets: Sequence[Ticket], book: PriceBook
) -> tuple[OfferSaid, ...]:
    """Return what lowers a ticket by itself, then what every code that was entered does, in that
    order."""
    promos = [book.promos[code] for code in codes if code in book.promos]
    return (*_by_themselves(tickets, book), *(_of_promo(each, tickets, book) for each in promos))


def _by_themselves(tickets: Sequence[Ticket], book: PriceBook) -> list[OfferSaid]:
    own = (StepKind.PACKAGE, StepKind.MEMBERSHIP, StepKind.GROUP)
    found: dict[tuple[StepKind, str], list[PriceStep]] = {}
    for ticket in tickets:
        for step in ticket.steps:
            if step.kind in own:
                found.setdefault((step.kind, step.code), []).append(step)
    said = [
        OfferSaid(
            kind=kind,
            code=code,
            name=steps[0].name,
            tickets=len(steps),
            left_out=len(tickets) - len(steps),
            saved=total((step.amount for step in steps), steps[0].amount.currency),
        )
        for (kind, code), steps in sorted(
            found.items(), key=lambda each: (own.index(each[0][0]), each[0][1])
        )
        if kind is not StepKind.MEMBERSHIP
    ]
    at = sum(1 for each in said if each.kind is StepKind.PACKAGE)
    return [*said[:at], *memberships_said(tickets, book), *said[at:]]


def _of_promo(promo: Promo, tickets: Sequence[Ticket], book: PriceBook) -> OfferSaid:
    steps = [step for ticket in tickets for step in ticket.steps if _is(step, promo)]
    against = Counter(
        _against(promo, ticket, len(steps), book)
        for ticket in tickets
        if not any(_is(step, promo) for step in ticket.steps)
    )
    return OfferSaid(
        kind=StepKind.PROMO,
        code=promo.code,
        name=promo.name,
        tickets=len(steps),
        left_out=len(tickets) - len(steps),
        saved=total((step.amount for step in steps), promo.amount.currency),
        most=book.left(promo),
        why_not=tuple(
            sorted(against, key=lambda reason: (-against[reason], list(WhyNot).index(reason)))
        ),
    )


def _is(step: PriceStep, promo: Promo) -> bool:
    return step.kind is StepKind.PROMO and step.code == promo.code


def _against(promo: Promo, ticket: Ticket, taken: int, book: PriceBook) -> WhyNot:
    """Return why a ticket that the promotion does not take in is left out."""
    refusal = why_not(promo, ticket.line.performance_id, ticket.listed, book)
    if refusal is not None:
        return refusal
    if ticket.by_hand:
        return WhyNot.BY_HAND
    if ticket.in_package and not promo.stacks:
        return WhyNot.IN_PACKAGE
    off = taken_off(promo, ticket.face, ticket.listed.fee)
    if not off and not taken_off(promo, ticket.listed.face, ticket.listed.fee):
        return WhyNot.CHEAPER
    spent = _spent(promo, taken, book)
    if spent is not None:
        return spent
    if ticket.steps and not promo.stacks:
        return WhyNot.BETTER
    if promo.kind is PromoKind.BUY_GET:
        return WhyNot.TOO_FEW
    return WhyNot.CHEAPER


def _spent(promo: Promo, taken: int, book: PriceBook) -> WhyNot | None:
    """Return which limit is reached; of a buy-n-get-m too, where no whole set fits any more."""
    room = promo.buy if promo.kind is PromoKind.BUY_GET else 0
    if promo.uses is not None and taken + room >= max(promo.uses - book.used.get(promo.code, 0), 0):
        return WhyNot.LIMIT_ALL
    if promo.per_order is not None and taken + room >= promo.per_order:
        return WhyNot.LIMIT_ORDER
    return None
