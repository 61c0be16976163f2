"""What the box office needs from storage. ``pos/storage`` supplies it on SQLite; services see only
this.

A unit of work is one transaction. Leaving it without ``commit`` rolls everything back, so
forgetting is safe. Thread: ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from enum import Enum
from typing import Protocol, TypeVar

from pos.audit import AuditEntry
from pos.events import Event
from pos.hub.parcels import Parcel
from pos.hub.rights import Idle, RightsAnswer, RightsCommand
from pos.ids import CommandId, SeatId
from pos.ledger import Entry
from pos.machine import AnyMachine
from pos.ports.capacity import CapacityStore
from pos.ports.catalogue import CatalogueStore
from pos.ports.closing import BookStore, DepositStore, ExceptionStore
from pos.ports.exchanging import ExchangeStore
from pos.ports.figures import ExchangeSum, FigureStore
from pos.ports.finding import FindingStore
from pos.ports.gifts import GiftStore
from pos.ports.holds import HoldStore
from pos.ports.link import LinkStore
from pos.ports.listing import ListingStore
from pos.ports.members import MemberStore
from pos.ports.movements import MovementStore
from pos.ports.order_life import OrderLifeStore
from pos.ports.outage import EmergencyStore
from pos.ports.parked import ParkedStore
from pos.ports.patrons import PatronStore
from pos.ports.paying import PaymentStore, ValueStore
from pos.ports.renewals import RenewalStore
from pos.ports.restoring import RestoringStore
from pos.ports.settlements import SettlementStore
from pos.ports.things import ThingStore
from pos.ports.will_call import WillCallStore
from pos.records import (
    Badge,
    CheckReturned,
    CheckTaken,
    CountedPaper,
    Credential,
    DayClose,
    DrawerOpening,
    DrawerOutcome,
    Fact,
    Member,
    MemberUse,
    Order,
    OrderExtra,
    PackageSold,
    PackageTicket,
    PrintJob,
    Refund,
    RefundLine,
    RefundPart,
    SignIn,
    Staff,
    StaffStanding,
    StockEntry,
    Tender,
    Ticket,
    TicketCharge,
    Till,
    TillClose,
    TillCount,
    Transition,
    VoidedPaper,
)
from pos.views.cash import ExtraSum, Finding, OverShort, PaperExpected, Row
from pos.views.catalogue import SeatView
from pos.views.causes import TenderRow

A = TypeVar("A")

END_OF_ARROWS = 2**63 - 1
"""The position after every arrow there will ever be."""


class Commands(Protocol):
    """First answers of commands."""

    def answered(self, command: CommandId) -> bool:
        """Return whether a command was done before."""
        ...

    def once(
        self, command: CommandId, kind: str, content: object, answer: type[A], act: Callable[[], A]
    ) -> A:
        """Return ``act()`` the first time and its stored answer at every repeat.

        Raises:
            CommandReused: The id came before with other ``kind`` or ``content``.
        """
        ...


class States(Protocol):
    """Where things stand in their machines."""

    def enter(self, machine: AnyMachine, subject_id: str, user_id: str) -> None:
        """Put a new subject into the machine's start state."""
        ...

    def advance(
        self,
        machine: AnyMachine,
        subject_id: str,
        trigger: Enum,
        user_id: str,
        reason: str = "",
    ) -> Enum:
        """Take one arrow and return the new state.

        Raises:
            IllegalTransition: The table has no such arrow.
            NotFound: The subject never entered the machine.
        """
        ...

    def of(self, machine: AnyMachine, subject_id: str) -> Enum:
        """Return the present state. Raises NotFound."""
        ...

    def life(self, machine: AnyMachine, subject_id: str) -> tuple[Transition, ...]:
        """Return all arrows taken, oldest first."""
        ...


