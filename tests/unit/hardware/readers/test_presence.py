"""What happened on a reader between two looks, and which visits are the same."""

from __future__ import annotations

import pytest

from hardware.readers.presence import SAME_VISIT_S, Happening, Visit, happening
from hardware.readers.service import Seen

EMPTY, LIES = Seen(events=0), Seen(present=True, events=1)


@pytest.mark.parametrize(
    ("before", "now", "happened"),
    [
        (None, EMPTY, Happening.LEFT),
        (None, LIES, Happening.CAME),
        (EMPTY, EMPTY, Happening.NOTHING),
        (EMPTY, LIES, Happening.CAME),
        (LIES, LIES, Happening.NOTHING),
        (LIES, Seen(events=2), Happening.LEFT),
        (EMPTY, Seen(events=2), Happening.CAME_AND_LEFT),
        (Seen(events=65535), Seen(events=1), Happening.CAME_AND_LEFT),
        (EMPTY, Seen(events=1), Happening.NOTHING),
        (LIES, Seen(present=True, events=3), Happening.CAME),
        (EMPTY, Seen(present=True, held=True, events=1), Happening.HELD),
        (Seen(present=True, held=True, events=1), LIES, Happening.CAME),
        (Seen(present=True, mute=True, events=1), LIES, Happening.CAME),
        (LIES, Seen(present=True, mute=True, events=1), Happening.NOTHING),
    ],
)
def test_what_happened(before: Seen | None, now: Seen, happened: Happening) -> None:
    assert happening(before, now) is happened


def test_a_visit_is_new_once() -> None:
    visit = Visit()
    assert visit.is_new("04A1", 10.0)
    assert not visit.is_new("04A1", 99.0)  # it lies there all the time


def test_a_flicker_is_the_same_visit() -> None:
    visit = Visit()
    visit.is_new("04A1", 10.0)
    visit.left(20.0)
    assert not visit.is_new("04A1", 20.0 + SAME_VISIT_S / 2)
    visit.left(30.0)
    assert visit.is_new("04A1", 30.0 + SAME_VISIT_S)


def test_another_card_is_another_visit_at_once() -> None:
    visit = Visit()
    visit.is_new("04A1", 10.0)
    visit.left(10.0)
    assert visit.is_new("04FF", 10.0)


def test_leaving_counts_from_the_first_time_it_is_seen() -> None:
    visit = Visit()
    visit.is_new("04A1", 10.0)
    visit.left(20.0)
    visit.left(25.0)
    assert visit.left_s == 20.0


def test_a_visit_names_nobody() -> None:
    visit = Visit()
    visit.is_new("04A1", 10.0)
    assert "04A1" not in repr(visit)
