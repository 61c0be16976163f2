from __future__ import annotations

import pytest

from hardware.check_readers.micr_reader import MicrReader, check_reader
from hardware.framing import MOST_READINGS, STALL_S
from hardware.simulators.stepped_clock import SteppedClock
from hardware.transports.line import LineDown
from pos.errors import SettingsInvalid
from pos.lifecycles import DeviceState
from pos.ports.readers import CheckRead, ReadProblem

LINE = b"!111000025/1234567/101/\r"


def reader(**section: str) -> tuple[MicrReader, list[CheckRead], SteppedClock]:
    clock, reads = SteppedClock(), []  # type: ignore[var-annotated]
    made = check_reader({"driver": "magtek", "address": "tcp://127.0.0.1:1", **section}, clock)
    made.listen(reads.append)
    made._loop.health.opening()
    made._loop._driver.line_up()
    return made, reads, clock


def test_the_driver_in_the_settings_reads_its_own_lines() -> None:
    made, reads, _ = reader()
    made._loop._driver.received(LINE)
    assert reads == [CheckRead("check_reader", "111000025", "1234567", "101")]
    assert made.status().state is DeviceState.READY
    made, reads, _ = reader(driver="raw", symbols=")(&'")
    made._loop._driver.received(b"\x00)111000025) 1234567( 0101\r")
    assert reads == [CheckRead("check_reader", "111000025", "1234567", "101")]


def test_the_same_check_twice_is_two_readings() -> None:
    made, reads, _ = reader()
    made._loop._driver.received(LINE * 2)
    assert len(reads) == 2


def test_a_line_that_stops_is_never_believed() -> None:
    made, reads, clock = reader()
    made._loop._driver.received(LINE[:-5])
    clock.step(STALL_S)
    made._loop._driver.tick()
    assert reads == [CheckRead("check_reader", problem=ReadProblem.UNREADABLE)]
    made._loop._driver.received(LINE[-5:] + LINE)
    assert len(reads) == 2


def test_more_checks_than_anybody_feeds_are_a_fault() -> None:
    made, reads, _ = reader()
    with pytest.raises(LineDown):
        made._loop._driver.received(LINE * 1000)
    assert len(reads) <= MOST_READINGS


@pytest.mark.parametrize("symbols", ["TTU$", "TU$", "1U$-", "T?$-", "T/$-"])
def test_symbols_that_cannot_be_told_apart_are_refused(symbols: str) -> None:
    with pytest.raises(SettingsInvalid) as caught:
        reader(driver="raw", symbols=symbols)
    assert caught.value.params["place"] == "check_reader.symbols"