class RightsStore(Protocol):
    """Rights to places. ``apply`` is the rights command; the rest reads, or marks rights as used
    by a sale."""

    def apply(self, command: RightsCommand, *, told: bool = False) -> RightsAnswer:
        """Do all of ``command`` or nothing, in this database. At a window of a hub what is for
        others than itself is kept to be asked of the hub as well, unless it was ``told``."""
        ...

    def catch_up(self, command: RightsCommand) -> RightsAnswer:
        """Do here what the hub did for another holder when its answer was lost: its word of it may
        be here already. Refused where one of this window's carts or sales has a seat."""
        ...

    def of_seats(
        self, performance_id: str, seats: Collection[str] | None = None
    ) -> dict[str, tuple[str, str]]:
        """Return seat id -> (holder, cart id) for every seat that is not free; where some are
        named, those among them are enough."""
        ...

    def seats_taken(self, performance_id: str) -> frozenset[SeatId]:
        """Return every seat that is not free, whoever has it."""
        ...

    def idle(self) -> tuple[Idle, ...]:
        """Return the places that channels have and that no live ticket stands for, by performance
        and holder."""
        ...

    def places_taken(self, performance_id: str) -> int: ...
    def places_of(self, performance_id: str, holder: str) -> int:
        """Return how many places one holder has, for all its carts and for good."""
        ...

    def places_here(self, performance_id: str, window_id: str) -> int:
        """Return how many places of its block a window has sold, in carts or kept; among them
        those of a parked cart that the hub passed to it and that it does not have yet."""
        ...

    def unsold_elsewhere(self, performance_id: str, window_id: str) -> dict[str, int]:
        """Return how many places by count every other window has and has not sold, as far as is
        known here: window id -> places."""
        ...

    def for_sale_here(self, performance_id: str, seats: Iterable[SeatView]) -> tuple[SeatView, ...]:
        """Return those of the seats that can be taken in this transaction: free, and at a window of
        a hub leased by it."""
        ...

    def held_by_cart(self, cart_id: str) -> tuple[frozenset[tuple[str, str]], dict[str, int]]:
        """Return ({(performance id, seat id)}, {performance id: places}) of a cart."""
        ...

    def held_by(self, holder: str) -> tuple[frozenset[tuple[str, str]], dict[str, int]]:
        """Return ({(performance id, seat id)}, {performance id: places}) of a holder for good, in
        no cart."""
        ...

    def carts(self, holder: str) -> tuple[str, ...]:
        """Return the carts that hold rights of ``holder``."""
        ...

    def stood_on(self, tickets: Sequence[str]) -> dict[str, str]:
        """Return on whose right the place of each ticket stands by the facts, ticket id -> holder:
        the window that moved it there, or put it in by an exchange, else who sold its order, or
        the one that it was split off."""
        ...

    def mark_sold(self, cart_id: str, holder: str) -> None:
        """The cart's rights stay with the holder for good."""
        ...

    def occupy(self, seats: Sequence[tuple[str, str, str]]) -> None:
        """Record (performance, seat, ticket) as the seats' live tickets. Raises SeatTaken if one
        has one."""
        ...

    def reissue(self, old_ticket_id: str, new_ticket_id: str) -> None:
        """The new ticket stands for the old one's seat, as what became of both says."""
        ...

    def vacate(self, ticket_ids: Sequence[str]) -> frozenset[tuple[str, str]]:
        """These tickets, returned, are no seat's live ticket any more. Return the (performance,
        seat) that were sold twice: another live ticket stands for them now."""
        ...

    def settle(self, own: str, seats: Sequence[tuple[str, str]]) -> None:
        """Let each (performance, seat) be whose ticket lives, else whom the hub names; ``own``,
        this window as a holder, has what it leases free."""
        ...

    def left_here(self, window_id: str) -> dict[str, int]:
        """Return performance id -> how many places of its block a window has left."""
        ...

    def used_here(self, window_id: str, since: datetime) -> dict[str, int]:
        """Return performance id -> how many places are in a window's carts, or were sold by it, put
        aside in a cart or made emergency tickets since then and not given back."""
        ...

    def untold(self, performance_id: str, window_id: str) -> dict[str, str]:
        """Return seat id -> holder of what other holders than windows have here, and by the hub's
        last word nobody or this window."""
        ...

    def sold_since(self, window_id: str, since: datetime) -> dict[str, int]:
        """Return performance id -> how many tickets a window sold, given back or not."""
        ...

    def busiest_hour(self, window_id: str, since: datetime) -> int:
        """Return how many tickets a window sold in the busiest hour of the clock."""
        ...

    def live_seats(
        self, performance_id: str, seats: Collection[str] | None = None
    ) -> frozenset[str]:
        """Return the seats of a performance that have a live ticket, at least those of ``seats``
        where they are given."""
        ...

    def live_ticket(self, performance_id: str, seat_id: str) -> str | None: ...


