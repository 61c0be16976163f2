"""What every driver of ``pos.ports.hub.Hub`` does after it was restored from a backup."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from pos.hub.talk import Offered, Standing
from tests.contract.hub_rig import HubRig
from tests.contract.hub_teller import GRANTING, PLACES, RECOVERING, P, Teller, open_two, refused


def test_a_hub_that_was_told_grants_nothing_until_all_have_claimed(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1",), take_places=2)
    generation = one.beat().generation
    copy = hub_rig.copy()
    one.lease(take=("A2",), take_places=1)
    hub_rig.restore(copy, told=True)

    welcome = one.hello()
    assert (welcome.mode, welcome.generation, welcome.claim) == (RECOVERING, generation + 1, True)
    assert one.beat().generation == generation + 1
    assert one.hub.held_since({}) == ()
    one.hub.claim(one.holds("A1", "A2", places=3))
    assert one.beat().mode is RECOVERING
    assert refused(lambda: one.hub.lease(one.command(take=("A3",)))) == "recovering"
    one.box.sell(P, ["A1"])
    assert one.send().seq == 1  # what was sold is taken all the time

    assert two.hello().claim
    two.hub.claim(())
    assert one.beat().mode is two.beat().mode is GRANTING
    assert two.rights() == {"A1": "window:w1", "A2": "window:w1"}
    assert two.places() == {"window:w1": 3}
    assert one.lease(take=("A3",)).granted  # its numbers go on
    assert not two.lease(take=("A2",)).granted
    assert two.tasks() == []


def _acknowledged(one: Teller, two: Teller) -> Callable[[], object]:
    one.box.sell(P, ["A1"])
    one.send()
    return one.hello


def _asked(one: Teller, two: Teller) -> Callable[[], object]:
    one.lease(take=("A1",))
    return one.hello


def _known(one: Teller, two: Teller) -> Callable[[], object]:
    one.box.sell(P, ["A1"])
    one.send()
    two.known = {"w1": 1}
    return two.hello


@pytest.mark.parametrize("evidence", [_acknowledged, _asked, _known])
def test_a_hub_finds_out_by_what_its_windows_know(
    hub_rig: HubRig, evidence: Callable[[Teller, Teller], Callable[[], object]]
) -> None:
    one, two = open_two(hub_rig)
    generation = one.beat().generation
    copy = hub_rig.copy()
    greet = evidence(one, two)
    hub_rig.restore(copy, told=False)
    assert one.beat().mode is GRANTING  # nobody has said anything yet
    greet()
    greet()
    answer = one.beat()
    assert (answer.mode, answer.generation) == (RECOVERING, generation + 1)
    for teller, seats in ((one, ("A1",)), (two, ())):
        assert teller.hello().claim
        teller.hub.claim(teller.holds(*seats))
    one.hub.send(one.box.parcels)
    assert one.beat().mode is GRANTING
    assert two.rights() == {"A1": "window:w1"}
    assert one.hub.tasks() == ()


def test_what_it_lost_is_sent_again(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.box.sell(P, ["A1"])
    one.send()
    copy = hub_rig.copy()
    one.box.sell(P, ["A2"])
    one.send()
    hub_rig.restore(copy, told=True)
    one.acknowledged = one.hello().position
    assert one.acknowledged.seq == 1
    assert one.send() == one.box.position
    assert two.hub.fetch({}, 10**6) == tuple(one.box.parcels)
    assert one.tasks() == []


def test_what_is_claimed_no_more_is_free_and_what_is_known_sold_is_not(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1", "A2", "A3"), take_places=4)
    one.box.sell(P, ["A1", None])
    one.send()
    copy = hub_rig.copy()
    one.lease(give_back=("A2",), give_places=3)
    hub_rig.restore(copy, told=True)
    for teller, claim in ((one, one.holds("A3")), (two, [])):
        teller.hello()
        teller.hub.claim(claim)
    assert two.rights() == {"A1": "window:w1", "A3": "window:w1"}
    assert two.places() == {"window:w1": 1}
    assert two.lease(take=("A2",), take_places=PLACES - 1).granted


@pytest.mark.parametrize("first", [True, False])
def test_what_was_passed_on_since_the_backup_is_its_new_holders(
    hub_rig: HubRig, first: bool
) -> None:
    """Whoever speaks first: what a backup says of a window that is silent yet may have changed."""
    one, two = open_two(hub_rig)
    one.lease(take=("A1",), take_places=8)
    one.lease(holder="hold:house", take_places=2)
    copy = hub_rig.copy()
    one.lease(give_back=("A1",), give_places=7)
    one.lease(holder="hold:house", give_places=2)
    two.lease(take=("A1",), take_places=9)
    hub_rig.restore(copy, told=True)
    claims = [(one, one.holds(places=1)), (two, two.holds("A1", places=9))]
    for teller, claim in claims if first else claims[::-1]:
        teller.hello()
        teller.hub.claim(claim)
    assert one.rights() == {"A1": "window:w10"}
    assert one.places() == {"window:w1": 1, "window:w10": 9, "hold:house": 2}
    assert one.tasks() == []
    assert not one.lease(take_places=1).granted


def test_what_two_claim_is_a_task(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1",))
    hub_rig.restore(hub_rig.copy(), told=True)
    for teller in (one, two):
        teller.hello()
        teller.hub.claim(teller.holds("A1"))
    assert one.rights() == {"A1": "window:w1"}
    sides = frozenset(("window:w1", "window:w10"))
    assert one.tasks() == [("claim_refused", f"{P}/A1", sides)]


def test_a_hold_that_was_lifted_since_gives_way_and_one_that_was_made_since_comes_back(
    hub_rig: HubRig,
) -> None:
    one, two = open_two(hub_rig)
    one.lease(holder="hold:house", take=("A1",), take_places=2)
    copy = hub_rig.copy()
    one.lease(holder="hold:house", give_back=("A1",))
    one.lease(take=("A1",))
    one.lease(holder="kill:tech", take=("B1",), take_places=1)
    hub_rig.restore(copy, told=True)
    for teller in (one, two):
        teller.hello()
        kill = teller.holds("B1", places=1, holder="kill:tech")
        teller.hub.claim([*(teller.holds("A1") if teller is one else ()), *kill])
    assert two.rights() == {"A1": "window:w1", "B1": "kill:tech"}
    assert two.places() == {"hold:house": 2, "kill:tech": 1}
    assert two.tasks() == []


@pytest.mark.parametrize("first", [True, False])
def test_places_kept_out_of_a_block_since_the_backup_stay_kept(
    hub_rig: HubRig, first: bool
) -> None:
    """By the backup the block has every place; what its window keeps of it now is less."""
    one, two = open_two(hub_rig)
    one.lease(take_places=PLACES)
    copy = hub_rig.copy()
    one.lease(holder="hold:house", out_of=one.holder, take_places=3)
    hub_rig.restore(copy, told=True)
    kept = one.holds(places=3, holder="hold:house")
    claims = [(one, [*kept, *one.holds(places=PLACES - 3)]), (two, [])]
    for teller, claim in claims if first else claims[::-1]:
        teller.hello()
        teller.hub.claim(claim)
    assert two.places() == {"window:w1": PLACES - 3, "hold:house": 3}
    assert two.tasks() == []
    assert not two.lease(take_places=1).granted


@pytest.mark.parametrize("lifted", [True, False])
def test_what_was_given_back_and_held_since_is_not_its_former_windows(
    hub_rig: HubRig, lifted: bool
) -> None:
    """It knows of the hold, and does not claim the seat; who took it since does."""
    one, two = open_two(hub_rig)
    one.lease(take=("A1",))
    copy = hub_rig.copy()
    one.lease(give_back=("A1",))
    one.lease(holder="hold:house", take=("A1",))
    if lifted:
        two.lease(holder="hold:house", give_back=("A1",))
        two.lease(take=("A1",))
    hub_rig.restore(copy, told=True)
    for teller in (one, two):
        teller.hello()
    one.hub.claim(one.holds("A1", holder="hold:house"))
    assert one.rights() == {"A1": "hold:house"}
    two.hub.claim(two.holds("A1", holder="" if lifted else "hold:house"))
    assert one.rights() == {"A1": "window:w10" if lifted else "hold:house"}
    assert one.tasks() == []


def test_a_command_whose_answer_was_never_heard_is_done_anew(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1",), take_places=5)
    unheard = one.command(take=("A2",), give_places=2)
    one.hub.lease(unheard)
    hub_rig.restore(hub_rig.copy(), told=True)  # the backup has it done
    one.hello()
    one.hub.claim(one.holds("A1", places=5))
    two.hello()
    two.hub.claim(())
    assert two.rights() == {"A1": "window:w1"}
    assert one.hub.lease(unheard).granted
    assert two.rights() == {"A1": "window:w1", "A2": "window:w1"}
    assert two.places() == {"window:w1": 3}


@pytest.mark.parametrize("answered", [True, False], ids=["own_word", "anothers_word"])
def test_it_grants_nothing_before_it_has_again_what_somebody_knows(
    hub_rig: HubRig, answered: bool
) -> None:
    """Else a seat's second sale would be there before the return between the two."""
    one, two = open_two(hub_rig)
    first = one.box.sell(P, ["A1", None])
    one.send()
    copy = hub_rig.copy()
    for ticket in first.tickets:
        two.box.give_back(ticket)
    two.hub.send(two.box.parcels)
    if answered:
        two.acknowledged = two.box.position
    else:
        one.known = {"w10": two.box.position.seq}
    one.box.sell(P, ["A1", None])
    one.send()
    hub_rig.restore(copy, told=True)
    for teller in (one, two):
        teller.hello()
        teller.hub.claim(teller.holds("A1", places=1) if teller is one else ())
    one.hub.send(one.box.parcels)
    two.hub.send(two.box.parcels[:1])
    assert refused(lambda: two.lease(take=("A2",))) == "recovering"
    two.hub.send(two.box.parcels[1:])
    assert one.beat().mode is GRANTING
    assert two.lease(take=("A2",)).granted
    assert one.rights() == {"A1": "window:w1", "A2": "window:w10"}
    assert one.places() == {"window:w1": 1}
    assert one.tasks() == []


