"""The panel about the card terminal: register it, look it over, and card sales without the bank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.card_desk import CardWay
from kiosk.presenters.terminal_room import TerminalRoom, TerminalState
from kiosk.screens.parts import Scrolled, Strip, free_text, label, margins, usable
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button, Choice
from kiosk.widgets.labels import Rule
from kiosk.widgets.panel import InlinePanel
from pos.errors import PosError
from pos.views.paying import OfflineView, TerminalView

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _LIST_TALL = 820, 430


class TerminalPanel(InlinePanel):
    """Shows a ``TerminalState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: TerminalRoom) -> None:
        super().__init__()
        self.setObjectName("terminals")
        self._words = words
        self._presenter = presenter
        self._shown = False
        self._refusal = Strip("terminals.refusal")
        self._how = Strip("terminals.how", "info")
        self._register = _RegisterForm(presenter)
        self._inspect = _InspectForm(presenter)
        self._offline = _OfflineForm(presenter)
        inside = Scrolled()
        inside.setMinimumHeight(theme_of(self).px(_LIST_TALL))
        for widget in (self._how, self._inspect, self._register, self._offline):
            inside.column.addWidget(widget)
        inside.column.addStretch(1)
        self._inside = inside
        self.body.addWidget(self._refusal)
        self.body.addWidget(inside, 1)
        self._close = Button("", "plain")
        self._close.setObjectName("terminals.close")
        self.add_button(self._close)
        self._close.clicked.connect(presenter.close)
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def draw(self, state: TerminalState) -> None:
        """Show ``state``."""
        words = self._words
        self._refusal.say_error(state.refusal, words)
        self._how.say(*_how(state, words))
        some = state.way is not CardWay.NONE and state.read
        self._register.setVisible(some and state.known is None)
        self._inspect.setVisible(some and state.known is not None)
        self._offline.setVisible(some and state.offline is not None and state.offline.allowed)
        self._register.draw(state)
        self._inspect.show_missing(state.refusal)
        self._offline.show_missing(state.refusal)
        if state.offline is not None:
            self._offline.draw(state.offline, words)
        for form in (self._register, self._inspect, self._offline):
            usable(form, yes=not state.busy)
        self._inside.settle()
        before, self._shown = self._shown, state.shown
        if state.shown and not before:
            for form in (self._register, self._inspect, self._offline):
                form.clear()
        if before != state.shown:
            self.wanted.emit(state.shown)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self.say(
            words("Card terminal"),
            words("Look at it before the first card: a swapped or opened terminal steals cards."),
        )
        self._close.setText(words("Back"))
        for form in (self._register, self._inspect, self._offline):
            form.retranslate(words)
        self.draw(self._presenter.state)


class _RegisterForm(QWidget):
    """Puts the terminal that answers into the register."""

    def __init__(self, presenter: TerminalRoom) -> None:
        super().__init__()
        self._presenter = presenter
        self._title = label("section")
        self._serial = free_text("terminals.serial")
        self._model = free_text("terminals.model")
        self._place = free_text("terminals.place")
        self._done = Button("", "primary", "check")
        self._done.setObjectName("terminals.register")
        column = QVBoxLayout(self)
        margins(column)
        for widget in (self._title, self._model, self._serial, self._place, self._done):
            column.addWidget(widget)
        self._done.clicked.connect(
            lambda: presenter.register(self._serial.text(), self._model.text(), self._place.text())
        )

    def clear(self) -> None:
        """Forget what was typed."""
        for field in (self._serial, self._model, self._place):
            field.setText("")

    def draw(self, state: TerminalState) -> None:
        """Ask for what the terminal does not tell."""
        self._serial.setVisible(not state.serial)
        self._model.setVisible(not state.serial)
        self._serial.show_missing(state.refusal, "serial")

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._title.setText(words("Put it into the register"))
        self._serial.set_name(words("Serial number from its sticker"))
        self._model.set_name(words("Make and model"))
        self._place.set_name(words("Where it stands, e.g. Window 1"))
        self._done.setText(words("I looked at it: register this terminal"))


