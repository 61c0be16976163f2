"""Erasing a person: everything that tells who they are goes, and the figures stay.

One fact a thing says that it was erased (``Erased``): the person with every record of theirs, their
orders, certificates and accounts, a household nobody is left in, the card payments of those orders,
and whatever has nothing but their name: card payments that came to nothing, carts put aside, places
held. The facts travel, and every window and the hub empty the same columns of their own copies when
they arrive, and of whatever comes after them (``pos/storage/erasing.py``, which also says what
stays and why). What another window gave an erased person, not knowing, is erased as soon as both
are heard (``notice_given_to_erased``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.allowed import require
from pos.audit import audit_entry
from pos.errors import PatronErased, StillOwed
from pos.events import PatronsChanged
from pos.patrons.households import leave_household
from pos.patrons.identity import records_of, root_of
from pos.patrons.rows import ERASED
from pos.records import Erased
from pos.text import name_key
from pos.views.people import Permission, SessionView

if TYPE_CHECKING:
    from pos.ids import CommandId, Ids, PatronId
    from pos.ports.storage import Storage, UnitOfWork
    from pos.window import Window


class Forgetting:
    """See the module. Thread: ledger. Moves no money and no paper."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def erase(self, command: CommandId, session: SessionView, patron_id: PatronId) -> int:
        """Erase a person; return of how many orders their name went. There is no way back: done on
        return, on disk, here; at other windows as soon as they hear of it.

        Raises:
            NotAllowed: A manager may.
            StillOwed: They have a balance on account, which would be nobody's.
            NotFound: There is no such person.
            PatronErased: That was done.
        """
        require(session, Permission.PATRON_PRIVACY)

        def act() -> int:
            uow.patrons.patron(patron_id)
            return self._erase(uow, session, root_of(uow, patron_id))

        with self._storage.begin() as uow:
            content = (patron_id, session.user_id)
            orders = uow.commands.once(command, "erase_patron", content, int, act)
            uow.commit()
        return orders

    def _erase(self, uow: UnitOfWork, session: SessionView, root: str) -> int:
        records = records_of(uow, root)
        orders = uow.patrons.orders(records)
        if uow.patrons.is_erased(ERASED, root) and not any(
            not uow.patrons.is_erased("order", order_id) for order_id in orders
        ):
            raise PatronErased()
        accounts = uow.patrons.history.values((), records)
        if any(uow.values.balance(value_id) for value_id in accounts):
            raise StillOwed()
        empty = leave_household(uow, self._ids, self._window, session, root)
        things = [(ERASED, each) for each in records]
        things += [("order", order_id) for order_id in orders]
        values = uow.patrons.history.values(orders, records)
        things += [("value", value_id) for value_id in values]
        things += [("household", empty)] if empty else []
        things += uow.patrons.history.paid_by_card(orders)
        things += _with_name(uow, records, orders)
        who, here, at = session.user_id, self._window.window_id, uow.now()
        _keep(uow, things, root, here, who)
        entry = audit_entry(
            at, who, here, "patron.erased", ("patron", root), things=len(things), orders=len(orders)
        )
        uow.audit(entry)
        uow.publish(PatronsChanged())
        return len(orders)


def notice_given_to_erased(uow: UnitOfWork, window: Window) -> None:
    """Erase what belongs by the newest word to somebody who was erased, and was not erased with
    them: another window gave it to them and had not heard. For after others' parcels came in."""
    while found := uow.patrons.history.left_of_erased():
        for kind, subject_id, patron_id, user_id in found:
            things = [(kind, subject_id)]
            if kind == "order":
                things += uow.patrons.history.paid_by_card((subject_id,))
            _keep(uow, things, patron_id, window.window_id, user_id)


def _keep(
    uow: UnitOfWork, things: list[tuple[str, str]], root: str, window_id: str, user_id: str
) -> None:
    """Keep that these were erased, and empty them here."""
    uow.add(
        *(
            Erased(kind, subject_id, root, window_id, user_id, uow.now())
            for kind, subject_id in dict.fromkeys(things)
            if not uow.patrons.is_erased(kind, subject_id)
        )
    )
    uow.patrons.take_out_erased()
    for kind, subject_id in things:
        if kind == ERASED:
            uow.finding.take_out("patron", subject_id)


def _with_name(
    uow: UnitOfWork, records: tuple[str, ...], orders: tuple[str, ...]
) -> list[tuple[str, str]]:
    """Return what has a name of theirs and belongs to nothing by which it could be told whose it
    is: of two people with one name, the other one's as well."""
    names = {detail.name for each in records for detail in uow.patrons.details(each)}
    names |= {uow.orders.order(each).name for each in orders}
    keys = {name_key(name) for name in names if name}
    return [
        (kind, subject_id)
        for kind, subject_id, name, patron_id in uow.patrons.history.with_a_name()
        if patron_id in records or name_key(name) in keys
    ]
