"""Virtual scanners and check readers: what they send, and what faults leave of it."""

from __future__ import annotations

import pytest

from hardware.simulators.check_reader import VirtualCheckReader
from hardware.simulators.device import BadRequest
from hardware.simulators.faults import BadFault, FaultPlan
from hardware.simulators.reader import VirtualReader
from hardware.simulators.scanner import VirtualScanner
from hardware.simulators.stepped_clock import SteppedClock

CHECK = {"do": "check", "routing": "111000025", "account": "1234567", "number": "101"}


def scanner(prefix: bytes = b"") -> VirtualScanner:
    made = VirtualScanner(SteppedClock(), FaultPlan(), prefix)
    made.connected()
    return made


def check_reader(form: str = "65", symbols: str = "TU$-") -> VirtualCheckReader:
    made = VirtualCheckReader(SteppedClock(), FaultPlan(), form, symbols)
    made.connected()
    return made


def said(device: VirtualReader, request: dict[str, object]) -> bytes:
    device.command(request)
    return device.take_output()


def test_a_code_goes_out_with_prefix_symbology_and_suffix() -> None:
    assert said(scanner(), {"do": "scan", "text": "ABC"}) == b"ABC\r"
    whole = {"do": "scan", "text": "ABC", "symbology": "code128"}
    assert said(scanner(b"\x07"), whole) == b"\x07]C0ABC\r"
    assert said(scanner(), {**whole, "prefix": "02", "suffix": "0D0A"}) == b"\x02]C0ABC\r\n"


@pytest.mark.parametrize(
    "request_",
    [
        {"do": "scan"},
        {"do": "scan", "text": 7},
        {"do": "scan", "text": "half a character: \ud800"},
        {"do": "scan", "text": "A", "symbology": "ean"},
        {"do": "scan", "text": "A", "prefix": "zz"},
        {"do": "load_stock", "count": 5},
        {"do": "fault", "kind": "cutter"},
        {"do": "dance"},
    ],
)
def test_what_makes_no_sense_is_refused(request_: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        scanner().command(request_)


def test_faults_of_the_reading() -> None:
    device = scanner()
    device.command({"do": "fault", "kind": "no_suffix"})
    assert said(device, {"do": "scan", "text": "ABC"}) == b"ABC"
    device.command({"do": "clear"})
    device.command({"do": "fault", "kind": "double"})
    assert said(device, {"do": "scan", "text": "ABC"}) == b"ABC\rABC\r"
    device.command({"do": "clear"})
    device.command({"do": "fault", "kind": "torn", "after": 1, "seconds": 2.0})
    assert said(device, {"do": "scan", "text": "ABCDE"}) == b"ABCDE\r"
    assert said(device, {"do": "scan", "text": "ABCDE"}) == b"ABC"
    device.clock.step(2.0)  # type: ignore[attr-defined]
    device.tick()
    assert device.take_output() == b"DE\r"
    noise = said(device, {"do": "fault", "kind": "stray"})
    assert len(noise) == 12
    assert not noise.decode("latin-1").isprintable()


def test_a_host_that_talks_to_it_is_an_error(caplog: pytest.LogCaptureFixture) -> None:
    device = scanner()
    with caplog.at_level("CRITICAL", "foyer.simulator"):
        device.received(b"hello")
    assert device.command({"do": "state"})["errors"] == 1


@pytest.mark.parametrize(
    ("form", "line"),
    [
        ("64", b"1110000251234567101   \r"),
        ("65", b"!111000025/1234567/101/\r"),
        ("68", b"111000025\t1234567\t101\t\t\r"),
        ("69", b"1110000251234567000101\r"),
        ("70", b"111000025,1234567,00000101\r"),
        ("raw", b"\x00T111000025T 1234567U 101\r"),
    ],
)
def test_a_check_in_every_form(form: str, line: bytes) -> None:
    assert said(check_reader(form), CHECK) == line
    assert said(check_reader(), {**CHECK, "format": form}) == line


def test_a_business_check_has_its_number_on_the_left() -> None:
    line = said(check_reader("raw", ")(&'"), {**CHECK, "business": True})
    assert line == b"\x00(101( )111000025) 1234567(\r"


@pytest.mark.parametrize(
    ("form", "fault", "line"),
    [
        ("65", "bad_read", b"!///\r"),
        ("69", "bad_read", b"0/\r"),
        ("raw", "bad_read", b"\x01???\r"),
        ("65", "partial", b"!111000025/12?4567/101/\r"),
        ("raw", "partial", b"\x01T111000025T 12?4567U 101\r"),
        ("raw", "jam", b"\x03\r"),
        ("65", "jam", b""),
    ],
)
def test_faults_of_a_check(form: str, fault: str, line: bytes) -> None:
    device = check_reader(form)
    device.command({"do": "fault", "kind": fault})
    assert said(device, CHECK) == line
    device.command({"do": "clear"})
    assert b"1234567" in said(device, CHECK)


def test_unknown_forms_are_refused() -> None:
    with pytest.raises(BadFault):
        check_reader("66")
    with pytest.raises(BadRequest):
        check_reader().command({**CHECK, "format": "66"})


@pytest.mark.parametrize("device", [scanner(), check_reader()])
def test_a_swiped_card_has_both_tracks(device: VirtualReader) -> None:
    tracks = said(device, {"do": "swipe"})
    assert tracks.startswith(b"%B4111111111111111^")
    assert b"?;4111111111111111=" in tracks
