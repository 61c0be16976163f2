"""The payment terminal port with the virtual terminal as a process of its own, as the demo runs
it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hardware.simulators.control import ControlClient
from hardware.simulators.nexo_certificates import new_authority
from hardware.simulators.nexo_options import KEY_IDENTIFIER, KEY_VERSION, PASSPHRASE, POI_ID
from hardware.terminals.nexo import NexoTerminal, nexo_terminal
from hardware.terminals.nexo_settings import NexoSettings
from pos.clock import SystemClock
from pos.lifecycles import DeviceState
from pos.money import Money
from pos.ports.devices import DeviceStatus
from pos.ports.terminals import CardOutcome, CardRequest

PATIENCE_S = 300.0
COMMAND = [sys.executable, "-m", "hardware.simulators.run", "nexo-terminal", "--control", "0"]


@contextmanager
def simulator(*options: str) -> Iterator[dict[str, object]]:
    with subprocess.Popen(
        [*COMMAND, "--until-stdin-closes", *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield json.loads(process.stdout.readline())
        finally:
            process.stdin.close()
            assert process.wait(PATIENCE_S) == 0


@contextmanager
def till(ready: dict[str, object], ca_file: Path) -> Iterator[NexoTerminal]:
    settings = NexoSettings(
        str(ready["address"]),
        POI_ID,
        "Window1",
        KEY_IDENTIFIER,
        KEY_VERSION,
        PASSPHRASE,
        ca_file,
    )
    terminal = nexo_terminal(settings, SystemClock())
    works = threading.Event()

    def look(status: DeviceStatus) -> None:
        if status.state is DeviceState.READY:
            works.set()

    terminal.watch(look)
    terminal.open()
    try:
        assert works.wait(PATIENCE_S), terminal.status()
        yield terminal
    finally:
        terminal.close()


def sell(terminal: NexoTerminal, control: ControlClient) -> None:
    control.do("auto", {"way": "tap"})
    for number in range(5):
        request = CardRequest(f"r{number}", f"M{number}", Money(1000 + number))
        assert terminal.pay(request).result(PATIENCE_S).outcome is CardOutcome.APPROVED
    state = control.do("state")
    assert (state["charges"], state["charged_minor"], state["errors"]) == (5, 5010, 0)


def test_five_sales_with_the_certificate_that_it_made_itself(tmp_path: Path) -> None:
    with (
        simulator("--out", str(tmp_path)) as ready,
        till(ready, tmp_path / "ca.pem") as terminal,
        ControlClient(int(str(ready["control"]))) as control,
    ):
        sell(terminal, control)


def test_five_sales_with_a_certificate_that_it_is_given(tmp_path: Path) -> None:
    authority = new_authority()
    (tmp_path / "ca.pem").write_bytes(authority.pem)
    name = "legacy-terminal-certificate.live.terminal.adyen.com"
    certificate, key = authority.issue(name, tmp_path, "given")
    with (
        simulator("--cert", str(certificate), "--key", str(key)) as ready,
        till(ready, tmp_path / "ca.pem") as terminal,
        ControlClient(int(str(ready["control"]))) as control,
    ):
        sell(terminal, control)


@pytest.mark.parametrize(
    "options",
    [
        ["--cert", "a.pem"],
        ["--address", "serial:///dev/null"],
        ["--address", "https://127.0.0.1:99999"],
        ["--faults", "nosuch.json"],
    ],
)
def test_what_makes_no_sense_is_said_in_one_line(options: list[str]) -> None:
    ended = subprocess.run([*COMMAND, *options], capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr.startswith("foyer simulate: ")
    assert ended.stderr.count("\n") == 1
