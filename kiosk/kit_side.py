"""Makes the outage kit on a thread of its own, with a view of the database of its own."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from kiosk.beside import Beside, Stopped
from kiosk.kit_files import KitMade, last_kit
from kiosk.settings import Home, Settings
from pos.clock import Clock
from pos.errors import PosError
from pos.errors import Stopped as StoppedEarly


class KitSide:
    """See ``kiosk.presenters.kit.KitMaker``."""

    def __init__(self, home: Home, settings: Settings, clock: Clock, beside: Beside) -> None:
        self._home = home
        self._settings = settings
        self._clock = clock
        self._beside = beside

    def last(self) -> KitMade | None:
        return last_kit(self._home.kit)

    def make(
        self, done: Callable[[KitMade | PosError], None], told: Callable[[int, int], None]
    ) -> None:
        self._beside.run(partial(self._work, told), done)

    def _work(self, told: Callable[[int, int], None], stopped: Stopped) -> KitMade | PosError:
        """Thread: beside. What the disk would not do is an answer, not a fault of ours."""
        from kiosk.bootstrap import make_kit

        try:
            made = make_kit(
                self._home,
                self._settings,
                self._clock,
                self._home.kit,
                stopped,
                lambda at, of: self._beside.tell(partial(told, at, of)),
            )
            return made or StoppedEarly()
        except PosError as error:
            return error
