"""What the thread of a device with a line does: connects, reads from the start, writes, keeps
deadlines, reconnects.

A driver is a state machine without I/O; this loop moves its bytes and calls it, always on the
device's thread. Time is the injected clock's: with a clock that stands still nothing times out
until it is moved and ``wake`` is called. A driver's bug resolves its jobs and frees the line.
"""

from __future__ import annotations

from typing import Protocol

from hardware.device_thread import DeviceThread
from hardware.health import Health
from hardware.pauses import Pauses
from hardware.transports.line import LineDown, Transport, Waker
from hardware.wire_log import Direction, WireLog
from pos.clock import Clock
from pos.ports.devices import Condition

CONNECT_S = 5.0
"""Longest connection attempt."""
STUCK_S = 12.0
"""How long bytes may be on their way with none of them confirmed by the device's network card."""
HEARD_READS, HEARD_BYTES = 64, 64 * 1024
"""The most that is heard before deadlines are looked at all the same, though more has arrived."""
TALKS_WELL_S = 60.0
"""A line that lasted as long was not made in vain, whatever ended it."""
IDLE_S = 60.0
"""Longest wait for anything at all."""


class Driver(Protocol):
    """The part of a device that knows its protocol. Every call comes on the device's thread.

    ``line_up`` → (``received`` | ``outgoing`` + ``wrote`` | ``tick``)* → ``line_down``, again and
    again; ``end`` once, last. ``received``, ``wrote`` and ``tick`` may raise ``LineDown`` to hang
    up.
    """

    def line_up(self) -> None: ...

    def line_down(self, why: Condition) -> None: ...

    def received(self, data: bytes) -> None: ...

    def outgoing(self) -> bytes:
        """Return what is to be written next; nothing while writing is paused."""
        ...

    def wrote(self, count: int) -> None:
        """``count`` bytes of ``outgoing`` were taken by the line, which is not to say printed."""
        ...

    def due(self) -> float | None:
        """Return the clock's monotonic second at which ``tick`` has something to do."""
        ...

    def tick(self) -> None: ...

    def end(self) -> None:
        """The device is being closed: settle every job."""
        ...


class DeviceLoop(DeviceThread):
    """Runs one driver over one transport."""

    def __init__(
        self,
        health: Health,
        transport: Transport,
        driver: Driver,
        clock: Clock,
        wire: WireLog | None = None,
    ) -> None:
        super().__init__(health, clock, wire)
        self._transport = transport
        self._driver = driver
        self.why_down = ""
        """In the system's words; nothing while the line is up."""
        self._pauses = Pauses()
        self._heard = self._heard_bytes = 0  # reads and bytes since the last look at deadlines
        self._spoke = False  # the device, on this line
        self._up_s = 0.0
        self._handed_over = 0  # bytes since the line is up
        self._confirmed = 0
        self._confirmed_s: float | None = None  # since when nothing more is, with some on their way

    # ---- the device's thread ----

    def _work(self, waker: Waker) -> None:
        self._pauses.afresh()
        while self._wanted():
            self._session(waker)

    def _end(self) -> None:
        self._driver.end()
        self._transport.close()

    def _session(self, waker: Waker) -> None:
        """Connect once and serve until the line goes down; then rest."""
        try:
            self._transport.open(CONNECT_S, waker, self._wanted)
            self._note_line("open")
            self.why_down = ""
            self._spoke = False
            self._up_s = self._clock.monotonic()
            self._heard = self._heard_bytes = 0
            self._handed_over = self._confirmed = 0
            self._confirmed_s = None
            self._driver.line_up()
            self._serve()
        except LineDown as down:
            self._transport.close()
            self._note_line(f"down: {down.condition.value}: {down.detail}")
            self.why_down = down.detail
            self._judge(down.condition)
            if self._wanted():
                self.health.lost(down.condition)
                self._driver.line_down(down.condition)
                held = down.condition is Condition.HELD_BY_OTHER
                self._rest(waker, self._pauses.next_s(held=held))

    def _judge(self, why: Condition) -> None:
        """A word from the device makes the pauses begin afresh, unless it meant nothing."""
        lasted_s = self._clock.monotonic() - self._up_s
        if self._spoke and (why is not Condition.UNINTELLIGIBLE or lasted_s >= TALKS_WELL_S):
            self._pauses.afresh()
        self._spoke = False

    def _serve(self) -> None:
        """Move bytes until the line goes down or we stop.

        What has arrived is heard before a deadline is looked at: after a pause of this process a
        reply that came in time does not count as missing. A device that talks without end does not
        put deadlines off for that.
        """
        while self._wanted():
            self._run_posts()
            heard = self._read()
            if not heard or self._heard >= HEARD_READS or self._heard_bytes >= HEARD_BYTES:
                self._heard = self._heard_bytes = 0
                self._driver.tick()
            stalled = self._write()
            self._mind_stuck()
            if not heard and (stalled or not self._driver.outgoing()):
                self._transport.wait(self._until_due_s(), for_writing=stalled)

    def _read(self) -> bool:
        """Hand on what has arrived; return whether that was anything."""
        data = self._transport.read()
        if data:
            self._spoke = True
            self._heard += 1
            self._heard_bytes += len(data)
            self.wire.note(self._clock.monotonic(), Direction.IN, data)
            self._driver.received(data)
        return bool(data)

    def _write(self) -> bool:
        """Write one chunk; return whether the line took less than that."""
        chunk = self._driver.outgoing()[: self._transport.chunk]
        if not chunk:
            return False
        count = self._transport.write(chunk)
        if count:
            self.wire.note(self._clock.monotonic(), Direction.OUT, chunk[:count])
            self._handed_over += count
            self._driver.wrote(count)
        return count < len(chunk)

    def _mind_stuck(self) -> None:
        """Notice a device that is gone with bytes on their way to it, whatever the driver awaits.

        Raises:
            LineDown: Nothing was confirmed for ``STUCK_S``.
        """
        stuck = self._transport.stuck()
        confirmed, before = self._handed_over - stuck, self._confirmed
        self._confirmed = confirmed
        if not stuck:
            self._confirmed_s = None
        elif self._confirmed_s is None or confirmed != before:
            self._confirmed_s = self._clock.monotonic()
        elif self._clock.monotonic() - self._confirmed_s >= STUCK_S:
            raise LineDown(Condition.UNREACHABLE, f"{stuck} bytes unconfirmed for {STUCK_S} s")

    def _until_due_s(self) -> float:
        stuck_s = None if self._confirmed_s is None else self._confirmed_s + STUCK_S
        dues = [due_s for due_s in (self._driver.due(), stuck_s) if due_s is not None]
        return min([due_s - self._clock.monotonic() for due_s in dues] + [IDLE_S])
