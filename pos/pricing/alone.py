"""Offers of which a ticket has one: the price of a member, of a group, a promotion that does not
stack. Pure.

Of all ways to give each ticket one of them, within their limits, the one is taken in which all
tickets together cost the least. Buy-n-get-m takes part with every set it can make or not at all,
whichever is cheaper. A ticket that was bought in a package or whose price was set by hand has none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, combinations

from pos.money import Money
from pos.pricing.book import PriceBook
from pos.pricing.buy_get import sets_of
from pos.pricing.cheapest import Way, cheapest
from pos.pricing.members import Offer, is_open, memberships
from pos.pricing.promos import taken_off, why_not
from pos.pricing.ticket import Ticket
from pos.views.pricing import StepKind
from pos.views.season import GroupPrice, Promo, PromoKind


def standing_alone(tickets: Sequence[Ticket], book: PriceBook) -> list[Ticket]:
    """Return the tickets with at most one step more each."""
    promos = [promo for _, promo in sorted(book.promos.items()) if not promo.stacks]
    bundles = [promo for promo in promos if promo.kind is PromoKind.BUY_GET]
    offers = [_group(group, tickets) for group in book.groups]
    offers += memberships(tickets, book)
    offers += [_promo(promo, tickets, book) for promo in promos if promo not in bundles]
    tries = (_tried(tickets, offers, some, book) for some in _subsets(bundles))
    return min(tries, key=lambda tried: sum(ticket.face.minor for ticket in tried))


def _tried(
    tickets: Sequence[Ticket], offers: Sequence[Offer], bundles: Sequence[Promo], book: PriceBook
) -> list[Ticket]:
    """Return the tickets with these sets made first, the others with what is best for them."""
    done = list(tickets)
    for promo in bundles:
        mine = [is_open(now) and now is was for now, was in zip(done, tickets, strict=True)]
        done = in_sets(promo, done, mine, book)
    left = [at for at, ticket in enumerate(done) if ticket is tickets[at]]
    ways = [Way(tuple(offer.off[at].minor for at in left), offer.most) for offer in offers]
    for at, chosen in zip(left, cheapest(ways, len(left)), strict=True):
        if chosen is not None:
            offer = offers[chosen]
            said = (offer.kind, offer.code, offer.name, offer.off[at])
            done[at] = done[at].less(*said, offer.member_id)
    return done


def in_sets(
    promo: Promo, tickets: Sequence[Ticket], mine: Sequence[bool], book: PriceBook
) -> list[Ticket]:
    """Return the tickets with the sets of a buy-n-get-m made of those that are ``mine``. Who pays
    in a set has a step of nothing: it counts, and is in no other set."""
    done = list(tickets)
    for_it = [at for at, ticket in enumerate(tickets) if mine[at] and _is_for(promo, ticket, book)]
    faces = [tickets[at].face.minor for at in for_it]
    sets = sets_of(faces, promo.buy, promo.get, book.left(promo))
    nothing = Money.zero(promo.amount.currency)
    for place in sets.bought:
        at = for_it[place]
        done[at] = done[at].less(StepKind.PROMO, promo.code, promo.name, nothing)
    for place in sets.got:
        at = for_it[place]
        off = taken_off(promo, done[at].face, done[at].listed.fee)
        done[at] = done[at].less(StepKind.PROMO, promo.code, promo.name, off)
    return done


def _is_for(promo: Promo, ticket: Ticket, book: PriceBook) -> bool:
    """Whether a ticket that still costs something can be in a set."""
    fits = why_not(promo, ticket.line.performance_id, ticket.listed, book) is None
    return fits and bool(taken_off(promo, ticket.face, ticket.listed.fee))


def _promo(promo: Promo, tickets: Sequence[Ticket], book: PriceBook) -> Offer:
    off = tuple(
        taken_off(promo, ticket.face, ticket.listed.fee)
        if is_open(ticket)
        and why_not(promo, ticket.line.performance_id, ticket.listed, book) is None
        else Money.zero(ticket.face.currency)
        for ticket in tickets
    )
    return Offer(StepKind.PROMO, promo.code, promo.name, off, book.left(promo))


def _group(group: GroupPrice, tickets: Sequence[Ticket]) -> Offer:
    counted = Counter(ticket.line.performance_id for ticket in tickets if _counts(group, ticket))
    off = tuple(
        taken_off(group, ticket.face, ticket.listed.fee)
        if _counts(group, ticket)
        and counted[ticket.line.performance_id] >= group.tickets
        and is_open(ticket)
        else Money.zero(ticket.face.currency)
        for ticket in tickets
    )
    return Offer(StepKind.GROUP, group.code, group.name, off)


def _counts(group: GroupPrice, ticket: Ticket) -> bool:
    """Whether a ticket is one of a group: those of a package are not."""
    line = ticket.line
    return (
        bool(ticket.listed.face)
        and not ticket.in_package
        and (not group.performances or line.performance_id in group.performances)
        and (not group.price_types or line.price_type_id in group.price_types)
    )


def _subsets(bundles: Sequence[Promo]) -> Iterator[tuple[Promo, ...]]:
    return chain.from_iterable(combinations(bundles, n) for n in range(len(bundles) + 1))
