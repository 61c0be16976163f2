"""What every driver of ``pos.ports.hub.Hub`` does: taking up with it, parcels, signs of life."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from pos.errors import ParcelDamaged
from pos.hub.parcels import (
    Parcel,
    Position,
    emptied,
    following,
    opened,
    pack,
    require_chained,
)
from pos.hub.talk import Beat, NewsAnswer, Standing
from pos.records import Erased
from tests.contract.hub_rig import HubRig
from tests.contract.hub_teller import GRANTING, P, Teller, open_two, refused
from tests.hub_books import WHEN, row

# ---- taking up ----


def test_the_first_greeting(hub_rig: HubRig) -> None:
    hub_rig.join("w1", {"badge": "aa11"})
    hub_rig.join("w2", {"badge": "bb22", "code": "cc33"})
    before = hub_rig.now()
    one, two = Teller(hub_rig, "w1").hello(), Teller(hub_rig, "w2").hello()
    assert (one.position, one.mode, one.generation) == (Position(), GRANTING, two.generation)
    assert one.hub_id
    assert one.hub_id == two.hub_id
    assert before <= one.at <= hub_rig.now()
    assert one.claim  # what it held before it joined
    assert one.secrets == two.secrets == {"badge": "aa11"}


def test_a_greeting_said_again_changes_nothing(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    first, again = one.hello(), one.hello()
    assert replace(again, at=first.at) == first
    assert not first.claim
    assert two.tasks() == []


def test_a_greeting_tells_how_far_the_hub_knows_the_window(hub_rig: HubRig) -> None:
    one, _ = open_two(hub_rig)
    one.box.sell(P, ["A1"])
    sent = one.send()
    one.box.sell(P, ["A2"])
    assert one.hello().position == sent == one.box.parcels[0].position


def test_a_program_that_starts_again_goes_on(hub_rig: HubRig) -> None:
    one, _ = open_two(hub_rig)
    one.box.sell(P, ["A1"])
    one.send()
    one.start_again()  # this start died before its greeting was sent
    one.start_again()
    assert one.hello().position == one.acknowledged
    one.start_again()  # and the hub never heard that it has the answer
    assert one.hello().position == one.acknowledged
    assert one.tasks() == []


def test_who_never_joined_is_unknown(hub_rig: HubRig) -> None:
    open_two(hub_rig)
    assert refused(Teller(hub_rig, "w9").hello) == "unknown"


def test_another_schema_is_named_as_seen_from_the_window(hub_rig: HubRig) -> None:
    one, _ = open_two(hub_rig)
    greeting = one.greeting()
    newer = replace(greeting, schema_version=greeting.schema_version + 1)
    older = replace(greeting, schema_version=greeting.schema_version - 1)
    assert refused(lambda: one.hub.hello(newer)) == "older"
    assert refused(lambda: one.hub.hello(older)) == "newer"


def test_who_is_shut_out_is_told_so_by_everything(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.box.sell(P, ["A1"])
    hub_rig.shut_out("w1")
    calls = (
        one.hello,
        one.send,
        one.beat,
        one.lease,
        one.rights,
        lambda: one.offer(3),
        lambda: one.hub.fetch({}, 100),
        lambda: one.hub.claim(()),
        one.hub.windows,
        one.hub.tasks,
        lambda: one.hub.write_off("w10", "u1", "no"),
        lambda: one.hub.take_back("w1", "u1"),
        lambda: one.hub.want_back("w10", P, ["A1"]),
        lambda: one.hub.settle("t", "so", "u1"),
    )
    assert {refused(call) for call in calls} == {"shut_out"}
    assert [there.standing for there in two.hub.windows()] == [
        Standing.SHUT_OUT,
        Standing.JOINED,
    ]
    assert two.hub.fetch({}, 100) == ()


# ---- two machines from one disk image ----


def test_a_second_machine_from_one_disk_image_is_found_by_its_start(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    image = list(one.starts)
    one.start_again()
    one.hello()
    clone = Teller(hub_rig, "w1")
    clone.starts = [*image, "clone"]
    assert refused(clone.hello) == "cloned"
    assert refused(clone.hello) == "cloned"
    one.hello()  # the first one goes on
    assert [kind for kind, *_ in two.tasks()] == ["cloned"]


def test_an_old_image_is_found_by_what_it_has_forgotten(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.box.sell(P, ["A1"])
    one.send()
    clone = Teller(hub_rig, "w1")
    clone.starts = [*one.starts, "clone"]
    assert refused(clone.hello) == "cloned"
    assert [kind for kind, *_ in two.tasks()] == ["cloned"]


def test_an_image_is_found_by_lease_commands_it_has_forgotten(hub_rig: HubRig) -> None:
    one, _ = open_two(hub_rig)
    for seat in ("A1", "A2"):
        one.lease(take=(seat,))
    one.asked = 1  # the answer to the last was lost: that may be
    one.hello()
    one.asked = 0
    assert refused(one.hello) == "gap"  # said before the command, heard after it: no clone
    assert one.tasks() == []
    one.start_again()
    assert refused(one.hello) == "cloned"


def test_who_goes_on_beside_a_running_copy_of_its_disk_gets_nothing(hub_rig: HubRig) -> None:
    """The copy named this start among its own and was let in: there was no telling them apart."""
    one, two = open_two(hub_rig)
    copy = Teller(hub_rig, "w1")
    copy.starts = [*one.starts, "copy"]
    copy.hello()
    one.box.sell(P, ["A1"])
    assert refused(lambda: one.lease(take=("A1",))) == "cloned"
    for call in (
        one.beat,  # so it greets again
        one.send,
        one.rights,
        lambda: one.offer(3),
        lambda: one.hub.fetch({}, 10**6),
        lambda: one.hub.claim(one.holds("A1")),
    ):
        assert refused(call) == "gap"
    assert two.hub.fetch({}, 10**6) == ()
    assert refused(one.hello) == "gap"  # and once more, under a new name
    one.start_again()
    assert refused(one.hello) == "cloned"
    assert copy.lease(take=("A1",)).granted
    assert copy.beat().mode is GRANTING
    assert [(kind, subject) for kind, subject, _ in two.tasks()] == [("cloned", "w1")]


def test_a_second_machine_is_found_by_what_it_kept(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    clone = one.box.copy("clone")
    one.box.sell(P, ["A1"])
    one.send()
    clone.sell(P, ["A1"])
    one.box, one.acknowledged = clone, Position()
    assert refused(one.hello) == "cloned"
    clone.sell(P, ["A2"])
    assert refused(lambda: one.hub.send(clone.parcels)) == "cloned"
    assert refused(lambda: one.hub.send(clone.parcels[1:])) == "cloned"
    assert one.hub.send(()).seq == 1
    assert len(two.hub.fetch({}, 10**6)) == 1
    assert [(kind, subject) for kind, subject, _ in two.tasks()] == [("cloned", "w1")]


def test_a_greeting_from_long_ago_is_no_second_machine(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    late = one.greeting()
    one.start_again()
    one.hello()
    assert refused(lambda: one.hub.hello(late)) == "gap"
    one.hello()
    assert two.tasks() == []


def test_a_manager_says_who_goes_on(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    one.box.sell(P, ["A1"])
    one.send()
    heir = Teller(hub_rig, "w1")
    heir.starts = [*one.starts, "heir"]
    assert refused(heir.hello) == "cloned"
    two.hub.take_back("w1", "u1")
    assert heir.hello().position == one.acknowledged
    own = heir.hub.fetch({"w1": 0}, 10**6)
    assert own == tuple(one.box.parcels)
    one.start_again()
    assert refused(one.hello) == "cloned"


# ---- parcels ----


def test_parcels_arrive_once_whatever_is_repeated(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    for seat in ("A1", "A2", "A3"):
        one.box.sell(P, [seat])
    every = one.box.parcels
    assert one.hub.send(every[:2]) == every[1].position
    assert one.hub.send(every[:2]) == every[1].position
    assert one.hub.send(every[1:]) == every[2].position
    assert one.hub.send(every[:1]) == every[2].position
    assert one.hub.send(()) == every[2].position
    assert two.hub.fetch({}, 10**6) == tuple(every)
    assert two.tasks() == []


def test_a_parcel_that_was_emptied_takes_the_place_of_what_is_there_and_nothing_else_does(
    hub_rig: HubRig,
) -> None:
    one, two = open_two(hub_rig)
    sold = one.box.sell(P, ["A1"])
    erased = Erased("order", sold.order_id, "p1", "w1", "u1", WHEN)
    one.box.add({"erased": [row(erased)]})
    one.send()
    first = one.box.parcels[0]
    tables = opened(first.content)
    columns, rows = tables["orders"]
    kept = zip(columns, rows[0], strict=True)
    rows[0] = tuple("" if name == "name" else value for name, value in kept)
    left = replace(first, content=emptied(tables))
    assert one.hub.send((replace(first, content=pack({})),)) == one.box.position
    assert two.hub.fetch({}, 1 << 20)[0] == first  # of what only says otherwise nothing is taken
    assert one.hub.send((left,)) == one.box.position
    fetched = two.hub.fetch({}, 1 << 20)
    assert fetched == (left, one.box.parcels[1])
    require_chained(Position(), fetched)
    one.box.sell(P, ["A2"])
    assert one.send() == one.box.position  # the chain goes on


def test_a_gap_is_refused_and_nothing_of_it_taken(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    for seat in ("A1", "A2", "A3"):
        one.box.sell(P, [seat])
    every = one.box.parcels
    assert refused(lambda: one.hub.send(every[1:])) == "gap"
    assert refused(lambda: one.hub.send([every[0], every[2]])) == "gap"
    assert one.hub.send(()) == Position()
    assert two.hub.fetch({}, 10**6) == ()
    assert two.tasks() == []


def test_what_is_no_parcel_is_refused_and_nothing_of_it_taken(hub_rig: HubRig) -> None:
    one, _ = open_two(hub_rig)
    one.box.sell(P, ["A1"])
    bad = Parcel("w1", following(one.box.position, b"no parcel"), b"no parcel")
    with pytest.raises(ParcelDamaged):
        one.hub.send([*one.box.parcels, bad])
    assert one.hub.send(()) == Position()


def test_fetching_gives_what_others_sent_in_the_order_it_came(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    hub_rig.join("w3")
    three = Teller(hub_rig, "w3").open()
    for teller, seat in ((one, "A1"), (two, "B1"), (one, "A2"), (three, "C1"), (two, "B2")):
        teller.box.sell(P, [seat])
        teller.send()
    a, b = one.box.parcels, two.box.parcels
    assert three.hub.fetch({}, 10**6) == (a[0], b[0], a[1], b[1])
    assert three.hub.fetch({"w1": 1, "w10": 1}, 10**6) == (a[1], b[1])
    assert three.hub.fetch({"w1": 2, "w10": 2}, 10**6) == ()
    assert one.hub.fetch({"w10": 2}, 10**6) == tuple(three.box.parcels)


def test_fetching_stops_at_so_many_bytes_but_not_before_the_first(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    for seat in ("A1", "A2", "A3"):
        one.box.sell(P, [seat])
    one.send()
    sizes = [len(parcel.content) for parcel in one.box.parcels]
    assert len(two.hub.fetch({}, 1)) == 1
    assert len(two.hub.fetch({}, sizes[0] + sizes[1])) == 2
    assert len(two.hub.fetch({}, sizes[0] + sizes[1] - 1)) == 1
    assert two.hub.fetch({"w1": 1}, 1) == (one.box.parcels[1],)


# ---- signs of life ----


def test_the_beat_tells_when_there_is_something_new(hub_rig: HubRig) -> None:
    one, two = open_two(hub_rig)
    before = hub_rig.now()
    first = two.beat()
    assert before <= first.at <= hub_rig.now()
    assert (first.mode, first.standing, first.open_tasks) == (GRANTING, Standing.JOINED, 0)
    again = two.beat()
    assert (again.parcels, again.rights) == (first.parcels, first.rights)
    assert two.hub.news() == NewsAnswer(first.generation, first.parcels, first.rights)
    one.box.sell(P, ["A1"])
    one.send()
    sent = two.beat()
    assert sent.parcels > first.parcels
    assert sent.rights > first.rights  # the sale took its seat
    one.lease(take=("A2",))
    assert two.beat().rights > sent.rights
    one.lease(give_back=("A2",))
    assert two.beat().rights > sent.rights + 1
    assert one.beat().parcels == 0  # its own are nothing new to it
    for window in (one, two):
        told = window.beat()
        assert window.hub.news() == NewsAnswer(told.generation, told.parcels, told.rights)


def test_every_window_is_listed_as_it_was_last_heard(hub_rig: HubRig) -> None:
    one, _ = open_two(hub_rig)
    hub_rig.join("w3")
    one.box.sell(P, ["A1"])
    one.send()
    command = one.command(take=("A2",))
    one.hub.lease(command)
    before = hub_rig.now()
    one.hub.beat(Beat(7, 3, 2, "1.0", hub_rig.now() - timedelta(hours=3)))
    there = {each.window_id: each for each in one.hub.windows()}
    assert sorted(there) == ["w1", "w10", "w3"]
    seen, never = there["w1"], there["w3"]
    assert (seen.name, seen.prefix, seen.version) == ("Window w1", "w1", "1.0")
    assert (seen.position, seen.queue, seen.seats_left, seen.places_left) == (1, 7, 3, 2)
    assert seen.heard_at is not None
    assert before <= seen.heard_at <= hub_rig.now()
    assert -3 * 3600 - 60 < seen.wall_off_s < -3 * 3600 + 60
    assert seen.leases_until is not None
    assert abs(seen.leases_until - command.until) < timedelta(minutes=1)
    assert (never.heard_at, never.leases_until, never.position) == (None, None, 0)


def test_a_copy_in_another_computer_is_not_let_in_before_a_manager_says_so(
    hub_rig: HubRig,
) -> None:
    """The one that it was made of may be without a network, and sell."""
    one, two = open_two(hub_rig)
    here = replace(one.greeting(), machine=("card 1", "disk 1"))
    one.hub.hello(here)
    one.start_again()
    moved = replace(one.greeting(), machine=("card 2", "disk 2"))
    assert refused(lambda: one.hub.hello(moved)) == "cloned"
    assert [kind for kind, *_ in two.tasks()] == ["cloned"]
    # A new card, nothing to show, a disk that went over: still the one.
    for machine in (("card 3", "disk 1"), (), ("card 4", "disk 1")):
        one.hub.hello(replace(one.greeting(), machine=machine))
    assert refused(lambda: one.hub.hello(here)) == "gap"  # its earlier start, said long ago
    two.hub.take_back("w1", "u1")
    one.start_again()
    one.hub.hello(replace(moved, instance=one.starts[-1]))
