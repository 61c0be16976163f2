"""Promotions that come on top of whatever a ticket has already. Pure.

They come in one order whatever the order in which they were entered: fixed prices, sets, then
percentages, then amounts, each kind by code. A limited one takes in the tickets on which it takes
off the most.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pos.pricing.alone import in_sets
from pos.pricing.book import PriceBook
from pos.pricing.promos import taken_off, why_not
from pos.pricing.ticket import Ticket
from pos.views.pricing import StepKind
from pos.views.season import Promo, PromoKind

_ORDER = (PromoKind.FIXED_PRICE, PromoKind.BUY_GET, PromoKind.PERCENT, PromoKind.AMOUNT_OFF)


def stacked(tickets: Sequence[Ticket], book: PriceBook) -> list[Ticket]:
    """Return the tickets with a step more for every promotion that stacks and lowers them."""
    done = list(tickets)
    for promo in in_order(promo for promo in book.promos.values() if promo.stacks):
        if promo.kind is PromoKind.BUY_GET:
            done = in_sets(promo, done, [not ticket.by_hand for ticket in done], book)
        else:
            done = _lowered(promo, done, book)
    return done


def in_order(promos: Iterable[Promo]) -> list[Promo]:
    """Return promotions in the order in which they come on top."""
    return sorted(promos, key=lambda promo: (_ORDER.index(promo.kind), promo.code))


def _lowered(promo: Promo, tickets: Sequence[Ticket], book: PriceBook) -> list[Ticket]:
    done = list(tickets)
    offs = {
        at: off
        for at, ticket in enumerate(tickets)
        if not ticket.by_hand
        and why_not(promo, ticket.line.performance_id, ticket.listed, book) is None
        and (off := taken_off(promo, ticket.face, ticket.listed.fee))
    }
    best = sorted(offs, key=lambda at: (-offs[at].minor, at))[: book.left(promo)]
    for at in best:
        done[at] = done[at].less(StepKind.PROMO, promo.code, promo.name, offs[at])
    return done
