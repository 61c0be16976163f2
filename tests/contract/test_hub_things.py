"""What every driver of ``pos.ports.hub.Hub`` does with things: orders, certificates, accounts."""

from __future__ import annotations

from pos.hub.rights import Refusal
from pos.hub.talk import WantedBack
from pos.hub.things import HOUSES, Thing, ThingKind, houses
from tests.contract.hub_rig import HubRig
from tests.contract.hub_teller import open_two

ORDER = Thing(ThingKind.ORDER, "order1")
HOUSE, NAME = ORDER.house, ORDER.name


def test_a_thing_is_one_window_s_until_it_gives_it_back_or_is_written_off(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    for window in (one, two):
        window.hub.offer(houses())
        window.hub.offer(houses())  # as at every start
    assert len(houses()) == HOUSES
    assert one.lease(performance_id=HOUSE, take=(NAME,)).granted
    assert one.lease(performance_id=HOUSE, take=(NAME,)).granted  # it is its own
    no = two.lease(performance_id=HOUSE, take=(NAME,))
    assert (no.granted, no.refused) == (False, (Refusal(NAME, "window:w1"),))
    two.hub.want_back("w1", HOUSE, (NAME,))
    assert one.beat().wanted_back == (WantedBack(HOUSE, (NAME,), 0),)
    assert one.lease(performance_id=HOUSE, give_back=(NAME,)).granted
    assert one.beat().wanted_back == ()

    heard = {each.performance_id: each.version for each in two.hub.held_since({})}
    assert two.lease(performance_id=HOUSE, take=(NAME,)).granted
    one.hub.write_off("w10", "u1", "It burned")
    (word,) = one.hub.held_since(heard)
    assert (word.seat_id, word.holder) == (NAME, "")
    assert one.lease(performance_id=HOUSE, take=(NAME,)).granted


def test_who_knows_nothing_hears_of_the_things_that_are_held_and_no_others(
    hub_rig: HubRig,
) -> None:
    one, two = open_two(hub_rig)
    one.hub.offer(houses())
    many = tuple(Thing(ThingKind.ORDER, f"order{number}") for number in range(200))
    here = [each.name for each in many if each.house == HOUSE]
    for thing in here:
        one.lease(performance_id=HOUSE, take=(thing,))
    one.lease(performance_id=HOUSE, give_back=tuple(here[1:]))
    heard = [each for each in two.hub.held_since({}) if each.performance_id == HOUSE]
    assert [(each.seat_id, each.holder) for each in heard] == [("", ""), (here[0], "window:w1")]
    since = two.hub.held_since({HOUSE: heard[0].version})
    assert len([each for each in since if each.performance_id == HOUSE]) == len(here)


def test_a_right_to_a_thing_that_another_claimed_after_a_restore_is_just_lost(
    hub_rig: HubRig,
) -> None:
    """Nobody could settle a task about it: nothing was sold."""
    one, two = open_two(hub_rig)
    one.hub.offer(houses())
    one.lease(performance_id=HOUSE, take=(NAME,))
    hub_rig.restore(hub_rig.copy(), told=True)
    for teller in (one, two):
        teller.hello()
        teller.hub.claim([each._replace(performance_id=HOUSE) for each in teller.holds(NAME)])
    (held,) = [each for each in two.hub.held_since({}) if each.seat_id == NAME]
    assert held.holder == "window:w1"
    assert one.tasks() == two.tasks() == []


def test_who_takes_a_thing_is_told_every_window_that_ever_had_it(hub_rig: HubRig) -> None:
    """What a backup lacks nobody knows: after a restore nothing is said."""
    one, two = open_two(hub_rig)
    one.hub.offer(houses())
    assert one.lease(performance_id=HOUSE, take=(NAME,)).before == ()
    one.lease(performance_id=HOUSE, give_back=(NAME,))
    assert two.lease(performance_id=HOUSE, take=(NAME,)).before == ("w1",)
    two.lease(performance_id=HOUSE, give_back=(NAME,))
    assert one.lease(performance_id=HOUSE, take=(NAME,)).before == ("w1", "w10")
    assert one.lease(take=("A1",)).before is None
    hub_rig.restore(hub_rig.copy(), told=True)
    for teller in (one, two):
        teller.hello()
        teller.hub.claim(())
    assert two.lease(performance_id=HOUSE, take=(NAME,)).before is None
