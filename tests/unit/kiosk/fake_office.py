"""A box office in memory, for presenter tests: the shapes and refusals of ``pos.office.Office``."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pos.closing.next_float import propose, rest_of
from pos.errors import (
    AlreadyHandedOver,
    ApprovalNeeded,
    CartEmpty,
    CommandReused,
    NotFound,
    SeatTaken,
    SignInFailed,
    SignInLocked,
    SoldOut,
    StillOwing,
    TenderShort,
    TillAlreadyOpen,
    TillNotOpen,
)
from pos.ids import (
    CartId,
    CommandId,
    HallId,
    OrderId,
    PerformanceId,
    PriceTypeId,
    PrintJobId,
    SeatId,
    TicketId,
    TillId,
    UserId,
    ZoneId,
)
from pos.money import Money, total
from pos.seating.rows import Taste
from pos.views.cash import (
    Blocker,
    CountSheet,
    HalfCount,
    LeftInDrawer,
    NextFloat,
    PaperCounted,
    PaperToCount,
    TenderDifference,
    TillReportView,
    TillResult,
    TillView,
)
from pos.views.catalogue import (
    CompanyView,
    HallView,
    HouseView,
    PerformanceView,
    PriceTypeView,
    PriceView,
    SeatKind,
    SeatStatus,
    SeatsView,
    SeatView,
    ZoneView,
)
from pos.views.causes import Explained
from pos.views.closing_rules import LAUNCH_CLOSING
from pos.views.patrons import PatronRow
from pos.views.people import Approval, Permission, Role, SessionView, StaffView
from pos.views.pricing import PriceByHand
from pos.views.selling import (
    CartLine,
    CartView,
    HandOverView,
    Later,
    OrderEventView,
    OrderRow,
    OrderTicketView,
    OrderView,
    PrintTaskView,
    SaleView,
    ScannedView,
    TenderGiven,
    TenderKind,
    WillCallRow,
)
from pos.views.stock import StockView
from pos.views.will_call import (
    FoundBy,
    HandoutView,
    WaitingTicket,
    Where,
    WillCallCard,
    WillCallListView,
    Wish,
)
from pos.views.will_call_rules import AskId, OthersRule, SignRule
from tests.unit.kiosk.fake_cards import Cards, Terminals, Values
from tests.unit.kiosk.fake_counter import Counter, Members, Renewing
from tests.unit.kiosk.fake_envelopes import Envelopes
from tests.unit.kiosk.fake_giving import Checks, Corrections, GivingBack
from tests.unit.kiosk.fake_moves import HandingOver, Movements, Relief, Safe
from tests.unit.kiosk.fake_parked import Parked
from tests.unit.kiosk.fake_series import Packages

TONIGHT = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
"""Half past seven in the evening of 21 November at the venue."""
CASHIER = frozenset(
    {
        Permission.SELL,
        Permission.HAND_OVER,
        Permission.OPEN_TILL,
        Permission.NO_SALE,
        Permission.COUNT_TILL,
        Permission.RESOLVE_PRINT,
    }
)
PEOPLE = {
    "ana": ("Ana Castle", Role.CASHIER, "2468", CASHIER),
    "ben": ("Ben Quill", Role.CASHIER, "1357", CASHIER),
    "mia": ("Mia Torres", Role.MANAGER, "9753", frozenset(Permission)),
}
COMPANY = CompanyView(
    name="Harbour Arts",
    address=("1 Quay Street",),
    policy="No refunds.",
    currency="USD",
    zone="America/Los_Angeles",
    cutoff_hour=4,
    locales=("en",),
)
HALL = HallView(
    hall_id=HallId("hall"),
    code="hall",
    name="Main Hall",
    venue="Harbour",
    width=200,
    height=100,
    zones=(
        ZoneView(ZoneId("front"), "Front", "#224488", 0),
        ZoneView(ZoneId("back"), "Back", "#884422", 1),
    ),
    seats=tuple(
        SeatView(
            SeatId(f"{row}{n}"),
            f"{row}-{n}",
            "Orchestra",
            row,
            str(n),
            x=20.0 * n,
            y=20.0 if row == "A" else 60.0,
            zone_id=ZoneId("front" if row == "A" else "back"),
            kind=SeatKind.WHEELCHAIR if (row, n) == ("B", 6) else SeatKind.ORDINARY,
            rank=n,
            row_order=n,
        )
        for row in "AB"
        for n in range(1, 7)
    ),
    labels=(),
    shapes=(),
    places=0,
)
STUDIO = HallView(
    HallId("studio"), "studio", "Studio", "Harbour", 10, 10,
    (ZoneView(ZoneId("floor"), "Floor", "#446644", 0),), (), (), (), 30,
)  # fmt: skip
PRICE_TYPES = (
    PriceTypeView(PriceTypeId("adult"), "adult", "Adult", 0, False),
    PriceTypeView(PriceTypeId("senior"), "senior", "Senior", 1, False),
    PriceTypeView(PriceTypeId("comp"), "comp", "Comp", 2, True),
)
FEE = 350
FACES = {
    ("front", "adult"): 6400,
    ("front", "senior"): 5600,
    ("back", "adult"): 2025,
    ("floor", "adult"): 1500,
    ("floor", "senior"): 1000,
}


def performance(code: str, hall: HallView, starts_at: datetime) -> PerformanceView:
    capacity = hall.places or len(hall.seats)
    return PerformanceView(
        PerformanceId(code), code, f"The {code}", "", "Symphony", starts_at, None, hall.hall_id,
        hall.name, hall.general_admission, capacity, capacity, Money(2375), Money(6750),
        (("running_time", "2 hours"),),
    )  # fmt: skip


PERFORMANCES = (
    performance("SYM1", HALL, TONIGHT),
    performance("STU1", STUDIO, TONIGHT + timedelta(hours=1)),
    performance("SYM2", HALL, TONIGHT + timedelta(days=2)),
)


class FakeOffice:
    """All services, one memory. ``log`` names every command that was really done, once."""

    def __init__(self) -> None:
        self.log: list[tuple[str, CommandId]] = []
        self._answers: dict[CommandId, tuple[object, Any]] = {}
        self._number = 0
        self.catalogue = Catalogue(self)
        self.seating = Seating(self)
        self.packages = Packages(self, PERFORMANCES)
        self.counter = Counter()
        self.members = Members()
        self.renewing = Renewing()
        self.prices = Prices()
        self.selling = Selling(self)
        self.will_call = WillCall(self)
        self.envelopes = Envelopes()
        self.orders = Orders(self)
        self.patrons = Patrons()
        self.prints = Prints(self)
        self.people = People(self)
        self.badges = Badges(self)
        self.stock = Stock(self)
        self.tills = Tills(self)
        self.closing = Closing(self)
        self.causes = Causes()
        self.movements = Movements(self)
        self.safe = Safe(self)
        self.relief = Relief(self, session_of)
        self.handing_over = HandingOver(self, session_of, report)
        self.cards = Cards(self)
        self.values = Values(self)
        self.terminals = Terminals(self)
        self.giving_back = GivingBack(self)
        self.corrections = Corrections(self)
        self.checks = Checks(self)
        self.parked = Parked(self)
        self.now = TONIGHT

    def number(self) -> int:
        self._number += 1
        return self._number

    def once(self, command: CommandId, content: object, do: Callable[[], Any]) -> Any:
        """Do it once per command id; a repeat returns the first answer."""
        if command in self._answers:
            before, answer = self._answers[command]
            if before != content:
                raise CommandReused()
            return answer
        answer = do()
        self._answers[command] = (content, answer)
        name = content[0] if isinstance(content, tuple) else str(content)
        self.log.append((str(name), command))
        return answer

    def done(self, name: str) -> int:
        """Return how often this was really done."""
        return sum(1 for what, _ in self.log if what == name)


class Catalogue:
    def __init__(self, office: FakeOffice) -> None:
        self._office = office
        self.halls = {hall.hall_id: hall for hall in (HALL, STUDIO)}
        self.shows = PERFORMANCES
        self.lists_asked = 0
        self.houses_asked = 0
        self.seats_asked: list[frozenset[SeatId]] = []
        self.whole_only = False

    def company(self) -> CompanyView:
        return COMPANY

    def performances(self) -> tuple[PerformanceView, ...]:
        self.lists_asked += 1
        return self.shows

    def price_types(self) -> tuple[PriceTypeView, ...]:
        return PRICE_TYPES

    def hall(self, hall_id: HallId) -> HallView:
        return self.halls[hall_id]

    def house(self, performance_id: PerformanceId, cart_id: CartId | None) -> HouseView:
        self.houses_asked += 1
        return self._house(performance_id, cart_id)

    def _house(self, performance_id: PerformanceId, cart_id: CartId | None) -> HouseView:
        seating = self._office.seating
        shown: dict[SeatId, Any] = {}
        for (performance_, seat), holder in seating.held.items():
            if performance_ == performance_id:
                shown[seat] = SeatStatus.IN_CART if holder == cart_id else SeatStatus.SOLD
        prices = tuple(
            PriceView(ZoneId(zone), PriceTypeId(kind), Money(face), Money(FEE))
            for (zone, kind), face in FACES.items()
            if (zone == "floor") == (performance_id == "STU1")
        )
        return HouseView(performance_id, shown, 30 - seating.places.get(performance_id, 0), prices)

    def seats(
        self, performance_id: PerformanceId, seats: Collection[SeatId], cart_id: CartId | None
    ) -> SeatsView | None:
        if self.whole_only:
            return None
        self.seats_asked.append(frozenset(seats))
        shown = self._house(performance_id, cart_id).seats
        found = {seat: shown.get(seat, SeatStatus.FREE) for seat in seats}
        return SeatsView(performance_id, found, {}, {})


class Seating:
    def __init__(self, office: FakeOffice) -> None:
        self._office = office
        self.held: dict[tuple[PerformanceId, SeatId], str] = {}
        self.places: dict[PerformanceId, int] = {}
        self.in_doubt: set[CartId] = set()
        self.wished: tuple[tuple[ZoneId, ...], Taste] = ((), Taste.BEST)
        self.dearer_by = Money(0)

    def new_cart(self) -> CartView:
        return CartView(CartId(f"cart{self._office.number()}"), "USD")

    def _line(
        self,
        performance_id: PerformanceId,
        zone: str,
        kind: PriceTypeId | None,
        seat: SeatView | None,
    ) -> CartLine:
        kind = kind or PriceTypeId("adult")
        return CartLine(
            f"line{self._office.number()}", performance_id, seat.seat_id if seat else None,
            seat.section if seat else "", seat.row if seat else "", seat.number if seat else "",
            ZoneId(zone), zone.title(), kind, kind.title(), Money(FACES[zone, kind]), Money(FEE),
        )  # fmt: skip

    def is_accessible(self, _performance: PerformanceId, seat_id: SeatId) -> bool:
        return any(s.seat_id == seat_id and s.kind is not SeatKind.ORDINARY for s in HALL.seats)

    def take_seats(
        self,
        command: CommandId,
        session: SessionView,
        cart: CartView,
        performance_id: PerformanceId,
        seat_ids: tuple[SeatId, ...],
        price_type_id: PriceTypeId | None = None,
        *,
        needed: bool = False,
        hold: str = "",
        approval: Approval | None = None,
    ) -> CartView:
        def do() -> CartView:
            seats = [seat for seat in HALL.seats if seat.seat_id in seat_ids]
            for seat in seats:
                holder = self.held.get((performance_id, seat.seat_id))
                if holder is not None:
                    raise SeatTaken(seat=f"Orchestra {seat.row} {seat.number}", holder=holder)
            for seat in seats:
                self.held[performance_id, seat.seat_id] = cart.cart_id
            lines = tuple(self._line(performance_id, s.zone_id, price_type_id, s) for s in seats)
            return replace(cart, lines=cart.lines + lines)

        return self._office.once(command, ("take", cart, seat_ids), do)

    def take_best(
        self,
        command: CommandId,
        session: SessionView,
        cart: CartView,
        performance_id: PerformanceId,
        quantity: int,
        zone_id: ZoneId | None,
        price_type_id: PriceTypeId | None = None,
        *,
        or_zones: tuple[ZoneId, ...] = (),
        wheelchairs: int = 0,
        passed: frozenset[SeatId] = frozenset(),
        taste: Taste = Taste.BEST,
    ) -> CartView:
        self.wished = (or_zones, taste)

        def do() -> CartView:
            first = [s for s in HALL.seats if s.kind is SeatKind.WHEELCHAIR][:wheelchairs]
            free = [
                seat
                for seat in (*first, *(s for s in HALL.seats if s not in first))
                if seat.zone_id in (zone_id, *or_zones)
                and seat.seat_id not in passed
                and (performance_id, seat.seat_id) not in self.held
            ]
            if len(free) < quantity:
                raise SoldOut(wanted=quantity, left=len(free))
            lines = []
            for seat in free[:quantity]:
                self.held[performance_id, seat.seat_id] = cart.cart_id
                lines.append(self._line(performance_id, seat.zone_id, price_type_id, seat))
            return replace(cart, lines=(*cart.lines, *lines))

        content = ("best", cart, quantity, zone_id, wheelchairs, passed)
        return self._office.once(command, content, do)

    def next_best(
        self,
        command: CommandId,
        session: SessionView,
        cart: CartView,
        line_ids: tuple[str, ...],
        performance_id: PerformanceId,
        zone_id: ZoneId | None,
        price_type_id: PriceTypeId | None = None,
        *,
        or_zones: tuple[ZoneId, ...] = (),
        wheelchairs: int = 0,
        passed: frozenset[SeatId] = frozenset(),
        taste: Taste = Taste.BEST,
    ) -> CartView:
        taken = self.take_best(
            command, session, cart, performance_id, len(line_ids), zone_id, price_type_id,
            or_zones=or_zones, wheelchairs=wheelchairs, passed=passed, taste=taste,
        )  # fmt: skip
        return self.give_back(CommandId(f"{command}:back"), session, taken, line_ids)

    def take_places(
        self,
        command: CommandId,
        session: SessionView,
        cart: CartView,
        performance_id: PerformanceId,
        quantity: int,
        zone_id: ZoneId,
        price_type_id: PriceTypeId | None = None,
        *,
        hold: str = "",
    ) -> CartView:
        def do() -> CartView:
            taken = self.places.get(performance_id, 0)
            if taken + quantity > STUDIO.places:
                raise SoldOut(wanted=quantity, left=STUDIO.places - taken)
            self.places[performance_id] = taken + quantity
            lines = [
                self._line(performance_id, zone_id, price_type_id, None) for _ in range(quantity)
            ]
            return replace(cart, lines=(*cart.lines, *lines))

        return self._office.once(command, ("places", cart, quantity, zone_id), do)

    def give_back(
        self, command: CommandId, session: SessionView, cart: CartView, line_ids: tuple[str, ...]
    ) -> CartView:
        def do() -> CartView:
            for line in cart.lines:
                if line.line_id in line_ids and line.seat_id is not None:
                    del self.held[line.performance_id, line.seat_id]
            kept = tuple(line for line in cart.lines if line.line_id not in line_ids)
            return replace(cart, lines=kept)

        return self._office.once(command, ("give_back", cart, line_ids), do)

    def attempt(self, command: CommandId) -> CommandId:
        return command

    def without_word(self, session: SessionView, cart: CartView) -> CartView:
        return self.at_prices_of_now(session, cart)

    def at_prices_of_now(self, session: SessionView, cart: CartView) -> CartView:
        lines = (replace(line, face=line.face + self.dearer_by) for line in cart.lines)
        return replace(cart, lines=tuple(lines))

    def release_cart(self, cart_id: CartId) -> bool:
        """Give back what a cart holds; one ``in_doubt`` keeps it."""
        if cart_id in self.in_doubt:
            return False
        mine = [key for key, cart in self.held.items() if cart == cart_id]
        for key in mine:
            del self.held[key]
        return True

    def abandon(self, command: CommandId, session: SessionView, cart: CartView) -> None:
        self.give_back(command, session, cart, tuple(line.line_id for line in cart.lines))

    def set_price_type(
        self,
        command: CommandId,
        session: SessionView,
        cart: CartView,
        line_ids: tuple[str, ...],
        price_type_id: PriceTypeId,
        comp_reason: str = "",
        approval: Approval | None = None,
    ) -> CartView:
        comp = price_type_id == "comp"
        if comp:
            _answers_for(session, Permission.SELL_COMP, command, approval)
        lines = tuple(
            replace(
                line,
                price_type_id=price_type_id,
                price_type=price_type_id.title(),
                face=Money(0 if comp else FACES[line.zone_id, price_type_id]),
                fee=Money(0 if comp else FEE),
                comp_reason=comp_reason,
            )
            if line.line_id in line_ids
            else line
            for line in cart.lines
        )
        return replace(cart, lines=lines)


class Prices:
    def add_code(self, session: SessionView, cart: CartView, code: str) -> CartView:
        if code.upper() not in ("FRIENDS", "MORE"):
            raise NotFound(kind="promo", key=code)
        return replace(cart, promo_codes=(*cart.promo_codes, code.upper()))

    def set_by_hand(
        self,
        command: CommandId,
        session: SessionView,
        cart: CartView,
        line_ids: tuple[str, ...],
        amount: Money,
        reason: str,
        approval: Approval | None = None,
    ) -> CartView:
        _answers_for(session, Permission.SET_PRICE, command, approval)
        hand = PriceByHand(amount, reason, session.user_id, command)
        return self._with(cart, line_ids, hand, amount)

    def take_off_by_hand(
        self, session: SessionView, cart: CartView, line_ids: tuple[str, ...]
    ) -> CartView:
        return self._with(cart, line_ids, None, Money(4_500))

    def _with(
        self, cart: CartView, line_ids: tuple[str, ...], hand: PriceByHand | None, amount: Money
    ) -> CartView:
        lines = tuple(
            replace(line, by_hand=hand, face=amount - line.fee)
            if line.line_id in line_ids
            else line
            for line in cart.lines
        )
        return replace(cart, lines=lines)

    def remove_code(self, session: SessionView, cart: CartView, code: str) -> CartView:
        codes = tuple(each for each in cart.promo_codes if each != code)
        return replace(cart, promo_codes=codes)


class Selling:
    def __init__(self, office: FakeOffice) -> None:
        self._office = office

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
        def do() -> SaleView:
            till = self._office.tills.till
            if till is None:
                raise TillNotOpen()
            if not cart.lines:
                raise CartEmpty()
            paid = total(t.amount for t in tenders)
            if paid < cart.total:
                raise TenderShort(due=cart.total, given=paid)
            change = total(t.given - t.amount for t in tenders)
            number = self._office.number()
            cash = any(t.kind is TenderKind.CASH for t in tenders)
            return SaleView(
                OrderId(f"order{number}"), f"W1-{number:06d}", f"R{number}", cart.total, change,
                tuple(TicketId(line.line_id) for line in cart.lines), (), till.till_id, TONIGHT,
                f"opening{number}" if cash else "",
            )  # fmt: skip

        return self._office.once(command, ("sell", cart, tenders), do)


ALL_OF_IT = Wish()


def will_call_row(number: int, name: str, owing: int = 0) -> WillCallRow:
    return WillCallRow(
        OrderId(f"web{number}"), f"WEB-{number}", name, PerformanceId("SYM1"), "The SYM1", TONIGHT,
        f"Orchestra B {number}", 1, Money(owing), "", "", "1234", None, "",
    )  # fmt: skip


class WillCall:
    def __init__(self, office: FakeOffice) -> None:
        self._office = office
        self.asked: list[tuple[str, PerformanceId | None]] = []
        self.wishes: list[Wish] = []
        self.undone: list[tuple[OrderId, str, bool, OrderId | None, bool]] = []
        self.elsewhere: list[WillCallRow] = []
        self.given: tuple[HandoutView, ...] = ()
        self.sign = SignRule.NOBODY
        self.others = OthersRule.REASON
        self.parts: dict[TicketId, str] = {}
        self.words: list[Approval | None] = []
        self.rows = [
            will_call_row(1, "Nguyễn Thị Hoa"),
            will_call_row(2, "Anna Petrova", owing=4750),
            will_call_row(3, "Petra Holm"),
        ]

    def find(
        self,
        text: str,
        performance_id: PerformanceId | None,
        limit: int = 50,
        first: OrderId | None = None,
    ) -> tuple[WillCallRow, ...]:
        self.asked.append((text, performance_id))
        parts = {str(each).split("-")[0]: name for each, name in self.parts.items()}
        named = ((r, f"{r.name}\n{parts.get(r.order_id, '')}".casefold()) for r in self.rows)
        found = [row for row, names in named if text.casefold() in names][:limit]
        return tuple(sorted(found, key=lambda row: row.order_id != first))

    def look_further(self, text: str, limit: int = 20) -> tuple[tuple[WillCallRow, FoundBy], ...]:
        return tuple((row, FoundBy.PAYER) for row in self.elsewhere[:limit])

    def card(self, order_id: OrderId) -> WillCallCard:
        row = next(r for r in (*self.rows, *self.elsewhere) if r.order_id == order_id)
        where = Where.WAITS if row.collected_at is None else Where.GIVEN
        tickets = tuple(
            WaitingTicket(
                TicketId(f"{order_id}-{number}"), row.performance_id, row.performance,
                row.starts_at, f"Orchestra B {number}", "Adult", where,
                self.parts.get(TicketId(f"{order_id}-{number}"), ""),
            )
            for number in range(row.tickets)
        )  # fmt: skip
        return WillCallCard(
            order_id, row.order_number, row.name, (), tickets, self.given, row.owing,
            AskId.SEE_ID, (), self.sign, self.others,
        )  # fmt: skip

    def undo(
        self,
        command: CommandId,
        session: SessionView,
        order_id: OrderId,
        reason: str,
        *,
        fresh: bool,
        whose: OrderId | None,
        paper_back: bool,
        wish: Wish,
        approval: Approval | None,
    ) -> HandOverView:
        def do() -> HandOverView:
            self.undone.append((order_id, reason, fresh, whose, paper_back))
            nothing = Money(0)
            return HandOverView(order_id, "WEB-1", (), nothing, nothing, "", int(fresh))

        return self._office.once(command, ("undo", order_id), do)

    def list_of(self, performance_id: PerformanceId) -> WillCallListView:
        return WillCallListView(
            performance_id, "SYM1", "The SYM1", TONIGHT, "Main", "The House", TONIGHT,
            AskId.SEE_ID, (),
        )  # fmt: skip

    def hand_over(
        self,
        command: CommandId,
        session: SessionView,
        order_id: OrderId,
        tenders: tuple[TenderGiven, ...] = (),
        wish: Wish = ALL_OF_IT,
        approval: Approval | None = None,
    ) -> HandOverView:
        def do() -> HandOverView:
            self.wishes.append(wish)
            self.words.append(approval)
            row = next(r for r in self.rows if r.order_id == order_id)
            if row.collected_at is not None:
                raise AlreadyHandedOver(at=row.collected_at, by=row.collected_by)
            paid = total(t.amount for t in tenders)
            if paid < row.owing:
                raise StillOwing(owing=row.owing - paid)
            self.rows[self.rows.index(row)] = replace(
                row, owing=Money(0), collected_at=TONIGHT, collected_by=session.name
            )
            change = total(t.given - t.amount for t in tenders)
            opening = f"opening{self._office.number()}" if tenders else ""
            return HandOverView(order_id, row.order_number, (), paid, change, opening)

        return self._office.once(command, ("hand_over", order_id, tenders, wish), do)


class Patrons:
    def __init__(self) -> None:
        self.whose: dict[OrderId, PatronRow] = {}

    def of_order(self, order_id: OrderId) -> PatronRow | None:
        return self.whose.get(order_id)

    def seen_on(self, session: SessionView, order_id: OrderId) -> PatronRow | None:
        return self.of_order(order_id)


class Orders:
    def __init__(self, office: FakeOffice) -> None:
        self._office = office
        self.asked: list[str] = []
        self.codes: dict[str, ScannedView] = {}
        self.copies = 0
        self.order = OrderView(
            OrderId("o1"), "W1-000001", "", "window", "collected", TONIGHT,
            Money(4750), Money(4750),
            (
                OrderTicketView(
                    TicketId("t1"), "The SYM1", TONIGHT, "Orchestra A 1", "Adult", Money(4750),
                    "live", "printed",
                ),
            ),
            (OrderEventView(TONIGHT, "Ana Castle", "sold"),),
        )  # fmt: skip

    def find(self, text: str, limit: int = 50) -> tuple[OrderRow, ...]:
        self.asked.append(text)
        order = self.order
        row = OrderRow(
            order.order_id, order.order_number, order.name, order.channel, order.state,
            order.placed_at, len(order.tickets), order.total, order.owing,
        )  # fmt: skip
        return (row,) if text in order.order_number else ()

    def get(self, order_id: OrderId) -> OrderView:
        return self.order

    def copy_receipt(
        self, command: CommandId, session: SessionView, order_id: OrderId
    ) -> PrintJobId:
        def do() -> PrintJobId:
            self.copies += 1
            return PrintJobId("copy")

        return self._office.once(command, ("copy", order_id), do)

    def scanned(self, code: str) -> ScannedView:
        if code not in self.codes:
            raise NotFound(kind="code", key="")
        return self.codes[code]

    def reprint(
        self,
        command: CommandId,
        session: SessionView,
        ticket_id: TicketId,
        reason: str,
        approval: Approval | None = None,
    ) -> PrintJobId:
        _answers_for(session, Permission.REPRINT, command, approval)
        return self._office.once(
            command, ("reprint", ticket_id, reason), lambda: PrintJobId("again")
        )

    def spoil(
        self,
        command: CommandId,
        session: SessionView,
        ticket_id: TicketId,
        reason: str,
        stock_serial: str = "",
        approval: Approval | None = None,
    ) -> PrintJobId:
        return self._office.once(
            command, ("spoil", ticket_id, reason, stock_serial), lambda: PrintJobId("again")
        )


def print_task(job_id: str, what: str, state: str, reason: str = "") -> PrintTaskView:
    return PrintTaskView(PrintJobId(job_id), "ticket", what, "W1-1", state, reason)


class Prints:
    def __init__(self, office: FakeOffice) -> None:
        self._office = office
        self.list = [
            print_task("j1", "Orchestra A 12", "unknown", "silent"),
            print_task("j2", "Orchestra A 13", "queued"),
        ]
        self.decided: list[tuple[PrintJobId, bool, str]] = []
        self.wasted = 0
        self.printed: dict[str, int] = {}

    def tasks(self) -> tuple[PrintTaskView, ...]:
        return tuple(self.list)

    def came_out(self, order_id: OrderId) -> int:
        return self.printed.get(order_id, 0)

    def decide(
        self,
        command: CommandId,
        session: SessionView,
        job_id: PrintJobId,
        *,
        came_out: bool,
        reason: str = "",
        stock_serial: str = "",
        wasted: bool = True,
    ) -> None:
        def do() -> None:
            self.decided.append((job_id, came_out, reason))
            self.wasted += wasted and not came_out
            self.list = [task for task in self.list if task.job_id != job_id]

        self._office.once(command, ("decide", job_id, came_out), do)

    def cancel(
        self, command: CommandId, session: SessionView, job_id: PrintJobId, reason: str
    ) -> None:
        def do() -> None:
            self.list = [task for task in self.list if task.job_id != job_id]

        self._office.once(command, ("cancel", job_id), do)


class Stock:
    def __init__(self, office: FakeOffice) -> None:
        self._office = office
        self.serials: list[str] = []
        self.there: int | None = None
        self.tests = 0

    def standing(self, device: str) -> StockView:
        there, known = self.there or 0, self.there is not None
        return StockView(device, known, None, 0, there, 0, 0, self.tests, 0, there, 0)

    def load(
        self,
        command: CommandId,
        session: SessionView,
        device: str,
        count: int,
        first_serial: str = "",
        note: str = "",
    ) -> StockView:
        def do() -> StockView:
            self.there = (self.there or 0) + count
            self.serials.append(first_serial)
            return self.standing(device)

        return self._office.once(command, ("stock_load", count), do)  # type: ignore[no-any-return]

    def count(
        self,
        command: CommandId,
        session: SessionView,
        device: str,
        counted: int,
        reason: str,
        approval: Approval | None = None,
    ) -> StockView:
        if counted != self.there:
            _answers_for(session, Permission.ADJUST_STOCK, command, approval)

        def do() -> StockView:
            self.there = counted
            return self.standing(device)

        return self._office.once(command, ("stock_count", counted), do)  # type: ignore[no-any-return]

    def test_printed(
        self,
        command: CommandId,
        device: str,
        session: SessionView | None = None,
        papers: int = 1,
    ) -> StockView:
        def do() -> StockView:
            self.tests += papers
            return self.standing(device)

        return self._office.once(command, ("test_printed", device), do)  # type: ignore[no-any-return]


class Badges:
    def __init__(self, office: FakeOffice) -> None:
        self._office = office
        self.owners = {"04AA": "ana", "04BB": "ben", "04CC": "mia"}

    def who_has(self, uid: str) -> StaffView | None:
        staff = self._office.people.staff()
        return next((one for one in staff if one.user_id == self.owners.get(uid)), None)


class People:
    def __init__(self, office: FakeOffice) -> None:
        self._office = office
        self.wrong: dict[str, int] = {}
        self.signed_out: list[UserId] = []

    def staff(self) -> tuple[StaffView, ...]:
        return tuple(
            StaffView(UserId(key), name, role, "en", self.wrong.get(key, 0) >= 5)
            for key, (name, role, _, _) in PEOPLE.items()
        )

    def _check(self, user_id: UserId, pin: str) -> None:
        tries = self.wrong.get(user_id, 0)
        if tries >= 5:
            raise SignInLocked(minutes=30)
        if PEOPLE[user_id][2] != pin:
            self.wrong[user_id] = tries + 1
            if tries + 1 >= 5:
                raise SignInLocked(minutes=30)
            raise SignInFailed(tries_left=4 - tries)
        self.wrong.pop(user_id, None)

    def sign_in(self, user_id: UserId, pin: str) -> SessionView:
        self._check(user_id, pin)
        return session_of(user_id)

    def sign_out(self, session: SessionView) -> None:
        self.signed_out.append(session.user_id)

    def approvers(self, permission: Permission) -> tuple[StaffView, ...]:
        return tuple(p for p in self.staff() if permission in PEOPLE[p.user_id][3])

    def approve(
        self,
        user_id: UserId,
        pin: str,
        permission: Permission,
        command: CommandId,
        requester: SessionView,
    ) -> Approval:
        self._check(user_id, pin)
        return Approval(user_id, PEOPLE[user_id][0], permission, command)

    def unlock_with(
        self, command: CommandId, supervisor_id: UserId, pin: str, user_id: UserId, reason: str
    ) -> StaffView:
        self._check(supervisor_id, pin)

        def do() -> StaffView:
            self.wrong.pop(user_id, None)
            return next(person for person in self.staff() if person.user_id == user_id)

        free: StaffView = self._office.once(command, ("unlock", user_id, reason), do)
        return free


def _answers_for(
    session: SessionView, permission: Permission, command: CommandId, approval: Approval | None
) -> None:
    approved = approval is not None and approval.command == command
    if permission not in session.permissions and not approved:
        raise ApprovalNeeded(permission=permission.value)


def session_of(user_id: str) -> SessionView:
    name, role, _, permissions = PEOPLE[user_id]
    return SessionView(UserId(user_id), name, role, "en", permissions)


class Tills:
    def __init__(self, office: FakeOffice) -> None:
        self._office = office
        self.test_kicks: list[str] = []
        self.till: TillView | None = None
        self.left: LeftInDrawer | None = None

    def left_here(self) -> LeftInDrawer | None:
        return None if self.till is not None else self.left

    def current(self) -> TillView | None:
        return self.till

    def open(self, command: CommandId, session: SessionView, sheet: CountSheet) -> TillView:
        def do() -> TillView:
            if self.till is not None:
                raise TillAlreadyOpen(cashier=self.till.cashier)
            self.till = TillView(
                TillId("till1"), session.user_id, session.name, "Window 1", "open", TONIGHT,
                sheet.total, date(2026, 11, 21), 3,
            )  # fmt: skip
            return self.till

        return self._office.once(command, ("open", sheet), do)

    def test_kick(self, command: CommandId, session: SessionView | None, note: str) -> str:
        self.test_kicks.append(note)
        return "opening"

    def no_sale(self, command: CommandId, session: SessionView, reason: str) -> str:
        return self._office.once(
            command, ("no_sale", reason), lambda: f"opening{self._office.number()}"
        )


class Causes:
    """Nothing is known of any difference, unless the test says so."""

    def __init__(self) -> None:
        self.found: tuple[Explained, ...] = ()

    def of_till(self, session: SessionView, till_id: TillId) -> tuple[Explained, ...]:
        return self.found

    def of_deposit(self, session: SessionView, deposit_id: str) -> tuple[Explained, ...]:
        return self.found


class Closing:
    def __init__(self, office: FakeOffice) -> None:
        self._office = office
        self.till_blockers: tuple[Blocker, ...] = ()
        self.z: list[TillReportView] = []
        self.counted: TillResult | None = None
        self.papers: tuple[PaperToCount, ...] = ()
        self.handed_in: tuple[PaperCounted, ...] = ()
        self.left: CountSheet | None = None

        self.half: HalfCount | None = None
        self.looked = False

    def next_float(self, counted: CountSheet, left: CountSheet) -> NextFloat:
        return NextFloat(left, rest_of(counted, left), ())

    def keep_half(self, session: SessionView, half: HalfCount) -> None:
        self.half = half

    def half_count(self, session: SessionView) -> HalfCount | None:
        return self.half

    def blockers(self, till_id: TillId) -> tuple[Blocker, ...]:
        return self.till_blockers

    def _state(self, state: str, used: int = 0) -> TillView:
        till = self._office.tills.till
        assert till is not None
        self._office.tills.till = replace(
            till,
            state=state,
            counts_left=till.counts_left - used,
            counts=till.counts + used,
        )
        return self._office.tills.till

    def start_count(
        self, command: CommandId, session: SessionView, approval: Approval | None = None
    ) -> TillView:
        if self.looked and approval is None:
            raise ApprovalNeeded(permission=Permission.COUNT_TILL.value)
        return self._office.once(command, ("start_count",), lambda: self._state("counting"))

    def resume(self, command: CommandId, session: SessionView) -> TillView:
        return self._office.once(command, ("resume",), lambda: self._state("open"))

    def submit_count(
        self,
        command: CommandId,
        session: SessionView,
        sheet: CountSheet,
        papers: tuple[PaperCounted, ...] = (),
    ) -> TillResult:
        def do() -> TillResult:
            self.handed_in, self.half = papers, None
            till = self._state("counted", used=1)
            expected = till.opening_float
            difference = TenderDifference("cash", expected, sheet.total)
            short = difference.over_short.minor
            left, rest = propose(sheet, LAUNCH_CLOSING.next_float)
            self.counted = TillResult(
                till, (difference,), bool(short), abs(short) > 5000, (), sheet, left, rest
            )
            return self.counted

        return self._office.once(command, ("submit", sheet, papers), do)

    def papers_to_count(self, session: SessionView, till_id: TillId) -> tuple[PaperToCount, ...]:
        return self.papers

    def recount(self, command: CommandId, session: SessionView) -> TillView:
        self.counted = None
        return self._office.once(command, ("recount",), lambda: self._state("counting"))

    def approve(
        self,
        command: CommandId,
        session: SessionView,
        till_id: TillId,
        approval: Approval,
        reason: str,
        left: CountSheet | None = None,
    ) -> TillReportView:
        def do() -> TillReportView:
            self.left = left
            self._office.tills.till = self.counted = None
            self.z.append(report(len(self.z) + 1, reason, approval.approver_name))
            return self.z[-1]

        assert approval.command == command
        return self._office.once(command, ("approve", till_id, reason), do)

    def x_report(self, session: SessionView) -> TillReportView:
        return report(None)

    def day_blockers(self) -> tuple[Blocker, ...]:
        return (Blocker("open_till", 1),) if self._office.tills.till else ()

    def close_day(
        self, command: CommandId, session: SessionView, approval: Approval
    ) -> TillReportView:
        assert approval.command == command
        return self._office.once(
            command,
            ("close_day",),
            lambda: replace(report(9, "", approval.approver_name), scope="day"),
        )

    def result(self) -> TillResult | None:
        return self.counted

    def day_reports(self) -> tuple[TillReportView, ...]:
        return ()

    def z_reports(self) -> tuple[TillReportView, ...]:
        return tuple(self.z)


def report(z_number: int | None, reason: str = "", approved_by: str = "") -> TillReportView:
    zero = Money(0)
    return TillReportView(
        "till", z_number, "Harbour Arts", "Window 1", "Ana Castle", date(2026, 11, 21), TONIGHT,
        TONIGHT, zero, (), (), (), (), zero, 0, 0, 0, 0, zero, (), reason, approved_by, 0,
    )  # fmt: skip
