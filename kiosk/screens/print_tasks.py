"""The panel behind the printer's banner: what only a person can say, and what still waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.messages import state_text
from kiosk.presenters.print_tasks import PrintTasks, PrintTasksState
from kiosk.screens.parts import Pool, Scrolled, Strip, in_column, label, margins, usable
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card
from kiosk.widgets.panel import InlinePanel
from pos.lifecycles import PrintState
from pos.views.paying import PaymentView
from pos.views.selling import PrintTaskView

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _LIST_TALL = 860, 360


class PrintTasksPanel(InlinePanel):
    """Shows a ``PrintTasksState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: PrintTasks) -> None:
        super().__init__()
        self.setObjectName("print_tasks")
        self._words = words
        self._presenter = presenter
        self._shown = False
        self._refusal = Strip("print_tasks.refusal")
        self._clear = Strip("print_tasks.clear", "good")
        self._list = Scrolled()
        self._doubts = Pool(self._make_doubt, self._place_doubt)
        self._waiting_name, self._refunds_name = label("section"), label("section")
        self._list.setMinimumHeight(theme_of(self).px(_LIST_TALL))
        self._list.column.addWidget(self._waiting_name)
        waiting = QVBoxLayout()
        margins(waiting)
        self._list.column.addLayout(waiting)
        self._list.column.addWidget(self._refunds_name)
        refunds = QVBoxLayout()
        margins(refunds)
        self._list.column.addLayout(refunds)
        self._list.column.addStretch(1)
        self._waiting = Pool(self._make_waiting, in_column(waiting))
        self._refunds = Pool(lambda index: _RefundRow(index, presenter), in_column(refunds))
        self.body.addWidget(self._refusal)
        self.body.addWidget(self._clear)
        self.body.addWidget(self._list, 1)
        self._close = Button("", "plain")
        self._close.setObjectName("print_tasks.close")
        self.add_button(self._close)
        self._close.clicked.connect(presenter.close)
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def _make_doubt(self, index: int) -> _DoubtRow:
        return _DoubtRow(index, self._presenter)

    def _place_doubt(self, index: int, widget: QWidget) -> None:
        self._list.column.insertWidget(index, widget)

    def _make_waiting(self, index: int) -> _WaitingRow:
        return _WaitingRow(index, self._presenter)

    def draw(self, state: PrintTasksState) -> None:
        """Show ``state``."""
        words = self._words
        self._refusal.say_error(state.refusal, words)
        nothing = not (state.in_doubt or state.printing or state.waiting or state.refunds)
        self._clear.say(words("Every paper came out.") if nothing else "", tone="good")
        doubts = self._doubts.show(len(state.in_doubt))
        for row, task in zip(doubts, state.in_doubt, strict=True):
            row.draw(task, words, busy=state.busy)
        self._waiting_name.setVisible(bool(state.waiting))
        waiting = self._waiting.show(len(state.waiting))
        for line, task in zip(waiting, state.waiting, strict=True):
            line.draw(task, words, busy=state.busy)
        self._refunds_name.setVisible(bool(state.refunds))
        refunds = self._refunds.show(len(state.refunds))
        for refund, view in zip(refunds, state.refunds, strict=True):
            refund.draw(view, words, busy=state.busy or state.sending)
        self._list.settle()
        before, self._shown = self._shown, state.shown
        if before != state.shown:
            self.wanted.emit(state.shown)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self.say(
            words("Did it come out?"),
            words(
                "The printer did not say. Look at the paper; any answer but yes makes its barcode "
                "worthless."
            ),
        )
        self._waiting_name.setText(words("Waiting to print"))
        self._refunds_name.setText(words("Refunds that the terminal was not asked for"))
        self._close.setText(words("Back"))
        self.draw(self._presenter.state)


