"""Hand-outs: parts of an order, somebody else who comes, signatures, and the wrong pick-up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.errors import (
    AlreadyHandedOver,
    ApprovalNeeded,
    NotFound,
    PerformanceIsCancelled,
    SignatureRefused,
    SignatureWanted,
    StillOwing,
    TextMissing,
)
from pos.hub.talk import TaskKind
from pos.ids import OrderId, TicketId
from pos.lifecycles import ConnectionState
from pos.ports.devices import PrintOutcome, PrintResult
from pos.views.people import Permission, SessionView
from pos.views.selling import HandOverView
from pos.views.will_call import (
    SIGN_HEIGHT,
    SIGN_WIDTH,
    Collects,
    FoundBy,
    IdSeen,
    Signed,
    Where,
    Wish,
)
from pos.views.will_call_rules import AskId, OthersRule, SignRule, WillCallRules
from pos.will_call.strokes import checked_strokes, from_text, to_text
from tests.integration.card_sales import card_house, sell_by_card
from tests.integration.refunds import word_of
from tests.integration.sharing_windows import SharingWindow
from tests.integration.small_house import SYMPHONY, ZONE, House, season
from tests.integration.test_selling import cash, rows
from tests.integration.test_things import Pair, refused
from tests.integration.test_verify import codes, plant
from tests.integration.test_will_call import sold_elsewhere

SIGNED = (((100, 200), (180, 90), (260, 210), (400, 120)), ((420, 60), (420, 61)))


def rule(house: House, rules: WillCallRules) -> None:
    """Load the season again, with other rules of handing out."""
    loaded = season(house.clock.now().astimezone(ZONE))
    venue = replace(loaded.venues[0], will_call=rules)
    with house.office.storage.begin() as uow:
        uow.catalogue.save(replace(loaded, venues=(venue,)))
        uow.commit()


def tickets(house: House, order: OrderId) -> tuple[TicketId, ...]:
    return tuple(each.ticket_id for each in house.office.will_call.card(order).tickets)


def where(house: House, order: OrderId) -> list[Where]:
    return [each.where for each in house.office.will_call.card(order).tickets]


def print_all(house: House) -> list[str]:
    """Let everything that waits come out; return the codes of the tickets."""
    codes = []
    for device in ("ticket_printer", "receipt_printer"):
        while (work := house.office.prints.begin(device)) is not None:
            codes += [work.ticket.code] if work.ticket is not None else []
            house.office.prints.settle(work.job_id, PrintResult(PrintOutcome.PRINTED))
    return codes


def life(house: House, order: OrderId) -> list[tuple[str, dict[str, object]]]:
    """Return the lines about hand-outs in an order's life; no arrow says the same once more."""
    events = house.office.orders.get(order).events
    assert not {"order.hand_over", "order.undo_hand_over"} & {each.what for each in events}
    given = [each for each in events if each.what.startswith("given.")]
    return [(each.what, dict(each.params)) for each in given]


def sound(house: House) -> None:
    assert house.office.verify() == ()


# ---- part of it ----


def test_a_friend_comes_later_for_the_rest(house: House) -> None:
    order = sold_elsewhere(house, "Zoe Sample", 3, 4, 5)
    session = house.sign_in("Ada Clerk")
    hand_over = house.office.will_call.hand_over
    first = tickets(house, order)[:2]
    view = hand_over(house.command(), session, order, wish=Wish(tickets=first))
    assert (view.tickets, view.left, len(view.print_jobs)) == (2, 1, 2)
    row = house.office.will_call.find("zoe")[0]
    assert (row.collected_at, row.waiting, row.tickets) == (None, 1, 3)
    assert where(house, order) == [Where.GIVEN, Where.GIVEN, Where.WAITS]

    with pytest.raises(AlreadyHandedOver) as refused:
        hand_over(house.command(), session, order, wish=Wish(tickets=first[:1]))
    assert refused.value.params["by"] == "Ada Clerk"
    rest = hand_over(house.command(), session, order)
    assert (rest.tickets, rest.left, len(rest.print_jobs)) == (1, 0, 1)
    assert house.office.will_call.find("zoe")[0].collected_at is not None
    assert len(print_all(house)) == 3
    sound(house)


def test_a_ticket_of_another_order_is_not_given_with_this_one(house: House) -> None:
    order, other = sold_elsewhere(house, "Zoe Sample", 3), sold_elsewhere(house, "Max Sample", 4)
    session = house.sign_in("Ada Clerk")
    with pytest.raises(NotFound):
        house.office.will_call.hand_over(
            house.command(), session, order, wish=Wish(tickets=tickets(house, other))
        )
    assert where(house, order) == [Where.WAITS]


