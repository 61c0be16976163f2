"""The blocks of a performance: whose the free places are, and moving them to another window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.presenters.blocks import BlocksRoom, BlocksState, Holder
from kiosk.screens.blocks_map import BlocksMap, holder_name
from kiosk.screens.parts import Pool, Scrolled, Strip, in_column, label, margins, usable
from kiosk.screens.places_count import PlacesCount
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button, Choice
from kiosk.widgets.labels import Card
from kiosk.widgets.pages import Pages
from kiosk.widgets.panel import InlinePanel
from kiosk.widgets.zone_shapes import zone_shape
from pos.views.blocks import NOBODY

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _TALL, _LEGEND_WIDE = 1240, 300, 340
_SWATCH = 26


class BlocksPanel(InlinePanel):
    """Shows a ``BlocksState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: BlocksRoom) -> None:
        super().__init__()
        self.setObjectName("blocks")
        self._words = words
        self._presenter = presenter
        self._shown = False
        self._refusal = Strip("blocks.refusal")
        self._done = Strip("blocks.done", "good")
        self._map = BlocksMap(words)
        self._counted = _Counted(presenter)
        self._middle = Pages()
        self._middle.setMinimumHeight(theme_of(self).px(_TALL))
        self._legend = Scrolled()
        self._legend.setFixedWidth(theme_of(self).px(_LEGEND_WIDE))
        self._rows = Pool(
            lambda index: _HolderRow(index, presenter), in_column(self._legend.column)
        )
        self._legend.column.addStretch(1)
        self._chosen = label("strong", name="blocks.chosen")
        self._lay_out()
        self._map.seat_tapped.connect(presenter.tap)
        self._map.seat_unavailable.connect(presenter.tap)
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def _lay_out(self) -> None:
        presenter = self._presenter
        for page in (self._map, self._counted):
            self._middle.addWidget(page)
        row = QHBoxLayout()
        margins(row, spacing=12)
        row.addWidget(self._middle, 1)
        row.addWidget(self._legend)
        self.body.addWidget(self._refusal)
        self.body.addWidget(self._done)
        self.body.addLayout(row, 1)
        self.body.addWidget(self._chosen)
        self._whole_rows = Choice()
        self._whole_rows.setObjectName("blocks.rows")
        self._whole_rows.clicked.connect(lambda yes: presenter.whole_rows(yes=yes))
        self._clear = Button("", "plain")
        self._clear.setObjectName("blocks.clear")
        self._clear.clicked.connect(presenter.clear)
        self._close = Button("", "plain")
        self._close.setObjectName("blocks.close")
        self._close.clicked.connect(presenter.close)
        for button in (self._whole_rows, self._clear, self._close):
            self.add_button(button)

    def draw(self, state: BlocksState) -> None:
        """Show ``state``."""
        words = self._words
        shown = state.performance
        if shown is not None:
            when = words.day_and_time(shown.starts_at)
            self.say(
                words("Blocks of {performance}", performance=shown.production),
                words("{when} · Choose places, then who is to have them.", when=when),
            )
        self._refusal.say_error(state.refusal, words)
        self._done.say(*_done_text(state, words))
        self._middle.setCurrentWidget(self._counted if state.counted else self._map)
        if state.counted:
            self._counted.draw(state, words)
        elif state.shown:
            self._map.show_blocks(state)
        for row, holder in zip(self._rows.show(len(state.holders)), state.holders, strict=True):
            row.draw(holder, state, words)
        self._legend.settle()
        self._chosen.setText(_chosen_text(state, words))
        self._whole_rows.setChecked(state.rows)
        for button in (self._whole_rows, self._clear):
            button.setVisible(not state.counted)
        usable(self._clear, yes=bool(state.chosen) and not state.busy)
        usable(self._close, yes=not state.busy)
        before, self._shown = self._shown, state.shown
        if before != state.shown:
            self.wanted.emit(state.shown)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._map.retranslate(words)
        self._counted.retranslate(words)
        self._whole_rows.setText(words("Whole rows"))
        self._clear.setText(words("Choose none"))
        self._close.setText(words("Back"))
        self.draw(self._presenter.state)


def _chosen_text(state: BlocksState, words: Words) -> str:
    if state.counted:
        return ""
    if not state.chosen:
        return words("Touch seats on the map, or a window for all that it has.")
    many = len(state.chosen)
    return words.plural("{n} seat chosen", "{n} seats chosen", many)