class OrderStore(Protocol):
    """Orders, tickets, tenders, prints."""

    @property
    def emergency(self) -> EmergencyStore:
        """Tickets that were made before an outage, to be sold on paper."""
        ...

    def next_number(self, name: str) -> int:
        """Return the next number of a gapless sequence, starting at 1."""
        ...

    def order(self, order_id: str) -> Order:
        """Return an order by the names it goes by now. Raises NotFound."""
        ...

    def as_placed(self, order_id: str) -> Order:
        """Return an order by the names it was placed under. Raises NotFound."""
        ...

    def numbers_in_use(self, order_numbers: Sequence[str]) -> frozenset[str]:
        """Return those of the numbers that some order has."""
        ...

    def codes_in_use(self, codes: Sequence[str]) -> frozenset[str]:
        """Return those of the barcodes that some ticket has or had, emergency tickets with them."""
        ...

    def by_external_ref(self, external_ref: str) -> Order | None: ...
    def by_external_refs(self, external_refs: Sequence[str]) -> dict[str, Order]:
        """Return those of the orders that are known, by what they are known by; a few questions
        for all of them."""
        ...

    def by_number(self, number: str) -> Order | None:
        """Return the order with this order number or receipt number."""
        ...

    def by_code(self, code: str) -> Ticket | None:
        """Return the ticket with this barcode, whatever became of it."""
        ...

    def tickets(self, order_id: str) -> tuple[Ticket, ...]: ...
    def ticket(self, ticket_id: str) -> Ticket: ...
    def charges(self, order_id: str) -> tuple[TicketCharge, ...]:
        """Return the fees and taxes by rule of every ticket of an order, by position and line."""
        ...

    def tenders(self, order_id: str) -> tuple[Tender, ...]: ...
    def extras(self, order_id: str) -> tuple[OrderExtra, ...]: ...
    def members(self, order_id: str) -> tuple[Member, ...]:
        """Return the memberships that were sold in an order, in the order of their numbers."""
        ...

    def uses(self, member_id: str) -> tuple[MemberUse, ...]:
        """Return the tickets that had the price of a membership."""
        ...

    def packages(self, order_id: str) -> tuple[tuple[PackageSold, tuple[PackageTicket, ...]], ...]:
        """Return the series that were sold in an order, with their tickets as they were then."""
        ...

    def promo_uses(self, codes: Sequence[str]) -> dict[str, int]:
        """Return how many tickets each of these promo codes has taken in, as far as is known here;
        a ticket that was given back counts, one that was exchanged for another that has the code,
        or went on in an order of its own,
        too counts once with it. Codes never used are missing."""
        ...

    def refunds(self, order_id: str) -> tuple[tuple[Refund, tuple[RefundLine, ...]], ...]:
        """Return the acts of giving money back with what each took back, oldest first."""
        ...

    def refund(self, refund_id: str) -> Refund:
        """Raises NotFound."""
        ...

    def refund_parts(self, order_id: str) -> tuple[RefundPart, ...]:
        """Return the ways money of an order's refunds goes back, oldest first."""
        ...

    def refunds_not_paid_out(self) -> tuple[Refund, ...]:
        """Return the refunds of orders to which money is still owed, oldest first."""
        ...

    def refunded_again(self, window_id: str) -> tuple[tuple[Refund, RefundLine], ...]:
        """Return what refunds of this window's tills brought back that an earlier one had, and that
        is not booked so (``pos.paying.refunded_twice``), oldest first."""
        ...

    def check_of(self, tender_id: str) -> CheckTaken | None: ...
    def check_returned(self, tender_id: str) -> CheckReturned | None: ...
    def return_of(self, return_id: str) -> CheckReturned:
        """Raises NotFound."""
        ...

    def checks_returned(self, order_id: str) -> tuple[CheckReturned, ...]:
        """Return the checks of an order that a bank gave back, oldest first."""
        ...

    def every_check_returned(self) -> tuple[CheckReturned, ...]:
        """Return all checks that a bank gave back, oldest first."""
        ...

    def checks_of(self, till_ids: Sequence[str]) -> tuple[tuple[Tender, CheckTaken | None], ...]:
        """Return the checks that tills took and still count, oldest first."""
        ...

    def tender(self, tender_id: str) -> Tender:
        """Raises NotFound."""
        ...

    def balance(self, accounts: Sequence[str], order_id: str) -> int:
        """Return the sum of an order's postings on these accounts, minor units."""
        ...

    def returned_by(self, payer: str) -> tuple[CheckReturned, ...]:
        """Return the checks of a payer (``name_key``) that a bank gave back, oldest first."""
        ...

    def print_job(self, job_id: str) -> PrintJob: ...
    def print_jobs(
        self, states: Sequence[str], device: str | None = None
    ) -> tuple[tuple[PrintJob, str, str], ...]:
        """Return (job, state, reason of its last arrow) in the order of queueing."""
        ...

    def printed_tickets(self, order_id: str) -> tuple[Ticket, ...]:
        """Return the order's live tickets that a printer or a person said are printed."""
        ...

    def newest_print_job(self, subject_id: str) -> tuple[PrintJob, str] | None: ...
    def places_sold(self, performance_id: str) -> tuple[tuple[str, int], ...]:
        """Return (holder, how many places of general admission live tickets take of its)."""
        ...

    def shared_seats(self, performance_id: str, seats: Collection[str]) -> frozenset[str]:
        """Return those of the seats for which several orders have a live ticket."""
        ...

    def drawer_opening(self, opening_id: str) -> DrawerOpening: ...


