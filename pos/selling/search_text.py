"""What an order is found by: the same words at every window."""

from __future__ import annotations

from collections.abc import Mapping

from pos.records import Order
from pos.text import folded


def search_text(order: Order) -> str:
    """Return the words of an order, folded."""
    return search_words({name: getattr(order, name) for name in SEARCHED})


SEARCHED = ("order_number", "name", "external_ref", "alternates", "phone", "email")


def search_words(row: Mapping[str, object]) -> str:
    """Return the words of an order's row, folded."""
    return folded(" ".join(str(row[name] or "") for name in SEARCHED))
