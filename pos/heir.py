"""Going on from a backup: this machine is the heir of one that was lost, and sells nothing that the
lost one may have sold.

What the lost machine did after the backup was made is not known here. So no number it may have
given is given again (``NumbersLeft``), and every place that was free in a performance it may have
sold is kept from sale under ``KEEPER``, until a manager has looked, performance by performance,
what was sold of it: on papers, in the access list, at the doors.

A window of a hub waits until it has heard what the hub knows of the lost machine
(``pos.hub.inheriting``); then what is not known lies within its leases, and those alone are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pos.allowed import require_or_approval
from pos.audit import SYSTEM, audit_entry
from pos.errors import ApprovalNeeded, InvariantBroken, NotFound
from pos.events import HouseChanged
from pos.hub.rights import RightsCommand
from pos.ids import CartId, CommandId, Ids, PerformanceId, SeatId
from pos.people.approving import approver_of
from pos.records import HouseClosed, HouseReleased, NumbersLeft, Restored
from pos.seat_names import place_label
from pos.seating.kept import KEEPER
from pos.seating.left_over import carts_in_doubt
from pos.seating.named_seats import example_of, seats_named
from pos.text import checked_text
from pos.views.catalogue import HallView
from pos.views.people import Approval, Permission, SessionView
from pos.views.restoring import ClosedHouseView, HeirView
from pos.views.statements import StatementName
from pos.window import Window

if TYPE_CHECKING:
    from pos.ports.storage import Storage, UnitOfWork

GAP = 10_000
"""Numbers of each sequence left to the lost machine for each day, begun or whole, since the backup:
more than a window sells in a day."""
_MOST_DAYS = 60
_STILL_SOLD = timedelta(hours=12)
"""How long after its beginning a performance may still be sold."""
_REASON_LONGEST = 300
_DIGITS = 6
"""Of the largest number of places anybody says."""
_BY_PREFIX = ("order", "receipt", "refund", "emergency", "member", "letter", "patron")
_BY_WINDOW = ("voucher", "deposit", "z")
_VALUES = ("A", "G")


def gap_since(made_at: datetime, now: datetime) -> int:
    """Return how many numbers of each sequence are left to a machine that was lost after
    ``made_at``."""
    days = max((now - made_at).days, 0) + 1
    return GAP * min(days, _MOST_DAYS)


def sequences(window: Window) -> Iterable[str]:
    """Yield every sequence a window gives numbers of, also one that was not begun."""
    yield from (f"{kind}:{window.prefix}" for kind in _BY_PREFIX)
    yield from (f"{kind}:{window.window_id}" for kind in _BY_WINDOW)
    yield from (f"value:{window.prefix}-{letter}" for letter in _VALUES)
    yield from (f"statement:{name.value}" for name in StatementName)
    yield "journal"


class Heir:
    """A window that goes on from a backup. Thread: ledger. Moves no money and no paper."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def wait(self, made_at: datetime, findings: int = 0) -> bool:
        """At a window of a hub: note that it goes on from a backup once it has heard the hub, and
        keeps nothing before; return whether it is one. Durable on return."""
        with self._storage.begin() as uow:
            link = uow.link.link()
            if link is None:
                return False
            uow.link.keep(replace(link, heir_of=made_at, heir_findings=findings))
            uow.commit()
        return True

    def begin(self, made_at: datetime, findings: int = 0) -> Restored:
        """Go on from a backup that was made at ``made_at``: before anything else is done with it.

        One transaction: the mark, the numbers left to the lost machine, and the places it may have
        sold, those in the carts of that moment among them. A cart with a card payment in doubt
        keeps its places with its payment. Durable on return.
        """
        with self._storage.begin() as uow:
            seq, last = uow.restoring.last_audit()
            mark = Restored(
                restored_id=self._ids.new(),
                window_id=self._window.window_id,
                at=uow.now(),
                made_at=made_at,
                audit_seq=seq,
                audit_hash=last,
                gap=gap_since(made_at, uow.now()),
                findings=findings,
            )
            uow.add(mark)
            self._leave_numbers(uow, mark)
            self._empty_carts(uow)
            houses = [self._close(uow, mark, house) for house in _on_sale(uow, made_at)]
            if not houses:  # nobody would ever look
                uow.things.let_out()
            link = uow.link.link()
            if link is not None:
                uow.link.keep(replace(link, heir_of=None, heir_findings=0))
            uow.audit(
                audit_entry(
                    uow.now(),
                    SYSTEM,
                    self._window.window_id,
                    "window.restored",
                    ("restored", mark.restored_id),
                    made_at=made_at.isoformat(),
                    houses=len(houses),
                    gap=mark.gap,
                    findings=findings,
                )
            )
            uow.commit()
        return mark

    def may_be_sold(self, made_at: datetime) -> int:
        """Return of how many performances a machine that was lost after ``made_at`` may have sold
        places, as far as is known here: at a window of a hub, before it has heard that."""
        with self._storage.read() as uow:
            return len(_on_sale(uow, made_at))

    def standing(self) -> HeirView | None:
        """Return what somebody still has to look at; None when there is nothing."""
        with self._storage.read() as uow:
            closed = uow.restoring.closed()
            if not closed:
                return None
            known = {mark.restored_id: mark.made_at for mark in uow.restoring.every()}
            return HeirView(
                since=min(known[one.restored_id] for one in closed),
                houses=_views(uow, {one.performance_id for one in closed}),
            )

    def release(
        self,
        command: CommandId,
        session: SessionView,
        performance_id: PerformanceId,
        reason: str,
        sold: str = "",
        approval: Approval | None = None,
    ) -> int:
        """Put a performance on sale again; return how many places are. Durable on return.

        Args:
            command: A repeat returns the first answer.
            session: Who says so.
            performance_id: Of those that wait.
            reason: How somebody knows.
            sold: What the lost machine sold of it, which stays kept from sale: seats as people and
                tickets name them (``pos.seating.named_seats``), or how many places.
            approval: Of a manager, where the person is none.

        Raises:
            ApprovalNeeded: The person may not, and nobody who may has approved this; not for what
                would be refused then.
            NotFound, TextMissing, TextRefused, CardNumberRefused: As ``check``.
        """
        try:
            who = require_or_approval(session, Permission.RELEASE_HOUSE, command, approval)
        except ApprovalNeeded:
            self.check(performance_id, reason, sold)
            raise
        why = checked_text("reason", reason, longest=_REASON_LONGEST, required=True)
        content = (session.user_id, performance_id, why, sold.strip())
        with self._storage.begin() as uow:
            if approval is not None and who != session.user_id:
                approver_of(uow, session, approval, command, (Permission.RELEASE_HOUSE,))
            freed = uow.commands.once(
                command,
                "release_house",
                content,
                int,
                lambda: self._release(uow, who, performance_id, why, sold),
            )
            uow.commit()
        return freed

    def check(self, performance_id: PerformanceId, reason: str, sold: str = "") -> None:
        """Return if ``release`` would find nothing wrong with these words, so that nobody gives
        their PIN for nothing.

        Raises:
            NotFound: The performance does not wait for this; a seat is not understood, there is
                none of that name, or it was not kept.
            TextMissing, TextRefused, CardNumberRefused: The reason.
        """
        checked_text("reason", reason, longest=_REASON_LONGEST, required=True)
        with self._storage.read() as uow:
            _waiting(uow, performance_id)
            kept, _ = _kept(uow, performance_id)
            _sold(uow.catalogue.hall_of(performance_id), frozenset(kept), sold)

    # ------------------------------------------------------------------------------ the mark

    def _leave_numbers(self, uow: UnitOfWork, mark: Restored) -> None:
        given = uow.restoring.counters()
        for name in sorted({*given, *sequences(self._window)}):
            after = given.get(name, 0)
            uow.add(NumbersLeft(mark.restored_id, name, after, mark.gap))
            uow.restoring.leave_numbers(name, after + mark.gap)

    def _empty_carts(self, uow: UnitOfWork) -> None:
        """Give back what carts of the lost machine hold; its places are closed with the others."""
        for cart in set(uow.rights.carts(self._window.holder)) - carts_in_doubt(uow):
            seats, places = uow.rights.held_by_cart(cart)
            for performance in sorted({performance for performance, _ in seats} | set(places)):
                self._apply(
                    uow,
                    self._window.holder,
                    performance,
                    cart,
                    give=tuple(SeatId(s) for p, s in sorted(seats) if p == performance),
                    places=-places.get(performance, 0),
                )

    def _close(self, uow: UnitOfWork, mark: Restored, performance_id: PerformanceId) -> str:
        uow.add(HouseClosed(mark.restored_id, performance_id))
        hall, taken = uow.catalogue.hall_of(performance_id), uow.rights.of_seats(performance_id)
        free = tuple(seat.seat_id for seat in hall.seats if seat.seat_id not in taken)
        left = hall.places - uow.rights.places_taken(performance_id) if hall.places else 0
        if uow.link.link() is not None:  # the hub knows all that was sold of the others
            leases = uow.link.leases(performance_id)
            free = tuple(seat for seat in free if seat in leases.seats)
            here = uow.rights.places_here(performance_id, self._window.window_id)
            left = max(leases.places - here, 0)
        self._apply(uow, KEEPER, performance_id, "", take=free, places=left)
        return performance_id

    def _apply(
        self,
        uow: UnitOfWork,
        holder: str,
        performance: str,
        cart: str,
        *,
        take: tuple[SeatId, ...] = (),
        give: tuple[SeatId, ...] = (),
        places: int = 0,
    ) -> None:
        if not take and not give and not places:
            return
        answer = uow.rights.apply(
            RightsCommand(
                CommandId(self._ids.new()),
                holder,
                PerformanceId(performance),
                CartId(cart),
                take=take,
                give_back=give,
                take_places=max(places, 0),
                give_places=max(-places, 0),
            )
        )
        if not answer.granted:
            raise InvariantBroken("heir.not_granted", performance=performance)
        uow.publish(HouseChanged(PerformanceId(performance)))

    # --------------------------------------------------------------------------- the release

    def _release(
        self,
        uow: UnitOfWork,
        who: str,
        performance_id: PerformanceId,
        reason: str,
        said: str,
    ) -> int:
        waiting = _waiting(uow, performance_id)
        last = len(waiting) == len(uow.restoring.closed())
        kept, places = _kept(uow, performance_id)
        sold, sold_places = _sold(uow.catalogue.hall_of(performance_id), frozenset(kept), said)
        stay = min(sold_places, places)
        give = tuple(seat for seat in kept if seat not in sold)
        self._apply(uow, KEEPER, performance_id, "", give=give, places=stay - places)
        for one in waiting:
            uow.add(
                HouseReleased(
                    restored_id=one.restored_id,
                    performance_id=performance_id,
                    at=uow.now(),
                    user_id=who,
                    seats=len(sold),
                    places=stay,
                    reason=reason,
                )
            )
        if last:
            uow.things.let_out()
        uow.audit(
            audit_entry(
                uow.now(),
                who,
                self._window.window_id,
                "house.released",
                ("performance", performance_id),
                reason=reason,
                seats=len(sold),
                places=stay,
                freed=len(give) + places - stay,
            )
        )
        uow.publish(HouseChanged(performance_id))
        return len(give) + places - stay


