"""Which column of a list of orders is what: guessed, put right by touch, kept under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.order_lists import ListsState, OrderLists
from kiosk.screens.parts import free_text, label, margins, usable
from kiosk.screens.wanted_panel import RowList
from kiosk.widgets.buttons import Button
from kiosk.wording.order_lists import FIELD_WORDS

if TYPE_CHECKING:
    from printing.words import Words


class ListColumns(QWidget):
    """Fields at the left; at the right the file's columns with their first lines, or the mappings
    that were kept."""

    def __init__(self, presenter: OrderLists) -> None:
        super().__init__()
        self._presenter = presenter
        self._fields = RowList("order_lists.field", presenter.pick_field)
        self._which = label("section", name="order_lists.which")
        self._headers = RowList("order_lists.header", presenter.pick_header)
        self._saved = RowList("order_lists.saved", presenter.use)
        self._name = free_text("order_lists.mapping_name")
        self._save = Button("", "plain", compact=True)
        self._save.setObjectName("order_lists.save")
        right = QVBoxLayout()
        for widget in (self._which, self._headers, self._saved):
            right.addWidget(widget)
        sides = QHBoxLayout()
        sides.addWidget(self._fields, 1)
        sides.addLayout(right, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._name, 1)
        foot.addWidget(self._save)
        column = QVBoxLayout(self)
        margins(column)
        column.addLayout(sides, 1)
        column.addLayout(foot)
        self._save.clicked.connect(lambda: presenter.save(self._name.text()))

    def draw(self, state: ListsState, words: Words) -> None:
        """Show the columns."""
        seen, picked = state.columns, state.picked
        for row, (field, header) in zip(
            self._fields.rows(len(seen.fields)), seen.fields, strict=True
        ):
            mark = words("Must be there") if field in seen.missing else ""
            name = FIELD_WORDS[field].to(words, {})
            row.say(name, header or words("Nothing"), mark=mark, mark_colour="danger")
            row.setCheckable(picked is not None)
            row.setChecked(field is picked)
        self._fields.settle()
        self._headers.setVisible(picked is not None)
        self._saved.setVisible(picked is None)
        if picked is not None:
            name = FIELD_WORDS[picked].to(words, {})
            self._which.setText(words("Where is it: {field}?", field=name))
            self._draw_headers(state, words)
        else:
            self._which.setText(words("Touch what is wrong; then touch its column."))
            self._draw_saved(state, words)
        usable(self._save, yes=not seen.missing and not state.busy)

    def _draw_headers(self, state: ListsState, words: Words) -> None:
        seen = state.columns
        rows = self._headers.rows(len(seen.header) + 1)
        rows[0].say(words("Nothing"), words("The file does not say."))
        for place, (row, header) in enumerate(zip(rows[1:], seen.header, strict=True)):
            cells = [cells[place] for cells in seen.rows if place < len(cells)]
            row.say(header, " · ".join(cell for cell in cells if cell))
        chosen = next((header for field, header in seen.fields if field is state.picked), "")
        for row, header in zip(rows, ("", *seen.header), strict=True):
            row.setCheckable(True)
            row.setChecked(header == chosen)
        self._headers.settle()

    def _draw_saved(self, state: ListsState, words: Words) -> None:
        for row, (name, columns) in zip(
            self._saved.rows(len(state.saved)), state.saved, strict=True
        ):
            row.say(words("Columns kept as {name}", name=name), ", ".join(columns.values()))
        self._saved.settle()

    def forget(self) -> None:
        """Empty the name."""
        self._name.setText("")

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._name.set_name(words("Name for lists like this"))
        self._save.setText(words("Keep these columns"))
