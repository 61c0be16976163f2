from __future__ import annotations

from dataclasses import replace

from pos.errors import SeatTaken, SoldOut, StorageLocked
from pos.ids import PerformanceId, PriceTypeId, SeatId, ZoneId
from pos.money import Money
from pos.seating.rows import Taste
from pos.views.catalogue import Outlook, SeatStatus, StageSide
from tests.unit.kiosk.presenters.conftest import Bench, with_fingers

SYM1 = PerformanceId("SYM1")
FRONT, BACK, FLOOR = ZoneId("front"), ZoneId("back"), ZoneId("floor")


def seats_in_cart(bench: Bench) -> list[str | None]:
    return [line.seat_id for line in bench.rooms.desk.cart.lines]


def test_tonight_comes_first_and_the_rest_later(bench: Bench) -> None:
    bench.sit_down()
    bench.rooms.sell.refresh()
    state = bench.rooms.sell.state
    assert [p.code for p in state.tonight] == ["SYM1", "STU1"]
    assert [p.code for p in state.later] == ["SYM2"]
    assert state.chosen is None


def test_a_card_opens_its_house_with_all_in_prices_and_what_is_left(selling: Bench) -> None:
    state = selling.rooms.sell.state
    assert state.chosen is not None
    assert [(t.zone.name, t.price, t.left) for t in state.tiles] == [
        ("Front", Money(6750), 6),
        ("Back", Money(2375), 5),
    ]


def test_a_hall_stays_until_a_season_that_is_loaded_meanwhile_has_another(selling: Bench) -> None:
    sell, halls = selling.rooms.sell, selling.office.catalogue.halls
    before = sell.state.hall
    assert before is not None
    halls[before.hall_id] = replace(before)
    sell.choose(PerformanceId("SYM2"))
    assert sell.state.hall is before
    halls[before.hall_id] = replace(before, outlook=Outlook(StageSide.LEFT))
    selling.rooms.house_changed(PerformanceId("SYM2"))
    assert sell.state.hall is halls[before.hall_id]


def test_the_tiles_follow_the_price_type_and_a_zone_without_it_has_no_price(selling: Bench) -> None:
    sell = selling.rooms.sell
    sell.set_price_type(PriceTypeId("senior"))
    assert [t.price for t in sell.state.tiles] == [Money(5950), None]


def test_a_comp_is_not_among_the_price_types_of_the_tiles(selling: Bench) -> None:
    assert [k.code for k in selling.rooms.sell.state.price_types] == ["adult", "senior"]


def test_quantity_then_zone_puts_the_best_seats_into_the_cart(selling: Bench) -> None:
    sell = selling.rooms.sell
    sell.set_quantity(3)
    sell.take_zone(FRONT)
    assert seats_in_cart(selling) == ["A1", "A2", "A3"]
    assert sell.state.seats[SeatId("A2")] is SeatStatus.IN_CART
    assert sell.state.tiles[0].left == 3


def test_a_party_is_offered_the_next_best_until_there_is_nothing_else(selling: Bench) -> None:
    sell = selling.rooms.sell
    sell.set_quantity(2)
    sell.take_zone(FRONT)
    assert sell.state.can_pass
    offered = [seats_in_cart(selling)]
    for _ in range(2):
        sell.next_best()
        offered.append(seats_in_cart(selling))
    assert offered == [["A1", "A2"], ["A3", "A4"], ["A5", "A6"]]
    sell.next_best()
    assert sell.state.no_other
    assert seats_in_cart(selling) == ["A5", "A6"]
    sell.next_best()
    assert seats_in_cart(selling) == ["A1", "A2"]


def test_who_signs_out_takes_the_offer_with_them(selling: Bench) -> None:
    sell = selling.rooms.sell
    sell.take_zone(FRONT)
    selling.rooms.desk.stand_up()
    assert not sell.state.can_pass


def test_two_taps_on_a_zone_tile_take_once(selling: Bench) -> None:
    selling.tasks.holding = True
    selling.rooms.sell.take_zone(FRONT)
    selling.rooms.sell.take_zone(FRONT)
    selling.rooms.sell.take_zone(BACK)
    assert selling.rooms.sell.state.busy
    selling.tasks.run()
    assert seats_in_cart(selling) == ["A1", "A2"]
    assert not selling.rooms.sell.state.busy


