"""The close waits for windows that may know more, and the hub's tasks are told in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from pos.closing.closing import Closing
from pos.errors import ApprovalNeeded, DayNotReady, TextRefused
from pos.hub.connection import Connection
from pos.hub.talk import HubTask, Standing, TaskKind, WindowThere
from pos.hub.task_views import VenueAct
from pos.hub.venue import HUB, Venue
from pos.lifecycles import ORDER, ConnectionState
from pos.views.cash import Blocker, TillReportView
from pos.views.people import Permission, SessionView
from tests.integration.small_house import STALLS, SYMPHONY, House
from tests.integration.test_closing import cash, count, evening, lock, word_of
from tests.integration.test_people import audited


@dataclass
class Talk:
    connection: Connection = Connection(ConnectionState.ONLINE)  # noqa: RUF009 - frozen
    windows: tuple[WindowThere, ...] | None = None


def test_the_day_waits_for_a_window_that_may_have_sold_and_for_the_hub(house: House) -> None:
    ada = evening(house)
    count(house, ada)
    lock(house, ada)
    now = house.clock.now()
    later, earlier = now + timedelta(minutes=1), now - timedelta(hours=1)
    good = now + timedelta(hours=5)
    there = WindowThere(
        "w2", "Window 2", "W2", Standing.JOINED, 9, earlier, "1", 0, 0, 0, 0.0, good
    )
    talk = Talk()
    venue = Venue(house.office.storage, house.office.window, talk)
    closing = Closing(house.office.storage, house.office.ids, house.office.window, venue.missing)

    waits = Blocker("window_missing", 1, "Window 2", "w2")
    for window, blockers in (
        (there, (waits,)),
        (replace(there, heard_at=later), ()),
        (replace(there, heard_at=later, queue=7), (replace(waits, count=7),)),
        (replace(there, leases_until=None), ()),  # it had nothing to sell
        (replace(there, leases_until=earlier), ()),
        (replace(there, heard_at=None), ()),  # it was never here
        (replace(there, standing=Standing.WRITTEN_OFF), ()),
        (replace(there, window_id=house.office.window.window_id), ()),
    ):
        talk.windows = (window,)
        assert closing.day_blockers() == blockers
    talk.windows = (replace(there, heard_at=later),)
    for hours, blockers in ((3.0, (waits,)), (-3.0, ()), (0.0, ())):  # this one's clock is wrong
        talk.connection = Connection(ConnectionState.ONLINE, clock_off_s=hours * 3600)
        assert closing.day_blockers() == blockers
    talk.windows = None
    away = (Blocker("hub_away", 1, about=HUB),)
    assert closing.day_blockers() == away
    talk.windows, talk.connection = (), Connection(ConnectionState.OFFLINE)
    assert closing.day_blockers() == away
    talk.connection = Connection(ConnectionState.ALONE)
    assert closing.day_blockers() == ()

    talk.windows, talk.connection = (there,), Connection(ConnectionState.ONLINE)
    max_ = house.sign_in("Max House")
    with pytest.raises(ApprovalNeeded):
        venue.pass_over(house.command(), ada, "w2", "its disk is gone")
    with pytest.raises(TextRefused):
        venue.pass_over(house.command(), max_, "w2", " ")
    with pytest.raises(DayNotReady) as refused:
        _close(house, ada, closing)
    assert refused.value.params["subject"] == "Window 2"
    command = house.command()
    for _ in range(2):  # a repeat is the same
        assert venue.pass_over(command, max_, "w2", "its disk is gone") == max_.user_id
    assert closing.day_blockers() == ()
    assert _close(house, ada, closing).scope == "day"
    with pytest.raises(DayNotReady):
        venue.pass_over(house.command(), max_, "w2", "again")
    assert house.office.verify() == ()


def _close(house: House, session: SessionView, closing: Closing) -> TillReportView:
    command = house.command()
    word = word_of(house, "Max House", command, session, Permission.CLOSE_DAY)
    return closing.close_day(command, session, word)


def test_tasks_are_told_by_seat_order_and_person_and_decisions_stay_on_record(
    house: House,
) -> None:
    ada = house.open_till()
    seating, selling = house.office.seating, house.office.selling
    cart = seating.take_best(house.command(), ada, seating.new_cart(), SYMPHONY, 1, STALLS, None)
    sold = selling.sell(house.command(), ada, cart, (cash(4_500),))
    with house.office.storage.read() as uow:
        (ticket,) = uow.orders.tickets(sold.order_id)
        number = uow.orders.order(sold.order_id).order_number
        arrows = uow.states.life(ORDER, sold.order_id)
    now, venue = house.clock.now(), house.office.venue

    def told(kind: TaskKind, subject: str, one: str, other: str) -> HubTask:
        return HubTask(f"task-{kind.value}", kind, now, "w2", subject, one, other)

    place = f"{SYMPHONY}/{ticket.seat_id}"
    seat, held, arrow, number_twice, cloned, strange = venue.described(
        (
            told(TaskKind.SEAT_SOLD_TWICE, place, ticket.ticket_id, "not here yet"),
            told(TaskKind.SEAT_NOT_HELD, place, ticket.ticket_id, "hold:director"),
            told(TaskKind.CHANGED_TWICE, sold.order_id, arrows[-1].transition_id, "elsewhere"),
            told(TaskKind.NUMBER_TWICE, sold.order_id, sold.order_id, "not here yet"),
            told(TaskKind.CLONED, "w2", "a", "b"),
            told(TaskKind.CHANGED_TWICE, "a till", "x", "y"),
        )
    )
    assert (seat.title, bool(seat.place), seat.window) == ("Symphony No. 9", True, "w2")
    assert seat.sides[0].order_number == number
    assert seat.sides[0].did == "Ada Clerk"
    assert seat.sides[1].order_id is None
    assert held.sides[1].holder == "director"
    assert (arrow.sides[0].did, arrow.sides[0].order_number) == ("Ada Clerk", number)
    assert seat.sides[0].window == house.office.window.name
    came_last = HubTask(
        "t", TaskKind.CHANGED_TWICE, now, "w2", sold.order_id, "x", arrows[-1].transition_id
    )
    assert venue.described((came_last,))[0].sides[1].window == "w2"
    assert arrow.sides[0].at == arrows[-1].at
    assert arrow.sides[1].order_number == number  # which order it was is known all the same
    assert number_twice.sides[0].order_id == sold.order_id
    assert (cloned.title, cloned.sides[0].window) == ("", "w2")
    assert strange.sides[0].order_number == ""

    with pytest.raises(ApprovalNeeded):
        venue.allow(house.command(), ada, VenueAct.WRITE_OFF, "w2", "stolen")
    max_ = house.sign_in("Max House")
    with pytest.raises(TextRefused):
        venue.allow(house.command(), max_, VenueAct.WRITE_OFF, "w2")
    assert venue.allow(house.command(), max_, VenueAct.WRITE_OFF, "w2", "stolen") == max_.user_id
    command = house.command()
    word = word_of(house, "Max House", command, ada, Permission.RUN_HUB)
    done = venue.allow(command, ada, VenueAct.SETTLE, "task", "moved", word)
    assert done == max_.user_id
    assert audited(house, "hub.write_off_decided") == audited(house, "hub.settle_decided") == 1
    assert house.office.verify() == ()
