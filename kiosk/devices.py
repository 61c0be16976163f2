"""What devices say, brought to the screen: lights, words of trouble with the remedy, the drawer's
sensor.

Trouble appears once, where the work is, and goes away by itself when the device is well. Papers
that wait are named with it, so nobody wonders which tickets came out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from kiosk.messages import device_name, device_trouble
from kiosk.presenters.desk import DrawerState
from kiosk.presenters.pay_state import PapersSeen
from kiosk.settings import CASH_DRAWER, PAYMENT_TERMINAL, RECEIPT_PRINTER, TICKET_PRINTER
from kiosk.threads import assert_gui
from kiosk.weights import Weight
from kiosk.wording.paper_troubles import doubt_trouble, of_kind, printer_trouble, wants_somebody
from pos.errors import InspectionOverdue, PosError, TerminalNotRegistered
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, Device, DeviceStatus

if TYPE_CHECKING:
    from kiosk.presenters.card_standing import CardStandingState
    from kiosk.presenters.print_tasks import PrintTasksState
    from kiosk.presenters.rooms import Rooms
    from kiosk.shell import Shell

KIND_OF = {TICKET_PRINTER: "ticket", RECEIPT_PRINTER: "receipt"}
"""Which papers a printer prints."""

_UNASKED = frozenset(
    {DeviceState.CLOSED, DeviceState.CONNECTING, DeviceState.STOPPED, DeviceState.LOST}
)

_WORKS = frozenset({DeviceState.READY, DeviceState.ATTENTION})

UNFIT: Mapping[type[PosError], Condition] = MappingProxyType(
    {
        TerminalNotRegistered: Condition.NOT_REGISTERED,
        InspectionOverdue: Condition.INSPECTION_OVERDUE,
    }
)
"""Why a terminal that works takes no cards, as its light says it."""


def _begins(status: DeviceStatus) -> bool:
    """Whether it is being connected for the first time: no trouble yet."""
    return status.state is DeviceState.CONNECTING and not status.conditions


def drawer_state(status: DeviceStatus, *, has_sensor: bool) -> DrawerState:
    """Return what a drawer's status says about the drawer."""
    if not has_sensor or status.state in _UNASKED:
        return DrawerState.UNKNOWN
    return DrawerState.OPEN if Condition.DRAWER_OPEN in status.conditions else DrawerState.SHUT


