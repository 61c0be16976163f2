"""Blocks as managers see and move them: whose the free places are by the hub's word, and a move
allowed and written down here before the hub hears of it (``Hub.want_back``)."""

from __future__ import annotations

from collections import Counter

from pos.allowed import require_or_approval
from pos.audit import audit_entry
from pos.ids import CommandId, PerformanceId, SeatId
from pos.people.approving import approver_of
from pos.ports.storage import Storage, UnitOfWork
from pos.views.blocks import NOBODY, BlockMove, BlocksView
from pos.views.catalogue import SeatStatus
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window

_WINDOW = "window:"


class Blocks:
    """See the module. Thread: ledger."""

    def __init__(self, storage: Storage, window: Window) -> None:
        self._storage = storage
        self._window = window

    def of(self, performance_id: PerformanceId) -> BlocksView:
        """Return whose the free places of a performance are, as far as this window has heard."""
        with self._storage.read() as uow:
            hall = uow.catalogue.hall_of(performance_id)
            taken = uow.rights.of_seats(performance_id)
            live = uow.rights.live_seats(performance_id)
            own = uow.link.leases(performance_id).seats
            seats: dict[SeatId, str] = {}
            gone: dict[SeatId, SeatStatus] = {}
            for seat in (each.seat_id for each in hall.seats):
                holder, cart = taken.get(seat, ("", ""))
                if not holder:
                    seats[seat] = self._window.window_id if seat in own else NOBODY
                elif holder.startswith(_WINDOW) and seat not in live and not cart:
                    seats[seat] = holder.removeprefix(_WINDOW)
                else:
                    gone[seat] = _gone(holder, cart, sold=seat in live)
            places = self._places(uow, performance_id, hall.places) if hall.places else {}
            names = {
                window: uow.books.window_name(window)
                for window in {*seats.values(), *places, self._window.window_id} - {NOBODY}
            }
        return BlocksView(performance_id, seats, gone, places, names)

    def _places(self, uow: UnitOfWork, performance_id: PerformanceId, offered: int) -> Counter[str]:
        own = self._window.window_id
        used = uow.rights.places_here(performance_id, own)
        leased = uow.link.leases(performance_id).places
        others = uow.rights.places_taken(performance_id) - used
        places = Counter(uow.rights.unsold_elsewhere(performance_id, own))
        places[own] = max(leased - used, 0)
        places[NOBODY] = max(offered - others - max(leased, used), 0)
        return places

    def move(
        self,
        command: CommandId,
        session: SessionView,
        move: BlockMove,
        approval: Approval | None = None,
    ) -> str:
        """Write down that somebody decided on ``move``, and return who answers for it. The hub is
        told after it; a repeat returns the same. Durable on return.

        Raises:
            ApprovalNeeded, SamePerson: The person may not, and nobody who may has approved this.
        """
        who = require_or_approval(session, Permission.RUN_HUB, command, approval)
        with self._storage.begin() as uow:
            if approval is not None and who != session.user_id:
                approver_of(uow, session, approval, command, (Permission.RUN_HUB,))
            answer = uow.commands.once(
                command,
                "move_block",
                (session.user_id, move),
                str,
                lambda: self._write_down(uow, session, who, move),
            )
            uow.commit()
        return answer

    def _write_down(self, uow: UnitOfWork, session: SessionView, who: str, move: BlockMove) -> str:
        uow.audit(
            audit_entry(
                uow.now(),
                session.user_id,
                self._window.window_id,
                "hub.block_moved",
                ("performance", move.performance_id),
                to=move.receiver,
                of=", ".join(move.holders),
                seats=move.seats,
                places=move.places,
                approved_by=who,
            )
        )
        return who


def _gone(holder: str, cart: str, *, sold: bool) -> SeatStatus:
    kind = holder.partition(":")[0]
    if kind == "kill":
        return SeatStatus.KILLED
    if kind == "hold":
        return SeatStatus.HELD
    return SeatStatus.SOLD if sold or not cart else SeatStatus.TAKEN
