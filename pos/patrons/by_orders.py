"""People who are known by what their orders say alone: whoever called, or bought in the web shop.

They are found by their orders, and become a patron, a new one or one who is known, in one act: with
that they can be handed what is known of them, and erased.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.allowed import require
from pos.audit import audit_entry
from pos.errors import ContactRefused, PatronErased
from pos.events import PatronsChanged
from pos.ids import OrderId
from pos.patrons.contact import checked_email, checked_phone, email_key, last_four, masked
from pos.patrons.contact import phone_key as key_of_phone
from pos.patrons.identity import records_of, root_of
from pos.patrons.keeping import NAME_LONGEST, checked_details
from pos.patrons.likeness import keys_of, likely
from pos.patrons.linking import link_order
from pos.patrons.patrons import add_patron, keep_look, require_known
from pos.patrons.rows import row_of, rows_of
from pos.text import name_key
from pos.views.patrons import (
    AlsoOnFile,
    OrderPerson,
    PatronDetails,
    PatronRow,
    PersonOfOrder,
    Twins,
)
from pos.views.people import Permission, SessionView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pos.ids import CommandId, Ids, PatronId
    from pos.ports.storage import Storage, UnitOfWork
    from pos.records import Order
    from pos.window import Window

_LOOKED, _FOR_A_KEY = 50, 20
"""Orders looked at for those of one person, and while somebody types: a page of them is what
costs."""
_MOST_LIKE = 5
ON_ORDER = "order"


class ByOrders:
    """See the module. Thread: ledger. Moves no money and no paper; nothing needs the hub: what two
    windows say of one order at once, the newest word settles everywhere."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def find(self, text: str) -> tuple[OrderPerson, ...]:
        """Return who has orders that ``text`` finds and no patron, the likeliest first: each person
        once, orders of one name and one phone or e-mail being theirs. For each key."""
        if not text.strip():
            return ()
        with self._storage.read() as uow:
            people: dict[tuple[str, str], list[Order]] = {}
            for order in _of_nobody(uow, text, _FOR_A_KEY):
                people.setdefault(_person(order), []).append(order)
            return tuple(_row(each) for each in people.values())

    def like(self, name: str, contact: str = "", limit: int = 3) -> tuple[OrderPerson, ...]:
        """Return who of those known by orders alone might be the person that somebody begins to
        write down: the same phone or e-mail first, then the name. For each key: nothing is
        refused."""
        keys = {value for _, value in keys_of(contact)}
        with self._storage.read() as uow:
            people: dict[tuple[str, str], list[Order]] = {}
            for order in _of_nobody(uow, contact, _FOR_A_KEY) if keys else ():
                if {key_of_phone(order.phone), email_key(order.email)} & keys:
                    people.setdefault(_person(order), []).append(order)
            for order in _of_nobody(uow, name, _FOR_A_KEY) if len(name_key(name)) > 1 else ():
                mine = people.setdefault(_person(order), [])
                mine += [] if order in mine else [order]
            return tuple(_row(each) for each in [*people.values()][:limit])

    def of(self, session: SessionView, order_id: OrderId) -> PersonOfOrder:
        """Return who an order is of as far as it says, who that might be, and which orders nobody's
        say the same.

        Raises:
            NotAllowed: Who sells may.
            NotFound: There is no such order.
        """
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            order = uow.orders.order(order_id)
            like = likely(uow, order.name, (order.phone, order.email), _MOST_LIKE)
            return PersonOfOrder(_row([order]), like, _same(uow, order))

    def also(self, session: SessionView, patron_id: PatronId) -> AlsoOnFile:
        """Return where somebody may stand once more, for who is about to erase them.

        Raises:
            NotAllowed: Who sells may.
            NotFound: There is no such person.
        """
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            root = root_of(uow, patron_id)
            mine, names, contacts = records_of(uow, root), set[str](), dict[str, None]()
            for detail in (each for record in mine for each in uow.patrons.details(record)):
                names.add(name_key(detail.name))
                contacts |= dict.fromkeys(
                    [*detail.phones.splitlines(), *detail.emails.splitlines()]
                )
            like = likely(uow, row_of(uow, root).name, contacts, _LOOKED)
            orders = [each for contact in contacts for each in _of_nobody(uow, contact, _LOOKED)]
            keys = {key_of_phone(each) or email_key(each) for each in contacts}
            said = (each for each in orders if _person(each)[0] in names)
            return AlsoOnFile(
                tuple(
                    each
                    for each in like
                    if each.patron_id not in mine and name_key(each.name) in names
                ),
                tuple(dict.fromkeys(e.order_number for e in said if _person(e)[1] in keys)),
            )

    def twins(self, patron_id: PatronId) -> Twins:
        """Return which records are likely the same person's: two windows may have made one order's
        person a patron at once, and one may have erased theirs. Cheap: for each page.

        Raises:
            NotFound: There is no such person.
        """
        with self._storage.read() as uow:
            root = root_of(uow, patron_id)
            if uow.patrons.is_erased("patron", root):
                return Twins()
            mine = records_of(uow, root)
            details = [each for record in mine for each in uow.patrons.details(record)]
            names = {name_key(each.name) for each in details}
            lines = [line for each in details for line in (each.phones, each.emails)]
            keys = {key for each in lines for line in each.splitlines() for key in keys_of(line)}
            at_once = uow.patrons.at_once(mine)
            beside = [each for key in keys for each in uow.patrons.with_key(*key, _LOOKED)]
            roots = {root_of(uow, each) for each in (*at_once, *beside)} - {*mine}
            gone = {each for each in roots if uow.patrons.is_erased("patron", each)}
            rows = rows_of(uow, sorted(roots - gone)).values()
            like = tuple(row for row in rows if name_key(row.name) in names)
            return Twins(like, not gone.isdisjoint(root_of(uow, each) for each in at_once))

    def make(
        self,
        command: CommandId,
        session: SessionView,
        orders: Sequence[OrderId],
        name: str = "",
    ) -> PatronRow:
        """Write down whom the first order tells of, under ``name`` where it says none, and let all
        of the orders be theirs; of an order that has a patron by now, let all be that one's.
        Durable on return.

        Raises:
            NotAllowed: Who sells may.
            NotFound: There is no such order.
            PatronErased: Whoever an order was of was erased.
            TextMissing, TextRefused, CardNumberRefused: Its name.
        """
        require(session, Permission.SELL)

        def find(uow: UnitOfWork) -> str:
            first = uow.orders.order(orders[0])
            word = uow.patrons.link(first.order_id)
            if word is not None and word.patron_id:
                return root_of(uow, word.patron_id)
            details = checked_details(_details(first, name))
            return add_patron(uow, self._ids, self._window, session, details, orders=len(orders))

        return self._link(command, "make_patron", session, orders, ("", name), find)

    def link(
        self,
        command: CommandId,
        session: SessionView,
        orders: Sequence[OrderId],
        patron_id: PatronId,
    ) -> PatronRow:
        """Let orders be those of somebody who is known. Durable on return.

        Raises:
            NotAllowed: Who sells may.
            NotFound: There is no such order, or person.
            PatronErased: They were, or whoever an order was of.
        """
        require(session, Permission.SELL)

        def find(uow: UnitOfWork) -> str:
            root, who, here = require_known(uow, patron_id), session.user_id, self._window.window_id
            keep_look(uow, self._ids, self._window, session, root, ON_ORDER)
            subject = ("order", orders[0])
            entry = audit_entry(
                uow.now(), who, here, "order.linked", subject, patron=root, orders=len(orders)
            )
            uow.audit(entry)
            return root

        return self._link(command, "link_orders", session, orders, (patron_id,), find)

    def _link(
        self,
        command: CommandId,
        kind: str,
        session: SessionView,
        orders: Sequence[OrderId],
        more: tuple[str, ...],
        find: Callable[[UnitOfWork], str],
    ) -> PatronRow:
        """Link the orders to whoever is found."""

        def act() -> str:
            for order_id in orders:
                uow.orders.order(order_id)
                if uow.patrons.is_erased("order", order_id):
                    raise PatronErased()
            root, who, here = find(uow), session.user_id, self._window.window_id
            for order_id in dict.fromkeys(orders):
                link_order(uow, self._ids, order_id, root, here, who)
            uow.publish(PatronsChanged())
            return root

        with self._storage.begin() as uow:
            content = (*orders, *more, session.user_id)
            patron_id = uow.commands.once(command, kind, content, str, act)
            row = row_of(uow, root_of(uow, patron_id))
            uow.commit()
        return row


