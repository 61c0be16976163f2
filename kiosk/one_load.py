"""At most one load of orders sold elsewhere over a home: another one's tidying up would put on sale
what the first is about to need.

The lock is the operating system's (``one_window.take_lock``): it goes with the process that loads,
however that ends, so nothing blocks that is not there. Who loads what, and since when, stands
beside it for whoever is refused.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from kiosk.one_window import take_lock
from kiosk.settings import Home
from pos.clock import Clock
from pos.errors import ListUnderWay, StorageNotWritable


class OneLoad:
    """See ``pos.selling.elsewhere.Alone``."""

    def __init__(self, home: Home, clock: Clock) -> None:
        self._home = home
        self._clock = clock

    @contextmanager
    def __call__(self, who: str, file: str) -> Iterator[None]:
        """Hold on to the lock for as long as ``who`` loads ``file``.

        Raises:
            ListUnderWay: Somebody does so already.
            StorageNotWritable: The folder cannot be written.
        """
        lock, told = self._home.root / "lists.lock", self._told
        try:
            held = take_lock(lock)
            if held is not None:
                said = {"who": who, "file": file, "since": self._clock.now().isoformat()}
                told.write_text(json.dumps(said), encoding="utf-8")
        except OSError as error:
            raise StorageNotWritable(file=str(lock), reason=error.strerror or "") from None
        if held is None:
            raise ListUnderWay(**_said(told))
        with held:
            try:
                yield
            finally:
                told.unlink(missing_ok=True)

    def under_way(self) -> bool:
        """Return whether somebody loads one now, here or in another process."""
        if not self._told.exists():
            return False
        try:
            held = take_lock(self._home.root / "lists.lock")
        except OSError:
            return True  # nobody knows
        if held is None:
            return True
        with held:
            self._told.unlink(missing_ok=True)  # of a load that broke off
        return False

    @property
    def _told(self) -> Path:
        return self._home.root / "lists.json"


def _said(told: Path) -> dict[str, object]:
    """Return what stands there; nothing where it was not written yet or is gone."""
    try:
        said = json.loads(told.read_text(encoding="utf-8"))
        return {**said, "since": datetime.fromisoformat(said["since"])}
    except (OSError, ValueError, TypeError, KeyError):
        return {}
