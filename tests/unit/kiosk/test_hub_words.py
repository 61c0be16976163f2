"""What is said of the hub: on the chip, on its page, about each window and task."""

from __future__ import annotations

import gettext
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kiosk.presenters.hub_room import HubState
from kiosk.presenters.hub_task import Doing, HubTaskState
from kiosk.wording.hub_page import (
    ACT_RISKS,
    ACT_WORDS,
    STANDING_WORDS,
    block_left,
    block_text,
    connection_text,
    list_text,
    missing_text,
    risk_text,
    standing_text,
    then_text,
    window_text,
)
from kiosk.wording.hub_tasks import (
    ACT_ON_SIDE,
    KEPT_WHY,
    KEPT_WORDS,
    SETTLED_WORDS,
    TASK_WORDS,
    doing_text,
    means_text,
    now_text,
    settled_text,
    side_text,
    way_text,
)
from pos.hub.connection import Connection
from pos.hub.talk import HubMode, Standing, TaskKind, WindowThere
from pos.hub.task_views import WAYS, Settled, SideAct, SideView, TaskView, VenueAct
from pos.hub.venue import HUB
from pos.ids import OrderId, TicketId
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
        (Connection(ConnectionState.SENDING, 12), ("Sending, 12 to go", "warning")),
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
        (replace(shown, left=0), "Offline: 0 of your seats left"),
        (replace(shown, own_only=False), "Offline"),
    ):
        assert connection_text(OFFLINE, WORDS, selling) == (said, "warning")
    for selling, gauge in (
        (replace(shown, held=300), (214, 300)),
        (replace(shown, left=0, held=300), (0, 300)),
        (shown, None),  # it never had a block of that
        (replace(shown, held=300, own_only=False), None),
    ):
        assert block_left(HubState(OFFLINE, selling=selling)) == gauge
    online = Connection(ConnectionState.ONLINE)
    assert block_left(HubState(online, selling=replace(shown, held=300))) is None
    assert block_text(1, 1, WORDS, general_admission=True) == "Your block: 1 of 1 place left"


def test_the_page_says_what_is_left_what_waits_and_a_wrong_clock() -> None:
    what, more, tone = standing_text(HubState(OFFLINE), WORDS)
    assert what == f"The hub has not answered since {WORDS.time(NOW)}."
    assert "214 places are left in this window's own blocks, of all performances." in more
    assert "12 things that happened here are not sent yet." in more
    assert tone == "warning"
    more = standing_text(HubState(replace(OFFLINE, seats_left=0, ended=True)), WORDS)[1]
    assert more.startswith("This window's own seats are for sale again once the hub answers.")
    online = standing_text(HubState(Connection(ConnectionState.ONLINE, 0, 138, 12)), WORDS)[1]
    assert online.startswith("Any seat can be sold that is free and in no other window's block.")
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
    state = HubState(read=True, windows=(here, away, never))
    assert window_text(here, state, WORDS).startswith("Joined · here now · everything is sent")
    assert "Foyer 1.0" in window_text(here, state, WORDS)
    assert "3 waiting to be sent" in window_text(away, state, WORDS)
    assert "last heard" in window_text(away, state, WORDS)
    assert "clock 10 minutes wrong" in window_text(away, state, WORDS)
    assert "what it sold since is not known" in window_text(away, state, WORDS)
    assert "never heard" in window_text(never, state, WORDS)
    assert "everything is sent" not in window_text(never, state, WORDS)
    assert "clock" not in window_text(replace(here, wall_off_s=2.0), state, WORDS)
    assert "clock 3 seconds wrong" in window_text(replace(here, wall_off_s=-2.6), state, WORDS)
    side = SideView(None, "W1-1", "Zoë", "Ada", "One", NOW)
    assert side_text(side, WORDS).startswith("One · by Ada · W1-1 · Zoë · ")
    assert side_text(SideView(holder="director"), WORDS) == "held for director"
    assert side_text(SideView(), WORDS) == "Not known here yet"


def test_without_a_word_of_the_hub_no_window_is_here_now_and_the_own_row_is_the_strips() -> None:
    one = WindowThere("w1", "One", "", Standing.JOINED, 1, NOW, "1.0", 0, 5, 6, 0.0, None)
    two = replace(one, window_id="w2", name="Two")
    state = HubState(OFFLINE, here="w1", windows=(one, two))
    own, other = (window_text(each, state, WORDS) for each in (one, two))
    heard = f"last heard {WORDS.day_and_time(NOW)}"
    assert own.startswith(
        f"Joined · {heard} · 12 waiting to be sent · 200 seats, 14 places in its blocks"
    )
    assert other.startswith(f"Joined · {heard} · what it sold since is not known · 5 seats")
    stopped = replace(state, connection=Connection(ConnectionState.STOPPED, why="written_off"))
    assert window_text(one, stopped, WORDS).startswith("Seats taken back · last heard")


