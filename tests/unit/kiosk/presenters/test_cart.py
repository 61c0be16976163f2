from __future__ import annotations

from dataclasses import replace

from pos.errors import AmountInvalid, NotFound, PriceChanged
from pos.ids import PerformanceId, PriceTypeId, SeatId, UserId, ZoneId
from pos.money import Money
from pos.selling.extras import add_certificate
from pos.views.people import Permission
from pos.views.selling import TenderKind
from tests.unit.kiosk.presenters.conftest import Bench, with_fingers

FRONT = ZoneId("front")


def with_two(bench: Bench) -> None:
    bench.rooms.sell.take_zone(FRONT)


def lines(bench: Bench) -> list[str]:
    return [line.line_id for line in bench.rooms.cart.state.lines]


def test_the_total_is_all_in_and_the_fees_are_named(selling: Bench) -> None:
    with_two(selling)
    state = selling.rooms.cart.state
    assert (state.total, state.fees) == (Money(13500), Money(700))


def test_removing_a_line_gives_its_seat_back(selling: Bench) -> None:
    with_two(selling)
    selling.rooms.cart.remove(lines(selling)[0])
    assert [line.seat_id for line in selling.rooms.cart.state.lines] == ["A2"]
    assert SeatId("A1") not in selling.rooms.sell.state.seats


@with_fingers
def test_a_double_tap_on_remove_spares_the_line_that_moved_up(selling: Bench) -> None:
    with_two(selling)
    first, second = lines(selling)
    selling.rooms.cart.remove(first)
    selling.timers.pass_time(0.15)
    selling.rooms.cart.remove(second)
    assert lines(selling) == [second]
    selling.timers.pass_time(0.3)
    selling.rooms.cart.remove(second)
    assert lines(selling) == []


def test_clearing_gives_all_back_and_begins_a_new_cart(selling: Bench) -> None:
    with_two(selling)
    before = selling.rooms.desk.cart.cart_id
    selling.rooms.cart.clear()
    assert selling.rooms.cart.state.lines == ()
    assert selling.rooms.desk.cart.cart_id != before
    assert selling.office.seating.held == {}


def test_touching_a_line_offers_its_price_types_and_touching_again_puts_them_away(
    selling: Bench,
) -> None:
    with_two(selling)
    cart, line = selling.rooms.cart, lines(selling)[1]
    cart.select(line)
    assert cart.state.selected == line
    cart.select(line)
    assert cart.state.selected == ""


def test_a_line_of_another_house_opens_it_and_no_seat_is_bought_beside_it(selling: Bench) -> None:
    cart, sell, desk = selling.rooms.cart, selling.rooms.sell, selling.rooms.desk
    sell.take_zone(ZoneId("front"))
    one, _ = cart.state.lines
    sell.choose(PerformanceId("SYM2"))
    cart.select(one.line_id)
    assert (desk.chosen, cart.state.moving) == (one.performance_id, one)
    sell.tap_seat(SeatId("B2"))
    assert [line.seat_id for line in cart.state.lines] == ["B2", "A2"]

    cart.select(cart.state.lines[0].line_id)
    sell.choose(PerformanceId("SYM2"))
    assert cart.state.selected == ""
    sell.leave()
    cart.select(cart.state.lines[0].line_id)
    assert desk.chosen is None  # the cards stay: nothing can be touched there by mistake
    sell.choose(PerformanceId("SYM1"))
    assert cart.state.moving == cart.state.lines[0]


def test_nobody_is_told_to_touch_a_seat_while_the_counter_is_in_front(selling: Bench) -> None:
    cart, counter = selling.rooms.cart, selling.rooms.counter
    with_two(selling)
    cart.select(lines(selling)[0])
    cart.sell_more()
    assert (cart.state.moving, cart.state.selected) == (None, lines(selling)[0])
    counter.back()
    assert cart.state.moving is not None


