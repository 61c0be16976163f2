"""Orders of a will-call list that were loaded before: what a later list says of them.

What was not handed out is brought up to date: names, phone, e-mail, note, what was paid since;
tickets that were cancelled where they were sold are taken back (``elsewhere_gone``), those that sit
elsewhere now are seated there (``elsewhere_moved``). What was sold is never rewritten: other sums,
an order that was handed out, a name that somebody here put right since are told and left, as is an
order whose buyer was erased: no list names it anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from pos.catalogue.faults import FaultCode, Faults
from pos.catalogue.order_columns import Columns, Field
from pos.catalogue.orders_file import OrderDraft
from pos.catalogue.orders_matching import MatchedOrder, Place
from pos.ids import Ids
from pos.lifecycles import OrderState
from pos.money import Money, total
from pos.ports.listing import ListedOrder
from pos.ports.storage import UnitOfWork
from pos.records import Order, OrderNamed, OrderNote, Ticket
from pos.selling.elsewhere_apart import (
    cancelled_of,
    paid_with,
    parted,
    split_off,
    tendered_elsewhere,
    worth_of_all,
)
from pos.selling.elsewhere_gone import (
    Gone,
    gone_of,
    label_of,
    may_change,
    sits_elsewhere,
)
from pos.selling.elsewhere_moved import IMPORTED, Moved, moved_of
from pos.selling.order_money import OWED
from pos.selling.orders import counted_of
from pos.views.selling import TenderKind

_REASON_LONGEST = 200
_NAMED = ("name", "email", "phone", "alternates")
_WAITS = (OrderState.PLACED.value, OrderState.PAID.value)
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class FromList:
    """An order as a list says it: its draft; what of it was matched, None where all of it was
    cancelled; which places were; and the lines of what was that do not say where."""

    draft: OrderDraft
    matched: MatchedOrder | None
    gone: tuple[Place, ...] = ()
    unclear: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """What is to be thought of tickets that a list does not name any more. ``taken``: they were
    cancelled where they were sold, somebody here says; ``whole``: the list has all tickets of an
    order, whatever performance they are for."""

    taken: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What a list changes of an order. ``more``: what was paid since;
    ``waits``: something is not done for want of the right to the order; ``moved``: where it sits
    now by the list; ``never``: which of its seats were cancelled there that it never had here."""

    order: Order
    matched: MatchedOrder | None
    named: OrderNamed | None = None
    note: OrderNote | None = None
    more: Money | None = None
    gone: Gone | None = None
    waits: bool = False
    draft: OrderDraft | None = None
    moved: Moved | None = None
    never: tuple[Place, ...] = ()

    @property
    def changes(self) -> bool:
        """Something is changed beside what is taken back."""
        moves = self.moved is not None and bool(self.moved.moves)
        return moves or any(each is not None for each in (self.named, self.note, self.more))


