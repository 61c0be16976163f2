"""How the party sits that was offered seats last, where that wants a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.presenters.sell_state import SellState
from kiosk.wording.seats import notes_text

if TYPE_CHECKING:
    from printing.words import Words


def party_words(state: SellState, words: Words) -> tuple[str, str]:
    """Return what is said, and what stands under it: that there are no other seats, that they sit
    apart, what is to be known of the seats. Nothing where nothing is."""
    notes = notes_text(state.noted, words)
    if state.no_other:
        what = words("No other seats are free for this party.")
        why = words("They keep these. Next best begins with the first ones again.")
    elif state.apart:
        rows = ", ".join(
            words("{count} in {section} {row}", count=p.count, section=p.section, row=p.row)
            for p in state.apart
        )
        what = words("They do not sit together: {rows}.", rows=rows)
        why = words("Nowhere in this zone are so many free side by side.")
    else:
        return notes, ""
    return what, "\n".join(part for part in (why, notes) if part)
