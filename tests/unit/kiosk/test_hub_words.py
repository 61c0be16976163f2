"""What is said of the hub: on the chip, on its page, about each window and task."""

from __future__ import annotations

import gettext
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.presenters.hub_room import HubState
from kiosk.wording.hub_page import (
    ACT_RISKS,
    ACT_WORDS,
    SETTLED_WORDS,
    STANDING_WORDS,
    TASK_WORDS,
    connection_text,
    look_text,
    side_text,
    standing_text,
    window_text,
)
from pos.hub.connection import Connection
from pos.hub.talk import HubMode, Standing, TaskKind, WindowThere
from pos.hub.task_views import WAYS, Settled, SideView, VenueAct
from pos.lifecycles import ConnectionState
from printing.words import Words
from tests.unit.kiosk.fake_office import PERFORMANCES

WORDS = Words("en", gettext.NullTranslations(), UTC)
NOW = datetime(2026, 11, 22, 19, 0, tzinfo=UTC)
OFFLINE = Connection(ConnectionState.OFFLINE, 12, 200, 14, NOW)


@pytest.mark.parametrize(
    ("connection", "said"),
    [
        (Connection(), ("", "good")),
        (Connection(ConnectionState.ONLINE), ("Online", "good")),
        (
            Connection(ConnectionState.ONLINE, mode=HubMode.RECOVERING),
            ("Online, the hub waits", "warning"),
        ),
        (OFFLINE, ("Offline", "warning")),
        (Connection(ConnectionState.OFFLINE), ("Offline", "danger")),
        (Connection(ConnectionState.OFFLINE, fresh=True), ("Connecting…", "warning")),
        (Connection(ConnectionState.SENDING, 12), ("Sending what happened here", "warning")),
        (Connection(ConnectionState.SENDING), ("Catching up", "warning")),
        (
            Connection(ConnectionState.STOPPED, why="written_off"),
            ("Seats taken back", "danger"),
        ),
        (Connection(ConnectionState.STOPPED, why="damaged"), ("Stopped by the hub", "danger")),
    ],
)
def test_the_chip(connection: Connection, said: tuple[str, str]) -> None:
    assert connection_text(connection, WORDS) == said


def test_the_chip_says_what_is_left_of_what_is_sold_now() -> None:
    shown = replace(PERFORMANCES[0], left=214, own_only=True)
    for selling, said in (
        (shown, "Offline: 214 of your seats left"),
        (replace(shown, general_admission=True), "Offline: 214 of your places left"),
        (replace(shown, left=0), "Offline"),
        (replace(shown, own_only=False), "Offline"),
    ):
        assert connection_text(OFFLINE, WORDS, selling) == (said, "warning")


def test_the_page_says_what_is_left_what_waits_and_a_wrong_clock() -> None:
    what, more, tone = standing_text(HubState(OFFLINE), WORDS)
    assert what == f"The hub has not answered since {WORDS.time(NOW)}."
    assert "214 places are left" in more
    assert "is not sent yet." in more
    assert tone == "warning"
    fresh = replace(OFFLINE, fresh=True)
    assert standing_text(HubState(fresh), WORDS)[0] == "Connecting…"
    wrong = Connection(ConnectionState.ONLINE, clock_off_s=-7300.0)
    assert "122 minutes wrong" in standing_text(HubState(wrong), WORDS)[1]
    assert standing_text(HubState(wrong), WORDS)[2] == "warning"
    stopped = Connection(ConnectionState.STOPPED, why="cloned")
    assert "from a copy of its disk" in standing_text(HubState(stopped), WORDS)[0]
    deaf = Connection(ConnectionState.ONLINE, unread=("w2",))
    two = WindowThere("w2", "Window 2", "", Standing.JOINED, 1, NOW, "1.0", 0, 5, 0, 0.0, None)
    assert connection_text(deaf, WORDS) == ("A window cannot be read", "warning")
    assert standing_text(HubState(deaf), WORDS)[0] == "What w2 sends cannot be read."
    what, more, tone = standing_text(HubState(deaf, windows=(two,)), WORDS)
    assert (what, tone) == ("What Window 2 sends cannot be read.", "warning")
    assert "missing here" in more
    waits = Connection(ConnectionState.ONLINE, mode=HubMode.RECOVERING)
    assert "restored from a backup" in standing_text(HubState(waits), WORDS)[0]


def test_a_window_and_a_side_in_one_line() -> None:
    here = WindowThere("w1", "One", "", Standing.JOINED, 1, NOW, "1.0", 0, 5, 0, 0.0, None)
    away = WindowThere(
        "w2", "Two", "", Standing.JOINED, 1, NOW - timedelta(hours=1), "", 3, 0, 0, 600.0, None
    )
    never = WindowThere("w3", "Three", "", Standing.JOINED, 0, None, "", 0, 0, 0, 0.0, None)
    state = HubState(windows=(here, away, never))
    assert window_text(here, state, WORDS).startswith("Joined · here now · everything is sent")
    assert "Foyer 1.0" in window_text(here, state, WORDS)
    assert "3 waiting to be sent" in window_text(away, state, WORDS)
    assert "last heard" in window_text(away, state, WORDS)
    assert "clock 10 minutes wrong" in window_text(away, state, WORDS)
    assert "never heard" in window_text(never, state, WORDS)
    assert "everything is sent" not in window_text(never, state, WORDS)
    side = SideView(None, "W1-1", "Zoë", "Ada", "One", NOW)
    assert side_text(side, WORDS).startswith("One · by Ada · W1-1 · Zoë · ")
    assert look_text(side, WORDS) == "One: look at W1-1"
    assert look_text(replace(side, window=""), WORDS) == "Look at W1-1"
    assert side_text(SideView(holder="director"), WORDS) == "held for director"
    assert side_text(SideView(), WORDS) == "Not known here yet"


def test_every_kind_standing_and_way_has_words() -> None:
    assert set(TASK_WORDS) == set(WAYS) == set(TaskKind)
    assert set(STANDING_WORDS) == set(Standing)
    assert set(SETTLED_WORDS) == set(Settled) == {way for ways in WAYS.values() for way in ways}
    assert set(ACT_WORDS) == set(ACT_RISKS) == set(VenueAct) - {VenueAct.SETTLE}
