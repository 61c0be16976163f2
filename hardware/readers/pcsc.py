"""A badge reader behind the computer's smart card service.

One thread waits on the service itself, in bounded slices, so that a wait is ended at once by
``cancel``, or by its own deadline where that came a moment too early, and ``close`` keeps its two
seconds. Every reader whose name fits is watched: a unit with a contact and a contactless slot
counts as two.

It is no byte pipe, so there is no ``DeviceLoop``; health, pauses and closing are the same as there.
What a card says is never logged: the wire log has directions and lengths.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from hardware.device_loop import CLOSE_S, FIRST_REST_S
from hardware.health import NOTHING, Health
from hardware.looped import Listeners
from hardware.readers.presence import Happening, Visit, happening
from hardware.readers.reading import Reading, read_badge
from hardware.readers.service import CardService, CardTrouble, Seen, Trouble
from hardware.readers.wired import WiredService
from hardware.transports.line import Waker
from hardware.wire_log import Direction, WireLog
from pos.clock import Clock
from pos.errors import InvariantBroken
from pos.ports.devices import Condition, DeviceStatus, Watcher
from pos.ports.readers import BadgeRead, ReadProblem

log = logging.getLogger("foyer.device.badge")

WAIT_S = 0.5
"""Longest wait for the service in one go; a new reader is noticed within it on every system."""
LONGEST_REST_S = 2.0
"""Longest pause between two looks for service and reader: looking costs a local question."""
NOTICES_WITHIN_S = 1.0
"""How long a reader may take to notice that a card has gone (pcscd looks every 0.4 s: verified)."""
CLAIMED_BY_KERNEL = Path("/sys/bus/usb/drivers/pn533_usb")
"""Has an entry ``BUS-PORT:...`` for each reader that Linux keeps for itself (hardware facts 5,
ACR122U: documented)."""

_CONDITIONS = {
    Trouble.NOT_INSTALLED: Condition.NOT_INSTALLED,
    Trouble.NO_SERVICE: Condition.NO_SERVICE,
    Trouble.NO_PERMISSION: Condition.NO_PERMISSION,
    Trouble.NO_READER: Condition.UNREACHABLE,
    Trouble.HELD: Condition.HELD_BY_OTHER,
    Trouble.CARD_GONE: Condition.NO_SERVICE,
    Trouble.FAILED: Condition.NO_SERVICE,
}
"""What it means when the service itself cannot be used; the last three never happen there."""


class PcscReader:
    """Implements ``pos.ports.readers.BadgeReader``. ``part``: of the reader's name, any case."""

    def __init__(
        self,
        name: str,
        part: str,
        service: Callable[[], CardService],
        clock: Clock,
        claimed: Path = CLAIMED_BY_KERNEL,
    ) -> None:
        self.wire = WireLog(hears_people=True)
        self._health = Health(name)
        self._part = part.casefold()
        self._make = service
        self._clock = clock
        self._claimed = claimed
        self._listeners: Listeners[BadgeRead] = Listeners()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._waker: Waker | None = None
        self._service: CardService | None = None
        self._stopping = False
        self._failures = 0
        self._visits: dict[str, Visit] = {}
        self._facts: dict[str, str] = {}

    # ---- any thread ----

    @property
    def name(self) -> str:
        return self._health.status.device

    def open(self) -> None:
        with self._lock:
            if self._thread is not None:
                return
            self._stopping = False
            self._failures = 0
            self._waker = Waker()
            self._thread = threading.Thread(
                target=self._run, args=(self._waker,), name=f"device-{self.name}", daemon=True
            )
        self._health.opening()
        self._thread.start()

    def stop(self) -> None:
        """Begin to close without waiting, so that several devices close at once."""
        self._stopping = True
        self.wake()

    def close(self) -> None:
        thread = self._thread
        if thread is None:
            return
        if thread is threading.current_thread():
            raise InvariantBroken("hardware.close_on_device_thread", thread=thread.name)
        self.stop()
        thread.join(CLOSE_S)
        if thread.is_alive():
            log.warning("%s did not end within %s s", thread.name, CLOSE_S)

    def wake(self) -> None:
        """Have the device's thread look at the clock: for clocks that are moved by hand."""
        with self._lock:
            if self._waker is not None:
                self._waker.ring()
            if self._service is not None:
                self._service.cancel()

    def status(self) -> DeviceStatus:
        return self._health.status

    def watch(self, watcher: Watcher) -> None:
        self._health.watch(watcher)

    def listen(self, listener: Callable[[BadgeRead], None]) -> None:
        self._listeners.add(listener)

    def facts(self) -> dict[str, str]:
        """Return ``reader``, the names of those watched, and ``atr``, how the newest card
        introduced itself: its first bytes and its length, never the whole.
        """
        return dict(self._facts)

    # ---- the device's thread ----

    def _run(self, waker: Waker) -> None:
        try:
            while not self._stopping:
                self._session(waker)
        finally:
            with self._lock:
                self._waker = None
                waker.close()
            self._note_line("closed")
            self._health.closed()
            with self._lock:
                self._thread = None

    def _session(self, waker: Waker) -> None:
        """Connect to the service once and serve until it or the reader is gone; then rest."""
        try:
            service = self._make()
        except CardTrouble as trouble:
            self._lost(trouble, waker)
            return
        wired = WiredService(service, self.wire, self._clock)
        with self._lock:
            self._service = wired
        self._note_line("open")
        try:
            self._serve(wired)
        except CardTrouble as trouble:
            self._lost(trouble, waker)
        finally:
            with self._lock:
                self._service = None
            wired.release()

    def _serve(self, service: CardService) -> None:
        seen: dict[str, Seen] = {}
        while not self._stopping:
            names = self._fitting(service)
            now = service.wait(names, seen, WAIT_S)
            self._failures = 0
            for name in now:
                seen[name] = self._look(service, name, seen.get(name), now[name])
            seen = {name: seen[name] for name in names if name in seen}
            held = any(one.held for one in seen.values())
            self._health.report(frozenset({Condition.HELD_BY_OTHER}) if held else NOTHING)

    def _fitting(self, service: CardService) -> tuple[str, ...]:
        names = tuple(name for name in service.readers() if self._part in name.casefold())
        if not names:
            held = self._claimed.is_dir() and any(self._claimed.glob("*:*"))
            raise CardTrouble(Trouble.HELD if held else Trouble.NO_READER, "none listed")
        self._facts["reader"] = ", ".join(names)
        return names

    def _look(self, service: CardService, name: str, before: Seen | None, now: Seen) -> Seen:
        """Do what the change asks for; return how the reader is to be remembered."""
        visit = self._visits.setdefault(name, Visit())
        match happening(before, now):
            case Happening.LEFT:
                visit.left(self._clock.monotonic())
            case Happening.CAME_AND_LEFT:
                self._tell(visit, Reading(problem=ReadProblem.TAKEN_AWAY))
                visit.left(self._clock.monotonic())
            case Happening.CAME:
                reading = self._read(service, name, now)
                if reading is None:
                    return Seen(True, now.mute, True, now.events, now.atr, now.raw)
                self._tell(visit, reading)
            case Happening.HELD | Happening.NOTHING:
                pass
        return now

    def _read(self, service: CardService, name: str, now: Seen) -> Reading | None:
        """Return what the card says; None while another program has the reader for itself.

        Raises:
            CardTrouble: The service or the reader is gone.
        """
        self._facts["atr"] = f"{now.atr[:2].hex(' ').upper()} ... ({len(now.atr)})"
        if now.mute:
            return Reading(problem=ReadProblem.UNREADABLE)
        try:
            return read_badge(lambda: service.connect(name), now.atr)
        except CardTrouble as trouble:
            match trouble.trouble:
                case Trouble.HELD:
                    return None
                case Trouble.CARD_GONE:
                    return Reading(problem=ReadProblem.TAKEN_AWAY)
                case Trouble.FAILED:
                    gone = self._goes(service, name, now)
                    return Reading(
                        problem=ReadProblem.TAKEN_AWAY if gone else ReadProblem.UNREADABLE
                    )
                case _:
                    raise

    def _goes(self, service: CardService, name: str, now: Seen) -> bool:
        """Return whether the card that gave no answer turns out to have been taken away."""
        then = service.wait((name,), {name: now}, NOTICES_WITHIN_S).get(name, now)
        return not then.present or then.events != now.events

    def _tell(self, visit: Visit, reading: Reading) -> None:
        what = reading.uid if reading.problem is None else reading.problem.value
        if self._stopping:
            return  # whoever listened may be gone: a card may answer long after ``close``
        if visit.is_new(what, self._clock.monotonic()):
            self._listeners.tell(BadgeRead(self.name, reading.uid, reading.problem))

    def _lost(self, trouble: CardTrouble, waker: Waker) -> None:
        condition = _CONDITIONS[trouble.trouble]
        self._note_line(f"down: {condition.value}: {trouble.code}")
        if not self._stopping:
            self._health.lost(condition)
            self._rest(waker)

    def _rest(self, waker: Waker) -> None:
        """Wait before the next look: 0.25 s, doubled each time, at most ``LONGEST_REST_S``."""
        until_s = self._clock.monotonic() + min(FIRST_REST_S * 2**self._failures, LONGEST_REST_S)
        self._failures = min(self._failures + 1, 16)
        while not self._stopping and (left_s := until_s - self._clock.monotonic()) > 0:
            waker.wait(left_s)
        if not self._stopping:
            self._health.retrying()

    def _note_line(self, what: str) -> None:
        self.wire.note(self._clock.monotonic(), Direction.LINE, what.encode())
        log.info("%s: line %s", self.name, what)
