"""The panel that puts a wrong form of payment right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QWidget

from kiosk.messages import tender_text
from kiosk.presenters.check_slip import CheckSlip
from kiosk.presenters.correct_tender import CorrectState, CorrectTender, why_not
from kiosk.screens.order_lines import became
from kiosk.screens.parts import Choices, Strip, free_text, label, margins, usable
from kiosk.screens.tender_panel import TenderPanel
from kiosk.widgets.buttons import Choice
from pos.errors import PosError
from pos.ids import TenderId
from pos.views.paying import CheckGiven, SlipTyped
from pos.views.selling import OrderTenderView, TenderKind

if TYPE_CHECKING:
    from printing.words import Words


class CorrectTenderPanel(TenderPanel):
    """Shows a ``CorrectState``."""

    def __init__(self, words: Words, presenter: CorrectTender) -> None:
        super().__init__("correct", "correct.tender", "primary")
        self._words = words
        self._presenter = presenter
        self._seen: tuple[OrderTenderView | None, TenderKind | None] = (None, None)
        self._done = Strip("correct.done", "good")
        self._what = label("section")
        self._kinds = Choices("correct.kinds", across=1)
        self._check = _CheckFields()
        self._card = _SlipFields()
        self._means = label("strong", name="correct.means")
        self.body.insertWidget(1, self._done)
        self._no_slip = label("soft", name="correct.no_slip")
        for part in (self._no_slip, self._means, self._reason):
            self._left.addWidget(part)
        self._left.addStretch(1)
        for widget in (self._what, self._kinds, self._check, self._card):
            self._right.addWidget(widget)
        self._right.addStretch(1)
        self.add_button(self._go)
        self.chosen.connect(lambda tender_id: presenter.choose(TenderId(tender_id)))
        self._kinds.chosen.connect(lambda index: presenter.become(presenter.state.ways[index]))
        self._close.clicked.connect(presenter.close)
        self._go.clicked.connect(self._correct)
        self.closed.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def _correct(self) -> None:
        self._presenter.correct(self._reason.text(), self._check.slip(), self._card.slip())

    def draw(self, state: CorrectState) -> None:
        """Show ``state``."""
        words, order = self._words, state.order
        self._be_there(shown=order is not None)
        number = "" if order is None else order.order_number
        self.say(
            words("Correct a form of payment, order {number}", number=number),
            words("For a slip of the hand. No money moves."),
        )
        self._refusal.say_error(state.refusal, words)
        self._reason.show_missing(state.refusal)
        self._check.show_missing(state.refusal)
        self._card.show_missing(state.refusal)
        said = ""
        if state.done is not None:
            kind = tender_text(state.done, words)
            said = words("It is in the books as: {kind}.", kind=kind)
        self._done.say(said, _where_to(state.done, words))
        self._form.setVisible(state.done is None)
        marks = [_mark(tender, words) for tender in state.tenders]
        self._draw_tenders(state.tenders, marks, state.chosen, words, busy=state.busy)
        self._prefill(state)
        integrated = any(tender.integrated for tender in state.tenders)
        self._no_slip.setText(
            words("What the terminal charged cannot be corrected. Use Give money back.")
        )
        self._no_slip.setVisible(integrated)
        self._draw_right(state)

    def _prefill(self, state: CorrectState) -> None:
        """What was misread stands there as it was read."""
        seen = (state.chosen, state.to)
        if seen != self._seen and state.chosen is not None and state.to is not None:
            self._check.fill(state.chosen.check)
            self._card.fill(state.chosen.slip)
        self._seen = seen

    def _draw_right(self, state: CorrectState) -> None:
        words, chosen, ways = self._words, state.chosen, state.ways
        for widget in (self._what, self._kinds, self._reason):
            widget.setVisible(bool(ways))
        texts = [_way_text(kind, chosen, words) for kind in ways]
        marked = ways.index(state.to) if state.to in ways else None
        self._kinds.offer(texts, marked, [f"correct.kind.{kind.value}" for kind in ways])
        self._check.setVisible(bool(ways) and state.to is TenderKind.CHECK)
        self._card.setVisible(bool(ways) and state.to is TenderKind.CARD)
        means = ""
        if chosen is not None and state.to is chosen.kind:
            means = words("Only what was read changes.")
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
        super().forget()
        self._check.fill(None)
        self._card.fill(None)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._which.setText(words("Which one is wrong?"))
        self._what.setText(words("What was it really?"))
        self._kinds.setAccessibleName(words("What was it really?"))
        self._check.retranslate(words)
        self._card.retranslate(words)
        usual = (words("Wrong button"), words("Misread"))
        self._reason.retranslate(usual, words("Usual reasons"), words("Reason"))
        self._go.setText(words("Correct it"))
        self.draw(self._presenter.state)


def _mark(tender: OrderTenderView, words: Words) -> str:
    """Return in a few words why a tender cannot be corrected, nothing when it can."""
    if why_not(tender) is None:
        return ""
    if tender.integrated:
        return words("Charged at the terminal")
    return became(tender, words) or words("Cannot be corrected")


def _where_to(kind: TenderKind | None, words: Words) -> str:
    """Return where what was taken belongs now."""
    if kind is TenderKind.CARD:
        return words("Put its slip with the card slips.")
    if kind is TenderKind.CHECK:
        return words("Put it with the checks.")
    return words("It is counted with the drawer's cash.")


def _way_text(kind: TenderKind, chosen: OrderTenderView | None, words: Words) -> str:
    """Return what it may have been, told apart from what it is booked as."""
    same = chosen is not None and chosen.kind is kind
    if kind is TenderKind.CARD:
        if same:
            return words("This card, but its slip was misread")
        return words("Card, on the terminal that is not connected")
    if same:
        return words("This check, but it was misread")
    return tender_text(kind, words)


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

    def show_missing(self, error: PosError | None) -> None:
        """Mark what was left empty."""
        self._number.show_missing(error, "check_number")
        self._payer.show_missing(error, "check_payer")

    def fill(self, check: CheckGiven | None) -> None:
        """Show a check as it was read, or nothing."""
        day = check.dated if check is not None else None
        self._number.setText(check.number if check is not None else "")
        self._payer.setText(check.payer if check is not None else "")
        self._dated.setText(f"{day.month}/{day.day}/{day.year}" if day is not None else "")
        self._phone.setText(check.phone if check is not None else "")
        self._seen.setChecked(check is not None and check.id_seen)

    def retranslate(self, words: Words) -> None:
        """Name the fields in another language."""
        self._number.set_name(words("Check number"))
        self._payer.set_name(words("Name on the check"))
        self._dated.set_name(words("Date, if not today"))
        self._phone.set_name(words("Phone"))
        self._seen.setText(words("I have seen an ID"))


class _SlipFields(QWidget):
    """What stands on the slip of a terminal that is not connected."""

    def __init__(self) -> None:
        super().__init__()
        self._code = free_text("correct.card_code")
        self._four = free_text("correct.card_last_four")
        self._four.setMaxLength(4)
        self._brand = free_text("correct.card_brand")
        grid = QGridLayout(self)
        margins(grid)
        grid.addWidget(self._code, 0, 0, 1, 2)
        grid.addWidget(self._four, 1, 0)
        grid.addWidget(self._brand, 1, 1)

    def slip(self) -> SlipTyped:
        """Return what was typed."""
        code, four, brand = (f.text().strip() for f in (self._code, self._four, self._brand))
        return SlipTyped(code, four, brand)

    def show_missing(self, error: PosError | None) -> None:
        """Mark what was left empty."""
        self._code.show_missing(error, "approval_code")

    def fill(self, slip: SlipTyped | None) -> None:
        """Show a slip as it was read, or nothing."""
        self._code.setText(slip.approval_code if slip is not None else "")
        self._four.setText(slip.last_four if slip is not None else "")
        self._brand.setText(slip.brand if slip is not None else "")

    def retranslate(self, words: Words) -> None:
        """Name the fields in another language."""
        self._code.set_name(words("Approval code"))
        self._four.set_name(words("Last four digits"))
        self._brand.set_name(words("Kind of card"))
