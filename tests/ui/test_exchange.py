"""Exchanges at the glass: eight touches from the order to the new tickets, and every way out."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from kiosk.presenters.exchange_state import Stage
from kiosk.presenters.pay_state import Stage as PayStage
from kiosk.widgets.seat_map.widget import SeatMap
from pos.ids import CommandId, SeatId
from pos.office import Office
from pos.views.catalogue import SeatKind, SeatStatus
from tests.ui.taps import counted, journey
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
        assert window.text("exchange.sum") == "$70.00 to pay"
        window.tap("exchange.go")
        assert window.text("orders.paid") == "$196.00 paid"
        window.tap("pay.exact")
        assert window.rooms.pay.state.stage is PayStage.DONE
        window.tap("pay.done")
    assert states(window) == ["returned", "returned", "live", "live"]
    assert (window.text("orders.total"), window.text("orders.paid")) == ("$266.00", "$266.00 paid")
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


def on_the_map(window: WindowKit, code: str) -> SeatMap:
    """Both tickets of an order go to that evening; the map is there, near enough to choose."""
    sold(window)
    window.tap("orders.exchange")
    window.tap("exchange.all")
    window.tap(f"exchange.date.{date_of(window, code)}")
    window.tap("exchange.map")
    window.wait(lambda: window.rooms.exchange.seats.state.house is not None)
    window.quiet()
    return window.find("exchange.seats", SeatMap)


def seat_with(window: WindowKit, status: SeatStatus, kind: SeatKind = SeatKind.ORDINARY) -> SeatId:
    """Return the best seat of the evening that stands so."""
    seats = window.rooms.exchange.seats.state
    assert seats.hall is not None
    assert seats.house is not None
    stands = seats.house.seats
    found = (
        seat
        for seat in seats.hall.seats
        if stands.get(seat.seat_id, SeatStatus.FREE) is status and seat.kind is kind
    )
    return min(found, key=lambda seat: seat.rank).seat_id


def new_seats(window: WindowKit) -> list[SeatId | None]:
    """Return where the new tickets sit."""
    window.quiet()
    cart = window.rooms.exchange.state.cart
    assert cart is not None
    return [line.seat_id for line in cart.lines]


def test_the_new_seats_are_touched_on_the_map_one_after_the_other(window: WindowKit) -> None:
    seat_map = on_the_map(window, "NW-2")
    assert seat_map.chooses  # it begins where the seats are
    assert window.find("exchange.reason", QLineEdit).cursorPosition() == 0  # from its first letter
    window.tap("exchange.zone.4")  # far behind: the map goes there, and stays near
    best = new_seats(window)
    assert best[0] is not None
    assert seat_map.chooses
    assert seat_map.rect().contains(seat_map.centre_of(best[0]))
    first = seat_with(window, SeatStatus.FREE)
    seat_map.show_seat(first)
    with counted() as taps:
        window.tap_at("exchange.seats", seat_map.centre_of(first))
        assert new_seats(window) == [first, best[1]]
    assert taps.count == 1
    assert seat_map.status_of(first) is SeatStatus.IN_CART
    second = seat_with(window, SeatStatus.FREE)
    seat_map.seat_tapped.emit(second)
    assert new_seats(window) == [first, second]
    cart = window.rooms.exchange.state.cart
    assert cart is not None
    assert {line.zone_id for line in cart.lines} == {window.rooms.exchange.state.zone}
    window.tap("exchange.zone.0")  # they sit there: nothing is chosen for them again
    assert new_seats(window) == [first, second]
    moved = window.text("exchange.turn")
    seat_map.seat_tapped.emit(second)  # this one is to sit elsewhere
    assert window.text("exchange.turn") != moved
    third = seat_with(window, SeatStatus.FREE)
    seat_map.seat_tapped.emit(third)
    assert new_seats(window) == [first, third]

    # What is not simply to be had asks, or says why, as in the Sell room.
    seat_map.seat_unavailable.emit(seat_with(window, SeatStatus.SOLD))
    window.wait_for("exchange.seat_refusal")
    window.quiet()
    assert window.text("exchange.seat_refusal").endswith(": sold by Web.")
    needs = seat_with(window, SeatStatus.FREE, SeatKind.WHEELCHAIR)
    seat_map.seat_tapped.emit(needs)
    window.wait_for("exchange.question.no")
    assert not window.sees("exchange.seat_refusal")
    window.tap("exchange.question.no")
    assert new_seats(window) == [first, third]
    seat_map.seat_tapped.emit(needs)
    window.wait_for("exchange.question.yes")
    window.tap("exchange.question.yes")
    assert new_seats(window) == [needs, third]
    held = seat_with(window, SeatStatus.HELD)
    seat_map.seat_unavailable.emit(held)
    window.wait_for("exchange.question.sell")
    window.tap("exchange.question.sell")
    window.approve()
    window.wait(lambda: new_seats(window) == [needs, held])

    window.tap("exchange.map")  # the dates are there again, the seats stay
    plan = window.rooms.exchange.state.plan
    assert plan is not None
    assert [line.seat_id for line in plan.cart.lines] == [needs, held]
    window.tap("exchange.go")
    if plan.owing:
        window.tap("pay.exact")
        window.tap("pay.done")
    elif plan.back.amount:
        window.approve()
    show = plan.cart.lines[0].performance_id
    house = window.ask(lambda office: office.catalogue.house(show, None))
    stand = [house.seats.get(seat) for seat in (needs, held, first, second, third)]
    assert stand == [SeatStatus.SOLD, SeatStatus.SOLD, None, None, None]
    assert window.ask(lambda office: office.verify()) == ()


def test_the_same_price_prints_at_once(window: WindowKit) -> None:
    sold(window)
    window.tap("orders.exchange")
    window.tap("exchange.all")
    window.tap(f"exchange.date.{date_of(window, 'NW-2')}")
    assert window.text("exchange.sum") == "Nothing to pay"
    window.tap("exchange.go")
    assert window.rooms.exchange.state.stage is Stage.DONE
    assert "2 new tickets print." in window.texts()
    window.tap("exchange.close")
    assert states(window) == ["returned", "returned", "live", "live"]
    assert window.ask(lambda office: office.verify()) == ()


def test_what_was_not_collected_prints_nothing_and_says_so(window: WindowKit) -> None:
    window.open_till("Max Holloway")
    window.tap("rail.orders")
    window.fill("orders.search", "WEB-4101")
    window.wait(lambda: [r.order_number for r in window.rooms.orders.state.rows] == ["WEB-4101"])
    for name in ("orders.row.0", "orders.exchange", "exchange.all"):
        window.tap(name)
    window.tap(f"exchange.date.{date_of(window, 'NW-2')}")
    window.tap("exchange.zone.5")
    window.tap("exchange.way.1")  # into a certificate, which prints, as no ticket does
    waits = "The new tickets wait at will call."
    assert window.text("exchange.papers").startswith(f"{waits} The old barcodes no longer open")
    window.tap("exchange.go")
    window.wait(lambda: window.rooms.exchange.state.stage is Stage.DONE)
    assert waits in window.texts()
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
    assert "1 new ticket prints." in " ".join(window.texts())
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


def test_where_no_wheelchair_place_is_left_that_is_said_and_ordinary_seats_can_be_had(
    window: WindowKit,
) -> None:
    window.open_till()
    window.tap("sell.performance.NW-2")
    window.tap("sell.wheelchairs")
    tile = next(tile for tile in window.rooms.sell.state.tiles if tile.left)
    window.tap(f"sell.zone.{tile.zone.position}")
    window.tap("cart.pay.cash")
    window.tap("pay.exact")
    window.tap("pay.done")

    def take_all(office: Office) -> None:
        show = next(show for show in office.catalogue.performances() if show.code == "NW-3")
        hall, cart = office.catalogue.hall(show.hall_id), office.seating.new_cart()
        seats = tuple(seat.seat_id for seat in hall.seats if seat.kind is SeatKind.WHEELCHAIR)
        command, who = CommandId(office.ids.new()), window.rooms.desk.person
        office.seating.take_seats(command, who, cart, show.performance_id, seats, needed=True)

    window.ask(take_all)
    window.tap("rail.orders")
    window.fill("orders.search", "W1-000001")
    window.wait(lambda: len(window.rooms.orders.state.rows) == 1)
    window.tap("orders.row.0")
    assert any(text.startswith("wheelchair place · ") for text in window.texts())
    window.tap("orders.exchange")
    assert any(", wheelchair place, " in name for name in window.names())
    window.tap("exchange.all")
    window.tap(f"exchange.date.{date_of(window, 'NW-3')}")
    many = len(window.rooms.exchange.state.chosen)
    assert "Only 0 wheelchair places are left; 1 were wanted." in window.texts()
    assert window.text("exchange.wheelchairs") == "Wheelchairs in the party: 1"
    window.tap("exchange.wheelchairs")
    assert window.text("exchange.wheelchairs") == "Wheelchairs in the party: 0"
    state = window.rooms.exchange.state
    assert state.refusal is None
    assert state.cart is not None
    assert [line.kind for line in state.cart.lines] == [SeatKind.ORDINARY] * many
    window.tap("exchange.wheelchairs")  # or not, after all: nothing is held for it
    window.quiet()
    assert window.rooms.exchange.state.cart is None
    window.tap(f"exchange.date.{date_of(window, 'NW-2')}")
    assert not window.rooms.exchange.state.ordinary  # each date begins with what the tickets are
    new = window.rooms.exchange.state.cart
    assert new is not None
    assert SeatKind.WHEELCHAIR in {line.kind for line in new.lines}
    # What the new seats are is said before they are had, on the map too.
    one = next(line for line in new.lines if line.kind is SeatKind.WHEELCHAIR)
    note = ": wheelchair place · no steps on the way"
    assert f"{one.row} {one.number}{note}" in window.text("exchange.notes")
    assert any(name.endswith(note.replace(":", " ·")) for name in window.names())
    window.tap("exchange.map")
    window.wait_for("exchange.turn")
    assert "no steps on the way). Touch" in window.text("exchange.turn")
