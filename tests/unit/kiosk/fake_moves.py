"""Cash moved beside sales, as a fake office does it: rules of its own, no figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from pos.errors import ApprovalNeeded, BagUsed, NotThisWay
from pos.ids import CommandId, PrintJobId, TillId, UserId
from pos.money import Money
from pos.views.cash import CountSheet, TillReportView, TillView
from pos.views.closing_rules import LAUNCH_CLOSING, CashWay
from pos.views.movements import (
    DropToCount,
    HandedOver,
    MovementKind,
    MovementView,
    SafeResult,
    SafeView,
)
from pos.views.people import Approval, Permission, SessionView

if TYPE_CHECKING:
    from tests.unit.kiosk.fake_office import FakeOffice

AT = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
BAG = DropToCount("m9", "V0009", "B-9", AT, "Ana Castle", "Sue Moreno")


class Movements:
    def __init__(self, office: FakeOffice) -> None:
        self._office = office
        self.moved: list[MovementView] = []
        self.due = False
        self.copies: list[str] = []

    def drop_due(self) -> bool:
        return self.due

    def today(self, session: SessionView) -> tuple[MovementView, ...]:
        return tuple(reversed(self.moved))

    def drop(
        self,
        command: CommandId,
        session: SessionView,
        amount: Money,
        bag: str,
        approval: Approval | None = None,
    ) -> MovementView:
        if any(one.bag == bag for one in self.moved):
            raise BagUsed(bag=bag)
        return self._move(command, session, MovementKind.DROP, amount, approval, bag=bag)

    def top_up(
        self,
        command: CommandId,
        session: SessionView,
        amount: Money,
        approval: Approval | None = None,
    ) -> MovementView:
        return self._move(command, session, MovementKind.TOP_UP, amount, approval)

    def pay(
        self,
        command: CommandId,
        session: SessionView,
        purpose: str,
        amount: Money,
        person: str,
        reason: str,
        approval: Approval | None = None,
    ) -> MovementView:
        ways = {one.name: one.way for one in LAUNCH_CLOSING.purposes}
        into = ways[purpose] is CashWay.IN
        kind = MovementKind.PAID_IN if into else MovementKind.PAID_OUT
        return self._move(
            command, session, kind, amount, approval, purpose=purpose, person=person, reason=reason
        )

    def print_again(self, command: CommandId, session: SessionView, movement_id: str) -> PrintJobId:
        self.copies.append(movement_id)
        return PrintJobId("copy")

    def _move(
        self,
        command: CommandId,
        session: SessionView,
        kind: MovementKind,
        amount: Money,
        approval: Approval | None,
        **texts: str,
    ) -> MovementView:
        if approval is None:
            raise ApprovalNeeded(permission=Permission.MOVE_CASH.value)

        def do() -> MovementView:
            number = len(self.moved) + 1
            plain = MovementView(
                f"m{number}", f"V{number:04d}", kind, amount, "", "", "", "", AT,
                date(2026, 11, 21), session.name, approval.approver_name,
            )  # fmt: skip
            self.moved.append(replace(plain, **texts))  # type: ignore[arg-type]
            return self.moved[-1]

        answer: MovementView = self._office.once(command, (kind.value, amount, str(texts)), do)
        return answer


class Safe:
    def __init__(self, office: FakeOffice) -> None:
        self._office = office
        self.view = SafeView(None, "", None, (BAG,))
        self.expected = Money(4_000)

    def standing(self) -> SafeView:
        return self.view

    def count_drop(
        self,
        command: CommandId,
        session: SessionView,
        movement_id: str,
        counted: Money,
        approval: Approval,
        reason: str = "",
    ) -> SafeResult:
        def do() -> SafeResult:
            self.view = replace(self.view, bags=())
            return SafeResult(self.expected, counted)

        answer: SafeResult = self._office.once(command, ("count_drop", counted), do)
        return answer

    def hand_over(
        self,
        command: CommandId,
        session: SessionView,
        sheet: CountSheet,
        bags: tuple[str, ...],
        approval: Approval,
        reason: str = "",
    ) -> SafeResult:
        def do() -> SafeResult:
            self.view = replace(
                self.view, holder_id=approval.approver, holder=approval.approver_name, since=AT
            )
            return SafeResult(self.expected, sheet.total, first=True)

        answer: SafeResult = self._office.once(command, ("hand_over_safe", sheet, bags), do)
        return answer


class Relief:
    def __init__(self, office: FakeOffice, session_of: Callable[[str], SessionView]) -> None:
        self._office = office
        self._session_of = session_of

    def start(self, command: CommandId, session: SessionView, approval: Approval) -> SessionView:
        tills = self._office.tills
        assert tills.till is not None
        tills.till = replace(
            tills.till,
            reliever_id=UserId(approval.approver),
            reliever=approval.approver_name,
        )
        return self._session_of(approval.approver)

    def end(self, command: CommandId, session: SessionView) -> TillView:
        tills = self._office.tills
        assert tills.till is not None
        tills.till = replace(tills.till, reliever_id=None, reliever="")
        return tills.till


class HandingOver:
    def __init__(
        self,
        office: FakeOffice,
        session_of: Callable[[str], SessionView],
        report: Callable[[int], TillReportView],
    ) -> None:
        self._office = office
        self._session_of = session_of
        self._report = report
        self.refuses = False

    def hand_over(
        self, command: CommandId, session: SessionView, till_id: TillId, approval: Approval
    ) -> HandedOver:
        if self.refuses:
            raise NotThisWay(what="close_it_first")
        tills = self._office.tills
        assert tills.till is not None
        taker = self._session_of(approval.approver)
        tills.till = replace(
            tills.till,
            till_id=TillId("till2"),
            user_id=taker.user_id,
            cashier=taker.name,
            state="open",
        )
        return HandedOver(self._report(1), tills.till, taker)
