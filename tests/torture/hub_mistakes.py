"""Rules broken on purpose: what the simulation must find.

    python -m tests.torture.hub_mistakes --runs 40 --seed 1

Each is one rule of the hub or of the windows, left out. Prints after how many runs each was found
and how; exits 1 if one was not.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from pos.errors import HubUnreachable
from pos.hub import hub_time, leased_rights, leases, syncing
from pos.hub.errands import Greet, Send, SignOfLife
from pos.hub.hub_time import HubTime
from pos.hub.leased_rights import LeasedRights
from pos.hub.leases import Term
from pos.hub.parcels import Position
from pos.hub.rights import RightsAnswer
from pos.hub.syncing import Syncing
from pos.hub.talk import HubMode, LeaseCommand, Standing, TaskKind
from tests.hub_model import ModelHub, ModelWindow, WindowRow
from tests.hub_model_facts import Facts
from tests.hub_model_rights import PerformanceRights
from tests.torture.hub_disk import Disk
from tests.torture.hub_window import MemoryLink
from tests.torture.hub_world import Plan, World

Mistake = Callable[[], Any]
"""Makes the mistake while it is entered."""

BUSY = Plan(3, 3, 300, 0.06)
RESTORED = Plan(3, 6, 400, 0.08, restores=True)
WRITTEN_OFF = Plan(3, 3, 300, 0.08, write_offs=True)
CLONED = Plan(3, 4, 300, 0.15, clones=True)
LOSSY = Plan(2, 6, 600, 0.1)
SHORT = Plan(3, 4, 300, 0.08, lasts=timedelta(minutes=10))
HOURS = Plan(4, 8, 200, 0.15, lasts=timedelta(hours=3))


def _freed_by_time() -> Any:
    """The hub takes a lease back when its time is over."""
    decide = ModelWindow._decide

    def wrong(self: ModelWindow, command: LeaseCommand) -> Any:
        rights = self._venue.rights.get(command.performance_id)
        now = self._hub.now()
        for seat, held in list(rights.seats.items()) if rights else ():
            if held.holder.startswith("window:") and held.until < now:
                rights.give(seat, "", held.until)
        return decide(self, command)

    return patch.object(ModelWindow, "_decide", wrong)


def _sold_after_its_end() -> Any:
    """A window sells on a lease that is over."""
    return patch.object(leased_rights, "may_sell", lambda *_: True)


def _no_chain() -> Any:
    """The hub takes a known number for a known parcel, and lets anybody in."""
    chain = WindowRow.chain

    class AnyChain(str):
        __slots__ = ()

        def __eq__(self, other: object) -> bool:
            return isinstance(other, str)

        def __ne__(self, other: object) -> bool:
            return not isinstance(other, str)

        __hash__ = str.__hash__

    @contextmanager
    def made() -> Iterator[None]:
        with (
            patch.object(ModelWindow, "_require_alone", lambda *_: None),
            patch.object(WindowRow, "chain", lambda self, seq: AnyChain(chain(self, seq))),
        ):
            yield

    return made()


def _grants_at_once() -> Any:
    """A restored hub does not wait for what its windows hold."""

    def wrong(self: ModelHub, known: int = 0) -> None:
        self.venue.generation = max(self.venue.generation, known) + 1
        for rights in self.venue.rights.values():
            rights.begin(self.venue.generation)

    return patch.object(ModelHub, "recover", wrong)


def _old_versions() -> Any:
    """A restored hub numbers on where its backup stood."""
    return patch.object(PerformanceRights, "begin", lambda *_: None)


def _no_void() -> Any:
    """A window keeps what it heard of a hub that was restored since."""
    return patch.object(MemoryLink, "_void", lambda *_: None)


def _forgets_answers() -> Any:
    """The hub does a repeated command once more."""
    lease = ModelWindow.lease

    def wrong(self: ModelWindow, command: LeaseCommand) -> Any:
        row = self._row()
        if command.number == row.asked:
            row.asked -= 1
        return lease(self, command)

    return patch.object(ModelWindow, "lease", wrong)


def _sells_what_goes_back() -> Any:
    """A window sells what it has asked to give back."""
    return patch.object(Disk, "leaving", lambda *_: set())


def _believes_silence() -> Any:
    """A window that hears nothing takes it for a yes."""

    def wrong(self: Any, uow: Any, command: Any, wish: Any) -> RightsAnswer:
        answer: RightsAnswer = uow.rights.apply(command)
        uow.commit()
        return answer

    return patch.object(LeasedRights, "_away", wrong)


def _believes_sent() -> Any:
    """A window takes what it sent for received."""
    came = Syncing.came

    def wrong(self: Any, errand: Any, answer: Any, now: Any) -> None:
        if isinstance(errand, Send) and isinstance(answer, HubUnreachable) and errand.parcels:
            with self._storage.begin() as uow:
                link = uow.link.link()
                uow.link.keep(_acknowledging(link, errand.parcels[-1].position))
                uow.commit()
        came(self, errand, answer, now)

    return patch.object(Syncing, "came", wrong)


def _acknowledging(link: Any, position: Position) -> Any:
    return replace(link, acknowledged=position)


def _passes_over() -> Any:
    """A window that was told of parcels counts them as known before they are in."""
    take_in = MemoryLink.take_in

    def wrong(self: MemoryLink, parcels: Any) -> None:
        facts, self._disk.facts = self._disk.facts, Facts()
        take_in(self, parcels[-1:] if len(parcels) == 1 else parcels)
        lost, self._disk.facts = self._disk.facts, facts
        for name, rows in lost.tables.items():
            if name != "transition":
                self._disk.facts.add({name: list(rows.values())})

    return patch.object(MemoryLink, "take_in", wrong)


def _first_counts() -> Any:
    """Of two arrows from one place the one that was heard first counts."""
    arrow = Facts._arrow

    def wrong(self: Facts, one: Any, collisions: Any, touched: Any) -> None:
        before = self.state.get(one.thing)
        arrow(self, one, collisions, touched)
        if before is not None and before[0] == one.now[0]:
            self.state[one.thing] = before

    return patch.object(Facts, "_arrow", wrong)


def _late_claims() -> Any:
    """The hub obeys a claim that it has not asked for."""
    claim = ModelWindow.claim

    def wrong(self: ModelWindow, held: Any) -> None:
        self._row().owes = True
        claim(self, held)

    return patch.object(ModelWindow, "claim", wrong)


def _writes_off_too_much() -> Any:
    """Writing a window off frees what it is known to have sold."""
    write_off = ModelWindow.write_off

    def wrong(self: ModelWindow, window_id: str, user_id: str, reason: str) -> None:
        joined = self._venue.windows[window_id].standing is Standing.JOINED
        write_off(self, window_id, user_id, reason)
        for rights in self._venue.rights.values() if joined else ():
            for seat in rights.seats_of(f"window:{window_id}"):
                rights.give(seat, "", rights.ends_at)

    return patch.object(ModelWindow, "write_off", wrong)


def _silent_about_twice() -> Any:
    """The hub finds no task in two tickets for one seat."""
    task = ModelHub.task

    def wrong(self: ModelHub, window_id: str, collision: Any) -> None:
        if collision.kind is not TaskKind.SEAT_SOLD_TWICE:
            task(self, window_id, collision)

    return patch.object(ModelHub, "task", wrong)


def _grants_what_is_held() -> Any:
    """The hub gives a window what another one has, once in a while."""
    may_have = ModelWindow._may_have

    def wrong(self: ModelWindow, rights: Any, seat: str, holder: str, out_of: str = "") -> bool:
        return may_have(self, rights, seat, holder, out_of) or seat.endswith("7")

    return patch.object(ModelWindow, "_may_have", wrong)


def _more_places() -> Any:
    """The hub counts the places that are left once too often."""
    return patch.object(
        PerformanceRights,
        "room",
        lambda self: max((self.places_offered or 0) - self.places_held() + 3, 0),
    )


def _recovers_half() -> Any:
    """A restored hub grants as soon as the first window has claimed."""

    def wrong(self: ModelHub) -> None:
        self.venue.mode = HubMode.GRANTING

    return patch.object(ModelHub, "settle_mode", wrong)


def _waits_for_no_parcel() -> Any:
    """A restored hub grants before it has again what somebody knows to have been sent."""
    return patch("tests.hub_model._told_of", lambda *_: 0)


def _counts_from_now() -> Any:
    """A window counts the term of its leases from now, not from the hub's last word."""
    block_of = leased_rights.block_of

    def wrong(link: Any, leases: Any, now: Any, lasts: Any = None) -> Any:
        it_is = link.time and link.time.latest(now)
        if it_is is not None:
            link = replace(link, time=HubTime(it_is, now))
        return block_of(link, leases, now, lasts)

    return patch.object(leased_rights, "block_of", wrong)


