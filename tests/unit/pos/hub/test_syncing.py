"""The talk with the hub, errand by errand: every arrow of the connection, and what a cut leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pos.clock import ManualClock
from pos.errors import HubRefused, HubUnreachable, StorageNewer
from pos.hub.errands import (
    Answer,
    Ask,
    AskNews,
    Claim,
    Errand,
    Fetch,
    Greet,
    Heard,
    Offer,
    Send,
    SignOfLife,
    perform,
)
from pos.hub.hub_time import Reading
from pos.hub.parcels import Parcel, following, pack
from pos.hub.portions import GATHERED, SENDING_EVERY_S, SENT_AT_ONCE, Portions
from pos.hub.syncing import BEAT_S, LOOK_S, NEWS_S, SAID_S, Self, Syncing
from pos.hub.talk import (
    BeatAnswer,
    Held,
    HubMode,
    HubTask,
    LeaseCommand,
    Offered,
    Standing,
    TaskKind,
)
from pos.lifecycles import ConnectionState
from pos.ports.hub import ANSWER_S, SILENCE_S
from pos.ports.link import Link
from tests.hub_model import ModelHub
from tests.unit.pos.hub.fake_link import FakeLinkStorage, FakeUnit, Kept

START = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
WALL_AHEAD = timedelta(hours=3)
ENDS = START + timedelta(hours=5)
SWAN = "swan"


class Desk:
    """One window, its hub, and the line between them. ``line`` None: it is dead."""

    def __init__(self, window_id: str = "w1", venue: ModelHub | None = None) -> None:
        self.clock = ManualClock(START)
        self.venue = venue or ModelHub(self.clock)
        self.venue.join(window_id)
        self.window_id = window_id
        self.storage = FakeLinkStorage(window_id, START + WALL_AHEAD)
        self.cut: Callable[[Errand], bool] = lambda errand: False
        self.done: list[Errand] = []
        self.starts = 0
        self.machine: tuple[str, ...] = ()
        self.trouble = HubUnreachable()
        self.lasts: timedelta | None = None
        self.start()

    def start(self) -> None:
        """The program begins, or begins again; what is on disk stays."""
        self.starts += 1
        own = Self(f"{self.window_id}-start-{self.starts}", "1.0", 1, self.machine)
        self.syncing: Syncing[FakeUnit] = Syncing(
            self.storage,
            own,
            portions=Portions(
                sent_bytes=2000,
                backlog_bytes=5000,
                wire_bytes=2000,
                taken_bytes=150,
                filling_bytes=600,
                new_bytes=1200,
                rows=5,
            ),
            lasts=self.lasts,
        )
        self.states: list[ConnectionState] = []
        self.syncing.changed.append(self._moved)

    def _moved(self, connection: object) -> None:
        state = self.syncing.connection.state
        if self.states[-1:] != [state]:
            self.states.append(state)

    @property
    def now(self) -> Reading:
        return Reading("boot", self.clock.monotonic(), self.clock.now() + WALL_AHEAD)

    @property
    def kept(self) -> Kept:
        return self.storage.kept

    @property
    def link(self) -> Link:
        link = self.kept.link_row
        assert link is not None
        return link

    def step(self) -> Errand | None:
        """One errand, from beginning to end."""
        errand = self.syncing.errand(self.now)
        if errand is None:
            return None
        self.done.append(errand)
        answer: Answer = self.trouble
        if not self.cut(errand):
            answer = perform(self.venue.window(self.window_id), errand)
        self.syncing.came(errand, answer, self.now)
        return errand

    def rest(self) -> None:
        """Go on until there is nothing to ask."""
        for _ in range(2000):
            if self.step() is None:
                return
        raise AssertionError("it never rests")

    def wait(self, seconds: float = 1.0) -> None:
        self.clock.advance(timedelta(seconds=seconds))
        self.rest()

    @property
    def state(self) -> ConnectionState:
        return self.syncing.connection.state


CALL_S = 0.02


class Talk:
    """A window's talk with its hub, each call of which takes some time."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._under_way: tuple[Errand, float] | None = None

    def go_on(self) -> None:
        """Do what can be done now."""
        desk = self._desk
        if self._under_way is not None:
            errand, until = self._under_way
            if desk.clock.monotonic() < until:
                return
            desk.syncing.came(errand, perform(desk.venue.window(desk.window_id), errand), desk.now)
        following = desk.syncing.errand(desk.now)
        until = desk.clock.monotonic() + CALL_S
        self._under_way = None if following is None else (following, until)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def left_s(desk: Desk) -> float:
    """Return the seconds until it has something to ask by itself."""
    return max(desk.syncing.next_at - desk.now.monotonic, 0.0)


def beside(desk: Desk) -> Desk:
    """Return a second window at the same hub."""
    other = Desk("w2", desk.venue)
    other.clock = desk.clock
    return other


