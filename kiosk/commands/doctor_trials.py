"""What ``foyer doctor --print --kick`` tries on devices that answer. Every test ticket is counted,
and every kick has its reason on disk before it leaves.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from zoneinfo import ZoneInfo

from kiosk.settings import CASH_DRAWER, RECEIPT_PRINTER, TICKET_PRINTER, Settings, write_key
from pos.errors import InvariantBroken, NotFound
from pos.ids import CommandId
from pos.ports.devices import CashDrawer, Condition, KickResult, PrintOutcome, PrintResult

if TYPE_CHECKING:
    from hardware.drawers.learning import Learning, Learnt
    from hardware.registry import Devices
    from kiosk.papers import Papers
    from pos.office import Office
    from pos.ports.devices import DeviceStatus, Printer
    from printing.words import Words

PATIENCE_S = 90.0
"""How long a test paper may take; the driver itself gives up earlier."""
KICK_PATIENCE_S = 15.0

_OUTCOMES = {
    PrintOutcome.PRINTED: "printed: the printer said so. Look whether it is good",
    PrintOutcome.NOT_SENT: "nothing was sent",
    PrintOutcome.UNKNOWN: "sent, and the printer never said that it printed. Look what came out",
    PrintOutcome.SPOILED: "spoiled. Keep the paper: it is counted",
}
_WHY = {
    "seen": "the sensor works",
    "constant": "its level never changed: no sensor, not plugged in, or the drawer did not open",
    "never_told": "the printer tells nothing of a sensor",
    "not_kicked": "the pulse did not leave",
    "not_shut": "it was not seen shut again",
}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Told:
    """One trial of one device."""

    trial: str
    well: bool
    says: str

    def as_json(self) -> dict[str, object]:
        """Return it for ``--json``."""
        return {"trial": self.trial, "well": self.well, "says": self.says}


class Trials:
    """Tries devices and writes down what was tried. Thread: the office's.

    ``words``: the language papers are written in.
    """

    def __init__(
        self,
        office: Office,
        configured: Settings,
        papers: Papers,
        words: Words,
        devices: Devices,
    ) -> None:
        self._office = office
        self._configured = configured
        self._papers = papers
        self._words = words
        self._devices = devices
        self.told: dict[str, list[Told]] = defaultdict(list)

    # ---- papers ----

    def print_papers(self, statuses: Mapping[str, DeviceStatus]) -> None:
        """Print one test paper on each printer that works. Paper moves. A printer that is not in
        ``statuses`` is set up wrongly."""
        printers = {
            TICKET_PRINTER: self._devices.ticket_printer,
            RECEIPT_PRINTER: self._devices.receipt_printer,
        }
        for name, printer in printers.items():
            if printer is not None and name in statuses:
                self._print(name, printer, statuses[name])
            elif printer is not None:
                self._tell(name, "print", well=False, says="not tried: it is set up wrongly")

    def _print(self, name: str, printer: Printer, status: DeviceStatus) -> None:
        from kiosk.commands.doctor import works

        if not works(status):
            self._tell(name, "print", well=False, says="not tried: it does not work")
            return
        result = _within(printer.print(self._drawn(name)), PATIENCE_S)
        outcome = PrintOutcome.UNKNOWN if result is None else result.outcome
        if name == TICKET_PRINTER and outcome is not PrintOutcome.NOT_SENT:
            self._office.stock.test_printed(self._command(), name)
        self._tell(name, "print", well=outcome is PrintOutcome.PRINTED, says=_printed(result))

    def _drawn(self, name: str) -> bytes:
        from kiosk.trial import test_paper

        try:
            company = self._office.catalogue.company()
            house, zone = company.name, ZoneInfo(company.zone)
        except NotFound:  # no season is loaded yet
            house, zone = "", ZoneInfo("UTC")
        window = self._configured.window
        now = self._office.clock.now().astimezone(zone)
        work = test_paper(name, house, window.name, now, self._words)
        return self._papers.compose(work)

    # ---- the drawer ----

    def kick(self, statuses: Mapping[str, DeviceStatus], learn_into: Path | None) -> None:
        """Open the drawer once; with somebody at the terminal, learn its sensor and write it down.

        ``learn_into``: the window.toml that learns it; None where nobody can be asked.
        """
        from kiosk.commands.doctor import works

        drawer = self._devices.cash_drawer
        if drawer is None:
            return
        if not works(statuses[CASH_DRAWER]):
            self._tell(CASH_DRAWER, "kick", well=False, says="not tried: it cannot be reached")
        elif learn_into is None:
            self._tell_kick(self._pulse(drawer))
        else:
            self._learn(drawer, learn_into)

    def _pulse(self, drawer: CashDrawer) -> KickResult:
        """Kick once: the reason first, what became of it after."""
        opening = self._office.tills.test_kick(self._command(), None, "foyer doctor --kick")
        result = _within(drawer.kick(), KICK_PATIENCE_S)
        result = result or KickResult(sent=False, condition=Condition.SILENT)
        self._office.tills.settle_kick(opening, result)
        return result

    def _tell_kick(self, result: KickResult) -> None:
        if not result.sent:
            why = "" if result.condition is None else f" ({result.condition.value})"
            self._tell(CASH_DRAWER, "kick", well=False, says=f"no pulse left{why}")
            return
        seen = {True: "seen open", False: "not seen open", None: "no sensor to see it by"}
        says = f"the pulse was sent, {seen[result.seen_open]}"
        self._tell(CASH_DRAWER, "kick", well=result.seen_open is not False, says=says)

    def _learn(self, drawer: CashDrawer, window_toml: Path) -> None:
        from hardware.drawers.learning import Learning, Step

        learning = Learning()
        while learning.step is not Step.DONE:
            if learning.step is Step.KICK:
                result = self._pulse(drawer)
                self._tell_kick(result)
                learning.kicked(result, _level(drawer, learning))
            else:
                input("Push the drawer shut, then press Enter. ")
                learning.shut(_level(drawer, learning))
        if learning.learnt is None:
            raise InvariantBroken("doctor.nothing_learnt")
        self._keep(learning.learnt, window_toml)

    def _keep(self, learnt: Learnt, window_toml: Path) -> None:
        says = f"sensor = {learnt.sensor}: {_WHY[learnt.why.value]}"
        before = self._configured.devices[CASH_DRAWER].text("sensor")
        if learnt.certain and learnt.sensor != before:
            write_key(window_toml, CASH_DRAWER, "sensor", learnt.sensor)
            says += f"; window.toml said {before} and was changed"
        self._tell(CASH_DRAWER, "learn", well=learnt.certain, says=says)

    # ---- inside ----

    def _command(self) -> CommandId:
        return CommandId(self._office.ids.new())

    def _tell(self, device: str, trial: str, *, well: bool, says: str) -> None:
        self.told[device].append(Told(trial, well, says))


def _level(drawer: CashDrawer, learning: Learning) -> bool | None:
    """Return the sensor's level once it differs from the last one, or when the wait is over."""
    before, changed = learning.level, threading.Event()

    def look(_status: object) -> None:
        if drawer.sensor_level() is not before:
            changed.set()

    drawer.watch(look)
    pause_s, left_s = 0.05, learning.wait_s
    while left_s > 0 and drawer.sensor_level() is before and not changed.wait(pause_s):
        left_s -= pause_s
    return drawer.sensor_level()


def _within(future: Future[T], patience_s: float) -> T | None:
    try:
        return future.result(patience_s)
    except FutureTimeout:
        return None


def _printed(result: PrintResult | None) -> str:
    if result is None:
        return "no answer at all. Look what came out"
    why = "" if result.condition is None else f" ({result.condition.value})"
    return _OUTCOMES[result.outcome] + why
