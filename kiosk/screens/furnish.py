"""Puts the screens into the window and joins them with their presenters.

Who is at the window decides what is seen: nobody, the sign-in screen; somebody away, the lock; else
the rooms their role may enter. GUI thread only.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QWidget

from kiosk.messages import state_text
from kiosk.presenters.desk import Presence, rooms_for
from kiosk.presenters.rooms import Rooms
from kiosk.screens.approval import ApprovalPanel
from kiosk.screens.books import BooksPanel
from kiosk.screens.cancelled import CancelledPanel
from kiosk.screens.cart import CartColumn
from kiosk.screens.cart_clock import CartTime
from kiosk.screens.cart_hold import CartHold, EmptyCart
from kiosk.screens.cart_patron import CartPatronChip, CartPatronPanel
from kiosk.screens.certificates import CertificatesPanel
from kiosk.screens.close import CloseScreen
from kiosk.screens.correct_tender import CorrectTenderPanel
from kiosk.screens.counter import CounterPart
from kiosk.screens.counter_gift import DonationPart
from kiosk.screens.counter_goods import GoodsPart
from kiosk.screens.counter_members import MembershipPart
from kiosk.screens.deposits import DepositsPanel
from kiosk.screens.device_room import DeviceRoomPanel
from kiosk.screens.exceptions import ExceptionsPanel
from kiosk.screens.exchange import ExchangePanel
from kiosk.screens.give_back import GiveBackPanel
from kiosk.screens.letters import LettersPanel
from kiosk.screens.lock import LockScreen
from kiosk.screens.money_in_doubt import MoneyInDoubtPanel
from kiosk.screens.order_lists import OrderListsPanel
from kiosk.screens.orders import OrdersScreen
from kiosk.screens.outage import OutagePanel
from kiosk.screens.parked_carts import ParkedCartsPanel
from kiosk.screens.patron_has import PatronHasPart
from kiosk.screens.patrons import PatronsScreen
from kiosk.screens.pay import PayPanel
from kiosk.screens.print_tasks import PrintTasksPanel
from kiosk.screens.renewals import RenewalsPart
from kiosk.screens.returned_check import ReturnedCheckPanel
from kiosk.screens.sell import SellScreen
from kiosk.screens.series import SeriesPart
from kiosk.screens.settlement import SettlementPanel
from kiosk.screens.sign_in import SignInScreen
from kiosk.screens.statements import StatementsPanel
from kiosk.screens.terminals import TerminalPanel
from kiosk.screens.till import TillScreen
from kiosk.screens.will_call import WillCallScreen
from kiosk.shell import Shell
from kiosk.wording.roles import role_text
from pos.lifecycles import TillState

if TYPE_CHECKING:
    from kiosk.screens.capacity import CapacityPanel
    from kiosk.screens.holds import HoldsPanel
    from printing.words import Words


@dataclass(frozen=True, slots=True)
class MoneyPanels:
    """The panels in which the money of orders and certificates is moved."""

    give_back: GiveBackPanel
    correct_tender: CorrectTenderPanel
    returned_check: ReturnedCheckPanel
    certificates: CertificatesPanel
    exchange: ExchangePanel

    @property
    def all(
        self,
    ) -> tuple[
        GiveBackPanel, CorrectTenderPanel, ReturnedCheckPanel, CertificatesPanel, ExchangePanel
    ]:
        """All of them."""
        first = self.give_back, self.correct_tender, self.returned_check
        return (*first, self.certificates, self.exchange)


@dataclass(frozen=True, slots=True)
class ClosePanels:
    """The panels of what is done after the tills are closed."""

    exceptions: ExceptionsPanel
    deposits: DepositsPanel
    books: BooksPanel
    cancelled: CancelledPanel
    letters: LettersPanel

    @property
    def all(
        self,
    ) -> tuple[ExceptionsPanel, DepositsPanel, BooksPanel, CancelledPanel, LettersPanel]:
        """All of them."""
        return self.exceptions, self.deposits, self.books, self.cancelled, self.letters


@dataclass(frozen=True, slots=True)
class Screens:
    """Every screen of one window. Hidden covers and panels are retranslated by ``set_words``."""

    shell: Shell
    sign_in: SignInScreen
    lock: LockScreen
    approval: ApprovalPanel
    pay: PayPanel
    parked: ParkedCartsPanel
    print_tasks: PrintTasksPanel
    devices: DeviceRoomPanel
    money: MoneyInDoubtPanel
    terminals: TerminalPanel
    settlement: SettlementPanel
    moves: MoneyPanels
    statements: StatementsPanel
    closing: ClosePanels
    outage: OutagePanel
    house: HousePanels
    buyer: CartPatronPanel
    lists: OrderListsPanel
    forgetful: tuple[Forgetful, ...] = ()
    """Where somebody may have left something half typed."""

    def set_words(self, words: Words) -> None:
        """Show everything in another language, what is hidden too."""
        self.shell.set_words(words)
        panels = (
            *(self.approval, self.pay, self.parked, self.print_tasks, self.devices, self.money),
            self.statements,
        )
        money = (self.terminals, self.settlement, *self.moves.all, *self.closing.all)
        more = (*money, self.outage, self.house, self.buyer, self.lists)
        for hidden in (self.sign_in, self.lock, *panels, *more):
            hidden.retranslate(words)

    def forget(self) -> None:
        """Somebody left: what they half typed is nobody else's. What lies in the cart is kept."""
        for screen in self.forgetful:
            screen.forget()


