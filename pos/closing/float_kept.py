"""Cash of a till that does not go to the bank: more left as the next float, and what the safe pays.

A till brings what it left in the safe beyond its own float. Was more left in the drawer than it
began with, that much is not there to be taken, and a later till of the drawer brings it when its
float shrinks again. A float that came out of the safe and goes back to it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from pos.codec import from_json
from pos.money import Money, total
from pos.views.cash import CountSheet

if TYPE_CHECKING:
    from pos.ports.storage import UnitOfWork
    from pos.window import Window


def float_changes(floats: Iterable[tuple[str, int, int]]) -> dict[str, int]:
    """Return by till what the change of its float adds to what it brings to the bank, minor units;
    tills that change nothing are left out.

    ``floats``: (till, float it began with, float it left) in the order the tills were locked.
    """
    changes: dict[str, int] = {}
    kept = 0
    for till_id, began, left in floats:
        before, kept = kept, max(0, kept + left - began)
        if kept != before:
            changes[till_id] = before - kept
    return changes


def changes_here(uow: UnitOfWork, window: Window) -> dict[str, int]:
    """Return ``float_changes`` of the window's locked tills."""
    return float_changes(
        (till_id, began, from_json(left, CountSheet).total.minor if left else 0)
        for till_id, began, left in uow.tills.floats(window.window_id)
    )


def beside_proof(changes: Iterable[Money], paid: Money) -> tuple[tuple[str, Money], ...]:
    """Return the lines of a deposit's proof that no posting makes: the tills' ``changes`` of float,
    and what the safe paid where they brought less than nothing."""
    change = total(changes, paid.currency)
    code = "float_left_more" if change.minor < 0 else "float_left_less"
    return tuple(
        (why, amount) for why, amount in ((code, change), ("stays_in_safe", paid)) if amount
    )


def changed(changes: Mapping[str, int], till_id: str, currency: str) -> Money:
    """Return what the change of a till's float adds to what it brings."""
    return Money(changes.get(till_id, 0), currency)
