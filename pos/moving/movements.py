"""Cash that is no sale: drops to the safe, top-ups out of it, paid in and paid out.

Each is one transaction: the movement under the window's next voucher number, its postings, the
reason to open the drawer, its slip.

What a drawer should hold is never said, and no answer depends on it: what somebody has in their
hand has left the drawer, whatever the books say. Where the books say there was less, the till's
close opens a finding (``pos/closing/findings.py``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pos.allowed import require
from pos.audit import audit_entry
from pos.cash.drawer import add_opening
from pos.cash.till import day_to_open, require_open_till
from pos.cash.vouchers import movement_view
from pos.errors import (
    AmountInvalid,
    ApprovalNeeded,
    BagUsed,
    CurrencyMismatch,
    MovementLimit,
    NotFound,
)
from pos.events import CashMoved, DrawerToOpen
from pos.ids import CommandId, Ids, PrintJobId
from pos.ledger import Account, Entry
from pos.lifecycles import TillState
from pos.money import Money
from pos.people.approving import approver_of
from pos.ports.storage import Storage, UnitOfWork
from pos.records import Batch, CashMovement, Till
from pos.selling.small_papers import queue_small_paper
from pos.text import checked_text
from pos.views.closing_rules import LAUNCH_CLOSING, CashPurpose, CashWay
from pos.views.movements import MovementKind, MovementView
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window

REASON_LONGEST = 200
NAME_LONGEST = 80
BAG_LONGEST = 40
MOST_MINOR = 2_000_000
"""No drawer holds more, so more is a slip of the hand."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    kind: MovementKind
    amount: Money
    bag: str = ""
    purpose: str = ""
    person: str = ""
    reason: str = ""


