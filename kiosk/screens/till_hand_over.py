"""Handing the till over: the leaver counts, the next cashier gives their PIN; or a short relief."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from kiosk.presenters.till import TillRoom
from kiosk.presenters.till_hand_over import HandOverState, TillHandOver
from kiosk.screens.count_panel import CountPanel
from kiosk.screens.parts import Strip, label, margins, usable
from kiosk.widgets.buttons import Button
from kiosk.widgets.labels import Card
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
        self._pages = QStackedWidget()
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
        self._start = _button("till.hand_over_start", "primary", "cash")
        self._while_title = label("title")
        self._while_how = label()
        self._relieve = _button("till.relieve", "plain", "person")
        self._end = _button("till.end_relief", "plain", "person")
        self._back = _button("till.hand_over_back", "quiet", "back")
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


class _Count(QWidget):
    """The leaver's blind count."""

    def __init__(self, words: Words, presenter: TillHandOver) -> None:
        super().__init__()
        self._words = words
        self._title = label("title")
        self._how = label("soft")
        self._refusal = Strip("till.count_refusal")
        self._filled: HalfCount | None = None
        self._sheet = CountPanel(words, "till.hand_over")
        self._back = _button("till.hand_over_resume", "quiet", "back")
        self._submit = _button("till.hand_over_counted", "primary", "check")
        column = QVBoxLayout(self)
        margins(column)
        for widget in (self._title, self._how, self._refusal):
            column.addWidget(widget)
        column.addWidget(self._sheet, 1)
        foot = QHBoxLayout()
        margins(foot)
        foot.addWidget(self._back)
        foot.addStretch(1)
        foot.addWidget(self._submit)
        column.addLayout(foot)
        self.setFocusProxy(self._sheet)
        self._back.clicked.connect(presenter.resume)
        self._submit.clicked.connect(lambda: presenter.submit(self._sheet.sheet()))
        self._sheet.changed.connect(self._name_button)
        self._sheet.typed.connect(presenter.typed)
        self.retranslate(words)

    def _name_button(self) -> None:
        total = self._sheet.sheet().total
        self._submit.setText(self._words("{amount} is in the drawer", amount=total))

    def forget(self) -> None:
        """Empty the count sheet."""
        self._filled = None
        self._sheet.clear()

    def draw(self, state: HandOverState) -> None:
        """Show why it was refused, if it was, and once what was typed before the window began."""
        self._refusal.say_error(state.refusal, self._words)
        if state.half is not None and state.half is not self._filled:
            self._filled = state.half
            self._sheet.fill(state.half.sheet)
        for button in (self._submit, self._back):
            usable(button, yes=state.mine and not state.busy)

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self._title.setText(words("Hand the till over: count the drawer"))
        self._how.setText(words("Count all of it, the float too, with both of you present."))
        self._sheet.retranslate(words)
        self._back.setText(words("Back to selling"))
        self._name_button()


class _Take(Card):
    """The count is in: the next cashier, or an ordinary close."""

    def __init__(self, words: Words, presenter: TillHandOver) -> None:
        super().__init__()
        self._words = words
        self._title = label("title")
        self._said = Strip("till.hand_over_said", "good")
        self._how = label()
        self._refusal = Strip("till.take_refusal")
        self._close = _button("till.hand_over_close", "plain", "close")
        self._go = _button("till.hand_over", "primary", "person")
        column = QVBoxLayout(self)
        margins(column, 20, 12)
        for widget in (self._title, self._said, self._how, self._refusal):
            column.addWidget(widget)
        column.addStretch(1)
        foot = QHBoxLayout()
        margins(foot)
        foot.addWidget(self._close)
        foot.addStretch(1)
        foot.addWidget(self._go)
        column.addLayout(foot)
        self._close.clicked.connect(presenter.close_instead)
        self._go.clicked.connect(presenter.hand_over)
        self.retranslate(words)

    def draw(self, state: HandOverState) -> None:
        """Say whether the two suffice."""
        words = self._words
        self._refusal.say_error(state.refusal, words)
        result = state.result
        if result is None:
            self._said.say("")
            self._how.setText("")
        elif state.suffices:
            self._said.say(
                words("{amount} is handed over.", amount=result.counted.total), tone="good"
            )
            self._how.setText(
                words("Whoever takes the till over enters their PIN; then it is theirs.")
            )
        else:
            self._said.say(
                words("The count is not what it should be."),
                words("A supervisor closes the till with you. Then the next one is opened."),
                tone="warning",
            )
            self._how.setText("")
        self._go.setVisible(state.suffices)
        usable(self._go, yes=state.mine and not state.busy)

    def retranslate(self, words: Words) -> None:
        """Name things in another language."""
        self._words = words
        self._title.setText(words("The drawer is counted"))
        self._close.setText(words("Close the till"))
        self._go.setText(words("Who takes it over?"))


def _button(name: str, kind: str, icon: str) -> Button:
    button = Button("", kind, icon)
    button.setObjectName(name)
    return button
