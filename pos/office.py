"""The box office: every service of one window, put together.

Built by the composition root on the ledger thread and used on that thread only. A service is loaded
when it is first asked for: signing in waits for people and storage, not for selling and closing.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from pos.cancelling.cancelling import Cancelling
    from pos.cash.tills import Tills
    from pos.catalogue.browsing import Catalogue
    from pos.clock import Clock
    from pos.closing.books import Books
    from pos.closing.card_totals import TerminalCounts
    from pos.closing.causes.service import Causes
    from pos.closing.closing import Closing
    from pos.closing.deposits import Deposits
    from pos.closing.exceptions import Exceptions
    from pos.closing.settlement.settling import Settling
    from pos.closing.statements.service import Statements
    from pos.events import Events
    from pos.exchanging.exchanging import Exchanging
    from pos.exchanging.splitting_off import SplittingOff
    from pos.finding.finding import Finding as FindingService
    from pos.giving.giving import Giving
    from pos.heir import Heir
    from pos.hub.block_moves import Blocks
    from pos.hub.rights import RightsAuthority
    from pos.hub.syncing import Syncing
    from pos.hub.taking_things import Things
    from pos.hub.venue import Venue
    from pos.ids import Ids
    from pos.members.members import Members
    from pos.moving.handing_over import HandingOver
    from pos.moving.movements import Movements
    from pos.moving.relief import Relief
    from pos.moving.safe import Safe
    from pos.outage.blocks import PaperBlocks
    from pos.outage.keying import PaperSales
    from pos.outage.kit import Kits
    from pos.patrons.by_orders import ByOrders
    from pos.patrons.forgetting import Forgetting
    from pos.patrons.histories import Histories
    from pos.patrons.households import Households
    from pos.patrons.merging import Merging
    from pos.patrons.patrons import Patrons
    from pos.paying.accounts import Accounts
    from pos.paying.cards import Cards
    from pos.paying.checks import Checks
    from pos.paying.corrections import Corrections
    from pos.paying.giving_back import GivingBack
    from pos.paying.terminals import Terminals
    from pos.paying.values import Values
    from pos.people.access import Access
    from pos.people.badges import Badges
    from pos.people.people import People
    from pos.people.pins import PinHasher
    from pos.ports.storage import Storage, UnitOfWork
    from pos.pricing.prices import Prices
    from pos.seating.capacity import Capacity
    from pos.seating.holds import Holds
    from pos.seating.packages import Packages
    from pos.seating.seating import Seating
    from pos.selling.copies import Copies
    from pos.selling.counter import Counter
    from pos.selling.naming import Naming
    from pos.selling.orders import Orders
    from pos.selling.parked import Parked
    from pos.selling.prints import Prints
    from pos.selling.reseating import Reseating
    from pos.selling.selling import Selling
    from pos.selling.sending_back import SendingBack
    from pos.selling.splitting import Splitting
    from pos.stock.stock import Stock
    from pos.subscribing.adding import AddingDates
    from pos.subscribing.renewing import Renewing
    from pos.views.cash import Finding
    from pos.will_call.envelopes import Envelopes
    from pos.will_call.service import WillCall
    from pos.window import Window

T = TypeVar("T")


class Office:
    """One window's services. See each class for what it promises."""

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        ids: Ids,
        events: Events,
        window: Window,
        pins: PinHasher,
        rights: RightsAuthority | None = None,
        syncing: Syncing[UnitOfWork] | None = None,
        things: Things | None = None,
    ) -> None:
        self.storage = storage
        self.clock = clock
        self.ids = ids
        self.events = events
        self.window = window
        self._pins = pins
        self._rights = rights
        self._things = things
        self.syncing = syncing
        """The talk with the hub; None at a window that is its own."""
        if syncing is not None:
            syncing.noticed.append(self._look_into)

    def run(self, work: Callable[[Office], T]) -> T:
        """Return what ``work`` returns: the one way in which work is done here. At a window of a
        hub the rights to orders and certificates that it needs are taken first."""
        if self._things is None:
            return work(self)
        return self._things.run(lambda: work(self))

    def _look_into(self, uow: UnitOfWork) -> None:
        from pos.closing.cancelled_meanwhile import notice_cancelled_meanwhile
        from pos.closing.codes_over import notice_codes_over
        from pos.closing.late_windows import notice_late_windows
        from pos.closing.overspent import notice_overspent
        from pos.patrons.forgetting import notice_given_to_erased
        from pos.patrons.linking import notice_linked_at_once
        from pos.paying.refunded_twice import book_refunded_twice

        book_refunded_twice(uow, self.ids, self.window)
        notice_overspent(uow, self.ids, self.window)
        notice_codes_over(uow, self.ids, self.window)
        notice_cancelled_meanwhile(uow, self.ids, self.window)
        notice_late_windows(uow, self.ids, self.window)
        notice_linked_at_once(uow, self.ids)
        notice_given_to_erased(uow, self.window)

    @property
    def rights(self) -> RightsAuthority:
        """Who grants places: the window itself, or with a hub its own block and then the hub."""
        if self._rights is None:
            from pos.hub.local import LocalRights

            self._rights = LocalRights(self.storage)
        return self._rights

    @cached_property
    def catalogue(self) -> Catalogue:
        from pos.catalogue.browsing import Catalogue

        return Catalogue(self.storage, self.clock, self.window, self.rights)

    @cached_property
    def seating(self) -> Seating:
        from pos.seating.seating import Seating

        return Seating(self.storage, self.rights, self.ids, self.window)

    @cached_property
    def counter(self) -> Counter:
        from pos.selling.counter import Counter

        return Counter(self.storage)

    @cached_property
    def capacity(self) -> Capacity:
        from pos.seating.capacity import Capacity

        return Capacity(self.storage)

    @cached_property
    def holds(self) -> Holds:
        from pos.seating.holds import Holds

        return Holds(self.storage, self.clock, self.ids, self.window, self.rights)

    @cached_property
    def packages(self) -> Packages:
        from pos.seating.packages import Packages

        return Packages(self.storage, self.rights, self.seating)

    @cached_property
    def prices(self) -> Prices:
        from pos.pricing.prices import Prices

        return Prices(self.storage)

    @cached_property
    def selling(self) -> Selling:
        from pos.selling.selling import Selling

        return Selling(self.storage, self.clock, self.ids, self.window, self.rights)

    @cached_property
    def parked(self) -> Parked:
        from pos.selling.parked import Parked

        return Parked(self.storage, self.rights, self.ids, self.window)

    @cached_property
    def paper_blocks(self) -> PaperBlocks:
        from pos.outage.blocks import PaperBlocks

        return PaperBlocks(self.storage, self.ids, self.window, self.rights)

    @cached_property
    def paper_sales(self) -> PaperSales:
        from pos.outage.keying import PaperSales

        return PaperSales(self.storage, self.ids, self.window, self.selling)

    @cached_property
    def kits(self) -> Kits:
        from pos.outage.kit import Kits

        return Kits(self.storage, self.window)

    @cached_property
    def will_call(self) -> WillCall:
        from pos.will_call.service import WillCall

        return WillCall(self.storage, self.clock, self.ids, self.window)

    @cached_property
    def envelopes(self) -> Envelopes:
        from pos.will_call.envelopes import Envelopes

        return Envelopes(self.storage, self.ids, self.window)

    @cached_property
    def orders(self) -> Orders:
        from pos.selling.orders import Orders

        return Orders(self.storage, self.ids, self.window)

    @cached_property
    def naming(self) -> Naming:
        from pos.selling.naming import Naming

        return Naming(self.storage, self.ids, self.window)

    @cached_property
    def splitting(self) -> Splitting:
        from pos.selling.splitting import Splitting

        return Splitting(self.storage, self.ids, self.window)

    @cached_property
    def sending_back(self) -> SendingBack:
        from pos.selling.sending_back import SendingBack

        return SendingBack(self.storage, self.ids, self.window)

    @cached_property
    def cancelling(self) -> Cancelling:
        from pos.cancelling.cancelling import Cancelling

        return Cancelling(self.storage, self.ids, self.window)

    @cached_property
    def finding(self) -> FindingService:
        from pos.finding.finding import Finding

        return Finding(self.storage)

    @cached_property
    def reseating(self) -> Reseating:
        from pos.selling.reseating import Reseating

        return Reseating(self.storage, self.ids, self.window, self.rights)

    @cached_property
    def prints(self) -> Prints:
        from pos.selling.prints import Prints

        return Prints(self.storage, self.ids, self.window)

    @cached_property
    def patrons(self) -> Patrons:
        from pos.patrons.patrons import Patrons

        return Patrons(self.storage, self.ids, self.window)

    @cached_property
    def by_orders(self) -> ByOrders:
        from pos.patrons.by_orders import ByOrders

        return ByOrders(self.storage, self.ids, self.window)

    @cached_property
    def merging(self) -> Merging:
        from pos.patrons.merging import Merging

        return Merging(self.storage, self.ids, self.window)

    @cached_property
    def households(self) -> Households:
        from pos.patrons.households import Households

        return Households(self.storage, self.ids, self.window)

    @cached_property
    def forgetting(self) -> Forgetting:
        from pos.patrons.forgetting import Forgetting

        return Forgetting(self.storage, self.ids, self.window)

    @cached_property
    def histories(self) -> Histories:
        from pos.patrons.histories import Histories

        return Histories(self.storage, self.ids, self.window)

    @cached_property
    def people(self) -> People:
        from pos.people.people import People

        return People(self.storage, self.clock, self.ids, self.window, self._pins)

    @cached_property
    def badges(self) -> Badges:
        from pos.people.badges import Badges

        return Badges(self.storage, self.ids, self.window)

    @cached_property
    def access(self) -> Access:
        from pos.people.access import Access

        return Access(self.storage, self.ids, self.window)

    @cached_property
    def stock(self) -> Stock:
        from pos.stock.stock import Stock

        return Stock(self.storage, self.ids, self.window)

    @cached_property
    def tills(self) -> Tills:
        from pos.cash.tills import Floats, Tills
        from pos.closing.float_found import find_float, left_here

        return Tills(self.storage, self.ids, self.window, Floats(left_here, find_float))

    @cached_property
    def cards(self) -> Cards:
        from pos.paying.cards import Cards

        return Cards(self.storage, self.ids, self.window, self.seating, self.rights)

    @cached_property
    def terminals(self) -> Terminals:
        from pos.paying.terminals import Terminals

        return Terminals(self.storage, self.ids, self.window)

    @cached_property
    def giving_back(self) -> GivingBack:
        from pos.paying.giving_back import GivingBack

        return GivingBack(self.storage, self.ids, self.window)

    @cached_property
    def exchanging(self) -> Exchanging:
        from pos.exchanging.exchanging import Exchanging

        return Exchanging(self.storage, self.ids, self.window, self.rights)

    @cached_property
    def splitting_off(self) -> SplittingOff:
        from pos.exchanging.splitting_off import SplittingOff

        return SplittingOff(self.storage, self.ids, self.window)

    @cached_property
    def corrections(self) -> Corrections:
        from pos.paying.corrections import Corrections

        return Corrections(self.storage, self.ids, self.window)

    @cached_property
    def checks(self) -> Checks:
        from pos.paying.checks import Checks

        return Checks(self.storage, self.ids, self.window)

    @cached_property
    def closing(self) -> Closing:
        from pos.closing.closing import Closing

        return Closing(self.storage, self.ids, self.window, self.venue.missing)

    @cached_property
    def exceptions(self) -> Exceptions:
        from pos.closing.exceptions import Exceptions

        return Exceptions(self.storage, self.ids, self.window)

    @cached_property
    def books(self) -> Books:
        from pos.closing.books import Books

        return Books(self.storage, self.ids, self.window)

    @cached_property
    def movements(self) -> Movements:
        from pos.moving.movements import Movements

        return Movements(self.storage, self.ids, self.window)

    @cached_property
    def safe(self) -> Safe:
        from pos.moving.safe import Safe

        return Safe(self.storage, self.ids, self.window)

    @cached_property
    def handing_over(self) -> HandingOver:
        from pos.moving.handing_over import HandingOver

        return HandingOver(self.storage, self.ids, self.window)

    @cached_property
    def relief(self) -> Relief:
        from pos.moving.relief import Relief

        return Relief(self.storage, self.ids, self.window)

    @cached_property
    def statements(self) -> Statements:
        from pos.closing.statements.service import Statements

        return Statements(self.storage, self.ids, self.window)

    @cached_property
    def causes(self) -> Causes:
        from pos.closing.causes.service import Causes

        return Causes(self.storage, self.window)

    @cached_property
    def deposits(self) -> Deposits:
        from pos.closing.deposits import Deposits

        return Deposits(self.storage, self.ids, self.window)

    @cached_property
    def terminal_counts(self) -> TerminalCounts:
        from pos.closing.card_totals import TerminalCounts

        return TerminalCounts(self.storage, self.ids, self.window)

    @cached_property
    def settlement(self) -> Settling:
        from pos.closing.settlement.settling import Settling

        return Settling(self.storage, self.ids, self.window)

    @cached_property
    def venue(self) -> Venue:
        from pos.hub.venue import Venue

        return Venue(self.storage, self.window, self.syncing)

    @cached_property
    def blocks(self) -> Blocks:
        from pos.hub.block_moves import Blocks

        return Blocks(self.storage, self.window)

    @cached_property
    def heir(self) -> Heir:
        from pos.heir import Heir

        return Heir(self.storage, self.ids, self.window)

    @cached_property
    def giving(self) -> Giving:
        from pos.giving.giving import Giving

        return Giving(self.storage, self.ids, self.window)

    @cached_property
    def accounts(self) -> Accounts:
        from pos.paying.accounts import Accounts

        return Accounts(self.storage, self.ids, self.window)

    @cached_property
    def copies(self) -> Copies:
        from pos.selling.copies import Copies

        return Copies(self.storage, self.window)

    @cached_property
    def adding_dates(self) -> AddingDates:
        from pos.subscribing.adding import AddingDates

        return AddingDates(self.storage, self.packages)

    @cached_property
    def renewing(self) -> Renewing:
        from pos.subscribing.renewing import Renewing

        made = (self.storage, self.ids, self.window, self.rights)
        return Renewing(*made, self.seating, self.packages)

    @cached_property
    def members(self) -> Members:
        from pos.members.members import Members

        return Members(self.storage, self.ids, self.window)

    @cached_property
    def values(self) -> Values:
        from pos.paying.values import Values

        return Values(self.storage, self.ids, self.window)

    def load(self) -> None:
        """Load every service now, so that the first sale is as quick as the next."""
        _ = (self.catalogue, self.seating, self.selling, self.will_call, self.orders)
        _ = self.values
        _ = (self.prints, self.people, self.tills, self.closing, self.stock, self.badges)
        _ = (self.cards, self.terminals)
        _ = (self.giving_back, self.corrections, self.checks, self.movements)

    def verify(self) -> tuple[Finding, ...]:
        """Return every fault in the audit chain, the ledger and the invariants."""
        from pos.verify import Verify

        return Verify(self.storage).run()

    def stored_cards(self) -> tuple[Finding, ...]:
        """Return every place in the database where a card number is stored."""
        from pos.verify import Verify

        return Verify(self.storage).cards()

    def close(self) -> None:
        """Give back what others may want of the hub, and close the database; what was committed
        is on disk."""
        if self._things is not None:
            self._things.let_go()
        self.storage.close()


def open_office(
    storage: Storage,
    clock: Clock,
    ids: Ids,
    events: Events,
    window: Window,
    pins: PinHasher,
    rights: RightsAuthority | None = None,
    syncing: Syncing[UnitOfWork] | None = None,
    things: Things | None = None,
) -> Office:
    """Return the services of ``window`` over an open database. ``rights``: who grants places,
    ``syncing``: the talk with the hub, ``things``: the rights to orders and certificates; None for
    a window that is its own hub."""
    return Office(storage, clock, ids, events, window, pins, rights, syncing, things)
