"""A patron's account: whose it is, and its statement: every movement between two balances."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from pos.allowed import require
from pos.audit import audit_entry
from pos.errors import NotFound, PatronErased
from pos.ids import CommandId, Ids, PatronId
from pos.money import Money
from pos.patrons.identity import root_of
from pos.paying.certificates import NewValue, issue
from pos.ports.storage import Storage, UnitOfWork
from pos.records import AccountPatron, StoredValue
from pos.views.accounts import AccountLine, AccountStatement
from pos.views.paying import ValueKind
from pos.views.people import Permission, SessionView
from pos.window import Window


class Accounts:
    """Thread: ledger. Moves no money."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def statement(
        self, session: SessionView, value_id: str, since: date | None = None
    ) -> AccountStatement:
        """Return every movement of an account since a day at the venue (None: since it was opened),
        with the balance before and after each.

        Raises:
            NotAllowed: Who sells may.
            NotFound: There is no such account.
        """
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            return _statement(uow, _account(uow, value_id), since)

    def open_for(
        self, command: CommandId, session: SessionView, patron_id: PatronId
    ) -> AccountStatement:
        """Open an account for a person, with nothing on it; it is theirs. Durable on return.

        Raises:
            NotAllowed: Who sells may.
            NotFound: There is no such person.
        """
        require(session, Permission.SELL)

        def act() -> str:
            name = uow.patrons.detail(patron_id).name
            nothing = Money.zero(uow.catalogue.company().currency)
            here = self._window
            value = issue(
                uow,
                self._ids,
                NewValue(
                    ValueKind.ACCOUNT, nothing, name, here.window_id, here.prefix, session.user_id
                ),
            )
            self._told(uow, session, "value.account_opened", value)
            self._link(uow, session, value, patron_id)
            return value.value_id

        with self._storage.begin() as uow:
            content = (session.user_id, patron_id)
            value_id = uow.commands.once(command, "open_account_for", content, str, act)
            uow.commit()
            return _statement(uow, _account(uow, value_id), None)

    def link(
        self, command: CommandId, session: SessionView, value_id: str, patron_id: PatronId
    ) -> None:
        """Say whose an account is; the newest word counts. Durable on return.

        Raises:
            NotAllowed: Who sells may.
            NotFound: There is no such account or person.
            PatronErased: There was one.
        """
        require(session, Permission.SELL)

        def act() -> str:
            value = _account(uow, value_id)
            uow.patrons.patron(patron_id)
            if uow.patrons.is_erased("patron", root_of(uow, patron_id)):
                raise PatronErased()
            self._link(uow, session, value, patron_id)
            return value_id

        with self._storage.begin() as uow:
            content = (session.user_id, value_id, patron_id)
            uow.commands.once(command, "link_account", content, str, act)
            uow.commit()

    def _link(
        self, uow: UnitOfWork, session: SessionView, value: StoredValue, patron_id: str
    ) -> None:
        at = uow.now()
        uow.add(AccountPatron(self._ids.new(), value.value_id, patron_id, at, session.user_id))
        self._told(uow, session, "value.linked", value)

    def _told(self, uow: UnitOfWork, session: SessionView, event: str, value: StoredValue) -> None:
        who, here, about = session.user_id, self._window.window_id, ("value", value.value_id)
        entry = audit_entry(uow.now(), who, here, event, about, "ok", serial=value.serial)
        uow.audit(entry)


def _account(uow: UnitOfWork, value_id: str) -> StoredValue:
    value = uow.values.value(value_id)
    if value.kind != ValueKind.ACCOUNT.value:
        raise NotFound(kind="account", key=value_id)
    return value


def _statement(uow: UnitOfWork, value: StoredValue, since: date | None) -> AccountStatement:
    company = uow.catalogue.company()
    zone = ZoneInfo(company.zone)
    opening = balance = Money.zero(value.currency)
    lines = []
    for at, kind, minor, order_id, _ in uow.values.movements(value.value_id):
        here, change = at.astimezone(zone), Money(minor, value.currency)
        balance += change
        if since is not None and here.date() < since:
            opening = balance
            continue
        order = uow.orders.order(order_id).order_number if order_id else ""
        lines.append(AccountLine(here, kind, change, balance, order))
    return AccountStatement(
        company=company.name,
        address=company.address,
        holder=value.holder,
        serial=value.serial,
        since=since,
        as_of=uow.now().astimezone(zone),
        opening=opening,
        lines=tuple(lines),
        closing=balance,
    )