def _hears_itself() -> Any:
    """A term begins anew with a question that nobody answered."""
    came = Syncing.came

    def wrong(self: Any, errand: Any, answer: Any, now: Any) -> None:
        if isinstance(errand, Greet | SignOfLife) and isinstance(answer, HubUnreachable):
            with self._storage.begin() as uow:
                link = uow.link.link()
                if link.time is not None and (it_is := link.time.latest(now)) is not None:
                    uow.link.keep(replace(link, time=HubTime(it_is, now)))
                    uow.commit()
        came(self, errand, answer, now)

    return patch.object(Syncing, "came", wrong)


def _believes_the_wall() -> Any:
    """After a reboot a window goes by its wall clock, for a term as for a performance's end."""

    def wrong(hub_time: HubTime, lasts: timedelta) -> Term:
        return Term(hub_time.said + lasts)

    return patch.object(leased_rights, "renewed", wrong)


def _no_drift() -> Any:
    """A window trusts its monotonic clock to the second."""
    return patch.object(hub_time, "DRIFT", 0.0)


def _no_margin() -> Any:
    """A window begins a sale until the last moment."""
    return patch.object(leases, "MARGIN", timedelta(0))


def _greetings_only() -> Any:
    """A sign of life does not begin a term anew."""
    return patch.object(syncing, "KEPT_S", float("inf"))


