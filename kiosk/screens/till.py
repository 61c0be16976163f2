"""The Till room: open with a counted float; how the till stands; the drawer without a sale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kiosk.messages import state_text
from kiosk.presenters.desk import DrawerState
from kiosk.presenters.till import TillRoom, TillRoomState
from kiosk.screens.parts import Choices, Strip, free_text, label, margins, usable
from kiosk.widgets.buttons import Button
from kiosk.widgets.count_grid import CountGrid
from kiosk.widgets.labels import Card, Label, Rule
from pos.lifecycles import TillState
from pos.views.cash import TillView

if TYPE_CHECKING:
    from printing.words import Words


class TillScreen(QWidget):
    """Shows a ``TillRoomState``. GUI thread."""

    def __init__(self, words: Words, presenter: TillRoom) -> None:
        super().__init__()
        self.setObjectName("till")
        self._presenter = presenter
        self._float = _FloatPage(words, presenter)
        self._standing = _StandingPage(words, presenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._float)
        self._pages.addWidget(self._standing)
        whole = QVBoxLayout(self)
        margins(whole, 16)
        whole.addWidget(self._pages)
        self.setFocusProxy(self._float)
        presenter.attach(self)

    def draw(self, state: TillRoomState) -> None:
        """Show ``state``."""
        if state.till is None:
            self._float.draw(state)
        else:
            self._standing.draw(state, state.till)
        self._pages.setCurrentWidget(self._float if state.till is None else self._standing)

    def forget(self) -> None:
        """Empty the count sheet and the reason: they were somebody else's."""
        self._float.forget()
        self._standing.forget()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._float.retranslate(words)
        self._standing.retranslate(words)
        self.draw(self._presenter.state)


class _FloatPage(QWidget):
    """Count what is in the drawer, then open. An empty drawer is opened by a second, deliberate
    touch elsewhere."""

    def __init__(self, words: Words, presenter: TillRoom) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._title = label("title")
        self._how = label("soft")
        self._refusal = Strip("till.refusal")
        self._grid = CountGrid(words)
        self._open = Button("", "primary", "till")
        self._open.setObjectName("till.open")
        self._nothing = Strip("till.nothing_counted", "warning")
        self._empty = Button("", "plain", "till")
        self._empty.setObjectName("till.open_empty")
        self._empty.hide()
        column = QVBoxLayout(self)
        margins(column)
        for widget in (self._title, self._how, self._refusal):
            column.addWidget(widget)
        column.addWidget(self._grid, 1)
        column.addWidget(self._nothing)
        foot = QHBoxLayout()
        margins(foot)
        foot.addWidget(self._empty)
        foot.addStretch(1)
        foot.addWidget(self._open)
        column.addLayout(foot)
        self.setFocusProxy(self._grid)
        self._open.clicked.connect(self._open_counted)
        self._empty.clicked.connect(lambda: presenter.open(self._grid.sheet()))
        self._grid.changed.connect(self._name_button)
        self.retranslate(words)

    def _open_counted(self) -> None:
        sheet = self._grid.sheet()
        if sheet.total:
            self._presenter.open(sheet)
        else:
            self._ask_if_empty(asks=True)

    def _ask_if_empty(self, *, asks: bool) -> None:
        words = self._words
        said = words("Nothing is counted. Is the drawer really empty?") if asks else ""
        self._nothing.say(said)
        self._empty.setVisible(asks)
        self._open.setVisible(not asks)

    def _name_button(self) -> None:
        total, words = self._grid.sheet().total, self._words
        empty = words("Open with an empty drawer")
        self._open.setText(words("Open the till with {amount}", amount=total) if total else empty)
        self._ask_if_empty(asks=False)

    def forget(self) -> None:
        """Empty the count sheet."""
        self._grid.clear()
        self._ask_if_empty(asks=False)

    def draw(self, state: TillRoomState) -> None:
        """Show the count; after it was taken the sheet is empty for the next one."""
        self._refusal.say_error(state.refusal, self._words)
        for button in (self._open, self._empty):
            usable(button, yes=not state.busy)

    def hideEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        if self._presenter.state.till is not None:
            self.forget()

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self._title.setText(words("Open the till"))
        self._how.setText(words("Count the float in the drawer, piece by piece."))
        self._grid.retranslate(words)
        self._empty.setText(words("Yes, it is empty: open the till"))
        self._name_button()


