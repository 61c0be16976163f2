"""A manager's word about a card payment, and what became of it.

A force moves a payment on without the evidence that it needs. Each makes exactly one exception; the
day does not close before somebody else has settled it by evidence (money and compliance 2.7).
"""

from __future__ import annotations

from dataclasses import replace

from pos.allowed import require
from pos.audit import audit_entry
from pos.errors import NotFound, PaymentGone, SamePerson, TextMissing
from pos.events import PaymentsChanged
from pos.ids import Ids
from pos.lifecycles import PAYMENT, PaymentState
from pos.paying.answers import take_answer
from pos.paying.applying import card_account
from pos.paying.intents import asked_of
from pos.paying.never import never_was
from pos.paying.outranked import DENIED, SHORT
from pos.paying.payment_views import exception_view
from pos.ports.storage import UnitOfWork
from pos.ports.terminals import CardOutcome, CardResult
from pos.records import CardException, CardPayment, ExceptionSettled
from pos.views.paying import AnswerSource, ExceptionView
from pos.views.people import Permission, SessionView
from pos.window import Window

CHARGED = "charged"
NOT_CHARGED = "not_charged"
EVIDENCE = frozenset({"terminal", "processor", "given_back"})
"""The terminal's own record, the processor's, or a completed reversal or refund."""


def says(
    payment: CardPayment,
    *,
    charged: bool,
    approval_code: str = "",
    last_four: str = "",
    brand: str = "",
) -> CardResult:
    """Return a person's word as an answer to the payment."""
    said = CardResult(
        outcome=CardOutcome.APPROVED if charged else CardOutcome.DECLINED,
        reference=payment.reference,
        message_id=payment.message_id,
        approval_code=approval_code,
        last_four=last_four,
        brand=brand,
    )
    return replace(said, amount=asked_of(payment)) if charged else said


def force_payment(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    payment: CardPayment,
    session: SessionView,
    approver: str,
    result: CardResult,
    reason: str,
) -> ExceptionView:
    """Take a person's word for an answer and open the exception."""
    charged = result.outcome is CardOutcome.APPROVED
    exception = CardException(
        exception_id=ids.new(),
        payment_id=payment.payment_id,
        what=CHARGED if charged else NOT_CHARGED,
        amount_minor=payment.amount_minor,
        currency=payment.currency,
        reason=reason,
        approval_code=result.approval_code,
        at=uow.now(),
        user_id=session.user_id,
        approved_by=approver,
    )
    uow.add(exception)
    take_answer(uow, ids, window, payment, result, AnswerSource.FORCED, user_id=approver)
    uow.audit(
        audit_entry(
            uow.now(),
            session.user_id,
            window.window_id,
            "payment.forced",
            ("payment", payment.payment_id),
            what=exception.what,
            reason=reason,
            approved_by=approver,
            amount_minor=payment.amount_minor,
        )
    )
    return exception_view(uow, exception, None)


def settle(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    session: SessionView,
    exception_id: str,
    evidence: str,
    note: str,
    charged: bool | None,
) -> ExceptionView:
    """Put on disk how a force turned out; where the evidence says otherwise, so do the books.

    Forced as charged, and it was not: the payment bounces and its order owes again; was it a
    reversal, its charge is in doubt again. Forced as not charged, and it was: the payment is
    approved and stands in the inbox. What a terminal denies counts as forced until the evidence
    agrees with it.

    Raises:
        TextMissing: No evidence, or none that there is (``evidence``).
        NotFound, PaymentGone: There is no such exception, or it is settled.
        SamePerson: Whoever forced or approved it.
    """
    require(session, Permission.SETTLE_EXCEPTION)
    if evidence not in EVIDENCE:
        raise TextMissing(field="evidence")
    exception = _open(uow, exception_id)
    if session.user_id in (exception.user_id, exception.approved_by):
        raise SamePerson()
    settled = ExceptionSettled(exception_id, evidence, note, uow.now(), session.user_id)
    uow.add(settled)
    payment = uow.payments.payment(exception.payment_id)
    decided = exception.what != SHORT  # what a terminal said is in the books
    if decided and charged is not None and charged is not (exception.what in (CHARGED, DENIED)):
        _put_right(uow, ids, window, payment, session.user_id, charged=charged)
    uow.audit(
        audit_entry(
            uow.now(),
            session.user_id,
            window.window_id,
            "exception.settled",
            ("exception", exception_id),
            evidence=evidence,
            note=note,
            charged=charged,
        )
    )
    uow.publish(PaymentsChanged())
    return exception_view(uow, exception, settled)


def _open(uow: UnitOfWork, exception_id: str) -> CardException:
    for exception, settled in uow.payments.exceptions(open_only=False):
        if exception.exception_id == exception_id:
            if settled is not None:
                raise PaymentGone(state="settled")
            return exception
    raise NotFound(kind="exception", key=exception_id)


def _put_right(
    uow: UnitOfWork, ids: Ids, window: Window, payment: CardPayment, user_id: str, *, charged: bool
) -> None:
    if charged:
        if uow.states.of(PAYMENT, payment.payment_id) is PaymentState.DECLINED:
            word = says(payment, charged=True)
            take_answer(uow, ids, window, payment, word, AnswerSource.FORCED, user_id=user_id)
        return
    never_was(uow, ids, window, payment, card_account(uow, payment), user_id)