def test_what_is_owing_is_owing_for_a_part_too(house: House) -> None:
    order = sold_elsewhere(house, "Zoe Sample", 3, 4, paid=False)
    session = house.open_till()
    wish = Wish(tickets=tickets(house, order)[:1])
    hand_over = house.office.will_call.hand_over
    with pytest.raises(StillOwing):
        hand_over(house.command(), session, order, wish=wish)
    view = hand_over(house.command(), session, order, (cash(9000),), wish)
    assert (view.left, len(view.print_jobs)) == (1, 2)  # a ticket and the receipt
    assert hand_over(house.command(), session, order).left == 0
    sound(house)


# ---- who comes ----


def test_who_is_named_needs_no_reason_and_anybody_else_does(house: House) -> None:
    order = sold_elsewhere(house, "Zoe Sample", 3, 4)
    session = house.sign_in("Ada Clerk")
    hand_over, ticket = house.office.will_call.hand_over, tickets(house, order)
    with pytest.raises(TextMissing):
        hand_over(house.command(), session, order, wish=Wish(ticket[:1], "Friend Sample"))
    stranger = Wish(ticket[:1], "Friend Sample", "Their text message shown", IdSeen.PASSPORT)
    hand_over(house.command(), session, order, wish=stranger)
    hand_over(house.command(), session, order, wish=Wish(collector="ZOË sample"))
    given = house.office.will_call.card(order).given
    assert [(each.standing, each.seen, each.collector) for each in given] == [
        (Collects.OTHER, IdSeen.PASSPORT, "Friend Sample"),
        (Collects.BUYER, IdSeen.UNSAID, "ZOË sample"),
    ]
    sound(house)


def test_the_house_may_want_a_supervisors_word_for_a_stranger(house: House) -> None:
    rule(house, WillCallRules(others=OthersRule.APPROVAL))
    order, command = sold_elsewhere(house, "Zoe Sample", 3), house.command()
    session = house.sign_in("Ada Clerk")
    wish = Wish(collector="Friend Sample", reason="Text message")
    hand_over = house.office.will_call.hand_over
    with pytest.raises(ApprovalNeeded):
        hand_over(command, session, order, wish=wish)
    lead = house.sign_in("Sue Lead")
    may = Permission.HAND_TO_OTHERS
    word = house.office.people.approve(lead.user_id, "3691", may, command, session)
    signed = replace(wish, strokes=SIGNED)
    hand_over(command, session, order, wish=signed, approval=word)
    assert rows(house, "SELECT approved_by FROM handout") == [(lead.user_id,)]
    event = next(e for e in house.office.orders.get(order).events if e.what == "given.other")
    said = {"name": "Friend Sample", "answers": "Sue Lead", "reason": "Text message"}
    assert said.items() <= dict(event.params).items()
    assert (event.who, event.strokes) == ("Ada Clerk", SIGNED)
    sound(house)


# ---- signatures ----


def test_a_signature_is_kept_as_strokes_and_tied_to_its_tickets(house: House) -> None:
    rule(house, WillCallRules(signature=SignRule.EVERYBODY))
    order = sold_elsewhere(house, "Zoe Sample", 3)
    session = house.sign_in("Ada Clerk")
    hand_over = house.office.will_call.hand_over
    with pytest.raises(SignatureWanted):
        hand_over(house.command(), session, order)
    for slip in ((), (((5, 5),),), ((),)):
        with pytest.raises((SignatureWanted, SignatureRefused)):
            hand_over(house.command(), session, order, wish=Wish(strokes=slip))
    hand_over(house.command(), session, order, wish=Wish(strokes=SIGNED))
    (given,) = house.office.will_call.card(order).given
    assert (given.signed, given.strokes) == (Signed.SCREEN, SIGNED)
    ((kept,),) = rows(house, "SELECT strokes FROM signature")
    assert not any(sign.isdigit() for sign in kept)
    sound(house)
    for another in ("", to_text(SIGNED[:1])):  # the audit vouches for no strokes: persons go
        plant(house, f"UPDATE signature SET strokes = '{another}'")
        assert codes(house) == {"signature.other"}
    plant(house, f"UPDATE signature SET strokes = '{kept}'")
    sound(house)


def test_paper_will_do_for_a_signature(house: House) -> None:
    rule(house, WillCallRules(signature=SignRule.OTHERS))
    order = sold_elsewhere(house, "Zoe Sample", 3)
    session = house.sign_in("Ada Clerk")
    stranger = Wish(collector="Friend Sample", reason="Text message")
    with pytest.raises(SignatureWanted):
        house.office.will_call.hand_over(house.command(), session, order, wish=stranger)
    signed = replace(stranger, on_paper=True)
    house.office.will_call.hand_over(house.command(), session, order, wish=signed)
    assert house.office.will_call.card(order).given[0].signed is Signed.PAPER


