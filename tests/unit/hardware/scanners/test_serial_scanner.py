"""The driver without a line: what it tells, and when."""

from __future__ import annotations

import pytest

from hardware.framing import (
    GAP_S,
    MOST_BYTES,
    MOST_READINGS,
    MOST_SWALLOWED,
    PROBATION_S,
    READINGS_WITHIN_S,
)
from hardware.scanners.serial_scanner import SerialScanner, prefix_of, serial_scanner
from hardware.simulators.stepped_clock import SteppedClock
from hardware.transports.line import LineDown
from hardware.transports.tcp import TcpLine
from pos.errors import SettingsInvalid
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition
from pos.ports.readers import ReadProblem, Scan


class Played:
    def __init__(self, prefix: bytes = b"") -> None:
        self.clock = SteppedClock()
        self.scanner = SerialScanner(TcpLine("127.0.0.1", 1), self.clock, prefix)
        self.health = self.scanner._loop.health
        self.health.opening()
        self.scans: list[Scan] = []
        self.scanner.listen(self.scans.append)
        self.driver = self.scanner._loop._driver
        self.driver.line_up()

    def texts(self) -> list[str | ReadProblem]:
        return [scan.problem or scan.text for scan in self.scans]


def test_connected_is_ready_since_it_says_nothing_of_itself() -> None:
    played = Played()
    assert played.health.status.state is DeviceState.READY
    assert played.driver.outgoing() == b""
    assert played.driver.due() is None


def test_a_code_is_told_and_the_same_at_once_is_not() -> None:
    played = Played()
    played.driver.received(b"]Q0ABC\r\n]Q0ABC\r\nDEF\r\n")
    assert played.scans == [Scan("scanner", "ABC", "qr"), Scan("scanner", "DEF")]
    played.clock.step(1.0)
    played.driver.received(b"DEF\r\n")
    assert played.texts() == ["ABC", "DEF", "DEF"]


def test_a_code_without_suffix_is_told_after_the_gap() -> None:
    played = Played()
    played.driver.received(b"ABC")
    played.clock.step(GAP_S)
    assert played.driver.due() == GAP_S
    played.driver.tick()
    assert played.texts() == ["ABC"]


def test_half_a_code_dies_with_the_line() -> None:
    played = Played()
    played.driver.received(b"HALF")
    played.driver.line_down(Condition.UNREACHABLE)
    played.clock.step(5.0)
    played.driver.line_up()
    played.driver.tick()
    played.driver.received(b"WHOLE\r")
    assert played.texts() == ["WHOLE"]


def test_one_swipe_of_two_tracks_is_refused_once() -> None:
    played = Played()
    played.driver.received(b"%B4111111111111111^DOE/JANE^3012?\r;4111111111111111=3012?\r")
    assert played.scans == [Scan("scanner", problem=ReadProblem.PAYMENT_CARD)]


def flooded(played: Played, data: bytes) -> Condition:
    with pytest.raises(LineDown) as down:
        played.driver.received(data)
    played.health.lost(down.value.condition)
    played.driver.line_down(down.value.condition)
    return down.value.condition


def test_more_readings_than_anybody_makes_are_a_fault() -> None:
    played = Played()
    flood = b"".join(b"CODE%d\r" % number for number in range(1000))
    assert flooded(played, flood) is Condition.UNINTELLIGIBLE
    assert len(played.scans) == MOST_READINGS


def test_as_many_over_a_longer_time_are_none() -> None:
    played = Played()
    for number in range(MOST_READINGS * 3):
        played.clock.step(READINGS_WITHIN_S / MOST_READINGS)
        played.driver.received(b"CODE%d\r" % number)
    assert len(played.scans) == MOST_READINGS * 3
    assert played.health.status.state is DeviceState.READY


@pytest.mark.parametrize("byte", [b"\0", b"A", b"\r"])
def test_bytes_without_pause_are_a_fault(byte: bytes) -> None:
    assert flooded(Played(), byte * (MOST_BYTES + 1)) is Condition.UNINTELLIGIBLE


def test_bytes_that_drip_and_never_end_are_a_fault() -> None:
    played = Played()
    for _ in range(MOST_SWALLOWED // 1024):
        played.clock.step(GAP_S / 2)
        played.driver.received(b"\xff" * 1024)
    assert flooded(played, b"\xff" * 1024) is Condition.UNINTELLIGIBLE
    assert played.texts() == [ReadProblem.TOO_LONG]


def test_a_faulty_scanner_is_believed_again_after_it_was_moderate() -> None:
    played = Played()
    flooded(played, b"\0" * (MOST_BYTES + 1))
    played.scans.clear()
    played.health.retrying()
    played.driver.line_up()
    played.driver.received(b"DOUBTFUL\r")
    assert played.health.status.conditions == {Condition.UNINTELLIGIBLE}
    assert played.driver.due() == PROBATION_S
    played.clock.step(PROBATION_S)
    played.driver.tick()
    played.driver.received(b"GOOD\r")
    assert played.texts() == ["GOOD"]
    assert played.health.status.state is DeviceState.READY
    assert played.driver.due() is None


def test_settings_are_read_with_their_place() -> None:
    assert prefix_of({"prefix": "07"}) == b"\x07"
    assert prefix_of({"prefix": "02 1B"}) == b"\x02\x1b"
    assert prefix_of({}) == b""
    scanner = serial_scanner({"address": "tcp://127.0.0.1:1", "prefix": "07"}, SteppedClock())
    assert scanner.name == "scanner"
    assert scanner.status().state is DeviceState.CLOSED


@pytest.mark.parametrize("prefix", ["0D", "070A", "09", "zz", "7"])
def test_a_prefix_that_would_end_a_code_is_refused(prefix: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        serial_scanner({"address": "tcp://127.0.0.1:1", "prefix": prefix}, SteppedClock())
    assert caught.value.params["place"] == "scanner.prefix"
