"""The window: rail, top bar, the room, the cart, and the places where words about trouble appear.

Two faces: the *cover* (sign-in, lock) fills the window, the *work* is everything else. Screens are
handed in and never made here; the shell knows no presenter. GUI thread only.

Must not know: what any room does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from kiosk.theme import Theme, day, dress, house_dark
from kiosk.widgets.keyboard import KeyboardPanel
from kiosk.widgets.notice import Banner, Notice, Trouble
from kiosk.widgets.painted import say_pointer
from kiosk.widgets.panel import PanelHost
from kiosk.widgets.rail import Rail
from kiosk.widgets.top_bar import TopBar
from pos.clock import Clock, SystemClock

if TYPE_CHECKING:
    from printing.words import Words

_CART_WIDE = 352
_NOTICE_SECONDS = {"good": 5, "info": 7, "warning": 0, "danger": 0}
_TICK_MS = 1000


@dataclass(frozen=True)
class _Room:
    title: str
    screen: QWidget
    with_cart: bool


class Shell(QMainWindow):
    """The one window of a till.

    A screen may have ``retranslate(words)``; it is called at every change of language. Titles given
    to ``add_room`` are message ids (English sentences) and are translated here.

    Args:
        words: The reader's language until ``set_words``.
        theme: Colours and density until ``set_theme``.
        clock: Moves the countdown.
    """

    room_chosen = Signal(str)
    """A person chose a room on the rail or by F-key. It is shown already."""
    lock_asked = Signal()
    theme_changed = Signal(str)
    """The name of the theme a person switched to."""

    def __init__(self, words: Words, theme: Theme, clock: Clock | None = None) -> None:
        super().__init__()
        self.theme = theme
        self._words = words
        self._clock = clock or SystemClock()
        self._rooms: dict[str, _Room] = {}
        self._current = ""
        self._cover: QWidget | None = None
        self._cart: QWidget | None = None
        self._touch = False
        self.rail = Rail(words)
        self.top_bar = TopBar(words)
        self.troubles = Banner(words)
        self.rooms = QStackedWidget()
        self.cart_column = QFrame()
        self.keyboard = KeyboardPanel(words)
        self._faces = QStackedWidget()
        self._work = QWidget()
        self._lay_out()
        self.notices = Notice(words, self._middle)
        self.panels = PanelHost(self._middle)
        self._middle.installEventFilter(self)
        self._wire()
        dress(self, theme)
        self.top_bar.show_dark(dark=theme.dark)
        self.setWindowTitle("Foyer")

    def _lay_out(self) -> None:
        self.setObjectName("shell")
        self._work.setObjectName("work")
        self.cart_column.setObjectName("cart_column")
        self.cart_column.setFixedWidth(self.theme.px(_CART_WIDE))
        self._cart_layout = QVBoxLayout(self.cart_column)
        self._cart_layout.setContentsMargins(0, 0, 0, 0)
        self.cart_column.hide()
        self._middle = QWidget()
        across = QHBoxLayout(self._middle)
        across.setContentsMargins(0, 0, 0, 0)
        across.setSpacing(0)
        across.addLayout(self._content_column(), 1)
        across.addWidget(self.cart_column)
        right = _column(self.top_bar, (self._middle, 1), self.keyboard)
        whole = QHBoxLayout(self._work)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.rail)
        whole.addLayout(right, 1)
        self._faces.addWidget(self._work)
        self.setCentralWidget(self._faces)

    def _content_column(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        margin = QVBoxLayout()
        margin.setContentsMargins(16, 12, 16, 0)
        margin.addWidget(self.troubles)
        column.addLayout(margin)
        column.addWidget(self.rooms, 1)
        return column

    def _wire(self) -> None:
        self.rail.chosen.connect(self._room_asked)
        self.rail.lock_asked.connect(self.lock_asked)
        self.top_bar.light_tapped.connect(self._say_light)
        self.top_bar.theme_asked.connect(self._other_theme)
        self._ticker = QTimer(self)
        self._ticker.setInterval(_TICK_MS)
        self._ticker.timeout.connect(self._tick)
        self._ticker.start()
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._focus_moved)

    # ------------------------------------------------------------------------------------- rooms

    def add_room(
        self, key: str, title: str, icon: str, screen: QWidget, *, with_cart: bool = False
    ) -> None:
        """Add a room to the end of the rail. ``title`` is a message id; ``with_cart`` shows the
        cart beside it."""
        self._rooms[key] = _Room(title, screen, with_cart)
        self.rooms.addWidget(screen)
        self.rail.add(key, self._words(title), icon)

    def show_room(self, key: str) -> None:
        """Go to a room."""
        room = self._rooms[key]
        self._current = key
        self.rooms.setCurrentWidget(room.screen)
        self.cart_column.setVisible(room.with_cart and self._cart is not None)
        self.rail.choose(key)

    @property
    def room(self) -> str:
        """The room shown; empty before the first."""
        return self._current

    def allow_rooms(self, keys: Iterable[str]) -> None:
        """Show only these rooms on the rail, and leave a room that is not among them for the
        first that is."""
        self.rail.allow(frozenset(keys))
        shown = self.rail.shown()
        if shown and self._current not in shown:
            self.show_room(shown[0])

    def _room_asked(self, key: str) -> None:
        self.show_room(key)
        self.room_chosen.emit(key)

    def set_cart(self, widget: QWidget) -> None:
        """Put the cart into the right column."""
        if self._cart is not None:
            self._cart_layout.removeWidget(self._cart)
            self._cart.hide()
        self._cart = widget
        self._cart_layout.addWidget(widget)
        if self._current:
            self.show_room(self._current)

    # ------------------------------------------------------------------------------ cover, panel

    def show_cover(self, widget: QWidget) -> None:
        """Fill the window with ``widget`` (sign-in, lock) and hide the work."""
        if self._cover is not None and self._cover is not widget:
            self._faces.removeWidget(self._cover)
            self._cover.hide()
        if self._faces.indexOf(widget) < 0:
            self._faces.addWidget(widget)
        self._cover = widget
        self._faces.setCurrentWidget(widget)
        widget.setFocus()

    def show_work(self) -> None:
        """Show rail, top bar and room instead of the cover."""
        self._faces.setCurrentWidget(self._work)

    @property
    def cover(self) -> QWidget | None:
        """What was shown over the work last, whether or not it is up now."""
        return self._cover

    @property
    def covered(self) -> bool:
        """Whether sign-in or lock fill the window."""
        return self._faces.currentWidget() is not self._work

    def show_panel(self, widget: QWidget) -> None:
        """Show ``widget`` over room and cart; rail and room wait until ``hide_panel``."""
        self.rail.setEnabled(False)
        self._place_overlays()
        self.panels.show_panel(widget)

    def hide_panel(self, widget: QWidget | None = None) -> None:
        """Take the panel (by default the one on top) away; it is not deleted. One under it shows
        again."""
        self.panels.hide_panel(widget)
        self.rail.setEnabled(self.panels.panel is None)

    # --------------------------------------------------------------------------- trouble, notices

    def banner(
        self,
        text: str,
        remedy: str = "",
        kind: str = "warning",
        action_label: str = "",
        callback: Callable[[], None] | None = None,
        key: str = "",
    ) -> None:
        """Say trouble above the room until ``clear_banner(key)``; the same ``key`` replaces what it
        said before.

        ``kind``: ``danger``, ``warning``, ``info`` or ``good``; the worst is shown first.
        """
        self.troubles.set_trouble(key, Trouble(text, remedy, kind, action_label, callback))

    def clear_banner(self, key: str = "") -> None:
        """Take away the trouble ``key``."""
        self.troubles.set_trouble(key, None)

    def notice(self, text: str, kind: str = "info", seconds: int | None = None) -> None:
        """Say one sentence at the foot of the room. Warning and danger stay until they are
        tapped away."""
        self.notices.say(text, kind, _NOTICE_SECONDS[kind] if seconds is None else seconds)
        self._place_overlays()
        self.notices.raise_()

    def _say_light(self, device: str) -> None:
        self.notice(self.top_bar.light_text(device))

    # --------------------------------------------------------------------------- language, theme

    @property
    def words(self) -> Words:
        return self._words

    def set_words(self, words: Words) -> None:
        """Show everything in another language, at once."""
        self._words = words
        for key, room in self._rooms.items():
            self.rail.rename(key, words(room.title))
        screens = [room.screen for room in self._rooms.values()]
        parts = [self.rail, self.top_bar, self.troubles, self.notices, self.keyboard, *screens]
        for part in (*parts, self._cart, self._cover, *self.panels.panels):
            retranslate = getattr(part, "retranslate", None)
            if retranslate is not None:
                retranslate(words)

    def set_theme(self, theme: Theme) -> None:
        """Show everything in other colours or at another density, at once."""
        self.theme = theme
        dress(self, theme)
        self.cart_column.setFixedWidth(theme.px(_CART_WIDE))
        self.top_bar.show_dark(dark=theme.dark)

    def _other_theme(self) -> None:
        other = day if self.theme.dark else house_dark
        self.set_theme(other(self.theme.dots_per_mm))
        self.theme_changed.emit(self.theme.name)

    def set_touch(self, *, touch: bool) -> None:
        """Whether text fields bring up the on-screen keyboard."""
        self._touch = touch
        self.keyboard.hide()

    # ------------------------------------------------------------------------------------ inside

    def _tick(self) -> None:
        self.top_bar.tick(self._clock.now())

    def tick(self) -> None:
        """Move the countdown on now."""
        self._tick()

    def _focus_moved(self, old: QWidget | None, new: QWidget | None) -> None:
        if not self._touch or new is None:
            return
        wants = isinstance(new, QLineEdit) and bool(getattr(new, "wants_keyboard", False))
        self.keyboard.setVisible(wants and new.window() is self)

    def _place_overlays(self) -> None:
        self.panels.setGeometry(self._middle.rect())
        room = self._middle.width() - (
            self.cart_column.width() if self.cart_column.isVisible() else 0
        )
        wide = min(room - 32, self.theme.px(720))
        tall = self.notices.heightForWidth(wide)
        tall = max(tall, self.notices.sizeHint().height())
        self.notices.setGeometry((room - wide) // 2, self._middle.height() - tall - 16, wide, tall)

    @override
    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tell Tab from a focus that moves on because its control was hidden or disabled."""
        here: QWidget | None = self.focusWidget()
        if here is not None and here.isVisible() and here.isEnabled():
            say_pointer(self, used=False)
        return super().focusNextPrevChild(forward)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._middle and event.type() == QEvent.Type.Resize:
            self._place_overlays()
        return super().eventFilter(watched, event)


def _column(*parts: QWidget | tuple[QWidget, int]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for part in parts:
        if isinstance(part, tuple):
            column.addWidget(part[0], part[1])
        else:
            column.addWidget(part)
    return column
