"""Where the work is done: rail, top bar, the room, the cart, and the places for words about
trouble.

One face of the window; see ``kiosk/shell.py``. Made after the first picture. GUI thread only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QInputDevice
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from kiosk.theme import theme_of
from kiosk.widgets.giving import GivingRooms
from kiosk.widgets.keyboard import KeyboardPanel
from kiosk.widgets.late import Late
from kiosk.widgets.notice import Banner, Notice
from kiosk.widgets.pages import Pages
from kiosk.widgets.panel import PanelHost
from kiosk.widgets.rail import Rail
from kiosk.widgets.top_bar import TopBar

if TYPE_CHECKING:
    from pos.clock import Clock
    from printing.words import Words

_L = TypeVar("_L", QHBoxLayout, QVBoxLayout)
_CART_WIDE = 352
_TICK_MS = 1000
_NO_FOCUS = Qt.FocusPolicy.NoFocus


@dataclass(frozen=True)
class _Room:
    title: str
    screen: Late[QWidget]
    with_cart: bool


class Workplace(QWidget):
    """Rail at the left, top bar, room and cart; the keyboard at the foot. Knows no presenter."""

    room_chosen = Signal(str)

    def __init__(self, words: Words, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("work")
        self._words = words
        self._clock = clock
        self._rooms: dict[str, _Room] = {}
        self._current = ""
        self._cart: Late[QWidget] | None = None
        self.touch = _has_touch_screen()
        self.rail = Rail(words)
        self.top_bar = TopBar(words)
        self.troubles = Banner(words)
        self._giving = GivingRooms()
        self.rooms: Pages = self._giving.rooms
        self.cart_column = QFrame()
        self.keyboard = KeyboardPanel(words)
        self._middle = QWidget()
        self._lay_out()
        self.notices = Notice(words, self._middle)
        self.panels = PanelHost(self._middle)
        self._wire()
        self.fit_theme()

    def _lay_out(self) -> None:
        self.cart_column.setObjectName("cart_column")
        self._cart_layout = QVBoxLayout(self.cart_column)
        self._cart_layout.setContentsMargins(0, 0, 0, 0)
        self.cart_column.hide()
        across = _tight(QHBoxLayout(self._middle))
        across.addLayout(self._content_column(), 1)
        across.addWidget(self.cart_column)
        right = _tight(QVBoxLayout())
        right.addWidget(self.top_bar)
        right.addWidget(self._middle, 1)
        right.addWidget(self.keyboard)
        whole = _tight(QHBoxLayout(self))
        whole.addWidget(self.rail)
        whole.addLayout(right, 1)

    def _content_column(self) -> QVBoxLayout:
        column = _tight(QVBoxLayout())
        margin = QVBoxLayout()
        margin.setContentsMargins(16, 12, 16, 0)
        margin.addWidget(self.troubles)
        column.addLayout(margin)
        column.addWidget(self._giving, 1)
        return column

    def _wire(self) -> None:
        self._middle.installEventFilter(self)
        self.rail.chosen.connect(self._room_asked)
        self.troubles.whole_asked.connect(lambda text, tone: self.notice(text, tone, 0))
        self._ticker = QTimer(self)
        self._ticker.setInterval(_TICK_MS)
        self._ticker.timeout.connect(self.tick)
        self._ticker.start()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    # ------------------------------------------------------------------------------------- rooms

    @property
    def room(self) -> str:
        """The room shown; empty before the first."""
        return self._current

    def add_room(
        self, key: str, title: str, icon: str, make: Callable[[], QWidget], *, cart: bool
    ) -> Late[QWidget]:
        """See ``Shell.add_room``."""
        screen = self.rooms.lay(make)
        self._rooms[key] = _Room(title, screen, cart)
        self.rail.add(key, self._words(title), icon)
        return screen

    def show_room(self, key: str) -> None:
        """Go to a room."""
        room = self._rooms[key]
        self._current = key
        self.rooms.turn_to(room.screen)
        if room.with_cart and self._cart is not None:
            self._cart.now()
            self.cart_column.show()
        else:
            self.cart_column.hide()
        self.rail.choose(key)
        self._place_overlays()

    def allow_rooms(self, keys: frozenset[str]) -> None:
        """See ``Shell.allow_rooms``."""
        self.rail.allow(keys)
        shown = self.rail.shown()
        if shown and self._current not in shown:
            self.show_room(shown[0])

    def set_cart(self, make: Callable[[], QWidget]) -> Late[QWidget]:
        """See ``Shell.set_cart``."""
        self._cart = cart = Late(make, self._cart_layout.addWidget)
        if self._current:
            self.show_room(self._current)
        return cart

    def _room_asked(self, key: str) -> None:
        self.notices.pass_by()
        self.show_room(key)
        self.room_chosen.emit(key)

    # -------------------------------------------------------------------------- panels, notices

    def show_panel(self, widget: QWidget) -> None:
        """See ``Shell.show_panel``."""
        self.rail.setEnabled(False)
        self.notices.pass_by()
        self._place_overlays()
        self.panels.show_panel(widget)

    def hide_panel(self, widget: QWidget | None) -> None:
        """See ``Shell.hide_panel``."""
        self.panels.hide_panel(widget)
        self.rail.setEnabled(self.panels.panel is None)

    def notice(self, text: str, kind: str, seconds: int) -> None:
        """See ``Shell.notice``."""
        self.notices.say(text, kind, seconds)
        self._place_overlays()
        self.notices.raise_()

    def _place_overlays(self) -> None:
        self.panels.setGeometry(self._middle.rect())
        if not self.notices.isHidden():
            cart = 0 if self.cart_column.isHidden() else self.cart_column.width()
            room = self._middle.rect().adjusted(0, 0, -cart, 0)
            self.notices.stand_clear(room, self._touched())

    def _touched(self) -> list[QRect]:
        """Return where what somebody may touch lies, as far as it is in sight."""
        panel = self.panels.panel
        within = (panel or self._middle).findChildren(QWidget)
        return [
            self._in_sight(widget)
            for widget in within
            if widget.isVisible()
            and (isinstance(widget, QAbstractButton) or widget.focusPolicy() != _NO_FOCUS)
            and not self.notices.isAncestorOf(widget)
        ]

    def _in_sight(self, widget: QWidget) -> QRect:
        """Return what of a widget is not scrolled away."""
        seen, each = widget.rect(), widget
        while each is not self._middle and (within := each.parentWidget()) is not None:
            seen = seen.translated(each.pos()).intersected(within.rect())
            each = within
        return seen

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._middle and event.type() == QEvent.Type.Resize:
            self._place_overlays()
        return super().eventFilter(watched, event)

    # --------------------------------------------------------------------- language, theme, time

    def retranslate(self, words: Words) -> None:
        """Show everything here in another language."""
        self._words = words
        for key, room in self._rooms.items():
            self.rail.rename(key, words(room.title))
        own = [self.rail, self.top_bar, self.troubles, self.notices, self.keyboard]
        for part in (*own, *self._parts()):
            retranslate = getattr(part, "retranslate", None)
            if retranslate is not None:
                retranslate(words)

    def forget(self) -> None:
        """Empty what was typed anywhere and not sent."""
        for part in self._parts():
            forget = getattr(part, "forget", None)
            if forget is not None:
                forget()

    def _parts(self) -> Iterator[QWidget]:
        """Yield every room, the cart and every panel, as far as they are made."""
        late = [*self.rooms.late, *self.panels.late]
        if self._cart is not None:
            late.append(self._cart)
        made = [each.made for each in late if each.made is not None]
        yield from made
        yield from (panel for panel in self.panels.panels if panel not in made)

    def fit_theme(self) -> None:
        """Follow the window's theme where the style sheet does not reach."""
        theme = theme_of(self)
        self.cart_column.setFixedWidth(theme.px(_CART_WIDE))
        self.top_bar.show_dark(dark=theme.dark)

    def tick(self) -> None:
        """Move the countdown on; what is said stays off what was put there since."""
        self.top_bar.tick(self._clock.now())
        self._place_overlays()

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if not self.touch or new is None:
            return
        wants = isinstance(new, QLineEdit) and bool(getattr(new, "wants_keyboard", False))
        self.keyboard.setVisible(wants and new.window() is self.window())


def _has_touch_screen() -> bool:
    touch = QInputDevice.DeviceType.TouchScreen
    return any(device.type() == touch for device in QInputDevice.devices())


def _tight(layout: _L) -> _L:
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
