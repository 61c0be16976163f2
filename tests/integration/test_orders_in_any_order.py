"""Sales, exchanges, splits, returns, gifts, refunds, patrons merged and taken apart in any order:
the ledger sums to zero, money and seats agree, each patron has what is theirs, and every proof of
the books holds."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pos.clock import ManualClock
from pos.errors import Refused
from pos.ids import OrderId, PatronId, PerformanceId, TicketId
from pos.lifecycles import TICKET
from pos.money import Money
from pos.selling.orders import COUNTING
from pos.views.order_life import OrderNames
from pos.views.paying import ExtraKind, Instead
from pos.views.people import Permission
from pos.views.selling import CartView
from tests.conftest import DOORS_OPEN, WALKS
from tests.integration.exchange_house import (
    SATURDAY,
    THURSDAY,
    ExchangeWish,
    exchange_season,
    floor,
    load,
)
from tests.integration.patron_sums import PatronSums
from tests.integration.refunds import equation, word_of
from tests.integration.small_house import LATE, STALLS, SYMPHONY, House, open_house, usd
from tests.integration.test_closing import check, print_all
from tests.integration.test_selling import cash, rows

SHOWS = (SYMPHONY, THURSDAY, SATURDAY, LATE)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            (
                *("sell", "sell", "exchange", "exchange", "exchange", "split", "split"),
                *("back", "pay", "merge", "merge", "apart", "print"),
            )
        ),
        st.integers(0, 5),
        st.integers(0, 7),
    ),
    min_size=5,
    max_size=12,
)


class Season:
    """One manager who sells, exchanges and gives back as it comes."""

    def __init__(self, house: House) -> None:
        self.house = house
        load(house, exchange_season(house))
        self.session = house.open_till("Max House", 50_000)
        self.orders: list[OrderId] = []
        self.patrons: list[PatronId] = []
        self.sums = PatronSums(house, self.session)

    def way(self, order: OrderId, how: int) -> Instead | None:
        """Return where money goes that comes back of an order; None: the way it came."""
        return (
            None,
            self.sums.account(order),
            Instead(ExtraKind.CERTIFICATE, text="Ann Example"),
            Instead(ExtraKind.DONATION, "youth", "Youth programme"),
        )[how % 4]

    def do(self, act: str, which: int, how: int) -> None:
        if act == "sell":
            self.sell(how)
        elif act == "print":
            print_all(self.house)
        elif self.orders:
            order = self.orders[which % len(self.orders)]
            {
                "exchange": self.exchange,
                "split": self.split,
                "back": self.back,
                "pay": self.pay,
                "merge": self.merge,
                "apart": self.apart,
            }[act](order, how)

    def cart(self, show: PerformanceId, many: int) -> CartView:
        house, session = self.house, self.session
        if show == LATE:
            return floor(house, session, many)
        cart, best = house.office.seating.new_cart(), house.office.seating.take_best
        return best(house.command(), session, cart, show, many, STALLS if many > 1 else None)

    def sell(self, how: int) -> None:
        cart = self.cart(SHOWS[how % 4], 1 + how % 3)
        gift = 700 if how % 2 else 0
        if gift:
            cart = self.house.office.counter.give(self.session, cart, "youth", usd(gift))
        first = (check(1500),) if how > 4 else ()
        rest = cart.total.minor - (1500 if first else 0)
        tenders = (*first, cash(rest))
        house = self.house
        sale = house.office.selling.sell(house.command(), self.session, cart, tenders)
        self.orders.append(sale.order_id)
        who = house.office.patrons.add(house.command(), self.session, f"Ann Example {how % 2}")
        patron = who.patron_id
        self.patrons.append(patron)
        house.office.patrons.link(house.command(), self.session, sale.order_id, patron)
        self.sums.sold(sale.order_id, patron, cart.total.minor, gift)
        house.office.accounts.open_for(house.command(), self.session, patron)
        (account,) = house.office.histories.of(self.session, patron).values
        self.sums.opened(patron, account.value_id)

    def live(self, order: OrderId) -> tuple[TicketId, ...]:
        view = self.house.office.orders.get(order)
        return tuple(t.ticket_id for t in view.tickets if t.state == "live")

    def exchange(self, order: OrderId, how: int) -> None:
        house, session = self.house, self.session
        going = self.live(order)[: 1 + how % 2]
        if not going:
            return
        cart = self.cart(SHOWS[(how + len(self.orders)) % 4], len(going))
        wanted = ExchangeWish(order, going, cart, self.way(order, how))
        try:
            planned = house.office.exchanging.plan(session, wanted)
            command = house.command()
            house.office.exchanging.exchange(command, session, planned, "another evening")
        except Refused:
            house.office.seating.abandon(house.command(), session, cart)
            raise
        self.sums.came_back(planned.back)

    def split(self, order: OrderId, how: int) -> None:
        """Some of it goes on as an order of its own, whose tickets go through all of it too."""
        house, service = self.house, self.house.office.splitting_off
        chosen = self.live(order)[: 1 + how % 2]
        plan = service.plan(self.session, order, chosen)
        patron = self.patrons[how % len(self.patrons)] if how % 3 else PatronId("")
        names, command = OrderNames("Bea Sample"), house.command()
        one = service.split(command, self.session, plan, names, "pays for herself", patron)
        self.orders.append(one.order_id)
        asked = f"SELECT value_id FROM tender WHERE order_id = '{one.order_id}'"
        account = str(rows(house, asked)[0][0]) if plan.paid else ""
        self.sums.split(plan, one, patron, account)

    def back(self, order: OrderId, how: int) -> None:
        house, session = self.house, self.session
        going = self.live(order)[: 1 + how % 2]
        back = house.office.giving_back
        extras = house.office.orders.get(order).extras
        every = (e for e in extras if e.kind is ExtraKind.DONATION and not e.returned)
        gifts = tuple(every) if how > 5 else ()
        those = tuple(gift.extra_id for gift in gifts)
        plan = back.plan(session, order, going, those, instead=self.way(order, how))
        command, word = house.command(), None
        if plan.needs:
            word = word_of(house, session, command, Permission(plan.needs), "Olga Owner")
        back.give_back(command, session, plan, "cannot come", word)
        self.sums.came_back(plan, sum(gift.amount.minor for gift in gifts))

    def pay(self, order: OrderId, _how: int) -> None:
        house = self.house
        owing = house.office.orders.get(order).owing
        if owing.minor > 0:
            tenders = (cash(owing.minor),)
            house.office.will_call.hand_over(house.command(), self.session, order, tenders)
            self.sums.paid(order, owing.minor)

    def merge(self, order: OrderId, how: int) -> None:
        """The patron of the order is the same person as another one."""
        house = self.house
        mine = house.office.patrons.of_order(order)
        other = self.patrons[how % len(self.patrons)]
        if mine is None or mine.patron_id == other:
            return
        house.office.merging.merge(house.command(), self.session, other, mine.patron_id)
        self.sums.merged(other, mine.patron_id)

    def apart(self, _order: OrderId, how: int) -> None:
        """One who was merged is a person of their own again, with what was merged into them."""
        merged = [each for each in self.patrons if self.sums.is_merged(each)]
        if merged:
            patron = merged[how % len(merged)]
            self.house.office.merging.take_apart(self.house.command(), self.session, patron)
            self.sums.taken_apart(patron)


def check_seats(house: House, orders: list[OrderId]) -> None:
    """Every ticket that counts has its place, and no place two."""
    with house.office.storage.read() as uow:
        taken: set[tuple[str, str]] = set()
        for order_id in orders:
            for ticket in uow.orders.tickets(order_id):
                if uow.states.of(TICKET, ticket.ticket_id) not in COUNTING or not ticket.seat_id:
                    continue
                place = ticket.performance_id, ticket.seat_id
                assert place not in taken
                taken.add(place)
                assert uow.rights.live_ticket(*place) == ticket.ticket_id
                assert uow.rights.of_seats(*place[:1])[ticket.seat_id][0] == "window:w1"


@settings(max_examples=3 * WALKS)
@given(ACTS)
@example(
    [
        *(("sell", 0, 2), ("back", 0, 1), ("split", 1, 1), ("merge", 1, 0), ("back", 2, 4)),
        *(("apart", 0, 0), ("back", 0, 6), ("exchange", 1, 1)),
    ]
)
def test_whatever_happens_to_orders_money_and_seats_agree(
    acts: list[tuple[str, int, int]],
) -> None:
    with TemporaryDirectory() as folder:
        house = open_house(Path(folder) / "foyer.sqlite3", ManualClock(DOORS_OPEN))
        season = Season(house)
        season.sell(5)
        for act, which, how in acts:
            with suppress(Refused):  # a rule said no: nothing may have changed
                season.do(act, which, how)
            for order_id in season.orders:
                assert equation(house, order_id) == 0
            season.sums.check()
        check_seats(house, season.orders)
        for order_id in season.orders:
            view = house.office.orders.get(order_id)
            assert all(Money(0) <= tender.left <= tender.amount for tender in view.tenders)
            assert view.to_give_back is None or view.to_give_back.minor >= 0
        assert house.office.verify() == ()
        house.office.close()
