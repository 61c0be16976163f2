"""The top bar: which window, who sells, is the till open, when is the curtain, do the devices
work, are we online."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.icons import icon
from kiosk.messages import device_name, device_text
from kiosk.theme import Theme, theme_of
from kiosk.widgets.buttons import IconButton
from kiosk.widgets.labels import Line
from kiosk.widgets.lettering import width_of
from kiosk.widgets.painted import Face, Painted
from pos.lifecycles import DeviceState

if TYPE_CHECKING:
    from pos.ports.devices import DeviceStatus
    from printing.words import Words

_TALL = 72
_SOON_MINUTES = 15

MARKS = {
    DeviceState.READY: ("good", "check"),
    DeviceState.ATTENTION: ("warning", "line"),
    DeviceState.STOPPED: ("danger", "cross"),
    DeviceState.LOST: ("danger", "cross"),
    DeviceState.CONNECTING: ("warning", "dots"),
    DeviceState.CLOSED: ("text_soft", "dots"),
}
"""The colour and the mark of each state."""


class Light(Painted):
    """One device: its drawing, and a disc whose colour and mark say how it is. Tapped, it says
    so in words."""

    def __init__(self, status: DeviceStatus, words: Words, parent: QWidget | None = None) -> None:
        super().__init__("quiet", parent)
        self.setObjectName(f"light.{status.device}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.status = status
        self.show_status(status, words)

    def show_status(self, status: DeviceStatus, words: Words) -> None:
        """Show the device's newest health."""
        self.status = status
        said = device_text(status, words)
        self.setAccessibleName(said)
        self.setToolTip(said)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.touch_side, self.touch_side)

    @override
    def paint_content(self, painter: QPainter, box: QRect, face: Face, theme: Theme) -> None:
        side = theme.px(26)
        x, y = box.center().x() - side // 2, box.center().y() - side // 2
        painter.drawPixmap(x, y, icon(drawing_of(self.status.device), theme.colour("text"), side))
        colour, mark = MARKS[self.status.state]
        radius = theme.px(8)
        centre = QPointF(x + side - radius * 0.1, y + side - radius * 0.1)
        painter.setPen(QPen(theme.colour("surface"), theme.px(2)))
        painter.setBrush(theme.colour(colour))
        painter.drawEllipse(centre, radius, radius)
        _draw_mark(painter, mark, centre, radius * 0.45, QPen(theme.colour("surface"), theme.px(2)))


def drawing_of(device: str) -> str:
    """Return the name of a device's drawing."""
    known = (
        "ticket_printer",
        "receipt_printer",
        "cash_drawer",
        "payment_terminal",
        "scanner",
        "badge_reader",
        "check_reader",
        "customer_display",
    )
    return device if device in known else "info"


def _draw_mark(painter: QPainter, mark: str, at: QPointF, size: float, pen: QPen) -> None:
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    x, y = at.x(), at.y()
    if mark == "check":
        painter.drawPolyline(
            [
                QPointF(x - size, y),
                QPointF(x - size * 0.2, y + size * 0.8),
                QPointF(x + size, y - size * 0.7),
            ]
        )
    elif mark == "cross":
        painter.drawLine(QPointF(x - size, y - size), QPointF(x + size, y + size))
        painter.drawLine(QPointF(x - size, y + size), QPointF(x + size, y - size))
    elif mark == "line":
        painter.drawLine(QPointF(x, y - size * 1.1), QPointF(x, y + size * 0.2))
        painter.drawPoint(QPointF(x, y + size * 1.1))
    else:
        painter.drawPoints([QPointF(x - size, y), QPointF(x, y), QPointF(x + size, y)])


