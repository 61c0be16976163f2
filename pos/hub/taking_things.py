"""The rights to things, as a window takes them, uses them and gives them back.

``Things.run`` does a piece of work. Where that turns out to need the right to an order or a
certificate, nothing was done; the right is taken at the hub, everything that the others did is
taken in, and the work is done again. A right is given back when the hub has all that was done with
it: so whoever takes it then finds that there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from pos.codec import from_json
from pos.errors import (
    HubTrouble,
    HubUnreachable,
    InHandElsewhere,
    InvariantBroken,
    LedgerBusy,
    NotOffline,
)
from pos.hub.asking import ask_now, take_in
from pos.hub.connection import Connection
from pos.hub.hub_time import Reading
from pos.hub.offline_rules import ALONE, Act
from pos.hub.syncing import Around
from pos.hub.talk import (
    BeatAnswer,
    LeaseAnswer,
    LeaseCommand,
    Standing,
    WantedBack,
    WindowThere,
)
from pos.hub.things import LASTS, Thing, ThingKind, ThingWanted, is_house, named, waiving
from pos.lifecycles import PAYMENT_IN_DOUBT
from pos.ports.storage import Storage, UnitOfWork
from pos.views.paying import PayingFor
from pos.views.selling import PaidContent

T = TypeVar("T")

KEPT_S = {
    ThingKind.ORDER: 10.0,
    ThingKind.VALUE: 600.0,
    ThingKind.CART: 10.0,
    ThingKind.LISTS: 60.0,
}
"""How long a right is kept that nobody else asks for. A certificate that was looked up is paid with
when the cart is full; the rest is on its way to the next window."""
AWAY = timedelta(seconds=5)
"""A window that was not heard for so long gives nothing back in a moment."""
_MOST = 50
"""Things that one piece of work may need."""
_IN_DOUBT = tuple(state.value for state in PAYMENT_IN_DOUBT)


class Line(Protocol):
    """How the window stands with its hub (``pos.hub.syncing.Syncing``). Thread: ledger."""

    @property
    def connection(self) -> Connection: ...
    def lost(self, now: Reading) -> None:
        """A call failed: it is offline at once."""
        ...

    def catch_up(self, hub: Around) -> tuple[WindowThere, ...]:
        """Take in all that the others had sent by now; return those of whom something is missing
        all the same: too much for now, or ``connection.unread``."""
        ...


class Giver(Around, Protocol):
    """What is asked of the hub (``pos.ports.hub.Hub``)."""

    def lease(self, command: LeaseCommand) -> LeaseAnswer: ...
    def want_back(self, window_id: str, performance_id: str, seats: Sequence[str]) -> None: ...


class Things:
    """See the module. Thread: ledger; waits for the hub where a right is taken. ``loading``:
    whether a list is being loaded here, whose right is not given back before that is done."""

    def __init__(
        self,
        storage: Storage,
        hub: Giver,
        line: Line,
        reading: Callable[[], Reading],
        loading: Callable[[], bool] = lambda: False,
    ) -> None:
        self._storage = storage
        self._loading = loading
        self._hub = hub
        self._line = line
        self._reading = reading
        self._since: dict[str, float] = {}

    # ---- taken ----

    def run(self, work: Callable[[], T]) -> T:
        """Return what ``work`` returns, once this window has the rights that it needs.

        Raises:
            InHandElsewhere: Another window has one, or did what cannot be read here.
            LedgerBusy: The others did more than can be taken in while somebody waits.
            NotOffline: The hub does not answer, and it may not be done without it.
            HubRefused: It gives this window nothing.
        """
        waived: set[tuple[Thing, str]] = set()
        for _ in range(_MOST):
            try:
                with waiving(waived, unheard=self._line.connection.unheard):
                    return work()
            except ThingWanted as wanted:
                if not self._take(wanted.thing, Act(wanted.act)):
                    waived.add((wanted.thing, wanted.act))
        raise InvariantBroken("things.endless")

    def _take(self, thing: Thing, act: Act) -> bool:
        """Take the right to ``thing``; False where the act goes on without."""
        if not self._line.connection.may_ask:
            return self._without(act)
        try:
            refused = self._taken_up(thing)
        except HubUnreachable:
            self._line.lost(self._reading())
            return self._without(act)
        if refused is None:
            self._since[thing.name] = self._reading().monotonic
            return True
        in_use = isinstance(refused, InHandElsewhere) and not refused.params["away"]
        if act is Act.LOOK or (act in ALONE and not in_use):
            return False
        raise refused

    def _without(self, act: Act) -> bool:
        if act not in ALONE:
            raise NotOffline(what=act.value)
        return False

    def _taken_up(self, thing: Thing) -> InHandElsewhere | LedgerBusy | None:
        """Take the right and all that happened to the thing before; return why that cannot be."""
        with self._storage.begin() as uow:
            if thing.name in uow.things.kept_back():
                return _in_hand_of(thing, "", away=True)
            wish = LeaseCommand(
                uow.link.next_number(), thing.house, "", uow.now() + LASTS, take=(thing.name,)
            )
            uow.link.ask(wish)
            uow.commit()
        told = ask_now(self._storage, self._hub, wish)
        # The others' parcels before our right: it counts only with all that the last holder did.
        missing = self._missing(thing, told) if told.granted else ()
        with self._storage.begin() as uow:
            take_in(uow, wish, told)
            usable = told.granted and not missing and uow.things.use(thing)
            uow.commit()
        if usable:
            return None
        if not told.granted:
            return self._elsewhere(thing, told)
        unread = [one.name for one in missing if one.window_id in self._line.connection.unread]
        if unread:
            return _in_hand_of(thing, unread[0] if len(unread) == 1 else "", away=True)
        return LedgerBusy() if missing else _in_hand_of(thing, "")

    def _missing(self, thing: Thing, told: LeaseAnswer) -> tuple[WindowThere, ...]:
        """Return whose deeds are not all known here, of those that may have done something to the
        thing: who ever had it, and who made it. What cannot be read of one that was written off is
        given up as all else of it is."""
        behind = self._line.catch_up(self._hub)
        unread = self._line.connection.unread
        with self._storage.read() as uow:
            maker = uow.things.made_by(thing)
        made = maker is not None or thing.kind is ThingKind.LISTS
        known = told.before is not None and made
        had = {maker, *(told.before or ())}
        return tuple(
            one
            for one in behind
            if (one.standing is Standing.JOINED or one.window_id not in unread)
            and (one.window_id in had or not known)
        )

    def _elsewhere(self, thing: Thing, told: LeaseAnswer) -> InHandElsewhere:
        """Ask whoever has it to give it back; return who that is."""
        holder = told.refused[0].holder if told.refused else ""
        window_id = holder.removeprefix("window:")
        there = next((w for w in self._hub.windows() if w.window_id == window_id), None)
        if there is None:
            return _in_hand_of(thing, "")
        self._hub.want_back(window_id, thing.house, (thing.name,))
        return _in_hand_of(thing, there.name, away=_is_away(there, told.at))

    # ---- given back ----

    def plan(self, uow: UnitOfWork, told: BeatAnswer, now: Reading) -> None:
        """Keep the lease commands that give back what is finished with: what others want, and
        what was held for long enough. Called after a sign of life, while nothing is left to ask."""
        self._give_back(uow, _wanted(told.wanted_back), now.monotonic)

    def let_go(self) -> None:
        """Give back what can be, before the program ends: whoever is switched off gives back
        nothing. What the hub does not answer to is asked again at the next start."""
        if not self._line.connection.may_ask:
            return
        with self._storage.begin() as uow:
            if uow.link.asked():
                return
            self._give_back(uow, None, self._reading().monotonic)
            commands = uow.link.asked()
            uow.commit()
        try:
            for command in commands:
                told = self._hub.lease(command)
                with self._storage.begin() as uow:
                    uow.link.answer(command, told)
                    uow.commit()
        except HubTrouble:
            self._line.lost(self._reading())

    def _give_back(self, uow: UnitOfWork, wanted: set[str] | None, at: float) -> None:
        """``wanted`` None: everything."""
        if not _all_told(uow):
            return
        held = {each.name: each.usable for each in uow.things.held()}
        kept = uow.things.kept_back()
        self._since = {name: self._since.get(name, at) for name in held}
        going: dict[str, list[str]] = {}
        for name in sorted({*held, *(wanted or ())}):
            thing = named(name)
            if thing is None or name in kept:
                continue
            idle = at >= self._since.get(name, at) + KEPT_S[thing.kind]
            asked = wanted is None or name in wanted or not held.get(name, False)
            if (idle or asked) and not self._in_hand(uow, thing):
                going.setdefault(thing.house, []).append(name)
        for house, names in going.items():
            number, until = uow.link.next_number(), uow.now() + LASTS
            uow.link.ask(LeaseCommand(number, house, "", until, give_back=tuple(names)))

    def _in_hand(self, uow: UnitOfWork, thing: Thing) -> bool:
        return self._loading() if thing.kind is ThingKind.LISTS else _in_hand(uow, thing)


def _is_away(there: WindowThere, at: datetime) -> bool:
    if there.standing is not Standing.JOINED or there.heard_at is None:
        return True
    return at - there.heard_at > AWAY


def _in_hand_of(thing: Thing, window: str, *, away: bool = False) -> InHandElsewhere:
    what = thing.kind.value + "_away" * away
    return InHandElsewhere(what=what, window=window, away=away)


def _wanted(back: Iterable[WantedBack]) -> set[str]:
    return {name for each in back if is_house(each.performance_id) for name in each.seats}


def _all_told(uow: UnitOfWork) -> bool:
    link = uow.link.link()
    return link is not None and link.acknowledged == uow.link.last()


def _in_hand(uow: UnitOfWork, thing: Thing) -> bool:
    """Return whether a card of an order is charged or paid back here, or was and nobody knows; or a
    card beside which a certificate pays."""
    link = uow.link.link()
    own = link.window_id if link is not None else ""
    if thing.kind is ThingKind.ORDER:
        found = uow.payments.of(PayingFor.ORDER.value, thing.about)
        return any(p.window_id == own and state in _IN_DOUBT for p, state in found)
    beside = (
        from_json(payment.content, PaidContent).tenders
        for payment, _ in uow.payments.in_states(_IN_DOUBT, own)
    )
    return any(tender.value_id == thing.about for tenders in beside for tender in tenders)
