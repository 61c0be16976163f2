"""Holds and capacity at the window: real touches, the real office, a real file."""

from __future__ import annotations

from PySide6.QtCore import QPoint

from kiosk.screens.holds_map import HoldsMap
from kiosk.widgets.buttons import Choice
from kiosk.widgets.labels import Label
from kiosk.widgets.seat_map.widget import SeatMap
from pos.ids import CommandId, PerformanceId, SeatId
from pos.views.catalogue import SeatKind, SeatStatus
from pos.views.holds import HoldWish
from pos.views.selling import TenderKind
from tests.ui.window_kit import WindowKit

CAPACITY = [
    "Zone 1 | 129 | 4 | 0 | 1 | 0 | 10 | 0 | 114 | $115.00 | $0.00 | $14,835.00",
    "Zone 2 | 359 | 0 | 0 | 0 | 0 | 0 | 0 | 359 | $0.00 | $0.00 | $30,156.00",
    "Loges | 24 | 0 | 0 | 0 | 0 | 0 | 0 | 24 | $0.00 | $0.00 | $2,304.00",
    "Zone 3 | 368 | 0 | 0 | 0 | 0 | 0 | 6 | 362 | $0.00 | $0.00 | $17,376.00",
    "House | 880 | 4 | 0 | 1 | 0 | 10 | 6 | 859 | $115.00 | $0.00 | $64,671.00",
]
"""Swan Lake tonight: of four tickets of the web one is paid, and one seat lies in our cart."""


def free(window: WindowKit, kind: SeatKind = SeatKind.ORDINARY) -> SeatId:
    """Return the best free seat of a kind."""
    state = window.rooms.sell.state
    assert state.hall is not None
    seats = (s for s in state.hall.seats if s.kind is kind and s.seat_id not in state.seats)
    return min(seats, key=lambda seat: seat.rank).seat_id


def capacity_table(window: WindowKit) -> list[list[str]]:
    """Return what stands in the table, as it stands there."""
    cells = [
        each
        for each in window.find("capacity.table").findChildren(Label)
        if each.isVisible() and each.objectName() != "capacity.held"
    ]
    lines: dict[int, list[Label]] = {}
    for cell in sorted(cells, key=lambda each: (each.y(), each.x())):
        lines.setdefault(cell.y(), []).append(cell)
    return [[cell.text() for cell in line] for line in lines.values()]


def test_seats_are_held_looked_at_and_sold_from_their_hold(window: WindowKit) -> None:
    window.open_till("Max Holloway")
    window.tap("sell.performance.SWAN-1")
    seat = free(window)
    window.tap("sell.holds")
    window.wait_for("holds.map")
    window.find("holds.map", HoldsMap).seats_marked.emit([seat])
    window.tap("holds.code.1")
    window.type("holds.whom", "The Courier")
    window.tap("holds.hold")
    assert window.text("holds.told") == "1 place is held for Press."
    window.picture()
    shown, under = window.find("holds.map"), window.find("holds.until")
    origin = QPoint(0, 0)
    foot = shown.mapTo(window.shell, origin).y() + shown.height()
    assert foot <= under.mapTo(window.shell, origin).y()
    window.find("holds.map", HoldsMap).seat_tapped.emit(seat)
    assert window.text("holds.looked").startswith("Press, for The Courier. Held by Max Holloway")
    kills = window.rooms.holds.state.codes[6]  # the season file's, of the word of a hold
    assert kills.holder == "kill:tech"
    for _ in range(2):
        window.tap("holds.code.6")
        assert [window.find(f"holds.code.{n}", Choice).isChecked() for n in (3, 6)] == [False, True]
    assert window.text("holds.hold") == "Take out of sale"
    window.tap("holds.history")
    assert window.text("holds.step.0") == "1 place held for Press"
    window.tap("holds.close")

    house = window.find("sell.map", SeatMap)
    assert house.status_of(seat) is SeatStatus.HELD
    house.seat_unavailable.emit(seat)
    window.wait_for("sell.question.sell")
    assert window.text("sell.question.what") == "Press, for The Courier."
    window.tap("sell.question.sell")
    assert house.status_of(seat) is SeatStatus.IN_CART
    assert not window.sees("sell.question")
    window.tap("sell.capacity")
    window.wait_for("capacity.key.in_carts")
    assert window.text("capacity.key.in_carts") == "In carts 1"
    heads, *rows = capacity_table(window)
    parts = ["Sold", "Comps", "In carts", "Elsewhere", "Held", "Out of sale", "Free"]
    assert heads == ["Zone", "Places", *parts, "Taken", "Comps' worth", "Potential"]
    assert [" | ".join(row) for row in rows] == CAPACITY
    said = "Held: House 4, Press 6. Sold and not paid: $345.00."
    assert window.text("capacity.held") == said
    window.tap("capacity.close")
    house.seat_tapped.emit(seat)  # not bought after all
    window.quiet()
    assert house.status_of(seat) is SeatStatus.HELD
    assert window.ask(lambda office: office.verify()) == ()


