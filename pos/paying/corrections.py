"""A wrong form of payment keyed: put right as what it is, not as a refund and a sale."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from pos.audit import audit_entry
from pos.cash.till import day_to_open
from pos.errors import AmountInvalid, ApprovalNeeded, CountIsIn, NotThisWay, TillNotYours
from pos.events import PaymentsChanged
from pos.hub.offline_rules import Act, require_allowed
from pos.ids import CommandId, Ids, TenderId
from pos.ledger import TENDER_ACCOUNT, Entry
from pos.lifecycles import PAYMENT, TILL, PaymentTrigger, TillState
from pos.money import Money
from pos.names import name_of
from pos.paying.after_lock import Lines, stands, stood
from pos.paying.answerable import answerable
from pos.paying.applying import apply_payment
from pos.paying.certificates import venue_day
from pos.paying.check_rules import checked_check, refuse_blocked
from pos.paying.intents import approving_answer
from pos.paying.lefts import Left, lefts_of
from pos.paying.payment_views import NOT_CONNECTED
from pos.paying.rounding import cash_due
from pos.paying.slips import checked_slip, type_slip
from pos.paying.ways import check_of, slip_of, way_of
from pos.people.approving import approver_of
from pos.ports.storage import Storage, UnitOfWork
from pos.records import Batch, CheckTaken, Order, Tender
from pos.selling.orders import REASON_LONGEST
from pos.selling.small_papers import queue_small_paper
from pos.text import checked_text
from pos.views.paying import AnswerSource, CheckGiven, PayingFor, SlipTyped
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import CardAsked, PaidContent, TenderGiven, TenderKind
from pos.window import Window

KINDS = (TenderKind.CASH, TenderKind.CHECK, TenderKind.CARD)
"""Between these a slip of the hand is put right. A certificate's or account's balance moved with
its tender: that is given back instead."""


_IN_THE_DRAWER = (TenderKind.CASH.value, TenderKind.CHECK.value)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a correction lands: the till that is still open, or today's books."""

    till_id: str | None
    business_date: date