class DeviceWatch:
    """Keeps lights and banners true. GUI thread; devices report from threads of their own.

    Args:
        post: Runs a call on the GUI thread.
        has_sensor: Whether the drawer can be asked.
        wake: Looks for work for a printer, where a person says that it can go on.
        attention: Makes a sound when a person is newly wanted.
    """

    def __init__(
        self,
        shell: Shell,
        rooms: Rooms,
        post: Callable[[Callable[[], None]], None],
        *,
        has_sensor: bool,
        wake: Callable[[str], None],
        attention: Callable[[], None] = lambda: None,
    ) -> None:
        self._shell = shell
        self._rooms = rooms
        self._post = post
        self._has_sensor = has_sensor
        self._wake = wake
        self._attention = attention
        self._in_doubt = 0
        self._statuses: dict[str, DeviceStatus] = {}
        self._unfit: Condition | None = None

    def watch(self, devices: Iterable[Device]) -> None:
        """Show each device from now on, in this order."""
        for device in devices:
            self._statuses[device.name] = device.status()
            device.watch(self._told)
        self.draw()

    @property
    def statuses(self) -> Mapping[str, DeviceStatus]:
        """The newest status of each device, with what the books say of it."""
        return {name: self._in_truth(status) for name, status in self._statuses.items()}

    def standing_is(self, standing: CardStandingState) -> None:
        """Say of a card terminal that works why it takes no cards all the same."""
        unfit = None if standing.unfit is None else UNFIT.get(type(standing.unfit))
        if unfit is not self._unfit:
            self._unfit = unfit
            if unfit is not None and PAYMENT_TERMINAL in self._statuses:
                self._attention()
            self.draw()

    def _in_truth(self, status: DeviceStatus) -> DeviceStatus:
        if status.device != PAYMENT_TERMINAL or self._unfit is None or status.state not in _WORKS:
            return status
        conditions = status.conditions | {self._unfit}
        return DeviceStatus(status.device, DeviceState.ATTENTION, conditions)

    def _told(self, status: DeviceStatus) -> None:
        """Thread: the device's."""
        self._post(partial(self._changed, status))

    def _changed(self, status: DeviceStatus) -> None:
        assert_gui()
        before = self._statuses.get(status.device)
        self._statuses[status.device] = status
        if wants_somebody(status) and (before is None or not wants_somebody(before)):
            self._attention()
        if status.device == CASH_DRAWER:
            seen = drawer_state(status, has_sensor=self._has_sensor)
            self._rooms.desk.drawer_seen(seen)
        elif status.device in KIND_OF:
            self._rooms.print_tasks.refresh()
        self.draw()

    def queued(self, device: str) -> None:
        """More paper waits for a printer; named with its trouble when it is in any."""
        status = self._statuses.get(device)
        if status is not None and wants_somebody(status):
            self._rooms.print_tasks.refresh()

    def draw(self) -> None:
        """Show everything again: a status, the waiting papers or the language changed."""
        statuses = self.statuses
        self._shell.top_bar.set_lights(list(statuses.values()))
        self._rooms.devices.devices_are(statuses)
        tasks = self._rooms.print_tasks.state
        for device, status in statuses.items():
            if device in KIND_OF:
                self._banner(status, tasks)
            else:
                self._smaller_banner(status)
        self._doubt(tasks)
        self._rooms.pay.papers_are(PapersSeen(self._statuses.get(TICKET_PRINTER), tasks))

    def _smaller_banner(self, status: DeviceStatus) -> None:
        """Say the trouble of a device that no paper waits for. A drawer that is open for a sale is
        none, and one whose printer is away is its printer's."""
        words = self._shell.words
        trouble = device_trouble(status, words)
        unfit = bool(status.conditions & frozenset(UNFIT.values()))
        wanted = unfit or wants_somebody(status)
        if trouble is None or not wanted or self._is_its_printer_s(status):
            self._shell.clear_banner(status.device)
            return
        self._shell.banner(
            trouble.what,
            trouble.remedy,
            "warning",
            words("Look") if unfit else "",
            partial(self._rooms.light_tapped, status.device) if unfit else None,
            key=status.device,
            weight=Weight.DRAWER if status.device == CASH_DRAWER else Weight.READER,
            name=device_name(status.device, words),
        )

    def _is_its_printer_s(self, status: DeviceStatus) -> bool:
        printers = (self._statuses[name] for name in KIND_OF if name in self._statuses)
        away = any(printer.state is DeviceState.LOST for printer in printers)
        return status.device == CASH_DRAWER and status.state is DeviceState.LOST and away

    def _banner(self, status: DeviceStatus, tasks: PrintTasksState) -> None:
        words, kind = self._shell.words, KIND_OF[status.device]
        trouble = printer_trouble(status, kind, tasks, words)
        if trouble is None or _begins(status):
            self._shell.clear_banner(status.device)
            return
        stands = wants_somebody(status)
        self._shell.banner(
            trouble.what,
            trouble.remedy,
            "danger" if stands else "warning",
            words("Try now") if stands else "",
            partial(self._wake, status.device),
            key=status.device,
            weight=_weight(status, kind, tasks),
            name=device_name(status.device, words),
        )

    def _doubt(self, tasks: PrintTasksState) -> None:
        words = self._shell.words
        if len(tasks.in_doubt) > self._in_doubt:
            self._attention()
        self._in_doubt = len(tasks.in_doubt)
        if not tasks.in_doubt:
            self._shell.clear_banner("doubt")
            return
        asked = doubt_trouble(tasks.in_doubt, words)
        self._shell.banner(
            asked.what,
            asked.remedy,
            "danger",
            words("Look"),
            self._rooms.print_tasks.open,
            key="doubt",
            weight=Weight.QUESTION,
            name=words("Did it come out?"),
        )


def _weight(status: DeviceStatus, kind: str, tasks: PrintTasksState) -> Weight:
    """Return how much a printer's trouble matters: most where tickets stand still."""
    if not wants_somebody(status):
        return Weight.STOCK
    _, printing, waiting = of_kind(tasks, kind)
    return Weight.TICKETS_WAIT if kind == "ticket" and (printing or waiting) else Weight.PRINTER
