"""The intent of a card payment: on disk before a terminal hears of it.

Everything here runs inside a caller's transaction; nothing moves money and nothing posts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from pos.audit import audit_entry
from pos.cash.till import day_to_open
from pos.codec import from_json, to_json
from pos.errors import AmountInvalid, GiveBackTooMuch, PaymentGone
from pos.events import PaymentsChanged
from pos.ids import Ids
from pos.lifecycles import PAYMENT, PaymentState, PaymentTrigger
from pos.money import Money
from pos.ports.storage import UnitOfWork
from pos.records import CardAnswer, CardPayment
from pos.text import checked_text
from pos.views.paying import AnswerSource, CardBegun, PayingFor, PaymentKind
from pos.views.people import SessionView
from pos.views.selling import PaidContent
from pos.window import Window

MESSAGE_ID_LENGTH = 10
"""Fifty random bits, so that a database put back from a copy never asks about an id that a terminal
knows from somebody else's sale. Should one ever come twice, the commit fails before anything was
sent."""

APPROVING = frozenset({"approved", "partial"})
"""Outcomes of an answer by which money moved."""

TEXT_LONGEST = 120
ACCOUNT_DIGITS = 4

GIVES_BACK = (PaymentState.APPROVED, PaymentState.APPLIED)
"""States of a charge of which something may go back."""

_NOTHING_BACK = frozenset({PaymentState.DECLINED.value, PaymentState.BOUNCED.value})


@dataclass(frozen=True, slots=True)
class Intent:
    """What is to be asked of a card. ``till_id`` and ``business_date``: None for those of the
    session that is open at the window, or else the day that is."""

    kind: PaymentKind
    for_kind: PayingFor
    for_id: str
    amount: Money
    content: PaidContent
    driver: str
    terminal: str
    keyed: bool = False
    parent_id: str | None = None
    refund_id: str | None = None
    till_id: str | None = None
    business_date: date | None = None


def intend(
    uow: UnitOfWork, ids: Ids, window: Window, session: SessionView, intent: Intent
) -> CardPayment:
    """Add the intent in state CREATED and return it. ``send`` follows, in this transaction or,
    where several payments are made at once, in one of its own each.

    Raises:
        AmountInvalid: The amount is not positive.
        TextRefused, CardNumberRefused: A text of the content, which is kept beside the payment.
    """
    if intent.amount.minor <= 0:
        raise AmountInvalid(text=str(intent.amount.minor))
    _check_texts(intent.content)
    till_id, day = intent.till_id, intent.business_date
    if day is None:
        found = uow.tills.session_at(window.window_id)
        till_id = found[0].till_id if found else None
        day = found[0].business_date if found else day_to_open(uow, window)
    payment_id = ids.new()
    payment = CardPayment(
        payment_id=payment_id,
        reference=payment_id,
        message_id=ids.code()[:MESSAGE_ID_LENGTH],
        kind=intent.kind.value,
        driver=intent.driver,
        terminal=intent.terminal,
        window_id=window.window_id,
        till_id=till_id,
        business_date=day,
        for_kind=intent.for_kind.value,
        for_id=intent.for_id,
        amount_minor=intent.amount.minor,
        currency=intent.amount.currency,
        keyed=intent.keyed,
        content=to_json(intent.content),
        at=uow.now(),
        user_id=session.user_id,
        parent_id=intent.parent_id,
        refund_id=intent.refund_id,
    )
    uow.add(payment)
    uow.states.enter(PAYMENT, payment_id, session.user_id)
    uow.audit(
        audit_entry(
            uow.now(),
            session.user_id,
            window.window_id,
            "payment.begun",
            ("payment", payment_id),
            kind=payment.kind,
            driver=payment.driver,
            terminal=payment.terminal,
            keyed=payment.keyed,
            amount_minor=payment.amount_minor,
            for_kind=payment.for_kind,
            for_id=payment.for_id,
        )
    )
    uow.publish(PaymentsChanged())
    return payment


def _check_texts(content: PaidContent) -> None:
    """Refuse now what the sale would refuse after the card was charged, and what may not be kept
    until then."""
    checked_text("name", content.name, longest=TEXT_LONGEST)
    for tender in content.tenders:
        checked_text("reference", tender.reference, longest=TEXT_LONGEST)
        checked_text("check_payer", tender.payer, longest=TEXT_LONGEST)
        if (check := tender.check) is not None:
            checked_text("check_number", check.number, longest=TEXT_LONGEST)
            checked_text("check_payer", check.payer, longest=TEXT_LONGEST)
            checked_text("phone", check.phone, longest=TEXT_LONGEST)
            checked_text("routing", check.routing, longest=TEXT_LONGEST)
            checked_text("account_last4", check.account_last4, longest=ACCOUNT_DIGITS)


def intend_back(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    session: SessionView,
    parent_id: str,
    kind: PaymentKind,
    amount: Money,
    *,
    order_id: str = "",
    refund_id: str | None = None,
) -> CardPayment:
    """Add a refund or reversal of a charge, in state CREATED, and return it.

    ``order_id``: the order that gives back; empty for a charge that never became a tender. What was
    captured bounds the sum of all children that are not declined, in this very transaction.

    Raises:
        PaymentGone: The charge is neither APPROVED nor APPLIED.
        GiveBackTooMuch: ``most`` is what is left of it.
        AmountInvalid: The amount is not positive.
    """
    parent = uow.payments.payment(parent_id)
    state = uow.states.of(PAYMENT, parent_id)
    if state not in GIVES_BACK:
        raise PaymentGone(state=state.value)
    most = left_of(uow, parent)
    if amount > most:
        raise GiveBackTooMuch(most=most)
    return intend(
        uow,
        ids,
        window,
        session,
        Intent(
            kind=kind,
            for_kind=PayingFor.ORDER if order_id else PayingFor(parent.for_kind),
            for_id=order_id or parent.for_id,
            amount=amount,
            content=PaidContent(order_id=order_id),
            driver=parent.driver,
            terminal=parent.terminal,
            parent_id=parent_id,
            refund_id=refund_id,
        ),
    )


def send(uow: UnitOfWork, payment: CardPayment, user_id: str) -> CardBegun:
    """Take the arrow to SENT and return what the terminal is to be asked. Once only: a payment that
    was sent is never sent again.

    Raises:
        PaymentGone: It is not CREATED any more.
    """
    state = uow.states.of(PAYMENT, payment.payment_id)
    if state is not PaymentState.CREATED:
        raise PaymentGone(state=state.value)
    uow.states.advance(PAYMENT, payment.payment_id, PaymentTrigger.SEND, user_id)
    return begun(uow, payment)


def begun(uow: UnitOfWork, payment: CardPayment) -> CardBegun:
    """Return what the terminal was or is to be asked."""
    of_charge = approving_answer(uow, payment.parent_id) if payment.parent_id else None
    return CardBegun(
        payment_id=payment.payment_id,
        kind=PaymentKind(payment.kind),
        reference=payment.reference,
        message_id=payment.message_id,
        amount=asked_of(payment),
        keyed=payment.keyed,
        terminal_reference=of_charge.terminal_reference if of_charge else "",
    )


def content_of(payment: CardPayment) -> PaidContent:
    """Return what the payment pays."""
    return from_json(payment.content, PaidContent)


def asked_of(payment: CardPayment) -> Money:
    """Return the amount asked for."""
    return Money(payment.amount_minor, payment.currency)


def approving_answer(uow: UnitOfWork, payment_id: str) -> CardAnswer | None:
    """Return the answer that says what was captured."""
    return first_approving(uow.payments.answers(payment_id))


def first_approving(answers: Sequence[CardAnswer]) -> CardAnswer | None:
    """Return the first answer by which money moved: a later one that says otherwise changes nothing
    of what was captured. What a manager forced counts until somebody says it who knows."""
    approving = [answer for answer in answers if answer.outcome in APPROVING]
    told = (each for each in approving if each.source != AnswerSource.FORCED.value)
    return next(told, approving[0] if approving else None)


def captured(uow: UnitOfWork, payment: CardPayment) -> Money:
    """Return what the card gave or got; zero while nobody said so."""
    answer = approving_answer(uow, payment.payment_id)
    minor = answer.amount_minor if answer else None
    return Money(minor or 0, payment.currency)


def given_back_of(uow: UnitOfWork, payment: CardPayment) -> Money:
    """Return the sum of its refunds and reversals that are not declined: what was captured of those
    that are approved, what was asked of those that are open."""
    minor = 0
    for child, state in uow.payments.children(payment.payment_id):
        if state in _NOTHING_BACK:
            continue
        got = captured(uow, child)
        minor += got.minor if got else child.amount_minor
    return Money(minor, payment.currency)


def left_of(uow: UnitOfWork, payment: CardPayment) -> Money:
    """Return what may still be given back of a charge."""
    return captured(uow, payment) - given_back_of(uow, payment)
