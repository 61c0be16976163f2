"""Writes down what the drawer's sensor tells apart from our kicks: opened by key, left open, shut.

An opening is ours when a reason to open was put on disk shortly before; each reason explains one
opening. In doubt it is ours: nobody is named for an opening that the sensor saw late. After the
line was lost nothing is concluded from finding the drawer open. Must not know: Qt. Thread: the
sensor is heard on the device's thread, everything is decided on the ledger thread.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from kiosk.threads import assert_ledger
from pos.events import DrawerToOpen, Event
from pos.lifecycles import DeviceState
from pos.ports.devices import CashDrawer, Condition, DeviceStatus, OpenSpell, TellsOpenings

if TYPE_CHECKING:
    from kiosk.spool import OnLedger
    from pos.clock import Clock
    from pos.errors import PosError
    from pos.office import Office

EXPLAINED_FOR_S = 30.0
"""How long after a reason was committed an opening is its doing: a kick waits for a paper that is
being printed."""

_HEARD = frozenset({DeviceState.READY, DeviceState.ATTENTION, DeviceState.STOPPED})


class DrawerRecord:
    """The sensor's side of the record of openings; the reasons' side is the office's.

    Args:
        on_ledger: ``Ledger.post``.
        drawer: The cash drawer.
        clock: The machine's own.
        trouble: Told on the ledger thread when the disk would not take a record.
    """

    def __init__(
        self,
        on_ledger: OnLedger,
        drawer: CashDrawer,
        clock: Clock,
        trouble: Callable[[PosError], None],
    ) -> None:
        self._on_ledger = on_ledger
        self._drawer = drawer
        self._clock = clock
        self._trouble = trouble
        self._before: DeviceStatus | None = None
        self._reasons: list[float] = []
        """When reasons to open were committed that no opening has used up. Ledger thread."""
        self._told = False
        """Whether the opening that goes on is on record. Ledger thread."""

    def start(self) -> None:
        """Listen to the sensor. Thread: any."""
        self._drawer.watch(self._status_changed)
        if isinstance(self._drawer, TellsOpenings):
            self._drawer.watch_openings(self._shut)

    def on_event(self, event: Event) -> None:
        """Take note of a reason to open. Subscribe it to the office's events. Thread: ledger."""
        if isinstance(event, DrawerToOpen):
            self._reasons.append(self._clock.monotonic())

    # ---- device thread ----

    def _status_changed(self, status: DeviceStatus) -> None:
        before, self._before = self._before, status
        if before is None or not {before.state, status.state} <= _HEARD:
            return
        new = status.conditions - before.conditions
        if Condition.DRAWER_OPEN in new:
            self._on_ledger(partial(self._opened, self._clock.monotonic()), self._trouble)
        if Condition.DRAWER_LEFT_OPEN in new:
            drawer = self._drawer
            open_s = drawer.open_for_s() if isinstance(drawer, TellsOpenings) else None
            self._on_ledger(partial(self._left_open, open_s or 0.0), self._trouble)

    def _shut(self, spell: OpenSpell) -> None:
        self._on_ledger(partial(self._closed, spell), self._trouble)

    # ---- ledger thread ----

    def _opened(self, at_s: float, office: Office) -> None:
        assert_ledger()
        ours = any(at_s - reason <= EXPLAINED_FOR_S for reason in self._reasons)
        self._reasons.clear()
        self._told = not ours
        if not ours:
            office.tills.drawer_opened_by_key()

    def _left_open(self, open_s: float, office: Office) -> None:
        assert_ledger()
        self._told = True
        office.tills.drawer_left_open(open_s)

    def _closed(self, spell: OpenSpell, office: Office) -> None:
        assert_ledger()
        if self._told or spell.too_long:
            office.tills.drawer_closed(spell.open_s)
        self._told = False
