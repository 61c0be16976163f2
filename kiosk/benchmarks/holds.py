"""How long the event loop was held, by what, and where: for ``foyer bench`` only.

Every event goes through ``notify``; the time one takes, with everything it calls, is a hold. While
one lasts, a thread looks at the stack of the GUI thread and remembers which line of ours it stands
in. The player's own turns are not counted, but each touch it makes is, as if a finger had made it.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from types import FrameType

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

NOTABLE_MS = 8.0
"""Shorter holds are only counted."""

LISTED = 25
LOOK_EVERY_S = 0.003
_OURS = ("kiosk", "pos", "printing", "hardware")
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Hold:
    """One notable hold: how long (``cpu_ms`` of it on the processor; the rest was waiting for
    it, for the interpreter's lock or for a disk), which event at which object, and the line
    of ours seen most often.
    """

    ms: float
    cpu_ms: float
    event: str
    receiver: str
    where: str


class HeldLoop(QApplication):
    """An application that measures its own event loop. GUI thread."""

    def __init__(self, arguments: Sequence[str]) -> None:
        super().__init__(list(arguments))
        self.holds: list[Hold] = []
        self.events = 0
        self.not_counted: QObject | None = None
        """Whose events are not holds themselves: the player's timer."""
        self._depth = 0
        self._since = 0.0
        self._watch = _Watch(self)

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        if self._depth or receiver is self.not_counted:
            return super().notify(receiver, event)
        self._depth, self._since = 1, time.perf_counter()
        cpu_s = time.thread_time()
        try:
            return super().notify(receiver, event)
        finally:
            ms = (time.perf_counter() - self._since) * 1000
            self._depth, self._since = 0, 0.0
            self.events += 1
            if ms >= NOTABLE_MS:
                self._remember(ms, (time.thread_time() - cpu_s) * 1000, receiver, event)

    def leave_out(self, receiver: QObject) -> None:
        """Do not count this object's events: the player's timer."""
        self.not_counted = receiver

    def as_json(self) -> str:
        """Return the longest holds and how many there were of each length, as JSON."""
        longest = sorted(self.holds, key=lambda hold: -hold.ms)
        busiest = sorted(self.holds, key=lambda hold: -hold.cpu_ms)
        limits = (8, 16, 33, 50, 100)
        return json.dumps(
            {
                "events": self.events,
                "held_ms_more_than": {
                    limit: sum(hold.ms > limit for hold in self.holds) for limit in limits
                },
                "longest": [asdict(hold) for hold in longest[:LISTED]],
                "longest_on_cpu": [asdict(hold) for hold in busiest[:LISTED]],
            },
            indent=1,
        )

    def watch(self) -> None:
        """Begin to look at the stack during long holds."""
        self._watch.start()

    def stop_watching(self) -> None:
        """End the looking thread."""
        self._watch.stop()

    @property
    def held_since(self) -> float:
        """When the present hold began (``time.perf_counter``), or 0. Thread: any."""
        return self._since

    def _remember(self, ms: float, cpu_ms: float, receiver: QObject, event: QEvent) -> None:
        self.holds.append(Hold(ms, cpu_ms, str(event.type()), _named(receiver), self._watch.take()))


class _Watch(threading.Thread):
    """Looks at the GUI thread's stack while it is held."""

    def __init__(self, loop: HeldLoop) -> None:
        super().__init__(name="hold-watch", daemon=True)
        self._loop = loop
        self._gui = threading.main_thread().ident or 0
        self._seen: Counter[str] = Counter()
        self._over = threading.Event()

    def stop(self) -> None:
        self._over.set()
        if self.is_alive():
            self.join(1.0)

    def take(self) -> str:
        """Return the line seen most often since the last call, and forget."""
        seen, self._seen = self._seen, Counter()
        return seen.most_common(1)[0][0] if seen else "not seen"

    def run(self) -> None:
        while not self._over.wait(LOOK_EVERY_S):
            since = self._loop.held_since
            if not since:
                self._seen.clear()
            elif (time.perf_counter() - since) * 1000 > NOTABLE_MS / 2:
                self._seen[_line(sys._current_frames().get(self._gui))] += 1


def _line(frame: FrameType | None) -> str:
    """Return the innermost line of ours on a stack."""
    while frame is not None:
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(_ROOT) and file != Path(__file__).resolve():
            inside = file.relative_to(_ROOT)
            if inside.parts[0] in _OURS:
                return f"{inside}:{frame.f_lineno} {frame.f_code.co_name}"
        frame = frame.f_back
    return "Qt"


def _named(receiver: QObject) -> str:
    if not isValid(receiver):
        return type(receiver).__name__  # the event was its last
    return f"{receiver.metaObject().className()} {receiver.objectName()}".strip()
