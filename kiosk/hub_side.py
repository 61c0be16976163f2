"""The sync thread: carries this window's errands to its hub, and what people ask of the hub.

Errands are made and their answers taken in on the ledger thread, a chunk at a time
(``pos.hub.syncing``); this thread only waits for the hub, on a driver of its own. Between two
errands it does what the hub page wants. Nothing here touches Qt: answers for people go through
``Bridge.post``.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from pos.errors import HubUnreachable, PosError, Stopped
from pos.hub.carrying import Carrier
from pos.hub.errands import Answer, Errand

if TYPE_CHECKING:
    from pos.events import Event
    from pos.hub.hub_time import Reading
    from pos.hub.parcels import Parcel
    from pos.hub.syncing import Syncing
    from pos.office import Office
    from pos.ports.hub import Hub
    from pos.ports.storage import UnitOfWork

T = TypeVar("T")
OnLedger = Callable[[Callable[["Office"], None], Callable[[PosError], None]], None]
"""``Ledger.post``."""

HUB = "hub"
"""Name of the sync thread."""
REST_S = 1.0
"""Until the ledger is asked again that had no errand to give: it was being opened, or its disk had
trouble."""
_PATIENCE_S = 2.0
"""How long a shutdown waits for a call that is under way. What it carries is on disk."""


_ANYBODY = 0
"""The turn of what the ledger says without having been asked."""


@dataclass(frozen=True, slots=True)
class _FromLedger:
    """``turn``: which question this answers. One that was asked again meanwhile says nothing any
    more, or there would be two talks with the hub, and everything would be fetched twice."""

    turn: int
    errand: Errand | None
    rest_s: float


@dataclass(frozen=True, slots=True)
class _Wish:
    call: Callable[[Hub], object]
    done: Callable[[object], None]
    failed: Callable[[PosError], None]


class _Wake:
    """Something new is kept here."""


class _Stop:
    """The window closes."""


_Item = _FromLedger | _Wish | _Wake | _Stop


class HubSide:
    """Syncs one window with its hub.

    Args:
        make_hub: Makes this thread's driver, on it.
        clocks: The machine's; from any thread.
        on_ledger: Has work done on the ledger thread.
        post: Has a call run on the GUI thread.
        trouble: Told on the ledger thread of what this window's disk would not do.
    """

    def __init__(
        self,
        make_hub: Callable[[], Hub],
        clocks: Callable[[], Reading],
        on_ledger: OnLedger,
        post: Callable[[Callable[[], None]], None],
        trouble: Callable[[PosError], None],
    ) -> None:
        self._make_hub = make_hub
        self._clocks = clocks
        self._on_ledger = on_ledger
        self._post = post
        self._trouble = trouble
        self._syncing: Syncing[UnitOfWork] | None = None
        self._watching = False
        self._inbox: queue.SimpleQueue[_Item] = queue.SimpleQueue()
        self._awake = threading.Event()
        self._closing = threading.Event()
        self._turn = _ANYBODY
        self._thread = self._new_thread()
        self._faulted = threading.Event()

    def _new_thread(self) -> threading.Thread:
        return threading.Thread(target=self._run, name=HUB, daemon=True)

    def serve(self, syncing: Syncing[UnitOfWork]) -> None:
        """Carry the errands of this office from now on; one that was opened before is gone. Thread:
        ledger."""
        self._syncing = syncing
        self._inbox.put(_FromLedger(_ANYBODY, None, 0.0))
        if self._faulted.is_set():
            self._faulted.clear()
            self._thread = self._new_thread()
            self._thread.start()

    def start(self) -> None:
        """Begin, once; after a fault of our own ``serve`` begins again. Thread: any."""
        self._thread.start()

    def on_event(self, _event: Event) -> None:
        """Something was kept here: it goes to the hub at once. Thread: ledger."""
        self.wake()

    def watch(self, *, watching: bool) -> None:
        """Somebody looks at a house from now on, or nobody any more. Thread: any."""
        if watching != self._watching:
            self._watching = watching
            self.wake()

    def wake(self) -> None:
        """Ask for the next errand now. Thread: any."""
        if not self._awake.is_set():
            self._awake.set()
            self._inbox.put(_Wake())

    def ask(
        self,
        call: Callable[[Hub], T],
        done: Callable[[T], None],
        failed: Callable[[PosError], None],
    ) -> None:
        """Ask the hub something for a person, between two errands; ``done`` or ``failed`` follows
        on the GUI thread. Thread: any."""
        self._inbox.put(_Wish(call, done, failed))  # type: ignore[arg-type]

    def close(self) -> None:
        """End. A call that is under way is waited for two seconds, then left: all it carries is
        on disk, and the hub takes it whole or not at all. Thread: not this one."""
        self._closing.set()
        self._inbox.put(_Stop())
        if self._thread.is_alive():
            self._thread.join(_PATIENCE_S)

    # ------------------------------------------------------------------------------ sync thread

    def _run(self) -> None:
        try:
            hub = self._make_hub()
            try:
                self._serve(hub)
            finally:
                hub.close()
        except Exception as error:  # noqa: BLE001 - raised again where faults of our own are met
            self._faulted.set()
            self._on_ledger(self._lost, _said_elsewhere)
            self._post(partial(_raise, error))

    def _serve(self, hub: Hub) -> None:
        waits_for_ledger, due = False, self._clocks().monotonic
        carrier = Carrier(hub, self._read_ahead)
        while not self._closing.is_set():
            if not waits_for_ledger and (self._awake.is_set() or self._clocks().monotonic >= due):
                self._awake.clear()
                self._next()
                waits_for_ledger = True
            patience = None if waits_for_ledger else max(due - self._clocks().monotonic, 0.0)
            try:
                item = self._inbox.get(timeout=patience)
            except queue.Empty:
                continue
            if isinstance(item, _FromLedger):
                if item.turn not in (self._turn, _ANYBODY):
                    continue
                waits_for_ledger, due = self._go(carrier, item)
            elif isinstance(item, _Wish):
                self._grant(hub, item)

    def _go(self, carrier: Carrier, found: _FromLedger) -> tuple[bool, float]:
        """Carry what the ledger gave; return whether its next word is awaited, and until when to
        rest otherwise."""
        if found.errand is None:
            return False, self._clocks().monotonic + found.rest_s
        answer = carrier.carry(found.errand)
        self._next(found.errand, answer)
        if isinstance(carrier.go_ahead(found.errand, answer), HubUnreachable):
            self._on_ledger(self._lost, _said_elsewhere)
        return True, 0.0

    def _read_ahead(self, parcels: Sequence[Parcel]) -> None:
        if self._syncing is not None and not self._closing.is_set():
            self._syncing.read_ahead(parcels)

    def _grant(self, hub: Hub, wish: _Wish) -> None:
        try:
            answer = wish.call(hub)
        except PosError as error:
            if isinstance(error, HubUnreachable):
                self._on_ledger(self._lost, _said_elsewhere)
            self._post(partial(wish.failed, error))
        else:
            self._post(partial(wish.done, answer))

    # ----------------------------------------------------------------------------- ledger thread

    def _next(self, errand: Errand | None = None, answer: Answer = None) -> None:
        """Have an answer taken in and the next errand made. Thread: sync."""
        self._turn += 1
        take_in = partial(self._take_in, self._turn, errand, answer)
        self._on_ledger(take_in, partial(self._failed, self._turn))

    def _take_in(self, turn: int, errand: Errand | None, answer: Answer, _office: Office) -> None:
        syncing = self._syncing
        if syncing is None:
            self._inbox.put(_FromLedger(turn, None, REST_S))
            return
        syncing.watching = self._watching
        if errand is not None:
            syncing.came(errand, answer, self._clocks())
        now = self._clocks()
        following = syncing.errand(now)
        self._inbox.put(_FromLedger(turn, following, max(syncing.next_at - now.monotonic, 0.0)))

    def _failed(self, turn: int, error: PosError) -> None:
        """The disk refused: nothing was taken in, and the talk begins again."""
        if self._syncing is not None:
            self._syncing.lost(self._clocks())
        if not isinstance(error, Stopped):
            self._trouble(error)
        self._inbox.put(_FromLedger(turn, None, REST_S))

    def _lost(self, _office: Office) -> None:
        if self._syncing is not None:
            self._syncing.lost(self._clocks())


def _said_elsewhere(_error: PosError) -> None:
    """The ledger is stopped, and the page that covers everything says so."""


def _raise(error: Exception) -> None:
    raise error
