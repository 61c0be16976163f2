"""Checks that a bank gave back: the order owes again, the payer a fee, and a letter says so."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from pos.allowed import require
from pos.audit import audit_entry
from pos.errors import AmountInvalid, NotThisWay
from pos.events import PaymentsChanged
from pos.hub.offline_rules import Act, require_allowed
from pos.ids import CommandId, Ids, OrderId, TenderId, TillId
from pos.ledger import Account, Entry
from pos.lifecycles import ORDER, PRINT, TILL, OrderState, OrderTrigger, PrintState, TillState
from pos.money import Money
from pos.paying.applying import office_batch
from pos.paying.came_back_from import CameBackFrom, came_back_from
from pos.paying.certificates import venue_day
from pos.paying.check_rules import refuse_checks
from pos.paying.promises import cut_promises
from pos.ports.storage import Storage, UnitOfWork
from pos.records import CheckReturned, Order, Tender
from pos.selling.order_money import owing_of
from pos.selling.orders import REASON_LONGEST
from pos.text import checked_text
from pos.views.papers import CheckLetterView
from pos.views.paying import CheckGiven, CheckReturnedView, CheckTakenView
from pos.views.people import Permission, SessionView
from pos.window import Window

DEMAND_DAYS = 30
"""How long a written demand leaves the payer before the house may go to law (money and compliance
4: Oregon)."""


class Checks:
    """Checks taken and checks returned. Thread: ledger."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    def look(self, check: CheckGiven) -> None:
        """Refuse a check that a sale of now would refuse. Nothing is written.

        Raises:
            CheckRefused, RoutingInvalid, TextRefused, CardNumberRefused: What is wrong with it, or
                that its payer owes for one that came back.
        """
        with self._storage.read() as uow:
            refuse_checks(uow, (check,), venue_day(uow))

    def taken(self, till_ids: tuple[TillId, ...]) -> tuple[CheckTakenView, ...]:
        """Return the checks that lie in these tills, oldest first: for the count and the
        deposit."""
        with self._storage.read() as uow:
            return tuple(
                CheckTakenView(
                    tender_id=tender.tender_id,
                    number=check.number if check else tender.reference,
                    payer=check.payer if check else tender.payer,
                    amount=Money(tender.amount_minor, tender.currency),
                    endorsed=_endorsed(uow, tender),
                )
                for tender, check in uow.orders.checks_of(till_ids)
            )

    def returned(
        self,
        command: CommandId,
        session: SessionView,
        tender_id: TenderId,
        reason: str,
        fee: Money | None = None,
    ) -> CheckReturnedView:
        """Record that a bank gave a check back. Durable on return.

        The order owes it again, with ``fee`` (None: the venue's); what was still to be given back
        for it is set against that. Its payer's checks are refused until it is made good.

        Raises:
            NotAllowed: The role may not.
            NotThisWay: ``no_check``; ``check_in_till``: it lies in a till that is not closed;
                ``check_on_its_way``: the bank has not said what it got for its deposit;
                ``returned_already``.
            AmountInvalid: The fee is negative.
            TextRefused, CardNumberRefused: The reason, which must be given.
        """
        require(session, Permission.RETURNED_CHECK)
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)
        with self._storage.begin() as uow:
            view = uow.commands.once(
                command,
                "check_returned",
                (session.user_id, tender_id, reason, fee),
                CheckReturnedView,
                lambda: self._returned(uow, session, tender_id, reason, fee),
            )
            uow.commit()
        return view

    def _returned(
        self,
        uow: UnitOfWork,
        session: SessionView,
        tender_id: str,
        reason: str,
        fee: Money | None,
    ) -> CheckReturnedView:
        tender = uow.orders.tender(tender_id)
        require_allowed(uow, Act.CORRECT, tender.order_id)
        _require_deposited(uow, tender)
        stood = came_back_from(uow, tender)
        order = uow.orders.order(tender.order_id)
        rules = uow.catalogue.company().paying
        asked = Money(rules.check_return_fee_minor, order.currency) if fee is None else fee
        if asked.minor < 0 or asked.currency != order.currency:
            raise AmountInvalid(text=str(asked.minor))
        returned = CheckReturned(
            return_id=self._ids.new(),
            tender_id=tender_id,
            order_id=order.order_id,
            reason=reason,
            fee_minor=asked.minor,
            at=uow.now(),
            user_id=session.user_id,
            there_minor=stood.minor,
            paper_id=stood.paper_id,
            deposit_id=stood.deposit_id,
        )
        uow.add(returned)
        self._post(uow, session, order, tender, asked, stood)
        state = OrderState(uow.states.of(ORDER, order.order_id).value)
        if owing_of(uow, order).minor > 0 and ORDER.allows(state, OrderTrigger.UNPAY):
            uow.states.advance(ORDER, order.order_id, OrderTrigger.UNPAY, session.user_id, reason)
        uow.audit(
            audit_entry(
                uow.now(),
                session.user_id,
                self._window.window_id,
                "check.returned",
                ("check_returned", returned.return_id),
                order=order.order_number,
                amount_minor=tender.amount_minor,
                fee_minor=asked.minor,
                reason=reason,
            )
        )
        uow.publish(PaymentsChanged())
        return _view(uow, returned)

    def _post(
        self,
        uow: UnitOfWork,
        session: SessionView,
        order: Order,
        tender: Tender,
        fee: Money,
        stood: CameBackFrom,
    ) -> None:
        """Post the check and the fee against the order (1050), out of where the check was; what
        never was there out of over and short."""
        amount = Money(tender.amount_minor, tender.currency)
        counter = Tender(
            tender_id=self._ids.new(),
            order_id=order.order_id,
            kind=tender.kind,
            amount_minor=-amount.minor,
            given_minor=-amount.minor,
            currency=order.currency,
            at=uow.now(),
            user_id=session.user_id,
            reference=tender.reference,
            payer=tender.payer,
            of_tender=tender.tender_id,
        )
        batch = office_batch(
            uow, self._ids, self._window, "check_returned", order.order_id, session.user_id
        )
        entry = Entry(batch, order.currency)
        entry.debit(Account.NSF, amount + fee, tender_id=counter.tender_id)
        there = Money(stood.minor, tender.currency)
        entry.credit(stood.account, there, tender_id=counter.tender_id)
        entry.credit(Account.OVER_SHORT, amount - there, tender_id=counter.tender_id)
        entry.credit(Account.CHECK_FEES, fee)
        nothing = Money.zero(order.currency)
        cut_promises(uow, entry, tender, Account.NSF, nothing, session.user_id)
        uow.add(counter)
        uow.post(entry)

    def owed(self) -> tuple[CheckReturnedView, ...]:
        """Return the returned checks that were not made good, oldest first."""
        with self._storage.read() as uow:
            views = (_view(uow, returned) for returned in uow.orders.every_check_returned())
            return tuple(view for view in views if view.owing)

    def letter(self, return_id: str) -> CheckLetterView:
        """Return what the written demand says: thirty days from today to pay check and fee.

        Raises:
            NotFound: There is no such return.
        """
        with self._storage.read() as uow:
            returned = uow.orders.return_of(return_id)
            view = _view(uow, returned)
            company = uow.catalogue.company()
            zone = ZoneInfo(company.zone)
            return CheckLetterView(
                company=company.name,
                address=company.address,
                payer=view.payer,
                check_number=view.number,
                order_number=view.order_number,
                amount=view.amount,
                fee=view.fee,
                returned_on=returned.at.astimezone(zone).date(),
                pay_by=uow.now().astimezone(zone).date() + timedelta(days=DEMAND_DAYS),
                reason=returned.reason,
            )


