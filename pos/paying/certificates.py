"""Certificates and accounts inside a caller's transaction: issued, given a code, drawn on.

A balance is a sum over postings that name the value; nothing here keeps one. A writing transaction
is alone in the database, so a balance looked up in it holds until it is committed.
"""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from pos.errors import (
    BalanceShort,
    NotForCertificate,
    NotFound,
    NotThisWay,
    PaymentMismatch,
    ValueExpired,
)
from pos.hub.offline_rules import Act, require_allowed
from pos.ids import Ids
from pos.ledger import Account
from pos.lifecycles import PrintState
from pos.money import Money, total
from pos.paying import codes
from pos.ports.storage import UnitOfWork
from pos.records import StoredValue, ValueCode
from pos.views.papers import CertificateView
from pos.views.paying import ValueKind
from pos.views.selling import TenderGiven, TenderKind

PAID_FROM = {
    TenderKind.CERTIFICATE: ValueKind.CERTIFICATE,
    TenderKind.PROMOTIONAL: ValueKind.PROMOTIONAL,
    TenderKind.ON_ACCOUNT: ValueKind.ACCOUNT,
}
"""Tenders that come out of a balance, and the kind it has to be of."""
_MAY_PRINT = frozenset(PrintState) - {PrintState.PRINTED, PrintState.CANCELLED}


@dataclass(frozen=True, slots=True)
class NewValue:
    """A certificate or account that is to be. ``prefix``: of the window, for its number."""

    kind: ValueKind
    face: Money
    holder: str
    window_id: str
    prefix: str
    user_id: str
    phone: str = ""
    order_id: str | None = None
    expires_on: date | None = None

    def until(self, day: date | None) -> NewValue:
        """Return the same, good until ``day``."""
        return replace(self, expires_on=day)


def venue_day(uow: UnitOfWork) -> date:
    """Return the calendar date at the venue: what is written on checks and certificates."""
    return uow.now().astimezone(ZoneInfo(uow.catalogue.company().zone)).date()


def months_after(day: date, months: int) -> date | None:
    """Return the same day so many months later, or the last of a shorter month; None for 0."""
    if not months:
        return None
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def issue(uow: UnitOfWork, ids: Ids, new: NewValue) -> StoredValue:
    """Add the value under the window's next number, certificates with their first code. The caller
    posts what it is worth."""
    letter = "A" if new.kind is ValueKind.ACCOUNT else "G"
    number = uow.orders.next_number(f"value:{new.prefix}-{letter}")
    value = StoredValue(
        value_id=ids.new(),
        kind=new.kind.value,
        serial=f"{new.prefix}-{letter}{number:06d}",
        holder=new.holder,
        phone=new.phone,
        face_minor=new.face.minor,
        currency=new.face.currency,
        issued_at=uow.now(),
        expires_on=new.expires_on,
        order_id=new.order_id,
        window_id=new.window_id,
        user_id=new.user_id,
    )
    uow.add(value)
    if new.kind is not ValueKind.ACCOUNT:
        new_code(uow, ids, value.value_id, new.user_id)
    return value


def new_code(uow: UnitOfWork, ids: Ids, value_id: str, user_id: str) -> None:
    """Give a certificate its next code; the one it had opens nothing any more."""
    seq = len(uow.values.codes(value_id)) + 1
    code = codes.code_of(_secret(uow, ids, codes.CODE_KEY), value_id, seq)
    code_hash = codes.hash_of(_secret(uow, ids, codes.HASH_KEY), code)
    uow.add(ValueCode(value_id, seq, code_hash, code[-4:], uow.now(), user_id))


def _secret(uow: UnitOfWork, ids: Ids, name: str) -> str:
    key = uow.people.secret(name)
    if key is None:
        key = ids.secret()
        uow.people.keep_secret(name, key)
    return key


def certificate_view(uow: UnitOfWork, value_id: str) -> CertificateView:
    """Return the paper of a certificate with its whole code, and what is left on it: all of it
    when it is new.

    Raises:
        NotFound: No print of it is open: a code leaves the database on its way to paper only.
    """
    value = uow.values.value(value_id)
    made, key = uow.values.codes(value_id), uow.people.secret(codes.CODE_KEY)
    job = uow.orders.newest_print_job(value_id)
    open_job = job is not None and PrintState(job[1]) in _MAY_PRINT
    if not made or key is None or not open_job:
        raise NotFound(kind="certificate", key=value_id)
    company = uow.catalogue.company()
    return CertificateView(
        code=codes.shown(codes.code_of(key, value_id, made[-1].seq)),
        serial=value.serial,
        company=company.name,
        address=company.address,
        amount=Money(uow.values.balance(value_id), value.currency),
        holder=value.holder,
        issued_at=value.issued_at.astimezone(ZoneInfo(company.zone)),
        expires_on=value.expires_on,
        promotional=value.kind == ValueKind.PROMOTIONAL.value,
        policy=company.policy,
    )


def check_values(uow: UnitOfWork, tenders: Sequence[TenderGiven]) -> None:
    """Let only as much be drawn from certificates and accounts as there is, all tenders together.

    Raises:
        NotFound: There is no such value.
        PaymentMismatch: It is of another kind than the tender says.
        ValueExpired: Its day is over.
        NotThisWay: ``certificate_unpaid``, see ``is_unpaid``.
        BalanceShort: ``balance`` is what is left.
        NotOffline: The hub is away, and another window may draw on it.
    """
    wanted: dict[str, Money] = {}
    for tender in tenders:
        kind = PAID_FROM.get(tender.kind)
        if kind is None:
            continue
        act = Act.ACCOUNT if kind is ValueKind.ACCOUNT else Act.CERTIFICATE
        require_allowed(uow, act, tender.value_id)
        value = uow.values.value(tender.value_id)
        if value.kind != kind.value:
            raise PaymentMismatch(what="value")
        if value.expires_on is not None and venue_day(uow) > value.expires_on:
            raise ValueExpired(day=value.expires_on.isoformat())
        if is_unpaid(uow, value):
            raise NotThisWay(what="certificate_unpaid")
        before = wanted.get(value.value_id, Money.zero(value.currency))
        wanted[value.value_id] = before + tender.amount
    for value_id, amount in wanted.items():
        balance = Money(uow.values.balance(value_id), amount.currency)
        if amount > balance:
            raise BalanceShort(balance=balance)


def is_unpaid(uow: UnitOfWork, value: StoredValue) -> bool:
    """Return whether the order that a certificate was bought with owes money (again): its check
    came back, or its card never was charged. Until that is paid, nothing is drawn from it."""
    if value.order_id is None:
        return False
    owed = (Account.RECEIVABLE.value, Account.NSF.value)
    return uow.orders.balance(owed, value.order_id) > 0


def check_bought(
    uow: UnitOfWork, bought: Money, due: Money, tenders: Sequence[TenderGiven]
) -> None:
    """Let no certificate be bought with what is no money yet: a balance, or a card sale that the
    terminal only stored. ``bought``: what certificates of ``due`` come to.

    Raises:
        NotForCertificate: ``what`` is the form of payment.
    """
    if not bought:
        return
    no_money = [t for t in tenders if t.kind in PAID_FROM or _is_stored(uow, t)]
    if total((t.amount for t in no_money), due.currency) > due - bought:
        what = no_money[0].kind.value
        raise NotForCertificate(what="offline_card" if what == TenderKind.CARD.value else what)


def _is_stored(uow: UnitOfWork, tender: TenderGiven) -> bool:
    return tender.kind is TenderKind.CARD and any(
        answer.offline for answer in uow.payments.answers(tender.payment_id)
    )
