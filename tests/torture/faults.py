"""An evening of faults: one ticket printer, everything that can happen to it, and a person beside
it.

Real spool over a real ledger and database, real driver on a real socket, a virtual printer; time is
moved by hand. The person loads stock, clears what is stuck and, asked about a ticket in doubt, says
truthfully whether it lies in the tray and is good.
"""

from __future__ import annotations

import queue
import random
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import zxingcpp
from PIL import Image

from hardware.printers.escpos_device import EscposPrinterDevice
from hardware.printers.fgl_device import FglPrinterDevice
from hardware.simulators.device import Answer
from hardware.simulators.escpos_printer import EscposPrinter, Make
from hardware.simulators.escpos_roll import ROLLS
from hardware.simulators.faults import Fault, FaultKind, FaultPlan
from hardware.simulators.fgl_page import STOCKS
from hardware.simulators.fgl_printer import FglPrinter
from hardware.simulators.running import RunningSimulator
from hardware.simulators.stepped_clock import SteppedClock
from hardware.simulators.tray import PaperTray
from kiosk import settings as window_toml
from kiosk.bootstrap import build_devices, build_spool
from kiosk.messages import load_words
from kiosk.papers import Papers
from kiosk.tasks import Ledger
from pos.clock import ManualClock
from pos.ids import PrintJobId
from pos.office import Office
from pos.views.selling import TenderGiven, TenderKind
from tests.integration.small_house import LATE, OPEN, ZONE, House, open_house

T = TypeVar("T")
PATIENCE_S = 120.0
TICKET_PRINTER = "ticket_printer"
PROFILE = "boca-200dpi-5.5x2"
ROLL = "TM-T88V"
STEP_S = 0.5
STILL = 2
"""Looks at everything without a change before time is moved."""

ON_PAPERS = (
    Fault(FaultKind.OUT_OF_STOCK),
    Fault(FaultKind.OUT_OF_STOCK, mid=True),
    Fault(FaultKind.NEAR_END),
    Fault(FaultKind.JAM),
    Fault(FaultKind.CUTTER),
    Fault(FaultKind.COVER),
    Fault(FaultKind.ILLEGAL),
    Fault(FaultKind.NAK),
    Fault(FaultKind.PRESENTED),
    Fault(FaultKind.DEAF),
    Fault(FaultKind.POWER_CYCLE),
    Fault(FaultKind.POWER_CYCLE, mid=True),
    Fault(FaultKind.POWER_CYCLE, keep_line=True),
    Fault(FaultKind.LINE_CUT),
    Fault(FaultKind.LINE_CUT, mid=True),
    Fault(FaultKind.ACK_LOST),
    Fault(FaultKind.ACK_LATE, seconds=2),
    Fault(FaultKind.ACK_LATE, seconds=9),
    Fault(FaultKind.HANG),
    Fault(FaultKind.HANG, seconds=7),
    Fault(FaultKind.HELD),
    Fault(FaultKind.HELD, seconds=5),
    Fault(FaultKind.BYTE_SPLIT),
    Fault(FaultKind.SLOW, rate=30_000.0),
    Fault(FaultKind.STALL, seconds=2),
    Fault(FaultKind.STALL, seconds=8),
)
AT_REST = (
    Fault(FaultKind.OUT_OF_STOCK),
    Fault(FaultKind.NEAR_END),
    Fault(FaultKind.COVER),
    Fault(FaultKind.DEAF),
    Fault(FaultKind.POWER_CYCLE),
    Fault(FaultKind.POWER_CYCLE, keep_line=True),
    Fault(FaultKind.LINE_CUT),
    Fault(FaultKind.HANG, seconds=4),
    Fault(FaultKind.HELD, seconds=4),
    Fault(FaultKind.STALL, seconds=4),
    Fault(FaultKind.LINE_CUT, on="S2"),
    Fault(FaultKind.HANG, on="S2", seconds=3),
    Fault(FaultKind.POWER_CYCLE, on="CB", keep_line=True),
)
WAITING = frozenset({"queued", "failed_before_send"})
"""Job states in which no paper can have come out."""
ATTENTION = WAITING | {"sent", "unknown"}
"""Job states of which the system says that something is left to do."""


TORN = (
    "no > behind",
    "dots that are not hexadecimal",
    "byte 3e in text",
)
"""What a printer complains of when a ticket was torn by a cut line or a deaf moment: no fault of
ours."""


