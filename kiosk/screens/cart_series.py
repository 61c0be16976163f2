"""The head over the tickets of a series in the cart: its name, what it saves, or that it is not
whole any more and costs single prices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QWidget

from kiosk.screens.parts import Strip, margins, usable
from kiosk.widgets.buttons import IconButton

if TYPE_CHECKING:
    from kiosk.presenters.cart import Cart
    from kiosk.presenters.cart_series import SeriesGroup
    from printing.words import Words


class SeriesHead(QWidget):
    """One series; the cross takes all of it out."""

    def __init__(self, index: int, presenter: Cart) -> None:
        super().__init__()
        self._group: SeriesGroup | None = None
        self._said = Strip(f"cart.series.{index}", "info")
        self._remove = IconButton("cross", "")
        self._remove.setObjectName(f"cart.series_remove.{index}")
        row = QHBoxLayout(self)
        margins(row, spacing=4)
        row.addWidget(self._said, 1)
        row.addWidget(self._remove)
        self._remove.clicked.connect(lambda: self._take_out(presenter))

    def _take_out(self, presenter: Cart) -> None:
        if self._group is not None:
            presenter.remove_series(self._group.instance)

    def draw(self, group: SeriesGroup, words: Words, *, usable_now: bool) -> None:
        """Show ``group``."""
        self._group = group
        if group.broken:
            single = words("A date is gone: its other tickets cost single prices now.")
            if group.lost:
                single = words(
                    "A date is gone: its other tickets cost single prices now, {amount} more.",
                    amount=group.lost,
                )
            what = words("{name}: not whole any more", name=group.name)
            if group.people:
                what = words.plural(
                    "{name}: not whole any more for {n} person",
                    "{name}: not whole any more for {n} people",
                    group.broken,
                    name=group.name,
                )
            self._said.say(what, single, "warning")
        else:
            what = words.plural(
                "{name} for {n} person", "{name} for {n} people", group.people, name=group.name
            )
            less = words("{amount} less than single tickets", amount=group.saved)
            self._said.say(what, less if group.saved else "", "info")
        self._remove.set_name(words("Take the whole of {name} out of the cart", name=group.name))
        usable(self._remove, yes=usable_now)
