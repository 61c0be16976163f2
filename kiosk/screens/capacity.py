"""Where the places of a performance are: a bar, and a table by zone and in money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.presenters.capacity import CapacityRoom, CapacityState
from kiosk.screens.parts import Flow, Pool, Scrolled, Strip, label, margins
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card, Label
from kiosk.widgets.panel import InlinePanel
from kiosk.wording.holds import code_name
from pos.views.capacity import CapacityRow, CapacityView

if TYPE_CHECKING:
    from pos.money import Money
    from printing.words import Words

_WIDE, _NARROW, _BAR_TALL, _TABLE_TALL = 1240, 1100, 44, 300
_FILLS = (
    ("sold", Qt.BrushStyle.SolidPattern),
    ("comp", Qt.BrushStyle.Dense3Pattern),
    ("in_carts", Qt.BrushStyle.Dense5Pattern),
    ("elsewhere", Qt.BrushStyle.HorPattern),
    ("held", Qt.BrushStyle.BDiagPattern),
    ("killed", Qt.BrushStyle.DiagCrossPattern),
    ("free", Qt.BrushStyle.NoBrush),
)
"""The parts of the bar in their order, told apart without colour."""


class CapacityPanel(InlinePanel):
    """Shows a ``CapacityState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: CapacityRoom) -> None:
        super().__init__()
        self.setObjectName("capacity")
        self.setMinimumWidth(theme_of(self).px(_NARROW))
        self._words = words
        self._presenter = presenter
        self._shown = False
        self._refusal = Strip("capacity.refusal")
        self._sum = label("strong", name="capacity.sum")
        self._bar = _Bar()
        self._legend = Flow()
        self._keys = [_Key(name, fill) for name, fill in _FILLS]
        for key in self._keys:
            self._legend.add(key)
        self._table = _Table()
        self._table.setMinimumHeight(theme_of(self).px(_TABLE_TALL))
        self._close = Button("", "primary")
        self._close.setObjectName("capacity.close")
        for part in (self._refusal, self._sum, self._bar, self._legend):
            self.body.addWidget(part)
        self.body.addWidget(self._table, 1)
        self.add_button(self._close)
        self._close.clicked.connect(presenter.close)
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def draw(self, state: CapacityState) -> None:
        """Show ``state``."""
        words, shown = self._words, state.performance
        if shown is not None:
            when = words.day_and_time(shown.starts_at)
            self.say(words("Capacity of {performance}", performance=shown.production), when)
        self._refusal.say_error(state.refusal, words)
        if state.capacity is not None:
            house = state.capacity.house
            self._sum.setText(_sum_text(house, words))
            counts = [_count(house, name) for name, _ in _FILLS]
            self._bar.show_counts(counts)
            self._bar.setAccessibleName(self._sum.text())
            for key, count in zip(self._keys, counts, strict=True):
                key.say(_name(key.name, words), words.number(count))
            self._legend.settle()
            self._table.draw(state.capacity, words)
        before, self._shown = self._shown, state.shown
        if before != state.shown:
            self.wanted.emit(state.shown)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._close.setText(words("Back"))
        self.draw(self._presenter.state)


def _count(row: CapacityRow, name: str) -> int:
    return row.held_count if name == "held" else int(getattr(row, name))


def _name(name: str, words: Words) -> str:
    return {
        "sold": words("Sold"),
        "comp": words("Comps"),
        "in_carts": words("In carts"),
        "elsewhere": words("Elsewhere"),
        "held": words("Held"),
        "killed": words("Out of sale"),
        "free": words("Free"),
    }[name]


def _sum_text(house: CapacityRow, words: Words) -> str:
    """Return that all of it is the house."""
    gone, free = words.number(house.sold + house.comp), words.number(house.free)
    return words.plural(
        "{n} place: {gone} gone, {free} free",
        "{n} places: {gone} gone, {free} free",
        house.capacity,
        gone=gone,
        free=free,
    )


class _Bar(QWidget):
    """All places side by side."""

    def __init__(self) -> None:
        super().__init__()
        self._counts: list[int] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_counts(self, counts: Sequence[int]) -> None:
        """Show so many of each part."""
        self._counts = list(counts)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        theme = theme_of(self)
        return QSize(theme.px(400), theme.px(_BAR_TALL))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter, x = QPainter(self), 0.0
        whole = max(sum(self._counts), 1)
        for (name, fill), count in zip(_FILLS, self._counts, strict=False):
            wide = self.width() * count / whole
            _paint_part(painter, QRectF(x, 0, wide, self.height()), name, fill, self)
            x += wide
        painter.setPen(QPen(theme_of(self).colour("line"), 2))
        painter.drawRect(QRectF(1, 1, self.width() - 2, self.height() - 2))
        painter.end()


