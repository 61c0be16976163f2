"""What a window asks of its hub next, and what becomes of the answer. No thread, no clock, no
network: whoever drives it carries the errands (``pos.hub.errands.perform``).

Greet, claim where the hub was restored, then a sign of life each second and between them: send what
waits, take in what others did, offer the catalogue's performances, hear about rights, ask for what
was kept to be asked; while somebody looks at a house, also whether there is anything new, a few
times a second. Everything that must not be lost is in the window's database before it is
asked and before its answer counts, and every errand may be repeated: whoever dies between the two
begins again with a greeting.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Generic, Protocol, TypeVar

from pos.errors import (
    HubRefused,
    HubTrouble,
    InvariantBroken,
    ParcelDamaged,
    StorageNewer,
)
from pos.hub.asking import take_in_late
from pos.hub.connection import Connection
from pos.hub.errands import (
    Answer,
    Ask,
    AskNews,
    Claim,
    Digest,
    Errand,
    Fetch,
    Fetched,
    Greet,
    Heard,
    HearRights,
    LookAround,
    Offer,
    Seen,
    Send,
    SendAgain,
    SignOfLife,
)
from pos.hub.hub_time import KEPT_S, HubTime, Reading
from pos.hub.leases import have_ended
from pos.hub.machines import is_another
from pos.hub.parcels import Parcel, Position
from pos.hub.portions import GATHERED, News, Pace, Portions, first_bytes, first_versions
from pos.hub.talk import (
    SINCE,
    Beat,
    BeatAnswer,
    Greeting,
    Held,
    HubMode,
    LeaseAnswer,
    NewsAnswer,
    Offered,
    Standing,
    VenueThere,
    Welcome,
    WindowThere,
)
from pos.lifecycles import CONNECTION, ConnectionState, ConnectionTrigger
from pos.ports.hub import LITTLE
from pos.ports.link import EVER, Link, LinkStore

BEAT_S = 1.0
"""Between two signs of life. With the deadline of each, a dead line shows within two seconds."""
NEWS_S = 0.2
"""Between two questions whether others did anything, while somebody looks at a house. With what the
other gathers (``SENDING_EVERY_S``) a sale shows there within a second."""
GREETINGS_S = (1.0, 2.0, 3.0)
"""Between greetings that fail: the first pause, the second, and every further one."""
LOOK_S = 15.0
"""Between two looks at the venue's windows."""
SAID_S = 180.0
"""How old what is kept of them may be, where only what moves all the time has moved: when each was
heard, what it sold, its clock. What is else about them is kept with the look that saw it."""
AGAIN = 20
"""Emptied parcels that are sent again at most between two signs of life."""
CAUGHT_UP = 8
"""Fetches at most that somebody waits for; each is taken in within a twentieth of a second."""
NOTHING_AFTER = (1 << 62) - 1
"""As what is known of a window: nothing of it is fetched."""
_LASTING = frozenset({"cloned", "shut_out", "written_off", "unknown"})
"""What stays true when the program starts again without the hub."""


class LinkUnit(Protocol):
    """What is needed of a unit of work."""

    @property
    def link(self) -> LinkStore: ...
    def commit(self) -> None: ...


U_co = TypeVar("U_co", bound=LinkUnit, covariant=True)


class LinkStorage(Protocol[U_co]):
    """What is needed of the storage."""

    def begin(self) -> AbstractContextManager[U_co]: ...
    def taking_in(self) -> AbstractContextManager[U_co]:
        """The same, for what other windows kept (``LinkStore.take_in``)."""
        ...

    def read_ahead(self, parcels: Sequence[Parcel]) -> None:
        """Read parcels that are taken in next; with none, nothing more is read for now. Thread:
        any."""
        ...


class Around(Protocol):
    """What is asked of the hub (``pos.ports.hub.Hub``) to know of the others now."""

    def windows(self) -> tuple[WindowThere, ...]: ...
    def fetch(self, known: Mapping[str, int], most_bytes: int) -> tuple[Parcel, ...]: ...


U = TypeVar("U", bound=LinkUnit)
Plan = Callable[[U, BeatAnswer, Reading], None]
"""Keeps the lease commands that are wanted now (``LinkStore.ask``): tops blocks up, trims them,
gives back what a manager wants back. Called after a sign of life, in its transaction, while the hub
grants and nothing is left to ask."""