class HousePanels:
    """What lies over a performance's house; each is made when somebody wants it."""

    def __init__(self, shell: Shell, rooms: Rooms) -> None:
        self._shell = shell
        self._rooms = rooms
        self._holds: HoldsPanel | None = None
        self._capacity: CapacityPanel | None = None
        rooms.holds.wanted.append(self._make_holds)
        rooms.capacity.wanted.append(self._make_capacity)

    def _make_holds(self) -> None:
        if self._holds is None:
            from kiosk.screens.holds import HoldsPanel

            self._holds = HoldsPanel(self._shell.words, self._rooms.holds)
            _over_the_room(self._shell, self._holds)

    def _make_capacity(self) -> None:
        if self._capacity is None:
            from kiosk.screens.capacity import CapacityPanel

            self._capacity = CapacityPanel(self._shell.words, self._rooms.capacity)
            _over_the_room(self._shell, self._capacity)

    def retranslate(self, words: Words) -> None:
        """Say everything in another language."""
        for panel in (self._holds, self._capacity):
            if panel is not None:
                panel.retranslate(words)

    def forget(self) -> None:
        """Empty what was typed."""
        if self._holds is not None:
            self._holds.forget()


class Forgetful(Protocol):
    """A screen on which something can be typed."""

    def forget(self) -> None:
        """Empty what was typed and not sent."""
        ...


def furnish(
    shell: Shell, words: Words, rooms: Rooms, sign_in: SignInScreen, window: str = ""
) -> Screens:
    """Add rooms, cart, panels and covers to ``shell`` and keep them in step with the desk.

    ``sign_in`` may have been on the screen for a while; it is joined with its presenter here.
    """
    pieces = furnish_in_pieces(shell, words, rooms, sign_in, window)
    while True:
        try:
            next(pieces)
        except StopIteration as made:
            screens: Screens = made.value
            return screens


