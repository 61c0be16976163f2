"""The same ports with the virtual printers as processes of their own, as the demo runs them."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from hardware.registry import Devices, build
from hardware.simulators.control import ControlClient
from pos.clock import SystemClock
from pos.lifecycles import DeviceState
from pos.ports.devices import DeviceStatus, Printer, PrintOutcome
from tests.contract.rig import escpos_job, fgl_job

PATIENCE_S = 300.0
WORKS = (DeviceState.READY, DeviceState.ATTENTION)


@contextmanager
def simulator(device: str, folder: Path) -> Iterator[dict[str, object]]:
    command = [sys.executable, "-m", "hardware.simulators.run", device, "--until-stdin-closes"]
    with subprocess.Popen(
        [*command, "--out", str(folder), "--control", "0"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.stdin.close()
            assert process.wait(PATIENCE_S) == 0


def until_it_works(printer: Printer) -> None:
    works = threading.Event()

    def look(status: DeviceStatus) -> None:
        if status.state in WORKS:
            works.set()

    printer.watch(look)
    assert works.wait(PATIENCE_S), printer.status()


def test_a_window_prints_and_opens_its_drawer(tmp_path: Path) -> None:
    with ExitStack() as stack:
        tickets = stack.enter_context(simulator("fgl-printer", tmp_path / "tickets"))
        receipts = stack.enter_context(simulator("escpos-printer", tmp_path / "receipts"))
        devices = build(
            {
                "ticket_printer": {"driver": "fgl", "address": str(tickets["address"])},
                "receipt_printer": {"driver": "escpos", "address": str(receipts["address"])},
                "cash_drawer": {"driver": "kick", "via": "receipt_printer"},
            },
            SystemClock(),
        )
        stack.callback(devices.close)
        devices.open()
        print_an_evening(devices)
        with ControlClient(int(str(receipts["control"]))) as control:
            assert control.do("state")["drawer_open"] is True
            assert control.do("close_drawer")["errors"] == 0
    assert len(list((tmp_path / "tickets").glob("ticket-*.png"))) == 20
    assert len(list((tmp_path / "receipts").glob("receipt-*.png"))) == 10


def print_an_evening(devices: Devices) -> None:
    assert devices.ticket_printer is not None
    assert devices.receipt_printer is not None
    assert devices.cash_drawer is not None
    until_it_works(devices.ticket_printer)
    until_it_works(devices.receipt_printer)
    kick = devices.cash_drawer.kick()
    papers = [devices.ticket_printer.print(fgl_job(number)) for number in range(20)]
    papers += [devices.receipt_printer.print(escpos_job(number)) for number in range(10)]
    assert {paper.result(PATIENCE_S).outcome for paper in papers} == {PrintOutcome.PRINTED}
    assert kick.result(PATIENCE_S).seen_open is True
