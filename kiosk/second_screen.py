"""Keeps the patron's page on the patron's screen, and nowhere else.

The screen is known by its name or serial number, since numbers change when a cable is moved. While
it is unplugged the page is hidden; it never appears on the screen the operator works at, and the
operator's window never moves to the patron's. It is a device with a light like any other, LOST
while its screen is not there. GUI thread only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

from hardware.health import Health
from kiosk.settings import CUSTOMER_DISPLAY
from pos.lifecycles import DeviceState
from pos.ports.devices import Condition, DeviceStatus, Watcher

if TYPE_CHECKING:
    from PySide6.QtCore import QRect


class Pane(Protocol):
    """A screen, as far as this module looks at it. ``QScreen`` is one."""

    def name(self) -> str: ...

    def serialNumber(self) -> str: ...  # noqa: N802 - Qt's name

    def geometry(self) -> QRect: ...


class SecondScreen:
    """Shows ``page`` on the chosen screen whenever that screen is there.

    Args:
        page: A window; shown full size and hidden, never closed.
        wanted: Name or serial number of the screen; empty for the first one that is not the
            operator's.
        operator: Returns the screen the operator's window stands on.
        screens: Returns every screen there is.
    """

    def __init__(
        self,
        page: QWidget,
        wanted: str,
        operator: Callable[[], Pane | None],
        screens: Callable[[], Sequence[Pane]] = QGuiApplication.screens,
    ) -> None:
        self._page = page
        self._wanted = wanted
        self._operator = operator
        self._screens = screens
        self._health = Health(CUSTOMER_DISPLAY)

    # ---- a device ----

    @property
    def name(self) -> str:
        return CUSTOMER_DISPLAY

    def open(self) -> None:
        """Show the page if its screen is there."""
        self.settle()

    def close(self) -> None:
        """Take the page away for good."""
        self._page.close()
        if self._health.status.state is not DeviceState.CLOSED:
            self._health.closed()

    def status(self) -> DeviceStatus:
        return self._health.status

    def watch(self, watcher: Watcher) -> None:
        self._health.watch(watcher)

    # ---- screens ----

    def follow(self, app: QGuiApplication) -> None:
        """Keep up with screens that come and go."""
        app.screenAdded.connect(lambda _screen: self.settle())
        app.screenRemoved.connect(self._removed)
        app.primaryScreenChanged.connect(lambda _screen: self.settle())
        self.settle()

    @property
    def shown(self) -> bool:
        """Whether the patron sees the page."""
        return self._page.isVisible()

    def settle(self, gone: Pane | None = None) -> None:
        """Show the page where it belongs, or hide it where there is no such screen."""
        pane = self._chosen(gone)
        self._tell(there=pane is not None)
        if pane is None:
            self._page.hide()
            return
        if isinstance(pane, QScreen):
            self._page.setScreen(pane)
        self._page.setGeometry(pane.geometry())
        self._page.show()

    def _tell(self, *, there: bool) -> None:
        health = self._health
        if health.status.state is DeviceState.CLOSED:
            health.opening()
        if not there and health.status.state is not DeviceState.LOST:
            health.lost(Condition.UNREACHABLE)
        elif there:
            if health.status.state is DeviceState.LOST:
                health.retrying()
            health.report(frozenset())

    def _removed(self, screen: QScreen) -> None:
        self.settle(screen)

    def _chosen(self, gone: Pane | None) -> Pane | None:
        there = [pane for pane in self._screens() if pane is not gone]
        mine = self._operator()
        others = [pane for pane in there if pane is not mine and not _same_place(pane, mine)]
        if self._wanted:
            named = (pane for pane in others if self._wanted in (pane.name(), pane.serialNumber()))
            return next(named, None)
        return next(iter(others), None)


def _same_place(one: Pane, other: Pane | None) -> bool:
    """Return whether two screens show the same: mirrored, a page there would cover the work."""
    return other is not None and one.geometry().topLeft() == other.geometry().topLeft()
