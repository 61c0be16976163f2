"""The sale is on disk: the change, in the largest type there is, until it is given; and what came
out of the printer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.messages import Message, tender_text
from kiosk.presenters.desk import DrawerState
from kiosk.presenters.pay import Pay
from kiosk.presenters.pay_state import PayState
from kiosk.presenters.purpose import Settled
from kiosk.screens.parts import Strip, label, margins
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Rule
from kiosk.widgets.lettering import width_of
from kiosk.widgets.notice import ToneIcon
from kiosk.wording.paper_troubles import doubt_trouble, printer_trouble, wants_somebody
from pos.money import Money
from pos.views.selling import TenderKind

if TYPE_CHECKING:
    from printing.words import Words

LEFT, RIGHT = 5, 9
"""How the Pay panel parts its width, on both of its pages."""

_TALL, _LESS_TALL = 220, 140


class _Huge(QWidget):
    """A sum as large as the panel lets it be: read across the counter."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._text = ""
        self._less = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text

    def say(self, text: str) -> None:
        """Show ``text``."""
        self._text = text
        self.setAccessibleName(text)
        self.update()

    def make_room(self, *, yes: bool) -> None:
        """Be less tall while there is more to say."""
        if yes != self._less:
            self._less = yes
            self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        theme = theme_of(self)
        return QSize(theme.px(400), theme.px(_LESS_TALL if self._less else _TALL))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = theme_of(self)
        size = _LESS_TALL - 36 if self._less else _TALL - 20
        font = theme.font(size, bold=True)
        while size > 40 and width_of(self._text, font) > self.width():
            size -= 10
            font = theme.font(size, bold=True)
        painter = QPainter(self)
        painter.setFont(font)
        painter.setPen(theme.colour("text"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
        painter.end()


class ChangePage(QWidget):
    """The sale is on disk: the change, in the largest type there is, until it is given."""

    def __init__(self, words: Words, presenter: Pay) -> None:
        super().__init__()
        self._words = words
        self._name = label("title", name="pay.paid_with")
        self._change = _Huge("pay.change")
        self._rounded = label("strong", name="pay.rounded")
        self._papers = label("soft", name="pay.papers")
        self._doubt = Strip("pay.doubt")
        self._printer = Strip("pay.printer")
        self._look = Button("", "plain", compact=True)
        self._look.setObjectName("pay.look")
        self._drawer_icon = ToneIcon("warning")
        self._drawer = label("title", wrap=False, name="pay.drawer")
        self._done = Button("", "primary", "next")
        self._done.setObjectName("pay.done")
        self._done.set_text_size(24)
        column = QVBoxLayout(self)
        margins(column, spacing=12)
        column.addStretch(2)
        for said in (self._name, self._rounded, self._papers):
            said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for widget in (self._name, self._change, self._rounded, self._papers):
            column.addWidget(widget)
        column.addLayout(self._troubles())
        column.addStretch(2)
        column.addWidget(Rule())
        column.addLayout(self._foot())
        self._done.clicked.connect(presenter.done)
        self._look.clicked.connect(presenter.look_at_papers)

    def _troubles(self) -> QVBoxLayout:
        """Return where it is said why tickets do not come out, and what to do."""
        asked = QHBoxLayout()
        margins(asked)
        asked.addWidget(self._doubt, 1)
        asked.addWidget(self._look)
        troubles = QVBoxLayout()
        margins(troubles)
        troubles.addLayout(asked)
        troubles.addWidget(self._printer)
        return troubles

    def _foot(self) -> QHBoxLayout:
        """Return the last row. The button stands where *Back* stood: the second tap of a double tap
        on a note or on *Take* must not put the change away."""
        drawer = QHBoxLayout()
        margins(drawer, spacing=12)
        drawer.addStretch(1)
        drawer.addWidget(self._drawer_icon)
        drawer.addWidget(self._drawer)
        drawer.addStretch(1)
        foot = QHBoxLayout()
        margins(foot, spacing=24)
        foot.addWidget(self._done, LEFT)
        foot.addLayout(drawer, RIGHT)
        return foot

    def draw(self, state: PayState, settled: Settled) -> None:
        """Show what to give back and where the papers are."""
        words, some = self._words, bool(settled.change)
        self._name.setText(words("Change") if some else _paid_with(state, words))
        self._change.say(_in_hand(state, settled, words))
        self._rounded.setText(_rounded(state.rounded, words))
        self._rounded.setVisible(bool(state.rounded))
        tickets = _came_out(state.printed, settled.tickets, words)
        number = settled.order_number
        said = words("{tickets} · order {number}", tickets=tickets, number=number)
        self._papers.setText(said if settled.tickets else words("Order {number}", number=number))
        self._say_troubles(state, settled)
        shut = settled.cash and state.drawer is DrawerState.OPEN
        self._drawer_icon.setVisible(shut)
        self._drawer.setText(words("Push the drawer shut") if shut else "")
        self._settle_foot()
        self._done.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say_troubles(self, state: PayState, settled: Settled) -> None:
        """Say why tickets of this order do not come out; nothing once they have."""
        words, papers = self._words, state.papers
        missing = state.printed is None or state.printed < settled.tickets
        doubt = papers.tasks.in_doubt if missing else ()
        asked = doubt_trouble(doubt, words) if doubt else Message("", "")
        stands = missing and papers.printer is not None and wants_somebody(papers.printer)
        said = None
        if stands and papers.printer is not None:
            said = printer_trouble(papers.printer, "ticket", papers.tasks, words)
        wrong = said or Message("", "")
        self._doubt.say(asked.what, asked.remedy)
        self._look.setVisible(bool(asked.what))
        self._printer.say(wrong.what, wrong.remedy)
        some = bool(asked.what or wrong.what)
        self._papers.set_role("title" if some else "soft")
        self._change.make_room(yes=some)

    def _settle_foot(self) -> None:
        """Give the words about the drawer their whole width now, not a frame later."""
        layout = self.layout()
        if layout is not None:
            layout.activate()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._done.setText(words("Next patron"))
        self._look.setText(words("Look"))


def _came_out(printed: int | None, tickets: int, words: Words) -> str:
    """Return how many tickets came out, of how many."""
    if printed is None:
        return words.plural("{n} ticket", "{n} tickets", tickets)
    if printed >= tickets:
        return words.plural("{n} ticket printed", "{n} tickets printed", tickets)
    return words.plural(
        "{done} of {n} ticket printed", "{done} of {n} tickets printed", tickets, done=printed
    )


def _paid_with(state: PayState, words: Words) -> str:
    """Return each form of payment with its sum: of a card which one, of a check its number."""
    said = (
        f"{tender_text(tender.kind, words)} {tender.reference}".strip()
        + f" {words.money(tender.amount)}"
        for tender in state.tenders
    )
    return " · ".join(said)


def _rounded(rounded: Money, words: Words) -> str:
    """Return what was given up or gained because there are no smaller coins."""
    if rounded.minor > 0:
        return words("Rounded down by {amount} (cash)", amount=rounded)
    return words("Rounded up by {amount} (cash)", amount=-rounded) if rounded else ""


def _in_hand(state: PayState, settled: Settled, words: Words) -> str:
    """Return what the cashier gives back; of a sale without cash, how it was paid."""
    if settled.change:
        return words.money(settled.change)
    if settled.owing:
        return words("{amount} to pay at pick-up.", amount=settled.owing)
    if not state.tenders:
        return words("Nothing to pay")
    kinds = {tender.kind for tender in state.tenders}
    if TenderKind.CASH in kinds:
        return words("No change")
    if kinds == {TenderKind.CHECK}:
        return words("Paid by check")
    return words("Paid by card") if kinds == {TenderKind.CARD} else words("Paid")
