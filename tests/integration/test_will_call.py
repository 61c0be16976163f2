"""Will-call: found while typing, handed out once, what is owing taken first."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pos.errors import AlreadyHandedOver, StillOwing, TenderShort, TillNotOpen
from pos.hub.rights import RightsCommand
from pos.ids import CartId, OrderId, SeatId
from pos.selling.placing import Placing, place
from pos.views.selling import CartLine, TenderGiven, TenderKind
from tests.integration.small_house import ADULT, STALLS, SYMPHONY, House, seat, usd
from tests.integration.test_selling import cart_of, cash, rows


def sold_elsewhere(
    house: House,
    name: str,
    *numbers: int,
    paid: bool = True,
    ago: timedelta = timedelta(),
    email: str = "",
) -> OrderId:
    """Put a web order for seats of row B into the house."""
    seats = tuple(SeatId(seat("B", number)) for number in numbers)
    due = usd(4500 * len(seats))
    with house.office.storage.begin() as uow:
        uow.rights.apply(
            RightsCommand(house.command(), "channel:web", SYMPHONY, CartId(""), take=seats)
        )
        placed = place(
            uow,
            house.ids,
            Placing(
                order_number=f"WEB-{name[:3]}-{numbers[0]}",
                window_id="w1",
                channel="web",
                user_id="import",
                currency="USD",
                placed_at=uow.now() - ago,
                business_date=uow.now().date(),
                lines=[
                    CartLine(
                        f"l{n}",
                        SYMPHONY,
                        s,
                        "Orchestra",
                        "B",
                        str(n),
                        STALLS,
                        "Stalls",
                        ADULT,
                        "Adult",
                        usd(4200),
                        usd(300),
                    )
                    for n, s in zip(numbers, seats, strict=True)
                ],
                tenders=(TenderGiven(TenderKind.ELSEWHERE, due, due),) if paid else (),
                name=name,
                external_ref=f"web:{name}:{numbers[0]}",
                phone="(555) 010-4477",
                email=email,
                note="ask for ID",
            ),
        )
        uow.commit()
    return OrderId(placed.order.order_id)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("dvorak", "Antonín Dvořák-Sample"),
        ("SAMPLE anto", "Antonín Dvořák-Sample"),
        ("nguyen", "Nguyễn Thị Mẫu"),
        ("иванова", "Анна Иванова"),
        ("4477", "Anna Lee Example"),
        ("50%", "50% Club"),
        ("web-ann", "Anna Lee Example"),
    ],
)
def test_found_by_what_people_type(house: House, typed: str, name: str) -> None:
    names = (
        "Antonín Dvořák-Sample",
        "Nguyễn Thị Mẫu",
        "Анна Иванова",
        "Anna Lee Example",
        "50% Club",
    )
    for number, each in enumerate(names, start=1):
        sold_elsewhere(house, each, number)
    assert name in [row.name for row in house.office.will_call.find(typed, SYMPHONY)]
    assert house.office.will_call.find(typed + " zzz", SYMPHONY) == ()


def test_tonights_list_is_by_name_and_shows_what_matters(house: House) -> None:
    sold_elsewhere(house, "Zoe Sample", 3)
    sold_elsewhere(house, "Amy Sample", 4, 5, paid=False)
    first, second = house.office.will_call.find("", SYMPHONY)
    assert (first.name, first.seats, first.tickets) == ("Amy Sample", "Orchestra B 4, 5", 2)
    assert (first.owing.minor, first.phone_last4, first.note) == (9000, "4477", "ask for ID")
    assert (second.name, second.owing.minor, second.collected_at) == ("Zoe Sample", 0, None)


def test_the_list_on_paper_is_who_waits_by_last_name(house: House) -> None:
    sold_elsewhere(house, "Zoe Sample", 3)
    owes = sold_elsewhere(house, "Zoe Abel", 4, 5, paid=False)
    given = sold_elsewhere(house, "Amy Moss", 6)
    house.office.will_call.hand_over(house.command(), house.sign_in("Ada Clerk"), given)
    view = house.office.will_call.list_of(SYMPHONY)
    assert [(each.name, each.places, each.owing.minor, each.given) for each in view.lines] == [
        ("Zoe Abel", "Orchestra B 4, 5", 9000, 0),
        ("Amy Moss", "Orchestra B 6", 0, 1),
        ("Zoe Sample", "Orchestra B 3", 0, 0),
    ]
    assert (view.performance, view.code, view.hall) == (
        "Symphony No. 9",
        "SYM-1",
        "Main Hall, Test House",
    )
    assert (view.company, view.as_of) == ("Test Players", house.clock.now())
    assert view.lines[0].order_number == house.office.orders.get(owes).order_number


def test_handed_out_once(house: House) -> None:
    order = sold_elsewhere(house, "Zoe Sample", 3, 4)
    session = house.sign_in("Ada Clerk")  # paid already: no till is needed
    command = house.command()
    given = house.office.will_call.hand_over(command, session, order)
    assert len(given.print_jobs) == 2
    assert house.office.will_call.hand_over(command, session, order) == given
    with pytest.raises(AlreadyHandedOver) as refused:
        house.office.will_call.hand_over(house.command(), session, order)
    assert refused.value.params["by"] == "Ada Clerk"
    assert house.office.prints.queued("ticket_printer") == 2
    (row,) = house.office.will_call.find("zoe", SYMPHONY)
    assert row.collected_by == "Ada Clerk"
    assert row.collected_at is not None


def test_what_is_owing_is_taken_first(house: House) -> None:
    order = sold_elsewhere(house, "Amy Sample", 4, paid=False)
    session = house.sign_in("Ada Clerk")
    hand_over = house.office.will_call.hand_over
    with pytest.raises(StillOwing) as refused:
        hand_over(house.command(), session, order)
    assert refused.value.params == {"owing": usd(4500)}
    with pytest.raises(TillNotOpen):
        hand_over(house.command(), session, order, (cash(4500),))
    session = house.open_till()
    with pytest.raises(TenderShort):
        hand_over(house.command(), session, order, (cash(4000),))
    given = hand_over(house.command(), session, order, (cash(4500, 5000),))
    assert (given.paid_now, given.change) == (usd(4500), usd(500))
    assert given.drawer_opening
    assert len(given.print_jobs) == 2  # the ticket and a receipt for the money
    deferred = "SELECT sum(amount_minor) FROM posting WHERE account='2010'"
    assert rows(house, deferred) == [(-4200,)]
    assert rows(house, "SELECT sum(amount_minor) FROM posting WHERE account='1060'") == [(0,)]
    receipt = house.office.prints.begin("receipt_printer")
    assert receipt is not None
    assert receipt.receipt is not None
    assert receipt.receipt.total == usd(4500)


def test_money_taken_elsewhere_is_in_no_till(house: House) -> None:
    sold_elsewhere(house, "Zoe Sample", 3)
    assert rows(
        house, "SELECT account, till_id FROM posting WHERE tender_id > '' AND amount_minor > 0"
    ) == [("1041", None)]


def test_who_waits_comes_first_and_walk_ups_are_not_will_call(house: House) -> None:
    zoe = sold_elsewhere(house, "Amy Sample", 3)
    sold_elsewhere(house, "Zoe Sample", 4)
    session = house.open_till()
    house.office.will_call.hand_over(house.command(), session, zoe)
    cart = cart_of(house, session, ("C", 4))
    house.office.selling.sell(house.command(), session, cart, (cash(4500),), "Walk Sample")
    assert [row.name for row in house.office.will_call.find("sample")] == [
        "Zoe Sample",
        "Amy Sample",
    ]


def test_the_newest_orders_are_those_placed_last(house: House) -> None:
    today = sold_elsewhere(house, "Tod Today", 1)
    old = sold_elsewhere(house, "Olga Old", 2, ago=timedelta(days=9))  # it came here later
    assert [row.order_id for row in house.office.orders.find("")] == [today, old]