@with_fingers
def test_a_tile_may_be_touched_again_after_the_first_came_back(selling: Bench) -> None:
    selling.rooms.sell.take_zone(FRONT)
    selling.timers.pass_time(0.3)
    selling.rooms.sell.take_zone(FRONT)
    assert seats_in_cart(selling) == ["A1", "A2", "A3", "A4"]


@with_fingers
def test_the_second_half_of_a_double_tap_takes_nothing_though_the_first_is_done(
    selling: Bench,
) -> None:
    selling.rooms.sell.take_zone(FRONT)
    selling.timers.pass_time(0.15)
    selling.rooms.sell.take_zone(FRONT)
    assert seats_in_cart(selling) == ["A1", "A2"]
    selling.rooms.sell.take_zone(BACK)
    assert seats_in_cart(selling) == ["A1", "A2", "B1", "B2"]


def test_a_retry_after_a_locked_disk_does_not_take_twice(selling: Bench) -> None:
    """The commit may stand although the answer was an error: the same act is the same command."""
    selling.tasks.fails_next = StorageLocked()
    selling.rooms.sell.take_zone(FRONT)
    assert isinstance(selling.rooms.sell.state.refusal, StorageLocked)
    assert seats_in_cart(selling) == []

    selling.timers.pass_time(1)
    selling.rooms.sell.take_zone(FRONT)
    assert seats_in_cart(selling) == ["A1", "A2"]
    assert selling.office.done("best") == 1


def test_sold_out_says_how_many_are_left(selling: Bench) -> None:
    sell = selling.rooms.sell
    sell.set_quantity(8)
    sell.take_zone(BACK)
    refusal = sell.state.refusal
    assert isinstance(refusal, SoldOut)
    assert refusal.params == {"wanted": 8, "left": 6}


def test_two_quick_touches_on_two_seats_give_two_seats(selling: Bench) -> None:
    selling.tasks.holding = True
    selling.rooms.sell.tap_seat(SeatId("A1"))
    selling.rooms.sell.tap_seat(SeatId("A2"))
    selling.tasks.run()
    assert seats_in_cart(selling) == ["A1", "A2"]


def test_a_double_tap_on_a_seat_is_one_tap(selling: Bench) -> None:
    selling.tasks.holding = True
    selling.rooms.sell.tap_seat(SeatId("A1"))
    selling.rooms.sell.tap_seat(SeatId("A1"))
    selling.tasks.run()
    assert seats_in_cart(selling) == ["A1"]


def test_touching_our_seat_gives_it_back(selling: Bench) -> None:
    selling.rooms.sell.tap_seat(SeatId("A1"))
    selling.rooms.sell.tap_seat(SeatId("A1"))
    assert seats_in_cart(selling) == []
    assert SeatId("A1") not in selling.rooms.sell.state.seats


def test_a_seat_somebody_else_has_is_refused_with_who_and_the_house_is_read_again(
    selling: Bench,
) -> None:
    selling.office.seating.held[PerformanceId("SYM1"), SeatId("A3")] = "Window 2"
    selling.rooms.sell.tap_seat(SeatId("A3"))
    state = selling.rooms.sell.state
    assert isinstance(state.refusal, SeatTaken)
    assert state.refusal.params["holder"] == "Window 2"
    assert state.seats[SeatId("A3")] is SeatStatus.SOLD
    assert state.refused_seat == "A3"


def test_the_next_touch_takes_the_refusal_away(selling: Bench) -> None:
    selling.office.seating.held[PerformanceId("SYM1"), SeatId("A3")] = "Window 2"
    selling.rooms.sell.tap_seat(SeatId("A3"))
    selling.rooms.sell.set_quantity(1)
    assert selling.rooms.sell.state.refusal is None


def test_a_performance_that_is_gone_from_the_catalogue_shows_the_cards(selling: Bench) -> None:
    desk = selling.rooms.desk
    assert desk.company is not None
    desk.catalogue_is(desk.company, desk.performances[1:], desk.price_types)
    selling.rooms.house_changed(PerformanceId("SYM1"))
    assert selling.rooms.sell.state.chosen is None


def test_who_sits_down_begins_with_the_usual_quantity_and_price_type(selling: Bench) -> None:
    selling.rooms.sell.set_quantity(7)
    selling.rooms.sell.set_price_type(PriceTypeId("senior"))
    selling.sit_down("ben")
    state = selling.rooms.sell.state
    assert (state.quantity, state.price_type) == (2, "adult")


