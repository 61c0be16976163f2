"""Papers handed in with a till, one after the other: what is said of the one in hand."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.presenters.paper_walk import PaperWalk
from pos.errors import PosError, TextMissing
from pos.money import Money


class PaperSteps:
    """The touches of a walk over papers. GUI thread.

    Args:
        walk: How far it is.
        walked: Gets it one step on.
        refuse: Gets what cannot be.
    """

    def __init__(
        self,
        walk: Callable[[], PaperWalk],
        walked: Callable[[PaperWalk], None],
        refuse: Callable[[PosError], None],
    ) -> None:
        self._walk = walk
        self._walked = walked
        self._refuse = refuse

    def take(self, index: int) -> None:
        """Another paper is in hand."""
        self._walked(self._walk().take(index))

    def there(self, amount: Money) -> None:
        """The paper in hand is there; ``amount`` is what stands on it."""
        paper = self._walk().in_hand
        if paper is None or not paper.has_amount or amount:
            self._walked(self._walk().say(amount))

    def missing(self) -> None:
        """The paper in hand is not in the drawer."""
        walk = self._walk()
        extra = walk.in_hand is not None and walk.in_hand.extra
        self._walked(walk.drop() if extra else walk.say(None))

    def all_there(self, kind: str, currency: str) -> None:
        """Every paper of a kind without amounts is handed in."""
        self._walked(self._walk().all_there(kind, currency))

    def extra(self, kind: str, number: str, payer: str, amount: Money) -> bool:
        """A paper lies there that is not on the list; return whether enough is known of it."""
        if not number.strip() or not amount:
            self._refuse(TextMissing(field="paper"))
            return False
        self._walked(self._walk().add(kind, number.strip(), payer.strip(), amount))
        return True
