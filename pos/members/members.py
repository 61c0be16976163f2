"""Memberships at the window: found, shown for a cart, renewed, raised, their cards made again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pos.allowed import require, require_or_approval
from pos.audit import audit_entry
from pos.errors import MemberCardDead, MembershipFixed, MembershipOver, NotFound
from pos.ids import CommandId, Ids, PatronId, PrintJobId
from pos.members.standing import (
    change_of,
    renewal_of,
    row_of,
    shown_of,
    terms_of,
    upgrade_of,
    view_of,
)
from pos.patrons.identity import records_of
from pos.paying.certificates import venue_day
from pos.people.approving import approver_of
from pos.ports.storage import Storage, UnitOfWork
from pos.pricing.pricing import reprice
from pos.records import Member, MemberPass
from pos.selling.extras import change_membership
from pos.selling.fulfilment import MEMBER_CARD
from pos.selling.small_papers import queue_small_paper
from pos.stock.book import TICKET_PRINTER
from pos.text import checked_text
from pos.views.members import (
    LevelChange,
    MemberRow,
    MemberStanding,
    MemberView,
    TermKind,
)
from pos.views.people import Approval, Permission, SessionView
from pos.views.selling import CartView
from pos.window import Window

REASON_LONGEST = 200


class Members:
    """Thread: ledger. Moves no money: what a renewal costs is a line of a cart."""

    def __init__(self, storage: Storage, ids: Ids, window: Window) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window

    # ---- look ----

    def find(self, session: SessionView, text: str, limit: int = 50) -> tuple[MemberRow, ...]:
        """Return the memberships that ``text`` finds, the likeliest first: by any word of a name,
        its beginning, a part or its sound, in any script, by the level they began with, and by
        number; the code of a card, or a whole number, finds its own.

        Raises:
            NotAllowed: Who sells may.
            MemberCardDead: It is a card's code, and another was made instead.
        """
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            _require_card_of_now(uow, text)
            own = _named(uow, text.strip())
            if own is not None:
                return (row_of(uow, own),)
            found = uow.finding.find(text, kinds=("member",), limit=limit)
            return tuple(row_of(uow, uow.members.member(each.subject_id)) for each in found)

    def on_card(self, code: str) -> str | None:
        """Return the number of the membership whose card a scanned code is, or was, on; None where
        it is on no member's card."""
        with self._storage.read() as uow:
            found = uow.members.by_code(code.strip().upper())
            return None if found is None else found[0].number

    def get(self, session: SessionView, member_id: str) -> MemberView:
        """Return one membership. Raises NotFound, NotAllowed."""
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            return view_of(uow, uow.members.member(member_id))

    def of_orders(self, session: SessionView, order_ids: tuple[str, ...]) -> tuple[MemberView, ...]:
        """Return the memberships of which any term was sold in these orders: those of a patron."""
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            return tuple(view_of(uow, member) for member in uow.members.of_orders(order_ids))

    def of_patron(self, session: SessionView, patron_id: PatronId) -> tuple[MemberRow, ...]:
        """Return the memberships of a patron that are good today, those of every record that is
        theirs. Raises NotAllowed."""
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            orders = uow.patrons.orders(records_of(uow, patron_id))
            rows = (row_of(uow, member) for member in uow.members.of_orders(orders))
            return tuple(row for row in rows if row.standing is MemberStanding.ACTIVE)

    def patron_of(self, session: SessionView, member_id: str) -> PatronId | None:
        """Return whose a membership is: whoever the order that it was first sold in is of; None
        where nobody was named. Raises NotAllowed, NotFound."""
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            link = uow.patrons.link(uow.members.member(member_id).order_id)
            return None if link is None or not link.patron_id else PatronId(link.patron_id)

    # ---- in a cart ----

    def show(self, session: SessionView, cart: CartView, code: str) -> CartView:
        """Return the cart with the membership of a card: its benefits count at once. ``code``: of
        the card, or the membership's number.

        Raises:
            NotFound: There is no such card.
            MemberCardDead: Another was made instead.
            MembershipOver: It is over; ``what`` says whether it can be renewed.
        """
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            found = _require_card_of_now(uow, code)
            member = found[0] if found is not None else _numbered(uow, code)
            if all(each.member_id != member.member_id for each in cart.extras):
                _require_good(uow, member)
            if any(each.member_id == member.member_id for each in cart.shown):
                return cart
            return _with(uow, cart, member)

    def put_away(self, session: SessionView, cart: CartView, member_id: str) -> CartView:
        """Return the cart as if the card had not been shown; what it renews goes out of it too."""
        require(session, Permission.SELL)
        without = replace(
            cart,
            shown=tuple(each for each in cart.shown if each.member_id != member_id),
            extras=tuple(each for each in cart.extras if each.member_id != member_id),
        )
        with self._storage.read() as uow:
            return reprice(uow, without)

    def renew(
        self, session: SessionView, cart: CartView, member_id: str, level: str = ""
    ) -> CartView:
        """Return the cart with the next term of a membership, at its own level or another; its
        benefits count at once. It begins when the one before ends, or today where that one is over.

        Raises:
            NotFound: There is no such membership, or its level no more.
            MembershipFixed: ``renewed``, ``too_late``, ``in_cart``.
        """
        return self._changed(session, cart, member_id, level, TermKind.RENEWAL)

    def upgrade(self, session: SessionView, cart: CartView, member_id: str, level: str) -> CartView:
        """Return the cart with another level for the rest of a membership's term, for the
        difference of the prices; it is of that level in this cart already.

        Raises:
            NotFound: There is no such membership or level.
            MembershipFixed: ``no_upgrade``, ``in_cart``.
        """
        return self._changed(session, cart, member_id, level, TermKind.UPGRADE)

    def _changed(
        self, session: SessionView, cart: CartView, member_id: str, level: str, kind: TermKind
    ) -> CartView:
        require(session, Permission.SELL)
        with self._storage.read() as uow:
            member = uow.members.member(member_id)
            change = _change(uow, member, level, kind)
            changed = change_membership(cart, change, shown_of(uow, member))
            return _with(uow, changed, member)

    # ---- cards ----

    def print_card(
        self,
        command: CommandId,
        session: SessionView,
        member_id: str,
        device: str = TICKET_PRINTER,
    ) -> PrintJobId:
        """Queue the card of a membership; it opens what the one before did. ``device``: on ticket
        stock, or where a window has none on the receipt printer. Durable on return, before paper
        moves. Raises NotFound, NotAllowed."""
        require(session, Permission.SELL)
        with self._storage.begin() as uow:
            job = uow.commands.once(
                command,
                "print_member_card",
                (session.user_id, member_id),
                PrintJobId,
                lambda: self._queue(uow, session, uow.members.member(member_id), device),
            )
            uow.commit()
        return job

    def renew_card(
        self,
        command: CommandId,
        session: SessionView,
        member_id: str,
        reason: str,
        approval: Approval | None = None,
        device: str = TICKET_PRINTER,
    ) -> PrintJobId:
        """Give a membership another card and queue it, as ``print_card``; every card before opens
        nothing. Durable on return, before paper moves.

        Raises:
            ApprovalNeeded, SamePerson: The person may not print lost things again, and nobody
                approved this command.
            NotFound: There is no such membership.
            TextRefused, CardNumberRefused: The reason, which must be given.
        """
        reason = checked_text("reason", reason, longest=REASON_LONGEST, required=True)
        who = require_or_approval(session, Permission.REPRINT, command, approval)

        def act() -> PrintJobId:
            if approval is not None and who != session.user_id:
                approver_of(uow, session, approval, command, (Permission.REPRINT,))
            member = uow.members.member(member_id)
            issue = len(uow.members.passes(member_id)) + 2
            made = MemberPass(
                self._ids.new(),
                member_id,
                issue,
                self._ids.code(),
                reason,
                self._window.window_id,
                session.user_id,
                uow.now(),
            )
            uow.add(made)
            self._told(uow, session, "member.card_made_again", member, issue=issue, reason=reason)
            return self._queue(uow, session, member, device)

        with self._storage.begin() as uow:
            content = (session.user_id, member_id, reason)
            job = uow.commands.once(command, "renew_member_card", content, PrintJobId, act)
            uow.commit()
        return job

    def _queue(
        self, uow: UnitOfWork, session: SessionView, member: Member, device: str
    ) -> PrintJobId:
        about = (MEMBER_CARD, member.member_id, member.order_id)
        return queue_small_paper(uow, self._ids, *about, session.user_id, device=device)

    def _told(
        self, uow: UnitOfWork, session: SessionView, event: str, member: Member, **details: object
    ) -> None:
        subject = ("member", member.member_id)
        here = self._window.window_id
        uow.audit(
            audit_entry(
                uow.now(),
                session.user_id,
                here,
                event,
                subject,
                "ok",
                number=member.number,
                **details,
            )
        )


