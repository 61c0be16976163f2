"""A task of the hub on its page: both sides, what can be done to each, and the ways to settle
it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from kiosk.presenters.hub_room import HubRoom, HubState
from kiosk.presenters.hub_task import HubTaskRoom
from kiosk.screens.parts import Flow, Pool, label, margins, usable
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card
from kiosk.wording.hub_tasks import (
    ACT_ON_SIDE,
    means_text,
    now_text,
    said_of,
    side_text,
    task_place,
    way_text,
)
from pos.hub.task_views import Settled, SideAct, SideView, TaskView, side_acts, ways

if TYPE_CHECKING:
    from printing.words import Words


class TaskCard(Card):
    """What two windows did at once. ``settling``: where what takes more than a touch is done."""

    def __init__(self, index: int, presenter: HubRoom, settling: HubTaskRoom) -> None:
        super().__init__(sunken=True)
        self._task: TaskView | None = None
        self._presenter = presenter
        self._settling = settling
        self._what = label("strong", name=f"hub.task.{index}")
        self._place = label("soft")
        self._means = label("soft")
        column = QVBoxLayout(self)
        margins(column, 12, 4)
        for widget in (self._what, self._place, self._means):
            column.addWidget(widget)
        self._sides = tuple(_Side(f"hub.task.{index}", number, self) for number in range(2))
        for side in self._sides:
            column.addWidget(side)
        self._row = Flow()
        self._ways: Pool[Button] = Pool(
            partial(self._make_way, index), lambda _at, button: self._row.add(button)
        )
        column.addWidget(self._row)

    def _make_way(self, task: int, index: int) -> Button:
        way = _narrow(f"hub.task.{task}.way.{index}")
        way.clicked.connect(partial(self._settle, index))
        return way

    def act(self, number: int, act: SideAct) -> None:
        """Somebody wants to do this to one side."""
        task = self._task
        if task is None:
            return
        side = task.sides[number]
        if act is SideAct.MOVE:
            self._settling.move(task, side)
        elif act is SideAct.END_COPY:
            self._settling.end(task, side)
        elif side.order_id is not None:
            giving = side.ticket_id if act is SideAct.GIVE_BACK else None
            self._presenter.look_at(side.order_id, giving)

    def _settle(self, index: int) -> None:
        task = self._task
        if task is None:
            return
        way = ways(task)[index]
        if way is Settled.KEPT:
            self._settling.keep(task)
        elif way is Settled.RENEWED:
            self._settling.renew(task)
        else:
            self._presenter.settle(task, way)

    def draw(self, task: TaskView, state: HubState, words: Words) -> None:
        """Show ``task``."""
        self._task = task
        place = task_place(task, words)
        self._what.setText(words(said_of(task)[0].text))
        self._place.setText(place)
        self._place.setVisible(bool(place))
        self._means.setText(means_text(task, words))
        for side, told in zip(self._sides, task.sides, strict=True):
            side.draw(task, told, state, words)
        every = ways(task)
        for button, way in zip(self._ways.show(len(every)), every, strict=True):
            button.setText(way_text(task, way, words))
            usable(button, yes=not state.busy)
        self._row.settle()


def _narrow(name: str) -> Button:
    button = Button("", "plain", compact=True)
    button.setObjectName(name)
    button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Minimum)
    return button


class _Side(QWidget):
    """One side in words, and what can be done to it."""

    def __init__(self, name: str, number: int, card: TaskCard) -> None:
        super().__init__()
        self._said = label("body", name=f"{name}.side.{number}")
        self._now = label("soft")
        column = QVBoxLayout(self)
        margins(column, spacing=2)
        column.addWidget(self._said)
        column.addWidget(self._now)
        self._row = Flow()
        self._acts = {act: _narrow(f"{name}.{act.value}.{number}") for act in SideAct}
        for act, button in self._acts.items():
            button.clicked.connect(partial(card.act, number, act))
            self._row.add(button)
        column.addWidget(self._row)

    def draw(self, task: TaskView, side: SideView, state: HubState, words: Words) -> None:
        """Show ``side``."""
        self._said.setText(side_text(side, words))
        now = now_text(task, side, words)
        self._now.setText(now)
        self._now.setVisible(bool(now))
        may = [act for act in side_acts(task) if side.may(act)]
        for act, button in self._acts.items():
            button.setVisible(act in may and (act is SideAct.LOOK or not task.gone))
            button.setText(words(ACT_ON_SIDE[act].text))
            usable(button, yes=not state.busy)
        self._row.settle()
