"""Series at the counter: a tile for each; then its dates, its price levels, where the party would
sit, and the way into the cart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.presenters.series import LARGEST, PART, SeriesRoom, SeriesState
from kiosk.screens.counter import CounterPart
from kiosk.screens.parts import (
    Choices,
    Pool,
    Scrolled,
    Strip,
    in_column,
    in_grid,
    label,
    margins,
    usable,
)
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button, IconButton
from kiosk.widgets.pages import Pages
from kiosk.widgets.quantity import QuantityBar
from kiosk.widgets.tiles import ListRow, Tile
from kiosk.wording.series import (
    date_mark,
    for_words,
    holds_words,
    left_words,
    named_dates,
    offer_mark,
    open_words,
    saves_words,
    where_words,
)

if TYPE_CHECKING:
    from pos.views.subscriptions import (
        OpenSeries,
        SeriesChoice,
        SeriesOffer,
        Subscription,
    )
    from printing.words import Words

_LEVELS_WIDE = 392
"""Reference pixels."""
_LEVELS_ACROSS = 2


class SeriesPart(CounterPart):
    """Shows a ``SeriesState``. GUI thread."""

    key = PART

    def __init__(self, words: Words, presenter: SeriesRoom) -> None:
        super().__init__()
        self._presenter = presenter
        self._every = _EveryPage(words, presenter)
        self._one = _OnePage(words, presenter)
        self._pages = Pages()
        for page in (self._every, self._one):
            self._pages.addWidget(page)
        whole = QVBoxLayout(self)
        margins(whole)
        whole.addWidget(self._pages)
        presenter.attach(self)

    def title(self, words: Words) -> str:
        return words("Series")

    def draw(self, state: SeriesState) -> None:
        """Show ``state``."""
        page = self._every if state.chosen is None else self._one
        page.draw(state)
        self._pages.setCurrentWidget(page)

    def retranslate(self, words: Words) -> None:
        for page in (self._every, self._one):
            page.retranslate(words)
        self.draw(self._presenter.state)


class _EveryPage(Scrolled):
    """All series of the season."""

    def __init__(self, words: Words, presenter: SeriesRoom) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._codes: list[str] = []
        self._refusal = Strip("series.all.refusal")
        self._empty = label("soft", name="series.none")
        self._pool = Pool(self._make, in_column(self.column))
        self.column.addWidget(self._refusal)
        self.column.addWidget(self._empty)
        self.column.addStretch(1)

    def _make(self, index: int) -> Tile:
        tile = Tile()
        tile.clicked.connect(lambda: self._presenter.choose(self._codes[index]))
        return tile

    def draw(self, state: SeriesState) -> None:
        words = self._words
        self._codes = [offer.series.code for offer in state.offers]
        for tile, offer in zip(self._pool.show(len(state.offers)), state.offers, strict=True):
            tile.setObjectName(f"series.{offer.series.code}")
            price = offer.price_from
            tile.say(
                offer.series.name,
                holds_words(offer, words),
                offer.series.benefit,
                figure=words("from {price}", price=price) if price is not None else "",
                mark=offer_mark(offer, words),
            )
            usable(tile, yes=offer.on_sale)
        self._refusal.say_error(state.refusal, words)
        opening = words("Looking up what is on…")
        self._empty.setText(words("The season has no series.") if state.ready else opening)
        self._empty.setVisible(not state.offers)
        self.settle()

    def retranslate(self, words: Words) -> None:
        self._words = words


class _OnePage(QWidget):
    """One series."""

    def __init__(self, words: Words, presenter: SeriesRoom) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._state = presenter.state
        self._opened: tuple[str, OpenSeries | None] | None = None
        """Whose dates are shown: the next one's begin at the top."""
        self._back = IconButton("back", "")
        self._back.setObjectName("series.back")
        self._title = label("title", wrap=False, name="series.title")
        self._holds = label("soft", name="series.holds")
        self._quantity = QuantityBar(words, "series.quantity", LARGEST)
        self._next = Button("", "plain", "next", compact=True)
        self._next.setObjectName("series.next_best")
        self._types = Choices("series.types", across=6)
        self._dates = Scrolled()
        self._date_pool = Pool(self._make_date, in_column(self._dates.column))
        self._dates.column.addStretch(1)
        self._prices = label("strong", name="series.prices")
        self._levels = Scrolled()
        grid = QGridLayout()
        margins(grid)
        self._levels.column.addLayout(grid)
        self._level_pool = Pool(self._make_level, in_grid(grid, _LEVELS_ACROSS))
        self._levels.column.addStretch(1)
        self._said = Strip("series.said", "info")
        self._take = Button("", "primary", "plus")
        self._take.setObjectName("series.take")
        self._lay_out()
        self._back.clicked.connect(presenter.leave)
        self._quantity.chosen.connect(presenter.set_quantity)
        self._types.chosen.connect(self._choose_type)
        self._next.clicked.connect(presenter.next_best)
        self._take.clicked.connect(presenter.take)
        self.retranslate(words)

    def _lay_out(self) -> None:
        said = QVBoxLayout()
        margins(said, spacing=0)
        said.addWidget(self._title)
        said.addWidget(self._holds)
        head = QHBoxLayout()
        margins(head)
        head.addWidget(self._back)
        head.addLayout(said, 1)
        body = QHBoxLayout()
        margins(body, spacing=12)
        body.addWidget(self._dates, 1)
        prices = QVBoxLayout()
        margins(prices)
        prices.addWidget(self._prices)
        prices.addWidget(self._levels, 1)
        body.addLayout(prices)
        whole = QVBoxLayout(self)
        margins(whole)
        whole.addLayout(head)
        many = QHBoxLayout()
        margins(many)
        many.addWidget(self._quantity, 1)
        many.addWidget(self._next)
        whole.addLayout(many)
        whole.addWidget(self._types)
        whole.addLayout(body, 1)
        whole.addWidget(self._said)
        whole.addWidget(self._take)

    def _make_date(self, index: int) -> ListRow:
        row = ListRow()
        row.setCheckable(True)
        row.clicked.connect(lambda: self._toggle(index))
        return row

    def _make_level(self, index: int) -> Tile:
        tile = Tile()
        tile.setCheckable(True)
        tile.setObjectName(f"series.level.{index}")
        tile.clicked.connect(lambda: self._choose_level(index))
        return tile

    def _toggle(self, index: int) -> None:
        chosen = self._state.chosen
        if chosen is not None:
            self._presenter.toggle(chosen.dates[index].performance.performance_id)
        self.draw(self._presenter.state)  # a tick that was refused goes again

    def _choose_level(self, index: int) -> None:
        self._presenter.set_level(self._state.levels[index].level)
        self.draw(self._presenter.state)

    def _choose_type(self, index: int) -> None:
        self._presenter.set_price_type(self._state.price_types[index].price_type_id)

    # ---- draw ----

    def draw(self, state: SeriesState) -> None:
        self._state = state
        if state.chosen is None:
            return
        words, series = self._words, state.chosen.series
        self._title.setText(series.name)
        said = open_words(state.adds, words) if state.adds else holds_words(state.chosen, words)
        benefit = "" if state.adds else series.benefit
        self._holds.setText(" · ".join(filter(None, (said, benefit))))
        self._quantity.set_quantity(state.quantity)
        self._quantity.setVisible(state.adds is None)
        self._types.setVisible(state.adds is None)
        self._draw_types(state)
        self._draw_dates(state, state.chosen)
        self._draw_levels(state)
        self._say(state, series)
        total = state.total
        text = words("Put in the cart")
        if total is not None:
            text = words("Put in the cart · {total}", total=total)
        self._take.setText(text)
        choice = state.choice
        numbered = choice is not None and any(date.seats for date in choice.dates)
        usable(self._next, yes=numbered and not state.busy)
        usable(self._take, yes=total is not None and not state.busy)

    def _draw_types(self, state: SeriesState) -> None:
        ids = [kind.price_type_id for kind in state.price_types]
        chosen = ids.index(state.price_type) if state.price_type in ids else None
        names = [f"series.types.{kind.code}" for kind in state.price_types]
        self._types.offer([kind.name for kind in state.price_types], chosen, names)

    def _draw_dates(self, state: SeriesState, chosen: SeriesOffer) -> None:
        words, choice = self._words, state.choice
        seats = {date.performance_id: date for date in choice.dates} if choice is not None else {}
        rows = self._date_pool.show(len(chosen.dates))
        full = len(state.dates) >= chosen.series.most
        for row, date in zip(rows, chosen.dates, strict=True):
            show = date.performance
            ticked = show.performance_id in state.dates
            row.setObjectName(f"series.date.{show.code}")
            row.setChecked(ticked)
            mark, colour = date_mark(date, seats.get(show.performance_id), state, words)
            when = words(
                "{when} {time}",
                when=words.month_day(show.starts_at),
                time=words.time(show.starts_at),
            )
            row.say(
                show.production,
                f"{when} · {where_words(date, seats.get(show.performance_id), words)}",
                mark=mark,
                mark_colour=colour,
            )
            usable(row, yes=date.is_open and (ticked or not full))
        self._dates.settle()
        opened = (chosen.series.code, state.adds)
        if opened != self._opened:
            self._opened = opened
            self._dates.verticalScrollBar().setValue(0)

    def _draw_levels(self, state: SeriesState) -> None:
        words = self._words
        wide = theme_of(self).px(_LEVELS_WIDE)
        self._levels.setFixedWidth(wide)
        self._prices.setFixedWidth(wide)
        self._prices.setText(for_words(state, words))
        tiles = self._level_pool.show(len(state.levels))
        for tile, level in zip(tiles, state.levels, strict=True):
            tile.setChecked(level.level == state.level)
            price = words.money(level.price) if level.price is not None else ""
            if state.adds is not None and level.price is not None and not level.price:
                price = words("Paid for")
            said = (level.level, left_words(level, words)) if price else ()
            tile.say(price or level.level, *said)
            enough = level.least >= state.quantity
            usable(tile, yes=level.price is not None and enough and not state.busy)
        self._levels.settle()

    def _say(self, state: SeriesState, series: Subscription) -> None:
        words = self._words
        if state.refusal is not None:
            self._said.say_error(state.refusal, words)
        elif state.put_in and state.adds is not None:
            told = words("The dates are in the cart.")
            self._said.say(told, words("Each date's places are kept for it."), "good")
        elif state.put_in:
            self._said.say(
                words.plural(
                    "{name} for {n} person is in the cart.",
                    "{name} for {n} people is in the cart.",
                    state.put_in,
                    name=series.name,
                ),
                words("Each date's places are kept for it."),
                "good",
            )
        elif state.missing:
            self._said.say(
                words.plural("Tick {n} more date.", "Tick {n} more dates.", state.missing),
                words("Then touch a price."),
                "info",
            )
        elif state.choice is None:
            self._said.say(words("Touch a price to see the seats."), "", "info")
        else:
            self._say_seats(state.choice, state.chosen)

    def _say_seats(self, choice: SeriesChoice, offer: SeriesOffer | None) -> None:
        words = self._words
        other = [date for date in choice.dates if date.seats and not date.usual]
        apart = [date for date in choice.dates if not date.together]
        numbered = [date for date in choice.dates if date.seats]
        if self._state.no_other:
            what = words("No other seats are free for this party.")
        elif choice.same_seats and self._state.adds is None:
            what = words("The same seats at all dates.")
        elif offer is not None and offer.series.same_seats and self._state.adds is None:
            what = words("Other seats: {dates}.", dates=named_dates(other, offer, words))
        elif numbered:
            what = words("The best seats of each date.")
        else:
            what = words("The places are not numbered.")
        level = self._state.offer
        more = saves_words(level, words) if level is not None and self._state.adds is None else ""
        if apart:
            more = words(
                "They do not sit together: {dates}.", dates=named_dates(apart, offer, words)
            )
        same = offer is not None and offer.series.same_seats
        what = f"{what} {more}".strip()
        self._said.say(what, "", "warning" if apart or (same and other) else "info")

    def retranslate(self, words: Words) -> None:
        self._words = words
        self._back.set_name(words("All series"))
        self._quantity.retranslate(words)
        self._next.setText(words("Next best"))
        self.draw(self._presenter.state)
