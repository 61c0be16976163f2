"""The hub page: how this window stands, what two windows did at once, and the venue's windows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.presenters.hub_room import HubRoom, HubState
from kiosk.presenters.hub_task import HubTaskRoom
from kiosk.screens.block_line import BlockLine
from kiosk.screens.hub_tasks import TaskCard
from kiosk.screens.parts import Pool, Scrolled, Strip, in_column, label, margins, usable
from kiosk.screens.reason import Reason
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button, Choice
from kiosk.widgets.labels import Card
from kiosk.widgets.panel import InlinePanel
from kiosk.wording.hub_page import (
    ACT_WORDS,
    block_left,
    list_text,
    missing_text,
    risk_text,
    standing_text,
    then_text,
    window_text,
)
from kiosk.wording.hub_tasks import settled_text
from pos.hub.talk import WindowThere
from pos.hub.task_views import VenueAct

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _LIST_TALL, _ONE_TALL, _STRIP_TALL = 1240, 390, 130, 64


class HubPanel(InlinePanel):
    """Shows a ``HubState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: HubRoom, settling: HubTaskRoom) -> None:
        super().__init__()
        self.setObjectName("hub")
        self._words = words
        self._presenter = presenter
        self._shown = False
        self._about: tuple[str, VenueAct | None] = ("", None)
        self._how = Strip("hub.how", "info")
        self._block = BlockLine("hub")
        self._refusal = Strip("hub.refusal")
        self._done = Strip("hub.done", "good")
        self._lists = tuple(Scrolled() for _ in range(2))
        self._tasks_title = label("section")
        self._windows_title = label("section")
        self._then = label("soft", name="hub.then")
        tasks, windows = QVBoxLayout(), QVBoxLayout()
        margins(tasks)
        margins(windows)
        self._tasks = Pool(lambda index: TaskCard(index, presenter, settling), in_column(tasks))
        self._windows = Pool(lambda index: _WindowRow(index, presenter), in_column(windows))
        both = QHBoxLayout()
        margins(both, spacing=16)
        titles = (self._windows_title, self._tasks_title)
        for listed, title, rows in zip(self._lists, titles, (windows, tasks), strict=True):
            listed.column.addWidget(title)
            if title is self._windows_title:
                listed.column.addWidget(self._then)
            listed.column.addLayout(rows)
            listed.column.addStretch(1)
            both.addWidget(listed, 3 if title is self._tasks_title else 2)
        self._risk = Strip("hub.risk", "warning")
        self._reason = Reason("hub")
        for strip in (self._how, self._block, self._refusal, self._done):
            self.body.addWidget(strip)
        self.body.addLayout(both, 1)
        self.body.addWidget(self._risk)
        self.body.addWidget(self._reason)
        self._make_buttons()
        self.retranslate(words)
        presenter.attach(self)

    def _make_buttons(self) -> None:
        presenter = self._presenter
        self._close = Button("", "plain")
        self._close.setObjectName("hub.close")
        self._close.clicked.connect(self._back)
        self.closed.connect(self._back)
        self.add_button(self._close)
        self._blocks = Button("", "plain")
        self._blocks.setObjectName("hub.blocks")
        self._blocks.clicked.connect(presenter.move_blocks)
        self.add_button(self._blocks)
        self._acts = {act: Button("", kind) for act, kind in _ACTS.items()}
        for act, button in self._acts.items():
            button.setObjectName(f"hub.{act.value}")
            button.clicked.connect(partial(self._begin, act))
            self.add_button(button)
        self._go = Button("", "danger", "warning")
        self._go.setObjectName("hub.go")
        self._go.clicked.connect(lambda: presenter.do(self._reason.text()))
        self.add_button(self._go)

    def _begin(self, act: VenueAct) -> None:
        self._presenter.begin(act)

    def _back(self) -> None:
        """One step: from an act that was begun to the page, from the page to the room."""
        if self._presenter.state.asked is not None:
            self._presenter.leave()
        else:
            self._presenter.close()

    def draw(self, state: HubState) -> None:
        """Show ``state``."""
        words = self._words
        what, remedy, tone = standing_text(state, words)
        self._how.say(what, remedy, tone)
        block = block_left(state)
        self._block.of_selling(state, block, words)
        self._refusal.say_error(state.refusal, words)
        self._done.say(_done_text(state, words))
        self._draw_lists(state, words)
        self._draw_act(state, words)
        usable(self._close, yes=not state.busy)
        before, self._shown = self._shown, state.shown
        if before != state.shown:
            self.wanted.emit(state.shown)

    def _draw_lists(self, state: HubState, words: Words) -> None:
        asking = state.asked is not None
        shown = () if asking else state.tasks
        self._lists[1].setVisible(bool(shown))
        for card, task in zip(self._tasks.show(len(shown)), shown, strict=True):
            card.draw(task, state, words)
        rows = tuple(one for one in state.windows if not asking or one.window_id == state.chosen)
        self._windows_title.setText(list_text(state, words))
        then = then_text(state, words)
        self._then.setText(then)
        self._then.setVisible(bool(then))
        for row, window in zip(self._windows.show(len(rows)), rows, strict=True):
            row.draw(window, state, words)
        strips = sum(bool(strip.text) for strip in (self._refusal, self._done))
        strips += block_left(state) is not None
        tall = _ONE_TALL if asking else _LIST_TALL - strips * _STRIP_TALL
        for listed in self._lists:
            listed.setMinimumHeight(theme_of(self).px(tall))
            listed.settle()

    def _draw_act(self, state: HubState, words: Words) -> None:
        act = state.asked
        for each, button in self._acts.items():
            button.setVisible(act is None and self._presenter.may(each))
            button.setText(_does(each, state, words))
            usable(button, yes=not state.busy)
        self._blocks.setVisible(act is None and state.selling is not None)
        usable(self._blocks, yes=not state.busy)
        self._go.setVisible(act is not None)
        usable(self._go, yes=not state.busy)
        self._reason.setVisible(act in _WITH_REASON)
        self._reason.show_missing(state.refusal)
        if act is None:
            self._risk.say("")
        else:
            name = _name(act, state)
            lacks = missing_text(state, words) if act is VenueAct.PASS_OVER else ""
            means = risk_text(act, state, words)
            self._risk.say(_asks(act, name, words), f"{lacks} {means}".strip())
            self._go.setText(_does(act, state, words))
            self._go.set_kind("danger" if act is VenueAct.WRITE_OFF else "primary")
        if (state.chosen, act) != self._about:
            self._about = (state.chosen, act)
            self._reason.clear()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self.say(words("Hub"), words("Where the windows of this venue meet."))
        self._tasks_title.setText(words("To settle"))
        usual = (words("It is broken and will not come back"), words("It was stolen or lost"))
        self._reason.retranslate(usual, words("Usual reasons"), words("Reason"))
        self._close.setText(words("Back"))
        self._blocks.setText(words("Blocks on the map"))
        self.draw(self._presenter.state)


