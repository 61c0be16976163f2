"""A fresh hub for each test, whichever driver it is. A new driver adds itself to ``RIGS``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from pos.clock import ManualClock, SystemClock
from pos.ports.hub import Hub
from tests.hub_model import ModelHub
from tests.hub_model import Venue as ModelVenue

if TYPE_CHECKING:
    from tests.hub_server import Venue


class HubRig(Protocol):
    """What only the hub's administrator does, and what a test needs to know of it."""

    def now(self) -> datetime:
        """Return what the hub's clock shows."""
        ...

    def join(self, window_id: str, secrets: Mapping[str, str] | None = None) -> None:
        """Let a window in, with the name ``Window ID`` and its id as prefix; the first to bring
        secrets gives the venue its own."""
        ...

    def window(self, window_id: str) -> Hub:
        """Return the hub as that window sees it; also of one that never joined."""
        ...

    def shut_out(self, window_id: str) -> None:
        """Take nothing from a window any more."""
        ...

    def copy(self) -> object:
        """Return a backup of everything."""
        ...

    def restore(self, copy: object, *, told: bool) -> None:
        """Go on from a backup. ``told``: the administrator says that it is one; else the hub is as
        if its disk had been put back unnoticed."""
        ...

    def close(self) -> None:
        """Let go of everything."""
        ...


class ModelRig:
    """``tests.hub_model``."""

    def __init__(self) -> None:
        self.clock = ManualClock(datetime(2026, 11, 22, 18, 0, tzinfo=UTC))
        self.hub = ModelHub(self.clock)

    def now(self) -> datetime:
        return self.clock.now()

    def join(self, window_id: str, secrets: Mapping[str, str] | None = None) -> None:
        self.hub.join(window_id, f"Window {window_id}", window_id, secrets)

    def window(self, window_id: str) -> Hub:
        return self.hub.window(window_id)

    def shut_out(self, window_id: str) -> None:
        self.hub.shut_out(window_id)

    def copy(self) -> object:
        return self.hub.copy()

    def restore(self, copy: object, *, told: bool) -> None:
        assert isinstance(copy, ModelVenue)
        self.hub.restore(copy, told=told)

    def close(self) -> None:
        """Nothing to let go of."""


def _model(path: Path) -> HubRig:
    del path
    return ModelRig()


class PostgresRig:
    """A database of its own on the process's PostgreSQL."""

    def __init__(self, venue: Venue | None = None) -> None:
        from tests.hub_server import Venue

        self.venue = venue or Venue()

    def now(self) -> datetime:
        return SystemClock().now()

    def join(self, window_id: str, secrets: Mapping[str, str] | None = None) -> None:
        self.venue.join(window_id, f"Window {window_id}", dict(secrets or {}))

    def window(self, window_id: str) -> Hub:
        return self.venue.window(window_id)

    def shut_out(self, window_id: str) -> None:
        self.venue.shut_out(window_id)

    def copy(self) -> object:
        return self.venue.copy()

    def restore(self, copy: object, *, told: bool) -> None:
        assert isinstance(copy, dict)
        self.venue.restore(copy, told=told)

    def close(self) -> None:
        self.venue.close()


def _postgres(path: Path) -> HubRig:
    del path
    return PostgresRig()


RIGS: dict[str, Callable[[Path], HubRig]] = {"model": _model, "postgres": _postgres}
"""Driver -> what makes a hub with it; a directory of the test's own is given."""
