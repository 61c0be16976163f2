"""A window tied to its hub: the sync thread that carries the talk, and what is seen of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kiosk.hub_face import HubFace
from kiosk.hub_line import HubLine, not_there
from kiosk.hub_side import HubSide
from kiosk.presenters.blocks import BlocksRoom
from kiosk.presenters.hub_room import HubRoom
from kiosk.presenters.hub_task import HubTaskRoom
from kiosk.timers import QtTimers
from pos.events import HouseChanged

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from kiosk.office_news import OfficeNews
    from kiosk.presenters.rooms import Rooms
    from kiosk.presenters.sign_in import SignIn
    from kiosk.shell import Shell
    from kiosk.tasks import Ledger
    from pos.clock import Clock
    from pos.errors import PosError
    from pos.hub.connection import Connection
    from pos.hub.syncing import Syncing
    from pos.ids import Ids
    from pos.office import Office
    from pos.ports.storage import UnitOfWork


class HubTies:
    """Keeps the talk with the hub going and shows how it stands. Made on the ledger thread.

    Args:
        line: The way to the hub; where there is none, nobody is there.
        post: Runs a call on the GUI thread.
        trouble: Told on the ledger thread what the disk would not do.
        parent: Owns the timers.
    """

    def __init__(
        self,
        line: HubLine | None,
        clock: Clock,
        ids: Ids,
        shell: Shell,
        rooms: Rooms,
        entry: SignIn,
        news: OfficeNews,
        ledger: Ledger,
        post: Callable[[Callable[[], None]], None],
        trouble: Callable[[PosError], None],
        parent: QObject,
    ) -> None:
        self._ids = ids
        self._shell = shell
        self._rooms = rooms
        self._entry = entry
        self._news = news
        self._ledger = ledger
        self._post = post
        self._parent = parent
        way = line or HubLine(not_there, clock)
        self._side = HubSide(way.make, way.clocks, ledger.post, post, trouble)
        self.face: HubFace | None = None
        """What is seen of it; there once the GUI thread has made it."""
        post(self._show)

    def serve(self, office: Office, syncing: Syncing[UnitOfWork]) -> None:
        """Carry this office's talk from now on. Thread: ledger."""
        syncing.changed.append(self._stands)
        self._side.serve(syncing)
        office.events.subscribe(self._side.on_event)

    def retranslate(self) -> None:
        """Say everything in another language. GUI thread."""
        if self.face is not None:
            self.face.retranslate()

    def close(self) -> None:
        """End the talk; what was not sent yet stays on disk. GUI thread."""
        self._side.close()

    def _stands(self, connection: Connection) -> None:
        """Thread: ledger."""
        self._post(partial(self._show_connection, connection))

    def _show_connection(self, connection: Connection) -> None:
        up, waits, ended = connection.may_ask, connection.fresh, connection.ended
        self._rooms.sell.line_is(up=up, waits=waits, why=connection.why, ended=ended)
        self._rooms.desk.closed_is(connection.closed)
        if not self._entry.state.people:
            self._entry.refresh()
        if self.face is not None:
            self.face.room.stands(connection)

    def _show(self) -> None:
        rooms, ledger, ids, ask = self._rooms, self._ledger, self._ids, self._side.ask
        desk, approval, timers = rooms.desk, rooms.approval, QtTimers(self._parent)
        blocks = BlocksRoom(ledger, desk, ids, approval, timers, ask)
        room = HubRoom(ledger, desk, ids, approval, timers, ask, rooms.orders.show, blocks.open)
        settling = HubTaskRoom(ledger, desk, ids, approval, room)
        self.face = HubFace(self._shell, room, blocks, settling)
        self._news.tell(HouseChanged, lambda of: blocks.house_changed(of.performance_id))
        rooms.sell.blocks_wanted.append(blocks.open)
        desk.changed.append(self._watch_houses)
        rooms.exchange.seats.watch(lambda _seats: self._watch_houses())
        self._side.start()

    def _watch_houses(self) -> None:
        """What others do is heard soonest while somebody would see it."""
        self._side.watch(watching=self._rooms.house_open)
