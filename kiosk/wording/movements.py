"""Names of what is done with cash beside sales."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.wording.say import Say
from pos.views.movements import MovementKind

if TYPE_CHECKING:
    from printing.words import Words

MOVEMENT_WORDS: dict[MovementKind, Say] = {
    MovementKind.DROP: Say("To the safe"),
    MovementKind.TOP_UP: Say("From the safe"),
    MovementKind.PAID_IN: Say("Paid in"),
    MovementKind.PAID_OUT: Say("Paid out"),
}


def movement_text(kind: MovementKind, words: Words) -> str:
    """Return what was done with the cash."""
    return words(MOVEMENT_WORDS[kind].text)
