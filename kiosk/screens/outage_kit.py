"""The papers of an outage: how old they are, made fresh and opened with one touch."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.outage import Outage, OutageState
from kiosk.screens.parts import Strip, label, margins, usable
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card, Rule

if TYPE_CHECKING:
    from printing.words import Words


class KitPage(QWidget):
    """Shows the kit of the performance that is chosen."""

    def __init__(self, presenter: Outage) -> None:
        super().__init__()
        self._age = label("section", name="outage.age")
        self._what = label("soft")
        self._where = label("soft", name="outage.where")
        self._trouble = Strip("outage.kit_trouble", "warning")
        self._fresh = Button("", "primary", "reprint")
        self._fresh.setObjectName("outage.fresh")
        self._papers = Button("", "plain", "check_paper")
        self._papers.setObjectName("outage.papers")
        self._tickets = Button("", "plain", "check_paper")
        self._tickets.setObjectName("outage.sheets")
        card = Card()
        column = QVBoxLayout(card)
        margins(column, 20, 12)
        for widget in (self._age, self._what, Rule(), self._trouble):
            column.addWidget(widget)
        column.addWidget(self._fresh)
        both = QHBoxLayout()
        margins(both)
        both.addWidget(self._papers, 1)
        both.addWidget(self._tickets, 1)
        column.addLayout(both)
        column.addStretch(1)
        column.addWidget(self._where)
        whole = QVBoxLayout(self)
        margins(whole)
        whole.addWidget(card, 1)
        self._fresh.clicked.connect(presenter.fresh)
        self._papers.clicked.connect(presenter.open_papers)
        self._tickets.clicked.connect(presenter.open_tickets)

    def draw(self, state: OutageState, words: Words) -> None:
        """Show ``state``."""
        kit, papers = state.kit, state.papers
        self._age.setText(_age(state, words))
        self._trouble.say_error(kit.refusal, words)
        there = papers is not None
        usable(self._fresh, yes=not kit.under_way and state.chosen is not None)
        self._fresh.setText(_fresh_text(state, words))
        usable(self._papers, yes=there)
        count = papers.count if papers is not None else 0
        self._tickets.setVisible(bool(count))
        self._tickets.setText(
            words.plural("Sheet of {n} emergency ticket", "Sheets of {n} emergency tickets", count)
        )
        folder = kit.made.folder if kit.made is not None else ""
        self._where.setText(words("They lie in {folder}.", folder=folder) if folder else "")

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._what.setText(
            words(
                "What to do, will call by name, who sits where, prices, tally sheet, incident log, "
                "whom to call, and the list of codes for the door. Made anew by themselves every "
                "quarter of an hour, when something has changed."
            )
        )
        self._papers.setText(words("Open what is there"))


def _fresh_text(state: OutageState, words: Words) -> str:
    """Return what the button does, or how far it is."""
    kit = state.kit
    if not kit.under_way:
        return words("Make them fresh and open them")
    if not kit.at:
        return words("Reading what was sold…")
    return words("Writing the papers: performance {n} of {all}…", n=kit.at, all=kit.of)


def _age(state: OutageState, words: Words) -> str:
    """Return of when the papers are."""
    made = state.kit.made
    if made is None:
        return words("No papers were made yet.")
    when, old = words.time(made.as_of), state.age_min
    if state.papers is None and state.chosen is not None:
        return words("This performance is not in the papers of {time} yet.", time=when)
    if old > 24 * 60:
        return words("The papers are of {when}.", when=words.day_and_time(made.as_of))
    if not old:
        return words("The papers are of {time}, just now.", time=when)
    return words.plural(
        "The papers are of {time}, {n} minute ago.",
        "The papers are of {time}, {n} minutes ago.",
        old,
        time=when,
    )
