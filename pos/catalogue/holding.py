"""Places a season file keeps from sale: they become rights of the house, and go back when the file
no longer names them.

What was released by hand stays released: an import takes only what the import before it had not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pos.catalogue.faults import FaultCode, Faults
from pos.hub.rights import RightsCommand
from pos.ids import CartId, CommandId, Ids, PerformanceId, SeatId
from pos.ports.storage import UnitOfWork
from pos.views.holds import is_kept, keeper_of
from pos.views.season import Hold, Season


class Holding:
    """Moves holds and kills inside one import's transaction."""

    def __init__(self, uow: UnitOfWork, ids: Ids) -> None:
        self._uow, self._ids = uow, ids

    def give_back(self, season: Season) -> dict[tuple[str, str], Hold]:
        """Give back what the last season file held and this one does not; return what stays wanted
        and was taken before.
        """
        wanted = {(hold.holder, hold.performance_id): hold for hold in merged(season.holds)}
        stays: dict[tuple[str, str], Hold] = {}
        for old in self._uow.catalogue.season_holds():
            new = wanted.get((old.holder, old.performance_id))
            keep = set(new.seats) if new else set()
            rights = self._uow.rights.of_seats(old.performance_id)
            mine = {seat for seat in old.seats if rights.get(seat, ("", ""))[0] == old.holder}
            give = tuple(seat for seat in old.seats if seat in mine and seat not in keep)
            fewer = max(old.places - (new.places if new else 0), 0)
            there = self._uow.rights.places_of(old.performance_id, old.holder)
            self.rights(old.holder, old.performance_id, give=give, places=-min(fewer, there))
            left = tuple(seat for seat in old.seats if seat in keep)
            if left or old.places - fewer:
                key = (old.holder, old.performance_id)
                stays[key] = replace(old, seats=left, places=old.places - fewer)
        return stays

    def take(
        self,
        season: Season,
        before: dict[tuple[str, str], Hold],
        faults: Faults,
    ) -> list[Hold]:
        """Take what is wanted and was not taken before; a seat that is sold already is told, not
        fought for.
        """
        guids = {seat.seat_id: seat.guid for hall in season.halls for seat in hall.view.seats}
        codes = {each.performance_id: each.code for each in season.performances}
        kept: list[Hold] = []
        for hold in merged(season.holds):
            had = before.get((hold.holder, hold.performance_id))
            known = set(had.seats) if had else set()
            rights = self._uow.rights.of_seats(hold.performance_id)
            new = tuple(seat for seat in hold.seats if seat not in known)
            free = tuple(seat for seat in new if seat not in rights)
            others = {seat for seat in new if rights.get(seat, (hold.holder, ""))[0] != hold.holder}
            for seat in sorted(others, key=lambda seat: guids[seat]):
                code = codes[hold.performance_id]
                faults.warning("holds", FaultCode.SEASON_SEAT_SOLD, guids[seat], code)
            more = hold.places - (had.places if had else 0)
            if not self.rights(hold.holder, hold.performance_id, take=free, places=more):
                left = self._uow.catalogue.performance(hold.performance_id).left
                faults.warning("holds", FaultCode.SEASON_PLACES_SHORT, more, left)
                more = 0
            kept.append(
                replace(
                    hold,
                    seats=tuple(seat for seat in hold.seats if seat not in others),
                    places=(had.places if had else 0) + more,
                )
            )
        return kept

    def rights(
        self,
        holder: str,
        performance: PerformanceId,
        *,
        take: tuple[SeatId, ...] = (),
        give: tuple[SeatId, ...] = (),
        places: int = 0,
    ) -> bool:
        """Apply one rights command inside this transaction; return whether it was granted."""
        if not take and not give and not places:
            return True
        command = RightsCommand(
            CommandId(self._ids.new()),
            holder,
            performance,
            CartId(""),
            take=take,
            give_back=give,
            take_places=max(places, 0),
            give_places=max(-places, 0),
        )
        return self._uow.rights.apply(command).granted


def tell_of_lost_codes(uow: UnitOfWork, season: Season, faults: Faults) -> None:
    """Warn of places under a code that the venue names no more: they stay held, and are released
    by a person."""
    named = {code.holder for venue in season.venues for code in venue.hold_codes}
    named |= {hold.holder for hold in season.holds}
    lost: dict[str, int] = {}
    for held in uow.holds.held_now():
        if held.holder not in named and keeper_of(held.holder) is None:
            lost[held.holder] = lost.get(held.holder, 0) + held.places
    for holder, places in sorted(lost.items()):
        code = holder.partition(":")[2]
        faults.warning("venues", FaultCode.SEASON_HOLD_CODE_GONE, code, places)


def only_kept(holder: str) -> bool:
    """Return whether the holder keeps a place from sale and has sold it to nobody."""
    return is_kept(holder)


def merged(holds: Sequence[Hold]) -> list[Hold]:
    """Return one hold for each holder and performance."""
    merged: dict[tuple[str, str], Hold] = {}
    for hold in holds:
        key = (hold.holder, hold.performance_id)
        other = merged.get(key)
        if other is not None:
            seats = dict.fromkeys((*other.seats, *hold.seats))
            hold = replace(hold, seats=tuple(seats), places=other.places + hold.places)
        merged[key] = hold
    return list(merged.values())
