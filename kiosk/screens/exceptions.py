"""The panel of exceptions: a list with the oldest first, then one with what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from kiosk.presenters.exceptions_room import ExceptionsRoom, ExceptionsState
from kiosk.screens.parts import (
    Choices,
    Pool,
    Scrolled,
    Strip,
    free_text,
    in_column,
    label,
    margins,
    usable,
)
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button
from kiosk.widgets.panel import InlinePanel
from kiosk.widgets.tiles import ListRow
from kiosk.wording.exceptions import ADVICE
from pos.views.closing import CloseExceptionView, ExceptionStanding
from printing.exception_words import exception_about
from printing.statement_words import StatementWords
from printing.till_words import over_short

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _TALL = 980, 430


class ExceptionsPanel(InlinePanel):
    """Shows an ``ExceptionsState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE
    wanted = Signal(bool)

    def __init__(self, words: Words, presenter: ExceptionsRoom) -> None:
        super().__init__()
        self.setObjectName("exceptions")
        self._words = words
        self._presenter = presenter
        self._shown = False
        self._refusal = Strip("exceptions.refusal")
        self._list = _List(presenter)
        self._one = _One(presenter)
        self._pages = QStackedWidget()
        self._pages.setMinimumHeight(theme_of(self).px(_TALL))
        self._pages.addWidget(self._list)
        self._pages.addWidget(self._one)
        self.body.addWidget(self._refusal)
        self.body.addWidget(self._pages, 1)
        self._carry = self._button("exceptions.carry", "plain")
        self._settle = self._button("exceptions.settle", "primary")
        self._back = self._button("exceptions.back", "plain")
        self._carry.clicked.connect(self._carry_on)
        self._settle.clicked.connect(lambda: presenter.settle(self._one.reason()))
        self._back.clicked.connect(presenter.close)
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def _button(self, name: str, kind: str) -> Button:
        button = Button("", kind)
        button.setObjectName(name)
        return self.add_button(button)

    def _carry_on(self) -> None:
        if self._presenter.state.carrying:
            self._presenter.carry(self._one.reason())
        else:
            self._presenter.begin_carry()

    def forget(self) -> None:
        """Empty the reason: it was somebody else's."""
        self._one.clear()

    def draw(self, state: ExceptionsState) -> None:
        """Show ``state``."""
        words, one = self._words, state.chosen
        self._refusal.say_error(state.refusal, words)
        if one is None:
            self.say(words("Exceptions"), _count(state, words))
            self._one.clear()
        else:
            self.say(StatementWords(words).code(one.kind.value), _about(one, words))
        self._list.draw(state, words)
        self._one.draw(state, words)
        self._pages.setCurrentIndex(int(one is not None))
        self._settle.setVisible(one is not None and not state.carrying and state.may_settle)
        self._carry.setVisible(one is not None)
        self._carry.setText(words("Who approves?") if state.carrying else words("Carry over"))
        usable(self._settle, yes=not state.busy)
        usable(self._carry, yes=not state.busy and (not state.carrying or state.owner is not None))
        before, self._shown = self._shown, state.shown
        if before != state.shown:
            self.wanted.emit(state.shown)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._settle.setText(words("Settle"))
        self._back.setText(words("Back"))
        self._one.retranslate(words)
        self.draw(self._presenter.state)


class _List(Scrolled):
    """What waits."""

    def __init__(self, presenter: ExceptionsRoom) -> None:
        super().__init__()
        self._presenter = presenter
        self._pool = Pool(self._make, in_column(self.column))
        self.column.addStretch(1)

    def _make(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"exceptions.row.{index}")
        row.clicked.connect(lambda: self._presenter.choose(index))
        return row

    def draw(self, state: ExceptionsState, words: Words) -> None:
        """Show them, the oldest first."""
        said = StatementWords(words)
        rows = self._pool.show(len(state.found))
        for row, one in zip(rows, state.found, strict=True):
            carried = one.standing is ExceptionStanding.CARRIED
            row.say(
                said.code(one.kind.value),
                _about(one, words),
                _age(state, one, words),
                figure=over_short(one.amount, words) if one.amount else "",
                mark=words("carried") if carried else words("open"),
                mark_colour="good" if carried else "warning",
            )
        self.settle()


class _One(QWidget):
    """One exception: what is known, what to do, and why it is done with."""

    def __init__(self, presenter: ExceptionsRoom) -> None:
        super().__init__()
        self._says = Strip("exceptions.says", "warning")
        self._who = label("soft", name="exceptions.who")
        self._owner_name = label("section")
        self._owners = Choices("exceptions.owners", across=3)
        self._reason = free_text("exceptions.reason")
        column = QVBoxLayout(self)
        margins(column, spacing=12)
        for widget in (self._says, self._who, self._owner_name, self._owners, self._reason):
            column.addWidget(widget)
        column.addStretch(1)
        self._owners.chosen.connect(presenter.choose_owner)

    def reason(self) -> str:
        """What was typed."""
        return self._reason.text()

    def clear(self) -> None:
        """Forget it."""
        self._reason.setText("")

    def draw(self, state: ExceptionsState, words: Words) -> None:
        """Show the one that was chosen."""
        one = state.chosen
        if one is None:
            return
        off = over_short(one.amount, words) if one.amount else ""
        parts = (off, _age(state, one, words))
        self._says.say(" · ".join(part for part in parts if part), words(ADVICE[one.kind].text))
        self._who.setText(_who(one, words))
        self._owner_name.setVisible(state.carrying)
        self._owners.setVisible(state.carrying)
        chosen = next((n for n, who in enumerate(state.owners) if who == state.owner), None)
        names = tuple(f"exceptions.owner.{index}" for index in range(len(state.owners)))
        self._owners.offer([who.name for who in state.owners], chosen, names)
        self._reason.show_missing(state.refusal)

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._owner_name.setText(words("Who goes on with it?"))
        self._reason.set_name(words("How it was explained, or why it is carried"))


def _count(state: ExceptionsState, words: Words) -> str:
    if not state.read:
        return words("One moment…")
    if not state.found:
        return words("Nothing is open. The days can be closed.")
    opened = sum(one.standing is ExceptionStanding.OPEN for one in state.found)
    if not opened:
        return words("Each one is carried by somebody. The days can be closed.")
    return words.plural(
        "{n} is open. Days close when it is settled, or somebody carries it.",
        "{n} are open. Days close when each is settled, or somebody carries it.",
        opened,
    )


def _about(one: CloseExceptionView, words: Words) -> str:
    """Return what it is about: day, window, cashier and what a person finds it by."""
    parts = (words.date(one.business_date), one.window, exception_about(one, words))
    return " · ".join(part for part in parts if part)


def _age(state: ExceptionsState, one: CloseExceptionView, words: Words) -> str:
    days = (state.today - one.business_date).days if state.today is not None else 0
    if days <= 0:
        return words("of today")
    return words.plural("{n} day old", "{n} days old", days)


def _who(one: CloseExceptionView, words: Words) -> str:
    if one.standing is not ExceptionStanding.CARRIED:
        when = words.day_and_time(one.at)
        return words("Found {when}.", when=when)
    return words("Carried by {name}: {reason}", name=one.owner, reason=one.reason)