def test_beside_a_line_whose_house_is_not_sold_any_more_a_touch_buys_nothing(
    selling: Bench,
) -> None:
    cart, sell, desk = selling.rooms.cart, selling.rooms.sell, selling.rooms.desk
    sell.take_zone(ZoneId("front"))
    sell.choose(PerformanceId("SYM2"))
    desk.performances = desk.performances[1:]
    desk.tell()
    cart.select(cart.state.lines[0].line_id)
    sell.tap_seat(SeatId("B2"))
    assert (len(cart.state.lines), cart.state.selected) == (2, "")
    sell.tap_seat(SeatId("B2"))
    assert len(cart.state.lines) == 3


def test_a_price_type_changes_one_line_only(selling: Bench) -> None:
    with_two(selling)
    cart = selling.rooms.cart
    cart.select(lines(selling)[0])
    cart.set_price_type(PriceTypeId("senior"))
    assert [line.price_type for line in cart.state.lines] == ["Senior", "Adult"]
    assert cart.state.total == Money(5950 + 6750)


def test_a_comp_wants_a_reason_then_a_second_person_then_is_free(selling: Bench) -> None:
    with_two(selling)
    cart, approval = selling.rooms.cart, selling.rooms.approval
    cart.select(lines(selling)[0])
    cart.set_price_type(PriceTypeId("comp"))
    assert cart.state.wants_reason is not None
    assert cart.state.total == Money(13500)

    cart.give_reason("Artist's guest")
    assert approval.state.permission is not None
    approval.choose(UserId("mia"))
    approval.confirm("9753")

    assert cart.state.lines[0].comp_reason == "Artist's guest"
    assert cart.state.total == Money(6750)
    assert cart.state.wants_reason is None
    assert cart.state.refusal is None


def test_a_comp_cancelled_at_the_approval_leaves_the_line_as_it_was(selling: Bench) -> None:
    with_two(selling)
    cart = selling.rooms.cart
    cart.select(lines(selling)[0])
    cart.set_price_type(PriceTypeId("comp"))
    cart.give_reason("Artist's guest")
    selling.rooms.approval.cancel()
    assert cart.state.total == Money(13500)


def test_a_manager_gives_a_comp_alone(bench: Bench) -> None:
    bench.open_till("mia")
    bench.choose()
    with_two(bench)
    cart = bench.rooms.cart
    cart.select(lines(bench)[0])
    cart.set_price_type(PriceTypeId("comp"))
    cart.give_reason("Critic")
    assert bench.rooms.approval.state.permission is None
    assert cart.state.total == Money(6750)


def test_another_price_wants_a_second_person_and_goes_again(selling: Bench) -> None:
    with_two(selling)
    cart, approval = selling.rooms.cart, selling.rooms.approval
    cart.price_form()
    assert not cart.state.pricing
    cart.select(lines(selling)[0])
    cart.price_form()
    cart.set_price("12,50", "wet seat")
    assert isinstance(cart.state.refusal, AmountInvalid)
    cart.set_price(" 20 ", " wet seat ")
    assert approval.state.permission is Permission.SET_PRICE
    approval.choose(UserId("mia"))
    approval.confirm("9753")
    hand = cart.state.lines[0].by_hand
    assert hand is not None
    assert (hand.amount, hand.reason) == (Money(2_000), "wet seat")
    assert not cart.state.pricing
    moved = replace(cart.state.lines[0], seat_id=SeatId("B5"), by_hand=None, face=Money(6_750))
    desk = selling.rooms.desk
    whole = desk.cart
    rest = whole.lines[1:]
    desk.keep_cart(desk.person.user_id, replace(whole, lines=(moved, *rest)))
    assert isinstance(cart.state.refusal, PriceChanged)
    assert cart.state.refusal.params["shown"] == Money(2_000)
    assert cart.state.refusal.params["reason"] == "by_hand"  # reason and approval went with it
    desk.keep_cart(desk.person.user_id, whole)
    cart.usual_price()
    assert cart.state.lines[0].by_hand is None


def test_a_cart_whose_price_changed_shows_the_one_of_now_once_nobody_pays(selling: Bench) -> None:
    with_two(selling)
    rooms = selling.rooms
    rooms.cart.pay(TenderKind.CASH)
    selling.office.seating.dearer_by = Money(500)
    selling.tasks.fails_next = PriceChanged(shown=Money(6_750), now=Money(7_250))
    rooms.pay.exact()
    assert isinstance(rooms.pay.state.refusal, PriceChanged)
    assert rooms.cart.state.total == Money(13_500)
    rooms.pay.back()
    assert rooms.cart.state.total == Money(14_500)
    selling.office.seating.dearer_by = Money(0)
    rooms.cart.pay(TenderKind.CASH)
    rooms.pay.back()
    assert rooms.cart.state.total == Money(14_500)


