"""Taxes by rule, the last thing that makes a price. Pure.

Each tax is worked out for one ticket, from amounts that are not rounded for it, and rounded once.
Fees are what their rules say, so a tax that the list price has in it is taken out of the face value
alone, and never more than there is; the season file is refused if a list price comes to that.
"""

from __future__ import annotations

from dataclasses import replace

from pos.ids import PerformanceId
from pos.money import Money
from pos.views.catalogue import PriceView
from pos.views.charges import TAX_ACCOUNT, WHOLE, Charge, ChargeKind, TaxRule


def with_taxes(
    price: PriceView, rules: tuple[TaxRule, ...], performance: PerformanceId
) -> PriceView:
    """Return the price with every tax that applies; ``face`` is what remains without those that it
    had in it."""
    applying = [rule for rule in rules if bears(price, rule, performance)]
    within = [rule for rule in applying if rule.included]
    face, charges = price.face, []
    for rule, tax in zip(within, included_taxes(price, within), strict=True):
        tax = min(tax, face)
        face -= tax
        charges.append(_charge(rule, tax))
    for rule in applying:
        if not rule.included:
            base = face + price.fee if rule.on_fees else face
            charges.append(_charge(rule, base.portion(rule.rate, WHOLE)))
    found = tuple(each for each in charges if each.amount)
    return replace(price, face=face, charges=(*price.charges, *found)) if found else price


def bears(price: PriceView, rule: TaxRule, performance: PerformanceId) -> bool:
    """Return whether a ticket at this price bears the tax."""
    return (
        bool(price.face)
        and (not rule.performances or performance in rule.performances)
        and (not rule.price_types or price.price_type_id in rule.price_types)
    )


def included_taxes(price: PriceView, rules: list[TaxRule]) -> tuple[Money, ...]:
    """Return what each of these taxes is of a face value that has all of them in it.

    With the fees e, taxes on the face a and on face and fees b, the face value as listed is the net
    face f plus a f + b (f + e).
    """
    listed, fees, currency = price.face.minor, price.fee.minor, price.face.currency
    on_all = sum(rule.rate for rule in rules if rule.on_fees)
    whole = WHOLE + sum(rule.rate for rule in rules)
    net = listed * WHOLE - fees * on_all  # the net face times ``whole``
    bases = (net + fees * whole if rule.on_fees else net for rule in rules)
    nothing = Money.zero(currency)
    return tuple(
        max(Money(base, currency).portion(rule.rate, WHOLE * whole), nothing)
        for rule, base in zip(rules, bases, strict=True)
    )


def _charge(rule: TaxRule, tax: Money) -> Charge:
    return Charge(ChargeKind.TAX, rule.code, rule.name, TAX_ACCOUNT, tax, rule.included)