class PeopleStore(Protocol):
    """Staff and their tries to sign in."""

    def staff(self) -> tuple[tuple[Staff, StaffStanding], ...]:
        """Return everybody with their newest standing, by name as a person would look for it."""
        ...

    def member(self, user_id: str) -> tuple[Staff, StaffStanding] | None:
        """Return one person with their newest standing."""
        ...

    def credential(self, user_id: str) -> Credential | None:
        """Return the newest hash of a person's PIN."""
        ...

    def tries_since_ok(self, user_id: str) -> tuple[SignIn, ...]:
        """Return the tries after the last ``ok`` or ``unlock``, oldest first."""
        ...

    def last_sign_in(self, user_id: str) -> int:
        """Return the ``seq`` of a person's newest sign-in row, 0 when there is none."""
        ...

    def last_proved_at(self, user_id: str) -> datetime | None:
        """Return when a PIN of theirs was last right."""
        ...

    def proved(self, user_id: str, purpose: str) -> bool:
        """Return whether the person gave the right PIN for exactly this purpose."""
        ...

    def badge(self, uid_hash: str) -> Badge | None:
        """Return the newest row of a badge."""
        ...

    def badge_of(self, user_id: str) -> Badge | None:
        """Return the badge that a person has now."""
        ...

    def secret(self, name: str) -> str | None:
        """Return a random key of this database, hex, or None when it was never needed."""
        ...

    def keep_secret(self, name: str, value: str) -> None: ...

    def take_secret(self, name: str, value: str) -> None:
        """Put somebody else's key in the place of this database's own."""
        ...

    def keys_in_use(self) -> bool:
        """Return whether there are badges or codes, which only this database's keys can read."""
        ...


class StockStore(Protocol):
    """Blank ticket papers. A position is a place in the order of appending of all arrows; what was
    used is a count of arrows between two positions, kept nowhere else."""

    def entries(self, window_id: str, device: str) -> tuple[tuple[int, StockEntry], ...]:
        """Return (position, entry) of everything loaded, counted or tested, oldest first."""
        ...

    def used(self, device: str, after: int, until: int) -> tuple[int, int]:
        """Return (printed, spoiled) papers by the arrows with after < position <= until.

        A ticket printed earlier and spoiled in between is one spoiled more and one printed less.
        """
        ...

    def under_way(self, device: str) -> int:
        """Return how many tickets are sent and not settled, or in doubt."""
        ...

    def newest_arrow(self) -> str:
        """Return the id of the arrow appended last, or "" before the first."""
        ...

    def span(self, till_ids: Sequence[str]) -> tuple[int, int]:
        """Return the positions at which the first of the tills opened and the last was locked;
        ``END_OF_ARROWS`` while one is not."""
        ...

    def voided(self, job_id: str) -> VoidedPaper | None:
        """Return why the paper of a print job is void, if it is."""
        ...


