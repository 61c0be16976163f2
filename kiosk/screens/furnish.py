"""Puts the screens into the window and joins them with their presenters.

Who is at the window decides what is seen: nobody, the sign-in screen; somebody away, the lock; else
the rooms their role may enter. GUI thread only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

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
from kiosk.screens.over_the_room import lay
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
from kiosk.widgets.late import Late
from kiosk.wording.roles import role_text
from pos.lifecycles import TillState
from pos.views.catalogue import NoneLeft

if TYPE_CHECKING:
    from kiosk.widgets.panel import Panel
    from printing.words import Words


@dataclass(frozen=True, slots=True)
class Screens:
    """Every screen of one window."""

    shell: Shell
    sign_in: SignInScreen
    lock: Late[LockScreen]
    first: tuple[Late[Any], ...]
    """What a sale goes through: made before somebody sits down, where there is time."""

    def set_words(self, words: Words) -> None:
        """Show everything in another language, what is hidden too."""
        self.shell.set_words(words)
        self.sign_in.retranslate(words)
        self.lock.tell(LockScreen.retranslate, words)

    def say_house(self, house: str, window: str) -> None:
        """Say on the covers whose box office this is, and which window."""
        self.sign_in.set_house(house, window)
        self.lock.tell(LockScreen.set_house, house, window)

    def forget(self) -> None:
        """Somebody left: what they half typed is nobody else's. What lies in the cart is kept."""
        self.shell.work.forget()


def furnish(shell: Shell, rooms: Rooms, sign_in: SignInScreen, window: str = "") -> Screens:
    """Add rooms, cart, panels and covers to ``shell`` and keep them in step with the desk. Each is
    made when it is first shown.

    ``sign_in`` may have been on the screen for a while; it is joined with its presenter here.
    """
    sign_in.join(rooms.sign_in, rooms.unlock)
    rooms.sign_in.attach(sign_in)
    pay = lay(shell, rooms.pay, lambda w: PayPanel(w, rooms.pay, rooms.card_pay, rooms.values_pay))
    lay(shell, rooms.approval, partial(_approval, rooms))
    _lay_panels(shell, rooms)
    sell, cart, till = _add_rooms(shell, rooms)
    lock = Late(lambda: _lock(shell.words, rooms, window))
    screens = Screens(shell, sign_in, lock, (sell, cart, till, pay, lock))
    shell.lock_asked.connect(rooms.lock.lock)
    shell.top_bar.light_tapped.connect(rooms.light_tapped)
    _Usher(screens, rooms)
    return screens


def _add_rooms(shell: Shell, rooms: Rooms) -> tuple[Late[QWidget], ...]:
    """Add every room, and return where money is taken: Sell, the cart, the till."""

    def add(key: str, title: str, make: Callable[[Words], QWidget]) -> Late[QWidget]:
        return shell.add_room(key, title, key, lambda: make(shell.words), with_cart=key == "sell")

    sell = add("sell", "Sell", partial(_sell, rooms))
    add("will_call", "Will call", lambda w: WillCallScreen(w, rooms.will_call, rooms.envelopes))
    add("orders", "Orders", lambda w: OrdersScreen(w, rooms.orders))
    add("patrons", "Patrons", partial(_patrons, rooms))
    till = add("till", "Till", lambda w: TillScreen(w, rooms))
    add("close", "Close", lambda w: CloseScreen(w, rooms.close))
    return sell, shell.set_cart(lambda: _cart_column(shell.words, rooms)), till


