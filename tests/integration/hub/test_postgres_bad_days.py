"""The hub on bad days: nothing is half taken, nothing is given twice, and every call comes back."""

from __future__ import annotations

import os
import threading
from dataclasses import replace

import pytest

from pos.clock import SystemClock
from pos.errors import HubUnreachable
from pos.hub.parcels import Position, unpack
from pos.hub.talk import LeaseCommand
from pos.storage.hub import loads, postgres
from pos.storage.hub.postgres import PostgresHub
from tests.contract.hub_rig import PostgresRig
from tests.contract.hub_teller import EVENING, P, Teller
from tests.hub_server import PATIENCE_S, Venue
from tests.integration.hub.lines import Doorway

SEATS = tuple(f"S{number}" for number in range(24))


def two(venue: Venue) -> tuple[Teller, Teller]:
    """Return two windows that joined."""
    for window_id in ("W1", "W2"):
        venue.join(window_id)
    rig = PostgresRig(venue)
    return Teller(rig, "W1").open(), Teller(rig, "W2").open()


def test_a_fault_in_the_middle_takes_nothing_and_the_same_goes_through_later(venue: Venue) -> None:
    """As when the disk is full: whatever fails there undoes all of the call."""
    one, other = two(venue)
    for seat in ("A1", "A2", "A3"):
        one.box.sell(P, [seat])
    venue.do("alter table foyer.orders add constraint no_room check (order_number not like '%7')")
    venue.do("alter table foyer.live_ticket add constraint no_room check (seat_id <> 'A3')")
    try:
        with pytest.raises(HubUnreachable):
            one.send()
        for table in ("parcel", "orders", "ticket", "transition", "current_state", "seat_right"):
            assert venue.rows(f"select count(*) from foyer.{table}") == [(0,)]
        assert one.hub.send(()) == Position()
    finally:
        venue.do("alter table foyer.live_ticket drop constraint no_room")
        venue.do("alter table foyer.orders drop constraint no_room")
    assert one.send() == one.box.position
    assert other.rights() == dict.fromkeys(("A1", "A2", "A3"), "window:W1")


NO_ROOM = """
create function foyer.no_room() returns trigger language plpgsql as $$
begin raise exception using errcode = 'disk_full', message = 'could not extend file'; end $$;
create trigger no_room before insert on foyer.parcel execute function foyer.no_room();
create trigger no_room before insert on foyer.lease_answer execute function foyer.no_room()
"""


def test_a_full_disk_is_told_and_all_goes_on_after_it(venue: Venue) -> None:
    one, other = two(venue)
    one.box.sell(P, ["A1"])
    venue.do(NO_ROOM)
    try:
        for call in (one.send, lambda: one.lease(take=("A2",))):
            with pytest.raises(HubUnreachable) as trouble:
                call()
            assert trouble.value.params["kind"] == "full"
        one.beat()  # what needs no room goes on
    finally:
        venue.do("drop function foyer.no_room() cascade")
    assert one.send() == one.box.position
    assert one.lease(take=("A2",)).granted
    assert other.rights() == dict.fromkeys(("A1", "A2"), "window:W1")


def test_a_server_that_falls_over_in_a_rights_command_answers_it_afterwards(venue: Venue) -> None:
    one, other = two(venue)
    venue.do("set synchronous_commit = on")
    venue.do(f"alter database {venue.database} set synchronous_commit = on")
    command = one.command(take=("A1", "A2"))
    holds = venue.plain_superuser()
    holds.execute("begin")
    holds.execute("select 1 from foyer.performance_offered for update")
    came: list[object] = []

    def ask() -> None:
        try:
            came.append(one.hub.lease(command))
        except HubUnreachable as trouble:
            came.append(trouble)

    asking = threading.Thread(target=ask)
    asking.start()
    while not venue.rows("select 1 from pg_stat_activity where wait_event_type = 'Lock'"):
        assert asking.is_alive()
    venue.fall_over()
    holds.close()
    asking.join()
    assert len(came) == 1
    answer = one.hub.lease(command)
    assert answer.granted
    venue.fall_over()
    assert one.hub.lease(command) == answer  # the first one
    assert other.rights() == dict.fromkeys(("A1", "A2"), "window:W1")
    assert one.tasks() == []


def test_rows_that_no_column_of_ours_would_refuse_are_taken(venue: Venue) -> None:
    """What has happened is kept, also where a text holds what the server's cannot."""
    one, other = two(venue)
    one.box.sell(P, ["A1"], number="N\0UL")
    assert one.send() == one.box.position
    assert venue.rows("select order_number from foyer.orders") == [("N\ufffdUL",)]
    assert other.hub.fetch({}, 1_000_000) == tuple(one.box.parcels)