def _paint_part(
    painter: QPainter, box: QRectF, name: str, fill: Qt.BrushStyle, on: QWidget
) -> None:
    theme = theme_of(on)
    colour = theme.colour("accent" if name in ("sold", "comp", "in_carts") else "text_soft")
    painter.fillRect(box, theme.colour("surface"))
    painter.setPen(Qt.PenStyle.NoPen)
    brush = painter.brush()
    brush.setColor(colour)
    brush.setStyle(fill)
    painter.fillRect(box, brush)
    if box.width() > 0:
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(box.topRight(), box.bottomRight())


class _Key(QWidget):
    """What a part of the bar means, and how much it is."""

    def __init__(self, name: str, fill: Qt.BrushStyle) -> None:
        super().__init__()
        self.name = name
        self._fill = fill
        self._said = Label("", "body", wrap=False)
        self._said.setObjectName(f"capacity.key.{name}")
        row = QVBoxLayout(self)
        side = theme_of(self).px(26)
        row.setContentsMargins(side + 8, 2, 16, 2)
        row.addWidget(self._said)

    def say(self, name: str, count: str) -> None:
        """Show ``count`` of ``name``."""
        self._said.setText(f"{name} {count}")

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = theme_of(self).px(22)
        box = QRectF(1, (self.height() - side) / 2, side, side)
        _paint_part(painter, box, self.name, self._fill, self)
        painter.setPen(QPen(theme_of(self).colour("line"), 1.5))
        painter.drawRect(box)
        painter.end()


class _Table(Card):
    """A row a zone, the house under them; the holds by code beneath."""

    def __init__(self) -> None:
        super().__init__(sunken=True)
        self.setObjectName("capacity.table")
        self._inside = Scrolled()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(6)
        self._cells: Pool[Label] = Pool(lambda _: Label("", "body", wrap=False), self._place)
        self._held = label("soft", name="capacity.held")
        self._across = 1
        self._inside.column.addLayout(self._grid)
        self._inside.column.addWidget(self._held)
        self._inside.column.addStretch(1)
        column = QVBoxLayout(self)
        margins(column, 12)
        column.addWidget(self._inside)

    def _place(self, index: int, cell: QWidget) -> None:
        self._grid.addWidget(cell, index // self._across, index % self._across)

    def draw(self, view: CapacityView, words: Words) -> None:
        """Show ``view``."""
        with_money = view.house.potential is not None
        rows = [_heads(words, with_money=with_money)]
        rows += [_cells(row, words, with_money=with_money) for row in view.zones]
        if len(view.zones) > 1:
            rows.append(_cells(view.house, words, with_money=with_money))
        across = len(rows[0])
        cells = self._cells.show(len(rows) * across)
        if across != self._across:
            self._across = across
            for index, cell in enumerate(self._cells.made):
                self._place(index, cell)
        texts = [text for row in rows for text in row]
        for index, (cell, text) in enumerate(zip(cells, texts, strict=True)):
            line, column = divmod(index, across)
            cell.setText(text)
            cell.setWordWrap(line == 0)
            cell.set_role(_role(line, len(rows), several=len(view.zones) > 1))
            side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
            cell.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self._grid.setColumnStretch(0, 1)
        held = ", ".join(
            words("{code} {n}", code=code_name(each.code, words, each.keeper), n=each.count)
            for each in view.house.held
        )
        said = [words("Held: {codes}.", codes=held)] * bool(held)
        if view.house.unpaid:
            said.append(words("Sold and not paid: {amount}.", amount=view.house.unpaid))
        self._held.setText(" ".join(said))
        self._held.setVisible(bool(said))
        self._inside.settle()


def _role(line: int, lines: int, *, several: bool) -> str:
    if line == 0:
        return "soft"
    return "strong" if several and line == lines - 1 else "body"


def _heads(words: Words, *, with_money: bool) -> list[str]:
    heads = [words("Zone"), words("Places"), *(_name(name, words) for name, _ in _FILLS)]
    money = [words("Taken"), words("Comps' worth"), words("Potential")]
    return heads + money if with_money else heads


def _cells(row: CapacityRow, words: Words, *, with_money: bool) -> list[str]:
    name = row.zone.name if row.zone is not None else words("House")
    counts = [words.number(row.capacity), *(words.number(_count(row, part)) for part, _ in _FILLS)]
    money = [_money(amount, words) for amount in (row.taken, row.given, row.potential)]
    return [name, *counts, *money] if with_money else [name, *counts]


def _money(amount: Money | None, words: Words) -> str:
    return "–" if amount is None else words.money(amount)
