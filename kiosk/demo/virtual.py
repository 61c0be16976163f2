"""Virtual devices as processes of their own, as the demo and the torture run start them.

They end by themselves when this process ends, however it ends: their standard input closes.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from hardware.simulators.nexo_options import KEY_IDENTIFIER, KEY_VERSION, PASSPHRASE, POI_ID
from kiosk.secrets import FOLDER as SECRETS
from kiosk.secrets import Secrets
from kiosk.settings import (
    BADGE_READER,
    CHECK_READER,
    CUSTOMER_DISPLAY,
    PAYMENT_TERMINAL,
    RECEIPT_PRINTER,
    SCANNER,
    TICKET_PRINTER,
    Home,
)
from pos.errors import DeviceUnavailable, StorageNotWritable

FGL, ESCPOS = "fgl-printer", "escpos-printer"
SIMULATED = {
    TICKET_PRINTER: FGL,
    RECEIPT_PRINTER: ESCPOS,
    SCANNER: "scanner",
    CHECK_READER: "check-reader",
    CUSTOMER_DISPLAY: "pole-display",
    BADGE_READER: "badge",
    PAYMENT_TERMINAL: "nexo-terminal",
}
"""Which virtual device stands for which section of window.toml."""
DESK = (SCANNER, CHECK_READER, CUSTOMER_DISPLAY)
"""What stands beside the printers wherever nothing has to be installed for it."""
VIRTUAL_READER = "Virtual PCD"
"""How the readers of ``vpcd`` are called."""

_DRIVERS = {
    TICKET_PRINTER: "fgl",
    RECEIPT_PRINTER: "escpos",
    SCANNER: "serial",
    CHECK_READER: "magtek",
    CUSTOMER_DISPLAY: "pole",
}
_PRINTERS = (TICKET_PRINTER, RECEIPT_PRINTER)
SECRET = "payment_terminal"
AUTHORITY = "payment-terminal-ca.pem"
"""In the demo's home: what both ends make their keys from; who signed its certificate."""


@dataclass(frozen=True, slots=True)
class VirtualDevice:
    """A running virtual device: where it listens, its control port, and the folder it leaves things
    in: papers, or its certificate.
    """

    name: str
    address: str
    control: int
    folder: Path | None
    process: subprocess.Popen[str]

    def stop(self) -> None:
        """End it and wait; harmless when it has ended."""
        _end(self.process)


class Starting:
    """Virtual devices on their way, side by side, while the caller does something else.

    Args:
        folders: Where each one leaves its papers or its certificate, or None, by section of
            window.toml.
        seed: Of everything random in them.
    """

    def __init__(self, folders: Mapping[str, Path | None], seed: int = 0) -> None:
        self._folders = folders
        self._processes = {name: _spawn(name, folder, seed) for name, folder in folders.items()}

    def wait(self) -> dict[str, VirtualDevice]:
        """Return the devices, in the order they were named, once all listen.

        Raises:
            DeviceUnavailable: One of them did not start; then none is left running.
        """
        try:
            return {
                name: _ready(name, process, self._folders[name])
                for name, process in self._processes.items()
            }
        except DeviceUnavailable:
            for process in self._processes.values():
                _end(process)
            raise


def start_printers(folders: Mapping[str, Path], seed: int = 0) -> dict[str, VirtualDevice]:
    """Start the printers named in ``folders`` side by side and return them once all listen.

    Args:
        folders: Where each one's papers land, by section of window.toml.
        seed: Of everything random in them.

    Raises:
        DeviceUnavailable: One of them did not start.
    """
    return Starting(folders, seed).wait()


def virtual_reader() -> str:
    """Return the name of a virtual PC/SC reader, or nothing where there is none.

    The smart card service is only asked for the names of its readers: nothing is put on one and no
    port is knocked at, so a till with a real reader is not disturbed. Blocks for milliseconds.
    """
    from hardware.readers.scard import pcsc_service
    from hardware.readers.service import CardTrouble

    try:
        service = pcsc_service()
    except CardTrouble:
        return ""
    try:
        names = service.readers()
    except CardTrouble:
        return ""
    finally:
        service.release()
    return min((name for name in names if name.startswith(VIRTUAL_READER)), default="")


def _spawn(name: str, folder: Path | None, seed: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "kiosk", "simulate", SIMULATED[name], "--until-stdin-closes"]
    options = ["--control", "0", "--seed", str(seed)]
    if folder is not None:
        options += ["--out", str(folder)]
    return subprocess.Popen(
        [*command, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def _end(process: subprocess.Popen[str]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    process.wait(10)
    if process.stdout is not None:
        process.stdout.close()


def _ready(name: str, process: subprocess.Popen[str], folder: Path | None) -> VirtualDevice:
    output: IO[str] | None = process.stdout
    line = output.readline() if output is not None else ""
    if not line:
        raise DeviceUnavailable(device=name)
    said = json.loads(line)
    return VirtualDevice(name, said["address"], said["control"], folder, process)


def window_toml(
    devices: Mapping[str, VirtualDevice],
    *,
    name: str,
    answer_within_s: int,
    sounds: bool = False,
    reader: str = "",
) -> str:
    """Return a window.toml whose devices are the virtual ones.

    ``reader``: name of the badge reader, which is the computer's and not at an address.
    """
    parts = [f'[window]\nname = "{name}"\nsounds = {str(sounds).lower()}\n']
    for device in devices.values():
        if device.name == BADGE_READER:
            parts.append(f'[{BADGE_READER}]\ndriver = "pcsc"\nreader = "{reader}"\n')
            continue
        if device.name == PAYMENT_TERMINAL:
            parts.append(_terminal_section(device, name))
            continue
        driver = _DRIVERS[device.name]
        section = f'[{device.name}]\ndriver = "{driver}"\naddress = "{device.address}"\n'
        patience = f"answer_within = {answer_within_s}\n" if device.name in _PRINTERS else ""
        parts.append(section + patience)
    if RECEIPT_PRINTER in devices:
        parts.append(f'[cash_drawer]\ndriver = "kick"\nvia = "{RECEIPT_PRINTER}"\n')
    return "\n".join(parts)


def _terminal_section(device: VirtualDevice, window: str) -> str:
    return (
        f'[{PAYMENT_TERMINAL}]\ndriver = "nexo"\naddress = "{device.address}"\n'
        f'poi_id = "{POI_ID}"\nsale_id = "{window.replace(" ", "-")}"\n'
        f'key_identifier = "{KEY_IDENTIFIER}"\nkey_version = {KEY_VERSION}\n'
        f'passphrase = "file:{SECRETS}/{SECRET}"\nca_file = "{AUTHORITY}"\n'
    )


def introduce(devices: Mapping[str, VirtualDevice], home: Home) -> None:
    """Give the window what window.toml only names: the terminal's secret, in a file that only its
    owner can read, and the authority behind its certificate.

    Raises:
        StorageNotWritable: They cannot be written.
    """
    terminal = devices.get(PAYMENT_TERMINAL)
    if terminal is None or terminal.folder is None:
        return
    Secrets(home.root).keep_in_file(SECRET, PASSPHRASE)
    try:
        shutil.copy(terminal.folder / "ca.pem", home.root / AUTHORITY)
    except OSError as error:
        file = str(home.root / AUTHORITY)
        raise StorageNotWritable(file=file, reason=error.strerror or "") from None
