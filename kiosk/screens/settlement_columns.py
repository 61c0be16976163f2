"""Which column of a processor's table is what: guessed, put right by touch, tried, saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.settlement import Settlement, SettlementState
from kiosk.screens.parts import Pool, Scrolled, Strip, free_text, in_column, label, margins, usable
from kiosk.widgets.buttons import Button
from kiosk.widgets.tiles import ListRow
from kiosk.wording.settlement import FIELD_WORDS
from pos.money import Money

if TYPE_CHECKING:
    from pos.views.settlement import MappingView
    from printing.words import Words


class ColumnsView(QWidget):
    """Shows the columns of a ``SettlementState``: fields at the left, the file's columns with their
    first lines at the right."""

    def __init__(self, presenter: Settlement) -> None:
        super().__init__()
        self._presenter = presenter
        self._fields, self._field_rows = self._list("settlement.field", self._field_touched)
        self._headers, self._header_rows = self._list("settlement.header", self._header_touched)
        self._which = label("section", name="settlement.which")
        self._tried = Strip("settlement.tried", "good")
        self._name = free_text("settlement.mapping_name")
        self._try = self._button("settlement.try", "plain")
        self._save = self._button("settlement.save", "primary")
        right = QVBoxLayout()
        right.addWidget(self._which)
        right.addWidget(self._headers, 1)
        sides = QHBoxLayout()
        sides.addWidget(self._fields, 1)
        sides.addLayout(right, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._name, 1)
        foot.addWidget(self._try)
        foot.addWidget(self._save)
        column = QVBoxLayout(self)
        margins(column)
        column.addLayout(sides, 1)
        column.addWidget(self._tried)
        column.addLayout(foot)
        self._try.clicked.connect(presenter.try_columns)
        self._save.clicked.connect(lambda: presenter.save_columns(self._name.text()))

    def _list(self, name, touched):  # type: ignore[no-untyped-def]
        scrolled = Scrolled()

        def make(index: int) -> ListRow:
            row = ListRow()
            row.setObjectName(f"{name}.{index}")
            row.clicked.connect(lambda: touched(index))
            return row

        pool: Pool[ListRow] = Pool(make, in_column(scrolled.column))
        scrolled.column.addStretch(1)
        return scrolled, pool

    def _button(self, name: str, kind: str) -> Button:
        button = Button("", kind, compact=True)
        button.setObjectName(name)
        return button

    def _field_touched(self, at: int) -> None:
        view = self._presenter.state.columns
        if view is not None:
            self._presenter.pick_field(view.fields[at][0])

    def _header_touched(self, at: int) -> None:
        view = self._presenter.state.columns
        if view is not None:
            self._presenter.pick_header(view.header[at - 1] if at else "")

    def draw(self, state: SettlementState, view: MappingView, words: Words) -> None:
        """Show ``view``."""
        rows = self._field_rows.show(len(view.fields))
        for row, (field, header) in zip(rows, view.fields, strict=True):
            needed = field in view.missing
            mark = words("Must be there") if needed else ""
            said = header or words("Nothing")
            name = FIELD_WORDS[field].to(words, {})
            row.say(name, said, mark=mark, mark_colour="danger")
            row.setCheckable(bool(state.field))
            row.setChecked(field == state.field)
        self._headers.setVisible(bool(state.field))
        if state.field:
            name = FIELD_WORDS[state.field].to(words, {})
            self._which.setText(words("Where is it: {field}?", field=name))
            self._draw_headers(state, view, words)
        else:
            self._which.setText(words("Touch what is wrong; then touch its column."))
        self._say_tried(state, words)
        for button in (self._try, self._save):
            usable(button, yes=not state.busy and not view.missing)

    def _draw_headers(self, state: SettlementState, view: MappingView, words: Words) -> None:
        rows = self._header_rows.show(len(view.header) + 1)
        rows[0].say(words("Nothing"), words("The file does not say."))
        for place, (row, header) in enumerate(zip(rows[1:], view.header, strict=True)):
            seen = [cells[place] for cells in view.rows if place < len(cells)]
            row.say(header, " · ".join(each for each in seen if each))
        chosen = dict(view.fields)[state.field]
        for row, header in zip(rows, ("", *view.header), strict=True):
            row.setCheckable(True)
            row.setChecked(header == chosen)

    def _say_tried(self, state: SettlementState, words: Words) -> None:
        tried = state.tried
        if tried is None:
            self._tried.say("")
            return

        def money(minor: int) -> str:
            return words.money(Money(minor, tried.file.currency))

        proof = tried.proof
        lines = words.plural("{n} line", "{n} lines", tried.file.lines)
        sums = words(
            "{gross} less fees {fees}: bank {net}.",
            gross=money(proof.gross_minor),
            fees=money(proof.fee_minor),
            net=money(proof.net_minor),
        )
        self._tried.say(lines, sums, "good")

    def forget(self) -> None:
        """Empty the name."""
        self._name.setText("")

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._name.set_name(words("Name for files like this"))
        self._try.setText(words("Try it"))
        self._save.setText(words("Save"))
