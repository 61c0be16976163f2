"""Why a ticket is printed again, asked under the order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from kiosk.presenters.orders import Orders, OrdersState
from kiosk.screens.parts import Choices, free_text, label, margins, usable
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card, Rule
from pos.lifecycles import PrintState
from pos.views.selling import OrderTicketView

if TYPE_CHECKING:
    from printing.words import Words


class WhyCard(Card):
    """Why a ticket is printed again; the consequence stands beside the button."""

    def __init__(self, presenter: Orders) -> None:
        super().__init__(sunken=True)
        self._presenter = presenter
        self._reasons: tuple[str, ...] = ()
        self._title = label("strong")
        self._what = label("soft")
        self._paper = Choices("orders.paper", across=2)
        self._usual = Choices("orders.reasons", across=3)
        self._reason = free_text("orders.reason")
        self._serial = free_text("orders.stock_serial")
        self._go = Button("", "primary", "reprint")
        self._go.setObjectName("orders.reprint_confirm")
        self._no = Button("", "plain")
        self._no.setObjectName("orders.reprint_cancel")
        buttons = QHBoxLayout()
        margins(buttons)
        buttons.addStretch(1)
        buttons.addWidget(self._no)
        buttons.addWidget(self._go)
        column = QVBoxLayout(self)
        margins(column, 16)
        fields = QHBoxLayout()
        margins(fields)
        fields.addWidget(self._reason, 3)
        fields.addWidget(self._serial, 2)
        for widget in (self._title, self._paper, self._what, Rule(), self._usual):
            column.addWidget(widget)
        column.addLayout(fields)
        column.addLayout(buttons)
        self._usual.chosen.connect(lambda index: self._reason.setText(self._reasons[index]))
        self._paper.chosen.connect(lambda index: presenter.paper_is(here=index == 1))
        self._go.clicked.connect(
            lambda: presenter.reprint(self._reason.text(), self._serial.text())
        )
        self._no.clicked.connect(presenter.no_reprint)

    def draw(self, state: OrdersState, words: Words) -> None:
        """Show the question while there is one."""
        ticket = state.reprinting
        if ticket is None:
            self._reason.setText("")
            self._serial.setText("")
        else:
            self._title.setText(words("Print {place} again: why?", place=ticket.place))
            self._offer(state, ticket, words)
        usable(self._go, yes=not state.busy)
        self.setVisible(ticket is not None)
        self._reason.show_missing(state.refusal)

    def _offer(self, state: OrdersState, ticket: OrderTicketView, words: Words) -> None:
        """Ask where the old paper is, where there was one, and give the usual reasons for it."""
        printed = ticket.print_state == PrintState.PRINTED.value
        self._paper.setVisible(printed)
        self._paper.offer(
            (words("The old ticket is gone"), words("The paper is here, and bad")), int(state.here)
        )
        dead = words("The ticket gets a new barcode. The old one no longer opens the door.")
        keep = words("Keep the bad paper: it is counted at the close.")
        self._what.setText(f"{dead} {keep}" if state.here else dead)
        if state.here:
            self._reasons = (words("Jammed"), words("Cut wrong"), words("Misprinted"))
        else:
            self._reasons = (words("Lost"), words("Torn or wet"), words("Not delivered"))
        self._usual.offer(self._reasons, None)
        self._serial.setVisible(state.here)

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._usual.setAccessibleName(words("Usual reasons"))
        self._paper.setAccessibleName(words("Where the old paper is"))
        self._reason.set_name(words("Reason"))
        self._serial.set_name(words("Number on the bad paper"))
        self._go.setText(words("Print again"))
        self._no.setText(words("Leave it"))
