"""Sales, money given back, corrections and returned checks in any order: the books stay right."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pos.clock import ManualClock
from pos.errors import Refused
from pos.ids import OrderId
from pos.money import Money
from pos.paying.rounding import cash_due
from pos.views.paying_rules import CashRounding, PayingRules
from pos.views.people import Permission
from pos.views.season import Fund
from pos.views.selling import TenderGiven, TenderKind
from tests.conftest import DOORS_OPEN, WALKS
from tests.integration.card_sales import (
    SERIAL,
    approved,
    balances,
    card_house,
    sell_by_card,
    settle,
    with_rules,
)
from tests.integration.refunds import equation, give_back, word_of
from tests.integration.small_house import ZONE, House, open_house, season, usd
from tests.integration.test_closing import check, count, lock, print_all, sheet
from tests.integration.test_selling import cart_of, cash

RULES = PayingRules(cash_rounding=CashRounding.NICKEL, check_clears_days=0)
ACTS = st.lists(
    st.tuples(
        st.sampled_from(("sell", "sell_card", "back", "back", "check", "correct", "again")),
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


@settings(max_examples=3 * WALKS)
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


PARTS = st.lists(
    st.tuples(st.sampled_from((1, 2, 3, 167, 333, 500, 2501, 4667)), st.integers(0, 3)),
    min_size=2,
    max_size=5,
)
"""What was sold for how many cents, and with which act of giving back it comes back."""
FUNDS = tuple(Fund(name, name, "4030", position=n) for n, name in enumerate("abcde"))
SALES = st.lists(
    st.tuples(PARTS, st.sampled_from(CashRounding), st.booleans()), min_size=3, max_size=5
)


def rounding_house(path: Path) -> House:
    """Return a house with an open till, for donations of any sum."""
    house = open_house(path, ManualClock(DOORS_OPEN))
    house.open_till("Max House")
    return house


def round_by(house: House, rule: CashRounding) -> None:
    loaded = season(house.clock.now().astimezone(ZONE))
    rules = PayingRules(cash_rounding=rule, check_clears_days=0)
    venue = replace(loaded.venues[0], paying=rules)
    with house.office.storage.begin() as uow:
        uow.catalogue.save(replace(loaded, venues=(venue,), funds=FUNDS))
        uow.commit()


@settings(max_examples=1 * WALKS)
@given(SALES)
@example(
    [
        ([(4500, 1), (333, 0), (167, 1)], CashRounding.NICKEL, False),  # the rest, 2 cents short
        ([(4500, 0), (333, 1), (167, 0)], CashRounding.NICKEL, False),  # 2 cents too many
        ([(2503, 0), (1, 1)], CashRounding.NICKEL, False),  # all the cash for less than all
        ([(333, 0), (667, 1), (4500, 1)], CashRounding.NICKEL, True),
    ]
)
def test_what_was_sold_for_cash_comes_back_in_any_parts(
    sales: list[tuple[list[tuple[int, int]], CashRounding, bool]],
) -> None:
    with TemporaryDirectory() as folder:
        house = rounding_house(Path(folder) / "foyer.sqlite3")
        session = house.staff["Max House"]
        for parts, rule, by_check in sales:
            round_by(house, rule)
            cart = house.office.seating.new_cart()
            for fund, (minor, _) in zip(FUNDS, parts, strict=False):
                cart = house.office.counter.give(session, cart, fund.code, usd(minor))
            first = (check(cart.total.minor % 5),) if by_check and cart.total.minor % 5 else ()
            due = cash_due(cart.total - sum((one.amount for one in first), usd(0)), rule)
            tenders = (*first, cash(due.minor))
            sale = house.office.selling.sell(house.command(), session, cart, tenders)
            came = sum(tender.amount.minor for tender in tenders)
            extras = house.office.orders.get(sale.order_id).extras
            assert [extra.amount.minor for extra in extras] == [minor for minor, _ in parts]
            out = 0
            for turn in range(4):
                those = tuple(
                    extra.extra_id
                    for extra, (_, act) in zip(extras, parts, strict=True)
                    if act == turn
                )
                if those:
                    given = give_back(house, session, sale.order_id, (), those)
                    out += given.cash.minor
                    assert out <= came
                    assert equation(house, sale.order_id) == 0
            assert out == came
            assert house.office.giving_back.owing() == ()
            stands = balances(house)  # a check is money in the till, whatever went out for it
            assert stands.pop("1020", 0) + stands.pop("1030", 0) == 0
            assert stands == {}
        assert house.office.verify() == ()
        house.office.close()
