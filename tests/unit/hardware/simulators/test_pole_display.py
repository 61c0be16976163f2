"""The virtual pole display: what it shows, and what it takes for an error."""

from __future__ import annotations

from pathlib import Path

import pytest

from hardware.displays.commands import MODELS
from hardware.simulators.device import BadRequest
from hardware.simulators.faults import BadFault, FaultPlan
from hardware.simulators.pole_display import VirtualPole
from hardware.simulators.stepped_clock import SteppedClock


def pole(model: str = "cd5220", out: Path | None = None) -> VirtualPole:
    made = VirtualPole(SteppedClock(), FaultPlan(), model, out)
    made.connected()
    return made


@pytest.mark.parametrize("model", sorted(MODELS))
@pytest.mark.parametrize("size", [1, 3, 1000])
def test_what_the_driver_says_is_what_is_shown(model: str, size: int) -> None:
    device, said = pole(model), MODELS[model]
    twice = said.begin + said.draw(b"Full line of letters", b"x" * 20) + said.draw(b"Two", b"  b")
    for at in range(0, len(twice), size):
        device.received(twice[at : at + size])
    assert (device.lines, device.errors) == (("Two", "  b"), 0)


COMPLAINS = pytest.mark.expects_log("pole-display")


@pytest.mark.parametrize(
    "model",
    [
        pytest.param("cd5220", marks=COMPLAINS),  # of an ESC that ends in a carriage return
        pytest.param("epson", marks=COMPLAINS),
        "utc",
        pytest.param("utc-enhanced", marks=COMPLAINS),
    ],
)
def test_a_picture_cut_anywhere_does_not_spoil_the_next(model: str) -> None:
    said = MODELS[model]
    picture = said.begin + said.draw(b"one", b"two")
    for end in range(len(picture)):
        device = pole(model)
        device.received(picture[:end])
        device.disconnected()
        device.connected()
        device.received(said.begin + said.draw(b"three", b"four"))
        assert device.lines == ("three", "four")


@pytest.mark.parametrize(
    ("model", "data"),
    [
        ("cd5220", b"\x1bQAone\rtext"),  # string mode
        ("cd5220", b"\x1bQAone\r\x1b@"),
        ("cd5220", b"\x1bQA" + b"x" * 21 + b"\r"),
        ("cd5220", b"\x1f"),
        ("cd5220", b"\x1bl\x15\x01"),
        ("epson", b"\x1bQAone\r"),
        ("epson", b"\x1f$\x01\x03"),
        ("utc", b"\x0c"),
        ("utc", b"\x10\x28"),
        ("utc-enhanced", b"\x1buAone\r"),  # before ESC d
        ("utc-enhanced", b"plain"),
    ],
)
@COMPLAINS
def test_what_it_does_not_know_is_an_error(model: str, data: bytes) -> None:
    device = pole(model)
    device.received(data)
    assert device.errors > 0
    assert any(event["event"] == "error" for event in device.take_events())


def test_can_and_clr_leave_string_mode() -> None:
    device = pole()
    device.received(b"\x1bQAone\r\x1bQBtwo\r\x18")
    assert device.lines == ("", "two")
    device.received(b"\x1bl\x03\x01hi\x1b*\x02\x1b=\x02")
    assert (device.lines, device.errors) == (("  hi", "two"), 0)


def test_epson_moves_and_text_runs_over() -> None:
    device = pole("epson")
    device.received(b"\x1f$\x13\x01abcd\x1f$\x05\x02x\rY\x1fX\x01")
    assert (device.lines, device.errors) == ((" " * 18 + "ab", "Yd  x"), 0)


def test_utc_places_by_number() -> None:
    device = pole("utc")
    device.received(b"\x10\x15x")
    assert device.lines == ("", " x")


def test_each_picture_is_an_event_and_with_a_folder_a_file(tmp_path: Path) -> None:
    device = pole(out=tmp_path)
    device.received(b"\x0c\x1bQADvorak\r")
    device.received(b"\x0c\x1bQADvorak\r")  # nothing new to see
    shown = [event for event in device.take_events() if event["event"] == "shown"]
    assert shown == [{"event": "shown", "upper": "Dvorak", "lower": "", "file": "display-0001.png"}]
    assert (tmp_path / "display-0001.png").exists()
    assert device.command({"do": "state"})["upper"] == "Dvorak"


def test_switched_off_and_on_it_shows_nothing() -> None:
    device = pole()
    device.received(b"hello")
    device.command({"do": "fault", "kind": "power_cycle"})
    assert device.lines == ("", "")
    with pytest.raises(BadRequest):
        device.command({"do": "load_stock", "count": 1})
    with pytest.raises(BadRequest):
        device.command({"do": "fault", "kind": "jam"})
    device.command({"do": "clear"})
    with pytest.raises(BadFault):
        pole("vfd")
