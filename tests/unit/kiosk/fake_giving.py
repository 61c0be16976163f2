"""Money given back, tenders corrected, checks returned: in memory, for presenter tests.

A ticket costs what the order says; all of it goes back to ``how`` of the order's only tender.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from pos.errors import ApprovalNeeded, NotThisWay
from pos.ids import CommandId, OrderId, TenderId, TicketId
from pos.money import Money, total
from pos.views.papers import CheckLetterView
from pos.views.paying import (
    CheckGiven,
    CheckReturnedView,
    GiveBackLine,
    GiveBackPlan,
    GivenBackView,
    Instead,
    OwedBackView,
    SlipTyped,
)
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import TenderGiven

if TYPE_CHECKING:
    from tests.unit.kiosk.fake_office import FakeOffice


def _require(
    permission: Permission, session: SessionView, command: CommandId, approval: Approval | None
) -> None:
    approved = approval is not None and approval.command == command
    if permission not in session.permissions and not approved:
        raise ApprovalNeeded(permission=permission.value)


class GivingBack:
    """``hows``: the ways money goes back, in equal parts. ``refused``: why the first cannot."""

    def __init__(self, office: FakeOffice) -> None:
        self._office = office
        self.hows: tuple[str, ...] = ("cash",)
        self.refused = ""
        self.changes = False
        self.parts: dict[str, OwedBackView] = {}
        self.given: list[tuple[GiveBackPlan, str]] = []
        self.moved: list[tuple[str, str, str]] = []
        self.planned: list[tuple[bool, bool]] = []

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
        self.planned.append((by_check, can_reverse))
        order = self._office.orders.order
        amount = total(t.all_in for t in order.tickets if t.ticket_id in tickets)
        if instead is not None:
            kept = GiveBackPlan(order_id, order.order_number, tickets, Money(0), (), Money(0))
            return replace(kept, extras=extras, instead=instead, instead_amount=amount)
        part = Money(amount.minor // len(self.hows))
        lines = tuple(
            GiveBackLine(
                f"tender{n}", "card" if how in ("void", "refund") else how, how, part,
                payment_id=f"charge{n}", refused=self.refused if n == 0 else "",
            )
            for n, how in enumerate(self.hows)
        )  # fmt: skip
        needs = "" if Permission.GIVE_BACK in session.permissions else Permission.GIVE_BACK.value
        return GiveBackPlan(
            order_id, order.order_number, tickets, amount, lines, Money(0), needs, extras
        )

    def give_back(
        self,
        command: CommandId,
        session: SessionView,
        plan: GiveBackPlan,
        reason: str,
        approval: Approval | None = None,
    ) -> GivenBackView:
        if self.changes:
            self.changes = False
            raise NotThisWay(what="plan_changed")
        if plan.needs:
            _require(Permission(plan.needs), session, command, approval)

        def do() -> GivenBackView:
            self.given.append((plan, reason))
            refund_id = f"refund{self._office.number()}"
            cards = []
            for n, line in enumerate(plan.lines, start=1):
                if line.how in ("void", "refund"):
                    cards.append(self._enter(refund_id, n, line.amount))
            cash = total((x.amount for x in plan.lines if x.how == "cash"), "USD")
            return GivenBackView(refund_id, plan.order_id, plan.amount, cash, tuple(cards))

        view: GivenBackView = self._office.once(command, ("refund", plan, reason), do)
        return view

    def _enter(self, refund_id: str, line: int, amount: Money) -> str:
        order = self._office.orders.order
        payment_id = self._office.cards.enter_refund(order.order_id, amount)
        key = f"{refund_id}.{line}"
        self.parts[key] = OwedBackView(
            refund_id, line, order.order_id, order.order_number, order.name, amount, "card",
            "refund", "Visa 1111", self._office.now, payment_id,
        )  # fmt: skip
        return payment_id

    def owing(self) -> tuple[OwedBackView, ...]:
        found = []
        for part in self.parts.values():
            state = self._office.cards.payments[part.payment_id].view.state
            if state not in ("approved", "applied", "reversed"):
                waits = state in ("created", "sent", "unknown")
                found.append(replace(part, state=state, waits=waits, card_takes=not waits))
        return tuple(found)

    def try_again(self, command: CommandId, session: SessionView, refund_id: str, line: int) -> str:
        part = self.parts[f"{refund_id}.{line}"]

        def do() -> str:
            payment_id = self._office.cards.enter_refund(part.order_id, part.amount)
            self.parts[f"{refund_id}.{line}"] = replace(part, payment_id=payment_id)
            return payment_id

        payment_id: str = self._office.once(command, ("again", refund_id, line), do)
        return payment_id

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
        _require(Permission.GIVE_BACK_ANY, session, command, approval)
        self.moved.append((how, reason, value_id))
        key = f"{refund_id}.{line}"
        if how == "on_account":
            del self.parts[key]
        else:
            self.parts[key] = replace(self.parts[key], how=how)
        return how

    def written(
        self, command: CommandId, session: SessionView, refund_id: str, line: int, reference: str
    ) -> str:
        self.moved.append(("written", reference, ""))
        del self.parts[f"{refund_id}.{line}"]
        return reference


class Corrections:
    def __init__(self, office: FakeOffice) -> None:
        self._office = office
        self.made: list[tuple[TenderId, TenderGiven, str]] = []
        self.slips: list[SlipTyped | None] = []

    def correct(
        self,
        command: CommandId,
        session: SessionView,
        tender_id: TenderId,
        to: TenderGiven,
        reason: str,
        approval: Approval | None = None,
        slip: SlipTyped | None = None,
    ) -> TenderId:
        _require(Permission.GIVE_BACK, session, command, approval)

        def do() -> TenderId:
            self.made.append((tender_id, to, reason))
            self.slips.append(slip)
            return TenderId("right")

        right: TenderId = self._office.once(command, ("correct", tender_id, to), do)
        return right


class Checks:
    def __init__(self, office: FakeOffice) -> None:
        self._office = office
        self.made: list[tuple[TenderId, str, Money]] = []

    def look(self, _check: CheckGiven) -> None:
        """Every check is good."""

    def returned(
        self,
        command: CommandId,
        session: SessionView,
        tender_id: TenderId,
        reason: str,
        fee: Money | None = None,
    ) -> CheckReturnedView:
        def do() -> CheckReturnedView:
            asked = fee or Money(0)
            self.made.append((tender_id, reason, asked))
            order = self._office.orders.order
            return CheckReturnedView(
                "return1", order.order_id, order.order_number, "Petra Holm", "1043", order.total,
                asked, order.total + asked,
            )  # fmt: skip

        view: CheckReturnedView = self._office.once(command, ("returned", tender_id, fee), do)
        return view

    def letter(self, return_id: str) -> CheckLetterView:
        order = self._office.orders.order
        return CheckLetterView(
            "Harbour Arts", ("1 Quay Street",), "Petra Holm", "1043", order.order_number,
            order.total, self.made[-1][2], date(2026, 11, 21), date(2026, 12, 21),
            self.made[-1][1],
        )  # fmt: skip
