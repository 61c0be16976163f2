"""Pieces that several screens are made of: the refusal strip, scrolled lists, rows of choices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QScroller,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from kiosk.messages import error_message, error_text, remedy_text
from kiosk.presenters.typing import MOST_ROWS
from kiosk.shell import Shell
from kiosk.theme import TARGET_GAP
from kiosk.widgets.buttons import Choice
from kiosk.widgets.fields import GuardedLineEdit
from kiosk.widgets.labels import Label, Tone
from kiosk.widgets.notice import ToneIcon
from pos.errors import CardNumberRefused, PosError

if TYPE_CHECKING:
    from printing.words import Words

W = TypeVar("W", bound=QWidget)

_HAD_FOCUS = "had_focus"
"""Property of a disabled control: what in it had the keyboard."""
_WIPED_SHOWN_S = 12
"""What is read once, and lies over the foot of the room meanwhile."""


class Strip(Tone):
    """A sentence and what to do about it, where the work is. Hidden while there is nothing to
    say."""

    def __init__(self, name: str, tone: str = "danger", parent: QWidget | None = None) -> None:
        super().__init__(tone, parent)
        self.setObjectName(name)
        self._icon = ToneIcon(tone)
        self._what = Label("", "strong")
        self._remedy = Label("")
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(self._what)
        said.addWidget(self._remedy)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(12)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(said, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What is said; empty while hidden."""
        return "" if self.isHidden() else self._what.text()

    def say(self, what: str, remedy: str = "", tone: str = "") -> None:
        """Show a sentence, or hide when there is none."""
        if tone:
            self.set_tone(tone)
            self._icon.set_tone(tone)
        self._what.setText(what)
        self._remedy.setText(remedy)
        self._remedy.setVisible(bool(remedy))
        self.setAccessibleName(f"{what} {remedy}".strip())
        self.setVisible(bool(what))

    def say_error(self, error: PosError | None, words: Words) -> None:
        """Show why something was refused, or hide."""
        if error is None:
            self.say("")
        else:
            self.say(error_text(error, words), remedy_text(error, words), "danger")


class Scrolled(QScrollArea):
    """A column that scrolls with finger, wheel and keys; never sideways."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.inside = QWidget()
        self.column = QVBoxLayout(self.inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(TARGET_GAP)
        self.setWidget(self.inside)
        QScroller.grabGesture(self.viewport(), QScroller.ScrollerGestureType.TouchGesture)

    def settle(self) -> None:
        """Give what was added or taken away its room now, not a frame later."""
        QCoreApplication.sendEvent(self, QEvent(QEvent.Type.LayoutRequest))


class Pool(Generic[W]):
    """Widgets in a layout, made when first wanted and kept; as many are shown as there are things.

    Args:
        make: Makes the widget for a position.
        place: Puts it into a layout.
    """

    def __init__(self, make: Callable[[int], W], place: Callable[[int, W], None]) -> None:
        self._make = make
        self._place = place
        self._made: list[W] = []

    def show(self, count: int) -> Sequence[W]:
        """Show ``count`` widgets and return them."""
        while len(self._made) < count:
            widget = self._make(len(self._made))
            self._place(len(self._made), widget)
            self._made.append(widget)
        for index, widget in enumerate(self._made):
            widget.setVisible(index < count)
        return self._made[:count]

    @property
    def made(self) -> Sequence[W]:
        """Every widget made so far, shown or not."""
        return self._made


def in_column(column: QVBoxLayout) -> Callable[[int, QWidget], None]:
    """Return a way to place widgets one under the other, before the stretch at the end."""

    def place(index: int, widget: QWidget) -> None:
        column.insertWidget(index, widget)

    return place


def in_grid(grid: QGridLayout, across: int) -> Callable[[int, QWidget], None]:
    """Return a way to place widgets ``across`` to a row."""

    def place(index: int, widget: QWidget) -> None:
        grid.addWidget(widget, index // across, index % across)

    return place


class Flow(QWidget):
    """A row of widgets, each as wide as its words; those that find no room begin another row, and a
    row is filled from edge to edge. Never wider than its frame."""

    def __init__(self) -> None:
        super().__init__()
        self._all: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Put ``widget`` after the others."""
        widget.setParent(self)
        self._all.append(widget)

    def settle(self) -> None:
        """Give what was shown, hidden or said anew its room."""
        self.updateGeometry()
        self._place()

    @override
    def heightForWidth(self, width: int) -> int:
        talls = [max(one.sizeHint().height() for one in row) for row in self._rows(width)]
        return sum(talls) + TARGET_GAP * max(len(talls) - 1, 0)

    @override
    def sizeHint(self) -> QSize:
        return QSize(0, self.heightForWidth(self.width()))

    @override
    def minimumSizeHint(self) -> QSize:
        hints = [one.sizeHint().height() for one in self._all if not one.isHidden()]
        return QSize(0, max(hints, default=0))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        y = 0
        for row in self._rows(self.width()):
            wides = [one.sizeHint().width() for one in row]
            spare = self.width() - sum(wides) - TARGET_GAP * (len(row) - 1)
            tall, x = max(one.sizeHint().height() for one in row), 0
            for index, (one, needed) in enumerate(zip(row, wides, strict=True)):
                wide = needed + spare * (index + 1) // len(row) - spare * index // len(row)
                one.setGeometry(x, y, wide, tall)
                x += wide + TARGET_GAP
            y += tall + TARGET_GAP

    def _rows(self, width: int) -> list[list[QWidget]]:
        rows: list[list[QWidget]] = []
        left = 0
        for one in self._all:
            if one.isHidden():
                continue
            wide = one.sizeHint().width()
            if rows and wide + TARGET_GAP <= left:
                rows[-1].append(one)
                left -= wide + TARGET_GAP
            else:
                rows.append([one])
                left = width - wide
        return _even(rows, width)


