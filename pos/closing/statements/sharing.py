"""An order paid by several tenders for several performances: which part of which tender is whose.

Nobody said which dollar bought which ticket, so each class of payment is shared in proportion to
what was bought, in whole cents that come to exactly what is to be shared (largest remainder).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pos.ports.figures import OrderPart

_SOLD = ("mine", "others")


def paid_for_performance(parts: Iterable[OrderPart]) -> dict[str, int]:
    """Return class of payment -> what of it paid for the performance's tickets; together they are
    what its tickets cost."""
    orders: dict[str, dict[str, int]] = {}
    for each in parts:
        order = orders.setdefault(each.order_id, {})
        order[each.part] = order.get(each.part, 0) + each.amount
    found: dict[str, int] = {}
    for order in orders.values():
        mine, whole = order.get("mine", 0), sum(order.get(sold, 0) for sold in _SOLD)
        paid = {part: amount for part, amount in order.items() if part not in _SOLD}
        for part, amount in shared(paid, mine, whole).items():
            found[part] = found.get(part, 0) + amount
    return {part: amount for part, amount in found.items() if amount}


def shared(paid: Mapping[str, int], mine: int, whole: int) -> dict[str, int]:
    """Return ``mine`` parts of ``whole`` of each payment, in minor units that come to ``mine`` when
    the payments come to ``whole``."""
    if not mine or not whole:
        return {}
    exact = {part: divmod(amount * mine, whole) for part, amount in paid.items()}
    given = {part: floor for part, (floor, _) in exact.items()}
    missing = sum(paid.values()) * mine // whole - sum(given.values())
    for part in sorted(exact, key=lambda part: (-exact[part][1], part))[:missing]:
        given[part] += 1
    return given
