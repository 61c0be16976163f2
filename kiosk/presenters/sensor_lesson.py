"""Teaching Foyer which level of the drawer's sensor means open, one step at a time, with a person
who pushes the drawer shut.

The rules are ``hardware.drawers.learning``; here are the waiting, the reason on disk for each kick,
and what is kept at the end.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hardware.drawers.learning import Learning, Learnt, Step
from kiosk.presenters.tasks import Tasks, Timer, Timers
from pos.errors import PosError
from pos.ids import CommandId, Ids
from pos.ports.devices import Condition, KickResult

if TYPE_CHECKING:
    from pos.views.people import SessionView

LOOK_S = 0.1
"""How often the level is looked at while something is waited for."""


class Sensor(Protocol):
    """The drawer, as far as it is taught."""

    def level(self) -> bool | None:
        """Return the newest level its sensor told."""
        ...

    def reachable(self) -> bool:
        """Whether a pulse can leave now."""
        ...

    def keep(self, sensor: str) -> bool:
        """Write what was learned into window.toml; return whether that changed anything.

        Raises:
            SettingsInvalid, StorageNotWritable: As named.
        """
        ...


@dataclass(frozen=True, slots=True)
class Lesson:
    """Where the lesson stands: what is to be done (``waiting``: it is being looked at), or what
    was ``learnt``; ``kept``: window.toml was changed and counts from the next start."""

    step: Step
    waiting: bool = False
    learnt: Learnt | None = None
    kept: bool = False


class SensorLesson:
    """One lesson. GUI thread.

    Args:
        note: The reason that is put on disk before each kick.
        changed: Told every step.
        failed: The reason could not be written, or what was learned could not be kept.
    """

    def __init__(
        self,
        tasks: Tasks,
        timers: Timers,
        ids: Ids,
        session: SessionView,
        sensor: Sensor,
        note: str,
        changed: Callable[[Lesson], None],
        failed: Callable[[PosError], None],
    ) -> None:
        self._tasks = tasks
        self._timers = timers
        self._ids = ids
        self._session = session
        self._sensor = sensor
        self._note = note
        self._changed = changed
        self._failed = failed
        self._learning = Learning()
        self._waits: Timer | None = None
        self._over = False
        self._say()

    def stop(self) -> None:
        """The lesson is given up; a kick on its way still happens."""
        self._over = True
        if self._waits is not None:
            self._waits.cancel()

    def is_shut(self) -> None:
        """A person says that the drawer is shut."""
        if self._waits is None and self._learning.step in (Step.SHUT, Step.SHUT_AGAIN):
            self._say(waiting=True)
            self._wait(self._learning.wait_s, self._shut)

    def _shut(self) -> None:
        self._learning.shut(self._sensor.level())
        if self._learning.step is Step.KICK:
            self._kick()
        else:
            self._say()

    def _kick(self) -> None:
        self._say(waiting=True)
        if not self._sensor.reachable():
            self._kicked(KickResult(sent=False, condition=Condition.UNREACHABLE))
            return
        command, session, note = CommandId(self._ids.new()), self._session, self._note
        self._tasks.change(
            lambda office: office.tills.test_kick(command, session, note),
            lambda _opening: self._wait(
                self._learning.wait_s, lambda: self._kicked(KickResult(sent=True))
            ),
            self._broke_off,
            self,
        )

    def _kicked(self, result: KickResult) -> None:
        self._learning.kicked(result, self._sensor.level())
        self._say()

    def _wait(self, left_s: float, then: Callable[[], None]) -> None:
        """Go on when the level differs from the last one, or when the wait is over."""
        self._waits = None
        if self._over:
            return
        if left_s <= 0 or self._sensor.level() is not self._learning.level:
            then()
            return
        self._waits = self._timers.after(LOOK_S, lambda: self._wait(left_s - LOOK_S, then))

    def _say(self, *, waiting: bool = False) -> None:
        learnt, kept = self._learning.learnt, False
        if learnt is not None and learnt.certain:
            try:
                kept = self._sensor.keep(learnt.sensor)
            except PosError as error:
                self._failed(error)
        self._changed(Lesson(self._learning.step, waiting, learnt, kept))

    def _broke_off(self, error: PosError) -> None:
        self.stop()
        self._failed(error)
