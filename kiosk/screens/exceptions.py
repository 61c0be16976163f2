"""The panel of exceptions: a list with the oldest first, then one with its papers, what may be
behind it, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.presenters.exceptions_room import Doing, ExceptionsRoom, ExceptionsState
from kiosk.screens.exception_one import ExceptionOne
from kiosk.screens.parts import usable
from kiosk.screens.statement_sheet import StatementSheet
from kiosk.screens.wanted_panel import RowList, WantedPanel
from kiosk.theme import theme_of
from kiosk.widgets.pages import Pages
from pos.views.closing import CloseExceptionView, ExceptionStanding
from printing.exception_words import exception_about, exception_amount
from printing.statement_words import StatementWords

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _TALL = 1100, 500


class ExceptionsPanel(WantedPanel):
    """Shows an ``ExceptionsState``."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: ExceptionsRoom) -> None:
        super().__init__("exceptions")
        self._words = words
        self._presenter = presenter
        self._list = RowList("exceptions.row", presenter.choose)
        self._one = ExceptionOne(presenter)
        self._paper = StatementSheet()
        self._pages = Pages()
        self._pages.setMinimumHeight(theme_of(self).px(_TALL))
        for page in (self._list, self._one, self._paper):
            self._pages.addWidget(page)
        self.body.addWidget(self._pages, 1)
        self._carry = self._button("carry")
        self._settle = self._button("settle", "primary")
        self._carry_on = self._button("carry_on", "primary")
        self._back = self._button("back")
        self._carry.clicked.connect(presenter.begin_carry)
        self._carry_on.clicked.connect(lambda: presenter.carry(self._one.reason()))
        self._settle.clicked.connect(self._settle_it)
        self._back.clicked.connect(presenter.close)
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def _settle_it(self) -> None:
        if self._presenter.state.doing is Doing.SETTLING:
            self._presenter.settle(self._one.reason())
        else:
            self._presenter.begin_settle()

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
        self._draw_list(state)
        self._one.draw(state, words)
        self._paper.draw(state.paper, words)
        page = 2 if state.paper is not None else int(one is not None)
        self._pages.setCurrentIndex(page)
        self._draw_buttons(state, on_one=page == 1)
        self._come_or_go(shown=state.shown)

    def _draw_buttons(self, state: ExceptionsState, *, on_one: bool) -> None:
        words, doing = self._words, state.doing
        settling, carrying = doing is Doing.SETTLING, doing is Doing.CARRYING
        self._settle.setVisible(on_one and state.may_settle and not carrying)
        self._settle.setText(words("Yes, settle it") if settling else words("Settle"))
        self._carry.setVisible(on_one and doing is Doing.LOOKING)
        again = state.chosen is not None and state.chosen.standing is ExceptionStanding.CARRIED
        self._carry.setText(words("Give to somebody else") if again else words("Carry over"))
        self._carry_on.setVisible(on_one and carrying)
        self._carry_on.setText(words("Carry over: who approves?"))
        usable(self._settle, yes=not state.busy and not state.own)
        usable(self._carry, yes=not state.busy)
        usable(self._carry_on, yes=not state.busy and state.owner is not None)

    def _draw_list(self, state: ExceptionsState) -> None:
        """Show what waits, the oldest first."""
        words, said = self._words, StatementWords(self._words)
        for row, one in zip(self._list.rows(len(state.found)), state.found, strict=True):
            carried = one.standing is ExceptionStanding.CARRIED
            row.say(
                said.code(one.kind.value),
                _about(one, words),
                _age(state, one, words),
                figure=exception_amount(one, words),
                mark=words("carried by {name}", name=one.owner) if carried else words("open"),
                mark_colour="good" if carried else "warning",
            )
        self._list.settle()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._back.setText(words("Back"))
        self._one.retranslate(words)
        self.draw(self._presenter.state)


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
    about = exception_about(one, words)
    window = "" if one.window == one.text else one.window
    return " · ".join(part for part in (words.date(one.business_date), window, about) if part)


def _age(state: ExceptionsState, one: CloseExceptionView, words: Words) -> str:
    days = (state.today - one.business_date).days if state.today is not None else 0
    if days <= 0:
        return words("of today")
    return words.plural("{n} day old", "{n} days old", days)
