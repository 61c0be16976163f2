"""The panel of deposits: the list, a new one, and one on its way to the bank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from kiosk.messages import state_text
from kiosk.presenters.deposit_room import DepositPage, DepositRoom, DepositState
from kiosk.screens.deposit_one import DepositOne
from kiosk.screens.deposit_plan import DepositPlanPage
from kiosk.screens.parts import Pool, Scrolled, Strip, in_column, usable
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button
from kiosk.widgets.panel import InlinePanel
from kiosk.widgets.tiles import ListRow
from pos.lifecycles import DepositState as Stands

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _NARROWEST, _TALL = 1180, 1110, 500


class DepositsPanel(InlinePanel):
    """Shows a ``DepositState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE
    wanted = Signal(bool)

    def __init__(self, words: Words, presenter: DepositRoom) -> None:
        super().__init__()
        self.setObjectName("deposits")
        self._words = words
        self._presenter = presenter
        self._shown = False
        self.setMinimumWidth(theme_of(self).px(_NARROWEST))
        self._refusal = Strip("deposits.refusal")
        self._list = _List(presenter)
        self._plan = DepositPlanPage(words, presenter)
        self._one = DepositOne(words, presenter)
        self._pages = QStackedWidget()
        self._pages.setMinimumHeight(theme_of(self).px(_TALL))
        for page in (self._list, self._plan, self._one):
            self._pages.addWidget(page)
        self.body.addWidget(self._refusal)
        self.body.addWidget(self._pages, 1)
        self._begin = self._button("deposits.begin", "primary")
        self._prepare = self._button("deposits.prepare", "primary")
        self._undo = self._button("deposits.undo", "plain")
        self._save = self._button("deposits.save", "plain")
        self._next = self._button("deposits.next", "primary")
        self._back = self._button("deposits.back", "plain")
        self._begin.clicked.connect(presenter.begin)
        self._prepare.clicked.connect(lambda: presenter.prepare(self._plan.sheet()))
        self._undo.clicked.connect(presenter.begin_undo)
        self._save.clicked.connect(presenter.save)
        self._next.clicked.connect(self._one.go_on)
        self._back.clicked.connect(presenter.close)
        self.closed.connect(presenter.close)
        self._plan.counted.connect(lambda: self.draw(presenter.state))
        self.retranslate(words)
        presenter.attach(self)

    def _button(self, name: str, kind: str) -> Button:
        button = Button("", kind)
        button.setObjectName(name)
        return self.add_button(button)

    def forget(self) -> None:
        """Empty what was typed: it was somebody else's."""
        self._one.clear()
        self._plan.clear()

    def draw(self, state: DepositState) -> None:
        """Show ``state``."""
        words, page, one = self._words, state.page, state.deposit
        self._refusal.say_error(state.refusal, words)
        self._title(state)
        self._list.draw(state, words)
        self._plan.draw(state)
        self._one.draw(state)
        self._pages.setCurrentIndex(list(DepositPage).index(page))
        self._begin.setVisible(page is DepositPage.LIST)
        self._prepare.setVisible(page is DepositPage.PLAN)
        following = self._one.next_text(state)
        self._next.setVisible(page is DepositPage.ONE and bool(following))
        self._next.setText(following)
        self._save.setVisible(page is DepositPage.ONE and not state.undoing)
        early = one is not None and one.state in (Stands.PREPARED.value, Stands.SEALED.value)
        self._undo.setVisible(page is DepositPage.ONE and early and not state.undoing)
        usable(self._begin, yes=bool(state.ready) and not state.busy)
        agrees = state.plan is not None and self._plan.agrees(state.plan)
        usable(self._prepare, yes=agrees and not state.busy)
        usable(self._save, yes=state.slip is not None and not state.busy)
        for button in (self._next, self._undo):
            usable(button, yes=not state.busy)
        before, self._shown = self._shown, state.shown
        if before != state.shown:
            self.wanted.emit(state.shown)

    def _title(self, state: DepositState) -> None:
        words, one = self._words, state.deposit
        if state.page is DepositPage.PLAN:
            how = words("Count what goes into the bag; it has to come to what the tills took.")
            self.say(words("New deposit"), how)
        elif state.page is DepositPage.ONE and one is not None:
            name = words("Deposit {number}", number=str(one.number))
            stands = state_text(Stands(one.state), words)
            self.say(" · ".join((name, words.money(one.total), stands)))
        else:
            nothing = words("Every locked till went to the bank, or is in a deposit below.")
            ready = words.plural(
                "{n} locked till waits to go to the bank.",
                "{n} locked tills wait to go to the bank.",
                len(state.ready),
            )
            said = ready if state.ready else nothing
            self.say(words("Deposits"), said if state.read else words("One moment…"))

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._begin.setText(words("New deposit"))
        self._prepare.setText(words("It is in the bag"))
        self._undo.setText(words("Take it apart"))
        self._save.setText(words("Save the slip"))
        self._back.setText(words("Back"))
        self._plan.retranslate(words)
        self._one.retranslate(words)
        self.draw(self._presenter.state)


class _List(Scrolled):
    """Deposits, the newest first; what the bank should have said by now stands out."""

    def __init__(self, presenter: DepositRoom) -> None:
        super().__init__()
        self._presenter = presenter
        self._pool = Pool(self._make, in_column(self.column))
        self.column.addStretch(1)

    def _make(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"deposits.row.{index}")
        row.clicked.connect(lambda: self._presenter.look(index))
        return row

    def draw(self, state: DepositState, words: Words) -> None:
        """Show them."""
        for row, one in zip(self._pool.show(len(state.deposits)), state.deposits, strict=True):
            bag = words("Bag {number}", number=one.bag) if one.bag else ""
            parts = (words.date(one.business_date), one.prepared_by, bag, one.courier)
            stands = state_text(Stands(one.state), words)
            row.say(
                words("Deposit {number}", number=str(one.number)),
                " · ".join(part for part in parts if part),
                figure=words.money(one.total),
                mark=words("The bank is late") if one.late else stands,
                mark_colour="danger" if one.late else "text_soft",
            )
        self.settle()
