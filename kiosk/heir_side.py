"""A window that goes on from a backup: the banner that names what nobody has looked at, and its
panel. GUI thread only."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kiosk.presenters.house_check import HouseCheck, HouseCheckState
from kiosk.screens.over_the_room import lay
from kiosk.weights import Weight

if TYPE_CHECKING:
    from kiosk.presenters.rooms import Rooms
    from kiosk.presenters.tasks import Tasks
    from kiosk.shell import Shell
    from kiosk.widgets.panel import Panel
    from pos.ids import Ids
    from pos.views.restoring import HeirView
    from printing.words import Words


class HeirSide:
    """Keeps the banner true; its panel is made when somebody wants it, which is seldom."""

    def __init__(self, shell: Shell, rooms: Rooms, tasks: Tasks, ids: Ids) -> None:
        self._shell = shell
        self._read_again = rooms.sell.refresh
        self._waiting: HeirView | None = None
        self.check = HouseCheck(tasks, rooms.desk, ids, rooms.approval)
        lay(shell, self.check, partial(_panel, self.check))
        self.check.watch(self._draw)
        self.check.refresh()

    def retranslate(self) -> None:
        """Say everything in another language."""
        self._draw(self.check.state)

    def _draw(self, state: HouseCheckState) -> None:
        if state.waiting != self._waiting:
            before, self._waiting = self._waiting, state.waiting
            if before is not None:  # their cards say so
                self._read_again()
        if state.waiting is None:
            self._shell.clear_banner("heir")
            return
        words, waiting = self._shell.words, state.waiting
        self._shell.banner(
            words.plural(
                "{n} performance is not sold before somebody looks what the lost machine sold.",
                "{n} performances are not sold before somebody looks what the lost machine sold.",
                len(waiting.houses),
            ),
            words(
                "This window goes on from the backup of {time}.",
                time=words.day_and_time(waiting.since),
            ),
            "warning",
            words("Look"),
            self.look,
            key="heir",
            weight=Weight.QUESTION,
            name=words("Performances to look at"),
        )

    def look(self) -> None:
        """Show the panel."""
        self.check.open()


def _panel(check: HouseCheck, words: Words) -> Panel:
    from kiosk.screens.house_check import HouseCheckPanel

    return HouseCheckPanel(words, check)
