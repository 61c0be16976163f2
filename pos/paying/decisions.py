"""What people decide about card payments where no terminal can: a force, the evidence that settles
it, and giving up what is lost.

Thread: ledger. Every act is on disk on return; a repeat of a command returns its first answer.
"""

from __future__ import annotations

from pos.allowed import require
from pos.errors import ApprovalNeeded, PaymentGone, TextRefused
from pos.hub.offline_rules import Act, require_allowed
from pos.hub.rights import RightsAuthority
from pos.ids import CartId, CommandId, Ids, OrderId
from pos.lifecycles import PAYMENT, PAYMENT_OPEN, PaymentState, PaymentTrigger
from pos.money import Money
from pos.paying import exceptions
from pos.paying.giving_up import give_up
from pos.paying.payment_views import exception_view, payment_view
from pos.paying.writing_off import write_off
from pos.people.approving import approver_of
from pos.ports.storage import Storage, UnitOfWork
from pos.records import CardPayment
from pos.seating.seating import Seating
from pos.text import checked_text
from pos.views.paying import ExceptionView, PayingFor, PaymentView
from pos.views.people import Approval, Permission, SessionView
from pos.window import Window

REASON_LONGEST = 200
_OPEN = tuple(state.value for state in PAYMENT_OPEN)


class Decisions:
    """The half of ``Cards`` that belongs to managers, with what both halves stand on."""

    def __init__(
        self,
        storage: Storage,
        ids: Ids,
        window: Window,
        seating: Seating,
        rights: RightsAuthority,
    ) -> None:
        """Read what an earlier life of the window left open: make it at the start, before anything
        is begun. Neither clock nor ids tell two lives apart.
        """
        self._storage = storage
        self._ids = ids
        self._window = window
        self._seating = seating
        self._rights = rights
        with storage.read() as uow:
            self._earlier = frozenset(p.payment_id for p in self._in(uow, _OPEN))

    def _in(self, uow: UnitOfWork, states: tuple[str, ...]) -> tuple[CardPayment, ...]:
        found = uow.payments.in_states(states, self._window.window_id)
        return tuple(payment for payment, _ in found)

    def _let_go(self, payment: CardPayment) -> None:
        """Give back the places of a cart of an earlier life: nobody has it any more, and only its
        payment kept them.

        A crash before this leaves them to the next start.
        """
        old = payment.payment_id in self._earlier or payment.parent_id in self._earlier
        if old and payment.for_kind == PayingFor.CART.value:
            self._seating.release_cart(CartId(payment.for_id))

    def exceptions(self, *, open_only: bool = True) -> tuple[ExceptionView, ...]:
        """Return the forces, oldest first; those that wait for evidence, or all."""
        with self._storage.read() as uow:
            found = uow.payments.exceptions(open_only=open_only)
            return tuple(exception_view(uow, each, settled) for each, settled in found)

    def force(
        self,
        command: CommandId,
        session: SessionView,
        payment_id: str,
        *,
        charged: bool,
        reason: str,
        approval_code: str = "",
        last_four: str = "",
        approval: Approval | None = None,
    ) -> ExceptionView:
        """Say what became of a payment that nobody can be asked about; open the exception that
        blocks the day's close.

        Raises:
            ApprovalNeeded, SamePerson: Neither the person nor the approver may.
            PaymentGone: It is not UNKNOWN (or SENT by an earlier life): the terminal was not asked.
            TextRefused, CardNumberRefused: No reason; charged and no approval code; more than four
                digits of a card.
        """
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)
        approval_code = checked_text("approval_code", approval_code, longest=16, required=charged)
        last_four = checked_four(last_four)

        def act() -> ExceptionView:
            approver = self._approver(uow, session, command, Permission.FORCE_PAYMENT, approval)
            payment = uow.payments.payment(payment_id)
            self._require_forceable(uow, payment)
            word = exceptions.says(
                payment, charged=charged, approval_code=approval_code, last_four=last_four
            )
            return exceptions.force_payment(
                uow, self._ids, self._window, payment, session, approver, word, reason
            )

        content = (session.user_id, payment_id, charged, reason, approval_code, last_four)
        with self._storage.begin() as uow:
            view = uow.commands.once(command, "force_payment", content, ExceptionView, act)
            payment = uow.payments.payment(payment_id)
            uow.commit()
        self._let_go(payment)
        return view

    def _approver(
        self,
        uow: UnitOfWork,
        session: SessionView,
        command: CommandId,
        permission: Permission,
        approval: Approval | None,
    ) -> str:
        if permission in session.permissions:
            return session.user_id
        if approval is None:
            raise ApprovalNeeded(permission=permission.value)
        approver_of(uow, session, approval, command, (permission,))
        return approval.approver

    def _require_forceable(self, uow: UnitOfWork, payment: CardPayment) -> None:
        state = uow.states.of(PAYMENT, payment.payment_id)
        if state is PaymentState.SENT and payment.payment_id in self._earlier:
            reason = "never answered"
            trigger = PaymentTrigger.LOSE
            uow.states.advance(PAYMENT, payment.payment_id, trigger, payment.user_id, reason)
        elif state is not PaymentState.UNKNOWN:
            raise PaymentGone(state=state.value)

    def settle_exception(
        self,
        command: CommandId,
        session: SessionView,
        exception_id: str,
        evidence: str,
        note: str,
        *,
        charged: bool | None = None,
    ) -> ExceptionView:
        """Put on disk by what evidence a force was checked; ``charged``: what it shows, None for
        just what was forced. See ``pos.paying.exceptions.settle`` for what follows and is raised.
        """
        note = checked_text("note", note, longest=REASON_LONGEST, required=True)
        require(session, Permission.SETTLE_EXCEPTION)
        content = (session.user_id, exception_id, evidence, note, charged)
        with self._storage.begin() as uow:
            view = uow.commands.once(
                command,
                "settle_exception",
                content,
                ExceptionView,
                lambda: exceptions.settle(
                    uow, self._ids, self._window, session, exception_id, evidence, note, charged
                ),
            )
            uow.commit()
        return view

    def write_off(
        self,
        command: CommandId,
        session: SessionView,
        payment_id: str,
        reason: str,
        approval: Approval | None = None,
    ) -> PaymentView:
        """Give up what a card got though nobody was owed it: booked as a loss of this day
        (``pos.paying.writing_off``).

        Raises:
            NotAllowed: Needs WRITE_OFF.
            ApprovalNeeded, SamePerson: A second person who holds it has to approve, whoever asks.
            NotFound, TillNotOpen, PaymentGone, NotThisWay: See ``writing_off.write_off``.
            TextRefused, CardNumberRefused: The reason, which must be given.
        """
        require(session, Permission.WRITE_OFF)
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)

        def act() -> PaymentView:
            if approval is None:
                raise ApprovalNeeded(permission=Permission.WRITE_OFF.value)
            approver_of(uow, session, approval, command, (Permission.WRITE_OFF,))
            payment = uow.payments.payment(payment_id)
            by, approver = session.user_id, approval.approver
            write_off(uow, self._ids, self._window, payment, by, approver, reason)
            return payment_view(uow, payment)

        content = (session.user_id, payment_id, reason)
        with self._storage.begin() as uow:
            view = uow.commands.once(command, "write_off_payment", content, PaymentView, act)
            uow.commit()
        return view

    def give_up(
        self,
        command: CommandId,
        session: SessionView,
        order_id: OrderId,
        reason: str,
        approval: Approval | None = None,
    ) -> Money:
        """Give up what an order owes because a card's money never came: a loss of this day. Return
        how much (``pos.paying.giving_up``).

        Raises:
            NotAllowed: Needs WRITE_OFF.
            ApprovalNeeded, SamePerson: A second person who holds it has to approve, whoever asks.
            NotFound, NotThisWay: See ``giving_up.give_up``.
            TextRefused, CardNumberRefused: The reason, which must be given.
        """
        require(session, Permission.WRITE_OFF)
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)

        def act() -> Money:
            if approval is None:
                raise ApprovalNeeded(permission=Permission.WRITE_OFF.value)
            approver_of(uow, session, approval, command, (Permission.WRITE_OFF,))
            require_allowed(uow, Act.CORRECT, order_id)
            order, by = uow.orders.order(order_id), session.user_id
            return give_up(uow, self._ids, self._window, order, by, approval.approver, reason)

        content = (session.user_id, order_id, reason)
        with self._storage.begin() as uow:
            amount = uow.commands.once(command, "give_up_owed", content, Money, act)
            uow.commit()
        return amount


def checked_four(text: str) -> str:
    """Return at most four digits of a card.

    Raises:
        TextRefused, CardNumberRefused: It is anything else.
    """
    text = checked_text("last_four", text, longest=4)
    if text and not (text.isascii() and text.isdigit()):
        raise TextRefused(field="last_four", limit=4)
    return text
