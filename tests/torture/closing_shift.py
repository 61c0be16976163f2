"""One till of an evening: opened, sold at, counted; the drawer holds what really lies in it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pos.ids import OrderId, TillId
from pos.money import Money
from pos.selling.extras import add_certificate
from pos.views.cash import CARD_SLIP, CHECK, CountSheet, TillResult
from pos.views.causes import CauseKind, Explained
from pos.views.closing import ExceptionKind
from pos.views.people import Permission, SessionView
from pos.views.selling import CartView, SaleView, TenderGiven, TenderKind
from pos.views.settlement import LineClass
from tests.integration.card_sales import approved, asked, card, settle
from tests.integration.refunds import give_back
from tests.integration.small_house import LATE, OPEN, STUDENT, House, usd
from tests.integration.test_closing import lock, print_all
from tests.integration.test_movements import dropped, paid, topped_up, word
from tests.integration.test_selling import cash
from tests.torture.closing_busy import BUSY
from tests.torture.closing_drawer import Drawer, handed, honest

Papers = tuple[tuple[str, str, int], ...]


@dataclass(frozen=True)
class Injected:
    """A mistake that was made, and what a close has to show of it.

    ``cash``: what the drawer gained by it. ``papers``: (kind, what, off). ``exceptions``: beside
    those that differences open. ``classes``: of settlement lines. ``causes``: the true one, in the
    words of proposals, looked for at ``tender``; ``about``: rows of which one must be among them,
    or ``all_of`` them; ``row``: the denomination that was counted wrong and its real pieces.

    ``truth``: what the person should be told, where an author says it in words; ``hopeless``: no
    row of ours can tell it. ``second``: of the second author's set.
    """

    kind: str
    cash: int = 0
    papers: Papers = ()
    exceptions: tuple[tuple[ExceptionKind, int], ...] = ()
    classes: tuple[LineClass, ...] = ()
    causes: frozenset[CauseKind] = frozenset()
    about: frozenset[str] = frozenset()
    tender: str = "cash"
    shift: int = 0
    truth: str = ""
    second: bool = False
    hopeless: bool = False
    all_of: bool = False
    of_row: bool = False
    row: tuple[int, int | None] | None = None


@dataclass
class Slip:
    """What a terminal that is not connected charged; below zero: gave back."""

    code: str
    last_four: str
    minor: int
    at: datetime | None = None


@dataclass
class Shift:
    """One cashier's till. ``slips``: what the bank's own terminal settles, ``strays``: and what of
    it was never typed here. ``row``: of a mistaken count."""

    house: House
    chance: random.Random
    cashier: str
    number: int
    drawer: Drawer = field(default_factory=Drawer)
    slips: list[Slip] = field(default_factory=list)
    strays: list[Slip] = field(default_factory=list)
    row: tuple[int, int | None] | None = None
    drops: list[tuple[str, int]] = field(default_factory=list)
    injected: list[Injected] = field(default_factory=list)
    cash_sales: list[SaleView] = field(default_factory=list)
    miscount: Callable[[CountSheet, random.Random], CountSheet | None] | None = None
    session: SessionView = field(init=False)
    till_id: TillId = field(init=False)
    opened_with: CountSheet = field(default_factory=CountSheet)
    topped: int = 0
    counted: TillResult | None = None
    forgotten: bool = False
    explained: tuple[Explained, ...] = ()
    left: CountSheet = field(default_factory=CountSheet)
    numbers: int = 0

    # ---- its life ----

    def open(self, sheet: CountSheet, really: int) -> None:
        """Open the till with a count of a float that is really so much."""
        self.session = self.house.sign_in(self.cashier)
        till = self.house.office.tills.open(self.house.command(), self.session, sheet)
        self.till_id, self.opened_with, self.drawer.cash = till.till_id, sheet, really

    def work(self, acts: int) -> None:
        """Sell for a while, with what else happens at a till."""
        for _ in range(acts):
            self.tick()
            self.chance.choices(
                (
                    self.by_cash,
                    self.by_check,
                    self.by_card,
                    self.by_slip,
                    self.move,
                    self.back,
                    self.other,
                ),
                (40, 12, 12, 10, 8, 6, 12),
            )[0]()

    def other(self) -> None:
        """Do one of the rarer things."""
        self.chance.choice(BUSY)(self)

    def tick(self) -> None:
        """Let some time pass."""
        self.house.clock.advance(timedelta(seconds=self.chance.randrange(40, 300)))

    def count(self, taker: Shift | None = None) -> TillResult:
        """Count what is there, blind, and learn the difference; then it is locked, or handed over
        with its cash to the ``taker``."""
        house, closing, who = self.house, self.house.office.closing, self.session
        print_all(house)
        if self.forgotten:
            who = house.sign_in("Max House")
        closing.start_count(house.command(), who)
        sheet = honest(self.drawer.cash, self.chance)
        if self.miscount is not None:
            sheet = self.miscount(sheet, self.chance) or sheet
        papers = self.drawer.walk(closing.papers_to_count(who, self.till_id))
        self.counted = closing.submit_count(house.command(), who, sheet, papers)
        self.explained = house.office.causes.of_till(who, self.till_id)
        if taker is not None:
            self._hand_over(taker, sheet)
            return self.counted
        by = "Olga Owner" if self.forgotten else "Max House"
        report = lock(house, who, by, "Counted and found so")
        assert report.left is not None
        self.left = report.left
        return self.counted

    def _hand_over(self, taker: Shift, sheet: CountSheet) -> None:
        given = word(self.house, self.session, taker.cashier, Permission.OPEN_TILL)
        handed = self.house.office.handing_over.hand_over(
            given.command,  # type: ignore[arg-type]
            self.session,
            self.till_id,
            given,
        )
        taker.session, taker.till_id = handed.taker, handed.opened.till_id
        taker.opened_with, taker.drawer.cash = sheet, self.drawer.cash

    # ---- sales ----

    def cart(self, *, certificates: bool = True) -> CartView:
        """Return a cart with some tickets, now and then a certificate of an odd sum, which no
        stored card sale may buy."""
        office, house = self.house.office, self.house
        cart = office.seating.new_cart()
        number = self.chance.choice((1, 1, 2, 2, 2, 3, 4))
        students = self.chance.randrange(number) if self.chance.random() < 0.4 else 0
        for count, kind in ((number - students, None), (students, STUDENT)):
            if count:
                cart = office.seating.take_places(
                    house.command(), self.session, cart, LATE, count, OPEN, kind
                )
        if certificates and self.chance.random() < 0.1:
            cart = add_certificate(cart, usd(self.chance.randrange(1_000, 9_000, 25)), "Bo Example")
        return cart

    def cart_of(self, fits: Callable[[int], bool]) -> CartView:
        """Return a cart of a sum that fits."""
        cart, house = self.cart(), self.house
        while not fits(cart.total.minor):
            house.office.seating.abandon(house.command(), self.session, cart)
            cart = self.cart()
        return cart

    def sell(self, cart: CartView, *tenders: TenderGiven) -> SaleView:
        """Make the sale."""
        house = self.house
        return house.office.selling.sell(house.command(), self.session, cart, tenders, "Ann")

    def by_cash(self, really: int | None = None) -> SaleView:
        """Sell for cash; ``really``: what the drawer gained, where that is something else."""
        cart = self.cart()
        total = cart.total.minor
        sale = self.sell(cart, cash(total, handed(total, self.chance)))
        self.drawer.cash += total if really is None else really
        self.cash_sales.append(sale)
        return sale

    def exact(self) -> SaleView:
        """Ring a sale as paid with exactly its sum in cash; nothing goes into the drawer."""
        cart = self.cart()
        return self.sell(cart, cash(cart.total.minor))

    def by_check(self, says: Callable[[int], int | None] = lambda minor: minor) -> SaleView:
        """Sell for a check that says what it should, something else, or is not there."""
        cart, number = self.cart(), self.fresh("check")
        total = cart.total
        sale = self.sell(cart, TenderGiven(TenderKind.CHECK, total, total, number, "Cy Example"))
        minor = says(total.minor)
        if minor is not None:
            self.drawer.put(CHECK, number, "Cy Example", minor)
        return sale

    def by_card(self, *, offline: bool = False) -> SaleView:
        """Sell for a card at the connected terminal."""
        cart, house = self.cart(certificates=not offline), self.house
        begun = house.office.cards.begin(house.command(), self.session, asked(cart))
        four, code = f"{self.chance.randrange(10_000):04d}", self.code()
        result = replace(approved(begun), last_four=four, approval_code=code, offline=offline)
        return self.sell(cart, card(settle(house, begun, result)))

    def by_slip(self, twin: tuple[CartView, Slip] | None = None) -> SaleView:
        """Sell for a card keyed on the other terminal, typed from its slip. ``twin``: typed from a
        slip that paid another sale."""
        cart = twin[0] if twin else self.cart()
        slip = Slip(self.code(), f"{self.chance.randrange(10_000):04d}", cart.total.minor)
        if twin:
            slip = replace(twin[1], code=self.code())
        else:
            self.slips.append(slip)
            self.drawer.put(CARD_SLIP, slip.code, f"Visa {slip.last_four}", slip.minor)
        wish = replace(asked(cart), driver="standalone", terminal="", model="")
        typed = self.house.office.cards.typed
        view = typed(self.house.command(), self.session, wish, slip.code, "Visa", slip.last_four)
        return self.sell(cart, card(view))

    def stray(self, minor: int, last_four: str = "") -> Slip:
        """Let the other terminal charge, or give back, what is not typed here as a card's."""
        four = last_four or f"{self.chance.randrange(10_000):04d}"
        slip = Slip(self.code(), four, minor, self.house.clock.now())
        self.strays.append(slip)
        return slip

    def back(self) -> None:
        """Somebody brings tickets of a cash sale back."""
        if not self.cash_sales:
            return
        sale = self.cash_sales.pop(self.chance.randrange(len(self.cash_sales)))
        print_all(self.house)
        tickets = tuple(sale.ticket_ids)
        if tickets and self.drawer.cash > 2 * sale.total.minor:
            given = give_back(self.house, self.session, sale.order_id, tickets)
            self.drawer.cash -= given.cash.minor

    # ---- movements ----

    def move(self) -> None:
        """Drop, top up, pay in or out, as it comes."""
        minor = 100 * self.chance.randrange(5, 40)
        what = self.chance.randrange(4)
        if what == 0 and self.drawer.cash > 40_000:
            self.drop(2_000 * self.chance.randrange(5, 12))
        elif what == 1:
            self.top_up(minor)
        elif what == 2 and self.drawer.cash > 2 * minor:
            paid(self.house, self.session, "Petty cash", minor)
            self.drawer.cash -= minor
        elif what == 3:
            paid(self.house, self.session, "Found money", minor)
            self.drawer.cash += minor

    def move_all(self) -> None:
        """Drop, top up, pay in and out, each once."""
        self.top_up(100 * self.chance.randrange(5, 40))
        paid(self.house, self.session, "Found money", 300)
        self.drawer.cash += 300
        while self.drawer.cash < 20_000:
            self.tick()
            self.by_cash()
        self.drop(2_000 * self.chance.randrange(2, 6))
        paid(self.house, self.session, "Petty cash", 700)
        self.drawer.cash -= 700

    def top_up(self, minor: int) -> None:
        """Bring change from the safe."""
        topped_up(self.house, self.session, minor)
        self.drawer.cash += minor
        self.topped += minor

    def drop(self, minor: int, short: int = 0) -> str:
        """Put cash into the safe; the bag is ``short`` of what its slip says."""
        moved = dropped(self.house, self.session, minor, self.fresh("B"))
        self.drawer.cash -= minor
        self.drops.append((moved.movement_id, minor - short))
        return moved.movement_id

    # ---- small things ----

    def tender_of(self, order_id: OrderId) -> str:
        """Return the id of an order's only tender."""
        with self.house.office.storage.read() as uow:
            (tender,) = uow.orders.tenders(order_id)
        return tender.payment_id or tender.tender_id

    def tender_id(self, order_id: OrderId) -> str:
        with self.house.office.storage.read() as uow:
            return uow.orders.tenders(order_id)[0].tender_id

    def code(self) -> str:
        return f"{self.chance.randrange(16**6):06X}"

    def fresh(self, what: str) -> str:
        self.numbers += 1
        return f"{what}-{self.number}-{self.numbers}"

    @property
    def took(self) -> Money:
        """What the till leaves in the safe beyond floats, as it and its bags were counted."""
        assert self.counted is not None
        drops = sum(really for _, really in self.drops)
        into = self.counted.counted.total.minor + drops
        return usd(into - self.opened_with.total.minor - self.topped)
