"""Selling at the window: real touches, the real office, a real file."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from kiosk.widgets.performance_card import PerformanceCard
from kiosk.widgets.seat_map.widget import SeatMap
from pos.events import HouseChanged
from pos.ids import CommandId, SeatId
from pos.office import Office
from pos.seating.rows import side_by_side as rows_of_seats
from pos.views.catalogue import SeatKind, SeatStatus
from pos.views.seat_features import SeatFeature, SeatFeatures
from tests.ui.taps import journey
from tests.ui.window_kit import WindowKit

ASKED = {
    "how long": "running_time",
    "intermission": "intervals",
    "which pieces": "programme",
    "who plays": "cast",
    "if I am late": "latecomers",
    "children": "age_advice",
    "wheelchair": "accessibility",
    "how do I get there": "directions",
    "where to park": "parking",
    "how is it pronounced": "pronunciation",
}
CARD = {
    "Running time": "2 hours 5 minutes",
    "Intervals": "One, 20 minutes, after the concerto",
    "Programme": "Smetana: Vltava. Tchaikovsky: ",
    "Cast": "Ingrid Valmar, conductor. ",
    "Latecomers": "Seated after Vltava and at the interval",
    "Age advice": "From 6 years; every child needs a ticket.",
    "Accessibility": "No steps from Third Street; ",
    "Getting here": "Third Street at Rosewall Square. ",
    "Parking": "Rosewall Garage, ",
    "How to say it": "Dvořák: DVOR-zhahk. ",
}
"""What stands beside what on the card of "From the New World"."""


def chosen(window: WindowKit, code: str = "NW-2") -> None:
    """A till is open and a performance chosen."""
    window.open_till()
    window.tap(f"sell.performance.{code}")


def test_four_taps_sell_two_best_seats_for_exact_cash(window: WindowKit) -> None:
    chosen(window)
    with journey("Best available, cash"):
        for name in ("sell.quantity.2", "sell.zone.1"):
            window.tap(name)
        for name in ("sell.zone.0", "sell.zone.5", "sell.taste.aisle", "sell.or_cheaper"):
            part = window.find(name)  # six zones, and what a party may wish, are all in sight
            assert part.visibleRegion().boundingRect() == part.rect()
        for name in ("cart.pay.cash", "pay.exact"):
            window.tap(name)

    rows = window.ask(lambda office: office.orders.find("W1-000001"))
    assert [(row.tickets, row.owing.minor) for row in rows] == [(2, 0)]
    assert window.ask(lambda office: office.verify()) == ()
    window.tap("pay.done")
    assert window.text("sell.title") == "From the New World"
    assert window.text("cart.total") == "$0.00"
    sold = window.rooms.desk.last_sold
    assert sold is not None
    window.find("sell.map", SeatMap).seat_unavailable.emit(sold.lines[0].seat_id)
    window.wait_for("sell.refusal")
    assert window.text("sell.refusal").endswith(": sold at window w1.")
    window.tap("cart.same_again")  # the next two want the same
    assert window.text("cart.total") == "$196.00"
    assert {line.zone for line in window.rooms.cart.state.lines} == {sold.lines[0].zone}
    assert not {line.seat_id for line in window.rooms.cart.state.lines} & {
        line.seat_id for line in sold.lines
    }


def test_a_party_of_twelve_is_asked_for_at_once(window: WindowKit) -> None:
    chosen(window)
    for name in ("more", "step.+1", "step.+1", "step.+1"):
        window.tap(f"sell.quantity.{name}")
    assert window.text("sell.quantity.many") == "12"
    window.tap("sell.zone.1")
    assert len(window.rooms.cart.state.lines) == 12
    seat_map = window.find("sell.map", SeatMap)
    seats = window.rooms.sell.state.given
    assert seat_map.chooses
    assert len({seat_map.centre_of(seat).toTuple() for seat in seats}) == 12
    assert all(seat_map.rect().contains(seat_map.centre_of(seat)) for seat in seats)
    window.tap("sell.quantity.fewer")
    assert window.rooms.sell.state.quantity == 8


def test_what_is_said_of_a_seat_moves_no_other(window: WindowKit) -> None:
    chosen(window)
    seat_map = window.find("sell.map", SeatMap)
    state = window.rooms.sell.state
    held = next(s for s, status in state.seats.items() if status is SeatStatus.HELD)
    before = seat_map.geometry(), seat_map.centre_of(free_seat(window))
    seat_map.seat_unavailable.emit(held)
    window.wait_for("sell.question.sell")
    assert not window.sees("sell.refusal")  # the question says who has it
    assert (seat_map.geometry(), seat_map.centre_of(free_seat(window))) == before
    window.tap("sell.question.away")
    assert not window.sees("sell.question.sell")
    sold = next(s for s, status in state.seats.items() if status is SeatStatus.SOLD)
    seat_map.seat_unavailable.emit(sold)
    window.wait_for("sell.refusal")
    assert (seat_map.geometry(), seat_map.centre_of(free_seat(window))) == before
    strip = window.find("sell.refusal")
    under = window.shell.childAt(strip.mapTo(window.shell, strip.rect().center()))
    assert under is seat_map  # what is only said covers no seat from the finger


def test_tonight_is_shown_first_with_what_is_left(window: WindowKit) -> None:
    window.open_till()
    for code in ("NW-2", "SWAN-1", "LATE-1"):
        card = window.find(f"sell.performance.{code}")
        assert "left" in card.accessibleName()
    tonight = window.find("sell.performance.LATE-1").mapTo(window.shell, card.rect().topLeft())
    later = window.shell.findChild(type(card), "sell.performance.CARN-1")
    assert later is not None
    assert later.mapTo(window.shell, later.rect().topLeft()).y() > tonight.y()


def test_one_finger_taps_drags_and_marks_seats_on_the_map(
    window: WindowKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By touch events, as a screen sends them."""
    chosen(window, "SWAN-1")
    seat_map = window.find("sell.map", SeatMap)
    seat, glass = free_seat(window), QTest.createTouchDevice()

    def finger(what: str, at: QPoint) -> None:
        event = QTest.touchEvent(seat_map, glass, False)
        getattr(event, what)(0, at, seat_map)
        event.commit()

    def tap() -> None:
        for what in ("press", "release"):
            finger(what, seat_map.centre_of(seat))
        window.quiet()

    tap()  # too far to mean a seat: it comes nearer
    assert seat_map.chooses
    whole: list[object] = []
    monkeypatch.setattr(SeatMap, "set_house", lambda *house: whole.append(house))
    assert not window.rooms.cart.state.lines
    seat_map.show_seat(seat)
    tap()
    assert seat_map.status_of(seat) is SeatStatus.IN_CART
    assert len(window.rooms.cart.state.lines) == 1
    tap()
    assert seat_map.status_of(seat) is SeatStatus.FREE
    assert window.rooms.cart.state.lines == ()

    before, start = seat_map.centre_of(seat), seat_map.rect().center()
    finger("press", start)
    for step in (20, 40, 60):
        finger("move", start + QPoint(-step, 0))
    finger("release", start + QPoint(-60, 0))
    assert seat_map.centre_of(seat) - before == QPoint(-60, 0)
    assert window.rooms.cart.state.lines == ()

    three = side_by_side(window, 3)
    seat_map.show_seat(three[-1])
    seat_map.show_seat(three[0])
    finger("press", seat_map.centre_of(three[0]))
    window.wait(lambda: "1 seat marked" in seat_map.accessibleName())
    for each in three[1:]:
        finger("move", seat_map.centre_of(each))
    finger("release", seat_map.centre_of(three[-1]))
    window.wait(lambda: len(window.rooms.cart.state.lines) == 3)
    window.quiet()
    assert all(seat_map.status_of(each) is SeatStatus.IN_CART for each in three)

    there = free_seat(window)
    show, person = window.rooms.desk.chosen, window.rooms.desk.person
    assert show is not None

    def taken(office: Office) -> None:
        command, cart = CommandId(office.ids.new()), office.seating.new_cart()
        office.seating.take_seats(command, person, cart, show, (there,))
        office.events.publish((HouseChanged(show, frozenset({there})),))

    window.ask(taken)
    window.wait(lambda: seat_map.status_of(there) is SeatStatus.TAKEN)
    assert all(seat_map.status_of(each) is SeatStatus.IN_CART for each in three)
    assert whole == []  # of all this no seat was looked at but those


