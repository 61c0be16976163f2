"""How money goes back to a tender, and by what a person knows the tender again."""

from __future__ import annotations

from pos.card_brands import brand_name
from pos.paying.intents import approving_answer
from pos.ports.storage import UnitOfWork
from pos.records import Tender
from pos.views.paying import AnswerSource, CheckGiven, SlipTyped

_BACK_TO_THEIR_VALUE = ("certificate", "promotional", "on_account")


def way_of(
    uow: UnitOfWork, tender: Tender, *, by_check: bool = False, can_reverse: bool = True
) -> str:
    """Return how money goes back to a tender now; a card by what became of its payment.

    ``can_reverse``: the terminal can undo a charge that has not settled.
    """
    if tender.kind == "card":
        return _way_of_card(uow, tender, can_reverse=can_reverse)
    if tender.kind == "check":
        return "check" if by_check else "cash"
    if tender.kind in _BACK_TO_THEIR_VALUE:
        return "on_account" if tender.kind == "on_account" else "certificate"
    return tender.kind


def _way_of_card(uow: UnitOfWork, tender: Tender, *, can_reverse: bool) -> str:
    if tender.payment_id is None:
        return "typed"
    payment = uow.payments.payment(tender.payment_id)
    answer = approving_answer(uow, payment.payment_id)
    if answer is None or answer.source == AnswerSource.TYPED.value:
        return "typed"
    day = uow.tills.day_close(payment.window_id, payment.business_date)
    return "void" if day is None and can_reverse else "refund"


def shown_of(uow: UnitOfWork, tender: Tender) -> str:
    """Return by what a person knows the tender again."""
    if tender.payment_id is not None:
        answer = approving_answer(uow, tender.payment_id)
        return f"{brand_name(answer.brand)} {answer.last_four}".strip() if answer else ""
    if tender.value_id is not None:
        codes = uow.values.codes(tender.value_id)
        return codes[-1].last_four if codes else uow.values.value(tender.value_id).serial
    return tender.reference


def check_of(uow: UnitOfWork, tender: Tender) -> CheckGiven | None:
    """Return what stands on a check, None of another tender."""
    taken = uow.orders.check_of(tender.tender_id) if tender.kind == "check" else None
    if taken is None:
        return None
    return CheckGiven(
        taken.number,
        taken.payer,
        taken.dated,
        taken.phone,
        taken.routing,
        taken.account_last4,
        taken.id_seen,
    )


def slip_of(uow: UnitOfWork, tender: Tender) -> SlipTyped | None:
    """Return what was typed from the slip of a terminal that is not connected, None of another
    tender."""
    answer = approving_answer(uow, tender.payment_id) if tender.payment_id else None
    if answer is None or answer.source != AnswerSource.TYPED.value:
        return None
    return SlipTyped(answer.approval_code, answer.last_four, answer.brand)
