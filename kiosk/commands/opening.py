"""The office of a home, for commands that read it once and leave."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from kiosk import settings
from kiosk.bootstrap import open_office
from kiosk.log_sink import keeping_log
from kiosk.settings import Home, WindowSettings
from pos.errors import NotFound

if TYPE_CHECKING:
    from pos.office import Office


@contextmanager
def office_of(
    home: Home, *, create: bool = False, window: WindowSettings | None = None
) -> Iterator[Office]:
    """Open the home's office on this thread and close it afterwards.

    Args:
        home: The window's folder.
        create: Make the database when there is none.
        window: Which window it is; what window.toml says when None.

    Raises:
        NotFound: There is no database and none is to be made.
        SettingsInvalid, StorageTrouble: As named.
    """
    from pos.clock import SystemClock
    from pos.events import Events
    from pos.ids import Ids

    window = window or settings.read(home.settings_file).window
    if not create and not home.database.exists():
        raise NotFound(kind="database", key=str(home.database))
    clock = SystemClock()
    with keeping_log(home.log_file):
        office = open_office(home, window, clock, Ids(clock), Events())
        try:
            yield office
        finally:
            office.close()
