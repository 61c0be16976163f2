"""What somebody bought, came to, got back and has left; all that is known of them, for them; and
who looked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos.allowed import require
from pos.audit import audit_entry
from pos.ids import OrderId
from pos.money import Money
from pos.names import name_of
from pos.patrons.identity import records_of, root_of
from pos.patrons.patrons import keep_look
from pos.patrons.rows import household_id_of, view_of
from pos.views.patrons import (
    BalanceRow,
    BoughtRow,
    HistoryView,
    KnownView,
    LookRow,
    YearRow,
)
from pos.views.people import Permission, SessionView

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pos.ids import Ids, PatronId
    from pos.ports.storage import Storage, UnitOfWork
    from pos.records import PatronLook
    from pos.window import Window

MOST_LOOKS = 500


class Histories:
    """See the module. Thread: ledger. Moves no money and no paper."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def of(
        self, session: SessionView, patron_id: PatronId, *, household: bool = False
    ) -> HistoryView:
        """Return somebody's history; with ``household`` that of everybody in theirs.

        Raises:
            NotAllowed: Who sells may.
        """
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            people = records_of(uow, patron_id)
            household_id = household_id_of(uow, patron_id) if household else ""
            if household_id:
                roots = {root_of(uow, each) for each in uow.patrons.members(household_id)}
                people = tuple(each for root in sorted(roots) for each in records_of(uow, root))
            return history_of(uow, people)

    def known(self, session: SessionView, patron_id: PatronId) -> KnownView:
        """Return all that is known of a person, to be handed to them; that it was taken out is
        written down and audited first.

        Raises:
            NotAllowed: A manager may.
            NotFound: There is no such person.
        """
        require(session, Permission.PATRON_PRIVACY)
        with self._storage.begin() as uow:
            view = view_of(uow, patron_id)
            keep_look(uow, self._ids, self._window, session, view.patron_id, "export")
            subject = ("patron", view.patron_id)
            who, here = session.user_id, self._window.window_id
            uow.audit(audit_entry(uow.now(), who, here, "patron.exported", subject))
            people = records_of(uow, patron_id)
            looks = _rows(uow, uow.patrons.looks(people, MOST_LOOKS))
            known = KnownView(view, history_of(uow, people), looks)
            uow.commit()
        return known

    def looks(self, session: SessionView, patron_id: PatronId) -> tuple[LookRow, ...]:
        """Return who saw a person's data, newest first.

        Raises:
            NotAllowed: Who sees the access review may.
        """
        require(session, Permission.SEE_ACCESS)
        with self._storage.read() as uow:
            return _rows(uow, uow.patrons.looks(records_of(uow, patron_id), MOST_LOOKS))

    def for_review(self, limit: int = 50_000) -> tuple[LookRow, ...]:
        """Return who saw anybody's data, newest first: for the access review, which whoever has the
        machine may write."""
        with self._storage.read() as uow:
            return _rows(uow, uow.patrons.looks((), limit))


def history_of(uow: UnitOfWork, people: tuple[str, ...]) -> HistoryView:
    """Return what these records bought, together."""
    orders = uow.patrons.orders(people)
    history = uow.patrons.history
    return HistoryView(
        tuple(
            BoughtRow(
                OrderId(each.order_id),
                each.order_number,
                each.placed_at,
                each.channel,
                each.state,
                each.tickets,
                each.attended,
                Money(each.total_minor, each.currency),
                Money(each.given_back_minor, each.currency),
            )
            for each in history.bought(orders)
        ),
        tuple(
            YearRow(
                each.year,
                Money(each.paid_minor, each.currency),
                Money(each.given_back_minor, each.currency),
                Money(each.donated_minor, each.currency),
            )
            for each in history.years(orders)
        ),
        tuple(_balance(uow, value_id) for value_id in history.values(orders, people)),
    )


def _balance(uow: UnitOfWork, value_id: str) -> BalanceRow:
    value = uow.values.value(value_id)
    balance = Money(uow.values.balance(value_id), value.currency)
    return BalanceRow(value_id, value.kind, value.serial, balance)


def _rows(uow: UnitOfWork, looks: Iterable[PatronLook]) -> tuple[LookRow, ...]:
    return tuple(
        LookRow(
            name_of(uow, look.user_id),
            look.at,
            look.screen,
            uow.books.window_name(look.window_id),
            uow.patrons.patron(look.patron_id).number,
        )
        for look in looks
    )
