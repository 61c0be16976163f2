"""What a cashier does at the window, act by act, with eyes and hands: the verbs of the played
evening.

Eyes read what the presenters show; hands touch the real widgets. Every act is a script that waits
for what the screen does and never for time.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from kiosk.demo.counter import Counter
from kiosk.demo.hands import Hands
from kiosk.demo.paying import Paying
from kiosk.demo.plan import COMP, Collector, How, Paid, Walkup
from kiosk.demo.player import Script, Stuck, Wait
from kiosk.demo.preparing import Person
from kiosk.demo.tally import Tally
from kiosk.presenters.close import CloseStep
from kiosk.presenters.desk import Presence
from kiosk.widgets.seat_map.widget import SeatMap
from pos.views.cash import COINS, NOTES
from pos.views.catalogue import HouseView, SeatKind
from pos.views.selling import TenderKind

if TYPE_CHECKING:
    from kiosk.application import StaffedWindow
    from kiosk.presenters.rooms import Rooms
    from pos.ids import SeatId
    from pos.views.selling import CartLine


def pieces_of(minor: int) -> Iterator[tuple[str, int, int]]:
    """Yield (``note`` or ``coin``, denomination, pieces) that make up an amount, few pieces
    first.
    """
    for kind, values in (("note", NOTES), ("coin", COINS)):
        for value in values:
            if value in (200, 50) or (kind == "coin" and value == 100):
                continue  # nobody finds these in a drawer
            pieces, minor = divmod(minor, value)
            if pieces:
                yield kind, value, pieces


class Cashier:
    """One person after the other at one window.

    Args:
        window: The window they sit at.
        counter: What lies around the window within reach.
        picture: Takes a picture of the screen under a name, the first time the name comes.
    """

    def __init__(
        self, window: StaffedWindow, counter: Counter, picture: Callable[[str], None]
    ) -> None:
        self.hands = Hands(window.shell)
        self.window = window
        self.tally = Tally()
        self.paying = Paying(window, self.hands, counter, self.tally, picture)
        self._picture = picture

    @property
    def rooms(self) -> Rooms:
        return self.window.rooms

    @property
    def counter(self) -> Counter:
        """What lies within reach; another one may be laid out while the evening goes on."""
        return self.paying.counter

    @counter.setter
    def counter(self, counter: Counter) -> None:
        self.paying.counter = counter

    # -------------------------------------------------------------------------------- people

    def sign_in(self, person: Person) -> Script:
        """Choose the name, give the PIN."""
        state = self.rooms.sign_in
        yield Wait(lambda: any(p.name == person.name for p in state.state.people), "names")
        self._picture("sign-in")
        index = [p.name for p in state.state.people].index(person.name)
        yield from self.hands.touch(f"signin.tile.{index}")
        self._picture("pin")
        yield from self._pin("pin", person.pin)
        yield from self.hands.touch("pin.enter")
        yield Wait(lambda: self.rooms.desk.presence is Presence.WORKING, f"{person.name} signed in")
        yield Wait(lambda: self.rooms.sell.state.ready, "the catalogue")

    def sign_out(self) -> Script:
        """Leave the window to somebody else."""
        yield from self.hands.touch("rail.lock")
        self._picture("lock")
        yield from self.hands.touch("lock.switch")
        yield Wait(lambda: self.rooms.desk.presence is Presence.NOBODY, "nobody at the window")

    def lock_and_come_back(self, person: Person) -> Script:
        """Walk away for a moment and come back to the same cart."""
        yield from self.hands.touch("rail.lock")
        yield from self._pin("lock.pin", person.pin)
        yield from self.hands.touch("lock.pin.enter")
        yield Wait(lambda: self.rooms.desk.presence is Presence.WORKING, f"{person.name} back")

    def approve(self, person: Person) -> Script:
        """A second person gives their word in the panel."""
        approval = self.rooms.approval
        yield Wait(lambda: bool(approval.state.people), "who may approve")
        self._picture("approval")
        index = [p.name for p in approval.state.people].index(person.name)
        yield from self.hands.touch(f"approval.tile.{index}")
        yield from self._pin("approval.pin", person.pin)
        yield from self.hands.touch("approval.confirm")
        yield Wait(lambda: approval.state.permission is None, f"{person.name}'s word taken")

    def _pin(self, pad: str, pin: str) -> Script:
        for digit in pin:
            yield from self.hands.touch(f"{pad}.key.{digit}")

    def go(self, room: str) -> Script:
        """Go to a room by the rail."""
        if self.window.shell.room != room:
            yield from self.hands.touch(f"rail.{room}")
            yield Wait(lambda: self.window.shell.room == room, f"the room {room}")

    # ---------------------------------------------------------------------------------- till

    def open_till(self, float_minor: int) -> Script:
        """Count the float into the drawer."""
        yield from self.go("till")
        yield from self._count(float_minor)
        self._picture("till-float")
        yield from self.hands.touch("till.open")
        yield Wait(lambda: self.rooms.desk.till_is_mine, "the till is open")
        yield from self.paying.drawer_shut()
        self.tally.drawer = float_minor
        self.tally.checks.clear()

    def _count(self, minor: int) -> Script:
        for kind, value, pieces in pieces_of(minor):
            yield from self.hands.type(f"count.{kind}.{value}", str(pieces))

    def no_sale(self, reason: str) -> Script:
        """Open the drawer for a reason."""
        yield from self.go("till")
        self._picture("till")
        yield from self.hands.touch("till.to.no_sale")
        yield from self.hands.type("till.reason", reason)
        yield from self.hands.touch("till.no_sale")
        yield Wait(lambda: bool(self.rooms.till.state.no_sale_reason), "the drawer was opened")
        yield from self.paying.drawer_shut()
        self.tally.no_sales += 1

    # ---------------------------------------------------------------------------------- sell

    def sell(self, patron: Walkup, approver: Person) -> Script:
        """Serve a walk-up patron from wish to change."""
        yield from self._open_house(patron.performance)
        yield from self._take(patron)
        yield from self._price_types(patron, approver)
        yield from self._promo(patron)
        self._picture("cart")
        lines = self.rooms.cart.state.lines
        paid = self.paying.way_of(patron.paid)
        self._note(patron.performance, paid.value, *(self._line(line) for line in lines))
        yield from self.paying.pay(paid)
        self.tally.sales += 1
        self.tally.tickets += len(lines)
        self.tally.comps += sum(bool(line.comp_reason) for line in lines)
        self.tally.promos += any(line.promo_codes for line in lines)
        self.tally.on_map += patron.how is How.MAP
        self.tally.counted += patron.how is How.PLACES

    def sell_gift(self, dollars: int, whom: str, paid: Paid) -> Script:
        """Sell a gift certificate and nothing else."""
        cart, paid = self.rooms.cart, self.paying.way_of(paid)
        yield from self._open_house("NW-2")
        yield from self.hands.touch("cart.gift")
        yield from self.hands.type("cart.gift_amount", str(dollars))
        yield from self.hands.type("cart.gift_whom", whom)
        self._picture("gift")
        yield from self.hands.touch("cart.gift_add")
        yield Wait(
            lambda: bool(cart.state.extras) and not cart.state.busy, "the certificate in the cart"
        )
        self._note("gift certificate", paid.value, str(dollars * 100))
        yield from self.paying.pay(paid)
        self.tally.sales += 1
        self.tally.gifts_sold += 1

    def _line(self, line: CartLine) -> str:
        parts = (line.section, line.row, line.number, line.price_type, *line.promo_codes)
        return f"{' '.join(part for part in parts if part)} {line.all_in.minor}"

    def _note(self, *parts: str) -> None:
        self.tally.journal.append("; ".join(parts))

    def _open_house(self, code: str) -> Script:
        yield from self.go("sell")
        sell = self.rooms.sell
        chosen = sell.state.chosen
        if chosen is None or chosen.code != code:
            if chosen is not None:
                yield from self.hands.touch("sell.performances")
            self._picture("sell")
            yield from self.hands.touch(f"sell.performance.{code}")
        yield Wait(
            lambda: (
                sell.state.chosen is not None
                and sell.state.chosen.code == code
                and sell.state.house is not None
                and not sell.state.busy
            ),
            f"the house of {code}",
        )

    def _take(self, patron: Walkup) -> Script:
        if patron.how is How.MAP:
            yield from self._touch_seats(patron)
        else:
            yield from self._touch_zone(patron)

    def _touch_zone(self, patron: Walkup) -> Script:
        sell, before = self.rooms.sell, len(self.rooms.cart.state.lines)
        if sell.state.quantity != patron.quantity:
            yield from self.hands.touch(f"sell.quantity.{patron.quantity}")
        tiles = [tile for tile in sell.state.tiles if tile.price and tile.left >= 20]
        if not tiles:
            raise Stuck(f"{patron.performance} is as good as sold out")
        positions = [tile.zone.position for tile in tiles]
        zone = patron.zone if patron.zone in positions else positions[-1]
        yield from self.hands.touch(f"sell.zone.{zone}")
        yield Wait(
            lambda: self._answered(before + patron.quantity),
            f"{patron.quantity} best in zone {zone}",
        )
        self._picture("map" if patron.how is How.BEST else "places")

    def _answered(self, lines: int) -> bool:
        state = self.rooms.cart.state
        if self.rooms.sell.state.refusal is not None:
            raise Stuck(f"refused: {self.rooms.sell.state.refusal}")
        return len(state.lines) == lines and not state.busy

    def _touch_seats(self, patron: Walkup) -> Script:
        for number in range(1, patron.quantity + 1):
            seat_id = yield from self._free_seat(patron.pick + number)
            yield Wait(partial(self._shown_free, seat_id), "the map to show a seat free")
            yield from self._touch_seat(seat_id)
            yield Wait(partial(self._answered, number), f"seat {number}")
        self._picture("map-seats")

    def _free_seat(self, pick: int) -> Generator[Wait, None, SeatId]:
        """Choose among the seats that are free on disk, so that the same evening chooses the
        same.
        """
        hall, house = self.rooms.sell.state.hall, self.rooms.sell.state.house
        assert hall is not None
        assert house is not None
        performance_id, cart_id = house.performance_id, self.rooms.desk.cart.cart_id
        asked: list[HouseView] = []
        self.window.ledger.ask(
            lambda office: office.catalogue.house(performance_id, cart_id),
            asked.append,
            self.window.stops.failed,
        )
        yield Wait(lambda: bool(asked), "the house")
        taken = asked[0].seats
        free = [
            seat
            for seat in hall.seats
            if seat.seat_id not in taken and seat.kind is SeatKind.ORDINARY
        ]
        free.sort(key=lambda seat: seat.rank)
        return free[pick % len(free)].seat_id

    def _shown_free(self, seat_id: SeatId) -> bool:
        house = self.rooms.sell.state.house
        return house is not None and seat_id not in house.seats and not self.rooms.sell.state.busy

    def _touch_seat(self, seat_id: SeatId) -> Script:
        """Touch a seat where it is; come nearer first where seats are too small to touch, and from
        the whole hall where it is out of sight. What was asked of another seat is left."""
        if self.hands.sees("sell.question.away"):
            yield from self.hands.touch("sell.question.away")
        if not self._in_sight(seat_id):
            yield from self.hands.touch("map.fit")
        if not self._map().chooses:
            yield from self.hands.touch("sell.map", lambda: self._map().centre_of(seat_id))
            yield Wait(lambda: self._map().chooses, "the seats to be large enough")
        yield Wait(partial(self._in_sight, seat_id), f"{seat_id} in sight")
        yield from self.hands.touch("sell.map", lambda: self._map().centre_of(seat_id))

    def _in_sight(self, seat_id: SeatId) -> bool:
        """Return whether a finger at the seat touches the map, not what lies on it."""
        shown = self._map()
        place = shown.centre_of(seat_id)
        return shown.rect().contains(place) and shown.childAt(place) is None

    def _map(self) -> SeatMap:
        shown = self.hands.see("sell.map")
        assert isinstance(shown, SeatMap)
        return shown

    def touch_taken_seat(self) -> Script:
        """A patron points at a seat that somebody else has."""
        sell = self.rooms.sell
        yield from self._open_house("NW-2")
        assert sell.state.house is not None
        sold = sorted(sell.state.house.seats)
        yield from self._touch_seat(sold[len(sold) // 2])
        yield Wait(lambda: sell.state.refusal is not None, "the seat refused")
        self._picture("seat-refused")
        self.tally.seats_refused += 1

    def look_up_facts(self) -> Script:
        """A patron asks how long it takes and where to park."""
        yield from self._open_house("NW-2")
        yield from self.hands.touch("sell.facts")
        yield Wait(lambda: self.rooms.sell.state.facts_open, "the event card")
        self._picture("facts")
        yield from self.hands.touch("sell.facts")

    def look_at_devices(self) -> Script:
        """Tap a light: what the device says, what came out, how many blank tickets should lie
        there."""
        yield from self.hands.touch("light.ticket_printer")
        yield from self.hands.wait_for("devices.stock_number")
        yield Wait(lambda: self.rooms.devices.state.stock is not None, "the stock")
        self._picture("devices")
        yield from self.hands.touch("devices.close")

    def change_theme(self) -> Script:
        """The lobby lights go down: the other colours, please."""
        was = self.window.shell.theme
        yield from self.hands.touch("top.theme")
        yield Wait(lambda: self.window.shell.theme is not was, "the other colours")

    def _price_types(self, patron: Walkup, approver: Person) -> Script:
        for index, code in enumerate(patron.types):
            if code and self._sold_here(index, code):
                yield from self._price_type(index, code, approver)

    def _sold_here(self, index: int, code: str) -> bool:
        house, line = self.rooms.sell.state.house, self.rooms.cart.state.lines[index]
        kinds = {kind.code: kind.price_type_id for kind in self.rooms.desk.price_types}
        prices = house.prices if house is not None else ()
        return any((p.zone_id, p.price_type_id) == (line.zone_id, kinds[code]) for p in prices)

    def _price_type(self, index: int, code: str, approver: Person) -> Script:
        cart = self.rooms.cart
        kinds = {kind.code: kind.price_type_id for kind in self.rooms.desk.price_types}
        yield from self.hands.touch(f"cart.line.{index}")
        yield from self.hands.touch(f"cart.type.{code}")
        if code == COMP:
            yield from self.hands.type("cart.reason", "Press")
            self._picture("comp")
            yield from self.hands.touch("cart.reason_give")
            yield from self.approve(approver)
        yield Wait(
            lambda: cart.state.lines[index].price_type_id == kinds[code] and not cart.state.busy,
            f"line {index} is {code}",
        )

    def _promo(self, patron: Walkup) -> Script:
        cart = self.rooms.cart
        if not patron.promo:
            return
        yield from self._shut_line()
        yield from self.hands.type("cart.promo", patron.promo)
        yield from self.hands.touch("cart.promo_apply")
        yield Wait(
            lambda: (
                (patron.promo in cart.state.codes or cart.state.refusal is not None)
                and not cart.state.busy
            ),
            f"the code {patron.promo}",
        )
        if cart.state.refusal is not None:
            self.tally.refused.append(f"{patron.promo}: {cart.state.refusal.code}")

    def _shut_line(self) -> Script:
        """Touch the ticket that is open once more: codes are typed where none is."""
        cart = self.rooms.cart
        opened = [line.line_id == cart.state.selected for line in cart.state.lines]
        if True in opened:
            yield from self.hands.touch(f"cart.line.{opened.index(True)}")
            yield Wait(lambda: not cart.state.selected, "no ticket open")

    # ----------------------------------------------------------------------------- will-call

    def hand_over(self, patron: Collector) -> Script:
        """Find an order by its code or by name and hand its tickets over, taking what is owing
        first.
        """
        will_call = self.rooms.will_call
        yield from self._find(patron)
        rows = [row.order_number for row in will_call.state.rows]
        index = rows.index(patron.order_number)
        yield from self.hands.touch(f"willcall.row.{index}")
        self._picture("will-call-owing" if patron.owing else "will-call")
        order_id = will_call.state.rows[index].order_id
        if patron.owing:
            yield from self.hands.touch("willcall.pay")
            yield from self.paying.patron_sees_what_is_due()
            card = self.tally.collected_owing % 2 == 0
            yield from self.paying.tender(self.paying.way_of(Paid.CARD if card else Paid.EXACT))
            yield from self.paying.finish()
            self.tally.collected_owing += 1
        else:
            yield from self.hands.touch("willcall.hand_over")
        yield Wait(
            lambda: any(
                row.order_id == order_id and row.collected_at is not None
                for row in will_call.state.rows
            ),
            f"order {patron.order_number} handed over",
        )
        self._picture("will-call-done")
        self._note("will-call", patron.order_number, "owing" if patron.owing else "paid")
        self.tally.collected += 1

    def _find(self, patron: Collector) -> Script:
        will_call, number = self.rooms.will_call, patron.order_number
        if patron.brings_code and self.counter.scan(number):
            self.tally.scans += 1
            yield Wait(
                lambda: (
                    self.window.shell.room == "will_call"
                    and [row.order_number for row in will_call.state.rows] == [number]
                ),
                f"order {number} by its code",
            )
            self._picture("will-call-scanned")
            return
        yield from self.go("will_call")
        yield from self._search("willcall.search", patron.search)
        yield Wait(
            lambda: (
                not will_call.late
                and any(row.order_number == number for row in will_call.state.rows)
            ),
            f"order {number} under {patron.search!r}",
        )

    def _search(self, name: str, text: str) -> Script:
        yield from self.hands.wait_for(name)
        field_ = self._field(name)
        QTest.keyClick(field_, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClick(field_, Qt.Key.Key_Delete)
        yield from self.hands.type(name, text)

    def _field(self, name: str) -> QWidget:
        shown = self.hands.see(name)
        assert shown is not None
        return shown.focusProxy() or shown

    # -------------------------------------------------------------------------------- orders

    def reprint(self, approver: Person) -> Script:
        """A patron lost a ticket: print another, whose barcode takes the old one's place."""
        orders = self.rooms.orders
        yield from self.go("orders")
        yield Wait(lambda: bool(orders.state.rows), "the list of orders")
        self._picture("orders")
        index = next(n for n, row in enumerate(orders.state.rows) if row.channel == "window")
        yield from self.hands.touch(f"orders.row.{index}")
        yield Wait(lambda: orders.state.order is not None, "the order")
        self._picture("order")
        yield from self.hands.touch("orders.reprint.0")
        yield from self.hands.type("orders.reason", "Lost on the way to the seat")
        yield from self.hands.touch("orders.reprint_confirm")
        yield from self.approve(approver)
        yield Wait(lambda: orders.state.reprinted is not None, "another ticket on its way")
        self._picture("order-reprinted")
        self.tally.reprints += 1

    def give_back(self, approver: Person) -> Script:
        """A patron cannot come: one of the tickets just sold goes back to the card."""
        orders, given = self.rooms.orders, self.rooms.give_back
        order_id = self.tally.newest_order
        assert order_id is not None
        yield from self.go("orders")
        yield Wait(lambda: order_id in [row.order_id for row in orders.state.rows], "the order")
        index = [row.order_id for row in orders.state.rows].index(order_id)
        yield from self.hands.touch(f"orders.row.{index}")
        yield from self.hands.touch("orders.give_back")
        yield from self.hands.touch("give_back.item.0")
        yield from self.hands.type("give_back.reason", "Cannot come")
        yield Wait(lambda: given.state.can_give, "what would go back")
        self._picture("give-back")
        assert given.state.plan is not None
        amount = given.state.plan.amount
        asks = bool(given.state.plan.needs)
        yield from self.hands.touch("give_back.go")
        if asks:
            yield from self.approve(approver)
        yield from self.paying.card_given_back()
        yield Wait(
            lambda: not given.state.owed and not self.rooms.money_in_doubt.state.count,
            "nothing to be owed any more",
        )
        self._picture("given-back")
        yield from self.hands.touch("give_back.close")
        self._note("given back", str(amount.minor))
        self.tally.give_back(TenderKind.CARD, amount.minor)

    def say_it_came_out(self) -> Script:
        """Look at the printer, find the paper good, and say so."""
        tasks = self.rooms.print_tasks
        yield Wait(lambda: bool(tasks.state.in_doubt), "a paper in doubt")
        yield from self.hands.wait_for("banner.action")
        self._picture("banner-doubt")
        yield from self.hands.touch("banner.action")
        yield from self.hands.wait_for("print_tasks.yes.0")
        self._picture("print-tasks")
        yield from self.hands.touch("print_tasks.yes.0")
        yield Wait(lambda: not tasks.state.in_doubt, "the paper accounted for")
        yield from self.hands.touch("print_tasks.close")
        self.tally.doubts += 1

    # --------------------------------------------------------------------------------- close

    def x_report(self) -> Script:
        """Totals so far."""
        close = self.rooms.close
        yield from self.go("close")
        yield from self.hands.touch("close.x_report")
        yield Wait(lambda: close.state.saved_at is not None, "the X report on disk")
        self._picture("x-report")
        yield from self.hands.touch("close.report_done")

    def close_till(self, approver: Person, short_minor: int = 0) -> Script:
        """Count blind, see the difference, have a second person lock the till."""
        close = self.rooms.close
        yield from self.go("close")
        yield from self.hands.wait_for("close.look_again")
        yield from self.hands.touch("close.look_again")
        self._picture("close-checks")
        yield from self.hands.touch("close.start")
        yield Wait(lambda: close.state.step is CloseStep.COUNT, "the count")
        yield from self.paying.drawer_shut()
        yield from self._count(self.tally.drawer - short_minor)
        yield from self._count_papers()
        self._picture("close-count")
        yield from self.hands.touch("count.submit")
        yield Wait(lambda: close.state.result is not None, "the difference")
        if close.state.result is not None and close.state.result.needs_reason:
            yield from self.hands.type("close.reason", "Wrong change given")
        self._picture("close-difference" if short_minor else "close-result")
        yield from self.hands.touch("close.approve")
        yield from self.approve(approver)
        yield Wait(lambda: close.state.saved_at is not None, "the Z report on disk")
        self._picture("z-report")
        yield from self.hands.touch("close.report_done")

    def _count_papers(self) -> Script:
        """Tick off each paper in the drawer, reading off the checks what stands on them."""
        close = self.rooms.close
        yield Wait(lambda: close.state.walk.known, "the papers to hand in")
        if close.state.walk.papers:
            yield from self.hands.touch("count.papers")
        while (walked := close.state.walk.in_hand) is not None:
            left = close.state.walk.left
            if walked.has_amount:
                for key in str(self.tally.checks[walked.paper.number]):
                    yield from self.hands.touch(f"papers.pad.key.{key}")
            self._picture("close-check" if walked.has_amount else "close-papers")
            yield from self.hands.touch("papers.there" if walked.has_amount else "papers.all")
            yield Wait(lambda left=left: close.state.walk.left < left, "the paper ticked")  # type: ignore[misc]

    def close_day(self, approver: Person) -> Script:
        """End the business day."""
        close = self.rooms.close
        yield from self.go("close")
        self._picture("close-day")
        yield from self.hands.touch("close.day")
        yield from self.approve(approver)
        yield Wait(lambda: close.state.saved_at is not None, "the day's report on disk")
        self._picture("day-report")
        yield from self.hands.touch("close.report_done")
