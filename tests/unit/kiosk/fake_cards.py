"""Card payments, balances and the register in memory, for presenter tests."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from pos.errors import (
    ApprovalNeeded,
    CodeUnknown,
    InspectionOverdue,
    PaymentGone,
    PaymentOpen,
    PosError,
    StorageFull,
    TerminalNotRegistered,
)
from pos.ids import CommandId, OrderId
from pos.money import Money
from pos.ports.terminals import CardOutcome, CardResult
from pos.views.paying import (
    AnswerSource,
    CardBegun,
    CashOutView,
    ExceptionView,
    NotPaidView,
    OfflineView,
    PayingFor,
    PaymentKind,
    PaymentView,
    TerminalView,
    ValueKind,
    ValueLine,
    ValueView,
)
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import CardAsked, PaidContent

if TYPE_CHECKING:
    from tests.unit.kiosk.fake_office import FakeOffice

OPEN = ("created", "sent", "unknown")
_STATES = {
    CardOutcome.APPROVED: "approved",
    CardOutcome.PARTIAL: "approved",
    CardOutcome.DECLINED: "declined",
    CardOutcome.CANCELLED: "declined",
    CardOutcome.NOT_SENT: "declined",
    CardOutcome.NOT_FOUND: "declined",
    CardOutcome.IN_PROGRESS: "unknown",
    CardOutcome.UNKNOWN: "unknown",
}


@dataclass
class Kept:
    begun: CardBegun
    view: PaymentView
    content: PaidContent
    parent: str = ""


class Cards:
    def __init__(self, office: FakeOffice) -> None:
        self._office = office
        self.payments: dict[str, Kept] = {}
        self.settled: list[tuple[str, CardOutcome, AnswerSource]] = []
        self.forced: list[ExceptionView] = []
        self.turned: list[bool | None] = []
        self.full = False
        self.owing_again: tuple[NotPaidView, ...] = ()
        self.words: list[tuple[str, bool, str]] = []
        self.given_up: list[tuple[OrderId, str]] = []

    def _enter(self, kind: PaymentKind, asked: CardAsked, state: str, parent: str = "") -> Kept:
        number = self._office.number()
        key = f"payment{number}"
        begun = CardBegun(
            key, kind, f"reference{number}", f"m{number}", asked.amount, asked.keyed,
            "T-77" if parent else "",
        )  # fmt: skip
        cart = asked.content.cart
        view = PaymentView(
            payment_id=key, kind=kind.value, state=state, amount=asked.amount, approved=None,
            brand="", last_four="", approval_code="", source="", declined="", offline=False,
            for_kind=asked.for_kind.value, for_id=asked.for_id, order_number="", name="",
            cashier="Ana Castle", begun_at=self._office.now, can_ask=state in OPEN,
            has_cart=cart is not None, given_back=Money(0),
        )  # fmt: skip
        kept = Kept(begun, view, asked.content, parent)
        self.payments[key] = kept
        return kept

    def begin(self, command: CommandId, session: SessionView, asked: CardAsked) -> CardBegun:
        for kept in self.payments.values():
            if kept.view.for_id == asked.for_id and kept.view.state in OPEN:
                raise PaymentOpen(payment=kept.view.payment_id)
        begun: CardBegun = self._office.once(
            command, ("begin", asked), lambda: self._enter(PaymentKind.CHARGE, asked, "sent").begun
        )
        return begun

    def typed(
        self,
        command: CommandId,
        session: SessionView,
        asked: CardAsked,
        approval_code: str,
        brand: str,
        last_four: str,
    ) -> PaymentView:
        def do() -> PaymentView:
            kept = self._enter(PaymentKind.CHARGE, asked, "approved")
            kept.view = replace(
                kept.view, approved=asked.amount, brand=brand, last_four=last_four,
                approval_code=approval_code, source="typed",
            )  # fmt: skip
            return kept.view

        view: PaymentView = self._office.once(command, ("typed", asked, approval_code), do)
        return view

    def reverse(self, command: CommandId, session: SessionView, payment_id: str) -> CardBegun:
        parent = self.payments[payment_id]
        if parent.view.state != "approved":
            raise PaymentGone(state=parent.view.state)
        asked = CardAsked(
            PayingFor(parent.view.for_kind), parent.view.for_id, parent.view.amount,
            PaidContent(), "nexo",
        )  # fmt: skip
        begun: CardBegun = self._office.once(
            command,
            ("reverse", payment_id),
            lambda: self._enter(PaymentKind.REVERSAL, asked, "sent", payment_id).begun,
        )
        return begun

    def enter_refund(self, order_id: str, amount: Money) -> str:
        """Put a refund on disk that was not sent."""
        asked = CardAsked(PayingFor.ORDER, order_id, amount, PaidContent(), "nexo")
        return self._enter(PaymentKind.REFUND, asked, "created", "charge").view.payment_id

    def send(self, payment_id: str) -> CardBegun:
        kept = self.payments[payment_id]
        if kept.view.state != "created":
            raise PaymentGone(state=kept.view.state)
        kept.view = replace(kept.view, state="sent", can_ask=True)
        return kept.begun

    def settle(
        self,
        payment_id: str,
        result: CardResult,
        source: AnswerSource = AnswerSource.TERMINAL,
        terminal: str = "",
    ) -> PaymentView:
        if self.full:
            raise StorageFull()
        kept = self.payments[payment_id]
        self.settled.append((payment_id, result.outcome, source))
        state = _STATES[result.outcome]
        approved = None
        if state == "approved":
            approved = result.amount or kept.view.amount
            if kept.view.kind == PaymentKind.REFUND.value:
                state = "applied"
            elif kept.parent:
                state = "reversed"
                parent = self.payments[kept.parent]
                parent.view = replace(parent.view, state="reversed")
        kept.view = replace(
            kept.view, state=state, approved=approved, brand=result.brand,
            last_four=result.last_four, source=source.value, can_ask=state in OPEN,
            declined="" if result.declined is None else result.declined.value,
        )  # fmt: skip
        return kept.view

    def to_resolve(self) -> tuple[CardBegun, ...]:
        asked = [k for k in self.payments.values() if k.view.state in OPEN[1:]]
        return tuple(kept.begun for kept in asked)

    def in_doubt(self) -> tuple[PaymentView, ...]:
        states = (*OPEN, "approved")
        return tuple(k.view for k in self.payments.values() if k.view.state in states)

    def awaiting_forwarding(self) -> tuple[PaymentView, ...]:
        return tuple(k.view for k in self.payments.values() if k.view.offline)

    def not_paid(self) -> tuple[NotPaidView, ...]:
        return self.owing_again

    def give_up(
        self,
        command: CommandId,
        session: SessionView,
        order_id: OrderId,
        reason: str,
        approval: Approval | None = None,
    ) -> Money:
        if approval is None or approval.command != command:
            raise ApprovalNeeded(permission=Permission.WRITE_OFF.value)

        def do() -> Money:
            (owed,) = (one for one in self.owing_again if one.order_id == order_id)
            self.owing_again = tuple(one for one in self.owing_again if one is not owed)
            self.given_up.append((order_id, reason))
            return owed.owing

        amount: Money = self._office.once(command, ("give_up", order_id, reason), do)
        return amount

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
        if Permission.OFFLINE_CARDS not in session.permissions and (
            approval is None or approval.command != command
        ):
            raise ApprovalNeeded(permission=Permission.OFFLINE_CARDS.value)

        def do() -> PaymentView:
            kept = self.payments[payment_id]
            state = kept.view.state if approved else "bounced"
            kept.view = replace(kept.view, state=state, offline=False)
            self.words.append((payment_id, approved, note))
            return kept.view

        view: PaymentView = self._office.once(command, ("forwarded", payment_id, approved), do)
        return view

    def view(self, payment_id: str) -> PaymentView:
        return self.payments[payment_id].view

    def content(self, payment_id: str) -> PaidContent:
        return self.payments[payment_id].content

    def exceptions(self, *, open_only: bool = True) -> tuple[ExceptionView, ...]:
        return tuple(self.forced)

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
        if Permission.FORCE_PAYMENT not in session.permissions and (
            approval is None or approval.command != command
        ):
            raise ApprovalNeeded(permission=Permission.FORCE_PAYMENT.value)

        def do() -> ExceptionView:
            kept = self.payments[payment_id]
            kept.view = replace(
                kept.view,
                state="approved" if charged else "declined",
                approved=kept.view.amount if charged else None,
            )
            self.forced.append(
                ExceptionView(
                    f"e{payment_id}",
                    payment_id,
                    "charged" if charged else "not_charged",
                    kept.view.amount,
                    reason,
                    session.name,
                    "" if approval is None else approval.approver_name,
                    self._office.now,
                    None,
                    "",
                    "",
                )
            )
            return self.forced[-1]

        view: ExceptionView = self._office.once(command, ("force", payment_id, charged), do)
        return view

    def write_off(
        self,
        command: CommandId,
        session: SessionView,
        payment_id: str,
        reason: str,
        approval: Approval | None = None,
    ) -> PaymentView:
        if approval is None or approval.command != command:
            raise ApprovalNeeded(permission=Permission.WRITE_OFF.value)
        kept = self.payments[payment_id]
        kept.view = replace(kept.view, state="written_off")
        return kept.view

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
        self.turned.append(charged)

        def do() -> ExceptionView:
            view = next(one for one in self.forced if one.exception_id == exception_id)
            self.forced.remove(view)
            return replace(view, evidence=evidence, note=note)

        view: ExceptionView = self._office.once(command, ("settle", exception_id, evidence), do)
        return view


CERTIFICATE = ValueView(
    "v1", ValueKind.CERTIFICATE, "W1-G000001", "…7K2P", "", Money(10000), Money(5000),
    datetime(2026, 11, 1, tzinfo=UTC),
    None, used=False, cash_out=None,
)  # fmt: skip
ACCOUNT = replace(
    CERTIFICATE, value_id="v2", kind=ValueKind.ACCOUNT, serial="W1-A000001", shown="W1-A000001",
    holder="Petra Holm", balance=Money(2000),
)  # fmt: skip


class Values:
    def __init__(self, office: FakeOffice) -> None:
        self._office = office
        self.asked: list[str] = []

    def look_up(self, session: SessionView, code: str) -> ValueView:
        self.asked.append(code)
        if code != "GIFT-CODE":
            raise CodeUnknown(left=4)
        return CERTIFICATE

    def accounts(self, text: str, limit: int = 50) -> tuple[ValueView, ...]:
        return (ACCOUNT,) if text.casefold() in ACCOUNT.holder.casefold() else ()

    def view(self, value_id: str) -> ValueView:
        return ACCOUNT if value_id == ACCOUNT.value_id else CERTIFICATE

    def by_serial(self, session: SessionView, serial: str) -> ValueView:
        return CERTIFICATE

    def movements(self, value_id: str) -> tuple[ValueLine, ...]:
        return (ValueLine(CERTIFICATE.issued_at, "sale", Money(10000), "W1-1", "Ana Castle"),)

    def cash_out(self, command: CommandId, session: SessionView, value_id: str) -> CashOutView:
        paid: CashOutView = self._office.once(
            command,
            ("cash_out", value_id),
            lambda: CashOutView(replace(CERTIFICATE, balance=Money(0)), Money(320), "opening"),
        )
        return paid

    def reissue(
        self,
        command: CommandId,
        session: SessionView,
        value_id: str,
        reason: str,
        approval: Approval | None = None,
    ) -> ValueView:
        return self._by_word(Permission.REPRINT, command, session, approval, ("reissue", reason))

    def issue_promotional(
        self,
        command: CommandId,
        session: SessionView,
        amount: Money,
        holder: str,
        reason: str,
        approval: Approval | None = None,
    ) -> ValueView:
        what = ("promotional", amount, holder, reason)
        return self._by_word(Permission.ISSUE_PROMOTIONAL, command, session, approval, what)

    def credit_account(
        self,
        command: CommandId,
        session: SessionView,
        value_id: str,
        amount: Money,
        reason: str,
        approval: Approval | None = None,
    ) -> ValueView:
        what = ("credit", amount, reason)
        return self._by_word(Permission.ISSUE_PROMOTIONAL, command, session, approval, what)

    def open_account(
        self, command: CommandId, session: SessionView, name: str, phone: str = ""
    ) -> ValueView:
        found: ValueView = self._office.once(command, ("account", name, phone), lambda: ACCOUNT)
        return found

    def _by_word(
        self,
        permission: Permission,
        command: CommandId,
        session: SessionView,
        approval: Approval | None,
        what: tuple[object, ...],
    ) -> ValueView:
        approved = approval is not None and approval.command == command
        if permission not in session.permissions and not approved:
            raise ApprovalNeeded(permission=permission.value)
        account = what[0] == "credit"
        found: ValueView = self._office.once(
            command, what, lambda: ACCOUNT if account else CERTIFICATE
        )
        return found


class Terminals:
    def __init__(self, office: FakeOffice) -> None:
        self._office = office
        self.rows: dict[str, TerminalView] = {}
        self.looks: list[tuple[str, bool, str]] = []
        self.on = False
        self.since: datetime | None = None

    def unfit(self, driver: str, serial: str, model: str = "") -> PosError | None:
        row = self.rows.get(self.known_as(driver, serial))
        if row is None:
            return TerminalNotRegistered(serial=serial, model=model)
        return None if row.inspection_good else InspectionOverdue(serial=serial)

    def known_as(self, driver: str, serial: str) -> str:
        return serial or f"{driver} W1"

    def all(self) -> tuple[TerminalView, ...]:
        return tuple(self.rows.values())

    def register(
        self,
        command: CommandId,
        session: SessionView,
        serial: str,
        model: str,
        place: str,
        *,
        driver: str = "",
        approval: Approval | None = None,
    ) -> TerminalView:
        if Permission.REGISTER_TERMINAL not in session.permissions and (
            approval is None or approval.command != command
        ):
            raise ApprovalNeeded(permission=Permission.REGISTER_TERMINAL.value)
        name = self.known_as(driver, serial)
        self.rows[name] = TerminalView(
            name, model, place, self._office.now, session.name, active=True, inspected_at=None,
            inspection_due=date(2026, 11, 28), inspection_good=True,
        )  # fmt: skip
        return self.rows[name]

    def inspect(
        self, command: CommandId, session: SessionView, serial: str, *, good: bool, note: str = ""
    ) -> TerminalView:
        self.looks.append((serial, good, note))
        self.rows[serial] = replace(self.rows[serial], inspection_good=good)
        return self.rows[serial]

    def offline(self) -> OfflineView:
        held, caps = Money(60000), (Money(20000), Money(200000))
        return OfflineView(True, self.on, self.since, "", *caps, 1, held, None)

    def switch_offline(
        self,
        command: CommandId,
        session: SessionView,
        *,
        on: bool,
        reason: str,
        approval: Approval | None = None,
    ) -> OfflineView:
        if Permission.OFFLINE_CARDS not in session.permissions and approval is None:
            raise ApprovalNeeded(permission=Permission.OFFLINE_CARDS.value)
        self.on = on
        return self.offline()
