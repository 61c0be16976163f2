"""Card data where none belongs: every refusal goes on record, and each night is searched for more.

Screens and readers have wiped what they saw before this hears of it; only the place is told.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.threads import assert_gui

if TYPE_CHECKING:
    from kiosk.presenters.desk import Desk
    from kiosk.tasks import Ledger
    from pos.errors import PosError
    from pos.office import Office
    from pos.views.cash import Finding

Search = Callable[[Callable[[], bool]], "tuple[Finding, ...]"]
"""Returns where card numbers stand; ends early once its argument says so."""


class CardWatch:
    """Records refusals, and after a day's close searches the home and turns off idle accounts.

    Args:
        ledger: Where the record is made and the night's work is done.
        desk: Who is signed in.
        search: Returns where card numbers stand in the home's files, its database among them.
        beside: Runs the search on a thread of its own and hands its findings over. Thread: GUI.
        found: Told how many places a search found, if any. Thread: GUI.
        failed: Told of trouble. Thread: GUI.
    """

    def __init__(
        self,
        ledger: Ledger,
        desk: Desk,
        search: Search,
        beside: Callable[[Search, Callable[[tuple[Finding, ...]], None]], None],
        found: Callable[[int], None],
        failed: Callable[[PosError], None],
    ) -> None:
        self._ledger = ledger
        self._desk = desk
        self._search = search
        self._beside = beside
        self._found = found
        self._failed = failed

    def refused(self, place: str) -> None:
        """Record that a card number was refused and wiped at ``place``: a field or a device."""
        assert_gui()
        session = self._desk.session
        self._ledger.change(
            lambda office: office.access.card_refused(session, place),
            lambda _: None,
            self._failed,
        )

    def day_closed(self) -> None:
        """Search the home for card numbers, and disable accounts nobody uses. The ledger goes on
        with its work meanwhile."""
        assert_gui()
        self._beside(self._search, self._searched)

    def _searched(self, findings: tuple[Finding, ...]) -> None:
        places = [f.subject for f in findings if f.severity == "error"]

        def record(office: Office) -> int:
            office.access.searched(places)
            office.access.disable_idle()
            return len(places)

        self._ledger.change(record, self._said, self._failed)

    def _said(self, places: int) -> None:
        if places:
            self._found(places)
