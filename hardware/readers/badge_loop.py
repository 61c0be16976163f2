"""What the thread of a badge reader does: connects to the smart card service, waits for cards in
bounded slices, reads them.

It is no byte pipe, so there is no ``DeviceLoop``. The service is called on a thread beside
this one: a call that has not come back after ``HANGS_S`` is ``SILENT`` until it does, and ``close``
leaves it behind.
Every reader whose name fits is watched: a unit with a contact and a contactless slot counts as two.
What a card says is never logged: the wire log has directions and lengths.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from hardware.device_loop import IDLE_S
from hardware.device_thread import DeviceThread
from hardware.health import NOTHING, Health
from hardware.looped import Listeners
from hardware.pauses import Pauses
from hardware.readers.presence import Happening, Visit, happening
from hardware.readers.reading import Reading, read_badge
from hardware.readers.service import CardService, CardTrouble, Seen, Trouble
from hardware.readers.service_thread import ServiceThread
from hardware.readers.wired import WiredService
from hardware.transports.line import Waker
from hardware.wire_log import WireLog
from pos.clock import Clock
from pos.ports.devices import Condition
from pos.ports.readers import BadgeRead, ReadProblem

log = logging.getLogger("foyer.device.badge")

R = TypeVar("R")

WAIT_S = 0.5
"""Longest wait for the service in one go; a new reader is noticed within it on every system."""
LONGEST_REST_S = 2.0
"""Longest pause between two looks for service and reader: looking costs a local question."""
NOTICES_WITHIN_S = 1.0
"""How long a reader may take to notice that a card has gone (pcscd looks every 0.4 s: verified)."""
HANGS_S = 5.0
"""How long a call of the service may take, the questions to one card counting as one call. Our own
rule: a card asks for more time, but hardly so much."""
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


class _Closing(Exception):
    """The device is being closed while the service has not answered."""


class BadgeLoop(DeviceThread):
    """``part``: of the reader's name, any case. ``claimed``: where the system keeps readers."""

    def __init__(
        self,
        name: str,
        part: str,
        service: Callable[[], CardService],
        clock: Clock,
        claimed: Path,
    ) -> None:
        super().__init__(Health(name), clock, WireLog(hears_people=True))
        self.listeners: Listeners[BadgeRead] = Listeners()
        self.facts: dict[str, str] = {}
        self.visits: dict[str, Visit] = {}
        self._part = part.casefold()
        self._make = service
        self._claimed = claimed
        self._pauses = Pauses(LONGEST_REST_S)

    # ---- the device's thread ----

    def _work(self, waker: Waker) -> None:
        self._pauses.afresh()
        self._hangs = False
        self._service = ServiceThread(self.name, self._connected, self.wake)
        try:
            while self._wanted():
                self._session(waker)
        except _Closing:
            log.info("%s: closed before the service answered", self.name)

    def _end(self) -> None:
        self._service.end(hangs=self._hangs)

    def _connected(self) -> CardService:
        return WiredService(self._make(), self.wire, self._clock)

    def _session(self, waker: Waker) -> None:
        """Connect to the service once and serve until it or the reader is gone; then rest."""
        self._ear = waker
        try:
            service = self._away(self._service.connect)
            self._note_line("open")
            self._serve(service)
        except CardTrouble as trouble:
            self._away(self._service.release)
            self._note_line(f"down: {_CONDITIONS[trouble.trouble].value}: {trouble.code}")
            self.health.lost(_CONDITIONS[trouble.trouble])
            self._rest(waker, self._pauses.next_s())

    def _away(self, call: Callable[[], R], cancel: Callable[[], None] | None = None) -> R:
        """Return what the service answers. ``cancel``: ends the call early, where it can be.

        Raises:
            CardTrouble: What the service raised.
            _Closing: The device is being closed; the call may still come back.
        """
        answer = self._service.send(call)
        since_s = self._clock.monotonic()
        while not answer.done():
            if not self._wanted():
                raise _Closing
            left_s = since_s + HANGS_S - self._clock.monotonic()
            if left_s <= 0 and not self._hangs:
                self._hangs = True
                self._note_line("silent")
                self.health.report(frozenset({Condition.SILENT}))
            self._ear.wait(IDLE_S if self._hangs else left_s)
            if cancel is not None and not (answer.done() or self._hangs):
                cancel()  # somebody wants us to look up
        self._hangs = False
        return answer.result()

    def _wait(
        self, service: CardService, names: tuple[str, ...], known: Mapping[str, Seen], wait_s: float
    ) -> dict[str, Seen]:
        return self._away(lambda: service.wait(names, known, wait_s), service.cancel)

    def _serve(self, service: CardService) -> None:
        seen: dict[str, Seen] = {}
        while self._wanted():
            names = self._fitting(service)
            now = self._wait(service, names, seen, WAIT_S)
            self._pauses.afresh()
            for name in now:
                seen[name] = self._look(service, name, seen.get(name), now[name])
            seen = {name: seen[name] for name in names if name in seen}
            held = any(one.held for one in seen.values())
            self.health.report(frozenset({Condition.HELD_BY_OTHER}) if held else NOTHING)

    def _fitting(self, service: CardService) -> tuple[str, ...]:
        names = tuple(name for name in self._away(service.readers) if self._part in name.casefold())
        if not names:
            held = self._claimed.is_dir() and any(self._claimed.glob("*:*"))
            raise CardTrouble(Trouble.HELD if held else Trouble.NO_READER, "none listed")
        self.facts["reader"] = ", ".join(names)
        return names

    def _look(self, service: CardService, name: str, before: Seen | None, now: Seen) -> Seen:
        """Do what the change asks for; return how the reader is to be remembered."""
        visit = self.visits.setdefault(name, Visit())
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
        self.facts["atr"] = f"{now.atr[:2].hex(' ').upper()} ... ({len(now.atr)})"
        if now.mute:
            return Reading(problem=ReadProblem.UNREADABLE)
        try:
            return self._away(lambda: read_badge(lambda: service.connect(name), now.atr))
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
        then = self._wait(service, (name,), {name: now}, NOTICES_WITHIN_S).get(name, now)
        return not then.present or then.events != now.events

    def _tell(self, visit: Visit, reading: Reading) -> None:
        what = reading.uid if reading.problem is None else reading.problem.value
        if not self._wanted():
            return  # whoever listened may be gone: a card may answer long after ``close``
        if visit.is_new(what, self._clock.monotonic()):
            self.listeners.tell(BadgeRead(self.name, reading.uid, reading.problem))
