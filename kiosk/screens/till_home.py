"""How the till stands: whose it is, what was moved today, and everything that is done with cash.

Shows no sum that was not typed here: what the drawer should hold is nowhere on it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.messages import state_text
from kiosk.presenters.cash_moves import CashMoves, MovesState
from kiosk.presenters.desk import DrawerState
from kiosk.presenters.till import TillPage, TillRoom, TillRoomState
from kiosk.screens.parts import Pool, Scrolled, Strip, in_column, label, margins, usable
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card, Label, Rule
from kiosk.widgets.tiles import ListRow
from pos.lifecycles import TillState
from pos.views.cash import TillView
from pos.views.movements import MovementView
from printing.movement_words import movement_text

if TYPE_CHECKING:
    from printing.words import Words

_PAGES = (
    (TillPage.DROP, "cash"),
    (TillPage.TOP_UP, "plus"),
    (TillPage.PAID_OUT, "minus"),
    (TillPage.PAID_IN, "plus"),
    (TillPage.NO_SALE, "cash_drawer"),
    (TillPage.HAND_OVER, "person"),
    (TillPage.SAFE, "lock"),
)
_ACROSS = 2


class TillHome(QWidget):
    """Shows a ``TillRoomState`` and the movements of a ``MovesState``. GUI thread."""

    def __init__(self, words: Words, presenter: TillRoom, moves: CashMoves) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._moves = moves
        self._title = label("title")
        self._facts: list[tuple[Label, Label]] = []
        self._due = Strip("till.drop_due", "warning")
        self._drawer = Strip("till.drawer", "warning")
        self._done = Strip("till.done", "good")
        self._refusal = Strip("till.home_refusal")
        self._moved_name = label("section")
        self._moved_how = label("soft")
        self._list = Scrolled()
        self._rows: Pool[ListRow] = Pool(self._make_row, in_column(self._list.column))
        self._ways = {page: self._way(page, icon) for page, icon in _PAGES}
        self._certificates = Button("", "plain", "card")
        self._certificates.setObjectName("till.certificates")
        self._certificates.clicked.connect(presenter.certificates)
        self._outage = Button("", "plain", "offline")
        self._outage.setObjectName("till.outage")
        self._outage.clicked.connect(presenter.outage)
        self._cards_waiting = 0
        self._cards = Button("", "plain", "offline")
        self._cards.setObjectName("till.offline_cards")
        self._cards.clicked.connect(presenter.offline_cards)
        self._lay_out()
        self.retranslate(words)

    def _way(self, page: TillPage, icon: str) -> Button:
        button = Button("", "plain", icon)
        button.setObjectName(f"till.to.{page.value}")
        button.clicked.connect(lambda: self._presenter.go(page))
        return button

    def _make_row(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"till.moved.{index}")
        row.clicked.connect(lambda: self._moves.print_again(index))
        return row

    def _lay_out(self) -> None:
        facts = QGridLayout()
        margins(facts, spacing=8)
        for line in range(3):
            for side in (0, 1):
                pair = (label("soft", wrap=False), label("strong"))
                facts.addWidget(pair[0], line, 2 * side)
                facts.addWidget(pair[1], line, 2 * side + 1)
                self._facts.append(pair)
        facts.setColumnStretch(1, 1)
        facts.setColumnStretch(3, 1)
        card = Card()
        column = QVBoxLayout(card)
        margins(column, 20, 12)
        column.addWidget(self._title)
        column.addWidget(Rule())
        column.addLayout(facts)
        for strip in (self._due, self._drawer, self._done, self._refusal):
            column.addWidget(strip)
        column.addWidget(Rule())
        column.addWidget(self._moved_name)
        column.addWidget(self._moved_how)
        self._list.column.addStretch(1)
        column.addWidget(self._list, 1)
        ways = QGridLayout()
        margins(ways)
        for index, button in enumerate(
            (*self._ways.values(), self._certificates, self._outage, self._cards)
        ):
            ways.addWidget(button, index // _ACROSS, index % _ACROSS)
        for side in range(_ACROSS):
            ways.setColumnStretch(side, 1)
        ways.setRowStretch(len(_PAGES), 1)
        whole = QHBoxLayout(self)
        margins(whole, spacing=16)
        whole.addWidget(card, 5)
        whole.addLayout(ways, 4)

    def draw(self, state: TillRoomState, till: TillView, moves: MovesState) -> None:
        """Show how the till stands."""
        words = self._words
        self._title.setText(state_text(TillState(till.state), words))
        for pair, (name, value) in zip(self._facts, self._said(till), strict=True):
            pair[0].setText(name)
            pair[1].setText(value)
        due = words("There is more cash in the drawer than there should be.")
        self._due.say(due if state.drop_due else "", words("Take some of it to the safe."))
        is_open = state.drawer is DrawerState.OPEN
        self._drawer.say(words("The drawer is open.") if is_open else "", words("Push it shut."))
        self._say_done(state, moves)
        self._refusal.say_error(moves.refusal if moves.kind is None else None, words)
        self._draw_moved(moves.moved)
        self._draw_ways(state)

    def draw_cards(self, waiting: int) -> None:
        """Offer the way to cards that were taken offline, while any wants somebody."""
        self._cards_waiting = waiting
        self._cards.setVisible(bool(waiting))
        self._cards.setText(
            self._words.plural(
                "Cards taken offline: {n} to look after",
                "Cards taken offline: {n} to look after",
                waiting,
            )
        )

    def _said(self, till: TillView) -> tuple[tuple[str, str], ...]:
        words = self._words
        cashier = till.cashier
        if till.reliever:
            cashier = words("{name}, relieved by {other}", name=cashier, other=till.reliever)
        return (
            (words("Cashier"), cashier),
            (words("Window"), till.window),
            (words("Opened"), words.day_and_time(till.opened_at)),
            (words("Float"), words.money(till.opening_float)),
            (words("Business day"), words.date(till.business_date)),
            ("", ""),
        )

    def _say_done(self, state: TillRoomState, moves: MovesState) -> None:
        words, last, why = self._words, moves.last, state.no_sale_reason
        if why:
            self._done.say(words("The drawer opens: {reason}", reason=why))
        elif last is not None:
            what = f"{movement_text(last.kind, words)}: {words.money(last.amount)}"
            self._done.say(
                what, words("The drawer opens, slip {number} prints.", number=last.number)
            )
        elif moves.copied:
            self._done.say(words("Slip {number} prints again, as a copy.", number=moves.copied))
        else:
            self._done.say("")

    def _draw_moved(self, moved: tuple[MovementView, ...]) -> None:
        words = self._words
        self._moved_how.setText(
            words("Touch one to print its slip again.")
            if moved
            else words("Nothing was moved yet.")
        )
        for row, one in zip(self._rows.show(len(moved)), moved, strict=True):
            about = (one.bag, one.purpose, one.person, one.second)
            under = " · ".join((one.number, words.time(one.at), *(part for part in about if part)))
            sign = one.amount if one.kind.into_till else -one.amount
            row.say(movement_text(one.kind, words), under, figure=words.money(sign))
        self._list.settle()

    def _draw_ways(self, state: TillRoomState) -> None:
        free = not state.busy
        for page, button in self._ways.items():
            moves = page not in (TillPage.SAFE, TillPage.NO_SALE, TillPage.HAND_OVER)
            allowed = not moves or state.serves
            if page is TillPage.HAND_OVER:
                allowed = state.mine or state.serves
            usable(button, yes=free and allowed)
        self._ways[TillPage.SAFE].setVisible(state.may_see_safe)
        kind = "primary" if state.drop_due else "plain"
        self._ways[TillPage.DROP].set_kind(kind)

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        names = {
            TillPage.DROP: words("To the safe"),
            TillPage.TOP_UP: words("From the safe"),
            TillPage.PAID_OUT: words("Pay out"),
            TillPage.PAID_IN: words("Pay in"),
            TillPage.NO_SALE: words("Open the drawer"),
            TillPage.HAND_OVER: words("Hand the till over"),
            TillPage.SAFE: words("The safe"),
        }
        for page, button in self._ways.items():
            button.setText(names[page])
        self._moved_name.setText(words("Cash moved today"))
        self._certificates.setText(words("Pay out the rest of a gift certificate"))
        self._outage.setText(words("Outage: papers and paper sales"))
        self.draw_cards(self._cards_waiting)
