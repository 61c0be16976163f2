"""Rights at a window that shares its houses: out of its own block first, then of the hub.

What the window holds by lease it takes by itself, with or without a hub. What is free at the hub it
asks for: the question is on disk before it is sent, so an answer that got lost is asked for again
and leaves at worst a lease too much. What another window has, or what is at a hub that cannot be
asked, is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from pos.errors import HubRefused, HubUnreachable, NotHeld, NothingSoldHere, NotOffline
from pos.hub.asking import Lender, ask_now, hold_again, take_in
from pos.hub.connection import STOPPED, Connection
from pos.hub.hub_time import KEPT_S, HubTime, Reading
from pos.hub.leases import Term, have_ended, may_sell, renewed
from pos.hub.offline_rules import Act
from pos.hub.rights import AWAY, EVERYTHING, Reach, Refusal, RightsAnswer, RightsCommand
from pos.hub.talk import LeaseAnswer, LeaseCommand
from pos.ids import CartId, CommandId, PerformanceId, SeatId
from pos.ports.link import Leases, Link
from pos.ports.storage import Storage, UnitOfWork


class Line(Protocol):
    """How the window stands with its hub (``pos.hub.syncing.Syncing``). Thread: ledger."""

    @property
    def connection(self) -> Connection: ...
    def lost(self, now: Reading) -> None:
        """A call failed: it is offline at once."""
        ...


@dataclass(frozen=True, slots=True)
class Block:
    """What the window may sell of a performance now, by lease. ``places``: sold ones among them.
    ``ends_at``: the performance, None where the catalogue has it no more."""

    seats: frozenset[SeatId]
    places: int
    until: datetime | None
    ends_at: datetime | None


def block_of(link: Link, leases: Leases, now: Reading, lasts: timedelta | None = None) -> Block:
    """Return what of ``leases`` may be sold at ``now`` without a word from the hub. ``lasts``: how
    long after its last word they end; None: with their performance."""
    good: dict[datetime, bool] = {}

    def is_good(until: datetime) -> bool:
        if until not in good:
            good[until] = link.time is not None and may_sell(
                _term(until, leases, link.time, lasts), link.time, now, link.watermark
            )
        return good[until]

    seats = {SeatId(seat) for seat, until in leases.seats.items() if is_good(until)}
    places = leases.places if leases.places_until and is_good(leases.places_until) else 0
    untils = [
        _term(until, leases, link.time, lasts).until
        for until, still in good.items()
        if still and link.time is not None
    ]
    return Block(frozenset(seats), places, min(untils, default=None), leases.ends_at)


def _term(until: datetime, leases: Leases, time: HubTime, lasts: timedelta | None) -> Term:
    if lasts is not None and (term := renewed(time, lasts)).until < until:
        return term
    return Term(until, leases.ends_at is not None and until >= leases.ends_at)


class LeasedRights:
    """See ``pos.hub.rights.RightsAuthority``.

    ``apply`` waits for the hub as long as one call of ``hub`` may take, and only where the block
    does not have what is wanted and the line is up. ``lasts``: see ``block_of``.
    """

    def __init__(
        self,
        storage: Storage,
        hub: Lender,
        line: Line,
        reading: Callable[[], Reading],
        lasts: timedelta | None = None,
    ) -> None:
        self._storage = storage
        self._hub = hub
        self._line = line
        self._reading = reading
        self._lasts = lasts

    def apply(self, command: RightsCommand) -> RightsAnswer:
        """Raises HubRefused: the hub takes nothing from this window. For another holder than the
        window: NotOffline, or HubUnreachable, which leaves it to be asked again."""
        with self._storage.begin() as uow:
            if self._needs_no_hub(uow, command):
                answer = _do(uow, command)
                uow.commit()
                return answer
            wish = self._wish(uow, command)
            if not self._line.connection.may_ask:
                if wish.holder:
                    raise NotOffline(what=Act.HOLD.value)
                return self._away(uow, command, wish)
            fresh, wish = wish, _asked_before(uow, command, wish)
            if wish == fresh:
                uow.link.ask(wish)
            uow.commit()
        try:
            told = ask_now(self._storage, self._hub, wish)
        except HubUnreachable:
            self._line.lost(self._reading())
            if wish.holder:
                raise
            with self._storage.read() as uow:
                return self._away(uow, command, wish)
        return self._settle(command, wish, told, again=wish != fresh)

    def fetch(self, command: RightsCommand) -> RightsAnswer:
        with self._storage.begin() as uow:
            link = uow.link.link()
            if link is None or not self._line.connection.may_ask:
                return RightsAnswer(granted=True, away=link is not None)
            if link.stopped in STOPPED:
                raise HubRefused(what=link.stopped)
            wish = replace(_plain(uow, command), holder="", out_of=command.out_of)
            if uow.link.passed(command.performance_id, command.out_of):
                wish = replace(wish, take_places=0)  # the answer came too late, or we stopped then
            uow.link.ask(wish)
            uow.commit()
        try:
            told = ask_now(self._storage, self._hub, wish)
        except HubUnreachable:
            self._line.lost(self._reading())
            raise
        with self._storage.begin() as uow:
            take_in(uow, wish, told)
            uow.commit()
        return RightsAnswer(told.granted, told.refused, told.places_left)

    def require_for_sale(self, uow: UnitOfWork, cart_id: CartId) -> None:
        link, (seats, places) = uow.link.link(), uow.rights.held_by_cart(cart_id)
        if link is None or not (seats or places):
            return
        if why := self._why_closed(link):
            raise NothingSoldHere(what=why)
        for show in {performance for performance, _ in seats}:
            wanted = {seat for performance, seat in seats if performance == show}
            if uow.link.own_among(show, wanted) != wanted:
                raise NotHeld()
        for show in places:
            has = uow.link.places_of(show, f"window:{link.window_id}")
            if uow.rights.places_here(show, link.window_id) > has:
                raise NotHeld()

    def _why_closed(self, link: Link) -> str:
        """Return why no place is sold here, as ``NothingSoldHere.what``; empty where some are."""
        if link.stopped in STOPPED:
            return link.stopped
        ended = have_ended(link.time, self._lasts, self._reading(), link.watermark)
        return "ended" if ended else ""

    def reach(self, uow: UnitOfWork, performance_id: PerformanceId) -> Reach:
        link = uow.link.link()
        if link is None:
            return EVERYTHING
        closed = self._why_closed(link)
        if link.stopped in STOPPED:
            return Reach(shared=True, asks=False, closed=closed)
        block = self._block(uow, link, performance_id)
        taken = uow.rights.places_here(performance_id, link.window_id)
        may_ask = self._line.connection.may_ask
        left = max(block.places - taken, 0)
        until = block.until if block.until != block.ends_at else None
        heard = None if may_ask else self._heard(link)
        return Reach(True, may_ask, block.seats, left, until, heard, closed)

    def _heard(self, link: Link) -> datetime | None:
        """Return when the hub was lost. After a start without it only what is on disk is known,
        which is a little older."""
        since = self._line.connection.since
        if link.time is None:
            return since
        kept = link.time.asked.wall + timedelta(seconds=KEPT_S)
        return kept if since is None else min(since, kept)

    # ---- is it ours? ----

    def _needs_no_hub(self, uow: UnitOfWork, command: RightsCommand) -> bool:
        """Return whether the window answers by itself: it has all that is wanted, did the command
        before, gives back only, or knows that somebody else has a seat. For another holder: one of
        its own carts or sales has it, of which the hub may not know."""
        link = uow.link.link()
        if link is None or uow.commands.answered(command.command_id):
            return True
        if not command.take and not command.take_places:
            return command.holder == f"window:{link.window_id}"
        if link.stopped in STOPPED:
            raise HubRefused(what=link.stopped)
        own = f"window:{link.window_id}"
        taken = uow.rights.of_seats(command.performance_id, command.take)
        if command.through:
            if any(taken.get(seat, ("", ""))[0] != command.through for seat in command.take):
                return True
            return not command.take_places and not self._lacking(uow, link, command)[0]
        if command.holder != own:
            return any(seat in taken and taken[seat][0] == own for seat in command.take)
        if any(seat in taken for seat in command.take):
            return True
        seats, places = self._lacking(uow, link, command)
        return not seats and not places

    def _lacking(
        self, uow: UnitOfWork, link: Link, command: RightsCommand
    ) -> tuple[tuple[SeatId, ...], int]:
        block = self._block(uow, link, command.performance_id, command.take)
        seats = tuple(seat for seat in command.take if seat not in block.seats)
        if not command.take_places:
            return seats, 0
        left = block.places - uow.rights.places_here(command.performance_id, link.window_id)
        return seats, max(command.take_places - left, 0)

    def _block(
        self,
        uow: UnitOfWork,
        link: Link,
        performance_id: PerformanceId,
        seats: Collection[SeatId] | None = None,
    ) -> Block:
        leases = uow.link.leases(performance_id, seats)
        if self._line.connection.unheard:  # the hub may say any moment that somebody else is us
            return Block(frozenset(), 0, None, leases.ends_at)
        return block_of(link, leases, self._reading(), self._lasts)

    # ---- the hub ----

    def _wish(self, uow: UnitOfWork, command: RightsCommand) -> LeaseCommand:
        """Return what the hub is to be asked: a lease of what the block lacks, or, for another
        holder, just what is wanted."""
        link = uow.link.link()
        wish = _plain(uow, command)
        if link is None or command.holder != f"window:{link.window_id}":
            return wish
        seats, places = self._lacking(uow, link, command)
        if command.through:  # none of its own spare places is one from the hold
            places = command.take_places
        return replace(
            wish,
            holder="",
            take=seats,
            give_back=(),
            take_places=places,
            give_places=0,
            out_of=command.through,
        )

    def _settle(
        self, command: RightsCommand, wish: LeaseCommand, told: LeaseAnswer, *, again: bool
    ) -> RightsAnswer:
        """Take the answer in and do the command, in one transaction."""
        with self._storage.begin() as uow:
            take_in(uow, wish, told)
            if wish.holder and told.granted:
                answer = _do(uow, command, told=True, again=again)
            elif wish.holder:
                _forget(uow, command, wish)
                answer = RightsAnswer(False, told.refused, told.places_left)
            elif told.granted and (command.through or self._needs_no_hub(uow, command)):
                answer = _do(uow, command)
                if not answer.granted:
                    hold_again(uow.link, wish, told)
            else:
                link = uow.link.link()
                lacking = self._lacking(uow, link, command)[1] if link else 0
                left = max(command.take_places - lacking, 0) + told.places_left
                answer = RightsAnswer(False, told.refused or _refused(wish, AWAY), left)
            uow.commit()
        return answer

    def _away(self, uow: UnitOfWork, command: RightsCommand, wish: LeaseCommand) -> RightsAnswer:
        left = max(command.take_places - wish.take_places, 0)
        return RightsAnswer(False, _refused(wish, AWAY), left, away=True)


def _plain(uow: UnitOfWork, command: RightsCommand) -> LeaseCommand:
    ends_at = uow.link.leases(command.performance_id, ()).ends_at
    return LeaseCommand(
        number=uow.link.next_number(),
        performance_id=command.performance_id,
        holder=command.holder,
        until=ends_at or uow.now(),
        take=command.take,
        give_back=command.give_back,
        take_places=command.take_places,
        give_places=command.give_places,
    )


_KEPT = 500
"""Numbers that the hub surely still has the answers of."""


def _asked_before(uow: UnitOfWork, command: RightsCommand, wish: LeaseCommand) -> LeaseCommand:
    """Return what was asked already for a command about held places of which no answer came: the
    hub may have done it, and answers the same number as before; else ``wish``."""
    if command.why is None:
        return wish
    key = f"{command.command_id}:asked"
    while True:
        number = int(
            uow.commands.once(CommandId(key), "ask_hub", command, str, lambda: str(wish.number))
        )
        if number == wish.number:
            return wish
        before = uow.link.kept(number)
        waits = before in uow.link.asked()
        if wish.holder:  # a lease, once answered, may have been given back since
            refused = uow.commands.answered(CommandId(f"{key}:refused"))
            waits = before.performance_id != "" and not refused and wish.number - number < _KEPT
        if waits:
            return before
        key = f"{command.command_id}:asked:{number}"


def _forget(uow: UnitOfWork, command: RightsCommand, wish: LeaseCommand) -> None:
    """The hub said no: the same command, once more, is asked anew."""
    key = f"{command.command_id}:asked"
    while command.why is not None and uow.commands.answered(CommandId(key)):
        number = uow.commands.once(CommandId(key), "ask_hub", command, str, str)
        if int(number) == wish.number:
            refused = CommandId(f"{key}:refused")
            uow.commands.once(refused, "ask_hub", command, str, lambda: str(wish.number))
            return
        key = f"{command.command_id}:asked:{number}"


def _refused(wish: LeaseCommand, holder: str) -> tuple[Refusal, ...]:
    return tuple(Refusal(SeatId(seat), holder) for seat in wish.take)


def _do(
    uow: UnitOfWork, command: RightsCommand, *, told: bool = False, again: bool = False
) -> RightsAnswer:
    if again:
        answer = uow.rights.catch_up(command)
    else:
        answer = uow.rights.apply(command, told=told)
    if answer.granted:
        uow.publish(command.changes)
    return answer