def test_an_accessible_seat_asks_one_question(window: WindowKit) -> None:
    window.open_till()
    window.tap("sell.performance.NW-2")
    assert not window.sees("sell.holds")
    seat, house = free(window, SeatKind.WHEELCHAIR), window.find("sell.map", SeatMap)
    house.seat_tapped.emit(seat)
    window.wait_for("sell.question.no")
    window.tap("sell.question.no")
    assert not window.sees("sell.question")
    assert house.status_of(seat) is SeatStatus.FREE
    house.seat_tapped.emit(seat)
    window.wait_for("sell.question.yes")
    window.tap("sell.question.yes")
    assert house.status_of(seat) is SeatStatus.IN_CART
    state = window.rooms.sell.state
    held = next(s for s, status in state.seats.items() if status is SeatStatus.HELD)
    house.seat_unavailable.emit(held)
    window.wait_for("sell.question.sell")
    window.tap("sell.question.sell")
    window.approve()
    window.wait(lambda: len(window.rooms.cart.state.lines) == 2)
    window.quiet()
    assert house.status_of(held) is SeatStatus.IN_CART


def test_a_selected_ticket_moves_into_a_hold_with_a_word_about_that_seat(window: WindowKit) -> None:
    window.open_till()
    window.tap("sell.performance.NW-2")
    house, wanted = window.find("sell.map", SeatMap), free(window)
    house.seat_tapped.emit(wanted)
    window.wait_for("cart.line.0")
    window.tap("cart.line.0")
    state = window.rooms.sell.state
    held = next(s for s, status in state.seats.items() if status is SeatStatus.HELD)
    house.seat_unavailable.emit(held)
    window.wait_for("sell.question.sell")
    assert window.text("sell.question.more").startswith("Orchestra")
    window.tap("sell.question.sell")
    window.wait_for("approval.tile.0")
    assert state.hall is not None
    seat = state.hall.seat(held)
    assert seat is not None
    place = f"{seat.section} {seat.row} {seat.number}, held for "
    assert any(text.startswith(place) for text in window.texts())
    window.approve()
    window.wait(lambda: [x.seat_id for x in window.rooms.cart.state.lines] == [held])
    window.quiet()
    assert not window.sees("sell.question")
    assert house.status_of(wanted) is SeatStatus.FREE


def test_a_comp_goes_into_a_dearer_held_seat_with_one_word_for_both(window: WindowKit) -> None:
    window.open_till()
    window.tap("sell.performance.NW-2")
    house, state = window.find("sell.map", SeatMap), window.rooms.sell.state
    held = next(s for s, status in state.seats.items() if status is SeatStatus.HELD)
    assert state.hall is not None
    dear = state.hall.seat(held)
    assert dear is not None
    cheap = next(
        seat.seat_id
        for seat in sorted(state.hall.seats, key=lambda seat: -seat.rank)
        if seat.kind is SeatKind.ORDINARY
        and seat.seat_id not in state.seats
        and seat.zone_id != dear.zone_id
    )
    house.seat_tapped.emit(cheap)
    for name in ("cart.line.0", "cart.type.comp"):
        window.tap(name)
    window.fill("cart.reason", "Press")
    window.tap("cart.reason_give")
    window.approve("Sue Moreno")
    house.seat_unavailable.emit(held)
    window.wait_for("sell.question.sell")
    window.tap("sell.question.sell")
    window.wait_for("approval.tile.0")
    place = f"{dear.section} {dear.row} {dear.number}"
    (said,) = (text for text in window.texts() if text.startswith(f"{place}: $0.00 instead of $"))
    assert f"\nReason: Press\n{place}, held for " in said
    asked = [one.name for one in window.rooms.approval.state.people]
    assert asked == ["Max Holloway", "Olga Wren"]  # a supervisor sells from no hold
    window.approve()
    window.wait(lambda: [x.seat_id for x in window.rooms.cart.state.lines] == [held])
    assert not window.rooms.approval.state.shown
    window.rooms.cart.pay(TenderKind.CASH)
    window.rooms.pay.exact()
    window.wait_for("pay.done")
    assert window.ask(lambda office: office.verify()) == ()


def test_a_place_held_for_people_who_need_it_is_theirs_after_one_question(
    window: WindowKit,
) -> None:
    window.open_till("Max Holloway")
    window.tap("sell.performance.SWAN-1")
    seat, person = free(window), window.rooms.desk.person
    wish = HoldWish(PerformanceId(window.rooms.desk.chosen or ""), "accessible", (seat,))
    window.ask(lambda office: office.holds.hold(CommandId(office.ids.new()), person, wish))
    house = window.find("sell.map", SeatMap)
    window.wait(lambda: house.status_of(seat) is SeatStatus.HELD)
    house.seat_unavailable.emit(seat)
    window.wait_for("sell.question.sell")
    window.tap("sell.question.sell")
    window.wait_for("sell.question.yes")
    window.tap("sell.question.yes")
    window.wait_for("cart.line.0")
    assert not window.sees("sell.question")
    assert house.status_of(seat) is SeatStatus.IN_CART
