from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.registry import build
from hardware.simulators.stepped_clock import SteppedClock
from hardware.wire_file import KEPT, WireFile, masked
from hardware.wire_log import Direction, WireLog

CARD = b"4111111111111111"


def kept(path: Path, *, hears_people: bool = False) -> WireLog:
    log = WireLog(hears_people=hears_people)
    log.keep_in(WireFile(path), SteppedClock())
    return log


@pytest.mark.parametrize(
    ("data", "reply", "shown"),
    [
        (b"<CB><RC24,40><HW2,2>Ana Example", False, "<CB> <RC24,40> <HW2,2> ...11"),
        (b"<Ana><A1>", False, "...9"),
        (b"\x1b@\x1ba\x01Ana", False, "1b 40 1b 61 01 ...3"),
        (b"\x10\x04\x02", False, "10 04 02"),
        (b"\x32", True, "32"),
        (b"\x06\x12\x11", True, "06 12 11"),
        (b"0000001 PROM = FGL46G42", True, "...23"),
        (b"", False, ""),
    ],
)
def test_only_structure_is_shown(data: bytes, reply: bool, shown: str) -> None:
    assert masked(data, reply=reply) == shown


def test_a_line_says_when_which_way_and_how_much(tmp_path: Path) -> None:
    log = kept(tmp_path / "logs" / "wire-printer.log")
    log.note(0.0, Direction.LINE, b"open")
    log.note(0.0, Direction.OUT, b"<CB>" + b"x" * 1000)
    log.note(0.0, Direction.IN, b"\x06")
    assert (tmp_path / "logs" / "wire-printer.log").read_text().splitlines() == [
        "2026-11-21T18:00:00.000+00:00 line 4: open",
        "2026-11-21T18:00:00.000+00:00 out 1004: <CB> ...60 ...940",
        "2026-11-21T18:00:00.000+00:00 in 1: 06",
    ]


def test_what_a_reader_hears_is_a_length(tmp_path: Path) -> None:
    log = kept(tmp_path / "wire", hears_people=True)
    log.note(0.0, Direction.IN, b"%B" + CARD + b"?")
    log.note_length(0.0, Direction.IN, 9)
    assert [line.split(" ", 1)[1] for line in (tmp_path / "wire").read_text().splitlines()] == [
        "in 19: ...19",
        "in 9: ...9",
    ]


def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    kept(tmp_path / "wire").note(0.0, Direction.IN, b"\x06")
    assert stat.S_IMODE((tmp_path / "wire").stat().st_mode) == 0o600


def test_a_full_file_is_turned_over_and_the_oldest_goes(tmp_path: Path) -> None:
    clock = SteppedClock()
    file = WireFile(tmp_path / "wire", most_bytes=200)
    for number in range(40):
        file.write(clock.now(), "out", number, "10 04 02")
    names = sorted(path.name for path in tmp_path.iterdir())
    assert set(names) <= {"wire", "wire.1", "wire.2"}
    assert len(names) >= KEPT - 1
    assert all(path.stat().st_size < 300 for path in tmp_path.iterdir())
    newest = max(tmp_path.iterdir(), key=lambda path: path.read_text().splitlines()[-1])
    assert " out 39: " in newest.read_text()
    assert file.dropped == 0


def test_a_disk_that_takes_nothing_stops_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    file = WireFile(tmp_path / "file" / "wire")
    log = WireLog()
    log.keep_in(file, SteppedClock())
    log.note(0.0, Direction.IN, b"\x06")
    log.note(0.0, Direction.IN, b"\x06")
    assert file.dropped == 2
    assert len(log.last()) == 2


def test_the_registry_gives_every_device_its_file(tmp_path: Path) -> None:
    address = "tcp://127.0.0.1:9"
    sections = {
        "ticket_printer": {"driver": "fgl", "address": address},
        "receipt_printer": {"driver": "escpos", "address": address},
    }
    devices = build(sections, SteppedClock(), tmp_path)
    for device in devices.all:
        device.wire.note(0.0, Direction.LINE, b"open")  # type: ignore[attr-defined]
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["wire-receipt_printer.log", "wire-ticket_printer.log"]


names = st.text(st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghij"), min_size=4, max_size=12)
numbers = st.text(st.sampled_from("0123456789"), min_size=5, max_size=19)
frames = st.sampled_from(
    [
        b"<CB><RC24,40><F3>%s<RC60,40>%s<p>",
        b"\x1b@\x1ba\x01%s\n%s\x1dVB\x03",
        b"<%s><%s>",
        b"%s\r\n%s\x0c",
        b"\x1d(k%s\x1d%s",
        b"\x10%s\x1b%s",
    ]
)


@given(frame=frames, name=names, number=numbers, data=st.data())
def test_no_name_and_no_number_is_ever_in_the_file(
    tmp_path_factory: pytest.TempPathFactory,
    frame: bytes,
    name: str,
    number: str,
    data: st.DataObject,
) -> None:
    """However the line cuts it up, in plain or in hex."""
    path = tmp_path_factory.mktemp("wire") / "wire"
    log, paper = kept(path), frame % (name.encode(), number.encode())
    size = data.draw(st.integers(8, 80))
    for at in range(0, len(paper), size):
        log.note(0.0, Direction.OUT, paper[at : at + size])
    for heard in (name, number):
        log.note(0.0, Direction.IN, heard.encode())
    said = [line.split(": ", 1)[1] for line in path.read_text().splitlines()]
    for secret in (name, number):
        pieces = [secret[at : at + 5] for at in range(max(len(secret) - 4, 1))]
        for piece in pieces:
            if len(piece) < 5:
                continue
            shown = "\n".join(said)
            assert piece not in shown
            assert piece.encode().hex(" ") not in shown
