"""Who has an interest in an exception of the close, by kind, and what a house of two does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from types import SimpleNamespace as Row
from typing import Any, cast

import pytest

from pos.closing.interest import may_not_settle
from pos.ports.storage import UnitOfWork
from pos.records import CloseException
from pos.views.closing import ExceptionKind
from pos.views.people import Role

K = ExceptionKind
TILL = {"cashier", "reliever", "counter"}
BESIDE = {
    K.FLOAT_DIFFERENCE: {"cashier before", "counter before"},
    K.DROP_DIFFERENCE: {"dropped", "received", "counted bag", "counted it too"},
    K.SAFE_DIFFERENCE: {"gave safe", "took safe"},
    K.DEPOSIT_DIFFERENCE: {"prepared", "sealed", "sealed too", "confirmed"},
    K.DEPOSIT_LATE: {"prepared", "sealed", "sealed too", "confirmed"},
    K.SETTLEMENT: {"taker"},
    K.LATE_WINDOW: {"cashier before", "counter before"},
}


def house_of(**staff: Role) -> UnitOfWork:
    served = {"till": TILL, "till before": {"cashier before", "counter before"}}
    steps = {
        "sealed": Row(user_id="sealed", second_user_id="sealed too"),
        "confirmed": Row(user_id="confirmed", second_user_id=""),
    }
    people: Iterable[Any] = [
        (Row(user_id=name), Row(role=role.value, enabled=True)) for name, role in staff.items()
    ]
    made: Any = Row(
        tills=Row(
            served=lambda till_id: frozenset(served[till_id]),
            till=lambda till_id: till_id,
            left_before=lambda till: ("till before", "{}"),
        ),
        movements=Row(
            one=lambda _: Row(user_id="dropped", second_user_id="received"),
            counted=lambda _: Row(user_id="counted bag", second_user_id="counted it too"),
            custody_of=lambda _: Row(from_user="gave safe", to_user="took safe"),
        ),
        deposits=Row(one=lambda _: Row(user_id="prepared"), steps=lambda _: steps),
        exceptions=Row(late_tills=lambda _: ("till before",)),
        settlements=Row(takers=lambda _: frozenset({"taker"})),
        payments=Row(payment=lambda _: Row(user_id="chosen taker")),
        people=Row(staff=lambda: tuple(people)),
    )
    return cast(UnitOfWork, made)


def found(kind: ExceptionKind, till_id: str | None = None, by: str = "cause") -> CloseException:
    day, at = date(2026, 11, 21), datetime(2026, 11, 21, tzinfo=UTC)
    return CloseException("e", kind.value, day, "w1", till_id, "s", -100, "USD", "", at, by)


@pytest.mark.parametrize("kind", ExceptionKind)
def test_nobody_with_an_interest_settles(kind: ExceptionKind) -> None:
    uow, beside = house_of(manager=Role.MANAGER), BESIDE.get(kind, set())
    assert set(may_not_settle(uow, found(kind))) == {"cause"} | beside
    assert set(may_not_settle(uow, found(kind, "till"))) == {"cause"} | beside | TILL


def test_who_took_a_payment_that_was_just_chosen_has_one_too() -> None:
    uow = house_of(manager=Role.MANAGER)
    assert "chosen taker" in may_not_settle(uow, found(K.SETTLEMENT), ("payment",))


def test_an_owner_gets_through_where_nobody_else_is_left_who_may_settle() -> None:
    here = {"counter": Role.OWNER, "cashier": Role.MANAGER, "ben": Role.SUPERVISOR}
    mine = found(K.TILL_DIFFERENCE, "till", by="counter")
    assert set(may_not_settle(house_of(**here), mine)) == TILL - {"counter"}
    assert set(may_not_settle(house_of(**here, finance=Role.FINANCE), mine)) == TILL
