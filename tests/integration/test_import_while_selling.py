"""A list of orders is looked at, then a seat of it is sold at a window, then it is loaded: the seat
is told as taken with its line, and nothing is sold twice."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor

import pytest

from pos.errors import FileRefused, SeatTaken
from pos.events import Events
from pos.ids import Ids, OrderId
from pos.selling.elsewhere import OrdersElsewhere
from pos.storage.unit_of_work import SqlStorage
from pos.views.season import ImportView
from tests.integration.exchange_house import exchange, open_exchange, places, wish
from tests.integration.small_house import SYMPHONY, House, usd
from tests.integration.test_selling import cart_of, cash, rows
from tests.integration.test_splitting_off import split

LIST = """Order,Channel,Name,Performance,Section,Row,Seat,Qty,Type,Price,Paid,Owing
1,web,Ann Example,SYM-1,Orchestra,B,3,1,Adult,45.00,45.00,0.00
2,web,Bob Example,SYM-1,Orchestra,B,4,1,Adult,45.00,45.00,0.00
3,web,Cy Example,SYM-1,Orchestra,B,5,1,Adult,45.00,45.00,0.00
"""
SOLD = """
    SELECT o.channel, o.name FROM ticket t JOIN orders o ON o.order_id = t.order_id
    JOIN current_state s ON s.machine = 'ticket' AND s.subject_id = t.ticket_id
    WHERE s.state = 'live' ORDER BY o.channel, o.name
