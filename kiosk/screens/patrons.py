"""The Patrons room: the list with its two-field form, and one person's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.patron_page import PatronPage
from kiosk.presenters.patrons import Patrons, PatronsState
from kiosk.screens.parts import (
    Pool,
    Scrolled,
    Strip,
    free_text,
    in_column,
    label,
    margins,
    told_of_cards,
    usable,
)
from kiosk.screens.patron_page import PatronPagePart
from kiosk.screens.patron_words import say_by_orders, say_row
from kiosk.widgets.buttons import Button
from kiosk.widgets.fields import SearchField
from kiosk.widgets.labels import Card
from kiosk.widgets.pages import ShownPage
from kiosk.widgets.tiles import ListRow

if TYPE_CHECKING:
    from kiosk.screens.patron_has import PatronHasPart
    from printing.words import Words


class PatronsScreen(QWidget):
    """Shows a ``PatronsState``. GUI thread."""

    def __init__(
        self,
        words: Words,
        presenter: Patrons,
        page: PatronPage,
        has: Callable[[], PatronHasPart],
    ) -> None:
        super().__init__()
        self.setObjectName("patrons")
        self._presenter = presenter
        self._list = _ListPage(words, presenter)
        self._pages = ShownPage()
        self._pages.addWidget(self._list)
        self._page = self._pages.lay(lambda: _page(words, page, has()))
        whole = QVBoxLayout(self)
        margins(whole, 16)
        whole.addWidget(self._pages)
        self.setFocusProxy(self._list)
        presenter.attach(self)

    def draw(self, state: PatronsState) -> None:
        """Show ``state``."""
        self._list.draw(state)
        if state.page:
            self._pages.turn_to(self._page)
        else:
            self._pages.setCurrentWidget(self._list)

    def forget(self) -> None:
        """What somebody looked for, and whose page they left open, is nobody else's."""
        self._presenter.forget()
        self._list.forget()
        self._page.remind(PatronPagePart.forget)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._list.retranslate(words)
        self._page.tell(PatronPagePart.retranslate, words)
        self.draw(self._presenter.state)


def _page(words: Words, presenter: PatronPage, has: PatronHasPart) -> PatronPagePart:
    made = PatronPagePart(words, presenter)
    made.add_part(has)
    return made


class _ListPage(QWidget):
    """Search, rows, and the form."""

    def __init__(self, words: Words, presenter: Patrons) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._search = SearchField()
        self._search.setObjectName("patrons.search")
        told_of_cards(self._search)
        self._new = Button("", "plain", "plus")
        self._new.setObjectName("patrons.new")
        self._letters = Button("", "plain")
        self._letters.setObjectName("patrons.letters")
        self._form = _Form(words, presenter)
        self._refusal = Strip("patrons.refusal")
        self._torn = Strip("patrons.torn", "warning")
        self._torn_rows = Scrolled()
        self._found = label("soft", name="patrons.found")
        self._list = Scrolled()
        torn = QVBoxLayout()
        margins(torn)
        self._torn_pool = Pool(self._make_torn, in_column(torn))
        self._pool = Pool(self._make_row, in_column(self._list.column))
        by_orders = QVBoxLayout()
        margins(by_orders)
        self._list.column.addLayout(by_orders)
        self._order_pool = Pool(self._make_order, in_column(by_orders))
        self._list.column.addStretch(1)
        head = QHBoxLayout()
        margins(head)
        head.addWidget(self._search, 1)
        head.addWidget(self._letters)
        head.addWidget(self._new)
        column = QVBoxLayout(self)
        margins(column)
        column.addLayout(head)
        column.addWidget(self._refusal)
        column.addWidget(self._form)
        column.addWidget(self._torn)
        column.addLayout(torn)
        column.addWidget(self._found)
        column.addWidget(self._list, 1)
        self.setFocusProxy(self._search)
        self._search.edited.connect(presenter.type)
        self._letters.clicked.connect(presenter.write_letters)
        self._new.clicked.connect(presenter.add_form)
        self.retranslate(words)

    def _make_row(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"patrons.row.{index}")
        row.clicked.connect(lambda: self._presenter.touch(index))
        return row

    def _make_order(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"patrons.by_orders.{index}")
        row.clicked.connect(lambda: self._presenter.touch_orders(index))
        return row

    def _make_torn(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"patrons.torn.{index}")
        row.clicked.connect(
            lambda: self._presenter.open(self._presenter.state.torn[index].patron_id)
        )
        return row

    def draw(self, state: PatronsState) -> None:
        """Show the list."""
        words = self._words
        if self._search.text() != state.text:
            self._search.setText(state.text)
        self._letters.setVisible(state.letters)
        self._form.draw(state)
        self._refusal.say_error(None if state.adding else state.refusal, words)
        torn = state.torn if not state.adding else ()
        self._torn.say(
            words("Corrected at two windows at once:") if torn else "",
            words("Open them and choose what stands.") if torn else "",
        )
        for widget, row in zip(self._torn_pool.show(len(torn)), torn, strict=True):
            say_row(widget, row, words)
        many = len(state.rows) + len(state.by_orders)
        if many:
            said = words.plural("{n} person", "{n} people", many)
        elif state.looked:
            said = words("Nobody fits. Write them down as new, or try another spelling.")
        else:
            said = words("Type a name, a phone's last four digits, an e-mail address or a number.")
        self._found.setText(said)
        rows = () if state.adding else state.rows
        self._found.setVisible(not state.adding)
        for widget, row in zip(self._pool.show(len(rows)), rows, strict=True):
            say_row(widget, row, words)
        people = () if state.adding else state.by_orders
        for widget, person in zip(self._order_pool.show(len(people)), people, strict=True):
            say_by_orders(widget, person, words)
        self._list.setVisible(not state.adding)
        self._list.settle()

    def forget(self) -> None:
        """Empty what was typed."""
        self._search.setText("")
        self._form.forget()

    def retranslate(self, words: Words) -> None:
        """Name the fields in another language."""
        self._words = words
        self._search.set_name(words("Find a patron"))
        self._letters.setText(words("Letters to donors"))
        self._new.setText(words("New patron"))
        self._form.retranslate(words)


