"""How an order is to be handed out, as it is put together at the card."""

from __future__ import annotations

from dataclasses import replace

from kiosk.presenters.approval import Deed
from pos.ids import TicketId
from pos.lifecycles import OrderState
from pos.text import name_key
from pos.views.selling import WillCallRow
from pos.views.will_call import Collects, WaitingTicket, WillCallCard, Wish
from pos.views.will_call_rules import OthersRule, SignRule


def taken(card: WillCallCard, wish: Wish) -> tuple[WaitingTicket, ...]:
    """Return the tickets that go out: those wished, or all that wait."""
    if not wish.tickets:
        return card.waiting
    return tuple(each for each in card.waiting if each.ticket_id in wish.tickets)


def called_off(row: WillCallRow, card: WillCallCard | None, wish: Wish) -> bool:
    """Return whether what would go out, or be paid, is for a performance that is cancelled."""
    if not row.cancelled or card is None:
        return bool(row.cancelled)
    return bool(row.owing) or any(each.cancelled for each in taken(card, wish))


def given_to(row: WillCallRow, card: WillCallCard | None, wish: Wish) -> Deed:
    """Return what a second person is asked about tickets that somebody else gets."""
    many = row.waiting if card is None else len(taken(card, wish))
    return Deed(
        row.name,
        row.order_number,
        tickets=many,
        whom=wish.collector,
        amount=row.owing,
        reason=wish.reason.strip(),
    )


def printed_anew(row: WillCallRow, card: WillCallCard | None, reason: str) -> Deed:
    """Return what a second person is asked about tickets whose papers are dead from then on."""
    given = sum(each.tickets for each in card.given if not each.undone) if card is not None else 0
    return Deed(row.name, row.order_number, tickets=given or row.tickets, reason=reason.strip())


def is_settled(row: WillCallRow) -> bool:
    """Return whether nothing is left of the order: nothing to give out, nothing to take."""
    return row.state == OrderState.CANCELLED.value and not row.tickets and not row.owing


def without(card: WillCallCard, wish: Wish, ticket_id: TicketId) -> Wish:
    """Return the wish with one ticket more or less; one at least is given."""
    every = [each.ticket_id for each in card.waiting]
    now = set(wish.tickets or every) ^ {ticket_id}
    kept = tuple(each for each in every if each in now)
    if not kept:
        return wish
    return replace(wish, tickets=() if len(kept) == len(every) else kept)


def begun(card: WillCallCard, text: str) -> Wish:
    """Return the wish that an order's card begins with. ``text``: what it was found by; whoever
    picks up a part of it and is found by that is who came, and gets that part. What others pick up
    apart does not go out with the rest, and nothing for a performance that is cancelled."""
    found = name_key(text)
    standing = [each for each in card.waiting if not each.cancelled]
    if standing and len(standing) < len(card.waiting):
        return replace(Wish(), tickets=tuple(each.ticket_id for each in standing))
    names = [each.part for each in card.waiting if each.part]
    came = [name for name in names if found and found in name_key(name)]
    if came and found not in name_key(card.name):
        return of_collector(card, Wish(), came[0])
    return replace(Wish(), tickets=_of(card, "")) if names else Wish()


def of_collector(card: WillCallCard, wish: Wish, name: str, reason: str = "") -> Wish:
    """Return the wish of who collects now: whoever picks up a part gets its tickets, and who comes
    instead of them the rest. Other names leave what was chosen."""
    wish, before = replace(wish, collector=name, reason=reason), wish.collector
    keys = {name_key(each.part) for each in card.waiting if each.part}
    if name_key(name) == name_key(before) or not keys & {name_key(name), name_key(before)}:
        return wish
    return replace(wish, tickets=_of(card, name if name_key(name) in keys else ""))


def _of(card: WillCallCard, name: str) -> tuple[TicketId, ...]:
    """Return the waiting tickets that ``name`` picks up, or the rest; all of them are no choice."""
    mine = [t.ticket_id for t in card.waiting if name_key(t.part) == name_key(name)]
    return () if len(mine) == len(card.waiting) else tuple(mine)


def standing(card: WillCallCard, collector: str) -> Collects:
    """Return who came: the person of the order, somebody named on it, or somebody else."""
    wanted = name_key(collector)
    if not wanted or wanted == name_key(card.name):
        return Collects.BUYER
    named = (*card.alternates, *(each.part for each in card.tickets if each.part))
    return Collects.ALTERNATE if wanted in map(name_key, named) else Collects.OTHER


def word_wanted(card: WillCallCard, wish: Wish) -> bool:
    """Return whether the house wants a second person's word for who came."""
    other = standing(card, wish.collector) is Collects.OTHER
    return other and card.others is OthersRule.APPROVAL


def reason_missing(card: WillCallCard, wish: Wish) -> bool:
    """Return whether it is not said why somebody gets the tickets who is not named."""
    return standing(card, wish.collector) is Collects.OTHER and not wish.reason.strip()


def signs_again(card: WillCallCard, wish: Wish) -> bool:
    """Return whether the person of the order has to sign for tickets that take the place of those
    that were given out, and has not."""
    return card.sign is SignRule.EVERYBODY and not (wish.strokes or wish.on_paper)


def signature_missing(card: WillCallCard, wish: Wish) -> bool:
    """Return whether the house wants a signature that is not there yet."""
    if wish.strokes or wish.on_paper or not card.waiting:
        return False
    others = card.sign is SignRule.OTHERS
    return card.sign is SignRule.EVERYBODY or (
        others and standing(card, wish.collector) is not Collects.BUYER
    )
