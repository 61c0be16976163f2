"""How paying stands, and what is still due after what was taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from kiosk.presenters.check_slip import ReadCheck
from kiosk.presenters.desk import DrawerState
from kiosk.presenters.print_tasks import PrintTasksState
from kiosk.presenters.purpose import Settled
from pos.errors import PosError
from pos.money import Money, total
from pos.paying.rounding import cash_due
from pos.views.paying_rules import CashRounding
from pos.views.selling import TenderGiven, TenderKind

if TYPE_CHECKING:
    from datetime import date

    from pos.ports.devices import DeviceStatus

WITHOUT_CARD = (
    TenderKind.CASH,
    TenderKind.CHECK,
    TenderKind.CERTIFICATE,
    TenderKind.ON_ACCOUNT,
)
"""What every window takes; cards need a terminal."""
WITH_CARD = (*WITHOUT_CARD[:2], TenderKind.CARD, *WITHOUT_CARD[2:])


class CardHand(Protocol):
    """Who has the card terminal in hand while something is paid."""

    def give_back(self, tender: TenderGiven) -> None:
        """Undo a card tender at the terminal; ``Pay.forget`` follows when it is on disk."""
        ...

    def set_aside(self) -> None:
        """The panel goes away while a card was charged or may have been."""
        ...

    def begins(self) -> None:
        """Another payment begins."""
        ...


class Stage(Enum):
    """Where paying stands."""

    AWAY = "away"
    TAKING = "taking"
    CARD = "card"
    """The card terminal is at it, or what became of a card is not known: nothing else is taken."""
    UNDER_WAY = "under_way"
    """Sent to the ledger; no way back until it answers."""
    DONE = "done"
    """On disk; the change fills the screen."""


@dataclass(frozen=True, slots=True)
class PapersSeen:
    """How the ticket printer is (None: there is none) and which papers have not come out."""

    printer: DeviceStatus | None = None
    tasks: PrintTasksState = field(default_factory=PrintTasksState)


@dataclass(frozen=True, slots=True)
class PayState:
    """``due`` in all, ``remaining`` after ``tenders``, ``cash_due`` the same as cash is rounded
    here; ``kinds`` are taken, ``kind`` at the moment; ``notes`` the sums offered for cash;
    ``items``: how much is bought beside tickets; ``free_tickets``: tickets can be given away here;
    ``leaving``: somebody wants to leave and a card was charged; ``printed`` how many tickets of
    what was settled came out, None before it was counted."""

    stage: Stage = Stage.AWAY
    name: str = ""
    tickets: int = 0
    items: int = 0
    due: Money = field(default_factory=Money.zero)
    remaining: Money = field(default_factory=Money.zero)
    cash_due: Money = field(default_factory=Money.zero)
    kinds: tuple[TenderKind, ...] = WITHOUT_CARD
    free_tickets: bool = False
    leaving: bool = False
    today: date | None = None
    tenders: tuple[TenderGiven, ...] = ()
    kind: TenderKind = TenderKind.CASH
    notes: tuple[Money, ...] = ()
    settled: Settled | None = None
    printed: int | None = None
    papers: PapersSeen = field(default_factory=PapersSeen)
    drawer: DrawerState = DrawerState.UNKNOWN
    check: ReadCheck = field(default_factory=ReadCheck)
    """What the check reader read of the check now in hand."""
    refusal: PosError | None = None

    @property
    def shown(self) -> bool:
        """Whether money is being taken, or the change stands there."""
        return self.stage is not Stage.AWAY

    @property
    def rounded(self) -> Money:
        """What cash was rounded down by, below zero: up; nothing before all is taken."""
        if not self.tenders or self.remaining:
            return Money.zero(self.due.currency)
        return self.due - total((t.amount for t in self.tenders), self.due.currency)


def rest_of(due: Money, tenders: Sequence[TenderGiven], rule: CashRounding) -> tuple[Money, Money]:
    """Return what remains, and the same in cash: all cash of a sale together is rounded, once.
    The box office names the difference."""
    notes = total((t.amount for t in tenders if t.kind is TenderKind.CASH), due.currency)
    rest = due - total((t.amount for t in tenders if t.kind is not TenderKind.CASH), due.currency)
    cash = max(cash_due(rest, rule) - notes, Money.zero(due.currency))
    covered = bool(notes) and not cash
    return (cash if covered else rest - notes), cash
