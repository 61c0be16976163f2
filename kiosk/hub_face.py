"""What is seen of the hub: the connection in the top bar, the banner about what two windows did at
once, and the hub page, which is made when somebody wants it. GUI thread only."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from kiosk.presenters.blocks import BlocksRoom
from kiosk.presenters.hub_room import HubRoom, HubState
from kiosk.presenters.hub_task import HubTaskRoom
from kiosk.screens.over_the_room import lay
from kiosk.weights import Weight
from kiosk.wording.hub_page import block_left, connection_text, standing_text
from pos.lifecycles import ConnectionState

if TYPE_CHECKING:
    from kiosk.shell import Shell
    from kiosk.widgets.panel import Panel
    from printing.words import Words


class HubFace:
    """Keeps chip and banner true, and shows the page and the map of blocks."""

    def __init__(
        self, shell: Shell, room: HubRoom, blocks: BlocksRoom, settling: HubTaskRoom
    ) -> None:
        self._shell = shell
        self.room = room
        self.blocks = blocks
        self.settling = settling
        lay(shell, room, partial(_page, room, settling))
        lay(shell, blocks, partial(_map, blocks))
        lay(shell, settling, partial(_task, settling))
        shell.top_bar.connection_tapped.connect(self._tapped)
        room.watch(self._draw)

    def retranslate(self) -> None:
        """Say everything in another language."""
        self._draw(self.room.state)

    def _draw(self, state: HubState) -> None:
        words, shell = self._shell.words, self._shell
        said = connection_text(state.connection, words, state.selling)
        shell.top_bar.set_connection(*said, block_left(state))
        self._say_stopped(state)
        if not state.connection.open_tasks:
            shell.clear_banner("hub_tasks")
            return
        shell.banner(
            words.plural(
                "Two windows did something at once that only one can do: {n} task.",
                "Two windows did something at once that only one can do: {n} tasks.",
                state.connection.open_tasks,
            ),
            words("Look at both sides and settle it before the patrons are at the door."),
            "warning",
            words("Look"),
            self.room.open,
            key="hub_tasks",
            weight=Weight.QUESTION,
            name=words("Tasks of the hub"),
        )

    def _say_stopped(self, state: HubState) -> None:
        """Whoever sells here is told that the hub takes nothing from this window, and what to do:
        the chip alone is overlooked."""
        words, shell, stands = self._shell.words, self._shell, state.connection
        if stands.state is not ConnectionState.STOPPED:
            shell.clear_banner("hub_stopped")
            return
        what, remedy, tone = standing_text(state, words)
        shell.banner(
            what,
            remedy,
            tone,
            words("Look"),
            self.room.open,
            key="hub_stopped",
            weight=Weight.QUESTION,
            name=connection_text(stands, words)[0],
        )

    def _tapped(self) -> None:
        self.room.open()


def _page(room: HubRoom, settling: HubTaskRoom, words: Words) -> Panel:
    from kiosk.screens.hub_room import HubPanel

    return HubPanel(words, room, settling)


def _map(blocks: BlocksRoom, words: Words) -> Panel:
    from kiosk.screens.blocks import BlocksPanel

    return BlocksPanel(words, blocks)


def _task(settling: HubTaskRoom, words: Words) -> Panel:
    from kiosk.screens.hub_task import HubTaskPanel

    return HubTaskPanel(words, settling)
