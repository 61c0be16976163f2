"""The safe: bags of drops counted again, and the safe handed from one person to the next.

Both are counted blind by two people. What a bag is off by belongs to its drop, what the safe is off
by to whoever had it; each goes to over and short with an exception for somebody to look into.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pos.allowed import require
from pos.audit import audit_entry
from pos.cash.sheets import check_sheet
from pos.cash.till import day_to_open
from pos.closing.exceptions import open_exception
from pos.codec import to_json
from pos.errors import (
    AmountInvalid,
    CurrencyMismatch,
    DepositRefused,
    NotAllowed,
    NotFound,
    NotThisWay,
    SamePerson,
)
from pos.events import CashMoved
from pos.ids import CommandId, Ids, UserId
from pos.ledger import Account, Entry
from pos.money import LARGEST_MINOR, Money, total
from pos.names import name_of
from pos.people.approving import approver_of
from pos.ports.storage import Storage, UnitOfWork
from pos.records import Batch, CashMovement, DropCounted, SafeCustody
from pos.text import checked_text
from pos.views.cash import CountSheet
from pos.views.closing import ExceptionKind
from pos.views.movements import DropToCount, SafeResult, SafeView
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window

REASON_LONGEST = 200
_MAY_COUNT = frozenset({Permission.COUNT_TILL, Permission.MOVE_CASH, Permission.DEPOSIT})


@dataclass(frozen=True, slots=True)
class _Booked:
    """What a count at the safe is off by, and where that goes."""

    kind: str
    account: Account
    off: Money


class Safe:
    """Counts what lies in the safe. Thread: ledger. A till's cash never lies here."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def standing(self) -> SafeView:
        """Return who has the safe, and the bags in it that nobody counted. Tells no sum."""
        with self._storage.read() as uow:
            last = uow.movements.custody(self._window.window_id)
            return SafeView(
                holder_id=UserId(last.to_user) if last else None,
                holder=name_of(uow, last.to_user) if last else "",
                since=last.at if last else None,
                bags=tuple(_to_count(uow, moved) for moved in self._bags(uow)),
            )

    def _bags(self, uow: UnitOfWork) -> tuple[CashMovement, ...]:
        return uow.movements.uncounted(self._window.window_id)

    # ---- bags ----

    def count_drop(
        self,
        command: CommandId,
        session: SessionView,
        movement_id: str,
        counted: Money,
        approval: Approval,
        reason: str = "",
    ) -> SafeResult:
        """Count a drop's bag with a second person and learn what its slip said.

        A difference belongs to the drop: it is booked to over and short and opens an exception.
        Durable on return.

        Raises:
            NotAllowed: The role counts no money.
            ApprovalNeeded: The second person, who may MOVE_CASH.
            SamePerson: It is one person, or one of the two made the drop.
            NotFound: There is no such drop.
            NotThisWay: Its bag was counted before.
            DepositRefused: The bag is in a deposit that was sealed (``bag_left``).
            AmountInvalid, CurrencyMismatch, TextRefused, CardNumberRefused: As named.
        """
        if not _MAY_COUNT & session.permissions:
            raise NotAllowed(permission=Permission.COUNT_TILL.value)
        reason = checked_text("reason", reason, longest=REASON_LONGEST)
        with self._storage.begin() as uow:
            result = uow.commands.once(
                command,
                "count_drop",
                (session.user_id, movement_id, counted, reason),
                SafeResult,
                lambda: self._count(uow, command, session, movement_id, counted, approval, reason),
            )
            uow.commit()
        return result

    def _count(
        self,
        uow: UnitOfWork,
        command: CommandId,
        session: SessionView,
        movement_id: str,
        counted: Money,
        approval: Approval,
        reason: str,
    ) -> SafeResult:
        moved = _drop(uow, movement_id, counted)
        approver_of(uow, session, approval, command, (Permission.MOVE_CASH,))
        if moved.user_id in (session.user_id, approval.approver):
            raise SamePerson()
        if uow.deposits.on_its_way(moved.till_id):
            raise DepositRefused(what="bag_left")
        by = (session.user_id, approval.approver)
        fact = DropCounted(movement_id, counted.minor, reason, uow.now(), *by)
        uow.add(fact)
        result = SafeResult(Money(moved.amount_minor, moved.currency), counted)
        self._book(uow, session, _Booked("drop_counted", Account.OVER_SHORT, result.over_short))
        if result.over_short:
            self._open(uow, ExceptionKind.DROP_DIFFERENCE, result.over_short, moved)
        self._audit(
            uow,
            session,
            "drop.counted",
            ("cash_movement", movement_id),
            counted_minor=counted.minor,
            over_short=result.over_short.minor,
            second=approval.approver,
        )
        uow.publish(CashMoved())
        return result

    def _open(self, uow: UnitOfWork, kind: ExceptionKind, off: Money, moved: CashMovement) -> None:
        open_exception(
            uow,
            self._ids,
            self._window,
            kind,
            day_to_open(uow, self._window),
            off,
            moved.bag or "",
            moved.movement_id,
            moved.user_id,
            moved.till_id,
        )

    # ---- the safe ----

    def hand_over(
        self,
        command: CommandId,
        session: SessionView,
        sheet: CountSheet,
        bags: tuple[str, ...],
        approval: Approval,
        reason: str = "",
    ) -> SafeResult:
        """Count the safe with both present and give it to the approver.

        The first count ever says what the house began with: that is booked against the bank. Any
        later difference goes to over and short and opens an exception. Durable on return.

        Args:
            command: The act.
            session: Who hands over: whoever has the safe, or who may approve a difference.
            sheet: The loose cash.
            bags: The drops whose sealed bags lie there, by their ids.
            approval: The word of who takes it over; they may MOVE_CASH.
            reason: What there is to say of it.

        Raises:
            NotAllowed, NotThisWay: Who may hand it over.
            ApprovalNeeded, SamePerson: Who takes it.
            NotFound: A bag that was counted already, went to the bank, or was never dropped.
            AmountInvalid, CurrencyMismatch, TextRefused, CardNumberRefused: As named.
        """
        require(session, Permission.MOVE_CASH)
        reason = checked_text("reason", reason, longest=REASON_LONGEST)
        with self._storage.begin() as uow:
            result = uow.commands.once(
                command,
                "hand_over_safe",
                (session.user_id, sheet, bags, reason),
                SafeResult,
                lambda: self._hand_over(uow, command, session, sheet, bags, approval, reason),
            )
            uow.commit()
        return result

    def _hand_over(
        self,
        uow: UnitOfWork,
        command: CommandId,
        session: SessionView,
        sheet: CountSheet,
        bags: tuple[str, ...],
        approval: Approval,
        reason: str,
    ) -> SafeResult:
        check_sheet(sheet, uow.catalogue.company().currency)
        here = self._window.window_id
        before = uow.movements.custody(here)
        theirs = before is None or before.to_user == session.user_id
        if not theirs and Permission.APPROVE_DIFFERENCE not in session.permissions:
            raise NotThisWay(what="not_your_safe")
        approver_of(uow, session, approval, command, (Permission.MOVE_CASH,))
        result = SafeResult(
            expected=Money(uow.movements.in_safe(here, sheet.currency), sheet.currency),
            counted=sheet.total + _in_bags(self._bags(uow), bags, sheet.currency),
            first=before is None,
        )
        custody = SafeCustody(
            custody_id=self._ids.new(),
            window_id=self._window.window_id,
            seq=before.seq + 1 if before else 1,
            from_user=session.user_id,
            to_user=approval.approver,
            sheet=to_json(sheet),
            bags=to_json(bags),
            counted_minor=result.counted.minor,
            expected_minor=result.expected.minor,
            currency=sheet.currency,
            reason=reason,
            at=uow.now(),
        )
        uow.add(custody)
        self._book_safe(uow, session, before, custody, result)
        self._audit(
            uow,
            session,
            "safe.handed_over",
            ("safe_custody", custody.custody_id),
            to=approval.approver,
            counted_minor=result.counted.minor,
            expected_minor=result.expected.minor,
        )
        uow.publish(CashMoved())
        return result

    def _book_safe(
        self,
        uow: UnitOfWork,
        session: SessionView,
        before: SafeCustody | None,
        custody: SafeCustody,
        result: SafeResult,
    ) -> None:
        off = result.counted - result.expected
        if before is None:
            self._book(uow, session, _Booked("safe_opened", Account.BANK, off))
            return
        self._book(uow, session, _Booked("safe_count", Account.OVER_SHORT, off))
        if off:
            open_exception(
                uow,
                self._ids,
                self._window,
                ExceptionKind.SAFE_DIFFERENCE,
                day_to_open(uow, self._window),
                off,
                name_of(uow, before.to_user),
                custody.custody_id,
                before.to_user,
            )

    # ---- inside ----

    def _book(self, uow: UnitOfWork, session: SessionView, booked: _Booked) -> None:
        if not booked.off:
            return
        batch = Batch(
            batch_id=self._ids.new(),
            kind=booked.kind,
            business_date=day_to_open(uow, self._window),
            at=uow.now(),
            user_id=session.user_id,
            window_id=self._window.window_id,
        )
        entry = Entry(batch, booked.off.currency)
        entry.debit(Account.CASH, booked.off)
        entry.credit(booked.account, booked.off)
        uow.post(entry)

    def _audit(
        self,
        uow: UnitOfWork,
        session: SessionView,
        event: str,
        subject: tuple[str, str],
        **details: object,
    ) -> None:
        window_id, who = self._window.window_id, session.user_id
        uow.audit(audit_entry(uow.now(), who, window_id, event, subject, "ok", **details))