class TillStore(Protocol):
    """Till sessions and the figures of a close. Every figure is a sum over postings or a count of
    facts.

    What belongs to a till is what its batches, orders and openings name it for.
    """

    def session_at(self, window_id: str) -> tuple[Till, str] | None:
        """Return the drawer's session that is not closed, with its state."""
        ...

    def open_of(self, user_id: str) -> str | None:
        """Return the id of a person's session that is not closed."""
        ...

    def occupy(self, window_id: str, till_id: str, user_id: str) -> None:
        """Raises TillAlreadyOpen."""
        ...

    def vacate(self, till_id: str) -> None: ...
    def till(self, till_id: str) -> Till:
        """Raises NotFound."""
        ...

    def tills_of_day(self, window_id: str, day: date) -> tuple[Till, ...]:
        """Return the day's sessions in the order they were opened."""
        ...

    def open_days(self, window_id: str) -> tuple[date, ...]:
        """Return business days with sessions that are not locked, oldest first."""
        ...

    def counts(self, till_id: str) -> tuple[TillCount, ...]: ...
    def close_of(self, till_id: str) -> TillClose | None: ...
    def closes(self, window_id: str) -> tuple[TillClose, ...]:
        """Return the Z reports in the order of their numbers."""
        ...

    def day_close(self, window_id: str, day: date) -> DayClose | None: ...
    def day_closes(self, window_id: str) -> tuple[DayClose, ...]: ...
    def drawer_outcome(self, opening_id: str) -> DrawerOutcome | None: ...
    def keep_half_count(self, till_id: str, user_id: str, typed: str) -> None:
        """Keep what a person has typed of a till's count, in place of what was kept before."""
        ...

    def half_count(self, till_id: str, user_id: str) -> str | None: ...
    def forget_half_counts(self, till_id: str) -> None:
        """A count of the till is in: what anybody had typed is not needed any more."""
        ...

    def looked(self, till_id: str, user_id: str) -> bool:
        """Whether it was written down that a person was told what is expected in an open till."""
        ...

    def batches(self, till_id: str) -> int:
        """Return how many batches name a till: as many as before means that no money moved."""
        ...

    def balance(self, account: str, till_id: str) -> int:
        """Return the sum of an account's postings that name the till as their place, minor
        units.
        """
        ...

    def lowest_cash(self, till_id: str) -> int:
        """Return the least cash the books ever had in the till, batch by batch in the order they
        were posted, minor units; below zero where more left it than was in it."""
        ...

    def floats(self, window_id: str) -> tuple[tuple[str, int, str], ...]:
        """Return (till, its opening float in minor units, its next float as a sheet in JSON) of
        every locked till, in the order they were locked."""
        ...

    def left_here(self, window_id: str) -> TillClose | None:
        """Return the till that was locked last at this drawer."""
        ...

    def counted_papers(self, count_id: str) -> tuple[CountedPaper, ...]:
        """Return the papers of one count."""
        ...

    def tenders_in(self, till_id: str) -> tuple[TenderRow, ...]:
        """Return the cash, checks and cards of a till in the order they were taken."""
        ...

    def places_in(self, till_id: str) -> tuple[tuple[str, int], ...]:
        """Return order id and price with fee in minor units of every place of orders that paid cash
        at a till, each place once."""
        ...

    def left_before(self, till: Till) -> tuple[str, str] | None:
        """Return the till that was locked last at this drawer before ``till`` was opened, and what
        it left there as a ``CountSheet`` in JSON; None where there was none."""
        ...

    def papers_in(self, till_id: str) -> tuple[PaperExpected, ...]:
        """Return the papers that should be handed in with the till, in the order of
        ``PAPER_KINDS``: checks not corrected away, slips typed, certificates used up or given back
        here, tickets spoiled or returned here."""
        ...

    def served(self, till_id: str) -> frozenset[str]:
        """Return the ids of everybody who had, relieved or counted the till."""
        ...

    def over_short(self, since: date) -> tuple[OverShort, ...]:
        """Return how far each cashier's locked tills were off from business day ``since`` on, from
        postings, by name."""
        ...

    def by_tender(self, till_ids: Sequence[str]) -> tuple[Row, ...]:
        """Return a row a tender kind, its label the kind: what was taken, and what was given back
        or corrected."""
        ...

    def by_performance(self, till_ids: Sequence[str]) -> tuple[Row, ...]:
        """Return tickets sold and returned, at their all-in price, a row a performance; its label
        is the id."""
        ...

    def by_price_type(self, till_ids: Sequence[str]) -> tuple[Row, ...]:
        """Return tickets sold and returned, at their all-in price, a row a price type; its label is
        the id."""
        ...

    def takings(self, till_ids: Sequence[str]) -> tuple[tuple[datetime, int, int], ...]:
        """Return (moment, sold, returned) of every sale and return, minor units, for the picture of
        the evening."""
        ...

    def both_ways(self, accounts: Sequence[str], till_ids: Sequence[str]) -> tuple[int, int]:
        """Return (credits, debits) of what tickets cost, as far as it is in these accounts, in
        batches of the tills, minor units, both positive."""
        ...

    def account_total(self, account: str, till_ids: Sequence[str]) -> int:
        """Return the sum of an account's postings in batches of the tills, minor units."""
        ...

    def extras(self, till_ids: Sequence[str]) -> tuple[ExtraSum, ...]:
        """Return what was sold beside tickets and certificates, and came back, by kind and name."""
        ...

    def certificates_total(self, till_ids: Sequence[str]) -> tuple[int, int]:
        """Return what certificates were sold for, and what was given back for them, minor
        units."""
        ...

    def cashed_out_total(self, till_ids: Sequence[str]) -> int:
        """Return what was paid out in cash for the rest of certificates, minor units."""
        ...

    def given_back(self, till_ids: Sequence[str]) -> tuple[int, int]:
        """Return how often money was given back, and how much, minor units."""
        ...

    def written_off(self, till_ids: Sequence[str]) -> tuple[int, int]:
        """Return how often money was given up that cards got twice, and how much."""
        ...

    def exchanged(self, till_ids: Sequence[str]) -> ExchangeSum:
        """Return what tills exchanged: part of what they sold and of what came back to them."""
        ...

    def count_of(self, what: str, till_ids: Sequence[str]) -> int:
        """Return how many ``sales``, ``tickets``, ``comps``, ``returned`` (tickets),
        ``comps_back``, ``no_sales``, ``spoiled``, ``lost``, ``by_key`` or ``left_open``."""
        ...


