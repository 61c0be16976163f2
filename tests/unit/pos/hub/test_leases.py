"""A lease is sold on until its margin begins, by a clock that can only be late."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.hub.hub_time import HubTime, Reading
from pos.hub.leases import MARGIN, Term, may_sell

SAID = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
ASKED = Reading("boot-1", 1_000.0, SAID + timedelta(hours=3))  # a wall clock three hours ahead
HUB_TIME = HubTime(SAID, ASKED)
END = SAID + timedelta(hours=4)


def later(seconds: float, boot: str = "boot-1", wall: datetime | None = None) -> Reading:
    shown = wall or ASKED.wall + timedelta(seconds=seconds)
    return Reading(boot, ASKED.monotonic + seconds, shown)


@pytest.mark.parametrize(
    ("seconds", "may"),
    [(0, True), (3 * 3600, True), (4 * 3600 - 120, True), (4 * 3600 - 59, False), (9e9, False)],
)
def test_it_ends_a_margin_before_its_time_whatever_the_wall_clock_shows(
    seconds: float, may: bool
) -> None:
    for wall in (SAID - timedelta(days=900), SAID, SAID + timedelta(days=900)):
        now = later(seconds, wall=wall)
        assert may_sell(Term(END), HUB_TIME, now, watermark=SAID) is may


def test_drift_is_taken_for_time_gone_by() -> None:
    a_day = 86_400.0
    latest = HUB_TIME.latest(later(a_day))
    assert latest is not None
    assert latest - SAID == timedelta(seconds=a_day) + timedelta(seconds=17.28)


def test_a_monotonic_clock_before_the_question_counts_as_no_time() -> None:
    assert HUB_TIME.latest(later(-5)) == SAID


@given(
    lost=st.floats(0, 200e-6),
    hours=st.floats(0, 100),
    on_its_way=st.floats(0, 30),
    wall_off=st.timedeltas(timedelta(days=-9_000), timedelta(days=9_000)),
)
def test_a_window_never_sells_after_the_end(
    lost: float, hours: float, on_its_way: float, wall_off: timedelta
) -> None:
    """True time at the hub runs on its own; the window's clock loses up to 200 ppm of it and its
    question took a while to get there."""
    true_seconds = hours * 3600
    shown = (true_seconds + on_its_way) * (1 - lost)
    now = later(shown, wall=SAID + wall_off)
    if may_sell(Term(END, with_performance=False), HUB_TIME, now, watermark=SAID):
        assert SAID + timedelta(seconds=true_seconds) < END


class TestAfterTheMachineWasStartedAgain:
    def test_a_short_lease_waits_for_the_hub(self) -> None:
        now = later(5, boot="boot-2")
        assert not may_sell(Term(END, with_performance=False), HUB_TIME, now, watermark=SAID)

    def test_one_that_ends_with_its_performance_goes_by_the_wall_clock(self) -> None:
        watermark = ASKED.wall + timedelta(minutes=10)
        soon = later(0, "boot-2", wall=ASKED.wall + timedelta(minutes=20))
        over = later(0, "boot-2", wall=ASKED.wall + timedelta(hours=4) - MARGIN / 2)
        assert may_sell(Term(END), HUB_TIME, soon, watermark)
        assert not may_sell(Term(END), HUB_TIME, over, watermark)

    def test_a_wall_clock_that_went_back_is_not_believed(self) -> None:
        watermark = ASKED.wall + timedelta(minutes=10)
        back = later(0, "boot-2", wall=watermark - timedelta(seconds=1))
        assert not may_sell(Term(END), HUB_TIME, back, watermark)
