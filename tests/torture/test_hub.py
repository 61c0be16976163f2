"""Many windows and a hub, with everything that can happen to them: nothing is sold twice, lost or
argued about. ``make torture`` plays many more: ``FOYER_VENUES`` says how many."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from pos.clock import ManualClock
from pos.errors import HubUnreachable
from pos.hub.talk import Beat
from tests.hub_cut import Cut, Fault
from tests.hub_model import ModelHub
from tests.torture.hub_mistakes import MISTAKES, found_in
from tests.torture.hub_world import Plan, World, play_all

VENUES = int(os.environ.get("FOYER_VENUES", "3"))
SEED = 17
SHOWN = (
    "the hub frees leases by time",
    "a restored hub uses its versions again",
    "a window takes silence for a yes",
    "of two arrows the first heard counts",
    "a question begins a term anew",
    "a window believes its wall clock",
)


def test_nothing_is_sold_twice_lost_or_argued_about() -> None:
    tally, wrong = play_all(VENUES, SEED)
    assert wrong == []
    for what in ("sold", "taken offline", "handed out", "returned", "calls fail"):
        assert tally.acts[what], what


def test_leases_end_by_the_hubs_last_word_and_are_good_again() -> None:
    world = World(SEED, Plan(3, 3, 150, 0.08, lasts=timedelta(minutes=10)))
    assert world.play() == []
    for what in ("waited for the end of a term", "leases ended", "leases good again"):
        assert world.tally.acts[what], what


def test_one_seed_is_one_history() -> None:
    one, again = World(SEED), World(SEED)
    assert (one.play(), one.tally, one.hub.copy()) == (again.play(), again.tally, again.hub.copy())


@pytest.mark.parametrize("name", SHOWN)
def test_a_mistake_is_found(name: str) -> None:
    """A simulation that finds nothing proves nothing; ``tests.torture.hub_mistakes`` has more."""
    after, what = found_in(name, 12, 1)
    assert after, what


def test_there_are_mistakes_enough() -> None:
    assert len(MISTAKES) >= 25


def test_a_cut_does_what_it_says() -> None:
    clock = ManualClock(datetime(2026, 11, 22, 18, 0, tzinfo=UTC))
    hub = ModelHub(clock)
    hub.join("w1")
    cut = Cut(hub.window("w1"), clock)
    beat = Beat(0, 0, 0, "1.0", clock.now())
    row = hub.venue.windows["w1"]

    def unheard() -> bool:
        """Whether nothing was heard, after a second."""
        began = clock.monotonic()
        with pytest.raises(HubUnreachable):
            cut.beat(beat)
        assert clock.monotonic() == began + 1
        done, row.heard_at = row.heard_at is not None, None
        return done

    cut.beat(beat)
    row.heard_at = None
    cut.next(Fault.REQUEST_LOST, Fault.ANSWER_LOST, Fault.LATE)
    assert [unheard(), unheard(), unheard()] == [False, True, False]
    cut.arrive()
    assert row.heard_at is not None
    row.heard_at = None
    cut.up = False
    assert not unheard()
    cut.up, cut.answers = True, False
    assert unheard()
    cut.answers, cut.slow = True, timedelta(seconds=3)
    assert unheard()
    cut.slow = timedelta(seconds=0.5)
    cut.next(Fault.REPEATED)
    assert cut.beat(beat).at == row.heard_at