def _lay_panels(shell: Shell, rooms: Rooms) -> None:
    """Lay every panel that lies over a room."""
    lay(shell, rooms.parked_carts, lambda w: ParkedCartsPanel(w, rooms.parked_carts))
    lay(shell, rooms.print_tasks, lambda w: PrintTasksPanel(w, rooms.print_tasks))
    lay(shell, rooms.devices, lambda w: DeviceRoomPanel(w, rooms.devices))
    lay(shell, rooms.money_in_doubt, lambda w: MoneyInDoubtPanel(w, rooms.money_in_doubt))
    lay(shell, rooms.terminals, lambda w: TerminalPanel(w, rooms.terminals))
    lay(shell, rooms.cart_patron, lambda w: CartPatronPanel(w, rooms.cart_patron))
    lay(shell, rooms.order_lists, lambda w: OrderListsPanel(w, rooms.order_lists))
    lay(shell, rooms.settlement, lambda w: SettlementPanel(w, rooms.settlement))
    lay(shell, rooms.statements, lambda w: StatementsPanel(w, rooms.statements))
    lay(shell, rooms.outage, lambda w: OutagePanel(w, rooms.outage))
    lay(shell, rooms.exceptions, lambda w: ExceptionsPanel(w, rooms.exceptions))
    lay(shell, rooms.deposits, lambda w: DepositsPanel(w, rooms.deposits))
    lay(shell, rooms.books, lambda w: BooksPanel(w, rooms.books))
    lay(shell, rooms.cancelled, lambda w: CancelledPanel(w, rooms.cancelled))
    lay(shell, rooms.letters, lambda w: LettersPanel(w, rooms.letters))
    lay(shell, rooms.give_back, lambda w: GiveBackPanel(w, rooms.give_back))
    lay(shell, rooms.correct_tender, lambda w: CorrectTenderPanel(w, rooms.correct_tender))
    lay(shell, rooms.returned_check, lambda w: ReturnedCheckPanel(w, rooms.returned_check))
    lay(shell, rooms.certificates, lambda w: CertificatesPanel(w, rooms.certificates))
    lay(shell, rooms.exchange, lambda w: ExchangePanel(w, rooms.exchange))
    lay(shell, rooms.holds, partial(_holds, rooms))
    lay(shell, rooms.capacity, partial(_capacity, rooms))


def _holds(rooms: Rooms, words: Words) -> Panel:
    from kiosk.screens.holds import HoldsPanel

    return HoldsPanel(words, rooms.holds)


def _capacity(rooms: Rooms, words: Words) -> Panel:
    from kiosk.screens.capacity import CapacityPanel

    return CapacityPanel(words, rooms.capacity)


def _approval(rooms: Rooms, words: Words) -> Panel:
    panel = ApprovalPanel(words, rooms.approval)
    rooms.approval.attach(panel)
    return panel


def _lock(words: Words, rooms: Rooms, window: str) -> LockScreen:
    lock = LockScreen(words, rooms.lock, window)
    rooms.lock.attach(lock)
    return lock


def _sell(rooms: Rooms, words: Words) -> SellScreen:
    parts = partial(_counter_parts, words, rooms)
    return SellScreen(words, rooms.sell, rooms.counter, parts, rooms.questions, rooms.phone)


def _patrons(rooms: Rooms, words: Words) -> PatronsScreen:
    has = partial(PatronHasPart, words, rooms.patron_has)
    return PatronsScreen(words, rooms.patrons, rooms.patron_page, has)


def _cart_column(words: Words, rooms: Rooms) -> CartColumn:
    time, hold = CartTime(words, rooms.cart_clock), CartHold(words, rooms.parked_carts)
    offers = EmptyCart(words, rooms.parked_carts, rooms.same_again)
    chip = CartPatronChip(words, rooms.cart_patron)
    cart = CartColumn(words, rooms.cart, time, hold, offers, chip)
    rooms.phone.watch(cart.take_call)
    return cart


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
        screens.shell.room_chosen.connect(self._chosen)
        self._desk_changed()

    def _walk(self, room: str) -> None:
        if room in rooms_for(self._rooms.desk.session):
            self._go(room)

    def _go(self, room: str) -> None:
        """Open a room; the keyboard goes with it."""
        self._shell.show_room(room)
        self._enter(room)

    def _chosen(self, room: str) -> None:
        """A key of the rail was touched."""
        self._rooms.begin_anew(room)
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
            self._cover(self._screens.lock.now())
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
        first = "till" if self._rooms.desk.till is None and "till" in allowed else allowed[0]
        if first != "sell":
            self._rooms.sell.refresh()
        self._rooms.print_tasks.refresh()
        self._rooms.money_in_doubt.refresh()
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
        upcoming = desk.to_announce()
        if upcoming is None:
            bar.set_next_curtain("", None)
        else:
            off = upcoming.none_left is NoneLeft.CANCELLED
            bar.set_next_curtain(upcoming.production, upcoming.starts_at, cancelled=off)
