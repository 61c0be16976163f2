"""A window that goes on from a backup: the banner that names what nobody has looked at, and its
panel. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.presenters.house_check import HouseCheck, HouseCheckState
from kiosk.weights import Weight

if TYPE_CHECKING:
    from kiosk.presenters.rooms import Rooms
    from kiosk.presenters.tasks import Tasks
    from kiosk.screens.house_check import HouseCheckPanel
    from kiosk.shell import Shell
    from pos.ids import Ids


class HeirSide:
    """Keeps the banner true; its panel is made when somebody wants it, which is seldom."""

    def __init__(self, shell: Shell, rooms: Rooms, tasks: Tasks, ids: Ids) -> None:
        self._shell = shell
        self._panel: HouseCheckPanel | None = None
        self.check = HouseCheck(tasks, rooms.desk, ids, rooms.approval)
        self.check.watch(self._draw)
        self.check.refresh()

    def retranslate(self) -> None:
        """Say everything in another language."""
        self._draw(self.check.state)
        if self._panel is not None:
            self._panel.retranslate(self._shell.words)

    def _draw(self, state: HouseCheckState) -> None:
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
        if self._panel is None:
            from kiosk.screens.house_check import HouseCheckPanel

            self._panel = HouseCheckPanel(self._shell.words, self.check)
            self._panel.wanted.connect(self._show)
        self.check.open()

    def _show(self, wanted: bool) -> None:
        assert self._panel is not None
        if wanted:
            self._shell.show_panel(self._panel)
        else:
            self._shell.hide_panel(self._panel)
