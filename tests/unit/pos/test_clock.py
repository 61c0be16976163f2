"""Time: handed in, moved by hand, and cut into business days by the venue's local clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pos.clock import _BOOT_ID, BootClock, ManualClock, SystemClock, business_date

LOS_ANGELES = ZoneInfo("America/Los_Angeles")


def local(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LOS_ANGELES, fold=fold)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (local("2026-11-21T18:00"), date(2026, 11, 21)),
        (local("2026-11-21T23:59"), date(2026, 11, 21)),
        (local("2026-11-22T00:00"), date(2026, 11, 21)),
        (local("2026-11-22T03:59:59"), date(2026, 11, 21)),
        (local("2026-11-22T04:00"), date(2026, 11, 22)),
        (local("2027-01-01T01:30"), date(2026, 12, 31)),
    ],
)
def test_the_night_belongs_to_the_evening_before(moment: datetime, day: date) -> None:
    assert business_date(moment, LOS_ANGELES, 4) == day
    assert business_date(moment.astimezone(UTC), LOS_ANGELES, 4) == day


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (local("2026-11-01T01:30", fold=0), date(2026, 10, 31)),  # the hour that comes twice
        (local("2026-11-01T01:30", fold=1), date(2026, 10, 31)),
        (local("2026-11-01T03:59"), date(2026, 10, 31)),
        (local("2026-11-01T04:00"), date(2026, 11, 1)),
        (local("2026-03-08T03:30"), date(2026, 3, 7)),  # after the hour that never comes
        (local("2026-03-08T04:00"), date(2026, 3, 8)),
    ],
)
def test_the_cutoff_is_the_hour_on_the_wall_when_the_clocks_change(
    moment: datetime, day: date
) -> None:
    assert business_date(moment.astimezone(UTC), LOS_ANGELES, 4) == day


def test_with_no_cutoff_the_day_is_the_calendar_day() -> None:
    assert business_date(local("2026-11-22T00:00"), LOS_ANGELES, 0) == date(2026, 11, 22)


def test_a_manual_clock_stands_still_until_it_is_moved(manual_clock: ManualClock) -> None:
    before = manual_clock.now(), manual_clock.monotonic()
    assert (manual_clock.now(), manual_clock.monotonic()) == before
    manual_clock.advance(timedelta(seconds=2.5))
    assert manual_clock.now() - before[0] == timedelta(seconds=2.5)
    assert manual_clock.monotonic() - before[1] == 2.5


def test_setting_the_wall_clock_back_never_takes_monotonic_time_back(
    manual_clock: ManualClock,
) -> None:
    manual_clock.advance(timedelta(seconds=10))
    manual_clock.advance(timedelta(hours=-1))
    assert manual_clock.monotonic() == 10
    assert manual_clock.now() == local("2026-11-21T17:00:10")


def test_a_clock_answers_in_utc(manual_clock: ManualClock) -> None:
    for clock in (manual_clock, SystemClock()):
        assert clock.now().tzinfo is UTC


def test_the_machines_monotonic_time_never_goes_back() -> None:
    clock = SystemClock()
    seen = [clock.monotonic() for _ in range(100)]
    assert seen == sorted(seen)


def test_a_boot_has_one_name_and_its_seconds_only_grow() -> None:
    one, other = BootClock(), BootClock()
    assert one.boot == one.boot
    if _BOOT_ID.exists():
        assert one.boot == other.boot == _BOOT_ID.read_text().strip()
    assert one.seconds() <= other.seconds() <= one.seconds()


def test_where_the_boot_has_no_name_nothing_is_proved_across_a_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("pos.clock._BOOT_ID", tmp_path / "none")
    assert BootClock().boot != BootClock().boot