class Checks(Protocol):
    """Raw reads for ``foyer verify``; written apart from the services they check."""

    def database(self) -> tuple[Finding, ...]:
        """Return damage to the file, broken references, and fact tables that can be edited."""
        ...

    def audit_chain(self) -> tuple[Finding, ...]:
        """Return the first entry that does not follow from the one before, and facts no entry
        tells of.
        """
        ...

    def ledger(self) -> tuple[Finding, ...]: ...
    def states(self) -> tuple[Finding, ...]: ...
    def seats(self) -> tuple[Finding, ...]: ...
    def orders(self) -> tuple[Finding, ...]: ...
    def numbers(self) -> tuple[Finding, ...]:
        """Return gaps in numbers, what is not found by what it says, and signatures of something
        else."""
        ...

    def prints(self) -> tuple[Finding, ...]: ...
    def stock(self) -> tuple[Finding, ...]:
        """Return stock entries that do not follow from those before, and void papers without an
        explanation."""
        ...

    def people(self) -> tuple[Finding, ...]: ...
    def tills(self) -> tuple[Finding, ...]:
        """Return sessions, counts, locks, movements and deposits that do not agree with the
        ledger."""
        ...

    def closing(self) -> tuple[Finding, ...]:
        """Return exceptions, locked days, journals, settlements and kept statements that are not
        as they must be."""
        ...

    def reports(self) -> tuple[Finding, ...]:
        """Return figures of printed reports that a fresh sum does not give."""
        ...

    def parcels(self) -> tuple[Finding, ...]:
        """Return parcels that do not follow from those before or do not hold what their tables do,
        facts that came from nowhere, and what cannot be true of the hub."""
        ...

    def texts(self) -> Iterable[tuple[str, str]]:
        """Return (place, text) of every stored text, for the search for card numbers."""
        ...


