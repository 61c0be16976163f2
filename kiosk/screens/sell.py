"""The Sell room: tonight's performances as cards, then the house of the one that was chosen; and
the counter, for what is sold beside seats; and the page of who is on the phone."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from kiosk.presenters.counter import Counter, CounterState
from kiosk.presenters.phone import Phone, PhoneState
from kiosk.presenters.seat_question import SeatQuestions
from kiosk.presenters.sell import Sell
from kiosk.presenters.sell_state import SellState
from kiosk.screens.calendar import MonthPanel
from kiosk.screens.counter import CounterPage, CounterPart
from kiosk.screens.house import HousePage
from kiosk.screens.parts import Scrolled, Strip, label, margins, told_of_cards
from kiosk.screens.performance_cards import LEAST_ACROSS, MOST_ACROSS, CardGroup
from kiosk.screens.phone import PhonePage
from kiosk.screens.season_answers import SeasonAnswers
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button, IconButton
from kiosk.widgets.fields import SearchField
from kiosk.widgets.pages import Pages
from kiosk.widgets.performance_card import PerformanceCard
from kiosk.wording.asked import said_by_patrons

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtGui import QResizeEvent

    from kiosk.presenters.season_search import SeasonSearchState
    from pos.views.catalogue import PerformanceView
    from printing.words import Words

_CARD_WIDE = 400
"""Reference pixels below which a row takes one card less."""


class SellScreen(QWidget):
    """Shows a ``SellState``, or the counter over it. GUI thread."""

    def __init__(
        self,
        words: Words,
        presenter: Sell,
        counter: Counter,
        parts: Callable[[], tuple[CounterPart, ...]],
        questions: SeatQuestions,
        phone: Phone,
    ) -> None:
        super().__init__()
        self.setObjectName("sell")
        self._presenter = presenter
        self._at_counter = False
        self._on_phone = False
        self._pages = pages = Pages()
        self._cards = pages.lay(lambda: _CardsPage(words, presenter, phone))
        self._house = pages.lay(lambda: HousePage(words, presenter, questions, phone))
        self._counter = pages.lay(lambda: CounterPage(words, counter, parts()))
        self._phone = pages.lay(lambda: PhonePage(words, phone))
        whole = QVBoxLayout(self)
        margins(whole, 16)
        whole.addWidget(self._pages)
        presenter.attach(self)
        counter.watch(self._draw_counter)
        phone.watch(self._ring)

    def draw(self, state: SellState) -> None:
        """Show ``state``."""
        if state.chosen is None:
            self._cards.tell(_CardsPage.draw, state)
        else:
            self._house.tell(HousePage.draw, state, state.chosen)
        self._turn_over()

    def _draw_counter(self, state: CounterState) -> None:
        self._at_counter = state.shown
        self._counter.tell(CounterPage.draw, state)
        self._turn_over()

    def _ring(self, state: PhoneState) -> None:
        on_page = state.shown and not state.on_map
        rings, self._on_phone = on_page and not self._on_phone, on_page
        self._turn_over()
        if rings:
            self._phone.now().take_keyboard()

    def _turn_over(self) -> None:
        if self._at_counter:
            self._pages.turn_to(self._counter)
        elif self._on_phone:
            self._pages.turn_to(self._phone)
        elif self._presenter.state.chosen is not None:
            self._pages.turn_to(self._house)
        else:
            self._pages.turn_to(self._cards)

    def forget(self) -> None:
        """Empty what was typed at the counter and not put in the cart."""
        self._counter.remind(CounterPage.forget)
        self._phone.remind(PhonePage.forget)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._cards.tell(_CardsPage.retranslate, words)
        self._house.tell(HousePage.retranslate, words)
        self._counter.tell(CounterPage.retranslate, words)
        self._phone.tell(PhonePage.retranslate, words)
        self.draw(self._presenter.state)


MOST_LATER = 24
"""Cards of later performances; the rest is asked for, or found in the calendar."""


class _CardsPage(Scrolled):
    """Tonight first, the rest under it."""

    def __init__(self, words: Words, presenter: Sell, phone: Phone) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._search = SearchField()
        self._search.setObjectName("sell.search")
        told_of_cards(self._search)
        self._forget = IconButton("cross", "")
        self._forget.setObjectName("sell.search_clear")
        asking = QHBoxLayout()
        margins(asking)
        asking.addWidget(self._search, 1)
        asking.addWidget(self._forget)
        self._calendar = Button("", "plain", compact=True)
        self._calendar.setObjectName("sell.calendar")
        self._calendar.setCheckable(True)
        asking.addWidget(self._calendar)
        self._phone = Button("", "plain", "phone", compact=True)
        self._phone.setObjectName("sell.phone")
        asking.addWidget(self._phone)
        self._month = MonthPanel(presenter.calendar)
        self._of_day = CardGroup("sell.on_day")
        self._refusal = Strip("sell.cards.refusal")
        self._empty = label("title")
        self._tonight = CardGroup()
        self._later = CardGroup()
        self._more = label("soft", name="sell.more")
        self._answers = SeasonAnswers(self._make)
        parts = (
            self._refusal,
            self._empty,
            self._month,
            self._of_day,
            self._answers,
            self._tonight,
            self._later,
            self._more,
        )
        self.column.addLayout(asking)
        for widget in parts:
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self._search.edited.connect(presenter.questions.type)
        self._forget.clicked.connect(presenter.questions.clear)
        self._calendar.clicked.connect(self._leaf)
        self._phone.clicked.connect(phone.open)
        self.retranslate(words)
        presenter.questions.watch(self._asked)
        presenter.calendar.watch(lambda _: self.draw(presenter.state))

    def draw(self, state: SellState) -> None:
        words, month = self._words, self._presenter.calendar.state
        asks = self._presenter.questions.state.asks
        nothing = not state.tonight and not state.later
        opening = words("Looking up what is on…")
        self._empty.setText(words("Nothing is on sale.") if state.ready else opening)
        self._empty.setVisible(nothing)
        self._refusal.say_error(state.refusal, words)
        self._search.setVisible(not nothing)
        self._forget.setVisible(asks)
        self._calendar.setVisible(not nothing)
        self._calendar.setChecked(month.month is not None)
        self._month.draw(month, words)
        day = words.weekday(month.day) if month.day is not None else ""
        self._of_day.draw(day, month.performances, state.today, self._make)
        none: tuple[PerformanceView, ...] = ()
        elsewhere = asks or month.month is not None
        tonight, later = (none, none) if elsewhere else (state.tonight, state.later)
        self._say_more(len(later) - MOST_LATER)
        later = later[:MOST_LATER]
        self._tonight.draw(words("Tonight"), tonight, state.today, self._make)
        self._later.draw(words("Later"), later, state.today, self._make)
        self._answers.draw(self._presenter.questions.state, state.today, words)
        self.settle()

    def _leaf(self) -> None:
        """Open the calendar, which answers instead of the field, or shut it."""
        self._presenter.questions.clear()
        self._presenter.calendar.toggle()

    def _say_more(self, more: int) -> None:
        """Say that the season is longer than what is shown here."""
        words = self._words
        self._more.setVisible(more > 0)
        self._more.setText(
            words.plural(
                "{n} more performance: ask for it above, or look in the calendar.",
                "{n} more performances: ask for them above, or look in the calendar.",
                max(more, 0),
            )
        )

    def _asked(self, state: SeasonSearchState) -> None:
        """The question changed: answers in the place of tonight's cards, or those again."""
        if self._search.text() != state.text:
            self._search.setText(state.text)
        if state.asks:
            self._presenter.calendar.shut()
        self.draw(self._presenter.state)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fit = event.size().width() // theme_of(self).px(_CARD_WIDE)
        across = min(max(fit, LEAST_ACROSS), MOST_ACROSS)
        self._tonight.set_across(across)
        self._later.set_across(across)
        self._answers.set_across(across)
        self._of_day.set_across(across)

    def retranslate(self, words: Words) -> None:
        self._words = words
        self._presenter.questions.speak(partial(said_by_patrons, words))
        self._search.set_name(words("Title, artist, work, or what a patron asks"))
        self._forget.set_name(words("Tonight again"))
        self._tonight.retranslate(words)
        self._later.retranslate(words)
        self._answers.retranslate(words)
        self._of_day.retranslate(words)
        self._calendar.setText(words("Calendar"))
        self._phone.setText(words("Phone order"))
        self._month.retranslate(words)

    def _make(self, performance: PerformanceView, today: date | None) -> PerformanceCard:
        card = PerformanceCard(self._words, performance, today)
        presenter = self._presenter
        card.clicked.connect(lambda: presenter.choose(card.performance.performance_id))
        return card
