"""A panel over the work, in its place instead of a dialog: nothing else waits, nothing is modal
to the program."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.theme import TARGET_GAP, theme_of
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card, Label
from kiosk.widgets.late import Late
from kiosk.widgets.pointer import say_pointer

if TYPE_CHECKING:
    from printing.words import Words

P = TypeVar("P", bound=QWidget)

_WIDEST = 720
"""Reference pixels; a panel that needs more says so in ``widest_px``."""


class Panel(Card):
    """What lies over the work. ``wanted`` says whether it is to lie there."""

    wanted = Signal(bool)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""

    def forget(self) -> None:
        """Empty what was typed and not sent."""


class InlinePanel(Panel):
    """A card with a title, a sentence, whatever its maker puts in ``body``, and a row of buttons.

    ``closed`` says that the person gave up (Escape or the cancel button); the maker takes the panel
    away.
    """

    closed = Signal()

    def __init__(self, title: str = "", text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label(title, "title")
        self.text = Label(text, "soft")
        self.body = QVBoxLayout()
        self.body.setSpacing(TARGET_GAP)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(TARGET_GAP)
        self._buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 24)
        column.setSpacing(12)
        column.addWidget(self.title)
        column.addWidget(self.text)
        column.addLayout(self.body, 1)
        column.addLayout(self._buttons)
        self.say(title, text)

    def say(self, title: str, text: str = "") -> None:
        """Show another title and sentence."""
        self.title.setText(title)
        self.text.setText(text)
        self.text.setVisible(bool(text))
        self.setAccessibleName(title)

    def add_button(self, button: Button) -> Button:
        """Put ``button`` at the right end of the row and return it."""
        self._buttons.addWidget(button)
        return button

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class PanelHost(QWidget):
    """Lies over the work while panels are shown, the newest on top; keeps keyboard focus among
    its controls."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("panel_host")
        self._panels: list[QWidget] = []
        self.late: list[Late[Any]] = []
        self._return_to: QWidget | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        self._row = QHBoxLayout()
        self._row.addStretch(1)
        self._row.addStretch(1)
        column.addStretch(1)
        column.addLayout(self._row)
        column.addStretch(1)
        self.hide()

    def lay(self, make: Callable[[], P]) -> Late[P]:
        """Return a panel that is made when it is wanted, or before, by whoever has the time."""
        panel = Late(make, self._house)
        self.late.append(panel)
        return panel

    def _house(self, panel: QWidget) -> None:
        """Give a panel its home, and with that its looks, before it is shown."""
        if panel.parentWidget() is None:
            panel.setParent(self)
            panel.hide()  # or it would be seen with the next panel that is

    @property
    def panel(self) -> QWidget | None:
        """The panel on top."""
        return self._panels[-1] if self._panels else None

    @property
    def panels(self) -> tuple[QWidget, ...]:
        """All panels, the top one last."""
        return tuple(self._panels)

    def show_panel(self, panel: QWidget) -> None:
        """Show ``panel`` in the middle; one that is there already waits under it."""
        if self.panel is panel:
            return
        if not self._panels:
            self._return_to = self.window().focusWidget()
        else:
            self._panels[-1].hide()
        if panel in self._panels:
            self._panels.remove(panel)
        else:
            self._row.insertWidget(1, panel, 8)
        self._panels.append(panel)
        self._show_top()

    def hide_panel(self, panel: QWidget | None = None) -> None:
        """Take ``panel`` (the top one) away, without deleting it; the focus goes back to where
        it was."""
        going = panel or self.panel
        if going is None or going not in self._panels:
            return
        self._panels.remove(going)
        going.hide()
        self._row.removeWidget(going)
        if self._panels:
            self._show_top()
            return
        self.hide()
        if self._return_to is not None and self._return_to.isVisible():
            self._return_to.setFocus(Qt.FocusReason.OtherFocusReason)
        self._return_to = None

    def _show_top(self) -> None:
        panel = self._panels[-1]
        panel.setMaximumWidth(theme_of(self).px(getattr(panel, "widest_px", _WIDEST)))
        panel.show()
        self.show()
        self.raise_()
        panel.setFocus(Qt.FocusReason.OtherFocusReason)
        stops = focus_stops(panel)
        if stops and self.window().focusWidget() not in stops:
            stops[0].setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def focusNextPrevChild(self, forward: bool) -> bool:
        """Go round inside the panel instead of leaving it."""
        panel = self.panel
        if panel is None:
            return super().focusNextPrevChild(forward)
        stops = focus_stops(panel)
        if not stops:
            return True
        here = self.window().focusWidget()
        index = stops.index(here) if here in stops else (-1 if forward else 0)
        following = stops[(index + (1 if forward else -1)) % len(stops)]
        if here in stops:
            say_pointer(self.window(), used=False)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        following.setFocus(reason)
        return True

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme_of(self).colour("scrim"))
        painter.end()


def focus_stops(within: QWidget) -> list[QWidget]:
    """Return the widgets in ``within`` that Tab stops at, in its order."""
    ring: dict[int, QWidget] = {}
    widget = within.nextInFocusChain()
    while widget is not None and id(widget) not in ring:
        ring[id(widget)] = widget
        widget = widget.nextInFocusChain()
    inside = (each for each in ring.values() if within.isAncestorOf(each))
    return [each for each in inside if _takes_tab(each)]


def _takes_tab(widget: QWidget) -> bool:
    stoppable = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return stoppable and widget.focusProxy() is None and widget.isEnabled() and widget.isVisible()
