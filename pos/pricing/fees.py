"""Fees by rule, on top of the list price. Pure.

A fee depends on the face value after everything that lowered it, and on nothing else of the cart.
"""

from __future__ import annotations

from dataclasses import replace

from pos.money import Money
from pos.views.catalogue import PriceView
from pos.views.charges import WHOLE, Channel, Charge, ChargeKind, FeeRule


def with_fees(price: PriceView, rules: tuple[FeeRule, ...], channel: Channel) -> PriceView:
    """Return the price with every fee that applies; ``fee`` is all fees together, the list price's
    own included."""
    charges = tuple(
        Charge(ChargeKind.FEE, rule.code, rule.name, rule.account, fee)
        for rule in rules
        if bears(price, rule, channel) and (fee := amount_of(rule, price.face))
    )
    if not charges:
        return price
    fee = sum((each.amount for each in charges), price.fee)
    return replace(price, fee=fee, charges=(*price.charges, *charges))


def bears(price: PriceView, rule: FeeRule, channel: Channel) -> bool:
    """Return whether a ticket at this price bears the fee."""
    return (
        (rule.comps or bool(price.face))
        and (rule.from_face is None or price.face >= rule.from_face)
        and (not rule.channels or channel in rule.channels)
        and (not rule.price_types or price.price_type_id in rule.price_types)
        and (not rule.zones or price.zone_id in rule.zones)
    )


def amount_of(rule: FeeRule, face: Money) -> Money:
    """Return what the fee comes to, rounded once."""
    amount = rule.amount + face.portion(rule.rate, WHOLE)
    return amount if rule.most is None else min(amount, rule.most)
