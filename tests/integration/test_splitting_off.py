"""Tickets of an order go on as an order of their own: what was paid goes with them, what is owing
is owed there, and every proof of the books holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pos.errors import NotThisWay, StillOwed, TextMissing
from pos.ids import OrderId, PatronId, TicketId
from pos.views.charges import ChargeRules, FeeRule, TaxRule
from pos.views.exchanging import SplitView
from pos.views.order_life import OrderNames
from pos.views.people import SessionView
from pos.views.season import Promo, PromoKind
from pos.views.selling import Later, OrderView
from tests.integration.exchange_house import THURSDAY, exchange_season, load, places, sell
from tests.integration.refunds import equation, give_back, sold
from tests.integration.small_house import SYMPHONY, House, seat, usd
from tests.integration.test_closing import print_all
from tests.integration.test_order_life import use
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_will_call import sold_elsewhere

BEA = OrderNames("Bea Sample", phone="555 0100")


def split(house: House, session: SessionView, order: OrderId, *which: int) -> SplitView:
    tickets = live(house, order)
    service, chosen = house.office.splitting_off, tuple(tickets[n] for n in which)
    plan = service.plan(session, order, chosen)
    return service.split(house.command(), session, plan, BEA, "each pays for herself")


def live(house: House, order: OrderId) -> tuple[TicketId, ...]:
    return tuple(t.ticket_id for t in get(house, order).tickets if t.state == "live")


def get(house: House, order: OrderId) -> OrderView:
    return house.office.orders.get(order)


def said(order: OrderView) -> list[tuple[str, object]]:
    return [
        (event.what, dict(event.params).get("number"))
        for event in order.events
        if "split_off" in event.what
    ]


def test_what_was_paid_goes_with_the_tickets(house: House) -> None:
    ada = house.open_till()
    sale = sold(house, ada, (4, 5, 6), cash(13_500))
    print_all(house)
    codes = rows(house, "SELECT code FROM ticket")
    service = house.office.splitting_off
    plan = service.plan(ada, sale.order_id, sale.ticket_ids[:2])
    assert (plan.paid, plan.owing, plan.papers, plan.needs) == (usd(9000), usd(0), 2, "")
    with pytest.raises(TextMissing):
        service.split(house.command(), ada, plan, OrderNames(""), "why")
    command = house.command()
    (one,) = {service.split(command, ada, plan, BEA, "each for herself") for _ in range(2)}
    old, new = get(house, sale.order_id), get(house, one.order_id)
    assert (new.name, new.names.phone, new.state) == ("Bea Sample", "555 0100", "paid")
    assert (old.owing, new.owing, new.paid) == (usd(0), usd(0), usd(9000))
    assert [t.place for t in new.tickets] == [t.place for t in old.tickets[:2]]
    assert [(extra.text, extra.amount) for extra in old.extras] == [("Bea Sample", usd(9000))]
    (row,) = house.office.orders.find(sale.order_number)
    assert (row.tickets, row.total, row.credited) == (1, usd(13_500), usd(9000))
    assert said(old) == [("ticket.split_off", one.order_number)]
    assert said(new) == [("order.split_off", sale.order_number)]
    assert [t.moved_to for t in old.tickets] == [one.order_number, one.order_number, ""]
    assert len({*codes, *rows(house, "SELECT code FROM ticket")}) == 5
    assert rows(house, "SELECT count(*) FROM stored_value") == [(1,)]
    (row,) = house.office.will_call.find("bea sample")
    assert (row.order_id, row.waiting) == (one.order_id, 2)
    house.office.will_call.hand_over(house.command(), ada, one.order_id, ())
    print_all(house)
    assert house.office.verify() == ()
    given = give_back(house, ada, one.order_id, live(house, one.order_id)[:1])
    assert given.cash == usd(0)  # the way it came: on the account
    assert [equation(house, each) for each in (sale.order_id, one.order_id)] == [0, 0]
    assert house.office.verify() == ()


def test_the_account_is_whose_the_new_order_is(house: House) -> None:
    """It is on their page, and is erased with them; it is nobody's where the order is."""
    ada, boss = house.open_till(), house.sign_in("Max House")
    sale = sold(house, ada, (4, 5), cash(9000))
    one = split(house, ada, sale.order_id, 0)
    patrons = house.office.patrons
    wrong, bea = (patrons.add(house.command(), ada, name).patron_id for name in ("Bo Bo", "Bea S"))
    for who in (wrong, "", wrong, bea):
        patrons.link(house.command(), ada, one.order_id, PatronId(who))
        owners = rows(house, "SELECT patron_id FROM account_patron ORDER BY link_id DESC LIMIT 1")
        assert owners == [(who,)]
    patrons.link(house.command(), ada, sale.order_id, wrong)
    for who, paid, moved in ((wrong, 9000, 4500), (bea, 4500, 0)):  # in all what was paid, once
        history = house.office.histories.of(ada, who)
        assert [(y.paid, y.given_back) for y in history.years] == [(usd(paid), usd(moved))]
        assert [row.given_back for row in history.bought] == [usd(moved)]
    give_back(house, ada, one.order_id, live(house, one.order_id))
    (balance,) = house.office.histories.of(ada, bea).values
    assert balance.balance == usd(4500)
    with pytest.raises(StillOwed):
        house.office.forgetting.erase(house.command(), boss, bea)
    assert house.office.verify() == ()