class Known:
    """Compares orders of a list with those that were loaded before. Writes nothing. ``missing``:
    what is to be thought of tickets that the list does not name any more."""

    def __init__(
        self,
        uow: UnitOfWork,
        ids: Ids,
        user_id: str,
        columns: Columns,
        faults: Faults,
        missing: Missing,
    ) -> None:
        self._uow, self._ids, self._user_id = uow, ids, user_id
        self._columns, self._faults = columns, faults
        self._missing = missing
        self._paid: dict[str, int] = {}

    def find(self, orders: Sequence[FromList]) -> dict[str, ListedOrder]:
        """Return those of the orders that are known, by what they are known by; what was paid for
        them elsewhere is remembered for ``compare``."""
        found: dict[str, ListedOrder] = {}
        refs = [external_ref(order.draft) for order in orders]
        for start in range(0, len(refs), _CHUNK):
            known = self._uow.orders.by_external_refs(refs[start : start + _CHUNK])
            by_id = {order.order_id: ref for ref, order in known.items()}
            for listed in self._uow.listing.orders([*by_id], OWED) if by_id else ():
                found[by_id[listed.order.order_id]] = listed
            self._paid |= self._uow.listing.tendered([*by_id], TenderKind.ELSEWHERE.value)
        return found

    def compare(self, listed: ListedOrder, order: FromList) -> tuple[Change, ...]:
        """Return what the list changes of an order, and of those that were split off it; tell what
        is different and stays."""
        apart = split_off(self._uow, listed)
        matched, rest = parted(listed, apart, order.matched)
        shows = {show for show, _ in _places(order.matched)}
        own = replace(order, matched=matched)
        change, gone, same = self._compare(listed, own, apart, shows)
        self._tell_apart(listed, own, rest, gone, shows)
        changes = () if change is None else (change,)
        if matched is None or not apart or not same or rest:
            return changes
        return (*changes, *self._paid_apart((listed, *apart), matched))

    def _compare(
        self,
        listed: ListedOrder,
        order: FromList,
        apart: Sequence[ListedOrder],
        shows: Collection[str],
    ) -> tuple[Change | None, Gone | None, bool]:
        """Return what the list changes of an order, which of it was cancelled, and whether what
        it says of the others is as it is here."""
        known, matched, draft = listed.order, order.matched, order.draft
        moved = moved_of(self._uow, listed, matched)
        gone, lost = None, self._lost(listed, order, shows) if moved is None else ()
        if moved is None:
            places = (*order.gone, *map(place_of, lost if self._missing.taken else ()))
            gone = gone_of(self._uow, listed, places, _places(matched))
        if lost and not self._missing.taken:
            label = label_of(self._uow, lost)
            self._warn(draft, FaultCode.ORDERS_FEWER, draft.reference, known.name, label)
        if gone is not None and gone.code is not FaultCode.ORDERS_CHANGED:
            self._warn(draft, gone.code, draft.reference, known.name, gone.label)
        take = gone if gone is not None and gone.takes else None
        for line in order.unclear if counted_of(listed) else ():
            self._warn(
                replace(draft, line=line), FaultCode.ORDERS_CHANGED, draft.reference, "seats"
            )
        if matched is None and (there := sits_elsewhere(self._uow, listed, order.gone)):
            self._warn(draft, there[0], draft.reference, known.name, there[1])
        lacks = (gone is not None and gone.code is FaultCode.ORDERS_GONE_OPEN) or (
            moved is not None and not moved.moves and listed.state in _WAITS
        )
        lacks = lacks and not may_change(self._uow, known.order_id)
        had = {place_of(ticket) for ticket, _ in listed.tickets}
        never = tuple(place for place in order.gone if place[1] and place not in had)
        if matched is None:
            change = Change(known, None, gone=take, waits=lacks, never=never)
            return change if take is not None or lacks or never else None, gone, False
        other = _differences(listed, matched, () if gone is None else gone.tickets)
        if moved is not None and moved.moves:
            other = tuple(each for each in other if each != "seats")
        texts = self._texts(listed, draft)
        waits = listed.state in _WAITS and not other
        stays = not waits or (bool(texts) and self._erased(known))
        said = tuple(each for each in other if moved is None or each != "seats")
        going = (*lost, *(() if gone is None else gone.tickets))
        if said and lost:
            said = _differences(listed, matched, going)
        if stays and (said or texts):
            fewer = self._not_named(listed, matched, going) if "seats" in said else ()
            self._warn(draft, FaultCode.ORDERS_CHANGED, draft.reference, *texts, *said, *fewer)
        if not other:
            self._compare_paid(listed, order.draft, matched, take, apart)
        change = Change(
            known, matched, gone=take, waits=lacks, draft=draft, moved=moved, never=never
        )
        if waits:
            change = self._changed(listed, change, matched, () if stays else texts, apart)
        does = change.gone or change.moved or change.waits or change.changes
        return change if does or never else None, gone, not other

    def _tell_apart(
        self,
        listed: ListedOrder,
        order: FromList,
        rest: Sequence[Ticket],
        gone: Gone | None,
        shows: Collection[str],
    ) -> None:
        """Tell of the tickets that went on as orders of their own and that the list does not name
        as sold: only a person knows whose money that is by now."""
        if not rest:
            return
        cancelled = cancelled_of(rest, order.gone, () if gone is None else gone.tickets)
        lost: tuple[Ticket, ...] = ()
        if order.matched is not None and not _beside(listed, order.matched):
            left = (ticket for ticket in rest if ticket not in cancelled)
            lost = tuple(t for t in left if self._missing.whole or t.performance_id in shows)
        if self._missing.taken:
            cancelled, lost = (*cancelled, *lost), ()
        for code, tickets in (
            (FaultCode.ORDERS_GONE_OPEN, cancelled),
            (FaultCode.ORDERS_FEWER, lost),
        ):
            if tickets:
                label = label_of(self._uow, tickets)
                draft = order.draft
                self._warn(draft, code, draft.reference, listed.order.name, label)

    def _paid_apart(
        self, orders: Sequence[ListedOrder], matched: MatchedOrder
    ) -> tuple[Change, ...]:
        """Return what pays an order and those that were split off it, where the list says that all
        that they owe was paid where it was sold; less is told."""
        more = matched.paid.minor - worth_of_all(orders) + sum(each.balance for each in orders)
        if more <= 0 or not any(each.balance for each in orders):
            return ()
        draft, found = matched.draft, []
        owed = paid_with(self._uow, more, orders)
        for each in owed:
            change = Change(each.order, matched, draft=draft)
            if may_change(self._uow, each.order.order_id):
                amount = Money(each.balance, each.order.currency)
                found.append(replace(change, more=amount))
                self._tell_updated(draft, each.order, "paid")
            else:
                found.append(replace(change, waits=True))
        if not owed or any(change.waits for change in found):
            self._warn(draft, FaultCode.ORDERS_CHANGED, draft.reference, "paid")
        return tuple(found)

    def _changed(
        self,
        listed: ListedOrder,
        change: Change,
        order: MatchedOrder,
        texts: tuple[str, ...],
        apart: Sequence[ListedOrder],
    ) -> Change:
        known = listed.order
        named = self._named(known, order.draft, texts)
        note = self._note(known, order.draft) if "note" in texts and order.draft.note else None
        more = None if apart else _paid_since(listed, order)
        waits = more is not None and not may_change(self._uow, known.order_id)
        if waits:
            more = None
            self._warn(order.draft, FaultCode.ORDERS_CHANGED, order.draft.reference, "paid")
        said = (
            *(sorted(set(texts) & set(_NAMED)) if named is not None else ()),
            *(("note",) if note is not None else ()),
            *(("paid",) if more is not None else ()),
        )
        self._tell_updated(order.draft, known, *said)
        return replace(change, named=named, note=note, more=more, waits=waits or change.waits)

    def _tell_updated(self, draft: OrderDraft, known: Order, *what: str) -> None:
        if what:
            self._warn(draft, FaultCode.ORDERS_UPDATED, draft.reference, known.name, *what)

    def _lost(
        self, listed: ListedOrder, order: FromList, shows: Collection[str]
    ) -> tuple[Ticket, ...]:
        """Return the tickets that a list names neither as sold nor as cancelled any more, where it
        has fewer than there are here and none beside them. Of a list that may be one performance's,
        those of the performances that it names (``shows``)."""
        if order.matched is None:
            return ()
        lost = _unnamed(listed, order.matched, order.gone)
        return tuple(t for t in lost if self._missing.whole or t.performance_id in shows)

    def _not_named(
        self, listed: ListedOrder, order: MatchedOrder, told: Sequence[Ticket]
    ) -> tuple[str, ...]:
        """Return which tickets the list does not name any more beside those that were ``told``."""
        told_ids = {ticket.ticket_id for ticket in told}
        rest = [t for t in _unnamed(listed, order, ()) if t.ticket_id not in told_ids]
        return (label_of(self._uow, rest),) if rest else ()

    def _compare_paid(
        self,
        listed: ListedOrder,
        draft: OrderDraft,
        order: MatchedOrder,
        gone: Gone | None,
        apart: Sequence[ListedOrder],
    ) -> None:
        """Tell what was paid both where it was sold and here, and what was paid there when it was
        loaded and is not any more. Nothing is booked for it: a person knows which way it goes."""
        if draft.paid is None and draft.owing is None and draft.paid_in_full is None:
            return  # the list does not say
        known = listed.order
        going = () if gone is None else tuple(ticket.ticket_id for ticket in gone.tickets)
        stays = [t.cost_minor for t in counted_of(listed) if t.ticket_id not in going]
        worth = sum(stays) + worth_of_all(apart)
        there = self._paid.get(known.order_id, 0) + tendered_elsewhere(self._uow, apart)
        if gone is not None and gone.back is not None:
            there -= sum(part.minor for _, part in gone.back.lines)
        owing = listed.balance - (gone.back.settled.minor if gone and gone.back else 0)
        owing += sum(each.balance for each in apart)
        here, said = worth - owing - there, order.paid.minor
        if here > 0 and said > there and said + here > worth:
            self._tell_paid(known, draft, FaultCode.ORDERS_PAID_TWICE, said, here)
        elif said < there:
            self._tell_paid(known, draft, FaultCode.ORDERS_PAID_LESS, said, there)

    def _tell_paid(
        self, known: Order, draft: OrderDraft, code: FaultCode, said: int, booked: int
    ) -> None:
        amounts = (Money(said, known.currency), Money(booked, known.currency))
        self._warn(draft, code, draft.reference, known.name, *amounts)

    def _erased(self, known: Order) -> bool:
        return self._uow.patrons.is_erased("order", known.order_id)

    def _texts(self, listed: ListedOrder, draft: OrderDraft) -> tuple[str, ...]:
        """Return which texts the list says in another way than it did before."""
        known = listed.order
        same = all(getattr(known, what) == getattr(draft, what) for what in _NAMED)
        if same and draft.note == known.note:
            return ()
        life = self._uow.order_life
        namings = life.namings(known.order_id)
        lists = [each for each in namings if each.reason.startswith(IMPORTED)]
        said: Order | OrderNamed
        said = lists[-1] if lists else self._uow.orders.as_placed(known.order_id)
        notes = {known.note, *(note.text for note in life.notes(known.order_id))}
        changed = [what for what in _NAMED if getattr(said, what) != getattr(draft, what)]
        return tuple(changed) if draft.note in notes else (*changed, "note")

    def _named(self, known: Order, draft: OrderDraft, texts: tuple[str, ...]) -> OrderNamed | None:
        """Return what the order goes by from now on, unless somebody here said otherwise since."""
        named = sorted(set(texts) & set(_NAMED))
        if not named:
            return None
        namings = self._uow.order_life.namings(known.order_id)
        if namings and not namings[-1].reason.startswith(IMPORTED):
            self._warn(draft, FaultCode.ORDERS_CHANGED, draft.reference, *named)
            return None
        reason = (IMPORTED + self._faults.file)[:_REASON_LONGEST]
        names = (draft.name, draft.alternates, draft.phone, draft.email)
        about = (self._ids.new(), known.order_id)
        return OrderNamed(*about, *names, reason, self._uow.now(), self._user_id)

    def _note(self, known: Order, draft: OrderDraft) -> OrderNote:
        about = (self._ids.new(), known.order_id)
        return OrderNote(*about, draft.note, self._uow.now(), self._user_id)

    def _warn(self, draft: OrderDraft, code: FaultCode, *evidence: object) -> None:
        column = self._columns.named(Field.REFERENCE)
        self._faults.warning(column, code, *evidence, line=draft.line)