class _DoubtRow(Card):
    """One question with its two answers."""

    def __init__(self, index: int, presenter: PrintTasks) -> None:
        super().__init__(sunken=True)
        self._presenter = presenter
        self._task: PrintTaskView | None = None
        self._spoiled = self._none = ""
        self._asks = label("strong")
        self._order = label("soft")
        self._yes = Button("", "primary", "check")
        self._yes.setObjectName(f"print_tasks.yes.{index}")
        self._no = Button("", "danger", "cross")
        self._no.setObjectName(f"print_tasks.no.{index}")
        self._nothing = Button("", "plain")
        self._nothing.setObjectName(f"print_tasks.nothing.{index}")
        said = QVBoxLayout()
        margins(said, spacing=0)
        said.addWidget(self._asks)
        said.addWidget(self._order)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(8)
        row.addLayout(said, 1)
        row.addWidget(self._nothing)
        row.addWidget(self._no)
        row.addWidget(self._yes)
        self._yes.clicked.connect(lambda: self._say(came_out=True))
        self._no.clicked.connect(lambda: self._say(came_out=False))
        self._nothing.clicked.connect(lambda: self._say(came_out=False, wasted=False))

    def _say(self, *, came_out: bool, wasted: bool = True) -> None:
        if self._task is not None:
            reason = "" if came_out else self._spoiled if wasted else self._none
            self._presenter.decide(
                self._task.job_id, came_out=came_out, reason=reason, wasted=wasted
            )

    def draw(self, task: PrintTaskView, words: Words, *, busy: bool) -> None:
        """Ask about ``task``."""
        self._task = task
        self._spoiled, self._none = words("Spoiled"), words("Nothing came out")
        self._asks.setText(_asks(task, words))
        number = task.order_number
        self._order.setText(words("Order {number}", number=number) if number else "")
        self._yes.setText(words("Yes"))
        self._no.setText(words("Spoiled"))
        self._nothing.setText(words("Nothing came out"))
        self._yes.setAccessibleName(words("Yes: {what} is good", what=task.what))
        self._no.setAccessibleName(words("Spoiled: print {what} again", what=task.what))
        self._nothing.setAccessibleName(
            words("Nothing came out: print {what} again", what=task.what)
        )
        for button in (self._yes, self._no, self._nothing):
            usable(button, yes=not busy)


class _WaitingRow(QWidget):
    """A paper that prints when the printer is well again, or is not wanted any more."""

    def __init__(self, index: int, presenter: PrintTasks) -> None:
        super().__init__()
        self._task: PrintTaskView | None = None
        self._why = ""
        self._what = label("body")
        self._cancel = Button("", "quiet", "trash", compact=True)
        self._cancel.setObjectName(f"print_tasks.cancel.{index}")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(self._what, 1)
        row.addWidget(self._cancel)
        self._cancel.clicked.connect(lambda: self._drop(presenter))

    def _drop(self, presenter: PrintTasks) -> None:
        if self._task is not None:
            presenter.cancel(self._task.job_id, self._why)

    def draw(self, task: PrintTaskView, words: Words, *, busy: bool) -> None:
        """Show ``task``."""
        self._task = task
        self._why = words("Not wanted any more")
        number = task.order_number
        order = words("Order {number}", number=number) if number else ""
        state = state_text(PrintState(task.state), words)
        parts = (task.what or _paper_name(task.kind, words), order, state)
        self._what.setText(" · ".join(part for part in parts if part))
        self._cancel.setText(words("Do not print"))
        self._cancel.setAccessibleName(words("Do not print {what}", what=task.what))
        usable(self._cancel, yes=not busy)


class _RefundRow(QWidget):
    """A refund whose paper waits because the terminal was never asked for it."""

    def __init__(self, index: int, presenter: PrintTasks) -> None:
        super().__init__()
        self._id = ""
        self._what = label("body", name=f"print_tasks.refund.{index}")
        self._send = Button("", "primary", "payment_terminal", compact=True)
        self._send.setObjectName(f"print_tasks.send.{index}")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 8, 0)
        row.setSpacing(8)
        row.addWidget(self._what, 1)
        row.addWidget(self._send)
        self._send.clicked.connect(lambda: presenter.send(self._id))

    def draw(self, view: PaymentView, words: Words, *, busy: bool) -> None:
        """Show ``view``."""
        self._id = view.payment_id
        number = view.order_number
        order = words("Order {number}", number=number) if number else ""
        parts = (words.money(view.amount), order, view.name)
        self._what.setText(" · ".join(part for part in parts if part))
        self._send.setText(words("Send it to the terminal"))
        usable(self._send, yes=not busy)


def _asks(task: PrintTaskView, words: Words) -> str:
    """Return the question about a paper in doubt."""
    match task.kind:
        case "ticket" | "paper_ticket":
            return words("Is ticket {what} in your hand and good?", what=task.what)
        case "receipt":
            return words("Is receipt {what} in your hand and good?", what=task.what)
    return words("Is this paper in your hand and good: {what}?", what=_paper_name(task.kind, words))


def _paper_name(kind: str, words: Words) -> str:
    names = {
        "slip": words("Card slip"),
        "refund": words("Refund receipt"),
        "exchange": words("Exchange receipt"),
        "certificate": words("Gift certificate"),
        "member_card": words("Member card"),
        "paper_ticket": words("Emergency ticket"),
        "endorsement": words("Endorsement of a check"),
        "voucher": words("Cash voucher"),
        "envelope": words("Will-call slip"),
    }
    return names.get(kind, words("Receipt"))
