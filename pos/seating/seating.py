"""Rights and carts: what the window may sell, and what this patron is about to buy.

A cart is a value: every call returns the new one. The rights to its places are in the database
under the cart's id, so a cart that is lost with its window leaves nothing sold and is given back at
the next start (``release_left_over``).
"""

from __future__ import annotations

from dataclasses import replace

from pos.allowed import require
from pos.errors import (
    ApprovalNeeded,
    NotFound,
    PlacesNotHere,
    SoldOut,
)
from pos.hub.rights import RightsAuthority, RightsCommand
from pos.ids import CartId, CommandId, Ids, PerformanceId, PriceTypeId, SeatId, ZoneId
from pos.ports.storage import Storage
from pos.pricing.prices import answered_for
from pos.pricing.pricing import reprice
from pos.seating.accessible_rule import (
    HELD,
    accessible_of,
    comes_along,
    log_once,
    places_released,
    require_released,
)
from pos.seating.answering import at_price_type, comps_answered_for, comps_there, unanswered
from pos.seating.attempts import attempt_of
from pos.seating.choosing import Choosing, Party
from pos.seating.from_holds import why_sold
from pos.seating.giving_back import given_back
from pos.seating.hold_asks import require_not_kept, taken
from pos.seating.left_over import LeftOver
from pos.seating.new_lines import new_line, price_type_of, seat_of, with_lines
from pos.seating.on_sale import require_on_sale
from pos.seating.release import ACCESSIBLE
from pos.seating.rows import Taste
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import CartLine, CartView
from pos.window import Window