def test_who_was_let_in_anew_has_to_have_no_more_than_it_says(hub_rig: HubRig) -> None:
    """What its lost machine had sent since the backup is gone."""
    one, two = open_two(hub_rig)
    copy = hub_rig.copy()
    old = one.box.copy("")
    one.box.sell(P, ["A1"])
    one.send()
    hub_rig.restore(copy, told=True)
    for teller in (one, two):
        teller.hello()
        teller.hub.claim(())
    assert two.beat().mode is RECOVERING
    two.hub.take_back("w1", "u1")
    heir = Teller(hub_rig, "w1")
    heir.box, heir.starts = old, ["heir"]
    assert heir.hello().mode is GRANTING


@pytest.mark.parametrize("first", [True, False])
def test_places_of_a_sale_in_the_backup_that_were_passed_on_since_are_their_new_holders(
    hub_rig: HubRig, first: bool
) -> None:
    one, two = open_two(hub_rig)
    one.lease(take_places=PLACES)
    sold = one.box.sell(P, [None, None])
    one.send()
    copy = hub_rig.copy()
    for ticket in sold.tickets:
        one.box.give_back(ticket)
    one.send()
    one.lease(give_places=PLACES - 1)
    two.lease(take_places=PLACES - 1)
    hub_rig.restore(copy, told=True)
    claims = [(one, one.holds(places=1)), (two, two.holds(places=PLACES - 1))]
    for teller, claim in claims if first else claims[::-1]:
        teller.hello()
        teller.hub.claim(claim)
    one.hub.send(one.box.parcels[1:])
    assert one.beat().mode is GRANTING
    assert one.places() == {"window:w1": 1, "window:w10": PLACES - 1}
    assert one.tasks() == []