def test_a_ticket_keeps_its_price_and_the_reasons_for_it(house: House) -> None:
    """A code is used no second time, nor a membership; fees and taxes go where they were."""
    few = Promo("FEW", "For the first two", PromoKind.PERCENT, usd(0), 5_000, uses=2)
    fees = (FeeRule("service", "Service fee", "4020", usd(200)),)
    charges = ChargeRules(fees, (TaxRule("city", "City tax", 100_000, included=True),))
    load(house, replace(exchange_season(house), promos=(few,), charges=charges))
    ada, office = house.open_till(), house.office
    joined = office.counter.add_membership(ada, office.seating.new_cart(), "FRIEND", "Ann Example")
    sell(house, ada, joined, cash(5000))
    ((member, code),) = rows(house, "SELECT member_id, code FROM member")
    coded = office.prices.add_code(ada, places(house, ada, SYMPHONY, ("B", 4), ("B", 5)), "FEW")
    shown = office.members.show(ada, places(house, ada, THURSDAY, ("B", 4), ("B", 5)), str(code))
    for cart in (coded, shown):
        sale = sell(house, ada, cart, cash(cart.total.minor))
        one = split(house, ada, sale.order_id, 1)
        assert get(house, one.order_id).paid == cart.lines[1].all_in
    with office.storage.read() as uow:
        assert uow.orders.promo_uses(["FEW"]) == {"FEW": 2}
        assert [each.performance_id for each in uow.members.used(str(member))] == [THURSDAY] * 2
    assert office.verify() == ()


def test_what_is_owing_is_owed_there(house: House) -> None:
    ada, office = house.open_till(), house.office
    cart = cart_of(house, ada, *(("B", number) for number in (4, 5, 6)))
    later = Later(pays_then=True)
    sale = office.selling.sell(house.command(), ada, cart, (), "Ann Example", later)
    one = split(house, ada, sale.order_id, 1)
    assert (get(house, sale.order_id).owing, get(house, one.order_id).owing) == (
        usd(9000),
        usd(4500),
    )
    office.will_call.hand_over(house.command(), ada, one.order_id, (cash(4500),))
    assert (get(house, one.order_id).state, get(house, sale.order_id).owing) == (
        "collected",
        usd(9000),
    )
    two = split(house, ada, sale.order_id, 0)  # and once more, from what is left
    assert rows(house, "SELECT count(*) FROM stored_value") == [(0,)]
    for order in (sale.order_id, two.order_id):
        office.will_call.hand_over(house.command(), ada, order, (cash(4500),))
        assert equation(house, order) == 0
    assert office.verify() == ()


def test_an_order_of_the_web_shop_is_split_and_its_seats_stay_the_shops(house: House) -> None:
    ada, order = house.open_till(), sold_elsewhere(house, "Ann Example", 7, 8, 9)
    one = split(house, ada, order, 0, 2)
    assert get(house, one.order_id).paid == usd(9000)
    with house.office.storage.read() as uow:
        right = uow.rights.of_seats(SYMPHONY)
        assert [right[seat("B", n)][0] for n in (7, 8, 9)] == ["channel:web"] * 3
    assert house.office.verify() == ()
    give_back(house, ada, one.order_id, live(house, one.order_id)[:1])
    with house.office.storage.read() as uow:
        assert seat("B", 7) not in uow.rights.of_seats(SYMPHONY)
    assert house.office.verify() == ()


@pytest.mark.parametrize(
    ("chosen", "what"),
    [
        ((), "nothing_chosen"),
        ((0, 1), "all_of_it"),
        ((2,), "not_of_order"),
        ((1,), "used_at_door"),
        ((0,), "show_over"),
    ],
)
def test_what_is_no_order_of_its_own(house: House, chosen: tuple[int, ...], what: str) -> None:
    ada = house.open_till()
    sale, other = sold(house, ada, (4, 5), cash(9000)), sold(house, ada, (7,), cash(4500))
    use(house, sale.ticket_ids[1])
    if what == "show_over":
        house.clock.advance(timedelta(hours=20))
    every = (*sale.ticket_ids, *other.ticket_ids)
    with pytest.raises(NotThisWay) as refused:
        house.office.splitting_off.plan(ada, sale.order_id, tuple(every[n] for n in chosen))
    assert refused.value.params["what"] == what
