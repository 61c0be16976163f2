"""The driver without a line: which bytes leave, and when."""

from __future__ import annotations

import pytest

from hardware.displays.commands import MODELS
from hardware.displays.pole import STALLS_S, PoleDriver, pole_display_of
from hardware.health import Health
from hardware.simulators.stepped_clock import SteppedClock
from hardware.transports.line import LineDown
from pos.errors import SettingsInvalid
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition


class Played:
    def __init__(self, model: str = "cd5220") -> None:
        self.clock = SteppedClock()
        self.health = Health("customer_display")
        self.health.opening()
        self.driver = PoleDriver(self.health, self.clock, MODELS[model])
        self.driver.line_up()

    def drain(self, size: int = 7) -> bytes:
        taken = b""
        while chunk := self.driver.outgoing()[:size]:
            taken += chunk
            self.driver.wrote(len(chunk))
        return taken


@pytest.mark.parametrize(
    ("model", "begin", "picture"),
    [
        ("cd5220", b"\r\r\x0c\x1b@", b"\x0c\x1bQADvorak\r\x1bQB  EUR12\r"),
        ("epson", b"\r\r\x1b@\x0c", b"\x0c\x1f$\x01\x01Dvorak\x1f$\x01\x02  EUR12"),
        ("utc", b"\r\r\x1f", b"\x1fDvorak" + b" " * 14 + b"  EUR12"),
        (
            "utc-enhanced",
            b"\r\r\x1bd",
            b"\x1buADvorak" + b" " * 14 + b"\r\x1buB  EUR12" + b" " * 13 + b"\r",
        ),
    ],
)
def test_every_model_is_told_in_its_own_way(model: str, begin: bytes, picture: bytes) -> None:
    played = Played(model)
    assert played.health.status.state is DeviceState.READY
    assert played.drain() == begin
    played.driver.wanted = ("Dvořák", "  €12")
    assert played.drain() == picture


def test_nothing_leaves_while_nothing_changes() -> None:
    played = Played()
    played.drain()
    played.driver.wanted = ("one", "")
    played.drain()
    played.driver.wanted = ("one", "")
    assert played.drain() == b""
    assert played.driver.due() is None


def test_the_newest_wins_and_no_picture_is_broken_off() -> None:
    played = Played()
    played.drain()
    played.driver.wanted = ("one", "")
    played.driver.wrote(len(played.driver.outgoing()[:5]))
    played.driver.wanted = ("two", "")
    played.driver.wanted = ("three", "")
    rest = played.drain()
    assert rest == b"ne\r\x1bQB\r" + b"\x0c\x1bQAthree\r\x1bQB\r"


def test_a_display_that_was_away_is_begun_and_drawn_anew() -> None:
    played = Played()
    played.driver.wanted = ("one", "")
    first = played.drain()
    played.driver.wanted = ("two", "")
    played.driver.wrote(len(played.driver.outgoing()[:5]))
    played.driver.line_down(Condition.UNREACHABLE)
    played.driver.line_up()
    assert played.drain() == first.replace(b"one", b"two")


def test_a_line_that_takes_nothing_is_given_up() -> None:
    played = Played()
    played.driver.tick()
    assert played.driver.due() == STALLS_S
    played.clock.step(STALLS_S)
    with pytest.raises(LineDown) as caught:
        played.driver.tick()
    assert caught.value.condition is Condition.SILENT


def test_what_a_display_says_has_no_meaning() -> None:
    played = Played()
    played.drain()
    played.driver.received(b"\x06\x15garbage")
    assert played.drain() == b""
    played.driver.end()


def test_an_unknown_model_is_refused_with_its_place() -> None:
    section = {"address": "tcp://127.0.0.1:1", "model": "vfd"}
    with pytest.raises(SettingsInvalid) as caught:
        pole_display_of(section, SteppedClock())
    assert caught.value.params["place"] == "customer_display.model"
    made = pole_display_of({"address": "tcp://127.0.0.1:1"}, SteppedClock())
    made.show("before it is open", "")
    assert made.status().state is DeviceState.CLOSED
