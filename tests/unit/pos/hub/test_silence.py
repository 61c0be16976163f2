"""A call that carries much, by simulated clock: it ends soon where nothing moves any more, and goes
on where the line or the hub is slow and living."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pos.clock import ManualClock
from pos.errors import HubUnreachable
from pos.hub.syncing import BEAT_S
from pos.ports.hub import SILENCE_S
from pos.storage.hub import postgres
from pos.storage.hub.address import HubAddress
from pos.storage.hub.line import Deadline
from pos.storage.hub.postgres import PARCELS_S, PostgresHub

FROZEN = 1_000_000.0


class SlowLine:
    """``pauses``: seconds from one byte that moves to the next, of each call in turn; then comes
    the answer."""

    def __init__(self, clock: ManualClock) -> None:
        self.clock = clock
        self.calls: Iterator[list[float]] = iter(())

    def ask(self, _statement: str, _values: object, deadline: Deadline, **_how: object) -> Any:
        for pause in next(self.calls):
            waits = min(pause, deadline.left())
            self.clock.advance(timedelta(seconds=waits))
            if waits < pause:
                raise AssertionError(f"{deadline.left()} s left")
            deadline.moved()
        return [(b'{"seq": 0, "chain": ""}',)]


class Called:
    """A window's driver of the hub on such a line."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.clock = ManualClock(datetime(2026, 11, 22, 18, 0, tzinfo=UTC))
        self.line = SlowLine(self.clock)
        monkeypatch.setattr(postgres, "Line", lambda *_about: self.line)
        where = HubAddress("w1", "/nowhere", 5432, "hub")
        self.hub = PostgresHub(where, "", self.clock, silence_s=SILENCE_S)

    def took(self, call: Callable[[], object], *calls: list[float]) -> list[tuple[float, bool]]:
        """Return of each call how long it took, and whether it was answered."""
        self.line.calls, found = iter(calls), []
        for _ in calls:
            begun, answered = self.clock.monotonic(), True
            try:
                call()
            except HubUnreachable:
                answered = False
            found.append((self.clock.monotonic() - begun, answered))
        return found

    def send(self) -> object:
        return self.hub.send(())


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> Called:
    return Called(monkeypatch)


def test_where_nothing_moves_it_is_told_within_three_seconds(called: Called) -> None:
    for call in (called.send, lambda: called.hub.claim(()), lambda: called.hub.held_since({})):
        ((after, answered),) = called.took(call, [1.0, FROZEN])
        assert not answered
        assert after - 1.0 <= 3.0 - BEAT_S
        assert called.took(called.send, [0.1])[0][1]


def test_a_line_that_is_slow_and_living_carries_what_is_long(called: Called) -> None:
    assert called.took(called.send, [1.25] * 10) == [(12.5, True)]
    assert called.took(called.send, [1.25] * 20) == [(PARCELS_S, False)]


def test_a_hub_that_thinks_for_long_is_given_the_time_by_and_by(called: Called) -> None:
    """It answers the greetings in between, or nothing of this would be asked."""
    assert called.took(called.send, *[[7.0]] * 5, [0.1], [FROZEN]) == [
        (1.5, False),
        (3.0, False),
        (6.0, False),
        (7.0, True),
        (7.0, True),
        (pytest.approx(0.1), True),
        (pytest.approx(1.5), False),
    ]
    longest = called.took(called.send, *[[FROZEN]] * 5)[-1]
    assert longest == (pytest.approx(PARCELS_S), False)


def test_what_is_quick_meanwhile_takes_no_time_from_what_is_slow(called: Called) -> None:
    """A window claims a whole season's rights between calls that are answered at once."""
    heard = []
    for _ in range(4):
        heard += called.took(lambda: called.hub.claim(()), [5.0])
        assert called.took(called.send, [0.1]) == [(pytest.approx(0.1), True)]
    assert [answered for _, answered in heard] == [False, False, True, True]