def test_a_code_that_is_gone_is_looked_at_again_once_nobody_pays(selling: Bench) -> None:
    with_two(selling)
    rooms = selling.rooms
    rooms.cart.pay(TenderKind.CASH)
    selling.office.seating.dearer_by = Money(500)
    selling.tasks.fails_next = NotFound(kind="promo", key="FLYER")
    rooms.pay.exact()
    rooms.pay.back()
    assert rooms.cart.state.total == Money(14_500)


def test_a_promo_code_is_kept_and_an_unknown_one_is_refused(selling: Bench) -> None:
    with_two(selling)
    cart = selling.rooms.cart
    cart.add_code(" friends ")
    cart.add_code("more")
    assert cart.state.codes == ("FRIENDS", "MORE")
    cart.add_code("NOSUCH")
    assert isinstance(cart.state.refusal, NotFound)
    assert cart.state.codes == ("FRIENDS", "MORE")
    cart.remove_code("FRIENDS")
    assert cart.state.codes == ("MORE",)
    cart.add_code("  ")
    assert cart.state.codes == ("MORE",)


def test_without_an_open_till_of_ones_own_nothing_can_be_paid(bench: Bench) -> None:
    bench.sit_down()
    bench.choose()
    with_two(bench)
    assert not bench.rooms.cart.state.till_ready
    bench.rooms.cart.pay(TenderKind.CASH)
    assert not bench.rooms.desk.paying


def test_somebody_elses_till_is_not_ones_own(selling: Bench) -> None:
    selling.sit_down("ben")
    with_two(selling)
    assert not selling.rooms.cart.state.can_pay


def test_the_way_to_the_till_is_one_touch(bench: Bench) -> None:
    walked: list[str] = []
    bench.rooms.desk.walks.append(walked.append)
    bench.rooms.cart.open_till()
    assert walked == ["till"]


def test_while_paying_nothing_goes_in_or_out(selling: Bench) -> None:
    with_two(selling)
    cart = selling.rooms.cart
    cart.pay(TenderKind.CASH)
    cart.remove(lines(selling)[0])
    selling.rooms.sell.tap_seat(SeatId("B1"))
    selling.rooms.sell.take_zone(FRONT)
    assert len(cart.state.lines) == 2
    assert cart.state.frozen


def test_the_screen_of_one_person_never_shows_the_cart_of_another(selling: Bench) -> None:
    with_two(selling)
    selling.rooms.lock.switch()
    assert selling.rooms.cart.state.lines == ()
    selling.sit_down("ben")
    assert selling.rooms.cart.state.lines == ()
    selling.sit_down("ana")
    assert len(selling.rooms.cart.state.lines) == 2


def test_a_gift_certificate_lies_in_the_cart_like_a_ticket(selling: Bench) -> None:
    desk, cart = selling.rooms.desk, selling.rooms.cart
    bought = add_certificate(add_certificate(desk.cart, Money(5000), "Zoë"), Money(2550))
    desk.keep_cart(UserId("ana"), bought)
    assert (cart.state.total, cart.state.can_pay) == (Money(7550), True)
    cart.remove_extra(cart.state.extras[0].line_id)
    assert [extra.amount for extra in cart.state.extras] == [Money(2550)]
    cart.clear()
    assert cart.state.extras == ()


def test_a_gift_certificate_is_put_into_the_cart(selling: Bench) -> None:
    cart = selling.rooms.cart
    cart.certificate_form()
    for amount in ("0", "-5", "ten", ""):
        cart.add_certificate(amount, "")
        assert isinstance(cart.state.refusal, AmountInvalid)
    cart.add_certificate("50", "Zoë")
    assert [(e.amount, e.text) for e in cart.state.extras] == [(Money(5000), "Zoë")]
    assert not cart.state.selling_certificate