def test_a_seat_that_is_not_to_be_had_says_who_has_it(window: WindowKit) -> None:
    chosen(window, "SWAN-1")
    seat_map = window.find("sell.map", SeatMap)
    house = window.rooms.sell.state.house
    assert house is not None
    sold = next(s for s, status in house.seats.items() if status is SeatStatus.SOLD)
    near(window, sold)
    window.tap_at("sell.map", seat_map.centre_of(sold))
    assert window.text("sell.refusal").endswith(": sold by Web.")

    window.tap("sell.quantity.1")
    assert not window.sees("sell.refusal")
    show, person = window.rooms.desk.chosen, window.rooms.desk.person
    assert show is not None
    wanted = free_seat(window)

    def a_colleague_takes_it(office: Office) -> None:
        seating = office.seating
        seating.take_seats(CommandId("other"), person, seating.new_cart(), show, (wanted,))

    window.ask(a_colleague_takes_it)
    window.quiet()
    assert seat_map.status_of(wanted) is SeatStatus.TAKEN
    seat_map.show_seat(wanted)
    window.tap_at("sell.map", seat_map.centre_of(wanted))
    assert window.text("sell.refusal").endswith(": in a cart at this window.")


def test_general_admission_is_sold_by_count(window: WindowKit) -> None:
    chosen(window, "LATE-1")
    before = window.rooms.sell.state.tiles[0].left
    window.tap("sell.quantity.5")
    window.tap("sell.zone.0")
    assert len(window.rooms.cart.state.lines) == 5
    assert window.rooms.sell.state.tiles[0].left == before - 5