def _drop(uow: UnitOfWork, movement_id: str, counted: Money) -> CashMovement:
    """Return the drop that such a count can be of. Raises as ``Safe.count_drop``."""
    moved = uow.movements.one(movement_id)
    if moved.bag is None:
        raise NotFound(kind="drop", key=movement_id)
    if counted.currency != moved.currency:
        raise CurrencyMismatch(expected=moved.currency, actual=counted.currency)
    if not 0 <= counted.minor <= LARGEST_MINOR:
        raise AmountInvalid(text=str(counted.minor))
    if uow.movements.counted(movement_id) is not None:
        raise NotThisWay(what="counted_already")
    return moved


def _in_bags(lying: Iterable[CashMovement], bags: tuple[str, ...], currency: str) -> Money:
    """Return what the slips of sealed bags say. Raises NotFound."""
    known = {moved.movement_id: moved for moved in lying}
    for bag in bags:
        if bag not in known:
            raise NotFound(kind="drop", key=bag)
    return total((Money(known[bag].amount_minor, currency) for bag in set(bags)), currency)


def _to_count(uow: UnitOfWork, moved: CashMovement) -> DropToCount:
    return DropToCount(
        movement_id=moved.movement_id,
        number=f"V{moved.number:04d}",
        bag=moved.bag or "",
        at=moved.at,
        cashier=name_of(uow, moved.user_id),
        received_by=name_of(uow, moved.second_user_id) if moved.second_user_id else "",
    )
