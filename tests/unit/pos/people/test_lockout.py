from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.people.lockout import LOCKED_FOR, TRIES, Standing, standing
from pos.records import SignIn

START = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def tries(*outcomes: tuple[str, timedelta]) -> tuple[SignIn, ...]:
    return tuple(
        SignIn(str(n), "u", n, "w1", "sign_in", outcome, START + after, "u")
        for n, (outcome, after) in enumerate(outcomes, 1)
    )


def wrong(count: int, each: timedelta = SECOND) -> tuple[tuple[str, timedelta], ...]:
    return tuple(("wrong", each * n) for n in range(count))


def test_nobody_tried() -> None:
    assert standing((), START) == Standing(TRIES, None)


@pytest.mark.parametrize("count", range(TRIES))
def test_tries_count_down(count: int) -> None:
    assert standing(tries(*wrong(count)), START) == Standing(TRIES - count, None)


def test_the_fifth_locks_for_thirty_minutes() -> None:
    fifth = START + 4 * SECOND
    after = standing(tries(*wrong(5)), fifth)
    assert after == Standing(0, fifth + timedelta(minutes=30))
    assert after.minutes_left(fifth) == 30


def test_the_lock_opens_at_30_00_and_not_at_29_59() -> None:
    fifth = START + 4 * SECOND
    assert standing(tries(*wrong(5)), fifth + LOCKED_FOR - SECOND).locked_until is not None
    assert standing(tries(*wrong(5)), fifth + LOCKED_FOR) == Standing(TRIES, None)


@pytest.mark.parametrize(
    ("passed", "minutes"),
    [(timedelta(0), 30), (SECOND, 30), (timedelta(minutes=1), 29), (timedelta(seconds=1799), 1)],
)
def test_minutes_left_are_rounded_up(passed: timedelta, minutes: int) -> None:
    fifth = START + 4 * SECOND
    assert standing(tries(*wrong(5)), fifth + passed).minutes_left(fifth + passed) == minutes


def test_an_open_door_has_no_minutes_left() -> None:
    assert Standing(3, None).minutes_left(START) == 0


def test_a_clock_set_back_does_not_open_the_lock() -> None:
    for back in (SECOND, timedelta(hours=1), timedelta(days=400)):
        assert standing(tries(*wrong(5)), START - back).locked_until is not None


def test_tries_during_the_lock_do_not_prolong_it() -> None:
    during = tries(*wrong(5), ("locked", timedelta(minutes=29)))
    assert standing(during, START + timedelta(minutes=31)) == Standing(TRIES, None)


def test_after_the_lock_five_fresh_tries_begin() -> None:
    again = tries(*wrong(5), ("wrong", timedelta(minutes=40)))
    assert standing(again, START + timedelta(minutes=40)) == Standing(TRIES - 1, None)
    late = [("wrong", timedelta(minutes=40 + n)) for n in range(5)]
    locked = standing(tries(*wrong(5), *late), START + timedelta(minutes=44))
    assert locked.locked_until == START + timedelta(minutes=44) + LOCKED_FOR


def test_leaving_is_no_try() -> None:
    assert standing(tries(("out", SECOND), *wrong(1)), START) == Standing(TRIES - 1, None)


@given(st.lists(st.integers(0, 2400), max_size=40))
def test_after_every_five_tries_there_are_thirty_minutes(gaps: list[int]) -> None:
    """Somebody tries at every chance they get and is always wrong."""
    taken: list[SignIn] = []
    now = START
    for gap in gaps:
        now += timedelta(seconds=gap)
        if standing(taken, now).locked_until is None:
            taken.append(SignIn("x", "u", len(taken) + 1, "w1", "sign_in", "wrong", now, "u"))
    for first in range(TRIES, len(taken), TRIES):
        assert taken[first].at - taken[first - 1].at >= LOCKED_FOR
