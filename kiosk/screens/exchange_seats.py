"""The seat map of an exchange: the new tickets, seated where the patron says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from kiosk.messages import remedy_text, seat_status_text
from kiosk.presenters.exchange import Exchange
from kiosk.presenters.exchange_seats import ExchangeSeatsState
from kiosk.presenters.exchange_state import ExchangeState
from kiosk.presenters.seat_question import SeatQuestion
from kiosk.screens.cart_line import place_words
from kiosk.screens.parts import Strip, label, margins, usable
from kiosk.screens.seat_question import SeatQuestionCard
from kiosk.theme import theme_of
from kiosk.widgets.seat_map.widget import SeatMap
from kiosk.wording.seats import seat_note
from pos.views.catalogue import HallView, HouseView, SeatStatus

if TYPE_CHECKING:
    from printing.words import Words

_WIDE, _TALL = 640, 380


class ExchangeSeatsPage(QWidget):
    """The map, whose turn it is, and what was refused or is asked, over the foot of the map."""

    def __init__(self, words: Words, presenter: Exchange) -> None:
        super().__init__()
        self._words = words
        self._presenter = presenter
        self._hall: HallView | None = None
        self._house: HouseView | None = None
        self._asks = False
        self._near = 0
        """The search to whose seats the map went."""
        self._turn = label("strong", name="exchange.turn")
        self._how = label("soft")
        self._map = SeatMap(words, ground="surface")
        self._map.setObjectName("exchange.seats")
        self._map.setMinimumSize(theme_of(self).px(_WIDE), theme_of(self).px(_TALL))
        self._refusal = Strip("exchange.seat_refusal")
        self._question = SeatQuestionCard(words, presenter.seats.questions, "exchange.question")
        self._lay_out()
        seats = presenter.seats
        self._map.seat_tapped.connect(seats.tap)
        self._map.seat_unavailable.connect(seats.tap)
        self._map.seats_marked.connect(seats.mark)
        self.retranslate(words)
        seats.attach(self)
        seats.questions.watch(self._asked)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        margins(column)
        column.addWidget(self._turn)
        column.addWidget(self._how)
        over = QGridLayout()
        margins(over)
        over.addWidget(self._map, 0, 0)
        said = QWidget()
        inside = QVBoxLayout(said)
        margins(inside, 8)
        inside.addWidget(self._refusal)
        # A seat under what is only said can be touched.
        said.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        for part in (said, self._question):
            over.addWidget(part, 0, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(over, 1)

    def draw(self, state: ExchangeSeatsState) -> None:
        """Show the house and whose turn it is."""
        words = self._words
        if state.hall is not None and state.hall is not self._hall:
            self._hall, self._house = state.hall, None
            self._map.set_hall(state.hall)
        house = state.house
        if house is not None and (house != self._house or self._near != state.found):
            self._house = house
            mine = [seat for seat, how in house.seats.items() if how is SeatStatus.IN_CART]
            self._map.set_house(house, mine)
            self._come_near(state)
        if state.turn is not None:
            note = seat_note(state.turn, words)
            seat = place_words(state.turn, words) + (f" ({note})" if note else "")
            self._how.setVisible(state.several)
            self._turn.setText(words("New seat: {seat}. Touch another to have that.", seat=seat))
        self.draw_exchange(self._presenter.state)

    def _come_near(self, state: ExchangeSeatsState) -> None:
        """Go where the new seats are, once for each time that they were looked for; not to a seat
        that was touched."""
        seat = state.turn.seat_id if state.turn is not None else None
        cart = self._presenter.state.cart
        if seat is not None and cart is not None and self._near != state.found:
            self._near = state.found
            self._map.come_near(seat)
            self._map.show_party([line.seat_id for line in cart.lines if line.seat_id])

    def draw_exchange(self, state: ExchangeState) -> None:
        """Show what was refused, and whether seats can be touched now."""
        usable(self._map, yes=not state.busy)
        words, seats = self._words, self._presenter.seats.state
        error = None if self._asks else state.refusal
        house, seat = seats.house, seats.refused
        status = house.seats.get(seat) if house is not None and seat is not None else None
        if error is None or house is None or seat is None or status is None:
            self._refusal.say_error(error, words)
            return
        how = seat_status_text(status, words, str(error.params.get("holder", "")))
        what = words("{seat}: {status}.", seat=str(error.params.get("seat", "")), status=how)
        self._refusal.say(what, remedy_text(error, words), "danger")

    def _asked(self, question: SeatQuestion) -> None:
        """A question about a seat says already why it is not simply to be had."""
        self._asks = question.asks
        self.draw_exchange(self._presenter.state)

    def retranslate(self, words: Words) -> None:
        """Say the same in another language."""
        self._words = words
        self._how.setText(words("Touch one of the new seats to move that one."))
        self._map.retranslate(words)
        self._question.retranslate(words)
        self.draw(self._presenter.seats.state)
