"""While a till is counted, its card terminal is asked once for its own totals, and they are kept.

Nobody waits for it and nothing is shown of it here: what does not agree opens an exception of the
close. Must not know: Qt. Thread: GUI.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from pos.errors import PosError
from pos.ids import CommandId, Ids

if TYPE_CHECKING:
    from kiosk.card_desk import CardDesk
    from kiosk.presenters.desk import Desk
    from kiosk.presenters.tasks import Tasks
    from pos.ports.terminals import TerminalTotals

_log = logging.getLogger("cards")


class CardTotals:
    """Asks when the drawer's session changed."""

    def __init__(self, tasks: Tasks, desk: Desk, ids: Ids, cards: CardDesk) -> None:
        self._tasks = tasks
        self._desk = desk
        self._ids = ids
        self._cards = cards
        self._till = ""

    def look(self) -> None:
        """The drawer's session changed: ask the terminal, if its till is being counted and nobody
        asked yet."""
        if self._cards.tells_totals:
            self._tasks.ask(
                lambda office: office.terminal_counts.wanted(), self._wanted, self._failed, self
            )

    def _wanted(self, till_id: str) -> None:
        if till_id and till_id != self._till:
            self._till = till_id
            self._cards.totals(self._told)
        elif not till_id:
            self._till = ""

    def _told(self, totals: TerminalTotals | None) -> None:
        session = self._desk.session
        if totals is None or session is None:
            self._till = ""
            return
        who = self._cards.identity()
        serial, command = "" if who is None else who.serial, CommandId(self._ids.new())
        self._tasks.change(
            lambda office: office.terminal_counts.record(command, session, serial, totals),
            lambda _: None,
            self._failed,
            self,
        )

    def _failed(self, error: PosError) -> None:
        self._till = ""
        _log.info("the terminal's totals were not kept: %s", error.code)
