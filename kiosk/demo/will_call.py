"""The demo's will-call list: 900 orders that the web shop and the phone centre sold before tonight.

Seats are picked the way people buy: side by side, better places first, with gaps. No seat is sold
twice, none that the house holds or the sound desk stands on.
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from kiosk.demo.people import ODD_ONES, Person, odd_one, somebody
from pos.money import Money, total
from pos.views.catalogue import HallView, PriceView, SeatKind, SeatView
from pos.views.season import Performance, Season

ORDERS = 900
SEED = 20_261_121

SHARES = {
    "NW-2": 320,
    "SWAN-1": 195,
    "LATE-1": 50,
    "CARN-1": 62,
    "SWAN-2": 48,
    "SWAN-3": 44,
    "NW-3": 66,
    "RACH-1": 48,
    "LATE-2": 14,
    "RACH-2": 26,
    "GIS-1": 27,
}
"""Orders by performance: most are for tonight."""

HEADER = (
    "Order",
    "Channel",
    "First name",
    "Last name",
    "Email",
    "Phone",
    "Performance",
    "Section",
    "Row",
    "Seat",
    "Quantity",
    "Price type",
    "Price",
    "Paid",
    "Owing",
    "Delivery",
    "Note",
    "Alternates",
)

_SIZES = (1, 1, 2, 2, 2, 2, 2, 2, 2, 3, 3, 4)
_FAMILY_SIZES = (2, 3, 3, 4, 4, 5)
_TYPES = ("adult",) * 11 + ("senior",) * 6 + ("student",) * 2 + ("child",)
_FAMILY_TYPES = ("adult", "adult", "child", "child", "senior")
_NOTES = (
    "Second pair of glasses left in the foyer last week, please ask",
    "Arrives late, about 7:50 pm",
    "Hearing loop receiver, please",
    "Anniversary: fifty years",
    "Aisle if anything comes free",
    "Student ID to be shown",
    "Speaks Russian",
    "Habla español",
    "Nói tiếng Việt",
    "Call before exchanging\nnot after 8 pm",
    "Leave with the house manager",
    "Gift: do not tell the price",
)


@dataclass
class _House:
    """What is free for one performance, by row, in the order seats stand."""

    performance: Performance
    hall: HallView
    rows: dict[tuple[str, str], list[SeatView]] = field(default_factory=dict)

    def take(self, chance: Random, size: int) -> list[SeatView]:
        """Take ``size`` seats side by side in some zone: the best of a few that are looked at."""
        zone = self._zone(chance)
        rows = [name for name, row in self.rows.items() if any(s.zone_id == zone for s in row)]
        best: tuple[float, tuple[str, str], int] | None = None
        looked = 0
        while looked < 12 or (best is None and looked < 4_000):
            looked += 1
            name = chance.choice(rows)
            row = self.rows[name]
            start = chance.randrange(max(len(row) - size + 1, 1))
            window = row[start : start + size]
            if len(window) < size or window[0].zone_id != zone or not _side_by_side(window):
                continue
            worth = sum(seat.rank for seat in window) / size + chance.random() * 150
            worth += 600 * _left_alone(row, start, size)
            if best is None or worth < best[0]:
                best = (worth, name, start)
        if best is None:
            raise LookupError(f"{self.performance.code} has no {size} seats side by side")
        _, name, start = best
        taken = self.rows[name][start : start + size]
        del self.rows[name][start : start + size]
        return taken

    def _zone(self, chance: Random) -> str:
        """Return a price zone with room: the larger and the better the likelier."""
        room: dict[str, int] = {zone.zone_id: 0 for zone in self.hall.zones}
        for row in self.rows.values():
            for seat in row:
                room[seat.zone_id] += 1
        last = len(self.hall.zones) + 1
        weights = [
            room[zone.zone_id] * (last - zone.position) if room[zone.zone_id] > 24 else 0
            for zone in self.hall.zones
        ]
        at = chance.randrange(sum(weights))
        for zone, weight in zip(self.hall.zones, weights, strict=True):
            at -= weight
            if at < 0:
                return zone.zone_id
        raise LookupError(f"{self.performance.code} is sold out")


def _left_alone(row: Sequence[SeatView], start: int, size: int) -> int:
    """Return how many single seats a window would leave beside it."""
    before, after = row[:start], row[start + size :]
    left = bool(before) and _side_by_side((before[-1], row[start]))
    right = bool(after) and _side_by_side((row[start + size - 1], after[0]))
    alone_left = left and not (len(before) > 1 and _side_by_side(before[-2:]))
    alone_right = right and not (len(after) > 1 and _side_by_side(after[:2]))
    return alone_left + alone_right


def _side_by_side(seats: Sequence[SeatView]) -> bool:
    return all(
        right.row_order - left.row_order == 1 and right.zone_id == left.zone_id
        for left, right in pairwise(seats)
    )


def will_call(season: Season) -> str:
    """Return the list as CSV text; the same on every run and machine."""
    chance = Random(SEED)
    houses = _houses(season)
    shares = [code for code, count in SHARES.items() for _ in range(count)]
    chance.shuffle(shares)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    web, phone = 104_200, 20_310
    for number, code in enumerate(shares, 1):
        by_web = chance.random() < 0.72
        web, phone = (web + chance.randint(1, 3), phone) if by_web else (web, phone + 1)
        reference, channel = (f"W-{web}", "web") if by_web else (f"P-{phone}", "phone")
        odd = number % 97 == 0 and number // 97 <= len(ODD_ONES)
        person = (
            odd_one(chance, ODD_ONES[number // 97 - 1], number) if odd else somebody(chance, number)
        )
        rows = _order(chance, season, houses[code], person, (reference, channel))
        writer.writerows(rows)
    return out.getvalue()


def _houses(season: Season) -> dict[str, _House]:
    halls = {hall.view.hall_id: hall.view for hall in season.halls}
    kept: dict[str, set[str]] = defaultdict(set)
    for hold in season.holds:
        kept[hold.performance_id].update(hold.seats)
    houses: dict[str, _House] = {}
    for performance in season.performances:
        hall = halls[performance.hall_id]
        house = houses[performance.code] = _House(performance, hall)
        for seat in sorted(hall.seats, key=lambda each: (each.section, each.row, each.row_order)):
            special = seat.kind in (SeatKind.WHEELCHAIR, SeatKind.COMPANION)
            if not special and seat.seat_id not in kept[performance.performance_id]:
                house.rows.setdefault((seat.section, seat.row), []).append(seat)
    return houses


def _order(
    chance: Random, season: Season, house: _House, person: Person, sale: tuple[str, str]
) -> list[list[str]]:
    """Return the rows of one order: one a seat, or one for all places sold by count."""
    family = house.performance.production == "carnival"
    size = chance.choice(_FAMILY_SIZES if family else _SIZES)
    seats = house.take(chance, size) if not house.hall.general_admission else []
    zone = seats[0].zone_id if seats else house.hall.zones[0].zone_id
    prices = _prices(season, house.performance, zone)
    kinds = [_kind(chance, prices, family=family) for _ in range(1 if not seats else size)]
    if not seats:
        kinds = kinds * size
    due = total(prices[kind].all_in for kind in kinds)
    owing = _owing(chance, sale[1], due)
    note = chance.choice(_NOTES) if chance.random() < 0.09 else ""
    other = f"{chance.choice(('Ada', 'Noor', 'Piet', 'Suki'))} {person.last}"
    alternates = other if chance.random() < 0.07 else ""
    order = [sale[0], sale[1], person.first, person.last, person.email, person.phone]
    money = [_plain(due - owing), _plain(owing), "Will call", note, alternates]
    code = house.performance.code
    if not seats:
        price = _plain(prices[kinds[0]].all_in)
        return [[*order, code, "", "", "", str(size), kinds[0], price, *money]]
    return [
        [
            *order,
            code,
            seat.section,
            seat.row,
            seat.number,
            "1",
            kind,
            _plain(prices[kind].all_in),
            *money,
        ]
        for seat, kind in zip(seats, kinds, strict=True)
    ]


def _prices(season: Season, performance: Performance, zone: str) -> dict[str, PriceView]:
    codes = {kind.price_type_id: kind.code for kind in season.price_types}
    return {
        codes[price.price_type_id]: price for price in performance.prices if price.zone_id == zone
    }


def _kind(chance: Random, prices: dict[str, PriceView], *, family: bool) -> str:
    kind = chance.choice(_FAMILY_TYPES if family else _TYPES)
    return kind if kind in prices else "adult"


def _owing(chance: Random, channel: str, due: Money) -> Money:
    """Return what is still to be paid at the window: some who ordered by phone, hardly anybody
    from the web.
    """
    share = chance.random()
    if channel == "phone" and share < 0.16:
        return due
    if channel == "phone" and share < 0.20:
        return due.split(2)[0]
    return due if share > 0.995 else Money.zero(due.currency)


def _plain(amount: Money) -> str:
    return f"{amount.minor // 100}.{amount.minor % 100:02d}"
