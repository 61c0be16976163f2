"""A donation that makes a cart's sum a round one. Pure. It follows the cart: whatever else changes,
it is what is missing to the next round sum, and it goes when nothing is."""

from __future__ import annotations

from dataclasses import replace

from pos.errors import AmountInvalid
from pos.money import LARGEST_MINOR, Money
from pos.views.paying import ExtraKind
from pos.views.season import Fund
from pos.views.selling import CartView, ExtraLine

ROUND_UP = "round-up"
"""The id of the line; a cart has one at most."""


def missing_to_round(cart: CartView, step_minor: int) -> Money:
    """Return what is missing to the next multiple of ``step_minor``, beside what rounds up already;
    nothing where the sum is round, nothing is bought, or nobody is asked (0)."""
    nothing = Money.zero(cart.currency)
    whole = _without_round_up(cart).total
    if not whole or step_minor <= 0:
        return nothing
    missing = Money(-whole.minor % step_minor, cart.currency)
    return missing if whole.minor + missing.minor <= LARGEST_MINOR else nothing


def round_up(cart: CartView, fund: Fund, step_minor: int) -> CartView:
    """Return the cart with the donation that makes its sum a round one.

    Raises:
        AmountInvalid: Nothing is missing to it.
    """
    missing = missing_to_round(cart, step_minor)
    if not missing:
        raise AmountInvalid(text=str(missing.minor))
    line = ExtraLine(
        ROUND_UP, ExtraKind.DONATION, missing, code=fund.code, name=fund.name, round_up=True
    )
    return replace(cart, extras=(*_without_round_up(cart).extras, line))


def rounded_up(cart: CartView, step_minor: int) -> CartView:
    """Return the cart with what rounds it up as it is to be now; without where nothing is missing
    any more. A cart that is not rounded up stays as it is."""
    line = next((extra for extra in cart.extras if extra.round_up), None)
    if line is None:
        return cart
    missing = missing_to_round(cart, step_minor)
    if not missing:
        return _without_round_up(cart)
    now = replace(line, amount=missing)
    return replace(cart, extras=tuple(now if each is line else each for each in cart.extras))


def _without_round_up(cart: CartView) -> CartView:
    return replace(cart, extras=tuple(extra for extra in cart.extras if not extra.round_up))
