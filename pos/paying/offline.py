"""Card sales without the processor: a policy that is off by default (money and compliance 2.6).

Only what the terminal itself stores and forwards; nothing of a card is kept here. While a
supervisor's spell is on, charges are held to caps: per sale, per terminal for all that is not
forwarded or not answered yet, and in hours since the first of those. What a terminal stores outside
a spell is put on disk just the same, because money moved, and flagged. Until the processor's word
is in, such a tender lies in 1045; a decline makes it a receivable of its order. A refund
that is stored counts as given back; a decline makes it owed again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pos.audit import audit_entry
from pos.errors import NotForCertificate, OfflineLimit, PaymentGone
from pos.events import PaymentsChanged
from pos.ids import Ids
from pos.ledger import Account, Entry
from pos.lifecycles import PAYMENT, PAYMENT_OPEN, PaymentState
from pos.money import Money, total
from pos.names import name_of
from pos.paying.applying import card_account, office_batch
from pos.paying.intents import approving_answer, asked_of, captured
from pos.paying.never import never_was
from pos.ports.storage import UnitOfWork
from pos.ports.terminals import CardOutcome
from pos.records import CardPayment
from pos.views.paying import AnswerSource, ExtraKind, OfflineView, PaymentKind
from pos.views.paying_rules import PayingRules
from pos.views.selling import CardAsked
from pos.window import Window


def spell_is_on(uow: UnitOfWork, window: Window, rules: PayingRules) -> bool:
    """Return whether a supervisor's switch is on; it goes off by itself after the venue's hours."""
    spell = uow.payments.offline_spell(window.window_id)
    if spell is None or not spell.on or not rules.offline_cards:
        return False
    return uow.now() - spell.at < timedelta(hours=rules.offline_hours)


def stored(uow: UnitOfWork, window_id: str) -> tuple[CardPayment, ...]:
    """Return what a window's terminal stored and nobody heard of since, oldest first: charges,
    refunds and reversals; with them what a manager had forced before the terminal said that it had
    only stored it."""
    every = uow.payments.awaiting_forwarding()
    waiting = (payment for payment in every if payment.window_id == window_id)
    told = ((payment, approving_answer(uow, payment.payment_id)) for payment in waiting)
    return tuple(payment for payment, answer in told if answer is not None and answer.offline)


def stored_sales(uow: UnitOfWork, window: Window) -> tuple[CardPayment, ...]:
    """Return the charges among what is ``stored``."""
    return tuple(
        each for each in stored(uow, window.window_id) if each.kind == PaymentKind.CHARGE.value
    )


def check_offline(uow: UnitOfWork, window: Window, rules: PayingRules, asked: CardAsked) -> None:
    """Return if the charge may be begun: always, unless a spell is on.

    Raises:
        NotForCertificate: Certificates are not sold for what may be declined tomorrow.
        OfflineLimit: Above a cap; ``what`` is ``per_sale``, ``per_terminal`` or ``hours``.
    """
    if not spell_is_on(uow, window, rules):
        return
    cart = asked.content.cart
    if cart and any(extra.kind is ExtraKind.CERTIFICATE for extra in cart.extras):
        raise NotForCertificate(what="offline")
    currency = asked.amount.currency
    stored, awaited = stored_sales(uow, window), _awaited(uow, window)
    sums = [(each, captured(uow, each)) for each in stored]
    sums += [(each, asked_of(each)) for each in awaited]
    subject = asked.for_kind.value, asked.for_id
    of_sale = total((m for p, m in sums if (p.for_kind, p.for_id) == subject), currency)
    if (of_sale + asked.amount).minor > rules.offline_per_sale_minor:
        raise OfflineLimit(what="per_sale", limit=Money(rules.offline_per_sale_minor, currency))
    first = next((each for each in stored if each.terminal == asked.terminal), None)
    if first and uow.now() - _stored_at(uow, first) >= timedelta(hours=rules.offline_hours):
        raise OfflineLimit(what="hours", limit=rules.offline_hours)
    held = total((m for p, m in sums if p.terminal == asked.terminal), currency)
    if (held + asked.amount).minor > rules.offline_per_terminal_minor:
        limit = Money(rules.offline_per_terminal_minor, currency)
        raise OfflineLimit(what="per_terminal", limit=limit)


def _awaited(uow: UnitOfWork, window: Window) -> tuple[CardPayment, ...]:
    """Return the charges whose answer is not here: the terminal may store each of them."""
    found = uow.payments.in_states(tuple(state.value for state in PAYMENT_OPEN), window.window_id)
    return tuple(payment for payment, _ in found if payment.kind == PaymentKind.CHARGE.value)


def _stored_at(uow: UnitOfWork, payment: CardPayment) -> datetime:
    answer = approving_answer(uow, payment.payment_id)
    return answer.at if answer else payment.at


def offline_view(uow: UnitOfWork, window: Window) -> OfflineView:
    """Return whether card sales without the processor are on, and what is stored."""
    company = uow.catalogue.company()
    rules = company.paying
    on = spell_is_on(uow, window, rules)
    spell = uow.payments.offline_spell(window.window_id)
    stored = stored_sales(uow, window)
    first = _stored_at(uow, stored[0]) if stored else None
    return OfflineView(
        allowed=rules.offline_cards,
        on=on,
        since=spell.at if spell and on else None,
        by=name_of(uow, spell.user_id) if spell and on else "",
        per_sale=Money(rules.offline_per_sale_minor, company.currency),
        per_terminal=Money(rules.offline_per_terminal_minor, company.currency),
        stored=len(stored),
        stored_total=total((captured(uow, each) for each in stored), company.currency),
        forward_by=first + timedelta(hours=rules.offline_hours) if first else None,
    )


def flag_unasked(uow: UnitOfWork, window: Window, payment: CardPayment) -> None:
    """Leave an audit entry where the newest answer says the terminal stored a sale that nobody had
    allowed it to."""
    answer = uow.payments.answers(payment.payment_id)[-1]
    if not answer.offline or spell_is_on(uow, window, uow.catalogue.company().paying):
        return
    uow.audit(
        audit_entry(
            uow.now(),
            payment.user_id,
            window.window_id,
            "payment.stored_unasked",
            ("payment", payment.payment_id),
            "refused",
            terminal=payment.terminal,
            amount_minor=answer.amount_minor,
        )
    )


def forward_by(uow: UnitOfWork, payment: CardPayment) -> datetime:
    """Return until when what was stored has to reach the processor, by the venue's hours."""
    hours = uow.catalogue.company().paying.offline_hours
    return _stored_at(uow, payment) + timedelta(hours=hours)


