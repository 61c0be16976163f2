"""Says in time that blank tickets run low, by the count: many printers have no sensor for it.

Reads after whatever uses or adds tickets; the count is one quick question to the ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from kiosk.presenters.tasks import Tasks
from pos.errors import PosError
from pos.views.stock import StockView

if TYPE_CHECKING:
    from pos.office import Office


class StockWatch:
    """Watches one ticket printer's blank tickets. GUI thread.

    Args:
        say: Gets the standing when it is low, None when there is enough; told only at a change.
        failed: Told when it could not be read.
    """

    def __init__(
        self,
        tasks: Tasks,
        device: str,
        say: Callable[[StockView | None], None],
        failed: Callable[[PosError], None],
    ) -> None:
        self._tasks = tasks
        self._device = device
        self._say = say
        self._failed = failed
        self._asked = False
        self.low: StockView | None = None

    def look(self) -> None:
        """Read the count again; many calls at once are one question."""
        if not self._asked:
            self._asked = True
            self._tasks.ask(self._read, self._know, self._refuse, self)

    def _read(self, office: Office) -> StockView:
        return office.stock.standing(self._device)

    def _know(self, stock: StockView) -> None:
        self._asked = False
        low = stock if stock.low else None
        before = None if self.low is None else self.low.should_be_there
        now = None if low is None else low.should_be_there
        if before != now:
            self.low = low
            self._say(low)

    def _refuse(self, error: PosError) -> None:
        self._asked = False
        self._failed(error)
