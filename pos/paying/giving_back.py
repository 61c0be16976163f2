"""Giving money back: one act, to the tenders it came from; what a card does not take stays owed."""

from __future__ import annotations

from collections.abc import Callable

from pos.allowed import require
from pos.audit import audit_entry
from pos.cash.till import require_open_till
from pos.errors import NotThisWay, TextMissing
from pos.events import PaymentsChanged
from pos.ids import CommandId, Ids, OrderId, TicketId
from pos.ledger import Account
from pos.paying.answerable import answerable
from pos.paying.giving import Giving, check_plan, give
from pos.paying.owed import again, open_part_of, owed_views, pay_from_office, send_another_way
from pos.paying.planning import plan_of
from pos.paying.refund_paper import queue_refund_paper
from pos.ports.storage import Storage, UnitOfWork
from pos.selling.orders import REASON_LONGEST
from pos.text import checked_text
from pos.views.paying import GiveBackPlan, GivenBackView, Instead, OwedBackView
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window

CHECK_NUMBER_LONGEST = 20


class GivingBack:
    """Plans, gives back, and keeps what is still owed in sight. Thread: ledger."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def plan(
        self,
        session: SessionView,
        order_id: OrderId,
        tickets: tuple[TicketId, ...],
        extras: tuple[str, ...] = (),
        *,
        by_check: bool = False,
        can_reverse: bool = True,
        instead: Instead | None = None,
    ) -> GiveBackPlan:
        """Return what giving these back would do. Nothing is written, no money moves.

        A line that is ``refused`` says why it cannot go that way now. ``by_check``: the office
        writes a check for what a check had paid. ``can_reverse``: this window's terminal can undo a
        charge that has not settled; otherwise it is a refund at once. ``instead``: all of it goes
        there, and nothing to a tender.

        Raises:
            NotFound, NotThisWay, GiveBackTooMuch: See ``plan_of``.
        """
        with self._storage.read() as uow:
            return plan_of(
                uow,
                self._window,
                session,
                order_id,
                tickets,
                extras,
                by_check=by_check,
                can_reverse=can_reverse,
                instead=instead,
            )

    def give_back(
        self,
        command: CommandId,
        session: SessionView,
        plan: GiveBackPlan,
        reason: str,
        approval: Approval | None = None,
    ) -> GivenBackView:
        """Take the plan's tickets back and give its money: one transaction, durable on return.

        Barcodes are dead and places free with the commit. Cash may be handed over, certificates and
        accounts have their money; the card payments in ``cards`` are on disk and still to be asked
        of the terminal. A repeat returns the first answer and gives nothing.

        Raises:
            ApprovalNeeded, SamePerson: By amount, and for a ticket that was used at the door.
            TillNotOpen, TillNotYours: Whose till it is.
            NotThisWay: ``plan_changed``: the order is not what the plan was made for; or why a line
                is refused.
            GiveBackTooMuch, PaymentGone: A card's payment has less left.
            PrintNeedsPerson: A ticket is at the printer this moment.
            TextRefused, CardNumberRefused: The reason, which must be given.
        """
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)

        def act() -> GivenBackView:
            till = require_open_till(uow, session, self._window)
            check_plan(uow, self._window, session, plan)
            who = str(session.user_id)
            if plan.needs:
                who = answerable(uow, command, session, Permission(plan.needs), approval)
            order = uow.orders.order(plan.order_id)
            giving = Giving(uow, self._ids, self._window, session, plan, order, till, reason, who)
            return give(giving, command)

        with self._storage.begin() as uow:
            content = (session.user_id, plan, reason)
            view = uow.commands.once(command, "give_back", content, GivenBackView, act)
            uow.commit()
        return view

    # ---- what is owed ----

    def owing(self) -> tuple[OwedBackView, ...]:
        """Return the parts of refunds that have not reached their patrons, oldest first."""
        with self._storage.read() as uow:
            return owed_views(uow)

    def try_again(self, command: CommandId, session: SessionView, refund_id: str, line: int) -> str:
        """Begin another card payment for a part that a terminal declined; return its id. Durable
        on return, before the terminal is asked.

        Raises:
            NotFound: Nothing of the part is owed any more.
            NotThisWay: ``card_only``: it is not a card's; ``card_has_it``: the card cannot be given
                as much any more.
            PaymentOpen: A payment for it is still under way: ask about that one. Or the same card
                has money that is in doubt.
        """
        require(session, Permission.SELL)

        def act(uow: UnitOfWork) -> str:
            part = open_part_of(uow, refund_id, line)
            payment = again(uow, self._ids, self._window, session, part)
            queue_refund_paper(uow, self._ids, part.refund, more_out=True)  # typed: it is out
            self._tell(uow, session, "refund.tried_again", refund_id, payment=payment.payment_id)
            return payment.payment_id

        return self._once(command, "try_refund_again", (session.user_id, refund_id, line), act)

    def another_way(
        self,
        command: CommandId,
        session: SessionView,
        refund_id: str,
        line: int,
        how: str,
        reason: str,
        value_id: str = "",
        approval: Approval | None = None,
    ) -> str:
        """Send what a card does not take another way: ``check``, written by the office, or
        ``on_account`` of the patron (``value_id``). Never cash. Durable on return.

        Raises:
            ApprovalNeeded, SamePerson: It needs who may give any sum back.
            NotFound, NotThisWay, PaymentOpen: As for ``try_again``; ``cash_for_card``.
            TextRefused, CardNumberRefused: The reason, which must be given.
        """
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)

        def act(uow: UnitOfWork) -> str:
            who = answerable(uow, command, session, Permission.GIVE_BACK_ANY, approval)
            part = open_part_of(uow, refund_id, line)
            send_another_way(
                uow, self._ids, self._window, session, part, how, value_id, approved_by=who
            )
            details = {"how": how, "reason": reason, "approved_by": who}
            self._tell(uow, session, "refund.another_way", refund_id, **details)
            return how

        content = (session.user_id, refund_id, line, how, reason, value_id)
        return self._once(command, "refund_another_way", content, act)

    def written(
        self, command: CommandId, session: SessionView, refund_id: str, line: int, reference: str
    ) -> str:
        """The office paid a part out: a check was written (``reference``: its number), or who sold
        the order elsewhere has given it back (``reference``: theirs, if they said one). Durable on
        return.

        Raises:
            NotAllowed: The role may not.
            NotFound: Nothing of the part is owed any more.
            NotThisWay: The part is not the office's.
            TextMissing: There is a check, and it has a number.
            TextRefused, CardNumberRefused: The reference.
        """
        require(session, Permission.RETURNED_CHECK)
        reference = checked_text("check_number", reference, longest=CHECK_NUMBER_LONGEST)

        def act(uow: UnitOfWork) -> str:
            part = open_part_of(uow, refund_id, line)
            if part.part.how not in ("check", "elsewhere"):
                raise NotThisWay(what="not_by_the_office")
            elsewhere = part.part.how == "elsewhere"
            if not (elsewhere or reference):
                raise TextMissing(field="check_number")
            account = Account.ELSEWHERE_CLEARING if elsewhere else Account.BANK
            pay_from_office(
                uow, self._ids, self._window, session, part, part.part.how, account,
                reference=reference,
            )  # fmt: skip
            self._tell(uow, session, "refund.written", refund_id, reference=reference)
            return reference

        content = (session.user_id, refund_id, line, reference)
        return self._once(command, "refund_written", content, act)

    def _once(
        self,
        command: CommandId,
        kind: str,
        content: object,
        act: Callable[[UnitOfWork], str],
    ) -> str:
        with self._storage.begin() as uow:
            answer = uow.commands.once(command, kind, content, str, lambda: act(uow))
            uow.publish(PaymentsChanged())
            uow.commit()
        return answer

    def _tell(
        self, uow: UnitOfWork, session: SessionView, event: str, refund_id: str, **details: str
    ) -> None:
        here, subject = self._window.window_id, ("refund", refund_id)
        uow.audit(audit_entry(uow.now(), session.user_id, here, event, subject, "ok", **details))
