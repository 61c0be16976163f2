"""Words that appear where the work is: a short notice, and the banner for trouble that stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QRect, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.icons import icon
from kiosk.theme import TARGET_GAP, theme_of
from kiosk.weights import Weight
from kiosk.widgets.buttons import Button, IconButton
from kiosk.widgets.clamped import Clamped
from kiosk.widgets.labels import Label, Tone

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QResizeEvent, QShowEvent

    from pos.errors import PosError
    from printing.words import Words

_NOTICE_WIDE, _NOTICE_NARROW = 720, 400
_FOOT = 16
_STEP = 8
"""So many dots higher a place is looked for that covers nothing."""

TONE_ICONS = {"good": "check", "warning": "warning", "danger": "warning", "info": "info"}
_INKS = {"good": "good", "warning": "warning", "danger": "danger", "info": "on_accent_soft"}
_WORST_FIRST = ("danger", "warning", "info", "good")
_LINES, _TEXT_LINES = 3, 2
"""How tall a banner may be, and what of it says what happened where there is a remedy."""
_ROOM_FOR_NEXT = 0.22
"""How much of a banner's width the button that goes on may take to name what comes next."""


class ToneIcon(QLabel):
    """The drawing that goes with a tone, in its colour."""

    def __init__(self, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_tone(tone)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def set_tone(self, tone: str) -> None:
        """Show another tone."""
        self._tone = tone
        self._paint()

    def _paint(self) -> None:
        theme = theme_of(self)
        drawing = icon(TONE_ICONS[self._tone], theme.colour(_INKS[self._tone]), theme.px(28))
        self.setPixmap(drawing)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802 - Qt's name
        self._paint()
        super().showEvent(event)

    @override
    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.StyleChange:
            self._paint()
        super().changeEvent(event)


class Notice(Tone):
    """One sentence that goes by itself, or when it is tapped away. Trouble stays until it is."""

    closed = Signal()

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__("info", parent)
        self.setObjectName("notice")
        self._icon = ToneIcon("info")
        self._label = Label("", "strong")
        self._close = IconButton("cross", "")
        self._close.setObjectName("notice.close")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 4, 4, 4)
        row.setSpacing(12)
        row.addWidget(self._icon)
        row.addWidget(self._label, 1)
        row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.dismiss)
        self._close.clicked.connect(self.dismiss)
        self.retranslate(words)
        self.hide()

    @property
    def text(self) -> str:
        """What is shown; empty when nothing is."""
        return "" if self.isHidden() else self._label.text()

    def say(self, text: str, tone: str, seconds: int) -> None:
        """Show ``text`` for ``seconds``; 0 until it is tapped away."""
        self.set_tone(tone)
        self._icon.set_tone(tone)
        self._label.setText(text)
        self.setAccessibleName(text)
        self.show()
        self._timer.stop()
        if seconds:
            self._timer.start(seconds * 1000)

    def stand_at_foot(self, room: QRect) -> None:
        """Stand in the middle at the foot of ``room``, as tall as the words need."""
        self.setGeometry(next(self._places(room)))

    def stand_clear(self, room: QRect, touched: Sequence[QRect]) -> None:
        """The same where none of ``touched`` lies, which is what somebody may touch; else as low as
        nothing of it is covered, or as little of it as can be."""
        free = (each for each in self._places(room) if not any(map(each.intersects, touched)))
        place = next(free, None)
        self.setGeometry(place or min(self._places(room), key=partial(_covered, touched)))

    def _places(self, room: QRect) -> Iterator[QRect]:
        """Yield where it may stand, from the foot upwards: first as wide as it likes to be."""
        for most in (_NOTICE_WIDE, _NOTICE_NARROW):
            wide = min(room.width() - 2 * _FOOT, theme_of(self).px(most))
            tall = max(self.heightForWidth(wide), self.minimumSizeHint().height())
            lefts = (room.width() - wide) // 2, room.width() - wide - _FOOT, _FOOT
            lowest = room.bottom() + 1 - tall - _FOOT
            for top in range(lowest, min(room.top() + _FOOT, lowest) - 1, -_STEP):
                yield from (QRect(room.left() + left, top, wide, tall) for left in lefts)

    def pass_by(self) -> None:
        """Go, where somebody turns to something else; what waits to be tapped away stays."""
        if self._timer.isActive():
            self.dismiss()

    def dismiss(self) -> None:
        """Take the notice away."""
        self._timer.stop()
        self.hide()
        self.closed.emit()

    def retranslate(self, words: Words) -> None:
        """Name the button in another language."""
        self._close.set_name(words("Close this message"))


