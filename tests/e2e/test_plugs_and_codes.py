"""A window with every device there can be: codes, a payment card where none belongs, and cables
pulled while selling goes on. Real drivers over real lines, virtual devices as processes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from hardware.simulators.control import ControlClient
from kiosk.application import Seams, StaffedWindow
from kiosk.bench.codes import Code, find
from kiosk.demo.cashier import Cashier
from kiosk.demo.counter import Counter
from kiosk.demo.plan import Collector, How, Paid, Walkup
from kiosk.demo.player import Player, Script, Wait
from kiosk.demo.preparing import FIRST_CASHIER, SUPERVISOR, prepare
from kiosk.demo.virtual import DESK, Starting, window_toml
from kiosk.settings import CHECK_READER, RECEIPT_PRINTER, SCANNER, TICKET_PRINTER, Home
from kiosk.theme import prepare as prepare_theme
from kiosk.widgets.top_bar import Light
from pos.office import Office
from pos.people.pins import PinHasher
from pos.ports.devices import DeviceState

FLOAT_MINOR = 30_000
CARD = "4111111111111111"
"""What the virtual readers send when a payment card is pulled through: the schemes' test number."""
ASKED_AT_MOST = 10_000
"""How often the books are asked whether everything is printed; a question takes milliseconds."""
TWO = Walkup("NW-3", 2, How.BEST, 3, (), "", Paid.EXACT, 0)


class Evening:
    """One signed-in cashier with an open till."""

    def __init__(self, app: QApplication, folder: Path) -> None:
        self.app = app
        self.home = Home(folder / "home")
        self.home.root.mkdir()
        printers = {TICKET_PRINTER: folder / "tickets", RECEIPT_PRINTER: folder / "receipts"}
        self.devices = Starting({**printers, **dict.fromkeys(DESK)}).wait()
        text = window_toml(self.devices, name="Window 1", answer_within_s=20)
        self.home.settings_file.write_text(text, encoding="utf-8")
        self.controls = {
            name: ControlClient(device.control) for name, device in self.devices.items()
        }
        pins = PinHasher(time_cost=1, memory_cost=8, parallelism=1)
        self.window = StaffedWindow(self.home, Seams(prepare=prepare, pins=pins))
        self.window.show()
        self.cashier = Cashier(self.window, Counter(self.controls), lambda name: None)
        self.play(self._begin())

    def play(self, script: Script) -> None:
        """Play a script to its end on the event loop."""
        ended: list[BaseException | None] = []

        def finished(error: BaseException | None) -> None:
            ended.append(error)
            self.app.exit()  # quit would close the window

        player = Player(script, finished)
        player.start()
        self.app.exec()
        if ended[0] is not None:
            raise ended[0]

    def _begin(self) -> Script:
        yield Wait(lambda: self.window.device_side is not None, "a window")
        yield Wait(lambda: self.window.entry.state.ready, "names")
        yield from self.cashier.sign_in(FIRST_CASHIER)
        yield from self.cashier.open_till(FLOAT_MINOR)

    def reach(self, *names: str) -> None:
        """Leave only these devices for the cashier to use."""
        self.cashier.counter = Counter({name: self.controls[name] for name in names})

    def papers_out(self) -> Script:
        """Wait until everything that was to be printed is on paper, without a question."""
        equipment, tasks = self.window.equipment, self.window.rooms.print_tasks
        assert equipment is not None
        spool = equipment.spool
        quiet: list[bool] = []
        for _ in range(ASKED_AT_MOST):
            quiet.clear()
            self.window.ledger.ask(_nothing_queued, quiet.append, self.window.stops.failed)
            yield Wait(lambda: bool(quiet), "the books")
            if quiet[0] and not spool.busy:
                break
        assert quiet == [True]
        assert not tasks.state.in_doubt

    def light(self, device: str, *states: DeviceState) -> Wait:
        """Wait until a device's light is in one of these states."""

        def shown() -> bool:
            lights = self.window.shell.findChildren(Light, f"light.{device}")
            return any(light.isVisible() and light.status.state in states for light in lights)

        return Wait(shown, f"{device} {states}")

    @property
    def notice(self) -> str:
        """What is said at the foot of the room."""
        notice = self.window.shell.notices
        labels = notice.findChildren(QLabel) if notice.isVisible() else []
        return " ".join(label.text() for label in labels)

    def ask(self, look: Callable[[Office], str], into: list[str]) -> Script:
        """Find a code in the books."""
        self.window.ledger.ask(look, into.append, self.window.stops.failed)
        yield Wait(lambda: bool(into), "a code")

    def close(self) -> None:
        self.window.close()
        self.window.shell.hide()
        for control in self.controls.values():
            control.close()
        for device in self.devices.values():
            device.stop()


