"""``foyer setup``: the first run, with somebody at the terminal, with a script, with nobody."""

from __future__ import annotations

import io
from functools import partial
from pathlib import Path

import pytest

from kiosk import settings
from kiosk.cli import main
from kiosk.commands import setup_terminal
from pos.people.pins import PinHasher
from pos.storage.sealed import is_sealed

TICKETS, RECEIPTS = "tcp://10.0.0.192:9100", "tcp://10.0.0.31:9100"


@pytest.fixture(autouse=True)
def _cheap_pins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pos.people.pins.PinHasher", partial(PinHasher, 1, 8, 1))


class Terminal(io.StringIO):
    """Standard input with somebody in front of it."""

    def isatty(self) -> bool:
        return True


class FirstRun:
    """Runs setup over one home. ``pins`` are typed unseen, ``lines`` are seen."""

    def __init__(
        self, home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.home, self._monkeypatch, self._capsys = home, monkeypatch, capsys
        self.out = self.err = ""

    @property
    def file(self) -> Path:
        return self.home / "window.toml"

    def by_person(self, *arguments: str, lines: tuple[str, ...], pins: tuple[str, ...]) -> int:
        left = list(pins)
        self._monkeypatch.setattr("getpass.getpass", lambda _question: left.pop(0))
        terminal = Terminal("".join(f"{line}\n" for line in lines))
        code = self._run(terminal, *arguments)
        assert left == []
        assert terminal.read() == ""
        return code

    def by_script(self, *arguments: str, pin: str = "7391") -> int:
        options = ("--owner", "Olive", "--pin-stdin")
        return self._run(io.StringIO(f"{pin}\n"), *options, *arguments)

    def by_nobody(self, *arguments: str) -> int:
        return self._run(io.StringIO(""), *arguments)

    def _run(self, given: io.StringIO, *arguments: str) -> int:
        self._monkeypatch.setattr("sys.stdin", given)
        code = main(["--home", str(self.home), "setup", *arguments])
        self.out, self.err = self._capsys.readouterr()
        return code


@pytest.fixture
def first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> FirstRun:
    return FirstRun(tmp_path / "home", monkeypatch, capsys)


def test_it_asks_for_name_pin_and_where_the_printers_are(first: FirstRun) -> None:
    lines = ("Olive Stage", TICKETS, RECEIPTS, "")
    assert first.by_person(lines=lines, pins=("7391", "7391")) == 0
    devices = settings.read(first.file).devices
    assert devices["ticket_printer"].text("address") == TICKETS
    assert devices["receipt_printer"].text("address") == RECEIPTS
    assert "cash_drawer" in devices
    assert "Olive Stage may sign in now" in first.out
    assert "foyer staff add" in first.out


def test_an_empty_answer_is_no_printer_and_a_wrong_one_is_asked_for_again(first: FirstRun) -> None:
    lines = ("", "Olive", "10.0.0.192", TICKETS, "", "")
    assert first.by_person(lines=lines, pins=("7391", "7391")) == 0
    assert set(settings.read(first.file).devices) == {"ticket_printer"}
    wrong = [line for line in first.err.splitlines() if "ticket_printer.address" in line]
    assert len(wrong) == 1
    assert ": ticket_printer.address: it is not an address" in wrong[0]
    assert "3:" not in wrong[0].split("ticket_printer")[0]


def test_what_is_given_is_not_asked_for(first: FirstRun) -> None:
    options = ("--owner", "Olive", "--ticket-printer", TICKETS, "--receipt-printer", RECEIPTS)
    options += ("--no-terminal",)
    assert first.by_person(*options, lines=(), pins=("7391", "7391")) == 0


def test_a_weak_or_mistyped_pin_is_asked_for_again(first: FirstRun) -> None:
    pins = ("1234", "7391", "7392", "7391", "7391")
    assert first.by_person("--owner", "Olive", lines=("", "", ""), pins=pins) == 0
    assert "too easy to guess" in first.err
    assert "not the same" in first.err


def test_a_new_home_begins_encrypted_where_a_key_is_named(first: FirstRun) -> None:
    where = "file:secrets/database"
    assert first.by_script("--key", where) == 0
    assert settings.read(first.file).window.database_key == where
    assert is_sealed(first.home / "foyer.db") is True
    assert (first.home / "secrets" / "database").stat().st_mode & 0o777 == 0o600
    assert "not encrypted" not in first.out
    assert first.by_script("--key", "file:secrets/other") == 0  # people work here, it opens
    assert "--key changed nothing" in first.err
    assert not (first.home / "secrets" / "other").exists()


def test_a_database_that_is_there_already_is_not_given_a_key_that_does_not_open_it(
    first: FirstRun,
) -> None:
    assert first.by_script() == 0
    assert "foyer encrypt does that" in first.out
    first.file.unlink()
    assert first.by_script("--key", "file:secrets/database") == 1
    assert not (first.home / "secrets").exists()


@pytest.mark.parametrize("options", [(), ("--owner", "Olive"), ("--owner", "Olive", "--pin-stdin")])
def test_with_nobody_there_one_line_says_so_and_nothing_is_made(
    first: FirstRun, options: tuple[str, ...]
) -> None:
    assert first.by_nobody(*options) == 1
    assert first.err.startswith("foyer setup: ")
    assert "nobody was there to answer" in first.err
    assert first.err.count("\n") == 1
    assert not first.home.exists()


@pytest.mark.parametrize(("pin", "owner"), [("1234", "Olive"), ("7391", "4111 1111 1111 1111")])
def test_what_a_script_gives_wrong_leaves_no_window_toml(
    first: FirstRun, pin: str, owner: str
) -> None:
    assert first.by_script("--owner", owner, pin=pin) == 1
    assert first.err.count("\n") == 1
    assert not first.file.exists()
    assert first.home.exists() == (pin == "7391")
    assert first.by_script("--prefix", "B") == 0
    assert settings.read(first.file).window.prefix == "B"


def test_a_second_run_keeps_the_file_and_says_which_options_did_nothing(first: FirstRun) -> None:
    assert first.by_script() == 0
    before = first.file.read_text()
    assert first.by_script("--ticket-printer", TICKETS, "--no-drawer") == 0
    assert first.file.read_text() == before
    assert f"--ticket-printer, --no-drawer changed nothing: edit {first.file}" in first.err
    assert "foyer staff add" in first.out
    assert first.by_script() == 0
    assert first.err == ""


def test_a_lost_window_toml_is_written_again(first: FirstRun) -> None:
    assert first.by_script() == 0
    first.file.unlink()
    assert first.by_script("--ticket-printer", TICKETS) == 0
    assert set(settings.read(first.file).devices) == {"ticket_printer"}


NEXO = ("nexo", "https://10.0.0.50:8443/nexo", "P400Plus-123456789", "Window1", "foyer", "ca.pem")


def test_a_card_terminal_is_asked_about_and_its_secret_is_kept_elsewhere(first: FirstRun) -> None:
    lines = ("", "", "nixo", *NEXO)
    pins = ("7391", "7391", "open sesame", "open sesame")
    assert first.by_person("--owner", "Olive", lines=lines, pins=pins) == 0
    terminal = settings.read(first.file).devices["payment_terminal"]
    assert (terminal.driver, terminal.text("poi_id")) == ("nexo", "P400Plus-123456789")
    assert terminal.text("passphrase") == "file:secrets/terminal"
    kept = first.home / "secrets" / "terminal"
    assert kept.read_text() == "open sesame"
    assert kept.stat().st_mode & 0o077 == 0
    assert "open sesame" not in first.file.read_text() + first.out + first.err
    assert "one of nexo, telium, stripe, standalone" in first.err
    assert "put the file of the terminal's authority at" in first.out


def test_what_does_not_fit_a_terminal_is_asked_for_anew(first: FirstRun) -> None:
    lines = ("", "", "telium", "dev/ttyACM0", "telium", "serial:///dev/ttyACM0")
    assert first.by_person("--owner", "Olive", lines=lines, pins=("7391", "7391")) == 0
    terminal = settings.read(first.file).devices["payment_terminal"]
    assert terminal.text("address") == "serial:///dev/ttyACM0"
    assert "payment_terminal.address: it is not an address" in first.err
    assert not (first.home / "secrets").exists()


def test_every_driver_of_a_terminal_is_asked_about() -> None:
    section = next(one for one in settings.SECTIONS if one.name == settings.PAYMENT_TERMINAL)
    assert tuple(setup_terminal._QUESTIONS) == section.keys[0].choices
    keys = {key.name: key for key in section.keys}
    for driver, asked in setup_terminal._QUESTIONS.items():
        needed = {name for name, key in keys.items() if driver in key.needed_by}
        kept = {setup_terminal._SECRETS[driver][0]} if driver in setup_terminal._SECRETS else set()
        assert needed == {name for name, _ in asked} | kept