points = st.tuples(st.integers(0, SIGN_WIDTH), st.integers(0, SIGN_HEIGHT))


@given(st.lists(st.lists(points, min_size=1, max_size=30).map(tuple), max_size=6).map(tuple))
def test_strokes_come_back_as_they_were(strokes: tuple[tuple[tuple[int, int], ...], ...]) -> None:
    assert from_text(to_text(strokes)) == strokes
    assert not any(sign.isdigit() for sign in to_text(strokes))


def test_a_signature_is_bounded_and_stays_in_its_field() -> None:
    with pytest.raises(SignatureRefused) as refused:
        checked_strokes([tuple((x % 900, 10) for x in range(4_000))])
    assert refused.value.params == {"what": "too_long"}
    assert checked_strokes((((-50, 10), (2_000, 900)),)) == (((0, 10), (SIGN_WIDTH, SIGN_HEIGHT)),)


# ---- the wrong person ----


def handed(house: House, session: SessionView, order: OrderId) -> list[str]:
    """Hand an order over; return the codes of its tickets."""
    house.office.will_call.hand_over(house.command(), session, order)
    return print_all(house)


def test_a_wrong_pick_up_is_put_right_in_one_act(house: House) -> None:
    right, wrong = sold_elsewhere(house, "Petra Holm", 3, 4), sold_elsewhere(house, "Peter Holm", 5)
    lead = house.sign_in("Sue Lead")
    dead = handed(house, lead, right)
    again = house.office.will_call.undo(
        house.command(), lead, right, "Given to Peter Holm", fresh=True, whose=wrong
    )
    assert (again.tickets, again.left, len(again.print_jobs)) == (2, 0, 2)
    fresh = print_all(house)
    assert len(fresh) == 2
    assert not set(fresh) & set(dead)
    for code in dead:
        assert house.office.orders.scanned(code).ticket_state == "revoked"
    assert house.office.will_call.card(wrong).misgiven == ("WEB-Pet-3",)
    assert [each.undone for each in house.office.will_call.card(right).given] == [
        "Given to Peter Holm",
        "",
    ]
    right_life, wrong_life = life(house, right), life(house, wrong)
    assert [what for what, _ in right_life] == ["given.buyer", "given.undone", "given.buyer"]
    assert right_life[0][1]["seats"] == right_life[2][1]["seats"] == "Orchestra B 3, 4"
    undone = {"tickets": 2, "number": "WEB-Pet-5", "here": False, "reason": "Given to Peter Holm"}
    assert right_life[1][1] == undone
    assert wrong_life == [("given.mistaken", {"number": "WEB-Pet-3"})]
    assert house.office.will_call.hand_over(house.command(), lead, wrong).left == 0
    assert len(print_all(house)) == 1
    lost = "SELECT what, count(*) FROM voided_paper GROUP BY what"
    assert rows(house, lost) == [("lost", 2)]
    sound(house)


def test_what_was_given_to_the_wrong_person_may_wait_again(house: House) -> None:
    order = sold_elsewhere(house, "Petra Holm", 3, 4)
    lead = house.sign_in("Sue Lead")
    handed(house, lead, order)
    undo = house.office.will_call.undo
    view = undo(house.command(), lead, order, "Given to a stranger", fresh=False, paper_back=True)
    assert (view.left, view.print_jobs) == (2, ())
    assert rows(house, "SELECT what FROM voided_paper GROUP BY what") == [("spoiled",)]
    assert where(house, order) == [Where.WAITS, Where.WAITS]
    with pytest.raises(NotFound):
        undo(house.command(), lead, order, "Once more", fresh=False)
    handed(house, lead, order)
    sound(house)


def test_a_cashier_needs_a_word_to_take_a_hand_out_back(house: House) -> None:
    order, clerk = sold_elsewhere(house, "Petra Holm", 3), house.sign_in("Ada Clerk")
    handed(house, clerk, order)
    undo, command = house.office.will_call.undo, house.command()
    with pytest.raises(ApprovalNeeded):
        undo(command, clerk, order, "Wrong Holm", fresh=True)
    with pytest.raises(TextMissing):
        undo(house.command(), house.sign_in("Sue Lead"), order, " ", fresh=True)
    lead = house.sign_in("Sue Lead")
    word = house.office.people.approve(lead.user_id, "3691", Permission.REPRINT, command, clerk)
    done = undo(command, clerk, order, "Wrong Holm", fresh=True, approval=word)
    assert undo(command, clerk, order, "Wrong Holm", fresh=True, approval=word) == done
    assert len(print_all(house)) == 1
    sound(house)