class TestTakingUp:
    def test_a_window_without_a_hub_asks_nothing_and_stays_alone(self, desk: Desk) -> None:
        desk.kept.link_row = None
        assert desk.syncing.errand(desk.now) is None
        assert desk.state is ConnectionState.ALONE
        assert desk.syncing.next_at > desk.now.monotonic

    def test_it_greets_hands_over_what_waits_and_is_online(self, desk: Desk) -> None:
        desk.kept.make("one", "two", "three")
        desk.rest()
        assert desk.states == [
            ConnectionState.OFFLINE,
            ConnectionState.SENDING,
            ConnectionState.ONLINE,
        ]
        assert [type(errand).__name__ for errand in desk.done] == [
            "Greet",
            "Claim",
            "SignOfLife",
            "Send",
            "Fetch",
            "Offer",
            "HearRights",
            "LookAround",
        ]
        assert [there.window_id for there in desk.syncing.windows or ()] == ["w1"]
        assert desk.link.acknowledged == desk.kept.last()
        assert desk.syncing.connection.queue == 0
        assert desk.syncing.connection.may_ask

    def test_a_start_is_on_disk_before_it_is_told_with_those_before_it(self, desk: Desk) -> None:
        desk.rest()
        desk.kept.newest = {SWAN: 7}
        desk.start()
        errand = desk.syncing.errand(desk.now)
        assert isinstance(errand, Greet)
        assert desk.link.since == ("w1-start-1", "w1-start-2")
        assert errand.greeting.since == ("w1-start-1",)
        assert errand.greeting.generation == desk.link.generation
        assert errand.greeting.rights == {SWAN: 7}

    def test_starts_whose_greeting_was_not_answered_are_all_named(self, desk: Desk) -> None:
        desk.rest()
        for _ in range(2):  # the hub hears it, and its answer is lost with the machine
            desk.start()
            errand = desk.syncing.errand(desk.now)
            assert errand is not None
            perform(desk.venue.window("w1"), errand)
        desk.start()
        desk.rest()
        assert desk.state is ConnectionState.ONLINE

    def test_the_hubs_time_counts_from_before_the_question(self, desk: Desk) -> None:
        errand = desk.syncing.errand(asked := desk.now)
        assert errand is not None
        answer = perform(desk.venue.window("w1"), errand)
        desk.clock.advance(timedelta(seconds=20))
        desk.syncing.came(errand, answer, desk.now)
        time = desk.link.time
        assert time is not None
        assert (time.said, time.asked) == (START, asked)
        assert desk.syncing.connection.clock_off_s == -WALL_AHEAD.total_seconds()

    def test_another_hub_is_not_ours(self, desk: Desk) -> None:
        desk.venue.venue.hub_id = "somebody else's"
        desk.rest()
        assert (desk.state, desk.syncing.connection.why) == (ConnectionState.STOPPED, "unknown")
        assert desk.link.stopped == "unknown"  # also for a start without any hub: it sells nothing
        desk.venue.venue.hub_id = "hub-1"
        desk.wait(3.0)
        desk.rest()
        assert (desk.state, desk.link.stopped) == (ConnectionState.ONLINE, "")