_ACTS = {
    VenueAct.PASS_OVER: "quiet",
    VenueAct.TAKE_BACK: "plain",
    VenueAct.WRITE_OFF: "danger",
}
_WITH_REASON = frozenset({VenueAct.WRITE_OFF, VenueAct.PASS_OVER})


def _does(act: VenueAct, state: HubState, words: Words) -> str:
    return ACT_WORDS[act].to(words, {"window": _name(act, state) or words("the hub")})


def _name(act: VenueAct, state: HubState) -> str:
    """Return whom it is done to; empty for the hub."""
    return state.name_of(state.without if act is VenueAct.PASS_OVER else state.chosen)


def _asks(act: VenueAct, name: str, words: Words) -> str:
    if act is VenueAct.WRITE_OFF:
        return words("Write {window} off?", window=name)
    if act is VenueAct.TAKE_BACK:
        return words("Take {window} back?", window=name)
    if not name:
        return words("Close the day without the hub?")
    return words("Close the day without {window}?", window=name)


def _done_text(state: HubState, words: Words) -> str:
    moved = state.moved
    if moved is not None:
        return words(
            "{order} sits in {seat} now. The new ticket prints; the old one is void.",
            order=moved.order_number,
            seat=moved.now,
        )
    if state.done is None:
        return ""
    act, name = state.done
    if act is VenueAct.WRITE_OFF:
        return words("{window} is written off. Its seats are free.", window=name)
    if act is VenueAct.TAKE_BACK:
        return words("{window} may go on.", window=name)
    if act is VenueAct.PASS_OVER:
        return words("The day waits no longer.")
    return settled_text(*state.settled, words) if state.settled is not None else ""


class _WindowRow(Card):
    """One window of the venue."""

    def __init__(self, index: int, presenter: HubRoom) -> None:
        super().__init__(sunken=True)
        self._window_id = ""
        self._presenter = presenter
        self._name = Choice()
        self._name.setObjectName(f"hub.window.{index}")
        self._more = label("soft", name=f"hub.window.more.{index}")
        column = QVBoxLayout(self)
        margins(column, 8, 2)
        column.addWidget(self._name)
        column.addWidget(self._more)
        self._name.clicked.connect(self._touched)

    def _touched(self) -> None:
        self._name.setChecked(True)  # a second touch takes nothing back
        self._presenter.choose(self._window_id)

    def draw(self, window: WindowThere, state: HubState, words: Words) -> None:
        """Show ``window``."""
        self._window_id = window.window_id
        here = window.window_id == state.here
        name = words("{window} (here)", window=window.name) if here else window.name
        self._name.setText(name)
        self._name.setChecked(window.window_id == state.chosen)
        self._more.setText(window_text(window, state, words))
