"""Will-call printed ahead: what there is to print, how far it is, what can be done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.presenters.envelopes import Envelopes, EnvelopesState
from kiosk.screens.parts import Choices, Strip, label, margins, usable
from kiosk.viewers import open_file
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card
from kiosk.widgets.progress import ProgressLine
from pos.lifecycles import BatchState
from pos.views.will_call import BatchView, EnvelopePlan

if TYPE_CHECKING:
    from printing.words import Words


class EnvelopesCard(Card):
    """Shows an ``EnvelopesState`` under the list; away while there is nothing to say."""

    def __init__(self, words: Words, presenter: Envelopes) -> None:
        super().__init__(sunken=True)
        self._words = words
        self._presenter = presenter
        presenter.opens = open_file
        self._title = label("strong", name="envelopes.title")
        self._text = label("body", name="envelopes.text")
        self._bar = ProgressLine()
        self._owing = Choices("envelopes.owing", across=2)
        self._refusal = Strip("envelopes.refusal")
        self._start = _button("envelopes.start", "primary", "ticket_printer")
        self._stop = _button("envelopes.stop")
        self._go_on = _button("envelopes.go_on", "primary")
        self._cancel = _button("envelopes.cancel", "danger")
        self._leave = _button("envelopes.leave")
        foot = QHBoxLayout()
        margins(foot)
        foot.addStretch(1)
        for button in (self._leave, self._cancel, self._stop, self._go_on, self._start):
            foot.addWidget(button)
        column = QVBoxLayout(self)
        margins(column, 12)
        for widget in (self._title, self._text, self._bar, self._owing, self._refusal):
            column.addWidget(widget)
        column.addLayout(foot)
        self._owing.chosen.connect(lambda index: presenter.with_owing(yes=index == 1))
        self._start.clicked.connect(presenter.start)
        self._stop.clicked.connect(presenter.stop)
        self._go_on.clicked.connect(presenter.go_on)
        self._cancel.clicked.connect(presenter.cancel)
        self._leave.clicked.connect(presenter.leave)
        self.retranslate(words)
        presenter.attach(self)

    def draw(self, state: EnvelopesState) -> None:
        """Show ``state``."""
        batch, plan, done = state.batch, state.asked, state.done
        self._refusal.say_error(state.refusal, self._words)
        running = batch is not None and batch.state == BatchState.RUNNING.value
        asking = batch is None and plan is not None
        self._bar.setVisible(batch is not None)
        self._owing.setVisible(asking and plan is not None and bool(plan.owing_tickets))
        nothing = plan is None or not (plan.paid or plan.owing)
        self._start.setVisible(asking and not nothing)
        self._stop.setVisible(running and not state.held)
        self._go_on.setVisible(batch is not None and (not running or state.held))
        self._cancel.setVisible(batch is not None)
        over = done is not None or state.listed is not None or state.refusal is not None
        self._leave.setVisible(batch is None and (asking or over))
        for button in (self._start, self._cancel):
            usable(button, yes=not state.busy)
        if batch is not None:
            self._say_batch(batch, state)
        elif plan is not None:
            self._say_plan(plan, state)
        elif done is not None:
            self._say_done(done, state)
        elif state.listed is not None:
            self._say_listed(state)
        else:
            self._title.setText("")
            self._text.setText("")
        self.setVisible(batch is not None or asking or over)

    def _say_batch(self, batch: BatchView, state: EnvelopesState) -> None:
        words = self._words
        when = words.time(batch.starts_at)
        stopped = batch.state == BatchState.STOPPED.value
        title = words("Printing will call: {show}, {when}", show=batch.performance, when=when)
        if stopped:
            title = words("Stopped: {show}, {when}", show=batch.performance, when=when)
        self._title.setText(title)
        every = batch.envelopes + len(batch.to_come)
        parts = [words("Envelope {n} of {of}", n=batch.envelopes, of=every), batch.last_name]
        parts.append(words.plural("{n} paper out", "{n} papers out", batch.done))
        if batch.waiting:
            parts.append(words.plural("{n} waits", "{n} wait", batch.waiting))
        if batch.doubt:
            parts.append(
                words.plural(
                    "{n} wants your word: look at the printer",
                    "{n} want your word: look at the printer",
                    batch.doubt,
                )
            )
        parts += self._passed(state)
        self._text.setText(" · ".join(part for part in parts if part))
        self._bar.show_part(batch.envelopes, every)
        self._bar.setAccessibleName(words("Envelopes printed"))

    def _passed(self, state: EnvelopesState) -> list[str]:
        if not state.passed:
            return []
        return [
            self._words.plural(
                "{n} is in hand at another window", "{n} are in hand at another window",
                len(state.passed),
            )
        ]  # fmt: skip

    def _say_plan(self, plan: EnvelopePlan, state: EnvelopesState) -> None:
        words, show = self._words, state.performance
        if show is not None:
            when = words.time(show.starts_at)
            self._title.setText(
                words("Print will call: {show}, {when}", show=show.production, when=when)
            )
        parts = [
            words.plural("{n} envelope", "{n} envelopes", plan.paid),
            words.plural("{n} ticket", "{n} tickets", plan.tickets),
        ]
        if plan.owing:
            parts.append(words.plural("{n} order owes", "{n} orders owe", plan.owing))
        if plan.filed:
            parts.append(
                words.plural("{n} in the box already", "{n} in the box already", plan.filed)
            )
        if not plan.paid and not plan.owing:
            parts = [words("Everything that waits is printed already.")]
        self._text.setText(" · ".join(parts))
        self._owing.offer(
            (words("Who owes: a slip only"), words("Who owes: tickets too")), int(state.owing_too)
        )

    def _say_done(self, done: BatchView, state: EnvelopesState) -> None:
        words = self._words
        cancelled = done.state == BatchState.CANCELLED.value
        title = words("Will call is printed: {show}", show=done.performance)
        if cancelled:
            title = words("Will call was stopped for good: {show}", show=done.performance)
        self._title.setText(title)
        parts = [
            words.plural("{n} envelope", "{n} envelopes", done.envelopes),
            words.plural("{n} paper", "{n} papers", done.papers),
            *self._passed(state),
        ]
        if cancelled and done.waiting:
            parts.append(words("What is at the printer still comes out."))
        self._text.setText(" · ".join(parts))

    def _say_listed(self, state: EnvelopesState) -> None:
        words = self._words
        self._title.setText(words("The will-call list is made."))
        place = str(state.listed)
        no_program = words("No program here shows PDFs: {place}", place=place)
        self._text.setText(no_program if state.shown_no_program else place)

    def retranslate(self, words: Words) -> None:
        """Say the same in another language."""
        self._words = words
        self._owing.setAccessibleName(words("Orders that owe"))
        self._start.setText(words("Print"))
        self._stop.setText(words("Stop"))
        self._go_on.setText(words("Go on"))
        self._cancel.setText(words("Cancel the rest"))
        self._leave.setText(words("Close"))
        self.draw(self._presenter.state)


def _button(name: str, kind: str = "plain", icon: str = "") -> Button:
    button = Button("", kind, icon, compact=True)
    button.setObjectName(name)
    return button
