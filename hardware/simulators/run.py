"""``foyer simulate DEVICE``: one virtual device as a process of its own.

Prints one JSON line once it listens, with the ports it really has::

    {"ready": true, "device": "fgl-printer", "address": "tcp://127.0.0.1:40001", "control": 40002}

``--address serial:///some/path`` serves a pseudo-terminal under that name instead (POSIX).

Ends with 0 on SIGTERM, SIGINT or, with ``--until-stdin-closes``, when its parent is gone.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from hardware.simulators.faults import BadFault, FaultPlan
from hardware.simulators.nexo_options import add_nexo_options
from hardware.simulators.tray import PaperTray
from hardware.transports.address import BAUD_RATES, SerialAddress, UsbAddress, parse_address
from pos.clock import Clock, SystemClock
from pos.errors import SettingsInvalid

if TYPE_CHECKING:
    from hardware.simulators.doors import Address
    from hardware.simulators.server import Device

ANY_PORT = "tcp://127.0.0.1:0"
_USAGE = 2


class Server(Protocol):
    """Serves one device until told to stop."""

    @property
    def address(self) -> object: ...

    @property
    def control_port(self) -> int | None: ...

    def stop(self) -> None: ...

    def run(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Choices:
    """What every device is made from."""

    clock: Clock
    plan: FaultPlan
    out: Path | None
    profile: str | None
    stock: int | None


def _fgl_printer(choices: Choices) -> Device:
    from hardware.simulators.fgl_page import STOCKS
    from hardware.simulators.fgl_printer import FglPrinter

    paper = STOCKS.get(choices.profile or "boca-200dpi-5.5x2")
    if paper is None:
        raise BadFault(f"no stock is called {choices.profile}: {', '.join(STOCKS)}")
    tray = PaperTray(choices.out, "ticket")
    return FglPrinter(choices.clock, tray, choices.plan, paper, choices.stock or 2000)


def _escpos_printer(choices: Choices) -> Device:
    from hardware.simulators.escpos_printer import EscposPrinter, Make
    from hardware.simulators.escpos_roll import ROLLS

    profile = choices.profile or "TM-T88V"
    paper = ROLLS.get(profile)
    if paper is None:
        raise BadFault(f"no paper is called {profile}: {', '.join(ROLLS)}")
    tray, stock = PaperTray(choices.out, "receipt"), choices.stock or 1000
    make = Make.STAR if profile.startswith("star-") else Make.EPSON
    return EscposPrinter(choices.clock, tray, choices.plan, paper, stock, make=make)


def _badge(choices: Choices) -> Device:
    from hardware.simulators.badge import VirtualBadge

    return VirtualBadge(choices.clock, choices.plan)


def _drawer_box(choices: Choices) -> Device:
    from hardware.simulators.drawer_box import TRIGGER, DrawerBox

    try:
        trigger = bytes.fromhex(choices.profile or TRIGGER.hex())
    except ValueError:
        raise BadFault(f"{choices.profile} are no bytes in hex") from None
    return DrawerBox(choices.clock, choices.plan, trigger)


def _check_reader(choices: Choices) -> Device:
    from hardware.simulators.check_reader import VirtualCheckReader

    return VirtualCheckReader(choices.clock, choices.plan, choices.profile or "65")


def _pole_display(choices: Choices) -> Device:
    from hardware.simulators.pole_display import VirtualPole

    return VirtualPole(choices.clock, choices.plan, choices.profile or "cd5220", choices.out)


def _scanner(choices: Choices) -> Device:
    from hardware.simulators.scanner import VirtualScanner

    try:
        prefix = bytes.fromhex(choices.profile or "")
    except ValueError:
        raise BadFault(f"{choices.profile} are no bytes in hex") from None
    return VirtualScanner(choices.clock, choices.plan, prefix)


def _telium_terminal(choices: Choices) -> Device:
    from hardware.simulators.telium_terminal import TeliumTerminalDevice

    return TeliumTerminalDevice(choices.clock, choices.plan, choices.profile or "EUR")


DEVICES: dict[str, Callable[[Choices], Device]] = {
    "badge": _badge,
    "check-reader": _check_reader,
    "drawer-box": _drawer_box,
    "escpos-printer": _escpos_printer,
    "fgl-printer": _fgl_printer,
    "pole-display": _pole_display,
    "scanner": _scanner,
    "telium-terminal": _telium_terminal,
}
"""Every device that is a byte pipe."""


def _nexo_terminal(options: argparse.Namespace, clock: Clock) -> Server:
    from hardware.simulators.nexo_run import nexo_server

    return nexo_server(options, clock)


SERVERS: dict[str, Callable[[argparse.Namespace, Clock], Server]] = {
    "nexo-terminal": _nexo_terminal,
}
"""Devices that need a server of their own."""


def parser(program: str = "foyer simulate") -> argparse.ArgumentParser:
    """Return what reads the command line."""
    line = argparse.ArgumentParser(prog=program, description="Run one virtual device.")
    line.add_argument(
        "device", choices=sorted({**DEVICES, **SERVERS}), metavar="DEVICE", help=_devices()
    )
    line.add_argument(
        "--address", default=ANY_PORT, help="tcp://, port 0 picks one; serial:///path"
    )
    line.add_argument("--baud", type=int, choices=BAUD_RATES, help="as slow as such a line")
    line.add_argument("--out", type=Path, help="folder in which its papers land as PNG")
    line.add_argument("--control", type=int, help="loopback port for commands; 0 picks one")
    line.add_argument("--faults", type=Path, help="JSON list of faults to come")
    line.add_argument("--seed", type=int, default=0, help="seed of everything random")
    line.add_argument("--profile", help="printer profile, as in window.toml")
    line.add_argument("--stock", type=int, help="papers loaded to begin with")
    line.add_argument(
        "--until-stdin-closes", action="store_true", help="end when standard input ends"
    )
    add_nexo_options(line)
    return line


def main(argv: Sequence[str] | None = None) -> int:
    """Run a device until told to end; return the exit code.

    Thread: the main one, because signals are handled.
    """
    options = parser().parse_args(argv)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    clock = SystemClock()
    try:
        if options.device in SERVERS:
            return _run(SERVERS[options.device](options, clock), options)
        address = _address(options.address, options.baud)
        plan = _plan(options.faults, options.seed)
        choices = Choices(clock, plan, options.out, options.profile, options.stock)
        device = DEVICES[options.device](choices)
        return _serve(device, clock, address, options)
    except (BadFault, SettingsInvalid, OSError) as error:
        print(f"foyer simulate: {error}", file=sys.stderr)  # noqa: T201  # a command line
        return _USAGE


def _serve(device: Device, clock: Clock, address: Address, options: argparse.Namespace) -> int:
    from hardware.simulators.server import SimulatorServer

    return _run(SimulatorServer(device, clock, address, options.control, options.baud), options)


def _run(server: Server, options: argparse.Namespace) -> int:
    for sign in (signal.SIGTERM, signal.SIGINT):
        signal.signal(sign, lambda *_: server.stop())
    if options.until_stdin_closes:
        threading.Thread(target=_wait_for_end, args=(server.stop,), daemon=True).start()
    ready = {
        "ready": True,
        "device": options.device,
        "address": str(server.address),
        "control": server.control_port,
    }
    print(json.dumps(ready), flush=True)  # noqa: T201  # the parent waits for this line
    server.run()
    return 0


def _wait_for_end(then: Callable[[], None]) -> None:
    """Read standard input to its end. The raw descriptor: nothing is held when the process ends."""
    while os.read(0, 4096):
        pass
    then()


def _address(text: str, baud: int | None) -> Address:
    address = parse_address(text, "--address", any_port=True)
    if isinstance(address, UsbAddress):  # a virtual bus lives inside one process
        raise SettingsInvalid(place="--address", reason="bad_address", detail="scheme", value=text)
    if isinstance(address, SerialAddress) and baud is not None:
        return dataclasses.replace(address, baud=baud)  # what a host has to be set to
    return address


def _plan(file: Path | None, seed: int) -> FaultPlan:
    return FaultPlan(seed=seed) if file is None else FaultPlan.read(file, seed)


def _devices() -> str:
    return ", ".join(sorted({**DEVICES, **SERVERS}))


if __name__ == "__main__":
    raise SystemExit(main())