class _InspectForm(QWidget):
    """The checklist of somebody who looks at a terminal."""

    def __init__(self, presenter: TerminalRoom) -> None:
        super().__init__()
        self._title = label("section")
        names = ("seal", "cable", "slot", "serial")
        self._checks = tuple(Choice() for _ in names)
        for check, name in zip(self._checks, names, strict=True):
            check.setObjectName(f"terminals.check.{name}")
            check.toggled.connect(lambda _on: self._look())
        self._note = free_text("terminals.note")
        self._good = Button("", "primary", "check")
        self._good.setObjectName("terminals.good")
        self._bad = Button("", "danger", "warning")
        self._bad.setObjectName("terminals.bad")
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._title)
        for start in (0, 2):
            row = QHBoxLayout()
            margins(row)
            for check in self._checks[start : start + 2]:
                row.addWidget(check, 1)
            column.addLayout(row)
        column.addWidget(self._note)
        buttons = QHBoxLayout()
        margins(buttons)
        buttons.addWidget(self._bad, 1)
        buttons.addWidget(self._good, 1)
        column.addLayout(buttons)
        self._good.clicked.connect(lambda: self._say(presenter, good=True))
        self._bad.clicked.connect(lambda: self._say(presenter, good=False))
        self._look()

    def _say(self, presenter: TerminalRoom, *, good: bool) -> None:
        presenter.inspect(good=good, note=self._note.text())
        if good:
            self.clear()

    def show_missing(self, error: PosError | None) -> None:
        """Mark the note that was left empty."""
        self._note.show_missing(error, "note")

    def _look(self) -> None:
        self._good.setEnabled(all(check.isChecked() for check in self._checks))

    def clear(self) -> None:
        """Begin the checklist again."""
        for check in self._checks:
            check.setChecked(False)
        self._note.setText("")

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._title.setText(words("Look it over"))
        texts = (
            words("Seal is whole"),
            words("Cable is its own"),
            words("Nothing over slot and keys"),
            words("Serial as above"),
        )
        for check, text in zip(self._checks, texts, strict=True):
            check.setText(text)
        self._note.set_name(words("What is wrong, or a note"))
        self._good.setText(words("All is well"))
        self._bad.setText(words("Something is wrong"))


class _OfflineForm(QWidget):
    """Card sales without asking the bank, on a supervisor's word."""

    def __init__(self, presenter: TerminalRoom) -> None:
        super().__init__()
        self._on = False
        self._title = label("section")
        self._says = label("body", name="terminals.offline_says")
        self._reason = free_text("terminals.offline_reason")
        self._switch = Button("", "plain", "offline")
        self._switch.setObjectName("terminals.offline")
        self._stored = Button("", "plain", "card", compact=True)
        self._stored.setObjectName("terminals.stored")
        self._stored.clicked.connect(presenter.stored_cards)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(Rule())
        for widget in (self._title, self._says, self._stored, self._reason, self._switch):
            column.addWidget(widget)
        self._switch.clicked.connect(
            lambda: presenter.switch_offline(on=not self._on, reason=self._reason.text())
        )

    def clear(self) -> None:
        """Forget what was typed."""
        self._reason.setText("")

    def show_missing(self, error: PosError | None) -> None:
        """Mark the reason that was left empty."""
        self._reason.show_missing(error)

    def draw(self, offline: OfflineView, words: Words) -> None:
        """Say the caps, and what terminals hold."""
        self._on = offline.on
        caps = words(
            "At most {sale} a sale and {terminal} in one terminal.",
            sale=offline.per_sale,
            terminal=offline.per_terminal,
        )
        parts = [caps]
        if offline.stored:
            held = words.plural(
                "The terminal holds {n} sale of {sum}.",
                "The terminal holds {n} sales of {sum}.",
                offline.stored,
                sum=offline.stored_total,
            )
            parts.append(held)
        if offline.forward_by is not None:
            when = words.day_and_time(offline.forward_by)
            parts.append(words("It must reach the bank by {when}.", when=when))
        self._says.setText(" ".join(parts))
        self._stored.setVisible(bool(offline.stored))
        self._switch.setText(
            words("Ask the bank again from now on")
            if offline.on
            else words("Take cards without asking the bank")
        )

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._title.setText(words("When the bank cannot be reached"))
        self._reason.set_name(words("Reason"))
        self._stored.setText(words("Look at each of them"))


def _how(state: TerminalState, words: Words) -> tuple[str, str, str]:
    """Return how the terminal stands, what to do, and in what tone."""
    if state.way is CardWay.NONE:
        return words("This window has no card terminal."), "", "info"
    if not state.read:
        return words("One moment…"), "", "info"
    called = " ".join(part for part in (state.model, state.serial) if part)
    if state.known is None:
        told = called or words("A terminal that is not connected")
        return (
            words("{terminal} is not in the register.", terminal=told),
            words("No card is taken on it before a supervisor has registered it."),
            "warning",
        )
    return _looked_at(state.known, words)


def _looked_at(known: TerminalView, words: Words) -> tuple[str, str, str]:
    parts = (known.model, known.serial, known.place)
    called = " · ".join(part for part in parts if part)
    if not known.inspection_good:
        wrong = words("Something was wrong with it. A supervisor looks at it first.")
        return called, wrong, "danger"
    if known.inspection_due is None:
        return called, words("It is in the register."), "good"
    due = words.date(known.inspection_due)
    return called, words("Next look at it is due by {day}.", day=due), "good"
