"""Card payments at this window: begun on disk, settled by what the terminal said, found again after
a crash.

Thread: ledger. Nothing here speaks to a terminal and nothing posts to the ledger but what an
approved refund does (``answers.take_answer``). The states are in ``pos.lifecycles.PAYMENT``.
"""

from __future__ import annotations

from dataclasses import replace

from pos.allowed import require
from pos.cash.till import require_open_till
from pos.errors import (
    KeyedNotHere,
    PaymentGone,
    PaymentOpen,
    PaymentsUnresolved,
)
from pos.hub.offline_rules import Act, require_allowed
from pos.ids import CommandId
from pos.lifecycles import PAYMENT, PAYMENT_IN_DOUBT, PAYMENT_OPEN, PaymentState
from pos.paying import exceptions
from pos.paying.answers import take_answer
from pos.paying.bounds import check_bounds, check_cart_of_now
from pos.paying.certificates import check_values, venue_day
from pos.paying.check_rules import refuse_checks
from pos.paying.decisions import REASON_LONGEST, Decisions
from pos.paying.intents import (
    Intent,
    begun,
    content_of,
    intend,
    intend_back,
    left_of,
    send,
)
from pos.paying.not_paid import not_paid_views
from pos.paying.offline import (
    Word,
    check_offline,
    flag_unasked,
    forward,
    forward_by,
    stored,
)
from pos.paying.payment_views import payment_view
from pos.paying.slips import checked_slip, type_slip
from pos.paying.terminals import require_fit_terminal
from pos.ports.storage import UnitOfWork
from pos.ports.terminals import CardResult
from pos.records import CardPayment, Till
from pos.selling.small_papers import queue_slip
from pos.text import checked_text
from pos.views.paying import (
    AnswerSource,
    CardBegun,
    NotPaidView,
    PayingFor,
    PaymentKind,
    PaymentView,
    SlipTyped,
)
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import CardAsked, PaidContent

_OPEN = tuple(state.value for state in PAYMENT_OPEN)
_IN_DOUBT = tuple(state.value for state in PAYMENT_IN_DOUBT)


