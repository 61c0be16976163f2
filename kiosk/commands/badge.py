"""One badge from the configured reader, for a command that waits for it."""

from __future__ import annotations

import queue
from datetime import UTC
from typing import TYPE_CHECKING

from kiosk import settings
from kiosk.settings import BADGE_READER, Home
from pos.errors import DeviceTimeout, DeviceUnavailable, NotFound
from pos.ports.readers import ReadProblem

if TYPE_CHECKING:
    from pos.ports.readers import BadgeRead

_SAID = {
    ReadProblem.PAYMENT_CARD: "that is a payment card; it was refused and forgotten",
    ReadProblem.TAKEN_AWAY: "taken away too soon; hold it on for a second",
    ReadProblem.UNREADABLE: "that badge could not be read",
}


def read_badge(home: Home, patience_s: float) -> str:
    """Return the uid of the next badge put on the reader; says what is wrong with those that are
    not read.

    Raises:
        NotFound: window.toml has no badge reader.
        DeviceTimeout: Nobody put one on within ``patience_s`` seconds.
        DeviceUnavailable: The reader cannot be reached.
    """
    from kiosk.bootstrap import build_devices
    from kiosk.messages import device_text, load_words
    from pos.clock import SystemClock
    from pos.lifecycles import DeviceState

    configured = settings.read(home.settings_file)
    reader = build_devices(configured, SystemClock()).badge_reader
    if reader is None:
        raise NotFound(kind="badge_reader", key=BADGE_READER)
    heard: queue.SimpleQueue[BadgeRead] = queue.SimpleQueue()
    reader.listen(heard.put)
    reader.open()
    try:
        while True:
            try:
                read = heard.get(timeout=patience_s)
            except queue.Empty:
                status = reader.status()
                if status.state in (DeviceState.READY, DeviceState.ATTENTION):
                    raise DeviceTimeout(device=BADGE_READER) from None
                print(device_text(status, load_words("en", UTC)), flush=True)
                raise DeviceUnavailable(device=BADGE_READER) from None
            if read.problem is None:
                return read.uid
            print(_SAID.get(read.problem, "that was no badge"), flush=True)
    finally:
        reader.close()
