"""A membership at the window: its card is scanned or looked up, its price counts in the cart, it is
renewed, goes up a level, gets another card."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kiosk.presenters.approval import ApprovalDesk, Deed
from kiosk.presenters.basket import Basket
from kiosk.presenters.desk import Desk
from kiosk.presenters.double_tap import DoubleTap
from kiosk.presenters.showing import Presenter
from kiosk.presenters.tasks import Tasks
from pos.errors import MembershipOver, PosError
from pos.ids import CommandId, Ids
from pos.lifecycles import TillState
from pos.views.members import MemberRow, MemberStanding, MemberView, ShownMember
from pos.views.people import Approval, Permission, SessionView

if TYPE_CHECKING:
    from pos.ids import PrintJobId
    from pos.office import Office
    from pos.views.selling import CartView

    Change = Callable[[Office, SessionView, CartView], CartView]

FEWEST_LETTERS = 2
"""Typed before anything is looked for."""


@dataclass(frozen=True, slots=True)
class MembersState:
    """``rows``: what was found for ``text``; ``chosen``: the membership that is looked at.
    ``shown``: those whose card counts in the cart; ``printed``: a card of the chosen one is queued.
    ``losing``: the person says why the card is made again."""

    text: str = ""
    rows: tuple[MemberRow, ...] = ()
    looked: bool = False
    chosen: MemberView | None = None
    shown: tuple[ShownMember, ...] = ()
    till_ready: bool = False
    frozen: bool = False
    busy: bool = False
    printed: bool = False
    losing: bool = False
    refusal: PosError | None = None

    @property
    def can_act(self) -> bool:
        """Whether the cart may be changed."""
        return self.till_ready and not self.frozen and not self.busy

    @property
    def counts(self) -> bool:
        """Whether the chosen membership counts in the cart."""
        chosen = self.chosen
        return chosen is not None and any(
            each.member_id == chosen.row.member_id for each in self.shown
        )


class Members(Presenter[MembersState]):
    """Part of the counter. GUI thread."""

    def __init__(
        self,
        tasks: Tasks,
        desk: Desk,
        basket: Basket,
        ids: Ids,
        taps: DoubleTap,
        approvals: ApprovalDesk,
    ) -> None:
        super().__init__(MembersState())
        self._tasks = tasks
        self._desk = desk
        self._basket = basket
        self._ids = ids
        self._taps = taps
        self._approvals = approvals
        self.wanted: Callable[[], None] = lambda: None
        """Show the memberships of the counter: there is something to be decided."""
        self.refused: Callable[[PosError], None] = lambda _error: None
        """Told of a card that gives nothing, wherever the person is."""
        self.on_ticket_stock = True
        """Cards are printed by the ticket printer; else, at a window without one, on receipts."""
        desk.changed.append(self._desk_changed)

    # ---- found ----

    def type(self, text: str) -> None:
        """A name, a number or a card's code is being typed."""
        self._now(text=text, refusal=None)
        cleaned = text.strip()
        if len(cleaned) < FEWEST_LETTERS:
            self._now(rows=(), looked=False)
            return
        session = self._desk.person

        def found(rows: tuple[MemberRow, ...]) -> None:
            if self.state.text == text:
                self._now(rows=rows, looked=True)

        self._tasks.ask(
            lambda office: office.members.find(session, cleaned), found, self._refuse, self
        )

    def touch(self, row: MemberRow) -> None:
        """A membership of the list: its price counts at once where it is good; else it is looked
        at."""
        if row.standing is MemberStanding.ACTIVE:
            self.card(row.number)
        else:
            self.look(row.member_id)

    def card(self, code: str) -> None:
        """A card was shown: its membership counts in the cart, or it is said why not, and what is
        to be done is shown."""

        def refuse(error: PosError) -> None:
            self._refuse(error)
            if not isinstance(error, MembershipOver):
                self.refused(error)

        self._change(
            ("show", code),
            lambda office, session, cart: office.members.show(session, cart, code),
            refuse,
        )

    def look(self, member_id: str) -> None:
        """Look at a membership."""
        session = self._desk.person
        self._tasks.ask(
            lambda office: office.members.get(session, member_id),
            lambda view: self._now(chosen=view, printed=False, losing=False),
            self._refuse,
            self,
        )

    def leave(self) -> None:
        """Back to the list."""
        self._now(chosen=None, refusal=None, losing=False)

    # ---- in the cart ----

    def put_away(self, member_id: str) -> None:
        """The card is not to count after all."""
        if not self._taps.is_second("remove"):
            self.leave_out(member_id)

    def leave_out(self, member_id: str) -> None:
        """The membership counts no more: whoever has it does not buy after all."""
        self._change(
            ("put away", member_id),
            lambda office, session, cart: office.members.put_away(session, cart, member_id),
        )

    def renew(self, level: str) -> None:
        """The chosen membership is to go on at ``level``."""
        chosen = self.state.chosen
        if chosen is not None and not self._taps.is_second(("renew", level)):
            member_id = chosen.row.member_id
            self._change(
                ("renew", member_id, level),
                lambda office, session, cart: office.members.renew(session, cart, member_id, level),
            )

    def upgrade(self, level: str) -> None:
        """The chosen membership is to be of another level for the rest of its term."""
        chosen = self.state.chosen
        if chosen is not None and not self._taps.is_second(("upgrade", level)):
            member_id = chosen.row.member_id
            self._change(
                ("upgrade", member_id, level),
                lambda office, session, cart: office.members.upgrade(
                    session, cart, member_id, level
                ),
            )

    # ---- cards ----

    def print_card(self) -> None:
        """Print the chosen membership's card."""
        chosen = self.state.chosen
        if chosen is None or self.state.printed:
            return
        session, command = self._desk.person, CommandId(self._ids.new())
        member_id, device = chosen.row.member_id, self._card_printer
        self._tasks.change(
            lambda office: office.members.print_card(command, session, member_id, device),
            self._queued,
            self._refuse,
            self,
        )

    def lost(self) -> None:
        """The card was lost: ask for the reason, or do not after all."""
        self._now(losing=not self.state.losing, refusal=None)

    def card_again(self, reason: str) -> None:
        """Make another card; every one before opens nothing any more."""
        chosen = self.state.chosen
        if chosen is not None:
            self._card_again(chosen, reason.strip(), CommandId(self._ids.new()), None)

    def _card_again(
        self, chosen: MemberView, reason: str, command: CommandId, approval: Approval | None
    ) -> None:
        session, member_id = self._desk.person, chosen.row.member_id
        device = self._card_printer

        def failed(error: PosError) -> None:
            if error.code == "approval_needed" and approval is None:
                self._approvals.ask(
                    Permission.REPRINT,
                    command,
                    lambda granted: self._card_again(chosen, reason, command, granted),
                    Deed(chosen.row.holder, place=chosen.row.number, reason=reason),
                )
            else:
                self._refuse(error)

        self._tasks.change(
            lambda office: office.members.renew_card(
                command, session, member_id, reason, approval, device
            ),
            self._queued,
            failed,
            self,
        )

    def _queued(self, _job: PrintJobId) -> None:
        self._now(printed=True, losing=False, refusal=None)

    # ---- inside ----

    @property
    def _card_printer(self) -> str:
        return "ticket_printer" if self.on_ticket_stock else "receipt_printer"

    def _change(
        self, key: Hashable, change: Change, failed: Callable[[PosError], None] | None = None
    ) -> None:
        if self.state.till_ready:
            self._now(refusal=None)
            self._basket.act(
                ("member", key),
                lambda office, _command, session, cart: change(office, session, cart),
                lambda _cart: self._now(text="", rows=(), looked=False, chosen=None),
                failed or self._refuse,
            )

    def _refuse(self, error: PosError) -> None:
        self._now(refusal=error)
        if isinstance(error, MembershipOver):
            self.wanted()
            self.look(str(error.params["member"]))

    def _desk_changed(self) -> None:
        desk = self._desk
        if desk.session is None:
            self._become(MembersState())
            return
        self._now(
            shown=desk.cart.shown,
            till_ready=desk.serves
            and desk.till is not None
            and desk.till.state == TillState.OPEN.value,
            frozen=desk.paying,
            busy=self._basket.busy,
        )