def test_only_the_part_that_went_wrong_dies(house: House) -> None:
    order, lead = sold_elsewhere(house, "Petra Holm", 3, 4), house.sign_in("Sue Lead")
    first, second = tickets(house, order)
    hand_over = house.office.will_call.hand_over
    hand_over(house.command(), lead, order, wish=Wish(tickets=(first,)))
    good = print_all(house)
    hand_over(house.command(), lead, order, wish=Wish(tickets=(second,)))
    bad = print_all(house)
    house.office.will_call.undo(house.command(), lead, order, "Wrong Holm", fresh=False)
    assert where(house, order) == [Where.GIVEN, Where.WAITS]
    states = [house.office.orders.scanned(code).ticket_state for code in (*good, *bad)]
    assert states == ["live", "revoked"]
    sound(house)


# ---- not found ----


def test_who_is_not_in_the_list_is_found_by_payer_and_card(house: House) -> None:
    session = card_house(house)
    sell_by_card(house, session, ("A", 4))
    further = house.office.will_call.look_further
    assert [(row.name, by, row.at_window) for row, by in further("example ann")] == [
        ("Ann Example", FoundBy.NAME, True)
    ]
    digits = rows(house, "SELECT last_four FROM card_answer")[0][0]
    assert [(row.name, by) for row, by in further(digits)] == [("Ann Example", FoundBy.CARD)]
    assert further("  ") == ()
    assert further("8642") == ()


def test_what_is_to_be_shown_is_the_houses_rule(house: House) -> None:
    order, _ = sell_by_card(house, card_house(house), ("A", 4))
    for ask in AskId:
        rule(house, WillCallRules(ask_id=ask))
        card = house.office.will_call.card(order.order_id)
        assert (card.ask, card.cards) == (ask, ("1111",))


# ---- two windows ----


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    made = Pair(tmp_path)
    yield made
    made.venue.close()


def give(
    window: SharingWindow, who: SessionView, order: OrderId, *chosen: TicketId
) -> HandOverView:
    """Hand a part out at one of the two windows."""
    house = window.house
    return window.run(
        lambda office: office.will_call.hand_over(
            house.command(), who, order, wish=Wish(tickets=chosen)
        )
    )


def test_one_window_hands_out_a_part_and_the_other_the_rest(pair: Pair) -> None:
    order = sold_elsewhere(pair.one.house, "Ann Example", 9, 10)
    pair.sync()
    first, second = tickets(pair.one.house, order)
    assert give(pair.one, pair.here, order, first).left == 1
    refused(lambda: give(pair.two, pair.there, order, first))
    pair.one.sync()
    pair.one.beat()
    with pytest.raises(AlreadyHandedOver):
        give(pair.two, pair.there, order, first)
    assert where(pair.two.house, order) == [Where.GIVEN, Where.WAITS]
    assert give(pair.two, pair.there, order, second).left == 0
    refused(lambda: give(pair.one, pair.here, order))
    pair.two.sync()
    pair.two.beat()
    with pytest.raises(AlreadyHandedOver):
        give(pair.one, pair.here, order)
    pair.agree()


def test_the_other_window_hands_nothing_out_for_a_cancelled_performance(pair: Pair) -> None:
    order = sold_elsewhere(pair.one.house, "Ann Example", 9, 10)
    pair.sync()
    command, there = pair.two.house.command(), pair.two.house
    word = word_of(there, pair.there, command, Permission.CANCEL_PERFORMANCE, "Olga Owner")
    pair.two.run(
        lambda office: office.cancelling.cancel(command, pair.there, SYMPHONY, "ill", word)
    )
    pair.sync()
    with pytest.raises(PerformanceIsCancelled):
        give(pair.one, pair.here, order)
    assert where(pair.one.house, order) == [Where.WAITS] * 2


def test_two_windows_that_give_the_same_part_alone_make_a_task(pair: Pair) -> None:
    order = sold_elsewhere(pair.one.house, "Ann Example", 9, 10)
    pair.sync()
    first, _ = tickets(pair.one.house, order)
    for window in (pair.one, pair.two):
        window.line.go(ConnectionState.OFFLINE)
    assert give(pair.one, pair.here, order, first).left == 1
    assert give(pair.two, pair.there, order, first).left == 1
    for window in (pair.one, pair.two):
        window.line.go(ConnectionState.ONLINE)
    pair.sync()
    (task,) = pair.venue.hub.venue.tasks.values()
    assert (task.kind, task.subject) == (TaskKind.CHANGED_TWICE, order)
