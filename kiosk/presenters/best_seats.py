"""The seats that a party was offered last: how they sit, and what comes next if they would rather
sit elsewhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pos.ids import CommandId, PerformanceId, PriceTypeId, SeatId, ZoneId
from pos.seating.rows import Taste
from pos.views.catalogue import SeatKind
from pos.views.people import SessionView
from pos.views.selling import CartLine, CartView

if TYPE_CHECKING:
    from pos.office import Office

MOST_WHEELCHAIRS = 2


@dataclass(frozen=True, slots=True)
class Piece:
    """Who sits in one row."""

    section: str
    row: str
    count: int


@dataclass(frozen=True, slots=True)
class Ask:
    """What was asked for at a zone tile. ``or_zones``: cheaper ones that will do as well.
    ``passed``: what was offered for it before."""

    performance_id: PerformanceId
    zone_id: ZoneId
    quantity: int
    price_type: PriceTypeId | None
    wheelchairs: int = 0
    passed: frozenset[SeatId] = frozenset()
    or_zones: tuple[ZoneId, ...] = ()
    taste: Taste = Taste.BEST


@dataclass(frozen=True, slots=True)
class Offered:
    """``lines`` are what came of ``ask``."""

    ask: Ask
    lines: tuple[CartLine, ...]

    def still_in(self, cart: CartView) -> bool:
        """Return whether all of it is still in the cart."""
        have = {line.line_id for line in cart.lines}
        return bool(self.lines) and all(line.line_id in have for line in self.lines)

    @property
    def seats(self) -> tuple[SeatId, ...]:
        """What they sit in."""
        return tuple(line.seat_id for line in self.lines if line.seat_id is not None)

    @property
    def next_ask(self) -> Ask:
        """What to ask for others: the same, without what was offered by now."""
        return replace(self.ask, passed=self.ask.passed.union(self.seats))

    @property
    def apart(self) -> tuple[Piece, ...]:
        """Where they sit if not in one row; empty where they sit together."""
        rows = Counter((line.section, line.row) for line in self.lines)
        if len(rows) < 2:
            return ()
        return tuple(Piece(section, row, count) for (section, row), count in rows.most_common())

    @property
    def noted(self) -> tuple[CartLine, ...]:
        """Of whose seat something is to be said: it is not an ordinary one, or what it offers."""
        usual = SeatKind.ORDINARY
        return tuple(line for line in self.lines if line.kind is not usual or line.features)


def offered(ask: Ask, before: CartView, after: CartView) -> Offered:
    """Return what ``ask`` put into the cart."""
    had = {line.line_id for line in before.lines}
    new = (line for line in after.lines if line.line_id not in had and line.seat_id is not None)
    return Offered(ask, tuple(new))


def take_best(
    ask: Ask, office: Office, command: CommandId, session: SessionView, cart: CartView
) -> CartView:
    """Take the best seats for ``ask``. Run on the ledger thread."""
    return office.seating.take_best(
        command,
        session,
        cart,
        ask.performance_id,
        ask.quantity,
        ask.zone_id,
        ask.price_type,
        or_zones=ask.or_zones,
        wheelchairs=ask.wheelchairs,
        passed=ask.passed,
        taste=ask.taste,
    )


def take_next(
    before: Offered, office: Office, command: CommandId, session: SessionView, cart: CartView
) -> CartView:
    """Take others for those that were offered. Run on the ledger thread."""
    ask = before.next_ask
    return office.seating.next_best(
        command,
        session,
        cart,
        tuple(line.line_id for line in before.lines),
        ask.performance_id,
        ask.zone_id,
        ask.price_type,
        or_zones=ask.or_zones,
        wheelchairs=ask.wheelchairs,
        passed=ask.passed,
        taste=ask.taste,
    )
