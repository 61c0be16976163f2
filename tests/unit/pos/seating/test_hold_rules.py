"""What a hold code allows and when it ends; what is left of what was held by whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pos.ids import UserId
from pos.people.roles import permissions_of
from pos.records import HoldEvent
from pos.seating.hold_rules import (
    Due,
    Lot,
    Rule,
    Told,
    due_of,
    effective,
    lots_of,
    sells_alone,
    why_held,
)
from pos.views.holds import HoldAct, HoldCode
from pos.views.people import Role, SessionView

ZONE = ZoneInfo("America/Los_Angeles")
CURTAIN = datetime(2026, 11, 20, 19, 30, tzinfo=ZONE)
HELD, RELEASED, SOLD, BACK = HoldAct.HELD, HoldAct.RELEASED, HoldAct.SOLD, HoldAct.CAME_BACK


def code(**said: object) -> HoldCode:
    return HoldCode("press", "Press", **said)  # type: ignore[arg-type]


def told(
    number: int,
    what: HoldAct,
    *seats: str,
    places: int = 0,
    until: datetime | None = None,
    rule: str = "",
    cart: str = "",
) -> Told:
    at = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=number)
    event = HoldEvent(
        event_id=f"{number:032x}",
        performance_id="p",
        holder="hold:press",
        what=what.value,
        places=places,
        for_whom="",
        note="",
        until=until,
        rule=rule,
        cart_id=cart,
        window_id="w1",
        user_id="u",
        approved_by="",
        at=at,
    )
    return event, seats


@pytest.mark.parametrize(
    ("said", "until", "due"),
    [
        ({}, None, None),
        ({"release_minutes": 60}, None, (CURTAIN - timedelta(hours=1), Rule.MINUTES)),
        ({"release_minutes": 0}, None, (CURTAIN, Rule.MINUTES)),
        (
            {"release_on": date(2026, 11, 18)},
            None,
            (datetime(2026, 11, 18, 4, tzinfo=ZONE), Rule.DATE),
        ),
        (
            {"release_on": date(2026, 11, 18), "release_minutes": 60},
            None,
            (datetime(2026, 11, 18, 4, tzinfo=ZONE), Rule.DATE),
        ),
        (
            {"release_on": date(2026, 11, 21), "release_minutes": 60},
            None,
            (CURTAIN - timedelta(hours=1), Rule.MINUTES),
        ),
        ({"release_minutes": 60}, CURTAIN, (CURTAIN, Rule.UNTIL)),
    ],
)
def test_when_a_hold_ends(
    said: dict[str, object], until: datetime | None, due: tuple[datetime, Rule] | None
) -> None:
    assert due_of(code(**said), until, CURTAIN, 4) == (Due(*due) if due else None)


def test_what_foyer_keeps_itself_never_ends_by_a_rule() -> None:
    assert due_of(HoldCode("paper-w1", "", release_minutes=9), CURTAIN, CURTAIN, 4) is None


@pytest.mark.parametrize("role", Role)
def test_who_sells_alone(role: Role) -> None:
    person = SessionView(UserId("u"), "", role, "en", permissions_of(role))
    assert sells_alone(code(), person) == (role in (Role.MANAGER, Role.OWNER))
    assert sells_alone(code(roles=(Role.CASHIER,)), person) == (
        role in (Role.CASHIER, Role.MANAGER, Role.OWNER)
    )


def test_a_seat_keeps_its_reason_through_a_cart_and_loses_it_on_sale_to_all() -> None:
    events = [told(1, HELD, "a", "b"), told(2, SOLD, "a"), told(3, BACK, "a")]
    assert {seat: event.at.minute for seat, event in why_held(events).items()} == {"a": 1, "b": 1}
    assert set(why_held([*events, told(4, RELEASED, "a")])) == {"b"}
    assert why_held([*events, told(4, RELEASED, "a"), told(5, HELD, "a")])["a"].at.minute == 5


def test_places_go_from_the_oldest_act_and_the_file_s_are_the_rest() -> None:
    events = [
        told(1, HELD, places=4),
        told(2, HELD, places=3),
        told(3, RELEASED, places=5),
        told(4, SOLD, places=1),
        told(5, BACK, places=1),
    ]
    second = events[1][0]
    assert lots_of("hold:press", 2, events) == (Lot(2, second),)
    assert lots_of("hold:press", 5, events) == (Lot(3, None), Lot(2, second))
    assert lots_of("hold:press", 1, events) == (Lot(1, second),)
    assert lots_of("hold:house", 2, events) == (Lot(2, None),)


def test_what_time_releases_is_of_those_it_was_due_of() -> None:
    events = [
        told(1, HELD, places=3),
        told(2, HELD, places=2, until=CURTAIN),
        told(3, HELD, places=2, until=CURTAIN - timedelta(hours=1)),
    ]
    for_good, later = events[0][0], events[1][0]
    events.append(told(4, RELEASED, places=2, rule=Rule.UNTIL.value))
    assert lots_of("hold:press", 5, events) == (Lot(3, for_good), Lot(2, later))
    by_the_code = [*events, told(5, RELEASED, places=3, rule=Rule.MINUTES.value)]
    assert lots_of("hold:press", 2, by_the_code) == (Lot(2, later),)
    events.append(told(5, RELEASED, places=2, rule=Rule.UNTIL.value))
    assert lots_of("hold:press", 3, events) == (Lot(3, for_good),)


def test_places_that_come_back_from_a_cart_end_when_they_would_have() -> None:
    events = [
        told(1, HELD, places=1),
        told(2, HELD, places=2, until=CURTAIN),
        told(3, SOLD, places=2, cart="one"),
        told(4, SOLD, places=2, cart="two"),  # one of them the season file asked for
        told(5, BACK, places=2, cart="one"),
    ]
    for_good, timed = events[0][0], events[1][0]
    assert lots_of("hold:press", 2, events) == (Lot(1, for_good), Lot(1, timed))
    events.append(told(6, BACK, places=2, cart="two"))
    back = events[-1][0]
    assert lots_of("hold:press", 4, events) == (Lot(1, for_good), Lot(2, timed), Lot(1, back))


def test_a_release_that_two_windows_did_is_told_once() -> None:
    events = [
        told(1, HELD, "a", "b"),
        told(2, RELEASED, "a", "b"),
        told(3, RELEASED, "a", "b"),
        told(4, HELD, "a"),
        told(5, RELEASED, "a"),
    ]
    assert [(event.at.minute, len(seats)) for event, seats in effective(events)] == [
        (1, 2),
        (2, 2),
        (4, 1),
        (5, 1),
    ]
