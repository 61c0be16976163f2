from __future__ import annotations

import math

import pytest

from hardware.printers.kicks import Kick, KickDesk, Pulse
from pos.ports.devices import Condition, KickResult


def a_kick(open_is_high: bool | None = True) -> Kick:
    return Kick(Pulse(2, 100), open_is_high, wait_s=5.0, seen_s=1.0)


def sent(desk: KickDesk, kick: Kick, now_s: float = 0.0) -> Kick:
    desk.accept(kick, now_s)
    assert desk.next(now_s) is kick
    desk.left(now_s)
    return kick


@pytest.mark.parametrize(
    ("pin", "on_ms", "queued", "at_once"),
    [
        (2, 100, "1b 70 00 32 32", "10 14 01 00 01"),
        (5, 100, "1b 70 01 32 32", "10 14 01 01 01"),
        (2, 150, "1b 70 00 4b 4b", "10 14 01 00 02"),
        (2, 510, "1b 70 00 ff ff", "10 14 01 00 05"),
    ],
)
def test_pulses(pin: int, on_ms: int, queued: str, at_once: str) -> None:
    pulse = Pulse(pin, on_ms)
    assert pulse.queued() == bytes.fromhex(queued)
    assert pulse.at_once() == bytes.fromhex(at_once)


@pytest.mark.parametrize("open_is_high", [True, False])
def test_the_sensor_is_believed_by_its_polarity(open_is_high: bool) -> None:
    desk = KickDesk()
    desk.pin(not open_is_high)
    kick = sent(desk, a_kick(open_is_high))
    assert not kick.future.done()
    desk.pin(open_is_high)
    assert kick.future.result(0) == KickResult(sent=True, seen_open=True)


def test_without_a_sensor_nothing_is_seen() -> None:
    desk = KickDesk()
    desk.pin(False)
    assert sent(desk, a_kick(None)).future.result(0) == KickResult(sent=True)


def test_a_level_never_reported_is_no_sensor() -> None:
    assert sent(KickDesk(), a_kick()).future.result(0) == KickResult(sent=True)


def test_one_pulse_at_a_time() -> None:
    desk = KickDesk()
    first, second = a_kick(), a_kick()
    desk.accept(first, 0.0)
    desk.accept(second, 0.0)
    assert desk.next(0.0) is first
    assert desk.next(0.0) is None
    desk.left(0.0)
    assert desk.pulsing(0.09)
    assert not desk.pulsing(0.1)
    assert desk.next(0.1) is None  # the drive rests as long as it was on
    assert desk.due(0.1, jobs_wait=False) == 0.2
    assert desk.next(0.2) is second


def test_it_says_when_something_is_due() -> None:
    desk = KickDesk()
    assert math.isinf(desk.due(0.0, jobs_wait=True))
    desk.accept(a_kick(), 2.0)
    assert desk.due(2.0, jobs_wait=False) == 7.0
    desk.next(2.0)
    desk.pin(False)
    desk.left(2.0)
    assert desk.due(2.0, jobs_wait=False) == 3.0
    assert desk.due(2.0, jobs_wait=True) == 2.1
    assert desk.due(2.5, jobs_wait=True) == 3.0


@pytest.mark.parametrize(("on_ms", "lasts_s"), [(100, 0.1), (150, 0.2), (510, 0.51), (2, 0.1)])
def test_the_longer_of_both_forms_counts(on_ms: int, lasts_s: float) -> None:
    assert Pulse(2, on_ms).lasts_s == lasts_s


def test_an_answer_behind_the_pulse_is_what_counts() -> None:
    desk = KickDesk()
    kick = a_kick()
    desk.accept(kick, 0.0)
    desk.next(0.0)
    assert desk.left(0.0)
    desk.obeyed(0.5)
    assert desk.pulsing(0.59)
    assert not desk.pulsing(0.6)
    assert not desk.left(0.6)


def test_a_pulse_the_line_does_not_take_is_noticed() -> None:
    desk = KickDesk()
    desk.accept(a_kick(), 0.0)
    desk.next(0.0)
    assert desk.due(0.0, jobs_wait=False) == 5.0
    assert not desk.stalled(4.9)
    assert desk.stalled(5.0)


def test_calls_for_later_are_made_in_time_order() -> None:
    desk, made = KickDesk(), []
    for due_s in (3.0, 1.0, 2.0):
        desk.call_at(due_s, lambda due_s=due_s: made.append(due_s))
    assert desk.due(0.0, jobs_wait=False) == 1.0
    desk.tick(2.5, None)
    assert made == [1.0, 2.0]
    desk.tick(3.0, None)
    assert made == [1.0, 2.0, 3.0]


def test_waiting_ends_with_the_reason() -> None:
    desk = KickDesk()
    kick = a_kick()
    desk.accept(kick, 0.0)
    desk.tick(4.9, Condition.JAM)
    assert not kick.future.done()
    desk.tick(5.0, Condition.JAM)
    assert kick.future.result(0) == KickResult(sent=False, condition=Condition.JAM)


def test_watchers_hear_changes_only() -> None:
    desk, heard = KickDesk(), []
    desk.watch_pin(heard.append)
    for level in (False, False, True, True):
        desk.pin(level)
    desk.lost(None)
    assert heard == [None, False, True, None]


def test_a_cancelled_kick_is_passed_over() -> None:
    desk = KickDesk()
    first, second = a_kick(), a_kick()
    desk.accept(first, 0.0)
    desk.accept(second, 0.0)
    assert first.future.cancel()
    assert desk.next(0.0) is second


def test_a_lost_line_settles_everything() -> None:
    desk = KickDesk()
    desk.pin(False)
    watched = sent(desk, a_kick())
    leaving, waiting = a_kick(), a_kick()
    desk.accept(leaving, 1.0)
    desk.accept(waiting, 1.0)
    assert desk.next(1.0) is leaving
    desk.lost(Condition.UNREACHABLE)
    assert watched.future.result(0).sent
    assert not leaving.future.result(0).sent
    assert not waiting.future.result(0).sent