"""
TWICE = "SELECT seat_id FROM ticket GROUP BY performance_id, seat_id HAVING count(*) > 1"


def load(house: House, *, dry_run: bool = False, what_can: bool = False) -> ImportView:
    """Load the list as another process does, in a thread and with a storage of its own."""

    def there() -> ImportView:
        ids = Ids(house.clock, random.Random(11).randbytes)
        storage = SqlStorage(house.path, house.clock, ids, Events())
        try:
            elsewhere = OrdersElsewhere(storage, house.clock, ids, house.office.window)
            return elsewhere.load(
                None, LIST.encode(), "list.csv", dry_run=dry_run, what_can=what_can
            )
        finally:
            storage.close()

    with ThreadPoolExecutor(1) as other:
        return other.submit(there).result()


def faults(findings: object) -> list[tuple[str, str]]:
    return [(each.code, each.subject.split(" ")[0]) for each in findings]  # type: ignore[attr-defined]


@pytest.mark.parametrize("paid", [False, True], ids=["in a cart", "sold"])
def test_a_seat_that_went_since_the_dry_run_is_told_with_its_line(house: House, paid: bool) -> None:
    assert dict(load(house, dry_run=True).counts)["new"] == 3
    ada = house.open_till()
    cart = cart_of(house, ada, ("B", 4))
    if paid:
        house.office.selling.sell(house.command(), ada, cart, (cash(4_500),))
    before = [rows(house, f"SELECT count(*) FROM {each}") for each in ("orders", "seat_right")]
    with pytest.raises(FileRefused) as refused:
        load(house)
    assert faults(refused.value.findings) == [("orders.seat_taken", "list.csv:3")]
    after = [rows(house, f"SELECT count(*) FROM {each}") for each in ("orders", "seat_right")]
    assert after == before
    view = load(house, what_can=True)
    assert faults(view.findings) == [("orders.seat_taken", "list.csv:3")]
    assert dict(view.counts)["new"] == 2
    if not paid:
        house.office.selling.sell(house.command(), ada, cart, (cash(4_500),))
    sold = rows(house, SOLD)
    assert sold == [("web", "Ann Example"), ("web", "Cy Example"), ("window", "")]
    assert rows(house, TWICE) == []
    assert house.office.verify() == ()


def test_what_the_list_took_is_not_sold_at_the_window(house: House) -> None:
    ada = house.open_till()
    held = cart_of(house, ada, ("B", 6))
    load(house)
    with pytest.raises(SeatTaken):
        cart_of(house, ada, ("B", 4))
    house.office.selling.sell(house.command(), ada, held, (cash(4_500),))
    assert rows(house, TWICE) == []
    assert len(rows(house, SOLD)) == 4
    assert house.office.verify() == ()


def test_what_was_paid_at_the_window_and_in_the_shop_is_told_with_both(house: House) -> None:
    ada = house.open_till()
    office = house.office
    elsewhere = OrdersElsewhere(office.storage, house.clock, house.ids, office.window)
    owing = "".join(LIST.splitlines(keepends=True)[:2]).replace("45.00,0.00", "0.00,45.00")
    elsewhere.load(None, owing.encode(), "list.csv")
    order = OrderId(rows(house, "SELECT order_id FROM orders")[0][0])
    office.will_call.hand_over(house.command(), ada, order, (cash(4_500),))
    assert elsewhere.load(None, owing.encode(), "list.csv").findings == ()
    for _ in range(2):
        (finding,) = elsewhere.load(None, LIST[: len(owing)].encode(), "list.csv").findings
        assert (finding.code, finding.evidence) == (
            "orders.paid_twice",
            ("1", "Ann Example", "45.00", "45.00"),
        )
    tenders = rows(house, "SELECT kind, amount_minor FROM tender")
    assert [tuple(each) for each in tenders] == [("cash", 4_500)]
    assert office.verify() == ()


def test_what_was_exchanged_here_and_cancelled_in_the_shop_is_told(house: House) -> None:
    ada, office = open_exchange(house), house.office
    elsewhere = OrdersElsewhere(office.storage, house.clock, house.ids, office.window)
    sold = "".join(LIST.splitlines(keepends=True)[:2])
    elsewhere.load(None, sold.encode(), "list.csv")
    order = OrderId(rows(house, "SELECT order_id FROM orders")[0][0])
    tickets = tuple(ticket.ticket_id for ticket in office.orders.get(order).tickets)
    exchange(house, ada, wish(order, tickets, places(house, ada, SYMPHONY, ("B", 7))))
    gone = sold.replace("Owing\n", "Owing,Status\n").replace("0.00\n", "0.00,cancelled\n")
    (finding,) = elsewhere.load(None, gone.encode(), "list.csv").findings
    assert (finding.code, finding.evidence) == (
        "orders.gone_open",
        ("1", "Ann Example", "SYM-1: Orchestra B 7"),
    )
    assert [ticket.state for ticket in office.orders.get(order).tickets] == ["returned", "live"]
    assert office.verify() == ()


def test_what_went_on_as_an_order_of_its_own_is_held_against_the_list_with_what_it_came_from(
    house: House,
) -> None:
    """The shop knows one order: what was paid there pays both, what it does not name is told."""
    ada, office = house.open_till(), house.office
    elsewhere = OrdersElsewhere(office.storage, house.clock, house.ids, office.window)
    row = "7,web,Ann Example,SYM-1,Orchestra,B,{},Adult,45.00,{},{},{}\n"
    head = "Order,Channel,Name,Performance,Section,Row,Seat,Type,Price,Paid,Owing,Status\n"

    def told(*rows: tuple[int, str, str, str], missing: bool = False) -> list[tuple[object, ...]]:
        text = head + "".join(row.format(*each) for each in rows)
        view = elsewhere.load(None, text.encode(), "list.csv", missing_gone=missing)
        return sorted((finding.code, *finding.evidence) for finding in view.findings)

    assert told(*((number, "0.00", "90.00", "") for number in (3, 4))) == []
    order = OrderId(rows(house, "SELECT order_id FROM orders")[0][0])
    one = split(house, ada, order, 1).order_id
    assert told(*((number, "0.00", "90.00", "") for number in (3, 4))) == []
    assert told(*((number, "20.00", "70.00", "") for number in (3, 4))) == [
        ("orders.changed", "7", "paid")
    ]
    names = ("Ann Example", "Bea Sample")
    for updated in ([("orders.updated", "7", name, "paid") for name in names], []):
        assert told(*((number, "90.00", "0.00", "") for number in (3, 4))) == updated
        orders = tuple(office.orders.get(each) for each in (order, one))
        assert [(each.paid, each.state) for each in orders] == [(usd(4500), "paid")] * 2
    who = ("7", "Ann Example")
    less = ("orders.paid_less", *who, "45.00", "90.00")
    kept, gone = (3, "45.00", "0.00", ""), ("orders.gone_open", *who, "SYM-1: Orchestra B 4")
    assert told(kept, (4, "45.00", "0.00", "cancelled")) == [gone, less]
    assert told(kept) == [("orders.fewer", *gone[1:]), less]
    assert told(kept, missing=True) == [gone, less]
    assert office.verify() == ()


def test_what_was_paid_in_the_shop_pays_what_is_still_owing_after_a_split(house: House) -> None:
    ada, office = house.open_till(), house.office
    elsewhere = OrdersElsewhere(office.storage, house.clock, house.ids, office.window)
    row = "7,web,Ann Example,SYM-1,Orchestra,B,{},Adult,45.00,{}\n"
    head = "Order,Channel,Name,Performance,Section,Row,Seat,Type,Price,Paid,Owing\n"
    text = head + "".join(row.format(number, "{}") for number in (3, 4))
    elsewhere.load(None, text.format(*["0.00,90.00"] * 2).encode(), "list.csv")
    order = OrderId(rows(house, "SELECT order_id FROM orders")[0][0])
    one = split(house, ada, order, 1).order_id
    office.will_call.hand_over(house.command(), ada, one, (cash(4_500),))
    for updated in (("orders.updated",), ()):
        view = elsewhere.load(None, text.format(*["90.00,0.00"] * 2).encode(), "list.csv")
        finding, *more = view.findings
        assert tuple(each.code for each in more) == updated
        assert (finding.code, finding.evidence[2:]) == ("orders.paid_twice", ("90.00", "45.00"))
        assert [office.orders.get(each).paid for each in (order, one)] == [usd(4_500)] * 2
    assert office.verify() == ()
