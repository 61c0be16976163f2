"""``foyer doctor``: what each device answers, a test paper, a kick, a sensor learned."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from hardware.simulators.control import ControlClient
from hardware.simulators.escpos_printer import EscposPrinter
from hardware.simulators.escpos_roll import ROLLS
from hardware.simulators.faults import FaultPlan
from hardware.simulators.fgl_page import STOCKS
from hardware.simulators.fgl_printer import FglPrinter
from hardware.simulators.running import RunningSimulator
from hardware.simulators.tray import PaperTray
from kiosk.cli import main
from kiosk.one_window import OneWindow
from kiosk.settings import Home, read
from pos.clock import SystemClock
from tests.unit.kiosk.commands.test_commands import SEASON, foyer

TOML = """# our window
[window]
name = "Window 1"
[ticket_printer]
address = "{tickets}"
[receipt_printer]
address = "{receipts}"
[cash_drawer]
driver = "kick"
via = "receipt_printer"   # the Epson
sensor = "low"            # a guess
"""


class Counter:
    """A home with a season, and its virtual devices."""

    def __init__(self, home: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        clock = SystemClock()
        self.home = home
        self.capsys = capsys
        self.tickets = folder / "tickets"
        self.receipts = folder / "receipts"
        stock = STOCKS["boca-200dpi-5.5x2"]
        fgl = FglPrinter(clock, PaperTray(self.tickets, "ticket"), FaultPlan(), stock, 50)
        tray = PaperTray(self.receipts, "receipt")
        escpos = EscposPrinter(clock, tray, FaultPlan(), ROLLS["TM-T88V"], 50)
        self.fgl, self.escpos = RunningSimulator(fgl, clock), RunningSimulator(escpos, clock)

    def begin(self) -> None:
        (self.home / "window.toml").write_text(
            TOML.format(tickets=self.fgl.address, receipts=self.escpos.address)
        )

    def doctor(self, *arguments: str) -> tuple[int, str]:
        code = foyer(self.home, "doctor", *arguments)
        return code, self.capsys.readouterr().out

    def as_json(self, *arguments: str) -> tuple[int, dict[str, Any]]:
        code, out = self.doctor("--json", *arguments)
        return code, {one["device"]: one for one in json.loads(out)}

    def bench(self) -> ControlClient:
        return self.escpos.control()


@pytest.fixture(scope="module")
def season_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a season, to be copied."""
    home = tmp_path_factory.mktemp("season") / "home"
    assert foyer(home, "import", "season", str(SEASON)) == 0
    return home


