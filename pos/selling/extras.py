"""What a cart holds beside places: gift certificates. Pure: a cart is a value, and nothing is on
disk before it is sold."""

from __future__ import annotations

from dataclasses import replace

from pos.errors import AmountInvalid, CurrencyMismatch, NotFound
from pos.money import LARGEST_MINOR, Money
from pos.text import checked_text
from pos.views.paying import ExtraKind
from pos.views.selling import CartView, ExtraLine

FOR_WHOM_LONGEST = 80


def add_certificate(cart: CartView, amount: Money, for_whom: str = "") -> CartView:
    """Return the cart with a gift certificate of ``amount`` in it. ``for_whom`` is printed on it.

    Raises:
        AmountInvalid: Not more than nothing, or more than any sum here.
        CurrencyMismatch: The cart is in another currency.
        TextRefused, CardNumberRefused: The name.
    """
    if amount.currency != cart.currency:
        raise CurrencyMismatch(expected=cart.currency, actual=amount.currency)
    if not 0 < amount.minor <= LARGEST_MINOR:
        raise AmountInvalid(text=str(amount.minor))
    text = checked_text("certificate_for", for_whom, longest=FOR_WHOM_LONGEST)
    taken = {extra.line_id for extra in cart.extras}
    number = next(n for n in range(1, len(taken) + 2) if f"certificate-{n}" not in taken)
    line = ExtraLine(f"certificate-{number}", ExtraKind.CERTIFICATE, amount, text)
    return replace(cart, extras=(*cart.extras, line))


def remove_extra(cart: CartView, line_id: str) -> CartView:
    """Return the cart without this line.

    Raises:
        NotFound: It has no such line.
    """
    kept = tuple(extra for extra in cart.extras if extra.line_id != line_id)
    if len(kept) == len(cart.extras):
        raise NotFound(kind="extra", key=line_id)
    return replace(cart, extras=kept)


def clean_extras(cart: CartView) -> CartView:
    """Return the cart with every extra looked at again, wherever the cart came from.

    Raises:
        AmountInvalid, CurrencyMismatch, TextRefused, CardNumberRefused: See ``add_certificate``.
    """
    clean = replace(cart, extras=())
    for extra in cart.extras:
        clean = add_certificate(clean, extra.amount, extra.text)
    return clean
