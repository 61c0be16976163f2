"""The desk at this window: who sits there, what they have in hand, what they are selling.

One object shared by the presenters of all rooms. GUI thread only. It holds values the ledger gave
us and never asks the ledger. Carts are kept per person over lock and switch; a cart is dropped only
when it was sold or given back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pos.clock import Clock, business_date
from pos.errors import InvariantBroken, NothingSoldHere, PerformanceIsCancelled, Refused
from pos.ids import CartId, PerformanceId, UserId
from pos.views.catalogue import NoneLeft
from pos.views.people import Permission

if TYPE_CHECKING:
    from pos.views.cash import TillView
    from pos.views.catalogue import CompanyView, HouseView, PerformanceView, PriceTypeView
    from pos.views.counter import Shelf
    from pos.views.patrons import Need, PatronRow
    from pos.views.people import SessionView
    from pos.views.selling import CartLine, CartView


class DrawerState(Enum):
    """What the drawer's sensor says."""

    UNKNOWN = "unknown"
    """No drawer, or none that can be asked."""
    SHUT = "shut"
    OPEN = "open"


class Presence(Enum):
    """Whether somebody is at the window."""

    NOBODY = "nobody"
    WORKING = "working"
    LOCKED = "locked"
    """Signed in and away: the screen wants the PIN again."""


ROOM_RIGHTS: Mapping[str, frozenset[Permission]] = MappingProxyType(
    {
        "sell": frozenset({Permission.SELL}),
        "will_call": frozenset({Permission.HAND_OVER}),
        "orders": frozenset({Permission.SELL, Permission.REPRINT, Permission.SEE_REPORTS}),
        "patrons": frozenset({Permission.SELL}),
        "till": frozenset({Permission.OPEN_TILL, Permission.NO_SALE}),
        "close": frozenset({Permission.COUNT_TILL, Permission.APPROVE_CLOSE, Permission.CLOSE_DAY}),
    }
)
"""A room is shown to whoever holds one of its rights. In the order of the rail."""


def rooms_for(session: SessionView | None) -> tuple[str, ...]:
    """Return the keys of the rooms this person may enter, in the order of the rail."""
    if session is None:
        return ()
    return tuple(room for room, rights in ROOM_RIGHTS.items() if rights & session.permissions)