def _even(rows: list[list[QWidget]], width: int) -> list[list[QWidget]]:
    """Return the rows with about as many in the last ones as in the first: one that is left over
    does not stretch alone from edge to edge."""
    for above, row in reversed(list(pairwise(rows))):
        while len(row) + 1 < len(above):
            moved = (above[-1], *row)
            if sum(one.sizeHint().width() + TARGET_GAP for one in moved) - TARGET_GAP > width:
                break
            row.insert(0, above.pop())
    return rows


class Option(Choice):
    """One word among several. As narrow as its row wants it: long words wrap, then are cut."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self.touch_side, self.sizeHint().height())


class Choices(QWidget):
    """A row of words of which one is chosen; wraps to more rows of ``across``."""

    chosen = Signal(int)
    """The position of the one that was touched."""

    def __init__(self, name: str, across: int = 4, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._group = QButtonGroup(self)
        self._across = across
        self._grid = QGridLayout(self)
        margins(self._grid)
        self._pool: Pool[Option] = Pool(self._make, in_grid(self._grid, across))
        self._group.idClicked.connect(self.chosen)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def _make(self, index: int) -> Option:
        choice = Option()
        self._group.addButton(choice, index)
        return choice

    def offer(self, texts: Sequence[str], chosen: int | None, names: Sequence[str] = ()) -> None:
        """Offer ``texts``, the one at ``chosen`` marked, each named by ``names`` for tests and
        hands."""
        shown = self._pool.show(len(texts))
        for column in range(self._across):
            self._grid.setColumnStretch(column, int(column < len(texts)))
        self._group.setExclusive(False)
        for index, (choice, text) in enumerate(zip(shown, texts, strict=True)):
            if choice.text() != text:
                choice.setText(text)
            choice.setChecked(index == chosen)
            if names:
                choice.setObjectName(names[index])
        for extra in self._pool.made[len(texts) :]:
            extra.setChecked(False)
            extra.setObjectName("")
        self._group.setExclusive(True)


def how_many(count: int, words: Words) -> str:
    """Return how many orders were found, or that these are not all."""
    if count >= MOST_ROWS:
        return words("The first {n} orders. Another letter finds fewer.", n=count)
    return words.plural("{n} order", "{n} orders", count)


def told_of_cards(field: GuardedLineEdit) -> GuardedLineEdit:
    """Return ``field``, which says in the window why it wiped a card number."""

    def say() -> None:
        window = field.window()
        if isinstance(window, Shell):
            refused = CardNumberRefused(field=field.objectName())
            window.notice(error_message(refused, window.words).whole, "danger", _WIPED_SHOWN_S)

    field.card_refused.connect(say)
    return field


def free_text(name: str) -> GuardedLineEdit:
    """Return an empty field for a sentence; the screen gives it its words."""
    field = GuardedLineEdit()
    field.setObjectName(name)
    return told_of_cards(field)


def usable(widget: QWidget, *, yes: bool) -> None:
    """Enable or disable a control; the keyboard stays on one that is only away for a moment.

    Qt gives the focus of a control that is disabled to the next one, which may be on the rail.
    """
    focused = widget.window().focusWidget()
    if not yes and focused and (focused is widget or widget.isAncestorOf(focused)):
        widget.setProperty(_HAD_FOCUS, focused)
    if widget.isEnabled() != yes:
        widget.setEnabled(yes)
    before = widget.property(_HAD_FOCUS)
    if yes and isinstance(before, QWidget):
        widget.setProperty(_HAD_FOCUS, None)
        before.setFocus(Qt.FocusReason.OtherFocusReason)


def margins(layout: QLayout, size: int = 0, spacing: int = TARGET_GAP) -> None:
    """Give a layout the same margin on all sides."""
    layout.setContentsMargins(size, size, size, size)
    layout.setSpacing(spacing)


def label(role: str = "body", *, wrap: bool = True, name: str = "") -> Label:
    """Return an empty label in a role."""
    made = Label("", role, wrap=wrap)
    if name:
        made.setObjectName(name)
    return made