def test_what_is_long_goes_in_loads_and_ends_when_a_sign_of_life_is_due(
    venue: Venue, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = two(venue)
    for number in range(5):
        one.box.sell(P, [f"A{number}"])
    every = one.box.parcels
    monkeypatch.setattr(loads, "LOAD_BYTES", 2 * max(len(parcel.content) for parcel in every))
    monkeypatch.setattr(postgres, "SENDING_S", -1.0)
    assert one.hub.send(every) == every[1].position
    monkeypatch.setattr(postgres, "SENDING_S", PATIENCE_S)
    assert one.hub.send(every[2:]) == one.box.position
    assert other.hub.fetch({}, 1_000_000) == tuple(every)
    assert venue.rows("select count(*), count(distinct seat_id) from foyer.live_ticket") == [(5, 5)]


def test_facts_that_are_there_stay_and_those_beside_them_come(venue: Venue) -> None:
    """As when another window's parcel holds them too: nobody's rows stop anybody's."""
    one, other = two(venue)
    sold = one.box.sell(P, ["A1"])
    one.send()
    kept = venue.rows("select * from foyer.orders")
    row = unpack(one.box.parcels[-1].content)["orders"][0]
    other.box.add({"orders": [row | {"name": "Somebody Else"}, row | {"order_id": "another"}]})
    other.send()
    assert [found for found in venue.rows("select * from foyer.orders") if found in kept] == kept
    assert {found for (found,) in venue.rows("select order_id from foyer.orders")} == {
        sold.order_id,
        "another",
    }


def test_seats_are_raced_for_and_each_has_one_winner(venue: Venue) -> None:
    one, other = two(venue)
    start = threading.Barrier(2)
    won: dict[str, list[str]] = {}
    wrong: list[BaseException] = []

    def race(teller: Teller, seats: tuple[str, ...]) -> None:
        try:
            until = SystemClock().now() + EVENING
            start.wait()
            for number, seat in enumerate(seats, start=1):
                command = LeaseCommand(number, P, "", until, take=(seat,), take_places=1)
                if teller.hub.lease(command).granted:
                    won.setdefault(seat, []).append(teller.holder)
        except BaseException as error:  # noqa: BLE001 - told by the test
            wrong.append(error)

    racers = [
        threading.Thread(target=race, args=(one, SEATS)),
        threading.Thread(target=race, args=(other, SEATS[::-1])),
    ]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert wrong == []
    held = one.rights()
    assert held == {seat: holders[0] for seat, holders in won.items()}
    assert all(len(holders) == 1 for holders in won.values())
    assert sum(one.places().values()) == len(held) == 10  # as many places as there are


def test_whoever_loses_a_seat_is_told_each_time(venue: Venue) -> None:
    """Seat after seat from both at once; ``FOYER_RACES=10000`` for as many."""
    both = two(venue)
    seats = [f"R{number}" for number in range(int(os.environ.get("FOYER_RACES", "50")))]
    start = threading.Barrier(2)
    wrong: list[BaseException] = []
    lost: list[tuple[str, str, str]] = []

    def race(teller: Teller) -> None:
        try:
            until = SystemClock().now() + EVENING
            start.wait()
            for number, seat in enumerate(seats, start=1):
                command = LeaseCommand(number, P, "", until, take=(seat,))
                answer = teller.hub.lease(command)
                if not answer.granted:
                    lost.append((seat, teller.holder, answer.refused[0].holder))
        except BaseException as error:  # noqa: BLE001 - told by the test
            wrong.append(error)

    racers = [threading.Thread(target=race, args=(teller,)) for teller in both]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert wrong == []
    assert sorted(seat for seat, _, _ in lost) == sorted(seats)
    held = both[0].rights()
    assert held.keys() == set(seats)
    assert all(held[seat] == said != loser for seat, loser, said in lost)


def test_two_who_hand_one_order_out_at_the_same_moment_are_told_of(venue: Venue) -> None:
    """Neither is there yet when the other one looks, unless one of them waits."""
    one, other = two(venue)
    sold = one.box.sell(P, ["A1"], channel="web")
    one.send()
    arrows = frozenset((one.box.hand_out(sold), other.box.hand_out(sold)))
    waiting = (
        "select count(*) from pg_stat_activity"
        " where datname = current_database() and wait_event_type = 'Lock'"
    )
    sends = [threading.Thread(target=teller.send) for teller in (one, other)]
    with venue.server.superuser(venue.database) as nobody_writes:
        with nobody_writes.transaction():
            nobody_writes.execute("lock table foyer.transition in share mode")
            for send in sends:
                send.start()
            while venue.rows(waiting) != [(2,)]:
                assert all(send.is_alive() for send in sends)
        for send in sends:
            send.join()
    assert one.tasks() == [("handed_out_twice", sold.order_id, arrows)]


def test_a_line_that_is_dead_one_way_comes_back_in_time(venue: Venue) -> None:
    venue.join("W1")
    with Doorway(venue.server.folder / ".s.PGSQL.5432") as door:
        where = replace(venue.address("W1"), host="127.0.0.1", port=door.port)
        hub = PostgresHub(where, venue.password("W1"), SystemClock(), answer_s=PATIENCE_S)
        assert hub.windows()
        door.answers = False
        quick = PostgresHub(where, venue.password("W1"), SystemClock(), answer_s=0.2, silence_s=0.2)
        for call in (quick.windows, quick.tasks, lambda: quick.send(()), lambda: quick.claim(())):
            with pytest.raises(HubUnreachable) as trouble:
                call()
            assert trouble.value.params["why"] == "timeout"
        door.answers = True
        assert hub.windows()
        hub.close()
        quick.close()


def test_a_server_that_ended_the_connection_is_spoken_to_anew(venue: Venue) -> None:
    one, _ = two(venue)
    one.hub.windows()
    venue.do(
        "select pg_terminate_backend(pid) from pg_stat_activity where usename = %s",
        venue.address("W1").user,
    )
    assert len(one.hub.windows()) == 2


def test_nobody_there_and_nonsense_are_unreachable(venue: Venue) -> None:
    venue.join("W1")
    gone = replace(venue.address("W1"), host=str(venue.server.folder / "nowhere"))
    with pytest.raises(HubUnreachable):
        PostgresHub(gone, "x", SystemClock(), answer_s=PATIENCE_S).windows()
    venue.do(
        "create or replace function foyer.windows_there() returns json language sql as"
        " $$select '[[1]]'::json$$"
    )
    try:
        with pytest.raises(HubUnreachable) as trouble:
            venue.window("W1").windows()
        assert trouble.value.params["why"] == "nonsense"
    finally:
        from pos.storage.hub import setup

        venue.keeping(setup.init)  # puts the functions right
    assert len(venue.window("W1").windows()) == 1
