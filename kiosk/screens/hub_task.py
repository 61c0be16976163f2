"""Settling a task of the hub: another seat for one party, new papers for an order, or the reason
why nothing has to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.presenters.hub_task import Doing, HubTaskRoom, HubTaskState
from kiosk.screens.parts import Choices, Strip, label, usable
from kiosk.screens.reason import Reason
from kiosk.widgets.buttons import Button, Choice
from kiosk.widgets.panel import InlinePanel
from kiosk.wording.hub_tasks import (
    END_WHY,
    KEPT_WHY,
    MOVE_WHY,
    RENEW_WHY,
    doing_text,
    said_of,
    side_text,
    task_place,
)
from kiosk.wording.say import Say

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _ACROSS = 760, 3


class HubTaskPanel(InlinePanel):
    """Shows a ``HubTaskState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: HubTaskRoom) -> None:
        super().__init__()
        self.setObjectName("hub_task")
        self._words = words
        self._presenter = presenter
        self._about: tuple[str, Doing] | None = None
        self._refusal = Strip("hub_task.refusal")
        self._says = Strip("hub_task.says", "info")
        self._side = label("body")
        self._seats_title = label("section")
        self._seats = Choices("hub_task.seats", across=_ACROSS)
        self._needed = Choice(icon="wheelchair")
        self._needed.setObjectName("hub_task.needed")
        self._needed.clicked.connect(lambda yes: presenter.need(needed=yes))
        self._reason = Reason("hub_task")
        for widget in (
            self._refusal,
            self._says,
            self._side,
            self._seats_title,
            self._seats,
            self._needed,
            self._reason,
        ):
            self.body.addWidget(widget)
        self._back = Button("", "plain")
        self._back.setObjectName("hub_task.back")
        self._back.clicked.connect(presenter.leave)
        self._go = Button("", "primary")
        self._go.setObjectName("hub_task.go")
        self._go.clicked.connect(lambda: presenter.do(self._reason.text()))
        self.add_button(self._back)
        self.add_button(self._go)
        self._seats.chosen.connect(self._choose)
        self.closed.connect(presenter.leave)
        self.retranslate(words)
        presenter.attach(self)

    def _choose(self, index: int) -> None:
        choices = self._presenter.state.choices or ()
        if index < len(choices):
            self._presenter.choose(choices[index].seat_id)

    def draw(self, state: HubTaskState) -> None:
        """Show ``state``."""
        words, task = self._words, state.task
        about = (task.task_id, state.doing) if task is not None else None
        if about != self._about:
            self._about = about
            self._offer_reasons(state)
            self.wanted.emit(state.shown)
        if task is None:
            return
        self.say(words(said_of(task)[0].text), task_place(task, words))
        self._refusal.say_error(state.refusal, words)
        self._says.say(*doing_text(state, words))
        one = state.side if state.doing in _OF_ONE_SIDE else None
        sides = (one,) if one is not None else task.sides
        self._side.setText("\n".join(side_text(side, words) for side in sides))
        self._draw_seats(state)
        self._reason.show_missing(state.refusal)
        self._go.setText(words(_GO[state.doing].text))
        usable(self._go, yes=state.can)
        usable(self._back, yes=not state.busy)

    def _draw_seats(self, state: HubTaskState) -> None:
        words, choices = self._words, state.choices or ()
        moving = state.doing is Doing.MOVE
        self._seats_title.setVisible(moving)
        self._seats.setVisible(moving)
        self._needed.setVisible(moving)
        self._needed.setChecked(state.needed)
        usable(self._needed, yes=not state.busy)
        self._seats_title.setText(
            words("The best seats that are free, of its price zone or better")
            if choices
            else words("Looking for free seats…")
            if state.refusal is None
            else ""
        )
        chosen = next((n for n, one in enumerate(choices) if one.seat_id == state.chosen), None)
        names = tuple(f"hub_task.seat.{number}" for number in range(len(choices)))
        self._seats.offer([f"{one.label} · {one.zone}" for one in choices], chosen, names)

    def _offer_reasons(self, state: HubTaskState) -> None:
        words = self._words
        usual: tuple[Say, ...] = ()
        if state.doing is Doing.MOVE:
            usual = MOVE_WHY
        elif state.doing is Doing.RENEW:
            usual = RENEW_WHY
        elif state.doing is Doing.END:
            usual = END_WHY
        elif state.task is not None:
            usual = KEPT_WHY.get(state.task.kind, ())
        self._reason.clear()
        self._reason.retranslate(
            [words(one.text) for one in usual], words("Usual reasons"), words("Reason")
        )

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._back.setText(words("Back"))
        self._needed.setText(words("Somebody needs an accessible place"))
        self._offer_reasons(self._presenter.state)
        self.draw(self._presenter.state)


_OF_ONE_SIDE = frozenset({Doing.MOVE, Doing.END})
_GO = {
    Doing.MOVE: Say("Move and print"),
    Doing.RENEW: Say("Make void and print"),
    Doing.END: Say("Make void"),
    Doing.KEEP: Say("Nothing to do"),
}
