"""What a cart says in words is looked through before any of it is kept."""

from __future__ import annotations

from pos.card_guard import looks_like_card
from pos.errors import CardNumberRefused
from pos.views.selling import CartView


def check_cart_texts(cart: CartView) -> None:
    """Return if no text of the cart looks like a card number: whoever calls may have filled it by
    hand.

    Raises:
        CardNumberRefused: Otherwise.
    """
    texts = [("promo_code", code) for code in (*cart.promo_codes, cart.source_code)]
    for line in cart.lines:
        texts.append(("comp_reason", line.comp_reason))
        if line.by_hand is not None:
            texts.append(("price_reason", line.by_hand.reason))
        texts += [("name", text) for step in line.steps for text in (step.code, step.name)]
        words = (line.section, line.row, line.number, line.zone, line.price_type)
        texts += [("name", text) for text in words]
        if line.package is not None:
            texts += [("name", text) for text in (line.package.code, line.package.name)]
    for extra in cart.extras:
        texts.append(("certificate_for", extra.text))
        texts += [("name", text) for text in (extra.code, extra.name)]
    texts += [("name", text) for offer in cart.offers for text in (offer.code, offer.name)]
    for field, text in texts:
        if looks_like_card(text):
            raise CardNumberRefused(field=field)
