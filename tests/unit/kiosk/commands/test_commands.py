"""What scripts and people get from the command line: files loaded or refused, devices, reports."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from hardware.simulators.faults import FaultPlan
from hardware.simulators.fgl_page import STOCKS
from hardware.simulators.fgl_printer import FglPrinter
from hardware.simulators.running import RunningSimulator
from hardware.simulators.tray import PaperTray
from kiosk.cli import main
from kiosk.demo.preparing import ORDERS, SEASON
from pos.clock import SystemClock


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture(scope="module")
def season_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("season") / "home"
    assert main(["--home", str(home), "import", "season", str(SEASON)]) == 0
    return home


@pytest.fixture
def season_home(season_once: Path, tmp_path: Path) -> Path:
    """A home with the demo season, the test's own."""
    return Path(copytree(season_once, tmp_path / "season"))


def foyer(home: Path, *arguments: str) -> int:
    return main(["--home", str(home), *arguments])


def set_up(
    home: Path, monkeypatch: pytest.MonkeyPatch, *more: str, pin: str = "7391", owner: str = "Olive"
) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{pin}\n"))
    return foyer(home, "setup", "--owner", owner, "--pin-stdin", *more)


def test_setup_makes_the_owner_and_writes_the_devices_down(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    more = (
        "--ticket-printer",
        "tcp://10.0.0.192:9100",
        "--receipt-printer",
        "tcp://10.0.0.31:9100",
    )
    assert set_up(home, monkeypatch, *more) == 0
    assert "Olive may sign in now" in capsys.readouterr().out
    text = (home / "window.toml").read_text()
    assert '[cash_drawer]\ndriver = "kick"' in text
    assert "7391" not in text
    assert set_up(home, monkeypatch) == 0
    assert "work here already" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "pin", "says"),
    [
        ((), "1234", "too easy to guess"),
        (("--prefix", "w-1"), "7391", "window.prefix"),
        (("--ticket-printer", "10.0.0.192"), "7391", "ticket_printer.address"),
    ],
)
def test_setup_refuses_and_makes_no_account(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    more: tuple[str, ...],
    pin: str,
    says: str,
) -> None:
    assert set_up(home, monkeypatch, *more, pin=pin) == 1
    assert says in capsys.readouterr().err
    assert set_up(home, monkeypatch, pin="7391") == 0
    assert "may sign in now" in capsys.readouterr().out


SOME = 100
"""Tickets of the demo's orders; tests/integration/test_import_orders.py loads all of them."""


