"""The badge reader's thread, health and visits, over a service in memory."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from hardware.readers.badge_loop import HANGS_S, LONGEST_REST_S
from hardware.readers.pcsc import PcscReader
from hardware.readers.service import Seen, Trouble
from hardware.simulators.stepped_clock import SteppedClock
from pos.errors import InvariantBroken
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, DeviceStatus
from pos.ports.readers import BadgeRead, ReadProblem
from tests.unit.hardware.readers.fake_service import DONE, PROCESSOR_ATR, UID, FakeService

PATIENCE_S = 300.0
EMPTY = Seen()
BADGE = BadgeRead("badge_reader", UID.hex().upper())


def lies(events: int = 1, **values: bool) -> Seen:
    return Seen(present=True, events=events, atr=PROCESSOR_ATR, **values)


class Desk:
    """One reader at work; every wait ends with the event it waits for."""

    def __init__(self, claimed: Path, part: str = "") -> None:
        self.clock = SteppedClock()
        self.service = FakeService()
        self.reader = PcscReader("badge_reader", part, self.service, self.clock, claimed)
        self.clock.wakes(self.reader.wake)
        self.reads: queue.Queue[BadgeRead] = queue.Queue()
        self._statuses: queue.Queue[DeviceStatus] = queue.Queue()
        self.reader.listen(self.reads.put)
        self.reader.watch(self._statuses.put)

    def read(self) -> BadgeRead:
        return self.reads.get(timeout=PATIENCE_S)

    def until(self, state: DeviceState, condition: Condition | None = None) -> None:
        """Wait for a status; a reader that rests is given time."""
        wanted = frozenset() if condition is None else frozenset({condition})
        for _ in range(2000):
            try:
                status = self._statuses.get(timeout=0.03)
            except queue.Empty:
                self.clock.step(LONGEST_REST_S)
                continue
            if (status.state, status.conditions) == (state, wanted):
                return
        raise AssertionError(f"never {state} {condition}: {self.reader.status()}")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    desk.reader.close()


def test_it_opens_reads_and_closes(desk: Desk) -> None:
    desk.reader.open()
    desk.reader.open()  # harmless
    desk.until(DeviceState.READY)
    assert [t.name for t in threading.enumerate()].count("device-badge_reader") == 1
    desk.service.show(lies())
    assert desk.read() == BADGE
    desk.reader.close()
    desk.reader.close()
    desk.until(DeviceState.CLOSED)
    assert (desk.service.opened, desk.service.released) == (1, 1)
    assert "device-badge_reader" not in {t.name for t in threading.enumerate()}


@pytest.mark.parametrize(
    ("trouble", "condition"),
    [
        (Trouble.NOT_INSTALLED, Condition.NOT_INSTALLED),
        (Trouble.NO_SERVICE, Condition.NO_SERVICE),
        (Trouble.NO_PERMISSION, Condition.NO_PERMISSION),
        (Trouble.NO_READER, Condition.UNREACHABLE),
        (Trouble.FAILED, Condition.NO_SERVICE),
    ],
)
def test_what_is_wrong_is_told_and_mended(
    desk: Desk, trouble: Trouble, condition: Condition
) -> None:
    desk.service.fail(trouble)
    desk.reader.open()
    desk.until(DeviceState.LOST, condition)
    desk.until(DeviceState.CONNECTING, condition)
    desk.service.fail(None)
    desk.until(DeviceState.READY)
    desk.service.fail(trouble)
    desk.until(DeviceState.LOST, condition)
    desk.service.fail(None)
    desk.until(DeviceState.READY)


def test_no_reader_because_the_system_keeps_it(desk: Desk, tmp_path: Path) -> None:
    desk.service.names = ()
    desk.reader.open()
    desk.until(DeviceState.LOST, Condition.UNREACHABLE)
    (tmp_path / "1-2:1.0").mkdir()
    desk.until(DeviceState.LOST, Condition.HELD_BY_OTHER)
    (tmp_path / "1-2:1.0").rmdir()
    desk.service.names = ("Desk reader",)
    desk.until(DeviceState.READY)


def test_readers_whose_names_fit_are_watched(tmp_path: Path) -> None:
    desk = Desk(tmp_path, "acme")
    desk.service.names = ("ACME Dual 0", "Other 0", "ACME Dual 1")
    desk.service.seen = dict.fromkeys(desk.service.names, EMPTY)
    desk.reader.open()
    desk.until(DeviceState.READY)
    assert desk.reader.facts() == {"reader": "ACME Dual 0, ACME Dual 1"}
    desk.service.show(lies(), "Other 0")
    desk.service.show(lies(), "ACME Dual 1")
    assert desk.read() == BADGE
    desk.reader.close()
    assert desk.reads.empty()


# ---- cards ----


def test_there_and_gone_between_two_looks(desk: Desk) -> None:
    desk.reader.open()
    desk.until(DeviceState.READY)
    desk.service.show(Seen(events=2))
    assert desk.read().problem is ReadProblem.TAKEN_AWAY


def test_a_card_that_says_nothing_when_switched_on(desk: Desk) -> None:
    desk.service.show(lies(mute=True))
    desk.reader.open()
    assert desk.read().problem is ReadProblem.UNREADABLE


def test_no_answer_and_it_is_gone(desk: Desk) -> None:
    desk.service.card.answers[b"\xff\xca"] = Trouble.FAILED
    desk.service.show(lies())
    exchange = desk.service.card.exchange

    def taken_away(command: bytes) -> bytes:
        desk.service.show(Seen(events=2))
        return exchange(command)

    desk.service.card.exchange = taken_away  # type: ignore[method-assign]
    desk.reader.open()
    assert desk.read().problem is ReadProblem.TAKEN_AWAY


def test_no_answer_and_it_lies_there_still(desk: Desk) -> None:
    desk.service.card.answers[b"\xff\xca"] = Trouble.FAILED
    desk.service.show(lies())
    desk.reader.open()
    assert desk.read().problem is ReadProblem.UNREADABLE


def test_gone_before_it_could_be_asked(desk: Desk) -> None:
    desk.service.connects_as = Trouble.CARD_GONE
    desk.service.show(lies())
    desk.reader.open()
    assert desk.read().problem is ReadProblem.TAKEN_AWAY


def test_a_payment_card_is_refused(desk: Desk) -> None:
    desk.service.card.answers[b"2PAY.SYS.DDF01"] = DONE
    desk.service.show(lies())
    desk.reader.open()
    assert desk.read() == BadgeRead("badge_reader", problem=ReadProblem.PAYMENT_CARD)
    assert b"\xff\xca\x00\x00\x00" not in desk.service.card.asked


def test_another_program_is_talking_to_the_card(desk: Desk) -> None:
    desk.service.connects_as = Trouble.HELD
    desk.service.show(lies())
    desk.reader.open()
    desk.until(DeviceState.STOPPED, Condition.HELD_BY_OTHER)
    desk.service.connects_as = None
    assert desk.read() == BADGE
    desk.until(DeviceState.READY)


# ---- outages ----


def test_a_badge_that_lay_there_all_the_time_is_told_once(desk: Desk) -> None:
    desk.service.show(lies())
    desk.reader.open()
    assert desk.read() == BADGE
    desk.service.fail(Trouble.NO_SERVICE)
    desk.until(DeviceState.LOST, Condition.NO_SERVICE)
    desk.service.fail(None)
    desk.until(DeviceState.READY)
    desk.service.show(EMPTY)
    other = bytes.fromhex("04FFEEDD")
    desk.service.card.answers[b"\xff\xca"] = other + DONE
    desk.service.show(lies(3))
    assert desk.read().uid == other.hex().upper()


def test_the_service_dies_while_a_badge_is_asked(desk: Desk) -> None:
    desk.service.card.answers[b"\xff\xca"] = Trouble.NO_SERVICE
    desk.service.show(lies())
    desk.reader.open()
    desk.until(DeviceState.LOST, Condition.NO_SERVICE)
    desk.service.card.answers[b"\xff\xca"] = UID + DONE
    desk.clock.step(LONGEST_REST_S)
    assert desk.read() == BADGE


# ---- a service that hangs ----


@pytest.mark.parametrize("call", ["make", "readers", "wait", "connect"])
def test_a_call_that_does_not_come_back_is_silence_until_it_does(desk: Desk, call: str) -> None:
    desk.service.hang(call)
    desk.service.show(lies())
    desk.reader.open()
    desk.until(DeviceState.STOPPED, Condition.SILENT)
    desk.service.hang("")
    assert desk.read() == BADGE
    desk.until(DeviceState.READY)


def test_a_service_that_is_not_given_back_is_silence_too(desk: Desk) -> None:
    desk.reader.open()
    desk.until(DeviceState.READY)
    desk.service.hang("release")
    desk.service.fail(Trouble.NO_SERVICE)
    desk.until(DeviceState.STOPPED, Condition.SILENT)
    desk.service.fail(None)
    desk.service.hang("")
    desk.until(DeviceState.LOST, Condition.NO_SERVICE)
    desk.until(DeviceState.READY)


def test_what_comes_back_just_in_time_is_no_silence(desk: Desk) -> None:
    desk.reader.open()
    desk.until(DeviceState.READY)
    desk.service.hang("connect")
    desk.service.show(lies())
    assert desk.service.hanging.wait(PATIENCE_S)
    desk.clock.step(HANGS_S - 0.01)
    desk.service.hang("")
    assert desk.read() == BADGE
    assert desk.reader.status().state is DeviceState.READY


def test_a_reader_that_is_silent_closes_at_once_and_works_when_opened_again(desk: Desk) -> None:
    desk.service.hang("connect")
    desk.service.show(lies())
    desk.reader.open()
    desk.until(DeviceState.STOPPED, Condition.SILENT)
    desk.reader.close()
    assert desk.reader.status().state is DeviceState.CLOSED
    desk.service.show(EMPTY)
    desk.reader.open()
    desk.until(DeviceState.READY)
    desk.service.hang("")
    desk.service.show(lies())
    assert desk.read() == BADGE
    desk.reader.close()
    assert desk.reads.empty()  # what was read for nobody is told to nobody


def test_a_card_that_does_not_answer_holds_up_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hardware.readers.service_thread.LEAVE_S", 0.01)
    desk.service.hang("connect")
    desk.service.show(lies())
    desk.reader.open()
    assert desk.service.hanging.wait(PATIENCE_S)
    desk.reader.close()
    assert desk.reader.status().state is DeviceState.CLOSED
    desk.service.hang("")
    assert desk.reads.empty()


def test_it_cannot_be_closed_by_a_listener(desk: Desk) -> None:
    refused: queue.Queue[str] = queue.Queue()

    def close(_: BadgeRead) -> None:
        try:
            desk.reader.close()
        except InvariantBroken as broken:
            refused.put(broken.code)

    desk.reader.listen(close)
    desk.service.show(lies())
    desk.reader.open()
    assert refused.get(timeout=PATIENCE_S) == "hardware.close_on_device_thread"
