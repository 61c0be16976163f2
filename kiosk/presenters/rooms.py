"""All presenters of a window, made and joined: who tells whom when something is finished."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from kiosk.card_desk import CardDesk
from kiosk.card_totals import CardTotals
from kiosk.presenters.approval import ApprovalDesk
from kiosk.presenters.basket import Basket
from kiosk.presenters.books_room import BooksRoom
from kiosk.presenters.cancelled_room import CancelledRoom
from kiosk.presenters.capacity import CapacityRoom
from kiosk.presenters.card_standing import CardStanding
from kiosk.presenters.cart import Cart
from kiosk.presenters.cart_clock import CartClock
from kiosk.presenters.cart_patron import CartPatron
from kiosk.presenters.cash_moves import CashMoves
from kiosk.presenters.certificates import Certificates
from kiosk.presenters.close import Close
from kiosk.presenters.correct_tender import CorrectTender
from kiosk.presenters.counter import Counter
from kiosk.presenters.deposit_room import DepositRoom
from kiosk.presenters.desk import Desk, Presence
from kiosk.presenters.device_room import DeviceRoom
from kiosk.presenters.double_tap import DOUBLE_TAP_S, DoubleTap
from kiosk.presenters.envelopes import Envelopes
from kiosk.presenters.exceptions_room import ExceptionsRoom
from kiosk.presenters.exchange import Exchange
from kiosk.presenters.give_back import GiveBack
from kiosk.presenters.half_count import HalfCounts
from kiosk.presenters.holds import HoldsRoom
from kiosk.presenters.kit import Kit, KitMaker
from kiosk.presenters.letters_room import LettersRoom
from kiosk.presenters.lock import IDLE_S, Lock
from kiosk.presenters.members import Members
from kiosk.presenters.money_in_doubt import MoneyInDoubt
from kiosk.presenters.order_list_loader import ListLoader
from kiosk.presenters.order_lists import OrderLists
from kiosk.presenters.orders import OrderMoves, Orders
from kiosk.presenters.outage import Outage
from kiosk.presenters.parked_carts import ParkedCarts
from kiosk.presenters.patron_has import PatronHas
from kiosk.presenters.patron_page import Export, PatronPage
from kiosk.presenters.patrons import Patrons
from kiosk.presenters.pay import Pay
from kiosk.presenters.pay_card import CardPay
from kiosk.presenters.pay_values import ValuesPay
from kiosk.presenters.phone import Phone
from kiosk.presenters.phone_who import Who
from kiosk.presenters.print_tasks import PrintTasks
from kiosk.presenters.renewals import Renewals
from kiosk.presenters.returned_check import ReturnedCheck
from kiosk.presenters.safe_room import SafeRoom
from kiosk.presenters.same_again import SameAgain
from kiosk.presenters.seat_question import SeatQuestions
from kiosk.presenters.sell import Sell
from kiosk.presenters.series import SeriesRoom
from kiosk.presenters.settlement import Settlement, SettlementFiles
from kiosk.presenters.sign_in import SignIn
from kiosk.presenters.statements import StatementRoom
from kiosk.presenters.tasks import Reports, Tasks, Timers
from kiosk.presenters.terminal_room import TerminalRoom
from kiosk.presenters.till import TillRoom
from kiosk.presenters.till_hand_over import TillHandOver
from kiosk.presenters.unlock import Unlock
from kiosk.presenters.will_call import WillCall
from pos.clock import Clock
from pos.ids import Ids, OrderId, PatronId, PerformanceId, SeatId
from pos.views.renewals import RenewalRow
from pos.views.subscriptions import OpenSeries


@dataclass(frozen=True)
class Rooms:
    """Every presenter of one window. GUI thread."""

    desk: Desk
    sign_in: SignIn
    unlock: Unlock
    lock: Lock
    approval: ApprovalDesk
    sell: Sell
    questions: SeatQuestions
    holds: HoldsRoom
    capacity: CapacityRoom
    cart: Cart
    cart_clock: CartClock
    parked_carts: ParkedCarts
    same_again: SameAgain
    counter: Counter
    members: Members
    renewals: Renewals
    patron_has: PatronHas
    phone: Phone
    series: SeriesRoom
    pay: Pay
    cards: CardDesk
    card_standing: CardStanding
    card_totals: CardTotals
    card_pay: CardPay
    values_pay: ValuesPay
    money_in_doubt: MoneyInDoubt
    terminals: TerminalRoom
    will_call: WillCall
    envelopes: Envelopes
    orders: Orders
    order_lists: OrderLists
    patrons: Patrons
    patron_page: PatronPage
    cart_patron: CartPatron
    give_back: GiveBack
    exchange: Exchange
    correct_tender: CorrectTender
    returned_check: ReturnedCheck
    certificates: Certificates
    print_tasks: PrintTasks
    till: TillRoom
    cash_moves: CashMoves
    till_hand_over: TillHandOver
    safe: SafeRoom
    close: Close
    settlement: Settlement
    cancelled: CancelledRoom
    statements: StatementRoom
    exceptions: ExceptionsRoom
    deposits: DepositRoom
    books: BooksRoom
    letters: LettersRoom
    devices: DeviceRoom
    kit: Kit
    outage: Outage

    def enter(self, room: str) -> None:
        """A room was opened from the rail: let it read what it shows."""
        entered = {
            "sell": self.sell.refresh,
            "will_call": self.will_call.enter,
            "orders": self.orders.enter,
            "patrons": self.patrons.enter,
            "till": self.till.enter,
            "close": self.close.enter,
        }
        entered[room]()
        if room == "close":
            self.exceptions.come_back()
            self.deposits.come_back()

    def begin_anew(self, room: str) -> None:
        """A room's own key was touched: whoever was looked at there is looked at no more."""
        if room == "orders":
            self.orders.begin_anew()
        if room == "patrons":
            self.patrons.begin_anew()

    def light_tapped(self, device: str) -> None:
        """A device's light was touched: look at the device."""
        if device == "payment_terminal":
            self.terminals.open()
        else:
            self.devices.open(device)

    @property
    def house_open(self) -> bool:
        """Whether somebody at work here looks at a house, or does so when they come back to it."""
        looks = self.desk.chosen is not None or self.exchange.seats.state.shown
        return looks and self.desk.presence is Presence.WORKING

    # What the office says after a commit (``office.events``), brought to the GUI thread.

    def house_changed(
        self, performance_id: PerformanceId, seats: frozenset[SeatId] | None = None
    ) -> None:
        """Seats were taken, sold or given back: these, or any."""
        self.sell.house_changed(performance_id, seats)
        self.holds.house_changed(performance_id)
        self.capacity.house_changed(performance_id)
        self.exchange.house_changed(performance_id)
        self.kit.changed()

    def catalogue_changed(self) -> None:
        """A season was loaded, or a performance cancelled, here or at another window."""
        self.sell.refresh()
        self.orders.read_again()
        self.kit.changed()

    def patrons_changed(self) -> None:
        """Somebody was written down, corrected, merged or forgotten, here or elsewhere."""
        self.patrons.changed()
        self.orders.read_again()

    def parked_changed(self) -> None:
        """A cart was put aside, here or at another window, or is no longer."""
        self.parked_carts.refresh()
        self.close.refresh()

    def till_changed(self) -> None:
        """The drawer's session changed."""
        self.till.refresh()
        self.cash_moves.look()
        self.card_totals.look()
        self.kit.changed()

    def cash_moved(self) -> None:
        """Cash moved that was no sale, or the safe changed hands."""
        self.cash_moves.look()
        self.safe.refresh()
        self.deposits.refresh()

    def exceptions_changed(self) -> None:
        """An exception of the close was opened, settled or carried."""
        self.exceptions.refresh()
        self.close.refresh()

    def print_tasks_changed(self) -> None:
        """A print failed, fell in doubt, or a person said what became of it."""
        self.print_tasks.refresh()
        self.pay.papers_moved()
        self.envelopes.moved()
        self.orders.read_again()
        self.devices.stock_changed()

    def payments_changed(self) -> None:
        """A card payment took an arrow, or an exception was opened or settled."""
        self.cards.payments_changed()
        self.card_standing.look()
        self.money_in_doubt.refresh()
        self.give_back.payments_changed()
        self.orders.payments_changed()

    def terminals_changed(self) -> None:
        """The register of terminals, an inspection or the offline spell changed."""
        self.terminals.refresh()
        self.card_standing.look()

    def paper_printed(self) -> None:
        """A paper came out as it should."""
        self.print_tasks.paper_printed()
        self.pay.papers_moved()
        self.envelopes.moved()
        self.kit.changed()


