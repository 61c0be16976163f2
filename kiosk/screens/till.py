"""The Till room: open with a counted float; then how the till stands and what is done with cash."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.rooms import Rooms
from kiosk.presenters.till import MOVES, TillPage, TillRoom, TillRoomState
from kiosk.screens.count_panel import CountPanel
from kiosk.screens.hand_in import HandIn
from kiosk.screens.parts import Strip, label, margins, usable
from kiosk.screens.till_hand_over import HandOverPage
from kiosk.screens.till_home import TillHome
from kiosk.screens.till_move import MovePage
from kiosk.screens.till_no_sale import NoSalePage
from kiosk.screens.till_safe import SafeScreen
from kiosk.widgets.buttons import Button
from kiosk.widgets.late import Late
from kiosk.widgets.pages import Pages
from pos.money import Money
from pos.views.cash import LeftInDrawer

if TYPE_CHECKING:
    from printing.words import Words


class TillScreen(QWidget):
    """Shows a ``TillRoomState`` and the forms of its pages. GUI thread."""

    def __init__(self, words: Words, rooms: Rooms) -> None:
        super().__init__()
        self.setObjectName("till")
        self._rooms = rooms
        self._presenter = presenter = rooms.till
        self._pages = pages = Pages()
        self._float = pages.lay(lambda: _FloatPage(words, presenter))
        self._home = pages.lay(lambda: TillHome(words, presenter, rooms.cash_moves))
        self._move = pages.lay(lambda: MovePage(words, rooms.cash_moves, presenter))
        self._no_sale = pages.lay(lambda: NoSalePage(words, presenter))
        self._hand_over = pages.lay(lambda: HandOverPage(words, rooms.till_hand_over, presenter))
        self._safe = pages.lay(lambda: SafeScreen(words, rooms.safe, presenter))
        whole = QVBoxLayout(self)
        margins(whole, 16)
        whole.addWidget(self._pages)
        presenter.attach(self)
        rooms.cash_moves.watch(lambda _state: self.draw(presenter.state))
        rooms.money_in_doubt.offline.watch(
            lambda state: self._home.tell(TillHome.draw_cards, state.count)
        )
        rooms.till_hand_over.watch(lambda state: self._hand_over.tell(HandOverPage.draw, state))
        rooms.safe.watch(lambda state: self._safe.tell(SafeScreen.draw, state))

    def draw(self, state: TillRoomState) -> None:
        """Show ``state``."""
        moves = self._rooms.cash_moves.state
        if state.till is not None:
            self._home.tell(TillHome.draw, state, state.till, moves)
        self._float.tell(_FloatPage.draw, state)
        self._no_sale.tell(NoSalePage.draw, state)
        self._move.tell(MovePage.draw, moves)
        before = self._pages.currentWidget()
        page = self._pages.turn_to(self._page(state))
        if page is not before:
            self.setFocusProxy(page)
            if self.isVisible() and page.focusProxy() is not None:
                page.setFocus()

    def _page(self, state: TillRoomState) -> Late[Any]:
        if state.page is TillPage.SAFE:
            return self._safe
        if state.till is None:
            return self._float
        if state.page in MOVES:
            return self._move
        forms: dict[TillPage, Late[Any]] = {
            TillPage.NO_SALE: self._no_sale,
            TillPage.HAND_OVER: self._hand_over,
        }
        return forms.get(state.page, self._home)

    def forget(self) -> None:
        """Empty what was half typed: it was somebody else's."""
        self._float.remind(_FloatPage.forget)
        self._move.remind(MovePage.forget)
        self._no_sale.remind(NoSalePage.forget)
        self._hand_over.remind(HandOverPage.forget)
        self._safe.remind(SafeScreen.forget)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._float.tell(_FloatPage.retranslate, words)
        self._home.tell(TillHome.retranslate, words)
        self._move.tell(MovePage.retranslate, words)
        self._no_sale.tell(NoSalePage.retranslate, words)
        self._hand_over.tell(HandOverPage.retranslate, words)
        self._safe.tell(SafeScreen.retranslate, words)
        self.draw(self._presenter.state)
        self._hand_over.tell(HandOverPage.draw, self._rooms.till_hand_over.state)
        self._safe.tell(SafeScreen.draw, self._rooms.safe.state)


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
        self._left: LeftInDrawer | None = None
        self._there = Strip("till.left_here", "info")
        self._sheet = CountPanel(words, "till.float")
        self._open = Button("", "primary", "till")
        self._open.setObjectName("till.open")
        self._nothing = Strip("till.nothing_counted", "warning")
        self._empty = Button("", "plain", "till")
        self._empty.setObjectName("till.open_empty")
        self._safe = Button("", "quiet", "lock")
        self._safe.setObjectName("till.float_safe")
        column = QVBoxLayout(self)
        margins(column)
        for widget in (self._title, self._how, self._there, self._refusal):
            column.addWidget(widget)
        column.addWidget(self._sheet, 1)
        column.addWidget(self._nothing)
        foot = QHBoxLayout()
        margins(foot)
        foot.addWidget(self._safe)
        foot.addWidget(self._empty)
        foot.addStretch(1)
        foot.addWidget(self._open)
        column.addLayout(foot)
        self.setFocusProxy(self._sheet)
        self._hand_in = HandIn(
            self._open, self._empty, self._nothing, self._sheet.sheet, presenter.open
        )
        self._safe.clicked.connect(lambda: presenter.go(TillPage.SAFE))
        self._sheet.changed.connect(self._name_button)
        self.retranslate(words)

    def _name_button(self) -> None:
        total, words = self._sheet.sheet().total, self._words
        empty = words("Open with an empty drawer")
        self._open.setText(words("Open the till with {amount}", amount=total) if total else empty)
        self._hand_in.forget()
        self._say_left(total)

    def _say_left(self, total: Money) -> None:
        """Say what was left here, and at once what will be a finding when the till is opened."""
        words, left = self._words, self._left
        self._how.setVisible(left is None)
        if left is None:
            self._there.say("")
            return
        off = total - left.sheet.total
        name, there = left.cashier, left.sheet.total
        here = words("{name} left {amount} here. Count it.", name=name, amount=there)
        short = bool(total) and off.minor < 0
        if short:
            here = words(
                "{amount} less than {name} left here. Count it once more.", name=name, amount=-off
            )
        elif off.minor > 0:
            here = words(
                "{amount} more than {name} left here. Was it fetched from the safe?",
                name=name,
                amount=off,
            )
        self._there.say(here, tone="warning" if short else "info")

    def _show_left(self, left: LeftInDrawer | None) -> None:
        """Say what was left. The sheet stays empty: what is in the drawer is counted, not
        believed.
        """
        if left != self._left:
            self._left = left
            self._name_button()

    def forget(self) -> None:
        """Empty the count sheet."""
        self._left = None
        self._sheet.clear()
        self._hand_in.forget()

    def draw(self, state: TillRoomState) -> None:
        """Show the count; after it was taken the sheet is empty for the next one."""
        self._refusal.say_error(state.refusal, self._words)
        self._show_left(state.left)
        for button in (self._open, self._empty):
            usable(button, yes=not state.busy)
        self._safe.setVisible(state.may_see_safe)

    def hideEvent(self, event: object) -> None:  # noqa: N802 - Qt's name
        if self._presenter.state.till is not None:
            self.forget()

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self._title.setText(words("Open the till"))
        self._how.setText(words("Count the float in the drawer, piece by piece."))
        self._sheet.retranslate(words)
        self._safe.setText(words("The safe"))
        self._empty.setText(words("Yes, it is empty: open the till"))
        self._hand_in.retranslate(words)
        self._name_button()