def _require_deposited(uow: UnitOfWork, tender: Tender) -> None:
    """Return if a bank can have given the tender back. Raises NotThisWay."""
    if tender.kind != "check" or tender.amount_minor <= 0:
        raise NotThisWay(what="no_check")
    if uow.orders.check_returned(tender.tender_id) is not None:
        raise NotThisWay(what="returned_already")
    undone = [t for t in uow.orders.tenders(tender.order_id) if t.of_tender == tender.tender_id]
    if any(t.kind == "check" and t.refund_id is None for t in undone):
        raise NotThisWay(what="no_check")  # corrected: it never was one
    if tender.till_id and uow.states.of(TILL, tender.till_id) is not TillState.CLOSED:
        raise NotThisWay(what="check_in_till")


def _endorsed(uow: UnitOfWork, tender: Tender) -> bool:
    found = uow.orders.newest_print_job(tender.tender_id)
    return found is not None and uow.states.of(PRINT, found[0].job_id) is PrintState.PRINTED


def _view(uow: UnitOfWork, returned: CheckReturned) -> CheckReturnedView:
    tender, order = uow.orders.tender(returned.tender_id), uow.orders.order(returned.order_id)
    check = uow.orders.check_of(returned.tender_id)
    return CheckReturnedView(
        return_id=returned.return_id,
        order_id=OrderId(order.order_id),
        order_number=order.order_number,
        payer=check.payer if check else tender.payer,
        number=check.number if check else tender.reference,
        amount=Money(tender.amount_minor, tender.currency),
        fee=Money(returned.fee_minor, order.currency),
        owing=owing_of(uow, order),
    )