class Cards(Decisions):
    """See the module. Every act is on disk on return; a repeat of a command returns its first
    answer and does nothing."""

    # ---- before the terminal is asked ----

    def begin(self, command: CommandId, session: SessionView, asked: CardAsked) -> CardBegun:
        """Put a charge on disk as SENT and return what the terminal is to be asked, once: the
        caller asks only for an answer it had not had before.

        Raises:
            NotAllowed, TillNotOpen, TillNotYours: Who sells, into which till.
            PaymentsUnresolved: Payments of an earlier life of this window come first (``count``).
            PaymentOpen: One for the same cart or order is not resolved (``payment``).
            TerminalNotRegistered, InspectionOverdue: The terminal.
            OfflineLimit, NotForCertificate: While card sales without the processor are on.
            KeyedNotHere: Keyed, and no name of who is on the telephone.
            AmountInvalid, PaidAlready, NotFound, NotHeld, PaymentMismatch: Not positive, or more
                than the cart or order costs beside other cards (``check_bounds``).
            PriceChanged, NotFound, AmountInvalid: The cart is not one that a sale takes today
                (``check_cart_of_now``).
            NothingSoldHere, NotHeld: Nor one whose places this window may sell now.
            BalanceShort, ValueExpired, NotThisWay, NotOffline: A certificate or account that pays
                the rest does not (``check_values``): nothing is charged beside it.
            CheckRefused, RoutingInvalid, TextRefused, CardNumberRefused: Nor does a check.
        """
        require(session, Permission.SELL)
        with self._storage.begin() as uow:
            answer = uow.commands.once(
                command,
                "begin_card",
                (session.user_id, asked),
                CardBegun,
                lambda: self._begin(uow, session, asked),
            )
            uow.commit()
        return answer

    def _begin(self, uow: UnitOfWork, session: SessionView, asked: CardAsked) -> CardBegun:
        self._require_resolved(uow)
        if asked.keyed and not asked.content.name:
            raise KeyedNotHere()
        till = self._may_charge(uow, session, asked)
        if asked.content.cart is not None:
            check_cart_of_now(uow, asked.content.cart)
            self._rights.require_for_sale(uow, asked.content.cart.cart_id)
        check_values(uow, asked.content.tenders)
        checks = (each.check for each in asked.content.tenders if each.check is not None)
        refuse_checks(uow, checks, venue_day(uow))
        rules = uow.catalogue.company().paying
        check_offline(uow, self._window, rules, asked)
        payment = self._intend(uow, session, asked, till)
        return send(uow, payment, session.user_id)

    def _require_resolved(self, uow: UnitOfWork) -> None:
        earlier = [p for p in self._in(uow, _OPEN) if p.payment_id in self._earlier]
        if earlier:
            raise PaymentsUnresolved(count=len(earlier))

    def typed(
        self,
        command: CommandId,
        session: SessionView,
        asked: CardAsked,
        approval_code: str,
        brand: str,
        last_four: str,
    ) -> PaymentView:
        """Record a charge that was keyed on a terminal that is not connected: APPROVED at once, by
        the cashier's word from its slip, and flagged so (``source``).

        Raises:
            TextRefused, CardNumberRefused: No approval code, or not just four digits of a card.
            PaymentMismatch: ``driver``: the terminal is connected; ``approval_code``: it was typed
                this day at this window.
            As ``begin`` otherwise.
        """
        require(session, Permission.SELL)
        slip = checked_slip(SlipTyped(approval_code, last_four, brand))

        def act() -> PaymentView:
            self._require_resolved(uow)
            till = self._may_charge(uow, session, asked)
            here, day = self._window, till.business_date
            payment = type_slip(uow, self._ids, here, session, asked, slip, till.till_id, day)
            return payment_view(uow, payment)

        content = (session.user_id, asked, slip.approval_code, slip.brand, slip.last_four)
        with self._storage.begin() as uow:
            view = uow.commands.once(command, "typed_card", content, PaymentView, act)
            uow.commit()
        return view

    def _may_charge(self, uow: UnitOfWork, session: SessionView, asked: CardAsked) -> Till:
        if asked.keyed:
            require_allowed(uow, Act.KEYED_CARD)
        if asked.for_kind is PayingFor.ORDER:
            require_allowed(uow, Act.CHARGE, asked.for_id)
        till = require_open_till(uow, session, self._window)
        check_bounds(uow, asked)
        require_fit_terminal(uow, self._window, asked)
        return till

    def _intend(
        self, uow: UnitOfWork, session: SessionView, asked: CardAsked, till: Till
    ) -> CardPayment:
        intent = Intent(
            kind=PaymentKind.CHARGE,
            for_kind=asked.for_kind,
            for_id=asked.for_id,
            amount=asked.amount,
            content=asked.content,
            driver=asked.driver,
            terminal=asked.terminal,
            keyed=asked.keyed,
            till_id=till.till_id,
            business_date=till.business_date,
        )
        return intend(uow, self._ids, self._window, session, intent)

    def send(self, payment_id: str) -> CardBegun:
        """Take a refund or reversal that is CREATED to SENT and return what the terminal is to be
        asked.

        Raises:
            NotFound, PaymentGone: It was sent before, or ended; it is never sent again.
        """
        with self._storage.begin() as uow:
            payment = uow.payments.payment(payment_id)
            asked = send(uow, payment, payment.user_id)
            uow.commit()
        return asked

    def reverse(self, command: CommandId, session: SessionView, payment_id: str) -> CardBegun:
        """Put the reversal of an APPROVED charge that is no tender on disk as SENT, for all that is
        left of it, and return what the terminal is to be asked. One keyed on a terminal that is
        not connected is undone there, and ``settle`` told with source TYPED.

        When it is approved, both are REVERSED; when it is not, the charge is APPROVED as before.

        Raises:
            NotAllowed: The role may not sell.
            NotFound, PaymentGone: There is nothing of the kind to reverse; ``state``.
            PaymentOpen: A reversal of it is not resolved.
        """
        require(session, Permission.SELL)
        with self._storage.begin() as uow:
            answer = uow.commands.once(
                command,
                "reverse_card",
                (session.user_id, payment_id),
                CardBegun,
                lambda: self._reverse(uow, session, payment_id),
            )
            uow.commit()
        return answer

    def _reverse(self, uow: UnitOfWork, session: SessionView, payment_id: str) -> CardBegun:
        payment = uow.payments.payment(payment_id)
        state = uow.states.of(PAYMENT, payment_id)
        if state is not PaymentState.APPROVED or payment.kind != PaymentKind.CHARGE.value:
            raise PaymentGone(state=state.value)
        for child, stands in uow.payments.children(payment_id):
            if stands in _OPEN:
                raise PaymentOpen(payment=child.payment_id)
        left = left_of(uow, payment)
        child = intend_back(
            uow, self._ids, self._window, session, payment_id, PaymentKind.REVERSAL, left
        )
        return send(uow, child, session.user_id)

    # ---- what was learnt ----

    def settle(
        self,
        payment_id: str,
        result: CardResult,
        source: AnswerSource = AnswerSource.TERMINAL,
        terminal: str = "",
    ) -> PaymentView:
        """Put what was learnt on disk and return how the payment stands now. A repeat changes
        nothing.

        ``terminal``: the serial of the terminal that answers, where it is known: one that was
        swapped in says nothing about payments of the other. An approved refund is booked and an
        approved reversal ends its charge, in the same transaction. What does not match is kept as
        unknown (``pos/paying/answers.py``). Places of a cart of an earlier life are free again
        when it was not charged after all.

        Raises:
            NotFound: There is no such payment.
        """
        with self._storage.begin() as uow:
            payment = uow.payments.payment(payment_id)
            changed = take_answer(
                uow, self._ids, self._window, payment, result, source, terminal=terminal
            )
            if changed:
                flag_unasked(uow, self._window, payment)
                queue_slip(uow, self._ids, payment)
            view = payment_view(uow, payment)
            uow.commit()
        self._let_go(payment)
        return view

    def to_resolve(self) -> tuple[CardBegun, ...]:
        """Return what has to be asked about: everything SENT or UNKNOWN, oldest first. At start-up,
        before the next charge.

        An intent of an earlier life that is still CREATED was never sent and is declined.
        """
        with self._storage.begin() as uow:
            for payment in self._in(uow, (PaymentState.CREATED.value,)):
                if payment.payment_id in self._earlier:
                    word = exceptions.says(payment, charged=False)
                    take_answer(uow, self._ids, self._window, payment, word, AnswerSource.ASKED)
            asked = (PaymentState.SENT.value, PaymentState.UNKNOWN.value)
            found = tuple(begun(uow, payment) for payment in self._in(uow, asked))
            uow.commit()
        return found

    # ---- reading ----

    def in_doubt(self) -> tuple[PaymentView, ...]:
        """Return the money in doubt: everything not resolved, and everything approved that is no
        tender, oldest first. What is under way at this moment is among it."""
        with self._storage.read() as uow:
            return tuple(payment_view(uow, payment) for payment in self._in(uow, _IN_DOUBT))

    def view(self, payment_id: str) -> PaymentView:
        """Return one payment. Raises NotFound."""
        with self._storage.read() as uow:
            return payment_view(uow, uow.payments.payment(payment_id))

    def content(self, payment_id: str) -> PaidContent:
        """Return what a payment pays: a sale is finished from it. Raises NotFound."""
        with self._storage.read() as uow:
            return content_of(uow.payments.payment(payment_id))

    # ---- stored by the terminal ----

    def awaiting_forwarding(self) -> tuple[PaymentView, ...]:
        """Return what this window's terminal stored without its processor's word, oldest first,
        each with the moment until which it has to be forwarded."""
        with self._storage.read() as uow:
            return tuple(
                replace(payment_view(uow, payment), forward_by=forward_by(uow, payment))
                for payment in stored(uow, self._window.window_id)
            )

    def not_paid(self) -> tuple[NotPaidView, ...]:
        """Return the orders that owe again because a card's money never came, oldest first: what a
        terminal had stored was declined, or a force was wrong."""
        with self._storage.read() as uow:
            return not_paid_views(uow)

    def forwarded(
        self,
        command: CommandId,
        session: SessionView,
        payment_id: str,
        *,
        approved: bool,
        note: str = "",
        approval: Approval | None = None,
    ) -> PaymentView:
        """Put the processor's word about a stored sale on disk: approved, and it is on its way to
        the bank (1040 from 1045); declined, and the order owes it (1060 from 1045), BOUNCED. Of a
        stored refund nothing moves when it is approved; declined, it is promised again (1040 from
        2070); was it a reversal, its charge is in doubt again.

        No terminal tells it: what one is asked about is the approval that it gave by itself, so a
        person brings the word from the processor's list. Once; nothing takes it back.

        Raises:
            NotAllowed: The role may not sell.
            ApprovalNeeded, SamePerson: Neither the person nor the approver holds OFFLINE_CARDS.
            PaymentGone: It is not stored, or the word about it was in before.
            TextRefused, CardNumberRefused: The note.
        """
        require(session, Permission.SELL)
        note = checked_text("note", note, longest=REASON_LONGEST)

        def act() -> PaymentView:
            need = Permission.OFFLINE_CARDS
            approver = self._approver(uow, session, command, need, approval)
            payment = uow.payments.payment(payment_id)
            word = Word(session.user_id, approver, note, approved=approved)
            forward(uow, self._ids, self._window, payment, word)
            return payment_view(uow, payment)

        content = (session.user_id, payment_id, approved, note)
        with self._storage.begin() as uow:
            view = uow.commands.once(command, "card_forwarded", content, PaymentView, act)
            uow.commit()
        return view
