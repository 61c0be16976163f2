"""The window. Two faces: the *cover* (sign-in, lock) fills it; the *workplace* is everything else.

How screens are made is handed in; each is made when it is first shown. The workplace is made when
it is first asked for, so that the first picture, a cover, waits for none of it. GUI thread only.

Must not know: what any room does, presenters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QMainWindow, QWidget
from typing_extensions import override

from kiosk.card_typed import CARD_TYPED, CardTyped
from kiosk.theme import Theme, day, dress, house_dark
from kiosk.widgets.pages import Pages
from kiosk.widgets.pointer import say_pointer

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QFrame

    from kiosk.weights import Weight
    from kiosk.widgets.keyboard import KeyboardPanel
    from kiosk.widgets.late import Late
    from kiosk.widgets.notice import Banner, Notice
    from kiosk.widgets.panel import PanelHost
    from kiosk.widgets.rail import Rail
    from kiosk.widgets.top_bar import TopBar
    from kiosk.workplace import Workplace
    from pos.clock import Clock
    from printing.words import Words

W = TypeVar("W", bound=QWidget)

_NOTICE_SECONDS = {"good": 5, "info": 7, "warning": 0, "danger": 0}


class Shell(QMainWindow):
    """The one window of a till.

    A screen may have ``retranslate(words)``; it is called at every change of language. Titles given
    to ``add_room`` are message ids (English sentences) and are translated here.

    Args:
        words: The reader's language until ``set_words``. Without it the window can show the first
            picture and nothing else.
        theme: Colours and density until ``set_theme``.
        clock: Moves the countdown.
    """

    room_chosen = Signal(str)
    """A person chose a room on the rail or by F-key. It is shown already."""
    lock_asked = Signal()
    theme_changed = Signal(str)
    card_typed = Signal(str)
    """A field of this window wiped a card number; the field's name."""
    """The name of the theme a person switched to."""

    def __init__(self, words: Words | None, theme: Theme, clock: Clock | None = None) -> None:
        super().__init__()
        self.setObjectName("shell")
        self.setWindowTitle("Foyer")
        self.theme = theme
        self._words = words
        self._clock = clock
        self._cover: QWidget | None = None
        self._workplace: Workplace | None = None
        self._over_cover: Notice | None = None
        self._faces = Pages()
        self.setCentralWidget(self._faces)
        dress(self, theme)

    @property
    def work(self) -> Workplace:
        """The workplace, made at the first asking."""
        if self._workplace is None:
            from kiosk.workplace import Workplace
            from pos.clock import SystemClock

            clock = self._clock or SystemClock()
            made = self._workplace = Workplace(self.words, clock, self)
            made.room_chosen.connect(self.room_chosen)
            made.rail.lock_asked.connect(self.lock_asked)
            made.top_bar.theme_asked.connect(self._other_theme)
            self._faces.addWidget(made)
        return self._workplace

    @property
    def rail(self) -> Rail:
        return self.work.rail

    @property
    def top_bar(self) -> TopBar:
        return self.work.top_bar

    @property
    def troubles(self) -> Banner:
        return self.work.troubles

    @property
    def notices(self) -> Notice:
        return self.work.notices

    @property
    def panels(self) -> PanelHost:
        return self.work.panels

    @property
    def rooms(self) -> Pages:
        return self.work.rooms

    @property
    def cart_column(self) -> QFrame:
        return self.work.cart_column

    @property
    def keyboard(self) -> KeyboardPanel:
        return self.work.keyboard

    # ------------------------------------------------------------------------------------- rooms

    def add_room(
        self,
        key: str,
        title: str,
        icon: str,
        make: Callable[[], QWidget],
        *,
        with_cart: bool = False,
    ) -> Late[QWidget]:
        """Add a room to the end of the rail; ``make`` makes its screen when it is first shown.
        ``title`` is a message id; ``with_cart`` shows the cart beside it."""
        return self.work.add_room(key, title, icon, make, cart=with_cart)

    def show_room(self, key: str) -> None:
        """Go to a room."""
        self.work.show_room(key)

    @property
    def room(self) -> str:
        """The room shown; empty before the first."""
        return self.work.room

    def allow_rooms(self, keys: Iterable[str]) -> None:
        """Show only these rooms on the rail, and leave a room that is not among them for the first
        that is."""
        self.work.allow_rooms(frozenset(keys))

    def set_cart(self, make: Callable[[], QWidget]) -> Late[QWidget]:
        """Put the cart into the right column, when a room with it is first shown."""
        return self.work.set_cart(make)

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
        if self._over_cover is not None:
            self._over_cover.dismiss()
        self._faces.setCurrentWidget(self.work)

    @property
    def covered(self) -> bool:
        """Whether sign-in or lock fill the window."""
        return self._workplace is None or self._faces.currentWidget() is not self._workplace

    def lay_panel(self, make: Callable[[], W]) -> Late[W]:
        """Return a panel that ``make`` makes before it is first shown."""
        return self.panels.lay(make)

    def show_panel(self, widget: QWidget) -> None:
        """Show ``widget`` over room and cart; rail and room wait until ``hide_panel``."""
        self.work.show_panel(widget)

    def hide_panel(self, widget: QWidget | None = None) -> None:
        """Take the panel (by default the one on top) away; it is not deleted. One under it shows
        again."""
        self.work.hide_panel(widget)

    # --------------------------------------------------------------------------- trouble, notices

    def banner(
        self,
        text: str,
        remedy: str = "",
        kind: str = "warning",
        action_label: str = "",
        callback: Callable[[], None] | None = None,
        key: str = "",
        weight: Weight | None = None,
        name: str = "",
    ) -> None:
        """Say trouble above the room until ``clear_banner(key)``; the same ``key`` replaces what it
        said before.

        ``kind``: ``danger``, ``warning``, ``info`` or ``good``. ``weight``: what is shown first;
        without one, danger comes before everything and the rest after it. ``name``: two or three
        words for it while another trouble is shown.
        """
        from kiosk.weights import Weight
        from kiosk.widgets.notice import Trouble

        if weight is None:
            weight = Weight.STORAGE if kind == "danger" else Weight.STOCK
        self.troubles.set_trouble(
            key, Trouble(text, remedy, kind, action_label, callback, weight, name)
        )

    def clear_banner(self, key: str = "") -> None:
        """Take away the trouble ``key``."""
        self.troubles.set_trouble(key, None)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == CARD_TYPED and isinstance(event, CardTyped):
            self.card_typed.emit(event.place)
            return True
        return super().event(event)

    def notice(self, text: str, kind: str = "info", seconds: int | None = None) -> None:
        """Say one sentence at the foot of the room, or of the cover. Warning and danger stay until
        they are tapped away."""
        for_s = _NOTICE_SECONDS[kind] if seconds is None else seconds
        if self.covered:
            self._cover_notice().say(text, kind, for_s)
            self._place_cover_notice()
        else:
            self.work.notice(text, kind, for_s)

    def _cover_notice(self) -> Notice:
        """Return what speaks over sign-in and lock, made at the first word."""
        if self._over_cover is None:
            from kiosk.widgets.notice import Notice

            self._over_cover = Notice(self.words, self._faces)
        return self._over_cover

    def _place_cover_notice(self) -> None:
        if self._over_cover is not None:
            self._over_cover.stand_at_foot(self._faces.rect())
            self._over_cover.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Keep what is said over a cover at its foot."""
        super().resizeEvent(event)
        self._place_cover_notice()

    # --------------------------------------------------------------------------- language, theme

    @property
    def words(self) -> Words:
        assert self._words is not None, "only the first picture does without words"
        return self._words

    def set_words(self, words: Words) -> None:
        """Show everything in another language, at once."""
        self._words = words
        for part in (self._workplace, self._cover):
            retranslate = getattr(part, "retranslate", None)
            if retranslate is not None:
                retranslate(words)

    def set_clock(self, clock: Clock) -> None:
        """Let another clock move the countdown. Before the workplace is made."""
        self._clock = clock

    def set_theme(self, theme: Theme) -> None:
        """Show everything in other colours or at another density, at once."""
        self.theme = theme
        dress(self, theme)
        if self._workplace is not None:
            self._workplace.fit_theme()

    def _other_theme(self) -> None:
        other = day if self.theme.dark else house_dark
        self.set_theme(other(self.theme.dots_per_mm))
        self.theme_changed.emit(self.theme.name)

    def set_touch(self, *, touch: bool) -> None:
        """Whether text fields bring up the on-screen keyboard. Without a word, they do where the
        machine has a touch screen."""
        self.work.touch = touch
        self.keyboard.hide()

    def tick(self) -> None:
        """Move the countdown on now."""
        self.work.tick()

    def focusNextPrevChild(self, forward: bool) -> bool:  # noqa: N802 - Qt's name
        """Tell Tab from a focus that moves on because its control was hidden or disabled."""
        here: QWidget | None = self.focusWidget()
        if here is not None and here.isVisible() and here.isEnabled():
            say_pointer(self, used=False)
        return super().focusNextPrevChild(forward)
