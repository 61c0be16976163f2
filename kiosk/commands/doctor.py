"""``foyer doctor``: talks to each configured device and says what works. Moves no paper and no
drawer.
"""

from __future__ import annotations

import argparse
import json
import threading
from datetime import UTC
from typing import TYPE_CHECKING

from kiosk import settings
from kiosk.settings import Home
from pos.lifecycles import DeviceState

if TYPE_CHECKING:
    from hardware.registry import Devices
    from pos.ports.devices import DeviceStatus

PATIENCE_S = 6.0
"""How long devices may take to answer; a printer that is well does so within one second."""

_STILL_OUT = frozenset({DeviceState.CLOSED, DeviceState.CONNECTING})


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")


def run(arguments: argparse.Namespace, home: Home) -> int:
    """Return 0 when every configured device works, 1 when one needs help."""
    from kiosk.bootstrap import build_devices
    from kiosk.designs import Designs
    from kiosk.messages import load_words
    from kiosk.papers import Papers
    from pos.clock import SystemClock

    configured = settings.read(home.settings_file)
    Papers(configured, load_words("en", UTC), Designs(home.designs)).check()
    found = examine(build_devices(configured, SystemClock()))
    if arguments.json:
        print(json.dumps([_as_json(status) for status in found], indent=1))
    else:
        _say(found)
    return 0 if all(_works(status) for status in found) else 1


def examine(devices: Devices, patience_s: float = PATIENCE_S) -> tuple[DeviceStatus, ...]:
    """Open the devices, wait until each has answered or patience ends, close them, and return how
    they are.
    """
    answered = threading.Condition()
    newest: dict[str, DeviceStatus] = {}

    def told(status: DeviceStatus) -> None:
        with answered:
            newest[status.device] = status
            answered.notify_all()

    for device in devices.all:
        device.watch(told)
    devices.open()
    try:
        with answered:
            answered.wait_for(
                lambda: not any(status.state in _STILL_OUT for status in newest.values()),
                patience_s,
            )
            return tuple(newest[device.name] for device in devices.all)
    finally:
        devices.close()


def _works(status: DeviceStatus) -> bool:
    return status.state in (DeviceState.READY, DeviceState.ATTENTION)


def _as_json(status: DeviceStatus) -> dict[str, object]:
    return {
        "device": status.device,
        "works": _works(status),
        "state": status.state.value,
        "conditions": sorted(condition.value for condition in status.conditions),
    }


def _say(found: tuple[DeviceStatus, ...]) -> None:
    from kiosk.messages import device_name, device_text, load_words

    words = load_words("en", UTC)
    for status in found:
        mark = "ok " if _works(status) else "!! "
        print(f"{mark} {device_name(status.device, words)}: {device_text(status, words)}")
    if not found:
        print("no devices are configured in window.toml")
