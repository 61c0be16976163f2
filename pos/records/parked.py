"""Carts that were put aside for a patron who comes back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ParkedCart:
    """A cart as it was when it was put aside. ``name``: what the patron is found by, may be empty.
    ``content``: the ``CartView`` in JSON; its places are kept by ``hold:cart-`` and this id.
    ``until``: when they go back. What became of it is its machine's (``PARKED``)."""

    parked_id: str
    window_id: str
    window_name: str
    user_id: str
    at: datetime
    until: datetime
    name: str
    content: str
