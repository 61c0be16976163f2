"""What happens to an order after its sale and moves no money: names, notes, parts, the way back to
will-call."""

from __future__ import annotations

import pytest

from pos.errors import (
    ApprovalNeeded,
    CardNumberRefused,
    NotThisWay,
    TextMissing,
)
from pos.lifecycles import TICKET, TicketTrigger
from pos.views.order_life import OrderNames
from pos.views.people import Permission
from pos.views.selling import SaleView
from tests.integration.refunds import give_back, sold, word_of
from tests.integration.small_house import House, usd
from tests.integration.test_closing import print_all
from tests.integration.test_selling import cash, rows
from tests.integration.test_will_call import sold_elsewhere

VISA = "4111 1111 1111 1111"


def sale_of(house: House, *numbers: int) -> SaleView:
    session = house.open_till()
    return sold(house, session, numbers, cash(4500 * len(numbers)))


def use(house: House, ticket_id: str) -> None:
    with house.office.storage.begin() as uow:
        uow.states.advance(TICKET, ticket_id, TicketTrigger.SCAN, "door")
        uow.commit()


def found(house: House, text: str) -> list[str]:
    return [each.subject_id for each in house.office.finding.find(text)]


# ---- names and notes ----


def test_the_newest_name_counts_and_the_old_one_is_still_found(house: House) -> None:
    sale = sale_of(house, 4)
    ada = house.staff["Ada Clerk"]
    names = OrderNames("Bea Sample", "her brother", "555 0100", "bea@example.test")
    command = house.command()
    for _ in range(2):  # a repeat is no second naming
        house.office.naming.rename(command, ada, sale.order_id, names, "gave them away")
    order = house.office.orders.get(sale.order_id)
    assert order.name == "Bea Sample"
    assert (order.names, order.placed_as) == (names, "Ann Example")
    assert found(house, "bea sample") == found(house, "ann example") == [sale.order_id]
    (row,) = house.office.orders.find(order.order_number)
    assert (row.name, row.formerly) == ("Bea Sample", "Ann Example")
    named = next(event for event in order.events if event.what == "order.named")
    assert dict(named.params) == {
        "was": "Ann Example",
        "now": "Bea Sample",
        "reason": "gave them away",
    }
    assert rows(house, "SELECT name FROM orders") == [("Ann Example",)]
    assert rows(house, "SELECT count(*) FROM order_named") == [(1,)]
    assert house.office.verify() == ()


def test_contacts_are_put_right_without_another_name(house: House) -> None:
    sale = sale_of(house, 4)
    ada, naming = house.staff["Ada Clerk"], house.office.naming
    naming.rename(house.command(), ada, sale.order_id, OrderNames("Ann Example", phone="555 0199"))
    order = house.office.orders.get(sale.order_id)
    assert (order.names.phone, order.placed_as) == ("555 0199", "")
    assert [event.what for event in order.events][-1] == "order.contact"
    with pytest.raises(NotThisWay) as refused:
        naming.rename(house.command(), ada, sale.order_id, order.names)
    assert refused.value.params["what"] == "same_names"


def test_no_card_number_and_no_empty_name(house: House) -> None:
    sale = sale_of(house, 4)
    ada, naming = house.staff["Ada Clerk"], house.office.naming
    for names in (OrderNames(VISA), OrderNames("A", VISA), OrderNames("A", "", VISA)):
        with pytest.raises(CardNumberRefused):
            naming.rename(house.command(), ada, sale.order_id, names)
    with pytest.raises(TextMissing):
        naming.rename(house.command(), ada, sale.order_id, OrderNames("  "))
    with pytest.raises(CardNumberRefused):
        naming.note(house.command(), ada, sale.order_id, f"pays with {VISA}")


def test_who_came_in_gives_the_name_to_nobody_else(house: House) -> None:
    sale = sale_of(house, 4, 5)
    ada, naming = house.staff["Ada Clerk"], house.office.naming
    use(house, sale.ticket_ids[0])
    with pytest.raises(NotThisWay) as refused:
        naming.rename(house.command(), ada, sale.order_id, OrderNames("Bea Sample"))
    assert refused.value.params["what"] == "used_at_door"
    naming.rename(house.command(), ada, sale.order_id, OrderNames("Ann Example", phone="555 0100"))


def test_notes_are_kept_in_their_order(house: House) -> None:
    sale = sale_of(house, 4)
    ada = house.staff["Ada Clerk"]
    for text in ("wheelchair in row B", "called twice"):
        house.office.naming.note(house.command(), ada, sale.order_id, text)
    order = house.office.orders.get(sale.order_id)
    assert [note.text for note in order.notes] == ["wheelchair in row B", "called twice"]
    assert {note.who for note in order.notes} == {"Ada Clerk"}


# ---- parts ----


