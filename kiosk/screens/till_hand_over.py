"""Handing the till over: the leaver counts, the next cashier gives their PIN; or a short relief."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kiosk.presenters.till import TillRoom
from kiosk.presenters.till_hand_over import HandOverState, TillHandOver
from kiosk.screens.count_panel import CountPanel
from kiosk.screens.hand_in import HandIn
from kiosk.screens.parts import Strip, label, margins, usable
from kiosk.screens.till_form import Form, button
from kiosk.widgets.labels import Card
from kiosk.widgets.pages import Pages
from pos.lifecycles import TillState
from pos.views.cash import HalfCount

if TYPE_CHECKING:
    from printing.words import Words


class HandOverPage(QWidget):
    """Shows a ``HandOverState``: where we begin, the count, who takes it. GUI thread."""

    def __init__(self, words: Words, presenter: TillHandOver, room: TillRoom) -> None:
        super().__init__()
        self._presenter = presenter
        self._begin = _Begin(words, presenter, room)
        self._count = _Count(words, presenter)
        self._take = _Take(words, presenter)
        self._pages = Pages()
        for page in (self._begin, self._count, self._take):
            self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        margins(whole)
        whole.addWidget(self._pages)

    def draw(self, state: HandOverState) -> None:
        """Show ``state``."""
        pages = {TillState.COUNTING.value: self._count, TillState.COUNTED.value: self._take}
        page = pages.get(state.till.state, self._begin) if state.till else self._begin
        for each in (self._begin, self._count, self._take):
            each.draw(state)
        self._pages.setCurrentWidget(page)
        if page is not self._count:
            self._count.forget()

    def forget(self) -> None:
        """Empty the count sheet."""
        self._count.forget()

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        for page in (self._begin, self._count, self._take):
            page.retranslate(words)


class _Begin(Card):
    """For good, or for a while."""

    def __init__(self, words: Words, presenter: TillHandOver, room: TillRoom) -> None:
        super().__init__()
        self._words = words
        self._title = label("title")
        self._how = label()
        self._refusal = Strip("till.hand_over_refusal")
        self._start = button("till.hand_over_start", "primary", "cash")
        self._while_title = label("title")
        self._while_how = label()
        self._relieve = button("till.relieve", "plain", "person")
        self._end = button("till.end_relief", "plain", "person")
        self._back = button("till.hand_over_back", "quiet", "back")
        column = QVBoxLayout(self)
        margins(column, 20, 12)
        left = Qt.AlignmentFlag.AlignLeft
        for widget in (self._title, self._how, self._refusal):
            column.addWidget(widget)
        column.addWidget(self._start, 0, left)
        column.addSpacing(24)
        for widget in (self._while_title, self._while_how):
            column.addWidget(widget)
        column.addWidget(self._relieve, 0, left)
        column.addWidget(self._end, 0, left)
        column.addStretch(1)
        column.addWidget(self._back, 0, left)
        self._start.clicked.connect(presenter.start)
        self._relieve.clicked.connect(presenter.relieve)
        self._end.clicked.connect(presenter.end_relief)
        self._back.clicked.connect(room.home)
        self.retranslate(words)

    def draw(self, state: HandOverState) -> None:
        """Offer what can be done now."""
        words = self._words
        self._refusal.say_error(state.refusal, words)
        usable(self._start, yes=state.mine and not state.busy)
        for widget in (self._while_title, self._while_how):
            widget.setVisible(state.relief)
        relieved = bool(state.serving)
        self._while_how.setText(
            words("{name} serves here for now.", name=state.serving)
            if relieved
            else words(
                "Somebody serves here for a while without a count. What they do bears their name; "
                "cash and any difference stay yours."
            )
        )
        self._relieve.setVisible(state.relief and not relieved)
        self._end.setVisible(state.relief and relieved)
        usable(self._relieve, yes=state.mine and not state.busy)
        usable(self._end, yes=not state.busy)

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self._title.setText(words("Hand the till over with its money"))
        self._how.setText(
            words(
                "Both of you are here. You count the drawer; the next cashier enters their PIN and "
                "goes on with the money. A difference stays with you."
            )
        )
        self._start.setText(words("Count the drawer"))
        self._while_title.setText(words("Only for a while"))
        self._relieve.setText(words("Let somebody relieve me"))
        self._end.setText(words("The relief is over"))
        self._back.setText(words("Back"))


class _Count(Form):
    """The leaver's blind count."""

    def __init__(self, words: Words, presenter: TillHandOver) -> None:
        back = button("till.hand_over_resume", "quiet", "back")
        go = button("till.hand_over_counted", "primary", "check")
        super().__init__(back, go, "till.count_refusal", frameless=True)
        self._words = words
        self._filled: HalfCount | None = None
        self._sheet = CountPanel(words, "till.hand_over")
        self.body.addWidget(self._sheet, 1)
        self.setFocusProxy(self._sheet)
        back.clicked.connect(presenter.resume)
        self._empty = button("till.hand_over_empty", "plain", "check")
        nothing = Strip("till.hand_over_nothing", "warning")
        self.body.addWidget(nothing)
        self.body.addWidget(self._empty, 0, Qt.AlignmentFlag.AlignLeft)
        self._hand_in = HandIn(go, self._empty, nothing, self._sheet.sheet, presenter.submit)
        self._sheet.changed.connect(self._name_button)
        self._sheet.typed.connect(presenter.typed)
        self.retranslate(words)

    def _name_button(self) -> None:
        total = self._sheet.sheet().total
        self.go.setText(self._words("{amount} is in the drawer", amount=total))
        self._hand_in.forget()

    def forget(self) -> None:
        """Empty the count sheet."""
        self._filled = None
        self._sheet.clear()

    def draw(self, state: HandOverState) -> None:
        """Show why it was refused, if it was, and once what was typed before the window began."""
        self.refusal.say_error(state.refusal, self._words)
        if state.half is not None and state.half is not self._filled:
            self._filled = state.half
            self._sheet.fill(state.half.sheet)
        for each in (self.go, self.back, self._empty):
            usable(each, yes=state.mine and not state.busy)

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self.title.setText(words("Hand the till over: count the drawer"))
        self.how.setText(words("Count all of it, the float too, with both of you present."))
        self._sheet.retranslate(words)
        self._empty.setText(words("Yes, it is empty: hand it in"))
        self._hand_in.retranslate(words)
        self.back.setText(words("Back to selling"))
        self._name_button()


