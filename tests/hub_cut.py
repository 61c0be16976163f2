"""The way to the hub, where things get lost: a ``Hub`` around another one.

cut = Cut(hub.window("w1"), clock)
cut.up = False                       # nothing gets through
cut.answers = False                  # one way: it is done there, and nobody hears
cut.next(Fault.ANSWER_LOST)          # once
cut.next(Fault.LATE)                 # done only when ``cut.arrive()`` is called
cut.slow = timedelta(seconds=3)      # each call takes so long; over ``ANSWER_S`` it is unheard
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from enum import Enum
from typing import TypeVar

from pos.clock import ManualClock
from pos.errors import HubRefused, HubUnreachable
from pos.hub.parcels import Parcel, Position
from pos.hub.talk import (
    Beat,
    BeatAnswer,
    Greeting,
    Held,
    HubTask,
    LeaseAnswer,
    LeaseCommand,
    NewsAnswer,
    Offered,
    Welcome,
    WindowThere,
)
from pos.ports.hub import ANSWER_S, Hub

A = TypeVar("A")

UNHEARD = timedelta(seconds=ANSWER_S)


class Fault(Enum):
    """What may happen to one call. ``REPEATED``: it arrives twice."""

    REQUEST_LOST = "request_lost"
    ANSWER_LOST = "answer_lost"
    LATE = "late"
    REPEATED = "repeated"


class Cut:
    """See the module, and ``pos.ports.hub.Hub``. ``calls``: what was asked, for tests."""

    def __init__(self, hub: Hub, clock: ManualClock) -> None:
        self.hub = hub
        self.clock = clock
        self.up = True
        self.requests = True
        self.answers = True
        self.slow = timedelta(0)
        self.calls: list[str] = []
        self._next: list[Fault] = []
        self._late: list[Callable[[], object]] = []

    def next(self, *faults: Fault) -> None:
        """Let these happen to the next calls, one each."""
        self._next += faults

    def forgive(self) -> None:
        """Let nothing more happen to the next calls."""
        self._next = []

    def forget_late(self) -> None:
        """Whoever was called is another now: what is late never arrives."""
        self._late = []

    def arrive(self) -> None:
        """Let everything that was late happen now; its answers find nobody."""
        late, self._late = self._late, []
        for call in late:
            self._unheard(call)

    def _call(self, name: str, call: Callable[[], A]) -> A:
        self.calls.append(name)
        fault = self._next.pop(0) if self._next else None
        if not (self.up and self.requests) or fault is Fault.REQUEST_LOST:
            self._lost()
        if fault is Fault.LATE:
            self._late.append(call)
            self._lost()
        if fault is Fault.REPEATED:
            self._unheard(call)
        if not self.answers or fault is Fault.ANSWER_LOST or self.slow > UNHEARD:
            self._unheard(call)
            self._lost()
        self.clock.advance(self.slow / 2)
        answer = call()
        self.clock.advance(self.slow / 2)
        return answer

    def _lost(self) -> None:
        self.clock.advance(UNHEARD)
        raise HubUnreachable()

    @staticmethod
    def _unheard(call: Callable[[], object]) -> None:
        try:
            call()
        except HubRefused:  # nobody hears that either
            return

    def hello(self, greeting: Greeting) -> Welcome:
        return self._call("hello", lambda: self.hub.hello(greeting))

    def send(self, parcels: Sequence[Parcel]) -> Position:
        return self._call("send", lambda: self.hub.send(parcels))

    def fetch(self, known: Mapping[str, int], most_bytes: int) -> tuple[Parcel, ...]:
        return self._call("fetch", lambda: self.hub.fetch(known, most_bytes))

    def offer(self, offered: Sequence[Offered]) -> None:
        self._call("offer", lambda: self.hub.offer(offered))

    def lease(self, command: LeaseCommand) -> LeaseAnswer:
        return self._call("lease", lambda: self.hub.lease(command))

    def held_since(self, version: Mapping[str, int]) -> tuple[Held, ...]:
        return self._call("held_since", lambda: self.hub.held_since(version))

    def claim(self, held: Sequence[Held]) -> None:
        self._call("claim", lambda: self.hub.claim(held))

    def beat(self, beat: Beat) -> BeatAnswer:
        return self._call("beat", lambda: self.hub.beat(beat))

    def news(self) -> NewsAnswer:
        return self._call("news", self.hub.news)

    def windows(self) -> tuple[WindowThere, ...]:
        return self._call("windows", self.hub.windows)

    def write_off(self, window_id: str, user_id: str, reason: str) -> None:
        self._call("write_off", lambda: self.hub.write_off(window_id, user_id, reason))

    def take_back(self, window_id: str, user_id: str) -> None:
        self._call("take_back", lambda: self.hub.take_back(window_id, user_id))

    def want_back(
        self,
        window_id: str,
        performance_id: str,
        seats: Sequence[str],
        places: int = 0,
        for_window: str = "",
    ) -> None:
        self._call(
            "want_back",
            lambda: self.hub.want_back(window_id, performance_id, seats, places, for_window),
        )

    def tasks(self) -> tuple[HubTask, ...]:
        return self._call("tasks", self.hub.tasks)

    def settle(self, task_id: str, how: str, user_id: str) -> bool:
        return self._call("settle", lambda: self.hub.settle(task_id, how, user_id))

    def close(self) -> None:
        self.hub.close()
