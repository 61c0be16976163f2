"""What a price has in it, in words."""

from __future__ import annotations

from collections.abc import Iterable

from pos.money import Money
from pos.views.charges import ChargeSum, by_name
from pos.views.selling import CartLine
from printing.fields import charge_name
from printing.words import Words

_BETWEEN = "\u00a0· "
"""Between parts: a line breaks behind the dot."""


def charges_line(fees: Money, charges: Iterable[ChargeSum], words: Words) -> str:
    """Return the fees and taxes in a sum, each by name where rules made some."""
    named = _BETWEEN.join(_part(each, words) for each in charges)
    if named:
        return words("Included: {charges}", charges=named)
    return words("Fees included: {amount}", amount=fees)


def made_of(line: CartLine, words: Words) -> str:
    """Return what one ticket's price is made of, where rules made some of it; else nothing."""
    if not line.charges:
        return ""
    named = by_name(line.charges, line.fee)
    parts = [words("Face value {amount}", amount=line.face)]
    return _BETWEEN.join((*parts, *(_part(each, words) for each in named)))


def _part(charge: ChargeSum, words: Words) -> str:
    """Return a name with its amount, which stay on one line."""
    return f"{charge_name(charge, words)}\u00a0{words.money(charge.amount)}"
