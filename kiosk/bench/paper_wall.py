"""What came out of a printer: the newest paper large, those before it small, newest first."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.theme import theme_of
from kiosk.widgets.labels import Label

KEPT = 60
"""Papers on the wall; the older ones lie in their folder."""

EDGE_SHARE = 30
"""The margin round what is printed, as a part of the paper's longer side."""

_SHADOW = QColor(0, 0, 0, 60)


class Sheet(QWidget):
    """One paper, drawn as large as fits and never larger than it is. Touched, it says so."""

    touched = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = QPixmap()
        self._scaled = QPixmap()
        self.file: Path | None = None

    def show_paper(self, file: Path) -> None:
        """Draw the paper in ``file``; a file that is no picture leaves the sheet empty."""
        self.file = file
        self._picture = _on_paper(QImage(str(file)))
        self._scaled = QPixmap()
        self.update()

    @property
    def paper_size(self) -> QSize:
        """How large the paper is, in dots of its printer."""
        return self._picture.size()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._picture.isNull():
            return
        room = self.rect().adjusted(6, 6, -6, -6)
        size = self._picture.size()
        if size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
        if self._scaled.size() != size:
            mode = Qt.TransformationMode.SmoothTransformation
            self._scaled = self._picture.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
        at = QRect(room.topLeft(), size)
        at.moveCenter(room.center())
        painter = QPainter(self)
        painter.fillRect(at.translated(3, 3), _SHADOW)
        painter.drawPixmap(at.topLeft(), self._scaled)
        painter.setPen(theme_of(self).colour("line"))
        painter.drawRect(at)
        painter.end()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.file is not None:
            self.touched.emit(self.file)


def _on_paper(printed: QImage) -> QPixmap:
    """Return what was printed with the edge of the paper round it, where no printer's head
    reaches.
    """
    if printed.isNull():
        return QPixmap()
    edge = max(printed.width(), printed.height()) // EDGE_SHARE
    paper = QPixmap(printed.width() + 2 * edge, printed.height() + 2 * edge)
    paper.fill(Qt.GlobalColor.white)
    painter = QPainter(paper)
    painter.drawImage(edge, edge, printed)
    painter.end()
    return paper


class PaperWall(QWidget):
    """The papers of one printer.

    Args:
        title: The heading, in the reader's language.
        upright: Papers are long and narrow, like receipts: the small ones stand beside the large
            one.
    """

    def __init__(self, title: str, *, upright: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._small_side = QSize(84, 150) if upright else QSize(190, 78)
        self._title = Label(title, "section")
        self._newest = Sheet()
        self._newest.setMinimumSize(240, 200)
        self._newest.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._strip = QWidget()
        self._row = QHBoxLayout(self._strip)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedHeight(self._small_side.height() + 20)
        scroll.setWidget(self._strip)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        for part in (self._title, self._newest, scroll):
            column.addWidget(part)
        column.setStretchFactor(self._newest, 1)

    @property
    def papers(self) -> int:
        """How many papers hang here."""
        return self._row.count() - 1

    def add(self, file: Path) -> None:
        """Hang a paper up; it is the newest now."""
        self._newest.show_paper(file)
        small = Sheet()
        small.setFixedSize(self._small_side)
        small.show_paper(file)
        small.setAccessibleName(file.name)
        small.touched.connect(self._newest.show_paper)
        self._row.insertWidget(0, small)
        if self.papers > KEPT:
            item = self._row.takeAt(KEPT)
            oldest = item.widget() if item is not None else None
            if oldest is not None:
                oldest.deleteLater()

    def say(self, title: str) -> None:
        """Change the heading."""
        self._title.setText(title)
