"""A virtual trigger box on a line of its own, with the drawer behind it.

Opens the drawer when it hears its trigger, says nothing, senses nothing. Strict: any other byte is
an error, and so is a trigger while the last pulse is on or has not rested. Source: hardware facts 4
(what such boxes take: unconfirmed). Example: ``07`` opens it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

from hardware.simulators.device import Answer, BadRequest, Request, VirtualDevice
from hardware.simulators.faults import Fault, FaultKind, FaultPlan
from hardware.simulators.tray import PaperTray
from pos.clock import Clock

TRIGGER = b"\x07"
PULSE_S = 0.1
"""How long this box drives the solenoid; then it rests as long."""


@dataclass(frozen=True, slots=True)
class Heard:
    """The trigger, or bytes that are none."""

    data: bytes

    @property
    def size(self) -> int:
        return len(self.data)


class DrawerBox(VirtualDevice[Heard]):
    """See the module. ``trigger``: the bytes that open it, all of them in a row."""

    kind: ClassVar[str] = "drawer-box"
    one_client: ClassVar[bool] = True
    knows: ClassVar[frozenset[FaultKind]] = frozenset(
        {
            FaultKind.DRAWER_STUCK,
            FaultKind.HANG,
            FaultKind.HELD,
            FaultKind.LINE_CUT,
            FaultKind.POWER_CYCLE,
            FaultKind.SLOW,
            FaultKind.BYTE_SPLIT,
        }
    )

    def __init__(self, clock: Clock, plan: FaultPlan, trigger: bytes = TRIGGER) -> None:
        super().__init__(clock, PaperTray(None, "none"), plan, 0)
        self._trigger = trigger
        self._stuck = False
        self.drawer_open = False
        self.pulses = 0
        self.reset()

    def reset(self) -> None:
        self._heard = b""
        self._rests_until_s = -math.inf

    def tokenize(self, data: bytes) -> list[Heard]:
        """Cut at each whole trigger; a byte that cannot belong to one is an error."""
        tokens = []
        for at in range(len(data)):
            self._heard += data[at : at + 1]
            if self._heard == self._trigger or not self._trigger.startswith(self._heard):
                tokens.append(Heard(self._heard))
                self._heard = b""
        return tokens

    def able(self) -> bool:
        return True

    def perform(self, token: Heard) -> bool:
        if token.data != self._trigger:
            self.complain(f"unknown bytes {token.data.hex(' ')}")
            return True
        now_s = self.clock.monotonic()
        if now_s < self._rests_until_s:
            self.complain("a trigger before the last pulse has rested")
        self._rests_until_s = now_s + 2 * PULSE_S
        self.pulses += 1
        self.tell("pulse", ms=round(PULSE_S * 1000))
        if not self._stuck:
            self._set_drawer(open_now=True)
        return True

    def _set_drawer(self, *, open_now: bool) -> None:
        if self.drawer_open is not open_now:
            self.drawer_open = open_now
            self.tell("drawer", open=open_now)

    def strike(self, fault: Fault) -> None:
        self._stuck = fault.kind is FaultKind.DRAWER_STUCK

    def clear(self) -> None:
        self._stuck = False

    def load(self, count: int) -> None:
        raise BadRequest("a drawer box holds no paper")

    def command(self, request: Request) -> Answer:
        match request.get("do"):
            case "close_drawer":
                self._set_drawer(open_now=False)
            case "open_drawer":
                self._set_drawer(open_now=True)
            case _:
                return super().command(request)
        return self.all_state()

    def state(self) -> Answer:
        return {"drawer_open": self.drawer_open, "pulses": self.pulses}
