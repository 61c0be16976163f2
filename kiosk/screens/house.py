"""One performance's house: how many, for whom, where; and the card that answers what patrons
ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from kiosk.messages import (
    fact_name,
    left_text,
    none_left_text,
    remedy_text,
    seat_status_text,
)
from kiosk.presenters.phone import Phone, PhoneState
from kiosk.presenters.seat_question import SeatQuestion, SeatQuestions
from kiosk.presenters.sell import Sell
from kiosk.presenters.sell_state import LARGEST_PARTY, QUANTITIES, SellState
from kiosk.screens.block_line import BlockLine
from kiosk.screens.live_map import LiveMap
from kiosk.screens.parts import (
    Choices,
    Pool,
    Scrolled,
    Strip,
    in_column,
    label,
    margins,
    usable,
)
from kiosk.screens.party_words import party_words
from kiosk.screens.seat_question import SeatQuestionCard
from kiosk.screens.wishes import WheelchairsButton, Wishes
from kiosk.theme import theme_of
from kiosk.widgets.buttons import Button, IconButton
from kiosk.widgets.labels import Card, Label
from kiosk.widgets.pages import Pages
from kiosk.widgets.quantity import QuantityBar
from kiosk.widgets.zone_tile import ZoneTile
from pos.views.catalogue import NoneLeft, PerformanceView

if TYPE_CHECKING:
    from printing.words import Words

_TILES_WIDE = 208
_MANY_TILES = 5
"""More zones than these are written closer, for the wishes to be in sight under them."""
_COUNTED_WIDE = 336
"""Where there is no map there is more room."""


class HousePage(QWidget):
    """Header, quantity and price types, the map with its zone tiles. GUI thread."""

    def __init__(
        self, words: Words, presenter: Sell, questions: SeatQuestions, phone: Phone
    ) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._state: SellState | None = None
        self._parties = 0
        self._asks = False
        self._on_call = self._may_hold = False
        self._back = IconButton("back", "")
        self._back.setObjectName("sell.performances")
        self._title = label("title", name="sell.title")
        self._when = label("soft")
        self._block = BlockLine("sell")
        self._call = Button("", "primary", "phone", compact=True)
        self._call.setObjectName("sell.call")
        self._ask = Button("", "plain", "info", compact=True)
        self._ask.setObjectName("sell.facts")
        self._ask.setCheckable(True)
        self._blocks = Button("", "plain", compact=True)
        self._blocks.setObjectName("sell.blocks")
        self._holds = Button("", "plain", compact=True)
        self._holds.setObjectName("sell.holds")
        self._capacity = Button("", "plain", compact=True)
        self._capacity.setObjectName("sell.capacity")
        self._quantity = QuantityBar(words, "sell.quantity", QUANTITIES[-1], LARGEST_PARTY)
        self._wheelchairs = WheelchairsButton("sell.wheelchairs")
        self._next = Button("", "plain", "next", compact=True)
        self._next.setObjectName("sell.next_best")
        self._price_types = Choices("sell.types", across=6)
        self._refusal = Strip("sell.refusal")
        self._question = SeatQuestionCard(words, questions)
        self._live = LiveMap(words)
        self._map = self._live.map
        self._counted = _CountedPage()
        self._facts = _FactsPage()
        self._middle = Pages()
        self._tiles = Scrolled()
        self._wishes = Wishes(presenter)
        self._lay_out()
        self._wire(questions)
        self.retranslate(words)
        self._call.clicked.connect(lambda: phone.look_at_map(yes=False))
        phone.watch(self._ring)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        margins(head)
        head.addWidget(self._back)
        said = QVBoxLayout()
        margins(said, spacing=0)
        said.addWidget(self._title)
        said.addWidget(self._when)
        head.addLayout(said, 1)
        for button in (self._blocks, self._holds, self._capacity):
            head.addWidget(button)
        head.addWidget(self._ask)
        head.addWidget(self._call)
        for page in (self._map, self._counted, self._facts):
            self._middle.addWidget(page)
        body = QHBoxLayout()
        margins(body, spacing=12)
        body.addLayout(self._with_said_over(), 1)
        body.addWidget(self._tiles)
        whole = QVBoxLayout(self)
        margins(whole)
        whole.addLayout(head)
        whole.addWidget(self._block)
        many = QHBoxLayout()
        margins(many)
        many.addWidget(self._quantity, 1)
        many.addWidget(self._wheelchairs)
        many.addWidget(self._next)
        whole.addLayout(many)
        whole.addWidget(self._price_types)
        whole.addLayout(body, 1)
        self._pool = Pool(self._make_tile, in_column(self._tiles.column))
        self._tiles.column.addWidget(self._wishes)
        self._tiles.column.addStretch(1)

    def _with_said_over(self) -> QGridLayout:
        """What is said about seats lies over the foot of the map, which stays where it is under
        the finger."""
        over = QGridLayout()
        margins(over)
        over.addWidget(self._middle, 0, 0)
        said = QWidget()
        column = QVBoxLayout(said)
        margins(column, 8)
        column.addWidget(self._refusal)
        # A seat under what is only said can be touched.
        said.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        for part in (said, self._question):
            over.addWidget(part, 0, 0, Qt.AlignmentFlag.AlignBottom)
        return over

    def _wire(self, questions: SeatQuestions) -> None:
        presenter = self._presenter
        self._back.clicked.connect(presenter.leave)
        self._ask.clicked.connect(lambda shown: presenter.show_facts(shown=shown))
        self._blocks.clicked.connect(presenter.move_blocks)
        self._holds.clicked.connect(presenter.show_holds)
        self._capacity.clicked.connect(presenter.show_capacity)
        self._quantity.chosen.connect(presenter.set_quantity)
        self._wheelchairs.clicked.connect(presenter.next_wheelchairs)
        self._next.clicked.connect(presenter.next_best)
        self._price_types.chosen.connect(self._choose_type)
        self._map.seat_tapped.connect(presenter.tap_seat)
        self._map.seat_unavailable.connect(presenter.tap_seat)
        self._map.seats_marked.connect(presenter.take_seats)
        questions.watch(self._asked)

    def _make_tile(self, index: int) -> ZoneTile:
        tile = ZoneTile(self._words)
        tile.clicked.connect(lambda: self._take(tile))
        return tile

    def _take(self, tile: ZoneTile) -> None:
        if tile.zone is not None:
            self._presenter.take_zone(tile.zone.zone_id)

    def _choose_type(self, index: int) -> None:
        if self._state is not None:
            self._presenter.set_price_type(self._state.price_types[index].price_type_id)

    def _ring(self, call: PhoneState) -> None:
        """A caller looks for seats here: nothing but those is in the way."""
        self._on_call = call.on_map
        self._call.setVisible(call.on_map)
        self._capacity.setVisible(not call.on_map)
        self._holds.setVisible(not call.on_map and self._may_hold)

    # ---- draw ----

    def draw(self, state: SellState, chosen: PerformanceView) -> None:
        """Show ``state``, whose house is ``chosen``'s."""
        self._state = state
        words = self._words
        self._title.setText(chosen.production)
        when = words.day_and_time(chosen.starts_at)
        if self._block.of_house(state, chosen, words) and chosen.left:
            self._when.setText(f"{when} · {chosen.hall}")
        else:
            left = _left(chosen, words)
            self._when.setText(
                words("{when} · {hall} · {left}", when=when, hall=chosen.hall, left=left)
            )
        self._ask.setChecked(state.facts_open)
        self._ask.setVisible(bool(chosen.facts))
        self._may_hold = state.may_hold
        self._blocks.setVisible(state.moves_blocks and not self._on_call)
        self._holds.setVisible(state.may_hold and not self._on_call)
        self._quantity.set_quantity(state.quantity)
        self._draw_party(state, chosen)
        self._say_refusal(state)
        self._draw_types(state)
        self._draw_tiles(state)
        self._draw_middle(state, chosen)

    def _draw_party(self, state: SellState, chosen: PerformanceView) -> None:
        self._wheelchairs.draw(state, self._words)
        self._next.setVisible(not chosen.general_admission)
        usable(self._next, yes=state.can_pass and not state.busy)

    def _say_refusal(self, state: SellState) -> None:
        """Say what was refused; of a seat, who has it as far as the house tells."""
        words, error = self._words, state.refusal
        if self._asks:
            self._refusal.say("")
            return
        if error is None:
            self._refusal.say(*party_words(state, words), tone="info")
            return
        status = state.seats.get(state.refused_seat) if state.refused_seat else None
        if status is None:
            self._refusal.say_error(error, words)
            return
        seat, holder = str(error.params["seat"]), str(error.params.get("holder", ""))
        how = seat_status_text(status, words, holder)
        what = words("{seat}: {status}.", seat=seat, status=how)
        self._refusal.say(what, remedy_text(error, words), "danger")

    def _asked(self, question: SeatQuestion) -> None:
        """A question about a seat says already why it is not simply to be had."""
        if question.asks != self._asks:
            self._asks = question.asks
            if self._state is not None:
                self._say_refusal(self._state)

    def _draw_types(self, state: SellState) -> None:
        ids = [kind.price_type_id for kind in state.price_types]
        chosen = ids.index(state.price_type) if state.price_type in ids else None
        names = [f"sell.types.{kind.code}" for kind in state.price_types]
        self._price_types.offer([kind.name for kind in state.price_types], chosen, names)

    def _draw_tiles(self, state: SellState) -> None:
        counted = state.hall is not None and state.hall.general_admission
        self._tiles.setFixedWidth(theme_of(self).px(_COUNTED_WIDE if counted else _TILES_WIDE))
        tiles = self._pool.show(len(state.tiles))
        for tile, offer in zip(tiles, state.tiles, strict=True):
            tile.setObjectName(f"sell.zone.{offer.zone.position}")
            tile.set_zone(offer.zone, offer.price, offer.left, offer.none_left, offer.accessible)
            tile.set_compact(compact=len(tiles) > _MANY_TILES)
            usable(tile, yes=tile.isEnabled() and not state.busy and not state.resting)
        self._wishes.draw(state, self._words)
        self._tiles.settle()
        if state.parties != self._parties:
            self._parties = state.parties
            self._tiles.verticalScrollBar().setValue(0)
            self._map.show_party(())

    def _draw_middle(self, state: SellState, chosen: PerformanceView) -> None:
        if state.facts_open:
            self._facts.draw(chosen, self._words)
            self._middle.setCurrentWidget(self._facts)
        elif chosen.general_admission:
            self._counted.draw(chosen, state.quantity, self._words)
            self._middle.setCurrentWidget(self._counted)
        else:
            self._draw_map(state)
            self._middle.setCurrentWidget(self._map)

    def _draw_map(self, state: SellState) -> None:
        usable(self._map, yes=not state.resting)
        self._live.draw(state)

    def retranslate(self, words: Words) -> None:
        """Show the same in another language."""
        self._words = words
        self._back.set_name(words("All performances"))
        self._ask.setText(words("Facts"))
        self._blocks.setText(words("Blocks"))
        self._holds.setText(words("Holds"))
        self._capacity.setText(words("Capacity"))
        self._question.retranslate(words)
        self._quantity.retranslate(words)
        self._next.setText(words("Next best"))
        self._wheelchairs.retranslate(words)
        self._call.setText(words("Back to the call"))
        self._price_types.setAccessibleName(words("Price type"))
        self._wishes.retranslate(words)
        self._map.retranslate(words)
        for tile in self._pool.made:
            tile.retranslate(words)