def test_after_a_start_without_the_hub_it_is_said_since_when_what_is_shown_is_known() -> None:
    before = NOW - timedelta(days=2)
    away = replace(OFFLINE, heard_before=before)
    one = WindowThere("w1", "One", "", Standing.JOINED, 1, before, "1.0", 0, 5, 6, 0.0, None)
    state = HubState(away, here="w1", windows=(one,), waiting=frozenset({HUB}))
    day = WORDS.day_and_time(before)
    assert standing_text(state, WORDS)[0] == f"The hub was last heard {day}."
    for looked_at in ("", "w1"):
        lacks = missing_text(replace(state, chosen=looked_at), WORDS)
        assert lacks.startswith(f"The hub was last heard {day}: nobody knows here")
    since = missing_text(HubState(OFFLINE), WORDS)
    assert since.startswith(f"The hub has not answered since {WORDS.time(NOW)}: nobody")
    assert "does not answer" in missing_text(HubState(Connection()), WORDS)

    assert then_text(state, WORDS) == f"As the hub knew them on {day}."
    one_open = then_text(replace(state, open_then=1), WORDS)
    assert one_open.endswith("1 task was open then. It is shown once the hub answers.")
    for told in (
        HubState(away),
        replace(state, read=True),
        replace(state, connection=Connection(ConnectionState.SENDING)),
    ):
        assert then_text(told, WORDS) == ""


def test_a_window_that_is_here_is_written_off_knowingly() -> None:
    here = WindowThere("w2", "Two", "", Standing.JOINED, 1, NOW, "1.0", 0, 5, 0, 0.0, None)
    away = replace(here, window_id="w3", name="Three", heard_at=NOW - timedelta(hours=1))
    state = HubState(read=True, windows=(here, away), here="w1")
    said = risk_text(VenueAct.WRITE_OFF, replace(state, chosen="w2"), WORDS)
    assert said.startswith("Two is here now and may be selling")
    for act, chosen in ((VenueAct.WRITE_OFF, "w3"), (VenueAct.TAKE_BACK, "w2")):
        means = risk_text(act, replace(state, chosen=chosen), WORDS)
        assert means == ACT_RISKS[act].to(WORDS, {})


def test_a_stopped_window_is_not_told_that_the_hub_does_not_answer() -> None:
    stopped = HubState(Connection(ConnectionState.STOPPED, why="unknown"))
    assert list_text(stopped, WORDS) == "The windows are shown once the hub takes this one again."
    assert list_text(HubState(OFFLINE), WORDS) == "The windows are shown once the hub answers."


def test_every_kind_standing_and_way_has_words() -> None:
    assert set(TASK_WORDS) == set(WAYS) == set(TaskKind)
    assert set(STANDING_WORDS) == set(Standing)
    assert set(SETTLED_WORDS) == set(Settled) > {way for ways in WAYS.values() for way in ways}
    assert set(ACT_ON_SIDE) == set(SideAct)
    assert set(KEPT_WORDS) == set(KEPT_WHY)
    assert set(ACT_WORDS) == set(ACT_RISKS) == set(VenueAct) - {VenueAct.SETTLE}


def test_a_task_says_how_much_it_is_about_and_what_became_of_it() -> None:
    side = SideView(OrderId("o1"), "W1-1", "Zoë", "Ada", "One", NOW, place="Stalls A 1")
    task = TaskView(
        "t1", TaskKind.SEAT_SOLD_TWICE, NOW, "w2", "Two", (side, side), "Show", NOW, "Stalls A 1"
    )
    assert now_text(task, side, WORDS) == "Its money went back."
    stands = replace(side, ticket_id=TicketId("k1"))
    assert now_text(task, stands, WORDS) == ""
    moved = replace(stands, place="Stalls A 3")
    assert now_text(task, moved, WORDS) == "It sits in Stalls A 3 now."
    assert "put right meanwhile" in means_text(replace(task, gone=True), WORDS)
    assert way_text(task, Settled.KEPT, WORDS) == "Both parties stay"
    told = settled_text(task, Settled.KEPT, WORDS)
    assert told.startswith("Settled: Both parties stay · Stalls A 1 · Show")
    moving = HubTaskState(task, Doing.MOVE, stands)
    assert doing_text(moving, WORDS)[0] == "Stalls A 1: seat Zoë · W1-1 elsewhere?"
    over = replace(
        task, kind=TaskKind.PLACES_OVERSOLD, over=2, sold=(("One", 15), ("Two", 7)), place="Studio"
    )
    assert means_text(over, WORDS).startswith("2 places too many (One 15, Two 7).")
    handed = replace(side, what="order.hand_over")
    assert "Handed" in side_text(handed, WORDS) or "handed" in side_text(handed, WORDS)
