"""Names of what is done with cash beside sales; the same on screens and papers."""

from __future__ import annotations

from pos.views.movements import MovementKind
from printing.words import Words


def movement_text(kind: MovementKind, words: Words) -> str:
    """Return what was done with the cash."""
    return {
        MovementKind.DROP: words("To the safe"),
        MovementKind.TOP_UP: words("From the safe"),
        MovementKind.PAID_IN: words("Paid in"),
        MovementKind.PAID_OUT: words("Paid out"),
    }[kind]
