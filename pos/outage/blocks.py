"""Emergency tickets: places taken from sale in time, each with a number and a barcode that is good
at the door at once, to be sold on paper when nothing else works.

Their places are the window's own hold (``holder_of``) from the making on, by the rights command;
nobody sells them meanwhile. Each paper is keyed in (``keying``) or given back.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from pos.allowed import require
from pos.audit import audit_entry
from pos.cash.till import today
from pos.errors import NotFound, PaperCount, PaperNotHere, SeatTaken, SoldOut
from pos.events import HouseChanged
from pos.hub.rights import RightsAuthority, RightsCommand
from pos.ids import CartId, CommandId, Ids, PerformanceId, SeatId, ZoneId
from pos.lifecycles import EMERGENCY, EmergencyState, EmergencyTrigger
from pos.outage.places import Places, best_seats
from pos.outage.reading import block_of, kept_of, keyed_of, local
from pos.ports.storage import Storage, UnitOfWork
from pos.records import EmergencyBlock, EmergencyTicket
from pos.seat_names import place_label
from pos.selling.fulfilment import PAPER_TICKET
from pos.selling.small_papers import queue_small_paper
from pos.stock.book import TICKET_PRINTER
from pos.text import checked_text
from pos.views.catalogue import ZoneView
from pos.views.outage import MOST, Keyed, PaperBlock
from pos.views.people import Permission, SessionView
from pos.window import Window

REASON_LONGEST = 200


def holder_of(window: Window) -> str:
    """Return under which name a window keeps the places of its emergency tickets. It is a hold like
    any other: plan, statements and ``foyer verify`` know it as held."""
    return f"hold:paper-{window.window_id}"


class PaperBlocks:
    """Makes emergency tickets, tells of them and takes them back. Thread: ledger. Moves no money;
    the papers are printed by who asked for them."""

    def __init__(self, storage: Storage, ids: Ids, window: Window, rights: RightsAuthority) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window
        self._places = Places(storage, ids, window, rights)

    def make(
        self,
        command: CommandId,
        session: SessionView,
        performance_id: PerformanceId,
        zone_id: ZoneId | None,
        count: int,
        note: str = "",
    ) -> PaperBlock:
        """Make ``count`` emergency tickets and take their places from sale: the best free seats of
        a zone (of the house when None), or places of general admission. Durable on return; the
        codes open the door from now on. What the block of a window of a hub lacks the hub is asked
        for first.

        Raises:
            NotAllowed: Who makes it.
            PaperCount: None, or more than ``MOST``.
            SoldOut: Fewer places are free.
            PlacesNotHere: Fewer are in the window's block, and the hub is away.
            HubRefused: The hub takes nothing from this window.
            TextRefused, CardNumberRefused: The note.
            NotFound: There is no such performance.
        """
        require(session, Permission.PAPER_TICKETS)
        note = checked_text("note", note, longest=REASON_LONGEST)
        if not 1 <= count <= MOST:
            raise PaperCount(most=MOST)
        content = (performance_id, zone_id, count, note, session.user_id)

        def act() -> str:
            return self._make(uow, session, performance_id, zone_id, count, note)

        if not self._answered(command):
            self._places.fetch(performance_id, zone_id, count)
        with self._storage.begin() as uow:
            block_id = uow.commands.once(command, "paper_block", content, str, act)
            made = block_of(uow, uow.orders.emergency.block(block_id))
            uow.commit()
        return made

    def give_back(
        self,
        command: CommandId,
        session: SessionView,
        block_id: str,
        reason: str,
        emergency_ids: Sequence[str] | None = None,
    ) -> PaperBlock:
        """Give back papers of a block that were not used (all that are out, when None): their
        codes open nothing any more, and their places go on sale again, but for those that are not
        kept any more (the window was written off). Durable on return.

        Raises:
            NotAllowed: Who gives them back.
            TextRefused, CardNumberRefused: The reason, which must be given.
            NotFound: Nothing of this block is out.
            IllegalTransition: One of them was keyed in or given back before.
            PaperNotHere: Another window made them, which keeps their places.
        """
        require(session, Permission.CLOSE_DAY)
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)
        chosen = None if emergency_ids is None else tuple(emergency_ids)

        def act() -> int:
            return self._give_back(uow, session, block_id, reason, chosen)

        with self._storage.begin() as uow:
            content = (block_id, reason, chosen, session.user_id)
            uow.commands.once(command, "paper_back", content, int, act)
            left = block_of(uow, uow.orders.emergency.block(block_id))
            uow.commit()
        return left

    def print_out(
        self, command: CommandId, session: SessionView, performance_id: PerformanceId
    ) -> int:
        """Queue the emergency tickets of a performance for the ticket printer, those that are sold
        here and were never queued before; return how many. Their prices are written on by hand.
        Durable on return, before paper moves.

        Raises:
            NotAllowed: Who prints them.
            NotFound: There are none, or all were printed.
        """
        require(session, Permission.PAPER_TICKETS)

        def act() -> int:
            return self._print_out(uow, session, performance_id)

        with self._storage.begin() as uow:
            content = (performance_id, session.user_id)
            queued = uow.commands.once(command, "paper_print", content, int, act)
            uow.commit()
        return queued

    def blocks(self) -> tuple[PaperBlock, ...]:
        """Return the blocks of today's performances and later ones, and those of earlier ones that
        are not settled; by the performance's start."""
        with self._storage.read() as uow:
            company = uow.catalogue.company()
            begins = datetime.combine(today(uow), time(company.cutoff_hour))
            since = begins.replace(tzinfo=local(uow, uow.now()).tzinfo)
            return tuple(block_of(uow, block) for block in uow.orders.emergency.blocks(since))

    def zones(self, performance_id: PerformanceId) -> tuple[ZoneView, ...]:
        """Return the zones among which a block's places are chosen."""
        with self._storage.read() as uow:
            return uow.catalogue.hall_of(performance_id).zones

    def room(self, performance_id: PerformanceId) -> dict[ZoneId | None, int]:
        """Return how many emergency tickets can be made now, of each zone and, under None, of the
        best places: by the places that can be had here, without asking the hub."""
        with self._storage.read() as uow:
            room = self._places.room(uow, performance_id)
        return {zone: min(many, MOST) for zone, many in room.items()}

    def keyed(self, performance_id: PerformanceId) -> Keyed:
        """Return what was keyed in for a performance so far."""
        with self._storage.read() as uow:
            return keyed_of(uow, performance_id)

    # ---- inside ----

    def _answered(self, command: CommandId) -> bool:
        with self._storage.read() as uow:
            return uow.commands.answered(command)

    def _make(
        self,
        uow: UnitOfWork,
        session: SessionView,
        performance_id: PerformanceId,
        zone_id: ZoneId | None,
        count: int,
        note: str,
    ) -> str:
        hall = uow.catalogue.hall_of(performance_id)
        places: Sequence[tuple[SeatId | None, ZoneId]]
        if hall.general_admission:
            places = [(None, zone_id or hall.zones[0].zone_id)] * count
        else:
            places = best_seats(uow, hall, performance_id, zone_id, count)
        seats = tuple(seat for seat, _ in places if seat is not None)
        self._rights(uow, performance_id, take=seats, places=count - len(seats))
        block = EmergencyBlock(
            block_id=self._ids.new(),
            window_id=self._window.window_id,
            performance_id=performance_id,
            holder=holder_of(self._window),
            note=note,
            at=uow.now(),
            user_id=session.user_id,
        )
        prefix = self._window.prefix
        papers = [
            EmergencyTicket(
                emergency_id=self._ids.new(),
                block_id=block.block_id,
                performance_id=performance_id,
                seat_id=seat,
                zone_id=zone,
                number=f"{prefix}-E{uow.orders.next_number(f'emergency:{prefix}'):04d}",
                code=self._code(uow),
            )
            for seat, zone in places
        ]
        uow.add(block, *papers)
        for paper in papers:
            uow.states.enter(EMERGENCY, paper.emergency_id, session.user_id)
        numbers = [paper.number for paper in papers]
        self._audit(uow, session, block, "paper_block.made", numbers=numbers)
        return block.block_id

    def _code(self, uow: UnitOfWork) -> str:
        """Return a code that no ticket and no paper has."""
        code = self._ids.code()
        while uow.orders.codes_in_use((code,)):
            code = self._ids.code()
        return code

    def _print_out(
        self, uow: UnitOfWork, session: SessionView, performance_id: PerformanceId
    ) -> int:
        store, queued = uow.orders.emergency, 0
        for block in store.blocks_of(performance_id):
            went, every = store.on_stock(block.block_id), store.tickets(block.block_id)
            out = EmergencyState.OUT.value
            fresh = [one for one, at in every if at == out and one.emergency_id not in went]
            kept = sorted(kept_of(uow, block, fresh), key=lambda one: one.number)
            for one in kept:
                about = (PAPER_TICKET, one.emergency_id, "", session.user_id)
                queue_small_paper(uow, self._ids, *about, device=TICKET_PRINTER)
            if kept:
                numbers = [one.number for one in kept]
                self._audit(uow, session, block, "paper_block.printed", numbers=numbers)
            queued += len(kept)
        if not queued:
            raise NotFound(kind="paper_ticket", key="")
        return queued

    def _give_back(
        self,
        uow: UnitOfWork,
        session: SessionView,
        block_id: str,
        reason: str,
        chosen: tuple[str, ...] | None,
    ) -> int:
        block = uow.orders.emergency.block(block_id)
        every = uow.orders.emergency.tickets(block_id)
        if chosen is None:
            out = EmergencyState.OUT.value
            going = [paper for paper, state in every if state == out]
        else:
            going = [paper for paper, _ in every if paper.emergency_id in chosen]
        if not going:
            raise NotFound(kind="paper_ticket", key="")
        kept = kept_of(uow, block, going)
        if len(kept) < len(going) and block.window_id != self._window.window_id:
            number, name = going[0].number, uow.books.window_name(block.window_id)
            raise PaperNotHere(number=number, window=name)
        for paper in going:
            trigger = EmergencyTrigger.GIVE_BACK
            uow.states.advance(EMERGENCY, paper.emergency_id, trigger, session.user_id, reason)
        seats = tuple(SeatId(paper.seat_id) for paper in kept if paper.seat_id is not None)
        places = len(seats) - len(kept)
        performance_id = PerformanceId(block.performance_id)
        self._rights(uow, performance_id, give=seats, places=places, holder=block.holder)
        numbers = [paper.number for paper in going]
        self._audit(uow, session, block, "paper_block.given_back", numbers=numbers, reason=reason)
        return len(going)

    def _rights(
        self,
        uow: UnitOfWork,
        performance_id: PerformanceId,
        *,
        take: tuple[SeatId, ...] = (),
        give: tuple[SeatId, ...] = (),
        places: int = 0,
        holder: str = "",
    ) -> None:
        answer = uow.rights.apply(
            RightsCommand(
                CommandId(self._ids.new()),
                holder or holder_of(self._window),
                performance_id,
                CartId(""),
                take=take,
                give_back=give,
                take_places=max(places, 0),
                give_places=max(-places, 0),
            )
        )
        if answer.refused:
            first = answer.refused[0]
            seat = uow.catalogue.hall_of(performance_id).seat(first.seat_id)
            label = place_label(seat.section, seat.row, seat.number) if seat else ""
            raise SeatTaken(seat=label, holder=first.holder)
        if not answer.granted:
            raise SoldOut(wanted=places, left=answer.places_left)
        uow.publish(HouseChanged(performance_id))

    def _audit(
        self,
        uow: UnitOfWork,
        session: SessionView,
        block: EmergencyBlock,
        event: str,
        *,
        numbers: Sequence[str],
        reason: str = "",
    ) -> None:
        uow.audit(
            audit_entry(
                uow.now(),
                session.user_id,
                self._window.window_id,
                event,
                ("emergency_block", block.block_id),
                numbers=numbers,
                reason=reason,
            )
        )
