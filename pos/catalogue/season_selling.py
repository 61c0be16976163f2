"""``[venues.selling]`` of a season file: the venue's rules about carts, all of them optional."""

from __future__ import annotations

from pos.catalogue.fields import Fields
from pos.money import Money
from pos.views.selling_rules import LAUNCH_SELLING, SellingRules

A_DAY_OF_MINUTES = 1_440
_AVOID, _ALLOW = "avoid", "allow"


def read_selling(fields: Fields | None, currency: str) -> SellingRules:
    """Return the rules of a venue; what the file does not say is as in the launch profile."""
    if fields is None:
        return LAUNCH_SELLING
    usual = LAUNCH_SELLING
    rules = SellingRules(
        cart_minutes=fields.integer("cart_minutes", usual.cart_minutes, highest=A_DAY_OF_MINUTES),
        held_cart_minutes=fields.integer(
            "held_cart_minutes", usual.held_cart_minutes, lowest=1, highest=A_DAY_OF_MINUTES
        ),
        round_up_minor=fields.money(
            "round_up_to", currency, Money(usual.round_up_minor, currency)
        ).minor,
        spare_single=fields.choice("leave_single", (_AVOID, _ALLOW), _AVOID) == _AVOID,
    )
    fields.end()
    return rules
