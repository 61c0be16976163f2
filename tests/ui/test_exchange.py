"""Exchanges at the glass: eight touches from the order to the new tickets, and every way out."""

from __future__ import annotations

from kiosk.presenters.exchange import Stage
from kiosk.presenters.pay_state import Stage as PayStage
from pos.views.catalogue import SeatStatus
from tests.ui.taps import journey
from tests.ui.test_orders import sold
from tests.ui.window_kit import WindowKit


def date_of(window: WindowKit, code: str) -> int:
    """Return which row of the dates is the performance with that code."""
    dates = window.rooms.exchange.state.dates
    return next(n for n, date in enumerate(dates) if date.performance.code == code)


def free_seats(window: WindowKit, code: str) -> int:
    """Return how many places of a performance nobody has."""
    shows = window.ask(lambda office: office.catalogue.performances())
    return next(show.left for show in shows if show.code == code)


def states(window: WindowKit) -> list[str]:
    order = window.rooms.orders.state.order
    assert order is not None
    return [ticket.state for ticket in order.tickets]


def test_tickets_are_exchanged_for_a_dearer_seat_and_printed_once_they_are_paid(
    window: WindowKit,
) -> None:
    sold(window)
    window.tap("orders.back")
    with journey("Exchange"):
        window.tap("orders.row.0")
        window.tap("orders.exchange")
        window.tap("exchange.all")
        window.tap(f"exchange.date.{date_of(window, 'NW-3')}")
        window.tap("exchange.zone.0")
        assert window.text("exchange.sum") == "$60.00 to pay"
        window.tap("exchange.go")
        assert window.text("orders.paid") == "$196.00 paid"
        window.tap("pay.exact")
        assert window.rooms.pay.state.stage is PayStage.DONE
        window.tap("pay.done")
    assert states(window) == ["returned", "returned", "live", "live"]
    assert (window.text("orders.total"), window.text("orders.paid")) == ("$256.00", "$256.00 paid")
    said = {name for name in window.names() if "exchanged for" in name}
    assert len(said) == 2
    order = window.rooms.orders.state.order
    assert order is not None
    assert [each.exchanged for each in order.tickets] == [True, True, False, False]
    assert all("PM, " in each for each in said), said  # when it is, as the reader writes it
    assert "More is due after the exchange" in " ".join(window.names())
    assert window.ask(lambda office: office.prints.queued("ticket_printer")) == 2
    assert window.ask(lambda office: office.verify()) == ()


def test_seats_that_nobody_takes_in_the_end_are_free_again(window: WindowKit) -> None:
    sold(window)
    before = free_seats(window, "NW-3")
    window.tap("orders.exchange")
    window.tap("exchange.ticket.0")
    window.tap(f"exchange.date.{date_of(window, 'NW-3')}")
    first = window.rooms.exchange.state.cart
    window.tap("exchange.next_best")
    second = window.rooms.exchange.state.cart
    assert first is not None
    assert second is not None
    assert first.lines[0].seat_id != second.lines[0].seat_id
    house = window.ask(lambda office: office.catalogue.house(second.lines[0].performance_id, None))
    held = second.lines[0].seat_id
    assert held is not None
    assert first.lines[0].seat_id not in house.seats
    assert house.seats[held] is not SeatStatus.FREE
    window.tap("exchange.ticket.1")  # another choice: nothing is held for it yet
    window.quiet()
    assert window.rooms.exchange.state.cart is None
    assert free_seats(window, "NW-3") == before
    window.tap(f"exchange.date.{date_of(window, 'NW-3')}")
    window.tap("exchange.close")
    window.quiet()
    assert window.rooms.exchange.state.stage is Stage.AWAY
    assert free_seats(window, "NW-3") == before
    assert states(window) == ["live", "live"]


def test_the_same_price_prints_at_once(window: WindowKit) -> None:
    sold(window)
    window.tap("orders.exchange")
    window.tap("exchange.all")
    window.tap(f"exchange.date.{date_of(window, 'NW-3')}")
    assert window.text("exchange.sum") == "Nothing to pay"
    window.tap("exchange.go")
    assert window.rooms.exchange.state.stage is Stage.DONE
    assert "2 new tickets print." in window.texts()
    window.tap("exchange.close")
    assert states(window) == ["returned", "returned", "live", "live"]
    assert window.ask(lambda office: office.verify()) == ()


def test_cheaper_seats_give_cash_back_or_make_a_certificate(window: WindowKit) -> None:
    sold(window)
    window.tap("orders.exchange")
    window.tap("exchange.ticket.0")
    window.tap(f"exchange.date.{date_of(window, 'NW-2')}")
    window.tap("exchange.zone.5")
    assert "goes back" in window.text("exchange.sum")
    window.tap("exchange.way.1")
    assert "stays with the house" in window.text("exchange.sum")
    window.tap("exchange.way.0")
    window.tap("exchange.go")
    window.approve()
    assert "goes back." in window.text("give_back.done")
    window.tap("give_back.close")
    assert sorted(states(window)) == ["live", "live", "returned"]
    assert window.text("orders.total") == "$130.00"
    assert window.text("orders.paid") == "$196.00 paid, $66.00 given back"
    assert window.ask(lambda office: office.verify()) == ()


def test_a_returned_ticket_becomes_a_gift(window: WindowKit) -> None:
    sold(window)
    window.tap("orders.give_back")
    window.tap("give_back.item.0")
    ways = window.rooms.give_back.state.ways
    gift = next(n for n, way in enumerate(ways, 1) if way.code)
    window.tap(f"give_back.way_to.{gift}")
    window.fill("give_back.reason", "Cannot come")
    window.tap("give_back.go")
    window.approve()
    window.tap("give_back.close")
    assert sorted(states(window)) == ["live", "returned"]
    assert window.text("orders.total") == "$196.00"
    assert not window.sees("orders.paid")
    assert any("as a gift to" in name for name in window.names())
    assert window.ask(lambda office: office.verify()) == ()
