"""A device's health: the DEVICE machine, its conditions and those who watch.

Changed on the device's thread only (and once in ``opening``); read from any.
"""

from __future__ import annotations

import logging
import threading

from pos.lifecycles import DEVICE, DeviceState, DeviceTrigger
from pos.ports.devices import WARNINGS, Condition, DeviceStatus, Watcher

log = logging.getLogger("foyer.device.health")

NOTHING: frozenset[Condition] = frozenset()
DOWN = frozenset({DeviceState.CLOSED, DeviceState.LOST})


class Health:
    """The newest ``DeviceStatus`` of one device. A change is told once, a repetition never."""

    def __init__(self, device: str) -> None:
        self._status = DeviceStatus(device, DEVICE.start)
        self._watchers: list[Watcher] = []
        self._lock = threading.RLock()

    @property
    def status(self) -> DeviceStatus:
        return self._status

    def watch(self, watcher: Watcher) -> None:
        """Tell ``watcher`` the present status on this thread, and every change on the device's."""
        with self._lock:
            self._watchers.append(watcher)
            watcher(self._status)

    def opening(self) -> None:
        """The device's thread is about to start."""
        self._move(NOTHING, DeviceTrigger.OPEN)

    def report(self, conditions: frozenset[Condition]) -> None:
        """The device is connected and this is all that is the matter with it."""
        steps = [_trigger(conditions)]
        if self._status.state is DeviceState.CONNECTING:
            steps.insert(0, DeviceTrigger.CONNECTED)
        self._move(conditions, *steps)

    def lost(self, why: Condition) -> None:
        """The connection failed or ended."""
        self._move(frozenset({why}), DeviceTrigger.LOSE)

    def retrying(self) -> None:
        """Another attempt begins; why the last one failed stays true until it succeeds."""
        self._move(self._status.conditions, DeviceTrigger.RETRY)

    def closed(self) -> None:
        """The device's thread ends."""
        self._move(NOTHING, DeviceTrigger.CLOSE)

    def _move(self, conditions: frozenset[Condition], *triggers: DeviceTrigger) -> None:
        with self._lock:
            state = self._status.state
            for trigger in triggers:
                state = DEVICE.advance(state, trigger)
            status = DeviceStatus(self._status.device, state, conditions)
            if status == self._status:
                return
            self._status = status
            log.info("%s is %s %s", status.device, state.value, sorted(c.value for c in conditions))
            for watcher in tuple(self._watchers):
                watcher(status)


def _trigger(conditions: frozenset[Condition]) -> DeviceTrigger:
    if conditions - WARNINGS:
        return DeviceTrigger.STOP
    return DeviceTrigger.WARN if conditions else DeviceTrigger.CLEAR
