"""Taking money: cash, check, or both, for a cart or for what is owing on an order.

Nothing is optimistic: change is named only after the sale is on disk (and the drawer opens
only then, see ``DrawerToOpen``). Tenders
taken before that are words on this screen and can be taken back. Amounts are exact; only cash may
be given over.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from kiosk.presenters.acts import Act
from kiosk.presenters.desk import Desk, DrawerState
from kiosk.presenters.notes import sensible_notes
from kiosk.presenters.print_tasks import PrintTasksState
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import AmountInvalid, CardNumberRefused, PosError, Refused
from pos.ids import CommandId, Ids, OrderId
from pos.money import Money, total
from pos.text import checked_text
from pos.views.cash import NOTES
from pos.views.people import SessionView
from pos.views.selling import TenderGiven, TenderKind

if TYPE_CHECKING:
    from pos.office import Office
    from pos.ports.devices import DeviceStatus

TAKEN_HERE = (TenderKind.CASH, TenderKind.CHECK)
"""The tenders of this window; cards need a terminal."""

CHECK_NUMBER_LONGEST = 20
PAYER_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Settled:
    """What is on disk: change to give, papers on their way. ``cash``: the drawer opens."""

    order_number: str
    change: Money
    tickets: int
    cash: bool = False
    order_id: OrderId | None = None


class Purpose(Protocol):
    """What is being paid."""

    @property
    def due(self) -> Money:
        """What is to be paid in all."""
        ...

    @property
    def name(self) -> str:
        """Whose order it is; empty for a walk-up."""
        ...

    @property
    def tickets(self) -> int:
        """How many tickets are paid for."""
        ...

    def settle(
        self,
        office: Office,
        command: CommandId,
        session: SessionView,
        tenders: tuple[TenderGiven, ...],
    ) -> Settled:
        """Make it so. Ledger thread; durable on return."""
        ...

    def settled(self) -> None:
        """It is on disk: put the desk in order. GUI thread."""
        ...


class Stage(Enum):
    """Where paying stands."""

    AWAY = "away"
    TAKING = "taking"
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
    """``due`` in all, ``remaining`` after ``tenders``; ``kind`` is the tender being taken;
    ``notes`` the sums offered for cash; ``printed`` how many tickets of what was settled came out,
    None before it was counted."""

    stage: Stage = Stage.AWAY
    name: str = ""
    tickets: int = 0
    due: Money = field(default_factory=Money.zero)
    remaining: Money = field(default_factory=Money.zero)
    tenders: tuple[TenderGiven, ...] = ()
    kind: TenderKind = TenderKind.CASH
    notes: tuple[Money, ...] = ()
    settled: Settled | None = None
    printed: int | None = None
    papers: PapersSeen = field(default_factory=PapersSeen)
    drawer: DrawerState = DrawerState.UNKNOWN
    check_number: str = ""
    """As the check reader read it; empty when nothing was read for the check now in hand."""
    refusal: PosError | None = None


class Pay(Presenter[PayState]):
    """The Pay panel. ``finished`` callbacks run when a paid sale was put away and the next patron
    may come."""

    def __init__(self, tasks: Tasks, desk: Desk, ids: Ids) -> None:
        super().__init__(PayState())
        self._tasks = tasks
        self._desk = desk
        self._act = Act(ids)
        self._purpose: Purpose | None = None
        self._papers = PapersSeen()
        self.finished: list[Callable[[], None]] = []
        desk.changed.append(self._desk_changed)

    # ---- begin, choose, leave ----

    def begin(self, purpose: Purpose, kind: TenderKind) -> None:
        """Show what is due and take ``kind`` first. Does nothing while something is being paid."""
        if self.state.stage is not Stage.AWAY:
            return
        self._purpose = purpose
        due = purpose.due
        self._now(
            stage=Stage.TAKING,
            name=purpose.name,
            tickets=purpose.tickets,
            due=due,
            remaining=due,
            tenders=(),
            kind=kind,
            notes=sensible_notes(due),
            settled=None,
            printed=None,
            drawer=self._desk.drawer,
            check_number="",
            refusal=None,
        )
        self._desk.paying = True
        self._desk.tell()

    def use(self, kind: TenderKind) -> None:
        """Take the rest in another tender."""
        if self.state.stage is Stage.TAKING:
            self._now(kind=kind, refusal=None)

    def back(self) -> None:
        """Leave without a sale; tenders named so far are forgotten, no money has moved."""
        if self.state.stage is Stage.TAKING:
            self._put_away()

    def done(self) -> None:
        """The change is given: ready for the next patron."""
        if self.state.stage is Stage.DONE:
            self._put_away()
            for callback in tuple(self.finished):
                callback()

    # ---- tenders ----

    def exact(self) -> None:
        """Cash for exactly what remains; with nothing due, simply make it so."""
        if self.state.stage is not Stage.TAKING:
            return
        if self.state.due.minor == 0:
            self._settle(())
        else:
            self.cash(self.state.remaining)

    def cash(self, given: Money) -> None:
        """Cash of this much was put on the counter; less than what remains leaves a rest for
        another tender.

        Change of a largest note or more is a slip of the hand: nobody puts down a note that could
        have stayed in the purse.
        """
        remaining = self.state.remaining
        if (given - remaining).minor >= max(NOTES):
            self._now(refusal=AmountInvalid(text=""))
            return
        self._take(TenderGiven(TenderKind.CASH, min(given, remaining), given))

    def check(self, number: str, payer: str, amount: Money | None = None) -> None:
        """A check with its number and who wrote it, for what remains or for less."""
        worth = self.state.remaining if amount is None else amount
        try:
            reference = checked_text(
                "check_number", number, longest=CHECK_NUMBER_LONGEST, required=True
            )
            who = checked_text("check_payer", payer, longest=PAYER_LONGEST, required=True)
            if worth > self.state.remaining:
                raise AmountInvalid(text="")
        except Refused as refusal:
            self._now(refusal=refusal)
            return
        self._take(TenderGiven(TenderKind.CHECK, worth, worth, reference, who))

    def check_read(self, number: str) -> None:
        """A check reader read this number; it stands in the field and can be corrected."""
        if self.state.stage is Stage.TAKING:
            self._now(check_number=number, refusal=None)

    def refuse_card(self) -> None:
        """A field wiped a card number: say why. The number is not carried."""
        self._now(refusal=CardNumberRefused(field="check_number"))

    def take_back(self, index: int) -> None:
        """Forget a tender named before; its money goes back over the counter."""
        if self.state.stage is Stage.TAKING:
            kept = self.state.tenders[:index] + self.state.tenders[index + 1 :]
            self._with(kept)

    def enter_amount(self, text: str) -> Money | None:
        """Return the amount typed, or None and say why it is none."""
        try:
            amount = Money.parse(text, self.state.due.currency)
            if amount.minor <= 0:
                raise AmountInvalid(text=text[:40])
        except AmountInvalid as refusal:
            self._now(refusal=refusal)
            return None
        return amount

    def _take(self, tender: TenderGiven) -> None:
        if self.state.stage is not Stage.TAKING:
            return
        if tender.amount.minor <= 0:
            self._now(refusal=AmountInvalid(text=""))
            return
        tenders = (*self.state.tenders, tender)
        self._with(tenders)
        if not self.state.remaining:
            self._settle(tenders)

    def _with(self, tenders: tuple[TenderGiven, ...]) -> None:
        due = self.state.due
        remaining = due - total((t.amount for t in tenders), due.currency)
        self._now(
            tenders=tenders,
            remaining=remaining,
            notes=sensible_notes(remaining),
            check_number="",
            refusal=None,
        )

    # ---- make it so ----

    def again(self) -> None:
        """Try the same sale once more after trouble with the disk: the same command, never a second
        sale."""
        if self.state.stage is Stage.TAKING and not self.state.remaining:
            self._settle(self.state.tenders)

    def _settle(self, tenders: tuple[TenderGiven, ...]) -> None:
        purpose, session = self._purpose, self._desk.person
        command = self._act.begin((purpose, tenders))
        if purpose is None or command is None:
            return
        self._now(stage=Stage.UNDER_WAY, refusal=None)
        self._tasks.change(
            lambda office: purpose.settle(office, command, session, tenders),
            lambda settled: self._settled(purpose, settled),
            self._refused,
            self,
        )

    def _settled(self, purpose: Purpose, settled: Settled) -> None:
        self._act.succeeded()
        purpose.settled()
        self._now(
            stage=Stage.DONE,
            settled=settled,
            printed=None,
            papers=self._papers,
            drawer=self._desk.drawer,
        )
        self.papers_moved()

    # ---- what comes out of the printer meanwhile ----

    def papers_are(self, papers: PapersSeen) -> None:
        """The ticket printer or the papers that have not come out changed."""
        self._papers = papers
        if self.state.stage is Stage.DONE and self.state.papers != papers:
            self._now(papers=papers)

    def papers_moved(self) -> None:
        """Count again what came out of the order that was just settled."""
        settled = self.state.settled
        if self.state.stage is Stage.DONE and settled is not None and settled.order_id is not None:
            order_id = settled.order_id
            self._tasks.ask(
                lambda office: office.prints.came_out(order_id),
                lambda printed: self._counted(order_id, printed),
                self._uncounted,
                self,
            )

    def look_at_papers(self) -> None:
        """Open the question about papers in doubt; the change stays under it."""
        self._desk.walk_to("print_tasks")

    def _counted(self, order_id: OrderId, printed: int) -> None:
        settled = self.state.settled
        if settled is not None and settled.order_id == order_id and printed != self.state.printed:
            self._now(printed=printed)

    def _uncounted(self, error: PosError) -> None:
        self._now(printed=None, refusal=error)

    def _refused(self, error: PosError) -> None:
        """Nothing was sold. The last tender is up for correction, except after trouble with the
        disk, when the very same sale is tried again."""
        self._act.failed(error)
        self._now(stage=Stage.TAKING)
        if isinstance(error, Refused):
            self._with(self.state.tenders[:-1])
        self._now(refusal=error)

    def _put_away(self) -> None:
        self._purpose = None
        self._now(stage=Stage.AWAY, tenders=(), settled=None, refusal=None)
        self._desk.paying = False
        self._desk.tell()

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.stage in (Stage.TAKING, Stage.DONE):
            self._put_away()
        elif self.state.stage is Stage.DONE and self.state.drawer is not self._desk.drawer:
            self._now(drawer=self._desk.drawer)
