"""What a terminal says of a payment that a manager had forced: its word counts from then on.

The force said that all of it moved. Where less did, the books follow at once, and an exception of
its own asks somebody to look; where the terminal had only stored the sale, its tender waits for the
processor as every stored one does. Thread: ledger, inside the transaction that keeps the answer.
"""

from __future__ import annotations

from pos.audit import audit_entry
from pos.ids import Ids
from pos.ledger import Account, Entry
from pos.lifecycles import PAYMENT, PaymentState, PaymentTrigger
from pos.money import Money
from pos.paying.applying import counter_to, office_batch, unpay
from pos.paying.ended import reopen_charge
from pos.paying.others import (
    book_others,
    never_went_out,
    promise_again,
    short_entry,
)
from pos.paying.promises import cut_promises
from pos.paying.set_off import set_off
from pos.ports.storage import UnitOfWork
from pos.records import CardAnswer, CardException, CardPayment, Tender
from pos.views.paying import AnswerSource, PaymentKind
from pos.window import Window

SHORT = "short"
"""What of an exception: less moved than a manager had decided."""
DENIED = "denied"
"""What of an exception: a manager had decided that it moved, and the terminal says that nothing
did. The books follow the evidence, not the terminal."""

_BOOKED = (PaymentState.APPLIED, PaymentState.REVERSED, PaymentState.WRITTEN_OFF)


def outrank(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    payment: CardPayment,
    forced: CardAnswer,
    told: CardAnswer,
) -> None:
    """Put the books right by what is ``told`` in place of what was ``forced``.

    Of a charge, what is missing becomes a receivable of its order, which is unpaid; of a refund it
    is promised again; a charge that was reversed with it is in doubt again; what was written off is
    less. A payment that stands in no book yet has nothing to put right: it counts for what is told.
    """
    state = PaymentState(uow.states.of(PAYMENT, payment.payment_id).value)
    if state not in _BOOKED:
        return
    short = Money((forced.amount_minor or 0) - (told.amount_minor or 0), payment.currency)
    tender = uow.payments.tender_of(payment.payment_id)
    if short:
        if state is PaymentState.WRITTEN_OFF:
            forced_out = Money(forced.amount_minor or 0, payment.currency)
            never_went_out(uow, ids, window, payment, short, forced_out)
        elif tender is not None and payment.kind == PaymentKind.CHARGE.value:
            _owe_again(uow, ids, window, payment, tender, short)
        elif tender is not None:
            promise_again(uow, ids, window, payment, tender, short)
        elif payment.parent_id is not None:
            charge = uow.payments.payment(payment.parent_id)
            reopen_charge(uow, ids, window, charge, payment.user_id)
        if payment.parent_id is not None:
            charge = uow.payments.payment(payment.parent_id)
            book_others(uow, ids, window, charge, payment.user_id, but=payment)
            set_off(uow, ids, window, charge, payment.user_id)
        ask_somebody(uow, ids, window, payment, short)
    is_charge = payment.kind == PaymentKind.CHARGE.value
    if told.offline and is_charge and tender is not None and state is PaymentState.APPLIED:
        stored = Money(told.amount_minor or 0, payment.currency)
        entry = Entry(
            office_batch(uow, ids, window, "card_stored", tender.order_id, payment.user_id),
            payment.currency,
        )
        entry.debit(Account.OFFLINE_CARDS, stored)
        entry.credit(Account.CARD_CLEARING, stored)
        uow.post(entry)


def _owe_again(
    uow: UnitOfWork, ids: Ids, window: Window, payment: CardPayment, tender: Tender, short: Money
) -> None:
    """The order owes what is missing, and promises no more back than there is; what was given back
    of it already is lost."""
    every = uow.orders.tenders(tender.order_id)
    back = sum(t.amount_minor for t in every if t.of_tender == tender.tender_id)
    stands = Money(max(0, tender.amount_minor + back), payment.currency)
    owed = min(short, stands)
    entry = short_entry(uow, ids, window, payment, tender.order_id)
    if owed:
        counter = counter_to(uow, ids, tender, -owed, payment.user_id)
        uow.add(counter)
        entry.debit(Account.RECEIVABLE, owed, tender_id=counter.tender_id)
        entry.credit(Account.CARD_CLEARING, owed, tender_id=counter.tender_id)
        cut_promises(uow, entry, tender, Account.RECEIVABLE, stands - owed, payment.user_id)
    entry.debit(Account.CARD_LOSSES, short - owed)
    entry.credit(Account.CARD_CLEARING, short - owed)
    uow.post(entry)
    unpay(uow, tender.order_id, payment.user_id)


def deny(uow: UnitOfWork, ids: Ids, window: Window, payment: CardPayment) -> None:
    """Ask somebody to look where a terminal says that nothing moved of what counts as
    ``forced``. Once for a payment, whatever else it says."""
    state = uow.states.of(PAYMENT, payment.payment_id)
    if state is not PaymentState.APPROVED and state not in _BOOKED:
        return
    every = uow.payments.exceptions(open_only=False)
    if any(e.payment_id == payment.payment_id and e.what == DENIED for e, _ in every):
        return
    forced = Money(payment.amount_minor, payment.currency)
    ask_somebody(uow, ids, window, payment, forced, what=DENIED)


def ask_somebody(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    payment: CardPayment,
    short: Money,
    *,
    what: str = SHORT,
) -> None:
    """Open the exception; whoever forced the payment does not settle it."""
    every = uow.payments.exceptions(open_only=False)
    of_it = [force for force, _ in every if force.payment_id == payment.payment_id]
    uow.add(
        CardException(
            exception_id=ids.new(),
            payment_id=payment.payment_id,
            what=what,
            amount_minor=short.minor,
            currency=payment.currency,
            reason="",
            approval_code="",
            at=uow.now(),
            user_id=of_it[-1].user_id,
            approved_by=of_it[-1].approved_by,
        )
    )
    uow.audit(
        audit_entry(
            uow.now(),
            payment.user_id,
            window.window_id,
            f"payment.{what}",
            ("payment", payment.payment_id),
            "refused",
            amount_minor=short.minor,
        )
    )


def is_outranked(forced: CardAnswer | None, told: CardAnswer) -> bool:
    """Return whether ``told`` is the first word of a terminal about what had counted as
    ``forced``."""
    return _by_terminal(forced, told) and told.outcome in ("approved", "partial")


def is_denied(forced: CardAnswer | None, told: CardAnswer, trigger: PaymentTrigger) -> bool:
    """Return whether a terminal says by ``told`` that nothing moved of what counts as
    ``forced``."""
    return _by_terminal(forced, told) and trigger is PaymentTrigger.DECLINE


def _by_terminal(forced: CardAnswer | None, told: CardAnswer) -> bool:
    by_terminal = told.source in (AnswerSource.TERMINAL.value, AnswerSource.ASKED.value)
    return by_terminal and forced is not None and forced.source == AnswerSource.FORCED.value
