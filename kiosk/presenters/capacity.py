"""Where the places of a performance are: opened from its house, read anew while it is open."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.presenters.desk import Desk
from kiosk.presenters.of_performance import to_be_shown
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import PosError
from pos.ids import PerformanceId
from pos.views.capacity import CapacityView
from pos.views.catalogue import PerformanceView


@dataclass(frozen=True, slots=True)
class CapacityState:
    """``capacity`` None: it is being read."""

    shown: bool = False
    performance: PerformanceView | None = None
    capacity: CapacityView | None = None
    refusal: PosError | None = None


class CapacityRoom(Presenter[CapacityState]):
    """The capacity panel. GUI thread."""

    def __init__(self, tasks: Tasks, desk: Desk) -> None:
        super().__init__(CapacityState())
        self._tasks = tasks
        self._desk = desk
        desk.changed.append(self._desk_changed)

    def open(self, performance_id: PerformanceId) -> None:
        """Show the capacity of a performance."""
        found = to_be_shown(self._desk, performance_id)
        if found is not None:
            self._become(CapacityState(shown=True, performance=found))
            self._read()

    def close(self) -> None:
        """Put it away."""
        self._become(CapacityState())

    def house_changed(self, performance_id: PerformanceId) -> None:
        """Somebody's act changed a house."""
        shown = self.state.performance
        if shown is not None and shown.performance_id == performance_id:
            self._read()

    def _read(self) -> None:
        performance, session = self.state.performance, self._desk.session
        if performance is None or session is None:
            return
        self._tasks.ask(
            lambda office: office.capacity.of(session, performance.performance_id),
            self._know,
            lambda error: self._now(refusal=error),
            self,
        )

    def _know(self, capacity: CapacityView) -> None:
        shown = self.state.performance
        if shown is not None and shown.performance_id == capacity.performance_id:
            self._now(capacity=capacity, refusal=None)

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.shown:
            self._become(CapacityState())
