"""Who rings: name and one contact; whoever the house knows is a touch away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.presenters.phone import Phone, PhoneState, Step
from kiosk.screens.parts import Pool, free_text, in_column, label, margins
from kiosk.screens.phone_question import PhoneQuestion
from kiosk.widgets.buttons import Button
from pos.views.patrons import OrderPerson

if TYPE_CHECKING:
    from pos.views.patrons import PatronRow
    from printing.words import Words


class WhoQuestion(PhoneQuestion):
    """Shows a ``WhoIs``. GUI thread."""

    step = Step.WHO

    def __init__(self, presenter: Phone) -> None:
        super().__init__(presenter)
        self._name = free_text("phone.name")
        self._contact = free_text("phone.contact")
        self._note = free_text("phone.note")
        self._found_title = label("soft")
        found = QVBoxLayout()
        margins(found)
        self._rows: tuple[PatronRow | OrderPerson, ...] = ()
        self._found: Pool[Button] = Pool(self._make, in_column(found))
        self._go_on = Button("", "primary", "next", compact=True)
        self._go_on.setObjectName("phone.who.go_on")
        typed = QHBoxLayout()
        margins(typed)
        typed.addWidget(self._name, 1)
        typed.addWidget(self._contact, 1)
        last = QHBoxLayout()
        margins(last)
        last.addWidget(self._note, 1)
        last.addWidget(self._go_on)
        self.inside.addLayout(typed)
        self.inside.addWidget(self._found_title)
        self.inside.addLayout(found)
        self.inside.addLayout(last)
        for field in (self._name, self._contact):
            field.edited.connect(lambda _text: self._typed())
        for field in (self._name, self._contact, self._note):
            field.returnPressed.connect(presenter.who_said)
        self._note.edited.connect(presenter.who.type_note)
        self._go_on.clicked.connect(presenter.who_said)

    def _make(self, index: int) -> Button:
        button = Button("", "plain", "person", compact=True)
        button.setObjectName(f"phone.found.{index}")
        button.clicked.connect(lambda: self._touch(index))
        return button

    def _touch(self, index: int) -> None:
        row = self._rows[index]
        if isinstance(row, OrderPerson):
            self.presenter.who.make(row)
        else:
            self.presenter.who.choose(row)

    def _typed(self) -> None:
        self.presenter.who.type(self._name.text(), self._contact.text())

    @override
    def first(self) -> QWidget | None:
        return self._name

    def asked(self, words: Words) -> str:
        return words("Who is calling, and how do we reach you?")

    def answer(self, state: PhoneState, words: Words) -> str:
        who = state.who
        return " · ".join(part for part in (who.name.strip(), who.contact, who.number) if part)

    def draw(self, state: PhoneState, words: Words) -> None:
        who = state.who
        for field, text in (
            (self._name, who.name),
            (self._contact, who.contact),
            (self._note, who.note),
        ):
            if field.text() != text:
                field.setText(text)
        self._name.show_missing(state.refusal, "name")
        self._rows = (*who.found, *who.by_orders) if not who.patron_id else ()
        self._found_title.setVisible(bool(self._rows))
        buttons = self._found.show(len(self._rows))
        for button, row in zip(buttons, self._rows, strict=True):
            if isinstance(row, OrderPerson):
                many = len(row.orders)
                orders = words.plural("{n} order, no patron", "{n} orders, no patron", many)
                known = [row.name, row.phone_last4, row.email_masked, orders]
            else:
                by = (row.phone_last4, row.email_masked, row.rank, row.number)
                known = [row.name, row.town, *by]
            button.setText(" · ".join(part for part in known if part))

    def retranslate(self, words: Words) -> None:
        self._name.set_name(words("Name"))
        self._contact.set_name(words("Phone or e-mail"))
        self._note.set_name(words("Note for will call (optional)"))
        self._found_title.setText(words("Known already? Touch who it is."))
        self._go_on.setText(words("What would they like to see?"))