def _silent_about_its_end() -> Any:
    """A window does not say that its leases have ended."""
    return patch.object(syncing, "have_ended", lambda *_: False)


MISTAKES: dict[str, tuple[Mistake, Plan]] = {
    "the hub frees leases by time": (_freed_by_time, BUSY),
    "a window sells after the end of a lease": (_sold_after_its_end, BUSY),
    "the hub looks at no chain": (_no_chain, CLONED),
    "a restored hub grants at once": (_grants_at_once, RESTORED),
    "a restored hub grants after the first claim": (_recovers_half, RESTORED),
    "a restored hub waits for no parcel": (_waits_for_no_parcel, RESTORED),
    "a restored hub uses its versions again": (_old_versions, RESTORED),
    "a window keeps what a lost hub said": (_no_void, RESTORED),
    "the hub obeys a late claim": (_late_claims, RESTORED),
    "the hub does a command twice": (_forgets_answers, LOSSY),
    "a window sells what it gives back": (_sells_what_goes_back, LOSSY),
    "a window takes silence for a yes": (_believes_silence, BUSY),
    "a window takes sent for received": (_believes_sent, BUSY),
    "a window passes over arrows": (_passes_over, BUSY),
    "of two arrows the first heard counts": (_first_counts, BUSY),
    "a write-off frees what is sold": (_writes_off_too_much, WRITTEN_OFF),
    "the hub sees no seat sold twice": (_silent_about_twice, WRITTEN_OFF),
    "the hub gives what is held": (_grants_what_is_held, BUSY),
    "the hub counts places too high": (_more_places, BUSY),
    "a window counts its term from now": (_counts_from_now, SHORT),
    "a question begins a term anew": (_hears_itself, SHORT),
    "a window believes its wall clock": (_believes_the_wall, HOURS),
    "a window trusts its quartz": (_no_drift, HOURS),
    "a window leaves no margin": (_no_margin, SHORT),
    "a sign of life begins no term": (_greetings_only, SHORT),
    "a window does not say that it ended": (_silent_about_its_end, SHORT),
}


def found_in(name: str, runs: int, seed: int) -> tuple[int, str]:
    """Return after how many runs a mistake was found, and what was found; 0 where it was not."""
    make, plan = MISTAKES[name]
    with make():
        for number in range(runs):
            try:
                wrong = World(seed + number, plan).play()
            except Exception as broken:  # noqa: BLE001 - whatever broke, it was found
                return number + 1, f"{type(broken).__name__}: {broken}"
            if wrong:
                return number + 1, wrong[0]
    return 0, ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("names", nargs="*")
    asked = parser.parse_args()
    missed = 0
    for name in asked.names or MISTAKES:
        after, what = found_in(name, asked.runs, asked.seed)
        missed += not after
        sys.stdout.write(f"{name}: {f'run {after}: {what[:110]}' if after else 'NOT FOUND'}\n")
        sys.stdout.flush()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