class TestLosingIt:
    def test_one_failed_call_is_offline_and_greetings_come_at_most_three_seconds_apart(
        self, desk: Desk
    ) -> None:
        desk.rest()
        desk.cut = lambda errand: True
        desk.wait()
        assert isinstance(desk.done[-1], SignOfLife)
        assert desk.state is ConnectionState.OFFLINE
        began, pauses = desk.now.monotonic, []
        for _ in range(5):
            pauses.append(desk.syncing.next_at - desk.now.monotonic)
            desk.wait(pauses[-1])
            assert isinstance(desk.done[-1], Greet)
        assert pauses == [1.0, 2.0, 3.0, 3.0, 3.0]
        desk.cut = lambda errand: False
        desk.wait(3.0)
        assert desk.state is ConnectionState.ONLINE
        assert desk.now.monotonic == began + sum(pauses) + 3.0

    @pytest.mark.parametrize("sells", [False, True])
    @pytest.mark.parametrize("silent", [True, False])
    def test_a_dead_line_shows_within_three_seconds_whenever_it_died(
        self, desk: Desk, silent: bool, sells: bool
    ) -> None:
        """``silent``: nothing comes back, so a call ends by its deadline; else it is refused.
        ``sells``: a sale is sent after that, before the next sign of life."""
        longest = 0.0
        for died_ms in range(0, 1000, 50):
            desk.cut = lambda errand: False
            desk.wait(3.0)
            assert desk.state is ConnectionState.ONLINE
            desk.wait(died_ms / 1000)
            died = desk.now.monotonic

            def cut(errand: Errand) -> bool:
                if silent:
                    waits_s = SILENCE_S if isinstance(errand, Send) else ANSWER_S
                    desk.clock.advance(timedelta(seconds=waits_s))
                return True

            desk.cut = cut
            if sells:
                desk.clock.advance(timedelta(seconds=0.99 * left_s(desk)))
                desk.kept.make("one")
                desk.step()
            while desk.state is ConnectionState.ONLINE:
                desk.clock.advance(timedelta(seconds=left_s(desk)))
                desk.step()
            assert desk.state is ConnectionState.OFFLINE
            longest = max(longest, desk.now.monotonic - died)
        assert longest <= BEAT_S + max(ANSWER_S, SILENCE_S) < 3.0
        assert silent or longest <= BEAT_S

    def test_a_call_that_failed_elsewhere_says_so_at_once(self, desk: Desk) -> None:
        desk.rest()
        desk.syncing.lost(desk.now)
        assert desk.state is ConnectionState.OFFLINE
        assert desk.syncing.errand(desk.now) is None

    def test_an_answer_that_comes_after_the_loss_changes_nothing(self, desk: Desk) -> None:
        desk.rest()
        desk.kept.make("one")
        send = desk.syncing.errand(desk.now)
        assert send is not None
        answer = perform(desk.venue.window("w1"), send)
        desk.syncing.lost(desk.now)
        desk.syncing.came(send, answer, desk.now)
        assert desk.link.acknowledged.seq == 0
        desk.wait(3.0)  # the greeting says that the hub has it
        assert desk.link.acknowledged.seq == 1
        assert not [errand for errand in desk.done if isinstance(errand, Send)]

    def test_what_is_left_to_sell_and_to_send_is_known_while_offline(self, desk: Desk) -> None:
        desk.cut = lambda errand: True
        desk.kept.to_sell = (214, 30)
        desk.kept.make("one", "two")
        desk.rest()
        has = desk.syncing.connection
        assert (has.state, has.queue, has.seats_left, has.places_left) == (
            ConnectionState.OFFLINE,
            2,
            214,
            30,
        )
        assert has.since == START + WALL_AHEAD

    def test_nothing_is_left_to_sell_where_the_leases_have_ended(self, desk: Desk) -> None:
        desk.kept.to_sell = (214, 30)
        desk.lasts = timedelta(hours=2)
        desk.start()
        desk.rest()
        desk.cut = lambda errand: True
        for minutes, left in ((118, 214), (2, 0)):
            desk.wait(minutes * 60)
            assert desk.state is ConnectionState.OFFLINE
            has = desk.syncing.connection
            assert (has.seats_left, has.ended) == (left, not left)
        desk.cut = lambda errand: False
        desk.wait(3.0)
        has = desk.syncing.connection
        assert (has.seats_left, has.ended) == (214, False)

    def test_a_computer_that_slept_while_it_asked_sells_at_the_next_sign_of_life(
        self, desk: Desk
    ) -> None:
        """What the answer took on its way counts as gone by."""
        desk.lasts = timedelta(hours=2)
        desk.start()
        desk.rest()
        desk.clock.advance(timedelta(minutes=1))
        asked = desk.syncing.errand(desk.now)
        assert isinstance(asked, SignOfLife)
        desk.clock.advance(timedelta(hours=8))
        desk.syncing.came(asked, perform(desk.venue.window("w1"), asked), desk.now)
        assert isinstance(desk.step(), SignOfLife)
        desk.rest()
        assert desk.state is ConnectionState.ONLINE
        assert not desk.syncing.connection.ended


class TestWhatTheHubSaid:
    def test_it_is_kept_when_it_changed_and_now_and_then(self, desk: Desk) -> None:
        desk.rest()
        (kept,) = desk.kept.venues
        assert [window.window_id for window in kept.windows] == ["w1"]
        assert kept.at == START
        for _ in range(int(SAID_S) - 1):  # it is heard each second, and that is no news
            desk.wait()
        assert len(desk.kept.venues) == 1
        desk.wait(LOOK_S)
        assert len(desk.kept.venues) == 2
        desk.venue.join("w2")
        desk.wait(LOOK_S)
        assert [window.window_id for window in desk.kept.venues[2].windows] == ["w1", "w2"]
        desk.venue.window("w2").write_off("w2", "max", "stolen")
        desk.wait(LOOK_S)
        assert desk.kept.venues[3].windows[1].standing is Standing.WRITTEN_OFF
        desk.venue.venue.tasks["1"] = HubTask("1", TaskKind.CLONED, START, "w2", "w2", "a", "b")
        desk.wait(LOOK_S)
        assert desk.kept.venues[4].open_tasks == 1
        for _ in range(3):  # nor is a line that comes and goes
            desk.syncing.lost(desk.now)
            desk.wait(LOOK_S)
        assert len(desk.kept.venues) == 5

    def test_after_a_start_without_the_hub_nothing_is_taken_for_heard(self, desk: Desk) -> None:
        desk.rest()
        heard = START + WALL_AHEAD
        assert desk.syncing.connection.heard_before is None
        desk.cut = lambda errand: True
        desk.clock.advance(timedelta(hours=1))
        desk.start()
        desk.rest()
        has = desk.syncing.connection
        assert (has.state, has.fresh) == (ConnectionState.OFFLINE, False)
        assert (has.since, has.heard_before) == (heard + timedelta(hours=1), heard)
        assert desk.syncing.windows is None
        desk.cut = lambda errand: False
        desk.wait(3.0)
        assert desk.syncing.connection.heard_before is None
        assert desk.syncing.windows is not None


