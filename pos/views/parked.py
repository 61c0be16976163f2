"""Carts that were put aside: what the list of them shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pos.money import Money
from pos.views.selling import CartView


@dataclass(frozen=True, slots=True)
class ParkedView:
    """A cart that waits for its patron, or did. ``who``, ``window``: who put it aside, and where;
    ``here``: at this window. ``until``: when its places go back. ``state``: a
    ``ParkedState``."""

    parked_id: str
    name: str
    who: str
    window: str
    at: datetime
    until: datetime
    cart: CartView
    state: str
    here: bool


@dataclass(frozen=True, slots=True)
class PriceMoved:
    """What costs something else in a recalled cart than it did. ``place``: a ticket's seat, or its
    zone where seats are not numbered; the name of what lies beside tickets."""

    place: str
    was: Money
    now: Money


@dataclass(frozen=True, slots=True)
class RecalledView:
    """A cart in hand again, at the prices of now; ``moved``: what costs something else."""

    cart: CartView
    moved: tuple[PriceMoved, ...] = ()
