"""How an order is to be handed out, as it is put together at the card."""

from __future__ import annotations

from dataclasses import replace

from pos.ids import TicketId
from pos.text import name_key
from pos.views.will_call import Collects, WaitingTicket, WillCallCard, Wish
from pos.views.will_call_rules import SignRule


def taken(card: WillCallCard, wish: Wish) -> tuple[WaitingTicket, ...]:
    """Return the tickets that go out: those wished, or all that wait."""
    if not wish.tickets:
        return card.waiting
    return tuple(each for each in card.waiting if each.ticket_id in wish.tickets)


def without(card: WillCallCard, wish: Wish, ticket_id: TicketId) -> Wish:
    """Return the wish with one ticket more or less; one at least is given."""
    every = [each.ticket_id for each in card.waiting]
    now = set(wish.tickets or every) ^ {ticket_id}
    kept = tuple(each for each in every if each in now)
    if not kept:
        return wish
    return replace(wish, tickets=() if len(kept) == len(every) else kept)


def standing(card: WillCallCard, collector: str) -> Collects:
    """Return who came: the person of the order, somebody named on it, or somebody else."""
    wanted = name_key(collector)
    if not wanted or wanted == name_key(card.name):
        return Collects.BUYER
    named = (*card.alternates, *(each.part for each in card.tickets if each.part))
    return Collects.ALTERNATE if wanted in map(name_key, named) else Collects.OTHER


def signature_missing(card: WillCallCard, wish: Wish) -> bool:
    """Return whether the house wants a signature that is not there yet."""
    if wish.strokes or wish.on_paper or not card.waiting:
        return False
    others = card.sign is SignRule.OTHERS
    return card.sign is SignRule.EVERYBODY or (
        others and standing(card, wish.collector) is not Collects.BUYER
    )
