"""Parts, other people, signatures and the wrong person, as the card puts them together."""

from __future__ import annotations

from dataclasses import replace

from kiosk.presenters.pay_state import Stage
from kiosk.presenters.will_call_state import Page, Wrong
from pos.errors import TextMissing
from pos.ids import OrderId, TicketId, UserId
from pos.views.will_call import Collects, FoundBy, HandoutView, IdSeen, Signed, Wish
from pos.views.will_call_rules import OthersRule, SignRule
from tests.unit.kiosk.fake_office import TONIGHT, will_call_row
from tests.unit.kiosk.presenters.conftest import Bench

HOA, ANNA, PETRA = OrderId("web1"), OrderId("web2"), OrderId("web3")
STROKES = (((0, 0), (200, 100)),)


def opened(bench: Bench, tickets: int = 1) -> None:
    fake = bench.office.will_call
    fake.rows = [replace(row, tickets=tickets, waiting=tickets) for row in fake.rows]
    bench.open_till()
    bench.rooms.sell.refresh()
    bench.rooms.enter("will_call")


def test_one_ticket_at_least_goes_out_and_all_of_them_are_no_choice(bench: Bench) -> None:
    opened(bench, 2)
    will_call = bench.rooms.will_call
    will_call.select(PETRA)
    first, second = TicketId("web3-0"), TicketId("web3-1")
    will_call.take(first)
    assert will_call.state.wish.tickets == (second,)
    will_call.take(second)
    assert will_call.state.wish.tickets == (second,)
    will_call.take(first)
    assert will_call.state.wish == Wish()


def test_what_is_wished_is_handed_over_so_and_forgotten(bench: Bench) -> None:
    opened(bench, 2)
    will_call = bench.rooms.will_call
    will_call.select(PETRA)
    will_call.turn_to(Page.WISH)
    will_call.take(TicketId("web3-0"))
    will_call.collect("Friend Example", "Text message")
    will_call.see(IdSeen.PASSPORT)
    will_call.hand_over()
    assert bench.office.will_call.wishes == [
        Wish((TicketId("web3-1"),), "Friend Example", "Text message", IdSeen.PASSPORT)
    ]
    assert (will_call.state.wish, will_call.state.page) == (Wish(), Page.ORDER)


def test_another_order_knows_nothing_of_what_was_half_wished(bench: Bench) -> None:
    opened(bench, 2)
    will_call = bench.rooms.will_call
    will_call.select(PETRA)
    will_call.collect("Friend Example", "Text message")
    will_call.turn_to(Page.WISH)
    will_call.select(HOA)
    assert (will_call.state.wish, will_call.state.page) == (Wish(), Page.ORDER)
    assert will_call.state.card is not None
    assert will_call.state.card.order_id == HOA


def test_the_signature_comes_first_where_the_house_wants_one(bench: Bench) -> None:
    bench.office.will_call.sign = SignRule.EVERYBODY
    opened(bench)
    will_call = bench.rooms.will_call
    will_call.select(PETRA)
    will_call.hand_over()
    assert will_call.state.page is Page.SIGN
    assert bench.office.done("hand_over") == 0
    will_call.sign(STROKES)
    will_call.hand_over()
    assert bench.office.will_call.wishes == [Wish(strokes=STROKES)]


def test_only_who_collects_for_somebody_else_signs_where_that_is_the_rule(bench: Bench) -> None:
    bench.office.will_call.sign = SignRule.OTHERS
    opened(bench)
    will_call = bench.rooms.will_call
    will_call.select(PETRA)
    will_call.collect("Friend Example", "Text message")
    will_call.hand_over()
    assert will_call.state.page is Page.SIGN
    will_call.signed_on_paper()
    will_call.hand_over()
    assert bench.office.done("hand_over") == 1
    will_call.select(HOA)
    will_call.hand_over()
    assert bench.office.done("hand_over") == 2


