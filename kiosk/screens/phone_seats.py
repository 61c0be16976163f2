"""How many and where: a price, the best seats, and the words to read them out with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from kiosk.presenters.phone import Evening, Phone, PhoneState, Step
from kiosk.presenters.sell_state import QUANTITIES
from kiosk.screens.parts import Choices, Flow, Pool, in_grid, label, margins, usable
from kiosk.screens.phone_question import PhoneQuestion
from kiosk.screens.wishes import WheelchairsButton
from kiosk.widgets.buttons import Button
from kiosk.widgets.quantity import QuantityBar
from kiosk.widgets.zone_tile import ZoneTile
from kiosk.wording.seats import first_notes, notes_text

if TYPE_CHECKING:
    from printing.words import Words

_TILES_ACROSS = 3


class SeatsQuestion(PhoneQuestion):
    """Shows the zones of a ``SellState`` and what was taken. GUI thread."""

    step = Step.SEATS

    def __init__(self, words: Words, presenter: Phone) -> None:
        self._words = words
        super().__init__(presenter)
        self._quantity = QuantityBar(words, "phone.quantity", QUANTITIES[-1])
        self._wheelchairs = WheelchairsButton("phone.wheelchairs")
        self._types = Choices("phone.types", across=6)
        grid = QGridLayout()
        margins(grid)
        self._tiles: Pool[ZoneTile] = Pool(self._make_tile, in_grid(grid, _TILES_ACROSS))
        self._read = label("title", name="phone.read_out")
        self._notes = label("body", name="phone.notes")
        self._next = Button("", "plain", "next", compact=True)
        self._next.setObjectName("phone.next_best")
        self._map = Button("", "plain", compact=True)
        self._map.setObjectName("phone.map")
        self._also = Button("", "plain", compact=True)
        self._also.setObjectName("phone.another_evening")
        self._go_on = Button("", "primary", "next", compact=True)
        self._go_on.setObjectName("phone.seats.go_on")
        self._types_hint = label("soft", name="phone.types_hint")
        self._after = Flow()
        for button in (self._next, self._map, self._also, self._go_on):
            self._after.add(button)
        many = QHBoxLayout()
        margins(many)
        many.addWidget(self._quantity, 1)
        many.addWidget(self._wheelchairs)
        self.inside.addLayout(many)
        self.inside.addWidget(self._types)
        self.inside.addLayout(grid)
        for widget in (self._read, self._notes, self._after, self._types_hint):
            self.inside.addWidget(widget)
        self._quantity.chosen.connect(presenter.set_quantity)
        self._types.chosen.connect(presenter.set_price_type)
        self._wheelchairs.clicked.connect(presenter.next_wheelchairs)
        self._map.clicked.connect(lambda: presenter.look_at_map(yes=True))
        self._next.clicked.connect(presenter.next_best)
        self._also.clicked.connect(presenter.another_evening)
        self._go_on.clicked.connect(lambda: presenter.go_to(Step.PAY))

    def _make_tile(self, index: int) -> ZoneTile:
        tile = ZoneTile(self._words)
        tile.clicked.connect(lambda: self._take(tile))
        return tile

    def _take(self, tile: ZoneTile) -> None:
        if tile.zone is not None:
            self.presenter.take_zone(tile.zone.zone_id)

    def foot(self) -> QWidget:
        return self._after

    def asked(self, words: Words) -> str:
        return words("How many, and where would you like to sit?")

    def answer(self, state: PhoneState, words: Words) -> str:
        return "; ".join(read_out(evening, words) for evening in state.evenings)

    def draw(self, state: PhoneState, words: Words) -> None:
        sell = state.sell
        self._quantity.set_quantity(sell.quantity)
        kinds = [kind.price_type_id for kind in sell.price_types]
        at = kinds.index(sell.price_type) if sell.price_type in kinds else None
        names = [f"phone.type.{kind.code}" for kind in sell.price_types]
        self._types.offer([kind.name for kind in sell.price_types], at, names)
        self._types.setVisible(len(kinds) > 1)
        for index, (tile, offer) in enumerate(
            zip(self._tiles.show(len(sell.tiles)), sell.tiles, strict=True)
        ):
            tile.setObjectName(f"phone.zone.{index}")
            tile.set_zone(offer.zone, offer.price, offer.left, offer.none_left, offer.accessible)
        said = self.answer(state, words)
        self._read.setText(
            words("{seats}. {total} with everything in it.", seats=said, total=state.total)
        )
        self._read.setVisible(bool(state.evenings))
        lines = [line for evening in state.evenings for line in evening.lines]
        self._notes.setText(first_notes(lines, words))
        self._notes.setAccessibleName(notes_text(lines, words))
        self._notes.setVisible(bool(self._notes.text()))
        usable(self._next, yes=sell.can_pass and not sell.busy)
        for button in (self._next, self._also, self._go_on):
            button.setVisible(bool(state.evenings))
        self._wheelchairs.draw(sell, words)
        self._map.setVisible(sell.chosen is not None and not sell.chosen.general_admission)
        self._types_hint.setVisible(bool(state.evenings) and len(kinds) > 1)
        self._after.settle()

    def retranslate(self, words: Words) -> None:
        self._words = words
        self._quantity.retranslate(words)
        for tile in self._tiles.made:
            tile.retranslate(words)
        self._wheelchairs.retranslate(words)
        self._map.setText(words("Seat map"))
        self._types_hint.setText(words("Touch a ticket to change its price type."))
        self._next.setText(words("Next best"))
        self._also.setText(words("Another evening as well"))
        self._go_on.setText(words("They take these"))


def read_out(evening: Evening, words: Words) -> str:
    """Return tickets as they are said: ``Stalls row C: 4, 5``; places without numbers by count."""
    rows: dict[tuple[str, str], list[str]] = {}
    places = 0
    for line in evening.lines:
        if line.seat_id is None:
            places += 1
        else:
            rows.setdefault((line.section, line.row), []).append(line.number)
    said = [
        words(
            "{section}, row {row}: {seats}", section=section, row=row, seats=", ".join(numbers)
        ).removeprefix(", ")
        for (section, row), numbers in rows.items()
    ]
    if places:
        said.append(words.plural("{n} place", "{n} places", places))
    return "; ".join(said)