def _covered(touched: Sequence[QRect], place: QRect) -> int:
    """Return how much of what may be touched lies under a place, in square dots."""
    under = (place.intersected(each) for each in touched)
    return sum(each.width() * each.height() for each in under)


@dataclass(frozen=True)
class Trouble:
    """What a banner says: what happened, what to do about it, and one button that helps.

    ``name``: two or three words for it, where another trouble is shown.
    """

    text: str
    remedy: str = ""
    tone: str = "warning"
    action_label: str = ""
    callback: Callable[[], None] | None = None
    weight: Weight = Weight.STOCK
    name: str = ""

    @property
    def rank(self) -> tuple[int, int]:
        """What comes first has the smaller one; of equal weight, the worse tone."""
        return int(self.weight), _WORST_FIRST.index(self.tone)

    @property
    def whole(self) -> str:
        """Everything it says, in one paragraph."""
        return f"{self.text} {self.remedy}".strip()


class Banner(Tone):
    """The weightiest trouble there is, above the work; *Next* goes through the others. Never a
    stack, never more than three lines: tooltip and accessible name have every word.

    What a person went to stays until it is over or something weightier begins.
    """

    whole_asked = Signal(str, str)
    """Somebody touched words that are cut: all of them, and their tone."""

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__("warning", parent)
        self.setObjectName("banner")
        self._words = words
        self._troubles: dict[str, Trouble] = {}
        self._shown = ""
        self._offered = ("", "", 0)
        self._icon = ToneIcon("warning")
        self._text = Clamped("strong", _TEXT_LINES)
        self._text.setObjectName("banner.text")
        self._remedy = Clamped("body", _LINES - 1)
        self._remedy.setObjectName("banner.remedy")
        self._action = Button("", "plain", compact=True)
        self._action.setObjectName("banner.action")
        self._next = Button("", "quiet", compact=True)
        self._next.setObjectName("banner.next")
        self._lay_out()
        self._action.clicked.connect(self._act)
        self._next.clicked.connect(self._show_next)
        self.hide()

    def _lay_out(self) -> None:
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(self._text)
        said.addWidget(self._remedy)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(TARGET_GAP)
        row.addWidget(self._icon)
        row.addSpacing(4)
        row.addLayout(said, 1)
        row.addWidget(self._next)
        row.addWidget(self._action)

    @property
    def troubles(self) -> dict[str, Trouble]:
        """What is the matter now, by key."""
        return dict(self._troubles)

    @property
    def shown(self) -> str:
        """The key of what is said; empty when nothing is."""
        return self._shown

    def set_trouble(self, key: str, trouble: Trouble | None) -> None:
        """Show, replace or (None) take away the trouble ``key``."""
        before = self._troubles.get(key)
        if trouble is None:
            self._troubles.pop(key, None)
        else:
            self._troubles[key] = trouble
            if self._begins(trouble, before):
                self._shown = key
        self._show()

    def _begins(self, trouble: Trouble, before: Trouble | None) -> bool:
        """Whether it is new, or more than it was, and weightier than what is shown."""
        shown = self._troubles.get(self._shown)
        is_news = before is None or trouble.rank < before.rank or trouble.text != before.text
        return shown is None or (is_news and trouble.rank < shown.rank)

    def retranslate(self, words: Words) -> None:
        """Name the buttons in another language; the troubles are said again by their owners."""
        self._words = words
        self._show()

    def _by_weight(self) -> list[str]:
        return sorted(self._troubles, key=lambda key: self._troubles[key].rank)

    def _show(self) -> None:
        keys = self._by_weight()
        self.setVisible(bool(keys))
        if self._shown not in keys:
            self._shown = keys[0] if keys else ""
        if not keys:
            return
        trouble = self._troubles[self._shown]
        self.set_tone(trouble.tone)
        self._icon.set_tone(trouble.tone)
        self._text.setText(trouble.text)
        self._remedy.setText(trouble.remedy)
        self._remedy.setVisible(bool(trouble.remedy))
        self._action.setText(trouble.action_label)
        self._action.setVisible(trouble.callback is not None and bool(trouble.action_label))
        self._next.setVisible(len(keys) > 1)
        self.setAccessibleName(trouble.whole)
        self.setToolTip(trouble.whole)
        self._grow()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def _grow(self) -> None:
        """Take the height that the words need at this width, three lines at most: a full room
        below may not squeeze them.
        """
        layout = self.layout()
        if layout is None or self.width() <= 0 or not self._troubles:
            return
        self._offer_next()
        layout.activate()
        wide = self._text.width()
        said = min(self._text.lines_at(wide), _TEXT_LINES if self._remedy.text() else _LINES)
        self._text.set_most(said)
        self._remedy.set_most(_LINES - said)
        self.setMinimumHeight(max(layout.totalHeightForWidth(self.width()), 0))

    def _offer_next(self) -> None:
        """Name what comes next where there is room for its name."""
        keys = self._by_weight()
        at = keys.index(self._shown)
        following = self._troubles[keys[(at + 1) % len(keys)]]
        count = {"n": at + 1, "total": len(keys)}
        counted = self._words("{n} of {total}: next", **count)
        named = self._words("{n} of {total} · next: {name}", name=following.name, **count)
        offered = (counted, named, self.width())
        if offered != self._offered:
            self._offered = offered
            if not following.name or not self._has_room_for(named):
                self._next.setText(counted)

    def _has_room_for(self, text: str) -> bool:
        """Whether the button may say ``text`` and leave the trouble its room."""
        self._next.setText(text)
        return self._next.sizeHint().width() <= self.width() * _ROOM_FOR_NEXT

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        trouble = self._troubles.get(self._shown)
        cut = any("…" in part.shown for part in (self._text, self._remedy))
        if trouble is not None and cut:
            self.whole_asked.emit(trouble.whole, trouble.tone)

    def _act(self) -> None:
        trouble = self._troubles.get(self._shown)
        if trouble is not None and trouble.callback is not None:
            trouble.callback()

    def _show_next(self) -> None:
        keys = self._by_weight()
        self._shown = keys[(keys.index(self._shown) + 1) % len(keys)]
        self._show()


class ErrorStrip(Tone):
    """Why something was refused and what to do, beside the control it is about. Hidden while
    there is nothing to say."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__("danger", parent)
        self.setObjectName(name)
        self._icon = ToneIcon("danger")
        self._what = Label("", "strong")
        self._remedy = Label("")
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(self._what)
        said.addWidget(self._remedy)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 16, 8)
        row.setSpacing(12)
        row.addWidget(self._icon)
        row.addLayout(said, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What is said; empty while hidden."""
        return "" if self.isHidden() else self._what.text()

    def say_error(self, error: PosError | None, words: Words) -> None:
        """Show why something was refused, or hide."""
        self.setVisible(error is not None)
        if error is not None:
            from kiosk.messages import error_message  # not before something went wrong

            message = error_message(error, words)
            self._what.setText(message.what)
            self._remedy.setText(message.remedy)
            self.setAccessibleName(message.whole)
