"""Will call: one field, results while typing, one button.

Hand over prints the tickets and marks the order collected; what is owing is taken first, in the
same act. Whatever is not usual (a part, somebody else, a signature, something to put right) is a
page of the order's card.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk.presenters.approval import ApprovalDesk
from kiosk.presenters.approved_act import ApprovedAct
from kiosk.presenters.desk import Desk
from kiosk.presenters.pay import Pay
from kiosk.presenters.purposes import OrderPurpose
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks, Timers
from kiosk.presenters.typing import MOST_ROWS, Typing
from kiosk.presenters.will_call_state import Page, WillCallState, Wrong
from kiosk.presenters.will_call_wish import (
    begun,
    called_off,
    given_to,
    of_collector,
    printed_anew,
    reason_missing,
    signature_missing,
    signs_again,
    without,
    word_wanted,
)
from pos.errors import PerformanceIsCancelled, PosError, TextMissing
from pos.ids import CommandId, Ids, OrderId, PerformanceId, TicketId
from pos.views.catalogue import NoneLeft, PerformanceView
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import HandOverView, OrderView, TenderKind, WillCallRow
from pos.views.will_call import FoundBy, IdSeen, Stroke, WillCallCard, Wish

if TYPE_CHECKING:
    from pos.office import Office


_TO_OTHERS = Permission.HAND_TO_OTHERS


class WillCall(Presenter[WillCallState]):
    """The Will-call room."""

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        ids: Ids,
        timers: Timers,
        pay: Pay,
        approvals: ApprovalDesk,
    ) -> None:
        super().__init__(WillCallState())
        self._tasks = tasks
        self._desk = desk
        self._ids = ids
        self._pay = pay
        self._approvals = approvals
        self._act = ApprovedAct(tasks, desk, ids, approvals, lambda: self._now(busy=False))
        self._typing = Typing(timers, self._look)
        self._asked = 0
        self.late = False
        """Whether the rows are still those of what was looked for before."""
        self._wanted: OrderId | None = None
        self._begun = Wish()
        """What the touched order's card began with."""
        self._righting: tuple[str, bool] | None = None
        """Why new tickets print for who is here, and whether the old paper is: once they signed."""
        self.order_wanted: Callable[[OrderId], None] | None = None
        """Opens an order's page."""
        self.exchange_wanted: Callable[[OrderView], None] | None = None
        """Exchanges an order's tickets; None where nobody does."""
        desk.changed.append(self._desk_changed)

    # ---- find ----

    def enter(self) -> None:
        """The room was opened: tonight's list, newest state."""
        self._look()

    def type(self, text: str) -> None:
        """The field changed; the search starts when the fingers rest."""
        self._wanted = None
        self.late = True
        self._asked += 1  # what was asked before is nobody's question any more
        self._now(text=text, handed_over=None, put_right=None, refusal=None)
        self._typing.changed()

    def only(self, performance_id: PerformanceId | None) -> None:
        """Look for one performance only, or for all nights."""
        self._now(performance_id=performance_id)
        self._look()

    def show(self, order_id: OrderId, order_number: str) -> None:
        """A code of this order was scanned: its card, at once."""
        self.type(order_number)
        self._typing.stop()
        self._wanted = order_id
        self.only(None)

    def select(self, order_id: OrderId) -> None:
        """A row was touched; while something is put right, it is whose tickets they should be.
        Another row may come to lie under the finger while one types: nothing is shown then."""
        if self.late:
            return
        row = next(row for row in self.state.rows if row.order_id == order_id)
        selected = self.state.selected
        if self.state.page is Page.WRONG and selected and selected.order_id != order_id:
            self._now(whose=None if row == self.state.whose else row)
            return
        self._now(handed_over=None, put_right=None, refusal=None)
        self._touch(row)

    def look_further(self) -> None:
        """Look beyond the list: other nights, what was sold here, who paid, with which card."""
        text = self.state.text
        self._typing.stop()
        self._asked += 1
        number = self._asked

        def know(found: tuple[tuple[WillCallRow, FoundBy], ...]) -> None:
            if number == self._asked:
                rows = tuple(row for row, _ in found)
                self._now(performance_id=None)
                self._know(rows, tuple(by for _, by in found))

        self._tasks.ask(
            lambda office: office.will_call.look_further(text), know, self._refuse, self
        )

    def _look(self, first: OrderId | None = None) -> None:
        """Look for what stands in the field; ``first`` stays in sight, whoever is found."""
        self._asked += 1
        number, text, performance_id = self._asked, self.state.text, self.state.performance_id

        def know(rows: tuple[WillCallRow, ...]) -> None:
            if number == self._asked:
                self._know(rows)

        self._tasks.ask(
            lambda office: office.will_call.find(text, performance_id, MOST_ROWS, first),
            know,
            self._refuse,
            self,
        )

    def _know(self, rows: tuple[WillCallRow, ...], further: tuple[FoundBy, ...] = ()) -> None:
        """Keep the touched row touched; a single answer to something typed is touched by itself,
        and so is what was scanned. What is being put right stays, whoever is looked for meanwhile:
        it may be who has the tickets."""
        before, wanted = self.state.selected, self._wanted
        selected = next((r for r in rows if before and r.order_id == before.order_id), None)
        if wanted is not None:
            selected = next((r for r in rows if r.order_id == wanted), None)
            self._wanted = None
        elif selected is None and before is not None and self.state.page is Page.WRONG:
            selected = before
        elif selected is None and len(rows) == 1 and self.state.text.strip():
            selected = rows[0]
        self.late = False
        self._now(rows=rows, further=further, looked=True)
        self._touch(selected)

    def _touch(self, row: WillCallRow | None) -> None:
        """Show an order's card, or none; what was half wished for another is forgotten."""
        before = self.state.selected
        if row is None or before is None or before.order_id != row.order_id:
            self._now(card=None, page=Page.ORDER, wish=Wish(), whose=None)
            self._begun = Wish()
            self._righting = None
        self._now(selected=row)
        if row is None:
            return

        def know(card: WillCallCard) -> None:
            if self.state.selected is None or self.state.selected.order_id != card.order_id:
                return
            if self.state.wish == self._begun:  # nothing was chosen by hand
                self._begun = begun(card, self.state.text)
                self._now(wish=self._begun)
            self._now(card=card)

        order_id = row.order_id
        self._tasks.ask(lambda office: office.will_call.card(order_id), know, self._refuse, self)

    # ---- what is wished ----

    def turn_to(self, page: Page) -> None:
        """Show another page of the card."""
        self._righting = None
        self._now(page=page, refusal=None, whose=None)
        if page is Page.WRONG and self.state.selected is not None:
            self._now(text="")  # whoever has them by mistake goes by another name
            self._typing.stop()
            self._look(self.state.selected.order_id)

    def take(self, ticket_id: TicketId) -> None:
        """A ticket is to be given now, or is not."""
        if self.state.card is not None:
            self._now(wish=without(self.state.card, self.state.wish, ticket_id))

    def collect(self, name: str, reason: str = "") -> None:
        """Somebody else came; empty: the person of the order."""
        card, wish = self.state.card, replace(self.state.wish, collector=name, reason=reason)
        if card is not None:
            wish = of_collector(card, self.state.wish, name, reason)
        self._now(wish=wish, refusal=None)

    def who_came_missing(self) -> None:
        """Nobody is handed the tickets of another without a name."""
        self._now(refusal=TextMissing(field="name"))

    def see(self, seen: IdSeen) -> None:
        """What was shown; the same again: nothing was said."""
        now = IdSeen.UNSAID if seen is self.state.wish.seen else seen
        self._now(wish=replace(self.state.wish, seen=now))

    def envelope_is_gone(self, *, gone: bool) -> None:
        """What was printed ahead cannot be found: new tickets print."""
        self._now(wish=replace(self.state.wish, no_envelope=gone))

    def sign(self, strokes: tuple[Stroke, ...]) -> None:
        """It was signed on the screen."""
        self._now(wish=replace(self.state.wish, strokes=strokes, on_paper=False), refusal=None)

    def signed_on_paper(self, *, yes: bool = True) -> None:
        """It was signed on paper, or was not."""
        self._now(wish=replace(self.state.wish, strokes=(), on_paper=yes), refusal=None)

    # ---- hand over ----

    def hand_over(self) -> None:
        """Print and hand over the touched order, or what is wished of it; takes the money first
        when some is owing, and the signature where the house wants one."""
        if self._righting is not None:  # it is signed for what is put right
            reason, paper_back = self._righting
            self.put_right(reason, fresh=True, paper_back=paper_back)
            return
        row, wish = self.state.selected, self.state.wish
        if row is None or self._called_off(row) or self._unsaid():
            return
        if self._pay_first(row):
            return
        order_id = row.order_id

        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> HandOverView:
            return office.will_call.hand_over(command, session, order_id, (), wish, word)

        content = ("hand_over", order_id, wish)
        self._now(busy=True, refusal=None, handed_over=None, put_right=None)
        self._act.do(
            content,
            work,
            self._handed_over,
            self._not_done,
            about=given_to(row, self.state.card, wish),
        )

    def pay(self, kind: TenderKind = TenderKind.CASH) -> None:
        """Take what is owing on the touched order and hand it over; where somebody came for whom
        the house wants a second person's word, that is asked for first."""
        row, card, wish = self.state.selected, self.state.card, self.state.wish
        if row is None or not row.owing or self._called_off(row) or self._unsaid():
            return
        if card is None or not word_wanted(card, wish) or self._desk.may(_TO_OTHERS):
            self._pay.begin(OrderPurpose.of_row(row, self._paid, wish), kind)
            return
        command = CommandId(self._ids.new())

        def granted(word: Approval) -> None:
            self._pay.begin(OrderPurpose.of_row(row, self._paid, wish, (command, word)), kind)

        self._approvals.ask(_TO_OTHERS, command, granted, given_to(row, card, wish))

    def _called_off(self, row: WillCallRow) -> bool:
        """Refuse what is for a cancelled performance. Return whether it is."""
        off = called_off(row, self.state.card, self.state.wish)
        if off:
            self._now(refusal=PerformanceIsCancelled(performance=row.performance))
        return off

    def _unsaid(self) -> bool:
        """Ask for what is missing before anything is done or paid: why somebody gets the tickets
        who is not named, and the signature. Return whether something is."""
        card, wish = self.state.card, self.state.wish
        if card is not None and reason_missing(card, wish):
            self._now(page=Page.WISH, refusal=TextMissing(field="reason"))
            return True
        if card is not None and signature_missing(card, wish):
            self._now(page=Page.SIGN)
            return True
        return False

    def _pay_first(self, row: WillCallRow) -> bool:
        if row.owing and row.collected_at is None:
            self.pay()
            return True
        return False

    # ---- put right ----

    def went_wrong(self, wrong: Wrong) -> None:
        """Say what is to be put right."""
        self._now(wrong=wrong, whose=None, refusal=None)

    def put_right(self, reason: str, *, fresh: bool, paper_back: bool = False) -> None:
        """Kill what was given out. ``fresh``: print new tickets for who is here now, who signs for
        them first where everybody does; otherwise the order waits again."""
        row, whose = self.state.selected, self.state.whose
        if row is None:
            return
        order_id, wish = row.order_id, replace(self.state.wish, tickets=(), collector="")
        his = None if whose is None else whose.order_id
        card = self.state.card
        given = card is not None and any(not each.undone for each in card.given)
        signs = card is not None and signs_again(card, wish)
        self._righting = (reason, paper_back) if given and fresh and signs else None
        if self._righting is not None:
            self._now(page=Page.SIGN, refusal=None)
            return

        def work(
            office: Office, command: CommandId, session: SessionView, word: Approval | None
        ) -> HandOverView:
            if given:
                return office.will_call.undo(
                    command,
                    session,
                    order_id,
                    reason,
                    fresh=fresh,
                    whose=his,
                    paper_back=paper_back,
                    wish=wish,
                    approval=word,
                )
            many = office.orders.renew(command, session, order_id, reason, word)
            nothing = row.owing - row.owing
            return HandOverView(order_id, row.order_number, (), nothing, nothing, "", many)

        content = ("put_right", order_id, reason, fresh, his, paper_back, wish)
        self._now(busy=True, refusal=None, handed_over=None, put_right=None)
        about = printed_anew(row, card, reason)
        self._act.do(content, work, self._was_put_right, self._not_done, about=about)

    def open_order(self) -> None:
        """Look at the touched order on its page."""
        if self.state.selected is not None and self.order_wanted is not None:
            self._desk.walk_to("orders")
            self.order_wanted(self.state.selected.order_id)

    def was_changed(self) -> None:
        """What was exchanged, or paid for it, may be the touched order: it is read again, and
        stays in sight."""
        if self.state.selected is not None and self._desk.session is not None:
            self._look(self.state.selected.order_id)

    def exchange(self) -> None:
        """Exchange the touched order's tickets for another night."""
        row, wanted = self.state.selected, self.exchange_wanted
        if row is not None and wanted is not None:
            order_id = row.order_id
            self._tasks.ask(lambda office: office.orders.get(order_id), wanted, self._refuse, self)

    # ---- inside ----

    def _handed_over(self, done: HandOverView) -> None:
        self._over(handed_over=done)

    def _was_put_right(self, done: HandOverView) -> None:
        self._over(put_right=done)

    def _paid(self, done: HandOverView) -> None:
        self._over(handed_over=done)

    def _over(self, **done: HandOverView) -> None:
        self._begun = Wish()
        self._now(
            busy=False, refusal=None, page=Page.ORDER, wish=Wish(), whose=None, card=None, **done
        )
        self._typing.stop()
        self._now(text="")  # the field is the next one's, and the list is whole again
        self._look(next(iter(done.values())).order_id)  # whose row says that it was collected

    def _not_done(self, error: PosError) -> None:
        self._refuse(error)
        self._look()

    def _refuse(self, error: PosError) -> None:
        self._now(busy=False, refusal=error)

    def _desk_changed(self) -> None:
        tonight = tuple(p for p in self._desk.performances if self._desk.is_tonight(p))
        before = _called_off_of(self.state.performances)
        if tonight != self.state.performances:
            self._now(performances=tonight)
        off = before != _called_off_of(tonight)
        if off and self._desk.session is not None and self.state.looked:
            self._look()  # the rows say which tickets are given to nobody
        left = WillCallState(performances=tonight)
        if self._desk.session is None and self.state != left:
            self._typing.stop()
            self._asked += 1
            self._wanted = None
            self.late = False
            self._become(left)


def _called_off_of(shows: Iterable[PerformanceView]) -> frozenset[PerformanceId]:
    return frozenset(p.performance_id for p in shows if p.none_left is NoneLeft.CANCELLED)
