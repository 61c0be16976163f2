"""The sync thread: errands go to the hub and come back, people are answered, it ends at once."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from kiosk.hub_side import HUB, HubSide
from kiosk.tasks import Ledger
from pos.clock import BootClock, ManualClock, SystemClock
from pos.errors import HubUnreachable, PosError, StorageFull
from pos.hub.connection import Connection
from pos.hub.hub_time import MachineClocks
from pos.hub.syncing import Self, Syncing
from pos.lifecycles import ConnectionState
from pos.ports.hub import Hub
from tests.hub_model import ModelHub
from tests.unit.pos.hub.fake_link import FakeLinkStorage, FakeUnit, Kept

PATIENCE_S = 300.0
START = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


class Line:
    """The hub, and what happens on the way there. ``hang``: calls wait until it is set."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self.hang: threading.Event | None = None
        self.reached = threading.Event()
        self.threads: set[str] = set()
        self.calls: list[tuple[str, Any]] = []
        self.closed = False

    def __getattr__(self, name: str) -> Callable[..., object]:
        def call(*args: object) -> object:
            self.calls.append((name, args))
            self.threads.add(threading.current_thread().name)
            if self.hang is not None:
                self.reached.set()
                self.hang.wait(PATIENCE_S)
            answer: object = getattr(self._hub, name)(*args)
            return answer

        return call

    def close(self) -> None:
        self.closed = True


class House:
    """A window's ledger and its sync thread, with the GUI's side in the hands of the test."""

    def __init__(self) -> None:
        self.venue = ModelHub(ManualClock(START))
        self.venue.join("w1")
        self.storage = FakeLinkStorage("w1", START)
        self.syncing: Syncing[Any] = Syncing[FakeUnit](self.storage, Self("start-1", "1.0", 1))
        self.seen: queue.SimpleQueue[Connection] = queue.SimpleQueue()
        self.syncing.changed.append(self.seen.put)
        self.gui: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.troubles: queue.SimpleQueue[PosError] = queue.SimpleQueue()
        self.ledger = Ledger(self.gui.put, lambda crash: None, SystemClock())
        self.line = Line(self.venue.window("w1"))
        made: Any = lambda: self.line  # noqa: E731
        clocks = MachineClocks(BootClock(), SystemClock())
        self.side = HubSide(made, clocks, self.ledger.post, self.gui.put, self.troubles.put)
        self.ledger.start()
        office: Any = lambda: self  # noqa: E731
        self.ledger.open(office, lambda: None, self.troubles.put)
        self.gui.get(timeout=PATIENCE_S)()
        self.ledger.post(lambda _office: self.side.serve(self.syncing), self.troubles.put)

    def wait_for(self, state: ConnectionState) -> Connection:
        while True:
            seen = self.seen.get(timeout=PATIENCE_S)
            if seen.state is state:
                return seen

    def on_ledger(self, work: Callable[[], None]) -> None:
        """Have something done there, and wait for it."""
        done = threading.Event()
        self.ledger.post(lambda _office: (work(), done.set())[1], self.troubles.put)
        assert done.wait(PATIENCE_S)

    def run(self, work: Callable[[Any], object]) -> object:
        """As an office."""
        return work(self)

    def close(self) -> None:
        """As an office."""


@pytest.fixture
def house() -> Iterator[House]:
    made = House()
    yield made
    if made.line.hang is not None:
        made.line.hang.set()
    made.side.close()
    made.ledger.close()


def test_what_is_kept_here_is_at_the_hub_at_once_and_people_are_answered_between(
    house: House,
) -> None:
    house.side.start()
    house.wait_for(ConnectionState.ONLINE)
    house.on_ledger(lambda: house.storage.kept.make("one"))
    house.side.wake()
    while house.seen.get(timeout=PATIENCE_S).queue != 1:
        pass
    while house.seen.get(timeout=PATIENCE_S).queue != 0:
        pass
    assert house.venue.venue.windows["w1"].position.seq == 1
    answers: list[object] = []
    house.side.ask(lambda hub: hub.windows(), answers.append, answers.append)
    house.gui.get(timeout=PATIENCE_S)()
    assert [there.window_id for there in answers[0]] == ["w1"]  # type: ignore[attr-defined]
    house.side.close()
    house.side._thread.join(PATIENCE_S)
    assert house.line.threads == {HUB}
    assert house.line.closed


def test_while_somebody_looks_at_a_house_the_hub_is_asked_for_news(house: House) -> None:
    asked = threading.Event()

    def news() -> object:
        asked.set()
        return house.venue.window("w1").news()

    house.line.news = news  # type: ignore[attr-defined]
    house.side.start()
    house.wait_for(ConnectionState.ONLINE)
    assert not asked.is_set()
    house.side.watch(watching=True)
    assert asked.wait(PATIENCE_S)


def test_a_call_that_fails_for_a_person_is_offline_for_everybody(house: House) -> None:
    house.side.start()
    house.wait_for(ConnectionState.ONLINE)

    def fail(hub: Hub) -> None:
        raise HubUnreachable

    answers: list[object] = []
    house.side.ask(fail, answers.append, answers.append)
    house.gui.get(timeout=PATIENCE_S)()
    assert isinstance(answers[0], HubUnreachable)
    house.wait_for(ConnectionState.OFFLINE)


def test_a_window_closes_while_a_call_hangs(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.hub_side._PATIENCE_S", 0.01)
    house.line.hang = threading.Event()
    house.side.start()
    assert house.line.reached.wait(PATIENCE_S)
    house.side.close()
    assert not house.line.closed  # left to itself; the next start asks again
    house.line.hang.set()
    house.side._thread.join(PATIENCE_S)
    assert house.line.closed


def test_a_disk_that_refuses_is_told_and_the_talk_begins_again(house: House) -> None:
    full = house.storage.full = StorageFull(file="foyer.db")
    house.side.start()
    assert house.troubles.get(timeout=PATIENCE_S) is full
    house.wait_for(ConnectionState.ONLINE)


def test_a_fault_of_our_own_is_raised_where_it_is_seen_and_a_new_start_goes_on(
    house: House,
) -> None:
    def fail(*_args: object) -> object:
        raise ZeroDivisionError

    house.line.hello = fail  # type: ignore[attr-defined]
    house.side.start()
    with pytest.raises(ZeroDivisionError):
        house.gui.get(timeout=PATIENCE_S)()
    house.side._thread.join(PATIENCE_S)
    del house.line.hello  # type: ignore[attr-defined]
    house.ledger.post(lambda _office: house.side.serve(house.syncing), house.troubles.put)
    house.wait_for(ConnectionState.ONLINE)


def test_a_new_window_fetches_each_load_once_and_the_next_while_it_takes_one_in(
    house: House,
) -> None:
    other = Kept("w2")
    other.make(*(Random(number).randbytes(600_000).hex() for number in range(4)))
    house.venue.join("w2")
    house.venue.take("w2", other.own)
    house.side.start()
    house.wait_for(ConnectionState.ONLINE)
    fetched = [args[0].get("w2", 0) for name, args in house.line.calls if name == "fetch"]
    assert fetched == [0, 1, 2, 3, 4, 4]  # nothing ahead, and then nothing
    assert house.storage.read == [2, 3, 4]  # meanwhile
    assert [name for name, _ in house.line.calls].count("hello") == 1
    assert house.storage.kept.known() == {"w2": 4}