def external_ref(draft: OrderDraft) -> str:
    """Return what an order is known by wherever it was sold."""
    return f"{draft.channel}:{draft.reference}"


def _paid_since(listed: ListedOrder, order: MatchedOrder) -> Money | None:
    """Return what was paid since the order was loaded."""
    known = listed.order
    if listed.state != OrderState.PLACED.value:
        return None
    worth = sum(ticket.cost_minor for ticket in counted_of(listed))
    more = order.paid - (Money(worth, known.currency) - Money(listed.balance, known.currency))
    return more if more.minor > 0 else None


def _places(order: MatchedOrder | None) -> tuple[Place, ...]:
    tickets = () if order is None else order.tickets
    return tuple((t.performance.performance_id, t.seat.seat_id if t.seat else "") for t in tickets)


def _beside(listed: ListedOrder, order: MatchedOrder) -> bool:
    """Return whether a list sells others than the order has."""
    return bool(Counter(_places(order)) - Counter(map(place_of, counted_of(listed))))


def _unnamed(listed: ListedOrder, order: MatchedOrder, gone: Sequence[Place]) -> tuple[Ticket, ...]:
    """Return which tickets a list names neither as sold nor as ``gone``; none where it sells others
    beside them."""
    sold, cancelled, missing = Counter(_places(order)), Counter(gone), []
    for ticket in counted_of(listed):
        place = place_of(ticket)
        if sold[place] > 0:
            sold[place] -= 1
        elif cancelled[place] > 0:
            cancelled[place] -= 1
        else:
            missing.append(ticket)
    return () if any(sold.values()) else tuple(missing)


def _differences(
    listed: ListedOrder, order: MatchedOrder, gone: Sequence[Ticket]
) -> tuple[str, ...]:
    """Return what of the order's tickets the list says in another way, beside those that are
    ``gone``."""
    going = {ticket.ticket_id for ticket in gone}
    tickets = [t for t in counted_of(listed) if t.ticket_id not in going]
    due = total((ticket.price.all_in for ticket in order.tickets), order.paid.currency).minor
    sums = (listed.order.total_minor, sum(ticket.cost_minor for ticket in tickets))
    different = () if due in sums else ("total",)
    same = Counter(map(place_of, tickets)) == Counter(_places(order))
    return different if same else (*different, "seats")


def place_of(ticket: Ticket) -> Place:
    """Return where a ticket lets somebody sit."""
    return ticket.performance_id, ticket.seat_id or ""