def test_what_is_offered_while_it_recovers_makes_no_place_of_what_a_backup_says(
    hub_rig: HubRig,
) -> None:
    one, two = open_two(hub_rig)
    one.lease(take_places=PLACES - 2)
    two.lease(take_places=2)
    copy = hub_rig.copy()
    two.lease(give_places=2)
    one.lease(take_places=2)
    hub_rig.restore(copy, told=True)
    one.hello()
    one.hub.claim(one.holds(places=PLACES))
    one.offer(PLACES)
    two.hello()
    two.hub.claim(())
    assert two.beat().mode is GRANTING
    assert not two.lease(take_places=1).granted
    assert two.tasks() == []


def test_who_is_written_off_is_not_waited_for(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    two.lease(take=("A1",))
    hub_rig.restore(hub_rig.copy(), told=True)
    one.hello()
    one.hub.claim(())
    assert one.beat().mode is RECOVERING
    one.hub.write_off("w10", "u1", "It burned")
    assert one.beat().mode is GRANTING
    assert one.lease(take=("A1",)).granted


def test_who_never_came_by_the_backup_is_waited_for(hub_rig: HubRig) -> None:
    """It may have come since, and sold."""
    one, two = open_two(hub_rig)
    for window_id in ("w3", "w4"):
        hub_rig.join(window_id)
    copy = hub_rig.copy()
    three = Teller(hub_rig, "w3").open()
    three.lease(take=("A1",))
    hub_rig.restore(copy, told=True)
    for teller in (one, two):
        teller.hello()
        teller.hub.claim(())
    assert refused(lambda: one.lease(take=("A1",))) == "recovering"
    three.hello()
    three.hub.claim(three.holds("A1"))
    assert one.beat().mode is RECOVERING
    one.hub.write_off("w4", "u1", "It was never set up")
    assert one.beat().mode is GRANTING
    assert not one.lease(take=("A1",)).granted


def test_its_versions_are_above_all_that_were_ever_given(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.lease(take=("A1",))
    copy = hub_rig.copy()
    for _ in range(20):
        one.lease(take=("A2",))
        known = one.lease(give_back=("A2",)).version
    one.lease(take=("A3",))
    hub_rig.restore(copy, told=True)
    for teller, seats in ((one, ("A1",)), (two, ())):
        teller.hello()
        teller.hub.claim(teller.holds(*seats))
    void, *rest = two.hub.held_since({P: known})
    assert (void.seat_id, void.holder, void.places) == ("", "", 0)
    assert void.version > known
    assert [(held.seat_id, held.holder) for held in rest] == [("A1", "window:w1")]
    assert one.lease(take=("A4",)).version > rest[0].version
    assert len(two.hub.held_since({P: rest[0].version})) == 1


def test_a_window_that_started_again_since_the_backup_is_no_clone(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    copy = hub_rig.copy()
    for _ in range(3):
        one.start_again()
        one.hello()
    hub_rig.restore(copy, told=False)
    one.start_again()
    one.hello()
    assert one.tasks() == []
    clone = Teller(hub_rig, "w1")
    clone.starts += ["clone"]
    assert refused(clone.hello) == "cloned"
    del two


@pytest.mark.parametrize("told", [True, False])
def test_restored_twice_from_one_backup(hub_rig: HubRig, told: bool) -> None:
    """The second time its generation, and its versions, are above those of the first."""
    one, two = open_two(hub_rig)
    copy = hub_rig.copy()
    one.lease(take=("A1",))
    generations, known = [one.beat().generation], 0
    for _ in range(2):
        hub_rig.restore(copy, told=told)
        one.hello()
        for teller, seats in ((two, ()), (one, ("A1",))):
            assert teller.hello().claim
            teller.hub.claim(teller.holds(*seats))
        assert one.beat().mode is GRANTING
        void, *rest = two.hub.held_since({P: known})
        assert (void.seat_id, void.holder, void.places) == ("", "", 0)
        assert [(held.seat_id, held.holder) for held in rest] == [("A1", "window:w1")]
        for _ in range(5):
            one.lease(take=("A2",))
            known = one.lease(give_back=("A2",)).version
        generations.append(one.beat().generation)
    assert generations == sorted(set(generations))
    assert two.tasks() == []


def test_a_greeting_repeated_while_it_recovers_restores_nothing_again(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    copy = hub_rig.copy()
    one.box.sell(P, ["A1"])
    one.send()
    hub_rig.restore(copy, told=False)
    generation = one.hello().generation
    two.hello()
    two.hub.claim(())
    one.start_again()
    assert one.hello().generation == two.hello().generation == generation
    assert not two.hello().claim


@pytest.mark.parametrize("claimed", [True, False])
def test_a_copy_made_while_it_recovered_is_found_out_too(hub_rig: HubRig, claimed: bool) -> None:
    """Who had claimed by the copy may hold more by now; so may who had only greeted."""
    one, two = open_two(hub_rig)
    hub_rig.restore(hub_rig.copy(), told=True)
    one.hello()
    if claimed:
        one.hub.claim(())
    copy = hub_rig.copy()
    generation = two.hello().generation
    for teller in (one, two)[claimed:]:
        teller.hub.claim(())
    one.lease(take=("A1",))
    hub_rig.restore(copy, told=False)
    welcome = one.hello()
    assert (welcome.mode, welcome.generation, welcome.claim) == (RECOVERING, generation + 1, True)
    assert two.hello().claim
    two.hub.claim(())
    assert refused(lambda: two.lease(take=("A1",))) == "recovering"
    one.hub.claim(one.holds("A1"))
    assert not two.lease(take=("A1",)).granted
    assert two.tasks() == []


def test_what_is_lost_for_good_proves_a_restore_once(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    copy = hub_rig.copy()
    one.box.sell(P, ["A1"])
    one.send()
    two.known = {"w1": 1}
    hub_rig.restore(copy, told=False)
    two.hello()
    two.hub.claim(())
    two.hub.write_off("w1", "u1", "It burned, with what it had")
    assert two.beat().mode is GRANTING
    assert two.hello().mode is GRANTING
    hub_rig.restore(copy, told=False)
    assert two.hello().mode is RECOVERING


@pytest.mark.parametrize("offered", [True, False], ids=["offered_before", "offered_since"])
def test_a_lease_that_another_window_heard_of_proves_a_restore_once(
    hub_rig: HubRig, offered: bool
) -> None:
    """Whose it is comes later, and the seat would be given away until then."""
    one, two = open_two(hub_rig)
    performance = P if offered else "other"
    copy = hub_rig.copy()
    if not offered:
        one.hub.offer([Offered(performance, 3, hub_rig.now() + timedelta(hours=4))])
    leased = one.lease(performance_id=performance, take=("A1",))
    two.versions = {performance: leased.version}
    assert two.hello().mode is GRANTING
    hub_rig.restore(copy, told=False)
    assert two.hello().mode is RECOVERING
    two.hub.claim(())
    one.hello()
    held = one.holds("A1")[0]._replace(performance_id=performance)
    one.hub.claim([held])
    assert two.hello().mode is GRANTING
    two.versions = {performance: leased.version + (1 << 40)}
    assert two.hello().mode is GRANTING  # another hub's
    assert two.rights() == {"A1": "window:w1"}
    assert two.tasks() == []


def test_what_was_first_offered_after_the_backup_is_claimed_all_the_same(hub_rig: HubRig) -> None:
    hub_rig.join("w1")
    hub_rig.join("w10")
    one, two = Teller(hub_rig, "w1"), Teller(hub_rig, "w10")
    for teller in (one, two):
        teller.hello()
        teller.hub.claim(())
    copy = hub_rig.copy()
    one.offer(PLACES)
    one.lease(take=("A1",), take_places=6)
    hub_rig.restore(copy, told=True)
    for teller, claim in ((two, []), (one, one.holds("A1", places=6))):
        teller.hello()
        teller.hub.claim(claim)
    two.offer(PLACES)
    assert two.rights() == {"A1": "window:w1"}
    assert two.places() == {"window:w1": 6}
    assert not two.lease(take_places=5).granted
    assert two.lease(take_places=4).granted
    assert two.tasks() == []


@pytest.mark.parametrize("claimed_first", [True, False])
def test_a_sale_that_is_sent_again_takes_no_seat_that_was_passed_on_since(
    hub_rig: HubRig, claimed_first: bool
) -> None:
    """Sold, taken back, given back and leased by another window, all since the backup; the first
    half of that is here again before the rest."""
    one, two = open_two(hub_rig)
    hub_rig.join("w3")
    three = Teller(hub_rig, "w3").open()
    one.lease(take=("A1",), take_places=PLACES)
    copy = hub_rig.copy()
    sold = one.box.sell(P, ["A1", None, None])
    for ticket in sold.tickets:
        one.box.give_back(ticket)
    one.send()
    one.lease(give_back=("A1",), give_places=PLACES)
    two.lease(take=("A1",), take_places=PLACES)
    hub_rig.restore(copy, told=True)

    first, *rest = one.box.parcels
    for teller, claim in ((two, two.holds("A1", places=PLACES)), (one, [])):
        if claimed_first or teller is one:
            teller.hello()
            teller.hub.claim(claim)
    one.hub.send([first])
    assert one.places() == ({"window:w10": PLACES} if claimed_first else {})
    if not claimed_first:
        two.hello()
        two.hub.claim(two.holds("A1", places=PLACES))
    one.hub.send(rest)
    assert one.beat().mode is RECOVERING
    three.hello()
    three.hub.claim(())
    assert one.beat().mode is GRANTING
    assert one.rights() == {"A1": "window:w10"}
    assert one.places() == {"window:w10": PLACES}
    assert one.tasks() == []


def test_what_tickets_say_that_came_while_it_recovered_is_done_when_all_have_claimed(
    hub_rig: HubRig,
) -> None:
    one, two = open_two(hub_rig)
    hub_rig.restore(hub_rig.copy(), told=True)
    one.hello()
    one.hub.claim(())
    ticket = one.box.sell(P, ["A1", "B1", None, None]).tickets[0]
    one.send()
    assert one.rights() == one.places() == {}
    assert one.tasks() == []
    two.hello()
    two.hub.claim(two.holds("A1"))
    assert two.beat().mode is GRANTING
    assert two.rights() == {"A1": "window:w10", "B1": "window:w1"}
    assert two.places() == {"window:w1": 2}
    sides = frozenset((ticket, "window:w10"))
    assert two.tasks() == [("seat_not_held", f"{P}/A1", sides)]


def test_a_sale_in_the_backup_keeps_no_seat_that_was_passed_on_since(hub_rig: HubRig) -> None:
    """Its seller does not claim it: it was taken back since, of which the hub hears later."""
    one, two = open_two(hub_rig)
    hub_rig.join("w3")
    three = Teller(hub_rig, "w3").open()
    one.lease(take=("A1", "A2", "A3"))
    sold = one.box.sell(P, ["A1", "A2", "A3"])
    one.send()
    copy = hub_rig.copy()
    for ticket in sold.tickets[:2]:
        one.box.give_back(ticket)
    one.send()
    one.lease(give_back=("A1", "A2"))
    two.lease(take=("A1",))
    three.lease(take=("A2",))
    hub_rig.restore(copy, told=True)
    for teller, claim in (
        (two, two.holds("A1")),
        (one, []),
        (one, None),
        (three, three.holds("A2")),
    ):
        if claim is None:
            one.hub.send(one.box.parcels[1:])
        else:
            teller.hello()
            teller.hub.claim(claim)
    assert one.beat().mode is GRANTING
    assert one.rights() == {"A1": "window:w10", "A2": "window:w3", "A3": "window:w1"}
    assert one.tasks() == []


def test_a_write_off_of_a_window_that_had_nothing_left_is_missed_too(hub_rig: HubRig) -> None:
    """Nothing but its standing changed: the others were told a word all the same."""
    one, two = open_two(hub_rig)
    two.lease(take=("A1",))  # so that rights were heard of before
    two.versions = {P: max(held.version for held in two.hub.held_since({}))}
    copy = hub_rig.copy()
    two.hub.write_off("w1", "u1", "lost")
    heard = two.hub.held_since(two.versions)
    assert [(held.seat_id, held.holder, held.places) for held in heard] == [("", "window:w1", 0)]
    two.versions = {P: heard[0].version}
    hub_rig.restore(copy, told=False)
    assert two.hello().mode is RECOVERING
    assert one.beat().standing is Standing.JOINED  # so it owes a word, or is written off again
    two.hub.claim(two.holds("A1"))
    assert two.beat().mode is RECOVERING
    two.hub.write_off("w1", "u1", "lost")
    assert two.beat().mode is GRANTING