class _StandingPage(QWidget):
    """Whose till it is, and the drawer without a sale."""

    def __init__(self, words: Words, presenter: TillRoom) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._title = label("title")
        self._facts: list[tuple[Label, Label]] = []
        self._card = Card()
        self._drawer = Strip("till.drawer", "warning")
        self._no_sale = _NoSaleCard(presenter)
        self._certificates = Button("", "plain", "card", compact=True)
        self._certificates.setObjectName("till.certificates")
        self._certificates.clicked.connect(presenter.certificates)
        self._lay_out()
        self.retranslate(words)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        margins(grid, spacing=12)
        grid.setColumnStretch(1, 1)
        for line in range(5):
            pair = (label("soft", wrap=False), label("strong"))
            grid.addWidget(pair[0], line, 0)
            grid.addWidget(pair[1], line, 1)
            self._facts.append(pair)
        card = QVBoxLayout(self._card)
        margins(card, 20, 12)
        card.addWidget(self._title)
        card.addWidget(Rule())
        card.addLayout(grid)
        card.addWidget(self._drawer)
        card.addStretch(1)
        card.addWidget(self._certificates)
        whole = QHBoxLayout(self)
        margins(whole, spacing=16)
        whole.addWidget(self._card, 1)
        whole.addWidget(self._no_sale, 1)

    def draw(self, state: TillRoomState, till: TillView) -> None:
        """Show the till."""
        words = self._words
        self._title.setText(state_text(TillState(till.state), words))
        facts = (
            (words("Cashier"), till.cashier),
            (words("Window"), till.window),
            (words("Opened"), words.day_and_time(till.opened_at)),
            (words("Float"), words.money(till.opening_float)),
            (words("Business day"), words.date(till.business_date)),
        )
        for (name, value), fact in zip(self._facts, facts, strict=True):
            name.setText(fact[0])
            value.setText(fact[1])
        is_open = state.drawer is DrawerState.OPEN
        self._drawer.say(words("The drawer is open.") if is_open else "", words("Push it shut."))
        self._no_sale.draw(state, words)

    def forget(self) -> None:
        """Empty the reason."""
        self._no_sale.forget()

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self._certificates.setText(words("Pay out the rest of a gift certificate"))
        self._no_sale.retranslate(words)


class _NoSaleCard(Card):
    """Open the drawer without a sale: only with a reason."""

    def __init__(self, presenter: TillRoom) -> None:
        super().__init__()
        self._presenter = presenter
        self._reasons: tuple[str, ...] = ()
        self._title = label("title")
        self._how = label("soft")
        self._usual = Choices("till.reasons", across=2)
        self._reason = free_text("till.reason")
        self._done = Strip("till.done", "good")
        self._refusal = Strip("till.no_sale_refusal")
        self._go = Button("", "plain", "cash_drawer")
        self._go.setObjectName("till.no_sale")
        column = QVBoxLayout(self)
        margins(column, 20, 12)
        for widget in (self._title, self._how, self._usual, self._reason, self._done):
            column.addWidget(widget)
        column.addWidget(self._refusal)
        column.addStretch(1)
        column.addWidget(self._go)
        self._usual.chosen.connect(lambda index: self._reason.setText(self._reasons[index]))
        self._go.clicked.connect(lambda: presenter.no_sale(self._reason.text()))

    def forget(self) -> None:
        """Empty the reason."""
        self._reason.setText("")

    def draw(self, state: TillRoomState, words: Words) -> None:
        """Show what became of the last one."""
        self._usual.offer(self._reasons, None)
        self._refusal.say_error(state.refusal, words)
        said = state.no_sale_reason
        if said and self._done.isHidden():
            self._reason.setText("")
        self._done.say(words("The drawer opens: {reason}", reason=said) if said else "")
        usable(self._go, yes=not state.busy)

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._reasons = (
            words("Change for a patron"),
            words("Change for the bar"),
            words("Check the drawer"),
            words("Note stuck"),
        )
        self._title.setText(words("Open the drawer without a sale"))
        self._how.setText(words("Say why. The reason and your name are recorded."))
        self._usual.setAccessibleName(words("Usual reasons"))
        self._reason.set_name(words("Reason"))
        self._go.setText(words("Open the drawer"))