def test_a_season_and_its_orders_are_loaded_and_the_books_agree(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert foyer(home, "import", "season", str(SEASON)) == 0
    assert "12 performances" in capsys.readouterr().out
    some = tmp_path / "some.csv"
    with (
        ORDERS.open(encoding="utf-8", newline="") as every,
        some.open("w", encoding="utf-8", newline="") as chosen,
    ):
        head, *rows = csv.reader(every)
        first = {row[0] for row in rows[:SOME]}
        csv.writer(chosen).writerows([head, *(row for row in rows if row[0] in first)])
    assert foyer(home, "import", "orders", str(some), "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert dict(told["counts"])["new"] == len(first)
    assert foyer(home, "import", "orders", str(some)) == 0
    assert "0 new" in capsys.readouterr().out
    assert foyer(home, "verify") == 0
    assert capsys.readouterr().out == "no findings\n"
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("Order,Name,Show,Qty\n1,Ann,NO-SUCH,1\n", encoding="utf-8")
    assert foyer(home, "import", "orders", str(wrong), "--what-can") == 1
    assert "0 new, 0 changed, 0 tickets, 1 left out" in capsys.readouterr().out
    wrong.write_text("Order,Nmae,Show,Qty\n1,Ann,LATE-1,1\n", encoding="utf-8")
    assert foyer(home, "import", "orders", str(wrong)) == 1
    said = capsys.readouterr().err
    assert "There are: Order, Nmae, Show, Qty." in said
    assert "The column Nmae may be meant for Name." in said
    assert "--map name=COLUMN" in said
    wrong.write_text("Ordr,Name,Show,Qty\n1,Ann,LATE-1,1\n", encoding="utf-8")
    assert foyer(home, "import", "orders", str(wrong)) == 1
    said = capsys.readouterr().err
    assert "No column is known to hold Order number. There are: Ordr, Name, Show, Qty." in said
    assert "--map reference=COLUMN" in said


def test_a_dry_run_changes_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert foyer(home, "import", "season", str(SEASON), "--dry-run") == 0
    assert "nothing was changed" in capsys.readouterr().out
    assert foyer(home, "import", "orders", str(ORDERS)) == 1


def test_every_fault_of_a_file_is_listed_with_its_place(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    season = tmp_path / "season.toml"
    season.write_text('format = 1\nname = ""\ncompany = 3\n', encoding="utf-8")
    assert foyer(home, "import", "season", str(season)) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) >= 3
    assert all(line.startswith("foyer import: ") for line in said)
    assert any("season.toml:3" in line for line in said)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("import", "season", "nowhere.toml"), "There is no file nowhere.toml"),
        (("verify",), "There is no database"),
        (("report", "z"), "There is no database"),
        (("report", "kit"), "There is no database"),
        (("import", "orders", str(ORDERS), "--map", "seatt=Seat"), "no field seatt"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(
    home: Path, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], says: str
) -> None:
    assert foyer(home, *arguments) == 1
    said = capsys.readouterr().err
    assert says in said
    assert said.count("\n") == 1


def test_books_without_findings_are_an_empty_list(
    season_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert foyer(season_home, "verify", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_window_without_reports_says_so(
    season_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert foyer(season_home, "report", "list") == 0
    assert capsys.readouterr().out == ""
    assert foyer(season_home, "report", "day") == 1
    assert "No day was closed here yet, so there is no day report." in capsys.readouterr().err


def test_statements_are_written_as_what_was_asked_for(
    season_home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    out = tmp_path / "out"
    for name, subject in (("daily", "2026-11-21"), ("performance", "NW-2")):
        assert (
            foyer(season_home, "report", name, subject, "--out", str(out), "--format", "csv,pdf")
            == 0
        )
        places = [Path(line) for line in capsys.readouterr().out.splitlines()]
        assert [place.suffix for place in places] == [".csv", ".pdf"]
        assert all(place.stat().st_size for place in places)
        assert places[0].stem.startswith(f"{name}-{subject}")
    assert foyer(season_home, "report", "letters", "2026-11-21") == 0
    assert capsys.readouterr().out == ""
    for arguments, said in (
        (("daily", "yesterday"), "yesterday is no date"),
        (("daily", "--again", "3"), "Nothing was kept as daily 3."),
        (("deposit",), "No deposit was made here yet"),
        (("deposit", "7"), "There is no such deposit"),
        (("performance", "NOPE"), "There is no performance NOPE."),
        (("cashier",), "No till was counted here yet"),
        (("cashier", "99"), "There is no till 99."),
        (("journal",), "No day was closed here yet"),
    ):
        assert foyer(season_home, "report", *arguments) == 1
        assert said in capsys.readouterr().err


@pytest.fixture
def printer() -> Any:
    paper = STOCKS["boca-200dpi-5.5x2"]
    clock = SystemClock()
    device = FglPrinter(clock, PaperTray(None, "ticket"), FaultPlan(), paper, 100)
    with RunningSimulator(device, clock) as running:
        yield running


def test_doctor_says_what_works_and_what_does_not(
    home: Path, printer: RunningSimulator, capsys: pytest.CaptureFixture[str]
) -> None:
    home.mkdir()
    (home / "window.toml").write_text(
        f'[ticket_printer]\naddress = "{printer.address}"\n'
        '[receipt_printer]\naddress = "tcp://127.0.0.1:9"\n'
    )
    assert foyer(home, "doctor", "--json") == 1
    found = {one["device"]: one for one in json.loads(capsys.readouterr().out)}
    assert found["ticket_printer"]["works"]
    assert found["receipt_printer"]["conditions"] == ["unreachable"]


def test_doctor_names_a_profile_nobody_knows(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.mkdir()
    (home / "window.toml").write_text(
        '[ticket_printer]\naddress = "tcp://127.0.0.1:9"\nprofile = "bocca"\n'
    )
    assert foyer(home, "doctor") == 1
    assert "!!  Ticket printer: window.toml: ticket_printer.profile" in capsys.readouterr().out


def test_doctor_of_a_window_without_devices(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert foyer(home, "doctor") == 0
    assert "no devices" in capsys.readouterr().out


def test_a_broken_window_toml_is_told_by_every_command_that_needs_it(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home.mkdir()
    (home / "window.toml").write_text("[windw]\nname = 1\n")
    for command in ("doctor", "verify"):
        assert foyer(home, command) == 1
        assert "window.toml:1: windw" in capsys.readouterr().err


def test_a_bench_nobody_knows_is_refused(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert foyer(home, "bench", "speed") == 2
    assert "no figure is called speed" in capsys.readouterr().err