class _Printer(FglPrinter):
    """Keeps its complaints."""

    def __init__(self, *args: Any, **values: Any) -> None:
        self.complaints: list[str] = []
        super().__init__(*args, **values)

    def complain(self, what: str) -> None:
        self.complaints.append(what)


class _ReceiptPrinter(EscposPrinter):
    """Keeps its complaints, and tells like the ticket printer what stops it."""

    def __init__(self, *args: Any, **values: Any) -> None:
        self.complaints: list[str] = []
        super().__init__(*args, **values)

    def complain(self, what: str) -> None:
        self.complaints.append(what)

    def state(self) -> Answer:
        state = super().state()
        stuck = state["cover_open"] or state["cutter_error"] or state["mechanical_error"]
        stop = "out_of_stock" if not self.stock else "stuck" if stuck else ""
        return {**state, "stop": stop, "presented": False}


Complaining = _Printer | _ReceiptPrinter


class EveningOfFaults:
    """One window, one printer, one seed.

    Args:
        tickets: How many are sold.
        faults: How many things go wrong, a sixth of them between orders.
        mode: The printer's status mode, set alike in both.
    """

    on_papers: tuple[Fault, ...] = ON_PAPERS
    at_rest: tuple[Fault, ...] = AT_REST
    torn: tuple[str, ...] = TORN

    def __init__(
        self,
        folder: Path,
        seed: int,
        tickets: int,
        faults: int,
        *,
        mode: str = "normal",
        purge: bool = False,
    ) -> None:
        self.wrong: list[str] = []
        self.sold = 0
        self.answers: Counter[bool] = Counter()
        self._chance = random.Random(seed)
        self._wanted = tickets
        self._papers_folder = folder / "tickets"
        self._read: set[str] = set()
        self.in_tray: Counter[str] = Counter()
        self.unreadable: list[str] = []
        at_rest = faults // 6
        plan = FaultPlan.scattered(seed, tickets, self.on_papers, faults - at_rest)
        self._at_rest = [self._chance.choice(self.at_rest) for _ in range(at_rest)]
        self.clock = SteppedClock()
        tray = PaperTray(self._papers_folder, "ticket")
        stock = tickets // 4
        self.device = device = self._printer_of(tray, plan, stock, mode, purge=purge)
        self._simulator = RunningSimulator(device, self.clock)
        self._simulator.__enter__()
        self._control = self._simulator.control()
        self._calls: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._ledger = Ledger(self._calls.put, lambda crash: self._fail(crash.trace), self.clock)
        self._database = folder / "foyer.sqlite3"
        self._join(folder, self._settings_of(mode, purge=purge))

    def _printer_of(
        self, tray: PaperTray, plan: FaultPlan, stock: int, mode: str, *, purge: bool
    ) -> Complaining:
        return _Printer(self.clock, tray, plan, STOCKS[PROFILE], stock, mode=mode, purge=purge)

    def _settings_of(self, mode: str, *, purge: bool) -> str:
        return (
            f'driver = "fgl"\nprofile = "{PROFILE}"\n'
            f'status_mode = "{mode}"\npurge = {str(purge).lower()}\n'
        )

    def _join(self, folder: Path, section: str) -> None:
        """Put ledger, spool and driver together as the window does."""
        toml = folder / "window.toml"
        toml.write_text(
            '[window]\nname = "Window 1"\n[ticket_printer]\n'
            f'address = "{self._simulator.address}"\nanswer_within = 5\n{section}',
            encoding="utf-8",
        )
        settings = window_toml.read(toml)
        papers = Papers(settings, load_words("en", ZONE))
        self._devices = build_devices(settings, self.clock)
        printer = self._devices.ticket_printer
        assert isinstance(printer, FglPrinterDevice | EscposPrinterDevice)
        self._printer = printer
        self.clock.wakes(self._simulator.wake)
        self.clock.wakes(printer.wake)
        self._spool = build_spool(
            self._devices, papers, self._ledger.post, lambda error: self._fail(repr(error))
        )
        self._ledger.start()
        opened: list[bool] = []
        self._ledger.open(
            self._build, partial(opened.append, True), lambda error: self._fail(repr(error))
        )
        while not opened:
            self._calls.get(timeout=PATIENCE_S)()
        self._session = self._do(lambda office: self._house.open_till("Sue Lead"))

    def _build(self) -> Office:
        standing = ManualClock(datetime(2026, 11, 21, 18, 0, tzinfo=ZONE))
        self._house: House = open_house(self._database, standing, places=self._wanted + 50)
        self._house.bus.subscribe(self._spool.on_event)
        return self._house.office

    def _fail(self, what: str) -> None:
        self.wrong.append(what)

    def _do(self, work: Callable[[Office], T]) -> T:
        """Run ``work`` on the ledger thread and return its answer."""
        answers: list[T] = []
        self._ledger.change(work, answers.append, lambda error: self._fail(repr(error)))
        while not answers and not self.wrong:
            self._calls.get(timeout=PATIENCE_S)()
        assert answers, self.wrong
        return answers[0]

    # ---- the evening ----

    def play(self) -> None:
        """Sell and print it all; ``wrong`` says what did not hold."""
        self._devices.open()
        self._spool.start()
        orders = 0
        while self.sold < self._wanted:
            self._do(self._sell)
            orders += 1
            if self._at_rest and self._chance.random() < 0.3:
                self._throw(self._at_rest.pop())
            if orders % 8 == 0:
                self._until_quiet()
                self.check()
        while self._at_rest:
            self._throw(self._at_rest.pop())
            self._until_quiet()
        self._control.do("clear")
        self._until_quiet(answered=True)
        self.check()
        if sum(self.in_tray[code] for code in self._live()) != self.sold:
            self._fail("a ticket is in nobody's hand, and nobody is asked about it")
        self.wrong += [
            each for each in self.device.complaints if not any(torn in each for torn in self.torn)
        ]

    def _throw(self, fault: Fault) -> None:
        values = {"kind": fault.kind.value, "seconds": fault.seconds, "keep_line": fault.keep_line}
        self._control.do("fault", {**values, **({"on": fault.on} if fault.on else {})})

    def _sell(self, office: Office) -> None:
        house, session = self._house, self._session
        count = min(self._chance.randint(1, 4), self._wanted - self.sold)
        seating = office.seating
        cart = seating.take_places(house.command(), session, seating.new_cart(), LATE, count, OPEN)
        exact = TenderGiven(TenderKind.CASH, cart.total, cart.total)
        office.selling.sell(house.command(), session, cart, (exact,))
        self.sold += count

    def _until_quiet(self, *, answered: bool = False) -> None:
        """Let everything print that can, with the person at hand, until nobody waits; and, where
        wanted, nobody is asked any more."""
        still, before = 0, None
        for _ in range(200_000):
            now = self._look()
            still = still + 1 if now == before else 0
            before = now
            if self.wrong:
                return
            if still < STILL:
                continue
            if not self._helped() and not self._answered():
                if self._do(partial(self._is_quiet, answered=answered)):
                    return
                self.clock.step(STEP_S)
            still = 0
        self._fail("the evening does not end")

    def _look(self) -> tuple[object, ...]:
        """Return all that moves, once every thread has done what it had to do."""
        seen = threading.Event()
        if self._printer._loop.post(seen.set):
            assert seen.wait(PATIENCE_S)
        state = self._control.do("state")
        wire = self._printer.wire.last()[-1:]
        settled = self._do(lambda office: self._spool.busy)
        return (tuple(state.values()), self._printer.status(), tuple(wire), settled)

    def _is_quiet(self, office: Office, *, answered: bool) -> bool:
        if self._spool.busy or office.prints.queued(TICKET_PRINTER):
            return False
        with office.storage.read() as uow:
            return not (answered and uow.orders.print_jobs(("unknown",), TICKET_PRINTER))

    # ---- the person ----

    def _helped(self) -> bool:
        """Put right what can be seen at the printer; not always at once."""
        state = self._control.do("state")
        stuck = state["stop"] or state["presented"] or state["hung"] or state["held_by_other"]
        if not stuck or self._chance.random() < 0.8:
            return False
        if state["stop"] == "out_of_stock":
            self._control.do("load_stock", {"count": self._chance.randint(20, 120)})
        else:
            self._control.do("clear")
        return True

    def _answered(self) -> bool:
        """Answer one question about a ticket in doubt, by looking into the tray; not always at
        once."""
        if self._chance.random() < 0.5:
            return False
        return self._do(self._answer)

    def _answer(self, office: Office) -> bool:
        with office.storage.read() as uow:
            doubts = uow.orders.print_jobs(("unknown",), TICKET_PRINTER)
            if not doubts:
                return False
            job = doubts[0][0]
            code = uow.orders.ticket(job.subject_id).code
        self.look_into_tray()
        came_out = self.in_tray[code] > 0
        self.answers[came_out] += 1
        command = self._house.command()
        office.prints.decide(command, self._session, PrintJobId(job.job_id), came_out=came_out)
        return True

    def look_into_tray(self) -> None:
        """Read the barcodes of the whole papers that have come out since."""
        for file in sorted(self._papers_folder.glob("ticket-*.png")):
            if file.name in self._read:
                continue
            self._read.add(file.name)
            if file.stem.count("-") > 1:
                continue  # ruined, as its name says
            with Image.open(file) as paper:
                found = zxingcpp.read_barcodes(paper.convert("L"), zxingcpp.BarcodeFormat.QRCode)
            if len(found) == 1:
                self.in_tray[found[0].text] += 1
            else:
                self.unreadable.append(file.name)

    # ---- the books against the tray ----

    def check(self) -> None:
        """What is in the hand and what needs attention is what was sold; nothing is valid twice."""
        self.look_into_tray()
        rows = self._tickets()
        live = [code for code, _, validity in rows if validity == "live"]
        if len(live) != self.sold or len(set(live)) != self.sold:
            self._fail(f"{self.sold} sold, {len(live)} live, {len(set(live))} codes")
        for code, number in self.in_tray.items():
            if number > 1:
                self._fail(f"{code} came out {number} times")
        for code, job, validity in rows:
            self._check_one(self.in_tray[code], job, validity, code)
        strangers = set(self.in_tray) - {code for code, _, _ in rows}
        if strangers:
            self._fail(f"papers nobody sold: {sorted(strangers)}")

    def _tickets(self) -> list[tuple[str, str, str]]:
        """Return barcode, state of the print job and state of the ticket, for every ticket made."""
        with closing(sqlite3.connect(self._database)) as books:
            return books.execute(
                "SELECT t.code, p.state, v.state FROM ticket t"
                " JOIN print_job j ON j.subject_id = t.ticket_id"
                " JOIN current_state p ON p.subject_id = j.job_id AND p.machine = 'print'"
                " JOIN current_state v ON v.subject_id = t.ticket_id AND v.machine = 'ticket'"
            ).fetchall()

    def _live(self) -> list[str]:
        return [code for code, _, validity in self._tickets() if validity == "live"]

    def _check_one(self, papers: int, job: str, validity: str, code: str) -> None:
        if job == "printed" and papers != 1:
            self._fail(f"{code} is believed printed and lies in the tray {papers} times")
        if job in WAITING and papers:
            self._fail(f"{code} is {job} and in the tray")
        if validity == "live" and not papers and job not in ATTENTION:
            self._fail(f"{code} is valid, {job}, and in nobody's hand")
        if job == "spoiled" and validity == "live":
            self._fail(f"{code} was spoiled and is still valid")

    def close(self) -> None:
        """Stop everything."""
        self._control.close()
        self._devices.close()
        self._ledger.close()
        self._simulator.stop()


_NOT_ESCPOS = frozenset({FaultKind.ILLEGAL, FaultKind.NAK, FaultKind.PRESENTED, FaultKind.DEAF})


class EscposEvening(EveningOfFaults):
    """Tickets on an ESC/POS printer. ``mode``: its make, and with it how it is fenced."""

    torn = ("byte ", "unknown command", "a picture in the middle of a line")  # dots are any byte
    on_papers = tuple(one for one in ON_PAPERS if one.kind not in _NOT_ESCPOS and not one.keep_line)
    at_rest = (
        *(one for one in AT_REST if one.kind not in _NOT_ESCPOS and not (one.keep_line or one.on)),
        Fault(FaultKind.LINE_CUT, on="GS r"),
        Fault(FaultKind.HANG, on="GS r", seconds=3),
    )

    def _printer_of(
        self, tray: PaperTray, plan: FaultPlan, stock: int, mode: str, *, purge: bool
    ) -> Complaining:
        roll = ROLLS[ROLL]
        return _ReceiptPrinter(self.clock, tray, plan, roll, stock, make=Make(mode))

    def _settings_of(self, mode: str, *, purge: bool) -> str:
        return f'driver = "escpos"\nprofile = "{ROLL}"\n'