class Seating:
    """Takes and gives back places for carts. Thread: ledger. Moves no money and no paper."""

    def __init__(self, storage: Storage, rights: RightsAuthority, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._rights = rights
        self._ids = ids
        self._window = window
        self._choosing = Choosing()
        self._left_over = LeftOver(storage, rights, ids, window)

    def new_cart(self, currency: str = "USD") -> CartView:
        """Return an empty cart."""
        return CartView(CartId(self._ids.new()), currency)

    def take_seats(
        self,
        command: CommandId,
        session: SessionView,
        cart: CartView,
        performance_id: PerformanceId,
        seat_ids: tuple[SeatId, ...],
        price_type_id: PriceTypeId | None = None,
        *,
        needed: bool = False,
        hold: str = "",
        approval: Approval | None = None,
        entitled: bool = False,
    ) -> CartView:
        """Take these seats, all or none, and add them to the cart. Durable on return.

        ``needed``: somebody of the party needs an accessible seat, as they said; it is kept
        nowhere, and holds for who comes along beside them. ``hold``: they are sold from this hold,
        for which ``approval`` may be a word; what the cart gives back of them is held again.
        ``entitled``: who it was held for takes it, and nobody's word is needed.

        Raises:
            AccessibleKept: A seat that is accessible, or kept for people who need it, and that
                nobody of the party needs, before the rule releases it.
            ApprovalNeeded, NotAllowed: The person may not sell from that hold.
            SeatReleased: One is not under that hold any more.
            SeatTaken: One of them is somebody else's; ``seat`` and ``holder`` say which and whose.
            SeatNotHere: One is not this window's own, and the hub cannot be asked for it.
            HubRefused: The hub takes nothing from this window.
            HouseNotChecked: A machine that was lost may have sold them.
            PerformanceIsCancelled: It does not take place.
        """
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            require_on_sale(uow, performance_id)
            hall = uow.catalogue.hall_of(performance_id)
            price_type = price_type_of(uow, price_type_id)
            seats = [seat_of(hall, seat_id) for seat_id in seat_ids]
            why = why_sold(uow, self._window, command, session, hold, approval, entitled=entitled)
            needed = needed or comes_along(cart, performance_id, seats, hold)
            triggers = () if needed else require_released(uow, performance_id, seats, hold)
            ruled = accessible_of(seats, hold) if triggers else ()
            lines = [
                replace(
                    new_line(cart, performance_id, hall, seat.zone_id, price_type, seat),
                    held=hold,
                    by_rule=seat in ruled,
                )
                for seat in seats
            ]
            after = reprice(uow, with_lines(cart, lines))
        answer = self._rights.apply(
            RightsCommand(
                command,
                self._window.holder,
                performance_id,
                cart.cart_id,
                take=seat_ids,
                through=hold,
                why=why,
            )
        )
        if not answer.granted:
            raise taken(hall, answer.refused[0])
        if triggers:
            log_once(
                self._storage,
                CommandId(f"{command}:rule"),
                performance_id,
                seats,
                triggers,
                session.user_id,
                self._window.window_id,
                hold,
            )
        return after

    def comps_there(
        self,
        command: CommandId,
        session: SessionView,
        cart: CartView,
        going: tuple[CartLine, ...],
        seat_ids: tuple[SeatId, ...],
        approval: Approval | None = None,
        hold: str = "",
    ) -> tuple[CartLine, ...]:
        """Return tickets of the cart for one performance as they may sit in these seats, sold from
        this hold; see ``answering.comps_there``. Nothing is written.

        Raises:
            ApprovalNeeded: A comp in a seat that is worth more wants a word of its own.
            SeatTaken: The same, and another hold keeps the seat: that comes first.
            NotFound: The hall has no such seat.
        """
        with self._storage.read() as uow:
            hall = uow.catalogue.hall_of(going[0].performance_id)
            seats = [seat_of(hall, seat_id) for seat_id in seat_ids]
            try:
                return comps_there(uow, command, session, cart, going, seats, approval)
            except ApprovalNeeded:
                require_not_kept(uow, hall, going[0].performance_id, seat_ids, hold)
                raise

    def is_accessible(self, performance_id: PerformanceId, seat_id: SeatId) -> bool:
        """Return whether a seat is for people who need it, or who come along with one."""
        with self._storage.read() as uow:
            return seat_of(uow.catalogue.hall_of(performance_id), seat_id).kind in ACCESSIBLE

    def take_best(
        self,
        command: CommandId,
        session: SessionView,
        cart: CartView,
        performance_id: PerformanceId,
        quantity: int,
        zone_id: ZoneId | None = None,
        price_type_id: PriceTypeId | None = None,
        *,
        or_zones: tuple[ZoneId, ...] = (),
        wheelchairs: int = 0,
        passed: frozenset[SeatId] = frozenset(),
        taste: Taste = Taste.BEST,
    ) -> CartView:
        """Take the best ``quantity`` free seats, together if the house has them so. Durable on
        return. A window of a hub looks in its own block first.

        ``or_zones``: zones that will do as well as ``zone_id``; without that, any will.
        ``wheelchairs``: so many of the party sit in wheelchair places, the others beside them.
        ``passed``: seats that the party was offered and does not want.

        Raises:
            SoldOut: Fewer are free (``wanted``, ``left``).
            PlacesNotHere: Fewer are this window's own, and the hub cannot be asked for more.
            HouseNotChecked: As for ``take_seats``.
        """
        require(session, Permission.SELL)
        zones = None if zone_id is None else (zone_id, *or_zones)
        party = Party(quantity, wheelchairs, zones, passed, taste)
        with self._storage.begin() as uow:
            require_on_sale(uow, performance_id)
            # Kept as an answer of its own: by the time of a repeat these seats are taken, by us.
            seat_ids = uow.commands.once(
                CommandId(f"{command}:choose"),
                "choose_best",
                (cart.cart_id, performance_id, quantity, zones, wheelchairs, sorted(passed), taste),
                tuple,
                lambda: self._choosing.best(
                    uow, self._rights.reach(uow, performance_id), performance_id, party
                ),
            )
            uow.commit()
        return self.take_seats(
            command,
            session,
            cart,
            performance_id,
            seat_ids,
            price_type_id,
            needed=wheelchairs > 0,
        )

    def next_best(
        self,
        command: CommandId,
        session: SessionView,
        cart: CartView,
        line_ids: tuple[str, ...],
        performance_id: PerformanceId,
        zone_id: ZoneId | None = None,
        price_type_id: PriceTypeId | None = None,
        *,
        or_zones: tuple[ZoneId, ...] = (),
        wheelchairs: int = 0,
        passed: frozenset[SeatId] = frozenset(),
        taste: Taste = Taste.BEST,
    ) -> CartView:
        """Take the next best seats for those of these lines, and give those back: never the other
        way round, so a party that likes none of them still has the first. Durable on return.

        Raises:
            As ``take_best``; the cart is as it was.
        """
        taken = self.take_best(
            command,
            session,
            cart,
            performance_id,
            len(line_ids),
            zone_id,
            price_type_id,
            or_zones=or_zones,
            wheelchairs=wheelchairs,
            passed=passed,
            taste=taste,
        )
        return self.give_back(CommandId(f"{command}:back"), session, taken, line_ids)

    def take_places(
        self,
        command: CommandId,
        session: SessionView,
        cart: CartView,
        performance_id: PerformanceId,
        quantity: int,
        zone_id: ZoneId,
        price_type_id: PriceTypeId | None = None,
        *,
        needed: bool = False,
        hold: str = "",
        approval: Approval | None = None,
    ) -> CartView:
        """Take ``quantity`` places of general admission; ``needed``, ``hold`` and ``approval`` as
        in ``take_seats``. Durable on return.

        Raises:
            AccessibleKept: They are kept for people who need them, nobody of the party does, and
                the rule does not release them.
            ApprovalNeeded, NotAllowed: The person may not sell from that hold.
            SoldOut: Fewer are left.
            PlacesNotHere: Fewer are this window's own, and the hub cannot be asked for more.
            HouseNotChecked: As for ``take_seats``.
        """
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            require_on_sale(uow, performance_id)
            hall = uow.catalogue.hall_of(performance_id)
            price_type = price_type_of(uow, price_type_id)
            line = new_line(cart, performance_id, hall, zone_id, price_type, None)
            why = why_sold(uow, self._window, command, session, hold, approval)
            kept = hold == HELD and not needed
            triggers = places_released(uow, performance_id) if kept else ()
            line = replace(line, held=hold, by_rule=bool(triggers))
            lines = [replace(line, line_id=f"{command}:{n}") for n in range(quantity)]
            after = reprice(uow, with_lines(cart, lines))
        answer = self._rights.apply(
            RightsCommand(
                command,
                self._window.holder,
                performance_id,
                cart.cart_id,
                take_places=quantity,
                through=hold,
                why=why,
            )
        )
        if not answer.granted:
            refusal = PlacesNotHere if answer.away else SoldOut
            raise refusal(wanted=quantity, left=answer.places_left)
        if triggers:
            log_once(
                self._storage,
                CommandId(f"{command}:rule"),
                performance_id,
                (),
                triggers,
                session.user_id,
                self._window.window_id,
                places=quantity,
            )
        return after

    def give_back(
        self,
        command: CommandId,
        session: SessionView,
        cart: CartView,
        line_ids: tuple[str, ...],
    ) -> CartView:
        """Give back the places of these lines and return the cart without them. Durable on
        return.
        """
        require(session, Permission.SELL)
        for part in given_back(command, self._window.holder, cart, line_ids):
            self._rights.apply(part)
        left = replace(
            cart, lines=tuple(line for line in cart.lines if line.line_id not in line_ids)
        )
        with self._storage.read() as uow:
            try:
                return reprice(uow, left)
            except NotFound:  # what stays went off sale meanwhile: the sale refuses it, by name
                return left

    def abandon(self, command: CommandId, session: SessionView, cart: CartView) -> None:
        """Give back everything the cart holds. Durable on return."""
        self.give_back(command, session, cart, tuple(line.line_id for line in cart.lines))

    def set_price_type(
        self,
        command: CommandId,
        session: SessionView,
        cart: CartView,
        line_ids: tuple[str, ...],
        price_type_id: PriceTypeId,
        comp_reason: str = "",
        approval: Approval | None = None,
    ) -> CartView:
        """Return the cart with these lines at another price type; a price set by hand was for the
        one before. Nothing is written.

        Raises:
            ApprovalNeeded: A comp, and the person may not give comps, nor has anybody who may
                approved this one with their PIN.
            TextRefused: A comp without a reason.
            NotFound: The price type is not on sale there.
        """
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            kind = price_type_of(uow, price_type_id)
            lines = at_price_type(
                uow, command, session, cart.lines, line_ids, kind, comp_reason, approval
            )
            return reprice(uow, replace(cart, lines=lines))

    def attempt(self, command: CommandId) -> CommandId:
        """Return the id for the parts of an act that takes several times; see ``attempts``."""
        with self._storage.read() as uow:
            return attempt_of(uow, command)

    def without_word(self, session: SessionView, cart: CartView) -> CartView:
        """Return the cart without what somebody else gave their word for: that was for a sale that
        did not come. Such a comp is a ticket at the usual price, such a price is the list's again.
        Nothing is written.
        """
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            usual = price_type_of(uow, None)
            lines = tuple(unanswered(line, usual) for line in cart.lines)
            left = comps_answered_for(uow, session, replace(cart, lines=lines))
            return reprice(uow, answered_for(uow, session, left))

    def at_prices_of_now(self, session: SessionView, cart: CartView) -> CartView:
        """Return the cart at the prices of now. Nothing is written.

        Raises:
            NotFound: Something is not on sale any more.
        """
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            return reprice(uow, cart)

    def release_left_over(self, keep: tuple[CartId, ...] = ()) -> int:
        """Give back the rights of carts nobody has any more; return how many carts. For
        start-up, and once no payment of such a cart is in doubt any longer: a cart that may have
        been charged keeps its places. Durable on return.
        """
        return self._left_over.release_all(keep)

    def release_cart(self, cart_id: CartId) -> bool:
        """Give back everything a cart holds that nobody has any more; return whether it did. One
        that may have been charged keeps its places, and so does one from before this window was
        restored, until somebody has looked at the performance. Durable on return.
        """
        return self._left_over.release(cart_id)