def test_a_friend_picks_up_apart_and_the_money_stays_with_the_order(house: House) -> None:
    order_id = sold_elsewhere(house, "Ann Example", 2, 3, 4)
    ada, splitting = house.open_till(), house.office.splitting
    first, second, third = (t.ticket_id for t in house.office.orders.get(order_id).tickets)
    before = rows(house, "SELECT count(*) FROM posting")
    (part,) = splitting.split(house.command(), ada, order_id, (second,), "Bea Sample")
    assert (part.name, part.tickets) == ("Bea Sample", (second,))
    assert rows(house, "SELECT count(*) FROM posting") == before
    assert found(house, "bea sample") == [order_id]
    parts = splitting.split(house.command(), ada, order_id, (first,), "Cy Test")
    assert [each.name for each in parts] == ["Bea Sample", "Cy Test"]
    assert splitting.split(house.command(), ada, order_id, (second,), "") == parts[1:]
    assert house.office.orders.get(order_id).parts == parts[1:]
    assert third not in {ticket for each in parts for ticket in each.tickets}
    assert house.office.verify() == ()


def test_a_part_keeps_the_ticket_that_was_printed_again(house: House) -> None:
    sale = sale_of(house, 4, 5)
    lead = house.sign_in("Sue Lead")
    print_all(house)
    first, second = sale.ticket_ids
    house.office.splitting.split(house.command(), lead, sale.order_id, (first,), "Bea Sample")
    house.office.orders.reprint(house.command(), lead, first, "lost")
    (part,) = house.office.splitting.of(sale.order_id)
    ((fresh,),) = rows(house, f"SELECT ticket_id FROM ticket WHERE replaces = '{first}'")
    assert part.tickets == (fresh,)
    give_back(house, house.staff["Ada Clerk"], sale.order_id, part.tickets)
    assert house.office.splitting.of(sale.order_id) == ()
    assert second in {t.ticket_id for t in house.office.orders.get(sale.order_id).tickets}


@pytest.mark.parametrize(
    ("chosen", "what"),
    [((), "nothing_chosen"), ((0, 1), "all_of_it"), ((2,), "not_of_order")],
)
def test_what_cannot_be_split_off(house: House, chosen: tuple[int, ...], what: str) -> None:
    sale = sale_of(house, 4, 5)
    ada = house.staff["Ada Clerk"]
    tickets = (*sale.ticket_ids, "nobody's")
    with pytest.raises(NotThisWay) as refused:
        house.office.splitting.split(
            house.command(), ada, sale.order_id, tuple(tickets[n] for n in chosen), "Bea Sample"
        )
    assert refused.value.params["what"] == what
    use(house, sale.ticket_ids[0])
    with pytest.raises(NotThisWay):
        house.office.splitting.split(
            house.command(), ada, sale.order_id, sale.ticket_ids[:1], "Bea Sample"
        )


# ---- back to will-call ----


def test_what_was_sold_at_the_window_waits_at_will_call(house: House) -> None:
    sale = sale_of(house, 4, 5)
    print_all(house)
    ada, back = house.staff["Ada Clerk"], house.office.sending_back
    assert back.papers_out(sale.order_id) == 2
    command = house.command()
    with pytest.raises(ApprovalNeeded):
        back.send_back(command, ada, sale.order_id, "left on the counter")
    word = word_of(house, ada, command, Permission.REPRINT, "Sue Lead")
    view = back.send_back(
        command, ada, sale.order_id, "left on the counter", handed_in=True, approval=word
    )
    assert view.papers == 2
    assert (row := house.office.will_call.find("ann example")[0]).collected_at is None
    assert (row.tickets, row.owing) == (2, usd(0))
    assert rows(house, "SELECT what, count(*) FROM voided_paper GROUP BY what") == [("spoiled", 2)]
    assert house.office.verify() == ()
    with pytest.raises(NotThisWay):
        back.send_back(house.command(), house.sign_in("Sue Lead"), sale.order_id, "again")
    given = house.office.will_call.hand_over(house.command(), ada, sale.order_id)
    assert len(given.print_jobs) == 2
    order = house.office.orders.get(sale.order_id)
    assert "order.sent_back" in {event.what for event in order.events}
    print_all(house)
    assert house.office.verify() == ()


def test_paper_that_is_gone_counts_as_lost(house: House) -> None:
    sale = sale_of(house, 4)
    print_all(house)
    lead = house.sign_in("Sue Lead")
    house.office.sending_back.send_back(house.command(), lead, sale.order_id, "mail came back")
    assert rows(house, "SELECT what FROM voided_paper") == [("lost",)]
    assert rows(house, "SELECT approved_by FROM order_sent_back") == [(lead.user_id,)]
    assert house.office.verify() == ()


def test_nothing_goes_back_that_opened_the_door(house: House) -> None:
    sale = sale_of(house, 4)
    print_all(house)
    use(house, sale.ticket_ids[0])
    with pytest.raises(NotThisWay) as refused:
        house.office.sending_back.send_back(
            house.command(), house.sign_in("Sue Lead"), sale.order_id, "late"
        )
    assert refused.value.params["what"] == "used_at_door"
