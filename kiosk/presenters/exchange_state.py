"""What the panel of an exchange shows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import Enum

from pos.errors import PosError
from pos.ids import ZoneId
from pos.views.exchanging import ExchangeDate, ExchangedView, ExchangePlan
from pos.views.paying import Instead
from pos.views.selling import CartView, OrderTicketView, OrderView


def called_off(tickets: Sequence[OrderTicketView], chosen: Collection[str]) -> str:
    """Return why a performance of the chosen tickets does not take place; empty where all do."""
    found = (each.called_off for each in tickets if each.ticket_id in chosen)
    return next((reason for reason in found if reason), "")


class Stage(Enum):
    """Where an exchange stands."""

    AWAY = "away"
    CHOOSING = "choosing"
    DONE = "done"
    """On disk, and nothing is to be paid or given back."""


@dataclass(frozen=True, slots=True)
class ExchangeState:
    """``tickets``: those that can go; ``chosen``: ids of what shall. ``dates``: what they can be
    exchanged for; ``date``: the one chosen; ``zone``: in which the new places are, None: in
    several. ``cart``: holds the new places; ``plan``: what would happen, None while it is worked
    out. ``ways``: where a difference can go that does not go back; ``way``: the one chosen, None:
    back to its tenders. ``ordinary``: seats are looked for without the wheelchair places that the
    tickets are for. ``looking``: seats are being taken."""

    stage: Stage = Stage.AWAY
    order: OrderView | None = None
    tickets: tuple[OrderTicketView, ...] = ()
    chosen: frozenset[str] = frozenset()
    dates: tuple[ExchangeDate, ...] = ()
    date: ExchangeDate | None = None
    zone: ZoneId | None = None
    cart: CartView | None = None
    plan: ExchangePlan | None = None
    ways: tuple[Instead, ...] = ()
    way: Instead | None = None
    ordinary: bool = False
    done: ExchangedView | None = None
    looking: bool = False
    busy: bool = False
    refusal: PosError | None = None

    @property
    def shown(self) -> bool:
        """Whether an order is exchanged here."""
        return self.stage is not Stage.AWAY

    @property
    def called_off(self) -> str:
        """Why a performance of what shall go does not take place; empty where all do."""
        return called_off(self.tickets, self.chosen)

    @property
    def can_exchange(self) -> bool:
        """Whether what is planned can be done now."""
        plan = self.plan
        free = not (self.busy or self.looking)
        return free and plan is not None and not any(line.refused for line in plan.back.lines)
