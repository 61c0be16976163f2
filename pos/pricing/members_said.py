"""What memberships do to a priced cart, and what of their limits is left. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pos.money import total
from pos.pricing.book import PriceBook
from pos.pricing.members import givers, is_open
from pos.pricing.ticket import Ticket
from pos.views.members import Allowance
from pos.views.pricing import OfferSaid, PriceStep, StepKind, WhyNot
from pos.views.season import Membership


def memberships_said(tickets: Sequence[Ticket], book: PriceBook) -> list[OfferSaid]:
    """Return a word for every level that lowers a ticket, and for every one whose card was shown,
    in the order of their codes."""
    levels: dict[str, tuple[Membership, list[Allowance]]] = {}
    for level, allowance in givers(book):
        levels.setdefault(level.code, (level, []))[1].append(allowance)
    said = []
    for code in sorted(levels):
        level, mine = levels[code]
        steps = [step for ticket in tickets for step in ticket.steps if _is(step, code)]
        if steps or any(each.member_id for each in mine):
            said.append(_said(level, mine, tickets, steps))
    return said


def _is(step: PriceStep, code: str) -> bool:
    return step.kind is StepKind.MEMBERSHIP and step.code == code


def _said(
    level: Membership,
    mine: Sequence[Allowance],
    tickets: Sequence[Ticket],
    steps: Sequence[PriceStep],
) -> OfferSaid:
    shown = {each.member_id: each for each in mine if each.member_id}
    left_out = [t for t in tickets if not any(_is(step, level.code) for step in t.steps)]
    used = Counter(t.member_id for t in tickets if t.member_id in shown)
    against = Counter(_against(level, ticket, mine, tickets) for ticket in left_out)
    years = [each.year for each in shown.values()]
    limited = [year for year in years if year is not None]
    return OfferSaid(
        kind=StepKind.MEMBERSHIP,
        code=level.code,
        name=level.name,
        tickets=len(steps),
        left_out=len(left_out),
        saved=total((step.amount for step in steps), level.price.currency),
        most=level.tickets,
        why_not=tuple(sorted(against, key=lambda why: (-against[why], list(WhyNot).index(why)))),
        year=sum(limited) if limited and len(limited) == len(years) else None,
        year_used=sum(each.used_in_year + used[each.member_id] for each in shown.values()),
    )


def _against(
    level: Membership, ticket: Ticket, mine: Sequence[Allowance], tickets: Sequence[Ticket]
) -> WhyNot:
    """Return why a ticket is not at the member's price."""
    if ticket.by_hand:
        return WhyNot.BY_HAND
    if ticket.in_package:
        return WhyNot.IN_PACKAGE
    if not is_open(ticket) or not ticket.listed.face.percent(level.discount_bp):
        return WhyNot.CHEAPER
    show = ticket.line.performance_id
    in_show = Counter(
        each.member_id
        for each in tickets
        if each.line.performance_id == show and any(_is(step, level.code) for step in each.steps)
    )
    if all(in_show[each.member_id] >= each.left_for(show) for each in mine):
        return WhyNot.LIMIT_SHOW
    in_all = Counter(
        each.member_id for each in tickets if any(_is(step, level.code) for step in each.steps)
    )
    room = [
        each
        for each in mine
        if in_show[each.member_id] < each.left_for(show)
        and (each.left_in_year is None or in_all[each.member_id] < each.left_in_year)
    ]
    return WhyNot.BETTER if room else WhyNot.LIMIT_YEAR
