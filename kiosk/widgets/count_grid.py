"""Counting a drawer: pieces by denomination, and what the counted pieces come to. Shows nothing
that was expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.theme import TARGET_GAP
from kiosk.widgets.labels import Card, Label
from kiosk.widgets.numpad import NumPad
from pos.money import Money
from pos.views.cash import COINS, NOTES, CountSheet

if TYPE_CHECKING:
    from printing.words import Words

_MOST_PIECES = 99_999


class PieceEntry(QLineEdit):
    """How many pieces of one denomination."""

    def __init__(self, kind: str, minor: int) -> None:
        super().__init__()
        self.minor = minor
        self.setObjectName(f"count.{kind}.{minor}")
        self.setValidator(QIntValidator(0, _MOST_PIECES, self))
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setPlaceholderText("0")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def pieces(self) -> int:
        return int(self.text() or "0")


class CountGrid(QWidget):
    """Notes at the left, coins in the middle, a number pad at the right, the running total of what
    was counted under it.

    Enter and Down go on to the next denomination. Entries are named ``count.note.<minor>`` and
    ``count.coin.<minor>``.
    """

    changed = Signal()

    def __init__(
        self,
        words: Words,
        currency: str = "USD",
        notes: tuple[int, ...] = NOTES,
        coins: tuple[int, ...] = COINS,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._currency = currency
        self._entries: dict[tuple[str, int], PieceEntry] = {}
        self._names: dict[tuple[str, int], Label] = {}
        self._amounts: dict[tuple[str, int], Label] = {}
        self._titles = {kind: Label("", "section") for kind in ("note", "coin")}
        self.pad = NumPad(words, "count.pad", "erase")
        self.total_name = Label("", "soft")
        self.total = Label("", "figure", wrap=False)
        self.total.setObjectName("count.total")
        self._lay_out(notes, coins)
        self.pad.digits.connect(self._type)
        self.pad.cleared.connect(self._clear_current)
        self.pad.erased.connect(self._erase)
        for key in self.pad.findChildren(QWidget):
            key.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._current = next(iter(self._entries.values()))
        self.setFocusProxy(self._current)
        self.retranslate(words)

    def _lay_out(self, notes: tuple[int, ...], coins: tuple[int, ...]) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        row.addWidget(self._column("note", notes), 3)
        row.addWidget(self._column("coin", coins), 3)
        side = QVBoxLayout()
        side.setSpacing(TARGET_GAP)
        side.addWidget(self.pad)
        side.addStretch(1)
        side.addWidget(self.total_name)
        side.addWidget(self.total)
        row.addLayout(side, 3)

    def _column(self, kind: str, denominations: tuple[int, ...]) -> QWidget:
        card = Card()
        grid = QGridLayout(card)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setVerticalSpacing(TARGET_GAP)
        grid.setHorizontalSpacing(12)
        grid.addWidget(self._titles[kind], 0, 0, 1, 3)
        for line, minor in enumerate(denominations, start=1):
            entry = PieceEntry(kind, minor)
            entry.textChanged.connect(self._changed)
            entry.installEventFilter(self)
            name, amount = Label("", "strong", wrap=False), Label("", "soft", wrap=False)
            amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._entries[kind, minor] = entry
            self._names[kind, minor], self._amounts[kind, minor] = name, amount
            for column, widget in enumerate((name, entry, amount)):
                grid.addWidget(widget, line, column)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 2)
        grid.setRowStretch(len(denominations) + 1, 1)
        return card

    def sheet(self) -> CountSheet:
        """Return what was counted; denominations without pieces are left out."""

        def counted(kind: str) -> tuple[tuple[int, int], ...]:
            return tuple(
                (minor, entry.pieces)
                for (of, minor), entry in self._entries.items()
                if of == kind and entry.pieces
            )

        return CountSheet(counted("note"), counted("coin"), self._currency)

    def clear(self) -> None:
        """Empty every entry."""
        for entry in self._entries.values():
            entry.clear()

    def retranslate(self, words: Words) -> None:
        """Show names and amounts as another language writes them."""
        self._words = words
        self._titles["note"].setText(words("Notes"))
        self._titles["coin"].setText(words("Coins"))
        self.total_name.setText(words("Counted so far"))
        self.pad.retranslate(words)
        for (kind, minor), entry in self._entries.items():
            value = words.money(Money(minor, self._currency))
            self._names[kind, minor].setText(value)
            many = "How many notes of {value}" if kind == "note" else "How many coins of {value}"
            entry.setAccessibleName(words(many, value=value))
        self._show()

    def _changed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        for key, entry in self._entries.items():
            amount = Money(key[1] * entry.pieces, self._currency)
            self._amounts[key].setText(self._words.money(amount) if entry.pieces else "")
        self.total.setText(self._words.money(self.sheet().total))

    def _type(self, digits: str) -> None:
        self._current.setFocus()
        self._current.insert(digits)

    def _clear_current(self) -> None:
        self._current.clear()

    def _erase(self) -> None:
        self._current.backspace()

    def _go(self, step: int) -> None:
        entries = list(self._entries.values())
        index = min(max(entries.index(self._current) + step, 0), len(entries) - 1)
        entries[index].setFocus()
        entries[index].selectAll()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, PieceEntry):
            if event.type() == QEvent.Type.FocusIn:
                self._current = watched
            elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        steps = {
            Qt.Key.Key_Return: 1,
            Qt.Key.Key_Enter: 1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            return False
        self._go(step)
        return True
