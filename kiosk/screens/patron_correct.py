"""Correcting what is known of a person."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.patron_page import Doing, PatronPage, PatronPageState
from kiosk.screens.parts import Choices, Flow, Scrolled, free_text, label, margins, usable
from kiosk.widgets.buttons import Button, Choice
from kiosk.wording.patrons import CONTACT_WORDS, LIKE_WORDS, NEED_WORDS
from pos.views.patrons import Address, ContactBy, Like, Need, PatronDetails

if TYPE_CHECKING:
    from pos.views.patrons import PatronView
    from printing.words import Words

E = TypeVar("E", bound=Enum)

_REACH = 2
"""Fields for phones, and for e-mail addresses."""


class CorrectForm(QWidget):
    """Fields with what is known; kept by one button."""

    def __init__(self, words: Words, presenter: PatronPage) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._filled: tuple[str, int] | None = None
        self._name = free_text("patron.edit.name")
        self._phones = [free_text(f"patron.edit.phone.{n}") for n in range(_REACH)]
        self._emails = [free_text(f"patron.edit.email.{n}") for n in range(_REACH)]
        self._street = free_text("patron.edit.street")
        self._postal = free_text("patron.edit.postal")
        self._town = free_text("patron.edit.town")
        self._country = free_text("patron.edit.country")
        self._language = free_text("patron.edit.language")
        self._by_name = label("section")
        self._by = Choices("patron.edit.by", 5)
        self._contact_by = ContactBy.ANY
        self._needs_name = label("section")
        self._needs_row, self._needs = _toggles("patron.edit.need", Need)
        self._likes_name = label("section")
        self._likes_row, self._likes = _toggles("patron.edit.like", Like)
        self._keep = Button("", "primary", "check")
        self._keep.setObjectName("patron.edit.keep")
        self._not = Button("", "plain")
        self._not.setObjectName("patron.edit.not")
        self._lay_out()
        self._by.chosen.connect(self._choose)
        self._keep.clicked.connect(self._send)
        self._not.clicked.connect(lambda: presenter.do(Doing.CORRECTING))
        self.retranslate(words)

    def _lay_out(self) -> None:
        inside = Scrolled()
        grid = QGridLayout()
        margins(grid)
        grid.addWidget(self._name, 0, 0, 1, 2)
        for n in range(_REACH):
            grid.addWidget(self._phones[n], 1, n)
            grid.addWidget(self._emails[n], 2, n)
        grid.addWidget(self._street, 3, 0, 1, 2)
        grid.addWidget(self._postal, 4, 0)
        grid.addWidget(self._town, 4, 1)
        grid.addWidget(self._country, 5, 0)
        grid.addWidget(self._language, 5, 1)
        inside.column.addLayout(grid)
        for widget in (
            *(self._needs_name, self._needs_row, self._likes_name, self._likes_row),
            *(self._by_name, self._by),
        ):
            inside.column.addWidget(widget)
        inside.column.addStretch(1)
        both = QHBoxLayout()
        margins(both)
        both.addWidget(self._keep, 1)
        both.addWidget(self._not)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(inside, 1)
        column.addLayout(both)

    def draw(self, state: PatronPageState, view: PatronView) -> None:
        """Fill the fields when the form is opened; what is typed stays while it is."""
        usable(self._keep, yes=not state.busy)
        open_now = state.doing is Doing.CORRECTING
        shown = (str(view.patron_id), view.seq) if open_now else None
        if shown is not None and shown != self._filled:
            self._fill(view.details)
        self._filled = shown
        refused = state.refusal if open_now else None
        self._name.show_missing(refused, "name")

    def _fill(self, details: PatronDetails) -> None:
        address = details.address
        for field, text in (
            (self._name, details.name),
            *zip(self._phones, (*details.phones, "", ""), strict=False),
            *zip(self._emails, (*details.emails, "", ""), strict=False),
            (self._street, address.street),
            (self._postal, address.postal_code),
            (self._town, address.town),
            (self._country, address.country),
            (self._language, details.language),
        ):
            field.setText(text)
        for need, choice in self._needs.items():
            choice.setChecked(need in details.needs)
        for like, choice in self._likes.items():
            choice.setChecked(like in details.likes)
        self._contact_by = details.contact_by
        self._offer()
        self._name.setFocus()

    def _choose(self, position: int) -> None:
        self._contact_by = list(ContactBy)[position]
        self._offer()

    def _offer(self) -> None:
        words = self._words
        self._by.offer(
            [words(CONTACT_WORDS[each].text) for each in ContactBy],
            list(ContactBy).index(self._contact_by),
            [f"patron.edit.by.{each.value or 'any'}" for each in ContactBy],
        )

    def _send(self) -> None:
        view = self._presenter.state.patron
        if view is None:
            return
        kept = view.details
        details = PatronDetails(
            name=self._name.text(),
            phones=(*(field.text() for field in self._phones), *kept.phones[_REACH:]),
            emails=(*(field.text() for field in self._emails), *kept.emails[_REACH:]),
            address=Address(
                self._street.text(), self._postal.text(), self._town.text(), self._country.text()
            ),
            language=self._language.text(),
            contact_by=self._contact_by,
            likes=frozenset(each for each, choice in self._likes.items() if choice.isChecked()),
            needs=frozenset(each for each, choice in self._needs.items() if choice.isChecked()),
        )
        self._presenter.correct(details)

    def forget(self) -> None:
        """Empty what was typed."""
        self._filled = None
        self._fill(PatronDetails(""))

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self._name.set_name(words("Name"))
        self._phones[0].set_name(words("Phone"))
        self._phones[1].set_name(words("Another phone"))
        self._emails[0].set_name(words("E-mail"))
        self._emails[1].set_name(words("Another e-mail"))
        self._street.set_name(words("Street"))
        self._postal.set_name(words("Postal code"))
        self._town.set_name(words("Town"))
        self._country.set_name(words("Country"))
        self._language.set_name(words("Language"))
        self._by_name.setText(words("How to reach them"))
        self._needs_name.setText(words("Needs"))
        self._likes_name.setText(words("Likes"))
        self._keep.setText(words("Keep"))
        self._not.setText(words("Back"))
        for need, choice in self._needs.items():
            choice.setText(words(NEED_WORDS[need].text))
        for like, choice in self._likes.items():
            choice.setText(words(LIKE_WORDS[like].text))
        self._offer()


def _toggles(name: str, kinds: type[E]) -> tuple[Flow, dict[E, Choice]]:
    """Return a row of things each of which is so or not."""
    row, made = Flow(), {}
    for kind in kinds:
        choice = Choice()
        choice.setObjectName(f"{name}.{kind.value}")
        row.add(choice)
        made[kind] = choice
    return row, made