def test_more_than_are_left_is_refused_with_the_number(window: WindowKit) -> None:
    chosen(window, "LATE-1")
    show, person = window.rooms.desk.chosen, window.rooms.desk.person
    tile = window.rooms.sell.state.tiles[0]
    assert show is not None

    def others_come(office: Office) -> None:
        seating, command = office.seating, CommandId("others")
        cart, places = seating.new_cart(), tile.left - 3
        seating.take_places(command, person, cart, show, places, tile.zone.zone_id)

    window.ask(others_come)
    window.tap("sell.quantity.8")
    window.tap("sell.zone.0")
    assert window.text("sell.refusal").startswith("Only 3 ")


def test_tiles_show_the_price_of_the_price_type(window: WindowKit) -> None:
    chosen(window)
    adult = window.find("sell.zone.1").accessibleName()
    window.tap("sell.types.student")
    assert window.find("sell.zone.1").accessibleName() != adult


def test_the_facts_card_answers_and_goes_away(window: WindowKit) -> None:
    chosen(window)
    window.tap("sell.facts")
    assert not window.sees("sell.map")
    said = [each for each in window.shell.findChildren(QLabel) if each.isVisible()]
    named = {each.text(): each for each in said}
    for name, text in CARD.items():
        (told,) = (each for each in said if each.text().startswith(text))
        assert told.parent() is named[name].parent()
        assert told.y() == named[name].y(), name
    window.tap("sell.facts")
    assert window.sees("sell.map")


def tab_to(window: WindowKit, name: str) -> QWidget:
    """Press Tab until the control of that name has the focus."""
    window.wait_for(name)
    for _ in window.shell.findChildren(QWidget):
        here = QApplication.focusWidget() or window.shell
        if here.objectName() == name:
            return here
        QTest.keyClick(here, Qt.Key.Key_Tab)
    raise AssertionError(f"Tab does not come to {name}")


