"""What all virtual printers have in common: a buffer worked off in order, faults, time, a control
port.

A device is a state machine without I/O; ``server.py`` moves its bytes. Thread: the simulator's.
"""

from __future__ import annotations

import logging
import random
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Mapping
from typing import ClassVar, Generic, Protocol, TypeVar

from hardware.simulators.doors import Address, Door, door_at
from hardware.simulators.faults import BadFault, Fault, FaultBook, FaultKind, FaultPlan, fault_from
from hardware.simulators.timers import Timers
from hardware.simulators.tray import PaperTray
from pos.clock import Clock

log = logging.getLogger("foyer.simulator")

BUFFER = 4096
"""Bytes of input a printer holds (FGL: hardware facts 1.1)."""
OUTPUT = 256
"""Bytes of status kept while nobody reads; the oldest are lost first."""
_JUNK = 3
"""Most bytes of noise in one place."""
_CATCHES_UP_S = 1.0
"""A slow printer makes up for a clock that jumps, so far."""

Answer = dict[str, object]
Request = Mapping[str, object]


class BadRequest(ValueError):
    """A control request that makes no sense."""


class Token(Protocol):
    """One thing a printer was told. ``size`` is the bytes it takes in the buffer."""

    @property
    def size(self) -> int: ...


T = TypeVar("T", bound=Token)


