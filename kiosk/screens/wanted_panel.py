"""What the panels of the close have in common: they come and go with their state, their buttons are
named, their lists are rows to touch."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.screens.parts import Pool, Scrolled, Strip, in_column
from kiosk.widgets.buttons import Button
from kiosk.widgets.panel import InlinePanel
from kiosk.widgets.tiles import ListRow


class WantedPanel(InlinePanel):
    """A panel that says itself whether it is ``wanted`` over the room. ``name`` begins the names of
    everything in it; a strip for refusals stands above its body."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._shown = False
        self._refusal = Strip(f"{name}.refusal")
        self.body.addWidget(self._refusal)

    def _button(self, name: str, kind: str = "plain") -> Button:
        button = Button("", kind)
        button.setObjectName(f"{self.objectName()}.{name}")
        return self.add_button(button)

    def _come_or_go(self, *, shown: bool) -> None:
        """Tell the room once when the panel is wanted, and once when it no longer is."""
        before, self._shown = self._shown, shown
        if before != shown:
            self.wanted.emit(shown)


class RowList(Scrolled):
    """Rows named ``<name>.<index>``; a touch tells ``chosen`` which."""

    def __init__(self, name: str, chosen: Callable[[int], None]) -> None:
        super().__init__()
        self._name = name
        self._chosen = chosen
        self._pool = Pool(self._make, in_column(self.column))
        self.column.addStretch(1)

    def _make(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"{self._name}.{index}")
        row.clicked.connect(lambda: self._chosen(index))
        return row

    def rows(self, count: int) -> tuple[ListRow, ...]:
        """Return so many rows to fill."""
        return tuple(self._pool.show(count))