class UnitOfWork(Protocol):
    """One transaction."""

    @property
    def commands(self) -> Commands: ...
    @property
    def states(self) -> States: ...
    @property
    def rights(self) -> RightsStore: ...
    @property
    def orders(self) -> OrderStore: ...
    @property
    def people(self) -> PeopleStore: ...
    @property
    def parked(self) -> ParkedStore: ...
    @property
    def patrons(self) -> PatronStore: ...
    @property
    def will_call(self) -> WillCallStore: ...
    @property
    def listing(self) -> ListingStore: ...
    @property
    def tills(self) -> TillStore: ...
    @property
    def stock(self) -> StockStore: ...
    @property
    def payments(self) -> PaymentStore: ...
    @property
    def values(self) -> ValueStore: ...
    @property
    def members(self) -> MemberStore: ...
    @property
    def renewals(self) -> RenewalStore: ...
    @property
    def gifts(self) -> GiftStore: ...
    @property
    def exchanging(self) -> ExchangeStore: ...
    @property
    def exceptions(self) -> ExceptionStore: ...
    @property
    def books(self) -> BookStore: ...
    @property
    def deposits(self) -> DepositStore: ...
    @property
    def figures(self) -> FigureStore: ...
    @property
    def movements(self) -> MovementStore: ...
    @property
    def settlements(self) -> SettlementStore: ...
    @property
    def restoring(self) -> RestoringStore: ...
    @property
    def order_life(self) -> OrderLifeStore: ...
    @property
    def finding(self) -> FindingStore: ...
    @property
    def capacity(self) -> CapacityStore: ...
    @property
    def holds(self) -> HoldStore: ...
    @property
    def link(self) -> LinkStore: ...
    @property
    def things(self) -> ThingStore: ...
    @property
    def catalogue(self) -> CatalogueStore: ...
    @property
    def checks(self) -> Checks: ...

    def now(self) -> datetime:
        """Return the moment this transaction counts as: one time for all its facts."""
        ...

    def add(self, *facts: Fact) -> None:
        """Append facts; they are written in the order of their tables, at the latest at
        ``commit``."""
        ...

    def post(self, entry: Entry) -> None:
        """Append a batch and its postings. Raises InvariantBroken if they do not balance, or if the
        batch's business day is locked."""
        ...

    def audit(self, entry: AuditEntry) -> None:
        """Append to the hash chain."""
        ...

    def publish(self, event: Event) -> None:
        """Tell subscribers after the commit, if there is one."""
        ...

    def commit(self) -> None:
        """Put everything on disk. Durable on return."""
        ...


class Storage(Protocol):
    """A database."""

    def begin(self) -> AbstractContextManager[UnitOfWork]:
        """Open a writing transaction; it waits for no device and no network."""
        ...

    def taking_in(self) -> AbstractContextManager[UnitOfWork]:
        """Open a writing transaction for what other windows kept (``LinkStore.take_in``), in which
        no reference between facts is enforced."""
        ...

    def read_ahead(self, parcels: Sequence[Parcel]) -> None:
        """Read parcels that are taken in next, while this window's ledger is at others, in a
        process of its own; with none, nothing more is read for now and the process ends. Nothing
        is written. Thread: any; parcels are read on one at a time, and not the ledger's."""
        ...

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """Open a reading transaction with one consistent picture."""
        ...

    def checking(self) -> AbstractContextManager[tuple[Checks, ...]]:
        """Open one for ``foyer verify``: one or two that show the same moment, each good on any
        one thread at a time."""
        ...

    def close(self) -> None: ...