class PressChip(Painted):
    """A chip that leads somewhere: as tall as anything touchable, and named for what it says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("quiet", parent)
        self._text, self._tone, self._icon = "", "good", ""
        self._gauge: tuple[int, int] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    def say(
        self,
        text: str,
        tone: str = "good",
        icon: str = "",
        gauge: tuple[int, int] | None = None,
    ) -> None:
        """Show ``text``; nothing hides the chip. ``tone``: good, warning, danger. ``gauge``: how
        much of how much, which the words say too."""
        self._text, self._tone, self._icon, self._gauge = text, tone, icon, gauge
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    @property
    def gauge(self) -> tuple[int, int] | None:
        return self._gauge

    @override
    def sizeHint(self) -> QSize:
        wide = chip_width(self._text, bool(self._icon), self.theme)
        return QSize(max(wide, self.touch_side), self.touch_side)

    @override
    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), self.theme.px(96)), hint.height())

    @override
    def paint_content(self, painter: QPainter, box: QRect, face: Face, theme: Theme) -> None:
        tall = theme.px(36)
        pill = QRect(box.x(), box.y() + (box.height() - tall) // 2, box.width(), tall)
        paint_chip(painter, pill, self._text, self._tone, self._icon, theme)
        if self._gauge is not None:
            _paint_gauge(painter, pill, *self._gauge, theme.colour(self._tone), theme)


class Chip(QWidget):
    """A few words on a coloured ground with an icon: the connection, the till."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text, self._tone, self._icon = "", "good", ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hide()

    @property
    def text(self) -> str:
        return self._text

    def say(self, text: str, tone: str = "good", icon: str = "") -> None:
        """Show ``text``; nothing hides the chip. ``tone``: good, warning, danger."""
        self._text, self._tone, self._icon = text, tone, icon
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        theme = theme_of(self)
        return QSize(chip_width(self._text, bool(self._icon), theme), theme.px(36))

    @override
    def minimumSizeHint(self) -> QSize:
        theme, hint = theme_of(self), self.sizeHint()
        return QSize(min(hint.width(), theme.px(96)), hint.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_chip(painter, self.rect(), self._text, self._tone, self._icon, theme)
        painter.end()


def _chip_font(theme: Theme) -> QFont:
    return theme.font(15, medium=True)


def chip_width(text: str, with_icon: bool, theme: Theme) -> int:
    """Return how wide a chip wants to be."""
    side = theme.px(22) + theme.px(8) if with_icon else 0
    return width_of(text, _chip_font(theme)) + theme.px(4) + side + theme.px(24)


def paint_chip(
    painter: QPainter, pill: QRect, text: str, tone: str, drawing: str, theme: Theme
) -> None:
    """Draw a chip into ``pill``; what does not fit is cut."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(f"{tone}_soft"))
    painter.drawRoundedRect(QRectF(pill), pill.height() / 2, pill.height() / 2)
    ink = theme.colour(tone)
    x = theme.px(12)
    if drawing:
        side = theme.px(22)
        y = pill.y() + (pill.height() - side) // 2
        painter.drawPixmap(pill.x() + x, y, icon(drawing, ink, side))
        x += side + theme.px(8)
    painter.setFont(_chip_font(theme))
    painter.setPen(ink)
    room = pill.width() - x - theme.px(12)
    said = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room)
    box = pill.adjusted(x, 0, 0, 0)
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, said)


def _paint_gauge(
    painter: QPainter, pill: QRect, left: int, held: int, ink: QColor, theme: Theme
) -> None:
    """Draw along the foot of a chip how much is left: a thick line on a thin one."""
    inset, y = theme.px(16), pill.bottom() - theme.px(4)
    begin, end = pill.left() + inset, pill.right() - inset
    painter.setPen(QPen(ink, theme.px(1)))
    painter.drawLine(begin, y, end, y)
    if left > 0:
        part = min(left / held, 1.0)
        painter.setPen(QPen(ink, theme.px(4), Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(QPointF(begin, y), QPointF(begin + (end - begin) * part, y))


class TopBar(QFrame):
    """Everything in it is pushed in; it asks nobody. ``tick`` moves the countdown on."""

    light_tapped = Signal(str)
    """A device's name."""
    connection_tapped = Signal()
    theme_asked = Signal()
    """The other theme, please."""

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("top_bar")
        self._words = words
        self._next: tuple[str, datetime] | None = None
        self._cancelled = False
        self._now: datetime | None = None
        self._dark = False
        self._lights: dict[str, Light] = {}
        self._window = Line("", "strong")
        self._cashier = Line("", "caption")
        self.till = Chip()
        self._curtain = Line("", "strong")
        self._curtain_title = Line("", "caption")
        self.connection = PressChip()
        self.connection.clicked.connect(self.connection_tapped)
        self.offline_cards = Chip()
        self.theme_button = IconButton("moon", "")
        self.theme_button.setObjectName("top.theme")
        self.theme_button.clicked.connect(self.theme_asked)
        self._lights_row = QHBoxLayout()
        self._lights_row.setSpacing(8)
        self._lay_out()
        self.set_window("")
        self.set_cashier("")
        self.retranslate(words)

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 0, 12, 0)
        row.setSpacing(20)
        row.addLayout(_pair(self._window, self._cashier))
        row.addWidget(self.till)
        row.addStretch(1)
        row.addLayout(_pair(self._curtain, self._curtain_title))
        row.addStretch(1)
        row.addWidget(self.connection)
        row.addWidget(self.offline_cards)
        row.addLayout(self._lights_row)
        row.addWidget(self.theme_button)
        for label, name in (
            (self._window, "top.window"),
            (self._cashier, "top.cashier"),
            (self._curtain, "top.curtain"),
            (self._curtain_title, "top.curtain_title"),
        ):
            label.setObjectName(name)
        self.till.setObjectName("top.till")
        self.connection.setObjectName("top.connection")
        self.offline_cards.setObjectName("top.offline_cards")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), theme_of(self).px(_TALL))

    def set_window(self, name: str) -> None:
        """Say which window this is."""
        self._window.say(name)
        self._window.setVisible(bool(name))

    def set_cashier(self, name: str, role: str = "") -> None:
        """Say who is signed in; nothing when nobody is."""
        self._cashier.say(f"{name} · {role}" if role else name)
        self._cashier.setVisible(bool(name))

    def set_till(self, text: str, tone: str = "good") -> None:
        """Say how the till stands, e.g. *Till open*; ``tone``: good, warning, danger."""
        self.till.say(text, tone, "till")

    def set_connection(
        self, text: str, tone: str = "good", block: tuple[int, int] | None = None
    ) -> None:
        """Say how we are connected; ``tone``: good, warning, danger. ``block``: how many places of
        this window's own are left of how many."""
        self.connection.say(text, tone, "online" if tone == "good" else "offline", block)

    def set_offline_cards(self, text: str, whole: str, tone: str = "warning") -> None:
        """Say for how long and how much cards are taken without the bank, in short and in whole;
        empty: they are not."""
        self.offline_cards.say(text, tone, "offline")
        self.offline_cards.setAccessibleName(whole)
        self.offline_cards.setToolTip(whole)

    def set_next_curtain(
        self, production: str, starts_at: datetime | None, *, cancelled: bool = False
    ) -> None:
        """Count down to ``starts_at`` (aware); None when there is no further performance.
        ``cancelled``: it does not take place, and nothing is counted."""
        self._next = None if starts_at is None else (production, starts_at)
        self._cancelled = cancelled
        self._show_curtain()

    def tick(self, now: datetime) -> None:
        """Move the countdown on. ``now`` is aware."""
        self._now = now
        self._show_curtain()

    def set_lights(self, statuses: Sequence[DeviceStatus]) -> None:
        """Show one light a device, in this order."""
        wanted = [status.device for status in statuses]
        for device in [device for device in self._lights if device not in wanted]:
            light = self._lights.pop(device)
            self._lights_row.removeWidget(light)
            light.hide()
            light.deleteLater()
        for index, status in enumerate(statuses):
            if status.device not in self._lights:
                self._add_light(index, status)
            self._lights[status.device].show_status(status, self._words)

    def _add_light(self, index: int, status: DeviceStatus) -> None:
        light = self._lights[status.device] = Light(status, self._words)
        light.clicked.connect(self._light_clicked)
        self._lights_row.insertWidget(index, light)

    def light_text(self, device: str) -> str:
        """Return what the light of ``device`` says in words."""
        light = self._lights.get(device)
        return device_name(device, self._words) if light is None else light.accessibleName()

    def retranslate(self, words: Words) -> None:
        """Say countdown and lights in another language; the rest is pushed in again."""
        self._words = words
        for light in self._lights.values():
            light.show_status(light.status, words)
        self.show_dark(dark=self._dark)
        self._show_curtain()

    def show_dark(self, *, dark: bool) -> None:
        """Offer the other theme."""
        self._dark = dark
        self.theme_button.set_icon("sun" if dark else "moon")
        self.theme_button.set_name(
            self._words("Day colours") if dark else self._words("Dark colours for a dim lobby")
        )

    def _light_clicked(self) -> None:
        light = self.sender()
        if isinstance(light, Light):
            self.light_tapped.emit(light.status.device)

    def _show_curtain(self) -> None:
        if self._next is None or self._now is None:
            self._curtain.say("")
            self._curtain_title.say("")
            return
        production, starts_at = self._next
        self._curtain_title.say(f"{self._words.time(starts_at)} · {production}")
        if self._cancelled:
            self._curtain.say(self._words("Cancelled"))
            self._curtain.set_role("danger")
            return
        minutes = -int((self._now - starts_at).total_seconds() // 60)
        self._curtain.say(self._countdown(minutes))
        self._curtain.set_role("soon" if minutes <= _SOON_MINUTES else "strong")

    def _countdown(self, minutes: int) -> str:
        if minutes <= 0:
            ago = -minutes
            return self._words.plural("Began {n} minute ago", "Began {n} minutes ago", ago)
        if minutes < 60:
            return self._words.plural("Curtain in {n} minute", "Curtain in {n} minutes", minutes)
        return self._words(
            "Curtain in {hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60
        )


def _pair(upper: QWidget, lower: QWidget) -> QLayout:
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addStretch(1)
    column.addWidget(upper)
    column.addWidget(lower)
    column.addStretch(1)
    return column
