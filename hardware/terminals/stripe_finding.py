"""Which PaymentIntent or refund a message id became, where this run of the program does not know.

Lists are up to date but long; ``search`` reaches back as far as the account does but may be an hour
behind (docs.stripe.com, "Search": documented). So the list is read back for longer than that, then
it is searched. Only both together may say that there is none. Refunds cannot be searched: their
list is read as far as ``MOST_PAGES``.
"""

from __future__ import annotations

from dataclasses import dataclass

from hardware.terminals.stripe_answers import Back, Intent
from hardware.terminals.stripe_api import StripeApi

BEHIND_S = 2 * 3600
"""How far the list is read back: twice as long as ``search`` may be behind."""
MOST_PAGES = 10


@dataclass(frozen=True, slots=True)
class Charge:
    """What was found. ``sure``: without ``intent`` there is none."""

    intent: Intent | None
    sure: bool


@dataclass(frozen=True, slots=True)
class Refund:
    """What was found. ``sure``: without ``back`` there is none."""

    back: Back | None
    sure: bool


def find_charge(api: StripeApi, message_id: str, now_s: float) -> Charge:
    """Return the PaymentIntent that bears this message id. ``now_s``: seconds since 1970.

    Raises:
        ApiTrouble: Stripe does not say.
    """
    after = ""
    for _ in range(MOST_PAGES):
        page = api.newest(after)
        for one in page.items:
            if one.message_id == message_id:
                return Charge(one, sure=True)
        if not page.more or not page.items[-1].id:
            return Charge(None, sure=not page.more)
        if page.items[-1].created < now_s - BEHIND_S:
            break
        after = page.items[-1].id
    else:
        return Charge(None, sure=False)
    found = [one for one in api.search(message_id).items if one.message_id == message_id]
    return Charge(found[0] if found else None, sure=True)


def find_refund(api: StripeApi, message_id: str) -> Refund:
    """Return the refund that bears this message id.

    Raises:
        ApiTrouble: Stripe does not say.
    """
    after = ""
    for _ in range(MOST_PAGES):
        page = api.newest_refunds(after)
        for one in page.items:
            if one.message_id == message_id:
                return Refund(one, sure=True)
        if not page.more or not page.items[-1].id:
            return Refund(None, sure=not page.more)
        after = page.items[-1].id
    return Refund(None, sure=False)