def _of_nobody(uow: UnitOfWork, text: str, limit: int) -> list[Order]:
    """Return orders that are found, tell of somebody, and are nobody's."""
    found = uow.finding.find(text, kinds=("order",), limit=limit)
    listed = uow.listing.orders([each.subject_id for each in found], ())
    return [each.order for each in listed if not each.patron_id and any(_person(each.order))]


def _same(uow: UnitOfWork, order: Order) -> tuple[OrderId, ...]:
    """Return the other orders, nobody's, of the same name and the same phone or e-mail."""
    whose = _person(order)
    if not all(whose):
        return ()
    found = _of_nobody(uow, order.phone or order.email, _LOOKED)
    others = (each for each in found if each.order_id != order.order_id)
    return tuple(OrderId(each.order_id) for each in others if _person(each) == whose)


def _person(order: Order) -> tuple[str, str]:
    """Return what orders of one person have in common: a name, and how they are reached."""
    reached = key_of_phone(order.phone) or email_key(order.email)
    return (name_key(order.name) if order.name else "", reached)


def _row(orders: Sequence[Order]) -> OrderPerson:
    first = orders[0]
    return OrderPerson(
        orders=tuple(OrderId(each.order_id) for each in orders),
        numbers=tuple(each.order_number for each in orders),
        name=first.name,
        phone_last4=last_four(first.phone),
        email_masked=masked(first.email),
    )


def _details(order: Order, name: str) -> PatronDetails:
    """Return what an order says of a person; what is neither a number nor an address stays with the
    order."""

    def kept(text: str, checked: Callable[[str], str]) -> tuple[str, ...]:
        try:
            return (checked(text),) if text else ()
        except ContactRefused:
            return ()

    phones, emails = kept(order.phone, checked_phone), kept(order.email, checked_email)
    return PatronDetails((order.name or name)[:NAME_LONGEST], phones, emails)
