"""What a pole display says: two lines of twenty for each state of a sale.

The driver cuts and transliterates; this module chooses the words. GUI thread.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.presenters.customer import CustomerState, Facing

if TYPE_CHECKING:
    from pos.ports.readers import PoleDisplay
    from printing.words import Words

WIDTH = 20


class PoleFace:
    """Draws ``CustomerState`` on a pole display."""

    def __init__(self, words: Words, pole: PoleDisplay) -> None:
        self._words = words
        self._pole = pole
        self._state = CustomerState()

    def draw(self, state: CustomerState) -> None:
        """Show ``state``; returns at once."""
        self._state = state
        self._pole.show(*lines_for(state, self._words))

    def retranslate(self, words: Words) -> None:
        """Say it in another language."""
        self._words = words
        self.draw(self._state)


def lines_for(state: CustomerState, words: Words) -> tuple[str, str]:
    """Return the two lines for a state; amounts stand at the right end of theirs."""
    if state.facing is Facing.CART:
        last = state.lines[-1]
        what = last.price_type or words("Gift certificate")
        return _ends(what, words.money(last.price)), _ends(words("Total"), words.money(state.total))
    if state.facing is Facing.PAYING:
        upper = _ends(words("Total"), words.money(state.total))
        return upper, _ends(words("Due"), words.money(state.due))
    if state.facing is Facing.CHANGE:
        upper = _ends(words("Paid"), words.money(state.total))
        return upper, _ends(words("Change"), words.money(state.change))
    if state.facing is Facing.THANKS:
        return words("Thank you."), words("Enjoy the show!")
    return words("Welcome"), state.company


def _ends(left: str, right: str) -> str:
    """Return a line with ``left`` at its left and ``right``, whole, at its right end."""
    room = max(WIDTH - len(right) - 1, 0)
    return f"{left[:room]:<{room}} {right}"
