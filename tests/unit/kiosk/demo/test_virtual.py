"""Which virtual devices a demo names, and where it finds a reader for badges."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hardware.readers import scard
from hardware.readers.service import CardTrouble, Trouble
from kiosk.bootstrap import build_devices
from kiosk.demo.preparing import OWNER, PEOPLE, TERMINAL_MODEL, TERMINAL_SERIAL
from kiosk.demo.virtual import (
    DESK,
    SIMULATED,
    Starting,
    VirtualDevice,
    introduce,
    virtual_reader,
    window_toml,
)
from kiosk.settings import (
    BADGE_READER,
    CASH_DRAWER,
    DEVICES,
    PAYMENT_TERMINAL,
    TICKET_PRINTER,
    Home,
    parse,
)
from pos.clock import SystemClock
from pos.errors import DeviceUnavailable
from pos.lifecycles import DeviceState


class Service:
    """A smart card service with readers; asked for their names and given back, nothing else."""

    def __init__(self, *names: str, trouble: Trouble | None = None) -> None:
        self._names, self._trouble = names, trouble
        self.released = False

    def readers(self) -> tuple[str, ...]:
        if self._trouble is not None:
            raise CardTrouble(self._trouble, "")
        return self._names

    def release(self) -> None:
        self.released = True


@pytest.mark.parametrize(
    ("names", "found"),
    [
        ((), ""),
        (("ACS ACR122U 00 00",), ""),
        (("ACS ACR122U 00 00", "Virtual PCD 00 01", "Virtual PCD 00 00"), "Virtual PCD 00 00"),
    ],
)
def test_only_a_virtual_reader_is_taken(
    monkeypatch: pytest.MonkeyPatch, names: tuple[str, ...], found: str
) -> None:
    service = Service(*names)
    monkeypatch.setattr(scard, "pcsc_service", lambda: service)
    assert virtual_reader() == found
    assert service.released


def test_without_a_service_there_is_no_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    service = Service(trouble=Trouble.NO_SERVICE)
    monkeypatch.setattr(scard, "pcsc_service", lambda: service)
    assert virtual_reader() == ""
    assert service.released


def _address(name: str, port: int) -> str:
    scheme = "https" if name == PAYMENT_TERMINAL else "tcp"
    return f"{scheme}://127.0.0.1:{port}"


def test_a_window_with_every_device() -> None:
    with subprocess.Popen([sys.executable, "-c", ""], text=True) as process:
        devices = {
            name: VirtualDevice(name, _address(name, port), 1, None, process)
            for port, name in enumerate(SIMULATED, start=9100)
        }
    text = window_toml(devices, name="W", answer_within_s=8, reader="Virtual PCD 00 00")
    settings = parse(text)
    assert set(settings.devices) == set(DEVICES) == {*SIMULATED, CASH_DRAWER}
    assert settings.devices[BADGE_READER].text("reader") == "Virtual PCD 00 00"
    assert settings.devices[TICKET_PRINTER].number("answer_within") == 8


def test_devices_start_side_by_side_and_end_with_us() -> None:
    devices = Starting(dict.fromkeys(DESK)).wait()
    assert list(devices) == list(DESK)
    for device in devices.values():
        device.stop()
        assert device.process.returncode == 0


def test_a_terminal_is_introduced_with_its_secret_and_its_authority(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.root.mkdir()
    devices = Starting({PAYMENT_TERMINAL: tmp_path / "terminal"}).wait()
    try:
        introduce(devices, home)
        settings = parse(window_toml(devices, name="Window 1", answer_within_s=8))
        terminal = build_devices(settings, SystemClock(), home).payment_terminal
        assert terminal is not None
        ready = threading.Event()
        terminal.watch(lambda status: status.state is DeviceState.READY and ready.set())
        terminal.open()
        try:
            assert ready.wait(60.0)
        finally:
            terminal.close()
    finally:
        devices[PAYMENT_TERMINAL].stop()
    found = terminal.identity()
    assert found is not None
    assert (found.model, found.serial) == (TERMINAL_MODEL, TERMINAL_SERIAL)
    secret = home.root / "secrets" / "payment_terminal"
    assert os.name != "posix" or secret.stat().st_mode & 0o777 == 0o600


def test_one_that_does_not_start_is_named(tmp_path: Path) -> None:
    in_the_way = tmp_path / "tickets"
    in_the_way.write_text("a file, not a folder")
    with pytest.raises(DeviceUnavailable):
        Starting({TICKET_PRINTER: in_the_way}).wait()


def test_everybody_has_a_badge_of_their_own() -> None:
    badges = [person.badge for person in (OWNER, *PEOPLE)]
    assert len(set(badges)) == len(badges)