@dataclass(frozen=True, slots=True)
class Word:
    """The processor's, as a person brings it."""

    user_id: str
    approved_by: str
    note: str
    approved: bool


def forward(
    uow: UnitOfWork,
    ids: Ids,
    window: Window,
    payment: CardPayment,
    word: Word,
) -> None:
    """Take the processor's word about a stored sale, refund or reversal: see ``Cards.forwarded``.

    Raises:
        PaymentGone: It is not among those that wait.
    """
    told = approving_answer(uow, payment.payment_id)
    waiting = {each.payment_id for each in stored(uow, payment.window_id)}
    if told is None or payment.payment_id not in waiting:
        raise PaymentGone(state=uow.states.of(PAYMENT, payment.payment_id).value)
    outcome = CardOutcome.APPROVED if word.approved else CardOutcome.DECLINED
    account = card_account(uow, payment)  # asked before the word that changes it
    answer = replace(
        told,
        answer_id=ids.new(),
        seq=len(uow.payments.answers(payment.payment_id)) + 1,
        source=AnswerSource.FORWARDED.value,
        outcome=outcome.value,
        amount_minor=told.amount_minor if word.approved else None,
        receipts="[]",
        offline=False,
        condition="",
        at=uow.now(),
        user_id=word.user_id,
    )
    uow.add(answer)
    if not word.approved:
        never_was(uow, ids, window, payment, account, word.user_id)
    elif payment.kind == PaymentKind.CHARGE.value:
        _to_clearing(uow, ids, window, payment, word.user_id)
    uow.audit(
        audit_entry(
            uow.now(),
            word.user_id,
            window.window_id,
            "payment.forwarded",
            ("payment", payment.payment_id),
            "ok" if word.approved else "refused",
            amount_minor=told.amount_minor,
            note=word.note,
            approved_by=word.approved_by,
        )
    )
    uow.publish(PaymentsChanged())


def _to_clearing(
    uow: UnitOfWork, ids: Ids, window: Window, payment: CardPayment, user_id: str
) -> None:
    """Move what was stored from 1045 to 1040, which may be less than its tender: that is what was
    forced. A payment that is no tender yet, or none any more, has nothing there."""
    tender = uow.payments.tender_of(payment.payment_id)
    if tender is None or uow.states.of(PAYMENT, payment.payment_id) is not PaymentState.APPLIED:
        return
    amount = captured(uow, payment)
    batch = office_batch(uow, ids, window, "card_forwarded", tender.order_id, user_id)
    entry = Entry(batch, tender.currency)
    entry.debit(Account.CARD_CLEARING, amount)
    entry.credit(Account.OFFLINE_CARDS, amount)
    uow.post(entry)