class _Form(Card):
    """Name and one way to reach them; who is like that stands beside."""

    def __init__(self, words: Words, presenter: Patrons) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._open = False
        self._title = label("section")
        self._name = free_text("patrons.name")
        self._contact = free_text("patrons.contact")
        self._refusal = Strip("patrons.add_refused")
        self._add = Button("", "primary", "plus")
        self._add.setObjectName("patrons.add")
        self._not = Button("", "quiet")
        self._not.setObjectName("patrons.not")
        self._like_name = label("section", name="patrons.like_name")
        self._nobody = label("soft", name="patrons.nobody_like")
        self._like = Scrolled()
        self._pool = Pool(self._make_like, in_column(self._like.column))
        by_orders = QVBoxLayout()
        margins(by_orders)
        self._like.column.addLayout(by_orders)
        self._order_pool = Pool(self._make_by_orders, in_column(by_orders))
        self._like.column.addStretch(1)
        self._lay_out()
        for field in (self._name, self._contact):
            field.textEdited.connect(self._edited)
            field.returnPressed.connect(presenter.add)
        self._add.clicked.connect(presenter.add)
        self._not.clicked.connect(presenter.add_form)
        self.retranslate(words)

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        margins(left)
        for widget in (self._title, self._name, self._contact, self._refusal):
            left.addWidget(widget)
        both = QHBoxLayout()
        margins(both)
        both.addWidget(self._add, 1)
        both.addWidget(self._not)
        left.addLayout(both)
        left.addStretch(1)
        right = QVBoxLayout()
        margins(right)
        right.addWidget(self._like_name)
        right.addWidget(self._nobody)
        right.addWidget(self._like, 1)
        row = QHBoxLayout(self)
        margins(row, 16, 24)
        row.addLayout(left, 1)
        row.addLayout(right, 1)

    def _make_like(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"patrons.like.{index}")
        row.clicked.connect(lambda: self._touch(index))
        return row

    def _make_by_orders(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"patrons.like_by_orders.{index}")
        row.clicked.connect(lambda: self._touch_orders(index))
        return row

    def _touch_orders(self, index: int) -> None:
        people = self._presenter.state.like_by_orders
        if index < len(people):
            self._presenter.make(people[index])

    def _touch(self, index: int) -> None:
        like = self._presenter.state.like
        if index < len(like):
            self._presenter.open(like[index].patron_id)

    def _edited(self) -> None:
        self._presenter.typed(self._name.text(), self._contact.text())

    def draw(self, state: PatronsState) -> None:
        """Show the form while it is open."""
        words = self._words
        self.setVisible(state.adding)
        for field, text in ((self._name, state.name), (self._contact, state.contact)):
            if field.text() != text:
                field.setText(text)
        refused = state.refusal if state.adding else None
        self._name.show_missing(refused, "name")
        self._refusal.say_error(refused, words)
        usable(self._add, yes=not state.busy)
        for widget, row in zip(self._pool.show(len(state.like)), state.like, strict=True):
            say_row(widget, row, words)
        people = state.like_by_orders
        for widget, person in zip(self._order_pool.show(len(people)), people, strict=True):
            say_by_orders(widget, person, words)
        self._nobody.setVisible(state.compared and not state.like and not people)
        self._like.settle()
        if state.adding and not self._open:
            (self._contact if state.name else self._name).setFocus()
        self._open = state.adding

    def forget(self) -> None:
        """Empty what was typed."""
        self._name.setText("")
        self._contact.setText("")

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self._title.setText(words("New patron"))
        self._name.set_name(words("Name"))
        self._contact.set_name(words("Phone or e-mail, if they like"))
        self._add.setText(words("Write down"))
        self._not.setText(words("Back"))
        self._like_name.setText(words("Known already?"))
        self._nobody.setText(words("Nobody like that is known."))
