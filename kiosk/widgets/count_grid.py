"""Counting a drawer: pieces by denomination, loose or in straps and rolls, and what they come to.
Shows nothing that was expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from kiosk.theme import TARGET_GAP
from kiosk.widgets.labels import Card, Label
from kiosk.widgets.numpad import NumPad
from kiosk.widgets.pages import Pages
from pos.money import Money
from pos.views.cash import COINS, NOTES, ROLLS, STRAP, CountSheet

if TYPE_CHECKING:
    from printing.words import Words

_MOST_PIECES = 9_999
"""Of one denomination; no drawer holds more."""
_LOOSE, _PACKED = ("note", "coin"), ("strap", "roll")


def pieces_in(kind: str, minor: int) -> int:
    """Return how many pieces one of a kind holds: 1 loose, 100 notes a strap, coins by the roll."""
    return STRAP if kind == "strap" else ROLLS[minor] if kind == "roll" else 1


class PieceEntry(QLineEdit):
    """How many pieces of one denomination."""

    def __init__(self, kind: str, minor: int) -> None:
        super().__init__()
        self.minor = minor
        self.shown = False
        """Its number was put there, not typed: the first digit takes its place."""
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
    was counted under it. With ``packs``, ``turn_to`` makes straps and rolls of the same places.

    Enter and Down go on to the next denomination. Entries are named ``count.note.<minor>``,
    ``count.coin.<minor>``, ``count.strap.<minor>`` and ``count.roll.<minor>``.
    """

    changed = Signal()
    typed = Signal(object)
    """A person changed a piece: the ``CountSheet`` as it is now. Not sent by ``fill`` and
    ``clear``."""

    def __init__(
        self,
        words: Words,
        currency: str = "USD",
        notes: tuple[int, ...] = NOTES,
        coins: tuple[int, ...] = COINS,
        parent: QWidget | None = None,
        *,
        packs: bool = False,
    ) -> None:
        super().__init__(parent)
        self._words = words
        self._currency = currency
        self._entries: dict[tuple[str, int], PieceEntry] = {}
        self._names: dict[tuple[str, int], Label] = {}
        self._amounts: dict[tuple[str, int], Label] = {}
        self._titles = {kind: Label("", "section") for kind in (*_LOOSE, *_PACKED)}
        self._pages = Pages()
        self._packs = packs
        self._by_hand = True
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
        self._pages.addWidget(self._page(_LOOSE, notes, coins))
        if self._packs:
            self._pages.addWidget(self._page(_PACKED, notes, coins))
        row.addWidget(self._pages, 6)
        side = QVBoxLayout()
        side.setSpacing(TARGET_GAP)
        side.addWidget(self.pad)
        side.addStretch(1)
        side.addWidget(self.total_name)
        side.addWidget(self.total)
        row.addLayout(side, 3)

    def _page(
        self, kinds: tuple[str, str], notes: tuple[int, ...], coins: tuple[int, ...]
    ) -> QWidget:
        page = QWidget()
        row = QHBoxLayout(page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(24)
        for kind, denominations in zip(kinds, (notes, coins), strict=True):
            row.addWidget(self._column(kind, denominations), 1)
        return page

    def turn_to(self, page: int) -> None:
        """Show the loose pieces (0), or straps and rolls (1)."""
        self._pages.setCurrentIndex(page)
        self._first_of(page).setFocus()

    def tabs(self) -> tuple[str, str]:
        """Return the names of both pages, each with what was counted on it."""
        names = (self._words("Loose"), self._words("Straps and rolls"))
        return (self._tab(names[0], _LOOSE), self._tab(names[1], _PACKED))

    def _tab(self, name: str, kinds: tuple[str, str]) -> str:
        worth = sum(self._worth(*key) for key in self._entries if key[0] in kinds)
        return f"{name} · {self._words.money(Money(worth, self._currency))}" if worth else name

    def _first_of(self, page: int) -> PieceEntry:
        kinds = (_LOOSE, _PACKED)[page]
        return next(entry for (kind, _), entry in self._entries.items() if kind in kinds)

    def _column(self, kind: str, denominations: tuple[int, ...]) -> QWidget:
        card = Card()
        grid = QGridLayout(card)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setVerticalSpacing(TARGET_GAP)
        grid.setHorizontalSpacing(12)
        grid.addWidget(self._titles[kind], 0, 0, 1, 3)
        for line, minor in enumerate(denominations, start=1):
            entry = PieceEntry(kind, minor)
            entry.textChanged.connect(lambda _text, entry=entry: self._changed(entry))
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

        return CountSheet(
            notes=counted("note"),
            coins=counted("coin"),
            currency=self._currency,
            straps=counted("strap"),
            rolls=counted("roll"),
        )

    def fill(self, sheet: CountSheet) -> None:
        """Show the pieces of ``sheet``."""
        self.clear()
        self._by_hand = False
        for kind, rows in (
            ("note", sheet.notes),
            ("coin", sheet.coins),
            ("strap", sheet.straps),
            ("roll", sheet.rolls),
        ):
            for minor, pieces in rows:
                if (entry := self._entries.get((kind, minor))) is not None:
                    entry.setText(str(pieces))
                    entry.shown = True
        self._by_hand = True

    def clear(self) -> None:
        """Empty every entry and show the loose pieces."""
        self._by_hand = False
        for entry in self._entries.values():
            entry.clear()
        self._by_hand = True
        self._pages.setCurrentIndex(0)
        self._current = self._first_of(0)

    def retranslate(self, words: Words) -> None:
        """Show names and amounts as another language writes them."""
        self._words = words
        for kind, title in (
            ("note", words("Notes")),
            ("coin", words("Coins")),
            ("strap", words("Straps of {n} notes", n=STRAP)),
            ("roll", words("Rolls of coins")),
        ):
            self._titles[kind].setText(title)
        self.total_name.setText(words("Counted so far"))
        self.pad.retranslate(words)
        for (kind, minor), entry in self._entries.items():
            value = words.money(Money(minor, self._currency))
            self._names[kind, minor].setText(value)
            many = {
                "note": words("How many notes of {value}", value=value),
                "coin": words("How many coins of {value}", value=value),
                "strap": words("How many straps of {value}", value=value),
                "roll": words("How many rolls of {value}", value=value),
            }
            entry.setAccessibleName(many[kind])
        self._show()

    def _changed(self, entry: PieceEntry) -> None:
        entry.shown = False
        self._show()
        self.changed.emit()
        if self._by_hand:
            self.typed.emit(self.sheet())

    def _worth(self, kind: str, minor: int) -> int:
        return minor * pieces_in(kind, minor) * self._entries[kind, minor].pieces

    def _show(self) -> None:
        for key, entry in self._entries.items():
            amount = Money(self._worth(*key), self._currency)
            self._amounts[key].setText(self._words.money(amount) if entry.pieces else "")
        self.total.setText(self._words.money(self.sheet().total))

    def _type(self, digits: str) -> None:
        self._current.setFocus()
        if self._current.shown:
            self._current.selectAll()
        self._current.insert(digits)

    def _clear_current(self) -> None:
        self._current.clear()

    def _erase(self) -> None:
        self._current.backspace()

    def _go(self, step: int) -> None:
        """Go on to the next denomination of the page that is shown."""
        kinds = (_LOOSE, _PACKED)[self._pages.currentIndex()]
        entries = [entry for (kind, _), entry in self._entries.items() if kind in kinds]
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
        if step is None and self._current.shown and event.text().isdigit():
            self._current.selectAll()
        if step is None:
            return False
        self._go(step)
        return True