def test_who_picks_up_a_part_gets_its_tickets_and_the_others_the_rest(bench: Bench) -> None:
    first, second, third = (TicketId(f"web3-{number}") for number in range(3))
    bench.office.will_call.parts = {second: "Bea Sample"}
    opened(bench, 3)
    will_call = bench.rooms.will_call
    will_call.select(PETRA)
    assert will_call.state.wish == Wish((first, third))
    will_call.collect("Bea Sample")
    assert will_call.state.wish == Wish((second,), "Bea Sample")
    will_call.take(first)
    will_call.see(IdSeen.PASSPORT)
    assert will_call.state.wish.tickets == (first, second)  # what is chosen by hand stays
    will_call.collect("")
    assert will_call.state.wish.tickets == (first, third)
    will_call.take(second)
    will_call.collect("Friend Example", "Text message")
    assert will_call.state.wish.tickets == ()  # all of them


def test_who_is_found_by_the_name_of_their_part_is_who_came(bench: Bench) -> None:
    first, second = TicketId("web3-0"), TicketId("web3-1")
    bench.office.will_call.parts = {second: "Bea Sample"}
    opened(bench, 2)
    will_call = bench.rooms.will_call
    for typed, wish in (("bea", Wish((second,), "Bea Sample")), ("petra h", Wish((first,)))):
        will_call.type(typed)
        bench.timers.pass_time(1)
        assert will_call.state.wish == wish


def test_what_a_stranger_needs_is_asked_for_before_the_money(bench: Bench) -> None:
    bench.office.will_call.others = OthersRule.APPROVAL
    opened(bench)
    will_call, approval, pay = bench.rooms.will_call, bench.rooms.approval, bench.rooms.pay
    will_call.select(ANNA)
    will_call.collect("Friend Example")
    will_call.pay()
    assert isinstance(will_call.state.refusal, TextMissing)
    assert (will_call.state.page, pay.state.stage) == (Page.WISH, Stage.AWAY)
    will_call.collect("Friend Example", "Text message")
    will_call.pay()
    assert pay.state.stage is Stage.AWAY
    approval.choose(UserId("mia"))
    approval.confirm("9753")
    assert pay.state.stage is Stage.TAKING
    pay.exact()
    assert pay.state.stage is Stage.DONE
    (word,) = bench.office.will_call.words
    assert word is not None
    assert bench.office.log[-1] == ("hand_over", word.command)


def given() -> HandoutView:
    return HandoutView(
        "h1", TONIGHT, "Ana Castle", "", Collects.BUYER, "", IdSeen.UNSAID, Signed.NO, 1
    )


def test_a_touched_row_is_whose_they_are_while_something_is_put_right(bench: Bench) -> None:
    opened(bench)
    will_call = bench.rooms.will_call
    bench.office.will_call.given = (given(),)
    will_call.select(PETRA)
    will_call.turn_to(Page.WRONG)
    will_call.select(HOA)
    assert will_call.state.selected is not None
    assert will_call.state.selected.order_id == PETRA
    will_call.put_right("Given to Hoa", fresh=True, paper_back=True)
    assert bench.office.will_call.undone == [(PETRA, "Given to Hoa", True, HOA, True)]
    assert will_call.state.put_right is not None
    assert will_call.state.page is Page.ORDER


def test_what_was_chosen_for_the_wrong_person_is_not_for_lost_paper(bench: Bench) -> None:
    opened(bench)
    will_call = bench.rooms.will_call
    will_call.select(PETRA)
    will_call.turn_to(Page.WRONG)
    will_call.select(HOA)
    will_call.went_wrong(Wrong.LOST)
    assert will_call.state.whose is None


def test_looking_further_forgets_the_night_and_says_how_it_was_found(bench: Bench) -> None:
    opened(bench)
    bench.office.will_call.elsewhere = [will_call_row(9, "Payer Example")]
    will_call = bench.rooms.will_call
    will_call.type("payer")
    bench.timers.pass_time(1)
    assert will_call.state.rows == ()
    will_call.look_further()
    state = will_call.state
    assert ([row.name for row in state.rows], state.further) == (
        ["Payer Example"],
        (FoundBy.PAYER,),
    )
    assert state.selected == state.rows[0]


def test_a_scanned_order_is_shown_whatever_else_is_found(bench: Bench) -> None:
    opened(bench)
    will_call = bench.rooms.will_call
    will_call.show(PETRA, "")
    assert will_call.state.selected is not None
    assert will_call.state.selected.order_id == PETRA
