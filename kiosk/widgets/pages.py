"""Pages of which one is shown."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget, QWidget
from typing_extensions import override


class Pages(QStackedWidget):
    """A ``QStackedWidget`` whose pages are measured when they are shown and not when they are put
    in: an eighth of what furnishing a window takes. GUI thread."""

    @override
    def addWidget(self, w: QWidget) -> int:
        w.resize(w.size())  # who has a size is not fitted to what is in it before it is seen
        return super().addWidget(w)
