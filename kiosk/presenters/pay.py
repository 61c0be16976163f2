"""Taking money in any forms and any order, for a cart or for what is owing on an order.

Nothing is optimistic: change is named only after the sale is on disk (and the drawer opens only
then, see ``DrawerToOpen``). Tenders taken before that are words on this screen and can be taken
back; but a card that was charged is money that has moved, and is given back at the terminal or
stays in *money in doubt*, see ``pay_card.py``. Amounts are exact; only cash may be given over.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kiosk.presenters.acts import Act
from kiosk.presenters.check_slip import CheckSlip, ReadCheck, check_given, read_of
from kiosk.presenters.desk import Desk
from kiosk.presenters.notes import sensible_notes
from kiosk.presenters.pay_state import (
    WITH_CARD,
    WITHOUT_CARD,
    CardHand,
    PapersSeen,
    PayState,
    Stage,
    rest_of,
)
from kiosk.presenters.purpose import Purpose, Settled
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import (
    AmountInvalid,
    CardNumberRefused,
    NothingSoldHere,
    PerformanceIsCancelled,
    PosError,
    Refused,
)
from pos.ids import Ids, OrderId
from pos.money import Money
from pos.views.cash import NOTES
from pos.views.paying_rules import CashRounding
from pos.views.selling import TenderGiven, TenderKind

_NOT_PAID = (NothingSoldHere, PerformanceIsCancelled)
"""Why no money is taken for what is in the cart."""


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
        self.card_hand: CardHand | None = None
        self.finished: list[Callable[[], None]] = []
        self.comp_wanted: list[Callable[[], None]] = []
        self.told_elsewhere: Callable[[Settled], bool] = lambda _settled: False
        """Whether another page says what came of it: then this one is put away at once."""
        desk.changed.append(self._desk_changed)

    # ---- begin, choose, leave ----

    @property
    def purpose(self) -> Purpose | None:
        """What is being paid; None while nothing is."""
        return self._purpose

    def begin(
        self, purpose: Purpose, kind: TenderKind, tenders: tuple[TenderGiven, ...] = ()
    ) -> None:
        """Show what is due and take ``kind`` first. ``tenders`` were taken before, in an earlier
        life of this sale. Does nothing while something is being paid."""
        if self.state.stage is not Stage.AWAY:
            return
        self._purpose = purpose
        due, cart = purpose.due, purpose.cart
        if self.card_hand is not None:
            self.card_hand.begins()
        self._with(
            tenders,
            stage=Stage.TAKING,
            check=ReadCheck(),
            name=purpose.name,
            tickets=purpose.tickets,
            items=sum(each.quantity for each in cart.extras) if cart is not None else 0,
            due=due,
            kind=kind,
            free_tickets=cart is not None and bool(cart.lines),
            today=self._desk.today(),
            settled=None,
            printed=None,
            drawer=self._desk.drawer,
        )
        self._desk.paying = True
        self._desk.tell()
        if tenders and not self.state.remaining:
            self._settle(tenders)

    def takes_cards(self, *, yes: bool) -> None:
        """Whether cards are taken at this window."""
        self._now(kinds=WITH_CARD if yes else WITHOUT_CARD)

    def use(self, kind: TenderKind) -> None:
        """Take the rest in another tender."""
        if self.state.stage is Stage.TAKING:
            self._now(kind=kind, refusal=self._why_not(), leaving=False)

    def back(self) -> None:
        """Leave without a sale; tenders named so far are forgotten. Where a card was charged money
        has moved: that is asked about first."""
        if self.state.stage is not Stage.TAKING:
            return
        if self.charged:
            self._now(leaving=True, refusal=None)
        else:
            self._put_away()

    def stay(self) -> None:
        """Go on with the sale after all."""
        self._now(leaving=False)

    def comp(self) -> None:
        """These tickets are to be given away: back to the cart, where their price is chosen."""
        if self.state.stage is Stage.TAKING and self.state.free_tickets:
            self.back()
            if self._purpose is None:
                for callback in tuple(self.comp_wanted):
                    callback()

    @property
    def charged(self) -> tuple[TenderGiven, ...]:
        """Cards that gave money for this."""
        return tuple(one for one in self.state.tenders if one.payment_id)

    def leave_behind(self) -> None:
        """Nobody is there to go on: leave a payment for which no money has moved or is about to."""
        if self.state.stage is Stage.TAKING and not self.state.tenders:
            self._put_away()

    def set_aside(self) -> None:
        """Serve the next patron; what a card gave, or may have given, stays in money in doubt."""
        if self.state.stage in (Stage.TAKING, Stage.CARD):
            if self.card_hand is not None:
                self.card_hand.set_aside()
            self._put_away()

    def done(self) -> None:
        """The change is given: ready for the next patron."""
        if self.state.stage is Stage.DONE:
            self._put_away()
            for callback in tuple(self.finished):
                callback()

    # ---- tenders ----

    def exact(self) -> None:
        """Cash for exactly what remains, as cash is rounded here; with nothing due, simply make it
        so."""
        if self.state.stage is not Stage.TAKING:
            return
        if self.state.due.minor == 0:
            self._settle(())
        else:
            self.cash(self.state.cash_due)

    def cash(self, given: Money) -> None:
        """Cash of this much was put on the counter; less than what remains leaves a rest for
        another tender.

        Change of a largest note or more is a slip of the hand: nobody puts down a note that could
        have stayed in the purse.
        """
        due = self.state.cash_due
        if (given - due).minor >= max(NOTES):
            self._now(refusal=AmountInvalid(text=""))
        else:
            self._take(TenderGiven(TenderKind.CASH, min(given, due), given))

    def check(self, slip: CheckSlip, amount: Money | None = None) -> None:
        """A check as it lies there, for what remains or for less. One that leaves a rest is looked
        at before it counts: a card may be charged beside it."""
        worth = self.state.remaining if amount is None else amount
        try:
            given = check_given(slip, self.state.check, self.state.today)
            if worth > self.state.remaining:
                raise AmountInvalid(text="")
        except Refused as refusal:
            self._now(refusal=refusal)
            return
        tender = TenderGiven(TenderKind.CHECK, worth, worth, given.number, given.payer, check=given)
        if worth == self.state.remaining:
            self._take(tender)
            return
        self._now(refusal=None)
        self._tasks.ask(
            lambda office: office.checks.look(given), lambda _: self.take(tender), self.refuse, self
        )

    def check_read(self, read: ReadCheck) -> None:
        """A check reader read this; it stands in the fields and can be corrected."""
        if self.state.stage is Stage.TAKING:
            self._now(check=read, refusal=None)

    def refuse_card(self) -> None:
        """A field wiped a card number: say why. The number is not carried."""
        self._now(refusal=CardNumberRefused(field="check_number"))

    def refuse(self, error: PosError) -> None:
        """Say why a form of payment cannot be taken."""
        self._now(refusal=error)

    def take_back(self, index: int) -> None:
        """Forget a tender named before; its money goes back over the counter. A card is given its
        money back at the terminal first."""
        if self.state.stage is not Stage.TAKING:
            return
        tender = self.state.tenders[index]
        if tender.payment_id:
            if self.card_hand is not None:
                self.card_hand.give_back(tender)
        else:
            self.forget(tender)

    def give_back_a_card(self) -> None:
        """Undo the newest card of this sale at the terminal."""
        if self.charged and self.state.stage is Stage.TAKING and self.card_hand is not None:
            self.card_hand.give_back(self.charged[-1])

    def forget(self, tender: TenderGiven) -> None:
        """A tender is none any more."""
        kept = tuple(one for one in self.state.tenders if one is not tender)
        leaving = self.state.leaving
        self._with(kept)
        if leaving and not self.charged:
            self._put_away()
        elif leaving:
            self._now(leaving=True)

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

    def card_under_way(self, *, yes: bool) -> None:
        """The card terminal is at it, or is done."""
        if yes and self.state.stage is Stage.TAKING:
            self._now(stage=Stage.CARD, refusal=None)
        elif not yes and self.state.stage is Stage.CARD:
            self._now(stage=Stage.TAKING)

    def take(self, tender: TenderGiven) -> None:
        """Another form of payment was taken; when nothing remains the sale is made."""
        if tender.amount.minor <= 0 or tender.amount > self.state.remaining:
            self._now(refusal=AmountInvalid(text=""))
        else:
            self._take(tender)

    def _take(self, tender: TenderGiven) -> None:
        if self.state.stage is not Stage.TAKING:
            return
        if tender.amount.minor <= 0:
            self._now(refusal=AmountInvalid(text=""))
            return
        why_not = self._why_not()
        if why_not is not None and not tender.payment_id:
            self._now(refusal=why_not)
            return
        tenders = (*self.state.tenders, tender)
        in_hand = ReadCheck() if tender.kind is TenderKind.CHECK else self.state.check
        self._with(tenders, check=in_hand)
        if not self.state.remaining:
            self._settle(tenders)

    def _with(self, tenders: tuple[TenderGiven, ...], **changes: Any) -> None:
        company = self._desk.company
        rule = CashRounding.OFF if company is None else company.paying.cash_rounding
        remaining, cash = rest_of(changes.get("due", self.state.due), tenders, rule)
        self._now(
            **changes,
            tenders=tenders,
            remaining=remaining,
            cash_due=cash,
            notes=sensible_notes(cash),
            leaving=False,
            refusal=self._why_not(),
        )

    def _why_not(self) -> PosError | None:
        """Return why no more money is taken: what is paid was cancelled meanwhile, or is not to be
        sold here now."""
        cart = None if self._purpose is None else self._purpose.cart
        return None if cart is None else self._desk.why_not_paid(cart.lines)

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
        if self.told_elsewhere(settled):
            self.done()
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
        disk, when the very same sale is tried again, and except a card, whose money has moved."""
        self._act.failed(error)
        self._now(stage=Stage.TAKING)
        tenders = self.state.tenders
        if isinstance(error, Refused) and tenders and not tenders[-1].payment_id:
            given = tenders[-1].check
            self._with(tenders[:-1], check=self.state.check if given is None else read_of(given))
        self._now(refusal=error)

    def _put_away(self) -> None:
        self._purpose = None
        self._now(stage=Stage.AWAY, tenders=(), leaving=False, settled=None, refusal=None)
        self._desk.paying = False
        self._desk.tell()

    def _desk_changed(self) -> None:
        if self._desk.session is None and self.state.stage in (Stage.TAKING, Stage.CARD):
            self.set_aside()
        elif self._desk.session is None and self.state.stage is Stage.DONE:
            self._put_away()
        elif self.state.stage is Stage.DONE and self.state.drawer is not self._desk.drawer:
            self._now(drawer=self._desk.drawer)
        elif self.state.stage in (Stage.TAKING, Stage.CARD):
            self._say_why_not()

    def _say_why_not(self) -> None:
        """Say it before money is on the counter, once, and no longer than it is so."""
        why_not, said = self._why_not(), self.state.refusal
        if why_not is not None and not isinstance(said, _NOT_PAID):
            self._now(refusal=why_not)
        elif why_not is None and isinstance(said, NothingSoldHere):
            self._now(refusal=None)
