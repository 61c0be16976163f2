"""What of a computer stays where it is when its disk is copied."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from kiosk.this_machine import marks


def a_card(root: Path, name: str, number: str, bus: str = "pci0000:00/0000:00:1f.6") -> None:
    device = root / "sys/devices" / bus
    device.mkdir(parents=True, exist_ok=True)
    card = root / "sys/class/net" / name
    card.mkdir(parents=True)
    (card / "address").write_text(f"{number}\n")
    (card / "device").symlink_to(device)


def a_disk(root: Path, name: str) -> None:
    folder = root / "dev/disk/by-id"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("")


@pytest.fixture(autouse=True)
def linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")


def test_its_own_card_and_disk_and_nothing_that_goes_from_one_to_the_next(tmp_path: Path) -> None:
    a_card(tmp_path, "eno1", "3c:52:82:01:02:03")
    a_disk(tmp_path, "nvme-ACME_SSD_S1234")
    mine = marks(tmp_path)
    assert len(mine) == 2
    assert all(len(mark) == 16 for mark in mine)
    a_card(tmp_path, "eth7", "00:e0:4c:01:02:03", "pci0000:00/usb1/1-1")  # plugged in
    a_card(tmp_path, "veth1", "52:54:00:01:02:03")  # made up by a host
    a_card(tmp_path, "dummy", "00:00:00:00:00:00")
    (tmp_path / "sys/class/net/lo").mkdir()
    a_disk(tmp_path, "nvme-ACME_SSD_S1234-part1")
    a_disk(tmp_path, "usb-Stick_77-0:0")
    a_disk(tmp_path, "ata-QEMU_HARDDISK_QM00001")
    assert marks(tmp_path) == mine


def test_a_computer_that_says_nothing_has_none(tmp_path: Path) -> None:
    assert marks(tmp_path) == ()


@pytest.mark.parametrize(("node", "how_many"), [(0x3C5282010203, 1), (0x3D5282010203, 0)])
def test_elsewhere_the_number_of_its_card_unless_it_is_made_up(
    monkeypatch: pytest.MonkeyPatch, node: int, how_many: int
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr("uuid.getnode", lambda: node)
    assert len(marks()) == how_many
