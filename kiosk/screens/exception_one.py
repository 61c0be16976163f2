"""One exception: what is known, its papers, what may be behind it, and how it is done with."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from kiosk.presenters.exceptions_room import Doing, ExceptionsRoom, ExceptionsState
from kiosk.screens.causes import CausesPlace, Ways
from kiosk.screens.parts import Choices, Pool, Scrolled, Strip, free_text, in_grid, label, margins
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card
from kiosk.wording.exceptions import ADVICE, lead_text, who_text
from pos.views.closing import CloseExceptionView, ExceptionStanding
from printing.exception_words import exception_amount

if TYPE_CHECKING:
    from printing.words import Words

_ACROSS = 4


class ExceptionOne(Scrolled):
    """Shows the exception that was chosen, and the forms to settle or carry it."""

    def __init__(self, presenter: ExceptionsRoom) -> None:
        super().__init__()
        self._presenter = presenter
        self._says = Strip("exceptions.says", "warning")
        self._facts = _Facts()
        ways = QGridLayout()
        margins(ways)
        for column in range(_ACROSS):
            ways.setColumnStretch(column, 1)
        self._ways: Pool[Button] = Pool(self._make_way, in_grid(ways, _ACROSS))
        self._causes = CausesPlace(Ways(presenter.show_order, presenter.show_till), self.settle)
        self._owner_name = label("section")
        self._owners = Choices("exceptions.owners", across=3)
        self._reason = free_text("exceptions.reason")
        self.column.addWidget(self._says)
        self.column.addWidget(self._facts)
        self.column.addLayout(ways)
        for widget in (self._causes, self._owner_name, self._owners, self._reason):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self._owners.chosen.connect(presenter.choose_owner)

    def _make_way(self, index: int) -> Button:
        way = Button("", "plain")
        way.setObjectName(f"exceptions.way.{index}")
        way.clicked.connect(lambda: self._presenter.follow(index))
        return way

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
        looking = state.doing is Doing.LOOKING
        self._says.say(*_told(state, one, words))
        self._facts.draw(one, words)
        leads = state.case.leads if state.case is not None and looking else ()
        for way, lead in zip(self._ways.show(len(leads)), leads, strict=True):
            way.setText(lead_text(lead, words))
        explained = state.case.explained if state.case is not None and looking else ()
        self._causes.draw(explained, words)
        carrying = state.doing is Doing.CARRYING
        self._owner_name.setVisible(carrying)
        self._owners.setVisible(carrying)
        chosen = next((n for n, who in enumerate(state.owners) if who == state.owner), None)
        names = tuple(f"exceptions.owner.{index}" for index in range(len(state.owners)))
        self._owners.offer([who.name for who in state.owners], chosen, names)
        self._reason.setVisible(not looking)
        why = words("Why it is carried, and what happens next")
        self._reason.set_name(why if carrying else words("How it was explained"))
        self._reason.show_missing(state.refusal)
        self.settle()

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._owner_name.setText(words("Who goes on with it?"))


class _Facts(Card):
    """Day, window, person, till, amount, when: two columns of names and values."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        margins(self._grid, 16, 12)
        self._pool = Pool(lambda _: label("soft"), self._place(0))
        self._values = Pool(lambda _: label("strong"), self._place(1))
        for column in (1, 3):
            self._grid.setColumnStretch(column, 1)

    def _place(self, at: int) -> Callable[[int, QWidget], None]:
        def place(index: int, widget: QWidget) -> None:
            line, side = divmod(index, 2)
            self._grid.addWidget(widget, line, 2 * side + at)

        return place

    def draw(self, one: CloseExceptionView, words: Words) -> None:
        """Show what is known of it."""
        facts = [
            (words("Business day"), words.date(one.business_date)),
            (words("Window"), one.window),
            (words("Amount"), exception_amount(one, words)),
            (words("Till of"), one.cashier),
            (words("Z report"), "" if one.z_number is None else str(one.z_number)),
            (who_text(one.kind, words), one.by_user),
            (words("Found"), words.day_and_time(one.at)),
        ]
        if one.carried_at is not None:
            facts += [
                (words("Carried by"), one.owner),
                (words("Since"), words.day_and_time(one.carried_at)),
                (words("Because"), one.reason),
            ]
        said = [(name, value) for name, value in facts if value]
        names, values = self._pool.show(len(said)), self._values.show(len(said))
        for name, value, (named, shown) in zip(names, values, said, strict=True):
            name.setText(named)
            value.setText(shown)


def _told(state: ExceptionsState, one: CloseExceptionView, words: Words) -> tuple[str, str, str]:
    """Return what to do about it, or what happens when it is settled or carried."""
    if state.doing is Doing.SETTLING:
        after = words("No money moves. Your name and the reason stay with it.")
        return words("Settled, it is off this list for good."), after, "info"
    if state.doing is Doing.CARRYING:
        after = words("It stays on this list and on each day's report until somebody settles it.")
        return words("Carried, the days can be closed over it."), after, "info"
    advice = words(ADVICE[one.kind].text)
    if state.own:
        return advice, words("It is about you or your till: somebody else settles it."), "warning"
    if not state.may_settle:
        return (
            advice,
            words("A manager or the office settles it; you can carry it over."),
            "warning",
        )
    carried = one.standing is ExceptionStanding.CARRIED
    return advice, "", "info" if carried else "warning"
