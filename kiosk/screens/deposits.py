"""The panel of deposits: the list, a new one, and one on its way to the bank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.messages import state_text
from kiosk.presenters.deposit_room import DepositPage, DepositRoom, DepositState
from kiosk.screens.deposit_one import DepositOne
from kiosk.screens.deposit_plan import DepositPlanPage
from kiosk.screens.parts import usable
from kiosk.screens.wanted_panel import RowList, WantedPanel
from kiosk.theme import theme_of
from kiosk.widgets.pages import Pages
from pos.lifecycles import DepositState as Stands
from printing.till_words import over_short

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _NARROWEST, _TALL = 1180, 1110, 500


class DepositsPanel(WantedPanel):
    """Shows a ``DepositState``."""

    widest_px = _WIDE

    def __init__(self, words: Words, presenter: DepositRoom) -> None:
        super().__init__("deposits")
        self._words = words
        self._presenter = presenter
        self.setMinimumWidth(theme_of(self).px(_NARROWEST))
        self._list = RowList("deposits.row", presenter.look)
        self._plan = DepositPlanPage(words, presenter)
        self._one = DepositOne(words, presenter)
        self._pages = Pages()
        self._pages.setMinimumHeight(theme_of(self).px(_TALL))
        for page in (self._list, self._plan, self._one):
            self._pages.addWidget(page)
        self.body.addWidget(self._pages, 1)
        self._begin = self._button("begin", "primary")
        self._prepare = self._button("prepare", "primary")
        self._undo = self._button("undo")
        self._save = self._button("save")
        self._next = self._button("next", "primary")
        self._back = self._button("back")
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

    def forget(self) -> None:
        """Empty what was typed: it was somebody else's."""
        self._one.clear()
        self._plan.clear()

    def draw(self, state: DepositState) -> None:
        """Show ``state``."""
        words, page, one = self._words, state.page, state.deposit
        self._refusal.say_error(state.refusal, words)
        self._title(state)
        self._draw_list(state)
        self._plan.draw(state)
        self._one.draw(state)
        self._pages.setCurrentIndex(list(DepositPage).index(page))
        self._begin.setVisible(page is DepositPage.LIST)
        self._prepare.setVisible(page is DepositPage.PLAN)
        following = self._one.next_text(state)
        self._next.setVisible(page is DepositPage.ONE and bool(following))
        self._next.setText(following)
        at_rest = page is DepositPage.ONE and not state.undoing and state.bank is None
        self._save.setVisible(at_rest and state.report is None)
        early = one is not None and one.state in (Stands.PREPARED.value, Stands.SEALED.value)
        self._undo.setVisible(at_rest and early)
        usable(self._begin, yes=bool(state.ready) and not state.busy)
        agrees = state.plan is not None and self._plan.agrees(state.plan)
        usable(self._prepare, yes=agrees and not state.busy)
        usable(self._save, yes=state.slip is not None and not state.busy)
        for button in (self._next, self._undo):
            usable(button, yes=not state.busy)
        self._come_or_go(shown=state.shown)

    def _title(self, state: DepositState) -> None:
        words, one = self._words, state.deposit
        if state.page is DepositPage.PLAN:
            self.say(words("New deposit: count what goes into the bag"))
        elif state.page is DepositPage.ONE and one is not None:
            name = words("Deposit {number}", number=str(one.number))
            self.say(
                " · ".join((name, words.money(one.total))), state_text(Stands(one.state), words)
            )
        else:
            nothing = words("Every locked till went to the bank, or is in a deposit below.")
            ready = words.plural(
                "{n} locked till waits to go to the bank.",
                "{n} locked tills wait to go to the bank.",
                len(state.ready),
            )
            said = ready if state.ready else nothing
            self.say(words("Deposits"), said if state.read else words("One moment…"))

    def _draw_list(self, state: DepositState) -> None:
        """Deposits, the newest first; what the bank should have said by now stands out."""
        words = self._words
        for row, one in zip(self._list.rows(len(state.deposits)), state.deposits, strict=True):
            bag = words("Bag {number}", number=one.bag) if one.bag else ""
            parts = (words.date(one.business_date), one.prepared_by, bag, one.courier)
            off = one.bank - one.total if one.bank is not None else None
            stands = state_text(Stands(one.state), words)
            told = over_short(off, words) if off else stands
            row.say(
                words("Deposit {number}", number=str(one.number)),
                " · ".join(part for part in parts if part),
                figure=words.money(one.total),
                mark=words("The bank is late") if one.late else told,
                mark_colour="danger" if one.late else "warning" if off else "text_soft",
            )
        self._list.settle()

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
