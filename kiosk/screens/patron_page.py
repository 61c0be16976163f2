"""One person: what is known at the left, what they bought at the right, what can be done above
both."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.patron_page import Doing, PatronPage, PatronPageState
from kiosk.screens.parts import Flow, Scrolled, Strip, label, margins, usable
from kiosk.screens.patron_bought import BoughtPart
from kiosk.screens.patron_correct import CorrectForm
from kiosk.screens.patron_join import ErasePart, LooksPart, OthersPart
from kiosk.screens.patron_known import KnownPart
from kiosk.widgets.buttons import Button, IconButton
from kiosk.widgets.pages import Pages
from kiosk.wording.patrons import DONE_WORDS

if TYPE_CHECKING:
    from pos.views.patrons import PatronView
    from printing.words import Words


class PagePart(QWidget):
    """A part that others put on the page; it shows its own presenter's states."""

    @abstractmethod
    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""


class PatronPagePart(QWidget):
    """Shows a ``PatronPageState``. GUI thread."""

    def __init__(self, words: Words, presenter: PatronPage) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._back = IconButton("back", "")
        self._back.setObjectName("patron.back")
        self._title = label("title", name="patron.name")
        self._under = label("soft", name="patron.under")
        self._rank = label("strong", wrap=False, name="patron.rank")
        self._acts = Flow()
        self._correct = self._act("patron.correct", "reprint", Doing.CORRECTING)
        self._merge = self._act("patron.merge", "companion", Doing.MERGING)
        self._household = self._act("patron.household", "patrons", Doing.JOINING)
        self._looks = self._act("patron.looks", "eye", Doing.LOOKS)
        self._hand_out = Button("", "plain", "receipt_printer", compact=True)
        self._hand_out.setObjectName("patron.hand_out")
        self._hand_out.clicked.connect(presenter.hand_out)
        self._acts.add(self._hand_out)
        self._erase = self._act("patron.erase", "trash", Doing.ERASING)
        self._done = Strip("patron.done", "good")
        self._refusal = Strip("patron.refusal")
        self._known = KnownPart(words, presenter)
        self._form = CorrectForm(words, presenter)
        self._others = OthersPart(words, presenter)
        self._erasing = ErasePart(words, presenter)
        self._who_looked = LooksPart(words)
        self._left = Pages()
        for part in (self._known, self._form, self._others, self._erasing, self._who_looked):
            self._left.addWidget(part)
        self._bought = BoughtPart(words, presenter)
        self._right = Scrolled()
        self._more: list[PagePart] = []
        self._right.column.addWidget(self._bought)
        self._right.column.addStretch(1)
        self._lay_out()
        self._back.clicked.connect(presenter.close)
        self.retranslate(words)
        presenter.attach(self)

    def add_part(self, widget: PagePart) -> None:
        """Put another part under the history."""
        self._more.append(widget)
        self._right.column.insertWidget(self._right.column.count() - 1, widget)

    def _act(self, name: str, icon: str, doing: Doing) -> Button:
        button = Button("", "plain", icon, compact=True)
        button.setObjectName(name)
        presenter = self._presenter
        button.clicked.connect(lambda: presenter.do(doing))
        self._acts.add(button)
        return button

    def _lay_out(self) -> None:
        said = QVBoxLayout()
        margins(said, spacing=0)
        said.addWidget(self._title)
        said.addWidget(self._under)
        head = QHBoxLayout()
        margins(head)
        head.addWidget(self._back)
        head.addLayout(said, 1)
        head.addWidget(self._rank, 0, Qt.AlignmentFlag.AlignTop)
        body = QHBoxLayout()
        margins(body, spacing=16)
        body.addWidget(self._left, 6)
        body.addWidget(self._right, 6)
        whole = QVBoxLayout(self)
        margins(whole)
        whole.addLayout(head)
        whole.addWidget(self._acts)
        whole.addWidget(self._done)
        whole.addWidget(self._refusal)
        whole.addLayout(body, 1)

    def draw(self, state: PatronPageState) -> None:
        """Show ``state``."""
        view = state.patron
        if view is None:
            return
        self._draw_head(state, view)
        shown = {
            Doing.CORRECTING: self._form,
            Doing.MERGING: self._others,
            Doing.JOINING: self._others,
            Doing.ERASING: self._erasing,
            Doing.LOOKS: self._who_looked,
        }.get(state.doing, self._known)
        self._known.draw(state, view)
        self._form.draw(state, view)
        self._others.draw(state)
        self._erasing.draw(state)
        self._who_looked.draw(state)
        self._left.setCurrentWidget(shown)
        self._bought.draw(state)
        self._right.settle()

    def _draw_head(self, state: PatronPageState, view: PatronView) -> None:
        words = self._words
        self._title.setText(view.name or words("Erased"))
        since = words("since {day}", day=words.date(view.added_at))
        under = (view.number, since, view.added_by)
        self._under.setText(" · ".join(part for part in under if part))
        self._rank.setText(view.rank)
        self._rank.setVisible(bool(view.rank))
        for button, there in (
            (self._correct, not view.erased),
            (self._merge, state.may_merge and not view.erased),
            (self._household, not view.erased),
            (self._looks, state.may_see_looks),
            (self._hand_out, state.may_privacy and state.writes and not view.erased),
            (self._erase, state.may_privacy and not view.erased),
        ):
            button.setVisible(there)
            usable(button, yes=not state.busy)
        self._acts.settle()
        done = DONE_WORDS.get(state.done)
        where = "\n".join(str(path) for path in state.written)
        self._done.say(words(done.text) if done is not None else "", where, "good")
        self._refusal.say_error(state.refusal, words)

    def forget(self) -> None:
        """Empty what was typed and not sent."""
        self._known.forget()
        self._form.forget()

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._back.set_name(words("All patrons"))
        self._correct.setText(words("Correct"))
        self._merge.setText(words("Merge"))
        self._household.setText(words("Household"))
        self._looks.setText(words("Who looked"))
        self._hand_out.setText(words("Hand out data"))
        self._erase.setText(words("Erase"))
        for part in (self._known, self._form, self._others, self._erasing, self._who_looked):
            part.retranslate(words)
        self._bought.retranslate(words)
        for added in self._more:
            added.retranslate(words)
        self.draw(self._presenter.state)