@pytest.fixture(scope="module")
def evening(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Evening]:
    prepare_theme(qapp)
    made = Evening(qapp, tmp_path_factory.mktemp("plugs"))
    yield made
    made.close()


def test_a_ticket_held_under_the_scanner_finds_its_order(evening: Evening) -> None:
    window = evening.window

    def scan() -> Script:
        codes: list[str] = []
        yield from evening.ask(lambda office: find(office, Code.WAITING_TICKET), codes)
        yield from evening.cashier.go("sell")
        evening.controls[SCANNER].do("scan", {"text": codes[0], "symbology": "qr"})
        yield Wait(lambda: window.shell.room == "will_call", "the will-call room")
        rows = window.rooms.will_call
        yield Wait(lambda: rows.state.selected is not None, "its order, touched")
        assert rows.state.selected is not None
        number = rows.state.selected.order_number
        assert [row.order_number for row in rows.state.rows] == [number]
        assert rows.state.selected.collected_at is None  # a code presses no button

    evening.play(scan())


def test_an_order_is_handed_over_by_its_code(evening: Evening) -> None:
    def collect() -> Script:
        codes: list[str] = []
        yield from evening.ask(_paid_order, codes)
        now = evening.window.clock.now()
        patron = Collector(codes[0], "", owing=False, starts_at=now, brings_code=True)
        yield from evening.cashier.hand_over(patron)
        assert evening.cashier.tally.scans == 1

    evening.play(collect())


def _nothing_queued(office: Office) -> bool:
    return not any(office.prints.queued(name) for name in (TICKET_PRINTER, RECEIPT_PRINTER))


def _paid_order(office: Office) -> str:
    rows = office.will_call.find("", None, 2_000)
    return next(row.order_number for row in rows if not row.owing and row.collected_at is None)


@pytest.mark.parametrize("reader", [SCANNER, CHECK_READER])
def test_a_payment_card_leaves_no_trace(
    evening: Evening, reader: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []

    def swipe() -> Script:
        evening.controls[reader].do("swipe")
        yield Wait(lambda: "payment card" in evening.notice, "it to be refused")
        said.append(evening.notice)
        yield from evening.cashier.hands.touch("notice.close")
        evening.window.ledger.ask(lambda office: "", said.append, evening.window.stops.failed)
        yield Wait(lambda: len(said) == 2, "the ledger to have nothing more")

    evening.play(swipe())
    traces = (CARD, CARD[:8], CARD[-8:], CARD.encode().hex(), "TEST/CARD")
    texts = {"the log": caplog.text, "the screen": said[0]}
    for file in sorted(path for path in evening.home.root.rglob("*") if path.is_file()):
        texts[file.name] = file.read_bytes().decode("latin-1")
    assert {"foyer.db", f"wire-{reader}.log"} <= set(texts)
    assert {name for name, text in texts.items() for trace in traces if trace in text} == set()


@pytest.mark.parametrize("device", [*DESK, RECEIPT_PRINTER, TICKET_PRINTER])
def test_a_cable_is_pulled_and_plugged_in_while_selling_goes_on(
    evening: Evening, device: str
) -> None:
    def pull() -> Script:
        control = evening.controls[device]
        yield from evening.papers_out()
        yield evening.light(device, DeviceState.READY, DeviceState.ATTENTION)
        control.do("unplug")
        yield evening.light(device, DeviceState.LOST)
        evening.reach(*(name for name in evening.controls if name != device))
        yield from evening.cashier.sell(TWO, SUPERVISOR)
        control.do("plug")
        yield evening.light(device, DeviceState.READY, DeviceState.ATTENTION)
        evening.reach(*evening.controls)
        yield from evening.papers_out()
        yield from evening.cashier.sell(TWO, SUPERVISOR)
        yield from evening.papers_out()

    sold = evening.cashier.tally.sales
    evening.play(pull())
    assert evening.cashier.tally.sales == sold + 2
