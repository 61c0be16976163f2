"""Pages of which one is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QStackedWidget, QWidget
from typing_extensions import override

from kiosk.widgets.late import Late

W = TypeVar("W", bound=QWidget)


class Pages(QStackedWidget):
    """A ``QStackedWidget`` whose pages are measured when they are shown and not when they are put
    in, and made then where they are laid as ``late``. GUI thread."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.late: list[Late[Any]] = []

    @override
    def addWidget(self, w: QWidget) -> int:
        w.resize(w.size())  # who has a size is not fitted to what is in it before it is seen
        return super().addWidget(w)

    def lay(self, make: Callable[[], W]) -> Late[W]:
        """Return a page that is made when it is turned to, or before, by whoever has the time."""
        page = Late(make, self.addWidget)
        self.late.append(page)
        return page

    def turn_to(self, page: Late[W]) -> W:
        """Show ``page`` and return it."""
        made = page.now()
        self.setCurrentWidget(made)
        return made


class ShownPage(Pages):
    """As small as the page that is shown, not as the largest of all. GUI thread."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.currentChanged.connect(self.updateGeometry)

    @override
    def hasHeightForWidth(self) -> bool:
        return False

    @override
    def sizeHint(self) -> QSize:
        page = self.currentWidget()
        return super().sizeHint() if page is None else page.sizeHint()

    @override
    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return super().minimumSizeHint() if page is None else page.minimumSizeHint()
