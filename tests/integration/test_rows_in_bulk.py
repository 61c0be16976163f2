"""Rows of lists are read for all of a page at once, and say what each order says by itself."""

from __future__ import annotations

import sqlalchemy as sa

from pos.ids import OrderId, PatronId
from pos.lifecycles import ORDER, OrderState
from pos.patrons.identity import records_of, root_of
from pos.patrons.rows import today
from pos.ports.storage import UnitOfWork
from pos.selling.order_money import costs_of, owing_of
from pos.selling.orders import counted_tickets
from pos.views.order_life import OrderNames
from pos.views.patrons import PatronRow
from pos.views.selling import OrderRow, WillCallRow
from pos.views.will_call import Where, Wish
from pos.will_call.rows import collected_when, price_types_of, seats_of
from pos.will_call.standing import not_given, standing_of
from tests.integration.small_house import SYMPHONY, House
from tests.integration.test_envelopes import print_batch
from tests.integration.test_patrons import _patron
from tests.integration.test_will_call import sold_elsewhere


def varied(house: House) -> dict[str, OrderId]:
    """Orders that owe and are paid, lie in the box, were handed out whole, in part and not, go by
    another name, are of one patron, of a merged one and of nobody."""
    orders = {
        "Amy Envelope": sold_elsewhere(house, "Amy Envelope", 1, 2),
        "Bo Owing": sold_elsewhere(house, "Bo Owing", 3, paid=False),
    }
    ada, sue = house.open_till(), house.sign_in("Sue Lead")
    print_batch(house, ada)
    for name, *numbers in (("Cy Gone", 4), ("Di Part", 5, 6, 7), ("Ed Named", 8), ("Flo Late", 9)):
        orders[name] = sold_elsewhere(house, name, *numbers)
    house.office.will_call.hand_over(house.command(), ada, orders["Cy Gone"])
    part = house.office.will_call.card(orders["Di Part"]).tickets[1]
    wish = Wish(tickets=(part.ticket_id,))
    house.office.will_call.hand_over(house.command(), ada, orders["Di Part"], (), wish)
    for name in ("Ned One", "Ned Two"):
        names = OrderNames(name, email="ned@example.test")
        house.office.naming.rename(house.command(), ada, orders["Ed Named"], names, "as he says")
    vera, other = _patron(house, "Vera Lind", "206-555-0142"), _patron(house, "Vera Lynd")
    otto = _patron(house, "Otto Lind")
    for name, whose in (("Amy Envelope", otto), ("Bo Owing", otto), ("Bo Owing", vera)):
        house.office.patrons.link(house.command(), ada, orders[name], whose)
    house.office.patrons.link(house.command(), ada, orders["Flo Late"], other)
    house.office.merging.merge(house.command(), sue, vera, other)
    for whose in (vera, PatronId("")):
        house.office.patrons.link(house.command(), ada, orders["Cy Gone"], whose)
    return orders


def alone(uow: UnitOfWork, row: OrderRow) -> OrderRow:
    """Return what an order says by itself."""
    order = uow.orders.order(row.order_id)
    placed = uow.orders.as_placed(row.order_id).name
    return OrderRow(
        order_id=row.order_id,
        order_number=order.order_number,
        name=order.name,
        channel=order.channel,
        state=uow.states.of(ORDER, row.order_id).value,
        placed_at=order.placed_at,
        tickets=len(counted_tickets(uow, row.order_id)),
        total=costs_of(uow, order, counted_tickets(uow, row.order_id)),
        owing=owing_of(uow, order),
        formerly=placed if placed != order.name else "",
    )


def waiting_alone(uow: UnitOfWork, row: WillCallRow) -> tuple[object, ...]:
    order = uow.orders.order(row.order_id)
    collected = uow.states.of(ORDER, row.order_id) is OrderState.COLLECTED
    stands = standing_of(uow, row.order_id, collected=collected)
    tickets, waits = [each.ticket for each in stands], not_given(stands)
    return (
        order.name,
        seats_of(uow, tickets, SYMPHONY),
        price_types_of(uow, tickets),
        len(tickets),
        len(waits),
        bool(waits) and all(each.where is Where.ENVELOPE for each in waits),
        owing_of(uow, order),
        collected_when(uow, row.order_id) if collected else (None, ""),
    )


def said(row: WillCallRow) -> tuple[object, ...]:
    return (
        row.name,
        row.seats,
        row.price_types,
        row.tickets,
        row.waiting,
        row.in_envelope,
        row.owing,
        (row.collected_at, row.collected_by),
    )


def test_rows_of_orders_say_what_each_says_alone(house: House) -> None:
    orders = varied(house)
    found = house.office.orders.find("")
    assert {row.order_id for row in found} == {*orders.values()}
    with house.office.storage.read() as uow:
        assert [alone(uow, row) for row in found] == [*found]
    assert {row.formerly for row in found} == {"", "Ed Named"}
    assert {row.owing.minor for row in found} == {0, 4_500}


def test_rows_of_will_call_say_what_each_says_alone(house: House) -> None:
    orders = varied(house)
    found = house.office.will_call.find("", SYMPHONY)
    rows = {row.order_id: row for row in found}
    assert {*rows} == {*orders.values()}
    with house.office.storage.read() as uow:
        assert [waiting_alone(uow, row) for row in found] == [said(row) for row in found]
    of = {name: rows[order_id] for name, order_id in orders.items()}
    assert of["Amy Envelope"].in_envelope
    assert (of["Di Part"].tickets, of["Di Part"].waiting) == (3, 2)
    assert of["Cy Gone"].collected_by == "Ada Clerk"
    assert of["Ed Named"].name == "Ned Two"


def test_rows_of_patrons_say_what_each_says_alone(house: House) -> None:
    varied(house)
    found = house.office.patrons.find("vera") + house.office.patrons.find("lind")
    assert [row.name for row in found] == ["Vera Lind", "Otto Lind", "Vera Lind"]
    with house.office.storage.read() as uow:

        def one(row: PatronRow) -> tuple[str, str, str]:
            root = root_of(uow, row.patron_id)
            every = records_of(uow, root)
            return root, uow.patrons.patron(root).number, uow.patrons.rank(every, today(uow))

        assert [one(row) for row in found] == [(r.patron_id, r.number, r.rank) for r in found]


def test_a_page_asks_as_often_as_one_row(house: House) -> None:
    def asked(text: str) -> int:
        statements: list[str] = []
        with house.office.storage.read() as uow:
            engine = uow.connection.engine

        def note(*about: object) -> None:
            statements.append(str(about[2]))

        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            assert house.office.orders.find(text)
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)
        return len(statements)

    varied(house)
    assert asked("") <= asked("Amy Envelope") + 1
