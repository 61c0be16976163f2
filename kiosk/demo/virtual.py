"""Virtual devices as processes of their own, as the demo and the torture run start them.

They end by themselves when this process ends, however it ends: their standard input closes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kiosk.settings import RECEIPT_PRINTER, TICKET_PRINTER
from pos.errors import DeviceUnavailable

FGL, ESCPOS = "fgl-printer", "escpos-printer"
PRINTERS = {TICKET_PRINTER: FGL, RECEIPT_PRINTER: ESCPOS}
"""Which virtual device stands for which section of window.toml."""


@dataclass(frozen=True, slots=True)
class VirtualDevice:
    """A running virtual device: where it listens, its control port, and the folder its papers land
    in.
    """

    name: str
    address: str
    control: int
    folder: Path
    process: subprocess.Popen[str]

    def stop(self) -> None:
        """End it and wait; harmless when it has ended."""
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()


def start_printers(folders: Mapping[str, Path], seed: int = 0) -> dict[str, VirtualDevice]:
    """Start the printers named in ``folders`` side by side and return them once all listen.

    Args:
        folders: Where each one's papers land, by section of window.toml.
        seed: Of everything random in them.

    Raises:
        DeviceUnavailable: One of them did not start.
    """
    processes = {name: _spawn(PRINTERS[name], folder, seed) for name, folder in folders.items()}
    return {name: _ready(name, process, folders[name]) for name, process in processes.items()}


def _spawn(device: str, folder: Path, seed: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "kiosk", "simulate", device, "--until-stdin-closes"]
    options = ["--out", str(folder), "--control", "0", "--seed", str(seed)]
    return subprocess.Popen(
        [*command, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _ready(name: str, process: subprocess.Popen[str], folder: Path) -> VirtualDevice:
    output: IO[str] | None = process.stdout
    line = output.readline() if output is not None else ""
    if not line:
        raise DeviceUnavailable(device=name)
    said = json.loads(line)
    return VirtualDevice(name, said["address"], said["control"], folder, process)


def window_toml(
    devices: Mapping[str, VirtualDevice], *, name: str, answer_within_s: int, sounds: bool = False
) -> str:
    """Return a window.toml whose devices are the virtual ones."""
    parts = [f'[window]\nname = "{name}"\nsounds = {str(sounds).lower()}\n']
    for device in devices.values():
        driver = "fgl" if device.name == TICKET_PRINTER else "escpos"
        parts.append(
            f'[{device.name}]\ndriver = "{driver}"\naddress = "{device.address}"\n'
            f"answer_within = {answer_within_s}\n"
        )
    if RECEIPT_PRINTER in devices:
        parts.append(f'[cash_drawer]\ndriver = "kick"\nvia = "{RECEIPT_PRINTER}"\n')
    return "\n".join(parts)
