"""What is not usual about a hand-over: which tickets, to whom, what was shown, how it is signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.will_call import WillCall
from kiosk.presenters.will_call_state import Page, WillCallState
from kiosk.presenters.will_call_wish import standing, taken
from kiosk.screens.parts import (
    Choices,
    Option,
    Pool,
    Scrolled,
    free_text,
    in_grid,
    label,
    margins,
    usable,
)
from kiosk.widgets.buttons import Button
from kiosk.wording.will_call import hand_over_text
from pos.views.selling import WillCallRow
from pos.views.will_call import Collects, IdSeen, Where, WillCallCard
from pos.views.will_call_rules import SignRule

if TYPE_CHECKING:
    from printing.words import Words

_SEEN = (IdSeen.LICENCE, IdSeen.PASSPORT, IdSeen.OTHER)


class WishPage(QWidget):
    """Puts a ``Wish`` together."""

    def __init__(self, words: Words, presenter: WillCall) -> None:
        super().__init__()
        self._presenter = presenter
        self._row: WillCallRow | None = None
        self._card: WillCallCard | None = None
        self._else = False
        self._which = label("section")
        grid = QGridLayout()
        margins(grid)
        self._tickets: Pool[Option] = Pool(self._make_ticket, in_grid(grid, 2))
        self._who = label("section")
        self._people = Choices("willcall.people", across=2)
        self._name = free_text("willcall.collector")
        self._reason = free_text("willcall.reason")
        self._shown = label("section")
        self._seen = Choices("willcall.seen", across=2)
        self._gone = Choices("willcall.envelope", across=2)
        self._sign = Button("", "plain", compact=True)
        self._sign.setObjectName("willcall.sign")
        self._paper = Option()
        self._paper.setObjectName("willcall.on_paper")
        self._go = Button("", "primary", "will_call")
        self._go.setObjectName("willcall.hand_over_wish")
        self._back = Button("", "plain", "back")
        self._back.setObjectName("willcall.wish_back")
        inside = Scrolled()
        inside.column.addWidget(self._which)
        inside.column.addLayout(grid)
        asked = (self._who, self._people, self._name, self._reason, self._shown, self._seen)
        for widget in (*asked, self._gone):
            inside.column.addWidget(widget)
        inside.column.addStretch(1)
        signs = QHBoxLayout()
        margins(signs)
        signs.addWidget(self._sign, 1)
        signs.addWidget(self._paper, 1)
        foot = QHBoxLayout()
        margins(foot)
        foot.addWidget(self._back)
        foot.addWidget(self._go, 1)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(inside, 1)
        column.addLayout(signs)
        column.addLayout(foot)
        self._wire()
        self.retranslate(words)

    def _make_ticket(self, index: int) -> Option:
        option = Option()
        option.setObjectName(f"willcall.ticket.{index}")
        option.clicked.connect(lambda: self._take(index))
        return option

    def _take(self, index: int) -> None:
        if self._card is not None and index < len(self._card.waiting):
            self._presenter.take(self._card.waiting[index].ticket_id)

    def _wire(self) -> None:
        presenter = self._presenter
        self._people.chosen.connect(self._choose_person)
        for field in (self._name, self._reason):
            field.edited.connect(self._typed)
        self._seen.chosen.connect(lambda index: presenter.see(_SEEN[index]))
        self._gone.chosen.connect(lambda index: presenter.envelope_is_gone(gone=index == 1))
        self._sign.clicked.connect(lambda: presenter.turn_to(Page.SIGN))
        self._paper.clicked.connect(self._sign_on_paper)
        self._go.clicked.connect(self._hand_over)
        self._back.clicked.connect(lambda: presenter.turn_to(Page.ORDER))

    def _hand_over(self) -> None:
        """Nobody is handed the tickets of another without a name."""
        if self._else and not self._name.text().strip():
            self._presenter.who_came_missing()
            return
        self._presenter.hand_over()

    def _sign_on_paper(self) -> None:
        self._presenter.signed_on_paper(yes=not self._presenter.state.wish.on_paper)

    def _choose_person(self, index: int) -> None:
        named = self._named()
        self._else = index > len(named)
        self._name.setText("")
        self._reason.setText("")
        self._presenter.collect(named[index - 1] if 0 < index <= len(named) else "")
        self._show_fields()
        if self._else:
            self._name.setFocus()

    def _typed(self) -> None:
        self._presenter.collect(self._name.text(), self._reason.text())

    def _named(self) -> tuple[str, ...]:
        """Who may collect beside the person of the order."""
        if self._card is None:
            return ()
        parts = tuple(each.part for each in self._card.tickets if each.part)
        return tuple(dict.fromkeys((*self._card.alternates, *parts)))

    def _show_fields(self) -> None:
        self._name.setVisible(self._else)
        self._reason.setVisible(self._else)

    def forget(self) -> None:
        """Another order, or none: nobody is half typed any more."""
        self._row, self._else = None, False
        self._name.setText("")
        self._reason.setText("")

    def draw(self, state: WillCallState, card: WillCallCard, words: Words) -> None:
        """Show what is wished so far."""
        if (
            self._row is None
            or state.selected is None
            or (self._row.order_id != state.selected.order_id)
        ):
            self.forget()
        self._row, self._card = state.selected, card
        wish = state.wish
        going = {each.ticket_id for each in taken(card, wish)}
        options = self._tickets.show(len(card.waiting))
        for option, ticket in zip(options, card.waiting, strict=True):
            place = ticket.place or words("A place")
            option.setText(f"{ticket.part}: {place}" if ticket.part else place)
            option.setChecked(ticket.ticket_id in going)
        named = self._named()
        if wish.collector in named:
            chosen = named.index(wish.collector) + 1
        else:
            chosen = len(named) + 1 if self._else else 0
        whom = words("{name} comes", name=card.name or card.order_number)
        self._people.offer((whom, *named, words("Somebody else")), chosen)
        self._show_fields()
        self._name.show_missing(state.refusal, "name")
        self._reason.show_missing(state.refusal)
        self._seen.offer(
            (words("Driver's license"), words("Passport"), words("Another photo ID")),
            _SEEN.index(wish.seen) if wish.seen in _SEEN else None,
        )
        filed = any(each.where is Where.ENVELOPE for each in card.waiting)
        self._gone.setVisible(filed)
        self._gone.offer(
            (words("The envelope is there"), words("No envelope: print new ones")),
            int(wish.no_envelope),
        )
        self._draw_foot(state, card, len(going), words)

    def _draw_foot(self, state: WillCallState, card: WillCallCard, many: int, words: Words) -> None:
        wish, row = state.wish, state.selected
        others = card.sign is SignRule.OTHERS
        wanted = card.sign is SignRule.EVERYBODY or (
            others and standing(card, wish.collector) is not Collects.BUYER
        )
        signed = words("Signed. Sign again") if wish.strokes else words("Sign on the screen")
        self._sign.setText(signed)
        self._sign.set_kind("plain" if not wanted or wish.strokes or wish.on_paper else "danger")
        self._paper.setText(words("Signed on paper"))
        self._paper.setChecked(wish.on_paper)
        if row is not None:
            text = hand_over_text(row, many, words)
            if row.owing:
                text = words("Take {amount} and hand over", amount=row.owing)
            self._go.setText(text)
        usable(self._go, yes=not state.busy)

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._which.setText(words("Which tickets now"))
        self._who.setText(words("Who collects"))
        self._people.setAccessibleName(words("Who collects"))
        self._name.set_name(words("Name of who came"))
        self._reason.set_name(words("Why they get them"))
        self._shown.setText(words("What was shown (never its number)"))
        self._seen.setAccessibleName(words("What was shown"))
        self._gone.setAccessibleName(words("The envelope"))
        self._back.setText(words("Back"))
