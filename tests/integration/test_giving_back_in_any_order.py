"""Sales, money given back, corrections and returned checks in any order: the books stay right."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from pos.clock import ManualClock
from pos.errors import Refused
from pos.ids import OrderId
from pos.money import Money
from pos.views.paying_rules import CashRounding, PayingRules
from pos.views.people import Permission
from pos.views.selling import TenderGiven, TenderKind
from tests.conftest import DOORS_OPEN
from tests.integration.card_sales import (
    SERIAL,
    approved,
    card_house,
    sell_by_card,
    settle,
    with_rules,
)
from tests.integration.refunds import equation, give_back, word_of
from tests.integration.small_house import House, open_house, usd
from tests.integration.test_closing import check, count, lock, print_all, sheet
from tests.integration.test_selling import cart_of, cash

RULES = PayingRules(cash_rounding=CashRounding.NICKEL, check_clears_days=0)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(("sell", "back", "back", "check", "correct", "again")),
        st.integers(0, 7),
        st.integers(0, 3),
    ),
    min_size=4,
    max_size=10,
)


class Evening:
    """One till of a manager, closed and opened again before a check can come back."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.session = card_house(house, "Max House")
        with_rules(house, RULES)
        self.orders: list[OrderId] = []
        self.next_seat = 0
        for how in (1, 2, 3):
            self.sell(how, by_card=how == 2)

    def do(self, act: str, which: int, how: int) -> None:
        if act in ("sell", "sell_card"):
            self.sell(how, by_card=act == "sell_card")
        elif self.orders:
            order = self.orders[which % len(self.orders)]
            {
                "back": self.back,
                "check": self.bounce,
                "correct": self.correct,
            }.get(act, self.again)(order, how)

    def places(self, number: int) -> list[tuple[str, int]]:
        """Return seats nobody had before: row B, then row C from its second."""
        every = [("B", n) for n in range(1, 11)] + [("C", n) for n in range(2, 11)]
        chosen = every[self.next_seat : self.next_seat + number]
        self.next_seat += number
        return chosen

    def sell(self, how: int, *, by_card: bool) -> None:
        places = self.places(1 + how % 2)
        if not places:
            return
        house, session = self.house, self.session
        if by_card:
            sale, _ = sell_by_card(house, session, *places)
        else:
            due = 4500 * len(places)
            first = (0, 1803, due, 2222)[how]  # an odd check leaves cash to round
            tenders: list[TenderGiven] = []
            if first:
                tenders.append(check(first))
            if due - first:
                tenders.append(cash(_nickel(due - first)))
            cart = cart_of(house, session, *places)
            sale = house.office.selling.sell(house.command(), session, cart, tuple(tenders))
        self.orders.append(sale.order_id)

    def back(self, order: OrderId, how: int) -> None:
        live = [
            t.ticket_id for t in self.house.office.orders.get(order).tickets if t.state == "live"
        ]
        chosen = tuple(live[: 1 + how % 2])
        if not chosen:
            return
        given = give_back(self.house, self.session, order, chosen, by_check=how == 3)
        for payment_id in given.cards:
            asked = self.house.office.cards.send(payment_id)
            if how != 1:
                settle(self.house, asked, approved(asked), terminal=SERIAL)

    def bounce(self, order: OrderId, how: int) -> None:
        checks = [
            t.tender_id
            for t in self.house.office.orders.get(order).tenders
            if t.kind is TenderKind.CHECK
        ]
        for tender in checks[:1]:
            self.settle_everything()
            self.close_till()
            self.house.office.checks.returned(
                self.house.command(), self.session, tender, "no funds", usd(how * 500)
            )

    def correct(self, order: OrderId, how: int) -> None:
        tenders = self.house.office.orders.get(order).tenders
        for tender in tenders[how % max(1, len(tenders)) :][:1]:
            to = (
                check(tender.amount.minor)
                if tender.kind is TenderKind.CASH
                else cash(_nickel(tender.amount.minor))
            )
            command = self.house.command()
            word = word_of(self.house, self.session, command, Permission.GIVE_BACK, "Sue Lead")
            self.house.office.corrections.correct(
                command, self.session, tender.tender_id, to, "keyed wrong", word
            )

    def again(self, order: OrderId, how: int) -> None:
        self.settle_everything()

    def settle_everything(self) -> None:
        for asked in self.house.office.cards.to_resolve():
            settle(self.house, asked, approved(asked), terminal=SERIAL)

    def close_till(self) -> None:
        house, session = self.house, self.session
        print_all(house)
        till = house.office.tills.current()
        assert till is not None
        with house.office.storage.read() as uow:
            there = uow.tills.balance("1020", till.till_id)
        count(house, session, sheet(there))
        lock(house, session, "Olga Owner")
        self.session = house.open_till("Max House")


def _nickel(minor: int) -> int:
    return minor // 5 * 5 + (5 if minor % 5 > 2 else 0)


def check_books(house: House, orders: list[OrderId]) -> None:
    assert house.office.verify() == ()
    for order_id in orders:
        assert equation(house, order_id) == 0
        view = house.office.orders.get(order_id)
        assert all(Money(0) <= tender.left <= tender.amount for tender in view.tenders)


@settings(max_examples=6)
@given(ACTS)
def test_whatever_happens_to_orders_the_books_stay_right(acts: list[tuple[str, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        house = open_house(Path(folder) / "foyer.sqlite3", ManualClock(DOORS_OPEN))
        evening = Evening(house)
        for act, which, how in acts:
            with suppress(Refused):  # a rule said no: nothing may have changed
                evening.do(act, which, how)
            for order_id in evening.orders:
                assert equation(house, order_id) == 0
        evening.settle_everything()
        check_books(house, evening.orders)
        house.office.close()
