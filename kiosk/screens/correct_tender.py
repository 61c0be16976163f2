"""The panel that puts a wrong form of payment right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.messages import tender_text
from kiosk.presenters.check_slip import CheckSlip
from kiosk.presenters.correct_tender import TO, CorrectState, CorrectTender, why_not
from kiosk.screens.order_lines import tender_words
from kiosk.screens.parts import (
    Choices,
    Pool,
    Strip,
    free_text,
    in_column,
    label,
    margins,
    usable,
)
from kiosk.screens.reason import Reason
from kiosk.widgets.buttons import Button, Choice
from kiosk.widgets.panel import InlinePanel
from kiosk.widgets.tiles import ListRow
from pos.views.selling import TenderKind

if TYPE_CHECKING:
    from printing.words import Words

_WIDE = 1000


class CorrectTenderPanel(InlinePanel):
    """Shows a ``CorrectState``. ``wanted`` says whether it is to lie over the room."""

    widest_px = _WIDE
    wanted = Signal(bool)

    def __init__(self, words: Words, presenter: CorrectTender) -> None:
        super().__init__()
        self.setObjectName("correct")
        self._words = words
        self._presenter = presenter
        self._shown = False
        self._refusal = Strip("correct.refusal")
        self._done = Strip("correct.done", "good")
        self._form = QWidget()
        self._which = label("section")
        self._rows = QVBoxLayout()
        margins(self._rows)
        self._pool = Pool(self._make_row, in_column(self._rows))
        self._what = label("section")
        self._kinds = Choices("correct.kinds", across=2)
        self._check = _CheckFields()
        self._means = label("strong", name="correct.means")
        self._reason = Reason("correct")
        self._lay_out()
        self._close = self.add_button(_button("correct.close", "plain"))
        self._go = self.add_button(_button("correct.go", "primary"))
        self._kinds.chosen.connect(lambda index: presenter.become(TO[index]))
        self._close.clicked.connect(presenter.close)
        self._go.clicked.connect(self._correct)
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def _lay_out(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            margins(column)
        left.addWidget(self._which)
        left.addLayout(self._rows)
        left.addStretch(1)
        for widget in (self._what, self._kinds, self._check, self._means, self._reason):
            right.addWidget(widget)
        right.addStretch(1)
        whole = QHBoxLayout(self._form)
        margins(whole, spacing=16)
        whole.addLayout(left, 1)
        whole.addLayout(right, 1)
        self.body.addWidget(self._refusal)
        self.body.addWidget(self._done)
        self.body.addWidget(self._form)

    def _make_row(self, index: int) -> ListRow:
        row = ListRow()
        row.setObjectName(f"correct.tender.{index}")
        row.setCheckable(True)
        row.clicked.connect(
            lambda: self._presenter.choose(self._presenter.state.tenders[index].tender_id)
        )
        return row

    def _correct(self) -> None:
        self._presenter.correct(self._reason.text(), self._check.slip())

    def draw(self, state: CorrectState) -> None:
        """Show ``state``."""
        words, order = self._words, state.order
        shown = order is not None
        if shown and not self._shown:
            self.forget()
        number = "" if order is None else order.order_number
        self.say(
            words("Correct a form of payment, order {number}", number=number),
            words("For a slip of the hand. No money moves."),
        )
        self._refusal.say_error(state.refusal, words)
        said = ""
        if state.done is not None:
            kind = tender_text(state.done, words)
            said = words("It is in the books as: {kind}.", kind=kind)
        self._done.say(said, words("Count it where it lies."))
        self._form.setVisible(state.done is None)
        rows = self._pool.show(len(state.tenders))
        for row, tender in zip(rows, state.tenders, strict=True):
            mark = words("Cannot be corrected") if why_not(tender) is not None else ""
            row.say(
                tender_words(tender, words),
                tender.payer,
                figure=words.money(tender.amount),
                mark=mark,
            )
            row.setChecked(tender == state.chosen)
            usable(row, yes=not state.busy)
        self._draw_right(state)
        self._shown, before = shown, self._shown
        if before != shown:
            self.wanted.emit(shown)

    def _draw_right(self, state: CorrectState) -> None:
        words, chosen = self._words, state.chosen
        good = chosen is not None and why_not(chosen) is None
        for widget in (self._what, self._kinds, self._reason):
            widget.setVisible(good)
        texts = [tender_text(kind, words) for kind in TO]
        marked = TO.index(state.to) if state.to in TO else None
        self._kinds.offer(texts, marked, [f"correct.kind.{kind.value}" for kind in TO])
        self._check.setVisible(good and state.to is TenderKind.CHECK)
        means = ""
        if chosen is not None and state.to is chosen.kind:
            means = words("Only what stands about the check changes.")
        elif chosen is not None and state.to is not None and state.due is not None:
            means = words(
                "{amount} less as {wrong}, {due} more as {right}.",
                amount=chosen.amount,
                wrong=tender_text(chosen.kind, words),
                due=state.due,
                right=tender_text(state.to, words),
            )
        self._means.setText(means)
        self._means.setVisible(bool(means))
        self._go.setVisible(state.done is None)
        usable(self._go, yes=state.to is not None and not state.busy)
        self._close.setText(words("Done") if state.done is not None else words("Leave it"))
        usable(self._close, yes=not state.busy)

    def forget(self) -> None:
        """Empty what was typed."""
        self._reason.clear()
        self._check.clear()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._which.setText(words("Which one is wrong?"))
        self._what.setText(words("What was it really?"))
        self._kinds.setAccessibleName(words("What was it really?"))
        self._check.retranslate(words)
        usual = (words("Wrong button"), words("Patron changed the form of payment"))
        self._reason.retranslate(usual, words("Usual reasons"), words("Reason"))
        self._go.setText(words("Correct it"))
        self.draw(self._presenter.state)


class _CheckFields(QWidget):
    """What stands on a check."""

    def __init__(self) -> None:
        super().__init__()
        self._number = free_text("correct.check_number")
        self._payer = free_text("correct.check_payer")
        self._dated = free_text("correct.check_date")
        self._phone = free_text("correct.check_phone")
        self._seen = Choice()
        self._seen.setObjectName("correct.check_id_seen")
        grid = QGridLayout(self)
        margins(grid)
        grid.addWidget(self._number, 0, 0)
        grid.addWidget(self._payer, 0, 1)
        grid.addWidget(self._dated, 1, 0)
        grid.addWidget(self._phone, 1, 1)
        grid.addWidget(self._seen, 2, 0, 1, 2)

    def slip(self) -> CheckSlip:
        """Return what was typed."""
        fields = (self._number, self._payer, self._dated, self._phone)
        number, payer, dated, phone = (field.text() for field in fields)
        return CheckSlip(number, payer, dated, phone, self._seen.isChecked())

    def clear(self) -> None:
        """Forget it."""
        for field in (self._number, self._payer, self._dated, self._phone):
            field.setText("")
        self._seen.setChecked(False)

    def retranslate(self, words: Words) -> None:
        """Name the fields in another language."""
        self._number.set_name(words("Check number"))
        self._payer.set_name(words("Name on the check"))
        self._dated.set_name(words("Date on the check; empty: today"))
        self._phone.set_name(words("Phone"))
        self._seen.setText(words("I have seen an ID"))


def _button(name: str, kind: str) -> Button:
    button = Button("", kind)
    button.setObjectName(name)
    return button