def furnish_in_pieces(
    shell: Shell, words: Words, rooms: Rooms, sign_in: SignInScreen, window: str = ""
) -> Generator[None, None, Screens]:
    """Do what ``furnish`` does, one screen between two ``yield``s, so that the window answers
    meanwhile.
    """
    sign_in.join(rooms.sign_in, rooms.unlock)
    rooms.sign_in.attach(sign_in)
    lock = LockScreen(words, rooms.lock, window)
    approval = ApprovalPanel(words, rooms.approval)
    yield
    pay = PayPanel(words, rooms.pay, rooms.card_pay, rooms.values_pay)
    yield
    parked = ParkedCartsPanel(words, rooms.parked_carts)
    yield
    print_tasks = PrintTasksPanel(words, rooms.print_tasks)
    rooms.lock.attach(lock)
    yield
    devices = DeviceRoomPanel(words, rooms.devices)
    yield
    money = MoneyInDoubtPanel(words, rooms.money_in_doubt)
    terminals = TerminalPanel(words, rooms.terminals)
    yield
    settlement = SettlementPanel(words, rooms.settlement)
    yield
    give_back = GiveBackPanel(words, rooms.give_back)
    correct_tender = CorrectTenderPanel(words, rooms.correct_tender)
    yield
    returned_check = ReturnedCheckPanel(words, rooms.returned_check)
    certificates = CertificatesPanel(words, rooms.certificates)
    yield
    exchange = ExchangePanel(words, rooms.exchange)
    moves = MoneyPanels(give_back, correct_tender, returned_check, certificates, exchange)
    yield
    sell = SellScreen(
        words,
        rooms.sell,
        rooms.counter,
        _counter_parts(words, rooms),
        rooms.questions,
        rooms.phone,
    )
    shell.add_room("sell", "Sell", "sell", sell, with_cart=True)
    yield
    cart = _cart_column(words, rooms)
    rooms.phone.watch(cart.take_call)
    shell.set_cart(cart)
    yield
    shell.add_room(
        "will_call",
        "Will call",
        "will_call",
        WillCallScreen(words, rooms.will_call, rooms.envelopes),
    )
    yield
    shell.add_room("orders", "Orders", "orders", OrdersScreen(words, rooms.orders))
    yield
    lists = OrderListsPanel(words, rooms.order_lists)
    yield
    patrons = PatronsScreen(words, rooms.patrons, rooms.patron_page)
    has = PatronHasPart(words, rooms.patron_has)
    patrons.page.add_part(has)
    shell.add_room("patrons", "Patrons", "patrons", patrons)
    buyer = CartPatronPanel(words, rooms.cart_patron)
    yield
    till = TillScreen(words, rooms)
    shell.add_room("till", "Till", "till", till)
    yield
    close = CloseScreen(words, rooms.close)
    shell.add_room("close", "Close", "close", close)
    yield
    statements = StatementsPanel(words, rooms.statements)
    yield
    exceptions = ExceptionsPanel(words, rooms.exceptions)
    deposits = DepositsPanel(words, rooms.deposits)
    yield
    cancelled = CancelledPanel(words, rooms.cancelled)
    books, letters = BooksPanel(words, rooms.books), LettersPanel(words, rooms.letters)
    closing = ClosePanels(exceptions, deposits, books, cancelled, letters)
    yield
    outage = OutagePanel(words, rooms.outage)
    yield
    house = HousePanels(shell, rooms)
    typed = (
        sell,
        cart,
        patrons,
        till,
        close,
        settlement,
        exceptions,
        deposits,
        cancelled,
        outage,
        house,
        lists,
        *moves.all,
    )
    screens = Screens(
        shell=shell,
        sign_in=sign_in,
        lock=lock,
        approval=approval,
        pay=pay,
        parked=parked,
        print_tasks=print_tasks,
        devices=devices,
        money=money,
        terminals=terminals,
        settlement=settlement,
        moves=moves,
        statements=statements,
        closing=closing,
        outage=outage,
        house=house,
        buyer=buyer,
        lists=lists,
        forgetful=typed,
    )
    reports = (settlement, statements, outage, *closing.all)
    tills = (pay, parked, print_tasks, devices, money, terminals, buyer, lists)
    for panel in (approval, *tills, *reports, *moves.all):
        _over_the_room(shell, panel)
    rooms.approval.attach(approval)
    shell.lock_asked.connect(rooms.lock.lock)
    shell.top_bar.light_tapped.connect(rooms.light_tapped)
    _Usher(screens, rooms)
    return screens


def _cart_column(words: Words, rooms: Rooms) -> CartColumn:
    time, hold = CartTime(words, rooms.cart_clock), CartHold(words, rooms.parked_carts)
    offers = EmptyCart(words, rooms.parked_carts, rooms.same_again)
    return CartColumn(
        words, rooms.cart, time, hold, offers, CartPatronChip(words, rooms.cart_patron)
    )


def _counter_parts(words: Words, rooms: Rooms) -> tuple[CounterPart, ...]:
    """Return what is sold beside seats, in the order of the choices."""
    extras = rooms.cart.extras
    return (
        GoodsPart(words, extras),
        DonationPart(words, extras),
        MembershipPart(words, extras, rooms.members),
        SeriesPart(words, rooms.series),
        RenewalsPart(words, rooms.renewals),
    )