def rooms_of(
    tasks: Tasks,
    clock: Clock,
    ids: Ids,
    timers: Timers,
    reports: Reports,
    idle_s: float = IDLE_S,
    double_tap_s: float = DOUBLE_TAP_S,
    sign_in: SignIn | None = None,
    settlements: SettlementFiles | None = None,
    kits: KitMaker | None = None,
    patron_files: Export | None = None,
    lists: ListLoader | None = None,
) -> Rooms:
    """Make the presenters of one window.

    ``ids`` makes command ids on the GUI thread and is not the ledger's own; after ``idle_s``
    seconds without a touch the screen locks. ``sign_in`` was at work before the rest was needed;
    its desk is everybody's. ``settlements``: the folder of processors' files. ``kits``: makes the
    papers for an outage. ``lists``: loads orders sold elsewhere, beside the window.
    """
    sign_in = sign_in or SignIn(tasks, Desk(clock))
    desk = sign_in.desk
    basket = Basket(tasks, desk, ids)
    taps = DoubleTap(timers, double_tap_s)
    approval = ApprovalDesk(tasks, desk)
    pay = Pay(tasks, desk, ids)
    cards = CardDesk(tasks, timers)
    standing = CardStanding(tasks, clock, timers, cards)
    card_pay = CardPay(tasks, desk, ids, cards, pay, standing)
    sell = Sell(tasks, desk, basket, taps)
    counter = Counter(desk)
    cart = Cart(desk, basket, approval, pay, taps, timers)
    give_back = GiveBack(tasks, desk, ids, approval, cards)
    correct_tender = CorrectTender(tasks, desk, ids, approval)
    returned_check = ReturnedCheck(tasks, desk, ids, approval, reports)
    certificates = Certificates(tasks, desk, ids, approval, timers)
    exchange = Exchange(tasks, desk, ids, approval, give_back, pay)
    moves = OrderMoves(give_back, correct_tender, returned_check, pay, exchange)
    doubt = MoneyInDoubt(tasks, desk, ids, approval, cards, card_pay, pay, give_back, clock, timers)
    orders = Orders(tasks, desk, ids, timers, approval, moves, reports)
    doubt.offline.open_order = orders.open
    patron_page = PatronPage(tasks, desk, ids, timers, patron_files)
    patron_page.open_order = partial(_to_order, desk, orders)
    cash_moves = CashMoves(tasks, desk, ids, approval, taps)
    half = HalfCounts(tasks, desk)
    hand_over = TillHandOver(tasks, desk, ids, approval, half)
    safe = SafeRoom(tasks, desk, ids, approval)
    settlement = Settlement(tasks, desk, ids, settlements)
    kit = Kit(tasks, clock, timers, kits)
    rooms = Rooms(
        desk=desk,
        sign_in=sign_in,
        unlock=Unlock(tasks, ids, sign_in),
        lock=Lock(tasks, desk, timers, idle_s),
        approval=approval,
        sell=sell,
        questions=SeatQuestions(tasks, desk, basket, approval, sell),
        holds=HoldsRoom(tasks, desk, ids, approval, timers, basket),
        capacity=CapacityRoom(tasks, desk),
        cart=cart,
        cart_clock=CartClock(desk, basket, timers),
        parked_carts=ParkedCarts(tasks, desk, ids, basket, clock, timers, taps),
        same_again=SameAgain(desk, basket, taps, sell),
        counter=counter,
        members=Members(tasks, desk, basket, ids, taps, approval),
        renewals=Renewals(tasks, desk, basket, ids, taps),
        patron_has=PatronHas(tasks, desk, ids, reports),
        phone=Phone(desk, sell, cart.extras, pay, card_pay, Who(tasks, desk, ids, timers)),
        series=SeriesRoom(tasks, desk, basket, counter),
        pay=pay,
        cards=cards,
        card_standing=standing,
        card_totals=CardTotals(tasks, desk, ids, cards),
        card_pay=card_pay,
        values_pay=ValuesPay(tasks, desk, pay),
        money_in_doubt=doubt,
        terminals=TerminalRoom(tasks, desk, ids, approval, cards),
        will_call=WillCall(tasks, desk, ids, timers, pay, approval),
        envelopes=Envelopes(tasks, desk, ids, reports),
        orders=orders,
        order_lists=OrderLists(tasks, desk, ids, lists),
        patrons=Patrons(tasks, desk, ids, timers, patron_page),
        patron_page=patron_page,
        cart_patron=CartPatron(tasks, desk, ids, timers),
        give_back=give_back,
        exchange=exchange,
        correct_tender=correct_tender,
        returned_check=returned_check,
        certificates=certificates,
        print_tasks=PrintTasks(tasks, desk, ids, taps, doubt),
        till=TillRoom(tasks, desk, ids, cash_moves, hand_over, safe),
        cash_moves=cash_moves,
        till_hand_over=hand_over,
        safe=safe,
        close=Close(tasks, desk, ids, approval, reports, taps, orders.open, half),
        cancelled=CancelledRoom(tasks, desk, ids, approval, cards, orders.open),
        statements=StatementRoom(tasks, desk, ids, reports),
        exceptions=ExceptionsRoom(tasks, desk, ids, approval, orders.open, settlement.show_finding),
        deposits=DepositRoom(tasks, desk, ids, approval, reports, orders.open),
        books=BooksRoom(tasks, desk, ids, reports),
        letters=LettersRoom(tasks, desk, ids, reports),
        settlement=settlement,
        devices=DeviceRoom(tasks, desk, ids, timers, approval),
        kit=kit,
        outage=Outage(tasks, desk, ids, clock, timers, kit),
    )
    rooms.order_lists.loaded.append(rooms.house_changed)
    rooms.will_call.order_wanted = orders.open
    rooms.will_call.exchange_wanted = exchange.open
    for changed in (exchange.changed, pay.finished):
        changed.append(rooms.will_call.was_changed)
    sell.seat_wanted = rooms.cart.seat_tapped
    rooms.cart.house_wanted = sell.choose
    rooms.cart.seat_refused = sell.refuse_seats
    rooms.cart.seat_forgotten = sell.forget_refusal
    counter.watch(lambda state: rooms.cart.cover(covered=state.shown))
    rooms.cart_patron.named.append(sell.suit)
    sell.holds_wanted.append(rooms.holds.open)
    sell.capacity_wanted.append(rooms.capacity.open)
    pay.finished.append(sell.sale_over)
    pay.finished.append(rooms.counter.back)
    cart.card_put_away = rooms.members.put_away
    rooms.cart_patron.member_wanted = rooms.members.card
    rooms.cart_patron.member_left = rooms.members.leave_out
    rooms.members.wanted = partial(_to_counter, desk, counter, "membership")
    rooms.renewals.wanted = partial(_to_counter, desk, counter, "renewals")
    rooms.renewals.elsewhere = partial(_other_seats, rooms)
    rooms.renewals.renewed = partial(_subscriber_buys, rooms)
    pay.finished.append(rooms.renewals.sold)
    patron_page.opened.append(rooms.patron_has.open)
    patron_page.left.append(rooms.patron_has.leave)
    rooms.patron_has.member_wanted = partial(_show_member, rooms)
    rooms.patron_has.member_opened = partial(_look_at_member, rooms)
    rooms.patron_has.renewal_opened = rooms.renewals.open
    rooms.patron_has.dates_wanted = partial(_add_dates, rooms)
    orders.dates_wanted = partial(_add_dates, rooms)
    cart.purpose = rooms.phone.purpose
    rooms.phone.with_code = rooms.parked_carts.with_code = cart.with_code
    rooms.cart_clock.left_behind = pay.leave_behind
    pay.finished.append(cash_moves.look)
    pay.comp_wanted.append(rooms.cart.offer_types)
    rooms.money_in_doubt.settled.append(rooms.close.refresh)
    rooms.print_tasks.settled.append(rooms.orders.read_again)
    orders.left.append(rooms.cancelled.come_back)
    orders.patron_wanted = partial(_to_patron, rooms)
    rooms.print_tasks.settled.append(rooms.close.refresh)
    return rooms


