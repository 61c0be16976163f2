"""Marks of the computer that this runs on (``pos.hub.machines``): what stays where it is when a
disk is copied. They are told to the hub, so they are digests.

On Linux the numbers of network cards and disks that are built in, as the kernel lists them; what
is plugged in at the USB goes where it likes, and numbers that a virtual machine's host made up may
be in two of them. Elsewhere the number of the network card.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path

_LOCAL = 0x02
"""Bit of a network card's first byte: its number was made up (IEEE 802)."""
_GROUP = 1 << 40
"""Bit of what ``uuid.getnode`` makes up where it finds no card."""
_DISKS = ("ata-", "nvme-", "scsi-", "mmc-")
_SHARED = ("QEMU", "VMware", "Virtual")
"""In the names of disks whose numbers every such virtual machine has."""


def marks(root: Path = Path("/")) -> tuple[str, ...]:
    """Return this computer's marks, none where it has none. ``root``: where its files lie."""
    every = _of_linux(root) if sys.platform == "linux" else _elsewhere()
    return tuple(
        sorted({hashlib.sha256(f"foyer {one}".encode()).hexdigest()[:16] for one in every})
    )


def _of_linux(root: Path) -> Iterator[str]:
    for card in _listed(root / "sys/class/net"):
        device = card / "device"
        if not device.exists() or "/usb" in os.path.realpath(device):
            continue
        number = _said(card / "address")
        if number and int(number.partition(":")[0], 16) & _LOCAL == 0 and number.strip("0:"):
            yield f"card {number}"
    for disk in _listed(root / "dev/disk/by-id"):
        built_in = disk.name.startswith(_DISKS) and "-part" not in disk.name
        if built_in and not any(word in disk.name for word in _SHARED):
            yield f"disk {disk.name}"


def _elsewhere() -> Iterator[str]:
    import uuid

    number = uuid.getnode()
    if not number & _GROUP:
        yield f"card {number:012x}"


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except OSError:
        return []


def _said(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii").strip().lower()
    except (OSError, UnicodeDecodeError):
        return ""