def test_a_sale_by_keyboard_alone(window: WindowKit) -> None:
    """Tab goes on; in the map plus, minus and nought zoom and arrows walk; Space takes, and presses
    what has the focus."""
    chosen(window)
    tab_to(window, "sell.map")
    seat_map, seat = window.find("sell.map", SeatMap), free_seat(window)
    whole = seat_map.centre_of(seat)
    for keys, back in (("+", False), ("-", True), ("++", False), ("0", True)):
        QTest.keyClicks(seat_map, keys)
        assert (seat_map.centre_of(seat) == whole) is back, keys
    for _ in range(2):
        QTest.keyClick(seat_map, Qt.Key.Key_Left)
    assert seat_map.describe(seat) not in seat_map.accessibleName()
    QTest.keyClick(seat_map, Qt.Key.Key_Space)
    window.quiet()
    (line,) = window.rooms.cart.state.lines
    assert line.seat_id is not None
    assert seat_map.describe(line.seat_id) in seat_map.accessibleName()
    for name in ("cart.pay.cash", "pay.exact", "pay.done"):
        QTest.keyClick(tab_to(window, name), Qt.Key.Key_Space)
        window.quiet()
    assert len(window.ask(lambda office: office.orders.find("W1-000001"))) == 1


def near(window: WindowKit, seat: SeatId) -> None:
    """Come near enough to a seat for a finger to mean it: the first touch does that."""
    seat_map = window.find("sell.map", SeatMap)
    assert not seat_map.chooses
    window.tap_at("sell.map", seat_map.centre_of(seat))
    assert seat_map.chooses
    seat_map.show_seat(seat)


def free_seat(window: WindowKit) -> SeatId:
    """Return the best seat that is free."""
    state = window.rooms.sell.state
    assert state.hall is not None
    free = (s for s in state.hall.seats if s.seat_id not in state.seats)
    return min(free, key=lambda seat: seat.rank).seat_id


def side_by_side(window: WindowKit, wanted: int) -> tuple[SeatId, ...]:
    """Return free seats side by side in one row."""
    state = window.rooms.sell.state
    assert state.hall is not None
    for row in rows_of_seats(state.hall.seats):
        free = [seat.seat_id for seat in row if seat.seat_id not in state.seats]
        if len(free) == len(row) >= wanted and row[0].kind is SeatKind.ORDINARY:
            return tuple(free[:wanted])
    raise AssertionError("no such seats")


def test_a_party_that_would_sit_elsewhere_gets_the_next_best_and_the_first_go_back(
    window: WindowKit,
) -> None:
    chosen(window, "SWAN-1")
    window.tap("sell.quantity.3")
    window.tap("sell.zone.0")
    first = {line.seat_id for line in window.rooms.cart.state.lines}
    window.tap("sell.next_best")
    second = {line.seat_id for line in window.rooms.cart.state.lines}
    assert len(first) == len(second) == 3
    assert not first & second
    window.tap("sell.quantity.8")
    window.tap("sell.next_best")
    third = {line.seat_id for line in window.rooms.cart.state.lines}
    assert len(third) == 3
    assert not third & (first | second)
    assert window.ask(lambda office: office.verify()) == ()

    line = window.rooms.cart.state.lines[0]
    seat_map = window.find("sell.map", SeatMap)
    assert line.seat_id is not None
    window.tap_at("sell.map", seat_map.centre_of(line.seat_id))  # the map has gone there
    assert not window.rooms.sell.state.can_pass