def check_changes(uow: UnitOfWork, cart: CartView) -> None:
    """Return if every membership that the cart renews or raises can be, for what its line says.

    Raises:
        NotFound: There is no such membership.
        MembershipFixed: It was changed meanwhile, or it is too late.
    """
    for extra in cart.extras:
        if extra.member_id:
            change = change_of(uow, extra)
            if change is None or change.amount != extra.amount:
                raise MembershipFixed(what=_why_not(uow, extra.member_id, TermKind(extra.term)))


def _change(uow: UnitOfWork, member: Member, level: str, kind: TermKind) -> LevelChange:
    terms = terms_of(uow, member)
    wanted = level or row_of(uow, member, terms).level
    for each in uow.catalogue.memberships():
        if each.code == wanted:
            of = upgrade_of if kind is TermKind.UPGRADE else renewal_of
            change = of(uow, each, terms)
            if change is None:
                raise MembershipFixed(what=_why_not(uow, member.member_id, kind))
            return change
    raise NotFound(kind="membership", key=wanted)


def _why_not(uow: UnitOfWork, member_id: str, kind: TermKind) -> str:
    if kind is TermKind.UPGRADE:
        return "no_upgrade"
    row = row_of(uow, uow.members.member(member_id))
    return "renewed" if row.standing is MemberStanding.ACTIVE else "too_late"