class TestSending:
    def test_it_goes_on_after_a_cut_at_any_errand(self, desk: Desk) -> None:
        desk.kept.make(*(f"sale {n}" for n in range(100)))
        for spared in range(12):
            left = spared

            def cut(errand: Errand) -> bool:
                nonlocal left
                left -= 1
                return left < 0

            desk.cut = cut
            desk.wait(3.0)
            desk.start()
        desk.cut = lambda errand: False
        desk.wait(3.0)
        assert desk.state is ConnectionState.ONLINE
        there = desk.venue.venue.windows["w1"]
        assert there.position == desk.kept.last()
        assert [parcel.position.seq for parcel in desk.venue.venue.parcels] == [*range(1, 101)]

    def test_answers_that_are_lost_are_found_out_and_nothing_goes_twice(self, desk: Desk) -> None:
        desk.kept.make(*(f"sale {n}" for n in range(40)))
        while desk.link.acknowledged != desk.kept.last():
            errand = desk.syncing.errand(desk.now)
            if errand is None:
                desk.clock.advance(timedelta(seconds=1))
                continue
            answer = perform(desk.venue.window("w1"), errand)
            lost = isinstance(errand, Send)
            desk.syncing.came(errand, HubUnreachable() if lost else answer, desk.now)
        assert len(desk.venue.venue.parcels) == 40

    def test_sales_go_at_once_but_those_of_a_burst_together(self, desk: Desk) -> None:
        desk.rest()
        for number in range(20):
            desk.kept.make(f"sale {number}")
            desk.rest()
        sent = [errand for errand in desk.done if isinstance(errand, Send)]
        assert [len(each.parcels) for each in sent] == [1] * SENT_AT_ONCE
        desk.wait(desk.syncing.next_at - desk.clock.monotonic())
        sent = [errand for errand in desk.done if isinstance(errand, Send)]
        assert len(sent) == SENT_AT_ONCE + 1
        assert desk.link.acknowledged == desk.kept.last()

    def test_signs_of_life_go_on_between_portions(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """What is left to sell is not counted with each portion of a backlog, but with them."""
        looks: list[bool] = []

        def left(_kept: Kept) -> tuple[int, int]:
            looks.append(desk.syncing.connection.queue >= GATHERED)
            return 0, 0

        monkeypatch.setattr(Kept, "left", left)
        desk.kept.make(*(f"sale {n}" for n in range(900)))
        while desk.syncing.connection.state is not ConnectionState.ONLINE:
            desk.clock.advance(timedelta(seconds=0.34))
            assert desk.step() is not None
        kinds = [type(errand) for errand in desk.done]
        first, last = kinds.index(Send), len(kinds) - kinds[::-1].index(Send)
        assert kinds[first:last].count(SignOfLife) >= 3
        signs = [kind for kind in kinds[:last] if kind in (Greet, SignOfLife)]
        assert looks.count(True) <= len(signs) < kinds.count(Send)

    def test_a_backlog_goes_in_portions_of_twice_what_the_hub_took(self, desk: Desk) -> None:
        desk.kept.make(*(f"sale {n}" for n in range(300)))
        desk.rest()
        sent = [errand.parcels for errand in desk.done if isinstance(errand, Send)]
        first, second, *rest = (sum(len(each.content) for each in parcels) for parcels in sent)
        assert first <= 2000 < second <= 4000 < rest[0] <= 5000
        desk.kept.make(*(f"more {n}" for n in range(300)))
        much = desk.syncing.errand(desk.now)
        assert isinstance(much, Send)
        few = replace(much, parcels=much.parcels[:2])  # it has time for no more
        desk.syncing.came(much, perform(desk.venue.window("w1"), few), desk.now)
        little = desk.syncing.errand(desk.now)
        assert isinstance(little, Send)
        assert sum(len(each.content) for each in little.parcels) <= 2000
        assert little.parcels[0] == much.parcels[2]

    def test_what_the_hub_says_to_lack_after_all_is_greeted_about(self, desk: Desk) -> None:
        desk.rest()
        desk.kept.make("one")
        errand = desk.syncing.errand(desk.now)
        assert errand is not None
        desk.syncing.came(errand, HubRefused(what="gap"), desk.now)
        desk.wait()
        assert [type(errand) for errand in desk.done].count(Greet) == 2
        assert desk.link.acknowledged.seq == 1


class TestWhatOthersDid:
    def test_it_is_taken_in_a_piece_at_a_time_and_the_catalogue_offered_after_it(
        self, desk: Desk
    ) -> None:
        other = beside(desk)
        other.kept.make("theirs")
        other.rest()
        desk.rest()
        other.kept.make(*(f"theirs {n}" for n in range(100)))
        other.rest()
        desk.start()  # it was away
        desk.kept.sizes.clear()
        desk.done.clear()
        desk.kept.on_sale = (Offered(SWAN, 10, ENDS),)
        desk.rest()
        assert desk.kept.others == {"w2": other.kept.last()}
        far, near = desk.kept.sizes[0], desk.kept.sizes[-1]
        assert max(desk.kept.sizes) == far <= 12  # a window that is far behind takes more at a time
        assert near <= 3
        assert 3 < far < 100
        kinds = [type(errand) for errand in desk.done]
        assert kinds.count(Fetch) > 2
        assert kinds.index(Offer) > kinds.index(Fetch) + kinds.count(Fetch) - 2
        assert desk.venue.venue.rights[SWAN].places_offered == 10

    def test_a_new_window_which_nobody_can_sell_at_yet_takes_most_at_a_time(
        self, desk: Desk
    ) -> None:
        other = beside(desk)
        other.kept.make(*(f"theirs {n}" for n in range(100)))
        other.rest()
        desk.rest()
        assert desk.kept.others == {"w2": other.kept.last()}
        assert 12 < max(desk.kept.sizes) == desk.kept.sizes[0] <= 24
        assert desk.kept.sizes[-1] <= 3  # what came last: somebody may sell now

    def test_news_is_fetched_when_a_sign_of_life_tells_of_it(self, desk: Desk) -> None:
        other = beside(desk)
        desk.rest()
        before = len(desk.done)
        desk.wait()
        assert [type(errand) for errand in desk.done[before:]] == [SignOfLife]
        other.kept.make("theirs")
        other.rest()
        desk.wait()
        assert desk.kept.others == {"w2": other.kept.last()}

    @pytest.mark.parametrize(("every_ms", "gathered_s"), [(1370, 0.0), (90, SENDING_EVERY_S)])
    def test_while_somebody_looks_a_sale_elsewhere_is_here_within_a_second_whenever_it_was(
        self, desk: Desk, every_ms: int, gathered_s: float
    ) -> None:
        """The other window sells now and then, and in a rush, when it gathers; each call takes a
        fiftieth of a second, so that the question may wait for a sign of life."""
        other = beside(desk)
        for window in (other, desk):
            window.rest()
        desk.syncing.watching = True
        talks = [Talk(other), Talk(desk)]
        sold_at: list[float] = []
        longest, known = 0.0, 0
        for ms in range(0, 30_000, 10):
            if ms % every_ms == 0:
                other.kept.make(str(ms))
                sold_at.append(ms / 1000)
            for talk in talks:
                talk.go_on()
            heard = desk.kept.known().get("w2", 0)
            longest = max([longest, *(ms / 1000 - at for at in sold_at[known:heard])])
            known = heard
            desk.clock.advance(timedelta(milliseconds=10))
        assert known > 20
        assert gathered_s + NEWS_S < longest < gathered_s + NEWS_S + 5 * CALL_S + 0.05 < 0.9

    def test_while_nobody_looks_or_nothing_is_new_no_more_than_that_is_asked(
        self, desk: Desk
    ) -> None:
        desk.rest()
        desk.done.clear()
        desk.wait(NEWS_S)
        assert desk.done == []
        desk.syncing.watching = True
        for _ in range(3):
            desk.wait(NEWS_S)
            assert desk.syncing.next_at == pytest.approx(desk.now.monotonic + NEWS_S)
        assert [type(errand) for errand in desk.done] == [AskNews] * 3

    def test_news_of_a_hub_that_was_restored_is_greeted_about(self, desk: Desk) -> None:
        desk.rest()
        desk.syncing.watching = True
        desk.venue.restore(desk.venue.copy())
        desk.done.clear()
        desk.wait(NEWS_S)
        assert [type(errand) for errand in desk.done[:3]] == [AskNews, Greet, Claim]
        assert desk.link.generation == 2

    def test_what_one_version_changed_is_taken_in_whole(self, desk: Desk) -> None:
        desk.rest()
        held = [Held(SWAN, f"A-{n}", "window:w2", 0, ENDS, 1 + n // 8) for n in range(20)]
        desk.venue.rights_of("another performance")
        desk.kept.sizes.clear()
        desk.clock.advance(timedelta(seconds=1))
        desk.step()
        errand = desk.syncing.errand(desk.now)
        assert errand is not None
        desk.syncing.came(errand, Heard(tuple(held)), desk.now)
        desk.rest()
        assert desk.kept.sizes[:3] == [8, 8, 4]
        assert desk.kept.newest[SWAN] == 3

    def test_what_nobody_here_understands_stops_nobody(
        self, desk: Desk, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A hub takes nothing from a window that is newer than itself, nor are we older: so whoever
        sends it is a thief or broken, and the others go on."""
        other = beside(desk)
        desk.rest()
        other.kept.make("theirs")
        other.rest()

        def refuse(self: object, parcels: object) -> None:
            raise StorageNewer()

        monkeypatch.setattr(type(desk.kept), "take_in", refuse)
        desk.kept.make("ours")
        desk.wait()
        assert desk.state is ConnectionState.ONLINE
        assert desk.syncing.connection.unread == ("w2",)
        assert desk.link.acknowledged.seq == 1

    def test_of_a_window_that_sends_nonsense_nothing_more_is_taken_and_of_others_all(
        self, desk: Desk
    ) -> None:
        bad, good = beside(desk), Desk("w3", desk.venue)
        good.clock = desk.clock
        desk.rest()
        good.kept.make("one")
        good.rest()
        bad.kept.make("two", "three")
        bad.rest()
        broken = replace(desk.venue.venue.parcels[1], content=b"nonsense")
        whole, desk.venue.venue.parcels[1] = desk.venue.venue.parcels[1], broken
        good.kept.make("four")
        good.rest()
        desk.wait()
        has = desk.syncing.connection
        assert (has.state, has.unread) == (ConnectionState.ONLINE, ("w2",))
        assert desk.kept.known() == {"w3": 2}
        desk.done.clear()
        desk.wait()
        assert not any(isinstance(errand, Fetch) for errand in desk.done)
        good.kept.make("five")
        good.wait()
        desk.rest()
        assert desk.kept.known() == {"w3": 3}
        desk.venue.venue.parcels[1] = whole  # mended at the hub, and greeted again
        desk.syncing.lost(desk.now)
        desk.wait(3.0)
        assert desk.kept.known() == {"w2": 2, "w3": 3}
        assert desk.syncing.connection.unread == ()

    def test_a_window_that_sent_nonsense_is_heard_again_once_it_is_something_else_to_the_hub(
        self, desk: Desk
    ) -> None:
        bad = beside(desk)
        bad.kept.make("one")
        bad.rest()
        parcels = desk.venue.venue.parcels
        whole, parcels[0] = parcels[0], replace(parcels[0], content=b"nonsense")
        desk.rest()
        desk.wait(LOOK_S)
        assert desk.syncing.connection.unread == ("w2",)
        parcels[0] = whole
        desk.wait(LOOK_S)
        assert desk.kept.known() == {}
        desk.venue.window("w1").write_off("w2", "Ada", "away")
        desk.wait(LOOK_S)
        assert (desk.kept.known(), desk.syncing.connection.unread) == ({"w2": 1}, ())

    def test_what_came_is_looked_into_once_all_of_it_is_in(self, desk: Desk) -> None:
        other = beside(desk)
        seen: list[int] = []
        desk.syncing.noticed.append(lambda uow: seen.append(uow.link.others["w2"].seq))
        other.kept.make(*map(str, range(20)))
        other.rest()
        desk.rest()
        desk.wait(LOOK_S)
        assert seen == [20]
        desk.wait(LOOK_S)
        other.kept.make("one more")
        other.wait(LOOK_S)
        desk.wait(LOOK_S)
        desk.wait(LOOK_S)
        assert seen == [20, 21]

    def test_a_parcel_that_follows_nothing_is_damaged(self, desk: Desk) -> None:
        desk.rest()
        parcel = Parcel("w2", replace(following(desk.kept.last(), b""), seq=7), pack({}))
        desk.venue.venue.parcels.append(parcel)
        desk.venue.join("w2")
        desk.venue.venue.windows["w2"].chains.append("x")
        desk.venue.venue.windows["w2"].marks.append(len(desk.venue.venue.parcels) - 1)
        desk.wait()
        assert desk.syncing.connection.unread == ("w2",)


class TestLeaseCommands:
    def command(self, number: int = 1, take: tuple[str, ...] = ("A-1",)) -> LeaseCommand:
        return LeaseCommand(number, SWAN, "", ENDS, take)

    def test_those_kept_are_asked_one_after_the_other_and_answered_once(self, desk: Desk) -> None:
        desk.kept.on_sale = (Offered(SWAN, 0, ENDS),)
        desk.kept.ask(self.command(1))
        desk.kept.ask(self.command(2, ("A-2",)))
        desk.rest()
        assert [answer.granted for answer in desk.kept.answers] == [True, True]
        assert desk.kept.asked() == ()

    def test_one_that_was_answered_elsewhere_meanwhile_is_not_answered_again(
        self, desk: Desk
    ) -> None:
        desk.kept.on_sale = (Offered(SWAN, 0, ENDS),)
        desk.rest()
        desk.kept.ask(self.command())
        errand = desk.syncing.errand(desk.now)
        assert isinstance(errand, Ask)
        answer = perform(desk.venue.window("w1"), errand)
        desk.kept.commands.clear()
        desk.syncing.came(errand, answer, desk.now)
        assert desk.kept.answers == []

    def test_wishes_are_made_after_a_sign_of_life_where_nothing_is_left_to_ask(
        self, desk: Desk
    ) -> None:
        told: list[BeatAnswer] = []

        def plan(uow: FakeUnit, answer: BeatAnswer, now: Reading) -> None:
            told.append(answer)
            if len(told) == 1:
                uow.link.ask(self.command())

        desk.kept.on_sale = (Offered(SWAN, 0, ENDS),)
        desk.syncing.plan = plan
        desk.rest()
        assert told == []  # nothing is wished for before the rights are known
        desk.wait()
        assert [answer.granted for answer in desk.kept.answers] == [True]

    def test_a_hub_that_recovers_is_not_asked_until_it_grants_again(self, desk: Desk) -> None:
        other = beside(desk)
        other.rest()
        desk.rest()
        desk.kept.ask(self.command())
        night = desk.venue.copy()
        desk.venue.restore(night)
        desk.wait()
        assert desk.syncing.connection.mode is HubMode.RECOVERING
        assert not desk.syncing.connection.may_ask
        assert desk.kept.asked()
        other.wait()
        desk.wait(2.0)
        assert desk.syncing.connection.mode is HubMode.GRANTING
        assert not desk.kept.asked()


class TestAHubRestoredFromABackup:
    def test_it_gets_everything_again_that_came_after_the_backup(self, desk: Desk) -> None:
        desk.kept.make("one")
        desk.rest()
        night = desk.venue.copy()
        desk.kept.make("two", "three")
        desk.wait()
        desk.venue.restore(night)
        desk.wait()
        assert desk.venue.venue.windows["w1"].position == desk.kept.last()
        assert desk.link.generation == 2
        assert "Claim" in [type(errand).__name__ for errand in desk.done]
        assert desk.state is ConnectionState.ONLINE

    def test_before_it_claims_it_lets_go_of_what_it_asked_to_be_taken(self, desk: Desk) -> None:
        desk.rest()
        desk.venue.restore(desk.venue.copy())
        command = LeaseCommand(1, "p1", "", desk.clock.now(), give_back=("A1",))
        desk.kept.ask(command)
        desk.wait()
        assert desk.kept.given_up == (command,)
        assert desk.state is ConnectionState.ONLINE

    def test_it_is_found_out_where_nobody_said_so(self, desk: Desk) -> None:
        desk.rest()
        night = desk.venue.copy()
        desk.kept.make("one")
        desk.wait()
        desk.venue.restore(night, told=False)
        desk.kept.make("two")
        desk.wait()
        desk.wait()
        assert desk.venue.venue.windows["w1"].position == desk.kept.last()
        assert desk.venue.venue.generation == 2


class TestStopped:
    def test_two_machines_from_one_image(self, desk: Desk) -> None:
        desk.rest()
        twin = Desk("w1", desk.venue)
        twin.clock = desk.clock
        twin.storage.kept.link_row = desk.kept.link_row
        desk.start()
        desk.rest()
        twin.starts = 7
        twin.start()
        twin.rest()
        assert (twin.state, twin.link.stopped) == (ConnectionState.STOPPED, "cloned")
        desk.kept.make("one")
        desk.wait()
        assert desk.state is ConnectionState.ONLINE
        twin.start()  # it knows without the hub
        twin.cut = lambda errand: True
        twin.rest()
        assert (twin.state, twin.syncing.connection.why) == (ConnectionState.STOPPED, "cloned")

    def test_one_that_was_written_off_still_sends_and_goes_on_when_it_is_taken_back(
        self, desk: Desk
    ) -> None:
        other = beside(desk)
        desk.rest()
        desk.venue.window("w2").write_off("w1", "mara", "it burnt")
        desk.kept.make("one")
        desk.wait()
        assert (desk.state, desk.link.stopped) == (
            ConnectionState.STOPPED,
            "written_off",
        )
        assert desk.venue.venue.windows["w1"].position.seq == 1
        assert not desk.syncing.connection.may_ask
        desk.venue.window("w2").take_back("w1", "mara")
        desk.kept.sizes.clear()
        desk.wait()
        assert desk.state is ConnectionState.ONLINE
        assert (desk.link.stopped, desk.syncing.connection.why) == ("", "")
        assert "HearRights" in [type(errand).__name__ for errand in desk.done[-3:]]
        assert other.state is ConnectionState.ALONE

    def test_one_that_was_written_off_claims_nothing_of_a_hub_restored_from_before(
        self, desk: Desk
    ) -> None:
        beside(desk)
        desk.rest()
        desk.kept.rights[SWAN, "A1"] = Held(SWAN, "A1", "window:w1", 0, ENDS, 1)
        before = desk.venue.copy()
        desk.venue.window("w2").write_off("w1", "mara", "it burnt")
        desk.wait()
        assert desk.link.stopped == "written_off"
        desk.venue.restore(before)
        desk.wait()
        (claim,) = (errand for errand in desk.done[-9:] if isinstance(errand, Claim))
        assert claim.held == ()
        assert desk.link.stopped == ""

        desk.kept.rights[SWAN, "A1"] = Held(SWAN, "A1", "window:w1", 0, ENDS, 1)
        desk.venue.restore(before)
        desk.syncing.lost(desk.now)
        desk.wait()
        claims = [errand for errand in desk.done if isinstance(errand, Claim)]
        assert [held.seat_id for held in claims[-1].held] == ["A1"]

    def test_what_it_is_told_when_it_greets_is_shown(self, desk: Desk) -> None:
        desk.cut = lambda errand: True
        assert isinstance(desk.syncing.errand(desk.now), Greet)
        assert desk.syncing.connection.fresh
        desk.rest()
        assert desk.state is ConnectionState.OFFLINE
        assert not desk.syncing.connection.fresh
        desk.venue.shut_out("w1")
        desk.cut = lambda errand: False
        desk.wait(3.0)
        assert (desk.state, desk.syncing.connection.why) == (ConnectionState.STOPPED, "shut_out")

    def test_one_that_is_shut_out_asks_now_and_then(self, desk: Desk) -> None:
        desk.rest()
        desk.venue.shut_out("w1")
        desk.wait()
        assert desk.link.stopped == "shut_out"
        before = len(desk.done)
        desk.wait(1.0)
        assert len(desk.done) == before
        desk.wait(2.0)
        assert [type(errand) for errand in desk.done[before:]] == [Greet]

    @pytest.mark.parametrize(("schema", "why"), [(0, "newer"), (2, "older")])
    def test_another_schema_stops_it_until_it_is_the_same(
        self, desk: Desk, schema: int, why: str
    ) -> None:
        desk.syncing._own = Self("w1-start-1", "1.0", schema)
        desk.rest()
        assert (desk.state, desk.syncing.connection.why) == (ConnectionState.STOPPED, why)
        assert desk.link.stopped == ""
        desk.start()
        desk.rest()
        assert desk.state is ConnectionState.ONLINE

    def test_stopped_and_unreachable_stays_stopped(self, desk: Desk) -> None:
        desk.rest()
        desk.venue.shut_out("w1")
        desk.wait()
        desk.cut = lambda errand: True
        desk.wait(3.0)
        assert desk.state is ConnectionState.STOPPED

    def test_a_hub_that_knows_parcels_we_never_made(self, desk: Desk) -> None:
        desk.kept.make("one", "two")
        desk.rest()
        for _ in range(2):
            desk.kept.chain.pop()
            desk.kept.own.pop()
        desk.kept.link_row = replace(desk.link, acknowledged=desk.kept.last())
        desk.start()
        desk.rest()
        assert desk.syncing.connection.why == "cloned"


class TestAnotherComputer:
    """A copy of the disk in another computer may be one of two."""

    @pytest.fixture
    def moved(self, desk: Desk) -> Desk:
        desk.machine = ("card 1", "disk 1")
        desk.start()
        desk.rest()
        assert desk.link.machine == desk.machine
        desk.machine = ("card 2", "disk 2")
        desk.start()
        return desk

    def test_without_the_hub_it_sells_nothing(self, moved: Desk) -> None:
        moved.cut = lambda errand: True
        moved.wait()
        assert (moved.state, moved.syncing.connection.why) == (ConnectionState.STOPPED, "moved")
        assert moved.link.stopped == "moved"
        moved.wait(3.0)
        assert moved.link.stopped == "moved"
        moved.machine = ("card 1", "disk 1")
        moved.start()
        moved.wait()
        assert (moved.state, moved.link.stopped) == (ConnectionState.OFFLINE, "")

    def test_the_hub_takes_it_for_a_copy_until_a_manager_says_that_it_goes_on(
        self, moved: Desk
    ) -> None:
        moved.rest()
        assert (moved.state, moved.syncing.connection.why) == (ConnectionState.STOPPED, "cloned")
        moved.venue.join("w2")
        moved.venue.window("w2").take_back("w1", "u1")
        moved.wait(3.0)
        assert (moved.state, moved.link.stopped) == (ConnectionState.ONLINE, "")
        assert moved.link.machine == moved.machine

    @pytest.mark.parametrize("left", [("card 2", "disk 1"), ("card 1",), ()])
    def test_a_new_card_or_a_disk_that_went_over_is_none(
        self, desk: Desk, left: tuple[str, ...]
    ) -> None:
        desk.machine = ("card 1", "disk 1")
        desk.start()
        desk.rest()
        desk.machine = left
        desk.start()
        desk.rest()
        assert desk.state is ConnectionState.ONLINE
        assert desk.link.machine == (left or ("card 1", "disk 1"))


def test_why_the_hub_cannot_be_reached_is_told_as_long_as_it_is_so(desk: Desk) -> None:
    desk.rest()
    desk.trouble = HubUnreachable(kind="full")
    desk.cut = lambda errand: True
    desk.kept.make("waits")
    desk.wait()
    assert desk.state is ConnectionState.OFFLINE
    assert (desk.syncing.connection.trouble, desk.syncing.connection.queue) == ("full", 1)
    desk.cut = lambda errand: False
    desk.wait(3.0)
    assert (desk.state, desk.syncing.connection.trouble) == (ConnectionState.ONLINE, "")
    assert desk.link.acknowledged.seq == 1


def test_the_hubs_time_is_written_down_now_and_then(desk: Desk) -> None:
    desk.rest()
    first = desk.link.watermark
    for _ in range(29):
        desk.wait()
    assert desk.link.watermark == first
    desk.wait()
    assert desk.link.watermark == first + timedelta(seconds=30)
    assert desk.link.time is not None
    assert desk.link.time.said == START + timedelta(seconds=30)


def test_the_catalogue_is_offered_again_when_it_changed(desk: Desk) -> None:
    desk.rest()
    desk.kept.on_sale = (Offered(SWAN, 12, ENDS),)
    desk.syncing.catalogue_changed()
    desk.rest()
    assert desk.venue.venue.rights[SWAN].places_offered == 12


def test_what_nobody_else_can_know_is_marked_before_anything_is_sent(desk: Desk) -> None:
    desk.kept.make("before")
    desk.cut = lambda errand: isinstance(errand, Greet)
    desk.step()
    assert desk.link.lost_at == 1
    desk.kept.make("alone")
    desk.wait()
    assert desk.link.lost_at == 1  # of what was made since, nothing was on its way
    desk.cut = lambda errand: isinstance(errand, Send)
    desk.clock.advance(timedelta(seconds=10))
    while not isinstance(desk.step(), Send):
        pass
    assert desk.states[-1] is ConnectionState.OFFLINE  # cut while it was sent
    desk.step()
    assert desk.link.lost_at == 2
    desk.cut = lambda errand: False
    desk.wait(10)
    desk.wait()
    assert desk.state is ConnectionState.ONLINE
    assert desk.link.lost_at is None


@pytest.mark.parametrize("lost", [True, False])
def test_who_goes_on_beside_a_copy_of_its_disk_is_told_so(desk: Desk, lost: bool) -> None:
    """The copy named this start among its own, so the greeting looks like one from long ago. A sign
    of life finds out, where the connection is never lost."""
    desk.rest()
    row = desk.venue.venue.windows[desk.window_id]
    row.ancestors, row.instance = (row.instance,), "copy"
    if lost:
        desk.syncing.lost(desk.now)
    for _ in range(3):
        desk.wait(3)
    assert desk.state is ConnectionState.STOPPED
    assert desk.syncing.connection.why == "cloned"
    assert len(desk.venue.venue.tasks) == 1