def _on_sale(uow: UnitOfWork, made_at: datetime) -> list[PerformanceId]:
    """Return the performances the lost machine may have sold places of."""
    try:
        every = uow.catalogue.performances(made_at - _STILL_SOLD)
    except NotFound:  # no season was ever loaded
        return []
    return [view.performance_id for view in every]


def _waiting(uow: UnitOfWork, performance_id: PerformanceId) -> list[HouseClosed]:
    """Return by which restores a performance is closed. Raises NotFound: by none."""
    closed = uow.restoring.closed()
    waiting = [one for one in closed if one.performance_id == performance_id]
    if not waiting:
        raise NotFound(kind="performance", key=performance_id)
    return waiting


def _sold(hall: HallView, kept: frozenset[SeatId], said: str) -> tuple[frozenset[SeatId], int]:
    """Return the seats, or the number of places, that somebody named."""
    if hall.general_admission:
        number = said.strip()
        if number and not (number.isdecimal() and len(number) <= _DIGITS):
            raise NotFound(kind="number_of_places", key=number)
        return frozenset(), int(number or 0)
    seats = seats_named(hall, said)
    for seat in seats:
        if seat.seat_id not in kept:
            name = place_label(seat.section, seat.row, seat.number)
            raise NotFound(kind="kept_seat", key=name)
    return frozenset(seat.seat_id for seat in seats), 0


def _kept(uow: UnitOfWork, performance_id: str) -> tuple[tuple[SeatId, ...], int]:
    seats = uow.rights.of_seats(performance_id).items()
    kept = tuple(sorted(SeatId(seat) for seat, (holder, _) in seats if holder == KEEPER))
    return kept, uow.rights.places_of(performance_id, KEEPER)


def _views(uow: UnitOfWork, performances: Iterable[str]) -> tuple[ClosedHouseView, ...]:
    found = []
    for performance_id in performances:
        view = uow.catalogue.performance(performance_id)
        seats, places = _kept(uow, performance_id)
        found.append(
            ClosedHouseView(
                performance_id=view.performance_id,
                hall_id=view.hall_id,
                code=view.code,
                title=view.production,
                starts_at=view.starts_at,
                kept=len(seats) + places,
                example=example_of(uow.catalogue.hall_of(view.performance_id), seats),
            )
        )
    return tuple(sorted(found, key=lambda one: (one.starts_at, one.code)))