def test_a_party_with_a_wheelchair_sits_beside_it(window: WindowKit) -> None:
    chosen(window, "SWAN-1")
    window.tap("sell.wheelchairs")
    assert window.rooms.sell.state.wheelchairs == 1
    assert window.find("sell.wheelchairs").accessibleName() == "Wheelchairs in the party: 1"
    tiles = (f"sell.zone.{t.zone.position}" for t in window.rooms.sell.state.tiles)
    said = [window.find(tile).accessibleName() for tile in tiles]
    assert any("None here" in each for each in said)
    assert not any("Sold out" in each for each in said)
    tile = next(t for t in window.rooms.sell.state.tiles if t.left)
    window.tap(f"sell.zone.{tile.zone.position}")
    state = window.rooms.sell.state
    assert state.hall is not None
    seats = [state.hall.seat(SeatId(str(x.seat_id))) for x in window.rooms.cart.state.lines]
    kinds = sorted(seat.kind.value for seat in seats if seat is not None)
    assert kinds == ["companion", "wheelchair"]
    rows = [window.find(f"cart.line.{n}").accessibleName() for n in range(2)]
    for kind in ("companion seat", "wheelchair place"):
        assert any(f", {kind} · " in row for row in rows)
    sell, one = window.rooms.sell, window.rooms.cart.state.lines[0]
    place = f"{one.section} {one.row} {one.number}"
    offers = "no steps on the way · sees over people who stand"  # in all of that row
    said = window.text("sell.refusal").split("\n")
    for kind in ("companion seat", "wheelchair place"):
        assert any(each.endswith(f": {kind} · {offers}") for each in said)
    assert all(offers in row for row in rows)
    less = replace(one, kind=SeatKind.RESTRICTED, features=SeatFeatures(steps=1))
    sell._become(replace(sell.state, noted=(less,)))
    assert window.text("sell.refusal") == f"{place}: restricted view · 1 step on the way"
    before = window.find("cart.line.0").height()
    lifts = replace(one, features=SeatFeatures(tuple(SeatFeature)[1:], 34))
    cart = window.rooms.cart
    cart._become(replace(cart.state, lines=(lifts, *cart.state.lines[1:])))
    window.quiet()
    assert window.find("cart.line.0").height() > before  # nothing of it is cut off
    window.tap("cart.clear")  # the next patron's party sits in none
    assert window.rooms.sell.state.wheelchairs == 0
    for asked in (1, 2, 0):
        window.tap("sell.wheelchairs")
        assert window.rooms.sell.state.wheelchairs == asked


def test_a_party_that_is_split_hears_where_and_when_there_is_nothing_else(
    window: WindowKit,
) -> None:
    chosen(window, "SWAN-1")
    loges = next(t for t in window.rooms.sell.state.tiles if t.zone.name == "Loges")
    window.tap("sell.quantity.8")
    name = f"sell.zone.{loges.zone.position}"
    window.tap(name)
    said = window.text("sell.refusal")
    assert said.startswith("They do not sit together: ")
    assert "Loge" in said
    window.tap("sell.next_best")
    window.tap("sell.next_best")
    window.tap("sell.next_best")
    assert window.text("sell.refusal") == "No other seats are free for this party."
    assert len(window.rooms.cart.state.lines) == 8


def test_what_a_patron_asks_is_answered_over_the_cards(window: WindowKit) -> None:
    window.open_till()
    window.fill("sell.search", "dvorak")
    state = window.rooms.sell.questions.state
    assert [answer.performances[0].code for answer in state.answers] == ["NW-2"]
    assert window.find("sell.found.NW-3").isVisible()
    assert not window.shell.findChild(PerformanceCard, "sell.performance.NW-2").isVisible()
    for asked, fact in ASKED.items():  # of every production, whatever its card says of it
        window.fill("sell.search", asked)
        answers = window.rooms.sell.questions.state.answers
        assert [fact in dict(answer.facts) for answer in answers] == [True] * 6, asked
    window.fill("sell.search", "What is on tonight?")
    answers = window.rooms.sell.questions.state.answers
    shows = [show.code for answer in answers for show in answer.performances]
    assert shows == ["NW-2", "SWAN-1", "LATE-1"]
    window.tap("sell.search_clear")
    assert window.find("sell.performance.NW-2").isVisible()
    window.fill("sell.search", "xyzzy")
    assert "Try fewer letters" in window.text("sell.found.none")
    window.fill("sell.search", "swan")
    window.tap("sell.found.SWAN-1")
    assert window.text("sell.title") == "Swan Lake"
    window.tap("sell.performances")
    assert window.find("sell.performance.NW-2").isVisible()


def test_the_calendar_leads_to_a_day_and_back(window: WindowKit) -> None:
    window.open_till()
    window.fill("sell.search", "swan")
    window.tap("sell.calendar")
    assert window.text("sell.search") == ""
    shows = window.rooms.desk.performances
    last = max(show.starts_at.date() for show in shows)
    while window.rooms.sell.calendar.state.month != last.replace(day=1):
        window.tap("sell.month.later")
    window.tap(f"sell.day.{last.isoformat()}")
    code = next(show.code for show in shows if show.starts_at.date() == last)
    window.tap(f"sell.on_day.{code}")
    assert window.rooms.sell.state.chosen is not None
    window.tap("sell.performances")
    assert window.find("sell.performance.NW-2").isVisible()