def test_general_admission_is_taken_by_count(selling: Bench) -> None:
    selling.rooms.sell.choose(PerformanceId("STU1"))
    selling.rooms.sell.set_quantity(4)
    selling.rooms.sell.take_zone(FLOOR)
    assert seats_in_cart(selling) == [None] * 4
    assert selling.rooms.sell.state.tiles[0].left == 26


def test_a_cart_may_hold_two_performances(selling: Bench) -> None:
    selling.rooms.sell.take_zone(FRONT)
    selling.rooms.sell.choose(PerformanceId("STU1"))
    selling.rooms.sell.take_zone(FLOOR)
    assert [line.performance_id for line in selling.rooms.desk.cart.lines] == [
        "SYM1", "SYM1", "STU1", "STU1",
    ]  # fmt: skip


def test_a_house_that_changes_elsewhere_is_read_again_only_when_it_is_ours(selling: Bench) -> None:
    selling.office.seating.held[PerformanceId("SYM1"), SeatId("B1")] = "Window 2"
    selling.rooms.house_changed(PerformanceId("SYM2"))
    assert SeatId("B1") not in selling.rooms.sell.state.seats
    selling.rooms.house_changed(PerformanceId("SYM1"))
    assert selling.rooms.sell.state.seats[SeatId("B1")] is SeatStatus.SOLD
    assert selling.rooms.sell.state.chosen is not None
    assert selling.rooms.sell.state.chosen.left == 11


def test_the_chip_counts_what_this_window_does_to_a_house_that_is_not_open(selling: Bench) -> None:
    """Emergency tickets are made of its block while the hub is away."""
    catalogue, desk = selling.office.catalogue, selling.rooms.desk
    told = catalogue.shows
    catalogue.shows = tuple(replace(each, own_only=True, held=24, left=24) for each in told)
    selling.rooms.sell.refresh()
    catalogue.shows = tuple(replace(each, left=18) for each in catalogue.shows)
    selling.rooms.house_changed(PerformanceId("SYM2"))
    assert {each.left for each in desk.performances if each.performance_id == "SYM2"} == {18}
    catalogue.shows = told
    selling.rooms.sell.refresh()
    asked = catalogue.lists_asked
    selling.rooms.house_changed(PerformanceId("SYM2"))
    assert catalogue.lists_asked == asked  # online others change it all the time


def test_of_a_house_that_is_open_only_the_seats_that_changed_are_read(selling: Bench) -> None:
    sell, seating, catalogue = selling.rooms.sell, selling.office.seating, selling.office.catalogue
    sell.take_zone(FRONT)
    sold, back, mine = SeatId("B1"), SeatId("B2"), SeatId("A1")
    seating.held[SYM1, back] = "Window 2"
    selling.rooms.house_changed(SYM1)
    whole, before = catalogue.houses_asked, sell.state
    del seating.held[SYM1, back]
    seating.held[SYM1, sold] = "Window 2"
    selling.rooms.house_changed(SYM1, frozenset((sold, back, mine)))
    after = sell.state
    assert (after.seats.get(sold), after.seats.get(back)) == (SeatStatus.SOLD, None)
    assert after.seats[mine] is SeatStatus.IN_CART
    assert after.house is not None
    assert after.news is not None
    assert after.news.before is before.house
    assert after.news.seats == {sold, back, mine}
    assert [tile.left for tile in after.tiles] == [tile.left for tile in before.tiles]
    assert catalogue.houses_asked == whole
    selling.rooms.house_changed(PerformanceId("SYM2"), frozenset({back}))
    assert catalogue.seats_asked == [{sold, back, mine}]
    selling.rooms.house_changed(SYM1, None)
    assert sell.state.house == after.house  # as if all were read at once
    assert sell.state.tiles == after.tiles