class Corrections:
    """Corrects tenders. Thread: ledger."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def correct(
        self,
        command: CommandId,
        session: SessionView,
        tender_id: TenderId,
        to: TenderGiven,
        reason: str,
        approval: Approval | None = None,
        slip: SlipTyped | None = None,
    ) -> TenderId:
        """Say that a tender was of another kind; return the right one's id. Durable on return. No
        money moves.

        In the person's own till while it is not counted; of a closed till it is an entry of today,
        which leaves what was counted into the safe as it is (``pos/paying/after_lock.py``).
        ``to.amount``: what the old one paid, in cash by the venue's rounding. A card is one on a
        terminal that is not connected: its ``slip``, or a payment typed before for this order.

        Raises:
            ApprovalNeeded, SamePerson: It needs who may give money back, and a second one of those
                where cash is said of what was none: that lets cash go out.
            NotThisWay: ``integrated_card``; ``check_deposited``: it left for the bank;
                ``not_correctable``: such a kind cannot be corrected,
                or the tender was given back or corrected, in part or whole. ``same_again``: it is
                that already, to the letter.
            AmountInvalid: ``to`` is for another amount.
            TillNotYours, CountIsIn: The old one's till.
            PaymentGone, PaymentMismatch: The typed card payment.
            TerminalNotRegistered, InspectionOverdue: The terminal that is not connected.
            CheckRefused, RoutingInvalid, TextRefused, CardNumberRefused: The check; the slip; the
                reason, which must be given.
        """
        slip = None if slip is None else checked_slip(slip)
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)

        def act() -> str:
            who = answerable(uow, command, session, Permission.GIVE_BACK, approval)
            fresh = self._correct(uow, session, tender_id, to, slip)
            if fresh.kind == TenderKind.CASH.value:
                who = _second_person(uow, command, session, approval)
            uow.audit(
                audit_entry(
                    uow.now(),
                    session.user_id,
                    self._window.window_id,
                    "tender.corrected",
                    ("tender", tender_id),
                    to=fresh.kind,
                    fresh=fresh.tender_id,
                    reason=reason,
                    approved_by=who,
                )
            )
            uow.publish(PaymentsChanged())
            return fresh.tender_id

        with self._storage.begin() as uow:
            content = (session.user_id, tender_id, to, reason, slip)
            fresh_id = uow.commands.once(command, "correct_tender", content, str, act)
            uow.commit()
        return TenderId(fresh_id)

    def _correct(
        self,
        uow: UnitOfWork,
        session: SessionView,
        tender_id: str,
        to: TenderGiven,
        slip: SlipTyped | None,
    ) -> Tender:
        old = uow.orders.tender(tender_id)
        require_allowed(uow, Act.CORRECT, old.order_id)
        order = uow.orders.order(old.order_id)
        left = _whole(uow, order, old, to, slip)
        check = _checked(uow, to)
        _refuse_the_same(uow, old, check, slip)
        exact, due = left.exact, _due(uow, left.exact, to)
        if to.amount != due:
            raise AmountInvalid(text=str(to.amount.minor))
        place = self._place(uow, session, old)
        entry = Entry(
            Batch(
                batch_id=self._ids.new(),
                kind="tender_correction",
                business_date=place.business_date,
                at=uow.now(),
                user_id=session.user_id,
                window_id=self._window.window_id,
                till_id=place.till_id,
                order_id=order.order_id,
            ),
            order.currency,
        )
        user_id = session.user_id
        if old.kind == TenderKind.CARD.value and old.payment_id is not None:
            uow.states.advance(PAYMENT, old.payment_id, PaymentTrigger.BOUNCE, user_id)
        before = self._before(uow, old, place)
        self._move(uow, entry, old, -left.left, user_id, place, before)
        if slip is not None:
            to = replace(to, payment_id=self._typed(uow, session, order, exact, slip, place))
        if left.rounding is not None:
            self._move(uow, entry, left.rounding, -left.rounding_left, user_id, place)
        lines = self._lines(uow, old, to, place, before)
        fresh = self._fresh(uow, entry, order, to, check, user_id, place, lines)
        self._round(uow, entry, order, exact - due, user_id, place)
        uow.post(entry)
        return fresh

    def _typed(
        self,
        uow: UnitOfWork,
        session: SessionView,
        order: Order,
        amount: Money,
        slip: SlipTyped,
        place: _Place,
    ) -> str:
        """Add the charge of the slip, and return its id. The wrong tender gives way to it, so that
        no other bound is looked at. Raises as ``type_slip``."""
        content = PaidContent(order_id=order.order_id, name=order.name)
        asked = CardAsked(PayingFor.ORDER, order.order_id, amount, content, NOT_CONNECTED)
        return type_slip(
            uow, self._ids, self._window, session, asked, slip, place.till_id, place.business_date
        ).payment_id

    def _place(self, uow: UnitOfWork, session: SessionView, old: Tender) -> _Place:
        """Return where a correction of ``old`` lands.

        Raises:
            TillNotYours, CountIsIn: Its till is somebody else's, or counted.
        """
        state = uow.states.of(TILL, old.till_id) if old.till_id else TillState.CLOSED
        if old.till_id is None or state is TillState.CLOSED:
            return _Place(None, day_to_open(uow, self._window))
        till = uow.tills.till(old.till_id)
        if till.user_id != session.user_id:
            raise TillNotYours(cashier=name_of(uow, till.user_id))
        if state is not TillState.OPEN:
            raise CountIsIn()
        return _Place(till.till_id, till.business_date)

    def _before(self, uow: UnitOfWork, old: Tender, place: _Place) -> Lines:
        """Return where ``old`` stands. Raises NotThisWay, see ``stood``."""
        if place.till_id is None and old.kind in _IN_THE_DRAWER:
            return stood(uow, old, self._window.window_id)
        return ((TENDER_ACCOUNT[old.kind], old.amount_minor),)

    def _lines(
        self, uow: UnitOfWork, old: Tender, to: TenderGiven, place: _Place, before: Lines
    ) -> Lines:
        if place.till_id is None and to.kind.value in _IN_THE_DRAWER:
            return stands(uow, old, to.kind, to.amount.minor, before)
        return ((TENDER_ACCOUNT[to.kind.value], to.amount.minor),)

    def _move(
        self,
        uow: UnitOfWork,
        entry: Entry,
        old: Tender,
        amount: Money,
        user_id: str,
        place: _Place,
        stood: Lines | None = None,
    ) -> None:
        """Add the tender that takes ``old`` away (``amount`` negative), and post it."""
        tender = Tender(
            tender_id=self._ids.new(),
            order_id=old.order_id,
            kind=old.kind,
            amount_minor=amount.minor,
            given_minor=amount.minor,
            currency=old.currency,
            at=uow.now(),
            user_id=user_id,
            till_id=place.till_id,
            reference=old.reference,
            payer=old.payer,
            of_tender=old.tender_id,
        )
        uow.add(tender)
        taken = None if stood is None else tuple((account, -minor) for account, minor in stood)
        self._debit(entry, tender, taken)

    def _fresh(
        self,
        uow: UnitOfWork,
        entry: Entry,
        order: Order,
        to: TenderGiven,
        check: CheckGiven | None,
        user_id: str,
        place: _Place,
        lines: Lines,
    ) -> Tender:
        """Add the tender that it should have been, and post it."""
        if to.kind is TenderKind.CARD:
            apply_payment(uow, to.payment_id, PayingFor.ORDER, order.order_id, to.amount, user_id)
        tender = Tender(
            tender_id=self._ids.new(),
            order_id=order.order_id,
            kind=to.kind.value,
            amount_minor=to.amount.minor,
            given_minor=to.amount.minor,
            currency=order.currency,
            at=uow.now(),
            user_id=user_id,
            till_id=place.till_id,
            reference=check.number if check else "",
            payer=check.payer if check else "",
            payment_id=to.payment_id or None,
        )
        uow.add(tender)
        if check is not None:
            uow.add(
                CheckTaken(
                    tender.tender_id,
                    check.number,
                    check.payer,
                    check.dated,
                    check.phone,
                    check.routing,
                    check.account_last4,
                    check.id_seen,
                )
            )
            queue_small_paper(
                uow, self._ids, "endorsement", tender.tender_id, order.order_id, user_id
            )
        self._debit(entry, tender, lines)
        return tender

    def _round(
        self,
        uow: UnitOfWork,
        entry: Entry,
        order: Order,
        amount: Money,
        user_id: str,
        place: _Place,
    ) -> None:
        if not amount:
            return
        tender = Tender(
            tender_id=self._ids.new(),
            order_id=order.order_id,
            kind=TenderKind.ROUNDING.value,
            amount_minor=amount.minor,
            given_minor=amount.minor,
            currency=order.currency,
            at=uow.now(),
            user_id=user_id,
            till_id=place.till_id,
        )
        uow.add(tender)
        self._debit(entry, tender)

    def _debit(self, entry: Entry, tender: Tender, lines: Lines | None = None) -> None:
        where = lines or ((TENDER_ACCOUNT[tender.kind], tender.amount_minor),)
        for account, minor in where:
            amount = Money(minor, tender.currency)
            entry.debit(account, amount, tender_id=tender.tender_id, till_id=tender.till_id)


def _second_person(
    uow: UnitOfWork, command: CommandId, session: SessionView, approval: Approval | None
) -> str:
    """Return who approved it with a PIN, whoever asks. Raises ApprovalNeeded, SamePerson."""
    if approval is None:
        raise ApprovalNeeded(permission=Permission.GIVE_BACK.value)
    approver_of(uow, session, approval, command, (Permission.GIVE_BACK, Permission.GIVE_BACK_ANY))
    return approval.approver


def _refuse_the_same(
    uow: UnitOfWork, old: Tender, check: CheckGiven | None, slip: SlipTyped | None
) -> None:
    """Raise NotThisWay (``same_again``) if what it should have been says what it is already."""
    known = check_of(uow, old)
    same_check = check is not None and known is not None and _read(known) == _read(check)
    if same_check or (slip is not None and slip_of(uow, old) == slip):
        raise NotThisWay(what="same_again")


def _read(check: CheckGiven) -> tuple[str, str, date, str, bool]:
    """Return what a person reads on a check. What a reader read of its foot is not typed again."""
    return check.number, check.payer, check.dated, check.phone, check.id_seen


def _whole(
    uow: UnitOfWork, order: Order, old: Tender, to: TenderGiven, slip: SlipTyped | None
) -> Left:
    """Return the tender if it still stands whole and may become the other kind.

    Raises:
        NotThisWay: See ``correct``.
    """
    kinds = [kind.value for kind in KINDS]
    if old.kind not in kinds or to.kind not in KINDS:
        raise NotThisWay(what="not_correctable")
    if old.kind == to.kind.value and to.kind is not TenderKind.CHECK and slip is None:
        raise NotThisWay(what="not_correctable")
    if slip is not None and (to.kind is not TenderKind.CARD or to.payment_id):
        raise NotThisWay(what="not_correctable")
    if old.kind == "card" and way_of(uow, old) != "typed":
        raise NotThisWay(what="integrated_card")
    if to.kind is TenderKind.CARD and slip is None and not _typed(uow, to.payment_id):
        raise NotThisWay(what="integrated_card")
    found = [x for x in lefts_of(uow, order) if x.tender.tender_id == old.tender_id]
    if not found or found[0].left.minor != old.amount_minor:
        raise NotThisWay(what="not_correctable")
    return found[0]


def _typed(uow: UnitOfWork, payment_id: str) -> bool:
    answer = approving_answer(uow, payment_id)
    return answer is not None and answer.source == AnswerSource.TYPED.value


def _checked(uow: UnitOfWork, to: TenderGiven) -> CheckGiven | None:
    if to.kind is not TenderKind.CHECK:
        return None
    rules = uow.catalogue.company().paying
    given = to.check or CheckGiven(to.reference, to.payer, venue_day(uow))
    check = checked_check(given, rules, venue_day(uow))
    refuse_blocked(uow, check.payer)
    return check


def _due(uow: UnitOfWork, exact: Money, to: TenderGiven) -> Money:
    """Return what the right tender is for: the same, in cash by the venue's rule."""
    if to.kind is not TenderKind.CASH:
        return exact
    return cash_due(exact, uow.catalogue.company().paying.cash_rounding)
