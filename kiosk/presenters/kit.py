"""The outage kit: kept fresh while the program runs, and made at once when somebody wants it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from kiosk.kit_files import KitMade
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks, Timer, Timers
from pos.clock import Clock
from pos.errors import PosError

EVERY = timedelta(minutes=15)
"""No oftener than this it is made by itself when something has changed."""
AT_LEAST = timedelta(hours=12)
"""Without any change too: other performances come near."""
FIRST_S = 60.0
"""After the start: the window comes first."""


class KitMaker(Protocol):
    """Makes the kit beside everything else."""

    def last(self) -> KitMade | None:
        """Return the kit that lies there. Touches the disk; thread: ledger."""
        ...

    def make(
        self, done: Callable[[KitMade | PosError], None], told: Callable[[int, int], None]
    ) -> None:
        """Begin making it anew on a thread of its own; ``told`` hears which performance it is at
        (from 1) of how many, and ``done`` gets the answer, on the GUI thread, unless the program
        ends before. Thread: GUI; not while it is being made."""
        ...


@dataclass(frozen=True, slots=True)
class KitState:
    """``made``: what lies on disk, whole. ``under_way``: a fresh one is being made, and is ``at``
    which performance (0: it reads) ``of`` how many. ``refusal``: why the last try came to nothing.
    """

    made: KitMade | None = None
    under_way: bool = False
    at: int = 0
    of: int = 0
    refusal: PosError | None = None


class Kit(Presenter[KitState]):
    """When the kit is made. GUI thread. Without a ``maker`` there is none."""

    def __init__(self, tasks: Tasks, clock: Clock, timers: Timers, maker: KitMaker | None) -> None:
        super().__init__(KitState())
        self._tasks = tasks
        self._clock = clock
        self._timers = timers
        self._maker = maker
        self._changed = True
        self._timer: Timer | None = None
        self._waiting: list[Callable[[KitMade], None]] = []

    def start(self) -> None:
        """Look at what lies there, and make a fresh one soon."""
        maker = self._maker
        if maker is not None:
            self._tasks.ask(lambda _office: maker.last(), self._know, self._refuse, self)
            self._after(FIRST_S)

    def changed(self) -> None:
        """Something that may stand on the papers is another."""
        news, self._changed = not self._changed, True
        waits = self._timer is not None and not news
        if self._maker is not None and not waits and not self.state.under_way:
            self._after(self._wait_s())

    def now(self, then: Callable[[KitMade], None] | None = None) -> None:
        """Make it at once; ``then`` gets the fresh one."""
        if self._maker is None:
            return
        if then is not None:
            self._waiting.append(then)
        if self.state.under_way:
            self._changed = True
        else:
            self._make(self._maker)

    # ---- inside ----

    def _know(self, made: KitMade | None) -> None:
        if self.state.made is None:
            self._now(made=made)

    def _wait_s(self) -> float:
        """Return how long the kit that lies there is still young enough."""
        made = self.state.made
        if made is None:
            return FIRST_S
        age = max(self._clock.now() - made.as_of, timedelta())
        return max((EVERY - age).total_seconds(), FIRST_S)

    def _after(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._timers.after(seconds, self._due)

    def _due(self) -> None:
        self._timer = None
        if self._maker is not None and not self.state.under_way:
            self._make(self._maker)

    def _make(self, maker: KitMaker) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._changed = False
        self._now(under_way=True, at=0, of=0, refusal=None)
        maker.make(self._done, self._at)

    def _at(self, number: int, of: int) -> None:
        if self.state.under_way:
            self._now(at=number, of=of)

    def _done(self, answer: KitMade | PosError) -> None:
        again = self._changed
        if isinstance(answer, PosError):
            self._changed, self._waiting = True, []
            self._now(under_way=False, refusal=answer)
            self._after(EVERY.total_seconds())
            return
        self._now(made=answer, under_way=False)
        if again and self._waiting and self._maker is not None:
            self._make(self._maker)
            return
        waiting, self._waiting = self._waiting, []
        for then in waiting:
            then(answer)
        self._after((EVERY if again else AT_LEAST).total_seconds())

    def _refuse(self, error: PosError) -> None:
        self._now(refusal=error)
