"""What the marks on the map mean: each as it is drawn, with its words; and what seats offer, with
where. It lies over the map until it is touched."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from kiosk.theme import theme_of
from kiosk.widgets.lettering import Align, height_of, width_of
from kiosk.widgets.seat_map.sprites import paint_seat
from pos.views.catalogue import SeatKind, SeatStatus

_PAD, _GAP, _SEAT, _ROW = 14, 12, 22, 30
_NOTE_WIDE = 340
_WRAPPED = Align.AlignLeft | Align.AlignTop | Qt.TextFlag.TextWordWrap


class Mark(NamedTuple):
    """A seat as the map draws it, and what that means."""

    kind: SeatKind
    status: SeatStatus
    text: str


class Legend(QWidget):
    """Emits ``closed`` when it was touched. GUI thread."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("map.marks")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._title = ""
        self._marks: tuple[Mark, ...] = ()
        self._notes = ""
        self.resize(0, 0)
        self.hide()

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What it says."""
        return self._marks

    def say(self, title: str, marks: Sequence[Mark], notes: Sequence[str] = ()) -> None:
        """Say what these marks mean. ``notes``: what stands under them."""
        self._title, self._marks, self._notes = title, tuple(marks), "\n".join(notes)
        self.setAccessibleName(title)
        self.setAccessibleDescription(", ".join((*(mark.text for mark in marks), *notes)))
        self.resize(self.sizeHint())
        self.update()

    @override
    def sizeHint(self) -> QSize:
        theme = theme_of(self)
        small, pad = theme.font(15), theme.px(_PAD)
        seat = theme.px(_SEAT) + theme.px(_GAP)
        widest = max((width_of(mark.text, small) + seat for mark in self._marks), default=0)
        wide = max(widest, width_of(self._title, theme.font(15, bold=True)))
        high = (len(self._marks) + 1) * self._row()
        if self._notes:
            notes = self._box_of_notes()
            wide, high = max(wide, notes.width()), high + theme.px(_GAP) + notes.height()
        return QSize(wide + 2 * pad, 2 * pad + high)

    def _box_of_notes(self) -> QRect:
        theme = theme_of(self)
        room = QRect(0, 0, theme.px(_NOTE_WIDE), 10_000)
        return QFontMetrics(theme.font(15)).boundingRect(room, _WRAPPED, self._notes)

    def _row(self) -> int:
        theme = theme_of(self)
        return max(theme.px(_ROW), height_of(theme.font(15)))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        pad, row, side = theme.px(_PAD), self._row(), theme.px(_SEAT)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme.colour("surface"))
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        box = QRect(pad, pad, self.width() - 2 * pad, row)
        painter.setFont(theme.font(15, bold=True))
        painter.setPen(theme.colour("text"))
        painter.drawText(box, Align.AlignLeft | Align.AlignVCenter, self._title)
        painter.setFont(theme.font(15))
        for mark in self._marks:
            box.translate(0, row)
            centre = QPointF(box.left() + side / 2, box.center().y() + 0.5)
            paint_seat(painter, centre, side / 2, mark.kind, mark.status, 0, theme)
            painter.setPen(theme.colour("text"))
            said = box.adjusted(side + theme.px(_GAP), 0, 0, 0)
            painter.drawText(said, Align.AlignLeft | Align.AlignVCenter, mark.text)
        if self._notes:
            rest = self.rect().adjusted(pad, box.bottom() + 1 + theme.px(_GAP), -pad, -pad)
            painter.drawText(rest, _WRAPPED, self._notes)
        painter.end()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.closed.emit()