def _done_text(state: BlocksState, words: Words) -> tuple[str, str, str]:
    """Return what was asked for, what stays where it is, and the tone; or what is to be thought of
    before it is asked for."""
    moved = state.moved
    if state.warned is not None:
        return (
            words("This window keeps none of its own for a performance of today."),
            words("Without the hub it could not sell any. Touch again if that is meant."),
            "warning",
        )
    if moved is None:
        return "", "", ""
    stays = ""
    if moved.stays:
        stays = words.plural(
            "{windows} cannot be heard: what it has stays with it until it is back or is "
            "written off.",
            "{windows} cannot be heard: what they have stays with them until they are back or are "
            "written off.",
            len(moved.stays),
            windows=", ".join(sorted(moved.stays)),
        )
    if not moved.many:
        return stays, words("Nothing was moved."), "warning"
    if moved.receiver.window_id == NOBODY:
        said = words.plural(
            "{n} place goes back to the hub.", "{n} places go back to the hub.", moved.many
        )
    else:
        said = words.plural(
            "{n} place goes to {window}.",
            "{n} places go to {window}.",
            moved.many,
            window=moved.receiver.name,
        )
    lasts = words("It takes a moment; what is sold or in a cart meanwhile stays.")
    if not state.reached:
        lasts = words("The hub is away. As far as is known here, it has not arrived yet.")
    tone = "good" if state.reached and not stays else "warning"
    return said, f"{lasts} {stays}".strip(), tone


class _Swatch(QWidget):
    """A window's colour and mark, as on the map; an empty ring for nobody's."""

    def __init__(self) -> None:
        super().__init__()
        self._position: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_position(self, position: int | None) -> None:
        """Show the mark at ``position``."""
        if position != self._position:
            self._position = position
            self.update()

    @override
    def sizeHint(self) -> QSize:
        side = theme_of(self).px(_SWATCH)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = theme_of(self), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height())
        centre = QPointF(self.width() / 2, self.height() / 2)
        disc = QPainterPath()
        disc.addEllipse(centre, side / 2 - 1.5, side / 2 - 1.5)
        if self._position is None:
            painter.setPen(QPen(theme.colour("seat_gone"), 2.5))
            painter.drawPath(disc)
        else:
            painter.fillPath(disc, theme.zone(self._position))
            mark = zone_shape(self._position, centre, side * 0.27)
            painter.fillPath(mark, theme.colour("on_seat"))
        painter.end()


class _HolderRow(Card):
    """Who has how much; a touch chooses all of it, the button gives what is chosen to them."""

    def __init__(self, index: int, presenter: BlocksRoom) -> None:
        super().__init__(sunken=True)
        self._presenter = presenter
        self._window_id = NOBODY
        self._swatch = _Swatch()
        self._name = Choice()
        self._name.setObjectName(f"blocks.holder.{index}")
        self._give = Button("", "plain", compact=True)
        self._give.setObjectName(f"blocks.give.{index}")
        head = QHBoxLayout()
        margins(head)
        head.addWidget(self._swatch, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self._name, 1)
        column = QVBoxLayout(self)
        margins(column, 8, 4)
        column.addLayout(head)
        column.addWidget(self._give)
        self._name.clicked.connect(lambda: presenter.choose_all_of(self._window_id))
        self._give.clicked.connect(lambda: presenter.give(self._window_id))

    def draw(self, holder: Holder, state: BlocksState, words: Words) -> None:
        """Show ``holder``."""
        self._window_id = holder.window_id
        nobody = holder.window_id == NOBODY
        self._swatch.show_position(None if nobody else holder.position)
        self._name.setText(holder_name(holder, words))
        self._name.setChecked(_is_chosen(holder, state))
        usable(self._name, yes=holder.left > 0 and not state.busy)
        self._name.set_caption(_left_text(holder, state, words))
        self._give.setText(_give_text(holder, words))
        may = state.may_give(holder)
        self._give.set_kind("primary" if may and holder.here else "plain")
        usable(self._give, yes=may)


def _is_chosen(holder: Holder, state: BlocksState) -> bool:
    """Return whether all that somebody has is chosen."""
    if state.counted:
        return holder.window_id == state.source and state.places > 0
    if state.blocks is None or not holder.left:
        return False
    theirs = (s for s, whose in state.blocks.seats.items() if whose == holder.window_id)
    return all(seat in state.chosen for seat in theirs)


def _left_text(holder: Holder, state: BlocksState, words: Words) -> str:
    if state.counted:
        left = words.plural("{n} place left", "{n} places left", holder.left)
    else:
        left = words.plural("{n} seat left", "{n} seats left", holder.left)
    if not holder.joined:
        return words("{left} · not joined", left=left)
    return words("{left} · offline", left=left) if holder.away else left


def _give_text(holder: Holder, words: Words) -> str:
    if holder.window_id == NOBODY:
        return words("Back to the hub")
    if holder.here:
        return words("Take for this window")
    return words("Give to {window}", window=holder.name)


class _Counted(PlacesCount):
    """Where there are no seats: how many places of whom."""

    def __init__(self, presenter: BlocksRoom) -> None:
        super().__init__("blocks", presenter.count)

    def draw(self, state: BlocksState, words: Words) -> None:
        """Show how many of whom."""
        source = state.holder(state.source)
        name = holder_name(source, words) if source is not None else ""
        self._what.setText(words("From: {window}", window=name))
        self._many.setText(words.number(state.places))
        for step, button in self._steps.items():
            left = source.left if source is not None else 0
            can = state.places < left if step > 0 else state.places > 0
            usable(button, yes=can and not state.busy)

    def retranslate(self, words: Words) -> None:
        """Say how it is done in another language."""
        self._how.setText(words("Touch a window to take from it, and say how many places."))