_Panel = (
    ApprovalPanel
    | CartPatronPanel
    | PayPanel
    | PrintTasksPanel
    | ParkedCartsPanel
    | DeviceRoomPanel
    | MoneyInDoubtPanel
    | TerminalPanel
    | SettlementPanel
    | GiveBackPanel
    | CorrectTenderPanel
    | ReturnedCheckPanel
    | CertificatesPanel
    | ExchangePanel
    | StatementsPanel
    | ExceptionsPanel
    | DepositsPanel
    | BooksPanel
    | LettersPanel
    | CancelledPanel
    | OutagePanel
    | OrderListsPanel
)


def _over_the_room(shell: Shell, panel: _Panel | HoldsPanel | CapacityPanel) -> None:
    def show(wanted: bool) -> None:
        if wanted:
            shell.show_panel(panel)
        else:
            shell.hide_panel(panel)

    panel.wanted.connect(show)


class _Usher:
    """Shows each person to their room, and the top bar how things stand."""

    def __init__(self, screens: Screens, rooms: Rooms) -> None:
        self._screens = screens
        self._shell = screens.shell
        self._rooms = rooms
        self._presence: Presence | None = None
        self._person = ""
        rooms.desk.changed.append(self._desk_changed)
        rooms.desk.walks.append(self._walk)
        screens.shell.room_chosen.connect(self._enter)
        self._desk_changed()

    def _walk(self, room: str) -> None:
        if room in rooms_for(self._rooms.desk.session):
            self._go(room)

    def _go(self, room: str) -> None:
        """Open a room; the keyboard goes with it."""
        self._shell.show_room(room)
        self._enter(room)

    def _enter(self, room: str) -> None:
        self._rooms.enter(room)
        screen = self._shell.rooms.currentWidget()
        if screen is not None:
            screen.setFocus()

    def _desk_changed(self) -> None:
        desk, shell = self._rooms.desk, self._shell
        person = desk.session.user_id if desk.session is not None else ""
        if (desk.presence, person) != (self._presence, self._person):
            before, self._presence = self._presence, desk.presence
            other, self._person = person != self._person, person
            self._change_cover(before, other=other)
        self._say_top_bar(shell)

    def _change_cover(self, before: Presence | None, *, other: bool) -> None:
        desk, shell = self._rooms.desk, self._shell
        if desk.presence is Presence.NOBODY:
            self._cover(self._screens.sign_in)
            self._screens.forget()
            if before is not None:
                self._rooms.sign_in.refresh()
        elif desk.presence is Presence.LOCKED:
            self._cover(self._screens.lock)
        else:
            allowed = rooms_for(desk.session)
            shell.allow_rooms(allowed)
            shell.show_work()
            if other and allowed:
                self._welcome(allowed)

    def _cover(self, screen: QWidget) -> None:
        self._shell.show_cover(screen)

    def _welcome(self, allowed: tuple[str, ...]) -> None:
        """Somebody sat down: what they sell is read, and the first thing to do is shown."""
        self._rooms.sell.refresh()
        self._rooms.print_tasks.refresh()
        self._rooms.money_in_doubt.refresh()
        first = "till" if self._rooms.desk.till is None and "till" in allowed else allowed[0]
        self._go(first)

    def _say_top_bar(self, shell: Shell) -> None:
        desk, words = self._rooms.desk, shell.words
        bar = shell.top_bar
        if desk.session is not None:
            bar.set_cashier(desk.session.name, role_text(desk.session.role, words))
        if desk.till is None:
            bar.set_till(words("No till open"), "warning")
        elif desk.drop_due and desk.serves:
            bar.set_till(words("Take cash to the safe"), "warning")
        elif desk.serves:
            state = TillState(desk.till.state)
            bar.set_till(state_text(state, words), "good" if state is TillState.OPEN else "warning")
        else:
            bar.set_till(words("Till of {name}", name=desk.till.cashier), "warning")
        upcoming = desk.next_curtain()
        if upcoming is None:
            bar.set_next_curtain("", None)
        else:
            bar.set_next_curtain(upcoming.production, upcoming.starts_at)