class Desk:
    """State shared by the rooms; ``changed`` callbacks run after every change."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.changed: list[Callable[[], None]] = []
        self.walks: list[Callable[[str], None]] = []
        self.presence = Presence.NOBODY
        self.company: CompanyView | None = None
        self.performances: tuple[PerformanceView, ...] = ()
        self.price_types: tuple[PriceTypeView, ...] = ()
        self.shelf: Shelf | None = None
        """What is sold beside seats; None before it was read."""
        self.till: TillView | None = None
        self.chosen: PerformanceId | None = None
        self.drawer = DrawerState.UNKNOWN
        self.drop_due = False
        """The drawer holds more than the venue wants in it; nobody says by how much."""
        self.paying = False
        """A cart is being paid: nothing may be put in or taken out."""
        self.closed = ""
        """Why this window of a hub sells no place (``pos.hub.connection.Connection.closed``)."""
        self._session: SessionView | None = None
        self._carts: dict[UserId, CartView] = {}
        self._sold: dict[UserId, CartView] = {}
        self._buyers: dict[CartId, tuple[PatronRow, frozenset[Need]]] = {}

    def tell(self) -> None:
        """Call everyone who watches."""
        for callback in tuple(self.changed):
            callback()

    def walk_to(self, room: str) -> None:
        """Ask for another room: a fix lies there. ``room`` is a key of ``ROOM_RIGHTS``, or a panel:
        ``print_tasks``, ``money_in_doubt``, ``terminals``, ``certificates``, ``statements``,
        ``settlement``, ``exceptions``, ``deposits``, ``books``, ``outage``, ``paper_sales``,
        ``parked_carts``, ``cancelled``, ``letters``, ``order_lists``; or
        ``sell_certificate``, the form in the cart; or ``counter``, the page beside the houses."""
        for callback in tuple(self.walks):
            callback(room)

    # ---- people ----

    @property
    def session(self) -> SessionView | None:
        """The person signed in, also while the screen is locked."""
        return self._session

    @property
    def person(self) -> SessionView:
        """The person signed in; rooms are only open while there is one."""
        if self._session is None:
            raise InvariantBroken("desk.nobody_signed_in")
        return self._session

    def sit_down(self, session: SessionView, fresh: CartView) -> None:
        """Somebody signed in: the cart they left here, or the ``fresh`` one, lies before them."""
        self._session = session
        self.presence = Presence.WORKING
        self._carts.setdefault(session.user_id, fresh)
        self.tell()

    def lock(self) -> None:
        """The screen hides the work; person, cart and till stay."""
        if self.presence is Presence.WORKING:
            self.presence = Presence.LOCKED
            self.tell()

    def stand_up(self) -> None:
        """The person signed out; their cart waits for them."""
        self._session = None
        self.presence = Presence.NOBODY
        self.paying = False
        self.tell()

    def may(self, permission: Permission) -> bool:
        """Return whether the person signed in holds ``permission``."""
        return self._session is not None and permission in self._session.permissions

    # ---- carts ----

    @property
    def cart(self) -> CartView:
        """The cart of the person signed in."""
        return self._carts[self.person.user_id]

    @property
    def carts(self) -> Mapping[UserId, CartView]:
        """Every cart that is kept here."""
        return MappingProxyType(self._carts)

    def keep_cart(self, user_id: UserId, cart: CartView) -> None:
        """Put a cart's new state, or a new cart, before its owner."""
        self._carts[user_id] = cart
        self.tell()

    def sold(self, user_id: UserId, cart: CartView, fresh: CartView) -> None:
        """A cart was sold; the ``fresh`` one lies before its owner."""
        self._sold[user_id] = cart
        self._buyers.pop(cart.cart_id, None)
        self.keep_cart(user_id, fresh)

    @property
    def buyer(self) -> PatronRow | None:
        """Who buys the cart of the person signed in, where somebody was named."""
        known = None if self._session is None else self._buyers.get(self._cart_id)
        return None if known is None else known[0]

    @property
    def buyer_needs(self) -> frozenset[Need]:
        """What whoever buys needs to come: a default where best seats are asked for."""
        known = None if self._session is None else self._buyers.get(self._cart_id)
        return frozenset() if known is None else known[1]

    def name_buyer(self, row: PatronRow | None, needs: frozenset[Need] = frozenset()) -> None:
        """Somebody says who buys; None: nobody is named. It goes with the cart."""
        if row is None:
            self._buyers.pop(self._cart_id, None)
        else:
            self._buyers[self._cart_id] = (row, needs)
        self.tell()

    @property
    def _cart_id(self) -> CartId:
        kept = self._carts.get(self.person.user_id)
        return CartId("") if kept is None else CartId(kept.cart_id)

    @property
    def last_sold(self) -> CartView | None:
        """What the person signed in sold last since this window was opened."""
        return None if self._session is None else self._sold.get(self._session.user_id)

    # ---- till, drawer, performances ----

    @property
    def till_is_mine(self) -> bool:
        """Whether the person signed in has the open drawer."""
        return (
            self.till is not None
            and self._session is not None
            and self.till.user_id == self._session.user_id
        )

    @property
    def serves(self) -> bool:
        """Whether the person signed in serves on the open drawer: it is theirs, or they relieve
        its owner."""
        if self.till is None or self._session is None:
            return False
        return self._session.user_id in (self.till.user_id, self.till.reliever_id)

    def drop_is_due(self, *, due: bool) -> None:
        """Cash should go to the safe, or need not any more."""
        if due != self.drop_due:
            self.drop_due = due
            self.tell()

    def till_is(self, till: TillView | None) -> None:
        """The drawer's session changed."""
        self.till = till
        self.tell()

    def drawer_seen(self, state: DrawerState) -> None:
        """The drawer's sensor changed."""
        if state is not self.drawer:
            self.drawer = state
            self.tell()

    def choose(self, performance_id: PerformanceId | None) -> None:
        """The performance this window sells now."""
        self.chosen = performance_id
        self.tell()

    def left_now(self, house: HouseView, left: int) -> None:
        """Correct how many places a performance has left, between two readings of the catalogue."""
        known = self.performances
        self.performances = tuple(
            replace(
                p,
                left=left,
                own_only=house.own_only,
                held=house.block.held if house.block is not None else 0,
                none_left=house.none_left,
            )
            if p.performance_id == house.performance_id
            else p
            for p in known
        )
        if self.performances != known:
            self.tell()

    def closed_is(self, why: str) -> None:
        """This window sells no place, and why; or may again."""
        if why != self.closed:
            self.closed = why
            self.tell()

    def why_not_paid(self, lines: Iterable[CartLine]) -> Refused | None:
        """Return why no money is taken for these tickets, None where it may be: after they were
        taken a performance among them was cancelled, or the hub stopped this window."""
        wanted = {line.performance_id for line in lines}
        if wanted and self.closed:
            return NothingSoldHere(what=self.closed)
        for show in self.performances:
            if show.performance_id in wanted and show.none_left is NoneLeft.CANCELLED:
                return PerformanceIsCancelled(performance=show.production)
        return None

    def catalogue_is(
        self,
        company: CompanyView,
        performances: tuple[PerformanceView, ...],
        price_types: tuple[PriceTypeView, ...],
        shelf: Shelf | None = None,
    ) -> None:
        """The catalogue was read. ``shelf``: what is sold beside seats."""
        self.company, self.performances, self.price_types = company, performances, price_types
        self.shelf = shelf
        self.tell()

    def now(self) -> datetime:
        """Return the time at this window."""
        return self._clock.now()

    def today(self) -> date | None:
        """Return the business day at the venue, or None before the catalogue was read."""
        return None if self.company is None else self._business_day(self._clock.now())

    def is_tonight(self, performance: PerformanceView) -> bool:
        """Return whether a performance belongs to the business day that is now."""
        return (
            self.company is not None and self._business_day(performance.starts_at) == self.today()
        )

    def next_curtain(self) -> PerformanceView | None:
        """Return the next performance that has not begun and takes place, or None."""
        return self._first_to_begin(cancelled=False)

    def to_announce(self) -> PerformanceView | None:
        """Return what everybody at the window is to know of: the next curtain; where none is to
        rise today any more, the performance of today that was cancelled."""
        show = self.next_curtain()
        if show is None or not self.is_tonight(show):
            off = self._first_to_begin(cancelled=True)
            if off is not None and self.is_tonight(off):
                return off
        return show

    def _first_to_begin(self, *, cancelled: bool) -> PerformanceView | None:
        now = self._clock.now()
        upcoming = [
            show
            for show in self.performances
            if show.starts_at > now and (show.none_left is NoneLeft.CANCELLED) is cancelled
        ]
        return min(upcoming, key=lambda show: show.starts_at, default=None)

    def _business_day(self, moment: datetime) -> date:
        company = self.company
        if company is None:
            raise InvariantBroken("desk.no_company")
        return business_date(moment, ZoneInfo(company.zone), company.cutoff_hour)