def _require_card_of_now(uow: UnitOfWork, code: str) -> tuple[Member, bool] | None:
    """Return whose card has this code, None where it is on none. Raises MemberCardDead."""
    found = uow.members.by_code(code.strip().upper())
    if found is not None and not found[1]:
        raise MemberCardDead(number=found[0].number)
    return found


def _named(uow: UnitOfWork, text: str) -> Member | None:
    """Return the membership whose number, or whose card's code, the whole text is."""
    found = uow.members.by_code(text.upper())
    return found[0] if found is not None else uow.members.by_number(text.upper())


def _numbered(uow: UnitOfWork, number: str) -> Member:
    member = uow.members.by_number(number.strip().upper())
    if member is None:
        raise NotFound(kind="member", key=number)
    return member


def _require_good(uow: UnitOfWork, member: Member) -> None:
    """Raises MembershipOver."""
    row = row_of(uow, member)
    if row.standing is MemberStanding.ACTIVE:
        return
    what = row.standing.value
    if row.standing is MemberStanding.EXPIRED and not view_of(uow, member).renew:
        what = "too_late"
    raise MembershipOver(
        member=row.member_id,
        number=row.number,
        holder=row.holder,
        level=row.level_name,
        since=min(row.ends_on + timedelta(days=1), venue_day(uow)),
        what=what,
    )


def _with(uow: UnitOfWork, cart: CartView, member: Member) -> CartView:
    """Return the cart with the membership shown, at its prices."""
    if all(each.member_id != member.member_id for each in cart.shown):
        cart = replace(cart, shown=(*cart.shown, shown_of(uow, member)))
    return reprice(uow, cart)