def _left(chosen: PerformanceView, words: Words) -> str:
    """Return how many places are left."""
    if chosen.none_left is NoneLeft.CANCELLED:
        return none_left_text(chosen.none_left, words)
    return left_text(chosen, words)


class _CountedPage(Card):
    """Where there are no seats to touch: how many places are left, and what to do."""

    def __init__(self) -> None:
        super().__init__(sunken=True)
        self._left = label("display")
        self._what = label("title")
        self._how = label("soft")
        column = QVBoxLayout(self)
        margins(column, 24)
        column.addStretch(1)
        for part in (self._left, self._what, self._how):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(part)
        column.addStretch(1)

    def draw(self, chosen: PerformanceView, quantity: int, words: Words) -> None:
        """Say how many places are left."""
        self._left.setText(words.number(chosen.left))
        self._what.setText(words.plural("place left", "places left", chosen.left))
        self._how.setText(
            words.plural(
                "Seats are not numbered here. Touch a price to put {n} place into the cart.",
                "Seats are not numbered here. Touch a price to put {n} places into the cart.",
                quantity,
            )
        )


class _FactsPage(Card):
    """The event card: what patrons ask."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: PerformanceView | None = None
        self._rows: list[tuple[Label, Label]] = []
        self._grid = QGridLayout()
        margins(self._grid, spacing=12)
        self._grid.setColumnStretch(1, 1)
        self._title = label("title")
        scrolled = Scrolled()
        scrolled.column.addLayout(self._grid)
        scrolled.column.addStretch(1)
        column = QVBoxLayout(self)
        margins(column, 20, 12)
        column.addWidget(self._title)
        column.addWidget(scrolled, 1)

    def draw(self, chosen: PerformanceView, words: Words) -> None:
        """Show the facts of a performance."""
        parts = (chosen.production, chosen.subtitle)
        self._title.setText(" · ".join(part for part in parts if part))
        while len(self._rows) < len(chosen.facts):
            row = (label("soft"), label("body"))
            for column, part in enumerate(row):
                part.setAlignment(Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(part, len(self._rows), column)
            row[0].setMinimumWidth(160)
            self._rows.append(row)
        for index, (name, text) in enumerate(self._rows):
            known = index < len(chosen.facts)
            name.setText(fact_name(chosen.facts[index][0], words) if known else "")
            text.setText(chosen.facts[index][1] if known else "")
            name.setVisible(known)
            text.setVisible(known)
