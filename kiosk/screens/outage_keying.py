"""Paper sales keyed in: the tickets of one line of the tally sheet at the left, how it was paid at
the right, and under both how far the sheet is keyed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.messages import tender_text
from kiosk.presenters.check_slip import CheckSlip
from kiosk.presenters.outage import KeyLine, Outage, OutageState, PaperForm
from kiosk.screens.parts import (
    Choices,
    Pool,
    Scrolled,
    Strip,
    free_text,
    in_column,
    label,
    margins,
    usable,
)
from kiosk.widgets.buttons import Button, IconButton
from kiosk.widgets.labels import Card, Rule
from kiosk.widgets.tiles import ListRow
from pos.errors import PosError
from pos.views.outage import ON_PAPER, Keyed
from pos.views.paying import SlipTyped
from pos.views.selling import TenderKind
from printing.till_words import over_short

if TYPE_CHECKING:
    from printing.words import Words


class KeyingPage(QWidget):
    """Shows the sale that is being keyed in. Enter in the number field adds a ticket and nothing
    else: a scanner ends with it."""

    def __init__(self, presenter: Outage) -> None:
        super().__init__()
        self._presenter = presenter
        self._seen: object = None
        self._why_drawer = ""
        self._done = Strip("outage.sold", "good")
        self._no_till = Strip("outage.no_till", "warning")
        self._number = free_text("outage.number")
        self._add = IconButton("plus", "", "plain")
        self._add.setObjectName("outage.add")
        self._hint = label("soft")
        self._list = Scrolled()
        self._lines: Pool[_Line] = Pool(self._make_line, in_column(self._list.column))
        self._list.column.addStretch(1)
        self._due = label("title", name="outage.due")
        self._kinds = Choices("outage.kinds", across=3)
        self._form = _Form()
        self._sums = label("strong", name="outage.sums")
        self._tally = free_text("outage.tally")
        self._differs = label("body", name="outage.differs")
        self._drawer = Button("", "plain", "cash_drawer", compact=True)
        self._drawer.setObjectName("outage.drawer")
        self._lay_out()
        self._drawer.clicked.connect(lambda: presenter.open_drawer(self._why_drawer))
        self._add.clicked.connect(self._add_number)
        self._number.returnPressed.connect(self._add_number)
        self._kinds.chosen.connect(lambda index: presenter.paid_by(ON_PAPER[index]))
        self._tally.textChanged.connect(presenter.tally_is)
        self.setFocusProxy(self._number)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        margins(line)
        line.addWidget(self._number, 1)
        line.addWidget(self._add)
        left = QVBoxLayout()
        margins(left)
        left.addLayout(line)
        left.addWidget(self._hint)
        left.addWidget(self._list, 1)
        right = QVBoxLayout()
        margins(right)
        right.addWidget(self._due)
        right.addWidget(self._kinds)
        right.addWidget(self._form)
        right.addStretch(1)
        both = QHBoxLayout()
        margins(both, spacing=16)
        both.addLayout(left, 1)
        both.addLayout(right, 1)
        foot = QHBoxLayout()
        margins(foot, spacing=12)
        foot.addWidget(self._sums, 4)
        foot.addWidget(self._tally, 3)
        foot.addWidget(self._differs, 2)
        card = Card()
        column = QVBoxLayout(card)
        margins(column, 16, 8)
        column.addWidget(self._no_till)
        told = QHBoxLayout()
        margins(told)
        told.addWidget(self._done, 1)
        told.addWidget(self._drawer)
        column.addLayout(told)
        column.addLayout(both, 1)
        column.addWidget(Rule())
        column.addLayout(foot)
        whole = QVBoxLayout(self)
        margins(whole)
        whole.addWidget(card, 1)

    def _make_line(self, index: int) -> _Line:
        line = _Line(index)
        line.kind.clicked.connect(lambda: self._presenter.next_type(index))
        line.drop.clicked.connect(lambda: self._presenter.drop(index))
        return line

    def _add_number(self) -> None:
        self._presenter.add(self._number.text())
        self._number.setText("")
        self._number.setFocus()

    def key_in(self) -> None:
        """Put what stands there into the books."""
        self._presenter.key_in(self._form.typed())

    def draw(self, state: OutageState, words: Words) -> None:
        """Show ``state``."""
        sold = state.sold
        if sold is not None and sold is not self._seen:
            self._form.next_sale()
            self._number.setFocus()
        self._seen = sold
        said = ""
        if sold is not None:
            said = words(
                "Order {order}: {numbers}, {amount}, {kind}.",
                order=sold.order_number,
                numbers=", ".join(sold.numbers),
                amount=sold.amount,
                kind=tender_text(sold.kind, words),
            )
        self._done.say(said, _where_to(sold.kind, words) if sold is not None else "")
        self._drawer.setVisible(sold is not None and sold.kind is TenderKind.CASH)
        usable(self._drawer, yes=state.serves and not state.busy)
        closed = words("Open your till first: what was taken on paper goes into it.")
        self._no_till.say("" if state.serves else closed)
        for line, held in zip(self._lines.show(len(state.lines)), state.lines, strict=True):
            line.draw(held, words)
        self._hint.setText(
            words("Touch a ticket to change its price type.")
            if state.lines
            else words("Scan the ticket, or type its number: 12 is enough. One sale at a time.")
        )
        self._list.settle()
        due = state.due
        self._due.setText(words.money(due) if due is not None else words("How was it paid?"))
        names = [tender_text(kind, words) for kind in ON_PAPER]
        marks = [f"outage.kind.{kind.value}" for kind in ON_PAPER]
        self._kinds.offer(names, ON_PAPER.index(state.kind), marks)
        self._form.draw(state.kind, state.refusal)
        for widget in (self._number, self._add):
            usable(widget, yes=not state.busy)
        self._draw_sums(state, words)

    def _draw_sums(self, state: OutageState, words: Words) -> None:
        keyed = state.keyed
        self._sums.setText(_sums(keyed, words) if keyed is not None else "")
        differs = ""
        if keyed is not None and state.tally is not None:
            off = keyed.sum_of() - state.tally
            differs = words("As on the sheet.") if not off else over_short(off, words)
        self._differs.setText(differs)

    def clear(self) -> None:
        """Empty what was typed."""
        self._number.setText("")
        self._tally.setText("")
        self._form.clear()

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._number.set_name(words("Number or code of the ticket"))
        self._add.set_name(words("Add the ticket"))
        self._kinds.setAccessibleName(words("How was it paid?"))
        self._tally.set_name(words("Sum on the tally sheet"))
        self._drawer.setText(words("Open the drawer"))
        self._why_drawer = words("Cash of paper sales")
        self._form.retranslate(words)


class _Line(QWidget):
    """One ticket of the sale: touch it for the next price type, or take it off."""

    def __init__(self, index: int) -> None:
        super().__init__()
        self.kind = ListRow()
        self.kind.setObjectName(f"outage.line.{index}")
        self.drop = IconButton("trash", "", "quiet")
        self.drop.setObjectName(f"outage.drop.{index}")
        row = QHBoxLayout(self)
        margins(row)
        row.addWidget(self.kind, 1)
        row.addWidget(self.drop)

    def draw(self, line: KeyLine, words: Words) -> None:
        """Show ``line``."""
        ticket = line.ticket
        place = ticket.place or words("General admission")
        under = f"{line.kind.name} · {place}"
        self.kind.say(ticket.number, under, figure=words.money(line.price))
        self.drop.set_name(words("Take {number} off", number=ticket.number))


class _Form(QWidget):
    """What the tally sheet says beside the tickets."""

    def __init__(self) -> None:
        super().__init__()
        self._taken = free_text("outage.taken")
        self._time = free_text("outage.time")
        self._who = free_text("outage.sold_by")
        self._check = free_text("outage.check_number")
        self._payer = free_text("outage.check_payer")
        self._code = free_text("outage.card_code")
        self._four = free_text("outage.card_last_four")
        self._four.setMaxLength(4)
        grid = QGridLayout(self)
        margins(grid)
        grid.addWidget(self._taken, 0, 0, 1, 2)
        grid.addWidget(self._time, 1, 0)
        grid.addWidget(self._who, 1, 1)
        grid.addWidget(self._check, 2, 0)
        grid.addWidget(self._payer, 2, 1)
        grid.addWidget(self._code, 3, 0)
        grid.addWidget(self._four, 3, 1)

    def typed(self) -> PaperForm:
        """Return what stands there."""
        return PaperForm(
            taken=self._taken.text(),
            time=self._time.text(),
            sold_by=self._who.text(),
            check=CheckSlip(self._check.text(), self._payer.text()),
            slip=SlipTyped(self._code.text().strip(), self._four.text().strip()),
        )

    def draw(self, kind: TenderKind, refusal: PosError | None) -> None:
        """Show the fields of ``kind``, and mark what is missing."""
        for field in (self._check, self._payer):
            field.setVisible(kind is TenderKind.CHECK)
        for field in (self._code, self._four):
            field.setVisible(kind is TenderKind.CARD)
        self._who.show_missing(refusal, "sold_by")
        self._check.show_missing(refusal, "check_number")
        self._payer.show_missing(refusal, "check_payer")
        self._code.show_missing(refusal, "approval_code")

    def next_sale(self) -> None:
        """Empty all but who sold and when: the next line of the sheet is most often theirs."""
        for field in (self._taken, self._check, self._payer, self._code, self._four):
            field.setText("")

    def clear(self) -> None:
        """Empty everything."""
        self.next_sale()
        self._time.setText("")
        self._who.setText("")

    def retranslate(self, words: Words) -> None:
        """Name the fields in another language."""
        self._taken.set_name(words("Amount, if another was taken"))
        self._time.set_name(words("Time sold"))
        self._who.set_name(words("Initials"))
        self._check.set_name(words("Check number"))
        self._payer.set_name(words("Name on the check"))
        self._code.set_name(words("Approval code"))
        self._four.set_name(words("Last four digits"))


def _sums(keyed: Keyed, words: Words) -> str:
    """Return how much of the tally sheet is in the books, form by form."""
    by_kind = [
        f"{tender_text(kind, words)} {words.money(keyed.sum_of(kind))}"
        for kind in ON_PAPER
        if keyed.sum_of(kind)
    ]
    said = words.plural(
        "{n} ticket keyed in: {amount}",
        "{n} tickets keyed in: {amount}",
        keyed.tickets,
        amount=keyed.sum_of(),
    )
    out = words.plural("{n} still on paper", "{n} still on paper", keyed.out)
    return " · ".join((said, *by_kind, out))


def _where_to(kind: TenderKind, words: Words) -> str:
    """Return where what was taken on paper belongs now."""
    if kind is TenderKind.CARD:
        return words("Put its slip with the card slips.")
    if kind is TenderKind.CHECK:
        return words("Put it with the checks.")
    return words("Put the cash into the drawer.")
