"""Deposits: cash and checks of locked tills, prepared, sealed, collected, confirmed by the bank.

A deposit's cash is what its tills left in the safe beyond their floats; it is nobody's guess, and
counting it into the bag has to come to that. It is never below zero: what tills are short of is
paid by the safe, and their checks go all the same. Money is on its way from the seal on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from pos.allowed import require
from pos.audit import SYSTEM, audit_entry
from pos.cash.sheets import check_sheet
from pos.cash.till import day_to_open
from pos.closing.deposit_parts import (
    bank_days,
    checks_of,
    deposit_view,
    depositable,
    late_checks,
    proof_of,
    proposed_of,
    till_parts,
)
from pos.closing.exceptions import open_exception
from pos.closing.float_kept import beside_proof, changed, changes_here
from pos.codec import to_json
from pos.errors import AmountInvalid, BagUsed, CurrencyMismatch, DepositRefused, SamePerson
from pos.events import CashMoved
from pos.ids import CommandId, Ids, TillId
from pos.ledger import Account, Entry
from pos.lifecycles import DEPOSIT, DepositTrigger
from pos.money import LARGEST_MINOR, Money, total
from pos.people.approving import approver_of
from pos.ports.storage import Storage, UnitOfWork
from pos.records import Batch, Deposit, DepositItem, DepositStep
from pos.text import checked_text
from pos.views.cash import CountSheet
from pos.views.closing import ExceptionKind
from pos.views.deposits import DepositPlan, DepositView
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window

NUMBER_LONGEST = 40
REASON_LONGEST = 200


class Deposits:
    """Makes deposits and follows them to the bank. Thread: ledger. Needs DEPOSIT throughout."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def plan(self, session: SessionView, till_ids: Sequence[TillId] | None = None) -> DepositPlan:
        """Return what these locked tills, or all that no deposit has, would take to the bank.

        Raises:
            NotAllowed: The role may not make deposits.
            DepositRefused: A till is not locked or in a deposit already (``till_not_ready``).
        """
        require(session, Permission.DEPOSIT)
        with self._storage.read() as uow:
            return self._plan(uow, till_ids)

    def every(self, session: SessionView) -> tuple[DepositView, ...]:
        """Return all deposits of this window, newest first.

        Raises:
            NotAllowed: The role may not make deposits.
        """
        require(session, Permission.DEPOSIT)
        with self._storage.read() as uow:
            return tuple(
                deposit_view(uow, found, state)
                for found, state in uow.deposits.every(self._window.window_id)
            )

    def prepare(
        self,
        command: CommandId,
        session: SessionView,
        till_ids: Sequence[TillId],
        sheet: CountSheet,
    ) -> DepositView:
        """Put the cash and checks of locked tills together. No money moves; durable on return.

        ``sheet``: the cash by denomination; it has to come to what the tills left in the safe.

        Raises:
            NotAllowed: The role may not make deposits.
            DepositRefused: No till (``nothing_to_deposit``), or one that is not ready
                (``till_not_ready``).
            AmountInvalid, CurrencyMismatch: The sheet; it comes to another sum.
        """

        def act(uow: UnitOfWork) -> str:
            plan = self._plan(uow, till_ids)
            check_sheet(sheet, plan.cash.currency)
            if sheet.total != plan.cash:
                raise AmountInvalid(text=str(sheet.total))
            return self._prepare(uow, session, plan, sheet)

        content = (session.user_id, tuple(till_ids), sheet)
        return self._do(command, session, "prepare_deposit", content, act)

    def seal(
        self,
        command: CommandId,
        session: SessionView,
        deposit_id: str,
        bag: str,
        strip: str,
        approval: Approval,
    ) -> DepositView:
        """Close the bag with a second person looking on; from here on the money is on its way.

        ``bag``: its number, used once ever; ``strip``: what is torn off it. Durable on return.

        Raises:
            NotAllowed: The role may not make deposits.
            ApprovalNeeded, SamePerson: The second person, who may make deposits too.
            BagUsed: A bag of this number was used before.
            IllegalTransition, NotFound: It is not prepared, or there is no such deposit.
            TextRefused, CardNumberRefused: The numbers; the bag's must be given.
        """
        bag = checked_text("bag", bag, longest=NUMBER_LONGEST, required=True)
        bag = " ".join(bag.upper().split())  # as a drop's: two spellings of one bag are one bag
        strip = checked_text("strip", strip, longest=NUMBER_LONGEST)

        def act(uow: UnitOfWork) -> str:
            approver_of(uow, session, approval, command, (Permission.DEPOSIT,))
            found = uow.deposits.one(deposit_id)
            uow.states.advance(DEPOSIT, deposit_id, DepositTrigger.SEAL, session.user_id)
            if uow.deposits.bag_used(bag) or uow.movements.bag_used(bag):
                raise BagUsed(bag=bag)
            self._still_there(uow, found)
            step = self._step(uow, session, deposit_id, "sealed", approval.approver)
            self._add(uow, replace(step, bag=bag, strip=strip))
            self._post(uow, session, found, "deposit_sealed", Account.IN_TRANSIT, sign=1)
            return deposit_id

        content = (session.user_id, deposit_id, bag, strip, approval)
        return self._do(command, session, "seal_deposit", content, act)

    def collect(
        self, command: CommandId, session: SessionView, deposit_id: str, courier: str
    ) -> DepositView:
        """Note who carried the bag away. Durable on return.

        Raises:
            NotAllowed: The role may not make deposits.
            IllegalTransition, NotFound: It is not sealed, or there is no such deposit.
            TextRefused, CardNumberRefused: The courier, who must be named.
        """
        courier = checked_text("courier", courier, longest=NUMBER_LONGEST, required=True)

        def act(uow: UnitOfWork) -> str:
            uow.states.advance(DEPOSIT, deposit_id, DepositTrigger.COLLECT, session.user_id)
            step = self._step(uow, session, deposit_id, "collected", "")
            self._add(uow, replace(step, courier=courier))
            return deposit_id

        content = (session.user_id, deposit_id, courier)
        return self._do(command, session, "collect_deposit", content, act)

    def confirm(
        self,
        command: CommandId,
        session: SessionView,
        deposit_id: str,
        bank: Money,
        bank_date: date,
        reason: str = "",
    ) -> DepositView:
        """Put on disk what the bank got. A difference goes to over/short and opens an exception.

        ``bank``: nothing at all is a sum too. ``bank_date``: when the bank booked it, from the
        business day on which the bag was sealed to today. Durable on return.

        Raises:
            NotAllowed: The role may not make deposits.
            SamePerson: Whoever prepared it does not confirm it.
            AmountInvalid, CurrencyMismatch: The bank's sum.
            DepositRefused: The date lies before the seal, or ahead (``bank_date``).
            IllegalTransition, NotFound: It is not on its way, or there is no such deposit.
        """
        reason = checked_text("reason", reason, longest=REASON_LONGEST)

        def act(uow: UnitOfWork) -> str:
            found = uow.deposits.one(deposit_id)
            if found.user_id == session.user_id:
                raise SamePerson()
            sent = Money(found.cash_minor + found.checks_minor, found.currency)
            if bank.currency != found.currency:
                raise CurrencyMismatch(expected=found.currency, actual=bank.currency)
            off = bank - sent
            if not 0 <= bank.minor <= LARGEST_MINOR:
                raise AmountInvalid(text=str(bank))
            uow.states.advance(DEPOSIT, deposit_id, DepositTrigger.CONFIRM, session.user_id)
            if bank_date not in bank_days(uow, uow.deposits.steps(deposit_id)["sealed"]):
                raise DepositRefused(what="bank_date")
            step = self._step(uow, session, deposit_id, "confirmed", "")
            said = replace(step, bank_minor=bank.minor, bank_date=bank_date, reason=reason)
            self._add(uow, said)
            entry = self._entry(uow, session, "deposit_confirmed", found.currency)
            entry.debit(Account.BANK, bank)
            entry.debit(Account.OVER_SHORT, -off)
            entry.credit(Account.IN_TRANSIT, sent)
            if sent or bank:
                uow.post(entry)
            if off:
                self._except(uow, session, found, ExceptionKind.DEPOSIT_DIFFERENCE, off)
            return deposit_id

        content = (session.user_id, deposit_id, bank, bank_date, reason)
        return self._do(command, session, "confirm_deposit", content, act)

    def undo(
        self, command: CommandId, session: SessionView, deposit_id: str, reason: str
    ) -> DepositView:
        """Take a deposit apart before it was collected; its tills and checks are free again.

        Durable on return.

        Raises:
            NotAllowed: The role may not make deposits.
            IllegalTransition, NotFound: It is on its way, or there is no such deposit.
            TextRefused, CardNumberRefused: The reason, which must be given.
        """
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)

        def act(uow: UnitOfWork) -> str:
            found = uow.deposits.one(deposit_id)
            sealed = "sealed" in uow.deposits.steps(deposit_id)
            user_id = session.user_id
            uow.states.advance(DEPOSIT, deposit_id, DepositTrigger.UNDO, user_id, reason)
            step = self._step(uow, session, deposit_id, "undone", "")
            self._add(uow, replace(step, reason=reason))
            if sealed:
                self._post(uow, session, found, "deposit_undone", Account.IN_TRANSIT, sign=-1)
            return deposit_id

        content = (session.user_id, deposit_id, reason)
        return self._do(command, session, "undo_deposit", content, act)

    # ---- inside ----

    def _do(
        self,
        command: CommandId,
        session: SessionView,
        kind: str,
        content: object,
        act: Callable[[UnitOfWork], str],
    ) -> DepositView:
        require(session, Permission.DEPOSIT)
        with self._storage.begin() as uow:
            deposit_id = uow.commands.once(command, kind, content, str, lambda: act(uow))
            found = uow.deposits.one(deposit_id)
            view = deposit_view(uow, found, uow.states.of(DEPOSIT, deposit_id).value)
            uow.publish(CashMoved())
            uow.commit()
        return view

    def _plan(self, uow: UnitOfWork, till_ids: Sequence[TillId] | None) -> DepositPlan:
        ready = depositable(uow, self._window)
        wanted = tuple(ready) if till_ids is None else tuple(till_ids)
        if any(till_id not in ready for till_id in wanted) or len(set(wanted)) < len(wanted):
            raise DepositRefused(what="till_not_ready")
        currency = uow.catalogue.company().currency
        changes = changes_here(uow, self._window)
        tills = till_parts(uow, [ready[till_id] for till_id in wanted], changes)
        checks = tuple(check for till_id in wanted for check in checks_of(uow, TillId(till_id)))
        checks += late_checks(uow, self._window)
        brought = total((till.cash for till in tills), currency)
        cash = max(brought, Money.zero(currency))
        beside = beside_proof(
            (changed(changes, till_id, currency) for till_id in wanted), cash - brought
        )
        return DepositPlan(
            tills=tills,
            checks=checks,
            cash=cash,
            checks_total=total((check.amount for check in checks), currency),
            proposed=proposed_of([ready[till_id] for till_id in wanted], cash),
            proof=(*proof_of(uow, wanted, currency), *beside),
        )

    def _prepare(
        self, uow: UnitOfWork, session: SessionView, plan: DepositPlan, sheet: CountSheet
    ) -> str:
        if not plan.cash + plan.checks_total:
            raise DepositRefused(what="nothing_to_deposit")
        window_id = self._window.window_id
        made = Deposit(
            deposit_id=self._ids.new(),
            number=uow.orders.next_number(f"deposit:{window_id}"),
            window_id=window_id,
            business_date=day_to_open(uow, self._window),
            currency=plan.cash.currency,
            cash_minor=plan.cash.minor,
            checks_minor=plan.checks_total.minor,
            sheet=to_json(sheet),
            at=uow.now(),
            user_id=session.user_id,
        )
        parts = self._cash_parts(uow, plan, made.deposit_id)
        parts += [("check", check.paper_id, check.amount) for check in plan.checks]
        uow.add(made)
        for line, (kind, subject, amount) in enumerate(parts, start=1):
            uow.add(DepositItem(made.deposit_id, line, kind, subject, amount.minor))
        uow.states.enter(DEPOSIT, made.deposit_id, session.user_id)
        self._audit(uow, session, "deposit.prepared", made.deposit_id, number=made.number)
        return made.deposit_id

    def _cash_parts(
        self, uow: UnitOfWork, plan: DepositPlan, deposit_id: str
    ) -> list[tuple[str, str, Money]]:
        """Return (kind, subject, amount) of what comes to the plan's cash: each till's own, the
        changes of floats, what the safe pays."""
        changes, currency = changes_here(uow, self._window), plan.cash.currency
        parts = []
        for till in plan.tills:
            change = changed(changes, till.till_id, currency)
            parts.append(("till", str(till.till_id), till.cash - change))
            parts += [("float", str(till.till_id), change)] if change else []
        paid = plan.cash - total((till.cash for till in plan.tills), currency)
        return [*parts, ("safe", deposit_id, paid)] if paid else parts

    def _still_there(self, uow: UnitOfWork, found: Deposit) -> None:
        """Refuse to seal what is not what was put in: checks that were corrected since, cash of
        which a bag was counted again."""
        items = uow.deposits.items(found.deposit_id)
        for item in items:
            if item.kind == "till" and uow.deposits.in_safe(item.subject_id) != item.amount_minor:
                raise DepositRefused(what="cash_changed")
        there = {
            check.paper_id
            for item in items
            if item.kind == "till"
            for check in checks_of(uow, TillId(item.subject_id), kept_by=found.deposit_id)
        }
        late = late_checks(uow, self._window, kept_by=found.deposit_id)
        there |= {check.paper_id for check in late}
        if any(item.kind == "check" and item.subject_id not in there for item in items):
            raise DepositRefused(what="check_left")

    def _post(
        self,
        uow: UnitOfWork,
        session: SessionView,
        found: Deposit,
        kind: str,
        to: Account,
        *,
        sign: int,
    ) -> None:
        entry = self._entry(uow, session, kind, found.currency)
        cash = Money(sign * found.cash_minor, found.currency)
        checks = Money(sign * found.checks_minor, found.currency)
        entry.debit(to, cash + checks)
        entry.credit(Account.CASH, cash)
        entry.credit(Account.CHECKS, checks)
        if cash or checks:
            uow.post(entry)

    def _entry(self, uow: UnitOfWork, session: SessionView, kind: str, currency: str) -> Entry:
        batch = Batch(
            batch_id=self._ids.new(),
            kind=kind,
            business_date=day_to_open(uow, self._window),
            at=uow.now(),
            user_id=session.user_id,
            window_id=self._window.window_id,
        )
        return Entry(batch, currency)

    def _step(
        self, uow: UnitOfWork, session: SessionView, deposit_id: str, what: str, second: str
    ) -> DepositStep:
        self._audit(uow, session, f"deposit.{what}", deposit_id, second=second)
        return DepositStep(
            deposit_id=deposit_id,
            what=what,
            bag=None,
            strip="",
            courier="",
            bank_minor=None,
            bank_date=None,
            reason="",
            at=uow.now(),
            user_id=session.user_id,
            second_user_id=second,
        )

    def _add(self, uow: UnitOfWork, step: DepositStep) -> None:
        uow.add(step)

    def _except(
        self,
        uow: UnitOfWork,
        session: SessionView,
        found: Deposit,
        kind: ExceptionKind,
        amount: Money,
    ) -> None:
        day = day_to_open(uow, self._window)
        text, deposit_id = str(found.number), found.deposit_id
        open_exception(
            uow, self._ids, self._window, kind, day, amount, text, deposit_id, session.user_id
        )

    def _audit(
        self, uow: UnitOfWork, session: SessionView, event: str, deposit_id: str, **details: object
    ) -> None:
        subject = ("deposit", deposit_id)
        window_id = self._window.window_id
        uow.audit(
            audit_entry(uow.now(), session.user_id, window_id, event, subject, "ok", **details)
        )


def open_late(uow: UnitOfWork, ids: Ids, window: Window, day: date) -> None:
    """Open an exception, dated the day after ``day``, about each deposit the bank should have
    confirmed by then: tonight's lock does not wait for the bank, tomorrow's does. Nobody caused
    it."""
    for found, state in uow.deposits.every(window.window_id):
        view = deposit_view(uow, found, state)
        if view.late:
            open_exception(
                uow,
                ids,
                window,
                ExceptionKind.DEPOSIT_LATE,
                day + timedelta(days=1),
                view.total,
                str(view.number),
                view.deposit_id,
                SYSTEM,
            )
