"""The sale at the window: one transaction, on disk before paper moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from pos.allowed import require
from pos.audit import audit_entry
from pos.cash.drawer import add_opening
from pos.cash.till import require_open_till
from pos.clock import Clock
from pos.errors import ApprovalNeeded, CartEmpty, NotHeld
from pos.events import DrawerToOpen, HouseChanged
from pos.hub.rights import RightsAuthority
from pos.ids import CommandId, Ids, OrderId, PrintJobId, TicketId, TillId
from pos.lifecycles import ORDER, OrderTrigger
from pos.members.members import check_changes
from pos.money import total
from pos.ports.storage import Storage, UnitOfWork
from pos.pricing.prices import check_by_hand, source_of
from pos.pricing.pricing import check_prices
from pos.records import Order, Tender
from pos.seating.answering import is_answered_for
from pos.selling.cart_texts import check_cart_texts
from pos.selling.collected_later import checked_later, leave_at_will_call, pays_then
from pos.selling.counter import shelf_of
from pos.selling.extras import clean_extras
from pos.selling.fulfilment import queue_prints
from pos.selling.placing import Placed, Placing, place
from pos.selling.small_papers import queue_small_paper
from pos.selling.tenders import change_of, tenders_for
from pos.subscribing.adding import check_additions
from pos.subscribing.renewing import check_renewals, renewed_order
from pos.text import checked_text
from pos.views.paying import ExtraKind
from pos.views.people import Permission, SessionView
from pos.views.selling import CartView, Later, LaterHow, SaleView, TenderGiven, TenderKind
from pos.window import Window


class Selling:
    """Sells what a cart holds. Thread: ledger."""

    def __init__(
        self, storage: Storage, clock: Clock, ids: Ids, window: Window, rights: RightsAuthority
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._ids = ids
        self._window = window
        self._rights = rights

    def sell(
        self,
        command: CommandId,
        session: SessionView,
        cart: CartView,
        tenders: tuple[TenderGiven, ...],
        name: str = "",
        later: Later | None = None,
        patron_id: str = "",
    ) -> SaleView:
        """Sell everything in the cart for these tenders.

        Order, tickets, extras, tenders, balanced postings, audit entry, print jobs, the
        drawer's reason and the parcel for the hub are one transaction, on disk on return; paper and
        drawer move only afterwards. An approved card payment becomes a tender in it, balances of
        certificates are looked at in it. A repeat returns the first answer. A cart may hold no
        ticket at all. With ``later`` no ticket prints: the order waits at will call under the name,
        which must be given; where its patron pays then, there are no tenders and nothing but
        tickets; an order without a ticket waits for nobody. ``patron_id``: whose the order is,
        where that is known.

        Raises:
            NotAllowed, TillNotOpen, TillNotYours: Who sells, into which till.
            CartEmpty, NotHeld, PriceChanged: The cart is not what the database knows.
            NothingSoldHere: No place is sold at this window now. Where a card has paid for it
                already the sale is made all the same, and may be a task.
            ApprovalNeeded: A comp, or a price set by hand, that nobody who may has approved with a
                PIN.
            PriceOutOfRange: A price set by hand.
            TenderShort, AmountInvalid: The money.
            CheckRefused, RoutingInvalid: A check.
            NotFound: The source code is none of the season's.
            RenewalOver: A subscription was renewed or given up meanwhile.
            NotOffline, ThingWanted: Another window may add dates to a series that the cart adds to.
            MembershipFixed: A membership that is renewed or raised cannot be any more.
            BalanceShort, ValueExpired, NotForCertificate: A certificate or an account.
            PaymentGone, PaymentMismatch: A card payment.
            TextRefused, CardNumberRefused: The name, any text of the cart, a check's texts, whom a
                certificate is for, a comp's reason, which must be given.
        """
        require(session, Permission.SELL)
        name = checked_text("name", name, longest=120, required=later is not None)
        if later is not None:
            later = checked_later(later)
        if not cart.lines and not cart.extras:
            raise CartEmpty()
        check_cart_texts(cart)
        content = (cart, tenders, name, later, patron_id, session.user_id)
        with self._storage.begin() as uow:
            sale = uow.commands.once(
                command,
                "sell",
                content,
                SaleView,
                lambda: self._sell(
                    uow, session, cart, tenders, name, later=later, patron_id=patron_id
                ),
            )
            uow.commit()
        return sale

    def sell_on_paper(
        self,
        uow: UnitOfWork,
        session: SessionView,
        cart: CartView,
        tenders: tuple[TenderGiven, ...],
        codes: Sequence[str],
    ) -> SaleView:
        """Sell what is in a patron's hand already, inside the caller's transaction: its tickets get
        these codes, one a line, cost what the printed list says, and neither paper nor drawer
        moves. Everything else, and what is refused, as ``sell``; the caller keeps the command.
        """
        require(session, Permission.SELL)
        check_cart_texts(cart)
        return self._sell(uow, session, cart, tenders, "", tuple(codes))

    def _sell(
        self,
        uow: UnitOfWork,
        session: SessionView,
        cart: CartView,
        tenders: tuple[TenderGiven, ...],
        name: str,
        codes: tuple[str, ...] = (),
        later: Later | None = None,
        patron_id: str = "",
    ) -> SaleView:
        till = require_open_till(uow, session, self._window)
        check_rights(uow, cart)
        if not codes and not any(tender.payment_id for tender in tenders):
            self._rights.require_for_sale(uow, cart.cart_id)
        cart = check_prices(uow, cart, by_list=bool(codes))
        _check_comps(uow, session, cart)
        check_by_hand(uow, session, cart)
        if cart.extras:
            cart = clean_extras(cart, shelf_of(uow))
            check_changes(uow, cart)
        check_renewals(uow, cart)
        check_additions(uow, cart)
        bought = total(
            (extra.amount for extra in cart.extras if extra.kind is ExtraKind.CERTIFICATE),
            cart.currency,
        )
        if later is None or not pays_then(later, cart, tenders):
            tenders = tenders_for(uow, cart.total, tenders, bought)
        before = None if name or patron_id else renewed_order(uow, cart)
        prefix = self._window.prefix
        placed = place(
            uow,
            self._ids,
            Placing(
                order_number=f"{prefix}-{uow.orders.next_number(f'order:{prefix}'):06d}",
                receipt_number=f"{prefix}-R{uow.orders.next_number(f'receipt:{prefix}'):06d}",
                window_id=self._window.window_id,
                channel="window",
                user_id=session.user_id,
                currency=cart.currency,
                placed_at=self._clock.now(),
                business_date=till.business_date,
                lines=cart.lines,
                extras=cart.extras,
                prefix=prefix,
                cart_id=cart.cart_id,
                codes=codes,
                tenders=tenders,
                till_id=till.till_id,
                name=before.name if before else name,
                source=source_of(uow, cart),
                shown=cart.shown,
                patron_id=patron_id,
                note=later.note if later else "",
                alternates=later.alternates if later else "",
                phone=later.phone if later else before.phone if before else "",
                email=later.email if later else before.email if before else "",
            ),
        )
        order = placed.order
        waits = later if cart.lines else None  # without a ticket there is nothing to collect
        if waits is not None:
            leave_at_will_call(uow, self._ids, order, waits)
        else:
            uow.states.advance(ORDER, order.order_id, OrderTrigger.HAND_OVER, session.user_id)
        uow.rights.mark_sold(cart.cart_id, self._window.holder)
        certificates = tuple(extra.value_id for extra in placed.extras if extra.value_id)
        jobs: tuple[PrintJobId, ...] = ()
        opening = ""
        if not codes:
            jobs = queue_prints(
                uow,
                self._ids,
                order,
                () if waits is not None else placed.tickets,
                session.user_id,
                receipt=waits is None or waits.how is LaterHow.WINDOW,
                certificates=certificates,
            )
            opening = open_drawer(uow, self._ids, order, tenders, session, till.till_id)
        queue_endorsements(uow, self._ids, placed.tenders, session.user_id)
        self._audit(uow, placed, tenders)
        for performance_id in dict.fromkeys(line.performance_id for line in cart.lines):
            uow.publish(HouseChanged(performance_id))
        return SaleView(
            order_id=OrderId(order.order_id),
            order_number=order.order_number,
            receipt_number=order.receipt_number,
            total=cart.total,
            change=change_of(tenders, cart.currency),
            ticket_ids=tuple(TicketId(ticket.ticket_id) for ticket in placed.tickets),
            print_jobs=jobs,
            till_id=TillId(till.till_id),
            sold_at=order.placed_at,
            drawer_opening=opening,
            certificates=certificates,
        )

    def _audit(self, uow: UnitOfWork, placed: Placed, tenders: Sequence[TenderGiven]) -> None:
        order = placed.order
        uow.audit(
            audit_entry(
                order.placed_at,
                order.user_id,
                order.window_id,
                "sale.made",
                ("order", order.order_id),
                order=order.order_number,
                total_minor=order.total_minor,
                tickets=len(placed.tickets),
                certificates=sum(1 for extra in placed.extras if extra.value_id),
                extras=[extra.kind for extra in placed.extras if not extra.value_id],
                by_hand=len(placed.by_hand),
                tenders=[tender.kind.value for tender in tenders],
            )
        )


def queue_endorsements(uow: UnitOfWork, ids: Ids, tenders: Sequence[Tender], user_id: str) -> None:
    """Queue what goes on the back of each check that was taken."""
    for tender in tenders:
        if tender.kind == TenderKind.CHECK.value:
            about = ("endorsement", tender.tender_id, tender.order_id)
            queue_small_paper(uow, ids, *about, user_id)


def check_rights(uow: UnitOfWork, cart: CartView) -> None:
    """Return if the cart holds exactly the places of its lines. Raises NotHeld."""
    seats, places = uow.rights.held_by_cart(cart.cart_id)
    wanted = {(line.performance_id, line.seat_id) for line in cart.lines if line.seat_id}
    counted = Counter(line.performance_id for line in cart.lines if line.seat_id is None)
    if wanted != seats or counted != places:
        raise NotHeld()


def _check_comps(uow: UnitOfWork, session: SessionView, cart: CartView) -> None:
    """Look at every comp once more: not the cart is believed but the PIN try on disk."""
    comps = {kind.price_type_id for kind in uow.catalogue.price_types() if kind.needs_reason}
    for line in cart.lines:
        if line.price_type_id not in comps:
            continue
        checked_text("comp_reason", line.comp_reason, longest=120, required=True)
        if not is_answered_for(uow, session, line):
            raise ApprovalNeeded(permission=Permission.SELL_COMP.value)


def open_drawer(
    uow: UnitOfWork,
    ids: Ids,
    order: Order,
    tenders: Sequence[TenderGiven],
    session: SessionView,
    till_id: str,
) -> str:
    """Add the reason to open the drawer when cash moves; return its id or ""."""
    if not any(tender.kind is TenderKind.CASH for tender in tenders):
        return ""
    opening = add_opening(uow, ids, till_id, "sale", "", order.order_id, session.user_id)
    uow.publish(DrawerToOpen(opening))
    return opening