def _to_counter(desk: Desk, counter: Counter, part: str) -> None:
    """Show a part of the counter, wherever the person is."""
    desk.walk_to("sell")
    counter.open(part)


def _other_seats(rooms: Rooms, row: RenewalRow) -> None:
    """Show the series in which a subscriber of last season wants other seats or dates."""
    rooms.counter.open("series")
    rooms.cart_patron.buys_for(row.order_id)
    rooms.series.renew(row.code, row.renewal_id, row.quantity)


def _subscriber_buys(rooms: Rooms, row: RenewalRow) -> None:
    """Name whoever last season's order is of."""
    rooms.cart_patron.buys_for(row.order_id)


def _add_dates(rooms: Rooms, row: OpenSeries) -> None:
    """Show the dates that a series which was sold may still have."""
    _to_counter(rooms.desk, rooms.counter, "series")
    rooms.cart_patron.buys_for(row.order_id)
    rooms.series.add_dates(row)


def _show_member(rooms: Rooms, number: str) -> None:
    """Let the price of a patron's membership count, and go where it is sold."""
    rooms.desk.walk_to("sell")
    rooms.members.card(number)


def _look_at_member(rooms: Rooms, member_id: str) -> None:
    """Show a patron's membership where it is renewed."""
    rooms.members.wanted()
    rooms.members.look(member_id)


def _to_patron(rooms: Rooms, patron_id: PatronId) -> None:
    """Show a person's page, wherever who is signed in is."""
    rooms.desk.walk_to("patrons")
    rooms.patrons.open(patron_id)


def _to_order(desk: Desk, orders: Orders, order_id: OrderId) -> None:
    """Show an order's page, wherever the person is."""
    desk.walk_to("orders")
    orders.open(order_id)
