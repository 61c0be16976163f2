"""The trade's everyday journeys at the window, every touch counted. Each begins with the till open
and tonight's house before the cashier."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kiosk.card_desk import CardWay
from kiosk.presenters.reading import Reading
from kiosk.widgets.seat_map.widget import SeatMap
from pos.ids import CommandId, TicketId
from pos.money import Money
from pos.office import Office
from pos.ports.readers import Scan
from pos.ports.terminals import CardOutcome
from pos.views.catalogue import SeatKind
from pos.views.paying import ExtraKind
from pos.views.pricing import StepKind
from tests.ui.taps import journey
from tests.ui.window_kit import WindowKit
from tests.unit.kiosk.fake_terminal import FakeTerminal


@pytest.fixture
def house(window: WindowKit) -> WindowKit:
    """A till is open and a house before the cashier."""
    window.open_till("Max Holloway")
    window.tap("sell.performance.SWAN-1")
    return window


def balanced(window: WindowKit) -> bool:
    return window.ask(lambda office: office.verify()) == ()


def test_seats_are_chosen_on_the_map_and_the_money_goes_back(house: WindowKit) -> None:
    window, state = house, house.rooms.sell.state
    seat_map, hall = window.find("sell.map", SeatMap), state.hall
    assert hall is not None
    free = (s for s in hall.seats if s.seat_id not in state.seats)
    seats = [seat.seat_id for seat in free if seat.kind is SeatKind.ORDINARY][:2]
    with journey("Chosen seats, two, cash"):
        window.tap("sell.types.senior")
        assert not seat_map.chooses
        window.tap_at("sell.map", seat_map.centre_of(seats[0]))  # which comes nearer
        for seat in seats:
            window.tap_at("sell.map", seat_map.centre_of(seat))
        window.tap("cart.pay.cash")
        window.tap("pay.exact")
    window.tap("pay.done")
    with journey("Return with refund"):
        window.tap("rail.orders")
        window.fill("orders.search", "W1-000001")
        window.wait(lambda: len(window.rooms.orders.state.rows) == 1)
        window.tap("orders.row.0")
        window.tap("orders.give_back")
        window.tap("give_back.item.0")
        window.fill("give_back.reason", "Cannot come")
        window.tap("give_back.go")
    assert window.sees("give_back.done")
    window.tap("give_back.close")
    back_when_it_is_over(window)
    assert balanced(window)


def back_when_it_is_over(window: WindowKit) -> None:
    """The other ticket of the open order comes back once its performance has begun."""
    (last,) = live_tickets(window)
    scanned = window.ask(lambda office: code_of(office, last))
    window.tap("orders.back")
    window.clock.advance(timedelta(hours=4))
    with journey("Past-date return"):
        Reading(window.ledger, window.rooms, lambda note: None).scan(Scan("scanner", scanned))
        window.tap("orders.give_back")
        ways = window.rooms.give_back.state.ways
        voucher = next(n for n, way in enumerate(ways, 1) if way.kind is ExtraKind.CERTIFICATE)
        window.tap(f"give_back.way_to.{voucher}")
        window.fill("give_back.reason", "Was ill")
        plan = window.rooms.give_back.state.plan
        window.tap("give_back.go")
    assert plan is not None
    assert plan.terms is not None
    assert plan.terms.against == "over"
    assert window.sees("give_back.done")
    window.tap("give_back.close")
    assert live_tickets(window) == ()


def live_tickets(window: WindowKit) -> tuple[TicketId, ...]:
    """Return those of the open order."""
    order = window.rooms.orders.state.order
    assert order is not None
    return tuple(ticket.ticket_id for ticket in order.tickets if ticket.state == "live")


def code_of(office: Office, ticket: TicketId) -> str:
    with office.storage.read() as uow:
        return uow.orders.ticket(ticket).code


def test_a_certificate_is_sold_and_used_and_more_lies_in_the_cart(house: WindowKit) -> None:
    window = house
    with journey("Gift certificate sold"):
        window.tap("cart.gift")
        assert window.shell.focusWidget() is window.find("cart.gift_amount")
        window.fill("cart.gift_amount", "50")
        window.tap("cart.gift_add")
        window.tap("cart.pay.cash")
        window.tap("pay.exact")
    window.tap("pay.done")
    person = window.rooms.desk.person
    given = window.ask(
        lambda office: office.values.issue_promotional(
            CommandId("given"), person, Money(20_000), "Dana Demo", "For the walk"
        )
    )
    paper = window.ask(lambda office: office.values.paper(given.value_id))
    window.tap("sell.zone.1")
    with journey("Membership beside tickets"):
        for name in ("cart.more", "counter.part.membership", "counter.level.friend"):
            window.tap(name)
    kinds = [step.kind for line in window.rooms.cart.state.lines for step in line.steps]
    assert kinds == [StepKind.MEMBERSHIP] * 2  # at once, for the tickets that lay there before it
    with journey("Round up"):
        window.tap("cart.round_up")
    with journey("Gift certificate redeemed"):
        window.tap("cart.pay.cash")
        window.tap("pay.kind.certificate")
        window.rooms.values_pay.look_up(paper.code)  # the scanner read it
        window.quiet()
        window.tap("pay.value_use")
    window.tap("pay.kind.cash")
    window.tap("pay.exact")
    assert balanced(window)


def test_a_card_at_the_terminal(house: WindowKit) -> None:
    window, terminal = house, FakeTerminal()
    person = window.rooms.desk.person
    window.rooms.cards.equip(CardWay.TERMINAL, "nexo", terminal, lambda call: call())
    window.ask(
        lambda office: office.terminals.register(
            CommandId("register"), person, "123456789", "P400Plus", "Window 1", driver="nexo"
        )
    )
    with journey("Card sale"):
        for name in ("sell.quantity.2", "sell.zone.1", "cart.pay.card", "pay.charge_card"):
            window.tap(name)
        terminal.answers(CardOutcome.APPROVED)
        window.quiet()
    assert window.text("pay.change") == "Paid by card"
    assert balanced(window)
