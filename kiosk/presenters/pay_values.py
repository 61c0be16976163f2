"""The pages of the Pay panel for gift certificates and patron accounts: a balance is found, and all
or part of it is used.

The balance shown was true when it was read; the box office looks again when the sale is made. A
code is asked about and forgotten: the state keeps its last symbols only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from kiosk.presenters.desk import Desk
from kiosk.presenters.pay import Pay
from kiosk.presenters.pay_state import PayState, Stage
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import AmountInvalid, BalanceShort, CardNumberRefused, NotThisWay, PosError
from pos.money import Money, total
from pos.views.paying import ValueKind, ValueView
from pos.views.selling import TenderGiven, TenderKind

if TYPE_CHECKING:
    from pos.office import Office

MOST_ACCOUNTS = 6
TENDER_OF: Mapping[ValueKind, TenderKind] = MappingProxyType(
    {
        ValueKind.CERTIFICATE: TenderKind.CERTIFICATE,
        ValueKind.PROMOTIONAL: TenderKind.PROMOTIONAL,
        ValueKind.ACCOUNT: TenderKind.ON_ACCOUNT,
    }
)
"""What a balance is called once it has paid."""


@dataclass(frozen=True, slots=True)
class ValuesState:
    """``found``: the certificate looked up or the account chosen; ``left``: what of its balance
    this sale has not used yet. ``accounts``: those that fit what was typed; ``searched``:
    something was."""

    found: ValueView | None = None
    left: Money | None = None
    accounts: tuple[ValueView, ...] = ()
    searched: bool = False
    busy: bool = False
    refusal: PosError | None = None


class ValuesPay(Presenter[ValuesState]):
    """Finds balances for what the Pay panel has in hand. GUI thread."""

    def __init__(self, tasks: Tasks, desk: Desk, pay: Pay) -> None:
        super().__init__(ValuesState())
        self._tasks = tasks
        self._desk = desk
        self._pay = pay
        self._asked = 0
        self._seen: tuple[Stage, TenderKind] = (pay.state.stage, pay.state.kind)
        pay.watch(self._pay_changed)

    def look_up(self, code: str) -> None:
        """A code was typed or scanned."""
        if self.state.busy or self._pay.state.stage is not Stage.TAKING:
            return
        session = self._desk.person
        self._now(busy=True, found=None, left=None, refusal=None)
        asked = self._next()
        self._tasks.change(
            lambda office: office.values.look_up(session, code),
            lambda found: self._found(asked, found),
            lambda error: self._refuse(asked, error),
            self,
        )

    def search(self, text: str) -> None:
        """Look for accounts by name, phone or number."""
        asked = self._next()
        if not text.strip():
            self._now(accounts=(), searched=False, found=None, left=None, refusal=None)
            return
        self._tasks.ask(
            lambda office: _accounts(office, text),
            lambda found: self._listed(asked, found),
            lambda error: self._refuse(asked, error),
            self,
        )

    def choose(self, value_id: str) -> None:
        """One of the accounts was touched."""
        found = next((one for one in self.state.accounts if one.value_id == value_id), None)
        if found is not None:
            self._found(self._asked, found)

    def use(self, amount: Money | None = None) -> None:
        """Pay with all that is left of it, as far as it is needed, or with part."""
        found, left = self.state.found, self.state.left
        if found is None or left is None or self._pay.state.stage is not Stage.TAKING:
            return
        worth = min(left, self._pay.state.remaining) if amount is None else amount
        if found.unpaid:
            self._now(refusal=NotThisWay(what="certificate_unpaid"))
        elif worth > left or not left:
            self._now(refusal=BalanceShort(balance=left))
        elif worth > self._pay.state.remaining or worth.minor <= 0:
            self._now(refusal=AmountInvalid(text=""))
        else:
            kind = TENDER_OF[found.kind]
            self._now(found=None, left=None, accounts=(), searched=False, refusal=None)
            self._pay.take(TenderGiven(kind, worth, worth, found.shown, value_id=found.value_id))

    def refuse_card(self) -> None:
        """A field wiped a card number: say why. The number is not carried."""
        self._now(refusal=CardNumberRefused(field="search"))

    def _next(self) -> int:
        self._asked += 1
        return self._asked

    def _found(self, asked: int, found: ValueView) -> None:
        if asked != self._asked:
            return
        used = [t.amount for t in self._pay.state.tenders if t.value_id == found.value_id]
        left = found.balance - total(used, found.balance.currency)
        self._now(found=found, left=left, busy=False, refusal=None)

    def _listed(self, asked: int, found: tuple[ValueView, ...]) -> None:
        if asked == self._asked:
            self._now(accounts=found, searched=True, found=None, left=None, refusal=None)

    def _refuse(self, asked: int, error: PosError) -> None:
        if asked == self._asked:
            self._now(busy=False, refusal=error)

    def _pay_changed(self, pay: PayState) -> None:
        """Another patron, or another form of payment: what was found is nobody else's."""
        seen = (pay.stage, pay.kind)
        before, self._seen = self._seen, seen
        if seen != before and seen[0] in (Stage.AWAY, Stage.TAKING):
            self._next()
            self._become(ValuesState())


def _accounts(office: Office, text: str) -> tuple[ValueView, ...]:
    return office.values.accounts(text, MOST_ACCOUNTS)
