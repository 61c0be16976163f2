"""Sales, exchanges, splits, returns, gifts, refunds, merged patrons in any order: the ledger sums
to zero, money and seats agree, and every proof of the books holds."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
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
from tests.integration.refunds import equation, word_of
from tests.integration.small_house import LATE, STALLS, SYMPHONY, House, open_house
from tests.integration.test_closing import check, print_all
from tests.integration.test_selling import cash

SHOWS = (SYMPHONY, THURSDAY, SATURDAY, LATE)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            (
                *("sell", "sell", "exchange", "exchange", "exchange", "split", "split"),
                *("back", "pay", "merge", "print"),
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
        office = house.office
        self.account = office.values.open_account(house.command(), self.session, "Ann Example")
        self.ways = (
            None,
            Instead(ExtraKind.CREDIT, value_id=self.account.value_id, name="Ann Example"),
            Instead(ExtraKind.CERTIFICATE, text="Ann Example"),
            Instead(ExtraKind.DONATION, "youth", "Youth programme"),
        )

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
            }[act](order, how)

    def cart(self, show: PerformanceId, many: int) -> CartView:
        house, session = self.house, self.session
        if show == LATE:
            return floor(house, session, many)
        cart, best = house.office.seating.new_cart(), house.office.seating.take_best
        return best(house.command(), session, cart, show, many, STALLS if many > 1 else None)

    def sell(self, how: int) -> None:
        cart = self.cart(SHOWS[how % 4], 1 + how % 3)
        first = (check(1500),) if how > 4 else ()
        rest = cart.total.minor - (1500 if first else 0)
        tenders = (*first, cash(rest))
        house = self.house
        sale = house.office.selling.sell(house.command(), self.session, cart, tenders)
        self.orders.append(sale.order_id)
        who = house.office.patrons.add(house.command(), self.session, f"Ann Example {how % 2}")
        self.patrons.append(who.patron_id)
        house.office.patrons.link(house.command(), self.session, sale.order_id, who.patron_id)

    def live(self, order: OrderId) -> tuple[TicketId, ...]:
        view = self.house.office.orders.get(order)
        return tuple(t.ticket_id for t in view.tickets if t.state == "live")

    def exchange(self, order: OrderId, how: int) -> None:
        house, session = self.house, self.session
        going = self.live(order)[: 1 + how % 2]
        if not going:
            return
        cart = self.cart(SHOWS[(how + len(self.orders)) % 4], len(going))
        wanted = ExchangeWish(order, going, cart, self.ways[how % 4])
        try:
            planned = house.office.exchanging.plan(session, wanted)
            command = house.command()
            house.office.exchanging.exchange(command, session, planned, "another evening")
        except Refused:
            house.office.seating.abandon(house.command(), session, cart)
            raise

    def split(self, order: OrderId, how: int) -> None:
        """Some of it goes on as an order of its own, whose tickets go through all of it too."""
        house, service = self.house, self.house.office.splitting_off
        chosen = self.live(order)[: 1 + how % 2]
        plan = service.plan(self.session, order, chosen)
        patron = self.patrons[how % len(self.patrons)] if how % 3 else ""
        names, command = OrderNames("Bea Sample"), house.command()
        one = service.split(command, self.session, plan, names, "pays for herself", patron)
        self.orders.append(one.order_id)

    def back(self, order: OrderId, how: int) -> None:
        house, session = self.house, self.session
        going = self.live(order)[: 1 + how % 2]
        back = house.office.giving_back
        plan = back.plan(session, order, going, instead=self.ways[how % 4])
        command, word = house.command(), None
        if plan.needs:
            word = word_of(house, session, command, Permission(plan.needs), "Olga Owner")
        back.give_back(command, session, plan, "cannot come", word)

    def pay(self, order: OrderId, _how: int) -> None:
        house = self.house
        owing = house.office.orders.get(order).owing
        if owing.minor > 0:
            tenders = (cash(owing.minor),)
            house.office.will_call.hand_over(house.command(), self.session, order, tenders)

    def merge(self, order: OrderId, how: int) -> None:
        """The patron of the order is the same person as another one."""
        house = self.house
        mine = house.office.patrons.of_order(order)
        other = self.patrons[how % len(self.patrons)]
        if mine is None or mine.patron_id == other:
            return
        before = house.office.values.view(self.account.value_id).balance
        house.office.merging.merge(house.command(), self.session, other, mine.patron_id)
        assert house.office.values.view(self.account.value_id).balance == before
        after = house.office.patrons.of_order(order)
        assert after is not None


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
        check_seats(house, season.orders)
        for order_id in season.orders:
            view = house.office.orders.get(order_id)
            assert all(Money(0) <= tender.left <= tender.amount for tender in view.tenders)
            assert view.to_give_back is None or view.to_give_back.minor >= 0
        assert house.office.verify() == ()
        house.office.close()
