"""Tickets that went to the wrong person, or are lost: the old ones die, new ones print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.will_call import WillCall
from kiosk.presenters.will_call_state import Page, WillCallState, Wrong
from kiosk.screens.parts import Choices, Strip, free_text, label, margins, usable
from kiosk.widgets.buttons import Button
from kiosk.wording.will_call import places_text
from pos.views.selling import WillCallRow
from pos.views.will_call import Where, WillCallCard

if TYPE_CHECKING:
    from printing.words import Words

_KINDS = (Wrong.PERSON, Wrong.LOST)


class WrongPage(QWidget):
    """What went wrong, whose order is theirs, and what is done about it."""

    def __init__(self, words: Words, presenter: WillCall) -> None:
        super().__init__()
        self._presenter = presenter
        self._words = words
        self._usual = ("", "")
        self._title = label("title")
        self._of = label("strong", name="willcall.wrong_of")
        self._kinds = Choices("willcall.wrong_kind", across=2)
        self._reason = free_text("willcall.wrong_reason")
        self._where = Choices("willcall.wrong_paper", across=2)
        self._paper_here = False
        self._whose = Strip("willcall.wrong_whose", "info")
        self._what = label("body")
        self._fresh = Button("", "primary", "reprint")
        self._fresh.setObjectName("willcall.wrong_fresh")
        self._wait = Button("", "plain")
        self._wait.setObjectName("willcall.wrong_wait")
        self._back = Button("", "plain", "back")
        self._back.setObjectName("willcall.wrong_back")
        foot = QHBoxLayout()
        margins(foot)
        foot.addWidget(self._back)
        foot.addWidget(self._wait, 1)
        column = QVBoxLayout(self)
        margins(column)
        for widget in (self._title, self._of, self._kinds, self._reason, self._where):
            column.addWidget(widget)
        column.addWidget(self._whose)
        column.addWidget(self._what)
        column.addStretch(1)
        column.addWidget(self._fresh)
        column.addLayout(foot)
        self._kinds.chosen.connect(self._choose)
        self._where.chosen.connect(self._paper_is)
        self._fresh.clicked.connect(lambda: self._put_right(fresh=True))
        self._wait.clicked.connect(lambda: self._put_right(fresh=False))
        self._back.clicked.connect(lambda: presenter.turn_to(Page.ORDER))
        self.retranslate(words)

    def _choose(self, index: int) -> None:
        if self._reason.text() in ("", *self._usual):
            self._reason.setText(self._usual[index])
        self._presenter.went_wrong(_KINDS[index])

    def _paper_is(self, index: int) -> None:
        self._paper_here = index == 1

    def _put_right(self, *, fresh: bool) -> None:
        kind = _KINDS.index(self._presenter.state.wrong)
        reason = self._reason.text() or self._usual[kind]
        self._presenter.put_right(reason, fresh=fresh, paper_back=self._paper_here)

    def forget(self) -> None:
        """Another order, or none."""
        self._reason.setText("")
        self._paper_here = False

    def draw(
        self, state: WillCallState, row: WillCallRow, card: WillCallCard, words: Words
    ) -> None:
        """Show what is to be put right."""
        if state.page is not Page.WRONG:
            self.forget()
        lost = state.wrong is Wrong.LOST
        self._of.setText(_whose_tickets(row, card, words))
        self._kinds.offer(
            (words("The wrong person has them"), words("They are lost")),
            _KINDS.index(state.wrong),
            ("willcall.wrong_person", "willcall.wrong_lost"),
        )
        self._where.setVisible(not lost)
        self._where.offer(
            (words("The old ticket is gone"), words("The paper is back here")),
            int(self._paper_here),
        )
        if state.whose is not None:
            whose = state.whose
            said = words(
                "{name} has them, order {number}", name=whose.name, number=whose.order_number
            )
            self._whose.say(said, words("Their own order still waits for them."), "good")
        else:
            hint = words("Do you know who has them? Touch their order in the list.")
            self._whose.say("" if lost else hint, "", "info")
        self._what.setText(
            words("The barcodes that are out open nothing any more. Each ticket gets a new one.")
        )
        given = any(not each.undone for each in card.given)
        self._wait.setVisible(given and not lost)
        for button in (self._fresh, self._wait):
            usable(button, yes=not state.busy)

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        nobody_typed = self._reason.text() in ("", *self._usual)
        self._usual = (words("Given to the wrong person"), words("Lost"))
        if nobody_typed:
            self._reason.setText("")
        self._title.setText(words("Put it right"))
        self._kinds.setAccessibleName(words("What went wrong"))
        self._where.setAccessibleName(words("Where the old paper is"))
        self._reason.set_name(words("Reason"))
        self._fresh.setText(words("Print new ones for who is here"))
        self._wait.setText(words("Only take it back"))
        self._back.setText(words("Back"))


def _whose_tickets(row: WillCallRow, card: WillCallCard, words: Words) -> str:
    """Return whose tickets die: the person, the order, and which those are."""
    order = words("Order {number}", number=row.order_number)
    out = [each for each in card.tickets if each.where is Where.GIVEN] or list(card.tickets)
    who = " · ".join(part for part in (row.name, order) if part)
    return f"{who}\n{places_text(out, words)}"
