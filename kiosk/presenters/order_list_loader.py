"""What the panel of lists of orders sold elsewhere asks for: where files are, and who loads them
beside the window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pos.catalogue.order_columns import Field
from pos.errors import FileRefused, PosError
from pos.hub.rights import Idle
from pos.ids import PerformanceId
from pos.views.people import SessionView
from pos.views.season import ImportView

USUAL_CHANNEL = "web"


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file that can be chosen, and when it was written."""

    path: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ListWish:
    """What is to be done with a file. ``looked_at``: digest of what a person saw of it; of another
    nothing is written, it is looked at instead."""

    session: SessionView
    path: str
    channel: str = USUAL_CHANNEL
    mapping: Mapping[Field, str] | None = None
    dry_run: bool = True
    what_can: bool = False
    looked_at: str = ""
    missing_gone: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """What came of it; None: it has faults, which ``refused`` tells. ``digest``: of what was read;
    ``houses``: performances of which places were taken or given back."""

    view: ImportView | None
    digest: str
    houses: frozenset[PerformanceId] = frozenset()
    refused: FileRefused | None = None


class ListLoader(Protocol):
    """Where files are, and who loads them beside everything else."""

    @property
    def place(self) -> str: ...

    def files(self) -> tuple[ListFile, ...]:
        """Return those that can be chosen, the newest first. Touches the disk."""
        ...

    def read(self, path: str) -> bytes:
        """Raises NotFound."""
        ...

    def run(
        self,
        wish: ListWish,
        done: Callable[[Loaded | PosError], None],
        told: Callable[[int, int], None],
    ) -> None:
        """Begin; ``told`` hears how many orders of how many are written, and ``done`` gets the
        answer, on the GUI thread. Thread: GUI; not while one is under way."""
        ...

    def free(
        self,
        session: SessionView,
        wanted: tuple[Idle, ...],
        done: Callable[[Loaded | PosError], None],
    ) -> None:
        """Begin to put places on sale that no order has; ``done`` gets the answer, which has no
        view, on the GUI thread. Thread: GUI; not while something is under way."""
        ...


class NoLists:
    """Nowhere to load from."""

    place = ""

    def files(self) -> tuple[ListFile, ...]:
        """Return nothing."""
        return ()

    def read(self, path: str) -> bytes:
        """Nobody can ask for one."""
        raise AssertionError(path)

    def run(
        self,
        wish: ListWish,
        done: Callable[[Loaded | PosError], None],
        told: Callable[[int, int], None],
    ) -> None:
        """Nobody can ask for one."""
        raise AssertionError(wish)

    def free(
        self,
        session: SessionView,
        wanted: tuple[Idle, ...],
        done: Callable[[Loaded | PosError], None],
    ) -> None:
        """Nobody can ask for it."""
        raise AssertionError(wanted)
