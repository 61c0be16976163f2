"""Forms of the money-in-doubt panel in which somebody decides: what became of a payment that no
terminal tells of, and how it turned out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.deciding import EVIDENCE, Deciding, Forcing
from kiosk.presenters.money_in_doubt import DoubtState
from kiosk.screens.paid_for import whose_words
from kiosk.screens.parts import Choices, free_text, label, margins, usable
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card
from kiosk.wording.cards import DECLINED_WORDS, EVIDENCE_WORDS
from pos.errors import PosError
from pos.ports.terminals import Declined
from pos.views.paying import ExceptionView

if TYPE_CHECKING:
    from printing.words import Words


class ForceForm(QWidget):
    """A manager's word: charged or not, and why."""

    def __init__(self, presenter: Deciding, words: Words) -> None:
        super().__init__()
        self._presenter = presenter
        self._says = label("soft")
        self._reason = free_text("money.force_reason")
        self._code = free_text("money.force_code")
        self._four = free_text("money.force_last_four")
        self._four.setMaxLength(4)
        self._yes = Button("", "danger", compact=True)
        self._yes.setObjectName("money.force_charged")
        self._no = Button("", "danger", compact=True)
        self._no.setObjectName("money.force_not_charged")
        fields, buttons = QHBoxLayout(), QHBoxLayout()
        margins(fields)
        margins(buttons)
        fields.addWidget(self._code, 1)
        fields.addWidget(self._four, 1)
        buttons.addStretch(1)
        buttons.addWidget(self._no)
        buttons.addWidget(self._yes)
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._says)
        column.addWidget(self._reason)
        column.addLayout(fields)
        column.addLayout(buttons)
        self._yes.clicked.connect(lambda: self._say(charged=True))
        self._no.clicked.connect(lambda: self._say(charged=False))

    def show_missing(self, error: PosError | None) -> None:
        """Mark what was left empty."""
        self._reason.show_missing(error)
        self._code.show_missing(error, "approval_code")

    def _say(self, *, charged: bool) -> None:
        reason, code, four = self._reason.text(), self._code.text(), self._four.text()
        self._presenter.force(
            Forcing(charged, reason, code if charged else "", four if charged else "")
        )

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._says.setText(
            words(
                "For a manager: what do slip and processor say? The day cannot close until "
                "somebody else has settled it by evidence."
            )
        )
        self._reason.set_name(words("Reason"))
        self._code.set_name(words("Approval code, if charged"))
        self._four.set_name(words("Last four digits"))
        self._yes.setText(words("It was charged"))
        self._no.setText(words("It was not charged"))


class ExceptionRow(Card):
    """A force that waits for evidence."""

    def __init__(self, index: int, presenter: Deciding, words: Words) -> None:
        super().__init__(sunken=True)
        self._presenter = presenter
        self._view: ExceptionView | None = None
        self._evidence = 0
        self._turned = 0
        self._what = label("strong", name=f"money.forced.{index}")
        self._paid = label("body", name=f"money.forced_paid.{index}")
        self._more = label("soft")
        self._open = Button("", "plain", "check", compact=True)
        self._open.setObjectName(f"money.settle.{index}")
        self._form = QWidget()
        self._kinds = Choices(f"money.evidence.{index}", across=3)
        self._shows = Choices(f"money.shows.{index}", across=2)
        self._note = free_text(f"money.settle_note.{index}")
        self._done = Button("", "primary", compact=True)
        self._done.setObjectName(f"money.settle_done.{index}")
        head = QHBoxLayout()
        margins(head)
        said = QVBoxLayout()
        margins(said, spacing=0)
        for widget in (self._what, self._paid, self._more):
            said.addWidget(widget)
        head.addLayout(said, 1)
        head.addWidget(self._open)
        form = QVBoxLayout(self._form)
        margins(form)
        for part in (self._kinds, self._shows, self._note, self._done):
            form.addWidget(part)
        column = QVBoxLayout(self)
        margins(column, 12, 4)
        column.addLayout(head)
        column.addWidget(self._form)
        self._open.clicked.connect(self._touch)
        self._kinds.chosen.connect(self._choose)
        self._shows.chosen.connect(self._turn)
        self._done.clicked.connect(self._settle)
        self.retranslate(words)

    def _choose(self, index: int) -> None:
        self._evidence = index

    def _turn(self, index: int) -> None:
        self._turned = index

    def _touch(self) -> None:
        if self._view is not None:
            self._presenter.settle_form(self._view.exception_id)

    def _settle(self) -> None:
        if self._view is not None:
            shown, same = EVIDENCE[self._evidence], not self._turned
            self._presenter.settle(self._view, shown, self._note.text(), as_forced=same)

    def draw(self, view: ExceptionView, state: DoubtState, words: Words) -> None:
        """Show ``view``."""
        if self._view is None or self._view.exception_id != view.exception_id:
            self._evidence = self._turned = 0
            self._note.setText("")
        self._view = view
        short = view.what == "short"
        if short:
            said = words("The card gave {amount} less than was decided.", amount=view.amount)
        elif view.what == "charged":
            said = words("Decided: the card was charged {amount}.", amount=view.amount)
        elif view.what == "denied":
            decided = words("Decided: the card was charged {amount}.", amount=view.amount)
            said = f"{decided} {words(DECLINED_WORDS[Declined.OTHER].text)}"
        else:
            said = words("Decided: the card was not charged {amount}.", amount=view.amount)
        self._what.setText(said)
        self._paid.setText(whose_words(view, words))
        self._paid.setVisible(bool(self._paid.text()))
        who = view.approved_by or view.by
        facts = (words.day_and_time(view.at), who, view.reason)
        self._more.setText(" · ".join(fact for fact in facts if fact))
        opened = state.deciding.settling == view.exception_id
        self.setProperty("opened", opened)
        self._form.setVisible(opened)
        self._note.show_missing(state.deciding.refusal if opened else None, "note")
        texts = [words(EVIDENCE_WORDS[one].text) for one in EVIDENCE]
        self._kinds.offer(texts, self._evidence, [f"money.evidence.{one}" for one in EVIDENCE])
        ways = (words("As it was decided"), words("It was the other way"))
        self._shows.offer(ways, self._turned, ("money.shows.same", "money.shows.other"))
        self._shows.setVisible(not short)
        for widget in (self._open, self._form):
            usable(widget, yes=not state.at_work)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._open.setText(words("Settle"))
        self._note.set_name(words("What it shows"))
        self._done.setText(words("It is settled"))
