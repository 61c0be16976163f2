"""A membership as the facts have it: its terms, what was used of it, what it gives a cart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from pos.ids import OrderId, PerformanceId
from pos.members.terms import (
    end_of,
    is_time_to_renew,
    last_day,
    renewal_begins,
    standing_on,
    term_on,
    year_began,
)
from pos.money import Money
from pos.paying.certificates import venue_day
from pos.ports.storage import UnitOfWork
from pos.records import Member, MemberTerm
from pos.views.members import (
    Allowance,
    LevelChange,
    MemberRow,
    MemberView,
    ShownMember,
    Term,
    TermKind,
)
from pos.views.paying import ExtraKind
from pos.views.season import Membership
from pos.views.selling import CartView, ExtraLine


def terms_of(uow: UnitOfWork, member: Member) -> tuple[Term, ...]:
    """Return every term of a membership in the order they were sold."""
    later = uow.members.terms(member.member_id)
    returned = uow.members.returned(member.member_id)
    costs = uow.members.costs((member.extra_id, *(term.extra_id for term in later)))

    def term(kind: TermKind, sold: Member | MemberTerm) -> Term:
        minor, currency = costs[sold.extra_id]
        return Term(
            kind=kind,
            level=sold.level,
            level_name=sold.level_name,
            tickets=sold.tickets,
            tickets_a_year=sold.tickets_a_year,
            starts_on=sold.starts_on,
            ends_on=sold.ends_on,
            extra_id=sold.extra_id,
            order_id=OrderId(sold.order_id),
            cost=Money(minor, currency),
            returned=sold.extra_id in returned,
        )

    return (term(TermKind.FIRST, member), *(term(TermKind(one.kind), one) for one in later))


def row_of(uow: UnitOfWork, member: Member, terms: Sequence[Term] = ()) -> MemberRow:
    """Return a membership in a list."""
    terms = terms or terms_of(uow, member)
    today = venue_day(uow)
    now = term_on(terms, today) or terms[-1]
    return MemberRow(
        member_id=member.member_id,
        number=member.number,
        holder=member.holder,
        level=now.level,
        level_name=now.level_name,
        standing=standing_on(terms, today),
        ends_on=end_of(terms),
    )


def view_of(uow: UnitOfWork, member: Member) -> MemberView:
    """Return all there is to say of a membership today."""
    today, terms = venue_day(uow), terms_of(uow, member)
    current = term_on(terms, today)
    row = row_of(uow, member, terms)
    levels = {level.code: level for level in uow.catalogue.memberships()}
    level = levels.get(row.level)
    link = uow.link.link()
    return MemberView(
        row=row,
        terms=terms,
        used=_used_in_year(uow, member.member_id, terms),
        known_whole=link is None or link.lost_at is None,
        renew=tuple(
            change
            for each in _own_first(levels.values(), row.level)
            if (change := renewal_of(uow, each, terms)) is not None
        ),
        renew_now=level is not None and is_time_to_renew(level, terms, today),
        upgrade=tuple(
            change
            for each in sorted(levels.values(), key=lambda one: one.price)
            if (change := upgrade_of(uow, each, terms)) is not None
        ),
        issue=len(uow.members.passes(member.member_id)) + 1,
        current=current,
    )


def _own_first(levels: Iterable[Membership], own: str) -> list[Membership]:
    return sorted(levels, key=lambda each: (each.code != own, each.price))


def renewal_of(uow: UnitOfWork, level: Membership, terms: Sequence[Term]) -> LevelChange | None:
    """Return what a renewal at ``level`` would be, None where it cannot be renewed today."""
    begins = renewal_begins(level, terms, venue_day(uow))
    if begins is None:
        return None
    ends = last_day(level, begins)
    return LevelChange(TermKind.RENEWAL, level.code, level.name, level.price, begins, ends)


def upgrade_of(uow: UnitOfWork, level: Membership, terms: Sequence[Term]) -> LevelChange | None:
    """Return what it would cost to be of ``level`` for the rest of the term: its price less what
    the term cost so far. None where it is not dearer, or no term runs."""
    today = venue_day(uow)
    current = term_on(terms, today)
    if current is None or level.price.currency != current.cost.currency:
        return None
    paid = _paid_for(terms, current)
    if level.code == current.level or level.price <= paid:
        return None
    off = level.price - paid
    return LevelChange(TermKind.UPGRADE, level.code, level.name, off, today, current.ends_on)


def _paid_for(terms: Sequence[Term], current: Term) -> Money:
    """Return what the term that runs cost with every upgrade of it."""
    mine = [
        term
        for term in terms
        if not term.returned and term.ends_on == current.ends_on and term is not current
    ]
    return sum((term.cost for term in mine), current.cost)


def change_of(uow: UnitOfWork, extra: ExtraLine) -> LevelChange | None:
    """Return what a line of a cart that renews or upgrades a membership is today, None where it is
    neither or no more to be had.

    Raises:
        NotFound: There is no such membership.
    """
    if not extra.member_id:
        return None
    terms = terms_of(uow, uow.members.member(extra.member_id))
    for level in uow.catalogue.memberships():
        if level.code == extra.code:
            of = upgrade_of if extra.term == TermKind.UPGRADE.value else renewal_of
            return of(uow, level, terms)
    return None


def shown_of(uow: UnitOfWork, member: Member) -> ShownMember:
    """Return a membership as a cart keeps it."""
    row = row_of(uow, member)
    return ShownMember(
        row.member_id, row.number, row.holder, row.level, row.level_name, row.ends_on
    )


def allowances(uow: UnitOfWork, cart: CartView) -> tuple[Allowance, ...]:
    """Return what the memberships that were shown for a cart give it: those that count today, and
    those that the cart itself renews or upgrades. Counted is what is on disk here."""
    return tuple(
        found
        for shown in cart.shown
        if (found := _allowance(uow, cart, shown.member_id)) is not None
    )


def _allowance(uow: UnitOfWork, cart: CartView, member_id: str) -> Allowance | None:
    member = uow.members.member(member_id)
    terms = terms_of(uow, member)
    current = term_on(terms, venue_day(uow))
    bought = _bought(uow, cart, member_id)
    if bought is not None and (current is None or bought[0] == TermKind.UPGRADE.value):
        level = bought[1]
        limits = (level.code, level.tickets, level.tickets_a_year)
    elif current is not None:
        limits = (current.level, current.tickets, current.tickets_a_year)
    else:
        return None
    code, tickets, year = limits
    used = Counter(PerformanceId(one.performance_id) for one in uow.members.used(member_id))
    return Allowance(
        member_id, code, tickets, dict(used), year, _used_in_year(uow, member_id, terms)
    )


def _bought(uow: UnitOfWork, cart: CartView, member_id: str) -> tuple[str, Membership] | None:
    """Return how the cart itself changes a membership, and to which level."""
    levels = {level.code: level for level in uow.catalogue.memberships()}
    for extra in cart.extras:
        mine = extra.kind is ExtraKind.MEMBERSHIP and extra.member_id == member_id
        if mine and extra.code in levels:
            return extra.term, levels[extra.code]
    return None


def _used_in_year(uow: UnitOfWork, member_id: str, terms: Sequence[Term]) -> int:
    """Return how many tickets the membership's present year has had; none where no term runs."""
    began = year_began(terms, venue_day(uow))
    if began is None:
        return 0
    return sum(1 for one in uow.members.used(member_id) if one.sold_on >= began)
