"""Orders sold elsewhere, by the web shop or by phone: loaded from a will-call list, all of it or
nothing; or where a person says so all that can be.

Their seats become the channel's through the rights command, their orders are placed like a
window's own, paid by a tender *elsewhere*. An order is known by channel and reference: the same
list again changes nothing; what a later one says of it is in ``elsewhere_known``.

The list is read and held against everything there is before anything is written, and no window
waits for that. A long one is then written in portions, each a transaction of its own, after all its
places are the channel's: windows go on selling between them. What it cancels and moves comes first,
so that it may give those places to others. Where a load is cut short, what was not written yet is
still the channel's, and loading the list again goes on from there; see ``elsewhere_idle`` for what
becomes of it otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial

from pos.allowed import require
from pos.audit import audit_entry
from pos.catalogue.faults import Faults
from pos.catalogue.importing import COMMAND_LINE
from pos.catalogue.order_columns import Columns, Field
from pos.catalogue.order_values import CHANNEL_LONGEST, channel_of
from pos.catalogue.orders_file import OrdersRead, read_orders
from pos.clock import Clock
from pos.errors import FileRefused, InHandElsewhere, LedgerBusy, NotOffline
from pos.hub.offline_rules import Act, require_allowed
from pos.hub.rights import Idle, RightsAuthority
from pos.hub.taking_things import Things
from pos.hub.things import ThingWanted, waiving
from pos.ids import Ids
from pos.ports.storage import Storage, UnitOfWork
from pos.selling.channel_places import Spare
from pos.selling.elsewhere_checking import (
    NONE,
    Checked,
    Progress,
    Reading,
    as_warnings,
    at_fault,
    by_line,
    check_list,
    refuse_if_any,
    told_of,
)
from pos.selling.elsewhere_idle import idle_places, put_on_sale
from pos.selling.elsewhere_known import Missing
from pos.selling.elsewhere_loading import Done, Loader, Sorted
from pos.selling.elsewhere_places import ListPlaces, require_lists
from pos.selling.elsewhere_portions import portions, split_known
from pos.text import FILE_LONGEST, checked_text
from pos.views.cash import Finding
from pos.views.people import Permission, SessionView
from pos.views.season import ImportView
from pos.window import Window

PORTION = 200
"""Orders written in one transaction: a window waits for a fraction of a second at the most. A list
of no more is written whole or not at all."""

Told = Callable[[int, int], None]
"""How many orders of how many are written."""
Alone = Callable[[str, str], AbstractContextManager[None]]
"""Lets nobody else load a list here while somebody (a name; empty for a command) loads a file.
Raises ListUnderWay."""
_Did = tuple[Done, tuple[Finding, ...]]


class _Every:
    """A dry run takes no right: it says what becomes of an order where this window gets it."""

    def __contains__(self, _wanted: object) -> bool:
        return True


_EVERY = _Every()


class _SeasonChanged(Exception):
    """Another season was loaded since the list was held against the last one."""


def _nothing(*_of: int) -> None:
    return None


def _anybody(_who: str, _file: str) -> AbstractContextManager[None]:
    return nullcontext()


class OrdersElsewhere:
    """Loads will-call lists. Thread: ledger, or one with a storage of its own. Moves no paper;
    money only as already taken elsewhere. ``rights``: who grants places at a window of a hub;
    ``things``: and the right to load lists, which one window has at a time, with all that the
    loads before it did. ``alone``: at this window one is loaded at a time.
    """

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        ids: Ids,
        window: Window,
        rights: RightsAuthority | None = None,
        things: Things | None = None,
        alone: Alone = _anybody,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._ids = ids
        self._window = window
        self._places = ListPlaces(storage, ids, rights)
        self._things = things
        self._alone = alone

    def load(
        self,
        session: SessionView | None,
        data: bytes,
        file: str,
        *,
        mapping: Mapping[Field, str] | None = None,
        channel: str = "web",
        dry_run: bool = False,
        what_can: bool = False,
        missing_gone: bool = False,
        between: Callable[[], None] = _nothing,
        told: Told = _nothing,
    ) -> ImportView:
        """Load the list. Durable on return.

        ``mapping`` replaces the guess of the columns; ``channel`` is where orders were sold that
        do not say so. ``session`` is None on the command line. A dry run writes nothing and tells
        every fault. ``what_can`` loads the orders that have no fault and leaves the others out,
        each told as a warning with its line; loading the file again brings them in once they can
        be. A fault that belongs to no order stops that too. ``missing_gone``: tickets of an order
        that a later list does not name any more were cancelled where they were sold. A window of a
        hub asks it for every place first: another window may have been given it since. What it
        grants stays the channel's if the load does not come to its end, and the next load goes on
        from there. ``between`` is called between two portions of a long list, when nothing is
        locked.

        Raises:
            FileRefused: A fault in the list, or a seat that is not to be had; nothing was changed.
                What comes up when a part of a long list is written is left out instead, as by
                ``what_can``.
            CardNumberRefused: The channel, or the file's name, looks like a payment card.
            TextMissing, TextRefused: The channel has no letter or digit, or is too long.
            NotFound: No season was loaded yet.
            ListUnderWay: Somebody loads a list here already.
            NotOffline, HubUnreachable, HubRefused: The hub cannot be asked.
            InHandElsewhere, LedgerBusy: Another window loads one, or what it loaded is not known
                here yet.
        """
        if session is not None:
            require(session, Permission.IMPORT)
        user_id = session.user_id if session is not None else COMMAND_LINE
        file = checked_text("file", file, longest=FILE_LONGEST, required=True)
        read = self._read(data, file, mapping, _channel(channel))
        reading = Reading(data, file, user_id, read, Progress(), missing_gone)
        if dry_run:
            return self._load_all(reading, what_can, between, told, dry_run=True)
        with self._alone(session.name if session is not None else "", file):
            return self._load_all(reading, what_can, between, told)

    def _load_all(
        self,
        reading: Reading,
        what_can: bool,
        between: Callable[[], None],
        told: Told,
        *,
        dry_run: bool = False,
    ) -> ImportView:
        """Load the list, anew without orders that turn out to have a fault, where that may be."""
        read, progress, out = reading.read, reading.progress, NONE
        left: tuple[Finding, ...] = ()
        while True:
            try:
                if dry_run:
                    with waiving(_EVERY):
                        checked = self._checked(reading, out)
                    findings, done = checked.findings, checked.found.done()
                else:
                    done, findings = self._with_right(
                        partial(self._load, reading, out, between, told)
                    )
                counts = (*done.counts(), *((("left_out", len(out)),) if out else ()))
                told_of = tuple(dict.fromkeys((*left, *findings)))
                return ImportView(reading.file, not dry_run, counts, told_of)
            except _SeasonChanged:
                continue
            except FileRefused as refused:
                begun = what_can or bool(progress.done.orders)
                more = at_fault(read, out, refused) if begun else NONE
                if not more:
                    self._places.tidy(reading)
                    raise
                left += as_warnings(refused)
                out |= more

    # ---- places that no order has ----

    def idle(self) -> tuple[Idle, ...]:
        """Return which places loads took that did not come to their end, or that wait for a person
        since the shop changed an order. Nothing where a season was never loaded."""
        with self._storage.read() as uow:
            return idle_places(uow)

    def free_idle(self, session: SessionView, wanted: Sequence[Idle]) -> int:
        """Put these on sale, as far as no order has them by now; return how many places that were.
        Durable on return.

        Raises:
            NotAllowed: The person may not load lists.
            ListUnderWay: Somebody loads one here.
            NotOffline, HubUnreachable, HubRefused: The hub cannot be asked.
            InHandElsewhere, LedgerBusy: Another window loads a list.
        """
        require(session, Permission.IMPORT)

        def work() -> int:
            with self._storage.begin() as uow:
                require_lists(uow)
                commands = put_on_sale(uow, self._ids, wanted)
                apply = self._places.applier(uow)
                if commands:
                    places = sum(len(each.give_back) + each.give_places for each in commands)
                    here, about = self._window.window_id, ("channel", commands[0].holder)
                    about_it = (uow.now(), session.user_id, here, "orders.places_freed", about)
                    uow.audit(audit_entry(*about_it, "ok", places=places))
                uow.commit()
            return sum(
                len(each.give_back) + each.give_places for each in commands if apply(each).granted
            )

        with self._alone(session.name, ""):
            return self._things.run(work) if self._things is not None else work()

    def _read(
        self, data: bytes, file: str, mapping: Mapping[Field, str] | None, channel: str
    ) -> OrdersRead:
        with self._storage.read() as uow:
            require_allowed(uow, Act.IMPORT)
            currency = uow.catalogue.company().currency
        return read_orders(data, file, currency=currency, mapping=mapping, channel=channel)

    def _with_right(self, work: Callable[[], _Did]) -> _Did:
        """Do it with the right to load lists, which is asked of the hub where there is one; the
        work is done all over again then, against all that is known with the right."""
        if self._things is not None:
            return self._things.run(work)
        try:
            return work()
        except ThingWanted as wanted:
            raise NotOffline(what=wanted.act) from None

    def _load(
        self,
        reading: Reading,
        out: frozenset[str],
        between: Callable[[], None],
        told: Told,
    ) -> _Did:
        checked = check_list(self._storage, self._loader(reading), reading, out)
        waiting = tuple(c.order.order_id for c in checked.found.changes if c.waits)
        if waiting and self._things is not None:
            self._ask_for_orders(self._things, waiting)
            checked = check_list(self._storage, self._loader(reading), reading, out)
        refuse_if_any(reading.file, checked.findings)
        done = self._write(reading, checked, len(out), between, told)
        self._places.tidy(reading, checked)
        return done

    def _ask_for_orders(self, things: Things, orders: Sequence[str]) -> None:
        """Take the rights to what was paid, cancelled or moved since; of an order that another
        window has in hand that is told, and it stays as it is."""
        for order_id in orders:
            with suppress(InHandElsewhere, LedgerBusy):
                things.run(partial(self._require_order, order_id))

    def _require_order(self, order_id: str) -> None:
        with self._storage.read() as uow:
            require_allowed(uow, Act.GIVE_BACK, order_id)

    def _checked(self, reading: Reading, out: frozenset[str]) -> Checked:
        """Raises FileRefused."""
        checked = check_list(self._storage, self._loader(reading), reading, out)
        refuse_if_any(reading.file, checked.findings)
        return checked

    def _loader(self, reading: Reading) -> Loader:
        columns = reading.read.columns or Columns((), {}, ())
        faults = Faults(reading.file)
        missing = Missing(reading.missing, reading.read.shop)
        return Loader(self._ids, self._window, reading.user_id, columns, faults, missing)

    # ---- writing ----

    def _write(
        self,
        reading: Reading,
        checked: Checked,
        left_out: int,
        between: Callable[[], None],
        told: Told,
    ) -> _Did:
        """Write the orders in portions, what is cancelled and moved first; return what was done,
        and everything that is to be told."""
        busy, same = split_known(checked)
        cut, progress = portions(busy, checked.found.changes, PORTION), reading.progress
        progress.done.orders = progress.done.cancelled = 0
        written = len(same)
        about = (reading, checked, self._loader(reading))
        asked = self._places.ask(*about, ahead=len(cut) > 1)
        kept, spare = checked.found.kept(), Spare()
        for number, orders in enumerate(cut, start=1):
            if number > 1:
                between()
            loader = self._loader(reading)
            with self._storage.begin() as uow:
                require_lists(uow)
                if uow.catalogue.company() is not checked.season:
                    raise _SeasonChanged
                found = loader.sort_out(uow, orders, now=True)
                found = found.beside(same) if number == 1 else found
                loader.check_barcodes(uow, found.new)
                loader.take_out(uow, found, kept)
                loader.take_rights(uow, found, asked, spare)
                findings = loader.faults.findings()
                refuse_if_any(reading.file, by_line((*checked.said, *findings)))
                loader.write(uow, found)
                part = f"{number} of {len(cut)}" if len(cut) > 1 else ""
                self._audit(uow, reading, found, left_out, part)
                uow.commit()
            progress.done.add(found.done())
            progress.told += findings
            written += len(orders)
            told(written, len(checked.orders))
        return progress.done, by_line(progress.tell((*checked.said, *told_of(checked, same))))

    def _audit(
        self, uow: UnitOfWork, reading: Reading, found: Sorted, left_out: int, part: str
    ) -> None:
        counts = dict(found.done().counts()) | ({"left_out": left_out} if left_out else {})
        digest = hashlib.sha256(reading.data).hexdigest()
        details: dict[str, object] = {"sha256": digest, "counts": counts}
        details |= {"part": part} if part else {}
        here, about = self._window.window_id, ("file", reading.file)
        who, what = reading.user_id, "orders.imported"
        entry = audit_entry(uow.now(), who, here, what, about, "ok", **details)
        uow.audit(entry)


def _channel(given: str) -> str:
    """Return the channel that a person gave, as a list would say it. Raises CardNumberRefused,
    TextMissing, TextRefused."""
    name = channel_of(checked_text("channel", given, longest=CHANNEL_LONGEST))
    return checked_text("channel", name, longest=CHANNEL_LONGEST, required=True)
