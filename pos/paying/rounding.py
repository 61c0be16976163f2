"""Cash without the smallest coins: what is asked for in cash under the venue's rule.

Prices, fees and every other form of payment stay exact; only the cash part of a payment is rounded,
once, and the difference is a tender of its own (account 5030). Source: the published state rules of
2025 and 2026, which agree in this (money and compliance 3.3).
"""

from __future__ import annotations

from pos.money import MINOR_DIGITS, Money
from pos.views.paying_rules import CashRounding

STEP = 5
"""The smallest coin that is handed out, in minor units."""


def cash_due(rest: Money, rule: CashRounding) -> Money:
    """Return what is asked for in cash when ``rest`` remains; a negative rest is given back, and
    rounded like the same sum taken, so that buying and giving back earns nobody a cent.

    Currencies without cents are not rounded, and nothing becomes nothing: two cents stay two cents.
    """
    if rule is CashRounding.OFF or MINOR_DIGITS[rest.currency] != 2:
        return rest
    size, sign = abs(rest.minor), -1 if rest.minor < 0 else 1
    over = size % STEP
    rounded = size - over
    if rule is CashRounding.NICKEL and over > STEP // 2:
        rounded += STEP
    return Money(sign * rounded, rest.currency) if rounded else rest
