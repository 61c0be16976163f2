"""What the patron sees across the counter: what they are buying, what it costs all in, what is
still due, their change, thanks.

Derived from the desk and the Pay panel, and never the other way round. Names, codes and notes of
other people never come here; while the screen is locked or nobody works, it shows the house.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING

from kiosk.presenters.desk import Desk, Presence
from kiosk.presenters.pay import Pay
from kiosk.presenters.pay_state import PayState, Stage
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Timer, Timers
from pos.money import Money
from pos.views.selling import TenderKind

if TYPE_CHECKING:
    from pos.ids import PerformanceId
    from pos.views.catalogue import PerformanceView
    from pos.views.selling import CartLine, ExtraLine

THANKS_S = 12.0
"""How long thanks stay when no next patron comes."""


class Facing(Enum):
    """What the display is about."""

    HOUSE = "house"
    """Nothing is being sold."""
    CART = "cart"
    PAYING = "paying"
    CHANGE = "change"
    """The sale is on disk."""
    THANKS = "thanks"


@dataclass(frozen=True, slots=True)
class CustomerLine:
    """One ticket in the words of the catalogue; no ``number`` for general admission. What is
    no ticket has a price, its ``kind`` (an ``ExtraKind`` value), how many pieces and a name."""

    production: str
    starts_at: datetime | None
    hall: str
    section: str
    row: str
    number: str
    price_type: str
    price: Money
    kind: str = ""
    name: str = ""
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class CustomerState:
    """``total`` is all in; ``fees`` and ``taxes`` are in it. ``due`` is what is still to be paid,
    ``change`` what comes back. ``tickets``: how many are paid for, also where no lines are shown.
    """

    facing: Facing = Facing.HOUSE
    company: str = ""
    lines: tuple[CustomerLine, ...] = ()
    tickets: int = 0
    total: Money = field(default_factory=Money.zero)
    fees: Money = field(default_factory=Money.zero)
    due: Money = field(default_factory=Money.zero)
    change: Money = field(default_factory=Money.zero)
    policy: str = ""
    """The venue's refund policy, shown before a card is charged."""
    taxes: Money = field(default_factory=Money.zero)

    @property
    def paid(self) -> Money:
        """What was taken so far."""
        return self.total - self.due


class CustomerFacing(Presenter[CustomerState]):
    """Follows desk and Pay panel. GUI thread."""

    def __init__(self, desk: Desk, pay: Pay, timers: Timers) -> None:
        super().__init__(CustomerState())
        self._desk = desk
        self._timers = timers
        self._paying = pay.state
        self._thanks: Timer | None = None
        desk.changed.append(self._look)
        pay.watch(self._pay_changed)

    def try_out(self) -> None:
        """Show thanks now, where nothing is being sold, for somebody who looks at the display."""
        self._say_thanks()
        self._look()

    def _pay_changed(self, paying: PayState) -> None:
        over = self._paying.stage is Stage.DONE and paying.stage is Stage.AWAY
        self._paying = paying
        if over:
            self._say_thanks()
        self._look()

    def _say_thanks(self) -> None:
        self._stop_thanking()
        self._thanks = self._timers.after(THANKS_S, self._thanked)

    def _thanked(self) -> None:
        self._thanks = None
        self._look()

    def _stop_thanking(self) -> None:
        if self._thanks is not None:
            self._thanks.cancel()
            self._thanks = None

    def _look(self) -> None:
        desk, paying = self._desk, self._paying
        company = desk.company.name if desk.company is not None else ""
        if desk.presence is not Presence.WORKING:
            self._stop_thanking()
            self._become(CustomerState(company=company))
        elif paying.stage is Stage.DONE:
            self._become(self._settled(company, paying))
        elif paying.stage is not Stage.AWAY:
            self._become(self._under_payment(company, paying))
        elif desk.cart.lines or desk.cart.extras:
            self._stop_thanking()
            cart = desk.cart
            self._become(
                CustomerState(
                    Facing.CART,
                    company,
                    self._lines(),
                    len(cart.lines),
                    cart.total,
                    cart.fees,
                    cart.total,
                    Money.zero(cart.currency),
                    taxes=cart.taxes,
                )
            )
        else:
            thanking = self._thanks is not None
            self._become(CustomerState(Facing.THANKS if thanking else Facing.HOUSE, company))

    def _under_payment(self, company: str, paying: PayState) -> CustomerState:
        walk_up, cart = not paying.name, self._desk.cart
        nothing = Money.zero(paying.due.currency)
        card = paying.kind is TenderKind.CARD or paying.stage is Stage.CARD
        policy = "" if self._desk.company is None or not card else self._desk.company.policy
        return CustomerState(
            Facing.PAYING,
            company,
            self._lines() if walk_up else (),
            paying.tickets,
            paying.due,
            cart.fees if walk_up else nothing,
            paying.remaining,
            nothing,
            policy,
            cart.taxes if walk_up else nothing,
        )

    def _settled(self, company: str, paying: PayState) -> CustomerState:
        nothing = Money.zero(paying.due.currency)
        change = nothing if paying.settled is None else paying.settled.change
        return CustomerState(
            Facing.CHANGE,
            company,
            tickets=paying.tickets,
            total=paying.due,
            fees=nothing,
            due=nothing,
            change=change,
        )

    def _lines(self) -> tuple[CustomerLine, ...]:
        shows = {show.performance_id: show for show in self._desk.performances}
        cart = self._desk.cart
        tickets = tuple(_line(line, shows) for line in cart.lines)
        return tickets + tuple(_beside(extra) for extra in cart.extras)


def _beside(extra: ExtraLine) -> CustomerLine:
    about = (extra.kind.value, extra.name, extra.quantity)
    return CustomerLine("", None, "", "", "", "", "", extra.amount, *about)


def _line(line: CartLine, shows: dict[PerformanceId, PerformanceView]) -> CustomerLine:
    show = shows.get(line.performance_id)
    return CustomerLine(
        "" if show is None else show.production,
        None if show is None else show.starts_at,
        "" if show is None else show.hall,
        line.section if line.seat_id is not None else "",
        line.row,
        line.number,
        line.price_type,
        line.all_in,
    )
