"""What the Devices panel does to real devices. Lives on the GUI thread; papers are drawn on the
ledger thread, devices answer on their own and are brought back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kiosk.presenters.device_room import Can
from kiosk.settings import (
    CASH_DRAWER,
    CUSTOMER_DISPLAY,
    PRINTERS,
    RECEIPT_PRINTER,
    TICKET_PRINTER,
    read,
    write_key,
)
from kiosk.trial import test_paper
from pos.errors import NotFound
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, PrintOutcome, PrintResult, TellsFacts

if TYPE_CHECKING:
    from datetime import tzinfo
    from pathlib import Path

    from hardware.registry import Devices
    from kiosk.papers import Papers
    from kiosk.presenters.reading import Reading, Reads
    from kiosk.presenters.tasks import Tasks
    from pos.clock import Clock
    from pos.office import Office
    from pos.ports.devices import CashDrawer, Printer
    from printing.words import Words

_NOT_DRAWN = PrintResult(PrintOutcome.NOT_SENT, Condition.ILLEGAL_DATA)


class TaughtDrawer:
    """Implements ``kiosk.presenters.sensor_lesson.Sensor``."""

    def __init__(self, drawer: CashDrawer, settings_file: Path) -> None:
        self._drawer = drawer
        self._file = settings_file

    def level(self) -> bool | None:
        return self._drawer.sensor_level()

    def reachable(self) -> bool:
        return self._drawer.status().state in (DeviceState.READY, DeviceState.ATTENTION)

    def keep(self, sensor: str) -> bool:
        """A short file, written once, by somebody who waits for it: on the GUI thread."""
        if read(self._file).devices[CASH_DRAWER].text("sensor") == sensor:
            return False
        write_key(self._file, CASH_DRAWER, "sensor", sensor)
        return True


class DeviceHands:
    """Implements ``kiosk.presenters.device_room.Hands``.

    Args:
        tasks: The way to the ledger thread, where papers are drawn.
        post: Runs a call on the GUI thread; callable from any.
        window: The window's name, for the paper.
        words: Returns the words papers are written in.
        show: Shows test words to the patron, where there is a display.
        settings_file: window.toml, which keeps what is learned; None where nothing is kept.
    """

    def __init__(
        self,
        devices: Devices,
        papers: Papers,
        tasks: Tasks,
        post: Callable[[Callable[[], None]], None],
        reading: Reading,
        clock: Clock,
        window: str,
        words: Callable[[tzinfo], Words],
        show: Callable[[], None] | None,
        settings_file: Path | None = None,
    ) -> None:
        self._devices = devices
        self._papers = papers
        self._tasks = tasks
        self._post = post
        self._reading = reading
        self._clock = clock
        self._window = window
        self._words = words
        self._show = show
        self._settings_file = settings_file
        self._by_name = {device.name: device for device in devices.all}

    def facts(self, device: str) -> Mapping[str, str]:
        found: object = self._by_name.get(device)
        return found.facts() if isinstance(found, TellsFacts) else {}

    def can(self, device: str) -> frozenset[Can]:
        if device in PRINTERS:
            return frozenset({Can.PRINT})
        if device == CASH_DRAWER:
            return frozenset({Can.KICK, Can.LEARN} if self._has_level else {Can.KICK})
        if device == CUSTOMER_DISPLAY:
            return frozenset({Can.SHOW})
        return frozenset({Can.READ})

    @property
    def _has_level(self) -> bool:
        drawer = self._devices.cash_drawer
        return drawer is not None and self._settings_file is not None

    def sensor(self) -> TaughtDrawer:
        assert self._devices.cash_drawer is not None
        assert self._settings_file is not None
        return TaughtDrawer(self._devices.cash_drawer, self._settings_file)

    def show_test(self, device: str) -> None:
        if self._show is not None:
            self._show()

    def try_reading(self, device: str, heard: Callable[[Reads], None]) -> None:
        self._reading.tried = (device, heard)

    def stop_reading(self) -> None:
        self._reading.tried = None

    # ---- a test paper ----

    def print_test(self, device: str, done: Callable[[PrintResult], None]) -> None:
        printer = {
            TICKET_PRINTER: self._devices.ticket_printer,
            RECEIPT_PRINTER: self._devices.receipt_printer,
        }[device]
        assert printer is not None, device
        self._tasks.ask(
            partial(self._drawn, device),
            lambda data: self._send(printer, data, done),
            lambda _error: done(_NOT_DRAWN),
            self,
        )

    def _drawn(self, device: str, office: Office) -> bytes:
        """Thread: ledger."""
        try:
            company = office.catalogue.company()
            name, zone = company.name, ZoneInfo(company.zone)
        except NotFound:
            name, zone = "", ZoneInfo("UTC")
        now = self._clock.now().astimezone(zone)
        work = test_paper(device, name, self._window, now, self._words(zone))
        return self._papers.compose(work)

    def _send(self, printer: Printer, data: bytes, done: Callable[[PrintResult], None]) -> None:
        def answered(future: Future[PrintResult]) -> None:
            """Thread: the device's."""
            self._post(partial(done, future.result()))

        printer.print(data).add_done_callback(answered)
