"""Paper sales keyed in afterwards: the sale of every day, for tickets that are in patrons' hands.

The order, its tickets, tenders, postings and audit entry are those of ``Selling`` in one
transaction, into the till that is open now. What differs: each ticket carries the code of its
paper and costs what the printed list says, whoever bought how many; nothing prints, no drawer
opens, and a fact keeps what the tally sheet says of the sale.
Books are never dated back: the order is of the moment it was keyed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pos.allowed import require
from pos.audit import audit_entry
from pos.cash.till import require_open_till
from pos.errors import (
    AmountInvalid,
    CartEmpty,
    NotFound,
    PaperElsewhere,
    PaperKeyed,
    PaperNotHere,
    PaperPlaceGone,
    PaperReturned,
    PaymentMismatch,
    TallyDiffers,
    TextRefused,
)
from pos.hub.rights import RightsCommand
from pos.ids import CODE_LENGTH, CartId, CommandId, Ids, PerformanceId, SeatId
from pos.lifecycles import EMERGENCY, EmergencyState, EmergencyTrigger
from pos.money import Money
from pos.names import name_of
from pos.outage.reading import kept_of, local, paper_of, sold_of
from pos.paying.payment_views import NOT_CONNECTED
from pos.paying.rounding import cash_due
from pos.paying.slips import checked_slip, type_slip
from pos.ports.storage import Storage, UnitOfWork
from pos.pricing.all_in import shown_prices
from pos.pricing.pricing import reprice_by_list
from pos.records import EmergencySale, EmergencyTicket
from pos.selling.selling import Selling
from pos.text import checked_text
from pos.views.catalogue import PriceTypeView
from pos.views.outage import ON_PAPER, PaperSale, PaperSold, PaperTicket
from pos.views.paying import PayingFor
from pos.views.people import Permission, SessionView
from pos.views.selling import CardAsked, CartLine, CartView, PaidContent, TenderGiven, TenderKind
from pos.window import Window

NAME_LONGEST = 60
_NUMBER = re.compile(r"(?:(?P<prefix>[A-Z][A-Z0-9]*)-)?E?(?P<number>[0-9]{1,6})")


class PaperSales:
    """Keys paper sales in. Thread: ledger."""

    def __init__(self, storage: Storage, ids: Ids, window: Window, selling: Selling) -> None:
        self._storage = storage
        self._ids = ids
        self._window = window
        self._selling = selling

    def find(self, performance_id: PerformanceId, text: str) -> PaperTicket:
        """Return the emergency ticket that was scanned, or whose number was typed (``12`` is
        enough for this window's).

        Raises:
            NotFound: No paper has this number or code.
            PaperElsewhere, PaperKeyed, PaperReturned: It is of another performance, was keyed in
                before, was given back.
            PaperNotHere, PaperPlaceGone: Another window keeps its place, or nobody does.
            CardNumberRefused: What was typed looks like a card.
        """
        text = checked_text("paper_ticket", text, longest=NAME_LONGEST)
        with self._storage.read() as uow:
            ticket = uow.orders.emergency.by_key(self._key(text))
            if ticket is None:
                raise NotFound(kind="paper_ticket", key=text)
            self._check(uow, ticket, performance_id)
            self._check_places(uow, (ticket,))
            return paper_of(uow, ticket)

    def prices(self, ticket: PaperTicket) -> tuple[tuple[PriceTypeView, Money], ...]:
        """Return what this ticket may be sold as, with what it costs, everything in it: whatever
        wants no second person's word, in the venue's order."""
        with self._storage.read() as uow:
            costs = {
                price.price_type_id: price.all_in
                for price in shown_prices(uow, PerformanceId(ticket.performance_id))
                if price.zone_id == ticket.zone_id
            }
            return tuple(
                (kind, costs[kind.price_type_id])
                for kind in uow.catalogue.price_types()
                if kind.price_type_id in costs and not kind.needs_reason
            )

    def key_in(self, command: CommandId, session: SessionView, sale: PaperSale) -> PaperSold:
        """Key one paper sale in. Durable on return; no paper and no drawer moves. A repeat returns
        the first answer.

        Raises:
            NotAllowed, TillNotOpen, TillNotYours: Who keys, into which till.
            CartEmpty: No ticket.
            NotFound: A paper, or a price, that is not there.
            PaperElsewhere, PaperKeyed, PaperReturned: A paper that cannot be sold, or two of
                different performances.
            PaperNotHere, PaperPlaceGone: Another window keeps a place, or nobody does.
            TallyDiffers: The sum on the tally sheet is not the price.
            ApprovalNeeded: A price type that wants a second person.
            AmountInvalid: A form of payment that is not taken on paper.
            CheckRefused, RoutingInvalid: The check.
            PaymentMismatch, TextRefused: The slip; also one that was typed before. Or a time that
                is yet to come.
            TextMissing: Nobody sold it.
            CardNumberRefused: Any of the texts.
        """
        require(session, Permission.SELL)
        who = checked_text("sold_by", sale.sold_by, longest=NAME_LONGEST, required=True)
        if not sale.lines:
            raise CartEmpty()
        if sale.kind not in ON_PAPER:
            raise AmountInvalid(text=sale.kind.value)
        with self._storage.begin() as uow:
            sold = uow.commands.once(
                command,
                "paper_sale",
                (sale, session.user_id),
                PaperSold,
                lambda: self._key_in(uow, session, sale, who),
            )
            uow.commit()
        return sold

    # ---- inside ----

    def _key(self, text: str) -> str:
        """Return the number or code under which a paper is looked up."""
        plain = "".join(text.upper().split())
        match = _NUMBER.fullmatch(plain)
        if len(plain) == CODE_LENGTH or match is None:
            return plain
        return f"{match['prefix'] or self._window.prefix}-E{int(match['number']):04d}"

    def _check(self, uow: UnitOfWork, ticket: EmergencyTicket, performance_id: str) -> None:
        """Return if the paper may be sold for this performance."""
        if ticket.performance_id != performance_id:
            other = uow.catalogue.performance(PerformanceId(ticket.performance_id))
            raise PaperElsewhere(
                number=ticket.number, performance=other.production, at=other.starts_at
            )
        state = uow.states.of(EMERGENCY, ticket.emergency_id)
        if state is EmergencyState.KEYED:
            sale = uow.orders.emergency.sale(ticket.emergency_id)
            raise PaperKeyed(
                number=ticket.number,
                who=name_of(uow, sale.user_id),
                at=local(uow, sale.at),
                order=uow.orders.order(sale.order_id).order_number,
            )
        if state is EmergencyState.RETURNED:
            arrow = uow.states.life(EMERGENCY, ticket.emergency_id)[-1]
            raise PaperReturned(
                number=ticket.number, who=name_of(uow, arrow.user_id), at=local(uow, arrow.at)
            )

    def _key_in(
        self, uow: UnitOfWork, session: SessionView, sale: PaperSale, who: str
    ) -> PaperSold:
        if sale.sold_at > uow.now():
            raise TextRefused(field="paper_time", limit=8)
        papers = self._papers(uow, sale)
        cart = self._cart(uow, papers, sale)
        due = cart.total
        if sale.kind is TenderKind.CASH:
            due = cash_due(due, uow.catalogue.company().paying.cash_rounding)
        if due != sale.taken:
            raise TallyDiffers(due=due, taken=sale.taken)
        self._pass_on(uow, cart, papers)
        tenders = self._tenders(uow, session, cart, sale)
        codes = tuple(paper.code for paper in papers)
        made = self._selling.sell_on_paper(uow, session, cart, tenders, codes)
        rounded = (sale.taken - cart.total).minor
        facts = [
            EmergencySale(
                emergency_id=paper.emergency_id,
                ticket_id=ticket_id,
                order_id=made.order_id,
                kind=sale.kind.value,
                amount_minor=line.all_in.minor + (0 if place else rounded),
                sold_at=sale.sold_at,
                sold_by=who,
                at=uow.now(),
                user_id=session.user_id,
            )
            for place, (paper, ticket_id, line) in enumerate(
                zip(papers, made.ticket_ids, cart.lines, strict=True)
            )
        ]
        uow.add(*facts)
        for paper in papers:
            trigger = EmergencyTrigger.KEY
            uow.states.advance(EMERGENCY, paper.emergency_id, trigger, session.user_id)
        numbers = [paper.number for paper in papers]
        uow.audit(
            audit_entry(
                uow.now(),
                session.user_id,
                self._window.window_id,
                "paper_sale.keyed",
                ("order", made.order_id),
                numbers=numbers,
                sold_by=who,
                sold_at=sale.sold_at.isoformat(),
            )
        )
        return sold_of(uow, facts, numbers, cart.currency)

    def _papers(self, uow: UnitOfWork, sale: PaperSale) -> list[EmergencyTicket]:
        papers: list[EmergencyTicket] = []
        for line in sale.lines:
            paper = uow.orders.emergency.ticket(line.emergency_id)
            self._check(uow, paper, (papers or [paper])[0].performance_id)
            if paper in papers:
                raise PaperKeyed(number=paper.number)
            papers.append(paper)
        self._check_places(uow, papers)
        return papers

    def _check_places(self, uow: UnitOfWork, papers: Sequence[EmergencyTicket]) -> None:
        """Return if the places of all these papers are kept for them here."""
        for block_id in {paper.block_id: None for paper in papers}:
            block = uow.orders.emergency.block(block_id)
            of_block = [paper for paper in papers if paper.block_id == block_id]
            kept = kept_of(uow, block, of_block)
            number = next((paper.number for paper in of_block if paper not in kept), "")
            if number and block.window_id != self._window.window_id:
                name = uow.books.window_name(block.window_id)
                raise PaperNotHere(number=number, window=name)
            if number:
                raise PaperPlaceGone(number=number)

    def _cart(
        self, uow: UnitOfWork, papers: Sequence[EmergencyTicket], sale: PaperSale
    ) -> CartView:
        types = {kind.price_type_id: kind for kind in uow.catalogue.price_types()}
        nothing = Money.zero(uow.catalogue.company().currency)
        lines = []
        for paper, wanted in zip(papers, sale.lines, strict=True):
            shown, kind_id = paper_of(uow, paper), wanted.price_type_id
            lines.append(
                CartLine(
                    line_id=paper.emergency_id,
                    performance_id=shown.performance_id,
                    seat_id=shown.seat_id,
                    section=shown.section,
                    row=shown.row,
                    number=shown.seat,
                    zone_id=shown.zone_id,
                    zone=shown.zone,
                    price_type_id=kind_id,
                    price_type=types[kind_id].name,
                    face=nothing,
                    fee=nothing,
                )
            )
        cart = CartView(CartId(self._ids.new()), nothing.currency, tuple(lines))
        return reprice_by_list(uow, cart)

    def _pass_on(self, uow: UnitOfWork, cart: CartView, papers: Sequence[EmergencyTicket]) -> None:
        """Let the places go from their holds to this sale, in the sale's own transaction."""
        performance_id = cart.lines[0].performance_id

        def apply(
            holder: str, cart_id: str, going: Sequence[EmergencyTicket], *, take: bool
        ) -> None:
            seats = tuple(SeatId(each.seat_id) for each in going if each.seat_id is not None)
            places, none = len(going) - len(seats), ()
            command = RightsCommand(
                CommandId(self._ids.new()),
                holder,
                performance_id,
                CartId(cart_id),
                take=seats if take else none,
                give_back=none if take else seats,
                take_places=places if take else 0,
                give_places=0 if take else places,
            )
            uow.rights.apply(command)

        by_holder: dict[str, list[EmergencyTicket]] = {}
        for paper in papers:
            holder = uow.orders.emergency.block(paper.block_id).holder
            by_holder.setdefault(holder, []).append(paper)
        for holder, going in by_holder.items():
            apply(holder, "", going, take=False)
        apply(self._window.holder, cart.cart_id, papers, take=True)

    def _tenders(
        self, uow: UnitOfWork, session: SessionView, cart: CartView, sale: PaperSale
    ) -> tuple[TenderGiven, ...]:
        """Return what was taken; a free ticket has nothing to pay. A card's slip is typed in this
        transaction: it is no payment in doubt."""
        due = sale.taken
        if not due:
            return ()
        if sale.kind is not TenderKind.CARD:
            return (TenderGiven(sale.kind, due, due, check=sale.check),)
        if sale.slip is None:
            raise PaymentMismatch(what="payment")
        slip = checked_slip(sale.slip)
        till = require_open_till(uow, session, self._window)
        asked = CardAsked(PayingFor.CART, cart.cart_id, due, PaidContent(cart=cart), NOT_CONNECTED)
        payment = type_slip(
            uow, self._ids, self._window, session, asked, slip, till.till_id, till.business_date
        )
        return (TenderGiven(sale.kind, due, due, payment_id=payment.payment_id),)