def test_seats_that_change_during_a_reading_are_read_after_it_and_all_if_they_cannot_tell(
    selling: Bench,
) -> None:
    sell, catalogue = selling.rooms.sell, selling.office.catalogue
    whole = catalogue.houses_asked
    selling.tasks.holding = True
    for number in range(1, 5):
        selling.office.seating.held[SYM1, SeatId(f"B{number}")] = "Window 2"
        selling.rooms.house_changed(SYM1, frozenset({SeatId(f"B{number}")}))
    assert selling.tasks.waiting == 1
    selling.tasks.run()
    assert catalogue.seats_asked == [{"B1"}, {"B2", "B3", "B4"}]
    assert {f"B{number}" for number in range(1, 5)} <= sell.state.seats.keys()
    assert catalogue.houses_asked == whole
    catalogue.whole_only = True
    del selling.office.seating.held[SYM1, SeatId("B1")]
    selling.rooms.house_changed(SYM1, frozenset({SeatId("B1")}))
    selling.tasks.run()
    assert catalogue.houses_asked == whole + 1
    assert SeatId("B1") not in sell.state.seats
    catalogue.whole_only = False
    selling.tasks.fails_next = StorageLocked()
    selling.rooms.house_changed(SYM1, frozenset({SeatId("B2")}))
    selling.tasks.run()
    del selling.office.seating.held[SYM1, SeatId("B2")]
    selling.rooms.house_changed(SYM1, frozenset({SeatId("B5")}))
    selling.tasks.run()
    assert SeatId("B2") not in sell.state.seats  # of which nothing was heard


def test_a_house_is_read_again_when_the_hub_goes_away_and_when_it_is_back(selling: Bench) -> None:
    sell = selling.rooms.sell
    selling.office.seating.held[PerformanceId("SYM1"), SeatId("B1")] = "Window 2"
    sell.line_is(up=False)  # it was not there before
    assert SeatId("B1") not in sell.state.seats
    sell.line_is(up=True)
    assert SeatId("B1") in sell.state.seats
    del selling.office.seating.held[PerformanceId("SYM1"), SeatId("B1")]
    sell.line_is(up=False)
    assert SeatId("B1") not in sell.state.seats
    selling.office.seating.held[PerformanceId("SYM1"), SeatId("B1")] = "Window 2"
    sell.line_is(up=False, ended=True)
    assert SeatId("B1") in sell.state.seats
    del selling.office.seating.held[PerformanceId("SYM1"), SeatId("B1")]
    sell.line_is(up=False)
    selling.office.seating.held[PerformanceId("SYM1"), SeatId("B1")] = "Window 2"
    sell.line_is(up=False, why="written_off")  # what was its own is not its own any more
    assert SeatId("B1") in sell.state.seats


def test_changes_during_a_reading_make_one_more_reading_not_many(selling: Bench) -> None:
    selling.tasks.holding = True
    for _ in range(5):
        selling.rooms.house_changed(PerformanceId("SYM1"))
    assert selling.tasks.waiting == 1
    selling.tasks.run_one()
    assert selling.tasks.waiting == 1


def test_a_reading_that_comes_after_another_card_was_touched_is_not_shown(selling: Bench) -> None:
    selling.tasks.holding = True
    selling.rooms.sell.choose(PerformanceId("STU1"))
    selling.rooms.sell.choose(PerformanceId("SYM1"))
    selling.tasks.run()
    state = selling.rooms.sell.state
    assert state.hall is not None
    assert state.hall.name == "Main Hall"
    assert [t.zone.name for t in state.tiles] == ["Front", "Back"]


def test_leaving_shows_the_cards_and_keeps_the_cart(selling: Bench) -> None:
    selling.rooms.sell.take_zone(FRONT)
    selling.rooms.sell.leave()
    assert selling.rooms.sell.state.chosen is None
    assert len(seats_in_cart(selling)) == 2


def test_the_facts_card_opens_and_goes_with_the_performance(selling: Bench) -> None:
    sell = selling.rooms.sell
    sell.show_facts(shown=True)
    assert sell.state.facts_open
    sell.choose(PerformanceId("STU1"))
    assert not sell.state.facts_open


def test_a_wish_goes_with_the_next_party_and_is_forgotten_with_it(selling: Bench) -> None:
    sell, seating = selling.rooms.sell, selling.office.seating
    sell.set_taste(Taste.AISLE)
    sell.set_or_cheaper(yes=True)
    sell.set_quantity(2)
    sell.take_zone(FRONT)
    assert seating.wished == ((BACK,), Taste.AISLE)
    sell.next_best()
    assert seating.wished == ((BACK,), Taste.AISLE)
    sell.set_taste(Taste.AISLE)
    assert sell.state.taste is Taste.BEST
    sell.take_zone(BACK)
    assert seating.wished == ((), Taste.BEST)
    sell.ready_for_next()
    assert (sell.state.taste, sell.state.or_cheaper) == (Taste.BEST, False)
