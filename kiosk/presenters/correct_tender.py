"""A wrong form of payment was keyed: which one, and what it really was.

No money moves; the books say from then on what lies in the drawer. A card that the terminal charged
is no slip of the hand and is given back instead. A check or slip that was misread becomes another
of its kind.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.approved_act import ApprovedAct
from kiosk.presenters.check_slip import CheckSlip, ReadCheck, check_given, read_of
from kiosk.presenters.desk import Desk
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import NotThisWay, PosError, Refused, TextMissing
from pos.ids import CommandId, Ids, TenderId
from pos.money import Money, total
from pos.paying.rounding import cash_due
from pos.views.paying import CheckGiven, SlipTyped
from pos.views.paying_rules import CashRounding
from pos.views.people import Approval, SessionView
from pos.views.selling import OrderTenderView, OrderView, TenderGiven, TenderKind

if TYPE_CHECKING:
    from pos.office import Office

FROM = (TenderKind.CASH, TenderKind.CHECK, TenderKind.CARD)
TO = (TenderKind.CASH, TenderKind.CHECK, TenderKind.CARD)
"""A card is one on a terminal that is not connected: its slip is typed."""


@dataclass(frozen=True, slots=True)
class CorrectState:
    """``tenders``: what was taken for ``order``; ``chosen``: the wrong one; ``to``: what it really
    was; ``due``: what the right one is for. ``done``: the form of payment that stands now.
    ``ways``: what ``chosen`` may have been."""

    order: OrderView | None = None
    tenders: tuple[OrderTenderView, ...] = ()
    chosen: OrderTenderView | None = None
    to: TenderKind | None = None
    due: Money | None = None
    done: TenderKind | None = None
    busy: bool = False
    refusal: PosError | None = None

    @property
    def shown(self) -> bool:
        """Whether an order is looked at here."""
        return self.order is not None

    @property
    def ways(self) -> tuple[TenderKind, ...]:
        """Every form but the one that is wrong; a check or slip also as one that was misread."""
        chosen = self.chosen
        if chosen is None or why_not(chosen) is not None:
            return ()
        return tuple(kind for kind in TO if kind is not chosen.kind or _is_read(chosen))


class CorrectTender(Presenter[CorrectState]):
    """The panel that puts a wrong form of payment right. ``changed`` callbacks run afterwards."""

    def __init__(self, tasks: Tasks, desk: Desk, ids: Ids, approvals: ApprovalDesk) -> None:
        super().__init__(CorrectState())
        self._desk = desk
        self._act = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(busy=False))
        self.changed: list[Callable[[], None]] = []
        desk.changed.append(self._desk_changed)

    def open(self, order: OrderView) -> None:
        """Show what was taken for an order."""
        none = (TenderKind.ROUNDING, TenderKind.GIVEN_UP)  # nobody handed anything over
        tenders = tuple(t for t in order.tenders if t.kind not in none)
        self._become(CorrectState(order, tenders))
        good = [tender for tender in tenders if why_not(tender) is None]
        if len(good) == 1:
            self.choose(good[0].tender_id)

    def close(self) -> None:
        """Put the panel away."""
        if not self.state.busy:
            self._become(CorrectState())

    def choose(self, tender_id: TenderId) -> None:
        """This is the wrong one; where it cannot be corrected, say why."""
        tender = next(t for t in self.state.tenders if t.tender_id == tender_id)
        self._now(chosen=tender, to=None, due=None, refusal=why_not(tender))

    def become(self, kind: TenderKind) -> None:
        """This is what it really was."""
        tender, order = self.state.chosen, self.state.order
        if tender is None or order is None or kind not in self.state.ways:
            return
        self._now(to=kind, due=self._due(order, tender, kind), refusal=None)

    def _due(self, order: OrderView, tender: OrderTenderView, kind: TenderKind) -> Money:
        """Return what the right one is for: what the wrong one paid of the order, in cash by the
        venue's rounding."""
        exact = tender.amount
        if tender.kind is TenderKind.CASH and order.to_give_back is None:
            exact += order.paid - total((t.left for t in order.tenders), exact.currency)
        company = self._desk.company
        rule = CashRounding.OFF if company is None else company.paying.cash_rounding
        return cash_due(exact, rule) if kind is TenderKind.CASH else exact

    def correct(
        self, reason: str, check: CheckSlip | None = None, card: SlipTyped | None = None
    ) -> None:
        """Put it right. ``check`` or ``card``: what stands on the check or the card's slip, where
        it was one."""
        tender, kind, due = self.state.chosen, self.state.to, self.state.due
        if tender is None or kind is None or due is None or self.state.busy:
            return
        try:
            if not reason.strip():
                raise TextMissing(field="reason")
            given = _given(kind, due, self._check(tender, kind, check))
            slip = _slip(tender, kind, card)
        except Refused as refusal:
            self._now(refusal=refusal)
            return
        self._correct(tender, given, slip, reason.strip())

    def _check(
        self, tender: OrderTenderView, kind: TenderKind, slip: CheckSlip | None
    ) -> CheckGiven | None:
        """Return the check as it should have been. Raises what ``check_given`` does, and
        NotThisWay (``same_again``)."""
        if kind is not TenderKind.CHECK or slip is None:
            return None
        known = tender.check
        read = ReadCheck() if known is None else read_of(known)
        check = check_given(slip, read, self._desk.today())
        if check == known:
            raise NotThisWay(what="same_again")
        return check

    def _correct(
        self, tender: OrderTenderView, to: TenderGiven, slip: SlipTyped | None, reason: str
    ) -> None:
        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> TenderId:
            return office.corrections.correct(
                command, session, tender.tender_id, to, reason, word, slip
            )

        key = (tender.tender_id, to, slip, reason)
        about = self._about(tender, to, reason)
        self._now(busy=True, refusal=None)
        self._act.do(key, work, lambda _: self._corrected(to), self._refuse, about=about)

    def _about(self, tender: OrderTenderView, to: TenderGiven, reason: str) -> Deed:
        """Return what is asked about a form of payment that was another."""
        order = self.state.order
        assert order is not None
        return Deed(
            order.name,
            order.order_number,
            amount=tender.amount,
            wrong=tender.kind,
            right=to.kind,
            due=self.state.due,
            reason=reason,
        )

    def _corrected(self, to: TenderGiven) -> None:
        self._now(done=to.kind, chosen=None, to=None, due=None)
        for callback in tuple(self.changed):
            callback()

    def _refuse(self, error: PosError) -> None:
        self._now(refusal=error)

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.order is not None:
            self._become(CorrectState())


def why_not(tender: OrderTenderView) -> NotThisWay | None:
    """Return why a tender cannot be corrected, None when it can."""
    if tender.integrated:
        return NotThisWay(what="integrated_card")
    if tender.kind not in FROM or tender.left != tender.amount or tender.check_returned:
        return NotThisWay(what="not_correctable")
    return None


def _is_read(tender: OrderTenderView) -> bool:
    """Return whether somebody read it off paper, and may have misread it."""
    return tender.check is not None or tender.slip is not None


def _slip(tender: OrderTenderView, kind: TenderKind, slip: SlipTyped | None) -> SlipTyped | None:
    """Return the card's slip as it should have been. Raises NotThisWay (``same_again``)."""
    if kind is not TenderKind.CARD:
        return None
    if slip is not None and slip == tender.slip:
        raise NotThisWay(what="same_again")
    return slip or SlipTyped("", "")


def _given(kind: TenderKind, due: Money, check: CheckGiven | None) -> TenderGiven:
    if check is None:
        return TenderGiven(kind, due, due)
    return TenderGiven(kind, due, due, check.number, check.payer, check=check)
