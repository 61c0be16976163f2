"""Cash moved beside sales, at the window."""

from __future__ import annotations

import pytest

from kiosk.presenters.till import TillPage
from pos.errors import BagUsed, StorageLocked
from pos.money import Money
from pos.views.movements import MovementKind
from pos.views.people import Permission
from tests.unit.kiosk.presenters.conftest import Bench, with_fingers


def approve(bench: Bench) -> None:
    """Mia gives her word."""
    assert bench.rooms.approval.state.permission is Permission.MOVE_CASH
    bench.rooms.approval.choose("mia")  # type: ignore[arg-type]
    bench.rooms.approval.confirm("9753")


def test_a_drop_takes_a_second_person_and_comes_back_to_the_room(selling: Bench) -> None:
    till, moves = selling.rooms.till, selling.rooms.cash_moves
    till.go(TillPage.DROP)
    assert moves.state.kind is MovementKind.DROP
    moves.drop(Money(4_000), "B-1")
    assert selling.office.movements.moved == []
    approve(selling)
    assert till.state.page is TillPage.HOME
    assert moves.state.kind is None
    assert moves.state.last is not None
    assert (moves.state.last.bag, moves.state.last.second) == ("B-1", "Mia Torres")
    assert moves.state.moved == (moves.state.last,)


def test_whoever_cancels_has_moved_nothing(selling: Bench) -> None:
    selling.rooms.till.go(TillPage.DROP)
    selling.rooms.cash_moves.drop(Money(4_000), "B-1")
    selling.rooms.approval.cancel()
    assert selling.office.movements.moved == []
    assert selling.rooms.till.state.page is TillPage.DROP
    assert not selling.rooms.cash_moves.state.busy


def test_a_refusal_stays_on_the_form(selling: Bench) -> None:
    for _ in range(2):
        selling.rooms.till.go(TillPage.DROP)
        selling.rooms.cash_moves.drop(Money(4_000), "B-1")
        if selling.rooms.approval.state.permission is not None:
            approve(selling)
    assert isinstance(selling.rooms.cash_moves.state.refusal, BagUsed)
    assert selling.rooms.till.state.page is TillPage.DROP


def test_a_retry_after_a_locked_disk_moves_once(selling: Bench) -> None:
    selling.rooms.till.go(TillPage.TOP_UP)
    selling.rooms.cash_moves.top_up(Money(2_000))
    selling.rooms.approval.choose("mia")  # type: ignore[arg-type]
    selling.tasks.holding = True
    selling.rooms.approval.confirm("9753")
    selling.tasks.run_one()
    selling.tasks.fails_next = StorageLocked()
    selling.tasks.holding = False
    selling.tasks.run()
    selling.rooms.cash_moves.top_up(Money(2_000))
    approve(selling)
    assert len(selling.office.movements.moved) == 1


@pytest.mark.parametrize(
    ("page", "kind", "purpose"),
    [
        (TillPage.PAID_OUT, MovementKind.PAID_OUT, "Petty cash"),
        (TillPage.PAID_IN, MovementKind.PAID_IN, "Found money"),
    ],
)
def test_the_only_purpose_of_a_way_is_chosen_already(
    selling: Bench, page: TillPage, kind: MovementKind, purpose: str
) -> None:
    moves = selling.rooms.cash_moves
    selling.rooms.till.go(page)
    assert [one.name for one in moves.state.purposes] == [purpose]
    assert moves.state.purpose == purpose
    moves.pay(Money(500), "Cora Example", "Light bulbs")
    approve(selling)
    assert moves.state.last is not None
    assert (moves.state.last.kind, moves.state.last.purpose) == (kind, purpose)


def test_a_drop_that_is_due_is_said_after_a_sale_and_no_sum_with_it(selling: Bench) -> None:
    selling.office.movements.due = True
    assert not selling.rooms.till.state.drop_due
    for told in selling.rooms.pay.finished:
        told()
    assert selling.rooms.till.state.drop_due
    selling.sit_down("ben")
    assert not selling.rooms.till.state.drop_due


@with_fingers
def test_a_slip_prints_again_once_for_a_double_tap(bench: Bench) -> None:
    bench.open_till()
    bench.choose()
    bench.rooms.till.go(TillPage.TOP_UP)
    bench.rooms.cash_moves.top_up(Money(2_000))
    approve(bench)
    bench.rooms.cash_moves.print_again(0)
    bench.rooms.cash_moves.print_again(0)
    assert bench.office.movements.copies == ["m1"]
    assert bench.rooms.cash_moves.state.copied == "V0001"


def test_nothing_is_left_for_the_next_person(selling: Bench) -> None:
    selling.rooms.till.go(TillPage.DROP)
    selling.rooms.cash_moves.drop(Money(4_000), "B-1")
    selling.rooms.lock.switch()
    assert selling.rooms.till.state.page is TillPage.HOME
    assert selling.rooms.cash_moves.state.moved == ()
