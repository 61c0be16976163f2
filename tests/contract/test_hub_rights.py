"""What every driver of ``pos.ports.hub.Hub`` does: who holds which place."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pos.hub.rights import Refusal
from pos.hub.talk import Held, Offered, Standing
from tests.contract.hub_rig import HubRig
from tests.contract.hub_teller import PLACES, P, Teller, open_two, refused

# ---- leases ----


def test_a_free_seat_is_leased_to_one(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    before = hub_rig.now()
    answer = one.lease(take=("A1", "A2"))
    assert (answer.granted, answer.number, answer.refused) == (True, 1, ())
    assert before <= answer.at <= hub_rig.now()
    no = two.lease(take=("A2", "A3"))
    assert (no.granted, no.refused) == (False, (Refusal("A2", "window:w1"),))
    assert two.rights() == one.rights() == {"A1": "window:w1", "A2": "window:w1"}
    assert two.lease(take=("A3",)).granted


def test_a_seat_held_already_is_no_refusal(hub_rig: HubRig) -> None:
    one, _ = open_two(hub_rig)
    one.lease(take=("A1",))
    assert one.lease(take=("A1", "A2")).granted


def test_a_command_repeated_gives_the_first_answer(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    taken, gone = one.command(take=("A1",), take_places=2), one.command(number=2)
    first = one.hub.lease(taken)
    assert one.hub.lease(taken) == first
    assert one.places() == {"window:w1": 2}
    gone = replace(gone, give_back=("A1",))
    gave = one.hub.lease(gone)
    assert two.lease(take=("A1",)).granted
    assert one.hub.lease(taken) == first  # and does nothing
    assert one.hub.lease(gone) == gave
    assert one.rights() == {"A1": "window:w10"}


def test_another_command_under_a_number_is_a_second_machine_s(hub_rig: HubRig) -> None:
    """Not answered with the first answer: two would believe to have the seat."""
    one, two = open_two(hub_rig)
    taken = one.command(take=("A1",))
    first = one.hub.lease(taken)
    other = replace(taken, take=("A2",))
    assert refused(lambda: one.hub.lease(other)) == "cloned"
    assert one.hub.lease(taken) == first
    assert [(kind, subject) for kind, subject, _ in two.tasks()] == [("cloned", "w1")]
    passed_over = one.hub.lease(replace(taken, performance_id="", take=()))
    assert passed_over == first  # by an heir, who does not believe it
    assert two.rights() == {"A1": "window:w1"}


def test_a_refusal_repeated_stays_one(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1",))
    command = two.command(take=("A1",))
    first = two.hub.lease(command)
    one.lease(give_back=("A1",))
    assert two.hub.lease(command) == first
    assert two.rights() == {}


def test_commands_come_one_after_the_other(hub_rig: HubRig) -> None:
    one, _ = open_two(hub_rig)
    command = one.command(take=("A1",))
    for number in (2, 0, -1):
        ahead = replace(command, number=number)
        assert refused(lambda asked=ahead: one.hub.lease(asked)) == "gap"
    assert one.rights() == {}
    assert one.lease(take=("A1",)).granted


def test_nothing_is_done_of_a_command_that_is_refused(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1",), take_places=8)
    two.lease(take=("B1",), take_places=2)
    seats = two.lease(take=("B2", "A1"), give_back=("B1",), take_places=0, give_places=1)
    many = two.lease(take=("B3",), give_back=("B1",), take_places=1)
    assert not seats.granted
    assert (many.granted, many.refused, many.places_left) == (False, (), 0)
    assert two.rights() == {"A1": "window:w1", "B1": "window:w10"}
    assert two.places() == {"window:w1": 8, "window:w10": 2}


def test_places_by_count_never_exceed_what_is_offered(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    assert one.lease(take_places=7).places_left == 3
    no = two.lease(take_places=4)
    assert (no.granted, no.places_left) == (False, 3)
    assert two.lease(take_places=3).places_left == 0
    assert one.lease(give_places=5).places_left == 5
    assert two.lease(take_places=5, give_places=0).granted
    assert two.places() == {"window:w1": 2, "window:w10": 8}


def test_a_lease_that_is_over_stays_with_its_window(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    past = hub_rig.now() - timedelta(days=2)
    assert one.lease(take=("A1",), take_places=PLACES, until=past).granted
    assert not two.lease(take=("A1",)).granted
    assert not two.lease(take_places=1).granted


def test_what_was_never_offered_is_not_given(hub_rig: HubRig) -> None:
    one, _ = open_two(hub_rig)
    assert not one.lease(performance_id="other", take=("A1",)).granted
    assert not one.lease(performance_id="other", take_places=1).granted


def test_what_is_not_held_is_not_given_back(hub_rig: HubRig) -> None:
    """Who believes it would think the place nobody's, under a version newer than its holder's."""
    one, two = open_two(hub_rig)
    two.lease(take=("A1",), take_places=3)
    no = one.lease(give_back=("A1", "A2"))
    assert (no.granted, no.refused) == (False, (Refusal("A1", "window:w10"),))
    assert not one.lease(holder="hold:house", give_back=("A1",)).granted
    assert not one.lease(give_places=1).granted
    assert not two.lease(give_places=4).granted
    assert not one.lease(holder="hold:house", give_places=1).granted
    assert one.lease(give_back=("A2",)).granted  # nobody's: no harm
    assert one.rights() == {"A1": "window:w10"}
    assert one.places() == {"window:w10": 3}


def test_a_seat_that_is_known_to_be_sold_is_not_given_back(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1", "A2"))
    sold = one.box.sell(P, ["A1"])
    one.send()
    no = one.lease(give_back=("A1", "A2"))
    assert (no.granted, no.refused) == (False, (Refusal("A1", "window:w1"),))
    assert not two.lease(take=("A1",)).granted
    one.box.give_back(sold.tickets[0])
    one.send()
    assert one.rights()["A1"] == "window:w1"  # it may sell it again
    assert one.lease(give_back=("A1",)).granted
    assert two.lease(take=("A1",)).granted


@pytest.mark.parametrize("holder", ["hold:house", "kill:tech", "channel:web", "paper:w1"])
def test_a_window_speaks_for_other_holders(hub_rig: HubRig, holder: str) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1",))
    assert one.lease(holder=holder, take=("A1", "A2"), take_places=4).granted  # its own, and a free
    assert two.rights() == {"A1": holder, "A2": holder}
    assert two.places() == {holder: 4}
    assert two.lease(take=("A1",)).refused == (Refusal("A1", holder),)
    assert not two.lease(take_places=7).granted
    two.lease(take=("B1",))
    assert not one.lease(holder=holder, take=("B1",)).granted
    assert two.lease(holder=holder, give_back=("A1",), give_places=4).granted
    assert two.lease(take=("A1",), take_places=7).granted


def test_a_sold_seat_is_not_put_under_a_hold(hub_rig: HubRig) -> None:
    one, _ = open_two(hub_rig)
    one.lease(take=("A1",))
    one.box.sell(P, ["A1"])
    one.send()
    assert not one.lease(holder="hold:house", take=("A1",)).granted


# ---- what is offered ----


def test_places_offered_grow_and_shrink_to_what_is_given(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take_places=PLACES)
    two.offer(PLACES + 2)
    assert two.lease(take_places=2).granted
    one.offer(1)  # twelve are given
    assert one.lease(give_places=5).granted
    assert two.lease(take_places=5).granted
    assert not two.lease(take_places=1).granted
    assert one.lease(give_places=5).granted
    one.offer(1)  # seven are given
    assert not two.lease(take_places=1).granted


def test_offering_is_of_one_performance(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1",))
    one.hub.offer([Offered("other", 3, hub_rig.now())])
    assert two.lease(performance_id="other", take=("A1",), take_places=3).granted
    assert not two.lease(performance_id="other", take_places=1).granted


# ---- hearing of rights ----


def test_who_knows_nothing_hears_everything_after_a_word_that_all_before_is_void(
    hub_rig: HubRig,
) -> None:
    one, two = open_two(hub_rig)
    command = one.command(take=("A1", "A2"), take_places=3)
    answer = one.hub.lease(command)
    one.asked = 1
    gone = one.lease(give_back=("A2",))
    void, *rest = two.hub.held_since({P: 0})
    assert (void.performance_id, void.seat_id, void.holder, void.places) == (P, "", "", 0)
    told = [(held.seat_id, held.holder, held.places) for held in rest]
    assert sorted(told) == [("", "window:w1", 3), ("A1", "window:w1", 0), ("A2", "", 0)]
    assert all(
        abs(held.until - command.until) < timedelta(seconds=1) for held in rest if held.holder
    )
    versions = [void.version, *(held.version for held in rest)]
    assert versions == sorted(versions)
    assert void.version < rest[0].version == answer.version < gone.version
    assert rest[-1] == Held(P, "A2", "", 0, rest[-1].until, gone.version)  # its answer may be heard
    assert two.hub.held_since({})[1:] == tuple(rest)


def test_who_knows_something_hears_what_changed_since(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1", "A2", "A3"), take_places=3)
    known = max(held.version for held in two.hub.held_since({}))
    assert two.hub.held_since({P: known}) == ()
    answer = one.lease(give_back=("A2",), take=("A4",), give_places=3)
    changed = two.hub.held_since({P: known})
    told = {(held.seat_id, held.holder, held.places) for held in changed if held.seat_id}
    assert told == {("A2", "", 0), ("A4", "window:w1", 0)}
    (places,) = (held for held in changed if not held.seat_id)
    assert (places.holder, places.places) == ("window:w1", 0)
    assert {held.version for held in changed} == {answer.version}  # one for all of a command
    assert known < answer.version
    assert two.hub.held_since({P: answer.version}) == ()


def test_versions_are_those_of_each_performance(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.hub.offer([Offered("other", 3, hub_rig.now())])
    one.lease(take=("A1",))
    known = {P: one.lease(take=("A2",)).version}
    one.lease(performance_id="other", take=("B1",))
    changed = two.hub.held_since(known)
    assert {(held.performance_id, held.seat_id) for held in changed} == {
        ("other", ""),
        ("other", "B1"),
    }


def test_a_refused_command_changes_no_rights(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    known = one.lease(take=("A1",)).version
    assert two.lease(take=("A1",)).version == known
    assert two.hub.held_since({P: known}) == ()


# ---- claims ----


def test_a_window_brings_what_it_held_before_it_joined(hub_rig: HubRig) -> None:
    hub_rig.join("w1")
    hub_rig.join("w10")
    one, two = Teller(hub_rig, "w1"), Teller(hub_rig, "w10").open()
    two.lease(take=("B1",))
    assert one.hello().claim
    assert refused(lambda: one.hub.lease(one.command(take=("A9",)))) == "recovering"
    assert one.hub.held_since({}) == ()
    hold = one.holds("H1", places=2, holder="hold:house")
    one.hub.claim([*one.holds("A1", "A2", places=4), *hold])
    assert not one.hello().claim
    held = {"A1": "window:w1", "A2": "window:w1", "B1": "window:w10", "H1": "hold:house"}
    assert one.rights() == two.rights() == held
    assert one.places() == {"window:w1": 4, "hold:house": 2}
    assert not two.lease(take=("A1",)).granted
    assert two.tasks() == []


def test_a_claim_that_nobody_asked_for_is_passed_over(hub_rig: HubRig) -> None:
    one, _ = open_two(hub_rig)
    one.lease(take=("A1",))
    one.hub.claim(one.holds("A7", places=3))  # said long ago, heard only now
    assert one.rights() == {"A1": "window:w1"}
    assert one.places() == {}


def test_a_claim_of_what_another_holds_is_a_task(hub_rig: HubRig) -> None:
    hub_rig.join("w1")
    hub_rig.join("w10")
    one, two = Teller(hub_rig, "w1"), Teller(hub_rig, "w10").open()
    two.lease(take=("A1",), take_places=8)
    one.hello()
    one.hub.claim(one.holds("A1", "A2", places=5))
    assert one.rights() == {"A1": "window:w10", "A2": "window:w1"}
    assert one.places() == {"window:w1": 2, "window:w10": 8}
    assert sorted(two.tasks(), key=lambda task: task[1]) == [
        ("claim_refused", P, frozenset({"window:w1", ""})),
        ("claim_refused", f"{P}/A1", frozenset({"window:w1", "window:w10"})),
    ]


# ---- what a manager does ----


def test_writing_a_window_off_frees_what_nobody_knows_to_be_sold(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1", "A2"), take_places=PLACES)
    one.box.sell(P, ["A1", None, None])
    one.send()
    known = max(held.version for held in two.hub.held_since({}))
    two.hub.write_off("w1", "u1", "It burned")
    freed = two.hub.held_since({P: known})
    assert {(held.seat_id, held.holder, held.places) for held in freed} == {
        ("A2", "", 0),
        ("", "window:w1", 2),
    }
    assert two.lease(take=("A2",), take_places=8).granted
    assert not two.lease(take=("A1",)).granted
    assert not two.lease(take_places=1).granted


def test_who_is_written_off_gets_nothing_and_loses_nothing(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    command = one.command(take=("A1",))
    answer = one.hub.lease(command)
    one.asked = 1
    two.hub.write_off("w1", "u1", "It burned")
    two.hub.write_off("w1", "u1", "It burned")  # again: no harm
    assert one.hello().position.seq == 0
    assert one.beat().standing is Standing.WRITTEN_OFF
    assert refused(lambda: one.lease(take=("A1",))) == "written_off"
    assert one.hub.lease(command) == answer
    one.box.sell(P, ["A1"])
    assert one.send().seq == 1
    assert two.hub.fetch({}, 10**6) == tuple(one.box.parcels)
    assert one.rights() == {"A1": "window:w1"}  # nobody had it meanwhile
    assert two.tasks() == []


def test_what_a_window_holds_that_is_shut_out_is_free_once_it_is_written_off(
    hub_rig: HubRig,
) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1", "A2"), take_places=PLACES)
    one.box.sell(P, ["A1"])
    one.send()
    one.beat()
    hub_rig.shut_out("w1")
    assert not two.lease(take=("A2",)).granted
    two.hub.write_off("w1", "u1", "It was stolen")
    assert two.lease(take=("A2",), take_places=PLACES).granted
    assert not two.lease(take=("A1",)).granted
    there = two.hub.windows()[0]
    assert (there.standing, there.seats_left, there.places_left) == (Standing.SHUT_OUT, 0, 0)
    assert refused(one.beat) == "shut_out"


def test_a_window_is_taken_back(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    two.hub.write_off("w1", "u1", "It was away")
    two.hub.take_back("w1", "u1")
    assert refused(one.hello) == "gap"  # said before, perhaps, and heard only now
    one.start_again()
    one.hello()
    assert one.beat().standing is Standing.JOINED
    assert one.lease(take=("A1",)).granted


def test_nobody_else_is_written_off_or_taken_back(hub_rig: HubRig) -> None:
    one, _ = open_two(hub_rig)
    assert refused(lambda: one.hub.write_off("w9", "u1", "Who?")) == "unknown"
    assert refused(lambda: one.hub.take_back("w9", "u1")) == "unknown"
    assert refused(lambda: one.hub.want_back("w9", P, ["A1"])) == "unknown"


def test_seats_are_wanted_back_until_they_are_given_or_sold(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1", "A2", "A3"))
    two.hub.want_back("w1", P, ["A1", "A2", "A3", "A4"])
    two.hub.want_back("w1", P, ["A2"])
    (wanted,) = one.beat().wanted_back
    assert (wanted.performance_id, sorted(wanted.seats)) == (P, ["A1", "A2", "A3"])
    assert two.beat().wanted_back == ()
    one.lease(give_back=("A1",))
    one.box.sell(P, ["A2"])
    one.send()
    (wanted,) = one.beat().wanted_back
    assert wanted.seats == ("A3",)
    one.lease(give_back=("A3",))
    assert one.beat().wanted_back == ()


def test_what_comes_back_for_a_window_is_that_windows_before_anybody_can_ask(
    hub_rig: HubRig,
) -> None:
    one, two = open_two(hub_rig)
    hub_rig.join("w3")
    three = Teller(hub_rig, "w3").open()
    one.lease(take=("A1", "A2", "A3"), take_places=6)
    one.box.sell(P, ["A3", None])
    one.send()
    assert refused(lambda: two.hub.want_back("w1", P, ["A1"], 0, "w9")) == "unknown"
    three.hub.want_back("w1", P, ["A1", "A2", "A3"], 9, "w3")
    three.hub.want_back("w1", P, ["A2"], 2, "w10")  # the last word about a seat counts
    (wanted,) = one.beat().wanted_back
    assert (sorted(wanted.seats), wanted.places) == (["A1", "A2"], 7)
    answer = one.lease(give_back=("A1", "A2"), give_places=3)
    assert answer.granted
    assert not three.lease(take=("A2",)).granted
    assert two.rights() == {"A1": "window:w3", "A2": "window:w10", "A3": "window:w1"}
    assert two.places() == {"window:w1": 3, "window:w10": 2, "window:w3": 1}
    heard = three.hub.held_since({P: answer.version})
    assert {each.holder for each in heard} >= {"window:w3", "window:w10"}
    assert (two.beat().given, three.beat().given) == ({P: 3}, {P: 2})
    (wanted,) = one.beat().wanted_back
    assert (wanted.seats, wanted.places) == ((), 4)
    one.lease(give_places=2)
    assert one.beat().wanted_back == ()  # the last one is sold
    assert three.lease(take_places=4).granted
    assert two.places() == {"window:w1": 1, "window:w10": 2, "window:w3": 7}


def test_what_nobody_holds_is_given_to_a_window_at_once(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1",), take_places=PLACES - 2)
    one.hub.want_back("", P, ["A1", "A2"], 5, "w10")
    assert two.rights() == {"A1": "window:w1", "A2": "window:w10"}
    assert two.places() == {"window:w1": PLACES - 2, "window:w10": 2}
    assert two.beat().given == {P: 3}
    one.hub.want_back("w10", P, ["A2"], 1)  # back to everybody
    two.lease(give_back=("A2",), give_places=1)
    assert (two.beat().given, two.rights()) == ({P: 1}, {"A1": "window:w1"})
    one.hub.write_off("w10", "u1", "It burned")
    assert refused(lambda: one.hub.want_back("", P, ["A2"], 0, "w10")) == "not_joined"


def test_nothing_is_moved_while_the_hub_waits_for_its_windows(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1",))
    hub_rig.restore(hub_rig.copy(), told=True)
    assert refused(lambda: one.hub.want_back("", P, ["A2"], 0, "w10")) == "recovering"
    two.hub.want_back("w1", P, ["A1"], 0, "w10")
    one.hello()
    one.hub.claim(one.holds("A1"))
    two.hello()
    two.hub.claim(())
    assert one.beat().wanted_back[0].seats == ("A1",)
    one.lease(give_back=("A1",))
    assert one.rights() == {"A1": "window:w10"}


# ---- from hand to hand ----


def test_what_is_passed_on_is_nobody_elses_in_between(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    hold = "hold:cart-1"
    one.lease(take=("A1", "A2"), take_places=PLACES)
    aside = one.lease(holder=hold, out_of="window:w1", take=("A1",), take_places=2)
    assert (aside.granted, aside.places_left) == (True, 0)
    assert one.rights() == {"A1": hold, "A2": "window:w1"}
    assert two.places() == {"window:w1": PLACES - 2, hold: 2}
    assert not two.lease(take=("A1",)).granted
    assert not two.lease(holder="hold:cart-2", out_of=hold, take=("A2",)).granted
    assert not two.lease(out_of=hold, take=("A1",), take_places=3).granted
    taken = two.lease(out_of=hold, take=("A1", "A3"), take_places=2)
    assert taken.granted
    assert two.lease(out_of=hold, take=("A1",)).granted  # it is there already
    refusal = one.lease(out_of=hold, take=("A1",))
    assert (refusal.granted, refusal.refused) == (False, (Refusal("A1", "window:w10"),))
    assert one.rights() == {"A1": "window:w10", "A2": "window:w1", "A3": "window:w10"}
    assert one.places() == {"window:w1": PLACES - 2, "window:w10": 2}