class Movements:
    """Moves cash of this window's till. Thread: ledger.

    The first person is whoever serves on the till, the second whoever may MOVE_CASH and gives their
    word for this command, where the venue asks for two; and anywhere for more than the venue wants
    in a drawer, which is where a zero too many shows.
    """

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    # ---- moving ----

    def drop(
        self,
        command: CommandId,
        session: SessionView,
        amount: Money,
        bag: str,
        approval: Approval | None = None,
    ) -> MovementView:
        """Put cash of the till into a numbered bag in the safe; the second person receives it.

        The drawer opens and the bag's slip prints after the commit. Durable on return.

        Raises:
            NotAllowed, TillNotOpen, TillNotYours: Who may: whoever serves on the open till.
            BagUsed: A bag of this number was used before.
            ApprovalNeeded, SamePerson: The second person.
            AmountInvalid, CurrencyMismatch: The amount.
            TextRefused, CardNumberRefused: The bag's number, which must be given.
        """
        bag = _bag_number(bag)
        return self._do(command, session, _Wanted(MovementKind.DROP, amount, bag=bag), approval)

    def top_up(
        self,
        command: CommandId,
        session: SessionView,
        amount: Money,
        approval: Approval | None = None,
    ) -> MovementView:
        """Put cash of the safe into the till, mostly change; the second person brings it. Durable
        on return.

        Raises:
            NotAllowed, TillNotOpen, TillNotYours, ApprovalNeeded, SamePerson, AmountInvalid,
                CurrencyMismatch: As for ``drop``.
        """
        return self._do(command, session, _Wanted(MovementKind.TOP_UP, amount), approval)

    def pay(
        self,
        command: CommandId,
        session: SessionView,
        purpose: str,
        amount: Money,
        person: str,
        reason: str,
        approval: Approval | None = None,
    ) -> MovementView:
        """Take cash in or pay it out for one of the venue's purposes, which says which way and
        against which account. A voucher prints. Durable on return.

        ``purpose``: the name of a ``CashPurpose`` of the venue. ``person``: who brought the money
        or got it.

        Raises:
            NotFound: The venue has no such purpose.
            MovementLimit: More than the venue lets pass at a time.
            NotAllowed, TillNotOpen, TillNotYours, ApprovalNeeded, SamePerson, AmountInvalid,
                CurrencyMismatch: As for ``drop``.
            TextRefused, CardNumberRefused: Person and reason, which must be given.
        """
        person = checked_text("name", person, longest=NAME_LONGEST, required=True)
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)
        with self._storage.read() as uow:
            way = _purpose(uow, purpose).way
        kind = MovementKind.PAID_IN if way is CashWay.IN else MovementKind.PAID_OUT
        wanted = _Wanted(kind, amount, purpose=purpose, person=person, reason=reason)
        return self._do(command, session, wanted, approval)

    # ---- looking ----

    def purposes(self) -> tuple[CashPurpose, ...]:
        """Return what cash is paid in and out for here."""
        with self._storage.read() as uow:
            return uow.catalogue.company().closing.purposes

    def drop_due(self) -> bool:
        """Return whether the open till holds more than the venue wants in a drawer.

        By how much is not said, and cannot be found out by dropping a little at a time: the limit
        is a little above the venue's, another for each till and after each movement.
        """
        with self._storage.read() as uow:
            most = uow.catalogue.company().closing.drop_above_minor
            found = uow.tills.session_at(self._window.window_id)
            if not most or found is None or found[1] != TillState.OPEN.value:
                return False
            till_id = found[0].till_id
            blurred = _blurred(most, till_id, len(uow.movements.of_till(till_id)))
            return uow.tills.balance(Account.CASH.value, till_id) > blurred

    def today(self, session: SessionView) -> tuple[MovementView, ...]:
        """Return the movements of the till at this window, the newest first; for whoever may see
        reports those of the whole business day."""
        with self._storage.read() as uow:
            found = uow.tills.session_at(self._window.window_id)
            if Permission.SEE_REPORTS in session.permissions:
                day = found[0].business_date if found else day_to_open(uow, self._window)
                moved = uow.movements.of_day(self._window.window_id, day)
            else:
                moved = uow.movements.of_till(found[0].till_id) if found else ()
            return tuple(movement_view(uow, one) for one in reversed(moved))

    def print_again(self, command: CommandId, session: SessionView, movement_id: str) -> PrintJobId:
        """Queue a movement's slip once more; it says that it is a copy. Durable on return.

        Raises:
            NotAllowed: The role may not open tills.
            NotFound: There is no such movement.
        """
        require(session, Permission.OPEN_TILL)

        def act() -> PrintJobId:
            moved = uow.movements.one(movement_id)
            self._audit(uow, session, "voucher.copied", movement_id, number=moved.number)
            return queue_small_paper(
                uow, self._ids, "voucher", movement_id, "", session.user_id, copy=True
            )

        with self._storage.begin() as uow:
            job = uow.commands.once(
                command, "copy_voucher", (session.user_id, movement_id), PrintJobId, act
            )
            uow.commit()
        return job

    # ---- inside ----

    def _do(
        self, command: CommandId, session: SessionView, wanted: _Wanted, approval: Approval | None
    ) -> MovementView:
        require(session, Permission.OPEN_TILL)
        with self._storage.begin() as uow:
            view = uow.commands.once(
                command,
                wanted.kind.value,
                (session.user_id, wanted),
                MovementView,
                lambda: self._move(uow, command, session, wanted, approval),
            )
            uow.commit()
        return view

    def _move(
        self,
        uow: UnitOfWork,
        command: CommandId,
        session: SessionView,
        wanted: _Wanted,
        approval: Approval | None,
    ) -> MovementView:
        till = require_open_till(uow, session, self._window)
        self._check(uow, till, wanted)
        second = self._second(uow, command, session, wanted, approval)
        moved = self._fact(uow, session, till, wanted, second)
        uow.add(moved)
        self._post(uow, till, moved)
        opening = add_opening(
            uow, self._ids, till.till_id, moved.kind, "", moved.movement_id, session.user_id
        )
        self._audit(
            uow,
            session,
            f"cash.{moved.kind}",
            moved.movement_id,
            number=moved.number,
            amount_minor=moved.amount_minor,
            second=second,
            bag=wanted.bag,
            purpose=wanted.purpose,
        )
        uow.publish(CashMoved())
        uow.publish(DrawerToOpen(opening))
        queue_small_paper(uow, self._ids, "voucher", moved.movement_id, "", session.user_id)
        return movement_view(uow, moved)

    def _check(self, uow: UnitOfWork, till: Till, wanted: _Wanted) -> None:
        amount = wanted.amount
        if amount.currency != till.currency:
            raise CurrencyMismatch(expected=till.currency, actual=amount.currency)
        if not 0 < amount.minor <= MOST_MINOR:
            raise AmountInvalid(text=str(amount.minor))
        most = uow.catalogue.company().closing.paid_limit_minor
        if wanted.purpose and amount.minor > most:
            raise MovementLimit(limit=Money(most, till.currency))
        if wanted.bag and uow.movements.bag_used(wanted.bag):
            raise BagUsed(bag=wanted.bag)

    def _second(
        self,
        uow: UnitOfWork,
        command: CommandId,
        session: SessionView,
        wanted: _Wanted,
        approval: Approval | None,
    ) -> str:
        """Return who receives or allows it, "" where the venue asks for nobody."""
        if approval is not None:
            approver_of(uow, session, approval, command, (Permission.MOVE_CASH,))
            return approval.approver
        rules = uow.catalogue.company().closing
        most = rules.drop_above_minor or LAUNCH_CLOSING.drop_above_minor
        if rules.two_for_movements or wanted.amount.minor > most:
            raise ApprovalNeeded(permission=Permission.MOVE_CASH.value)
        return ""

    def _fact(
        self, uow: UnitOfWork, session: SessionView, till: Till, wanted: _Wanted, second: str
    ) -> CashMovement:
        account = _purpose(uow, wanted.purpose).account if wanted.purpose else Account.CASH.value
        return CashMovement(
            movement_id=self._ids.new(),
            number=uow.orders.next_number(f"voucher:{till.window_id}"),
            window_id=till.window_id,
            till_id=till.till_id,
            kind=wanted.kind.value,
            amount_minor=wanted.amount.minor,
            currency=till.currency,
            purpose=wanted.purpose,
            account=account,
            reason=wanted.reason,
            person=wanted.person,
            bag=wanted.bag or None,
            business_date=till.business_date,
            at=uow.now(),
            user_id=session.user_id,
            second_user_id=second,
        )

    def _post(self, uow: UnitOfWork, till: Till, moved: CashMovement) -> None:
        """Move the money between the till and the safe, or the account of its purpose."""
        batch = Batch(
            batch_id=self._ids.new(),
            kind=moved.kind,
            business_date=till.business_date,
            at=moved.at,
            user_id=moved.user_id,
            window_id=till.window_id,
            till_id=till.till_id,
        )
        entry = Entry(batch, moved.currency)
        amount = Money(moved.amount_minor, moved.currency)
        into = amount if MovementKind(moved.kind).into_till else -amount
        entry.debit(Account.CASH, into, till_id=till.till_id)
        entry.credit(moved.account, into)
        uow.post(entry)

    def _audit(
        self, uow: UnitOfWork, session: SessionView, event: str, about: str, **details: object
    ) -> None:
        subject = ("cash_movement", about)
        uow.audit(
            audit_entry(
                uow.now(),
                session.user_id,
                self._window.window_id,
                event,
                subject,
                "ok",
                **details,
            )
        )


def _blurred(most: int, till_id: str, moved: int) -> int:
    """Return a limit up to a fifth above ``most`` that nobody can foresee from the outside."""
    drawn = int.from_bytes(hashlib.sha256(f"{till_id}:{moved}".encode()).digest()[:4], "big")
    return most + drawn % (most // 5 + 1)


def _bag_number(text: str) -> str:
    """Return a bag's number as it is kept: two spellings of one bag are one bag."""
    cleaned = checked_text("bag", text, longest=BAG_LONGEST, required=True)
    return " ".join(cleaned.upper().split())


def _purpose(uow: UnitOfWork, name: str) -> CashPurpose:
    for purpose in uow.catalogue.company().closing.purposes:
        if purpose.name == name:
            return purpose
    raise NotFound(kind="purpose", key=name)
