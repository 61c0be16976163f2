"""Who buys: nobody, or a person with a name, chosen or written down from the cart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.acts import Act
from kiosk.presenters.showing import Presenter
from kiosk.presenters.typing import Typing
from pos.errors import PosError
from pos.views.patrons import PatronRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.presenters.desk import Desk
    from kiosk.presenters.tasks import Tasks, Timers
    from pos.ids import CartId, Ids, OrderId, PatronId
    from pos.office import Office
    from pos.views.members import MemberRow
    from pos.views.patrons import Need, PatronView


@dataclass(frozen=True, slots=True)
class CartPatronState:
    """``buyer``: who buys the cart before the cashier. ``shown``: the panel to choose is open.
    ``rows``: who is like what was typed."""

    buyer: PatronRow | None = None
    shown: bool = False
    name: str = ""
    contact: str = ""
    rows: tuple[PatronRow, ...] = ()
    busy: bool = False
    refusal: PosError | None = None


@dataclass(frozen=True, slots=True)
class _Seen:
    """Of the cart that lies here: the memberships that were shown for it, and who buys it."""

    cart_id: CartId | None = None
    shown: frozenset[str] = frozenset()
    patron_id: PatronId | None = None


class CartPatron(Presenter[CartPatronState]):
    """See the module. The choice goes with the cart (``Desk.buyer``). GUI thread."""

    def __init__(self, tasks: Tasks, desk: Desk, ids: Ids, timers: Timers) -> None:
        super().__init__(CartPatronState())
        self._tasks = tasks
        self._desk = desk
        self._act = Act(ids)
        self._typing = Typing(timers, self._look)
        self._seen = _Seen()
        self._given: frozenset[str] = frozenset()
        """Memberships that count since whoever has them buys."""
        self.member_wanted: Callable[[str], None] = lambda _number: None
        """Let a membership count in the cart."""
        self.member_left: Callable[[str], None] = lambda _member_id: None
        """Let a membership count no more."""
        self.named: list[Callable[[frozenset[Need]], None]] = []
        """Told what whoever was chosen needs."""
        desk.changed.append(self._desk_changed)

    def _desk_changed(self) -> None:
        buyer = self._desk.buyer
        if buyer != self.state.buyer:
            self._now(buyer=buyer)
        self._follow(buyer)

    # ---- memberships ----

    def _follow(self, buyer: PatronRow | None) -> None:
        """A card that was shown says who buys, and who buys has the price of their membership."""
        if self._desk.session is None:
            self._seen, self._given = _Seen(), frozenset()
            return
        cart, before = self._desk.cart, self._seen
        shown = frozenset(each.member_id for each in cart.shown)
        now = _Seen(cart.cart_id, shown, buyer.patron_id if buyer is not None else None)
        self._seen = now
        if before.cart_id not in (None, now.cart_id):  # another cart, as it was left
            self._given = frozenset()
        elif now.patron_id != before.patron_id:
            self._leave_out()
            if now.patron_id is not None:
                self._benefits(cart.cart_id, now.patron_id)
        elif now.patron_id is None:
            for member_id in sorted(shown - before.shown)[:1]:
                self._owner(cart.cart_id, member_id)

    def _leave_out(self) -> None:
        """Somebody else buys: what counted for whoever bought before does not any more."""
        given, self._given = self._given, frozenset()
        for member_id in sorted(given):
            self.member_left(member_id)

    def _benefits(self, cart_id: CartId, patron_id: PatronId) -> None:
        who = self._desk.person

        def found(rows: tuple[MemberRow, ...]) -> None:
            if (self._seen.cart_id, self._seen.patron_id) != (cart_id, patron_id):
                return
            for row in rows:
                if row.member_id not in self._seen.shown:
                    self._given |= {row.member_id}
                    self.member_wanted(row.number)

        self._tasks.ask(
            lambda office: office.members.of_patron(who, patron_id), found, self._refuse, self
        )

    def _owner(self, cart_id: CartId, member_id: str) -> None:
        who = self._desk.person
        self._name(cart_id, lambda office: office.members.patron_of(who, member_id))

    def buys_for(self, order_id: OrderId) -> None:
        """What is bought goes on with this order: whoever it is of buys, unless somebody was
        named."""
        if self._desk.buyer is None:

            def patron_of(office: Office) -> PatronId | None:
                row = office.patrons.of_order(order_id)
                return None if row is None else row.patron_id

            self._name(self._desk.cart.cart_id, patron_of)

    def _name(self, cart_id: CartId, find: Callable[[Office], PatronId | None]) -> None:
        """Name whoever is found, unless somebody was named meanwhile."""
        who = self._desk.person

        def look(office: Office) -> tuple[PatronRow, frozenset[Need]] | None:
            patron_id = find(office)
            if patron_id is None:
                return None
            view = office.patrons.get(who, patron_id, "cart")
            return office.patrons.row(patron_id), view.needs

        def known(found: tuple[PatronRow, frozenset[Need]] | None) -> None:
            nobody = (self._seen.cart_id, self._seen.patron_id) == (cart_id, None)
            if found is not None and nobody:
                self._desk.name_buyer(*found)
                for told in self.named:
                    told(found[1])

        self._tasks.change(look, known, self._refuse, self)

    def open(self) -> None:
        """The chip was touched."""
        if not self._desk.paying:
            self._now(shown=True, name="", contact="", rows=(), refusal=None)

    def close(self) -> None:
        """Back to the cart."""
        self._typing.stop()
        self._now(shown=False, name="", contact="", rows=(), refusal=None)

    def nobody(self) -> None:
        """Nobody is named after all."""
        self._desk.name_buyer(None)
        self.close()

    def typed(self, name: str, contact: str) -> None:
        """One of the two fields changed: look who is like that."""
        self._now(name=name, contact=contact, refusal=None)
        self._typing.changed()

    def choose(self, row: PatronRow) -> None:
        """This person buys; their accessibility needs go to the best seats."""
        who = self._desk.person

        def known(view: PatronView) -> None:
            self._desk.name_buyer(row, view.needs)
            self.close()
            for told in self.named:
                told(view.needs)

        self._tasks.change(
            lambda office: office.patrons.get(who, row.patron_id, "cart"),
            known,
            self._refuse,
            self,
        )

    def add(self) -> None:
        """Write down whoever is in the fields; they buy."""
        name, contact, who = self.state.name, self.state.contact, self._desk.person
        command = self._act.begin((name, contact, who.user_id))
        if command is None:
            return
        self._now(busy=True, refusal=None)

        def added(row: PatronRow) -> None:
            self._act.succeeded()
            self._now(busy=False)
            self._desk.name_buyer(row)
            self.close()

        def failed(error: PosError) -> None:
            self._act.failed(error)
            self._now(busy=False, refusal=error)

        self._tasks.change(
            lambda office: office.patrons.row(
                office.patrons.add(command, who, name, contact).patron_id
            ),
            added,
            failed,
            self,
        )

    def _look(self) -> None:
        name, contact = self.state.name, self.state.contact

        def found(rows: tuple[PatronRow, ...]) -> None:
            if (name, contact) == (self.state.name, self.state.contact):
                self._now(rows=rows)

        self._tasks.ask(
            lambda office: office.patrons.like(name, contact, 6), found, self._refuse, self
        )

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)
