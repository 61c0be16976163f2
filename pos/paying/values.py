"""Gift certificates and patron accounts: looked up, given away, paid out, replaced.

They are sold by ``Selling`` as lines of a cart, and drawn on by tenders. Every balance is a sum
over postings; a certificate's code is in no answer, audit entry or table.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pos.allowed import require
from pos.audit import audit_entry
from pos.cash.drawer import add_opening
from pos.cash.till import day_to_open, require_open_till
from pos.errors import AmountInvalid, CodeLocked, CodeUnknown, NotFound, NotThisWay
from pos.events import DrawerToOpen
from pos.hub.offline_rules import Act, require_allowed
from pos.ids import CommandId, Ids
from pos.ledger import Account, Entry
from pos.money import LARGEST_MINOR, Money
from pos.names import name_of
from pos.paying import codes
from pos.paying.answerable import answerable
from pos.paying.certificates import (
    NewValue,
    certificate_view,
    is_unpaid,
    issue,
    months_after,
    new_code,
    venue_day,
)
from pos.ports.storage import Storage, UnitOfWork
from pos.records import Batch, StoredValue, ValueTry
from pos.selling.small_papers import queue_small_paper
from pos.text import checked_text, folded
from pos.views.papers import CertificateView
from pos.views.paying import CashOutView, ValueKind, ValueLine, ValueView
from pos.views.paying_rules import PayingRules
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window

TRIES_WITHIN = timedelta(minutes=10)
HOLDER_LONGEST = 80
PHONE_LONGEST = 40
REASON_LONGEST = 200


class Values:
    """Everything that has a balance of its own. Thread: ledger."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    # ---- found and read ----

    def look_up(self, session: SessionView, code: str) -> ValueView:
        """Return the certificate with this code, typed or scanned: blanks, dashes and case do not
        count. The try is on disk when this returns or raises, so that a restart forgets none.

        Raises:
            NotAllowed: Who sells may.
            CodeUnknown: There is none, or another code took this one's place; ``left`` tries.
            CodeLocked: Too many in ten minutes at this window since one was found; ``until``.
        """
        require(session, Permission.SELL)
        with self._storage.begin() as uow:
            found = self._try(uow, session, code)
            tries = uow.values.unknown_tries(self._window.window_id, uow.now() - TRIES_WITHIN)
            left = max(uow.catalogue.company().paying.code_tries - len(tries), 0)
            uow.commit()
        if found is None:
            raise CodeUnknown(left=left)
        return found

    def _try(self, uow: UnitOfWork, session: SessionView, code: str) -> ValueView | None:
        rules, window_id = uow.catalogue.company().paying, self._window.window_id
        tries = uow.values.unknown_tries(window_id, uow.now() - TRIES_WITHIN)
        if len(tries) >= rules.code_tries:
            raise CodeLocked(until=self._local(uow, tries[-rules.code_tries] + TRIES_WITHIN))
        read, key = codes.read_code(code), uow.people.secret(codes.HASH_KEY)
        found = uow.values.by_code_hash(codes.hash_of(key, read)) if read and key else None
        value = found[0] if found and found[1] else None
        if value is not None:
            require_allowed(uow, Act.LOOK, value.value_id)
        self._append_try(uow, session, value)
        return self._view(uow, value) if value else None

    def _append_try(self, uow: UnitOfWork, session: SessionView, value: StoredValue | None) -> None:
        attempt = ValueTry(
            self._ids.new(),
            self._window.window_id,
            value is not None,
            uow.now(),
            session.user_id,
        )
        uow.add(attempt)
        if value is None:
            subject = ("value_try", attempt.try_id)
            self._audit(uow, session.user_id, "value.code_unknown", subject, "refused")

    def view(self, value_id: str) -> ValueView:
        """Return one certificate or account. Raises NotFound."""
        with self._storage.read() as uow:
            return self._view(uow, uow.values.value(value_id))

    def by_serial(self, session: SessionView, serial: str) -> ValueView:
        """Return the certificate or account with this number, for one whose code was lost.

        Raises:
            NotAllowed: Numbers can be guessed, so only who may print a lost one again.
            NotFound: There is none.
        """
        require(session, Permission.REPRINT)
        with self._storage.read() as uow:
            value = uow.values.by_serial(serial.strip().upper())
            if value is None:
                raise NotFound(kind="value", key="")
            require_allowed(uow, Act.LOOK, value.value_id)
            return self._view(uow, value)

    def accounts(self, text: str, limit: int = 50) -> tuple[ValueView, ...]:
        """Return patron accounts whose name, phone or number holds every word, newest first."""
        with self._storage.read() as uow:
            found = uow.values.accounts(folded(text).split(), limit)
            return tuple(self._view(uow, value) for value in found)

    def movements(self, value_id: str) -> tuple[ValueLine, ...]:
        """Return every change of a balance, oldest first; ``what`` is a batch kind."""
        with self._storage.read() as uow:
            currency = uow.values.value(value_id).currency
            return tuple(
                ValueLine(
                    at=self._local(uow, at),
                    what=kind,
                    amount=Money(minor, currency),
                    order_number=uow.orders.order(order_id).order_number if order_id else "",
                    who=name_of(uow, user_id),
                )
                for at, kind, minor, order_id, user_id in uow.values.movements(value_id)
            )

    def paper(self, value_id: str) -> CertificateView:
        """Return a certificate as it is printed, with its code, while a print of it is open.

        Raises:
            NotFound: None is.
        """
        with self._storage.read() as uow:
            return certificate_view(uow, value_id)

    # ---- given ----

    def open_account(
        self, command: CommandId, session: SessionView, name: str, phone: str = ""
    ) -> ValueView:
        """Open a patron's account, with nothing on it. Durable on return. Moves no money.

        Raises:
            NotAllowed: Who sells may.
            TextRefused, CardNumberRefused: The name, which must be given, and the phone.
        """
        require(session, Permission.SELL)
        name = checked_text("name", name, longest=HOLDER_LONGEST, required=True)
        phone = checked_text("phone", phone, longest=PHONE_LONGEST)

        def act() -> ValueView:
            nothing = Money.zero(uow.catalogue.company().currency)
            new = self._new(session, ValueKind.ACCOUNT, nothing, name, phone=phone)
            value = issue(uow, self._ids, new)
            self._told(uow, session, "value.account_opened", value)
            return self._view(uow, value)

        with self._storage.begin() as uow:
            content = (session.user_id, name, phone)
            view = uow.commands.once(command, "open_account", content, ValueView, act)
            uow.commit()
        return view

    def issue_promotional(
        self,
        command: CommandId,
        session: SessionView,
        amount: Money,
        holder: str,
        reason: str,
        approval: Approval | None = None,
    ) -> ValueView:
        """Give a certificate away and queue its paper. It may expire and is never paid out. Durable
        on return, before paper moves.

        Raises:
            ApprovalNeeded, SamePerson: The person may not, and nobody approved this command.
            AmountInvalid: Not more than nothing.
            TextRefused, CardNumberRefused: The texts; the reason must be given.
        """
        _require_amount(amount)
        holder = checked_text("certificate_for", holder, longest=HOLDER_LONGEST)
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)

        def act() -> ValueView:
            who = answerable(uow, command, session, Permission.ISSUE_PROMOTIONAL, approval)
            months = uow.catalogue.company().paying.promotional_months
            new = self._new(session, ValueKind.PROMOTIONAL, amount, holder)
            until = months_after(venue_day(uow), months)
            value = issue(uow, self._ids, new.until(until))
            self._give(uow, session, "promotional", Account.CERTIFICATES, value, amount)
            about = ("certificate", value.value_id, "")
            queue_small_paper(uow, self._ids, *about, session.user_id)
            self._told(uow, session, "value.given_away", value, amount, reason, who)
            return self._view(uow, value)

        with self._storage.begin() as uow:
            content = (session.user_id, amount, holder, reason)
            view = uow.commands.once(command, "issue_promotional", content, ValueView, act)
            uow.commit()
        return view

    def credit_account(
        self,
        command: CommandId,
        session: SessionView,
        value_id: str,
        amount: Money,
        reason: str,
        approval: Approval | None = None,
    ) -> ValueView:
        """Put goodwill on a patron's account: nothing was paid for it, so it comes out of 4090.
        Money given back comes there by ``GivingBack``. Durable on return.

        Raises:
            ApprovalNeeded, SamePerson: The person may not, and nobody approved this command.
            AmountInvalid: Not more than nothing.
            NotFound: There is no such account.
            TextRefused, CardNumberRefused: The reason, which must be given.
        """
        _require_amount(amount)
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)

        def act() -> ValueView:
            require_allowed(uow, Act.ACCOUNT, value_id)
            who = answerable(uow, command, session, Permission.ISSUE_PROMOTIONAL, approval)
            value = uow.values.value(value_id)
            if value.kind != ValueKind.ACCOUNT.value:
                raise NotFound(kind="account", key=value_id)
            self._give(uow, session, "account_credit", Account.PATRON_CREDIT, value, amount)
            self._told(uow, session, "value.credited", value, amount, reason, who)
            return self._view(uow, value)

        with self._storage.begin() as uow:
            content = (session.user_id, value_id, amount, reason)
            view = uow.commands.once(command, "credit_account", content, ValueView, act)
            uow.commit()
        return view

    # ---- paid out and replaced ----

    def cash_out(self, command: CommandId, session: SessionView, value_id: str) -> CashOutView:
        """Pay the rest of a sold certificate out in cash, to the cent, where the venue's rules let
        it: nothing is rounded that the law says is the patron's. Durable on return, before the
        drawer opens.

        Raises:
            NotAllowed, TillNotOpen, TillNotYours: As for a sale.
            NotThisWay: The rules do not (``no_cash_out``), the till has too little, or the
                certificate itself is not paid (``certificate_unpaid``).
        """
        require(session, Permission.SELL)
        with self._storage.begin() as uow:
            content = (session.user_id, value_id)
            paid = uow.commands.once(
                command,
                "cash_out",
                content,
                CashOutView,
                lambda: self._cash_out(uow, session, value_id),
            )
            uow.commit()
        return paid

    def _cash_out(self, uow: UnitOfWork, session: SessionView, value_id: str) -> CashOutView:
        require_allowed(uow, Act.PAY_OUT, value_id)
        till = require_open_till(uow, session, self._window)
        value = uow.values.value(value_id)
        view = self._view(uow, value)
        if view.unpaid:
            raise NotThisWay(what="certificate_unpaid")
        amount = view.cash_out
        if amount is None:
            raise NotThisWay(what="no_cash_out")
        if uow.tills.balance(Account.CASH.value, till.till_id) < amount.minor:
            raise NotThisWay(what="no_cash_in_till")
        entry = self._entry(uow, session, "cash_out", value.currency, till.till_id)
        entry.debit(Account.CERTIFICATES, amount, value_id=value_id)
        entry.credit(Account.CASH, amount, till_id=till.till_id)
        uow.post(entry)
        opening = add_opening(
            uow, self._ids, till.till_id, "cash_out", "", value_id, session.user_id
        )
        self._told(uow, session, "value.cashed_out", value, amount)
        uow.publish(DrawerToOpen(opening))
        return CashOutView(self._view(uow, value), amount, opening)

    def reissue(
        self,
        command: CommandId,
        session: SessionView,
        value_id: str,
        reason: str,
        approval: Approval | None = None,
    ) -> ValueView:
        """Give a lost certificate a new code and queue its paper; the old code opens nothing from
        now on, whoever has it. Durable on return, before paper moves.

        Raises:
            ApprovalNeeded, SamePerson: The person may not print lost things again, and nobody
                approved this command.
            NotFound: There is no such certificate.
            TextRefused, CardNumberRefused: The reason, which must be given.
        """
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)

        def act() -> ValueView:
            require_allowed(uow, Act.CERTIFICATE, value_id)
            who = answerable(uow, command, session, Permission.REPRINT, approval)
            value = uow.values.value(value_id)
            if value.kind == ValueKind.ACCOUNT.value:
                raise NotFound(kind="certificate", key=value_id)
            new_code(uow, self._ids, value_id, session.user_id)
            about = ("certificate", value_id, value.order_id or "")
            queue_small_paper(uow, self._ids, *about, session.user_id)
            self._told(uow, session, "value.reissued", value, reason=reason, approved_by=who)
            return self._view(uow, value)

        with self._storage.begin() as uow:
            content = (session.user_id, value_id, reason)
            view = uow.commands.once(command, "reissue_value", content, ValueView, act)
            uow.commit()
        return view

    # ---- inside ----

    def _new(
        self, session: SessionView, kind: ValueKind, face: Money, holder: str, phone: str = ""
    ) -> NewValue:
        window = self._window
        return NewValue(
            kind, face, holder, window.window_id, window.prefix, session.user_id, phone=phone
        )

    def _give(
        self,
        uow: UnitOfWork,
        session: SessionView,
        kind: str,
        account: Account,
        value: StoredValue,
        amount: Money,
    ) -> None:
        entry = self._entry(uow, session, kind, value.currency)
        entry.debit(Account.PROMOTIONAL, amount)
        entry.credit(account, amount, value_id=value.value_id)
        uow.post(entry)

    def _entry(
        self,
        uow: UnitOfWork,
        session: SessionView,
        kind: str,
        currency: str,
        till_id: str | None = None,
    ) -> Entry:
        day = uow.tills.till(till_id).business_date if till_id else day_to_open(uow, self._window)
        batch = Batch(
            batch_id=self._ids.new(),
            kind=kind,
            business_date=day,
            at=uow.now(),
            user_id=session.user_id,
            window_id=self._window.window_id,
            till_id=till_id,
        )
        return Entry(batch, currency)

    def _view(self, uow: UnitOfWork, value: StoredValue) -> ValueView:
        made = uow.values.codes(value.value_id)
        balance = Money(uow.values.balance(value.value_id), value.currency)
        used = any(change < 0 for _, _, change, _, _ in uow.values.movements(value.value_id))
        unpaid = is_unpaid(uow, value)
        rules = uow.catalogue.company().paying
        may = not unpaid and may_cash_out(value, balance, rules, used=used)
        return ValueView(
            value_id=value.value_id,
            kind=ValueKind(value.kind),
            serial=value.serial,
            shown=made[-1].last_four if made else value.serial,
            holder=value.holder,
            face=Money(value.face_minor, value.currency),
            balance=balance,
            issued_at=self._local(uow, value.issued_at),
            expires_on=value.expires_on,
            used=used,
            cash_out=balance if may else None,
            unpaid=unpaid,
        )

    def _local(self, uow: UnitOfWork, moment: datetime) -> datetime:
        return moment.astimezone(ZoneInfo(uow.catalogue.company().zone))

    def _told(
        self,
        uow: UnitOfWork,
        session: SessionView,
        event: str,
        value: StoredValue,
        amount: Money | None = None,
        reason: str = "",
        approved_by: str = "",
    ) -> None:
        subject = ("value", value.value_id)
        self._audit(
            uow,
            session.user_id,
            event,
            subject,
            serial=value.serial,
            amount_minor=amount.minor if amount else 0,
            reason=reason,
            approved_by=approved_by,
        )

    def _audit(
        self,
        uow: UnitOfWork,
        user_id: str,
        event: str,
        subject: tuple[str, str],
        outcome: str = "ok",
        **details: object,
    ) -> None:
        window_id = self._window.window_id
        uow.audit(audit_entry(uow.now(), user_id, window_id, event, subject, outcome, **details))


def may_cash_out(value: StoredValue, balance: Money, rules: PayingRules, *, used: bool) -> bool:
    """Return whether the rest of it may be paid out in cash: of a sold certificate, below the
    venue's limit, and used before where the rules want that."""
    return (
        value.kind == ValueKind.CERTIFICATE.value
        and 0 < balance.minor < rules.cash_out_below_minor
        and (used or not rules.cash_out_after_use)
    )


def _require_amount(amount: Money) -> None:
    if not 0 < amount.minor <= LARGEST_MINOR:
        raise AmountInvalid(text=str(amount.minor))
