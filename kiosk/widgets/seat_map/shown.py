"""What the map shows: a hall, one performance's house in it, each seat in words. No painting."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kiosk.messages import seat_kind_text, seat_status_text, seat_text
from kiosk.widgets.seat_map.picture import Look
from kiosk.widgets.seat_map.plan import Plan, pitch_of
from kiosk.widgets.seat_map.stage import with_stage
from kiosk.wording.holds import code_name
from kiosk.wording.seats import features_text, offers_of
from pos.views.catalogue import SeatKind, SeatStatus

if TYPE_CHECKING:
    from kiosk.theme import Theme
    from pos.ids import SeatId, ZoneId
    from pos.views.catalogue import HallView, HouseView, SeatView
    from printing.words import Words

_TAKEABLE = (SeatStatus.FREE, SeatStatus.IN_CART)


class Shown:
    """A hall and its house as they are known now. ``mine``: the seats in our cart; ``lit``: the
    zone that others stand back from; ``words``: the language in which seats are described."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.plan: Plan | None = None
        self.statuses: dict[SeatId, SeatStatus] = {}
        self.mine: frozenset[SeatId] = frozenset()
        self.lit: ZoneId | None = None
        self._given: HallView | None = None
        self._house: HouseView | None = None
        self._letters: dict[SeatId, str] = {}

    def enter(self, hall: HallView) -> Plan:
        """Show another hall, and return its plan; who has which seat is not known yet."""
        self._house, self.statuses, self.mine, self.lit = None, {}, frozenset(), None
        self._letters = {}
        return self.regroup(hall)

    def regroup(self, hall: HallView) -> Plan:
        """Show the same seats in other zones, and return their plan."""
        self._given = hall
        if hall.outlook.stage is not None:
            hall = with_stage(hall, self.words("Stage"), pitch_of(hall))
        self.plan = plan = Plan(hall)
        return plan

    @property
    def staged(self) -> HallView | None:
        """The hall as it was given, if a word of ours may be on its plan."""
        given = self._given
        return given if given is not None and given.outlook.stage is not None else None

    def fill(self, house: HouseView, my_seats: Iterable[SeatId]) -> set[SeatId]:
        """Learn who has which seat, and which are in our cart; return those that are not as they
        were."""
        mine, seats = frozenset(my_seats), house.seats
        before = self.statuses
        changed = {seat for seat, status in seats.items() if before.get(seat) is not status}
        changed |= before.keys() - seats.keys()
        changed |= self.mine ^ mine
        letters = {seat: code.letter for seat, code in house.held.items() if code.letter}
        changed |= {
            s for s in self._letters.keys() | letters if self._letters.get(s) != letters.get(s)
        }
        self._house, self.mine, self.statuses = house, mine, dict(seats)
        self._letters = letters
        return changed

    def change(self, changed: Mapping[SeatId, SeatStatus], house: HouseView | None = None) -> None:
        """These seats are so now, in ``house`` if it is known; the others as they were."""
        for seat, status in changed.items():
            if status is SeatStatus.FREE:
                self.statuses.pop(seat, None)
            else:
                self.statuses[seat] = status
        ours = {seat for seat, status in changed.items() if status is SeatStatus.IN_CART}
        self.mine = (self.mine - changed.keys()) | ours
        if house is None:
            return
        self._house = house
        for seat in changed:
            self._letters.pop(seat, None)
            code = house.held.get(seat)
            if code is not None and code.letter:
                self._letters[seat] = code.letter

    def look(self, theme: Theme) -> Look:
        """Return how the seats look."""
        return Look(self.statuses, self.mine, self.lit, theme, self._letters)

    def status_of(self, seat_id: SeatId) -> SeatStatus:
        """Return what a seat is shown as."""
        if seat_id in self.mine:  # as ``Look`` has it
            return SeatStatus.IN_CART
        return self.statuses.get(seat_id, SeatStatus.FREE)

    def is_takeable(self, seat_id: SeatId) -> bool:
        """Return whether a touch takes the seat, or gives it back."""
        return self.status_of(seat_id) in _TAKEABLE

    def describe(self, seat_id: SeatId) -> str:
        """Return a seat in words: where it is, its zone and price, what it offers, how it
        stands."""
        if self.plan is None or seat_id not in self.plan.by_id:
            return ""
        seat, words = self.plan.by_id[seat_id], self.words
        parts = [
            seat_text(seat.section, seat.row, seat.number, words),
            self.plan.zone_names.get(seat.zone_id, ""),
            self._price_of(seat),
        ]
        if seat.kind is not SeatKind.ORDINARY:
            parts.append(seat_kind_text(seat.kind, words))
        parts.append(features_text(self.plan.hall.features_of(seat_id), words))
        window = self._house.blocked_by.get(seat_id, "") if self._house is not None else ""
        holder = f"window:{window}" if window else ""
        parts.append(seat_status_text(self.status_of(seat_id), words, holder))
        code = self._house.held.get(seat_id) if self._house is not None else None
        if code is not None:
            parts.append(code_name(code, words))
        return " · ".join(part for part in parts if part)

    def offers(self) -> tuple[str, ...]:
        """Return what seats here offer, in words, each with where."""
        return () if self.plan is None else offers_of(self.plan.hall, self.words)

    def _price_of(self, seat: SeatView) -> str:
        if self._house is None:
            return ""
        for price in self._house.prices:
            if price.zone_id == seat.zone_id:
                return self.words.money(price.all_in)
        return ""
