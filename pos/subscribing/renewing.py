"""Renewals: last season's seats are kept for those who had them, until a deadline; they are renewed
into a cart, or go on sale.

What is kept is written down first and held then, a date at a time; whoever keeps again goes on
where it stopped. The deadline releases by itself (``Holds.release_due``); what a renewed or ended
offer leaves in the hold goes by ``let_go``, which is safe to repeat at every window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from pos.allowed import require
from pos.audit import SYSTEM, audit_entry
from pos.cancelling.refusing import refuse_cancelled
from pos.errors import HoldTimePast, HubTrouble, PosError, Refused, RenewalOver, SeriesNotSold
from pos.hub.rights import HoldWhy, RightsAuthority, RightsCommand
from pos.ids import CartId, CommandId, Ids, PerformanceId, PriceTypeId, SeatId, ZoneId
from pos.ports.storage import Storage, UnitOfWork
from pos.pricing.pricing import reprice
from pos.records import Order, PackageSold, RenewalEnded, RenewalOffered, RenewalSeat
from pos.seating.attempts import attempt_of
from pos.seating.packages import Packages, as_package
from pos.seating.seating import Seating
from pos.seating.series_offers import costs_of, series_of
from pos.subscribing.keeping import (
    deadline_of,
    held_seats,
    row_of,
    state_of,
    wanted_seats,
)
from pos.text import checked_text
from pos.views.holds import HoldAct
from pos.views.people import Permission, SessionView
from pos.views.renewals import (
    RENEWAL_HOLD,
    KeptFor,
    RenewalEnd,
    RenewalPrice,
    RenewalRow,
    RenewalSeries,
    RenewalState,
)
from pos.views.selling import CartView
from pos.views.subscriptions import SeriesChoice, Subscription
from pos.window import Window

REASON_LONGEST = 200


class Renewing:
    """Thread: ledger. Moves no money and no paper."""

    def __init__(
        self,
        storage: Storage,
        ids: Ids,
        window: Window,
        rights: RightsAuthority,
        seating: Seating,
        packages: Packages,
    ) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window
        self._rights = rights
        self._seating = seating
        self._packages = packages

    # ---- look ----

    def series(self, session: SessionView) -> tuple[RenewalSeries, ...]:
        """Return the series of this season that renew one of the last, with how far they are."""
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            every = [one for one in uow.catalogue.subscriptions() if one.renews]
            return tuple(self._progress(uow, one) for one in every)

    def _progress(self, uow: UnitOfWork, one: Subscription) -> RenewalSeries:
        offers = uow.renewals.offers(one.code)
        states = [state_of(uow, offer) for offer in offers]
        return RenewalSeries(
            code=one.code,
            name=one.name,
            renews=one.renews,
            until=deadline_of(uow, one),
            waiting=len(_waiting(uow, one, offers)),
            open=states.count(RenewalState.OPEN),
            renewed=states.count(RenewalState.RENEWED),
            released=states.count(RenewalState.RELEASED) + states.count(RenewalState.DECLINED),
        )

    def rows(self, session: SessionView, code: str) -> tuple[RenewalRow, ...]:
        """Return the subscribers of a series, those who have not renewed first, by name."""
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            found = [
                row_of(uow, offer, _package(uow, offer).order_id)
                for offer in uow.renewals.offers(code)
            ]
        return tuple(
            sorted(found, key=lambda row: (row.state is not RenewalState.OPEN, row.name.casefold()))
        )

    def price(self, session: SessionView, renewal_id: str) -> RenewalPrice | None:
        """Return what ``renew`` would put into a cart now, before it does; None where that cannot
        be said: dates are still to be chosen, or it is not sold so.

        Raises:
            NotFound: There is no such offer.
            PerformanceIsCancelled: One of the dates does not take place.
        """
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            offer = uow.renewals.offer(renewal_id)
            one = series_of(uow, offer.code)
            held = held_seats(uow, uow.renewals.kept(renewal_id))
            if not one.is_fixed or not held:
                return None
            _refuse_cancelled(uow, one)
            zones = {show: _zone(uow, show, seats) for show, seats in held.items()}
            usual = next(iter(zones.values()))
            here = {show: zones.get(show, usual) for show in one.performances}
            kind = _price_type(uow, offer)
            each, single = costs_of(uow, one, here, kind)
            if each is None or single is None:
                return None
            known = {each.price_type_id: each.name for each in uow.catalogue.price_types()}
            many = offer.quantity
            return RenewalPrice(one.name, known[kind], len(here), each * many, each, single)

    def of_orders(self, session: SessionView, order_ids: Sequence[str]) -> tuple[RenewalRow, ...]:
        """Return what is kept for the subscriptions of these orders: those of a patron."""
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            return tuple(
                row_of(uow, offer, order_id)
                for order_id in order_ids
                for sold, _ in uow.orders.packages(order_id)
                for offer in uow.renewals.of_package(sold.package_id)
            )

    # ---- kept ----

    def keep(self, command: CommandId, session: SessionView, code: str) -> KeptFor:
        """Keep their seats for the subscribers of the series that ``code`` renews, as far as they
        are free, until its deadline. Whoever has an offer keeps it; a repeat, or another act, goes
        on where one stopped. Durable on return.

        Raises:
            NotAllowed: Who looks after holds may.
            NotFound: There is no such series.
            SeriesNotSold: It renews none.
            HoldTimePast: The deadline is over.
            NotOffline, HubTrouble: The hub has to say yes.
        """
        require(session, Permission.HOLD_PLACES)
        with self._storage.begin() as uow:
            uow.commands.once(
                command, "keep_renewals", (session.user_id, code), int,
                lambda: self._offer(uow, session, code),
            )  # fmt: skip
            offers = uow.renewals.offers(code)
            uow.commit()
        kept = taken = people = 0
        for offer in offers:
            held, missing = self._hold(command, session, offer)
            people, kept, taken = people + bool(held), kept + held, taken + missing
        return KeptFor(people, kept, taken)

    def _offer(self, uow: UnitOfWork, session: SessionView, code: str) -> int:
        one = series_of(uow, code)
        if not one.renews:
            raise SeriesNotSold(name=one.name)
        until = deadline_of(uow, one)
        if until <= uow.now():
            raise HoldTimePast()
        new = _waiting(uow, one, uow.renewals.offers(code))
        for sold in new:
            uow.add(*self._facts(uow, session, one, sold, until))
        details = {"series": code, "subscribers": len(new)}
        self._told(uow, session, "renewal.offered", ("series", code), **details)
        return len(new)

    def _facts(
        self,
        uow: UnitOfWork,
        session: SessionView,
        one: Subscription,
        sold: PackageSold,
        until: datetime,
    ) -> list[RenewalOffered | RenewalSeat]:
        offer = RenewalOffered(
            renewal_id=self._ids.new(),
            package_id=sold.package_id,
            code=one.code,
            quantity=sold.quantity,
            until=until,
            window_id=self._window.window_id,
            user_id=session.user_id,
            at=uow.now(),
        )
        wanted = wanted_seats(uow, one, uow.renewals.seats(sold.package_id))
        return [
            offer,
            *(
                RenewalSeat(offer.renewal_id, show, seat_id, number)
                for show, seats in wanted.items()
                for number, seat_id in seats.items()
            ),
        ]

    def _hold(
        self, command: CommandId, session: SessionView, offer: RenewalOffered
    ) -> tuple[int, int]:
        """Hold what is free of an open offer's seats; return how many are held and how many others
        have."""
        with self._storage.read() as uow:
            if state_of(uow, offer) is not RenewalState.OPEN:
                return 0, 0
            kept = uow.renewals.kept(offer.renewal_id)
            held = held_seats(uow, kept)
            order = uow.orders.order(_package(uow, offer).order_id)
            free: dict[PerformanceId, tuple[SeatId, ...]] = {}
            for show in dict.fromkeys(PerformanceId(seat.performance_id) for seat in kept):
                rights = uow.rights.of_seats(show)
                mine = (SeatId(seat.seat_id) for seat in kept if seat.performance_id == show)
                free[show] = tuple(seat for seat in mine if seat not in rights)
        got = sum(len(seats) for seats in held.values())
        whom = f"{order.order_number} {order.name}".strip()
        why = HoldWhy(
            HoldAct.HELD.value,
            session.user_id,
            self._window.window_id,
            for_whom=whom,
            until=offer.until,
        )
        for show, seats in free.items():
            if (
                seats
                and self._rights.apply(
                    RightsCommand(
                        CommandId(f"{command}:{offer.renewal_id}:{show}"),
                        RENEWAL_HOLD,
                        show,
                        CartId(""),
                        take=seats,
                        why=why,
                    )
                ).granted
            ):
                got += len(seats)
        return got, len(kept) - got

    # ---- renewed ----

    def renew(
        self, command: CommandId, session: SessionView, cart: CartView, renewal_id: str
    ) -> CartView:
        """Put the new series into the cart in the seats that are kept; at a date where one is not,
        the best of its price zone instead. All or nothing. Durable on return.

        Raises:
            RenewalOver: It was renewed or given up meanwhile, or the deadline is over.
            SeriesNotSold: Its dates are still to be chosen (``renew_elsewhere``).
            PerformanceIsCancelled: One of them does not take place.
            SeatTaken, SoldOut, PlacesNotHere, HouseNotChecked: As for every cart.
        """
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            offer = uow.renewals.offer(renewal_id)
            require_open(uow, offer)
            one = series_of(uow, offer.code)
            held = held_seats(uow, uow.renewals.kept(renewal_id))
            zones = {show: _zone(uow, show, seats) for show, seats in held.items()}
            attempt = attempt_of(uow, command)
            kind = _price_type(uow, offer)
            if not one.is_fixed or not held:
                raise SeriesNotSold(name=one.name)
            _refuse_cancelled(uow, one)
        usual = next(iter(zones.values()))
        after = cart
        try:
            for number, show in enumerate(one.performances):
                seats = tuple(held.get(show, {}).values())
                part = CommandId(f"{attempt}:{number}")
                if seats:
                    after = self._seating.take_seats(
                        part, session, after, show, seats, kind,
                        hold=RENEWAL_HOLD, entitled=True,
                    )  # fmt: skip
                if len(seats) < offer.quantity:
                    rest = CommandId(f"{part}:rest")
                    missing, zone = offer.quantity - len(seats), zones.get(show, usual)
                    after = self._seating.take_best(rest, session, after, show, missing, zone, kind)
        except PosError:
            self._give_back(attempt, session, cart, after)
            raise
        return self._as_renewal(cart, after, one, command, renewal_id)

    def renew_elsewhere(
        self,
        command: CommandId,
        session: SessionView,
        cart: CartView,
        renewal_id: str,
        choice: SeriesChoice,
    ) -> CartView:
        """Put the new series into the cart in other seats or at other dates, as chosen; what was
        kept goes on sale once it is sold. Durable on return.

        Raises:
            RenewalOver: As ``renew``.
            As ``Packages.take``.
        """
        with self._storage.read() as uow:
            offer = uow.renewals.offer(renewal_id)
            require_open(uow, offer)
            one = series_of(uow, offer.code)
        after = self._packages.take(command, session, cart, choice)
        return self._as_renewal(cart, after, one, command, renewal_id)

    def _as_renewal(
        self,
        before: CartView,
        after: CartView,
        one: Subscription,
        command: CommandId,
        renewal_id: str,
    ) -> CartView:
        marked = as_package(before, after, one, str(command))
        had = {line.line_id for line in before.lines}
        lines = tuple(
            replace(line, package=replace(line.package, renewal_id=renewal_id))
            if line.line_id not in had and line.package is not None
            else line
            for line in marked.lines
        )
        with self._storage.read() as uow:
            return reprice(uow, replace(marked, lines=lines))

    def _give_back(
        self, attempt: CommandId, session: SessionView, before: CartView, after: CartView
    ) -> None:
        had = {line.line_id for line in before.lines}
        taken = tuple(line.line_id for line in after.lines if line.line_id not in had)
        if taken:
            self._seating.give_back(CommandId(f"{attempt}:undo"), session, after, taken)

    # ---- ended ----

    def decline(
        self, command: CommandId, session: SessionView, renewal_id: str, reason: str = ""
    ) -> None:
        """The subscriber does not come back: what is kept goes on sale. Durable on return.

        Raises:
            RenewalOver: It was renewed or given up meanwhile.
            TextRefused, CardNumberRefused: The reason.
        """
        require(session, Permission.SELL)
        self._end(command, session, (renewal_id,), RenewalEnd.DECLINED, reason)

    def release(self, command: CommandId, session: SessionView, code: str, reason: str) -> int:
        """End the renewal of a series before its deadline: what is kept for those who have not
        renewed goes on sale. Return for how many subscribers. Durable on return.

        Raises:
            NotAllowed: Who looks after holds may.
            TextRefused, CardNumberRefused: The reason, which must be given.
        """
        require(session, Permission.HOLD_PLACES)
        checked_text("reason", reason, longest=REASON_LONGEST, required=True)
        with self._storage.read() as uow:
            left = tuple(
                offer.renewal_id
                for offer in uow.renewals.offers(code)
                if state_of(uow, offer) is RenewalState.OPEN
            )
        self._end(command, session, left, RenewalEnd.RELEASED, reason)
        return len(left)

    def _end(
        self,
        command: CommandId,
        session: SessionView,
        renewal_ids: tuple[str, ...],
        how: RenewalEnd,
        reason: str,
    ) -> None:
        said = checked_text("reason", reason, longest=REASON_LONGEST)

        def act() -> int:
            for renewal_id in renewal_ids:
                require_open(uow, uow.renewals.offer(renewal_id))
                uow.add(
                    RenewalEnded(
                        self._ids.new(),
                        renewal_id,
                        how.value,
                        None,
                        said,
                        self._window.window_id,
                        session.user_id,
                        uow.now(),
                    )
                )
                about = ("renewal", renewal_id)
                self._told(uow, session, "renewal.ended", about, how=how.value, reason=said)
            return len(renewal_ids)

        with self._storage.begin() as uow:
            content = (session.user_id, how.value, said)
            uow.commands.once(command, "end_renewals", content, int, act)
            uow.commit()
        self.let_go()

    def let_go(self) -> int:
        """Put on sale what is still kept though its offer ended; return how many seats. What cannot
        be released now is released next time. Safe to repeat, at every window. Durable on return.
        """
        with self._storage.read() as uow:
            left = uow.renewals.ended_but_held()
        number = 0
        for _, show, seats in left:
            why = HoldWhy(HoldAct.RELEASED.value, SYSTEM, self._window.window_id)
            command = RightsCommand(
                CommandId(self._ids.new()),
                RENEWAL_HOLD,
                PerformanceId(show),
                CartId(""),
                give_back=tuple(SeatId(seat) for seat in seats),
                why=why,
            )
            try:
                if self._rights.apply(command).granted:
                    number += len(seats)
            except (Refused, HubTrouble):  # the hub is away: next time
                continue
        return number

    def _told(
        self,
        uow: UnitOfWork,
        session: SessionView,
        event: str,
        subject: tuple[str, str],
        **details: object,
    ) -> None:
        here = self._window.window_id
        uow.audit(audit_entry(uow.now(), session.user_id, here, event, subject, "ok", **details))


def require_open(uow: UnitOfWork, offer: RenewalOffered) -> None:
    """Return if an offer can still be renewed. Raises RenewalOver."""
    state = state_of(uow, offer)
    if state is not RenewalState.OPEN:
        raise RenewalOver(what=state.value)


def check_renewals(uow: UnitOfWork, cart: CartView) -> None:
    """Return if every renewal in the cart is still open, though its deadline may have come while it
    was paid. Raises RenewalOver."""
    for renewal_id in dict.fromkeys(
        line.package.renewal_id for line in cart.lines if line.package is not None
    ):
        ended = uow.renewals.ended(renewal_id) if renewal_id else None
        if ended is not None:
            raise RenewalOver(what=ended.how)


def renewed_order(uow: UnitOfWork, cart: CartView) -> Order | None:
    """Return last season's order that a cart renews, the first of several; None where it renews
    nothing."""
    for line in cart.lines:
        if line.package is not None and line.package.renewal_id:
            offer = uow.renewals.offer(line.package.renewal_id)
            return uow.orders.order(_package(uow, offer).order_id)
    return None


def _waiting(
    uow: UnitOfWork, one: Subscription, offers: Sequence[RenewalOffered]
) -> tuple[PackageSold, ...]:
    """Return the subscriptions of last season that have no offer yet."""
    had = {offer.package_id for offer in offers}
    return tuple(sold for sold in uow.renewals.sold(one.renews) if sold.package_id not in had)


def _package(uow: UnitOfWork, offer: RenewalOffered) -> PackageSold:
    return uow.renewals.package(offer.package_id)


def _refuse_cancelled(uow: UnitOfWork, one: Subscription) -> None:
    """Return if every date of a series takes place. Raises PerformanceIsCancelled."""
    for show in one.performances:
        refuse_cancelled(uow, show)


def _zone(uow: UnitOfWork, show: PerformanceId, seats: dict[int, SeatId]) -> ZoneId:
    hall = uow.catalogue.hall_of(show)
    return next(seat.zone_id for seat in hall.seats if seat.seat_id in seats.values())


def _price_type(uow: UnitOfWork, offer: RenewalOffered) -> PriceTypeId:
    """Return who the subscription was for, if everybody was the same; else the first type."""
    package = _package(uow, offer)
    parts = next(parts for sold, parts in uow.orders.packages(package.order_id) if sold == package)
    kinds = {uow.orders.ticket(part.ticket_id).price_type_id for part in parts}
    known = [kind.price_type_id for kind in uow.catalogue.price_types() if not kind.needs_reason]
    mine = [kind for kind in known if kind in kinds]
    return mine[0] if len(kinds) == 1 and mine else known[0]
