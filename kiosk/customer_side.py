"""The patron's side of the counter, put together: a second screen or a pole display.

Patrons read the window's language and the venue's time, whoever is signed in. GUI thread only.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtGui import QGuiApplication

from kiosk.messages import load_words
from kiosk.presenters.customer import CustomerFacing
from kiosk.theme import dots_per_mm, theme_named

if TYPE_CHECKING:
    from kiosk.pole import PoleFace
    from kiosk.presenters.rooms import Rooms
    from kiosk.presenters.tasks import Timers
    from kiosk.screens.customer import CustomerScreen
    from kiosk.second_screen import Pane, SecondScreen
    from kiosk.settings import DeviceSettings, WindowSettings
    from pos.ports.readers import PoleDisplay


class CustomerSide:
    """Shows each sale to the patron.

    Args:
        chosen: The section ``customer_display``.
        pole: The device, where that section says ``pole``.
        operator: Returns the screen the operator works at.
    """

    def __init__(
        self,
        rooms: Rooms,
        timers: Timers,
        window: WindowSettings,
        chosen: DeviceSettings,
        pole: PoleDisplay | None,
        operator: Callable[[], Pane | None],
    ) -> None:
        self._desk = rooms.desk
        self._language = window.language
        self._zone = ""
        self.facing = CustomerFacing(rooms.desk, rooms.pay, timers)
        self.face: CustomerScreen | PoleFace
        self.screen: SecondScreen | None = None
        """The page's screen as a device; a pole is one of its own."""
        if pole is not None:
            self.face = self._on_pole(pole)
        else:
            self.face = self._on_screen(window, chosen.text("screen"), operator)
        self.facing.attach(self.face)
        rooms.desk.changed.append(self._speak)
        self._speak()

    def show_test(self) -> None:
        """Show thanks for nothing, until the next sale or for as long as thanks stay."""
        self.facing.try_out()

    def close(self) -> None:
        """Take the page off the patron's screen; a pole keeps its last words."""
        if self.screen is not None:
            self.screen.close()

    def _on_pole(self, pole: PoleDisplay) -> PoleFace:
        from kiosk.pole import PoleFace

        return PoleFace(load_words(self._language, UTC), pole)

    def _on_screen(
        self, window: WindowSettings, wanted: str, operator: Callable[[], Pane | None]
    ) -> CustomerScreen:
        from kiosk.screens.customer import CustomerScreen
        from kiosk.second_screen import SecondScreen

        theme = theme_named(window.theme, dots_per_mm(QGuiApplication.primaryScreen()))
        page = CustomerScreen(load_words(self._language, UTC), theme)
        self.screen = screen = SecondScreen(page, wanted, operator)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            screen.follow(app)
        return page

    def _speak(self) -> None:
        """Tell times as the venue's clocks do, once the venue is known."""
        company = self._desk.company
        if company is None or company.zone == self._zone:
            return
        self._zone = company.zone
        zone: tzinfo = ZoneInfo(company.zone)
        self.face.retranslate(load_words(self._language, zone))