@dataclass(frozen=True, slots=True)
class Self:
    """Who speaks to the hub: ``instance`` is a new random name for this start of the program,
    ``version`` the program's, ``schema`` the number of its database's form, ``machine`` the marks
    of its computer."""

    instance: str
    version: str
    schema: int
    machine: tuple[str, ...] = ()


class Syncing(Generic[U]):
    """One window's side of the talk with its hub. Thread: ledger, all of it.

    ``connection`` is how it stands; ``changed`` is told whenever that is another one. ``plan`` may
    be set later, and ``watching`` whenever somebody begins to look at a house, or ceases.
    ``houses``: what is offered beside the performances (``pos.hub.things``). ``lasts``: how long
    leases last after the hub's last word; None: to the end of their performance.
    """

    def __init__(
        self,
        storage: LinkStorage[U],
        own: Self,
        plan: Plan[U] | None = None,
        portions: Portions | None = None,
        houses: tuple[Offered, ...] = (),
        lasts: timedelta | None = None,
    ) -> None:
        self._storage = storage
        self._own = own
        self._houses = houses
        self._lasts = lasts
        self._portions = portions or Portions()
        self._pace = Pace()
        self.plan = plan
        self.connection = Connection()
        self.changed: list[Callable[[Connection], None]] = []
        self.noticed: list[Callable[[U], None]] = []
        """Look for what has to be looked into now that others' parcels are in, a little later, in a
        transaction of this window's own facts."""
        self._to_notice = True
        self.watching = False
        self.next_at = 0.0
        """When ``errand`` is worth asking again after it had none, on the clock of its reading."""
        self._greeted = False
        self._greet_at = float("-inf")
        self._tries = 0
        self._renamed = 0
        self._said = VenueThere()
        """As it was kept last, and when."""
        self._said_at = float("-inf")
        self._forget()

    def _forget(self) -> None:
        """Before every greeting: what was known of the hub is asked anew."""
        self._claim = False
        self._beat_at = self._news_at = float("-inf")
        self._joined = False
        """The last sign of life was answered so."""
        self._parcels, self._rights = News(), News()
        self._fetched: list[Parcel] = []
        self._one_by_one = False
        """Something in ``_fetched`` cannot be read: whose it is shows parcel by parcel."""
        self._deaf_to: dict[str, Standing | None] = {}
        """Windows that sent it, and what they were to the hub then."""
        self._heard: list[Held] = []
        self._rights_goal: int | None = None
        self._new = False
        """It knew nothing of the others when it greeted."""
        self._near = False
        """Others' parcels are in, but for the newest: the catalogue and the seats are known."""
        self._others_first = False
        self._offered: tuple[Offered, ...] | None = None
        self._kept_at = float("-inf")
        self._look_at = float("-inf")
        self.windows: tuple[WindowThere, ...] | None = None
        """The venue's windows as the hub had them a little while ago; None before it was heard."""

    # ------------------------------------------------------------------------------ what is next

    def errand(self, now: Reading) -> Errand | None:
        """Return what to ask the hub next, or None: nothing before ``next_at``, or before this
        window keeps something new."""
        with self._storage.begin() as uow:
            link = uow.link.link()
            if link is None:
                self.next_at = now.monotonic + GREETINGS_S[-1]
                return None
            link = self._begin(uow, link, now)
            marked = self._marked(uow, link)
            if marked == link:
                return self._due(uow, link, now)
            uow.link.keep(marked)
            uow.commit()
        return self.errand(now)

    def _due(self, uow: U, link: Link, now: Reading) -> Errand | None:
        if self._greeted:
            return self._next(uow, link, now)
        self._look(uow, link, now)
        self.next_at = self._greet_at
        if now.monotonic < self._greet_at:
            return None
        return self._greet(uow, link, now)

    def catalogue_changed(self) -> None:
        """What is on sale may have changed: it is offered again if it has."""
        self._offered = None

    def lost(self, now: Reading) -> None:
        """A call to the hub failed, here or elsewhere: the connection is offline at once."""
        if self._greeted:
            self._tries = 0
        self._greet_later(now)
        self._become(fresh=False)
        if self.connection.state in (ConnectionState.ONLINE, ConnectionState.SENDING):
            self._take(ConnectionTrigger.LOSE, now)

    def _begin(self, uow: U, link: Link, now: Reading) -> Link:
        """Sell nothing on another computer before the hub has said that it goes on there: the one
        that it was may be selling the same seats."""
        if self.connection.state is not ConnectionState.ALONE:
            return link
        if is_another(self._own.machine, link.machine) and not link.stopped:
            link = replace(link, stopped="moved")
            uow.link.keep(link)
            uow.commit()
        elif link.stopped == "moved":
            link = replace(link, stopped="")  # back where it was
        heard = link.time.asked.wall if link.time is not None else None
        self._take(ConnectionTrigger.JOIN, now, fresh=not link.stopped, heard_before=heard)
        if link.stopped:
            self._become(why=link.stopped)
            self._take(ConnectionTrigger.STOP, now)
        return link

    def _marked(self, uow: U, link: Link) -> Link:
        """Return the link as it has to be on disk before anything is asked: since which parcel
        nobody else can know what is made here."""
        if self.connection.state is ConnectionState.ONLINE:
            return link if link.lost_at is None else replace(link, lost_at=None)
        if self._greeted:
            return link if link.lost_at == EVER else replace(link, lost_at=EVER)
        if link.lost_at is None or link.lost_at == EVER:
            return replace(link, lost_at=uow.link.last().seq)
        return link

    def _greet_later(self, now: Reading, pause: float | None = None) -> None:
        if pause is None:
            pause = GREETINGS_S[min(self._tries, len(GREETINGS_S) - 1)]
            self._tries += 1
        self._greeted = False
        self.next_at = self._greet_at = now.monotonic + pause

    @property
    def _instance(self) -> str:
        return self._own.instance + ".again" * self._renamed

    def _greet(self, uow: U, link: Link, now: Reading) -> Greet:
        own, store = self._own, uow.link
        instance = self._instance
        if instance not in link.since:
            link = replace(link, since=(*link.since, instance)[-SINCE:])
            store.keep(link)
            uow.commit()
        asked = store.asked()
        return Greet(
            now,
            Greeting(
                instance=instance,
                since=tuple(start for start in link.since if start != instance),
                position=store.last(),
                acknowledged=link.acknowledged,
                asked=(asked[0].number if asked else store.next_number()) - 1,
                known=store.known(),
                schema_version=own.schema,
                version=own.version,
                wall=now.wall,
                generation=link.generation,
                rights=store.versions(),
                machine=own.machine,
            ),
        )

    def _next(self, uow: U, link: Link, now: Reading) -> Errand | None:
        self._look(uow, link, now)
        self._settle(uow, link, now)
        self.next_at = self._beat_at
        if self._claim:
            return self._claim_all(uow, link, now)
        if now.monotonic >= self._beat_at:
            return self._sign_of_life(now)
        if self._fetched or self._heard:
            return Digest(now)
        send = self._send(uow, link, now)
        if send is not None:
            return send
        emptied = () if self.connection.queue else uow.link.emptied(link.acknowledged.seq, AGAIN)
        if emptied:
            return SendAgain(now, emptied)
        others = self._offer_or_rights(uow, now)
        asks = self._ask(uow, now) if not self.connection.queue else None
        fetch = self._fetch(uow, now)
        look = LookAround(now) if now.monotonic >= self._look_at else None
        inquiries = (others, asks, fetch) if self._others_first else (fetch, others, asks)
        self._others_first = False
        rest = (look, self._ask_news(now))
        return next((one for one in (*inquiries, *rest) if one is not None), None)

    def _ask_news(self, now: Reading) -> AskNews | None:
        """Return the question whether others did anything, where somebody looks at a house."""
        if not self.watching:
            return None
        if now.monotonic >= self._news_at:
            return AskNews(now)
        self.next_at = min(self.next_at, self._news_at)
        return None

    def _send(self, uow: U, link: Link, now: Reading) -> Send | None:
        """Return what is to be sent now. While sales of a burst are gathered nothing is asked of
        the hub, which does not know them, but much may be heard."""
        if not self.connection.queue:
            return None
        due = self._pace.due(self.connection.queue)
        if now.monotonic < due:
            self.next_at = min(self.next_at, due)
            return None
        self._pace.begin(now.monotonic)
        most = self._pace.most(self._portions)
        return Send(now, uow.link.parcels(link.acknowledged.seq, most))

    def _claim_all(self, uow: U, link: Link, now: Reading) -> Claim:
        """Claim all that is held; nothing as its own where this window knows that it was written
        off and its hub, restored from before that, does not: others got it since. Of what it sold
        its tickets tell."""
        if uow.link.asked():
            uow.link.give_up()
            uow.commit()
        held = uow.link.holding()
        if link.stopped == Standing.WRITTEN_OFF.value:
            held = tuple(each for each in held if each.holder != f"window:{link.window_id}")
        return Claim(now, held)

    def _settle(self, uow: U, link: Link, now: Reading) -> None:
        """Say that all is caught up, once it is."""
        if not self._joined or not self._rights_in or self.connection.queue:
            return
        if self.connection.state is ConnectionState.STOPPED:
            uow.link.keep(replace(link, stopped=""))
            uow.commit()
            self._take(ConnectionTrigger.RESUME, now)
        if self.connection.state is ConnectionState.SENDING:
            self._take(ConnectionTrigger.CATCH_UP, now)

    def _sign_of_life(self, now: Reading) -> SignOfLife:
        has, own = self.connection, self._own
        return SignOfLife(
            now,
            Beat(
                has.queue,
                has.seats_left,
                has.places_left,
                own.version,
                now.wall,
                self._instance,
            ),
        )

    def _offer_or_rights(self, uow: U, now: Reading) -> Errand | None:
        """Both wait until the catalogue is as new as the hub's: an older one would take places
        back, and does not know the seats."""
        if not self._near:
            return None
        if self._offered is None:
            return Offer(now, (*uow.link.offered(), *self._houses))
        return HearRights(now, uow.link.versions()) if self._rights.due else None

    def _fetch(self, uow: U, now: Reading) -> Errand | None:
        if not self._parcels.due:
            return None
        portions = self._portions
        most = portions.new_bytes if self._new and not self._near else portions.wire_bytes
        return Fetch(now, self._known(uow), most)

    def read_ahead(self, parcels: Sequence[Parcel]) -> None:
        """Read what was fetched while the ledger takes in what came before it. Only a window that
        is new takes in as much at a time as it fetches. Thread: any."""
        if self._new and not self._near:
            self._storage.read_ahead(parcels)

    def _known(self, uow: U) -> dict[str, int]:
        return {**uow.link.known(), **dict.fromkeys(self._deaf_to, NOTHING_AFTER)}

    def catch_up(self, hub: Around) -> tuple[WindowThere, ...]:
        """Take in at once, for somebody who waits, all that the hub has of others by now, and
        return the windows of which something is missing all the same: it is too much for a moment,
        or cannot be read (``connection.unread``). What comes meanwhile is not waited for: others
        may never stop. ``hub``: a driver that belongs to the ledger thread.

        Raises:
            HubTrouble: The hub's.
        """
        there = hub.windows()
        for _ in range(CAUGHT_UP):
            behind, known = self._behind(there)
            if all(window.window_id in self._deaf_to for window in behind):
                break
            parcels = hub.fetch(known, LITTLE)
            if not parcels:
                break
            self._take_at_once(parcels)
        return self._behind(there)[0]

    def _behind(
        self, there: Sequence[WindowThere]
    ) -> tuple[tuple[WindowThere, ...], dict[str, int]]:
        """Return who of the others was further than what is known here, and ``_known``."""
        with self._storage.begin() as uow:
            link, known, to_fetch = uow.link.link(), uow.link.known(), self._known(uow)
        own = link.window_id if link is not None else ""
        others = (window for window in there if window.window_id != own)
        return tuple(w for w in others if w.position > known.get(w.window_id, 0)), to_fetch

    def _take_at_once(self, parcels: Sequence[Parcel]) -> None:
        """Take them all in, or one by one those that can be read."""
        self._to_notice = True
        try:
            self._take_whole(parcels)
        except (ParcelDamaged, StorageNewer):
            for parcel in parcels:
                if parcel.window_id in self._deaf_to:
                    continue
                try:
                    self._take_whole((parcel,))
                except (ParcelDamaged, StorageNewer):
                    self._skip(parcel.window_id)

    def _take_whole(self, parcels: Sequence[Parcel]) -> None:
        with self._storage.taking_in() as uow:
            uow.link.take_in(parcels)
            uow.commit()
        self._readable({parcel.window_id for parcel in parcels})

    def _ask(self, uow: U, now: Reading) -> Errand | None:
        if not self.connection.may_ask or not self._rights_in:
            return None
        asked = uow.link.asked()
        return Ask(now, asked[0]) if asked else None

    @property
    def _rights_in(self) -> bool:
        return self._rights.done is not None

    # ------------------------------------------------------------------------- what came of it

    def came(self, errand: Errand, answer: Answer, now: Reading) -> None:
        """Take in what the hub said to ``errand``, durably, or why it said nothing.

        An answer that comes after the connection was lost is dropped, but for a welcome: what it
        tells is asked again.
        """
        if not self._greeted and not isinstance(errand, Greet):
            return
        if isinstance(answer, HubTrouble):
            if isinstance(errand, Greet) and answer.params.get("what") == "gap":
                self._renamed += 1  # a copy of this disk greeted since: a new name tells us apart
            self._trouble(answer, now)
            return
        try:
            self._take_in(errand, answer, now)
        except (ParcelDamaged, StorageNewer):  # a hub takes nothing newer than itself, nor do we
            self._skip_damaged()
        except HubTrouble as trouble:
            self._trouble(trouble, now)

    def _take_in(self, errand: Errand, answer: Answer, now: Reading) -> None:
        with self._begin_for(errand) as uow:
            link = uow.link.link()
            if link is None:
                return
            match errand, answer:
                case Greet(), Welcome():
                    self._welcome(uow, link, errand, answer, now)
                case Claim(), None:
                    self._claim = False
                    uow.link.tell_emptied_again()
                case SignOfLife(), BeatAnswer():
                    self._beat(uow, link, errand, answer, now)
                case AskNews(), NewsAnswer():
                    self._news(link, errand, answer)
                case Send(), Position():
                    self._pace.took(errand.parcels, answer)
                    self._sent(uow, link, answer, now)
                case SendAgain(), None:
                    uow.link.told_emptied(each.position.seq for each in errand.parcels)
                case Fetch(), Fetched():
                    self._take_fetched(uow, answer.parcels)
                case Offer(), None:
                    self._offered = errand.offered
                case HearRights(), Heard():
                    self._take_heard(uow, answer.held)
                case Ask(), LeaseAnswer():
                    take_in_late(uow.link, errand.command, answer)
                case LookAround(), Seen():
                    self._see(answer.windows)
                    self._keep_said(uow, now)
                    self._notice(uow)
                    self._look_at = errand.asked.monotonic + LOOK_S
                case Digest(), None:
                    self._digest(uow)
                case _:
                    raise InvariantBroken("hub.answer", errand=type(errand).__name__)
            uow.commit()

    def _begin_for(self, errand: Errand) -> AbstractContextManager[U]:
        others = isinstance(errand, Fetch) or (isinstance(errand, Digest) and self._fetched)
        return self._storage.taking_in() if others else self._storage.begin()

    def _welcome(self, uow: U, link: Link, errand: Greet, told: Welcome, now: Reading) -> None:
        """Raises HubRefused: it is another hub, or knows what this window never made."""
        if told.hub_id != link.hub_id:
            raise HubRefused(what="unknown")
        if uow.link.position(told.position.seq) != told.position:
            raise HubRefused(what="cloned")
        self._forget()
        self._greeted, self._tries, self._claim = True, 0, told.claim
        self._new = not errand.greeting.known
        kept = replace(
            link,
            generation=told.generation,
            acknowledged=told.position,
            machine=self._own.machine or link.machine,
        )
        self._keep_time(uow, kept, HubTime(told.at, errand.asked), now)
        self._become(mode=told.mode, trouble="", heard_before=None)
        if self.connection.state is ConnectionState.OFFLINE:
            self._take(ConnectionTrigger.WELCOME, now)

    def _beat(self, uow: U, link: Link, errand: SignOfLife, told: BeatAnswer, now: Reading) -> None:
        self._beat_at = errand.asked.monotonic + BEAT_S
        if told.generation != link.generation:
            self._greet_later(now, pause=0.0)
            return
        if self.connection.ended or now.monotonic - self._kept_at >= KEPT_S:
            link = self._keep_time(uow, link, HubTime(told.at, errand.asked), now)
        self._say_clock(told.at - errand.asked.wall)
        self._know_news(errand, told)
        self._become(mode=told.mode, open_tasks=told.open_tasks, fresh=False)
        self._stand(uow, link, told.standing, now)
        may_ask = self.connection.may_ask and self._rights_in
        if self.plan is not None and may_ask and not uow.link.asked():
            self.plan(uow, told, now)

    def _news(self, link: Link, errand: AskNews, told: NewsAnswer) -> None:
        if told.generation == link.generation:
            self._know_news(errand, told)
        else:
            self._greet_later(errand.asked, pause=0.0)

    def _know_news(self, errand: SignOfLife | AskNews, told: BeatAnswer | NewsAnswer) -> None:
        self._news_at = errand.asked.monotonic + NEWS_S
        self._parcels.seen, self._rights.seen = told.parcels, told.rights

    def _stand(self, uow: U, link: Link, standing: Standing, now: Reading) -> None:
        """Take in what this window is to the hub. One that goes on again must hear first what
        became of its rights."""
        if standing is not Standing.JOINED:
            self._stop_in(uow, link, standing.value, now)
        elif not self._joined:
            self._joined = True
            self._rights.done = None

    def _sent(self, uow: U, link: Link, there: Position, now: Reading) -> None:
        """Raises HubRefused: the hub has under a number what this window never made."""
        if uow.link.position(there.seq) != there:
            raise HubRefused(what="cloned")
        if there.seq <= link.acknowledged.seq:
            self._greet_later(now)
            return
        link = replace(link, acknowledged=there)
        uow.link.keep(link)
        self._become(queue=_queue(uow, link))

    def _take_fetched(self, uow: U, parcels: tuple[Parcel, ...]) -> None:
        size = sum(len(parcel.content) for parcel in parcels)
        if not self._near and size < self._portions.wire_bytes // 2:
            self._near = True
            self._storage.read_ahead(())
        self._others_first = True
        self._fetched = list(parcels)
        if not parcels:
            self._parcels.done = self._parcels.seen
        self._digest(uow)

    def _take_heard(self, uow: U, held: tuple[Held, ...]) -> None:
        self._rights_goal = self._rights.seen
        self._heard = sorted(held, key=lambda one: (one.performance_id, one.version))
        self._digest(uow)

    def _digest(self, uow: U) -> None:
        """Take in a piece. What a performance's version changed goes in whole: half of it would
        count as all that is known."""
        if self._fetched:
            portions = self._portions
            far = portions.new_bytes if self._new else portions.filling_bytes
            most = portions.taken_bytes if self._near else far
            parcels = first_bytes(self._fetched, 0 if self._one_by_one else most)
            uow.link.take_in(parcels)
            del self._fetched[: len(parcels)]
            self._to_notice = True
            self._one_by_one = self._one_by_one and bool(self._fetched)
            self._readable({parcel.window_id for parcel in parcels})
            return
        held = first_versions(self._heard, self._portions.rows)
        if held:
            uow.link.hear(held)
            del self._heard[: len(held)]
        if not self._heard and self._rights_goal is not None:
            self._rights.done, self._rights_goal = self._rights_goal, None

    # ------------------------------------------------------------------------------- bad answers

    def _skip_damaged(self) -> None:
        """Nothing was taken of what was tried. Once it is a single parcel, no more is taken of
        whoever sent it: until the next greeting, or until the hub says otherwise of that window."""
        if not self._one_by_one:
            self._one_by_one = True
            return
        self._skip(self._fetched[0].window_id)
        self._one_by_one = bool(self._fetched)

    def _skip(self, sender: str) -> None:
        there = next((w for w in self.windows or () if w.window_id == sender), None)
        self._deaf_to[sender] = there.standing if there is not None else None
        self._fetched = [one for one in self._fetched if one.window_id != sender]
        self._become(unread=tuple(sorted({*self.connection.unread, sender})))

    def _readable(self, senders: set[str]) -> None:
        """Something of these was taken in."""
        self._become(unread=tuple(one for one in self.connection.unread if one not in senders))

    def _see(self, windows: tuple[WindowThere, ...]) -> None:
        self.windows = windows
        for window in windows:
            before = self._deaf_to.get(window.window_id, window.standing)
            if before is None:
                self._deaf_to[window.window_id] = window.standing
            elif before is not window.standing:
                del self._deaf_to[window.window_id]
                self._parcels.done = None

    def _keep_said(self, uow: U, now: Reading) -> None:
        """Keep what the hub says of the venue, for a start without it."""
        said = VenueThere(self.windows or (), self.connection.open_tasks)
        if now.monotonic - self._said_at < SAID_S and _lasting(said) == _lasting(self._said):
            return
        uow.link.keep_said(said)
        self._said, self._said_at = said, now.monotonic

    def _notice(self, uow: U) -> None:
        if self._to_notice and not self._fetched:
            self._to_notice = False
            for look in self.noticed:
                look(uow)

    def _trouble(self, trouble: HubTrouble, now: Reading) -> None:
        if not isinstance(trouble, HubRefused):
            self.lost(now)
            self._become(trouble=str(trouble.params.get("kind", "")))
        elif (what := str(trouble.params["what"])) == "recovering":
            self._become(mode=HubMode.RECOVERING, fresh=False)
        elif what == "gap":
            self._greet_later(now)
        else:
            self._stop(what, now)

    def _stop(self, what: str, now: Reading) -> None:
        with self._storage.begin() as uow:
            link = uow.link.link()
            if link is not None:
                self._stop_in(uow, link, what, now)
                uow.commit()

    def _stop_in(self, uow: U, link: Link, what: str, now: Reading) -> None:
        """The hub gives nothing any more. One that was written off is still listened to."""
        if what in _LASTING and link.stopped != what:
            uow.link.keep(replace(link, stopped=what))
        self._joined = False
        if what != "written_off":
            self._greet_later(now, pause=GREETINGS_S[-1])
        self._become(why=what, fresh=False)
        if self.connection.state is not ConnectionState.STOPPED:
            self._take(ConnectionTrigger.STOP, now)

    # --------------------------------------------------------------------------- what is known

    def _look(self, uow: U, link: Link, now: Reading) -> None:
        """Look at what waits and what is left. To count that takes as long as all that was sold of
        what is to come; while a backlog is sent it is told with the signs of life only."""
        queue = _queue(uow, link)
        if self._greeted and queue >= GATHERED and now.monotonic < self._beat_at:
            self._become(queue=queue)
            return
        ended = have_ended(link.time, self._lasts, now, link.watermark)
        seats, places = (0, 0) if ended else uow.link.left()
        self._become(queue=queue, seats_left=seats, places_left=places, ended=ended)

    def _keep_time(self, uow: U, link: Link, time: HubTime, now: Reading) -> Link:
        link = replace(link, time=time, watermark=max(link.watermark, now.wall))
        uow.link.keep(link)
        self._kept_at = now.monotonic
        self._say_clock(time.said - time.asked.wall)
        return link

    def _say_clock(self, ahead: timedelta) -> None:
        """What the answer took on its way is no news."""
        said, known = round(ahead.total_seconds(), 1), self.connection.clock_off_s
        if known is None or abs(said - known) >= 1.0:
            self._become(clock_off_s=said)

    def _take(self, trigger: ConnectionTrigger, now: Reading, **changes: Any) -> None:
        state = CONNECTION.advance(self.connection.state, trigger)
        why = self.connection.why if state is ConnectionState.STOPPED else ""
        self._become(state=state, since=now.wall, why=why, **changes)

    def _become(self, **changes: Any) -> None:
        if all(getattr(self.connection, name) == to for name, to in changes.items()):
            return
        self.connection = replace(self.connection, **changes)
        for tell in self.changed:
            tell(self.connection)


def _lasting(venue: VenueThere) -> tuple[object, ...]:
    """Return what does not move all the time."""
    windows = ((w.window_id, w.name, w.standing, w.version, w.held_up) for w in venue.windows)
    return (venue.open_tasks, *windows)


def _queue(uow: LinkUnit, link: Link) -> int:
    return max(uow.link.last().seq - link.acknowledged.seq, 0)
