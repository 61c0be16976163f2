"""What an answer about a card payment means, and what follows from it in one transaction.

An answer counts only if reference, message id and currency are those of the payment and the amount
is not above what was asked. Anything else is put on disk as unknown and moves nothing but SENT to
UNKNOWN. What was heard before changes nothing; what contradicts is kept, and only DECLINED, and
what a force left BOUNCED, become APPROVED by it: money that moved is never forgotten. Whatever a
driver lets through, of a card only its last four digits are put on disk, and no expiry date
(``card_paper``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from pos.audit import audit_entry
from pos.card_paper import paper_lines, paper_text
from pos.codec import to_json
from pos.events import PaymentsChanged
from pos.ids import Ids
from pos.lifecycles import PAYMENT, PaymentState, PaymentTrigger
from pos.paying.after_all import was_after_all
from pos.paying.applying import apply_refund
from pos.paying.ended import end_charge
from pos.paying.intents import APPROVING, first_approving
from pos.paying.outranked import deny, is_denied, is_outranked, outrank
from pos.paying.refund_paper import queue_refund_paper
from pos.ports.devices import Condition
from pos.ports.storage import UnitOfWork
from pos.ports.terminals import CardOutcome, CardResult, TerminalReceipt
from pos.records import CardAnswer, CardPayment
from pos.views.paying import AnswerSource, PaymentKind
from pos.window import Window

LONGEST_AT_TERMINAL = timedelta(seconds=180)
"""The longest a terminal is waited for: 150 seconds and 30 of grace (hardware facts 6)."""
MARGIN = timedelta(seconds=120)
NOT_FOUND_COUNTS_AFTER = LONGEST_AT_TERMINAL + MARGIN
"""Earlier, a terminal that does not know a payment may still be about to hear of it."""

_NOTHING_MOVED = frozenset({CardOutcome.DECLINED, CardOutcome.CANCELLED, CardOutcome.NOT_SENT})


@dataclass(frozen=True, slots=True)
class Said:
    """An answer as it is kept. ``trigger``: the arrow it asks for."""

    outcome: CardOutcome
    minor: int | None
    trigger: PaymentTrigger
    condition: Condition | None


def meaning(
    payment: CardPayment,
    result: CardResult,
    source: AnswerSource,
    age: timedelta,
    terminal: str = "",
) -> Said:
    """Return what ``result`` says about ``payment``, which was begun ``age`` ago.

    ``terminal``: the serial of the terminal that answers, empty where it is not known. That another
    terminal has never heard of a payment says nothing.
    """
    lost = Said(CardOutcome.UNKNOWN, None, PaymentTrigger.LOSE, Condition.UNINTELLIGIBLE)
    if (result.reference, result.message_id) != (payment.reference, payment.message_id):
        return lost
    outcome, condition = result.outcome, result.condition
    if outcome in (CardOutcome.APPROVED, CardOutcome.PARTIAL):
        amount = result.amount
        if amount is None or amount.currency != payment.currency:
            return lost
        if not 0 < amount.minor <= payment.amount_minor:
            return lost
        whole = amount.minor == payment.amount_minor
        outcome = CardOutcome.APPROVED if whole else CardOutcome.PARTIAL
        return Said(outcome, amount.minor, PaymentTrigger.APPROVE, condition)
    asked = source is AnswerSource.ASKED
    if outcome is CardOutcome.NOT_SENT and asked:  # the question was not sent; nothing is known
        return Said(CardOutcome.UNKNOWN, None, PaymentTrigger.LOSE, condition)
    if outcome in _NOTHING_MOVED:
        return Said(outcome, None, PaymentTrigger.DECLINE, condition)
    if outcome is CardOutcome.NOT_FOUND:
        same = not terminal or not payment.terminal or terminal == payment.terminal
        if asked and same and age >= NOT_FOUND_COUNTS_AFTER:
            return Said(outcome, None, PaymentTrigger.DECLINE, condition)
    return Said(outcome, None, PaymentTrigger.LOSE, condition)


def take_answer(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    payment: CardPayment,
    result: CardResult,
    source: AnswerSource,
    *,
    terminal: str = "",
    user_id: str = "",
) -> bool:
    """Keep an answer, take its arrow if there is one, and do what follows for refunds and
    reversals. Return whether anything changed: what was heard before is nothing new.

    ``user_id``: whose word it is; empty for the person who began the payment.
    """
    user_id = user_id or payment.user_id
    said = meaning(payment, result, source, uow.now() - payment.at, terminal)
    state = PaymentState(uow.states.of(PAYMENT, payment.payment_id).value)
    earlier = uow.payments.answers(payment.payment_id)
    answer = _answer(ids, payment, result, said, source, len(earlier) + 1, uow, user_id)
    moves = PAYMENT.allows(state, said.trigger)
    if state is PaymentState.BOUNCED:
        moves = moves and _is_news(answer, earlier)
    if not moves and any(_says_the_same(answer, before) for before in earlier):
        return False
    uow.add(answer)
    if moves:
        uow.states.advance(PAYMENT, payment.payment_id, said.trigger, user_id, said.outcome.value)
    _audit(uow, window, payment, said, source, user_id, moves=moves)
    forced = first_approving(earlier)
    if forced is not None and not moves and is_outranked(forced, answer):
        outrank(uow, ids, window, payment, forced, answer)
    if not moves and is_denied(forced, answer, said.trigger):
        deny(uow, ids, window, payment)
    paid = None
    if moves and said.trigger is PaymentTrigger.APPROVE:
        paid = _after_approval(uow, ids, window, payment)
        charge = payment.kind == PaymentKind.CHARGE.value
        if charge and forced is not None and state is PaymentState.BOUNCED:
            was_after_all(uow, ids, window, payment, forced, answer)
    if moves and payment.refund_id is not None and said.trigger is not PaymentTrigger.LOSE:
        more_out = said.trigger is PaymentTrigger.APPROVE
        queue_refund_paper(uow, ids, uow.orders.refund(payment.refund_id), more_out=more_out)
    if paid not in (None, payment.refund_id):  # it counts for another act
        queue_refund_paper(uow, ids, uow.orders.refund(paid), more_out=True)
    uow.publish(PaymentsChanged())
    return True


def _answer(
    ids: Ids,
    payment: CardPayment,
    result: CardResult,
    said: Said,
    source: AnswerSource,
    seq: int,
    uow: UnitOfWork,
    user_id: str,
) -> CardAnswer:
    told = said.condition is not Condition.UNINTELLIGIBLE  # of another payment nothing is kept
    return CardAnswer(
        answer_id=ids.new(),
        payment_id=payment.payment_id,
        seq=seq,
        source=source.value,
        outcome=said.outcome.value,
        amount_minor=said.minor,
        currency=payment.currency,
        brand=paper_text(result.brand) if told else "",
        last_four=_four(result.last_four) if told else "",
        approval_code=paper_text(result.approval_code) if told else "",
        terminal_reference=result.terminal_reference if told else "",
        entry=result.entry.value if told else "",
        verified=result.verified.value if told else "",
        declined=result.declined.value if told and result.declined else "",
        emv=to_json(_emv(result)) if told else "[]",
        receipts=to_json(_receipts(result)) if told else "[]",
        offline=result.offline and told,
        condition=said.condition.value if said.condition else "",
        at=uow.now(),
        user_id=user_id,
    )


def _emv(result: CardResult) -> tuple[tuple[str, str], ...]:
    return tuple((paper_text(name), paper_text(value)) for name, value in result.emv)


def _receipts(result: CardResult) -> tuple[TerminalReceipt, ...]:
    return tuple(replace(one, lines=paper_lines(one.lines)) for one in result.receipts)


def _four(text: str) -> str:
    """Return the last four digits of what a driver gave, however much it gave."""
    return "".join(c for c in text if c in "0123456789")[-4:]


def _is_news(answer: CardAnswer, earlier: tuple[CardAnswer, ...]) -> bool:
    """Return whether a terminal says for the first time what a person had forced."""
    forced = any(before.source == AnswerSource.FORCED.value for before in earlier)
    heard = any(
        before.outcome in APPROVING and before.source != AnswerSource.FORCED.value
        for before in earlier
    )
    by_terminal = answer.source in (AnswerSource.TERMINAL.value, AnswerSource.ASKED.value)
    return forced and by_terminal and not heard


def _says_the_same(one: CardAnswer, other: CardAnswer) -> bool:
    return _told(one) == _told(other)


def _told(answer: CardAnswer) -> tuple[object, ...]:
    return (
        answer.source == AnswerSource.FORCED.value,  # the same from a terminal is news
        answer.outcome,
        answer.amount_minor,
        answer.approval_code,
        answer.terminal_reference,
        answer.declined,
        answer.offline,
        answer.condition,
    )


def _audit(
    uow: UnitOfWork,
    window: Window,
    payment: CardPayment,
    said: Said,
    source: AnswerSource,
    user_id: str,
    *,
    moves: bool,
) -> None:
    moved = {
        PaymentTrigger.APPROVE: "payment.approved",
        PaymentTrigger.DECLINE: "payment.declined",
        PaymentTrigger.LOSE: "payment.lost",
    }
    uow.audit(
        audit_entry(
            uow.now(),
            user_id,
            window.window_id,
            moved[said.trigger] if moves else "payment.answered",
            ("payment", payment.payment_id),
            "ok" if said.trigger is PaymentTrigger.APPROVE else "refused",
            kind=payment.kind,
            said=said.outcome.value,
            source=source.value,
            amount_minor=said.minor,
        )
    )


def _after_approval(uow: UnitOfWork, ids: Ids, window: Window, payment: CardPayment) -> str | None:
    """Book an approved refund; end a charge that was given back whole before it was a tender.
    Return the act of giving back that it paid, None without one.

    A refund that was declined, made good another way and then approved late gives what nobody is
    owed: it stays APPROVED, money in doubt, until two people write it off. So does a reversal whose
    charge ended otherwise.
    """
    if payment.kind == PaymentKind.CHARGE.value or payment.parent_id is None:
        return None
    tender = apply_refund(uow, ids, window, payment)
    charge = uow.payments.payment(payment.parent_id)
    end_charge(uow, ids, window, charge, payment.user_id, payment)
    return tender.refund_id if tender is not None else None