class _Take(Form):
    """The count is in: the next cashier, or an ordinary close."""

    def __init__(self, words: Words, presenter: TillHandOver) -> None:
        close = button("till.hand_over_close", "plain", "close")
        go = button("till.hand_over", "primary", "person")
        super().__init__(close, go, "till.take_refusal")
        self._words = words
        self._said = Strip("till.hand_over_said", "good")
        self.body.addWidget(self._said)
        self.body.addStretch(1)
        close.clicked.connect(presenter.close_instead)
        go.clicked.connect(presenter.hand_over)
        self.retranslate(words)

    def draw(self, state: HandOverState) -> None:
        """Say whether the two suffice."""
        words = self._words
        self.refusal.say_error(state.refusal, words)
        result = state.result
        if result is None:
            self._said.say("")
            self.how.setText("")
        elif state.suffices:
            self._said.say(
                words("{amount} is handed over.", amount=result.counted.total), tone="good"
            )
            self.how.setText(
                words("Whoever takes the till over enters their PIN; then it is theirs.")
            )
        else:
            self._said.say(
                words("The count is not what it should be."),
                words("A supervisor closes the till with you. Then the next one is opened."),
                tone="warning",
            )
            self.how.setText("")
        self.go.setVisible(state.suffices)
        usable(self.go, yes=state.mine and not state.busy)

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self.title.setText(words("The drawer is counted"))
        self.back.setText(words("Close the till"))
        self.go.setText(words("Who takes it over?"))