class VirtualDevice(ABC, Generic[T]):
    """A printer that works off tokens in order, as far as its state lets it."""

    kind: ClassVar[str]
    one_client: ClassVar[bool] = False
    """Whether a second host is turned away while one is connected."""
    keeps_status: ClassVar[bool] = False
    """Whether status waits for the next connection when nobody is connected."""
    knows: ClassVar[frozenset[FaultKind]]
    """The faults this printer can have."""

    def __init__(self, clock: Clock, tray: PaperTray, plan: FaultPlan, stock: int) -> None:
        self.clock = clock
        self.tray = tray
        self.random = random.Random(plan.seed)
        self.faults = FaultBook()
        self.stock = stock
        self.papers = 0
        self.errors = 0
        self.held_by_other = False
        self.split = False
        self._tokens: deque[T] = deque()
        self._held_bytes = 0
        self._output = bytearray()
        self._events: list[Answer] = []
        self._timers = Timers(clock)
        self._hung = False
        self._stalled = self._noisy = False
        self._rate = 0.0
        self._next_work_s = 0.0
        self._cut_line = False
        self._online = False
        for fault in plan.faults:
            self._arm(fault)

    # ---- the line, called by the server ----

    def door(self, address: Address) -> Door:
        """Open where hosts come in.

        Raises:
            OSError: The port or the path is taken.
        """
        return door_at(address)

    def connected(self) -> None:
        """A host has connected."""
        self._online = True
        self.fire_now()

    def disconnected(self) -> None:
        """The host is gone; what it sent is still here."""
        self._online = False
        if not self.keeps_status:
            self._output.clear()

    def received(self, data: bytes) -> None:
        """Take bytes from the host and work off what can be."""
        for token in self.tokenize(data):
            self._tokens.append(token)
            self._held_bytes += token.size
        self.work()

    @property
    def room(self) -> int:
        """Bytes the device takes now; at 0 the host's line stalls."""
        return 0 if self._stalled else max(BUFFER - self._held_bytes, 0)

    @property
    def stalled(self) -> bool:
        """Whether nothing may be taken off the line at all."""
        return self._stalled

    def take_output(self) -> bytes:
        """Take what is to be sent to the host."""
        taken = bytes(self._output)
        self._output.clear()
        return taken

    def take_cut(self) -> bool:
        """Return whether the connection is to be broken now; once."""
        cut, self._cut_line = self._cut_line, False
        return cut

    @property
    def cutting(self) -> bool:
        """Whether the connection is about to be broken."""
        return self._cut_line

    def take_events(self) -> list[Answer]:
        """Take what those who watch are to be told."""
        taken, self._events = self._events, []
        return taken

    def due(self) -> float | None:
        """Return the clock's second at which ``tick`` has something to do."""
        return self._timers.due()

    def tick(self) -> None:
        """Do what is due."""
        self._timers.tick()

    # ---- what each printer does ----

    @abstractmethod
    def tokenize(self, data: bytes) -> list[T]:
        """Return what ``data``, with what came before, says; act on real-time commands."""

    @abstractmethod
    def able(self) -> bool:
        """Return whether the mechanism can work now."""

    @abstractmethod
    def perform(self, token: T) -> bool:
        """Do what ``token`` says; False when it has to wait for a person."""

    @abstractmethod
    def strike(self, fault: Fault) -> None:
        """Let a fault happen that is this printer's own."""

    @abstractmethod
    def clear(self) -> None:
        """A person put everything right but the stock."""

    @abstractmethod
    def load(self, count: int) -> None:
        """A person loaded stock for ``count`` papers."""

    @abstractmethod
    def reset(self) -> None:
        """Forget everything but the stock and the counters: power came back."""

    @abstractmethod
    def state(self) -> Answer:
        """Return what the control port tells about this printer."""

    # ---- working ----

    def work(self) -> None:
        """Work off tokens until something stops it."""
        while self._tokens and not self._hung and self.able():
            if self._rate and self.clock.monotonic() < self._next_work_s:
                break
            token = self._tokens[0]
            if not self.perform(token):
                break
            if self._tokens and self._tokens[0] is token:  # not reset meanwhile
                self._tokens.popleft()
                self._held_bytes -= token.size
            if self._rate:
                since_s = max(self._next_work_s, self.clock.monotonic() - _CATCHES_UP_S)
                self._next_work_s = since_s + token.size / self._rate
                self.at(self._next_work_s, self.work)
        self.worked()

    def worked(self) -> None:
        """Called after every run over the buffer."""

    def say(self, data: bytes) -> None:
        """Queue bytes for the host."""
        if self._hung or not (self._online or self.keeps_status):
            return
        self._output += self._junk() + data + self._junk()
        del self._output[: max(len(self._output) - OUTPUT, 0)]

    def _junk(self) -> bytes:
        count = self.random.randint(1, _JUNK) if self._noisy else 0
        return bytes(self.random.randint(0x80, 0xFF) for _ in range(count))

    def tell(self, event: str, **values: object) -> None:
        """Queue an event for those who watch."""
        self._events.append({"event": event, **values})

    def complain(self, what: str) -> None:
        """The host broke the protocol: an error, never ignored."""
        self.errors += 1
        log.error("%s: %s", self.kind, what)
        self.tell("error", what=what)

    def at(self, due_s: float, call: Callable[[], None]) -> None:
        """Have ``call`` run at a second of the clock."""
        self._timers.at(due_s, call)

    def in_seconds(self, seconds: float, call: Callable[[], None]) -> None:
        """Have ``call`` run so many seconds from now."""
        self.at(self.clock.monotonic() + seconds, call)

    def forget_input(self) -> None:
        """Drop everything that is in the buffer."""
        self._tokens.clear()
        self._held_bytes = 0

    # ---- faults ----

    def fire_now(self) -> None:
        """Let every fault happen that waits for nothing."""
        for fault in self.faults.now():
            self.happen(fault)

    def happen(self, fault: Fault) -> None:
        """Let a fault happen now."""
        match fault.kind:
            case FaultKind.HANG:
                self._hung = True
                self._unless_sticky(fault, self._unhang)
            case FaultKind.HELD:
                self.held_by_other = self._cut_line = True
                self._unless_sticky(fault, self._unhold)
            case FaultKind.STALL:
                self._stalled = True
                self._unless_sticky(fault, self._unstall)
            case FaultKind.NOISE:
                self._noisy = True
            case FaultKind.BYTE_SPLIT:
                self.split = True
            case FaultKind.SLOW:
                self._rate = fault.rate
                self._next_work_s = self.clock.monotonic()
            case FaultKind.LINE_CUT:
                self._cut_line = True
            case FaultKind.POWER_CYCLE:
                self.power_cycle(keep_line=fault.keep_line)
            case _:
                self.strike(fault)
        self.tell("fault", kind=fault.kind.value)

    def power_cycle(self, *, keep_line: bool) -> None:
        """Switch off and on: buffers and the status in them are gone."""
        self.forget_input()
        self._output.clear()
        self._timers.clear()
        self._hung = self._stalled = self._noisy = False
        self._rate = 0.0
        self._cut_line = not keep_line
        self.reset()

    def _unless_sticky(self, fault: Fault, end: Callable[[], None]) -> None:
        if fault.seconds:
            self.in_seconds(fault.seconds, end)

    def _unhang(self) -> None:
        self._hung = False
        self.work()

    def _unstall(self) -> None:
        self._stalled = False

    def _unhold(self) -> None:
        self.held_by_other = False

    # ---- the control port ----

    def command(self, request: Request) -> Answer:
        """Do what a person at the bench asks.

        Raises:
            BadRequest: It makes no sense for this device.
        """
        match request.get("do"):
            case "state":
                pass
            case "load_stock":
                self.load(_count(request))
                self.tell("stock", count=self.stock)
            case "fault":
                self._throw_in(request)
            case "clear":
                self._hung = self._stalled = self._noisy = False
                self.split = self.held_by_other = False
                self._rate = 0.0
                self.clear()
                self.work()
            case other:
                raise BadRequest(f"a {self.kind} cannot {other!r}")
        return self.all_state()

    def all_state(self) -> Answer:
        """Return everything there is to know."""
        common: Answer = {
            "device": self.kind,
            "connected": self._online,
            "stock": self.stock,
            "papers": self.papers,
            "errors": self.errors,
            "faults_pending": self.faults.pending,
            "hung": self._hung,
            "stalled": self._stalled,
            "held_by_other": self.held_by_other,
            "buffered": self._held_bytes,
        }
        return {**common, **self.state()}

    def _throw_in(self, request: Request) -> None:
        try:
            self._arm(fault_from({key: value for key, value in request.items() if key != "do"}))
        except BadFault as error:
            raise BadRequest(str(error)) from None
        self.fire_now()

    def _arm(self, fault: Fault) -> None:
        if fault.kind not in self.knows:
            raise BadFault(f"a {self.kind} has no fault {fault.kind.value}")
        self.faults.arm([fault])


def _count(request: Request) -> int:
    count = request.get("count")
    if type(count) is not int or not 0 < count <= 100_000:
        raise BadRequest("count is a number of papers, 1 to 100000")
    return count
