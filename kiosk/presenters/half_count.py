"""What is typed of a count lies on disk while it is typed: a power cut in the middle of forty
minutes of notes takes the last touch at most.

The Close room and the hand-over in the Till room count the same till, so they share this. Nothing
expected is in it; it belongs to who typed it and is gone when the count is in.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kiosk.presenters.desk import Desk
from kiosk.presenters.tasks import Tasks
from pos.errors import PosError, Refused
from pos.lifecycles import TillState
from pos.views.cash import CountSheet, HalfCount, PaperCounted
from pos.views.people import Permission

_Whose = tuple[str, str, int]
"""Till, person, how many counts were in before."""


class HalfCounts:
    """Keeps the newest, one write under way at a time. GUI thread.

    ``found`` callbacks get what was kept before this window began, at most once a count.
    """

    def __init__(self, tasks: Tasks, desk: Desk) -> None:
        self._tasks = tasks
        self._desk = desk
        self.found: list[Callable[[HalfCount], None]] = []
        self.failed: list[Callable[[PosError], None]] = []
        self._whose: _Whose | None = None
        self._newest = HalfCount()
        self._kept = HalfCount()
        self._under_way = False
        desk.changed.append(self._desk_changed)

    def typed(self, sheet: CountSheet) -> None:
        """The sheet was changed by hand."""
        self._keep(replace(self._newest, sheet=sheet))

    def walked(self, papers: tuple[PaperCounted, ...]) -> None:
        """Something was said about a paper."""
        self._keep(replace(self._newest, papers=papers))

    def _keep(self, half: HalfCount) -> None:
        self._newest = half
        self._send()

    def _send(self) -> None:
        session, half, whose = self._desk.session, self._newest, self._whose
        if self._under_way or whose is None or session is None or half == self._kept:
            return
        self._under_way = True

        def kept(_nothing: None) -> None:
            self._under_way = False
            if whose == self._whose:
                self._kept = half
            self._send()

        def failed(error: PosError) -> None:
            self._under_way = False
            if isinstance(error, Refused) and whose == self._whose:
                self._kept = half  # as it is it will never be taken; the next touch is another
            for callback in tuple(self.failed):
                callback(error)

        self._tasks.change(
            lambda office: office.closing.keep_half(session, half), kept, failed, self
        )

    def _desk_changed(self) -> None:
        whose = self._counted_here()
        if whose == self._whose:
            return
        self._whose = whose
        self._newest = self._kept = HalfCount()
        session = self._desk.session
        if whose is None or session is None:
            return

        def read(half: HalfCount | None) -> None:
            if half is None or whose != self._whose or self._newest != HalfCount():
                return
            self._newest = self._kept = half
            for callback in tuple(self.found):
                callback(half)

        self._tasks.ask(
            lambda office: office.closing.half_count(session), read, self._not_read, self
        )

    def _not_read(self, error: PosError) -> None:
        for callback in tuple(self.failed):
            callback(error)

    def _counted_here(self) -> _Whose | None:
        till, session = self._desk.till, self._desk.session
        if till is None or session is None or till.state != TillState.COUNTING.value:
            return None
        theirs = self._desk.till_is_mine or self._desk.may(Permission.APPROVE_CLOSE)
        if not theirs or not self._desk.may(Permission.COUNT_TILL):
            return None
        return till.till_id, session.user_id, till.counts