@pytest.fixture
def counter(
    season_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Iterator[Counter]:
    home = tmp_path / "home"
    shutil.copytree(season_home, home)
    made = Counter(home, tmp_path, capsys)
    with made.fgl, made.escpos:
        made.begin()
        yield made


def test_every_device_says_what_it_is(counter: Counter) -> None:
    code, found = counter.as_json()
    assert code == 0
    assert found["ticket_printer"]["facts"]["firmware"].startswith("FGL")
    assert found["receipt_printer"]["facts"]["acknowledges_by"]
    assert found["cash_drawer"]["works"]
    assert list(counter.tickets.glob("*.png")) == []


def test_print_brings_a_test_paper_out_of_each_and_counts_the_ticket(counter: Counter) -> None:
    code, found = counter.as_json("--print")
    assert code == 0
    assert [trial["well"] for trial in found["ticket_printer"]["trials"]] == [True]
    assert [paper.name for paper in counter.tickets.glob("*.png")] == ["ticket-0001.png"]
    assert [paper.name for paper in counter.receipts.glob("*.png")] == ["receipt-0001.png"]
    assert _one(counter, "SELECT sum(papers) FROM stock_entry WHERE kind = 'test'") == 1


def test_a_kick_opens_the_drawer_with_its_reason_and_outcome_on_record(counter: Counter) -> None:
    _, found = counter.as_json("--kick")
    with closing(counter.bench()) as bench:
        assert bench.do("state")["drawer_open"] is True
    assert "pulse was sent" in found["cash_drawer"]["trials"][0]["says"]
    assert _one(counter, "SELECT reason FROM drawer_opening") == "test"
    assert _one(counter, "SELECT sent FROM drawer_outcome") == 1
    assert foyer(counter.home, "verify") == 0


def test_somebody_at_the_terminal_teaches_it_the_sensor(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def push_shut(prompt: str) -> str:
        asked.append(prompt)
        with closing(counter.bench()) as bench:
            if bench.do("state")["drawer_open"]:
                bench.do("close_drawer")
        return ""

    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("builtins.input", push_shut)
    code, out = counter.doctor("--kick")
    assert code == 0, out
    assert "sensor = high" in out
    assert len(asked) == 2
    toml = (counter.home / "window.toml").read_text()
    assert 'sensor = "high"            # a guess' in toml
    assert toml.startswith("# our window")
    assert read(counter.home / "window.toml").devices["cash_drawer"].text("sensor") == "high"


def test_a_printer_that_is_out_of_stock_prints_no_test(counter: Counter) -> None:
    with closing(counter.fgl.control()) as bench:
        bench.do("fault", {"kind": "out_of_stock"})
    code, found = counter.as_json("--print")
    assert code == 1
    assert found["ticket_printer"]["trials"][0]["says"].startswith("not tried")
    assert found["receipt_printer"]["trials"][0]["well"]
    assert list(counter.tickets.glob("*.png")) == []


def test_a_line_that_cannot_be_had_says_why_in_the_system_s_words(
    counter: Counter,
) -> None:
    toml = counter.home / "window.toml"
    toml.write_text(toml.read_text() + '[scanner]\naddress = "serial:///nowhere/ttyUSB9"\n')
    code, found = counter.as_json()
    assert code == 1
    assert found["scanner"]["conditions"] == ["unreachable"]
    assert "ttyUSB9" in found["scanner"]["facts"]["line"]
    assert "line" not in found["ticket_printer"]["facts"]


def test_trials_before_setup_are_refused_with_the_way_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--home", str(tmp_path), "doctor", "--kick"]) == 1
    assert "foyer setup" in capsys.readouterr().err


def test_how_the_devices_are_is_said_where_nothing_can_be_tried(
    counter: Counter, capsys: pytest.CaptureFixture[str]
) -> None:
    (counter.home / "foyer.db").unlink()
    assert main(["--home", str(counter.home), "doctor", "--print"]) == 1
    told = capsys.readouterr()
    assert "Ticket printer is ready" in told.out
    assert "foyer setup" in told.err
    assert list(counter.tickets.glob("*.png")) == []


@pytest.mark.parametrize(
    "address", ["tcp://host:70000", "serial:///dev/x?baud=12345", "usb://0a43:0001?interface=-1"]
)
def test_a_wrong_address_of_the_ticket_printer_is_named_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    (tmp_path / "window.toml").write_text(f'[ticket_printer]\naddress = "{address}"\n')
    assert main(["--home", str(tmp_path), "doctor"]) == 1
    assert "!!  Ticket printer: window.toml: ticket_printer.address" in capsys.readouterr().out


def test_a_device_that_is_set_up_wrongly_keeps_no_other_from_being_asked(
    counter: Counter,
) -> None:
    toml = counter.home / "window.toml"
    toml.write_text(
        toml.read_text().replace(str(counter.fgl.address), "tcp://host:70000")
        + '[payment_terminal]\ndriver = "nexo"\naddress = "https://10.0.0.50:8443/nexo"\n'
        'poi_id = "P400Plus-1"\nsale_id = "W1"\nkey_identifier = "k"\n'
        'passphrase = "env:NO_SUCH"\nca_file = "none.pem"\n'
        '[scanner]\ndriver = "serail"\naddress = "serial:///dev/ttyUSB9"\n'
    )
    code, found = counter.as_json("--print")
    assert code == 1
    works = {name: one["works"] for name, one in found.items()}
    assert works == {
        "ticket_printer": False,
        "receipt_printer": True,
        "cash_drawer": True,
        "payment_terminal": False,
        "scanner": False,
    }
    assert found["ticket_printer"]["faults"] == ["ticket_printer.address"]
    assert found["scanner"]["faults"] == ["scanner.driver"]
    assert found["receipt_printer"]["trials"][0]["well"]
    _, out = counter.doctor()
    assert "!!  Card terminal: window.toml: payment_terminal.passphrase" in out
    assert "ok  Receipt printer: " in out


def test_a_drawer_behind_a_printer_that_is_set_up_wrongly_says_so(counter: Counter) -> None:
    toml = counter.home / "window.toml"
    toml.write_text(toml.read_text().replace(str(counter.escpos.address), "tcp://host:70000"))
    code, out = counter.doctor()
    assert code == 1
    assert "!!  Cash drawer: what it hangs on is set up wrongly" in out
    assert "ok  Ticket printer: " in out


def test_an_open_window_is_told_to_hold_the_devices(counter: Counter) -> None:
    lock = OneWindow(Home(counter.home))
    lock.take()
    try:
        _, out = counter.doctor()
    finally:
        lock.give_back()
    assert out.startswith("A window is open here")


def _one(counter: Counter, query: str) -> object:
    import sqlite3

    with closing(sqlite3.connect(counter.home / "foyer.db")) as connection:
        return connection.execute(query).fetchone()[0]
